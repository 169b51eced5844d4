"""Computes a scenario: each year's rows, as they would stand in that year's expenses table, go to the one engine.

In: a scenario, a choice of how its units are claimed, the rule book. Out: an :class:`~dx_kofu.plan.result.Outcome`. No rule is
looked at here: what is cut, capped, rounded or asked is what ``calc`` says of the same table (``plan --format csv`` writes it).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dx_kofu.calc import calculate
from dx_kofu.plan.expand import Choice, Expanded, Option, Row, Unit, expand, planned
from dx_kofu.plan.file import read_rows
from dx_kofu.plan.records import Plan, Scenario
from dx_kofu.plan.result import Figures, Outcome, Year
from dx_kofu.records import Expense
from dx_kofu.result import Total
from dx_kofu.rules.load import Loaded, RuleBook

NONE = Total(0, 0, True)
UNKNOWN = Total(0, None, False)
"""Support of a year without a rule file: nothing is confirmed and no bound is known."""


class Ready(NamedTuple):
    """A scenario with all the rows that it may need, read."""

    plan: Plan
    scenario: Scenario
    expanded: Expanded
    expenses: Sequence[Expense]
    """By the place of their rows."""
    rules: dict[str, Loaded]


def ready(plan: Plan, scenario: Scenario, book: RuleBook) -> Ready:
    """Reads the rows of a scenario; the plan was checked, so all of them can be read."""
    expanded = expand(scenario, plan.years, book.years)
    reading = read_rows(plan, scenario, expanded, book)
    assert len(reading.expenses) == len(expanded.rows)
    rules = {year: book[year] for year in plan.years if year in book}
    return Ready(plan, scenario, expanded, reading.expenses, rules)


def compute(ready: Ready, choice: Choice | None = None) -> Outcome:
    """A scenario year by year; without a choice as the plan has it."""
    choice = planned(ready.expanded) if choice is None else choice
    taken = list(taken_of(ready.expanded, choice))
    years = tuple(_year(ready, year, [one for one in taken if one[1].year == year]) for year in ready.plan.years)
    return Outcome(ready.scenario, ready.expanded, choice, years)


def taken_of(expanded: Expanded, choice: Choice) -> list[tuple[Unit, Option]]:
    """Every unit with the option that a choice takes."""
    return [(unit, unit.options[place]) for unit, place in zip(expanded.units, choice, strict=True)]


def rows_of(outcome: Outcome, year: str | None = None) -> list[Row]:
    """The rows that a choice puts into the expenses table, in the order of the plan."""
    places = sorted(place for _, option in taken_of(outcome.expanded, outcome.choice) for place in option.rows)
    rows = (outcome.expanded.rows[place] for place in places)
    return [row for row in rows if year is None or row.year == year]


def _year(ready: Ready, year: str, taken: Sequence[tuple[Unit, Option]]) -> Year:
    units = [unit for unit, _ in taken]
    cost = sum(unit.cost for unit in units)
    funding = sum(unit.other_funding or 0 for unit in units)
    unasked = sum(unit.cost for unit in units if unit.other_funding is None)
    loaded = ready.rules.get(year)
    if loaded is None:
        total = UNKNOWN if any(option.measures for _, option in taken) else NONE
        return Year(year, "none", Figures(cost, funding, unasked, total, total, False), None)
    places = sorted(place for _, option in taken for place in option.rows)
    result = calculate([ready.expenses[place] for place in places], {year: loaded})
    approximate = any(line.approximate and line.tax == "ordinary" for line in result.lines)
    figures = Figures(cost, funding, unasked, result.special, result.ordinary, approximate)
    return Year(year, loaded.rules.status, figures, result)
