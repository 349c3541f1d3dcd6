"""The index as one search sees it: the segments of one commit with statistics over all of them.

Statistics are Whoosh's: deleted articles count until a merge drops them, and field lengths are
rounded to one of 256 codes.  Decoded posting lists are kept in a cache that is bounded in bytes,
because the frequent words of a language come back in every other query.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cached_property
from math import log
from threading import Lock
from typing import Any, NamedTuple, TypeVar

import numpy as np

from jianbao.indexer.arrays import Array
from jianbao.indexer.postings import Postings
from jianbao.indexer.schema import TEXT_FIELDS, TITLE_BOOST
from jianbao.indexer.segments import SegmentReader, length_table
from jianbao.search.occurrences import FieldPostings, Occurrences, occurrences_of

B = 0.75
K1 = 1.2
"""BM25's parameters, those of Whoosh's BM25F."""
CACHE_BYTES = 160 << 20
"""Decoded posting lists that a snapshot keeps, in bytes."""
_ENTRY_BYTES = 1_000
"""What an entry takes beside its arrays, so that words which are nowhere fill the cache too."""
_REMEMBERED = 100_000
"""Words whose places or weights are remembered."""
Decoded = TypeVar("Decoded", Postings, Occurrences)


class TermList(NamedTuple):
    """One word in one field of one segment: its place and its document frequency there."""

    field: str
    number: int
    df: int


class SegmentView:
    """A segment with what searching needs beside its files."""

    def __init__(self, reader: SegmentReader, snapshot: Snapshot) -> None:
        self.reader = reader
        self.size = reader.doc_count
        self._snapshot = snapshot
        self._terms: dict[tuple[str, str], TermList | None] = {}
        self._norms: dict[str, Array] = {}

    def term(self, field: str, word: str) -> TermList | None:
        """Look up a word in a field's dictionary."""
        key = (field, word)
        try:
            return self._terms[key]
        except KeyError:
            pass
        if len(self._terms) > _REMEMBERED:
            self._terms.clear()
        postings = self.reader.postings(field)
        number = postings.find(word.encode())
        found = None if number < 0 else TermList(field, number, int(postings.df[number]))
        self._terms[key] = found
        return found

    def postings(self, term: TermList) -> Postings:
        """Decode a posting list, or take it from the cache."""
        return self._snapshot.cached((id(self), term), lambda: self._decode(term))

    def occurrences(self, fields: tuple[str, ...], word: str) -> Occurrences:
        """Give what matching and ranking want to know of a word in some fields."""

        def decode() -> Occurrences:
            found = [
                FieldPostings(
                    self._decode(term), self.norms(field), self._snapshot.weight(field, word)
                )
                for field in fields
                if (term := self.term(field, word)) is not None
            ]
            return occurrences_of(found, self.size)

        return self._snapshot.cached((id(self), fields, word), decode)

    def _decode(self, term: TermList) -> Postings:
        return self.reader.postings(term.field).postings(term.number)

    def norms(self, field: str) -> Array:
        """Give the length normalisation of BM25 (f4) for every article."""
        norms = self._norms.get(field)
        if norms is None:
            norms = self._snapshot.norms[field].take(self.reader.lengths(field))
            self._norms[field] = norms
        return norms


class Snapshot:
    """All segments of one commit; safe to use from several threads."""

    def __init__(self, readers: Sequence[SegmentReader]) -> None:
        self.views = [SegmentView(reader, self) for reader in readers]
        self.doc_count = sum(view.size for view in self.views)
        self.live_count = sum(reader.live_count for reader in readers)
        self._weights: dict[tuple[str, str], float] = {}
        self._cache: OrderedDict[object, Any] = OrderedDict()
        self._cache_bytes = 0
        self._lock = Lock()

    @cached_property
    def norms(self) -> dict[str, Array]:
        """For each text field and length code, K1 * (1 - B + B * length / average length)."""
        tables = {}
        for field in TEXT_FIELDS:
            total = sum(view.reader.totals[field] for view in self.views)
            average = total / self.doc_count if total else 1.0
            lengths = np.maximum(length_table(), 1)
            tables[field] = (K1 * ((1 - B) + B * lengths / average)).astype(np.float32)
        return tables

    def idf(self, df: int) -> float:
        """Give the inverse document frequency as Whoosh computes it."""
        return log(max(self.doc_count, 1) / (df + 1)) + 1

    def doc_freq(self, field: str, word: str) -> int:
        """Count the articles that hold a word in a field, deleted ones included."""
        return sum(term.df for view in self.views if (term := view.term(field, word)))

    def weight(self, field: str, word: str) -> float:
        """Give what one occurrence of a word in a field can count at most: boost x IDF x (K1 + 1)."""
        key = (field, word)
        weight = self._weights.get(key)
        if weight is None:
            if len(self._weights) > _REMEMBERED:
                self._weights.clear()
            boost = TITLE_BOOST if field == "title" else 1.0
            weight = boost * self.idf(self.doc_freq(field, word)) * (K1 + 1)
            self._weights[key] = weight
        return weight

    def cached(self, key: object, make: Callable[[], Decoded]) -> Decoded:
        """Make a posting list, remembering the least recently used ones up to `CACHE_BYTES`."""
        with self._lock:
            found: Decoded | None = self._cache.get(key)
            if found is not None:
                self._cache.move_to_end(key)
                return found
        made = make()
        with self._lock:
            if key not in self._cache:
                self._cache[key] = made
                self._cache_bytes += _nbytes(made)
            while self._cache_bytes > CACHE_BYTES and len(self._cache) > 1:
                _, dropped = self._cache.popitem(last=False)
                self._cache_bytes -= _nbytes(dropped)
        return made


def _nbytes(decoded: Postings | Occurrences) -> int:
    """Estimate the memory that an entry of the cache takes."""
    lists = [decoded] if isinstance(decoded, Postings) else decoded
    return _ENTRY_BYTES + sum(each.nbytes for each in lists)
