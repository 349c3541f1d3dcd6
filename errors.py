"""What can go wrong, as one small tree of exceptions.

User mistakes (`QueryError`, `RegionError`, `DateError`, `SourceError`) are apart from faults of an
index (`IndexNotFound`, `IndexLocked`, `IndexCorrupt`, `IndexVersion`).  Each carries the data that is
needed to act, and its text says what happened and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence


class JianbaoError(Exception):
    """Base of every error that jianbao raises on purpose."""


class QueryError(JianbaoError):
    """The query text cannot be understood.

    `position` is a code point offset into the query text, or None when no single place is at fault.
    """

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position


class RegionError(QueryError):
    """A region name is unknown, or names several regions; `candidates` are their paths."""

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class DateError(QueryError):
    """A date cannot be understood or does not exist, such as 2023-02-30."""


class LimitError(JianbaoError):
    """Something is larger than `jianbao.limits` allows."""


class SourceError(JianbaoError):
    """A source cannot be read; `path` names it (`pages.zip!inner.txt` inside an archive)."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


class IndexFault(JianbaoError):
    """Base of the faults of an index; `path` is its folder."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


class IndexNotFound(IndexFault):
    """There is no index at this path."""


class IndexLocked(IndexFault):
    """Another writer holds the index."""


class IndexCorrupt(IndexFault):
    """A file of the index is damaged; the message names it."""


class IndexVersion(IndexFault):
    """The index was written by an incompatible version of jianbao."""
