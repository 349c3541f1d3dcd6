"""What each vote of `votes` counts, in log-odds, by the stages in which they are asked.

Printed by `benchmarks/fit_votes.py`: a logistic regression on pages whose articles are known, real
news set in many ways and hand-labelled pages, drawn towards the weights before.  A vote that is too
rare there, a number in a headline, and what says that a text goes on (`repeats`, `continuation`,
`like_a_subhead`, `unlabelled`, `unfiled`, `unruled`, `quoted_above`) or that it does not (`digest`,
`photo_news`, `weather`) keep the weight that they were given by hand, on pages of sites, of broadcasters and of
papers that file every report.
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
        "signed": 6.6,
        "stamped": 6.0,
        "level": 5.8,
        "deck": 5.4,
        "salutation": 5.4,
        "sidebar": 5.2,
        "far_apart": 5.1,
        "new_place": 4.6,
        "flush": 3.8,
        "labels_often": 3.3,
        "date": 3.1,
        "no_dateline": 2.7,
        "opens_alike": 2.6,
        "set_alike": 2.5,
        "notice": 2.4,
        "day": 2.3,
        "lines": 2.2,
        "lately": 2.1,
        "nearer_below": 2.1,
        "digest": 2.0,
        "length_17": 2.0,
        "event": 1.4,
        "length_12": 1.1,
        "another": 0.9,
        "marked": 0.8,
        "solid": 0.6,
        "tight": 0.6,
        "apart": 0.5,
        "short_above": 0.5,
        "labelled": 0.4,
        "apart_often": 0.4,
        "unfinished": 0.2,
        "set_otherwise": -0.0,
        "as_long": -0.2,
        "long_above": -0.2,
        "nearer_above": -0.3,
        "length_8": -0.5,
        "length_30": -0.5,
        "unfiled": -0.5,
        "number": -0.7,
        "untitled_above": -0.9,
        "phrases": -0.9,
        "exclaims": -1.2,
        "close": -1.3,
        "comma": -1.5,
        "length_4": -1.8,
        "introduces": -2.0,
        "unlabelled": -2.0,
        "below_heading": -2.1,
        "prior": -2.2,
        "two_phrases": -2.6,
        "unsigned": -2.6,
        "sublevel": -3.0,
        "like_a_subhead": -3.0,
        "listed": -3.1,
        "no_text": -3.1,
        "announced": -4.3,
        "unruled": -5.0,
        "quoted_above": -4.5,
        "labels": -5.0,
        "turn": -6.0,
        "numbered": -7.3,
    },
    {
        "taken_up": 2.1,
        "fresh": 1.3,
        "nothing_again": 1.2,
        "background": -1.5,
        "continuation": -2.3,
        "known": -3.0,
        "repeats": -3.5,
    },
    {
        "other_province": 3.1,
        "new_setting": 1.1,
        "other_region": 0.5,
        "same_part": -1.1,
        "same_region": -1.9,
    },
)
"""A heading begins an article, rather than being a subhead."""
UNTITLED = _stages(
    {
        "closed": 10.0,
        "dateline": 9.5,
        "weather": 8.0,
        "item": 8.0,
        "signed": 7.9,
        "another": 7.7,
        "far_apart": 6.5,
        "apart": 6.1,
        "signed_again": 4.4,
        "day": 4.0,
        "addressed": 3.9,
        "lately": 3.9,
        "opens_alike": 3.8,
        "date": 3.6,
        "pictured": 3.4,
        "long_above": 3.3,
        "among_briefs": 2.8,
        "photo_news": 2.6,
        "tight": 2.4,
        "lone_report": 2.0,
        "unfinished": 1.7,
        "no_dateline": 0.9,
        "unfiled": 0.9,
        "untitled_above": 0.8,
        "digest": 0.0,
        "solid": 0.0,
        "unsigned": -0.4,
        "unlabelled": -0.7,
        "close": -0.9,
        "short_above": -1.5,
        "below_heading": -2.0,
        "announced": -2.4,
        "unruled": -5.0,
        "flush": -4.1,
        "quoted_above": -4.5,
        "apart_often": -5.3,
        "turn": -6.0,
        "prior": -6.4,
    },
    {
        "nothing_again": 1.0,
        "background": -2.4,
        "quoted": -2.9,
        "continuation": -3.0,
        "repeats": -3.0,
    },
    {
        "cohesion": -2.1,
    },
    {
        "new_setting": 2.3,
        "same_part": 0.8,
        "other_province": -0.1,
        "other_region": -0.2,
        "same_region": -1.6,
    },
)
"""A paragraph without a heading begins an article."""
