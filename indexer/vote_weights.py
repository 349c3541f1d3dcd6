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
        "signed": 7.0,
        "byline": 6.5,
        "dateline": 5.3,
        "column": 4.9,
        "deck": 4.9,
        "level": 4.9,
        "closed": 4.2,
        "salutation": 4.0,
        "notice": 3.8,
        "lately": 3.3,
        "far_apart": 3.0,
        "nearer_below": 2.5,
        "new_place": 2.5,
        "tight": 2.3,
        "flush": 2.3,
        "another": 2.2,
        "day": 1.8,
        "date": 1.7,
        "length_30": 1.7,
        "lines": 1.5,
        "labelled": 1.1,
        "marked": 1.0,
        "labels": 0.9,
        "solid": 0.8,
        "event": 0.6,
        "apart_often": 0.6,
        "number": 0.5,
        "length_17": 0.5,
        "exclaims": 0.4,
        "long_above": 0.3,
        "length_12": 0.2,
        "apart": 0.0,
        "no_text": -0.4,
        "as_long": -0.4,
        "phrases": -0.4,
        "short_above": -0.5,
        "no_dateline": -0.8,
        "close": -0.9,
        "unfinished": -1.0,
        "below_heading": -1.0,
        "length_8": -1.2,
        "length_4": -1.2,
        "untitled_above": -1.4,
        "two_phrases": -1.5,
        "introduces": -1.5,
        "unsigned": -1.8,
        "listed": -2.2,
        "nearer_above": -2.2,
        "prior": -2.6,
        "sublevel": -3.0,
        "announced": -3.0,
        "numbered": -3.9,
    },
    {
        "continuation": -1.6,
        "taken_up": 1.2,
        "known": -3.1,
        "fresh": 0.7,
    },
    {
        "same_region": -1.3,
        "other_province": 0.2,
        "other_region": 1.1,
    },
)
"""A heading begins an article, rather than being a subhead."""
UNTITLED = _stages(
    {
        "signed": 9.0,
        "item": 8.0,
        "dateline": 7.7,
        "pictured": 4.8,
        "another": 4.8,
        "closed": 4.7,
        "lately": 4.2,
        "apart": 4.1,
        "far_apart": 3.6,
        "day": 3.4,
        "tight": 3.3,
        "date": 3.2,
        "untitled_above": 2.2,
        "signed_again": 1.8,
        "among_briefs": 1.1,
        "close": 1.0,
        "long_above": 0.3,
        "no_dateline": -0.1,
        "unsigned": -0.5,
        "flush": -0.7,
        "solid": -0.8,
        "short_above": -1.4,
        "apart_often": -1.5,
        "below_heading": -3.0,
        "unfinished": -3.0,
        "announced": -3.0,
        "prior": -5.5,
    },
    {
        "continuation": -3.0,
        "quoted": -0.6,
        "cohesion": -3.7,
    },
    {
        "same_region": -1.6,
        "other_province": 0.7,
        "other_region": 1.8,
    },
)
"""A paragraph without a heading begins an article."""
