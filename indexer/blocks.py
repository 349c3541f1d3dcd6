"""Blocks: the paragraphs of a page, rejoined from its lines, and the single lines between them.

A break in mid-sentence is looked across: a page number, a caption or a stray piece of a headline may
stand between the halves of a sentence, and stays a block of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from jianbao.indexer.cutting import (
    as_headed_items,
    as_headlines,
    as_masthead,
    as_numbered,
    as_titles,
    cut,
    without_dates,
    without_stamps,
)
from jianbao.indexer.joining import continues, mended
from jianbao.indexer.layout import FLOW, Kind, Line, classify
from jianbao.indexer.openings import LISTED, opening, triples
from jianbao.indexer.wrapping import (
    Column,
    as_text,
    close_up,
    find_column,
    flush_left,
    marks_paragraphs,
)

_LOOK_BACK = 3
_LONGEST_TITLE = 60
_LONGEST_HEADLINE = 36
"""Code points of a headline above labels, and of one over two lines."""
_CREDITED = frozenset("摄图影道）)")
"""How a caption ends that names its photographer."""
_SHORTEST_TEXT = 30
"""Code points from which on lines with commas are no headline."""


@dataclass(slots=True)
class Block:
    """A paragraph or another line: its lines, their kind, and their folded text run together."""

    kind: str
    lines: list[Line]
    text: str
    _triples: set[str] | None = None

    @property
    def triples(self) -> set[str]:
        """The triples of characters that tell what it is about, for when all its lines are joined."""
        if self._triples is None:
            self._triples = triples(self.text)
        return self._triples

    @property
    def blank(self) -> int:
        """How many empty lines stand above it."""
        return self.lines[0].blank

    @property
    def indent(self) -> int:
        """How many blanks its first line begins with."""
        return self.lines[0].indent

    @property
    def ended(self) -> bool:
        """Whether its last line ends like a finished sentence."""
        return self.lines[-1].ended

    @property
    def start(self) -> int:
        """Where it begins in the repaired page."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where it ends in the repaired page."""
        return self.lines[-1].end


def read_blocks(lines: Sequence[Line]) -> list[Block]:
    """Join the lines of a page into blocks, in the order of their first lines."""
    lines = list(cut(list(as_headed_items(as_masthead(list(lines))))))
    lines = flush_left(without_dates(as_numbered(as_titles(as_headlines(lines)))))
    column = find_column(lines)
    lines = list(without_stamps(lines, column))
    marked = False
    blocks: list[Block] = []
    lines = _as_items(lines, column)
    items = {line.start for line in lines if line.kind is Kind.ITEM and not line.ended}
    captions: set[int] = set()
    if column is not None:
        captions = {line.start for line in lines if _is_broken_caption(line, column)}
        lines = as_text(_without_labels(close_up(lines), column), column)
        marked = marks_paragraphs(lines)
    for line, following in itertools.zip_longest(lines, lines[1:]):
        if line.start in captions:
            line = line._replace(kind=Kind.PROSE)
        if blocks and _ends_caption(blocks[-1], line):
            line = line._replace(kind=Kind.PROSE)
        target = _target(blocks, line, following, column, marked)
        if target is None:
            blocks.append(Block(line.kind, [line], line.text))
        else:
            target.lines.append(line)
            if target.kind not in (Kind.PROSE, Kind.ITEM) and _makes_text(target.lines, column):
                target.kind = Kind.PROSE
    for block in blocks:
        if len(block.lines) > 1:
            block.text = "".join([line.text for line in block.lines])
        if block.start in captions:
            block.kind = classify(block.text, ended=block.ended)
        elif block.start in items and len(block.lines) > 1:
            block.kind = Kind.ITEM
    above: str | None = None
    for block, below in itertools.zip_longest(blocks, blocks[1:]):
        heads = below is not None and _heads_text(block, below, opens=above is not Kind.PROSE)
        if heads or _is_broken_headline(block):
            block.kind = Kind.SHORT
        above = block.kind
    return blocks


def _makes_text(lines: Sequence[Line], column: Column | None) -> bool:
    """Say whether lines that go on with one another are a paragraph and no headline of several lines."""
    text = "".join([line.text for line in lines])
    if lines[-1].kind is Kind.PROSE or len(text) > 40 or "。" in text:
        return True
    if lines[0].indent > 1 and column is not None and column.is_filled(lines[0]):
        return lines[-1].indent < 2
    return len(text) >= _SHORTEST_TEXT and text.count("，") > 1


