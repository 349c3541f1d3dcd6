"""What Chinese personal names (姓名) look like, alone and in lists.

A surname and one or two characters make a name, but everyday words look the same; the dictionary and
the words beside it tell them apart.  Everything here reads folded text and returns ranges, so that a
name is shown as the page spells it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from jianbao.indexer.surnames import COMPOUND, PLAIN_SURNAMES, SURNAMES, TRANSLITERATED

_TOKEN = re.compile("[\u4e00-\u9fff·]+")
_LONG_WORD = re.compile("[\u4e00-\u9fff]{5}")
_SPLIT = re.compile("[ 、，,/;；&|]+")
_NAME = re.compile("[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,10}·[\u4e00-\u9fff·]{1,20}")
_TRANSLITERATED = re.compile(f"(?:{TRANSLITERATED})(?:{TRANSLITERATED}|[江汗])+")
_PART = re.compile(TRANSLITERATED)


@dataclass(frozen=True, slots=True)
class Credit:
    """A name and where it stands: code points of the text that was given."""

    start: int
    end: int
    name: str


def is_name(word: str) -> bool:
    """Say whether a word can be a personal name: a surname and one or two characters, or two or
    more parts of names from the languages of China's west and north (卓嘎次仁)."""
    if word[:2] in COMPOUND:
        return 3 <= len(word) <= 4
    if "·" in word:
        return _NAME.fullmatch(word) is not None
    if 2 <= len(word) <= 3 and word[0] in SURNAMES and word[1] != "某":
        return word[1:] not in ("女士", "先生")
    return len(word) > 3 and _TRANSLITERATED.fullmatch(word) is not None


def names_in(text: str, start: int, end: int, *, labelled: bool = False) -> list[Credit] | None:
    """Read a range that should hold only names, spaced or listed; None when something else is there.

    A two-character name is often set with a space inside (张 三), and after a role names may run
    together (记者张三李四).  `labelled`: a role says that these are names, so any short word will do.
    """
    if not labelled and _LONG_WORD.search(text, start, end):
        return None
    tokens = [(m.start(), m.end()) for m in _TOKEN.finditer(text, start, end)]
    leftover = _TOKEN.sub("", text[start:end])
    if not tokens or _SPLIT.sub("", leftover):
        return None
    credits: list[Credit] = []
    k = 0
    while k < len(tokens):
        left, right = tokens[k]
        word = text[left:right]
        apart = sum(1 for _ in itertools.takewhile(_is_single, tokens[k : k + 4]))
        if apart > 1:  # 张 三, 张 三 李 四, 李 建 生
            last = k + (2 if apart == 3 else 1)
            word = "".join(text[start] for start, _ in tokens[k : last + 1])
            right = tokens[last][1]
            k = last
        if is_name(word) or (labelled and (len(word) in (2, 3) or _foreign(word))):
            credits.append(Credit(left, right, word))
        elif labelled and (run := _run_together(word)):
            for name in run:
                credits.append(Credit(left, left + len(name), name))
                left += len(name)
        else:
            return None
        k += 1
    return credits


def _is_single(token: tuple[int, int]) -> bool:
    return token[1] - token[0] == 1


def _foreign(word: str) -> bool:
    """Say whether a word can be a name of four to six characters (才让多杰, 祖丽胡玛尔)."""
    if not 4 <= len(word) <= 6 or word[0] in "从在昨今" or "的" in word:
        return False  # 记者从今天的沟通
    one = len(word) == 4 and word[0] not in PLAIN_SURNAMES
    return one or _PART.search(word) is not None or not _run_together(word)


def _run_together(word: str) -> list[str] | None:
    """Split names that stand without a blank between them."""
    if not word:
        return []
    for length in (3, 2):
        if len(word) >= length and is_name(word[:length]):
            rest = _run_together(word[length:])
            if rest is not None:
                return [word[:length], *rest]
    return None


def names_beside_one(
    text: str, start: int, end: int, certain: Callable[[str], bool]
) -> list[Credit] | None:
    """Read a list of words as names when one is certain and none an everyday word: 罗小莉 库尔班."""
    names = names_in(text, start, end, labelled=True) or []
    if not any(certain(one.name) for one in names):
        return None
    return names if all(is_name(n.name) or not is_common_word(n.name) for n in names) else None


_SPACED = re.compile("[\u4e00-\u9fff] {1,2}[\u4e00-\u9fff]")


def is_pen_name(text: str) -> bool:
    """Say whether a line between a headline and its text can be a name, even an unusual one."""
    if _SPACED.fullmatch(text):
        return True
    length = len(text)
    named = length == 3 or (length == 4 and text[0] in SURNAMES)
    return named and _NAME.fullmatch(text) is not None and not is_common_word(text)


def is_common_word(word: str) -> bool:
    """Say whether a word that could be a name is rather an everyday word (安全, 金融) or a place."""
    from jianbao.indexer.gazetteer import lookup_region
    from jianbao.indexer.segmentation import default_segmenter

    if word[-1] in _PLACE_ENDS and lookup_region(word):
        return True
    segmenter = default_segmenter()
    if len(word) > 3 and segmenter.has_word(word[:2]) and segmenter.has_word(word[2:]):
        return True
    if word[0] in PLAIN_SURNAMES or not segmenter.has_word(word):
        return False
    # A known person (林少华) is not made of words, a common word of three (林业|局, 高|科技) is.
    return len(word) < 3 or segmenter.has_word(word[:2]) or segmenter.has_word(word[1:])


_PLACE_ENDS = frozenset("县市区旗镇乡州省")
_LAND_ENDS = _PLACE_ENDS | frozenset("村庄街路山河湖江沟桥")


def is_certain(word: str) -> bool:
    """Say whether a word can hardly be anything but a name (罗小莉)."""
    from jianbao.indexer.segmentation import default_segmenter

    if len(word) != 3 or word[0] not in SURNAMES or word[1] == "家" or word[2] in _LAND_ENDS:
        return False
    has_word = default_segmenter().has_word
    parts = (word[:2],) if word[0] in PLAIN_SURNAMES else (word, word[:2], word[1:])
    return not any(has_word(part) for part in parts)
