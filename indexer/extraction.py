"""The whole chain from a page or a record to articles: split, repair, find regions and dates.

A page is read twice: once for its drafts and for what they know together (years, the regions of the
neighbours), then each draft is resolved with that context.  What a source states about itself wins.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from jianbao.errors import DateError
from jianbao.indexer.article import Article, Date, Source
from jianbao.indexer.date_spelling import parse_period
from jianbao.indexer.dates import DateFinding, PageDates, resolve_date
from jianbao.indexer.folding import fold, fold_each
from jianbao.indexer.gazetteer import lookup_region
from jianbao.indexer.labels import original_title
from jianbao.indexer.page_dates import SAME_TIME, printed_day
from jianbao.indexer.pages import Draft, split_page
from jianbao.indexer.records import STDIN, Record, SourceFailure, Stated
from jianbao.indexer.regions import (
    RegionFinding,
    read_frame,
    read_places,
    read_source,
    weigh_together,
    with_title,
)
from jianbao.indexer.repair import repair
from jianbao.indexer.stamps import stamped_day, without_copy_day

_KEY_CHARACTERS = 40
_Day = tuple[datetime.date, str]
_Printed = tuple[_Day | None, _Day | None]
"""The day in the headers above an article and that in the labels beside it, with their words."""


@dataclass(frozen=True, slots=True)
class Explained:
    """An article together with what decided its regions and its date, for `jianbao extract --explain`.

    `draft` is the article as it was found on the page; offsets in the evidence are code points into
    the folded title or body, which equal those of the title or body as shown.
    """

    article: Article
    draft: Draft
    regions: RegionFinding
    date: DateFinding


def article_id(path: str, key: str, occurrence: int) -> str:
    """Make a stable id: 16 hexadecimal digits of BLAKE2b over where an article is and how it begins.

    `key` is the title, or the first 40 characters of the body; `occurrence` counts, from 0, the
    articles of the same file with the same key.
    """
    data = f"{path}\0{key}\0{occurrence}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def extract_page(text: str, path: str, *, stated: Stated | None = None) -> list[Article]:
    """Find the articles of a page, in the order of the page.

    `path` becomes part of each article's source and id.  What `stated` says of the file goes to its
    only article; of several, it dates and places those that say nothing themselves.
    """
    return [explained.article for explained in explain_page(text, path, stated=stated)]


def explain_page(text: str, path: str, *, stated: Stated | None = None) -> list[Explained]:
    """Do what `extract_page` does and keep the evidence."""
    drafts = split_page(text)
    stated = stated or Stated()
    folded = iter(fold_each(text for d in drafts for text in (d.title or "", d.body.text)))
    texts = [(title or None, body) for title, body in zip(folded, folded, strict=True)]
    lines = iter(fold_each(line for d in drafts for line in (*d.headers, *d.metadata)))
    owners = fold_each(dict.fromkeys(line for d in drafts for line in d.owners))
    beside = [
        (list(islice(lines, len(d.headers))), list(islice(lines, len(d.metadata)))) for d in drafts
    ]
    around = [line for headers, metadata in beside for line in (*headers, *metadata)]
    frame = read_frame([*around, *owners])
    places = [
        replace(read, source=read_source(metadata))
        for read, (_, metadata) in zip(read_places(texts), beside, strict=True)
    ]
    for number, (_, metadata) in enumerate(beside):
        if original := original_title(metadata):
            places[number] = with_title(places[number], original)
    regions = weigh_together(places, frame)
    dates = _resolve_dates(drafts, texts, beside, stated)
    seen: Counter[str] = Counter()
    explained = []
    alone = len(drafts) == 1
    for draft, region, date in zip(drafts, regions, dates, strict=True):
        title = (stated.title if alone else None) or draft.title
        key = title or draft.body.text[:_KEY_CHARACTERS]
        article = Article(
            id=article_id(path, key, seen[key]),
            title=title,
            body=draft.body.text,
            regions=region.regions,
            date=date.date,
            byline=(stated.byline if alone else ()) or draft.byline,
            media=stated.media or draft.media,
            url=stated.url,
            source=Source(path, draft.body_start, draft.body_end),
        )
        seen[key] += 1
        explained.append(Explained(article, draft, region, date))
    return explained


def _resolve_dates(
    drafts: Sequence[Draft],
    texts: Sequence[tuple[str | None, str]],
    beside: Sequence[tuple[Sequence[str], Sequence[str]]],
    stated: Stated,
) -> list[DateFinding]:
    """Date each article, with what the page as a whole says of its time.

    `beside` are the folded headers and lines of metadata of each.
    """
    address = [fold(stated.url)] if stated.url and len(drafts) == 1 else []
    beside = [
        (list(map(without_copy_day, headers)), _spelled_out([*metadata, *address]))
        for headers, metadata in beside
    ]
    hints = [stated.name_hint] if stated.name_hint else []
    pages: list[PageDates] = []
    printed = [(printed_day(headers), printed_day(metadata)) for headers, metadata in beside]
    for first, last in _printed_together(printed):
        listed = [draft.list_date for draft in drafts[first:last] if draft.list_date]
        around = slice(first, last)
        listed += [line for draft in drafts[first:last] for line in draft.related]
        page = _page_dates(hints, listed, texts[around], beside[around], printed[around])
        pages += [page] * (last - first)
    file_date = _stated_date_of_file(stated)
    if file_date is not None and len(drafts) == 1:
        return [DateFinding(file_date, ("stated by the file",))]
    return [
        resolve_date(
            title,
            body,
            page=page,
            printed=draft.list_date,
            metadata=metadata,
        )
        for draft, (title, body), (_, metadata), page in zip(
            drafts, texts, beside, pages, strict=True
        )
    ]


def _page_dates(
    hints: Sequence[str],
    listed: Sequence[str],
    texts: Sequence[tuple[str | None, str]],
    beside: Sequence[tuple[Sequence[str], Sequence[str]]],
    printed: Sequence[_Printed],
) -> PageDates:
    """Read what the articles below one header tell of their time.

    `hints` tell of the file, `listed` are the dates and the lines of lists, `printed` the days of the
    headers and of the labels of each article.
    """
    headers = [line for lines, _ in beside for line in lines]
    stamps = [stamp for _, stamp in printed if stamp]
    days = {day for each in printed for day, _ in filter(None, each)}
    parts = [*hints, *headers]
    if len(days) < 2:
        # One stamp is that of the page; of several each dates its own article.
        parts += [line for _, metadata in beside for line in metadata]
        stamps = []
    parts += [f"{title}\n{body}" if title else body for title, body in texts]
    return PageDates.collect([*parts, *listed], stamps)


def _printed_together(printed: Sequence[_Printed]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of articles that tell of one another's time.

    They stand below one header of a printed page, or several of one day.  Where the stamps beside the
    articles lie years apart, each is on its own.
    """
    days = [stamp[0] for _, stamp in printed if stamp]
    if days and (max(days) - min(days)).days > SAME_TIME:
        yield from ((number, number + 1) for number in range(len(printed)))
        return
    first, known = 0, None
    for number, (header, _) in enumerate(printed):
        if header is not None and known not in (None, header[0]):
            yield first, number
            first = number
        known = header[0] if header else known
    yield first, len(printed)


