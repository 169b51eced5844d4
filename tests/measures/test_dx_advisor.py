"""DXアドバイザー (``dx-advisor``): in kind, so a cost claimed for it is always excluded.

Deck: 「DXアドバイザー（地方公共団体の経営・財務マネジメント強化事業）」: 自治体による派遣経費（謝金、旅費）の負担はなし,
年間原則10回 (before R8 5), 1回につき原則1名, 2時間以上7時間以内.
"""

from __future__ import annotations

import pytest

from dx_kofu.rules.load import RuleBook
from tests.measures.rows import (
    AT_ASSOCIATION,
    AT_CITY,
    AT_HUB,
    AT_PREFECTURE,
    AT_TOWN,
    CATEGORIES,
    YEARS,
    Row,
    aide,
    calc,
    item,
    line,
    reductions,
    row,
)


@pytest.mark.parametrize(
    "where",
    [AT_PREFECTURE, AT_CITY, AT_TOWN, AT_HUB, AT_ASSOCIATION],
    ids=["prefecture", "city", "town", "hub city", "association"],
)
@pytest.mark.parametrize("category", CATEGORIES)
def test_no_cost_of_an_adviser_ever_counts(category: str, where: Row) -> None:
    # the fee and the travel are paid by 地方公共団体金融機構
    answer = calc(row("x", "dx-advisor", category, 66_000, where))
    own = item(answer, "x")
    assert (own["eligible"], own["potential"], own["status"]) == (0, 0, "ineligible")
    assert reductions(own) == {"category": 66_000}
    claimed = line(answer, "dx-advisor")
    assert (claimed["tax"], claimed["claimed"], claimed["eligible"]) == ("in-kind", 66_000, 0)
    assert (claimed["allocation"], claimed["potential"], claimed["complete"]) == (0, 0, True)


@pytest.mark.parametrize("year", YEARS)
def test_nor_in_any_year(year: str) -> None:
    answer = calc(row("x", "dx-advisor", "other", 50_000, {**AT_CITY, "fiscal_year": year}))
    assert reductions(item(answer, "x")) == {"category": 50_000}
    assert line(answer, "dx-advisor")["allocation"] == 0


def test_blanks_raise_no_question() -> None:
    answer = calc(row("x", "dx-advisor", "travel", 22_000, {**AT_CITY, "other_funding": None}))
    assert item(answer, "x")["status"] == "ineligible"


def test_it_enters_neither_tax() -> None:
    # the aide's 1,000,000 x 0.7 = 700,000 is all there is
    answer = calc(row("x", "dx-advisor", "other", 300_000, AT_CITY), aide("a", 1_000_000))
    assert answer["totals"]["special"]["allocation"] == 700_000
    assert answer["totals"]["ordinary"]["allocation"] == 0


def figure(year: str, id: str) -> int | str:
    measure = RuleBook()[year].rules.measure("dx-advisor")
    return next(figure.value for figure in measure.figures if figure.id == id)


@pytest.mark.parametrize(
    ("year", "dispatches"), [("R6", 5), ("R7", 5), ("R8", 10), ("R9", 10), ("R10", 10), ("R11", 10)]
)
def test_the_rule_file_states_the_dispatches_of_the_year(year: str, dispatches: int) -> None:
    # 更なる活用に向けた改善（令和8年度～）: from 5 to 10
    assert figure(year, "dispatches") == dispatches


def test_the_rule_file_states_one_adviser_and_two_to_seven_hours() -> None:
    assert (figure("R8", "advisers"), figure("R8", "hours-at-least"), figure("R8", "hours-at-most")) == (1, 2, 7)
