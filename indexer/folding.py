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
from functools import cached_property, lru_cache
from pathlib import Path

_ASCII = {
    **{upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)},
    **{ord(half): ord(half) + 0xFEE0 for half in ",:;!?()"},
}

# 著 is an aspect particle (涌動著, simplified 着) and a morpheme of its own (著名, 名著).  OpenCC
# never touches it.  These neighbours keep it: those of the morpheme's compounds, and a title.
PARTICLE = "著"
_MORPHEME_BEFORE = "名显卓昭编原译论专巨钜遗拙合土撰杂较所"
_MORPHEME_AFTER = "名作者述书录称有于文译身志式白《〈（"
_PARTICLE = re.compile(
    rf"(?<=[㐀-鿿])(?<![{_MORPHEME_BEFORE}])著(?![{_MORPHEME_AFTER}])|著(?=[手重眼陆力急装想])"
)
_PARTICLE_WINDOW = 40  # code points to each side in which a traditional character must stand

_APART = "\n" * (_PARTICLE_WINDOW + 1)
"""What keeps texts that are folded together from being each other's context."""

_DATA = Path(__file__).parent / "data" / "folding.txt"

_SHORT = 64  # code points up to which no compiled class is worth its making
_SAMPLE = 256  # code points that decide how a longer text is converted
_DENSE = _SAMPLE // 8


def fold(text: str) -> str:
    """Return `text` in the form in which it is compared.

    As many code points as before; folding again changes nothing.
    """
    if text.isascii():
        return text.translate(_ASCII)
    tables = _tables()
    folded = tables.convert(text)
    if PARTICLE in folded:
        folded = _PARTICLE.sub(lambda match: tables.particle(text, match.start()), folded)
    # A conversion can complete another phrase (its neighbour is simplified now), hence the loop;
    # a round that changes the text leaves fewer contextual characters, so it ends.
    while tables.is_contextual(folded):
        before, folded = folded, tables.convert_phrases(folded)
        if folded == before:
            break
    return folded


def conversions() -> tuple[str, str, str]:
    """Give the characters that folding changes, what each becomes, and those that need a context.

    The last are characters of folded text; beside them there is only the rule for `PARTICLE`.
    """
    tables = _tables()
    return tables.sources, tables.targets, tables.contextual


def fold_each(texts: Iterable[str]) -> list[str]:
    """Fold many texts, in much less time than one by one."""
    texts = list(texts)
    folded = fold(_APART.join(texts))
    found: list[str] = []
    start = 0
    for text in texts:
        end = start + len(text)
        found.append(folded[start:end])
        start = end + len(_APART)
    return found


class _Translation(dict[int, str]):
    """A table for str.translate that learns the characters it does not change.

    Without that, str.translate raises and drops a LookupError for each of them.
    """

    def __missing__(self, key: int) -> str:
        char = "\ufffd" if 0xD800 <= key < 0xE000 else chr(key)
        self[key] = char
        return char


class _Tables:
    """The data file; what a short simplified text does not need is made on demand."""

    def __init__(self) -> None:
        data = _DATA.read_text(encoding="utf-8")
        # Not splitlines: the characters include U+0085 and other exotic line ends.
        lines = [line for line in data.split("\n") if not line.startswith("# ")]
        self.sources, self.targets, self.contextual, *self._phrase_lines = lines
        self.translation = _Translation(zip(map(ord, self.sources), self.targets, strict=True))

    @cached_property
    def characters(self) -> dict[str, str]:
        """The characters that every context turns into the same other one."""
        surrogates = dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd")
        return surrogates | dict(zip(self.sources, self.targets, strict=True))

    @cached_property
    def touched(self) -> re.Pattern[str]:
        """Matches a character that `convert` may change."""
        # The astral planes as one range: a class that lists astral characters is searched linearly.
        return re.compile(f"[{_members(self.characters)}\U00010000-\U0010ffff]")

    @cached_property
    def traditional(self) -> re.Pattern[str]:
        """Matches a Han character that simplified text does not have."""
        return re.compile(f"[{_members(c for c in self.characters if '㐀' <= c <= '鿿')}]")

    @cached_property
    def contextual_class(self) -> re.Pattern[str]:
        """Matches a character that becomes different ones in different phrases."""
        return re.compile(f"[{self.contextual}]")

    @cached_property
    def phrases(self) -> dict[str, str]:
        """The contextual characters, and phrases around them, with what they become."""
        return dict(line.split(" ") for line in self._phrase_lines if line)

    @cached_property
    def around(self) -> dict[str, tuple[tuple[int, re.Pattern[str]], ...]]:
        """For each contextual character, where in a phrase it is the first such one, and which."""
        keys: dict[str, dict[int, list[str]]] = {char: {} for char in self.contextual}
        for key in sorted(self.phrases, key=len, reverse=True):
            offset = next(offset for offset, char in enumerate(key) if char in keys)
            keys[key[offset]].setdefault(offset, []).append(key)
        return {
            char: tuple((o, re.compile("|".join(by[o]))) for o in sorted(by, reverse=True))
            for char, by in keys.items()
        }

    def convert(self, text: str) -> str:
        """Convert the characters that need no context."""
        # A match costs 150 ns and an untouched character 2 ns; str.translate costs 40 ns for each,
        # but it needs no compiled class, which takes 10 ms to make: a query does without it.
        if len(text) <= _SHORT or len(self.touched.findall(text, 0, _SAMPLE)) > _DENSE:
            return text.translate(self.translation)
        characters = self.characters
        return self.touched.sub(lambda match: characters.get(match[0], match[0]), text)

    def particle(self, text: str, position: int) -> str:
        """Return what the 著 at `position` becomes: only a traditional writer means a particle."""
        start, end = max(0, position - _PARTICLE_WINDOW), position + _PARTICLE_WINDOW
        return "着" if self.traditional.search(text, start, end) else "著"

    def is_contextual(self, text: str) -> bool:
        """Tell whether `text` holds a contextual character."""
        if len(text) <= _SHORT:
            return not set(text).isdisjoint(self.contextual)
        return self.contextual_class.search(text) is not None

    def convert_phrases(self, text: str) -> str:
        """Replace the leftmost longest phrases, as OpenCC does.

        Every phrase holds a contextual character.  Of the phrases that match, those that share the
        first such character are all that can compete for the leftmost place, so it is enough to
        look around each contextual character that no earlier phrase has taken.
        """
        parts = []
        done = 0
        for hit in self.contextual_class.finditer(text):
            position = hit.start()
            for offset, phrase in self.around[hit[0]]:
                if position - offset >= done and (match := phrase.match(text, position - offset)):
                    parts += [text[done : match.start()], self.phrases[match[0]]]
                    done = match.end()
                    break
        parts.append(text[done:])
        return "".join(parts)


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    return _Tables()


def _members(characters: Iterable[str]) -> str:
    """Return the inside of a character class: those `characters` that are not astral."""
    return "".join(re.escape(char) for char in sorted(characters) if char <= "\uffff")
