"""Make names.tsv from divisions.tsv, former.tsv, zones.tsv, unions.tsv and phrases.txt.

Run by hand when one of them changes (`python build_names.py`); a test tells when that was forgotten.
Which division a name means is worked out here, so that a fresh process need only look a name up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from jianbao.indexer.gazetteer import MUNICIPALITIES, Form, Gazetteer, Naming, Rank, is_within

HERE = Path(__file__).parent

OLDEST_FORMER = 1990
"""Names out of use before this year do not make a current name ambiguous."""

_BARE_KINDS = frozenset(("郊区", "城区", "市区", "矿区", "新区", "东区", "西区", "向区"))
_PLAIN_KIND = re.compile(r"(.{2,}?)(?:地区|市|盟|县|区|旗)")


def read_rows(name: str) -> list[list[str]]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line]


def namings(gazetteer: Gazetteer) -> dict[str, Naming]:
    """Every name of a division, an area or a union; where kinds share one, the later here wins."""
    current = {place.name for place in gazetteer.places.values()} | {
        form for place in gazetteer.places.values() for form in place.short
    }
    former, former_short = _former_names()
    names = {}
    for name, targets in former_short.items():
        # An ordinary-looking stem of a vanished county is noise, a three-letter one is not.
        if name not in current and len(targets) == 1:
            doubt = int(len(name) < 3)
            names[name] = Naming(name, Form.FORMER_SHORT, Rank.COUNTY, doubt, tuple(targets))
    for name, targets in former.items():
        if name not in _BARE_KINDS:
            names[name] = Naming(name, Form.FORMER, Rank.COUNTY, 0, tuple(targets))
    names |= _short_names(gazetteer, former) | _full_names(gazetteer, former)
    for name, path in read_rows("zones.tsv"):
        if name not in names or names[name].form != Form.FULL:
            names[name] = Naming(name, Form.ZONE, Rank.COUNTY, 0, (path,))
    for name, members in read_rows("unions.tsv"):
        names[name] = Naming(name, Form.UNION, Rank.PROVINCE, 0, tuple(members.split()))
    for (phrase,) in read_rows("phrases.txt"):
        names[phrase] = Naming(phrase, Form.PHRASE, Rank.COUNTY, 0, ())
    return names


def _former_names() -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """Former names and their stems, with their successors and the last year of each."""
    former: dict[str, dict[str, int]] = defaultdict(dict)
    short: dict[str, dict[str, int]] = defaultdict(dict)
    for old, year, new in read_rows("former.tsv"):
        name = old.rsplit("/", 1)[-1]
        stem = _PLAIN_KIND.fullmatch(name)
        for targets in (former[name], short[stem[1]] if stem else {}):
            targets[new] = max(int(year), targets.get(new, 0))
    return former, short


def _short_names(gazetteer: Gazetteer, former: dict[str, dict[str, int]]) -> dict[str, Naming]:
    bearers: dict[str, list[str]] = defaultdict(list)
    doubts: dict[str, tuple[Rank, int]] = {}
    for place in gazetteer.places.values():
        for form, doubt in zip(place.short, place.doubt, strict=True):
            bearers[form].append(place.path)
            # The best known bearer decides: 西安 is a name although 西安区 is not.
            doubts[form] = min((place.rank, doubt), doubts.get(form, (place.rank, doubt)))
    names = {}
    for name, paths in bearers.items():
        rank, doubt = doubts[name]
        recent = _recent(former, name, paths) if rank == Rank.COUNTY else ()
        best = _best_known(gazetteer, paths)
        names[name] = Naming(name, Form.SHORT, rank, doubt, tuple(paths), best, recent)
    return names


def _full_names(gazetteer: Gazetteer, former: dict[str, dict[str, int]]) -> dict[str, Naming]:
    bearers: dict[str, list[str]] = defaultdict(list)
    for place in gazetteer.places.values():
        bearers[place.name].append(place.path)
        if place.name.startswith("市"):  # 济南市中区 has one 市 for two
            outer = gazetteer.places[place.path.rpartition("/")[0]]
            for form in outer.short:
                bearers[form + place.name].append(place.path)
    return {
        name: Naming(
            name,
            Form.FULL,
            min(gazetteer.places[path].rank for path in paths),
            0,
            tuple(paths),
            (),
            # 淮安市 was also a county-level city inside today's 淮安市: no ambiguity.
            tuple(
                path
                for path in _recent(former, name, paths)
                if not any(is_within(path, one) or is_within(one, path) for one in paths)
            ),
        )
        for name, paths in bearers.items()
    }


def _recent(
    former: dict[str, dict[str, int]], name: str, bearers: Iterable[str]
) -> tuple[str, ...]:
    targets = former.get(name, {}).items()
    return tuple(path for path, year in targets if year >= OLDEST_FORMER and path not in bearers)


def _best_known(gazetteer: Gazetteer, paths: Sequence[str]) -> tuple[str, ...]:
    """The meanings of a short name that stands alone, if not all: a city before its counties."""
    best = min(gazetteer.places[path].rank for path in paths)
    if best == Rank.COUNTY:
        return ()
    # A district of a municipality is as well known as a city: 朝阳 is ambiguous.
    known = tuple(
        path
        for path in paths
        if gazetteer.places[path].rank == best
        or (best == Rank.CITY and path.startswith(MUNICIPALITIES))
    )
    return () if len(known) == len(paths) else known


def table() -> str:
    """The text of names.tsv, sorted by name."""
    names = namings(Gazetteer())
    return "".join(
        f"{name}\t{one.form:d}{one.rank:d}{one.doubt:d}\t{' '.join(one.paths)}"
        f"\t{' '.join(one.best)}\t{' '.join(one.recent)}\n"
        for name, one in sorted(names.items())
    )


if __name__ == "__main__":
    (HERE / "names.tsv").write_text(table(), encoding="utf-8")
