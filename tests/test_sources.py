"""Sources: which files are found, what they yield, and one clear line for each bad one."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import socket
import struct
import sys
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianbao import limits
from jianbao.indexer import json_records
from jianbao.indexer.records import FieldMapper, split_names
from jianbao.indexer.sources import (
    Page,
    Record,
    SourceFailure,
    SourceFile,
    list_sources,
    read_source,
)

NEWS = "大渡口区氢能项目开工\n本报讯（记者 李四）6月25日，重庆市大渡口区氢能产业园项目正式开工，总投资12亿元。\n"
TRADITIONAL = (
    "【本報台北訊】濟源市昨日舉行氫能產業論壇，與會專家認為，未來五年將是發展的關鍵時期。\n"
)


def page(path: Path, **options: str) -> Page:
    (found,) = read_source(path, **options)
    assert isinstance(found, Page), found
    return found


def failure(path: Path, **options: str) -> str:
    (found,) = read_source(path, **options)
    assert isinstance(found, SourceFailure), found
    assert "\n" not in found.error
    return found.error


def records(path: Path, columns: dict[str, str] | None = None) -> list[Record]:
    found = list(read_source(path, columns=columns))
    assert all(isinstance(item, Record) for item in found), found
    return [item for item in found if isinstance(item, Record)]


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def listed(*paths: Path | str, glob: str | None = None) -> list[str]:
    return [Path(file.path).name for file in list_sources(paths, glob=glob)]


class TestListing:
    def test_folders_are_walked_in_the_order_of_names(self, tmp_path: Path) -> None:
        for name in ("b.txt", "a/2.txt", "a/1.txt", "c.md", ".hidden.txt", ".git/x.txt"):
            write(tmp_path / name, NEWS)
        assert listed(tmp_path) == ["1.txt", "2.txt", "b.txt", "c.md"]
        first = next(iter(list_sources([tmp_path])))
        assert isinstance(first, SourceFile)
        assert (first.path, first.size) == (str(tmp_path / "a/1.txt"), len(NEWS.encode()))

    @pytest.mark.parametrize(
        ("glob", "names"),
        [
            ("*.txt", ["1.txt", "3.txt"]),
            ("**/2023/*.html", ["2.html"]),
            ("2023/*", ["1.txt", "2.html"]),
            ("[!0-2].txt", ["3.txt"]),
            ("?.html", ["2.html"]),
        ],
    )
    def test_glob_chooses_in_folders(self, tmp_path: Path, glob: str, names: list[str]) -> None:
        for name in ("2023/1.txt", "2023/2.html", "3.txt"):
            write(tmp_path / name, NEWS)
        assert listed(tmp_path, glob=glob) == names

    def test_a_named_file_needs_no_glob(self, tmp_path: Path) -> None:
        assert listed(write(tmp_path / "a.log", NEWS), glob="*.txt") == ["a.log"]

    def test_each_file_once(self, tmp_path: Path) -> None:
        file = write(tmp_path / "a.txt", NEWS)
        (tmp_path / "link.txt").symlink_to(file)
        assert listed(tmp_path, file, tmp_path) == ["a.txt"]

    def test_links_may_loop_but_not_leave_the_folder(self, tmp_path: Path) -> None:
        outside = write(tmp_path / "outside/secret.txt", NEWS)
        clips = tmp_path / "clips"
        write(clips / "a.txt", NEWS)
        (clips / "loop").symlink_to(clips)
        (clips / "out.txt").symlink_to(outside)
        (clips / "self").symlink_to(clips / "self")
        (clips / "void").symlink_to(clips / "nowhere")
        found = {Path(item.path).name: item for item in list_sources([clips])}
        assert sorted(found) == ["a.txt", "out.txt", "self", "void"]
        assert isinstance(found["a.txt"], SourceFile)
        assert "a link out of the folder" in found["out.txt"].error
        assert "link" in found["void"].error

    def test_an_index_is_no_source(self, tmp_path: Path) -> None:
        write(tmp_path / "clips/_MAIN_12.toc", b"x")
        write(tmp_path / "clips/a.txt", NEWS)
        write(tmp_path / "b.txt", NEWS)
        assert listed(tmp_path) == ["b.txt"]
        (found,) = list_sources([tmp_path / "clips"])
        assert "index" in found.error

    def test_what_is_no_file_gets_one_line(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "fifo")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(tmp_path / "socket"))
            found = list(list_sources([tmp_path, tmp_path / "missing", "/dev/null"]))
        words = ["FIFO", "socket", "no such file", "device"]
        assert len(found) == len(words)
        for item, word in zip(found, words, strict=True):
            assert word in item.error
        assert "FIFO" in failure(tmp_path / "fifo")  # must not wait for a writer

    def test_a_folder_without_permission(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path / "closed/a.txt", NEWS)
        write(tmp_path / "open/b.txt", NEWS)
        scandir = os.scandir

        def guarded(path: str) -> object:
            if Path(path).name == "closed":
                raise PermissionError(13, "Permission denied", path)
            return scandir(path)

        monkeypatch.setattr(os, "scandir", guarded)
        closed, opened = list_sources([tmp_path])
        assert closed.path == str(tmp_path / "closed")
        assert "permission denied" in closed.error
        assert isinstance(opened, SourceFile)

    def test_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        line = json.dumps({"title": "开工", "body": NEWS}, ensure_ascii=False).encode() + b"\n"
        for content, kind in ((NEWS.encode(), Page), (line * 2, Record)):
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
            (file,) = list_sources(["-", "-"])
            found = list(read_source(file))
            assert {type(item) for item in found} == {kind}


class TestEncoding:
    @pytest.mark.parametrize(
        ("text", "encoding"),
        [
            *((NEWS, codec) for codec in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32")),
            *((NEWS, codec) for codec in ("utf-16-le", "utf-16-be")),
            *((TRADITIONAL, codec) for codec in ("utf-8", "big5", "utf-16-le", "gb18030")),
        ],
    )
    def test_is_recognised(self, tmp_path: Path, text: str, encoding: str) -> None:
        text = text.replace("\n", "\r\n")  # newlines are not translated
        assert page(write(tmp_path / "a.txt", text.encode(encoding))).text == text

    @pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16-be"])
    def test_short_texts_and_long_ascii_heads(self, tmp_path: Path, encoding: str) -> None:
        for text in (
            "重庆市大渡口区氢能项目".replace("庆", "慶")
            .replace("区", "區")
            .replace("氢", "氫")
            .replace("项", "項"),
            "a" * 100_000 + "，中國人民。",
        ):
            assert page(write(tmp_path / "a.txt", text.encode(encoding))).text == text

    def test_can_be_given(self, tmp_path: Path) -> None:
        file = write(tmp_path / "a.txt", "Größe, Ärger".encode("latin-1"))
        assert page(file, encoding="latin-1").text == "Größe, Ärger"
        assert "there is no text encoding" in failure(file, encoding="klingon")
        assert "wrongly encoded" in failure(
            write(tmp_path / "b.txt", NEWS.encode("gb18030")), encoding="utf-8"
        )

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
    def test_a_cut_last_character_costs_only_itself(self, tmp_path: Path, encoding: str) -> None:
        data = (NEWS + "完").encode(encoding)
        assert page(write(tmp_path / "a.txt", data[:-1])).text == NEWS

    def test_a_damaged_character_costs_only_itself(self, tmp_path: Path) -> None:
        data = (NEWS * 5).encode()
        text = page(write(tmp_path / "a.txt", data[:30] + b"\xff" + data[30:])).text
        assert text.replace("\ufffd", "") == NEWS * 5

    @pytest.mark.parametrize("name", ["a.txt", "a.dat", "a"])
    def test_binary_is_not_text(self, tmp_path: Path, name: str) -> None:
        noise = random.Random(7).randbytes(5000)
        for content in (noise, b"\x7fELF\x02" + bytes(500), noise.replace(b"\0", b"")):
            assert "not text" in failure(write(tmp_path / name, content))

    def test_text_in_a_wrong_encoding_is_reported(self, tmp_path: Path) -> None:
        mojibake = NEWS.encode("gb18030").decode("utf-8", "replace")
        assert "--encoding" in failure(write(tmp_path / "a.txt", mojibake))


class TestJsonLines:
    def test_one_broken_line_costs_that_line(self, tmp_path: Path) -> None:
        good = '{"title": "甲", "body": "正文𠮷", "channel": 3}\r\n'
        bad = [
            '{"title": "乙", "body": \n',
            "[1]\n",
            '{"body": 5}\n',
            '{"title": "丙"}\n',
            '{"body": "x", "n": NaN}\n',
            '{"id": {}, "body": "x"}\n',
            '{"body": " "}\n',
        ]
        file = write(tmp_path / "a.jsonl", "\ufeff" + good + "\n" + "".join(bad) + good.rstrip())
        found = list(read_source(file))
        assert [item.number for item in found if isinstance(item, Record)] == [0, 9]
        failures = [item.error for item in found if isinstance(item, SourceFailure)]
        assert [error.split(":")[0] for error in failures] == [f"line {n}" for n in range(3, 10)]
        text = file.read_bytes().decode("utf-8-sig")
        for item in found:
            if isinstance(item, Record):
                assert text[item.raw_start : item.raw_end] == good.rstrip()
                assert item.fields == {"title": "甲", "body": "正文𠮷", "channel": 3}

    def test_a_line_in_another_encoding(self, tmp_path: Path) -> None:
        line = json.dumps({"body": NEWS}, ensure_ascii=False)
        data = b"\n".join([line.encode(), line.encode("gb18030"), *[line.encode()] * 60])
        found = list(read_source(write(tmp_path / "a.jsonl", data)))
        assert [type(item) for item in found[:3]] == [Record, SourceFailure, Record]
        assert "line 2: " in found[1].error and "utf-8" in found[1].error

    @pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le"])
    def test_other_encodings(self, tmp_path: Path, encoding: str) -> None:
        lines = [json.dumps({"body": f"{NEWS}{n}"}, ensure_ascii=False) for n in range(3)]
        file = write(tmp_path / "a.jsonl", "\n".join(lines).encode(encoding))
        found = records(file)
        assert [item.fields["body"] for item in found] == [f"{NEWS}{n}" for n in range(3)]
        assert found[2].raw_start == sum(map(len, lines[:2])) + 2

    def test_halves_of_surrogate_pairs_are_replaced(self, tmp_path: Path) -> None:
        file = write(tmp_path / "a.jsonl", r'{"body": "\ud83d\ude00 \ud800", "x": ["\uDFFF"]}')
        assert records(file)[0].fields == {"body": "😀 \ufffd", "x": ["\ufffd"]}

    def test_nesting_and_line_length_are_limited(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        good = '{"body": "正文"}'
        deep = '{"body": "x", "y": ' + "[" * 70 + "]" * 70 + "}"
        deeper = '{"body": "x", "y": ' + "[" * 200_000
        monkeypatch.setattr(limits, "MAX_RECORD_BYTES", 300_000)
        monkeypatch.setattr(json_records, "CHUNK_BYTES", 1000)
        long = '{"body": "' + "长" * 200_000 + '"}'
        file = write(tmp_path / "a.jsonl", "\n".join((good, deep, deeper, long, good)))
        found = list(read_source(file))
        assert [type(item) for item in found] == [Record, *[SourceFailure] * 3, Record]
        assert "MAX_JSON_DEPTH" in found[1].error
        assert "MAX_JSON_DEPTH" in found[2].error
        assert "line 4" in found[3].error and "MAX_RECORD_BYTES" in found[3].error
        assert (found[4].number, found[4].raw_end) == (4, len(file.read_text("utf-8")))

    @given(
        bodies=st.lists(st.text(min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=8),
        target=st.integers(1, 200),
    )
    def test_chunks_do_not_show(
        self, tmp_path_factory: pytest.TempPathFactory, bodies: list[str], target: int
    ) -> None:
        text = "".join(json.dumps({"body": body}, ensure_ascii=False) + "\n" for body in bodies)
        text = text.encode("utf-8", "replace").decode()
        file = write(tmp_path_factory.mktemp("jsonl") / "a.jsonl", text)
        expected = [item for item in read_source(file) if isinstance(item, Record)]
        found = []
        for chunk in json_records.split_jsonl(str(file), target):
            assert isinstance(chunk, json_records.JsonlChunk)
            found += json_records.read_jsonl_lines(
                chunk.lines(), chunk.path, chunk.first_number, chunk.first_offset
            )
        assert found == expected
        for item in expected:
            assert json.loads(text[item.raw_start : item.raw_end])["body"] == item.fields["body"]

    def test_splitting_reports_what_cannot_be_split(self, tmp_path: Path) -> None:
        for content, word in ((b"", "empty"), (bytes(100), "not text"), (None, "cannot be read")):
            file = tmp_path / "a.jsonl"
            file.unlink(missing_ok=True)
            if content is not None:
                write(file, content)
            (found,) = json_records.split_jsonl(str(file))
            assert isinstance(found, SourceFailure)
            assert word in found.error


class TestFields:
    def fields(self, **raw: object) -> dict[str, object]:
        return FieldMapper().fields({"body": "正文", **raw})

    def test_usual_names_are_recognised(self) -> None:
        raw = {
            "标题": "甲",
            "内容": "正文",
            "发布时间": "2023年6月",
            "作者": "张三、李四 王五",
            "来源": "重庆日报",
            "省": "河南省",
            "市": "济源市",
            "栏目": "要闻",
            "编号": 7,
        }
        assert FieldMapper().fields(raw) == {
            "title": "甲",
            "body": "正文",
            "date": "2023年6月",
            "byline": ["张三", "李四", "王五"],
            "media": "重庆日报",
            "regions": ["河南省/济源市"],
            "栏目": "要闻",
            "id": "7",
        }

    def test_a_proper_name_comes_before_its_likeness(self) -> None:
        assert self.fields(date=None, time="8:00", content="摘要") == {
            "body": "正文",
            "date": None,
            "time": "8:00",
            "content": "摘要",
        }

    def test_columns_come_first(self) -> None:
        mapper = FieldMapper({"body": "摘要", "channel": "栏目"})
        assert mapper.fields({"摘要": "甲", "正文": "乙", "栏目": "丙"}) == {
            "body": "甲",
            "正文": "乙",
            "channel": "丙",
        }

    @pytest.mark.parametrize(
        ("given_date", "date"),
        [
            (20230625, "20230625"),
            (1687651200, "2023-06-25"),
            ("1687651200000", "2023-06-25"),
            (" 去年 ", "去年"),
            ("", None),
            ({"value": "2023"}, {"value": "2023"}),
        ],
    )
    def test_dates(self, given_date: object, date: object) -> None:
        assert self.fields(date=given_date)["date"] == date

    def test_regions(self) -> None:
        assert self.fields(region="北京市；天津市")["regions"] == ["北京市", "天津市"]
        assert self.fields(regions=["重庆市/大渡口区"])["regions"] == ["重庆市/大渡口区"]

    def test_an_export_comes_back_as_it_was(self) -> None:
        exported = {
            "id": "a1",
            "title": None,
            "body": "正文",
            "regions": ["重庆市/大渡口区"],
            "date": {"value": "2023-06", "granularity": "month", "basis": "inferred"},
            "byline": ["张三"],
            "media": None,
            "url": None,
            "source": {"path": "/a.zip!b.txt", "raw_start": 3, "raw_end": 9},
            "author": "x",
        }
        assert FieldMapper().fields(exported) == exported

    def test_a_source_elsewhere_is_the_media(self) -> None:
        assert self.fields(source="新华社")["media"] == "新华社"
        assert self.fields(source={"name": "新华社"})["media"] == "新华社"

    @pytest.mark.parametrize("field", ["id", "title", "regions", "date", "byline", "media", "url"])
    def test_wrong_types_are_named(self, field: str) -> None:
        with pytest.raises(ValueError, match=f"{field} is an object"):
            self.fields(**{field: {"x": 1}})

    def test_names_are_split_between_chinese_characters_only(self) -> None:
        assert split_names("张三 John Smith，李四") == ["张三 John Smith", "李四"]


class TestJson:
    @pytest.mark.parametrize("shape", ["[{},{}]", '{{"total": 2, "data": [{},{}]}}', "{}\n{}"])
    def test_arrays_wrappers_and_sequences(self, tmp_path: Path, shape: str) -> None:
        one, two = ('{"title": "甲", "body": "' + body + '"}' for body in "一二")
        file = write(tmp_path / "a.json", shape.format(one, two))
        text = file.read_text("utf-8")
        assert [text[item.raw_start : item.raw_end] for item in records(file)] == [one, two]

    def test_one_record(self, tmp_path: Path) -> None:
        (record,) = records(write(tmp_path / "a.json", '{"body": "正文", "data": [1]}'))
        assert record.fields == {"body": "正文", "data": [1]}

    def test_data_that_holds_no_articles_gets_one_line(self, tmp_path: Path) -> None:
        file = write(tmp_path / "a.json", json.dumps([{"name": "a", "size": n} for n in range(50)]))
        assert "none of its 50 records is an article" in failure(file)

    def test_what_precedes_a_break_is_kept(self, tmp_path: Path) -> None:
        found = list(read_source(write(tmp_path / "a.json", '[{"body": "甲"}, 5, {"body": "乙",')))
        assert [type(item) for item in found] == [Record, SourceFailure, SourceFailure]
        assert "record 2" in found[1].error
        assert "line 1" in found[2].error


class TestTables:
    def test_quotes_newlines_and_places(self, tmp_path: Path) -> None:
        text = '标题,正文,日期\r\n甲,"第一行，""引""\r\n第二行",2023-06-25\r\n\r\n乙,正文,\r\n'
        file = write(tmp_path / "a.csv", "\ufeff" + text)
        one, two = records(file)
        assert one.fields == {"title": "甲", "body": '第一行，"引"\r\n第二行', "date": "2023-06-25"}
        assert two.fields == {"title": "乙", "body": "正文"}
        assert text[one.raw_start : one.raw_end].startswith("甲,")
        assert text[two.raw_start : two.raw_end] == "乙,正文,"

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8"])
    def test_delimiters_and_encodings(self, tmp_path: Path, delimiter: str, encoding: str) -> None:
        text = (
            delimiter.join(("标题", "正文"))
            + "\n"
            + delimiter.join(("甲", NEWS.splitlines()[1]))
            + "\n"
        )
        (record,) = records(write(tmp_path / "a.csv", text.encode(encoding)))
        assert record.fields["body"] == NEWS.splitlines()[1]

    def test_columns_can_be_mapped(self, tmp_path: Path) -> None:
        file = write(tmp_path / "a.csv", "题头,文\n甲,正文\n")
        assert "--map body=" in failure(file)
        (record,) = records(file, {"title": "题头", "body": "文"})
        assert record.fields == {"title": "甲", "body": "正文"}
        (found,) = read_source(file, columns={"body": "无"})
        assert "题头、文" in found.error

    def test_bad_rows_cost_only_themselves(self, tmp_path: Path) -> None:
        rows = [
            "title,body",
            '甲,"正文"',
            '乙,"他说"你好"了"',
            "丙,一,二",
            "丁,",
            "戊,好",
            '己,"没有结束',
            "庚,好",
        ]
        found = list(read_source(write(tmp_path / "a.csv", "\n".join(rows))))
        kept = [item.fields["title"] for item in found if isinstance(item, Record)]
        assert kept == ["甲", "戊", "庚"]
        errors = [item.error for item in found if isinstance(item, SourceFailure)]
        assert [error.split(":")[0] for error in errors] == ["line 3", "line 4", "line 5", "line 7"]
        assert "doubled" in errors[0] and "never closed" in errors[3]

    def test_long_cells_leave_the_process_alone(self, tmp_path: Path) -> None:
        usual = csv.field_size_limit()
        (record,) = records(write(tmp_path / "a.csv", "title,body\n甲," + "长" * 500_000 + "\n"))
        assert len(str(record.fields["body"])) == 500_000
        assert csv.field_size_limit() == usual


def html(head: str = "", body: str = "") -> str:
    paragraphs = "".join(f"<p>第{n}段：{NEWS.splitlines()[1]}</p>" for n in range(1, 4))
    return f"""<!DOCTYPE html><html><head>{head}</head><body><nav><a href="/">返回首页</a></nav>
        <div class="article"><h1>氢能项目开工</h1>{paragraphs}</div>{body}</body></html>"""


class TestHtml:
    def test_main_text_and_stated_metadata(self, tmp_path: Path) -> None:
        head = """<meta name="ArticleTitle" content="氢能项目开工">
            <meta name="PubDate" content="2023-06-25 08:00"><meta name="Author" content="张三 李四">
            <meta name="ContentSource" content="重庆日报"><link rel="canonical" href="https://a.cn/1">"""
        found = page(write(tmp_path / "x.htm", html(head)))
        assert "第3段" in found.text and "返回首页" not in found.text
        stated = found.stated
        assert (stated.title, stated.date, stated.media, stated.byline, stated.url) == (
            "氢能项目开工",
            "2023-06-25 08:00",
            "重庆日报",
            ("张三", "李四"),
            "https://a.cn/1",
        )

    @pytest.mark.parametrize("declared", ["gb2312", "utf-8", "nonsense"])
    def test_charset(self, tmp_path: Path, declared: str) -> None:
        source = html(f'<meta charset="{declared}">')
        for encoding in ("gb18030", "utf-8"):  # what is declared may be wrong
            assert "氢能" in page(write(tmp_path / "x.html", source.encode(encoding))).text

    def test_lists_and_scraps_are_taken_whole(self, tmp_path: Path) -> None:
        items = "".join(f"<li><a href=/{n}>新闻标题第{n}条</a>\n<b>重庆</b></li>" for n in range(9))
        found = page(write(tmp_path / "x.html", f"<html><body><ul>{items}</ul></body></html>"))
        assert found.text.split("\n")[4] == "新闻标题第4条 重庆"
        assert page(write(tmp_path / "y", "<html><body>一句。</body></html>")).text == "一句。"

    def test_hostile_markup(self, tmp_path: Path) -> None:
        deep = "<div>" * 50_000 + "正文在此。"
        assert page(write(tmp_path / "x.html", deep)).text == "正文在此。"
        for unclosed in (
            "<a href=",
            "<script>",
            "<!---->",
            "<!--",
            "&",
        ):  # in no more than linear time
            list(read_source(write(tmp_path / "y", "<!-- -->" + unclosed * 20_000)))
            list(read_source(write(tmp_path / "y.html", unclosed * 20_000)))
        assert "is empty" in failure(write(tmp_path / "z.html", "<html><script>1</script></html>"))


def pdf(*lines: str, title: str = "") -> bytes:
    """Write a pdf of one page, its text in UTF-16 with a ToUnicode map as real ones have."""
    codes = "".join(f"<{ord(c):04X}> <{ord(c):04X}>\n" for c in sorted(set("".join(lines))))
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def 1 begincodespacerange"
        f" <0000> <FFFF> endcodespacerange {codes.count(chr(10))} beginbfchar\n{codes}endbfchar endcmap end"
    )
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td " for line in lines)
    content = f"BT /F1 12 Tf 50 700 Td {shown}ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >> stream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R"
        " /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>",
        f"<< /Length {len(cmap)} >> stream\n{cmap}\nendstream",
        f"<< /Title <FEFF{title.encode('utf-16-be').hex()}> >>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{item}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        out
        + (
            f"xref\n0 8\n0000000000 65535 f \n{table}trailer << /Size 8 /Root 1 0 R /Info 7 0 R >>\n"
            f"startxref\n{len(out)}\n%%EOF"
        ).encode()
    )


def docx(*paragraphs: str, title: str = "") -> bytes:
    from docx import Document

    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    row = document.add_table(1, 2).rows[0]
    row.cells[0].text, row.cells[1].text = "投资", "12亿元"
    document.core_properties.title = title
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


class TestOffice:
    def test_docx(self, tmp_path: Path) -> None:
        title, body = NEWS.split("\n")[:2]
        found = page(write(tmp_path / "a.docx", docx(title, body, title=title)))
        assert found.text == f"{title}\n{body}\n投资\t12亿元"
        assert found.stated.title == title
        assert page(write(tmp_path / "b.docx", docx(body, title="模板"))).stated.title is None

    def test_pdf(self, tmp_path: Path) -> None:
        title, body = "氢能项目开工", "重庆市大渡口区消息"
        found = page(write(tmp_path / "a.pdf", pdf(title, body, title=title)))
        assert found.text.split() == [title, body]
        assert found.stated.title == title

    def test_faults(self, tmp_path: Path) -> None:
        import pypdf

        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("密")))
        writer.encrypt("secret", algorithm="RC4-128")
        writer.write(tmp_path / "locked.pdf")
        assert "encrypted" in failure(tmp_path / "locked.pdf")
        assert "text layer" in failure(write(tmp_path / "scan.pdf", pdf()))
        assert "pdf" in failure(write(tmp_path / "cut.pdf", pdf("甲")[:40]))
        assert "docx" in failure(write(tmp_path / "cut.docx", docx("甲")[:-300]))
        assert "old Office" in failure(write(tmp_path / "a.doc", b"\xd0\xcf\x11\xe0" + bytes(99)))
        assert "damaged" in failure(write(tmp_path / "no.pdf", NEWS))

    @pytest.mark.parametrize(("module", "name"), [("docx", "a.docx"), ("pypdf", "a.pdf")])
    def test_missing_packages(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, name: str
    ) -> None:
        file = write(tmp_path / name, docx("甲") if module == "docx" else pdf("甲"))
        monkeypatch.setitem(sys.modules, module, None)
        assert "pip install 'jianbao[office]'" in failure(file)


def zipped(**members: bytes | str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


class TestArchives:
    def test_zip_of_everything(self, tmp_path: Path) -> None:
        inner = zipped(**{"深.txt": NEWS})
        file = write(
            tmp_path / "a.zip",
            zipped(
                **{
                    "甲/一.txt": NEWS,
                    "二.jsonl": '{"body": "正文"}\n',
                    "三.csv": "标题,正文\n甲,乙\n",
                    "四.docx": docx("正文"),
                    "五.txt.gz": gzip.compress(TRADITIONAL.encode("big5")),
                    "内.zip": inner,
                    ".hidden": "x",
                    "__MACOSX/._一.txt": "x",
                    "../../etc/slip.txt": NEWS,
                    "图.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
                }
            ),
        )
        found = list(read_source(file))
        members = [item.path.removeprefix(f"{file}!") for item in found]
        assert members == [
            "甲/一.txt",
            "二.jsonl",
            "三.csv",
            "四.docx",
            "五.txt.gz",
            "内.zip!深.txt",
            "../../etc/slip.txt",
            "图.jpg",
        ]
        assert found[4] == Page(f"{file}!五.txt.gz", TRADITIONAL)
        assert "not text" in found[-1].error

    def test_nesting_has_an_end(self, tmp_path: Path) -> None:
        data = zipped(**{"a.txt": NEWS})
        for _ in range(3):
            data = zipped(**{"inner.zip": data})
        assert "archive inside" in failure(write(tmp_path / "a.zip", data))

    @pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "big5"])
    def test_names_without_the_utf8_flag(self, tmp_path: Path, encoding: str) -> None:
        name = "重慶日報副刊與新聞的報導.txt"
        ascii_name = "x" * len(name.encode(encoding))
        data = zipped(**{ascii_name: NEWS}).replace(ascii_name.encode(), name.encode(encoding))
        assert page(write(tmp_path / "a.zip", data)).path.endswith(f"!{name}")

    def test_gz(self, tmp_path: Path) -> None:
        lines = "".join(json.dumps({"body": f"正文{n}"}) + "\n" for n in range(3))
        assert len(records(write(tmp_path / "a.jsonl.gz", gzip.compress(lines.encode())))) == 3
        assert page(write(tmp_path / "b.txt.gz", gzip.compress(NEWS.encode()))).text == NEWS
        assert "cut short" in failure(
            write(tmp_path / "c.txt.gz", gzip.compress(NEWS.encode())[:-9])
        )
        assert "tar" in failure(write(tmp_path / "d.tar.gz", gzip.compress(NEWS.encode())))

    def test_bombs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        bomb = b"0" * 20_000_000
        file = write(tmp_path / "a.zip", zipped(**{"bomb.txt": bomb, "good.txt": NEWS}))
        bad, good = read_source(file)
        assert bad.path.endswith("!bomb.txt") and "zip bomb" in bad.error
        assert isinstance(good, Page)
        assert "zip bomb" in failure(write(tmp_path / "a.txt.gz", gzip.compress(bomb)))

        monkeypatch.setattr(limits, "MAX_ARCHIVE_MEMBERS", 1)
        assert "MAX_ARCHIVE_MEMBERS" in failure(file)
        monkeypatch.setattr(limits, "MAX_ARCHIVE_BYTES", 1_000_000)
        assert "MAX_ARCHIVE_BYTES" in failure(tmp_path / "a.txt.gz")

    def test_damaged_and_encrypted(self, tmp_path: Path) -> None:
        data = zipped(**{"a.txt": NEWS, "b.txt": TRADITIONAL})
        assert "zip" in failure(write(tmp_path / "cut.zip", data[:-40]))
        place = data.index(b"b.txt") + 12
        first, second = read_source(
            write(tmp_path / "flip.zip", data[:place] + b"\xff\xff" + data[place + 2 :])
        )
        assert isinstance(first, Page) and "damaged" in second.error
        locked = bytearray(data)
        central = data.index(b"PK\x01\x02")
        struct.pack_into("<H", locked, central + 8, 1)
        bad, good = read_source(write(tmp_path / "locked.zip", bytes(locked)))
        assert "encrypted" in bad.error and good.path.endswith("!b.txt")


class TestPages:
    @pytest.mark.parametrize(
        ("name", "hint"),
        [("2023-06-25.txt", "2023-06-25"), ("20230625_A03.txt", "2023-06-25"),
         ("2023年6月25日要闻.txt", "2023-06-25"), ("2023-06/25/node_1.txt", None),
         ("2023/06/25/node_1.txt", "2023-06-25"), ("20230230.txt", None), ("120230625.txt", None),
         ("2023-06-25至2023-06-26.txt", None), ("A2023.6.5.txt", "2023-06-05"), ("202306.txt", None)],
    )  # fmt: skip
    def test_a_full_date_in_the_name_is_a_hint(self, name: str, hint: str | None) -> None:
        from jianbao.indexer.formats import date_in_name

        assert date_in_name(f"/clips/{name}") == hint

    def test_formats_are_recognised_without_extension(self, tmp_path: Path) -> None:
        assert page(write(tmp_path / "a", "[本报讯] 正文")).text == "[本报讯] 正文"
        assert len(records(write(tmp_path / "b", '{"body": "甲"}\n{"body": "乙"}\n'))) == 2
        assert len(records(write(tmp_path / "c", '[\n{"body": "甲"}]'))) == 1
        assert page(write(tmp_path / "d.bin", docx("甲"))).text.startswith("甲")
        assert page(write(tmp_path / "e.txt", zipped(x=NEWS))).path.endswith("e.txt!x")

    @pytest.mark.parametrize(
        "name",
        [
            "a.txt",
            "a.md",
            "a.html",
            "a.json",
            "a.jsonl",
            "a.csv",
            "a.tsv",
            "a.docx",
            "a.pdf",
            "a.zip",
            "a.gz",
            "a",
            "a.jsonl.gz",
        ],
    )
    @pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
    def test_empty(self, tmp_path: Path, name: str, content: bytes) -> None:
        assert "empty" in failure(write(tmp_path / name, content))

    def test_size_limits(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file = write(tmp_path / "a.txt", NEWS)
        monkeypatch.setattr(limits, "MAX_PAGE_CHARS", 50)
        assert "jianbao.limits.MAX_PAGE_CHARS" in failure(file)
        monkeypatch.setattr(limits, "MAX_FILE_BYTES", 50)
        assert "jianbao.limits.MAX_FILE_BYTES" in failure(file)

    def test_vanished_files(self, tmp_path: Path) -> None:
        assert "no such file" in failure(tmp_path / "gone.txt")
        assert "folder" in failure(tmp_path)

    @given(
        content=st.binary(max_size=300),
        name=st.sampled_from(
            [
                "a.txt",
                "a.html",
                "a.json",
                "a.jsonl",
                "a.csv",
                "a.docx",
                "a.pdf",
                "a.zip",
                "a.gz",
                "a",
            ]
        ),
    )
    def test_no_content_raises(
        self, tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
    ) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            magic = {
                "a.docx": b"PK\x03\x04",
                "a.zip": b"PK\x03\x04",
                "a.pdf": b"%PDF-1.4\n",
                "a.gz": b"\x1f\x8b\x08",
            }.get(name, b"")
            file = write(tmp_path_factory.mktemp("fuzz") / name, magic + content)
            assert all(
                isinstance(item, (Page, Record, SourceFailure)) for item in read_source(file)
            )
