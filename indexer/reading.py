"""Read articles out of files without an index."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from jianbao.errors import SourceError
from jianbao.indexer.article import Article, Source
from jianbao.indexer.extraction import Explained, explain_page, extract_page, extract_record
from jianbao.indexer.records import Page, Record, SourceFailure
from jianbao.indexer.sources import list_sources, raw_text, read_source

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


def read_articles(
    paths: Paths,
    *,
    glob: str | None = None,
    exclude: Sequence[str] = (),
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    failures: list[SourceFailure] | None = None,
) -> Iterator[Article]:
    """Give the articles in files and folders.

    What cannot be read is appended to `failures` and the rest goes on; without such a list the
    first failure is raised as `SourceError`.
    """
    for item in _items(paths, glob, exclude, encoding, columns, failures):
        if isinstance(item, Page):
            yield from extract_page(item.text, item.path, stated=item.stated)
        else:
            article, failure = extract_record(item)
            if failure is not None:
                _report(failure, failures)
            yield article


def explain_articles(
    paths: Paths,
    *,
    glob: str | None = None,
    exclude: Sequence[str] = (),
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    failures: list[SourceFailure] | None = None,
) -> Iterator[Explained]:
    """Give the articles of pages together with the evidence for their regions and dates.

    Records of JSON and tables state their metadata and have nothing to explain.
    """
    for item in _items(paths, glob, exclude, encoding, columns, failures):
        if isinstance(item, Page):
            yield from explain_page(item.text, item.path, stated=item.stated)


def read_raw(source: Source, *, encoding: str | None = None) -> str:
    """Give the text of the file that an article was found in, from its raw start to its raw end.

    Raises `SourceError` when the file is gone or has become too short.
    """
    text = raw_text(source.path, encoding=encoding)
    if len(text) < source.raw_end:
        raise SourceError(
            source.path,
            f"{source.path} has changed: it ends before character {source.raw_end}; index it again",
        )
    return text[source.raw_start : source.raw_end]


def _items(
    paths: Paths,
    glob: str | None,
    exclude: Sequence[str],
    encoding: str | None,
    columns: Mapping[str, str] | None,
    failures: list[SourceFailure] | None,
) -> Iterator[Page | Record]:
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    files = [Path(path) if path != "-" else "-" for path in given]
    for file in list_sources(files, glob=glob, exclude=exclude):
        if isinstance(file, SourceFailure):
            _report(file, failures)
            continue
        for item in read_source(file, encoding=encoding, columns=columns):
            if isinstance(item, SourceFailure):
                _report(item, failures)
            else:
                yield item


def _report(failure: SourceFailure, failures: list[SourceFailure] | None) -> None:
    if failures is None:
        raise SourceError(failure.path, f"{failure.path}: {failure.error}")
    failures.append(failure)
