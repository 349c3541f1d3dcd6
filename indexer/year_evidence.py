"""What a page says of the year in which it was written, weighed together.

Texts of news name years in a few ways: a day, a whole year, a beginning, a plan.  For each way
`jianbao.indexer.year_weights` knows, from dated news, how far the year of writing lies from the year
that is named.  The year that all of it together makes most likely is that of the page.
"""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jianbao.indexer.date_atoms import to_number
from jianbao.indexer.date_expressions import DateExpression
from jianbao.indexer.year_weights import FIRST, LAST, WEIGHTS, Row

_SINCE_BEFORE = re.compile("(?:[自从]|早在|始于|追溯到|成立于|[建创]于|创[办建]于)$")
_SINCE_AFTER = re.compile("(?:(?!今年)[^，。；\n ]){0,12}以来|[^，。；\n]{0,8}(?:起|至今)")
_COMPARED_BEFORE = re.compile("[比较与继]$")
_COMPARED_AFTER = re.compile(
    "[^，。；\n]{0,6}出生|[以之]?前|年?[^。！？\n]{0,40}(?:当时|那时|那年)"
)
_SAME_PERIOD = re.compile("[^，。；\n]{0,6}同期")
_THIS_YEAR = re.compile("[^。！？\n]{1,30}今年(?!以来)")
_FIGURES = re.compile(
    r"[^。；\n]{0,40}?(?:增长|增速|同比|下降|总产值|总值|总量|产量|收入|公报|白皮书|蓝皮书|年报|[0-9][万亿%])"
)
_UNTIL = re.compile("到 ?$")
_FESTIVALS = {"元旦": 1, "春节": 2, "清明": 4, "五一": 5, "端午": 6, "中秋": 9, "国庆": 10}
_SEASONS = {"春": 3, "夏": 7, "秋": 10}
_OCCASIONS = (
    "马拉松|锦标赛|联赛|公开赛|大奖赛|大赛|博览会|展览会|交易会|论坛|峰会|大会|年会|赛季"
    "|文化节|旅游节|艺术节|音乐节|电影节|龙舟赛|[一-龥]{2}节(?=[，。、“”暨在开闭启（ ]|$)"
)
_OCCASION = re.compile(
    r"(20[0-4][0-9])(?<![0-9.]....)(?=(?![年多余万])[一-龥·—]{0,14}?"
    rf"(?:{_OCCASIONS}|(冬奥会|奥运会|亚运会|世界杯)))"
)
_OCCASION_AFTER = re.compile(
    rf"第[0-9一二三四五六七八九十百]+届|[一-龥·—“”]{{0,14}}?(?:{_OCCASIONS}|电影展|艺术展|书展|车展)"
)
_COUNTED = re.compile(
    r"(1[89]\d\d|20\d\d)年[^。\n]{0,30}今年(?:已经|已|正好|恰好|正|恰)?是?[^，。\n]{0,8}?"
    r"(第)?([0-9一二三四五六七八九十]{1,3})(?:个年头|周年)"
)
_ANNIVERSARY = re.compile(
    r"(?<!到)(?<!迎接)(新中国|中国共产党|(?<![共党])建党|改革开放|抗战(?:爆发)?|抗日战争(?:爆发)?|长征(?!出发)"
    r"|(?<!民军)建军|香港回归|澳门回归)[^，。；\n0-9]{0,8}?([0-9一二三四五六七八九十百]{1,4})周年"
)
_FOUNDED = {
    "新中国": 1949,
    "中国共产党": 1921,
    "建党": 1921,
    "改革开放": 1978,
    "抗战": 1945,
    "抗战爆发": 1937,
    "抗日战争爆发": 1937,
    "抗日战争": 1945,
    "长征": 1936,
    "建军": 1927,
    "香港回归": 1997,
    "澳门回归": 1999,
}
_WEEKDAY = re.compile(" ?[（(]?(?:星期|周)([一二三四五六日天])")

