"""Columns of facet values: for each article the values it has, as small integers.

A column keeps a sorted dictionary of values in which each value's ancestors stand too
(`重庆市` for `重庆市/大渡口区`, `2023` and `2023-06` for `2023-06-25`), so that counts roll up a tree
and a filter on a branch is one lookup for each value.  Nearly every article has one value or none:
`first` holds it for all articles (0 = none, else value number + 1).  Further values, with the
ancestors that the earlier ones do not imply, are pairs in `more_docs` and `more_values`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np

from jianbao.indexer.arrays import Array, ArrayFile, ArrayFileWriter, offsets_of, smallest_dtype

SEPARATORS = {"region": "/", "date": "-"}
"""Columns whose values are paths, and what divides their levels."""


_REMEMBERED = 10_000
"""Values that a column keeps decoded."""


def ancestors(value: str, separator: str | None) -> list[str]:
    """Name the branches above a value, from the root down; empty without a separator."""
    if not separator:
        return []
    parts = value.split(separator)
    return [separator.join(parts[:depth]) for depth in range(1, len(parts))]


class ColumnWriter:
    """Collect the values of one column and write them."""

    def __init__(self, field: str) -> None:
        self.field = field
        self.separator = SEPARATORS.get(field)
        self._numbers: dict[str, int] = {}
        self._first: list[int] = []
        self._more: list[tuple[int, int]] = []

    def add(self, values: Sequence[str]) -> None:
        """Add the values of the next article; the first is the primary one."""
        if not values:
            self._first.append(0)
            return
        self._first.append(self._number(values[0]) + 1)
        if len(values) > 1:
            doc = len(self._first) - 1
            implied = {values[0], *ancestors(values[0], self.separator)}
            for value in values[1:]:
                for each in (value, *ancestors(value, self.separator)):
                    if each not in implied:
                        implied.add(each)
                        self._more.append((doc, self._number(each)))

    def _number(self, value: str) -> int:
        number = self._numbers.get(value)
        if number is None:
            for each in ancestors(value, self.separator):
                self._numbers.setdefault(each, len(self._numbers))
            number = self._numbers[value] = len(self._numbers)
        return number

    def write(self, file: ArrayFileWriter) -> None:
        """Write the column, its values renumbered in ascending order."""
        values = sorted(self._numbers)
        rank = np.zeros(len(values) + 1, dtype=np.int64)
        for position, value in enumerate(values):
            rank[self._numbers[value] + 1] = position + 1
        data = [value.encode() for value in values]
        pairs = np.array(self._more, dtype=np.int64).reshape(-1, 2)
        file.add(f"{self.field}.values", b"".join(data))
        file.add(f"{self.field}.value_offsets", offsets_of([len(each) for each in data]))
        file.add(f"{self.field}.first", rank[np.array(self._first, dtype=np.int64)])
        file.add(f"{self.field}.more_docs", pairs[:, 0])
        file.add(f"{self.field}.more_values", rank[pairs[:, 1] + 1] - 1)


class Column:
    """Read one column from a mapped file."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.field = field
        self.separator = SEPARATORS.get(field)
        self._map, self._begin, _ = file.span(f"{field}.values")
        self._offsets = file[f"{field}.value_offsets"].data
        self.first = file[f"{field}.first"]
        self.more_docs = file[f"{field}.more_docs"]
        self.more_values = file[f"{field}.more_values"]
        # Single elements are read faster through a memoryview than from an array.
        self._first = self.first.data
        self._more = self.more_docs.data
        self._decoded: dict[int, str] = {}

    def __len__(self) -> int:
        """Count the distinct values, ancestors included."""
        return len(self._offsets) - 1

    def value(self, number: int) -> str:
        """Give the value of a number."""
        value = self._decoded.get(number)
        if value is None:
            begin, end = self._offsets[number], self._offsets[number + 1]
            value = self._map[self._begin + begin : self._begin + end].decode()
            if len(self._decoded) < _REMEMBERED:
                self._decoded[number] = value
        return value

    @cached_property
    def values(self) -> list[str]:
        """All values, ascending; an ancestor stands before what is below it."""
        return [self.value(number) for number in range(len(self))]

    @cached_property
    def _levels(self) -> list[tuple[Array, Array]]:
        """For each level of the tree its values, and for each article its place among them.

        The place is counted from 1; 0 says that the article has no primary value so deep.
        """
        separator = self.separator or "\0"
        depth = np.array([value.count(separator) for value in self.values], dtype=np.int64)
        levels = []
        for level in range(int(depth.max()) + 1 if len(depth) else 1):
            members = (depth == level).nonzero()[0]
            # Values are in ascending order: what is below a value comes after it, before the next.
            table = np.zeros(len(self) + 1, dtype=np.int64)
            table[1:] = np.searchsorted(members, np.arange(len(self)), side="right")
            table[1:][depth < level] = 0
            levels.append((members, table.astype(smallest_dtype(table))[self.first]))
        return levels

    def count_level(self, level: int, docs: Array | None) -> tuple[Array, Array]:
        """Count, for each value of a level of the tree, the articles at or below it.

        Gives the value numbers, ascending, and the counts.  `docs` are article numbers, ascending,
        or None for all.
        """
        if level >= len(self._levels):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        members, places = self._levels[level]
        counts = np.bincount(places if docs is None else places[docs], minlength=len(members) + 1)[
            1:
        ]
        if len(self.more_docs):
            more = self.more_values
            if docs is not None:
                chosen = np.zeros(len(self.first), dtype=bool)
                chosen[docs] = True
                more = more[chosen[self.more_docs]]
            counts = counts + np.bincount(more, minlength=len(self))[members]
        return members, counts

    def lower_bound(self, value: str) -> int:
        """Give the number of the first value that is not less than this one."""
        return bisect_left(range(len(self)), value, key=self.value)

    def find(self, value: str) -> int:
        """Give the number of a value, or -1."""
        number = self.lower_bound(value)
        return number if number < len(self) and self.value(number) == value else -1

    def below(self, branch: str) -> slice:
        """Give the numbers of the values below a branch."""
        if not self.separator:
            return slice(0, 0)
        after = chr(ord(self.separator) + 1)
        return slice(self.lower_bound(branch + self.separator), self.lower_bound(branch + after))

    def values_of(self, doc: int) -> list[str]:
        """Give the values of one article as they were added, less those that an earlier one implies."""
        number = self._first[doc]
        if not number:
            return []
        begin = bisect_left(self._more, doc)
        if begin == len(self._more) or self._more[begin] != doc:
            return [self.value(number - 1)]
        end = bisect_right(self._more, doc)
        more = [self.value(each) for each in self.more_values[begin:end].tolist()]
        branches = {branch for each in more for branch in ancestors(each, self.separator)}
        return [self.value(number - 1), *(each for each in more if each not in branches)]

    def all_values(self) -> Iterator[list[str]]:
        """Give the values of every article, in order."""
        values = self.values
        singles: list[list[str]] = [[], *([value] for value in values)]
        busy = set(self.more_docs.tolist())
        for doc, number in enumerate(self.first.tolist()):
            yield self.values_of(doc) if doc in busy else singles[number]

    def docs_with(self, allowed: Array) -> Array:
        """Tell for each article whether one of its values is allowed.

        `allowed` has a boolean for each value and must hold for all values below an allowed branch.
        """
        table = np.zeros(len(self) + 1, dtype=bool)
        table[1:] = allowed
        mask: Array = table[self.first]
        if len(self.more_docs):
            mask[self.more_docs[allowed[self.more_values]]] = True
        return mask


def allowed_below(column: Column, branches: Iterable[str]) -> Array:
    """Mark the values that are one of the branches or below one."""
    allowed = np.zeros(len(column), dtype=bool)
    for branch in branches:
        number = column.find(branch)
        if number >= 0:
            allowed[number] = True
            allowed[column.below(branch)] = True
    return allowed
