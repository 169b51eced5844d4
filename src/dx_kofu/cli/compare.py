# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu compare``: one budget under several rule sets, or several budgets; the exit code says whether anything differs."""

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, NamedTuple

import typer

from dx_kofu.calc import calculate
from dx_kofu.cli.errors import CLEAN, FINDINGS, Stopped, WrongUse, guarded
from dx_kofu.cli.files import STDIN, shown, write_text
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import format_of, is_stdout, put, put_out
from dx_kofu.cli.run import Run, begin, rules_of
from dx_kofu.cli.sources import Sources, reads_tables
from dx_kofu.cli.streams import tell, tell_all
from dx_kofu.compare.compare import compare, one_year_each
from dx_kofu.compare.records import Column, Comparison, Mode
from dx_kofu.compare.under import Part, with_answers, years_as_of
from dx_kofu.messages import Message
from dx_kofu.rules.load import Given, Loaded, RuleBook
from dx_kofu.words import Lang

Format = Literal["table", "json", "csv", "md"]
FORMATS: dict[str, Format] = {".md": "md", ".csv": "csv", ".json": "json", ".txt": "table"}

WIDTH = 110  # letters of a line of text


class Options(NamedTuple):
    """The command line of ``compare`` beside its sources."""

    under: Sequence[str]
    base: str | None
    format: Format | None
    output: str | None
    lang: Lang


class Rules(NamedTuple):
    """The rule files of a run, and the rule sets that ``--under`` names."""

    book: RuleBook
    overlay: Given | None
    sides: dict[str, Loaded]


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``compare`` to the commands."""

    def compare_(
        sources: Sources,
        under: Annotated[
            list[str] | None, typer.Option("--under", metavar="YEAR", help=speech.say("compare.under"))
        ] = None,
        base: Annotated[str | None, typer.Option("--base", metavar="NAME", help=speech.say("compare.base"))] = None,
        format_: Annotated[
            Format | None,
            typer.Option("--format", metavar="table|json|csv|md", help=speech.say("calc.format")),
        ] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE", help=speech.say("calc.output"))
        ] = None,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        gc.disable()  # as in calc
        return guarded(lambda: run(sources, Options(under or [], base, format_, output, lang_)), lang_)

    command = app.command(
        "compare", cls=speech.command, help=speech.say("compare"), short_help=speech.say("compare.short")
    )
    command(reads_tables(compare_, speech))


def run(sources: Sources, options: Options) -> int:
    """Runs ``compare`` and returns its exit code."""
    mode, at, format_ = _checked(sources, options)
    book, overlay = rules_of(sources)
    rules = Rules(book, overlay, _sides(book, overlay, options.under))
    if mode == "rules":
        runs = [_begin(sources, rules, options.lang)]
        columns = [_under(runs[0], name, side, name, options.lang) for name, side in rules.sides.items()]
    else:
        runs = _each(sources, rules, options.lang)
        columns = [_budget(begun, rules, options.lang) for begun in runs]
    by_year = mode == "rules" or not one_year_each(columns)
    if not by_year:
        tell(Message("d.years-ignored"), options.lang, "notice")
    comparison = compare(columns, mode, at, by_year=by_year)
    _write(comparison, format_, options, _read_files(runs, options))
    left_out = any(begun.reading.diagnostics for begun in runs)
    return FINDINGS if comparison.differs or left_out else CLEAN


# ------------------------------------------------------------------------------------------------ the command line


def _checked(sources: Sources, options: Options) -> tuple[Mode, int, Format]:
    """Mode, place of the base and format; everything that is wrong with the command line at once."""
    mode: Mode = "rules" if len(options.under) > 1 else "budgets"
    names = list(options.under) if mode == "rules" else [shown(path) for path in sources.files]
    problems = [Message("d.mode")] if len(names) < 2 else []
    problems += [Message("d.answers")] if sources.answers and mode == "budgets" else []
    same = names if mode == "rules" else [_real(path) for path in sources.files]
    twice = [name for at, name in enumerate(names) if same[at] in same[:at]]
    problems += [Message("d.twice", name=name) for name in twice]
    base = None if options.base is None else shown(options.base)
    if base is not None and base not in names and not problems:
        problems.append(Message("d.base", name=base, names=", ".join(names)))
    format_: Format = "table"
    try:
        format_ = format_of(options.format, options.output, FORMATS, "table")
    except WrongUse as error:
        problems += error.messages
    if problems:
        raise WrongUse(*problems)
    return mode, 0 if base is None else names.index(base), format_


def _real(path: str) -> str:
    return path if path == STDIN else os.path.realpath(path)


def _sides(book: RuleBook, overlay: Given | None, names: Sequence[str]) -> dict[str, Loaded]:
    """The rule sets by the names they were given."""
    sides = {name: book.find(name) for name in names}
    if overlay is not None:
        beyond = [name for name, side in sides.items() if not any(side is book[year] for year in book.years)]
        if beyond:
            raise WrongUse(*(Message("d.overlay", name=shown(name)) for name in beyond))
    return sides


# ------------------------------------------------------------------------------------------------ columns


def _begin(sources: Sources, rules: Rules, lang: Lang) -> Run:
    begun = begin(sources, lang, rules=(rules.book, rules.overlay))
    tell_all(begun.warnings, lang, "warning")
    return begun


def _each(sources: Sources, rules: Rules, lang: Lang) -> list[Run]:
    """Every file as a budget of its own; what is wrong with any of them is told before the command ends."""
    runs = []
    stops = []
    for path in sources.files:
        try:
            runs.append(_begin(sources._replace(files=[path]), rules, lang))
        except Stopped as stop:
            stops.append(stop)
    if stops:
        problems = [problem for stop in stops for problem in stop.problems]
        raise Stopped(max(stop.code for stop in stops), problems)
    return runs


def _budget(begun: Run, rules: Rules, lang: Lang) -> Column:
    """A file under the rules of its rows' years, or under the one rule set that is named."""
    name = shown(begun.sources.files[0])
    for under, side in rules.sides.items():
        return _under(begun, under, side, name, lang)
    return Column(name, (Part(begun.calculated()),))


