"""Put the dates of Chinese text on the calendar.

Most dates leave something open: 6月25日 has no year, 25日 no month, 昨日 nothing at all.  The day of
writing, the dates nearby and the tense decide; what can't be decided is left out.
"""

from __future__ import annotations

import calendar
import datetime
import functools
from collections.abc import Sequence
from typing import Literal, NamedTuple

from jianbao.indexer.date_atoms import NEW_YEAR, SAME_YEAR
from jianbao.indexer.date_expressions import DateExpression, PartialDay, latest_year, scan_dates
from jianbao.indexer.date_plans import SENTENCE_END
from jianbao.indexer.periods import Period


class DateMention(NamedTuple):
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


_FAR_AHEAD = 120
"""Days ahead of the reference beyond which a date without a year means the year before."""
_LONG_PAST = 45
"""Days before the reference beyond which a plan without a year means the year after."""
_PLANNED = 27
"""Days ahead of the reference that a planned day of the month may lie."""
_SOON = 9
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
    if expression.relative_to in ("week", "day"):
        if reference is None:
            return None
        since = reference.weekday() if expression.relative_to == "week" else 0
        day = reference + datetime.timedelta(days=expression.offset - since)
        return Period(day, day)
    if expression.relative_to == "month":
        if reference is None:
            return None
        return _period(first, last, *_month_beside(reference, expression.offset))
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
    ahead_allowed = _PLANNED if expression.future else _SOON
    if anchor is not None and anchor.granularity in ("day", "month", "range"):
        start = anchor.period.start
        if anchor.granularity == "month":
            return _period(first, last, start.year, start.month)
        if reference is None or abs((start - reference).days) < 400:
            near, ahead_allowed = start, 15
    if near is None:
        return None
    candidates = [
        period
        for offset in (-1, 0, 1)
        if (period := _period(first, last, *_month_beside(near, offset)))
        and (period.start - near).days <= ahead_allowed
    ]
    return max(candidates, key=lambda period: period.start, default=None)


def _month_beside(day: datetime.date, offset: int) -> tuple[int, int]:
    """Return year and month of the month that is `offset` months after that of `day`."""
    months = day.year * 12 + day.month - 1 + offset
    return months // 12, months % 12 + 1


@functools.lru_cache(maxsize=4096)
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
