"""Double counting (二重計上): one cost under two measures, in two rows, at two bodies, in two years, in both taxes.

Rows are grouped by what makes them one cost - the body, the year, the person, the amount, the day - and texts beside them
tell them apart or do not. Worked example: 300,000 yen of one person on one day under two measures: 300,000 x 0.7 = 210,000 go;
where it recurs every month, the months are one finding, and 12 x 210,000 = 2,520,000 go.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from dx_kofu.check.budget import Budget, are_parts, finding, total
from dx_kofu.check.records import Finding
from dx_kofu.check.texts import alike, folded, marks
from dx_kofu.check.words import bounds, named
from dx_kofu.columns import COLUMNS
from dx_kofu.result import Item
from dx_kofu.words import Text

Groups = dict[Hashable, list[Item]]
PERHAPS = "perhaps-one-cost"


class Double(NamedTuple):
    """One cost in several rows; doubles of one code and key (the months of a year) are told together."""

    code: str
    key: Hashable
    rows: Sequence[Item]
    fields: Mapping[str, Any] = MappingProxyType({})


def doubles(budget: Budget) -> Iterator[Finding]:
    """Every cost that counts twice by what its rows say."""
    found = (*two_measures(budget), *same_row(budget), *undated_rows(budget), *two_bodies(budget), *two_years(budget))
    return merged(budget, found)


def merged(budget: Budget, found: Iterable[Double]) -> Iterator[Finding]:
    """A finding for all doubles of one code and key."""
    together: dict[Hashable, list[Double]] = {}
    for double in found:
        together.setdefault((double.code, double.key), []).append(double)
    for several in together.values():
        rows = list({id(item): item for double in several for item in double.rows}.values())
        fields = {
            "who": budget.who(rows),
            "amount": sum(min(item.expense.amount for item in double.rows) for double in several),
            "dates": dates(rows),
            "differs": differs(rows),
        }
        yen = total(budget.doubled(double.rows) for double in several)
        yield finding(several[0].code, rows, yen, **{**fields, **several[0].fields})


def dates(rows: Sequence[Item]) -> Text:
    """The days of some rows, from the first to the last."""
    days = sorted({item.expense.date for item in rows if item.expense.date is not None})
    if not days:
        return Text("支出日なし", "no date")
    first, last = days[0], days[-1]
    return Text(f"{first}", f"{first}") if first == last else Text(f"{first}～{last}", f"{first} to {last}")


def differs(rows: Sequence[Item]) -> Text:
    """The columns in which some rows differ."""
    said: dict[str, set[Hashable]] = {
        "body_code": {item.expense.place.body_code for item in rows},
        "fiscal_year": {item.expense.place.fiscal_year for item in rows},
        "measure": {item.expense.case.measure for item in rows},
        "category": {item.expense.case.category for item in rows},
        "person": {item.expense.person for item in rows},
        "date": {item.expense.date for item in rows},
        "note": {item.expense.note for item in rows},
    }
    names = [name for name, values in said.items() if len(values) > 1]
    return Text("・".join(COLUMNS[name] for name in names), ", ".join(names))


def several(groups: Groups) -> Iterator[list[Item]]:
    """Groups of more than one row."""
    return (rows for rows in groups.values() if len(rows) > 1)


def texts_of(budget: Budget, rows: Sequence[Item]) -> dict[int, str]:
    """The text beside each row, by the row's ``id``."""
    return {id(item): budget.text(item) for item in rows}


def by_vendor(budget: Budget, rows: Sequence[Item]) -> Iterator[list[Item]]:
    """Rows by whom they paid; all of them where at most one is named."""
    groups: dict[str, list[Item]] = {}
    for item in rows:
        groups.setdefault(budget.vendor(item), []).append(item)
    blank = groups.pop("", [])
    if len(groups) < 2:
        yield list(rows)
        return
    first = min(groups)
    yield from ([*found, *blank] if name == first else found for name, found in groups.items())


# ------------------------------------------------------------------------------------------------ two measures


def two_measures(budget: Budget) -> Iterator[Double]:
    """One body, year, person and amount under two measures, on one day or where a day is not given."""
    groups: Groups = {}
    for item in budget.counting:
        expense = item.expense
        person = budget.person(item)
        if person is not None:
            key = (expense.place.body_code, expense.place.fiscal_year, person, expense.amount)
            groups.setdefault(key, []).append(item)
    for rows in several(groups):
        for found in _on_one_day(rows):
            if not are_parts(found):
                code, place = "two-measures" if _are_same(budget, found) else PERHAPS, found[0].expense.place
                yield Double(code, (place.body_code, place.fiscal_year, budget.person(found[0])), found)


def _are_same(budget: Budget, rows: Sequence[Item]) -> bool:
    """Whether nothing tells rows apart: their texts say the same, and so does what is one per person."""
    told = bounds()["pay"]["fact"]
    facts: set[str] = set()
    for item in rows:
        names = list(budget.rules[item.expense.place.fiscal_year].rules.facts)
        value = item.expense.case.facts[names.index(told)] if told in names else None
        facts |= set() if value is None else {value}
    return len({budget.text(item) for item in rows}) == 1 and len(facts) < 2


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


# ------------------------------------------------------------------------------------------------ one row twice


def same_row(budget: Budget) -> Iterator[Double]:
    """One body, year, measure, category, person, amount and day in two rows that their texts do not tell apart."""
    groups: Groups = {}
    for item in budget.counting:
        if item.expense.date is not None:
            groups.setdefault((*_payment(budget, item), item.expense.date), []).append(item)
    for rows in several(groups):
        for paid in by_vendor(budget, rows):
            for found, same in alike(texts_of(budget, paid), paid):
                code = "same-row" if same and _is_certain(budget, found) else "alike-rows"
                yield Double(code, _together(budget, found), found)


