"""Snippets: the passage of an article that shows best why it matched.

The words of the query are found in the coded text as they are, so no article is segmented again, a
match may be anywhere in an article of any length, and only the passage is decoded.  The best window
holds the most distinct words, the rare ones counting more; it begins and ends at sentence or clause
ends when these are near.  Offsets are the same in folded and written text, so the passage is shown
as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import islice
from typing import TypeVar

from jianbao.indexer.textcode import encode

LENGTH = 120
"""Code points of a snippet, more or less."""
_MAX_MATCHES = 2_000
"""Matches that are looked at in one article; later ones are not considered for the snippet."""
_WINDOW_BYTES = LENGTH * 8 // 5
_WHOLE_BYTES = 1_500
"""Size of a coded text up to which decoding all of it is cheaper than choosing a part."""
_BEFORE_BYTES = 200
_AFTER_BYTES = 320
"""Coded text that is decoded around the best window, to find the ends of its sentences."""
_SENTENCE_ENDS = "。！？\n"
_CLAUSE_ENDS = "，；、： "
_CLOSING = "”’）》"
"""Marks of folded text."""
_SPECIAL = re.compile("[&<>\"']")
_ELLIPSIS = "…"
_ALPHANUMERIC = "0123456789abcdefghijklmnopqrstuvwxyz"
Escape = Callable[[str], str]
Span = tuple[int, int]
Word = TypeVar("Word", str, bytes)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage with marked words.

    `spans` are half-open code point ranges in `text`, ascending and disjoint.
    """

    text: str
    spans: tuple[Span, ...]

    @property
    def html(self) -> str:
        """The passage as HTML: everything escaped, the marked words in `<mark>`."""
        plain = _SPECIAL.search(self.text) is None
        return self.marked("<mark>", "</mark>", str if plain else escape)

    def marked(self, before: str, after: str, escape_text: Escape = str) -> str:
        """Give the text with something put before and after each marked word."""
        text = self.text
        pieces: list[str] = []
        position = 0
        for start, end in self.spans:
            pieces += (escape_text(text[position:start]), before)
            pieces += (escape_text(text[start:end]), after)
            position = end
        pieces.append(escape_text(text[position:]))
        return "".join(pieces)


def find_region(coded: bytes, start: int, weights: Mapping[str, float]) -> Span:
    """Choose the bytes of a coded text, from `start`, that hold the best passage.

    `weights` are folded words with how much they say (higher: rarer).  The region begins and ends
    between characters and reaches a little further than the passage.
    """
    if len(coded) - start <= _WHOLE_BYTES:
        return start, len(coded)
    matches: list[Span] = []
    if weights:
        pattern, gains = _coded_pattern(tuple(weights.items()))
        matches = [m.span() for m in islice(pattern.finditer(coded, start), _MAX_MATCHES)]
    best = (start, start)
    if matches:
        best = _best_window(matches, [coded[a:b] for a, b in matches], gains, _WINDOW_BYTES)
    begin = max(start, best[0] - _BEFORE_BYTES)
    end = min(len(coded), max(best[1], best[0] + _WINDOW_BYTES) + _AFTER_BYTES)
    while begin < best[0] and coded[begin] & 0xC0 == 0x80:
        begin += 1
    while end < len(coded) and coded[end] & 0xC0 == 0x80:
        end += 1
    return begin, end


def make_snippet(
    written: str,
    folded: str,
    weights: Mapping[str, float],
    *,
    starts_text: bool = True,
    ends_text: bool = True,
) -> Snippet:
    """Cut the best passage out of a text, or out of a region that is a part of one."""
    matches = _find(folded, weights)
    begin = last = 0
    if matches:
        words = [folded[start:end] for start, end in matches]
        start, last = _best_window(matches, words, weights, LENGTH)
        begin = _begin(folded, start, max(0, last - LENGTH), starts_text)
    end = max(_end(folded, max(begin + LENGTH, last)), last)
    while begin < end and written[begin].isspace():
        begin += 1
    while end > begin and written[end - 1].isspace():
        end -= 1
    before = "" if begin == 0 and starts_text else _ELLIPSIS
    complete = (end == len(written) and ends_text) or written[end - 1 : end] in _SENTENCE_ENDS
    text = before + written[begin:end].replace("\n", " ") + ("" if complete else _ELLIPSIS)
    return Snippet(text, _merge(matches, begin, end, len(before) - begin))


def mark_all(written: str, folded: str, weights: Mapping[str, float]) -> Snippet:
    """Mark the words in a whole text."""
    matches = _find(folded, weights, len(folded))
    return Snippet(written, _merge(matches, 0, len(written), 0))


