"""Decide when an article was published, or when its event took place.

The articles of a page tell together what one of them leaves out: the year, sometimes the day of
printing.  `PageDates` collects that, `resolve_date` weighs it against what the article says itself.
A date is never more precise than the text supports: an article that only says 近日 gets a year.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jianbao.indexer.article import Basis, Date
from jianbao.indexer.date_expressions import DateExpression, latest_year, scan_dates
from jianbao.indexer.date_placing import DateMention, find_dates, place_dates
from jianbao.indexer.date_spelling import parse_period
from jianbao.indexer.periods import Period
from jianbao.indexer.year_hints import YearHints, is_past

__all__ = [
    "DateFinding",
    "DateMention",
    "PageDates",
    "Period",
    "find_dates",
    "parse_period",
    "resolve_date",
]

_LEAD = 200
"""Code points of the body in which an event date speaks for the whole article."""
_OPENING = 15
"""Code points of the body in which a month (八月的济源) speaks for the whole article."""
_BEFORE_PRINT = 10
"""Days before printing that an event may lie and still be the article's date: a week's news, late."""
_SEASON = 60
"""Days around a guessed day in which other days count as of the same time."""
_TOP = 200
"""Code points of a text in which a line of nothing but a date and a time is its heading."""
_GENERATION = 12
"""Years that the years of a text span when it tells a life or a history."""
_LABEL_LINE = 60
"""Longest line, in code points, that is read as a page header or a line of metadata."""

_MASTHEAD = 16
"""Longest name of a paper or an account, with a clock time, beside the date of a page header."""

_LABEL = re.compile(
    "星期[一二三四五六日天]|第?[0-9一二三四五六七八九十a-d]+版|发布|时间|日期|来源|编辑|更新|作者："
)
_CLOCK = re.compile("[ （）：:0-9时分秒/]*")
_DATELINE = re.compile(" ?(?:[^，。\n]{0,6}?)(?:电|讯|专电|消息)")
_TODAY = re.compile("(?:今天|今日|今晚|今晨) ?（$")
_TOMORROW = re.compile("明[天日] ?（?$")
_SINCE = re.compile("[自从]$")
_SINCE_END = re.compile("[^，。\n]{0,8}起，")
_NOW = re.compile("今年|目前|近日|日前|去年|截至")
_TO_NOW = re.compile("[^，。\n]{0,12}以来")


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
        headers: list[tuple[datetime.date, str]] = []
        years: list[tuple[int, str]] = []
        hints = YearHints()
        stated: list[datetime.date] = []
        open_days: list[DateExpression] = []
        at_top = True
        for text in texts:
            expressions = scan_dates(text)
            if telling := _telling_year(text, expressions):
                years.append((telling.latest_year, _quote(text, telling)))
            hints.read(text, expressions)
            for expression in expressions:
                if expression.future:
                    continue
                if expression.first.year is not None:
                    period = _placed(text, expression)
                    if period is None or period.granularity not in ("day", "month"):
                        continue
                    stated.append(period.end)
                    if expression.is_day and _is_label(text, expression, at_top=at_top):
                        headers.append((period.end, _quote(text, expression)))
                elif expression.is_day and expression.first.month and not expression.relative_to:
                    open_days.append(expression)
            at_top = at_top and len(text) <= _LABEL_LINE
        if headers:
            printed, quote = max(headers)
            return cls(printed.year, printed, printed, (f"printed on the page: {quote}",))
        if years:
            year, quote = max(years + hints.marks, key=lambda pair: pair[0])
        elif hint := hints.year():
            year, quote = hint
        else:
            return cls()
        around = _around(year, stated, open_days, planned=hints.plans_for(year + 1))
        return cls(around.year if around else year, None, around, (f"year of the page: {quote}",))


@dataclass(frozen=True, slots=True)
class DateFinding:
    """The date of an article, or None, and in plain words what decided it."""

    date: Date | None
    evidence: tuple[str, ...] = ()


def resolve_date(
    title: str | None,
    body: str,
    *,
    page: PageDates | None = None,
    printed: Date | str | None = None,
    metadata: Sequence[str] = (),
) -> DateFinding:
    """Decide the date of an article from its folded title and body.

    `printed` is a date printed with the article, as in a list of related items: it gives the year,
    and is the answer when the article names no day of its own.  `metadata` are lines beside the
    article (发布时间：2023-06-28 08:30); a day in them is the day of publication.  Days of the lead
    come before days further down; plans, long past days and periods never stand for a day.
    """
    labelled = [printed] if isinstance(printed, str) and _LABEL.search(printed) else []
    for line in (*metadata, *labelled):
        if day := _full_day(line):
            return DateFinding(_day_date(day, "stated"), (f"printed with the article: {line}",))
    article = _Article(title or "", body, page or PageDates.collect((title or "", body)))
    return article.resolve(_full_day(printed) if isinstance(printed, str) else _date_day(printed))


class _Article:
    """One article with its dates placed; the steps of `resolve` in the order of their trust."""

    def __init__(self, title: str, body: str, page: PageDates) -> None:
        self.text = f"{title}\n{body}" if title else body
        self.body_start = len(self.text) - len(body)
        self.page = page
        self.expressions = scan_dates(self.text)

    def resolve(self, list_day: datetime.date | None) -> DateFinding:
        page = self.page
        reference = list_day or page.around
        mentions = place_dates(self.text, self.expressions, reference=reference, year=page.year)
        days = [mention for mention in mentions if self._is_event_day(mention)]
        return (
            self._labelled(days)
            or self._opening_day(days)
            or self._dateline(days)
            or self._from_today(mentions)
            or self._lead(days, list_day)
            or self._deep(days, list_day)
            or self._printed(list_day)
            or self._opening_month(mentions)
            or self._year()
        )

    def _is_event_day(self, mention: DateMention) -> bool:
        """Tell whether a mention is a day that is not planned, relative or long past."""
        period = mention.period
        if mention.future or self._is_day_word(mention):
            return False
        if (period.end - period.start).days > 15:
            return False
        if mention.granularity == "month" or not self._states_day(mention):
            return False
        if _TO_NOW.match(self.text, mention.end):
            return False
        return not (
            _SINCE.search(self.text, max(0, mention.start - 1), mention.start)
            and _SINCE_END.match(self.text, mention.end)
        )

    def _is_day_word(self, mention: DateMention) -> bool:
        """Tell 昨日 from 本月25日 and 去年6月25日."""
        written = self.text[mention.start : mention.end]
        return mention.relative and "月" not in written and mention.granularity == "day"

    def _states_day(self, mention: DateMention) -> bool:
        return (
            mention.granularity == "day"
            or self.text[mention.end - 1] in "日号"
            or (self.text[mention.end - 1].isdigit())
        )

    def _labelled(self, days: Sequence[DateMention]) -> DateFinding | None:
        for mention in days:
            if mention.year_stated and _is_label(self.text, mention):
                return self._finding(mention, "printed with the article")
        return None

    def _opening_day(self, days: Sequence[DateMention]) -> DateFinding | None:
        """Take a full date that opens the body, even beside a later year (共迎2024年元旦)."""
        for mention in days:
            opens = 0 <= mention.start - self.body_start <= _OPENING
            if opens and mention.year_stated:
                year = mention.period.end.year
                likely = year in (latest_year(self.expressions), (self.page.year or 0) - 1)
                if self._is_recent(mention, None) or (likely and not self.page.printed):
                    return self._finding(mention, "day that opens the text")
        return None

    def _dateline(self, days: Sequence[DateMention]) -> DateFinding | None:
        for mention in days:
            if mention.start > self.body_start + _LEAD:
                break
            if mention.start <= self.body_start + 40 and _DATELINE.match(self.text, mention.end):
                return self._finding(mention, "dateline")
            before = self.text[max(0, mention.start - 4) : mention.start]
            if _TODAY.search(before):
                return self._finding(mention, "the text calls it today")
        return None

    def _from_today(self, mentions: Sequence[DateMention]) -> DateFinding | None:
        """Take 昨日 of the lead, when the day of printing is known."""
        if self.page.printed is None:
            return None
        for mention in mentions:
            if mention.start > self.body_start + _LEAD:
                break
            if self._is_day_word(mention) and not mention.future:
                return self._finding(mention, "said from the day of printing")
            if self._is_event_day(mention):
                break
        return None

    def _lead(
        self, days: Sequence[DateMention], list_day: datetime.date | None
    ) -> DateFinding | None:
        """Take the first day of the lead, unless a full date of a later year stands in it as well."""
        recent = [
            mention
            for mention in days
            if mention.start <= self.body_start + _LEAD and self._is_recent(mention, list_day)
        ]
        for mention in recent:
            if not any(
                later.year_stated and later.period.end.year > mention.period.end.year
                for later in recent
            ):
                return self._finding(mention, "day in the lead")
        return None

    def _deep(
        self, days: Sequence[DateMention], list_day: datetime.date | None
    ) -> DateFinding | None:
        recent = [
            mention
            for mention in days
            if mention.start > self.body_start + _LEAD and self._is_recent(mention, list_day)
        ]
        if not recent:
            return None
        return self._finding(max(recent, key=lambda one: one.period.end), "latest day in the body")

    def _is_recent(self, mention: DateMention, list_day: datetime.date | None) -> bool:
        day = mention.period.end
        if printed := list_day or self.page.printed:
            return 0 <= (printed - day).days <= _BEFORE_PRINT
        year = self.page.year
        around = self.page.around
        if year is None or day.year >= year:
            return True
        return around is not None and abs((day - around).days) <= _SEASON

    def _printed(self, list_day: datetime.date | None) -> DateFinding | None:
        if list_day is not None:
            return DateFinding(_day_date(list_day, "stated"), ("printed with the article",))
        if self.page.printed is not None:
            return DateFinding(_day_date(self.page.printed, "inferred"), self.page.evidence)
        return None

    def _opening_month(self, mentions: Sequence[DateMention]) -> DateFinding | None:
        for mention in mentions:
            if mention.start > self.body_start + _OPENING:
                break
            if mention.granularity == "month" and not mention.future:
                written = self.text[mention.start : mention.end]
                if written.endswith("月") and mention.period.end.year >= (self.page.year or 0):
                    return self._finding(mention, "month of the opening")
        return None

    def _year(self) -> DateFinding:
        telling = _telling_year(self.text, self.expressions)
        own = telling.latest_year if telling else None
        year = max(own or 0, self.page.year or 0)
        if not year:
            return DateFinding(None, ("no date in the article or on its page",))
        basis: Basis = "stated" if own == year else "inferred"
        return DateFinding(Date(f"{year:04}", "year", basis), self.page.evidence)

    def _finding(self, mention: DateMention, reason: str) -> DateFinding:
        written = self.text[mention.start : mention.end]
        basis: Basis = "stated" if mention.year_stated else "inferred"
        period = mention.period
        if mention.granularity == "range":
            over = self.page.printed is not None and period.end <= self.page.printed
            day = period.end if over else period.start
            period = Period(day, day)
        evidence = [f"{reason}: {written}"]
        if basis == "inferred":
            evidence += self.page.evidence
        return DateFinding(period.to_article_date(basis), tuple(evidence))


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


def _telling_year(text: str, expressions: Sequence[DateExpression]) -> DateExpression | None:
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
    if latest.latest_year - earliest < _GENERATION or latest.start <= _LEAD:
        return latest
    return latest if _NOW.search(text) else None


def _placed(text: str, expression: DateExpression) -> Period | None:
    mentions = place_dates(text, (expression,))
    return mentions[0].period if mentions else None


def _quote(text: str, expression: DateExpression) -> str:
    return text[max(0, expression.start - 6) : expression.end + 8].replace("\n", " ").strip()


def _is_label(text: str, place: DateExpression | DateMention, *, at_top: bool = True) -> bool:
    """Tell whether a full date stands in a page header or a line of metadata.

    A line of nothing but a date is a header only `at_top`; further down it ends a related item.
    """
    low, high = max(0, place.start - _LABEL_LINE), place.end + _LABEL_LINE
    start = text.rfind("\n", low, place.start) + 1 or low
    end = text.find("\n", place.end, high)
    end = min(high, len(text)) if end < 0 else end
    if end - start > _LABEL_LINE or re.search("[。！？]", text[start:end]):
        return False
    rest = text[start : place.start] + text[place.end : end]
    if _LABEL.search(rest):
        return True
    if not at_top or place.start > _TOP:
        return False
    alone = end - start == len(text) and not re.search("[，、；]", rest)
    return _CLOCK.fullmatch(rest) is not None or (alone and len(rest.strip()) <= _MASTHEAD)


def _full_day(text: str) -> datetime.date | None:
    """Return the last full date of a line."""
    for mention in reversed(find_dates(text)):
        if mention.year_stated and mention.granularity == "day":
            return mention.period.start
    return None


def _date_day(date: Date | None) -> datetime.date | None:
    if date is None or date.granularity != "day":
        return None
    return datetime.date.fromisoformat(date.value)


def _day_date(day: datetime.date, basis: Basis) -> Date:
    return Date(day.isoformat(), "day", basis)
