"""An index keeps what it was given, changes by whole commits, and says clearly what is wrong with it."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import pytest
from conftest import Fill
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import corpora
from whoosh import index as whoosh_index

import jianbao
from jianbao import (
    Article,
    Date,
    Index,
    IndexCorrupt,
    IndexFault,
    IndexLocked,
    IndexNotFound,
    IndexVersion,
    JianbaoError,
    Source,
    SyncReport,
    open_index,
)
from jianbao.indexer import sync as sync_module
from jianbao.indexer.directory import Directory

MakeIndex = Callable[..., Index]


def counts(report: SyncReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.deleted, report.unchanged


def write_records(path: Path, bodies: dict[str, str]) -> Path:
    """Write a JSON Lines file of ids and bodies, with all metadata given."""
    lines = [
        json.dumps({"id": id, "body": body, "regions": ["重庆市"], "date": "2023-06"})
        for id, body in bodies.items()
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def ids(index: Index, query: str = "") -> list[str]:
    return [hit.id for hit in index.search(query, limit=1000)]


@pytest.fixture
def index(make_index: MakeIndex) -> Index:
    return make_index()


# What goes in comes out


@settings(max_examples=30)
@given(corpora(), st.sampled_from([1, 3, 8]))
def test_articles_come_back_as_they_were(fill: Fill, corpus: list[Article], segments: int) -> None:
    corpus = [replace(each, regions=plain(each.regions)) for each in corpus]
    with fill(corpus, segments) as index:
        assert {each.id: each for each in index.articles()} == {each.id: each for each in corpus}
        assert len(index) == len(corpus)
        for article in corpus:
            assert index.get(article.id) == article
        assert index.get("没有") is None
        assert index.check() == []


def plain(regions: Sequence[str]) -> list[str]:
    """Leave out a region that another one implies, as an index does."""
    return [each for each in regions if not any(other.startswith(each + "/") for other in regions)]


def test_every_field_comes_back(make_index: MakeIndex) -> None:
    article = Article(
        id="a/1",
        title="標題",
        body="正文\n第二行 龍\r\n\t",
        regions=["重庆市/大渡口区", "河南省/济源市"],
        date=Date("2023-06", "month", "inferred"),
        byline=["王小明"],
        media="重庆日报",
        url="https://example.org/?a=1&b",
        source=Source("/clips/pages.zip!inner.txt", 10, 1 << 33),
        extra={"channel": ["时政", "经济"], "pages": 3, "nested": {"空": None}},
    )
    assert make_index(article).get("a/1") == article


def test_an_id_is_made_of_the_content_and_stays(make_index: MakeIndex) -> None:
    index = make_index()
    first = index.add(Article(title="一", body="甲"), Article(title="一", body="乙"))
    assert len(set(first)) == 2
    assert index.add(Article(title="一", body="甲")) == first[:1]
    assert len(index) == 2


def test_an_article_replaces_the_one_with_its_id(make_index: MakeIndex) -> None:
    index = make_index(Article(id="a", body="旧的"), Article(id="b", body="别的"))
    index.update(Article(id="a", body="新的"))
    assert (ids(index, "旧的"), ids(index, "新的"), len(index)) == ([], ["a"], 2)
    index.add(Article(id="a", body="第一"), Article(id="a", body="第二"))
    assert (ids(index, "第一"), ids(index, "第二"), len(index)) == ([], ["a"], 2)


def test_deleting(make_index: MakeIndex) -> None:
    index = make_index(*(Article(id=each, body=f"氢能 {each}") for each in "abcdef"), segments=2)
    assert index.delete("a", "a", "没有") == 1
    assert index.delete("a") == 0
    assert index.delete_matching("氢能 (b OR c)") == 2
    assert index.delete_matching("氢能 没有的词") == 0
    assert sorted(ids(index, "氢能")) == ["d", "e", "f"]
    assert index.delete(*"def") == 3
    assert len(index) == 0


def test_a_history_of_changes_leaves_what_a_dict_would_hold(fill: Fill) -> None:
    random = Random(11)
    expected: dict[str, str] = {}
    with fill([]) as index:
        for step in range(40):
            id = f"n{random.randrange(12)}"
            if random.random() < 0.3:
                assert index.delete(id) == (expected.pop(id, None) is not None)
            else:
                expected[id] = f"第{step}步"
                index.add(Article(id=id, body=expected[id]))
            assert {each.id: each.body for each in index.articles()} == expected
        assert index.check() == []
        assert index.stats().segments < 8


# sync


def test_sync_adds_updates_deletes_and_leaves_alone(index: Index, tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    folder.mkdir()
    first = write_records(folder / "first.jsonl", {"a": "氢能", "b": "项目", "c": "建设"})
    second = write_records(folder / "second.jsonl", {"d": "公园"})
    report = index.sync([folder])
    assert (counts(report), report.articles, report.sources) == ((4, 0, 0, 0), 4, 2)

    write_records(first, {"a": "氢能", "b": "工程", "e": "新增"})
    write_records(folder / "third.jsonl", {"f": "学校"})
    second.unlink()
    report = index.sync([folder])
    # New: e, f.  Changed: b.  Gone: c from its file, d with its file.
    assert (counts(report), report.articles) == ((2, 1, 2, 1), 4)
    assert sorted(ids(index)) == ["a", "b", "e", "f"]
    assert ids(index, "工程") == ["b"]


def test_a_second_sync_does_nothing_and_says_so(index: Index, tmp_path: Path) -> None:
    path = write_records(tmp_path / "clips.jsonl", {"a": "氢能", "b": "项目"})
    index.sync([path])
    generation = index.stats().generation
    report = index.sync([path])
    assert (counts(report), report.changed) == ((0, 0, 0, 2), False)
    # Another time with the same content is no change either.
    os.utime(path, ns=(1, 1))
    assert counts(index.sync([path])) == (0, 0, 0, 2)
    assert index.stats().generation == generation


def test_one_changed_record_of_many_updates_one_article(index: Index, tmp_path: Path) -> None:
    bodies = {f"n{number}": f"第{number}条" for number in range(2000)}
    path = write_records(tmp_path / "clips.jsonl", bodies)
    assert counts(index.sync([path])) == (2000, 0, 0, 0)
    # As long as before, so that no other record moves in the file.
    write_records(path, bodies | {"n1234": "第4321条"})
    assert counts(index.sync([path])) == (0, 1, 0, 1999)
    assert len(index) == 2000


def test_a_file_that_fails_keeps_its_articles(index: Index, tmp_path: Path) -> None:
    path = write_records(tmp_path / "clips.json", {"a": "氢能"})
    path.write_text(json.dumps([{"id": "a", "body": "氢能"}, {"id": "b", "body": "项目"}]))
    lines = write_records(tmp_path / "lines.jsonl", {"c": "学校", "d": "公园"})
    index.sync([tmp_path])
    path.write_bytes(b"\x00\x01\xff" * 500)
    lines.write_text('{"id": "c", "body": "学校"}\n{"id": "d", "bo\n', encoding="utf-8")
    report = index.sync([tmp_path])
    assert sorted(failure.path for failure in report.failed) == [str(path), str(lines)]
    assert sorted(ids(index)) == ["a", "b", "c", "d"]
    # The same failures again, although the files are not read again.
    assert index.sync([tmp_path]).failed == report.failed


def test_only_what_vanished_below_the_given_paths_goes(index: Index, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_records(tmp_path / name / "clips.jsonl", {name: "氢能"})
    index.add(Article(id="own", body="不是文件里的"))
    index.sync([tmp_path / "one", tmp_path / "two"])
    for name in ("one", "two"):
        (tmp_path / name / "clips.jsonl").unlink()
    report = index.sync([tmp_path / "one"])
    assert (report.deleted, sorted(ids(index))) == (1, ["own", "two"])


def test_pages_get_the_same_ids_in_every_index(fill: Fill, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "氢能项目开工\n\n6月25日，济源市氢能项目开工。总投资12亿元。\n", encoding="utf-8"
    )
    found = []
    for _ in range(2):
        with fill([]) as index:
            index.sync([page])
            found.append(ids(index))
    assert found[0] == found[1] != []


def test_the_number_of_workers_changes_nothing(
    fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_module, "_SMALL_JOB", 0)
    random = Random(3)
    for number in range(6):
        bodies = {
            f"{number}-{n}": "".join(random.choices("氢能项目建设发展", k=30)) for n in range(50)
        }
        write_records(tmp_path / f"{number}.jsonl", bodies)
    (tmp_path / "page.txt").write_text("公园开放\n\n济源市公园昨日开放。\n", encoding="utf-8")
    contents = []
    for jobs in (1, 2):
        with fill([]) as index:
            index.sync([tmp_path], jobs=jobs)
            [segment] = index.path.glob("*.segment")
            contents.append(segment.read_bytes())
    assert contents[0] == contents[1]


# Settings


def test_declared_facets_are_counted_and_filtered(tmp_path: Path) -> None:
    with open_index(tmp_path / "index", create=True, facets=["channel"]) as index:
        index.add(
            Article(id="a", body="氢能", extra={"channel": "时政"}),
            Article(id="b", body="氢能", extra={"channel": ["时政", "经济"], "other": 1}),
            Article(id="c", body="氢能"),
        )
        results = index.search("氢能", filters={"channel": "经济"}, facets=["channel"])
        assert [hit.id for hit in results] == ["b"]
        assert {each.path: each.count for each in results.facets["channel"]} == {
            "时政": 2,
            "经济": 1,
        }
    assert open_index(tmp_path / "index").facets[-1] == "channel"
    with pytest.raises(IndexFault, match="author"):
        open_index(tmp_path / "index", facets=["author"])
    with pytest.raises(JianbaoError, match="title"):
        open_index(tmp_path / "other", create=True, facets=["title"])
    assert not (tmp_path / "other").exists()


def test_a_user_dictionary_belongs_to_the_index(tmp_path: Path) -> None:
    path = tmp_path / "index"
    dictionary = "氢谷云城 100 n\n"
    open_index(path, create=True, user_dict=dictionary).close()
    with open_index(path) as index:
        index.add(Article(id="a", body="他在氢谷云城工作"))
        assert ids(index, "氢谷云城") == ["a"]
        assert index.stats().user_dictionary
        with whoosh_index.open_dir(str(path)).reader() as reader:
            assert ("body", "氢谷云城") in reader
    open_index(path, user_dict=dictionary).close()
    with pytest.raises(IndexFault, match="another user dictionary"):
        open_index(path, user_dict="别的 1 n\n")


# Wrong and damaged indexes


def test_paths_that_hold_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match="jianbao index"):
        open_index(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(IndexNotFound, match="is a file"):
        open_index(file)
    with pytest.raises(IndexFault):
        open_index(file, create=True)
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("x")
    with pytest.raises(IndexFault, match="not empty"):
        open_index(foreign, create=True)
    assert [each.name for each in foreign.iterdir()] == ["letter.txt"]


def rewrite_manifest(index: Index, **changes: Any) -> Path:
    [path] = index.path.glob("*.manifest")
    data = json.loads(path.read_text("utf-8").rpartition("\n")[0].rpartition("\n")[0]) | changes
    text = json.dumps(data)
    path.write_text(f"{text}\n{zlib.crc32(text.encode()):08x}\n", encoding="utf-8")
    return path


def test_another_version_is_refused(make_index: MakeIndex) -> None:
    index = make_index(Article(id="a", body="氢能"))
    rewrite_manifest(index, format=99)
    with pytest.raises(IndexVersion, match="99"):
        open_index(index.path)


def test_another_whoosh_writer_is_noticed(make_index: MakeIndex) -> None:
    index = make_index(Article(id="a", body="氢能"))
    writer = whoosh_index.open_dir(str(index.path)).writer()
    writer.add_document(id="b", body="项目")
    writer.commit(merge=False)
    with pytest.raises(IndexCorrupt, match="another Whoosh program"):
        open_index(index.path)


def test_damage_is_found(fill: Fill) -> None:
    """Cut or flip any file: opening, searching or checking says so, and nothing else goes wrong."""
    random = Random(1)
    articles = [Article(id=f"n{number}", body=f"氢能项目{number}") for number in range(20)]
    with fill(articles, 2) as index:
        index.delete("n3")
        files = [each for each in index.path.iterdir() if each.is_file() and each.suffix != ".toc"]
        files = [each for each in files if each.stat().st_size]
        assert len(files) >= 5
        for file in files:
            data = file.read_bytes()
            file.unlink()  # it may be a link
            for attempt in range(12):
                place = random.randrange(len(data)) if attempt % 3 else random.randrange(64)
                place = min(place, len(data) - 1)
                if attempt % 2:
                    damaged = data[:place]
                else:
                    flipped = data[place] ^ 1 << random.randrange(8)
                    damaged = data[:place] + bytes([flipped]) + data[place + 1 :]
                file.write_bytes(damaged)
                assert is_noticed(index.path) or padding(file, data, place), (file.name, place)
            file.write_bytes(data)
        assert not is_noticed(index.path)


def is_noticed(path: Path) -> bool:
    try:
        with open_index(path) as index:
            return bool(index.check())
    except (IndexCorrupt, IndexVersion, IndexNotFound):
        return True


def padding(file: Path, data: bytes, place: int) -> bool:
    """Bytes of no meaning: between the header and the arrays, and between arrays."""
    return data[place] == 0 and file.suffix in (".segment", ".deleted", ".words")


# One writer, many readers, whole commits

PROGRAM = """
import sys, time
import jianbao
path, task = sys.argv[1:]
index = jianbao.open_index(path)
if task == "hold":
    with index.batch():
        index.add(jianbao.Article(id="unfinished", body="没有完成"))
        print("holding", flush=True)
        time.sleep(60)
