"""The votes for places, added up along the tree of divisions, and the walk down to the heaviest.

A province's weight is that of all that lies in it.  The walk goes down while one part holds most of
the weight of its whole; several provinces of about the same weight are several regions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from jianbao.indexer.disambiguation import LEAD_CHARS, Vote, announces
from jianbao.indexer.gazetteer import ancestors, is_within
from jianbao.indexer.name_context import IN_PASSING, OF_A_KIND, WEAK, names_country

MAX_REGIONS = 6
"""Regions of one article."""

_BODY_CAP = 10.0
"""Most that the body of an article adds to one place, so that length does not outweigh a title."""
_HOME_FACTOR = 2.0
"""A page is mostly about one place: how much more a vote for a part of it counts."""
_DESCEND_SHARE = 0.44
"""Share of a place's weight that one part needs to be chosen instead."""
_TITLE_SHARE = 0.2
"""How much of its weight in the title a place keeps against its parts: titles name provinces and
cities for readers elsewhere, and the text says where it happened.  What is announced (贵州：…, 我州…) keeps all."""
_OFFICE_SHARE = 0.5
"""How much of it a province keeps where an office of its is named, which may act in any part."""
_OFFICE = re.compile(
    "[省市区]?[^，。；！？]{0,10}?"
    "(?:委(?!员)|政府|政协|人大|省长|书记|主席|[厅局院署办]|中心|部门|总队|支队|大队)"
)
_COURT = re.compile("(?:市)?中(?:级人民法)?院")
"""That of a city judges what happened in its counties."""
_DESCEND_LEAD = 1.5
"""How far that part must be ahead of the next."""
_SIDE_SHARE = 0.35
"""Weight of the other parts, as a share of the first, with which 全市 and 我省 mean the whole."""
_FURTHER_SHARE = 0.4
"""Least weight of a further region, as a share of the first one's."""
_NEAR = 0.8
"""Regions with this share of the greatest weight are ranked by who is named first."""
_SCATTERED_SHARE = 0.45
"""Of three provinces or more, none in the title: with less than this none is the subject."""
_NATIONAL_LEAST = 4.0
"""Least weight of a province in an article whose title speaks of the whole country, if nothing takes
place there (在天津)."""
_NATIONWIDE = re.compile(
    "我国(?!最)|全国(?![^，。；]{0,12}[日周月][”，。]|人大|政协|劳模|先进|文明|[^，。 ]{2,8}会)"
    "|[各多]地|各行各业|社会各界|"
    "国家[^，。]{1,6}[部委局署办]"
)
_NATIONAL_BODY = re.compile(
    _NATIONWIDE.pattern
    + "|国务院|[一-龥]总局|中国[一-龥]{0,5}(?:联合会|协会|足协|篮协)|大陆[与和同]台湾"
)
"""Who speaks for the whole country; in an article that names no place."""
_UNITED_SHARE = 0.4
"""Share of the weight with which places named as one (京津冀) are the subject together."""
_ASIDE = 1.8
_ASIDE_SHARE = 0.6
"""Least weight and share of a province that neither title nor opening names."""
_OFTEN, _OFTEN_SHARE = 5, 0.5
"""Times that places in it are named with which a smaller share will do."""
_ALONE = 1.0
"""Least weight of the only province that an article names, if it does so more than once."""
_FAINT = 0.4
"""Strength of the name of an institution, which tells where that is and not where the news is."""
_DOMINANT = 0.6
"""Share of a page's articles that make a place its home."""
_CLEAR = 2
"""How many times as many articles as of the next place there are of one that is clearly meant."""


class RegionEvidence(NamedTuple):
    """One thing that spoke for a region.

    `where` is `title`, `body`, `dateline`, `metadata` or `page`; `start` and `end` are code points
    into that text, half-open (0, 0 for the last two).  `text` is what stands there, `weight` its vote.
    """

    path: str
    where: str
    start: int
    end: int
    text: str
    weight: float
    reason: str


