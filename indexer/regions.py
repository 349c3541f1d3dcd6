"""What an article is about: the division that its title, opening and body point to.

Mentions (see `mentions.py`) vote with their place in the article and their strength; the votes run
up the tree of divisions, and the resolver walks down from the province as long as one child holds
the weight.  A name that several divisions share is settled by its neighbours in the article, then
by the page, else not at all: no region is better than a wrong one.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from jianbao.indexer.datelines import dateline_end, is_from_agency
from jianbao.indexer.disambiguation import (
    HEADING_FACTOR,
    LEAD_CHARS,
    LEAD_WEIGHT,
    TITLE_WEIGHT,
    Vote,
    announces,
    confirm_townships,
    county_of_lone_township,
    county_of_townships,
    is_settled,
    settle,
    titled_places,
)
from jianbao.indexer.furniture import closed_up
from jianbao.indexer.gazetteer import is_within
from jianbao.indexer.implied_places import calls_place_its_own, implied_votes, takes_place_for_known
from jianbao.indexer.mentions import Mention, find_mentions, spell_out
from jianbao.indexer.name_context import WEAK, is_called, names_country, shortened
from jianbao.indexer.region_tally import PageRegions, RegionEvidence, Tally, speaks_nationally

__all__ = [
    "ReadPlaces",
    "RegionEvidence",
    "RegionFinding",
    "find_regions",
    "read_frame",
    "read_places",
    "read_source",
    "weigh_places",
    "weigh_together",
    "with_title",
]

_HELD_FACTOR = 1.8
_BODY_WEIGHT = 1.0

_FIRM_EVIDENCE = 8.0
"""Sum of votes that needs no context: a title and a mention in the body."""
_NEIGHBOURS = 12
"""Articles before and after one whose regions are its context."""
_PAGE_VOTES = 2.0
"""Articles of the page that must have a region before it is lent to one that says nothing of its place."""

_SCATTERED = 2
"""Provinces that an article names, none that of its page, with which it is not of that place."""

# "When X inspected Y" often only introduces a speech, so 考察时 does not count.
_HELD = re.compile(
    r"(?:隆重|正式|成功|联合|顺利)?(?:举行|召开|开幕|闭幕|举办|启动|揭牌|开工|投产|签约|"
    r"(?:调研|考察)(?!时|期间|的))"
)

_TAKES_PART = re.compile("(?:参加|出席|参赛|参展|亮相|征战|出征)[^，。；]*$")
_TAKEN_PART = 14
"""Code points before an event in which somebody leaves for it."""
_SIGNATURE_CHARS = 60
_OFFICE = re.compile(
    r"[^，。；：！？、“”\n]{0,16}(?:法院|检察院|政府|委员会|管委会|村委会|[局厅署所处办]|办公室|中心|支队|大队|公司|中学|小学|学校|"
    r"学院|医院|协会)"
)
_SIGNATURE = re.compile(
    _OFFICE.pattern + r"[\s（）]*(?:[\d〇一二三四五六七八九十]{2,4}年[^，。\n]{2,6}日)?[\s（）]*\Z"
)
"""The office that a notice ends with, after its place; and how near the end, in code points."""

_NATIONAL = re.compile(
    "全国|国务院|中央|我国|国[内外]|国家[^，。\n]{1,8}(?:局|委|部|署)|[一-龥]部(?:有关|召开|负责|发布|通报)"
)
"""National news is filed from Beijing and tells nothing of it."""
_NAMED_PAPER = re.compile("[一-龥]{2,4}?(?=(?:日|晚|晨|早|时|周)?报(?:$| )|时讯|周刊|融媒)")
_NO_PAGE = PageRegions({})


@dataclass(frozen=True, slots=True)
class RegionFinding:
    """The regions of an article, the first being what it is about, and what spoke for each.

    `outside` spoke beside the article itself: its page or its dateline.
    """

    regions: tuple[str, ...]
    tally: Tally | None = None
    outside: RegionEvidence | None = None

    @property
    def evidence(self) -> tuple[RegionEvidence, ...]:
        """What spoke for the regions; made when asked for, because few ask."""
        inside = self.tally.evidence() if self.tally else ()
        return (*inside, self.outside) if self.outside else tuple(inside)

    @property
    def is_lent(self) -> bool:
        """Tell whether the page gave the region."""
        return self.outside is not None and self.outside.where == "page"

    @property
    def context(self) -> str:
        """What the article says of its page: the region, unless only institutions are named."""
        faint = self.tally is not None and self.tally.is_faint and not self.is_lent
        return self.regions[0] if self.regions and not faint else ""

    @property
    def is_firm(self) -> bool:
        """Tell whether the article speaks for its regions clearly enough to need no context."""
        return self.tally is not None and self.tally.weight >= _FIRM_EVIDENCE


@dataclass(frozen=True, slots=True)
class ReadPlaces:
    """What an article names, read once and weighed as often as its context changes."""

    title: str
    body: str
    votes: Sequence[Vote]
    filed: Sequence[Vote]
    source: str = ""
    """The place of the office that the lines beside the article name as its source."""


def read_places(articles: Sequence[tuple[str | None, str]]) -> list[ReadPlaces]:
    """Collect the places that articles, folded titles and bodies, name."""
    mentions = iter(find_mentions([text or "" for article in articles for text in article]))
    read = [
        ReadPlaces(title or "", body, *_collect(title or "", body, next(mentions), next(mentions)))
        for title, body in articles
    ]
    named = [vote for places in read for vote in places.votes if vote.mention.township]
    if not named:
        return read
    everywhere = county_of_townships(named)
    return [_with_townships(places, everywhere) for places in read]


def with_title(places: ReadPlaces, title: str) -> ReadPlaces:
    """Read another headline, folded, for an article whose own names no place: （原标题：…）."""
    if any(vote.where == "title" for vote in places.votes):
        return places
    (again,) = read_places([(title, places.body)])
    return replace(again, source=places.source)


def _with_townships(places: ReadPlaces, everywhere: str) -> ReadPlaces:
    """Read townships as those of the county that they have in common, on the page or in the article."""
    if not any(vote.mention.township for vote in places.votes):
        return places
    return _with_confirmed(places, county_of_townships(places.votes) or everywhere)


def _with_lone_township(places: ReadPlaces) -> ReadPlaces:
    """Read a township as that of its county though nothing beside it says so: no other has one."""
    if places.filed:
        return places
    county = county_of_lone_township(places.title, places.body, places.votes)
    return _with_confirmed(places, county)


def _with_confirmed(places: ReadPlaces, county: str) -> ReadPlaces:
    """Read the townships of a county as its own; the empty path has none."""
    return replace(places, votes=confirm_townships(places.votes, county)) if county else places


def find_regions(
    title: str | None,
    body: str,
    *,
    dateline: str | None = None,
    page_regions: Mapping[str, float] | None = None,
) -> RegionFinding:
    """Find what an article is about from its folded title and body.

    `dateline` (电头) is where it was filed, used when nothing else speaks.  `page_regions` weighs the
    regions of the page's other articles; they settle shared names and stand in for missing ones.
    """
    (places,) = read_places([(title, body)])
    if dateline:
        filed = [Vote(m, "dateline", 1.0, 0, dateline) for m in find_mentions([dateline])[0]]
        places = replace(places, filed=[*filed, *places.filed])
    return weigh_places(places, page_regions)


def weigh_places(
    places: ReadPlaces, page_regions: Mapping[str, float] | None = None
) -> RegionFinding:
    """Decide as `find_regions` does, from places that are read already."""
    return _weigh(places, PageRegions(page_regions) if page_regions else _NO_PAGE)


def _weigh(places: ReadPlaces, page: PageRegions, *, alone: bool = False) -> RegionFinding:
    """Decide with what the page tells; an article that stands `alone` means what it names by 我市."""
    home = page.home
    if not (places.votes or places.filed or places.source or home):
        return RegionFinding(())
    settled = settle(places.votes, places.filed, page.weights, home)
    settled += titled_places(places.title, settled)
    if home or alone:
        settled += implied_votes(places.title, places.body, settled, page)
    known = home if page.sum >= _PAGE_VOTES else ""
    tally = Tally(settled, places.title, places.body, known)
    regions = tally.decide()
    if tally.is_faint and names_country(f"{places.title}\n{places.body[:LEAD_CHARS]}"):
        regions = ()  # a paper cited in foreign news
    if regions and not tally.is_faint:
        return RegionFinding(regions, tally)
    if places.source and not _is_national(places.body):
        beside = RegionEvidence(places.source, "metadata", 0, 0, "", 1.0, "source")
        return RegionFinding((places.source,), tally, beside)
    if _is_lent_to(places, page) and not _are_scattered(settled, home):
        inside = [v for v in settled if all(is_within(path, home) for path in v.mention.paths)]
        within = Tally(inside, places.title, places.body).decide() or (home,)
        weight = sum(count for path, count in page.weights.items() if is_within(path, home))
        lent = RegionEvidence(home, "page", 0, 0, "", weight, "page")
        return RegionFinding(within, tally, lent)
    filed = _filed(places)
    if regions and (filed is None or is_within(regions[0], filed.path)):
        return RegionFinding(regions, tally)
    return RegionFinding((filed.path,) if filed else (), tally, filed)


def read_source(lines: Iterable[str]) -> str:
    """Return the place of the office that lines beside an article name: 来源：柳州市公安局鱼峰分局."""
    named = [line for line in lines if _OFFICE.search(line)]
    votes = [
        Vote(mention, "body", mention.strength, order, line)
        for line, mentions in zip(named, find_mentions(named), strict=True)
        for order, mention in enumerate(mentions)
        if _OFFICE.match(line, mention.end)
    ]
    paths = [path for vote in settle(votes, (), {}) for path in vote.mention.paths]
    inmost = max(paths, key=len, default="")
    return inmost if all(is_within(inmost, path) for path in paths) else ""


def read_frame(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the places that the lines around the articles of a page name: its masthead, its site.

    What a paper is named after is a place, though elsewhere the word is mostly another: 大丰日报.
    """
    places: dict[str, None] = {}
    texts = list(map(closed_up, lines))
    for line, mentions in zip(texts, find_mentions(texts), strict=True):
        paper = _NAMED_PAPER.match(line)
        sure = [
            m._replace(doubtful=False) if paper and m.start == 0 and m.end == paper.end() else m
            for m in mentions
        ]
        votes = [Vote(m, "title", TITLE_WEIGHT * m.strength, 0, line) for m in sure]
        places |= dict.fromkeys(
            path for vote in settle(votes, (), {}) for path in vote.mention.paths
        )
    return tuple(places)


