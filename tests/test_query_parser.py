"""The query language: what each spelling means, as a table of texts and trees."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jianbao import limits
from jianbao.errors import LimitError, QueryError
from jianbao.search.parser import parse
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
    all_of,
    any_of,
    canonical,
    check_limits,
    from_json,
    negate,
    to_json,
    to_text,
)

A, B, C, D = Term("氢能"), Term("项目"), Term("重庆"), Term("储能")

SPECIFICATION: dict[str, list[tuple[str, Query]]] = {
    "words side by side are all required": [
        ("氢能", A),
        ("氢能 项目", And((A, B))),
        ("  氢能\u3000项目\n重庆\t", And((A, B, C))),
        ("氢能 AND 项目 && 重庆", And((A, B, C))),
        ("氢能 且 项目", And((A, B))),
        ("氢能 & 项目", And((A, B))),
        ("氢能&&项目 ＆＆ 重庆", And((A, B, C))),
    ],
    "or, in every spelling": [
        ("氢能 OR 项目", Or((A, B))),
        ("氢能 | 项目 || 重庆", Or((A, B, C))),
        ("氢能|项目｜重庆", Or((A, B, C))),
        ("氢能 或 项目 ＯＲ 重庆", Or((A, B, C))),
        ("“氢能”或“项目”", Or((Phrase("氢能"), Phrase("项目")))),
    ],
    "and binds tighter than or; parentheses decide otherwise": [
        ("氢能 项目 OR 重庆 储能", Or((And((A, B)), And((C, D))))),
        ("氢能 (项目 OR 重庆) 储能", And((A, Or((B, C)), D))),
        ("氢能（项目|重庆）", And((A, Or((B, C))))),
        ("(氢能）", A),
        ("(氢能 项目) ((重庆))", And((A, B, C))),
        ("氢能 OR (项目 OR 重庆)", Or((A, B, C))),
    ],
    "not": [
        ("氢能 -项目", And((A, Not(B)))),
        ("氢能　－项目", And((A, Not(B)))),
        ("氢能 NOT 项目", And((A, Not(B)))),
        ("氢能 非 项目", And((A, Not(B)))),
        ("氢能 AND NOT 项目", And((A, Not(B)))),
        ("氢能 OR NOT 项目", Or((A, Not(B)))),
        ('氢能 -"储能 电站"', And((A, Not(Phrase("储能 电站"))))),
        ("氢能 -(项目 重庆)", And((A, Not(And((B, C)))))),
        ("-项目", Not(B)),
        ("* -项目", Not(B)),
        ("NOT NOT 氢能", A),
        ("-(-氢能)", A),
        ("-title:氢能", Not(Term("氢能", "title"))),
    ],
    "a hyphen within a word, doubled or alone excludes nothing": [
        ("2023-06", Term("2023-06")),
        ("M-Hub 1-8", And((Term("M-Hub"), Term("1-8")))),
        ("氢能 - 项目", And((A, B))),
        ("--force", Term("--force")),
        ("“氢能”-项目", And((Phrase("氢能"), Term("-项目")))),
    ],
    "quotes ask for exact characters": [
        ('"氢能 项目"', Phrase("氢能 项目")),
        ("“氢能”", Phrase("氢能")),
        ("「氢能」『项目』", And((Phrase("氢能"), Phrase("项目")))),
        ("＂氢能＂", Phrase("氢能")),
        ('重庆"氢能"', And((C, Phrase("氢能")))),
        ('"他说“好”。"', Phrase("他说“好”。")),
        ('"(氢能 OR -项目): *"', Phrase("(氢能 OR -项目): *")),
        (r'"一\"二\\三"', Phrase(r'一"二\三')),
        (r'"C:\Users"', Phrase(r"C:\Users")),
    ],
    "the wrong half of a pair of quotes is read as meant": [
        ("”氢能“", Phrase("氢能")),
        ("“氢能“", Phrase("氢能")),
        ('“氢能"', Phrase("氢能")),
        ('"氢能”', Phrase("氢能")),
    ],
    "fields, in either language and width": [
        ("title:氢能 body:项目", And((Term("氢能", "title"), Term("项目", "body")))),
        ("byline:张三 media:新华社", And((Term("张三", "byline"), Term("新华社", "media")))),
        ("标题：氢能 正文:项目", And((Term("氢能", "title"), Term("项目", "body")))),
        ("作者：张三 来源：新华社", And((Term("张三", "byline"), Term("新华社", "media")))),
        ("標題：氢能 來源：新华社", And((Term("氢能", "title"), Term("新华社", "media")))),
        ("Title:氢能 ｔｉｔｌｅ：项目", And((Term("氢能", "title"), Term("项目", "title")))),
        ("标题：“氢能 项目”", Phrase("氢能 项目", "title")),
        ("标题： 氢能 项目", And((Term("氢能", "title"), B))),
        ("title:(氢能 OR 项目)", Or((Term("氢能", "title"), Term("项目", "title")))),
        ("title:(氢能 body:项目)", And((Term("氢能", "title"), Term("项目", "body")))),
        ("title:10:30", Term("10:30", "title")),
        ("title:-5", Term("-5", "title")),
    ],
    "regions": [
        ("region:重庆", InRegion("重庆")),
        ("地区：重庆市/大渡口区", InRegion("重庆市/大渡口区")),
        ('region:"New York"', InRegion("New York")),
        ("region:(重庆 或 四川)", Or((InRegion("重庆"), InRegion("四川")))),
        ("氢能 -地區：四川", And((A, Not(InRegion("四川"))))),
    ],
    "dates": [
        ("date:2023-06", InPeriod("2023-06")),
        ("日期：2023年6月", InPeriod("2023年6月")),
        ("date:2023-06..2023-08", InPeriod("2023-06..2023-08")),
        ("date:>2023 date:<=2024-06", And((InPeriod(">2023"), InPeriod("<=2024-06")))),
        ("date:2023-06-25T08:00:00+08:00", InPeriod("2023-06-25T08:00:00+08:00")),
        ("date:(2021 OR 2023)", Or((InPeriod("2021"), InPeriod("2023")))),
    ],
    "everything": [
        ("", Everything()),
        (" \u3000\n", Everything()),
        ("*", Everything()),
        ("＊", Everything()),
        ("氢能 OR *", Or((A, Everything()))),
        ("-*", Not(Everything())),
    ],
    "other colons are text": [
        ("http://x.cn/a:b", Term("http://x.cn/a:b")),
        ("10:30 C: foo:bar", And((Term("10:30"), Term("C:"), Term("foo:bar")))),
        ("会议地区：重庆", Term("会议地区：重庆")),
    ],
    "small letters and words within words are no operators": [
        ("rock and roll or", all_of(map(Term, ["rock", "and", "roll", "or"]))),
        ("非洲 或者 R&D AT&T", all_of(map(Term, ["非洲", "或者", "R&D", "AT&T"]))),
    ],
    "a backslash takes the meaning from a sign or an operator": [
        (r"\AND \或", And((Term("AND"), Term("或")))),
        (r"\-5 title\:x a\|b \* \\", all_of(map(Term, ["-5", "title:x", "a|b", "*", "\\"]))),
        (r"D:\数据", Term(r"D:\数据")),
    ],
    "what cannot be an operator is dropped": [
        ("氢能 OR", A),
        ("AND 氢能 NOT", A),
        ("氢能 AND OR 项目", Or((A, B))),
        ("氢能 OR OR 项目", Or((A, B))),
        ("(氢能 |) 项目", And((A, B))),
        ("((氢能 项目", And((A, B))),
        ("氢能)) 项目", And((A, B))),
        ('氢能" 项目', And((A, B))),
        ("“氢能 项目", And((A, B))),
        ("」氢能", A),
        ('氢能 () ""', A),
        ("-() 氢能", A),
        ('-"" 氢能', A),
    ],
    "alone, it is the word to search for": [
        ("OR", Term("OR")),
        ("或", Term("或")),
        ("NOT NOT", Term("NOT")),
        ("title:", Term("title:")),
        ("正文： OR 氢能", Or((Term("正文："), A))),
        ("-", Term("-")),
        ('""', Term('""')),
    ],
    "weight and distance are not available yet, and left out": [
        ("氢能^3 项目^0.5", And((A, B))),
        ('"氢能 产业"~10 项目', And((Phrase("氢能 产业"), B))),
        ("(氢能 OR 项目)^2", Or((A, B))),
    ],
    "control characters separate, surrogates are text": [
        ("氢能\x00项目\x1b\u200b重庆", And((A, B, C))),
        ("\ufeff标题：氢能", Term("氢能", "title")),
        ("\ud800氢", Term("\ud800氢")),
    ],
}


@pytest.mark.parametrize(
    ("text", "query"),
    [
        pytest.param(text, query, id=f"{rule}: {text!a}")
        for rule, rows in SPECIFICATION.items()
        for text, query in rows
    ],
)
def test_means(text: str, query: Query) -> None:
    assert parse(text) == query


def test_the_page_for_people_shows_what_happens() -> None:
    page = Path(__file__).parents[1] / "docs" / "query-language.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried > 0
    assert failed == 0


@pytest.mark.parametrize(
    ("text", "position", "problem"),
    [
        ('氢能 "项目', 3, "other half"),
        ("氢能) 项目", 2, "other half"),
        ("(氢能", 0, "other half"),
        ("氢能 OR", 3, "nothing after"),
        ("AND 氢能", 0, "nothing before"),
        ("氢能 OR AND 项目", 6, "nothing before"),
        ("氢能 NOT", 3, "nothing after"),
        ("(氢能 NOT)", 4, "nothing after"),
        ("氢能 ()", 4, "nothing between"),
        ('氢能 ""', 3, "nothing between"),
        ("氢能 - 项目", 3, "stands alone"),
        ("titel:氢能", 0, "the fields are title, body, byline, media, region, date"),
        ("氢能 title:", 3, "nothing to look for"),
        ("氢能 项目*", 3, "wildcards"),
        ("氢能^3", 0, "weights"),
        ('"氢能 项目"~10', 7, "distance"),
    ],
)
def test_strict_says_where_and_what(text: str, position: int, problem: str) -> None:
    with pytest.raises(QueryError, match=problem) as caught:
        parse(text, strict=True)
    assert caught.value.position == position
    assert f"character {position + 1}" in str(caught.value)
    parse(text)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("氢" * (limits.MAX_QUERY_CHARS + 1), "MAX_QUERY_CHARS"),
        ("氢能 " * 100_000, "MAX_QUERY_CHARS"),
        ("a " * (limits.MAX_QUERY_NODES + 1), "MAX_QUERY_NODES"),
        ("(" * 3000 + "a" + ")" * 3000, "MAX_QUERY_DEPTH"),
        ("-(" * 65 + "a b" + ")" * 65, "MAX_QUERY_DEPTH"),
    ],
)
@pytest.mark.parametrize("strict", [False, True])
def test_too_much_is_an_error_that_names_the_limit(text: str, limit: str, strict: bool) -> None:
    with pytest.raises(LimitError, match=limit):
        parse(text, strict=strict)


HOSTILE = (
    *(
        "(",
        ")",
        '"',
        "“",
        "NOT ",
        "-",
        "- ",
        "-(",
        "a OR ",
        "|",
        "&",
        "\\",
        '\\"',
        "title:",
        "标题： ",
    ),
    *("^1", "a^1", '"a"~1', "()", '""', "(a|", "*", "\ud800", "\x00", "a:", "https://", "非"),
)


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_repetition_gets_a_tree_or_names_the_limit(unit: str) -> None:
    text = (unit * limits.MAX_QUERY_CHARS)[: limits.MAX_QUERY_CHARS]
    try:
        query = parse(text)
    except LimitError as error:
        assert "MAX_QUERY_" in str(error)
    else:
        check_limits(query)


def test_deep_chains_are_flat() -> None:
    assert parse("a OR " * 300 + "a") == Or((Term("a"),) * 301)
    assert parse("(a " * 60 + ")" * 60) == And((Term("a"),) * 60)


def test_a_tree_states_what_its_nodes_may_hold() -> None:
    for make in (
        lambda: Term(""),
        lambda: Term("氢能 项目"),
        lambda: Term("a", cast(Any, "region")),
        lambda: Phrase("\u3000"),
        lambda: InRegion(" "),
        lambda: InPeriod(""),
    ):
        with pytest.raises(QueryError):
            make()


def test_canonical_form() -> None:
    assert canonical(And(())) == Everything()
    assert canonical(Or(())) == Not(Everything())
    assert canonical(And((Or((A,)), And((B, Everything(), C))))) == And((A, B, C))
    assert negate(negate(A)) == A
    assert any_of([A, Or((B, C))]) == Or((A, B, C))


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"term": 3},
        {"term": "a", "field": "region"},
        {"term": "a", "field": ["title"]},
        {"term": "a", "boost": 2},
        {"term": "a b"},
        {"and": {"term": "a"}},
        {"and": [], "or": []},
        {"everything": False},
        {"unknown": "a"},
    ],
)
def test_json_of_something_else_is_refused(value: object) -> None:
    with pytest.raises(QueryError):
        from_json(value)


def test_json_is_limited_too() -> None:
    deep: object = {"term": "a"}
    for _ in range(5000):
        deep = {"not": deep}
    with pytest.raises(LimitError):
        from_json(deep)
    with pytest.raises(LimitError):
        from_json({"and": [{"term": "a"}] * 5000})


SYNTAX = st.sampled_from(
    (
        *(
            "AND",
            "OR",
            "NOT",
            "或",
            "非",
            "且",
            "title:",
            "标题：",
            "region:",
            "date:>",
            "x:",
            "//",
        ),
        *("^2", "~3", "&&", "氢能", "a", "1", " ", "\u3000", "\n", "\x00", "\ud800"),
        *'"“”「」()（）|\\-－*?:',
    )
)
TEXT = st.lists(SYNTAX | st.characters(), max_size=30).map("".join)
CHUNK = st.lists(SYNTAX | st.characters(), min_size=1, max_size=5).map(
    lambda parts: "".join("".join(parts).replace("\x00", "").split()) or "氢"
)


def _is_chunk(text: str) -> bool:
    try:
        Term(text)
    except QueryError:
        return False
    return True


FIELDS = st.sampled_from([None, "title", "body", "byline", "media"])
TERMS = st.builds(Term, CHUNK.filter(_is_chunk), FIELDS)
SPACED = TEXT.map(lambda text: text + "能")
LEAVES = (
    TERMS
    | st.builds(Phrase, SPACED, FIELDS)
    | st.builds(InRegion, SPACED)
    | st.builds(InPeriod, SPACED)
    | st.just(Everything())
)
QUERIES = st.recursive(
    LEAVES,
    lambda below: (
        st.lists(below, max_size=3).map(lambda children: And(tuple(children)))
        | st.lists(below, max_size=3).map(lambda children: Or(tuple(children)))
        | below.map(Not)
    ),
    max_leaves=12,
)


@settings(max_examples=500)
@given(TEXT)
@example("\\")
@example("a\\^3^3")
def test_any_text_is_read_and_its_reading_is_strict_text(text: str) -> None:
    query = parse(text)
    assert query == canonical(query)
    assert parse(to_text(query), strict=True) == query


@settings(max_examples=500)
@given(TEXT)
def test_what_strict_accepts_lenient_reads_alike(text: str) -> None:
    try:
        query = parse(text, strict=True)
    except QueryError as error:
        assert error.position is not None
        assert 0 <= error.position < len(text)
    else:
        assert query == parse(text)


@settings(max_examples=500)
@given(QUERIES)
def test_every_tree_prints_back(query: Query) -> None:
    for strict in (False, True):
        assert parse(to_text(query), strict=strict) == canonical(query)
    assert from_json(json.loads(json.dumps(to_json(query)))) == query
