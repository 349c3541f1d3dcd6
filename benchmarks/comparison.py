"""Time the results page of every engine, interleaved query by query, and check that they agree."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from peers import Counts, Engine, Page
from queries import KINDS, Query

MAIN, RIVAL = "jianbao", "tantivy"
TOLERANCE = 0.02
"""Relative difference of two engines' totals that counts as agreement; 2 articles always do."""


@dataclass(slots=True)
class Timings:
    """Milliseconds of one query on each engine, a value for each round."""

    query: Query
    by_engine: dict[str, list[float]] = field(default_factory=dict)

    def median(self, engine: str) -> float:
        """Give the median over the rounds."""
        return statistics.median(self.by_engine[engine])


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value below which a share of the values lie (the nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def compare(
    engines: Sequence[Engine],
    slow: Sequence[Engine],
    queries: Sequence[Query],
    warm_up: Sequence[Query],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[list[Timings], list[dict[str, Page]]]:
    """Time all queries; `slow` engines take part in the first round only.

    The warm-up has other queries than those that are measured, so that the first round shows an
    engine that has served its users for a while but not this query.
    """
    for query in warm_up:
        for engine in engines:
            engine.page(query)
    for query in warm_up[:5]:
        for engine in slow:
            if query.terms:
                engine.page(query)
    timings = [Timings(query) for query in queries]
    pages: list[dict[str, Page]] = [{} for _ in queries]
    for turn in range(rounds):
        for place, query in enumerate(queries):
            racers = [*engines, *(slow if not turn and query.terms else ())]
            # Another one begins each time: whoever comes first finds the caches of the processor cold.
            shift = (turn + place) % len(racers)
            for engine in racers[shift:] + racers[:shift]:
                began = clock()
                page = engine.page(query)
                taken = (clock() - began) * 1000
                timings[place].by_engine.setdefault(engine.name, []).append(taken)
                if not turn:
                    pages[place][engine.name] = page
    return timings, pages


def summarise(timings: Sequence[Timings]) -> dict[str, Any]:
    """Give medians, p95 and ratios for each kind of query and all together."""
    summary = {"all queries": _summary(timings)}
    for kind in KINDS:
        own = [each for each in timings if each.query.kind == kind]
        if not own:
            continue
        summary[kind] = _summary(own)
        bands = dict.fromkeys(each.query.band for each in own)
        if len(bands) > 1:
            for band in sorted(bands):
                summary[f"{kind}, {band}"] = _summary(
                    [each for each in own if each.query.band == band]
                )
    return summary


def _summary(timings: Sequence[Timings]) -> dict[str, Any]:
    names = dict.fromkeys(name for each in timings for name in each.by_engine)
    engines = {}
    for name in names:
        values = [each.median(name) for each in timings if name in each.by_engine]
        first = [each.by_engine[name][0] for each in timings if name in each.by_engine]
        engines[name] = {
            "queries": len(values),
            "median": statistics.median(values),
            "p95": percentile(values, 0.95),
            "first_median": statistics.median(first),
            "first_p95": percentile(first, 0.95),
        }
    summary: dict[str, Any] = {"queries": len(timings), "engines": engines}
    if MAIN in engines and RIVAL in engines:
        main, rival = engines[MAIN], engines[RIVAL]
        summary["ratio"] = {key: main[key] / rival[key] for key in main if key != "queries"}
        summary["ratio"]["per_query"] = statistics.median(
            each.median(MAIN) / each.median(RIVAL) for each in timings
        )
    return summary


def agreement(timings: Sequence[Timings], pages: Sequence[dict[str, Page]]) -> dict[str, Any]:
    """Compare totals and counts of jianbao with tantivy's.

    Queries that require all terms should find as many articles; exact phrases at least as many,
    because tantivy needs them to be segmented alike.  Facets are compared where totals are equal.
    """
    checks: dict[str, Any] = {}
    worst: list[dict[str, Any]] = []
    required = [
        (each.query, page[MAIN], page[RIVAL])
        for each, page in zip(timings, pages, strict=True)
        if each.query.kind in ("one", "all", "any", "filtered") and not page[MAIN].relaxed
    ]
    close = 0
    for query, ours, theirs in required:
        difference = abs(ours.total - theirs.total)
        if difference <= max(2, TOLERANCE * theirs.total):
            close += 1
        else:
            worst.append({"query": query.text, "jianbao": ours.total, "tantivy": theirs.total})
    checks["totals_compared"] = len(required)
    checks["totals_within_tolerance"] = close
    checks["totals_smaller"] = sum(ours.total < theirs.total for _, ours, theirs in required)
    checks["totals_equal"] = sum(ours.total == theirs.total for _, ours, theirs in required)
    equal = [(ours, theirs) for _, ours, theirs in required if ours.total == theirs.total]
    checks["facets_compared"] = len(equal)
    checks["facets_equal"] = sum(
        dict(ours.regions) == dict(theirs.regions)
        and _years(ours.periods) == _years(theirs.periods, months=True)
        for ours, theirs in equal
    )
    checks["outside_tolerance"] = worst
    phrases = [
        (each.query, page[MAIN].total, page[RIVAL].total)
        for each, page in zip(timings, pages, strict=True)
        if each.query.phrase
    ]
    checks["phrases"] = len(phrases)
    checks["phrases_with_as_many_or_more"] = sum(ours >= theirs for _, ours, theirs in phrases)
    checks["phrase_matches_jianbao"] = sum(ours for _, ours, _ in phrases)
    checks["phrase_matches_tantivy"] = sum(theirs for _, _, theirs in phrases)
    checks["phrases_with_fewer"] = [
        {"query": query.text, "jianbao": ours, "tantivy": theirs}
        for query, ours, theirs in phrases
        if ours < theirs
    ]
    return checks


def _years(periods: Counts, *, months: bool = False) -> dict[str, int]:
    if not months:
        return {value: count for value, count in periods if len(value) == 4}
    years: dict[str, int] = {}
    for value, count in periods:
        years[value[:4]] = years.get(value[:4], 0) + count
    return years
