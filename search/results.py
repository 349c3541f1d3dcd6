"""What a search gives back: hits, a total, facets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jianbao.indexer.article import Article, Date, Source
from jianbao.indexer.textcode import FIELD_END, decode_many, encode, restore
from jianbao.search.facets import FacetValue
from jianbao.search.snippets import Marker, Snippet, cut_alike

if TYPE_CHECKING:
    from jianbao.indexer.segments import SegmentReader


_CODED_FIELD_END = encode(FIELD_END)
_TOGETHER = 16
"""Hits whose texts are decoded together."""


class _Page:
    """The titles and snippets of a page of hits, made when the first of them is looked at."""

    def __init__(self, places: Sequence[tuple[SegmentReader, int]], marker: Marker) -> None:
        self._places = places
        self._marker = marker
        self._made: dict[int, tuple[str | None, Snippet]] = {}

    def title_and_snippet(self, number: int) -> tuple[str | None, Snippet]:
        """Give both for a hit."""
        if number not in self._made:
            begin = number - number % _TOGETHER
            self._make(begin, self._places[begin : begin + _TOGETHER])
        return self._made[number]

    def _make(self, first: int, places: Sequence[tuple[SegmentReader, int]]) -> None:
        coded: list[bytes] = []
        made = []
        for segment, doc in places:
            text = segment.coded_text(doc)
            mark = text.find(_CODED_FIELD_END)
            passage = self._marker.passage(text, mark + 1)
            made.append((mark >= 0, passage, len(coded)))
            coded.append(text[: max(mark, 0)])
            coded += passage.pieces
        decoded = decode_many(coded)
        for number, ((segment, doc), (titled, passage, place)) in enumerate(
            zip(places, made, strict=True), first
        ):
            title = decoded[place]
            pieces = decoded[place + 1 : place + 1 + len(passage.pieces)]
            difference = segment.difference(doc)
            if difference:
                title = restore(title, difference)
                written = restore("".join(pieces), difference, passage.start)
                pieces = cut_alike(written, pieces)
            self._made[number] = (title if titled else None, passage.snippet(pieces))


class Hit:
    """One article that was found.  What is not looked at is not read."""

    def __init__(
        self, page: _Page, number: int, segment: SegmentReader, doc: int, score: float
    ) -> None:
        self._page = page
        self._number = number
        self._segment = segment
        self._doc = doc
        self.score = score
        """BM25; only comparable within one search."""

    @property
    def id(self) -> str:
        """The article's id."""
        return self._segment.id(self._doc)

    @property
    def title(self) -> str | None:
        """The title as written, or None when the article has none."""
        return self._page.title_and_snippet(self._number)[0]

    @property
    def body(self) -> str:
        """The body as written."""
        return self.article.body

    @property
    def regions(self) -> list[str]:
        """Paths of the regions, the one that the article is about first."""
        return self._segment.column("region").values_of(self._doc)

    @property
    def date(self) -> Date | None:
        """The date."""
        return self._segment.date(self._doc)

    @property
    def byline(self) -> list[str]:
        """Names of the authors."""
        return self._segment.column("byline").values_of(self._doc)

    @property
    def media(self) -> str | None:
        """Where it was published."""
        return next(iter(self._segment.column("media").values_of(self._doc)), None)

    @property
    def source(self) -> Source | None:
        """The file and the place in it."""
        return self._segment.source(self._doc)

    @cached_property
    def article(self) -> Article:
        """The whole article, with its extra fields."""
        return self._segment.article(self._doc)

    @property
    def snippet(self) -> Snippet:
        """The passage of the body that shows best why the article matched."""
        return self._page.title_and_snippet(self._number)[1]

    def to_dict(self) -> dict[str, Any]:
        """Give the hit as the command line's `--json` shows it."""
        date, source = self.date, self.source
        return {
            "id": self.id,
            "title": self.title,
            "score": round(self.score, 6),
            "regions": self.regions,
            "date": date
            and {"value": date.value, "granularity": date.granularity, "basis": date.basis},
            "byline": self.byline,
            "media": self.media,
            "source": source
            and {"path": source.path, "raw_start": source.raw_start, "raw_end": source.raw_end},
            "snippet": {
                "text": self.snippet.text,
                "spans": [list(span) for span in self.snippet.spans],
                "html": self.snippet.html,
            },
        }

    def __repr__(self) -> str:
        return f"<Hit {self.id} {self.title!r} {self.score:.3f}>"


def make_hits(found: Sequence[tuple[SegmentReader, int, float]], marker: Marker) -> tuple[Hit, ...]:
    """Make the hits of a page from (segment, article number, score)."""
    page = _Page([(segment, doc) for segment, doc, _ in found], marker)
    return tuple(
        Hit(page, number, segment, doc, score) for number, (segment, doc, score) in enumerate(found)
    )


class Facets(Mapping[str, tuple[FacetValue, ...]]):
    """The facets asked for; each is counted when it is looked at."""

    def __init__(self, count: Mapping[str, Callable[[], tuple[FacetValue, ...]]]) -> None:
        self._count = count
        self._done: dict[str, tuple[FacetValue, ...]] = {}

    def __getitem__(self, name: str) -> tuple[FacetValue, ...]:
        if name not in self._done:
            self._done[name] = self._count[name]()
        return self._done[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._count)

    def __len__(self) -> int:
        return len(self._count)


@dataclass(frozen=True)
class Results:
    """A page of hits, the number of all matches, and facets over all of them."""

    hits: tuple[Hit, ...]
    total: int
    facets: Facets
    relaxed: bool
    """True when nothing had all the words and articles with some of them are shown."""
    took: float
    """Seconds that the search took."""

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def to_dict(self) -> dict[str, Any]:
        """Give the results as the command line's `--json` shows them."""
        return {
            "total": self.total,
            "relaxed": self.relaxed,
            "took_ms": round(self.took * 1000, 3),
            "hits": [hit.to_dict() for hit in self.hits],
            "facets": {
                name: [_facet_dict(value) for value in values]
                for name, values in self.facets.items()
            },
        }


def _facet_dict(value: FacetValue) -> dict[str, Any]:
    return {
        "value": value.path,
        "count": value.count,
        "children": [_facet_dict(child) for child in value.children],
    }
