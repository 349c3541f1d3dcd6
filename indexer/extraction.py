"""The whole chain from a page or a record to articles: split, repair, find regions and dates.

A page is read twice: once for its drafts and for what they know together (the year, the regions of the
neighbours), then each draft is resolved with that context.  What a source states about itself wins.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jianbao.errors import DateError
from jianbao.indexer.article import Article, Date, Source
from jianbao.indexer.folding import fold
from jianbao.indexer.pages import Draft, split_page
from jianbao.indexer.records import Record, SourceFailure, Stated

_KEY_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Explained:
    """An article together with what decided its regions and its date, for `jianbao extract --explain`."""

    article: Article
    draft: Draft
    regions: Any
    date: Any


def article_id(path: str, key: str, occurrence: int) -> str:
    """Make a stable id: 16 hexadecimal digits of BLAKE2b over where an article is and how it begins."""
    data = f"{path}\0{key}\0{occurrence}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def extract_page(text: str, path: str, *, stated: Stated | None = None) -> list[Article]:
    """Find the articles of a page, in the order of the page.

    `path` becomes part of each article's source and id.
    """
    return [explained.article for explained in explain_page(text, path, stated=stated)]


def explain_page(text: str, path: str, *, stated: Stated | None = None) -> list[Explained]:
    """Do what `extract_page` does and keep the evidence."""
    drafts = split_page(text)
    seen: Counter[str] = Counter()
    explained = []
    for draft in drafts:
        key = draft.title or draft.body.text[:_KEY_CHARACTERS]
        article = Article(
            id=article_id(path, key, seen[key]),
            title=draft.title,
            body=draft.body.text,
            byline=draft.byline,
            media=draft.media,
            source=Source(path, draft.body_start, draft.body_end),
        )
        seen[key] += 1
        explained.append(Explained(article, draft, None, None))
    return explained
