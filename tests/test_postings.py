"""Posting lists come back as they were written, at the edges of every width."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianbao.errors import IndexCorrupt
from jianbao.indexer.arrays import ArrayFile, ArrayFileWriter
from jianbao.indexer.postings import PostingsReader, PostingsWriter

EDGES = [1, 2, 15, 16, 255, 256, 65_535, 65_536, 2**32 - 1]
posting_lists = st.lists(
    st.dictionaries(
        st.one_of(st.integers(0, 300), st.sampled_from(EDGES), st.integers(0, 2**32 - 1)),
        st.one_of(st.just(1), st.sampled_from(EDGES)),
        min_size=1,
        max_size=20,
    ),
    max_size=20,
)


def write(path: Path, lists: list[dict[int, int]]) -> PostingsReader:
    file = ArrayFileWriter(path)
    writer = PostingsWriter(file, "body")
    pairs = [pair for one in lists for pair in sorted(one.items())]
    docs, frequencies = (np.array(pairs, dtype=np.int64).reshape(-1, 2)).T
    try:
        writer.extend(np.array([len(one) for one in lists], dtype=np.int64), docs, frequencies)
        writer.close([f"词{number:03}" for number in range(len(lists))])
    except ValueError:
        file.abort()
        raise
    file.close()
    return PostingsReader(ArrayFile(path), "body")


@given(posting_lists)
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, lists: list[dict[int, int]]) -> None:
    path = tmp_path_factory.mktemp("postings") / "lists"
    reader = write(path, lists)

    assert len(reader) == len(lists)
    for number, expected in enumerate(lists):
        docs, frequencies = reader.postings(number)
        counts = [1] * len(docs) if frequencies is None else frequencies.tolist()
        assert dict(zip(docs.tolist(), counts, strict=True)) == expected
        assert reader.find(f"词{number:03}".encode()) == number

    counts, docs, frequencies = reader.decode(np.arange(len(lists)))
    assert counts.tolist() == [len(one) for one in lists]
    assert list(zip(docs.tolist(), frequencies.tolist(), strict=True)) == [
        pair for one in lists for pair in sorted(one.items())
    ]


def test_a_missing_term_is_not_found(tmp_path: Path) -> None:
    reader = write(tmp_path / "lists", [{0: 1}, {7: 2}])
    assert reader.find("没有".encode()) == -1
    assert reader.find(b"") == -1


def test_values_that_do_not_fit_raise_and_never_wrap(tmp_path: Path) -> None:
    file = ArrayFileWriter(tmp_path / "arrays")
    for dtype, limit in (("|u1", 2**8), ("<u2", 2**16), ("<u4", 2**32)):
        file.add(dtype, np.array([0, 1, limit - 1], dtype=np.int64), dtype)
        with pytest.raises(ValueError, match="do not fit"):
            file.add("over", np.array([limit], dtype=np.int64), dtype)
        with pytest.raises(ValueError, match="do not fit"):
            file.add("under", np.array([-1], dtype=np.int64), dtype)
    file.close()
    read = ArrayFile(tmp_path / "arrays")
    assert [read[name].max() for name in ("|u1", "<u2", "<u4")] == [2**8 - 1, 2**16 - 1, 2**32 - 1]


def test_a_document_number_above_the_limit_raises(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="below 2"):
        write(tmp_path / "lists", [{2**32: 1}])


def test_damage_is_found(tmp_path: Path) -> None:
    path = tmp_path / "lists"
    write(path, [{0: 1, 5: 3}])
    good = path.read_bytes()

    path.write_bytes(good[:-1])
    with pytest.raises(IndexCorrupt, match="bytes instead of"):
        ArrayFile(path)
    path.write_bytes(good[:20] + b"?" + good[21:])
    with pytest.raises(IndexCorrupt, match="damaged header"):
        ArrayFile(path)
    path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    with pytest.raises(IndexCorrupt, match="wrong checksum"):
        ArrayFile(path).verify()
