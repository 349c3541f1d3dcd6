"""What feeds, exports and crawlers add to the articles that they copy."""

from __future__ import annotations

import pytest

from jianbao.indexer.article import Article
from jianbao.indexer.extraction import extract_page

TEA = "良口乡早春茶开园 一天卖出八千元"
TEA_BODY = (
    "2月13日，三江侗族自治县良口乡的茶山上，茶农吴凤莲一边采摘一边说，鲜叶每斤收到了一百二十元。"
)
BAND = "程阳八寨景区办起百家宴"
BAND_BODY = "记者从县文旅局获悉，连日来景区每天摆出二百余桌百家宴，不少客人来自外地，茶山和鼓楼边都坐满了人。"


def told(article: Article) -> tuple[str | None, str | None, str]:
    return article.title, article.date and article.date.value, article.body


@pytest.mark.parametrize(
    "line",
    [
        "[采集时间 2025-03-02 04:11:37] [栏目] 侗乡要闻 [条数] 2",
        "导出日期：2025-03-02",
        "lastBuildDate: Sun, 02 Mar 2025 03:00:00 +0800",
        "[end of feed: 2 items, fetched 2025-03-02 03:00:12]",
    ],
)
def test_the_day_of_the_copy_dates_no_article(line: str) -> None:
    stamp = "发布时间：2024-02-15"
    page = f"{line}\n{TEA}\n{stamp}\n{TEA_BODY}\n\n{BAND}\n{stamp}\n{BAND_BODY}\n"
    expected = [(TEA, "2024-02-13", TEA_BODY), (BAND, "2024-02-15", BAND_BODY)]
    assert [told(article) for article in extract_page(page, "x")] == expected
    last = f"{TEA}\n{stamp}\n{TEA_BODY}\n\n{BAND}\n{stamp}\n{BAND_BODY}\n\n{line}\n"
    assert [told(article) for article in extract_page(last, "x")] == expected


@pytest.mark.parametrize(
    "record",
    [
        "ID=7\tCAT=要闻\tPUB={0:%Y%m%d}\nTITLE={1}\nCONTENT={2}\n",
        "[item]\ntitle: {1}\npubDate: {0:%a, %d %b %Y} 08:12:00 +0800\n{2}\n\n",
    ],
)
def test_the_fields_of_a_record_stay_with_it(record: str) -> None:
    import datetime

    days = datetime.date(2024, 2, 15), datetime.date(2024, 2, 18)
    page = record.format(days[0], TEA, TEA_BODY) + record.format(days[1], BAND, BAND_BODY)
    assert [told(article) for article in extract_page(page, "x")] == [
        (TEA, "2024-02-13", TEA_BODY),
        (BAND, "2024-02-18", BAND_BODY),
    ]


@pytest.mark.parametrize(
    "behind",
    [
        " [查看详情]",
        "来源：三江融媒预览时标签不可点微信扫一扫关注该公众号继续滑动看下一个",
        "来源：三江融媒记者：吴敏声明：转载出于传播资讯之目的，如涉及侵权，请与我方联系。",
        "责任编辑：吴敏 校对：杨梅",
    ],
)
def test_what_a_site_says_behind_the_last_sentence(behind: str) -> None:
    (article,) = extract_page(f"{TEA}\n{TEA_BODY}{BAND_BODY}{behind}\n", "x")
    assert article.body == TEA_BODY + BAND_BODY


def test_a_link_to_the_whole_text_stands_behind_the_names() -> None:
    (article,) = extract_page(f"{TEA}  [2015-03-24]\n{TEA_BODY}（杨之辉 李晓红） [查看详情]\n", "x")
    assert (article.byline, article.body) == (("杨之辉", "李晓红"), TEA_BODY)


def test_numbers_that_count_the_articles_are_no_part_of_the_titles() -> None:
    page = f"1. {TEA}\n{TEA_BODY}\n--------\n2. {BAND}\n{BAND_BODY}\n"
    assert [article.title for article in extract_page(page, "x")] == [TEA, BAND]


def test_a_day_in_a_list_of_other_articles_tells_only_the_year() -> None:
    page = (
        f"{TEA}\n{TEA_BODY}\n\n往期回顾\n☞ 新生报到须知（2024-01-25）\n☞ 公交要改线了 2024-01-20\n"
    )
    (article,) = extract_page(page, "x")
    assert told(article) == (TEA, "2024-02-13", TEA_BODY)


def test_fields_behind_bars_and_rules_with_numbers() -> None:
    record = (
        "[rec {0}]\n标 题 | {1}\n作 者 | 符秋菊\n来 源 | 白沙发布\n刊 期 | 2024-02-1{0}\n正 文 | {2}\n"
        "抓取时间 | 2025-06-18 04:10\n"
    )
    page = record.format(5, TEA, TEA_BODY) + record.format(8, BAND, BAND_BODY)
    articles = extract_page(page, "x")
    assert [told(article) for article in articles] == [
        (TEA, "2024-02-13", TEA_BODY),
        (BAND, "2024-02-18", BAND_BODY),
    ]
    assert {article.byline for article in articles} == {("符秋菊",)}
    digest = f"===== 1 =====\n{TEA}\n{TEA_BODY}\n（青海日报 8月9日）\n\n===== 2 =====\n{BAND}\n{BAND_BODY}\n"
    assert [(a.title, a.body) for a in extract_page(digest, "x")] == [
        (TEA, TEA_BODY),
        (BAND, BAND_BODY),
    ]


def test_a_table_of_contents_is_no_article() -> None:
    page = f"本期目录\n  1. {TEA}\n  2. {BAND}\n\n{TEA}\n{TEA_BODY}\n\n{BAND}\n{BAND_BODY}\n"
    assert [(a.title, a.body) for a in extract_page(page, "x")] == [
        (TEA, TEA_BODY),
        (BAND, BAND_BODY),
    ]


def test_the_fields_of_a_record_behind_its_text() -> None:
    fields = "http://news.example.com/20151214/n4.shtml news.example.com false 信息时报 report 29 昨日，老人作画。"
    (article,) = extract_page(f"{TEA}\n{TEA_BODY} {fields}\n", "x")
    assert article.body == TEA_BODY
