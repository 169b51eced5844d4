"""Standard streams, languages and messages on standard error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Sequence

from dx_kofu.messages import Message
from dx_kofu.records import Diagnostic
from dx_kofu.words import Lang, printable


def normalise_streams() -> None:
    """No message fails to encode, whatever the terminal: what it cannot show is escaped; a closed stream swallows."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def give_up_stdout() -> None:
    """Nothing more can be written there, at the end of the program either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def language(arguments: Sequence[str]) -> Lang:
    """The language of this run: ``--lang``, else the locale's."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=True)
    given = [after if option == "--lang" else option[7:] for option, after in pairs if option.startswith("--lang")]
    for value in reversed(given):
        if value in ("ja", "en"):
            return "ja" if value == "ja" else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "ja" if os.environ[name].lower().startswith("ja") else "en"
    if sys.platform == "win32":
        import locale

        return "ja" if (locale.getlocale()[0] or "").lower().startswith("ja") else "en"
    return "en"


def tell(message: Message, lang: Lang, kind: str = "error") -> None:
    """One message on standard error."""
    print(_line(f"{Message(kind).in_(lang)}: {message.in_(lang)}"), file=sys.stderr)


def tell_all(diagnostics: Iterable[Diagnostic], lang: Lang, kind: str = "error") -> None:
    """Diagnostics on standard error, one a line."""
    heading = Message(kind).in_(lang)
    sys.stderr.writelines(f"{_line(f'{heading}: {as_line(diagnostic, lang)}')}\n" for diagnostic in diagnostics)


def _line(text: str) -> str:
    """One line whatever names are in it; and none that a CI runner takes for a command: ``##[...]`` is one anywhere."""
    return printable(text).replace("##[", "## [")


def as_line(diagnostic: Diagnostic, lang: Lang) -> str:
    """``expenses.csv:5 measure "cio-aid": expected ...; do you mean cio-aide? [measure-unknown]``."""
    place = diagnostic.file
    if diagnostic.cell is not None:
        place += f" {diagnostic.cell}"
    elif diagnostic.row is not None:
        place = Message("at-row", file=diagnostic.file, row=diagnostic.row).in_(lang)
    if diagnostic.column is not None:
        place += f" {diagnostic.column}"
    if diagnostic.value is not None:
        place += f' "{_shown(diagnostic.value)}"'
    fix = "" if diagnostic.fix is None else ("。" if lang == "ja" else "; ") + diagnostic.fix.in_(lang)
    return f"{place}: {diagnostic.message.in_(lang)}{fix} [{diagnostic.code}]"


def _shown(text: str) -> str:
    clean = printable(text)
    return clean if len(clean) <= 40 else f"{clean[:37]}..."
