"""Analyse articles in batches: from `Article` objects to arrays that a segment is built of.

This is the part of indexing that runs in worker processes.  A batch numbers its own articles and
terms, so it is the same whoever makes it; the writer renumbers the terms when it adds the batch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from jianbao.errors import LimitError
from jianbao.indexer.adjacency import OWN, SHARED, frequent_words, shared_names
from jianbao.indexer.array_folding import fold_many
from jianbao.indexer.arrays import Array, distinct, ranges, smallest_dtype
from jianbao.indexer.article import BASES, Article, Date
from jianbao.indexer.schema import ADJACENT, CROSSING, Schema
from jianbao.indexer.segmentation import Segmenter
from jianbao.indexer.textcode import (
    FIELD_END,
    TEXT_END,
    code_points,
    encode_differences,
    encode_many,
)
from jianbao.indexer.vocabulary import Vocabulary
from jianbao.limits import MAX_PAGE_CHARS

MAX_BATCH = 1 << 16
"""Articles in a batch at most: their numbers fit 16 bits."""
_MAX_WORDS = 1 << 20
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TermCounts:
    """Posting lists within a batch.

    First those of words of the dictionary, given by their numbers in it, then those of `others`; `df`
    documents for each, one behind the other in `docs` (numbers within the batch, ascending) with
    `frequencies`; `lengths` are the words of each document.
    """

    words: Array
    others: list[str]
    df: Array
    docs: Array
    frequencies: Array
    lengths: Array


@dataclass(frozen=True, slots=True)
class Batch:
    """Analysed articles, in the order in which they were given."""

    ids: list[str]
    hashes: Array
    text: bytes
    text_offsets: Array
    differences: bytes
    difference_offsets: Array
    columns: dict[str, list[Sequence[str]]]
    raw: Array
    bases: Array
    extra: list[bytes]
    fields: dict[str, TermCounts]

    def __len__(self) -> int:
        """Count the articles."""
        return len(self.ids)


def content_hash(article: Article) -> int:
    """Give 64 bits that change when anything in the article does."""
    date, source = article.date, article.source
    fields = [
        article.id,
        "" if article.title is None else "=" + article.title,
        article.body,
        "\0".join(article.regions),
        f"{date.value} {date.basis}" if isinstance(date, Date) else "",
        "\0".join(article.byline),
        article.media or "",
        article.url or "",
        f"{source.path} {source.raw_start} {source.raw_end}" if source else "",
    ]
    if article.extra:
        fields.append(json.dumps(dict(article.extra), sort_keys=True))
    data = "\1".join(fields).encode(errors="surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


class BatchAnalyzer:
    """Turn articles into batches; keeps what it learned about words between batches."""

    def __init__(self, schema: Schema, segmenter: Segmenter) -> None:
        self._schema = schema
        self._segmenter = segmenter
        self._words = Vocabulary(segmenter)

    def analyse(self, articles: Sequence[Article], origin: str | None = None) -> Batch:
        """Analyse up to `MAX_BATCH` articles that have ids; raise `LimitError` for one too long.

        `origin` is the path of the file that they were read from.
        """
        for article in articles:
            if len(article.body) > MAX_PAGE_CHARS:
                raise LimitError(
                    f"article {article.id} has {len(article.body):,} characters; "
                    f"the limit is {MAX_PAGE_CHARS:,} (MAX_PAGE_CHARS in jianbao/limits.py)"
                )
        pieces = [piece for article in articles for piece in _pieces(article)]
        written = code_points("".join(pieces))
        folded = fold_many(pieces, written)
        text_ends = np.flatnonzero(folded == ord(TEXT_END))
        fields = self._fields(folded, text_ends)
        lengths = np.diff(text_ends, prepend=-1) - 1
        written, folded = np.delete(written, text_ends), np.delete(folded, text_ends)
        text, text_offsets = encode_many(folded, lengths)
        differences, difference_offsets = encode_differences(written, folded, lengths)
        if len(self._words.counts) > _MAX_WORDS:
            self._words = Vocabulary(self._segmenter)
        return Batch(
            ids=[article.id for article in articles],
            hashes=np.array([content_hash(article) for article in articles], dtype=np.uint64),
            text=text,
            text_offsets=text_offsets,
            differences=differences,
            difference_offsets=difference_offsets,
            columns={
                name: [self._values(name, article, origin) for article in articles]
                for name in self._schema.columns
            },
            raw=np.array(
                [
                    (article.source.raw_start, article.source.raw_end) if article.source else (0, 0)
                    for article in articles
                ],
                dtype=np.int64,
            ).reshape(-1, 2),
            bases=np.array(
                [BASES.index(_date(article).basis) if article.date else 0 for article in articles],
                dtype=np.uint8,
            ),
            extra=[_extra(article) for article in articles],
            fields=fields,
        )

    def _values(self, name: str, article: Article, origin: str | None) -> Sequence[str]:
        if name == "origin":
            return (origin,) if origin else ()
        if name == "region":
            return article.regions
        if name == "date":
            return (_date(article).value,) if article.date else ()
        if name == "byline":
            return article.byline
        if name == "media":
            return (article.media,) if article.media else ()
        if name == "source":
            return (article.source.path,) if article.source else ()
        return self._schema.values(name, article.extra)

    def _fields(self, points: Array, text_ends: Array) -> dict[str, TermCounts]:
        """Make the posting lists of folded texts, of which each ends with a mark."""
        size = len(text_ends)
        words = self._words.cut(points)
        docs = text_ends.searchsorted(words.starts)
        field_ends = np.flatnonzero(points == ord(FIELD_END))
        title_ends = np.full(size, -1)
        title_ends[text_ends.searchsorted(field_ends)] = field_ends
        in_title = words.starts < title_ends[docs]
        indexed = self._words.counts[words.crossing] > 0
        crossing_docs = text_ends.searchsorted(words.crossing_starts)
        pairs = self._words.adjacent(words.words)
        met = np.flatnonzero((pairs >= 0) & (docs[:-1] == docs[1:]))
        return {
            "title": self._count(words.words[in_title], docs[in_title], size),
            "body": self._count(words.words[~in_title], docs[~in_title], size),
            CROSSING: self._list(words.crossing[indexed], crossing_docs[indexed], size),
            ADJACENT: _adjacent(*_once(pairs[met], docs[met]), size),
        }

    def _count(self, words: Array, docs: Array, size: int) -> TermCounts:
        """Count each document's terms: its words with sub-words, less those not indexed."""
        known = self._words
        sizes = known.counts[words]
        terms = known.terms[ranges(known.starts[words], sizes)]
        docs = np.repeat(docs, sizes)
        return _group(terms, docs, np.bincount(docs, minlength=size), known.size, known.others)

    def _list(self, words: Array, docs: Array, size: int) -> TermCounts:
        known = self._words
        return _group(*_once(words, docs), _no_lengths(size), known.size, known.others)


