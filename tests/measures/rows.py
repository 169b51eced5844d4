"""Rows with everything answered, to be spoilt one fact at a time; and short ways to look at the answer.

Every calculation made through :func:`calc` is held against three laws: the ledger of each row closes to the yen, no
confirmed figure is above its potential, and each total is the sum of its lines.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from dx_kofu.oddities import oddities
from dx_kofu.read.expenses import Reading
from dx_kofu.records import Diagnostic
from dx_kofu.rules.load import RuleBook
from tests.support import calc_rows, read_text

Row = dict[str, Any]
Answer = dict[str, Any]

YEARS = ("R6", "R7", "R8", "R9", "R10", "R11")

# Codes are real where the body is: 5 digits and a check digit, weights 6, 5, 4, 3, 2; check = (11 - sum mod 11) mod 10.
NAGANO = "200000"  # 2x6 = 12, 12 mod 11 = 1, 11 - 1 = 10, last digit 0; PP000: a prefecture
GIFU = "210005"  # 2x6 + 1x5 = 17, mod 11 = 6, 11 - 6 = 5
TOKYO = "130001"
UEDA = "202037"  # 12 + 8 + 3x2 = 26, mod 11 = 4, 11 - 4 = 7; a city
KOUMI = "203033"  # 12 + 3x4 + 3x2 = 30, mod 11 = 8, 11 - 8 = 3; a town
FUKUYAMA = "342076"  # 18 + 20 + 8 + 7x2 = 60, mod 11 = 5, 11 - 5 = 6; a hub city when the column says so
CHIYODA = "131016"  # a special ward
UNION = "208302"  # 12 + 8x4 + 3x3 = 53, mod 11 = 9, 11 - 9 = 2; third digit 8: an association, invented
WIDE_UNION = "209252"  # 12 + 9x4 + 2x3 + 5x2 = 64, mod 11 = 9, 11 - 9 = 2; third digit 9, invented

AT_PREFECTURE: Row = {"body_code": NAGANO}
AT_CITY: Row = {"body_code": UEDA}
AT_TOWN: Row = {"body_code": KOUMI}
AT_HUB: Row = {"body_code": FUKUYAMA, "hub_city": "yes"}
AT_WARD: Row = {"body_code": CHIYODA}
AT_ASSOCIATION: Row = {"body_code": UNION}

CATEGORIES = (
    "personnel",
    "outsourcing",
    "outsourcing_other",
    "recruitment",
    "outsourcing_recruitment",
    "contribution",
    "training",
    "course",
    "exam",
    "programme",
    "environment",
    "travel",
    "communication",
    "other",
)


def row(id: str, measure: str, category: str, amount: int, facts: Mapping[str, Any]) -> Row:
    """A row of R8 without other funding."""
    start = {"id": id, "fiscal_year": "R8", "measure": measure, "category": category, "amount": amount}
    return {**start, "other_funding": 0, **facts}


def support(id: str, amount: int, category: str = "personnel", **facts: Any) -> Row:
    """A row of ``municipal-support`` that counts: a prefecture's, or a town's where it is a contribution."""
    start: Row = {**AT_PREFECTURE, "main_duty_support": "yes"}
    match category:
        case "personnel":
            start |= {"person": id, "employment": "part_time"}
        case "outsourcing":
            start |= {"person": id, "employment": "contractor"}
        case "contribution":
            start |= {**AT_TOWN, "main_duty_support": None, "underlying_eligible": "yes"}
    return row(id, "municipal-support", category, amount, start | facts)


def head(id: str, amount: int = 8_640_000, **facts: Any) -> Row:
    """A row of ``accelerator`` whose person counts as a head."""
    start = {**AT_PREFECTURE, "person": id, "employment": "full_time", "accelerator": "yes", "main_duty_support": "yes"}
    return row(id, "accelerator", "personnel", amount, start | facts)


def leader(id: str, amount: int, category: str = "training", **facts: Any) -> Row:
    """A row of ``dx-leader`` that counts, a city's."""
    start = {**AT_CITY, "designated_leader": "yes", "in_programme": "yes", "broad_audience": "no"}
    if category == "exam":
        start |= {"specialised_exam": "yes"}
    return row(id, "dx-leader", category, amount, start | facts)


def aide(id: str, amount: int, category: str = "personnel", **facts: Any) -> Row:
    """A row of ``cio-aide`` that counts, a city's; a contract is wholly advice."""
    start: Row = {**AT_CITY, "external": "yes", "advisory": "yes"}
    match category:
        case "personnel":
            start |= {"person": id, "employment": "part_time"}
        case "outsourcing" | "outsourcing_other":
            start |= {"person": id, "employment": "contractor", "plan_only": "no", "share": Fraction(1)}
    return row(id, "cio-aide", category, amount, start | facts)


