"""Places that an article means without naming them: 我县, 全州, 县农业局.

A local paper counts on its readers to know which county that is: the one that the article names, if
it names just one, else that of the page.  Texts are folded.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from jianbao.indexer.disambiguation import LEAD_CHARS, LEAD_WEIGHT, TITLE_WEIGHT, Vote
from jianbao.indexer.gazetteer import ancestors
from jianbao.indexer.mentions import Mention
from jianbao.indexer.name_context import OF_A_KIND
from jianbao.indexer.region_tally import PageRegions, is_faint

_KIND = re.compile(
    r"[省市县区州旗](?:(?<=[我全本，。、；：！？由据从到进在让经\n].)|(?<!..))(?!场)", re.DOTALL
)
"""A kind of place after what may begin a phrase.  The kind comes first: so it is found fast."""
_OFFICE = re.compile("[^，。的场]{0,8}(?:局|部门|委|办|中心|政府|法院|医院)")
_KNOWN = re.compile(
    "街道|办事处|社区|辖区|我[省市县区州旗](?!场)|[全本][省市县区州旗镇](?!场)"
    f"|(?:^|[，。、；：！？由据从\n])[省市县区州旗]{_OFFICE.pattern}"
)
_OWN = re.compile("我[市县区州旗](?!场)")
_OWN_FACTOR = 1.35
"""How much more it counts that a place is called one's own (我县)."""
_STRENGTH = 0.9
_TRUSTED = 2.0
"""Articles of a page whose place 我市 rather means than the one that the article names."""


def implied_votes(title: str, body: str, settled: Sequence[Vote], page: PageRegions) -> list[Vote]:
    """Return votes for the places of a title and a body that are only called by their kind.

    `settled` are the votes for places by name.
    """
    named: dict[str, set[str]] = defaultdict(set)
    around: dict[str, set[str]] = defaultdict(set)
    for vote in settled:
        if not is_faint(vote):
            for path in vote.mention.paths:
                named[path[-1]].add(path)
                for outer in ancestors(path)[1:]:
                    around[outer[-1]].add(outer)
    votes = []
    for where, text in (("title", title), ("body", body)):
        for match in _KIND.finditer(text):
            kind, before = match[0], text[match.start() - 1 : match.start()]
            own = before == "我"
            if not own and before not in ("全", "本") and not _OFFICE.match(text, match.end()):
                continue
            meant = named[kind] or around[kind]
            if not meant or (own and page.sum >= _TRUSTED):
                place = page.of_kind(kind)
            else:
                place = next(iter(meant)) if len(meant) == 1 else ""
            if not place:
                continue
            opening = where == "body" and match.start() < LEAD_CHARS
            weight = TITLE_WEIGHT if where == "title" else LEAD_WEIGHT if opening else 1.0
            weight *= _STRENGTH * (_OWN_FACTOR if own else 1.0)
            mention = Mention(*match.span(), (place,), _STRENGTH, OF_A_KIND)
            votes.append(Vote(mention, where, weight, len(settled), text, opening))
    return votes


def takes_place_for_known(text: str) -> bool:
    """Tell whether a text counts on its readers to know where it is: 我市, 街道, 市水利部门."""
    return _KNOWN.search(text) is not None


def calls_place_its_own(text: str) -> bool:
    """Tell whether a text speaks of 我市, 我县: it is a local one, and may name the place but once."""
    return _OWN.search(text) is not None
