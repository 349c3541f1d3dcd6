"""Find the dates in Chinese text and say which days they mean.

Two steps, because the second needs to know when the text was written: `scan_dates` reads the
expressions (6月25日至28日, 去年12月) with what they leave open, and `place_dates` puts them on the
calendar, given a day or at least a year of reference.  `find_dates` does both.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from jianbao.indexer.date_atoms import NEW_YEAR, SAME_YEAR, Atom, find_atoms, widen
from jianbao.indexer.date_plans import SENTENCE_END, is_plan
from jianbao.indexer.periods import Period


class PartialDay(NamedTuple):
    """The parts of a date that an expression states; day 0 is the last day of the month."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A date as it is written at `[start, end)` (code points), from `first` to `last`.

    `relative_to` and `offset` hold 去年 ("year", -1), 本月 ("month", 0), 昨日 ("day", -1).  `future`
    means that the text speaks of a plan.
    """

    start: int
    end: int
    first: PartialDay
    last: PartialDay
    relative_to: Literal["year", "month", "day"] | None = None
    offset: int = 0
    future: bool = False

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
        return self.relative_to == "day" or (
            self.first.day is not None and self.first.day == self.last.day
        )


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at `[start, end)` (code points) of a text, and the days it means.

    `year_stated`: the year is written there.  `relative`: said from the day of writing (去年, 昨日).
    `future`: the text speaks of a plan.
    """

    start: int
    end: int
    period: Period
    year_stated: bool
    relative: bool
    future: bool

    @property
    def granularity(self) -> Literal["day", "month", "year", "range"]:
        """Say whether the period is exactly a day, a month or a year."""
        return self.period.granularity


def find_dates(text: str, reference: datetime.date | None = None) -> list[DateMention]:
    """Find the dates of a folded or plain simplified text, in order.

    `reference` is the day the text was written.  Without it the latest year that the text states,
    plans aside, completes dates without a year; what can't be placed on the calendar, and what does
    not exist (31 June), is left out.
    """
    expressions = scan_dates(text)
    year = None if reference else latest_year(expressions)
    return place_dates(text, expressions, reference=reference, year=year)


def latest_year(expressions: Sequence[DateExpression]) -> int | None:
    """Return the latest year that is stated and is not a plan."""
    return max((one.latest_year for one in expressions if not one.future), default=0) or None


# Reading -----------------------------------------------------------------------------------------

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


def scan_dates(text: str) -> list[DateExpression]:
    """Read the date expressions of a text, in order.  Linear in the length of the text."""
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
    relative_to: Literal["year", "month", "day"] | None = None
    offset = 0
    year: int | None = None

    def following(*kinds: str) -> Atom | None:
        if index + used >= len(atoms):
            return None
        other = atoms[index + used]
        if other.kind not in kinds or other.start - end > 1:
            return None
        return other if other.start == end or text[end] == " " else None

    if atom.kind == "date":
        day = PartialDay(atom.year, atom.first, atom.last or None)
        return DateExpression(start, end, day, day), 1
    if atom.kind == "relative day":
        whole = PartialDay()
        return DateExpression(start, end, whole, whole, "day", atom.first), 1
    if atom.kind == "year" and atom.first != atom.last:
        first, last = PartialDay(atom.first), PartialDay(atom.last)
        return DateExpression(start, end, first, last), 1
    month: Atom | None = None
    if atom.kind in ("year", "relative year"):
        month = following("month", "season")
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
    if day_atom := following("day"):
        first = PartialDay(year, two, day_atom.first)
        last = PartialDay(year, two, day_atom.last)
        return DateExpression(start, day_atom.end, first, last, relative_to, offset), used + 1
    days: tuple[int | None, int | None] = (None, None)
    if part := _MONTH_PART.match(text, end):
        days, end = _TENTHS[part[1][0]], part.end()
    elif other := following("end of month"):
        days, end, used = (other.first, other.last), other.end, used + 1
    first, last = PartialDay(year, one, days[0]), PartialDay(year, two, days[1])
    return DateExpression(start, end, first, last, relative_to, offset), used


def _century(year: int) -> int:
    """Complete a year of two digits: 50 to 99 are of the last century."""
    return year + (1900 if year >= 50 else 2000)


def _join(text: str, one: DateExpression, two: DateExpression) -> DateExpression | None:
    """Make a range of two expressions with a 至 or a dash between them."""
    link = _LINK.match(text, one.end, two.start)
    if link is None or link.end() != two.start or two.relative_to or one.relative_to == "day":
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
    return replace(one, end=two.end, last=last)


def _mark_future(text: str, expressions: list[DateExpression]) -> list[DateExpression]:
    marked: list[DateExpression] = []
    for expression in expressions:
        start, end = expression.start, expression.end
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
        marked.append(replace(expression, future=True) if future else expression)
    return marked


# Placing -----------------------------------------------------------------------------------------

_FAR_AHEAD = 120
"""Days ahead of the reference beyond which a date without a year means the year before."""
_LONG_PAST = 45
"""Days before the reference beyond which a plan without a year means the year after."""
_SOON = 5
"""Days ahead of the reference that a bare day of the month may lie."""


