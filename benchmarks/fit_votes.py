"""Fit the table of `indexer/vote_weights.py` and print it.

    python benchmarks/fit_votes.py NEWS.jsonl [--pages 25] [--seed 1] [--gold PAGES_DIR GOLD.json]…

NEWS.jsonl holds real articles, one object a line with `title` and `body` (a paragraph per line); pages
are set from them in many ways.  The hand-labelled pages of `sample_docs` count more, and count
again with their empty lines lost.  The features are those of the package itself: its walk over a page
is repeated with the true answers, and the votes at every place are the rows of a logistic regression.
Weights are drawn towards the present table, so what is too rare to be fitted keeps its value.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import numpy as np

from jianbao.indexer import bylines
from jianbao.indexer.blocks import Block, read_blocks
from jianbao.indexer.boundaries import Grouping
from jianbao.indexer.folding import fold
from jianbao.indexer.layout import Kind, read_lines
from jianbao.indexer.openings import opening
from jianbao.indexer.repair import repair
from jianbao.indexer.sources import Page, read_source
from jianbao.indexer.vote_weights import HEADED, UNTITLED, Stage
from jianbao.indexer.votes import Votes

SAMPLES = Path(__file__).parents[1] / "sample_docs"
REAL = 40.0
"""How much a place on a real page counts."""
SYNTHETIC = 1.0
"""How much a place on a synthetic page counts; its news are all of one paper, and much alike."""
RESET = 5.0
"""How much it counts on a real page that lost its empty lines, all or some."""
UNSIGNED = 15.0
"""How much it counts on a real page that lost its bylines and datelines."""
FALSE_START = 1.15
"""How much a false beginning costs, in missed ones."""
STIFFNESS = 20.0
"""How strongly weights are drawn towards the present ones."""
NEAR = 15
"""Code points between a beginning found and the true one, at most."""
SPACING = {
    "gap": ("\n", "\n"),
    "blank": ("\n\n", "\n"),
    "wide": ("\n\n", "\n\n\n"),
    "none": ("\n", ""),
}
SETTINGS = [
    (spacing, wrapped, sign, titled)
    for spacing in SPACING
    for wrapped in (False, True)
    for sign in ("", "byline", "dateline")
    for titled in (1.0, 0.65, 0.0)
    if titled or spacing in ("gap", "wide") or sign == "dateline"
]
_DATELINE = re.compile("[^，。]{0,30}?[讯电)）] *(?:[（(][^（()）]{2,30}[)）])?")
NAMES = (
    "王伟",
    "李芳",
    "张秀英",
    "刘洋",
    "陈静",
    "杨磊",
    "赵军",
    "黄勇",
    "周艳",
    "朱丽华",
    "胡志强",
)

Range = tuple[int, int]
Row = tuple[Votes, bool, float]


@dataclass
class Rows:
    """Votes, answers and importance of the places of pages, with a heading or without."""

    headed: list[Row] = field(default_factory=list)
    untitled: list[Row] = field(default_factory=list)


class Teacher(Grouping):
    """A walk over a page that begins articles where they do begin, and keeps the votes."""

    def __init__(self, text: str, bodies: Sequence[Range], rows: Rows, importance: float) -> None:
        self._clean = repair(text)
        self._bodies = sorted(bodies)
        self._rows = rows
        self._importance = importance
        lines = list(read_lines(self._clean.text, fold(self._clean.text)))
        super().__init__(read_blocks(lines))

    def _begins(self, i: int, head: list[Block], prose: Block | None) -> bool:
        start = self._clean.raw_offset(self._blocks[i].start)
        end = self._clean.raw_offset((prose or head[-1]).end - 1)
        answer = any(
            start - 3 <= body[0] <= end and (not k or start >= self._bodies[k - 1][1] - NEAR)
            for k, body in enumerate(self._bodies)
        )
        self._open.region = None
        place = self._place(i, head, prose)
        votes: Votes = {}
        for stage in place.headed() if head else place.untitled():
            votes.update(stage)
        weight = self._importance * (1.0 if answer else FALSE_START)
        (self._rows.headed if head else self._rows.untitled).append((votes, answer, weight))
        return answer


def read_news(path: Path) -> list[tuple[str, list[str]]]:
    """Read articles of a sensible length and of whole sentences; other lines may be headlines."""
    news: list[tuple[str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        title = (record.get("title") or "").strip()
        paragraphs = [p.strip() for p in (record.get("body") or "").split("\n") if p.strip()]
        size = sum(map(len, paragraphs))
        whole = all(re.search("[。！？”；：…]$", paragraph) for paragraph in paragraphs)
        if len(title) >= 6 and 60 <= size <= 4000 and whole:
            news.append((title, paragraphs))
    return news


class Compositor:
    """Sets synthetic pages from real articles, with the damage and the habits of real ones."""

    def __init__(self, news: Sequence[tuple[str, list[str]]], seed: int) -> None:
        self._news = news
        self._chance = random.Random(seed)
        self._topics: dict[str, list[int]] = {}
        for number, (title, _) in enumerate(news):
            for pair in set(re.findall("(?=([\u4e00-\u9fff]{2}))", title)):
                self._topics.setdefault(pair, []).append(number)
        self._shared = sorted(w for w, found in self._topics.items() if 8 <= len(found) <= 400)

    def page(self, setting: tuple[str, bool, str, float]) -> tuple[str, list[Range]]:
        """Set two to six articles; return the page and where the bodies stand."""
        spacing, wrapped, sign, titled = setting
        chance = self._chance
        below, between = SPACING[spacing]
        width = chance.randint(18, 40) if wrapped else 10_000
        indent = "　　" * (wrapped and chance.random() < 0.5)
        setback = indent if chance.random() < 0.7 else ""
        subhead_rate = chance.choice((0.0, 0.0, 0.0, 0.0, 0.0, 0.3))
        stray_rate = chance.choice((0.0, 0.0, 0.06, 0.2))
        gap = "\n" * (chance.random() < 0.25)
        place = chance.choice(("above", "marked", "after", "after", "inside", "source"))
        page, bodies = "", []
        for title, paragraphs in self._articles():
            names = " ".join(chance.sample(NAMES, chance.choice((1, 2))))
            signed = sign if chance.random() < 0.85 else ""
            if chance.random() < titled:
                page += title.replace(" ", chance.choice((" ", "\n")), 1) + below
                if chance.random() < 0.06:
                    page += "——" + self._phrase(paragraphs[-1]) + below
                if signed == "byline" and place in ("above", "marked"):
                    page += ("□ " if place == "marked" else "本报记者 ") + names + below
            opening = closing = ""
            if signed == "dateline":
                opening = chance.choice(
                    (f"本报讯（记者 {names}）", "本报讯 ", "近日，", "6月25日，")
                )
            if signed == "byline" and place in ("inside", "source"):
                closing = f"（{names}）" if place == "inside" else "（据新华社）"
            start = len(page) + len(indent)
            for k, paragraph in enumerate(paragraphs):
                if k > 1 and chance.random() < subhead_rate:
                    page += gap + setback + self._subhead(paragraph, k) + below
                elif k and chance.random() < stray_rate:
                    page += "\n"
                text = (
                    indent + opening * (not k) + paragraph + closing * (paragraph is paragraphs[-1])
                )
                page += "\n".join(text[i : i + width] for i in range(0, len(text), width))
                end = len(page)
                page += below
            bodies.append((start, end))
            if signed == "byline" and place == "after":
                page += names + below
            page += between
        return page, bodies

    def _articles(self) -> list[tuple[str, list[str]]]:
        """Choose articles: any, some on one topic, or briefs."""
        chance = self._chance
        pool: Sequence[int] = range(len(self._news))
        if chance.random() < 0.5:
            pool = self._topics[chance.choice(self._shared)]
        chosen = [self._news[k] for k in chance.sample(pool, chance.randint(2, 6))]
        if chance.random() < 0.2:
            chosen = [(title, paragraphs[:1]) for title, paragraphs in chosen]
        return chosen

    def _phrase(self, text: str) -> str:
        clauses = re.findall("(?<![^，。；])[\u4e00-\u9fff]{5,14}(?=[，。；])", text)
        return self._chance.choice(clauses) if clauses else text[:12].rstrip("，。；")

    def _subhead(self, text: str, number: int) -> str:
        phrase = self._phrase(text)
        form = self._chance.random()
        if form < 0.2:
            return f"{'一二三四五六七八九十'[number % 10]}、{phrase}"
        return f"{phrase} {self._phrase(text)}" if form < 0.45 else phrase


def labelled(folder: Path, gold: Path) -> Iterator[tuple[str, list[Range]]]:
    """Read hand-labelled pages; bodies are stated as ranges or by their first and last words."""
    answers: dict[str, list[dict[str, object]]] = {}
    for answer in json.loads(gold.read_text(encoding="utf-8"))["articles"]:
        answers.setdefault(str(answer["file"]), []).append(answer)
    for name, articles in answers.items():
        outer, _, inner = name.partition("!")
        pages = [page for page in read_source(str(folder / outer)) if isinstance(page, Page)]
        for page in [page for page in pages if page.path.endswith(inner)][:1]:
            yield page.text, [_range(page.text, article) for article in articles]


def without_gaps(
    text: str, bodies: Sequence[Range], share: float, seed: int
) -> tuple[str, list[Range]]:
    """Take a share of the empty lines out of a page; return it and where its bodies stand then."""
    chance = random.Random(seed)
    gaps = [gap.span() for gap in re.finditer("(?<=\\n)\\s*\\n", text) if chance.random() < share]
    return _without(text, bodies, gaps)


def without_signs(text: str, bodies: Sequence[Range]) -> tuple[str, list[Range]]:
    """Take bylines and datelines out of a page; return it and where its bodies stand then."""
    signs: list[Range] = []
    for line in read_lines(text, fold(text)):
        if line.kind is Kind.NAMES:
            signs.append((line.start, line.end + 1))
        elif line.kind is Kind.PROSE:
            if opening(line.text) == "dateline" and (mark := _DATELINE.match(line.text)):
                signs.append((line.start, line.start + mark.end()))
            if credit := bylines.trailing_credit(line.text):
                signs.append((line.start + credit[0], line.end))
    return _without(text, bodies, signs)


def _without(text: str, bodies: Sequence[Range], gone: Sequence[Range]) -> tuple[str, list[Range]]:
    kept = [True] * len(text)
    for start, end in gone:
        kept[start:end] = [False] * len(kept[start:end])
    places = [0, *accumulate(kept)]
    reset = "".join(char for char, stays in zip(text, kept, strict=True) if stays)
    return reset, [(places[start], places[end]) for start, end in bodies]


def _range(text: str, answer: dict[str, object]) -> Range:
    if isinstance(span := answer.get("body_span"), list):
        return span[0], span[1]
    kept = [i for i, char in enumerate(text) if not char.isspace()]
    flat = fold("".join(text[i] for i in kept))
    first, last = (re.sub(r"\s", "", fold(str(answer[key]))) for key in ("first", "last"))
    start = flat.find(first)
    end = flat.find(last, max(start, 0))
    return (kept[start], kept[end + len(last) - 1] + 1) if min(start, end) >= 0 else (0, 0)


def fit(rows: Sequence[Row], stages: Sequence[Stage]) -> tuple[dict[str, float], int]:
    """Fit weights around the present ones by Newton's method; return them and how many rows fail."""
    present = {name: weight for stage in stages for name, weight in stage.weights.items()}
    column = {name: k for k, name in enumerate(present)}
    matrix = np.zeros((len(rows), len(column)))
    for k, (votes, _, _) in enumerate(rows):
        for name, value in votes.items():
            matrix[k, column[name]] = value
    answers = np.array([float(answer) for _, answer, _ in rows])
    importance = np.array([weight for *_, weight in rows])
    prior = np.array(list(present.values()))
    weights = prior.copy()
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ (importance * (answers - chance)) - STIFFNESS * (weights - prior)
        spread = importance * chance * (1 - chance)
        curve = (matrix * spread[:, None]).T @ matrix + STIFFNESS * np.eye(len(prior))
        weights += np.clip(np.linalg.solve(curve, slope), -2, 2)
    wrong = int(((matrix @ weights > 0) != (answers > 0)).sum())
    return dict(zip(column, weights.tolist(), strict=True)), wrong


