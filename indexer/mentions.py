"""Mentions of divisions in a text: where one is named, which it may be, and how much that says.

One pass over the text finds the names; what stands before and after a name decides whether it is a
place at all (中山路, 合作市场, 记者王海南 are not) and how much it tells about the subject of the text
(长安汽车, 学习浙江经验 tell little).  Names side by side (重庆市大渡口区) become one mention.
All text is folded; offsets are code points into it, half-open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from jianbao.indexer import name_context as context
from jianbao.indexer.gazetteer import Form, Gazetteer, Naming, Rank, default_gazetteer, is_within
from jianbao.indexer.name_context import FIRM, WEAK
from jianbao.indexer.name_matcher import NameMatcher

MAX_SCANNED = 20_000
"""Code points of a text that are searched for places; what comes later decides nothing."""

_GENERIC = frozenset(
    [
        "东区",
        "西区",
        "城区",
        "郊区",
        "矿区",
        "新城区",
        "新市区",
        "老城区",
        "市中区",
        "市南区",
        "市北区",
        "老边区",
        "港口区",
    ]
)
"""Full names that every city could use for a part of itself; they need the city before them."""
_DIRECTIONS = "东西南北津"
"""Last characters of the provinces that a phrase can run across: 黄河南岸, 今天津."""


# Looking a member of an enumeration up costs more than what is asked of it here.
_SHORT, _FORMER, _FORMER_SHORT = Form.SHORT, Form.FORMER, Form.FORMER_SHORT
_PROVINCE, _COUNTY = Rank.PROVINCE, Rank.COUNTY


class Mention(NamedTuple):
    """One place named in a text.

    `paths` are the divisions it may be, all of them together when `together` (京津冀).  `strength`
    is 0–1; `doubtful` ones count only when something else supports them.  `outer` are divisions
    named just before it as its parents.
    """

    start: int
    end: int
    paths: tuple[str, ...]
    strength: float
    reason: str
    doubtful: bool = False
    together: bool = False
    township: bool = False
    outer: tuple[str, ...] = ()


_RAILWAY = re.compile(r"(?:铁路|高铁|高速|城际|客专|公路|线|运河|大巴|列车|航线|黄金水道)")
_COUNTS = {number: count for count, number in enumerate("两三四五六七", 2)}
_COUNTED = re.compile("([两三四五六七])(?:省|市|地|区|县)")
_OF_PEOPLE = re.compile("同胞|居民|青年|人士|游客|客商|企业|通行证|籍")
_ABBREVIATED = {
    "京": "北京市",
    "沪": "上海市",
    "渝": "重庆市",
    "津": "天津市",
    "湘": "湖南省",
    "鄂": "湖北省",
    "皖": "安徽省",
    "豫": "河南省",
    "鲁": "山东省",
    "粤": "广东省",
    "桂": "广西壮族自治区",
    "琼": "海南省",
    "黔": "贵州省",
    "滇": "云南省",
    "陕": "陕西省",
    "藏": "西藏自治区",
    "疆": "新疆维吾尔自治区",
    "闽": "福建省",
    "赣": "江西省",
    "浙": "浙江省",
}
_ABBREVIATION = re.compile(f"[在来赴抵离进返驻援入][{''.join(_ABBREVIATED)}]")
"""A province's one-character name counts only after one of these, at the start of a clause."""
_NOT_ABBREVIATED = frozenset("剧城都九广沪哈津郊")
_WITH_KIND = re.compile("..+[县州旗]$")
"""Short names that are told from words like full ones: 门源县, 恩施州."""


@lru_cache(maxsize=1)
def _matcher() -> NameMatcher:
    return NameMatcher(default_gazetteer().spoken_names())


@lru_cache(maxsize=16_384)
def _meanings(name: str) -> tuple[Naming | None, tuple[str, ...]]:
    """Return what a name means, or, for that of a township, the counties that have one."""
    gazetteer = default_gazetteer()
    counties = gazetteer.townships.get(name, ())
    return (None if counties else gazetteer.names[name]), counties


def find_mentions(texts: Sequence[str]) -> list[list[Mention]]:
    """Return for each folded text the mentions of places, in order, not overlapping.

    Texts that are read together cost less than one by one.
    """
    scanned = [text[:MAX_SCANNED] for text in texts]
    hits = _matcher().find_each(scanned)
    return [
        _read_all(text, found) or _abbreviated(text)
        for text, found in zip(scanned, hits, strict=True)
    ]


def spell_out(*texts: tuple[str, Sequence[Mention]]) -> list[Sequence[Mention]]:
    """Read short names as those of the counties that the same article names in full.

    兴安 is 兴安盟, but not where 兴安县 is named; 长沙 stays the city beside its own 长沙县.
    """
    in_full = {
        mention.paths[0]
        for _, mentions in texts
        for mention in mentions
        if len(mention.paths) == 1 and mention.reason.split(" + ")[-1] == "name"
    }
    if not in_full:
        return [mentions for _, mentions in texts]
    return [[_spelled_out(text, m, in_full) for m in mentions] for text, mentions in texts]