def _under(begun: Run, under: str, side: Loaded, name: str, lang: Lang) -> Column:
    """A budget under one rule set; a row that cannot be read under it ends the command."""
    guide = begun.guide
    years = years_as_of(begun.tables, begun.reading, side, guide)
    problems = [problem for _, reading in years for problem in reading.diagnostics]
    if problems:
        tell_all(problems, lang)
        tell(Message("d.bad-rows", name=shown(under)), lang)
        raise Stopped(FINDINGS, problems)
    if begun.answers:
        years = [(year, with_answers(begun.reading, own)) for year, own in years]
    parts = [
        Part(
            calculate(
                own.expenses,
                own.rules,
                inputs=own.inputs,
                overlay=begun.overlay,
                options={**guide.columns, **guide.assumed},
                answers=begun.answers,
            ),
            year,
        )
        for year, own in years
    ]
    return Column(name, tuple(parts))


# ------------------------------------------------------------------------------------------------ writing


def _read_files(runs: Sequence[Run], options: Options) -> list[str]:
    """Every file that was read: none of them is ever written over."""
    own = [path for begun in runs for path in begun.read_files()]
    return [*own, *(name for name in options.under if os.path.isfile(name))]


def _write(comparison: Comparison, format_: Format, options: Options, not_over: Sequence[str]) -> None:
    output, lang = options.output, options.lang
    if format_ == "csv" and not is_stdout(output):
        write_text(output or "", _pieces(comparison, format_, lang), "utf-8-sig", not_over)
        tell(Message("written", path=shown(output or "")), lang, "notice")
    elif format_ == "csv":
        put_out(_pieces(comparison, format_, lang), (sys.stdout.encoding or "utf-8").lower())
    else:
        put(lambda ascii_only: _pieces(comparison, format_, lang, ascii_only), output, lang, not_over)


def _pieces(comparison: Comparison, format_: Format, lang: Lang, ascii_only: bool = False) -> Iterator[str]:
    """The comparison as text; a renderer is imported only when it is asked for."""
    match format_:
        case "json":
            from dx_kofu.render.compare import json

            return json.render(comparison, lang, ascii_only=ascii_only)
        case "csv":
            from dx_kofu.render.compare import csv

            return csv.render(comparison)
        case "md":
            from dx_kofu.render.compare import md

            return md.render(comparison, lang)
        case "table":
            from dx_kofu.render.compare import table

            return table.render(comparison, lang, width=_width())


def _width() -> int:
    """The width of the output: the terminal's, where there is one."""
    import shutil

    return max(WIDTH, shutil.get_terminal_size().columns) if sys.stdout.isatty() else WIDTH
