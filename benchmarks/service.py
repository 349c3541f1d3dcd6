"""Measure what running jianbao takes beside the time of a page.

Memory, opening, two readers and small commits are measured in fresh processes that import nothing
but jianbao; this module is also their program.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

PAGES_FOR_MEMORY = 50
READER_SECONDS = 2.0
NEW_ARTICLES = 100
COLD_RUNS = 7
BARE = "import numpy, click, whoosh.index, rjieba"
BAREST = "import numpy, click"
Seconds = dict[str, float]
"""`wall` and `cpu`, the latter with child processes that have ended."""


class Stopwatch:
    """Count wall and processor seconds from its making."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), self._processor()

    @staticmethod
    def _processor() -> float:
        used = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
        return sum(each.ru_utime + each.ru_stime for each in used)

    def seconds(self) -> Seconds:
        """Give what has passed."""
        return {
            "wall": time.perf_counter() - self._wall,
            "cpu": self._processor() - self._cpu,
        }


def median(times: Iterable[Seconds]) -> Seconds:
    """Give the median of each clock."""
    listed = list(times)
    return {clock: statistics.median(each[clock] for each in listed) for clock in ("wall", "cpu")}


def measure_service(
    folder: Path, queries: Sequence[dict[str, str]], new: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Give all figures; adds the `new` articles to a copy of the index, as several commits."""
    grown = folder.with_name(f"{folder.name}-grown")
    shutil.rmtree(grown, ignore_errors=True)
    shutil.copytree(folder, grown)
    return {
        "memory": _child("memory", folder, list(queries[:PAGES_FOR_MEMORY])),
        "open": median(_child("open", folder) for _ in range(5)),
        "reopen": median(_child("reopen", folder) for _ in range(5)),
        "readers": _readers(folder, list(queries)),
        "cold": _cold(folder, [each["text"] for each in queries if not each["region"]]),
        "commit": _child("commit", grown, list(new)),
    }


def _start(task: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, task, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _child(task: str, folder: Path, given: object = None) -> Any:
    out, _ = _start(task, folder).communicate(json.dumps(given) + "\n")
    return json.loads(out)


def _readers(folder: Path, queries: list[dict[str, str]]) -> dict[str, float]:
    """Give pages per second of one and of two processes, by both clocks; medians of three."""
    rates: dict[str, list[float]] = {}
    for _ in range(3):
        for count in (1, 2):
            readers = [_start("read", folder) for _ in range(count)]
            for reader in readers:
                _write(reader, json.dumps(queries))
            for reader in readers:
                assert reader.stdout is not None
                reader.stdout.readline()  # it is ready
            for reader in readers:
                _write(reader, "go")
            found = [json.loads(reader.communicate()[0]) for reader in readers]
            for clock in ("wall", "cpu"):
                rate = sum(each["pages"] / each[clock] for each in found)
                rates.setdefault(f"{clock} {count}", []).append(rate)
    return {name: statistics.median(values) for name, values in rates.items()}


def _write(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _cold(folder: Path, texts: Sequence[str]) -> dict[str, Seconds]:
    """Time fresh processes, searching and only importing in turn."""
    times: dict[str, list[Seconds]] = {}
    for number in range(COLD_RUNS + 1):
        search = ["-m", "jianbao", "search", texts[number % len(texts)], "--index", str(folder)]
        for name, arguments in (
            ("search", [*search, "--json"]),
            (BARE, ["-c", BARE]),
            (BAREST, ["-c", BAREST]),
        ):
            watch = Stopwatch()
            command = [sys.executable, *arguments]
            ended = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
            assert ended.returncode in (0, 1), command
            times.setdefault(name, []).append(watch.seconds())
    # The first of each fills the file cache.
    return {name: median(each[1:]) for name, each in times.items()}


def measure_raw_pages(pages: Path, size: int, folder: Path, jobs: int) -> dict[str, float]:
    """Index a folder of raw pages with full extraction."""
    import jianbao

    watch = Stopwatch()
    with jianbao.open_index(folder, create=True) as index:
        report = index.sync([pages], jobs=jobs)
    return {**watch.seconds(), "bytes": size, "articles": report.articles}


def private_bytes() -> int:
    """Give this process's private memory, which mapped files that are shared do not count to."""
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()
    private = [line.split() for line in lines if line.startswith("Private_")]
    return sum(int(fields[1]) << 10 for fields in private)


def _page(index: Any, query: dict[str, str]) -> None:
    results = index.search(
        query["text"],
        region=query["region"] or None,
        since=query["since"] or None,
        until=query["until"] or None,
        facets=["region", "date"],
    )
    for hit in results:
        str(hit.snippet.html)
    for field in ("region", "date"):
        list(results.facets[field])


def _serve(task: str, folder: str) -> object:
    """Do the work of a child process; what it is given stands on a line of stdin."""
    import jianbao

    given = json.loads(sys.stdin.readline())
    watch = Stopwatch()
    index = jianbao.open_index(folder)
    if task == "reopen":
        watch = Stopwatch()
        index = jianbao.open_index(folder)
    if task in ("open", "reopen"):
        assert len(index)
        return watch.seconds()
    if task == "memory":
        opened = private_bytes()
        for query in given:
            _page(index, query)
        return {"opened": opened, "searched": private_bytes()}
    if task == "read":
        for query in given:
            _page(index, query)
        print("ready", flush=True)
        sys.stdin.readline()
        watch, pages = Stopwatch(), 0
        while pages % 10 or watch.seconds()["wall"] < READER_SECONDS:
            _page(index, given[pages % len(given)])
            pages += 1
        return {**watch.seconds(), "pages": pages}
    times = []
    for first in range(0, len(given), NEW_ARTICLES):
        articles = [jianbao.Article(**each) for each in given[first : first + NEW_ARTICLES]]
        watch = Stopwatch()
        index.add(*articles)
        times.append(watch.seconds())
    # The first commit of a process loads the dictionary, which those after it do not.
    return {"first": times[0], "later": median(times[1:])}


if __name__ == "__main__":
    print(json.dumps(_serve(*sys.argv[1:])), flush=True)
    # No time is spent on freeing what the system frees anyway.
    os._exit(0)
