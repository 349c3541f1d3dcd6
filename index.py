"""The index as a program sees it: open, fill, search.

    with jianbao.open_index("clips", create=True) as index:
        index.sync(["pages/"])
        for hit in index.search("氢能 项目", region="北京市", facets=["date"]):
            print(hit.title, hit.snippet.text)

Searching is safe from any number of threads and processes, also while one writes: a search sees one
commit, and an open index notices new commits by itself.  Writing takes the one lock of the index for
as long as a call lasts, or for a `with index.batch():`.
"""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock, RLock
from types import TracebackType
from typing import TYPE_CHECKING

from jianbao.errors import IndexCorrupt, IndexNotFound
from jianbao.indexer.article import Article
from jianbao.indexer.directory import WORDS, Directory
from jianbao.indexer.prefix_dictionary import PrefixDictionary
from jianbao.indexer.schema import Schema
from jianbao.search.periods import filter_span
from jianbao.search.ranking import Sort
from jianbao.search.searcher import Filters, Searcher
from jianbao.search.snapshot import Snapshot

if TYPE_CHECKING:
    from jianbao.indexer.segmentation import Segmenter
    from jianbao.indexer.sync import Progress, SyncReport
    from jianbao.indexer.writer import IndexWriter
    from jianbao.search.query import Query
    from jianbao.search.results import Results
    from jianbao.search.snippets import Snippet

MEMORY = 512 << 20
"""Default budget for indexing, in bytes."""
_CLOCK_TICK = 50_000_000
"""Nanoseconds within which two changes of a folder may bear the same time."""
OneOrMany = str | Sequence[str]


@dataclass(frozen=True, slots=True)
class Stats:
    """What an index holds."""

    articles: int
    deleted: int
    """Articles that are deleted but still take room until a merge."""
    segments: int
    size: int
    """Bytes of all files of the index."""
    generation: int
    facets: tuple[str, ...]
    user_dictionary: bool


def open_index(
    path: str | os.PathLike[str],
    *,
    create: bool = False,
    facets: Sequence[str] = (),
    user_dict: str | None = None,
) -> Index:
    """Open the index in a folder.

    With `create`, an index is made when there is none.  `facets` are fields of `Article.extra` that
    it can be narrowed and counted by; `user_dict` is the text of a dictionary in jieba's format.
    Both belong to the index from then on; asking for others later raises `IndexFault`.  Raises
    `IndexNotFound`, `IndexCorrupt`, `IndexVersion`.
    """
    directory = Directory(Path(path))
    try:
        manifest = directory.manifest()
    except IndexNotFound:
        if not create:
            raise
        manifest = directory.create(Schema(tuple(facets)), user_dict)
    else:
        directory.check_settings(manifest, facets, user_dict)
    return Index(directory)


