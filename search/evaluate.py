"""Evaluate a query tree on a snapshot with arrays: which articles match, and how well.

Matching and scoring are apart.  `Evaluator.match` gives a segment's matching article numbers: AND
intersects, beginning with the rarest; OR marks; NOT, filters and deletions are masks.
`Evaluator.scores` then adds up BM25 for the articles that are left, term by term, in double
precision, so that neither the order of evaluation nor the division into segments shows in a score
of single precision.
A node contributes to an article's score when it matches the article and no NOT is above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from jianbao.indexer.arrays import Array
from jianbao.indexer.columns import Column
from jianbao.indexer.folding import fold
from jianbao.indexer.schema import TEXT_FIELDS, TITLE_BOOST
from jianbao.indexer.textcode import encode
from jianbao.search.doc_sets import SPARSE, locate, member, union
from jianbao.search.phrases import PhraseMatches, match_phrase
from jianbao.search.query import (
    And,
    Everything,
    InPeriod,
    InRegion,
    Not,
    Or,
    Phrase,
    Query,
)
from jianbao.search.snapshot import K1, SegmentView, Snapshot, TermList
from jianbao.search.words import QueryWords

_MANY = 2_000
"""Articles from which marks over the whole segment cost less than binary searches."""


@dataclass(frozen=True)
class Leaf:
    """A term or phrase of the query, ready to be matched."""

    words: QueryWords
    field: str | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The text fields to look in."""
        return TEXT_FIELDS if self.field is None else (self.field,)


@dataclass(frozen=True)
class Words:
    """A leaf made of index words."""

    leaf: Leaf


@dataclass(frozen=True)
class Characters:
    """A leaf that is matched as an exact phrase."""

    leaf: Leaf
    quoted: bool = False


@dataclass(frozen=True)
class Values:
    """Articles with one of some facet values: `allowed` marks them in a column."""

    column: str
    allowed: Callable[[Column], Array]


@dataclass(frozen=True)
class Some:
    """Articles that have at least one of the words of some leaves.

    This is a relaxed AND: a score is multiplied by the share of them that the article has (the
    coordination factor of the vector space model as Lucene had it), so that articles with most of
    the words come first.
    """

    leaves: tuple[Words, ...]


@dataclass(frozen=True)
class All:
    """Articles that every child matches."""

    children: tuple[Node, ...]


@dataclass(frozen=True)
class Any:
    """Articles that some child matches."""

    children: tuple[Node, ...]


@dataclass(frozen=True)
class Except:
    """Articles that the child does not match."""

    child: Node


Node = Words | Characters | Values | Some | All | Any | Except
"""A query tree whose text has been analysed; `All(())` matches everything."""


@dataclass
class Compiler:
    """Turn a query tree into nodes: analyse its text, look up its regions and periods."""

    analyse: Callable[[str], QueryWords]
    region: Callable[[str], Callable[[Column], Array]]
    period: Callable[[str], Callable[[Column], Array]]

    def compile(self, query: Query) -> Node | None:
        """Give the node of a query; None when there is nothing to search for in it (`!!!`)."""
        if isinstance(query, And | Or):
            nodes = [node for child in query.children if (node := self.compile(child)) is not None]
            if isinstance(query, And):
                # Function words beside others ask for nothing; alone they are looked for.
                nodes = [node for node in nodes if not _is_function_word(node)] or nodes
            if not nodes and query.children:
                return None
            if len(nodes) == 1:
                return nodes[0]
            return All(tuple(nodes)) if isinstance(query, And) else Any(tuple(nodes))
        if isinstance(query, Not):
            child = self.compile(query.child)
            return None if child is None else Except(child)
        if isinstance(query, Everything):
            return All(())
        if isinstance(query, InRegion):
            return Values("region", self.region(query.name))
        if isinstance(query, InPeriod):
            return Values("date", self.period(query.text))
        if query.field in ("byline", "media"):
            return Values(query.field, _containing(fold(query.text)))
        if isinstance(query, Phrase):
            words = QueryWords(fold(query.text), (), (), (), phrase=True)
            return Characters(Leaf(words, query.field), quoted=True)
        words = self.analyse(query.text)
        if words.is_empty:
            return None
        leaf = Leaf(words, query.field)
        return Characters(leaf) if words.phrase else Words(leaf)


def _is_function_word(node: Node) -> bool:
    return isinstance(node, Characters) and not node.quoted and not node.leaf.words.scored


def _containing(text: str) -> Callable[[Column], Array]:
    def allowed(column: Column) -> Array:
        return np.array([text in fold(value) for value in column.values], dtype=bool)

    return allowed


def leaves(node: Node) -> Iterator[Words | Characters]:
    """Give the terms and phrases that speak for an article, those under a NOT left out."""
    if isinstance(node, Words | Characters):
        yield node
    elif isinstance(node, Some):
        yield from node.leaves
    elif isinstance(node, All | Any):
        for child in node.children:
            yield from leaves(child)


