"""The administrative divisions of China: what they are called, and which path a name means.

A division is known by its canonical path (`重庆市/大渡口区`, `河南省/济源市`).  Names are full,
short or former; a former name leads to the division that took over its land.  The tables are in
`data/`, with where they come from.  Names are folded before look-up, so that 繁 and 简 meet.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from jianbao.errors import RegionError
from jianbao.indexer.line_table import LineTable

MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
_UNDIVIDED_CITIES = ("东莞市", "中山市", "儋州市", "嘉峪关市", "三沙市")
_FILLERS = frozenset(
    ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "中国", "全国")
)
_SEPARATORS = re.compile(r"[/／>＞|\s,，、·・-]+")
_DOUBT = {"?": 1, "!": 2}


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
    PHRASE = 7
    """No name, though one stands in it: 北海道, 隆重庆祝."""


class Place(NamedTuple):
    """A current division.

    `short` holds its short forms; `doubt` says of each how doubtful it is in running text: 0 a name,
    1 mostly an ordinary word (朝阳), 2 so ordinary that only the full name counts (合作).
    """

    path: str
    name: str
    rank: Rank
    short: tuple[str, ...]
    doubt: tuple[int, ...]


class Naming(NamedTuple):
    """One name and the divisions that it may mean.

    `rank` and `doubt` (see `Place`) are those of the best known bearer.  `best` are the paths meant
    when the name stands alone, where these are not all `paths`: a city before its namesake counties.
    `recent` are successors of divisions that lately bore the name.  For a union (京津冀) all `paths`
    are meant together.
    """

    text: str
    form: Form
    rank: Rank
    doubt: int
    paths: tuple[str, ...]
    best: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def ancestors(path: str) -> tuple[str, ...]:
    """Return the proper ancestors of a path, the province first."""
    parts = path.split("/")
    return tuple("/".join(parts[:end]) for end in range(1, len(parts)))


def is_within(path: str, ancestor: str) -> bool:
    """Tell whether `path` is `ancestor` or lies in it."""
    return path == ancestor or path.startswith(ancestor + "/")


class Gazetteer:
    """All divisions and their names.  Immutable, lazily read; use `default_gazetteer()`."""

    @cached_property
    def places(self) -> LineTable[Place]:
        """Every current division by its path."""
        return LineTable("divisions.tsv", self._place)

    @cached_property
    def names(self) -> LineTable[Naming]:
        """Every name of a division, an area or a union, except those of townships."""
        return LineTable("names.tsv", _naming)

    def spoken_names(self) -> set[str]:
        """Return the names worth looking for in running text, those of townships included."""
        # The third digit of a row is the doubt: 2 is more often a word than a name.
        return {name for name, rest in self.names.rows() if rest[2] != "2"} | self.townships.keys()

    @cached_property
    def former_paths(self) -> Mapping[str, str]:
        """Paths of abolished or renamed divisions, with the successor of each."""
        return LineTable("former.tsv", lambda path, rest: rest.split("\t")[1])

    @cached_property
    def townships(self) -> Mapping[str, tuple[str, ...]]:
        """Townships and streets, by full name, with the counties that have one of that name."""
        found: dict[str, tuple[str, ...]] = {}
        for path, names in LineTable("townships.tsv", lambda path, rest: rest).rows():
            county = (path,)
            for name in names.split(" "):
                found[name] = found[name] + county if name in found else county
        return found

    def _place(self, path: str, rest: str) -> Place:
        marked = rest.split()
        short = tuple(form.rstrip("?!") for form in marked)
        doubt = tuple(_DOUBT.get(form[-1], 0) for form in marked)
        rank = Rank.COUNTY
        if "/" not in path:
            rank = Rank.PROVINCE
        elif path.count("/") == 1 and (
            path.endswith(_UNDIVIDED_CITIES) or self.places.has_prefix(path + "/")
        ):
            rank = Rank.CITY
        return Place(path, path.rsplit("/", 1)[-1], rank, short, doubt)

    def lookup(self, name: str) -> tuple[str, ...]:
        """Return the paths that an already folded name may mean, best known first."""
        parts = [part for part in _SEPARATORS.split(name) if part and part not in _FILLERS]
        joined = "/".join(parts).replace("市辖区", "")
        if not joined:
            return ()
        if joined in self.places:
            return (joined,)
        if joined in self.former_paths:
            return (self.former_paths[joined],)
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
        naming = self.names.get(name)
        if naming is not None and naming.form >= Form.UNION:
            naming = None
        if within is None:
            return (naming.best or naming.paths) if naming else ()
        found = naming.paths if naming else ()
        paths = tuple(
            p for p in found if any(is_within(p, outer) and p != outer for outer in within)
        )
        if paths:
            return paths
        old = [
            self.former_paths[path]
            for outer in within
            for kind in ("", "市", "县", "区")
            if (path := f"{outer}/{name}{kind}") in self.former_paths
        ]
        if old:
            return tuple(dict.fromkeys(old))
        # 重庆/重庆市, 吉林/吉林: the same place again.
        return tuple(outer for outer in within if outer in found)

    def nearest(self, name: str, limit: int = 5) -> tuple[str, ...]:
        """Return paths whose names look like `name`, for an error message."""
        import difflib

        close = difflib.get_close_matches(name.rsplit("/", 1)[-1], self.names, limit, 0.5)
        paths = (path for word in close for path in self.names[word].paths)
        return tuple(dict.fromkeys(paths))[:limit]


def _naming(name: str, rest: str) -> Naming:
    kind, paths, best, recent = rest.split("\t")
    form, rank, doubt = map(int, kind)
    return Naming(
        name,
        Form(form),
        Rank(rank),
        doubt,
        tuple(paths.split()),
        tuple(best.split()),
        tuple(recent.split()),
    )


@lru_cache(maxsize=1)
def default_gazetteer() -> Gazetteer:
    """Return the gazetteer that comes with jianbao, loaded once."""
    return Gazetteer()


@lru_cache(maxsize=4096)
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
