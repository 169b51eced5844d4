"""Contracts (契約) and their eligible shares: parts that are more than the whole, and a share that the note says otherwise.

Worked example: a contract of 6,000,000 yen in two rows with shares 0.7 and 0.4 claims 1.1 of it; 0.1 x 6,000,000 x 0.7 = 420,000
are too much; where 3,000,000 of it is other funding, 0.1 x 3,000,000 x 0.7 = 210,000.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction

from dx_kofu.check.budget import Budget, finding
from dx_kofu.check.doubles import Groups, several
from dx_kofu.check.records import Finding
from dx_kofu.check.texts import chains, folded, marks
from dx_kofu.check.words import bounds, named
from dx_kofu.money import ZERO, decimal_text, share_of
from dx_kofu.result import Item

WHOLE = Fraction(1)


def contracts(budget: Budget) -> Iterator[Finding]:
    """Everything that is odd about shares."""
    yield from _above_one(budget)
    yield from _said_otherwise(budget)


def _above_one(budget: Budget) -> Iterator[Finding]:
    """The parts of one contract that are more than the whole; a row without a share is all of it, once another has one."""
    groups: Groups = {_contract(budget, item): [] for item in budget.counting if _part(item) < 1}
    for item in budget.counting if groups else ():
        key = _contract(budget, item)
        if item.expense.person is not None and key in groups:
            groups[key].append(item)
    for rows in several(groups):
        months: Groups = {}
        for item in rows:
            months.setdefault(marks(item.expense.note), []).append(item)
        for of_month in several(months):
            for found in chains(of_month, bounds()["doubles"]["days"]):
                yield from _of_contract(budget, found)


def _contract(budget: Budget, item: Item) -> tuple[Hashable, ...]:
    expense = item.expense
    place = expense.place
    return place.body_code, place.fiscal_year, expense.case.measure, budget.person(item), expense.amount


def _part(item: Item) -> Fraction:
    return WHOLE if item.expense.share is None else item.expense.share


def _of_contract(budget: Budget, rows: Sequence[Item]) -> Iterator[Finding]:
    parts = {
        (item.expense.case.category, _part(item)) for item in rows
    }  # the same again: an instalment, or a row twice
    total = sum((part for _, part in parts), ZERO)
    if total <= 1 or len(parts) == 1 or min(part for _, part in parts) == 1:
        return
    left = max(item.expense.amount - (item.expense.other_funding or 0) for item in rows)
    yen = budget.allocated(rows[0], int((total - 1) * left))
    fields = {"who": budget.who(rows), "amount": rows[0].expense.amount, "total": decimal_text(total)}
    yield finding("shares-above-one", rows, yen, **fields)


def _said_otherwise(budget: Budget) -> Iterator[Finding]:
    """Rows whose note gives another share than their column."""
    for item in budget.counting:
        expense = item.expense
        if expense.share is None or not expense.note:
            continue
        said = _shares(folded(expense.note))
        if said and expense.share not in said:
            above = max(ZERO, expense.share - min(said))
            yen = budget.allocated(item, share_of(expense.amount - (expense.other_funding or 0), above))
            fields = {"share": decimal_text(expense.share), "said": decimal_text(min(said))}
            yield finding("share-said-otherwise", [item], yen, **fields)


def _shares(text: str) -> list[Fraction]:
    """The shares that a note gives: ``うち助言分4割``, ``按分率40%``; the rest of what it says does not count."""
    found: list[Fraction] = []
    for match in named("shares").finditer(text):
        share = Fraction(match["percent"]) / 100 if match["percent"] else Fraction(match["tenths"]) / 10
        if share <= 1:
            found.append(1 - share if named("not_eligible").search(match[0]) else share)
    return found
