"""Decide where the articles of a page begin.

Every place where one could begin collects votes: what closed the text above (byline, rule, date), how
the text below opens (dateline, byline under a headline), layout, repeated structure, a change of
region.  Below the threshold text stays together.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from jianbao.indexer import bylines
from jianbao.indexer.blocks import Block
from jianbao.indexer.gazetteer import is_within
from jianbao.indexer.layout import Kind, ends_sentence

_THRESHOLD = 2.0
_HEADING = (Kind.SHORT, Kind.MARK)
_BESIDE_HEADING = (*_HEADING, Kind.META, Kind.DATE, Kind.NAMES, Kind.NAV, Kind.PHOTO, Kind.SECTION)
_TITLE_LINES = 4
_LOOK_BACK = 20
"""Paragraphs of the article above that are searched for the place a headline names."""

_DATELINE = re.compile(
    "^(?:[（(【]?(?:本报讯|本刊讯|本网讯|本台讯|讯[（ ]|[\u4e00-\u9fff]{2,8}(?:日报|晚报"
    "|晨报|时报|早报|商报|都市报|网|社|客户端|电视台)[^，。]{0,12}?[讯电](?![\u4e00-\u9fff]))"
    "|本报 |本报[\u4e00-\u9fff]{2,8}(?:\\d{1,2}月\\d{1,2}日)?[讯电]|本报[（(]|(?:新华社|中新社)[^，。]{0,16}?[电日]"
    "|[（(〔\\[【](?:[\u4e00-\u9fff]{0,8})(?:记者|通讯员)[^）)〕\\]】]{2,40}[）)〕\\]】])"
)
_TIME_START = re.compile(
    r"^(?:近日|日前|昨日|昨天|今日|前不久|连日来|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}\s*月\s*\d{1,2}\s*日|\d{1,2}日)"
)
NUMBERED = re.compile(
    r"^(?:#+\s*)?(?:[（(]?[一二三四五六七八九十]{1,3}[)）、．.]|第[一二三四五六七八九十]{1,3}[章节条部]|[（(]?\d{1,2}[)）、．.](?!\d)|[①-⑳])"
)
_TWO_PHRASES = re.compile("^[^ ，。：]{3,12} [^ ，。：]{3,16}$")
_PLACE_HEAD = re.compile(
    "^(?:#+\\s*)?([\u4e00-\u9fff]{2,8}?)(高新区|经开区|新区|开发区|示范区|新城|自治州|自治县|特区|街道|省|市|区|县|州|旗|镇|乡|村|：)(：)?"
)
_SPEAKER = re.compile(r"^[【\[]?([\u4e00-\u9fffa-z·]{1,8})[】\]]?\s?：")
_SPEAKER_ROLE = re.compile(
    "^(?:[问答qa]|主持人?|记者|嘉宾|网友|观众|听众|代表|委员|专家|读者|编辑|小编|主播)"
    "|(?:主持人?|记者|嘉宾|网友|观众|代表|委员|专家|先生|女士|教授|书记|主任|[市县区局院校处部厅]长|发言人)$"
)
_ITEM = re.compile("^【[^】]{2,20}】")
_COLUMN = re.compile("^【[^】]{2,24}】.")
"""A headline under the name of a column (栏目)."""
_CAPTION_MARK = re.compile("^[▲△]")
_TEXT = (Kind.PROSE, Kind.ITEM)
_DAY_INSIDE = re.compile("[\\d一二三四五六七八九十]{1,3}月[\\d一二三四五六七八九十]{1,3}日")
_ANOTHER = re.compile("^(?:另讯|又讯|另据)")
_PICTURED = re.compile("(?:摄|摄影报道|供图)(?:[（(][^（()）]{2,12}[)）])?[）)]?$")


@dataclass(slots=True)
class Group:
    """The blocks of one article: headline, body, and what stands beside it."""

    head: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    side: list[Block] = field(default_factory=list)
    date_text: str | None = None
    region: str | None = None
    """What it seems to be about, once asked for; empty when nothing says it."""
    closing: float = 0.0
    """How strongly what stands after the body says that it is complete."""

    def has_byline(self) -> bool:
        """Say whether a byline stands before the body or in its dateline."""
        if any(b.kind in (Kind.NAMES, Kind.META) and _names(b.text) for b in self.side):
            return True
        return bool(self.body and bylines.leading_credit(self.body[0].text))

    def blocks(self) -> list[Block]:
        """Return all blocks in the order of the page."""
        return sorted([*self.head, *self.body, *self.side], key=lambda block: block.start)


def group_blocks(blocks: Sequence[Block]) -> list[Group]:
    """Distribute the blocks of a page over its articles, in order."""
    return _Grouping(blocks).groups()


_HAN_PAIR = re.compile("(?=([\u4e00-\u9fff]{2}))")


def _pairs(text: str) -> set[str]:
    return set(_HAN_PAIR.findall(text))


class _Grouping:
    """One walk over the blocks of a page."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        pairs = list(itertools.pairwise(blocks))
        inside = [b.blank for a, b in pairs if a.kind is Kind.PROSE and b.kind is Kind.PROSE]
        gaps = Counter(inside if len(inside) > 1 else [block.blank for block in blocks[1:]])
        self._gap = gaps.most_common(1)[0][0] if gaps else 0
        # Paragraphs are set apart by empty lines, with few exceptions: those tell something.
        self._tight = self._gap > 0 and inside.count(0) <= max(1, 0.34 * len(inside))
        self._labelled = sum(1 for b in blocks if b.kind in _HEADING and _labels_place(b.text))
        speakers = Counter(
            match[1] for b in blocks if (match := _SPEAKER.match(b.text)) and _speaks(match[1])
        )
        turns = sum(count for count in speakers.values() if count > 1)
        self._transcript = turns >= 4 and turns >= 0.3 * len(blocks)
        prose = [b for b in blocks if b.kind is Kind.PROSE]
        items = sum(1 for b in prose if _ITEM.match(b.text))
        self._itemised = items >= 3 and items >= 0.6 * len(prose)
        bullets = Counter(b.text[0] for b in blocks if b.kind is Kind.ITEM)
        self._bulleted = (
            bool(bullets)
            and max(bullets.values()) >= 3
            and sum(bullets.values()) >= 0.6 * (len(prose) + sum(bullets.values()))
        )
        self._date_list = self._find_date_list()
        self._tail = False
        self._groups: list[Group] = []
        self._open = Group()

    def _find_date_list(self) -> bool:
        """Say whether dates stand under the items of a list: after text, and at the very end."""
        after_text = 0
        last = len(self._blocks) - 1
        for i, block in enumerate(self._blocks):
            if block.kind is Kind.DATE and i and self._blocks[i - 1].kind is Kind.PROSE:
                after_text += 1
        return after_text >= 2 and (
            self._blocks[last].kind is Kind.DATE
            or any(
                b.kind is Kind.DATE and b.end == n.start
                for b, n in zip(self._blocks, self._blocks[1:], strict=False)
            )
        )

    def groups(self) -> list[Group]:
        """Return the articles in order."""
        i = 0
        while i < len(self._blocks):
            i = self._take(i)
        self._close()
        if self._open.side and self._groups:
            self._groups[-1].side.extend(self._open.side)
        elif self._open.side:
            self._groups.append(self._open)
        return self._groups

    def _close(self) -> None:
        if self._open.head or self._open.body:
            self._groups.append(self._open)
            self._open = Group()

    def _take(self, i: int) -> int:
        """Put block `i` where it belongs and return the next one to look at."""
        block = self._blocks[i]
        current = self._open
        if block.kind is Kind.ITEM:
            if self._bulleted:
                self._close()
                current = self._open
            elif _CAPTION_MARK.match(block.text):
                current.side.append(block)
                return i + 1
        if block.kind in _TEXT:
            if current.body and self._begins(i, [], block):
                self._close()
            self._add_prose(block)
            return i + 1
        if block.kind in _HEADING:
            return self._take_heading(i)
        if block.kind is Kind.PHOTO:
            self._take_photo(i)
            return i + 1
        if block.kind is Kind.SECTION and current.body and ends_sentence(current.body[-1].text):
            current.closing = max(current.closing, 2.0)
            if self._opens_group(i):
                self._close()
        elif current.body:
            current.closing += self._closing_weight(i)
        self._open.side.append(block)
        if block.kind is Kind.DATE and current.body and self._date_list:
            self._end_item(block)
        return i + 1

    def _closing_weight(self, i: int) -> float:
        block = self._blocks[i]
        finished = ends_sentence(self._open.body[-1].text)
        if block.kind is Kind.NAMES:
            return 3.0
        if block.kind is Kind.META:
            return 3.0 if finished else 1.0
        if block.kind is Kind.NAV:
            if (
                "：" not in block.text
                and finished
                and re.match("相关|延伸|推荐|热[门点]|猜你|更多|上一|下一", block.text)
            ):
                self._tail = True
                return 1.5
            return 1.0
        if block.kind in (Kind.RULE, Kind.HEADER):
            return 2.0 if finished else 0.0
        if block.kind is Kind.DATE:
            return 1.5
        return 0.0

    def _opens_group(self, i: int) -> bool:
        """Say whether what follows a section name or a caption starts an article rather than goes on."""
        return i + 1 < len(self._blocks)

    def _take_photo(self, i: int) -> None:
        block = self._blocks[i]
        current = self._open
        if current.body and block.start < current.body[-1].end:
            current.side.append(block)
            return
        following = self._blocks[i + 1] if i + 1 < len(self._blocks) else None
        if current.body and block.blank > self._gap + 1 and following is not None:
            self._close()
        elif current.body and following is not None:
            lone = len(current.body) == 1 and len(current.body[0].text) < 200
            current.closing += 3.0 if lone and ends_sentence(current.body[0].text) else 1.0
        self._open.side.append(block)

    def _end_item(self, date: Block) -> None:
        """Close an item of a related-items list; the first one ends the article above it as well."""
        current = self._open
        if (
            len(current.body) > 1
            and not current.head[1:]
            and not any(group.date_text for group in self._groups)
        ):
            item = current.body.pop()
            current.side.remove(date)
            self._close()
            current = self._open
            current.body.append(item)
            current.side.append(date)
        current.date_text = date.text
        self._close()

    def _add_prose(self, block: Block) -> None:
        current = self._open
        current.body.append(block)
        self._tail = False
        ended = not self._transcript and bylines.trailing_credit(block.text) is not None
        current.closing = 3.0 if ended else 0.0

    def _take_heading(self, i: int) -> int:
        """Read a run of headlines, bylines and metadata; decide what it belongs to."""
        blocks = self._blocks
        j = i
        while j < len(blocks) and blocks[j].kind in _BESIDE_HEADING:
            j += 1
        head = list(blocks[i:j])
        prose = blocks[j] if j < len(blocks) and blocks[j].kind in _TEXT else None
        current = self._open
        if not current.body and not current.head and not self._caption_is_brief(head):
            self._start(head, prose)
            return j
        if j == len(blocks) and self._is_page_foot(head):
            current.side.extend(head)
            return j
        if self._begins(i, head, prose):
            self._close()
            self._start(head, prose)
            return j
        if self._tail:
            current.side.append(blocks[i])
        else:
            current.body.append(blocks[i])
        return i + 1

    def _is_page_foot(self, head: list[Block]) -> bool:
        """Say whether the last lines of a page, below navigation or labels, are of the same kind."""
        labels = any(b.kind in (Kind.META, Kind.NAV) for b in (*head, *self._open.side[-1:]))
        short = sum(len(b.text) for b in head if b.kind in _HEADING) <= 40
        open_text = any(ends_sentence(b.text) for b in head if b.kind in _HEADING)
        return labels and short and not open_text and len(self._blocks) > len(head) + 1

    def _caption_is_brief(self, head: list[Block]) -> bool:
        """Make a caption of whole sentences above a headline an article of its own."""
        current = self._open
        captions = [
            b
            for b in current.side
            if b.kind in (Kind.PHOTO, Kind.ITEM) and "。" in b.text and len(b.text) > 25
        ]
        if not captions or head[0].kind not in _HEADING:
            return False
        for block in captions:
            current.side.remove(block)
        current.body.extend(captions)
        self._close()
        return False

    def _start(self, head: list[Block], prose: Block | None) -> None:
        """Begin an article with a run of headings."""
        current = self._open
        if self._transcript and _SPEAKER.match(head[0].text):
            current.body.extend(head)
            return
        first = self._headline(head, prose)
        for number, block in enumerate(head):
            if (
                block.kind not in _HEADING
                or number < first
                or (current.head and not current.body and block.text.startswith("—"))
            ):
                current.side.append(block)
            elif current.body or self._is_subhead(block):
                current.body.append(block)
            else:
                current.head.append(block)
        if prose is None and not current.body:
            # Headlines alone, or a poem: the first line is the title, the rest must be text.
            current.body.extend(current.head[1:])
            del current.head[1:]

    def _headline(self, head: list[Block], prose: Block | None) -> int:
        """Find where the headline proper begins: after the last gap that sets it off from labels above."""
        if prose is None:
            return 0
        first = 0
        for number in range(1, len(head)):
            wide = head[number].blank > max(
                head[number - 1].blank if number > 1 else 0, prose.blank
            )
            if head[number].kind in _HEADING and wide and head[number].blank > 0:
                first = number
        return first

    def _is_subhead(self, block: Block) -> bool:
        titled = len(self._open.head)
        if not titled:
            return False
        if NUMBERED.match(block.text) or titled >= _TITLE_LINES:
            return True
        return (
            _TWO_PHRASES.match(block.text) is not None and block.blank > self._open.head[-1].blank
        )

    def _begins(self, i: int, head: list[Block], prose: Block | None) -> bool:
        """Count the votes on whether a new article begins at block `i`."""
        if self._transcript and self._open.closing < 3:
            return False
        if head:
            return self._headline_score(i, head, prose) >= _THRESHOLD
        return self._untitled_score(i) >= _THRESHOLD

    def _opening_votes(self, prose: Block) -> float:
        """Judge the first words of a paragraph."""
        if _DATELINE.match(prose.text):
            return 3.0
        if _ANOTHER.match(prose.text):
            return 3.0
        if _TIME_START.match(prose.text):
            return 1.25
        return 0.5 if _DAY_INSIDE.search(prose.text, 0, 80) else 0.0

    def _headline_score(self, i: int, head: list[Block], prose: Block | None) -> float:
        current = self._open
        score = current.closing + self._headline_votes(head[0])
        if self._blocks[i].blank > self._gap + 1:
            score += 1.5
        if prose is None:
            return score - 1
        score += self._opening_votes(prose)
        if any(b.kind in (Kind.NAMES, Kind.META, Kind.DATE) for b in head):
            score += 3
        if self._tight and prose.blank == 0:
            # Paragraphs are set apart on this page, and this heading sits right on its text.
            score += 1.25
        if -1 < score < _THRESHOLD:
            score += self._change_of_topic(head[0].text, prose.text)
        if 0 < score < _THRESHOLD:
            score += self._change_of_region(f"{head[0].text}\n{prose.text}", head[0].text)
        return score

    def _untitled_score(self, i: int) -> float:
        current = self._open
        block = self._blocks[i]
        above = current.body[-1]
        score = current.closing - 0.5 + self._opening_votes(block)
        if self._itemised and _ITEM.match(block.text):
            score += 3
        if not ends_sentence(above.text) and above.kind is Kind.PROSE:
            return score
        odd = 0.0
        if block.blank > self._gap + 1:
            odd += 1.5
        elif self._tight and block.blank == 0 and above.kind is Kind.PROSE:
            odd += 2.0 if len(block.text) > 30 else 1.0
        following = self._blocks[i + 1] if i + 1 < len(self._blocks) else None
        if _PICTURED.search(block.text) or (
            following is not None and following.kind is Kind.PHOTO and "。" not in following.text
        ):
            odd += 1.5
        elif bylines.trailing_credit(block.text) is not None and current.has_byline():
            # The article above is signed already; what is signed again is another one.
            odd += 1.0
        if not current.head and len(current.body) == 1 and self._groups:
            # One brief without a title is seldom alone.
            odd += 0.75
        score += odd
        if odd and 0 < score < _THRESHOLD:
            score += self._change_of_region(block.text)
        return score

    def _change_of_topic(self, title: str, opening: str) -> float:
        """Compare a heading with the text below and above by the pairs of characters they share.

        A headline is taken up by its lead and new to the text above; a subhead goes on with the
        article's own words.
        """
        pairs = _pairs(title)
        if len(pairs) < 5:
            return 0.0
        below = len(pairs & _pairs(opening[:300])) / len(pairs)
        above: set[str] = set()
        for block in (*self._open.head, *self._open.body[-_LOOK_BACK:]):
            above |= _pairs(block.text)
        old = len(pairs & above) / len(pairs)
        if old <= 0.2 and below >= 0.45:
            return 2.0 if old <= 0.12 else 1.5
        if old <= 0.15 and below >= 0.15:
            return 1.25 if below >= 0.25 and old <= 0.1 else 0.75
        return -0.5 if below < 0.1 or old >= 0.3 else 0.0

    def _change_of_region(self, text: str, title: str = "") -> float:
        """Compare the place that a text is about with that of the article above.

        It counts more when `title` begins with the place.
        """
        from jianbao.indexer.regions import find_regions

        below = find_regions(None, text[:400]).regions
        if not below:
            return 0.0
        current = self._open
        if current.region is None:
            above_title = current.head[0].text if current.head else None
            opening = "\n".join(block.text for block in current.body[:4])
            found = find_regions(above_title, opening[:1200]).regions
            current.region = found[0] if found else ""
        above = current.region
        if not above:
            return 0.25
        if is_within(below[0], above) or is_within(above, below[0]):
            return -0.5
        parts, others = below[0].split("/"), above.split("/")
        named = 0.5 if title.startswith(parts[-1][:2]) else 0.0
        if parts[0] != others[0]:
            return 1.75 + named
        return (1.25 if parts[1] != others[1] else 0.75) + named

    def _headline_votes(self, block: Block) -> float:
        """Judge by its form whether a heading is a headline (above 0) or a subhead."""
        title = block.text
        score = 0.0
        level = _level(title)
        if level:
            above = _level(self._open.head[0].text) if self._open.head else 0
            score += 2.5 if not above or level <= above else -2
        elif block.kind is Kind.MARK:
            score += 1
        if _labels_place(title):
            if self._labelled > 1:
                score += 1.5
            place = _place(title)
            if place and not any(place in b.text for b in self._open.body[-_LOOK_BACK:]):
                score += 1.5
        if _COLUMN.match(title):
            score += 1
        if NUMBERED.match(title):
            score -= 2
        if _TWO_PHRASES.match(title):
            score -= 0.5
        return score


def _speaks(label: str) -> bool:
    """Say whether what stands before a colon is somebody in a conversation."""
    return _SPEAKER_ROLE.search(label) is not None or bylines.is_name(label)


def _names(text: str) -> bool:
    info = bylines.info_line(text)
    return bool((info and info.names) or bylines.byline_line(text))


def _level(text: str) -> int:
    """Return the depth of a Markdown heading, 0 for any other line."""
    return len(text) - len(text.lstrip("#")) if text.startswith("#") else 0


def _labels_place(text: str) -> bool:
    return bool(_place(text))


@lru_cache(maxsize=4096)
def _place(text: str) -> str:
    """Return the place that a headline begins with (渭南高新区：…), or an empty string."""
    from jianbao.indexer.gazetteer import lookup_region

    match = _PLACE_HEAD.match(text[:24])
    if match is None:
        return ""
    stem = match[1]
    names = (stem + match[2], stem) if match[2] != "：" else (stem,)
    return stem if any(lookup_region(name) for name in names) else ""
