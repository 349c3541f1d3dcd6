"""How a user may spell a date or a period.

`parse_period` reads what people and programs write where a date is expected: filters, metadata of
files, columns of a table.  It takes the whole text or refuses it; dates inside prose are found by
`jianbao.indexer.date_expressions`.
"""

from __future__ import annotations

import datetime
import email.utils
import re
import unicodedata
from functools import lru_cache

from jianbao.errors import DateError
from jianbao.indexer.date_placing import find_dates
from jianbao.indexer.periods import Period

_CHINA = datetime.timezone(datetime.timedelta(hours=8))
_HINT = "write 2023, 2023-06, 2023-06-25, 2023年6月25日, 2023-06..2023-08 or 去年"
_MAX_CHARS = 100
_WEEKDAY = r"(?:[ (]*(?:星期|周)[1-6一二三四五六日天]\)?)?"
_NUMERIC = re.compile(
    r"(\d{4})(?:([-/.–—])(\d{1,2})(?:\2(\d{1,2}))?)?"
    rf"(?(4){_WEEKDAY}(?:[t ]*\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?)?"
    r"\s*(?:z|gmt|utc|[-+]\d{2}:?\d{2})?)",
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)?(?:t?\d{4}(?:\d\d)?z?)?")
_CHINESE = re.compile(
    r"(\d{4}|\d{2})年度?(?:(\d{1,2})月份?(?:(\d{1,2})[日号]?)?)?"
    rf"(?(3){_WEEKDAY}(?: *(?:[上下]午|凌晨|晚上?)?\d{{1,2}}[:时点]\d{{0,2}}分?(?::\d{{2}})?)?)"
)
_MONTH_DAY = re.compile(r"(\d{1,2})月份?(?:(\d{1,2})[日号]?)?")
_PART = re.compile(
    r"(?:(\d{4})年?-?|(今年|去年|前年|明年)?)(?:([上下])半年|第?([1-4])季度?|q([1-4]))"
)
_RANGE = re.compile(r"(.*?)(?:\.\.+|~|至|到|—+|–| - |(?<=\d)-(?=\d+[年月日])|(?<=[年月日])-)(.*)")
_NUMERAL = re.compile("(?<![周期])[〇零○一二三四五六七八九十]+")
_DIGITS = {
    "〇": "0",
    "零": "0",
    "○": "0",
    **dict(zip("一二三四五六七八九", "123456789", strict=True)),
}