def _group(
    terms: Array, docs: Array, lengths: Array, words: int, others: Sequence[str]
) -> TermCounts:
    """Make posting lists of (term, document) pairs.

    Terms below `words` are numbers in the dictionary; `others` are the texts of those that follow.
    """
    keys = terms * MAX_BATCH + docs
    keys.sort()
    heads = np.flatnonzero(np.diff(keys, prepend=-1))
    frequencies = np.diff(heads, append=len(keys))
    keys = keys[heads]
    groups = np.flatnonzero(np.diff(keys // MAX_BATCH, prepend=-1))
    numbers = keys[groups] // MAX_BATCH
    first_other = int(numbers.searchsorted(words))
    return TermCounts(
        words=numbers[:first_other].astype(np.uint32),
        others=[others[number - words] for number in numbers[first_other:].tolist()],
        df=np.diff(groups, append=len(keys)).astype(np.uint32),
        docs=(keys % MAX_BATCH).astype(np.uint16),
        frequencies=frequencies.astype(smallest_dtype(frequencies)),
        lengths=lengths.astype(np.uint32),
    )


def _adjacent(pairs: Array, docs: Array, size: int) -> TermCounts:
    """List frequent words that are neighbours, those of few documents in shared lists."""
    words = list(frequent_words())
    heads = np.flatnonzero(np.diff(pairs, prepend=-1))
    sizes = np.diff(heads, append=len(pairs))
    own = pairs[heads[sizes >= OWN]]
    names = [
        *shared_names(),
        *(words[pair // len(words)] + words[pair % len(words)] for pair in own.tolist()),
    ]
    terms = np.where(
        np.repeat(sizes >= OWN, sizes), SHARED + own.searchsorted(pairs), pairs % SHARED
    )
    return _group(*_once(terms, docs), _no_lengths(size), 0, names)


def _no_lengths(size: int) -> Array:
    return np.zeros(size, dtype=np.uint32)


def _once(numbers: Array, docs: Array) -> tuple[Array, Array]:
    """Give each pair of a number and a document once, ascending."""
    keys = distinct(numbers * MAX_BATCH + docs)
    return keys // MAX_BATCH, keys % MAX_BATCH


def _pieces(article: Article) -> Iterator[str]:
    """Give the text fields of an article, each with the mark of its end."""
    if article.title is not None:
        yield _clean(article.title)
        yield FIELD_END
    yield _clean(article.body)
    yield TEXT_END


def _clean(text: str) -> str:
    """Replace what no text should hold: our two marks and lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _SURROGATE.sub("\ufffd", text)
    return text.replace(FIELD_END, "\ufffd").replace(TEXT_END, "\ufffd")


def _date(article: Article) -> Date:
    assert isinstance(article.date, Date)
    return article.date


def _extra(article: Article) -> bytes:
    fields = dict(article.extra)
    if article.url is not None:
        fields = {"url": article.url, "extra": fields}
    elif fields:
        fields = {"extra": fields}
    return json.dumps(fields, ensure_ascii=False).encode() if fields else b""
