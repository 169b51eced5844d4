"""Heads: under ``accelerator``, under ``municipal-support``, under both; the same person twice; not known.

Deck: 「アクセラレータに対する財政措置」: 常勤職員 through 普通交付税, 人数に応じて措置, from R7; R8 840万円程度 a head; and the note
of the 市町村支援 page that such pay is 特別交付税措置対象外.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.measures.rows import (
    AT_HUB,
    GIFU,
    NAGANO,
    Row,
    asked,
    at_stake,
    calc,
    eligible,
    head,
    heads,
    item,
    line,
    potential,
    reductions,
    support,
    warned,
)


def full_time(id: str, amount: int = 8_000_000, **facts: Any) -> Row:
    """An appointed full-time accelerator whose pay was entered under ``municipal-support``."""
    return support(id, amount, **{"employment": "full_time", "accelerator": "yes", **facts})


# ------------------------------------------------------------------ the row under municipal-support


def test_an_accelerators_pay_under_municipal_support_goes_and_the_head_counts() -> None:
    # 8,000,000 of cost goes; 1 x 8,400,000 comes through the ordinary tax, on a line nobody claimed
    answer = calc(full_time("a"))
    own = item(answer, "a")
    assert (own["status"], own["eligible"], own["potential"]) == ("ineligible", 0, 0)
    assert reductions(own) == {"ordinary-tax": 8_000_000}
    assert asked(own) == []
    counted = line(answer, "accelerator")
    assert (counted["claimed"], counted["heads"], counted["potential_heads"]) == (0, 1, 1)
    assert (counted["allocation"], counted["potential"]) == (8_400_000, 8_400_000)
    assert line(answer, "municipal-support")["allocation"] == 0
    assert line(answer, "municipal-support")["potential"] == 0
    assert answer["bodies"] == [
        {
            "body_code": NAGANO,
            "fiscal_year": "R8",
            "special": {"allocation": 0, "potential": 0, "complete": True},
            "ordinary": {"allocation": 8_400_000, "potential": 8_400_000, "complete": True},
        }
    ]


@pytest.mark.parametrize("year", ["R7", "R8", "R9", "R10", "R11"])
def test_so_in_every_year_from_r7(year: str) -> None:
    answer = calc(full_time("a", fiscal_year=year))
    assert reductions(item(answer, "a")) == {"ordinary-tax": 8_000_000}
    assert heads(answer) == (1, 1)


def test_full_time_staff_not_appointed_are_neither_cost_nor_head() -> None:
    answer = calc(full_time("a", accelerator="no"))
    assert reductions(item(answer, "a")) == {"condition:employment": 8_000_000}
    assert [line["measure"] for line in answer["measures"]] == ["municipal-support"]


def test_whose_main_duty_is_elsewhere_is_neither_and_that_is_the_first_reason() -> None:
    answer = calc(full_time("a", main_duty_support="no"))
    assert reductions(item(answer, "a")) == {"condition:main_duty_support": 8_000_000}
    assert [line["measure"] for line in answer["measures"]] == ["municipal-support"]


@pytest.mark.parametrize("appointed", ["yes", "no", None])
def test_a_hub_citys_full_time_staff_are_no_heads(appointed: str | None) -> None:
    # an accelerator is a prefecture's employee (自治体DXアクセラレータの要件), so nothing is asked either
    answer = calc(full_time("a", accelerator=appointed, **AT_HUB))
    assert item(answer, "a")["status"] == "ineligible"
    assert reductions(item(answer, "a")) == {"condition:employment": 8_000_000}
    assert [line["measure"] for line in answer["measures"]] == ["municipal-support"]


def test_in_r6_an_accelerators_pay_is_a_cost_and_no_head() -> None:
    # ～令和6年度: 常勤職員 特別交付税. Only the cap per person is not known.
    answer = calc(full_time("a", fiscal_year="R6"))
    own = item(answer, "a")
    assert (own["status"], own["potential"], asked(own)) == ("review", 8_000_000, ["cap:personnel"])
    assert [line["measure"] for line in answer["measures"]] == ["municipal-support"]


def test_a_contract_or_recruitment_with_an_accelerator_is_no_head() -> None:
    # 業務委託により確保した場合も、引き続き特別交付税措置: 6,000,000 + 500,000 = 6,500,000; x 0.7 = 4,550,000
    answer = calc(
        support("contract", 6_000_000, "outsourcing", person="a", employment="full_time", accelerator="yes"),
        support("advert", 500_000, "recruitment", person="a", employment="full_time", accelerator="yes"),
    )
    assert [line["measure"] for line in answer["measures"]] == ["municipal-support"]
    assert line(answer, "municipal-support")["allocation"] == 4_550_000


# ------------------------------------------------------------------ distinct persons


def test_one_person_in_two_rows_is_one_head() -> None:
    # two halves of the year, 4,200,000 and 4,350,000
    answer = calc(head("first half", 4_200_000, person="a"), head("second half", 4_350_000, person="a"))
    assert heads(answer) == (1, 1)
    assert line(answer, "accelerator")["claimed"] == 8_550_000
    assert line(answer, "accelerator")["allocation"] == 8_400_000


def test_one_person_under_both_measures_is_one_head() -> None:
    answer = calc(head("pay", 7_800_000, person="a"), full_time("allowance", 900_000, person="a"))
    assert reductions(item(answer, "pay")) == {"by-head": 7_800_000}
    assert reductions(item(answer, "allowance")) == {"ordinary-tax": 900_000}
    assert heads(answer) == (1, 1)
    assert line(answer, "accelerator")["claimed"] == 7_800_000


def test_two_persons_under_the_two_measures_are_two_heads() -> None:
    # 2 x 8,400,000 = 16,800,000
    answer = calc(head("a"), full_time("b"))
    assert heads(answer) == (2, 2)
    assert line(answer, "accelerator")["allocation"] == 16_800_000


def test_a_head_counts_whole_whatever_the_months_and_a_successor_is_another() -> None:
    # assumption: one month of the predecessor (720,000) and eleven of the successor are two heads
    answer = calc(head("predecessor", 720_000), head("successor", 7_920_000))
    assert line(answer, "accelerator")["allocation"] == 16_800_000


def test_a_person_is_counted_at_each_body_and_in_each_year() -> None:
    answer = calc(
        head("nagano", person="a"),
        head("gifu", person="a", body_code=GIFU),
        head("nagano before", person="a", fiscal_year="R7"),
    )
    assert heads(answer, NAGANO, "R8") == heads(answer, GIFU, "R8") == heads(answer, NAGANO, "R7") == (1, 1)


def test_part_time_and_then_full_time_gives_eligible_cost_and_a_head() -> None:
    # assumption: April to September part-time 2,400,000 x 0.7 = 1,680,000, and one head of 8,400,000
    rows = (support("spring", 2_400_000, person="a", accelerator="yes"), head("autumn", 3_900_000, person="a"))
    answer = calc(*rows)
    assert eligible(answer) == {"spring": 2_400_000, "autumn": 0}
    assert answer["totals"]["special"]["allocation"] == 1_680_000
    assert answer["totals"]["ordinary"]["allocation"] == 8_400_000
    assert [warning.column for warning in warned(*rows)] == ["employment"]


def test_a_row_of_zero_yen_is_a_head_under_both_measures() -> None:
    answer = calc(head("a", 0), full_time("b", 0))
    assert heads(answer) == (2, 2)
    assert item(answer, "a")["status"] == "eligible"


# ------------------------------------------------------------------ not known


def test_where_the_head_may_count_the_row_is_on_review_and_asks_what_is_missing() -> None:
    # the cost is gone either way; 8,400,000 hang on the appointment
    answer = calc(full_time("a", accelerator=None))
    own = item(answer, "a")
    assert (own["status"], own["eligible"], own["potential"]) == ("review", 0, 0)
    assert reductions(own) == {"unknown:accelerator": 8_000_000}
    assert (asked(own), at_stake(own)) == (["accelerator"], 8_400_000)
    assert heads(answer) == (0, 1)
    assert line(answer, "accelerator")["claimed"] == 0
    assert (line(answer, "accelerator")["allocation"], line(answer, "accelerator")["potential"]) == (0, 8_400_000)
    assert line(answer, "municipal-support")["potential"] == 0


def test_the_main_duty_may_be_what_is_missing() -> None:
    answer = calc(full_time("a", main_duty_support=None))
    own = item(answer, "a")
    assert (asked(own), at_stake(own), own["potential"]) == (["main_duty_support"], 8_400_000, 0)
    assert heads(answer) == (0, 1)


def test_both_may_be_missing() -> None:
    answer = calc(full_time("a", main_duty_support=None, accelerator=None))
    own = item(answer, "a")
    assert set(asked(own)) == {"main_duty_support", "accelerator"}
    assert at_stake(own) == 8_400_000
    assert sum(reductions(own).values()) == 8_000_000


def test_a_head_does_not_ask_for_other_funding_under_municipal_support_either() -> None:
    answer = calc(full_time("a", other_funding=None), full_time("b", accelerator=None, other_funding=None))
    assert reductions(item(answer, "a")) == {"ordinary-tax": 8_000_000}
    assert asked(item(answer, "b")) == ["accelerator"]


def test_full_time_and_known_not_to_be_appointed_is_out_whatever_else_is_blank() -> None:
    answer = calc(full_time("a", accelerator="no", main_duty_support=None, other_funding=None))
    assert item(answer, "a")["status"] == "ineligible"
    assert reductions(item(answer, "a")) == {"condition:employment": 8_000_000}


def test_a_blank_employment_may_mean_a_cost_or_a_head() -> None:
    # Part-time: 12,000,000 x 0.7 = 8,400,000 of special tax. Full-time: a head, 8,400,000 of ordinary tax. Each line's
    # favourable scenario stands for itself; one answer gives one of the two, so 8,400,000 hang on it.
    answer = calc(support("a", 12_000_000, employment=None, accelerator="yes"))
    own = item(answer, "a")
    assert (own["status"], own["eligible"], own["potential"]) == ("review", 0, 12_000_000)
    assert reductions(own) == {"unknown:employment": 12_000_000}
    assert (asked(own), at_stake(own)) == (["employment"], 8_400_000)
    assert line(answer, "municipal-support")["potential"] == 8_400_000
    assert line(answer, "accelerator")["potential"] == 8_400_000
    assert heads(answer) == (0, 1)


def test_a_blank_employment_is_asked_before_an_appointment_that_only_full_time_staff_need() -> None:
    # the row asks what its own measure asks; the appointment is asked once the employment is known to be full-time
    answer = calc(support("a", 6_000_000, employment=None, accelerator=None))
    assert asked(item(answer, "a")) == ["employment"]
    assert potential(answer) == {"a": 6_000_000}
    assert heads(answer) == (0, 1)


def test_a_blank_employment_and_main_duty_are_asked_for_cost_and_head_alike() -> None:
    answer = calc(support("a", 12_000_000, main_duty_support=None, employment=None, accelerator="yes"))
    own = item(answer, "a")
    assert asked(own) == ["main_duty_support", "employment"]
    assert reductions(own) == {"unknown:main_duty_support": 12_000_000}
    assert heads(answer) == (0, 1)
    assert line(answer, "municipal-support")["potential"] == 8_400_000


def test_a_blank_employment_matters_no_more_where_the_main_duty_is_elsewhere() -> None:
    answer = calc(support("a", 6_000_000, main_duty_support="no", employment=None, accelerator="yes"))
    assert reductions(item(answer, "a")) == {"condition:main_duty_support": 6_000_000}
    assert [line["measure"] for line in answer["measures"]] == ["municipal-support"]


def test_in_r6_a_blank_employment_can_mean_no_head() -> None:
    answer = calc(support("a", 6_000_000, employment=None, accelerator="yes", fiscal_year="R6"))
    assert [line["measure"] for line in answer["measures"]] == ["municipal-support"]


def test_a_blank_employment_of_one_known_not_to_be_appointed_is_only_a_cost() -> None:
    # 6,000,000 x 0.7 = 4,200,000
    answer = calc(support("a", 6_000_000, employment=None, accelerator="no"))
    assert (asked(item(answer, "a")), at_stake(item(answer, "a"))) == (["employment"], 4_200_000)
    assert [line["measure"] for line in answer["measures"]] == ["municipal-support"]


def test_a_confirmed_head_is_not_counted_again_by_an_open_row() -> None:
    # nothing hangs on the second row: the person is a head already
    answer = calc(head("a1", person="a"), full_time("a2", person="a", accelerator=None))
    assert heads(answer) == (1, 1)
    assert item(answer, "a2")["status"] == "review"
    assert at_stake(item(answer, "a2")) == 0
    assert line(answer, "accelerator")["potential"] == 8_400_000


def test_two_open_rows_of_one_person_are_one_possible_head() -> None:
    # with the other row as confirmed (no head), each of the two would add the whole 8,400,000
    answer = calc(head("a1", person="a", accelerator=None), full_time("a2", person="a", main_duty_support=None))
    assert heads(answer) == (0, 1)
    assert [at_stake(item(answer, id)) for id in ("a1", "a2")] == [8_400_000, 8_400_000]
    assert line(answer, "accelerator")["potential"] == 8_400_000


def test_one_confirmed_and_one_open_person() -> None:
    answer = calc(head("a"), head("b", main_duty_support=None), head("c", accelerator="no"))
    assert heads(answer) == (1, 2)
    assert (line(answer, "accelerator")["allocation"], line(answer, "accelerator")["potential"]) == (
        8_400_000,
        16_800_000,
    )


# ------------------------------------------------------------------ the unit amount not known


@pytest.mark.parametrize("year", ["R7", "R9", "R10", "R11"])
def test_an_unknown_unit_amount_leaves_the_head_confirmed_and_the_line_incomplete(year: str) -> None:
    answer = calc(head("a", fiscal_year=year))
    assert item(answer, "a")["status"] == "eligible"
    assert reductions(item(answer, "a")) == {"by-head": 8_640_000}
    counted = line(answer, "accelerator")
    assert (counted["heads"], counted["potential_heads"], counted["unit_amount"]) == (1, 1, None)
    assert (counted["allocation"], counted["potential"], counted["complete"]) == (0, None, False)
    incomplete = {"allocation": 0, "potential": None, "complete": False}
    assert answer["totals"]["ordinary"] == incomplete
    assert answer["bodies"][0]["ordinary"] == incomplete
    assert answer["totals"]["special"] == {"allocation": 0, "potential": 0, "complete": True}


@pytest.mark.parametrize("year", ["R7", "R9", "R10", "R11"])
def test_a_possible_head_has_no_bound_where_the_unit_amount_is_unknown(year: str) -> None:
    answer = calc(full_time("a", accelerator=None, fiscal_year=year))
    assert at_stake(item(answer, "a")) is None
    assert heads(answer) == (0, 1)
    assert line(answer, "accelerator")["potential"] is None
    assert not line(answer, "accelerator")["complete"]


@pytest.mark.parametrize("year", ["R7", "R9", "R10", "R11"])
def test_without_a_possible_head_nothing_is_unknown(year: str) -> None:
    answer = calc(head("a", accelerator="no", fiscal_year=year))
    counted = line(answer, "accelerator")
    assert heads(answer) == (0, 0)
    assert (counted["allocation"], counted["potential"], counted["complete"]) == (0, 0, True)


def test_a_total_over_a_null_is_null_and_incomplete() -> None:
    # Nagano R8: 8,400,000; Gifu R9: one head of unknown amount
    answer = calc(head("a"), head("b", body_code=GIFU, fiscal_year="R9"))
    assert answer["totals"]["ordinary"] == {"allocation": 8_400_000, "potential": None, "complete": False}
