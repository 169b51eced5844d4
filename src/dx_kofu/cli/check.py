# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu check``: reads, calculates, looks for what an auditor would ask; the exit code says whether anything was found."""

import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
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
from dx_kofu.cli.fix import Fixed, begin_fixed, begin_with_hint, example
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import format_of, is_stdout, put
from dx_kofu.cli.sources import Sources, reads_tables
from dx_kofu.cli.streams import as_line, tell
from dx_kofu.messages import Message
from dx_kofu.records import Diagnostic
from dx_kofu.render import repairs as repaired
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
    fix: bool = False


class Checked(NamedTuple):
    """What came out of a run."""

    result: Result | None
    """``None`` where bad input stopped it."""
    found: Sequence[Judged]
    baseline: Baseline | None
    problems: Sequence[Diagnostic]
    """What is wrong with the input."""
    fixed: Fixed | None
    """What ``--fix`` mended."""


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
        fix: Annotated[bool, typer.Option("--fix", help=speech.say("check.fix"))] = False,
        reference: Annotated[
            str | None, typer.Option("--reference", metavar="DIR", help=speech.say("check.reference"))
        ] = None,
        check: Annotated[bool, typer.Option("--check", help=speech.say("check.check"))] = False,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        if reference is not None:
            return guarded(lambda: write_reference(reference, check, lang_), lang_)
        accepting = (baseline, write_baseline, today)
        options = Options(format_, output, select or [], ignore or [], fail_on, *accepting, lang_, fix)
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
    fixed: Fixed | None = None
    try:
        if options.fix:
            begun, fixed = begin_fixed(sources, options.output or "", lang)
        else:
            begun = begin_with_hint(sources, lang)
    except Stopped as stop:
        if format_ not in ("table", "json"):  # what CI shows beside the lines is there for bad input too
            _write(Checked(None, (), baseline, stop.problems, fixed), format_, options, [*sources.files, *baselines])
        raise
    result, rules = begun.calculated(), begun.reading.rules
    found: list[Judged] = []
    read = begun.read_files()
    if fixed is None or fixed.checked:
        everything = judged(check(result, rules, begun.reading), result.items, rules, baseline)
        kept = set(map(id, chosen((one.finding for one in everything), options.select, options.ignore)))
        found = [one for one in everything if id(one.finding) in kept]
        tell_unused(everything, result, baseline, lang)
        if options.write_baseline is not None:
            write_baseline(options.write_baseline, found, today, lang, read)
    checked = Checked(result, found, baseline, begun.reading.diagnostics, fixed)
    _write(checked, format_, options, [*read, *baselines])
    return FINDINGS if begun.reading.diagnostics or at_least(open_findings(found), options.fail_on) else CLEAN


def _format_and_day(sources: Sources, options: Options, check_alone: bool) -> tuple[Format, date]:
    """The format of the output and the day; everything that is wrong with the command line at once."""
    today = day_of(options.today)
    problems = [today] if isinstance(today, Message) else []
    problems += [Message("f.no-files")] if not sources.files else []
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
    if problems or isinstance(today, Message):
        raise WrongUse(*problems)
    return format_, today


def _write(checked: Checked, format_: Format, options: Options, not_over: Sequence[str]) -> None:
    lang, fixed = options.lang, checked.fixed
    output = None if options.fix else options.output  # with --fix that is the copy
    match format_:
        case "table":
            put(lambda _: _table(checked, lang), output, lang, not_over)
        case "json":
            put(lambda ascii_only: _json(checked, lang, ascii_only), output, lang, not_over)
        case "junit" | "sarif" | "github":
            from dx_kofu.cli.ci import append_summary, pieces
            from dx_kofu.render.findings.ci import document

            if fixed is not None:
                sys.stderr.writelines(_repairs(fixed, lang))
            chosen_codes = (code for code in codes().values() if is_chosen(code, options.select, options.ignore))
            looked_for = () if checked.result is None or (fixed and not fixed.checked) else tuple(chosen_codes)
            told = document(checked.found, looked_for, options.fail_on, checked.problems, lang)
            put(lambda ascii_only: pieces(told, format_, ascii_only=ascii_only), output, lang, not_over)
            if format_ == "github":
                append_summary(told)


def _table(checked: Checked, lang: Lang) -> Iterator[str]:
    """The repairs above the findings; no findings are told of what could not be checked."""
    assert checked.result is not None
    if checked.fixed is not None:
        yield from _repairs(checked.fixed, lang)
    if checked.fixed is None or checked.fixed.checked:
        from dx_kofu.render.findings.table import table

        yield from table(checked.result, checked.found, lang)


def _json(checked: Checked, lang: Lang, ascii_only: bool) -> Iterator[str]:
    assert checked.result is not None
    more, fixed = None, checked.fixed
    if fixed is not None:
        more = repaired.members(fixed.name, fixed.repairs, fixed.suggestions, lang, checked=fixed.checked)
    from dx_kofu.render.findings.json import render

    return render(checked.result, checked.found, lang, baseline=checked.baseline, ascii_only=ascii_only, more=more)


def _repairs(fixed: Fixed, lang: Lang) -> Iterable[str]:
    return repaired.table(fixed.repairs, [as_line(one, lang) for one in fixed.suggestions], lang)


def write_reference(target: str, check: bool, lang: Lang) -> int:
    """``--reference DIR``: writes the pages, or with ``--check`` says which do not match the catalogue."""
    stale = False
    from dx_kofu.render.findings.pages import pages

    for name, text in pages().items():
        path = Path(target) / name
        if check and not (path.is_file() and path.read_text("utf-8") == text):
            tell(Message("f.stale", path=shown(str(path)), folder=shown(target)), lang)
            stale = True
        elif not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_text(str(path), [text], "utf-8", ())
    return FINDINGS if stale else CLEAN
