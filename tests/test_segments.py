"""Segments hold what batches held, also after a merge that leaves out the deleted articles."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import branches, corpora, index_terms

from jianbao.errors import IndexCorrupt
from jianbao.indexer.analysis import is_indexed
from jianbao.indexer.article import Article, Date
from jianbao.indexer.batches import BatchAnalyzer
from jianbao.indexer.dictionary import load_dictionary
from jianbao.indexer.folding import fold
from jianbao.indexer.merging import merge_segments
from jianbao.indexer.schema import CROSSING, TEXT_FIELDS, Schema
from jianbao.indexer.segment_writer import SegmentWriter
from jianbao.indexer.segmentation import default_segmenter
from jianbao.indexer.segments import SegmentReader, length_table

SCHEMA = Schema()
PAIRS = {word for word in load_dictionary(None).frequencies if len(word) == 2 and is_indexed(word)}


def write(path: Path, batches: list[list[Article]]) -> SegmentReader:
    analyzer = BatchAnalyzer(SCHEMA, default_segmenter())
    writer = SegmentWriter(path, SCHEMA, None)
    for batch in batches:
        writer.add(analyzer.analyse(batch))
    writer.close()
    return SegmentReader(path)


def split(articles: list[Article], places: set[int]) -> list[list[Article]]:
    bounds = sorted({0, len(articles), *(place for place in places if place < len(articles))})
    return [articles[start:end] for start, end in pairwise(bounds)]


@settings(max_examples=40)
@given(corpora(max_size=8), st.sets(st.integers(1, 7), max_size=2))
def test_a_segment_holds_its_batches(
    tmp_path_factory: pytest.TempPathFactory, corpus: list[Article], places: set[int]
) -> None:
    path = tmp_path_factory.mktemp("segment") / "MAIN_1.segment"
    check(write(path, split(corpus, places)), corpus)


@settings(max_examples=40)
@given(corpora(max_size=10), st.sets(st.integers(1, 9), max_size=3), st.sets(st.integers(0, 9)))
def test_a_merge_is_what_would_have_been_written_at_once(
    tmp_path_factory: pytest.TempPathFactory,
    corpus: list[Article],
    places: set[int],
    doomed: set[int],
) -> None:
    """Byte for byte, with nothing left of the deleted articles."""
    folder = tmp_path_factory.mktemp("merge")
    readers = []
    numbered = list(enumerate(corpus))
    for part in split(corpus, places):
        numbers = [number for number, each in numbered if each in part]
        path = folder / f"MAIN_{len(readers)}.segment"
        write(path, [part])
        deleted = [place for place, number in enumerate(numbers) if number in doomed]
        readers.append(SegmentReader(path, np.array(deleted, dtype=np.int64)))
    live = [each for number, each in numbered if number not in doomed]
    if not live:
        return
    merge_segments(readers, folder / "merged", SCHEMA)
    merged = SegmentReader(folder / "merged")
    check(merged, live)
    at_once = write(folder / "at_once", [live])
    assert merged.file.attributes == at_once.file.attributes
    for name in at_once.file.names():
        assert np.array_equal(merged.file[name], at_once.file[name]), name


def check(reader: SegmentReader, articles: list[Article]) -> None:
    reader.verify()
    assert reader.doc_count == len(articles)
    for field in TEXT_FIELDS:
        terms = [Counter(index_terms(fold(getattr(each, field) or ""))) for each in articles]
        expected = {
            word: {doc: each[word] for doc, each in enumerate(terms) if word in each}
            for word in set().union(*terms)
        }
        assert postings(reader, field) == expected
        assert reader.totals[field] == sum(each.total() for each in terms)
        lengths = length_table()[reader.lengths(field)]
        assert all(length >= each.total() for length, each in zip(lengths, terms, strict=True))
    for name, separator in (("region", "/"), ("date", "-")):
        column = reader.column(name)
        values = [each.regions if name == "region" else date_of(each) for each in articles]
        every = {
            branch for each in values for value in each for branch in branches(value, separator)
        }
        assert column.values == sorted(every)
        assert [column.values_of(doc)[:1] for doc in range(len(articles))] == [
            list(each)[:1] for each in values
        ]
    check_pairs(reader, articles)
    for doc, article in enumerate(articles):
        assert reader.find_id(article.id) == doc
        assert reader.article(doc).body == article.body
        assert reader.article(doc).title == article.title


def check_pairs(reader: SegmentReader, articles: list[Article]) -> None:
    """Words and crossing lists together name exactly the articles that hold a dictionary pair."""
    known: dict[str, set[int]] = {}
    for field in (*TEXT_FIELDS, CROSSING):
        for word, docs in postings(reader, field).items():
            known.setdefault(word, set()).update(docs)
    texts = [[fold(each.title or ""), fold(each.body)] for each in articles]
    held: dict[str, set[int]] = {}
    for doc, fields in enumerate(texts):
        for text in fields:
            for start in range(len(text) - 1):
                held.setdefault(text[start : start + 2], set()).add(doc)
    for pair in PAIRS & held.keys():
        assert known.get(pair) == held[pair], pair
    for pair in PAIRS & known.keys():
        assert known[pair] == held[pair], pair


def date_of(article: Article) -> list[str]:
    return [article.date.value] if isinstance(article.date, Date) else []


def postings(reader: SegmentReader, field: str) -> dict[str, dict[int, int]]:
    lists = reader.postings(field)
    found = {}
    for number, term in enumerate(lists.terms()):
        docs, frequencies = lists.postings(number)
        counts = [1] * len(docs) if frequencies is None else frequencies.tolist()
        found[term.decode()] = dict(zip(docs.tolist(), counts, strict=True))
    return found


@pytest.mark.parametrize("keep", [0, 10, 20_000])
def test_a_file_that_is_cut_is_refused(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "MAIN_1.segment"
    write(path, [[Article(id="a", body="氢能项目" * 5_000)]])
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(IndexCorrupt, match=r"MAIN_1\.segment"):
        SegmentReader(path)


def test_field_lengths_are_rounded_as_whoosh_rounds_them() -> None:
    from whoosh.util.numeric import byte_to_length

    assert length_table().tolist() == [byte_to_length(code) for code in range(256)]
