"""Sets of article numbers: ascending arrays where they are few, marks on all articles where many.

Each operation has two ways: by binary search, which costs little when one side is short, and by
marks over all articles of the segment, which costs the same whatever the sides are.  Methods of
arrays are called rather than numpy's functions, whose wrappers take longer than short arrays do.
"""

from __future__ import annotations

import numpy as np

from jianbao.indexer.arrays import Array

SPARSE = 16
"""How many times longer than the other a side must be for binary search to be the cheaper way."""


class DocSet:
    """Some articles of a segment, as numbers or as marks; the other form is made when needed."""

    __slots__ = ("_docs", "_mask", "count", "size")

    def __init__(self, size: int, docs: Array | None = None, mask: Array | None = None) -> None:
        """Take ascending `docs`, or a boolean `mask` for all of `size` articles."""
        self.size = size
        self._docs = docs
        self._mask = mask
        self.count = int(np.count_nonzero(self.mask)) if docs is None else len(docs)

    @classmethod
    def everything(cls, size: int) -> DocSet:
        """All articles of a segment."""
        return cls(size, mask=np.ones(size, dtype=bool))

    @property
    def docs(self) -> Array:
        """The numbers, ascending."""
        if self._docs is None:
            self._docs = self.mask.nonzero()[0]
        return self._docs

    @property
    def mask(self) -> Array:
        """A boolean for every article of the segment."""
        if self._mask is None:
            self._mask = np.zeros(self.size, dtype=bool)
            self._mask[self._docs] = True
        return self._mask

    @property
    def domain(self) -> Array | None:
        """The articles to look at one by one: those of the set if they are few, or (None) all."""
        return None if self.count * SPARSE > self.size else self.docs

    def rest(self) -> DocSet:
        """Give the other articles of the segment."""
        return DocSet(self.size, mask=~self.mask)

    def keep(self, marks: Array) -> DocSet:
        """Give those that are marked; `marks` has a boolean for each article of `domain`."""
        domain = self.domain
        if domain is None:
            return DocSet(self.size, mask=self.mask & marks)
        return DocSet(self.size, docs=domain[marks])

    def marks(self, domain: Array | None) -> Array:
        """Tell which of some ascending articles (None: all) are in the set."""
        if domain is None:
            return self.mask
        if self._mask is not None:
            return self._mask.take(domain)
        return member(domain, self.docs, self.size)


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
    """Give the articles that are in any list, ascending; the lists need not be."""
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
