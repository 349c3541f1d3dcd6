"""Pages whose lines were broken at a column: whole paragraphs come back, headlines stay apart."""

from __future__ import annotations

import pytest

from jianbao.indexer.pages import Draft, split_page

FIRST = (
    "本周三下午，县里的十二支民间乐队在河边广场轮流演奏，从唢呐到手风琴，曲目多半是自己改编的，"
    "观众自带板凳围坐成一圈，一直听到路灯亮起才慢慢散去。"
)
SECOND = (
    "组织者介绍，演出不收门票，也没有评委，乐手来自各个行业，有木匠，有护士，也有退休的司机，"
    "大家约定每个月的第三周再见一次，把新排的曲子带来。"
)


def wrapped(paragraphs: tuple[str, ...], width: int, indent: str = "", gap: str = "\n") -> str:
    set_in = [indent + paragraph for paragraph in paragraphs]
    cut = [[p[i : i + width] for i in range(0, len(p), width)] for p in set_in]
    return gap.join("\n".join(lines) for lines in cut)


def only(page: str) -> Draft:
    (draft,) = split_page(page)
    return draft


@pytest.mark.parametrize("width", [18, 23, 31, 40])
@pytest.mark.parametrize(("indent", "gap"), [("　　", "\n"), ("", "\n\n")])
def test_a_short_page_shows_its_column_too(width: int, indent: str, gap: str) -> None:
    draft = only("民间乐队河边开演\n\n" + wrapped((FIRST, SECOND), width, indent, gap))
    assert draft.title == "民间乐队河边开演"
    assert draft.body.text.split("\n") == [FIRST, SECOND]


def test_a_gap_between_all_lines_says_nothing() -> None:
    page = "民间乐队河边开演\n" + wrapped((FIRST, SECOND, FIRST), 20, "　　")
    assert only(page.replace("\n", "\n\n")).body.text.split("\n") == [FIRST, SECOND, FIRST]


def test_a_headline_as_wide_as_the_column_stays_above_its_gap() -> None:
    title = "十二支民间乐队在河边广场轮流登台演奏"
    page = f"{title}\n\n" + wrapped((FIRST, SECOND, FIRST), len(title), gap="\n\n")
    assert (only(page).title, only(page).body.text.split("\n")[0]) == (title, FIRST)


@pytest.mark.parametrize(
    "piece",
    [
        "要求各乡镇按照防汛预案第六版的要求，提前把沙袋运到堤坝上，",
        "孩子们围着老照相机看了半天，说家里也有一台，是爷爷拿来拍摄",
        "说话的是全县最年长的水文员。县里只剩下一家这样的工作人员局",
    ],
)
def test_a_full_line_in_mid_sentence_is_text_whatever_it_looks_like(piece: str) -> None:
    width = len(piece)
    above = (FIRST * 3)[: width * 4 - 2]
    paragraph = f"{above}{piece}的东西，谁也没有忘记带走。"
    page = "河边的一天\n\n" + wrapped((paragraph, SECOND), width, "　　")
    assert only(page).body.text.split("\n") == [paragraph, SECOND]


def test_an_indent_of_all_lines_says_nothing() -> None:
    page = "民间乐队河边开演\n\n" + wrapped((FIRST, SECOND, FIRST), 20, gap="\n\n")
    indented = "\n".join("    " + line if line else line for line in page.split("\n"))
    assert only(indented).body.text == only(page).body.text


def test_the_last_line_of_a_paragraph_keeps_its_credit() -> None:
    brief = "（通讯员 王芳 李强 摄）"
    page = "民间乐队河边开演\n\n" + wrapped((FIRST, SECOND), 20, gap="\n\n") + brief
    assert only(page).body.text.split("\n")[0] == FIRST
    assert only(page).byline == ("王芳", "李强")


def test_a_dateline_that_ends_its_line_is_text() -> None:
    first = "据新华社雅典8月9日电（记者 王芳 李强）岛上的山火九日进入第七天，居民乘船离开。"
    width = first.index("九日")
    body = only("山火进入第七天\n\n" + wrapped((first, FIRST, SECOND), width)).body.text
    assert body.split("\n")[0].startswith("据新华社雅典8月9日电")


@pytest.mark.parametrize(
    ("said", "goes_on"),
    [
        ("老木匠笑着说，自己只会拉锯。", True),
        ("街道办事处的工作人员介绍，明年还要再办。", False),
        ("他说。", True),
    ],
)
def test_a_speaker_after_a_quotation_that_ends_with_the_column(said: str, goes_on: bool) -> None:
    width = 24
    quotation = "“这把琴是我爹传下来的，木头是河对岸的老梨树。”"
    page = wrapped((FIRST, SECOND, FIRST), width) + f"\n{quotation}\n{said}"
    assert len(quotation) == width
    assert (f"{quotation}{said}" in only(page).body.text) is goes_on


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("通关时间压缩到了二十一个小时，出口压缩", "到0.8个小时，比去年缩短四成。", True),
        ("哪个村的红色变深，法官就往哪里", "跑。全县新收案件明显下降。", True),
        ("乐手们平日里四处比赛，去年一共捧回38枚", "奖牌，都挂在文化站的墙上。", True),
        ("负责人介绍，该区正在规", "设总面积三十平方公里的科技城，年内动工。", False),
    ],
)
def test_a_break_is_closed_when_both_sides_are_whole(before: str, after: str, whole: bool) -> None:
    page = f"口岸通关又快了\n\n{SECOND}\n\n{FIRST}{before}\n\n{after}\n\n{SECOND}"
    assert (before + after in only(page).body.text) is whole


def test_the_gap_below_a_headline_marks_no_paragraphs() -> None:
    width = 24
    ends_full = FIRST[: 2 * width - 1] + "。"
    page = f"民间乐队河边开演\n\n{wrapped((ends_full, SECOND, FIRST), width)}"
    assert only(page).body.text.split("\n") == [ends_full, SECOND, FIRST]
