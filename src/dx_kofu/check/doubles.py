"""Double counting (二重計上): one cost under two measures, in two rows, at two bodies, in two years, in both taxes.

Rows are grouped by what makes them one cost; a group with more than one row of what must differ is a finding. Worked example:
contributions of 3,200,000 and 1,600,000 yen, of which the prefecture deducts 3,200,000: 1,600,000 x 0.7 = 1,120,000 are paid twice.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from typing import Any

from dx_kofu.check.budget import Budget, Persons, are_parts, beside, finding, folded, vendors
from dx_kofu.check.records import Finding
from dx_kofu.check.words import word_table
from dx_kofu.result import Item
from dx_kofu.rules.records import Head

Groups = dict[Hashable, list[Item]]


def doubles(budget: Budget, persons: Persons) -> Iterator[Finding]:
    """Every cost that seems to count twice."""
    yield from two_measures(budget, persons)
    yield from same_row(budget, persons)
    yield from alike_rows(budget)
    yield from two_bodies(budget, persons)
    yield from two_years(budget, persons)
    yield from near_duplicates(budget, persons)
    yield from both_taxes(budget, persons)


def _several(groups: Groups) -> Iterator[list[Item]]:
    return (rows for rows in groups.values() if len(rows) > 1)


def _person(item: Item, persons: Persons) -> str | None:
    person = item.expense.person
    return None if person is None else persons.same(person)


def two_measures(budget: Budget, persons: Persons) -> Iterator[Finding]:
    """One body, year, person and amount under two measures, on one day or where a day is not given."""
    groups: Groups = {}
    for item in budget.counting:
        expense = item.expense
        place, person = expense.place, expense.person
        if person is not None:
            key: Hashable = (place.body_code, place.fiscal_year, persons.same(person), expense.amount)
        elif expense.date is not None:
            key = (place.body_code, place.fiscal_year, expense.case.category, expense.amount, expense.date)
        else:
            continue
        groups.setdefault(key, []).append(item)
    for rows in _several(groups):
        for found in _on_one_day(rows):
            if not are_parts(found):
                first = found[0].expense
                yield finding("two-measures", found, budget.least(found), amount=first.amount, person=_named(found))


def _on_one_day(rows: Sequence[Item]) -> Iterator[list[Item]]:
    """Rows of two measures or more, by day; those without a day with all that are left."""
    if len({item.expense.case.measure for item in rows}) == 1:
        return
    days: dict[date | None, list[Item]] = {}
    for item in rows:
        days.setdefault(item.expense.date, []).append(item)
    blank = days.pop(None, [])
    rest: list[Item] = []
    for day in sorted(filter(None, days)):
        if len({item.expense.case.measure for item in days[day]}) > 1:
            yield days[day]
        else:
            rest += days[day]
    left = {id(item) for item in (*blank, *rest)}
    if blank and len({item.expense.case.measure for item in rows if id(item) in left}) > 1:
        others = {item.expense.case.measure for item in blank}
        if len(others) > 1 or any(item.expense.case.measure not in others for item in rest):
            yield [item for item in rows if id(item) in left]


def _named(rows: Sequence[Item]) -> str:
    """The person as the rows have it, the same whatever their order."""
    return min((item.expense.person for item in rows if item.expense.person is not None), default="-")


def same_row(budget: Budget, persons: Persons) -> Iterator[Finding]:
    """One body, year, measure, category, person, amount and day in two rows; told apart by notes they are only alike."""
    groups: Groups = {}
    for item in budget.counting:
        expense = item.expense
        if expense.date is not None:
            place, case = expense.place, expense.case
            key = (
                *(place.body_code, place.fiscal_year, case.measure, case.category),
                *(_person(item, persons), expense.amount, expense.date, expense.share),
            )
            groups.setdefault(key, []).append(item)
    for rows in _several(groups):
        if are_parts(rows):
            continue
        expense = rows[0].expense
        fields: dict[str, Any] = {"amount": expense.amount, "person": _named(rows), "date": expense.date}
        texts = {beside(item).strip() for item in rows}
        apart = len(texts) == len(rows) and all(texts) and len({item.expense.input.name for item in rows}) == 1
        if apart and (expense.person is None or len({item.expense.other_funding for item in rows}) > 1):
            continue
        yield finding("alike-rows" if apart else "same-row", rows, budget.doubled(rows), **fields)


def alike_rows(budget: Budget) -> Iterator[Finding]:
    """Rows without a day that are the same in every cell, and say so much that this is no coincidence."""
    groups: Groups = {}
    for item in budget.counting:
        expense = item.expense
        if expense.date is None and (expense.note.strip() or any(cell.strip() for cell in expense.extra)):
            place, case = expense.place, expense.case
            key = (
                *(place.body_code, place.fiscal_year, case.measure, case.category, case.facts, expense.person),
                *(expense.amount, expense.other_funding, expense.share, expense.note.strip(), expense.extra),
            )
            groups.setdefault(key, []).append(item)
    for rows in _several(groups):
        expense = rows[0].expense
        yield finding("alike-rows", rows, budget.doubled(rows), amount=expense.amount, person=_named(rows), date="-")


def two_bodies(budget: Budget, persons: Persons) -> Iterator[Finding]:
    """One person, amount and day at two bodies of a prefecture; ids that any body may give (``p1``) say nothing."""
    groups: Groups = {}
    for item in budget.counting:
        expense = item.expense
        if expense.person is None or expense.date is None or persons.is_numbered(expense.person):
            continue
        key = (expense.place.body_code[:2], persons.same(expense.person), expense.amount, expense.date)
        groups.setdefault(key, []).append(item)
    for rows in _several(groups):
        bodies = sorted({item.expense.place.body_code for item in rows})
        if len(bodies) > 1 and not are_parts(rows):
            expense = rows[0].expense
            fields = {"amount": expense.amount, "person": _named(rows), "date": expense.date}
            yield finding("two-bodies", rows, budget.least(rows), bodies=", ".join(bodies), **fields)


def two_years(budget: Budget, persons: Persons) -> Iterator[Finding]:
    """One payment under two fiscal years."""
    groups: Groups = {}
    for item in budget.counting:
        expense = item.expense
        if expense.date is not None:
            case = expense.case
            key = (
                *(expense.place.body_code, case.measure, case.category),
                *(_person(item, persons), expense.amount, expense.date),
            )
            groups.setdefault(key, []).append(item)
    for rows in _several(groups):
        years = sorted({item.expense.place.fiscal_year for item in rows}, key=lambda year: (len(year), year))
        if len(years) > 1:
            expense = rows[0].expense
            fields = {"amount": expense.amount, "person": _named(rows), "date": expense.date}
            yield finding("two-years", rows, budget.least(rows), years=", ".join(years), **fields)


def near_duplicates(budget: Budget, persons: Persons) -> Iterator[Finding]:
    """The same vendor and amount a few days apart."""
    columns = vendors(budget)
    if not columns:
        return
    days = word_table()["vendors"]["days"]
    groups: Groups = {}
    for item in budget.counting:
        expense = item.expense
        index = columns.get(id(expense.input))
        vendor = "" if index is None else "".join(folded(expense.extra[index]).split())
        if vendor and expense.date is not None:
            key = (expense.place.body_code, vendor, expense.amount, _person(item, persons))
            groups.setdefault(key, []).append(item)
    for rows in _several(groups):
        for found in _chains(rows, days):
            first, last = found[0].expense, found[-1].expense
            fields = {"first": first.date, "last": last.date, "vendor": _vendor(found[0], columns)}
            yield finding("near-duplicate", found, budget.doubled(found), amount=first.amount, **fields)


def _vendor(item: Item, columns: dict[int, int]) -> str:
    return item.expense.extra[columns[id(item.expense.input)]].strip()


def _chains(rows: Sequence[Item], days: int) -> Iterator[list[Item]]:
    """Runs of rows, each at most some days after the one before, that are not all of one day."""
    dated = sorted(((item.expense.date, index) for index, item in enumerate(rows) if item.expense.date is not None))
    chain: list[tuple[date, int]] = []
    for entry in dated:
        if chain and (entry[0] - chain[-1][0]).days > days:
            yield from _chain(rows, chain)
            chain = []
        chain.append(entry)
    yield from _chain(rows, chain)


def _chain(rows: Sequence[Item], chain: Sequence[tuple[date, int]]) -> Iterator[list[Item]]:
    if chain and chain[0][0] != chain[-1][0]:
        found = [rows[index] for _, index in chain]
        if not are_parts(found):
            yield found


def both_taxes(budget: Budget, persons: Persons) -> Iterator[Finding]:
    """A person who is a head under the ordinary tax and whose pay as full-time staff is claimed under the special tax."""
    heads: Groups = {}
    for item in budget.items:
        expense = item.expense
        if (
            budget.worth[expense.place.fiscal_year, expense.case.measure].by_head
            and expense.person is not None
            and item.status != "ineligible"
        ):
            key: Hashable = (expense.place.body_code, expense.place.fiscal_year, persons.same(expense.person))
            heads.setdefault(key, []).append(item)
    if not heads:
        return
    full_time = {year: _full_time(budget, year) for year in budget.rules}
    claimed: Groups = {}
    for item in budget.items:
        expense = item.expense
        place, case = expense.place, expense.case
        if expense.person is None or not expense.amount:
            continue
        worth = budget.worth[place.fiscal_year, case.measure]
        key = (place.body_code, place.fiscal_year, persons.same(expense.person))
        if not worth.by_head and not worth.in_kind and key in heads:
            categories, facts = full_time[place.fiscal_year]
            if case.category in categories and any(case.facts[index] in values for index, values in facts):
                claimed.setdefault(key, []).append(item)
    for body, rows in claimed.items():
        found = [*heads[body], *rows]
        costs = [budget.allocated(item, item.eligible or item.potential or item.expense.amount) for item in rows]
        known = [yen for yen in (budget.yen(heads[body][0]), sum(filter(None, costs))) if yen is not None]
        yield finding("both-taxes", found, min(known), person=_named(found))


def _full_time(budget: Budget, year: str) -> tuple[set[str], list[tuple[int, tuple[str, ...]]]]:
    """The categories by which heads are counted, and the values of facts, one per person, that make a head full-time."""
    rules = budget.rules[year].rules
    measures = [measure for measure in rules.measures if any(isinstance(step, Head) for step in measure.steps)]
    names = list(rules.facts)
    categories = {category for measure in measures for cost in measure.costs for category in cost.categories}
    facts = [
        (names.index(condition.fact), condition.one_of)
        for measure in measures
        for condition in measure.conditions.values()
        if rules.facts[condition.fact].one_per_person
    ]
    return categories, facts
