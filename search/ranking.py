"""The first matches in order of relevance or date, out of all segments.

Ties are broken by the id of the article, so the order does not depend on the segments.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

import numpy as np

from jianbao.indexer.arrays import Array
from jianbao.indexer.columns import Column
from jianbao.search.doc_sets import DocSet
from jianbao.search.evaluate import Evaluator
from jianbao.search.nodes import Node
from jianbao.search.scoring import score
from jianbao.search.snapshot import SegmentView

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
_ROWS = 64
"""Keys of which only the least is looked at when a bound for the first ones is sought."""
_LAST = np.float32(1e30)
"""A key that is greater than those of articles that match."""


class Ranked(NamedTuple):
    """An article with its score and what orders it among those of other segments."""

    view: SegmentView
    doc: int
    score: float
    key: object


def top(
    parts: Iterable[tuple[SegmentView, DocSet]],
    evaluator: Evaluator,
    node: Node,
    sort: Sort,
    count: int,
) -> list[Ranked]:
    """Give the first `count` of the matches of each segment in order."""
    ranked: list[Ranked] = []
    used = 0
    for view, matches in parts:
        first = min(count, matches.count)
        if first:
            used += 1
            if sort == "relevance":
                ranked += _most_relevant(view, matches, evaluator, node, first)
            else:
                ranked += _by_date(view, matches, evaluator, node, first, newest=sort == "newest")
    if used > 1:
        ranked.sort(key=lambda each: (each.key, each.view.reader.id(each.doc)))
    return ranked[:count]


def _most_relevant(
    view: SegmentView, matches: DocSet, evaluator: Evaluator, node: Node, count: int
) -> list[Ranked]:
    domain = matches.domain
    keys = score(evaluator, node, view, domain)
    np.negative(keys, out=keys)
    if domain is None:
        # Behind all others; arithmetic takes a quarter of the time of an assignment by a mask.
        keys += (~matches.mask).astype(np.float32) * _LAST
    docs, keys = _first(keys, domain, view, count)
    return [
        Ranked(view, doc, -key, key) for doc, key in zip(docs.tolist(), keys.tolist(), strict=True)
    ]


def _by_date(
    view: SegmentView, matches: DocSet, evaluator: Evaluator, node: Node, count: int, newest: bool
) -> list[Ranked]:
    column = view.reader.column("date")
    dates = column.first.take(matches.docs).astype(np.int64)
    # Articles without a date come last in both orders.
    keys = -dates if newest else np.where(dates, dates, len(column) + 1)
    docs, _ = _first(keys, matches.docs, view, count)
    order = docs.argsort()
    scores = np.empty(len(docs), dtype=np.float32)
    scores[order] = score(evaluator, node, view, docs[order])
    return [
        Ranked(view, doc, score, _date_key(column, int(column.first[doc]), newest))
        for doc, score in zip(docs.tolist(), scores.tolist(), strict=True)
    ]


def _first(keys: Array, domain: Array | None, view: SegmentView, count: int) -> tuple[Array, Array]:
    """Give the `count` articles (of those in `domain`, or of all) with the smallest keys in order.

    Gives the keys too.  Ties are in order of the ids.
    """
    if domain is None or len(keys) > count:
        places = _candidates(keys, count)
        docs = places if domain is None else domain[places]
        keys = keys[places]
    else:
        docs = domain
    ranks = view.reader.id_ranks[docs]
    order = np.lexsort((ranks, keys))[:count]
    return docs[order], keys[order]


def _candidates(keys: Array, count: int) -> Array:
    """Give the places of the `count` smallest keys, with all that are equal to the last of them."""
    if len(keys) <= count:
        return np.arange(len(keys))
    # The least of each column are different keys, so some of them bound as many.
    rows = _ROWS if len(keys) > 4 * _ROWS * count else 1
    least = keys[: len(keys) // rows * rows].reshape(rows, -1).min(axis=0)
    least.partition(count - 1)
    places: Array = (keys <= least[count - 1]).nonzero()[0]
    return places


def _date_key(column: Column, number: int, newest: bool) -> tuple[bool, object]:
    """Make a date comparable across segments; undated articles come last."""
    if not number:
        return (True, "")
    value = column.value(number - 1)
    if not newest:
        return (False, value)
    # Descending order of strings: code points negated, the longer (later) of two prefixes first.
    return (False, (*(-ord(character) for character in value), 1))
