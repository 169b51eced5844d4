"""The same cost in R6 to R11: what each fiscal year pays, and what no source says of it.

Deck, per figure: 「アクセラレータ等に対する財政措置」 (～令和6年度, 令和7年度～, ～R11, 840万円程度 in R8); 「市町村支援…特別交付税措置」
(令和7年度から令和9年度までの間 300万円; 令和8年度から 2,100万円); DX推進リーダー (令和11年度まで; 令和8年度から municipalities'
staff); CIO補佐官等 (令和11年度まで; （※2） 令和6～11年度). What it does not print is unknown or an assumption.
"""

from __future__ import annotations

from typing import Any

import pytest

from dx_kofu.rules import overlay
from dx_kofu.rules.load import RuleBook
from dx_kofu.rules.records import Parameter, parameter_name
from tests.measures.rows import (
    AT_HUB,
    AT_PREFECTURE,
    KOUMI,
    NAGANO,
    YEARS,
    Row,
    aide,
    asked,
    at_stake,
    calc,
    eligible,
    head,
    item,
    judge,
    leader,
    line,
    potential,
    problems,
    reductions,
    support,
    warned,
)

UNKNOWN_CAP = ("R6", "R7")
KNOWN_CAP = ("R8", "R9", "R10", "R11")
UNKNOWN_UNIT = ("R7", "R9", "R10", "R11")


# ------------------------------------------------------------------ rates


@pytest.mark.parametrize("year", YEARS)
def test_municipal_support_pays_seven_tenths(year: str) -> None:
    # a cost within the recruitment cap of every year: 1,000,000 x 0.7 = 700,000
    own = line(calc(support("r", 1_000_000, "recruitment", fiscal_year=year)), "municipal-support")
    assert (own["rate"], own["allocation"], own["complete"]) == ("0.7", 700_000, True)


@pytest.mark.parametrize("year", YEARS)
def test_cio_aide_pays_seven_tenths(year: str) -> None:
    # 4,800,000 x 0.7 = 3,360,000
    own = line(calc(aide("a", 4_800_000, fiscal_year=year)), "cio-aide")
    assert (own["rate"], own["allocation"], own["complete"]) == ("0.7", 3_360_000, True)


@pytest.mark.parametrize("year", YEARS)
def test_dx_leader_pays_seven_tenths(year: str) -> None:
    # 1,320,000 x 0.7 = 924,000
    own = line(calc(leader("t", 1_320_000, fiscal_year=year)), "dx-leader")
    assert (own["rate"], own["allocation"], own["complete"]) == ("0.7", 924_000, True)


# ------------------------------------------------------------------ municipal-support


@pytest.mark.parametrize("year", YEARS)
def test_full_time_pay_is_a_cost_in_r6_only(year: str) -> None:
    own = judge(support("p", 8_640_000, fiscal_year=year, employment="full_time", accelerator="no"))
    if year == "R6":
        # still behind the unknown cap
        assert (own["status"], own["potential"]) == ("review", 8_640_000)
        assert reductions(own) == {"unknown:cap:personnel": 8_640_000}
    else:
        assert (own["status"], own["potential"]) == ("ineligible", 0)
        assert reductions(own) == {"condition:employment": 8_640_000}


@pytest.mark.parametrize("year", YEARS)
def test_a_contractor_is_staff_in_no_year(year: str) -> None:
    own = judge(support("p", 8_640_000, fiscal_year=year, employment="contractor"))
    assert reductions(own) == {"condition:employment": 8_640_000}


def test_r6_asks_for_the_employment_although_both_kinds_count() -> None:
    # a contractor would not count; then the cap. 5,000,000 x 0.7 = 3,500,000
    own = judge(support("p", 5_000_000, fiscal_year="R6", employment=None, accelerator="yes"))
    assert asked(own) == ["employment", "cap:personnel"]
    assert reductions(own) == {"unknown:employment": 5_000_000}
    assert at_stake(own) == 3_500_000