def weigh_together(
    articles: Sequence[ReadPlaces], frame: Sequence[str] = ()
) -> list[RegionFinding]:
    """Decide on the articles of a page, each with the regions of its neighbours as context.

    `frame` are the places named around them, each of which counts as much as a neighbour.
    An article that has none then is asked once more: what the page has lent confirms the page.
    Where the page has none to lend, a township that is the only one of its name stands for its county.
    """
    findings = [weigh_places(places) for places in articles]
    plain = [all(is_settled(vote.mention) for vote in places.votes) for places in articles]
    before: list[str] = []
    pages: dict[frozenset[tuple[str, int]], PageRegions] = {}
    seen: dict[int, PageRegions] = {}
    for _ in range(2 if frame or len(articles) > 1 else 0):
        regions = [finding.context for finding in findings]
        if regions == before or not (frame or any(regions)):
            break
        home = PageRegions(Counter((*frame, *filter(None, regions)))).home
        for number, (places, finding) in enumerate(zip(articles, findings, strict=True)):
            own = "" if finding.is_lent else finding.context
            clear = own and (before or plain[number] or finding.is_firm)
            inside = any(path != own and is_within(path, own) for path in frame)
            if clear and not inside and (not home or is_within(own, home)):
                continue
            beside = Counter((*frame, *_around(regions, number)))
            key = frozenset(beside.items())
            page = pages.get(key) or pages.setdefault(key, PageRegions(beside))
            if (page.home or not plain[number]) and seen.get(number) is not page:
                findings[number] = _weigh(places, page)
                seen[number] = page
        before = regions
    if len(articles) == 1 and not findings[0].regions and calls_place_its_own(articles[0].body):
        return [_weigh(articles[0], _NO_PAGE, alone=True)]
    told = [
        places if finding.regions else _with_lone_township(places)
        for places, finding in zip(articles, findings, strict=True)
    ]
    if all(map(operator.is_, told, articles)):
        return findings
    return weigh_together(told, frame)


