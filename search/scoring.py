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
from jianbao.search.occurrences import Occurrences
from jianbao.search.snapshot import K1, SegmentView


def score(evaluator: Evaluator, node: Node, view: SegmentView, domain: Array | None) -> Array:
    """Give the scores (f4) of some ascending articles (None: all); only those that match have one."""
    total = _Total(evaluator, view, domain)
    total.add(node)
    return total.result()


class _Total:
    """Sums of scores for some articles of a segment."""

    def __init__(self, evaluator: Evaluator, view: SegmentView, domain: Array | None) -> None:
        self._evaluator = evaluator
        self._view = view
        self._domain = domain
        self._sums = np.zeros(view.size if domain is None else len(domain), dtype=np.float32)
        self._words: list[tuple[Occurrences, list[float]]] = []
        """Words with their weight in each field, to be added at the end."""

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

    def result(self) -> Array:
        """Add the BM25 of each word, weight x tf / (tf + norm), and give the sums."""
        if self._domain is None:
            self._sum_over_all()
        elif self._words:
            self._sum_over_few(self._domain)
        return self._sums

    def _sum_over_all(self) -> None:
        for occurrences, weights in self._words:
            fields = zip(occurrences.fields, weights, strict=True)
            if occurrences.few is None:
                [counts] = occurrences.on(None)
                [(name, weight)] = fields
                self._sums += _saturation(counts, self._view.norms(name), weight)
            else:
                docs, each = occurrences.few
                for counts, (name, weight) in zip(each, fields, strict=True):
                    norms = self._view.norms(name).take(docs)
                    self._sums[docs] += _saturation(counts, norms, weight)

    def _sum_over_few(self, domain: Array) -> None:
        """Do the same with a row for each word, because steps cost more than numbers here."""
        fields = [name for occurrences, _ in self._words for name in occurrences.fields]
        norms = {name: self._view.norms(name).take(domain) for name in dict.fromkeys(fields)}
        counts = np.empty((len(fields), len(domain)), dtype=np.float32)
        divisors = np.empty_like(counts)
        row = 0
        for occurrences, _ in self._words:
            for name, frequencies in zip(occurrences.fields, occurrences.on(domain), strict=True):
                counts[row] = frequencies
                divisors[row] = norms[name]
                row += 1
        divisors += counts
        counts /= divisors
        weights = [weight for _, weights in self._words for weight in weights]
        counts *= np.array(weights, dtype=np.float32)[:, np.newaxis]
        for shares in counts:
            self._sums += shares

    def _add_words(self, leaf: Leaf, words: tuple[str, ...]) -> None:
        weight = self._evaluator.snapshot.weight
        for word in words:
            for each in self._evaluator.occurrences(leaf, word, self._view):
                self._words.append((each, [weight(field, word) for field in each.fields]))

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
            self._sums[own] += _saturation(counts, view.norms("body").take(docs), weight)

    def _add_some(self, node: Some) -> None:
        """Add the sum of the words' scores, multiplied by the share of the words there are."""
        part = _Total(self._evaluator, self._view, self._domain)
        for leaf in node.leaves:
            part.add(leaf)
        words = sum(len(leaf.leaf.words.parts) for leaf in node.leaves)
        counts = self._evaluator.count_words(node, self._view)
        if self._domain is not None:
            counts = counts.take(self._domain)
        self._sums += part.result() * (counts * np.float32(1 / words))

    def _add_alternative(self, node: Node) -> None:
        """Add the scores of a node that not all of the articles match."""
        if isinstance(node, Words) and node.leaf.is_one_word:
            self.add(node)
            return
        matched = self._evaluator.alternative(node, self._view)
        if self._domain is None and matched.domain is None:
            part = score(self._evaluator, node, self._view, None)
            part *= matched.mask
            self._sums += part
            return
        docs = places = matched.docs
        if self._domain is not None:
            places = matched.marks(self._domain).nonzero()[0]
            docs = self._domain[places]
        self._sums[places] += score(self._evaluator, node, self._view, docs)


def _saturation(counts: Array, norms: Array, weight: float) -> Array:
    """Give weight x tf / (tf + norm); 0 where tf is 0."""
    shares = counts.astype(np.float32)
    shares /= norms + shares
    shares *= np.float32(weight)
    return shares
