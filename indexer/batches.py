"""Analyse articles in batches: from `Article` objects to arrays that a segment is built of.

This is the part of indexing that runs in worker processes.  A batch numbers its own articles and
terms, so it is the same whoever makes it; the writer renumbers the terms when it adds the batch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain

import numpy as np

from jianbao.errors import LimitError
from jianbao.indexer.adjacency import OWN, SHARED, frequent_words, shared_names
from jianbao.indexer.arrays import Array, distinct, ranges
from jianbao.indexer.article import BASES, Article, Date
from jianbao.indexer.folding import fold
from jianbao.indexer.schema import ADJACENT, CROSSING, Schema
from jianbao.indexer.segmentation import Segmenter
from jianbao.indexer.textcode import FIELD_END, TEXT_END, encode_differences, encode_many
from jianbao.indexer.vocabulary import Vocabulary
from jianbao.limits import MAX_PAGE_CHARS

MAX_BATCH = 1 << 16
"""Articles in a batch at most: their numbers fit 16 bits."""
_MAX_WORDS = 1 << 20
_UNSTORABLE = re.compile(f"[{FIELD_END}{TEXT_END}\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TermCounts:
    """Posting lists within a batch.

    `terms` in no particular order; `df` documents for each, one behind the other in `docs` (numbers
    within the batch, ascending) with `frequencies`; `lengths` are the words of each document.
    """

    terms: list[str]
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
        titles = [None if article.title is None else _clean(article.title) for article in articles]
        bodies = [_clean(article.body) for article in articles]
        folded_titles = [None if title is None else fold(title) for title in titles]
        folded_bodies = [fold(body) for body in bodies]
        folded = list(map(_join, folded_titles, folded_bodies))
        text, text_offsets = encode_many(folded)
        written = list(map(_join, titles, bodies))
        differences, difference_offsets = encode_differences(written, folded)
        title = self._cut([title or "" for title in folded_titles])
        body = self._cut(folded_bodies)
        fields = {
            "title": self._count(*title),
            "body": self._count(*body),
            CROSSING: self._crossing([title, body]),
            ADJACENT: self._adjacent([title, body]),
        }
        if len(self._words) > _MAX_WORDS:
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

    def _cut(self, texts: list[str]) -> tuple[Array, Array]:
        """Segment texts: the numbers of their words, and how many words each text has."""
        words = list(map(self._segmenter.cut, texts))
        counts = np.array([len(each) for each in words], dtype=np.int64)
        known = map(self._words.__getitem__, chain.from_iterable(words))
        return np.fromiter(known, np.int64, int(counts.sum())), counts

    def _count(self, words: Array, counts: Array) -> TermCounts:
        """Count each document's terms: its words with sub-words, less those not indexed."""
        table = self._words.expansions()
        docs = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
        sizes = table.counts[words]
        terms = table.terms[ranges(table.starts[words], sizes)]
        docs = np.repeat(docs, sizes)
        lengths = np.bincount(docs, minlength=len(counts))
        return self._group(terms, docs, lengths, self._words.text)

    def _group(self, terms: Array, docs: Array, lengths: Array, names: Sequence[str]) -> TermCounts:
        """Make posting lists of (term, document) pairs; `names` are the texts of the terms."""
        keys = terms * MAX_BATCH + docs
        keys.sort()
        heads = np.flatnonzero(np.diff(keys, prepend=-1))
        frequencies = np.diff(heads, append=len(keys))
        keys = keys[heads]
        groups = np.flatnonzero(np.diff(keys // MAX_BATCH, prepend=-1))
        return TermCounts(
            terms=[names[number] for number in (keys[groups] // MAX_BATCH).tolist()],
            df=np.diff(groups, append=len(keys)).astype(np.uint32),
            docs=(keys % MAX_BATCH).astype(np.uint16),
            frequencies=frequencies.astype(
                np.uint16 if not len(frequencies) or frequencies.max() < 1 << 16 else np.uint32
            ),
            lengths=lengths.astype(np.uint32),
        )

    def _crossing(self, fields: Sequence[tuple[Array, Array]]) -> TermCounts:
        """List dictionary words of two characters across boundaries."""
        pairs, docs = _across(fields, self._words.crossing)
        return self._group(pairs, docs, _no_lengths(fields), self._words.text)

    def _adjacent(self, fields: Sequence[tuple[Array, Array]]) -> TermCounts:
        """List frequent words that are neighbours, those of few documents in shared lists."""
        words = list(frequent_words())
        pairs, docs = _across(fields, self._words.adjacent)
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
        keys = distinct(terms * MAX_BATCH + docs)
        return self._group(keys // MAX_BATCH, keys % MAX_BATCH, _no_lengths(fields), names)


def _across(
    fields: Sequence[tuple[Array, Array]], find: Callable[[Array], Array]
) -> tuple[Array, Array]:
    """Give what `find` sees at the boundaries of words (-1: nothing), once for each document.

    The two arrays are what was found, ascending, and the documents.
    """
    keys = []
    for words, counts in fields:
        docs = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
        seen = find(words)
        found = np.flatnonzero((seen >= 0) & (docs[:-1] == docs[1:]))
        keys.append(seen[found] * MAX_BATCH + docs[found])
    merged = distinct(np.concatenate(keys))
    return merged // MAX_BATCH, merged % MAX_BATCH


def _no_lengths(fields: Sequence[tuple[Array, Array]]) -> Array:
    return np.zeros(len(fields[0][1]), dtype=np.uint32)


def _clean(text: str) -> str:
    """Replace what no text should hold: our two control characters and lone surrogates."""
    return _UNSTORABLE.sub("\ufffd", text)


def _join(title: str | None, body: str) -> str:
    """Put the text fields of an article into one text; without a title there is no mark."""
    return body if title is None else title + FIELD_END + body


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