_FADING = (1.0, 0.4, 0.15, 0.05)
"""What a year counts that lies this far before the latest one that is told: others lead up to it."""
_PLANNED = (1.0, 0.5, 0.25, 0.1)
"""What the nearest planned year counts, the next, and so on."""
_MISREAD = 0.1
"""What a planned year counts that lies before one that is told."""
_REPEATED = 0.3
"""The power of the number of times that the same is said."""
_TRUST = 0.7
"""What a piece of evidence counts, because its neighbours say much the same."""
_WRONG_WEEKDAY = -3.0
"""Weight of a year in which a day does not fall on the weekday that the text gives it."""
_TOP = 60
"""Code points of a text, its headline among them, in which a year is rather that of the news."""
_PLAIN = frozenset(("day", "month", "year", "whole", "figures"))
"""The ways in which a year is named without a word on how it lies to that of the news."""
_HELD = frozenset(("occasion", "anniversary"))
"""The ways that tell of what is held in that very year; nothing later takes from them."""
_REACH = 12
"""Years after the latest one that is told in which a page may have been written, at most."""


class Naming(NamedTuple):
    """A year as a text names it, the month told with it (0: none), the way, and the words."""

    year: int
    month: int
    kind: str
    quote: str

    @property
    def planned(self) -> bool:
        """Tell whether the text speaks of a plan."""
        return self.kind.startswith("plan")


class YearFinding(NamedTuple):
    """The likeliest year of a page, how likely it is (0 to 1), and the words that name years near it."""

    year: int
    likelihood: float
    quotes: tuple[str, ...]


class YearEvidence:
    """Everything that the texts of a page say of its year."""

    def __init__(self) -> None:
        self.namings: list[Naming] = []
        self._months: list[int] = []
        self._days: list[int] = []
        self._weekdays: list[tuple[int, int, int]] = []

    def read(self, text: str, expressions: Sequence[DateExpression]) -> None:
        """Collect from one folded text and its expressions."""
        for one in expressions:
            if one.first.year is not None:
                self.namings.append(_naming(text, one))
            elif one.first.month and not one.future and one.relative_to is None:
                month = one.last.month or one.first.month
                if one.is_day or one.first.month == month:
                    (self._days if one.is_day else self._months).append(month)
                if one.is_day and (match := _WEEKDAY.match(text, one.end)):
                    weekday = min("一二三四五六日天".index(match[1]), 6)
                    self._weekdays.append((one.first.month, one.first.day or 1, weekday))
        for match in _OCCASION.finditer(text):
            kind = "plan" if match[2] else "occasion"  # games are spoken of for years before
            self._name(int(match[1]), kind, text[match.start() : match.end() + 12])
        if "年" in text:
            for match in _COUNTED.finditer(text) if "今年" in text else ():
                if (number := to_number(match[3])) is not None:
                    self._name(
                        int(match[1]) + number - (match[2] is not None), "anniversary", match[0]
                    )
            for match in _ANNIVERSARY.finditer(text) if "周年" in text else ():
                if (number := to_number(match[2])) is not None:
                    self._name(_FOUNDED[match[1]] + number, "anniversary", match[0])

    def _name(self, year: int, kind: str, quote: str) -> None:
        self.namings.append(Naming(year, 0, kind, quote))

    @property
    def month(self) -> int:
        """The latest month that is told without a year; 0 if none.

        At the turn of the year that is January or February.
        """
        months = self._days or self._months
        last = max(months, default=0)
        turn = last >= 11 and not any(4 <= month <= 9 for month in months)
        return min(months) if turn and min(months) <= 2 else last

    def weighed(self) -> Iterator[tuple[Naming, float]]:
        """Yield the namings with what each counts."""
        times = Counter((one.year, one.month, one.kind) for one in self.namings)
        latest = max((one.year for one in self.namings if not one.planned), default=0)
        ahead = sorted({one.year for one in self.namings if one.planned and one.year >= latest})
        for one in self.namings:
            again = times.pop((one.year, one.month, one.kind), 0)
            if not again:
                continue
            if one.planned:
                place = ahead.index(one.year) if one.year >= latest else None
                part = _MISREAD if place is None else _PLANNED[min(place, len(_PLANNED) - 1)]
            else:
                past = latest - one.year
                part = _FADING[past] if past < len(_FADING) else 0.0
                part = 1.0 if part and one.kind in _HELD else part
            if part:
                yield one, part * again**_REPEATED

    def year(self) -> YearFinding | None:
        """Return the likeliest year of the page; None if no year is named."""
        weighed = list(self.weighed())
        if not weighed:
            return None
        month = self.month
        years = [one.year for one, _ in weighed]
        told = [one.year for one, _ in weighed if not one.planned]
        rows = [(one.year, part * _TRUST / 10, _row(one, month)) for one, part in weighed]
        scores = {
            year: sum(
                part * row[min(max(year - named, FIRST), LAST) - FIRST] for named, part, row in rows
            )
            + _WRONG_WEEKDAY * sum(not _falls_on(year, *day) for day in self._weekdays)
            for year in range(min(years) + FIRST, max(told or years) + _REACH)
        }
        best = max(scores, key=lambda year: scores[year])
        total = sum(math.exp(score - scores[best]) for score in scores.values())
        near = sorted(weighed, key=lambda pair: (abs(pair[0].year - best), -pair[1]))
        return YearFinding(best, 1 / total, tuple(one.quote for one, _ in near[:2]))


