"""What jianbao wants to reach, and whether a run reached it.

A target is measured where a run of this size and kind can measure it, and left out otherwise.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Figures = Mapping[str, Any]
_MILLION = 1_000_000
_COMPARISON = "for comparison"
_EXTRAPOLATED = "extrapolated"
_FEWER = "fewer articles than the target's million"
_CLOCKS = {"wall": ("wall time", ""), "cpu": ("processor time", _COMPARISON)}


@dataclass(frozen=True, slots=True)
class Target:
    """A measured value and its bound; `at_least` tells on which side of it is good.

    `remark` is for what was measured otherwise than the target demands: it stands in the place of
    "met", so that nothing is called met which was not tested.
    """

    what: str
    value: float
    bound: float
    unit: str = ""
    at_least: bool = False
    remark: str = ""

    @property
    def met(self) -> bool:
        """Whether the value is good enough."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    @property
    def verdict(self) -> str:
        """Say whether it was met, or why that cannot be said."""
        return self.remark or ("met" if self.met else "**missed**")

    def cells(self) -> list[str]:
        """Give a row of the table."""
        sign = "≥" if self.at_least else "≤"
        unit = f" {self.unit}" if self.unit else ""
        return [
            self.what,
            f"{sign} {self.bound:g}{unit}",
            f"{self.value:.2f}{unit}" if self.value < 100 else f"{self.value:.0f}{unit}",
            self.verdict,
        ]


def targets(figures: Figures) -> Iterator[Target]:
    """Compare the figures of a run with what is wanted."""
    yield from _pages(figures)
    yield from _indexing(figures)
    yield from _service(figures)


def _pages(figures: Figures) -> Iterator[Target]:
    search = figures["search"]
    everything, phrases = search["all queries"], search["phrase"]
    yield Target("results page / tantivy's, median", everything["ratio"]["median"], 0.8)
    yield Target("results page / tantivy's, p95", everything["ratio"]["p95"], 0.8)
    yield Target("exact phrase page / tantivy's, median", phrases["ratio"]["median"], 1.0)
    times = [each["ms"] for each in figures["per_query"] if "Whoosh" in each["ms"]]
    if times:
        few = figures["indexing"]["Whoosh"]["articles"]
        ratio = statistics.median(each["Whoosh"] / each["jianbao"] for each in times)
        share = figures["corpus"]["articles"] / few
        what = f"results page, times as fast as Whoosh on only {few:,} articles"
        yield Target(what, ratio, 100, at_least=True)
        what = f"the same, if Whoosh took {share:.0f} times as long on all articles"
        yield Target(what, ratio * share, 100, at_least=True, remark=_EXTRAPOLATED)
    if figures["corpus"]["articles"] >= _MILLION:
        p95 = everything["engines"]["jianbao"]["p95"]
        yield Target("results page at a million articles, p95", p95, 50, "ms")


def _indexing(figures: Figures) -> Iterator[Target]:
    built, corpus = figures["indexing"], figures["corpus"]
    ours = built["jianbao"]
    for clock in ("wall", "cpu"):
        ratio = ours[clock] / built["tantivy"][clock]
        name, remark = _CLOCKS[clock]
        yield Target(f"indexing / tantivy's, {name}", ratio, 0.7, remark=remark)
    if "Whoosh" in built:
        rate = corpus["articles"] / ours["wall"]
        theirs = built["Whoosh"]["articles"] / built["Whoosh"]["wall"]
        yield Target("indexing, times as fast as Whoosh", rate / theirs, 60, at_least=True)
    yield Target("index / UTF-8 text", ours["bytes"] / corpus["text_bytes"], 1.0)
    if "raw_pages" in figures:
        raw, jobs = figures["raw_pages"], figures["jobs"]
        megabytes = raw["bytes"] / 1e6
        yield Target(
            "raw pages with full extraction", megabytes / raw["wall"], 2.5, "MB/s", at_least=True
        )
        yield Target(
            f"the same by processor time, {jobs} cores fully used",
            megabytes / (raw["cpu"] / jobs),
            2.5,
            "MB/s",
            at_least=True,
            remark=_COMPARISON,
        )


def _service(figures: Figures) -> Iterator[Target]:
    service, clock = figures["service"], figures["clock"]
    fewer = _FEWER if figures["corpus"]["articles"] < _MILLION else ""
    private = service["memory"]["searched"] / 1e6
    yield Target("private memory after 50 searches", private, 300, "MB", remark=fewer)
    for key, what, remark in (
        ("open", "open an index, with the imports that this needs", ""),
        ("reopen", "the same once they are imported", fewer),
    ):
        yield Target(what, service[key][clock] * 1000, 50, "ms", remark=remark)
    commit = service["commit"]["later"][clock]
    yield Target("commit of 100 new articles", commit, 1.0, "s", remark=fewer)
    readers = service["readers"]
    for each in ("wall", "cpu"):
        name, remark = _CLOCKS[each]
        ratio = readers[f"{each} 2"] / readers[f"{each} 1"]
        yield Target(f"2 readers / 1, {name}", ratio, 1.8, at_least=True, remark=remark)
    search, *bare = service["cold"].items()
    yield Target("`jianbao search` in a fresh process", search[1][clock], 0.3, "s")
    for imports, seconds in bare:
        ratio = search[1][clock] / seconds[clock]
        yield Target(f"the same / `{imports}`", ratio, 1.3)
