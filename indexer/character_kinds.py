"""What jieba tells characters apart by, as a table over all code points."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from jianbao.indexer.arrays import Array
from jianbao.indexer.textcode import CODE_POINTS

FIRST_HAN, LAST_HAN = 0x4E00, 0x9FD5
OUTSIDE, HAN, ALPHANUMERIC, CONNECTOR = range(4)
"""jieba always cuts around characters outside of its blocks; its model only sees Han ones."""


@lru_cache(maxsize=1)
def character_kinds() -> Array:
    """Give the kind of each code point (u1)."""
    kinds = np.full(CODE_POINTS, OUTSIDE, dtype=np.uint8)
    kinds[FIRST_HAN : LAST_HAN + 1] = HAN
    for character in map(chr, range(128)):
        if character.isalnum():
            kinds[ord(character)] = ALPHANUMERIC
        elif character in "+#&._%-":
            kinds[ord(character)] = CONNECTOR
    return kinds
