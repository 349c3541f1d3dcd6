"""Bring an index in line with files: new, changed and vanished ones, and nothing else.

A file whose size and time are as remembered is not even opened; one with the same content is not
read further; of a changed file only the articles that changed are analysed.  Articles of a file that
no longer exists go; those of a file that can no longer be read stay, and the file is reported.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from jianbao.indexer.columns import allowed_below
from jianbao.indexer.directory import Directory
from jianbao.indexer.json_records import split_jsonl
from jianbao.indexer.pipeline import Item, Outcome, Pipeline, Task
from jianbao.indexer.records import STDIN, SourceFailure, SourceFile
from jianbao.indexer.source_state import FileState, SourceState, digest
from jianbao.indexer.sources import list_sources, read_source
from jianbao.indexer.writer import IndexWriter

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes to do."""
_BUNDLE_BYTES = 1 << 20
"""Small files that one worker gets at a time, in bytes together."""
_STREAM_BYTES = 8 << 20
"""Size from which an archive or table is read here and worked on in pieces."""
_STREAMED = (".csv", ".tsv", ".zip", ".gz")
_ITEMS_CHARS = 1_000_000
_SMALL_JOB = 4 << 20
"""Bytes below which starting worker processes would take longer than the work."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What `sync` did, in articles; `failed` lists what could not be read."""

    added: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    failed: tuple[SourceFailure, ...] = ()
    articles: int = 0
    """Articles in the index afterwards."""
    seconds: float = 0.0
    sources: int = 0
    """Files that were found to read, unchanged ones included."""

    @property
    def changed(self) -> bool:
        """Tell whether the index is another than before."""
        return bool(self.added or self.updated or self.deleted)

    def to_dict(self) -> dict[str, Any]:
        """Give the report as the command line's `--json` shows it."""
        return {
            "added": self.added,
            "updated": self.updated,
            "deleted": self.deleted,
            "unchanged": self.unchanged,
            "failed": [asdict(failure) for failure in self.failed],
            "articles": self.articles,
            "seconds": round(self.seconds, 3),
        }


@dataclass(slots=True)
class _Origin:
    """The work on one file: what the index had of it and what was seen now."""

    state: FileState | None
    known: dict[str, int]
    docs: dict[str, tuple[int, int]]
    seen: set[str] = field(default_factory=set)
    articles: int = 0
    failures: list[SourceFailure] = field(default_factory=list)


