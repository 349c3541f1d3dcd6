"""Snippets: the passage of an article that shows best why it matched.

The words of the query are found in the coded text as they are, so no article is segmented or decoded
for this, and a match may be anywhere in an article of any length; only the passage is decoded.  The
best passage holds the most distinct words, the rare ones counting more; it begins and ends at
sentence or clause ends when these are near.  Folded and written text have the same offsets, so the
passage is shown as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from itertools import accumulate, pairwise
from typing import NamedTuple

from jianbao.indexer.textcode import decode_many, encode

LENGTH = 192
"""Bytes of coded text in a snippet, more or less: about 120 code points of Chinese."""
_SLACK = LENGTH // 4
"""Bytes that a snippet may be shorter or longer, to end with a sentence or clause."""
_MAX_MATCHES = 2_000
"""Places of one word that are looked at in one article; later ones are not considered."""
_SENTENCE_ENDS = "。！？\n"
_CLAUSE_ENDS = "，；、： "
_CLOSING = "”’）》"
"""Marks of folded text."""
_SPECIAL = re.compile("[&<>\"']")
_ELLIPSIS = "…"
_ALPHANUMERIC = "0123456789abcdefghijklmnopqrstuvwxyz"
Escape = Callable[[str], str]
Span = tuple[int, int]
Match = tuple[int, int, int]
"""Where a word begins and ends in a coded text, in bytes, and the number of the word."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage with marked words, in pieces: the second, fourth … are the marked ones."""

    pieces: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole passage."""
        return "".join(self.pieces)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The marked words as half-open code point ranges in `text`, ascending and disjoint."""
        ends = list(accumulate(map(len, self.pieces)))
        return tuple(zip(ends[0::2], ends[1::2], strict=False))

    @property
    def html(self) -> str:
        """The passage as HTML: everything escaped, the marked words in `<mark>`."""
        plain = _SPECIAL.search(self.text) is None
        return self.marked("<mark>", "</mark>", str if plain else escape)

    def marked(self, before: str, after: str, escape_text: Escape = str) -> str:
        """Give the text with something put before and after each marked word."""
        pieces = list(map(escape_text, self.pieces))
        pieces[1::2] = [f"{before}{piece}{after}" for piece in pieces[1::2]]
        return "".join(pieces)


class Passage(NamedTuple):
    """A part of a coded text that begins at byte `begin`."""

    coded: bytes
    begin: int
    pieces: list[bytes]
    """What stands before, in, between and after the marked words."""
    is_first: bool
    """The text begins with it."""
    is_complete: bool
    """The text or a sentence ends with it."""

    @property
    def start(self) -> int:
        """The code point at which the passage begins."""
        return len(self.coded[: self.begin].decode(errors="replace"))

    def snippet(self, pieces: list[str]) -> Snippet:
        """Make the snippet from the pieces as written."""
        pieces = [piece.replace("\n", " ") for piece in pieces]
        pieces[0] = pieces[0].lstrip() if self.is_first else _ELLIPSIS + pieces[0].lstrip()
        pieces[-1] = pieces[-1].rstrip() if self.is_complete else pieces[-1].rstrip() + _ELLIPSIS
        return Snippet(tuple(pieces))


