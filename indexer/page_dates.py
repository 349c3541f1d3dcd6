"""What the articles of a page tell together of its time: the day of printing, or the year.

A header gives the day.  Without one the years that the articles name are weighed together, as
`jianbao.indexer.year_evidence` tells.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jianbao.indexer.date_atoms import STATED_YEAR
from jianbao.indexer.date_expressions import DateExpression, scan_dates
from jianbao.indexer.date_placing import place_dates
from jianbao.indexer.periods import Period
from jianbao.indexer.year_evidence import YearEvidence

LEAD = 200
"""Code points of the body in which an event date speaks for the whole article."""
SAME_TIME = 366
"""Days over which the stamps on a page lie, at most, if they tell of its other articles."""
SEASON = 60
"""Days around a guessed day in which other days count as of the same time."""
_TOP = 200
"""Code points of a text in which a line of nothing but a date and a time is its heading."""
_LABEL_LINE = 60
"""Longest line, in code points, that is read as a page header or a line of metadata."""

_MASTHEAD = 16
"""Longest name of a paper or an account, with a clock time, beside the date of a page header."""

LABEL = re.compile(
    "星期[一二三四五六日天]|第?[0-9一二三四五六七八九十a-d]+版|第[0-9]+期|出版(?= |$)|[a-d][0-9]{1,2} ?要闻"
    "|发布|时间|日期|版面：|来源|编辑|更新|作者："
)
_HEADING_DAY = re.compile(
    " ?星期[一二三四五六日天](?:\n| [^，。！？\n]{0,90}(?:编辑|责编|主编|美编|版式|版面|校对|邮箱|电话|热线))"
)
_HEADER_DAY = re.compile(
    "(?:[^。\n]{0,10}今天是"
    "|[^，。！？\n]{0,12}?)(\\d{1,2})月(\\d{1,2})日[ ，]*(?:农历[一-龥]{3,6}[ ，]*)?星期([一二三四五六日天])(?: |$)"
)
_SENTENCE_END = re.compile("[。！？]")
_CLOCK = re.compile("[ （）【】\\[\\]：:0-9时分秒/]*")
OLDEST = 1990
"""A page that names no later year, and no day of printing, tells of the past."""
_LIKELY = 0.45
"""How likely the year of an article without a page must be; many look back on years long past."""
_LIKELY_NOW = 0.33
"""How likely the year of several articles must be that tell days or speak of the present."""
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
    def collect(
        cls, texts: Iterable[str], stamps: Sequence[tuple[datetime.date, str]] = ()
    ) -> PageDates:
        """Read folded texts: `title\\nbody` of all articles of a page, or the page as a whole.

        `stamps` are the days beside articles that were not published together, and their words: they
        tell when the others may have been, if they lie near one another.
        """
        texts = list(texts)
        if header := printed_day(texts):
            printed, quote = header
            return cls(printed.year, printed, printed, (f"printed on the page: {quote}",))
        stamps = [*stamps, *(stamp for text in texts for stamp in stamped_days(text))]
        if stamps and (max(stamps)[0] - min(stamps)[0]).days <= SAME_TIME:
            stamp, quote = max(stamps)
            if day := _header_day(texts, stamp.year):
                return cls(day.year, day, day, (f"stamped on an article: {quote}",))
            return cls(stamp.year, None, stamp, (f"stamped on an article: {quote}",))
        evidence = YearEvidence()
        stated: list[datetime.date] = []
        open_days: list[DateExpression] = []
        for text in texts:
            expressions = scan_dates(text)
            evidence.read(text, expressions)
            for expression in expressions:
                if expression.future:
                    continue
                if expression.first.year is not None:
                    period = _placed(text, expression)
                    if period is not None and period.granularity in ("day", "month"):
                        stated.append(period.end)
                elif expression.is_day and expression.first.month and not expression.relative_to:
                    open_days.append(expression)
        finding = evidence.year()
        if finding is None or finding.year < OLDEST:
            return cls()
        of_now = evidence.month or any(_NOW.search(text) for text in texts)
        if finding.likelihood < (_LIKELY_NOW if of_now and len(texts) > 1 else _LIKELY):
            return cls()
        reasons = tuple(f"year of the page: {quote}" for quote in finding.quotes)
        if day := _header_day(texts, finding.year):
            return cls(day.year, day, day, reasons)
        return cls(finding.year, None, _around(finding.year, stated, open_days), reasons)


_ISSUE = re.compile("(?<=年)(?:总?第[^，。；\\s]{1,6}期[ ·]*)+(?=[\\d一二三四五六七八九十]{1,2}月)")


def printed_day(texts: Iterable[str]) -> tuple[datetime.date, str] | None:
    """Return the latest full day in the headers and labels of folded texts, and how it is written.

    The number of an issue between its year and its day is read over: 2020年第11期 4月2日.
    """
    headers: list[tuple[datetime.date, str]] = []
    at_top = True
    for text in texts:
        if len(text) <= _LABEL_LINE and "期" in text:
            text = _ISSUE.sub("", text)
        for expression in label_dates(text, at_top=at_top):
            period = None if expression.future else _placed(text, expression)
            if period and expression.is_day and period.granularity in ("day", "month"):
                headers.append((period.end, expression.quoted(text)))
        at_top = at_top and len(text) <= _LABEL_LINE
    return max(headers, default=None)


DATELINE_REACH = 40
"""Code points of the body in which the date of a dateline begins."""
DATELINE = re.compile(" ?(?:[^，。\n]{0,6}?)(?:电|讯|专电|消息)")
_LONGEST_DAY = 12
_BRACKETS = re.compile("[（\\[〔]([^（）\\[\\]〔〕]{6,60})[）\\]〕]$")


def stamped_days(text: str) -> Iterator[tuple[datetime.date, str]]:
    """Yield the full days that were put on an article rather than told by it, and their words.

    They stand in a dateline, or in brackets at the end of the headline or of the text; a text that is
    nothing but a day is that of a related item.
    """
    title_end = text.find("\n")
    opening = text[: title_end + 1 + DATELINE_REACH + _LONGEST_DAY]
    if STATED_YEAR.search(opening):
        for one in scan_dates(opening):
            if one.year_stated and DATELINE.match(text, one.end) and (day := _full_day(text, one)):
                yield day, one.quoted(text)
    for end in (title_end, len(text.rstrip("。 "))):
        inner = text if len(text) <= _LABEL_LINE else ""
        if end > 0 and text[end - 1] in "）]〕":
            match = _BRACKETS.search(text, max(0, end - _LABEL_LINE), end)
            inner = match[1] if match else ""
        for one in scan_dates(inner) if STATED_YEAR.search(inner) else ():
            if _is_label(inner, inner, 0, one) and (day := _full_day(inner, one)):
                yield day, inner


def _full_day(text: str, expression: DateExpression) -> datetime.date | None:
    period = _placed(text, expression)
    return period.end if period and period.granularity == "day" else None


def _header_day(texts: Sequence[str], year: int) -> datetime.date | None:
    """Return the day of a page header that leaves out the year, if its weekday agrees."""
    headers = [_HEADER_DAY.match(text) for text in texts if len(text) <= _LABEL_LINE]
    for header in filter(None, headers):
        weekday = min("一二三四五六日天".index(header[3]), 6)
        day = _day_in(year, int(header[1]), int(header[2]))
        if day is not None and day.weekday() == weekday:
            return day
    return None


def _around(
    year: int, stated: Sequence[datetime.date], open_days: Sequence[DateExpression]
) -> datetime.date | None:
    """Guess a day near the writing of the page from days without a year and the latest year.

    At the turn of the year, days of November and December belong to the year before those of January.
    """
    months = [(day.last.month or 1, day.last.day or 1) for day in open_days]
    early = [pair for pair in months if pair[0] <= 2]
    if any(pair[0] >= 11 for pair in months) and not any(4 <= pair[0] <= 9 for pair in months):
        months = early or months
    candidates = [day for day in stated if day.year == year]
    candidates += filter(None, (_day_in(year, *pair) for pair in months))
    return max(candidates, default=None)


def _day_in(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _placed(text: str, expression: DateExpression) -> Period | None:
    mentions = place_dates(text, (expression,))
    return mentions[0].period if mentions else None


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
