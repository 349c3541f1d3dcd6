"""Which articles match: a query tree is evaluated on the arrays of a segment.

AND intersects, beginning with the rarest word; OR, NOT, filters and deletions are marks on articles,
on all of them or only on the few that are left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from jianbao.indexer.arrays import Array
from jianbao.indexer.textcode import encode
from jianbao.search.doc_sets import DocSet
from jianbao.search.nodes import All, Any, Characters, Except, Leaf, Node, Some, Values, Words
from jianbao.search.occurrences import Occurrences, RareWord, docs_with, holding
from jianbao.search.phrases import PhraseMatches, match_phrase
from jianbao.search.snapshot import SegmentView, Snapshot


@dataclass
class Evaluator:
    """Evaluate one analysed query on all segments of a snapshot.

    What matching learns about a node in a segment is kept for scoring.
    """

    snapshot: Snapshot
    is_word: Callable[[str], bool]
    _words: dict[tuple[int, str | None, str], Occurrences] = field(default_factory=dict)
    _phrases: dict[tuple[int, Characters], PhraseMatches] = field(default_factory=dict)
    _word_counts: dict[tuple[int, int], Array] = field(default_factory=dict)
    _alternatives: dict[tuple[int, int], DocSet] = field(default_factory=dict)

    def match(self, node: Node, view: SegmentView) -> DocSet:
        """Give the articles of a segment that match, deleted ones included."""
        if isinstance(node, Words):
            return self._match_required([node.leaf], view)
        if isinstance(node, Characters):
            return DocSet(view.size, docs=self.phrase(node, view).docs)
        if isinstance(node, Some):
            return DocSet(view.size, mask=self.count_words(node, view) != 0)
        if isinstance(node, All):
            return self._match_all(node, view)
        if isinstance(node, Any):
            return self._match_any(node, view)
        everything = DocSet.everything(view.size)
        return everything.keep(self._marks(node, view, None))

    def occurrences(self, leaf: Leaf, word: str, view: SegmentView) -> Occurrences:
        """Give the posting lists of a word in the fields of a leaf; none when it is not there."""
        key = (id(view), leaf.field, word)
        found = self._words.get(key)
        if found is None:
            found = self._words[key] = view.occurrences(leaf.fields, word)
        return found

    def _match_all(self, node: All, view: SegmentView) -> DocSet:
        words = [child.leaf for child in node.children if isinstance(child, Words)]
        others = [child for child in node.children if not isinstance(child, Words)]
        docs = self._match_required(words, view) if words else DocSet.everything(view.size)
        for child in others:
            if not docs.count:
                break
            docs = docs.keep(self._marks(child, view, docs.domain))
        return docs

    def _marks(self, node: Node, view: SegmentView, domain: Array | None) -> Array:
        """Tell for each of some articles (None: all) whether a node matches it."""
        if isinstance(node, Values):
            column = view.reader.column(node.column)
            return column.docs_with(node.allowed(column), domain)
        if isinstance(node, Except):
            return ~self._marks(node.child, view, domain)
        return self.match(node, view).marks(domain)

    def _match_any(self, node: Any, view: SegmentView) -> DocSet:
        mask = np.zeros(view.size, dtype=bool)
        for child in node.children:
            if isinstance(child, Words) and child.leaf.is_one_word:
                for each in self.occurrences(child.leaf, child.leaf.words.required[0], view):
                    if isinstance(each, RareWord):
                        mask[each.docs] = True
                    else:
                        mask |= each.held_by(None)
                continue
            docs = self.alternative(child, view)
            if docs.domain is None:
                mask |= docs.mask
            else:
                mask[docs.docs] = True
        return DocSet(view.size, mask=mask)

    def alternative(self, node: Node, view: SegmentView) -> DocSet:
        """Match a child of an `Any`."""
        key = (id(view), id(node))
        found = self._alternatives.get(key)
        if found is None:
            found = self._alternatives[key] = self.match(node, view)
        return found

    def _match_required(self, wanted: list[Leaf], view: SegmentView) -> DocSet:
        """Intersect the required words of some leaves, the rarest first."""
        required = []
        for leaf in wanted:
            for word in leaf.words.required:
                occurrences = self.occurrences(leaf, word, view)
                if not occurrences:
                    return DocSet(view.size, docs=np.zeros(0, dtype=np.intp))
                required.append(occurrences)
        required.sort(key=lambda occurrences: sum(each.df for each in occurrences))
        docs = docs_with(required[0], view.size)
        for occurrences in required[1:]:
            if not docs.count:
                break
            docs = docs.keep(holding(occurrences, docs.domain))
        needles = [encode(each) for leaf in wanted for each in leaf.words.contained]
        if needles:
            found = _containing_text(view, docs.docs, needles)
            docs = DocSet(view.size, docs=found)
        return docs

    def count_words(self, node: Some, view: SegmentView) -> Array:
        """Count how many of the words each article of a segment has."""
        key = (id(view), id(node))
        counts = self._word_counts.get(key)
        if counts is None:
            counts = self._word_counts[key] = np.zeros(view.size, dtype=np.uint16)
            for child in node.leaves:
                for word in child.leaf.words.parts:
                    occurrences = self.occurrences(child.leaf, word, view)
                    if occurrences:
                        counts += holding(occurrences, None)
        return counts

    def phrase(self, node: Characters, view: SegmentView) -> PhraseMatches:
        """Find an exact phrase."""
        key = (id(view), node)
        found = self._phrases.get(key)
        if found is None:
            leaf = node.leaf
            found = match_phrase(view, leaf.words.text, leaf.field, self.is_word)
            self._phrases[key] = found
        return found


def _containing_text(view: SegmentView, docs: Array, needles: list[bytes]) -> Array:
    """Keep the articles whose coded text holds some coded strings."""
    starts, ends = view.reader.text_offsets
    text = view.reader.text_map
    for needle in needles:
        spans = zip(starts[docs].tolist(), ends[docs].tolist(), strict=True)
        docs = docs[np.array([needle in text[start:end] for start, end in spans], dtype=bool)]
    return docs
