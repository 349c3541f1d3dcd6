"""Find tens of thousands of names in running text, leftmost and longest first.

An Aho-Corasick automaton over Chinese names walks long lists of children at its root (measured:
2.5 MB/s with 38,000 names).  Here two bitmaps, of names of two characters and of the first three
characters of longer ones, are filled by a hash and tested for a whole text by numpy; a dictionary
decides on the few positions that pass.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

_PAIR_BITS = 20
_TRIPLE_BITS = 22
"""Sizes of the bitmaps: one slot in a hundred or fewer is set, so that few positions pass in vain."""
_FACTORS = (2654435761, 40503, 2246822519)
"""Odd numbers that spread the codes of the first, second and third character; any such would do."""
_SHORT_TEXT = 48
"""Below this many code points a plain loop beats the fixed cost of numpy."""


class NameMatcher:
    """Names of two characters or more, none with a line end.  Immutable, so safe between threads."""

    def __init__(self, names: Collection[str]) -> None:
        import numpy as np

        self._names = frozenset(names)
        lengths: dict[str, set[int]] = {}
        for name in names:
            lengths.setdefault(name[:2], set()).add(len(name))
        self._lengths = {
            pair: tuple(sorted(found, reverse=True)) for pair, found in lengths.items()
        }
        self._factors = [np.uint32(factor) for factor in _FACTORS]
        self._pair_mask = np.uint32((1 << _PAIR_BITS) - 1)
        self._triple_mask = np.uint32((1 << _TRIPLE_BITS) - 1)
        self._pairs = np.zeros(1 << _PAIR_BITS, dtype=np.bool_)
        self._triples = np.zeros(1 << _TRIPLE_BITS, dtype=np.bool_)
        starts = np.array([name[:3].ljust(3, "\0") for name in names], dtype="<U3")
        codes = starts.view(np.uint32).reshape(-1, 3)
        slots = codes[:, 0] * self._factors[0] ^ codes[:, 1] * self._factors[1]
        two = codes[:, 2] == 0
        self._pairs[slots[two] & self._pair_mask] = True
        slots ^= codes[:, 2] * self._factors[2]
        self._triples[slots[~two] & self._triple_mask] = True

    def find(self, text: str) -> list[tuple[int, int]]:
        """Return (start, end) of the names in `text`, in order and not overlapping."""
        names, lengths = self._names, self._lengths
        found = []
        done = 0
        for start in self._candidates(text):
            if start < done:
                continue
            for length in lengths.get(text[start : start + 2], ()):
                if (name := text[start : start + length]) in names:
                    done = start + len(name)
                    found.append((start, done))
                    break
        return found

    def find_across(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Return the first name that begins inside [start, end), after `start`, and ends beyond it."""
        for begin in range(start + 1, end):
            for length in self._lengths.get(text[begin : begin + 2], ()):
                name = text[begin : begin + length]
                if begin + len(name) > end and name in self._names:
                    return begin, begin + len(name)
        return None

    def find_each(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return what `find` finds in each text: one pass over all of them costs less."""
        found: list[list[tuple[int, int]]] = []
        hits = iter(self.find("\n".join(texts)))
        hit = next(hits, None)
        begin = 0
        for text in texts:
            own = []
            finish = begin + len(text)
            while hit is not None and hit[0] < finish:
                own.append((hit[0] - begin, hit[1] - begin))
                hit = next(hits, None)
            found.append(own)
            begin = finish + 1
        return found

    def _candidates(self, text: str) -> range | list[int]:
        """Return the positions where a name may start, some of them in vain."""
        if len(text) < _SHORT_TEXT:
            return range(len(text) - 1)
        import numpy as np

        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        slots = codes[:-1] * self._factors[0]
        slots ^= codes[1:] * self._factors[1]
        passed = self._pairs.take(slots & self._pair_mask)
        slots[:-1] ^= codes[2:] * self._factors[2]
        passed |= self._triples.take(slots & self._triple_mask)
        positions: list[int] = passed.nonzero()[0].tolist()
        return positions
