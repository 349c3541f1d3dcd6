"""Split a page into its articles, as an editor would who sees only the text.

Lines are first joined into blocks; then every place where an article could begin collects votes:
layout, datelines, bylines, separators, repeated structure, a change of region.  Below the threshold
text stays together, and what leaves the body (titles, bylines, captions) stays in the draft.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jianbao.indexer import bylines, labels
from jianbao.indexer.blocks import Block, read_blocks
from jianbao.indexer.boundaries import group_blocks
from jianbao.indexer.cleaning import paragraph_ranges
from jianbao.indexer.datelines import agency
from jianbao.indexer.folding import fold
from jianbao.indexer.furniture import leads_away, names_owner
from jianbao.indexer.groups import Group
from jianbao.indexer.layout import Kind, read_lines
from jianbao.indexer.names import Credit, names_in
from jianbao.indexer.openings import shared
from jianbao.indexer.repair import CleanText, repair
from jianbao.indexer.spacing import tighten

_LISTED = (Kind.SHORT, Kind.MARK, Kind.ITEM, Kind.DATE, Kind.NAV, Kind.FOLIO)
"""Lines of a list of other articles."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as it stands on the page, before regions and dates are looked for.

    `raw_start` and `raw_end` cover all of it, `body_start` and `body_end` the body alone; all are code
    points of the page.  `list_date` is the date that a list of related items gives it, `metadata` are
    the lines with labels or dates beside it, `headers` those of the printed page.
    """

    title: str | None
    body: CleanText
    raw_start: int
    raw_end: int
    byline: tuple[str, ...] = ()
    media: str | None = None
    list_date: str | None = None
    captions: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    """Lines with days in a list of other articles; they tell of the year."""
    owners: tuple[str, ...] = ()
    """Lines that tell whose the site is; what they date is the site."""

    @property
    def body_start(self) -> int:
        """Where the body begins in the page, in code points."""
        return self.body.raw_offset(0)

    @property
    def body_end(self) -> int:
        """Where the body ends in the page, in code points."""
        return self.body.raw_end


def split_page(text: str) -> list[Draft]:
    """Split a page into articles, in the order of the page.

    Every character other than blanks lies in the raw range of exactly one draft.
    """
    page = repair(text)
    folded = fold(page.text)
    lines = list(read_lines(page.text, folded))
    if not lines:
        return []
    drafts = [_draft(page, group) for group in group_blocks(read_blocks(lines))]
    return _without_gaps(text, _without_numbers(drafts))


_NUMBER = re.compile("(\\d{1,2})[.．、] ?(?!\\d)")


def _without_numbers(drafts: Sequence[Draft]) -> Sequence[Draft]:
    """Leave out of the titles the numbers that count the articles of a page from one on."""
    numbers = [_NUMBER.match(draft.title) if draft.title else None for draft in drafts]
    counted = [number for number in numbers if number]
    if len(counted) < 2 or any(int(n[1]) != k for k, n in enumerate(counted, 1)):
        return drafts
    return [
        replace(draft, title=draft.title[number.end() :]) if draft.title and number else draft
        for draft, number in zip(drafts, numbers, strict=True)
    ]


def _without_gaps(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Let the raw ranges meet, so that marks which no line shows (> of a repost) are in one as well."""
    starts = [len(text) - len(text.lstrip()), *(draft.raw_start for draft in drafts[1:])]
    return [
        replace(draft, raw_start=start, raw_end=start + len(text[start:end].rstrip()))
        for draft, start, end in zip(drafts, starts, [*starts[1:], len(text)], strict=True)
    ]


