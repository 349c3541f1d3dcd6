"""What the words of a query are: a typed term becomes the words to require and the words to score.

Segmentation decides ranking; it must not decide membership more than it has to.  So a long word that
is made of dictionary words (中国科学院) is required in parts, which stand in the index wherever the
whole does, and all of them are scored.  A single Chinese character is never required as a word of
its own: it is looked for in the text.  A digit or letter is a word, or 7 would find every 1728.  A
term of nothing but function words (的) is looked for as a phrase.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from jianbao.indexer.analysis import is_indexed
from jianbao.indexer.folding import fold


class WordCutter(Protocol):
    """Cuts folded text; both the segmenter and an index's own dictionary do."""

    def cut(self, text: str) -> list[str]:
        """Return the default-mode words, which joined are the text."""
        ...

    def subwords(self, word: str) -> list[str]:
        """Return the shorter dictionary words in a default-mode word, in search-mode order."""
        ...


@dataclass(frozen=True)
class QueryWords:
    """A term after analysis.

    `required`: words that an article must have; `contained`: single characters that its text must
    hold; `scored`: all words that count for ranking; `text`: the folded term.  When `phrase` is
    true the term is found as a phrase, because no word of it can be required.
    """

    text: str
    required: tuple[str, ...]
    contained: tuple[str, ...]
    scored: tuple[str, ...]
    phrase: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The words and characters that an article may have some of when the query is relaxed."""
        return self.required + self.contained

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to search for (`!!!`)."""
        return not (self.required or self.contained or self.phrase)


def analyse_term(text: str, cutter: Callable[[], WordCutter]) -> QueryWords:
    """Analyse one term of a query, as typed; `cutter` is only called when the text must be cut."""
    folded = fold(text)
    if len(folded) == 1 and not folded.isascii():
        return QueryWords(folded, (), (), (), phrase=folded.isalnum())
    engine = cutter()
    required: list[str] = []
    contained: list[str] = []
    scored: list[str] = []
    for word in engine.cut(folded):
        subwords = engine.subwords(word)
        kept = [each for each in (*subwords, word) if is_indexed(each)]
        scored += kept
        if not kept:
            continue
        if len(word) == 1 and not word.isascii():
            contained.append(word)
        elif _covers(subwords, word):
            required += [each for each in subwords if is_indexed(each)]
        else:
            required.append(word)
    if not required:
        return QueryWords(
            folded,
            (),
            tuple(dict.fromkeys(contained)),
            tuple(dict.fromkeys(scored)),
            phrase=_has_letters(folded),
        )
    return QueryWords(
        folded,
        tuple(dict.fromkeys(required)),
        tuple(dict.fromkeys(contained)),
        tuple(dict.fromkeys(scored)),
    )


def _covers(subwords: list[str], word: str) -> bool:
    """Tell whether the sub-words together hold every character of a word."""
    if not subwords:
        return False
    covered = [False] * len(word)
    for subword in subwords:
        start = word.find(subword)
        while start >= 0:
            covered[start : start + len(subword)] = [True] * len(subword)
            start = word.find(subword, start + 1)
    return all(covered)


def _has_letters(text: str) -> bool:
    return any(character.isalnum() for character in text)
