"""The query tree as it is evaluated: text is analysed, regions and periods are looked up.

A node is the same for all segments.  It contributes to an article's score when it matches the article
and no NOT is above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from jianbao.indexer.analysis import STOP_WORDS
from jianbao.indexer.arrays import Array
from jianbao.indexer.columns import Column
from jianbao.indexer.folding import fold
from jianbao.indexer.schema import TEXT_FIELDS
from jianbao.search.query import (
    And,
    Everything,
    InPeriod,
    InRegion,
    Not,
    Or,
    Phrase,
    Query,
)
from jianbao.search.words import QueryWords


@dataclass(frozen=True)
class Leaf:
    """A term or phrase of the query, ready to be matched."""

    words: QueryWords
    field: str | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The text fields to look in."""
        return TEXT_FIELDS if self.field is None else (self.field,)

    @property
    def is_one_word(self) -> bool:
        """Tell whether it matches exactly where its one word stands."""
        words = self.words
        return len(words.required) == 1 and not words.contained and words.scored == words.required


@dataclass(frozen=True)
class Words:
    """A leaf made of index words."""

    leaf: Leaf


@dataclass(frozen=True)
class Characters:
    """A leaf that is matched as an exact phrase."""

    leaf: Leaf
    quoted: bool = False


@dataclass(frozen=True)
class Values:
    """Articles with one of some facet values: `allowed` marks them in a column."""

    column: str
    allowed: Callable[[Column], Array]


@dataclass(frozen=True)
class Some:
    """Articles that have at least one of the words of some leaves.

    This is a relaxed AND: a score is multiplied by the share of them that the article has (the
    coordination factor of the vector space model as Lucene had it), so that articles with most of
    the words come first.
    """

    leaves: tuple[Words, ...]


@dataclass(frozen=True)
class All:
    """Articles that every child matches."""

    children: tuple[Node, ...]


@dataclass(frozen=True)
class Any:
    """Articles that some child matches."""

    children: tuple[Node, ...]


@dataclass(frozen=True)
class Except:
    """Articles that the child does not match."""

    child: Node


Node = Words | Characters | Values | Some | All | Any | Except
"""A query tree whose text has been analysed; `All(())` matches everything."""


@dataclass
class Compiler:
    """Turn a query tree into nodes: analyse its text, look up its regions and periods."""

    analyse: Callable[[str], QueryWords]
    region: Callable[[str], Callable[[Column], Array]]
    period: Callable[[str], Callable[[Column], Array]]

    def compile(self, query: Query) -> Node | None:
        """Give the node of a query; None when there is nothing to search for in it (`!!!`)."""
        if isinstance(query, And | Or):
            nodes = [node for child in query.children if (node := self.compile(child)) is not None]
            if isinstance(query, And):
                # Function words beside others ask for nothing; alone they are looked for.
                nodes = [node for node in nodes if not _is_function_word(node)] or nodes
            if not nodes and query.children:
                return None
            if len(nodes) == 1:
                return nodes[0]
            return All(tuple(nodes)) if isinstance(query, And) else Any(tuple(nodes))
        if isinstance(query, Not):
            child = self.compile(query.child)
            return None if child is None else Except(child)
        if isinstance(query, Everything):
            return All(())
        if isinstance(query, InRegion):
            return Values("region", self.region(query.name))
        if isinstance(query, InPeriod):
            return Values("date", self.period(query.text))
        if query.field in ("byline", "media"):
            return Values(query.field, _containing(fold(query.text)))
        if isinstance(query, Phrase):
            words = QueryWords(fold(query.text), (), (), (), phrase=True)
            return Characters(Leaf(words, query.field), quoted=True)
        words = self.analyse(query.text)
        if words.is_empty:
            return None
        leaf = Leaf(words, query.field)
        return Characters(leaf) if words.phrase else Words(leaf)


def _is_function_word(node: Node) -> bool:
    if not isinstance(node, Characters) or node.quoted or node.leaf.words.scored:
        return False
    text = node.leaf.words.text
    return len(text) > 1 or text in STOP_WORDS


def _containing(text: str) -> Callable[[Column], Array]:
    def allowed(column: Column) -> Array:
        return np.array([text in fold(value) for value in column.values], dtype=bool)

    return allowed


def leaves(node: Node) -> Iterator[Words | Characters]:
    """Give the terms and phrases that speak for an article, those under a NOT left out."""
    if isinstance(node, Words | Characters):
        yield node
    elif isinstance(node, Some):
        yield from node.leaves
    elif isinstance(node, All | Any):
        for child in node.children:
            yield from leaves(child)


def relax(node: Node) -> Node | None:
    """Give the weaker form of a query that requires several words: any of them.

    What is quoted, excluded or filtered stays as it is.
    """
    children = node.children if isinstance(node, All) else (node,)
    words = []
    rest = []
    for child in children:
        if isinstance(child, Words | Characters) and child.leaf.words.parts:
            words.append(Words(child.leaf))
        else:
            rest.append(child)
    if sum(len(each.leaf.words.parts) for each in words) < 2:
        return None
    return All((Some(tuple(words)), *rest))
