"""Show how size changes things: jianbao and tantivy on ever more generated articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Figures = Mapping[str, Any]
ENGINES = ("jianbao", "tantivy")


def growth_row(figures: Figures) -> dict[str, Any]:
    """Take what the table and the plot show out of the figures of one run."""
    summary = figures["search"]["all queries"]
    corpus, service = figures["corpus"], figures["service"]
    return {
        "articles": corpus["articles"],
        "pages": {name: summary["engines"][name] for name in ENGINES},
        "indexing": {name: figures["indexing"][name] for name in ENGINES},
        "text_bytes": corpus["text_bytes"],
        "private_bytes": service["memory"]["searched"],
        "commit": service["commit"]["later"],
        "open": service["open"],
    }


def growth_cells(row: Figures, clock: str) -> list[str]:
    """Give a row of the table."""
    ours, theirs = (row["pages"][name] for name in ENGINES)
    built = [row["indexing"][name] for name in ENGINES]
    return [
        f"{row['articles']:,}",
        f"{ours['median']:.2f} / {ours['p95']:.2f}",
        f"{theirs['median']:.2f} / {theirs['p95']:.2f}",
        f"{ours['median'] / theirs['median']:.2f}",
        *(f"{each['cpu']:.1f}" for each in built),
        f"{built[0]['bytes'] / row['text_bytes']:.2f}",
        f"{row['private_bytes'] / 1e6:.0f}",
        f"{row['open'][clock] * 1000:.0f}",
        f"{row['commit'][clock]:.2f}",
    ]


GROWTH_HEADER = (
    "articles",
    "jianbao page, ms, median / p95",
    "tantivy page",
    "ratio",
    "jianbao indexing, s of processor",
    "tantivy indexing",
    "index / text",
    "private MB, searching",
    "open, ms",
    "commit of 100, s",
)


def plot(rows: Sequence[Figures], folder: Path, clock: str) -> list[Path]:
    """Draw growth.png and growth.svg; nothing without matplotlib."""
    try:
        import matplotlib
    except ImportError:
        return []
    matplotlib.use("Agg")
    # Without it, every drawing of the same figures is another file.
    matplotlib.rcParams["svg.hashsalt"] = "jianbao"
    from matplotlib import pyplot, ticker

    figure, (pages, building) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    counts = [row["articles"] for row in rows]
    for name in ENGINES:
        found = [row["pages"][name] for row in rows]
        (line,) = pages.plot(counts, [each["median"] for each in found], "o-", label=name)
        p95 = [each["p95"] for each in found]
        pages.plot(counts, p95, "o:", color=line.get_color(), label=f"{name}, p95")
        building.plot(counts, [row["indexing"][name]["cpu"] for row in rows], "o-", label=name)
    time = "processor time" if clock == "cpu" else "wall time"
    for axes, title, unit in (
        (pages, f"Results page, {time}", "ms"),
        (building, "Indexing, processor time", "s"),
    ):
        axes.set(xscale="log", yscale="log", xlabel="articles", ylabel=unit, title=title)
        axes.set_xticks(counts, [f"{count:,}" for count in counts])
        axes.minorticks_off()
        axes.yaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter("{x:g}")
        axes.grid(alpha=0.3)
        axes.legend()
    written = [folder / "growth.png", folder / "growth.svg"]
    figure.savefig(written[0], dpi=120)
    figure.savefig(written[1], metadata={"Date": None})
    pyplot.close(figure)
    return written