@pytest.mark.parametrize("year", KNOWN_CAP)
@pytest.mark.parametrize("category", ["personnel", "outsourcing"])
def test_the_cap_per_person_is_21_million_from_r8(category: str, year: str) -> None:
    # 26,400,000 - 21,000,000 = 5,400,000 goes; 21,000,000 x 0.7 = 14,700,000
    answer = calc(support("p", 26_400_000, category, fiscal_year=year))
    assert reductions(item(answer, "p")) == {"cap:personnel": 5_400_000}
    own = line(answer, "municipal-support")
    assert (own["allocation"], own["potential"], own["complete"]) == (14_700_000, 14_700_000, True)


@pytest.mark.parametrize("year", UNKNOWN_CAP)
@pytest.mark.parametrize("category", ["personnel", "outsourcing"])
def test_before_r8_the_cap_per_person_is_unknown_and_the_potential_uncapped(category: str, year: str) -> None:
    # 26,400,000 x 0.7 = 18,480,000 where there were no cap; nothing is confirmed
    answer = calc(support("p", 26_400_000, category, fiscal_year=year))
    own = item(answer, "p")
    assert (own["status"], own["eligible"], own["potential"]) == ("review", 0, 26_400_000)
    assert reductions(own) == {"unknown:cap:personnel": 26_400_000}
    assert (asked(own), at_stake(own)) == (["cap:personnel"], 18_480_000)
    on_line = line(answer, "municipal-support")
    assert (on_line["allocation"], on_line["potential"], on_line["complete"]) == (0, 18_480_000, False)
    incomplete = {"allocation": 0, "potential": 18_480_000, "complete": False}
    assert answer["totals"]["special"] == incomplete
    assert answer["bodies"][0]["special"] == incomplete


@pytest.mark.parametrize("year", UNKNOWN_CAP)
def test_what_the_unknown_cap_does_not_touch_is_confirmed(year: str) -> None:
    # recruitment 1,000,000 and a contribution are confirmed; 4,320,000 of pay is not.
    # Nagano 700,000, potential (4,320,000 + 1,000,000) x 0.7 = 3,724,000. Koumi 800,000 x 0.7 = 560,000, complete.
    answer = calc(
        support("pay", 4_320_000, fiscal_year=year),
        support("advert", 1_000_000, "recruitment", fiscal_year=year),
        support("share", 800_000, "contribution", fiscal_year=year),
    )
    nagano = line(answer, "municipal-support", NAGANO)
    assert (nagano["allocation"], nagano["potential"], nagano["complete"]) == (700_000, 3_724_000, False)
    koumi = line(answer, "municipal-support", KOUMI)
    assert (koumi["allocation"], koumi["potential"], koumi["complete"]) == (560_000, 560_000, True)
    assert answer["totals"]["special"] == {"allocation": 1_260_000, "potential": 4_284_000, "complete": False}


@pytest.mark.parametrize("year", UNKNOWN_CAP)
def test_an_unknown_cap_takes_what_is_left_after_other_funding_and_share(year: str) -> None:
    # 6,600,000 - 1,600,000 = 5,000,000; x 1/2 = 2,500,000 under the question; x 0.7 = 1,750,000
    own = judge(support("v", 6_600_000, "outsourcing", fiscal_year=year, other_funding=1_600_000, share="1/2"))
    assert reductions(own) == {"other-funding": 1_600_000, "share": 2_500_000, "unknown:cap:personnel": 2_500_000}
    assert (own["potential"], at_stake(own)) == (2_500_000, 1_750_000)
    assert own["status"] == "review"


