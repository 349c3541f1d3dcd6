"""What the commands share: options, values of options, and how errors end.

A user's mistake and a fault of the index both end as one line on stderr and exit code 2; nobody gets
a traceback for a file that is not there, a closed pipe or Ctrl-C.
"""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import IO, Any, NoReturn, TypeVar

import click

import jianbao
from jianbao.output import Output, wants_color
from jianbao.terminal import one_line

Command = TypeVar("Command", bound=Callable[..., Any])
NOTHING, ERROR = 1, 2
"""Exit codes; 0 is for something found."""
_INTERRUPTED, _BROKEN_PIPE = 130, 141
_LEAST_MEMORY = 16 << 20
_LITERAL = "\0"
"""Set before a word that begins with `-` but is none of our options; no argument can hold it."""
_FIELD = re.compile(r"-[A-Za-z]{4,}[:：]")


class Failure(click.ClickException):
    """An error as one line on stderr."""

    exit_code = ERROR

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line."""
        complain(self.format_message())


def complain(message: str) -> None:
    """Print one line on stderr."""
    click.echo(f"jianbao: {one_line(message)}", err=True)


class Program(click.Group):
    """The group of all commands; ends whatever goes wrong in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure:  # a character that the terminal lacks is no reason to fail
                reconfigure(errors="replace")
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except jianbao.JianbaoError as error:
            raise Failure(str(error)) from error
        except BrokenPipeError:
            self._close_pipe(ctx)
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise Failure(f"{place}{error.strerror or error}") from error
        except (KeyboardInterrupt, click.Abort):
            complain("interrupted; the last commit stands")
            ctx.exit(_INTERRUPTED)
        return result

    def _close_pipe(self, ctx: click.Context) -> NoReturn:
        # Python flushes stdout once more at its end; let that go nowhere.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        ctx.exit(_BROKEN_PIPE)


class QueryCommand(click.Command):
    """A command whose arguments are a query, which may begin with `-` (`-汽车`).

    A word that begins with `-` is part of the query when no option begins so, and when it is a field
    that is excluded (`-region:四川`).
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Mark the words that look like options."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        names = [(name, each) for each in options for name in (*each.opts, *each.secondary_opts)]
        letters = {name[1] for name, _ in names if not name.startswith("--")}
        valued = {name for name, each in names if not each.is_flag and not each.count}
        marked: list[str] = []
        is_value = is_rest = False
        for arg in args:
            is_rest = is_rest or (arg == "--" and not is_value)
            dashed = len(arg) > 1 and arg[0] == "-" and arg[1] != "-"
            is_option = dashed and arg[1] in letters and not _FIELD.match(arg)
            if dashed and not (is_option or is_value or is_rest):
                arg = _LITERAL + arg
            is_value = not is_value and arg in valued
            marked.append(arg)
        return super().parse_args(ctx, marked)


def query_text(words: Sequence[str]) -> str:
    """Join the words of a query."""
    return " ".join(word.removeprefix(_LITERAL) for word in words)


def index_option(command: Command) -> Command:
    """Add `--index`."""
    option = click.option(
        "--index",
        "-i",
        "path",
        envvar="JIANBAO_INDEX",
        default=".jianbao",
        show_default=True,
        show_envvar=True,
        metavar="DIR",
        help="The index.",
    )
    return option(command)


def output_options(*, ids: bool = False, text: bool = True) -> Callable[[Command], Command]:
    """Add `--json`, `--jsonl` and what goes with them; the command gets an `Output` as `out`."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def run(*args: Any, form: str | None, **kwargs: Any) -> Any:
            color = wants_color(kwargs.pop("color", None))
            out = Output(form, color, pager=not kwargs.pop("no_pager", False))
            return command(*args, out=out, **kwargs)

        options = [
            click.option("--json", "form", flag_value="json", help="Print one JSON document."),
            click.option("--jsonl", "form", flag_value="jsonl", help="Print JSON, one per line."),
        ]
        if ids:
            options.append(
                click.option("--ids", "form", flag_value="ids", help="Print ids, one per line.")
            )
        if text:
            options += [
                click.option(
                    "--color/--no-color",
                    default=None,
                    help="Colours or none; otherwise for a terminal, unless NO_COLOR is set.",
                ),
                click.option("--no-pager", is_flag=True, help="Don't show long output in a pager."),
            ]
        decorated: Any = run
        for option in reversed(options):
            decorated = option(decorated)
        result: Command = decorated
        return result

    return decorate


