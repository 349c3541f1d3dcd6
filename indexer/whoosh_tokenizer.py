"""The Whoosh side of analysis: a tokenizer whose positions make Whoosh's own phrases work.

A word and the shorter words in it share one position, and each word advances the position by one.
Punctuation and function words advance nothing: Whoosh's query parser forgets the gaps of a quoted
phrase, so a gap in the index would hide every passage that holds a comma.  Queries get the words
without their sub-words, because a phrase needs one word for each position.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Token, Tokenizer

from jianbao.indexer.analysis import is_indexed
from jianbao.indexer.folding import fold
from jianbao.indexer.segmentation import segmenter_for


class ChineseTokenizer(Tokenizer):
    """Yields folded words; picklable, since Whoosh pickles its schema.  Compose it with `|`."""

    def __init__(self, user_dict: str | None = None) -> None:
        self.user_dict = user_dict

    def __eq__(self, other: object) -> bool:
        return type(other) is ChineseTokenizer and self.user_dict == other.user_dict

    def __hash__(self) -> int:
        return hash(self.user_dict)

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        tokenize: bool = True,
        mode: str = "",
        **kwargs: Any,
    ) -> Iterator[Token]:
        """Yield one Token object again and again, as Whoosh's tokenizers do.

        `startchar` and `endchar` are code points of `value`; `original` is the word as written.
        """
        token = Token(positions, chars, removestops=removestops, mode=mode, **kwargs)
        folded = fold(value)
        position = start_pos
        for group in self._groups(folded, tokenize, mode):
            kept = False
            for text, start, end in group:
                kept = not tokenize or is_indexed(text)
                if not kept and removestops:
                    continue
                token.text = text
                token.boost = 1.0
                token.stopped = not kept
                if keeporiginal or not tokenize:
                    token.original = value[start:end]
                if positions:
                    token.pos = position
                if chars:
                    token.startchar = start_char + start
                    token.endchar = start_char + end
                yield token
            # The word itself comes last in its group.
            position += kept

    def _groups(
        self, folded: str, tokenize: bool, mode: str
    ) -> Iterator[list[tuple[str, int, int]]]:
        """Yield each word with its sub-words before it."""
        if not tokenize:
            yield [(folded, 0, len(folded))]
            return
        segmenter = segmenter_for(self.user_dict)
        start = 0
        for word in segmenter.cut(folded):
            parts = [] if mode == "query" else segmenter.subtokens(word)
            group = [*parts, (word, 0, len(word))]
            yield [(text, start + left, start + right) for text, left, right in group]
            start += len(word)
