"""The command line, as a process where exit codes, pipes and terminals matter."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import jianbao
from jianbao.cli import cli

DOCUMENTATION = Path(__file__).parents[1] / "docs" / "command-line.md"
RECORDS: list[dict[str, Any]] = [
    {
        "id": "cq-1",
        "title": "大渡口区氢能项目开工",
        "body": "重庆市大渡口区的氢能项目昨日开工。项目总投资三亿元，明年建成。",
        "regions": ["重庆市/大渡口区"],
        "date": "2023-06-25",
        "byline": ["李明", "王芳"],
        "media": "重庆日报",
        "url": "https://example.cn/1",
        "channel": "要闻",
        "words": {"count": 31},
    },
    {
        "id": "jy-1",
        "title": None,
        "body": "濟源的氫能產業園投產。園區負責人說，年產值可達兩億元。",
        "regions": ["河南省/济源市"],
        "date": "2023-08",
        "channel": "经济",
    },
    {
        "id": "bd-1",
        "title": "保定汽车展开幕",
        "body": "保定汽车展今日开幕，展出新能源汽车二百辆。",
        "region": "河北省/保定市",
        "date": {"value": "2024", "granularity": "year", "basis": "inferred"},
        "channel": "经济",
    },
]


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of an index of `RECORDS`; not to be changed."""
    folder = tmp_path_factory.mktemp("clips")
    write_records(folder / "news.jsonl")
    made = run("index", folder / "news.jsonl", "-i", folder / "index", "--facet", "channel")
    assert made.exit_code == 0, made.output
    return folder / "index"


def write_records(path: Path) -> Path:
    lines = [json.dumps(record, ensure_ascii=False) for record in RECORDS]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(*args: object, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(cli, [str(arg) for arg in args], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def process(*args: object, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*args), capture_output=True, text=True, encoding="utf-8", check=False, **options
    )


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "jianbao", *map(str, args)]


def ids(result: Result) -> list[str]:
    return result.stdout.split()


