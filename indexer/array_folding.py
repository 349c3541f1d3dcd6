"""Folding of much text at once: what `folding.fold` gives, for arrays of code points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from jianbao.indexer.arrays import Array, distinct
from jianbao.indexer.folding import conversions, fold
from jianbao.indexer.textcode import CODE_POINTS, code_points


def fold_many(texts: Sequence[str], written: Array) -> Array:
    """Fold texts that have no surrogates; `written` and the result are the code points of all."""
    table, needs_context = _tables()
    folded = table.take(written)
    places = np.flatnonzero(needs_context.take(folded))
    ends = np.cumsum([len(text) for text in texts])
    for number in distinct(ends.searchsorted(places, side="right")).tolist():
        end = int(ends[number])
        folded[end - len(texts[number]) : end] = code_points(fold(texts[number]))
    return folded


@lru_cache(maxsize=1)
def _tables() -> tuple[Array, Array]:
    """What each code point becomes, and whether that depends on its neighbours."""
    sources, targets, contextual = conversions()
    table = np.arange(CODE_POINTS, dtype="<u4")
    table[code_points(sources)] = code_points(targets)
    needs_context = np.zeros(CODE_POINTS, dtype=bool)
    needs_context[code_points(contextual)] = True
    return table, needs_context
