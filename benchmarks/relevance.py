"""Score the ranking: questions whose right article is known, against plain BM25 on jieba's words.

    python benchmarks/relevance.py DOCS.jsonl QUERIES.jsonl [--sample 1000]

Articles have id, title and body; queries have query and relevant_ids.  Both engines get the same
questions in the same run.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from math import log2
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import rjieba

import jianbao

DEPTH = 100
Ranker = Callable[[str], Sequence[str]]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def jianbao_ranker(docs: Path, folder: Path) -> Ranker:
    """Index the articles and rank by `Index.search`."""
    index = jianbao.open_index(folder, create=True)
    index.sync([docs])
    return lambda query: [hit.id for hit in index.search(query, limit=DEPTH)]


def plain_ranker(docs: Path) -> Ranker:
    """Rank by BM25 (k1 1.2, b 0.75) over jieba's search-mode words as they are written."""
    articles = read_lines(docs)
    ids = [article["id"] for article in articles]
    bm25 = bm25s.BM25(k1=1.2, b=0.75)
    texts = (f"{article.get('title') or ''}\n{article['body']}" for article in articles)
    bm25.index([_words(text) for text in texts], show_progress=False)

    def rank(query: str) -> list[str]:
        known = [word for word in _words(query) if word in bm25.vocab_dict]
        if not known:
            return []
        scores = bm25.get_scores(known)
        order = np.argsort(-scores, kind="stable")[:DEPTH]
        return [ids[number] for number in order.tolist() if scores[number] > 0]

    return rank


def _words(text: str) -> list[str]:
    return [word for word in rjieba.cut_for_search(text.lower()) if any(map(str.isalnum, word))]


def score(rank: Ranker, queries: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Give the means over the queries."""
    rows = []
    took = []
    for query in queries:
        began = time.perf_counter()
        found = list(rank(query["query"]))
        took.append((time.perf_counter() - began) * 1000)
        relevant = set(query["relevant_ids"])
        places = [place for place, id in enumerate(found) if id in relevant]
        first = places[0] if places else DEPTH
        gain = sum(1 / log2(place + 2) for place in places if place < 10)
        ideal = sum(1 / log2(place + 2) for place in range(min(10, len(relevant))))
        rows.append(
            (
                1 / (first + 1) if first < 10 else 0.0,
                gain / ideal,
                len(places) / len(relevant),
                float(first == 0),
                float(not found),
            )
        )
    names = ("MRR@10", "nDCG@10", f"recall@{DEPTH}", "success@1", "empty")
    means = {
        name: statistics.mean(column)
        for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }
    return {**means, "median ms": statistics.median(took)}


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description="Score the ranking against plain BM25.")
    parser.add_argument("docs", type=Path, metavar="DOCS.jsonl")
    parser.add_argument("queries", type=Path, metavar="QUERIES.jsonl")
    parser.add_argument("--sample", type=int, metavar="N", help="take N queries at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    queries = read_lines(options.queries)
    if options.sample and options.sample < len(queries):
        queries = random.Random(options.seed).sample(queries, options.sample)
    with tempfile.TemporaryDirectory() as folder:
        figures = {
            "jianbao": score(jianbao_ranker(options.docs, Path(folder) / "index"), queries),
            "plain BM25": score(plain_ranker(options.docs), queries),
        }
    names = list(figures["jianbao"])
    print(f"| {len(queries):,} queries | " + " | ".join(names) + " |")
    print("|---" * (len(names) + 1) + "|")
    for engine, means in figures.items():
        print(f"| {engine} | " + " | ".join(f"{means[name]:.3f}" for name in names) + " |")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
