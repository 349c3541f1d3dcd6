"""The votes on whether an article begins at a place of a page.

Votes are features with values between 0 and 1; `vote_weights` says what each counts, and an article
begins where the sum is positive.  Cheap votes are asked first, dear ones only where they can decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jianbao.indexer import bylines
from jianbao.indexer.blocks import Block
from jianbao.indexer.gazetteer import is_within
from jianbao.indexer.groups import Group
from jianbao.indexer.layout import Kind
from jianbao.indexer.names import is_name
from jianbao.indexer.openings import (
    ADDRESSED,
    BACKGROUND,
    COLUMN,
    CONTINUATION,
    EVENT,
    LISTED,
    NUMBERED,
    SALUTATION,
    SIDEBAR,
    TWO_PHRASES,
    WEATHER,
    heading_level,
    is_notice,
    label_form,
    labels_place,
    opening,
    shared,
    speaker,
)
from jianbao.indexer.page_form import HEADING, ITEM, PageForm
from jianbao.indexer.vote_weights import HEADED, HIGHEST, UNTITLED

Votes = dict[str, float]

_LEAD = 300
"""Code points of the text below a heading that are compared with it."""
_OPENING = 80
"""Code points of a paragraph that are compared with the article above."""
_SAME_START = 5
"""Code points in which the first paragraphs of articles may be alike (云州网消息); a mark is one."""
_PARAGRAPHS = 6
"""Paragraphs, at most, that are compared with the article above."""
_REPEATS = 0.04
"""Share of triples of characters from which on a text certainly goes on with another."""
_SILENT = 25
"""Triples of which none comes again in what has another subject."""
_SETTING = 60
"""Code points in which a story tells where it happens."""
_PICTURED = re.compile("(?:摄|摄影报道|供图)(?:[（(][^（()）]{2,12}[)）])?[）)]?$")
_NAME = 3
"""Code points of most names."""
_CREDIT = 14
"""Code points of a photographer's name and what he did, at most."""
_NUMBER = re.compile("\\d")
_CLOSED = 2.5
"""Votes for the end of an article that make up for the missing end of its last sentence."""
_STAMP = re.compile(r"\d{4}(?:[-/.]|.*\d：\d\d)")
"""How a site dates what it publishes (2009-08-14, 2014年3月11日 20：56), and no notice is signed."""
_SHORT = 150
_LONG = 1200
"""Code points of a brief and of a long article."""
_LENGTHS = ((8, "length_4"), (12, "length_8"), (17, "length_12"), (30, "length_17"))


