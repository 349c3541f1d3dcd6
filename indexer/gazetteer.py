"""The administrative divisions of China: what they are called, and which path a name means.

A division is known by its canonical path (`重庆市/大渡口区`, `河南省/济源市`).  Names are full,
short or former; a former name leads to the division that took over its land.  The tables are in
`data/`, with where they come from.  Names are folded before look-up, so that 繁 and 简 meet.
"""

from __future__ import annotations

import difflib
import enum
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

from jianbao.errors import RegionError

MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
_UNDIVIDED_CITIES = frozenset(("东莞市", "中山市", "儋州市", "嘉峪关市", "三沙市"))
_FILLERS = frozenset(
    ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "中国", "全国")
)
_BARE_KINDS = frozenset(("郊区", "城区", "市区", "矿区", "新区", "东区", "西区", "向区"))
_SEPARATORS = re.compile(r"[/／>＞|\s,，、·・-]+")
_DOUBT = {"?": 1, "!": 2}
_PLAIN_KIND = re.compile(r"(.{2,}?)(?:地区|市|盟|县|区|旗)")


class Rank(enum.IntEnum):
    """The administrative level, not the depth of the path: 济源市 is a county-level city."""

    PROVINCE = 1
    CITY = 2
    COUNTY = 3


class Form(enum.IntEnum):
    """How a name names its division, from the surest to the weakest."""

    FULL = 1
    SHORT = 2
    ZONE = 3
    FORMER = 4
    FORMER_SHORT = 5
    UNION = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A current division.

    `short` holds its short forms; `doubt` says of each how doubtful it is in running text: 0 a name,
    1 mostly an ordinary word (朝阳), 2 so ordinary that only the full name counts (合作).
    """

    path: str
    name: str
    rank: Rank
    short: tuple[str, ...]
    doubt: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """One name and the divisions that it may mean.

    `former` are divisions that once bore the name, with its last year.  `doubt` is that of the
    short form (see `Place`).  `best` are the paths meant when the name stands alone, a city before
    its namesake counties, and `rank` is theirs.  For a union (京津冀) all `paths` are meant together.
    """

    text: str
    form: Form
    paths: tuple[str, ...]
    former: tuple[tuple[str, int], ...] = ()
    doubt: int = 0
    best: tuple[str, ...] = ()
    rank: Rank = Rank.COUNTY


def _read_table(name: str) -> list[list[str]]:
    text = resources.files("jianbao.indexer").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line]


@lru_cache(maxsize=8192)
def ancestors(path: str) -> tuple[str, ...]:
    """Return the proper ancestors of a path, the province first."""
    parts = path.split("/")
    return tuple("/".join(parts[:end]) for end in range(1, len(parts)))


def is_within(path: str, ancestor: str) -> bool:
    """Tell whether `path` is `ancestor` or lies in it."""
    return path == ancestor or path.startswith(ancestor + "/")


class Gazetteer:
    """All divisions and their names.  Immutable once made; use `default_gazetteer()`."""

    def __init__(self) -> None:
        rows = _read_table("divisions.tsv")
        parents = {row[0].rsplit("/", 1)[0] for row in rows}
        places = {}
        for row in rows:
            path = row[0]
            marked = row[1].split() if len(row) > 1 else []
            short = tuple(form.rstrip("?!") for form in marked)
            doubt = tuple(_DOUBT.get(form[-1], 0) for form in marked)
            name = path.rsplit("/", 1)[-1]
            places[path] = Place(path, name, _rank(path, name, parents), short, doubt)
        self.places: Mapping[str, Place] = places
        self.former_paths: Mapping[str, tuple[str, int]] = {
            old: (new, int(year)) for old, year, new in _read_table("former.tsv")
        }

    @cached_property
    def names(self) -> Mapping[str, Naming]:
        """Every name of a division, an area or a union, except those of townships."""
        full: dict[str, list[str]] = defaultdict(list)
        short: dict[str, list[str]] = defaultdict(list)
        doubts: dict[str, tuple[Rank, int]] = {}
        for place in self.places.values():
            full[place.name].append(place.path)
            for form, doubt in zip(place.short, place.doubt, strict=True):
                short[form].append(place.path)
                # The best known bearer decides: 西安 is a name although 西安区 is not.
                doubts[form] = min((place.rank, doubt), doubts.get(form, (place.rank, doubt)))
        former: dict[str, dict[str, int]] = defaultdict(dict)
        former_short: dict[str, dict[str, int]] = defaultdict(dict)
        for old, (new, year) in self.former_paths.items():
            name = old.rsplit("/", 1)[-1]
            _keep_latest(former[name], new, year)
            stem = _PLAIN_KIND.fullmatch(name)
            if stem:
                _keep_latest(former_short[stem[1]], new, year)
        names = {}
        for name, targets in former_short.items():
            # An ordinary-looking stem of a vanished county is noise, a three-letter one is not.
            if name not in short and name not in full and len(targets) == 1:
                names[name] = Naming(
                    name,
                    Form.FORMER_SHORT,
                    tuple(targets),
                    tuple(targets.items()),
                    int(len(name) < 3),
                )
        for name, targets in former.items():
            if name not in _BARE_KINDS:
                names[name] = Naming(name, Form.FORMER, tuple(targets), tuple(targets.items()))
        for name, paths in short.items():
            best = min(self.places[path].rank for path in paths)
            if best == Rank.PROVINCE:
                paths = [path for path in paths if self.places[path].rank == best]
            recent = tuple((p, y) for p, y in former.get(name, {}).items() if p not in paths)
            names[name] = Naming(
                name,
                Form.SHORT,
                tuple(paths),
                recent,
                doubts[name][1],
                self._best_known(paths),
                best,
            )
        for name, paths in full.items():
            old_targets = former.get(name, {})
            # 淮安市 was also a county-level city inside today's 淮安市: no ambiguity.
            extra = tuple(
                (path, year)
                for path, year in old_targets.items()
                if not any(is_within(path, bearer) for bearer in paths)
            )
            names[name] = Naming(name, Form.FULL, tuple(paths), extra)
        for name, path in _read_table("zones.tsv"):
            if name not in full:
                names[name] = Naming(name, Form.ZONE, (path,))
        for name, targets_text in _read_table("unions.tsv"):
            names[name] = Naming(name, Form.UNION, tuple(targets_text.split()))
        return names

    @cached_property
    def townships(self) -> Mapping[str, tuple[str, ...]]:
        """Townships and streets, by full name, with the counties that have one of that name."""
        found: dict[str, list[str]] = defaultdict(list)
        for path, names in _read_table("townships.tsv"):
            for name in names.split(" "):
                found[name].append(path)
        return {name: tuple(paths) for name, paths in found.items()}

    def lookup(self, name: str) -> tuple[str, ...]:
        """Return the paths that an already folded name may mean, best known first."""
        parts = [part for part in _SEPARATORS.split(name) if part and part not in _FILLERS]
        joined = "/".join(parts).replace("市辖区", "")
        if not joined:
            return ()
        if joined in self.places:
            return (joined,)
        if joined in self.former_paths:
            return (self.former_paths[joined][0],)
        candidates: tuple[str, ...] | None = None
        for part in joined.split("/"):
            candidates = self._lookup_joined(part, candidates)
        return candidates or ()

    def _lookup_joined(self, text: str, within: tuple[str, ...] | None) -> tuple[str, ...]:
        """Resolve `text`, one name or several run together, inside the places already known."""
        found = self._meanings(text, within)
        if found:
            return found
        for end in range(len(text) - 1, 1, -1):
            outer = self._meanings(text[:end], within)
            if outer:
                inner = self._lookup_joined(text[end:], outer)
                if inner:
                    return inner
        return ()

    def _meanings(self, name: str, within: tuple[str, ...] | None) -> tuple[str, ...]:
        if within is None:
            naming = self.names.get(name)
            if naming is None or naming.form == Form.UNION:
                return ()
            return naming.best or naming.paths
        found = self._all_meanings.get(name, ())
        paths = [p for p in found if any(is_within(p, outer) and p != outer for outer in within)]
        if paths:
            return tuple(dict.fromkeys(paths))
        old = [
            new
            for outer in within
            for form in (name, name + "市", name + "县", name + "区")
            for new, _ in (self.former_paths.get(f"{outer}/{form}", ("", 0)),)
            if new
        ]
        if old:
            return tuple(dict.fromkeys(old))
        # 重庆/重庆市, 吉林/吉林: the same place again.
        return tuple(outer for outer in within if outer in found)

    def _best_known(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Return the meanings of a short name that stands alone: a city before its counties."""
        best = min(self.places[path].rank for path in paths)
        if best == Rank.COUNTY:
            return tuple(paths)
        # A district of a municipality is as well known as a city: 朝阳 is ambiguous.
        return tuple(
            path
            for path in paths
            if self.places[path].rank == best
            or (best == Rank.CITY and path.startswith(MUNICIPALITIES))
        )

    @cached_property
    def _all_meanings(self) -> Mapping[str, tuple[str, ...]]:
        """Full and short names with every division that bears them, whatever is best known."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for place in self.places.values():
            found[place.name][place.path] = None
        for place in self.places.values():
            for form in place.short:
                found[form][place.path] = None
        current = set(found)
        for old, (new, _) in self.former_paths.items():
            name = old.rsplit("/", 1)[-1]
            if name not in current:
                found[name][new] = None
        return {name: tuple(paths) for name, paths in found.items()}

    def nearest(self, name: str, limit: int = 5) -> tuple[str, ...]:
        """Return paths whose names look like `name`, for an error message."""
        close = difflib.get_close_matches(name.rsplit("/", 1)[-1], self._all_meanings, limit, 0.5)
        paths = (path for word in close for path in self._all_meanings[word])
        return tuple(dict.fromkeys(paths))[:limit]


def _keep_latest(targets: dict[str, int], path: str, year: int) -> None:
    targets[path] = max(year, targets.get(path, 0))


def _rank(path: str, name: str, parents: Iterable[str]) -> Rank:
    depth = path.count("/")
    if depth == 0:
        return Rank.PROVINCE
    if depth == 1 and (path in parents or name in _UNDIVIDED_CITIES):
        return Rank.CITY
    return Rank.COUNTY


@lru_cache(maxsize=1)
def default_gazetteer() -> Gazetteer:
    """Return the gazetteer that comes with jianbao, loaded once."""
    return Gazetteer()


def lookup_region(name: str) -> tuple[str, ...]:
    """Return the canonical paths of the current divisions that `name` may mean.

    Accepts full, short and former names, traditional characters, and names run together or
    separated (`重庆大渡口`, `重庆市/大渡口区`, `河南 济源`).  Empty: unknown.  Several: ambiguous.
    A short name that a province bears means the province (吉林, 海南), else the city that bears it,
    else a county; a district of a municipality is as well known as a city (朝阳 is ambiguous).
    """
    from jianbao.indexer.folding import fold

    return default_gazetteer().lookup(fold(name))


def candidates_text(paths: Iterable[str], limit: int = 8) -> str:
    """Write candidate paths for a message, cut after `limit`."""
    listed = list(paths)
    more = f" and {len(listed) - limit} more" if len(listed) > limit else ""
    return ", ".join(listed[:limit]) + more


def resolve_filter(name: str) -> str:
    """Return the one path that a user's filter names; raise `RegionError` with the candidates."""
    paths = lookup_region(name)
    if len(paths) == 1:
        return paths[0]
    if paths:
        raise RegionError(
            f"the region {name!r} is ambiguous; name its parent too: {candidates_text(paths)}",
            paths,
        )
    from jianbao.indexer.folding import fold

    near = default_gazetteer().nearest(fold(name))
    hint = f"; did you mean {candidates_text(near)}?" if near else ""
    raise RegionError(f"there is no region {name!r}{hint}", near)
