"""Where a command's output goes: a file, written whole or not at all, or standard output."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, TypeVar

from dx_kofu.cli.errors import WrongUse
from dx_kofu.cli.files import CannotWrite, reason, shown, write_file, write_text, write_through
from dx_kofu.cli.streams import give_up_stdout, tell
from dx_kofu.messages import Message
from dx_kofu.words import Lang

Name = TypeVar("Name", bound=str)
Pieces = Callable[[bool], Iterable[str]]
"""The text of an output; whether it must be ASCII alone, as for a terminal that cannot show everything."""


def format_of(given: Name | None, output: str | None, by_suffix: Mapping[str, Name], default: Name) -> Name:
    """The format that ``--format`` names, else the extension of ``-o``; :class:`WrongUse` where that names none."""
    if given is not None:
        return given
    if is_stdout(output):
        return default
    path = output or ""
    suffix = Path(path).suffix.lower()
    if suffix not in by_suffix:
        raise WrongUse(Message("usage.extension", path=shown(path), known=", ".join(by_suffix)))
    return by_suffix[suffix]


def is_stdout(output: str | None) -> bool:
    """Whether ``-o`` names no file: not given, or ``-``."""
    return output is None or output == "-"


def put(
    pieces: Pieces, output: str | None, lang: Lang, not_over: Sequence[str], *, for_spreadsheets: bool = False
) -> None:
    """Writes text to a file, or to standard output; ``for_spreadsheets``: CSV, with a byte order mark, no letter escaped."""
    if output is None or output == "-":
        put_out(pieces(not speaks_unicode()), (sys.stdout.encoding or "utf-8") if for_spreadsheets else None)
        return
    write_text(output, pieces(False), "utf-8-sig" if for_spreadsheets else "utf-8", not_over)
    tell(Message("written", path=shown(output)), lang, "notice")


def put_bytes(content: bytes, output: str | None, lang: Lang, not_over: Sequence[str]) -> None:
    """Writes a binary file, or to standard output."""
    if output is None or output == "-":
        _guarded(lambda: sys.stdout.buffer.write(content))
        return
    write_file(output, [content], not_over)
    tell(Message("written", path=shown(output)), lang, "notice")


def put_binary(write: Callable[[IO[bytes]], object], output: str | None, lang: Lang, not_over: Sequence[str]) -> None:
    """Writes a file through a function that is given it open, or to standard output."""
    if output is None or output == "-":
        _guarded(lambda: write(sys.stdout.buffer))
        return
    write_through(output, write, not_over)
    tell(Message("written", path=shown(output)), lang, "notice")


def put_out(pieces: Iterable[str], encoding: str | None = None) -> None:
    """Writes text to standard output; with an ``encoding`` that must hold every letter, as data must.

    A reader that has seen enough (``| head``) is no error; a full disk is :class:`CannotWrite`.
    """
    stdout = sys.stdout
    if encoding is None:
        _guarded(lambda: stdout.writelines(pieces))
        return
    if isinstance(stdout, io.TextIOWrapper):
        stdout.reconfigure(encoding=encoding)
    try:
        _guarded(lambda: [(piece.encode(encoding), stdout.write(piece)) for piece in pieces])
    except UnicodeEncodeError as error:
        raise CannotWrite(Message("file.encoding-out", encoding=encoding)) from error


def speaks_unicode() -> bool:
    """Whether standard output can hold any letter."""
    return (sys.stdout.encoding or "utf-8").lower().replace("_", "-") in ("utf-8", "utf8")


def _guarded(write: Callable[[], object]) -> None:
    try:
        write()
        sys.stdout.flush()
    except BrokenPipeError:
        give_up_stdout()
    except OSError as error:
        give_up_stdout()
        raise CannotWrite(Message("file.output", why=reason(error))) from error