def _spelled_out(text: str, mention: Mention, in_full: Set[str]) -> Mention:
    if mention.reason != "short name":
        return mention
    naming = default_gazetteer().names.get(text[mention.start : mention.end])
    if naming is None or naming.rank == _PROVINCE or len(naming.paths) < 2:
        return mention
    said = [path for path in naming.paths if path in in_full]
    within = len(said) != 1 or is_within(said[0], mention.paths[0])
    return mention if within else mention._replace(paths=(said[0],))


def _read_all(text: str, hits: Sequence[tuple[int, int]]) -> list[Mention]:
    """Make mentions of the names found at the places `hits`."""
    gazetteer = default_gazetteer()
    found: list[Mention] = []
    others = {text[start:end] for start, end in hits if context.is_namesake(text, start, end)}
    for start, end in hits:
        name = text[start:end]
        if name in others or (found and start < found[-1].end):
            continue
        mention = _mention(gazetteer, text, start, end, found)
        if mention is None:
            # 运河北京段 names Beijing, though Hebei is found first.
            across = _matcher().find_across(text, start, end)
            mention = _mention(gazetteer, text, *across, found) if across else None
        if mention is None:
            continue
        if found:
            before = found[-1]
            if _is_beside(text, before, mention.start):
                joined = _join(gazetteer, text, before, mention)
                if joined is not None:
                    found[-1] = joined
                    continue
            elif before.reason == context.IN_PASSING and _goes_on(text, before.end, mention.start):
                mention = _weakened(mention, context.IN_PASSING)
            elif before.end == mention.start - 1 and text[before.end] in "至到往—":
                found[-1], mention = _weakened(before, "route"), _weakened(mention, "route")
        found.append(mention)
        if text[mention.end : mention.end + 1] in _COUNTS:
            _unite(text, found)
    return found


def _mention(
    gazetteer: Gazetteer, text: str, start: int, end: int, found: Sequence[Mention]
) -> Mention | None:
    """Make a mention of the name at [start, end), None where it is no place."""
    naming, counties = _meanings(text[start:end])
    if naming is None:
        return Mention(start, end, counties, 0.7, "township", True, False, True)
    return _read(gazetteer, text, start, end, naming, found)


def _weakened(mention: Mention, reason: str) -> Mention:
    return mention._replace(strength=min(WEAK, mention.strength), reason=reason)


def _is_beside(text: str, outer: Mention, start: int) -> bool:
    """Tell whether a name at `start` follows at once, or after a dot: 河北固安, 河北·固安."""
    return outer.end == start or (outer.end == start - 1 and text[outer.end] == "·")


def _goes_on(text: str, end: int, start: int) -> bool:
    """Tell whether an enumeration goes on: what is said of its first place holds for all."""
    return end == start - 1 and text[end] in "、和及与"


def _unite(text: str, found: list[Mention]) -> None:
    """Make one mention of the places that are counted where they end: 上海、江苏、浙江、安徽四地."""
    match = _COUNTED.match(text, found[-1].end)
    count = _COUNTS[match[1]] if match else 0
    members = found[-count:]
    if not count or len(members) != count:
        return
    linked = all(_goes_on(text, a.end, b.start) for a, b in pairwise(members))
    if linked and all(len(m.paths) == 1 and not m.doubtful for m in members):
        paths = tuple(m.paths[0] for m in members)
        one = Mention(members[0].start, members[-1].end, paths, 0.7, "union", together=True)
        found[-count:] = [one]


def _abbreviated(text: str) -> list[Mention]:
    """Find the provinces named by one character (在京高校, 援藏), where no place is named in full."""
    mentions = []
    for match in _ABBREVIATION.finditer(text):
        start, end = match.span()
        within_word = start and "一" <= text[start - 1] <= "龥"
        if not within_word and text[end : end + 1] not in _NOT_ABBREVIATED:
            path = _ABBREVIATED[text[end - 1]]
            mentions.append(Mention(end - 1, end, (path,), 0.4, "abbreviation"))
    return mentions


def _read(
    gazetteer: Gazetteer,
    text: str,
    start: int,
    end: int,
    naming: Naming,
    found: Sequence[Mention],
) -> Mention | None:
    """Decide whether a name found at [start, end) is a place here, and how much it says."""
    form = naming.form
    if form in (_SHORT, _FORMER_SHORT) and not _WITH_KIND.match(naming.text):
        return _read_short(text, start, end, naming, found)
    if form == Form.PHRASE:
        return None
    if form == Form.UNION:
        if _RAILWAY.match(text, end):
            return None
        strength = WEAK if _OF_PEOPLE.match(text, end) else 0.7
        return Mention(start, end, naming.paths, strength, "union", together=True)
    if form == Form.ZONE:
        if len(naming.text) == 2 and not context.is_word(text, start, end, whole=False):
            return None
        return Mention(start, end, naming.paths, 0.9, "zone")
    name, paths = naming.text, naming.paths
    if context.runs_on(name, text[end : end + 1]):
        shorter = gazetteer.names.get(name[:-1])
        if shorter is None or shorter.doubt or len(name) < 3:
            return None
        return _read(gazetteer, text, start, end - 1, shorter, found)
    beside = bool(found) and _is_beside(text, found[-1], start)
    # 沿|海城市: the first character of a short name often ends another word.
    unsure = len(name) <= 3 and not beside and naming.rank != _PROVINCE
    if (
        unsure
        and not context.opens_clause(text, start, end)
        and not context.is_word(text, start, end, whole=len(name) == 2)
    ):
        return None
    if name in _GENERIC and not (beside and _holds(found[-1], paths)):
        return None
    if context.is_phase(text, end) or _is_part_of_another(text, start, paths, found):
        return None
    strength, reason = context.passing(text, start, end) or (
        FIRM,
        "former name" if form in (_FORMER, _FORMER_SHORT) else "name",
    )
    # 林县 has long been a city; what reads like it may be the end of a foreign name.
    doubtful = form == _FORMER and len(name) == 2
    return Mention(start, end, paths + naming.recent, strength, reason, doubtful)


