"""What reading a source yields, and how the fields of a record get their names.

A `Page` is text that still has to be split into articles; a `Record` is one article whose fields
the file states (a JSON object, a CSV row).  Records from anywhere use many names for the same
thing; one table maps them, and only when the proper name is not there itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from jianbao import limits

STDIN = "-"
"""The path that stands for the standard input."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read.  `path` is absolute, or `-` for the standard input."""

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class SourceFailure:
    """Something that cannot be read: `error` says in one line what, where, and what to do."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class Stated:
    """Metadata that a file states about itself: HTML meta elements, document properties.

    `date` is as written there.  `name_hint` is a full date (`2023-06-25`) in the file's name or
    folders: evidence for the resolver, not a statement about an article.
    """

    title: str | None = None
    date: str | None = None
    media: str | None = None
    byline: tuple[str, ...] = ()
    url: str | None = None
    name_hint: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one source.  Offsets into it are code points.

    For plain text they are offsets into the decoded file; for HTML, docx and pdf into the
    extracted text.
    """

    path: str
    text: str
    stated: Stated = field(default_factory=Stated)


@dataclass(frozen=True, slots=True)
class Record:
    """One article with its fields as the file states them.

    `number` counts from 0: lines in JSONL, rows in CSV, elements in JSON.  `raw_start` and
    `raw_end` are the code points of the line, row or element in the decoded file.  `fields` holds
    `body` and what else is given of id, title, regions, date, byline, media, url, source, and any
    extra fields; a field given as null is there with None (or an empty list), so that "stated to
    be nothing" can be told from "absent".
    """

    path: str
    number: int
    fields: dict[str, object]
    raw_start: int
    raw_end: int


class BadRecord(ValueError):
    """A record cannot be an article; the text says why."""


FIELDS = ("id", "title", "body", "regions", "date", "byline", "media", "url", "source")