def one_line_error(result: Result | subprocess.CompletedProcess[str]) -> str:
    """Give the one line of an error; there is nothing else."""
    code = result.exit_code if isinstance(result, Result) else result.returncode
    assert (code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1, result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr


# Every command is explained


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_a_command_has_help_with_an_example_and_documentation(name: str) -> None:
    each = cli.commands[name]
    assert each.help and re.search(rf"Examples?:\n +jianbao {name} ", each.help)
    text = DOCUMENTATION.read_text(encoding="utf-8")
    _, found, section = text.partition(f"\n## jianbao {name}\n")
    assert found
    section = section.partition("\n## ")[0]
    shared = text.partition("\n## For all commands\n")[2].partition("\n## ")[0]
    for option in each.params:
        if isinstance(option, click.Option):
            assert option.help or option.name in ("limit", "sort")
            assert any(f"`{name}" in section + shared for name in option.opts), option.opts


def test_help_needs_none_of_the_heavy_libraries() -> None:
    code = "import sys, jianbao.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"numpy", "rich", "whoosh", "jieba", "rjieba", "opencc", "jianbao.index"}
    assert not heavy & set(loaded.stdout.split())


# index


def test_index_reports_what_it_did(tmp_path: Path) -> None:
    news = write_records(tmp_path / "news.jsonl")
    arguments = ("index", news, "-i", tmp_path / "index", "--json")
    report = json.loads(run(*arguments).stdout)
    assert report.pop("seconds") >= 0
    none = {"added": 0, "updated": 0, "deleted": 0, "unchanged": 0, "failed": [], "articles": 3}
    assert report == {**none, "added": 3}
    again = json.loads(run(*arguments).stdout)
    again.pop("seconds")
    assert again == {**none, "unchanged": 3}
    assert run(*arguments[:-1]).stdout.startswith("nothing changed: 3 articles in ")


def test_index_goes_on_after_a_failure_and_lists_it_last(tmp_path: Path) -> None:
    news = write_records(tmp_path / "news.jsonl")
    with news.open("a", encoding="utf-8") as file:
        file.write('{"id": "broken", "body": \n')
    (tmp_path / "empty.txt").touch()
    result = run("index", news, tmp_path / "empty.txt", "-i", tmp_path / "index")
    assert result.exit_code == 0
    assert result.stdout.startswith("3 added: 3 articles in ")
    failures = result.stderr.splitlines()
    assert [line.split(": ")[0] for line in failures] == [
        str(tmp_path / "empty.txt"),
        str(news),
    ] or [line.split(": ")[0] for line in failures] == [str(news), str(tmp_path / "empty.txt")]
    assert any("line 4" in line or "record 4" in line for line in failures)


def test_index_exits_with_2_when_nothing_can_be_read(tmp_path: Path) -> None:
    result = run("index", tmp_path / "nowhere", "-i", tmp_path / "index", "--json")
    assert result.exit_code == 2
    failed = json.loads(result.stdout)["failed"]
    assert [each["path"] for each in failed] == [str(tmp_path / "nowhere")]
    assert run("index", tmp_path / "nowhere", "-i", tmp_path / "index").stdout == ""


def test_index_takes_options_for_sources(tmp_path: Path) -> None:
    table = (
        "标题,内容,发布时间,地区\n氢能项目,大渡口的氢能项目开工。,2023年6月25日,重庆市/大渡口区\n"
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "news.csv").write_bytes(table.encode("gb18030"))
    (tmp_path / "in" / "old.csv").write_bytes(table.encode("gb18030"))
    (tmp_path / "in" / "notes.txt").write_text("不要读这个文件。", encoding="utf-8")
    options = ["--glob", "*.csv", "--exclude", "old*", "--encoding", "gb18030", "--jobs", "1"]
    columns = ["--map", "title=标题,body=内容,date=发布时间", "--map", "region=地区"]
    result = run("index", tmp_path / "in", "-i", tmp_path / "index", *options, *columns)
    assert result.stdout.startswith("1 added"), result.output
    found = json.loads(run("search", "氢能", "-i", tmp_path / "index", "--json").stdout)["hits"]
    assert [(hit["title"], hit["date"]["value"], hit["regions"]) for hit in found] == [
        ("氢能项目", "2023-06-25", ["重庆市/大渡口区"])
    ]


def test_index_reads_standard_input_and_remembers_a_dictionary(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("氢谷云城 5 n\n", encoding="utf-8")
    arguments = ("index", "-", "-i", tmp_path / "index", "--dict", words)
    assert process(*arguments, input="氢谷云城今日开城。").returncode == 0
    assert json.loads(run("stats", "-i", tmp_path / "index", "--json").stdout)["user_dictionary"]
    words.write_text("另一个词 5 n\n", encoding="utf-8")
    assert "another user dictionary" in one_line_error(process(*arguments, input="又一篇。"))


# search


def test_search_prints_the_json_that_others_rely_on(clips: Path) -> None:
    facets = ["--facet", "region", "--facet", "date"]
    result = run("search", "氢能", "项目", "-i", clips, "--json", *facets)
    found = json.loads(result.stdout)
    assert list(found) == ["total", "relaxed", "took_ms", "hits", "facets"]
    assert (found["total"], found["relaxed"]) == (1, False)
    (hit,) = found["hits"]
    assert list(hit) == [
        *("id", "title", "score", "regions", "date", "byline", "media", "source", "snippet")
    ]
    assert hit["date"] == {"value": "2023-06-25", "granularity": "day", "basis": "metadata"}
    assert hit["source"].keys() == {"path", "raw_start", "raw_end"}
    snippet = hit["snippet"]
    assert snippet.keys() == {"text", "spans", "html"}
    assert {snippet["text"][start:end] for start, end in snippet["spans"]} >= {"氢能项目"}
    assert "<mark>氢能项目</mark>" in snippet["html"]
    county = {"value": "重庆市/大渡口区", "count": 1, "children": []}
    assert found["facets"]["region"] == [{"value": "重庆市", "count": 1, "children": [county]}]
    (year,) = found["facets"]["date"]
    assert (year["value"], year["children"][0]["value"]) == ("2023", "2023-06")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["济源"], ["jy-1"]),
        (["濟源"], ["jy-1"]),
        (["氢能", "--region", "重庆"], ["cq-1"]),
        (["氢能", "-r", "重庆", "-r", "河南"], ["cq-1", "jy-1"]),
        (["氢能", "--since", "2023-07"], ["jy-1"]),
        (["氢能", "--until", "2023年6月"], ["cq-1"]),
        (["--date", "2024"], ["bd-1"]),
        (["--filter", "channel=经济"], ["bd-1", "jy-1"]),
        (["--filter", "channel=经济", "--sort", "oldest"], ["jy-1", "bd-1"]),
        (["-汽车"], ["cq-1", "jy-1"]),
        (["氢能", "-region:河南"], ["cq-1"]),
        (["-n", "1", "氢能", "-项目"], ["jy-1"]),
        (["--", "-汽车"], ["cq-1", "jy-1"]),
        (["--sort", "newest", "-n1", "--page", "2"], ["jy-1"]),
        (["--sort", "newest", "--offset", "2"], ["cq-1"]),
    ],
)
def test_search_narrows(clips: Path, arguments: list[str], expected: list[str]) -> None:
    found = ids(run("search", "-i", clips, "--ids", *arguments))
    assert (found if "--sort" in arguments else sorted(found)) == (
        expected if "--sort" in arguments else sorted(expected)
    )


