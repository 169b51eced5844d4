"""Computes a scenario: each year's rows, as they would stand in that year's expenses table, go to the one engine.

In: a scenario, a choice of how its units are claimed, the rule book. Out: an :class:`~dx_kofu.plan.result.Outcome`. No rule is
looked at here: what is cut, capped, rounded or asked is what ``calc`` says of the same table (``plan --format csv`` writes it).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from dx_kofu.calc import calculate
from dx_kofu.money import exact
from dx_kofu.plan.expand import Choice, Expanded, Option, Row, Unit, expand, planned
from dx_kofu.plan.file import read_rows
from dx_kofu.plan.records import Plan, Scenario
from dx_kofu.plan.result import Figures, Outcome, Year
from dx_kofu.records import Expense
from dx_kofu.result import Line, Total
from dx_kofu.rules.load import Loaded, RuleBook
from dx_kofu.rules.records import UNKNOWN as UNKNOWN_YET
from dx_kofu.rules.records import Measure, Rate, Round

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
        return Year(year, "none", Figures(cost, funding, unasked, total, total, False, total.potential), None)
    places = sorted(place for _, option in taken for place in option.rows)
    expenses = [ready.expenses[place] for place in places]
    result = calculate(expenses, {year: loaded})
    approximate = any(line.approximate and line.tax == "ordinary" for line in result.lines)
    funded = _most_funded(expenses, loaded) if unasked else result.special.potential
    figures = Figures(cost, funding, unasked, result.special, result.ordinary, approximate, funded)
    return Year(year, loaded.rules.status, figures, result)


def _most_funded(expenses: Sequence[Expense], loaded: Loaded) -> int | None:
    """The most special tax of a year where others pay all of the cost whose other funding is not known.

    If they leave some yen of it unpaid, the tax may grow by more than that where these just lift a line over the edge at which it
    is rounded: 715 yen x 0.7 = 500.5 give 1,000. What is gained so is added.
    """
    asked = [expense for expense in expenses if expense.other_funding is not None]
    result = calculate(asked, {loaded.rules.fiscal_year: loaded})
    if result.special.potential is None:
        return None
    before = {line.measure: line for line in result.lines}
    open_to = {expense.case.measure for expense in expenses if expense.other_funding is None}
    measures = [measure for measure in loaded.rules.measures if measure.id in open_to]
    return result.special.potential + sum(_gained(measure, before.get(measure.id)) for measure in measures)


def _gained(measure: Measure, line: Line | None) -> int:
    to = sum(step.to for step in measure.steps if isinstance(step, Round))
    text = next((step.rate for step in measure.steps if isinstance(step, Rate)), UNKNOWN_YET)
    if not to or text == UNKNOWN_YET:
        return to
    rate = exact(text)
    whole, given = (Fraction(0), 0) if line is None else (line.potential_eligible * rate, line.potential or 0)
    return max(0, to - ceil((given + Fraction(to, 2) - whole) / rate)) if rate else 0
