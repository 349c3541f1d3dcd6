"""Segments: immutable files that hold some of the articles of an index.

`SegmentWriter` adds batches of analysed articles and inverts them when it is closed: for each term
the batches' postings are put behind one another, so nothing is sorted but the terms.  `SegmentReader`
maps the file.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from jianbao.errors import IndexCorrupt
from jianbao.indexer.arrays import Array, ArrayFile, ArrayFileWriter, distinct, offsets_of, ranges
from jianbao.indexer.article import BASES, GRANULARITIES, Article, Date, Source
from jianbao.indexer.columns import Column, ColumnWriter
from jianbao.indexer.postings import CHUNK, PostingsReader, PostingsWriter
from jianbao.indexer.schema import ADJACENT, CHARACTERS, CROSSING, TEXT_FIELDS, Schema
from jianbao.indexer.textcode import FIELD_END, decode, restore

if TYPE_CHECKING:
    from jianbao.indexer.batches import Batch, TermCounts

LISTS = (*TEXT_FIELDS, CROSSING, ADJACENT)
BLOCK = 64
"""Articles whose extra fields are compressed together."""


@cache
def length_table() -> Array:
    """Give the field length that each of Whoosh's 256 length codes stands for.

    The formula is that of `whoosh.util.numeric`, whose import would take longer than a search.
    """
    return np.array([round((1.033**code - 1) * 27) for code in range(256)], dtype=np.int64)


@lru_cache(10_000)
def _date(value: str, basis: int) -> Date:
    known: Any = BASES[basis]
    return Date(value, GRANULARITIES[len(value)], known)


class _Inverter:
    """Collect the postings of one field over many batches and write them term by term."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._parts: list[_Part] = []
        self.bytes = 0

    def add(self, first_doc: int, counts: TermCounts) -> None:
        numbers = self.numbers
        terms = [numbers.setdefault(term, len(numbers)) for term in counts.terms]
        part = _Part(
            first_doc, np.array(terms, dtype=np.uint32), counts.df, counts.docs, counts.frequencies
        )
        self._parts.append(part)
        self.bytes += sum(each.nbytes for each in part[1:])

    def write(self, file: ArrayFileWriter, field: str) -> list[str]:
        """Write the posting lists; give the terms, ascending."""
        # Strings sort by code points, and so do their bytes in UTF-8.
        terms = sorted(self.numbers)
        rank = np.empty(len(terms), dtype=np.int64)
        rank[[self.numbers[term] for term in terms]] = np.arange(len(terms))
        df = np.zeros(len(terms), dtype=np.int64)
        runs = []
        for part in self._parts:
            ranks = rank[part.terms]
            order = np.argsort(ranks)
            starts = np.cumsum(part.df, dtype=np.int64) - part.df
            runs.append((part, ranks[order], starts[order], part.df[order].astype(np.int64)))
            df[ranks] += part.df
        writer = PostingsWriter(file, field)
        bounds = np.cumsum(df)
        begin = 0
        while begin < len(df):
            done = int(bounds[begin - 1]) if begin else 0
            end = max(int(np.searchsorted(bounds, done + CHUNK, side="right")), begin + 1)
            counts = df[begin:end]
            cursor = np.cumsum(counts) - counts
            docs = np.empty(int(counts.sum()), dtype=np.int64)
            frequencies = np.empty(len(docs), dtype=np.int64)
            for part, ranks, starts, sizes in runs:
                low, high = np.searchsorted(ranks, [begin, end])
                source = ranges(starts[low:high], sizes[low:high])
                local = ranks[low:high] - begin
                target = ranges(cursor[local], sizes[low:high])
                docs[target] = part.docs[source].astype(np.int64) + part.first_doc
                frequencies[target] = part.frequencies[source]
                cursor[local] += sizes[low:high]
            writer.extend(counts, docs, frequencies)
            begin = end
        writer.close(terms)
        return terms


class _Part(NamedTuple):
    """The postings of one batch; `terms` are numbers of the whole segment."""

    first_doc: int
    terms: Array
    df: Array
    docs: Array
    frequencies: Array


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
        for field, inverter in self._inverters.items():
            terms = inverter.write(file, field)
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
    characters = np.frombuffer("".join(terms).encode("utf-32-le"), dtype="<u4").astype(np.int64)
    owners = np.repeat(
        np.arange(len(terms)), np.array([len(term) for term in terms], dtype=np.intp)
    )
    pairs = distinct(characters << 32 | owners)
    heads = np.flatnonzero(np.diff(pairs >> 32, prepend=-1))
    numbers = pairs & 0xFFFFFFFF
    writer = PostingsWriter(file, f"{field}.{CHARACTERS}")
    writer.extend(np.diff(heads, append=len(pairs)), numbers, np.ones_like(numbers))
    writer.close(list(map(chr, (pairs[heads] >> 32).tolist())))


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
        """Give the posting lists of a text field, `crossing`, `adjacent`, or `FIELD.characters`."""
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
        block = doc // BLOCK
        start, end = self.file["extra_offsets"][block : block + 2].tolist()
        if start == end:
            return {}
        line = zlib.decompress(data[begin + start : begin + end]).split(b"\n")[doc % BLOCK]
        return json.loads(line) if line else {}

    def date(self, doc: int) -> Date | None:
        """Give the date of an article."""
        values = self.column("date").values_of(doc)
        if not values:
            return None
        return _date(values[0], self._bases[doc])

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