_RELATIVE_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1}
_RELATIVE_MONTHS = {"上月": -1, "上个月": -1, "本月": 0, "这个月": 0, "下月": 1, "下个月": 1}
_RELATIVE_DAYS = {"前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1}


def parse_period(text: str, today: datetime.date | None = None) -> Period:
    """Read a date or a period in any usual spelling.

    Years, months, days, quarters, half years, ranges (`2023-06..2023-08`, open at one side too),
    relative words (去年, 上个月), and time stamps, of which the day is taken as it is written,
    whatever the time zone.  Unix seconds are taken in China's time zone.  `today` is what relative
    words and days without a year refer to; the default is the current day.

    Raises `DateError` when the text is no date or names a day that does not exist.
    """
    if len(text) > _MAX_CHARS:
        raise DateError(f"a date of {len(text)} characters is too long; {_HINT}")
    return _parse(text, today or datetime.date.today())


@lru_cache(4096)
def _parse(text: str, today: datetime.date) -> Period:
    """Records of one source have the same dates, and so have queries."""
    plain = _plain(text)
    if not plain:
        raise DateError(f"the date is empty; {_HINT}")
    period = _single(plain, today)
    if period is None and (match := _RANGE.fullmatch(plain)):
        period = _range(match[1].strip(), match[2].strip(), today)
    if period is None:
        period = _as_in_prose(plain, today)
    if period is None:
        raise DateError(f"{text.strip()!r} is not a date; {_HINT}")
    if period.start > period.end:
        raise DateError(f"{text.strip()!r} ends before it starts; write the earlier date first")
    return period


def _plain(text: str) -> str:
    """Make widths, case, spaces and numerals uniform."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    text = re.sub(r"\s*([年月日])\s*(?!\d+:)", r"\1", re.sub(r"\s+", " ", text))
    return _NUMERAL.sub(lambda match: _arabic(match[0]), text)


def _arabic(numeral: str) -> str:
    """Turn 二〇二三 into 2023 and 二十五 into 25; leave what is neither."""
    if "十" not in numeral:
        return "".join(_DIGITS[char] for char in numeral)
    tens, _, units = numeral.partition("十")
    if len(tens) > 1 or len(units) > 1 or "十" in units:
        return numeral
    return (_DIGITS.get(tens, "1")) + (_DIGITS.get(units, "0"))


def _single(plain: str, today: datetime.date) -> Period | None:
    """Read one date that is not a range."""
    if plain in _RELATIVE_DAYS:
        day = today + datetime.timedelta(days=_RELATIVE_DAYS[plain])
        return Period(day, day)
    if plain in _RELATIVE_MONTHS:
        months = today.year * 12 + today.month - 1 + _RELATIVE_MONTHS[plain]
        return Period.month(months // 12, months % 12 + 1)
    if plain in _RELATIVE_YEARS:
        return Period.year(today.year + _RELATIVE_YEARS[plain])
    if match := _NUMERIC.fullmatch(plain):
        return _calendar(int(match[1]), match[3], match[4])
    if match := _COMPACT.fullmatch(plain):
        return _calendar(int(match[1]), match[2], match[3])
    if match := _CHINESE.fullmatch(plain):
        return _calendar(_century(match[1], today), match[2], match[3])
    for word, offset in _RELATIVE_YEARS.items():
        if plain.startswith(word) and (match := _MONTH_DAY.fullmatch(plain, len(word))):
            return _calendar(today.year + offset, match[1], match[2])
    if match := _MONTH_DAY.fullmatch(plain):
        return _calendar(today.year, match[1], match[2])
    if match := _PART.fullmatch(plain):
        year = int(match[1]) if match[1] else today.year + _RELATIVE_YEARS.get(match[2] or "", 0)
        if match[3]:
            first, last = (1, 6) if match[3] == "上" else (7, 12)
        else:
            last = int(match[4] or match[5]) * 3
            first = last - 2
        return Period(Period.month(year, first).start, Period.month(year, last).end)
    return _time_stamp(plain)


def _calendar(year: int, month: str | None, day: str | None) -> Period:
    if month is None:
        return Period.year(year)
    if day is None:
        return Period.month(year, int(month))
    return Period.day(year, int(month), int(day))


def _century(year: str, today: datetime.date) -> int:
    """Complete a year of two digits: the latest such year that is at most ten years ahead."""
    if len(year) == 4:
        return int(year)
    full = today.year - today.year % 100 + int(year)
    return full if full <= today.year + 10 else full - 100


def _time_stamp(plain: str) -> Period | None:
    """Read Unix seconds or milliseconds, or an e-mail date (RFC 5322)."""
    if re.fullmatch(r"\d{10}(?:\d{3})?", plain):
        day = datetime.datetime.fromtimestamp(int(plain[:10]), _CHINA).date()
        return Period(day, day)
    parsed = email.utils.parsedate(plain) if re.search("[a-z]{3}", plain) else None
    return Period.day(*parsed[:3]) if parsed else None


def _as_in_prose(plain: str, today: datetime.date) -> Period | None:
    """Read what an article would write: 前5个月, 6月底, 2023年1-8月."""
    mentions = find_dates(plain, today)
    if len(mentions) == 1 and (mentions[0].start, mentions[0].end) == (0, len(plain)):
        return mentions[0].period
    return None


def _range(first: str, last: str, today: datetime.date) -> Period | None:
    """Read a range; the end may lack what it shares with the start (2023年6月至8月)."""
    if not first and not last:
        return None
    start = _single(first, today) if first else Period(datetime.date.min, datetime.date.min)
    if start is None and re.fullmatch(r"\d{1,4}", first) and last.endswith(("年", "月")):
        start = _single(first + last[-1], today)
    if start is None:
        return None
    if not last:
        return Period(start.start, datetime.date.max)
    if match := re.fullmatch(r"(\d{1,2})[日号]", last):
        return Period(start.start, Period.day(start.end.year, start.end.month, int(match[1])).end)
    end = _single(last, start.start if first else today)
    if end and end.end < start.start and re.match(r"\d{1,2}月", last):
        end = _single(last, start.start.replace(start.start.year + 1, day=1))
    return Period(start.start, end.end) if end else None
