"""Text as it was before print and conversion damaged it: repaired, rejoined, without stray blanks.

The steps live in `repair` (single characters), `joining` and `blocks` (lines), `spacing` (blanks);
this module puts them in order and keeps the way back to the raw page.
"""

from __future__ import annotations

from collections.abc import Sequence

from jianbao.indexer.blocks import Block, read_blocks
from jianbao.indexer.folding import fold
from jianbao.indexer.layout import read_lines
from jianbao.indexer.repair import CleanText, repair
from jianbao.indexer.spacing import tighten

__all__ = ["CleanText", "clean", "paragraph_ranges"]


def clean(raw: str, start: int = 0, end: int | None = None) -> CleanText:
    """Clean a range of a page, as one text; `\\n` separates its paragraphs.

    `start` and `end` are code points, half-open; the map leads back to offsets of all of `raw`.
    """
    page = repair(raw, start, end)
    lines = list(read_lines(page.text, fold(page.text)))
    if not lines:
        return page.assembled([])
    return tighten(page.assembled(paragraph_ranges(page, read_blocks(lines))))


def paragraph_ranges(page: CleanText, blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Return the ranges of a repaired page that make up a body: lines, and one break between blocks."""
    pieces: list[tuple[int, int]] = []
    for block in blocks:
        if pieces:
            at = page.text.find("\n", pieces[-1][1], block.start)
            if at >= 0:  # two blocks may share a line
                pieces.append((at, at + 1))
        pieces += [(line.start, line.end) for line in block.lines]
    return pieces
