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
        "dateline": 9.3,
        "byline": 7.9,
        "signed": 7.5,
        "level": 5.8,
        "sidebar": 5.5,
        "deck": 5.4,
        "salutation": 5.1,
        "far_apart": 5.1,
        "new_place": 4.5,
        "flush": 3.9,
        "notice": 3.9,
        "labels_often": 3.6,
        "no_dateline": 3.0,
        "nearer_below": 3.0,
        "date": 2.8,
        "day": 1.6,
        "lately": 1.6,
        "length_17": 1.5,
        "another": 0.9,
        "marked": 0.8,
        "solid": 0.8,
        "short_above": 0.5,
        "length_12": 0.5,
        "as_long": 0.5,
        "tight": 0.4,
        "lines": 0.3,
        "apart_often": 0.3,
        "labelled": 0.3,
        "long_above": 0.3,
        "apart": 0.2,
        "close": 0.2,
        "phrases": -0.2,
        "event": -0.3,
        "length_30": -0.3,
        "unfinished": -0.3,
        "number": -0.5,
        "length_8": -0.7,
        "introduces": -1.2,
        "untitled_above": -1.3,
        "unsigned": -1.4,
        "exclaims": -1.4,
        "length_4": -1.5,
        "listed": -1.5,
        "no_text": -1.7,
        "below_heading": -2.4,
        "nearer_above": -2.7,
        "prior": -2.9,
        "sublevel": -3.0,
        "two_phrases": -3.1,
        "announced": -3.6,
        "labels": -4.3,
        "numbered": -6.8,
    },
    {
        "fresh": 1.0,
        "nothing_again": 0.5,
        "taken_up": -0.6,
        "known": -1.3,
        "repeats": -1.5,
        "continuation": -2.5,
    },
    {
        "other_province": 3.0,
        "new_setting": 1.3,
        "other_region": 1.2,
        "same_part": -0.7,
        "same_region": -1.8,
    },
)
"""A heading begins an article, rather than being a subhead."""
UNTITLED = _stages(
    {
        "closed": 9.9,
        "signed": 9.8,
        "dateline": 9.2,
        "item": 8.0,
        "another": 7.5,
        "far_apart": 6.3,
        "apart": 6.1,
        "lately": 5.4,
        "pictured": 4.9,
        "signed_again": 4.5,
        "day": 3.8,
        "date": 3.6,
        "long_above": 3.5,
        "among_briefs": 2.9,
        "tight": 2.9,
        "unfinished": 1.7,
        "solid": 0.7,
        "no_dateline": 0.5,
        "unsigned": -0.2,
        "close": -0.5,
        "untitled_above": -1.0,
        "short_above": -1.8,
        "announced": -1.9,
        "below_heading": -2.2,
        "flush": -3.0,
        "apart_often": -5.1,
        "prior": -7.4,
    },
    {
        "nothing_again": 0.2,
        "repeats": -1.3,
        "cohesion": -1.8,
        "quoted": -2.9,
        "continuation": -4.1,
    },
    {
        "lone_report": 4.0,
        "new_setting": 2.8,
        "other_region": 0.7,
        "same_part": 0.6,
        "other_province": 0.6,
        "same_region": -0.5,
    },
)
"""A paragraph without a heading begins an article."""
