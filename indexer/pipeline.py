"""From files to batches, in this process or in several.

A task is a piece of input that can be worked on alone: some small files, a chunk of a JSON Lines
file, or items that were read here because the file is one stream (a large CSV or archive, the
standard input).  Workers read, extract, fold and segment; what they return is added in the order of
the tasks, so the number of workers changes nothing in the index.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event

from jianbao.errors import JianbaoError
from jianbao.indexer.article import Article
from jianbao.indexer.batches import MAX_BATCH, Batch, BatchAnalyzer, content_hash
from jianbao.indexer.extraction import extract_page, extract_record
from jianbao.indexer.json_records import JsonlChunk, read_jsonl_lines
from jianbao.indexer.records import FieldMapper, Page, Record, SourceFailure
from jianbao.indexer.schema import Schema
from jianbao.indexer.segmentation import segmenter_for
from jianbao.indexer.sources import read_source

Item = Page | Record | SourceFailure
_BATCH_CHARS = 1_000_000
"""Code points of article text after which a batch is full."""


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of one source.  `known` maps the ids that the index has of it to content hashes."""

    origin: str
    content: JsonlChunk | Sequence[Item] | None
    encoding: str | None = None
    columns: Mapping[str, str] | None = None
    known: Mapping[str, int] | None = None


@dataclass(slots=True)
class Outcome:
    """What came of a task: batches with new and changed articles, and the ids that did not change."""

    origin: str
    batches: list[Batch] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failures: list[SourceFailure] = field(default_factory=list)


class Pipeline:
    """Work on tasks.  With one job everything happens in this process."""

    def __init__(self, schema: Schema, user_dict: str | None, jobs: int) -> None:
        self._arguments = (schema, user_dict)
        self._jobs = jobs

    def run(self, bundles: Iterable[list[Task]]) -> Iterator[list[Outcome]]:
        """Give the outcomes of each bundle of tasks, in order."""
        if self._jobs <= 1:
            worker = Worker(*self._arguments)
            for bundle in bundles:
                yield worker.work(bundle)
            return
        # A fresh interpreter for each worker: forking a process that has threads is not safe.
        context = multiprocessing.get_context("spawn")
        stop = context.Event()
        with ProcessPoolExecutor(
            self._jobs, context, initializer=_start_worker, initargs=(*self._arguments, stop)
        ) as pool:
            waiting: deque[Future[list[Outcome]]] = deque()
            try:
                for bundle in bundles:
                    with _interrupts_blocked():
                        waiting.append(pool.submit(_work, bundle))
                    if len(waiting) > 2 * self._jobs:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            except BrokenProcessPool as error:
                raise JianbaoError(
                    "a worker process was killed, perhaps for want of memory; use fewer jobs"
                ) from error
            finally:
                stop.set()
                pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Let processes that are started meanwhile inherit that Ctrl-C is not for them.

    Ctrl-C reaches every process of a terminal; only this one is to end the work, in good order.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Worker:
    """Do tasks one after the other."""

    def __init__(self, schema: Schema, user_dict: str | None, stop: Event | None = None) -> None:
        self._stop = stop
        self._analyzer = BatchAnalyzer(schema, segmenter_for(user_dict))

    def work(self, bundle: Sequence[Task]) -> list[Outcome]:
        """Do the tasks of a bundle."""
        return [self._do(task) for task in bundle]

    def _do(self, task: Task) -> Outcome:
        outcome = Outcome(task.origin)
        articles: list[Article] = []
        size = 0
        for article in _articles(task, outcome.failures):
            if self._stop and self._stop.is_set():
                break  # nobody waits for the outcome any more
            if task.known and task.known.get(article.id) == content_hash(article):
                outcome.unchanged.append(article.id)
                continue
            articles.append(article)
            size += len(article.body)
            if size > _BATCH_CHARS or len(articles) == MAX_BATCH:
                self._analyse(articles, outcome)
                articles, size = [], 0
        if articles:
            self._analyse(articles, outcome)
        return outcome

    def _analyse(self, articles: list[Article], outcome: Outcome) -> None:
        outcome.batches.append(self._analyzer.analyse(articles, outcome.origin))


def _articles(task: Task, failures: list[SourceFailure]) -> Iterator[Article]:
    """Read a task's articles; whatever goes wrong with one source stays with that source."""
    try:
        for item in _items(task):
            if isinstance(item, SourceFailure):
                failures.append(item)
            elif isinstance(item, Page):
                yield from extract_page(item.text, item.path, stated=item.stated)
            else:
                article, failure = extract_record(item)
                if failure is not None:
                    failures.append(failure)
                yield article
    except JianbaoError as error:
        failures.append(SourceFailure(task.origin, str(error)))


def _items(task: Task) -> Iterable[Item]:
    content = task.content
    if content is None:
        return read_source(task.origin, encoding=task.encoding, columns=task.columns)
    if isinstance(content, JsonlChunk):
        return read_jsonl_lines(
            content.lines(),
            content.path,
            content.first_number,
            content.first_offset,
            encoding=content.encoding,
            mapper=FieldMapper(task.columns),
        )
    return content


_worker: Worker | None = None
"""The worker of this process, where this process is one of a pool."""


def _start_worker(schema: Schema, user_dict: str | None, stop: Event) -> None:
    global _worker
    _worker = Worker(schema, user_dict, stop)


def _work(bundle: list[Task]) -> list[Outcome]:
    assert _worker is not None
    return _worker.work(bundle)
