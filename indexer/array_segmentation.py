"""Segmentation of much text at once: the words of jieba 0.42.1's default mode, as arrays.

jieba's method step for step, each step for all places of a text together: the words of the dictionary
at every place, from each block's end to its beginning the most probable path through them, and the
hidden Markov model for what remains as single characters.  No word becomes a Python object, which
is what takes most of the time elsewhere.  Additions are in jieba's order, so that ties and rounding
fall as they do in jieba.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from jianbao.indexer.arrays import Array, offsets_of, ranges
from jianbao.indexer.character_kinds import CONNECTOR, HAN, OUTSIDE, character_kinds
from jianbao.indexer.dictionary import WORD_OR_NUMBER
from jianbao.indexer.hidden_markov import word_starts
from jianbao.indexer.textcode import text_of
from jianbao.indexer.word_table import Matches, WordTable

_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words, which joined are the text: starts in code points, lengths, numbers in the word table.

    The number of what is not in the dictionary is -1.  `crossing` are the places of the dictionary's
    words of two characters that lie across the boundary of two words, `crossing_words` their numbers.
    """

    starts: Array
    lengths: Array
    words: Array
    crossing: Array
    crossing_words: Array


def cut(points: Array, table: WordTable, cut_text: Callable[[str], list[str]]) -> Tokens:
    """Cut a text, given as code points, into words.

    `cut_text` does the same for a string: it gets the blocks of more than 4,096 characters, because
    each step here is one character of the longest block.
    """
    kinds = character_kinds().take(points)
    long_blocks = _long_blocks(kinds)
    for begin, end in long_blocks:
        kinds[begin:end] = OUTSIDE
    characters = table.characters(points)
    matches = list(table.matches(characters))
    path = _Path(kinds, characters, table, matches)
    begins = path.word_starts()
    _cut_singles(points, kinds, begins, matches)
    for begin, end in long_blocks:
        words = cut_text(text_of(points[begin:end]))
        begins[begin:end] = False
        begins[begin + np.cumsum([0, *map(len, words[:-1])])] = True
    starts = np.flatnonzero(begins)
    lengths = np.diff(starts, append=len(points))
    numbers = np.where(lengths == path.lengths[starts], path.words[starts], -1)
    pairs = matches[0]
    across = begins[pairs.places + 1]
    return Tokens(starts, lengths, numbers, pairs.places[across], pairs.words[across])


def _long_blocks(kinds: Array) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(kinds != OUTSIDE, prepend=False, append=False))
    blocks = edges.reshape(-1, 2)
    return [tuple(each) for each in blocks[np.diff(blocks)[:, 0] > _LONGEST].tolist()]


class _Path:
    """The most probable words at each place, if a word begins there."""

    def __init__(
        self,
        kinds: Array,
        characters: Array,
        table: WordTable,
        matches: Sequence[Matches],
    ) -> None:
        begins_word = np.zeros(len(kinds), dtype=bool)
        for each in matches:
            begins_word[each.places] = True
        self.words, logs = table.singles(characters, begins_word)
        self.lengths = np.ones(len(kinds), dtype=np.uint16)
        ends = np.flatnonzero(np.append(kinds, OUTSIDE) == OUTSIDE)
        sizes = np.diff(ends, prepend=-1) - 1
        # How far it is to the end of the block; 0 outside of blocks.
        self._distances = (np.repeat(ends, sizes + 1) - np.arange(len(kinds) + 1)).astype(np.int32)
        # Places at the same distance lie together, those of the longest block first, so that each
        # step works on neighbours.  Number 0 stands for the end of every block.
        counts = np.bincount(self._distances, minlength=1)
        counts[0] = 1
        bounds = offsets_of(counts).astype(np.int64)
        order = np.empty(len(sizes), dtype=np.int64)
        order[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
        slots = bounds[self._distances] + np.where(self._distances, np.repeat(order, sizes + 1), 0)
        best = np.zeros(int(bounds[-1]))
        best[slots[:-1]] = logs
        best[0] = 0
        starts = bounds.tolist()
        options = [_Option(each, self._distances, slots) for each in matches]
        for step in range(1, len(starts) - 1):
            begin, end = starts[step : step + 2]
            if step > 1:
                before = starts[step - 1]
                best[begin:end] += best[before : before + end - begin]
            for option in options:
                option.improve(best, step)
        for option in options:
            places, words = option.chosen()
            self.lengths[places] = option.length
            self.words[places] = words

    def word_starts(self) -> Array:
        """Follow the path through each block."""
        begins: Array = self._distances[:-1] == 0
        at = np.flatnonzero(~begins & np.append(True, begins[:-1]))
        while len(at):
            begins[at] = True
            at = at + self.lengths[at]
            at = at[self._distances[at] > 0]
        return begins


class _Option:
    """The matches of one length, in the order of their distances from the ends of their blocks."""

    def __init__(self, matches: Matches, distances: Array, slots: Array) -> None:
        self.length = matches.length
        far = distances[matches.places]
        order = np.argsort(far.astype(np.uint16), kind="stable")
        self._places = matches.places[order]
        self._words = matches.words[order]
        self._logs = matches.logs[order]
        self._from = slots[self._places]
        self._to = slots[self._places + self.length]
        self._better = np.zeros(len(order), dtype=bool)
        self._bounds = offsets_of(np.bincount(far)).tolist()

    def improve(self, best: Array, distance: int) -> None:
        """Take these words at a distance where they are as good as what was found so far."""
        if distance + 1 >= len(self._bounds):
            return
        begin, end = self._bounds[distance : distance + 2]
        if begin == end:
            return
        here = slice(begin, end)
        places = self._from[here]
        value = self._logs[here] + best.take(self._to[here])
        known = best.take(places)
        np.greater_equal(value, known, out=self._better[here])
        best[places] = np.maximum(value, known)

    def chosen(self) -> tuple[Array, Array]:
        """Give the places where the words were better than shorter ones, and the words."""
        return self._places[self._better], self._words[self._better]


def _cut_singles(points: Array, kinds: Array, begins: Array, matches: Iterable[Matches]) -> None:
    """Cut anew, in place, what the dictionary leaves as runs of single characters."""
    starts = np.flatnonzero(begins)
    single = (np.diff(starts, append=len(points)) == 1) & (kinds[starts] != OUTSIDE)
    edges = np.flatnonzero(np.diff(single, prepend=False, append=False))
    firsts, lengths = starts[edges[::2]], np.diff(edges)[::2]
    several = lengths > 1
    firsts, lengths = firsts[several], lengths[several]
    for each in matches:  # a run that is a word of the dictionary stays as it is
        size = lengths == each.length
        of_size = firsts[size]
        size[size] = each.places.searchsorted(of_size, "right") > each.places.searchsorted(of_size)
        firsts, lengths = firsts[~size], lengths[~size]
    places = ranges(firsts, lengths)
    han = kinds[places] == HAN
    begins[places] = False
    begins[firsts] = True
    begins[places[1:][han[1:] != han[:-1]]] = True
    heads = np.flatnonzero(begins[places])
    sizes = np.diff(heads, append=len(places))
    for_model = han[heads]
    begins |= word_starts(points, places[heads[for_model]], sizes[for_model])
    connectors = np.add.reduceat(kinds[places] == CONNECTOR, heads) if len(heads) else heads
    for head, size in zip(
        places[heads[connectors > 0]].tolist(), sizes[connectors > 0].tolist(), strict=True
    ):
        text = text_of(points[head : head + size])
        for match in WORD_OR_NUMBER.finditer(text):
            begins[head + match.start()] = True
            if match.end() < size:
                begins[head + match.end()] = True
