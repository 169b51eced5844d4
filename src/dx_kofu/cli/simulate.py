# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu simulate``: figures of the rules swept or drawn over a table; many scenarios from one scan."""

import gc
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, NamedTuple

import typer

from dx_kofu.cli.errors import CLEAN, FINDINGS, WrongUse, guarded
from dx_kofu.cli.files import CannotWrite, shown, write_text
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import format_of, is_stdout, put
from dx_kofu.cli.run import begin, rules_of
from dx_kofu.cli.sources import Sources, reads_tables
from dx_kofu.cli.streams import tell, tell_all
from dx_kofu.messages import Message
from dx_kofu.rules.load import Given, RuleBook
from dx_kofu.simulate.scenarios import Asked, asked
from dx_kofu.words import Lang

Format = Literal["table", "json", "csv", "md", "html"]
FORMATS: dict[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".csv": "csv",
    ".json": "json",
    ".txt": "table",
}
Rules = tuple[RuleBook, Given | None]
DRAWS = 100
PATIENCE = 2.0
"""Seconds until progress is shown."""


class Options(NamedTuple):
    """The command line of ``simulate`` beside its sources."""

    sets: Sequence[str]
    draw: Sequence[str]
    draws: int | None
    seed: int | None
    format: Format | None
    output: str | None
    bodies: str | None
    lang: Lang


