"""The difference between two rule sets, by meaning."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu.rules.records import UNKNOWN, Cap, Head, Rate, RuleSet
from dx_kofu.rules.tree import Change, diff, from_tree, patch, source_of, tree
from tests.support import BOOK

YEARS = st.sampled_from(BOOK.years)


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    """A shipped rule set with some of its measures dropped, moved or changed."""
    rules = BOOK[draw(YEARS)].rules
    measures = draw(st.permutations(rules.measures))[: draw(st.integers(1, 5))]
    return replace(
        rules, measures=tuple(draw(st.sampled_from([measure, _changed(draw, measure)])) for measure in measures)
    )


def _changed(draw: st.DrawFn, measure: Any) -> Any:
    amount = draw(st.one_of(st.just(UNKNOWN), st.integers(0, 10**8)))
    steps: list[Any] = []
    for step in measure.steps:
        match step:
            case Cap():
                steps.append(replace(step, amount=amount))
            case Head():
                steps.append(replace(step, unit_amount=amount))
            case Rate():
                steps.append(replace(step, rate="0.65"))
            case _:
                steps.append(step)
    return replace(
        measure, steps=tuple(draw(st.permutations(steps))), costs=measure.costs[: draw(st.integers(0, 4))], window=None
    )


@settings(max_examples=150, deadline=None)
@given(rule_sets(), rule_sets())
def test_applying_the_difference_gives_the_other(first: RuleSet, second: RuleSet) -> None:
    changes = diff(tree(first), tree(second))
    through_json = [Change(tuple(path), kind, old, new) for path, kind, old, new in json.loads(json.dumps(changes))]
    assert asdict(from_tree(patch(tree(first), through_json))) == asdict(second)
    assert bool(changes) == (asdict(first) != asdict(second))


@pytest.mark.parametrize("year", BOOK.years)
def test_a_rule_set_does_not_differ_from_itself(year: str) -> None:
    assert diff(tree(BOOK[year].rules), tree(BOOK[year].rules)) == []
    assert asdict(from_tree(tree(BOOK[year].rules))) == asdict(BOOK[year].rules)


def changes_of(first: str, second: str) -> dict[str, tuple[Any, Any]]:
    return {
        "/".join(change.path): (change.old, change.new)
        for change in diff(tree(BOOK[first].rules), tree(BOOK[second].rules))
    }


def test_what_changed_from_r7_to_r8() -> None:
    found = changes_of("R7", "R8")
    support = "measures/municipal-support/steps"
    assert found[f"{support}/cap:personnel/amount"] == (UNKNOWN, 21_000_000)
    assert found["measures/accelerator/steps/head/unit_amount"] == (UNKNOWN, 8_400_000)
    assert found["measures/dx-leader/conditions/own-staff/unless_body"] == ([], ["prefecture", "hub-city"])
    assert found["measures/dx-advisor/figures/dispatches/value"] == (5, 10)
    assert f"{support}/cap:recruitment/amount" not in found


def test_what_falls_back_from_r9_to_r10() -> None:
    found = changes_of("R9", "R10")
    assert found["measures/municipal-support/steps/cap:recruitment/amount"] == (3_000_000, 1_000_000)
    amounts = [path for path in found if path.endswith(("/amount", "/rate", "/persons", "/unit_amount", "/value"))]
    assert amounts == ["measures/municipal-support/steps/cap:recruitment/amount"]


def test_a_change_names_the_source_of_its_rule() -> None:
    rules = BOOK["R10"].rules
    path = ("measures", "municipal-support", "steps", "cap:recruitment", "amount")
    assert (source_of(rules, tree(rules), path) or "").endswith("令和7年度から令和9年度までの間")
