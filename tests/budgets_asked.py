"""Budgets with answers, looked at by the naive evaluator: what the laws of ``explain`` and ``ask`` are judged by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dx_kofu.whatif import Worth
from tests.naive import evaluate
from tests.strategies import Row


def answered(table: list[Row], answers: Mapping[int, Mapping[str, Any]]) -> list[Row]:
    """The table with some cells filled in, by row; a hub city is one in all rows of its year."""
    changed = [dict(row) for row in table]
    for at, facts in answers.items():
        changed[at] |= facts
        if "hub_city" in facts:
            for row in changed:
                if (row["body_code"], row["fiscal_year"]) == (table[at]["body_code"], table[at]["fiscal_year"]):
                    row["hub_city"] = facts["hub_city"]
    return changed


def allocations(table: list[Row], body_code: str, fiscal_year: str, **how: Any) -> Worth:
    """What is confirmed for a body and year."""
    bodies = evaluate(table, **how)["bodies"]
    (body,) = [body for body in bodies if (body["body_code"], body["fiscal_year"]) == (body_code, fiscal_year)]
    return Worth(body["special"]["allocation"], body["ordinary"]["allocation"])


def potential(table: list[Row], body_code: str, fiscal_year: str) -> tuple[int | None, int | None]:
    """What is possible for a body and year."""
    bodies = evaluate(table)["bodies"]
    (body,) = [body for body in bodies if (body["body_code"], body["fiscal_year"]) == (body_code, fiscal_year)]
    return body["special"]["potential"], body["ordinary"]["potential"]


def known(table: list[Row], body_code: str, fiscal_year: str) -> list[tuple[Any, ...]]:
    """What is confirmed and what is possible, for each line of a body and year."""
    lines = evaluate(table)["measures"]
    return [
        (line["allocation"], line["potential"], line["complete"])
        for line in lines
        if (line["body_code"], line["fiscal_year"]) == (body_code, fiscal_year)
    ]