def calc(*rows: Row, book: RuleBook | None = None) -> Answer:
    """The result of some rows, held against the laws above."""
    answer = calc_rows(rows, book=book)
    assert_laws(answer)
    return answer


def judge(row: Row) -> Answer:
    """The item of a row that stands alone."""
    answer: Answer = calc(row)["items"][0]
    return answer


def item(answer: Answer, id: str) -> Answer:
    found: Answer = next(item for item in answer["items"] if item["id"] == id)
    return found


def line(answer: Answer, measure: str, body: str | None = None, year: str | None = None) -> Answer:
    """The one line of a measure, of a body and a year where there are several."""
    found = [
        line
        for line in answer["measures"]
        if line["measure"] == measure and body in (None, line["body_code"]) and year in (None, line["fiscal_year"])
    ]
    assert len(found) == 1, found
    only: Answer = found[0]
    return only


def reductions(item: Answer) -> dict[str, int]:
    """The yen that went by code."""
    codes = [reduction["code"] for reduction in item["reductions"]]
    assert len(codes) == len(set(codes)), codes
    return {reduction["code"]: reduction["amount"] for reduction in item["reductions"]}


def asked(item: Answer) -> list[str]:
    """The facts that a row's questions are about, in their order."""
    return [question["fact"] for question in item["questions"]]


def at_stake(item: Answer) -> int | None:
    """The yen that hang on a row's questions: the same for all of them."""
    yen = {question["yen"] for question in item["questions"]}
    assert len(yen) == 1, yen
    only: int | None = yen.pop()
    return only


def eligible(answer: Answer) -> dict[str, int]:
    """The confirmed eligible cost of each row by id."""
    return {item["id"]: item["eligible"] for item in answer["items"]}


def potential(answer: Answer) -> dict[str, int]:
    """Each row's part in the favourable scenario by id."""
    return {item["id"]: item["potential"] for item in answer["items"]}


def heads(answer: Answer, body: str | None = None, year: str | None = None) -> tuple[int, int]:
    """Confirmed and possible heads."""
    accelerators = line(answer, "accelerator", body, year)
    return accelerators["heads"], accelerators["potential_heads"]


def problems(*rows: Row) -> list[Diagnostic]:
    """What is wrong with rows that are not calculated."""
    return read(*rows).diagnostics


def warned(*rows: Row) -> list[Diagnostic]:
    """What is merely odd about rows."""
    reading = read(*rows)
    assert not reading.diagnostics
    return list(oddities(reading.expenses, reading.rules))


def read(*rows: Row) -> Reading:
    """Rows as a file is read."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(column for row in rows for column in row)))
    writer.writeheader()
    writer.writerows(rows)
    return read_text(text.getvalue())


def assert_laws(answer: Answer) -> None:
    """Ledger, confirmed up to potential, sums."""
    for item in answer["items"]:
        taken = [reduction["amount"] for reduction in item["reductions"]]
        assert min(taken, default=0) >= 0, item
        assert item["claimed"] == item["eligible"] + sum(taken), item
        assert bool(item["questions"]) == (item["status"] == "review"), item
    for line in answer["measures"]:
        own = [
            item
            for item in answer["items"]
            if all(item[key] == line[key] for key in ("body_code", "fiscal_year", "measure"))
        ]
        assert line["claimed"] == sum(item["claimed"] for item in own)
        assert line["eligible"] == sum(item["eligible"] for item in own)
        assert line["potential_eligible"] == sum(item["potential"] for item in own)
        assert line["eligible"] <= line["potential_eligible"]
    for tax in ("special", "ordinary"):
        lines = [line for line in answer["measures"] if line["tax"] == tax]
        assert_total(answer["totals"][tax], lines)
        for body in answer["bodies"]:
            here = (body["body_code"], body["fiscal_year"])
            assert_total(body[tax], [line for line in lines if (line["body_code"], line["fiscal_year"]) == here])


def assert_total(total: Answer, lines: Iterable[Answer]) -> None:
    """A total over a null is null, over an incomplete line incomplete."""
    lines = list(lines)
    potentials = [line["potential"] for line in lines]
    assert total["allocation"] == sum(line["allocation"] for line in lines)
    assert total["potential"] == (None if None in potentials else sum(potentials))
    assert total["complete"] == all(line["complete"] for line in lines)
    assert total["potential"] is None or total["allocation"] <= total["potential"]
