"""Read the date expressions of Chinese text: 6月25日至28日, 去年12月, 2023年一季度.

Pieces that stand side by side make an expression, two with a 至 between them a range.  What an
expression leaves open, such as the year, `jianbao.indexer.date_placing` adds.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from jianbao.indexer.date_atoms import Atom, AtomKind, find_atoms, widen
from jianbao.indexer.date_plans import SENTENCE_END, is_plan


class PartialDay(NamedTuple):
    """The parts of a date that an expression states; day 0 is the last day of the month."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


class DateExpression(NamedTuple):
    """A date as it is written at `[start, end)` (code points), from `first` to `last`.

    `relative_to` and `offset` hold 去年 ("year", -1), 本月 ("month", 0), 昨日 ("day", -1), and for
    上周三 ("week", -5) the days after Monday of the week of writing.  `future`
    means that the text speaks of a plan.
    """

    start: int
    end: int
    first: PartialDay
    last: PartialDay
    relative_to: Literal["year", "month", "week", "day"] | None = None
    offset: int = 0
    future: bool = False

    def moved(self, offset: int) -> DateExpression:
        """Return the same expression `offset` code points further on."""
        return self._replace(start=self.start + offset, end=self.end + offset)

    def quoted(self, text: str) -> str:
        """Return the words of the text around it, for people to read."""
        return text[max(0, self.start - 6) : self.end + 8].replace("\n", " ").strip()

    @property
    def year_stated(self) -> bool:
        """Tell whether the year is written in the expression itself."""
        return self.first.year is not None

    @property
    def latest_year(self) -> int:
        """The year it states, or 0; of 2023—2025年, which names plans, the first."""
        end = self.last if self.first.month else self.first
        return end.year or self.first.year or 0

    @property
    def is_day(self) -> bool:
        """Tell whether this means days, not months or years."""
        return self.relative_to in ("week", "day") or (
            self.first.day is not None and self.first.day == self.last.day
        )


def latest_year(expressions: Sequence[DateExpression]) -> int | None:
    """Return the latest year that is stated and is not a plan."""
    return max((one.latest_year for one in expressions if not one.future), default=0) or None


_YEAR_PART = re.compile(" ?([底末]|初(?![步中级]))")
_MONTH_PART = re.compile(" ?(上旬|中旬|下旬|[底末]|初(?![步中级]))")
_TENTHS = {
    "上": (1, 10),
    "初": (1, 10),
    "中": (11, 20),
    "下": (21, 0),
    "底": (21, 0),
    "末": (21, 0),
}
_LINK = re.compile(" ?起? ?(?:至|到|[-‐–—―－~～]{1,2}) ?")


_SHORT = 4_000
_REMEMBERED = 2_048
"""Code points up to which a text's expressions are remembered, and the number of such texts: a page
reads each of its articles twice."""


def scan_dates(text: str) -> Sequence[DateExpression]:
    """Read the date expressions of a text, in order.  Linear in the length of the text.

    None crosses a line end, and nothing beyond one tells what it means.
    """
    return _scan_short(text) if len(text) <= _SHORT else _scan(text)


@functools.lru_cache(maxsize=_REMEMBERED)
def _scan_short(text: str) -> tuple[DateExpression, ...]:
    return tuple(_scan(text))


def _scan(text: str) -> list[DateExpression]:
    text = widen(text)
    atoms = find_atoms(text)
    expressions: list[DateExpression] = []
    index = 0
    while index < len(atoms):
        expression, used = _compose(text, atoms, index)
        index += used
        if expression is None:
            continue
        before = expressions[-1] if expressions else None
        if before is not None and (joined := _join(text, before, expression)):
            expressions[-1] = joined
        else:
            expressions.append(expression)
    return _mark_future(text, expressions)


