"""The command line: arguments in, text out.

Each command checks its arguments, calls the public API and hands what comes back to `terminal` (for
people) or prints it as JSON (for programs).  Nothing heavy is imported before a command needs it, so
that `jianbao --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import jianbao
from jianbao import terminal
from jianbao.options import (
    ERROR,
    NOTHING,
    Failure,
    Program,
    QueryCommand,
    complain,
    filter_options,
    index_option,
    output_options,
    query_text,
    size,
    source_options,
)
from jianbao.output import Output, evidence_of, exported, extracted, facet_tree, lines, to_json

if TYPE_CHECKING:
    from jianbao import Article, SourceFailure

_QUERY_HELP = """\
Words are all required: 氢能 项目. Simplified and traditional, full and half width mean the same.

  "氢能项目"                exactly these characters; also “…” and 「…」
  氢能 OR 储能              one of the two; also | and 或
  氢能 -汽车                without 汽车; also NOT and 非
  (氢能 OR 储能) 项目       parentheses, in either width
  title:氢能                in the title; also body: byline: media:
  标题：氢能                the same; also 正文： 作者： 来源：
  region:重庆               about 重庆 or a place in it; also 地区：
  date:2023-06              of that day, month or year; also 日期：
  date:2023-06..2023-08     from … to; also date:>2023, date:<=2023-06
  \\-5  "-5"                 a sign taken literally

More in docs/query-language.md.

Examples:
  jianbao search '"氢能项目" -汽车'
  jianbao search '标题：(氢能 OR 储能) region:重庆 date:2023'\
