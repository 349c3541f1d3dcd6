"""How often the articles of a segment hold a word: decoded posting lists, ready for looking up.

A rare word keeps the articles that hold it, in any of the fields that are searched, so that one binary
search serves all fields.  A frequent one keeps a frequency for every article of the segment, mostly
in a byte: that takes less memory than the numbers of its articles, looking some up is one indexing,
and whole lists are combined by arithmetic on neighbouring numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jianbao.indexer.arrays import Array
from jianbao.indexer.postings import Postings
from jianbao.search.doc_sets import SPARSE, DocSet, union


class Occurrences:
    """The occurrences of a word in some fields of one segment; they are never changed."""

    __slots__ = ("_counts", "_docs", "_size", "df", "fields")

    def __init__(self, postings: Sequence[tuple[str, Postings]], size: int) -> None:
        """`postings` are those of some fields; `size` is the number of articles in the segment."""
        self.fields = tuple(field for field, _ in postings)
        docs = postings[0][1].docs
        if len(postings) > 1:
            docs = union([each.docs for _, each in postings], size)
        self.df = len(docs)
        """The number of articles that hold the word."""
        self._size = size
        self._docs = docs if is_rare(len(docs), size) else None
        self._counts = [self._aligned(each) for _, each in postings]

    def _aligned(self, postings: Postings) -> Array:
        """Give the frequencies for the articles that are kept, or else for all."""
        docs, frequencies = postings
        dtype = np.uint8 if frequencies is None else frequencies.dtype
        counts = np.zeros(self._size if self._docs is None else self.df, dtype=dtype)
        places = docs if self._docs is None else self._docs.searchsorted(docs)
        counts[places] = 1 if frequencies is None else frequencies
        return counts

    @property
    def nbytes(self) -> int:
        """The bytes of memory that they take."""
        docs = 0 if self._docs is None else self._docs.nbytes
        return docs + sum(counts.nbytes for counts in self._counts)

    @property
    def few(self) -> tuple[Array, list[Array]] | None:
        """The articles that hold a rare word and how often in each field; None for a frequent one."""
        return None if self._docs is None else (self._docs, self._counts)

    def on(self, domain: Array | None) -> list[Array]:
        """Give for each field the frequency in some ascending articles (None: all); it may be 0."""
        if self._docs is None:
            if domain is None:
                return self._counts
            return [counts.take(domain) for counts in self._counts]
        if domain is None:
            found = [np.zeros(self._size, dtype=counts.dtype) for counts in self._counts]
            for spread, counts in zip(found, self._counts, strict=True):
                spread[self._docs] = counts
            return found
        if domain is self._docs:
            return self._counts
        places, held = self._find(self._docs, domain)
        return [counts.take(places) * held for counts in self._counts]

    def held_by(self, domain: Array | None) -> Array:
        """Tell for each of some ascending articles (None: all) whether it holds the word."""
        if self._docs is None:
            # A frequent word's fields are kept apart.
            [counts] = self.on(domain)
            held: Array = counts != 0
            return held
        if domain is None:
            held = np.zeros(self._size, dtype=bool)
            held[self._docs] = True
            return held
        return self._find(self._docs, domain)[1]

    @staticmethod
    def _find(docs: Array, domain: Array) -> tuple[Array, Array]:
        """Give for each of some articles a place in `docs`, and whether it is there."""
        places = docs.searchsorted(domain)
        np.minimum(places, len(docs) - 1, out=places)
        return places, docs.take(places) == domain


def is_rare(df: int, size: int) -> bool:
    """Tell whether a list of so many articles of a segment is kept as their numbers."""
    return df * SPARSE <= size


def occurrences_of(postings: Sequence[tuple[str, Postings]], size: int) -> list[Occurrences]:
    """Join the posting lists that a rare word has in some fields; keep a frequent one's apart."""
    if not postings:
        return []
    if is_rare(sum(len(each.docs) for _, each in postings), size):
        return [Occurrences(postings, size)]
    return [Occurrences([each], size) for each in postings]


def docs_with(word: list[Occurrences], size: int) -> DocSet:
    """Give the articles of a segment that hold a word."""
    if len(word) == 1 and word[0].few is not None:
        return DocSet(size, docs=word[0].few[0])
    return DocSet(size, mask=holding(word, None))


def holding(word: list[Occurrences], domain: Array | None) -> Array:
    """Tell for each of some articles (None: all) whether it holds a word."""
    held = word[0].held_by(domain)
    for each in word[1:]:
        held = held | each.held_by(domain)
    return held