def _compose(text: str, atoms: Sequence[Atom], index: int) -> tuple[DateExpression | None, int]:
    """Put adjacent pieces together; return the expression and the number of pieces used."""
    atom = atoms[index]
    start, end, used = atom.start, atom.end, 1
    relative_to: Literal["year", "month", "week", "day"] | None = None
    offset = 0
    year: int | None = None
    if atom.kind == "date":
        day = PartialDay(atom.year, atom.first, atom.last or None)
        return DateExpression(start, end, day, day), 1
    if atom.kind in ("relative day", "relative weekday"):
        whole = PartialDay()
        unit: Literal["week", "day"] = "day" if atom.kind == "relative day" else "week"
        return DateExpression(start, end, whole, whole, unit, atom.first), 1
    if atom.kind == "year" and atom.first != atom.last:
        first, last = PartialDay(atom.first), PartialDay(atom.last)
        return DateExpression(start, end, first, last), 1
    month: Atom | None = None
    if atom.kind in ("year", "relative year"):
        month = _following(text, atoms, index + 1, end, ("month", "season"))
        if month is None and atom.bare:
            return None, 1
        if atom.kind == "year":
            year = atom.first if atom.first >= 1000 else _century(atom.first)
        else:
            relative_to, offset = "year", atom.first
        if month is None:
            if part := _YEAR_PART.match(text, end):
                months = 1 if part[1] == "初" else 12
                whole = PartialDay(year, months)
                return DateExpression(start, part.end(), whole, whole, relative_to, offset), 1
            whole = PartialDay(year)
            return DateExpression(start, end, whole, whole, relative_to, offset), 1
        used, end = 2, month.end
    elif atom.kind in ("month", "season"):
        month = atom
    elif atom.kind == "end of month":
        first, last = PartialDay(day=atom.first), PartialDay(day=atom.last)
        return DateExpression(start, end, first, last, "month", 0), 1
    elif atom.kind == "relative month":
        relative_to, offset = "month", atom.first
    elif atom.bare:
        return None, 1
    else:
        first, last = PartialDay(day=atom.first), PartialDay(day=atom.last)
        return DateExpression(start, end, first, last), 1

    if month is not None and month.kind == "season":
        first, last = PartialDay(year, month.first), PartialDay(year, month.last)
        return DateExpression(start, end, first, last, relative_to, offset), used
    one = month.first if month else None
    two = month.last if month else None
    if day_atom := _following(text, atoms, index + used, end, ("day",)):
        first = PartialDay(year, two, day_atom.first)
        last = PartialDay(year, two, day_atom.last)
        return DateExpression(start, day_atom.end, first, last, relative_to, offset), used + 1
    days: tuple[int | None, int | None] = (None, None)
    if part := _MONTH_PART.match(text, end):
        days, end = _TENTHS[part[1][0]], part.end()
    elif other := _following(text, atoms, index + used, end, ("end of month",)):
        days, end, used = (other.first, other.last), other.end, used + 1
    first, last = PartialDay(year, one, days[0]), PartialDay(year, two, days[1])
    return DateExpression(start, end, first, last, relative_to, offset), used


def _following(
    text: str, atoms: Sequence[Atom], index: int, end: int, kinds: tuple[AtomKind, ...]
) -> Atom | None:
    """Return the piece `index` when it is of one of the `kinds` and stands beside `end`."""
    if index >= len(atoms):
        return None
    other = atoms[index]
    beside = other.start == end or (other.start == end + 1 and text[end] == " ")
    return other if beside and other.kind in kinds else None


def _century(year: int) -> int:
    """Complete a year of two digits: 50 to 99 are of the last century."""
    return year + (1900 if year >= 50 else 2000)


def _join(text: str, one: DateExpression, two: DateExpression) -> DateExpression | None:
    """Make a range of two expressions with a 至 or a dash between them."""
    link = _LINK.match(text, one.end, two.start)
    if (
        link is None
        or link.end() != two.start
        or two.relative_to
        or one.relative_to in ("week", "day")
    ):
        return None
    a, b = one.last, two.first
    if (a.day is None) != (b.day is None) or (a.month is None and a.day is None) != (
        b.month is None and b.day is None
    ):
        return None
    if two.last.month is None and two.last.day is not None:
        last = PartialDay(one.last.year, one.last.month, two.last.day)
    else:
        last = two.last
    return one._replace(end=two.end, last=last)


def _mark_future(text: str, expressions: list[DateExpression]) -> list[DateExpression]:
    marked: list[DateExpression] = []
    for expression in expressions:
        start, end = expression.start, expression.end
        if expression.relative_to == "week":
            future = expression.offset > 6
        else:
            future = expression.relative_to is not None and expression.offset in (1, 2)
        future = future or is_plan(text, start, end)
        if not future and marked and marked[-1].future and expression.last.year is not None:
            previous = marked[-1]
            future = (
                previous.last.year is not None
                and previous.last.year <= expression.last.year
                and start - previous.end < 40
                and not SENTENCE_END.search(text, previous.end, start)
            )
        marked.append(expression._replace(future=True) if future else expression)
    return marked