def _payment(budget: Budget, item: Item) -> tuple[Hashable, ...]:
    expense = item.expense
    place, case = expense.place, expense.case
    return (
        *(place.body_code, place.fiscal_year, case.measure, case.category),
        *(budget.person(item), expense.amount, expense.share),
    )


def _together(budget: Budget, rows: Sequence[Item]) -> Hashable:
    """What the months of one person's pay have in common; without a person each amount stands alone."""
    first = _payment(budget, rows[0])
    return first[:5] if first[4] is not None else (*first, rows[0].expense.date, budget.text(rows[0]))


def _is_certain(budget: Budget, rows: Sequence[Item]) -> bool:
    """Whether rows that say the same are one payment: not one fee of several trainees, not parts, not silent."""
    expense, told = rows[0].expense, bounds()["doubles"]
    silent = not budget.text(rows[0])
    if expense.share is not None and expense.share < 1 and are_parts(rows) and silent:
        return False
    if expense.person is None or budget.persons.is_generic(expense.person):
        return not silent and expense.case.category not in told["several"]
    return not (silent and expense.case.category in told["several"])


def undated_rows(budget: Budget) -> Iterator[Double]:
    """Rows that say the same, one of them at least without a day, and are no monthly pay."""
    groups: Groups = {_payment(budget, item): [] for item in budget.counting if item.expense.date is None}
    for item in budget.counting if groups else ():
        paid = _payment(budget, item)
        if paid in groups:
            groups[paid].append(item)
    for key, rows in groups.items():
        undated = [item for item in rows if item.expense.date is None]
        if not undated or len(rows) < 2 or _is_monthly(undated):
            continue
        told = undated if len(undated) > 1 else rows if len(rows) == 2 else []
        for alone in by_vendor(budget, told):
            for found, _ in alike(texts_of(budget, alone), alone):
                if _says_enough(budget, found, len(undated) > 1):
                    yield Double("alike-rows", (key, budget.text(found[0])), found)


def _is_monthly(rows: Sequence[Item]) -> bool:
    """Whether undated rows look like the months of a year."""
    expense, told = rows[0].expense, bounds()["doubles"]
    often = len(rows) > 2 or expense.case.category in bounds()["pay"]["categories"]
    small = len(rows) > 2 or expense.amount < told["not_monthly"]
    regular = expense.person is not None and expense.case.category in told["monthly"]
    return regular and often and small and len(rows) <= told["months"]


def _says_enough(budget: Budget, rows: Sequence[Item], undated: bool) -> bool:
    """Whether rows that are alike say so much that this is no coincidence."""
    told, amount = bounds()["doubles"], rows[0].expense.amount
    if are_parts(rows) and not any(budget.text(item) for item in rows):
        return False
    if amount >= told["not_monthly"]:
        return True
    two_files = len({item.expense.input.name for item in rows}) > 1
    return undated and (all(budget.text(item) for item in rows) or (two_files and amount >= told["worth"]))


# ------------------------------------------------------------------------------------------------ two bodies, two years


def two_bodies(budget: Budget) -> Iterator[Double]:
    """One person, amount and day at two bodies; ids that any body may give (``p1``) say nothing."""
    told = bounds()["doubles"]
    groups: Groups = {}
    for item in budget.counting:
        expense = item.expense
        if expense.person is not None and expense.date is not None and expense.case.category not in told["shared"]:
            groups.setdefault((budget.person(item), expense.amount, expense.date), []).append(item)
    for rows in several(groups):
        if budget.persons.is_numbered(rows[0].expense.person or ""):
            continue
        bodies = sorted({item.expense.place.body_code for item in rows})
        if not 1 < len(bodies) <= told["bodies"] or are_parts(rows) or has_own_cost(budget, rows):
            continue
        sure = _are_above_and_below(rows) and _are_same(budget, rows)
        fields = {"bodies": ", ".join(bodies)} if sure else {}
        yield Double("two-bodies" if sure else PERHAPS, (budget.person(rows[0]), *bodies), rows, fields)


def has_own_cost(budget: Budget, rows: Sequence[Item]) -> bool:
    """Whether a text says that each body pays its own (兼務, 均等割)."""
    return any(named("own_cost").search(folded(budget.beside(item))) for item in rows)


def _are_above_and_below(rows: Sequence[Item]) -> bool:
    """Whether rows are of one prefecture or hub city and one municipality of the same prefecture."""
    places = {item.expense.place.body_code: item.expense.place.kind for item in rows}
    above = [kind in bounds()["doubles"]["above"] for kind in places.values()]
    return sorted(above) == [False, True] and len({body[:2] for body in places}) == 1


def two_years(budget: Budget) -> Iterator[Double]:
    """One payment under two fiscal years; the parts of March and of April, paid on one day, are two."""
    groups: Groups = {}
    for item in budget.counting if len(budget.rules) > 1 else ():
        expense = item.expense
        if expense.date is not None:
            case = expense.case
            key = (*(expense.place.body_code, case.measure, case.category), *(budget.person(item), expense.amount))
            groups.setdefault((*key, expense.date), []).append(item)
    for rows in several(groups):
        years = sorted({item.expense.place.fiscal_year for item in rows}, key=lambda year: (len(year), year))
        told = [marks(item.expense.note) for item in rows]
        if len(years) == 1 or (all(told) and len(set(told)) == len(told)):
            continue
        sure = rows[0].expense.person is not None and len({budget.text(item) for item in rows}) == 1
        together = (rows[0].expense.place.body_code, budget.person(rows[0]) or rows[0].expense.amount, *years)
        yield Double("two-years" if sure else PERHAPS, together, rows, {"years": ", ".join(years)} if sure else {})