@pytest.mark.parametrize("year", UNKNOWN_CAP)
def test_each_row_of_a_person_bears_its_own_yen_under_the_unknown_cap(year: str) -> None:
    # 14,000,000 x 0.7 = 9,800,000 and 9,000,000 x 0.7 = 6,300,000; together 23,000,000 uncapped: 16,100,000
    answer = calc(
        support("pay", 14_000_000, person="p", fiscal_year=year),
        support("contract", 9_000_000, "outsourcing", person="p", fiscal_year=year),
    )
    assert [at_stake(item(answer, id)) for id in ("pay", "contract")] == [9_800_000, 6_300_000]
    assert line(answer, "municipal-support")["potential"] == 16_100_000


@pytest.mark.parametrize("year", UNKNOWN_CAP)
@pytest.mark.parametrize(
    ("facts", "gone", "status"),
    [
        ({"other_funding": 3_000_000}, {"other-funding": 3_000_000}, "ineligible"),
        ({"share": "0"}, {"share": 3_000_000}, "ineligible"),
        ({"main_duty_support": "no"}, {"condition:main_duty_support": 3_000_000}, "ineligible"),
    ],
)
def test_an_unknown_cap_is_no_question_where_no_yen_are_left(
    facts: Row, gone: dict[str, int], status: str, year: str
) -> None:
    answer = calc(support("v", 3_000_000, "outsourcing", fiscal_year=year, **facts))
    assert (item(answer, "v")["status"], reductions(item(answer, "v"))) == (status, gone)
    own = line(answer, "municipal-support")
    assert (own["allocation"], own["potential"], own["complete"]) == (0, 0, True)


@pytest.mark.parametrize("year", UNKNOWN_CAP)
def test_a_row_of_zero_yen_does_not_need_the_unknown_cap(year: str) -> None:
    answer = calc(support("p", 0, fiscal_year=year))
    assert (item(answer, "p")["status"], asked(item(answer, "p"))) == ("eligible", [])
    assert line(answer, "municipal-support")["complete"]


@pytest.mark.parametrize("year", UNKNOWN_CAP)
def test_an_open_fact_and_the_unknown_cap_are_both_asked(year: str) -> None:
    # the facts first, then the cap; together they would add 13,200,000 x 0.7 = 9,240,000
    answer = calc(support("v", 13_200_000, "outsourcing", fiscal_year=year, main_duty_support=None, other_funding=None))
    own = item(answer, "v")
    assert asked(own) == ["main_duty_support", "other_funding", "cap:personnel"]
    assert reductions(own) == {"unknown:main_duty_support": 13_200_000}
    assert at_stake(own) == 9_240_000
    assert line(answer, "municipal-support")["potential"] == 9_240_000


@pytest.mark.parametrize("year", YEARS)
def test_travel_meets_no_cap_in_any_year(year: str) -> None:
    answer = calc(support("t", 240_000, "travel", fiscal_year=year))
    assert asked(item(answer, "t")) == ["category"]
    own = line(answer, "municipal-support")
    assert (own["potential"], own["complete"]) == (168_000, True)  # 240,000 x 0.7


@pytest.mark.parametrize(
    ("year", "cap", "allocation"),
    [
        ("R6", 1_000_000, 700_000),
        ("R7", 3_000_000, 2_100_000),
        ("R8", 3_000_000, 2_100_000),
        ("R9", 3_000_000, 2_100_000),
        ("R10", 1_000_000, 700_000),  # assumption: the raise ends with R9
        ("R11", 1_000_000, 700_000),
    ],
)
@pytest.mark.parametrize("category", ["recruitment", "outsourcing_recruitment"])
def test_the_recruitment_cap_is_raised_from_r7_to_r9(category: str, year: str, cap: int, allocation: int) -> None:
    answer = calc(support("r", 3_300_000, category, fiscal_year=year))
    assert eligible(answer) == {"r": cap}
    assert reductions(item(answer, "r")) == {"cap:recruitment": 3_300_000 - cap}
    assert line(answer, "municipal-support")["allocation"] == allocation


# ------------------------------------------------------------------ accelerator


