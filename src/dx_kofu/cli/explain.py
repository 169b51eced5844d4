# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu explain``: where a row's figure comes from, and what would change it."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

import typer

from dx_kofu.cli.errors import CLEAN, FINDINGS, WrongUse, guarded
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import format_of, put
from dx_kofu.cli.run import begin
from dx_kofu.cli.sources import Sources, reads_tables
from dx_kofu.explain.find import find
from dx_kofu.explain.way import Explanation, explain
from dx_kofu.messages import Message
from dx_kofu.result import Item, Result
from dx_kofu.words import Lang

Format = Literal["text", "md", "json"]
FORMATS: dict[str, Format] = {".txt": "text", ".md": "md", ".json": "json"}


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``explain`` to the commands."""

    def explain_(
        sources: Sources,
        rows: Annotated[list[str], typer.Argument(metavar="ROW...", help=speech.say("explain.rows"))],
        format_: Annotated[
            Format | None, typer.Option("--format", metavar="text|md|json", help=speech.say("calc.format"))
        ] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE", help=speech.say("explain.output"))
        ] = None,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        return guarded(lambda: run(sources, rows, format_, output, lang_), lang_)

    help_, short = speech.say("explain"), speech.say("explain.short")
    app.command("explain", cls=speech.command, help=help_, short_help=short)(
        reads_tables(explain_, speech, one_file=True)
    )


def run(sources: Sources, rows: Sequence[str], given: Format | None, output: str | None, lang: Lang) -> int:
    """Runs ``explain`` and returns its exit code."""
    format_ = format_of(given, output, FORMATS, "text")
    begun = begin(sources, lang)
    result = begun.calculated()
    found = [find(result.items, row) for row in rows]
    problems = [row for row in found if isinstance(row, Message)]
    if problems:
        raise WrongUse(*problems)
    items = {id(row): row for row in found if isinstance(row, Item)}
    explained = [explain(result, begun.reading.rules, item) for item in items.values()]
    put(lambda ascii_only: _pieces(result, explained, format_, lang, ascii_only), output, lang, begun.read_files())
    return FINDINGS if begun.reading.diagnostics else CLEAN


def _pieces(
    result: Result, explained: Sequence[Explanation], format_: Format, lang: Lang, ascii_only: bool
) -> Iterable[str]:
    match format_:
        case "text":
            from dx_kofu.render.explain.text import text

            return text(result, explained, lang)
        case "md":
            from dx_kofu.render.explain.text import md

            return md(result, explained, lang)
        case "json":
            from dx_kofu.render.explain.json import render

            return render(result, explained, lang, ascii_only=ascii_only)
