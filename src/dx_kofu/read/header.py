"""The header row: which cell stands for which column, by its English or its Japanese name.

A name that is nobody's is passed through; one that is close to a known column is an error, since a lost column loses money.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from dx_kofu.messages import Message
from dx_kofu.read.cells import word
from dx_kofu.records import Diagnostic

COLUMNS = {
    "id": "整理番号",
    "body_code": "団体コード",
    "body_name": "団体名",
    "hub_city": "連携中枢都市",
    "fiscal_year": "年度",
    "measure": "措置",
    "category": "経費区分",
    "person": "対象者",
    "amount": "金額",
    "other_funding": "特定財源",
    "share": "按分率",
    "date": "支出日",
    "note": "備考",
}
"""The columns that the program itself knows, with their Japanese names; the rule files' facts are columns beside them."""

REQUIRED = ("body_code", "fiscal_year", "measure", "category", "amount")


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
    names = {word(alias): column for column, ja in {**COLUMNS, **facts}.items() for alias in (column, ja)}
    columns: dict[str, int] = {}
    extra: dict[str, int] = {}
    problems: list[Diagnostic] = []
    for index, cell in enumerate(cells):
        column = names.get(word(cell))
        if column is None:
            guess = _close(cell, names)
            if guess is not None:
                problems.append(
                    Diagnostic(
                        "header-misspelt",
                        file,
                        1,
                        None,
                        cell,
                        Message("header.misspelt"),
                        Message("fix.guess", guess=guess),
                    )
                )
            extra[cell.strip() or f"({index + 1})"] = index
        elif column in columns:
            problems.append(
                Diagnostic("header-duplicate", file, 1, column, cell, Message("header.duplicate", column=column))
            )
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
