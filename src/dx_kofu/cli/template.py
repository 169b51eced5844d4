# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu template``: an empty expenses table to fill in."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dx_kofu.cli.errors import CLEAN, WrongUse, guarded
from dx_kofu.cli.files import CannotWrite, shown, write_file, write_text
from dx_kofu.cli.help import Speech
from dx_kofu.cli.streams import tell
from dx_kofu.messages import Message
from dx_kofu.read.cells import Bad, parse_year
from dx_kofu.read.frame import newest
from dx_kofu.rules.load import Loaded, RuleBook
from dx_kofu.words import Lang


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``template`` to the commands."""

    @app.command(cls=speech.command, help=speech.say("template"), short_help=speech.say("template.short"))
    def template(
        output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help=speech.say("template.output"))],
        fiscal_year: Annotated[
            str | None, typer.Option("--fiscal-year", metavar="R8", help=speech.say("template.fiscal-year"))
        ] = None,
        rules: Annotated[str | None, typer.Option("--rules", metavar="DIR", help=speech.say("calc.rules"))] = None,
        force: Annotated[bool, typer.Option("--force", help=speech.say("template.force"))] = False,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        return guarded(lambda: write(output, fiscal_year, rules, lang_, force=force), lang_)


def write(output: str, fiscal_year: str | None, folder: str | None, lang: Lang, *, force: bool) -> int:
    """Writes the table; a file that exists is kept unless ``force``."""
    suffix = Path(output).suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise WrongUse(Message("x.blank-extension", path=shown(output)))
    book = RuleBook(Path(folder) if folder else None)
    loaded = _loaded(book, fiscal_year)
    if os.path.lexists(output) and not force:
        raise CannotWrite(Message("x.exists", path=shown(output)))

    from dx_kofu.render import template

    rule_file = [str(book.folder / loaded.name)]
    if suffix == ".xlsx":
        write_file(output, [template.as_workbook(loaded.rules, lang)], rule_file)
    else:
        write_text(output, [template.as_csv(loaded.rules)], "utf-8-sig", rule_file)
    tell(Message("written", path=shown(output)), lang, "notice")
    return CLEAN


def _loaded(book: RuleBook, fiscal_year: str | None) -> Loaded:
    if fiscal_year is None:
        return book[newest(book)]
    year = parse_year(fiscal_year, book.years)
    if isinstance(year, Bad):
        raise WrongUse(Message("usage.option", option="--fiscal-year", value=fiscal_year, expected=year.message))
    return book[year]
