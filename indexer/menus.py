"""The menus of a site, as a crawler without a parser leaves them: many short lines among buttons.

A headline stands below a menu and not in it; it is the line that the page's own title repeats, or
the last longer one above the text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from jianbao.indexer.blocks import Block
from jianbao.indexer.furniture import is_repeated, leads_away, names_owner
from jianbao.indexer.labels import DATED
from jianbao.indexer.layout import Kind
from jianbao.indexer.page_form import HEADING, TEXT, is_stamp

_SIZES = ((8, 3), (12, 2), (24, 1))
"""Lines without a sentence that make a menu, if there are at least so many buttons among them."""
_LONGEST_LINK = 80
"""Code points of a link that looks like a sentence (你中了几个？)."""
_SHORTEST_NEWS = 60
"""Code points of a paragraph between two menus that is surely news."""
_LABELS = 8
"""Lines above a text among which its labels stand."""
ENTRY = 6
"""Code points of an entry in a menu, at most; a headline is longer."""
_TITLE_LINES = 3
_COMMENTS = re.compile("(?:热门|最新|最热|全部|网友|精彩|用户|所有)评论|[\\d，]{1,7} ?条评论")
_ANSWERS = 2
"""Buttons to answer a comment that make comments of what stands below their heading."""
_ENTRY_MARK = re.compile("^(?:[^\\w“‘《【（(]+|[（(]?\\d{1,2}[)）、．.] ?)+")
_ENTRIES = (*HEADING, Kind.ITEM)
_CONTENTS = 2
"""Headlines in a list that stand again below, at least."""
_REPEATED = 0.6
"""Share of the lines of a list that do."""
_REACH, _LOOK_BACK = 20, 400
"""Lines at the end of a menu that may be the headline, and lines above among which the title of the page
is looked for, so that a page of menus stays linear."""


def mark_menus(blocks: Sequence[Block]) -> None:
    """Take the lines of menus for navigation, but for the headline and the labels below them."""
    for start, end in _menus(blocks):
        headline = _headline(blocks, start, end) if end < len(blocks) else end
        first = next((n for n in range(start, end) if blocks[n].kind in (*HEADING, Kind.NAV)), end)
        for block in blocks[first:headline]:
            block.kind = Kind.NAV
        for block in blocks[headline:end]:
            if block.kind in HEADING and len(block.text) <= ENTRY:
                block.kind = Kind.NAV


def mark_contents(blocks: Sequence[Block]) -> None:
    """Take a list of headlines that stand again further down, over their articles, for navigation."""
    number = 0
    last: dict[str, int] | None = None
    for listed, run in itertools.groupby(blocks, key=lambda block: block.kind in _ENTRIES):
        entries = list(run)
        number += len(entries)
        if not listed or len(entries) < _CONTENTS:
            continue
        if last is None:
            last = {
                _entry(block): place
                for place, block in enumerate(blocks)
                if any(below.kind is Kind.PROSE for below in blocks[place + 1 : place + 3])
            }
        again = sum(1 for block in entries if last.get(_entry(block), 0) >= number)
        if again >= max(_CONTENTS, len(entries) * _REPEATED):
            for block in entries:
                block.kind = Kind.NAV


def _entry(block: Block) -> str:
    return _ENTRY_MARK.sub("", block.text)


def mark_comments(blocks: Sequence[Block]) -> None:
    """Take what readers say below an article for no text, down to the next headline with a stamp."""
    end = 0
    for number, block in enumerate(blocks):
        if number < end or block.kind is Kind.PROSE or not _COMMENTS.match(block.text):
            continue
        end = next(
            (n for n in range(number + 1, len(blocks)) if _opens_article(blocks[n : n + 3])),
            len(blocks),
        )
        below = blocks[number:end]
        answers = sum(b.kind is Kind.NAV and "回复" in b.text for b in below)
        if answers >= _ANSWERS:
            for block_below in below:
                block_below.kind = Kind.NAV


def _opens_article(blocks: Sequence[Block]) -> bool:
    """Say whether a headline stands above a stamp and a text, and not a reader above what he says."""
    if len(blocks) < 3 or blocks[0].kind not in HEADING or len(blocks[0].text) <= ENTRY:
        return False
    return is_stamp(blocks[1]) and len(blocks[2].text) >= _SHORTEST_NEWS


def _menus(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield where menus stand, across what is written between two parts of one."""
    menus: list[tuple[int, int]] = []
    runs = list(_runs(blocks))
    left = len(runs) - 1  # paragraphs that may be news: one always is
    for start, end in runs:
        above = menus[-1] if menus and menus[-1][1] == start - 1 else None
        goes_on = above is not None and left > 1 and not _tells(blocks, *above)
        if above and goes_on and (end == len(blocks) or _is_menu(blocks[start:end])):
            menus[-1] = above[0], end
            left -= 1
        elif _is_menu(blocks[start:end]):
            menus.append((start, end))
    return iter(menus)


def _is_menu(lines: Sequence[Block]) -> bool:
    buttons = sum(block.kind is Kind.NAV for block in lines)
    return any(len(lines) >= size and buttons >= least for size, least in _SIZES)


def _tells(blocks: Sequence[Block], start: int, end: int) -> bool:
    """Say whether the paragraph below a menu, at `end`, is news and not one more advertisement: it is
    long, or a day stands above it."""
    text = blocks[end].text
    if "。" in text and len(text) >= _SHORTEST_NEWS:
        return True
    labels = blocks[max(start, end - _LABELS) : end]
    return any(block.kind is Kind.DATE or DATED.search(block.text) for block in labels)


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield where lines without a sentence follow one another."""
    start = 0
    for number, block in enumerate(blocks):
        if block.kind in TEXT and (len(block.text) >= _LONGEST_LINK or "。" in block.text):
            yield start, number
            start = number + 1
    yield start, len(blocks)


def _headline(blocks: Sequence[Block], start: int, end: int) -> int:
    """Find the headline at the end of a menu; `end` when there is none.

    None stands above what closes a page: whose it is, and what else there is to read.
    """
    closed = [
        n
        for n in range(start, end)
        if blocks[n].kind is Kind.NAV
        and (names_owner(blocks[n].text) or _heads_links(blocks[n].text))
    ]
    begin = max(closed, default=start)
    longer = [
        n for n in range(begin, end) if blocks[n].kind in HEADING and len(blocks[n].text) > ENTRY
    ]
    near = longer[-_REACH:]
    again = [
        n
        for n in near
        if is_repeated(blocks[n].text, [b.text for b in blocks[max(0, n - _LOOK_BACK) : n]])
    ]
    if again or not longer:
        return max(again, default=end)
    headline = longer[-1]
    while headline - 1 in longer and longer[-1] - headline < _TITLE_LINES - 1:
        headline -= 1
    return headline


def _heads_links(text: str) -> bool:
    """Say whether a line is the heading of a list of links, and no button (更多)."""
    return len(text) > 3 and leads_away(text)
