"""Dates: what users may write, what is found in text, and which day an article gets."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianbao.errors import DateError
from jianbao.indexer.article import Date
from jianbao.indexer.dates import (
    PageDates,
    Period,
    find_dates,
    parse_period,
    resolve_date,
)
from jianbao.indexer.folding import fold

TODAY = datetime.date(2024, 1, 15)
PROBES = Path(__file__).parent / "probes"
SHARED_PROBES = Path(__file__).parents[1].parent / "shared" / "pages" / "probes.json"


def iso(period: Period) -> str:
    return f"{period.start.isoformat()}/{period.end.isoformat()}"


def found(text: str, reference: str | None = None) -> list[str]:
    day = datetime.date.fromisoformat(reference) if reference else None
    return sorted(iso(mention.period) for mention in find_dates(text, day))


# What users and files write ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023", "2023-01-01/2023-12-31"),
        ("２０２３年", "2023-01-01/2023-12-31"),
        ("23年", "2023-01-01/2023-12-31"),
        ("98年", "1998-01-01/1998-12-31"),
        ("2023-06", "2023-06-01/2023-06-30"),
        ("202306", "2023-06-01/2023-06-30"),
        ("二〇二三年六月", "2023-06-01/2023-06-30"),
        ("2023年6月25日", "2023-06-25/2023-06-25"),
        ("２０２３．６．２５", "2023-06-25/2023-06-25"),
        ("20230625", "2023-06-25/2023-06-25"),
        ("2023-06-25T08:00:00+08:00", "2023-06-25/2023-06-25"),
        ("2023年06月25日 08:30", "2023-06-25/2023-06-25"),
        ("2023年6月25日（星期日）", "2023-06-25/2023-06-25"),
        ("Sun, 25 Jun 2023 08:00:00 GMT", "2023-06-25/2023-06-25"),
        ("1687651200", "2023-06-25/2023-06-25"),
        ("6月25日", "2024-06-25/2024-06-25"),
        ("2023-06..2023-08", "2023-06-01/2023-08-31"),
        ("2023-06..", "2023-06-01/9999-12-31"),
        ("2023年6月至8月", "2023-06-01/2023-08-31"),
        ("12月28日至1月3日", "2024-12-28/2025-01-03"),
        ("2023年1-8月", "2023-01-01/2023-08-31"),
        ("2023年上半年", "2023-01-01/2023-06-30"),
        ("2023Q1", "2023-01-01/2023-03-31"),
        ("一季度", "2024-01-01/2024-03-31"),
        ("今天", "2024-01-15/2024-01-15"),
        ("昨天", "2024-01-14/2024-01-14"),
        ("上个月", "2023-12-01/2023-12-31"),
        ("去年12月", "2023-12-01/2023-12-31"),
        ("2023—06—25", "2023-06-25/2023-06-25"),
        ("2023年6月25日下午3时30分", "2023-06-25/2023-06-25"),
        ("民国112年6月25日", "2023-06-25/2023-06-25"),
        ("公元2023年", "2023-01-01/2023-12-31"),
        ("上周三", "2024-01-10/2024-01-10"),
    ],
)
def test_a_user_may_write(text: str, expected: str) -> None:
    assert iso(parse_period(text, TODAY)) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2023-02-30", "no day 2023-02-30"),
        ("2023年13月", "2023-13"),
        ("2023-08..2023-06", "ends before it starts"),
        ("民国", "not a date; write 2023"),
        ("", "empty"),
        ("2023" * 100, "too long"),
    ],
)
def test_what_is_no_date_is_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(DateError, match=said):
        parse_period(text, TODAY)


@given(
    st.text(
        alphabet="0123456789-/.: 年月日至到~上下半去今昨零二十Qqtz,Jun\u3000\ud800", max_size=24
    )
)
@settings(deadline=None)
def test_any_text_is_a_period_or_a_date_error(text: str) -> None:
    try:
        period = parse_period(text, TODAY)
    except DateError:
        return
    assert period.start <= period.end


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_every_day_is_read_back_from_every_spelling(day: datetime.date) -> None:
    spellings = (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        day.isoformat(),
    )
    for spelling in spellings:
        assert parse_period(spelling, TODAY) == Period(day, day)
        assert [mention.period for mention in find_dates(spelling)] == [Period(day, day)]


def test_a_period_knows_its_granularity() -> None:
    june = parse_period("2023-06")
    assert june.granularity == "month"
    assert june.to_article_date("stated") == Date("2023-06", "month", "stated")
    assert parse_period("2023-06..2023-08").to_article_date() is None


# What is found in text ---------------------------------------------------------------------------


def score(probes: list[dict[str, Any]], held_out: bool) -> float:
    rows = [probe for probe in probes if probe["held_out"] is held_out]
    right = sum(
        found(row["text"], row["reference"]) == sorted("/".join(one) for one in row["expected"])
        for row in rows
    )
    return right / len(rows)


@pytest.mark.parametrize(("held_out", "least"), [(False, 1.0), (True, 0.98)])
def test_probes_are_read_as_well_as_measured(held_out: bool, least: float) -> None:
    probes = json.loads((PROBES / "dates.json").read_text("utf-8"))
    assert score(probes, held_out) >= least


if SHARED_PROBES.exists():

    @pytest.mark.parametrize(
        ("text", "reference", "expected"),
        json.loads(SHARED_PROBES.read_text("utf-8"))["date"],
    )
    def test_shared_probes_are_read(text: str, reference: str, expected: str | None) -> None:
        assert found(fold(text), reference) == sorted(expected.split("+") if expected else [])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("为期十天的检测计划14日正式结束", "2020-09-14"),  # 计划 is no plan here
        ("双方同意20日开始落实协议", "2020-09-20"),
        ("委员会将于12日开会", "2020-10-12"),
    ],
)
def test_a_bare_day_of_the_month_lies_near_the_writing(text: str, day: str) -> None:
    assert found(text, "2020-09-15") == [f"{day}/{day}"]


def test_the_calendar_of_the_moon_is_not_read() -> None:
    assert found("农历五月初八，癸卯年五月初八，八月十五", "2023-06-28") == []


def test_a_day_of_the_week_is_counted_from_its_monday() -> None:
    marks = find_dates("上周六，花开了。这周五验收，下周一开园。", datetime.date(2024, 4, 18))
    assert [one.period.start.isoformat() for one in marks] == [
        "2024-04-13",
        "2024-04-19",
        "2024-04-22",
    ]
    assert [one.future for one in marks] == [False, False, True]


def test_spans_are_code_points_of_the_text() -> None:
    text = "前言。２０２３年６月２５日至28日，2023-08-218月19日"
    mentions = find_dates(text)
    assert [text[one.start : one.end] for one in mentions] == [
        "２０２３年６月２５日至28日",
        "2023-08-21",
        "8月19日",
    ]


def test_plans_and_relative_dates_are_marked() -> None:
    text = "去年3月动工，预计2026年完成建设。1月10日验收"
    marks = [(one.year_stated, one.relative, one.future) for one in find_dates(text, TODAY)]
    assert marks == [(False, True, False), (True, False, True), (False, False, False)]


def test_a_plan_with_a_date_of_its_own_leaves_the_date_before_it_told() -> None:
    told, planned = find_dates("2017年，公路全线开工，计划2019年底建成")
    assert (told.future, planned.future) == (False, True)
    assert [one.future for one in find_dates("2018年，湖州市将在各县推广")] == [True]


def test_without_a_reference_the_latest_year_that_is_no_plan_serves() -> None:
    assert found("6月25日开工，2023年启动，预计2025年完成")[0] == "2023-01-01/2023-12-31"
    assert "2023-06-25/2023-06-25" in found("6月25日开工，2023年启动，预计2025年完成")
    assert found("6月25日开工") == []


@pytest.mark.parametrize("text", ["1月", "1", "2023-08-218月19日", "1月至", "25日", "1、", "一十"])
def test_repetition_costs_linear_time(text: str) -> None:
    find_dates(text * (30_000 // len(text)), TODAY)  # quadratic work would take minutes


# Which date an article gets ----------------------------------------------------------------------


def resolve_case(case: dict[str, Any]) -> str | None:
    title, body = fold(case["title"] or ""), fold(case["body"])
    others = [fold(text) for text in (*case["page"], case["header"] or "", case["printed"] or "")]
    page = PageDates.collect([title, body, *others])
    date = resolve_date(title, body, page=page, printed=case["printed"]).date
    assert date is None or date.granularity == {4: "year", 7: "month", 10: "day"}[len(date.value)]
    return date.value if date else None


@pytest.mark.parametrize(("held_out", "least"), [(False, 1.0), (True, 13 / 15)])
def test_articles_get_their_date_as_well_as_measured(held_out: bool, least: float) -> None:
    cases = json.loads((PROBES / "date_articles.json").read_text("utf-8"))
    rows = [case for case in cases if case["held_out"] is held_out]
    assert sum(resolve_case(row) == row["value"] for row in rows) / len(rows) >= least


def test_the_page_gives_the_year_that_an_article_leaves_out() -> None:
    page = PageDates.collect(
        ["预计2028年投产。", "总结2023年工作，部署2024年任务。", "1月27日，揭牌。"]
    )
    finding = resolve_date(None, "1月26日，运动会举行。", page=page)
    assert finding.date == Date("2024-01-26", "day", "inferred")
    assert any("2024年" in line for line in finding.evidence)
    assert resolve_date(None, "近日，公布名单。", page=page).date == Date(
        "2024", "year", "inferred"
    )


def test_a_january_article_means_last_december() -> None:
    page = PageDates.collect(["2024年1月6日 星期六 第03版"])
    assert resolve_date(None, "12月28日，签约。", page=page).date == Date(
        "2023-12-28", "day", "inferred"
    )


def test_a_day_printed_with_the_article() -> None:
    stated = Date("2023-06-28", "day", "stated")
    line = "发布时间：2023-06-28 08:30 来源：日报"
    event = Date("2023-06-26", "day", "inferred")
    assert resolve_date("标题", "6月26日，投用。", metadata=[line]).date == event
    aside = "街巷弥漫着浪漫的气息。" * 30 + "6月26日，他来了。"
    assert resolve_date("标题", aside, metadata=[line]).date == stated
    listed = Date("2023-08-21", "day", "stated")
    assert resolve_date(None, "街巷弥漫着浪漫的气息。", printed="2023-08-21").date == listed
    before = resolve_date(None, "8月19日，比赛举行。", printed="2023-08-21").date
    assert before == Date("2023-08-19", "day", "inferred")


def test_a_bare_date_heads_a_page_but_ends_a_related_item() -> None:
    long_text = "八月的济源，草木葳蕤，生机盎然。" * 5
    below = PageDates.collect([long_text, "2023-08-21"])
    assert resolve_date(None, long_text, page=below).date == Date("2023-08", "month", "inferred")
    above = PageDates.collect(["2023-08-21", long_text])
    assert resolve_date(None, long_text, page=above).date == Date("2023-08-21", "day", "inferred")


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("集市开张", "老街的集市又热闹起来。（2021-03-16）", "2021-03-16"),
        ("集市开张（2021年3月16日 星期二）", "老街的集市又热闹起来。", "2021-03-16"),
        ("集市开张", "3月14日，老街的集市开张。（县融媒体中心 2021年3月16日）", "2021-03-14"),
        ("集市开张", "12月3日，老街要办集市的消息传开。（2021-03-16）", "2021-03-16"),
    ],
)
def test_a_day_stamped_at_the_end_of_a_line_dates_the_article(
    title: str, body: str, expected: str
) -> None:
    date = resolve_date(fold(title), fold(body)).date
    assert date is not None
    assert date.value == expected


def test_a_full_dateline_tells_the_year_of_its_page() -> None:
    filed = "新华社北京2013年2月19日电 强冷空气来袭。"
    planned = "两地商定2015年双边贸易额达到一千亿，合作项目陆续落地。"
    page = PageDates.collect([f"雨雪来袭\n{filed}", f"客商到访\n{planned}"])
    assert page.year == 2013
    assert resolve_date("雨雪来袭", filed, page=page).date == Date("2013-02-19", "day", "stated")


def test_a_day_told_from_this_year_on_is_past() -> None:
    page = PageDates.collect(["集市开张\n老街的集市热闹起来。（2017-08-04）", "讲述"])
    date = resolve_date("讲述", "今年2月10日，老木匠离开了人世。", page=page).date
    assert date == Date("2017", "year", "inferred")


@pytest.mark.parametrize("later", ["共迎2024年元旦", "2024年展览免费开放", "2024年1月将再次举行"])
def test_a_full_day_that_opens_the_text_dates_it_beside_a_later_year(later: str) -> None:
    found = resolve_date("迎新", f"2023年12月30日，展览开幕。{later}。")
    assert found.date == Date("2023-12-30", "day", "stated")


def test_the_long_past_dates_no_article() -> None:
    assert resolve_date("起义", "1927年9月9日，起义爆发，揭开了序幕。").date is None
    aside = "老渡口的船工三代人守着一条江，讲起往事滔滔不绝。" * 10
    told = "2015年6月8日，他救起过两个落水的孩子。"
    assert resolve_date("渡口", f"{aside}{told}").date == Date("2015-06-08", "day", "stated")
    among_others = resolve_date("渡口", f"{aside}2009年，他接过船桨。{told}").date
    assert among_others is None or among_others.granularity == "year"


def test_an_article_without_any_date_gets_none() -> None:
    finding = resolve_date("标题", "干部群众齐心协力。")
    assert finding.date is None
    assert finding.evidence


@pytest.mark.parametrize(
    ("texts", "year"),
    [
        (["6月25日投用，2023年计划再建两座。", "预计2024年3月投产。"], 2023),
        (["5月底已有918个。", "2022年春节之前，这些都会落地。"], 2021),
        (["12月18日发布，2024年，定制快巴计划增加到12条。"], 2023),
        (["1月7日加注。2021年，加注量突破30万吨。2022年将启用第二条船。"], 2022),
        (["2019年年底，路通了。2020年3月开始试点。"], 2020),
        (["3月22日，2026武汉马拉松开跑。"], 2026),
        (["2019年并入济南，今年已是第六个年头。"], 2024),
        (["到2035年建成示范区。"], None),
        (["8月1日，老兵相聚，以好成绩迎接建军100周年。"], None),
        (["6月8日，路修好了。", "补贴政策再次延长至2025年12月31日，2023年已发放两千万。"], 2023),
    ],
)
def test_the_year_of_a_page_that_states_none_plainly(texts: list[str], year: int | None) -> None:
    assert PageDates.collect(texts).year == year


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("河阳日报 2023年6月25日", "2023-06-25"),
        ("河阳融媒 2023-06-25 18:30", "2023-06-25"),
        ("健身运动会2023年6月25日开幕", "2023"),
        ("河阳日报 2023年6月25日 第12345期", "2023-06-25"),
        ("【2023-06-25】", "2023-06-25"),
    ],
)
def test_a_masthead_dates_the_articles_below(header: str, expected: str) -> None:
    page = PageDates.collect([fold(header), "某社区办起食堂\n近日，食堂开张。"])
    found = resolve_date("某社区办起食堂", "近日，食堂开张。", page=page)
    assert found.date is not None
    assert found.date.value == expected


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("7月3日，项目开工。2022年，全县产值达到五亿元。", 2023),
        ("7月3日，项目开工。截至2022年底，全县有企业五百家。", 2023),
        ("7月3日，项目开工。2022年全县重点项目推进会召开。", 2022),
        ("3月3日，项目开工。2022年，全县产值达到五亿元。今年，目标是六亿元。", 2023),
        ("12月3日，项目开工。2022年，全县产值达到五亿元。", 2022),
        ("7月3日，项目开工。到2025年，制造业增加值将占三成。会议总结了2022年的工作。", 2022),
        ("7月3日，运动员备战2024年巴黎奥运会，他们在2022年的比赛中夺冠。", 2022),
    ],
)
def test_a_year_that_is_over_or_planned_is_not_that_of_the_page(text: str, year: int) -> None:
    assert PageDates.collect([text]).year == year


def test_a_year_that_is_named_once_and_far_down_may_be_one_looked_back_on() -> None:
    above = "村里的老木匠收了三个徒弟，教他们做榫卯，也教他们看木纹。" * 8
    assert PageDates.collect([f"{above}2016年5月，他得了一场大病。"]).year is None
    assert PageDates.collect([f"{above}1958年，他学艺。1962年，他出师。"]).year is None
    told_by_news = f"{above}2016年5月，他得了一场大病。6月3日，他重新开工。"
    assert PageDates.collect([told_by_news]).year == 2016


@pytest.mark.parametrize(
    ("texts", "year"),
    [
        (["7月3日，商会揭牌。", "在日前公布的2022年度考核中，园区列第三。"], 2023),
        (["8月5日，气温攀升。", "2021年4月以来，工人将电杆全部拆除。2020年起试点。"], 2021),
        (["7月8日，开闸泄洪。", "这次补水从2020年5月下旬持续到6月底。"], 2020),
        (["5月18日，展览开幕。", "2025年，双方完成了采集。", "2025年，县里将把古镇连成线。"], 2025),
        (["6月2日，评比揭晓。", "2022年12月完成一期，今年5月二期开工。"], 2023),
        (["5月6日，征文启动，截稿日期为2017年9月15日。", "2016年有贫困户两万。"], 2017),
        (["1月8日，产量由2015年的三吨增长到2018年的9吨。"], 2019),
        (["6月25日（星期日），龙舟开赛。", "2021年以来，码头三次扩建。"], 2023),
        (["9月3日，老兵相聚，纪念抗战胜利七十周年。"], 2015),
        (["1月18日，公报发布，2022年全县工业总产值同比增长五个百分点。"], 2023),
        (["7月3日，冰场开放，为2022北京冬奥会练兵。", "2019年7月，冰场动工。"], 2019),
        (["10月9日，稻谷开镰。", "订单的交货期是2020年3月。", "庆祝新中国成立70周年。"], 2019),
        (["6月14日，冰雹成灾。", "2013年，全县计划收购烟叶。"], 2013),
        (["12月14日，烟田封冻。", "2013年，全县计划收购烟叶。"], 2012),
        (
            [
                "4月8日，步道修好。2022年以来，路段三次加宽。",
                "2023年清明小长假三天，游客增长三成。",
            ],
            2023,
        ),
    ],
)
def test_the_ways_in_which_years_are_named_are_weighed_together(
    texts: list[str], year: int
) -> None:
    page = PageDates.collect(texts)
    assert page.year == year
    assert page.evidence


def test_last_years_same_period_tells_the_year() -> None:
    found = resolve_date("客流增长", "“五一”期间，全省接待游客九百万人次，比2015年同期增长两成。")
    assert found.date is not None
    assert found.date.value.startswith("2016")


def test_a_day_in_one_chinese_digit_needs_an_hour() -> None:
    (day,) = find_dates("七日清晨，渡口开航。全程三日，途经五县。", datetime.date(2007, 6, 9))
    assert day.period.start == datetime.date(2007, 6, 7)


def test_a_dateline_is_no_beginning_of_what_goes_on_this_year() -> None:
    found = resolve_date("外贸升级", "本报讯 2015年8月3日电 今年以来，出口增长。")
    assert found.date is not None
    assert found.date.value == "2015-08-03"


def test_the_line_of_an_editor_is_a_page_header() -> None:
    page = PageDates.collect(
        ["2024.4.18 星期四 │ 主编 / 焦明 编辑 / 夏光 邮箱 / weekly@example.com 一卡玩转"]
    )
    assert resolve_date(None, "今天起，运河恢复夜航。", page=page).date == Date(
        "2024-04-18", "day", "inferred"
    )


def test_a_year_told_as_another_time_does_not_date_the_page() -> None:
    assert resolve_date(None, "这棵树是1963年栽下的，当时只有拇指粗。").date is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [("要闻 11月20日 星期一", "2023-11-20"), ("要闻 11月20日 星期三", "2024-11-20")],
)
def test_the_weekday_of_a_header_settles_its_year(header: str, expected: str) -> None:
    page = PageDates.collect([header, "合作社增产\n2023年以来，合作社两次扩建。2023年产量翻番。"])
    assert page.printed is not None
    assert page.printed.isoformat() == expected


def test_a_period_is_over_by_the_day_of_the_stamp() -> None:
    body = "烈日炎炎。8月19日至23日，首阳中学千余名高一新生参加了为期五天的国防教育军训。"
    finding = resolve_date("千名新生军训忙", body, metadata=("时间：2019-08-24",))
    assert finding.date == Date("2019-08-23", "day", "inferred")


def test_another_issue_of_the_paper_is_no_event() -> None:
    body = "本报6月10日b1版《夏收第一镰》一文中，“庆丰镇”应为“芦沟镇”，特此更正。"
    finding = resolve_date("更正", body, page=PageDates.collect(("2005/6/17 b2版",)))
    assert finding.date == Date("2005-06-17", "day", "inferred")
