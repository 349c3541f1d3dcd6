"""jieba's hidden Markov model, which finds names among what the dictionary leaves as single characters.

Its four states say where in a word a character stands: begin, middle, end, single.  The path of the
highest probability is found (Viterbi 1967) for many runs of characters at once, with the additions
in jieba's order, so that ties and rounding fall as they do in jieba.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.machinery import SourceFileLoader
from importlib.util import find_spec, module_from_spec, spec_from_loader
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from jianbao.indexer.arrays import Array
from jianbao.indexer.character_kinds import FIRST_HAN, LAST_HAN
from jianbao.indexer.dictionary import HAN_RUN, WORD_OR_NUMBER
from jianbao.indexer.textcode import code_points

_STATES = "BMES"
_BEFORE = {"B": "ES", "M": "BM", "E": "BM", "S": "ES"}
"""What can stand before a state; of two that are equal, the second is taken."""
_IMPOSSIBLE = -3.14e100


def word_starts(points: Array, starts: Array, lengths: Array) -> Array:
    """Tell for each character of a text whether a word begins there.

    `starts` and `lengths` give the runs of Han characters (U+4E00–9FD5) to be cut, in code points;
    elsewhere the answer is False.
    """
    begin, transitions, emissions = _model()
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    ascending = -lengths
    came_from = np.zeros((len(points), len(_STATES)), dtype=np.uint8)
    best = emissions[points[starts] - FIRST_HAN] + begin
    for step in range(1, int(lengths[0]) if len(lengths) else 0):
        count = int(ascending.searchsorted(-step))  # runs that are longer than this
        places = starts[:count] + step
        emitted = emissions[points[places] - FIRST_HAN]
        before = best[:count].copy()
        for state, name in enumerate(_STATES):
            first, second = (_STATES.index(each) for each in _BEFORE[name])
            one = before[:, first] + transitions[first, state] + emitted[:, state]
            other = before[:, second] + transitions[second, state] + emitted[:, state]
            came_from[places, state] = np.where(other >= one, second, first)
            best[:count, state] = np.maximum(one, other)
    end, single = _STATES.index("E"), _STATES.index("S")
    states = np.where(best[:, single] >= best[:, end], single, end)
    begins = np.zeros(len(points), dtype=bool)
    for step in range(int(lengths[0]) - 1 if len(lengths) else 0, 0, -1):
        count = int(ascending.searchsorted(-step))
        places = starts[:count] + step
        states[:count] = came_from[places, states[:count]]
        begins[places] = (states[:count] == end) | (states[:count] == single)
    begins[starts] = True
    return begins


def cut_singles(text: str, has_word: Callable[[str], bool]) -> Iterator[str]:
    """Cut what the dictionary leaves as a run of single characters, as jieba does."""
    if len(text) < 2 or has_word(text):
        yield from text
        return
    for part in HAN_RUN.split(text):
        if HAN_RUN.match(part):
            yield from _cut_han(part)
        else:
            yield from filter(None, WORD_OR_NUMBER.split(part))


def _cut_han(text: str) -> list[str]:
    begins = word_starts(code_points(text), np.array([0]), np.array([len(text)]))
    return [text[start:end] for start, end in pairwise([*begins.nonzero()[0].tolist(), len(text)])]


@lru_cache(maxsize=1)
def _model() -> tuple[Array, Array, Array]:
    """Give the logarithms of the probabilities: of beginning [4], from state to state [4, 4], of
    emitting each character [20950, 4]."""
    start, transition, emission = (_table(name) for name in ("start", "trans", "emit"))
    emissions = np.full((LAST_HAN - FIRST_HAN + 1, len(_STATES)), _IMPOSSIBLE)
    for number, state in enumerate(_STATES):
        table = {ord(each): value for each, value in emission[state].items()}
        points = np.array(list(table))
        inside = (points >= FIRST_HAN) & (points <= LAST_HAN)
        emissions[points[inside] - FIRST_HAN, number] = np.array(list(table.values()))[inside]
    return (
        np.array([start[state] for state in _STATES]),
        np.array([[transition[a].get(b, _IMPOSSIBLE) for b in _STATES] for a in _STATES]),
        emissions,
    )


def _table(name: str) -> Any:
    """Load one of jieba's tables from its file: importing jieba itself takes half a second."""
    spec = find_spec("jieba")
    assert spec is not None and spec.origin is not None
    path = Path(spec.origin).parent / "finalseg" / f"prob_{name}.py"
    loader = SourceFileLoader(f"_jieba_prob_{name}", str(path))
    module_spec = spec_from_loader(loader.name, loader)
    assert module_spec is not None
    module = module_from_spec(module_spec)
    loader.exec_module(module)
    return module.P
