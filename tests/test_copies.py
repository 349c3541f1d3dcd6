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