def test_in_r6_the_accelerator_measure_is_not_in_force() -> None:
    # 令和7年度～ 普通交付税
    answer = calc(head("a", 8_400_000, fiscal_year="R6"))
    assert item(answer, "a")["status"] == "ineligible"
    assert reductions(item(answer, "a")) == {"window": 8_400_000}
    own = line(answer, "accelerator")
    assert (own["heads"], own["potential_heads"], own["unit_amount"]) == (0, 0, None)
    assert (own["allocation"], own["potential"], own["complete"]) == (0, 0, True)


@pytest.mark.parametrize("facts", [{"employment": None}, {"accelerator": None}, {"main_duty_support": None}])
def test_in_r6_no_answer_could_make_a_head(facts: Row) -> None:
    own = judge(head("a", 8_400_000, fiscal_year="R6", **facts))
    assert (own["status"], reductions(own)) == ("ineligible", {"window": 8_400_000})


def test_in_r8_a_head_is_about_8_400_000() -> None:
    own = line(calc(head("a"), head("b")), "accelerator")
    assert (own["unit_amount"], own["allocation"], own["approximate"]) == (8_400_000, 16_800_000, True)


@pytest.mark.parametrize("year", UNKNOWN_UNIT)
def test_in_the_other_years_the_unit_amount_is_never_back_filled(year: str) -> None:
    own = line(calc(head("a", fiscal_year=year), head("b", fiscal_year=year)), "accelerator")
    assert (own["heads"], own["unit_amount"], own["allocation"], own["potential"]) == (2, None, 0, None)
    assert not own["complete"]


# ------------------------------------------------------------------ dx-leader, cio-aide


@pytest.mark.parametrize("where", [AT_PREFECTURE, AT_HUB], ids=["prefecture", "hub city"])
@pytest.mark.parametrize(
    ("year", "allocation"),
    [("R6", 0), ("R7", 0), ("R8", 1_540_000), ("R9", 1_540_000), ("R10", 1_540_000), ("R11", 1_540_000)],
)
def test_training_for_municipalities_staff_counts_from_r8(year: str, allocation: int, where: Row) -> None:
    # 2,200,000 x 0.7 = 1,540,000
    answer = calc(leader("t", 2_200_000, fiscal_year=year, for_municipality="yes", **where))
    assert line(answer, "dx-leader")["allocation"] == allocation
    assert line(answer, "dx-leader")["potential"] == allocation


@pytest.mark.parametrize("year", YEARS)
def test_three_aides_count_each_year(year: str) -> None:
    # 3 x 1,200,000 = 3,600,000 of four; x 0.7 = 2,520,000
    answer = calc(*[aide(id, 1_200_000, fiscal_year=year) for id in ("a", "b", "c", "d")])
    assert eligible(answer) == {"a": 1_200_000, "b": 1_200_000, "c": 1_200_000, "d": 0}
    assert line(answer, "cio-aide")["allocation"] == 2_520_000


@pytest.mark.parametrize("year", YEARS)
def test_an_aides_recruitment_counts_up_to_1_million_each_year(year: str) -> None:
    answer = calc(aide("r", 1_450_000, "recruitment", fiscal_year=year))
    assert reductions(item(answer, "r")) == {"cap:recruitment": 450_000}
    assert line(answer, "cio-aide")["allocation"] == 700_000


# ------------------------------------------------------------------ which years there are


@pytest.mark.parametrize("year", ["R5", "R12", "2030", "R1"])
def test_a_year_without_rules_is_an_error_that_names_the_years(year: str) -> None:
    (problem,) = problems(aide("a", 1_000_000, fiscal_year=year))
    assert problem.column == "fiscal_year"
    for known in YEARS:
        assert known in problem.message.in_("en")
        assert known in problem.message.in_("ja")


