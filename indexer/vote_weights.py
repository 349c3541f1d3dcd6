"""What each vote of `votes` counts, in log-odds, by the stages in which they are asked.

Fitted by logistic regression around hand-set values, on pages whose articles are known: real news set
in many ways (with and without gaps, wrapped, signed, with subheads), and the hand-labelled pages of
`sample_docs`.  A weight near its hand-set value stands for something too rare there to be fitted.
"""

from __future__ import annotations

from collections.abc import Mapping

HEADED: tuple[Mapping[str, float], ...] = (
    {
        "dateline": 6.6,
        "byline": 6.1,
        "deck": 6.1,
        "column": 5.4,
        "notice": 5.3,
        "level": 4.6,
        "closed": 4.4,
        "signed": 4.2,
        "lately": 3.2,
        "far_apart": 3.1,
        "another": 2.6,
        "tight": 2.3,
        "date": 2.1,
        "length_30": 2.1,
        "day": 2.0,
        "nearer_below": 2.0,
        "new_place": 1.5,
        "labelled": 1.2,
        "solid": 1.1,
        "apart_often": 1.0,
        "marked": 0.9,
        "apart": 0.4,
        "long_above": 0.4,
        "length_17": 0.3,
        "as_long": 0.3,
        "length_12": 0.2,
        "phrases": -0.0,
        "short_above": -0.3,
        "labels": -0.3,
        "exclaims": -0.4,
        "lines": -0.5,
        "continuation": -0.8,
        "unfinished": -1.0,
        "introduces": -1.0,
        "no_dateline": -1.1,
        "two_phrases": -1.1,
        "length_8": -1.1,
        "unsigned": -1.2,
        "nearer_above": -1.2,
        "below_heading": -1.4,
        "length_4": -1.5,
        "untitled_above": -1.5,
        "no_text": -1.6,
        "close": -2.3,
        "listed": -2.4,
        "prior": -2.5,
        "announced": -3.0,
        "sublevel": -3.0,
        "numbered": -4.0,
    },
    {
        "taken_up": 0.9,
        "known": -2.9,
        "fresh": 0.6,
    },
    {
        "same_region": -1.4,
        "other_province": 0.9,
        "other_region": 1.1,
    },
)
"""A heading begins an article, rather than being a subhead."""
UNTITLED: tuple[Mapping[str, float], ...] = (
    {
        "signed": 8.1,
        "dateline": 6.9,
        "item": 5.0,
        "another": 5.0,
        "pictured": 4.5,
        "closed": 4.2,
        "apart": 4.1,
        "lately": 4.1,
        "tight": 3.6,
        "far_apart": 3.6,
        "signed_again": 3.0,
        "date": 2.9,
        "day": 2.5,
        "untitled_above": 2.2,
        "close": 1.4,
        "among_briefs": 0.9,
        "long_above": 0.3,
        "solid": -0.1,
        "no_dateline": -0.1,
        "unsigned": -1.2,
        "apart_often": -1.3,
        "short_above": -1.7,
        "continuation": -1.9,
        "unfinished": -3.0,
        "announced": -3.0,
        "below_heading": -3.2,
        "prior": -5.4,
    },
    {
        "cohesion": -4.2,
    },
    {
        "same_region": -1.7,
        "other_province": 1.0,
        "other_region": 1.6,
    },
)
"""A paragraph without a heading begins an article."""