@dataclass(slots=True)
class Place:
    """Where an article could begin: the open article, what is read before it, and what stands here.

    `at` is the number of the block with the text: that below the heading, or the paragraph itself.
    """

    page: PageForm
    above: Group
    earlier: Sequence[Group]
    head: Sequence[Block]
    prose: Block | None
    blocks: Sequence[Block]
    at: int

    @property
    def following(self) -> Block | None:
        """What stands below the first paragraph."""
        return self.blocks[self.at + 1] if self.at + 1 < len(self.blocks) else None

    def _below(self) -> Iterator[Block]:
        """Yield the paragraphs from here to the next heading, as far as they are compared."""
        size = 0
        for block in self.blocks[self.at : self.at + _PARAGRAPHS]:
            if block.kind is not Kind.PROSE or size > _LEAD:
                break
            size += len(block.text)
            yield block

    def begins(self) -> bool:
        """Say whether the votes are for a new article."""
        stages, weights = (self.headed(), HEADED) if self.head else (self.untitled(), UNTITLED)
        total = 0.0
        for votes, stage in zip(stages, weights, strict=True):
            for name, value in votes.items():
                total += stage.weights[name] * value
            if total + stage.highest_later <= 0 or total + stage.lowest_later > 0:
                break
        return total > 0

    def headed(self) -> Iterator[Votes]:
        """Yield the votes on a heading, in stages from cheap to dear."""
        yield self._headed_form()
        yield self._topic()
        yield self._region()

    def untitled(self) -> Iterator[Votes]:
        """Yield the votes on a paragraph without a heading, in stages from cheap to dear."""
        yield self._untitled_form()
        yield self._continuation()
        yield self._cohesion()
        yield self._region()

    def _closing(self, votes: Votes) -> None:
        above = self.above
        votes["prior"] = 1.0
        if above.signed:
            votes["signed"] = 1.0
        elif above.closing:
            votes["closed"] = min(above.closing, 3.0) / 3
        if above.body and not above.body[-1].ended and not above.signed and above.closing < _CLOSED:
            last = above.body[-1]
            if last.text[-1] == "：":
                votes["announced"] = 1.0
            else:
                votes["unfinished" if last.kind is Kind.PROSE else "below_heading"] = 1.0
        if not above.signed and self.earlier and all(group.signed for group in self.earlier[-3:]):
            votes["unsigned"] = 1.0
        if self._is_unlabelled():
            votes["unlabelled"] = 1.0
        if above.body and above.body[-1].text[-1] in "”！？。…" and above.is_only_quoted():
            votes["quoted_above"] = 1.0
        if len(self.earlier) > 1 and self._is_unruled():
            votes["unruled"] = 1.0
        if self.page.digest:
            votes["digest"] = 1.0
        if not above.head:
            votes["untitled_above"] = 1.0
        size = above.size(_LONG)
        if size < _SHORT:
            votes["short_above"] = 1.0
        elif size > _LONG:
            votes["long_above"] = 1.0

    def _is_unlabelled(self) -> bool:
        """Say whether the articles above have labels as sites print them, and none stand here."""
        if self.page.digest or any(b.kind in (Kind.META, Kind.DATE) for b in self.head):
            return False
        return all(group.is_labelled() for group in (*self.earlier[-3:], self.above))

    def _is_unruled(self) -> bool:
        """Say whether rules stand below the articles above, and none here."""
        return not self.above.has_rule_below() and all(
            group.has_rule_below() for group in self.earlier[-3:]
        )

    def _layout(self, block: Block, votes: Votes) -> None:
        if self.page.indented and block.indent < 2:
            votes["flush"] = 1.0
        wider = block.blank - self.page.gap
        if wider > 0:
            votes["apart"] = 1.0
            votes["apart_often"] = self.page.wider
        if wider > 1:
            votes["far_apart"] = 1.0
        if wider < 0:
            votes["close"] = 1.0
        if not self.page.gap and not self.page.wider:
            votes["solid"] = 1.0

    def _turn(self, text: str, votes: Votes) -> None:
        if "：" in text and self.above.body and speaker(text) and speaker(self.above.body[-1].text):
            votes["turn"] = 1.0

    def _opening(self, text: str, votes: Votes) -> None:
        kind = opening(text)
        if kind:
            votes[kind] = 1.0
        if kind not in ("dateline", "another") and self.above.has_dateline():
            votes["unfiled" if self.page.filed else "no_dateline"] = 1.0
        if self.above.body:
            first = self.above.body[0].text
            same = 1 if LISTED.match(text) else _SAME_START
            if first[:same] == text[:same]:
                votes["opens_alike"] = 1.0

    def _headed_form(self) -> Votes:
        votes: Votes = {}
        title = self.head[0]
        self._closing(votes)
        self._layout(title, votes)
        if self.prose is None:
            votes["no_text"] = 1.0
        else:
            self._opening(self.prose.text, votes)
            if "：" in self.prose.text and SALUTATION.match(self.prose.text):
                votes["salutation"] = 1.0
            if title.blank > self.prose.blank:
                votes["nearer_below"] = 1.0
            elif title.blank < self.prose.blank:
                votes["nearer_above"] = 1.0
            if self.page.tight and self.prose.blank == 0:
                votes["tight"] = 1.0
            if self.earlier and self.above.head and self.above.body:
                # The first headline of a page has nothing above it to stand apart from.
                above = self.above.head[0].blank, self.above.body[0].blank
                alike = above == (title.blank, self.prose.blank)
                votes["set_alike" if alike else "set_otherwise"] = 1.0
        beside = {block.kind for block in self.head}
        if Kind.NAMES in beside:
            votes["byline"] = 1.0
        if Kind.META in beside or Kind.DATE in beside:
            votes["labels_often" if self.page.dated_heads > 1 else "labels"] = 1.0
            if any(b.kind in (Kind.DATE, Kind.META) and _STAMP.search(b.text) for b in self.head):
                votes["stamped"] = 1.0
        if any(block.text.startswith("—") for block in self.head[1:]):
            votes["deck"] = 1.0
        if title.text[-1] != "：" and sum(b.kind in HEADING for b in self.head) > 1:
            votes["lines"] = 1.0
        self._title(title, votes)
        self._turn(title.text, votes)
        place = self._place_label()
        if place:
            if self.page.labelled > 1:
                votes["labelled"] = 1.0
            if place not in self.above.last_text():
                votes["new_place"] = 1.0
        return votes

    def _place_label(self) -> str:
        """Return the place that the heading begins with, if the text is about it."""
        place = labels_place(self.head[0].text)
        return place if place and self.prose is not None and place in self.prose.text else ""

    def _title(self, title: Block, votes: Votes) -> None:
        """Judge a heading by its own words and signs."""
        text = title.text
        level = heading_level(text)
        if level:
            above = heading_level(self.above.head[0].text) if self.above.head else 0
            votes["level" if not above or level <= above else "sublevel"] = 1.0
        elif title.kind is Kind.MARK:
            votes["marked"] = 1.0
        if COLUMN.match(text):
            votes["column"] = 1.0
        if NUMBERED.match(text):
            votes["marked" if self.page.numbered else "numbered"] = 1.0
        elif LISTED.match(text):
            votes["marked" if text[0] in self.page.marks else "listed"] = 1.0
        if is_notice(text):
            votes["notice"] = 1.0
        if SIDEBAR.match(text):
            votes["sidebar"] = 1.0
        elif TWO_PHRASES.match(text) and not self._place_label():
            votes["two_phrases"] = 1.0
            if self.above.has_subhead(TWO_PHRASES):
                votes["like_a_subhead"] = 1.0
        elif " " in text:
            votes["phrases"] = 1.0
        elif self.above.is_set_like_a_subhead(title) or label_form(text) in self.page.label_forms:
            votes["like_a_subhead"] = 1.0
        if EVENT.search(text):
            votes["event"] = 1.0
        if _NUMBER.search(text):
            votes["number"] = 1.0
        if "，" in text:
            votes["comma"] = 1.0
        if text[-1] in "？！…?!":
            votes["exclaims"] = 1.0
        if text[-1] in "：:":
            votes["introduces"] = 1.0
        lines = [block.text for block in self.head[:2] if block.kind in HEADING]
        length = sum(map(len, lines))
        votes[next((name for limit, name in _LENGTHS if length < limit), "length_30")] = 1.0
        if self.above.head and abs(len(text) - len(self.above.head[0].text)) <= 3:
            votes["as_long"] = 1.0

    def _topic(self) -> Votes:
        if self.prose is None:
            return {}
        votes: Votes = {}
        self._continuing(self.prose.text, votes)
        title = self.head[0].text
        below, above = shared(title, self.prose.text[:_LEAD], self.above.last_text())
        votes["taken_up"] = min(below, HIGHEST["taken_up"])
        votes["known"] = min(above, HIGHEST["known"])
        if below > above + 0.2 or self._introduces(title):
            votes["fresh"] = 1.0
        self._repetition(votes)
        return votes

    def _introduces(self, title: str) -> bool:
        """Say whether a heading ends with the name of somebody of whom only the text below it tells."""
        name = title[-_NAME:]
        if not is_name(name) or name in self.above.last_text():
            return False
        return any(name in block.text for block in self._below())

    def _continuing(self, text: str, votes: Votes) -> None:
        if CONTINUATION.match(text):
            votes["continuation"] = 1.0
        elif BACKGROUND.match(text):
            votes["background"] = 1.0

    def _repetition(self, votes: Votes) -> None:
        """Compare the words of the text here with those of the article above."""
        words = set[str]().union(*[block.triples for block in self._below()])
        again = set[str]().union(*[words & block.triples for block in self.above.compared()])
        votes["repeats"] = min(len(again) / max(len(words), 1) / _REPEATS, 1.0)
        if not again and len(words) >= _SILENT:
            votes["nothing_again"] = 1.0

    def _untitled_form(self) -> Votes:
        votes: Votes = {}
        assert self.prose is not None
        text = self.prose.text
        self._closing(votes)
        self._layout(self.prose, votes)
        self._opening(text, votes)
        self._turn(text, votes)
        if self.page.tight and self.prose.blank == 0 and len(text) > 30:
            votes["tight"] = 1.0
        if self.page.itemised and ITEM.match(text):
            votes["item"] = 1.0
        below = self._picture_below()
        taken = (
            text[-1] in "摄）)道图" and _PICTURED.search(text, max(0, len(text) - 30)) is not None
        )
        if taken or below:
            votes["pictured"] = 1.0
            signed = taken or (len(below) <= _CREDIT and _PICTURED.search(below))
            if signed and text.count("。") > 1 and not {"day", "date", "lately"}.isdisjoint(votes):
                votes["photo_news"] = 1.0
        elif self._is_signed() and self.above.has_byline():
            votes["signed_again"] = 1.0
        if self._stands_alone():
            votes["lone_report"] = 1.0
        if "：" in text and ADDRESSED.match(text):
            votes["addressed"] = 1.0
        if "℃" in text and WEATHER.match(text) and "温" not in self.above.last_text():
            votes["weather"] = 1.0
        if not self.above.head and len(self.above.body) == 1 and self.earlier:
            votes["among_briefs"] = 1.0
        return votes

    def _picture_below(self) -> str:
        """Return the caption or the photographer below the paragraph here, or an empty string."""
        picture, text = self.following, self.prose
        if picture is None or text is None or picture.kind is not Kind.PHOTO:
            return ""
        return picture.text if picture.start > text.end and "。" not in picture.text else ""

    def _is_signed(self) -> bool:
        """Say whether names stand at the end of the paragraph here, or below it."""
        if self.following is not None and self.following.kind is Kind.NAMES:
            return True
        assert self.prose is not None
        return bylines.trailing_credit(self.prose.text) is not None

    def _continuation(self) -> Votes:
        votes: Votes = {}
        assert self.prose is not None
        text = self.prose.text
        self._continuing(text, votes)
        if text[0] in "“‘":
            votes["quoted"] = 1.0
        if not self.above.signed:
            # Notices of one kind use the same words; who signs them tells them apart.
            self._repetition(votes)
        return votes

    def _cohesion(self) -> Votes:
        assert self.prose is not None
        if self.above.signed:
            return {}
        (known,) = shared(self.prose.text[:_OPENING], self.above.last_text())
        return {"cohesion": min(known, HIGHEST["cohesion"])}

    def _stands_alone(self) -> bool:
        """Say whether the paragraph here is all there is of a dated report; the last of the only
        article hardly is."""
        assert self.prose is not None
        following = self.following
        alone = bool(self.earlier) if following is None else following.kind is not Kind.PROSE
        return alone and opening(self.prose.text) in ("date", "lately")

    def _region(self) -> Votes:
        """Compare the place that the text here is about with that of the article above."""
        from jianbao.indexer.regions import find_regions

        votes: Votes = {}
        group = self.above
        if group.region is None:
            title = group.head[0].text if group.head else None
            lead = "\n".join(block.text for block in group.body[:4])
            found = find_regions(title, lead[:1200]).regions
            group.region = found[0] if found else ""
        text = "\n".join(b.text for b in (*self.head[:1], self.prose) if b is not None)
        finding = find_regions(None, text[:400])
        below = finding.regions
        if not below:
            return votes
        setting = len(text) - len(self.prose.text) + _SETTING if self.prose else len(text)
        names = {e.text for e in finding.evidence if e.start < setting}
        known = group.last_text()
        inside = "/" in group.region and is_within(below[0], group.region)
        if names and not inside and not any(name[:2] in known for name in names):
            votes["new_setting"] = 1.0
        if not group.region:
            return votes
        if below[0] == group.region:
            votes["same_region"] = 1.0
        elif is_within(below[0], group.region) or is_within(group.region, below[0]):
            votes["same_part"] = 1.0
        elif not any(is_within(path, group.region.split("/")[0]) for path in below):
            votes["other_province"] = 1.0
        else:
            votes["other_region"] = 1.0
        return votes
