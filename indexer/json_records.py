"""Read records from JSON Lines and JSON.

JSON Lines is cut into chunks that are nearly free to make, so that a parent can hand them to worker
processes; everything costly happens in `read_jsonl_lines`.  One broken line costs that line only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from jianbao import limits
from jianbao.errors import SourceError
from jianbao.indexer.decoding import code_points, decode, detect
from jianbao.indexer.records import BadRecord, FieldMapper, Record, SourceFailure

CHUNK_BYTES = 1 << 20
_WRAPPERS = (
    "articles",
    "data",
    "items",
    "records",
    "results",
    "docs",
    "documents",
    "news",
    "list",
    "rows",
)
_SPACE = re.compile(r"[\s,\ufeff\x1e]*")
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def _refuse(constant: str) -> object:
    raise BadRecord(f"{constant} is not JSON")


_DECODER = json.JSONDecoder(strict=False, parse_constant=_refuse)


@dataclass(frozen=True, slots=True)
class JsonlChunk:
    """Some whole lines of a JSON Lines file.

    `first_number` is the number of its first line, from 0; `first_offset` the code points before
    it.
    """

    path: str
    data: bytes
    encoding: str
    first_number: int
    first_offset: int

    def lines(self) -> list[bytes]:
        """Return the lines without their newlines."""
        lines = self.data.split(b"\n")
        if not lines[-1]:
            lines.pop()
        return lines


def split_jsonl(
    path: str, target_bytes: int = CHUNK_BYTES, *, encoding: str | None = None
) -> Iterator[JsonlChunk | SourceFailure]:
    """Cut a JSON Lines file into chunks of about `target_bytes`, whatever its size."""
    try:
        with Path(path).open("rb") as stream:
            yield from split_stream(stream, path, target_bytes, encoding)
    except SourceError as error:
        yield SourceFailure(path, str(error))
    except OSError as error:
        yield SourceFailure(path, f"cannot be read: {error.strerror}")


def split_stream(
    stream: BinaryIO, path: str, target_bytes: int = CHUNK_BYTES, encoding: str | None = None
) -> Iterator[JsonlChunk | SourceFailure]:
    """Cut an open JSON Lines stream into chunks; see `split_jsonl`."""
    rest = stream.read(target_bytes)
    try:
        codec, skip = detect(rest, path, encoding)
    except SourceError as error:
        yield SourceFailure(path, str(error))
        return
    rest = rest[skip:]
    if not rest:
        yield SourceFailure(path, "holds no records; it is empty")
        return
    if codec.startswith(("utf-16", "utf-32")):  # their newlines cannot be found byte by byte
        text = decode(rest + _read_all(stream, path), path, codec)
        yield JsonlChunk(path, text.encode("utf-8", "replace"), "utf-8", 0, 0)
        return
    number = offset = 0
    ended = False
    while not ended:
        cut = rest.rfind(b"\n") + 1
        if not cut:
            block = stream.read(target_bytes)
            ended = not block
            if len(rest) + len(block) > limits.MAX_RECORD_BYTES and b"\n" not in block:
                skipped, rest = _skip_line(stream, rest + block, target_bytes, codec)
                yield SourceFailure(
                    path,
                    f"line {number + 1}: longer than {limits.MAX_RECORD_BYTES:,} bytes"
                    " (MAX_RECORD_BYTES); left out",
                )
                number, offset, ended = number + 1, offset + skipped, not rest
                continue
            rest += block
            if not ended:
                continue
            cut = len(rest)
        data, rest = rest[:cut], rest[cut:]
        if data:
            yield JsonlChunk(path, data, codec, number, offset)
            number += data.count(b"\n")
            offset += code_points(data, codec)
        if not ended:
            rest += stream.read(target_bytes)


def read_jsonl_lines(
    lines: Sequence[bytes],
    path: str,
    first_number: int = 0,
    first_offset: int = 0,
    *,
    encoding: str = "utf-8",
    mapper: FieldMapper | None = None,
) -> list[Record | SourceFailure]:
    """Parse lines (without newlines) into records, in order; empty lines yield nothing."""
    mapper = mapper or FieldMapper()
    found: list[Record | SourceFailure] = []
    offset = first_offset
    parse = _DECODER.decode
    for number, line in enumerate(lines, first_number):
        start = offset
        try:
            text = line.decode(encoding)
            offset += len(text) + 1
            if not text or text.isspace():
                continue
            value = parse(text)
            if type(value) is not dict:
                raise BadRecord("not an object; each line must be one record")
            if b"\\u" in line and _SURROGATE_ESCAPE.search(line):
                value = _without_surrogates(value)
            end = offset - 1 - text.endswith("\r")
            found.append(Record(path, number, mapper.fields(value), start, end))
        except UnicodeDecodeError as error:
            offset += code_points(line, encoding) + 1
            found.append(
                _failure(
                    path,
                    number,
                    f"byte {error.start + 1} is not valid {encoding}; mend the line"
                    " or name the --encoding",
                )
            )
        except (ValueError, RecursionError) as error:
            found.append(_failure(path, number, _explain(error)))
    return found


def read_jsonl(
    stream: BinaryIO, path: str, encoding: str | None, columns: Mapping[str, str] | None
) -> Iterator[Record | SourceFailure]:
    """Read a JSON Lines stream from start to end."""
    mapper = FieldMapper(columns)
    found = False
    for chunk in split_stream(stream, path, CHUNK_BYTES, encoding):
        if isinstance(chunk, SourceFailure):
            found = True
            yield chunk
            continue
        for item in read_jsonl_lines(
            chunk.lines(),
            path,
            chunk.first_number,
            chunk.first_offset,
            encoding=chunk.encoding,
            mapper=mapper,
        ):
            found = True
            yield item
    if not found:
        yield SourceFailure(path, "holds no records; it is empty")


def read_json(
    text: str, path: str, columns: Mapping[str, str] | None
) -> Iterator[Record | SourceFailure]:
    """Read an array of records, one record, an object around an array, or several of these."""
    mapper = FieldMapper(columns)
    number = 0
    # A settings or data file is no source: when nothing in it is an article, one line says so.
    failures: list[SourceFailure] | None = []
    try:
        for value, start, end in _values(text):
            try:
                if not isinstance(value, dict):
                    raise BadRecord("not an object")
                record = Record(path, number, mapper.fields(_without_surrogates(value)), start, end)
                yield from failures or ()
                failures = None
                yield record
            except BadRecord as error:
                failure = SourceFailure(path, f"record {number + 1}: {error}")
                if failures is None:
                    yield failure
                else:
                    failures.append(failure)
            number += 1
    except (ValueError, RecursionError) as error:
        yield from failures or ()
        after = f"after record {number}: " if number else ""
        yield SourceFailure(path, f"{after}{_explain(error, text)}; what follows is not read")
        return
    if not number:
        yield SourceFailure(path, "holds no records; it is empty")
    elif failures and number > 1:
        reason = failures[0].error
        yield SourceFailure(
            path, f"none of its {number:,} records is an article ({reason}); --map names its keys"
        )
    else:
        yield from failures or ()


def _values(text: str) -> Iterator[tuple[object, int, int]]:
    """Yield the records of a JSON text with their places."""
    position = _skip(text, 0)
    while position < len(text):
        if text[position] == "[":
            position = yield from _elements(text, position)
        else:
            value, end = _DECODER.raw_decode(text, position)
            array = _wrapped(value, text, position) if isinstance(value, dict) else None
            if array is None:
                yield value, position, end
            else:
                yield from _elements(text, array)
            position = end
        position = _skip(text, position)


def _elements(text: str, position: int) -> Generator[tuple[object, int, int], None, int]:
    """Yield the elements of the array that begins at `position`; return where it ends."""
    position = _skip(text, position + 1)
    while text[position : position + 1] != "]":
        value, end = _DECODER.raw_decode(text, position)
        yield value, position, end
        position = _skip(text, end)
    return position + 1


def _wrapped(value: dict[str, object], text: str, position: int) -> int | None:
    """Return where the array of records inside an object begins, or None when it is one record."""
    for name in _WRAPPERS:
        inner = value.get(name)
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            return _member(text, position, name)
    return None


def _member(text: str, position: int, name: str) -> int | None:
    position = _skip(text, position + 1)
    while text[position : position + 1] == '"':
        key, end = _DECODER.raw_decode(text, position)
        position = _skip(text, text.index(":", end) + 1)
        if key == name:
            return position
        _, end = _DECODER.raw_decode(text, position)
        position = _skip(text, end)
    return None


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _explain(error: Exception, text: str | None = None) -> str:
    if isinstance(error, json.JSONDecodeError):
        place = f"line {error.lineno}, column {error.colno}" if text else f"column {error.colno}"
        return f"broken JSON at {place} ({error.msg})"
    if isinstance(error, RecursionError):
        return f"nested deeper than {limits.MAX_JSON_DEPTH} levels (MAX_JSON_DEPTH)"
    return str(error)


def _failure(path: str, number: int, error: str) -> SourceFailure:
    return SourceFailure(path, f"line {number + 1}: {error}")


def _without_surrogates(value: dict[str, object]) -> dict[str, object]:
    """Replace halves of surrogate pairs, which `\\ud800` can bring in and no file can hold."""

    def mend(item: object) -> object:
        if isinstance(item, str):
            return _SURROGATE.sub("\ufffd", item)
        if isinstance(item, list):
            return [mend(child) for child in item]
        if isinstance(item, dict):
            return {str(mend(key)): mend(child) for key, child in item.items()}
        return item

    return {str(mend(key)): mend(child) for key, child in value.items()}


def _skip_line(stream: BinaryIO, rest: bytes, step: int, codec: str) -> tuple[int, bytes]:
    """Read on to the next newline; return the code points passed over and what comes after it."""
    passed = 0
    while True:
        cut = rest.find(b"\n") + 1
        passed += code_points(rest[:cut] if cut else rest, codec)
        if cut:
            return passed, rest[cut:]
        rest = stream.read(step)
        if not rest:
            return passed, b""


def _read_all(stream: BinaryIO, path: str) -> bytes:
    data = stream.read(limits.MAX_FILE_BYTES + 1)
    if len(data) > limits.MAX_FILE_BYTES:
        raise SourceError(path, f"larger than {limits.MAX_FILE_BYTES:,} bytes (MAX_FILE_BYTES)")
    return data
