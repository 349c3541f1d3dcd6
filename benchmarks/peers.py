"""jianbao and tantivy, each making the same results page the way its users would.

A page is the ten best articles by BM25 with title, date, region and a marked snippet, the number of
all matches, and over all of them the counts of provinces and of months; like jianbao's, each count
leaves out its own filter.  Peers index the words of rjieba's search mode (Whoosh those of jieba's
ChineseAnalyzer) in one field with title and body, and share one snippet function.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import rjieba
from corpus import Record, read_records
from queries import Query

from jianbao.indexer.analysis import STOP_WORDS

LIMIT = 10
SNIPPET = 120
"""Code points of a snippet, more or less."""
Counts = list[tuple[str, int]]


class PageHit(NamedTuple):
    """What a page shows of one article."""

    id: str
    title: str
    date: str
    region: str
    snippet: str


class Page(NamedTuple):
    """A results page; `periods` are months for the peers, years and some months for jianbao.

    `relaxed` says that nothing had all the words, and that the page shows what has some of them.
    """

    total: int
    hits: list[PageHit]
    regions: Counts
    periods: Counts
    relaxed: bool = False


class Engine(Protocol):
    """An engine with an open index."""

    name: str

    def page(self, query: Query) -> Page:
        """Make the results page of a query."""
        ...


def words_of(text: str) -> list[str]:
    """Segment a text for a peer: search-mode words, less punctuation."""
    return [word for word in rjieba.cut_for_search(text.lower()) if _has_letters(word)]


def _has_letters(word: str) -> bool:
    return word.isalnum() or any(map(str.isalnum, word))


def groups_of(query: Query) -> list[list[str]]:
    """Segment a query for a peer: an article needs all words of all groups, or of one ("any").

    A question is a group for each word, without function words.
    """
    if query.kind != "question":
        return [words_of(term) for term in query.terms]
    words = dict.fromkeys(word for term in query.terms for word in words_of(term))
    return [[word] for word in words if word not in STOP_WORDS]


def distinct(groups: list[list[str]]) -> list[str]:
    """Give all words of all groups once, in their order."""
    return list(dict.fromkeys(word for group in groups for word in group))


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.IGNORECASE)


def marked_snippet(body: str, words: Sequence[str]) -> str:
    """Cut out the window with the most different words and mark them, as HTML."""
    spans = [match.span() for match in _pattern(tuple(words)).finditer(body)]
    if not spans:
        return escape(body[:SNIPPET])
    found = [body[start:end] for start, end in spans]
    inside: dict[str, int] = {}
    best = left = most = 0
    for right, (_, end) in enumerate(spans):
        inside[found[right]] = inside.get(found[right], 0) + 1
        while end - spans[left][0] > SNIPPET and left < right:
            inside[found[left]] -= 1
            if not inside[found[left]]:
                del inside[found[left]]
            left += 1
        if len(inside) > most:
            most, best = len(inside), left
    begin = max(body.rfind("。", 0, spans[best][0]) + 1, spans[best][0] - SNIPPET // 3)
    pieces = ["…"] if begin else []
    position, stop = begin, min(len(body), begin + SNIPPET)
    for start, end in spans[best:]:
        if end > stop:
            break
        if start >= position:
            pieces += (escape(body[position:start]), "<mark>", escape(body[start:end]), "</mark>")
            position = end
    pieces.append(escape(body[position:stop]))
    return "".join(pieces)


def day_number(date: str) -> int:
    """Give `2023-06-25` as 20230625."""
    return int(date.replace("-", "") or 0)


def ancestors(region: str) -> list[str]:
    """Give a region's path and those above it."""
    parts = region.split("/") if region else []
    return ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


class Jianbao:
    """The engine under test."""

    name = "jianbao"

    def __init__(self, folder: Path) -> None:
        import jianbao

        self.index = jianbao.open_index(folder)

    def page(self, query: Query) -> Page:
        results = self.index.search(
            query.text,
            region=query.region or None,
            since=query.since or None,
            until=query.until or None,
            facets=["region", "date"],
            limit=LIMIT,
        )
        hits = [
            PageHit(
                hit.id,
                hit.title or "",
                hit.date.value if hit.date else "",
                next(iter(hit.regions), ""),
                hit.snippet.html,
            )
            for hit in results
        ]
        years = results.facets["date"]
        months = years[0].children if years else ()
        return Page(
            results.total,
            hits,
            [(value.path, value.count) for value in results.facets["region"]],
            [(value.path, value.count) for value in (*years, *months)],
            results.relaxed,
        )


