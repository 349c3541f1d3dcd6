"""What sites print around an article instead of a plain date: addresses, days in other forms.

The address of a page often holds the day on which it was published, and nothing else on it does.
"""

from __future__ import annotations

import datetime
import re

_ADDRESS = re.compile("(?=.{12})(?=[^/]*[.：])(?=.*[a-z])[!-~：，？；]+/[!-~：，？；]*")
"""A line without blanks and Han characters, folded: http：//…, com.sohu.news：http/…"""
_LONGEST_ADDRESS = 500
_ADDRESS_DAY = re.compile(
    "(?<=[/t_])((?:19|20)\\d\\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\\d|3[01])"
    "(?:(?:[01]\\d|2[0-3])[0-5]\\d\\d*)?(?!\\d)"
)
"""/20151225/, /2016/02-01/, /202507/t20250709_, /2025041109334556226/ (with the time of day)."""
_ADDRESS_PARTS = re.compile("/((?:19|20)\\d\\d)-(\\d{1,2})/(\\d{1,2})(?=/)")
_LABEL = re.compile("(?:原文)?(?:链接|地址)： *|网址： *|(?:url|link|pubdate)： *")
_FIELD_DAY = re.compile(
    "(?:\\b(?:date|time|pub[a-z]*)=|^日期[：|] ?)((?:19|20)\\d\\d)(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])(?!\\d)"
)
"""The day of a record: pub=20190718."""
_COPIED = re.compile(
    "(?:采集|抓取|爬取|下载|导出|备份|打印|lastbuilddate|fetched|crawl(?:ed|_time)|exported|downloaded|retrieved)"
    "[^，。\\d]{0,8}(?:\\d{4}[-/.年]\\d{1,2}[-/.月]\\d{1,2}日?|(?:[a-z]{3}， )?\\d{1,2} [a-z]{3} \\d{4})"
)
"""When a copy of a page was made: 抓取时间：2025-03-02."""
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_ENGLISH = re.compile(
    f"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}， ?)?(?:({_MONTHS})[a-z]{{0,6}}\\.? (\\d{{1,2}})， ?(\\d{{4}})"
    f"|(\\d{{1,2}}) ({_MONTHS})[a-z]{{0,6}}\\.?，? (\\d{{4}}))"
)


_DIGITS = re.compile("\\d{4}")
_TORN = re.compile("(\\d{4}) +(\\d{1,2}) ?/ ?(\\d{1,2})(?: +\\d{1,2}：\\d\\d(?:：\\d\\d)?)?")
"""A year above a day, in one line: 2023 11/17 20：52：15."""

_AMERICAN = re.compile("(\\d\\d)/(\\d\\d)/((?:19|20)\\d\\d)(?=$| +\\d\\d：\\d\\d)")
"""The day of a site that writes its labels as in America: 02/25/2023 14：29：43 来源：…"""


def is_address(line: str) -> bool:
    """Say whether a folded line is the address of a page and nothing else."""
    return "/" in line and len(line) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(line) is not None


def tells_copy_day(line: str) -> bool:
    """Say whether a folded line tells on which day the page was fetched, exported or printed."""
    return _DIGITS.search(line) is not None and _COPIED.search(line) is not None


def without_copy_day(line: str) -> str:
    """Leave that day out of a folded line."""
    return _COPIED.sub("", line) if _DIGITS.search(line) else line


def is_odd_day(line: str) -> bool:
    """Say whether a folded line is a day and nothing else, as in oct 16， 2023 or 2023 11/17."""
    return line[-1].isdigit() and bool(_ENGLISH.fullmatch(line) or _TORN.fullmatch(line))


def opens_with_odd_day(line: str) -> bool:
    """Say whether a folded line begins with a day in the American form and an hour, or in English and
    where it was published."""
    if line[0].isdigit() and _AMERICAN.match(line) is not None:
        return True
    english = _ENGLISH.match(line) if line[0].isascii() and line[0].isalnum() else None
    return english is not None and line[english.end() : english.end() + 1] == " "


def stamped_day(line: str) -> datetime.date | None:
    """Read the day that an address or a day in another form gives; None for any other line."""
    line = _LABEL.sub("", line, count=1)
    if is_address(line):
        numbers = [
            match.groups()
            for form in (_ADDRESS_DAY, _ADDRESS_PARTS)
            for match in form.finditer(line)
        ]
    elif match := _ENGLISH.match(line):
        month, day, year = match.group(1, 2, 3) if match[1] else match.group(5, 4, 6)
        numbers = [(year, str(_MONTHS.index(month) // 4 + 1), day)]
    elif (match := _TORN.fullmatch(line)) or (match := _FIELD_DAY.search(line)):
        numbers = [match.groups()]
    elif match := _AMERICAN.match(line):
        numbers = [(match[3], match[1], match[2])]
    else:
        return None
    for year, month, day in numbers:
        try:
            return datetime.date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None
