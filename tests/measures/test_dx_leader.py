"""DX推進リーダーの育成 (``dx-leader``), R8.

Deck: 「地方公共団体におけるデジタル化の取組の中核を担う職員(DX推進リーダー)の育成に係る特別交付税措置」: 対象団体
都道府県・市町村, 想定される経費, 0.7, no cap, and the 留意点 (municipalities' staff from R8, accelerators as trainees, what
is not in the programme, staff at large).
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
    Row,
    asked,
    at_stake,
    calc,
    eligible,
    item,
    judge,
    leader,
    line,
    reductions,
)

LISTED = ("training", "course", "exam", "programme", "environment", "outsourcing", "outsourcing_other", "contribution")


@pytest.mark.parametrize(
    "where",
    [AT_PREFECTURE, AT_CITY, AT_TOWN, AT_HUB, AT_WARD],
    ids=["prefecture", "city", "town", "hub city", "ward"],
)
@pytest.mark.parametrize(
    ("category", "amount", "allocation"),
    [
        ("training", 1_320_000, 924_000),  # 研修に要する経費
        ("course", 550_000, 385_000),  # 講座受講料: 55,000 x 10
        ("exam", 150_000, 105_000),  # 受験料: 7,500 x 20
        ("programme", 2_200_000, 1_540_000),  # 育成プログラム策定経費
        ("environment", 480_000, 336_000),  # ソフトウェアライセンス料
        ("outsourcing", 4_400_000, 3_080_000),  # 育成プログラム実施に係る委託費
        ("outsourcing_other", 330_000, 231_000),
        ("contribution", 700_000, 490_000),  # 負担金
    ],
)
def test_a_prefecture_or_municipality_gets_seven_tenths(
    category: str, amount: int, allocation: int, where: Row
) -> None:
    answer = calc(leader("t", amount, category, **where))
    assert item(answer, "t")["status"] == "eligible"
    own = line(answer, "dx-leader")
    assert (own["tax"], own["rate"], own["eligible"], own["allocation"]) == ("special", "0.7", amount, allocation)
    assert own["complete"]


def test_there_is_no_cap() -> None:
    # 上限額 なし: 120,000,000 x 0.7 = 84,000,000
    answer = calc(leader("a", 70_000_000, "outsourcing"), leader("b", 50_000_000, "environment"))
    assert line(answer, "dx-leader")["allocation"] == 84_000_000


@pytest.mark.parametrize("category", [*LISTED, "travel", "other"])
def test_an_association_receives_no_allocation_tax(category: str) -> None:
    # Local Allocation Tax Act, article 2: prefectures and municipalities
    own = judge(leader("x", 660_000, category, **AT_ASSOCIATION))
    assert (own["status"], own["potential"], reductions(own)) == ("ineligible", 0, {"body": 660_000})


@pytest.mark.parametrize("category", ["personnel", "recruitment", "outsourcing_recruitment", "communication"])
def test_a_category_that_is_not_listed_is_excluded(category: str) -> None:
    own = judge(leader("x", 75_000, category))
    assert (own["status"], own["potential"], reductions(own)) == ("ineligible", 0, {"category": 75_000})


@pytest.mark.parametrize("category", [*LISTED, "travel", "other"])
@pytest.mark.parametrize(
    ("fact", "value"), [("designated_leader", "no"), ("in_programme", "no"), ("broad_audience", "yes")]
)
def test_other_trainees_items_outside_the_programme_and_staff_at_large_never_count(
    fact: str, value: str, category: str
) -> None:
    # 留意点: 育成プログラム上に記載の無い研修や幅広な職員を対象とした研修は対象外
    own = judge(leader("x", 880_000, category, **{fact: value}))
    assert (own["status"], own["potential"], reductions(own)) == ("ineligible", 0, {f"condition:{fact}": 880_000})


def test_an_elementary_exam_does_not_count() -> None:
    # 初歩的なものではなく、一定の専門的な資格試験を対象
    own = judge(leader("x", 37_500, "exam", specialised_exam="no"))
    assert (own["status"], reductions(own)) == ("ineligible", {"condition:specialised_exam": 37_500})


@pytest.mark.parametrize("category", [category for category in LISTED if category != "exam"])
@pytest.mark.parametrize("specialised", [None, "no"])
def test_only_an_exam_is_asked_whether_it_is_specialised(specialised: str | None, category: str) -> None:
    assert judge(leader("t", 100_000, category, specialised_exam=specialised))["status"] == "eligible"


# ------------------------------------------------------------------ the staff of other municipalities


@pytest.mark.parametrize("where", [AT_PREFECTURE, AT_HUB], ids=["prefecture", "hub city"])
@pytest.mark.parametrize("category", LISTED)
def test_from_r8_a_prefecture_or_hub_city_may_train_municipalities_leaders(category: str, where: Row) -> None:
    # 留意点: 令和8年度から、都道府県等が市町村のDX推進リーダーに対して行う研修等. 770,000 x 0.7 = 539,000
    answer = calc(leader("t", 770_000, category, for_municipality="yes", **where))
    assert item(answer, "t")["status"] == "eligible"
    assert line(answer, "dx-leader")["allocation"] == 539_000


@pytest.mark.parametrize("where", [AT_CITY, AT_TOWN, AT_WARD], ids=["city", "town", "ward"])
@pytest.mark.parametrize("category", [*LISTED, "travel", "other"])
def test_other_municipalities_train_only_their_own(category: str, where: Row) -> None:
    own = judge(leader("x", 770_000, category, for_municipality="yes", **where))
    assert (own["status"], own["potential"], reductions(own)) == (
        "ineligible",
        0,
        {"condition:for_municipality": 770_000},
    )


@pytest.mark.parametrize("where", [AT_PREFECTURE, AT_HUB], ids=["prefecture", "hub city"])
@pytest.mark.parametrize("year", ["R6", "R7"])
def test_before_r8_nobody_may_train_municipalities_leaders(year: str, where: Row) -> None:
    own = judge(leader("x", 770_000, for_municipality="yes", fiscal_year=year, **where))
    assert (own["status"], reductions(own)) == ("ineligible", {"condition:for_municipality": 770_000})


def test_a_municipalitys_trainee_must_be_a_designated_leader_too() -> None:
    own = judge(leader("x", 770_000, for_municipality="yes", designated_leader="no", **AT_PREFECTURE))
    assert reductions(own) == {"condition:designated_leader": 770_000}


def test_a_blank_for_municipality_means_own_staff_and_says_so() -> None:
    blank = calc(leader("t", 500_000, for_municipality=None, share=Fraction(1), hub_city="no"))
    stated = calc(leader("t", 500_000, for_municipality="no", share=Fraction(1), hub_city="no"))
    assert item(blank, "t")["status"] == "eligible"
    assert item(blank, "t")["eligible"] == item(stated, "t")["eligible"] == 500_000
    assert set(stated["assumptions"]) < set(blank["assumptions"])


def test_the_exam_is_asked_about_before_the_trainees_body() -> None:
    own = judge(leader("x", 90_000, "exam", specialised_exam="no", for_municipality="yes"))
    assert reductions(own) == {"condition:specialised_exam": 90_000}


# ------------------------------------------------------------------ an accelerator as trainee


def test_an_accelerator_who_is_a_designated_leader_may_be_trained() -> None:
    # 留意点: 自治体DXアクセラレータとして確保した者に対して行う研修. 660,000 x 0.7 = 462,000
    answer = calc(leader("t", 660_000, accelerator="yes", employment="full_time", **AT_PREFECTURE))
    assert item(answer, "t")["status"] == "eligible"
    assert line(answer, "dx-leader")["allocation"] == 462_000


def test_an_accelerator_who_is_not_designated_may_not() -> None:
    own = judge(leader("x", 660_000, accelerator="yes", designated_leader="no", **AT_PREFECTURE))
    assert (own["status"], reductions(own)) == ("ineligible", {"condition:designated_leader": 660_000})


def test_an_accelerator_of_whom_the_designation_is_not_known_is_on_review() -> None:
    own = judge(leader("t", 660_000, accelerator="yes", designated_leader=None, **AT_PREFECTURE))
    assert (own["status"], asked(own), at_stake(own)) == ("review", ["designated_leader"], 462_000)


def test_training_an_accelerator_makes_no_head() -> None:
    answer = calc(
        leader(
            "t",
            660_000,
            accelerator="yes",
            employment="full_time",
            main_duty_support="yes",
            person="a",
            **AT_PREFECTURE,
        )
    )
    assert [line["measure"] for line in answer["measures"]] == ["dx-leader"]
    assert answer["totals"]["ordinary"]["allocation"] == 0


# ------------------------------------------------------------------ 等, persons, shares


@pytest.mark.parametrize("category", ["travel", "other"])
def test_travel_and_other_are_never_confirmed(category: str) -> None:
    # 人材育成事業に必要なその他の経費 / 等: 96,000 on review, 67,200 hang on it
    answer = calc(leader("t", 96_000, category))
    own = item(answer, "t")
    assert (own["status"], own["potential"], reductions(own)) == ("review", 96_000, {"unknown:category": 96_000})
    assert (asked(own), at_stake(own)) == (["category"], 67_200)
    assert line(answer, "dx-leader")["potential"] == 67_000


def test_travel_asks_what_training_asks_and_other_funding_last() -> None:
    own = judge(
        leader(
            "t", 96_000, "travel", designated_leader=None, in_programme=None, broad_audience=None, other_funding=None
        )
    )
    assert asked(own) == ["category", "designated_leader", "in_programme", "broad_audience", "other_funding"]


@pytest.mark.parametrize("category", LISTED)
def test_nobody_needs_to_be_named_and_a_blank_share_is_the_whole(category: str) -> None:
    own = judge(leader("t", 220_000, category, person=None, share=None))
    assert (own["status"], own["eligible"]) == ("eligible", 220_000)


def test_a_course_partly_for_staff_at_large_may_be_apportioned() -> None:
    # 12 of 30 seats: 900,000 x 12/30 = 360,000; x 0.7 = 252,000
    answer = calc(leader("t", 900_000, "course", share=Fraction(12, 30)))
    assert eligible(answer) == {"t": 360_000}
    assert line(answer, "dx-leader")["allocation"] == 252_000
