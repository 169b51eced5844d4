# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu calc``: reads, calculates, writes; the exit code says how it went."""

import gc
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from dx_kofu.calc import calculate
from dx_kofu.cli.errors import CLEAN, FINDINGS, WRONG_USE, WrongUse, guarded
from dx_kofu.cli.files import CannotWrite, inputs, read_tables, reason, shown, write_file, write_text
from dx_kofu.cli.guide import check_assumptions, guide_of
from dx_kofu.cli.help import Speech
from dx_kofu.cli.streams import give_up_stdout, tell, tell_all
from dx_kofu.messages import Message
from dx_kofu.oddities import oddities
from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.result import Result
from dx_kofu.rules.load import Given, RuleBook
from dx_kofu.words import Lang

Format = Literal["table", "json", "csv", "md", "html", "xlsx"]
FORMATS: dict[str, Format] = {
    ".json": "json",
    ".csv": "csv",
    ".txt": "table",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".xlsx": "xlsx",
}


class Options(NamedTuple):
    """The command line of ``calc``."""

    files: Sequence[str]
    format: Format | None
    output: str | None
    encoding: Literal["utf-8", "cp932"] | None
    fiscal_year: str | None
    body: str | None
    rules: str | None
    overlay: str | None
    assume: Sequence[str]
    sheet: Sequence[str]
    unit: str | None
    mapping: str | None
    skip_bad_rows: bool
    bundle: str | None
    lang: Lang


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``calc`` to the commands."""

    @app.command(cls=speech.command, help=speech.say("calc"), short_help=speech.say("calc.short"))
    def calc(
        files: Annotated[list[str], typer.Argument(metavar="FILE...", help=speech.say("calc.files"))],
        format_: Annotated[
            Format | None,
            typer.Option("--format", metavar="table|json|csv|md|html|xlsx", help=speech.say("calc.format")),
        ] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE", help=speech.say("calc.output"))
        ] = None,
        encoding: Annotated[
            Literal["utf-8", "cp932"] | None,
            typer.Option("--encoding", metavar="utf-8|cp932", help=speech.say("calc.encoding")),
        ] = None,
        fiscal_year: Annotated[
            str | None, typer.Option("--fiscal-year", metavar="R8", help=speech.say("calc.fiscal-year"))
        ] = None,
        body: Annotated[str | None, typer.Option("--body", metavar="CODE", help=speech.say("calc.body"))] = None,
        rules: Annotated[str | None, typer.Option("--rules", metavar="DIR", help=speech.say("calc.rules"))] = None,
        overlay: Annotated[
            str | None, typer.Option("--overlay", metavar="FILE.toml", help=speech.say("calc.overlay"))
        ] = None,
        assume: Annotated[
            list[str] | None, typer.Option("--assume", metavar="NAME=VALUE", help=speech.say("calc.assume"))
        ] = None,
        sheet: Annotated[
            list[str] | None, typer.Option("--sheet", metavar="NAME", help=speech.say("calc.sheet"))
        ] = None,
        unit: Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=speech.say("calc.unit"))] = None,
        mapping: Annotated[
            str | None, typer.Option("--mapping", metavar="FILE.toml", help=speech.say("calc.mapping"))
        ] = None,
        skip_bad_rows: Annotated[bool, typer.Option("--skip-bad-rows", help=speech.say("calc.skip-bad-rows"))] = False,
        bundle: Annotated[
            str | None, typer.Option("--bundle", metavar="FILE.zip", help=speech.say("calc.bundle"))
        ] = None,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        filled = (fiscal_year, body, rules, overlay, assume or [], sheet or [], unit, mapping)
        return run(Options(files, format_, output, encoding, *filled, skip_bad_rows, bundle, lang_))


def run(options: Options) -> int:
    """Runs ``calc`` and returns its exit code."""
    gc.disable()  # a run builds hundreds of thousands of records without a cycle among them, and ends
    return guarded(lambda: _run(options), options.lang)


def _run(options: Options) -> int:
    lang = options.lang
    format_ = _format(options)
    if options.bundle and options.output and os.path.realpath(options.bundle) == os.path.realpath(options.output):
        raise WrongUse(Message("bundle.over-output", path=shown(options.bundle)))
    book, given = _rules(options)
    guide = guide_of(
        book,
        body=options.body,
        fiscal_year=options.fiscal_year,
        assume=options.assume,
        sheets=options.sheet,
        unit=options.unit,
        mapping=options.mapping,
    )
    paths, unreadable = inputs(options.files)
    kept: dict[str, bytes] | None = {} if options.bundle is not None else None
    tables, broken = read_tables(paths, guide, kept)
    reading = read_expenses(tables, guide)
    check_assumptions(guide, reading)

    for message in reading.read_as:
        tell(message, lang, "notice")
    tell_all([*reading.passed_through, *reading.left_out], lang, "notice")
    tell_all([*unreadable, *broken, *reading.diagnostics], lang)
    if unreadable or broken:
        return WRONG_USE
    if _stops(reading, options):
        return FINDINGS

    warnings = (*reading.odd_totals, *oddities(reading.expenses, reading.rules))
    tell_all(warnings, lang, "warning")
    warnings = (*reading.left_out, *warnings)
    result = calculate(
        reading.expenses,
        reading.rules,
        inputs=reading.inputs,
        overlay=given,
        options={**guide.columns, **guide.assumed},
        warnings=warnings,
        skipped=tuple(reading.diagnostics),
        read_as=tuple(reading.read_as),
    )
    rule_files = [str(book.folder / loaded.name) for loaded in result.rules]
    not_over = [*paths, *rule_files, *filter(None, (options.overlay, options.mapping))]
    if kept is not None:
        from dx_kofu.cli.bundle import write_bundle

        write_bundle(result, book, paths, kept, format_, options, not_over)
    if options.output is None or options.output == "-":
        _print(result, format_, options)
    else:
        _save(result, format_, options, options.output, not_over)
    _next_step(result, lang)
    return FINDINGS if reading.diagnostics else CLEAN


def _format(options: Options) -> Format:
    """The format of the output; ``--encoding`` is for CSV."""
    format_ = _named_format(options)
    if options.encoding is not None and format_ != "csv":
        raise WrongUse(Message("usage.encoding", value=options.encoding))
    return format_


def _named_format(options: Options) -> Format:
    if options.format is not None:
        return options.format
    if options.output is None:
        return "table"
    suffix = Path(options.output).suffix.lower()
    if suffix not in FORMATS:
        raise WrongUse(Message("usage.extension", path=options.output))
    return FORMATS[suffix]


def _rules(options: Options) -> tuple[RuleBook, Given | None]:
    book = RuleBook(Path(options.rules) if options.rules else None)
    if options.overlay is None:
        return book, None
    from dx_kofu.rules.overlay import apply

    try:
        content = Path(options.overlay).read_bytes()
    except OSError as error:
        raise WrongUse(Message("overlay.file", path=options.overlay, why=error.strerror or "")) from error
    return book, apply(book, options.overlay, content)


def _stops(reading: Reading, options: Options) -> bool:
    """Whether what is wrong with the input stops the calculation; says so."""
    if not reading.diagnostics:
        return False
    lang = options.lang
    files = ", ".join(dict.fromkeys(diagnostic.file for diagnostic in reading.diagnostics))
    codes = {diagnostic.code for diagnostic in reading.diagnostics}
    if any(code.startswith("header-") for code in codes):
        if codes != {"header-only"}:  # a blank table has said it all
            tell(Message("bad-header", files=files), lang)
        return True
    if not options.skip_bad_rows:
        tell(Message("bad-rows", files=files, count=len(reading.diagnostics)), lang)
        return True
    rows = {(diagnostic.file, diagnostic.row) for diagnostic in reading.diagnostics}
    tell(Message("skipped", rows=len(rows)), lang, "warning")
    return False


def _print(result: Result, format_: Format, options: Options) -> None:
    """Writes to standard output; a reader that has seen enough (``| head``) is no error."""
    lang, stdout = options.lang, sys.stdout
    if options.encoding is not None and isinstance(stdout, io.TextIOWrapper):
        stdout.reconfigure(encoding=options.encoding)
    encoding = (stdout.encoding or "utf-8").lower()
    if format_ == "xlsx" and stdout.isatty():
        raise CannotWrite(Message("file.binary", format=format_))
    try:
        if format_ == "xlsx":
            stdout.buffer.write(_workbook(result, lang))
        for piece in _pieces(result, format_, lang, encoding, tty=stdout.isatty()) if format_ != "xlsx" else ():
            if format_ == "csv":
                piece.encode(encoding)  # data is never escaped in silence
            stdout.write(piece)
        stdout.flush()
    except UnicodeEncodeError as error:
        raise CannotWrite(Message("file.encoding-out", encoding=encoding)) from error
    except BrokenPipeError:
        give_up_stdout()
    except OSError as error:
        give_up_stdout()
        raise CannotWrite(Message("file.output", why=reason(error))) from error


def _save(result: Result, format_: Format, options: Options, path: str, not_over: Sequence[str]) -> None:
    lang = options.lang
    if format_ == "xlsx":
        write_file(path, [_workbook(result, lang)], not_over)
    else:
        encoding = (options.encoding or "utf-8-sig") if format_ == "csv" else "utf-8"
        write_text(path, _pieces(result, format_, lang, "utf-8", tty=False), encoding, not_over)
    tell(Message("written", path=shown(path)), lang, "notice")


def _workbook(result: Result, lang: Lang) -> bytes:
    from dx_kofu.render import xlsx

    try:
        return xlsx.render(result, lang)
    except xlsx.TooManyRows as error:
        raise CannotWrite(error.message) from error


def _next_step(result: Result, lang: Lang) -> None:
    """Tells what to do about open questions."""
    asked = sum(1 for item in result.items if item.questions)
    if asked:
        tell(Message("next.questions", count=asked), lang, "notice")


def _pieces(
    result: Result, format_: Literal["table", "json", "csv", "md", "html"], lang: Lang, encoding: str, *, tty: bool
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
