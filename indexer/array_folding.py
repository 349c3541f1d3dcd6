"""Folding of much text at once: what `folding.fold` gives, for arrays of code points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from jianbao.indexer.arrays import Array, distinct
from jianbao.indexer.folding import PARTICLE, conversions, fold
from jianbao.indexer.textcode import CODE_POINTS, code_points


def fold_many(texts: Sequence[str], written: Array) -> Array:
    """Fold texts that have no surrogates; `written` and the result are the code points of all."""
    table, contextual = _tables()
    folded = table.take(written)
    ends = np.cumsum([len(text) for text in texts])

    def owners(places: Array) -> Array:
        return distinct(ends.searchsorted(np.flatnonzero(places), side="right"))

    # What becomes of the particle depends on traditional characters beside it; most texts have none.
    traditional = owners((folded != written) & (written >= 0x3400) & (written < 0xFF00))
    particles = np.intersect1d(owners(folded == ord(PARTICLE)), traditional, assume_unique=True)
    for number in np.union1d(owners(contextual.take(folded)), particles).tolist():
        end = int(ends[number])
        folded[end - len(texts[number]) : end] = code_points(fold(texts[number]))
    return folded


@lru_cache(maxsize=1)
def _tables() -> tuple[Array, Array]:
    """What each code point becomes, and whether (of folded ones) neighbours decide about it."""
    sources, targets, contextual = conversions()
    table = np.arange(CODE_POINTS, dtype="<u4")
    table[code_points(sources)] = code_points(targets)
    is_contextual = np.zeros(CODE_POINTS, dtype=bool)
    is_contextual[code_points(contextual)] = True
    return table, is_contextual
