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
        "dateline": 6.9,
        "deck": 6.4,
        "byline": 5.9,
        "notice": 5.8,
        "column": 5.3,
        "closed": 4.8,
        "level": 4.7,
        "signed": 4.5,
        "far_apart": 3.5,
        "lately": 2.7,
        "tight": 2.7,
        "date": 2.3,
        "nearer_below": 2.1,
        "flush": 2.0,
        "day": 1.9,
        "length_30": 1.8,
        "another": 1.7,
        "new_place": 1.3,
        "marked": 1.0,
        "event": 0.9,
        "solid": 0.9,
        "apart_often": 0.7,
        "length_17": 0.7,
        "labelled": 0.7,
        "labels": 0.7,
        "number": 0.6,
        "long_above": 0.5,
        "apart": 0.4,
        "length_12": 0.3,
        "as_long": 0.1,
        "exclaims": -0.2,
        "phrases": -0.2,
        "short_above": -0.5,
        "lines": -0.6,
        "no_dateline": -0.9,
        "unfinished": -1.0,
        "untitled_above": -1.0,
        "unsigned": -1.2,
        "two_phrases": -1.2,
        "length_4": -1.4,
        "length_8": -1.4,
        "no_text": -1.5,
        "below_heading": -1.5,
        "introduces": -1.5,
        "nearer_above": -1.6,
        "close": -1.9,
        "listed": -2.3,
        "announced": -2.8,
        "prior": -2.9,
        "sublevel": -3.0,
        "numbered": -4.0,
    },
    {
        "continuation": -1.4,
        "taken_up": 0.3,
        "known": -2.6,
        "fresh": 0.7,
    },
    {
        "same_region": -1.1,
        "other_province": 0.5,
        "other_region": 1.2,
    },
)
"""A heading begins an article, rather than being a subhead."""
UNTITLED = _stages(
    {
        "signed": 7.8,
        "dateline": 7.3,
        "item": 5.0,
        "another": 4.9,
        "pictured": 4.7,
        "closed": 4.2,
        "apart": 4.2,
        "lately": 4.1,
        "far_apart": 3.8,
        "tight": 3.6,
        "day": 2.9,
        "date": 2.9,
        "signed_again": 2.8,
        "untitled_above": 2.3,
        "close": 1.2,
        "long_above": 1.2,
        "among_briefs": 1.0,
        "flush": 0.4,
        "no_dateline": -0.1,
        "solid": -0.2,
        "apart_often": -1.2,
        "unsigned": -1.3,
        "short_above": -1.6,
        "unfinished": -3.0,
        "announced": -3.0,
        "below_heading": -3.1,
        "prior": -5.1,
    },
    {
        "continuation": -1.8,
        "quoted": -1.0,
        "cohesion": -5.7,
    },
    {
        "same_region": -1.7,
        "other_province": 0.5,
        "other_region": 1.5,
    },
)
"""A paragraph without a heading begins an article."""