def test_search_reads_well(clips: Path) -> None:
    lines = run("search", "氢能", "-i", clips, "--sort", "oldest").stdout.splitlines()
    assert re.fullmatch(r"2 articles \(\d+ ms\)", lines[0])
    assert lines[2] == " 1  大渡口区氢能项目开工"
    assert lines[3] == "    重庆市/大渡口区 · 2023-06-25 · 重庆日报 · 李明 王芳"
    assert lines[7] == " 2  濟源的氫能產業園投產。"
    tree = lines[lines.index("region") + 1 : lines.index("date") - 1]
    assert [line.split()[:2] for line in tree] == [
        *(["河南省", "1"], ["济源市", "1"], ["重庆市", "1"], ["大渡口区", "1"])
    ]
    assert tree[1].startswith("    济源市") and tree[1].endswith("█" * 20)
    dated = run("search", "汽车", "-i", clips).stdout
    assert "2024 (inferred)" in dated


def test_search_says_how_it_read_the_query_and_that_it_relaxed(clips: Path) -> None:
    text = run("search", "“氢能 (项目 OR", "-i", clips).stdout
    assert "has no other half" in text and "read as: 氢能 项目" in text
    assert "no article has all of the words" in run("search", "氢能 汽车", "-i", clips).stdout
    listed = run("search", "氢能 汽车", "-i", clips, "--ids")
    assert "no article has all of the words" in listed.stderr


def test_nothing_found_is_1(clips: Path) -> None:
    result = run("search", "鲸鱼", "-i", clips, "--json")
    assert (result.exit_code, json.loads(result.stdout)["total"]) == (1, 0)
    assert run("search", "鲸鱼", "-i", clips, "--ids").stdout == ""
    assert run("search", "鲸鱼", "-i", clips).exit_code == 1
    assert run("search", "氢能", "-i", clips, "--limit", "0").exit_code == 0


def test_help_query_shows_the_language() -> None:
    result = run("search", "--help-query")
    assert result.exit_code == 0 and "氢能 OR 储能" in result.stdout


# The other commands


def test_show_prints_everything_and_marks_words(clips: Path) -> None:
    text = run("show", "cq-1", "-i", clips, "--highlight", "氢能", "--color").stdout
    assert "\x1b[31m\x1b[1m氢能\x1b[0m" in text
    text = run("show", "cq-1", "-i", clips).stdout
    for part in (
        "大渡口区氢能项目开工",
        "url: https://example.cn/1",
        "channel: 要闻",
        "明年建成。",
    ):
        assert part in text
    shown = json.loads(run("show", "cq-1", "-i", clips, "--json").stdout)
    assert (shown["channel"], shown["words"]) == ("要闻", {"count": 31})
    missing = run("show", "no-such", "-i", clips)
    assert (missing.exit_code, missing.stdout) == (1, "")


