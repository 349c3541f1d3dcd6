"""How well articles match: BM25 in single precision, added up word by word.

Every article's score is the sum of the same numbers in the same order, whether it is computed for a
few articles or for all of a segment, so neither that choice nor the division into segments shows.
"""

from __future__ import annotations

import numpy as np

from jianbao.indexer.arrays import Array
from jianbao.search.doc_sets import locate
from jianbao.search.evaluate import Evaluator
from jianbao.search.nodes import All, Any, Characters, Leaf, Node, Some, Words
from jianbao.search.occurrences import add_bm25, saturation
from jianbao.search.snapshot import K1, SegmentView


def score(evaluator: Evaluator, node: Node, view: SegmentView, domain: Array | None) -> Array:
    """Give the scores (f4) of some ascending articles (None: all); only those that match have one."""
    total = _Total(evaluator, view, domain)
    total.add(node)
    return total.sums


class _Total:
    """Sums of scores for some articles of a segment."""

    def __init__(self, evaluator: Evaluator, view: SegmentView, domain: Array | None) -> None:
        self._evaluator = evaluator
        self._view = view
        self._domain = domain
        self.sums = np.zeros(view.size if domain is None else len(domain), dtype=np.float32)

    def add(self, node: Node) -> None:
        """Add the scores of a node that all of the articles match."""
        if isinstance(node, Words):
            self._add_words(node.leaf, node.leaf.words.scored)
        elif isinstance(node, Characters):
            self._add_phrase(node)
        elif isinstance(node, Some):
            self._add_some(node)
        elif isinstance(node, All):
            for child in node.children:
                self.add(child)
        elif isinstance(node, Any):
            for child in node.children:
                self._add_alternative(child)

    def _add_words(self, leaf: Leaf, words: tuple[str, ...]) -> None:
        for word in words:
            add_bm25(self._evaluator.occurrences(leaf, word, self._view), self._domain, self.sums)

    def _add_phrase(self, node: Characters) -> None:
        """Score a phrase by the words in it, or else as if it were one word of the body."""
        evaluator, view = self._evaluator, self._view
        matches = evaluator.phrase(node, view)
        if matches.pairs:
            self._add_words(node.leaf, matches.pairs)
        elif len(matches.docs):
            snapshot = evaluator.snapshot
            df = sum(len(evaluator.phrase(node, each).docs) for each in snapshot.views)
            docs, counts = matches.docs, matches.counts
            own: Array = docs
            if self._domain is not None:
                own, places = locate(self._domain, docs)
                docs = docs[places]
                counts = None if counts is None else counts[places]
            if counts is None:
                counts = np.ones(len(docs), dtype=np.uint8)
            weight = snapshot.idf(df) * (K1 + 1)
            self.sums[own] += saturation(counts, view.norms("body").take(docs), weight)

    def _add_some(self, node: Some) -> None:
        """Add the sum of the words' scores, multiplied by the share of the words there are."""
        part = _Total(self._evaluator, self._view, self._domain)
        for leaf in node.leaves:
            part.add(leaf)
        words = sum(len(leaf.leaf.words.parts) for leaf in node.leaves)
        counts = self._evaluator.count_words(node, self._view)
        if self._domain is not None:
            counts = counts.take(self._domain)
        self.sums += part.sums * (counts * np.float32(1 / words))

    def _add_alternative(self, node: Node) -> None:
        """Add the scores of a node that not all of the articles match."""
        if isinstance(node, Words) and node.leaf.is_one_word:
            self.add(node)
            return
        matched = self._evaluator.alternative(node, self._view)
        if self._domain is None and matched.domain is None:
            part = score(self._evaluator, node, self._view, None)
            part *= matched.mask
            self.sums += part
            return
        docs = places = matched.docs
        if self._domain is not None:
            places = matched.marks(self._domain).nonzero()[0]
            docs = self._domain[places]
        self.sums[places] += score(self._evaluator, node, self._view, docs)
