"""Articles to measure with: real ones from a JSON Lines file, or generated ones.

    python benchmarks/corpus.py --generate 10000 --seed 1 > articles.jsonl

Generated text draws words by jieba's dictionary frequencies, some of them again and again as an
article's subject; lengths are log-normal, provinces and years skewed.  The same seed gives the same
articles.  Real news seldom states a region in its metadata, so `add_regions` draws one for each.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jianbao.indexer.gazetteer import default_gazetteer

MEDIAN_CHARS = 500
_SIGMA = 0.7
_CHARS_PER_WORD = 1.75
"""Mean length of a drawn word with its share of punctuation, in code points."""
_SUBJECT_WORDS = 8
_SUBJECT_SHARE = 0.12
_CHUNK = 2_000
_YEARS = range(2005, 2026)
_WRAP = 38
"""Code points after which a raw page breaks its lines."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Record:
    """An article with stated metadata; `region` is one path or empty, `date` a day."""

    id: str
    title: str
    body: str
    date: str
    region: str = ""

    @property
    def province(self) -> str:
        """The top level of the region."""
        return self.region.partition("/")[0]

    @property
    def text(self) -> str:
        """Title and body, as engines with one text field index it."""
        return f"{self.title}\n{self.body}"

    def to_json(self) -> str:
        """Give the line of a JSON Lines file."""
        fields: dict[str, object] = asdict(self)
        region = fields.pop("region")
        fields["regions"] = [region] if region else []
        return json.dumps(fields, ensure_ascii=False)


def read_records(path: Path) -> Iterator[Record]:
    """Read articles with id, title, body, date and perhaps regions."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            fields = json.loads(line)
            regions = fields.get("regions") or [""]
            yield Record(
                fields["id"],
                fields.get("title") or "",
                fields["body"],
                fields.get("date") or "",
                regions[0],
            )


def write_records(records: Iterable[Record], path: Path) -> None:
    """Write a JSON Lines file."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(record.to_json() + "\n" for record in records)


def add_regions(records: Iterable[Record], seed: int) -> Iterator[Record]:
    """Give every article without a region one by seeded skew."""
    randomness = random.Random(seed)
    for record in records:
        drawn = _divisions().draw(randomness)
        yield record if record.region else replace(record, region=drawn)


def generate(count: int, seed: int) -> Iterator[Record]:
    """Make articles."""
    generator = np.random.default_rng(seed)
    randomness = random.Random(seed)
    for first in range(0, count, _CHUNK):
        size = min(_CHUNK, count - first)
        words = _draw_articles(size, generator)
        for number, article in enumerate(words, first):
            yield Record(
                f"gen-{number:07d}",
                "".join(randomness.sample(article, min(len(article), randomness.randint(5, 10)))),
                _punctuate(article, randomness),
                _draw_date(randomness),
                _divisions().draw(randomness),
            )


def write_pages(records: Iterable[Record], folder: Path, seed: int) -> int:
    """Write raw pages of 3 to 10 articles with hard line ends; give their bytes in UTF-8."""
    randomness = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    size = 0
    page: list[str] = []
    wanted = randomness.randint(3, 10)
    number = 0
    for record in records:
        page.append(_as_raw(record, randomness))
        if len(page) == wanted:
            size += _write_page(folder, number, page)
            number += 1
            page, wanted = [], randomness.randint(3, 10)
    if page:
        size += _write_page(folder, number, page)
    return size


def _write_page(folder: Path, number: int, articles: list[str]) -> int:
    data = "\n\n".join(articles).encode()
    (folder / f"page{number:05d}.txt").write_bytes(data)
    return len(data)


def _as_raw(record: Record, randomness: random.Random) -> str:
    """Set an article as a news page shows it: title, date, dateline, wrapped paragraphs, byline."""
    year, month, day = (int(part) for part in record.date.split("-"))
    place = record.region.rsplit("/", 1)[-1]
    dateline = f"本报{place}{month}月{day}日电（记者 {_name(randomness)}）"
    paragraphs = [each.strip() for each in record.body.split("\n") if each.strip()]
    lines = [record.title.replace("\n", ""), f"{year}年{month:02d}月{day:02d}日", ""]
    for position, paragraph in enumerate(paragraphs):
        text = "　　" + (dateline if not position else "") + paragraph
        lines += [text[start : start + _WRAP] for start in range(0, len(text), _WRAP)]
    return "\n".join(lines)


def _name(randomness: random.Random) -> str:
    return randomness.choice("王李张刘陈杨赵黄周吴") + randomness.choice("伟芳娜敏静丽强磊军洋")


