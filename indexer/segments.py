"""Read segments: immutable, mapped files that hold some of the articles of an index.

`segment_writer` tells what is in them.
"""

from __future__ import annotations

import json
import zlib
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from jianbao.errors import IndexCorrupt
from jianbao.indexer.arrays import Array, ArrayFile
from jianbao.indexer.article import BASES, GRANULARITIES, Article, Date, Source
from jianbao.indexer.columns import Column
from jianbao.indexer.postings import PostingsReader
from jianbao.indexer.schema import ADJACENT, CROSSING, TEXT_FIELDS
from jianbao.indexer.textcode import FIELD_END, decode, restore

if TYPE_CHECKING:
    pass

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
        value = self.column("date").first_of(doc)
        return None if value is None else _date(value, self._bases[doc])

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
