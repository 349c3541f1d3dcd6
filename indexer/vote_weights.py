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
        "signed": 7.1,
        "byline": 6.7,
        "column": 6.6,
        "dateline": 6.1,
        "closed": 5.6,
        "level": 5.2,
        "deck": 5.1,
        "notice": 4.3,
        "far_apart": 4.2,
        "salutation": 4.1,
        "lately": 3.7,
        "new_place": 3.2,
        "length_30": 2.7,
        "date": 2.5,
        "nearer_below": 2.4,
        "another": 2.0,
        "tight": 2.0,
        "day": 1.8,
        "solid": 1.7,
        "apart_often": 1.6,
        "lines": 1.4,
        "event": 1.1,
        "marked": 1.0,
        "labelled": 0.7,
        "short_above": 0.6,
        "flush": 0.5,
        "number": 0.2,
        "length_17": 0.2,
        "apart": 0.1,
        "long_above": 0.1,
        "exclaims": 0.1,
        "as_long": -0.0,
        "labels": -0.1,
        "length_12": -0.2,
        "no_text": -0.3,
        "unfinished": -0.4,
        "no_dateline": -0.6,
        "length_8": -1.0,
        "length_4": -1.1,
        "phrases": -1.2,
        "close": -1.2,
        "untitled_above": -1.3,
        "introduces": -1.5,
        "unsigned": -1.5,
        "below_heading": -1.6,
        "listed": -1.9,
        "two_phrases": -1.9,
        "prior": -2.0,
        "sublevel": -3.0,
        "announced": -3.3,
        "nearer_above": -3.5,
        "numbered": -5.3,
    },
    {
        "taken_up": 0.6,
        "fresh": -0.1,
        "continuation": -1.7,
        "known": -3.7,
    },
    {
        "other_region": 1.1,
        "other_province": 0.2,
        "same_region": -0.9,
    },
)
"""A heading begins an article, rather than being a subhead."""
UNTITLED = _stages(
    {
        "item": 8.0,
        "dateline": 7.7,
        "closed": 7.5,
        "signed": 6.5,
        "far_apart": 5.0,
        "another": 5.0,
        "pictured": 4.4,
        "lately": 4.4,
        "apart": 4.2,
        "day": 3.3,
        "tight": 3.2,
        "date": 3.2,
        "signed_again": 2.0,
        "untitled_above": 1.5,
        "among_briefs": 1.5,
        "unfinished": 0.9,
        "long_above": 0.9,
        "close": 0.6,
        "solid": 0.2,
        "no_dateline": -0.2,
        "short_above": -1.0,
        "unsigned": -1.0,
        "announced": -2.3,
        "flush": -2.5,
        "apart_often": -2.6,
        "below_heading": -3.9,
        "prior": -4.9,
    },
    {
        "quoted": -1.1,
        "continuation": -2.8,
        "cohesion": -5.0,
    },
    {
        "other_region": 1.1,
        "other_province": 0.4,
        "same_region": -1.5,
    },
)
"""A paragraph without a heading begins an article."""
