"""Run a search: parse, evaluate, rank, count, and hand out lazy results.

Filters are separate from the query, so that each facet can be counted without its own filter: a user
who looks at 重庆 still sees how many articles 四川 has.  Ties in the order are broken by the id of the
article, so paging is stable whatever the segments are.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from jianbao.errors import LimitError, QueryError
from jianbao.indexer.arrays import Array
from jianbao.indexer.columns import Column, allowed_below
from jianbao.indexer.folding import fold
from jianbao.limits import MAX_RESULT_WINDOW
from jianbao.search.doc_sets import DocSet
from jianbao.search.evaluate import Evaluator
from jianbao.search.facets import FacetCounter, FacetValue
from jianbao.search.nodes import All, Compiler, Node, leaves, relax
from jianbao.search.parser import parse
from jianbao.search.periods import Span, allowed_dates, parse_span
from jianbao.search.query import Query
from jianbao.search.ranking import SORTS, Sort, top
from jianbao.search.results import Facets, Results, make_hits
from jianbao.search.snapshot import SegmentView, Snapshot
from jianbao.search.snippets import Marker, Snippet
from jianbao.search.words import QueryWords, WordCutter, analyse_term


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search: for each column the branches that are allowed, and the dates."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    span: Span | None = None


class Plan(NamedTuple):
    """What a query means in a snapshot, however often it is asked; nothing to search for is everything."""

    node: Node
    marker: Marker


class Searcher:
    """Search one snapshot; safe to use from several threads."""

    def __init__(
        self,
        snapshot: Snapshot,
        columns: Sequence[str],
        cutter: Callable[[], WordCutter],
        is_word: Callable[[str], bool],
    ) -> None:
        self.snapshot = snapshot
        self.columns = tuple(columns)
        self._is_word = is_word
        self._analyse: Callable[[str], QueryWords] = lru_cache(1024)(
            lambda text: analyse_term(text, cutter)
        )
        self._plan_of_text = lru_cache(512)(self._make_plan)
        self._branches = lru_cache(64)(self._make_branches)

    def search(
        self,
        query: str | Query,
        *,
        filters: Filters,
        facets: Sequence[str] = (),
        limit: int = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        today: datetime.date | None = None,
    ) -> Results:
        """Answer a query.  Raises `QueryError` for what the user can mend, `LimitError` for too much."""
        began = time.perf_counter()
        if limit < 0 or offset < 0:
            raise QueryError("limit and offset must not be negative")
        if limit + offset > MAX_RESULT_WINDOW:
            raise LimitError(
                f"offset + limit is {limit + offset:,}; at most {MAX_RESULT_WINDOW:,} results can "
                "be paged through; narrow the search by region or date"
            )
        if sort not in SORTS:
            raise QueryError(f"cannot sort by {sort!r}; use one of {', '.join(SORTS)}")
        for name in (*facets, *filters.values):
            if name not in self.columns:
                raise QueryError(
                    f"there is no facet {name!r}; this index has {', '.join(self.columns)}"
                )
        node, marker = self._plan(query, today or datetime.date.today())
        conditions = self._conditions(filters)
        evaluator = Evaluator(self.snapshot, self._is_word)
        relaxed = False
        matched = self._match(evaluator, node, conditions)
        if not matched.total and (weaker := relax(node)) is not None:
            fewer = self._match(evaluator, weaker, conditions)
            if fewer.total:
                node, matched, relaxed = weaker, fewer, True
        parts = [(part.view, part.matches) for part in matched.parts]
        ranked = top(parts, evaluator, node, sort, offset + limit)[offset:]
        hits = make_hits([(each.view.reader, each.doc, each.score) for each in ranked], marker)
        counts = {name: matched.facet_counter(name) for name in facets}
        return Results(hits, matched.total, Facets(counts), relaxed, time.perf_counter() - began)

    def matching(self, query: str | Query, filters: Filters) -> list[Array]:
        """Give, for each segment, the numbers of the live articles that match."""
        node, _ = self._plan(query, datetime.date.today())
        evaluator = Evaluator(self.snapshot, self._is_word)
        matched = self._match(evaluator, node, self._conditions(filters))
        return [part.matches.docs for part in matched.parts]

    def highlight(self, text: str, query: str | Query) -> Snippet:
        """Mark the words of a query in a text."""
        _, marker = self._plan(query, datetime.date.today())
        return marker.mark_all(text, fold(text))

    def _plan(self, query: str | Query, today: datetime.date) -> Plan:
        """Remember the plans of texts; an app's own tree may hold lists, which cannot be keys."""
        if isinstance(query, str):
            return self._plan_of_text(query, today)
        return self._make_plan(query, today)

    def _make_plan(self, query: str | Query, today: datetime.date) -> Plan:
        compiler = Compiler(
            self._analyse,
            lambda name: self._branches("region", (name,)),
            lambda text: allowed_dates(parse_span(text, today)),
        )
        node = compiler.compile(parse(query) if isinstance(query, str) else query) or All(())
        return Plan(node, Marker(_highlights(node, self.snapshot)))

    def _make_branches(self, name: str, branches: tuple[str, ...]) -> Callable[[Column], Array]:
        """Allow the values of a column at or below some branches; region names are looked up."""
        paths = list(branches)
        if name == "region":
            paths = [self._region_path(branch) for branch in branches]
        return lru_cache(None)(lambda column: allowed_below(column, paths))

    def _region_path(self, name: str) -> str:
        """Take a region that is in the index as it stands, anything else from the gazetteer."""
        if any(view.reader.column("region").find(name) >= 0 for view in self.snapshot.views):
            return name
        from jianbao.indexer.gazetteer import resolve_filter

        return resolve_filter(name)

    def _conditions(self, filters: Filters) -> dict[str, Callable[[Column], Array]]:
        conditions = {
            name: self._branches(name, tuple(branches))
            for name, branches in filters.values.items()
            if branches
        }
        if filters.span is not None:
            conditions["date"] = allowed_dates(filters.span)
        return conditions

    def _match(
        self, evaluator: Evaluator, node: Node, conditions: dict[str, Callable[[Column], Array]]
    ) -> Matches:
        parts = []
        for view in self.snapshot.views:
            docs = evaluator.match(node, view)
            live = view.reader.live
            if live is not None:
                docs = docs.keep(live if docs.domain is None else live[docs.docs])
            marks = {}
            for name, allowed in conditions.items():
                column = view.reader.column(name)
                marks[name] = column.docs_with(allowed(column), docs.domain)
            parts.append(SegmentMatches(view, docs, marks))
        return Matches(parts)


