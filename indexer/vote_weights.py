"""What each vote of `votes` counts, in log-odds, by the stages in which they are asked.

Printed by `benchmarks/fit_votes.py`: a logistic regression on pages whose articles are known, real
news set in many ways and hand-labelled pages, drawn towards the weights before.  A vote that is too
rare there keeps the weight that it was given by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """The weights of votes that are asked together, and what all later ones could take or add."""

    weights: Mapping[str, float]
    lowest_later: float
    highest_later: float


HIGHEST = {"taken_up": 0.6, "known": 0.6, "cohesion": 0.5}
"""The greatest value of a vote, where that is not 1."""
_ONE_OF = ("same_region", "other_region", "other_province")
"""Votes of which at most one is given."""


def _stages(*tables: Mapping[str, float]) -> tuple[Stage, ...]:
    stages: list[Stage] = []
    lowest = highest = 0.0
    for table in reversed(tables):
        stages.insert(0, Stage(table, lowest, highest))
        weights = [w * HIGHEST.get(name, 1.0) for name, w in table.items() if name not in _ONE_OF]
        one_of = [table.get(name, 0.0) for name in _ONE_OF]
        lowest += sum(weight for weight in weights if weight < 0) + min(0.0, *one_of)
        highest += sum(weight for weight in weights if weight > 0) + max(0.0, *one_of)
    return tuple(stages)


HEADED = _stages(
    {
        "column": 8.1,
        "signed": 7.2,
        "byline": 7.2,
        "dateline": 6.8,
        "closed": 6.7,
        "level": 5.7,
        "deck": 5.2,
        "notice": 4.9,
        "far_apart": 4.4,
        "salutation": 4.3,
        "lately": 3.9,
        "new_place": 3.8,
        "nearer_below": 2.8,
        "length_30": 2.6,
        "day": 2.2,
        "date": 2.2,
        "solid": 2.1,
        "flush": 1.9,
        "tight": 1.7,
        "lines": 1.5,
        "apart_often": 1.4,
        "long_above": 1.2,
        "event": 1.0,
        "marked": 1.0,
        "another": 0.9,
        "labelled": 0.7,
        "short_above": 0.6,
        "number": 0.4,
        "no_dateline": 0.3,
        "as_long": 0.1,
        "length_17": 0.1,
        "apart": -0.1,
        "length_12": -0.1,
        "no_text": -0.5,
        "unfinished": -0.6,
        "exclaims": -0.8,
        "length_4": -1.1,
        "close": -1.1,
        "length_8": -1.3,
        "labels": -1.3,
        "listed": -1.4,
        "untitled_above": -1.4,
        "phrases": -1.6,
        "unsigned": -1.7,
        "below_heading": -1.9,
        "two_phrases": -2.2,
        "introduces": -2.3,
        "prior": -2.3,
        "sublevel": -3.0,
        "announced": -3.3,
        "nearer_above": -4.3,
        "numbered": -6.2,
    },
    {
        "taken_up": 0.8,
        "fresh": -0.2,
        "continuation": -1.7,
        "known": -3.5,
    },
    {
        "other_region": 1.2,
        "other_province": 0.9,
        "same_region": -1.6,
    },
)
"""A heading begins an article, rather than being a subhead."""
UNTITLED = _stages(
    {
        "closed": 8.4,
        "item": 8.0,
        "dateline": 7.8,
        "signed": 6.7,
        "another": 5.5,
        "far_apart": 5.4,
        "apart": 5.2,
        "pictured": 4.6,
        "lately": 4.5,
        "tight": 3.7,
        "signed_again": 3.4,
        "date": 3.2,
        "day": 2.9,
        "unfinished": 2.8,
        "among_briefs": 2.0,
        "long_above": 1.6,
        "untitled_above": 1.3,
        "close": 0.4,
        "solid": 0.3,
        "no_dateline": 0.0,
        "unsigned": -0.7,
        "short_above": -1.0,
        "announced": -2.3,
        "apart_often": -3.9,
        "flush": -4.1,
        "below_heading": -4.5,
        "prior": -5.1,
    },
    {
        "quoted": -1.1,
        "continuation": -3.2,
        "cohesion": -6.7,
    },
    {
        "other_region": 1.1,
        "other_province": 0.4,
        "same_region": -1.3,
    },
)
"""A paragraph without a heading begins an article."""
