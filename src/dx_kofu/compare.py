"""One budget under two rule sets: what a change of rules does to it, in yen, per line and per row, and by which step.

The budget is calculated twice, every row as if it belonged to the year of the rule set. Worked example: recruitment of
2,500,000 yen keeps all of it under R9 (cap 3,000,000) and 1,000,000 under R10; the row loses 1,500,000 by
``cap:recruitment`` and the line 1,050,000 of allocation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from dx_kofu.calc import calculate
from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.read.header import year_column
from dx_kofu.read.layout import Table
from dx_kofu.result import Item, Line, Result
from dx_kofu.rules.load import Loaded, RuleBook


class RowEffect(NamedTuple):
    """A row whose figures differ; ``causes`` are the reductions that differ: code, yen before, yen after."""

    old: Item
    new: Item
    causes: tuple[tuple[str, int, int], ...]


class LineEffect(NamedTuple):
    """A measure of a body whose line differs; a side is ``None`` where the line does not stand there."""

    body_code: str
    measure: str
    old: Line | None
    new: Line | None


class Effect(NamedTuple):
    """What a change of rules does to a budget."""

    lines: tuple[LineEffect, ...]
    rows: tuple[RowEffect, ...]


def effect(tables: Sequence[Table], old: Loaded, new: Loaded, guide: Guide) -> Effect | Reading:
    """The effect on a budget, or the reading with its diagnostics where a row cannot be read under a rule set."""
    readings = [read_as_of(tables, side, guide) for side in (old, new)]
    for reading in readings:
        if reading.diagnostics:
            return reading
    before, after = (calculate(reading.expenses, reading.rules, inputs=reading.inputs) for reading in readings)
    rows = (_row(first, second) for first, second in zip(before.items, after.items, strict=True))
    return Effect(_lines(before, after), tuple(row for row in rows if row is not None))


def read_as_of(tables: Sequence[Table], side: Loaded, guide: Guide) -> Reading:
    """Tables read with every row in the year of one rule set."""
    columns = {**guide.columns, "fiscal_year": side.rules.fiscal_year}
    own = replace(guide, book=RuleBook.of(side), columns=columns)
    return read_expenses([_in_year(table, side, guide) for table in tables], own)


def _in_year(table: Table, side: Loaded, guide: Guide) -> Table:
    """The table with every row in the rule set's year."""
    column = year_column(table, guide)
    if column is None:
        return table
    year = side.rules.fiscal_year
    return table._replace(
        rows=[[*row[:column], year, *row[column + 1 :]] if column < len(row) else row for row in table.rows]
    )


def _row(old: Item, new: Item) -> RowEffect | None:
    before, after = ({reduction.code: reduction.amount for reduction in item.reductions} for item in (old, new))
    codes = dict.fromkeys(chain(before, after))
    causes = [
        (code, before.get(code, 0), after.get(code, 0)) for code in codes if before.get(code, 0) != after.get(code, 0)
    ]
    same = (old.eligible, old.potential, old.status) == (new.eligible, new.potential, new.status)
    return None if same and not causes else RowEffect(old, new, tuple(causes))


def _lines(old: Result, new: Result) -> tuple[LineEffect, ...]:
    before, after = ({(line.body_code, line.measure): line for line in result.lines} for result in (old, new))
    pairs = [(key, before.get(key), after.get(key)) for key in sorted({*before, *after})]
    return tuple(LineEffect(*key, first, second) for key, first, second in pairs if _figures(first) != _figures(second))


def _figures(line: Line | None) -> Line | None:
    """A line without its year, for comparing."""
    return None if line is None else line._replace(fiscal_year="")
