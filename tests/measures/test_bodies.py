"""Who claims: prefecture, municipality, hub city, association, special ward - by the code and the hub-city column.

Local Allocation Tax Act: article 2 (prefectures and municipalities), article 10 (bodies that receive no ordinary tax),
article 21 (Tokyo metropolis and its wards together). Deck: the column 対象団体 of each table.
"""

from __future__ import annotations

import pytest

from tests.measures.rows import (
    AT_ASSOCIATION,
    AT_CITY,
    AT_HUB,
    AT_PREFECTURE,
    AT_TOWN,
    AT_WARD,
    CHIYODA,
    FUKUYAMA,
    NAGANO,
    TOKYO,
    UEDA,
    UNION,
    WIDE_UNION,
    Answer,
    Row,
    aide,
    calc,
    eligible,
    head,
    heads,
    item,
    judge,
    leader,
    line,
    problems,
    reductions,
    row,
    support,
    warned,
)


def check_digit(five: str) -> str:
    """Weights 6, 5, 4, 3, 2; 11 less the sum mod 11; the last digit of that."""
    total = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


# ------------------------------------------------------------------ who claims what


CLAIMS = {
    "municipal-support": support("x", 2_000_000, "recruitment"),
    "contribution": support("x", 2_000_000, "contribution"),
    "accelerator": head("x", 2_000_000),
    "dx-leader": leader("x", 2_000_000),
    "cio-aide": aide("x", 2_000_000),
}


@pytest.mark.parametrize(
    ("where", "claim", "counts"),
    [
        (AT_PREFECTURE, "municipal-support", True),
        (AT_PREFECTURE, "contribution", False),
        (AT_PREFECTURE, "accelerator", True),
        (AT_PREFECTURE, "dx-leader", True),
        (AT_PREFECTURE, "cio-aide", False),
        (AT_CITY, "municipal-support", False),
        (AT_CITY, "contribution", True),
        (AT_CITY, "accelerator", False),
        (AT_CITY, "dx-leader", True),
        (AT_CITY, "cio-aide", True),
        (AT_TOWN, "municipal-support", False),
        (AT_TOWN, "contribution", True),
        (AT_TOWN, "accelerator", False),
        (AT_TOWN, "dx-leader", True),
        (AT_TOWN, "cio-aide", True),
        (AT_WARD, "municipal-support", False),
        (AT_WARD, "contribution", True),
        (AT_WARD, "accelerator", False),
        (AT_WARD, "dx-leader", True),
        (AT_WARD, "cio-aide", True),
        (AT_HUB, "municipal-support", True),
        (AT_HUB, "contribution", True),
        (AT_HUB, "accelerator", False),
        (AT_HUB, "dx-leader", True),
        (AT_HUB, "cio-aide", True),
        (AT_ASSOCIATION, "municipal-support", False),
        (AT_ASSOCIATION, "contribution", False),
        (AT_ASSOCIATION, "accelerator", False),
        (AT_ASSOCIATION, "dx-leader", False),
        (AT_ASSOCIATION, "cio-aide", False),
    ],
)
def test_each_kind_of_body_claims_what_is_meant_for_it(where: Row, claim: str, counts: bool) -> None:
    own = judge(CLAIMS[claim] | where)
    if counts:
        assert own["status"] == "eligible"
        assert "body" not in reductions(own)
    else:
        assert (own["status"], own["potential"]) == ("ineligible", 0)
        assert reductions(own) == {"body": 2_000_000}


@pytest.mark.parametrize("code", [UNION, WIDE_UNION])
@pytest.mark.parametrize("claim", CLAIMS)
def test_the_third_digit_8_or_9_is_an_association(claim: str, code: str) -> None:
    assert reductions(judge(CLAIMS[claim] | {"body_code": code})) == {"body": 2_000_000}


def test_a_known_failing_body_leaves_nothing_to_ask() -> None:
    blanks = dict.fromkeys(("designated_leader", "in_programme", "broad_audience", "other_funding"))
    own = judge(leader("x", 500_000, **AT_ASSOCIATION) | blanks)
    assert (own["status"], reductions(own)) == ("ineligible", {"body": 500_000})


@pytest.mark.parametrize("category", ["travel", "other"])
def test_an_open_category_of_the_wrong_body_is_excluded(category: str) -> None:
    own = judge(aide("x", 90_000, category, **AT_PREFECTURE))
    assert (own["status"], reductions(own)) == ("ineligible", {"body": 90_000})


