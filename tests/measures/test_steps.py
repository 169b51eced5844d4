"""From claimed to eligible in five steps - exclusion, other funding, share, cap, person limit - and their order.

The order is an assumption where the deck is silent (other funding before the cap); the amounts are chosen so that any
other order gives another figure. The ledger of every row is closed by ``calc`` itself.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.measures.rows import (
    AT_CITY,
    AT_HUB,
    Row,
    aide,
    assert_laws,
    calc,
    eligible,
    head,
    item,
    judge,
    leader,
    line,
    problems,
    reductions,
    support,
)
from tests.support import calc_tables, read_table

# ------------------------------------------------------------------ 1 exclusion


def test_an_exclusion_takes_the_whole_amount_before_any_other_step() -> None:
    # neither the subsidy of 2,000,000 nor the share nor the cap has anything left to take
    own = judge(
        support("x", 30_000_000, "outsourcing", other_funding=2_000_000, share=Fraction(1, 2), main_duty_support="no")
    )
    assert reductions(own) == {"condition:main_duty_support": 30_000_000}
    assert (own["eligible"], own["status"]) == (0, "ineligible")


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        # each row fails at the step named and at every later one
        (head("x", fiscal_year="R6", employment="part_time", **AT_CITY) | {"category": "recruitment"}, "window"),
        (head("x", employment="part_time", **AT_CITY) | {"category": "recruitment"}, "category"),
        (head("x", employment="part_time", **AT_CITY), "body"),
        (head("x", employment="part_time", accelerator="no"), "condition:employment"),
        (head("x", accelerator="no", main_duty_support="no"), "condition:accelerator"),
    ],
    ids=["window", "category", "body", "first condition", "second condition"],
)
def test_the_first_that_fails_is_the_reason(spoilt: Row, reason: str) -> None:
    assert list(reductions(judge(spoilt))) == [reason]


def test_each_reduction_says_why_and_where_that_is_written() -> None:
    answer = calc(
        aide("a", 10_000_000, "outsourcing", other_funding=1_000_000, share=Fraction(1, 2)),
        aide("r", 1_500_000, "recruitment"),
        aide("x", 100_000, "communication"),
        aide("q", 100_000, "travel"),
    )
    given = [reduction for item in answer["items"] for reduction in item["reductions"]]
    assert len(given) == 5
    assert all(reduction["text"] and reduction["source"] for reduction in given)


# ------------------------------------------------------------------ 2 other funding


@pytest.mark.parametrize(
    ("other_funding", "left"),
    [(0, 800_000), (1, 799_999), (400_000, 400_000), (799_999, 1), (800_000, 0)],
)
def test_other_funding_is_subtracted(other_funding: int, left: int) -> None:
    own = judge(aide("v", 800_000, "outsourcing", other_funding=other_funding))
    assert (own["eligible"], own["potential"]) == (left, left)
    assert reductions(own) == ({"other-funding": other_funding} if other_funding else {})
    assert own["status"] == ("eligible" if left == 800_000 else "partial" if left else "ineligible")


def test_other_funding_comes_before_the_share() -> None:
    # (6,000,000 - 1,000,000) x 0.4 = 2,000,000; the other order would leave 2,400,000 - 1,000,000 = 1,400,000
    own = judge(aide("v", 6_000_000, "outsourcing", other_funding=1_000_000, share=Fraction(2, 5)))
    assert own["eligible"] == 2_000_000
    assert reductions(own) == {"other-funding": 1_000_000, "share": 3_000_000}
    assert list(reductions(own)) == ["other-funding", "share"]


def test_other_funding_comes_before_the_cap() -> None:
    # 25,000,000 - 5,000,000 = 20,000,000, within 21,000,000; the other order would leave 16,000,000
    own = judge(support("p", 25_000_000, other_funding=5_000_000))
    assert (own["eligible"], reductions(own)) == (20_000_000, {"other-funding": 5_000_000})


def test_a_subsidised_contract() -> None:
    # Board of Audit, third cause: other funding not deducted. 800,000 - 400,000 = 400,000; x 0.7 = 280,000, not 560,000
    answer = calc(aide("v", 800_000, "outsourcing", other_funding=400_000))
    assert line(answer, "cio-aide")["allocation"] == 280_000


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"other_funding": 800_001}, "other_funding"),  # 0 to the amount
        ({"other_funding": -1}, "other_funding"),
        ({"amount": -1}, "amount"),
        ({"amount": 100_000_000_001, "other_funding": 0}, "amount"),
        ({"amount": None}, "amount"),
        ({"share": "1.01"}, "share"),
        ({"share": "-0.1"}, "share"),
        ({"external": "perhaps"}, "external"),
        ({"employment": "sometimes"}, "employment"),
        ({"measure": "cio-aides"}, "measure"),
        ({"category": "consulting"}, "category"),
    ],
)
def test_a_value_out_of_range_or_unknown_stops_the_calculation(facts: Row, column: str) -> None:
    found = problems(aide("v", 800_000, "outsourcing") | facts)
    assert column in {problem.column for problem in found}


# ------------------------------------------------------------------ 3 share


@pytest.mark.parametrize(
    ("amount", "share", "left"),
    [
        (1_000_000, Fraction(1), 1_000_000),
        (1_000_000, Fraction(1, 3), 333_333),  # 333,333.33
        (1_000_000, Fraction(2, 3), 666_666),  # 666,666.67: down, not to the nearest
        (999_999, Fraction(1, 2), 499_999),  # 499,999.5
        (1_000_001, Fraction(1, 3), 333_333),  # 333,333.67
        (30, Fraction(1, 10), 3),  # exactly; 0.1 in binary is not a tenth
        (5_000_000, Fraction(0), 0),
        (1, Fraction(99, 100), 0),
    ],
)
def test_a_share_is_rounded_down_to_the_yen(amount: int, share: Fraction, left: int) -> None:
    own = judge(leader("t", amount, share=share))
    assert own["eligible"] == left
    assert reductions(own) == ({"share": amount - left} if amount > left else {})
    assert own["status"] == ("eligible" if left == amount else "partial" if left else "ineligible")


@pytest.mark.parametrize("written", ["0.4", "40%", "2/5", "４０％"])
def test_a_share_may_be_written_in_several_ways(written: str) -> None:
    assert judge(aide("v", 6_000_000, "outsourcing", share=written))["eligible"] == 2_400_000


def test_the_share_comes_before_the_cap() -> None:
    # 30,000,000 x 1/2 = 15,000,000, within 21,000,000; the other order would leave 10,500,000
    own = judge(support("v", 30_000_000, "outsourcing", share=Fraction(1, 2)))
    assert (own["eligible"], reductions(own)) == (15_000_000, {"share": 15_000_000})


def test_a_blank_share_is_the_whole_and_the_result_says_so() -> None:
    blank = calc(leader("t", 500_000, share=None))
    stated = calc(leader("t", 500_000, share=Fraction(1)))
    assert eligible(blank) == eligible(stated) == {"t": 500_000}
    assert set(stated["assumptions"]) < set(blank["assumptions"])


# ------------------------------------------------------------------ 4 cap


def test_other_funding_then_share_then_cap() -> None:
    # 60,000,000 - 10,000,000 = 50,000,000; x 1/2 = 25,000,000; 4,000,000 above 21,000,000
    own = judge(support("v", 60_000_000, "outsourcing", other_funding=10_000_000, share=Fraction(1, 2)))
    assert own["eligible"] == 21_000_000
    assert list(reductions(own).items()) == [
        ("other-funding", 10_000_000),
        ("share", 25_000_000),
        ("cap:personnel", 4_000_000),
    ]


def test_a_cap_is_filled_with_what_other_funding_and_share_have_left() -> None:
    # the first leaves 2,500,000 - 1,500,000 = 1,000,000, so 2,000,000 of the cap are left for the second
    answer = calc(
        support("fair", 2_500_000, "recruitment", other_funding=1_500_000),
        support("agency", 4_400_000, "outsourcing_recruitment", share=Fraction(1, 2)),
    )
    assert eligible(answer) == {"fair": 1_000_000, "agency": 2_000_000}
    assert reductions(item(answer, "agency")) == {"share": 2_200_000, "cap:recruitment": 200_000}


def test_two_files_fill_a_cap_in_the_order_given() -> None:
    header = "id,body_code,fiscal_year,measure,category,amount,other_funding,main_duty_support\n"
    april = read_table("april.csv", f"{header}a,200000,R8,municipal-support,recruitment,2000000,0,yes\n".encode())
    autumn = read_table("autumn.csv", f"{header}b,200000,R8,municipal-support,recruitment,1800000,0,yes\n".encode())
    # 3,000,000 per body: the later file loses, 800,000 of 1,800,000 or 800,000 of 2,000,000
    for tables, left in (
        ((april, autumn), {"a": 2_000_000, "b": 1_000_000}),
        ((autumn, april), {"b": 1_800_000, "a": 1_200_000}),
    ):
        answer = calc_tables(tables)
        assert_laws(answer)
        assert eligible(answer) == left


# ------------------------------------------------------------------ 5 person limit


def test_the_limit_takes_what_the_other_steps_have_left() -> None:
    # d: 2,000,000 - 500,000 = 1,500,000; x 2/3 = 1,000,000, the smallest of four totals
    answer = calc(
        aide("d", 2_000_000, "outsourcing", other_funding=500_000, share=Fraction(2, 3)),
        aide("a", 1_100_000),
        aide("b", 1_200_000),
        aide("c", 1_300_000),
    )
    assert list(reductions(item(answer, "d")).items()) == [
        ("other-funding", 500_000),
        ("share", 500_000),
        ("limit:persons", 1_000_000),
    ]
    assert line(answer, "cio-aide")["eligible"] == 3_600_000


def test_five_steps_in_one_budget() -> None:
    # x is excluded; a: 6,000,000 - 1,000,000 = 5,000,000, x 2/5 = 2,000,000; b 1,900,000; c 1,800,000; d 1,700,000 is
    # the fourth; recruitment 1,250,000 is cut to 1,000,000. 2,000,000 + 1,900,000 + 1,800,000 + 1,000,000 = 6,700,000,
    # x 0.7 = 4,690,000
    answer = calc(
        aide("x", 9_900_000, "outsourcing", plan_only="yes"),
        aide("a", 6_000_000, "outsourcing", other_funding=1_000_000, share=Fraction(2, 5)),
        aide("b", 1_900_000),
        aide("c", 1_800_000),
        aide("d", 1_700_000),
        aide("r", 1_250_000, "recruitment"),
    )
    assert [reductions(item) for item in answer["items"]] == [
        {"condition:plan_only": 9_900_000},
        {"other-funding": 1_000_000, "share": 3_000_000},
        {},
        {},
        {"limit:persons": 1_700_000},
        {"cap:recruitment": 250_000},
    ]
    assert [item["status"] for item in answer["items"]] == [
        "ineligible",
        "partial",
        "eligible",
        "eligible",
        "ineligible",
        "partial",
    ]
    own = line(answer, "cio-aide")
    assert (own["claimed"], own["eligible"], own["allocation"]) == (22_550_000, 6_700_000, 4_690_000)


# ------------------------------------------------------------------ statuses at zero yen


def test_a_claim_of_nothing_that_counts_is_eligible() -> None:
    own = judge(leader("t", 0))
    assert (own["status"], own["eligible"]) == ("eligible", 0)


def test_a_claim_of_nothing_that_is_excluded_is_ineligible() -> None:
    assert judge(leader("x", 0, in_programme="no"))["status"] == "ineligible"
    assert judge(leader("x", 0, "communication"))["status"] == "ineligible"


def test_a_claim_of_nothing_needs_no_other_funding() -> None:
    # for an amount of 0 it is 0
    assert judge(leader("t", 0, other_funding=None))["status"] == "eligible"


def test_a_claim_of_nothing_with_an_open_fact_is_on_review() -> None:
    own = judge(leader("t", 0, in_programme=None))
    assert own["status"] == "review"
    assert [question["yen"] for question in own["questions"]] == [0]


# ------------------------------------------------------------------ many bodies


def test_bodies_years_and_measures_are_kept_apart_and_sorted() -> None:
    answer = calc(
        leader("t", 500_000, fiscal_year="R9"),
        support("p", 3_000_000, **AT_HUB),
        aide("a", 1_000_000),
        leader("u", 400_000),
    )
    assert [item["id"] for item in answer["items"]] == ["t", "p", "a", "u"]
    assert [item["row"] for item in answer["items"]] == [2, 3, 4, 5]
    assert [(line["body_code"], line["fiscal_year"], line["measure"]) for line in answer["measures"]] == [
        ("202037", "R8", "cio-aide"),
        ("202037", "R8", "dx-leader"),
        ("202037", "R9", "dx-leader"),
        ("342076", "R8", "municipal-support"),
    ]
    assert [line["allocation"] for line in answer["measures"]] == [700_000, 280_000, 350_000, 2_100_000]
