"""A program that knows only Whoosh opens our index and gets what its own index would give.

The twin is a stock Whoosh index with our analyzer, in as many segments and with the same deletions;
its scores are also the truth for those of our own engine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import pytest
from conftest import Fill
from oracle import DATES, FRAGMENTS, REGIONS, WORDS
from whoosh import index as whoosh_index
from whoosh import query as q
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import QueryParser
from whoosh.searching import Searcher

from jianbao import Article, Index
from jianbao.indexer.article import Date
from jianbao.indexer.schema import TITLE_BOOST, Schema
from jianbao.indexer.segmentation import default_segmenter
from jianbao.search.query import And, Or, Term

ROOT = Path(__file__).parents[1]
DISTRIBUTIONS = ["whoosh==2.7.4", "whoosh3==3.54.0"]
"""Other distributions of the package `whoosh` that an embedding app may bring along."""


VOCABULARY = [word for word in WORDS if default_segmenter().cut(word) == [word]]


def _articles() -> list[Article]:
    random = Random(5)
    return [
        Article(
            id=f"n{number:02}",
            title=_text(random, 6) if number % 5 else None,
            body=_text(random, 60),
            regions=random.choices(REGIONS, k=number % 2),
            date=random.choice(DATES) if number % 3 else None,
            media="重庆日报" if number % 4 else None,
        )
        for number in range(60)
    ]


def _text(random: Random, words: int) -> str:
    # Some words are frequent and stand in one article often.
    chosen = [VOCABULARY[int(random.random() ** 3 * len(VOCABULARY))] for _ in range(words)]
    return "".join(
        part + (random.choice(FRAGMENTS) if random.random() < 0.3 else "") for part in chosen
    )


ARTICLES = _articles()
DELETED = ["n03", "n17", "n31"]
FREQUENT = [word for word in VOCABULARY[:20] if len(word) == 2][:6]
A, B, C, D = FREQUENT[:4]
QUERIES = {
    "term": q.Term("body", A),
    "title": q.Term("title", B, boost=TITLE_BOOST),
    "and": q.And([q.Term("body", A), q.Term("body", B)]),
    "or": q.Or([q.Term("body", A), q.Term("title", B), q.Term("body", C)]),
    "not": q.And([q.Term("body", A), q.Not(q.Term("body", B))]),
    "and not": q.AndNot(q.Or([q.Term("body", C), q.Term("body", D)]), q.Term("body", B)),
    "maybe": q.AndMaybe(q.Term("body", A), q.Term("body", C)),
    "nested": q.Or([q.And([q.Term("body", A), q.Term("title", B)]), q.Term("body", D)]),
    "dismax": q.DisjunctionMax([q.Term("body", A), q.Term("title", A)]),
    "prefix": q.Prefix("body", A[0]),
    "scored prefix": q.Prefix("body", A[0], constantscore=False),
    "wildcard": q.Wildcard("body", f"*{A[1]}?"),
    "fuzzy": q.FuzzyTerm("body", A[0] + "无", maxdist=1),
    "range": q.TermRange("body", A, C),
    "phrase": q.Phrase("body", [A, B]),
    "slop": q.Phrase("body", [A, C], slop=3),
    "every": q.Every(),
    "every title": q.Every("title"),
    "constant": q.ConstantScoreQuery(q.Term("body", B), 2.0),
    "missing": q.Or([q.Term("body", "没有这个词"), q.Term("nowhere", "x"), q.Term("body", A)]),
    "date": q.Term("date", "2023-06-25"),
    "dates": q.TermRange("date", "2023-06-25", "2023-07-01"),
    "id": q.Term("id", "n07"),
}


@pytest.fixture(scope="module", params=[(1, False), (3, True), (8, False)], ids=str)
def indexes(fill: Fill, request: pytest.FixtureRequest) -> Iterator[tuple[Index, Any]]:
    """Give our index and its twin; eight segments are merged into one, in both."""
    segments, delete = request.param
    twin = RamStorage().create_index(Schema().whoosh())
    parts = [ARTICLES[number::segments] for number in range(segments)]
    for part in parts if segments < 8 else [list(chain(*parts))]:
        writer = twin.writer()
        for article in part:
            writer.add_document(**_stored(article))
        writer.commit(merge=False)
    with fill(ARTICLES, segments) as index:
        if delete:
            index.delete(*DELETED)
            writer = twin.writer()
            for id in DELETED:
                writer.delete_by_term("id", id)
            writer.commit(merge=False)
            assert index.stats().deleted == len(DELETED)
        assert index.stats().segments == segments % 7
        yield index, twin


@pytest.fixture
def searchers(indexes: tuple[Index, Any]) -> Iterator[tuple[Searcher, Searcher]]:
    """Give stock Whoosh's searchers over our index and over the twin."""
    ours, twin = indexes
    with whoosh_index.open_dir(str(ours.path)).searcher() as first, twin.searcher() as second:
        yield first, second


