"""Engines that stand beside jianbao and tantivy for comparison: SQLite FTS5, bm25s, stock Whoosh.

They make the same page as those in `peers`, which says what it holds.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from corpus import Record
from peers import (
    LIMIT,
    Counts,
    Page,
    PageHit,
    ancestors,
    day_number,
    distinct,
    groups_of,
    marked_snippet,
    words_of,
)
from queries import Query


class SqliteFts:
    """SQLite FTS5 over segmented text, facets by GROUP BY."""

    name = "SQLite FTS5"

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)

    @staticmethod
    def build(records: Iterable[Record], path: Path) -> None:
        """Index articles."""
        database = sqlite3.connect(path)
        database.executescript(
            "CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT, date TEXT, month TEXT,"
            " region TEXT, province TEXT, title TEXT, body TEXT);"
            "CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='unicode61');"
        )
        for number, record in enumerate(records, 1):
            row = (record.id, record.date, record.date[:7], record.region, record.province)
            database.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (number, *row, record.title, record.body),
            )
            database.execute(
                "INSERT INTO words (rowid, text) VALUES (?, ?)",
                (number, " ".join(words_of(record.text))),
            )
        database.commit()
        database.execute("INSERT INTO words (words) VALUES ('optimize')")
        database.execute("ANALYZE")
        database.commit()
        database.close()

    def page(self, query: Query) -> Page:
        if query.phrase:
            marked = [query.phrase]
            match = f'"{" ".join(words_of(query.phrase))}"'
        else:
            groups = groups_of(query)
            marked = distinct(groups)
            parts = [" AND ".join(f'"{word}"' for word in group) for group in groups]
            joint = " AND " if query.operator == "all" else " OR "
            match = joint.join(f"({part})" for part in parts)
        region, region_values = "", []
        period, period_values = "", []
        if query.region:
            region = " AND (region = ? OR region LIKE ?)"
            region_values = [query.region, query.region + "/%"]
        if query.since:
            period = " AND date BETWEEN ? AND ?"
            period_values = [query.since, query.until]
        select = self._database.execute
        source = "FROM words JOIN articles ON number = words.rowid WHERE words MATCH ?"
        rows = select(
            f"SELECT id, title, date, region, body {source}{region}{period} ORDER BY rank LIMIT 10",
            (match, *region_values, *period_values),
        ).fetchall()
        if query.region or query.since:
            provinces = select(
                f"SELECT province, count(*) {source}{period} GROUP BY 1", (match, *period_values)
            ).fetchall()
            months = select(
                f"SELECT month, count(*) {source}{region} GROUP BY 1", (match, *region_values)
            ).fetchall()
            total = select(
                f"SELECT count(*) {source}{region}{period}",
                (match, *region_values, *period_values),
            ).fetchone()[0]
        else:
            # One pass over the matches, summed up here, is faster than two.
            groups = select(
                f"SELECT province, month, count(*) {source} GROUP BY 1, 2", (match,)
            ).fetchall()
            by_province: Counter[str] = Counter()
            by_month: Counter[str] = Counter()
            for province, month, count in groups:
                by_province[province] += count
                by_month[month] += count
            provinces, months = list(by_province.items()), list(by_month.items())
            total = sum(by_province.values())
        hits = [PageHit(*row[:4], marked_snippet(row[4], marked)) for row in rows]
        return Page(total, hits, sorted_counts(provinces), sorted_counts(months))


def sorted_counts(counts: Iterable[tuple[str, int]]) -> Counts:
    return sorted((each for each in counts if each[0]), key=lambda each: -each[1])


class Bm25s:
    """bm25s (numpy): scores of all articles at once; everything else by numpy beside it.

    It knows no phrases: those are looked for in the bodies that have all the words.
    """

    name = "bm25s"

    def __init__(self, records: Sequence[Record]) -> None:
        import bm25s

        self._records = records
        self._bm25 = bm25s.BM25(k1=1.2, b=0.75)
        corpus = [words_of(record.text) for record in records]
        self._bm25.index(corpus, show_progress=False)
        del corpus
        provinces = sorted({record.province for record in records})
        months = sorted({record.date[:7] for record in records})
        self._provinces, self._months = provinces, months
        number = {name: place for place, name in enumerate(provinces)}
        self._province = np.array([number[record.province] for record in records])
        number = {name: place for place, name in enumerate(months)}
        self._month = np.array([number[record.date[:7]] for record in records])
        self._day = np.array([day_number(record.date) for record in records])
        self._region = np.array([record.region for record in records])

    def _having(self, word: str) -> Any:
        """Give the numbers of the articles with a word."""
        number = self._bm25.vocab_dict.get(word)
        if number is None:
            return np.zeros(0, dtype=np.int32)
        begin, end = self._bm25.scores["indptr"][number : number + 2]
        return self._bm25.scores["indices"][begin:end]

    def _matches(self, query: Query, groups: list[list[str]]) -> Any:
        mask = np.zeros(len(self._records), dtype=bool)
        if query.operator == "all":
            groups = [distinct(groups)]
        for group in groups:
            counts = np.zeros(len(mask), dtype=np.int16)
            for word in group:
                counts[self._having(word)] += 1
            mask |= counts == len(group)
        if query.phrase:
            for number in np.flatnonzero(mask).tolist():
                mask[number] = query.phrase in self._records[number].text
        return mask

    def page(self, query: Query) -> Page:
        groups = [words_of(query.phrase)] if query.phrase else groups_of(query)
        words = distinct(groups)
        base = self._matches(query, groups)
        known = [word for word in words if word in self._bm25.vocab_dict]
        region = period = np.True_
        if query.region:
            below = np.char.startswith(self._region, query.region + "/")
            region = below | (self._region == query.region)
        if query.since:
            low, high = day_number(query.since), day_number(query.until)
            period = (self._day >= low) & (self._day <= high)
        docs = np.flatnonzero(base & region & period)
        scores = self._bm25.get_scores(known)[docs] if known else np.zeros(len(docs))
        best = np.argpartition(-scores, LIMIT - 1)[:LIMIT] if len(docs) > LIMIT else slice(None)
        ranked = docs[best][np.argsort(-scores[best], kind="stable")]
        marked = [query.phrase] if query.phrase else words
        hits = []
        for number in ranked.tolist():
            record = self._records[number]
            snippet = marked_snippet(record.body, marked)
            hits.append(PageHit(record.id, record.title, record.date, record.region, snippet))
        provinces = np.bincount(self._province[base & period], minlength=len(self._provinces))
        months = np.bincount(self._month[base & region], minlength=len(self._months))
        return Page(
            len(docs),
            hits,
            sorted_counts(zip(self._provinces, provinces.tolist(), strict=True)),
            sorted_counts(zip(self._months, months.tolist(), strict=True)),
        )


class StockWhoosh:
    """Stock Whoosh with jieba's ChineseAnalyzer; its phrases find nothing, so it gets none."""

    name = "Whoosh"

    def __init__(self, folder: Path) -> None:
        from whoosh import index

        self._index = index.open_dir(str(folder))
        self._searcher = self._index.searcher()

    @staticmethod
    def build(records: Iterable[Record], folder: Path) -> None:
        """Index articles with the stock writer."""
        import jieba
        from jieba.analyse import ChineseAnalyzer
        from whoosh import fields, index

        jieba.setLogLevel(60)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        schema = fields.Schema(
            id=fields.ID(stored=True),
            text=fields.TEXT(analyzer=ChineseAnalyzer()),
            title=fields.STORED(),
            body=fields.STORED(),
            path=fields.STORED(),
            region=fields.KEYWORD(commas=True),
            province=fields.ID(sortable=True),
            month=fields.ID(sortable=True),
            date=fields.ID(stored=True),
        )
        writer = index.create_in(str(folder), schema).writer(limitmb=256)
        for record in records:
            writer.add_document(
                id=record.id,
                text=record.text,
                title=record.title,
                body=record.body,
                path=record.region,
                region=",".join(ancestors(record.region)),
                province=record.province,
                month=record.date[:7],
                date=record.date,
            )
        writer.commit()

    def page(self, query: Query) -> Page:
        from whoosh import query as whoosh
        from whoosh import sorting

        analyzer = self._index.schema["text"].analyzer
        groups = [[token.text for token in analyzer(term, mode="query")] for term in query.terms]
        if query.kind == "question":
            groups = [[word] for group in groups for word in group]
        words = distinct(groups)
        parts = [whoosh.And([whoosh.Term("text", word) for word in group]) for group in groups]
        base = (whoosh.And(parts) if query.operator == "all" else whoosh.Or(parts)).normalize()
        region = [whoosh.Term("region", query.region)] if query.region else []
        period = [whoosh.TermRange("date", query.since, query.until)] if query.since else []
        provinces = sorting.FieldFacet("province", maptype=sorting.Count)
        months = sorting.FieldFacet("month", maptype=sorting.Count)

        def search(filters: list[Any], **facets: Any) -> Any:
            narrowed = whoosh.And(filters) if filters else None
            return self._searcher.search(
                base, limit=LIMIT, filter=narrowed, groupedby=facets or None
            )

        if region or period:
            found = search(region + period)
            by_province = search(period, province=provinces).groups("province")
            by_month = search(region, month=months).groups("month")
        else:
            found = search([], province=provinces, month=months)
            by_province, by_month = found.groups("province"), found.groups("month")
        hits = [
            PageHit(
                hit["id"],
                hit["title"],
                hit["date"],
                hit["path"],
                marked_snippet(hit["body"], words),
            )
            for hit in found
        ]
        return Page(
            len(found), hits, sorted_counts(by_province.items()), sorted_counts(by_month.items())
        )
