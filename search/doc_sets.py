"""Sets of article numbers as ascending arrays.

Each operation has two ways: by binary search, which costs little when one side is short, and by
marks over all articles of the segment, which costs the same whatever the sides are.  Methods of
arrays are called rather than numpy's functions, whose wrappers take longer than short arrays do.
"""

from __future__ import annotations

import numpy as np

from jianbao.indexer.arrays import Array

SPARSE = 16
"""How many times longer than the other a side must be for binary search to be the cheaper way."""


def locate(docs: Array, others: Array) -> tuple[Array, Array]:
    """Find articles in a longer list: which of them are there (places in `docs`), and where."""
    if not len(others):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    places = others.searchsorted(docs)
    places[places == len(others)] = 0
    found = (others[places] == docs).nonzero()[0]
    return found, places[found]


def member(docs: Array, others: Array, size: int) -> Array:
    """Tell which of some articles are among others; both ascending."""
    if len(others) > SPARSE * len(docs):
        mask = np.zeros(len(docs), dtype=bool)
        mask[locate(docs, others)[0]] = True
        return mask
    mask = np.zeros(size, dtype=bool)
    mask[others] = True
    return mask[docs]


def union(lists: list[Array], size: int) -> Array:
    """Give the articles that are in any list, ascending; `size` bounds their numbers."""
    if len(lists) == 1:
        return lists[0]
    if sum(map(len, lists)) * SPARSE < size:
        if not lists:
            return np.zeros(0, dtype=np.intp)
        merged = np.concatenate(lists)
        merged.sort(kind="stable")
        first = np.ones(len(merged), dtype=bool)
        np.not_equal(merged[1:], merged[:-1], out=first[1:])
        return merged[first]
    mask = np.zeros(size, dtype=bool)
    for docs in lists:
        mask[docs] = True
    return mask.nonzero()[0]


def intersect(left: Array, right: Array) -> Array:
    """Give the articles that are in both lists, ascending."""
    small, large = (left, right) if len(left) <= len(right) else (right, left)
    return small[locate(small, large)[0]]
