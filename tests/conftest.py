"""Indexes for tests: made empty once, then copied, for writing the dictionary takes the time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from jianbao import Article, Index, open_index

# The same examples in every run, however slow the machine is.
settings.register_profile("jianbao", deadline=None, derandomize=True)
settings.load_profile("jianbao")

Fill = Callable[..., AbstractContextManager[Index]]
"""Make an index of some articles in so many segments; from eight on they are merged into one."""


@pytest.fixture(scope="session", autouse=True)
def own_temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Stock Whoosh merges in `MAIN.tmp` of the temporary folder, whoever else does so at the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("temporary")))
        yield


@pytest.fixture(scope="session")
def empty_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of an empty index, to be copied and not to be changed."""
    path = tmp_path_factory.mktemp("empty") / "index"
    open_index(path, create=True).close()
    return path


@pytest.fixture(scope="session")
def fill(empty_index: Path) -> Fill:
    """Give a `Fill`, whose index is gone after its `with`."""

    @contextmanager
    def filled(articles: Sequence[Article], segments: int = 1) -> Iterator[Index]:
        with TemporaryDirectory(dir=empty_index.parent) as folder:
            path = Path(folder) / "index"
            # The dictionary is never changed, so a link will do.
            shutil.copytree(empty_index, path, copy_function=os.link)
            with open_index(path) as index:
                for number in range(segments):
                    if part := articles[number::segments]:
                        index.add_all(part)
                yield index

    return filled


@pytest.fixture
def make_index(fill: Fill) -> Iterator[Callable[..., Index]]:
    """Give a function that makes an index for as long as a test runs: `make_index(*articles)`."""
    with ExitStack() as stack:

        def make(*articles: Article, segments: int = 1) -> Index:
            return stack.enter_context(fill(articles, segments))

        yield make
