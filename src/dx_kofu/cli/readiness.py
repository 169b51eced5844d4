# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu readiness``: what a body's set-up and policy have and lack, from a small profile."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from dx_kofu.bodies import kind_of
from dx_kofu.cli.errors import CLEAN, FINDINGS, WrongUse, guarded
from dx_kofu.cli.files import CannotWrite, read_bytes, reason, shown
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import format_of, is_stdout, put
from dx_kofu.messages import Message
from dx_kofu.read.cells import Bad, parse_body_code, parse_year
from dx_kofu.read.frame import newest
from dx_kofu.read.profile import Profile, facts_asked, read_profile
from dx_kofu.readiness import Readiness, readiness
from dx_kofu.rules.load import RuleBook, RuleFileError
from dx_kofu.words import Lang

Format = Literal["table", "json"]
FORMATS: dict[str, Format] = {".json": "json", ".txt": "table"}


class Blank(NamedTuple):
    """The command line of ``--template``."""

    wanted: bool
    body: str | None
    fiscal_year: str | None
    force: bool = False


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``readiness`` to the commands."""

    @app.command(
        "readiness", cls=speech.command, help=speech.say("readiness"), short_help=speech.say("readiness.short")
    )
    def readiness_(
        files: Annotated[
            list[str] | None, typer.Argument(metavar="FILE...", help=speech.say("readiness.files"))
        ] = None,
        format_: Annotated[
            Format | None, typer.Option("--format", metavar="table|json", help=speech.say("check.format"))
        ] = None,
        output: Annotated[
            str | None, typer.Option("--output", "-o", metavar="FILE", help=speech.say("calc.output"))
        ] = None,
        rules: Annotated[str | None, typer.Option("--rules", metavar="DIR", help=speech.say("calc.rules"))] = None,
        template: Annotated[bool, typer.Option("--template", help=speech.say("readiness.template"))] = False,
        body: Annotated[str | None, typer.Option("--body", metavar="CODE", help=speech.say("readiness.body"))] = None,
        fiscal_year: Annotated[
            str | None, typer.Option("--fiscal-year", metavar="R8", help=speech.say("readiness.fiscal-year"))
        ] = None,
        force: Annotated[bool, typer.Option("--force", help=speech.say("readiness.force"))] = False,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        blank = Blank(template, body, fiscal_year, force)
        return guarded(lambda: run(files or [], format_, output, rules, blank, lang_), lang_)


def run(
    files: Sequence[str], given: Format | None, output: str | None, rules: str | None, blank: Blank, lang: Lang
) -> int:
    """Runs ``readiness`` and returns its exit code."""
    book = RuleBook(Path(rules) if rules else None)
    if blank.wanted:
        text = list(_template(book, blank, lang))
        if output is not None and not is_stdout(output) and os.path.lexists(output) and not blank.force:
            raise CannotWrite(Message("x.exists", path=shown(output)))
        put(lambda _: text, output, lang, book.paths())
        return CLEAN
    if blank.body is not None or blank.fiscal_year is not None or blank.force:
        raise WrongUse(Message("p.template-alone"))
    if not files:
        raise WrongUse(Message("p.no-files"))
    format_ = format_of(given, output, FORMATS, "table")
    found = [readiness(profile) for profile in _profiles(book, files)]

    def pieces(ascii_only: bool) -> Iterable[str]:
        from dx_kofu.render import readiness as render

        return render.table(found, lang) if format_ == "table" else render.json(found, lang, ascii_only=ascii_only)

    put(pieces, output, lang, [*files, *book.paths()])
    return FINDINGS if _lacks(found) else CLEAN


def _lacks(found: Sequence[Readiness]) -> bool:
    return any(one.missing for one in found)


def _profiles(book: RuleBook, files: Sequence[str]) -> list[Profile]:
    """The profiles of some files; the problems of all of them at once."""
    profiles: list[Profile] = []
    problems: list[Message] = []
    for path in files:
        try:
            profiles.append(read_profile(book, shown(path), read_bytes(path)))
        except OSError as error:
            problems.append(Message("overlay.file", path=shown(path), why=reason(error)))
        except RuleFileError as error:
            problems += error.problems
    if problems:
        raise RuleFileError(problems)
    return profiles


def _template(book: RuleBook, blank: Blank, lang: Lang) -> Iterable[str]:
    if blank.body is None:
        raise WrongUse(Message("p.template-body"))
    problems = []
    code = parse_body_code(blank.body)
    if isinstance(code, Bad):
        problems.append(Message("usage.option", option="--body", value=blank.body, expected=code.message))
    year = newest(book) if blank.fiscal_year is None else parse_year(blank.fiscal_year, book.years)
    if isinstance(year, Bad):
        expected = {"value": blank.fiscal_year, "expected": year.message}
        problems.append(Message("usage.option", option="--fiscal-year", **expected))
    if isinstance(code, Bad) or isinstance(year, Bad):
        raise WrongUse(*problems)
    kind = kind_of(code, hub_city=False)
    if not facts_asked(book[year].rules, kind):
        raise WrongUse(Message("usage.option", option="--body", value=code, expected=Message("p.no-checklist")))

    from dx_kofu.render.readiness import template

    return template(book[year].rules, code, kind, lang)
