"""Write segments: immutable files that hold some of the articles of an index.

Batches of analysed articles are added and inverted when the segment is closed: for each term the
batches' postings are put behind one another, so nothing is sorted but the terms.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from jianbao.indexer.arrays import Array, ArrayFileWriter, distinct, offsets_of, ranges
from jianbao.indexer.batches import Batch, TermCounts
from jianbao.indexer.columns import ColumnWriter
from jianbao.indexer.dictionary import load_dictionary
from jianbao.indexer.postings import CHUNK, PostingsWriter
from jianbao.indexer.schema import CHARACTERS, TEXT_FIELDS, Schema
from jianbao.indexer.segments import BLOCK, LISTS, length_table
from jianbao.indexer.textcode import code_points


class _Inverter:
    """Collect the postings of one field over many batches and write them term by term."""

    def __init__(self) -> None:
        self._others: dict[str, int] = {}
        self._parts: list[_Part] = []
        self.bytes = 0

    def add(self, first_doc: int, counts: TermCounts) -> None:
        numbers = self._others
        others = [numbers.setdefault(term, len(numbers)) for term in counts.others]
        part = _Part(
            first_doc,
            counts.words,
            np.array(others, dtype=np.uint32),
            counts.df,
            counts.docs,
            counts.frequencies,
        )
        self._parts.append(part)
        self.bytes += sum(each.nbytes for each in part[1:])

    def write(self, file: ArrayFileWriter, field: str, words: Sequence[str]) -> list[str]:
        """Write the posting lists; give the terms, ascending."""
        terms, word_ranks, other_ranks = self._sorted_terms(words)
        df = np.zeros(len(terms), dtype=np.int64)
        runs = []
        while self._parts:  # each is dropped when its run is made, so that no more memory is needed
            part = self._parts.pop()
            ranks = np.concatenate([word_ranks[part.words], other_ranks[part.others]])
            df[ranks] += part.df
            runs.append(part.in_order(ranks))
        runs.reverse()
        writer = PostingsWriter(file, field)
        bounds = np.cumsum(df)
        begin = 0
        while begin < len(df):
            done = int(bounds[begin - 1]) if begin else 0
            end = max(int(np.searchsorted(bounds, done + CHUNK, side="right")), begin + 1)
            writer.extend(df[begin:end], *_postings(runs, begin, df[begin:end]))
            begin = end
        runs.clear()
        writer.close(terms)
        return terms

    def _sorted_terms(self, words: Sequence[str]) -> tuple[list[str], Array, Array]:
        """Sort the terms; also give the ranks of the dictionary's words and of the others."""
        used = np.zeros(len(words), dtype=bool)
        for part in self._parts:
            used[part.words] = True
        numbers = np.flatnonzero(used)
        unsorted = [*[words[number] for number in numbers.tolist()], *self._others]
        # Strings sort by code points, and so do their bytes in UTF-8.
        order = sorted(range(len(unsorted)), key=unsorted.__getitem__)
        ranks = np.empty(len(order), dtype=np.uint32)
        ranks[order] = np.arange(len(order), dtype=np.uint32)
        word_ranks = np.zeros(len(words), dtype=np.uint32)
        word_ranks[numbers] = ranks[: len(numbers)]
        return [unsorted[number] for number in order], word_ranks, ranks[len(numbers) :]


class _Part(NamedTuple):
    """The postings of one batch: of `words` of the dictionary, then of `others` of the segment."""

    first_doc: int
    words: Array
    others: Array
    df: Array
    docs: Array
    frequencies: Array

    def in_order(self, ranks: Array) -> _Run:
        """Order by the ranks of the terms."""
        order = np.argsort(ranks)
        starts = np.cumsum(self.df, dtype=np.uint32) - self.df
        return _Run(
            self.first_doc,
            ranks[order],
            starts[order],
            self.df[order],
            self.docs,
            self.frequencies,
        )


class _Run(NamedTuple):
    """The postings of one batch, by terms in the order of the segment: each term's rank, where its
    postings start in the batch, and how many they are."""

    first_doc: int
    ranks: Array
    starts: Array
    df: Array
    docs: Array
    frequencies: Array


def _postings(runs: Sequence[_Run], begin: int, df: Array) -> tuple[Array, Array]:
    """Put the postings of the terms from rank `begin` on, `df` for each, behind one another."""
    bounds = np.array([begin, begin + len(df)], dtype=np.uint32)
    cursor = np.cumsum(df) - df
    docs = np.empty(int(df.sum()), dtype=np.int64)
    frequencies = np.empty(len(docs), dtype=np.int64)
    for run in runs:
        here = slice(*run.ranks.searchsorted(bounds))
        sizes = run.df[here]
        source = ranges(run.starts[here], sizes)
        local = run.ranks[here] - begin
        target = ranges(cursor[local], sizes)
        docs[target] = run.docs[source].astype(np.int64) + run.first_doc
        frequencies[target] = run.frequencies[source]
        cursor[local] += sizes
    return docs, frequencies


