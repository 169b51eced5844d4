"""Files of a run: what is read, and what is written - beside its place first, then renamed, never over what was read."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from dx_kofu.messages import Message
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import Table
from dx_kofu.read.sheet import Unreadable
from dx_kofu.read.table import read_tables as tables_in
from dx_kofu.records import Diagnostic

TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet")
STDIN = "-"
BATCH = 500  # pieces written together


class CannotWrite(Exception):
    """An output that cannot be written; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.key)
        self.message = message


def inputs(paths: Sequence[str]) -> tuple[list[str], list[Diagnostic]]:
    """The files that paths name, folders opened (their tables by name), and what cannot be read."""
    found: list[str] = []
    problems: list[Diagnostic] = []
    for path in paths:
        if path == STDIN or not os.path.isdir(path):
            found.append(path)
            continue
        try:
            inside = sorted(str(file) for file in Path(path).iterdir() if is_table(file))
        except OSError as error:
            problems.append(missing(path, error))
            continue
        if not inside:
            problems.append(Diagnostic("folder-empty", shown(path), None, None, None, Message("file.folder-empty")))
        found += inside
    seen: set[str] = set()
    for path in found:
        real = path if path == STDIN else os.path.realpath(path)
        if real in seen:
            problems.append(Diagnostic("file-twice", shown(path), None, None, None, Message("file.twice")))
        seen.add(real)
    return found, problems


def is_table(file: Path) -> bool:
    """Whether a file of a folder is read: by its extension; what a spreadsheet program has open leaves a ``~$`` beside it."""
    return file.suffix.lower() in TABLES and not file.name.startswith(("~$", "."))


def missing(path: str, error: OSError) -> Diagnostic:
    """A file or folder that cannot be opened."""
    return Diagnostic("file-missing", shown(path), None, None, None, Message("file.missing", why=reason(error)))


def reason(error: OSError) -> str:
    """What the system says."""
    return error.strerror or str(error)


def read_bytes(path: str) -> bytes:
    """A file's bytes, or standard input's for ``-`` (``OSError`` where it cannot be opened)."""
    if path != STDIN:
        return Path(path).read_bytes()
    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return sys.stdin.buffer.read()


def read_tables(
    paths: Sequence[str], guide: Guide, kept: dict[str, bytes] | None = None, given: Mapping[str, bytes] | None = None
) -> tuple[list[Table], list[Diagnostic]]:
    """The tables in files, and what cannot be read.

    By path ``kept`` receives the bytes that were read; those that ``given`` has are not read again.
    """
    tables: list[Table] = []
    problems: list[Diagnostic] = []
    for path in paths:
        try:
            content = given[path] if given is not None and path in given else read_bytes(path)
            if kept is not None:
                kept[path] = content
            tables += tables_in(shown(path), content, guide)
        except OSError as error:
            problems.append(missing(path, error))
        except Unreadable as error:
            problems.append(Diagnostic("file-unreadable", error.name, error.row, None, None, error.message))
    return tables, problems


def shown(path: str) -> str:
    """A path as it can be shown and written, whatever bytes it has."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def write_text(path: str, pieces: Iterable[str], encoding: str, not_over: Iterable[str]) -> None:
    """Writes a text file whole or not at all; :class:`CannotWrite` as for :func:`write_file`, or for a letter it cannot hold."""
    try:
        write_file(path, _encoded(pieces, encoding), not_over)
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        raise CannotWrite(Message("file.letter", path=shown(path), encoding=encoding, letter=letter)) from error


def write_file(path: str, pieces: Iterable[bytes], not_over: Iterable[str]) -> None:
    """Writes a file whole or not at all; :class:`CannotWrite` where that fails or the file is one of those read."""
    target = os.path.realpath(path)
    if target in {os.path.realpath(name) for name in not_over if name != STDIN}:
        raise CannotWrite(Message("file.over-input", path=shown(path)))
    try:
        if os.path.exists(target) and not os.path.isfile(target):  # a device or a pipe is written to, not replaced
            with open(target, "wb") as file:
                file.writelines(pieces)
        else:
            _replace(target, pieces)
    except OSError as error:
        raise CannotWrite(Message("file.write", path=shown(path), why=reason(error))) from error


def _replace(target: str, pieces: Iterable[bytes]) -> None:
    """Writes beside the target, then renames: an interrupted run leaves what was there."""
    import shutil
    import tempfile

    with tempfile.NamedTemporaryFile("wb", dir=os.path.dirname(target), prefix=".dx-kofu-", delete=False) as file:
        try:
            file.writelines(pieces)
            file.close()
            if os.path.exists(target):
                shutil.copymode(target, file.name)
            else:
                os.chmod(file.name, 0o666 & ~_umask())
            os.replace(file.name, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(file.name)
            raise


def _encoded(pieces: Iterable[str], encoding: str) -> Iterator[bytes]:
    """A few hundred pieces at a time: never the whole text, and not a write for each row."""
    if encoding == "utf-8-sig":
        yield BOM_UTF8
    rest = iter(pieces)
    while batch := list(islice(rest, BATCH)):
        yield "".join(batch).encode(encoding.removesuffix("-sig"))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
