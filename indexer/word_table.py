"""All words of a dictionary as arrays, to find the words at every place of a text at once.

The words make a trie of which each level is a hash table: a node is known by its parent and its last
character.  Looking up all places of a text takes a few numpy calls for each level, however long the
text is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log

import numpy as np

from jianbao.indexer.arrays import Array, distinct
from jianbao.indexer.character_kinds import OUTSIDE, character_kinds
from jianbao.indexer.dictionary import load_dictionary
from jianbao.indexer.textcode import CODE_POINTS, code_points

_MULTIPLIERS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
"""2^64 by the golden ratio (Knuth, The Art of Computer Programming 3, 6.4), and another odd number."""
_NO_KEY = np.uint64(0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Matches:
    """All places, ascending, where a word of `length` characters stands; its number and log probability."""

    length: int
    places: Array
    words: Array
    logs: Array


class WordTable:
    """The words of jieba's dictionary and of a user dictionary, numbered as in `words`."""

    def __init__(self, user_dict: str | None) -> None:
        dictionary = load_dictionary(user_dict)
        log_total = log(dictionary.total)
        self.words = dictionary.words
        frequencies = np.fromiter(dictionary.frequencies.values(), np.int64)
        # numpy's logarithm may differ from Python's in the last bit, and ties are decided by it.
        known, inverse = np.unique(frequencies, return_inverse=True)
        logs = np.array([log(each or 1) for each in known.tolist()])[inverse] - log_total
        points = code_points("".join(self.words))
        lengths = np.fromiter(map(len, self.words), np.int64)
        starts = np.cumsum(lengths) - lengths
        characters = distinct(points)
        characters = characters[character_kinds().take(characters) != OUTSIDE]
        self._numbers = np.zeros(CODE_POINTS, dtype=np.uint16)
        self._numbers[characters] = np.arange(1, len(characters) + 1)
        self._radix = len(characters) + 1
        spelling = self._numbers[points].astype(np.int64)
        possible = np.minimum.reduceat(spelling, starts) > 0
        frequencies[~possible] = 0
        # Characters that are no words have a frequency of 1, unless they begin a word that is there.
        self._single_logs = np.full(self._radix, log(1) - log_total)
        self._begins_only = np.ones(self._radix, dtype=bool)
        self._single_words = np.full(self._radix, -1, dtype=np.int32)
        single = np.flatnonzero((lengths == 1) & (frequencies > 0))
        nodes = spelling[starts[single]]
        self._single_logs[nodes] = logs[single]
        self._begins_only[nodes] = False
        self._single_words[nodes] = single
        self._levels: list[_Level] = []
        left = np.flatnonzero((lengths > 1) & possible)
        nodes = spelling[starts[left]]
        for length in range(2, int(lengths.max()) + 1):
            keys, nodes = np.unique(
                nodes * self._radix + spelling[starts[left] + length - 1], return_inverse=True
            )
            ends = (lengths[left] == length) & (frequencies[left] > 0)
            words = np.full(len(keys), -1, dtype=np.int32)
            words[nodes[ends]] = left[ends]
            longer = lengths[left] > length
            left, nodes = left[longer], nodes[longer]
            begins = np.zeros(len(keys), dtype=bool)
            begins[nodes] = True
            self._levels.append(
                _Level(_HashTable(keys.astype(np.uint64)), words, logs[words], begins)
            )

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each word."""
        return dict(zip(self.words, range(len(self.words)), strict=True))

    def characters(self, points: Array) -> Array:
        """Number the characters of a text, given as code points; 0: in no word."""
        return self._numbers.take(points)

    def singles(self, characters: Array, begins_word: Array) -> tuple[Array, Array]:
        """Give each character's word, or -1, and its log probability.

        `begins_word` tells where a longer word begins: there, what is not a word is not an option.
        """
        logs = self._single_logs[characters]
        logs[begins_word & self._begins_only[characters]] = -np.inf
        return self._single_words[characters], logs

    def matches(self, characters: Array) -> Iterator[Matches]:
        """Find the words of two and more characters, the shortest first."""
        padded = np.append(characters, np.uint16(0)).astype(np.uint64)
        keys = padded[:-1] * np.uint64(self._radix) + padded[1:]
        places, nodes = self._levels[0].table.find(keys)
        for length, level in enumerate(self._levels, 2):
            words = level.words[nodes]
            there = np.flatnonzero(words >= 0)
            yield Matches(length, places[there], words[there], level.logs[nodes[there]])
            on = np.flatnonzero(level.begins[nodes])
            if not len(on):
                return
            places = places[on]
            keys = nodes[on].astype(np.uint64) * np.uint64(self._radix) + padded[places + length]
            found, nodes = self._levels[length - 1].table.find(keys)
            places = places[found]


@lru_cache(maxsize=4)
def word_table(user_dict: str | None) -> WordTable:
    """Return a shared table, made on the first call."""
    return WordTable(user_dict)


@dataclass(frozen=True, slots=True)
class _Level:
    """The nodes of one depth: which word ends there (or -1), its log probability, whether others begin."""

    table: _HashTable
    words: Array
    logs: Array
    begins: Array


class _HashTable:
    """Numbers for distinct keys: each key is in one of two slots (cuckoo hashing, Pagh & Rodler 2001)."""

    def __init__(self, keys: Array) -> None:
        bits = (2 * len(keys)).bit_length()
        self._shift = np.uint64(64 - bits)
        slots = np.stack([self._slots(keys, each) for each in _MULTIPLIERS])
        self._numbers = np.full(1 << bits, -1, dtype=np.int32)
        waiting = np.arange(len(keys), dtype=np.int32)
        choice = np.zeros(len(keys), dtype=np.int8)
        while len(waiting):
            wanted = slots[choice[waiting], waiting]
            driven_out = self._numbers[wanted]
            # Of several that want the same slot the last one gets it.
            self._numbers[wanted] = waiting
            lost = waiting[self._numbers[wanted] != waiting]
            waiting = distinct(np.concatenate([lost, driven_out[driven_out >= 0]]))
            choice[waiting] ^= 1
        self._keys = np.where(self._numbers < 0, _NO_KEY, keys[self._numbers])

    def _slots(self, keys: Array, multiplier: np.uint64) -> Array:
        return (keys * multiplier >> self._shift).astype(np.int64)

    def find(self, keys: Array) -> tuple[Array, Array]:
        """Tell which of the keys are there (their places, ascending), and their numbers."""
        first, second = (self._slots(keys, each) for each in _MULTIPLIERS)
        in_first = self._keys.take(first) == keys
        places = np.flatnonzero(in_first | (self._keys.take(second) == keys))
        slots = np.where(in_first[places], first[places], second[places])
        return places, self._numbers.take(slots)