def _is_broken_headline(block: Block) -> bool:
    """Say whether a headline was joined from two lines, the first of which ends with a comma."""
    return (
        block.kind is Kind.PROSE
        and len(block.lines) == 2
        and len(block.text) <= _LONGEST_HEADLINE
        and block.text[-1] not in "。，、；："
        and block.lines[0].text[-1] in "，、"
        and "。" not in block.text
    )


def _heads_text(block: Block, below: Block, *, opens: bool) -> bool:
    """Say whether a line without a full stop, however long, is the headline of what stands below it: a
    report with a dateline, or the labels of one if it `opens` something."""
    plain = block.kind is Kind.PROSE and len(block.lines) == 1 and "。" not in block.text
    if not plain or block.text[-1] in "，、；：":
        return False
    labelled = opens and below.kind in (Kind.META, Kind.DATE) and len(block.text) <= _LONGEST_TITLE
    return labelled or (not block.ended and opening(below.text) == "dateline")


def _as_items(lines: Sequence[Line], column: Column | None) -> list[Line]:
    """Take lines for items, and not for captions or headlines, when their sentences go on below."""
    marks = {line.text[0] for line in lines if line.kind is Kind.ITEM}
    return [
        line._replace(kind=Kind.ITEM)
        if not line.ended and _opens_item(line, below, column, marks)
        else line
        for line, below in itertools.zip_longest(lines, lines[1:])
    ]


def _opens_item(
    line: Line, below: Line | None, column: Column | None, marks: Collection[str]
) -> bool:
    """Say whether a marked line that fills the column, or is marked as items are, begins an item."""
    filled = column is not None and column.is_filled(line)
    if line.kind is Kind.PHOTO:
        return line.text[0] in "▲△" and (filled or line.text[0] in marks)
    if line.kind is not Kind.SHORT or not filled or not LISTED.match(line.text) or below is None:
        return False
    return below.kind in FLOW and below.ended and not below.blank and not LISTED.match(below.text)


def _is_broken_caption(line: Line, column: Column) -> bool:
    """Say whether the sentence of a caption goes on in the next line of a column."""
    open_ended = not line.ended and line.text[-1] not in _CREDITED
    return line.kind is Kind.PHOTO and open_ended and column.is_filled(line)


def _without_labels(lines: Sequence[Line], column: Column) -> list[Line]:
    """Take what stands behind a label (央视网消息：) for text where both together fill the column."""
    return [
        line._replace(kind=Kind.PROSE)
        if above is not None
        and above.kind is Kind.SECTION
        and above.end == line.start
        and line.kind is Kind.SHORT
        and column.is_filled(above._replace(text=above.text + line.text))
        else line
        for above, line in zip((None, *lines), lines, strict=False)
    ]


def _ends_caption(block: Block, line: Line) -> bool:
    """Say whether a line with sentences and a photographer may be the second of a photo brief."""
    return (
        line.kind is Kind.PHOTO
        and "。" in line.text
        and block.kind is Kind.SHORT
        and len(block.lines) == 1
        and continues(block.lines[0], line._replace(kind=Kind.PROSE), None)
    )


def _target(
    blocks: list[Block], line: Line, following: Line | None, column: Column | None, marked: bool
) -> Block | None:
    """Find the block whose sentence `line` goes on with."""
    if not blocks or line.kind not in FLOW:
        return None
    between = blocks[-1]
    opens = len(between.lines) == 1
    if continues(between.lines[-1], line, column, marked=marked, following=following, opens=opens):
        return between
    if between.ended and between.kind is Kind.PROSE:
        return None
    for block in blocks[: -_LOOK_BACK - 1 : -1]:
        if block is between and between.kind not in (
            Kind.FOLIO,
            Kind.PHOTO,
            Kind.HEADER,
            Kind.SHORT,
        ):
            return None
        if block is not between and block.kind in FLOW:
            if block.ended:
                return None
            last = block.lines[-1]
            if between.kind is Kind.SHORT or block.kind is Kind.SHORT:
                return block if mended(last.text, line.text) else None
            return block if continues(last, line, column) else None
        if block.kind not in (Kind.FOLIO, Kind.PHOTO, Kind.HEADER, Kind.SHORT):
            return None
    return None
