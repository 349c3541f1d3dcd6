"""Lines of labels beside an article: the day, the medium, the authors, the headline it had elsewhere.

As in `bylines`, everything reads folded text and returns ranges.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jianbao.indexer.bylines import NO_PERSON, ROLE, credited_names
from jianbao.indexer.names import Credit, is_common_word, is_name, names_in
from jianbao.indexer.openings import LISTED

_DAY = re.compile(
    r"\d{4}\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}\s*日?|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
DATED = re.compile(r"[-年./]\s*[\d一二三四五六七八九十]{1,2}\s*[-月./]")
"""The middle of every full date, found much faster than all of it."""
_CLOCK = re.compile(
    r"t?\d{1,2}[：:]\d{2}(?:[：:]\d{2})?|(?:星期|周)[一二三四五六日天]|第?[a-z]?\d{1,2}版|第\d{1,6}期"
)
_MEDIUM = re.compile(
    "[\u4e00-\u9fffa-z0-9]{2,16}(?:报|报社|讯|网|社|台|新闻|周刊|月刊|杂志|在线|客户端|融媒|融媒体|融媒体中心|时讯|晨讯|晚讯|快讯|传媒|头条|公众号|频道|编辑部|中学|小学|学校|学院|大学|幼儿园|医院)|.{0,8}(?:日报|晚报|晨报|早报|时报|商报|周报|都市报).{0,4}"
)


_BEFORE_DAY = frozenset("于在从自到至因为")
"""What stands before a day in a sentence."""


@dataclass(frozen=True, slots=True)
class Info:
    """What a line beside an article says: where it was published, and by whom."""

    media: str | None
    names: tuple[Credit, ...]


def info_line(text: str) -> Info | None:
    """Read a line that holds a full date and otherwise only media, roles and names; else None."""
    day = _DAY.search(text) if DATED.search(text) else None
    if day is None or text[-1] in "，。：；":
        return None
    masked = text[: day.start()] + " " * (day.end() - day.start()) + text[day.end() :]
    masked = _CLOCK.sub(lambda m: " " * len(m[0]), masked)
    masked = re.sub(
        "(?:https?：//|www\\.)\\S+|[|·*—_/／~\\-]"
        "|(?:稿件|文章|信息)?来源：|作者：|(?:点击|浏览|阅读|访问)(?:次数|[数量率])?： *\\d+次?"
        "|(?:发布|发表|更新)?(?:时间|日期)?：",
        lambda m: " " * len(m[0]),
        masked,
    )
    if not masked.strip():
        return None
    media: str | None = None
    rest = masked
    for token in re.finditer(r"\S+", masked):
        word = token[0].strip("（）()【】《》")
        if _MEDIUM.fullmatch(word) and not ROLE.search(word):
            media = media or word
            rest = rest[: token.start()] + " " * len(token[0]) + rest[token.end() :]
    if not rest.strip(" （）()【】□■"):
        return Info(media, ())
    role = ROLE.search(rest)
    if role and media is None:
        # 2026-04-03 某地早读 记者 张三: what stands before the role is the paper.
        before = re.search(r"[\u4e00-\u9fffa-z0-9]{3,10}(?=\s+$)", rest[: role.start()])
        if before and not is_name(before[0]):
            media = before[0]
            rest = rest[: before.start()] + " " * len(media) + rest[before.end() :]
    start = len(rest) - len(rest.lstrip(" （(□■"))
    end = len(rest.rstrip(" ）)"))
    names = credited_names(rest, start, end) or names_in(rest, start, end)
    if names is not None and not any(is_common_word(name.name) for name in names):
        return Info(media, tuple(names))
    short = len(rest.strip()) <= 8 and "，" not in rest and not LISTED.match(text)
    short = short and text[: day.start()][-1:] not in _BEFORE_DAY
    return Info(media or rest.strip(), ()) if short and day.start() > 0 else None


_NAME_LABEL = re.compile(
    "(?:(?:作 *者|记者|通讯员|撰稿|撰文|摄影|供稿)\\s*[:：】〗]|^作 *者 ?\\|)\\s*"
    "(?:[（(]?(?:本报|特约|通讯员|记者)+[ ：]?)?"
    "((?:[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff] [\u4e00-\u9fff])(?![\u4e00-\u9fff·：？！，。])"
    "(?:[ 、，,]{1,2}[\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff·：:]))*)"
)


def labelled_names(text: str) -> list[Credit]:
    """Read the names after 作者：, 记者：… in a line of labels."""
    return [
        credit
        for match in _NAME_LABEL.finditer(text)
        for credit in names_in(text, *match.span(1), labelled=True) or []
        if not NO_PERSON.search(credit.name)
    ]


_MEDIA_LABEL = re.compile(
    "(?:(?:^|[\\s（(|【〖])(?:来源|文章来源|稿件来源|稿源|信息来源|转自|原载)\\s*[:：】〗]|[【〖][报刊] *名[】〗])"
    "\\s*(《[^《》]{2,20}》|[^\\s（()）|，。；]{2,30})"
)


def stated_media(line: str) -> str | None:
    """Read 来源：… in a line of metadata."""
    match = _MEDIA_LABEL.search(line)
    return match[1].strip("《》 ") if match else None


ORIGINAL = re.compile("[（(【]?(?:本文)?原标题： *《?(.{4,60}?)》? ?[)）】]?$")
"""The headline that a site has changed; its first group is what it was."""


def original_title(lines: Sequence[str]) -> str | None:
    """Read the headline that a site has changed, in the lines beside an article: （原标题：…）."""
    found = (ORIGINAL.match(line) for line in lines)
    return next((match[1] for match in found if match), None)
