"""What is known of the files that were indexed, so that unchanged ones are left alone.

A small SQLite database beside the index.  It only saves work: the index itself knows which articles
came from which file, and a lost or older state makes the next `sync` read files again, no more.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import astuple, dataclass
from hashlib import blake2b
from pathlib import Path

FILE = "sources.sqlite3"


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was indexed; `failures` are (path, error) pairs to report again."""

    path: str
    size: int
    mtime_ns: int
    digest: str
    articles: int = 0
    failures: tuple[tuple[str, str], ...] = ()


class SourceState:
    """Read and write file states; use it as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / FILE)
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, size INTEGER,"
            " mtime_ns INTEGER, digest TEXT, articles INTEGER, failures TEXT) WITHOUT ROWID"
        )

    def __enter__(self) -> SourceState:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def get(self, path: str) -> FileState | None:
        """Give the state of a file."""
        with closing(self._database.execute("SELECT * FROM files WHERE path = ?", [path])) as rows:
            row = rows.fetchone()
        if row is None:
            return None
        _, size, mtime_ns, content, articles, failures = row
        told = tuple((place, error) for place, error in json.loads(failures))
        return FileState(path, size, mtime_ns, content, articles, told)

    def paths(self) -> set[str]:
        """Give the paths of all known files."""
        with closing(self._database.execute("SELECT path FROM files")) as rows:
            return {path for (path,) in rows}

    def save(self, states: Iterable[FileState], removed: Iterable[str]) -> None:
        """Store new states and forget removed files, at once."""
        with self._database:
            self._database.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
                [(*astuple(each)[:-1], json.dumps(each.failures)) for each in states],
            )
            self._database.executemany(
                "DELETE FROM files WHERE path = ?", [(path,) for path in removed]
            )


def digest(path: str) -> str:
    """Hash the content of a file."""
    state = blake2b(digest_size=16)
    with Path(path).open("rb") as file:
        while chunk := file.read(1 << 20):
            state.update(chunk)
    return state.hexdigest()
