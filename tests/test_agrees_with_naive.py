"""The engine and a second evaluator, written from the domain alone, agree to the yen, status, reason and order."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from tests.naive import evaluate
from tests.strategies import Row, budgets
from tests.support import calc_rows


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """A result without texts, sources and row numbers."""
    items = [
        {
            **{key: item[key] for key in ("id", "claimed", "eligible", "potential", "status")},
            "reductions": [
                {"code": reduction["code"], "amount": reduction["amount"]} for reduction in item["reductions"]
            ],
            "questions": [{"fact": question["fact"], "yen": question["yen"]} for question in item["questions"]],
        }
        for item in result["items"]
    ]
    return {"items": items, **{key: result[key] for key in ("measures", "bodies", "totals")}}


@settings(max_examples=3000, deadline=None)
@given(budgets())
def test_engine_agrees_with_naive_evaluator(table: list[Row]) -> None:
    assert comparable(calc_rows(table)) == comparable(evaluate(table))
