"""Which neighbours get posting lists: two frequent words of two characters, one behind the other.

An exact phrase such as 经济发展 would have to be verified in every article that has both words, which
are most articles of a newspaper.  So the articles in which such words are neighbours have lists of
their own, like Nutch's and Lucene's common grams.  Many pairs of words share a list, chosen by hash:
short lists would cost more, and a list leaves one in twenty of the other articles to be verified.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

from jianbao.indexer.arrays import Array

_Number = TypeVar("_Number", int, Array)

LISTS = 509
"""Lists of neighbours in a segment (a prime number); part of the format of a segment."""
LIST_NAMES = [f"{number:03}" for number in range(LISTS)]
"""The terms under which they stand in the segment's dictionary."""


@cache
def frequent_words() -> dict[str, int]:
    """Give the words whose neighbours are recorded, numbered from 0."""
    path = Path(__file__).parent / "data" / "frequent_words.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return {word: number for number, word in enumerate(words)}


def list_number(left: _Number, right: _Number) -> _Number:
    """Give the number of the list of two words, for numbers or arrays of numbers."""
    return (left * len(frequent_words()) + right) % LISTS


def adjacency_term(left: str, right: str) -> str | None:
    """Give the term of the list of two words, None when they are not both frequent."""
    words = frequent_words()
    if left in words and right in words:
        return LIST_NAMES[list_number(words[left], words[right])]
    return None
