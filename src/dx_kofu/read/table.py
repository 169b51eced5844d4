"""From bytes to a table of texts: encoding, delimiter, header row, data rows with their line numbers.

Decoding follows the byte order mark, then strict UTF-8, then CP932 (Excel's Japanese CSV). A file that is no table - empty,
binary, an open quote - raises :class:`Unreadable`; nothing of it is used.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from dx_kofu.messages import Message

csv.field_size_limit(1 << 24)

DELIMITERS = ",\t;"

_SIGNATURES = (
    (b"PK\x03\x04", "xlsx / ods"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"PAR1", "parquet"),
    (b"%PDF", "pdf"),
)


class Unreadable(Exception):
    """A file that is no table; ``message`` says why, ``row`` where."""

    def __init__(self, name: str, message: Message, row: int | None = None) -> None:
        super().__init__(name)
        self.name, self.message, self.row = name, message, row


class Table(NamedTuple):
    """A table of texts: the header, and the rows that are not blank."""

    name: str
    sha256: str
    header: list[str]
    rows: list[list[str]]
    lines: Sequence[int]
    """The line in which each row begins, the header being line 1."""


def read_table(name: str, content: bytes) -> Table:
    """The table in a CSV or TSV file's bytes."""
    digest = sha256(content).hexdigest()
    text = _decode(name, content)
    header_line = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=header_line.count)
    rows, lines = _records(name, text, delimiter)
    if not rows:
        raise Unreadable(name, Message("file.empty"))
    return Table(name, digest, rows[0], rows[1:], lines[1:])


def _decode(name: str, content: bytes) -> str:
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            raise Unreadable(name, Message("file.kind", kind=kind))
    if not content.strip():
        raise Unreadable(name, Message("file.empty"))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content:
        raise Unreadable(name, Message("file.nul"), content[: content.index(b"\0")].count(b"\n") + 1)
    else:
        encodings = ["utf-8-sig", "cp932"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            row = content[: error.start].count(b"\n") + 1
    raise Unreadable(name, Message("file.encoding"), row)


def _records(name: str, text: str, delimiter: str) -> tuple[list[list[str]], Sequence[int]]:
    """Every row that is not blank, and the line each begins in."""
    rows: list[list[str]] = []
    lines: Sequence[int]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows.extend(reader)
        lines = range(1, len(rows) + 1)
        if reader.line_num != len(rows):
            lines = _first_lines(text, delimiter, len(rows))
    except csv.Error as error:
        open_quote = "unexpected end of data" in str(error)
        line = _first_lines(text, delimiter, len(rows) + 1)[-1]
        raise Unreadable(name, Message("file.open-quote" if open_quote else "file.quote"), line) from error
    if not isinstance(lines, range):
        _refuse_swallowed_rows(name, rows, lines, delimiter)
    kept = [index for index, cells in enumerate(rows) if not _is_blank(cells)]
    if len(kept) == len(rows):
        return rows, lines
    return [rows[index] for index in kept], [lines[index] for index in kept]


def _is_blank(cells: list[str]) -> bool:
    return not (cells and cells[0] and not cells[0].isspace()) and not "".join(cells).strip()


def _refuse_swallowed_rows(name: str, rows: list[list[str]], lines: Sequence[int], delimiter: str) -> None:
    """A quote that is closed some rows later hides the rows between in one cell: no row may be lost so."""
    width = len(rows[0])
    for line, cells in zip(lines, rows, strict=True):
        for cell in cells:
            if "\n" in cell and any(inside.count(delimiter) >= width - 1 for inside in cell.split("\n")[1:-1]):
                raise Unreadable(name, Message("file.swallowed"), line)


def _first_lines(text: str, delimiter: str, count: int) -> list[int]:
    """The lines in which the first ``count`` rows begin, where a quoted cell may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = [1]
    while len(lines) < count:
        next(reader)
        lines.append(reader.line_num + 1)
    return lines
