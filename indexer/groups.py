"""The blocks of one article, as they are collected while a page is read."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jianbao.indexer import bylines
from jianbao.indexer.blocks import Block
from jianbao.indexer.labels import info_line
from jianbao.indexer.layout import Kind
from jianbao.indexer.openings import opening, shared

_SUBHEAD = 12
"""Code points of a subhead, at most."""
_LOOK_BACK = 2000
"""Code points of an article that what may begin below it is compared with."""
_SCRAP = 40
"""Code points up to which lines without a sentence are no article."""
_TAKEN_UP = 0.2
"""Share of the pairs of characters of a headline that its report has at least."""
_BUTTONS = 2
"""Buttons among lines that are no text, from which on these are a menu."""
_QUOTED = re.compile(
    "(?:[^“”，。]{2,20}[讯电] ?)?(?:[（(][^（()）]{2,40}[)）] ?)?"
    "(?=“)(?:“[^”]*[。！？…]” ?)*(?:“[^”]*[。！？…] ?)?"
)
"""A dateline and quotations, the last of which may go on; each part can be read in one way only."""
_CAPTIONS = 4
_LONGEST_CAPTION, _SHORTEST_TEXT = 80, 16
"""Lines above a dateline, and code points of one below a headline and of one without, that are rather
captions than its text."""


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
    signed: bool = False
    """A byline stands after the body."""
    _has_dateline: bool | None = None
    _is_labelled: bool | None = None
    _has_byline: tuple[int, bool] | None = None

    def has_dateline(self) -> bool:
        """Say whether the body begins with a dateline."""
        if self._has_dateline is None and self.body:
            self._has_dateline = opening(self.body[0].text) == "dateline"
        return bool(self._has_dateline)

    def is_labelled(self) -> bool:
        """Say whether labels or a date stand above the body, as sites print them."""
        if self._is_labelled is None and self.body:
            self._is_labelled = any(
                block.kind in (Kind.META, Kind.DATE) and block.start < self.body[0].start
                for block in self.side
            )
        return bool(self._is_labelled)

    def size(self, limit: int) -> int:
        """Count the code points of the body, as far as a limit."""
        size = 0
        for block in self.body:
            size += len(block.text)
            if size > limit:
                break
        return size

    def has_byline(self) -> bool:
        """Say whether a byline stands before the body or in its dateline."""
        if self._has_byline is None or self._has_byline[0] < len(self.side):
            beside = any(b.kind in (Kind.NAMES, Kind.META) and _names(b.text) for b in self.side)
            found = beside or bool(self.body and bylines.leading_credit(self.body[0].text))
            self._has_byline = len(self.side), found
        return self._has_byline[1]

    def has_rule_below(self) -> bool:
        """Say whether a rule stands below the body."""
        end = self.body[-1].end if self.body else 0
        below = itertools.takewhile(lambda block: block.start >= end, reversed(self.side))
        return any(block.kind is Kind.RULE for block in below)

    def is_only_quoted(self) -> bool:
        """Say whether the body so far is what somebody says, with or without a dateline before it."""
        return len(self.body) == 1 and _QUOTED.fullmatch(self.body[0].text) is not None

    def free_dateline(self) -> None:
        """Lay what stands between the headline and the dateline beside the article: captions, and the
        headline once more."""
        if self.head and len(self.body) > 1 and self.body[0].text == self.head[0].text:
            self.side.append(self.body.pop(0))
        longest = _LONGEST_CAPTION if self.head else _SHORTEST_TEXT
        for number, block in enumerate(self.body[: _CAPTIONS + 1]):
            if opening(block.text) == "dateline":
                for caption in self.body[:number]:
                    caption.kind = Kind.PHOTO
                self.side.extend(self.body[:number])
                del self.body[:number]
                return
            if len(block.text) > longest:
                return

    def free_foot(self) -> None:
        """Lay the short lines below the text, among or after buttons, beside the article."""
        told = [block.end for block in self.body if _tells(block)]
        buttons = [b.start for b in self.side if b.kind is Kind.NAV and told and b.start > told[-1]]
        if buttons:
            self.side.extend(block for block in self.body if block.start > min(buttons))
            self.body = [block for block in self.body if block.start < min(buttons)]

    def holds_captions(self) -> bool:
        """Say whether a headline with no more than captions below stands here, unsigned."""
        return (
            bool(self.head and self.body)
            and len(self.body) <= _CAPTIONS
            and all(len(block.text) <= _LONGEST_CAPTION for block in self.body)
            and not self.signed
            and not self.has_byline()
            and not self.has_dateline()
        )

    def has_subhead(self, form: re.Pattern[str]) -> bool:
        """Say whether a heading of this form stands in the body."""
        return any(b.kind in (Kind.SHORT, Kind.MARK) and form.match(b.text) for b in self.body)

    def is_set_like_a_subhead(self, title: Block) -> bool:
        """Say whether a short line is set like a heading in the body, far shorter than the headline."""
        if not self.head or len(title.text) > min(_SUBHEAD, len(self.head[-1].text) / 1.5):
            return False
        return any(
            b.kind is Kind.SHORT
            and b.blank == title.blank
            and abs(len(b.text) - len(title.text)) <= 2
            and not b.ended
            for b in self.body
        )

    def blocks(self) -> list[Block]:
        """Return all blocks in the order of the page."""
        return sorted([*self.head, *self.body, *self.side], key=lambda block: block.start)

    def compared(self) -> list[Block]:
        """Return the headline and the last paragraphs, which a beginning is compared with."""
        room = _LOOK_BACK
        first = len(self.body)
        while first and room > 0:
            first -= 1
            room -= len(self.body[first].text)
        return [*self.head[:1], *self.body[first:]]

    def last_text(self) -> str:
        """Return the text of what a beginning is compared with."""
        return "\n".join([block.text[-_LOOK_BACK:] for block in self.compared()])


def _names(text: str) -> bool:
    info = info_line(text)
    return bool((info and info.names) or bylines.byline_line(text))


def tidied(groups: Sequence[Group]) -> list[Group]:
    """Lay beside the articles of a page what is no text of theirs: captions, scraps of a menu."""
    articles = _with_headlines(groups)
    for group in articles:
        group.free_dateline()
        group.free_foot()
    return _without_scraps(articles)


def _with_headlines(groups: Sequence[Group]) -> list[Group]:
    """Give a report its headline back from which captions cut its dateline off."""
    joined: list[Group] = []
    for group in groups:
        above = joined[-1] if joined else None
        if above is not None and above.holds_captions() and _is_reported_in(above, group):
            above.body.extend(group.body)
            above.side.extend(group.side)
        else:
            joined.append(group)
    return joined


def _is_reported_in(headed: Group, group: Group) -> bool:
    """Say whether an untitled report with a dateline belongs to the headline above its captions: the
    labels stand there, or it takes up the headline."""
    if group.head or not group.has_dateline():
        return False
    if headed.is_labelled() and not group.is_labelled():
        return True
    (taken_up,) = shared(headed.head[0].text, group.body[0].text)
    return taken_up >= _TAKEN_UP


def _without_scraps(groups: Sequence[Group]) -> list[Group]:
    """Lay a few words that are no text (a menu, a button) beside the article above or below them."""
    articles: list[Group] = []
    waiting: list[Block] = []
    told = any(map(_is_told, groups))
    for group in groups:
        if told and not _is_told(group) and (group.size(_SCRAP) < _SCRAP or _is_menu(group)):
            (articles[-1].side if articles else waiting).extend(group.blocks())
        else:
            group.side[:0] = waiting
            waiting = []
            articles.append(group)
    return articles


def _is_told(group: Group) -> bool:
    """Say whether an article holds a sentence, or somebody has signed it."""
    return any(map(_tells, group.body)) or (group.has_byline() and not _is_menu(group))


def _tells(block: Block) -> bool:
    return block.kind in (Kind.PROSE, Kind.ITEM) and len(block.text) > 1


def _is_menu(group: Group) -> bool:
    """Say whether buttons and links stand among lines without a sentence."""
    return sum(block.kind is Kind.NAV for block in group.side) >= _BUTTONS
