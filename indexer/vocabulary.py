"""What a worker knows about words: a number for each, and what indexing asks of it.

Each distinct word is looked at once: whether it is indexed, which sub-words it has, and with which
characters and frequent words it begins and ends.  The rest of indexing is arrays of numbers.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np

from jianbao.indexer.adjacency import frequent_words, pair_number
from jianbao.indexer.analysis import is_indexed
from jianbao.indexer.arrays import Array, distinct
from jianbao.indexer.dictionary import load_dictionary, subtokens
from jianbao.indexer.segmentation import Segmenter


@dataclass(frozen=True, slots=True)
class Expansions:
    """For word number n the indexed terms `terms[starts[n] : starts[n] + counts[n]]`."""

    starts: Array
    counts: Array
    terms: Array


class Vocabulary(dict[str, int]):
    """Numbers for words, and what is known of each."""

    def __init__(self, segmenter: Segmenter) -> None:
        self.text: list[str] = []
        self._has_word = load_dictionary(segmenter.user_dict).frequencies.__contains__
        self._terms = array("q")
        self._counts = array("q")
        self._firsts = array("q")
        self._lasts = array("q")
        self._pairs = _pair_table(segmenter)
        self._heads = array("q")
        self._tails = array("q")

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.text)
        self.text.append(word)
        return number

    def expansions(self) -> Expansions:
        """Give the terms of all words known so far."""
        known = len(self._counts)
        # The list grows meanwhile: sub-words are words themselves.
        for number, word in enumerate(islice(self.text, known, None), known):
            terms = [number] if is_indexed(word) else []
            if len(word) > 2:
                parts = (part for part, _, _ in subtokens(word, self._has_word))
                terms += [self[part] for part in parts if is_indexed(part)]
            self._terms.extend(terms)
            self._counts.append(len(terms))
        counts = np.array(self._counts, dtype=np.int64)
        return Expansions(np.cumsum(counts) - counts, counts, np.array(self._terms, dtype=np.int64))

    def crossing(self, words: Array) -> Array:
        """For each two neighbours the number of the dictionary word across them, or -1."""
        firsts, lasts = self._pairs.edges(self.text[len(self._firsts) :])
        self._firsts.extend(firsts)
        self._lasts.extend(lasts)
        last = np.array(self._lasts, dtype=np.int64)[words[:-1]]
        first = np.array(self._firsts, dtype=np.int64)[words[1:]]
        result = np.full(len(last), -1, dtype=np.int64)
        places = np.flatnonzero(self._pairs.known(last, first))
        edges = last[places] << 32 | first[places]
        known = distinct(edges)
        numbers = [self[self._pairs.word(e >> 32, e & 0xFFFFFFFF)] for e in known.tolist()]
        result[places] = np.array(numbers, dtype=np.int64)[known.searchsorted(edges)]
        return result

    def adjacent(self, words: Array) -> Array:
        """For each two neighbours the `pair_number` of two frequent words that meet there, or -1."""
        frequent = frequent_words()
        new = self.text[len(self._heads) :]
        self._heads.extend([frequent.get(word[:2], -1) for word in new])
        self._tails.extend([frequent.get(word[-2:], -1) for word in new])
        left = np.array(self._tails, dtype=np.int64)[words[:-1]]
        right = np.array(self._heads, dtype=np.int64)[words[1:]]
        return np.where((left >= 0) & (right >= 0), pair_number(left, right), -1)


class _PairTable:
    """All indexed dictionary words of two characters, as a bit matrix over their characters."""

    def __init__(self, words: list[str]) -> None:
        firsts = sorted({word[0] for word in words})
        seconds = sorted({word[1] for word in words})
        self._firsts, self._seconds = firsts, seconds
        # Number 0 stands for every character that no such word begins, or ends, with.
        self._first_number = {character: n for n, character in enumerate(firsts, 1)}
        self._second_number = {character: n for n, character in enumerate(seconds, 1)}
        self._width = len(seconds) + 1
        bits = np.zeros((len(firsts) + 1) * self._width, dtype=bool)
        bits[[self._cell(word) for word in words]] = True
        self._bits = np.packbits(bits, bitorder="little")

    def _cell(self, word: str) -> int:
        return self._first_number[word[0]] * self._width + self._second_number[word[1]]

    def edges(self, words: list[str]) -> tuple[list[int], list[int]]:
        """Number words' first characters as seconds of a pair, and their last ones as firsts."""
        seconds, firsts = self._second_number, self._first_number
        return [seconds.get(word[0], 0) for word in words], [
            firsts.get(word[-1], 0) for word in words
        ]

    def known(self, firsts: Array, seconds: Array) -> Array:
        """Tell which pairs are words."""
        cells = firsts * self._width + seconds
        known: Array = self._bits[cells >> 3] >> (cells & 7).astype(np.uint8) & 1
        return known

    def word(self, first: int, second: int) -> str:
        """Give the word of two numbers."""
        return self._firsts[first - 1] + self._seconds[second - 1]


@lru_cache(maxsize=4)
def _pair_table(segmenter: Segmenter) -> _PairTable:
    return _PairTable([word for word in segmenter.dictionary_pairs() if is_indexed(word)])
