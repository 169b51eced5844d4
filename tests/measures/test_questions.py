"""What is not known: confirmed and potential, what hangs on an answer, defaults, and answers assumed for a run.

Assumption of the project, not of the deck: an unknown counts as not fulfilled in the confirmed figure and is resolved
in the body's favour in the potential. ``yen`` is what favourable answers to all questions of a row would add before
rounding, the other rows as confirmed.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from dx_kofu.read.guide import Guide
from tests.measures.rows import (
    AT_PREFECTURE,
    KOUMI,
    Answer,
    aide,
    asked,
    assert_laws,
    at_stake,
    calc,
    eligible,
    head,
    item,
    judge,
    leader,
    line,
    potential,
    reductions,
    support,
)
from tests.support import BOOK, calc_text

# ------------------------------------------------------------------ confirmed and potential


def test_a_budget_with_one_open_row_has_two_figures() -> None:
    # confirmed 2,400,000 x 0.7 = 1,680,000; with the open 1,200,000: 3,600,000 x 0.7 = 2,520,000
    answer = calc(
        aide("settled", 6_000_000, "outsourcing", share=Fraction(2, 5)), aide("open", 1_200_000, external=None)
    )
    own = line(answer, "cio-aide")
    assert (own["claimed"], own["eligible"], own["potential_eligible"]) == (7_200_000, 2_400_000, 3_600_000)
    assert (own["allocation"], own["potential"], own["complete"]) == (1_680_000, 2_520_000, True)
    assert own["before_rounding"] == "1680000"
    assert answer["bodies"][0]["special"] == {"allocation": 1_680_000, "potential": 2_520_000, "complete": True}
    assert at_stake(item(answer, "open")) == 840_000


def test_an_open_row_with_known_funding_is_worth_what_would_be_left() -> None:
    # 3,300,000 - 300,000 = 3,000,000, x 0.4 = 1,200,000; x 0.7 = 840,000. All of the claim is on review.
    own = judge(aide("v", 3_300_000, "outsourcing", other_funding=300_000, share=Fraction(2, 5), plan_only=None))
    assert (own["eligible"], own["potential"], own["status"]) == (0, 1_200_000, "review")
    assert reductions(own) == {"unknown:plan_only": 3_300_000}
    assert at_stake(own) == 840_000


def test_unknown_other_funding_is_none_in_the_favourable_scenario() -> None:
    # 5,000,000 x 0.4 = 2,000,000; x 0.7 = 1,400,000
    own = judge(aide("v", 5_000_000, "outsourcing", other_funding=None, share=Fraction(2, 5)))
    assert (own["potential"], at_stake(own)) == (2_000_000, 1_400_000)
    assert reductions(own) == {"unknown:other-funding": 5_000_000}


def test_an_unknown_share_is_the_whole_in_the_favourable_scenario() -> None:
    # 6,000,000 - 1,000,000 = 5,000,000 x 1; x 0.7 = 3,500,000
    own = judge(aide("v", 6_000_000, "outsourcing", other_funding=1_000_000, share=None))
    assert (own["potential"], at_stake(own)) == (5_000_000, 3_500_000)
    assert reductions(own) == {"unknown:share": 6_000_000}


def test_an_open_row_that_other_funding_pays_whole_is_still_a_question_without_yen() -> None:
    own = judge(aide("v", 2_000_000, other_funding=2_000_000, external=None))
    assert (own["status"], own["potential"]) == ("review", 0)
    assert (asked(own), at_stake(own)) == (["external"], 0)


def test_the_favourable_scenario_of_an_open_row_is_capped() -> None:
    # 4,500,000 -> 3,000,000 x 0.7 = 2,100,000
    own = judge(support("r", 4_500_000, "recruitment", main_duty_support=None))
    assert (own["potential"], at_stake(own)) == (3_000_000, 2_100_000)
    assert reductions(own) == {"unknown:main_duty_support": 4_500_000}


def test_every_question_of_a_row_bears_the_same_yen() -> None:
    # all four answers together add 3,300,000 x 0.7 = 2,310,000; one alone adds nothing
    own = judge(aide("v", 3_300_000, "outsourcing", advisory=None, plan_only=None, share=None, other_funding=None))
    assert [(question["fact"], question["yen"]) for question in own["questions"]] == [
        ("advisory", 2_310_000),
        ("plan_only", 2_310_000),
        ("share", 2_310_000),
        ("other_funding", 2_310_000),
    ]


def test_a_question_says_who_can_answer() -> None:
    answer = calc(
        aide(
            "v", 3_300_000, "outsourcing", external=None, advisory=None, plan_only=None, share=None, other_funding=None
        ),
        aide("t", 60_000, "travel"),
        support("p", 5_000_000, employment=None, accelerator="no", main_duty_support=None, fiscal_year="R7"),
        head("a", accelerator=None),
        support("c", 900_000, "contribution", underlying_eligible=None),
        leader(
            "e", 40_000, "exam", designated_leader=None, in_programme=None, broad_audience=None, specialised_exam=None
        ),
    )
    questions = [question for item in answer["items"] for question in item["questions"]]
    # 5 + 1 + 3 (main duty, employment, cap; not appointed, so no head) + 1 + 1 + 4
    assert len(questions) == 15
    assert all(question["who"] and question["text"] for question in questions)


# ------------------------------------------------------------------ several open rows


def test_open_rows_of_different_bodies_do_not_touch() -> None:
    answer = calc(
        aide("a", 2_000_000, external=None),
        aide("b", 1_000_000, external=None, body_code=KOUMI),
    )
    assert [at_stake(item(answer, id)) for id in ("a", "b")] == [1_400_000, 700_000]
    assert answer["totals"]["special"] == {"allocation": 0, "potential": 2_100_000, "complete": True}


def test_four_open_aides_are_three_in_the_favourable_scenario() -> None:
    # 4,000,000 + 3,000,000 + 2,000,000 = 9,000,000 of 10,000,000; x 0.7 = 6,300,000.
    # Each alone, the others as confirmed (none), would stay: 0.7 of its own amount.
    amounts = {"a": 1_000_000, "b": 2_000_000, "c": 3_000_000, "d": 4_000_000}
    answer = calc(*[aide(id, amount, advisory=None) for id, amount in amounts.items()])
    assert potential(answer) == {"a": 0, "b": 2_000_000, "c": 3_000_000, "d": 4_000_000}
    assert [at_stake(item(answer, id)) for id in amounts] == [700_000, 1_400_000, 2_100_000, 2_800_000]
    assert line(answer, "cio-aide")["potential"] == 6_300_000


def test_a_cap_and_a_limit_at_once() -> None:
    # Appointments: confirmed b + c = 3,000,000, favourable a + b + c = 5,000,000 (nobody is over the limit).
    # Recruitment: confirmed 900,000, favourable 300,000 + 700,000 = 1,000,000.
    # Confirmed 3,900,000 x 0.7 = 2,730,000; favourable 6,000,000 x 0.7 = 4,200,000
    answer = calc(
        aide("a", 2_000_000, external=None),
        aide("b", 1_800_000),
        aide("c", 1_200_000),
        aide("advert", 300_000, "recruitment", other_funding=None),
        aide("agency", 900_000, "outsourcing_recruitment"),
    )
    assert eligible(answer) == {"a": 0, "b": 1_800_000, "c": 1_200_000, "advert": 0, "agency": 900_000}
    assert potential(answer) == {
        "a": 2_000_000,
        "b": 1_800_000,
        "c": 1_200_000,
        "advert": 300_000,
        "agency": 700_000,
    }
    own = line(answer, "cio-aide")
    assert (own["allocation"], own["potential"]) == (2_730_000, 4_200_000)
    assert [at_stake(item(answer, id)) for id in ("a", "advert")] == [1_400_000, 70_000]


def test_an_open_persons_row_may_push_another_out_and_is_worth_the_difference() -> None:
    # c with 1,500,000 would make room for d with 1,800,000: 300,000 x 0.7 = 210,000
    answer = calc(
        aide("a", 3_000_000), aide("b", 2_000_000), aide("c", 1_500_000), aide("d", 1_800_000, employment=None)
    )
    assert potential(answer) == {"a": 3_000_000, "b": 2_000_000, "c": 0, "d": 1_800_000}
    assert at_stake(item(answer, "d")) == 210_000


@pytest.mark.parametrize("open_rows", [0, 1, 2, 3, 4])
def test_the_confirmed_figure_is_never_above_the_potential(open_rows: int) -> None:
    # five aides of 1,000,000 to 5,000,000, the first n of them open (the smallest): confirmed is what is left of
    # 5 + 4 + 3, the potential always 12,000,000
    confirmed = {0: 12_000_000, 1: 12_000_000, 2: 12_000_000, 3: 9_000_000, 4: 5_000_000}
    answer = calc(
        *[
            aide(f"p{number}", number * 1_000_000, external=None if number <= open_rows else "yes")
            for number in range(1, 6)
        ]
    )
    own = line(answer, "cio-aide")
    assert (own["eligible"], own["potential_eligible"]) == (confirmed[open_rows], 12_000_000)


# ------------------------------------------------------------------ defaults and assumptions of a run


def test_stated_defaults_are_listed_and_raise_no_question() -> None:
    blank = calc(leader("t", 500_000))
    stated = calc(leader("t", 500_000, for_municipality="no", hub_city="no", share=Fraction(1)))
    assert item(blank, "t")["status"] == item(stated, "t")["status"] == "eligible"
    # two defaults: whose staff, and the share. That a blank hub city is none decides nothing about a city's own staff
    # (where it decides: test_bodies).
    assert len(set(blank["assumptions"]) - set(stated["assumptions"])) == 2


def assumed(**answers: str) -> Answer:
    """A town's aide without a word on other funding or where the person comes from, and answers given for the run."""
    header = "id,body_code,fiscal_year,measure,category,person,employment,amount,other_funding,external,advisory\n"
    rows = "a,203033,R8,cio-aide,personnel,p,part_time,2000000,,,yes\n"
    answer = calc_text(header + rows, guide=Guide(book=BOOK, assumed=answers))
    assert_laws(answer)
    return answer


