"""How a page is set as a whole: the gaps between its paragraphs, its repeated structure.

What is usual on a page gives what is unusual its meaning: an empty line tells something only where
paragraphs follow one another without one.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jianbao.indexer.blocks import Block
from jianbao.indexer.bylines import trailing_credit
from jianbao.indexer.datelines import names_medium
from jianbao.indexer.labels import DATED
from jianbao.indexer.layout import Kind
from jianbao.indexer.openings import (
    LISTED,
    label_form,
    labels_place,
    opening,
    shared,
    speaker,
)
from jianbao.indexer.stamps import is_address, stamped_day

HEADING = (Kind.SHORT, Kind.MARK)
TEXT = (Kind.PROSE, Kind.ITEM)
ITEM = re.compile("^【[^】]{2,20}】")
SITE = re.compile("[一-龥]{2,16}(?:网站?|门户|频道|在线|政府|日报|晚报)")
_SAME = 0.7
"""Share of the pairs of characters that two captions of one event have in common."""
_MASTHEAD = 5
"""Lines among which a masthead is looked for."""
_LONGEST_NAME = 24
_COLUMN = 5
"""Code points of the name of a column, at most."""
_SIGNATURE = re.compile(
    "[一-龥]{2,3}(?: [一-龥]{2,3})?|[（(](?:[一-龥]{2,3}(?: [一-龥]{2,3})?|[一-龥] [一-龥])[)）]"
)
_ALONE = (Kind.FOLIO, Kind.SHORT)
_HAN_NUMERAL = re.compile("[一二三四五六七八九十]")
_NUMERALS = (
    (re.compile("[1-9]|0[1-9]"), "123456789"),
    (_HAN_NUMERAL, "一二三四五六七八九十"),
)
_PART_HEAD = re.compile("[1-9](?![年月日时分点届强人名岁个丨])[一-龥]")
_PARTS = 2
"""Numbers that stand alone, at least, for a text in parts."""
_FIRST_NUMBER = re.compile("[（(]?[1一][)）、．.](?!\\d)")
BRIEF_COLUMN = re.compile(
    "(?:\\[[^\\[\\]]{2,4}\\])?【?(?:一句话(?:新闻)?|[一-龥]{0,4}(?:简讯|短讯|快讯|短波|短平快|速览))】?"
)
_MARKED_SHARE = 0.4
"""Share of the headings that they are; fewer are subheads of one article."""
_MARKED = 3
"""Headings with a mark that make it the habit of a page."""
_TOP = 3
"""Lines among which the name of a column tells what the page is."""
_FILED = 3
"""Articles with a dateline that make it the habit of a page."""
_SIGNED = 2
"""Articles signed below their text that make it the habit of a page."""
_USUAL = 0.4
"""Share of the gaps between paragraphs from which on a gap may be the usual one."""


@dataclass(frozen=True, slots=True)
class PageForm:
    """What a page's blocks have in common.

    `gap` is how many empty lines usually stand between paragraphs; `wider` the share of the gaps
    that are wider; `tight` says that nearly all paragraphs are set apart, `indented` that their first
    lines are.  `labelled` counts the headings that begin with a place.  A `transcript` is a conversation;
    an `itemised` page holds tagged briefs, a `bulleted` one marked items, and below the items of a
    `dated` one stand their dates.  `dated_heads` counts the headings with a date or labels below; `marks`
    are the characters that some headings over text begin with.  On a `filed` page most texts open with
    a dateline; on one that is `stamped_above`, dates stand above the articles, on one that is
    `printed_above`, the headers of printed pages.  A `digest` begins with the name of a column
    of short news; on a `numbered` page the first headline, above all text, has a number.  In
    `label_forms` are the last characters of the labels that several headings begin with.
    """

    gap: int
    wider: float
    tight: bool
    indented: bool
    labelled: int
    transcript: bool
    itemised: bool
    bulleted: bool
    dated: bool
    dated_heads: int
    marks: frozenset[str]
    filed: bool
    stamped_above: bool
    printed_above: bool
    digest: bool
    numbered: bool
    label_forms: frozenset[str]

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> PageForm:
        """Read the form of a page off its blocks."""
        prose = [block for block in blocks if block.kind is Kind.PROSE]
        gap, wider, tight = _gaps(blocks)
        speakers = Counter(name for b in blocks if (name := speaker(b.text)) is not None)
        turns = sum(count for count in speakers.values() if count > 1)
        tagged = [ITEM.match(block.text) is not None for block in prose]
        in_a_row = any(all(run) for run in zip(tagged, tagged[1:], tagged[2:], strict=False))
        return cls(
            gap=gap,
            wider=wider,
            tight=tight,
            indented=sum(1 for block in prose if block.indent > 1) >= 0.7 * len(prose) > 0,
            labelled=sum(1 for b in blocks if b.kind in HEADING and labels_place(b.text)),
            transcript=turns >= 4 and sum(speakers.values()) >= 0.5 * len(blocks),
            itemised=in_a_row,
            bulleted=_holds_marked_briefs(blocks, prose),
            dated=_ends_items_with_dates(blocks),
            dated_heads=sum(
                1
                for head, date, text in zip(blocks, blocks[1:], blocks[2:], strict=False)
                if date.kind in (Kind.DATE, Kind.META)
                and head.kind in HEADING
                and text.kind is Kind.PROSE
            ),
            marks=_marks(blocks),
            filed=_are_filed(blocks),
            stamped_above=_are_stamped_above(blocks),
            printed_above=blocks[0].kind is Kind.HEADER,
            digest=any(
                b.kind is Kind.SECTION and BRIEF_COLUMN.fullmatch(b.text) for b in blocks[:_TOP]
            ),
            numbered=_is_numbered(blocks),
            label_forms=_label_forms(blocks),
        )


def _is_numbered(blocks: Sequence[Block]) -> bool:
    """Say whether the numbers of headings are those of articles: the first stands above all text."""
    top = itertools.takewhile(lambda block: block.kind not in TEXT, blocks)
    first = next((block for block in top if block.kind in HEADING), None)
    return first is not None and _FIRST_NUMBER.match(first.text) is not None


def _label_forms(blocks: Sequence[Block]) -> frozenset[str]:
    """Find how the labels of subheads end that are alike: 球场边：…, 灶台边：…"""
    labels = (
        b.text for b in blocks if b.kind in HEADING and ("：" in b.text or b.text[0] in "[【〖从")
    )
    forms = Counter(map(label_form, labels))
    return frozenset(form for form, count in forms.items() if form and count > 1)


def is_stamp(block: Block) -> bool:
    """Say whether a line tells the day of an article, alone or among labels, and is no address."""
    if block.kind is not Kind.META:
        return block.kind is Kind.DATE
    dated = DATED.search(block.text) is not None or stamped_day(block.text) is not None
    return dated and not is_address(block.text)


def _are_stamped_above(blocks: Sequence[Block]) -> bool:
    """Say whether the day of each article stands above it: in the first line of all, and not in the last."""
    stamps = sum(map(is_stamp, blocks))
    below = sum(
        above.kind in HEADING and is_stamp(stamp) for above, stamp in itertools.pairwise(blocks)
    )
    edges = is_stamp(blocks[0]) and not is_stamp(blocks[-1])
    return stamps > 1 and edges and below < stamps / 2


def _are_filed(blocks: Sequence[Block]) -> bool:
    """Say whether most texts below headings open with a dateline."""
    texts = [
        opening(text.text) == "dateline"
        for above, text in itertools.pairwise(blocks)
        if text.kind is Kind.PROSE and above.kind is not Kind.PROSE
    ]
    return sum(texts) >= max(_FILED, len(texts) / 2)


def _marks(blocks: Sequence[Block]) -> frozenset[str]:
    """Find the marks that set off the headings of a page: ·, ■."""
    heads = [
        head.text
        for head, text in itertools.pairwise(blocks)
        if head.kind in HEADING and text.kind is Kind.PROSE
    ]
    counts = Counter(head[0] for head in heads if LISTED.match(head))
    least = max(_MARKED, _MARKED_SHARE * len(heads))
    return frozenset(mark for mark, count in counts.items() if count >= least)


def mark_masthead(blocks: Sequence[Block]) -> None:
    """Take the short lines at the top for the masthead that goes on below them, as its date tells."""
    for number, block in enumerate(blocks[:_MASTHEAD]):
        if block.kind is Kind.PROSE:
            return
        below = blocks[number + 1 : number + 2]
        if block.kind is Kind.HEADER and below and below[0].kind in (*HEADING, Kind.HEADER):
            for above in blocks[:number]:
                above.kind = Kind.HEADER
        elif (
            block.kind in HEADING
            and below
            and below[0].kind in (Kind.NAV, Kind.HEADER)
            and SITE.fullmatch(block.text)
        ):
            block.kind = Kind.HEADER
        elif block.kind is not Kind.NAV and len(block.text) > _LONGEST_NAME:
            return


def mark_media(blocks: Sequence[Block]) -> None:
    """Take the name of a paper between a headline and its day for a label of the article, no masthead."""
    for above, block, below in zip(blocks, blocks[1:], blocks[2:], strict=False):
        named = block.kind is Kind.HEADER and names_medium(block.text)
        if named and is_stamp(below) and above.kind in HEADING and len(above.text) > _COLUMN:
            block.kind = Kind.META


def mark_captions(blocks: Sequence[Block]) -> None:
    """Take a paragraph that stands several times in a row for the caption of several pictures, the same
    to the letter or, without a stop, nearly so."""
    for _, run in itertools.groupby(blocks, key=lambda block: block.text):
        same = [block for block in run if block.kind is Kind.PROSE]
        for block in same if len(same) > 1 else ():
            block.kind = Kind.PHOTO
    for above, block in itertools.pairwise(blocks):
        open_ended = not above.ended and not block.ended and above.kind is block.kind is Kind.PROSE
        if open_ended and shared(above.text, block.text)[0] >= _SAME:
            above.kind = block.kind = Kind.PHOTO


def mark_parts(blocks: Sequence[Block]) -> None:
    """Take numbers that stand alone (01, 02; 一, 二) and the lines below them for subheads of a text, and
    lines that begin with the numbers from one on (1设置…, 2施工…).

    The numbers of a paper's pages do not begin above its first text, or stand among its mastheads.
    """
    for form, numerals in _NUMERALS:
        found = [n for n, b in enumerate(blocks) if b.kind in _ALONE and form.fullmatch(b.text)]
        values = [numerals.index(blocks[n].text.lstrip("0")) for n in found]
        if len(found) < _PARTS or values != list(range(len(found))):
            continue
        if not found[0] or any(blocks[number - 1].kind is Kind.HEADER for number in found):
            continue
        headed = all(b.kind in HEADING for n in found for b in blocks[n + 1 : n + 2])
        if headed or form is _HAN_NUMERAL:
            for number in found:
                for block in blocks[number : number + 1 + headed]:
                    block.kind = Kind.PROSE
    heads = [b for b in blocks if b.kind is Kind.SHORT and _PART_HEAD.match(b.text)]
    numbers = [int(block.text[0]) for block in heads]
    if len(heads) >= _PARTS and numbers == list(range(1, len(heads) + 1)):
        for block in heads:
            block.kind = Kind.PROSE


def mark_signatures(blocks: Sequence[Block]) -> None:
    """Take short words below articles for names, on a page whose articles are signed there.

    次旺 begins with no surname and 向好 is a common word; that names stand in the same place of
    other articles tells what they are.
    """
    below = [
        number
        for number, (above, block) in enumerate(itertools.pairwise(blocks), 1)
        if above.kind is Kind.PROSE and above.ended
        if block.kind is Kind.NAMES
        or (block.kind is Kind.SHORT and _SIGNATURE.fullmatch(block.text))
    ]
    names = sum(1 for number in below if blocks[number].kind is Kind.NAMES)
    if names < _SIGNED or names < len(below) / 2:
        return
    for number in below:
        block = blocks[number]
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if following is None or (following.kind in HEADING and block.blank <= following.blank):
            block.kind = Kind.NAMES


def _holds_marked_briefs(blocks: Sequence[Block], prose: Sequence[Block]) -> bool:
    """Say whether the marked items of a page are its articles: nearly all of its text, or signed."""
    items = [block.text for block in blocks if block.kind is Kind.ITEM]
    if not items or Counter(text[0] for text in items).most_common(1)[0][1] < 3:
        return False
    signed = sum(1 for text in items if trailing_credit(text) is not None)
    return len(items) >= 1.5 * len(prose) or signed >= 0.6 * len(items)


def _gaps(blocks: Sequence[Block]) -> tuple[int, float, bool]:
    """Return the usual gap between paragraphs, the share of wider ones, and whether all are apart."""
    inside = [
        below.blank
        for above, below in itertools.pairwise(blocks)
        if above.kind is Kind.PROSE and below.kind is Kind.PROSE
    ]
    gaps = inside if len(inside) > 1 else [block.blank for block in blocks[1:]]
    if not gaps:
        return 0, 0.0, False
    counts = Counter(gaps)
    gap = (
        min(size for size, count in counts.items() if count >= _USUAL * len(gaps))
        if (max(counts.values()) >= _USUAL * len(gaps))
        else min(counts)
    )
    wider = sum(1 for size in gaps if size > gap) / len(gaps)
    return gap, wider, gap > 0 and inside.count(0) <= max(1, 0.34 * len(inside))


def _ends_items_with_dates(blocks: Sequence[Block]) -> bool:
    """Say whether dates stand under the items of a list: after text, and at the very end."""
    pairs = list(itertools.pairwise(blocks))
    after_text = sum(1 for a, b in pairs if b.kind is Kind.DATE and a.kind is Kind.PROSE)
    return after_text >= 2 and (
        blocks[-1].kind is Kind.DATE
        or any(Kind.DATE in (a.kind, b.kind) and a.end == b.start for a, b in pairs)
    )