def sync(
    directory: Directory,
    writer: IndexWriter,
    paths: Sequence[str | Path],
    *,
    glob: str | None = None,
    exclude: Sequence[str] = (),
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> SyncReport:
    """Update the index through an open writer, which the caller commits.

    The report counts the articles that were there before and the changes, not those of other calls
    in the same commit.
    """
    began = time.perf_counter()
    with SourceState(directory.path) as state:
        job = _Job(directory, writer, state, encoding, columns)
        files = job.changed_files(list_sources(paths, glob=glob, exclude=exclude))
        size = sum(file.size for file in files)
        workers = 1 if size < _SMALL_JOB else jobs
        pipeline = Pipeline(writer.manifest.schema, directory.user_dictionary(), workers)
        for outcomes in pipeline.run(job.bundles(files)):
            for outcome in outcomes:
                job.add(outcome)
            if progress:
                progress(job.bytes_done, size)
        job.finish_origins()
        job.delete_vanished(paths)

    def remember() -> None:
        with SourceState(directory.path) as state:
            state.save(job.new_states, job.vanished)

    # Not before: what is remembered as indexed must be there.
    writer.after_commit(remember)
    return SyncReport(
        added=job.added,
        updated=job.updated,
        deleted=job.deleted,
        unchanged=job.unchanged,
        failed=tuple(job.failures),
        articles=writer.manifest.articles + job.added - job.deleted,
        seconds=time.perf_counter() - began,
        sources=job.sources,
    )


class _Job:
    """The running counts and the files of one `sync`."""

    def __init__(
        self,
        directory: Directory,
        writer: IndexWriter,
        state: SourceState,
        encoding: str | None,
        columns: Mapping[str, str] | None,
    ) -> None:
        self._directory = directory
        self._writer = writer
        self._state = state
        self._known_paths = state.paths()
        self._encoding = encoding
        self._columns = columns
        self._origins: dict[str, _Origin] = {}
        self._listed: set[str] = set()
        self.failures: list[SourceFailure] = []
        self.new_states: list[FileState] = []
        self.vanished: list[str] = []
        self.added = self.updated = self.deleted = self.unchanged = 0
        self.sources = 0
        self.bytes_done = 0

    def changed_files(self, found: Iterator[SourceFile | SourceFailure]) -> list[SourceFile]:
        """Choose the files that have to be read."""
        changed = []
        for file in found:
            if isinstance(file, SourceFailure):
                self.failures.append(file)
                continue
            self._listed.add(file.path)
            self.sources += 1
            if file.path == STDIN:
                changed.append(file)
                self._origins[STDIN] = _Origin(None, {}, {})
                continue
            old = self._state.get(file.path) if file.path in self._known_paths else None
            if old and (old.size, old.mtime_ns) == (file.size, file.mtime_ns):
                self._leave(old)
                continue
            try:
                content = digest(file.path)
            except OSError as error:
                self.failures.append(SourceFailure(file.path, f"cannot be read: {error.strerror}"))
                continue
            state = FileState(file.path, file.size, file.mtime_ns, content)
            if old and old.digest == content:
                self._leave(old)
                self.new_states.append(replace(old, mtime_ns=file.mtime_ns))
                continue
            changed.append(file)
            known, docs = self._indexed(file.path) if self._writer.segments else ({}, {})
            self._origins[file.path] = _Origin(state, known, docs)
        return changed

    def _leave(self, state: FileState) -> None:
        """Count an unchanged file's articles and report its failures again."""
        self.unchanged += state.articles
        self.failures.extend(SourceFailure(path, error) for path, error in state.failures)

    def _docs(self, origin: str) -> list[tuple[int, int]]:
        """Give the live articles of a file: (segment, article number)."""
        found = []
        for number, segment in enumerate(self._writer.segments):
            column = segment.column("origin")
            if column.find(origin) < 0:
                continue
            mask = column.docs_with(allowed_below(column, [origin]))
            if segment.live is not None:
                mask &= segment.live
            found += [(number, doc) for doc in np.flatnonzero(mask).tolist()]
        return found

    def _indexed(self, origin: str) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
        """Give the content hash and the place of each article that the index has of a file."""
        known: dict[str, int] = {}
        places: dict[str, tuple[int, int]] = {}
        for number, doc in self._docs(origin):
            segment = self._writer.segments[number]
            id = segment.id(doc)
            known[id] = int(segment.file["hashes"][doc])
            places[id] = (number, doc)
        return known, places

    def bundles(self, files: Sequence[SourceFile]) -> Iterator[list[Task]]:
        """Divide the files into bundles of tasks."""
        bundle: list[Task] = []
        size = 0
        for file in files:
            path = file.path
            if path == STDIN or (file.size > _STREAM_BYTES and path.lower().endswith(_STREAMED)):
                yield from ([self._task(path, items)] for items in self._pieces(path))
                self.bytes_done += file.size
            elif path.lower().endswith((".jsonl", ".ndjson")):
                for chunk in split_jsonl(path, encoding=self._encoding):
                    if isinstance(chunk, SourceFailure):
                        yield [self._task(path, [chunk])]
                    else:
                        yield [self._task(path, chunk)]
                        self.bytes_done += len(chunk.data)
            else:
                bundle.append(self._task(path, None))
                size += file.size
                if size >= _BUNDLE_BYTES:
                    yield bundle
                    self.bytes_done += size
                    bundle, size = [], 0
        if bundle:
            yield bundle
            self.bytes_done += size

    def _task(self, path: str, content: Any) -> Task:
        known = self._origins[path].known
        return Task(path, content, self._encoding, self._columns, known or None)

    def _pieces(self, path: str) -> Iterator[list[Item]]:
        items: list[Item] = []
        size = 0
        for item in read_source(path, encoding=self._encoding, columns=self._columns):
            items.append(item)
            if not isinstance(item, SourceFailure):
                size += len(item.text) if hasattr(item, "text") else len(str(item.fields["body"]))
            if size > _ITEMS_CHARS:
                yield items
                items, size = [], 0
        if items:
            yield items

    def add(self, outcome: Outcome) -> None:
        """Hand the articles of an outcome to the writer and note what was seen."""
        origin = self._origins[outcome.origin]
        for batch in outcome.batches:
            self._writer.add(batch)
            updated = sum(id in origin.known for id in batch.ids) if origin.known else 0
            self.updated += updated
            self.added += len(batch) - updated
            if origin.known:
                origin.seen.update(batch.ids)
            origin.articles += len(batch)
        self.unchanged += len(outcome.unchanged)
        origin.articles += len(outcome.unchanged)
        origin.seen.update(outcome.unchanged)
        origin.failures.extend(outcome.failures)

    def finish_origins(self) -> None:
        """Delete what is no longer in files that were read whole; remember the files."""
        for origin in self._origins.values():
            self.failures.extend(origin.failures)
            gone = origin.known.keys() - origin.seen
            if origin.failures:
                self.unchanged += len(gone)
                origin.articles += len(gone)
            else:
                for id in gone:
                    segment, doc = origin.docs[id]
                    self._writer.delete(segment, [doc])
                self.deleted += len(gone)
            if origin.state:
                failures = tuple((each.path, each.error) for each in origin.failures)
                self.new_states.append(
                    replace(origin.state, articles=origin.articles, failures=failures)
                )

    def delete_vanished(self, paths: Sequence[str | Path]) -> None:
        """Delete the articles of files that were below the given paths and are no more."""
        failed = {failure.path for failure in self.failures}
        roots = [Path(os.path.abspath(path)) for path in paths if str(path) != STDIN]
        roots = [root for root in roots if str(root) not in failed]
        for path in sorted(self._known_paths - self._listed):
            parents = {Path(path), *Path(path).parents}
            if any(root in parents for root in roots) and _is_gone(path):
                self.vanished.append(path)
                for segment, doc in self._docs(path):
                    self._writer.delete(segment, [doc])
                    self.deleted += 1


def _is_gone(path: str) -> bool:
    """Tell whether a file certainly does not exist; one that cannot be looked at may."""
    try:
        Path(path).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
