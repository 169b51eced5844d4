# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu check``: reads, calculates, looks for what an auditor would ask; the exit code says whether anything was found."""

import gc
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from dx_kofu.calc import calculate
from dx_kofu.check.records import Finding, Severity
from dx_kofu.check.run import at_least, check, chosen, is_known
from dx_kofu.cli.errors import CLEAN, FINDINGS, WRONG_USE, WrongUse, guarded
from dx_kofu.cli.files import CannotWrite, inputs, read_tables, reason, shown, write_text
from dx_kofu.cli.guide import check_assumptions, guide_of
from dx_kofu.cli.help import Speech
from dx_kofu.cli.streams import give_up_stdout, tell, tell_all
from dx_kofu.messages import Message
from dx_kofu.read.expenses import read_expenses
from dx_kofu.render import findings as render
from dx_kofu.result import Result
from dx_kofu.rules.load import RuleBook
from dx_kofu.words import Lang

Format = Literal["table", "json"]
FORMATS: dict[str, Format] = {".txt": "table", ".json": "json"}


class Options(NamedTuple):
    """The command line of ``check``."""

    files: Sequence[str]
    format: Format | None
    output: str | None
    select: Sequence[str]
    ignore: Sequence[str]
    fail_on: Severity
    fiscal_year: str | None
    body: str | None
    rules: str | None
    assume: Sequence[str]
    sheet: Sequence[str]
    unit: str | None
    mapping: str | None
    lang: Lang


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``check`` to the commands."""

    @app.command("check", cls=speech.command, help=speech.say("check"), short_help=speech.say("check.short"))
    def check_(
        files: Annotated[list[str] | None, typer.Argument(metavar="FILE...", help=speech.say("calc.files"))] = None,
        format_: Annotated[
            Format | None, typer.Option("--format", metavar="table|json", help=speech.say("check.format"))
        ] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE", help=speech.say("check.output"))
        ] = None,
        select: Annotated[
            list[str] | None, typer.Option("--select", metavar="CODE", help=speech.say("check.select"))
        ] = None,
        ignore: Annotated[
            list[str] | None, typer.Option("--ignore", metavar="CODE", help=speech.say("check.ignore"))
        ] = None,
        fail_on: Annotated[
            Severity, typer.Option("--fail-on", metavar="error|warning|info", help=speech.say("check.fail-on"))
        ] = "warning",
        fiscal_year: Annotated[
            str | None, typer.Option("--fiscal-year", metavar="R8", help=speech.say("calc.fiscal-year"))
        ] = None,
        body: Annotated[str | None, typer.Option("--body", metavar="CODE", help=speech.say("calc.body"))] = None,
        rules: Annotated[str | None, typer.Option("--rules", metavar="DIR", help=speech.say("calc.rules"))] = None,
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
        reference: Annotated[
            str | None, typer.Option("--reference", metavar="DIR", help=speech.say("check.reference"))
        ] = None,
        check: Annotated[bool, typer.Option("--check", help=speech.say("check.check"))] = False,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        if reference is not None:
            return guarded(lambda: write_reference(reference, check, lang_), lang_)
        reading = (fiscal_year, body, rules, assume or [], sheet or [], unit, mapping)
        options = Options(files or [], format_, output, select or [], ignore or [], fail_on, *reading, lang_)
        gc.disable()  # as in calc
        return guarded(lambda: run(options, check), lang_)


def run(options: Options, check_alone: bool = False) -> int:
    """Runs ``check`` and returns its exit code."""
    lang = options.lang
    format_ = _format(options, check_alone)
    book = RuleBook(Path(options.rules) if options.rules else None)
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
    tables, broken = read_tables(paths, guide)
    reading = read_expenses(tables, guide)
    check_assumptions(guide, reading)

    for message in reading.read_as:
        tell(message, lang, "notice")
    tell_all([*reading.passed_through, *reading.left_out], lang, "notice")
    tell_all([*unreadable, *broken, *reading.diagnostics], lang)
    if unreadable or broken:
        return WRONG_USE
    if reading.diagnostics:
        files = ", ".join(dict.fromkeys(diagnostic.file for diagnostic in reading.diagnostics))
        tell(Message("f.bad-input", files=files, count=len(reading.diagnostics)), lang)
        return FINDINGS
    result = calculate(reading.expenses, reading.rules, inputs=reading.inputs, read_as=tuple(reading.read_as))
    found = chosen(check(result, reading.rules, reading), options.select, options.ignore)
    not_over = [*paths, *(str(book.folder / loaded.name) for loaded in result.rules), *filter(None, (options.mapping,))]
    _write(result, found, format_, options, not_over)
    return FINDINGS if at_least(found, options.fail_on) else CLEAN


def _format(options: Options, check_alone: bool) -> Format:
    """The format of the output; everything that is wrong with the command line at once."""
    problems = [Message("f.no-files")] if not options.files else []
    problems += [Message("f.check-alone")] if check_alone else []
    for option, prefixes in (("--select", options.select), ("--ignore", options.ignore)):
        problems += [Message("f.unknown-code", option=option, code=code) for code in prefixes if not is_known(code)]
    suffix = Path(options.output or "").suffix.lower()
    if options.format is None and options.output not in (None, "-") and suffix not in FORMATS:
        problems.append(Message("f.extension", path=options.output))
    if problems:
        raise WrongUse(*problems)
    return options.format or FORMATS.get(suffix, "table")


def _write(
    result: Result, found: Sequence[Finding], format_: Format, options: Options, not_over: Sequence[str]
) -> None:
    if options.output is not None and options.output != "-":
        write_text(options.output, _pieces(result, found, format_, options.lang, "utf-8"), "utf-8", not_over)
        tell(Message("written", path=shown(options.output)), options.lang, "notice")
        return
    try:
        encoding = (sys.stdout.encoding or "utf-8").lower()
        sys.stdout.writelines(_pieces(result, found, format_, options.lang, encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        give_up_stdout()
    except OSError as error:
        give_up_stdout()
        raise CannotWrite(Message("file.output", why=reason(error))) from error


def _pieces(result: Result, found: Sequence[Finding], format_: Format, lang: Lang, encoding: str) -> Iterator[str]:
    match format_:
        case "table":
            return render.table(result, found, lang)
        case "json":
            ascii_only = encoding.replace("_", "-") not in ("utf-8", "utf8")
            return render.json(result, found, lang, ascii_only=ascii_only)


def write_reference(target: str, check: bool, lang: Lang) -> int:
    """``--reference DIR``: writes the pages, or with ``--check`` says which do not match the catalogue."""
    stale = False
    for name, text in render.pages().items():
        path = Path(target) / name
        if check and not (path.is_file() and path.read_text("utf-8") == text):
            tell(Message("f.stale", path=shown(str(path)), folder=shown(target)), lang)
            stale = True
        elif not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_text(str(path), [text], "utf-8", ())
    return FINDINGS if stale else CLEAN
