"""``compare --format csv``: a line for each measure in each column, then one for each row that differs; the same in every language.

A difference that is not known, or has no bound, is an empty cell; the causes stand in one cell, with their yen.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from dx_kofu.compare.records import Comparison, LineDifference, Pair, RowDifference
from dx_kofu.render.compare.words import cause_list
from dx_kofu.render.csv import as_text
from dx_kofu.result import Line

COLUMNS = (
    *("level", "column", "base", "body_code", "fiscal_year", "measure", "tax", "how", "input", "row", "id"),
    *("claimed", "eligible", "potential_eligible", "allocation", "potential", "complete"),
    *("claimed_difference", "eligible_difference", "allocation_difference", "potential_difference", "causes"),
)


def render(comparison: Comparison) -> Iterator[str]:
    """The pieces of the table, a line at a time."""
    base = comparison.columns[comparison.base].name
    yield _line(dict.fromkeys(COLUMNS) | {name: name for name in COLUMNS})
    first = {line.key: line for pair in comparison.pairs for line in pair.lines if line.old is not None}
    for line in first.values():
        yield _line(_place(line) | {"column": base} | _figures(line.old))
    for pair in comparison.pairs:
        for line in pair.lines:
            yield _line(_place(line) | {"column": pair.other.name, "base": base} | _figures(line.new) | _change(line))
    for pair in comparison.pairs:
        for row in pair.rows:
            yield _line(_row(row, pair, by_year=comparison.by_year))


def _line(cells: dict[str, object]) -> str:
    buffer = io.StringIO()
    values = [cells.get(name) for name in COLUMNS]
    csv.writer(buffer, lineterminator="\n").writerow("" if value is None else as_text(value) for value in values)
    return buffer.getvalue()


def _place(line: LineDifference) -> dict[str, object]:
    code, year, measure = line.key
    return {"level": "measure", "body_code": code, "fiscal_year": year, "measure": measure, "tax": line.some.tax}


def _figures(line: Line | None) -> dict[str, object]:
    if line is None:
        return {}
    names = ("claimed", "eligible", "potential_eligible", "allocation", "potential")
    return {name: getattr(line, name) for name in names} | {"complete": "yes" if line.complete else "no"}


def _change(line: LineDifference) -> dict[str, object]:
    return {
        "claimed_difference": line.figure("claimed"),
        "eligible_difference": line.figure("eligible"),
        "allocation_difference": line.gap.confirmed if line.gap.known else None,
        "potential_difference": line.gap.potential,
        "causes": cause_list(line.causes),
    }


def _row(row: RowDifference, pair: Pair, *, by_year: bool) -> dict[str, object]:
    some, old, new = row.some, row.old, row.new
    expense = some.item.expense
    claimed = [side.item.expense.amount if side is not None else 0 for side in (old, new)]
    figures = {} if new is None else {"claimed": claimed[1], "eligible": new.item.eligible}
    return {
        "level": "row",
        "column": pair.other.name,
        "base": pair.base.name,
        "body_code": expense.place.body_code,
        "fiscal_year": some.year if by_year else "",
        "measure": expense.case.measure,
        "how": row.how,
        "input": expense.input.name,
        "row": expense.row,
        "id": expense.id,
        **figures,
        "potential_eligible": None if new is None else new.item.potential,
        "claimed_difference": claimed[1] - claimed[0],
        "eligible_difference": row.eligible,
        "causes": "; ".join(filter(None, (_inputs(row), cause_list(row.causes)))),
    }


def _inputs(row: RowDifference) -> str:
    return "; ".join(f"{value.key}: {_cell(value.old)} -> {_cell(value.new)}" for value in row.inputs)


def _cell(value: object) -> str:
    return "" if value is None else str(value)
