"""Rejoin lines that a column or page break cut, and close gaps inside sentences.

Two questions decide: is the sentence on the left unfinished, and do the characters at the seam make
sense together?  The dictionary answers the second: a lone character that is no word by itself must
find its other half across the seam, or characters are missing and the break stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from jianbao.indexer.layout import Kind, Line, ends_sentence

_OPENERS = "“‘（《〈【〔「『(["
_CLOSING = "，。、；：！？”’）》〉】〕」』…,.;:!?)]%％‰℃"
_SENTENCE_OPENER = re.compile(
    "^(?:在[^，]{1,24}(?:的同时|时|后|之际|中|上|下|方面|期间|过程中|现场|里|内|前|以来|基础上)，"
    "|(?:据(?:了解|介绍|悉|统计|透露)|近年来|今年以来|今年|去年|目前|当前|同时|此外|另外|其中|截至[^，]{1,12}|随着[^，]{2,30}"
    "|近日|日前|昨日|接下来|下一步|未来|为此|对此|因此|所以|但是|但|而且|不仅如此|与此同时|除此之外|记者[^，]{0,12}(?:了解到|看到|获悉)"
    "|自[^，]{2,20}(?:以来|起)|当[^，]{2,20}时|经过[^，]{2,20}|通过[^，]{2,24}|针对[^，]{2,24}|由于[^，]{2,24}|如果[^，]{2,20}|只要[^，]{2,20}"
    "|[“‘][^”’]{4,})，)"
)
_NEW_ITEM = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?[、．.：]|第[一二三四五六七八九十]{1,3}[章节条部]|[（(]\d{1,2}[)）]|\d{1,2}[、．]|\d{1,2}\.(?!\d)|[①-⑳●◆■▲★◎○•·※►▶✦]"
    r"|[一二三四五六七八九十]是|【|#{1,6}\s|[-*+]\s"
    r"|本报讯|本报[^，。]{0,8}(?:讯|电)|本刊讯|(?:新华社|中新社|中新网|人民网)[^，。]{0,14}[电讯日])"
)
_SPEAKER = re.compile(r"^(?:[\[【]?[\u4e00-\u9fff·]{1,8}[\]】]?)：")
_WORD_CHARACTERS = frozenset(
    "的了在和与及或是为以等对将把被从到向往由于就都也还又再更最很不没无有要会能可让使令给用按据经过并而但且若如因"
    "这那该此各每其某本我你他她它们个家名位次年月日时分秒号区县市省镇乡村路里中上下前后内外间大小新老好高多少全总"
    "来去说看做建抓促稳干办学走想谋推强提增减保持成达超近约共同共只仅才已正曾刚便即则却仍所之者着地得吗呢吧啊"
    "一二三四五六七八九十百千万亿零两几半双第元吨米亩项条件台套座处类种批期届届人户岁倍度点面线层级率量值额"
    "党国企民军校院厂店车船山水河湖海江城桥站港园馆所部局委办处科室组队会团组社"
)
_LATIN = re.compile("[a-z0-9]", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff]")


@lru_cache(maxsize=1 << 14)
def _words(text: str) -> tuple[str, ...]:
    from jianbao.indexer.segmentation import default_segmenter

    return tuple(default_segmenter().cut(text))


def seam(left: str, right: str) -> str:
    """Judge the place where two pieces of folded text would meet.

    `word`: a dictionary word runs across it; `whole`: both sides end and begin with whole words;
    `torn`: a fragment on one side has no other half.
    """
    before = _tail(left)
    after = _head(right)
    if not before or not after:
        return "whole"
    words = _words(before + after)
    position = 0
    for word in words:
        end = position + len(word)
        if position < len(before) < end:
            return "word" if _is_word(word) else "whole"
        position = end
        if position >= len(before):
            break
    if _is_fragment(_words(before)[-1]) or _is_fragment(_words(after)[0]):
        return "torn"
    return "whole"


def _is_fragment(word: str) -> bool:
    return len(word) == 1 and word not in _WORD_CHARACTERS and _HAN.match(word) is not None


@lru_cache(maxsize=1 << 14)
def _is_word(word: str) -> bool:
    """Say whether the dictionary, not the model for unknown names, knows a word."""
    from jianbao.indexer.segmentation import default_segmenter

    return len(word) > 1 and default_segmenter().has_word(word)


def _tail(text: str) -> str:
    run = re.search("[\u3400-\u9fff]{1,8}$", text[-8:])
    return run[0] if run else ""


def _head(text: str) -> str:
    run = re.match("[\u3400-\u9fff]{1,8}", text)
    return run[0] if run else ""


def column_width(lines: Sequence[Line]) -> int | None:
    """Find the width, in characters, at which the lines of a page are wrapped, or None.

    Wrapped text has most of its unfinished lines within a character or two of one length.
    """
    lengths = [len(line.text) for line in lines if not ends_sentence(line.text)]
    lengths = [length for length in lengths if 8 <= length <= 100]
    if len(lengths) < 6:
        return None
    counts: dict[int, int] = {}
    for length in lengths:
        for near in (length - 1, length, length + 1):
            counts[near] = counts.get(near, 0) + 1
    width, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    if count < 0.55 * len(lengths) or count < 0.3 * len(lines):
        return None
    return width


def continues(left: Line, right: Line, width: int | None) -> bool:
    """Decide whether `right` goes on with the sentence, or the word, that `left` leaves open."""
    before, after = left.text, right.text
    if right.kind not in (Kind.PROSE, Kind.SHORT) and not (
        right.kind is Kind.NAMES and width and len(before) >= width - 2
    ):
        return False
    if left.kind not in (Kind.PROSE, Kind.SHORT):
        return False
    if after[0] in _CLOSING and not after.startswith("……"):
        return not ends_sentence(before) and not _is_fragment_end(before)
    full = width is not None and len(before) >= width - 3
    if ends_sentence(before):
        return bool(
            full and width and right.blank == 0 and right.indent == 0 and _unbalanced(before)
        )
    if before[-1] in _OPENERS:
        return True
    if _NEW_ITEM.match(after):
        return False
    if before[-1] in "，、":
        return True
    if before[-1] in "：”’）》】":
        return full and right.indent < 2
    if before[-1].isdigit() and (after[0].isdigit() or after[0] in "年月日时%个亿万元"):
        return True
    judged = seam(before, after)
    if judged == "torn":
        return False
    if judged == "word" and _orphaned(before, after):
        return True
    if full:
        return right.indent < 2 and not (
            right.kind is Kind.SHORT and len(after) < 6 and right.blank
        )
    if left.kind is Kind.PROSE:
        return right.kind is Kind.PROSE or "，" in after
    if _SENTENCE_OPENER.match(before):
        return right.kind is Kind.PROSE
    return False


def _is_fragment_end(text: str) -> bool:
    tail = _tail(text)
    return bool(tail) and _is_fragment(_words(tail)[-1])


def mended(before: str, after: str) -> bool:
    """Say whether two pieces certainly belong together: one word, cut in two, heals."""
    return seam(before, after) == "word" and _orphaned(before, after)


def _orphaned(before: str, after: str) -> bool:
    """Say whether a side of the seam makes no sense alone: its last or first word is a fragment."""
    tail, head = _tail(before), _head(after)
    if not tail or not head:
        return False
    return _is_fragment(_words(tail)[-1]) or _is_fragment(_words(head)[0])


def _unbalanced(text: str) -> bool:
    return text.count("“") > text.count("”") or text.count("（") > text.count("）")

