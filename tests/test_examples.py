"""Every example budget gives what its note worked out by hand from the ministry's rules."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.support import EXAMPLES, calc_tables, read_table

BUDGETS = sorted(EXAMPLES.glob("*.csv"))


def expected(budget: Path) -> dict[str, Any]:
    return tomllib.loads(budget.with_suffix(".expected.toml").read_text("utf-8"))


def unknown(value: Any) -> Any:
    return None if value == "unknown" else value


def test_there_are_at_least_twelve_budgets() -> None:
    assert len(BUDGETS) >= 12


@pytest.mark.parametrize("budget", BUDGETS, ids=lambda path: path.stem)
def test_hand_calculation(budget: Path) -> None:
    result = calc_tables([read_table(budget.name, budget.read_bytes())])
    hand = expected(budget)

    rows = [
        {
            "row": item["row"],
            "eligible": item["eligible"],
            "potential": item["potential"],
            "status": item["status"],
            "reductions": {reduction["code"]: reduction["amount"] for reduction in item["reductions"]},
            "questions": [question["fact"] for question in item["questions"]],
        }
        for item in result["items"]
    ]
    assert rows == hand["rows"]
    for line, by_hand in zip(result["measures"], hand["measures"], strict=True):
        assert {key: line[key] for key in by_hand} == {key: unknown(value) for key, value in by_hand.items()}
    for tax in ("special", "ordinary"):
        total = result["totals"][tax]
        assert {key: total[key] for key in hand["totals"][tax]} == {
            key: unknown(value) for key, value in hand["totals"][tax].items()
        }


def test_all_budgets_are_read_in_one_run() -> None:
    """A prefecture checks its municipalities' files together: ids are unique over the folder."""
    result = calc_tables([read_table(path.name, path.read_bytes()) for path in BUDGETS])
    assert len(result["items"]) == sum(len(expected(budget)["rows"]) for budget in BUDGETS)
