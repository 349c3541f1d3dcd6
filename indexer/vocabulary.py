"""What a worker knows about words: a number for each, and what indexing asks of it.

Each distinct word is looked at once: whether it is indexed, which sub-words it has, and with which
characters and frequent words it begins and ends.  The rest of indexing is arrays of numbers.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import islice

import numpy as np

from jianbao.indexer.adjacency import frequent_words, pair_number
from jianbao.indexer.analysis import is_indexed
from jianbao.indexer.arrays import Array, distinct
from jianbao.indexer.dictionary import load_dictionary, subtokens
from jianbao.indexer.segmentation import Segmenter
from jianbao.indexer.textcode import CODE_POINTS
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
        self._segmenter = segmenter
        self._table = word_table(segmenter.user_dict)
        self._has_word = load_dictionary(segmenter.user_dict).frequencies.__contains__
        self._of_word = np.full(len(self._table.words), -1, dtype=np.int64)
        self._of_character = np.full(CODE_POINTS, -1, dtype=np.int64)
        self._terms = array("q")
        self._counts = array("q")
        self._heads = array("q")
        self._tails = array("q")

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.text)
        self.text.append(word)
        return number

    def cut(self, points: Array) -> Words:
        """Cut a text, given as code points, into words and number them."""
        tokens = self._segmenter.cut_many(points)
        text = points.tobytes().decode("utf-32-le")
        numbers = self._of_listed(tokens.words)
        characters = np.flatnonzero((tokens.words < 0) & (tokens.lengths == 1))
        numbers[characters] = self._of_characters(points[tokens.starts[characters]])
        others = np.flatnonzero((tokens.words < 0) & (tokens.lengths > 1))
        starts = tokens.starts[others]
        ends = starts + tokens.lengths[others]
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        numbers[others] = [self[text[start:end]] for start, end in spans]
        return Words(
            numbers, tokens.starts, self._of_listed(tokens.crossing_words), tokens.crossing
        )

    def _of_listed(self, words: Array) -> Array:
        """Number words of the dictionary; leave -1 as it is."""
        for word in distinct(words[(self._of_word[words] < 0) & (words >= 0)]).tolist():
            self._of_word[word] = self[self._table.words[word]]
        return np.where(words < 0, -1, self._of_word[words])

    def _of_characters(self, points: Array) -> Array:
        """Number words of one character."""
        for point in distinct(points[self._of_character[points] < 0]).tolist():
            self._of_character[point] = self[chr(point)]
        return self._of_character[points]

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

    def adjacent(self, words: Array) -> Array:
        """For each two neighbours the `pair_number` of two frequent words that meet there, or -1."""
        frequent = frequent_words()
        new = self.text[len(self._heads) :]
        self._heads.extend([frequent.get(word[:2], -1) for word in new])
        self._tails.extend([frequent.get(word[-2:], -1) for word in new])
        left = np.array(self._tails, dtype=np.int64)[words[:-1]]
        right = np.array(self._heads, dtype=np.int64)[words[1:]]
        return np.where((left >= 0) & (right >= 0), pair_number(left, right), -1)