def _stored(article: Article) -> dict[str, Any]:
    """Give an article's fields as Whoosh stores them."""
    fields = {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "media": article.media,
        "region": next(iter(article.regions), None),
    }
    if isinstance(article.date, Date):
        fields |= {"date": article.date.value, "basis": article.date.basis}
    return {name: value for name, value in fields.items() if value is not None}


def hits(searcher: Searcher, query: q.Query, **options: Any) -> list[tuple[str, float]]:
    return [(hit["id"], hit.score) for hit in searcher.search(query, limit=None, **options)]


@pytest.mark.parametrize("name", QUERIES)
def test_stock_whoosh_answers_alike(searchers: tuple[Searcher, Searcher], name: str) -> None:
    ours, twin = (hits(searcher, QUERIES[name]) for searcher in searchers)
    assert [id for id, _ in ours] == [id for id, _ in twin]
    assert [score for _, score in ours] == pytest.approx([score for _, score in twin], rel=1e-4)
    assert ours


@pytest.mark.parametrize("limit", [1, 5])
def test_the_best_are_the_first_of_all(searchers: tuple[Searcher, Searcher], limit: int) -> None:
    """With a limit Whoosh skips what cannot be among the best, by what the matchers promise."""
    for name in ("term", "and", "or", "not", "nested", "phrase"):
        ours = [(hit["id"], hit.score) for hit in searchers[0].search(QUERIES[name], limit=limit)]
        assert ours == hits(searchers[0], QUERIES[name])[:limit], name


@pytest.mark.parametrize("text", [f"{A} {B}", f"{A} OR title:{B} NOT {C}", f'"{A}{B}"', f"{A[0]}*"])
def test_parsed_queries(searchers: tuple[Searcher, Searcher], text: str) -> None:
    ours, twin = (
        hits(searcher, QueryParser("body", searcher.schema).parse(text)) for searcher in searchers
    )
    assert [id for id, _ in ours] == [id for id, _ in twin]


@pytest.mark.parametrize("reverse", [False, True])
def test_sorting_by_a_column(searchers: tuple[Searcher, Searcher], reverse: bool) -> None:
    ours, twin = (
        [
            hit["id"]
            for hit in searcher.search(q.Every(), limit=None, sortedby="date", reverse=reverse)
        ]
        for searcher in searchers
    )
    assert ours == twin
    assert len(ours) == searchers[0].doc_count()


def test_grouping_and_filtering_by_a_column(searchers: tuple[Searcher, Searcher]) -> None:
    ours, twin = (
        searcher.search(
            q.Term("body", A), limit=None, groupedby="media", filter=q.Term("date", "2023-06-25")
        )
        for searcher in searchers
    )
    assert ours.groups("media") == twin.groups("media")


