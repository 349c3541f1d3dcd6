"""Short news without headlines of its own (简讯): which paragraphs of a page are articles each.

They stand below the name of a column, have marks, numbers or places in front, or are sentences that
follow one another and have nothing in common.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from jianbao.indexer.blocks import Block
from jianbao.indexer.layout import Kind
from jianbao.indexer.openings import CONTINUATION, NOTICE
from jianbao.indexer.page_form import BRIEF_COLUMN, HEADING, TEXT

_COLUMN = 5
"""Code points of the name of a column, at most."""
_NUMBER = re.compile("(\\d{1,2})[、．.](?!\\d)")
_PLACE = re.compile("[一-龥]{2,8}(?:[县市区旗乡镇村]|街道|苏木|社区)：")
_TOLD = re.compile("\\d{1,2}日|近日|日前|昨[天日]|今[天日]")
_TOLD_REACH = 32
"""Code points in which an item that is news tells its day."""
_LONGEST_BRIEF = 160
_SHORTEST_SENTENCE, _LONGEST_SENTENCE = 20, 110
"""Code points of a brief, and of one that is a sentence."""
_OPENS = (*HEADING, Kind.SECTION, Kind.DATE)
_OWN = 2
"""Paragraphs of an article above such sentences, at least."""
_COMPARED = 6
"""Lines above with which a sentence of news has nothing in common."""
_SENTENCES = 3
"""Such sentences in a row, at least."""


def listed_briefs(blocks: Sequence[Block]) -> frozenset[int]:
    """Find the marked or numbered items below the name of a column, so that each is an article."""
    found: dict[int, str] = {}
    for number, (above, block) in enumerate(itertools.pairwise(blocks), 1):
        numbered = _NUMBER.match(block.text) if block.kind is Kind.PROSE else None
        if block.kind is not Kind.ITEM and numbered is None:
            continue
        mark = numbered[1] if numbered else block.text[0]
        column = above.kind is Kind.SECTION or (
            above.kind is Kind.SHORT
            and len(above.text) <= _COLUMN
            and not NOTICE.match(above.text.replace(" ", ""))
        )
        if numbered:
            column = column and mark == "1"
            goes_on = found.get(number - 1) == str(int(mark) - 1)
        else:
            goes_on = found.get(number - 1) == mark
        if column or goes_on:
            found[number] = mark
    news = (*_items_of_news(blocks), *_one_sentence_news(blocks), *_news_of_places(blocks))
    return frozenset((*found, *news, *_unmarked_news(blocks)))


def _unmarked_news(blocks: Sequence[Block]) -> Iterator[int]:
    """Find paragraphs of one sentence in a row that mostly tell their day and have nothing in common.

    The first paragraphs below a headline are those of its article.
    """
    run: list[int] = []
    for number, block in enumerate((*blocks, None)):
        if block is not None and _is_sentence_of_news(block):
            above = {b.kind for b in blocks[max(0, number - _OWN) : number]}
            if run or (above.isdisjoint(_OPENS) and not above.isdisjoint(TEXT)):
                run.append(number)
        elif block is None or block.kind is not Kind.NAMES:
            yield from _told_apart(blocks, run)
            run = []


def _is_sentence_of_news(block: Block) -> bool:
    text = block.text
    return (
        block.kind is Kind.PROSE
        and text.count("。") == 1
        and _SHORTEST_SENTENCE <= len(text) <= _LONGEST_SENTENCE
        and text[0] not in "“‘"
        and CONTINUATION.match(text) is None
    )


def _told_apart(blocks: Sequence[Block], run: Sequence[int]) -> Iterator[int]:
    """Yield the sentences of a run that have nothing in common with what stands above each, if they are
    enough and most tell their day."""
    if len(run) < _SENTENCES:
        return
    own: list[int] = []
    for number in (*run, None):
        if number is not None and _is_new(blocks, number):
            own.append(number)
            continue
        told = sum(1 for each in own if _TOLD.search(blocks[each].text))
        if len(own) >= _SENTENCES and told > len(own) / 2:
            yield from own
        own = []


def _is_new(blocks: Sequence[Block], number: int) -> bool:
    """Say whether a paragraph has no three characters in a row in common with the lines above."""
    words = blocks[number].triples
    near = blocks[max(0, number - _COMPARED) : number]
    return all(words.isdisjoint(block.triples) for block in near)


def _news_of_places(blocks: Sequence[Block]) -> Iterator[int]:
    """Find short paragraphs that begin with the names of places (虹溪镇：…), below the name of a column."""
    for number, above in enumerate(blocks):
        column = above.kind is Kind.SECTION or (
            above.kind in HEADING and len(above.text) <= _COLUMN and above.text[-1] != "："
        )
        if not column:
            continue
        run = list(itertools.takewhile(_is_news_of_place, blocks[number + 1 :]))
        if len(run) > 1:
            yield from range(number + 1, number + 1 + len(run))


def _is_news_of_place(block: Block) -> bool:
    return _is_brief(block) and _PLACE.match(block.text) is not None


def _items_of_news(blocks: Sequence[Block]) -> Iterator[int]:
    """Find items with one mark, several in a row behind a finished text, that mostly tell their day."""

    def mark(numbered: tuple[int, Block]) -> str | None:
        return numbered[1].text[0] if numbered[1].kind is Kind.ITEM else None

    for sign, run in itertools.groupby(enumerate(blocks), key=mark):
        items = [number for number, _ in run] if sign else []
        told = sum(1 for n in items if _TOLD.search(blocks[n].text, 1, _TOLD_REACH))
        if len(items) < 2 or told <= len(items) / 2 or not items[0]:
            continue
        above = blocks[items[0] - 1]
        if above.kind in (Kind.NAMES, Kind.META) or (above.kind is Kind.PROSE and above.ended):
            yield from items


def _one_sentence_news(blocks: Sequence[Block]) -> Iterator[int]:
    """Find the paragraphs below 一句话新闻 and the like, down to the next headline: each is an article."""
    for number, column in enumerate(blocks):
        if column.kind is not Kind.SECTION or not BRIEF_COLUMN.fullmatch(column.text):
            continue
        first = number + 1
        while first < len(blocks) and blocks[first].kind in (Kind.META, Kind.DATE, Kind.SECTION):
            first += 1
        run = list(itertools.takewhile(_is_brief, blocks[first:]))
        if len(run) > 1 and not any(CONTINUATION.match(block.text) for block in run):
            yield from range(first, first + len(run))


def _is_brief(block: Block) -> bool:
    return block.kind is Kind.PROSE and block.ended and len(block.text) <= _LONGEST_BRIEF
