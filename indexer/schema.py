"""What an index holds of an article, and the same as a Whoosh schema.

Text fields have posting lists; columns have facet values; the rest is stored.  An app declares
further columns by name (`facets=["channel"]`): they take their values from `Article.extra`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jianbao.errors import JianbaoError

if TYPE_CHECKING:
    from whoosh.fields import Schema as WhooshSchema

TEXT_FIELDS = ("title", "body")
CROSSING = "crossing"
"""Posting lists of dictionary words of two characters that stand across a boundary between words.

Together with the words themselves they tell exactly which articles contain such a pair of
characters, however each article was segmented; exact phrases rest on that.
"""
ADJACENT = "adjacent"
"""Posting lists of frequent words of two characters that stand one behind the other: `adjacency`."""
CHARACTERS = "characters"
"""Suffix of the posting lists that name, for each character, the terms which contain it."""
COLUMNS = ("region", "date", "byline", "media", "source", "origin")
"""Columns of every index.  `source` is the file that an article states to come from, `origin` the
file that it was indexed from; they differ for members of archives and for exported articles."""
STORED = ("id", "url", "raw_start", "raw_end", "basis")
USER_DICTIONARY = "user_dictionary.txt"
"""File of the user dictionary, in jieba's format, in the folder of an index."""
TITLE_BOOST = 2.0
"""Weight of a match in the title, relative to one in the body."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns that an app declared, beyond those that every index has."""

    facets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        reserved = {
            *TEXT_FIELDS,
            *COLUMNS,
            *STORED,
            CROSSING,
            ADJACENT,
            CHARACTERS,
            "regions",
            "extra",
        }
        for name in self.facets:
            if name in reserved or not name.isidentifier() or name.startswith("_"):
                raise JianbaoError(
                    f"{name!r} cannot be declared as a facet: use a plain name other than "
                    + ", ".join(sorted(reserved))
                )

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, those of every index first."""
        return COLUMNS + self.facets

    def values(self, name: str, extra: Mapping[str, Any]) -> tuple[str, ...]:
        """Give the facet values of a declared column from an article's extra fields."""
        value = extra.get(name)
        if value is None:
            return ()
        if isinstance(value, Sequence) and not isinstance(value, str):
            return tuple(dict.fromkeys(str(each) for each in value if each is not None))
        return (str(value),)

    def whoosh(self, user_dict: str | None = None) -> WhooshSchema:
        """Describe the index to Whoosh; `user_dict` is the text of its user dictionary."""
        from whoosh import fields

        from jianbao.indexer.analysis import chinese_analyzer

        schema = fields.Schema(
            id=fields.ID(stored=True, unique=True),
            title=fields.TEXT(chinese_analyzer(user_dict), stored=True),
            body=fields.TEXT(chinese_analyzer(user_dict), stored=True),
            url=fields.STORED(),
            raw_start=fields.STORED(),
            raw_end=fields.STORED(),
            basis=fields.STORED(),
            extra=fields.STORED(),
        )
        for name in self.columns:
            schema.add(name, fields.ID(stored=True, sortable=True))
        return schema
