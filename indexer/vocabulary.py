"""What a worker knows about words: a number for each, and what indexing asks of it.

Each distinct word is looked at once: whether it is indexed, which sub-words it has, and with which
characters and frequent words it begins and ends.  The rest of indexing is arrays of numbers.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np

from jianbao.indexer.adjacency import frequent_words, pair_number
from jianbao.indexer.analysis import is_indexed
from jianbao.indexer.arrays import Array, distinct
from jianbao.indexer.dictionary import subtokens
from jianbao.indexer.segmentation import Segmenter
from jianbao.indexer.textcode import CODE_POINTS, text_of
from jianbao.indexer.word_table import word_table


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text by number, in order, and the dictionary's words across their boundaries.

    `starts` and `crossing_starts` are their places, in code points.
    """

    words: Array
    starts: Array
    crossing: Array
    crossing_starts: Array


class Vocabulary:
    """Words of a dictionary by their numbers in it, other words by numbers that follow.

    Word number n has the indexed terms `terms[starts[n] : starts[n] + counts[n]]`.
    """

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._table = word_table(segmenter.user_dict)
        self.size = len(self._table.words)
        """The number of words in the dictionary."""
        self.others: list[str] = []
        """The words that are not in the dictionary, in the order of their numbers."""
        self._numbers_of_others: dict[str, int] = {}
        self._of_character = np.full(CODE_POINTS, -1, dtype=np.int32)
        self._terms = array("q")
        self.terms = np.zeros(0, dtype=np.int64)
        self.starts, self.counts, self._heads, self._tails = (
            np.full(self.size, -1, dtype=np.int64) for _ in range(4)
        )

    def cut(self, points: Array) -> Words:
        """Cut a text, given as code points, into words and number them."""
        tokens = self._segmenter.cut_many(points)
        text = text_of(points)
        numbers = tokens.words.astype(np.int64)
        unknown = tokens.words < 0
        characters = np.flatnonzero(unknown & (tokens.lengths == 1))
        numbers[characters] = self._of_characters(points[tokens.starts[characters]])
        longer = np.flatnonzero(unknown & (tokens.lengths > 1))
        starts = tokens.starts[longer]
        spans = zip(starts.tolist(), (starts + tokens.lengths[longer]).tolist(), strict=True)
        numbers[longer] = [self._number(text[start:end]) for start, end in spans]
        crossing = tokens.crossing_words.astype(np.int64)
        self._learn(numbers)
        self._learn(crossing)
        return Words(numbers, tokens.starts, crossing, tokens.crossing)

    def _number(self, word: str) -> int:
        number = self._table.numbers.get(word)
        if number is None:
            number = self._numbers_of_others.get(word)
        if number is None:
            number = self._numbers_of_others[word] = self.size + len(self.others)
            self.others.append(word)
        return number

    def _of_characters(self, points: Array) -> Array:
        """Number words of one character."""
        for point in distinct(points[self._of_character[points] < 0]).tolist():
            self._of_character[point] = self._number(chr(point))
        return self._of_character[points]

    def _learn(self, words: Array) -> None:
        """Find out what is asked of words, for those that are new."""
        missing = self.size + len(self.others) - len(self.counts)
        if missing > 0:
            unknown = np.full(missing + len(self.others), -1, dtype=np.int64)
            self.starts, self.counts, self._heads, self._tails = (
                np.append(each, unknown)
                for each in (self.starts, self.counts, self._heads, self._tails)
            )
        new = distinct(words[self.counts[words] < 0])
        frequent = frequent_words()
        counts = []
        heads = []
        tails = []
        begin = len(self._terms)
        for number in new.tolist():
            word = (
                self._table.words[number] if number < self.size else self.others[number - self.size]
            )
            before = len(self._terms)
            if is_indexed(word):
                self._terms.append(number)
            if len(word) > 2:
                parts = subtokens(word, self._table.numbers.__contains__)
                self._terms.extend(
                    [self._table.numbers[part] for part, _, _ in parts if is_indexed(part)]
                )
            counts.append(len(self._terms) - before)
            heads.append(frequent.get(word[:2], -1))
            tails.append(frequent.get(word[-2:], -1))
        self.counts[new] = counts
        self.starts[new] = begin + np.cumsum(counts) - counts
        self._heads[new] = heads
        self._tails[new] = tails
        if len(self._terms) > begin:
            self.terms = np.array(self._terms, dtype=np.int64)

    def adjacent(self, words: Array) -> Array:
        """For each two neighbours the `pair_number` of two frequent words that meet there, or -1."""
        left = self._tails[words[:-1]]
        right = self._heads[words[1:]]
        return np.where((left >= 0) & (right >= 0), pair_number(left, right), -1)
