"""Persons over a year (対象者): too many months of pay, full-time at two bodies, one person spelt in two ways.

Worked example: thirteen months of 300,000 yen: 1 x 300,000 x 0.7 = 210,000 belong to another year.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from dx_kofu.check.budget import Budget, finding, total
from dx_kofu.check.doubles import Groups
from dx_kofu.check.records import Finding
from dx_kofu.check.texts import folded
from dx_kofu.check.words import bounds, named
from dx_kofu.money import exact
from dx_kofu.result import Item
from dx_kofu.rules.records import UNKNOWN, Cap, Limit


def people(budget: Budget) -> Iterator[Finding]:
    """Everything that is odd about a person's rows together."""
    yield from _pay(budget)
    yield from _full_time_twice(budget)
    yield from _spellings(budget)


def _pay(budget: Budget) -> Iterator[Finding]:
    """More payments of monthly pay than a year has months; allowances and days do not count."""
    told = bounds()["pay"]
    most = told["months"]
    groups: Groups = {}
    for item in budget.counting:
        expense = item.expense
        if expense.date is not None and expense.person is not None and expense.case.category in told["categories"]:
            place = expense.place
            key = (place.body_code, place.fiscal_year, expense.case.measure, budget.person(item))
            groups.setdefault(key, []).append(item)
    for rows in groups.values():
        if len(rows) <= most:
            continue
        monthly = _monthly([item for item in rows if named("not_monthly").search(folded(item.expense.note)) is None])
        if len(monthly) > most:
            worth = sorted((budget.yen(item) for item in monthly), key=lambda yen: (yen is not None, -(yen or 0)))
            months = len({str(item.expense.date)[:7] for item in monthly})
            yen = total(worth[: len(monthly) - most])
            who = budget.who(monthly)
            yield finding("pay-above-year", monthly, yen, who=who, payments=len(monthly), months=months)


def _monthly(rows: Sequence[Item]) -> Sequence[Item]:
    """Rows of about the amount that is paid most months."""
    if not rows:
        return rows
    amounts = sorted(item.expense.amount for item in rows)
    median, within = amounts[len(amounts) // 2], exact(bounds()["pay"]["within"])
    return [item for item in rows if abs(item.expense.amount - median) <= within * median]


def _full_time_twice(budget: Budget) -> Iterator[Finding]:
    """One person full-time at two bodies of a prefecture in one year; ids that any body may give say nothing."""
    told = bounds()["pay"]
    index = {
        year: list(loaded.rules.facts).index(told["fact"]) if told["fact"] in loaded.rules.facts else None
        for year, loaded in budget.rules.items()
    }
    groups: Groups = {}
    for item in budget.items:
        expense = item.expense
        at = index[expense.place.fiscal_year]
        if expense.person is not None and at is not None and expense.case.facts[at] == told["full_time"]:
            key = (expense.place.body_code[:2], expense.place.fiscal_year, budget.person(item))
            groups.setdefault(key, []).append(item)
    for rows in groups.values():
        bodies = sorted({item.expense.place.body_code for item in rows})
        person = min(item.expense.person or "" for item in rows)
        if len(bodies) > 1 and not budget.persons.is_numbered(person):
            worth = [budget.total(item for item in rows if item.expense.place.body_code == body) for body in bodies]
            known = [yen for yen in worth if yen is not None]
            yen = min(known) if len(known) == len(worth) else None
            yield finding("full-time-twice", rows, yen, who=person, bodies=", ".join(bodies))


def _spellings(budget: Budget) -> Iterator[Finding]:
    """Two spellings of one person, each with a cap or a place in a limit of its own."""
    capped = {
        (year, measure.id, category): step
        for year, loaded in budget.rules.items()
        for measure in loaded.rules.measures
        for step in measure.steps
        if isinstance(step, Limit) or (isinstance(step, Cap) and step.per == "person")
        for category in step.categories
    }
    groups: dict[Hashable, dict[str, list[Item]]] = {}
    for item in budget.counting:
        expense = item.expense
        place, case = expense.place, expense.case
        step = capped.get((place.fiscal_year, case.measure, case.category))
        if step is not None and expense.person is not None:
            key = (place.body_code, place.fiscal_year, case.measure, id(step), budget.person(item))
            groups.setdefault(key, {}).setdefault(expense.person, []).append(item)
    for spellings in groups.values():
        if len(spellings) > 1:
            rows = [item for found in spellings.values() for item in found]
            case, year = rows[0].expense.case, rows[0].expense.place.fiscal_year
            step = capped[year, case.measure, case.category]
            yen = None if isinstance(step, Cap) else 0  # one person more has a place in a limit, and nobody loses
            if isinstance(step, Cap) and step.amount != UNKNOWN:
                above = sum(item.eligible or item.potential for item in rows) - step.amount
                yen = budget.allocated(rows[0], max(0, above))
            yield finding("two-spellings", rows, yen, persons=" / ".join(sorted(spellings)), rule=step.title)
