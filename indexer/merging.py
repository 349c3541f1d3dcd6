"""Merge segments: write the live articles of several as one.

Texts and stored bytes are copied; posting lists are decoded, renumbered and encoded again, a few
million postings at a time, so that memory does not grow with the size of the segments.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from jianbao.indexer.arrays import Array, ArrayFileWriter, offsets_of, ranges
from jianbao.indexer.columns import ColumnWriter
from jianbao.indexer.postings import CHUNK, PostingsReader, PostingsWriter
from jianbao.indexer.schema import TEXT_FIELDS, Schema
from jianbao.indexer.segment_writer import write_characters, write_documents, write_lengths
from jianbao.indexer.segments import BLOCK, LISTS, SegmentReader


def merge_segments(readers: Sequence[SegmentReader], path: Path, schema: Schema) -> None:
    """Write the live articles of several segments, in their order, as one segment."""
    file = ArrayFileWriter(path)
    try:
        _merge_into(file, readers, schema)
    except BaseException:
        file.abort()
        raise


def _merge_into(file: ArrayFileWriter, readers: Sequence[SegmentReader], schema: Schema) -> None:
    kept = [
        np.arange(reader.doc_count) if reader.live is None else np.flatnonzero(reader.live)
        for reader in readers
    ]
    # New number of each old article, or -1.
    numbers = []
    base = 0
    for reader, docs in zip(readers, kept, strict=True):
        number = np.full(reader.doc_count, -1, dtype=np.int64)
        number[docs] = base + np.arange(len(docs))
        numbers.append(number)
        base += len(docs)
    file.begin("text", "|u1")
    sizes = []
    for reader, docs in zip(readers, kept, strict=True):
        starts, ends = reader.text_offsets
        sizes.append((ends - starts)[docs])
        if reader.live is None and len(docs):
            _copy(file, reader.text_map, int(starts[0]), int(ends[-1]))
        else:
            for doc in docs.tolist():
                file.extend(reader.coded_text(doc))
    file.add("text_offsets", offsets_of(np.concatenate(sizes)))
    write_documents(
        file,
        ids=[r.id(doc) for r, docs in zip(readers, kept, strict=True) for doc in docs.tolist()],
        differences=_ragged(readers, kept, "difference"),
        hashes=_gather(readers, kept, "hashes"),
        raw=np.stack([_gather(readers, kept, name) for name in ("raw_start", "raw_end")], axis=1),
        bases=_gather(readers, kept, "bases"),
        extra=[each for pair in zip(readers, kept, strict=True) for each in _extra_lines(*pair)],
    )
    for name in schema.columns:
        column = ColumnWriter(name)
        for reader, docs in zip(readers, kept, strict=True):
            alive = set(docs.tolist()) if reader.live is not None else None
            for doc, values in enumerate(reader.column(name).all_values()):
                if alive is None or doc in alive:
                    column.add(values)
        column.write(file)
    totals = {}
    for field in TEXT_FIELDS:
        write_lengths(file, field, _gather(readers, kept, f"{field}.lengths"))
        totals[field] = sum(_live_total(reader, field) for reader in readers)
    for field in LISTS:
        terms = _merge_postings(file, field, [r.postings(field) for r in readers], numbers)
        if field in TEXT_FIELDS:
            write_characters(file, field, terms)
    file.attributes.update(docs=base, totals=totals)
    file.close()


def _copy(file: ArrayFileWriter, source: Any, begin: int, end: int) -> None:
    step = 1 << 24
    for start in range(begin, end, step):
        file.extend(source[start : min(start + step, end)])


def _gather(readers: Sequence[SegmentReader], kept: list[Array], name: str) -> Array:
    return np.concatenate([r.file[name][docs] for r, docs in zip(readers, kept, strict=True)])


def _ragged(readers: Sequence[SegmentReader], kept: list[Array], name: str) -> tuple[bytes, Array]:
    """Gather the bytes of `{name}s` of the kept articles, and the size for each."""
    pieces = []
    sizes = []
    for reader, docs in zip(readers, kept, strict=True):
        data = reader.file[f"{name}s"]
        offsets = reader.file[f"{name}_offsets"].astype(np.int64)
        each = np.diff(offsets)[docs]
        whole = len(docs) == reader.doc_count
        pieces.append((data if whole else data[ranges(offsets[docs], each)]).tobytes())
        sizes.append(each)
    return b"".join(pieces), np.concatenate(sizes)


def _extra_lines(reader: SegmentReader, docs: Array) -> Iterator[bytes]:
    data, begin, _ = reader.file.span("extra")
    offsets = reader.file["extra_offsets"].tolist()
    block, lines = -1, [b""] * BLOCK
    for doc in docs.tolist():
        if doc // BLOCK != block:
            block = doc // BLOCK
            start, end = offsets[block : block + 2]
            lines = [b""] * BLOCK
            if start < end:
                lines = zlib.decompress(data[begin + start : begin + end]).split(b"\n")
        yield lines[doc % BLOCK]


def _live_total(reader: SegmentReader, field: str) -> int:
    """Count a field's words in the live articles, by the frequencies of the deleted ones."""
    total = reader.totals[field]
    if reader.deleted is None:
        return total
    dead = ~reader.live if reader.live is not None else np.zeros(0, dtype=bool)
    postings = reader.postings(field)
    for begin, end in postings.chunks():
        _, docs, frequencies = postings.decode(np.arange(begin, end))
        total -= int(frequencies[dead[docs]].sum(dtype=np.int64))
    return total


def _merge_postings(
    file: ArrayFileWriter, field: str, readers: list[PostingsReader], numbers: list[Array]
) -> list[str]:
    """Merge one field's lists; give the terms that are left."""
    terms = sorted({term for reader in readers for term in reader.terms()})
    place = {term: number for number, term in enumerate(terms)}
    mappings = [
        np.fromiter((place[term] for term in reader.terms()), np.int64, len(reader))
        for reader in readers
    ]
    df = np.zeros(len(terms), dtype=np.int64)
    for mapping, reader in zip(mappings, readers, strict=True):
        df[mapping] += reader.df
    bounds = np.cumsum(df)
    writer = PostingsWriter(file, field)
    left = np.zeros(len(terms), dtype=bool)
    begin = 0
    while begin < len(terms):
        done = int(bounds[begin - 1]) if begin else 0
        end = max(int(np.searchsorted(bounds, done + 2 * CHUNK, side="right")), begin + 1)
        parts = []
        for mapping, reader, number in zip(mappings, readers, numbers, strict=True):
            low, high = np.searchsorted(mapping, [begin, end])
            counts, docs, frequencies = reader.decode(np.arange(low, high))
            owners = np.repeat(mapping[low:high], counts)
            docs = number[docs]
            alive = docs >= 0
            parts.append((owners[alive], docs[alive], frequencies[alive]))
        owners, docs, frequencies = (
            np.concatenate([part[index] for part in parts]) for index in range(3)
        )
        order = np.argsort(owners, kind="stable")
        counts = np.bincount(owners - begin, minlength=end - begin)
        left[begin:end] = counts > 0
        writer.extend(counts[counts > 0], docs[order], frequencies[order])
        begin = end
    remaining = [term.decode() for term, keep in zip(terms, left.tolist(), strict=True) if keep]
    writer.close(remaining)
    return remaining
