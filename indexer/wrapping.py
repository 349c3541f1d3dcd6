"""The column in which the lines of a page are wrapped: its width, its lines, what marks its paragraphs.

A line that ends where the column does was broken by the page and not by the writer, whatever its
words look like; everything here is judged by lengths, indents and gaps.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from jianbao.indexer.layout import FLOW, Kind, Line, in_lists

_WIDEST_INDENT = 4
_NARROWEST = 12
"""Code points of the narrowest column that two lines can show."""
_WIDEST = 60
_NARROW = 16
_LONGER = 0.3
"""Share of the lines of a wrapped page, at most, that are far longer than its column, as they are no text;
beside a narrow one, of the width of a headline, they do not hold most of the page either."""
_FLOW = (*FLOW, Kind.ITEM)
_TEXT = (*_FLOW, Kind.PHOTO, Kind.HEADER)
_LOOK_ALIKES = (Kind.PHOTO, Kind.HEADER, Kind.META, Kind.NAV, Kind.ITEM)
"""What a piece of a sentence can be taken for: 第九版防控方案, 家人用手机拍摄."""
_MARK = re.compile("[，。；]")
_SIGNS = frozenset("△▲▼▽↑↓←→□■◎●○◇◆☆★【[（(图照")


class Column(NamedTuple):
    """The column in which a page is wrapped: its width in characters.

    `half`: letters, digits and blanks take half the room of other characters, as in print.
    """

    width: int
    half: bool

    def is_filled(self, line: Line) -> bool:
        """Say whether a line ends where the column does; a longer one was not wrapped, so it is no text."""
        extent = _extent(line, half=self.half)
        if extent < self.width - 3:
            return False
        return min(extent, _extent(line, half=True)) <= self.width + 2


def find_column(lines: Sequence[Line]) -> Column | None:
    """Find the column at which the lines of a page are wrapped, or None.

    Wrapped text has most of its unfinished lines within a character or two of one length.
    """
    text = _text(lines)
    counted = [found for half in (False, True) if (found := _find_column(text, half=half))]
    return max(counted, key=lambda found: found[0])[1] if counted else None


def _text(lines: Sequence[Line]) -> list[Line]:
    """Leave out what is surely no text of a page: labels, buttons, the titles of other articles."""
    listed = in_lists(lines)
    return [
        line for line, other in zip(lines, listed, strict=True) if line.kind in _TEXT and not other
    ]


def _find_column(lines: Sequence[Line], *, half: bool) -> tuple[int, Column] | None:
    """Find a column by one way to measure lines, with how many lines it explains."""
    extents = [_extent(line, half=half) for line in lines]
    open_ended = [
        extent
        for line, extent in zip(lines, extents, strict=True)
        if not line.ended and 8 <= extent <= 100
    ]
    if len(open_ended) < 6:
        return _column_of_few(lines, extents, half=half)
    counts: dict[int, int] = {}
    for extent in open_ended:
        for near in (extent - 1, extent, extent + 1):
            counts[near] = counts.get(near, 0) + 1
    width, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    if count < 0.55 * len(open_ended) or count < 0.3 * len(lines):
        return None
    longer = [extent for extent in extents if extent > 2 * width]
    if len(longer) > _LONGER * len(extents):
        return None
    if width < _NARROW and sum(longer) > sum(extents) / 2:
        return None
    # Headlines can be of one length too, but a column goes on with lines of its own width.
    going_on = sum(
        1
        for line, (extent, below) in zip(lines, itertools.pairwise(extents), strict=False)
        if not line.ended and abs(extent - width) <= 1 and below <= 1.5 * width
    )
    return (count, Column(width, half)) if going_on >= count / 2 else None


def _column_of_few(
    lines: Sequence[Line], extents: Sequence[int], *, half: bool
) -> tuple[int, Column] | None:
    """Find the column of a short page: no line is longer than its unfinished lines, two at least."""
    longest = max(extents, default=0)
    if not _NARROWEST <= longest <= _WIDEST:
        return None
    broken = sum(
        1
        for (line, below), extent in zip(itertools.pairwise(lines), extents, strict=False)
        if not line.ended and extent >= longest - 2 and not below.blank and below.indent < 2
    )
    return (broken, Column(longest - 1, half)) if broken > 1 else None


def _extent(line: Line, *, half: bool) -> int:
    """Return the length of a line with the indent of a paragraph, but not that of what is centred."""
    narrow = sum(map(str.isascii, line.text)) // 2 if half else 0
    indent = line.indent if line.indent <= _WIDEST_INDENT else 0
    return len(line.text) - narrow + (indent // 2 if half else indent)


def marks_paragraphs(lines: Sequence[Line]) -> bool:
    """Say whether some, and not most, lines of a wrapped page are set off by an indent or a gap.

    Below a line that ends no sentence it is a headline's gap, or a page break's.
    """
    set_off = sum(
        1
        for above, line in itertools.pairwise(lines)
        if above.ended and (line.indent >= 2 or line.blank)
    )
    return 0.03 * len(lines) <= set_off <= 0.6 * len(lines)


def close_up(lines: Sequence[Line]) -> list[Line]:
    """Take away the gap between all lines of a wrapped page, which says nothing of paragraphs."""
    gaps = Counter(line.blank for line in lines[1:])
    gap = min((size for size, count in gaps.items() if count > 0.1 * len(lines)), default=0)
    if not gap:
        return list(lines)
    return [line._replace(blank=max(0, line.blank - gap)) for line in lines]


def flush_left(lines: Sequence[Line]) -> list[Line]:
    """Take away the indent that all lines of a page have, which says nothing of paragraphs."""
    indents = sorted(line.indent for line in lines)
    common = indents[len(lines) // 20] if lines else 0
    if not common:
        return list(lines)
    return [line._replace(indent=max(0, line.indent - common)) for line in lines]


def as_text(lines: Sequence[Line], column: Column) -> list[Line]:
    """Take a full line in mid-sentence for text, whatever its words look like, and an item that goes on."""
    read: list[Line] = []
    for line, below in itertools.zip_longest(lines, lines[1:]):
        above = read[-1] if read else None
        if _goes_on_from(above, line, column) or _goes_on_in(below, line, column):
            line = line._replace(kind=Kind.PROSE)
        read.append(line)
    return read


def _goes_on_from(above: Line | None, line: Line, column: Column) -> bool:
    """Say whether the sentence of a full line goes on in what looks like a caption or a label."""
    return (
        line.kind in _LOOK_ALIKES
        and above is not None
        and not (line.blank or line.indent or above.ended)
        and above.kind in _FLOW
        and line.text[0] not in _SIGNS
        and (line.kind is Kind.ITEM or _MARK.search(line.text) is not None)
        and column.is_filled(above)
        and (column.is_filled(line) or "。" in line.text)
    )


def _goes_on_in(below: Line | None, line: Line, column: Column) -> bool:
    """Say whether a marked item that fills its line goes on below."""
    open_item = line.kind is Kind.ITEM and not line.ended and column.is_filled(line)
    return open_item and below is not None and below.kind in FLOW and not below.blank