def _around(regions: Sequence[str], number: int) -> tuple[str, ...]:
    """Return the regions of the neighbours of an article."""
    before = regions[max(0, number - _NEIGHBOURS) : number]
    after = regions[number + 1 : number + 1 + _NEIGHBOURS]
    return tuple(filter(None, (*before, *after)))


def _collect(
    title: str, body: str, in_title: Sequence[Mention], in_body: Sequence[Mention]
) -> tuple[list[Vote], list[Vote]]:
    """Return the votes of title and body, and those of the dateline apart."""
    votes = []
    filed = []
    order = taken = 0
    in_title, in_body = spell_out((title, in_title), (body, in_body))
    for mention in in_title:
        if mention.start < taken or is_called(title, mention.start, mention.end, body):
            continue
        if said := shortened(title, mention.start, mention.end, body):
            mention = mention._replace(strength=min(said[0], mention.strength), reason=said[1])
            taken = mention.end + 2
        weight = TITLE_WEIGHT * mention.strength
        if announces(title, mention.end):
            weight *= HEADING_FACTOR
        elif _is_held(title, mention):
            weight *= _HELD_FACTOR
        votes.append(Vote(mention, "title", weight, order, title))
        order += 1
    filed_end = dateline_end(body)
    lead_end = filed_end + LEAD_CHARS
    signed_from = len(body) - _SIGNATURE_CHARS
    for mention in in_body:
        if mention.end <= filed_end:
            filed.append(Vote(mention, "dateline", 1.0, order, body))
            continue
        signs = mention.end > signed_from and _SIGNATURE.match(body, mention.end) is not None
        opening = mention.start < lead_end or signs
        weight = (LEAD_WEIGHT if opening else _BODY_WEIGHT) * mention.strength
        if signs or (opening and _is_held(body, mention)):
            weight *= _HELD_FACTOR
        votes.append(Vote(mention, "body", weight, order, body, opening))
        order += 1
    return votes, filed