def test_a_category_not_listed_is_the_reason_before_the_body() -> None:
    own = judge(aide("x", 90_000, "communication", **AT_PREFECTURE))
    assert reductions(own) == {"category": 90_000}


def test_an_associations_members_claim_what_they_contribute() -> None:
    # the association's contract of 5,000,000 goes; two members contribute 3,000,000 and 2,000,000 under dx-leader:
    # 2,100,000 and 1,400,000
    answer = calc(
        leader("union", 5_000_000, "outsourcing", **AT_ASSOCIATION),
        leader("ueda", 3_000_000, "contribution", **AT_CITY),
        leader("koumi", 2_000_000, "contribution", **AT_TOWN),
    )
    assert [line["allocation"] for line in answer["measures"]] == [2_100_000, 1_400_000, 0]
    assert [line["body_code"] for line in answer["measures"]] == [UEDA, "203033", UNION]


# ------------------------------------------------------------------ the code


def test_every_prefecture_is_known_by_its_code() -> None:
    # PP000 and its check digit, 01 to 47: 47 heads, 47 x 8,400,000 = 394,800,000
    codes = [f"{number:02}000{check_digit(f'{number:02}000')}" for number in range(1, 48)]
    assert codes[:1] == ["010006"]
    assert codes[12] == TOKYO
    answer = calc(*[head(code, body_code=code) for code in codes])
    assert answer["totals"]["ordinary"]["allocation"] == 394_800_000
    assert [body["body_code"] for body in answer["bodies"]] == codes


@pytest.mark.parametrize("code", ["010006", "130001", "142018"])
def test_a_right_check_digit_is_taken(code: str) -> None:
    # 142018: 6 + 20 + 8 + 0 + 2 = 36, mod 11 = 3, 11 - 3 = 8
    assert problems(leader("t", 100_000, body_code=code)) == []


@pytest.mark.parametrize("digit", [digit for digit in "0123456789" if digit != "8"])
def test_every_other_check_digit_is_an_error(digit: str) -> None:
    (problem,) = problems(leader("t", 100_000, body_code=f"14201{digit}"))
    assert (problem.column, problem.value) == ("body_code", f"14201{digit}")


def test_a_lost_leading_zero_is_offered_and_never_repaired_in_silence() -> None:
    # 10006 is 010006 without its zero, or 10006 without its check digit: 6 + 0 + 0 + 0 + 12 = 18, mod 11 = 7, so 4
    (problem,) = problems(leader("t", 100_000, body_code="10006"))
    assert problem.column == "body_code"
    assert problem.fix is not None
    assert "010006" in problem.fix.in_("en")
    assert "100064" in problem.fix.in_("en")


# ------------------------------------------------------------------ hub cities


def test_a_hub_city_is_one_only_where_the_column_says_so() -> None:
    # blank: no, and the result says that a default was used
    hub = calc(support("p", 4_000_000, body_code=FUKUYAMA, hub_city="yes"))
    blank = calc(support("p", 4_000_000, body_code=FUKUYAMA, hub_city=None))
    stated = calc(support("p", 4_000_000, body_code=FUKUYAMA, hub_city="no"))
    assert eligible(hub) == {"p": 4_000_000}
    assert reductions(item(blank, "p")) == reductions(item(stated, "p")) == {"body": 4_000_000}
    assert set(blank["assumptions"]) - set(stated["assumptions"])


def test_training_others_staff_makes_the_blank_hub_city_matter() -> None:
    # only a hub city may train municipalities' staff: the default "no" decides, and is listed
    blank = calc(leader("t", 600_000, for_municipality="yes", body_code=FUKUYAMA, hub_city=None))
    stated = calc(leader("t", 600_000, for_municipality="yes", body_code=FUKUYAMA, hub_city="no"))
    assert reductions(item(blank, "t")) == reductions(item(stated, "t")) == {"condition:for_municipality": 600_000}
    assert set(blank["assumptions"]) - set(stated["assumptions"])


@pytest.mark.parametrize(
    ("code", "claim"), [(NAGANO, "municipal-support"), (UNION, "dx-leader")], ids=["prefecture", "association"]
)
def test_the_column_is_ignored_elsewhere_with_a_warning(code: str, claim: str) -> None:
    plain = CLAIMS[claim] | {"body_code": code}
    marked = plain | {"hub_city": "yes"}
    assert reductions(judge(marked)) == reductions(judge(plain))
    assert warned(plain) == []
    assert [warning.column for warning in warned(marked)] == ["hub_city"]


