"""How often the articles of a segment hold a term: a decoded posting list, ready for looking up.

A rare term keeps the articles that hold it.  A frequent one keeps a frequency for every article of
the segment, mostly in a byte: that takes less memory than the numbers of its articles, looking some
up is one indexing, and whole lists are combined by arithmetic on neighbouring numbers.
"""

from __future__ import annotations

import numpy as np

from jianbao.indexer.arrays import Array
from jianbao.indexer.postings import Postings
from jianbao.search.doc_sets import SPARSE, DocSet, locate, union


class Occurrences:
    """The occurrences of one term in one field of one segment; it is never changed."""

    __slots__ = ("_docs", "_frequencies", "_size", "_spread", "df")

    def __init__(self, postings: Postings, size: int) -> None:
        docs, frequencies = postings
        if frequencies is None:
            frequencies = np.ones(len(docs), dtype=np.uint8)
        self.df = len(docs)
        """The number of articles that hold the term."""
        self._size = size
        self._docs = docs
        self._frequencies = frequencies
        self._spread: Array | None = None
        if len(docs) * SPARSE > size:
            self._spread = self._spread_out()
            self._docs = docs[:0]
            self._frequencies = frequencies[:0]

    @property
    def nbytes(self) -> int:
        """The bytes of memory that it takes."""
        arrays = (self._docs, self._frequencies) if self._spread is None else (self._spread,)
        return sum(array.nbytes for array in arrays)

    @property
    def few(self) -> tuple[Array, Array] | None:
        """The articles that hold a rare term and how often, or None for a frequent one."""
        return (self._docs, self._frequencies) if self._spread is None else None

    def on(self, domain: Array | None) -> Array:
        """Give the frequency in each of some ascending articles (None: all), 0 where it is not."""
        if self._spread is not None:
            return self._spread if domain is None else self._spread.take(domain)
        if domain is None:
            return self._spread_out()
        docs = self._docs
        if len(docs) < len(domain):
            frequencies = np.zeros(len(domain), dtype=self._frequencies.dtype)
            own, places = locate(docs, domain)
            frequencies[places] = self._frequencies.take(own)
            return frequencies
        places = docs.searchsorted(domain)
        np.minimum(places, len(docs) - 1, out=places)
        found: Array = self._frequencies.take(places)
        found *= docs.take(places) == domain
        return found

    def _spread_out(self) -> Array:
        spread = np.zeros(self._size, dtype=self._frequencies.dtype)
        spread[self._docs] = self._frequencies
        return spread


def docs_with_any(lists: list[Occurrences], size: int) -> DocSet:
    """Give the articles of a segment that hold at least one of some terms."""
    rare = [each.few for each in lists if each.few is not None]
    if len(rare) == len(lists):
        docs = rare[0][0] if len(rare) == 1 else union([docs for docs, _ in rare], size)
        return DocSet(size, docs=docs)
    return DocSet(size, mask=holds_any(lists, None))


def holds_any(lists: list[Occurrences], domain: Array | None) -> Array:
    """Tell for each of some articles (None: all) whether it holds at least one of some terms."""
    marks: Array = lists[0].on(domain) != 0
    for each in lists[1:]:
        marks |= each.on(domain) != 0
    return marks
