"""What may be one cost (同じ経費かもしれない行): weaker signs than those of :mod:`doubles`, all of them warnings.

Worked example: 3,412,345 yen to one vendor, as outsourcing under one measure and four days later as training under another;
an amount that stands nowhere else is no coincidence. 3,412,345 x 0.7 = 2,388,641 go.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations

from dx_kofu.check.budget import Budget, are_parts, finding, have_shares
from dx_kofu.check.doubles import PERHAPS, Double, Groups, has_own_cost, merged, several, texts_of
from dx_kofu.check.records import Finding
from dx_kofu.check.texts import alike, are_apart, chains
from dx_kofu.check.words import bounds
from dx_kofu.result import Item


def perhaps(budget: Budget, found: Iterable[Finding]) -> Iterator[Finding]:
    """Everything that may be one cost and is not among the doubles that were found."""
    near = list(near_duplicates(budget))
    yield from near
    told: dict[int, set[int]] = {}
    for number, one in enumerate((*found, *near)):
        for item in one.items:
            told.setdefault(id(item), set()).add(number)
    for double in (*rare_amounts(budget), *years_of_months(budget)):
        if not set.intersection(*(told.get(id(item), set()) for item in double.rows)):
            yield from merged(budget, [double])


# ------------------------------------------------------------------------------------------------ an amount that stands nowhere else


def rare_amounts(budget: Budget) -> Iterator[Double]:
    """A large amount of two or three rows in all, of one person or vendor, at most a few days apart."""
    told = bounds()["doubles"]
    groups: dict[int, list[Item]] = {}
    for item in budget.counting:
        if item.expense.amount >= told["worth"] and item.expense.case.category not in told["shared"]:
            groups.setdefault(item.expense.amount, []).append(item)
    for amount, rows in groups.items():
        if 1 < len(rows) <= told["most"]:
            linked = {id(item) for pair in combinations(rows, 2) if _are_linked(budget, *pair) for item in pair}
            found = [item for item in rows if id(item) in linked]
            if found:
                yield Double(PERHAPS, amount, found)


def _are_linked(budget: Budget, first: Item, second: Item) -> bool:
    rows = (first, second)
    return (
        _differ(first, second)
        and _are_near(first, second)
        and not are_parts(rows)
        and not (first.expense.case.measure == second.expense.case.measure and have_shares(rows))
        and not are_apart(budget.text(first), budget.text(second))
        and _are_of_one(budget, first, second)
        and not (first.expense.place.body_code != second.expense.place.body_code and has_own_cost(budget, rows))
    )


def _differ(first: Item, second: Item) -> bool:
    """Whether rows differ in more than the day: what is alike but for a missing day is told elsewhere."""
    one, other = first.expense, second.expense
    return (
        one.place.body_code != other.place.body_code
        or one.place.fiscal_year != other.place.fiscal_year
        or (one.case.measure, one.case.category) != (other.case.measure, other.case.category)
        or (one.person is None) != (other.person is None)
        or (one.date != other.date and one.date is not None and other.date is not None)
    )


def _are_near(first: Item, second: Item) -> bool:
    """Whether rows are a few days apart, or may be; of two years both must say when."""
    one, other = first.expense, second.expense
    if one.date is None or other.date is None:
        return one.place.fiscal_year == other.place.fiscal_year
    most: int = bounds()["doubles"]["days"]
    return abs((one.date - other.date).days) <= most


def _are_of_one(budget: Budget, first: Item, second: Item) -> bool:
    """Whether rows name one person or vendor, or one body wrote the same beside both or paid both alike on one day."""
    one, other = first.expense, second.expense
    body = one.place.body_code == other.place.body_code
    persons = {_person(budget, item, numbered=body) for item in (first, second)}
    if len(persons) == 1 and persons != {""}:
        return True
    if "" not in persons or one.place.body_code[:2] != other.place.body_code[:2]:
        return False
    vendors = [{budget.vendor(item), _person(budget, item, numbered=body)} - {""} for item in (first, second)]
    if vendors[0] & vendors[1]:
        return True
    if not body or (one.person is not None and other.person is not None):
        return False
    text = budget.text(first)
    day = one.date is not None and one.date == other.date and one.case.category == other.case.category
    return day or (bool(text) and text == budget.text(second))


def _person(budget: Budget, item: Item, *, numbered: bool) -> str:
    """The person of a row; blank where there is none, and where an id is only a number of another body."""
    person = item.expense.person
    return (
        "" if person is None or (budget.persons.is_numbered(person) and not numbered) else budget.persons.same(person)
    )


# ------------------------------------------------------------------------------------------------ a year and its months


def years_of_months(budget: Budget) -> Iterator[Double]:
    """A person's year of pay in one row, and its months in others."""
    least = bounds()["doubles"]["sum_of"]
    groups: dict[tuple[str, str | None], list[Item]] = {}
    for item in budget.counting:
        if item.expense.person is not None:
            groups.setdefault((item.expense.place.fiscal_year, budget.person(item)), []).append(item)
    for (_, person), found in groups.items():
        if len(found) <= least:
            continue
        for rows in by_body(found) if budget.persons.is_numbered(person or "") else (found,):
            most = max(rows, key=lambda item: item.expense.amount)
            if len(rows) > least and 2 * most.expense.amount == sum(item.expense.amount for item in rows):
                yield Double(PERHAPS, id(most), rows, {"amount": most.expense.amount})


def by_body(rows: Sequence[Item]) -> Iterable[list[Item]]:
    """Rows by their bodies."""
    groups: dict[str, list[Item]] = {}
    for item in rows:
        groups.setdefault(item.expense.place.body_code, []).append(item)
    return groups.values()


# ------------------------------------------------------------------------------------------------ a few days apart


def near_duplicates(budget: Budget) -> Iterator[Finding]:
    """The same vendor and amount at most half a month apart, and not so often that it is a series."""
    told = bounds()["near"]
    groups: Groups = {}
    for item in budget.counting:
        vendor = _paid(budget, item) if item.expense.date is not None else ""
        if vendor and _is_no_fee(item):
            groups.setdefault((item.expense.place.body_code, vendor, item.expense.amount), []).append(item)
    for rows in several(groups):
        for chain in chains(rows, told["days"]):
            if len(chain) > told["most"]:
                continue
            for found, _ in alike(texts_of(budget, chain), chain):
                if _may_be_one(budget, found):
                    days = sorted(item.expense.date for item in found if item.expense.date is not None)
                    vendor = min(budget.raw_vendor(item) or item.expense.person or "" for item in found)
                    fields = {"first": days[0], "last": days[-1], "vendor": vendor}
                    yield finding(
                        "near-duplicate", found, budget.doubled(found), amount=found[0].expense.amount, **fields
                    )


def _paid(budget: Budget, item: Item) -> str:
    """Whom a row paid: its vendor, else the person of a contract."""
    vendor = budget.vendor(item) if item.expense.extra else ""
    if not vendor and item.expense.case.category in bounds()["near"]["person_is_vendor"]:
        return budget.person(item) or ""
    return vendor


def _is_no_fee(item: Item) -> bool:
    """Whether a row is not one of the small fees that are paid for one trainee after another."""
    told = bounds()["doubles"]
    return item.expense.case.category not in told["several"] or item.expense.amount >= told["worth"]


def _may_be_one(budget: Budget, rows: Sequence[Item]) -> bool:
    days: set[Hashable] = {item.expense.date for item in rows}
    persons = {budget.person(item) for item in rows} - {None}
    return len(days) > 1 and len(persons) < 2 and not have_shares(rows)
