"""A progress bar for whoever waits at a terminal for more than a second."""

from __future__ import annotations

import sys
from threading import Lock, Timer
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 1.0
"""Seconds before the bar appears."""


class ProgressBar:
    """Draw a bar on stderr while the `with` lasts, when that is a terminal."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._done: tuple[int, int] | None = None
        self._bar: tuple[Progress, TaskID] | None = None
        self._timer = Timer(_PATIENCE, self._start)
        self._timer.daemon = True
        self._ended = False

    def __enter__(self) -> ProgressBar:
        if sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._ended = True
            if self._bar:
                self._bar[0].stop()

    def update(self, done: int, total: int) -> None:
        """Note the bytes done and the bytes to do."""
        with self._lock:
            self._done = (done, total)
            if self._bar:
                self._bar[0].update(self._bar[1], completed=done, total=total)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        with self._lock:
            if self._ended:
                return
            progress = Progress(
                TextColumn("indexing"),
                BarColumn(),
                DownloadColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            done, total = self._done or (0, None)
            self._bar = (progress, progress.add_task("", completed=done, total=total))
            progress.start()
