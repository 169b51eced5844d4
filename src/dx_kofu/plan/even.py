"""The break-even of a person counted by head against the same person paid through the special tax.

In: a plan's scenarios with their rows read. Out: for each year, and each category in which such a person may be paid, the amount
per head, and the least pay at which the special tax comes to as much.

Which measures these are the rule files say: a condition with ``otherwise`` names the measure counted by head that a cost falls
to. A row that meets every condition of the one, and a row that meets every condition of the other, go to the engine; the pay is
searched in whole yen, since the special tax never falls as the pay rises.

Worked example (R8): 8,400,000 yen per head. The special tax is ``pay x 0.7`` to the nearest 1,000 yen; it reaches 8,400,000 where
``pay x 0.7`` reaches 8,399,500: at 11,999,286 yen. The cap of 21,000,000 lets it rise to 14,700,000.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from dx_kofu.calc import calculate
from dx_kofu.plan.compute import Ready
from dx_kofu.plan.expand import Row, persons_of, table_of, yearly
from dx_kofu.plan.records import Place, Plan, Role, Scenario
from dx_kofu.plan.result import Even
from dx_kofu.read.cells import MOST
from dx_kofu.read.expenses import read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.records import Expense
from dx_kofu.result import Total
from dx_kofu.rules.load import Loaded, RuleBook
from dx_kofu.rules.records import UNKNOWN, Condition, Cost, Measure


class Pair(NamedTuple):
    """A cost paid through the special tax, and the measure counted by head that the same person may fall to."""

    measure: Measure
    cost: Cost
    category: str
    head: Measure
    head_cost: Cost


def evens(plan: Plan, readies: Sequence[Ready], book: RuleBook) -> tuple[Even, ...]:
    """The break-even of every year and category, where the plan has roles that can be either."""
    return tuple(
        _even(plan, loaded, pair, roles, book)
        for year in plan.years
        if year in book and (loaded := book[year])
        for pair in _pairs(loaded, readies)
        if (roles := _roles(readies, pair))
    )


def _pairs(loaded: Loaded, readies: Sequence[Ready]) -> Iterator[Pair]:
    kind = next((expense.place.kind for ready in readies for expense in ready.expenses), None)
    for measure in loaded.rules.measures:
        heads = {condition.otherwise for condition in measure.conditions.values() if condition.otherwise is not None}
        for head in (loaded.rules.measure(name) for name in sorted(heads)):
            for head_cost in head.costs:
                for cost in measure.costs:
                    open_to = kind in cost.bodies and kind in head_cost.bodies and cost.eligible != UNKNOWN
                    for category in cost.categories if open_to else ():
                        if category in measure.person_required:
                            yield Pair(measure, cost, category, head, head_cost)


def _roles(readies: Sequence[Ready], pair: Pair) -> tuple[tuple[str, int], ...]:
    """Roles of the plan and its variants that stand under one measure of the pair or the other, with their pay a year."""
    found: dict[tuple[str, int], None] = {}
    for ready in readies:
        entries = ready.scenario.entries
        for row, expense in zip(ready.expanded.rows, ready.expenses, strict=True):
            entry = entries[row.entry]
            if isinstance(entry, Role) and expense.case.measure in (pair.measure.id, pair.head.id):
                found[entry.name, yearly(entry)] = None
    return tuple(found)


def _even(plan: Plan, loaded: Loaded, pair: Pair, roles: Sequence[tuple[str, int]], book: RuleBook) -> Even:
    year = loaded.rules.fiscal_year
    head = _expense(plan, year, pair.head, pair.head_cost.categories[0], pair.head_cost, book)
    by_head = calculate([head], {year: loaded})
    paid = _expense(plan, year, pair.measure, pair.category, pair.cost, book)

    def special(pay: int) -> Total:
        return calculate([paid._replace(amount=pay)], {year: loaded}).special

    amount = by_head.ordinary.allocation if by_head.ordinary.complete else None
    most = special(MOST)
    known = most.complete and most.allocation == most.potential
    pay = None
    if amount is not None and known and most.allocation >= amount:
        pay = _least(lambda yen: special(yen).allocation >= amount)
    paid_for = [(name, yen, _sure(special(yen))) for name, yen in roles]
    approximate = any(line.approximate for line in by_head.lines)
    return Even(
        *(year, pair.measure.id, pair.category, amount, approximate, pay),
        *(most.allocation if known else None, tuple(paid_for)),
    )


def _sure(total: Total) -> int | None:
    return total.allocation if total.complete and total.allocation == total.potential else None


def _expense(plan: Plan, year: str, measure: Measure, category: str, cost: Cost, book: RuleBook) -> Expense:
    """A row that meets every condition of a cost; no other funding, the whole of it eligible."""
    met = [measure.conditions[name] for name in cost.conditions]
    entry = Role(
        name="-",
        category=category,
        measure=measure.id,
        pay_year=0,
        share="1",
        facts={condition.fact: _answer(condition) for condition in met},
    )
    scenario = Scenario(None, (entry,), (), (Place(""),))
    row = Row(0, year, measure.id, persons_of(entry)[0], 0, 0)
    (expense,) = read_expenses([table_of(plan, scenario, [row])], Guide(book=book)).expenses
    return expense


def _answer(condition: Condition) -> str:
    return condition.one_of[0]


def _least(holds: Callable[[int], bool]) -> int:
    """The least yen at which something holds that holds at the most, and from there on."""
    low, high = 0, MOST
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
