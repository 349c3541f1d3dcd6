"""The article: what flows from the indexer through the index to the search results."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as calendar_date
from typing import Any, Literal

from jianbao.errors import DateError

Granularity = Literal["day", "month", "year"]
Basis = Literal["stated", "inferred", "metadata"]

GRANULARITIES: Mapping[int, Granularity] = {4: "year", 7: "month", 10: "day"}
"""The granularity of an ISO date by its length."""
BASES: tuple[Basis | Literal[""], ...] = ("", "stated", "inferred", "metadata")
"""The bases as they are numbered in the index; 0 is for articles without a date."""
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Date:
    """A date that is only as precise as what is known.

    `value` is `2023`, `2023-06` or `2023-06-25`; `granularity` says which; `basis` is `stated` (in the
    text, year included), `inferred` (some part comes from the page) or `metadata` (the source says so).
    """

    value: str
    granularity: Granularity
    basis: Basis = "stated"

    @classmethod
    def from_iso(cls, value: str, basis: Basis = "metadata") -> Date:
        """Make a date of an ISO string; raise `DateError` when there is no such day."""
        match = _ISO.fullmatch(value)
        if match is None:
            raise DateError(f"{value!r} is not a date; write 2023, 2023-06 or 2023-06-25")
        year, month, day = (int(part) if part else 1 for part in match.groups())
        try:
            calendar_date(year, month, day)
        except ValueError as error:
            raise DateError(f"there is no day {value}: {error}") from None
        return cls(value, GRANULARITIES[len(value)], basis)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article comes from.

    `path` is absolute (`/clips/pages.zip!inner.txt` inside an archive); `raw_start` and `raw_end` are
    code points into the decoded file, half-open.
    """

    path: str
    raw_start: int
    raw_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article.  The first of `regions` is what it is about; `extra` holds an app's own fields.

    Lists are accepted where tuples are declared, and ISO strings for `date`.  An article without an
    `id` gets one from its source and title when it is added to an index.
    """

    body: str
    title: str | None = None
    regions: Sequence[str] = ()
    date: Date | str | None = None
    byline: Sequence[str] = ()
    media: str | None = None
    url: str | None = None
    source: Source | None = None
    id: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("regions", "byline"):
            value = getattr(self, name)
            if isinstance(value, str):
                value = (value,)
            object.__setattr__(self, name, tuple(value))
        if isinstance(self.date, str):
            object.__setattr__(self, "date", Date.from_iso(self.date) if self.date else None)
