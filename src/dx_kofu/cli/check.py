# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu check``: reads, calculates, looks for what an auditor would ask; the exit code says whether anything was found."""

import gc
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from dx_kofu.catalogue import Severity, codes
from dx_kofu.check.accept import Baseline, Judged, judged, open_findings
from dx_kofu.check.run import at_least, check, chosen, is_chosen, is_known
from dx_kofu.cli.accepted import baseline_of, day_of, tell_unused, write_baseline
from dx_kofu.cli.errors import CLEAN, FINDINGS, Stopped, WrongUse, guarded
from dx_kofu.cli.files import shown, write_text
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import format_of, put
from dx_kofu.cli.run import begin
from dx_kofu.cli.sources import Sources, reads_tables
from dx_kofu.cli.streams import tell
from dx_kofu.messages import Message
from dx_kofu.records import Diagnostic
from dx_kofu.render import findings as render
from dx_kofu.result import Result
from dx_kofu.words import Lang

Format = Literal["table", "json", "junit", "sarif", "github"]
FORMATS: dict[str, Format] = {".json": "json", ".xml": "junit", ".sarif": "sarif", ".txt": "table"}


class Options(NamedTuple):
    """The command line of ``check`` beside its sources."""

    format: Format | None
    output: str | None
    select: Sequence[str]
    ignore: Sequence[str]
    fail_on: Severity
    baseline: str | None
    write_baseline: str | None
    today: str | None
    lang: Lang


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``check`` to the commands."""

    def check_(
        sources: Sources,
        format_: Annotated[
            Format | None,
            typer.Option("--format", metavar="table|json|junit|sarif|github", help=speech.say("check.format")),
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
        baseline: Annotated[
            str | None, typer.Option("--baseline", metavar="FILE.toml", help=speech.say("check.baseline"))
        ] = None,
        write_baseline: Annotated[
            str | None, typer.Option("--write-baseline", metavar="FILE.toml", help=speech.say("check.write-baseline"))
        ] = None,
        today: Annotated[str | None, typer.Option("--today", metavar="DATE", help=speech.say("check.today"))] = None,
        reference: Annotated[
            str | None, typer.Option("--reference", metavar="DIR", help=speech.say("check.reference"))
        ] = None,
        check: Annotated[bool, typer.Option("--check", help=speech.say("check.check"))] = False,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        if reference is not None:
            return guarded(lambda: write_reference(reference, check, lang_), lang_)
        options = Options(format_, output, select or [], ignore or [], fail_on, baseline, write_baseline, today, lang_)
        gc.disable()  # as in calc
        return guarded(lambda: run(sources, options, check), lang_)

    command = app.command("check", cls=speech.command, help=speech.say("check"), short_help=speech.say("check.short"))
    command(reads_tables(check_, speech, optional=True))


def run(sources: Sources, options: Options, check_alone: bool = False) -> int:
    """Runs ``check`` and returns its exit code."""
    lang = options.lang
    format_, today = _format_and_day(sources, options, check_alone)
    baseline = baseline_of(options.baseline, today)
    baselines = [*filter(None, (options.baseline, options.write_baseline))]
    try:
        begun = begin(sources, lang)
    except Stopped as stop:
        if format_ not in ("table", "json"):  # what CI shows beside the lines is there for bad input too
            _write(None, (), baseline, stop.problems, format_, options, [*sources.files, *baselines])
        raise
    result, rules = begun.calculated(), begun.reading.rules
    everything = judged(check(result, rules, begun.reading), result.items, rules, baseline)
    kept = set(map(id, chosen((one.finding for one in everything), options.select, options.ignore)))
    found = [one for one in everything if id(one.finding) in kept]
    tell_unused(everything, result, baseline, lang)
    read = begun.read_files(result)
    if options.write_baseline is not None:
        write_baseline(options.write_baseline, found, today, lang, read)
    _write(result, found, baseline, begun.reading.diagnostics, format_, options, [*read, *baselines])
    return FINDINGS if begun.reading.diagnostics or at_least(open_findings(found), options.fail_on) else CLEAN


def _format_and_day(sources: Sources, options: Options, check_alone: bool) -> tuple[Format, date]:
    """The format of the output and the day; everything that is wrong with the command line at once."""
    today = day_of(options.today)
    problems = [today] if isinstance(today, Message) else []
    problems += [Message("f.no-files")] if not sources.files else []
    problems += [Message("f.check-alone")] if check_alone else []
    for option, prefixes in (("--select", options.select), ("--ignore", options.ignore)):
        problems += [Message("f.unknown-code", option=option, code=code) for code in prefixes if not is_known(code)]
    format_: Format = "table"
    try:
        format_ = format_of(options.format, options.output, FORMATS, "table")
    except WrongUse as error:
        problems += error.messages
    if problems or isinstance(today, Message):
        raise WrongUse(*problems)
    return format_, today


def _write(
    result: Result | None,
    found: Sequence[Judged],
    baseline: Baseline | None,
    problems: Sequence[Diagnostic],
    format_: Format,
    options: Options,
    not_over: Sequence[str],
) -> None:
    lang = options.lang
    match format_:
        case "table":
            assert result is not None
            put(lambda _: render.table(result, found, lang), options.output, lang, not_over)
        case "json":
            assert result is not None
            put(
                lambda ascii_only: render.json(result, found, lang, baseline=baseline, ascii_only=ascii_only),
                options.output,
                lang,
                not_over,
            )
        case "junit" | "sarif" | "github":
            from dx_kofu.cli.ci import append_summary, pieces
            from dx_kofu.render.findings_ci import document

            chosen_codes = (code for code in codes().values() if is_chosen(code, options.select, options.ignore))
            looked_for = tuple(chosen_codes) if result is not None else ()
            told = document(found, looked_for, options.fail_on, problems, lang)
            put(lambda ascii_only: pieces(told, format_, ascii_only=ascii_only), options.output, lang, not_over)
            if format_ == "github":
                append_summary(told)


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