def test_blanks_stay_questions_unless_something_is_assumed() -> None:
    answer = assumed()
    assert asked(item(answer, "a")) == ["external", "other_funding"]
    assert line(answer, "cio-aide")["allocation"] == 0


def test_an_answer_assumed_for_the_run_fills_blanks_and_is_listed() -> None:
    # 2,000,000 x 0.7 = 1,400,000
    answer = assumed(other_funding="0", external="yes")
    assert item(answer, "a")["status"] == "eligible"
    assert line(answer, "cio-aide")["allocation"] == 1_400_000
    assert len(set(answer["assumptions"]) - set(assumed()["assumptions"])) == 2


def test_one_assumed_answer_leaves_the_other_question() -> None:
    assert asked(item(assumed(external="yes"), "a")) == ["other_funding"]
    assert reductions(item(assumed(external="no"), "a")) == {"condition:external": 2_000_000}


def test_an_open_head_and_an_open_cost_are_two_taxes() -> None:
    # 8,400,000 of ordinary and 2,000,000 x 0.7 = 1,400,000 of special tax are possible, nothing is confirmed
    answer = calc(head("a", accelerator=None), leader("t", 2_000_000, in_programme=None, **AT_PREFECTURE))
    assert answer["totals"] == {
        "special": {"allocation": 0, "potential": 1_400_000, "complete": True},
        "ordinary": {"allocation": 0, "potential": 8_400_000, "complete": True},
    }