class Tally:
    """The votes of one article, folded; `home` is what its page is about."""

    def __init__(self, votes: Sequence[Vote], title: str, body: str, home: str = "") -> None:
        self._votes = votes
        self._title = title
        self._text = body
        self._home = home
        self._own: dict[str, float] = defaultdict(float)
        self._first: dict[str, int] = {}
        self._weighed: list[tuple[Vote, str, float]] = []
        self._kept: dict[str, float] = defaultdict(float)
        in_body: dict[str, float] = defaultdict(float)
        self.is_faint = all(map(is_faint, votes))
        for vote in votes:
            gives_way = not self.is_faint and is_faint(vote)
            for path in vote.mention.paths:
                weight = vote.weight
                if home and is_within(path, home):
                    weight *= _HOME_FACTOR
                if vote.where == "body":
                    weight = min(weight, _BODY_CAP - in_body[path])
                    in_body[path] += weight
                if path not in self._first and not gives_way:
                    for part in (*ancestors(path), path):
                        self._first.setdefault(part, vote.order)
                self._own[path] += weight
                self._kept[path] += weight * _share_kept(vote, path)
                self._weighed.append((vote, path, weight))
        self.weight = sum(self._own.values())
        self._total, self._parts = roll_up(self._own)
        self._titled = {
            path
            for vote in votes
            if vote.where == "title"
            for path in vote.mention.paths
            if path in self._first
        }

    def evidence(self) -> list[RegionEvidence]:
        """Return what every vote was for and what it weighed, in the order of the votes."""
        return [
            RegionEvidence(
                path,
                vote.where,
                vote.mention.start,
                vote.mention.end,
                vote.text[vote.mention.start : vote.mention.end],
                weight,
                vote.mention.reason,
            )
            for vote, path, weight in self._weighed
        ]

    def decide(self) -> tuple[str, ...]:
        """Walk down the tree to what the article is about; add the other regions it deals with."""
        if not self._own:
            return ()
        provinces = self._by_weight(self._parts[""])
        top = self._total[provinces[0]]
        if self._is_scattered(provinces):
            return ()
        chosen: dict[str, None] = {}
        for province in provinces:
            if self._total[province] < _FURTHER_SHARE * top:
                break
            chosen.update(dict.fromkeys(self._descend(province)))
        return tuple(chosen)[:MAX_REGIONS]

    def _is_scattered(self, provinces: Sequence[str]) -> bool:
        """Tell whether places are only named by the way: far too many, or far into the text."""
        everything = sum(self._total[path] for path in provinces)
        if self._titled:
            return False
        together = [vote for vote in self._votes if vote.mention.together]
        if len(together) == 1 and not together[0].opening:
            together = []
        united = sum(vote.weight * len(vote.mention.paths) for vote in together)
        if united > _UNITED_SHARE * everything and not self._opens_elsewhere():
            return False
        told = {
            path.split("/")[0]
            for vote in self._votes
            if vote.mention.strength > WEAK
            for path in vote.mention.paths
        }
        top = self._total[provinces[0]]
        if not told and all(vote.mention.reason == IN_PASSING for vote in self._votes):
            return True
        share = top / (sum(self._total[path] for path in told) or everything)
        if len(told) > 2 and share < _SCATTERED_SHARE and not self._opens_with(provinces[0]):
            return True
        examples = top < _NATIONAL_LEAST or (len(told) > 2 and share < _ASIDE_SHARE)
        if examples and (self._is_titled_nationally() or self._opens_elsewhere()):
            return True
        opens = any(
            vote.opening and path.startswith(provinces[0])
            for vote in self._votes
            for path in vote.mention.paths
        )
        if not opens and len(provinces) == 1 and len(self._votes) > 1:
            # The country's news takes one place for an example; Beijing and foreigners stand for more.
            if speaks_nationally(self._text):
                return True
            if provinces[0] != "北京市" and not names_country(self._text[:LEAD_CHARS]):
                return top < _ALONE
        often = self._times_named(provinces[0]) >= _OFTEN
        return not opens and (top < _ASIDE or share < (_OFTEN_SHARE if often else _ASIDE_SHARE))

    def _times_named(self, province: str) -> int:
        """Count how often places in a province are named, below the province itself."""
        return sum(
            any(path.startswith(f"{province}/") for path in vote.mention.paths)
            for vote in self._votes
        )

    def _opens_with(self, province: str) -> bool:
        """Tell whether the opening returns to places in `province` and names no other."""
        opening = [vote for vote in self._votes if vote.opening]
        return sum(map(self._is_firm, opening)) > 1 and all(
            is_within(path, province) for vote in opening for path in vote.mention.paths
        )

    def _is_titled_nationally(self) -> bool:
        there = any(map(_is_at, self._votes))
        return not there and _NATIONWIDE.search(self._title) is not None

    def _opens_elsewhere(self) -> bool:
        """Tell whether the opening speaks of the country, or of another one, before any place here,
        and of nothing held there."""
        opening = [vote for vote in self._votes if vote.opening]
        first = min((vote.mention.start for vote in opening), default=LEAD_CHARS)
        if any(map(_is_at, opening)):
            return False
        if _NATIONWIDE.search(self._text, 0, first):
            return True
        return not any(map(self._is_firm, opening)) and names_country(self._text[:first])

    def _is_firm(self, vote: Vote) -> bool:
        """Tell whether a vote is for a place by its full name, or of the page."""
        paths = vote.mention.paths
        named = "name" in vote.mention.reason.split(" + ") and "/" in paths[0]
        return named or (self._home != "" and any(is_within(path, self._home) for path in paths))

    def _by_weight(self, paths: Iterable[str]) -> list[str]:
        """Sort by weight; among those near the top the first named leads."""
        weight = {path: self._standing(path) for path in paths}
        ranked = sorted(paths, key=lambda path: (-weight[path], self._order(path)))
        near = [path for path in ranked if weight[path] >= _NEAR * weight[ranked[0]]]
        near.sort(key=self._order)
        return near + ranked[len(near) :]

    def _order(self, path: str) -> int:
        """Return when a place is first named; last of all what only institutions bear."""
        return self._first.get(path, len(self._votes))

    def _standing(self, path: str) -> float:
        """Return the weight of a place, less of it where only institutions are."""
        return self._total[path] * (1.0 if path in self._first else _FAINT)

    def _descend(self, path: str) -> list[str]:
        """Return the place under `path` that holds the weight, and its equals beside it."""
        if path not in self._parts:
            return [path]
        total = {part: self._standing(part) for part in self._parts[path]}
        parts = sorted(total, key=lambda p: (-total[p], self._order(p)))
        own = self._kept.get(path, 0.0)
        best = total[parts[0]]
        rest = sum(total[p] for p in parts[1:])
        equals = [p for p in parts if total[p] >= best / _DESCEND_LEAD]
        if len(equals) == 1:
            aside = rest >= _SIDE_SHARE * best and (
                path in self._titled or self._speaks_of_all(path)
            )
            titled = any(is_within(named, parts[0]) for named in self._titled)
            if best < _DESCEND_SHARE * (own + best + rest) or (aside and not titled):
                return [path]
            return self._descend(parts[0])
        if len(equals) == 2 and own < best / 2 and not self._speaks_of_all(path):
            equals.sort(key=self._order)
            return [p for part in equals for p in self._descend(part)]
        return [path]

    def _speaks_of_all(self, path: str) -> bool:
        """Tell whether the text speaks of 全省 or 我省 and not only of a part (我省乳山市)."""
        named = {vote.mention.start for vote in self._votes if vote.where == "body"}
        return any(
            match.end() not in named for match in re.finditer(f"[全我]{path[-1]}", self._text)
        )


