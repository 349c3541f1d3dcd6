"""Decide when an article was published, or when its event took place.

The articles of a page tell together what one of them leaves out: the year, sometimes the day of
printing.  `PageDates` collects that, `resolve_date` weighs it against what the article says itself.
A date is never more precise than the text supports: an article that only says 近日 gets a year.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from jianbao.indexer.article import Basis, Date
from jianbao.indexer.date_expressions import DateExpression, latest_year, scan_dates
from jianbao.indexer.date_placing import DateMention, find_dates, place_dates
from jianbao.indexer.date_spelling import parse_period
from jianbao.indexer.page_dates import (
    DATELINE,
    DATELINE_REACH,
    LABEL,
    LEAD,
    OLDEST,
    SEASON,
    PageDates,
    stamped_days,
)
from jianbao.indexer.periods import Period

__all__ = [
    "DateFinding",
    "DateMention",
    "PageDates",
    "Period",
    "find_dates",
    "parse_period",
    "resolve_date",
]

_OPENING = 15
"""Code points of the body in which a month (八月的济源) speaks for the whole article."""
_BEFORE_PRINT = 10
"""Days before printing that an event may lie and still be the article's date: a week's news, late."""
_TODAY = re.compile("(?:今天|今日|今晚|今晨) ?（$")
_EARLIER_ISSUE = re.compile(" ?(?:第?[a-z]?[\\d一二三四五六七八九十]{1,2}版|《|刊发|刊登|报道|曾)")
"""What the paper said that day: 本报6月10日B1版《…》."""
_SINCE = re.compile("[自从]$")
_SINCE_END = re.compile("[^，。\n]{0,8}起，")
_YEAR_WORD = re.compile("[今本]年|[去上前]年")
_TO_NOW = re.compile("(?:(?!今年)[^，。\n ]){0,12}以来")


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
    and is the answer when the article names no day of its own.  So are `metadata`, lines beside the
    article (发布时间：2023-06-28 08:30), when its opening names none.  Days of the lead come before
    days further down; plans, long past days and periods never stand for a day.
    """
    article = _Article(title or "", body, page)
    beside = [day for line in metadata if (day := _full_day(line))]
    for day in beside or [stamp for stamp, _ in stamped_days(article.text)]:
        return article.resolve(day, published=True)
    if isinstance(printed, str):
        return article.resolve(_full_day(printed), published=LABEL.search(printed) is not None)
    return article.resolve(_date_day(printed))


