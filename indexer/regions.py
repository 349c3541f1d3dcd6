"""What an article is about: the division that its title, opening and body point to.

Mentions (see `mentions.py`) vote with their place in the article and their strength; the votes run
up the tree of divisions, and the resolver walks down from the province as long as one child holds
the weight.  A name that several divisions share is settled by its neighbours in the article, then
by the page, else not at all: no region is better than a wrong one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from jianbao.indexer.disambiguation import (
    HEADING_FACTOR,
    LEAD_WEIGHT,
    TITLE_WEIGHT,
    Vote,
    is_settled,
    settle,
    titled_counties,
)
from jianbao.indexer.gazetteer import ancestors, is_within
from jianbao.indexer.mentions import Mention, find_mentions
from jianbao.indexer.name_context import WEAK

MAX_REGIONS = 6
"""Regions of one article."""

_HELD_FACTOR = 1.8
_BODY_WEIGHT = 1.0
_BODY_CAP = 10.0
_LEAD_CHARS = 110
"""The opening, in code points: about two sentences."""

_DESCEND_SHARE = 0.44
_DESCEND_TITLED = 0.55
"""Share of a place's weight that one part needs to be chosen instead; more if the title names it."""
_DESCEND_LEAD = 1.5
"""How far that part must be ahead of the next."""
_FURTHER_SHARE = 0.4
"""Least weight of a further region, as a share of the first one's."""
_NEAR = 0.8
"""Regions with this share of the greatest weight are ranked by who is named first."""
_SCATTERED_SHARE = 0.45
"""Of three provinces or more, none in the title: with less than this none is the subject."""
_PAGE_VOTES = 2.0
"""Articles of the page that must have a region before it is lent to one that says nothing of its place."""
_ASIDE = 1.8
_ASIDE_SHARE = 0.6
"""Least weight and share of a province that neither title nor opening names."""

_DATELINE = re.compile(
    r"\s*[(（【\[]?(?:新华社|新华网|人民网|中新社|中新网|中国新闻网|央视网|光明网|中国网|央广网|本报|本刊|本网|本台|"
    r"[一-龥]{2,6}(?:日报|晚报|时报|网|社|台))[^，。；！？\n]{0,16}?(?:\d{1,2}月\d{1,2}日)?(?:电|讯|消息)(?=[\s(（：，】\])）]|$|[^视力影商子动价网站池器脑梯台气缆线源工信厂])"
)


# "When X inspected Y" often only introduces a speech, so 考察时 does not count.
_HELD = re.compile(
    r"(?:隆重|正式|成功|联合|顺利)?(?:举行|召开|开幕|闭幕|举办|启动|揭牌|开工|投产|签约|"
    r"(?:调研|考察)(?!时|期间|的))"
)


_LOCAL = re.compile(
    r"[我全本][省市县区州旗镇](?!场)|(?:^|[，。、；：由据从])[省市县区州][^，。的场]{1,8}(?:局|部门|委|办|中心)|街道|办事处|社区|辖区"
)
"""An article that says so much counts on its readers to know where it is."""


