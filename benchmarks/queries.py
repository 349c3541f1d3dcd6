"""The 200 queries of the comparison, drawn from the articles that are searched.

Words stand in bands by the share of articles that have them.  The words of one query come from one
article, so that a query that requires all of them finds something.  The same seed gives the same
queries.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import rjieba
from corpus import Record

from jianbao.indexer.analysis import STOP_WORDS

BANDS = {"rare": (0.0, 0.002), "middle": (0.002, 0.02), "frequent": (0.02, 1.0)}
"""Document frequency as a share of the articles, half-open."""
KINDS = ("one", "all", "any", "phrase", "filtered", "question")
_SHARES = {"one": 0.18, "all": 0.24, "any": 0.18, "phrase": 0.16, "filtered": 0.18}
_SAMPLE = 5_000
_HAN = re.compile(r"[一-鿿]{2,}")
_QUESTIONS = (
    "{0}{1}的情况怎么样？",
    "{0}的{1}有哪些？",
    "{0}对{1}有什么影响？",
    "为什么{0}和{1}有关系？",
    "{0}如何推动{1}？",
)


_FEWEST = 1_000
"""Articles below which some kinds of words may not be there at all."""


@dataclass(frozen=True, slots=True)
class Query:
    """One query: `terms` joined by `operator` ("all" or "any"), or an exact phrase, or a question.

    `since` and `until` are days, both included.
    """

    kind: str
    band: str
    text: str
    terms: tuple[str, ...] = ()
    operator: str = "all"
    phrase: str = ""
    region: str = ""
    since: str = ""
    until: str = ""


def make_queries(records: Sequence[Record], count: int, seed: int) -> list[Query]:
    """Draw queries of all kinds; raises `ValueError` when too few articles are there to draw from."""
    if len(records) < _FEWEST:
        raise ValueError(
            f"{len(records)} articles are too few to draw queries from; give {_FEWEST}"
        )
    randomness = random.Random(seed)
    maker = _Maker(records, randomness)
    queries: list[Query] = []
    for kind, share in _SHARES.items():
        queries += [maker.make(kind, number) for number in range(round(share * count))]
    queries += [maker.make("question", number) for number in range(count - len(queries))]
    randomness.shuffle(queries)
    return queries


class _Maker:
    def __init__(self, records: Sequence[Record], randomness: random.Random) -> None:
        self._random = randomness
        # The words are counted in a fixed sample, so that different seeds share the bands.
        self._records = random.Random(1).sample(records, min(_SAMPLE, len(records)))
        self._words = [self._content_words(record) for record in self._records]
        self._df = Counter(word for words in self._words for word in words)
        self._latest = self._records[0]

    @staticmethod
    def _content_words(record: Record) -> list[str]:
        words = dict.fromkeys(rjieba.cut(record.text))
        return [word for word in words if _HAN.fullmatch(word) and word not in STOP_WORDS]

    def _band(self, word: str) -> str:
        share = self._df[word] / len(self._records)
        return next(
            band for band, (low, high) in BANDS.items() if low <= share < high or share == 1
        )

    def _pick(self, bands: Sequence[str]) -> tuple[str, ...]:
        """Pick different words of the given bands from one article, which `_latest` then is."""
        while True:
            number = self._random.randrange(len(self._words))
            self._latest = self._records[number]
            words = list(self._words[number])
            self._random.shuffle(words)
            chosen: list[str] = []
            for band in bands:
                found = next((w for w in words if w not in chosen and self._band(w) == band), None)
                if found is None:
                    break
                chosen.append(found)
            else:
                return tuple(chosen)

    def make(self, kind: str, number: int) -> Query:
        """Make one query; `number` cycles through bands and numbers of words."""
        bands = tuple(BANDS)
        band = bands[number % 3]
        if kind == "one":
            terms = self._pick([band])
            return Query(kind, band, terms[0], terms)
        if kind in ("all", "any"):
            length = 2 + number // 3 % 4
            terms = self._pick([band, *self._random.choices(bands[1:], k=length - 1)])
            joint = " " if kind == "all" else " OR "
            return Query(kind, band, joint.join(terms), terms, operator=kind)
        if kind == "phrase":
            phrase = self._phrase(2 + number % 4)
            return Query(kind, f"{2 + number % 4} words", f'"{phrase}"', phrase=phrase)
        if kind == "filtered":
            base = self.make(("one", "all", "any")[number // 3 % 3], number)
            return self._filter(replace(base, kind=kind), number)
        first, second = self._pick(["frequent" if number % 2 else "middle", "middle"])
        text = self._random.choice(_QUESTIONS).format(first, second)
        return Query("question", "question", text, (text,), operator="any")

    def _phrase(self, length: int) -> str:
        """Cut some neighbouring words out of a clause."""
        while True:
            record = self._random.choice(self._records)
            clause = self._random.choice(re.split(r"[^一-鿿]+", record.body))
            words = list(rjieba.cut(clause))
            if len(words) >= length:
                start = self._random.randrange(len(words) - length + 1)
                phrase = "".join(words[start : start + length])
                if len(phrase) <= 16 and any(
                    len(w) > 1 and w not in STOP_WORDS for w in words[start : start + length]
                ):
                    return phrase

    def _filter(self, query: Query, number: int) -> Query:
        """Narrow by a province or a smaller place, by a period, or by both.

        They are mostly those of the article that the words come from, so that something is found.
        """
        source = self._latest if number % 6 else self._random.choice(self._records)
        since = until = region = ""
        if number % 3 != 1 and source.region:
            region = source.region.partition("/")[0] if number % 2 else source.region
        if number % 3 != 0 or not region:
            year = int(source.date[:4])
            since, until = f"{year - number % 2}-01-01", f"{year}-12-31"
        return replace(query, region=region, since=since, until=until)
