"""Walk over the blocks of a page and decide which article each belongs to.

What stands between two texts closes the upper one, opens the lower one, or belongs beside either;
`votes` says whether an article begins.  Below the threshold text stays together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jianbao.indexer import bylines, names
from jianbao.indexer.blocks import Block
from jianbao.indexer.briefs import listed_briefs
from jianbao.indexer.furniture import JUMP, TURN, leads_away
from jianbao.indexer.groups import Group, tidied
from jianbao.indexer.headings import TITLE_LINES, start_article
from jianbao.indexer.labels import DATED
from jianbao.indexer.layout import Kind
from jianbao.indexer.menus import mark_comments, mark_contents, mark_menus
from jianbao.indexer.openings import (
    ORGANISATION,
    SIGN_OFF,
    has_speaker,
    is_notice,
    signs_off,
)
from jianbao.indexer.page_form import (
    HEADING,
    TEXT,
    PageForm,
    is_stamp,
    mark_captions,
    mark_masthead,
    mark_media,
    mark_parts,
    mark_signatures,
)
from jianbao.indexer.stamps import is_address
from jianbao.indexer.votes import Place

_BESIDE_HEADING = (
    *HEADING,
    Kind.META,
    Kind.DATE,
    Kind.NAMES,
    Kind.NAV,
    Kind.PHOTO,
    Kind.SECTION,
    Kind.FOLIO,
)
_FIELDS = 8
"""Named fields above a headline, at most."""
_SHORTEST_BRIEF = 30
"""Code points of a picture's text from which on it may be a brief and not a caption."""
_LONGEST_RUN = 40
"""Lines above a text that are looked at together, so that a page of short lines stays linear."""
_TURNED, _LONGEST_TURN = 1.0, 12
"""How surely an article ends here that goes on at another page, and the code points that say so."""
_END_OF_BRIEF = 1.0
"""How surely a listed brief ends with its paragraph."""
_DATED = re.compile(r"\s+(?:\d{4}年)?\d{1,2}月\d{1,2}日$")
_CAPTION_MARK = re.compile("^[▲△]")


def group_blocks(blocks: Sequence[Block]) -> list[Group]:
    """Distribute the blocks of a page over its articles, in order."""
    return Grouping(blocks).groups()


