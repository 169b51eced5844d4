"""The three mistakes the Board of Audit finds: double counting, ineligible cost, other funding not deducted.

Deck: 「市町村支援…特別交付税措置」, 対象経費, second bullet (市町村の負担金). The prefecture's cost is net of the
contributions, which the municipalities claim. ``calc`` computes each row as it stands; finding the same cost twice is
``check``'s work.
"""

from __future__ import annotations

from tests.measures.rows import (
    GIFU,
    KOUMI,
    UEDA,
    aide,
    calc,
    eligible,
    item,
    judge,
    leader,
    line,
    reductions,
    support,
)


def test_a_contribution_counts_once_across_both_sides() -> None:
    # A contract of 13,200,000: Ueda contributes 2,400,000, Koumi 800,000. The prefecture keeps 10,000,000.
    # 10,000,000 + 2,400,000 + 800,000 = 13,200,000, the cost itself; x 0.7: 7,000,000 + 1,680,000 + 560,000 = 9,240,000
    answer = calc(
        support("contract", 13_200_000, "outsourcing", other_funding=3_200_000),
        support("ueda", 2_400_000, "contribution", body_code=UEDA),
        support("koumi", 800_000, "contribution", body_code=KOUMI),
    )
    assert eligible(answer) == {"contract": 10_000_000, "ueda": 2_400_000, "koumi": 800_000}
    assert reductions(item(answer, "contract")) == {"other-funding": 3_200_000}
    assert sum(eligible(answer).values()) == 13_200_000
    assert answer["totals"]["special"]["allocation"] == 9_240_000


def test_contributions_come_off_before_the_cap_per_person() -> None:
    # 24,000,000 - 6,000,000 contributed = 18,000,000, within 21,000,000: 12,600,000, and 4,200,000 at the city
    answer = calc(
        support("contract", 24_000_000, "outsourcing", other_funding=6_000_000),
        support("ueda", 6_000_000, "contribution", body_code=UEDA),
    )
    assert [line["allocation"] for line in answer["measures"]] == [12_600_000, 4_200_000]
    assert {line["body_code"] for line in answer["measures"]} == {"200000", UEDA}


def test_a_hub_citys_contribution_received_is_other_funding_too() -> None:
    # 9,000,000 - 1,500,000 = 7,500,000; x 0.7 = 5,250,000
    answer = calc(support("pay", 9_000_000, "outsourcing", body_code="342076", hub_city="yes", other_funding=1_500_000))
    assert line(answer, "municipal-support")["allocation"] == 5_250_000


def test_a_contribution_above_what_is_eligible_there_is_excluded() -> None:
    # underlying_eligible asks about "within its cap": here the pool spent more than 21,000,000 on the person
    own = judge(support("c", 5_000_000, "contribution", underlying_eligible="no"))
    assert (own["eligible"], own["status"]) == (0, "ineligible")


def test_what_another_scheme_pays_is_other_funding() -> None:
    # 地域活性化起業人 (invented amount) pays 3,000,000 of an aide's 5,600,000: 2,600,000 x 0.7 = 1,820,000
    answer = calc(aide("a", 5_600_000, "outsourcing", other_funding=3_000_000))
    assert line(answer, "cio-aide")["allocation"] == 1_820_000


def test_one_contract_under_two_measures_is_split_by_what_the_other_pays() -> None:
    # A contract of 6,000,000: 4,000,000 advice, 2,000,000 training. Under each measure the rest is other funding:
    # 4,000,000 x 0.7 = 2,800,000 and 2,000,000 x 0.7 = 1,400,000, together 0.7 of 6,000,000
    answer = calc(
        aide("advice", 6_000_000, "outsourcing", other_funding=2_000_000),
        leader("training", 6_000_000, "outsourcing", other_funding=4_000_000),
    )
    assert sum(eligible(answer).values()) == 6_000_000
    assert answer["totals"]["special"]["allocation"] == 4_200_000


def test_calc_takes_no_yen_for_a_suspicion() -> None:
    # the same cost entered at two bodies and under two measures is computed as it stands, in full each time
    answer = calc(
        support("nagano", 4_000_000, person="p"),
        support("gifu", 4_000_000, person="p", body_code=GIFU),
        aide("ueda", 1_000_000, "outsourcing", person="v"),
        leader("ueda again", 1_000_000, "outsourcing", person="v"),
    )
    assert set(eligible(answer).values()) == {4_000_000, 1_000_000}
    assert answer["totals"]["special"]["allocation"] == 7_000_000  # 2 x 2,800,000 + 2 x 700,000
