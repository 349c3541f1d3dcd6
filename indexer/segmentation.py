"""Segmentation: folded text → words, the same words as jieba 0.42.1 gives.

rjieba does the work where it is installed, jieba where it is not, and arrays where there is much to
do at once; which of them never shows in the words.  Each Segmenter has its own dictionary: nothing
that an embedding app does to the global one of jieba changes an index, and no cache file is read.
"""

from __future__ import annotations

import re
import warnings
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from jianbao.indexer.dictionary import Token, load_dictionary, subtokens
from jianbao.indexer.rust_segmentation import RustJieba

if TYPE_CHECKING:
    from jianbao.indexer.array_segmentation import Tokens
    from jianbao.indexer.arrays import Array

_SURROGATE = re.compile("[\ud800-\udfff]")


class Segmenter:
    """Cuts folded text into words; safe to share between threads.

    `user_dict` is the text of a dictionary in jieba's format; DictionaryError says which line is
    wrong.  `engine` is chosen by what is installed unless it is given.
    """

    def __init__(
        self, user_dict: str | None = None, engine: Literal["rjieba", "jieba"] | None = None
    ) -> None:
        self.user_dict = user_dict
        self.engine = engine or ("rjieba" if find_spec("rjieba") else "jieba")
        if user_dict is not None:
            load_dictionary(user_dict)

    @cached_property
    def _engine(self) -> _Engine:
        if self.engine == "jieba":
            return _Jieba(self.user_dict)
        return RustJieba(None if self.user_dict is None else load_dictionary(self.user_dict))

    def cut_many(self, points: Array) -> Tokens:
        """Cut much text at once, given as code points; `\r\n` is two words here."""
        from jianbao.indexer.array_segmentation import cut
        from jianbao.indexer.word_table import word_table

        return cut(points, word_table(self.user_dict), self.cut)

    def cut(self, text: str) -> list[str]:
        """Return the default-mode words, which joined are the text."""
        try:
            return self._engine.cut(text)
        except UnicodeEncodeError:
            return self._engine.cut(_without_surrogates(text))

    def has_word(self, word: str) -> bool:
        """Say whether the dictionary holds a word; names that only the model guesses are not there."""
        try:
            return self._engine.has_word(word)
        except UnicodeEncodeError:
            return False

    def subwords(self, word: str) -> list[str]:
        """Return the shorter words that search mode gives before a default-mode word."""
        return [text for text, _, _ in self.subtokens(word)]

    def subtokens(self, word: str) -> list[Token]:
        """Return `subwords` with start and end within `word`."""
        return list(subtokens(word, self._engine.has_word))


@lru_cache(maxsize=4)
def segmenter_for(user_dict: str | None) -> Segmenter:
    """Return a shared segmenter, loaded on the first call."""
    return Segmenter(user_dict)


def default_segmenter() -> Segmenter:
    """Return the shared segmenter without a user dictionary."""
    return segmenter_for(None)


class _Engine(Protocol):
    def cut(self, text: str) -> list[str]: ...
    def has_word(self, word: str) -> bool: ...


class _Jieba:
    """A private jieba tokenizer, complete before anyone uses it, and never changed."""

    def __init__(self, user_dict: str | None) -> None:
        with warnings.catch_warnings():
            # Importing jieba compiles it, or asks for pkg_resources.
            warnings.simplefilter("ignore")
            import jieba

        tokenizer = jieba.Tokenizer()
        # What `initialize` does, but without its cache file and its messages on stderr.
        dictionary = Path(jieba.__file__).with_name("dict.txt").open("rb")
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(dictionary)  # closes the file
        if user_dict is not None:
            extended = load_dictionary(user_dict)
            tokenizer.total = extended.total
            for word, frequency in extended.user_words.items():
                for end in range(1, len(word)):
                    tokenizer.FREQ.setdefault(word[:end], 0)
                tokenizer.FREQ[word] = frequency
        tokenizer.initialized = True
        self._tokenizer = tokenizer

    def cut(self, text: str) -> list[str]:
        return list(self._tokenizer.cut(text))

    def has_word(self, word: str) -> bool:
        return bool(self._tokenizer.FREQ.get(word))


def _without_surrogates(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)
