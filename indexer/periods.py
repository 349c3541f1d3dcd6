"""A period of days: what a date in a text, a filter or a column of a file comes to."""

from __future__ import annotations

import calendar
import datetime
from typing import Literal, NamedTuple

from jianbao.errors import DateError
from jianbao.indexer.article import Basis, Date


class Period(NamedTuple):
    """The days from `start` to `end`, both included."""

    start: datetime.date
    end: datetime.date

    @classmethod
    def day(cls, year: int, month: int, day: int) -> Period:
        """Make one day; raise `DateError` when it does not exist."""
        date = _date(year, month, day)
        return cls(date, date)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """Make one month; raise `DateError` when it does not exist."""
        first = _date(year, month, 1)
        return cls(first, first.replace(day=calendar.monthrange(year, month)[1]))

    @classmethod
    def year(cls, year: int) -> Period:
        """Make one year; raise `DateError` outside 1 to 9999."""
        return cls(_date(year, 1, 1), _date(year, 12, 31))

    @property
    def granularity(self) -> Literal["day", "month", "year", "range"]:
        """Say whether this is exactly one day, month or year, or something else."""
        start, end = self.start, self.end
        if start == end:
            return "day"
        if start.year == end.year and start.day == 1:
            if start.month == 1 and (end.month, end.day) == (12, 31):
                return "year"
            if start.month == end.month and end.day == calendar.monthrange(end.year, end.month)[1]:
                return "month"
        return "range"

    def to_article_date(self, basis: Basis = "metadata") -> Date | None:
        """Return the date of an article for exactly this period; None for other ranges of days."""
        granularity = self.granularity
        if granularity == "range":
            return None
        length = {"day": 10, "month": 7, "year": 4}[granularity]
        return Date(self.start.isoformat()[:length], granularity, basis)


def _date(year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError as error:
        name = f"{year:04}-{month:02}-{day:02}"
        message = f"there is no day {name}: {error}; write a date that exists, such as 2023-06-25"
        raise DateError(message) from None
