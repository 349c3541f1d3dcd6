"""What the articles of a page tell together of its time: the day of printing, or the year.

A header gives the day.  Without one the latest year that is stated, plans and marks in the past
aside, is that of the page; a year that is only told as over (2022年，…; 2022年底) lies before it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jianbao.indexer.date_atoms import STATED_YEAR
from jianbao.indexer.date_expressions import DateExpression, scan_dates
from jianbao.indexer.date_placing import place_dates
from jianbao.indexer.periods import Period
from jianbao.indexer.year_hints import YearHints, is_over, is_past

LEAD = 200
"""Code points of the body in which an event date speaks for the whole article."""
SEASON = 60
"""Days around a guessed day in which other days count as of the same time."""
_MIDYEAR = range(2, 10)
"""Months in which a year that is told as over is not the one that runs; at its ends it may be."""
_TOP = 200
"""Code points of a text in which a line of nothing but a date and a time is its heading."""
_GENERATION = 12
"""Years that the years of a text span when it tells a life or a history."""
_LABEL_LINE = 60
"""Longest line, in code points, that is read as a page header or a line of metadata."""

_MASTHEAD = 16
"""Longest name of a paper or an account, with a clock time, beside the date of a page header."""

LABEL = re.compile(
    "星期[一二三四五六日天]|第?[0-9一二三四五六七八九十a-d]+版|发布|时间|日期|来源|编辑|更新|作者："
)
_HEADING_DAY = re.compile(
    " ?星期[一二三四五六日天](?:\n| [^，。！？\n]{0,90}(?:编辑|责编|主编|美编|版式|版面|校对|邮箱|电话|热线))"
)
_HEADER_DAY = re.compile(
    "[^，。！？\n]{0,12}?(\\d{1,2})月(\\d{1,2})日 *星期([一二三四五六日天])(?: |$)"
)
_SENTENCE_END = re.compile("[。！？]")
_CLOCK = re.compile("[ （）：:0-9时分秒/]*")
_ASIDE = ("自", "从", "比", "较")
"""What stands before a year that is told about, rather than the one that runs."""
_AS_OF = ("截至", "截止", "截止到")
_BELIEVED = 2
"""How much the mentions of a year must count; one in an opening does, or two further down."""
_OLDEST = 1990
"""A text that names no later year, and no day of printing, tells of the past."""
_NOW = re.compile("今年|目前|近日|日前|去年|截至")


@dataclass(frozen=True, slots=True)
class PageDates:
    """What the articles of a page say together about their time.

    `year` is the latest year that is stated and is not a plan.  `printed` is the day in a page header
    or a line of metadata.  `around` is a day near which the page was written, as far as it is known.
    """

    year: int | None = None
    printed: datetime.date | None = None
    around: datetime.date | None = None
    evidence: tuple[str, ...] = ()

    @classmethod
    def collect(cls, texts: Iterable[str]) -> PageDates:
        """Read folded texts: `title\\nbody` of all articles of a page, or the page as a whole."""
        texts = list(texts)
        headers: list[tuple[datetime.date, str]] = []
        at_top = True
        for text in texts:
            for expression in label_dates(text, at_top=at_top):
                period = None if expression.future else _placed(text, expression)
                if period and expression.is_day and period.granularity in ("day", "month"):
                    headers.append((period.end, _quote(text, expression)))
            at_top = at_top and len(text) <= _LABEL_LINE
        if headers:
            printed, quote = max(headers)
            return cls(printed.year, printed, printed, (f"printed on the page: {quote}",))
        years: list[_ToldYear] = []
        hints = YearHints()
        stated: list[datetime.date] = []
        open_days: list[DateExpression] = []
        for text in texts:
            expressions = scan_dates(text)
            if telling_year(text, expressions):
                years.extend(_told_years(text, expressions))
            hints.read(text, expressions)
            for expression in expressions:
                if expression.future:
                    continue
                if expression.first.year is not None:
                    period = _placed(text, expression)
                    if period is not None and period.granularity in ("day", "month"):
                        stated.append(period.end)
                elif expression.is_day and expression.first.month and not expression.relative_to:
                    open_days.append(expression)
        told = _year_told(years, hints, open_days) if years else hints.year()
        if told is None:
            return cls()
        year, quote = told
        if day := _header_day(texts, year):
            return cls(day.year, day, day, (f"year of the page: {quote}",))
        around = _around(year, stated, open_days, planned=hints.plans_for(year + 1))
        return cls(around.year if around else year, None, around, (f"year of the page: {quote}",))


def _header_day(texts: Sequence[str], year: int) -> datetime.date | None:
    """Return the day of a page header that leaves out the year, if its weekday agrees."""
    headers = [_HEADER_DAY.match(text) for text in texts if len(text) <= _LABEL_LINE]
    for header in filter(None, headers):
        weekday = min("一二三四五六日天".index(header[3]), 6)
        for one in (year, year + 1):
            day = _day_in(one, int(header[1]), int(header[2]))
            if day is not None and day.weekday() == weekday:
                return day
    return None


class _ToldYear(NamedTuple):
    """A year that a text states, what that counts, and whether it is told as over."""

    year: int
    weight: int
    over: bool
    quote: str


def _told_years(text: str, expressions: Sequence[DateExpression]) -> Iterator[_ToldYear]:
    """Yield the years that a text states, plans and marks in the past aside."""
    for one in expressions:
        if one.first.year and not one.future and not is_past(text, one):
            over = is_over(text, one)
            before = text[max(0, one.start - 3) : one.start]
            if over or before.endswith(_ASIDE):
                weight = 0
            elif before.endswith(_AS_OF) or (one.start <= LEAD and not before.endswith("在")):
                weight = 2
            else:
                weight = 1
            yield _ToldYear(one.latest_year, weight, over, _quote(text, one))


def _year_told(
    years: Sequence[_ToldYear], hints: YearHints, open_days: Sequence[DateExpression]
) -> tuple[int, str] | None:
    """Return the latest year that the texts of a page tell, if it is told well enough.

    A year that is named once, and far down, is as likely one that an article looks back on.
    """
    latest = max(told.year for told in years)
    if latest < _OLDEST:
        return None
    if marks := [mark for mark in hints.marks if mark[0] >= latest]:
        return max(marks)
    told = [one for one in years if one.year == latest]
    quote = told[0].quote
    last = max((day.last.month or 0 for day in open_days), default=0)
    if last and all(one.over for one in told):
        return latest + (last in _MIDYEAR), quote
    weight = sum(one.weight for one in told) + bool(open_days)
    return (latest, quote) if weight >= _BELIEVED else None


def _around(
    year: int,
    stated: Sequence[datetime.date],
    open_days: Sequence[DateExpression],
    *,
    planned: bool,
) -> datetime.date | None:
    """Guess a day near the writing of the page from days without a year and the latest year.

    At the turn of the year, days of November and December belong to the year before those of
    January: when the latest year is stated with such a late month, January is of the next year.  So
    it is when that year is told as a whole, or far beyond, and the next one is `planned` for.
    """
    months = [(day.last.month or 1, day.last.day or 1) for day in open_days]
    latest = max((day for day in stated if day.year == year), default=None)
    early = [pair for pair in months if pair[0] <= 2]
    turn = bool(early) and not any(4 <= pair[0] <= 9 for pair in months)
    last = max((month for month, _ in months), default=0)
    told_whole = last < 11 and (latest is None or latest.month > last + 1)
    late = latest is not None and latest.month >= 11
    if turn and (late or (planned and told_whole)):
        year += 1
    elif not (turn and any(pair[0] >= 11 for pair in months)):
        early = months
    candidates = [latest] if latest is not None else []
    for month, day in early:
        if (period := _day_in(year, month, day)) is not None:
            candidates.append(period)
    return max(candidates, default=None)


def _day_in(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def telling_year(text: str, expressions: Sequence[DateExpression]) -> DateExpression | None:
    """Return the expression with the latest year that tells when a text was written, if any.

    Plans and marks in the past (2008年以来) do not tell; nor does a life or a history, whose years
    span a generation, except where it opens with a day or speaks of the present.
    """
    stated = [one for one in expressions if one.first.year and not one.future]
    telling = [one for one in stated if not is_past(text, one)]
    if not telling:
        return None
    latest = max(telling, key=lambda one: one.latest_year)
    earliest = min(one.first.year or 0 for one in stated)
    if latest.latest_year - earliest < _GENERATION or latest.start <= LEAD:
        return latest
    return latest if _NOW.search(text) else None


def _placed(text: str, expression: DateExpression) -> Period | None:
    mentions = place_dates(text, (expression,))
    return mentions[0].period if mentions else None


def _quote(text: str, expression: DateExpression) -> str:
    return text[max(0, expression.start - 6) : expression.end + 8].replace("\n", " ").strip()


def label_dates(text: str, *, at_top: bool = True) -> Iterator[DateExpression]:
    """Yield the full dates that stand in a page header or a line of metadata.

    A line of nothing but a date is a header only `at_top`; further down it ends a related item.
    """
    start = 0
    for line in text.split("\n"):
        short = len(line) <= _LABEL_LINE
        if (short or (start <= _TOP and "星期" in line)) and STATED_YEAR.search(line):
            for expression in scan_dates(line):
                one = expression.moved(start)
                if one.year_stated and _is_label(text, line, start, one, at_top=at_top):
                    yield one
        start += len(line) + 1


def _is_label(
    text: str, line: str, start: int, place: DateExpression, *, at_top: bool = True
) -> bool:
    """Tell whether a full date in the line at `start` is a header's or a label's."""
    if place.start <= _TOP and _HEADING_DAY.match(text, place.end):
        return True
    if len(line) > _LABEL_LINE or _SENTENCE_END.search(line):
        return False
    before, after = line[: place.start - start], line[place.end - start :]
    rest = before + after
    if LABEL.search(rest):
        return True
    if not at_top or place.start > _TOP:
        return False
    if _CLOCK.fullmatch(rest):
        return True
    edge = _CLOCK.fullmatch(before) or _CLOCK.fullmatch(after)
    name = len(rest.strip()) <= _MASTHEAD and not re.search("[，、；]", rest)
    return len(line) == len(text) and edge is not None and name
