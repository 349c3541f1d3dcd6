"""Measure jianbao beside its peers, on real or generated articles.

    python benchmarks/run.py --corpus articles.jsonl
    python benchmarks/run.py --generate 100000 --seed 1

Everything is measured in one run on one machine, so that the ratios mean something.  Writes JSON and
a Markdown table with the targets.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

from comparison import agreement, compare, summarise
from corpus import Record, add_regions, generate, read_records, write_records
from peers import Bm25s, Engine, Jianbao, SqliteFts, StockWhoosh, Tantivy
from queries import make_queries
from report import markdown

ARTICLES = "articles.jsonl"
CLOCKS = {"wall": time.perf_counter, "cpu": time.thread_time}


def say(text: str) -> None:
    """Tell on stderr what is being done."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def folder_size(path: Path) -> int:
    """Count the bytes of a file or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(each.stat().st_size for each in path.rglob("*") if each.is_file())


def prepare(options: argparse.Namespace, work: Path) -> tuple[list[Record], dict[str, Any]]:
    """Write the articles to `work`, as every engine reads them."""
    if options.generate:
        records = generate(options.generate, options.seed)
        origin = f"{options.generate:,} generated articles, seed {options.seed}"
    else:
        step = options.every
        records = add_regions(
            islice(read_records(options.corpus), 0, options.limit and options.limit * step, step),
            options.seed,
        )
        origin = options.corpus.name
    say("write the articles")
    text_bytes = write_records(records, work / ARTICLES)
    articles = list(read_records(work / ARTICLES))
    return articles, {"origin": origin, "articles": len(articles), "text_bytes": text_bytes}


def build(articles: list[Record], work: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Index the articles with jianbao and tantivy; give the times and sizes."""
    import jianbao

    source = work / ARTICLES
    jobs = options.jobs
    say(f"index with jianbao, {jobs} jobs")
    began = time.perf_counter()
    with jianbao.open_index(work / "jianbao", create=True) as index:
        report = index.sync([source], jobs=jobs)
    jianbao_seconds = time.perf_counter() - began
    assert report.articles == len(articles), report
    say("index with tantivy")
    began = time.perf_counter()
    Tantivy.build(source, work / "tantivy")
    tantivy_seconds = time.perf_counter() - began
    return {
        "jianbao": {"seconds": jianbao_seconds, "bytes": folder_size(work / "jianbao")},
        "tantivy": {"seconds": tantivy_seconds, "bytes": folder_size(work / "tantivy")},
    }


def build_others(
    articles: list[Record], work: Path, options: argparse.Namespace
) -> tuple[dict[str, Any], list[Engine], list[Engine]]:
    """Index with the engines that are only there for comparison."""
    measured: dict[str, Any] = {}
    engines: list[Engine] = []
    slow: list[Engine] = []
    if "sqlite" in options.peers:
        say("index with SQLite FTS5")
        began = time.perf_counter()
        SqliteFts.build(articles, work / "fts.db")
        measured["SQLite FTS5"] = {
            "seconds": time.perf_counter() - began,
            "bytes": folder_size(work / "fts.db"),
        }
        engines.append(SqliteFts(work / "fts.db"))
    if "bm25s" in options.peers:
        say("index with bm25s")
        began = time.perf_counter()
        engines.append(Bm25s(articles))
        measured["bm25s"] = {"seconds": time.perf_counter() - began}
    if "whoosh" in options.peers:
        say(f"index {options.whoosh_articles} articles with stock Whoosh")
        step = max(1, len(articles) // options.whoosh_articles)
        subset = articles[::step][: options.whoosh_articles]
        began = time.perf_counter()
        StockWhoosh.build(subset, work / "whoosh")
        measured["Whoosh"] = {
            "seconds": time.perf_counter() - began,
            "bytes": folder_size(work / "whoosh"),
            "articles": len(subset),
            "text_bytes": sum(
                len(each.title.encode()) + len(each.body.encode()) for each in subset
            ),
        }
        slow.append(StockWhoosh(work / "whoosh"))
    return measured, engines, slow


def measure(options: argparse.Namespace, work: Path) -> dict[str, Any]:
    """Do everything and give the figures."""
    articles, corpus = prepare(options, work)
    figures: dict[str, Any] = {"corpus": corpus, "indexing": build(articles, work, options)}
    others, engines, slow = build_others(articles, work, options)
    figures["indexing"] |= others
    queries = make_queries(articles, options.queries, options.seed)
    warm_up = make_queries(articles, options.queries, options.seed + 1)
    say("search")
    engines = [Jianbao(work / "jianbao"), Tantivy(work / "tantivy"), *engines]
    timings, pages = compare(engines, slow, queries, warm_up, options.rounds, CLOCKS[options.clock])
    figures["search"] = summarise(timings)
    figures["agreement"] = agreement(timings, pages)
    figures["per_query"] = [
        {
            "kind": each.query.kind,
            "band": each.query.band,
            "query": each.query.text,
            "total": {name: page.total for name, page in found.items()},
            "ms": {name: round(each.median(name), 4) for name in each.by_engine},
        }
        for each, found in zip(timings, pages, strict=True)
    ]
    return figures


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure jianbao beside its peers.")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--corpus", type=Path, metavar="FILE.jsonl")
    source.add_argument("--generate", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, metavar="N", help="take at most N articles")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="take each K-th article")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--clock",
        choices=CLOCKS,
        default="wall",
        help="time pages by processor time where the machine is busy with other things",
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--whoosh-articles", type=int, default=3_000, metavar="N")
    parser.add_argument(
        "--peers",
        default="sqlite,bm25s,whoosh",
        help="besides tantivy: sqlite, bm25s, whoosh, or an empty text",
    )
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep the indexes here")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    return parser.parse_args()


def main() -> None:
    """Measure and report."""
    options = arguments()
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        figures = measure(options, work)
    if options.json:
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        options.json.write_text(text + "\n", encoding="utf-8")
    table = markdown(figures)
    if options.markdown:
        options.markdown.write_text(table, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
