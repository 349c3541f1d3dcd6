"""Exact phrases: the articles whose folded text holds these characters in a row, and no others.

Candidates come from posting lists that cannot miss an article however it was segmented: a dictionary
word of two characters is in the index wherever the pair stands in a text, as a word, inside a longer
word, or across a boundary between words; two frequent words in a row have adjacency lists besides, or
most articles would be candidates; a character or a run of letters and digits is part of every term
that contains it.  Candidates are then verified on the coded text, unless a list proves the phrase, as
all lists do when it is such a pair or a single character.  Function words are not in the index, so what stands
inside one of them is no use for finding candidates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from jianbao.indexer.adjacency import shared_name
from jianbao.indexer.analysis import STOP_WORDS
from jianbao.indexer.arrays import Array, distinct
from jianbao.indexer.schema import ADJACENT, CHARACTERS, CROSSING, TEXT_FIELDS
from jianbao.indexer.textcode import FIELD_END, encode
from jianbao.search.doc_sets import intersect, member, union
from jianbao.search.snapshot import SegmentView, TermList

_CHEAP = 48
"""Candidates that are verified in less time than another posting list is looked at."""
_FEW = 8
"""Posting lists that are decoded one by one, and only when they are needed."""
_Docs = TermList | Array
"""Articles: a posting list that is not decoded yet, or their numbers."""
_PIECE = re.compile(r"[a-z0-9]+|[^\W_]")


@dataclass(frozen=True, slots=True)
class PhraseMatches:
    """Articles that hold a phrase, ascending.

    They are ranked by `pairs`, the dictionary words of two characters in the phrase; when it has
    none, by `counts`, how often each article holds the phrase (None: once).
    """

    docs: Array
    pairs: tuple[str, ...] = ()
    counts: Array | None = None


def match_phrase(
    view: SegmentView, phrase: str, field: str | None, is_word: Callable[[str], bool]
) -> PhraseMatches:
    """Find a folded phrase in the title, the body, or (None) both.

    `is_word` tells whether the index's dictionary has a word; the index only promises to know every
    occurrence of a pair of characters when it does.
    """
    fields = TEXT_FIELDS if field is None else (field,)
    exact = field is None
    pairs = tuple(filter(is_word, _pairs(phrase)))
    candidates: Array | None = None
    if pairs:
        groups = [_with_pair(view, pair, fields) for pair in pairs]
        if min(map(_count, groups)) > _CHEAP:
            groups += _with_neighbours(view, phrase, pairs, fields)
        candidates = _docs_with_all(view, groups)
        if exact and len(phrase) == 2:
            return PhraseMatches(candidates, pairs)
    else:
        for piece in _pieces(phrase):
            docs = _docs_with_any(view, _with_piece(view, piece, fields))
            if exact and piece == phrase and len(piece) == 1:
                return PhraseMatches(docs)
            candidates = docs if candidates is None else intersect(candidates, docs)
            if len(candidates) <= _CHEAP:
                break
    if candidates is None:
        candidates = np.arange(view.size, dtype=np.intp)
    if not pairs or len(candidates) <= _CHEAP:
        return _verify(view, encode(phrase), candidates, field, pairs)
    proofs = _with_piece(view, phrase, fields)
    if exact and len(phrase) == 4:
        proofs += _terms(view, [ADJACENT], phrase)
    proven = _docs_with_any(view, proofs)
    others = candidates[~member(candidates, proven, view.size)]
    verified = _verify(view, encode(phrase), others, field, pairs).docs
    return PhraseMatches(union([proven, verified], view.size), pairs)


def _pairs(phrase: str) -> list[str]:
    """Give the pairs of Han characters in a phrase that no function word contains."""
    pairs = dict.fromkeys(phrase[start : start + 2] for start in range(len(phrase) - 1))
    return [pair for pair in pairs if not pair.isascii() and pair.isalpha() and _useful(pair)]


def _pieces(phrase: str) -> list[str]:
    """Give the single characters and ASCII runs of a phrase that no function word contains."""
    pieces = dict.fromkeys(_PIECE.findall(phrase))
    return sorted((piece for piece in pieces if _useful(piece)), key=len, reverse=True)


@lru_cache(maxsize=4096)
def _useful(text: str) -> bool:
    return not any(text in word for word in STOP_WORDS)


def _terms(view: SegmentView, fields: Iterable[str], word: str) -> list[_Docs]:
    found = (view.term(field, word) for field in fields)
    return [term for term in found if term is not None]


def _with_pair(view: SegmentView, pair: str, fields: tuple[str, ...]) -> list[_Docs]:
    """Name every article with a dictionary word of two characters."""
    return _terms(view, (*fields, CROSSING), pair)


def _with_neighbours(
    view: SegmentView, phrase: str, pairs: tuple[str, ...], fields: tuple[str, ...]
) -> Iterator[list[_Docs]]:
    """Name, for each two frequent words in a row in the phrase, every article with both in a row.

    Either a boundary of words runs between them and they are in an adjacency list, their own or a
    shared one; or a boundary runs through one of them and it is in a crossing list; or one word holds
    both.
    """
    for middle in range(2, len(phrase) - 1):
        left, right = phrase[middle - 2 : middle], phrase[middle : middle + 2]
        if left in pairs and right in pairs and (name := shared_name(left, right)):
            yield [
                *_terms(view, [ADJACENT], left + right),
                *_terms(view, [ADJACENT], name),
                *_terms(view, [CROSSING], left),
                *_terms(view, [CROSSING], right),
                *_with_piece(view, left + right, fields),
            ]


def _with_piece(view: SegmentView, piece: str, fields: tuple[str, ...]) -> list[_Docs]:
    """Find the articles that have a term which contains a character or a run of characters."""
    found: list[_Docs] = []
    for field in fields:
        postings = view.reader.postings(field)
        numbers: Array | None = None
        for character in dict.fromkeys(piece):
            term = view.term(f"{field}.{CHARACTERS}", character)
            if term is None:
                numbers = np.zeros(0, dtype=np.intp)
                break
            with_character = view.postings(term).docs
            numbers = with_character if numbers is None else intersect(numbers, with_character)
            if not len(numbers):
                break
        assert numbers is not None
        if len(piece) > 1:
            wanted = piece.encode()
            numbers = np.array(
                [number for number in numbers.tolist() if wanted in postings.term(number)],
                dtype=np.intp,
            )
        if len(numbers) > _FEW:
            found.append(distinct(postings.decode(numbers)[1]))
        else:
            found += [TermList(field, n, int(postings.df[n])) for n in numbers.tolist()]
    return found


def _docs_with_any(view: SegmentView, group: list[_Docs]) -> Array:
    """Give the articles that a group names."""
    return union([_decoded(view, each) for each in group], view.size)


def _docs_with_all(view: SegmentView, groups: list[list[_Docs]]) -> Array:
    """Give the articles that each group names, beginning with the smallest group."""
    groups.sort(key=_count)
    docs = _docs_with_any(view, groups[0])
    for group in groups[1:]:
        if len(docs) <= _CHEAP:
            break
        found = np.zeros(len(docs), dtype=bool)
        for each in group:
            found |= member(docs, _decoded(view, each), view.size)
        docs = docs[found]
    return docs


def _count(group: list[_Docs]) -> int:
    """Count the articles that a group names, those in several lists several times."""
    return sum(docs.df if isinstance(docs, TermList) else len(docs) for docs in group)


def _decoded(view: SegmentView, docs: _Docs) -> Array:
    return view.postings(docs).docs if isinstance(docs, TermList) else docs


def _verify(
    view: SegmentView, needle: bytes, docs: Array, field: str | None, pairs: tuple[str, ...]
) -> PhraseMatches:
    """Keep the articles whose coded text holds a coded phrase."""
    all_starts, all_ends = view.reader.text_offsets
    text = view.reader.text_map
    starts, ends = all_starts[docs].tolist(), all_ends[docs].tolist()
    find = text.find
    if field is not None:
        boundary = encode(FIELD_END)
        marks = [find(boundary, *span) for span in zip(starts, ends, strict=True)]
        if field == "title":
            ends = [max(mark, start) for mark, start in zip(marks, starts, strict=True)]
        else:
            starts = [max(mark, start) for mark, start in zip(marks, starts, strict=True)]
    spans = zip(starts, ends, strict=True)
    found = docs[np.array([find(needle, *span) >= 0 for span in spans], dtype=bool)]
    if pairs:
        return PhraseMatches(found, pairs)
    spans = zip(all_starts[found].tolist(), all_ends[found].tolist(), strict=True)
    counts = [text[start:end].count(needle) for start, end in spans]
    return PhraseMatches(found, (), np.array(counts, dtype=np.uint32))
