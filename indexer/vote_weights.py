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
        "closed": 9.5,
        "column": 9.3,
        "dateline": 9.2,
        "byline": 7.7,
        "signed": 7.5,
        "level": 5.8,
        "deck": 5.4,
        "far_apart": 5.1,
        "salutation": 5.1,
        "notice": 4.8,
        "new_place": 4.5,
        "flush": 4.0,
        "nearer_below": 3.0,
        "date": 3.0,
        "length_30": 2.6,
        "lately": 1.6,
        "day": 1.5,
        "solid": 1.5,
        "lines": 1.4,
        "no_dateline": 1.1,
        "another": 0.9,
        "marked": 0.8,
        "short_above": 0.8,
        "tight": 0.7,
        "no_text": 0.6,
        "apart_often": 0.3,
        "long_above": 0.3,
        "labelled": 0.3,
        "as_long": 0.3,
        "apart": 0.1,
        "event": 0.0,
        "close": 0.0,
        "phrases": -0.2,
        "length_17": -0.3,
        "unfinished": -0.3,
        "length_12": -0.6,
        "number": -0.7,
        "untitled_above": -0.9,
        "introduces": -1.0,
        "length_4": -1.1,
        "length_8": -1.2,
        "unsigned": -1.2,
        "exclaims": -1.3,
        "listed": -1.4,
        "two_phrases": -2.3,
        "below_heading": -2.4,
        "prior": -3.0,
        "sublevel": -3.0,
        "nearer_above": -3.0,
        "announced": -3.6,
        "labels_often": 3.0,
        "labels": -3.9,
        "numbered": -6.7,
    },
    {
        "nothing_again": 1.5,
        "fresh": 0.7,
        "repeats": -2.0,
        "taken_up": -0.8,
        "known": -1.2,
        "continuation": -3.2,
    },
    {
        "new_setting": 1.0,
        "other_region": 2.0,
        "other_province": 1.0,
        "same_region": -1.7,
    },
)
"""A heading begins an article, rather than being a subhead."""
UNTITLED = _stages(
    {
        "closed": 9.9,
        "dateline": 8.9,
        "signed": 8.7,
        "item": 8.0,
        "another": 7.3,
        "far_apart": 6.2,
        "apart": 5.9,
        "lately": 5.1,
        "pictured": 4.9,
        "signed_again": 4.4,
        "day": 3.4,
        "tight": 3.3,
        "date": 3.2,
        "among_briefs": 2.8,
        "long_above": 1.9,
        "unfinished": 1.8,
        "untitled_above": 0.5,
        "solid": 0.4,
        "no_dateline": 0.1,
        "close": 0.0,
        "unsigned": -0.7,
        "short_above": -1.1,
        "announced": -1.9,
        "flush": -3.0,
        "below_heading": -3.3,
        "apart_often": -5.0,
        "prior": -6.2,
    },
    {
        "nothing_again": 1.0,
        "repeats": -1.0,
        "cohesion": -1.9,
        "quoted": -2.8,
        "continuation": -4.1,
    },
    {
        "new_setting": 1.0,
        "other_region": 1.6,
        "other_province": 1.0,
        "same_region": -0.3,
    },
)
"""A paragraph without a heading begins an article."""
