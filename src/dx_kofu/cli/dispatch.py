# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu dispatch``: dispatches of DX advisers against the limits of the rule files."""

from collections.abc import Iterable
from typing import Annotated, Literal

import typer

from dx_kofu.cli.errors import CLEAN, FINDINGS, guarded
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import format_of, put
from dx_kofu.cli.run import open_tables, tell_reading
from dx_kofu.cli.sources import Sources, reads_tables
from dx_kofu.cli.streams import tell_all
from dx_kofu.dispatch import Outcome, Severity, count
from dx_kofu.read.dispatches import FORM, read_dispatches
from dx_kofu.read.rows import Rows
from dx_kofu.words import Lang

Format = Literal["table", "json", "csv"]
FORMATS: dict[str, Format] = {".json": "json", ".csv": "csv", ".txt": "table"}
WITHOUT = ("overlay", "assume", "unit", "mapping", "answers")


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``dispatch`` to the commands."""

    def dispatch(
        sources: Sources,
        format_: Annotated[
            Format | None, typer.Option("--format", metavar="table|json|csv", help=speech.say("check.format"))
        ] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE", help=speech.say("calc.output"))
        ] = None,
        fail_on: Annotated[
            Severity, typer.Option("--fail-on", metavar="error|warning", help=speech.say("check.fail-on"))
        ] = "warning",
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        return guarded(lambda: run(sources, format_, output, fail_on, lang_), lang_)

    command = app.command(cls=speech.command, help=speech.say("dispatch"), short_help=speech.say("dispatch.short"))
    command(reads_tables(dispatch, speech, without=WITHOUT, table="dispatch.files"))


def run(sources: Sources, given: Format | None, output: str | None, fail_on: Severity, lang: Lang) -> int:
    """Runs ``dispatch`` and returns its exit code."""
    format_ = format_of(given, output, FORMATS, "table")
    begun = open_tables(sources, FORM)
    dispatches, reading = read_dispatches(begun.tables, begun.guide)
    tell_reading(begun, reading, lang)
    outcome = count(dispatches, reading.rules)
    tell_all(outcome.warnings, lang, "warning")

    def pieces(ascii_only: bool) -> Iterable[str]:
        return _pieces(outcome, reading, format_, lang, ascii_only)

    put(pieces, output, lang, begun.read_files(), for_spreadsheets=format_ == "csv")
    beyond = [breach for breach in outcome.breaches if fail_on == "warning" or breach.severity == "error"]
    return FINDINGS if beyond or outcome.misdated or reading.diagnostics else CLEAN


def _pieces(outcome: Outcome, reading: Rows, format_: Format, lang: Lang, ascii_only: bool) -> Iterable[str]:
    from dx_kofu.render import dispatch as render

    match format_:
        case "json":
            return render.json(outcome, reading, lang, ascii_only=ascii_only)
        case "csv":
            return render.csv(outcome)
        case "table":
            return render.table(outcome, reading, lang)
