"""Expenses that the reader of the rows has read, as numbers: for tables that are not plain, and for answers put into them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import polars as pl

from dx_kofu.calc import options_used
from dx_kofu.columnar.decisions import Decisions
from dx_kofu.columnar.encode import PASSED, ROWS
from dx_kofu.records import Expense


def rows_of(
    expenses: Sequence[Expense], decisions: Decisions, options: Collection[str] = ()
) -> tuple[pl.DataFrame, Counter[str]]:
    """Rows as numbers (columns :data:`~dx_kofu.columnar.encode.ROWS`), and in how many of them each option filled a blank."""
    given: Counter[str] = Counter()
    rows = []
    places: dict[int, int] = {}
    cases: dict[tuple[str, int], int] = {}
    for position, expense in enumerate(expenses):
        place = places.get(id(expense.place))
        if place is None:
            place = places[id(expense.place)] = decisions.place(expense.place)
        claim = (expense.place.fiscal_year, id(expense.case))
        case = cases.get(claim)
        if case is None:
            case = cases[claim] = decisions.case(expense.place.fiscal_year, expense.case)
        blank = {"share_blank": expense.share is None, "funding_blank": expense.other_funding is None}
        verdict = decisions.verdict(decisions.kind_of_place[place], decisions.claim_of_case[case], **blank)
        if options:
            given.update(options_used(expense.place, expense.case, expense.assumed, decisions.verdicts[verdict]))
        group, ratio = decisions.group_of_place[place], decisions.share(expense.share)
        rows.append(
            (position, group, place, case, verdict, expense.person, expense.amount, expense.other_funding or 0, ratio)
        )
    return pl.DataFrame(rows, schema=ROWS, orient="row"), given


def beside_of(expenses: Sequence[Expense], extra: Sequence[str]) -> pl.DataFrame:
    """What of expenses is passed through: ``pos``, ``input``, ``row``, ``id``, ``cell``, ``accepted``, extra columns."""
    passed = [dict(zip(one.input.extra, one.extra, strict=True)) if one.extra else {} for one in expenses]
    texts: dict[str, list[str | None]] = {
        "id": [one.id for one in expenses],
        "cell": [one.cell for one in expenses],
        "accepted": ["; ".join(f"{code} {reason}" for code, reason in one.accepted) for one in expenses],
        **{PASSED + name: [row.get(name) for row in passed] for name in extra},
    }
    return pl.DataFrame(
        [
            pl.int_range(len(expenses), eager=True, dtype=pl.UInt32).alias("pos"),
            pl.Series("input", [one.input.name for one in expenses], dtype=pl.String),
            pl.Series("row", [one.row for one in expenses], dtype=pl.UInt32),
            *(pl.Series(name, values, dtype=pl.String) for name, values in texts.items()),
        ]
    )
