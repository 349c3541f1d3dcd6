"""Query text → query tree: a tokenizer and a precedence parser in linear time, without recursion.

Hand-written because a parser library does not fit: lark 1.3 takes 62 ms to import and 28 ms to
build a smaller grammar (LALR), while a cold `jianbao search` has 60 ms to spare, and a grammar
refuses a stray bracket or quote where people expect to be read on.  This module and the tree load
in 16 ms, 11 of them for the dataclasses of the tree.

People's text is read leniently: what cannot be an operator is searched as text or dropped, and
`to_text(parse(text))` shows the reading.  `strict` refuses the same places instead, for programs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, cast

from jianbao import limits
from jianbao.errors import LimitError, QueryError
from jianbao.search.query import (
    BREAKS,
    ESCAPABLE,
    FIELD_LIKE,
    FIELD_NAMES,
    QUOTES,
    SEPARATOR_RUN,
    SEPARATORS,
    Everything,
    InPeriod,
    InRegion,
    Phrase,
    Query,
    Term,
    TextField,
    all_of,
    any_of,
    check_limits,
    field_named,
    negate,
    operator_word,
    too_deep,
)

_CHUNK = re.compile(rf"(?:\\[{re.escape(ESCAPABLE)}]|\\|(?![&＆]{{2}})[^{SEPARATORS}{BREAKS}\\])+")
_ESCAPE = re.compile(rf"\\([{re.escape(ESCAPABLE)}])")
_QUOTE_MARK = re.compile(rf"\\[{QUOTES}\\]|([{QUOTES}])")
_QUOTE_ESCAPE = re.compile(rf"\\([{QUOTES}\\])")
_OPERATOR_SIGN = re.compile(r"[|｜]{1,2}|[&＆]{2}")
_WEIGHT = re.compile(r"(?<=[^\\])\^\d+(?:\.\d+)?$")
_SUFFIX = re.compile(rf"(?:[~^]\d+(?:\.\d+)?)+(?=[{SEPARATORS}()（）|｜]|$)")
_WILDCARD = re.compile(r"(?<!\\)[*＊]")

# The marks that close a quote, the likeliest first: input methods often produce the wrong half of a
# pair, or one half of another pair.
_CLOSERS = {
    '"': ('"＂', "”"),
    "＂": ('"＂', "”"),
    "“": ("”", '"＂“'),
    "”": ("”“", '"＂'),
    "「": ("」",),
    "『": ("』",),
}

_Kind = Literal["word", "quote", "all", "field", "and", "or", "not", "open", "close"]


# Neither of these two is a dataclass, because making one takes over 1 ms of every cold search.
class _Token(NamedTuple):
    """A piece of the query at code point `position`; `field` is what it names before its colon."""

    kind: _Kind
    text: str
    position: int
    field: str | None = None


class _Group:
    """What has been read of one pair of parentheses: an Or of Ands, the last still growing.

    `waiting` is the operator that still lacks what comes after it.
    """

    __slots__ = ("alternatives", "field", "negated", "waiting")

    def __init__(self, field: str | None = None) -> None:
        self.field = field
        self.alternatives: list[list[Query]] = [[]]
        self.negated = False
        self.waiting: _Token | None = None

    def add(self, query: Query | None) -> None:
        """Take in an operand; None is one that turned out empty, and uses up its operator too."""
        if query is not None:
            self.alternatives[-1].append(negate(query) if self.negated else query)
        self.negated = False
        self.waiting = None

    def operator(self, token: _Token, strict: bool) -> None:
        if token.kind == "not":
            self.negated = not self.negated
        else:
            if self.waiting or not self.alternatives[-1]:
                _refuse(strict, f"{token.text} has nothing before it", token.position)
            if token.kind == "or" and self.alternatives[-1]:
                self.alternatives.append([])
            self.negated = False
        self.waiting = token

    def query(self, strict: bool) -> Query | None:
        """Give the tree, or None when there was nothing in it."""
        if self.waiting:
            _refuse(strict, f"{self.waiting.text} has nothing after it", self.waiting.position)
        parts = [all_of(part) for part in self.alternatives if part]
        return any_of(parts) if parts else None


def parse(text: str, *, strict: bool = False) -> Query:
    """Read query text as a tree.

    Raise `LimitError` when it is too long, has too many parts or is nested too deeply.  With
    `strict`, raise `QueryError` with the position, in code points, of what is forgiven otherwise.
    """
    if len(text) > limits.MAX_QUERY_CHARS:
        raise LimitError(
            f"the query has {len(text):,} characters; the limit is {limits.MAX_QUERY_CHARS:,} "
            "(MAX_QUERY_CHARS)"
        )
    tokens = _pair_brackets(_tokens(text, strict), strict)
    query = _build(_attach_fields(tokens, strict), strict)
    if query is None:
        # Nothing but operators and signs: they are the words to look for.
        chunks = dict.fromkeys(SEPARATOR_RUN.split(text))
        query = all_of(Term(chunk) for chunk in chunks if chunk)
    check_limits(query)
    return query


def _tokens(text: str, strict: bool) -> Iterator[_Token]:
    marks = _quote_marks(text)
    position, minus_end = 0, -1
    while position < len(text):
        start = position
        sign = text[start]
        if found := SEPARATOR_RUN.match(text, start):
            position = found.end()
        elif sign in QUOTES:
            end = _closing_quote(marks, sign, start)
            if end is None:
                position = start + 1
                _refuse(strict, f"the quote {sign} has no other half", start)
            else:
                position = _skip_suffix(text, end + 1, strict)
                inner = _QUOTE_ESCAPE.sub(r"\1", text[start + 1 : end])
                yield _Token("quote", inner, start)
        elif sign in "(（":
            position = start + 1
            yield _Token("open", sign, start)
        elif sign in ")）":
            position = _skip_suffix(text, start + 1, strict)
            yield _Token("close", sign, start)
        elif found := _OPERATOR_SIGN.match(text, start):
            position = found.end()
            yield _Token("or" if sign in "|｜" else "and", found[0], start)
        elif _is_minus(text, start):
            position = minus_end = start + 1
            yield _Token("not", sign, start)
        else:
            chunk = cast("re.Match[str]", _CHUNK.match(text, start))[0]
            position = start + len(chunk)
            operator = operator_word(chunk) if start != minus_end else None
            if operator:
                yield _Token(operator, chunk, start)
            elif chunk in "-－":
                _refuse(strict, f"{chunk} stands alone; glue it to what it excludes", start)
            else:
                yield _chunk_token(chunk, start, strict)


def _quote_marks(text: str) -> dict[str, list[int]]:
    """List where each kind of quotation mark stands, those after a backslash left out."""
    marks: dict[str, list[int]] = {mark: [] for mark in QUOTES}
    for found in _QUOTE_MARK.finditer(text):
        if found[1]:
            marks[found[1]].append(found.start())
    return marks


def _closing_quote(marks: dict[str, list[int]], mark: str, start: int) -> int | None:
    for closers in _CLOSERS.get(mark, ()):
        nearest = None
        for closer in closers:
            positions = marks[closer]
            index = bisect_left(positions, start + 1)
            if index < len(positions) and (nearest is None or positions[index] < nearest):
                nearest = positions[index]
        if nearest is not None:
            return nearest
    return None


def _is_minus(text: str, start: int) -> bool:
    """Say whether the sign at `start` excludes: it begins a word, and something is glued to it."""
    if text[start] not in "-－":
        return False
    if start and text[start - 1] not in "(（|｜&＆" and not SEPARATOR_RUN.match(text, start - 1):
        return False
    after = text[start + 1 : start + 2]
    return bool(after) and after not in "-－)）|｜" and not SEPARATOR_RUN.match(after)


def _skip_suffix(text: str, start: int, strict: bool) -> int:
    found = _SUFFIX.match(text, start)
    if found is None:
        return start
    _refuse(strict, f"{found[0]}: distance and weight are not available yet", start)
    return found.end()


def _chunk_token(chunk: str, start: int, strict: bool) -> _Token:
    if chunk in "*＊":
        return _Token("all", chunk, start)
    name = FIELD_LIKE.match(chunk)
    if name:
        field = field_named(name[1])
        rest = chunk[name.end() :]
        if field and rest:
            return _Token("word", rest, start, field)
        if field:
            return _Token("field", chunk, start, field)
        if not rest.startswith("//"):
            hint = f"the fields are {', '.join(dict.fromkeys(FIELD_NAMES.values()))}"
            _refuse(strict, f"{name[1]} is not a field; {hint}; put text in quotes", start)
    return _Token("word", chunk, start)


def _pair_brackets(tokens: Iterable[_Token], strict: bool) -> list[_Token]:
    """Leave out brackets without a partner; a half-width one may close a full-width one."""
    kept: list[_Token | None] = []
    opened: list[int] = []
    for token in tokens:
        if token.kind == "open":
            opened.append(len(kept))
        elif token.kind == "close":
            if not opened:
                _refuse(strict, f"the bracket {token.text} has no other half", token.position)
                continue
            opened.pop()
        kept.append(token)
    for index in opened:
        stray = cast(_Token, kept[index])
        _refuse(strict, f"the bracket {stray.text} has no other half", stray.position)
        kept[index] = None
    return [token for token in kept if token is not None]


def _attach_fields(tokens: list[_Token], strict: bool) -> Iterator[_Token]:
    """Give a field name to the term, quote or group after it; without one the name is text."""
    following = iter([*tokens[1:], None])
    name: _Token | None = None
    for token in tokens:
        after = next(following)
        if name:
            token, name = token._replace(field=name.field), None
        if token.kind != "field":
            yield token
        elif after and after.kind in ("word", "quote", "open") and after.field is None:
            name = token
        else:
            _refuse(strict, f"{token.text} has nothing to look for after it", token.position)
            yield _Token("word", token.text, token.position)


def _build(tokens: Iterable[_Token], strict: bool) -> Query | None:
    groups = [_Group()]
    for token in tokens:
        group = groups[-1]
        if token.kind in ("and", "or", "not"):
            group.operator(token, strict)
        elif token.kind == "open":
            if len(groups) > limits.MAX_QUERY_DEPTH:
                raise too_deep(token.position)
            groups.append(_Group(token.field or group.field))
        elif token.kind == "close":
            inner = groups.pop().query(strict)
            if inner is None:
                _refuse(strict, "there is nothing between the brackets", token.position)
            groups[-1].add(inner)
        elif token.kind == "all":
            group.add(Everything())
        else:
            group.add(_leaf(token, token.field or group.field, strict))
    return groups[0].query(strict)


def _leaf(token: _Token, field: str | None, strict: bool) -> Query | None:
    quoted = token.kind == "quote"
    text = token.text if quoted else _literal(token, field, strict)
    if not SEPARATOR_RUN.sub("", text):
        _refuse(strict, "there is nothing between the quotes", token.position)
        return None
    if field == "region":
        return InRegion(text)
    if field == "date":
        return InPeriod(text)
    text_field = cast("TextField | None", field)
    return Phrase(text, text_field) if quoted else Term(text, text_field)


def _literal(token: _Token, field: str | None, strict: bool) -> str:
    text = token.text
    if field not in ("region", "date"):
        weight = _WEIGHT.search(text)
        if weight:
            _refuse(strict, f"{weight[0]}: weights are not available yet", token.position)
            text = text[: weight.start()]
        if _WILDCARD.search(text):
            _refuse(strict, "wildcards are not available yet; write \\* for a star", token.position)
    if text[0] == "\\" and operator_word(text[1:]):
        return text[1:]
    return _ESCAPE.sub(r"\1", text)


def _refuse(strict: bool, problem: str, position: int) -> None:
    """Raise `QueryError` in strict reading, and let it pass in lenient reading."""
    if strict:
        raise QueryError(f"{problem} (character {position + 1} of the query)", position)
