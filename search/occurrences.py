"""Where a word stands in a segment and what it counts there, ready for looking up.

A rare word keeps the articles that hold it, in any of the fields that are searched, each with the
word's share of its score, so that one binary search finds all that matching and ranking want to
know.  A frequent one keeps its frequency in a field for every article of the segment, mostly in a
byte: that takes less memory than the numbers of its articles, looking some up is one indexing, and
whole lists are combined by arithmetic on neighbouring numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from jianbao.indexer.arrays import Array
from jianbao.indexer.postings import Postings
from jianbao.search.doc_sets import SPARSE, DocSet, union


class FieldPostings(NamedTuple):
    """A word's posting list in one field of a segment, and what its BM25 is made of."""

    postings: Postings
    norms: Array
    """The field's length normalisation for every article."""
    weight: float
    """What the word can count in the field at most."""


class RareWord:
    """The articles that hold a word in some fields, and its BM25 in each; never changed."""

    __slots__ = ("_size", "docs", "shares")

    def __init__(self, fields: Sequence[FieldPostings], size: int) -> None:
        """`size` is the number of articles in the segment."""
        self._size = size
        each = [_shares(field) for field in fields]
        self.docs = fields[0].postings.docs
        self.shares = each[0]
        if len(fields) > 1:
            self.docs = union([field.postings.docs for field in fields], size)
            self.shares = np.zeros(len(self.docs), dtype=np.float32)
            for field, shares in zip(fields, each, strict=True):
                self.shares[self.docs.searchsorted(field.postings.docs)] += shares

    @property
    def df(self) -> int:
        """The number of articles that hold the word."""
        return len(self.docs)

    @property
    def nbytes(self) -> int:
        """The bytes of memory that it takes."""
        return self.docs.nbytes + self.shares.nbytes

    def held_by(self, domain: Array | None) -> Array:
        """Tell for each of some ascending articles (None: all) whether it holds the word."""
        if domain is None:
            held = np.zeros(self._size, dtype=bool)
            held[self.docs] = True
        else:
            places = self.docs.searchsorted(domain)
            held = self.docs.take(places, mode="clip") == domain
        return held

    def bm25(self, domain: Array | None) -> Array:
        """Give the word's BM25 in each of some ascending articles (None: all)."""
        if domain is None:
            spread = np.zeros(self._size, dtype=np.float32)
            spread[self.docs] = self.shares
            return spread
        if domain is self.docs:
            return self.shares
        places = self.docs.searchsorted(domain)
        held = self.docs.take(places, mode="clip") == domain
        found: Array = self.shares.take(places, mode="clip") * held
        return found


class FrequentWord:
    """How often every article of a segment holds a word in one field; never changed."""

    __slots__ = ("_counts", "_norms", "_weight", "df")

    def __init__(self, field: FieldPostings, size: int) -> None:
        """`size` is the number of articles in the segment."""
        (docs, frequencies), self._norms, self._weight = field
        self.df = len(docs)
        """The number of articles that hold the word."""
        self._counts = np.zeros(size, np.uint8 if frequencies is None else frequencies.dtype)
        self._counts[docs] = 1 if frequencies is None else frequencies

    @property
    def nbytes(self) -> int:
        """The bytes of memory that it takes; the norms are those of all words."""
        return self._counts.nbytes

    def held_by(self, domain: Array | None) -> Array:
        """Tell for each of some ascending articles (None: all) whether it holds the word."""
        counts = self._counts if domain is None else self._counts.take(domain)
        held: Array = counts != 0
        return held

    def bm25(self, domain: Array | None) -> Array:
        """Give the word's BM25 in each of some ascending articles (None: all)."""
        if domain is None:
            return saturation(self._counts, self._norms, self._weight)
        return saturation(self._counts.take(domain), self._norms.take(domain), self._weight)


Occurrences = list[RareWord | FrequentWord]
"""A word in some fields: a rare one has them together, a frequent one each by itself."""


def occurrences_of(fields: Sequence[FieldPostings], size: int) -> Occurrences:
    """Prepare the posting lists of a word in some fields; none when it is not there."""
    if not fields:
        return []
    if _is_rare(sum(len(field.postings.docs) for field in fields), size):
        return [RareWord(fields, size)]
    return [
        RareWord([field], size)
        if _is_rare(len(field.postings.docs), size)
        else FrequentWord(field, size)
        for field in fields
    ]


def _is_rare(df: int, size: int) -> bool:
    return df * SPARSE <= size


def _shares(field: FieldPostings) -> Array:
    (docs, frequencies), norms, weight = field
    counts = np.ones(len(docs), dtype=np.uint8) if frequencies is None else frequencies
    return saturation(counts, norms.take(docs), weight)


def saturation(counts: Array, norms: Array, weight: float) -> Array:
    """Give BM25, weight x tf / (tf + norm), in single precision; 0 where tf is 0."""
    shares = counts.astype(np.float32)
    shares /= norms + shares
    shares *= np.float32(weight)
    return shares


def docs_with(word: Occurrences, size: int) -> DocSet:
    """Give the articles of a segment that hold a word."""
    if len(word) == 1 and isinstance(word[0], RareWord):
        return DocSet(size, docs=word[0].docs)
    return DocSet(size, mask=holding(word, None))


def holding(word: Occurrences, domain: Array | None) -> Array:
    """Tell for each of some articles (None: all) whether it holds a word."""
    held = word[0].held_by(domain)
    for each in word[1:]:
        held = held | each.held_by(domain)
    return held


def add_bm25(word: Occurrences, domain: Array | None, sums: Array) -> None:
    """Add a word's BM25 in all its fields to the sums of some articles (None: all).

    What the fields give is added up first, or the order of the additions would depend on whether the
    word is rare in the segment.
    """
    if len(word) == 1 and domain is None and isinstance(word[0], RareWord):
        sums[word[0].docs] += word[0].shares
    elif word:
        total = word[0].bm25(domain)
        for each in word[1:]:
            total = total + each.bm25(domain)
        sums += total
