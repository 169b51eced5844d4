"""Which facts each measure asks for, in which order; a blank is a question, a known "no" beats every blank.

Deck: the 対象経費 and 留意点 of each measure. Each case is a row with everything answered; the tests blank its facts and
spoil them. 0.7 of the amount hangs on the answers.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import pytest

from tests.measures.rows import (
    AT_HUB,
    AT_PREFECTURE,
    Row,
    aide,
    asked,
    at_stake,
    calc,
    item,
    judge,
    leader,
    line,
    problems,
    reductions,
    row,
    support,
)


class Case(NamedTuple):
    """A row that counts, its conditions in the order of asking with a value that fails, 0.7 of its amount."""

    row: Row
    conditions: dict[str, str]
    yen: int


DUTY = {"main_duty_support": "no"}
TRAINING = {"designated_leader": "no", "in_programme": "no", "broad_audience": "yes"}
AIDE = {"external": "no", "advisory": "no"}

CASES = {
    # not appointed, so that a blank employment cannot mean a head (see test_heads)
    "municipal-support personnel": Case(
        support("a", 4_320_000, accelerator="no"), {**DUTY, "employment": "contractor"}, 3_024_000
    ),
    "municipal-support personnel, hub city": Case(
        support("a", 4_320_000, **AT_HUB), {**DUTY, "employment": "full_time"}, 3_024_000
    ),
    "municipal-support outsourcing": Case(support("a", 13_200_000, "outsourcing"), DUTY, 9_240_000),
    "municipal-support recruitment": Case(support("a", 1_320_000, "recruitment"), DUTY, 924_000),
    "municipal-support outsourcing_recruitment": Case(support("a", 660_000, "outsourcing_recruitment"), DUTY, 462_000),
    "municipal-support contribution": Case(
        support("a", 2_500_000, "contribution"), {"underlying_eligible": "no"}, 1_750_000
    ),
    **{
        f"dx-leader {category}": Case(leader("a", 550_000, category), TRAINING, 385_000)
        for category in (
            "training",
            "course",
            "programme",
            "environment",
            "outsourcing",
            "outsourcing_other",
            "contribution",
        )
    },
    "dx-leader exam": Case(leader("a", 150_000, "exam"), {**TRAINING, "specialised_exam": "no"}, 105_000),
    "dx-leader training, prefecture": Case(
        leader("a", 550_000, for_municipality="yes", **AT_PREFECTURE), TRAINING, 385_000
    ),
    "cio-aide personnel": Case(aide("a", 3_600_000), {**AIDE, "employment": "full_time"}, 2_520_000),
    "cio-aide outsourcing": Case(aide("a", 6_000_000, "outsourcing"), {**AIDE, "plan_only": "yes"}, 4_200_000),
    "cio-aide outsourcing_other": Case(
        aide("a", 1_100_000, "outsourcing_other"), {**AIDE, "plan_only": "yes"}, 770_000
    ),
    "cio-aide recruitment": Case(aide("a", 330_000, "recruitment"), AIDE, 231_000),
    "cio-aide outsourcing_recruitment": Case(aide("a", 550_000, "outsourcing_recruitment"), AIDE, 385_000),
}
ASKS_FOR_SHARE = ("cio-aide outsourcing", "cio-aide outsourcing_other")

all_cases = pytest.mark.parametrize("name", CASES)
each_condition = pytest.mark.parametrize(
    ("name", "fact"), [(name, fact) for name, case in CASES.items() for fact in case.conditions]
)


def unknowns(name: str) -> list[str]:
    """Everything that may be unknown of a case, in the order of asking: other funding last."""
    share = ["share"] if name in ASKS_FOR_SHARE else []
    return [*CASES[name].conditions, *share, "other_funding"]


def code(fact: str) -> str:
    return f"unknown:{fact.replace('other_funding', 'other-funding')}"


@all_cases
def test_with_everything_answered_the_row_counts(name: str) -> None:
    case = CASES[name]
    answer = calc(case.row)
    own = item(answer, "a")
    assert (own["status"], own["eligible"], own["reductions"]) == ("eligible", case.row["amount"], [])
    assert line(answer, case.row["measure"])["before_rounding"] == str(case.yen)


@pytest.mark.parametrize(("name", "fact"), [(name, fact) for name in CASES for fact in unknowns(name)])
def test_one_blank_is_one_question_and_the_whole_amount_hangs_on_it(name: str, fact: str) -> None:
    case = CASES[name]
    answer = calc(case.row | {fact: None})
    own = item(answer, "a")
    assert (own["status"], own["eligible"], own["potential"]) == ("review", 0, case.row["amount"])
    assert reductions(own) == {code(fact): case.row["amount"]}
    assert (asked(own), at_stake(own)) == ([fact], case.yen)
    assert all(question["who"] and question["text"] for question in own["questions"])
    assert line(answer, case.row["measure"])["allocation"] == 0
    assert line(answer, case.row["measure"])["potential_eligible"] == case.row["amount"]


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [(name, *pair) for name in CASES for pair in combinations(unknowns(name), 2)],
)
def test_of_two_blanks_both_are_asked_and_the_first_bears_the_yen(name: str, first: str, second: str) -> None:
    case = CASES[name]
    own = judge(case.row | {first: None, second: None})
    assert asked(own) == [first, second]
    assert reductions(own) == {code(first): case.row["amount"]}
    assert at_stake(own) == case.yen


@all_cases
def test_all_blanks_are_asked_in_order(name: str) -> None:
    case = CASES[name]
    own = judge(case.row | dict.fromkeys(unknowns(name)))
    assert asked(own) == unknowns(name)
    assert reductions(own) == {code(unknowns(name)[0]): case.row["amount"]}
    assert (own["potential"], at_stake(own)) == (case.row["amount"], case.yen)


@each_condition
def test_a_condition_that_does_not_hold_excludes(name: str, fact: str) -> None:
    case = CASES[name]
    own = judge(case.row | {fact: case.conditions[fact]})
    assert (own["status"], own["eligible"], own["potential"]) == ("ineligible", 0, 0)
    assert reductions(own) == {f"condition:{fact}": case.row["amount"]}


@each_condition
def test_a_condition_known_not_to_hold_beats_every_blank(name: str, fact: str) -> None:
    case = CASES[name]
    blanks: Row = dict.fromkeys(unknowns(name))
    own = judge(case.row | blanks | {fact: case.conditions[fact]})
    assert (own["status"], own["potential"], asked(own)) == ("ineligible", 0, [])
    assert reductions(own) == {f"condition:{fact}": case.row["amount"]}


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [(name, *pair) for name, case in CASES.items() for pair in combinations(case.conditions, 2)],
)
def test_of_two_that_fail_the_first_is_the_reason(name: str, first: str, second: str) -> None:
    case = CASES[name]
    own = judge(case.row | {fact: case.conditions[fact] for fact in (first, second)})
    assert reductions(own) == {f"condition:{first}": case.row["amount"]}


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("dx-leader")])
def test_whose_staff_is_trained_is_never_asked(name: str) -> None:
    # a blank means the body's own staff
    own = judge(CASES[name].row | {"for_municipality": None})
    assert own["status"] == "eligible"


@all_cases
def test_facts_of_other_measures_play_no_part(name: str) -> None:
    case = CASES[name]
    every = {
        "main_duty_support",
        "designated_leader",
        "in_programme",
        "specialised_exam",
        "external",
        "advisory",
        "plan_only",
        "underlying_eligible",
    }
    # a fact that the row leaves out is not one of its own
    for value in ("yes", "no"):
        foreign = dict.fromkeys(sorted(every - {fact for fact, given in case.row.items() if given is not None}), value)
        assert judge(case.row | foreign)["status"] == "eligible"


# ------------------------------------------------------------------ other funding


@all_cases
def test_blank_other_funding_is_not_zero(name: str) -> None:
    # Board of Audit, third cause: other funding not deducted
    case = CASES[name]
    assert judge(case.row | {"other_funding": None})["status"] == "review"
    assert judge(case.row | {"other_funding": 0})["status"] == "eligible"


@all_cases
def test_of_nothing_there_is_no_other_funding_to_ask_for(name: str) -> None:
    assert judge(CASES[name].row | {"amount": 0, "other_funding": None})["status"] == "eligible"


# ------------------------------------------------------------------ who must be named


@pytest.mark.parametrize(
    ("measure", "category"),
    [
        ("municipal-support", "personnel"),
        ("municipal-support", "outsourcing"),
        ("accelerator", "personnel"),
        ("accelerator", "outsourcing"),
        ("cio-aide", "personnel"),
        ("cio-aide", "outsourcing"),
        ("cio-aide", "outsourcing_other"),
    ],
)
def test_where_a_cap_limit_or_head_is_per_person_the_person_is_required(measure: str, category: str) -> None:
    (problem,) = problems(row("a", measure, category, 1_000_000, {**AT_PREFECTURE, "person": None}))
    assert problem.column == "person"


@pytest.mark.parametrize(
    ("measure", "category"),
    [
        ("municipal-support", "recruitment"),
        ("municipal-support", "outsourcing_recruitment"),
        ("municipal-support", "outsourcing_other"),
        ("municipal-support", "contribution"),
        ("municipal-support", "travel"),
        ("dx-leader", "training"),
        ("dx-leader", "outsourcing"),
        ("dx-leader", "outsourcing_other"),
        ("dx-leader", "personnel"),
        ("cio-aide", "recruitment"),
        ("cio-aide", "outsourcing_recruitment"),
        ("cio-aide", "travel"),
        ("dx-advisor", "personnel"),
        ("dx-advisor", "outsourcing"),
    ],
)
def test_elsewhere_nobody_need_be_named(measure: str, category: str) -> None:
    assert problems(row("a", measure, category, 1_000_000, {**AT_PREFECTURE, "person": None})) == []