def test_show_raw_is_the_text_at_the_offsets(tmp_path: Path) -> None:
    page = (
        "大渡口氢能项目开工 总投资三亿元\n\n"
        "本报讯（记者 李明）6月25日，重庆市大渡口区的氢能项目开工，总投资三亿元，明年六月建成\n"
        "投产。项目占地二百亩，建设制氢、储氢、加氢三条生产线。\n"
    )
    (tmp_path / "page.txt").write_bytes(page.encode("gb18030"))
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
        archive.writestr("inner.txt", page)
    run("index", tmp_path / "page.txt", tmp_path / "pages.zip", "-i", tmp_path / "index")
    hits = json.loads(run("search", "开工", "-i", tmp_path / "index", "--json").stdout)["hits"]
    assert {hit["source"]["path"] for hit in hits} == {
        str(tmp_path / "page.txt"),
        str(tmp_path / "pages.zip!inner.txt"),
    }
    for hit in hits:
        raw = run("show", hit["id"], "--raw", "-i", tmp_path / "index").stdout
        assert raw == page[hit["source"]["raw_start"] : hit["source"]["raw_end"]] + "\n"
    (tmp_path / "page.txt").unlink()
    (tmp_path / "pages.zip").unlink()
    assert "no such file" in one_line_error(
        run("show", hits[0]["id"], "--raw", "-i", tmp_path / "index")
    )


