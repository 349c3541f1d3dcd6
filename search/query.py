"""The query tree, and how it is spelled: what a search means, without any engine.

`jianbao.search.parser` reads query text into this tree, an evaluator runs it on an index, and
another engine can compile the same tree.  A node states a set of articles; `Not` is the complement,
so that a query of nothing but exclusions needs no special form.  Text is as typed: folding and
segmentation belong to the evaluator.  A tree prints back to query text and has a JSON form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from jianbao import limits
from jianbao.errors import LimitError, QueryError

TextField = Literal["title", "body", "byline", "media"]
"""The fields whose text can be searched by itself; None means all of them."""
_TEXT_FIELDS: frozenset[str | None] = frozenset({None, *get_args(TextField)})

FIELD_NAMES: Mapping[str, str] = {
    "title": "title",
    "body": "body",
    "byline": "byline",
    "media": "media",
    "region": "region",
    "date": "date",
    "标题": "title",
    "標題": "title",
    "正文": "body",
    "作者": "byline",
    "来源": "media",
    "來源": "media",
    "地区": "region",
    "地區": "region",
    "日期": "date",
}
"""What may stand before a colon, in lower case and half width → the field."""
OPERATOR_WORDS: Mapping[str, Literal["and", "or", "not"]] = {
    "AND": "and",
    "且": "and",
    "&": "and",
    "OR": "or",
    "或": "or",
    "NOT": "not",
    "非": "not",
}
"""Words, in half width, that are operators when they stand alone."""

SEPARATORS = r"\s\x00-\x1f\x7f-\x9f\u200b\ufeff"
"""Inside of a regular expression class: what ends a term, and is never part of one."""
SEPARATOR_RUN = re.compile(f"[{SEPARATORS}]+")
QUOTES = '"＂“”「」『』'
BREAKS = QUOTES + "()（）|｜"
"""Signs that end a term, like a separator does."""
ESCAPABLE = BREAKS + "\\:：*＊?^~&＆-－"
"""Signs that lose their meaning after a backslash; before anything else a backslash is text."""
FIELD_LIKE = re.compile(r"([^\W\d]\w*)[:：]")
"""A word and a colon: a field when `field_named` knows the word, otherwise text."""

_TERM_SIGN = re.compile(rf"[{BREAKS}\\*＊?^~]|[&＆](?=[&＆])")
_BARE_VALUE = re.compile(r"[\w/.<>=:+-]+")


@dataclass(frozen=True, slots=True)
class Term:
    """Articles with the words of `text`: one chunk without spaces, as typed."""

    text: str
    field: TextField | None = None

    def __post_init__(self) -> None:
        _check_field(self.field)
        if not self.text or SEPARATOR_RUN.search(self.text):
            raise QueryError(f"{self.text!r} is not one term: join several with And, or use Phrase")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Articles with exactly these characters in a row (after folding)."""

    text: str
    field: TextField | None = None

    def __post_init__(self) -> None:
        _check_field(self.field)
        _check_text("phrase", self.text)


