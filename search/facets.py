"""Facet counts as trees that are built as far as they are looked at.

Each segment counts the values of the matching articles once; a `FacetValue` adds them up over its
branch and the segments when it is asked for, so that a search that shows the provinces does not pay
for three thousand counties.  Where most articles match, the few others are counted and subtracted.
Regions and other values stand in order of their counts, dates newest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from jianbao.indexer.columns import Column, Counts, FewCounts
from jianbao.search.doc_sets import DocSet


class FacetCounter:
    """Counts one facet over the matches of a search, a branch of its tree at a time."""

    def __init__(self, parts: Sequence[tuple[Column, DocSet]]) -> None:
        """`parts` are the column and the matching articles of each segment."""
        self._parts = [_count(column, docs) for column, docs in parts]
        self._dates = any(column.field == "date" for column, _ in parts)

    def values(self, branch: str | None = None) -> tuple[FacetValue, ...]:
        """Give the values right below a branch (None: the roots)."""
        totals: dict[str, int] = {}
        for counts, excess in self._parts:
            less = excess.below(branch) if excess is not None else {}
            for value, count in counts.below(branch).items():
                if rest := count - less.get(value, 0):
                    totals[value] = totals.get(value, 0) + rest
        ordered = sorted(totals.items(), reverse=self._dates)
        if not self._dates:
            ordered.sort(key=itemgetter(1), reverse=True)
        return tuple([FacetValue(path, count, self) for path, count in ordered])


def _count(column: Column, docs: DocSet) -> tuple[Counts | FewCounts, Counts | FewCounts | None]:
    """Count values, with what has to be subtracted."""
    if 2 * docs.count <= docs.size:
        return column.count(docs.docs), None
    rest = docs.rest()
    return column.count(None), column.count(rest.docs) if rest.count else None


class FacetValue:
    """A value of a facet, how many articles have it or something below it, and what is below."""

    __slots__ = ("_counter", "count", "path")

    def __init__(self, path: str, count: int, counter: FacetCounter) -> None:
        self.path = path
        self.count = count
        self._counter = counter

    @property
    def children(self) -> tuple[FacetValue, ...]:
        """The next level of the tree; empty at its end and for facets that are no tree."""
        return self._counter.values(self.path)

    def __repr__(self) -> str:
        return f"FacetValue({self.path!r}, {self.count})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FacetValue):
            return NotImplemented
        return (self.path, self.count, self.children) == (other.path, other.count, other.children)

    def __hash__(self) -> int:
        return hash((self.path, self.count))
