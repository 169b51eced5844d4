"""Other funding (特定財源): what municipalities contribute and nobody deducts, and what is deducted and looks wrong.

An area is a prefecture's number and a fiscal year: its municipalities pay contributions, the prefecture and its hub cities
deduct them. Only where both sides stand in a run can they be compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from dx_kofu.check.budget import Budget, finding
from dx_kofu.check.records import Finding
from dx_kofu.check.words import word_table
from dx_kofu.result import Item


def funding(budget: Budget) -> Iterator[Finding]:
    """Every doubt about other funding that figures, not words, raise."""
    yield from _areas(budget)
    yield from _whole(budget)


def _areas(budget: Budget) -> Iterator[Finding]:
    paid, received = _sides(budget)
    for area in paid.keys() & received.keys():
        contributed = sum(item.expense.amount for item in paid[area])
        deducted = sum(item.expense.other_funding or 0 for item in received[area])
        rows = [*paid[area], *received[area]]
        fields = {"contributed": contributed, "deducted": deducted, "area": area[0], "year": area[1]}
        if contributed > deducted:
            yen = budget.allocated(rows[0], contributed - deducted)
            yield finding("contribution-not-deducted", rows, yen, missing=contributed - deducted, **fields)
        elif deducted > contributed:
            yield finding("funding-above-contributions", rows, None, above=deducted - contributed, **fields)


def _sides(budget: Budget) -> tuple[dict[tuple[str, str], list[Item]], dict[tuple[str, str], list[Item]]]:
    """Per area the rows that contribute, and the rows that contributions pay for."""
    told = word_table()["contributions"]
    paid: dict[tuple[str, str], list[Item]] = {}
    received: dict[tuple[str, str], list[Item]] = {}
    for item in budget.items:
        expense = item.expense
        if expense.case.measure == told["measure"] and expense.amount:
            area = (expense.place.body_code[:2], expense.place.fiscal_year)
            if expense.case.category == told["category"]:
                if item.eligible or item.potential:
                    paid.setdefault(area, []).append(item)
            elif expense.place.kind in ("prefecture", "hub-city") and (
                item.eligible or item.potential or expense.other_funding
            ):
                received.setdefault(area, []).append(item)
    return paid, received


def _whole(budget: Budget) -> Iterator[Finding]:
    for item in budget.items:
        amount = item.expense.amount
        if amount == item.expense.other_funding and any(
            taken.code == "other-funding" and taken.amount == amount > 0 for taken in item.reductions
        ):
            yield finding("funding-whole", [item], 0, amount=amount)