@dataclass(frozen=True, slots=True)
class And:
    """Articles that are in every child; without children, all articles."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Articles that are in at least one child; without children, none."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """All articles but those of `child`."""

    child: Query


@dataclass(frozen=True, slots=True)
class InRegion:
    """Articles in a region or below it; `name` is as typed, 重庆 or 重庆市/大渡口区."""

    name: str

    def __post_init__(self) -> None:
        _check_text("region", self.name)


@dataclass(frozen=True, slots=True)
class InPeriod:
    """Articles dated in a period, as typed: `2023-06`, `2023-06..2023-08`, `>2023`, `<=6月`."""

    text: str

    def __post_init__(self) -> None:
        _check_text("date", self.text)


@dataclass(frozen=True, slots=True)
class Everything:
    """All articles."""


Query: TypeAlias = Term | Phrase | And | Or | Not | InRegion | InPeriod | Everything


def _check_field(field: str | None) -> None:
    if field not in _TEXT_FIELDS:
        names = ", ".join(get_args(TextField))
        raise QueryError(f"{field!r} is not a field of text; the fields are {names}")


def _check_text(kind: str, text: str) -> None:
    if not SEPARATOR_RUN.sub("", text):
        raise QueryError(f"a {kind} needs at least one character that is not a space")


def all_of(children: Iterable[Query]) -> Query:
    """Join with And, flat: opens nested Ands, leaves out Everything, lets one child stand alone."""
    flat: list[Query] = []
    for child in children:
        if isinstance(child, And):
            flat.extend(child.children)
        elif not isinstance(child, Everything):
            flat.append(child)
    if not flat:
        return Everything()
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(children: Iterable[Query]) -> Query:
    """Join with Or, flat: opens nested Ors, lets one child stand alone; none is not everything."""
    flat: list[Query] = []
    for child in children:
        if isinstance(child, Or):
            flat.extend(child.children)
        else:
            flat.append(child)
    if not flat:
        return Not(Everything())
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def negate(query: Query) -> Query:
    """Take the complement; two in a row cancel out."""
    return query.child if isinstance(query, Not) else Not(query)


def check_limits(query: Query) -> None:
    """Raise `LimitError` when the tree has too many nodes or levels of And, Or and Not.

    What passes can be walked by recursion without care.
    """
    nodes = 0
    level: list[Query] = [query]
    for depth in range(limits.MAX_QUERY_DEPTH + 2):
        nodes += len(level)
        if nodes > limits.MAX_QUERY_NODES:
            raise LimitError(
                f"the query has more than {limits.MAX_QUERY_NODES:,} terms and operators "
                "(MAX_QUERY_NODES); search for fewer at a time"
            )
        if depth > limits.MAX_QUERY_DEPTH:
            raise too_deep()
        below: list[Query] = []
        for node in level:
            if isinstance(node, And | Or):
                below.extend(node.children)
            elif isinstance(node, Not):
                below.append(node.child)
        if not below:
            return
        level = below


def too_deep(position: int | None = None) -> LimitError:
    """Make the error for a query that is nested too deeply; `position` is a code point offset."""
    place = "" if position is None else f" at character {position + 1}"
    return LimitError(
        f"the query is nested more than {limits.MAX_QUERY_DEPTH} levels deep{place} "
        "(MAX_QUERY_DEPTH); leave out needless parentheses"
    )


def canonical(query: Query) -> Query:
    """Rebuild a tree as the parser would make it, with the same meaning; see `all_of`, `any_of`."""
    check_limits(query)
    return _canonical(query)


def _canonical(query: Query) -> Query:
    if isinstance(query, And):
        return all_of([_canonical(child) for child in query.children])
    if isinstance(query, Or):
        return any_of([_canonical(child) for child in query.children])
    if isinstance(query, Not):
        return negate(_canonical(query.child))
    return query


def to_text(query: Query) -> str:
    """Print a query as text that parses, strictly too, to `canonical(query)`.

    A field is repeated before each of its terms, so that text at the very limit of length may print
    beyond it.
    """
    return _print(canonical(query))


def _print(query: Query) -> str:
    if isinstance(query, And):
        parts = (f"({_print(c)})" if isinstance(c, Or) else _print(c) for c in query.children)
        return " ".join(parts)
    if isinstance(query, Or):
        return " OR ".join(_print(child) for child in query.children)
    if isinstance(query, Not):
        inner = _print(query.child)
        return f"-({inner})" if isinstance(query.child, And | Or) else f"-{inner}"
    if isinstance(query, InRegion):
        return f"region:{_print_value(query.name)}"
    if isinstance(query, InPeriod):
        return f"date:{_print_value(query.text)}"
    if isinstance(query, Everything):
        return "*"
    prefix = f"{query.field}:" if query.field else ""
    if isinstance(query, Phrase):
        return prefix + _quote(query.text)
    return prefix + _escape(query.text, bare=not prefix)


def _print_value(text: str) -> str:
    return text if _BARE_VALUE.fullmatch(text) else _quote(text)


def _quote(text: str) -> str:
    return '"' + re.sub(rf"[{QUOTES}\\]", r"\\\g<0>", text) + '"'


def _escape(text: str, bare: bool) -> str:
    escaped = _TERM_SIGN.sub(r"\\\g<0>", text)
    if text[0] in "-－" or operator_word(text):
        return "\\" + escaped
    name = FIELD_LIKE.match(text) if bare else None
    if name and (field_named(name[1]) or not text.startswith("//", name.end())):
        return escaped[: name.end() - 1] + "\\" + escaped[name.end() - 1 :]
    return escaped


def half_width(word: str) -> str:
    """Spell full-width letters and signs of an operator or field name in half width."""
    return word if word.isascii() else unicodedata.normalize("NFKC", word)


def field_named(word: str) -> str | None:
    """Say which field a word before a colon names, in either language, width and case."""
    return FIELD_NAMES.get(half_width(word).lower())


def operator_word(word: str) -> Literal["and", "or", "not"] | None:
    """Say which operator a stand-alone word is; English ones only in capitals."""
    return OPERATOR_WORDS.get(half_width(word)) if len(word) <= 3 else None


def to_json(query: Query) -> dict[str, Any]:
    """Give the JSON form: one key that says what the node is, and `field` where there is one."""
    check_limits(query)
    return _to_json(query)


def _to_json(query: Query) -> dict[str, Any]:
    if isinstance(query, And):
        return {"and": [_to_json(child) for child in query.children]}
    if isinstance(query, Or):
        return {"or": [_to_json(child) for child in query.children]}
    if isinstance(query, Not):
        return {"not": _to_json(query.child)}
    if isinstance(query, InRegion):
        return {"region": query.name}
    if isinstance(query, InPeriod):
        return {"date": query.text}
    if isinstance(query, Everything):
        return {"everything": True}
    form = {"phrase" if isinstance(query, Phrase) else "term": query.text}
    return {**form, "field": query.field} if query.field else form


def from_json(value: object) -> Query:
    """Read the JSON form back; raise `QueryError` if it is not one, `LimitError` if too large."""
    query = _from_json(value, limits.MAX_QUERY_DEPTH)
    check_limits(query)
    return query


def _from_json(value: object, levels: int) -> Query:
    if levels < 0:
        raise too_deep()
    if not isinstance(value, Mapping):
        raise _not_a_query(value)
    match dict(value):
        case {"and": list(children), **rest} if not rest:
            return And(tuple(_from_json(child, levels - 1) for child in children))
        case {"or": list(children), **rest} if not rest:
            return Or(tuple(_from_json(child, levels - 1) for child in children))
        case {"not": child, **rest} if not rest:
            return Not(_from_json(child, levels - 1))
        case {"region": str(name), **rest} if not rest:
            return InRegion(name)
        case {"date": str(text), **rest} if not rest:
            return InPeriod(text)
        case {"everything": True, **rest} if not rest:
            return Everything()
        case {"term": str(text), **rest} if rest.keys() <= {"field"}:
            return Term(text, _field(rest.get("field")))
        case {"phrase": str(text), **rest} if rest.keys() <= {"field"}:
            return Phrase(text, _field(rest.get("field")))
    raise _not_a_query(value)


def _field(value: object) -> TextField | None:
    for name in get_args(TextField):
        if value == name:
            field: TextField = name
            return field
    if value is None:
        return None
    raise QueryError(f"{value!r} is not a field of text; the fields are title, body, byline, media")


def _not_a_query(value: object) -> QueryError:
    return QueryError(
        f"not the JSON form of a query: {repr(value)[:80]}; a node is one of term, phrase, and, "
        'or, not, region, date, everything, such as {"term": "氢能", "field": "title"}'
    )
