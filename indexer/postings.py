"""Posting lists as byte arrays: a sorted term dictionary and, for each term, its documents.

For each term: `first` document, document frequency `df`, a `kind`, and a run of bytes that begins at
`start`: the df - 1 distances between documents in 1, 2 or 4 bytes each (the widest decides for the
term), then the df term frequencies: nothing when all are 1, else 4 bits, 1 or 4 bytes each.  Fixed
widths inside a term let numpy decode a list in one pass (a sum of differences), and most lists of a
real corpus take 1.5 bytes for a document and half a byte for its frequency.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from jianbao.indexer.arrays import Array, ArrayFile, ArrayFileWriter, offsets_of, ranges

_GAP_WIDTHS = np.array([1, 2, 4], dtype=np.int64)
_GAP_DTYPES = ("|u1", "<u2", "<u4")
_ONES, _NIBBLES, _BYTES, _WORDS = range(4)
CHUNK = 1 << 19
"""Postings that are encoded or decoded at once when whole segments are written, to bound memory."""


class Postings(NamedTuple):
    """Documents (ascending, intp) and term frequencies (None when all are 1) of one term."""

    docs: Array
    frequencies: Array | None

    @property
    def nbytes(self) -> int:
        """The bytes of memory that it takes."""
        return self.docs.nbytes + (0 if self.frequencies is None else self.frequencies.nbytes)


class PostingsWriter:
    """Write the posting lists of one field, whose terms arrive in ascending order of their bytes."""

    def __init__(self, file: ArrayFileWriter, field: str) -> None:
        self._file = file
        self._field = field
        self._firsts: list[Array] = []
        self._counts: list[Array] = []
        self._kinds: list[Array] = []
        self._sizes: list[Array] = []
        file.begin(f"{field}.postings", "|u1")

    def extend(self, counts: Array, docs: Array, frequencies: Array) -> None:
        """Append whole terms: their document frequencies, and their postings one behind the other.

        Documents and frequencies above 2^32 - 1 raise `ValueError`.
        """
        if not len(counts):
            return
        if int(docs.max()) >= 1 << 32 or int(frequencies.max()) >= 1 << 32:
            raise ValueError("documents and frequencies must be below 2^32")
        bounds = np.zeros(len(counts) + 1, dtype=np.int64)
        np.cumsum(counts, out=bounds[1:])
        begin = 0
        while begin < len(counts):
            end = int(np.searchsorted(bounds, bounds[begin] + CHUNK, side="right")) - 1
            end = max(end, begin + 1)
            span = slice(int(bounds[begin]), int(bounds[end]))
            self._encode(counts[begin:end].astype(np.int64), docs[span], frequencies[span])
            begin = end

    def _encode(self, counts: Array, docs: Array, frequencies: Array) -> None:
        heads = np.cumsum(counts) - counts
        ranks = np.arange(len(docs), dtype=np.int64) - np.repeat(heads, counts)
        gaps = np.diff(docs.astype(np.int64), prepend=0)
        gaps[heads] = 0
        widest = np.maximum.reduceat(gaps, heads)
        gap_kind = (widest >= 1 << 8).astype(np.int64) + (widest >= 1 << 16)
        most = np.maximum.reduceat(frequencies, heads)
        kind = (most > 1).astype(np.int64) + (most > 15) + (most > 255)
        widths = _GAP_WIDTHS[gap_kind]
        gap_sizes = widths * (counts - 1)
        sizes = gap_sizes + np.choose(kind, [0, (counts + 1) // 2, counts, counts * 4])
        starts = np.cumsum(sizes) - sizes
        out = np.zeros(int(sizes.sum()), dtype=np.uint8)
        later = ranks > 0
        for code, width in enumerate(_GAP_WIDTHS):
            chosen = np.flatnonzero(later & np.repeat(gap_kind == code, counts))
            place = np.repeat(starts, counts)[chosen] + width * (ranks[chosen] - 1)
            _scatter(out, place, gaps[chosen], int(width))
        tails = np.repeat(starts + gap_sizes, counts)
        for code, width in ((_BYTES, 1), (_WORDS, 4)):
            chosen = np.flatnonzero(np.repeat(kind == code, counts))
            _scatter(out, tails[chosen] + width * ranks[chosen], frequencies[chosen], width)
        chosen = np.flatnonzero(np.repeat(kind == _NIBBLES, counts))
        for parity in (0, 1):
            half = chosen[ranks[chosen] % 2 == parity]
            nibbles = frequencies[half].astype(np.uint8) << (4 * parity)
            out[tails[half] + ranks[half] // 2] |= nibbles.astype(np.uint8)
        self._file.extend(out.tobytes())
        self._firsts.append(docs[heads])
        self._counts.append(counts)
        self._kinds.append(gap_kind | kind << 2)
        self._sizes.append(sizes)

    def close(self, terms: Sequence[str]) -> None:
        """Write the dictionary: one term for each list, ascending."""
        field, file = self._field, self._file
        empty = [np.zeros(0, dtype=np.int64)]
        file.add(f"{field}.terms", "".join(terms).encode())
        sizes = np.fromiter((len(term.encode()) for term in terms), np.int64, len(terms))
        file.add(f"{field}.term_offsets", offsets_of(sizes))
        file.add(f"{field}.first", np.concatenate(self._firsts or empty))
        file.add(f"{field}.df", np.concatenate(self._counts or empty))
        file.add(f"{field}.kind", np.concatenate(self._kinds or empty), "|u1")
        file.add(f"{field}.start", offsets_of(np.concatenate(self._sizes or empty)))


def _scatter(out: Array, places: Array, values: Array, width: int) -> None:
    """Write little-endian integers of a width at byte places."""
    values = values.astype(np.int64)
    for byte in range(width):
        out[places + byte] = (values >> (8 * byte)) & 0xFF


class PostingsReader:
    """Read the posting lists of one field from a mapped file."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.field = field
        self._map, begin, end = file.span(f"{field}.terms")
        self._terms = memoryview(self._map)[begin:end]
        self._offsets = file[f"{field}.term_offsets"].data
        self.df = file[f"{field}.df"]
        self._first = file[f"{field}.first"]
        self._kind = file[f"{field}.kind"]
        self._start = file[f"{field}.start"]
        self._data = file[f"{field}.postings"]
        _, self._data_begin, _ = file.span(f"{field}.postings")

    def __len__(self) -> int:
        """Count the terms."""
        return len(self.df)

    def term(self, number: int) -> bytes:
        """Give the term of a number, as UTF-8."""
        return bytes(self._terms[self._offsets[number] : self._offsets[number + 1]])

    def terms(self, numbers: Iterable[int] | None = None) -> Iterator[bytes]:
        """Give the terms of some numbers, or all in ascending order."""
        return map(self.term, range(len(self)) if numbers is None else numbers)

    def lower_bound(self, term: bytes) -> int:
        """Give the number of the first term that is not less than this one."""
        terms, offsets = self._terms, self._offsets
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if bytes(terms[offsets[middle] : offsets[middle + 1]]) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int:
        """Give the number of a term, or -1."""
        number = self.lower_bound(term)
        return number if number < len(self) and self.term(number) == term else -1

    def postings(self, number: int) -> Postings:
        """Decode one list."""
        count = int(self.df[number])
        kind = int(self._kind[number])
        docs = np.empty(count, dtype=np.intp)
        docs[0] = self._first[number]
        gap_dtype = _GAP_DTYPES[kind & 3]
        position = self._data_begin + int(self._start[number])
        if count > 1:
            docs[1:] = np.frombuffer(self._map, gap_dtype, count - 1, position)
            np.cumsum(docs, out=docs)
            position += (count - 1) * int(gap_dtype[2])
        kind >>= 2
        if kind == _ONES:
            return Postings(docs, None)
        if kind == _NIBBLES:
            packed = np.frombuffer(self._map, np.uint8, (count + 1) // 2, position)
            frequencies = np.empty(2 * len(packed), dtype=np.uint8)
            frequencies[0::2] = packed & 15
            frequencies[1::2] = packed >> 4
            return Postings(docs, frequencies[:count])
        dtype = "|u1" if kind == _BYTES else "<u4"
        return Postings(docs, np.frombuffer(self._map, dtype, count, position))

    def decode(self, numbers: Array) -> tuple[Array, Array, Array]:
        """Decode many lists at once: their df, and their docs and frequencies one behind the other."""
        counts = self.df[numbers].astype(np.int64)
        kinds = self._kind[numbers].astype(np.int64)
        starts = self._start[numbers].astype(np.int64)
        heads = np.cumsum(counts) - counts
        docs = np.zeros(int(counts.sum()), dtype=np.int64)
        widths = _GAP_WIDTHS[kinds & 3]
        for code, width in enumerate(_GAP_WIDTHS):
            chosen = np.flatnonzero(((kinds & 3) == code) & (counts > 1))
            places = ranges(heads[chosen] + 1, counts[chosen] - 1)
            ordinals = ranges(np.zeros(len(chosen)), counts[chosen] - 1)
            source = np.repeat(starts[chosen], counts[chosen] - 1) + width * ordinals
            docs[places] = self._gather(source, int(width))
        # One running sum for all lists: each begins by taking back the sum of those before it.
        before = np.add.reduceat(docs, heads) if len(heads) else docs
        docs[heads] = self._first[numbers]
        docs[heads[1:]] -= (before + self._first[numbers])[:-1]
        np.cumsum(docs, out=docs)
        frequencies = np.ones(len(docs), dtype=np.uint32)
        tails = starts + widths * (counts - 1)
        for code, width in ((_NIBBLES, 1), (_BYTES, 1), (_WORDS, 4)):
            chosen = np.flatnonzero(kinds >> 2 == code)
            places = ranges(heads[chosen], counts[chosen])
            ordinals = ranges(np.zeros(len(chosen)), counts[chosen])
            base = np.repeat(tails[chosen], counts[chosen])
            if code == _NIBBLES:
                packed = self._data[base + ordinals // 2]
                frequencies[places] = (packed >> (4 * (ordinals % 2)).astype(np.uint8)) & 15
            else:
                frequencies[places] = self._gather(base + width * ordinals, width)
        return counts, docs, frequencies

    def _gather(self, places: Array, width: int) -> Array:
        values = np.zeros(len(places), dtype=np.int64)
        for byte in range(width):
            values |= self._data[places + byte].astype(np.int64) << (8 * byte)
        return values

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Divide the terms into spans of about `CHUNK` postings."""
        bounds = np.cumsum(self.df, dtype=np.int64)
        begin = 0
        while begin < len(bounds):
            done = int(bounds[begin - 1]) if begin else 0
            end = int(np.searchsorted(bounds, done + CHUNK, side="right"))
            end = max(end, begin + 1)
            yield begin, end
            begin = end
