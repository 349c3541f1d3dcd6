"""A Whoosh codec over our segments, so that a program that knows only Whoosh can search the index.

Whoosh's own matchers, queries and scoring run on it unchanged; jianbao's own search never goes
through here.  Positions are not stored: Whoosh phrases are rare on this path, so an article's
positions are found by analysing its stored text again when a phrase asks for them.  Writing goes
through `segments.SegmentWriter`; a stock Whoosh writer adds segments in its own default format.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.codec import base
from whoosh.columns import ColumnReader
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from jianbao.indexer.analysis import chinese_analyzer
from jianbao.indexer.arrays import Array
from jianbao.indexer.article import BASES
from jianbao.indexer.schema import TEXT_FIELDS, USER_DICTIONARY, Schema
from jianbao.indexer.segments import SegmentReader, length_table
from jianbao.indexer.textcode import FIELD_END

if TYPE_CHECKING:
    from jianbao.indexer.directory import Manifest

_MAX_ANALYSED = 256
"""Articles whose positions are remembered by one reader."""


class WhooshSegment(base.Segment):
    """What Whoosh's table of contents says of one of our segments."""

    def __init__(
        self, indexname: str, segid: str, schema: Schema, docs: int, deleted: Iterable[int]
    ) -> None:
        super().__init__(indexname)
        self.segid = segid
        self.jianbao_schema = schema
        self._docs = docs
        self._deleted = set(deleted)

    def codec(self) -> JianbaoCodec:
        return JianbaoCodec()

    def doc_count_all(self) -> int:
        return self._docs

    def set_doc_count(self, doccount: int) -> None:
        self._docs = doccount

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> Iterable[int]:
        return sorted(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)


def write_toc(
    path: Path, manifest: Manifest, deleted: dict[str, Array], user_dict: str | None
) -> None:
    """Write Whoosh's table of contents for a commit."""
    segments = []
    for entry in manifest.segments:
        indexname, segid = entry.name.split("_")
        segments.append(
            WhooshSegment(
                indexname, segid, manifest.schema, entry.docs, deleted[entry.name].tolist()
            )
        )
    toc = TOC(manifest.schema.whoosh(user_dict), segments, manifest.generation)
    toc.write(FileStorage(str(path)), "MAIN")


class JianbaoCodec(base.Codec):
    """Give Whoosh's readers access to our segments."""

    def terms_reader(self, storage: FileStorage, segment: WhooshSegment) -> TermsReader:
        dictionary = Path(storage.folder) / USER_DICTIONARY
        user_dict = dictionary.read_text(encoding="utf-8") if dictionary.exists() else None
        return TermsReader(self, _open(storage, segment), segment.jianbao_schema, user_dict)

    def per_document_reader(
        self, storage: FileStorage, segment: WhooshSegment
    ) -> PerDocumentReader:
        return PerDocumentReader(_open(storage, segment), segment)

    def postings_reader(
        self,
        dbfile: Any,
        terminfo: _TermInfo,
        format_: Any,
        term: tuple[str, bytes] | None = None,
        scorer: Any = None,
    ) -> ArrayMatcher:
        """Match one term; `terminfo` already holds its decoded postings, so `dbfile` is not used."""
        return ArrayMatcher(terminfo, format_, scorer, term)

    def per_document_writer(self, storage: Any, segment: Any) -> Any:
        raise NotImplementedError("jianbao writes its segments with jianbao.open_index")

    field_writer = postings_writer = new_segment = per_document_writer


def _open(storage: FileStorage, segment: WhooshSegment) -> SegmentReader:
    deleted = np.array(list(segment.deleted_docs()), dtype=np.int64)
    return SegmentReader(Path(storage.folder) / segment.make_filename(".segment"), deleted)


class _TermInfo(TermInfo):
    """Statistics of a term, together with its postings and how to find its positions."""

    def __init__(
        self, docs: list[int], weights: list[float], lengths: list[int], positions: Any
    ) -> None:
        super().__init__(
            weight=sum(weights),
            df=len(docs),
            minlength=min(lengths, default=None),
            maxlength=max(lengths, default=0),
            maxweight=max(weights, default=0),
            minid=docs[0] if docs else None,
            maxid=docs[-1] if docs else 0,
        )
        self.docs = docs
        self.weights = weights
        self.positions = positions


