"""Segmentation: whatever engine is installed, the words are those of stock jieba 0.42.1."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianbao.errors import IndexCorrupt, IndexVersion, JianbaoError
from jianbao.indexer.dictionary import DictionaryError, load_dictionary
from jianbao.indexer.folding import fold
from jianbao.indexer.prefix_dictionary import PrefixDictionary, write_prefix_dictionary
from jianbao.indexer.segmentation import Segmenter, default_segmenter, segmenter_for
from jianbao.indexer.textcode import code_points
from jianbao.indexer.word_table import word_table

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
USER_DICT = "\ufeff氢能产业园\n京基100\nAK47 5\n云计算 n\n\n重慶大渡口 300 ns\r\n5g\n中国\nm-hub 10\n3.5版\n"

_RUNS = """
    1-8 2020-01-01 M-Hub node.js PM2.5 C++ c++ c# at&t 12.34% 2.4ghz 1号店 4s店 5.1号店 www.a.com
    1.2.3 a_b x%y .5 5. -- a.-b J 3J4.5 AK47 京基100 5g m-hub 3.5版 K 7 ％ 5%-8% +1.5
"""
RUNS = _RUNS.split()


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str | None], Any]:
    """Makes stock jieba tokenizers, with a user dictionary read by jieba itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

    def make(user_dict: str | None) -> Any:
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
        if user_dict is not None:
            # jieba reads the words as they are; ours are folded.
            tokenizer.load_userdict(fold(user_dict).replace("\ufeff", "").splitlines())
        return tokenizer

    cache = {None: make(None), USER_DICT: make(USER_DICT)}
    return cache.__getitem__


ENGINES = [("rjieba", None), ("rjieba", USER_DICT), ("jieba", None), ("jieba", USER_DICT)]


@pytest.fixture(scope="session", params=ENGINES, ids=lambda p: f"{p[0]}-{'user' if p[1] else ''}")
def pair(request: pytest.FixtureRequest, stock: Callable[[str | None], Any]) -> SimpleNamespace:
    engine, user_dict = request.param
    return SimpleNamespace(ours=Segmenter(user_dict, engine), stock=stock(user_dict))


def search_mode(segmenter: Segmenter | PrefixDictionary, text: str) -> list[str]:
    return [part for word in segmenter.cut(text) for part in (*segmenter.subwords(word), word)]


def check(pair: SimpleNamespace, text: str) -> None:
    cut = list(pair.stock.cut(text))
    assert pair.ours.cut(text) == cut, text
    assert search_mode(pair.ours, text) == list(pair.stock.cut_for_search(text)), text
    if "\r\n" not in text:
        assert cut_as_arrays(pair.ours, text) == cut, text


def cut_as_arrays(segmenter: Segmenter, text: str) -> list[str]:
    tokens = segmenter.cut_many(code_points(text))
    spans = zip(tokens.starts.tolist(), tokens.lengths.tolist(), strict=True)
    words = [text[start : start + length] for start, length in spans]
    for number, word in zip(tokens.words.tolist(), words, strict=True):
        assert number < 0 or word_table(segmenter.user_dict).words[number] == word
    return words


def made_text(seed: int, size: int) -> list[str]:
    """Draw sentences of dictionary words by frequency, mixed with everything that is awkward."""
    draw = random.Random(seed)
    frequencies = load_dictionary().frequencies
    words = draw.choices(list(frequencies), list(frequencies.values()), k=size)
    sentences = []
    while words:
        length = draw.randrange(3, 60)
        sentence = words[:length]
        del words[:length]
        for _ in range(draw.randrange(4)):
            awkward = draw.choice(
                [
                    draw.choice(RUNS),
                    chr(draw.randrange(0x4E00, 0x9FD6)) * draw.randrange(1, 3),
                    chr(draw.randrange(0x20, 0xD800)),
                    chr(draw.randrange(0x1F000, 0x32000)),
                    draw.choice(["\r\n", "\n", "\0", " ", "\u3000", "，", "。"]),
                    fold("國際電子發佈會爲了乾隆"),
                    f"{draw.randrange(10000)}.{draw.randrange(100)}",
                    f"{draw.randrange(2000, 2030)}-{draw.randrange(13)}-{draw.randrange(32)}",
                ]
            )
            sentence.insert(draw.randrange(len(sentence) + 1), awkward)
        sentences.append("".join(sentence))
    return sentences


def test_equals_jieba_on_a_megabyte(pair: SimpleNamespace) -> None:
    sentences = made_text(seed=1, size=220_000 if pair.ours.engine == "rjieba" else 10_000)
    if pair.ours.engine == "rjieba":
        assert sum(len(sentence.encode()) for sentence in sentences) > 1_000_000
    for sentence in sentences:
        assert pair.ours.cut(sentence) == list(pair.stock.cut(sentence))
    for sentence in sentences[::20]:
        check(pair, sentence)


@pytest.mark.parametrize("name", sorted(path.name for path in SHARED.glob("*_docs.jsonl")))
def test_equals_jieba_on_real_text(pair: SimpleNamespace, name: str) -> None:
    size = 300_000 if pair.ours.engine == "rjieba" else 50_000
    with (SHARED / name).open(encoding="utf-8") as lines:
        for line in lines:
            text = fold(json.loads(line)["body"])
            check(pair, text)
            size -= len(text.encode())
            if size < 0:
                break


@given(
    st.lists(
        st.one_of(
            st.sampled_from([*RUNS, *"中国的人民共和一不了囧龢.-_+#&%0aZ"]), st.text(max_size=3)
        )
    )
)
def test_equals_jieba_on_anything(pair: SimpleNamespace, pieces: list[str]) -> None:
    check(pair, fold("".join(pieces)))