def main() -> None:
    """Collect the rows, fit both tables, and print them as they stand in the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("--pages", type=int, default=25, help="synthetic pages of each setting")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gold", type=Path, nargs=2, action="append", default=[])
    arguments = parser.parse_args()
    rows = Rows()
    for folder, gold in [(SAMPLES, SAMPLES / "expected.json"), *arguments.gold]:
        for text, bodies in labelled(folder, gold):
            Teacher(text, bodies, rows, REAL).groups()
            for share in (1.0, 0.2):
                Teacher(*without_gaps(text, bodies, share, arguments.seed), rows, RESET).groups()
            Teacher(*without_signs(text, bodies), rows, UNSIGNED).groups()
    compositor = Compositor(read_news(arguments.news), arguments.seed)
    for setting in SETTINGS:
        for _ in range(arguments.pages):
            Teacher(*compositor.page(setting), rows, SYNTHETIC).groups()
    for table, kept, stages in (
        ("HEADED", rows.headed, HEADED),
        ("UNTITLED", rows.untitled, UNTITLED),
    ):
        weights, wrong = fit(kept, stages)
        print(f"# {table}: {len(kept)} places, {wrong} judged wrongly")
        print(f"{table} = _stages(")
        for stage in stages:
            ordered = sorted(stage.weights, key=lambda name: -weights[name])
            print("    {")
            print("".join(f'        "{name}": {weights[name]:.1f},\n' for name in ordered), end="")
            print("    },")
        print(")")


if __name__ == "__main__":
    main()
