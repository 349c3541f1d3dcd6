"""Facet counts as trees that are built as far as they are looked at.

Counts come from the columns of each segment as arrays over all values; a `FacetValue` adds them up
over the segments when it is asked for, so that a search that shows the provinces does not pay for
three thousand counties.  Regions and other values stand in order of their counts, dates newest first.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from jianbao.indexer.arrays import Array
from jianbao.indexer.columns import Column

Counts = tuple[tuple[Column, Array], ...]
"""For each segment its column and the count of each of the column's values."""


class FacetValue:
    """A value of a facet, how many articles have it or something below it, and what is below."""

    __slots__ = ("_counts", "count", "path")

    def __init__(self, path: str, count: int, counts: Counts) -> None:
        self.path = path
        self.count = count
        self._counts = counts

    @property
    def children(self) -> tuple[FacetValue, ...]:
        """The next level of the tree; empty at its end and for facets that are no tree."""
        return _values(self._counts, (_below(column, self.path) for column, _ in self._counts))

    def __repr__(self) -> str:
        return f"FacetValue({self.path!r}, {self.count})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FacetValue):
            return NotImplemented
        return (self.path, self.count, self.children) == (other.path, other.count, other.children)

    def __hash__(self) -> int:
        return hash((self.path, self.count))


def _below(column: Column, path: str) -> Array:
    number = column.find(path)
    return np.zeros(0, dtype=np.int64) if number < 0 else column.children(number)


def facet_values(counts: Counts) -> tuple[FacetValue, ...]:
    """Give the top level of a facet."""
    return _values(counts, (column.children(-1) for column, _ in counts))


def _values(counts: Counts, numbers: Iterable[Array]) -> tuple[FacetValue, ...]:
    totals: dict[str, int] = {}
    is_date = False
    for (column, each), chosen in zip(counts, numbers, strict=True):
        is_date = column.field == "date"
        for number, count in zip(chosen.tolist(), each[chosen].tolist(), strict=True):
            if count:
                value = column.value(number)
                totals[value] = totals.get(value, 0) + count
    ordered = sorted(totals.items(), key=lambda item: item[0])
    if is_date:
        ordered.reverse()
    else:
        ordered.sort(key=lambda item: -item[1])
    return tuple(FacetValue(path, count, counts) for path, count in ordered)
