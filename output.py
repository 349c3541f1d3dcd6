"""Where results go: JSON for programs, text for people, a pager when it is long.

JSON is always UTF-8 and written as bytes, whatever the terminal believes; characters that could
steer a terminal are escaped in it, which JSON allows and which loses nothing.  Text for people has
passed `terminal.plain`, so all control sequences left in it are our own colours.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from jianbao.terminal import cells

if TYPE_CHECKING:
    from jianbao import Article, Explained, FacetValue

# C1 controls, DEL, marks that reorder text, and lone surrogates (bytes of a file name that are not
# UTF-8).
_UNSAFE = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Output:
    """How the user wants results: `form` is json, jsonl, ids, or None for text."""

    form: str | None
    color: bool
    pager: bool

    @property
    def width(self) -> int | None:
        """Columns of the terminal, or None when the output is no terminal."""
        return _terminal_size()[0] if sys.stdout.isatty() else None

    def text(self, text: str) -> None:
        """Show text that is ready for a terminal; in a pager when it is longer than the screen."""
        if self.pager and sys.stdout.isatty() and sys.stdin.isatty():
            columns, lines = _terminal_size()
            rows = sum(max(1, -(-cells(click.unstyle(t)) // columns)) for t in text.split("\n"))
            if rows > lines - 2:
                # None: colours when the pager can show them, as click finds out.
                click.echo_via_pager(text + "\n", color=None if self.color else False)
                return
        click.echo(text, color=self.color)

    def data(self, value: object) -> None:
        """Write one JSON document, indented where a person looks at it."""
        indent = 2 if self.form == "json" and sys.stdout.isatty() else None
        lines([to_json(value, indent)])

    def many(self, values: Iterable[object]) -> None:
        """Write one JSON document a line, each as soon as it is there."""
        lines(map(to_json, values))


def to_json(value: object, indent: int | None = None) -> str:
    """Give JSON text that no terminal takes for control sequences."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def lines(texts: Iterable[str], stream: BinaryIO | None = None) -> None:
    """Write lines in UTF-8 to a binary stream, the standard output if not told otherwise."""
    binary = stream or sys.stdout.buffer
    for text in texts:
        binary.write(text.encode("utf-8", "replace") + b"\n")
    binary.flush()


def wants_color(asked: bool | None) -> bool:
    """Decide on colours: the user's option, else NO_COLOR (no-color.org), else a terminal."""
    if asked is not None:
        return asked
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


def _terminal_size() -> tuple[int, int]:
    from shutil import get_terminal_size

    size = get_terminal_size()
    return max(size.columns, 20), max(size.lines, 5)


# The JSON forms of what the library gives


def extracted(article: Article) -> dict[str, Any]:
    """Give the fields of an article that programs rely on."""
    date, source = article.date, article.source
    assert not isinstance(date, str)
    return {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "regions": list(article.regions),
        "date": date
        and {"value": date.value, "granularity": date.granularity, "basis": date.basis},
        "byline": list(article.byline),
        "media": article.media,
        "source": source
        and {"path": source.path, "raw_start": source.raw_start, "raw_end": source.raw_end},
    }


def exported(article: Article) -> dict[str, Any]:
    """Give all fields; the proper names are always there, so that no extra field is taken for one."""
    return {**article.extra, **extracted(article), "url": article.url}


def evidence_of(explained: Explained) -> dict[str, Any]:
    """Give what decided the regions and the date of an article."""
    return {
        "evidence": {
            "regions": [
                {
                    "path": each.path,
                    "where": each.where,
                    "start": each.start,
                    "end": each.end,
                    "text": each.text,
                    "weight": each.weight,
                    "reason": each.reason,
                }
                for each in explained.regions.evidence
            ],
            "date": list(explained.date.evidence),
        }
    }


def facet_tree(
    values: Sequence[FacetValue], limit: int | None, depth: int | None
) -> list[dict[str, Any]]:
    """Give a facet, so many values of a branch and so many levels; None is all."""
    below = None if depth is None else depth - 1
    return [
        {
            "value": each.path,
            "count": each.count,
            "children": [] if below == 0 else facet_tree(each.children, limit, below),
        }
        for each in values[:limit]
    ]
