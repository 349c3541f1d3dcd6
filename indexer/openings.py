"""How articles and headings open: the words and forms that speak for a beginning, or against it.

Each function judges text alone and returns votes; `boundaries` weighs them with layout and context.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from jianbao.indexer import bylines

_DATELINE = re.compile(
    "^(?:[（(【]?(?:本报讯|本刊讯|本网讯|本台讯|讯[（ ]|[\u4e00-\u9fff]{2,8}(?:日报|晚报"
    "|晨报|时报|早报|商报|都市报|网|社|客户端|电视台)[^，。]{0,12}?[讯电](?![\u4e00-\u9fff]))"
    "|本报 |本报[\u4e00-\u9fff]{2,8}(?:\\d{1,2}月\\d{1,2}日)?[讯电]|本报[（(]|(?:新华社|中新社)[^，。]{0,16}?[电日]"
    "|[（(〔\\[【](?:[\u4e00-\u9fff]{0,8})(?:记者|通讯员)[^）)〕\\]】]{2,40}[）)〕\\]】])"
)
_TIME_START = re.compile(
    r"^(?:近日|日前|昨日|昨天|今日|前不久|连日来|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}\s*月\s*\d{1,2}\s*日|\d{1,2}日)"
)
NUMBERED = re.compile(
    r"^(?:#+\s*)?(?:[（(]?[一二三四五六七八九十]{1,3}[)）、．.]|第[一二三四五六七八九十]{1,3}[章节条部]|[（(]?\d{1,2}[)）、．.](?!\d)|[①-⑳])"
)
TWO_PHRASES = re.compile("^[^ ，。：]{3,12} [^ ，。：]{3,16}$")
_PLACE_HEAD = re.compile(
    "^(?:#+\\s*)?([\u4e00-\u9fff]{2,8}?)(高新区|经开区|新区|开发区|示范区|新城|自治州|自治县|特区|街道|省|市|区|县|州|旗|镇|乡|村|：)(：)?"
)
_SPEAKER = re.compile(r"^[【\[]?([\u4e00-\u9fffa-z·]{1,8})[】\]]?\s?：")
_SPEAKER_ROLE = re.compile(
    "^(?:[问答qa]|主持人?|记者|嘉宾|网友|观众|听众|代表|委员|专家|读者|编辑|小编|主播)"
    "|(?:主持人?|记者|嘉宾|网友|观众|代表|委员|专家|先生|女士|教授|书记|主任|[市县区局院校处部厅]长|发言人)$"
)
_COLUMN = re.compile("^【[^】]{2,24}】.")
"""A headline under the name of a column (栏目)."""
_DAY_INSIDE = re.compile("[\\d一二三四五六七八九十]{1,3}月[\\d一二三四五六七八九十]{1,3}日")
_ANOTHER = re.compile("^(?:另讯|又讯|另据)")

_HAN_PAIR = re.compile("(?=([\u4e00-\u9fff]{2}))")


def _pairs(text: str) -> set[str]:
    return set(_HAN_PAIR.findall(text))


def opening_votes(text: str) -> float:
    """Judge the first words of a paragraph."""
    if _DATELINE.match(text):
        return 3.0
    if _ANOTHER.match(text):
        return 3.0
    if _TIME_START.match(text):
        return 1.25
    return 0.5 if _DAY_INSIDE.search(text, 0, 80) else 0.0


def topic_votes(title: str, opening: str, above: Iterable[str]) -> float:
    """Compare a heading with the text below and above by the pairs of characters they share.

    A headline is taken up by its lead and new to the text above; a subhead goes on with the
    article's own words.
    """
    pairs = _pairs(title)
    if len(pairs) < 5:
        return 0.0
    below = len(pairs & _pairs(opening[:300])) / len(pairs)
    known: set[str] = set()
    for text in above:
        known |= _pairs(text)
    old = len(pairs & known) / len(pairs)
    if old <= 0.2 and below >= 0.45:
        return 2.0 if old <= 0.12 else 1.5
    if old <= 0.15 and below >= 0.15:
        return 1.25 if below >= 0.25 and old <= 0.1 else 0.75
    return -0.5 if below < 0.1 or old >= 0.3 else 0.0


def form_votes(
    title: str, *, marked: bool, above_level: int, labelled: int, above: Iterable[str]
) -> float:
    """Judge by its form whether a heading is a headline (above 0) or a subhead.

    `marked`: it is set off by signs.  `above_level` is the Markdown depth of the open article's headline,
    `labelled` how many headings of the page begin with a place, `above` the paragraphs before.
    """
    score = 0.0
    level = heading_level(title)
    if level:
        score += 2.5 if not above_level or level <= above_level else -2
    elif marked:
        score += 1
    if labels_place(title):
        if labelled > 1:
            score += 1.5
        place = _place(title)
        if place and not any(place in text for text in above):
            score += 1.5
    if _COLUMN.match(title):
        score += 1
    if NUMBERED.match(title):
        score -= 2
    if TWO_PHRASES.match(title):
        score -= 0.5
    return score


def _speaks(label: str) -> bool:
    """Say whether what stands before a colon is somebody in a conversation."""
    return _SPEAKER_ROLE.search(label) is not None or bylines.is_name(label)


def heading_level(text: str) -> int:
    """Return the depth of a Markdown heading, 0 for any other line."""
    return len(text) - len(text.lstrip("#")) if text.startswith("#") else 0


def labels_place(text: str) -> bool:
    return bool(_place(text))


@lru_cache(maxsize=4096)
def _place(text: str) -> str:
    """Return the place that a headline begins with (渭南高新区：…), or an empty string."""
    from jianbao.indexer.gazetteer import lookup_region

    match = _PLACE_HEAD.match(text[:24])
    if match is None:
        return ""
    stem = match[1]
    names = (stem + match[2], stem) if match[2] != "：" else (stem,)
    return stem if any(lookup_region(name) for name in names) else ""


def speaker(text: str) -> str | None:
    """Return who speaks in a line of a conversation (主持人：…), or None."""
    match = _SPEAKER.match(text)
    return match[1] if match and _speaks(match[1]) else None


def has_speaker(text: str) -> bool:
    """Say whether a line has the form of a turn in a conversation, whoever speaks."""
    return _SPEAKER.match(text) is not None
