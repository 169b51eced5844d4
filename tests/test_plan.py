"""A plan: its yen are those of ``calc``, its optimum is brute force's, what is not known is a range and never a zero."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from itertools import product
from math import prod
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dx_kofu.calc import calculate
from dx_kofu.plan import search
from dx_kofu.plan.compute import compute, rows_of
from dx_kofu.plan.compute import ready as read_scenario
from dx_kofu.plan.even import evens
from dx_kofu.plan.expand import table_of
from dx_kofu.plan.file import read_plan
from dx_kofu.plan.result import Outcome, PlanResult, Span, sum_of
from dx_kofu.plan.run import run
from dx_kofu.plan.search import ENDLESS, optimise
from dx_kofu.render.compare.words import rule_value
from dx_kofu.render.csv import as_text
from dx_kofu.render.plan import csv as csv_out
from dx_kofu.render.plan import html, md, story, text
from dx_kofu.render.plan import json as json_out
from dx_kofu.result import Total
from dx_kofu.rules.load import RuleBook, RuleFileError
from dx_kofu.rules.records import Cap, Head, Limit
from dx_kofu.words import Lang
from tests.plans import Table, plan_of, plans, ready_of, rows_by_hand
from tests.support import BOOK, EXAMPLES, calc_rows, read_text

LANGUAGES: tuple[Lang, ...] = ("ja", "en")


def example(name: str, *, optimised: bool = True) -> PlanResult:
    path = EXAMPLES / f"plan-{name}.toml"
    return run(read_plan(BOOK, path.name, path.read_bytes()), BOOK, search=optimised)


def outcome(result: PlanResult, name: str | None, *, best: bool = False) -> Outcome:
    (found,) = [one for one in result.outcomes if one.scenario.name == name and (one.search is not None) == best]
    return found


def special(found: Outcome) -> dict[str, Total]:
    return {year.name: year.figures.special for year in found.years}


def known(yen: int) -> Total:
    return Total(yen, yen, True)


def span(yen: int) -> Span:
    return Span(yen, yen)


UNKNOWN = Total(0, None, False)


# ------------------------------------------------------------------------------------------------ worked out by hand


def test_the_prefecture_with_part_time_accelerators() -> None:
    """The notes in the file: 0.7 of the pay, recruitment within its cap until R9, a third of it in R10, nothing known in R12."""
    found = outcome(example("prefecture"), None)
    assert [year.figures.cost for year in found.years] == [14_500_000, 25_200_000, 26_500_000, 24_000_000, 24_000_000]
    assert special(found) == {
        "R8": known(8_400_000 + 1_750_000),
        "R9": known(16_800_000 + 700_000),
        "R10": known(16_800_000 + 700_000),
        "R11": known(16_800_000),
        "R12": UNKNOWN,
    }
    burdens = [year.figures.burden for year in found.years]
    assert burdens == [span(4_350_000), span(7_500_000), span(9_000_000), span(7_200_000), Span(None, 24_000_000)]
    ruled = sum_of(tuple(year.figures for year in found.years[:-1]))
    assert (ruled.cost, ruled.other_funding, ruled.burden) == (90_200_000, 200_000, span(28_050_000))
    assert found.total.burden == Span(None, 52_050_000)


def test_full_time_accelerators_count_by_head_and_not_in_the_burden() -> None:
    """R8: two heads x 8,400,000, approximate; from R9 the amount is unknown. Their cost stays with the prefecture."""
    found = outcome(example("prefecture"), "常勤案")
    assert special(found)["R8"] == known(1_750_000)
    ordinary = {year.name: year.figures.ordinary for year in found.years}
    assert ordinary == {"R8": known(16_800_000), **dict.fromkeys(["R9", "R10", "R11", "R12"], UNKNOWN)}
    assert [year.figures.approximate for year in found.years] == [True, False, False, False, False]
    first = found.years[0].figures
    assert (first.burden, first.burden_with_heads) == (span(12_750_000), span(-4_050_000))
    assert found.years[1].figures.burden_with_heads == Span(None, 24_300_000)


def test_a_contract_stops_at_the_cap_per_person() -> None:
    """24,000,000 a person and full year: 21,000,000 x 2 x 0.7 = 29,400,000; half of R8: 12,000,000 x 2 x 0.7."""
    found = special(outcome(example("prefecture"), "委託案"))
    assert (found["R8"], found["R11"]) == (known(16_800_000 + 1_750_000), known(29_400_000))


def test_the_recruitment_is_paid_before_its_cap_falls() -> None:
    found = outcome(example("prefecture"), None, best=True)
    assert special(found)["R9"] == known(16_800_000 + 700_000 + 1_750_000)
    assert special(found)["R10"] == known(16_800_000)
    assert found.search is not None
    assert (found.search.combinations, found.search.proven) == (2, True)
    (move,) = found.search.moves
    assert [move.unit.options[place].year for place in (move.planned, move.chosen)] == ["R10", "R9"]


def test_the_city_names_its_fourth_aide_elsewhere_and_recruits_in_two_years() -> None:
    result = example("city")
    assert special(outcome(result, None)) == {"R8": known(8_680_000), "R9": known(7_980_000)}
    best = outcome(result, None, best=True)
    assert special(best) == {"R8": known(10_220_000), "R9": known(10_220_000)}
    assert best.total.burden == span(35_200_000 - 20_440_000)
    assert best.search is not None
    moved = [(best.scenario.entries[move.unit.entry].name, move.unit.year) for move in best.search.moves]
    assert moved == [("育成支援D", "R8"), ("育成支援D", "R9"), ("補佐官Cの募集", None)]


def test_the_hub_city_with_blanks_is_a_range() -> None:
    result = example("hub-city")
    found = outcome(result, None)
    assert special(found) == {"R11": Total(16_800_000, 19_950_000, True), "R12": UNKNOWN}
    assert [year.figures.burden for year in found.years] == [Span(17_399_716, 20_700_001), Span(None, 37_000_001)]
    assert found.total.unasked == 500_000
    best = outcome(result, None, best=True)
    assert best.search is not None
    assert (best.search.combinations, best.search.proven, best.search.moves) == (2, True, ())


# ------------------------------------------------------------------------------------------------ laws


def totals(document: dict[str, Any]) -> tuple[Any, Any]:
    return document["totals"]["special"], document["totals"]["ordinary"]


@settings(deadline=None, max_examples=60)
@given(plans(choices=False))
def test_a_plan_s_yen_are_those_of_calc_on_the_year_s_table(data: Table) -> None:
    found = compute(ready_of(data))
    for year in found.years:
        rows = rows_by_hand(data, year.name)
        assert year.figures.cost == sum(row["amount"] for row in rows)
        if year.name in BOOK and rows:
            told = year.figures.special._asdict(), year.figures.ordinary._asdict()
            assert told == totals(calc_rows(rows))
        elif year.name not in BOOK:
            assert year.figures.special == year.figures.ordinary == (UNKNOWN if rows else known(0))
        else:
            assert year.figures.special == year.figures.ordinary == known(0)


@settings(deadline=None, max_examples=30)
@given(plans(choices=True))
def test_the_table_that_is_written_gives_the_plan_s_yen(data: Table) -> None:
    ready = ready_of(data)
    found = optimise(ready)
    written = "".join(csv_out.render(table_of(ready.plan, found.scenario, rows_of(found)), mark=True))
    reading = read_text(written)
    assert [problem for problem in reading.diagnostics if problem.code != "header-only"] == []
    again = calculate(reading.expenses, reading.rules)
    ruled = sum_of(tuple(year.figures for year in found.years if year.standing != "none"))
    assert (again.special, again.ordinary) == (ruled.special, ruled.ordinary)
    assert sum(expense.amount for expense in reading.expenses) <= found.total.cost


def value(found: Outcome) -> tuple[int, int]:
    """What is compared: least own burden as confirmed, the amount by head counted, then the highest potential."""
    years = [year.figures for year in found.years if year.standing != "none"]
    potentials = [total.potential for figures in years for total in (figures.special, figures.ordinary)]
    most = sum(ENDLESS if potential is None else potential for potential in potentials)
    return sum(year.figures.burden_with_heads.most for year in found.years), -most


@settings(deadline=None, max_examples=120)
@given(plans(choices=True))
def test_the_optimum_is_brute_force_s(data: Table) -> None:
    ready = ready_of(data)
    counts = [len(unit.options) for unit in ready.expanded.units]
    assume(prod(counts) <= 200)
    every = product(*map(range, counts))
    best = min((compute(ready, choice) for choice in every), key=value)  # of equals the first
    found = optimise(ready)
    assert found.search is not None
    assert found.search.proven
    assert value(found) == value(best)
    assert found.choice == best.choice


def best_of(data: Table) -> tuple[list[str], int]:
    """The years and measures that the search takes, and the burden that it leaves, the amount by head counted."""
    ready = ready_of(data)
    found = optimise(ready)
    taken = [unit.options[place] for unit, place in zip(ready.expanded.units, found.choice, strict=True)]
    told = [f"{option.year} {' '.join(name for name, _ in option.measures)}" for option in taken]
    return told, found.total.burden_with_heads.most


def test_the_amount_by_head_is_in_the_burden_that_is_least() -> None:
    """Full-time for 9,000,000 in R8: nothing under dx-leader; a head of 8,400,000, which leaves 600,000."""
    full = {"main_duty_support": "yes", "employment": "full_time", "accelerator": "yes"}
    data = plan_of_a_support({"measures": ["dx-leader", "accelerator"], "pay_year": 9_000_000, "facts": full})
    del data["roles"][0]["measure"], data["roles"][0]["start"]
    assert best_of(data) == (["R8 accelerator"], 600_000)
    # in R9 the amount is unknown: nothing more is confirmed, and it is taken for its potential alone
    data["years"] = {"first": "R9", "last": "R9"}
    assert best_of(data) == (["R9 accelerator"], 9_000_000)


def test_one_person_is_one_head_wherever_the_rows_stand() -> None:
    """A payment that may fall in R9 (amount unknown) or R8: 8,400,000 in R8, unless the person is a head there already."""
    full = {"main_duty_support": "yes", "employment": "full_time", "accelerator": "yes"}
    data = plan_of_a_support({"facts": full, "names": ["x"], "pay_year": 1_000_000, "end": date(2027, 3, 31)})
    cost = {"name": "c", "category": "personnel", "measure": "accelerator", "years": ["R9", "R8"], "amount": 2_000_000}
    data |= {"years": {"first": "R8", "last": "R9"}, "costs": [cost | {"other_funding": 0, "facts": full}]}
    data["costs"][0]["person"] = "y"
    assert best_of(data) == (["R8 municipal-support", "R8 accelerator"], 500_000 + 2_000_000 - 2 * 8_400_000)
    data["costs"][0]["person"] = "x"
    assert best_of(data) == (["R8 municipal-support", "R9 accelerator"], 500_000 + 2_000_000 - 8_400_000)


@settings(deadline=None, max_examples=30)
@given(plans(choices=True, most=3))
def test_a_search_that_is_given_up_is_no_worse_than_the_plan_and_says_so(data: Table) -> None:
    ready = ready_of(data)
    whole, short = optimise(ready), optimise(ready, most=2)
    assert short.search is not None
    assert value(whole) <= value(short) <= value(compute(ready))
    if not any(len(unit.options) > 1 for unit in ready.expanded.units):
        assert short.search.proven


def test_a_measure_whose_steps_are_not_nested_is_searched_all_the_same() -> None:
    """A cap on some of a limit's categories after it: a contract of 5,000,000 that is cut to 1,000,000 takes a seat of 2,000,000.

    Three part-time aides give 6,000,000; with one of the contracts among them it is 5,000,000, with both 4,000,000.
    """
    loaded = BOOK["R8"]
    measure = loaded.rules.measure("cio-aide")
    assert search._grows(measure)
    limit = next(step for step in measure.steps if isinstance(step, Limit))
    cap = next(step for step in loaded.rules.measure("municipal-support").steps if isinstance(step, Cap))
    after = replace(cap, categories=("outsourcing",), amount=1_000_000)
    at = measure.steps.index(limit) + 1
    turned = replace(measure, steps=(*measure.steps[:at], after, *measure.steps[at:]))
    assert not search._grows(turned)
    book = RuleBook()
    measures = tuple(turned if one.id == measure.id else one for one in loaded.rules.measures)
    book.replace("R8", loaded._replace(rules=replace(loaded.rules, measures=measures)))
    data = city([2_000_000] * 3 + [5_000_000] * 2, ["cio-aide", "dx-leader"])
    for role in data["roles"][:3]:
        role |= {
            "category": "personnel",
            "measures": ["cio-aide"],
            "facts": role["facts"] | {"employment": "part_time"},
        }
    for role in data["roles"][3:]:
        role |= {"facts": role["facts"] | {"designated_leader": "no"}}
    plan = plan_of(data)
    ready = read_scenario(plan, plan.scenarios[0], book)
    assert compute(ready).total.special == known(2_800_000)
    found = optimise(ready)
    assert found.total.special == known(4_200_000)
    assert found.choice == (0, 0, 0, 1, 1)


def city(pays: list[int], measures: list[str]) -> Table:
    facts = {"external": "yes", "advisory": "yes", "plan_only": "no", "designated_leader": "yes"}
    facts |= {"in_programme": "yes", "broad_audience": "no"}
    alike = {"category": "outsourcing", "measures": measures, "share": "1", "other_funding": 0, "facts": facts}
    roles = [alike | {"name": f"r{number}", "pay_year": pay} for number, pay in enumerate(pays)]
    years = {"first": "R8", "last": "R8"}
    return {"schema": "dx-kofu/plan/1", "title": "t", "body_code": "202037", "years": years, "roles": roles}


def test_too_many_combinations_are_said_not_guessed() -> None:
    """Pays that are powers of two apart never tie, and no bound cuts a tree of 2 to the 20th short enough for two branches."""
    found = optimise(ready_of(city([1_000_000 + 2**n for n in range(20)], ["cio-aide", "dx-leader"])), most=50)
    assert found.search is not None
    assert (found.search.combinations, found.search.proven) == (2**20, False)


def test_sixteen_persons_are_searched_with_the_bound() -> None:
    found = optimise(ready_of(city([1_000_000 + 2**n for n in range(16)], ["dx-leader", "cio-aide"])))
    assert found.search is not None
    assert found.search.proven


@settings(deadline=None, max_examples=40)
@given(plans(choices=False))
def test_confirmed_is_never_above_the_most(data: Table) -> None:
    for year in compute(ready_of(data)).years:
        for total in (year.figures.special, year.figures.ordinary):
            assert total.potential is None or total.allocation <= total.potential
        for found in (year.figures.burden, year.figures.burden_with_heads):
            assert found.least is None or found.least <= found.most
        own = year.figures.cost - year.figures.other_funding - year.figures.special.allocation
        assert year.figures.burden.most == own


def test_the_least_burden_is_that_of_a_cost_that_others_pay() -> None:
    """1,000,000 of unknown funding: wholly paid by others 0; with 715 yen left, x 0.7 = 500.5 -> 1,000, it is 285 less."""
    facts = {"designated_leader": "yes", "in_programme": "yes", "broad_audience": "no"}
    cost = {"name": "c", "category": "training", "measure": "dx-leader", "year": "R8", "amount": 1_000_000}
    head: Table = {"schema": "dx-kofu/plan/1", "title": "t", "body_code": "210005"}
    head["years"] = {"first": "R8", "last": "R8"}

    def burden(**funding: int) -> Span:
        return compute(ready_of(head | {"costs": [cost | {"facts": facts} | funding]})).total.burden

    assert burden() == Span(-285, 1_000_000)
    assert (burden(other_funding=1_000_000), burden(other_funding=999_285)) == (span(0), span(-285))
    assert burden(other_funding=0) == span(300_000)


@settings(deadline=None, max_examples=60)
@given(plans(choices=False), st.data())
def test_the_burden_holds_every_answer_to_what_others_pay(data: Table, drawn: st.DataObject) -> None:
    asked = compute(ready_of(data)).years
    for entry in [*data["roles"], *data["costs"]]:
        if "other_funding" not in entry:
            paid = next(entry[key] for key in ("amount", "pay_year", "pay_month") if key in entry)
            left = drawn.draw(st.sampled_from([0, 1, 715, 1_000, paid // 2, paid]))
            entry["other_funding"] = max(0, paid - left)
    for before, after in zip(asked, compute(ready_of(data)).years, strict=True):
        for old, new in (
            (before.figures.burden, after.figures.burden),
            (before.figures.burden_with_heads, after.figures.burden_with_heads),
        ):
            assert new.most <= old.most
            assert old.least is None or (new.least is not None and old.least <= new.least)


# ------------------------------------------------------------------------------------------------ from year to year


def test_the_cap_that_falls_back_is_named_with_its_effect() -> None:
    """The R10 rows under R9's rules: 24,000,000 + 2,500,000 = 26,500,000 x 0.7 = 18,550,000; under R10's 17,500,000."""
    result = example("prefecture", optimised=False)
    falls = {(fall.before, fall.year): fall for fall in result.falls[0]}
    assert list(falls) == [("R8", "R9"), ("R9", "R10"), ("R11", "R12")]
    assert falls["R8", "R9"].announced
    fall = falls["R9", "R10"]
    assert [(change.path, change.old, change.new) for change in fall.rules] == [
        (("municipal-support", "steps", "cap:recruitment", "amount"), 3_000_000, 1_000_000)
    ]
    assert [(line.measure, line.old, line.new) for line in fall.lines] == [
        ("municipal-support", known(18_550_000), known(17_500_000))
    ]
    assert falls["R11", "R12"].new is None
    assert falls["R11", "R12"].closed == ("municipal-support", "dx-leader")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_changes_is_told_in_words(lang: Lang) -> None:
    """From R6 to R7 one condition goes, another comes, and the personnel cost names the one in the place of the other."""
    path = EXAMPLES / "plan-prefecture.toml"
    content = path.read_text("utf-8").replace('first = "R8"', 'first = "R6"').replace("start = 2026-10-01\n", "")
    result = run(read_plan(BOOK, path.name, content.encode()), BOOK)
    changes = {change.path[1:]: change for change in result.falls[0][0].rules}
    r6, r7 = (BOOK[year].rules.measure("municipal-support") for year in ("R6", "R7"))
    assert changes["conditions", "employed"].rule is r6.conditions["employed"]
    assert changes["conditions", "part-time"].rule is r7.conditions["part-time"]
    assert all(change.rule not in (r6, r7) for change in changes.values())
    written = "".join(md.render(result, lang))
    told = [
        line
        for line in written.splitlines()
        if all(r.conditions["main-duty"].title.in_(lang) in line for r in (r6, r7))
    ]
    sides = (r6.conditions["employed"], r7.conditions["part-time"])
    assert any(all(side.title.in_(lang) in line for side in sides) for line in told)
    for token in ("main-duty", "employed、", "part-time、"):
        assert token not in written


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", ("1人ごと", "団体ごと", "四捨五入")), ("en", ("per person", "per body", "half up"))]
)
def test_what_a_cap_counts_by_and_how_is_rounded_are_words(lang: Lang, said: tuple[str, ...]) -> None:
    """The cap of R8 goes by person; in these rules of R9 it goes by body."""
    book, loaded = RuleBook(), BOOK["R9"]
    measure = loaded.rules.measure("municipal-support")
    steps = tuple(
        replace(step, per="body") if isinstance(step, Cap) and step.per == "person" else step for step in measure.steps
    )
    measures = tuple(replace(measure, steps=steps) if one is measure else one for one in loaded.rules.measures)
    book.replace("R9", loaded._replace(rules=replace(loaded.rules, measures=measures)))
    plan = read_plan(book, "p", (EXAMPLES / "plan-prefecture.toml").read_bytes())
    result = run(plan, book)
    (change,) = [change for change in result.falls[0][0].rules if change.path[-1] == "per"]
    told = "".join(md.render(result, lang))
    assert all(word in told for word in said[:2])
    assert not re.search(r"\| (person|body) \|", told)
    assert rule_value("direction", "half-up", change.rule, loaded.rules, lang) == said[2]


def test_the_amount_per_head_that_becomes_unknown_is_named() -> None:
    result = example("prefecture", optimised=False)
    fall = result.falls[1][0]
    assert [(change.path[-1], change.old, change.new) for change in fall.rules] == [
        ("unit_amount", 8_400_000, "unknown")
    ]
    assert [(line.old, line.new) for line in fall.lines] == [(known(16_800_000), UNKNOWN)]


def test_each_assumption_is_told_once_with_its_years() -> None:
    told = [message.in_("en") for message in example("prefecture").assumptions]
    assert len(set(told)) == len(told)
    assert "R8, R9, R10, R11: a blank share is taken as 1" in told
    assert any(text.startswith("R10 ") and "falls back to 1,000,000" in text for text in told)
    assert not any("rows)" in text for text in told)


# ------------------------------------------------------------------------------------------------ break-even


def test_the_break_even_of_r8_to_the_yen() -> None:
    """11,999,286 x 0.7 = 8,399,500.2, which rounds up to 8,400,000; one yen less gives 8,399,499.5, which rounds down."""
    result = example("prefecture", optimised=False)
    first = [even for even in result.evens if even.year == "R8"]
    assert [even.category for even in first] == ["personnel", "outsourcing"]
    for even in first:
        assert (even.by_head, even.approximate, even.pay, even.most) == (8_400_000, True, 11_999_286, 14_700_000)
        assert {pay: special for _, pay, special in even.roles} == {12_000_000: 8_400_000, 24_000_000: 14_700_000}
    row: Table = {"body_code": "210005", "fiscal_year": "R8", "measure": "municipal-support", "category": "personnel"}
    row |= {"person": "p", "employment": "part_time", "main_duty_support": "yes", "other_funding": 0}
    found = [totals(calc_rows([row | {"amount": pay}]))[0]["allocation"] for pay in (11_999_285, 11_999_286)]
    assert found == [8_399_000, 8_400_000]


def test_the_break_even_of_an_unknown_amount_is_unknown() -> None:
    result = example("prefecture", optimised=False)
    later = [even for even in result.evens if even.year != "R8"]
    assert {even.year for even in later} == {"R9", "R10", "R11"}
    assert {(even.by_head, even.pay) for even in later} == {(None, None)}


def test_an_amount_above_all_the_tax_can_be_has_no_break_even() -> None:
    book, loaded = RuleBook(), BOOK["R8"]
    head = loaded.rules.measure("accelerator")
    steps = tuple(replace(step, unit_amount=14_700_001) if isinstance(step, Head) else step for step in head.steps)
    measures = tuple(replace(head, steps=steps) if one is head else one for one in loaded.rules.measures)
    book.replace("R8", loaded._replace(rules=replace(loaded.rules, measures=measures)))
    plan = read_plan(book, "p", (EXAMPLES / "plan-prefecture.toml").read_bytes())
    found = [even for even in run(plan, book).evens if even.year == "R8"]
    assert {(even.by_head, even.pay, even.most) for even in found} == {(14_700_001, None, 14_700_000)}


def test_the_break_even_of_variants_as_they_are_written() -> None:
    """Part-time for 12,000,000: 8,400,000 of tax, 3,600,000 own; a contract of 24,000,000: 21,000,000 x 0.7, 9,300,000 own.

    Full-time leaves as much at 8,400,000 + 3,600,000 and 8,400,000 + 9,300,000. From R9 the amount by head is unknown.
    """
    result = example("prefecture")
    first = [one for one in result.written if one.year == "R8"]
    told = [(one.role, one.by_head.variant, one.by_head.burden, one.other.variant, one.other.burden) for one in first]
    assert told == [
        ("支援員", "常勤案", span(3_600_000), None, span(3_600_000)),
        ("支援員", "常勤案", span(3_600_000), "委託案", span(9_300_000)),
    ]
    assert [one.even for one in first] == [12_000_000, 17_700_000]
    later = [one for one in result.written if one.year != "R8"]
    assert {(one.even, one.by_head.burden) for one in later} == {(None, Span(None, 12_000_000))}
    assert {one.year for one in later} == {"R9", "R10", "R11"}
    for lang in LANGUAGES:
        assert all("17,700,000" in "".join(module.render(result, lang)) for module in (text, md, html))


@pytest.mark.parametrize(
    ("full", "part", "even"),
    [
        # 10,000,500 less 500 of others: 10,000,000 x 0.7 = 7,000,000; own 3,000,000; others pay 200,000 of the full-time pay
        ({"other_funding": 200_000}, {"pay_year": 10_000_500, "other_funding": 500}, 11_600_000),
        ({}, {"pay_year": 11_999_285}, 8_400_000 + 11_999_285 - 8_399_000),  # x 0.7 = 8,399,499.5
        ({}, {"pay_year": 30_000_000}, 8_400_000 + 30_000_000 - 14_700_000),  # the cap of 21,000,000
        ({}, {"facts": {"main_duty_support": "", "employment": "part_time"}}, None),
        ({"facts": {"employment": ""}}, {}, None),
    ],
)
def test_the_break_even_as_written_is_where_both_burdens_are_one(full: Table, part: Table, even: int | None) -> None:
    data = plan_of_a_support(part)
    data["variants"] = [{"name": "v", "roles": [{"name": "r", "facts": {"employment": "full_time"}} | full]}]
    (found,) = run(plan_of(data), BOOK).written
    assert (found.by_head.variant, found.even) == ("v", even)
    if even is not None:
        data["variants"][0]["roles"][0]["pay_year"] = even
        (again,) = run(plan_of(data), BOOK).written
        assert again.by_head.burden == again.other.burden == found.other.burden


def plan_of_a_support(changes: Table) -> Table:
    """A part-time accelerator of a prefecture in half of R8."""
    role = {"name": "r", "category": "personnel", "measure": "municipal-support", "start": date(2026, 10, 1)}
    role |= {"pay_year": 12_000_000, "other_funding": 0}
    facts = {"main_duty_support": "yes", "employment": "part_time", "accelerator": "yes"}
    data: Table = {"schema": "dx-kofu/plan/1", "title": "t", "body_code": "210005"}
    data["years"] = {"first": "R8", "last": "R8"}
    return data | {"roles": [role | {"facts": facts} | changes]}


def test_a_municipality_has_no_break_even() -> None:
    assert example("city", optimised=False).evens == ()
    assert example("hub-city", optimised=False).evens == ()
    assert example("city", optimised=False).written == ()
    assert evens(plan_of(city([1], ["cio-aide"])), [], BOOK) == ()


# ------------------------------------------------------------------------------------------------ the plan file

GOOD = {
    "schema": "dx-kofu/plan/1",
    "title": "t",
    "body_code": "202037",
    "years": {"first": "R8", "last": "R9"},
    "roles": [
        {"name": "r", "category": "personnel", "measure": "cio-aide", "pay_year": 1200, "other_funding": 0, "facts": {}}
    ],
    "costs": [{"name": "c", "category": "recruitment", "measure": "cio-aide", "year": "R8", "amount": 5}],
}


def refused(data: Table | bytes) -> list[str]:
    content = data if isinstance(data, bytes) else None
    with pytest.raises(RuleFileError) as raised:
        read_plan(BOOK, "plan.toml", content) if content is not None else plan_of(data)  # type: ignore[arg-type]
    for problem in raised.value.problems:
        assert problem.in_("ja")
    return [problem.in_("en") for problem in raised.value.problems]


def changed(where: str, **values: Any) -> Table:
    data: Table = json.loads(json.dumps(GOOD))
    part = data if where == "" else data["years"] if where == "years" else data[where][0]
    part.update(values)
    for key in [key for key, value in part.items() if value is None]:
        del part[key]
    return data


def two_roles(first: Table, second: Table) -> Table:
    data = changed("roles", **first)
    data["roles"].append(GOOD["roles"][0] | {"name": "s"} | second)  # type: ignore[index]
    return data


def test_a_person_named_in_two_roles_is_one_and_is_told() -> None:
    data = two_roles({"names": ["山田", "x"], "end": "2027-03-31"}, {"names": ["山田"]})
    result = run(plan_of(data), BOOK)
    assert [warning.in_("en") for warning in result.warnings] == ["R8: 山田 counts as one person in r, s"]
    assert "R8: 山田 counts as one person in r, s" in "".join(text.render(result, "en"))
    assert run(plan_of(two_roles({"names": ["a"]}, {"names": ["b"]})), BOOK).warnings == ()


def test_what_calc_warns_of_is_passed_on_with_its_year_and_role() -> None:
    """A person is part-time in one role and a contractor in another; 10,000,000,000 yen stand beside 1,200."""
    data = two_roles(
        {"names": ["x"], "facts": {"employment": "part_time"}, "end": "2027-03-31"},
        {"names": ["x"], "facts": {"employment": "contractor"}},
    )
    told = [warning.in_("en") for warning in run(plan_of(data), BOOK).warnings]
    assert told == [
        "R8 s: x has different values of 'employment' in different rows",
        "R8: x counts as one person in r, s",
    ]
    data["roles"][1]["names"] = ["y"]
    data["roles"][1]["pay_year"] = 10**10
    for name in "tuv":
        data["roles"].append(GOOD["roles"][0] | {"name": name})  # type: ignore[index]
    told = [warning.in_("en") for warning in run(plan_of(data), BOOK).warnings]
    assert [warning.split(":")[0] for warning in told] == ["R8 s", "R9 s"]


@pytest.mark.parametrize("written", ["R9", "令和9", "令和９年度", "2027"])
def test_a_year_of_a_cost_is_read_as_every_other_year(written: str) -> None:
    for data in (changed("costs", year=written), changed("costs", year=None, years=["R8", written])):
        (cost,) = plan_of(data).scenarios[0].costs
        assert (cost.year or (cost.years or ())[-1]) == "R9"
    assert [year.figures.cost for year in compute(ready_of(changed("costs", year=written))).years] == [1200, 1205]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (changed("", schema="x"), "schema: \"x\": expected one of: 'dx-kofu/plan/1'"),
        (changed("", body_code="20203"), 'body_code: "20203": |do you mean 202037'),
        (changed("", tite="x"), "tite: there is no such key; do you mean title?"),
        (changed("", hub_city="maybe"), 'hub_city: "maybe": expected one of'),
        (changed("", roles=[], costs=[]), "roles: a plan needs a role"),
        (changed("years", first="8"), 'years.first: "8": expected a fiscal year'),
        (changed("years", last="R7"), 'years.last: "R7": expected a fiscal year no earlier than the first'),
        (changed("years", first="R12", last="R14"), "years: R12-R14: expected a fiscal year that has rules: R6, R7"),
        (changed("roles", pay_yaer=1), "roles[0].pay_yaer: there is no such key; do you mean pay_year?"),
        (changed("roles", pay_year=1.5), "roles[0].pay_year: 1.5: expected a whole number"),
        (changed("roles", pay_year="12"), 'roles[0].pay_year: "12": expected a whole number'),
        (changed("roles", pay_year=-1), "roles[0].pay_year: -1: expected whole yen"),
        (changed("roles", pay_year=10**12), "roles[0].pay_year: 1000000000000: expected whole yen"),
        (changed("roles", pay_month=1), "roles[0].pay_year: give either pay_year or pay_month"),
        (changed("roles", measures=["cio-aide"]), "roles[0].measure: give either measure or measures"),
        (changed("roles", measure=None), "roles[0].measure: give either measure or measures"),
        (changed("roles", measure="cio-aid"), 'roles[0].measure: "cio-aid": |do you mean cio-aide?'),
        (changed("roles", measure=None, measures=["cio-aide", "x"]), 'roles[0].measures: "x": expected a measure'),
        (changed("roles", measure=None, measures=["cio-aide"] * 2), "the same stands there twice"),
        (changed("roles", category="personel"), 'roles[0].category: "personel": |do you mean personnel?'),
        (changed("roles", share="1.5"), 'roles[0].share: "1.5": expected a share from 0 to 1'),
        (changed("roles", other_funding=1300), 'roles[0].other_funding: "1300": expected 0 to the amount'),
        (changed("roles", other_funding=-1), "roles[0].other_funding: -1: expected whole yen"),
        (changed("roles", facts={"externl": "yes"}), "roles[0].facts.externl: |do you mean external?"),
        (changed("roles", facts={"external": "perhaps"}), 'roles[0].facts.external: "perhaps": expected yes or no'),
        (changed("roles", facts={"employment": "half"}), 'roles[0].facts.employment: "half": expected one of'),
        (changed("roles", heads=0), "roles[0].heads: 0: expected a number of persons from 1 to 100"),
        (changed("roles", heads=3, names=["a", "b"]), "roles[0].names: a, b: expected as many names as heads: 3"),
        (changed("roles", names=["a", "a"]), "roles[0].names: a, a: the same stands there twice"),
        (changed("roles", start="soon"), 'roles[0].start: "soon": expected a date'),
        (changed("roles", start="2026-10-15"), "roles[0].start: 2026-10-15: |2026-10-01 counts that month"),
        (changed("roles", end="2028-02-28"), "roles[0].end: 2028-02-28: |2028-02-29 counts that month"),
        (changed("roles", start="2027-04-01", end="2026-04-30"), "expected a day after the start (2027-04-01)"),
        (changed("roles", start="2030-10-01"), "roles[0].start: 2030-10-01: it lies outside the plan, which goes from 2026-04-01 to 2028-03-31"),
        (changed("roles", end="2026-03-31"), "roles[0].end: 2026-03-31: it lies outside the plan"),
        (two_roles({"heads": 2}, {"name": "r 1"}), 'roles[0].names: "r 1": another role|(r 1)|; give names|roles[1].names: "r 1"'),
        (two_roles({"heads": 2}, {"names": ["ｒ 2"]}), 'roles[0].names: "r 2": another role has a person of that name (s)'),
        (two_roles({}, {"names": ["r"]}), 'roles[0].names: "r": another role'),
        (changed("roles", splits=[{"cio-aide": "0.7", "dx-leader": "0.5"}]), "roles[0].splits[0]: expected a share"),
        (changed("roles", splits=[{"cio-aide": "x"}]), 'roles[0].splits[0].cio-aide: "x": expected a share'),
        (changed("roles", splits=[{"cio-aid": "0.5"}]), 'roles[0].measure: "cio-aid": |do you mean cio-aide?'),
        (changed("roles", name="c"), 'costs[0].name: "c": expected a name that is not blank'),
        (changed("costs", year="R10"), 'costs[0].year: "R10": expected a year of the plan (R8 to R9)'),
        (changed("costs", years=["R8", "R9"]), "costs[0].year: give either year or years"),
        (changed("costs", year=None, years=["R8", "R12"]), 'costs[0].years[1]: "R12": expected a year of the plan'),
        (changed("costs", year="令和10年度"), 'costs[0].year: "令和10年度": expected a year of the plan (R8 to R9)'),
        (changed("costs", year=None, years=["R9", "2027"]), "costs[0].years: R9, 2027: the same stands there twice"),
        (changed("costs", amount=-5), "costs[0].amount: -5: expected whole yen"),
        (changed("", variants=[{"name": "base"}]), 'variants[0].name: "base": expected a name'),
        (changed("", variants=[{"name": "v"}, {"name": "v"}]), 'variants[1].name: "v": expected a name'),
        (changed("", variants=[{"name": "v", "roles": [{"name": "rr"}]}]), 'variants[0].roles[0].name: "rr": |a name that the plan has'),
        (changed("", variants=[{"name": "v", "roles": [{"name": "r", "pay_year": "x"}]}]), "variants[0].roles[0].pay_year"),
        (changed("", variants=[{"name": "v", "roles": [{"name": "r", "facts": {"external": "x"}}]}]), "variants[0].roles[0].facts.external"),
        (changed("", variants=[{"name": "v", "roles": [{"name": "r", "facts": 5}]}]), "variants[0].roles[0].facts"),
        (changed("", variants=[{"name": "v", "costs": [{"name": "c", "drop": 1}]}]), "variants[0].costs[0].drop: 1: expected true or false"),
        (changed("", variants=[{"name": "v", "roles": [{"name": ["r"]}]}]), "variants[0].roles[0].name"),
    ],
)  # fmt: skip
def test_bad_plans_are_told_with_key_value_and_fix(data: Table, said: str) -> None:
    told = "\n".join(refused(data))
    for part in said.split("|"):
        assert part in told, told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"schema = ", "plan.toml"),
        (b"\xff\xfe\x00", "plan.toml"),
        (b"", "schema: this key is required"),
        (b"a = " + b"[" * 5000, "plan.toml"),
    ],
)
def test_what_is_no_toml_is_told(content: bytes, said: str) -> None:
    assert said in refused(content)[0]


def test_all_problems_are_told_at_once_and_each_once() -> None:
    data = changed("roles", pay_year=-1, facts={"externl": "yes"})
    data["costs"].append({"name": "d", "category": "recruitmen", "measure": "cio-aide", "year": "R8", "amount": 5})
    data["body_code"] = "20203"
    data["variants"] = [{"name": "v", "costs": [{"name": "x"}]}, {"name": "w", "roles": [{"name": "r", "heads": 2}]}]
    told = refused(data)
    places = [
        "body_code",
        "variants[0].costs[0].name",
        "roles[0].pay_year",
        "roles[0].facts.externl",
        "costs[1].category",
    ]
    assert [one.split(": ")[1] for one in told] == [places[0], places[1], places[3], places[2], places[4]]


def test_shape_and_meaning_are_told_in_one_run_and_a_wrong_key_hides_no_other() -> None:
    data = changed("roles", pay_year="12", measures=["x"], other_funding=-1, facts={"external": True, "advisry": "yes"})
    data["roles"][0] |= {"category": "personel", "heads": 0}
    data["costs"][0] |= {"amount": 1.5, "yeer": "R8", "category": "recruitmen"}
    data["costs"].append({"name": "d", "measure": "cio-aid", "year": "R10", "amount": -5, "category": "recruitment"})
    data |= {"body_code": "20203", "hub_city": "maybe", "tite": "x"}
    data["years"]["last"] = 9
    data["variants"] = [
        {"name": 1},
        {"name": "v", "roles": [{"name": "r", "pay_month": "x", "share": "2"}], "costs": 5},
    ]
    told = sorted(one.split(": ")[1] for one in refused(data))
    assert told == sorted(
        [
            *("body_code", "hub_city", "tite", "years.last", "variants[0].name", "variants[1].costs"),
            *("roles[0].pay_year", "roles[0].measure", "roles[0].other_funding", "roles[0].facts.external"),
            *("roles[0].facts.advisry", "roles[0].category", "roles[0].heads"),
            *("costs[0].amount", "costs[0].yeer", "costs[0].category", "costs[1].measure", "costs[1].amount"),
            *("variants[1].roles[0].pay_month", "variants[1].roles[0].share"),
        ]
    )


def test_facts_are_judged_though_no_year_has_rules() -> None:
    data = changed("years", first="R12", last="R14")
    data["roles"][0]["facts"] = {"externl": "yes", "advisory": "perhaps"}
    data["costs"][0]["year"] = "R12"
    told = refused(data)
    assert [one.split(": ")[1] for one in told] == ["years", "roles[0].facts.externl", "roles[0].facts.advisory"]
    assert "expected a fact of the rule files: accelerator, advisory," in told[1]


def test_facts_may_bear_their_japanese_names() -> None:
    data = changed("roles", facts={"外部人材": "はい", "全庁的助言業務": "yes"})
    data["variants"] = [{"name": "v", "roles": [{"name": "r", "facts": {"external": "no"}}]}]
    base, variant = plan_of(data).scenarios
    assert base.roles[0].facts == {"external": "はい", "advisory": "yes"}
    assert variant.roles[0].facts == {"external": "no", "advisory": "yes"}
    (told,) = refused(changed("roles", facts={"外部人材": "perhaps"}))
    assert 'roles[0].facts.外部人材: "perhaps"' in told
    assert (
        "facts.外部人材: external: the same"
        in refused(changed("roles", facts={"external": "yes", "外部人材": "yes"}))[0]
    )


def test_the_good_plan_is_good() -> None:
    assert plan_of(GOOD).years == ("R8", "R9")


def test_a_variant_changes_only_what_it_names() -> None:
    data = changed("roles", pay_year=1200, facts={"external": "yes", "advisory": "yes"}, heads=2)
    change = {"name": "r", "pay_month": 50, "facts": {"advisory": ""}, "names": ["a", "b", "c"]}
    data["variants"] = [{"name": "v", "roles": [change], "costs": [{"name": "c", "drop": True}]}]
    base, variant = plan_of(data).scenarios
    (role,) = variant.roles
    assert (role.pay_year, role.pay_month, role.heads, role.names) == (None, 50, None, ("a", "b", "c"))
    assert role.facts == {"external": "yes", "advisory": ""}
    assert (len(base.costs), variant.costs) == (1, ())
    assert (role.category, role.measure, role.other_funding) == ("personnel", "cio-aide", 0)


def test_what_is_claimed_under_no_measure_is_the_body_s_own() -> None:
    data = changed("roles", measure=None, measures=[])
    data["costs"] = []
    found = compute(ready_of(data))
    assert [(year.figures.special, year.figures.burden) for year in found.years] == [(known(0), span(1200))] * 2


def test_a_split_keeps_every_yen() -> None:
    data = changed("roles", measure=None, measures=[], splits=[{"cio-aide": "1/3", "dx-leader": "2/3"}], pay_year=1000)
    data["roles"][0]["other_funding"] = 100
    rows = compute(ready_of(data)).expanded.rows
    assert [(row.measure, row.amount, row.other_funding) for row in rows if row.year == "R8" and row.entry == 0] == [
        ("cio-aide", 333, 33),
        ("dx-leader", 667, 67),
    ]


def test_months_of_a_year() -> None:
    """1,000,000 a year from October: 500,000; ended in May: 2 of 12 months, 166,666.67, rounded down."""
    data = changed("roles", pay_year=1_000_000, start="2026-10-01", end="2027-05-31")
    data["costs"] = []
    assert [year.figures.cost for year in compute(ready_of(data)).years] == [500_000, 166_666]


# ------------------------------------------------------------------------------------------------ what is written

NASTY = ("<script>alert(1)</script>", "a|b", "=cmd()", "</style>", "\"&'")


def nasty() -> PlanResult:
    data = changed("roles", name=NASTY[0], names=[NASTY[1], NASTY[4]], note=NASTY[3])
    data["title"] = NASTY[3] + NASTY[0]
    data["variants"] = [{"name": NASTY[2], "roles": [{"name": NASTY[0], "pay_year": 5_000_000}]}, {"name": NASTY[0]}]
    data["costs"][0] |= {"year": None, "years": ["R8", "R9"]}
    del data["costs"][0]["year"]
    return run(plan_of(data), BOOK, search=True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_runs_nothing_and_escapes_everything(lang: Lang) -> None:
    page = "".join(html.render(nasty(), lang))
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert style is not None
    assert policy is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1].startswith(f"default-src &#39;none&#39;; style-src &#39;sha256-{digest}&#39;;")
    assert "script-src" not in policy[1]
    assert page.count("<svg") == page.count("</svg>")


@pytest.mark.parametrize("name", ["prefecture", "city", "hub-city"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_format_tells_the_same_figures(name: str, lang: Lang) -> None:
    result = example(name)
    written = ["".join(module.render(result, lang)) for module in (text, md, html)]
    for found in result.outcomes:
        for year in found.years:
            for figure in (f"{year.figures.cost:,}", f"{year.figures.burden.most:,}".replace("-", "△")):
                assert all(figure in one for one in written), figure
    told = story.story(result, lang)
    for chapter in told.chapters:
        assert all(part.start + part.amount <= chapter.chart.scale for bar in chapter.chart.bars for part in bar.parts)


def test_a_bar_is_the_year_s_cost_and_its_hatched_part_is_what_is_not_known() -> None:
    bars = story.story(example("hub-city", optimised=False), "en").chapters[0].chart.bars
    assert [(part.kind, part.start, part.amount) for part in bars[0].parts] == [
        ("special", 0, 16_800_000),
        ("range", 16_800_000, 3_300_285),
        ("own", 20_100_285, 17_399_716),
    ]
    assert [(part.kind, part.amount) for part in bars[1].parts] == [("range", 37_000_001)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_year_without_rules_is_never_a_zero(lang: Lang) -> None:
    told = story.story(example("hub-city", optimised=False), lang)
    section = next(part for part in told.chapters[0].sections if part.table and len(part.table.totals) == 2)
    assert section.table is not None
    cells = [[cell.text for cell in row] for row in section.table.rows][1]
    unknown = "不明" if lang == "ja" else "unknown"
    assert (cells[4], cells[6]) == (unknown, unknown)
    assert cells[5] == ("37,000,001以下" if lang == "ja" else "at most 37,000,001")


def test_the_json_holds_no_float_and_is_the_same_each_time() -> None:
    first, second = ("".join(json_out.render(example("prefecture"), "en")) for _ in range(2))
    assert first == second

    def refuse(_: str) -> float:
        raise AssertionError("a float")

    document = json.loads(first, parse_float=refuse)
    assert document["schema"] == "dx-kofu/plan-result/1"
    assert [variant["name"] for variant in document["variants"]] == [None, None, "常勤案", "常勤案", "委託案", "委託案"]
    assert document["variants"][0]["years"][-1]["special"] == {"allocation": 0, "potential": None, "complete": False}
    assert document["variants"][1]["optimised"]["moves"][0]["chosen"]["fiscal_year"] == "R9"


def test_a_cell_of_the_table_is_no_formula() -> None:
    result = nasty()
    found = next(one for one in result.outcomes if one.scenario.name is None)
    written = "".join(csv_out.render(table_of(result.plan, found.scenario, rows_of(found)), mark=False))
    assert as_text("=cmd()") == "'=cmd()"
    assert not re.search(r"(^|,)=", written)


@settings(deadline=None, max_examples=15)
@given(plans(choices=True), st.sampled_from(LANGUAGES))
def test_any_plan_can_be_told(data: Table, lang: Lang) -> None:
    result = run(plan_of(data), BOOK, search=True)
    for module in (text, md, html, json_out):
        assert "".join(module.render(result, lang))
