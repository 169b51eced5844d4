# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu check``: reads, calculates, looks for what an auditor would ask; the exit code says whether anything was found."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from dx_kofu.check.records import Finding, Severity
from dx_kofu.check.run import at_least, check, chosen, is_known
from dx_kofu.cli.errors import CLEAN, FINDINGS, WrongUse, guarded
from dx_kofu.cli.files import shown, write_text
from dx_kofu.cli.fix import Fixed, begin_fixed, begin_with_hint, example
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import format_of, is_stdout, put
from dx_kofu.cli.sources import Sources, reads_tables
from dx_kofu.cli.streams import as_line, tell
from dx_kofu.messages import Message
from dx_kofu.render import findings as render
from dx_kofu.render import repairs as repaired
from dx_kofu.result import Result
from dx_kofu.words import Lang

Format = Literal["table", "json"]
FORMATS: dict[str, Format] = {".json": "json", ".txt": "table"}


class Options(NamedTuple):
    """The command line of ``check`` beside its sources."""

    format: Format | None
    output: str | None
    select: Sequence[str]
    ignore: Sequence[str]
    fail_on: Severity
    lang: Lang
    fix: bool = False


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``check`` to the commands."""

    def check_(
        sources: Sources,
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
        fix: Annotated[bool, typer.Option("--fix", help=speech.say("check.fix"))] = False,
        reference: Annotated[
            str | None, typer.Option("--reference", metavar="DIR", help=speech.say("check.reference"))
        ] = None,
        check: Annotated[bool, typer.Option("--check", help=speech.say("check.check"))] = False,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        if reference is not None:
            return guarded(lambda: write_reference(reference, check, lang_), lang_)
        options = Options(format_, output, select or [], ignore or [], fail_on, lang_, fix)
        gc.disable()  # as in calc
        return guarded(lambda: run(sources, options, check), lang_)

    command = app.command("check", cls=speech.command, help=speech.say("check"), short_help=speech.say("check.short"))
    command(reads_tables(check_, speech, optional=True))


def run(sources: Sources, options: Options, check_alone: bool = False) -> int:
    """Runs ``check`` and returns its exit code."""
    lang = options.lang
    format_ = _format(sources, options, check_alone)
    fixed: Fixed | None = None
    if options.fix:
        begun, fixed = begin_fixed(sources, options.output or "", lang)
    else:
        begun = begin_with_hint(sources, lang)
    result = begun.calculated()
    found: tuple[Finding, ...] = ()
    if fixed is None or fixed.checked:
        found = chosen(check(result, begun.reading.rules, begun.reading), options.select, options.ignore)
    put(
        lambda ascii_only: _pieces(result, found, format_, lang, ascii_only, fixed),
        None if options.fix else options.output,
        lang,
        begun.read_files(result),
    )
    return FINDINGS if begun.reading.diagnostics or at_least(found, options.fail_on) else CLEAN


def _format(sources: Sources, options: Options, check_alone: bool) -> Format:
    """The format of the output; everything that is wrong with the command line at once."""
    problems = [Message("f.no-files")] if not sources.files else []
    problems += [Message("f.check-alone")] if check_alone else []
    if options.fix and is_stdout(options.output):
        problems.append(Message("repair.no-output", example=shown(example(next(iter(sources.files), "-")))))
    for option, prefixes in (("--select", options.select), ("--ignore", options.ignore)):
        problems += [Message("f.unknown-code", option=option, code=code) for code in prefixes if not is_known(code)]
    format_: Format = "table"
    try:
        format_ = format_of(options.format, None if options.fix else options.output, FORMATS, "table")
    except WrongUse as error:
        problems += error.messages
    if problems:
        raise WrongUse(*problems)
    return format_


def _pieces(
    result: Result, found: Sequence[Finding], format_: Format, lang: Lang, ascii_only: bool, fixed: Fixed | None
) -> Iterable[str]:
    match format_:
        case "table":
            findings = render.table(result, found, lang)
            return findings if fixed is None else _with_repairs(findings, fixed, lang)
        case "json":
            more = None
            if fixed is not None:
                more = repaired.members(fixed.name, fixed.repairs, fixed.suggestions, lang, checked=fixed.checked)
            return render.json(result, found, lang, ascii_only=ascii_only, more=more)


def _with_repairs(findings: Iterable[str], fixed: Fixed, lang: Lang) -> Iterator[str]:
    """The repairs above the findings; no findings are told of what could not be checked."""
    yield from repaired.table(fixed.repairs, [as_line(one, lang) for one in fixed.suggestions], lang)
    if fixed.checked:
        yield from findings


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