def _is_held(text: str, mention: Mention) -> bool:
    """Tell whether the event takes place there: 在厦门举行, but not 参加在厦门举行的比赛."""
    start = mention.start
    there = start > 0 and text[start - 1] == "在" and mention.strength > WEAK
    if not there or _HELD.match(text, mention.end) is None:
        return False
    return _TAKES_PART.search(text, max(0, start - _TAKEN_PART), start) is None


def _is_lent_to(places: ReadPlaces, page: PageRegions) -> bool:
    """Tell whether the page lends its place to an article that does not say itself where it is.

    A single neighbour lends its region only to a text that takes its place for known (市水利部门).
    The page lends none to a text that names, if ambiguously, a place elsewhere (朝阳区法院), nor to
    what an agency or a correspondent sent from elsewhere, nor to foreign news.
    """
    body, home = places.body, page.home
    if not home or (page.sum < _PAGE_VOTES and not takes_place_for_known(body)):
        return False
    filed_here = any(is_within(path, home) for v in places.filed for path in v.mention.paths)
    if (places.filed or is_from_agency(body)) and not filed_here:
        return False
    if names_country(body[:LEAD_CHARS]) or _names_elsewhere(places.votes, home):
        return False
    return not _is_national(body)


def _is_national(body: str) -> bool:
    """Tell whether a text opens with the whole country and speaks of no place of its own."""
    return speaks_nationally(body) and not takes_place_for_known(body)


def _are_scattered(settled: Sequence[Vote], home: str) -> bool:
    """Tell whether an article names several provinces, none that of its page: a list of matches."""
    named = [vote.mention for vote in settled if vote.mention.strength > WEAK]
    provinces = {path.split("/")[0] for mention in named for path in mention.paths}
    return len(provinces) >= _SCATTERED and home.split("/")[0] not in provinces


def _filed(places: ReadPlaces) -> RegionEvidence | None:
    """Return where an article was filed, which tells its place when nothing else does."""
    for vote in places.filed:
        mention = vote.mention
        if len(mention.paths) == 1 and not mention.township:
            path = mention.paths[0]
            if path == "北京市" and (
                is_from_agency(vote.text) or _NATIONAL.search(f"{places.title}\n{places.body}")
            ):
                return None
            text = vote.text[mention.start : mention.end]
            return RegionEvidence(
                path, "dateline", mention.start, mention.end, text, 0.3, "dateline"
            )
    return None


def _names_elsewhere(votes: Sequence[Vote], path: str) -> bool:
    """Tell whether a full name stands in the article that no place in `path` bears, and none that
    one does."""
    near = [
        any(is_within(p, path) or is_within(path, p) for p in vote.mention.paths)
        for vote in votes
        if vote.mention.reason == "name"
    ]
    return bool(near) and not any(near)
