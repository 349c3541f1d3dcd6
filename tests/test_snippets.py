"""Snippets show the written text, from anywhere in it, and mark exactly the words that were found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Fill
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import WORDS, corpora, texts

from jianbao import Article, Index, Snippet, open_index
from jianbao.indexer.folding import fold
from jianbao.indexer.textcode import encode
from jianbao.search.query import Phrase, Query, Term
from jianbao.search.snippets import LENGTH, Marker

MakeIndex = Callable[..., Index]


def marked(snippet: Snippet) -> str:
    return snippet.marked("[", "]")


def search(make_index: MakeIndex, body: str, query: str | Query) -> Snippet:
    results = make_index(Article(id="a", body=body)).search(query)
    assert results.total == 1
    return next(iter(results)).snippet


@pytest.mark.parametrize(
    ("body", "query", "expected"),
    [
        ("全国氢能项目开工。", "氢能 项目", "全国[氢能项目]开工。"),
        # FIELD.md 2.3: no offset moves after spaces, line ends, folded or rare characters.
        ("𠮷野家　開業，  濟源\n氫能項目。", "济源 项目", "𠮷野家　開業，  [濟源] 氫能[項目]。"),
        ("涌動著發展的龍頭", '"发展的龙"', "涌動著[發展的龍]頭"),
        ("ＷＩＦＩ與5Ｇ", "wifi 5g", "[ＷＩＦＩ]與[5Ｇ]"),
        ("𠀀𠀁並列", "𠀁", "𠀀[𠀁]並列"),
        # Words inside longer words and next to each other become one mark.
        ("中国科学院", "中国科学院", "[中国科学院]"),
        ("科学院在中国", "中国 科学院", "[科学院]在[中国]"),
        # A run of letters or digits is marked as a whole or not at all.
        ("7日，1728人参加第7届", "7", "[7]日，1728人参加第[7]届"),
    ],
)
def test_marks(make_index: MakeIndex, body: str, query: str, expected: str) -> None:
    assert marked(search(make_index, body, query)) == expected


def test_glosses_that_were_removed_move_nothing(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "济源加快建设氢能产业\n\n本报讯 6月25日,,济源市加快建設(shè)氢能产业园,项目总投资12亿元。\n",
        encoding="utf-8",
    )
    with open_index(tmp_path / "index", create=True) as index:
        index.sync([page])
        [hit] = index.search("建设 项目")
        assert "[建設]氢能" in marked(hit.snippet)
        assert "[项目]" in marked(hit.snippet)
        assert hit.source is not None
        assert "建設(shè)" in page.read_text("utf-8")[hit.source.raw_start : hit.source.raw_end]


def test_html_is_escaped(make_index: MakeIndex) -> None:
    snippet = search(make_index, '<script>氢能("&")</script>', "氢能")
    assert snippet.html == "&lt;script&gt;<mark>氢能</mark>(&quot;&amp;&quot;)&lt;/script&gt;"
    assert snippet.text == '<script>氢能("&")</script>'


def test_a_passage_is_cut_at_sentences_with_ellipses(make_index: MakeIndex) -> None:
    """FIELD.md 1: Whoosh's own splitter does not know 。！？；."""
    filler = "今天天气很好，我们去公园散步。" * 30
    snippet = search(make_index, f"{filler}氢能项目昨日开工！{filler}", "氢能项目")
    assert snippet.text.startswith("…") and "[氢能项目]昨日开工！" in marked(snippet)
    before, _, after = snippet.text.strip("…").partition("氢能项目昨日开工！")
    for part in (before, after):
        assert part == "" or part.endswith("。")
    assert len(snippet.text) < 2 * LENGTH


@pytest.mark.parametrize("place", [0, 40_000, 999_000])
def test_a_passage_comes_from_anywhere_in_a_long_article(make_index: MakeIndex, place: int) -> None:
    """FIELD.md 1: Whoosh's highlighter gives up after 32,768 characters."""
    filler = "今天天气很好，我们去公园散步。" * 70_000
    index = make_index(
        Article(id="a", body=filler[:place] + "氢能项目。" + filler[place:1_000_000])
    )
    [hit] = index.search("氢能 项目")
    assert "[氢能项目]" in marked(hit.snippet)


def test_the_best_passage_has_most_of_the_words(make_index: MakeIndex) -> None:
    filler = "今天天气很好，我们去公园散步。" * 30
    body = f"项目。{filler}氢能项目在济源。{filler}氢能。"
    assert "[氢能项目]在[济源]" in marked(search(make_index, body, "氢能 项目 济源"))


def test_without_a_match_in_the_body_the_beginning_is_shown(make_index: MakeIndex) -> None:
    index = make_index(Article(id="a", title="氢能", body="开头。" + "后面的文字，" * 100))
    [hit] = index.search("氢能")
    assert hit.snippet.text.startswith("开头。")
    assert hit.snippet.spans == ()


def test_highlight_marks_the_whole_body(make_index: MakeIndex) -> None:
    index = make_index(article := Article(id="a", body="氫能。" * 3 + "<b>"))
    assert marked(index.highlight(article, "氢能 -项目")) == "[氫能]。" * 3 + "<b>"


@settings(max_examples=40)
@given(corpora(max_size=4), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
def test_what_a_snippet_promises(fill: Fill, corpus: list[Article], words: list[str]) -> None:
    """Its text is a piece of the body, its marks are words of the query, and none is left out."""
    with fill(corpus) as index:
        for word in words:
            for query in (Term(word), Phrase(word)):
                for hit in index.search(query):
                    check(hit.snippet, hit.body, word, exact=isinstance(query, Phrase))


def check(snippet: Snippet, body: str, word: str, *, exact: bool) -> None:
    shown = snippet.text.removeprefix("…")
    assert shown in body.replace("\n", " ") + "…"
    position = 0
    for start, end in snippet.spans:
        assert position <= start < end <= len(snippet.text)
        position = end
        folded = fold(snippet.text)[start:end]
        assert set(folded) <= set(word)
        if exact:
            assert word in folded
    if exact:
        assert fold(snippet.text).count(word) <= sum(
            fold(snippet.text)[start:end].count(word) for start, end in snippet.spans
        )
        assert bool(snippet.spans) == (word in fold(body))


@given(texts, st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.integers(1, 20))
def test_a_snippet_is_short(text: str, words: list[str], times: int) -> None:
    passage = Marker(dict.fromkeys(words, 1.0)).passage(encode(fold(text * times)), 0)
    assert sum(map(len, passage.pieces)) <= 2 * LENGTH + LENGTH // 4
