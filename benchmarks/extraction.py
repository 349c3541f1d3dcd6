"""Score what is read from pages against a person's answers.

    python benchmarks/extraction.py PAGES_DIR GOLD.json [--json FILE]

An article is found when its body starts and ends within 15 characters of the gold's; titles, bylines,
regions and dates are scored on the articles found.  Two forms of gold are read: with `body_span`
(code points of the file) or with `first` and `last` (how the body begins and ends).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from jianbao.indexer.article import Article, Date
from jianbao.indexer.folding import fold
from jianbao.indexer.repair import CleanText

TOLERANCE = 15
"""Characters by which a body's start and end may differ from the gold's."""

Gold = Mapping[str, Any]


@dataclass(slots=True)
class Scores:
    """Counts; the properties are the figures that are reported."""

    gold: int = 0
    predicted: int = 0
    found: int = 0
    title_right: int = 0
    title_total: int = 0
    byline_right: int = 0
    byline_total: int = 0
    region_exact: int = 0
    region_ancestor: int = 0
    region_wrong: int = 0
    region_none: int = 0
    date_right: int = 0
    date_total: int = 0
    joins_made: int = 0
    joins_right: int = 0
    joins_gold: int = 0
    bytes: int = 0
    seconds: float = 0.0

    def add(self, other: Scores) -> None:
        """Add the counts of another set of articles."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def report(self) -> dict[str, float]:
        """Return the figures: shares between 0 and 1, and MB of UTF-8 per second."""
        precision = _share(self.found, self.predicted)
        recall = _share(self.found, self.gold)
        regions = self.region_exact + self.region_ancestor + self.region_wrong + self.region_none
        return {
            "articles": self.gold,
            "article_precision": precision,
            "article_recall": recall,
            "article_f1": _share(2 * precision * recall, precision + recall),
            "title": _share(self.title_right, self.title_total),
            "byline": _share(self.byline_right, self.byline_total),
            "join_precision": _share(self.joins_right, self.joins_made),
            "join_recall": _share(self.joins_right, self.joins_gold),
            "region_exact": _share(self.region_exact, regions),
            "region_ancestor": _share(self.region_ancestor, regions),
            "region_wrong": _share(self.region_wrong, regions),
            "region_none": _share(self.region_none, regions),
            "date": _share(self.date_right, self.date_total),
            "mb_per_second": _share(self.bytes / 1e6, self.seconds),
        }


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 1.0


def score(articles: Sequence[Article], gold: Sequence[Gold]) -> tuple[Scores, list[str]]:
    """Compare the articles of one file with its gold; return the counts and one line per mistake."""
    scores = Scores(gold=len(gold), predicted=len(articles))
    mistakes: list[str] = []
    free = list(articles)
    for answer in gold:
        name = f"{answer.get('file', '')} {answer.get('id') or answer.get('title') or answer.get('first')}"
        article = next((a for a in free if _same_body(a, answer)), None)
        if article is None:
            mistakes.append(f"{name}: not found")
            continue
        free.remove(article)
        scores.found += 1
        _score_fields(article, answer, name, scores, mistakes)
    mistakes.extend(f"extra article: {a.title or a.body[:30]!r}" for a in free)
    return scores, mistakes


def _score_fields(
    article: Article, answer: Gold, name: str, scores: Scores, mistakes: list[str]
) -> None:
    if "title" in answer:
        scores.title_total += 1
        titles = [_plain(title) for title in (answer["title"], *answer.get("title_ok", ()))]
        if _plain(article.title) in titles:
            scores.title_right += 1
        else:
            mistakes.append(f"{name}: title {article.title!r}, not {answer['title']!r}")
    if "byline" in answer:
        scores.byline_total += 1
        if set(article.byline) == set(answer["byline"] or ()):
            scores.byline_right += 1
        else:
            mistakes.append(f"{name}: byline {article.byline}, not {answer['byline']}")
    accepted = answer.get("primary_ok") or [answer.get("region"), *answer.get("region_ok", ())]
    judged = judge_region(article.regions, accepted)
    setattr(scores, f"region_{judged}", getattr(scores, f"region_{judged}") + 1)
    if judged != "exact":
        mistakes.append(f"{name}: region {list(article.regions)[:2]}, not {accepted}")
    scores.date_total += 1
    date = article.date if isinstance(article.date, Date) else None
    best = answer.get("best_date")
    wanted = best["iso"] if best else answer.get("date")
    granularity = best["granularity"] if best else answer.get("granularity")
    if same_date(date, wanted, granularity) or any(
        same_date(date, other, None) for other in answer.get("date_ok", ())
    ):
        scores.date_right += 1
    else:
        mistakes.append(f"{name}: date {date and date.value}, not {wanted}")


def judge_region(regions: Sequence[str], accepted: Sequence[str | None]) -> str:
    """Return `exact`, `ancestor`, `wrong` or `none` for the primary region."""
    primary = regions[0] if regions else None
    if primary in accepted or (primary is None and "" in accepted):
        return "exact"
    if primary is None:
        return "none"
    if any(path and path.startswith(f"{primary}/") for path in accepted):
        return "ancestor"
    return "wrong"


