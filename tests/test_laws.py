"""Laws that hold for every budget; each test is named after its law."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dx_kofu.rules.load import RuleBook
from dx_kofu.rules.records import UNKNOWN, Cap
from tests.strategies import FAVOURED, Row, budgets, numbered
from tests.support import BOOK, calc_rows

OFTEN = settings(max_examples=250, deadline=None)
Group = tuple[str, str, str]


def lines(result: dict[str, Any]) -> dict[Group, dict[str, Any]]:
    return {(line["body_code"], line["fiscal_year"], line["measure"]): line for line in result["measures"]}


def totals(result: dict[str, Any]) -> dict[Group, tuple[Any, ...]]:
    keys = (
        "claimed",
        "eligible",
        "potential_eligible",
        "heads",
        "potential_heads",
        "allocation",
        "potential",
        "complete",
    )
    return {group: tuple(line[key] for key in keys) for group, line in lines(result).items()}


def never_lower(before: dict[str, Any], after: dict[str, Any]) -> None:
    for group, line in lines(before).items():
        later = lines(after).get(group, {"eligible": 0, "heads": 0, "allocation": 0})
        assert later["eligible"] >= line["eligible"]
        assert later["allocation"] >= line["allocation"]
        assert (later["heads"] or 0) >= (line["heads"] or 0)


@OFTEN
@given(budgets())
def test_ledger(table: list[Row]) -> None:
    """Every yen claimed is eligible or has a reason; the lines add up to the items."""
    result = calc_rows(table)
    for item in result["items"]:
        assert item["claimed"] == item["eligible"] + sum(reduction["amount"] for reduction in item["reductions"])
        assert all(
            reduction["amount"] >= 0 and reduction["text"] and reduction["source"] for reduction in item["reductions"]
        )
        assert item["eligible"] >= 0
        assert item["potential"] >= 0
    for key, column in (("claimed", "claimed"), ("eligible", "eligible"), ("potential", "potential_eligible")):
        assert sum(item[key] for item in result["items"]) == sum(line[column] for line in result["measures"])


@OFTEN
@given(budgets())
def test_confirmed_is_at_most_potential(table: list[Row]) -> None:
    result = calc_rows(table)
    for line in result["measures"]:
        assert line["eligible"] <= line["potential_eligible"]
        assert line["potential"] is None or line["allocation"] <= line["potential"]
        assert line["heads"] is None or line["heads"] <= line["potential_heads"]
    for body in result["bodies"]:
        for tax in ("special", "ordinary"):
            assert body[tax]["potential"] is None or body[tax]["allocation"] <= body[tax]["potential"]


@OFTEN
@given(budgets(), st.sampled_from([0, 1, 1_000_000, 5_000_000, 21_000_000]), st.integers(0, 30_000_000))
def test_raising_a_cap_never_lowers_the_confirmed_figure(table: list[Row], low: int, more: int) -> None:
    never_lower(calc_rows(table, book=with_caps(low)), calc_rows(table, book=with_caps(low + more)))
    never_lower(calc_rows(table, book=with_caps(UNKNOWN)), calc_rows(table, book=with_caps(low)))


def with_caps(amount: Any) -> RuleBook:
    """The rule book with every cap at one amount."""
    book = RuleBook()
    for year in book.years:
        loaded = BOOK[year]
        measures = tuple(
            replace(
                measure,
                steps=tuple(replace(step, amount=amount) if isinstance(step, Cap) else step for step in measure.steps),
            )
            for measure in loaded.rules.measures
        )
        book.replace(year, loaded._replace(rules=replace(loaded.rules, measures=measures)))
    return book


ANSWERS: dict[str, tuple[Any, ...]] = {
    "employment": ("full_time", "part_time", "contractor"),
    "share": (Fraction(0), Fraction(1, 3), Fraction(1)),
}


@OFTEN
@given(budgets(), st.data())
def test_answering_a_question_never_lowers_the_confirmed_figure(table: list[Row], data: st.DataObject) -> None:
    before = calc_rows(table)
    asked = [(item["id"], question["fact"]) for item in before["items"] for question in item["questions"]]
    asked = [(row, fact) for row, fact in asked if fact == "other_funding" or fact in ANSWERS or fact in FAVOURED]
    assume(asked)
    row, fact = data.draw(st.sampled_from(asked))
    index = next(index for index, found in enumerate(table) if found["id"] == row)
    answers = (
        st.integers(0, table[index]["amount"])
        if fact == "other_funding"
        else st.sampled_from(ANSWERS.get(fact, ("yes", "no")))
    )
    answered = [{**found, fact: data.draw(answers)} if at == index else found for at, found in enumerate(table)]
    never_lower(before, calc_rows(answered))


@OFTEN
@given(budgets())
def test_favourable_answers_to_a_row_add_what_its_questions_say(table: list[Row]) -> None:
    """``questions.yen``: the allocation before rounding grows by it (whole yen, rounded down), the other rows as they are."""
    before = calc_rows(table)
    open_facts = {"other_funding": 0, "share": Fraction(1), **FAVOURED}
    for index, item in enumerate(before["items"]):
        facts = [question["fact"] for question in item["questions"]]
        if not facts or not set(facts) <= {*open_facts, "employment"}:
            continue  # an open category or an unknown cap has no cell to fill in
        row = table[index]
        by_head = row["measure"] == "accelerator" or "accelerator" in facts or row["employment"] == "full_time"
        answers = {fact: open_facts.get(fact, "full_time" if by_head else "part_time") for fact in facts}
        after = calc_rows([{**found, **answers} if at == index else found for at, found in enumerate(table)])
        yen = item["questions"][0]["yen"]
        grown = sum(Fraction(line["before_rounding"]) for line in after["measures"]) - sum(
            Fraction(line["before_rounding"]) for line in before["measures"]
        )
        assert yen is None or yen == grown // 1


@OFTEN
@given(budgets(), st.randoms(use_true_random=False))
def test_shuffling_rows_leaves_group_totals(table: list[Row], chance: random.Random) -> None:
    shuffled = list(table)
    chance.shuffle(shuffled)
    assert totals(calc_rows(shuffled)) == totals(calc_rows(table))


@OFTEN
@given(budgets(), st.data())
def test_splitting_a_row_of_share_one_leaves_totals(table: list[Row], data: st.DataObject) -> None:
    whole = [index for index, row in enumerate(table) if row["share"] == 1]
    assume(whole)
    index = data.draw(st.sampled_from(whole))
    row = table[index]
    part = data.draw(st.integers(0, row["amount"]))
    funding = row["other_funding"]
    first = {**row, "amount": part, "other_funding": None if funding is None else min(funding, part)}
    second = {
        **row,
        "amount": row["amount"] - part,
        "other_funding": None if funding is None else funding - min(funding, part),
    }
    if funding is None and row["amount"] > 0:
        assume(0 < part < row["amount"])  # 0 yen need no other funding to be known, and would be another row
    assert totals(calc_rows(numbered([*table[:index], first, second, *table[index + 1 :]]))) == totals(calc_rows(table))


@OFTEN
@given(budgets())
def test_years_and_bodies_are_independent(table: list[Row]) -> None:
    together = calc_rows(table)
    apart: dict[str, Any] = {}
    for place in {(row["body_code"], row["fiscal_year"]) for row in table}:
        alone = calc_rows([row for row in table if (row["body_code"], row["fiscal_year"]) == place])
        apart |= {item["id"]: {**item, "row": 0} for item in alone["items"]}
        assert [line for line in together["measures"] if (line["body_code"], line["fiscal_year"]) == place] == alone[
            "measures"
        ]
    assert [apart[item["id"]] for item in together["items"]] == [{**item, "row": 0} for item in together["items"]]


@OFTEN
@given(budgets())
def test_same_input_same_bytes(table: list[Row]) -> None:
    assert json.dumps(calc_rows(table)) == json.dumps(calc_rows(table))
