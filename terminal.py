"""How results look in a terminal: pure functions from results to lines of text.

Text from articles and file names passes `plain` first, so that none of it can steer the terminal.
Colours are always put in; who prints the lines takes them out where they are not wanted.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from click import style

if TYPE_CHECKING:
    from jianbao import Article, Date, FacetValue, Hit, Results, Snippet, Source, Stats, SyncReport

_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS, …
    r"|\x1b[ -/]*[0-~]?"
)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_NO_LINE_START = frozenset("，。、；：！？）】》」』”’…,.;:!?)]}%％")
_TITLE_CHARS = 40
"""Characters of the first sentence that stands in for a missing title."""
_BAR_CELLS = 20
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_MAX_LABEL_CELLS = 36
MAX_WIDTH = 100
"""Columns of a snippet: longer lines are hard to read."""
Piece = tuple[str, bool]
"""Some text, and whether it is marked."""


def plain(text: str) -> str:
    """Take out what a terminal would obey: escape sequences, controls, marks that reorder text."""
    return _CONTROLS.sub("", _SEQUENCES.sub("", text.replace("\r\n", "\n")))


def one_line(text: object) -> str:
    """Make one line of any text, without what a terminal would obey."""
    return " ".join(plain(str(text)).split())


def cells(text: str) -> int:
    """Count the columns that text takes: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.combining(character) or character in "\u200b\u200d\ufeff" else 1


# Text in columns


def pieces(snippet: Snippet) -> list[Piece]:
    """Divide a snippet into marked and unmarked text."""
    found: list[Piece] = []
    position = 0
    for start, end in snippet.spans:
        found.append((plain(snippet.text[position:start]), False))
        found.append((plain(snippet.text[start:end]), True))
        position = end
    found.append((plain(snippet.text[position:]), False))
    return found


def colored(parts: Iterable[Piece]) -> str:
    """Colour the marked pieces of a text."""
    return "".join(style(text, fg="red", bold=True) if marked else text for text, marked in parts)


def wrap(parts: Iterable[Piece], width: int | None) -> list[str]:
    """Break text into lines of so many columns; no line begins with a closing sign."""
    if width is None:
        return [colored(parts)]
    lines: list[list[Piece]] = [[]]
    column = 0
    for text, marked in parts:
        start = 0
        for position, character in enumerate(text):
            size = _cells(character)
            if column + size > width and character not in _NO_LINE_START:
                start, taken = _break(lines, text, start, position, marked)
                column = cells(taken)
            column += size
        lines[-1].append((text[start:], marked))
    return [colored(line) for line in lines]


def _break(
    lines: list[list[Piece]], text: str, start: int, position: int, marked: bool
) -> tuple[int, str]:
    """End a line before `position`, or before the Latin word there; give what is carried over."""
    head = text[start:position]
    word = re.search(r"(?<=\s)[!-~]*$", head) if text[position].isascii() else None
    cut = start + word.start() if word else position
    lines[-1].append((text[start:cut].rstrip(" "), marked))
    lines.append([])
    if text[position] == " " and cut == position:
        cut += 1
    return cut, text[cut:position]


# Articles


def headline(title: str | None, body: str) -> str:
    """Give the title, or the first sentence of an article that has none."""
    if title:
        return one_line(title)
    text = body.lstrip()[: 4 * _TITLE_CHARS]
    end = _SENTENCE_END.search(text)
    sentence = one_line(text[: end.end()] if end else text)
    return sentence if len(sentence) <= _TITLE_CHARS else sentence[:_TITLE_CHARS] + "…"


def date_text(date: Date | None) -> str:
    """Give a date; one that was inferred says so."""
    if date is None:
        return ""
    return f"{date.value} (inferred)" if date.basis == "inferred" else date.value


def place_text(source: Source | None) -> str:
    """Say where an article stands in its file, in code points."""
    if source is None:
        return ""
    return f"{one_line(source.path)} {source.raw_start}–{source.raw_end}"


