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
from typing import NamedTuple

import numpy as np

from jianbao.indexer.arrays import (
    Array,
    ArrayFile,
    ArrayFileWriter,
    offsets_of,
    ranges,
    smallest_dtype,
)

SEPARATORS = {"region": "/", "date": "-"}
"""Columns whose values are paths, and what divides their levels."""


_REMEMBERED = 10_000
"""Values that a column keeps decoded."""
_FEW = 128
"""Articles whose values are counted one by one."""


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


class Level(NamedTuple):
    """One level of the tree of a column's values."""

    values: list[str]
    """Ascending."""
    numbers: Array
    """Of the values."""
    table: Array
    """For each number in `Column.first` the place, from 1, of the value here that is or is above it."""


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
    def levels(self) -> list[Level]:
        """The levels of the tree, the roots first."""
        separator = self.separator or "\0"
        depths = np.array([value.count(separator) for value in self.values], dtype=np.int64)
        deepest = int(depths.max(initial=0))
        levels = []
        for depth in range(deepest + 1):
            numbers = (depths == depth).nonzero()[0]
            values = [self.values[number] for number in numbers.tolist()]
            table = np.zeros(len(self) + 1, dtype=np.int64)
            table[numbers + 1] = np.arange(1, len(numbers) + 1)
            if depth < deepest:
                for place, value in enumerate(values, 1):
                    begin, end = self._bounds(value, self.values)
                    table[begin + 1 : end + 1] = place
            levels.append(Level(values, numbers, table.astype(smallest_dtype(table))))
        return levels

    def _bounds(self, branch: str, values: list[str]) -> tuple[int, int]:
        """Give the places of what is below a branch in a list of ascending values."""
        if not self.separator:
            return 0, 0
        after = chr(ord(self.separator) + 1)
        return bisect_left(values, branch + self.separator), bisect_left(values, branch + after)

    def children(self, branch: str | None) -> tuple[int, slice]:
        """Give the level of the values right below a branch (None: the roots), and which they are."""
        depth = 0 if branch is None else len(ancestors(branch, self.separator)) + 1
        if depth >= len(self.levels):
            return 0, slice(0)
        if branch is None:
            return depth, slice(None)
        return depth, slice(*self._bounds(branch, self.levels[depth].values))

    def count(self, docs: Array | None) -> Counts | FewCounts:
        """Count the values of some articles (ascending numbers) or (None) of all."""
        if docs is None:
            return self._all_counts
        first, more = self.first.take(docs), self._more_of(docs)
        if len(docs) <= _FEW:
            return FewCounts(self, first.tolist(), more.tolist())
        return Counts(self, first, more)

    @cached_property
    def _all_counts(self) -> Counts:
        return Counts(self, self.first, self.more_values)

    def _more_of(self, docs: Array) -> Array:
        """Give the further values of some articles."""
        if not len(self.more_docs):
            return self.more_values
        if len(docs) <= _FEW:
            return self.more_values[ranges(*self._spans_of_more(docs))]
        chosen = np.zeros(len(self.first), dtype=bool)
        chosen[docs] = True
        more: Array = self.more_values[chosen[self.more_docs]]
        return more

    def _spans_of_more(self, docs: Array) -> tuple[Array, Array]:
        """Give where the further values of each of some articles begin, and how many they are."""
        begins = self.more_docs.searchsorted(docs)
        return begins, self.more_docs.searchsorted(docs, "right") - begins

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

    def first_of(self, doc: int) -> str | None:
        """Give the first value of one article, if it has any."""
        number = self._first[doc]
        return self.value(number - 1) if number else None

    def values_of(self, doc: int) -> list[str]:
        """Give the values of one article as they were added, less those that an earlier one implies."""
        number = self._first[doc]
        if not number:
            return []
        begin = bisect_left(self._more, doc) if self._more else 0
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

    def docs_with(self, allowed: Array, docs: Array | None = None) -> Array:
        """Tell for each of some articles (None: all) whether one of its values is allowed.

        `allowed` has a boolean for each value and must hold for all values below an allowed branch.
        """
        table = np.zeros(len(self) + 1, dtype=bool)
        table[1:] = allowed
        first = self.first if docs is None else self.first.take(docs)
        mask: Array = table.take(first)
        if docs is not None and len(docs) <= _FEW:
            begins, lengths = self._spans_of_more(docs)
            for place in lengths.nonzero()[0].tolist():
                span = slice(begins[place], begins[place] + lengths[place])
                mask[place] |= allowed[self.more_values[span]].any()
        elif len(self.more_docs):
            more = np.zeros(len(self.first), dtype=bool)
            more[self.more_docs[allowed[self.more_values]]] = True
            mask |= more if docs is None else more[docs]
        return mask


class Counts:
    """How many of some articles have each value of a column or one below it."""

    def __init__(self, column: Column, first: Array, more: Array) -> None:
        """`first` are the numbers in the column's `first`, `more` the further values."""
        self._column = column
        self._first: Array | None = first
        self._times: Array | None = None
        if len(first) > len(column):
            self._first = None
            self._times = np.bincount(first, minlength=len(column) + 1)
        self._more = np.bincount(more, minlength=len(column)) if len(more) else None
        self._levels: dict[int, Array] = {}

    def below(self, branch: str | None) -> dict[str, int]:
        """Give the values right below a branch (None: the roots) that are there, with their counts."""
        depth, span = self._column.children(branch)
        level = self._column.levels[depth]
        if depth not in self._levels:
            self._levels[depth] = self._count(level)
        counts = self._levels[depth][span]
        some = counts.nonzero()[0]
        values = map(level.values[span].__getitem__, some.tolist())
        return dict(zip(values, counts[some].tolist(), strict=True))

    def _count(self, level: Level) -> Array:
        places = level.table if self._first is None else level.table.take(self._first)
        counts = np.bincount(places, self._times, len(level.values) + 1)[1:].astype(np.intp)
        if self._more is not None:
            counts += self._more[level.numbers]
        return counts


class FewCounts:
    """The same for so few articles that counting them one by one takes less time."""

    def __init__(self, column: Column, first: list[int], more: list[int]) -> None:
        self._column = column
        self._first = first
        self._more = more

    def below(self, branch: str | None) -> dict[str, int]:
        """Give the values right below a branch (None: the roots) that are there, with their counts."""
        depth, span = self._column.children(branch)
        level = self._column.levels[depth]
        table = level.table.data
        places = [table[number] for number in self._first]
        for number in self._more:
            place = table[number + 1]
            if place and level.numbers[place - 1] == number:
                places.append(place)
        begin, end, _ = span.indices(len(level.values))
        counts: dict[str, int] = {}
        for place in places:
            if begin < place <= end:
                value = level.values[place - 1]
                counts[value] = counts.get(value, 0) + 1
        return counts


def allowed_below(column: Column, branches: Iterable[str]) -> Array:
    """Mark the values that are one of the branches or below one."""
    allowed = np.zeros(len(column), dtype=bool)
    for branch in branches:
        number = column.find(branch)
        if number >= 0:
            allowed[number] = True
            allowed[column.below(branch)] = True
    return allowed
