"""Places that an article means without naming them: 我县, 全州, 县农业局.

A local paper counts on its readers to know which county that is: the one that the article names, if
it names just one, else that of the page.  Texts are folded.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from jianbao.indexer.disambiguation import LEAD_CHARS, LEAD_WEIGHT, TITLE_WEIGHT, Vote
from jianbao.indexer.gazetteer import ancestors, is_within
from jianbao.indexer.mentions import Mention
from jianbao.indexer.region_tally import is_faint, roll_up

_KIND = re.compile(
    r"[省市县区州旗](?:(?<=[我全本，。、；：！？由据从到进在让经\n].)|(?<!..))(?!场)", re.DOTALL
)
"""A kind of place after what may begin a phrase.  The kind comes first: so it is found fast."""
_OFFICE = re.compile("[^，。的场]{0,8}(?:局|部门|委|办|中心|政府|法院|医院)")
_OWN_FACTOR = 1.35
"""How much more it counts that a place is called one's own (我县)."""
_STRENGTH = 0.9
_CLEAR = 2
"""How many times as often as the next a place is named that is clearly the one meant."""


def implied_votes(
    title: str, body: str, settled: Sequence[Vote], page: Mapping[str, float], home: str
) -> list[Vote]:
    """Return votes for the places of a title and a body that are only called by their kind.

    `settled` are the votes for places by name, `page` weighs the regions of the page, most of which
    lie in `home`.
    """
    named: dict[str, set[str]] = defaultdict(set)
    for vote in settled:
        if not is_faint(vote):
            for path in vote.mention.paths:
                named[path[-1]].add(path)
    votes = []
    for where, text in (("title", title), ("body", body)):
        for match in _KIND.finditer(text):
            kind, before = match[0], text[match.start() - 1 : match.start()]
            own = before == "我"
            if not own and before not in ("全", "本") and not _OFFICE.match(text, match.end()):
                continue
            if own or not named[kind]:
                place = _of_kind(kind, page, home)
            else:
                place = next(iter(named[kind])) if len(named[kind]) == 1 else ""
            if not place:
                continue
            opening = where == "body" and match.start() < LEAD_CHARS
            weight = TITLE_WEIGHT if where == "title" else LEAD_WEIGHT if opening else 1.0
            weight *= _STRENGTH * (_OWN_FACTOR if own else 1.0)
            mention = Mention(*match.span(), (place,), _STRENGTH, "place of a kind")
            votes.append(Vote(mention, where, weight, len(settled), text, opening))
    return votes


def _of_kind(kind: str, page: Mapping[str, float], home: str) -> str:
    """Return the place of a kind (市, 县) that `home` lies in, or that the page is mostly about."""
    for path in (home, *reversed(ancestors(home))):
        if path[-1] == kind:
            return path
    total, _ = roll_up({path: count for path, count in page.items() if is_within(path, home)})
    counts = Counter({path: count for path, count in total.items() if path[-1] == kind})
    first, second = (*counts.most_common(2), ("", 0), ("", 0))[:2]
    return first[0] if first[1] >= _CLEAR * second[1] else ""
