"""Both taxes (両方の交付税): a person who counts as a head and whose pay as full-time staff is claimed as cost too.

Worked example: a head of about 8,400,000 yen and pay of 2,000,000 that may count as long as the employment is blank:
2,000,000 x 0.7 = 1,400,000 are at stake; pay that says full-time was excluded already, and nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator

from dx_kofu.check.budget import Budget, finding
from dx_kofu.check.doubles import Groups
from dx_kofu.check.records import Finding
from dx_kofu.check.texts import folded
from dx_kofu.check.words import bounds, named
from dx_kofu.result import Item
from dx_kofu.rules.records import Head


def both_taxes(budget: Budget) -> Iterator[Finding]:
    """Heads whose pay as full-time staff is claimed too; blank employment is full-time, unless another row says part-time."""
    heads = _heads(budget)
    if not heads:
        return
    full_time = {year: _full_time(budget, year) for year in budget.rules}
    claimed: Groups = {}
    for item in budget.items:
        expense = item.expense
        place, case = expense.place, expense.case
        worth = budget.worth[place.fiscal_year, case.measure]
        key = (place.body_code, place.fiscal_year, budget.person(item))
        if expense.amount and key in heads and not worth.by_head and not worth.in_kind:
            categories, _ = full_time[place.fiscal_year]
            if case.category in categories:
                claimed.setdefault(key, []).append(item)
    for body, rows in claimed.items():
        found = _as_full_time(rows, full_time[rows[0].expense.place.fiscal_year][1])
        if found:
            yen = [budget.yen(heads[body][0]), budget.total(found)]
            known = [one for one in yen if one is not None]
            yield finding("both-taxes", [*heads[body], *found], min(known), who=budget.who([*heads[body], *found]))


def _heads(budget: Budget) -> Groups:
    """The rows by which persons count as heads, by body, year and person."""
    heads: Groups = {}
    for item in budget.items:
        place, person = item.expense.place, item.expense.person
        by_head = budget.worth[place.fiscal_year, item.expense.case.measure].by_head
        if by_head and person is not None and item.status != "ineligible":
            heads.setdefault((place.body_code, place.fiscal_year, budget.person(item)), []).append(item)
    return heads


def _as_full_time(rows: list[Item], facts: list[tuple[int, tuple[str, ...]]]) -> list[Item]:
    """The rows of a head that are, or may be, of full-time staff."""
    part_time = any(item.expense.case.facts[at] == bounds()["pay"]["part_time"] for item in rows for at, _ in facts)

    def is_full_time(item: Item, at: int, values: tuple[str, ...]) -> bool:
        value = item.expense.case.facts[at]
        if value is None:
            return not part_time and named("part_time").search(folded(item.expense.note)) is None
        return value in values

    return [item for item in rows if any(is_full_time(item, at, values) for at, values in facts)]


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
