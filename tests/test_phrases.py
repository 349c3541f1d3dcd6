"""A quoted phrase finds exactly the articles that hold its characters, however they were segmented."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from conftest import Fill
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Oracle, corpora, texts

from jianbao import Article, Index
from jianbao.search.query import Phrase, TextField, to_text

NEWS = [
    Article(
        id="academy",
        title="中国科学院昨日在北京发布《氢能规划》",
        body="本报讯 中国科学院昨日在北京发布《氢能发展规划》，共7章。\n规划提出，到2025年，全国待处理的项目"
        "不少于236个；安装简单、使用方便的设备将优先采购。“这是一个重要的开始。”院长说。",
    ),
    Article(
        id="models",
        title="京基100大厦建成5G网络",
        body="展出AK47、型号PD1728与node.js 18；京剧，京。Boeing flies to Shanghai at 3.5% less，ｗｉｆｉ免费。",
    ),
    Article(
        id="traditional",
        title="國際電子展開幕",
        body="國際電子展今日開幕，氣候乾燥，後來涌動著人潮。王李華說：「發展的路很長。」",
    ),
    Article(id="rare", title=None, body="𠮷野家開業，𠀀𠀁並列；一一得一，人人人人。"),
    Article(
        id="mixed", title="的", body="研究生命起源的南京市长江大桥人民大会堂中国人民大学生活动中心"
    ),
    Article(id="empty", title="", body=""),
]


@pytest.mark.parametrize("segments", [1, 3])
def test_every_place_of_every_article_is_found(fill: Fill, segments: int) -> None:
    random = Random(7)
    oracle = Oracle(NEWS)
    with fill(NEWS, segments) as index:
        for article in NEWS:
            named: list[tuple[TextField, str]]
            named = [("title", article.title or ""), ("body", article.body)]
            for name, text in named:
                for start in range(len(text)):
                    phrase = text[start : start + random.randint(1, 8)]
                    if phrase.strip():
                        for field in (None, name):
                            check(index, oracle, Phrase(phrase, field))


@settings(max_examples=40)
@given(corpora(), st.data(), st.sampled_from([1, 3, 8]))
def test_phrases_of_generated_texts(
    fill: Fill, corpus: list[Article], data: st.DataObject, segments: int
) -> None:
    phrases = data.draw(st.lists(phrases_of(corpus), min_size=4, max_size=12))
    with fill(corpus, segments) as index:
        for phrase in phrases:
            check(index, Oracle(corpus), phrase)
        doomed = data.draw(some_ids(corpus))
        index.delete(*doomed)
        corpus = [each for each in corpus if each.id not in doomed]
        for phrase in phrases:
            check(index, Oracle(corpus), phrase)


@settings(max_examples=15)
@given(corpora(), corpora(max_size=3), st.data())
def test_phrases_after_deleting_and_merging(
    fill: Fill, old: list[Article], new: list[Article], data: st.DataObject
) -> None:
    """Seven segments with deletions, and an eighth that sets off their merge."""
    renamed = [replace_id(each, f"new{number}") for number, each in enumerate(new)]
    with fill(old, 7) as index:
        doomed = data.draw(some_ids(old))
        index.delete(*doomed)
        for each in renamed:
            index.add(each)
        corpus = [each for each in old if each.id not in doomed] + renamed
        for phrase in data.draw(st.lists(phrases_of(corpus), min_size=8, max_size=8)):
            check(index, Oracle(corpus), phrase)


@pytest.mark.parametrize("segments", [1, 3])
def test_frequent_words_in_a_row(fill: Fill, segments: int) -> None:
    """Frequent words whose neighbours have lists of their own, cut in every way there is."""
    draw = Random(11)
    parts = [
        "经济",
        "发展",
        "市场",
        "人民",
        "中国",
        "国家",
        "社会",
        "主义",
        "为了",
        "大会",
        "中",
        "民",
        "的",
        "，",
        "\n",
    ]
    texts = ["".join(draw.choices(parts, k=24)) for _ in range(40)]
    corpus = [Article(id=str(n), title=None, body=text) for n, text in enumerate(texts)]
    oracle = Oracle(corpus)
    with fill(corpus, segments) as index:
        for text in texts:
            for _ in range(12):
                start = draw.randrange(len(text) - 4)
                phrase = text[start : start + draw.randint(4, 7)].strip()
                check(index, oracle, Phrase(phrase if draw.random() < 0.7 else phrase[::-1], None))


def some_ids(corpus: list[Article]) -> st.SearchStrategy[set[str]]:
    """Draw ids of articles, never all of them."""
    return st.sets(st.sampled_from([each.id for each in corpus])).map(
        lambda ids: ids - {corpus[0].id}
    )


def replace_id(article: Article, id: str) -> Article:
    return Article(id=id, title=article.title, body=article.body)


def check(index: Index, oracle: Oracle, phrase: Phrase) -> None:
    results = index.search(to_text(phrase), limit=100)
    assert {hit.id for hit in results} == oracle.ids(phrase), phrase
    assert results.total == len(results)
    assert not results.relaxed


@st.composite
def phrases_of(draw: st.DrawFn, corpus: list[Article]) -> Phrase:
    """Draw a piece of an article, mostly, or else a text that may be in none."""
    article = draw(st.sampled_from(corpus))
    text = draw(st.sampled_from([article.title or article.body, article.body]))
    start = draw(st.integers(0, len(text) - 1))
    piece = text[start : start + draw(st.integers(1, 8))]
    absent = draw(st.booleans()) and draw(st.booleans())
    field: TextField | None = draw(st.sampled_from([None, None, "title", "body"]))
    phrase = draw(texts)[:4] if absent or not piece.strip() else piece
    return Phrase(phrase if phrase.strip() else "中国", field)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # FIELD.md 1, jieba ChineseAnalyzer: stock Whoosh finds none of these two.
        ('"中国科学院"', {"academy"}),
        ('"北京发布"', {"academy"}),
        # FIELD.md 1, segmentation itself: 安装简单 and 待处理 are cut otherwise in context.
        ('"简单"', {"academy"}),
        ('"处理"', {"academy"}),
        ('"市长"', {"mixed"}),
        ('"大会"', {"mixed"}),
        # FIELD.md 2.1: a piece of a phrase that is in the index is in the index.
        ('"科学院昨日在北京发布《氢能"', {"academy"}),
        # Only what is written: no words between, no other order, nothing across the fields.
        ('"北京规划"', set()),
        ('"发布北京"', set()),
        ('"规划》本报"', set()),
        # FIELD.md 1: a stop word inside a quote counts, and alone it is found as well.
        ('"这是一个重要的开始"', {"academy"}),
        ('"一个重要地开始"', set()),
        ('"的"', {"academy", "traditional", "mixed"}),
        ('title:"的"', {"mixed"}),
        # Width, script, punctuation and quotation marks are folded; spaces and line ends are not.
        ('"国际电子展"', {"traditional"}),
        ("「国际电子」", {"traditional"}),
        ('"ＷＩＦＩ免費"', {"models"}),
        ('"7章。"', {"academy"}),
        ('"js 1"', {"models"}),
        ('"js1"', set()),
        # Runs of letters and digits are searched within.
        ('"K4"', {"models"}),
        ('"00大"', {"models"}),
        ('"oein"', {"models"}),
        # Beyond the Basic Multilingual Plane.
        ('"𠀀𠀁"', {"rare"}),
        ('"𠮷"', {"rare"}),
    ],
)
def test_examples(news: Index, query: str, found: set[str]) -> None:
    assert {hit.id for hit in news.search(query)} == found


@pytest.fixture(scope="module")
def news(fill: Fill) -> Iterator[Index]:
    with fill(NEWS, 2) as index:
        yield index
