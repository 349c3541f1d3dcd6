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
        "column": 5.7,
        "deck": 5.4,
        "notice": 5.1,
        "dateline": 5.1,
        "level": 4.8,
        "closed": 4.7,
        "byline": 4.4,
        "far_apart": 3.8,
        "signed": 3.3,
        "lately": 2.9,
        "tight": 2.6,
        "day": 1.9,
        "nearer_below": 1.9,
        "date": 1.8,
        "length_30": 1.8,
        "flush": 1.7,
        "another": 1.7,
        "new_place": 1.7,
        "apart_often": 1.3,
        "marked": 1.0,
        "solid": 0.9,
        "labelled": 0.9,
        "lines": 0.9,
        "event": 0.7,
        "number": 0.6,
        "long_above": 0.4,
        "length_17": 0.4,
        "apart": 0.3,
        "as_long": 0.1,
        "length_12": 0.1,
        "short_above": -0.1,
        "labels": -0.2,
        "phrases": -0.3,
        "exclaims": -0.6,
        "no_dateline": -0.7,
        "length_8": -0.9,
        "unfinished": -1.0,
        "unsigned": -1.2,
        "introduces": -1.3,
        "length_4": -1.3,
        "untitled_above": -1.3,
        "two_phrases": -1.4,
        "close": -1.8,
        "nearer_above": -1.9,
        "no_text": -2.0,
        "listed": -2.2,
        "below_heading": -2.5,
        "prior": -2.9,
        "sublevel": -3.0,
        "announced": -3.0,
        "numbered": -4.4,
    },
    {
        "continuation": -1.5,
        "taken_up": 1.1,
        "known": -3.2,
        "fresh": 0.6,
    },
    {
        "same_region": -0.8,
        "other_province": 0.4,
        "other_region": 1.5,
    },
)
"""A heading begins an article, rather than being a subhead."""
UNTITLED = _stages(
    {
        "signed": 7.1,
        "dateline": 6.8,
        "item": 5.0,
        "another": 4.9,
        "pictured": 4.5,
        "lately": 4.5,
        "apart": 4.2,
        "closed": 4.2,
        "tight": 3.4,
        "date": 3.1,
        "far_apart": 3.0,
        "day": 2.7,
        "untitled_above": 2.5,
        "signed_again": 2.4,
        "close": 1.3,
        "long_above": 1.3,
        "among_briefs": 0.9,
        "flush": 0.2,
        "solid": -0.1,
        "no_dateline": -0.1,
        "unsigned": -0.9,
        "short_above": -1.4,
        "apart_often": -1.6,
        "unfinished": -3.0,
        "announced": -3.0,
        "below_heading": -3.6,
        "prior": -5.4,
    },
    {
        "continuation": -1.8,
        "quoted": -0.8,
        "cohesion": -4.3,
    },
    {
        "same_region": -1.6,
        "other_province": 0.5,
        "other_region": 1.5,
    },
)
"""A paragraph without a heading begins an article."""
