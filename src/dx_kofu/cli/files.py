"""Files of a run: what is read, and what is written - beside its place first, then renamed, never over an input."""

from __future__ import annotations

import contextlib
import os
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from dx_kofu.messages import Message
from dx_kofu.records import Diagnostic

TABLES = (".csv", ".tsv")
STDIN = "-"
BATCH = 500  # pieces written together


class CannotWrite(Exception):
    """An output that cannot be written; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.key)
        self.message = message


def inputs(paths: Sequence[str]) -> tuple[list[str], list[Diagnostic]]:
    """The files that paths name, folders opened (their CSV and TSV files, sorted by name), and what cannot be read."""
    found: list[str] = []
    problems: list[Diagnostic] = []
    for path in paths:
        if path != STDIN and os.path.isdir(path):
            inside = sorted(
                str(file) for file in Path(path).iterdir() if file.suffix.lower() in TABLES and file.is_file()
            )
            if not inside:
                problems.append(Diagnostic("folder-empty", path, None, None, None, Message("file.folder-empty")))
            found += inside
        else:
            found.append(path)
    seen: set[str] = set()
    for path in found:
        real = path if path == STDIN else os.path.realpath(path)
        if real in seen:
            problems.append(Diagnostic("file-twice", path, None, None, None, Message("file.twice")))
        seen.add(real)
    return found, problems


def read_bytes(path: str) -> bytes:
    """A file's bytes, or standard input's for ``-`` (``OSError`` where it cannot be opened)."""
    return sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()


def write_text(path: str, pieces: Iterable[str], encoding: str, not_over: Sequence[str]) -> None:
    """Writes a file whole or not at all; :class:`CannotWrite` where that fails or the file is one of the inputs."""
    if os.path.realpath(path) in {os.path.realpath(name) for name in not_over if name != STDIN}:
        raise CannotWrite(Message("file.over-input", path=path))
    import tempfile

    beside = None
    folder = os.path.dirname(path) or "."
    try:
        with tempfile.NamedTemporaryFile("wb", dir=folder, prefix=".dx-kofu-", delete=False) as file:
            beside = file.name
            if encoding == "utf-8-sig":
                file.write(BOM_UTF8)
            for batch in _batches(pieces):
                file.write("".join(batch).encode(encoding.removesuffix("-sig")))
        with contextlib.suppress(OSError):
            os.chmod(beside, 0o666 & ~_umask())
        os.replace(beside, path)
    except OSError as error:
        if beside is not None:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        raise CannotWrite(Message("file.write", path=path, why=error.strerror or str(error))) from error
    except BaseException:
        if beside is not None:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        raise


def _batches(pieces: Iterable[str]) -> Iterator[list[str]]:
    """A few hundred pieces at a time: never the whole text, and not a write for each row."""
    rest = iter(pieces)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
