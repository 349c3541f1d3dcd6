"""Dates as conditions of a search: spans of days, and which values of the date column lie in them.

An article that is only known to be of 2024 is in the span 2024, but not in 2024-06: a value counts
when all its days lie in the span, as facets count it.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from jianbao.errors import DateError
from jianbao.indexer.arrays import Array
from jianbao.indexer.columns import Column

if TYPE_CHECKING:
    from jianbao.indexer.periods import Period

_COMPARISON = re.compile(r"\s*(>=|<=|[><＞＜≥≤])\s*(.*)", re.DOTALL)
_RANGE = re.compile(r"\.\.|…")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both included; None is open."""

    start: datetime.date | None = None
    end: datetime.date | None = None


def parse_span(text: str, today: datetime.date | None = None) -> Span:
    """Read `2023-06`, `2023-06..2023-08`, `2023..`, `>2023`, `<=6月`; raise `DateError`."""
    match = _COMPARISON.fullmatch(text)
    if match:
        period = _period(match[2], today)
        day = datetime.timedelta(days=1)
        sign = match[1].translate(str.maketrans("＞＜", "><"))
        if sign == ">":
            return Span(start=period.end + day)
        if sign == "<":
            return Span(end=period.start - day)
        return Span(start=period.start) if sign in (">=", "≥") else Span(end=period.end)
    parts = _RANGE.split(text, maxsplit=1)
    if len(parts) == 2:
        since, until = (part.strip() for part in parts)
        span = filter_span(since or None, until or None, None, today)
        if span is not None:
            return span
        text = ""
    period = _period(text, today)
    return Span(period.start, period.end)


def _period(text: str, today: datetime.date | None) -> Period:
    # The spellings of dates take longer to load than a search without dates takes.
    from jianbao.indexer.date_spelling import parse_period

    return parse_period(text, today)


def filter_span(
    since: str | None, until: str | None, date: str | None, today: datetime.date | None = None
) -> Span | None:
    """Combine the filters `since`, `until` and `date`; raise `DateError` when nothing can match."""
    spans = []
    if date is not None:
        spans.append(parse_span(date, today))
    if since is not None:
        spans.append(Span(start=_period(since, today).start))
    if until is not None:
        spans.append(Span(end=_period(until, today).end))
    if not spans:
        return None
    start = max((span.start for span in spans if span.start), default=None)
    end = min((span.end for span in spans if span.end), default=None)
    if start and end and start > end:
        raise DateError(f"the dates exclude each other: from {start} to {end}")
    return Span(start, end)


def allowed_dates(span: Span) -> Callable[[Column], Array]:
    """Mark the values of a date column that lie in a span."""
    first = _number(span.start) if span.start else 0
    last = _number(span.end) if span.end else 99_991_231

    def allowed(column: Column) -> Array:
        starts, ends = _bounds(column)
        return (starts >= first) & (ends <= last)

    return allowed


@lru_cache(maxsize=64)
def _bounds(column: Column) -> tuple[Array, Array]:
    """Give the first and last day of each value as numbers such as 20230625."""
    starts = np.zeros(len(column), dtype=np.int64)
    ends = np.zeros(len(column), dtype=np.int64)
    for place, value in enumerate(column.values):
        year, month, day = (int(value[a:b] or 0) for a, b in ((0, 4), (5, 7), (8, 10)))
        starts[place] = year * 10_000 + (month or 1) * 100 + (day or 1)
        last_month = month or 12
        last_day = day or calendar.monthrange(year, last_month)[1]
        ends[place] = year * 10_000 + last_month * 100 + last_day
    return starts, ends


def _number(day: datetime.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