class RegionEvidence(NamedTuple):
    """One thing that spoke for a region.

    `where` is `title`, `body`, `dateline` or `page`; `start` and `end` are code points into that
    text, half-open (0, 0 for the page).  `text` is what stands there, `weight` its vote.
    """

    path: str
    where: str
    start: int
    end: int
    text: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class RegionFinding:
    """The regions of an article, the first being what it is about, and what spoke for each."""

    regions: tuple[str, ...]
    evidence: tuple[RegionEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPlaces:
    """What an article names, read once and weighed as often as its context changes."""

    title: str
    body: str
    votes: Sequence[Vote]
    filed: Sequence[Vote]

    @property
    def is_plain(self) -> bool:
        """Tell whether every name is that of one known place, whatever the context."""
        return all(is_settled(vote.mention) for vote in self.votes)


def read_places(articles: Sequence[tuple[str | None, str]]) -> list[ReadPlaces]:
    """Collect the places that articles, folded titles and bodies, name."""
    mentions = iter(find_mentions([text or "" for article in articles for text in article]))
    return [
        ReadPlaces(title or "", body, *_collect(title or "", body, next(mentions), next(mentions)))
        for title, body in articles
    ]


def find_regions(
    title: str | None,
    body: str,
    *,
    dateline: str | None = None,
    page_regions: Mapping[str, float] | None = None,
) -> RegionFinding:
    """Find what an article is about from its folded title and body.

    `dateline` (电头) is where it was filed, used when nothing else speaks.  `page_regions` weighs the
    regions of the page's other articles; they settle shared names and stand in for missing ones.
    """
    (places,) = read_places([(title, body)])
    if dateline:
        filed = [Vote(m, "dateline", 1.0, 0, dateline) for m in find_mentions([dateline])[0]]
        places = replace(places, filed=[*filed, *places.filed])
    return weigh_places(places, page_regions)


def weigh_places(
    places: ReadPlaces, page_regions: Mapping[str, float] | None = None
) -> RegionFinding:
    """Decide as `find_regions` does, from places that are read already."""
    page = dict(page_regions or {})
    if not (places.votes or places.filed or page):
        return RegionFinding(())
    settled = settle(places.votes, places.filed, page)
    settled += titled_counties(places.title, settled)
    scores, evidence = _count(settled)
    regions = _decide(scores, settled)
    if not regions:
        regions, evidence = _fall_back(places.body, places.votes, places.filed, page, evidence)
    return RegionFinding(regions, tuple(evidence))


def _collect(
    title: str, body: str, in_title: Sequence[Mention], in_body: Sequence[Mention]
) -> tuple[list[Vote], list[Vote]]:
    """Return the votes of title and body, and those of the dateline apart."""
    votes = []
    filed = []
    order = 0
    for mention in in_title:
        weight = TITLE_WEIGHT * mention.strength
        if title.startswith("：", mention.end):
            weight *= HEADING_FACTOR  # 贵州：… announces the subject
        elif _is_held(title, mention):
            weight *= _HELD_FACTOR
        votes.append(Vote(mention, "title", weight, order, title))
        order += 1
    opening_text = body[:48]
    filed_words = "电" in opening_text or "讯" in opening_text or "消息" in opening_text
    match = _DATELINE.match(body) if filed_words else None
    filed_end = match.end() if match else 0
    lead_end = filed_end + _LEAD_CHARS
    for mention in in_body:
        if mention.end <= filed_end:
            filed.append(Vote(mention, "dateline", 1.0, order, body))
            continue
        opening = mention.start < lead_end
        weight = (LEAD_WEIGHT if opening else _BODY_WEIGHT) * mention.strength
        if opening and _is_held(body, mention):
            weight *= _HELD_FACTOR
        votes.append(Vote(mention, "body", weight, order, body, opening))
        order += 1
    return votes, filed


def _is_held(text: str, mention: Mention) -> bool:
    """Tell whether the event takes place there: 在厦门举行."""
    start = mention.start
    return start > 0 and text[start - 1] == "在" and _HELD.match(text, mention.end) is not None


def _count(settled: Sequence[Vote]) -> tuple[dict[str, float], list[RegionEvidence]]:
    """Add up the votes by path; the body's are capped, so that length does not outweigh a title."""
    scores: dict[str, float] = defaultdict(float)
    in_body: dict[str, float] = defaultdict(float)
    evidence = []
    for vote in settled:
        mention = vote.mention
        for path in mention.paths:
            weight = vote.weight
            if vote.where == "body":
                weight = min(weight, max(0.0, _BODY_CAP - in_body[path]))
                in_body[path] += weight
            scores[path] += weight
            text = vote.text[mention.start : mention.end]
            evidence.append(
                RegionEvidence(
                    path, vote.where, mention.start, mention.end, text, weight, mention.reason
                )
            )
    return dict(scores), evidence


def _roll_up(scores: Mapping[str, float]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for path, score in scores.items():
        total[path] += score
        for outer in ancestors(path):
            total[outer] += score
    return total


def _decide(scores: Mapping[str, float], settled: Sequence[Vote]) -> tuple[str, ...]:
    """Walk down the tree to what the article is about; add the other regions it deals with."""
    if not scores:
        return ()
    total = _roll_up(scores)
    first = _first_named(settled)
    provinces = _by_weight((path for path in total if "/" not in path), total, first)
    everything = sum(total[path] for path in provinces)
    titled = frozenset(
        path for vote in settled if vote.where == "title" for path in vote.mention.paths
    )
    opened = {path.split("/")[0] for vote in settled if vote.opening for path in vote.mention.paths}
    top = provinces[0]
    united = sum(vote.weight * len(vote.mention.paths) for vote in settled if vote.mention.together)
    together = united > 0.4 * everything
    if not titled and not together:
        told = {
            path.split("/")[0]
            for vote in settled
            if vote.mention.strength > WEAK
            for path in vote.mention.paths
        }
        share = total[top] / (sum(total[path] for path in told) or everything)
        if len(told) > 2 and share < _SCATTERED_SHARE:
            return ()
        if top not in opened and (total[top] < _ASIDE or share < _ASIDE_SHARE):
            return ()
    chosen: list[str] = []
    for province in provinces:
        if total[province] < _FURTHER_SHARE * total[top]:
            break
        for path in _descend(province, scores, total, first, titled):
            if path not in chosen:
                chosen.append(path)
    return tuple(chosen[:MAX_REGIONS])


def _by_weight(
    paths: Iterable[str], total: Mapping[str, float], first: Mapping[str, int]
) -> list[str]:
    """Sort by weight; among those near the top the first named leads."""
    ranked = sorted(paths, key=lambda path: (-total[path], first[path]))
    near = [path for path in ranked if total[path] >= _NEAR * total[ranked[0]]]
    near.sort(key=lambda path: first[path])
    return near + ranked[len(near) :]


def _first_named(settled: Sequence[Vote]) -> dict[str, int]:
    first: dict[str, int] = {}
    for vote in settled:
        for path in vote.mention.paths:
            for part in (path, *ancestors(path)):
                first.setdefault(part, vote.order)
    return first


def _descend(
    path: str,
    scores: Mapping[str, float],
    total: Mapping[str, float],
    first: Mapping[str, int],
    titled: frozenset[str],
) -> list[str]:
    """Return the place under `path` that holds the weight, and its equals beside it."""
    depth = path.count("/") + 1
    inside = (p for p in total if p.count("/") == depth and is_within(p, path))
    children = sorted(inside, key=lambda p: (-total[p], first[p]))
    if not children:
        return [path]
    best = total[children[0]]
    rest = sum(total[p] for p in children[1:])
    equals = [p for p in children if total[p] >= best / _DESCEND_LEAD]
    share = best / (scores.get(path, 0.0) + best + rest)
    if len(equals) == 1 and share >= (_DESCEND_TITLED if path in titled else _DESCEND_SHARE):
        return _descend(children[0], scores, total, first, titled)
    own = scores.get(path, 0.0)
    if len(equals) == 2 and own < best / 2:
        equals.sort(key=lambda p: first[p])
        return [p for child in equals for p in _descend(child, scores, total, first, titled)]
    return [path]


def _fall_back(
    text: str,
    votes: Sequence[Vote],
    filed: Sequence[Vote],
    page: Mapping[str, float],
    evidence: list[RegionEvidence],
) -> tuple[tuple[str, ...], list[RegionEvidence]]:
    """Use the page's dominant region, else the dateline, when the article itself says nothing.

    A single neighbour lends its region only to a text that takes its place for known (市水利部门), nor
    does the page lend it to one that names, if ambiguously, a place elsewhere (朝阳区法院).
    """
    if sum(page.values()) >= _PAGE_VOTES or (page and _LOCAL.search(text)):
        total = _roll_up(page)
        path = ""
        inside = sum(page.values())
        while True:
            depth = path.count("/") + 1 if path else 0
            children = [
                p for p in total if p.count("/") == depth and (not path or is_within(p, path))
            ]
            best = max(children, key=lambda p: total[p], default="")
            if not best or total[best] < 0.6 * inside:
                break
            path = best
        if path and not _names_elsewhere(votes, path):
            return (path,), [*evidence, RegionEvidence(path, "page", 0, 0, "", total[path], "page")]
    for vote in filed:
        mention = vote.mention
        if len(mention.paths) == 1 and not mention.township:
            path = mention.paths[0]
            text = vote.text[mention.start : mention.end]
            found = RegionEvidence(
                path, "dateline", mention.start, mention.end, text, 0.3, "dateline"
            )
            return (path,), [*evidence, found]
    return (), evidence


def _names_elsewhere(votes: Sequence[Vote], path: str) -> bool:
    """Tell whether a full name stands in the article that no place in `path` bears."""
    return any(
        vote.mention.reason == "name"
        and not any(is_within(p, path) or is_within(path, p) for p in vote.mention.paths)
        for vote in votes
    )