def facts(article: Article | Hit) -> str:
    """Give regions, date and origin in one line."""
    parts = [
        style(one_line("、".join(article.regions)), fg="green") if article.regions else "",
        style(date_text(_date(article)), fg="cyan") if article.date else "",
        one_line(article.media or ""),
        one_line(" ".join(article.byline)),
    ]
    return " · ".join(part for part in parts if part)


def _date(article: Article | Hit) -> Date | None:
    from jianbao import Date

    return article.date if isinstance(article.date, Date) else None


def results_text(results: Results, offset: int, notes: Sequence[str], width: int | None) -> str:
    """Draw a page of results: notes, numbered hits, then the facets that were asked for."""
    count = "1 article" if results.total == 1 else f"{results.total:,} articles"
    shown = ""
    if len(results) and len(results) < results.total:
        shown = f", {offset + 1}–{offset + len(results)} shown"
    lines = [style(count, bold=True) + style(f"{shown} ({results.took * 1000:.0f} ms)", dim=True)]
    lines += [style(one_line(note), fg="yellow") for note in notes]
    for number, hit in enumerate(results, offset + 1):
        lines += ["", *hit_lines(number, hit, width)]
    for name, values in results.facets.items():
        if values:
            rows = facet_rows(values, limit=6, room=14)
            lines += ["", heading(name), *facet_lines(name, rows)]
    return "\n".join(lines)


def hit_lines(number: int, hit: Hit, width: int | None) -> Iterator[str]:
    """Draw one hit."""
    mark = f"{number:>2}  "
    margin = " " * len(mark)
    room = None if width is None else min(width, MAX_WIDTH) - len(mark) - 2
    title = headline(hit.title, "" if hit.title else hit.body)
    yield style(mark, dim=True) + style(title, bold=True)
    known = facts(hit)
    if known:
        yield margin + known
    for line in wrap(pieces(hit.snippet), room):
        yield margin + line
    place = place_text(hit.source)
    yield margin + style(one_line(hit.id) + (f" · {place}" if place else ""), dim=True)


def article_text(article: Article, body: str) -> str:
    """Draw a whole article; `body` is ready for the terminal."""
    lines = [style(one_line(article.title), bold=True)] if article.title else []
    fields = {
        "id": article.id,
        "regions": "、".join(article.regions),
        "date": date_text(_date(article)),
        "byline": " ".join(article.byline),
        "media": article.media or "",
        "url": article.url or "",
        "source": place_text(article.source),
        **{name: "" if value is None else value for name, value in article.extra.items()},
    }
    for name, value in fields.items():
        if value != "":
            lines.append(style(f"{one_line(name)}: ", dim=True) + one_line(value))
    return "\n".join([*lines, "", body])


def extracted_text(
    number: int, article: Article, evidence: Mapping[str, Any] | None, width: int | None
) -> str:
    """Draw an article that was found in a file: facts, place, beginning and end, evidence."""
    mark = f"{number:>2}  "
    margin = " " * len(mark)
    lines = [style(mark, dim=True) + style(headline(article.title, article.body), bold=True)]
    lines += [margin + line for line in (facts(article),) if line]
    body = one_line(article.body)
    if len(body) > 120:
        body = f"{body[:80]} … {body[-30:]}"
    room = None if width is None else min(width, MAX_WIDTH) - len(mark) - 2
    lines += [margin + line for line in wrap([(body, False)], room)]
    lines.append(margin + style(place_text(article.source), dim=True))
    if evidence:
        for each in evidence["regions"]:
            vote = f"{each['path']} {each['weight']:+.2f}: {each['reason']}, “{each['text']}”"
            lines.append(f"{margin}region {one_line(vote)} ({each['where']} {each['start']})")
        lines += [f"{margin}date {one_line(each)}" for each in evidence["date"]]
    return "\n".join(lines)


# Facets


@dataclass(frozen=True, slots=True)
class FacetRow:
    """A line of a facet tree; `count` is None where values are left out."""

    depth: int
    label: str
    count: int | None


