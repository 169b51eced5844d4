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


def key_of(expenses: Sequence[Expense]) -> str:
    """What the rows of a question claim, as twelve letters."""
    told = [
        (
            expense.id,
            expense.place.body_code,
            expense.place.fiscal_year,
            expense.case.measure,
            expense.case.category,
            expense.person,
            expense.amount,
        )
        for expense in expenses
    ]
    return sha256(dumps(told, ensure_ascii=False).encode()).hexdigest()[:12]
