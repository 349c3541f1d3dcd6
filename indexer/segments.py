"""Segments: immutable files that hold some of the articles of an index.

`SegmentWriter` adds batches of analysed articles and inverts them when it is closed: for each term
the batches' postings are put behind one another, so nothing is sorted but the terms.  `SegmentReader`
maps the file.  `merge_segments` writes several segments as one, without the deleted articles,
decoding and encoding the posting lists a few million at a time.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from jianbao.errors import IndexCorrupt
from jianbao.indexer.arrays import Array, ArrayFile, ArrayFileWriter, offsets_of, ranges
from jianbao.indexer.article import GRANULARITIES, Article, Date, Source
from jianbao.indexer.batches import BASES, Batch, TermCounts
from jianbao.indexer.columns import Column, ColumnWriter
from jianbao.indexer.postings import CHUNK, PostingsReader, PostingsWriter
from jianbao.indexer.schema import CHARACTERS, CROSSING, TEXT_FIELDS, Schema
from jianbao.indexer.textcode import FIELD_END, decode, restore

LISTS = (*TEXT_FIELDS, CROSSING)
_BLOCK = 64
"""Articles whose extra fields are compressed together."""


@cache
def length_table() -> Array:
    """Give the field length that each of Whoosh's 256 length codes stands for."""
    from whoosh.util.numeric import byte_to_length

    return np.array([byte_to_length(code) for code in range(256)], dtype=np.int64)


class _Inverter:
    """Collect the postings of one field over many batches and write them term by term."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._batches: list[tuple[int, Array, TermCounts]] = []
        self.bytes = 0

    def add(self, first_doc: int, counts: TermCounts) -> None:
        number = self.numbers.setdefault
        terms = np.array([number(term, len(self.numbers)) for term in counts.terms], dtype=np.int64)
        self._batches.append((first_doc, terms, counts))
        self.bytes += len(terms) * 24 + counts.docs.nbytes + counts.frequencies.nbytes

    def write(self, file: ArrayFileWriter, field: str) -> None:
        terms = sorted((term.encode(), number) for term, number in self.numbers.items())
        rank = np.empty(len(terms), dtype=np.int64)
        rank[[number for _, number in terms]] = np.arange(len(terms))
        df = np.zeros(len(terms), dtype=np.int64)
        ordered = []
        for first_doc, numbers, counts in self._batches:
            ranks = rank[numbers]
            order = np.argsort(ranks, kind="stable")
            ordered.append((first_doc, ranks[order], counts, order))
            df[ranks] += counts.df
        writer = PostingsWriter(file, field)
        bounds = np.zeros(len(df) + 1, dtype=np.int64)
        np.cumsum(df, out=bounds[1:])
        begin = 0
        while begin < len(df):
            end = int(np.searchsorted(bounds, bounds[begin] + 2 * CHUNK, side="right")) - 1
            end = max(end, begin + 1)
            self._write_terms(writer, begin, end, df, ordered)
            begin = end
        writer.close([term for term, _ in terms])

    @staticmethod
    def _write_terms(
        writer: PostingsWriter,
        begin: int,
        end: int,
        df: Array,
        ordered: list[tuple[int, Array, TermCounts, Array]],
    ) -> None:
        """Write the lists of the terms from `begin` to `end`, gathering them from all batches."""
        counts = df[begin:end]
        cursor = np.cumsum(counts) - counts
        docs = np.empty(int(counts.sum()), dtype=np.int64)
        frequencies = np.empty(len(docs), dtype=np.int64)
        for first_doc, ranks, batch, order in ordered:
            low, high = np.searchsorted(ranks, [begin, end])
            if low == high:
                continue
            chosen = order[low:high]
            sizes = batch.df[chosen].astype(np.int64)
            starts = (np.cumsum(batch.df, dtype=np.int64) - batch.df)[chosen]
            source = ranges(starts, sizes)
            local = ranks[low:high] - begin
            target = ranges(cursor[local], sizes)
            docs[target] = batch.docs[source].astype(np.int64) + first_doc
            frequencies[target] = batch.frequencies[source]
            cursor[local] += sizes
        writer.extend(counts, docs, frequencies)


class SegmentWriter:
    """Write one segment: `add` batches, then `close`."""

    def __init__(self, path: Path, schema: Schema) -> None:
        self.path = path
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
        _write_documents(
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
            _write_lengths(file, field, _length_codes(lengths))
        for field, inverter in self._inverters.items():
            inverter.write(file, field)
        _write_characters(file, {field: self._inverters[field].numbers for field in TEXT_FIELDS})
        file.attributes.update(docs=len(self._ids), totals=totals)
        file.close()

    def abort(self) -> None:
        """Remove the unfinished file."""
        self._file.abort()


def _length_codes(lengths: Array) -> Array:
    """Code field lengths in one byte each, as Whoosh's `length_to_byte` does (rounding up)."""
    return np.minimum(np.searchsorted(length_table(), lengths), 255).astype(np.uint8)