@dataclass
class Evaluator:
    """Evaluate one analysed query on all segments of a snapshot."""

    snapshot: Snapshot
    is_word: Callable[[str], bool]
    _phrases: dict[tuple[int, Characters], PhraseMatches] = field(default_factory=dict)
    _weights: dict[tuple[str, str], float] = field(default_factory=dict)

    # Matching

    def match(self, node: Node, view: SegmentView) -> Array | None:
        """Give the numbers of the matching articles, ascending; None stands for all of them.

        Deleted articles are included.
        """
        if isinstance(node, Words):
            return self._match_required([node.leaf], view)
        if isinstance(node, Characters):
            return self._phrase(node, view).docs
        if isinstance(node, Values):
            column = view.reader.column(node.column)
            return column.docs_with(node.allowed(column)).nonzero()[0]
        if isinstance(node, Some):
            return self._count_words(node, view).nonzero()[0]
        if isinstance(node, Except):
            mask = np.ones(view.size, dtype=bool)
            docs = self.match(node.child, view)
            mask[slice(None) if docs is None else docs] = False
            return mask.nonzero()[0]
        if isinstance(node, All):
            return self._match_all(node, view)
        return self._match_any(node, view)

    def _match_all(self, node: All, view: SegmentView) -> Array | None:
        result: Array | None = None
        words = [child.leaf for child in node.children if isinstance(child, Words)]
        if words:
            result = self._match_required(words, view)
        for child in node.children:
            if isinstance(child, Words):
                continue
            if result is not None and not len(result):
                break
            result = self._narrow(result, child, view)
        return result

    def _narrow(self, docs: Array | None, node: Node, view: SegmentView) -> Array | None:
        """Keep the articles that a further node matches."""
        if isinstance(node, Values):
            column = view.reader.column(node.column)
            mask = column.docs_with(node.allowed(column))
            return mask.nonzero()[0] if docs is None else docs[mask[docs]]
        if isinstance(node, Except):
            excluded = self.match(node.child, view)
            if docs is None or excluded is None:
                return self.match(node, view) if docs is None else docs[:0]
            return docs[~member(docs, excluded, view.size)]
        other = self.match(node, view)
        if docs is None or other is None:
            return other if docs is None else docs
        small, large = (docs, other) if len(docs) <= len(other) else (other, docs)
        return small[member(small, large, view.size)]

    def _match_any(self, node: Any, view: SegmentView) -> Array | None:
        mask = np.zeros(view.size, dtype=bool)
        for child in node.children:
            if isinstance(child, Words) and _is_one_word(child.leaf):
                for term in self._terms(child.leaf, child.leaf.words.required[0], view):
                    mask[view.postings(term).docs] = True
                continue
            docs = self.match(child, view)
            if docs is None:
                return None
            mask[docs] = True
        return mask.nonzero()[0]

    def _terms(self, leaf: Leaf, word: str, view: SegmentView) -> list[TermList]:
        found = (view.term(name, word) for name in leaf.fields)
        return [term for term in found if term is not None]

    def _match_required(self, wanted: list[Leaf], view: SegmentView) -> Array:
        """Intersect the required words of some leaves, the rarest first."""
        lists = []
        for leaf in wanted:
            for word in leaf.words.required:
                terms = self._terms(leaf, word, view)
                if not terms:
                    return np.zeros(0, dtype=np.intp)
                lists.append(terms)
        lists.sort(key=lambda terms: sum(term.df for term in terms))
        docs = union([view.postings(term).docs for term in lists[0]], view.size)
        for terms in lists[1:]:
            if not len(docs):
                return docs
            found = member(docs, view.postings(terms[0]).docs, view.size)
            for term in terms[1:]:
                found |= member(docs, view.postings(term).docs, view.size)
            docs = docs[found]
        for leaf in wanted:
            for character in leaf.words.contained:
                docs = _containing_text(view, docs, encode(character))
        return docs

    def _count_words(self, node: Some, view: SegmentView) -> Array:
        """Count for every article of the segment how many of the words it has."""
        counts = np.zeros(view.size, dtype=np.uint16)
        for child in node.leaves:
            for word in child.leaf.words.parts:
                terms = self._terms(child.leaf, word, view)
                if terms:
                    counts[union([view.postings(term).docs for term in terms], view.size)] += 1
        return counts

    def _phrase(self, node: Characters, view: SegmentView) -> PhraseMatches:
        key = (id(view), node)
        found = self._phrases.get(key)
        if found is None:
            leaf = node.leaf
            found = match_phrase(view, leaf.words.text, leaf.field, self.is_word)
            self._phrases[key] = found
        return found

    # Scoring

    def scores(self, node: Node, view: SegmentView, docs: Array) -> Array:
        """Give the scores (f8) of matching articles, ascending numbers."""
        total = _Total(view, docs)
        self._add_scores(node, total)
        return total.result()

    def _add_scores(self, node: Node, total: _Total) -> None:
        if isinstance(node, Words):
            self._add_words(node.leaf, total)
        elif isinstance(node, Characters):
            self._add_phrase(node, total)
        elif isinstance(node, Some):
            part = _Total(total.view, total.docs)
            for leaf in node.leaves:
                self._add_scores(leaf, part)
            sizes = [len(leaf.leaf.words.parts) for leaf in node.leaves]
            share = self._count_words(node, total.view)[total.docs] / sum(sizes)
            total.add_at(np.arange(len(total.docs)), part.result() * share)
        elif isinstance(node, All):
            for child in node.children:
                self._add_scores(child, total)
        elif isinstance(node, Any):
            for child in node.children:
                self._add_alternative(child, total)

    def _add_alternative(self, node: Node, total: _Total) -> None:
        """Add the score of a node that not all of the articles match."""
        if isinstance(node, Words) and _is_one_word(node.leaf):
            self._add_words(node.leaf, total)
            return
        matched = self.match(node, total.view)
        if matched is None:
            self._add_scores(node, total)
            return
        own = member(total.docs, matched, total.view.size).nonzero()[0]
        part = _Total(total.view, total.docs[own])
        self._add_scores(node, part)
        total.add_at(own, part.result())

    def _weight(self, name: str, word: str) -> float:
        key = (name, word)
        weight = self._weights.get(key)
        if weight is None:
            weight = self.snapshot.idf(self.snapshot.doc_freq(name, word))
            if name == "title":
                weight *= TITLE_BOOST
            self._weights[key] = weight
        return weight

    def _add_words(self, leaf: Leaf, total: _Total) -> None:
        for word in leaf.words.scored:
            for term in self._terms(leaf, word, total.view):
                total.add_term(term, self._weight(term.field, word))

    def _add_phrase(self, node: Characters, total: _Total) -> None:
        """Score a phrase by the words in it, or else as if it were one word of the body."""
        matches = self._phrase(node, total.view)
        for pair in matches.pairs:
            for term in self._terms(node.leaf, pair, total.view):
                total.add_term(term, self._weight(term.field, pair))
        if matches.pairs or not len(matches.docs):
            return
        df = sum(len(self._phrase(node, view).docs) for view in self.snapshot.views)
        own, places = locate(total.docs, matches.docs)
        counts = None if matches.counts is None else matches.counts[places]
        shares = total.view.saturation("body", total.docs[own], counts).astype(np.float64)
        total.add_at(own, self.snapshot.idf(df) * (K1 + 1) * shares)


