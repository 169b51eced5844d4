# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu map``: drafts a mapping file from a body's own table."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dx_kofu.cli.errors import CLEAN, WRONG_USE, WrongUse, guarded
from dx_kofu.cli.files import read_tables, shown, write_text
from dx_kofu.cli.guide import guide_of
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import put_out
from dx_kofu.cli.streams import tell, tell_all
from dx_kofu.messages import Message
from dx_kofu.read.expenses import read_expenses
from dx_kofu.read.frame import header_of
from dx_kofu.render.mapping import draft
from dx_kofu.rules.load import RuleBook
from dx_kofu.words import Lang


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``map`` to the commands."""

    @app.command("map", cls=speech.command, help=speech.say("map"), short_help=speech.say("map.short"))
    def map_(
        file: Annotated[str, typer.Argument(metavar="FILE", help=speech.say("map.file"))],
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE.toml", help=speech.say("map.output"))
        ] = None,
        force: Annotated[bool, typer.Option("--force", help=speech.say("map.force"))] = False,
        sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help=speech.say("calc.sheet"))] = None,
        mapping: Annotated[
            str | None, typer.Option("--mapping", metavar="FILE.toml", help=speech.say("calc.mapping"))
        ] = None,
        rules: Annotated[str | None, typer.Option("--rules", metavar="DIR", help=speech.say("calc.rules"))] = None,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        return guarded(lambda: run(file, output, force, sheet, mapping, rules, lang_), lang_)


def run(
    file: str, output: str | None, force: bool, sheet: str | None, mapping: str | None, rules: str | None, lang: Lang
) -> int:
    """Runs ``map`` and returns its exit code."""
    if output is not None and os.path.exists(output) and not force:
        raise WrongUse(Message("file.exists", path=shown(output)))
    book = RuleBook(Path(rules) if rules else None)
    guide = guide_of(book, mapping=mapping, sheets=(shown(sheet),) if sheet is not None else ())
    tables, broken = read_tables([file], guide)
    if broken:
        tell_all(broken, lang)
        return WRONG_USE
    table, *others = tables
    if others:
        raise WrongUse(Message("sheet.several", there=", ".join(str(table.sheet) for table in tables)))
    reading = read_expenses([table], guide)
    pieces = draft(table, header_of(table, guide), reading.words, reading.diagnostics, guide, lang)
    if output is None or output == "-":
        put_out(pieces)
    else:
        write_text(output, pieces, "utf-8", [file, *([mapping] if mapping else [])])
        tell(Message("written", path=shown(output)), lang, "notice")
        tell(Message("map.next", file=shown(file), path=shown(output)), lang, "notice")
    return CLEAN
