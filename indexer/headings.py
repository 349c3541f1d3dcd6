"""The lines above a text: which are its headline, and which stand beside it.

A site prints the title of the page, a menu, the headline, stamps, buttons and captions in this order; a
paper prints columns, a headline over one line or several, a deck and names.
"""

from __future__ import annotations

from collections.abc import Sequence

from jianbao.indexer.blocks import Block
from jianbao.indexer.furniture import is_repeated
from jianbao.indexer.groups import Group
from jianbao.indexer.layout import Kind
from jianbao.indexer.menus import ENTRY
from jianbao.indexer.openings import NUMBERED, TWO_PHRASES, has_speaker, opening, speaker
from jianbao.indexer.page_form import HEADING

TITLE_LINES = 4
_LABEL_LENGTH = 3
"""Code points of a line above a headline that is the name of a column (城事, 民声), not its part."""
_MENU_LINES = 3
"""Entries above a headline, or buttons below it, that make a menu."""
_LONGEST_BUTTON = 10
"""Code points of what may be a button, among those that surely are."""


def start_article(
    group: Group, head: Sequence[Block], prose: Block | None, *, transcript: bool
) -> None:
    """Lay a run of headings above the text `prose`, or above none, into the article that they begin.

    `transcript` tells of a page that is a conversation.
    """
    asked = prose is not None and speaker(head[0].text) and speaker(prose.text)
    if asked or (transcript and has_speaker(head[0].text)):
        group.body.extend(head)
        return
    turn = _first_turn(head, prose) if prose is not None else 0
    if turn:
        start_article(group, head[:turn], head[turn], transcript=transcript)
        group.body.extend(head[turn:])
        return
    first = _headline(head, prose)
    lines = [number for number, block in enumerate(head) if block.kind in HEADING]
    if len(lines) > 1 and lines[0] == first and _is_label(head[first].text):
        first = first if head[lines[1]].text[0] in "（(" else lines[1]
    menu = sum(block.kind is Kind.NAV for block in head) >= _MENU_LINES
    for number, block in enumerate(head):
        verse = prose is None and _is_verse(head, lines, number)
        if (
            not (block.kind in HEADING or verse)
            or number < first
            or (group.head and not group.body and block.text.startswith("—"))
        ):
            group.side.append(block)
        elif group.body or verse or _is_subhead(block, group.head):
            group.body.append(block)
        elif prose is not None and group.head and _follows_labels(head[first:number]):
            if opening(block.text) or block.ended:
                group.body.append(block)
            else:
                block.kind = Kind.PHOTO
                group.side.append(block)
        elif menu and number > first and len(block.text) <= _LONGEST_BUTTON:
            group.side.append(block)
        else:
            group.head.append(block)
    if prose is None:
        # Headlines alone, verse or a timetable: the first line is the title, the rest is text.
        group.body[:0] = group.head[1:]
        del group.head[1:]


def _first_turn(head: Sequence[Block], prose: Block) -> int:
    """Return where somebody asks below a headline and is answered by the text; 0 if nobody does."""
    if not speaker(prose.text):
        return 0
    turns = (n for n, block in enumerate(head) if n and block.ended and speaker(block.text))
    return next(turns, 0)


def _is_verse(head: Sequence[Block], lines: list[int], number: int) -> bool:
    """Say whether what looks like a name stands among the short lines of a poem."""
    if head[number].kind is not Kind.NAMES:
        return False
    inside = lines[1:2] < [number] < lines[-1:]
    return inside or (number < lines[-1] and head[number - 1].kind is Kind.NAMES)


def _headline(head: Sequence[Block], prose: Block | None) -> int:
    """Find where the headline proper begins: where it is printed again, below a menu,
    and after the last gap that sets it off from labels above."""
    if prose is None:
        return 0
    lines = [block.text if block.kind in HEADING else "" for block in head]
    labels = next((n for n, b in enumerate(head) if b.kind in (Kind.META, Kind.DATE)), 0)
    below = labels if any(lines[:labels]) else len(head)
    again = [
        n
        for n, text in enumerate(lines)
        if len(text) > ENTRY and is_repeated(text, lines[: min(n, below)])
    ]
    if again:
        return again[-1]
    first = next((n for n, text in enumerate(lines) if len(text) > ENTRY), 0)
    if first < _MENU_LINES:
        first = 0
    for number in range(first + 1, len(head)):
        wide = head[number].blank > max(head[number - 1].blank if number > 1 else 0, prose.blank)
        if head[number].kind in HEADING and wide and head[number].blank > 0:
            first = number
    return first


def _is_subhead(block: Block, above: Sequence[Block]) -> bool:
    """Say whether a line below a headline heads a part of the text."""
    if not above:
        return False
    if NUMBERED.match(block.text) or len(above) >= TITLE_LINES:
        return True
    return TWO_PHRASES.match(block.text) is not None and block.blank > above[-1].blank


def _follows_labels(above: Sequence[Block]) -> bool:
    """Say whether labels or a date stand between a headline and a line, which then is a caption."""
    return any(block.kind in (Kind.META, Kind.DATE) for block in above)


def _is_label(text: str) -> bool:
    """Say whether a short line above a headline is the name of a column and not a place (屏边)."""
    from jianbao.indexer.gazetteer import lookup_region

    return len(text) <= _LABEL_LENGTH and not lookup_region(text)
