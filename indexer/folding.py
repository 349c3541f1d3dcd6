"""Folding: the one normalisation that index and queries share, one code point for one.

Traditional → simplified in context (乾隆 stays, 乾燥 → 干燥), printing variants (髙 → 高), width,
case, Latin accents and punctuation.  Because no character is ever added or lost, an offset into
folded text is an offset into the text as written.  All data come from `data/folding.txt` (made by
`folding_data`), so that folding means the same on every machine; simplified text only pays for two
scans with a compiled character class.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_ASCII = {
    **{upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)},
    **{ord(half): ord(half) + 0xFEE0 for half in ",:;!?()"},
}

# 著 is both an aspect particle (涌動著, simplified 着) and a morpheme of its own (著名, 名著).  OpenCC's
# t2s never touches it.  These are the neighbours that keep it: the morpheme's compounds, and a title.
_MORPHEME_BEFORE = "名显卓昭编原译论专巨钜遗拙合土撰杂较所"
_MORPHEME_AFTER = "名作者述书录称有于文译身志式白《〈“‘（"
_PARTICLE = re.compile(rf"(?<=[㐀-鿿])(?<![{_MORPHEME_BEFORE}])著(?![{_MORPHEME_AFTER}])")
_PARTICLE_WINDOW = 40  # code points to each side in which a traditional character must stand


class _Tables(NamedTuple):
    characters: dict[str, str]  # what every context turns into the same character
    touched: re.Pattern[str]
    phrases: dict[str, str]  # contextual characters, and phrases around them
    contextual: re.Pattern[str]
    phrase: re.Pattern[str]
    traditional: re.Pattern[str]


def fold(text: str) -> str:
    """Return `text` as it is compared: as many code points as before, and `fold(fold(t)) == fold(t)`."""
    if text.isascii():
        return text.translate(_ASCII)
    tables = _tables()
    characters = tables.characters
    folded = tables.touched.sub(lambda match: characters.get(match[0], match[0]), text)
    if "著" in folded:
        folded = _PARTICLE.sub(
            lambda match: _particle(text, match.start(), tables.traditional), folded
        )
    # A conversion can complete another phrase (its neighbour is simplified now), hence the loop; each
    # round that changes the text leaves fewer contextual characters, so it ends.
    before = ""
    while folded != before and tables.contextual.search(folded):
        before = folded
        folded = tables.phrase.sub(lambda match: tables.phrases[match[0]], folded)
    return folded


def _particle(text: str, position: int, traditional: re.Pattern[str]) -> str:
    """Return what the 著 at `position` folds to: only a traditional writer uses it as a particle."""
    start, end = max(0, position - _PARTICLE_WINDOW), position + _PARTICLE_WINDOW
    return "着" if traditional.search(text, start, end) else "著"


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    data = files("jianbao.indexer").joinpath("data/folding.txt").read_text(encoding="utf-8")
    # Not splitlines: the characters include U+0085 and other exotic line ends.
    lines = [line for line in data.split("\n") if not line.startswith("# ")]
    characters = dict(zip(lines[0], lines[1], strict=True))
    phrases = dict(line.split(" ") for line in lines[2:] if line)
    changed = {s for old, new in phrases.items() for s, t in zip(old, new, strict=True) if s != t}
    return _Tables(
        {**characters, **dict.fromkeys(map(chr, range(0xD800, 0xE000)), "�")},
        # The astral planes as one range: a class that lists astral characters is searched linearly.
        re.compile(f"[{_members(characters)}\ud800-\udfff\U00010000-\U0010ffff]"),
        phrases,
        re.compile(f"[{_members(changed)}]"),
        re.compile("|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))),
        re.compile(f"[{_members(c for c in {*characters, *phrases} if '㐀' <= c <= '鿿')}]"),
    )


def _members(characters: Iterable[str]) -> str:
    """Return the inside of a character class of the single, not astral ones among `characters`."""
    return "".join(re.escape(c) for c in sorted(characters) if len(c) == 1 and c <= "\uffff")