def _read_short(
    text: str, start: int, end: int, naming: Naming, found: Sequence[Mention]
) -> Mention | None:
    rank = naming.rank
    doubtful = naming.doubt > 0 or rank == _COUNTY
    if doubtful and naming.doubt < 2 and len(naming.paths) == 1:
        doubtful = not context.has_office(text, end)
    paths = naming.best or naming.paths
    beside = bool(found) and _is_beside(text, found[-1], start) and _holds(found[-1], naming.paths)
    if beside and naming.best and not _holds(found[-1], paths):
        paths = naming.paths
    paths += naming.recent
    if text[end : end + 1] not in context.STOPS:
        if zone_end := context.zone_end(text, end):
            return Mention(start, zone_end, paths, FIRM, context.ZONE_OF_PLACE, doubtful)
        if context.is_thing(text, end) or (doubtful and context.is_nature(text, end)):
            return None
        if doubtful and not beside and context.is_village(text, end):
            return None
    if context.is_person(text, start, end) or context.is_work(text, start, end):
        return None
    sure = beside or (rank == _PROVINCE and text[end - 1] not in _DIRECTIONS)
    if not sure and not context.is_word(text, start, end, whole=doubtful):
        return None
    strength, reason = (
        context.passing(text, start, end)
        or context.organisation(text, start, end)
        or ((0.7, "short name of a county") if rank == _COUNTY else (0.95, "short name"))
    )
    return Mention(start, end, paths, strength, reason, doubtful)


def _is_part_of_another(
    text: str, start: int, paths: Sequence[str], found: Sequence[Mention]
) -> bool:
    """Tell whether a name is said to be part of a place that has no such division (盐田区的东港区)."""
    if not found or found[-1].end != start - 1 or text[start - 1] != "的":
        return False
    return not found[-1].doubtful and not _holds(found[-1], paths)


def _holds(outer: Mention, paths: Sequence[str]) -> bool:
    return any(is_within(path, parent) for path in paths for parent in outer.paths)


def _join(gazetteer: Gazetteer, text: str, outer: Mention, inner: Mention) -> Mention | None:
    """Make one mention of two that stand side by side, when the second lies in the first."""
    if outer.together or inner.together:
        return None
    paths = tuple(
        path
        for path in inner.paths
        if any(
            is_within(path, parent) and (path != parent or inner.reason == "zone")
            for parent in outer.paths
        )
    )
    if inner.township:
        paths = tuple(p for p in inner.paths if any(is_within(p, parent) for parent in outer.paths))
    if not paths:
        return None
    parents = tuple(p for p in outer.paths if any(is_within(path, p) for path in paths))
    doubtful = False
    if inner.doubtful and not inner.township and inner.reason != context.ZONE_OF_PLACE:
        # An ordinary word after a province is still an ordinary word: 湖北公安, 广东和平.
        direct = any(path.rsplit("/", 1)[0] in parents for path in paths)
        doubtful = not direct and _doubt_of(gazetteer, paths, inner) > 0
    if doubtful and not context.is_word(text, inner.start, inner.end, whole=True):
        return None
    reason = f"{outer.reason} + {inner.reason}"
    strength = (
        max(inner.strength, 0.9)
        if inner.reason.startswith("short name")
        else max(inner.strength, 0.5)
    )
    if inner.township:
        strength = max(outer.strength, 0.7)
    if context.IN_PASSING in (outer.reason, inner.reason):
        strength = min(outer.strength, inner.strength)
        reason = context.IN_PASSING
    return inner._replace(
        start=outer.start,
        paths=paths,
        strength=strength,
        doubtful=False,
        township=False,
        outer=outer.outer + parents,
        reason=reason,
    )


def _doubt_of(gazetteer: Gazetteer, paths: Sequence[str], inner: Mention) -> int:
    doubts = []
    for path in paths:
        place = gazetteer.places[path]
        for form, doubt in zip(place.short, place.doubt, strict=True):
            if len(form) == inner.end - inner.start:
                doubts.append(doubt)
    return max(doubts, default=0)
