"""市町村におけるCIO補佐官等 (``cio-aide``), R8.

Deck: 「市町村におけるCIO補佐官等としての外部人材の任用等に係る特別交付税措置」: ①任用等経費 without a cap, ②募集経費 up to
100万円, 0.7 each, （※2） 3名分, and the 留意点 (全庁的・横断的 advice, no mere plan drafting, 按分計算).
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.measures.rows import (
    AT_ASSOCIATION,
    AT_CITY,
    AT_HUB,
    AT_PREFECTURE,
    AT_TOWN,
    AT_WARD,
    KOUMI,
    UEDA,
    Row,
    aide,
    asked,
    at_stake,
    calc,
    eligible,
    item,
    judge,
    line,
    potential,
    reductions,
)

LISTED = ("personnel", "outsourcing", "outsourcing_other", "recruitment", "outsourcing_recruitment")


# ------------------------------------------------------------------ ①任用等経費 and ②募集経費


@pytest.mark.parametrize("where", [AT_CITY, AT_TOWN, AT_HUB, AT_WARD], ids=["city", "town", "hub city", "ward"])
@pytest.mark.parametrize(
    ("category", "amount", "allocation"),
    [
        ("personnel", 3_820_000, 2_674_000),  # 報酬等 with the allowance at the end of the term; x 0.7
        ("outsourcing", 6_000_000, 4_200_000),  # 委託料等: 500,000 a month x 12; x 0.7
        ("outsourcing_other", 1_100_000, 770_000),  # here the whole fee counts; x 0.7
        ("recruitment", 330_000, 231_000),  # x 0.7
        ("outsourcing_recruitment", 550_000, 385_000),  # x 0.7
    ],
)
def test_a_municipality_gets_seven_tenths_of_an_aides_cost(
    category: str, amount: int, allocation: int, where: Row
) -> None:
    answer = calc(aide("a", amount, category, **where))
    assert item(answer, "a")["status"] == "eligible"
    own = line(answer, "cio-aide")
    assert (own["tax"], own["rate"], own["eligible"], own["allocation"]) == ("special", "0.7", amount, allocation)
    assert own["complete"]


@pytest.mark.parametrize("category", ["personnel", "outsourcing", "outsourcing_other"])
def test_an_appointment_has_no_cap(category: str) -> None:
    # 上限額 なし: 36,000,000 x 0.7 = 25,200,000
    answer = calc(aide("a", 36_000_000, category))
    assert line(answer, "cio-aide")["allocation"] == 25_200_000


@pytest.mark.parametrize(
    ("amount", "kept", "cut"),
    [
        (999_999, 999_999, {}),
        (1_000_000, 1_000_000, {}),
        (1_000_001, 1_000_000, {"cap:recruitment": 1}),
        (1_900_000, 1_000_000, {"cap:recruitment": 900_000}),
    ],
)
@pytest.mark.parametrize("category", ["recruitment", "outsourcing_recruitment"])
def test_recruitment_counts_up_to_1_million(category: str, amount: int, kept: int, cut: dict[str, int]) -> None:
    own = judge(aide("r", amount, category))
    assert (own["eligible"], reductions(own)) == (kept, cut)


def test_both_kinds_of_recruitment_share_one_cap_per_body() -> None:
    # 700,000 + 450,000 = 1,150,000 at Ueda: 150,000 goes from the later row. Koumi has a cap of its own.
    answer = calc(
        aide("advert", 700_000, "recruitment"),
        aide("agency", 450_000, "outsourcing_recruitment"),
        aide("town", 800_000, "recruitment", body_code=KOUMI),
    )
    assert eligible(answer) == {"advert": 700_000, "agency": 300_000, "town": 800_000}
    assert reductions(item(answer, "agency")) == {"cap:recruitment": 150_000}
    assert line(answer, "cio-aide", UEDA)["allocation"] == 700_000  # 1,000,000 x 0.7
    assert line(answer, "cio-aide", KOUMI)["allocation"] == 560_000  # 800,000 x 0.7


# ------------------------------------------------------------------ 対象団体, 対象経費


@pytest.mark.parametrize("where", [AT_PREFECTURE, AT_ASSOCIATION], ids=["prefecture", "association"])
@pytest.mark.parametrize("category", [*LISTED, "travel", "other"])
def test_no_other_body_has_aides(category: str, where: Row) -> None:
    own = judge(aide("x", 3_600_000, category, person="x", **where))
    assert (own["status"], own["potential"], reductions(own)) == ("ineligible", 0, {"body": 3_600_000})


@pytest.mark.parametrize(
    "category", ["contribution", "training", "course", "exam", "programme", "environment", "communication"]
)
def test_a_category_that_is_not_listed_is_excluded(category: str) -> None:
    own = judge(aide("x", 120_000, category))
    assert (own["status"], own["potential"], reductions(own)) == ("ineligible", 0, {"category": 120_000})


# ------------------------------------------------------------------ 留意点


@pytest.mark.parametrize("category", [*LISTED, "travel", "other"])
@pytest.mark.parametrize("fact", ["external", "advisory"])
def test_an_inside_person_or_no_advice_across_the_organisation_never_counts(fact: str, category: str) -> None:
    own = judge(aide("x", 900_000, category, **{fact: "no"}))
    assert (own["status"], own["potential"], reductions(own)) == ("ineligible", 0, {f"condition:{fact}": 900_000})


@pytest.mark.parametrize("employment", ["full_time", "contractor"])
def test_pay_is_that_of_a_non_full_time_special_post(employment: str) -> None:
    # 特別職非常勤職員として任用する場合
    own = judge(aide("x", 7_200_000, employment=employment))
    assert (own["status"], reductions(own)) == ("ineligible", {"condition:employment": 7_200_000})


@pytest.mark.parametrize("category", ["outsourcing", "outsourcing_other"])
def test_a_contract_that_only_drafts_a_plan_does_not_count(category: str) -> None:
    # 留意点: 単なる各種計画策定の業務委託は対象外
    own = judge(aide("x", 7_700_000, category, plan_only="yes"))
    assert (own["status"], own["potential"], reductions(own)) == ("ineligible", 0, {"condition:plan_only": 7_700_000})


@pytest.mark.parametrize("category", ["personnel", "recruitment", "outsourcing_recruitment"])
def test_only_a_contract_is_asked_whether_it_drafts_a_plan(category: str) -> None:
    assert judge(aide("a", 500_000, category, plan_only=None))["status"] == "eligible"
    assert judge(aide("a", 500_000, category, plan_only="yes"))["status"] == "eligible"


@pytest.mark.parametrize("category", ["outsourcing", "outsourcing_other"])
def test_a_mixed_contract_is_apportioned(category: str) -> None:
    # 留意点: 必要に応じて按分計算. 6,000,000 x 0.4 = 2,400,000; 3,600,000 goes. x 0.7 = 1,680,000
    answer = calc(aide("v", 6_000_000, category, share=Fraction(2, 5)))
    assert eligible(answer) == {"v": 2_400_000}
    assert reductions(item(answer, "v")) == {"share": 3_600_000}
    assert item(answer, "v")["status"] == "partial"
    assert line(answer, "cio-aide")["allocation"] == 1_680_000


@pytest.mark.parametrize("category", ["outsourcing", "outsourcing_other"])
def test_a_blank_share_of_a_contract_is_a_question(category: str) -> None:
    # in the favourable scenario all of it is advice: 4,400,000 x 0.7 = 3,080,000
    own = judge(aide("v", 4_400_000, category, share=None))
    assert (own["eligible"], own["potential"], own["status"]) == (0, 4_400_000, "review")
    assert reductions(own) == {"unknown:share": 4_400_000}
    assert (asked(own), at_stake(own)) == (["share"], 3_080_000)


@pytest.mark.parametrize("category", ["personnel", "recruitment", "outsourcing_recruitment"])
def test_elsewhere_a_blank_share_is_the_whole(category: str) -> None:
    own = judge(aide("a", 600_000, category, share=None))
    assert (own["eligible"], own["status"]) == (600_000, "eligible")


def test_pay_may_be_apportioned_too() -> None:
    # two thirds of 1,000,000 = 666,666.67, rounded down to 666,666
    own = judge(aide("a", 1_000_000, share=Fraction(2, 3)))
    assert (own["eligible"], reductions(own)) == (666_666, {"share": 333_334})


@pytest.mark.parametrize("category", ["travel", "other"])
def test_travel_and_other_are_never_confirmed(category: str) -> None:
    # 委託料等 / 報酬等: 86,400 on review, 60,480 hang on it; rounded to 60,000 in the potential allocation
    answer = calc(aide("t", 86_400, category))
    own = item(answer, "t")
    assert (own["status"], own["potential"], reductions(own)) == ("review", 86_400, {"unknown:category": 86_400})
    assert (asked(own), at_stake(own)) == (["category"], 60_480)
    assert line(answer, "cio-aide")["potential"] == 60_000


def test_travel_asks_what_recruitment_asks_and_other_funding_last() -> None:
    own = judge(aide("t", 86_400, "travel", external=None, advisory=None, other_funding=None))
    assert asked(own) == ["category", "external", "advisory", "other_funding"]
    assert reductions(own) == {"unknown:category": 86_400}


def test_travel_is_neither_capped_nor_limited_in_the_favourable_scenario() -> None:
    # three aides of 2,000,000, recruitment at its cap of 1,000,000, a fourth person's travel of 300,000 and other
    # cost of 1,500,000: 6,000,000 + 1,000,000 = 7,000,000 confirmed, 8,800,000 potential
    answer = calc(
        aide("a", 2_000_000),
        aide("b", 2_000_000),
        aide("c", 2_000_000),
        aide("advert", 1_000_000, "recruitment"),
        aide("fares", 300_000, "travel", person="d"),
        aide("desk", 1_500_000, "other", person="d"),
    )
    own = line(answer, "cio-aide")
    assert (own["eligible"], own["potential_eligible"]) == (7_000_000, 8_800_000)
    assert (own["allocation"], own["potential"]) == (4_900_000, 6_160_000)


# ------------------------------------------------------------------ （※2） 3名分


def test_three_persons_count_whole() -> None:
    # 3,600,000 + 2,400,000 + 1,200,000 = 7,200,000; x 0.7 = 5,040,000
    answer = calc(aide("a", 3_600_000), aide("b", 2_400_000), aide("c", 1_200_000))
    assert line(answer, "cio-aide")["allocation"] == 5_040_000
    assert [item["status"] for item in answer["items"]] == ["eligible"] * 3


def test_of_five_persons_the_three_with_the_largest_totals_stay() -> None:
    # totals 1,800,000 / 3,600,000 / 1,200,000 / 2,400,000 / 3,000,000: b, e and d stay, 9,000,000; x 0.7 = 6,300,000
    answer = calc(
        aide("a", 1_800_000),
        aide("b", 3_600_000),
        aide("c", 1_200_000),
        aide("d", 2_400_000),
        aide("e", 3_000_000),
    )
    assert eligible(answer) == {"a": 0, "b": 3_600_000, "c": 0, "d": 2_400_000, "e": 3_000_000}
    assert reductions(item(answer, "a")) == {"limit:persons": 1_800_000}
    assert reductions(item(answer, "c")) == {"limit:persons": 1_200_000}
    assert item(answer, "a")["status"] == "ineligible"
    assert line(answer, "cio-aide")["allocation"] == 6_300_000


def test_a_person_is_the_sum_of_pay_and_contracts() -> None:
    # a: 1,000,000 pay + 900,000 contract + 800,000 other fee = 2,700,000, more than each of b to d; d is the smallest
    answer = calc(
        aide("a1", 1_000_000, person="a"),
        aide("b", 2_600_000),
        aide("c", 2_500_000, "outsourcing"),
        aide("d", 2_400_000, "outsourcing_other"),
        aide("a2", 900_000, "outsourcing", person="a"),
        aide("a3", 800_000, "outsourcing_other", person="a"),
    )
    assert eligible(answer) == {
        "a1": 1_000_000,
        "b": 2_600_000,
        "c": 2_500_000,
        "d": 0,
        "a2": 900_000,
        "a3": 800_000,
    }
    assert line(answer, "cio-aide")["eligible"] == 7_800_000


def test_all_rows_of_a_person_who_does_not_stay_go() -> None:
    # d: 700,000 + 500,000 = 1,200,000 is the smallest total
    answer = calc(
        aide("d1", 700_000, person="d"),
        aide("a", 3_000_000),
        aide("b", 2_000_000),
        aide("c", 1_500_000),
        aide("d2", 500_000, "outsourcing", person="d"),
    )
    assert reductions(item(answer, "d1")) == {"limit:persons": 700_000}
    assert reductions(item(answer, "d2")) == {"limit:persons": 500_000}
    assert line(answer, "cio-aide")["eligible"] == 6_500_000


def test_the_totals_compared_are_what_is_left_and_not_what_is_claimed() -> None:
    # a: 10,000,000 x 1/10 = 1,000,000. b: 6,000,000 - 4,800,000 subsidy = 1,200,000. c and d: 1,500,000 each.
    # a, with the largest claim, has the smallest eligible total and does not stay.
    answer = calc(
        aide("a", 10_000_000, "outsourcing", share=Fraction(1, 10)),
        aide("b", 6_000_000, other_funding=4_800_000),
        aide("c", 1_500_000),
        aide("d", 1_500_000),
    )
    assert eligible(answer) == {"a": 0, "b": 1_200_000, "c": 1_500_000, "d": 1_500_000}
    assert reductions(item(answer, "a")) == {"share": 9_000_000, "limit:persons": 1_000_000}


def test_among_equals_the_first_in_the_file_stay() -> None:
    answer = calc(*[aide(id, 1_200_000) for id in ("a", "b", "c", "d")])
    assert eligible(answer) == {"a": 1_200_000, "b": 1_200_000, "c": 1_200_000, "d": 0}


def test_a_tie_for_the_third_place_goes_to_the_first_in_the_file() -> None:
    answer = calc(aide("a", 900_000), aide("b", 900_000), aide("c", 5_000_000), aide("d", 900_000), aide("e", 900_000))
    assert eligible(answer) == {"a": 900_000, "b": 900_000, "c": 5_000_000, "d": 0, "e": 0}


def test_a_tie_is_broken_by_the_first_counted_row_even_one_of_zero_yen() -> None:
    # d has a month without pay before everybody else's rows: d stays, c loses the tie
    answer = calc(
        aide("d0", 0, person="d"),
        aide("a", 1_200_000),
        aide("b", 1_200_000),
        aide("c", 1_200_000),
        aide("d", 1_200_000),
    )
    assert eligible(answer) == {"d0": 0, "a": 1_200_000, "b": 1_200_000, "c": 0, "d": 1_200_000}


def test_an_excluded_row_is_no_counted_row_and_breaks_no_tie() -> None:
    # d's first row only drafts a plan: d's first counted row is the last of the file
    answer = calc(
        aide("plan", 800_000, "outsourcing", person="d", plan_only="yes"),
        aide("a", 1_200_000),
        aide("b", 1_200_000),
        aide("c", 1_200_000),
        aide("d", 1_200_000),
    )
    assert eligible(answer) == {"plan": 0, "a": 1_200_000, "b": 1_200_000, "c": 1_200_000, "d": 0}


def test_recruitment_is_no_persons_and_breaks_no_tie() -> None:
    # the recruitment of d is a cost of the body: it stays, and neither adds to d's total nor brings d forward
    answer = calc(
        aide("advert", 400_000, "recruitment", person="d"),
        aide("a", 1_200_000),
        aide("b", 1_200_000),
        aide("c", 1_200_000),
        aide("d", 1_200_000),
    )
    assert eligible(answer) == {"advert": 400_000, "a": 1_200_000, "b": 1_200_000, "c": 1_200_000, "d": 0}


def test_a_person_of_zero_yen_takes_no_place_from_one_who_costs() -> None:
    # an unpaid aide comes first in the file; the three who cost something have larger totals
    answer = calc(aide("unpaid", 0), aide("a", 600_000), aide("b", 500_000), aide("c", 400_000))
    assert eligible(answer) == {"unpaid": 0, "a": 600_000, "b": 500_000, "c": 400_000}


def test_the_limit_is_that_of_a_body_and_a_year() -> None:
    # two at Ueda, two at Koumi, two at Ueda a year later: nobody is over the limit. 6 x 1,000,000
    answer = calc(
        aide("a", 1_000_000),
        aide("b", 1_000_000),
        aide("c", 1_000_000, body_code=KOUMI),
        aide("d", 1_000_000, body_code=KOUMI),
        aide("e", 1_000_000, fiscal_year="R9"),
        aide("f", 1_000_000, fiscal_year="R9"),
    )
    assert set(eligible(answer).values()) == {1_000_000}
    assert answer["totals"]["special"]["allocation"] == 4_200_000  # 3 x 1,400,000


# ------------------------------------------------------------------ the limit where a row is on review


def test_a_person_on_review_takes_no_place_in_the_confirmed_figure() -> None:
    # Confirmed: a + b + c = 3,600,000 + 2,400,000 + 1,200,000 = 7,200,000.
    # Favourable: d's 4,800,000 in the place of c's 1,200,000: 10,800,000. (10,800,000 - 7,200,000) x 0.7 = 2,520,000
    answer = calc(aide("d", 4_800_000, external=None), aide("a", 3_600_000), aide("b", 2_400_000), aide("c", 1_200_000))
    assert eligible(answer) == {"d": 0, "a": 3_600_000, "b": 2_400_000, "c": 1_200_000}
    assert potential(answer) == {"d": 4_800_000, "a": 3_600_000, "b": 2_400_000, "c": 0}
    assert at_stake(item(answer, "d")) == 2_520_000
    assert reductions(item(answer, "d")) == {"unknown:external": 4_800_000}
    assert item(answer, "c")["status"] == "eligible"
    own = line(answer, "cio-aide")
    assert (own["allocation"], own["potential"]) == (5_040_000, 7_560_000)


def test_a_person_on_review_who_would_be_the_fourth_has_nothing_at_stake() -> None:
    answer = calc(aide("d", 900_000, external=None), aide("a", 3_600_000), aide("b", 2_400_000), aide("c", 1_200_000))
    assert item(answer, "d")["status"] == "review"
    assert (potential(answer)["d"], at_stake(item(answer, "d"))) == (0, 0)
    assert line(answer, "cio-aide")["potential"] == 5_040_000


def test_a_person_may_be_confirmed_in_one_row_and_on_review_in_another() -> None:
    # Confirmed totals: a 2,000,000, b 1,900,000, c 1,800,000, d 1,000,000 -> d goes: 5,700,000.
    # Favourable: d 1,000,000 + 1,500,000 = 2,500,000 -> c goes: 6,400,000. 700,000 x 0.7 = 490,000
    answer = calc(
        aide("a", 2_000_000),
        aide("b", 1_900_000),
        aide("c", 1_800_000),
        aide("d1", 1_000_000, person="d"),
        aide("d2", 1_500_000, "outsourcing", person="d", plan_only=None),
    )
    assert eligible(answer) == {"a": 2_000_000, "b": 1_900_000, "c": 1_800_000, "d1": 0, "d2": 0}
    assert potential(answer) == {"a": 2_000_000, "b": 1_900_000, "c": 0, "d1": 1_000_000, "d2": 1_500_000}
    assert reductions(item(answer, "d1")) == {"limit:persons": 1_000_000}
    assert item(answer, "d1")["status"] == "ineligible"
    assert at_stake(item(answer, "d2")) == 490_000


def test_a_tie_is_broken_afresh_in_the_favourable_scenario() -> None:
    # Confirmed: d0 is unknown, no counted row, so d is the last of four equals and goes.
    # Favourable: d0 counts and comes first, so d stays and c goes. The sum is 3,600,000 in both.
    answer = calc(
        aide("d0", 0, person="d", external=None),
        aide("a", 1_200_000),
        aide("b", 1_200_000),
        aide("c", 1_200_000),
        aide("d", 1_200_000),
    )
    assert eligible(answer) == {"d0": 0, "a": 1_200_000, "b": 1_200_000, "c": 1_200_000, "d": 0}
    assert potential(answer) == {"d0": 0, "a": 1_200_000, "b": 1_200_000, "c": 0, "d": 1_200_000}
    assert at_stake(item(answer, "d0")) == 0


def test_recruitment_on_review_before_confirmed_recruitment_takes_the_cap() -> None:
    # Confirmed 900,000 (second row). Favourable 600,000 + 400,000 = 1,000,000. 100,000 x 0.7 = 70,000
    answer = calc(
        aide("open", 600_000, "recruitment", advisory=None),
        aide("settled", 900_000, "outsourcing_recruitment"),
    )
    assert eligible(answer) == {"open": 0, "settled": 900_000}
    assert potential(answer) == {"open": 600_000, "settled": 400_000}
    assert at_stake(item(answer, "open")) == 70_000
