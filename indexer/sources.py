"""Find the files that a user names and read them, whatever their format, as pages and records.

Nothing that a file holds raises: each fault is a `SourceFailure` among the results, one line that
says what, where and what to do, and the rest goes on.  Links inside a folder are followed while
they stay in it.
"""

from __future__ import annotations

import io
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from jianbao.errors import SourceError
from jianbao.indexer import archives, formats
from jianbao.indexer.json_records import read_json, read_jsonl
from jianbao.indexer.records import STDIN, Page, Record, SourceFailure, SourceFile, Stated
from jianbao.indexer.tables import read_table

__all__ = [
    "Page",
    "Record",
    "SourceFailure",
    "SourceFile",
    "Stated",
    "list_sources",
    "raw_text",
    "read_source",
]

_INDEX_TOC = re.compile(r"_MAIN_\d+\.toc")
_MAX_NESTING = 2
"""Archives inside archives: `a.zip!b.zip!page.txt` is read, one level more is not."""


def list_sources(
    paths: Sequence[str | Path], *, glob: str | None = None, exclude: Sequence[str] = ()
) -> Iterator[SourceFile | SourceFailure]:
    """Yield the files named by `paths` and those in the folders among them, each file once.

    The order is that of `paths` and, in a folder, of the names.  `glob` (`*.txt`,
    `**/2023/*.html`) chooses among the files in folders; without a slash it is matched with the
    name, otherwise with the path below the folder.  What matches one of `exclude`, a file or a
    whole folder, is left out.  Hidden files, index folders and links out of the folder are not
    read.
    """
    wanted = _glob_pattern(glob) if glob else None
    unwanted = [_glob_pattern(each.rstrip("/")) for each in exclude if each.rstrip("/")]
    seen: set[tuple[int, int]] = set()
    for given in paths:
        name = os.fspath(given)
        if name == STDIN:
            if (-1, -1) not in seen:
                seen.add((-1, -1))
                yield SourceFile(STDIN, 0, 0)
            continue
        path = _absolute(name)
        try:
            status = Path(path).stat()
        except (OSError, ValueError) as error:
            yield SourceFailure(path, _unreadable(error))
        else:
            if stat.S_ISDIR(status.st_mode):
                yield from _walk(path, wanted, unwanted, seen)
            else:
                yield from _file(path, status, seen)


def read_source(
    file: SourceFile | str | Path,
    *,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Page | Record | SourceFailure]:
    """Yield what a file holds; its content never raises.

    `encoding` overrides detection.  `columns` maps a field to the column or key that holds it
    (`{"title": "标题"}`).  JSON Lines, CSV and archives are streamed, other formats read as a
    whole.
    """
    path = file.path if isinstance(file, SourceFile) else os.fspath(file)
    try:
        if path == STDIN:
            stream = archives.buffered(io.BytesIO(formats.read_all(sys.stdin.buffer, STDIN)))
        else:
            path = _absolute(path)
            stream = _open(path)
        with stream:
            yield from _read(stream, path, encoding, columns, archives.Budget(), 0)
    except SourceError as error:
        yield SourceFailure(error.path, str(error))
    except (OSError, ValueError) as error:
        yield SourceFailure(path, _unreadable(error))


def raw_text(path: str, *, encoding: str | None = None) -> str:
    """Give the text that raw offsets into a file refer to; `pages.zip!inner.txt` names a member.

    Raises `SourceError`.
    """
    outer = path
    while "!" in outer and not Path(outer).exists():
        outer = outer.rpartition("!")[0]
    try:
        with _open(outer) as stream:
            text = _raw_text(stream, outer, path, encoding, archives.Budget(), 0)
    except (OSError, ValueError) as error:
        raise SourceError(path, f"{path}: {_unreadable(error)}") from error
    if text is None:
        raise SourceError(path, f"{path} is no longer in its archive; index it again")
    return text


def _raw_text(
    stream: io.BufferedReader,
    path: str,
    wanted: str,
    encoding: str | None,
    budget: archives.Budget,
    depth: int,
) -> str | None:
    kind = formats.recognise(path, stream.peek(1))
    if kind == "gz" and depth < _MAX_NESTING:
        with archives.open_gzip(stream, path, budget) as inner:
            return _raw_text(inner, path, wanted, encoding, budget, depth + 1)
    if kind == "zip" and depth < _MAX_NESTING:
        for member in archives.zip_members(stream, path, budget):
            if isinstance(member, SourceFailure):
                continue
            member_path, inner = member
            with inner:
                if wanted == member_path or wanted.startswith(member_path + "!"):
                    return _raw_text(inner, member_path, wanted, encoding, budget, depth + 1)
        return None
    if kind in ("json", "jsonl", "csv", "tsv"):
        return formats.read_text(stream, path, encoding)
    return formats.read_page(stream, path, kind, encoding).text