def _row(naming: Naming, month: int) -> Row:
    """Return the row of weights of a naming on a page whose days are of `month`."""
    return WEIGHTS.get((naming.kind, season(naming, month))) or WEIGHTS[naming.kind, "unknown"]


def season(naming: Naming, month: int) -> str:
    """Say how the month that a page tells lies to the one of a naming, or where in the year it lies."""
    if not month:
        return "unknown"
    if naming.month:
        return "after" if month > naming.month else "same" if month == naming.month else "before"
    return "early" if month <= 2 else "late" if month >= 10 else "middle"


def _falls_on(year: int, month: int, day: int, weekday: int) -> bool:
    try:
        return datetime.date(year, month, day).weekday() == weekday
    except ValueError:
        return False


def _naming(text: str, one: DateExpression) -> Naming:
    year, month, kind = _way(text, one)
    if one.start > _TOP and kind in _PLAIN:
        kind = f"below {kind}"
    return Naming(year, month, kind, one.quoted(text))


def _way(text: str, one: DateExpression) -> tuple[int, int, str]:
    """Return the year that an expression names, the month told with it (0: none), and how."""
    start, end = one.start, one.end
    first = one.first.year or 0
    before = text[max(0, start - 4) : start]
    if one.last.year not in (None, first) and not one.first.month:
        return first, 0, "span"
    if one.future:
        month = one.first.month or _FESTIVALS.get(text[end : end + 2], 0)
        if one.is_day:
            return first, month, "plan day"
        if month:
            return first, month, "plan month"
        if _UNTIL.search(before):
            return first, 0, "plan until"
        return first, 0, "plan whole" if text.startswith("，", end) else "plan"
    year, month = one.latest_year, (one.last.month or 0 if one.first.month else 0)
    month = month or _later_festival(text, end)
    if text.startswith("以来", end) and not _SINCE_BEFORE.search(before):
        return year, month, "lately"
    if _SINCE_AFTER.match(text, end) or _SINCE_BEFORE.search(before):
        return year, month, "since"
    if _SAME_PERIOD.match(text, end):
        return year, month, "same period"
    if _COMPARED_BEFORE.search(before) or (
        one.first.day is None and _COMPARED_AFTER.match(text, end)
    ):
        return year, month, "compared"
    apart = one.first.day is None and (one.first.month is not None or text.startswith("，", end))
    if apart and _THIS_YEAR.match(text, end) and not before.endswith(("截至", "截止", "止到")):
        return year, 0, "before this year"
    if month == 12 and text[end - 1] in "底末":
        return year, month, "end"
    if one.first.day is not None:
        return year, month, "day"
    if month:
        return year, month, "month"
    if _FIGURES.match(text, end):
        return year, 0, "figures"
    if _OCCASION_AFTER.match(text, end):
        return year, 0, "occasion"
    if text.startswith("，", end) or before.endswith("到") or "年度" in text[end - 2 : end + 1]:
        return year, 0, "whole"
    return year, 0, "year"


def _later_festival(text: str, start: int) -> int:
    """Return the month of the festival or season named at `start`; 0 if none.

    New Year is spoken of in the year before as well, so that it tells no month.
    """
    if month := _FESTIVALS.get(text[start : start + 2]):
        return month if month > 2 else 0
    return _SEASONS.get(text[start : start + 1], 0)
