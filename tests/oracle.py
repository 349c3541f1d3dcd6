"""A naive engine that reads every article for every query: the truth that the index is held to.

It shares folding and the segmenter with the index, for these are tested elsewhere, and nothing else:
no posting lists, no columns, no ranking.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from jianbao.indexer.analysis import STOP_WORDS, is_indexed
from jianbao.indexer.article import Article, Date
from jianbao.indexer.dictionary import load_dictionary
from jianbao.indexer.folding import fold
from jianbao.indexer.segmentation import default_segmenter
from jianbao.search.query import (
    And,
    Everything,
    InPeriod,
    InRegion,
    Not,
    Or,
    Phrase,
    Query,
    Term,
)


@dataclass
class Oracle:
    """Some articles with ids, and the answers that a search over them has to give."""

    articles: Sequence[Article]
    _words: dict[str, set[str]] = field(default_factory=dict)

    def ids(self, query: Query, **filters: object) -> set[str]:
        """Name the articles that match a tree and all filters."""
        return {each.id for each in self.articles if self._matches(query, each, filters)}

    def count(self, facet: str, query: Query, **filters: object) -> dict[str, int]:
        """Count each value of `region` or `date`, its ancestors too, without the filter on it."""
        own = ("region",) if facet == "region" else ("since", "until", "date")
        others = {name: value for name, value in filters.items() if name not in own}
        counts: Counter[str] = Counter()
        for article in self.articles:
            if self._matches(query, article, others):
                values = article.regions if facet == "region" else [_value(article)]
                separator = "/" if facet == "region" else "-"
                counts.update({branch for each in values for branch in branches(each, separator)})
        return dict(counts)

    def by_date(self, ids: Iterable[str], *, newest: bool) -> list[str]:
        """Put articles in order of their dates; undated ones last, equal ones in order of ids."""
        dates = {each.id: _value(each) for each in self.articles}
        ordered = sorted(ids)
        ordered.sort(key=dates.__getitem__, reverse=newest)
        return [id for id in ordered if dates[id]] + [id for id in ordered if not dates[id]]

    def _matches(self, query: Query, article: Article, filters: Mapping[str, object]) -> bool:
        for name, value in filters.items():
            if name == "region":
                values = [value] if isinstance(value, str) else value
                assert isinstance(values, list)
                if not any(in_region(article, each) for each in values):
                    return False
            elif not in_period(article, **{name: str(value)}):
                return False
        return self._holds(query, article)

    def _holds(self, query: Query, article: Article) -> bool:
        match query:
            case And(children):
                return all(self._holds(child, article) for child in children)
            case Or(children):
                return any(self._holds(child, article) for child in children)
            case Not(child):
                return not self._holds(child, article)
            case Everything():
                return True
            case InRegion(name):
                return in_region(article, name)
            case InPeriod(text):
                return in_period(article, date=text)
            case Phrase(text, name):
                return any(fold(text) in each for each in _texts(article, name))
            case Term(text, "byline"):
                return any(fold(text) in fold(each) for each in article.byline)
            case Term(text, "media"):
                return fold(text) in fold(article.media or "")
            case Term(text, name):
                return self._has_words(fold(text), article, name)
        raise AssertionError(query)

    def _has_words(self, text: str, article: Article, name: str | None) -> bool:
        """Tell whether the words of a term are there: a long one in its parts, 京 as a character."""
        segmenter = default_segmenter()
        texts = _texts(article, name)
        known = set[str]().union(*(self._index_terms(each) for each in texts))
        words = [word for word in segmenter.cut(text) if is_indexed(word)]
        if not words or all(len(word) == 1 and not word.isascii() for word in words):
            return any(text in each for each in texts)
        for word in words:
            parts = segmenter.subwords(word)
            if len(word) == 1 and not word.isascii():
                if not any(word in each for each in texts):
                    return False
            elif _cover(parts, word):
                if not known.issuperset(each for each in parts if each not in STOP_WORDS):
                    return False
            elif word not in known:
                return False
        return True

    def _index_terms(self, text: str) -> set[str]:
        if text not in self._words:
            self._words[text] = set(index_terms(text))
        return self._words[text]


def index_terms(text: str) -> list[str]:
    """Give the indexed terms of a folded text, as often as it has them."""
    segmenter = default_segmenter()
    words = (part for word in segmenter.cut(text) for part in (*segmenter.subwords(word), word))
    return list(filter(is_indexed, words))


def branches(value: str, separator: str) -> list[str]:
    """Name a value and everything above it; nothing for an empty value."""
    parts = value.split(separator) if value else []
    return [separator.join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def in_region(article: Article, path: str) -> bool:
    """Tell whether one of an article's regions is this one or below it."""
    return any(region == path or region.startswith(path + "/") for region in article.regions)