class Index:
    """An open index; see `open_index`."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._lock = Lock()
        self._writing = RLock()
        self._writer: IndexWriter | None = None
        self._closed = False
        self._seen_mtime = -1
        self._generation = -1
        self._searcher: Searcher
        self._snapshot: Snapshot
        self._schema = Schema()
        self.refresh()

    @property
    def path(self) -> Path:
        """The folder of the index."""
        return self._directory.path

    @property
    def facets(self) -> tuple[str, ...]:
        """The names that can be counted and filtered by."""
        return self._schema.columns

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index; further calls raise `ValueError`."""
        self._closed = True

    def refresh(self) -> bool:
        """Look for a newer commit and use it; tell whether there was one."""
        with self._lock:
            mtime = self._folder_mtime()
            # A commit may follow within the same tick of the file system's clock: look again then.
            settled = time.time_ns() - mtime > _CLOCK_TICK
            manifest, segments = self._directory.open_segments()
            self._seen_mtime = mtime if settled else -1
            if manifest.generation == self._generation:
                return False
            self._generation = manifest.generation
            self._schema = manifest.schema
            self._snapshot = Snapshot(segments)
            self._searcher = Searcher(
                self._snapshot,
                manifest.schema.columns,
                lambda: self._words,
                lambda word: self._is_word(word),
            )
            return True

    def _folder_mtime(self) -> int:
        try:
            return os.stat(self.path).st_mtime_ns
        except OSError as error:
            raise IndexNotFound(str(self.path), f"the index {self.path} is gone") from error

    def _current(self) -> Searcher:
        """Give the searcher of the newest commit."""
        if self._closed:
            raise ValueError("the index is closed")
        if self._folder_mtime() != self._seen_mtime:
            self.refresh()
        return self._searcher

    @cached_property
    def _words(self) -> PrefixDictionary:
        return PrefixDictionary(self.path / WORDS)

    @cached_property
    def _is_word(self) -> Callable[[str], bool]:
        return lru_cache(4096)(self._words.has_word)

    @cached_property
    def _segmenter(self) -> Segmenter:
        from jianbao.indexer.segmentation import segmenter_for

        return segmenter_for(self._directory.user_dictionary())

    # Reading

    def search(
        self,
        query: str | Query = "",
        *,
        region: OneOrMany | None = None,
        since: str | None = None,
        until: str | None = None,
        date: str | None = None,
        filters: Mapping[str, OneOrMany] | None = None,
        facets: Sequence[str] = (),
        limit: int = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        today: datetime.date | None = None,
    ) -> Results:
        """Find articles.

        `query` is query text or a tree; an empty one matches everything.  `region` takes any name
        that means one region, or several names; `since`, `until` and `date` any usual spelling of a
        day, month or year, all included.  `filters` narrows by other facets.  `sort` is `relevance`,
        `newest` or `oldest`.  `today` is what 去年 and 昨天 refer to.  Raises `QueryError` (with
        `RegionError` and `DateError`) for what the user can mend and `LimitError` for too much.
        """
        return self._current().search(
            query,
            filters=_conditions(region, since, until, date, filters, today),
            facets=facets,
            limit=limit,
            offset=offset,
            sort=sort,
            today=today,
        )

    def get(self, id: str) -> Article | None:
        """Give the article with an id, or None."""
        for view in self._current().snapshot.views:
            doc = view.reader.find_id(id)
            if doc >= 0 and (view.reader.live is None or view.reader.live[doc]):
                return view.reader.article(doc)
        return None

    def articles(
        self,
        query: str | Query = "",
        *,
        region: OneOrMany | None = None,
        since: str | None = None,
        until: str | None = None,
        date: str | None = None,
        filters: Mapping[str, OneOrMany] | None = None,
    ) -> Iterator[Article]:
        """Give all articles that a search matches, in the order of the index.

        The query is not relaxed, and nothing is ranked, so there may be any number of them.
        """
        searcher = self._current()
        found = searcher.matching(query, _conditions(region, since, until, date, filters))
        for view, docs in zip(searcher.snapshot.views, found, strict=True):
            yield from map(view.reader.article, docs.tolist())

    def highlight(self, article: Article, query: str | Query) -> Snippet:
        """Mark the words of a query in the whole body of an article."""
        return self._current().highlight(article.body, query)

    def __len__(self) -> int:
        return self._current().snapshot.live_count

    def stats(self) -> Stats:
        """Count what the index holds."""
        snapshot = self._current().snapshot
        return Stats(
            articles=snapshot.live_count,
            deleted=snapshot.doc_count - snapshot.live_count,
            segments=len(snapshot.views),
            size=sum(path.stat().st_size for path in self.path.iterdir() if path.is_file()),
            generation=self._generation,
            facets=self._schema.columns,
            user_dictionary=self._directory.user_dictionary() is not None,
        )

    def check(self) -> list[str]:
        """Verify every checksum and whether counts agree; give the faults found, in plain words."""
        faults = []
        _, segments = self._directory.open_segments()
        try:
            self._words.verify()
        except IndexCorrupt as error:
            faults.append(str(error))
        for segment in segments:
            try:
                segment.verify()
            except IndexCorrupt as error:
                faults.append(str(error))
        return faults

    # Writing

    def sync(
        self,
        paths: Sequence[str | os.PathLike[str]],
        *,
        glob: str | None = None,
        exclude: Sequence[str] = (),
        encoding: str | None = None,
        columns: Mapping[str, str] | None = None,
        jobs: int = 1,
        memory: int = MEMORY,
        wait: float = 0.0,
        progress: Progress | None = None,
    ) -> SyncReport:
        """Index new and changed files of `paths` (files, folders, `-`), drop vanished ones.

        `glob` chooses among the files in folders, `exclude` leaves files and folders out.
        `columns` maps fields to the columns or keys of tables and JSON.  `jobs` is the number of
        processes, `memory` a budget in bytes.  What could not be read is in the report's `failed`.
        Raises `IndexLocked` when another writer holds the index for longer than `wait` seconds.
        """
        from jianbao.indexer.sync import sync

        began = time.perf_counter()
        with self._write(memory, wait) as writer:
            report = sync(
                self._directory,
                writer,
                [os.fspath(path) for path in paths],
                glob=glob,
                exclude=exclude,
                encoding=encoding,
                columns=columns,
                jobs=jobs,
                progress=progress,
            )
        if self._writer is None:
            report = replace(report, articles=len(self))
        return replace(report, seconds=time.perf_counter() - began)

    def add(self, *articles: Article, wait: float = 0.0) -> list[str]:
        """Add articles, or replace those with the same ids; give the ids."""
        return self.add_all(articles, wait=wait)

    update = add

    def add_all(
        self, articles: Iterable[Article], *, memory: int = MEMORY, wait: float = 0.0
    ) -> list[str]:
        """Add any number of articles in one commit; give the ids."""
        from jianbao.indexer.batches import BatchAnalyzer
        from jianbao.indexer.extraction import article_id

        ids: list[str] = []
        with self._write(memory, wait) as writer:
            analyzer = BatchAnalyzer(self._schema, self._segmenter)
            for chunk in _chunks(articles):
                named = []
                for article in chunk:
                    if not article.id:
                        path = article.source.path if article.source else ""
                        key = f"{article.title}\0{article.body}"
                        article = replace(article, id=article_id(path, key, 0))
                    named.append(article)
                ids += [article.id for article in named]
                writer.add(analyzer.analyse(named))
        return ids

    def delete(self, *ids: str, wait: float = 0.0) -> int:
        """Delete articles by id; give how many there were."""
        with self._write(MEMORY, wait) as writer:
            return sum(map(writer.delete_id, dict.fromkeys(ids)))

    def delete_matching(
        self,
        query: str | Query,
        *,
        region: OneOrMany | None = None,
        since: str | None = None,
        until: str | None = None,
        date: str | None = None,
        filters: Mapping[str, OneOrMany] | None = None,
        wait: float = 0.0,
    ) -> int:
        """Delete all articles that a search matches; give how many.  The query is not relaxed."""
        conditions = _conditions(region, since, until, date, filters)
        with self._write(MEMORY, wait) as writer:
            searcher = self._current()
            count = 0
            for number, docs in enumerate(searcher.matching(query, conditions)):
                writer.delete(number, docs)
                count += len(docs)
            return count

    @contextmanager
    def batch(self, *, memory: int = MEMORY, wait: float = 0.0) -> Iterator[None]:
        """Make all writing inside the `with` one commit; an exception undoes all of it."""
        with self._write(memory, wait):
            yield

    @contextmanager
    def _write(self, memory: int, wait: float) -> Iterator[IndexWriter]:
        """Hold the lock and a writer; commit at the end of the outermost block."""
        from jianbao.indexer.writer import IndexWriter

        with self._writing:
            if self._writer is not None:
                yield self._writer
                return
            if self._closed:
                raise ValueError("the index is closed")
            with self._directory.write_lock(wait):
                self.refresh()
                self._writer = IndexWriter(self._directory, memory)
                try:
                    yield self._writer
                    self._writer.commit()
                except BaseException:
                    self._writer.abort()
                    raise
                finally:
                    self._writer = None
            self.refresh()


def _conditions(
    region: OneOrMany | None,
    since: str | None,
    until: str | None,
    date: str | None,
    filters: Mapping[str, OneOrMany] | None,
    today: datetime.date | None = None,
) -> Filters:
    values = {name: _many(value) for name, value in (filters or {}).items()}
    if region:
        values["region"] = _many(region)
    return Filters(values, filter_span(since, until, date, today))


def _many(value: OneOrMany) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _chunks(articles: Iterable[Article], chars: int = 1_000_000) -> Iterator[list[Article]]:
    """Divide articles into lists of about so many code points, at most 65,536 articles each."""
    chunk: list[Article] = []
    size = 0
    for article in articles:
        chunk.append(article)
        size += len(article.body)
        if size > chars or len(chunk) == 1 << 16:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


__all__ = ["Index", "Stats", "open_index"]
