"""What is repaired in damaged text, what is left as written, and how offsets lead back to the page."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianbao.indexer.cleaning import clean, repair
from jianbao.indexer.mojibake import shifted_runs


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("濟(jì)源的現(xiàn)場", "濟源的現場"),
        ("濟（jì）源", "濟源"),
        (
            "建設(shè)和他們(men)的園(yuán)區",
            "建設和他們的園區",
        ),  # a neutral tone beside toned ones
        ("他們(men)", "他們(men)"),
        ("研发(R&D)投入", "研发(R&D)投入"),
        ("人工智能(AI)和方案(a)", "人工智能(AI)和方案(a)"),
        ("今年(2023)", "今年(2023)"),
    ],
)
def test_pinyin_glosses_go_and_other_brackets_stay(raw: str, expected: str) -> None:
    assert repair(raw).text == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("草木葳蕤,,生机盎然,。", "草木葳蕤,生机盎然。"),
        ("塔吊林立,、机器轰鸣,;", "塔吊林立、机器轰鸣;"),
        ("增长5.9%,,居第2位", "增长5.9%,居第2位"),
        ("完成。,再接再厉", "完成。再接再厉"),
        ("真的吗？！太好了！！", "真的吗？！太好了！！"),
        ("等等。。。我们", "等等。。。我们"),
        ("a,,b;;c", "a,,b;;c"),
    ],
)
def test_doubled_marks_become_the_one_that_is_meant(raw: str, expected: str) -> None:
    assert repair(raw).text == expected


def test_entities_that_an_export_left_become_characters() -> None:
    raw = "&nbsp;&nbsp;&ldquo;请靠右走&rdquo;，R&D&amp;AT&#183;T &unknown;"
    repaired = repair(raw)
    assert repaired.text == "  “请靠右走”，R&D&AT·T &unknown;"
    assert raw[repaired.raw_offset(2) :].startswith("&ldquo;请")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2023年 6月", "2023年6月"),
        ("2023 年", "2023年"),
        ("6 月", "6月"),
        ("6月 25日", "6月25日"),
        ("25 日", "25日"),
        ("第 5版", "第5版"),
        ("第5 版", "第5版"),
        ("本报记 者", "本报记者"),
        ("通 讯员", "通讯员"),
        ("来 源：新华社", "来源：新华社"),
        ("6月25日 星期一", "6月25日 星期一"),
        ("记者 张三", "记者 张三"),
    ],
)
def test_each_gap_in_a_day_or_a_label_is_closed_up_by_itself(raw: str, expected: str) -> None:
    assert repair(raw).text == expected


def test_controls_and_odd_blanks() -> None:
    assert (
        repair("\ufeff第\u200b一行\r\n\u3000\u3000第\xa0二\x07行\x0c").text == "第一行\n  第 二行\n"
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            "全市共有 236 个项目开工，其中 3 月 25 日投产 12 个。",
            "全市共有236个项目开工，其中3月25日投产12个。",
        ),
        (
            "近年来，全县坚持高质量发 展，项目建 设提速增效，群众生活越来越好。",
            "近年来，全县坚持高质量发展，项目建设提速增效，群众生活越来越好。",
        ),
        ("上下齐心 全力推进项目建设", "上下齐心 全力推进项目建设"),
        (
            "开展“奋进新征程 建功新时代”活动，干部群众踊跃参加，气氛十分热烈。",
            "开展“奋进新征程 建功新时代”活动，干部群众踊跃参加，气氛十分热烈。",
        ),
        ("本报讯（记者 张三 通讯员 李四）近日，", "本报讯（记者 张三 通讯员 李四）近日，"),
        (
            "公司采用 AI 技术和 Node.js 平台，PM2.5 浓度下降明显，效果得到认可。",
            "公司采用 AI 技术和 Node.js 平台，PM2.5 浓度下降明显，效果得到认可。",
        ),
    ],
)
def test_blanks_inside_a_sentence_go_and_meant_ones_stay(raw: str, expected: str) -> None:
    assert clean(raw).text == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        # In mid-word, across an empty line: both halves need each other.
        (
            "围绕新型工业化，构建现代化产\n\n业体系。深化落实传统产业焕新行动。",
            "围绕新型工业化，构建现代化产业体系。深化落实传统产业焕新行动。",
        ),
        # In mid-sentence.
        (
            "常态化跟踪重大项目。全区实行专班推进，及时掌握新签约项目\n\n进度。定期召开例会。",
            "常态化跟踪重大项目。全区实行专班推进，及时掌握新签约项目进度。定期召开例会。",
        ),
        # Across the break of a quotation, and before what is too short for a paragraph.
        (
            "“老品种嫁接成新品种，要耽误两年收成，当时大家都不敢\n\n试，怕一场空。”村民谭祖平说。",
            "“老品种嫁接成新品种，要耽误两年收成，当时大家都不敢试，怕一场空。”村民谭祖平说。",
        ),
        (
            "推动文化、旅游、康养与茶产业融合发展，讲好“一片叶子”的新\n\n故事。",
            "推动文化、旅游、康养与茶产业融合发展，讲好“一片叶子”的新故事。",
        ),
        # A headline cannot end on 才能.
        (
            "技术人员每天要等游客离开以后才能\n\n进洞，在脚手架上趴到凌晨。",
            "技术人员每天要等游客离开以后才能进洞，在脚手架上趴到凌晨。",
        ),
        # What looks like a headline ends in half a word, or has a comma and no words of the text.
        (
            "市民今年可以享受新的税收优惠政\n\n策，每户最多能省下三百元。",
            "市民今年可以享受新的税收优惠政策，每户最多能省下三百元。",
        ),
        (
            "八月的清早，第一班渡船刚刚靠上对岸\n\n老李已经把十筐鲜鱼码得整整齐齐，等着过秤。",
            "八月的清早，第一班渡船刚刚靠上对岸老李已经把十筐鲜鱼码得整整齐齐，等着过秤。",
        ),
    ],
)
def test_cut_sentences_are_rejoined(raw: str, expected: str) -> None:
    assert clean(raw).text == expected


@pytest.mark.parametrize(
    "raw",
    [
        "全市新材料产值增长18.6%，占工业的一半。自动化生产线正高速运\n\n。产品出口到20个国家。",
        "今年春茶亩产多了二十来斤，用工也少了，人工却省了\n\n成。街道说，下一步还要改进。",
        "颜料照着原作的矿物色一层层点上去，光是试色就做了半年。”项目组美术师\n\n红霞说，最难的是乐伎天。",
        "项目取得明显成效。\n\n今年，全市还将实施技改项目60个。",
        "全力以赴推进项目提质增效\n\n项目是经济工作的“生命线”，是高质量发展的支撑。",
        "政策“组合拳”，稳住外贸基本盘的三件事\n\n稳住外贸基本盘，靠的是一套政策“组合拳”。",
        "难，在于留住人\n\n老王和小李都提到一个词：回来。",
        "二十六个村喝上放心水\n\n工人们把旧管道一截一截挖出来，换上新的。",
        "二十六个村喝上放心水\n\n下一步，当地还将修建两座蓄水池。",
    ],
)
def test_breaks_stay_where_characters_are_missing_or_a_paragraph_ends(raw: str) -> None:
    assert "\n" in clean(raw).text


def test_printed_columns_are_unwrapped_and_paragraphs_kept() -> None:
    first = (
        "大渡口区举行重大项目集中开工活动。此次集中开工项目共18个，总投资102亿元，涵盖生物医药、新材料等领域，"
        "建成后将带动周边三个镇街的三千余人就业，成为老工业基地转型升级的又一支撑。"
    )
    second = (
        "据了解，今年上半年，全区共签约项目36个，合同投资额215亿元，其中10亿元以上项目5个，数量创下近年来的新高，"
        "为下半年经济平稳运行打下了坚实基础，也让干部群众看到了希望。"
    )
    raw = "\n".join(
        line
        for paragraph in (first, second)
        for line in textwrap.wrap(f"\u3000\u3000{paragraph}", 20, drop_whitespace=False)
    )
    assert clean(raw).text.split("\n") == [first, second]


def test_bytes_that_slipped_are_shifted_back_only_when_the_result_is_common_text() -> None:
    raw = "完成厂房建设,?!蔽妪埧阪?zhèn)相關負責人說,五龍口鎮很好"
    assert repair(raw).text == "完成厂房建设。”五龍口鎮相關負責人說,五龍口鎮很好"
    untouched = "怎么办?我们一起想办法!好不好?大家都说好"
    assert list(shifted_runs(untouched)) == []


@given(st.text(alphabet="项目建设,，。 \n\r\u3000\u200b(jì)濟源?!0123年月日ab", max_size=80))
def test_offsets_lead_back_to_the_page(raw: str) -> None:
    result = clean(raw)
    offsets = [result.raw_offset(k) for k in range(len(result.text) + 1)]
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(raw) for offset in offsets)
    for k, character in enumerate(result.text):
        if not character.isspace() and "?" not in raw:
            assert raw[offsets[k]] == character


@given(st.text(max_size=200))
def test_any_text_can_be_cleaned(raw: str) -> None:
    clean(raw)
