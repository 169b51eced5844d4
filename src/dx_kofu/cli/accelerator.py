# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu accelerator``: a roster against the requirements of an accelerator, and what follows for the taxes."""

from collections.abc import Iterable
from typing import Annotated, Literal

import typer

from dx_kofu.cli.errors import CLEAN, FINDINGS, guarded
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import format_of, put
from dx_kofu.cli.run import Opened, open_tables, tell_reading
from dx_kofu.cli.sources import Sources, reads_tables
from dx_kofu.read.roster import FORM, read_roster
from dx_kofu.read.rows import Rows
from dx_kofu.roster import Outcome, look_through
from dx_kofu.words import Lang

Format = Literal["table", "json", "csv"]
FORMATS: dict[str, Format] = {".json": "json", ".csv": "csv", ".txt": "table"}
WITHOUT = ("assume", "unit", "mapping", "answers")


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``accelerator`` to the commands."""

    def accelerator(
        sources: Sources,
        format_: Annotated[
            Format | None, typer.Option("--format", metavar="table|json|csv", help=speech.say("check.format"))
        ] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE", help=speech.say("calc.output"))
        ] = None,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        return guarded(lambda: run(sources, format_, output, lang_), lang_)

    command = app.command(
        cls=speech.command, help=speech.say("accelerator"), short_help=speech.say("accelerator.short")
    )
    command(reads_tables(accelerator, speech, without=WITHOUT, table="accelerator.files"))


def run(sources: Sources, given: Format | None, output: str | None, lang: Lang) -> int:
    """Runs ``accelerator`` and returns its exit code."""
    format_ = format_of(given, output, FORMATS, "table")
    begun = open_tables(sources, FORM)
    reading = read_roster(begun.tables, begun.guide)
    tell_reading(begun, reading, lang)
    outcome = look_through(reading.rows, reading.rules)

    def pieces(ascii_only: bool) -> Iterable[str]:
        return _pieces(outcome, reading, begun, format_, lang, ascii_only)

    put(pieces, output, lang, begun.read_files(), for_spreadsheets=format_ == "csv")
    return FINDINGS if reading.diagnostics or any(person.findings for person in outcome.persons) else CLEAN


def _pieces(
    outcome: Outcome, reading: Rows, begun: Opened, format_: Format, lang: Lang, ascii_only: bool
) -> Iterable[str]:
    from dx_kofu.render import roster as render

    match format_:
        case "json":
            return render.json(outcome, reading, begun.overlay, lang, ascii_only=ascii_only)
        case "csv":
            return render.csv(outcome)
        case "table":
            return render.table(outcome, reading, lang)
