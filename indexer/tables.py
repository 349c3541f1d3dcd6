"""Read records from CSV and TSV, row by row, so that memory does not grow with the file.

The csv module parses (strictly: a quote in the wrong place is reported, not guessed at); the lines
given to it are counted, so that each row knows its place.  After a bad row reading goes on with
the next line.
"""

from __future__ import annotations

import csv
import io
import re
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from jianbao import limits
from jianbao.errors import SourceError
from jianbao.indexer.decoding import detect
from jianbao.indexer.records import BadRecord, FieldMapper, Record, SourceFailure

_UNDECODABLE = re.compile("[\udc80-\udcff]")
# The csv module's limit on fields belongs to the whole process: it is raised for one row at a time.
_field_limit = threading.Lock()


class _Lines:
    """Hands lines to csv.reader, counts them, and can take back those of a row that failed."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._returned: deque[str] = deque()
        self.row: list[str] = []
        self.offset = 0
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.row.append(line)
        return line

    def end_row(self) -> None:
        """Count the lines of the row as read."""
        self.offset += sum(map(len, self.row))
        self.number += len(self.row)
        self.row = []

    def span(self) -> tuple[int, int]:
        """Return the code points of the row in the decoded file, without its newline."""
        last = len(self.row[-1]) - len(self.row[-1].rstrip("\r\n"))
        return self.offset, self.offset + sum(map(len, self.row)) - last

    def give_back(self) -> None:
        """Give back all lines of the row."""
        self._returned.extendleft(reversed(self.row))
        self.row = []

    def keep_first(self) -> None:
        """Give back all lines of the row but the first."""
        first = self.row[:1]
        del self.row[:1]
        self.give_back()
        self.row = first


def read_table(
    stream: BinaryIO,
    path: str,
    encoding: str | None,
    columns: Mapping[str, str] | None,
    *,
    head: bytes,
    delimiter: str | None = None,
) -> Iterator[Record | SourceFailure]:
    """Yield a record for each row below the header.  `head` is the start of the stream, as a
    sample.

    Raises `SourceError` when the table as a whole cannot be read.
    """
    codec, skip = detect(head, path, encoding)
    stream.read(skip)
    # surrogateescape keeps the rows around a damaged character readable and marks the damage.
    text = io.TextIOWrapper(stream, codec, errors="surrogateescape", newline="")
    try:
        yield from _records(_Lines(iter(text)), path, columns, delimiter)
    finally:
        text.detach()  # the stream is closed by who opened it


def _records(
    lines: _Lines, path: str, columns: Mapping[str, str] | None, delimiter: str | None
) -> Iterator[Record | SourceFailure]:
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise SourceError(path, "is empty")
    lines.give_back()
    reader = csv.reader(lines, delimiter=delimiter or _delimiter(first), strict=True)
    header = _header(reader, lines, path)
    mapper = FieldMapper(columns)
    _check_header(header, mapper, columns or {}, path)

    number = 0
    while True:
        try:
            row = _next_row(reader)
            if row is None:
                break
            if any(row):
                fields = mapper.fields(_cells(header, row))
                start, end = lines.span()
                yield Record(path, number, fields, start, end)
                number += 1
        except csv.Error as error:
            lines.keep_first()
            yield SourceFailure(path, f"line {lines.number + 1}: {_explain(error)}")
            number += 1
        except BadRecord as error:
            yield SourceFailure(path, f"line {lines.number + 1}: {error}")
            number += 1
        lines.end_row()
    if not number:
        yield SourceFailure(path, "holds no records, only a header")


def _next_row(reader: Iterator[list[str]]) -> list[str] | None:
    with _field_limit:
        usual = csv.field_size_limit(limits.MAX_RECORD_BYTES)
        try:
            return next(reader, None)
        finally:
            csv.field_size_limit(usual)


def _header(reader: Iterator[list[str]], lines: _Lines, path: str) -> list[str]:
    try:
        header: list[str] = []
        while not any(header):
            header = [name.strip() for name in _next_row(reader) or []]
    except csv.Error as error:
        raise SourceError(path, f"line 1: the header is broken: {_explain(error)}") from error
    lines.end_row()
    return header


def _check_header(
    header: list[str], mapper: FieldMapper, columns: Mapping[str, str], path: str
) -> None:
    """Raise `SourceError` unless some column is the body and no name is missing or there twice."""
    names = mapper.names(header)
    listed = "、".join(name for name in header if name)[:200]
    for name in dict.fromkeys(columns.values()):
        if name not in header:
            raise SourceError(path, f"has no column {name!r}; its columns are {listed}")
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice is not None:
        raise SourceError(path, f"has two columns {twice!r}; rename one")
    if "body" not in names.values():
        raise SourceError(
            path,
            f"no column is known as the body; name it, as in --map body={header[-1]} ({listed})",
        )


def _cells(header: list[str], row: list[str]) -> dict[str, object]:
    """Pair the cells of a row with their columns; empty cells are absent."""
    if len(row) > len(header) and any(row[len(header) :]):
        raise BadRecord(
            f"{len(row)} cells for {len(header)} columns; a cell that holds the separator needs quotes"
        )
    cells: dict[str, object] = {}
    for name, cell in zip(header, row, strict=False):
        if not name or not cell or cell.isspace():
            continue
        if _UNDECODABLE.search(cell):
            raise BadRecord("not valid in the encoding of the file; mend it or name the --encoding")
        cells[name] = cell
    return cells


def _delimiter(header: str) -> str:
    """Return what separates the columns of a header line; quoted text does not count."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(",\t;|", key=bare.count)


def _explain(error: csv.Error) -> str:
    text = str(error)
    if "field larger" in text:
        return (
            f"a cell is longer than {limits.MAX_RECORD_BYTES:,} characters or its quote never ends"
        )
    if "unexpected end of data" in text:
        return "a quote is opened and never closed"
    if "expected after" in text:
        return "a quote inside a quoted cell must be doubled"
    return f"broken row ({text})"
