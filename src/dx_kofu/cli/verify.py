# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu verify``: whether a bundle is what ``calc --bundle`` wrote, and gives the same result again."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dx_kofu import __version__
from dx_kofu.bundle.archive import MOST_BYTES, MOST_MEMBERS, Refused
from dx_kofu.bundle.verify import verify as verdict_on
from dx_kofu.cli.errors import CLEAN, FINDINGS, WrongUse, guarded
from dx_kofu.cli.files import reason, shown
from dx_kofu.cli.help import Speech
from dx_kofu.messages import Message
from dx_kofu.words import Lang, printable


def register(app: typer.Typer, speech: Speech) -> None:
    """Adds ``verify`` to the commands."""

    @app.command(cls=speech.command, help=speech.say("verify"), short_help=speech.say("verify.short"))
    def verify(
        file: Annotated[str, typer.Argument(metavar="BUNDLE.zip", help=speech.say("verify.file"))],
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> int:
        return guarded(lambda: run(file, lang_), lang_)


def run(path: str, lang: Lang) -> int:
    """Runs ``verify`` and returns its exit code."""
    try:
        verdict = verdict_on(_content(path))
    except Refused as error:
        raise WrongUse(Message("bundle.at", file=shown(path), message=error.message)) from error
    for finding in verdict.findings:
        print(printable(f"{shown(path)}: {finding.in_(lang)}"))
    summary = "bundle.bad" if verdict.findings else "bundle.good"
    print(Message(summary, file=shown(path), count=verdict.size).in_(lang))
    print(Message("bundle.about", program=printable(verdict.program), own=__version__, sha256=verdict.sha256).in_(lang))
    return FINDINGS if verdict.findings else CLEAN


def _content(path: str) -> bytes:
    try:
        if os.path.getsize(path) > MOST_BYTES:
            raise Refused(Message("bundle.too-large", bytes=MOST_BYTES, members=MOST_MEMBERS))
        return Path(path).read_bytes()
    except OSError as error:
        raise WrongUse(
            Message("bundle.at", file=shown(path), message=Message("file.missing", why=reason(error)))
        ) from error
