"""Analysis: which words are indexed, and what stock Whoosh finds with our analyzer."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import index_terms
from whoosh.fields import TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import QueryParser
from whoosh.searching import Searcher

from jianbao.indexer.analysis import STOP_WORDS, chinese_analyzer, is_indexed
from jianbao.indexer.folding import fold

ARTICLES = {
    "academy": "中国科学院昨日在北京发布《氢能规划》，共7章。",
    "models": "京基100大厦建成5G网络，展出AK47、型号PD1728；京剧，京。",
    "traditional": "國際電子展開幕，氣候乾燥。",
    "rare": "𠮷野家開業，Boeing flies",
}


@pytest.fixture(scope="module")
def searcher() -> Iterator[Searcher]:
    index = RamStorage().create_index(Schema(id=TEXT(stored=True), body=TEXT(chinese_analyzer())))
    writer = index.writer()
    for name, body in ARTICLES.items():
        writer.add_document(id=name, body=body)
    writer.commit()
    with index.searcher() as searcher:
        yield searcher


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # jieba's ChineseAnalyzer finds none of these phrases.
        ('"中国科学院"', "academy"),
        ('"北京发布"', "academy"),
        ('"科学院昨日在北京发布"', "academy"),
        ('"北京发布《氢能规划》，共7章"', "academy"),
        ('"发布北京"', None),
        # Shorter words stand at the place of the word that holds them.
        ("科学院", "academy"),
        ("学院", "academy"),
        # Single characters, letters and digits in every mixture.
        ("京", "models"),
        ("7", "academy"),
        ("5G", "models"),
        ("5g", "models"),
        ("AK47", "models"),
        ('"京基100大厦"', "models"),
        ("PD1728", "models"),
        ("𠮷", "rare"),
        # Traditional and simplified, full and half width.
        ("国际电子", "traditional"),
        ('"國際電子"', "traditional"),
        ("干燥", "traditional"),
        ("ＰＤ１７２８", "models"),
        # No stemming.
        ("Boeing", "rare"),
        ("flies", "rare"),
        ("fly", None),
    ],
)
def test_whoosh_finds(searcher: Searcher, query: str, found: str | None) -> None:
    parsed = QueryParser("body", searcher.schema).parse(query)
    hits = searcher.search(parsed)
    assert [hit["id"] for hit in hits] == ([found] if found else []), parsed


def test_tokens_have_folded_text_word_positions_and_offsets_of_the_text_as_written() -> None:
    text = "中國科學院的《5G》。"
    analyzer = chinese_analyzer()
    tokens = [
        (token.text, token.original, token.pos, token.startchar, token.endchar)
        for token in analyzer(text, positions=True, chars=True, keeporiginal=True, mode="index")
    ]
    assert tokens == [
        ("中国", "中國", 0, 0, 2),
        ("科学", "科學", 0, 2, 4),
        ("学院", "學院", 0, 3, 5),
        ("科学院", "科學院", 0, 2, 5),
        ("中国科学院", "中國科學院", 0, 0, 5),
        ("5g", "5G", 1, 7, 9),
    ]
    query = [(token.text, token.pos) for token in analyzer(text, positions=True, mode="query")]
    assert query == [("中国科学院", 0), ("5g", 1)]


def test_stopped_words_can_be_kept_and_positions_can_start_anywhere() -> None:
    tokens = chinese_analyzer()("京的7", positions=True, removestops=False, start_pos=10)
    assert [(token.text, token.stopped, token.pos) for token in tokens] == [
        ("京", False, 10),
        ("的", True, 11),
        ("7", False, 11),
    ]
    (token,) = chinese_analyzer()("京的 7", tokenize=False)
    assert (token.text, token.original) == ("京的 7", "京的 7")


def test_analyzer_survives_pickling() -> None:
    analyzer = chinese_analyzer("氢能产业园")
    copy = pickle.loads(pickle.dumps(analyzer))
    assert copy == analyzer != chinese_analyzer()
    assert [token.text for token in copy("氢能产业园", mode="query")] == ["氢能产业园"]


def test_characters_outside_jieba_s_han_range_are_kept() -> None:
    assert index_terms("𠮷野家㐀") == ["𠮷", "野家", "㐀"]


@pytest.mark.parametrize("word", ["京", "7", "g", "é", "ж", "𠮷", "12.34%", "会", "年"])
def test_indexed(word: str) -> None:
    assert is_indexed(word)


@pytest.mark.parametrize("word", ["的", "the", "，", " ", "\n", "--", "%", "￥", "\ufffd", "", "“"])
def test_not_indexed(word: str) -> None:
    assert not is_indexed(word)


def test_stop_words_are_folded() -> None:
    assert {fold(word) for word in STOP_WORDS} == STOP_WORDS


@given(
    st.lists(st.one_of(st.sampled_from([*ARTICLES.values(), "为什么", "不是的"]), st.text())).map(
        "".join
    )
)
def test_bulk_terms_are_those_of_the_analyzer(text: str) -> None:
    terms = [token.text for token in chinese_analyzer()(text, mode="index")]
    assert index_terms(fold(text)) == terms