def _draft(page: CleanText, group: Group) -> Draft:
    body_blocks = group.body
    side = list(group.side)
    head = list(group.head)
    if not body_blocks:
        # A page of titles, or a lone line: something must be the body.
        body_blocks, head = (head, []) if head else (side, [])
        side = side if body_blocks is not side else []
    names: list[str] = []
    media: str | None = None
    headers: list[str] = []
    owners: list[str] = []
    related: list[str] = []
    in_list = False
    photographers: list[str] = []
    captions: list[str] = []
    metadata: list[str] = []
    for block in side:
        written = page.text[block.start : block.end]
        if block.kind in (Kind.NAMES, Kind.META):
            info = labels.info_line(block.text)
            if info:
                media = media or info.media
            credits = (
                (info and info.names)
                or bylines.byline_line(block.text)
                or bylines.credited_names(block.text, 0, len(block.text))
                or labels.labelled_names(block.text)
            )
            if block.kind is Kind.NAMES and not credits:
                credits = names_in(block.text, 0, len(block.text), labelled=True) or ()
            names.extend(written[c.start : c.end] for c in credits)
        in_list = in_list or (
            block.kind is Kind.NAV
            and block.start > body_blocks[-1].start
            and leads_away(block.text)
        )
        if in_list and block.kind in _LISTED and labels.DATED.search(block.text):
            related.append(written)
            continue
        if block.kind in (Kind.META, Kind.DATE) and block.text != group.date_text:
            metadata.append(written)
            media = media or labels.stated_media(block.text)
        if block.kind is Kind.HEADER or (
            block.kind in (Kind.SHORT, Kind.NAV, Kind.FOLIO) and labels.DATED.search(block.text)
        ):
            headers.append(written.replace("\n", ""))
        elif block.kind is Kind.NAV and names_owner(block.text):
            owners.append(written)
        if block.kind in (Kind.PHOTO, Kind.ITEM):
            captions.append(written)
            photographers.extend(
                written[c.start : c.end]
                for c in bylines.byline_line(block.text) or _photographers(block.text)
            )
    pieces = paragraph_ranges(page, body_blocks)
    first, last = body_blocks[0], body_blocks[-1]
    for credit in bylines.leading_credit(first.text):
        names.append(_written(page, first, credit.start, credit.end))
    trailing = bylines.trailing_credit(last.text)
    if trailing and (trailing[0] or len(body_blocks) > 1):
        opening, credits = trailing
        names.extend(_written(page, last, c.start, c.end) for c in credits)
        if labels.DATED.search(last.text, opening):
            metadata.append(_written(page, last, opening, len(last.text)))
        drop = len(last.text) - opening
        while drop and pieces:
            start, end = pieces.pop()
            if end - start > drop:
                pieces.append((start, start + len(page.text[start : end - drop].rstrip())))
                break
            drop -= end - start
    body = tighten(page.assembled(pieces))
    names = names or photographers
    dated = [block for block in head[1:] if labels.DATED.search(block.text)]
    metadata.extend(page.text[block.start : block.end] for block in dated)
    title = _title(page, [block for block in head if block not in dated]) if head else None
    title = _original_title(page, group) or title
    blocks = group.blocks()
    return Draft(
        title=title,
        body=body,
        raw_start=page.raw_offset(blocks[0].start),
        raw_end=page.raw_offset(max(block.end for block in blocks) - 1) + 1,
        byline=tuple(
            filter(bylines.may_be_person, dict.fromkeys(n.replace(" ", "") for n in names))
        ),
        media=media or agency(first.text),
        list_date=group.date_text,
        captions=tuple(captions),
        metadata=tuple(metadata),
        headers=tuple(headers),
        related=tuple(related),
        owners=tuple(owners),
    )


def _original_title(page: CleanText, group: Group) -> str | None:
    """Read the headline that a record names above its text (原标题：…), unless one stands above that."""
    first = min((block.start for block in (*group.head, *group.body)), default=0)
    above = (block for block in group.side if block.kind is Kind.META and block.start < first)
    for block in above:
        if title := labels.ORIGINAL.match(block.text):
            return page.text[block.start + title.start(1) : block.start + title.end(1)]
    return None


def _photographers(text: str) -> list[Credit]:
    trailing = bylines.trailing_credit(text)
    return trailing[1] if trailing else []


def _written(page: CleanText, block: Block, start: int, end: int) -> str:
    written = "".join(page.text[line.start : line.end] for line in block.lines)
    return written[start:end]


_DECORATION = re.compile(
    r"^#{1,6}\s*|\*\*|^【(?=[^】]*】$)|(?<=[^】])】$|^[■□◆◇●○◎★☆▲△►▶※▌·•]+\s*|^[\[(（]\d{1,2}[-/.]\d{1,2}[\])）]\s*"
    r"|^\d{1,2}丨|^\[[^\[\]]{2,6}\]\s+|\s*[\[(（]\d{1,2}[-/.]\d{1,2}[\])）]$"
)


_SITE = re.compile(
    r"(?<=.{6}) ?[|_｜]+ ?[^|_｜，。]{0,12}(?:网|新闻中心|频道|日报|晚报|在线|门户)(?:[ |_｜].*)?$"
)
"""The name of the site behind a headline, where only the title of the page tells it."""
_SAID_AGAIN = 0.6
"""Share of the pairs of characters that a second headline has in common with the first, of which it is
but another form."""
_LABEL = 4
"""Code points of a line above a headline, at most, that only says of whom it tells (陵川县)."""


def _title(page: CleanText, head: Sequence[Block]) -> str:
    size = 3 if len(head[0].text) <= _LABEL else 2
    said = [
        b
        for b in head[1:size]
        if b.text[-1] != "："  # not who begins to speak below it
        and shared(b.text, head[0].text)[0] < _SAID_AGAIN
    ]
    lines = [page.text[b.start : b.end].replace("\n", "") for b in (head[0], *said)]
    return " ".join(_SITE.sub("", _DECORATION.sub("", line)).strip() for line in lines)