def test_lone_surrogates_do_no_harm(pair: SimpleNamespace) -> None:
    assert pair.ours.cut("氢能\ud800")[0] == "氢能"
    assert not pair.ours.has_word("\ud800")


def test_arrays_equal_jieba_on_much_text_at_once(pair: SimpleNamespace) -> None:
    block = "".join(word for word in made_text(seed=3, size=3000) if word.isalnum())
    text = "\n".join([*made_text(seed=4, size=30_000), block * 4, *RUNS]).replace("\r\n", "\n")
    assert len(block) * 4 > 4096
    assert cut_as_arrays(pair.ours, text) == list(pair.stock.cut(text))


def test_user_dictionary_adds_words() -> None:
    text = fold("氫能產業園用AK47")
    assert Segmenter(USER_DICT).cut(text) == ["氢能产业园", "用", "ak47"]
    assert "氢能产业园" not in default_segmenter().cut(text)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("氢能\nEdu Trust认证 20", 2, "' '"),
        ("纳·阿", 1, "'·'"),
        ("氢能 0", 1, "between 1 and"),
        ("氢能 99999999999", 1, "between 1 and"),
        ("氢能  20 n", 1, "' '"),
    ],
)
def test_user_dictionary_errors_name_the_line(text: str, line: int, message: str) -> None:
    with pytest.raises(DictionaryError, match=message) as caught:
        Segmenter(text)
    assert caught.value.line_number == line
    assert isinstance(caught.value, JianbaoError)


def test_no_engine_prints_or_leaves_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for engine in ("rjieba", "jieba"):
        Segmenter(USER_DICT, engine).cut("氢能")
    assert capfd.readouterr() == ("", "")
    assert not list(tmp_path.iterdir())


def test_threads_share_a_segmenter() -> None:
    segmenter = Segmenter(USER_DICT)
    text = "".join(made_text(seed=2, size=5000))
    expected = segmenter.cut(text)
    results: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: results.append(segmenter.cut(text))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 8
    assert segmenter_for(USER_DICT) is segmenter_for(USER_DICT)


def test_unseen_characters_are_those_that_the_model_has_not_seen() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from jieba.finalseg import emit_P
    from jianbao.indexer import rust_segmentation

    data = Path(rust_segmentation.__file__).parent / "data" / "unseen_han.txt"
    han = map(chr, range(0x4E00, 0x9FD6))
    assert data.read_text(encoding="utf-8").strip() == "".join(
        c for c in han if c not in emit_P["S"]
    )


@pytest.fixture(scope="session", params=[None, USER_DICT], ids=["", "user"])
def prefix(request: pytest.FixtureRequest, tmp_path_factory: Any, stock: Any) -> SimpleNamespace:
    path = tmp_path_factory.mktemp("words") / "words"
    with path.open("wb") as file:
        write_prefix_dictionary(file, request.param)
    return SimpleNamespace(path=path, ours=PrefixDictionary(path), stock=stock(request.param))


def test_prefix_dictionary_holds_every_word(prefix: SimpleNamespace) -> None:
    prefix.ours.verify()
    words = random.Random(4).sample(list(prefix.stock.FREQ), 2000)
    for word in [*words, "", "氢", "龥龥", "\ud800", "\U0010ffff"]:
        assert prefix.ours.frequency(word) == prefix.stock.FREQ.get(word, 0)


def test_prefix_dictionary_cuts_queries_as_jieba_does(prefix: SimpleNamespace) -> None:
    draw = random.Random(5)
    words = list(prefix.stock.FREQ)
    for _ in range(1500):
        query = "".join(
            draw.choice(
                [
                    draw.choice(words),
                    draw.choice(words),
                    draw.choice(RUNS),
                    draw.choice("的一 ，\n𠮷"),
                ]
            )
            for _ in range(draw.randrange(5))
        )
        assert prefix.ours.cut(query) == list(prefix.stock.cut(query))
        assert search_mode(prefix.ours, query) == list(prefix.stock.cut_for_search(query))


def test_prefix_dictionary_asks_the_model_about_unknown_names(prefix: SimpleNamespace) -> None:
    assert prefix.ours.cut("杭研大厦") == ["杭研", "大厦"]


def test_prefix_dictionary_knows_damage(prefix: SimpleNamespace, tmp_path: Path) -> None:
    data = prefix.path.read_bytes()
    path = tmp_path / "words"
    for damaged in (
        b"",
        data[:20],
        data[:-1],
        data + b"x",
        b"x" + data[1:],
        data[:20] + b"\xff" + data[21:],
    ):
        path.write_bytes(damaged)
        with pytest.raises(IndexCorrupt, match="words is damaged"):
            PrefixDictionary(path)
    path.write_bytes(data[:12] + b"\x63\0\0\0" + data[16:])
    with pytest.raises(IndexVersion, match="version 99"):
        PrefixDictionary(path)
    path.write_bytes(data[:-1] + b"x")
    with PrefixDictionary(path) as damaged_words, pytest.raises(IndexCorrupt):
        damaged_words.verify()


def test_prefix_dictionary_imports_no_segmenter(prefix: SimpleNamespace) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from jianbao.indexer.prefix_dictionary import PrefixDictionary;"
        "assert PrefixDictionary(Path(sys.argv[1])).cut('杭研大厦') == ['杭研', '大厦'];"
        "assert not {'jieba', 'rjieba', 'whoosh', 'opencc'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, prefix.path], check=True)
