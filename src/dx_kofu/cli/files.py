"""Files of a run: what is read, and what is written - beside its place first, then renamed, never over what was read."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from dx_kofu.messages import Message
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import Table, tables_of
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


class NotRegular(Exception):
    """A pipe or a device where a file is wanted; ``message`` says so."""

    def __init__(self) -> None:
        super().__init__()
        self.message = Message("file.not-regular")


def inputs(paths: Sequence[str]) -> tuple[list[str], list[Diagnostic]]:
    """The files that paths name, folders opened (their tables by name), and what cannot be read."""
    found: list[str] = []
    problems: list[Diagnostic] = []
    for path in paths:
        if path == STDIN or not os.path.isdir(path) or _is_dataset(path):
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


def _is_dataset(path: str) -> bool:
    from dx_kofu.read.parquet import is_dataset

    return is_dataset(path)


def _dataset(path: str, name: str, guide: Guide) -> Sequence[Table]:
    from dx_kofu.read.parquet import digest_of, read_dataset

    return tables_of(name, digest_of(path), read_dataset(name, path), guide)


def is_table(file: Path) -> bool:
    """Whether a file of a folder is read: by its extension; what a spreadsheet program has open leaves a ``~$`` beside it."""
    return file.suffix.lower() in TABLES and not file.name.startswith(("~$", "."))


def missing(path: str, error: OSError | NotRegular) -> Diagnostic:
    """A file or folder that cannot be opened."""
    message = error.message if isinstance(error, NotRegular) else Message("file.missing", why=reason(error))
    return Diagnostic("file-missing", shown(path), None, None, None, message)


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


def read_regular(path: str, most: int = -1) -> bytes:
    """The first ``most`` bytes of a file; :class:`NotRegular` for what would be waited on, ``OSError`` for what cannot be opened."""
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise NotRegular
    with open(path, "rb") as file:
        return file.read(most)


def read_tables(
    paths: Sequence[str], guide: Guide, kept: dict[str, bytes] | None = None, given: Mapping[str, bytes] | None = None
) -> tuple[list[Table], list[Diagnostic]]:
    """The tables in files, and what cannot be read.

    ``kept`` receives the bytes that were read, by the name that is recorded; those that ``given`` has, by path, are not read again.
    """
    tables: list[Table] = []
    problems: list[Diagnostic] = []
    names = map(shown, paths) if kept is None else recorded(paths)
    for path, name in zip(paths, names, strict=True):
        try:
            if os.path.isdir(path):
                tables += _dataset(path, name, guide)
                continue
            content = given[path] if given is not None and path in given else read_bytes(path)
            if kept is not None:
                kept[name] = content
            tables += tables_in(name, content, guide)
        except OSError as error:
            problems.append(missing(path, error))
        except Unreadable as error:
            problems.append(Diagnostic("file-unreadable", error.name, error.row, None, None, error.message))
    return tables, problems


def shown(path: str) -> str:
    """A path as it can be shown and written, whatever bytes it has."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def recorded(paths: Sequence[str]) -> list[str]:
    """Names to record: the same however a path was typed (``a.csv``, ``./a.csv``, ``/where/ever/a.csv``), each once.

    A path below the current folder counts from there; of another absolute one the file's name is kept, and as many of its
    folders as tell it from the others.
    """
    names = [path if path == STDIN else _from_here(path) for path in paths]
    taken = {name for name in names if not os.path.isabs(name)}
    for index, path in enumerate(names):
        if os.path.isabs(path):
            parts = path.split(os.sep)
            ends = (os.sep.join(parts[-length:]) for length in range(1, len(parts) + 1))
            names[index] = next((end for end in ends if end not in taken), path)
            taken.add(names[index])
    return [shown(name).replace(os.sep, "/") for name in names]


def _from_here(path: str) -> str:
    normal = os.path.normpath(path)
    if os.path.realpath(normal) == os.path.realpath(path):  # link/../a.csv is another file than a.csv
        path = normal
    if not os.path.isabs(path):
        return path
    here = os.getcwd()
    return os.path.relpath(path, here) if path.startswith(here.rstrip(os.sep) + os.sep) else path


def write_text(path: str, pieces: Iterable[str], encoding: str, not_over: Iterable[str]) -> None:
    """Writes a text file whole or not at all; :class:`CannotWrite` as for :func:`write_file`, or for a letter it cannot hold."""
    try:
        write_file(path, _encoded(pieces, encoding), not_over)
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        raise CannotWrite(Message("file.letter", path=shown(path), encoding=encoding, letter=letter)) from error


def write_file(path: str, pieces: Iterable[bytes | memoryview], not_over: Iterable[str]) -> None:
    """Writes a file whole or not at all; :class:`CannotWrite` where that fails or the file is one of those read."""
    write_through(path, lambda file: file.writelines(pieces), not_over)


def write_through(path: str, write: Callable[[IO[bytes]], object], not_over: Iterable[str]) -> None:
    """The same by a function that writes into an open file."""
    target = os.path.realpath(path)
    if target in {os.path.realpath(name) for name in not_over if name != STDIN}:
        raise CannotWrite(Message("file.over-input", path=shown(path)))
    try:
        if os.path.exists(target) and not os.path.isfile(target):  # a device or a pipe is written to, not replaced
            with open(target, "wb") as file:
                write(file)
        else:
            _replace(target, write)
    except OSError as error:
        raise CannotWrite(Message("file.write", path=shown(path), why=reason(error))) from error


def _replace(target: str, write: Callable[[IO[bytes]], object]) -> None:
    """Writes beside the target, then renames: an interrupted run leaves what was there."""
    import shutil
    import tempfile

    with tempfile.NamedTemporaryFile("wb", dir=os.path.dirname(target), prefix=".dx-kofu-", delete=False) as file:
        try:
            write(file.file)
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
