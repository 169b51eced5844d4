# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu calc``: reads, calculates, writes; the exit code says how it went."""

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, NamedTuple

import typer

from dx_kofu.cli.errors import CLEAN, FINDINGS, WrongUse, guarded
from dx_kofu.cli.files import CannotWrite, shown, write_text
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import format_of, is_stdout, put_bytes, put_out
from dx_kofu.cli.run import begin
from dx_kofu.cli.sources import Sources, reads_tables
from dx_kofu.cli.streams import tell, tell_all
from dx_kofu.messages import Message
from dx_kofu.result import Result
from dx_kofu.words import Lang

RowFormat = Literal["table", "json", "csv", "md", "html", "xlsx"]
Format = Literal["table", "json", "csv", "md", "html", "xlsx", "parquet"]
Engine = Literal["auto", "rows", "columns"]
FORMATS: dict[str, Format] = {
    ".xlsx": "xlsx",
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".csv": "csv",
    ".json": "json",
    ".parquet": "parquet",
    ".txt": "table",
}


class Options(NamedTuple):
    """The command line of ``calc`` beside its sources."""

    format: Format | None
    output: str | None
    encoding: Literal["utf-8", "cp932"] | None
    bundle: str | None
    engine: Engine
    errors: str | None
    summary: str | None
    lang: Lang


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``calc`` to the commands."""

    def calc(
        sources: Sources,
        format_: Annotated[
            Format | None,
            typer.Option("--format", metavar="table|json|csv|md|html|xlsx|parquet", help=speech.say("calc.format")),
        ] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE", help=speech.say("calc.output"))
        ] = None,
        encoding: Annotated[
            Literal["utf-8", "cp932"] | None,
            typer.Option("--encoding", metavar="utf-8|cp932", help=speech.say("calc.encoding")),
        ] = None,
        bundle: Annotated[
            str | None, typer.Option("--bundle", metavar="FILE.zip", help=speech.say("calc.bundle"))
        ] = None,
        engine: Annotated[
            Engine, typer.Option("--engine", metavar="auto|rows|columns", help=speech.say("calc.engine"))
        ] = "auto",
        errors: Annotated[
            str | None, typer.Option("--errors", metavar="FILE.csv", help=speech.say("calc.errors"))
        ] = None,
        summary: Annotated[
            str | None, typer.Option("--summary", metavar="FILE.json", help=speech.say("calc.summary"))
        ] = None,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        gc.disable()  # a run builds hundreds of thousands of records without a cycle among them, and ends
        return guarded(
            lambda: run(sources, Options(format_, output, encoding, bundle, engine, errors, summary, lang_)), lang_
        )

    command = app.command(cls=speech.command, help=speech.say("calc"), short_help=speech.say("calc.short"))
    command(reads_tables(calc, speech))


def run(sources: Sources, options: Options) -> int:
    """Runs ``calc`` and returns its exit code."""
    lang = options.lang
    format_ = _format(options)
    if options.bundle == "-":
        raise WrongUse(Message("bundle.stdout"))
    written = [
        path for path in (options.output, options.bundle, options.errors, options.summary) if path and path != "-"
    ]
    for index, path in enumerate(written):
        if os.path.realpath(path) in map(os.path.realpath, written[:index]):
            raise WrongUse(Message("bundle.over-output", path=shown(path)))
    if by_columns(sources, options, format_):
        os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:200,narenas:2")  # a quarter less memory
        from dx_kofu.cli.columns import NotPlain, run_columns

        try:
            return run_columns(sources, options, format_)
        except NotPlain:  # titles, totals, sheets: for the reader of the rows
            if format_ == "parquet" or options.engine == "columns":
                return run_columns(sources, options, format_, by_rows=True)
    assert format_ != "parquet"
    begun = begin(sources, lang, keep=options.bundle is not None, errors=options.errors)
    reading = begun.reading
    warnings = begun.warnings
    tell_all(warnings, lang, "warning")
    result = begun.calculated((*reading.left_out, *warnings))
    not_over = begun.read_files()
    if options.bundle is not None:
        from dx_kofu.cli.bundle import write_bundle

        write_bundle(options.bundle, result, begun, format_, lang)
    _write(result, format_, options, not_over)
    if options.summary is not None:
        write_summary(result, options.summary, lang, not_over)
    next_step(sum(1 for item in result.items if item.questions), sources, lang)
    return FINDINGS if reading.diagnostics else CLEAN


LARGE = 500_000
"""Bytes of tables from which columns are faster than rows, their start-up included."""


def by_columns(sources: Sources, options: Options, format_: Format) -> bool:
    """Whether a run is calculated on columns; :class:`WrongUse` where what was asked for does not go together."""
    if options.engine == "rows" or options.bundle is not None or format_ not in ("csv", "parquet"):
        if format_ == "parquet":
            raise WrongUse(Message("columns.parquet" if options.bundle is None else "columns.bundle"))
        if options.engine == "columns":
            key = "columns.format" if options.bundle is None else "columns.bundle"
            raise WrongUse(Message(key, value=f"--format {format_}"))
        return False
    if options.engine == "columns" or format_ == "parquet":
        return True
    sizes = [os.path.getsize(path) if os.path.isfile(path) else LARGE * os.path.isdir(path) for path in sources.files]
    return sum(sizes) >= LARGE or any(path.endswith(".parquet") for path in sources.files)


def write_summary(result: Result, path: str, lang: Lang, not_over: Sequence[str]) -> None:
    """The result without its items, as JSON."""
    from dx_kofu.render import json

    write_text(path, json.render(result, lang, items=False), "utf-8", not_over)
    tell(Message("written", path=shown(path)), lang, "notice")


def _format(options: Options) -> Format:
    """The format of the output; ``--encoding`` is for CSV."""
    format_ = format_of(options.format, options.output, FORMATS, "table")
    if options.encoding is not None and format_ != "csv":
        raise WrongUse(Message("usage.encoding", value=options.encoding))
    return format_


def _write(result: Result, format_: RowFormat, options: Options, not_over: Sequence[str]) -> None:
    output, lang = options.output, options.lang
    if format_ == "xlsx":
        if is_stdout(output) and sys.stdout.isatty():
            raise CannotWrite(Message("file.binary", format=format_))
        put_bytes(_workbook(result, lang), output, lang, not_over)
    elif output is None or output == "-":
        encoding = options.encoding or (sys.stdout.encoding or "utf-8").lower()
        pieces = _pieces(result, format_, lang, encoding, tty=sys.stdout.isatty())
        put_out(pieces, encoding if format_ == "csv" else None)
    else:
        encoding = (options.encoding or "utf-8-sig") if format_ == "csv" else "utf-8"
        write_text(output, _pieces(result, format_, lang, "utf-8", tty=False), encoding, not_over)
        tell(Message("written", path=shown(output)), lang, "notice")


def _workbook(result: Result, lang: Lang) -> bytes:
    from dx_kofu.render import xlsx

    try:
        return xlsx.render(result, lang)
    except xlsx.TooManyRows as error:
        raise CannotWrite(error.message) from error


def next_step(asked: int, sources: Sources, lang: Lang) -> None:
    """Tells what to do about rows with open questions."""
    if asked:
        tell(Message("next.questions", count=asked, file=sources.typed()), lang, "notice")


def _pieces(
    result: Result,
    format_: Literal["table", "json", "csv", "md", "html"],
    lang: Lang,
    encoding: str,
    *,
    tty: bool,
) -> Iterator[str]:
    """The result as text; a renderer is imported only when it is asked for."""
    match format_:
        case "json":
            from dx_kofu.render import json

            return json.render(result, lang, ascii_only=encoding.replace("_", "-") not in ("utf-8", "utf8"))
        case "csv":
            from dx_kofu.render import csv

            return csv.render(result)
        case "md":
            from dx_kofu.render import md

            return md.render(result, lang)
        case "html":
            from dx_kofu.render import html

            return html.render(result, lang)
        case "table":
            import shutil

            from dx_kofu.render import table

            width = max(72, shutil.get_terminal_size().columns) if tty else 110
            return table.render(result, lang, width=width, color=tty and "NO_COLOR" not in os.environ)
