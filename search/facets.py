"""Facet counts as trees that are built as far as they are looked at.

Counts come from the columns of each segment as arrays over all values; a `FacetValue` adds them up
over the segments when it is asked for, so that a search that shows the provinces does not pay for
three thousand counties.  Regions and other values stand in order of their counts, dates newest first.
"""

from __future__ import annotations

from collections.abc import Sequence

from jianbao.indexer.arrays import Array
from jianbao.indexer.columns import Column


class FacetCounter:
    """Counts one facet over the matches of a search, a level of its tree at a time."""

    def __init__(self, parts: Sequence[tuple[Column, Array | None]]) -> None:
        """`parts` are the column and the matching articles (None: all) of each segment."""
        self._parts = parts
        self._dates = any(column.field == "date" for column, _ in parts)
        self._levels: dict[int, list[tuple[Column, Array, Array]]] = {}

    def values(self, level: int = 0, branch: str | None = None) -> tuple[FacetValue, ...]:
        """Give the values of a level, all of them or those below a branch."""
        if level not in self._levels:
            self._levels[level] = [
                (column, *column.count_level(level, docs)) for column, docs in self._parts
            ]
        totals: dict[str, int] = {}
        for column, numbers, counts in self._levels[level]:
            if branch is not None:
                below = column.below(branch)
                begin, end = numbers.searchsorted((below.start, below.stop))
                numbers, counts = numbers[begin:end], counts[begin:end]
            found = counts.nonzero()[0]
            values = map(column.value, numbers[found].tolist())
            for value, count in zip(values, counts[found].tolist(), strict=True):
                totals[value] = totals.get(value, 0) + count
        if self._dates:
            ordered = sorted(totals.items(), reverse=True)
        else:
            ordered = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
        return tuple([FacetValue(path, count, self, level) for path, count in ordered])


class FacetValue:
    """A value of a facet, how many articles have it or something below it, and what is below."""

    __slots__ = ("_counter", "_level", "count", "path")

    def __init__(self, path: str, count: int, counter: FacetCounter, level: int) -> None:
        self.path = path
        self.count = count
        self._counter = counter
        self._level = level

    @property
    def children(self) -> tuple[FacetValue, ...]:
        """The next level of the tree; empty at its end and for facets that are no tree."""
        return self._counter.values(self._level + 1, self.path)

    def __repr__(self) -> str:
        return f"FacetValue({self.path!r}, {self.count})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FacetValue):
            return NotImplemented
        return (self.path, self.count, self.children) == (other.path, other.count, other.children)

    def __hash__(self) -> int:
        return hash((self.path, self.count))