def test_documents_statistics_and_terms(searchers: tuple[Searcher, Searcher]) -> None:
    ours, twin = searchers
    by_id = {fields["id"]: fields for fields in ours.documents()}
    assert by_id == {fields["id"]: fields for fields in twin.documents()}
    assert ours.document(id="n10") == _stored(ARTICLES[10])
    assert ours.doc_count_all() == twin.doc_count_all()
    for field in ("title", "body"):
        assert list(ours.lexicon(field)) == list(twin.lexicon(field))
        assert ours.field_length(field) == twin.field_length(field)
        for word in FREQUENT:
            assert ours.doc_frequency(field, word) == twin.doc_frequency(field, word)
            assert ours.frequency(field, word) == twin.frequency(field, word)


def test_a_branch_of_regions_and_dates_is_a_term(indexes: tuple[Index, Any]) -> None:
    index, _ = indexes
    with whoosh_index.open_dir(str(index.path)).searcher() as searcher:
        for field, branch in (("region", "重庆市"), ("date", "2023"), ("date", "2023-06")):
            found = {id for id, _ in hits(searcher, q.Term(field, branch))}
            assert found == {hit.id for hit in index.search(filters=_by(field, branch), limit=100)}
            assert found


def _by(field: str, value: str) -> dict[str, str]:
    return {field: value}


@pytest.mark.parametrize("combine", [And, Or])
def test_the_engine_scores_as_stock_whoosh_does(
    indexes: tuple[Index, Any], combine: Callable[..., Any]
) -> None:
    index, twin = indexes
    with twin.searcher() as searcher:
        for count in (1, 2, 3):
            for start in range(len(FREQUENT) - count + 1):
                words = FREQUENT[start : start + count]
                in_both = [
                    q.Or([q.Term("title", word, boost=TITLE_BOOST), q.Term("body", word)])
                    for word in words
                ]
                stock = q.And(in_both) if combine is And else q.Or(in_both)
                expected = dict(hits(searcher, stock))
                results = index.search(combine(tuple(map(Term, words))), limit=100)
                if not results.relaxed:
                    assert {hit.id: hit.score for hit in results} == pytest.approx(
                        expected, rel=1e-4
                    )


def test_stock_whoosh_searches_from_another_process(indexes: tuple[Index, Any]) -> None:
    program = (
        "import sys; from whoosh import index, query; ix = index.open_dir(sys.argv[1]);"
        "print(len(ix.searcher().search(query.Term('body', sys.argv[2]), limit=None)))"
    )
    path = str(indexes[0].path)
    done = subprocess.run([sys.executable, "-c", program, path, A], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(hits(indexes[1].searcher(), q.Term("body", A)))


@pytest.mark.long
@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_other_distributions_of_whoosh(distribution: str, tmp_path: Path) -> None:
    """Run this file with the built wheel and another Whoosh, in an environment of their own."""

    def run(*command: str | Path) -> str:
        done = subprocess.run(
            list(map(str, command)), capture_output=True, text=True, cwd=tmp_path, env=environment
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout

    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path / "wheel", ROOT)
    venv.create(tmp_path / "venv", with_pip=True)
    scripts = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [scripts / "python", "-m", "pip", "install", "-q"]
    [wheel] = (tmp_path / "wheel").glob("*.whl")
    run(*pip, wheel, "pytest", "hypothesis")
    run(scripts / "python", "-m", "pip", "uninstall", "-q", "-y", "whoosh-reloaded")
    run(*pip, distribution)
    for name in ("conftest.py", "oracle.py", Path(__file__).name):
        shutil.copy(ROOT / "tests" / name, tmp_path)
    # Whoosh 2.7.4 warns when it is compiled, so warnings are no errors here.
    options = [
        "--import-mode=importlib",
        "-o",
        "pythonpath=.",
        "-o",
        "markers=long",
        "-m",
        "not long",
    ]
    output = run(scripts / "python", "-m", "pytest", "-q", *options, Path(__file__).name)
    assert " passed" in output
