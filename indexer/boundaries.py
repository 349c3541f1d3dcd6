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

from jianbao.indexer import bylines
from jianbao.indexer.blocks import Block
from jianbao.indexer.gazetteer import is_within
from jianbao.indexer.layout import Kind, ends_sentence
from jianbao.indexer.openings import (
    NUMBERED,
    TWO_PHRASES,
    form_votes,
    has_speaker,
    heading_level,
    labels_place,
    opening_votes,
    speaker,
    topic_votes,
)

_THRESHOLD = 2.0
_HEADING = (Kind.SHORT, Kind.MARK)
_BESIDE_HEADING = (*_HEADING, Kind.META, Kind.DATE, Kind.NAMES, Kind.NAV, Kind.PHOTO, Kind.SECTION)
_TITLE_LINES = 4
_LOOK_BACK = 20
"""Paragraphs of the article above that are searched for the place a headline names."""

_ITEM = re.compile("^【[^】]{2,20}】")
_CAPTION_MARK = re.compile("^[▲△]")
_TEXT = (Kind.PROSE, Kind.ITEM)
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
        self._labelled = sum(1 for b in blocks if b.kind in _HEADING and labels_place(b.text))
        speakers = Counter(name for b in blocks if (name := speaker(b.text)) is not None)
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
            # A brief that ends with its picture has no headline; a headed article may go on below.
            lone = not current.head and len(current.body) == 1 and len(current.body[0].text) < 200
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
        if self._transcript and has_speaker(head[0].text):
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
        return TWO_PHRASES.match(block.text) is not None and block.blank > self._open.head[-1].blank

    def _begins(self, i: int, head: list[Block], prose: Block | None) -> bool:
        """Count the votes on whether a new article begins at block `i`."""
        if self._transcript and self._open.closing < 3:
            return False
        if head:
            return self._headline_score(i, head, prose) >= _THRESHOLD
        return self._untitled_score(i) >= _THRESHOLD

    def _headline_score(self, i: int, head: list[Block], prose: Block | None) -> float:
        current = self._open
        score = current.closing + self._form_votes(head[0])
        if self._blocks[i].blank > self._gap + 1:
            score += 1.5
        if prose is None:
            return score - 1
        score += opening_votes(prose.text)
        if any(b.kind in (Kind.NAMES, Kind.META, Kind.DATE) for b in head):
            score += 3
        if self._tight and prose.blank == 0:
            # Paragraphs are set apart on this page, and this heading sits right on its text.
            score += 1.25
        if -1 < score < _THRESHOLD:
            score += topic_votes(head[0].text, prose.text, self._texts_above(headline=True))
        if 0 < score < _THRESHOLD:
            score += self._change_of_region(f"{head[0].text}\n{prose.text}", head[0].text)
        return score

    def _untitled_score(self, i: int) -> float:
        current = self._open
        block = self._blocks[i]
        above = current.body[-1]
        score = current.closing - 0.5 + opening_votes(block.text)
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

    def _texts_above(self, *, headline: bool) -> list[str]:
        """Return the last paragraphs of the open article, after its headline if asked for."""
        head = self._open.head if headline else []
        return [block.text for block in (*head, *self._open.body[-_LOOK_BACK:])]

    def _form_votes(self, block: Block) -> float:
        current = self._open
        return form_votes(
            block.text,
            marked=block.kind is Kind.MARK,
            above_level=heading_level(current.head[0].text) if current.head else 0,
            labelled=self._labelled,
            above=self._texts_above(headline=False),
        )

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


def _names(text: str) -> bool:
    info = bylines.info_line(text)
    return bool((info and info.names) or bylines.byline_line(text))
