"""Fit the weights with which `indexer/joining.py` tells a cut sentence from a headline, and print them.

    python benchmarks/fit_joins.py NEWS.jsonl [--articles 14000] [--seed 1] [--gold PAGES_DIR GOLD.json]…

NEWS.jsonl holds real articles, one object a line with `title` and `body` (a paragraph per line).  A
headline over its text must stay apart; a sentence that is cut anywhere must be closed.  The lines of
hand-labelled pages count more.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from jianbao.indexer.folding import fold
from jianbao.indexer.joining import UNFINISHED, seam, signs
from jianbao.indexer.layout import Kind, Line, classify, ends_sentence, read_lines
from jianbao.indexer.openings import COLUMN, NUMBERED
from jianbao.indexer.repair import repair

LABELLED = 20.0
"""How much a line of a hand-labelled page counts."""
STIFFNESS = 3.0
"""How strongly weights are drawn towards nothing."""
MARGIN = 0.5
"""Log-odds that must speak for closing a break, because a swallowed headline costs an article."""
MARKS = "，。、；：！？”’）》"

Row = tuple[dict[str, float], bool, float]


def row(before: str, after: str, answer: bool, weight: float) -> Iterator[Row]:
    """Yield the signs at a break in folded text, if the weights are asked there at all."""
    if classify(before, ended=ends_sentence(before)) != Kind.SHORT:
        return
    judged = seam(before, after)
    if judged != "torn" and not NUMBERED.match(before) and not COLUMN.match(before):
        yield signs(before, after, judged), answer, weight


def from_news(path: Path, articles: int, seed: int) -> Iterator[Row]:
    """Set headlines over their texts, and cut one paragraph of each article."""
    chance = random.Random(seed)
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in chance.sample(lines, min(articles, len(lines))):
        record = json.loads(line)
        paragraphs = [p for p in map(str.strip, (record.get("body") or "").split("\n")) if p]
        if record.get("title") and paragraphs:
            yield from row(fold(record["title"]), fold(paragraphs[0]), False, 1.0)
        long = [paragraph for paragraph in paragraphs if 60 < len(paragraph) < 300]
        if long:
            text = fold(chance.choice(long))
            cut = chance.randrange(8, len(text) - 10)
            if text[cut - 1] not in MARKS and text[cut] not in MARKS:
                yield from row(text[:cut], text[cut:], True, 1.0)


def from_pages(folder: Path, gold: Path) -> Iterator[Row]:
    """Read the short lines over paragraphs of labelled pages, and whether they belong together."""
    answers = json.loads(gold.read_text(encoding="utf-8"))
    for name in sorted({str(article["file"]) for article in answers["articles"]}):
        if not name.endswith(".txt") or "!" in name:
            continue
        spans = [join["span"] for join in answers["joins"] if join["file"] == name]
        page = repair((folder / name).read_text(encoding="utf-8", errors="replace"))
        lines: list[Line] = list(read_lines(page.text, fold(page.text)))
        for line, below in pairwise(lines):
            if not line.ended and below.kind is Kind.PROSE:
                end, start = page.raw_offset(line.end - 1) + 1, page.raw_offset(below.start)
                closed = any(left <= end <= start <= right for left, right in spans)
                yield from row(line.text, below.text, closed, LABELLED)


def fit(rows: list[Row]) -> dict[str, float]:
    """Fit the weights by Newton's method."""
    names = list(UNFINISHED)
    matrix = np.array([[float(values[name]) for name in names] for values, _, _ in rows])
    answers = np.array([float(answer) for _, answer, _ in rows])
    importance = np.array([weight for *_, weight in rows])
    weights = np.zeros(len(names))
    for _ in range(40):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ (importance * (answers - chance)) - STIFFNESS * weights
        spread = importance * chance * (1 - chance)
        curve = (matrix * spread[:, None]).T @ matrix + STIFFNESS * np.eye(len(names))
        weights += np.linalg.solve(curve, slope)
    weights[names.index("prior")] -= MARGIN
    judged = matrix @ weights > 0
    print(f"# closed: {judged[answers > 0].mean():.3f} of {int(answers.sum())} cut sentences,")
    print(f"# {judged[answers == 0].mean():.4f} of {int((answers == 0).sum())} headlines")
    return dict(zip(names, weights.tolist(), strict=True))


def main() -> None:
    """Collect the rows, fit the weights, and print them as they stand in the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("--articles", type=int, default=14000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gold", type=Path, nargs=2, action="append", default=[])
    arguments = parser.parse_args()
    rows = list(from_news(arguments.news, arguments.articles, arguments.seed))
    for folder, gold in arguments.gold:
        rows += from_pages(folder, gold)
    for name, weight in fit(rows).items():
        print(f'    "{name}": {weight:.1f},')


if __name__ == "__main__":
    main()
