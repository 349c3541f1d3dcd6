"""Find tens of thousands of names in running text, leftmost and longest first.

An Aho-Corasick automaton over Chinese names walks long lists of children at its root (measured:
2.5 MB/s with 38,000 names).  Here two bitmaps, of names of two characters and of the first three
characters of longer ones, are filled by a hash and tested for a whole text by numpy; a dictionary
decides on the few positions that pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

Value = TypeVar("Value")

_BITS = 20
_MASK = (1 << _BITS) - 1
_FACTORS = (2654435761, 40503, 2246822519)
"""Odd numbers that spread the codes of the first, second and third character; any such would do."""
_SHORT_TEXT = 48
"""Below this many code points a plain loop beats the fixed cost of numpy."""


class NameMatcher(Generic[Value]):
    """Names of two characters or more, each with a value.  Immutable, so safe between threads."""

    def __init__(self, names: Mapping[str, Value]) -> None:
        import numpy as np

        buckets: dict[str, list[tuple[str, Value]]] = {}
        for name, value in names.items():
            buckets.setdefault(name[:2], []).append((name, value))
        for bucket in buckets.values():
            bucket.sort(key=lambda entry: -len(entry[0]))
        self._buckets = {
            key: tuple((name, len(name), value) for name, value in bucket)
            for key, bucket in buckets.items()
        }
        self._pairs = np.zeros(1 << _BITS, dtype=np.bool_)
        self._triples = np.zeros(1 << _BITS, dtype=np.bool_)
        self._pairs[[_slot(name) for name in names if len(name) == 2]] = True
        self._triples[[_slot(name[:3]) for name in names if len(name) > 2]] = True

    def find(self, text: str) -> Iterator[tuple[int, int, Value]]:
        """Yield (start, end, value) of the names in `text`, in order and not overlapping."""
        buckets = self._buckets
        done = 0
        for start in self._candidates(text):
            if start < done:
                continue
            for name, length, value in buckets.get(text[start : start + 2], ()):
                if text.startswith(name, start):
                    done = start + length
                    yield start, done, value
                    break

    def _candidates(self, text: str) -> range | list[int]:
        """Return the positions where a name may start, some of them in vain."""
        if len(text) < _SHORT_TEXT:
            return range(len(text) - 1)
        import numpy as np

        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        slots = codes[:-1] * np.uint32(_FACTORS[0])
        slots ^= codes[1:] * np.uint32(_FACTORS[1])
        passed = self._pairs[slots & np.uint32(_MASK)]
        longer = slots[:-1] ^ (codes[2:] * np.uint32(_FACTORS[2]))
        passed[:-1] |= self._triples[longer & np.uint32(_MASK)]
        positions: list[int] = np.flatnonzero(passed).tolist()
        return positions


def _slot(start: str) -> int:
    slot = 0
    for character, factor in zip(start, _FACTORS, strict=False):
        slot ^= ord(character) * factor
    return slot & _MASK
