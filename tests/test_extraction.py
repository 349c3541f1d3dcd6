"""The whole chain: pages and records to articles, scored like the benchmark scores them."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianbao.indexer.article import Date, Source
from jianbao.indexer.extraction import article_id, extract_page, extract_record
from jianbao.indexer.records import Record, Stated

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "pages"
GOLDS = [
    (pages, gold)
    for pages, gold in [
        (ROOT / "sample_docs", ROOT / "sample_docs" / "expected.json"),
        (SHARED, SHARED / "gold.json"),
    ]
    if gold.exists()
]


def load_benchmark() -> ModuleType:
    path = ROOT / "benchmarks" / "extraction.py"
    spec = importlib.util.spec_from_file_location("extraction_benchmark", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("pages", "gold"), GOLDS, ids=[pages.name for pages, _ in GOLDS])
def test_pages_are_read_as_a_person_reads_them(pages: Path, gold: Path) -> None:
    scores, mistakes = load_benchmark().evaluate(pages, json.loads(gold.read_text("utf-8")))
    report = scores.report()
    assert report["article_f1"] >= 0.985, mistakes
    assert report["title"] >= 0.99, mistakes
    assert report["byline"] == 1.0, mistakes
    assert report["join_precision"] >= 0.96, mistakes
    assert report["join_recall"] == 1.0, mistakes
    assert report["region_exact"] >= 0.985, mistakes
    assert report["region_wrong"] == 0.0, mistakes
    assert report["date"] >= 0.985, mistakes


PAGE = (
    "合肥高新区： 环评改革入选最佳案例\n\n本报讯（记者 吴皓）2024年1月26日，合肥高新区的环评改革入选最佳案例，"
    "合肥市的企业办事时间明显缩短。\n\n海口高新区： 绿色工厂再添两家\n\n近日"
    "，海口高新区两家企业被评为国家绿色工厂。\n\n高小欣\n"
)


def test_a_page_becomes_articles_with_their_places_and_dates() -> None:
    hefei, haikou = extract_page(PAGE, "/clips/001.txt")
    assert hefei.title == "合肥高新区： 环评改革入选最佳案例"
    assert hefei.regions[0] == "安徽省/合肥市"
    assert hefei.date == Date("2024-01-26", "day", "stated")
    assert hefei.byline == ("吴皓",)
    assert haikou.regions[0] == "海南省/海口市"
    assert isinstance(haikou.date, Date)
    assert (haikou.date.value, haikou.date.basis) == ("2024", "inferred")
    assert haikou.source is not None
    assert PAGE[haikou.source.raw_start : haikou.source.raw_end] == haikou.body


def test_ids_are_stable_and_tell_equal_titles_apart() -> None:
    twice = PAGE + "\n\n" + PAGE
    articles = extract_page(twice, "/clips/001.txt")
    ids = [article.id for article in articles]
    assert len(set(ids)) == len(ids)
    assert ids[0] == extract_page(PAGE, "/clips/001.txt")[0].id
    assert ids[0] == article_id("/clips/001.txt", "合肥高新区： 环评改革入选最佳案例", 0)
    assert len(ids[0]) == 16


def test_what_the_file_states_wins() -> None:
    stated = Stated(
        title="题目", date="2020-05-01", media="某报", byline=("甲乙",), url="https://x.cn/1"
    )
    (article,) = extract_page("2023年6月25日，重庆市召开会议。", "/a.html", stated=stated)
    assert (article.title, article.media, article.byline) == ("题目", "某报", ("甲乙",))
    assert article.date == Date("2020-05-01", "day", "metadata")


def record(**fields: object) -> Record:
    return Record("/r.jsonl", 3, fields, 10, 90)


def test_records_keep_what_they_state() -> None:
    article, failure = extract_record(
        record(
            id="7",
            title="会议",
            body="重庆市2023年召开会议。",
            date="2020-05",
            regions=["大渡口"],
            page=4,
        )
    )
    assert failure is None
    assert (article.id, article.regions, article.extra) == ("7", ("重庆市/大渡口区",), {"page": 4})
    assert article.date == Date("2020-05", "month", "metadata")
    assert article.source == Source("/r.jsonl", 10, 90)


def test_records_without_date_and_region_are_searched_for_them() -> None:
    article, _ = extract_record(record(body="2023年6月25日，重庆市大渡口区召开会议。"))
    assert article.regions[0] == "重庆市/大渡口区"
    assert isinstance(article.date, Date) and article.date.value == "2023-06-25"


def test_a_field_stated_to_be_empty_stays_empty() -> None:
    article, _ = extract_record(record(body="2023年6月25日，重庆市开会。", date=None, regions=[]))
    assert (article.date, article.regions) == (None, ())


def test_a_day_that_does_not_exist_is_reported_and_the_article_kept() -> None:
    article, failure = extract_record(record(body="2023年3月1日，全市开会。", date="2023-02-30"))
    assert failure is not None
    assert "2023-02-30" in failure.error
    assert isinstance(article.date, Date) and article.date.value == "2023-03-01"


@given(st.text(max_size=300))
def test_any_text_can_be_read(page: str) -> None:
    for article in extract_page(page, "/x"):
        assert article.source is not None
        assert 0 <= article.source.raw_start <= article.source.raw_end <= len(page)


def test_the_headline_that_a_site_changed_may_name_the_place() -> None:
    page = (
        "男子不离不弃照顾家人35年\n2016-03-30\n（原标题：延安男子不离不弃照顾家人35年）\n"
        "三口之家的重担全都压在一个人身上，他每天天不亮就起床熬药，说这都是该做的。\n"
    )
    (article,) = extract_page(page, "page.txt")
    assert (article.title, article.regions) == ("男子不离不弃照顾家人35年", ("陕西省/延安市",))


@pytest.mark.parametrize(
    "stamp",
    [
        "http://news.example/20160921/n1.shtml",
        "http://news.example/gn/2016/09-21/1.html",
        "http://news.example/201609/t20160921_1.htm",
        "http://news.example/2016092109334556226/index.html",
        "Sep 21, 2016",
        "2016 09/ 21 20:52:15",
        "09/21/2016 20:52:15 来源：清江晨报",
        "20160921",
    ],
)
def test_a_day_in_an_address_or_in_another_form_dates_the_article(stamp: str) -> None:
    (article,) = extract_page(f"{stamp}\n来凤县的榨坊重新冒出了烟，镇里的老人围着看了半宿。", "x")
    assert article.date is not None and article.date.value == "2016-09-21"


def test_the_address_of_a_record_or_a_file_dates_it() -> None:
    url = "https://news.example/2016/09-21/1.html"
    body = "来凤县的榨坊重新冒出了烟，镇里的老人围着看了半宿。"
    article, failure = extract_record(record(title="榨坊", body=body, url=url))
    (page,) = extract_page(body, "x", stated=Stated(url=url))
    assert failure is None
    assert [a.date and a.date.value for a in (article, page)] == ["2016-09-21"] * 2


def test_numbers_in_an_address_are_no_day() -> None:
    (article,) = extract_page(
        "http://news.example/20161399/n20160931.html\n来凤县的榨坊重新冒出了烟。", "x"
    )
    assert article.date is None


def test_each_printed_page_dates_its_own_articles() -> None:
    page = "".join(
        f"云州日报 {day} 第5版\n{title}\n本报讯 {body}\n"
        for day, title, body in [
            ("1996年1月2日", "华日集团制造智能冰箱", "浙江一家集团造出新型冰箱，年内上市。"),
            ("1996年3月27日", "四通兴建半导体基地", "这家公司在北京郊区建厂，明年投产。"),
        ]
    )
    dates = [article.date for article in extract_page(page, "x")]
    assert [date.value for date in dates if date] == ["1996-01-02", "1996-03-27"]


def test_our_city_is_the_only_one_that_a_local_article_names() -> None:
    opening = "2月29日下午，副市长带队到市住建委调研，听取了今年的工作安排，看了两处工地。" * 4
    local = f"{opening}他说，我市要把保障房建好，为“幸福温州”出力。"
    elsewhere = f"{opening}他说，各地要把保障房建好，请来温州一家设计院出力。"
    found = [extract_page(body, "x")[0].regions for body in (local, elsewhere)]
    assert found == [("浙江省/温州市",), ()]


def test_stamps_of_different_days_date_their_own_articles_only() -> None:
    page = (
        "云州防汛\n2018-07-03 08:20\n昨日，云州市加固了河堤。\n\n"
        "云州春耕\n2018-03-09 10:02\n近日，云州市翻耕了河滩地。\n\n"
        "古渡口边的花市开张\n本报讯（记者 王芳）人们买花过节，花农一早就把车停满了。\n"
    )
    dates = [article.date for article in extract_page(page, "x")]
    assert [(date.value, date.granularity) for date in dates if date] == [
        ("2018-07-02", "day"),
        ("2018-03-09", "day"),
        ("2018", "year"),
    ]


def test_articles_of_different_years_tell_nothing_of_one_another() -> None:
    page = (
        "云州防汛\n2018-07-03 08:20\n云州市加固了河堤。\n\n云州春耕\n2011-03-09 10:02\n云州市翻耕了河滩地。\n\n"
        "古渡口边的花市开张\n本报讯（记者 王芳）人们买花过节，1月26日一早就有人等着。\n"
    )
    dates = [article.date and article.date.value for article in extract_page(page, "x")]
    assert dates == ["2018-07-03", "2011-03-09", None]