class _Article:
    """One article with its dates placed; the steps of `resolve` in the order of their trust."""

    def __init__(self, title: str, body: str, page: PageDates | None) -> None:
        self.text = f"{title}\n{body}" if title else body
        self.body_start = len(self.text) - len(body)
        self.page = page = page or PageDates.collect((self.text,))
        self._list_day: datetime.date | None = None
        self._known: list[DateExpression] = []
        self._unread = 0
        if page.printed is None:
            self._read(len(self.text))  # as was done for the page, so that it is remembered

    def _read(self, reach: int) -> Sequence[DateExpression]:
        """Return the dates that begin at or before `reach`; no line is read before it is asked for."""
        if self._unread < len(self.text) and self._unread <= reach:
            end = self.text.find("\n", reach) + 1 or len(self.text)
            first = self._unread
            found = scan_dates(self.text[first:end])
            self._known += [one.moved(first) for one in found] if first else found
            self._unread = end
        return [one for one in self._known if one.start <= reach]

    @property
    def expressions(self) -> Sequence[DateExpression]:
        """All dates of the article."""
        return self._read(len(self.text))

    def resolve(self, list_day: datetime.date | None, *, published: bool = False) -> DateFinding:
        """Decide, with a day printed beside the article; if `published` only its opening is older."""
        self._list_day = list_day
        opening = self._place(self._read(self.body_start + DATELINE_REACH), list_day)
        days = [mention for mention in opening if self._is_event_day(mention)]
        if found := self._opening_day(days) or self._dateline(days):
            return found
        mentions = self._place(self._read(self.body_start + LEAD), list_day)
        days = [mention for mention in mentions if self._is_event_day(mention)]
        return (
            self._dateline(days)
            or self._from_today(mentions, stamped=published and list_day is not None)
            or self._lead(days, list_day)
            or (None if published else self._deep(list_day))
            or self._printed(list_day)
            or self._opening_month(mentions)
            or self._year()
        )

    def _place(
        self, expressions: Sequence[DateExpression], list_day: datetime.date | None
    ) -> list[DateMention]:
        page = self.page
        reference = list_day or page.around
        return place_dates(self.text, expressions, reference=reference, year=page.year)

    def _is_event_day(self, mention: DateMention) -> bool:
        """Tell whether a mention is a day that is not planned, relative or long past."""
        period = mention.period
        if mention.future or self._is_day_word(mention):
            return False
        if (period.end - period.start).days > 15:
            return False
        if mention.granularity == "month" or not self._states_day(mention):
            return False
        if _EARLIER_ISSUE.match(self.text, mention.end) and self.text.endswith(
            "本报", 0, mention.start
        ):
            return False
        if _TO_NOW.match(self.text, mention.end) or _YEAR_WORD.match(self.text, mention.start):
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

    def _opening_day(self, days: Sequence[DateMention]) -> DateFinding | None:
        """Take a full date that opens the body, even beside a later year (共迎2024年元旦)."""
        for mention in days:
            opens = 0 <= mention.start - self.body_start <= _OPENING
            if opens and mention.year_stated:
                year = mention.period.end.year
                now = self.page.year or 0
                likely = year in (latest_year(self.expressions), now - 1) and year >= OLDEST
                if self._is_recent(mention, None) or (likely and not self.page.printed):
                    return self._finding(mention, "day that opens the text")
        return None

    def _dateline(self, days: Sequence[DateMention]) -> DateFinding | None:
        for mention in days:
            if mention.start <= self.body_start + DATELINE_REACH and DATELINE.match(
                self.text, mention.end
            ):
                return self._finding(mention, "dateline")
            before = self.text[max(0, mention.start - 4) : mention.start]
            if _TODAY.search(before):
                return self._finding(mention, "the text calls it today")
        return None

    def _from_today(self, mentions: Sequence[DateMention], *, stamped: bool) -> DateFinding | None:
        """Take 昨日 of the lead, when the day of printing is known."""
        if self.page.printed is None and not stamped:
            return None
        for mention in mentions:
            if self._is_day_word(mention) and not mention.future:
                return self._finding(mention, "said from the day of printing")
            if self._is_event_day(mention):
                break
        return None

    def _lead(
        self, days: Sequence[DateMention], list_day: datetime.date | None
    ) -> DateFinding | None:
        """Take the first day of the lead, unless a full date of a later year stands in it as well."""
        recent = [mention for mention in days if self._is_recent(mention, list_day)]
        for mention in recent:
            if not any(
                later.year_stated and later.period.end.year > mention.period.end.year
                for later in recent
            ):
                return self._finding(mention, "day in the lead")
        return None

    def _deep(self, list_day: datetime.date | None) -> DateFinding | None:
        """Take the latest day of the body; a full one beside other years is one looked back on."""
        told = {one.latest_year for one in self.expressions if not one.future}
        only_year = len(told - {0}) == 1
        recent = [
            mention
            for mention in self._place(self.expressions, list_day)
            if mention.start > self.body_start + LEAD
            and (only_year or not mention.year_stated)
            and self._is_event_day(mention)
            and self._is_recent(mention, list_day)
        ]
        if not recent:
            return None
        return self._finding(max(recent, key=lambda one: one.period.end), "latest day in the body")

    def _is_recent(self, mention: DateMention, list_day: datetime.date | None) -> bool:
        day = mention.period.end
        if printed := list_day or self.page.printed:
            return 0 <= (printed - day).days <= _BEFORE_PRINT
        year, around = self.page.year, self.page.around
        if year is None:
            return day.year >= OLDEST
        return day.year >= year or (around is not None and abs((day - around).days) <= SEASON)

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
        year = self.page.year
        if year is None:
            return DateFinding(None, ("no date in the article or on its page",))
        own = any(one.latest_year == year and not one.future for one in self.expressions)
        basis: Basis = "stated" if own else "inferred"
        return DateFinding(Date(f"{year:04}", "year", basis), self.page.evidence)

    def _finding(self, mention: DateMention, reason: str) -> DateFinding:
        written = self.text[mention.start : mention.end]
        basis: Basis = "stated" if mention.year_stated else "inferred"
        period = mention.period
        if mention.granularity == "range":
            printed = self._list_day or self.page.printed
            over = printed is not None and period.end <= printed
            day = period.end if over else period.start
            period = Period(day, day)
        evidence = [f"{reason}: {written}"]
        if basis == "inferred":
            evidence += self.page.evidence
        return DateFinding(period.to_article_date(basis), tuple(evidence))


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