_ALIASES: dict[str, str] = {
    alias: name
    for name, aliases in {
        "id": "编号 文章编号 文章id article_id doc_id docid uuid",
        "title": "标题 標題 题名 題名 篇名 题目 文章标题 新闻标题 文章標題 headline",
        "body": "正文 内容 內容 全文 文章内容 文章正文 新闻内容 正文内容 content text article fulltext",
        "regions": "region 地区 地區 区域 地域 所属地区 行政区 行政区划",
        "province": "province 省 省份 省级",
        "city": "city 市 城市 地市 地级市",
        "county": "county district 区县 區縣 县区 县市区 区 县",
        "date": "日期 时间 時間 发布时间 發布時間 发布日期 發布日期 发表时间 发表日期 出版日期 见报日期 刊发日期 "
        "刊发时间 报道时间 报道日期 publish_date pub_date pubdate publish_time published published_at "
        "datetime time",
        "byline": "作者 记者 記者 署名 撰稿 撰稿人 author authors reporter",
        "media": "媒体 媒體 来源 來源 来源媒体 报纸 報紙 报刊 报纸名称 刊物 source_name publisher sitename site_name",
        "url": "链接 鏈接 網址 网址 原文链接 文章链接 link href",
    }.items()
    for alias in aliases.split()
}
_REGION_PARTS = ("province", "city", "county")
_LIST_SEPARATORS = re.compile(r"[;；、,，|]")
_NAME_SEPARATORS = re.compile(r"[;；、,，/／|]|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
# Ten digits are seconds since 1970 unless they can be 2023062508.
_EPOCH = re.compile(r"1[0-8]\d{8}(\d{3})?")
_CHINA_TIME = timezone(timedelta(hours=8))

_Check = Callable[[str, object], object]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to read records that have the same keys."""

    checks: list[tuple[str, str, _Check]]
    has_parts: bool
    has_source: bool


class FieldMapper:
    """Maps the keys of records to field names and checks the values.

    `columns` maps a field to the key that holds it (`{"title": "标题"}`); it comes before the
    table of usual names.  Plans are kept per set of keys, so that records of one shape cost
    little.
    """

    def __init__(self, columns: Mapping[str, str] | None = None) -> None:
        self._columns = {key: _ALIASES.get(name, name) for name, key in (columns or {}).items()}
        self._plans: dict[tuple[str, ...], _Plan] = {}

    def names(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the field name of each key; keys that nothing claims keep their own."""
        keys = list(keys)
        names = {key: self._columns[key] for key in keys if key in self._columns}
        taken = set(names.values()) | {key for key in keys if key in FIELDS}
        stated = "regions" in taken
        for key in keys:
            if key not in names:
                alias = _ALIASES.get(key.strip().lower(), key)
                if alias != key and (alias in taken or (alias in _REGION_PARTS and stated)):
                    alias = key
                names[key] = alias
                taken.add(alias)
        return names

    def fields(self, raw: Mapping[str, object]) -> dict[str, object]:
        """Return the fields of a record; raise `BadRecord`."""
        keys = tuple(raw)
        plan = self._plans.get(keys)
        if plan is None:
            plan = self._plan(keys)
        fields = {name: check(key, raw[key]) for key, name, check in plan.checks}
        body = fields.get("body")
        if not isinstance(body, str) or not body or body.isspace():
            raise BadRecord("the record has no body" if body is None else "the body is empty")
        if plan.has_parts:
            _join_region(fields)
        if plan.has_source and not isinstance(fields["source"], Mapping):
            media = fields.pop("source")
            if media is not None:
                fields.setdefault("media", media)
        return fields

    def _plan(self, keys: tuple[str, ...]) -> _Plan:
        names = self.names(keys)
        plan = _Plan(
            [(key, name, _CHECKS.get(name, _extra)) for key, name in names.items()],
            any(part in names.values() for part in _REGION_PARTS),
            "source" in names.values(),
        )
        if len(self._plans) < 1000:  # records without a common shape must not fill the memory
            self._plans[keys] = plan
        return plan


def split_names(text: str) -> list[str]:
    """Split a byline such as `张三、李四` or `张三 李四`; Latin names keep their spaces."""
    return _split(_NAME_SEPARATORS, text)


def _split(separators: re.Pattern[str], text: str) -> list[str]:
    return [name for part in separators.split(text) if (name := part.strip())]


def _text(key: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise BadRecord(f"{key} is {_kind(value)}, not a text")


def _id(key: str, value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(key, value) or None


def _strings(key: str, value: object, split: Callable[[str], list[str]]) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return split(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return [item for item in value if item]
    raise BadRecord(f"{key} is {_kind(value)}, not a text or a list of texts")


def _regions(key: str, value: object) -> list[str]:
    return _strings(key, value, lambda text: _split(_LIST_SEPARATORS, text))


def _byline(key: str, value: object) -> list[str]:
    return _strings(key, value, split_names)


def _date(key: str, value: object) -> object:
    """Let through a date as text or as our own object; make text of numbers (20230625, seconds)."""
    if isinstance(value, Mapping):
        parts = [value.get(name) for name in ("value", "granularity", "basis")]
        if isinstance(parts[0], str) and all(
            part is None or isinstance(part, str) for part in parts
        ):
            return dict(value)
        raise BadRecord(f"{key} is an object without value, granularity and basis")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(int(value))
    text = (_text(key, value) or "").strip()
    if text.isdigit() and _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), _CHINA_TIME).date().isoformat()
    return text or None


def _source(key: str, value: object) -> object:
    """Accept our own {path, raw_start, raw_end}; any other source is where a text was published."""
    if not isinstance(value, Mapping):
        return _text(key, value) or None
    if "path" in value:
        start, end = value.get("raw_start"), value.get("raw_end")
        path = value["path"]
        if isinstance(path, str) and type(start) is int and type(end) is int and 0 <= start <= end:
            return {"path": path, "raw_start": start, "raw_end": end}
    elif isinstance(value.get("name"), str):
        return value["name"]
    raise BadRecord(f"{key} is not a text or {{path, raw_start, raw_end}}")


def _extra(key: str, value: object) -> object:
    if isinstance(value, (dict, list)):
        _limit_depth(key, value)
    return value


def _limit_depth(key: str, value: dict[str, object] | list[object]) -> None:
    level: list[dict[str, object] | list[object]] = [value]
    for _ in range(limits.MAX_JSON_DEPTH):
        children = (
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
        )
        level = [child for child in children if isinstance(child, (dict, list))]
        if not level:
            return
    raise BadRecord(f"{key} is nested deeper than {limits.MAX_JSON_DEPTH} levels (MAX_JSON_DEPTH)")


def _join_region(fields: dict[str, object]) -> None:
    """Join province, city and county into one path, unless regions are given themselves."""
    if fields.get("regions"):
        return  # the parts stay as extra fields
    parts = [fields.pop(part, None) for part in _REGION_PARTS]
    names = [part for part in parts if isinstance(part, str) and part]
    # A municipality is often written twice, as province and as city.
    path = "/".join(dict.fromkeys(names))
    if path:
        fields["regions"] = [path]


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


_CHECKS: dict[str, _Check] = {
    "id": _id,
    "title": _text,
    "body": _text,
    "regions": _regions,
    "date": _date,
    "byline": _byline,
    "media": _text,
    "url": _text,
    "source": _source,
    "province": _text,
    "city": _text,
    "county": _text,
}
