# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu plan``: a staffing plan, computed year by year."""

import os
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, NamedTuple

import typer

from dx_kofu.cli.errors import CLEAN, WrongUse, guarded
from dx_kofu.cli.files import STDIN, read_bytes, reason, shown
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import format_of, is_stdout, put
from dx_kofu.cli.run import rules_of
from dx_kofu.cli.sources import Sources
from dx_kofu.cli.streams import tell
from dx_kofu.messages import Message
from dx_kofu.plan.compute import rows_of
from dx_kofu.plan.expand import table_of
from dx_kofu.plan.file import read_plan
from dx_kofu.plan.records import BASE, Plan
from dx_kofu.plan.result import PlanResult
from dx_kofu.plan.run import run as computed
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


class Options(NamedTuple):
    """The command line of ``plan``."""

    file: str
    variants: Sequence[str]
    optimise: bool
    format: Format | None
    output: str | None
    sources: Sources
    lang: Lang


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``plan`` to the commands."""

    @app.command("plan", cls=speech.command, help=speech.say("plan"), short_help=speech.say("plan.short"))
    def plan(
        file: Annotated[str, typer.Argument(metavar="FILE.toml", help=speech.say("plan.file"))],
        variant: Annotated[
            list[str] | None, typer.Option("--variant", metavar="NAME", help=speech.say("plan.variant"))
        ] = None,
        optimise: Annotated[bool, typer.Option("--optimise", help=speech.say("plan.optimise"))] = False,
        format_: Annotated[
            Format | None, typer.Option("--format", metavar="table|json|csv|md|html", help=speech.say("plan.format"))
        ] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE", help=speech.say("calc.output"))
        ] = None,
        rules: Annotated[str | None, typer.Option("--rules", metavar="DIR", help=speech.say("calc.rules"))] = None,
        overlay: Annotated[
            str | None, typer.Option("--overlay", metavar="FILE.toml", help=speech.say("calc.overlay"))
        ] = None,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        sources = Sources(files=(file,), rules=rules, overlay=overlay)
        return guarded(lambda: run(Options(file, variant or (), optimise, format_, output, sources, lang_)), lang_)


def run(options: Options) -> int:
    """Runs ``plan`` and returns its exit code."""
    lang = options.lang
    format_ = format_of(options.format, options.output, FORMATS, "table")
    book, overlay = rules_of(options.sources)
    plan = _chosen(read_plan(book, *_read(options.file)), options.variants)
    if format_ == "csv" and len(plan.scenarios) > 1:
        raise WrongUse(Message("plan.one-variant", names=_names(plan)))
    result = computed(plan, book, search=options.optimise, overlay=overlay)
    if options.optimise and all(outcome.search is None for outcome in result.outcomes):
        tell(Message("plan.no-choice"), lang, "notice")
    read = [options.file, *(str(book.folder / loaded.name) for loaded in result.rules)]
    not_over = [*read, *filter(None, (options.sources.overlay,))]
    put(lambda ascii_only: _pieces(result, format_, options, ascii_only=ascii_only), options.output, lang, not_over)
    return CLEAN


def _read(path: str) -> tuple[str, bytes]:
    """A plan's name and bytes."""
    try:
        return "-" if path == STDIN else shown(os.path.basename(path)), read_bytes(path)
    except OSError as error:
        raise WrongUse(Message("overlay.file", path=shown(path), why=reason(error))) from error


def _chosen(plan: Plan, names: Sequence[str]) -> Plan:
    """The plan with the variants that are asked for."""
    known = {scenario.name or BASE: scenario for scenario in plan.scenarios}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise WrongUse(*(Message("plan.variant", name=shown(name), names=_names(plan)) for name in unknown))
    return plan._replace(scenarios=tuple(known[name] for name in dict.fromkeys(names)) if names else plan.scenarios)


def _names(plan: Plan) -> str:
    return ", ".join(scenario.name or BASE for scenario in plan.scenarios)


def _pieces(result: PlanResult, format_: Format, options: Options, *, ascii_only: bool) -> Iterator[str]:
    """The result as text; a renderer is imported only when it is asked for."""
    lang = options.lang
    match format_:
        case "json":
            from dx_kofu.render.plan import json

            return json.render(result, lang, ascii_only=ascii_only)
        case "md":
            from dx_kofu.render.plan import md

            return md.render(result, lang)
        case "html":
            from dx_kofu.render.plan import html

            return html.render(result, lang)
        case "csv":
            from dx_kofu.render.plan.csv import render

            outcome = result.outcomes[-1]  # the best that was searched for, where there is one
            return render(table_of(result.plan, outcome.scenario, rows_of(outcome)), mark=not is_stdout(options.output))
        case "table":
            import shutil

            from dx_kofu.render.plan import text

            tty = is_stdout(options.output) and sys.stdout.isatty()
            width = max(72, shutil.get_terminal_size().columns) if tty else 110
            return text.render(result, lang, width=width, color=tty and "NO_COLOR" not in os.environ)