for number in range(10_000):
    articles = [jianbao.Article(id=f"{number}-{n}", body=f"第{number}批") for n in range(5)]
    index.add(*articles)
    print(number + 1, flush=True)
"""


@contextmanager
def another_process(index: Index, task: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROGRAM, str(index.path), task]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_second_writer_is_told_who_writes_and_a_dead_one_is_forgotten(index: Index) -> None:
    index.add(Article(id="first", body="已有的"))
    with another_process(index, "hold") as process:
        assert first_line(process) == "holding"
        with pytest.raises(IndexLocked, match=f"process {process.pid} on "):
            index.add(Article(id="a", body="氢能"))
        with pytest.raises(IndexLocked):
            index.sync([index.path / "nothing"], wait=0.1)
        assert index.search("完成").total == 0
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    index.add(Article(id="a", body="氢能"))
    assert ids(index) == ["a", "first"]
    assert index.check() == []
    assert len(list(index.path.glob("*.segment"))) == 2, "what the dead writer left is removed"


@pytest.mark.parametrize("commits", [1, 4, 9])
def test_a_killed_writer_leaves_its_last_commit(index: Index, commits: int) -> None:
    with another_process(index, "write") as process:
        while int(first_line(process)) < commits:
            pass
        os.kill(process.pid, signal.SIGKILL)
        assert process.stdout is not None
        acknowledged = max([commits, *map(int, process.stdout.read().split())])
        process.wait()
    with open_index(index.path) as opened:
        assert len(opened) in (5 * acknowledged, 5 * acknowledged + 5)
        assert opened.check() == []
        batches = {hit.body for hit in opened.search(limit=1000)}
        assert 5 * len(batches) == len(opened)
        opened.add(Article(id="a", body="氢能"))
        names = {each.name.partition(".")[0] for each in opened.path.glob("MAIN_*.*")}
        assert len(names) == opened.stats().segments


def test_readers_in_threads_see_whole_commits(index: Index) -> None:
    """Each commit replaces all articles: a reader finds all of one commit or all of the next."""

    def replace_all(version: int) -> None:
        place = [f"省{version}"]
        index.add(*(Article(id=f"n{n}", body=f"内容{version}", regions=place) for n in range(20)))

    replace_all(0)
    done = Event()
    faults: list[object] = []
    seen: set[str] = set()

    def read(own: Index) -> None:
        try:
            while not done.is_set():
                results = own.search("内容", facets=["region"], limit=100)
                versions = {hit.body for hit in results}
                regions = {(each.path, each.count) for each in results.facets["region"]}
                if results.total != 20 or len(versions) > 1 or len(regions) > 1:
                    faults.append((results.total, versions, regions))
                seen.update(versions)
        except BaseException as error:  # whatever it is, the test has to see it
            faults.append(error)

    with open_index(index.path) as other:
        threads = [Thread(target=read, args=[each]) for each in (index, other, other)]
        for thread in threads:
            thread.start()
        for version in range(1, 25):
            replace_all(version)
        done.set()
        for thread in threads:
            thread.join()
        assert faults == []
        assert len(seen) > 3
        assert {hit.body for hit in other.search("内容")} == {"内容24"}


@pytest.mark.parametrize("moment", range(8))
def test_a_commit_at_any_moment_of_opening(
    index: Index, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = open_index(index.path)
    writer.add(Article(id="a", body="氢能"))
    calls = 0

    def committing(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == moment + 1:
                writer.add(Article(id="a", body="项目"))
            return function(*arguments)

        return call

    for name in ("_generations", "_read", "open_segment", "deleted"):
        monkeypatch.setattr(Directory, name, committing(getattr(Directory, name)))
    with open_index(index.path) as opened:
        assert len(opened) == 1


def test_a_batch_is_all_or_nothing(index: Index, tmp_path: Path) -> None:
    path = write_records(tmp_path / "clips.jsonl", {"c": "学校"})
    index.add(Article(id="old", body="旧的"))
    generation = index.stats().generation

    def change() -> None:
        index.add(Article(id="a", body="氢能"))
        index.add(Article(id="b", body="项目"), Article(id="b2", body="项目"))
        assert index.sync([path]).added == 1
        assert index.delete("old", "b") == 2
        index.add(Article(id="b", body="又来"))
        assert index.delete("b", "b2") == 2
        assert ids(index) == ["old"], "nothing is visible before the end"

    with pytest.raises(ZeroDivisionError), index.batch():
        change()
        raise ZeroDivisionError
    assert ids(index) == ["old"]
    assert index.stats().generation == generation
    with index.batch():
        change()
    assert sorted(ids(index)) == ["a", "c"]
    assert index.stats().generation == generation + 1
    assert counts(index.sync([path])) == (0, 0, 0, 1)


def test_an_article_that_cannot_be_indexed_undoes_the_call(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jianbao.indexer import batches

    monkeypatch.setattr(batches, "MAX_PAGE_CHARS", 10)
    with pytest.raises(JianbaoError, match="MAX_PAGE_CHARS"):
        index.add(Article(id="a", body="短"), Article(id="b", body="长" * 11))
    assert ids(index) == []
    assert not list(index.path.glob("*.segment"))


def test_a_closed_index_says_so(index: Index) -> None:
    index.close()
    for call in (lambda: index.search("氢能"), lambda: index.add(Article(body="氢能"))):
        with pytest.raises(ValueError, match="closed"):
            call()


# Safe to open, and nobody else's business


def test_nothing_is_unpickled(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """FIELD.md 1: Whoosh's table of contents, stored fields and posting blocks are pickles."""
    index = make_index(Article(id="a", body="氢能", regions=["重庆市"], extra={"x": 1}))

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("unpickled")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    with open_index(index.path) as opened:
        results = opened.search('氢能 OR "氢"', region="重庆", facets=["region", "date"])
        assert results.to_dict()["total"] == 1
        assert opened.get("a") == index.get("a")
        assert opened.check() == []
        opened.add(Article(id="b", body="项目"))