def _find(folded: str, weights: Mapping[str, float], most: int = _MAX_MATCHES) -> list[Span]:
    if not weights:
        return []
    return [match.span() for match in islice(_pattern(tuple(weights)).finditer(folded), most)]


@lru_cache(maxsize=256)
def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Match any of some words, the longest first; a run of ASCII letters or digits only whole."""
    alternatives = []
    for word in sorted(words, key=len, reverse=True):
        before = f"(?<![{_ALPHANUMERIC}])" if word[0] in _ALPHANUMERIC else ""
        after = f"(?![{_ALPHANUMERIC}])" if word[-1] in _ALPHANUMERIC else ""
        alternatives.append(before + re.escape(word) + after)
    return re.compile("|".join(alternatives))


@lru_cache(maxsize=256)
def _coded_pattern(
    weights: tuple[tuple[str, float], ...],
) -> tuple[re.Pattern[bytes], dict[bytes, float]]:
    """Do the same for coded text; also give the weights of the coded words."""
    codes = [encode(character) for character in _ALPHANUMERIC]
    one = b"".join(code for code in codes if len(code) == 1)
    two = b"|".join(code for code in codes if len(code) == 2)
    alternatives = []
    gains = {}
    for word, weight in sorted(weights, key=lambda item: -len(item[0])):
        coded = encode(word)
        gains[coded] = weight
        before = b"(?<![" + one + b"])(?<!" + two + b")" if word[0] in _ALPHANUMERIC else b""
        after = b"(?![" + one + b"]|" + two + b")" if word[-1] in _ALPHANUMERIC else b""
        alternatives.append(before + re.escape(coded) + after)
    return re.compile(b"|".join(alternatives)), gains


def _best_window(
    matches: list[Span], words: list[Word], weights: Mapping[Word, float], length: int
) -> Span:
    """Give start and end of the first matches within a length whose distinct words weigh most.

    `words` are the texts of the matches.
    """
    best = matches[0]
    counts = dict.fromkeys(words, 0)
    missing = len(counts)
    weight = best_weight = 0.0
    left = 0
    for word, (_, end) in zip(words, matches, strict=True):
        if not counts[word]:
            weight += weights[word]
            missing -= 1
        counts[word] += 1
        while end - matches[left][0] > length and matches[left][1] < end:
            dropped = words[left]
            counts[dropped] -= 1
            if not counts[dropped]:
                weight -= weights[dropped]
                missing += 1
            left += 1
        if weight > best_weight + 1e-9:
            best_weight = weight
            best = (matches[left][0], end)
            if not missing:
                break
    return best


def _begin(folded: str, start: int, earliest: int, starts_text: bool) -> int:
    """Step back from the first match to the start of its sentence, or else of its clause."""
    sentence = max(folded.rfind(mark, earliest, start) for mark in _SENTENCE_ENDS)
    if sentence >= 0:
        begin = sentence + 1
        while begin < start and folded[begin] in _CLOSING:
            begin += 1
        return begin
    if earliest == 0 and starts_text:
        return 0
    near = max(earliest, start - LENGTH // 4)
    return next(_positions(folded, _CLAUSE_ENDS, near, start), near - 1) + 1


def _end(folded: str, wanted: int) -> int:
    """Find where to stop near `wanted`: at a sentence end, or else a clause end."""
    if wanted >= len(folded):
        return len(folded)
    low, high = max(0, wanted - LENGTH // 4), wanted + LENGTH // 4
    for marks in (_SENTENCE_ENDS, _CLAUSE_ENDS):
        for position in _positions(folded, marks, low, high):
            end = position + 1
            while end < len(folded) and folded[end] in _CLOSING:
                end += 1
            return end
    return wanted


def _positions(text: str, marks: str, low: int, high: int) -> Iterator[int]:
    """Give the first position of any of some marks in a range, if there is one."""
    found = [position for mark in marks if (position := text.find(mark, low, high)) >= 0]
    if found:
        yield min(found)


def _merge(matches: list[Span], begin: int, end: int, shift: int) -> tuple[Span, ...]:
    """Shift the spans inside a passage; those that touch become one."""
    merged: list[Span] = []
    previous = -1
    for start, stop in matches:
        if start < begin or stop > end:
            continue
        if start <= previous:
            merged[-1] = (merged[-1][0], stop + shift)
        else:
            merged.append((start + shift, stop + shift))
        previous = stop
    return tuple(merged)
