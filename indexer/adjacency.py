"""Which neighbours get posting lists: two frequent words of two characters, one behind the other.

An exact phrase such as 经济发展 would have to be verified in every article that has both words, which
are most articles of a newspaper.  So the articles in which such words are neighbours have lists of
their own, like Nutch's and Lucene's common grams.  Neighbours that many articles of a batch have are a
list under their own name, which proves the phrase.  The others share lists, chosen by hash, because
short lists would cost more; a shared list leaves one in twenty of the other articles to be verified.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

from jianbao.indexer.arrays import Array

_Number = TypeVar("_Number", int, Array)

SHARED = 509
"""Shared lists in a segment (a prime number); part of the format of a segment."""
OWN = 8
"""Articles of a batch from which neighbours get a list of their own in it."""


@cache
def frequent_words() -> dict[str, int]:
    """Give the words whose neighbours are recorded, numbered from 0."""
    path = Path(__file__).parent / "data" / "frequent_words.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return {word: number for number, word in enumerate(words)}


@cache
def shared_names() -> list[str]:
    """Give the terms, of three digits, under which a segment has its shared lists."""
    return [f"{number:03}" for number in range(SHARED)]


def pair_number(left: _Number, right: _Number) -> _Number:
    """Number two frequent words in a row, given their numbers or arrays of these."""
    return left * len(frequent_words()) + right


def shared_name(left: str, right: str) -> str | None:
    """Give the term of the shared list of two words, None when they are not both frequent."""
    words = frequent_words()
    if left in words and right in words:
        return shared_names()[pair_number(words[left], words[right]) % SHARED]
    return None
