"""A sheet as it stands in a file: texts in rows, and what its looks tell - before anybody knows which row is the header.

Every kind of file gives sheets; :mod:`dx_kofu.read.layout` finds the table in one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dx_kofu.messages import Message


class Unreadable(Exception):
    """A file that is no table; ``message`` says why, ``row`` where."""

    def __init__(self, name: str, message: Message, row: int | None = None) -> None:
        super().__init__(name)
        self.name, self.message, self.row = name, message, row


class Area(NamedTuple):
    """Merged cells (結合セル): first and last line, first and last column (from 0), all inside."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(NamedTuple):
    """Texts in rows, with their line numbers."""

    title: str | None
    """``None``: a file that is one table (CSV, TSV, Parquet)."""
    rows: list[list[str]]
    """In a workbook all of one width."""
    lines: Sequence[int]
    """The line in which each row begins, the first being line 1."""
    merged: tuple[Area, ...] = ()
    hidden_lines: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    divided: Mapping[tuple[int, int], int] = {}
    """By line and column: by how much a display format divides the number that the cell holds."""
    marked: bool = False
    """Whether a text file holds ``〃`` or the like, so that rows must be looked at one below the other."""
    uncached: tuple[tuple[int, int], ...] = ()
    """Formulas that were never calculated: line and column."""


class File(NamedTuple):
    """The sheets of a file, and what was assumed or left aside when it was opened."""

    sheets: tuple[Sheet, ...]
    remarks: tuple[Message, ...] = ()


MOST_CELLS = 30_000_000
"""More than this is no budget but a mishap (a sheet formatted down to its last row)."""


def trimmed(
    cells: Mapping[tuple[int, int], str], name: str, uncached: Sequence[tuple[int, int]] = ()
) -> tuple[list[list[str]], Sequence[int]]:
    """Rows of one width from texts by line and column; blank lines and columns behind the last text are dropped."""
    filled = [place for place, text in cells.items() if text and not text.isspace()]
    filled += uncached
    height = max((line for line, _ in filled), default=0)
    width = max((column for _, column in filled), default=-1) + 1
    if height * width > MOST_CELLS:
        raise Unreadable(name, Message("file.too-large", cells=MOST_CELLS))
    rows = [[""] * width for _ in range(height)]
    for line, column in filled:
        rows[line - 1][column] = cells.get((line, column), "")
    return rows, range(1, height + 1)


def column_letters(column: int) -> str:
    """A column's letters: 0 is ``A``, 26 is ``AA``.

    >>> column_letters(2), column_letters(26), column_letters(701)
    ('C', 'AA', 'ZZ')
    """
    return "".join(reversed(list(_letters(column))))


def _letters(column: int) -> Iterator[str]:
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        yield chr(ord("A") + letter)
