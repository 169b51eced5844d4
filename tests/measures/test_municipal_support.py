"""都道府県等における市町村支援のためのデジタル人材の確保 (``municipal-support``), R8.

Deck: 「都道府県等における市町村支援のためのデジタル人材の確保に要する職員の人件費等に係る特別交付税措置」, its table
(対象団体, 対象経費, 措置額 0.7, 上限額) and its 留意点; 「アクセラレータに対する財政措置」 for full-time and part-time.
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
    GIFU,
    KOUMI,
    NAGANO,
    Row,
    asked,
    at_stake,
    calc,
    eligible,
    item,
    judge,
    line,
    potential,
    reductions,
    support,
)

OWN_COSTS = ("personnel", "outsourcing", "recruitment", "outsourcing_recruitment")


# ------------------------------------------------------------------ 対象経費


@pytest.mark.parametrize("where", [AT_PREFECTURE, AT_HUB], ids=["prefecture", "hub city"])
@pytest.mark.parametrize(
    ("category", "amount", "allocation"),
    [
        ("personnel", 4_320_000, 3_024_000),  # 360,000 a month x 12; x 0.7 = 3,024,000
        ("outsourcing", 13_200_000, 9_240_000),  # 1,100,000 a month x 12; x 0.7 = 9,240,000
        ("recruitment", 1_320_000, 924_000),  # x 0.7 = 924,000
        ("outsourcing_recruitment", 660_000, 462_000),  # x 0.7 = 462,000
    ],
)
def test_a_prefecture_or_hub_city_gets_seven_tenths_of_what_it_spends(
    category: str, amount: int, allocation: int, where: Row
) -> None:
    answer = calc(support("a", amount, category, **where))
    assert item(answer, "a")["status"] == "eligible"
    own = line(answer, "municipal-support")
    assert (own["tax"], own["rate"], own["eligible"], own["allocation"]) == ("special", "0.7", amount, allocation)
    assert own["complete"]
    assert not own["approximate"]


@pytest.mark.parametrize("where", [AT_TOWN, AT_CITY, AT_HUB], ids=["town", "city", "hub city"])
def test_a_municipality_gets_seven_tenths_of_its_contribution(where: Row) -> None:
    # 対象経費: 市町村の負担金. 2,500,000 x 0.7 = 1,750,000
    answer = calc(support("share of the pool", 2_500_000, "contribution", **where))
    assert item(answer, "share of the pool")["status"] == "eligible"
    assert line(answer, "municipal-support")["allocation"] == 1_750_000


def test_a_contribution_has_no_cap_of_its_own() -> None:
    # The caps stand on 人件費相当額 and 募集経費; whether what is paid for is within its cap is a fact of the row.
    # 24,000,000 x 0.7 = 16,800,000
    answer = calc(support("c", 24_000_000, "contribution"))
    assert line(answer, "municipal-support")["allocation"] == 16_800_000


@pytest.mark.parametrize("appointed", ["yes", "no", None])
def test_part_time_staff_need_not_be_appointed_accelerators(appointed: str | None) -> None:
    # 非常勤のアクセラレータ等の人件費: assumption that "等" covers staff who are not appointed; nothing is asked.
    answer = calc(support("p", 3_960_000, accelerator=appointed))
    assert item(answer, "p")["status"] == "eligible"
    assert line(answer, "municipal-support")["allocation"] == 2_772_000  # 3,960,000 x 0.7


@pytest.mark.parametrize("employment", ["full_time", "part_time", None])
@pytest.mark.parametrize("category", ["recruitment", "outsourcing_recruitment"])
def test_recruitment_counts_for_full_time_and_part_time_accelerators_alike(
    category: str, employment: str | None
) -> None:
    # アクセラレータ（常勤・非常勤）の募集経費. 1,500,000 x 0.7 = 1,050,000
    answer = calc(support("r", 1_500_000, category, employment=employment))
    assert item(answer, "r")["status"] == "eligible"
    assert line(answer, "municipal-support")["allocation"] == 1_050_000


def test_recruitment_needs_nobody_who_was_appointed_in_the_end() -> None:
    # assumption: recruitment need not end in an appointment, so neither a person nor an appointment is asked for
    own = judge(support("r", 880_000, "recruitment", person=None, accelerator="no"))
    assert (own["eligible"], own["status"]) == (880_000, "eligible")


# ------------------------------------------------------------------ 対象団体


@pytest.mark.parametrize("where", [AT_TOWN, AT_CITY, AT_ASSOCIATION], ids=["town", "city", "association"])
@pytest.mark.parametrize("category", [*OWN_COSTS, "travel", "other"])
def test_other_bodies_have_no_cost_of_their_own_here(category: str, where: Row) -> None:
    own = judge(support("x", 2_400_000, category, person="x", **where))
    assert (own["eligible"], own["potential"], own["status"]) == (0, 0, "ineligible")
    assert reductions(own) == {"body": 2_400_000}


@pytest.mark.parametrize("where", [AT_PREFECTURE, AT_ASSOCIATION], ids=["prefecture", "association"])
def test_only_a_municipality_claims_a_contribution(where: Row) -> None:
    own = judge(support("x", 2_400_000, "contribution", **where))
    assert (own["status"], reductions(own)) == ("ineligible", {"body": 2_400_000})


# ------------------------------------------------------------------ 留意点


@pytest.mark.parametrize("category", [*OWN_COSTS, "travel", "other"])
def test_a_specialist_whose_main_duty_is_not_municipal_support_never_counts(category: str) -> None:
    # 留意点: 主な所掌事務が市町村支援業務でないデジタル人材に係る経費は対象外
    own = judge(support("x", 3_000_000, category, main_duty_support="no"))
    assert (own["status"], own["potential"]) == ("ineligible", 0)
    assert reductions(own) == {"condition:main_duty_support": 3_000_000}


def test_a_contribution_to_what_is_not_eligible_does_not_count() -> None:
    own = judge(support("x", 300_000, "contribution", underlying_eligible="no"))
    assert (own["status"], reductions(own)) == ("ineligible", {"condition:underlying_eligible": 300_000})


@pytest.mark.parametrize("category", ["outsourcing_other", "communication"])
def test_what_is_not_personnel_in_a_contract_is_excluded(category: str) -> None:
    # 留意点: デジタル人材の人件費以外（交通費、通信運搬費等）に要した経費は対象外
    own = judge(support("x", 264_000, category, person="v"))
    assert (own["status"], own["potential"], reductions(own)) == ("ineligible", 0, {"category": 264_000})


def test_one_contract_in_three_parts_keeps_personnel_and_recruitment() -> None:
    # 留意点: 事業運営経費等のうち募集経費に相当する経費は措置の対象.
    # 9,900,000 personnel + 1,100,000 recruitment = 11,000,000; the other 1,540,000 goes. 11,000,000 x 0.7 = 7,700,000
    answer = calc(
        support("people", 9_900_000, "outsourcing", person="v"),
        support("advertising", 1_100_000, "outsourcing_recruitment", person="v"),
        support("running", 1_540_000, "outsourcing_other", person="v"),
    )
    assert eligible(answer) == {"people": 9_900_000, "advertising": 1_100_000, "running": 0}
    own = line(answer, "municipal-support")
    assert (own["claimed"], own["eligible"], own["allocation"]) == (12_540_000, 11_000_000, 7_700_000)


def test_full_time_staff_who_are_no_accelerators_are_paid_through_neither_tax() -> None:
    # アクセラレータ等に対する財政措置: from R7 the special tax is for 非常勤職員, the ordinary tax for accelerators
    answer = calc(support("x", 7_200_000, employment="full_time", accelerator="no"))
    assert reductions(item(answer, "x")) == {"condition:employment": 7_200_000}
    assert item(answer, "x")["status"] == "ineligible"
    assert [line["measure"] for line in answer["measures"]] == ["municipal-support"]
    assert answer["totals"]["ordinary"]["allocation"] == 0


def test_a_contractor_is_no_part_time_member_of_staff() -> None:
    own = judge(support("x", 5_500_000, employment="contractor"))
    assert (own["status"], reductions(own)) == ("ineligible", {"condition:employment": 5_500_000})


def test_a_full_time_accelerators_recruitment_stays_though_the_pay_goes() -> None:
    # pay 8,640,000: through the ordinary tax; recruitment 1,200,000 x 0.7 = 840,000 through the special tax
    answer = calc(
        support("pay", 8_640_000, employment="full_time", accelerator="yes"),
        support("advert", 1_200_000, "recruitment", employment="full_time", accelerator="yes"),
    )
    assert eligible(answer) == {"pay": 0, "advert": 1_200_000}
    assert answer["totals"]["special"]["allocation"] == 840_000
    assert answer["totals"]["ordinary"]["allocation"] == 8_400_000


@pytest.mark.parametrize("category", ["training", "course", "exam", "programme", "environment"])
def test_a_cost_of_another_measure_is_excluded_by_its_category(category: str) -> None:
    own = judge(support("x", 440_000, category))
    assert (own["status"], own["potential"], reductions(own)) == ("ineligible", 0, {"category": 440_000})


# ------------------------------------------------------------------ 等: what the deck leaves open


@pytest.mark.parametrize("where", [AT_PREFECTURE, AT_HUB], ids=["prefecture", "hub city"])
@pytest.mark.parametrize("category", ["travel", "other"])
def test_travel_and_other_are_never_confirmed(category: str, where: Row) -> None:
    # 募集経費等: 240,000 on review; x 0.7 = 168,000 hang on it
    answer = calc(support("t", 240_000, category, **where))
    own = item(answer, "t")
    assert (own["eligible"], own["potential"], own["status"]) == (0, 240_000, "review")
    assert reductions(own) == {"unknown:category": 240_000}
    assert (asked(own), at_stake(own)) == (["category"], 168_000)
    assert line(answer, "municipal-support")["allocation"] == 0
    assert line(answer, "municipal-support")["potential"] == 168_000


def test_travel_asks_what_recruitment_asks_and_other_funding_last() -> None:
    own = judge(support("t", 240_000, "travel", main_duty_support=None, other_funding=None))
    assert asked(own) == ["category", "main_duty_support", "other_funding"]
    assert reductions(own) == {"unknown:category": 240_000}


def test_travel_has_no_cap_in_the_favourable_scenario() -> None:
    # recruitment fills its cap of 3,000,000; travel 1,000,000 and other 2,500,000 come on top of it:
    # 3,000,000 + 1,000,000 + 2,500,000 = 6,500,000; x 0.7 = 4,550,000. Confirmed 3,000,000 x 0.7 = 2,100,000
    answer = calc(
        support("advert", 3_000_000, "recruitment"),
        support("train fares", 1_000_000, "travel"),
        support("interviews", 2_500_000, "other"),
    )
    own = line(answer, "municipal-support")
    assert (own["eligible"], own["potential_eligible"]) == (3_000_000, 6_500_000)
    assert (own["allocation"], own["potential"]) == (2_100_000, 4_550_000)


# ------------------------------------------------------------------ 上限額 2,100万円/人


@pytest.mark.parametrize(
    ("amount", "kept", "cut"),
    [
        (20_999_999, 20_999_999, {}),
        (21_000_000, 21_000_000, {}),  # exactly at the cap
        (21_000_001, 21_000_000, {"cap:personnel": 1}),
        (26_400_000, 21_000_000, {"cap:personnel": 5_400_000}),  # 2,200,000 a month x 12
    ],
)
@pytest.mark.parametrize("category", ["personnel", "outsourcing"])
def test_a_person_counts_up_to_21_million(category: str, amount: int, kept: int, cut: dict[str, int]) -> None:
    own = judge(support("p", amount, category))
    assert (own["eligible"], own["potential"], reductions(own)) == (kept, kept, cut)
    assert own["status"] == ("partial" if cut else "eligible")


def test_seven_tenths_of_the_cap_is_exact() -> None:
    # 21,000,000 x 0.7 = 14,700,000, which binary floating point misses by a yen
    own = line(calc(support("p", 21_000_000)), "municipal-support")
    assert (own["before_rounding"], own["allocation"]) == ("14700000", 14_700_000)


def test_pay_and_contract_of_one_person_share_one_cap() -> None:
    # assumption: outsourced personnel shares the person's cap. 9,000,000 + 14,000,000 = 23,000,000: 2,000,000 goes,
    # from the later row
    answer = calc(support("pay", 9_000_000, person="p"), support("contract", 14_000_000, "outsourcing", person="p"))
    assert eligible(answer) == {"pay": 9_000_000, "contract": 12_000_000}
    assert reductions(item(answer, "contract")) == {"cap:personnel": 2_000_000}
    assert line(answer, "municipal-support")["allocation"] == 14_700_000


def test_rows_fill_a_persons_cap_in_file_order_so_the_last_rows_lose() -> None:
    # 12,000,000 + 8,000,000 = 20,000,000; 1,000,000 is left for the third, nothing for the fourth
    answer = calc(
        support("q1", 12_000_000, person="p"),
        support("q2", 8_000_000, person="p"),
        support("q3", 4_000_000, person="p"),
        support("q4", 3_000_000, person="p"),
    )
    assert eligible(answer) == {"q1": 12_000_000, "q2": 8_000_000, "q3": 1_000_000, "q4": 0}
    assert [item(answer, id)["status"] for id in ("q1", "q2", "q3", "q4")] == [
        "eligible",
        "eligible",
        "partial",
        "ineligible",
    ]
    assert reductions(item(answer, "q3")) == {"cap:personnel": 3_000_000}
    assert reductions(item(answer, "q4")) == {"cap:personnel": 3_000_000}


def test_each_person_whom_a_contract_names_has_a_cap() -> None:
    # 30,000,000 of one contract for two persons, 18,000,000 and 12,000,000: both within 21,000,000
    answer = calc(
        support("first", 18_000_000, "outsourcing", person="v-1"),
        support("second", 12_000_000, "outsourcing", person="v-2"),
    )
    assert line(answer, "municipal-support")["eligible"] == 30_000_000
    assert line(answer, "municipal-support")["allocation"] == 21_000_000


def test_a_person_has_a_cap_at_each_body_and_in_each_year() -> None:
    # 15,000,000 each time: nothing is above 21,000,000 although the three are 45,000,000
    answer = calc(
        support("nagano", 15_000_000, person="p"),
        support("gifu", 15_000_000, person="p", body_code=GIFU),
        support("a year later", 15_000_000, person="p", fiscal_year="R9"),
    )
    assert set(eligible(answer).values()) == {15_000_000}
    # 15,000,000 x 0.7 = 10,500,000
    assert line(answer, "municipal-support", NAGANO, "R8")["allocation"] == 10_500_000
    assert line(answer, "municipal-support", GIFU, "R8")["allocation"] == 10_500_000
    assert line(answer, "municipal-support", NAGANO, "R9")["allocation"] == 10_500_000


def test_recruitment_stands_beside_the_persons_cap() -> None:
    # 21,000,000 and 3,000,000 are two caps: 24,000,000 x 0.7 = 16,800,000
    answer = calc(support("pay", 21_000_000, person="p"), support("advert", 3_000_000, "recruitment", person="p"))
    assert line(answer, "municipal-support")["allocation"] == 16_800_000


# ------------------------------------------------------------------ 上限額 300万円/団体


@pytest.mark.parametrize(
    ("amount", "kept", "cut"),
    [
        (2_999_999, 2_999_999, {}),
        (3_000_000, 3_000_000, {}),
        (3_000_001, 3_000_000, {"cap:recruitment": 1}),
        (4_070_000, 3_000_000, {"cap:recruitment": 1_070_000}),
    ],
)
@pytest.mark.parametrize("category", ["recruitment", "outsourcing_recruitment"])
def test_recruitment_counts_up_to_3_million(category: str, amount: int, kept: int, cut: dict[str, int]) -> None:
    own = judge(support("r", amount, category))
    assert (own["eligible"], reductions(own)) == (kept, cut)


def test_direct_and_outsourced_recruitment_share_the_bodys_cap_whoever_is_sought() -> None:
    # 1,800,000 + 900,000 = 2,700,000; 300,000 is left for the third of 1,100,000, which loses 800,000
    answer = calc(
        support("fair", 1_800_000, "recruitment", person="post 1"),
        support("agency", 900_000, "outsourcing_recruitment", person="post 2"),
        support("advert", 1_100_000, "recruitment", person="post 3"),
    )
    assert eligible(answer) == {"fair": 1_800_000, "agency": 900_000, "advert": 300_000}
    assert reductions(item(answer, "advert")) == {"cap:recruitment": 800_000}
    assert line(answer, "municipal-support")["allocation"] == 2_100_000  # 3,000,000 x 0.7


def test_each_body_has_its_own_recruitment_cap() -> None:
    answer = calc(
        support("nagano", 2_500_000, "recruitment"),
        support("gifu", 2_500_000, "recruitment", body_code=GIFU),
        support("fukuyama", 2_500_000, "recruitment", **AT_HUB),
    )
    assert set(eligible(answer).values()) == {2_500_000}
    assert answer["totals"]["special"]["allocation"] == 5_250_000  # 3 x 1,750,000


def test_an_excluded_row_leaves_the_cap_to_the_rows_after_it() -> None:
    # the first 2,000,000 is not for municipal support: the second has the whole 3,000,000 to itself
    answer = calc(
        support("own posts", 2_000_000, "recruitment", main_duty_support="no"),
        support("advert", 2_800_000, "recruitment"),
    )
    assert eligible(answer) == {"own posts": 0, "advert": 2_800_000}


# ------------------------------------------------------------------ caps where a row is on review


def test_an_earlier_row_on_review_takes_the_cap_in_the_favourable_scenario() -> None:
    # Confirmed: only the second row, 2,000,000. Favourable: the first fills 2,000,000 of 3,000,000, the second gets
    # 1,000,000. 1,000,000 more in all hangs on the answer: 700,000.
    answer = calc(
        support("open", 2_000_000, "recruitment", main_duty_support=None),
        support("settled", 2_000_000, "recruitment"),
    )
    assert eligible(answer) == {"open": 0, "settled": 2_000_000}
    assert potential(answer) == {"open": 2_000_000, "settled": 1_000_000}
    assert item(answer, "settled")["status"] == "eligible"
    assert at_stake(item(answer, "open")) == 700_000
    own = line(answer, "municipal-support")
    assert (own["allocation"], own["potential"]) == (1_400_000, 2_100_000)


def test_a_later_row_on_review_gets_what_the_cap_has_left() -> None:
    # 2,600,000 of 3,000,000 is taken: of the open 1,000,000 at most 400,000 count, 280,000 yen of tax
    answer = calc(
        support("settled", 2_600_000, "recruitment"),
        support("open", 1_000_000, "recruitment", main_duty_support=None),
    )
    assert potential(answer) == {"settled": 2_600_000, "open": 400_000}
    assert reductions(item(answer, "open")) == {"unknown:main_duty_support": 1_000_000}
    assert at_stake(item(answer, "open")) == 280_000


def test_a_row_on_review_behind_a_full_cap_has_nothing_at_stake() -> None:
    answer = calc(
        support("settled", 3_200_000, "recruitment"),
        support("open", 1_000_000, "recruitment", main_duty_support=None),
    )
    assert item(answer, "open")["status"] == "review"
    assert (potential(answer)["open"], at_stake(item(answer, "open"))) == (0, 0)


def test_a_persons_cap_is_shared_with_an_earlier_row_on_review() -> None:
    # Confirmed: 15,000,000 (second row). Favourable: 10,000,000 + 11,000,000 = 21,000,000.
    # (21,000,000 - 15,000,000) x 0.7 = 4,200,000
    answer = calc(
        support("spring", 10_000_000, person="p", employment=None, accelerator="no"),
        support("autumn", 15_000_000, "outsourcing", person="p"),
    )
    assert eligible(answer) == {"spring": 0, "autumn": 15_000_000}
    assert potential(answer) == {"spring": 10_000_000, "autumn": 11_000_000}
    assert at_stake(item(answer, "spring")) == 4_200_000


def test_two_rows_on_review_are_each_weighed_with_the_other_as_confirmed() -> None:
    # alone each of the two would add its own 2,000,000 x 0.7 = 1,400,000; together the cap leaves 3,000,000
    answer = calc(
        support("one", 2_000_000, "recruitment", main_duty_support=None),
        support("two", 2_000_000, "outsourcing_recruitment", other_funding=None),
    )
    assert [at_stake(item(answer, id)) for id in ("one", "two")] == [1_400_000, 1_400_000]
    assert potential(answer) == {"one": 2_000_000, "two": 1_000_000}
    assert line(answer, "municipal-support")["potential"] == 2_100_000


def test_a_share_of_a_contract_may_be_given_here_too() -> None:
    # half of a contract of 8,800,001 is municipal support: 4,400,000.5, rounded down. x 0.7 = 3,080,000
    answer = calc(support("v", 8_800_001, "outsourcing", share=Fraction(1, 2)))
    assert eligible(answer) == {"v": 4_400_000}
    assert reductions(item(answer, "v")) == {"share": 4_400_001}
    assert line(answer, "municipal-support")["allocation"] == 3_080_000


def test_the_municipality_that_contributes_needs_no_main_duty_and_no_person() -> None:
    own = judge(support("c", 800_000, "contribution", body_code=KOUMI, main_duty_support=None, person=None))
    assert (own["status"], own["eligible"]) == ("eligible", 800_000)
