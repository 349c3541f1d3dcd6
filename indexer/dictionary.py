"""jieba's words with their frequencies, and a user dictionary merged into them.

The frequencies are worked out here once, so that every engine that cuts text (rjieba, jieba, the
prefix dictionary of an index) is given the same numbers.  jieba is never imported for it: that
takes half a second, and its cache in the shared temporary folder runs whatever is stored there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from math import log
from pathlib import Path

from jianbao.errors import JianbaoError
from jianbao.indexer.folding import fold

MAX_FREQUENCY = 2**31 - 1

Token = tuple[str, int, int]
"""A word, its start and its end, half-open, in code points."""

# What jieba puts into one block; it always cuts at any other character.
_BLOCK_CHARACTERS = r"一-鿕a-zA-Z0-9+#&\._%\-"
PIECE = re.compile(rf"[{_BLOCK_CHARACTERS}]+|\r\n|.", re.DOTALL)
"""A block, or what jieba takes for a word outside of blocks."""
HAN_RUN = re.compile("([一-鿕]+)")
"""What jieba gives to its hidden Markov model; the group makes `split` keep it."""
WORD_OR_NUMBER = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
"""What jieba keeps together besides; the group makes `split` keep it."""

_LINE = re.compile(r"(.+?)(?: ([0-9]{1,12}))?(?: ([a-z]+))?")
_UNCUTTABLE = re.compile(rf"[^{_BLOCK_CHARACTERS}]")


class DictionaryError(JianbaoError):
    """A line of a user dictionary cannot be used; `line_number` counts from 1."""

    def __init__(self, message: str, line_number: int) -> None:
        super().__init__(f"line {line_number} of the user dictionary: {message}")
        self.line_number = line_number


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Words and their frequencies; `user_words` are those that jieba does not bring."""

    frequencies: Mapping[str, int]
    total: int
    user_words: Mapping[str, int]

    @property
    def words(self) -> list[str]:
        """All words, in the order in which they are numbered."""
        return list(self.frequencies)


def load_dictionary(user_dict: str | None = None) -> Dictionary:
    """Return jieba's dictionary, extended by `user_dict` as `jieba.load_userdict` would.

    `user_dict` is the text of a dictionary in jieba's format.  Its words are folded, as all text is
    before it is cut.  Raises DictionaryError.
    """
    words, total = _jieba_words()
    if user_dict is None:
        return Dictionary(words, total, {})
    frequencies = dict(words)
    longest = max(map(len, frequencies))
    user_words: dict[str, int] = {}
    for word, stated in parse_user_dictionary(user_dict):
        longest = max(longest, len(word))
        frequency = stated or _suggested_frequency(word, frequencies, total, longest)
        # jieba does not take an old frequency off the total; nor do we, to cut as it does.
        total += frequency
        frequencies[word] = user_words[word] = frequency
    return Dictionary(frequencies, total, user_words)


def parse_user_dictionary(text: str) -> Iterator[tuple[str, int | None]]:
    """Yield the folded words of a dictionary in jieba's format, with the frequency where stated.

    A line is `word [frequency] [tag]`; a search engine has no use for tags.
    Raises DictionaryError.
    """
    for line_number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        match = _LINE.fullmatch(line.strip())
        if match is None:
            continue
        word = fold(match[1])
        foreign = _UNCUTTABLE.search(word)
        if foreign is not None:
            raise DictionaryError(
                f"{match[1]!r} can never be found, because text is always cut at {foreign[0]!r};"
                " write `word [frequency] [tag]` with single spaces between",
                line_number,
            )
        frequency = int(match[2]) if match[2] else None
        if frequency is not None and not 0 < frequency <= MAX_FREQUENCY:
            raise DictionaryError(
                f"the frequency {match[2]} is not between 1 and {MAX_FREQUENCY}", line_number
            )
        yield word, frequency


def most_probable_cut(
    text: str, frequencies: Mapping[str, int], total: int, longest: int
) -> list[str]:
    """Cut `text` into dictionary words and single characters, as jieba does before its HMM.

    The path of the highest product of probabilities; among equals the longest first word.
    `longest` is the length of the longest word to look for, in code points.
    """
    log_total = log(total)
    size = len(text)
    best: list[tuple[float, int]] = [(0.0, 0)] * (size + 1)
    for start in range(size - 1, -1, -1):
        ends = [
            (frequency, end)
            for end in range(start + 1, min(start + longest, size) + 1)
            if (frequency := frequencies.get(text[start:end], 0))
        ] or [(1, start + 1)]
        # The order of these additions is jieba's: rounding decides between equal products.
        best[start] = max((log(count) - log_total + best[end][0], end) for count, end in ends)
    words = []
    start = 0
    while start < size:
        end = best[start][1]
        words.append(text[start:end])
        start = end
    return words


def subtokens(word: str, has_word: Callable[[str], bool]) -> Iterator[Token]:
    """Yield the dictionary words of two, then of three characters in a longer word."""
    for size in (2, 3):
        if len(word) > size:
            for start in range(len(word) - size + 1):
                part = word[start : start + size]
                if has_word(part):
                    yield part, start, start + size


def _suggested_frequency(
    word: str, frequencies: Mapping[str, int], total: int, longest: int
) -> int:
    """Return the least frequency that keeps `word` whole (jieba's `suggest_freq`)."""
    probability = 1.0
    for part in _without_hmm(most_probable_cut(word, frequencies, total, longest)):
        probability *= frequencies.get(part, 1) / total
    return max(int(probability * total) + 1, frequencies.get(word, 1))


def _without_hmm(words: list[str]) -> Iterator[str]:
    """Join neighbouring single letters and digits, as jieba's cut without HMM does."""
    run = ""
    for word in words:
        if len(word) == 1 and word.isascii() and word.isalnum():
            run += word
            continue
        if run:
            yield run
            run = ""
        yield word
    if run:
        yield run


@lru_cache(maxsize=1)
def _jieba_words() -> tuple[Mapping[str, int], int]:
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba is not installed; it brings the dictionary")
    text = Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8")
    # `word frequency tag` a line, and no word holds a space.
    fields = text.split()
    frequencies = list(map(int, fields[1::3]))
    return dict(zip(fields[::3], frequencies, strict=True)), sum(frequencies)