@pytest.mark.parametrize(
    ("year", "status"),
    [
        ("R6", "in-force"),
        ("R7", "in-force"),
        ("R8", "in-force"),
        ("R9", "announced"),
        ("R10", "announced"),
        ("R11", "announced"),
    ],
)
def test_what_is_announced_and_not_enacted_says_so(year: str, status: str) -> None:
    (rules,) = calc(aide("a", 1_000_000, fiscal_year=year))["ruleset"]
    assert (rules["fiscal_year"], rules["status"]) == (year, status)


@pytest.mark.parametrize("written", ["R8", "令和8", "令和8年度", "2026", "FY2026"])
def test_a_year_may_be_written_in_five_ways(written: str) -> None:
    assert judge(aide("a", 1_000_000, fiscal_year=written))["fiscal_year"] == "R8"


@pytest.mark.parametrize(
    ("day", "odd"),
    [
        ("2026-03-31", True),
        ("2026-04-01", False),
        ("2027-03-31", False),
        ("2027-05-31", False),  # 出納整理期間: payments to 31 May still belong to the year
        ("2027-06-01", True),
    ],
)
def test_a_date_outside_the_year_and_its_closing_period_is_odd_and_costs_nothing(day: str, odd: bool) -> None:
    claim = aide("a", 1_000_000, date=day)
    assert line(calc(claim), "cio-aide")["allocation"] == 700_000
    assert [warning.column for warning in warned(claim)] == (["date"] if odd else [])


def test_years_are_calculated_side_by_side() -> None:
    # R8: 3,000,000 x 0.7 = 2,100,000. R9: the same. R10: 1,000,000 x 0.7 = 700,000
    answer = calc(*[support(year, 4_000_000, "recruitment", fiscal_year=year) for year in ("R8", "R9", "R10")])
    assert [(body["fiscal_year"], body["special"]["allocation"]) for body in answer["bodies"]] == [
        ("R8", 2_100_000),
        ("R9", 2_100_000),
        ("R10", 700_000),
    ]
    assert answer["totals"]["special"]["allocation"] == 4_900_000


# ------------------------------------------------------------------ assumptions and unknowns are marked


def parameter(year: str, measure: str, step: str) -> Parameter:
    """A step of a measure by ``cap:personnel``, ``limit:persons``, ``rate``, ``head``; or a figure by its id."""
    found = RuleBook()[year].rules.measure(measure)
    steps: dict[str, Parameter] = {parameter_name(step): step for step in found.steps}
    return (steps | {figure.id: figure for figure in found.figures})[step]


def grounds(year: str, measure: str, step: str) -> set[str]:
    """The assumptions of a parameter, the year taken out of their words."""
    return {text.en.replace(year, "YEAR") for text in parameter(year, measure, step).assumptions}


@pytest.mark.parametrize(
    ("measure", "step", "assumed"),
    [
        ("municipal-support", "rate", ()),
        ("cio-aide", "rate", ("R6", "R7")),
        ("municipal-support", "cap:personnel", ("R9", "R10", "R11")),
        ("municipal-support", "cap:recruitment", ("R10", "R11")),
        ("dx-leader", "rate", ("R6", "R7")),
        ("cio-aide", "limit:persons", ()),
        ("cio-aide", "cap:recruitment", ("R6", "R7")),
        ("dx-advisor", "dispatches", ("R6", "R9", "R10", "R11")),
    ],
)
@pytest.mark.parametrize("year", YEARS)
def test_a_figure_taken_from_another_year_carries_an_assumption_with_its_ground(
    year: str, measure: str, step: str, assumed: tuple[str, ...]
) -> None:
    # beyond the assumptions that R8 itself makes of the parameter (how rows fill a cap, whom a limit leaves)
    more = grounds(year, measure, step) - grounds("R8", measure, step)
    assert bool(more) == (year in assumed), more
    if year in assumed:
        assert "assumption" in parameter(year, measure, step).standing


