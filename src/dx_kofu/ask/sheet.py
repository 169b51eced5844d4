"""The questions as a sheet to fill in: one row for each question, and columns by which a program knows it again.

``fact`` is the column of the expenses table that the answer fills, ``row_ids`` the ids of its rows, and ``key`` a sum of what
these rows claim: rows that are no longer what was asked about are told when the answers come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from json import dumps

from dx_kofu.records import Expense

FACT, ROWS, KEY, ANSWER = "fact", "row_ids", "key", "answer"
ANSWER_NAMES = ("回答", ANSWER)
"""Headings of the column that is filled in."""


def rows_text(expenses: Iterable[Expense]) -> str:
    """The ids of a question's rows."""
    return dumps([expense.id for expense in expenses], ensure_ascii=False)


def key_of(expenses: Sequence[Expense], fact: str, facts: Sequence[str]) -> str:
    """What the rows of a question claim, as a ``k`` (no number to a spreadsheet program) and twelve letters.

    A row without an id of its own is known by its line alone, so all that it says counts, save what is asked.
    """
    told = [_claimed(expense) + _said(expense, fact, facts) for expense in expenses]
    return "k" + sha256(dumps(told, ensure_ascii=False).encode()).hexdigest()[:12]


def _claimed(expense: Expense) -> list[str | int | None]:
    place, case = expense.place, expense.case
    claim = (case.measure, case.category, expense.person, expense.amount)
    return [expense.id, place.body_code, place.fiscal_year, *claim]


def _said(expense: Expense, fact: str, facts: Sequence[str]) -> list[str | int | None]:
    if expense.id != str(expense.row) and not expense.id.endswith((f":{expense.row}", f"!{expense.row}")):
        return []
    said = dict(zip(facts, expense.case.facts, strict=True))
    said |= {"other_funding": str(expense.other_funding), "share": str(expense.share), "date": str(expense.date)}
    return [*(value for name, value in said.items() if name != fact), expense.note]
