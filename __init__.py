"""jianbao (剪报): full-text search for Chinese news.

`open_index` opens or makes an index, `read_articles` shows what is found in files without one.
Names are loaded when they are first used, so that importing jianbao costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jianbao._version import __version__

if TYPE_CHECKING:
    from jianbao.errors import (
        DateError,
        IndexCorrupt,
        IndexFault,
        IndexLocked,
        IndexNotFound,
        IndexVersion,
        JianbaoError,
        LimitError,
        QueryError,
        RegionError,
        SourceError,
    )
    from jianbao.index import Index, Stats, open_index
    from jianbao.indexer.analysis import chinese_analyzer
    from jianbao.indexer.article import Article, Date, Source
    from jianbao.indexer.extraction import Explained
    from jianbao.indexer.reading import explain_articles, read_articles, read_raw
    from jianbao.indexer.records import SourceFailure
    from jianbao.indexer.sync import SyncReport
    from jianbao.search.facets import FacetValue
    from jianbao.search.parser import parse
    from jianbao.search.query import to_text
    from jianbao.search.results import Hit, Results
    from jianbao.search.snippets import Snippet

_HOMES = {
    "Article": "indexer.article",
    "Date": "indexer.article",
    "DateError": "errors",
    "Explained": "indexer.extraction",
    "FacetValue": "search.facets",
    "Hit": "search.results",
    "Index": "index",
    "IndexCorrupt": "errors",
    "IndexFault": "errors",
    "IndexLocked": "errors",
    "IndexNotFound": "errors",
    "IndexVersion": "errors",
    "JianbaoError": "errors",
    "LimitError": "errors",
    "QueryError": "errors",
    "RegionError": "errors",
    "Results": "search.results",
    "Snippet": "search.snippets",
    "Source": "indexer.article",
    "SourceError": "errors",
    "SourceFailure": "indexer.records",
    "Stats": "index",
    "SyncReport": "indexer.sync",
    "chinese_analyzer": "indexer.analysis",
    "explain_articles": "indexer.reading",
    "open_index": "index",
    "parse": "search.parser",
    "read_articles": "indexer.reading",
    "read_raw": "indexer.reading",
    "to_text": "search.query",
}

__all__ = [
    "Article",
    "Date",
    "DateError",
    "Explained",
    "FacetValue",
    "Hit",
    "Index",
    "IndexCorrupt",
    "IndexFault",
    "IndexLocked",
    "IndexNotFound",
    "IndexVersion",
    "JianbaoError",
    "LimitError",
    "QueryError",
    "RegionError",
    "Results",
    "Snippet",
    "Source",
    "SourceError",
    "SourceFailure",
    "Stats",
    "SyncReport",
    "__version__",
    "chinese_analyzer",
    "explain_articles",
    "open_index",
    "parse",
    "read_articles",
    "read_raw",
    "to_text",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'jianbao' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"jianbao.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