@pytest.mark.parametrize(
    ("measure", "step", "unknown"),
    [
        ("municipal-support", "cap:personnel", UNKNOWN_CAP),
        ("municipal-support", "cap:recruitment", ()),
        ("accelerator", "head", UNKNOWN_UNIT),
    ],
)
@pytest.mark.parametrize("year", ["R7", "R8", "R9", "R10", "R11"])
def test_a_figure_that_no_source_gives_is_marked_unknown(
    year: str, measure: str, step: str, unknown: tuple[str, ...]
) -> None:
    assert ("unknown" in parameter(year, measure, step).standing) == (year in unknown)


def test_a_result_lists_the_assumption_that_the_cap_falls_back_in_r10() -> None:
    r10 = calc(support("r", 1_000_000, "recruitment", fiscal_year="R10"))
    r9 = calc(support("r", 1_000_000, "recruitment", fiscal_year="R9"))
    assert set(r10["assumptions"]) - set(r9["assumptions"])


# ------------------------------------------------------------------ a figure that a user knows


def given(year: str, measure: str, parameter: str, value: int) -> RuleBook:
    book = RuleBook()
    text = f"""
        [[figures]]
        fiscal_year = "{year}"
        measure = "{measure}"
        parameter = "{parameter}"
        value = {value}
        source = "a notice that the body holds"
    """
    overlay.apply(book, "known.toml", text.encode())
    return book


@pytest.mark.parametrize("year", UNKNOWN_CAP)
def test_a_known_cap_closes_the_question(year: str) -> None:
    # a cap of 15,000,000 (invented): 26,400,000 - 15,000,000 = 11,400,000 goes; 15,000,000 x 0.7 = 10,500,000
    answer = calc(
        support("p", 26_400_000, fiscal_year=year),
        book=given(year, "municipal-support", "cap:personnel", 15_000_000),
    )
    assert reductions(item(answer, "p")) == {"cap:personnel": 11_400_000}
    own = line(answer, "municipal-support")
    assert (own["allocation"], own["potential"], own["complete"]) == (10_500_000, 10_500_000, True)


@pytest.mark.parametrize("year", UNKNOWN_UNIT)
def test_a_known_unit_amount_completes_the_line(year: str) -> None:
    # 8,237,500 a head (invented): x 2 = 16,475,000; one more may come: 24,712,500. What enters 基準財政需要額 by head is
    # no tax paid: article 22 does not round it
    answer = calc(
        head("a", fiscal_year=year),
        head("b", fiscal_year=year),
        head("c", fiscal_year=year, accelerator=None),
        book=given(year, "accelerator", "head", 8_237_500),
    )
    own = line(answer, "accelerator")
    assert (own["unit_amount"], own["allocation"], own["complete"]) == (8_237_500, 16_475_000, True)
    assert own["before_rounding"] == "16475000"
    assert own["potential"] == 24_712_500
    assert at_stake(item(answer, "c")) == 8_237_500


def test_a_year_of_the_prefecture_and_its_town() -> None:
    # R9, everything at once: Nagano 21,000,000 (cap) + 3,000,000 (cap) = 24,000,000 x 0.7 = 16,800,000 and a head of
    # unknown amount; Koumi contributes 1,600,000 x 0.7 = 1,120,000 and an aide 2,400,000 x 0.7 = 1,680,000
    r9: dict[str, Any] = {"fiscal_year": "R9"}
    rows = (
        support("contract", 23_000_000, "outsourcing", **r9),
        support("advert", 3_500_000, "recruitment", **r9),
        head("a", **r9),
        support("share", 1_600_000, "contribution", **r9),
        aide("aide", 2_400_000, body_code=KOUMI, **r9),
    )
    answer = calc(*rows)
    assert answer["totals"]["special"] == {"allocation": 19_600_000, "potential": 19_600_000, "complete": True}
    assert answer["totals"]["ordinary"] == {"allocation": 0, "potential": None, "complete": False}
    assert potential(answer)["contract"] == 21_000_000
    assert warned(*rows) == []