class Grouping:
    """One walk over the blocks of a page."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        mark_comments(blocks)
        mark_menus(blocks)
        mark_contents(blocks)
        mark_captions(blocks)
        mark_masthead(blocks)
        mark_media(blocks)
        mark_signatures(blocks)
        mark_parts(blocks)
        self._blocks = blocks
        self._page = PageForm.of(blocks)
        self._briefs = listed_briefs(blocks)
        self._tail = False
        self._groups: list[Group] = []
        self._open = Group()

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
        return tidied(self._groups)

    def _close(self) -> None:
        current = self._open
        if not current.head and not current.body:
            return
        self._groups.append(current)
        self._open = Group()
        while self._page.printed_above and current.side and _is_dated_header(current.side[-1]):
            if current.body and current.side[-1].start < current.body[-1].start:
                break
            self._open.side.insert(0, current.side.pop())

    def _take(self, i: int) -> int:
        """Put block `i` where it belongs and return the next one to look at."""
        block = self._blocks[i]
        current = self._open
        if i in self._briefs or (block.kind is Kind.ITEM and self._page.bulleted):
            self._close()
            current = self._open
        elif block.kind is Kind.ITEM and _CAPTION_MARK.match(block.text):
            current.side.append(block)
            return i + 1
        if block.kind in TEXT:
            if current.body and self._begins(i, [], block):
                stamp = self._stamp_of(i)
                self._close()
                self._open.side.extend(stamp)
            self._add_prose(block)
            if i in self._briefs and block.ended:
                self._open.closing = max(self._open.closing, _END_OF_BRIEF)
            return i + 1
        if block.kind in HEADING and i + 1 not in self._briefs:
            return self._take_heading(i)
        if block.kind is Kind.PHOTO:
            self._take_photo(i)
            return i + 1
        if block.kind is Kind.SECTION and current.body and current.body[-1].ended:
            current.closing = max(current.closing, 2.0)
            if self._opens_group(i):
                self._close()
        elif block.kind is Kind.NAV and leads_away(block.text):
            self._tail = True
        dated = self._page.stamped_above and is_stamp(block)
        if current.body and (dated or self._opens_record(i) or self._goes_on_here(i)):
            self._close()
            current = self._open
        if current.body and block.kind is not Kind.SECTION:
            current.closing += self._closing_weight(i)
            current.signed = current.signed or block.kind is Kind.NAMES
        self._open.side.append(block)
        if block.kind is Kind.DATE and current.body and self._page.dated:
            self._end_item(i)
        return i + 1

    def _opens_record(self, i: int) -> bool:
        """Say whether the field of a headline stands here (标题：…), or named fields the last of which it
        is (【日期】…【标题】…)."""
        field, *below = self._blocks[i : i + _FIELDS]
        if field.kind is not Kind.META:
            return False
        if below and below[0].kind is Kind.MARK and below[0].start == field.end:
            return True
        following = (block.kind for block in below)
        named = field.text[0] in "【〖"
        return named and next((k for k in following if k is not Kind.META), None) is Kind.MARK

    def _goes_on_here(self, i: int) -> bool:
        """Say whether an article of another page goes on here (上接第一版), not the open one."""
        jump = self._blocks[i].kind is Kind.FOLIO and JUMP.fullmatch(self._blocks[i].text)
        text = next((b.kind for b in self._blocks[i + 1 : i + 2]), None)
        return bool(jump) and text in TEXT and self._open.body[-1].ended

    def _stamp_of(self, i: int) -> list[Block]:
        """Take the date or the address above an untitled text from the article before it, if it is set
        nearer to the text, and all labels between a rule and the text."""
        side = self._open.side
        first = len(side)
        while first and side[first - 1].kind in (Kind.META, Kind.DATE):
            first -= 1
        rule = side[first - 1] if first else None
        if rule and rule.kind is Kind.RULE and rule.start >= self._open.body[-1].end:
            below = side[first:]
            del side[first:]
            if below:
                return below
        stamp, text = self._blocks[i - 1 : i + 1]
        nearer = stamp.kind in (Kind.DATE, Kind.META) and stamp.blank > text.blank
        if not nearer or self._open.side[-1:] != [stamp]:
            return []
        return [self._open.side.pop()]

    def _closing_weight(self, i: int) -> float:
        block = self._blocks[i]
        finished = self._open.body[-1].ended
        if block.kind is Kind.META:
            return 3.0 if finished else 1.0
        if block.kind is Kind.NAV:
            return 1.5 if finished and leads_away(block.text) else 1.0
        if block.kind in (Kind.RULE, Kind.HEADER):
            return 2.0 if finished else 0.0
        if block.kind is Kind.FOLIO and TURN.search(block.text):
            return _TURNED
        if block.kind is Kind.FOLIO:
            numbers = i + 1 < len(self._blocks) and self._blocks[i + 1].kind in HEADING
            return 3.0 if finished and numbers else 0.0
        if block.kind is Kind.DATE:
            return 2.5 if finished else 1.5
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
        told = "。" in block.text and len(block.text) > _SHORTEST_BRIEF
        if told and current.body and self._begins(i, [], block):
            # A photo brief; what is no brief is a caption.
            self._close()
            self._add_prose(block)
            return
        following = self._blocks[i + 1] if i + 1 < len(self._blocks) else None
        if current.body and block.blank > self._page.gap + 1 and following is not None:
            self._close()
        elif current.body and following is not None:
            # A brief that ends with its picture has no headline; a headed article may go on below.
            lone = not current.head and len(current.body) == 1 and len(current.body[0].text) < 200
            weight = 3.0 if lone and current.body[0].ended else 0.5
            current.closing = max(current.closing, weight)  # a row of pictures is one sign
        self._open.side.append(block)

    def _end_item(self, i: int) -> None:
        """Close an item of a related-items list; the first one ends the article above it as well."""
        date = self._blocks[i]
        current = self._open
        if (
            self._is_item(i + 1)
            and len(current.body) > 1
            and not current.signed
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

    def _is_item(self, i: int) -> bool:
        """Say whether an untitled item of a list stands here, and no headline."""
        block, below = (*self._blocks[i : i + 2], None, None)[:2]
        if block is None or block.kind in TEXT:
            return block is not None
        return block.kind in HEADING and below is not None and below.kind is Kind.DATE

    def _add_prose(self, block: Block) -> None:
        current = self._open
        current.body.append(block)
        self._tail = False
        ended = not self._page.transcript and (
            bylines.trailing_credit(block.text) is not None or signs_off(block.text)
        )
        current.signed = ended
        current.closing = 3.0 if not ended and bylines.ends_with_source(block.text) else 0.0
        if block.text[-1] in "版）)" and TURN.search(block.text, len(block.text) - _LONGEST_TURN):
            current.closing = _TURNED

    def _take_heading(self, i: int) -> int:
        """Read a run of headlines, bylines and metadata; decide what it belongs to."""
        blocks = self._blocks
        if self._open.body and blocks[i].start < self._open.body[-1].end:
            self._open.side.append(blocks[i])  # it stands in the middle of a sentence
            return i + 1
        j = i
        limit = min(len(blocks), i + _LONGEST_RUN)
        while j < limit and blocks[j].kind in _BESIDE_HEADING:
            if j > i and self._page.transcript and has_speaker(blocks[j].text):
                break
            j += 1
        cut = self._end_of_list(i, j)
        prose = blocks[j] if cut == j < len(blocks) and blocks[j].kind in TEXT else None
        j = cut
        head = list(blocks[i:j])
        if prose is not None and i + 1 < j and _is_author(head[-1].text):
            head[-1].kind = Kind.NAMES
        current = self._open
        if self._tail and prose is not None:
            listed = max(k for k, block in enumerate(head) if block.kind in HEADING)
            current.side.extend(head[:listed])
            i, head = i + listed, head[listed:]
        if self._tail and prose is None and self._groups and not current.body:
            current.side.extend(head)
            return j
        if not current.body and not current.head and not self._caption_is_brief(head):
            start_article(self._open, head, prose, transcript=self._page.transcript)
            return j
        if current.body and current.body[-1].ended and self._is_sign_off(i):
            current.body.append(blocks[i])
            current.signed = True
            return i + 1
        if self._is_origin(head, prose):
            head[0].kind = Kind.META
            current.side.extend(head)
            current.closing += self._closing_weight(j - 1)
            return j
        if (self._tail and prose is None) or (j == len(blocks) and self._is_page_foot(head)):
            current.side.extend(head)
            return j
        if self._begins(i, head, prose):
            self._close()
            start_article(self._open, head, prose, transcript=self._page.transcript)
            return j
        if self._tail:
            current.side.append(blocks[i])
        else:
            current.body.append(blocks[i])
        return i + 1

    def _is_sign_off(self, i: int) -> bool:
        """Say whether a line names the body that issues a notice, by its words or by the date below."""
        if SIGN_OFF.fullmatch(_DATED.sub("", self._blocks[i].text)):
            return True
        date, following = (*self._blocks[i + 1 : i + 3], None, None)[:2]
        return (
            date is not None
            and date.kind is Kind.DATE
            and self._blocks[i - 1].kind is not Kind.META
            and (following is None or following.kind in HEADING)
            and self._may_sign(self._blocks[i].text)
        )

    def _is_origin(self, head: Sequence[Block], prose: Block | None) -> bool:
        """Say whether a line and an address tell where the text right above them was published."""
        return (
            len(head) == 2
            and bool(self._open.body)
            and is_address(head[1].text)
            and head[0].blank == head[1].blank == 0
            and (prose is None or prose.blank > 0)
        )

    def _may_sign(self, text: str) -> bool:
        """Say whether a line may name who issues a notice: by its last character, or by the notice."""
        named = any(text in block.text for block in self._open.body)
        return named or ORGANISATION.fullmatch(text) is not None

    def _end_of_list(self, i: int, j: int) -> int:
        """Find where a run of short lines (verse, a timetable) ends and the next headline begins."""
        headings = [k for k in range(i, j) if self._blocks[k].kind in HEADING]
        if len(headings) <= TITLE_LINES + 1:
            return j
        for k in headings[-1:-TITLE_LINES:-1]:
            if k > i and self._blocks[k].blank:
                return k
        return j

    def _is_page_foot(self, head: list[Block]) -> bool:
        """Say whether the last lines of a page are no text: a lone one, or some beside labels."""
        labels = any(b.kind in (Kind.META, Kind.NAV) for b in (*head, *self._open.side[-1:]))
        ended = bool(self._open.body) and self._open.body[-1].ended
        labels = labels or (len(head) == 1 and ended)
        short = sum(len(b.text) for b in head if b.kind in HEADING) <= 40
        open_text = any(b.ended for b in head if b.kind in HEADING)
        return labels and short and not open_text and len(self._blocks) > len(head) + 1

    def _caption_is_brief(self, head: list[Block]) -> bool:
        """Make a caption of whole sentences above a headline an article of its own."""
        current = self._open
        captions = [
            b
            for b in current.side
            if b.kind in (Kind.PHOTO, Kind.ITEM) and "。" in b.text and len(b.text) > 25
        ]
        if not captions or head[0].kind not in HEADING:
            return False
        for block in captions:
            current.side.remove(block)
        current.body.extend(captions)
        self._close()
        return False

    def _begins(self, i: int, head: list[Block], prose: Block | None) -> bool:
        """Say whether an article begins with block `i`."""
        if self._page.transcript and not self._open.signed and self._open.closing < 3:
            return False
        return self._place(i, head, prose).begins()

    def _place(self, i: int, head: list[Block], prose: Block | None) -> Place:
        at = i + len(head)
        return Place(self._page, self._open, self._groups, head, prose, self._blocks, at)


def _is_author(text: str) -> bool:
    """Say whether the last line above a text can be a name, and is not the headline of a notice (讣 告)."""
    return names.is_pen_name(text) and not is_notice(text)


def _is_dated_header(block: Block) -> bool:
    return block.kind is Kind.HEADER and DATED.search(block.text) is not None
