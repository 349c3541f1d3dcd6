"""Snippets: the passage of an article that shows best why it matched.

The words of the query are found in the folded text as they are, so no article is segmented again and
a match may be anywhere in an article of any length.  The best window holds the most distinct words,
the rare ones counting more; it begins and ends at sentence or clause ends when these are near.
Offsets are the same in folded and written text, so the passage is shown as it was written.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import islice

LENGTH = 120
"""Code points of a snippet, more or less."""
_MAX_MATCHES = 2_000
"""Matches that are looked at in one article; later ones are not considered for the snippet."""
_MENTIONS = (1.0, 1 / 8, 1 / 64, 0.0)
"""What the first, second, third and further mentions of a word in a passage count."""
_SENTENCE_END = re.compile(r"[。！？!?\n]+[”’」』）)]*|……")
_CLAUSE_END = re.compile(r"[，；：、,;:\s]")
_SPECIAL = re.compile("[&<>\"']")
_ELLIPSIS = "…"
Escape = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage with marked words.

    `spans` are half-open code point ranges in `text`, ascending and disjoint.
    """

    text: str
    spans: tuple[tuple[int, int], ...]

    @property
    def html(self) -> str:
        """The passage as HTML: everything escaped, the marked words in `<mark>`."""
        plain = _SPECIAL.search(self.text) is None
        return self.marked("<mark>", "</mark>", str if plain else escape)

    def marked(self, before: str, after: str, escape_text: Escape = str) -> str:
        """Give the text with something put before and after each marked word."""
        text = self.text
        pieces = []
        position = 0
        for start, end in self.spans:
            pieces += (escape_text(text[position:start]), before)
            pieces += (escape_text(text[start:end]), after)
            position = end
        pieces.append(escape_text(text[position:]))
        return "".join(pieces)


def make_snippet(
    written: str, folded: str, weights: Mapping[str, float], length: int = LENGTH
) -> Snippet:
    """Choose a passage of a text for folded words with their weights (higher: rarer)."""
    matches = _find(folded, weights)
    if not matches:
        end = _end(folded, min(length, len(folded)), len(folded))
        return _cut(written, 0, end, [])
    start, last = _best_window(matches, weights, folded, length)
    begin = _begin(folded, start, max(0, last - length))
    end = _end(folded, max(begin + length, last), min(len(folded), begin + 2 * length))
    return _cut(written, begin, max(end, last), matches)


def mark_all(written: str, folded: str, weights: Mapping[str, float]) -> Snippet:
    """Mark the words in a whole text."""
    return Snippet(written, _merge(_find(folded, weights), 0, len(written), 0))


def _find(folded: str, weights: Mapping[str, float]) -> list[tuple[int, int]]:
    if not weights:
        return []
    matches = _pattern(tuple(weights)).finditer(folded)
    return [match.span() for match in islice(matches, _MAX_MATCHES)]


@lru_cache(maxsize=256)
def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Match any of some words, the longest first; a run of ASCII letters or digits only whole."""
    return re.compile("|".join(map(_word_pattern, sorted(words, key=len, reverse=True))))


def _word_pattern(word: str) -> str:
    pattern = re.escape(word)
    if word[0].isascii() and word[0].isalnum():
        pattern = r"(?<![a-z0-9])" + pattern
    if word[-1].isascii() and word[-1].isalnum():
        pattern += r"(?![a-z0-9])"
    return pattern


def _best_window(
    matches: list[tuple[int, int]], weights: Mapping[str, float], folded: str, length: int
) -> tuple[int, int]:
    """Give start and end of the matches that weigh most within `length` code points."""
    best = matches[0]
    if len(matches) == 1:
        return best
    gains = [weights[folded[start:end]] for start, end in matches]
    counts = dict.fromkeys(gains, 0)
    weight = best_weight = 0.0
    left = 0
    for right, (_, end) in enumerate(matches):
        # A second mention of a word says a little more, a third hardly anything.
        gain = gains[right]
        weight += gain * _MENTIONS[min(counts[gain], 3)]
        counts[gain] += 1
        while end - matches[left][0] > length and left < right:
            gain = gains[left]
            counts[gain] -= 1
            weight -= gain * _MENTIONS[min(counts[gain], 3)]
            left += 1
        if weight > best_weight + 1e-9:
            best_weight = weight
            best = (matches[left][0], end)
    return best


def _begin(folded: str, start: int, earliest: int) -> int:
    """Step back from the first match to the start of its sentence, or else of its clause."""
    if start == 0:
        return 0
    for pattern in (_SENTENCE_END, _CLAUSE_END):
        ends = [match.end() for match in pattern.finditer(folded, earliest, start)]
        if ends:
            sentence = pattern is _SENTENCE_END
            return ends[-1] if sentence or start - ends[0] < LENGTH // 2 else ends[len(ends) // 2]
        if earliest == 0 and pattern is _SENTENCE_END:
            return 0
    return max(earliest, start - LENGTH // 4)


def _end(folded: str, wanted: int, latest: int) -> int:
    """Find where to stop near `wanted`: at a sentence end, or else a clause end."""
    if wanted >= len(folded):
        return len(folded)
    near = wanted - LENGTH // 4
    for pattern in (_SENTENCE_END, _CLAUSE_END):
        match = pattern.search(folded, max(near, 0), min(latest, wanted + LENGTH // 4))
        if match:
            return match.end()
    return wanted


def _cut(written: str, begin: int, end: int, matches: list[tuple[int, int]]) -> Snippet:
    """Cut a passage out, with an ellipsis where text is left out and line ends as spaces."""
    while begin < end and written[begin].isspace():
        begin += 1
    while end > begin and written[end - 1].isspace():
        end -= 1
    before = _ELLIPSIS if begin else ""
    after = _ELLIPSIS if end < len(written) and written[end - 1 : end] not in "。！？…" else ""
    text = before + written[begin:end].replace("\n", " ") + after
    inside = matches[
        bisect_left(matches, (begin, 0)) : bisect_right(matches, end, key=lambda match: match[1])
    ]
    return Snippet(text, _merge(inside, begin, end, len(before) - begin))


def _merge(
    matches: list[tuple[int, int]], begin: int, end: int, shift: int
) -> tuple[tuple[int, int], ...]:
    """Shift spans into the passage; those that touch become one."""
    merged: list[tuple[int, int]] = []
    for start, stop in matches:
        if start < begin or stop > end:
            continue
        if merged and start + shift <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop + shift))
        else:
            merged.append((start + shift, stop + shift))
    return tuple(merged)
