"""Measure jianbao beside its peers, on real or generated articles.

    python benchmarks/run.py --corpus articles.jsonl
    python benchmarks/run.py --generate 100000 --seed 1
    python benchmarks/run.py --growth 10000,100000,1000000 --plot docs

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
from corpus import Record, add_regions, generate, read_records, write_pages, write_records
from growth import growth_row, plot
from other_peers import Bm25s, SqliteFts, StockWhoosh
from peers import Engine, Jianbao, Tantivy
from queries import Query, make_queries
from report import growth_table, markdown
from service import NEW_ARTICLES, Stopwatch, measure_raw_pages, measure_service

ARTICLES = "articles.jsonl"
INDEXING = "indexing.json"
"""What building took: in a folder of `--work` that has it, the indexes are complete."""
CLOCKS = {"wall": time.perf_counter, "cpu": time.thread_time}


def say(text: str) -> None:
    """Tell on stderr what is being done."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def folder_size(path: Path) -> int:
    """Count the bytes of a file or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(each.stat().st_size for each in path.rglob("*") if each.is_file())


def prepare(
    options: argparse.Namespace, work: Path, generated: int
) -> tuple[list[Record], dict[str, Any]]:
    """Write the articles to `work`, as every engine reads them; 0 `generated`: real ones."""
    if generated:
        records = generate(generated, options.seed)
        origin = f"{generated:,} generated articles, seed {options.seed}"
    else:
        step = options.every
        records = add_regions(
            islice(read_records(options.corpus), 0, options.limit and options.limit * step, step),
            options.seed,
        )
        origin = options.corpus.name
    if not (work / INDEXING).exists():
        say("write the articles")
        write_records(records, work / ARTICLES)
    articles = list(read_records(work / ARTICLES))
    text_bytes = sum(len(each.title.encode()) + len(each.body.encode()) for each in articles)
    return articles, {"origin": origin, "articles": len(articles), "text_bytes": text_bytes}


def build(articles: list[Record], work: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Index the articles with jianbao and tantivy; give the times and sizes."""
    import jianbao

    if (work / INDEXING).exists():
        measured: dict[str, Any] = json.loads((work / INDEXING).read_text(encoding="utf-8"))
        return measured
    source = work / ARTICLES
    jobs = options.jobs
    say(f"index with jianbao, {jobs} jobs")
    watch = Stopwatch()
    with jianbao.open_index(work / "jianbao", create=True) as index:
        report = index.sync([source], jobs=jobs)
    ours = watch.seconds()
    assert report.articles == len(articles), report
    say("index with tantivy")
    watch = Stopwatch()
    Tantivy.build(source, work / "tantivy")
    theirs = watch.seconds()
    measured = {
        "jianbao": {**ours, "bytes": folder_size(work / "jianbao")},
        "tantivy": {**theirs, "bytes": folder_size(work / "tantivy")},
    }
    (work / INDEXING).write_text(json.dumps(measured), encoding="utf-8")
    return measured


def build_others(
    articles: list[Record], work: Path, options: argparse.Namespace
) -> tuple[dict[str, Any], list[Engine], list[Engine]]:
    """Index with the engines that are only there for comparison."""
    measured: dict[str, Any] = {}
    engines: list[Engine] = []
    slow: list[Engine] = []
    if "sqlite" in options.peers:
        say("index with SQLite FTS5")
        watch = Stopwatch()
        SqliteFts.build(articles, work / "fts.db")
        measured["SQLite FTS5"] = {
            **watch.seconds(),
            "bytes": folder_size(work / "fts.db"),
        }
        engines.append(SqliteFts(work / "fts.db"))
    if "bm25s" in options.peers:
        say("index with bm25s")
        watch = Stopwatch()
        engines.append(Bm25s(articles))
        measured["bm25s"] = {**watch.seconds()}
    if "whoosh" in options.peers:
        say(f"index {options.whoosh_articles} articles with stock Whoosh")
        step = max(1, len(articles) // options.whoosh_articles)
        subset = articles[::step][: options.whoosh_articles]
        watch = Stopwatch()
        StockWhoosh.build(subset, work / "whoosh")
        measured["Whoosh"] = {
            **watch.seconds(),
            "bytes": folder_size(work / "whoosh"),
            "articles": len(subset),
            "text_bytes": sum(
                len(each.title.encode()) + len(each.body.encode()) for each in subset
            ),
        }
        slow.append(StockWhoosh(work / "whoosh"))
    return measured, engines, slow


def measure(options: argparse.Namespace, work: Path, generated: int) -> dict[str, Any]:
    """Do everything and give the figures."""
    articles, corpus = prepare(options, work, generated)
    figures: dict[str, Any] = {
        "corpus": corpus,
        "clock": options.clock,
        "jobs": options.jobs,
        "indexing": build(articles, work, options),
    }
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
    say("run as a service")
    figures["service"] = measure_service(
        work / "jianbao", [searched(each) for each in queries], new_articles(options.seed + 1)
    )
    if options.raw_articles:
        figures["raw_pages"] = raw_pages(articles, work, options)
    return figures


def searched(query: Query) -> dict[str, str]:
    """Give what a search of jianbao takes."""
    return {
        "text": query.text,
        "region": query.region,
        "since": query.since,
        "until": query.until,
    }


def new_articles(seed: int) -> list[dict[str, Any]]:
    """Make articles for four commits."""
    return [
        {
            "id": f"new-{record.id}",
            "title": record.title,
            "body": record.body,
            "date": record.date,
            "regions": [record.region] if record.region else [],
        }
        for record in generate(4 * NEW_ARTICLES, seed)
    ]


def raw_pages(articles: list[Record], work: Path, options: argparse.Namespace) -> dict[str, float]:
    """Set some of the articles as raw pages and index those."""
    say("index raw pages")
    folder = work / "pages"
    step = max(1, len(articles) // options.raw_articles)
    chosen = [each for each in articles[::step] if each.date][: options.raw_articles]
    size = write_pages(chosen, folder, options.seed)
    return {
        **measure_raw_pages(folder, size, work / "raw", options.jobs),
        "true_articles": len(chosen),
    }


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure jianbao beside its peers.")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--corpus", type=Path, metavar="FILE.jsonl")
    source.add_argument("--generate", type=int, metavar="N", default=0)
    source.add_argument(
        "--growth",
        metavar="N,N,…",
        help="generate so many articles, one run for each, beside tantivy only",
    )
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
    parser.add_argument("--raw-articles", type=int, default=3_000, metavar="N")
    parser.add_argument("--plot", type=Path, metavar="DIR", help="draw the growth here")
    parser.add_argument(
        "--work",
        type=Path,
        metavar="DIR",
        help="keep the indexes here; complete ones are used again",
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    return parser.parse_args()


def measure_in(options: argparse.Namespace, generated: int) -> dict[str, Any]:
    """Measure in the folder of `--work`, or in one for the time being."""
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work / str(generated or "real") if options.work else Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        return measure(options, work, generated)


def main() -> None:
    """Measure and report."""
    options = arguments()
    if options.growth:
        options.peers, options.raw_articles = "", 0
        sizes = [int(size) for size in options.growth.split(",")]
        figures: Any = [growth_row(measure_in(options, size)) for size in sizes]
        text = growth_table(figures, options.clock)
        if options.plot:
            for path in plot(figures, options.plot, options.clock):
                say(f"wrote {path}")
    else:
        figures = measure_in(options, options.generate)
        text = markdown(figures)
    if options.json:
        dumped = json.dumps(figures, ensure_ascii=False, indent=1)
        options.json.write_text(dumped + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
