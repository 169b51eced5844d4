"""Yen in units of a thousand: what a sheet shows, what its cells hold, and when that must be asked.

A cell's own unit (``21,000千円``) always stands. Without one the header's, the note's above the table or ``--unit`` does. Three
things are never settled in silence:

* a display format that divides: 21,000,000 shown as 21,000 through ``#,##0,``. Where the unit named is what the format divides
  by (千円), the cell holds yen; ``--unit 円`` says so too; in any other case it is asked;
* a column that names no unit beside one that does (``金額（千円）``, ``特定財源``);
* an amount a thousand times the median of its column in a workbook whose unit nobody names: one of the two is in another unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from dx_kofu.messages import Message
from dx_kofu.money import OUTLIER, median_to_compare
from dx_kofu.read.cells import UNITS, Bad, fold
from dx_kofu.read.guide import Guide
from dx_kofu.read.header import Header
from dx_kofu.read.layout import Table
from dx_kofu.read.names import MONEY
from dx_kofu.records import Expense


class Doubt(NamedTuple):
    """A cell whose yen are not certain."""

    line: int
    column: str
    text: str
    bad: Bad


def in_yen(table: Table, header: Header, guide: Guide) -> tuple[Table, list[Doubt]]:
    """The table with the cells that a display format divides written in yen, and those that must be asked."""
    columns = {header.columns[name]: name for name in MONEY if name in header.columns}
    index_of = {line: index for index, line in enumerate(table.lines)} if table.divided else {}
    rows = list(table.rows)
    doubts: list[Doubt] = []
    for (line, column), by in table.divided.items():
        if line not in index_of or column not in columns:
            continue
        index, name = index_of[line], columns[column]
        text = rows[index][column]
        if UNITS.get(header.units[name] or "?") == by or guide.unit == "円":
            rows[index] = [*rows[index][:column], text + "円", *rows[index][column + 1 :]]
        else:
            expected = Message("unit.divided", held=text, shown=round(Decimal(text) / by))
            doubts.append(Doubt(line, name, text, Bad("amount-display", expected, Message("fix.unit"))))
    doubts += _without_a_unit(table, header)
    return (table._replace(rows=rows) if table.divided else table), doubts


def _without_a_unit(table: Table, header: Header) -> Iterator[Doubt]:
    """The numbers of a column of money that names no unit where another one does."""
    stated = {unit for unit in header.units.values() if unit is not None and unit not in ("%", "円")}
    for name in MONEY:
        if not stated or name not in header.columns or header.units[name] is not None:
            continue
        column, unit = header.columns[name], "、".join(sorted(stated))
        for line, row in zip(table.lines, table.rows, strict=True):
            number = fold(row[column]) if column < len(row) else ""
            if number.replace(",", "").isdecimal() and number.strip("0"):
                yield Doubt(
                    line, name, number, Bad("amount-unit", Message("unit.other", unit=unit), Message("fix.unit"))
                )


def doubtful_unit(expenses: Sequence[Expense], table: Table, header: Header) -> list[Doubt]:
    """Amounts of a workbook that names no unit, a thousand times its median or more."""
    if table.sheet is None or header.units["amount"] is not None:
        return []
    median = median_to_compare([expense.amount for expense in expenses])
    if median is None:
        return []
    return [
        Doubt(
            expense.row,
            "amount",
            f"{expense.amount:,}",
            Bad("amount-unit", Message("unit.outlier", amount=expense.amount, median=median), Message("fix.unit")),
        )
        for expense in expenses
        if expense.amount >= OUTLIER * median
    ]