class Found(NamedTuple):
    """What came of a run."""

    simulation: Any
    """A :class:`~dx_kofu.simulate.records.Simulation`, whose module is imported when it is needed."""
    not_over: Sequence[str]
    """Files that were read."""
    code: int


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``simulate`` to the commands."""

    def simulate(
        sources: Sources,
        set_: Annotated[
            list[str] | None, typer.Option("--set", metavar="PATH=VALUES", help=speech.say("simulate.set"))
        ] = None,
        draw: Annotated[
            list[str] | None, typer.Option("--draw", metavar="PATH=LAW", help=speech.say("simulate.draw"))
        ] = None,
        draws: Annotated[int | None, typer.Option("--draws", metavar="N", help=speech.say("simulate.draws"))] = None,
        seed: Annotated[int | None, typer.Option("--seed", metavar="S", help=speech.say("simulate.seed"))] = None,
        format_: Annotated[
            Format | None,
            typer.Option("--format", metavar="table|json|csv|md|html", help=speech.say("calc.format")),
        ] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE", help=speech.say("calc.output"))
        ] = None,
        bodies: Annotated[
            str | None, typer.Option("--bodies", metavar="FILE.csv", help=speech.say("simulate.bodies"))
        ] = None,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        gc.disable()  # as in calc
        options = Options(set_ or (), draw or (), draws, seed, format_, output, bodies, lang_)
        return guarded(lambda: run(sources, options), lang_)

    command = app.command(
        "simulate", cls=speech.command, help=speech.say("simulate"), short_help=speech.say("simulate.short")
    )
    command(reads_tables(simulate, speech))


def run(sources: Sources, options: Options) -> int:
    """Runs ``simulate`` and returns its exit code."""
    rules = rules_of(sources)
    what, format_ = _checked(rules, options)
    from polars.exceptions import PolarsError

    from dx_kofu.columnar.encode import NotPlain

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was written on the way is taken away then too
    try:
        try:
            found = _by_columns(sources, rules, what, options.lang)
        except NotPlain:  # titles, totals, sheets: for the reader of the rows
            found = _by_rows(sources, rules, what, options.lang)
    except (PolarsError, MemoryError) as error:
        raise CannotWrite(Message("columns.disk", why=str(error).split("\n")[0])) from error
    _tell_idle(found.simulation, options.lang)
    _write(found, format_, options)
    return found.code


def _checked(rules: Rules, options: Options) -> tuple[Asked, Format]:
    """What is asked for and in which format; everything that is wrong with the command line at once."""
    problems: list[Message] = []
    format_: Format = "table"
    try:
        format_ = format_of(options.format, options.output, FORMATS, "table")
    except WrongUse as error:
        problems += error.messages
    if not options.draw and (options.draws is not None or options.seed is not None):
        problems.append(Message("simulate.no-draw"))
    if options.bodies is not None and is_stdout(options.bodies):
        problems.append(Message("simulate.bodies-stdout"))
    elif options.bodies is not None and options.output and _same(options.bodies, options.output):
        problems.append(Message("simulate.bodies-over", path=shown(options.bodies)))
    draws = DRAWS if options.draws is None else options.draws
    what = asked(rules[0], options.sets, options.draw, draws, options.seed or 0)
    problems += what if isinstance(what, list) else []
    if problems or isinstance(what, list):
        raise WrongUse(*problems)
    return what, format_


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _by_columns(sources: Sources, rules: Rules, what: Asked, lang: Lang) -> Found:
    """Tables as the contract has them, read on columns."""
    from dx_kofu.cli.scanned import scanned
    from dx_kofu.columnar.calculate import calculate_scan
    from dx_kofu.columnar.simulate import Scenarios

    scenarios = Scenarios(what)
    with scanned(sources, lang, digests=True, rules=rules) as read:
        calculated = read.warned(calculate_scan(read.scan, read.record, scenarios.look), lang)
        base = calculated.result()
        simulation = scenarios.simulated(calculated._replace(result=lambda: base))
    return Found(simulation, read.not_over, FINDINGS if read.record.skipped else CLEAN)


def _by_rows(sources: Sources, rules: Rules, what: Asked, lang: Lang) -> Found:
    """Tables that the reader of the rows reads, calculated on columns."""
    from dx_kofu.columnar.calculate import calculate_expenses
    from dx_kofu.columnar.simulate import Scenarios

    begun = begin(sources, lang, rules=rules)
    reading, warnings = begun.reading, begun.warnings
    tell_all(warnings, lang, "warning")
    record = begun.record((*reading.left_out, *warnings))
    scenarios = Scenarios(what)
    calculated = calculate_expenses(reading.expenses, reading.rules, record, scenarios.look)
    return Found(scenarios.simulated(calculated), begun.read_files(), FINDINGS if reading.diagnostics else CLEAN)


def _tell_idle(simulation: Any, lang: Lang) -> None:
    """Tells of figures that no line of the table rests on."""
    lines = {(line.fiscal_year, line.measure) for line in simulation.base.lines}
    for parameter in simulation.parameters:
        if not any((year, parameter.measure) in lines for year in parameter.steps):
            tell(Message("simulate.idle", path=parameter.path), lang, "notice")


def _write(found: Found, format_: Format, options: Options) -> None:
    lang, output = options.lang, options.output
    if options.bodies is not None:
        from dx_kofu.render.simulate import csv

        write_text(options.bodies, csv.bodies(found.simulation), "utf-8-sig", found.not_over)
        tell(Message("written", path=shown(options.bodies)), lang, "notice")

    def pieces(ascii_only: bool) -> Iterator[str]:
        return _pieces(found.simulation, format_, options, ascii_only=ascii_only)

    put(pieces, output, lang, found.not_over, for_spreadsheets=format_ == "csv")


def _pieces(simulation: Any, format_: Format, options: Options, *, ascii_only: bool) -> Iterator[str]:
    """The simulation as text; a renderer is imported only when it is asked for."""
    lang = options.lang
    match format_:
        case "json":
            from dx_kofu.render.simulate import json

            return json.render(simulation, lang, ascii_only=ascii_only)
        case "csv":
            from dx_kofu.render.simulate import csv

            return csv.render(simulation)
        case "md":
            from dx_kofu.render.simulate import md

            return md.render(simulation, lang)
        case "html":
            from dx_kofu.render.simulate import html

            return html.render(simulation, lang)
        case "table":
            import shutil

            from dx_kofu.render.simulate import text

            tty = is_stdout(options.output) and sys.stdout.isatty()
            width = max(72, shutil.get_terminal_size().columns) if tty else 110
            return text.render(simulation, lang, width=width, color=tty and "NO_COLOR" not in os.environ)