class SegmentMatches:
    """What a query matched in one segment, before and after the filters."""

    def __init__(self, view: SegmentView, unfiltered: DocSet, marks: dict[str, Array]) -> None:
        """`marks` tell for each filter which articles of the domain of `unfiltered` pass it."""
        self.view = view
        self._unfiltered = unfiltered
        self._marks = marks
        self.matches = self.without("")

    def without(self, name: str) -> DocSet:
        """Give the matches under all filters but one."""
        marks = [marks for each, marks in self._marks.items() if each != name]
        if not marks:
            return self._unfiltered
        return self._unfiltered.keep(np.logical_and.reduce(marks))


class Matches:
    """What a query matched in all segments."""

    def __init__(self, parts: list[SegmentMatches]) -> None:
        self.parts = parts
        self.total = sum(part.matches.count for part in parts)

    def facet_counter(self, name: str) -> Callable[[], tuple[FacetValue, ...]]:
        """Give a function that counts a facet, without the filter on that facet."""

        def count() -> tuple[FacetValue, ...]:
            parts = [(part.view.reader.column(name), part.without(name)) for part in self.parts]
            return FacetCounter(parts).values()

        return count


def _highlights(node: Node, snapshot: Snapshot) -> dict[str, float]:
    """Give the words to mark, with how much each says."""
    weights: dict[str, float] = {}
    for leaf in leaves(node):
        words = leaf.leaf.words
        marked = (words.text,) if words.phrase else words.scored
        for word in (*marked, *words.contained):
            weights[word] = snapshot.weight("body", word)
    return weights