def place_dates(
    text: str,
    expressions: Sequence[DateExpression],
    *,
    reference: datetime.date | None = None,
    year: int | None = None,
) -> list[DateMention]:
    """Put expressions on the calendar; leave out what has no place there.

    `year` serves where no day of reference is known.
    """
    mentions: list[DateMention] = []
    anchor: DateMention | None = None
    for expression in expressions:
        if anchor is not None and text.find("\n", anchor.end, expression.start) >= 0:
            anchor = None
        period = _place(text, expression, anchor, reference, year)
        if period is None:
            continue
        mention = DateMention(
            expression.start,
            expression.end,
            period,
            expression.year_stated,
            expression.relative_to is not None,
            expression.future,
        )
        mentions.append(mention)
        if period.granularity != "range" or expression.first.month is not None:
            anchor = mention
    return mentions


def _place(
    text: str,
    expression: DateExpression,
    anchor: DateMention | None,
    reference: datetime.date | None,
    year: int | None,
) -> Period | None:
    first, last = expression.first, expression.last
    if expression.relative_to == "day":
        if reference is None:
            return None
        day = reference + datetime.timedelta(days=expression.offset)
        return Period(day, day)
    if expression.relative_to == "month":
        if reference is None:
            return None
        months = reference.year * 12 + reference.month - 1 + expression.offset
        here = (months // 12, months % 12 + 1)
        return _period(first, last, *here)
    if expression.relative_to == "year":
        if expression.offset == SAME_YEAR:
            base = anchor.period.start.year if anchor else None
        elif expression.offset == NEW_YEAR:
            base = reference.year + (reference.month >= 11) if reference else year
        else:
            base = reference.year if reference else year
            base = base + expression.offset if base is not None else None
        return _period(first, last, base) if base is not None else None
    if first.year is not None:
        return _period(first, last, first.year)
    if first.month is not None:
        return _place_month(text, expression, anchor, reference, year)
    return _place_day(expression, anchor, reference)


def _place_month(
    text: str,
    expression: DateExpression,
    anchor: DateMention | None,
    reference: datetime.date | None,
    year: int | None,
) -> Period | None:
    """Place 6月25日, 6月 or 上半年."""
    first, last = expression.first, expression.last
    if (
        anchor is not None
        and anchor.year_stated
        and anchor.granularity in ("day", "month")
        and anchor.period.end.month <= (first.month or 0)
        and not expression.future
    ):
        told = anchor.period.end.year
        now = reference.year if reference else year
        if (now is not None and told < now - 1) or not SENTENCE_END.search(
            text, anchor.end, expression.start
        ):
            return _period(first, last, told)
    if reference is None:
        return _period(first, last, year) if year is not None else None
    this_year = _period(first, last, reference.year)
    if this_year is None:
        return None
    ahead = (this_year.start - reference).days
    cumulative = first.month == 1 and (last.month or 0) >= 8 and reference.month <= 2
    if expression.future and (this_year.end - reference).days < -_LONG_PAST:
        return _period(first, last, reference.year + 1)
    if not expression.future and (ahead > _FAR_AHEAD or cumulative):
        return _period(first, last, reference.year - 1)
    return this_year


def _place_day(
    expression: DateExpression, anchor: DateMention | None, reference: datetime.date | None
) -> Period | None:
    """Place 25日: beside the date before it, or else the last such day before the reference."""
    first, last = expression.first, expression.last
    near = reference
    ahead_allowed = 31 if expression.future else _SOON
    if anchor is not None and anchor.granularity in ("day", "month", "range"):
        start = anchor.period.start
        if anchor.granularity == "month":
            return _period(first, last, start.year, start.month)
        if reference is None or abs((start - reference).days) < 400:
            near, ahead_allowed = start, 15
    if near is None:
        return None
    months = near.year * 12 + near.month - 1
    candidates = [
        period
        for month in (months - 1, months, months + 1)
        if (period := _period(first, last, month // 12, month % 12 + 1))
        and (period.start - near).days <= ahead_allowed
    ]
    return max(candidates, key=lambda period: period.start, default=None)


def _period(
    first: PartialDay, last: PartialDay, year: int, month: int | None = None
) -> Period | None:
    """Complete the open parts of a range of days; None when there is no such day."""
    first_month = first.month or month
    last_month = last.month or month or first_month
    last_year = last.year or year
    try:
        start = datetime.date(first.year or year, first_month or 1, first.day or 1)
        end = _end(last_year, last_month, last.day)
        if end < start and last.year in (None, first.year) and last_month:
            # 12月30日至1月2日, 30日至2日
            if last.month is None:
                last_year, last_month = last_year + last_month // 12, last_month % 12 + 1
                end = _end(last_year, last_month, last.day)
            else:
                end = _end(last_year + 1, last_month, last.day)
    except ValueError:
        return None
    return Period(start, end) if start <= end else None


def _end(year: int, month: int | None, day: int | None) -> datetime.date:
    month = month or 12
    return datetime.date(year, month, day or calendar.monthrange(year, month)[1])
