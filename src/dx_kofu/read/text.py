"""The table in a text file's bytes: encoding, delimiter, rows with their line numbers.

Decoding follows the byte order mark, then strict UTF-8, then CP932 (Excel's Japanese CSV). A file that is no table - empty,
binary, an open quote - raises :class:`~dx_kofu.read.sheet.Unreadable`; nothing of it is used.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from dx_kofu.columns import COLUMNS
from dx_kofu.messages import Message
from dx_kofu.read.cells import word
from dx_kofu.read.sheet import File, Sheet, Unreadable

csv.field_size_limit(1 << 24)

DELIMITERS = ",\t;"
NAMES = frozenset(word(name) for column in COLUMNS.items() for name in column)
DITTO_MARKS = ("〃", "同上", "仝", "々", "″", "”", "↓", "上に同じ", '""""')
"""What makes a text file worth a look for rows that point to the one above."""
TITLES = 20  # lines in which the header is looked for


def read_text(name: str, content: bytes) -> File:
    """The table in a CSV or TSV file's bytes."""
    text, encoding = decode(name, content)
    rows, lines = _records(name, text, delimiter_of(text))
    if not rows:
        raise Unreadable(name, Message("file.empty"))
    remarks = () if encoding == "utf-8-sig" else (Message("read.encoding", encoding=encoding.upper()),)
    marked = any(mark in text for mark in DITTO_MARKS)
    return File((Sheet(None, rows, lines, marked=marked),), remarks)


def delimiter_of(text: str) -> str:
    """The sign that makes a header of one of the first lines; where none does, the one a single line holds the most of."""
    lines = text[:100_000].split("\n", TITLES)[:TITLES]

    def fitness(sign: str) -> tuple[int, int]:
        names = max(sum(word(cell.strip('"\r')) in NAMES for cell in line.split(sign)) for line in lines)
        return names, max(line.count(sign) for line in lines)

    return max(DELIMITERS, key=fitness)


def decode(name: str, content: bytes) -> tuple[str, str]:
    """A file's text without its byte order mark, and its encoding."""
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
            return content.decode(encoding), encoding
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
        refuse_swallowed_rows(name, rows, lines, delimiter)
    kept = [index for index, cells in enumerate(rows) if not _is_blank(cells)]
    if len(kept) == len(rows):
        return rows, lines
    return [rows[index] for index in kept], [lines[index] for index in kept]


def _is_blank(cells: list[str]) -> bool:
    return not (cells and cells[0] and not cells[0].isspace()) and not "".join(cells).strip()


def refuse_swallowed_rows(name: str, rows: list[list[str]], lines: Sequence[int], delimiter: str) -> None:
    """A quote that is closed some rows later hides the rows between in one cell: no row may be lost so."""
    width = max(len(cells) for cells in rows[:TITLES])
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