class _Total:
    """Sums of scores for some articles of a segment."""

    def __init__(self, view: SegmentView, docs: Array) -> None:
        self.view = view
        self.docs = docs
        self._sums: Array | None = None
        self._dense: Array | None = None
        """Sums for all articles of the segment, for lists that are spread over them."""
        self._rows: dict[str, list[tuple[float, Array]]] = {}
        """For each field the weights and the frequencies of the terms added."""

    def result(self) -> Array:
        """Give the sums (f8), in the order of the articles."""
        sums = np.zeros(len(self.docs)) if self._sums is None else self._sums
        for field_name, rows in self._rows.items():
            norms = self.view.norms(field_name).take(self.docs)
            counts = np.array([row for _, row in rows], dtype=np.float32)
            counts /= counts + norms
            sums += np.array([weight for weight, _ in rows]) @ counts
        return sums if self._dense is None else sums + self._dense[self.docs]

    def add_at(self, places: Array, scores: Array) -> None:
        """Add scores of the articles at some places of `docs`."""
        if self._sums is None:
            self._sums = np.zeros(len(self.docs))
        self._sums[places] += scores

    def add_term(self, term: TermList, weight: float) -> None:
        """Add one word's BM25 to the articles that have it."""
        view, docs = self.view, self.docs
        postings = view.postings(term)
        if len(docs) > _MANY and term.df < 2 * len(docs):
            if self._dense is None:
                self._dense = np.zeros(view.size)
            shares = view.saturation(term.field, postings.docs, postings.frequencies)
            self._dense[postings.docs] += weight * (K1 + 1) * shares.astype(np.float64)
            return
        if term.df < SPARSE * len(docs) and len(docs) > _MANY:
            # Spread the frequencies over all articles; those without the term have 0.
            dtype = np.uint8 if postings.frequencies is None else postings.frequencies.dtype
            spread = np.zeros(view.size, dtype=dtype)
            spread[postings.docs] = 1 if postings.frequencies is None else postings.frequencies
            row = spread[docs]
        else:
            places = postings.docs.searchsorted(docs)
            places[places == term.df] = 0
            row = postings.docs[places] == docs
            if postings.frequencies is not None:
                row = row * postings.frequencies[places]
        self._rows.setdefault(term.field, []).append((weight * (K1 + 1), row))


def _is_one_word(leaf: Leaf) -> bool:
    """Tell whether a leaf matches exactly where its one word stands."""
    words = leaf.words
    return len(words.required) == 1 and not words.contained and words.scored == words.required


def _containing_text(view: SegmentView, docs: Array, needle: bytes) -> Array:
    """Keep the articles whose coded text holds a coded string."""
    starts, ends = view.reader.text_offsets
    text = view.reader.text_map
    spans = zip(starts[docs].tolist(), ends[docs].tolist(), strict=True)
    found: Array = docs[np.array([needle in text[start:end] for start, end in spans], dtype=bool)]
    return found
