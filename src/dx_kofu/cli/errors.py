"""How a command ends: its exit code, and what is wrong with the command line, the rule files or the output as messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dx_kofu.cli.files import CannotWrite
from dx_kofu.cli.streams import tell
from dx_kofu.messages import Message
from dx_kofu.records import Diagnostic
from dx_kofu.rules.load import RuleFileError
from dx_kofu.words import Lang

CLEAN, FINDINGS, WRONG_USE = 0, 1, 2


class WrongUse(Exception):
    """A command line that cannot be followed; ``messages`` say why."""

    def __init__(self, *messages: Message) -> None:
        super().__init__()
        self.messages = messages


class Stopped(Exception):
    """A command that ends early, all being told; ``code`` is its exit code, ``problems`` what is wrong with the input."""

    def __init__(self, code: int, problems: Sequence[Diagnostic] = ()) -> None:
        super().__init__(code)
        self.code, self.problems = code, problems


def guarded(command: Callable[[], int], lang: Lang) -> int:
    """Runs a command; what is wrong with rule files, files and the command line becomes messages and exit code 2."""
    try:
        return command()
    except RuleFileError as error:
        messages: Sequence[Message] = error.problems
    except WrongUse as error:
        messages = error.messages
    except CannotWrite as error:
        messages = (error.message,)
    except Stopped as stop:
        return stop.code
    for message in messages:
        tell(message, lang)
    return WRONG_USE
