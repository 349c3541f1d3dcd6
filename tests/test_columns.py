"""Facet columns: values come back, and counts equal those of a naive count over the articles."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianbao.indexer.arrays import Array, ArrayFile, ArrayFileWriter
from jianbao.indexer.columns import Column, ColumnWriter, allowed_below, ancestors

regions = st.sampled_from(
    [
        "重庆市",
        "重庆市/大渡口区",
        "河北省",
        "河北省/保定市",
        "河北省/保定市/涿州市",
        "河北省/石家庄市",
        "河北省!",
    ]
)
articles = st.lists(st.lists(regions, max_size=3, unique=True), max_size=12)


def write(path: Path, values: list[list[str]], field: str = "region") -> Column:
    writer = ColumnWriter(field)
    for each in values:
        writer.add(each)
    file = ArrayFileWriter(path)
    writer.write(file)
    file.close()
    return Column(ArrayFile(path), field)


def count(column: Column, docs: Array | None, branch: str | None = None) -> dict[str, int]:
    counts = {}
    for value, number in column.count(docs).below(branch).items():
        counts[value] = number
        counts |= count(column, docs, value)
    return counts


def branches(values: list[str]) -> set[str]:
    return {each for value in values for each in (value, *ancestors(value, "/"))}


@pytest.mark.parametrize("times", [1, 30], ids=["few", "many"])
@given(values=articles, chosen=st.sets(st.integers(0, 11)))
def test_counts_equal_a_naive_count(
    tmp_path_factory: pytest.TempPathFactory,
    values: list[list[str]],
    chosen: set[int],
    times: int,
) -> None:
    docs = np.array(
        [doc for doc in range(len(values) * times) if doc % len(values) in chosen], dtype=np.int64
    )
    values *= times
    column = write(tmp_path_factory.mktemp("columns") / "column", values)

    expected = Counter(branch for doc in docs.tolist() for branch in branches(values[doc]))
    assert count(column, docs) == expected
    assert count(column, None) == count(column, np.arange(len(values)))

    for branch in ("河北省", "河北省/保定市", "重庆市/大渡口区", "山东省"):
        allowed = allowed_below(column, [branch])
        expected_marks = [branch in branches(each) for each in values]
        assert column.docs_with(allowed).tolist() == expected_marks
        assert column.docs_with(allowed, docs).tolist() == [expected_marks[doc] for doc in docs]


@given(articles)
def test_values_come_back_without_those_implied(
    tmp_path_factory: pytest.TempPathFactory, values: list[list[str]]
) -> None:
    column = write(tmp_path_factory.mktemp("columns") / "column", values)
    read = [column.values_of(doc) for doc in range(len(values))]
    assert read == list(column.all_values())
    assert [branches(each) for each in read] == [branches(each) for each in values]
    assert [each[:1] for each in read] == [each[:1] for each in values]


def test_dates_are_a_tree_of_years_months_and_days(tmp_path: Path) -> None:
    column = write(
        tmp_path / "column", [["2023-06-25"], ["2023-06"], ["2023"], [], ["2024-01-02"]], "date"
    )
    assert count(column, None) == {
        "2023": 3, "2023-06": 2, "2023-06-25": 1, "2024": 1, "2024-01": 1, "2024-01-02": 1,
    }  # fmt: skip