def same_date(date: Date | None, wanted: str | None, granularity: str | None) -> bool:
    """Say whether a date agrees with the gold at the gold's granularity."""
    if date is None or not wanted:
        return date is None and not wanted
    length = {"year": 4, "month": 7, "day": 10}.get(granularity or "", len(wanted))
    return len(date.value) >= length and date.value[:length] == wanted[:length]


def _plain(text: str | None) -> str | None:
    return None if text is None else re.sub(r"\s+", "", text)


def _same_body(article: Article, answer: Gold) -> bool:
    if "body_span" in answer and article.source is not None:
        start, end = answer["body_span"]
        return (
            abs(article.source.raw_start - start) <= TOLERANCE
            and abs(article.source.raw_end - end) <= TOLERANCE
        )
    body = fold(_plain(article.body) or "")
    firsts = [answer["first"], *answer.get("first_ok", ())]
    lasts = [answer["last"], *answer.get("last_ok", ())]
    return any(
        (text := fold(_plain(first) or "")) in body[: len(text) + TOLERANCE] for first in firsts
    ) and any(
        (text := fold(_plain(last) or "")) in body[-len(text) - TOLERANCE :] for last in lasts
    )


def joins_made(body: CleanText, raw: str) -> list[tuple[int, int]]:
    """Return the raw ranges of the line breaks across which a body runs on."""
    made = []
    text = body.text
    for k in range(1, len(body.clean_starts)):
        clean = body.clean_starts[k]
        if clean == 0 or text[clean - 1] == "\n" or text[clean : clean + 1] == "\n":
            continue
        start, end = body.raw_offset(clean - 1) + 1, body.raw_starts[k]
        if "\n" in raw[start:end]:
            made.append((start, end))
    return made


def score_joins(made: Iterable[tuple[int, int]], gold: Sequence[Gold], scores: Scores) -> list[str]:
    """Count right and false joins of one file; a gold join is right when its break was closed."""
    ranges = [tuple(join["span"]) for join in gold if "span" in join]
    scores.joins_gold += len(ranges)
    hit = set()
    false = []
    for start, end in made:
        scores.joins_made += 1
        match = next((r for r in ranges if r[0] < end and start < r[1]), None)
        if match is None or match in hit:
            false.append(f"false join at {start}")
        else:
            hit.add(match)
            scores.joins_right += 1
    return false + [f"missed join at {r[0]}" for r in ranges if r not in hit]


def evaluate(pages: Path, gold: Mapping[str, Any]) -> tuple[Scores, list[str]]:
    """Extract and score every file that the gold names."""
    total = Scores()
    mistakes: list[str] = []
    for name in sorted({answer["file"] for answer in gold["articles"]}):
        began = time.perf_counter()
        articles, made, size = read(pages, name)
        seconds = time.perf_counter() - began
        answers = [answer for answer in gold["articles"] if answer["file"] == name]
        scores, wrong = score(articles, answers)
        joins = [join for join in gold.get("joins", []) if join["file"] == name]
        # The lines of a PDF are those of the library that reads it: no gold can name them.
        if "joins" in gold and not name.endswith(".pdf"):
            wrong.extend(f"{name}: {line}" for line in score_joins(made, joins, scores))
        scores.bytes, scores.seconds = size, seconds
        total.add(scores)
        mistakes.extend(wrong)
    return total, mistakes


def read(pages: Path, name: str) -> tuple[list[Article], list[tuple[int, int]], int]:
    """Return the articles of one file, the line breaks that were closed, and its size in bytes."""
    from jianbao.indexer.extraction import explain_page, extract_record
    from jianbao.indexer.sources import Page, Record, read_source

    articles: list[Article] = []
    made: list[tuple[int, int]] = []
    size = 0
    outer, _, inner = name.partition("!")
    for item in read_source(str(pages / outer)):
        if isinstance(item, Page) and item.path.endswith(inner):
            size += len(item.text.encode())
            for explained in explain_page(item.text, item.path, stated=item.stated):
                articles.append(explained.article)
                made.extend(joins_made(explained.draft.body, item.text))
        elif isinstance(item, Record) and item.path.endswith(inner):
            articles.append(extract_record(item)[0])
            size += len(articles[-1].body.encode())
    return articles, made, size


def main() -> int:
    """Print the table, then the mistakes."""
    parser = argparse.ArgumentParser(description="Score extraction against a gold file.")
    parser.add_argument("pages", type=Path, metavar="PAGES_DIR")
    parser.add_argument("gold", type=Path, metavar="GOLD.json")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    options = parser.parse_args()
    gold = json.loads(options.gold.read_text(encoding="utf-8"))
    evaluate(options.pages, gold)  # loads dictionaries, so that the throughput is that of reading
    scores, mistakes = evaluate(options.pages, gold)
    report = scores.report()
    for name, value in report.items():
        print(f"{name:20} {value:>8g}")
    for mistake in mistakes:
        print(f"  {mistake}")
    if options.json:
        figures = {"report": report, "counts": asdict(scores), "mistakes": mistakes}
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
