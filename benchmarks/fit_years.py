"""Fit the table of `indexer/year_weights.py` and print it.

    python benchmarks/fit_years.py NEWS.jsonl [--pages 3500] [--gold PAGES_DIR GOLD.json]…

NEWS.jsonl holds real dated articles, one object a line with `title`, `body` and `date`; some of one
day make a page, whose year is known.  Pages labelled by hand count more, because they are of the kind
that is to be read; those of `sample_docs` are among them, and those whose header states the day are
not.  A row of the table says how often the year of writing lies so many years after the year that is
named, as ten times the logarithm.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jianbao.indexer.date_expressions import scan_dates
from jianbao.indexer.folding import fold
from jianbao.indexer.page_dates import printed_day
from jianbao.indexer.pages import split_page
from jianbao.indexer.sources import Page, read_source
from jianbao.indexer.year_evidence import YearEvidence, season
from jianbao.indexer.year_weights import FIRST, LAST

SAMPLES = Path(__file__).parents[1] / "sample_docs"
REAL = 12.0
"""How much a page labelled by hand counts, in pages of real articles put together."""
PRIOR = 10.0
"""Pages that a kind of naming as a whole counts for in the row of a season."""
ARTICLES = range(3, 10)
"""Articles on a page that is put together."""
BEYOND = {FIRST: 4, LAST: 6}
"""Years that share the first and the last place of a row."""

Row = Counter[int]


def news_pages(path: Path, count: int, seed: int) -> Iterator[tuple[int, list[str]]]:
    """Yield years and texts of pages put together from real articles of one day."""
    by_day: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            if 80 < len(item["body"]) < 3000:
                by_day[item["date"]].append(item)
    chance = random.Random(seed)
    days = sorted(day for day, items in by_day.items() if len(items) >= ARTICLES.start)
    for day in chance.sample(days, min(count, len(days))):
        some = chance.sample(by_day[day], min(len(by_day[day]), chance.choice(ARTICLES)))
        yield int(day[:4]), [fold(f"{item['title'] or ''}\n{item['body']}") for item in some]


def gold_pages(folder: Path, gold: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield years and texts of pages labelled by hand."""
    years: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for answer in json.loads(gold.read_text("utf-8"))["articles"]:
        date = (answer.get("best_date") or {}).get("iso") or answer.get("date")
        if date:
            years[answer["file"].partition("!")[0]][int(date[:4])] += 1
    for name, counts in years.items():
        for item in read_source(str(folder / name)):
            if isinstance(item, Page):
                texts = []
                for draft in split_page(item.text):
                    beside = [draft.list_date] if draft.list_date else []
                    texts += [*draft.headers, *draft.metadata, *beside]
                    texts.append(f"{draft.title or ''}\n{draft.body.text}")
                folded = [fold(text) for text in texts]
                if printed_day(folded) is None:
                    yield counts.most_common(1)[0][0], folded


def count(
    rows: defaultdict[tuple[str, str], Row], year: int, texts: Sequence[str], by: float
) -> None:
    """Add how far the year of a page lies from the years that its texts name."""
    evidence = YearEvidence()
    for text in texts:
        evidence.read(text, scan_dates(text))
    for naming, part in evidence.weighed():
        place = min(max(year - naming.year, FIRST), LAST)
        rows[naming.kind, season(naming, evidence.month)][place] += by * part
        rows[naming.kind, ""][place] += by * part


def logarithms(row: Row, whole: Row) -> list[int]:
    """Return a row of the table, drawn towards that of its kind as a whole."""
    size = LAST - FIRST + 1
    total, of_kind = sum(row.values()), sum(whole.values())
    out = []
    for place in range(FIRST, LAST + 1):
        kind = (whole[place] + 1 / size) / (of_kind + 1)
        share = (row[place] + PRIOR * kind) / (total + PRIOR)
        out.append(round(10 * math.log(share / BEYOND.get(place, 1))))
    return out


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("news", type=Path, metavar="NEWS.jsonl")
    parser.add_argument("--pages", type=int, default=3500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gold", nargs=2, type=Path, action="append", default=[])
    arguments = parser.parse_args()
    rows: defaultdict[tuple[str, str], Row] = defaultdict(Counter)
    for year, texts in news_pages(arguments.news, arguments.pages, arguments.seed):
        count(rows, year, texts, 1.0)
    for folder, gold in [*arguments.gold, (SAMPLES, SAMPLES / "expected.json")]:
        for year, texts in gold_pages(folder, gold):
            count(rows, year, texts, REAL)
    for kind in [kind for kind, named in rows if not named]:
        rows[kind, "unknown"].update()
    for kind, named in sorted(rows):
        if named:
            print(
                f'    ("{kind}", "{named}"): {tuple(logarithms(rows[kind, named], rows[kind, ""]))},'
            )


if __name__ == "__main__":
    main()
