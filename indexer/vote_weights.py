"""What each vote of `votes` counts, in log-odds, by the stages in which they are asked.

Fitted by logistic regression around hand-set values, on pages whose articles are known: real news set
in many ways (with and without gaps, wrapped, signed, with subheads), and the hand-labelled pages of
`sample_docs`.  A weight near its hand-set value stands for something too rare there to be fitted.
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


def _stages(*tables: Mapping[str, float]) -> tuple[Stage, ...]:
    stages: list[Stage] = []
    lowest = highest = 0.0
    for table in reversed(tables):
        stages.insert(0, Stage(table, lowest, highest))
        lowest += sum(weight for weight in table.values() if weight < 0)
        highest += sum(weight for weight in table.values() if weight > 0)
    return tuple(stages)


HEADED = _stages(
    {
        "dateline": 5.6,
        "deck": 5.4,
        "column": 5.3,
        "level": 4.8,
        "closed": 4.4,
        "notice": 4.3,
        "byline": 3.7,
        "far_apart": 3.7,
        "signed": 3.2,
        "lately": 3.0,
        "new_place": 2.5,
        "nearer_below": 2.3,
        "tight": 2.1,
        "another": 2.0,
        "day": 2.0,
        "flush": 1.8,
        "date": 1.7,
        "length_30": 1.7,
        "solid": 1.1,
        "marked": 1.0,
        "apart_often": 0.9,
        "labelled": 0.8,
        "lines": 0.7,
        "long_above": 0.6,
        "event": 0.6,
        "length_17": 0.4,
        "number": 0.4,
        "length_12": 0.2,
        "labels": 0.2,
        "apart": 0.1,
        "no_text": -0.0,
        "short_above": -0.0,
        "as_long": -0.0,
        "phrases": -0.2,
        "close": -0.3,
        "no_dateline": -0.6,
        "exclaims": -0.7,
        "unfinished": -1.0,
        "length_8": -1.1,
        "unsigned": -1.1,
        "length_4": -1.2,
        "untitled_above": -1.3,
        "two_phrases": -1.3,
        "introduces": -1.3,
        "below_heading": -1.5,
        "listed": -2.2,
        "nearer_above": -2.2,
        "sublevel": -3.0,
        "announced": -3.0,
        "prior": -3.1,
        "numbered": -4.4,
    },
    {
        "continuation": -1.5,
        "taken_up": 1.2,
        "known": -3.1,
        "fresh": 0.4,
    },
    {
        "same_region": -0.9,
        "other_province": 0.4,
        "other_region": 1.5,
    },
)
"""A heading begins an article, rather than being a subhead."""
UNTITLED = _stages(
    {
        "item": 8.0,
        "dateline": 6.8,
        "signed": 5.6,
        "another": 5.2,
        "pictured": 4.5,
        "lately": 4.4,
        "closed": 4.0,
        "apart": 3.9,
        "tight": 3.3,
        "date": 3.2,
        "far_apart": 3.0,
        "day": 2.8,
        "signed_again": 2.7,
        "untitled_above": 2.3,
        "close": 1.3,
        "long_above": 1.0,
        "among_briefs": 1.0,
        "flush": 0.1,
        "no_dateline": -0.0,
        "solid": -0.4,
        "unsigned": -0.7,
        "apart_often": -1.0,
        "short_above": -1.5,
        "unfinished": -3.0,
        "announced": -3.0,
        "below_heading": -3.2,
        "prior": -5.2,
    },
    {
        "continuation": -2.2,
        "quoted": -0.9,
        "cohesion": -4.1,
    },
    {
        "same_region": -1.5,
        "other_province": 0.6,
        "other_region": 1.4,
    },
)
"""A paragraph without a heading begins an article."""