def test_a_hub_city_said_differently_in_two_rows_is_odd_and_each_row_stands() -> None:
    rows = (
        support("a", 1_000_000, "recruitment", body_code=FUKUYAMA, hub_city="yes"),
        support("b", 1_000_000, "recruitment", body_code=FUKUYAMA, hub_city="no"),
    )
    answer = calc(*rows)
    assert eligible(answer) == {"a": 1_000_000, "b": 0}
    assert reductions(item(answer, "b")) == {"body": 1_000_000}
    assert [warning.column for warning in warned(*rows)] == ["hub_city"]


def test_a_hub_citys_own_cost_and_contribution_are_one_measure() -> None:
    # 6,000,000 of its own + 1,500,000 contributed to the prefecture = 7,500,000; x 0.7 = 5,250,000
    answer = calc(
        support("own", 6_000_000, "outsourcing", **AT_HUB), support("share", 1_500_000, "contribution", **AT_HUB)
    )
    assert line(answer, "municipal-support")["allocation"] == 5_250_000


# ------------------------------------------------------------------ Tokyo, and who receives nothing


def test_a_special_ward_is_warned_and_not_zeroed() -> None:
    # article 21: metropolis and wards are computed together. 3,600,000 x 0.7 = 2,520,000
    claim = aide("a", 3_600_000, body_code=CHIYODA)
    assert [warning.code for warning in warned(claim)] == ["special-ward"]
    assert line(calc(claim), "cio-aide")["allocation"] == 2_520_000


def test_all_23_wards_are_known() -> None:
    codes = [f"{number}{check_digit(str(number))}" for number in range(13101, 13124)]
    claims = [leader(code, 1_000_000, body_code=code) for code in codes]
    assert [(warning.code, warning.value) for warning in warned(*claims)] == [("special-ward", code) for code in codes]
    assert calc(*claims)["totals"]["special"]["allocation"] == 16_100_000  # 23 x 700,000


def test_tokyo_is_warned_as_a_body_without_ordinary_tax_and_not_zeroed() -> None:
    claim = head("a", body_code=TOKYO)
    answer = calc(claim)
    assert {warning.code for warning in warned(claim)} == {"body-non-recipient", "special-ward"}
    assert heads(answer) == (1, 1)
    assert line(answer, "accelerator")["allocation"] == 8_400_000


@pytest.mark.parametrize("code", ["132012", "142018", NAGANO, UEDA])
def test_other_bodies_are_not_warned(code: str) -> None:
    # Hachioji (6 + 15 + 8 + 0 + 2 = 31, mod 11 = 9, so 2) is a city of Tokyo and no ward
    assert warned(leader("t", 1_000_000, body_code=code)) == []


# ------------------------------------------------------------------ totals by body


def test_each_body_has_its_own_totals() -> None:
    # Nagano: special 2,000,000 x 0.7 = 1,400,000 + 500,000 x 0.7 = 350,000, ordinary 8,400,000. Ueda: 1,260,000.
    answer = calc(
        support("advert", 2_000_000, "recruitment"),
        leader("t", 500_000, **AT_PREFECTURE),
        head("a"),
        aide("b", 1_800_000),
    )
    assert answer["bodies"] == [
        total(NAGANO, special=1_750_000, ordinary=8_400_000),
        total(UEDA, special=1_260_000, ordinary=0),
    ]
    assert answer["totals"]["special"]["allocation"] == 3_010_000
    assert answer["totals"]["ordinary"]["allocation"] == 8_400_000


def total(code: str, *, special: int, ordinary: int) -> Answer:
    return {
        "body_code": code,
        "fiscal_year": "R8",
        "special": {"allocation": special, "potential": special, "complete": True},
        "ordinary": {"allocation": ordinary, "potential": ordinary, "complete": True},
    }


def test_an_association_with_nothing_else_still_has_a_line_of_zero() -> None:
    answer = calc(row("x", "cio-aide", "personnel", 3_000_000, {**AT_ASSOCIATION, "person": "a"}))
    assert (line(answer, "cio-aide")["claimed"], line(answer, "cio-aide")["allocation"]) == (3_000_000, 0)
