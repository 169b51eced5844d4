"""Eligible total x 0.7, exact, rounded once: under 500 yen dropped, 500 and over raised to 1,000.

Local Allocation Tax Act, article 22. Assumption: once per body, year and measure (the act speaks of the body's tax).
"""

from __future__ import annotations

import pytest

from tests.measures.rows import KOUMI, UEDA, aide, at_stake, calc, item, leader, line, support


@pytest.mark.parametrize(
    ("total", "exact", "allocation"),
    [
        (0, "0", 0),
        (1, "0.7", 0),
        (714, "499.8", 0),
        (715, "500.5", 1_000),
        (1_003_570, "702499", 702_000),  # 499 is dropped
        (1_003_571, "702499.7", 702_000),  # and so is what is between 499 and 500
        (1_005_000, "703500", 704_000),  # exactly 500 is raised
        (1_007_857, "705499.9", 705_000),
        (1_007_858, "705500.6", 706_000),
        (1_010_000, "707000", 707_000),
        (999_999, "699999.3", 700_000),
        (21_000_000, "14700000", 14_700_000),  # 14,699,999.999999998 in binary
        (100_000_000_000, "70000000000", 70_000_000_000),
    ],
)
def test_half_up_to_a_thousand_yen(total: int, exact: str, allocation: int) -> None:
    own = line(calc(leader("t", total)), "dx-leader")
    assert (own["eligible"], own["before_rounding"], own["allocation"]) == (total, exact, allocation)


@pytest.mark.parametrize(
    ("total", "potential"), [(714, 0), (715, 1_000), (1_003_570, 702_000), (1_005_000, 704_000), (1_007_857, 705_000)]
)
def test_the_potential_is_rounded_in_the_same_way(total: int, potential: int) -> None:
    own = line(calc(leader("t", total, in_programme=None)), "dx-leader")
    assert (own["before_rounding"], own["allocation"], own["potential"]) == ("0", 0, potential)


def test_a_measure_is_rounded_once_and_not_by_row() -> None:
    # 2 x 702,499 = 1,404,998 -> 1,405,000; by row it would be 2 x 702,000
    own = line(calc(leader("t", 1_003_570), leader("u", 1_003_570, "course")), "dx-leader")
    assert (own["before_rounding"], own["allocation"]) == ("1404998", 1_405_000)


def test_many_small_rows_are_not_lost() -> None:
    # 100 x 700 = 70,000; x 0.7 = 49,000. Each row alone would be 490 -> 0
    own = line(calc(*[leader(f"t{number}", 700, "exam") for number in range(100)]), "dx-leader")
    assert own["allocation"] == 49_000


def test_each_measure_of_a_body_is_rounded_for_itself() -> None:
    # 702,499 -> 702,000 twice: 1,404,000; the body's tax in one would be 1,404,998 -> 1,405,000
    answer = calc(leader("t", 1_003_570), aide("a", 1_003_570))
    (body,) = answer["bodies"]
    assert body["special"]["allocation"] == 1_404_000
    assert answer["totals"]["special"]["allocation"] == 1_404_000


def test_each_body_and_each_year_is_rounded_for_itself() -> None:
    # 703,500 -> 704,000 three times: 2,112,000; the sum of 2,110,500 would give 2,111,000
    answer = calc(
        leader("t", 1_005_000, body_code=UEDA),
        leader("u", 1_005_000, body_code=KOUMI),
        leader("v", 1_005_000, body_code=UEDA, fiscal_year="R9"),
    )
    assert answer["totals"]["special"]["allocation"] == 2_112_000


def test_what_hangs_on_a_question_is_before_rounding_in_whole_yen_rounded_down() -> None:
    # 1,007,857 x 0.7 = 705,499.9
    answer = calc(leader("t", 1_007_857, in_programme=None))
    assert at_stake(item(answer, "t")) == 705_499


def test_what_hangs_on_a_question_is_an_exact_difference() -> None:
    # confirmed 1,000,003 x 0.7 = 700,002.1; with the open row 2,007,860 x 0.7 = 1,405,502.0. The difference is
    # 705,499.9; the difference of floors would be 705,500
    answer = calc(leader("s", 1_000_003), leader("t", 1_007_857, in_programme=None))
    assert at_stake(item(answer, "t")) == 705_499
    own = line(answer, "dx-leader")
    assert (own["before_rounding"], own["allocation"], own["potential"]) == ("700002.1", 700_000, 1_406_000)


def test_a_cut_figure_is_rounded_after_the_cap() -> None:
    # 3,000,000 x 0.7 = 2,100,000 whatever the claim was; 3,333,333 x 0.7 would be 2,333,333.1
    own = line(calc(support("r", 3_333_333, "recruitment")), "municipal-support")
    assert (own["before_rounding"], own["allocation"]) == ("2100000", 2_100_000)
