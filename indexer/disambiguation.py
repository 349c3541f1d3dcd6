"""Which place a name means here, when several places bear it or when it may be no name at all.

Neighbours decide: what the article names beyond doubt, then where it was filed, then the page.  A
shared name (朝阳区) with no such support is dropped, and so is an ordinary word (长治) that nothing
confirms; no place is better than a wrong one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from jianbao.indexer.gazetteer import Rank, ancestors, default_gazetteer, is_within
from jianbao.indexer.mentions import Mention
from jianbao.indexer.name_context import FIRM, WEAK, ZONE_OF_PLACE, is_speaker

TITLE_WEIGHT = 7.0
HEADING_FACTOR = 1.6
LEAD_WEIGHT = 2.5
LEAD_CHARS = 110
"""Votes of a name in the title (more as a heading, 贵州：…) and in the opening, of so many code points: about two
sentences; 1 in the body."""
_TOGETHER = 1.5
"""Townships of one county that confirm one another: two that no other county has, or more of others."""


_THROUGHOUT = 3
"""So often an article names a township that it is about it."""
_KIND = re.compile("(?:镇|乡|街道)$")
_RUNS_ACROSS = re.compile("[城村分乡]镇(?:街道)?$|[城村]乡$")
"""Rather words that run across a name: 于城镇化, 丰富城乡, 部分乡镇."""


class Vote(NamedTuple):
    """A mention, where it stands (`title`, `body`, `dateline`), and what it weighs there."""

    mention: Mention
    where: str
    weight: float
    order: int
    text: str
    opening: bool = False


def announces(title: str, end: int) -> bool:
    """Tell whether a title announces the place that ends at `end`: 贵州：…, 【河北·固安】…."""
    return title.startswith(("：", "】"), end)


def is_settled(mention: Mention) -> bool:
    """Tell whether a mention needs no context: one place beyond doubt, or several together."""
    return mention.together or (len(mention.paths) == 1 and not mention.doubtful)


def county_of_townships(votes: Iterable[Vote]) -> str:
    """Return the county that has the townships named, or the empty path.

    A name that several counties share counts for each of them, but less.
    """
    named = {
        vote.text[vote.mention.start : vote.mention.end]: vote.mention.paths
        for vote in votes
        if vote.mention.township
    }
    weights: dict[str, float] = defaultdict(float)
    for counties in named.values():
        for county in counties:
            weights[county] += 1 / len(counties)
    best, *rest = sorted(weights.values(), reverse=True) or [0.0]
    if best < _TOGETHER or (rest and rest[0] > best / 2):
        return ""
    return max(weights, key=weights.__getitem__)


def county_of_lone_township(title: str, body: str, votes: Sequence[Vote]) -> str:
    """Return the county of a township that no other county has, where nothing named lies elsewhere.

    The township is that of the title or the opening, or named throughout; else the path is empty.
    """
    alone = [vote for vote in votes if vote.mention.township and len(vote.mention.paths) == 1]
    if not alone:
        return ""
    county = alone[0].mention.paths[0]
    names = {vote.text[vote.mention.start : vote.mention.end] for vote in alone}
    if any(map(_RUNS_ACROSS.search, names)) or any(
        county not in vote.mention.paths for vote in votes
    ):
        return ""
    spoken = max(f"{title}\n{body}".count(_KIND.sub("", name)) for name in names)
    opens = any(vote.opening or vote.where == "title" for vote in alone)
    return county if opens or spoken >= _THROUGHOUT else ""


def confirm_townships(votes: Sequence[Vote], county: str) -> list[Vote]:
    """Read the townships that `county` has as its own."""
    return [
        _settled(vote, county) if vote.mention.township and county in vote.mention.paths else vote
        for vote in votes
    ]


def settle(
    votes: Sequence[Vote], filed: Sequence[Vote], page: Mapping[str, float], home: str = ""
) -> list[Vote]:
    """Keep the votes that name one place (or several together), settling shared and weak names.

    `page` weighs the regions of the page, most of which lie in `home`.
    """
    if all(is_settled(vote.mention) for vote in votes):
        return list(votes)
    firm: dict[str, float] = defaultdict(float)
    for vote in votes:
        mention = vote.mention
        if mention.together:
            for path in mention.paths:
                firm[path] += vote.weight / 2
        elif is_settled(mention) and mention.strength > WEAK:
            for path in (mention.paths[0], *ancestors(mention.paths[0])):
                firm[path] += vote.weight
    named = dict(firm)
    for vote in filed:
        if len(vote.mention.paths) == 1 and not vote.mention.township:
            path = vote.mention.paths[0]
            for outer in (path, *ancestors(path)):
                firm[outer] += 0.2
    for path, weight in page.items() if home else ():
        for outer in (path, *ancestors(path)):
            firm[outer] += 0.1 * min(weight, 5.0)
    settled = []
    for vote in votes:
        if is_settled(vote.mention):
            settled.append(vote)
        elif (kept := _settle_one(vote, firm, named, votes, home)) is not None:
            settled.append(kept)
    return settled


def titled_places(title: str, settled: Sequence[Vote]) -> list[Vote]:
    """Find in the title the short names, too doubtful to be trusted, of places the body names."""
    return _titled_townships(title, settled) + _titled_counties(title, settled)


def _titled_counties(title: str, settled: Sequence[Vote]) -> list[Vote]:
    if "：" not in title and not any(vote.where == "title" for vote in settled):
        return []
    places = default_gazetteer().places
    named = {
        vote.mention.paths[0]
        for vote in settled
        if vote.where == "body"
        and len(vote.mention.paths) == 1
        and places[vote.mention.paths[0]].rank == Rank.COUNTY
    }
    ends = {vote.mention.end: vote.mention.paths for vote in settled if vote.where == "title"}
    taken = [(v.mention.start, v.mention.end) for v in settled if v.where == "title"]
    found = []
    for path in sorted(named):
        for form in places[path].short:
            start = title.find(form)
            end = start + len(form)
            if start < 0 or any(a < end and start < b for a, b in taken):
                continue
            after_parent = any(is_within(path, outer) for outer in ends.get(start, ()))
            heads = (start == 0 or title[start - 1] in "】 ") and title.startswith("：", end)
            if after_parent or heads:
                mention = Mention(start, end, (path,), FIRM, "short name, confirmed")
                weight = TITLE_WEIGHT * (HEADING_FACTOR if announces(title, end) else 1)
                found.append(Vote(mention, "title", weight, 0, title))
                break
    return found


def _titled_townships(title: str, settled: Sequence[Vote]) -> list[Vote]:
    """Find townships without their kind: 与儿街派出所, where the body names 与儿街镇."""
    found = {}
    for vote in settled:
        if vote.where == "body" and vote.mention.reason == "township":
            name = vote.text[vote.mention.start : vote.mention.end]
            stem = name.removesuffix("街道").rstrip("镇乡")
            start = title.find(stem)
            if len(stem) > 1 and start >= 0:
                mention = vote.mention._replace(start=start, end=start + len(stem))
                found[stem] = Vote(mention, "title", TITLE_WEIGHT * mention.strength, 0, title)
    return list(found.values())


def _is_repeated(vote: Vote, votes: Sequence[Vote]) -> bool:
    name = vote.text[vote.mention.start : vote.mention.end]
    same = (other for other in votes if other.text.startswith(name, other.mention.start))
    return next(same, None) is not None and next(same, None) is not None


def _settle_one(
    vote: Vote,
    firm: Mapping[str, float],
    named: Mapping[str, float],
    votes: Sequence[Vote],
    home: str,
) -> Vote | None:
    """Choose the place that a shared or doubtful name means here, or None."""
    mention = vote.mention
    places = default_gazetteer().places
    supported = [(_support(path, firm), path) for path in mention.paths]
    best = max(supported)
    rivals = [path for support, path in supported if support == best[0]]
    if mention.township:
        # A township only confirms a county whose city is named.
        known = [path for path in rivals if named.get(path.rsplit("/", 1)[0], 0) or firm.get(path)]
        if len(known) != 1 or best[0] <= 0:
            return None
        return _settled(vote, known[0])
    if best[0] > 0 and len(rivals) == 1:
        opens = vote.where == "title" and _opens_title(vote)
        believed = rivals[0] == home or _accept(vote, rivals[0], firm, named, opens=opens)
        return _settled(vote, rivals[0]) if believed else None
    if len(mention.paths) > 1:
        if mention.outer:
            return _settled(vote, mention.outer[-1])
        same = _nested(mention.paths)
        return _settled(vote, same) if same and not mention.doubtful else None
    path = mention.paths[0]
    name = vote.text[mention.start : mention.end]
    titled = vote.where == "title"
    if _doubt(vote, path):
        believed = titled and places[path].rank == Rank.CITY and _opens_title(vote)
    else:
        believed = (
            titled
            or mention.reason == ZONE_OF_PLACE
            or (vote.weight >= LEAD_WEIGHT * 0.6 and _stands_alone(vote))
            or _is_repeated(vote, votes)
        )
    if not believed or is_speaker(vote.text, name):
        return None
    return (
        None if _is_elsewhere(path, named) or _is_shortened(vote, votes) else _settled(vote, path)
    )


def _accept(
    vote: Vote,
    path: str,
    firm: Mapping[str, float],
    named: Mapping[str, float],
    *,
    opens: bool,
) -> bool:
    """Tell whether a doubtful name is believed, given what else is named."""
    if not vote.mention.doubtful:
        return True
    if named.get(path, 0) > 0:
        return True
    parent = path.rsplit("/", 1)[0]
    if _doubt(vote, path):
        if opens:
            return named.get(path.split("/")[0], 0) > 0
        return named.get(parent, 0) > 0 and vote.mention.reason == ZONE_OF_PLACE
    return firm.get(parent, 0) > 0 or firm.get(path.split("/")[0], 0) > 0


def _settled(vote: Vote, path: str) -> Vote:
    mention = vote.mention
    one = Mention(mention.start, mention.end, (path,), mention.strength, mention.reason)
    return vote._replace(mention=one)


def _support(path: str, firm: Mapping[str, float]) -> float:
    """Sum what is known of the place itself and of its parents, the nearer counting more."""
    total = 100.0 * firm.get(path, 0.0)
    for distance, outer in enumerate(reversed(ancestors(path))):
        total += firm.get(outer, 0.0) * (10.0 if distance == 0 else 1.0)
    return total


def _nested(paths: Sequence[str]) -> str | None:
    """Return the outermost of paths that all lie in one line (恩施州, 恩施市), else None."""
    outer = min(paths, key=len)
    return outer if all(is_within(path, outer) for path in paths) else None


def _is_shortened(vote: Vote, votes: Sequence[Vote]) -> bool:
    """Tell whether a longer name, of a township (建昌营镇), begins with this one in the article."""
    name = vote.text[vote.mention.start : vote.mention.end]
    return any(
        other.text.startswith(name, other.mention.start)
        and other.mention.end > other.mention.start + len(name)
        for other in votes
    )


def _is_elsewhere(path: str, named: Mapping[str, float]) -> bool:
    """Tell whether the counties that an article names beyond doubt lie in other provinces."""
    places = default_gazetteer().places
    province = path.split("/")[0]
    return province not in named and any(places[other].rank == Rank.COUNTY for other in named)


def _doubt(vote: Vote, path: str) -> int:
    """Return how doubtful the name is as one of the place."""
    name = vote.text[vote.mention.start : vote.mention.end]
    zone = vote.mention.reason == ZONE_OF_PLACE
    place = default_gazetteer().places[path]
    for form, doubt in zip(place.short, place.doubt, strict=True):
        if name == form or (zone and name.startswith(form)):
            return doubt
    return 0 if vote.mention.reason == "former name" or name == place.name else 1


_BEFORE = re.compile(r"(?:^|[，。、；：！？“”‘’（）《》\s在到从进向位于自是为])$")


def _stands_alone(vote: Vote) -> bool:
    start = vote.mention.start
    return bool(_BEFORE.search(vote.text[start - 1 : start]))


def _opens_title(vote: Vote) -> bool:
    start, end = vote.mention.start, vote.mention.end
    return (start == 0 or vote.text[start - 1] in "】 ") and vote.text.startswith("：", end)