class Marker:
    """The words of a query, ready to be found in coded texts.

    A run of ASCII letters or digits is only found whole.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        """`weights` are folded words with how much they say (higher: rarer)."""
        self._weights = list(weights.values())
        self._words = list(map(_coded_word, weights))
        self._sentence_end = _end_after(_SENTENCE_ENDS)
        self._last_sentence_end = _end_after(_SENTENCE_ENDS, b"(?s:.*)")
        self._clause_end = _end_after(_CLAUSE_ENDS)

    def passage(self, coded: bytes, start: int) -> Passage:
        """Choose the best passage of a coded text from byte `start` on."""
        matches = self._find(coded, start, _MAX_MATCHES)
        first, last = self._densest(matches) if matches else (start, start)
        begin = self._begin(coded, first, max(start, last - LENGTH), start)
        end, is_complete = self._end(coded, max(begin + LENGTH, last))
        if end < last:
            end, is_complete = last, False
        pieces = _cut(coded, matches, begin, end)
        return Passage(coded, begin, pieces, begin == start, is_complete)

    def mark_all(self, written: str, folded: str) -> Snippet:
        """Mark all words in a whole text."""
        coded = encode(folded)
        pieces = _cut(coded, self._find(coded, 0, len(coded)), 0, len(coded))
        return Snippet(tuple(cut_alike(written, decode_many(pieces))))

    def _find(self, coded: bytes, start: int, most: int) -> list[Match]:
        """Give the first places of each word, in ascending order."""
        matches: list[Match] = []
        find = coded.find
        for number, (code, before, after) in enumerate(self._words):
            limit = len(matches) + most
            place = find(code, start)
            while place >= 0 and len(matches) < limit:
                stop = place + len(code)
                if not (
                    (before and coded.endswith(before, start, place))
                    or (after and coded.startswith(after, stop))
                ):
                    matches.append((place, stop, number))
                place = find(code, stop)
        matches.sort()
        return matches

    def _densest(self, matches: list[Match]) -> Span:
        """Give start and end of the first matches in `LENGTH` whose distinct words weigh most."""
        weights = self._weights
        inside = dict.fromkeys([number for _, _, number in matches], 0)
        missing = len(inside)
        best = matches[0][:2]
        weight = most = 0.0
        left = 0
        for place, stop, number in matches:
            if not inside[number]:
                weight += weights[number]
                missing -= 1
            inside[number] += 1
            while matches[left][0] < stop - LENGTH and matches[left][0] < place:
                dropped = matches[left][2]
                inside[dropped] -= 1
                if not inside[dropped]:
                    weight -= weights[dropped]
                    missing += 1
                left += 1
            # A word that came and went may leave a trace in the last digit.
            if weight > most + 1e-9:
                most = weight
                best = (matches[left][0], stop)
                if not missing:
                    break
        return best

    def _begin(self, coded: bytes, first: int, earliest: int, start: int) -> int:
        """Step back from the first match to the start of its sentence, or else of its clause."""
        sentence = self._last_sentence_end.match(coded, earliest, first)
        if sentence:
            return sentence.end()
        if earliest == start:
            return start
        near = max(earliest, first - _SLACK)
        clause = self._clause_end.search(coded, near, first)
        return clause.end() if clause else _next_character(coded, near)

    def _end(self, coded: bytes, wanted: int) -> tuple[int, bool]:
        """Find where to stop near `wanted`, and tell whether a sentence ends there."""
        if wanted >= len(coded):
            return len(coded), True
        for pattern in (self._sentence_end, self._clause_end):
            end = pattern.search(coded, wanted - _SLACK, wanted + _SLACK)
            if end:
                return end.end(), pattern is self._sentence_end
        return _next_character(coded, wanted), False


def cut_alike(text: str, pieces: Iterable[str]) -> list[str]:
    """Cut a text into pieces as long as those of another one."""
    ends = accumulate(map(len, pieces), initial=0)
    return [text[start:end] for start, end in pairwise(ends)]


@lru_cache(4096)
def _coded_word(word: str) -> tuple[bytes, tuple[bytes, ...], tuple[bytes, ...]]:
    """Code a word; also give the characters that must not stand before it and after it."""
    return (
        encode(word),
        _alphanumeric() if word[0] in _ALPHANUMERIC else (),
        _alphanumeric() if word[-1] in _ALPHANUMERIC else (),
    )


@cache
def _end_after(marks: str, before: bytes = b"") -> re.Pattern[bytes]:
    """Match one of some marks in coded text, with the closing marks after it."""
    return re.compile(before + _any_of(marks) + _any_of(_CLOSING) + b"*")


def _any_of(characters: str) -> bytes:
    return b"(?:" + b"|".join(re.escape(encode(each)) for each in characters) + b")"


@cache
def _alphanumeric() -> tuple[bytes, ...]:
    return tuple(map(encode, _ALPHANUMERIC))


def _next_character(coded: bytes, place: int) -> int:
    """Step over the bytes of a character in which a place lies."""
    while place < len(coded) and coded[place] & 0xC0 == 0x80:
        place += 1
    return place


def _cut(coded: bytes, matches: list[Match], begin: int, end: int) -> list[bytes]:
    """Cut a part of a text before and after each match; matches that touch are one."""
    bounds = [begin]
    previous = begin - 1
    for place, stop, _ in matches:
        if place < begin or stop > end:
            continue
        if place > previous:
            bounds += (place, stop)
        elif stop > previous:
            bounds[-1] = stop
        previous = bounds[-1]
    bounds.append(end)
    return [coded[start:stop] for start, stop in pairwise(bounds)]
