"""Rows at the edges of a rule set's own parameters, and what they must come to.

In: a rule set. Out: for each known cap one yen under, at and over it; for each limit as many persons and one more; for each
window its first and last year and the years beside them - with the eligible yen, worked out from the parameter alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from dx_kofu.lint.cases import (
    Row,
    confirmable,
    counting,
    path_of,
    pays,
    row_of,
)
from dx_kofu.rules.records import (
    Cap,
    Limit,
    Measure,
    RuleSet,
    Window,
    is_unknown,
)
from dx_kofu.years import calendar_year, year_name, year_number


class Boundary(NamedTuple):
    """Rows at the edge of a parameter, and what they must come to, worked out from the parameter alone."""

    name: str
    """The parameter's key path and the place of the rows: ``municipal-support.steps.cap:recruitment at 3000001``."""
    rules: RuleSet
    """The rule set to run the rows under; at the edges of a window, the same as if its fiscal year were that year."""
    rows: tuple[Row, ...]
    eligible: int
    """Eligible yen of all rows."""
    heads: int
    """Persons counted by head."""


def boundary_rows(rules: RuleSet) -> list[Boundary]:
    """Rows at the edges of every known cap, every known limit and every window of a rule set."""
    boundaries: list[Boundary] = []
    for measure in rules.measures:
        for step in measure.steps:
            if isinstance(step, (Cap, Limit)) and not is_unknown(step):
                boundaries += _at_step(rules, measure, step)
        if measure.window is not None and pays(measure):
            boundaries += _at_window(rules, measure, measure.window)
    return boundaries


def _at_step(rules: RuleSet, measure: Measure, step: Cap | Limit) -> Iterator[Boundary]:
    """One row at a cap, one yen under and one over; as many persons as a limit allows, and one more."""
    found = counting(rules, measure, confirmable(measure, step.categories))
    if found is None:
        return
    row, path = row_of(*found), path_of(rules, step)
    match step:
        case Cap(amount=int(cap)):
            for amount in (cap - 1, cap, cap + 1):
                if amount >= 0:
                    at_cap = row | {"amount": str(amount)}
                    yield Boundary(f"{path} at {amount}", rules, (at_cap,), min(amount, cap), 0)
        case Limit(persons=int(limit)):
            for persons in (limit, limit + 1):
                rows = tuple(_person(row, number) for number in range(1, persons + 1))
                largest = range(persons - limit + 1, persons + 1)
                yield Boundary(f"{path} at {persons}", rules, rows, sum(largest), 0)


def _person(row: Row, number: int) -> Row:
    """The row of the n-th person, of n yen: whose row was left out can be told from the sum."""
    return row | {"id": str(number), "person": f"p{number}", "amount": str(number)}


def _at_window(rules: RuleSet, measure: Measure, window: Window) -> Iterator[Boundary]:
    """A row of one yen in the first and the last year, which counts, and in the years before and after, which does not."""
    edges = [(window.first, 0, 1), (window.first, -1, 0), (window.last, 0, 1), (window.last, 1, 0)]
    for end, step, counts in edges:
        if end is None or year_number(end) + step < 1:
            continue
        found = counting(replace(rules, fiscal_year=end), measure, confirmable(measure))
        if found is not None:
            year = year_name(calendar_year(end) + step)
            row = row_of(*found) | {"fiscal_year": year, "amount": "1"}
            yen, heads = (0, counts) if measure.tax == "ordinary" else (counts, 0)
            yield Boundary(f"{measure.id}.window at {year}", replace(rules, fiscal_year=year), (row,), yen, heads)
