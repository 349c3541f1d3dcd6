"""The year of a page whose articles never state it plainly: from plans, occasions and anniversaries.

A plan lies after the writing, mostly in the same year; an occasion bears its year (2026武汉马拉松);
今年是第六个年头 counts from a year that is stated.  These serve only where no plain year does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jianbao.indexer.date_atoms import to_number
from jianbao.indexer.date_expressions import DateExpression

_LATE = 11
"""From this month on, a plan for a whole year means the next year."""

_PAST_BEFORE = re.compile("(?:[自从比与较于]|早在|始于|追溯到)$")
_PAST_AFTER = re.compile(
    "[^，。；\n]{0,6}(?:同期|出生|开始)|(?:(?!今年)[^，。；\n ]){0,12}以来|[以之]?前"
)
_CONTRAST = re.compile("[^。！？\n]{0,40}(?:当时|那时|那年)")
_MARK_AFTER = re.compile("[^，。；\n]{0,6}(?:同期|开始)|(?:(?!今年)[^，。；\n ]){0,12}以来")
_FAR = re.compile("到 ?$")
_FESTIVAL_MONTHS = {"元旦": 1, "春节": 2, "五一": 5, "国庆": 10}
_OCCASION = re.compile(
    r"(?<![0-9.])(20[0-4][0-9])(?=(?:[一-龥·—]{0,14}?(?:马拉松|锦标赛|联赛|公开赛|大奖赛|大赛|博览会|展览会|交易会|"
    r"论坛|峰会|大会|年会|赛季|冬奥会|奥运会|亚运会|文化节|旅游节|艺术节|音乐节|电影节|龙舟赛)))"
)
_COUNTED = re.compile(
    r"(1[89]\d\d|20\d\d)年[^。\n]{0,30}今年(?:已经|已|正好|恰好|正|恰)?是?[^，。\n]{0,8}?"
    r"(第)?([0-9一二三四五六七八九十]{1,3})(?:个年头|周年)"
)


def is_past(text: str, expression: DateExpression) -> bool:
    """Tell whether a year only serves as a mark in the past: 2008年以来, 自1919年, 1963年…当时."""
    return bool(
        _PAST_BEFORE.search(text, max(0, expression.start - 3), expression.start)
        or _PAST_AFTER.match(text, expression.end)
        or (expression.first.day is None and _CONTRAST.match(text, expression.end))
    )


def is_over(text: str, expression: DateExpression) -> bool:
    """Tell whether a year is told as a whole that has passed: 2022年，全县…; 2022年底; 比2022年.

    In dated news of April to September a year that is only told so is hardly ever the one that runs.
    """
    if expression.first.month is not None:
        return expression.first.day is None and text[expression.end - 1] in "底末"
    return text.startswith("，", expression.end) or text[max(0, expression.start - 1)] in "较比"


@dataclass(slots=True)
class YearHints:
    """What the texts of a page let one guess of its year, with a quotation for each guess."""

    marks: list[tuple[int, str]] = field(default_factory=list)
    """Years at or before the writing: starts of something that goes on, and anniversaries."""
    _plans: list[tuple[int, int | None, str]] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)
    _months: set[int] = field(default_factory=set)
    _counted: list[tuple[int, str]] = field(default_factory=list)

    def read(self, text: str, expressions: Sequence[DateExpression]) -> None:
        """Collect from one folded text and its expressions."""
        for one in expressions:
            if one.first.year is not None:
                if one.future:
                    self._read_plan(text, one)
                elif _MARK_AFTER.match(text, one.end):
                    self.marks.append((one.latest_year, text[one.start : one.end + 8]))
            elif one.first.month and not one.future and one.offset == 0:
                self._months.add(one.last.month or one.first.month)
        if "今年" in text:
            for match in _COUNTED.finditer(text):
                if (number := to_number(match[3])) is not None:
                    year = int(match[1]) + number - (1 if match[2] else 0)
                    self.marks.append((year, match[0]))
                    self._counted.append((year, match[0]))
        self._texts.append(text)

    def _read_plan(self, text: str, plan: DateExpression) -> None:
        festival = text[plan.end : plan.end + 2]
        month = plan.first.month or _FESTIVAL_MONTHS.get(festival)
        if month is None and _FAR.search(text, max(0, plan.start - 2), plan.start):
            return  # 到2030年 may be any number of years ahead
        if plan.first.year:
            quote = text[max(0, plan.start - 4) : plan.end + 8].replace("\n", " ")
            self._plans.append((plan.first.year, month, quote))

    def plans_for(self, year: int) -> bool:
        """Tell whether something is planned for this year."""
        return any(plan[0] == year for plan in self._plans)

    def year(self) -> tuple[int, str] | None:
        """Guess the year in which the page was written: of an anniversary, an occasion, a plan.

        A plan counts if it names a month or the texts name days.  The earliest plan is of the year
        of writing, except when its month has passed already in the days that are told, or when these
        are of the end of a year and the plan is for a whole year.
        """
        if telling := self._counted or self._occasions():
            return max(telling)
        told = max(self._months, default=0)
        plans = [plan for plan in self._plans if plan[1] or told]
        if not plans:
            return None
        year, month, quote = min(plans, key=lambda plan: (plan[0], plan[1] or 13))
        over = told > month if month is not None else told >= _LATE
        return (year - 1 if over else year), quote

    def _occasions(self) -> list[tuple[int, str]]:
        return [
            (int(match[1]), text[match.start() : match.end() + 12])
            for text in self._texts
            for match in _OCCASION.finditer(text)
        ]