class Tantivy:
    """tantivy over text that is segmented by rjieba and joined by spaces.

    `add_pre_tokenized_text` gives the same index 7 times slower, because every token becomes a Python
    object.  Months are integers, because their aggregation is faster than that of texts.
    """

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        self._index = tantivy.Index(self._schema(), str(folder))
        self._register(self._index)
        self._searcher = self._index.searcher()

    @staticmethod
    def _schema() -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="words", index_option="position")
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        for name in ("title", "date"):
            builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
        # A text field is always indexed, and as "raw" the whole body would be one term.
        builder.add_bytes_field("body", stored=True)
        builder.add_text_field("region", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("province", fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("month", fast=True)
        builder.add_integer_field("day", fast=True, indexed=True)
        return builder.build()

    @staticmethod
    def _register(index: Any) -> None:
        import tantivy

        whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("words", whitespace)

    @classmethod
    def build(cls, records: Path, folder: Path) -> None:
        """Index a JSON Lines file, in this process, with tantivy's own threads beside it."""
        import tantivy

        folder.mkdir(parents=True)
        index = tantivy.Index(cls._schema(), str(folder))
        cls._register(index)
        writer = index.writer()
        for record in read_records(records):
            writer.add_document(cls.document(record))
        writer.commit()
        writer.wait_merging_threads()

    @staticmethod
    def document(record: Record) -> Any:
        """Make the document of an article."""
        import tantivy

        document = tantivy.Document(
            id=record.id,
            text=" ".join(words_of(record.text)),
            title=record.title,
            body=record.body.encode(),
            date=record.date,
        )
        # The full path first: it is what a page shows.
        for path in reversed(ancestors(record.region)):
            document.add_text("region", path)
        if record.region:
            document.add_text("province", record.province)
        if record.date:
            document.add_integer("month", day_number(record.date[:7]))
            document.add_integer("day", day_number(record.date))
        return document

    def _term(self, field: str, value: str, option: str = "freq") -> Any:
        return self._tantivy.Query.term_query(self._index.schema, field, value, option)

    def _phrase(self, words: list[str]) -> Any:
        if len(words) == 1:
            return self._term("text", words[0])
        return self._tantivy.Query.phrase_query(self._index.schema, "text", list(words))

    def _required(self, words: list[str]) -> Any:
        must = self._tantivy.Occur.Must
        return self._tantivy.Query.boolean_query([(must, self._term("text", w)) for w in words])

    def _base(self, query: Query, groups: list[list[str]]) -> Any:
        if query.operator == "all":
            return self._required(distinct(groups))
        should = self._tantivy.Occur.Should
        parts = [
            self._term("text", group[0]) if len(group) == 1 else self._required(group)
            for group in groups
        ]
        return self._tantivy.Query.boolean_query([(should, part) for part in parts])

    def _all(self, base: Any, filters: list[Any]) -> Any:
        if not filters:
            return base
        must = self._tantivy.Occur.Must
        unscored = [self._tantivy.Query.const_score_query(each, 0.0) for each in filters]
        return self._tantivy.Query.boolean_query([(must, each) for each in (base, *unscored)])

    def page(self, query: Query) -> Page:
        if query.phrase:
            base, marked = self._phrase(words_of(query.phrase)), [query.phrase]
        else:
            groups = groups_of(query)
            base, marked = self._base(query, groups), distinct(groups)
        region = [self._term("region", query.region, "basic")] if query.region else []
        period = []
        if query.since:
            tantivy = self._tantivy
            low, high = day_number(query.since), day_number(query.until)
            period = [
                tantivy.Query.range_query(
                    self._index.schema, "day", tantivy.FieldType.Integer, low, high
                )
            ]
        searcher = self._searcher
        found = searcher.search(self._all(base, region + period), LIMIT)
        provinces = {"province": {"terms": {"field": "province", "size": 50}}}
        months = {"month": {"terms": {"field": "month", "size": 1000}}}
        if region or period:
            counts = searcher.aggregate(self._all(base, period), provinces)
            counts |= searcher.aggregate(self._all(base, region), months)
        else:
            counts = searcher.aggregate(base, provinces | months)
        hits = []
        for _, address in found.hits:
            document = searcher.doc(address)
            hits.append(
                PageHit(
                    document.get_first("id"),
                    document.get_first("title"),
                    document.get_first("date"),
                    document.get_first("region") or "",
                    marked_snippet(document.get_first("body").decode(), marked),
                )
            )
        return Page(
            found.count,
            hits,
            [(each["key"], each["doc_count"]) for each in counts["province"]["buckets"]],
            [
                (f"{int(each['key']) // 100}-{int(each['key']) % 100:02d}", each["doc_count"])
                for each in counts["month"]["buckets"]
            ],
        )
