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
        "column": 9.4,
        "dateline": 9.3,
        "byline": 7.8,
        "signed": 7.5,
        "level": 5.8,
        "deck": 5.4,
        "sidebar": 5.4,
        "salutation": 5.2,
        "far_apart": 5.1,
        "new_place": 4.5,
        "flush": 4.0,
        "notice": 3.9,
        "no_dateline": 3.8,
        "labels_often": 3.8,
        "nearer_below": 2.7,
        "date": 2.7,
        "length_30": 2.6,
        "day": 1.8,
        "lately": 1.6,
        "lines": 1.2,
        "another": 0.9,
        "solid": 0.9,
        "marked": 0.8,
        "short_above": 0.7,
        "tight": 0.4,
        "as_long": 0.4,
        "apart_often": 0.3,
        "labelled": 0.3,
        "long_above": 0.3,
        "close": 0.2,
        "length_12": 0.2,
        "apart": 0.0,
        "length_17": -0.1,
        "event": -0.3,
        "unfinished": -0.3,
        "phrases": -0.3,
        "number": -0.5,
        "length_8": -1.1,
        "exclaims": -1.3,
        "introduces": -1.4,
        "untitled_above": -1.4,
        "listed": -1.4,
        "no_text": -1.5,
        "length_4": -1.6,
        "unsigned": -1.6,
        "prior": -2.3,
        "below_heading": -2.4,
        "nearer_above": -2.6,
        "sublevel": -3.0,
        "two_phrases": -3.0,
        "announced": -3.7,
        "labels": -4.2,
        "numbered": -6.9,
    },
    {
        "fresh": 1.1,
        "nothing_again": 0.3,
        "taken_up": -0.4,
        "known": -1.4,
        "repeats": -1.6,
        "continuation": -2.7,
    },
    {
        "other_province": 3.0,
        "other_region": 1.2,
        "new_setting": 1.0,
        "same_part": -0.5,
        "same_region": -1.7,
    },
)
"""A heading begins an article, rather than being a subhead."""
UNTITLED = _stages(
    {
        "closed": 9.9,
        "signed": 9.9,
        "dateline": 9.1,
        "item": 8.0,
        "another": 7.5,
        "far_apart": 6.2,
        "apart": 6.0,
        "lately": 5.4,
        "pictured": 4.9,
        "signed_again": 4.5,
        "day": 3.8,
        "date": 3.6,
        "long_above": 3.5,
        "among_briefs": 3.0,
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
        "repeats": -1.4,
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
