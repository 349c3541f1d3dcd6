"""sample_docs and its expected.json agree with each other, without asking the extractor.

What the extractor makes of these files is compared elsewhere; here a mistake in the expectation itself
is to be found: a file without articles, a first word that is not in its file, a date that does not exist.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jianbao.indexer.article import Date

SAMPLES = Path(__file__).parents[1] / "sample_docs"
NOT_PAGES = {"README.md", "expected.json"}
EXPECTED: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text("utf-8"))
ARTICLES: list[dict[str, Any]] = EXPECTED["articles"]
FILES = list(dict.fromkeys(article["file"] for article in ARTICLES))

ENCODINGS = {  # everything else is UTF-8 without a byte order mark
    "archive.zip!xizang/linzhi.txt": "gb18030",
    "flood_page_2016.txt": "gb18030",
    "foshan_page.txt": "gb18030",
    "fujian_page_utf16.txt": "utf-16-le",
    "heilongjiang_harvest_2017.txt": "utf-16-be",
    "henan_villages_2018.txt": "gb18030",
    "hongkong_big5.txt": "big5",
    "hunan_records.csv": "utf-8-sig",
    "jiangsu_bom_crlf.txt": "utf-8-sig",
    "sichuan_pidu.html": "gb18030",
}
BYTE_ORDER_MARKS = {
    "utf-8-sig": b"\xef\xbb\xbf",
    "utf-16-le": b"\xff\xfe",
    "utf-16-be": b"\xfe\xff",
}

GLOSS = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)")
DOUBLED = re.compile(r",(?=[，。、；,])")
MARKUP = re.compile(r"<[^>]*>|\*\*|^#+ ", re.M)


def read_bytes(name: str) -> bytes:
    outer, _, inner = name.partition("!")
    if inner:
        with zipfile.ZipFile(SAMPLES / outer) as archive:
            return archive.read(inner)
    data = (SAMPLES / outer).read_bytes()
    return gzip.decompress(data) if outer.endswith(".gz") else data


def read_text(name: str) -> str:
    """Return all that a reader sees in the file, by the plainest means."""
    suffix = Path(name).suffix
    if suffix == ".pdf":
        import pypdf

        pages = pypdf.PdfReader(io.BytesIO(read_bytes(name))).pages
        return "\n".join(page.extract_text() for page in pages)
    if suffix == ".docx":
        import docx

        document = docx.Document(str(SAMPLES / name))
        return "\n".join(paragraph.text for paragraph in document.paragraphs)
    text = read_bytes(name).decode(ENCODINGS.get(name, "utf-8"))
    if suffix == ".jsonl":
        return "\n".join(str(v) for line in text.splitlines() for v in json.loads(line).values())
    if suffix == ".json":
        return "\n".join(str(value) for record in json.loads(text) for value in record.values())
    if suffix in {".csv", ".tsv"}:
        rows = csv.reader(
            io.StringIO(text, newline=""), "excel-tab" if suffix == ".tsv" else "excel"
        )
        return "\n".join(cell for row in rows for cell in row)
    return text


def squeeze(text: str) -> str:
    """Drop what `clean` drops inside a sentence: markup, entities, glosses, doubled marks, blanks."""
    text = DOUBLED.sub("", GLOSS.sub("", html.unescape(MARKUP.sub("", text))))
    return re.sub(r"\s+", "", text).replace(",", "，")


def test_every_file_has_articles() -> None:
    outer = {name.partition("!")[0] for name in FILES}
    present = {path.name for path in SAMPLES.iterdir() if path.name not in NOT_PAGES}
    assert outer == present
    with zipfile.ZipFile(SAMPLES / "archive.zip") as archive:
        inner = {f"archive.zip!{name}" for name in archive.namelist()}
    assert inner == {name for name in FILES if name.startswith("archive.zip")}


def test_the_collection_is_wide_enough() -> None:
    provinces = {article["region"].split("/")[0] for article in ARTICLES if article["region"]}
    years = {article["date"][:4] for article in ARTICLES if article["date"]}
    assert len(FILES) >= 34
    assert len(ARTICLES) >= 95
    assert len(provinces) >= 22
    assert {str(year) for year in range(2012, 2027)} <= years
    suffixes = {Path(name).suffix for name in FILES}
    wanted = {".txt", ".md", ".html", ".json", ".jsonl", ".csv", ".tsv", ".docx", ".pdf", ".gz"}
    assert wanted <= suffixes


@pytest.mark.parametrize("name", FILES)
def test_encoding_is_what_it_claims(name: str) -> None:
    data = read_bytes(name)
    if Path(name).suffix in {".pdf", ".docx"}:
        return
    encoding = ENCODINGS.get(name, "utf-8")
    assert data.startswith(BYTE_ORDER_MARKS.get(encoding, b""))
    text = data.decode(encoding)
    assert "\ufffd" not in text
    if encoding in {"gb18030", "big5"}:
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")


@pytest.mark.parametrize("name", FILES)
def test_first_and_last_characters_stand_in_the_file_in_order(name: str) -> None:
    text = squeeze(read_text(name))
    end = 0
    for article in (article for article in ARTICLES if article["file"] == name):
        # A title is asked for anywhere: in JSON records it may follow the body.
        if article["title"]:
            assert squeeze(article["title"]) in text
        start = text.find(squeeze(article["first"]), end)
        assert start >= end, article["first"]
        end = text.find(squeeze(article["last"]), start) + len(squeeze(article["last"]))
        assert end > start, article["last"]
        for person in article["byline"]:
            assert person in text


@pytest.mark.parametrize("kind", ["joins", "breaks"])
def test_line_pairs_stand_in_the_file_apart(kind: str) -> None:
    for pair in EXPECTED[kind]:
        text = squeeze(read_text(pair["file"]))
        left, right = squeeze(pair["left"]), squeeze(pair["right"])
        assert text.count(left + squeeze(pair.get("across", "")) + right) == 1, pair


def test_metadata_is_well_formed() -> None:
    for article in ARTICLES:
        if article["date"] is None:
            assert article["granularity"] is None
        else:
            assert Date.from_iso(article["date"]).granularity == article["granularity"]
        for value in article.get("date_ok", []):
            Date.from_iso(value)
        for path in [article["region"], *article["region_ok"]]:
            assert path is None or all(
                part and all(unicodedata.category(letter) == "Lo" for letter in part)
                for part in path.split("/")
            )
        assert 10 <= len(article["first"]) <= 15
        assert 10 <= len(article["last"]) <= 15