class _Divisions:
    """Places with weights: a few provinces, and in each a few places, have most of the news."""

    def __init__(self) -> None:
        paths = sorted(default_gazetteer().places)
        provinces = [path for path in paths if "/" not in path]
        # A fixed shuffle, so that the order of the alphabet is not the order of importance.
        random.Random(7).shuffle(provinces)
        self._provinces = provinces
        self._weights = list(accumulate(1 / (rank + 2) for rank in range(len(provinces))))
        self._below: dict[str, tuple[list[str], list[float]]] = {}
        for province in provinces:
            below = [path for path in paths if path.startswith(province + "/")]
            random.Random(province).shuffle(below)
            self._below[province] = (
                below,
                list(accumulate(1 / (rank + 3) for rank in range(len(below)))),
            )

    def draw(self, randomness: random.Random) -> str:
        """Draw no place (12 in 100), a province (23) or a place in one."""
        share = randomness.random()
        if share < 0.12:
            return ""
        province = randomness.choices(self._provinces, cum_weights=self._weights)[0]
        below, weights = self._below[province]
        if share < 0.35 or not below:
            return province
        return randomness.choices(below, cum_weights=weights)[0]


@cache
def _divisions() -> _Divisions:
    return _Divisions()


class _Vocabulary:
    """jieba's dictionary as a distribution."""

    @cached_property
    def _entries(self) -> tuple[list[str], Numbers]:
        import importlib.util

        found = importlib.util.find_spec("jieba")
        assert found is not None and found.origin is not None
        rows = Path(found.origin).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
        pairs = [row.split(" ")[:2] for row in rows]
        return [word for word, _ in pairs], np.array([int(each) for _, each in pairs])

    @cached_property
    def words(self) -> list[str]:
        """All words."""
        return self._entries[0]

    @cached_property
    def cumulative(self) -> Numbers:
        """Running sum of the frequencies."""
        return np.cumsum(self._entries[1])

    @cached_property
    def subjects(self) -> Numbers:
        """Numbers of the words that an article may be about: two or more characters, not rare."""
        frequencies = self._entries[1]
        chosen = [n for n, word in enumerate(self.words) if len(word) > 1 and frequencies[n] > 20]
        return np.array(chosen)


@cache
def _vocabulary() -> _Vocabulary:
    return _Vocabulary()


def _draw_articles(count: int, generator: np.random.Generator) -> Iterator[list[str]]:
    """Draw the words of some articles."""
    vocabulary = _vocabulary()
    words = vocabulary.words
    lengths = generator.lognormal(np.log(MEDIAN_CHARS), _SIGMA, count).clip(30, 20_000)
    counts = (lengths / _CHARS_PER_WORD).astype(np.int64)
    total = int(counts.sum())
    cumulative = vocabulary.cumulative
    drawn = np.searchsorted(cumulative, generator.integers(0, cumulative[-1], total), side="right")
    subjects = generator.choice(vocabulary.subjects, (count, _SUBJECT_WORDS))
    places = np.flatnonzero(generator.random(total) < _SUBJECT_SHARE)
    owners = np.repeat(np.arange(count), counts)[places]
    drawn[places] = subjects[owners, generator.integers(0, _SUBJECT_WORDS, len(places))]
    bounds = np.cumsum(counts)
    for start, end in zip((bounds - counts).tolist(), bounds.tolist(), strict=True):
        yield [words[number] for number in drawn[start:end].tolist()]


def _punctuate(words: list[str], randomness: random.Random) -> str:
    """Put clauses of 4 to 10 words into sentences, and sentences into paragraphs."""
    pieces: list[str] = []
    position = 0
    while position < len(words):
        step = randomness.randint(4, 10)
        pieces.extend(words[position : position + step])
        position += step
        share = randomness.random()
        pieces.append("，" if share < 0.62 else "。" if share < 0.93 else "。\n")
    pieces[-1] = "。"
    return "".join(pieces)


def _draw_date(randomness: random.Random) -> str:
    # The square root favours recent years.
    year = _YEARS[int(len(_YEARS) * randomness.random() ** 0.5)]
    return f"{year}-{randomness.randint(1, 12):02d}-{randomness.randint(1, 28):02d}"


def main() -> None:
    """Print generated articles."""
    parser = argparse.ArgumentParser(description="Print generated articles as JSON Lines.")
    parser.add_argument("--generate", type=int, required=True, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for record in generate(options.generate, options.seed):
        sys.stdout.write(record.to_json() + "\n")


if __name__ == "__main__":
    main()
