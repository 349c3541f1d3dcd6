"""The same page, damaged in one more way, is read as the same articles, of the same places and days."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from jianbao.indexer.extraction import extract_page
from jianbao.indexer.folding import fold

SAMPLES = sorted((Path(__file__).parents[1] / "sample_docs").glob("*.txt"))
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_WRITTEN_DAY = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")
_DIGITS = "〇一二三四五六七八九"
_CHANGED = re.compile(r"[\W\d_年月日]|[〇一二三四五六七八九十]")
"""What some damage changes in what is shown."""


def _spelled(number: int) -> str:
    tens = "" if number < 10 else "十" if number < 20 else f"{_DIGITS[number // 10]}十"
    return tens + (_DIGITS[number % 10] if number % 10 else "")


def _in_han(day: re.Match[str]) -> str:
    year = "".join(_DIGITS[int(digit)] for digit in day[1])
    return f"{year}年{_spelled(int(day[2]))}月{_spelled(int(day[3]))}日"


def _sometimes(pattern: str, replacement: str, share: float) -> Callable[[str], str]:
    def damage(text: str) -> str:
        chance = random.Random(len(text))
        return re.sub(
            pattern,
            lambda found: found.expand(replacement) if chance.random() < share else found[0],
            text,
        )

    return damage


def _translated(characters: str, others: str) -> Callable[[str], str]:
    table = str.maketrans(characters, others)
    return lambda text: text.translate(table)


def _replaced(
    pattern: str, replacement: str | Callable[[re.Match[str]], str]
) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, replacement, text)


DAMAGE: dict[str, Callable[[str], str]] = {
    "full-width digits": _translated("0123456789", "０１２３４５６７８９"),
    "blanks in days": _replaced(r"(?<=\d)(?=[年月日])|(?<=\d[年月])(?=\d{1,2}[月日])", " "),
    "blanks around numbers": _replaced(r"(?<=[一-鿿])(\d+)(?=[一-鿿])", r" \1 "),
    "blanks in folios": _replaced(r"第(\d+)(?=[版期])", r"第 \1 "),
    "blanks in labels": _replaced("(?<=本报记)(?=者)|(?<=通讯)(?=员)|(?<=来)(?=源：)", " "),
    "doubled commas": _sometimes("，", "，，", 0.3),
    "days in characters": lambda text: _WRITTEN_DAY.sub(_in_han, text),
    "days with dots": lambda text: _DAY.sub(r"\1.\2.\3", text),
    "days with slashes": lambda text: _DAY.sub(r"\1/\2/\3", text),
    "ASCII punctuation": _translated("，：；！？（）", ",:;!?()"),
    "other colons": _translated("：", "∶"),
    "other brackets": _translated("（）", "〔〕"),
    "other quotation marks": _translated("“”", "「」"),
    "zero-width characters": _sometimes("([一-鿿])", "\\1\u200b", 0.05),
    "glosses": _replaced("县", "县(xiàn)"),
    "no-break blanks": _translated(" ", "\xa0"),
    "wide blanks": _replaced("(?<=[一-鿿]) (?=[一-鿿])", "　"),
    "blanks at line ends": _replaced("\n", " 　\n"),
    "indents": _replaced(r"(?m)^(?=.*\S)", "　　"),
    "entities": lambda text: text.replace("“", "&ldquo;").replace("”", "&rdquo;"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "line ends of Windows": _replaced("\n", "\r\n"),
}


def _read(text: str) -> list[tuple[object, ...]]:
    def kept(part: str | None) -> str:
        return _CHANGED.sub("", fold(part or ""))

    return [
        (
            kept(article.title),
            kept(article.body),
            article.regions,
            article.date and article.date.value,
            tuple(map(kept, article.byline)),
        )
        for article in extract_page(text, "page.txt")
    ]


@pytest.fixture(scope="module")
def pages() -> dict[str, tuple[str, list[tuple[object, ...]]]]:
    texts = {}
    for path in SAMPLES:
        try:
            text = path.read_text(encoding="utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue  # in another encoding, which is tested elsewhere
        texts[path.name] = (text, _read(text))
    return texts


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_changes_nothing_that_is_read(
    damage: Callable[[str], str], pages: dict[str, tuple[str, list[tuple[object, ...]]]]
) -> None:
    assert any(damage(text) != text for text, _ in pages.values())
    for name, (text, expected) in pages.items():
        assert _read(damage(text)) == expected, name
