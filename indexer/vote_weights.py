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
        "signed": 7.5,
        "level": 5.8,
        "deck": 5.4,
        "salutation": 5.3,
        "sidebar": 5.3,
        "far_apart": 5.1,
        "new_place": 4.5,
        "flush": 4.2,
        "labels_often": 3.3,
        "notice": 3.0,
        "set_alike": 2.4,
        "opens_alike": 2.1,
        "nearer_below": 2.5,
        "date": 2.4,
        "no_dateline": 2.1,
        "length_17": 1.9,
        "lines": 1.9,
        "day": 1.6,
        "lately": 1.5,
        "another": 0.9,
        "length_12": 0.8,
        "marked": 0.8,
        "short_above": 0.7,
        "tight": 0.6,
        "solid": 0.6,
        "labelled": 0.3,
        "apart_often": 0.2,
        "long_above": 0.2,
        "length_8": 0.0,
        "set_otherwise": 0.0,
        "as_long": -0.1,
        "unfinished": -0.1,
        "event": -0.1,
        "apart": -0.3,
        "phrases": -0.4,
        "number": -0.7,
        "untitled_above": -0.8,
        "close": -0.9,
        "length_30": -1.0,
        "exclaims": -1.2,
        "nearer_above": -1.3,
        "introduces": -1.3,
        "length_4": -1.5,
        "unsigned": -1.7,
        "no_text": -2.0,
        "listed": -2.0,
        "below_heading": -2.2,
        "prior": -2.3,
        "sublevel": -3.0,
        "two_phrases": -3.1,
        "announced": -3.9,
        "labels": -4.4,
        "numbered": -7.0,
    },
    {
        "fresh": 2.7,
        "taken_up": 0.8,
        "nothing_again": 0.4,
        "known": -1.8,
        "repeats": -2.0,
        "continuation": -2.7,
    },
    {
        "other_province": 3.8,
        "new_setting": 1.9,
        "other_region": 0.7,
        "same_part": -1.1,
        "same_region": -2.0,
    },
)
"""A heading begins an article, rather than being a subhead."""
UNTITLED = _stages(
    {
        "closed": 10.1,
        "dateline": 9.1,
        "signed": 8.9,
        "item": 8.0,
        "another": 7.5,
        "opens_alike": 4.2,
        "far_apart": 6.2,
        "apart": 6.1,
        "lately": 5.1,
        "day": 4.4,
        "signed_again": 4.4,
        "pictured": 4.0,
        "long_above": 3.9,
        "date": 3.2,
        "among_briefs": 3.1,
        "tight": 2.6,
        "lone_report": 2.2,
        "unfinished": 1.5,
        "solid": 0.6,
        "no_dateline": 0.6,
        "untitled_above": 0.1,
        "unsigned": -0.5,
        "close": -0.7,
        "short_above": -2.1,
        "announced": -2.2,
        "below_heading": -2.3,
        "flush": -3.0,
        "apart_often": -5.2,
        "prior": -7.1,
    },
    {
        "nothing_again": 1.0,
        "repeats": -2.2,
        "quoted": -3.0,
        "continuation": -3.9,
    },
    {"cohesion": -2.2},
    {
        "new_setting": 3.0,
        "same_part": 0.8,
        "other_region": 0.3,
        "other_province": -0.1,
        "same_region": -1.2,
    },
)
"""A paragraph without a heading begins an article."""