def test_extract_prints_the_json_lines_that_others_rely_on(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    text = "氢能项目开工\n\n本报讯（记者 李明）2023年6月25日，重庆市大渡口区的氢能项目开工，总投资三亿元。\n"
    page.write_text(text, encoding="utf-8")
    result = run("extract", page, "--jsonl")
    article = json.loads(result.stdout)
    assert list(article) == ["id", "title", "body", "regions", "date", "byline", "media", "source"]
    assert article["title"] == "氢能项目开工"
    assert article["regions"] == ["重庆市/大渡口区"]
    assert article["date"] == {"value": "2023-06-25", "granularity": "day", "basis": "stated"}
    assert article["byline"] == ["李明"]
    source = article["source"]
    assert source["path"] == str(page)
    assert "总投资三亿元" in text[source["raw_start"] : source["raw_end"]]
    assert json.loads(run("extract", page, "--json").stdout) == [article]
    explained = run("extract", page, "--explain").stdout
    assert "region 重庆市/大渡口区" in explained and "date " in explained
    assert run("extract", tmp_path / "nowhere").exit_code == 2


def test_facets_prints_trees(clips: Path) -> None:
    trees = json.loads(run("facets", "-i", clips, "--json").stdout)
    assert list(trees) == ["region", "date", "byline", "media", "channel"]
    assert [(each["value"], each["count"]) for each in trees["channel"]] == [
        ("经济", 2),
        ("要闻", 1),
    ]
    assert trees["date"][1]["children"][0]["value"] == "2023-08"
    text = run("facets", "-i", clips, "氢能", "--facet", "date", "--depth", "1").stdout
    assert text.split()[:3] == ["date", "2023", "2"] and "2023-" not in text
    assert run("facets", "鲸鱼", "-i", clips).exit_code == 1


def test_stats_and_check(clips: Path) -> None:
    assert json.loads(run("stats", "-i", clips, "--json").stdout)["articles"] == 3
    assert run("check", "-i", clips).stdout.startswith("no fault found: 3 articles")
    assert json.loads(run("check", "-i", clips, "--json").stdout) == {"articles": 3, "faults": []}


def test_check_names_the_damaged_file(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    run("index", write_records(tmp_path / "news.jsonl"), "-i", folder)
    (segment,) = folder.glob("*.segment")
    data = bytearray(segment.read_bytes())
    data[64:576] = bytes(byte ^ 255 for byte in data[64:576])
    segment.write_bytes(data)
    result = run("check", "-i", folder)
    assert result.exit_code == 2 and segment.name in result.stderr


def test_delete_by_id_and_by_query(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    run("index", write_records(tmp_path / "news.jsonl"), "-i", folder)
    assert run("delete", "no-such", "-i", folder).exit_code == 1
    assert run("delete", "cq-1", "-i", folder).exit_code == 0
    assert "--yes" in one_line_error(run("delete", "--query", "汽车", "-i", folder))
    # Not relaxed: no article has both words.
    assert run("delete", "--query", "汽车 氢能", "--yes", "-i", folder).exit_code == 1
    report = run("delete", "--query", "汽车", "--yes", "-i", folder, "--json")
    assert json.loads(report.stdout) == {"deleted": 1, "articles": 1}
    assert ids(run("search", "*", "-i", folder, "--ids")) == ["jy-1"]
    assert run("delete", "-i", folder).exit_code == 2
    assert run("delete", "--query", " ", "--yes", "-i", folder).exit_code == 2


def test_export_leaves_nothing_out_of_what_an_app_has_added(tmp_path: Path) -> None:
    article = jianbao.Article(
        id="--app:1",
        body="　氢能  项目，，开工。 \n\n第二段 ( 建設(shè) )",
        regions=["河北省/保定市", "别处"],
        date=jianbao.Date.from_iso("2023-06", "inferred"),
        source=jianbao.Source("/gone/page.txt", 3, 14),
        extra={"province": "河北", "标签": ["a", "b"], "none": None, "text": "正文？"},
    )
    with jianbao.open_index(tmp_path / "index", create=True) as index:
        index.add(article)
    first = run("export", "-i", tmp_path / "index").stdout
    run("index", "-", "-i", tmp_path / "copy", stdin=first)
    with jianbao.open_index(tmp_path / "copy") as index:
        assert index.get("--app:1") == article


def test_export_is_read_back_as_it_was(clips: Path, tmp_path: Path) -> None:
    first = run("export", "-i", clips).stdout
    exported = {each["id"]: each for each in map(json.loads, first.splitlines())}
    for record in RECORDS:
        each = exported[record["id"]]
        assert each["regions"] == record.get("regions", [record.get("region")])
        for name in ("title", "body", "url", "channel", "words"):
            assert each.get(name) == record.get(name)
    assert exported["bd-1"]["date"] == RECORDS[2]["date"]
    (tmp_path / "export.jsonl").write_text(first, encoding="utf-8")
    copy = tmp_path / "copy"
    assert run("index", tmp_path / "export.jsonl", "-i", copy).exit_code == 0
    assert sorted(run("export", "-i", copy).stdout.splitlines()) == sorted(first.splitlines())
    some = run(
        "export", "-i", clips, "--query", "氢能", "--region", "河南", "-o", tmp_path / "some"
    )
    assert (some.exit_code, some.stdout) == (0, "")
    assert json.loads((tmp_path / "some").read_text(encoding="utf-8"))["id"] == "jy-1"
    assert run("export", "-i", clips, "--query", "鲸鱼").exit_code == 1


# Mistakes and faults


def test_mistakes_are_one_line(clips: Path) -> None:
    ambiguous = one_line_error(run("search", "氢能", "-r", "朝阳", "-i", clips))
    assert "北京市/朝阳区" in ambiguous and "辽宁省/朝阳市" in ambiguous
    assert "没有这里" in one_line_error(run("search", "氢能", "-r", "没有这里", "-i", clips))
    assert "2023-02-30" in one_line_error(
        run("search", "氢能", "--date", "2023-02-30", "-i", clips)
    )
    assert "date:" not in one_line_error(run("search", "date:明天见", "-i", clips))
    assert "10,000" in one_line_error(run("search", "氢" * 10_001, "-i", clips))
    assert "levels" in one_line_error(run("search", "(" * 100 + "氢" + ")" * 100, "-i", clips))
    assert "no facet" in one_line_error(run("search", "氢能", "--facet", "colour", "-i", clips))
    assert "no facet" in one_line_error(run("search", "--filter", "colour=红", "-i", clips))
    assert "without the facet" in one_line_error(
        run("index", "x.txt", "--facet", "colour", "-i", clips)
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "氢能", "--limit", "many"],
        ["search", "氢能", "--page", "2", "--offset", "1"],
        ["search", "氢能", "--filter", "channel"],
        ["search", "氢能", "--no-such-option"],
        ["index", "x.txt", "--memory", "lots"],
        ["index", "x.txt", "--encoding", "klingon"],
        ["index", "x.txt", "--map", "title"],
        ["index"],
    ],
)
def test_misuse_is_2(clips: Path, arguments: list[str]) -> None:
    result = run(*arguments, "-i", clips)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr


def test_a_path_that_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("我是文件。", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine.txt").write_text("别人的。", encoding="utf-8")
    (tmp_path / "page.txt").write_text("氢能项目开工。", encoding="utf-8")
    assert "no index in" in one_line_error(run("search", "氢能", "-i", tmp_path / "nowhere"))
    assert "is a file" in one_line_error(run("search", "氢能", "-i", tmp_path / "file"))
    for other in ("file", "folder"):
        assert other in one_line_error(run("index", tmp_path / "page.txt", "-i", tmp_path / other))
    assert (tmp_path / "folder" / "mine.txt").read_text(encoding="utf-8") == "别人的。"


def test_an_index_of_another_version(tmp_path: Path) -> None:
    import zlib

    folder = tmp_path / "index"
    run("index", write_records(tmp_path / "news.jsonl"), "-i", folder)
    (manifest,) = folder.glob("*.manifest")
    text = manifest.read_text(encoding="utf-8").rpartition("\n")[0].rpartition("\n")[0]
    text = re.sub('"format": 1', '"format": 99', text)
    manifest.write_text(f"{text}\n{zlib.crc32(text.encode()):08x}\n", encoding="utf-8")
    assert "format 99" in one_line_error(run("search", "氢能", "-i", folder))


def test_bad_files_are_one_line_each_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good = json.dumps({"id": "good", "body": "氢能项目开工。"}, ensure_ascii=False)
    (folder / "good.jsonl").write_text(f'{good}\n{{"body": \n', encoding="utf-8")
    dated = {"id": "dated", "body": "氢能汽车上路。", "date": "2023-02-30"}
    (folder / "dated.jsonl").write_text(json.dumps(dated), encoding="utf-8")
    (folder / "empty.txt").touch()
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 50)
    (folder / "cut.docx").write_bytes(b"PK\x03\x04 cut off")
    (folder / "cut.zip").write_bytes(b"PK\x03\x04 cut off")
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.txt", b"0" * 40_000_000)
    os.mkfifo(folder / "pipe.txt")
    name = "\x1b[2J恶\n意.txt"
    (folder / name).touch()
    result = process("index", folder, "-i", tmp_path / "index")
    assert (result.returncode, result.stdout[:8]) == (0, "2 added:")
    assert "\x1b" not in result.stderr and "Traceback" not in result.stderr
    lines = result.stderr.splitlines()
    bad = [
        "good.jsonl",
        "dated.jsonl",
        "empty.txt",
        "binary.txt",
        "cut.docx",
        "cut.zip",
        "bomb.zip",
    ]
    for part in (*bad, "pipe.txt", "恶 意.txt"):
        assert sum(f"/{part}" in line for line in lines) == 1, part
    assert len(lines) == 9
    assert sorted(ids(run("search", "*", "-i", tmp_path / "index", "--ids"))) == ["dated", "good"]


# Processes, pipes, terminals


def test_the_index_may_be_named_by_the_environment_or_by_the_current_folder(clips: Path) -> None:
    environment = os.environ | {"JIANBAO_INDEX": str(clips)}
    assert process("search", "济源", "--ids", env=environment).stdout == "jy-1\n"
    nowhere = process("search", "济源", cwd=clips.parent)
    assert "no index in .jianbao" in one_line_error(nowhere)


def test_json_is_utf_8_whatever_the_terminal_speaks(clips: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    result = process("search", "济源", "-i", clips, "--jsonl", env=environment)
    assert json.loads(result.stdout)["snippet"]["text"].startswith("濟源")
    assert process("search", "济源", "-i", clips, env=environment).returncode == 0


def test_a_closed_pipe_ends_quietly(clips: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    export = subprocess.Popen(
        command("export", "-i", clips), stdout=write_end, stderr=subprocess.PIPE, text=True
    )
    os.close(write_end)
    _, errors = export.communicate()
    assert (export.returncode, errors) == (141, "")


def hear_interrupts() -> None:
    """Undo what a shell does to commands in the background: they ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_leaves_the_last_commit(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    run("index", write_records(tmp_path / "news.jsonl"), "-i", folder)
    lock = folder / "MAIN_WRITELOCK"
    indexing = subprocess.Popen(
        command("index", "-", "-i", folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_interrupts,
    )
    while not lock.read_text(encoding="utf-8"):
        assert indexing.poll() is None
        time.sleep(0.02)
    locked = one_line_error(run("delete", "cq-1", "-i", folder))
    assert f"process {indexing.pid}" in locked
    indexing.send_signal(signal.SIGINT)
    out, errors = indexing.communicate()
    assert (indexing.returncode, out) == (130, "")
    assert errors.strip() == "jianbao: interrupted; the last commit stands"
    assert len(ids(run("search", "*", "-i", folder, "--ids"))) == 3


class Terminal:
    """A terminal of 40 columns and 20 lines for the output of a process."""

    def __init__(self) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 40, 0, 0))

    def run(self, *args: object, **environment: str) -> str:
        names = ("NO_COLOR", "COLUMNS", "LINES", "LESS", "PAGER")
        env = {name: value for name, value in os.environ.items() if name not in names}
        with subprocess.Popen(
            command(*args),
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            env=env | {"TERM": "xterm"} | environment,
        ):
            os.close(self.slave)
            return b"".join(self._read()).decode()

    def _read(self) -> Iterator[bytes]:
        try:
            while data := os.read(self.master, 65536):
                yield data
        except OSError:  # how Linux ends a terminal whose process is gone
            pass
        os.close(self.master)


def test_a_terminal_gets_colours_and_wrapped_snippets(clips: Path) -> None:
    shown = Terminal().run("search", "氢能", "-i", clips, "--no-pager", "-n", "1")
    assert "\x1b[31m\x1b[1m氢能" in shown
    plain = Terminal().run("search", "产业园", "-i", clips, "--no-pager", NO_COLOR="1")
    assert "\x1b" not in plain
    snippet = plain.splitlines()[4:6]
    assert snippet == ["    濟源的氫能產業園投產。園區負責人說，", "    年產值可達兩億元。"]


def test_a_long_answer_goes_to_the_pager(clips: Path) -> None:
    paged = Terminal().run("search", "氢能", "-i", clips, PAGER="sed s/^/PAGED/")
    assert paged.startswith("PAGED2 articles")
    short = Terminal().run("stats", "-i", clips, PAGER="sed s/^/PAGED/")
    assert "PAGED" not in short


def test_text_cannot_steer_the_terminal(tmp_path: Path) -> None:
    body = "氢\x1b[31m能项目\x1b]0;owned\x07开工\x9b2J，\u202e投资三亿元\x08。"
    record = {"id": "a\x1bc", "title": "标题\x1b[2J氢能", "body": body, "media": "报\x1b[5m"}
    (tmp_path / "news.jsonl").write_text(json.dumps(record), encoding="utf-8")
    run("index", tmp_path / "news.jsonl", "-i", tmp_path / "index")
    control = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]")
    for arguments in (["search", "项目"], ["show", record["id"]], ["extract", tmp_path]):
        place = [] if arguments[0] == "extract" else ["-i", tmp_path / "index"]
        assert not control.search(run(*arguments, *place).stdout)
        assert not control.search(run(*arguments, *place, "--json").stdout)
