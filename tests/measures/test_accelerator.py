"""常勤の自治体DXアクセラレータ (``accelerator``), R8: the ordinary tax, by head.

Deck: 「アクセラレータに対する財政措置」 (普通交付税, 人数に応じて措置, 令和7年度～, 一人当たり840万円程度 in R8) and
「自治体DXアクセラレータの要件」 (appointed by the ministry, employed by the prefecture, main duty municipal support).
"""

from __future__ import annotations

import pytest

from tests.measures.rows import (
    AT_ASSOCIATION,
    AT_CITY,
    AT_HUB,
    AT_TOWN,
    CATEGORIES,
    Row,
    asked,
    at_stake,
    calc,
    head,
    heads,
    item,
    judge,
    line,
    reductions,
)


def test_an_accelerator_is_one_head_whatever_the_cost() -> None:
    # 1 x 8,400,000; the cost of 8,640,000 is not what is paid on
    answer = calc(head("a", 8_640_000))
    own = item(answer, "a")
    assert (own["eligible"], own["potential"], own["status"]) == (0, 0, "eligible")
    assert reductions(own) == {"by-head": 8_640_000}
    assert asked(own) == []
    counted = line(answer, "accelerator")
    assert (counted["tax"], counted["rate"], counted["unit_amount"]) == ("ordinary", None, 8_400_000)
    assert (counted["claimed"], counted["eligible"], counted["potential_eligible"]) == (8_640_000, 0, 0)
    assert (counted["heads"], counted["potential_heads"]) == (1, 1)
    assert (counted["before_rounding"], counted["allocation"], counted["potential"]) == (
        "8400000",
        8_400_000,
        8_400_000,
    )
    assert counted["complete"]


def test_the_unit_amount_of_r8_is_approximate() -> None:
    # 840万円程度: "about"
    assert line(calc(head("a")), "accelerator")["approximate"]


@pytest.mark.parametrize("amount", [0, 1, 4_350_000, 21_000_001, 30_000_000])
def test_neither_a_small_nor_a_large_cost_changes_the_head(amount: int) -> None:
    answer = calc(head("a", amount))
    assert item(answer, "a")["status"] == "eligible"
    assert line(answer, "accelerator")["allocation"] == 8_400_000


def test_three_accelerators_are_three_heads() -> None:
    # 3 x 8,400,000 = 25,200,000
    answer = calc(head("a"), head("b", 9_120_000), head("c", 7_980_000))
    assert heads(answer) == (3, 3)
    assert answer["totals"]["ordinary"] == {"allocation": 25_200_000, "potential": 25_200_000, "complete": True}
    assert answer["totals"]["special"]["allocation"] == 0


@pytest.mark.parametrize(
    "where", [AT_HUB, AT_CITY, AT_TOWN, AT_ASSOCIATION], ids=["hub", "city", "town", "association"]
)
def test_only_a_prefecture_has_accelerators(where: Row) -> None:
    answer = calc(head("a", 8_000_000, **where))
    assert item(answer, "a")["status"] == "ineligible"
    assert reductions(item(answer, "a")) == {"body": 8_000_000}
    assert heads(answer) == (0, 0)
    assert line(answer, "accelerator")["allocation"] == 0


@pytest.mark.parametrize("category", [category for category in CATEGORIES if category != "personnel"])
def test_only_personnel_is_a_head(category: str) -> None:
    answer = calc(head("a", 1_500_000) | {"category": category})
    assert reductions(item(answer, "a")) == {"category": 1_500_000}
    assert item(answer, "a")["status"] == "ineligible"
    assert heads(answer) == (0, 0)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("employment", "part_time"),
        ("employment", "contractor"),
        ("accelerator", "no"),
        ("main_duty_support", "no"),
    ],
)
def test_who_is_not_full_time_appointed_and_for_municipalities_is_no_head(fact: str, value: str) -> None:
    answer = calc(head("a", 6_000_000, **{fact: value}))
    own = item(answer, "a")
    assert (own["status"], own["potential"]) == ("ineligible", 0)
    assert reductions(own) == {f"condition:{fact}": 6_000_000}
    assert heads(answer) == (0, 0)
    assert line(answer, "accelerator")["complete"]


def test_part_time_accelerators_pay_is_not_moved_to_the_other_measure() -> None:
    # the row stands under accelerator; under municipal-support nothing is claimed, so nothing is paid
    answer = calc(head("a", 6_000_000, employment="part_time"))
    assert [line["measure"] for line in answer["measures"]] == ["accelerator"]
    assert answer["totals"]["special"]["allocation"] == 0


@pytest.mark.parametrize("fact", ["employment", "accelerator", "main_duty_support"])
def test_a_blank_fact_makes_a_possible_head(fact: str) -> None:
    answer = calc(head("a", 8_000_000, **{fact: None}))
    own = item(answer, "a")
    assert (own["status"], own["eligible"], own["potential"]) == ("review", 0, 0)
    assert reductions(own) == {f"unknown:{fact}": 8_000_000}
    assert (asked(own), at_stake(own)) == ([fact], 8_400_000)
    assert heads(answer) == (0, 1)
    assert (line(answer, "accelerator")["allocation"], line(answer, "accelerator")["potential"]) == (0, 8_400_000)


def test_all_blank_facts_are_asked_in_order() -> None:
    own = judge(head("a", 8_000_000, employment=None, accelerator=None, main_duty_support=None))
    assert asked(own) == ["employment", "accelerator", "main_duty_support"]
    assert reductions(own) == {"unknown:employment": 8_000_000}
    assert at_stake(own) == 8_400_000


@pytest.mark.parametrize("other_funding", [None, 0, 3_000_000])
def test_a_head_is_not_asked_for_other_funding(other_funding: int | None) -> None:
    # a head is counted whatever the actual cost, so what else pays for it plays no part
    answer = calc(head("a", 8_000_000, other_funding=other_funding))
    assert item(answer, "a")["status"] == "eligible"
    assert reductions(item(answer, "a")) == {"by-head": 8_000_000}
    assert heads(answer) == (1, 1)


def test_a_heads_share_plays_no_part() -> None:
    own = judge(head("a", 8_000_000, share="1/2"))
    assert reductions(own) == {"by-head": 8_000_000}