class SegmentWriter:
    """Write one segment: `add` batches, then `close`."""

    def __init__(self, path: Path, schema: Schema, user_dict: str | None) -> None:
        self.path = path
        self._user_dict = user_dict
        self._file = ArrayFileWriter(path)
        self._file.begin("text", "|u1")
        self._columns = {name: ColumnWriter(name) for name in schema.columns}
        self._inverters = {field: _Inverter() for field in LISTS}
        self._lengths: dict[str, list[Array]] = {field: [] for field in TEXT_FIELDS}
        self._text_sizes: list[Array] = []
        self._differences: list[bytes] = []
        self._difference_sizes: list[Array] = []
        self._ids: list[str] = []
        self._hashes: list[Array] = []
        self._raw: list[Array] = []
        self._bases: list[Array] = []
        self._extra: list[bytes] = []

    def __len__(self) -> int:
        """Count the articles added."""
        return len(self._ids)

    @property
    def ids(self) -> Sequence[str]:
        """The ids of the articles added."""
        return self._ids

    @property
    def bytes(self) -> int:
        """Estimate the memory that is held until `close`, in bytes."""
        return sum(each.bytes for each in self._inverters.values()) + 400 * len(self._ids)

    def add(self, batch: Batch) -> None:
        """Add a batch."""
        for field, inverter in self._inverters.items():
            inverter.add(len(self._ids), batch.fields[field])
        for field, lengths in self._lengths.items():
            lengths.append(batch.fields[field].lengths)
        self._file.extend(batch.text)
        self._text_sizes.append(np.diff(batch.text_offsets))
        self._differences.append(batch.differences)
        self._difference_sizes.append(np.diff(batch.difference_offsets))
        self._ids.extend(batch.ids)
        self._hashes.append(batch.hashes)
        self._raw.append(batch.raw)
        self._bases.append(batch.bases)
        self._extra.extend(batch.extra)
        for name, column in self._columns.items():
            for values in batch.columns[name]:
                column.add(values)

    def close(self) -> None:
        """Write everything that is not yet written and sync the file."""
        file = self._file
        file.add("text_offsets", offsets_of(np.concatenate(self._text_sizes)))
        write_documents(
            file,
            ids=self._ids,
            differences=(b"".join(self._differences), np.concatenate(self._difference_sizes)),
            hashes=np.concatenate(self._hashes),
            raw=np.concatenate(self._raw),
            bases=np.concatenate(self._bases),
            extra=self._extra,
        )
        for column in self._columns.values():
            column.write(file)
        totals = {}
        for field, chunks in self._lengths.items():
            lengths = np.concatenate(chunks)
            totals[field] = int(lengths.sum(dtype=np.int64))
            write_lengths(file, field, _length_codes(lengths))
        words = load_dictionary(self._user_dict).words
        for field, inverter in self._inverters.items():
            terms = inverter.write(file, field, words)
            if field in TEXT_FIELDS:
                write_characters(file, field, terms)
        file.attributes.update(docs=len(self._ids), totals=totals)
        file.close()

    def abort(self) -> None:
        """Remove the unfinished file."""
        self._file.abort()


def _length_codes(lengths: Array) -> Array:
    """Code field lengths in one byte each, as Whoosh's `length_to_byte` does (rounding up)."""
    return np.minimum(np.searchsorted(length_table(), lengths), 255).astype(np.uint8)


def write_lengths(file: ArrayFileWriter, field: str, codes: Array) -> None:
    """Write the length code of a text field for each article."""
    file.add(f"{field}.lengths", codes, "|u1")


def write_documents(
    file: ArrayFileWriter,
    *,
    ids: list[str],
    differences: tuple[bytes, Array],
    hashes: Array,
    raw: Array,
    bases: Array,
    extra: list[bytes],
) -> None:
    """Write what is kept for each article beside text and columns, in the order of the articles.

    `differences` are the bytes of all articles and the size for each; `extra` a line of JSON each.
    """
    encoded = [each.encode() for each in ids]
    file.add("ids", b"".join(encoded))
    file.add("id_offsets", offsets_of([len(each) for each in encoded]))
    order = sorted(range(len(ids)), key=encoded.__getitem__)
    file.add("id_order", np.array(order, dtype=np.int64))
    file.add("differences", differences[0])
    file.add("difference_offsets", offsets_of(differences[1]))
    file.add("hashes", hashes, "<u8")
    file.add("raw_start", raw[:, 0])
    file.add("raw_end", raw[:, 1])
    file.add("bases", bases, "|u1")
    blocks = [
        zlib.compress(b"\n".join(extra[begin : begin + BLOCK]))
        if any(extra[begin : begin + BLOCK])
        else b""
        for begin in range(0, len(extra), BLOCK)
    ]
    file.add("extra", b"".join(blocks))
    file.add("extra_offsets", offsets_of([len(block) for block in blocks]))


def write_characters(file: ArrayFileWriter, field: str, terms: list[str]) -> None:
    """List for each character the numbers of the (ascending) terms that contain it."""
    characters = code_points("".join(terms)).astype(np.int64)
    owners = np.repeat(
        np.arange(len(terms)), np.array([len(term) for term in terms], dtype=np.intp)
    )
    pairs = distinct(characters << 32 | owners)
    heads = np.flatnonzero(np.diff(pairs >> 32, prepend=-1))
    numbers = pairs & 0xFFFFFFFF
    writer = PostingsWriter(file, f"{field}.{CHARACTERS}")
    writer.extend(np.diff(heads, append=len(pairs)), numbers, np.ones_like(numbers))
    writer.close(list(map(chr, (pairs[heads] >> 32).tolist())))
