"""Runs the program inside the test's own process: budgets in, the JSON of the contract out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dx_kofu.calc import calculate
from dx_kofu.oddities import oddities
from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import Table
from dx_kofu.read.table import read_tables
from dx_kofu.render.json import render
from dx_kofu.rules.load import RuleBook

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
SHARED = ROOT.parent / "shared"

BOOK = RuleBook()  # the shipped rule files, read once
GUIDE = Guide(book=BOOK)


def read_table(name: str, content: bytes, guide: Guide = GUIDE) -> Table:
    """The only table in a file's bytes."""
    (table,) = read_tables(name, content, guide)
    return table


def read_text(text: str, *, guide: Guide = GUIDE, name: str = "t.csv") -> Reading:
    """Reads a CSV text."""
    return read_expenses([read_table(name, text.encode(), guide)], guide)


def calc_tables(tables: Sequence[Table], *, guide: Guide = GUIDE) -> dict[str, Any]:
    """The result of some tables as the JSON document; the input must be without errors."""
    reading = read_expenses(tables, guide)
    assert not reading.diagnostics, [diagnostic.message.in_("en") for diagnostic in reading.diagnostics]
    result = calculate(
        reading.expenses,
        reading.rules,
        inputs=reading.inputs,
        options={**guide.columns, **guide.assumed},
        warnings=oddities(reading.expenses, reading.rules),
    )
    document: dict[str, Any] = json.loads("".join(render(result, "en")))
    return document


def calc_text(text: str, *, guide: Guide = GUIDE) -> dict[str, Any]:
    """The result of a CSV text."""
    return calc_tables([read_table("t.csv", text.encode(), guide)], guide=guide)


def table_of(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Rows given as values: yen as ``int``, shares as ``Fraction``, blanks as ``None``."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [["" if row.get(column) is None else str(row[column]) for column in columns] for row in rows]
    return Table("t.csv", "0" * 64, columns, lines, range(2, len(lines) + 2))


def read_rows(rows: Sequence[Mapping[str, Any]]) -> Reading:
    """Reads rows given as values."""
    reading = read_expenses([table_of(rows)], GUIDE)
    assert not reading.diagnostics, [diagnostic.message.in_("en") for diagnostic in reading.diagnostics]
    return reading


def calc_rows(rows: Sequence[Mapping[str, Any]], *, book: RuleBook | None = None) -> dict[str, Any]:
    """The result of rows given as values."""
    return calc_tables([table_of(rows)], guide=Guide(book=book or BOOK))