def filter_options(command: Command) -> Command:
    """Add what narrows a search; the command gets a mapping `narrowed` for the library."""

    @wraps(command)
    def run(
        *args: Any,
        region: tuple[str, ...],
        since: str | None,
        until: str | None,
        date: str | None,
        filters: Mapping[str, list[str]],
        **kwargs: Any,
    ) -> Any:
        narrowed: dict[str, Any] = {}
        if region:
            narrowed["region"] = list(region)
        for name, value in (("since", since), ("until", until), ("date", date)):
            if value is not None:
                narrowed[name] = value
        if filters:
            narrowed["filters"] = filters
        return command(*args, narrowed=narrowed, **kwargs)

    decorated: Any = run
    for option in (
        click.option(
            "--filter",
            "filters",
            metavar="NAME=VALUE",
            multiple=True,
            callback=_filters,
            help="Only with this value of a facet, such as media=重庆日报; repeatable.",
        ),
        click.option("--date", metavar="DATE", help="Only of this day, month or year."),
        click.option("--until", metavar="DATE", help="Only up to the end of this."),
        click.option(
            "--since", metavar="DATE", help="Only from here: 2023, 2023-06, 2023年6月, 去年."
        ),
        click.option(
            "--region",
            "-r",
            metavar="NAME",
            multiple=True,
            help="Only about this region: 重庆, 重庆市/大渡口区, 大渡口; repeatable.",
        ),
    ):
        decorated = option(decorated)
    result: Command = decorated
    return result


def source_options(command: Command) -> Command:
    """Add what says which files are read and how."""
    decorated: Any = command
    for option in (
        click.option(
            "--map",
            "columns",
            metavar="FIELD=COLUMN,…",
            multiple=True,
            callback=_columns,
            help="Columns or keys that hold a field: title=标题,date=发布时间,region=地区.",
        ),
        click.option(
            "--encoding",
            metavar="NAME",
            callback=_encoding,
            help="Encoding of the files, such as gb18030; otherwise found out.",
        ),
        click.option(
            "--exclude",
            metavar="GLOB",
            multiple=True,
            help="Leave these files or folders out; repeatable.",
        ),
        click.option("--glob", metavar="GLOB", help="Only these files of folders: '*.txt'."),
    ):
        decorated = option(decorated)
    result: Command = decorated
    return result


def size(ctx: click.Context, param: click.Parameter, value: str) -> int:
    """Read a number of bytes: 512MB, 2G, 1000000; K, M and G are powers of 1024."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmg]?)i?b?", value.strip().lower())
    if match is None:
        raise click.BadParameter(f"{value!r} is not a size; write 512MB or 2GB")
    count = int(float(match[1]) * 1024 ** " kmg".index(match[2] or " "))
    if count < _LEAST_MEMORY:
        raise click.BadParameter(f"{value!r} is too little; give 16MB or more")
    return count


def _pairs(values: Sequence[str], example: str) -> list[tuple[str, str]]:
    pairs = []
    for text in values:
        name, sign, value = text.partition("=")
        if not (sign and name.strip() and value.strip()):
            raise click.BadParameter(f"{text!r} is not NAME=VALUE, such as {example}")
        pairs.append((name.strip(), value.strip()))
    return pairs


def _filters(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for name, value in _pairs(values, "media=重庆日报"):
        filters.setdefault(name, []).append(value)
    return filters


def _columns(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> dict[str, str] | None:
    parts = [part for value in values for part in re.split("[,，]", value)]
    return dict(_pairs(parts, "title=标题")) or None


def _encoding(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        try:
            codecs.lookup(value)
        except LookupError:
            raise click.BadParameter(f"there is no encoding {value!r}; try gb18030") from None
    return value
