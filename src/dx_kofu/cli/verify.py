# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``dx-kofu verify``: whether a bundle is what ``calc --bundle`` wrote, and gives the same result again."""

from collections.abc import Iterator
from typing import Annotated

import typer

from dx_kofu import __version__
from dx_kofu.bundle.archive import MOST_BYTES, MOST_MEMBERS, Refused
from dx_kofu.bundle.verify import Verdict
from dx_kofu.bundle.verify import verify as verdict_on
from dx_kofu.cli.errors import CLEAN, FINDINGS, WrongUse, guarded
from dx_kofu.cli.files import NotRegular, read_regular, reason, shown
from dx_kofu.cli.help import Speech
from dx_kofu.cli.output import put_out
from dx_kofu.messages import Message
from dx_kofu.rules.load import published
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
    put_out(f"{printable(message.in_(lang))}\n" for message in _told(shown(path), verdict))
    return FINDINGS if verdict.findings else CLEAN


def _told(file: str, verdict: Verdict) -> Iterator[Message]:
    """Everything that is said of a bundle, a line each."""
    for finding in verdict.findings:
        yield Message("bundle.at", file=file, message=finding)
    yield Message("bundle.bad" if verdict.findings else "bundle.good", file=file, count=verdict.size)
    for loaded in verdict.rules:
        standing = Message(f"bundle.rules-{published(loaded)}")
        yield Message("bundle.rules", name=loaded.label, sha256=loaded.sha256, standing=standing)
    yield Message("bundle.about", program=verdict.program, own=__version__, sha256=verdict.sha256)


def _content(path: str) -> bytes:
    try:
        content = read_regular(path, MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise Refused(Message("bundle.too-large", bytes=MOST_BYTES, members=MOST_MEMBERS))
        return content
    except NotRegular as error:
        raise WrongUse(Message("bundle.at", file=shown(path), message=error.message)) from error
    except OSError as error:
        raise WrongUse(
            Message("bundle.at", file=shown(path), message=Message("file.missing", why=reason(error)))
        ) from error
