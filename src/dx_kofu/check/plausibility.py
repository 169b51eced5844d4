"""Plausibility (確からしさ): the warnings of ``calc``, each with its code, and what only rows together show.

Worked example: a contract of 6,000,000 yen in two rows with shares 0.7 and 0.4 claims 1.1 of it; 0.1 x 6,000,000 x 0.7 = 420,000
are too much.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

from dx_kofu.catalogue import codes
from dx_kofu.check.budget import Budget, Persons, finding, folded, not_monthly
from dx_kofu.check.records import Finding
from dx_kofu.check.words import word_table
from dx_kofu.money import ZERO, decimal_text
from dx_kofu.records import Diagnostic
from dx_kofu.result import Item
from dx_kofu.rules.records import UNKNOWN, Cap, Limit

Groups = dict[Hashable, list[Item]]


def plausibility(budget: Budget, persons: Persons, odd: Sequence[Diagnostic]) -> Iterator[Finding]:
    """Everything that is merely odd."""
    yield from _oddities(budget, odd)
    yield from _shares(budget, persons)
    yield from _pay(budget, persons)
    yield from _full_time_twice(budget, persons)
    yield from _spellings(budget, persons)


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
        first = items[0].expense.place if items else None
        where = f"{first.body_code} {first.fiscal_year}" if first else f"{said.file}:{said.cell or said.row}"
        grave = codes()[name].severity != "info"  # what is only told puts nothing at stake that anyone could name
        yen = budget.total(items) if items and grave else None
        yield finding(name, items, yen, text=said.message, where=where)._replace(odd=said)


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


# ------------------------------------------------------------------------------------------------ rows together


def _shares(budget: Budget, persons: Persons) -> Iterator[Finding]:
    """The parts of one contract that are more than the whole: same body, year, measure, person, amount and day."""
    groups: Groups = {}
    for item in budget.counting:
        expense = item.expense
        if expense.person is not None and expense.share is not None and expense.share < 1:
            place = expense.place
            key = (
                *(place.body_code, place.fiscal_year, expense.case.measure, persons.same(expense.person)),
                *(expense.amount, expense.date),
            )
            groups.setdefault(key, []).append(item)
    for rows in groups.values():
        shares = [item.expense.share for item in rows if item.expense.share is not None]
        total = sum(shares, ZERO)
        if total <= 1 or len({(item.expense.case.category, item.expense.share) for item in rows}) == 1:
            continue  # the same part again and again: instalments, or one row twice
        amount = rows[0].expense.amount
        yen = budget.allocated(rows[0], int((total - 1) * amount))
        person = min(item.expense.person or "" for item in rows)
        yield finding("shares-above-one", rows, yen, amount=amount, person=person, total=decimal_text(total))


def _pay(budget: Budget, persons: Persons) -> Iterator[Finding]:
    """More months or payments of pay than a year has."""
    told, other = word_table()["pay"], not_monthly()
    categories, most = frozenset(told["categories"]), told["months"]
    groups: Groups = {}
    for item in budget.counting:
        expense = item.expense
        if expense.date is not None and expense.person is not None and expense.case.category in categories:
            place = expense.place
            key = (place.body_code, place.fiscal_year, expense.case.measure, persons.same(expense.person))
            groups.setdefault(key, []).append(item)
    for rows in groups.values():
        if len(rows) <= most:
            continue
        monthly = [item for item in rows if other.search(folded(item.expense.note)) is None]
        if len(monthly) > most:
            ordered = sorted(monthly, key=lambda item: str(item.expense.date))
            months = len({str(item.expense.date)[:7] for item in monthly})
            person = min(item.expense.person or "" for item in rows)
            yen = budget.total(ordered[most:])
            yield finding("pay-above-year", monthly, yen, person=person, payments=len(monthly), months=months)


def _full_time_twice(budget: Budget, persons: Persons) -> Iterator[Finding]:
    """One person full-time at two bodies of a prefecture in one year; ids that any body may give say nothing."""
    told = word_table()["pay"]
    index = {
        year: list(loaded.rules.facts).index(told["fact"]) if told["fact"] in loaded.rules.facts else None
        for year, loaded in budget.rules.items()
    }
    groups: Groups = {}
    for item in budget.items:
        expense = item.expense
        at = index[expense.place.fiscal_year]
        if expense.person is not None and at is not None and expense.case.facts[at] == told["full_time"]:
            key = (expense.place.body_code[:2], expense.place.fiscal_year, persons.same(expense.person))
            groups.setdefault(key, []).append(item)
    for rows in groups.values():
        bodies = sorted({item.expense.place.body_code for item in rows})
        person = min(item.expense.person or "" for item in rows)
        if len(bodies) > 1 and not persons.is_numbered(person):
            worth = [budget.total(item for item in rows if item.expense.place.body_code == body) for body in bodies]
            known = [yen for yen in worth if yen is not None]
            yen = min(known) if len(known) == len(worth) else None
            yield finding("full-time-twice", rows, yen, person=person, bodies=", ".join(bodies))


def _spellings(budget: Budget, persons: Persons) -> Iterator[Finding]:
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
            key = (place.body_code, place.fiscal_year, case.measure, id(step), persons.same(expense.person))
            groups.setdefault(key, {}).setdefault(expense.person, []).append(item)
    for spellings in groups.values():
        if len(spellings) > 1:
            rows = [item for found in spellings.values() for item in found]
            case, year = rows[0].expense.case, rows[0].expense.place.fiscal_year
            step = capped[year, case.measure, case.category]
            yen = None
            if isinstance(step, Cap) and step.amount != UNKNOWN:
                above = sum(item.eligible or item.potential for item in rows) - step.amount
                yen = budget.allocated(rows[0], max(0, above))
            yield finding("two-spellings", rows, yen, persons=" / ".join(sorted(spellings)), rule=step.title)