"""


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _print_query_help(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(_QUERY_HELP)
        ctx.exit()


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(jianbao.__version__, prog_name="jianbao", message="%(prog)s %(version)s")
def cli() -> None:
    """Full-text search for Chinese news: from messy files to articles, regions, dates.

    \b
    Example:
      jianbao index pages/
      jianbao search 氢能 项目 --region 重庆 --since 2023
    """


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@index_option
@click.option("--dict", "dictionary", metavar="FILE", help="User dictionary in jieba's format.")
@click.option(
    "--facet", "facets", metavar="NAME", multiple=True, help="Count this extra field; repeatable."
)
@source_options
@click.option("--jobs", type=click.IntRange(1), help="Processes; otherwise one for each core.")
@click.option(
    "--memory",
    callback=size,
    default="512MB",
    show_default=True,
    metavar="SIZE",
    help="To use at most.",
)
@click.option(
    "--wait", type=click.FloatRange(0), default=0.0, metavar="SECONDS", help="Wait for a writer."
)
@output_options()
def index(
    sources: tuple[str, ...],
    path: str,
    dictionary: str | None,
    facets: tuple[str, ...],
    jobs: int | None,
    memory: int,
    wait: float,
    out: Output,
    **reading: Any,
) -> None:
    """Put files and folders into an index, and keep it in line with them.

    New and changed files are read, the articles of vanished ones are removed, the rest is left
    alone. SOURCE may be a folder, a file (txt, md, html, json, jsonl, csv, tsv, docx, pdf, and gz or
    zip of these), or - for the standard input. The index is made when there is none; --dict and
    --facet then belong to it.

    \b
    Examples:
      jianbao index pages/
      jianbao index news.csv --map title=标题,date=发布时间,region=地区
    """
    from jianbao.progress import ProgressBar

    user_dict = None if dictionary is None else _read_text(dictionary)
    nothing = not any(source == "-" or os.path.lexists(source) for source in sources)
    if nothing and not os.path.lexists(path):
        # Say so without leaving an empty index behind.
        failures: list[jianbao.SourceFailure] = []
        list(jianbao.read_articles(sources, failures=failures))
        report = jianbao.SyncReport(failed=tuple(failures))
    else:
        with (
            jianbao.open_index(path, create=True, facets=facets, user_dict=user_dict) as opened,
            ProgressBar() as bar,
        ):
            report = opened.sync(
                sources,
                jobs=jobs or _cores(),
                memory=memory,
                wait=wait,
                progress=bar.update,
                **reading,
            )
    if out.form:
        out.data(report.to_dict())
    else:
        _complain_of(report.failed)
    read = report.added + report.updated + report.unchanged + report.deleted
    if not read and (report.failed or not report.sources):
        if not report.failed:
            complain("there are no files to read in " + ", ".join(sources))
        click.get_current_context().exit(ERROR)
    if not out.form:
        out.text(terminal.report_text(report, path))


@cli.command(cls=QueryCommand)
@click.argument("query", nargs=-1, metavar="QUERY…")
@index_option
@filter_options
@click.option("--facet", "facets", metavar="NAME", multiple=True, help="Count this; repeatable.")
@click.option("--limit", "-n", type=click.IntRange(0), default=10, show_default=True)
@click.option("--offset", type=click.IntRange(0), help="Leave out so many hits.")
@click.option("--page", type=click.IntRange(1), help="Page of the results, from 1.")
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]))
@click.option(
    "--help-query",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_query_help,
    help="Explain the query language.",
)
@output_options(ids=True)
def search(
    query: tuple[str, ...],
    path: str,
    narrowed: dict[str, Any],
    facets: tuple[str, ...],
    limit: int,
    offset: int | None,
    page: int | None,
    sort: Any,
    out: Output,
) -> None:
    """Find articles.

    All words are required; when no article has them all, those with some are shown and it is said.
    Without a query, all articles match, the newest first. Exit code 0: found, 1: nothing, 2: error.

    \b
    Examples:
      jianbao search 氢能 项目 --region 重庆 --since 2023-01 --until 2023-06
      jianbao search '"氢能产业" -汽车' --sort newest --json --facet region --facet date
    """
    if page and offset is not None:
        raise click.UsageError("--page and --offset exclude each other")
    if page:
        offset = (page - 1) * limit
    text = query_text(query)
    results = jianbao.open_index(path).search(
        text,
        facets=list(facets) or ([] if out.form else ["region", "date"]),
        limit=limit,
        offset=offset or 0,
        sort=sort or ("relevance" if text.strip() else "newest"),
        **narrowed,
    )
    relaxed = ["no article has all of the words; these have some of them"] * results.relaxed
    if out.form == "json":
        out.data(results.to_dict())
    elif out.form:
        if out.form == "jsonl":
            out.many(hit.to_dict() for hit in results)
        else:
            lines(hit.id for hit in results)
        for note in relaxed:
            complain(note)
    else:
        notes = [*_reading(text), *relaxed]
        out.text(terminal.results_text(results, offset or 0, notes, out.width))
    if not results.total:
        click.get_current_context().exit(NOTHING)


def _reading(text: str) -> Iterator[str]:
    """Say how a query was read when something in it had to be forgiven."""
    try:
        jianbao.parse(text, strict=True)
    except jianbao.QueryError as error:
        yield f"{error}; read as: {jianbao.to_text(jianbao.parse(text))}"


@cli.command()
@click.argument("id")
@index_option
@click.option("--highlight", metavar="QUERY", help="Mark the words of a query.")
@click.option("--raw", is_flag=True, help="Print the article as it stands in its file.")
@click.option("--encoding", metavar="NAME", help="Encoding of the file, for --raw.")
@output_options()
def show(
    id: str, path: str, highlight: str | None, raw: bool, encoding: str | None, out: Output
) -> None:
    """Print one article whole, with all that is known of it.

    \b
    Examples:
      jianbao show 3f1c9a52e07b8d64 --highlight 氢能
      jianbao show 3f1c9a52e07b8d64 --raw
    """
    opened = jianbao.open_index(path)
    article = opened.get(id)
    if article is None:
        complain(f"there is no article {id!r} in {path}")
        click.get_current_context().exit(NOTHING)
    if out.form:
        out.data(exported(article))
    elif raw:
        if article.source is None:
            raise Failure(f"article {id} did not come from a file")
        text = jianbao.read_raw(article.source, encoding=encoding)
        out.text(terminal.plain(text)) if out.width else lines([text])
    else:
        snippet = opened.highlight(article, highlight) if highlight else None
        parts = terminal.pieces(snippet) if snippet else [(terminal.plain(article.body), False)]
        out.text(terminal.article_text(article, terminal.colored(parts)))


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="PATH…")
@source_options
@click.option("--explain", is_flag=True, help="Show what decided regions and dates of pages.")
@output_options()
def extract(sources: tuple[str, ...], explain: bool, out: Output, **reading: Any) -> None:
    """Show the articles in files, without an index.

    \b
    Examples:
      jianbao extract page.txt
      jianbao extract pages/ --jsonl > articles.jsonl
      jianbao extract page.txt --explain
    """
    failures: list[SourceFailure] = []
    count = 0

    def found() -> Iterator[tuple[Article, dict[str, Any]]]:
        nonlocal count
        if explain:
            for each in jianbao.explain_articles(sources, failures=failures, **reading):
                count += 1
                yield each.article, evidence_of(each)
        else:
            for article in jianbao.read_articles(sources, failures=failures, **reading):
                count += 1
                yield article, {}

    if out.form == "jsonl":
        out.many(extracted(article) | evidence for article, evidence in found())
    elif out.form:
        out.data([extracted(article) | evidence for article, evidence in found()])
    else:
        drawn = [
            terminal.extracted_text(number, article, evidence.get("evidence"), out.width)
            for number, (article, evidence) in enumerate(found(), 1)
        ]
        if drawn:
            out.text("\n\n".join(drawn))
    _complain_of(failures)
    if not count:
        click.get_current_context().exit(ERROR if failures else NOTHING)


@cli.command(cls=QueryCommand)
@click.argument("query", nargs=-1, metavar="[QUERY…]")
@index_option
@filter_options
@click.option("--facet", "facets", metavar="NAME", multiple=True, help="Count this; repeatable.")
@click.option("--depth", type=click.IntRange(1), help="Levels of the trees; otherwise 2, JSON all.")
@click.option(
    "--limit", "-n", type=click.IntRange(1), help="Values of a branch; otherwise 20, JSON all."
)
@output_options()
def facets(
    query: tuple[str, ...],
    path: str,
    narrowed: dict[str, Any],
    facets: tuple[str, ...],
    depth: int | None,
    limit: int | None,
    out: Output,
) -> None:
    """Count articles by region, date and whatever else the index counts.

    Each facet is counted without its own filter. Without --facet all are shown but the files.

    \b
    Examples:
      jianbao facets --facet region --depth 3
      jianbao facets 氢能 --facet date --region 重庆
    """
    opened = jianbao.open_index(path)
    names = list(facets) or [name for name in opened.facets if name not in ("source", "origin")]
    results = opened.search(query_text(query), facets=names, limit=0, **narrowed)
    trees = ((name, facet_tree(results.facets[name], limit, depth)) for name in names)
    if out.form == "jsonl":
        out.many({"facet": name, "values": values} for name, values in trees)
    elif out.form:
        out.data(dict(trees))
    else:
        drawn = []
        for name in names:
            rows = terminal.facet_rows(results.facets[name], limit=limit or 20, depth=depth or 2)
            if rows:
                drawn.append("\n".join([terminal.heading(name), *terminal.facet_lines(name, rows)]))
        out.text("\n\n".join(drawn) or "no article matches")
    if not results.total:
        click.get_current_context().exit(NOTHING)


@cli.command()
@index_option
@output_options()
def stats(path: str, out: Output) -> None:
    """Say what an index holds.

    \b
    Example:
      jianbao stats --json
    """
    from dataclasses import asdict

    found = jianbao.open_index(path).stats()
    if out.form:
        out.data({"path": str(Path(path).absolute()), **asdict(found)})
    else:
        out.text(terminal.stats_text(found, path))


@cli.command()
@click.argument("ids", nargs=-1, metavar="[ID…]")
@index_option
@click.option("--query", metavar="QUERY", help="Delete what matches; '*' is everything.")
@filter_options
@click.option("--yes", "-y", is_flag=True, help="Don't ask.")
@click.option(
    "--wait", type=click.FloatRange(0), default=0.0, metavar="SECONDS", help="Wait for a writer."
)
@output_options(text=False)
def delete(
    ids: tuple[str, ...],
    path: str,
    query: str | None,
    narrowed: dict[str, Any],
    yes: bool,
    wait: float,
    out: Output,
) -> None:
    """Delete articles by id, or all that match a query and filters.

    The query is not relaxed. Files are left alone; a changed file brings its articles back.

    \b
    Examples:
      jianbao delete 3f1c9a52e07b8d64
      jianbao delete --query 'media:旧报' --until 2010 --yes
    """
    by_query = bool(narrowed) or (query is not None and bool(query.strip()))
    if by_query == bool(ids):
        raise click.UsageError("give ids, or a query or filters (all articles: --query '*')")
    opened = jianbao.open_index(path)
    if ids:
        count = opened.delete(*ids, wait=wait)
    else:
        if not yes:
            _confirm(sum(1 for _ in opened.articles(query or "", **narrowed)))
        count = opened.delete_matching(query or "", wait=wait, **narrowed)
    if out.form:
        out.data({"deleted": count, "articles": len(opened)})
    else:
        out.text(f"{count:,} deleted, {len(opened):,} left in {terminal.one_line(path)}")
    if not count:
        click.get_current_context().exit(NOTHING)


def _confirm(count: int) -> None:
    if not count:
        return
    if not sys.stdin.isatty():
        raise Failure(f"this would delete {count:,} articles; say --yes to do it")
    if not click.confirm(f"Delete {count:,} articles?", err=True):
        raise Failure("nothing was deleted")


@cli.command()
@index_option
@click.option("--query", default="", metavar="QUERY", help="Only what matches; not relaxed.")
@filter_options
@click.option("--output", "-o", "file", metavar="FILE", help="Write here instead of stdout.")
def export(path: str, query: str, narrowed: dict[str, Any], file: str | None) -> None:
    """Print articles as JSON Lines that `jianbao index` reads back as they were.

    \b
    Examples:
      jianbao export > clips.jsonl
      jianbao export --query 氢能 --region 重庆 -o hydrogen.jsonl
    """
    count = 0

    def texts() -> Iterator[str]:
        nonlocal count
        for article in jianbao.open_index(path).articles(query, **narrowed):
            count += 1
            yield to_json(exported(article))

    if file is None:
        lines(texts())
    else:
        with Path(file).open("wb") as stream:
            lines(texts(), stream)
    if not count:
        click.get_current_context().exit(NOTHING)


@cli.command()
@index_option
@output_options()
def check(path: str, out: Output) -> None:
    """Verify every checksum of an index and whether its counts agree.

    \b
    Example:
      jianbao check -i clips
    """
    opened = jianbao.open_index(path)
    faults = opened.check()
    if out.form:
        out.data({"articles": len(opened), "faults": faults})
    elif not faults:
        out.text(f"no fault found: {len(opened):,} articles in {terminal.one_line(path)}")
    for fault in faults:
        complain(fault)
    if faults:
        click.get_current_context().exit(ERROR)


def _read_text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failure(f"{file}: not UTF-8 (byte {error.start}); convert it first") from None


def _complain_of(failures: Sequence[SourceFailure]) -> None:
    for failure in failures:
        click.echo(terminal.one_line(f"{failure.path}: {failure.error}"), err=True)


main: Callable[[], None] = cli
