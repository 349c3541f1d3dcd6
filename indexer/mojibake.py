"""Repair of GBK text that slipped by one byte (！蔽妪埧阪 for 。”五龙口镇).

A lost or swallowed byte pairs every following byte with the wrong neighbour until the next ASCII
character.  The bytes are all still there except the two at the ends, which decoders replace by `?`.
A run is shifted back only when rare characters turn into common ones; GB2312 itself, whose level 1
holds the 3,755 common characters in its own rows, is the frequency table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jianbao.indexer.repair import HAN, Edit

_LOST = "?\ufffd"
_RUN = re.compile(
    f"(?P<lead>[{_LOST}]?)(?P<run>(?:[！!，,：:；;？。、]?[{HAN}]){{3,60}})(?P<tail>[{_LOST}]?)"
)
_GLOSS_REST = re.compile("[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}[)）]")
_WIDE = str.maketrans("!,:;?", "！，：；？")
_MAX_RARE_AFTER = 0.1
_MIN_RARE_BEFORE = 0.4
_MAX_LOOKED_UP = 200
"""Words of one page that are searched for intact elsewhere, so that the work stays linear."""
_PLACE_ENDINGS = frozenset("省市区县镇乡村州")


def _is_rare(character: str) -> bool:
    """Say whether a character (folded to simplified) is outside GB2312 level 1 and punctuation."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return len(code) == 2 and (code[0] > 0xD7 or 0xA4 <= code[0] < 0xB0)


def _rare_share(text: str) -> float:
    from jianbao.indexer.folding import fold

    han = [c for c in fold(text) if not c.isascii()]
    return sum(map(_is_rare, han)) / len(han) if han else 1.0


def shifted_runs(text: str) -> Iterator[Edit]:
    """Yield the repairs of shifted runs in page text, as edits in order."""
    intact: dict[str, set[str]] = {}
    for match in _RUN.finditer(text):
        if not match["lead"] and not match["tail"]:
            continue
        run = match["run"]
        if _rare_share(run) < _MIN_RARE_BEFORE:
            continue
        edit = _shifted_back(
            text, match.start(), match.end(), match["lead"], run, match["tail"], intact
        )
        if edit is not None:
            yield edit


def _shifted_back(
    text: str, start: int, end: int, lead: str, run: str, tail: str, intact: dict[str, set[str]]
) -> Edit | None:
    try:
        data = run.translate(_WIDE).encode("gbk")
    except UnicodeEncodeError:
        return None
    try:
        middle = data[1:-1].decode("gbk")
    except UnicodeDecodeError:
        return None
    if len(middle) < 2 or _rare_share(middle) > _MAX_RARE_AFTER:
        return None
    first = _first_character(data[0]) if lead else ""
    last = ""
    if tail:
        word = middle[-2:]
        if word not in intact and len(intact) < _MAX_LOOKED_UP:
            intact[word] = set(re.findall(f"{re.escape(word)}(.)", text))
        last = _last_character(intact.get(word, set()), data[-1])
    repaired = first + middle + last
    if _rare_share(repaired) > _MAX_RARE_AFTER:
        return None
    if tail and not last:
        return start, end, repaired + tail
    gloss = _GLOSS_REST.match(text, end) if tail else None
    if gloss:
        # The lost byte took the opening bracket of the next character's gloss with it.
        end = gloss.end()
    return start, end, repaired


def _first_character(second_byte: int) -> str:
    """Guess the character whose first byte was lost: a mark if there is one, since marks end text."""
    try:
        mark = bytes((0xA1, second_byte)).decode("gbk")
    except UnicodeDecodeError:
        return ""
    return mark if mark in "。，、；：？！”’》）…" else ""


def _last_character(intact: set[str], first_byte: int) -> str:
    """Guess the character whose second byte was lost, or return nothing.

    The same word `intact` elsewhere on the page decides; else a character that ends place names, since
    what follows a name on such pages is mostly one.  Otherwise a hole is honest and a guess is not.
    """
    candidates, endings = _candidates(first_byte)
    known = [c for c in candidates if c in intact]
    if len(known) == 1:
        return known[0]
    return endings[0] if len(endings) == 1 else ""


@lru_cache(maxsize=256)
def _candidates(first_byte: int) -> tuple[list[str], list[str]]:
    """Return the characters that begin with a byte in GBK, and those of them that end place names."""
    from jianbao.indexer.folding import fold

    candidates: list[str] = []
    for second in range(0x40, 0xFF):
        try:
            candidates.append(bytes((first_byte, second)).decode("gbk"))
        except UnicodeDecodeError:
            continue
    return candidates, [c for c in candidates if fold(c) in _PLACE_ENDINGS]
