"""Plausibility (確からしさ): the warnings of ``calc``, each with its code, and amounts far below their like.

Worked example: pay of 300,000 yen in eleven months and of 300 in one: it is 1/1,000 of the median, and 300,000 was meant.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise

from dx_kofu.catalogue import codes
from dx_kofu.check.budget import Budget, finding
from dx_kofu.check.doubles import Groups
from dx_kofu.check.records import Finding
from dx_kofu.check.texts import folded
from dx_kofu.check.words import bounds, named
from dx_kofu.money import exact
from dx_kofu.records import Diagnostic
from dx_kofu.result import Item

FACT, HUB = "fact-differs", "hub-city-differs"


def plausibility(budget: Budget, odd: Sequence[Diagnostic]) -> Iterator[Finding]:
    """Everything that is merely odd about single rows."""
    yield from _oddities(budget, odd)
    yield from _small(budget)


# ------------------------------------------------------------------------------------------------ warnings of calc


def _oddities(budget: Budget, odd: Sequence[Diagnostic]) -> Iterator[Finding]:
    """Each warning as a finding; the same words about one body and year are one."""
    names = {code.oddity: name for name, code in codes().items() if code.oddity is not None}
    rows = _rows(budget, odd)
    merged: dict[Hashable, tuple[Diagnostic, list[Item]]] = {}
    for index, said in enumerate(odd):
        item = rows.get(index)
        place = None if item is None else (item.expense.place.body_code, item.expense.place.fiscal_year)
        key = (said.code, said.message, place or index)
        merged.setdefault(key, (said, []))[1].extend([] if item is None else [item])
    for said, items in merged.values():
        ends = f"*-{said.code.rpartition('-')[2]}"
        name = names.get(said.code) or names.get(ends) or names["*"]
        yield from _odd(budget, name, said, items)


def _odd(budget: Budget, name: str, said: Diagnostic, items: list[Item]) -> Iterator[Finding]:
    first = items[0].expense.place if items else None
    where = f"{first.body_code} {first.fiscal_year}" if first else f"{said.file}:{said.cell or said.row}"
    grave = codes()[name].severity != "info"  # what is only told puts nothing at stake that anyone could name
    yen = budget.total(items) if items and grave else None
    if items and name == FACT and _changed_lawfully(budget, items[0], said.column or ""):
        return
    if items and name == HUB:
        items, yen = _hubs(budget, items[0])
    yield finding(name, items, yen, text=said.message, where=where)._replace(odd=said)


def _changed_lawfully(budget: Budget, item: Item, fact: str) -> bool:
    """Whether a person's fact changed within the year: a text says so, or the days of the one come before those of the other."""
    place, person = item.expense.place, budget.person(item)
    rows = [other for other in budget.at(item) if budget.person(other) == person]
    if any(named("moved").search(folded(budget.beside(other))) for other in rows):
        return True
    at = list(budget.rules[place.fiscal_year].rules.facts).index(fact)
    days: dict[str, list[str]] = {}
    for other in rows:
        value = other.expense.case.facts[at]
        if value is not None:
            days.setdefault(value, []).append(str(other.expense.date or ""))
    spans = sorted((min(found), max(found)) for found in days.values())
    return all(found for found, _ in spans) and all(one[1] < two[0] for one, two in pairwise(spans))


def _hubs(budget: Budget, item: Item) -> tuple[list[Item], int | None]:
    """The first row of each answer to whether a body is a hub city; what hangs on it is the dearer answer."""
    said: dict[str, list[Item]] = {}
    for other in budget.at(item):
        said.setdefault(other.expense.place.kind, []).append(other)
    yen = [budget.total(rows) for rows in said.values()]
    known = [one for one in yen if one is not None]
    return [rows[0] for rows in said.values()], max(known) if len(known) == len(yen) else None


def _rows(budget: Budget, odd: Sequence[Diagnostic]) -> Mapping[int, Item]:
    """The row that each warning is about, by the warning's place in the list."""
    wanted: dict[tuple[str, int | None], list[int]] = {}
    for index, said in enumerate(odd):
        wanted.setdefault((said.file, said.row), []).append(index)
    found: dict[int, Item] = {}
    for item in budget.items if wanted else ():
        read = item.expense.input
        for index in wanted.get((read.name, item.expense.row), ()):
            cell = odd[index].cell
            if cell is None or read.sheet is None or cell.rpartition("!")[0] == read.sheet:
                found[index] = item
    return found


# ------------------------------------------------------------------------------------------------ far below their like


def _small(budget: Budget) -> Iterator[Finding]:
    """Amounts a thousandth of what the same person, or else the same category of a table, has in other rows."""
    told = bounds()["small"]
    share, below = exact(told["share"]), told["below"]
    groups: Groups = {}
    for item in budget.counting:
        expense = item.expense
        groups.setdefault((id(expense.input), expense.case.measure, expense.case.category), []).append(item)
    for rows in groups.values():
        if min(item.expense.amount for item in rows) >= below:
            continue
        amounts = sorted(item.expense.amount for item in rows)
        median = amounts[len(amounts) // 2]
        for item in rows:
            if item.expense.amount < below and item.expense.amount <= share * median:
                yield finding(
                    "amount-small", [item], 0, amount=item.expense.amount, median=median, who=budget.who([item])
                )
