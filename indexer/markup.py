"""Read HTML: the main text of a page and the metadata that its head states.

trafilatura finds the main text; pages without one (lists, a single sentence) are taken as a whole.
The meta elements are read here, because the names that Chinese news and government sites use
(`PubDate`, `ContentSource`, `ArticleTitle`) are unknown to it.  Nothing is fetched from the
network.
"""

from __future__ import annotations

import logging
import re
from html import unescape
from typing import TYPE_CHECKING

from jianbao import limits
from jianbao.indexer.records import Stated, split_names

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_log = logging.getLogger(__name__)

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w-]{2,20})""", re.I)
_SENTENCE = re.compile(r"[。！？!?；;]|\.\s")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>?")
_SCRIPT_START = re.compile(r"<(?:script|style|title)\b", re.I)
_SCRIPT_END = re.compile(r"</(?:script|style|title)\b[^<>]*>?", re.I)
_META = {
    "title": ("articletitle", "og:title", "dc.title"),
    "date": (
        *("pubdate", "publishdate", "publish_date", "publish-date", "publish_time", "publishtime"),
        *("article:published_time", "og:release_date", "datepublished", "dc.date", "date"),
    ),
    "media": ("contentsource", "source", "mediaid", "og:site_name", "sitename"),
    "byline": ("author", "article:author", "dc.creator"),
    "url": ("og:url",),
}
_HIDDEN = frozenset(("script", "style", "noscript", "template", "head", "iframe", "svg", "select"))
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "ruby",
    ]
)
_PRUNED = ["//nav", "//footer", "//script", "//style"]


def declared_charset(head: bytes) -> str | None:
    """Return the encoding that a page says it is in."""
    match = _XML_ENCODING.search(head[:1024]) or _CHARSET.search(head[:8192])
    return match.group(1).decode("ascii") if match else None


def read_html(source: str) -> tuple[str, Stated]:
    """Return the text of a page, `""` when there is none, and what its head states."""
    tree = _parse(source)
    if tree is None:
        return _bare_text(source), Stated()
    text, found = "", Stated()
    if len(source) <= limits.MAX_MAIN_TEXT_CHARS:
        text, found = _main_text(source)
    if not _SENTENCE.search(text):
        text = _whole_text(tree) or _bare_text(source)
    metas = _metas(tree)
    canonical = [link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical"]
    return text.strip(), Stated(
        title=metas.get("title") or found.title,
        date=metas.get("date") or found.date,
        media=metas.get("media") or found.media,
        byline=tuple(split_names(metas.get("byline", ""))),
        url=next((href for href in canonical if href), None) or metas.get("url"),
    )


def _parse(source: str) -> HtmlElement | None:
    from lxml import etree, html

    # As bytes, because a str that declares an encoding is refused.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree


def _main_text(source: str) -> tuple[str, Stated]:
    import trafilatura

    try:
        document = trafilatura.bare_extraction(
            source,
            include_comments=False,
            with_metadata=True,
            prune_xpath=_PRUNED,
            # Only dates that the page states; searching its text is the work of jianbao's resolver.
            date_extraction_params={
                "extensive_search": False,
                "original_date": True,
                "outputformat": "%Y-%m-%d",
            },
        )
    except Exception as error:  # a stack of heuristics over hostile input: the whole text remains
        _log.warning("no main text found: %s", error)
        return "", Stated()
    if document is None or isinstance(document, dict):
        return "", Stated()
    return document.text or "", Stated(
        title=document.title or None, date=document.date or None, media=document.sitename or None
    )


def _metas(tree: HtmlElement) -> dict[str, str]:
    contents: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        content = _SPACES.sub(" ", meta.get("content") or "").strip()
        if content:
            contents.setdefault(name.strip().lower(), content)
    return {
        field: next(contents[name] for name in names if name in contents)
        for field, names in _META.items()
        if any(name in contents for name in names)
    }


def _whole_text(tree: HtmlElement) -> str:
    """Return all visible text, a line for each block."""
    from lxml import etree

    parts: list[str] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        block = element.tag not in _INLINE
        if block:
            parts.append("\n")
        if event == "end":
            parts.append(_SPACES.sub(" ", element.tail or ""))
        elif element.tag in _HIDDEN:
            walk.skip_subtree()
        else:
            parts.append(_SPACES.sub(" ", element.text or ""))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _bare_text(source: str) -> str:
    """Return the text of markup that lxml gives up on, such as a tree 256 levels deep.

    Each expression takes linear time on any input, which html.parser does not promise.
    """
    first, *others = _SCRIPT_START.split(source)
    kept = [first]
    for part in others:
        end = _SCRIPT_END.search(part)
        kept.append(part[end.end() :] if end else "")
    lines = unescape(_TAG.sub("\n", "".join(kept))).split("\n")
    return "\n".join(line for line in (_SPACES.sub(" ", line).strip() for line in lines) if line)