def test_a_search_imports_no_whoosh_and_no_segmenter(make_index: MakeIndex) -> None:
    index = make_index(Article(id="a", body="氢能项目", regions=["重庆市"]))
    program = (
        "import sys, jianbao; index = jianbao.open_index(sys.argv[1]);"
        "index.search('氢能项目', since='2023', facets=['region']).to_dict();"
        "print([name for name in ('whoosh', 'jieba', 'rjieba', 'trafilatura') if name in sys.modules])"
    )
    command = [sys.executable, "-c", program, str(index.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_is_written_outside_the_index(tmp_path: Path) -> None:
    """Everything that a process opens for writing, or makes, lies in the folder of the index."""
    source = tmp_path / "clips.jsonl"
    write_records(source, {"a": "氢能", "b": "项目"})
    program = """
import sys
import jianbao
written = []
def watch(event, arguments):
    if event == "open" and (isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")):
        written.append(str(arguments[0]))
    elif event in ("os.mkdir", "os.rename", "os.remove", "os.link", "os.symlink"):
        written.append(str(arguments[0]))
sys.addaudithook(watch)
sys.dont_write_bytecode = True
with jianbao.open_index(sys.argv[1], create=True) as index:
    index.sync([sys.argv[2]])
    index.delete("a")
    index.search("氢能 项目", facets=["region"]).to_dict()
print([path for path in written if not path.startswith(sys.argv[1])])
assert written
"""
    command = [sys.executable, "-c", program, str(tmp_path / "index"), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["clips.jsonl", "index"]


def test_the_public_names_are_there() -> None:
    for name in jianbao.__all__:
        assert getattr(jianbao, name) is not None