def _spelled_out(lines: Sequence[str]) -> list[str]:
    """Write the days in addresses and in English as days, behind the lines that need no reading."""
    lines = list(map(without_copy_day, lines))
    stamps = {line: day for line in lines if (day := stamped_day(line))}
    return [line for line in lines if line not in stamps] + [d.isoformat() for d in stamps.values()]


def _stated_date_of_file(stated: Stated) -> Date | None:
    try:
        return _stated_date(stated.date)
    except DateError:
        return None


def extract_record(record: Record) -> tuple[Article, SourceFailure | None]:
    """Make the article of a record; regions and date are looked for only where they are not stated.

    What jianbao itself has written, known by its forms of source and date, is taken as it is; other
    bodies are repaired.  A field that is stated to be nothing stays empty.  A stated date that does
    not exist is returned as a failure beside the article, which is then dated from its text.
    """
    fields = record.fields
    title = _text(fields.get("title"))
    body = str(fields["body"])
    if not (isinstance(fields.get("source"), Mapping) or isinstance(fields.get("date"), Mapping)):
        body = _light(body)
    failure = None
    date: Date | None = None
    try:
        date = _stated_date(fields.get("date"))
    except DateError as error:
        failure = SourceFailure(record.path, f"record {record.number + 1}: {error}")
    look_for_date = "date" not in fields or failure is not None
    regions = _stated_regions(fields.get("regions"))
    if look_for_date or "regions" not in fields:
        folded_title, folded_body = fold(title) if title else None, fold(body)
        if "regions" not in fields:
            regions = weigh_together(read_places([(folded_title, folded_body)]))[0].regions
        if look_for_date:
            address = _spelled_out([fold(url)]) if (url := _text(fields.get("url"))) else []
            date = resolve_date(folded_title, folded_body, metadata=address).date
    known = {"id", "title", "body", "regions", "date", "byline", "media", "url", "source"}
    article = Article(
        id=str(fields.get("id") or "")
        or article_id(record.path, _record_key(record, title, body), record.number),
        title=title,
        body=body,
        regions=regions,
        date=date,
        byline=tuple(map(str, _listed(fields.get("byline")))),
        media=_text(fields.get("media")),
        url=_text(fields.get("url")),
        source=_record_source(record),
        extra={name: value for name, value in fields.items() if name not in known},
    )
    return article, failure


def _record_key(record: Record, title: str | None, body: str) -> str:
    """A record is known by its place in the file; on the standard input, where any file may come,
    by its content."""
    return f"{title}\0{body}" if record.path == STDIN else ""


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _listed(value: object) -> Iterable[object]:
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, (list, tuple)) else ()


def _light(body: str) -> str:
    """Repair the characters of a record's body and strip its lines; it is one article already."""
    text = repair(body).text
    if "\n" not in text:
        return text.strip()
    return "\n".join(line for line in (line.strip() for line in text.split("\n")) if line)


def _record_source(record: Record) -> Source:
    """Keep the source that an exported record brings along."""
    source = record.fields.get("source")
    if isinstance(source, Mapping):
        path, start, end = source.get("path"), source.get("raw_start"), source.get("raw_end")
        if isinstance(path, str) and isinstance(start, int) and isinstance(end, int):
            return Source(path, start, end)
    return Source(record.path, record.raw_start, record.raw_end)


def _stated_date(value: object) -> Date | None:
    """Read a record's date; raise `DateError` when there is no such day."""
    if value is None or value == "":
        return None
    if isinstance(value, Mapping):
        basis = value.get("basis")
        return Date.from_iso(
            str(value.get("value")),
            basis if basis in ("stated", "inferred", "metadata") else "metadata",
        )
    period = parse_period(str(value))
    return period.to_article_date("metadata") or Date(period.start.isoformat(), "day", "metadata")


def _stated_regions(value: object) -> tuple[str, ...]:
    """Write stated regions as canonical paths where they are unambiguous, else as they are given."""
    regions: dict[str, None] = {}
    for name in _listed(value):
        regions[_canonical_region(str(name))] = None
    return tuple(regions)


@lru_cache(maxsize=4096)
def _canonical_region(name: str) -> str:
    paths = lookup_region(name)
    return paths[0] if len(paths) == 1 else name