def in_period(
    article: Article, since: str | None = None, until: str | None = None, date: str | None = None
) -> bool:
    """Tell whether an article's date lies wholly in a period of ISO dates."""
    if not _value(article):
        return False
    first, last = _days(_value(article))
    earliest = max(_days(each)[0] for each in (since, date, "0001") if each)
    latest = min(_days(each)[1] for each in (until, date, "9999") if each)
    return earliest <= first and last <= latest


def _days(value: str) -> tuple[str, str]:
    """Give the first and the last day of an ISO date."""
    if len(value) == 4:
        return f"{value}-01-01", f"{value}-12-31"
    if len(value) == 7:
        year, month = map(int, value.split("-"))
        return f"{value}-01", f"{value}-{calendar.monthrange(year, month)[1]}"
    return value, value


def _value(article: Article) -> str:
    return article.date.value if isinstance(article.date, Date) else ""


def _texts(article: Article, name: str | None) -> list[str]:
    texts = {"title": fold(article.title or ""), "body": fold(article.body)}
    return list(texts.values()) if name is None else [texts[name]]


def _cover(parts: list[str], word: str) -> bool:
    """Tell whether shorter words together hold every character of a word."""
    held = {
        place + offset
        for part in parts
        for place in range(len(word))
        if word.startswith(part, place)
        for offset in range(len(part))
    }
    return len(held) == len(word)


_COMMON = set(
    "中国人民大会发展经济工作生产学校长江北京市场地方法制度量重庆要求实现代表明天气电力科技术"
)
WORDS = sorted(word for word in load_dictionary(None).frequencies if _COMMON.issuperset(word))
"""Dictionary words over a few characters: put together at random, they can be cut in many ways."""
FRAGMENTS = [
    *sorted(word for word in STOP_WORDS if not word.isascii()),
    *("the", "5G", "AK47", "PD1728", "Boeing", "ｗｉｆｉ", "2024", "7", "1-8", "node.js", "3.5%"),
    *("𠮷野家", "𠀀", "龍", "發展", "國際", "後來", "乾燥", "café", "①", "々"),
    *(
        "，",
        "。",
        "、",
        "《",
        "》",
        "“",
        "”",
        "（",
        "）",
        "「",
        "·",
        "…",
        " ",
        "\n",
        ",",
        "!",
        "<b>",
        "&",
    ),
]
texts = st.lists(
    st.one_of(st.sampled_from(WORDS), st.sampled_from(FRAGMENTS)), min_size=1, max_size=25
).map("".join)
"""Texts of dictionary words, function words, Latin runs, digits, rare characters and punctuation."""
REGIONS = ["重庆市/大渡口区", "重庆市/渝中区", "重庆市", "河南省/济源市", "河北省/保定市", "河北省"]
DATES = [
    "2022",
    "2022-12-31",
    "2023",
    "2023-06",
    "2023-06-25",
    "2023-06-30",
    "2023-07-01",
    "2024-02",
]


@st.composite
def corpora(draw: st.DrawFn, max_size: int = 12) -> list[Article]:
    """Draw articles with distinct ids, some without title, region or date."""
    return [
        Article(
            id=f"{draw(st.sampled_from('abc文'))}{number}",
            title=draw(st.none() | texts),
            body=draw(texts),
            regions=draw(st.lists(st.sampled_from(REGIONS), max_size=2, unique=True)),
            date=draw(st.none() | st.sampled_from(DATES)),
            byline=draw(
                st.lists(st.sampled_from(["王小明", "李華", "Anna Li"]), max_size=2, unique=True)
            ),
            media=draw(st.none() | st.sampled_from(["重庆日报", "河南日報"])),
        )
        for number in range(draw(st.integers(1, max_size)))
    ]