def _write_lengths(file: ArrayFileWriter, field: str, codes: Array) -> None:
    file.add(f"{field}.lengths", codes, "|u1")


def _write_documents(
    file: ArrayFileWriter,
    *,
    ids: list[str],
    differences: tuple[bytes, Array],
    hashes: Array,
    raw: Array,
    bases: Array,
    extra: list[bytes],
) -> None:
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
        zlib.compress(b"\n".join(extra[begin : begin + _BLOCK]))
        if any(extra[begin : begin + _BLOCK])
        else b""
        for begin in range(0, len(extra), _BLOCK)
    ]
    file.add("extra", b"".join(blocks))
    file.add("extra_offsets", offsets_of([len(block) for block in blocks]))


def _write_characters(file: ArrayFileWriter, fields: dict[str, Any]) -> None:
    """For each field, list for each character the numbers of the (sorted) terms that contain it."""
    for field, terms in fields.items():
        containing: dict[str, list[int]] = {}
        for number, term in enumerate(sorted(terms)):
            for character in set(term):
                containing.setdefault(character, []).append(number)
        writer = PostingsWriter(file, f"{field}.{CHARACTERS}")
        characters = sorted(containing)
        lists = [containing[character] for character in characters]
        numbers = np.array([number for each in lists for number in each], dtype=np.int64)
        writer.extend(np.array([len(each) for each in lists]), numbers, np.ones_like(numbers))
        writer.close([character.encode() for character in characters])


