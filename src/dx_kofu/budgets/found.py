"""What the rules give for a budget, in the shape of an expected file.

In: the results of a budget - one, or where it is calculated as of another year's rules one for each fiscal year in it. Out: a
:class:`Found`, whose tables have the keys that an expected file may name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from dx_kofu.calc import total_of
from dx_kofu.compare.under import Part
from dx_kofu.money import decimal_text
from dx_kofu.result import Item, Line, Total
from dx_kofu.rules.records import RuleSet

Says = dict[str, Any]


class FoundRow(NamedTuple):
    """A row as found."""

    says: Says
    item: Item
    fiscal_year: str
    rules: RuleSet


class FoundLine(NamedTuple):
    """A line of a measure as found, with its rows."""

    says: Says
    rows: tuple[FoundRow, ...]


class Found(NamedTuple):
    """What the rules give for a budget."""

    measures: tuple[FoundLine, ...]
    rows: tuple[FoundRow, ...]
    totals: Mapping[str, Says]
    rules: Mapping[str, RuleSet]
    """The rules of each fiscal year that is calculated."""


def found(parts: Sequence[Part]) -> Found:
    """The tables of a budget's result."""
    rows = [row for part in parts for row in _rows(part)]
    if len(parts) > 1:
        rows.sort(key=lambda row: row.item.expense.row)
    lines = [line for part in parts for line in _lines(part, rows)]
    results = [part.result for part in parts]
    totals: dict[str, Says] = {
        "special": _total([result.special for result in results]),
        "ordinary": _total([result.ordinary for result in results]),
    }
    rules = {part.year or loaded.rules.fiscal_year: loaded.rules for part in parts for loaded in part.result.rules}
    return Found(tuple(lines), tuple(rows), totals, rules)


def _rows(part: Part) -> list[FoundRow]:
    rules = {loaded.rules.fiscal_year: loaded.rules for loaded in part.result.rules}
    several = len(part.result.inputs) > 1
    return [
        FoundRow(_row(item, several), item, part.year or year, rules[year])
        for item in part.result.items
        for year in (item.expense.place.fiscal_year,)
    ]


def _row(item: Item, several: bool) -> Says:
    reductions: dict[str, int] = {}
    for reduction in item.reductions:
        reductions[reduction.code] = reductions.get(reduction.code, 0) + reduction.amount
    sheet = item.expense.input.sheet
    return ({"sheet": sheet} if several and sheet is not None else {}) | {
        "row": item.expense.row,
        "eligible": item.eligible,
        "potential": item.potential,
        "status": item.status,
        "reductions": reductions,
        "questions": [question.fact for question in item.questions],
    }


def _lines(part: Part, rows: Sequence[FoundRow]) -> list[FoundLine]:
    by_line: dict[tuple[str, str, str], list[FoundRow]] = {}
    for row in rows:
        expense = row.item.expense
        by_line.setdefault((expense.place.body_code, row.fiscal_year, expense.case.measure), []).append(row)
    lines = []
    for line in part.result.lines:
        says = _line(line) | {"fiscal_year": part.year or line.fiscal_year}
        own = by_line.get((line.body_code, says["fiscal_year"], line.measure), [])
        lines.append(FoundLine(says, tuple(own)))
    return lines


def _line(line: Line) -> Says:
    return line._asdict() | {
        "rate": None if line.rate is None else decimal_text(line.rate),
        "before_rounding": decimal_text(line.before_rounding),
    }


def _total(totals: Sequence[Total]) -> Says:
    return total_of(totals)._asdict()
