"""Split a page into its articles, as an editor would who sees only the text.

Lines are first joined into blocks; then every place where an article could begin collects votes:
layout, datelines, bylines, separators, repeated structure, a change of region.  Below the threshold
text stays together, and what leaves the body (titles, bylines, captions) stays in the draft.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from jianbao.indexer import bylines
from jianbao.indexer.cleaning import CleanText, repair
from jianbao.indexer.folding import fold
from jianbao.indexer.joining import column_width, continues, tighten
from jianbao.indexer.layout import Kind, Line, ends_sentence, read_lines


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as it stands on the page, before regions and dates are looked for.

    `raw_start` and `raw_end` cover all of it, `body_start` and `body_end` the body alone; all are code
    points of the page.  `printed_date` is the date of a metadata line or of a related-items list.
    """

    title: str | None
    body: CleanText
    raw_start: int
    raw_end: int
    byline: tuple[str, ...] = ()
    media: str | None = None
    printed_date: str | None = None
    captions: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()

    @property
    def body_start(self) -> int:
        """Where the body begins in the page, in code points."""
        return self.body.raw_offset(0)

    @property
    def body_end(self) -> int:
        """Where the body ends in the page, in code points."""
        return self.body.raw_end


@dataclass(slots=True)
class _Block:
    """A paragraph, or another line: ranges of the repaired page and their folded text."""

    kind: Kind
    lines: list[Line]
    text: str

    @property
    def blank(self) -> int:
        return self.lines[0].blank

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end


@dataclass(slots=True)
class _Open:
    """The article that is being collected."""

    head: list[_Block] = field(default_factory=list)
    body: list[_Block] = field(default_factory=list)
    side: list[_Block] = field(default_factory=list)
    date_text: str | None = None
    cut_start: int = 0
    ended: bool = False

    def blocks(self) -> list[_Block]:
        return sorted([*self.head, *self.body, *self.side], key=lambda block: block.start)


_GLUED = re.compile(
    r"^(?P<date>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?=$|[^\d:：\s-]|\d{1,2}月|\d{4}年)"
)
_DATELINE = re.compile(
    "^(?:[（(【]?(?:本报讯|本刊讯|本网讯|本台讯|[\u4e00-\u9fff]{2,8}(?:日报|晚报|晨报|时报|早报|商报|都市报|网|社|客户端)[^，。]{0,12}?[讯电])"
    "|本报 |本报[\u4e00-\u9fff]{2,8}(?:\\d{1,2}月\\d{1,2}日)?[讯电]|本报[（(]|(?:新华社|中新社)[^，。]{0,16}?[电日]|[（(](?:本报)?(?:记者|通讯员)[^）)]{2,40}[）)])"
)
_TIME_START = re.compile(
    r"^(?:近日|日前|昨日|昨天|今日|今天|前不久|连日来|\d{1,2}\s*月\s*\d{1,2}\s*日|\d{1,2}日)"
)
_NUMBERED = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,3}[)）、．.]|第[一二三四五六七八九十]{1,3}[章节部条]|[（(]?\d{1,2}[)）、．.](?!\d)|[①-⑳])"
)
_PLACE_HEAD = re.compile(
    "^([\u4e00-\u9fff]{2,8}?)(?:高新区|经开区|新区|开发区|示范区|自治州|自治县|特区|街道|省|市|区|县|州|旗|镇|乡|村)(：)?"
)
_TWO_PHRASES = re.compile("^[^ ，。：]{3,12} [^ ，。：]{3,16}$")
_SPEAKER = re.compile(r"^[【\[]?([\u4e00-\u9fffa-z·]{1,8})[】\]]?\s?：")


def split_page(text: str) -> list[Draft]:
    """Split a page into articles, in the order of the page.

    Every character other than blanks lies in the raw range of exactly one draft.
    """
    page = repair(text)
    folded = fold(page.text)
    lines = list(read_lines(page.text, folded))
    if not lines:
        return []
    blocks = _split_glued(_blocks(lines))
    groups = _Splitter(blocks).groups()
    return _drafts(page, folded, groups, len(text))


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    width = column_width(lines)
    blocks: list[_Block] = []
    pending: list[Line] = []
    for number, line in enumerate(lines):
        if blocks:
            target = blocks[-1]
            if continues(target.lines[-1], line, width):
                _extend(target, line)
                continue
        del pending[:]
        blocks.append(_Block(line.kind, [line], line.text))
    return blocks


def _extend(block: _Block, line: Line) -> None:
    block.lines.append(line)
    block.text += line.text
    block.kind = Kind.PROSE if len(block.text) > 40 or line.kind is Kind.PROSE else block.kind