class SegmentReader:
    """A mapped segment with its deletions."""

    def __init__(self, path: Path, deleted: Array | None = None) -> None:
        self.path = path
        self.file = ArrayFile(path)
        self.doc_count: int = self.file.attributes["docs"]
        """Articles in the segment, deleted ones included; article numbers are below it."""
        self.totals: dict[str, int] = self.file.attributes["totals"]
        """For each text field the words of all articles, deleted ones included."""
        self.deleted = deleted if deleted is not None and len(deleted) else None
        """Numbers of the deleted articles, ascending, or None."""
        self._text_map, self._text_begin, _ = self.file.span("text")
        # Single elements are read faster through a memoryview than from an array.
        self._offsets = {
            name: self.file[f"{name}_offsets"].data for name in ("text", "id", "difference")
        }
        self._ids = self.file.span("ids")
        self._differences = self.file.span("differences")
        self._bases = self.file["bases"].data
        self._columns: dict[str, Column] = {}
        self._postings: dict[str, PostingsReader] = {}

    @property
    def live_count(self) -> int:
        """Articles that are not deleted."""
        return self.doc_count - (0 if self.deleted is None else len(self.deleted))

    @cached_property
    def live(self) -> Array | None:
        """A boolean for each article that says that it is not deleted; None when all are live."""
        if self.deleted is None:
            return None
        mask = np.ones(self.doc_count, dtype=bool)
        mask[self.deleted] = False
        return mask

    def postings(self, field: str) -> PostingsReader:
        """Give the posting lists of a text field, `crossing`, or `FIELD.characters`."""
        reader = self._postings.get(field)
        if reader is None:
            reader = self._postings[field] = PostingsReader(self.file, field)
        return reader

    def column(self, name: str) -> Column:
        """Give a facet column."""
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = Column(self.file, name)
        return column

    def lengths(self, field: str) -> Array:
        """Give Whoosh's length code of a text field for each article."""
        return self.file[f"{field}.lengths"]

    @cached_property
    def text_offsets(self) -> tuple[Array, Array]:
        """Byte offsets of each article's coded text in the mapping: starts and ends."""
        offsets = self.file["text_offsets"].astype(np.int64) + self._text_begin
        return offsets[:-1], offsets[1:]

    def coded_text(self, doc: int) -> bytes:
        """Give an article's folded title and body as coded bytes."""
        base, offsets = self._text_begin, self._offsets["text"]
        return self._text_map[base + offsets[doc] : base + offsets[doc + 1]]

    @property
    def text_map(self) -> Any:
        """The mapping that `text_offsets` point into."""
        return self._text_map

    def folded(self, doc: int) -> str:
        """Give an article's folded text: title, `FIELD_END` and body, or the body alone."""
        return decode(self.coded_text(doc))

    def difference(self, doc: int) -> bytes:
        """Give what `restore` needs to turn an article's folded text into the written one."""
        data, begin, _ = self._differences
        offsets = self._offsets["difference"]
        return data[begin + offsets[doc] : begin + offsets[doc + 1]]

    def id(self, doc: int) -> str:
        """Give the id of an article."""
        data, begin, _ = self._ids
        offsets = self._offsets["id"]
        return data[begin + offsets[doc] : begin + offsets[doc + 1]].decode()

    def find_id(self, id: str) -> int:
        """Give the number of the article with an id, or -1; it may be deleted."""
        order = self.file["id_order"]
        wanted = id.encode()
        low, high = 0, len(order)
        while low < high:
            middle = (low + high) // 2
            if self.id(int(order[middle])).encode() < wanted:
                low = middle + 1
            else:
                high = middle
        if low < len(order) and self.id(int(order[low])) == id:
            return int(order[low])
        return -1

    @cached_property
    def id_ranks(self) -> Array:
        """Give each article's place in the order of the ids."""
        order = self.file["id_order"]
        ranks = np.empty(len(order), dtype=np.uint32)
        ranks[order] = np.arange(len(order), dtype=np.uint32)
        return ranks

    def stored(self, doc: int) -> dict[str, Any]:
        """Give `url` and `extra` of an article, as far as it has them."""
        data, begin, _ = self.file.span("extra")
        block = doc // _BLOCK
        start, end = self.file["extra_offsets"][block : block + 2].tolist()
        if start == end:
            return {}
        line = zlib.decompress(data[begin + start : begin + end]).split(b"\n")[doc % _BLOCK]
        return json.loads(line) if line else {}

    def date(self, doc: int) -> Date | None:
        """Give the date of an article."""
        values = self.column("date").values_of(doc)
        if not values:
            return None
        basis: Any = BASES[self._bases[doc]]
        return Date(values[0], GRANULARITIES[len(values[0])], basis)

    def source(self, doc: int) -> Source | None:
        """Give the place that an article comes from."""
        paths = self.column("source").values_of(doc)
        if not paths:
            return None
        return Source(paths[0], int(self.file["raw_start"][doc]), int(self.file["raw_end"][doc]))

    def article(self, doc: int) -> Article:
        """Give back an article as it was added."""
        text = restore(self.folded(doc), self.difference(doc))
        title, mark, body = text.partition(FIELD_END)
        stored = self.stored(doc)
        return Article(
            id=self.id(doc),
            title=title if mark else None,
            body=body if mark else text,
            regions=self.column("region").values_of(doc),
            date=self.date(doc),
            byline=self.column("byline").values_of(doc),
            media=next(iter(self.column("media").values_of(doc)), None),
            url=stored.get("url"),
            source=self.source(doc),
            extra=stored.get("extra", {}),
        )

    def verify(self) -> None:
        """Check the file's checksums and that its parts agree; raise `IndexCorrupt`."""
        self.file.verify()
        sizes = {len(self.file[name]) for name in ("id_order", "hashes", "raw_start", "bases")}
        sizes |= {len(self.text_offsets[0]), *(len(self.lengths(field)) for field in TEXT_FIELDS)}
        if sizes != {self.doc_count}:
            raise IndexCorrupt(
                str(self.path.parent),
                f"{self.path.name} holds arrays of different lengths; index the sources again",
            )

    def live_docs(self) -> Iterator[int]:
        """Give the numbers of the articles that are not deleted."""
        if self.live is None:
            yield from range(self.doc_count)
        else:
            yield from np.flatnonzero(self.live).tolist()


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
    _write_documents(
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
        _write_lengths(file, field, _gather(readers, kept, f"{field}.lengths"))
        totals[field] = sum(_live_total(reader, field) for reader in readers)
    vocabularies = {
        field: _merge_postings(file, field, [r.postings(field) for r in readers], numbers)
        for field in LISTS
    }
    _write_characters(file, {field: vocabularies[field] for field in TEXT_FIELDS})
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
    block, lines = -1, [b""] * _BLOCK
    for doc in docs.tolist():
        if doc // _BLOCK != block:
            block = doc // _BLOCK
            start, end = offsets[block : block + 2]
            lines = [b""] * _BLOCK
            if start < end:
                lines = zlib.decompress(data[begin + start : begin + end]).split(b"\n")
        yield lines[doc % _BLOCK]


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
    remaining = [term for term, keep in zip(terms, left.tolist(), strict=True) if keep]
    writer.close(remaining)
    return [term.decode() for term in remaining]
