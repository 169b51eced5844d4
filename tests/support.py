"""Runs the program inside the test's own process: budgets in, the JSON of the contract out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dx_kofu.calc import calculate
from dx_kofu.oddities import oddities
from dx_kofu.read.expenses import Filling, Reading, read_expenses
from dx_kofu.read.table import Table, read_table
from dx_kofu.render.json import render
from dx_kofu.rules.load import RuleBook

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
SHARED = ROOT.parent / "shared"

NO_FILLING = Filling({}, {})
BOOK = RuleBook()  # the shipped rule files, read once


def read_text(
    text: str, *, book: RuleBook | None = None, filling: Filling = NO_FILLING, name: str = "t.csv"
) -> Reading:
    """Reads a CSV text."""
    return read_expenses([read_table(name, text.encode())], book or BOOK, filling)


def calc_tables(
    tables: Sequence[Table], *, book: RuleBook | None = None, filling: Filling = NO_FILLING
) -> dict[str, Any]:
    """The result of some tables as the JSON document; the input must be without errors."""
    reading = read_expenses(tables, book or BOOK, filling)
    assert not reading.diagnostics, [diagnostic.message.in_("en") for diagnostic in reading.diagnostics]
    result = calculate(
        reading.expenses,
        reading.rules,
        inputs=reading.inputs,
        options={**filling.columns, **filling.assumed},
        warnings=oddities(reading.expenses, reading.rules),
    )
    document: dict[str, Any] = json.loads("".join(render(result, "en")))
    return document


def calc_text(text: str, *, book: RuleBook | None = None, filling: Filling = NO_FILLING) -> dict[str, Any]:
    """The result of a CSV text."""
    return calc_tables([read_table("t.csv", text.encode())], book=book, filling=filling)


def calc_rows(rows: Sequence[Mapping[str, Any]], *, book: RuleBook | None = None) -> dict[str, Any]:
    """The result of rows given as values: yen as ``int``, shares as ``Fraction``, blanks as ``None``."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [["" if row.get(column) is None else str(row[column]) for column in columns] for row in rows]
    return calc_tables([Table("t.csv", "0" * 64, columns, lines, range(2, len(lines) + 2))], book=book)
