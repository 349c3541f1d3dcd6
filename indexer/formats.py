"""Recognise formats and read those that yield one page: text, HTML, docx, pdf.

A file's first bytes overrule its extension where they cannot be mistaken, and decide when the
extension is unknown.  The libraries for HTML, docx and pdf are only imported for such files.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import BinaryIO

from jianbao import limits
from jianbao.errors import SourceError
from jianbao.indexer.decoding import decode
from jianbao.indexer.records import Page, Stated

_EXTENSIONS = {
    "txt": "text",
    "text": "text",
    "md": "text",
    "markdown": "text",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "shtml": "html",
    "json": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "csv": "csv",
    "tsv": "tsv",
    "tab": "tsv",
    "docx": "docx",
    "pdf": "pdf",
    "zip": "zip",
    "gz": "gz",
}
_NAME_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:(?P<mark>[-_./]|(?P<han>年))?)"
    r"(?P<month>(?(mark)\d{1,2}|\d\d))(?(han)月|(?(mark)(?P=mark)))"
    r"(?P<day>(?(mark)\d{1,2}|\d\d))(?!\d)"
)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*[{\]]|\{\s*["}])')


def recognise(path: str, head: bytes) -> str:
    """Return the format of a file from its first bytes and its name.

    Raises `SourceError` for the formats that are known not to be read.
    """
    name = PurePath(path.rsplit("!", 1)[-1]).name.lower()
    if name.endswith(".gz") and not head.startswith(b"\x1f\x8b"):
        name = name.removesuffix(".gz")  # what is inside, or no gz at all
    extension = name.rpartition(".")[2]
    if head.startswith(b"\x1f\x8b"):
        if name.endswith((".tar.gz", ".tgz")):
            raise SourceError(path, "a tar archive; unpack it, or make a zip of it")
        return "gz"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if extension == "docx" or (extension != "zip" and b"word/" in head[:8192]):
            return "docx"
        if extension in ("xlsx", "pptx", "ods", "odt", "odp", "epub", "wps"):
            raise SourceError(path, f"{extension} is not read; save it as csv, docx or pdf")
        return "zip"
    if head.lstrip().startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceError(path, "an old Office file (doc, xls); save it as docx, csv or pdf")
    if head.startswith(b"{\\rtf"):
        raise SourceError(path, "a rich text file (rtf); save it as docx or txt")
    kind = _EXTENSIONS.get(extension)
    if kind in ("zip", "docx", "pdf"):
        raise SourceError(path, f"empty or damaged: it does not begin like a {extension} file")
    if kind is not None:
        return kind
    if _HTML.match(head[:8192]):
        return "html"
    if _JSON.match(head):
        return "jsonl" if _is_object(head.partition(b"\n")[0]) else "json"
    return "text"


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def read_page(stream: BinaryIO, path: str, kind: str, encoding: str | None) -> Page:
    """Read a page of the given format; raise `SourceError`."""
    # No encoding has more than four bytes for a character.
    data = read_all(stream, path, 4 * limits.MAX_PAGE_CHARS if kind == "text" else None)
    stated = Stated()
    if kind == "html":
        from jianbao.indexer.markup import declared_charset, read_html

        source = decode(data, path, encoding, declared_charset(data))
        if len(source) > limits.MAX_PAGE_CHARS:
            source = _checked(source, path)
        text, stated = read_html(source)
    elif kind == "docx":
        from jianbao.indexer.office import read_docx

        text, stated = read_docx(data, path)
    elif kind == "pdf":
        from jianbao.indexer.office import read_pdf

        text, stated = read_pdf(data, path)
    else:
        text = decode(data, path, encoding)
    return Page(path, _checked(text, path), replace(stated, name_hint=date_in_name(path)))


def date_in_name(path: str) -> str | None:
    """Return the one full date (`2023-06-25`) in a file's name or, failing that, in its folders."""
    parts = re.split(r"[/\\!]", path)
    for text in (parts[-1], "/".join(parts[-5:-1])):
        dates = {found for match in _NAME_DATE.finditer(text) if (found := _iso(match))}
        if len(dates) == 1:
            return dates.pop()
    return None


def _iso(match: re.Match[str]) -> str | None:
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def read_all(stream: BinaryIO, path: str, limit: int | None = None) -> bytes:
    """Read a stream as a whole; raise `SourceError` when it is over the limit, in bytes."""
    name = "MAX_FILE_BYTES"
    largest = limits.MAX_FILE_BYTES
    if limit is not None and limit < largest:
        name, largest = "MAX_PAGE_CHARS", limit
    data = stream.read(largest + 1)
    if len(data) > largest:
        raise SourceError(
            path, f"larger than {largest:,} bytes; split it, or raise jianbao.limits.{name}"
        )
    return data


def read_text(stream: BinaryIO, path: str, encoding: str | None) -> str:
    """Read and decode a whole file; raise `SourceError`."""
    return decode(read_all(stream, path), path, encoding)


def _checked(text: str, path: str) -> str:
    """Return the text of a page, unless it is empty or too long."""
    if not text or text.isspace():
        raise SourceError(path, "is empty")
    if len(text) > limits.MAX_PAGE_CHARS:
        raise SourceError(
            path,
            f"{len(text):,} characters, more than {limits.MAX_PAGE_CHARS:,}; split it, or raise"
            " jianbao.limits.MAX_PAGE_CHARS",
        )
    return text
