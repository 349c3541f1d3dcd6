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
_ONE_OF = ("same_region", "same_part", "other_region", "other_province")
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
        "closed": 9.6,
        "column": 9.3,
        "dateline": 9.2,
        "byline": 7.7,
        "signed": 6.5,
        "level": 5.8,
        "deck": 5.4,
        "salutation": 5.3,
        "sidebar": 5.2,
        "far_apart": 5.1,
        "new_place": 4.6,
        "flush": 4.0,
        "labels_often": 3.3,
        "notice": 2.9,
        "date": 2.8,
        "no_dateline": 2.5,
        "set_alike": 2.5,
        "nearer_below": 2.4,
        "opens_alike": 2.3,
        "lines": 2.2,
        "day": 1.9,
        "lately": 1.8,
        "length_17": 1.7,
        "another": 0.9,
        "length_12": 0.9,
        "marked": 0.8,
        "solid": 0.8,
        "event": 0.7,
        "tight": 0.5,
        "labelled": 0.4,
        "apart_often": 0.3,
        "short_above": 0.1,
        "apart": 0.1,
        "set_otherwise": 0.0,
        "long_above": -0.0,
        "unfinished": -0.0,
        "length_8": -0.3,
        "as_long": -0.4,
        "length_30": -0.8,
        "nearer_above": -0.8,
        "untitled_above": -0.9,
        "close": -1.1,
        "phrases": -1.1,
        "exclaims": -1.2,
        "introduces": -1.6,
        "length_4": -1.7,
        "number": -1.7,
        "unsigned": -2.1,
        "below_heading": -2.2,
        "listed": -2.3,
        "two_phrases": -2.4,
        "prior": -2.6,
        "sublevel": -3.0,
        "no_text": -3.1,
        "announced": -4.0,
        "labels": -4.5,
        "turn": -6.0,
        "numbered": -7.1,
    },
    {
        "fresh": 2.1,
        "nothing_again": 1.3,
        "taken_up": 1.3,
        "known": -2.3,
        "continuation": -2.5,
        "repeats": -2.9,
    },
    {
        "other_province": 3.2,
        "new_setting": 1.3,
        "other_region": 0.6,
        "same_part": -1.1,
        "same_region": -1.9,
    },
)
"""A heading begins an article, rather than being a subhead."""
UNTITLED = _stages(
    {
        "closed": 10.1,
        "dateline": 9.3,
        "signed": 8.5,
        "item": 8.0,
        "another": 7.6,
        "apart": 6.3,
        "far_apart": 6.3,
        "signed_again": 4.4,
        "lately": 4.4,
        "day": 4.2,
        "opens_alike": 4.0,
        "addressed": 4.0,
        "long_above": 3.6,
        "date": 3.6,
        "pictured": 3.3,
        "among_briefs": 3.1,
        "tight": 2.5,
        "lone_report": 2.0,
        "unfinished": 1.6,
        "no_dateline": 0.9,
        "untitled_above": 0.7,
        "solid": 0.2,
        "unsigned": -0.4,
        "close": -0.8,
        "short_above": -1.7,
        "below_heading": -2.2,
        "announced": -2.3,
        "flush": -3.6,
        "apart_often": -5.2,
        "turn": -6.0,
        "prior": -6.5,
    },
    {
        "nothing_again": 1.0,
        "repeats": -2.0,
        "continuation": -2.5,
        "quoted": -2.9,
    },
    {
        "cohesion": -2.1,
    },
    {
        "new_setting": 2.4,
        "same_part": 0.9,
        "other_province": -0.0,
        "other_region": -0.1,
        "same_region": -1.4,
    },
)
"""A paragraph without a heading begins an article."""