def _split_glued(blocks: list[_Block]) -> list[_Block]:
    """Cut the date of a related-items list off the item that follows it on the same line."""
    result: list[_Block] = []
    for block in blocks:
        match = _GLUED.match(block.text)
        if match is None or match.end() == len(block.text):
            result.append(block)
            continue
        first = block.lines[0]
        middle = first.start + match.end()
        date = Line(first.start, middle, match["date"], first.blank, first.indent, Kind.DATE)
        rest = Line(middle, first.end, first.text[match.end() :], 0, 0, block.kind)
        result.append(_Block(Kind.DATE, [date], date.text))
        result.append(_Block(block.kind, [rest, *block.lines[1:]], block.text[match.end() :]))
    return result


class _Splitter:
    """Walks over the blocks once and decides where articles begin."""

    def __init__(self, blocks: list[_Block]) -> None:
        self._blocks = blocks
        gaps = Counter(block.blank for block in blocks[1:])
        self._gap = gaps.most_common(1)[0][0] if gaps else 0
        self._heads = Counter(
            bool(match[2])
            for b in blocks
            if b.kind is Kind.SHORT and (match := _PLACE_HEAD.match(b.text))
        )
        speakers = Counter(match[1] for b in blocks if (match := _SPEAKER.match(b.text)))
        turns = sum(count for count in speakers.values() if count > 1)
        self._transcript = turns >= 4 and turns >= 0.3 * len(blocks)
        self._groups: list[_Open] = []
        self._open = _Open()

    def groups(self) -> list[_Open]:
        """Return the articles in order."""
        blocks = self._blocks
        i = 0
        while i < len(blocks):
            i = self._take(i)
        self._close()
        return self._groups

    def _close(self) -> None:
        if self._open.head or self._open.body or self._open.side:
            self._groups.append(self._open)
        self._open = _Open()

    def _take(self, i: int) -> int:
        block = self._blocks[i]
        kind = block.kind
        current = self._open
        if kind is Kind.PROSE:
            if current.body and self._begins(i, [], block):
                self._close()
            self._body(block)
            return i + 1
        if kind in (Kind.SHORT, Kind.MARK):
            return self._take_head(i)
        if kind is Kind.DATE and current.body and not self._is_head_date(i):
            current.side.append(block)
            if self._date_list(i):
                current.date_text = block.text
                self._close()
            else:
                current.ended = True
            return i + 1
        if kind in (Kind.RULE, Kind.HEADER):
            if current.body and ends_sentence(current.body[-1].text):
                current.ended = True
            current.side.append(block)
            return i + 1
        if kind is Kind.PHOTO and current.body and block.blank > self._gap + 1:
            self._close()
            self._open.side.append(block)
            return i + 1
        if kind is Kind.NAMES and current.body:
            current.ended = True
        if kind in (Kind.META, Kind.NAV) and current.body:
            current.ended = True
        current.side.append(block)
        return i + 1

    def _body(self, block: _Block) -> None:
        self._open.body.append(block)
        if not self._transcript and bylines.trailing_credit(block.text):
            self._open.ended = True
        elif self._open.ended:
            self._open.ended = False

    def _is_head_date(self, i: int) -> bool:
        return False

    def _date_list(self, i: int) -> bool:
        return True

    def _take_head(self, i: int) -> int:
        blocks = self._blocks
        j = i
        while j < len(blocks) and blocks[j].kind in (
            Kind.SHORT,
            Kind.MARK,
            Kind.META,
            Kind.DATE,
            Kind.NAMES,
            Kind.NAV,
            Kind.PHOTO,
        ):
            j += 1
        head = blocks[i:j]
        following = blocks[j] if j < len(blocks) and blocks[j].kind is Kind.PROSE else None
        current = self._open
        if not current.body and not current.head:
            self._begin_with(head, following)
            return j
        if self._begins(i, head, following):
            self._close()
            self._begin_with(head, following)
            return j
        self._body(blocks[i]) if blocks[i].kind is Kind.SHORT else current.body.append(blocks[i])
        return i + 1

    def _begin_with(self, head: list[_Block], following: _Block | None) -> None:
        current = self._open
        if self._transcript and _SPEAKER.match(head[0].text):
            current.body.extend(head)
            return
        titled = 0
        for number, block in enumerate(head):
            if block.kind in (Kind.SHORT, Kind.MARK):
                subhead = titled and (
                    _NUMBERED.match(block.text)
                    or (_TWO_PHRASES.match(block.text) and titled >= 1)
                    or titled >= 4
                )
                if subhead or current.body:
                    current.body.append(block)
                else:
                    current.head.append(block)
                    titled += 1
            else:
                current.side.append(block)
        if following is None and not current.body and len(current.head) > 1:
            current.body.extend(current.head[1:])
            del current.head[1:]

    def _begins(self, i: int, head: list[_Block], prose: _Block | None) -> bool:
        """Collect the votes on whether a new article begins at block `i`."""
        if self._transcript:
            return False
        current = self._open
        first = self._blocks[i]
        score = 0.0
        if current.ended:
            score += 3
        if prose is not None and _DATELINE.match(prose.text):
            score += 3
        elif prose is not None and _TIME_START.match(prose.text):
            score += 1.25
        if any(b.kind in (Kind.NAMES, Kind.META, Kind.DATE) for b in head) and prose is not None:
            score += 3
        if first.blank > self._gap + 1:
            score += 1.5
        if head:
            title = head[0].text
            if head[0].kind is Kind.MARK:
                score += 2
            place = _PLACE_HEAD.match(title)
            if place and not any(place[1] in b.text for b in current.body):
                score += 1.5
            if place and place[2] and self._heads[True] > 1:
                score += 1.5
            if _NUMBERED.match(title) or title[-1] in "，、：":
                score -= 2
            if _TWO_PHRASES.match(title):
                score -= 0.5
            if prose is None:
                score -= 1
        else:
            score -= 0.5
        return score >= 2