class ArrayMatcher(ListMatcher):
    """Whoosh's list matcher, with skipping by bisection and positions on demand."""

    _i: int

    def __init__(
        self,
        info: _TermInfo,
        format_: Any,
        scorer: Any,
        term: tuple[str, bytes] | None,
        position: int = 0,
    ) -> None:
        super().__init__(
            info.docs,
            info.weights,
            format=format_,
            scorer=scorer,
            position=position,
            term=term,
            terminfo=info,
        )

    def copy(self) -> ArrayMatcher:
        return ArrayMatcher(self._terminfo, self._format, self._scorer, self._term, self._i)

    def skip_to(self, id: int) -> None:
        self._i = bisect_left(self._ids, id, self._i)

    def value(self) -> bytes:
        positions = self._terminfo.positions(self.id())
        return self._format.encode(positions) if positions else b""


class TermsReader(base.TermsReader):
    """The terms of text fields, columns and ids."""

    def __init__(
        self,
        codec: JianbaoCodec,
        segment: SegmentReader,
        schema: Schema,
        user_dict: str | None,
    ) -> None:
        self._codec = codec
        self._analyzer = chinese_analyzer(user_dict)
        self._segment = segment
        self._fields = sorted((*TEXT_FIELDS, "id", *schema.columns))
        self._analyse = lru_cache(_MAX_ANALYSED)(self._analyse_field)

    def _count(self, field: str) -> int:
        if field == "id":
            return self._segment.doc_count
        return len(self._lists(field))

    def _lists(self, field: str) -> Any:
        if field in TEXT_FIELDS:
            return self._segment.postings(field)
        return self._segment.column(field)

    def _term(self, field: str, number: int) -> bytes:
        if field == "id":
            return self._segment.id(int(self._segment.file["id_order"][number])).encode()
        if field in TEXT_FIELDS:
            return bytes(self._segment.postings(field).term(number))
        return self._segment.column(field).value(number).encode()

    def _lower_bound(self, field: str, term: bytes) -> int:
        return bisect_left(range(self._count(field)), term, key=lambda n: self._term(field, n))

    def _find(self, field: str, term: bytes) -> int:
        if field not in self._fields:
            return -1
        number = self._lower_bound(field, term)
        if number < self._count(field) and self._term(field, number) == term:
            return number
        return -1

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) >= 0

    def indexed_field_names(self) -> list[str]:
        return self._fields

    def cursor(self, fieldname: str, fieldobj: Any) -> FieldCursor:
        return FieldCursor(self, fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for field in self._fields:
            for number in range(self._count(field)):
                yield field, self._term(field, number)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for field in self._fields[bisect_left(self._fields, fieldname) :]:
            begin = self._lower_bound(field, prefix) if field == fieldname else 0
            for number in range(begin, self._count(field)):
                yield field, self._term(field, number)

    def items(self) -> Iterator[tuple[tuple[str, bytes], _TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], _TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> _TermInfo:
        number = self._find(fieldname, text)
        if number < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        segment = self._segment
        if fieldname == "id":
            docs = [int(segment.file["id_order"][number])]
            return _TermInfo(docs, [1.0], [1], None)
        if fieldname in TEXT_FIELDS:
            postings = segment.postings(fieldname).postings(number)
            docs = postings.docs.tolist()
            weights = (
                [1.0] * len(docs)
                if postings.frequencies is None
                else [float(frequency) for frequency in postings.frequencies.tolist()]
            )
            lengths = length_table()[segment.lengths(fieldname)[postings.docs]].tolist()
            word = text.decode()
            return _TermInfo(
                docs, weights, lengths, lambda doc: self._analyse(fieldname, doc).get(word)
            )
        column = segment.column(fieldname)
        allowed = np.zeros(len(column), dtype=bool)
        allowed[number] = True
        allowed[column.below(column.value(number))] = True
        docs = np.flatnonzero(column.docs_with(allowed)).tolist()
        return _TermInfo(docs, [1.0] * len(docs), [1] * len(docs), None)

    def frequency(self, fieldname: str, text: bytes) -> float:
        # Whoosh asks every segment for the statistics of a term that is in one of them.
        found = self._find(fieldname, text) >= 0
        return float(self.term_info(fieldname, text).weight()) if found else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        number = self._find(fieldname, text)
        if number < 0:
            return 0
        if fieldname in TEXT_FIELDS:
            return int(self._segment.postings(fieldname).df[number])
        return int(self.term_info(fieldname, text).doc_frequency())

    def _analyse_field(self, field: str, doc: int) -> dict[str, list[int]]:
        """Give the positions of each term in a text field of an article."""
        title, mark, body = self._segment.folded(doc).partition(FIELD_END)
        if not mark:
            title, body = "", title
        positions: dict[str, list[int]] = {}
        for token in self._analyzer(title if field == "title" else body, positions=True):
            positions.setdefault(token.text, []).append(token.pos)
        return positions

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> ArrayMatcher:
        info = self.term_info(fieldname, text)
        return self._codec.postings_reader(None, info, format_, (fieldname, text), scorer)


class FieldCursor(base.FieldCursor):
    """Walk through the terms of a field; needed for fuzzy and wildcard queries."""

    def __init__(self, reader: TermsReader, field: str, fieldobj: Any) -> None:
        self._reader = reader
        self._field = field
        self._fieldobj = fieldobj
        self._number = 0

    def first(self) -> str | None:
        self._number = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        wanted = term if isinstance(term, bytes) else term.encode()
        self._number = self._reader._lower_bound(self._field, wanted)
        return self.text()

    def next(self) -> str | None:
        self._number += 1
        return self.text()

    def is_valid(self) -> bool:
        return self._number < self._reader._count(self._field)

    def text(self) -> str | None:
        return self._reader._term(self._field, self._number).decode() if self.is_valid() else None

    def term_info(self) -> _TermInfo | None:
        if not self.is_valid():
            return None
        term = self._reader._term(self._field, self._number)
        return self._reader.term_info(self._field, term)


class PerDocumentReader(base.PerDocumentReader):
    """Deletions, lengths, columns and stored fields of a segment."""

    def __init__(self, segment: SegmentReader, entry: WhooshSegment) -> None:
        self._segment = segment
        self._entry = entry

    def doc_count(self) -> int:
        count: int = self._entry.doc_count()
        return count

    def doc_count_all(self) -> int:
        return self._entry.doc_count_all()

    def has_deletions(self) -> bool:
        return bool(self._entry.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return self._entry.is_deleted(docnum)

    def deleted_docs(self) -> Iterable[int]:
        return self._entry.deleted_docs()

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in self._entry.jianbao_schema.columns

    def list_columns(self) -> list[str]:
        return list(self._entry.jianbao_schema.columns)

    def column_reader(self, fieldname: str, column: Any) -> _FirstValues:
        return _FirstValues(self._segment, fieldname)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        if fieldname not in TEXT_FIELDS:
            return default
        return int(length_table()[self._segment.lengths(fieldname)[docnum]]) or default

    def field_length(self, fieldname: str) -> int:
        return self._segment.totals.get(fieldname, 0)

    def min_field_length(self, fieldname: str) -> int:
        return self._extreme(fieldname, min)

    def max_field_length(self, fieldname: str) -> int:
        return self._extreme(fieldname, max)

    def _extreme(self, fieldname: str, pick: Any) -> int:
        if fieldname not in TEXT_FIELDS:
            return 0
        return int(length_table()[pick(self._segment.lengths(fieldname).tolist(), default=0)])

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        segment = self._segment
        article = segment.article(docnum)
        stored: dict[str, Any] = {"id": article.id, "body": article.body}
        if article.title is not None:
            stored["title"] = article.title
        for name in self._entry.jianbao_schema.columns:
            values = segment.column(name).values_of(docnum)
            if values:
                stored[name] = values[0] if len(values) == 1 else values
        if article.source is not None:
            stored["raw_start"], stored["raw_end"] = (
                article.source.raw_start,
                article.source.raw_end,
            )
        if article.date is not None:
            stored["basis"] = BASES[int(segment.file["bases"][docnum])]
        if article.url is not None:
            stored["url"] = article.url
        if article.extra:
            stored["extra"] = dict(article.extra)
        return stored


class _FirstValues(ColumnReader):
    """The primary value of each article in a column, as Whoosh's byte columns give it."""

    def __init__(self, segment: SegmentReader, field: str) -> None:
        self._column = segment.column(field)

    def __len__(self) -> int:
        return len(self._column.first)

    def __getitem__(self, docnum: int) -> bytes:
        number = int(self._column.first[docnum])
        return self._column.value(number - 1).encode() if number else b""

    def __iter__(self) -> Iterator[bytes]:
        return (self[docnum] for docnum in range(len(self)))
