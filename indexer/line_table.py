"""A sorted text file of lines `key TAB rest` that is looked up without being parsed as a whole.

A command that names one region would otherwise pay for ten thousand names.  A line is found by
bisection over the text (15 µs) and remembered once parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

Value = TypeVar("Value")

_FOLDER = Path(__file__).parent / "data"


class LineTable(Mapping[str, Value]):
    """The file `name` in the data folder; `parse` makes a value of a key and the rest of its line.

    Lines must be sorted by key, in the order of code points.
    """

    def __init__(self, name: str, parse: Callable[[str, str], Value]) -> None:
        self._text = (_FOLDER / name).read_text(encoding="utf-8")
        self._parse = parse
        self._known: dict[str, Value] = {}

    def __getitem__(self, key: str) -> Value:
        value = self._known.get(key)
        if value is None:
            start = self._first(key)
            head = key + "\t"
            if not self._text.startswith(head, start):
                raise KeyError(key)
            rest = self._text[start + len(head) : self._text.index("\n", start)]
            value = self._known[key] = self._parse(key, rest)
        return value

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.rows())

    def __len__(self) -> int:
        return self._text.count("\n")

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield every key with the rest of its line, unparsed."""
        for line in self._text.splitlines():
            key, _, rest = line.partition("\t")
            yield key, rest

    def has_prefix(self, prefix: str) -> bool:
        """Tell whether a key begins with `prefix`."""
        return self._text.startswith(prefix, self._first(prefix))

    def _first(self, key: str) -> int:
        """Return where the first line begins whose key is not less than `key`."""
        text = self._text
        low, high = 0, len(text)
        while low < high:
            start = text.rfind("\n", low, (low + high) // 2) + 1 or low
            if text[start : text.index("\t", start)] < key:
                low = text.index("\n", start) + 1
            else:
                high = start
        return low