def _drafts(page: CleanText, folded: str, groups: list[_Open], size: int) -> list[Draft]:
    drafts = []
    for group in groups:
        drafts.append(_draft(page, folded, group))
    return drafts


def _draft(page: CleanText, folded: str, group: _Open) -> Draft:
    body_blocks = group.body
    side = list(group.side)
    head = list(group.head)
    if not body_blocks:
        # A page of titles, or a lone line: something must be the body.
        body_blocks, head = (head, []) if head else (side, [])
        side = side if body_blocks is not side else []
    names: list[str] = []
    media: str | None = None
    date_text = group.date_text
    captions: list[str] = []
    metadata: list[str] = []
    for block in side:
        written = page.text[block.start : block.end]
        if block.kind in (Kind.NAMES, Kind.META):
            credits = (
                bylines.byline_line(block.text)
                or bylines.credited_names(block.text, 0, len(block.text))
                or []
            )
            names.extend(written[c.start : c.end] for c in credits)
        if block.kind in (Kind.META, Kind.DATE, Kind.HEADER):
            metadata.append(written)
            media = media or bylines.stated_media(block.text)
            if date_text is None and block.kind is Kind.DATE:
                date_text = block.text
        if block.kind is Kind.PHOTO:
            captions.append(written)
    pieces: list[tuple[int, int]] = []
    for number, block in enumerate(body_blocks):
        if number:
            pieces.append(_break_before(page, pieces[-1][1], block.start))
        pieces.extend((line.start, line.end) for line in block.lines)
    first, last = body_blocks[0], body_blocks[-1]
    for credit in bylines.leading_credit(first.text):
        names.append(_written(page, first, credit.start, credit.end))
    trailing = bylines.trailing_credit(last.text)
    if trailing:
        opening, credits = trailing
        names.extend(_written(page, last, c.start, c.end) for c in credits)
        drop = len(last.text) - opening
        while drop and pieces:
            start, end = pieces.pop()
            if end - start > drop:
                pieces.append((start, end - drop))
                break
            drop -= end - start
    body = tighten(page.assembled(pieces))
    title = _title(page, head) if head else None
    blocks = group.blocks()
    return Draft(
        title=title,
        body=body,
        raw_start=page.raw_offset(blocks[0].start),
        raw_end=page.raw_span(blocks[-1].start, blocks[-1].end)[1],
        byline=tuple(dict.fromkeys(name.replace(" ", "") for name in names)),
        media=media or bylines.agency(first.text),
        printed_date=date_text,
        captions=tuple(captions),
        metadata=tuple(metadata),
    )


def _break_before(page: CleanText, left: int, right: int) -> tuple[int, int]:
    """Find one line feed between two blocks, to stand for the paragraph break."""
    at = page.text.find("\n", left, right)
    return (at, at + 1) if at >= 0 else (left, left)


def _written(page: CleanText, block: _Block, start: int, end: int) -> str:
    written = "".join(page.text[line.start : line.end] for line in block.lines)
    return written[start:end]


def _title(page: CleanText, head: Sequence[_Block]) -> str:
    lines = [page.text[b.start : b.end].replace("\n", "") for b in head]
    lines = [
        re.sub(r"^#{1,6}\s*|\*\*|^【(?=[^】]*】$)|(?<=[^】])】$", "", line).strip()
        for line in lines
    ]
    return " ".join(lines[:2])
