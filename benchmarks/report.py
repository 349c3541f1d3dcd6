"""Show the figures of a run as Markdown, with the targets and whether they were met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from growth import GROWTH_HEADER, growth_cells
from targets import targets

Figures = Mapping[str, Any]


def markdown(figures: Figures) -> str:
    """Give all tables that the figures allow."""
    corpus = figures["corpus"]
    megabytes = corpus["text_bytes"] / 1e6
    parts = [
        f"{corpus['origin']}: {corpus['articles']:,} articles, {megabytes:.1f} MB of text.\n",
        table(["what", "target", "measured", ""], [each.cells() for each in targets(figures)]),
        *_search(figures),
        *_agreement(figures),
        *_indexing(figures),
    ]
    return "\n".join(parts) + "\n"


def growth_table(rows: Sequence[Figures], clock: str) -> str:
    """Give the table of a run with several sizes."""
    return table(GROWTH_HEADER, [growth_cells(row, clock) for row in rows])


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Give a Markdown table."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _search(figures: Figures) -> Iterator[str]:
    summary = figures["search"]
    names = list(summary["all queries"]["engines"])
    yield "Results page, milliseconds, median / p95:\n"
    rows = []
    for kind, each in summary.items():
        cells = [kind, str(each["queries"])]
        for name in names:
            engine = each["engines"].get(name)
            cells.append(f"{engine['median']:.2f} / {engine['p95']:.2f}" if engine else "–")
        ratio = each["ratio"]
        cells += [f"{ratio[key]:.2f}" for key in ("median", "p95", "per_query", "first_median")]
        rows.append(cells)
    whoosh = figures["indexing"].get("Whoosh")
    shown = [f"{n} ({whoosh['articles']:,})" if n == "Whoosh" and whoosh else n for n in names]
    yield table(
        ["queries", "n", *shown, "jianbao / tantivy", "p95", "per query", "first time"], rows
    )


def _agreement(figures: Figures) -> Iterator[str]:
    checks = figures["agreement"]
    yield (
        f"Totals equal tantivy's in {checks['totals_equal']} of {checks['totals_compared']} queries, "
        f"within 2 % in {checks['totals_within_tolerance']}; where they are equal, facets are the "
        f"same in {checks['facets_equal']} of {checks['facets_compared']}. Exact phrases: at least "
        f"as many in {checks['phrases_with_as_many_or_more']} of {checks['phrases']}, "
        f"{checks['phrase_matches_jianbao']:,} matches against {checks['phrase_matches_tantivy']:,}.\n"
    )


def _indexing(figures: Figures) -> Iterator[str]:
    corpus = figures["corpus"]
    rows = []
    built = dict(figures["indexing"])
    if raw := figures.get("raw_pages"):
        known = {key: raw[key] for key in ("wall", "cpu", "articles")}
        built["jianbao, raw pages"] = {**known, "text_bytes": raw["bytes"]}
    for name, each in built.items():
        text = each.get("text_bytes", corpus["text_bytes"])
        articles = each.get("articles", corpus["articles"])
        rows.append(
            [
                name,
                f"{articles:,}",
                f"{each['wall']:.1f}",
                f"{each['cpu']:.1f}",
                f"{articles / each['wall']:,.0f}",
                f"{text / each['wall'] / 1e6:.2f}",
                f"{each['bytes'] / text:.2f}" if "bytes" in each else "–",
            ]
        )
    yield table(
        ["indexing", "articles", "s", "s of processor", "articles/s", "MB/s", "index / text"], rows
    )
