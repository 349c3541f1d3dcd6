"""The folder that holds an index: its manifests, segment files and lock.

A manifest `_MAIN_<generation>.manifest` (JSON and its CRC-32) names the files of one commit.  A commit
writes and syncs its new files first, then the manifest under a temporary name, renames it, and syncs
the folder; a crash at any point leaves the previous commit whole.  Readers take the newest manifest
and never wait.  A Whoosh table of contents of the same generation is written beside it, so that
programs that know only Whoosh can open the index; jianbao itself never reads that pickle.
"""

from __future__ import annotations

import json
import os
import re
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from jianbao.errors import IndexCorrupt, IndexFault, IndexLocked, IndexNotFound, IndexVersion
from jianbao.indexer.arrays import Array, ArrayFile, ArrayFileWriter
from jianbao.indexer.prefix_dictionary import write_prefix_dictionary
from jianbao.indexer.schema import USER_DICTIONARY, Schema
from jianbao.indexer.segments import SegmentReader

FORMAT = 1
NAME = "MAIN"
"""Whoosh's default name of an index; part of every file name."""
WORDS = "dictionary.words"
"""File of all dictionary words, mapped by readers to cut queries without loading a segmenter."""
SEGMENT_SUFFIX = ".segment"
_MANIFEST = re.compile(rf"_{NAME}_(\d+)\.manifest")
_TOC = re.compile(rf"_{NAME}_(\d+)\.toc")
_ATTEMPTS = 10
"""How often a reader looks again when a writer changes the folder under its eyes."""
_LOCK = f"{NAME}_WRITELOCK"
"""The name that Whoosh's own writers lock, so that neither writes while the other does."""


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """One segment of a commit: its name, the file of its deletions, and counts."""

    name: str
    docs: int
    deleted_file: str | None = None
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one commit consists of."""

    generation: int = 0
    schema: Schema = field(default_factory=Schema)
    segments: tuple[SegmentEntry, ...] = ()

    @property
    def articles(self) -> int:
        """Count the live articles."""
        return sum(each.docs - each.deleted for each in self.segments)


class Directory:
    """Read and write the files of an index in a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, schema: Schema, user_dictionary: str | None = None) -> Manifest:
        """Make a new, empty index; the folder may exist if it is empty."""
        if self.path.is_dir() and any(self.path.iterdir()):
            raise IndexFault(
                str(self.path),
                f"{self.path} is not empty and holds no index; choose another folder",
            )
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IndexFault(
                str(self.path), f"cannot make the index folder {self.path}: {error.strerror}"
            ) from error
        if user_dictionary:
            (self.path / USER_DICTIONARY).write_text(user_dictionary, encoding="utf-8")
        with (self.path / WORDS).open("wb") as file:
            write_prefix_dictionary(file, user_dictionary)
        manifest = Manifest(schema=schema)
        self.commit(manifest)
        return manifest

    def check_settings(
        self, manifest: Manifest, facets: Sequence[str], user_dictionary: str | None
    ) -> None:
        """Raise `IndexFault` when an index was made with other facets or another dictionary."""
        missing = [name for name in facets if name not in manifest.schema.columns]
        if missing:
            raise IndexFault(
                str(self.path),
                f"the index {self.path} was made without the facet {missing[0]!r}; "
                "facets are declared when an index is made",
            )
        if user_dictionary is not None and user_dictionary != self.user_dictionary():
            raise IndexFault(
                str(self.path),
                f"the index {self.path} was made with another user dictionary; "
                "make a new index to use this one",
            )

    def user_dictionary(self) -> str | None:
        """Give the user dictionary that the index was made with."""
        path = self.path / USER_DICTIONARY
        return path.read_text(encoding="utf-8") if path.exists() else None

    def manifest(self) -> Manifest:
        """Read the newest commit, also while a writer replaces it."""
        for _ in range(_ATTEMPTS):
            # In this order: a commit writes its table of contents after its manifest.
            foreign = max(self._generations(_TOC), default=0)
            generations = self._generations(_MANIFEST)
            if not generations:
                continue
            newest = max(generations)
            if foreign > newest:
                raise IndexCorrupt(
                    str(self.path),
                    f"another Whoosh program has written to {self.path}; index the sources again",
                )
            try:
                return self._read(self.path / f"_{NAME}_{newest}.manifest")
            except FileNotFoundError:
                continue
        if self.path.is_file():
            raise IndexNotFound(str(self.path), f"{self.path} is a file, not an index folder")
        raise IndexNotFound(
            str(self.path), f"there is no index in {self.path}; make one with: jianbao index"
        )

    def _generations(self, pattern: re.Pattern[str]) -> list[int]:
        try:
            names = [path.name for path in self.path.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        return [int(match[1]) for match in map(pattern.fullmatch, names) if match]

    def _read(self, path: Path) -> Manifest:
        content = path.read_text(encoding="utf-8", errors="replace")
        text, _, crc = content.rstrip("\n").rpartition("\n")
        if crc != f"{zlib.crc32(text.encode()):08x}":
            raise IndexCorrupt(
                str(self.path), f"{path.name} has a wrong checksum; index the sources again"
            )
        data: dict[str, Any] = json.loads(text)
        if data["format"] != FORMAT:
            raise IndexVersion(
                str(self.path),
                f"{self.path} has index format {data['format']}, this jianbao reads {FORMAT}; "
                "export with the jianbao that wrote it and index again",
            )
        return Manifest(
            generation=data["generation"],
            schema=Schema(facets=tuple(data["facets"])),
            segments=tuple(SegmentEntry(**each) for each in data["segments"]),
        )

    def commit(self, manifest: Manifest) -> None:
        """Make a manifest, whose files are complete, the current one; then drop unused files."""
        text = json.dumps(
            {
                "format": FORMAT,
                "generation": manifest.generation,
                "facets": manifest.schema.facets,
                "segments": [asdict(each) for each in manifest.segments],
            },
            ensure_ascii=False,
            indent=1,
        )
        name = f"_{NAME}_{manifest.generation}.manifest"
        temporary = self.path / f"{name}.new"
        with temporary.open("w", encoding="utf-8") as file:
            file.write(f"{text}\n{zlib.crc32(text.encode()):08x}\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.path / name)
        self._sync_folder()
        self._write_whoosh_toc(manifest)
        self.clean(manifest)

    def _sync_folder(self) -> None:
        # Windows cannot open a folder; its rename is durable without this.
        if os.name == "posix":
            descriptor = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _write_whoosh_toc(self, manifest: Manifest) -> None:
        from jianbao.indexer.codec import write_toc

        deleted = {each.name: self.deleted(each) for each in manifest.segments}
        write_toc(self.path, manifest, deleted, self.user_dictionary())

    def clean(self, manifest: Manifest) -> None:
        """Remove what neither this manifest nor the index as a whole needs."""
        keep = {_LOCK}
        keep |= {f"_{NAME}_{manifest.generation}.{suffix}" for suffix in ("manifest", "toc")}
        for entry in manifest.segments:
            keep.add(entry.name + SEGMENT_SUFFIX)
            if entry.deleted_file:
                keep.add(entry.deleted_file)
        for path in list(self.path.iterdir()):
            if path.name not in keep and re.match(rf"_?{NAME}_", path.name):
                # Windows keeps a file that a reader has mapped; a later commit removes it.
                with suppress(PermissionError):
                    path.unlink(missing_ok=True)

    def new_segment_path(self) -> Path:
        """Name a new segment file."""
        return self.path / f"{NAME}_{os.urandom(8).hex()}{SEGMENT_SUFFIX}"

    def segment_path(self, entry: SegmentEntry) -> Path:
        """Give the path of a segment's file."""
        return self.path / (entry.name + SEGMENT_SUFFIX)

    def deleted(self, entry: SegmentEntry) -> Array:
        """Read the numbers of a segment's deleted articles."""
        if entry.deleted_file is None:
            return np.zeros(0, dtype=np.int64)
        return ArrayFile(self.path / entry.deleted_file)["deleted"]

    def with_deletions(self, entry: SegmentEntry, deleted: Array, generation: int) -> SegmentEntry:
        """Write a segment's deletions (all of them, ascending) and give the new entry."""
        name = f"{entry.name}.{generation}.deleted"
        file = ArrayFileWriter(self.path / name)
        file.add("deleted", deleted)
        file.close()
        return replace(entry, deleted_file=name, deleted=len(deleted))

    def open_segment(self, entry: SegmentEntry) -> SegmentReader:
        """Map a segment."""
        return SegmentReader(self.segment_path(entry), self.deleted(entry))

    def open_segments(self) -> tuple[Manifest, list[SegmentReader]]:
        """Map all segments of the newest commit, also while a writer replaces it."""
        for attempt in range(_ATTEMPTS):
            manifest = self.manifest()
            try:
                return manifest, [self.open_segment(entry) for entry in manifest.segments]
            except FileNotFoundError as error:
                # A writer has removed the files of the manifest that was just read.
                if self.manifest().generation == manifest.generation:
                    missing = Path(error.filename).name
                    raise IndexCorrupt(
                        str(self.path), f"{missing} is missing; index the sources again"
                    ) from error
                time.sleep(0.01 * attempt)
        raise IndexCorrupt(str(self.path), f"{self.path} changes faster than it can be read")

    @contextmanager
    def write_lock(self, wait: float = 0.0) -> Iterator[None]:
        """Hold the index for writing; raise `IndexLocked` when that fails for `wait` seconds.

        The lock is the operating system's, so it goes with the process that holds it.
        """
        try:
            file = (self.path / _LOCK).open("a+", encoding="utf-8")
        except OSError as error:
            raise IndexFault(
                str(self.path), f"cannot write to the index {self.path}: {error.strerror}"
            ) from error
        with file:
            deadline = time.monotonic() + wait
            while not _try_lock(file.fileno()):
                if time.monotonic() >= deadline:
                    file.seek(0)
                    holder = file.read().strip() or "another program"
                    raise IndexLocked(
                        str(self.path),
                        f"the index {self.path} is being written by {holder}; try again later",
                    )
                time.sleep(0.05)
            from socket import gethostname  # a search does not wait for this import

            file.seek(0)
            file.truncate()
            file.write(
                f"process {os.getpid()} on {gethostname()} "
                f"since {time.strftime('%Y-%m-%d %H:%M:%S')}\n"
            )
            file.flush()
            try:
                yield
            finally:
                file.seek(0)
                file.truncate()
                file.flush()
                _unlock(file.fileno())


def _locking_module() -> ModuleType:
    if os.name == "nt":
        import msvcrt

        return msvcrt
    import fcntl

    return fcntl


def _try_lock(descriptor: int) -> bool:
    module = _locking_module()
    try:
        if os.name == "nt":
            module.locking(descriptor, module.LK_NBLCK, 1)
        else:
            module.flock(descriptor, module.LOCK_EX | module.LOCK_NB)
    except OSError:
        return False
    return True


def _unlock(descriptor: int) -> None:
    module = _locking_module()
    if os.name == "nt":
        module.locking(descriptor, module.LK_UNLCK, 1)
    else:
        module.flock(descriptor, module.LOCK_UN)
