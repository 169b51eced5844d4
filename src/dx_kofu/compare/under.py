"""A budget under one rule set, whatever the years of its rows.

In: tables, and the rule set. Out: readings, in which every row stands in the rule set's year. Where the budget holds several
fiscal years each is read for itself: caps and limits are a year's, and two years must not share them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.read.header import year_column
from dx_kofu.read.layout import Table
from dx_kofu.records import Expense
from dx_kofu.result import Result
from dx_kofu.rules.load import Loaded, RuleBook
from dx_kofu.rules.records import RuleSet
from dx_kofu.whatif import Answer, answered


class Part(NamedTuple):
    """A budget's result, or that of the rows of one fiscal year, which keeps its name whatever rules it was calculated by."""

    result: Result
    year: str | None = None


def years_as_of(tables: Sequence[Table], reading: Reading, side: Loaded, guide: Guide) -> list[tuple[str, Reading]]:
    """The rows that were read in their own years, each year of them read again in the year of one rule set."""
    years = dict.fromkeys(expense.place.fiscal_year for expense in reading.expenses)
    found = []
    for year in years:
        own = [part for table in tables if (part := _of_year(table, reading, year)).rows]
        found.append((year, read_as_of(own, side, guide)))
    return found


def with_answers(own: Reading, again: Reading) -> Reading:
    """Rows read again, with what ``--answers`` said of them in their own years: their columns that are blank here and not there."""
    there = {_place(expense): expense for expense in own.expenses}
    found = {}
    for index, expense in enumerate(again.expenses):
        before = there[_place(expense)]
        said = _said(before, own.rules[before.place.fiscal_year].rules)
        here = _said(expense, again.rules[expense.place.fiscal_year].rules)
        if given := {
            name: value for name, value in said.items() if here.get(name, value) is None and value is not None
        }:
            found[index] = given
    return again._replace(expenses=answered(again.expenses, again.rules, found))


def _place(expense: Expense) -> tuple[str, str | None, int]:
    return expense.input.name, expense.input.sheet, expense.row


def _said(expense: Expense, rules: RuleSet) -> dict[str, Answer | None]:
    """What a row itself says in the columns that may be blank; a default is not said."""
    case = expense.case
    facts = {
        name: None if name in case.defaults else value for name, value in zip(rules.facts, case.facts, strict=True)
    }
    return {
        "other_funding": expense.other_funding,
        "share": expense.share,
        "hub_city": expense.place.hub_city,
        **facts,
    }


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


def _of_year(table: Table, reading: Reading, year: str) -> Table:
    """A table with the costs of one fiscal year only."""
    lines = {
        expense.row
        for expense in reading.expenses
        if expense.place.fiscal_year == year and (expense.input.name, expense.input.sheet) == (table.name, table.sheet)
    }
    kept = [index for index, line in enumerate(table.lines) if line in lines]
    return table._replace(rows=[table.rows[index] for index in kept], lines=[table.lines[index] for index in kept])
