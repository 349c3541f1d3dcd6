"""Folding: what is compared as equal, one code point for one."""

from __future__ import annotations

import subprocess
import sys

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianbao.indexer.array_folding import fold_many
from jianbao.indexer.folding import fold
from jianbao.indexer.folding_data import TARGET, render
from jianbao.indexer.textcode import code_points, text_of

FOLDED = [
    ("國際電子", "国际电子"),
    ("乾隆年間氣候乾燥", "乾隆年间气候干燥"),
    ("皇后之後", "皇后之后"),
    ("臺灣台北，爲了、為了", "台湾台北，为了、为了"),
    ("髙龍裏吿", "高龙里告"),
    # 著: the particle of a traditional writer, but not the morpheme of 著名.
    ("涌動著", "涌动着"),
    ("沿著著名的名著《紅樓夢》", "沿着著名的名著《红楼梦》"),
    ("成績顯著，魯迅著《吶喊》", "成绩显著，鲁迅著《呐喊》"),
    ("成绩显著的著作", "成绩显著的著作"),
    # Width, case, accents, spaces, punctuation.
    ("ＡＢＣ１２３％－Café", "abc123%-cafe"),
    ("a,b:c;d!e?f(g)", "a，b：c；d！e？f（g）"),
    ("「龍」『里』", "“龙”‘里’"),
    ("一\u3000二\xa0三\n四\r\n", "一 二 三\n四\r\n"),
    # What has no counterpart of one code point stays.
    ("straße ﬁ", "straße ﬁ"),
    ("\ud800氢能\udfff", "\ufffd氢能\ufffd"),
    ("𠮷野家", "𠮷野家"),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded
    # A long text takes another way than a query.
    padding = "，" * 300
    assert fold(padding + text + padding) == padding + folded + padding
    dense = "國際" * 200
    assert fold(dense + "\n" + text).endswith(folded)


MIXED = st.text(
    st.one_of(
        st.characters(exclude_categories=[]),
        st.sampled_from("乾坤隆著涌動名藉覆沈於瞭解麼么徵薹,:;!?()「」İßﬁΣςⅣ\ud83d\ude00"),
    )
)


@given(MIXED, st.sampled_from(["", "，" * 80, "國" * 80]))
def test_keeps_every_offset_and_folds_once(text: str, before: str) -> None:
    folded = fold(before + text)
    assert len(folded) == len(before + text)
    assert fold(folded) == folded


@given(st.text(st.sampled_from("國際乾坤隆燥藉口機覆反答沈陽積於是樊期昇鍾錢書復甦徵角瞭望解")))
def test_simplifies_in_context_as_opencc_does(text: str) -> None:
    converted = opencc.OpenCC("t2s").convert(text)
    # A conversion can complete a phrase that only exists in simplified form; OpenCC stops before it.
    assert fold(text) == fold(converted)


def test_shipped_table_is_what_its_sources_say() -> None:
    shipped, made = TARGET.read_text(encoding="utf-8"), render()
    versions = shipped.split("\n")[1]
    assert versions.startswith("# OpenCC ")
    # Other versions of OpenCC or Unicode may say something else; the shipped table stays.
    assert made == shipped or made.split("\n")[1] != versions


def test_needs_neither_opencc_nor_numpy() -> None:
    code = (
        "import sys; from jianbao.indexer.folding import fold; fold('氢能'); fold('國際著');"
        "assert not {'opencc', 'numpy', 'jieba', 'rjieba'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@given(
    st.lists(st.text(st.sampled_from("著乾后後涌動名,「A１着里\n") | st.characters(codec="utf-8")))
)
def test_many_texts_fold_as_each_does(texts: list[str]) -> None:
    folded = fold_many(texts, code_points("".join(texts)))
    assert text_of(folded) == "".join(map(fold, texts))
