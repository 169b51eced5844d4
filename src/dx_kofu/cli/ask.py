# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu ask``: the open questions of a budget as a work list, or as a sheet to fill in."""

import sys
from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from dx_kofu.ask.questions import Body, work_list
from dx_kofu.cli.errors import CLEAN, FINDINGS, guarded
from dx_kofu.cli.files import CannotWrite, shown, write_text
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import format_of, is_stdout, put, put_bytes
from dx_kofu.cli.progress import Progress
from dx_kofu.cli.run import begin
from dx_kofu.cli.sources import Sources, reads_tables
from dx_kofu.cli.streams import tell
from dx_kofu.messages import Message
from dx_kofu.result import Result
from dx_kofu.words import Lang

Format = Literal["text", "md", "json", "xlsx", "csv"]
FORMATS: dict[str, Format] = {".txt": "text", ".md": "md", ".json": "json", ".xlsx": "xlsx", ".csv": "csv"}


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``ask`` to the commands."""

    def ask(
        sources: Sources,
        format_: Annotated[
            Format | None, typer.Option("--format", metavar="text|md|json|xlsx|csv", help=speech.say("calc.format"))
        ] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE", help=speech.say("ask.output"))
        ] = None,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        return guarded(lambda: run(sources, format_, output, lang_), lang_)

    command = app.command("ask", cls=speech.command, help=speech.say("ask"), short_help=speech.say("ask.short"))
    command(reads_tables(ask, speech))


def run(sources: Sources, given: Format | None, output: str | None, lang: Lang) -> int:
    """Runs ``ask`` and returns its exit code."""
    format_ = format_of(given, output, FORMATS, "text")
    begun = begin(sources, lang)
    result = begun.calculated()
    progress = Progress(patience=1)
    try:
        work = work_list(result, begun.reading.rules, progress.step)
    finally:
        progress.end()
    _write(result, work, format_, output, lang, begun.read_files())
    asked = any(body.questions for body in work)
    if asked and format_ == "text":
        tell(Message("a.next", file=sources.typed()), lang, "notice")
    return FINDINGS if begun.reading.diagnostics else CLEAN


def _write(
    result: Result, work: Sequence[Body], format_: Format, output: str | None, lang: Lang, not_over: Sequence[str]
) -> None:
    match format_:
        case "text" | "md":
            from dx_kofu.render.ask.text import md, text

            render = text if format_ == "text" else md
            put(lambda _: render(result, work, lang), output, lang, not_over)
        case "json":
            from dx_kofu.render.ask import json

            put(lambda ascii_only: json.render(result, work, lang, ascii_only=ascii_only), output, lang, not_over)
        case "csv":
            from dx_kofu.render.ask.sheet import as_csv

            if output is None or output == "-":
                put(lambda _: [as_csv(result, work, lang)], output, lang, not_over)
                return
            write_text(output, [as_csv(result, work, lang)], "utf-8-sig", not_over)
            tell(Message("written", path=shown(output)), lang, "notice")
        case "xlsx":
            from dx_kofu.render.ask.sheet import as_workbook

            if is_stdout(output) and sys.stdout.isatty():
                raise CannotWrite(Message("file.binary", format=format_))
            put_bytes(as_workbook(result, work, lang), output, lang, not_over)
