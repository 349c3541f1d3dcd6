"""The smallest pieces of dates in Chinese text: 2023年, 1-8月, 25日, 去年, 上半年, 2023-08-21.

Regular expressions that begin with a set of characters find candidates at the speed of a scan;
what stands before and after a candidate then decides whether it is a date, a count or a duration.
`jianbao.indexer.date_expressions` puts the pieces together.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

AtomKind = Literal[
    "date",  # a whole numeric date; year, first, last = year, month, day (day 0: only a month)
    "year",
    "month",
    "day",
    "season",  # a quarter or a half year as months first to last
    "relative year",
    "relative month",
    "relative day",
    "relative weekday",  # days after Monday of the week of writing
    "end of month",  # 月底, 月初: first to last day of the current month
]


class Atom(NamedTuple):
    """A piece of a date at `[start, end)` with the numbers `first` to `last` of its kind.

    A tuple, because many are made and few are kept.  `bare` marks a piece that counts only beside
    a larger one: 25号 without a month, 23年.
    """

    start: int
    end: int
    kind: AtomKind
    first: int
    last: int
    year: int = 0
    bare: bool = False


_DIGIT = "0-9〇零○一二两三四五六七八九十廿"
_RANGE_SIGN = "-‐–—―－~～至到、和及"
_NUMBERS = re.compile(
    rf"([{_DIGIT}][{_DIGIT}]{{0,3}})(?: ?([{_RANGE_SIGN}]—?) ?([{_DIGIT}]{{1,4}}))?"
    r" ?(年|月|日|号|个月|季度)"
)
_NUMERIC = re.compile(
    r"[12][0-9]{3}(?:([-/.])[01]?[0-9](?:\1[0-3]?[0-9])?|([–—])[01]?[0-9]\2[0-3]?[0-9]|[01][0-9][0-3][0-9])"
)
STATED_YEAR = re.compile(rf"[{_DIGIT}０-９] ?年|[12１２][0-9０-９]{{3}}[-–—/.－／．01０１]|民国")
"""Something of this form stands in every expression with a year."""
_WORDS = re.compile(
    "今年|本年|去年|上年|前年|明年|后年|新的一年|新一年|同年|本月|当月|这个月|上月|上个月|下月|下个月|"
    "今天|今日|今晚|今晨|今早|昨天|昨日|昨晚|昨夜|昨晨|明天|明日|明晚|明早|前天|后天|"
    "上半年|下半年|年底|年末|年初|岁末|月底|月末|月初|首季|q[1-4]"
    "|[上本这下]个?(?:周|星期)[一二三四五六日天]"
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")
_WIDE_DIGITS = re.compile("[０-９][０-９－／．]*")

_RELATIVE: dict[str, tuple[AtomKind, int]] = {
    **dict.fromkeys(("今年", "本年"), ("relative year", 0)),
    **dict.fromkeys(("去年", "上年"), ("relative year", -1)),
    "前年": ("relative year", -2),
    "明年": ("relative year", 1),
    "后年": ("relative year", 2),
    **dict.fromkeys(("本月", "当月", "这个月"), ("relative month", 0)),
    **dict.fromkeys(("上月", "上个月"), ("relative month", -1)),
    **dict.fromkeys(("下月", "下个月"), ("relative month", 1)),
    **dict.fromkeys(("今天", "今日", "今晚", "今晨", "今早"), ("relative day", 0)),
    **dict.fromkeys(("昨天", "昨日", "昨晚", "昨夜", "昨晨"), ("relative day", -1)),
    **dict.fromkeys(("明天", "明日", "明晚", "明早"), ("relative day", 1)),
    "前天": ("relative day", -2),
    "后天": ("relative day", 2),
}
_WEEKS = {"上": -7, "本": 0, "这": 0, "下": 7}
NEW_YEAR = 100
SAME_YEAR = 101
"""Offsets of 新的一年 and 同年, which need the context."""
_SPANS: dict[str, tuple[AtomKind, int, int]] = {
    "上半年": ("season", 1, 6),
    "下半年": ("season", 7, 12),
    "首季": ("season", 1, 3),
    "q1": ("season", 1, 3),
    "q2": ("season", 4, 6),
    "q3": ("season", 7, 9),
    "q4": ("season", 10, 12),
    **dict.fromkeys(("年底", "年末", "岁末"), ("month", 12, 12)),
    "年初": ("month", 1, 1),
    **dict.fromkeys(("月底", "月末"), ("end of month", 21, 0)),
    "月初": ("end of month", 1, 10),
}
# A word that is only the meeting of two others: 成本|年均, 此前|天, 马上|月底, 先天|后天.
_NOT_AFTER = {
    "今天": "从古",
    "本年": "成基资根样",
    "去年": "过失",
    "上年": "以路场会马岁加",
    "前年": "年提目当此日以之月天",
    "明年": "说证声表",
    "后年": "年以之然此月天",
    "同年": "不相",
    "本月": "成基日",
    "上月": "马天",
    "上个月": "以",
    "前天": "目提当此以之年",
    "后天": "、和与日之以今先",
    "明日": "说证",
    "年底": "0123456789",
    "月初": "正腊冬",
    "月底": "正腊冬",
}
_NOT_BEFORE = {
    "上年": "轻纪龄产",
    "前年": "轻纪龄均产",
    "后年": "轻纪龄均产",
    "前天": "气空",
    "后天": "气空性",
    "今日": "头",
    "本年": "轻纪龄均",
    "月初": "一二三四五六七八九十",  # 五月初八 of the moon's calendar
    "同年": "龄",
}
_LETTER_OR_DIGIT = re.compile("[0-9a-z]")

_COUNTED = "0123456789.百千万亿点第％%"
_YEAR_COUNT = re.compile(" ?(?:多|余)|(?:以|之)?前(?!后|夕)|来|间|后|的?历史|之久|之后")
_NO_MONTH = re.compile(" ?(?:0|00|1[3-9]|[2-9][0-9]) ?月")
_YEAR_ABOUT = re.compile("(?:距今|大约|约|近|逾|超过?|长达|有|已|[过满])$")
_MONTH_COUNT = re.compile(
    "[龄嫂均租供薪饼亮球]|革命|怀胎|天(?!气)|[一二三四五六七八九十](?![、，])(?!日|号)|有余|之内|初[一二三四五六七八九十]"
)
_RECURRING = re.compile("(?:每年|历年|逢年|常年|农历|阴历|夏历|旧历|[每这那])的?$")
_DAY_COUNT = re.compile("[游内间龄均夜谈报程元]|之?后|以[内后来]|之[内间]|[一二三四五六七八九十]")
_DAY_ABOUT = re.compile(
    "(?:连续|持续|历时|用时|为期|[近每第同翌某单双整满逾超约共这那百仅过再余])$"
)
_HOUR = re.compile(" ?(?:[上下中]午|午[前后夜]|[早晚]|[凌清]晨|傍晚|深?夜)")
_FIRST_MONTHS = re.compile("(?<![提此目日以之产婚孕赛课])[前头首]$")


def widen(text: str) -> str:
    """Make full-width digits ASCII, one code point for one, when there are any."""
    return _WIDE_DIGITS.sub(lambda match: match[0].translate(_FULL_WIDTH), text)


def find_atoms(text: str) -> list[Atom]:
    """Find the pieces of dates, in order and without overlap.  Linear in the length of the text."""
    numeric = list(_numeric(text)) if _NUMERIC.search(text) else []
    masked = text
    if numeric:
        parts: list[str] = []
        done = 0
        for atom in numeric:
            parts += (text[done : atom.start], "\0" * (atom.end - atom.start))
            done = atom.end
        masked = "".join((*parts, text[done:]))
    found = numeric
    for match in _NUMBERS.finditer(masked):
        atom_or_none = _number(masked, match)
        if atom_or_none is not None:
            found.append(atom_or_none)
    found.extend(_words(masked))
    found.sort(key=lambda atom: atom.start)
    atoms: list[Atom] = []
    for atom in found:
        if not atoms or atom.start >= atoms[-1].end:
            atoms.append(atom)
    return atoms


def to_number(numeral: str) -> int | None:
    """Read 25, 二十五, 廿五 or 二〇二三; None when it is no number below 10,000."""
    if numeral.isascii():
        return int(numeral)
    digits = numeral.replace("廿", "二十").translate(_ARABIC)
    if digits.isdigit():
        return int(digits) if len(digits) in (1, 3, 4) else None
    match = _TENS.fullmatch(digits)
    if match is None:
        return None
    return int(match[1] or 1) * 10 + int(match[2] or 0)


_ARABIC = str.maketrans("〇零○一二两三四五六七八九", "0001223456789")
_TENS = re.compile("([2-9]?)十([1-9]?)")


def _numeric(text: str) -> Iterator[Atom]:
    """Find 2023-08-21 and its kin, taking care of what is glued to the end."""
    for match in _NUMERIC.finditer(text):
        start, end = match.span()
        sign = match[1] or match[2]
        before = text[start - 1] if start else ""
        after = text[end] if end < len(text) else ""
        if before.isdigit() or (before == "." and text[max(0, start - 2) : start - 1].isdigit()):
            continue
        if sign is None:
            digits = match[0]
            year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
            if after.isdigit() or after == "." or "一" <= after <= "鿿" or not 1900 <= year < 2100:
                continue
        else:
            parts = match[0].split(sign)
            year, month = int(parts[0]), int(parts[1])
            if len(parts) == 2:
                if sign == "." or len(parts[1]) < 2 or not 1900 <= year < 2100:
                    continue
                if after and (after in "年月日个" or after.isdigit() or after == sign):
                    continue
                day = 0
            else:
                if sign == "." and before.isascii() and before.isalpha():
                    continue
                if len(parts[2]) == 2 and after and after in "月":
                    end -= 1  # 2023-8-28月19日 is the 2nd, then August
                    parts[2] = parts[2][:1]
                elif after.isdigit() and len(parts[2]) < 2:
                    continue
                day = int(parts[2])
        if _exists(year, month, day or 1):
            yield Atom(start, end, "date", month, day, year)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def _number(text: str, match: re.Match[str]) -> Atom | None:
    """Judge a number or a range of numbers with a unit."""
    first_text, sign, last_text, unit = match.groups()
    start, end = match.span()
    if last_text is None:
        last_text, first_text = first_text, ""
        last_start = start
    else:
        last_start = match.start(3)
    last = to_number(last_text)
    if last is None and (run := _LAST_RUN.search(last_text)):
        # 之一6月: the numeral before belongs to another word
        last_start += run.start()
        last, first_text = to_number(run[0]), ""
    if last is None:
        return None
    first = to_number(first_text) if first_text else None
    if first is not None and not _is_range(first, last, sign or "", unit, first_text, last_text):
        first = None
    if first is None:
        first, start = last, last_start
    if start and text[start - 1] in _COUNTED:
        if text[start - 1] in ".点":
            # A decimal point follows a digit; else it ends a sentence or a word (互市点8月11日).
            if start > 1 and (text[start - 2].isdigit() or text[start - 2] in _DIGIT[3:]):
                return None
        elif not (text[start - 1] == "第" and unit == "季度"):
            return None
    if start > 1 and text[start - 1] in "一二三四五六七八九十" and text[start] in _DIGIT[3:]:
        return None
    before = text[max(0, start - 4) : start]
    if unit == "年":
        if era := _ERA.search(before):
            start -= len(era[0])
            first, last = (first + 1911, last + 1911) if era[1] else (first, last)
            return Atom(start, end, "year", first, last)
        return _year(text, start, end, first, last, last_text)
    if unit in ("月", "季度", "个月"):
        return _month(text, start, end, first, last, unit, before)
    return _day(text, start, end, first, last, last_text, unit, before)


_ERA = re.compile("(?:(民[国國])|公元)$")
_LAST_RUN = re.compile("(?:[0-9]+|[〇零○一二两三四五六七八九十廿]+)$")


def _is_range(first: int, last: int, sign: str, unit: str, one: str, two: str) -> bool:
    if one.isascii() != two.isascii():
        return False
    if sign[0] in "、和及":
        return last == first + 1 and unit != "年"
    if unit == "年":
        return 1900 <= first < last and len(one) == 4
    return 0 < first < last or (unit in "日号月" and first > 0)


def _year(text: str, start: int, end: int, first: int, last: int, written: str) -> Atom | None:
    if len(written) == 2 and (written.isdigit() or "十" not in written):
        return Atom(start, end, "year", first, last, bare=True)
    if len(written) != 4 or not 1000 <= last < 2200:
        return None
    counted = _YEAR_COUNT.match(text, end) or _YEAR_ABOUT.search(text[max(0, start - 3) : start])
    if counted and (last < 1800 or last % 100 == 0):
        return None
    if text.startswith("代", end) or _NO_MONTH.match(text, end):
        return None
    if text.startswith("度", end):
        end += 1
    return Atom(start, end, "year", first, last)


def _month(
    text: str, start: int, end: int, first: int, last: int, unit: str, before: str
) -> Atom | None:
    if unit == "季度":
        if before.endswith("第"):
            start -= 1
        elif _FIRST_MONTHS.search(before):
            start, first = start - 1, 1
        if not 1 <= first <= last <= 4 or before.endswith("连续"):
            return None
        return Atom(start, end, "season", first * 3 - 2, last * 3)
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    if _FIRST_MONTHS.search(before):
        return Atom(start - 1, end, "season", 1, last) if last > 1 else None
    if unit == "个月" or _RECURRING.search(before):
        return None
    if text.startswith("份", end):
        end += 1
    elif _MONTH_COUNT.match(text, end) and not _DAY_FOLLOWS.match(text, end):
        return None
    return Atom(start, end, "month", first, last)


_DAY_FOLLOWS = re.compile(rf"[{_DIGIT}]{{1,3}}(?: ?[{_RANGE_SIGN}] ?[{_DIGIT}]{{1,3}})? ?[日号]")


def _day(
    text: str, start: int, end: int, first: int, last: int, written: str, unit: str, before: str
) -> Atom | None:
    if not (1 <= first <= 31 and 1 <= last <= 31):
        return None
    bare = (
        ((unit == "号" or _is_digit(written)) and not _HOUR.match(text, end))
        or _DAY_COUNT.match(text, end) is not None
        or _DAY_ABOUT.search(before) is not None
        or _RECURRING.search(before) is not None
        or before.endswith("月")
    )
    return Atom(start, end, "day", first, last, bare=bare)


def _is_digit(written: str) -> bool:
    """Tell whether a number is one Chinese digit (三日), which rather counts days."""
    return len(written) == 1 and not written.isascii()


def _words(text: str) -> Iterator[Atom]:
    for match in _WORDS.finditer(text):
        word = match[0]
        start, end = match.span()
        before = text[start - 1] if start else ""
        after = text[end] if end < len(text) else ""
        if before and before in _NOT_AFTER.get(word, ""):
            continue
        if after and after in _NOT_BEFORE.get(word, ""):
            continue
        if word[0] in _WEEKS and word[-2] in "周期":
            days = _WEEKS[word[0]] + min("一二三四五六日天".index(word[-1]), 6)
            yield Atom(start, end, "relative weekday", days, days)
        elif word in ("新的一年", "新一年"):
            yield Atom(start, end, "relative year", NEW_YEAR, NEW_YEAR)
        elif word == "同年":
            yield Atom(start, end, "relative year", SAME_YEAR, SAME_YEAR, bare=True)
        elif relative := _RELATIVE.get(word):
            if after == "度" and relative[0] == "relative year":
                end += 1
            yield Atom(start, end, relative[0], relative[1], relative[1])
        else:
            if word[0] == "q" and (_LETTER.match(before) or _LETTER_OR_DIGIT.match(after)):
                continue
            kind, first, last = _SPANS[word]
            yield Atom(start, end, kind, first, last)


_LETTER = re.compile("[a-z]")