def facet_rows(
    values: Sequence[FacetValue],
    *,
    limit: int | None = None,
    depth: int | None = None,
    room: int | None = None,
) -> list[FacetRow]:
    """Choose the lines of a tree: `limit` values of each branch, `depth` levels, `room` lines.

    Where room is short, the branches with the highest counts are opened.
    """
    top = _branch(values, limit)
    left = float("inf") if room is None else room - len(top)
    opened: dict[str, list[FacetValue | int]] = {}
    waiting = [(-each.count, place, 1, each) for place, each in enumerate(_values(top))]
    heapq.heapify(waiting)
    place = len(waiting)
    while waiting:
        _, _, level, value = heapq.heappop(waiting)
        if depth is not None and level >= depth:
            continue
        branch = _branch(value.children, limit)
        if not branch or len(branch) > left:
            continue
        left -= len(branch)
        opened[value.path] = branch
        for child in _values(branch):
            place += 1
            heapq.heappush(waiting, (-child.count, place, level + 1, child))
    return list(_rows(top, opened, 1))


def _branch(values: Sequence[FacetValue], limit: int | None) -> list[FacetValue | int]:
    """Cut a branch to its limit; the last element is then the number of values left out."""
    if limit is None or len(values) <= limit + 1:
        return [*values]
    return [*values[:limit], len(values) - limit]


def _values(branch: Iterable[FacetValue | int]) -> Iterator[FacetValue]:
    return (each for each in branch if not isinstance(each, int))


def _rows(
    branch: Iterable[FacetValue | int], opened: dict[str, list[FacetValue | int]], depth: int
) -> Iterator[FacetRow]:
    for each in branch:
        if isinstance(each, int):
            yield FacetRow(depth, f"… {each:,} more", None)
        else:
            yield FacetRow(depth, each.path, each.count)
            yield from _rows(opened.get(each.path, ()), opened, depth + 1)


def facet_lines(name: str, rows: Sequence[FacetRow]) -> list[str]:
    """Draw a facet as an indented tree with bars."""
    labels = []
    for row in rows:
        label = row.label.rpartition("/")[2] if name == "region" and row.count else row.label
        labels.append("  " * row.depth + _clip(one_line(label)))
    width = max(map(cells, labels), default=0)
    most = max((row.count for row in rows if row.count), default=1)
    digits = len(f"{most:,}")
    lines = []
    for row, label in zip(rows, labels, strict=True):
        if row.count is None:
            lines.append(style(label, dim=True))
            continue
        padding = " " * (width - cells(label) + 2)
        bar = style(_bar(row.count / most), fg="blue")
        lines.append(f"{label}{padding}{row.count:>{digits},}  {bar}")
    return lines


def heading(name: str) -> str:
    """Draw the name of a facet."""
    return style(one_line(name), bold=True)


def _clip(label: str) -> str:
    if cells(label) <= _MAX_LABEL_CELLS:
        return label
    while cells(label) > _MAX_LABEL_CELLS - 1:
        label = label[:-1]
    return label + "…"


def _bar(share: float) -> str:
    eighths = max(1, round(share * _BAR_CELLS * 8))
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")


# Reports


def report_text(report: SyncReport, path: str) -> str:
    """Say what indexing did."""
    total = "1 article" if report.articles == 1 else f"{report.articles:,} articles"
    end = f"{total} in {one_line(path)} ({report.seconds:.1f} s)"
    if not report.changed:
        return f"nothing changed: {end}"
    counts = {
        "added": report.added,
        "updated": report.updated,
        "deleted": report.deleted,
        "unchanged": report.unchanged,
    }
    done = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    return f"{done}: {end}"


def stats_text(stats: Stats, path: str) -> str:
    """Draw what an index holds."""
    fields = {
        "index": one_line(path),
        "articles": f"{stats.articles:,}",
        "deleted, not yet merged": f"{stats.deleted:,}" if stats.deleted else "",
        "size": f"{stats.size:,} bytes",
        "segments": f"{stats.segments:,}",
        "commits": f"{stats.generation:,}",
        "facets": ", ".join(map(one_line, stats.facets)),
        "user dictionary": "yes" if stats.user_dictionary else "",
    }
    return "\n".join(
        style(f"{name}: ", dim=True) + value for name, value in fields.items() if value
    )