def _read(
    stream: io.BufferedReader,
    path: str,
    encoding: str | None,
    columns: Mapping[str, str] | None,
    budget: archives.Budget,
    depth: int,
) -> Iterator[Page | Record | SourceFailure]:
    """Read an open stream by its format.  `depth` counts the archives around it."""
    head = stream.peek(1)
    kind = formats.recognise(path, head)
    if kind == "jsonl":
        yield from read_jsonl(stream, path, encoding, columns)
    elif kind in ("csv", "tsv"):
        delimiter = "\t" if kind == "tsv" else None
        yield from read_table(stream, path, encoding, columns, head=head, delimiter=delimiter)
    elif kind == "json":
        yield from read_json(formats.read_text(stream, path, encoding), path, columns)
    elif kind in ("gz", "zip"):
        if depth == _MAX_NESTING:
            raise SourceError(
                path, "an archive inside an archive inside an archive; unpack it first"
            )
        if kind == "gz":
            with archives.open_gzip(stream, path, budget) as inner:
                yield from _read(inner, path, encoding, columns, budget, depth + 1)
        else:
            yield from _read_zip(stream, path, encoding, columns, budget, depth)
    else:
        yield formats.read_page(stream, path, kind, encoding)


def _read_zip(
    stream: io.BufferedReader,
    path: str,
    encoding: str | None,
    columns: Mapping[str, str] | None,
    budget: archives.Budget,
    depth: int,
) -> Iterator[Page | Record | SourceFailure]:
    found = False
    for member in archives.zip_members(stream, path, budget):
        found = True
        if isinstance(member, SourceFailure):
            yield member
            continue
        member_path, inner = member
        try:
            with inner:
                yield from _read(inner, member_path, encoding, columns, budget, depth + 1)
        except SourceError as error:
            yield SourceFailure(error.path, str(error))
    if not found:
        yield SourceFailure(path, "holds no files")


def _walk(
    root: str,
    wanted: re.Pattern[str] | None,
    unwanted: Sequence[re.Pattern[str]],
    seen: set[tuple[int, int]],
) -> Iterator[SourceFile | SourceFailure]:
    """Yield the files below a folder, in the order of their names."""
    inside = Path(root).resolve()
    pending = [root]
    while pending:
        path = pending.pop()
        below = Path(path).relative_to(root).as_posix()
        if any(pattern.fullmatch(below) for pattern in unwanted):
            continue
        try:
            status = Path(path).stat()
            if path != root and Path(path).is_symlink():
                leaves = not Path(path).resolve().is_relative_to(inside)
            else:
                leaves = False
            if stat.S_ISDIR(status.st_mode):
                identity = (status.st_dev, status.st_ino)
                if leaves:
                    yield SourceFailure(
                        path, "a link out of the folder; name its target to read it"
                    )
                elif identity not in seen:
                    seen.add(identity)
                    names = _names(path)
                    if names is None and path == root:
                        yield SourceFailure(path, "this is an index; name the files to put into it")
                    # Reversed, because the last one pending is the next one read.
                    pending += [str(Path(path, name)) for name in reversed(names or [])]
            elif wanted is None or wanted.fullmatch(below):
                if leaves:
                    yield SourceFailure(
                        path, "a link out of the folder; name its target to read it"
                    )
                else:
                    yield from _file(path, status, seen)
        except (
            OSError,
            RuntimeError,
        ) as error:  # RuntimeError: a link to itself, until Python 3.13
            yield SourceFailure(path, _unreadable(error))


def _names(folder: str) -> list[str] | None:
    """Return the sorted names in a folder without the hidden ones, or None when it is an index."""
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
    if Path(folder).name == ".jianbao" or any(_INDEX_TOC.fullmatch(name) for name in names):
        return None
    return [name for name in names if not name.startswith(".")]


def _file(
    path: str, status: os.stat_result, seen: set[tuple[int, int]]
) -> Iterator[SourceFile | SourceFailure]:
    identity = (status.st_dev, status.st_ino)
    if identity in seen:
        return
    seen.add(identity)
    if stat.S_ISREG(status.st_mode):
        yield SourceFile(path, status.st_size, status.st_mtime_ns)
    else:
        yield SourceFailure(path, _special(status.st_mode))


def _special(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe (FIFO), not a file; to read from a pipe use - (standard input)"
    if stat.S_ISSOCK(mode):
        return "a socket, not a file"
    if stat.S_ISDIR(mode):
        return "a folder, not a file"
    return "a device, not a file"


def _open(path: str) -> io.BufferedReader:
    """Open a regular file; a FIFO that took its place meanwhile must not make us wait."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise SourceError(path, _special(mode))
    return archives.buffered(io.FileIO(descriptor, "rb"))


def _absolute(path: str) -> str:
    """Make a path absolute without following links, as their names are what the user knows."""
    return os.path.normpath(Path(path).absolute())


def _unreadable(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder (or a link leads nowhere); check the name"
    if isinstance(error, PermissionError):
        return (
            "permission denied; make it readable (chmod +r, for a folder also +x) or leave it out"
        )
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror or error}"
    return f"cannot be read: {error}"


def _glob_pattern(glob: str) -> re.Pattern[str]:
    """Compile a glob for paths below a folder: `*` stays in one folder, `**/` crosses any
    number."""
    if "/" not in glob:
        glob = "**/" + glob
    parts = []
    for token in re.findall(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\]|.", glob.removeprefix("./"), re.S):
        if token == "**/":
            parts.append("(?:[^/]+/)*")
        elif token == "**":
            parts.append(".*")
        elif token == "*":
            parts.append("[^/]*")
        elif token == "?":
            parts.append("[^/]")
        elif len(token) > 1:
            inner = token[1:-1].replace("\\", "\\\\").replace("[", "\\[")
            parts.append(f"[^/{inner[1:]}]" if inner.startswith("!") else f"[{inner}]")
        else:
            parts.append(re.escape(token))
    return re.compile("".join(parts), re.S)
