"""The header row: which cell stands for which column, by its English or its Japanese name.

A name that is nobody's is passed through; one that is close to a known column is an error, since a lost column loses money.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from dx_kofu.columns import COLUMNS, HARMLESS, REQUIRED
from dx_kofu.messages import Message
from dx_kofu.read.cells import word
from dx_kofu.records import Diagnostic


class Header(NamedTuple):
    """Where each column stands."""

    columns: dict[str, int]
    extra: dict[str, int]
    """Columns that are passed through."""
    diagnostics: tuple[Diagnostic, ...]


def find_column(cells: Collection[str], column: str) -> int | None:
    """The place of one of the program's own columns, before the facts are known."""
    names = {word(column), word(COLUMNS[column])}
    return next((index for index, cell in enumerate(cells) if word(cell) in names), None)


def read_header(file: str, cells: Collection[str], facts: Mapping[str, str], given: Collection[str]) -> Header:
    """Resolves a header row; ``facts`` maps fact columns to their Japanese names, ``given`` names required columns that the
    command line fills.
    """
    known = {**COLUMNS, **facts}
    names = {word(alias): column for column, ja in known.items() for alias in (column, ja)}
    present = {names[word(cell)] for cell in cells if word(cell) in names} | set(given)
    columns: dict[str, int] = {}
    extra: dict[str, int] = {}
    problems: list[Diagnostic] = []
    for index, cell in enumerate(cells):
        column = names.get(word(cell))
        if column is None:
            guess = _close(cell, names) or _holds(cell, {name: known[name] for name in known if name not in present})
            if guess is not None:
                likely = Message("fix.guess", guess=guess)
                problems.append(Diagnostic("header-misspelt", file, 1, None, cell, Message("header.misspelt"), likely))
            extra[_unused(cell.strip() or f"({index + 1})", extra)] = index
        elif column in columns:
            message = Message("header.duplicate", column=column)
            problems.append(Diagnostic("header-duplicate", file, 1, column, cell, message))
        else:
            columns[column] = index
    for column in REQUIRED:
        if column not in columns and column not in given:
            option = {"body_code": "--body", "fiscal_year": "--fiscal-year"}.get(column)
            fix = Message("fix.option", option=option) if option else None
            problems.append(
                Diagnostic(
                    "header-missing",
                    file,
                    1,
                    column,
                    None,
                    Message("header.missing", column=column, ja=COLUMNS[column]),
                    fix,
                )
            )
    return Header(columns, extra, tuple(problems))


def _close(cell: str, names: Mapping[str, str]) -> str | None:
    from difflib import get_close_matches

    folded = word(cell)
    guess = get_close_matches(folded.replace(" ", "_").replace("-", "_"), names, n=1, cutoff=0.8)
    return names[guess[0]] if guess else None


def _holds(cell: str, absent: Mapping[str, str]) -> str | None:
    """A column the table lacks whose name is hidden in the cell: ``按分率（％）``, ``eligible_share``, ``hub``."""
    folded = word(cell)
    tokens = set(re.split(r"[\s_()\[\]:/-]+", folded))
    for column, ja in absent.items():
        if column in HARMLESS:
            continue
        if (
            word(ja) in folded
            or set(column.split("_")) <= tokens
            or (column in COLUMNS and folded in column.split("_"))
        ):
            return column
    return None


def _unused(name: str, taken: Collection[str]) -> str:
    """A name that stands for one column only."""
    number = 1
    unused = name
    while unused in taken:
        number += 1
        unused = f"{name} ({number})"
    return unused