def is_faint(vote: Vote) -> bool:
    """Tell whether only an institution bears the name."""
    return vote.mention.strength <= _FAINT


def _share_kept(vote: Vote, path: str) -> float:
    """Return how much of a vote a place keeps against its parts."""
    end = vote.mention.end
    if vote.where == "title":
        claims = vote.mention.reason == OF_A_KIND or announces(vote.text, end)
        return 1.0 if claims else _TITLE_SHARE
    office = _COURT if "/" in path else _OFFICE
    acts = office.match(vote.text, end) is not None
    return _OFFICE_SHARE if acts else 1.0


def _is_at(vote: Vote) -> bool:
    """Tell whether something takes place there: 在天津, 在中国天津; 在江苏，… and 在江苏、… begin examples.

    What is only said there (在北京说) takes place elsewhere.
    """
    start, end = vote.mention.start, vote.mention.end
    at = vote.text.endswith(("在", "在中国"), max(0, start - 3), start)
    return at and not vote.text.startswith(("，", "、", "说", "表示", "宣布", "指出"), end)


def roll_up(weights: Mapping[str, float]) -> tuple[dict[str, float], dict[str, list[str]]]:
    """Return the weight of every place with all that lies in it, and the parts of each.

    The provinces are the parts of the empty path.
    """
    total: dict[str, float] = {}
    parts: dict[str, list[str]] = {}
    for path, weight in weights.items():
        outer = ""
        for place in (*ancestors(path), path):
            if place in total:
                total[place] += weight
            else:
                total[place] = weight
                parts.setdefault(outer, []).append(place)
            outer = place
    return total, parts


def speaks_nationally(text: str) -> bool:
    """Tell whether a text opens with the country, or with who speaks for it."""
    return _NATIONAL_BODY.search(text, 0, LEAD_CHARS) is not None


class PageRegions:
    """The regions of the articles around one, weighed; `home` is where most of them lie.

    `home` is the deepest such place, or the empty path.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights
        self.sum = sum(weights.values())
        self._total, parts = roll_up(weights)
        self.home = ""
        while self.home in parts:
            best = max(parts[self.home], key=self._total.__getitem__)
            if self._total[best] < _DOMINANT * self.sum:
                break
            self.home = best

    def of_kind(self, kind: str) -> str:
        """Return the place of a kind (市, 县) that `home` lies in, or that most of its articles do.

        A city in a city is the one meant where most articles about the outer one are about it.
        """
        inner = [
            path
            for path, weight in self._total.items()
            if path[-1] == self.home[-1:] == kind
            and path.startswith(f"{self.home}/")
            and weight >= _DOMINANT * self._total[self.home]
        ]
        if inner:
            return inner[0]
        for path in (self.home, *reversed(ancestors(self.home))):
            if path[-1:] == kind:
                return path
        if kind == "县" and self.home.count("/") == 2:
            return self.home  # it has become a city or a district since
        counts = sorted(
            (count, path)
            for path, count in self._total.items()
            if path[-1] == kind and is_within(path, self.home)
        )
        first, second = (*counts[::-1][:2], (0.0, ""), (0.0, ""))[:2]
        return first[1] if first[0] >= _CLEAR * second[0] else ""
