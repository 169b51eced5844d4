"""Laws of ``ask`` and ``explain``, judged by the naive evaluator."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu.ask.questions import Body, Question, work_list
from dx_kofu.ask.tally import Tally
from dx_kofu.calc import calculate, lines_of
from dx_kofu.explain.way import explain
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import Limit, Rate, Round, parameter_name
from dx_kofu.whatif import Answer, answered_row
from tests.budgets_asked import allocations, answered, known, potential
from tests.naive import FIGURES, evaluate
from tests.strategies import FAVOURED, Row, budgets
from tests.support import read_rows

FEW = budgets(most=5)


def asked(table: list[Row]) -> tuple[Body, ...]:
    reading = read_rows(table)
    return work_list(calculate(reading.expenses, reading.rules), reading.rules)


def rows_of(*questions: Question) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for question in questions:
        for item in question.items:
            found.setdefault(int(item.expense.id[1:]), {})[question.fact] = question.value
    return found


@settings(max_examples=300, deadline=None)
@given(budgets(most=7))
def test_an_answer_moves_the_total_by_exactly_what_is_said(table: list[Row]) -> None:
    for body in asked(table):
        place = (body.body_code, body.fiscal_year)
        by_number = {question.number: question for question in body.questions}
        before = allocations(table, *place)
        assert before == body.now
        for question in body.questions:
            alone = allocations(answered(table, rows_of(question)), *place)
            assert alone.less(before) == question.alone
            beside = [by_number[number] for number in question.beside]
            together = allocations(answered(table, rows_of(question, *beside)), *place)
            assert together.less(before) == question.together
        assert allocations(answered(table, rows_of(*body.questions)), *place) == body.answered


@settings(max_examples=200, deadline=None)
@given(budgets(most=6))
def test_the_least_answers_settle_the_total_and_fewer_do_not(table: list[Row]) -> None:
    for body in asked(table):
        place = (body.body_code, body.fiscal_year)
        by_number = {question.number: question for question in body.questions}

        def left(numbers: Any, by_number: dict[int, Question] = by_number, place: Any = place) -> Any:
            return known(answered(table, rows_of(*(by_number[number] for number in numbers))), *place)

        everything = left(by_number)
        assert left(body.least.numbers) == everything
        assert body.least.at_least <= len(body.least.numbers)
        if len(by_number) <= 9 and body.least.at_least:
            for fewer in combinations(by_number, body.least.at_least - 1):
                assert left(fewer) != everything


@settings(max_examples=150, deadline=None)
@given(budgets(most=6, scenes=("roster", "prefecture", "hub")))
def test_a_figure_moves_the_total_by_exactly_what_is_said(table: list[Row]) -> None:
    for body in asked(table):
        place = (body.body_code, body.fiscal_year)
        for figure in body.figures:
            if figure.value is not None and figure.worth is not None:
                figures = {(figure.fiscal_year, figure.measure.id, parameter_name(figure.rule)): figure.value}
                then = allocations(table, *place, figures=figures)
                assert then.less(allocations(table, *place)) == figure.worth


def without_bounds(year: str) -> dict[tuple[str, str, str], int]:
    """The caps and limits of a year that are not known, so high that they cut nothing."""
    key = (year, "municipal-support", "cap:personnel")
    return {key: 10**13} if FIGURES[key] is None else {}


@settings(max_examples=200, deadline=None)
@given(budgets(most=7, scenes=("roster", "prefecture", "hub", "anything")))
def test_with_the_figures_an_answer_moves_the_total_by_exactly_what_is_said(table: list[Row]) -> None:
    """Yen are unknown only where heads without a unit amount change, and at best is what the calculation says it is."""
    for body in asked(table):
        place, by_number = (body.body_code, body.fiscal_year), {one.number: one for one in body.questions}
        figures = without_bounds(body.fiscal_year)

        def then(*questions: Question, place: Any = place, figures: Any = figures) -> Any:
            rows = answered(table, rows_of(*questions))
            lines = [line for line in evaluate(rows)["measures"] if (line["body_code"], line["fiscal_year"]) == place]
            heads = [line["heads"] for line in lines if line["heads"] is not None and line["unit_amount"] is None]
            return allocations(rows, *place, figures=figures), sum(heads)

        before, heads = then()
        for question in body.questions:
            after, more = then(question, *(by_number[number] for number in question.beside))
            ordinary = None if more != heads else after.ordinary - before.ordinary
            assert question.with_figures == (after.special - before.special, ordinary)
        after, more = then(*body.questions)
        assert body.with_figures == (after.special, None if more else after.ordinary)
        at_best = potential(table, *place)
        assert body.potential == at_best
        for said, most in zip(body.with_figures, at_best, strict=True):
            assert most is None or (said is not None and said <= most)


@settings(max_examples=200, deadline=None)
@given(budgets(most=8), st.data())
def test_a_tally_says_at_any_time_what_the_calculation_says(table: list[Row], data: st.DataObject) -> None:
    """Rows of a body are answered one by one and in part, and some of it is taken back."""
    reading = read_rows(table)
    place = data.draw(st.sampled_from([(row.place.body_code, row.place.fiscal_year) for row in reading.expenses]))
    rows = [row for row in reading.expenses if (row.place.body_code, row.place.fiscal_year) == place]
    rules = tangled(reading.rules[place[1]]) if data.draw(st.booleans()) else reading.rules[place[1]]
    book = {place[1]: rules}
    tally = Tally(rows, rules.rules)
    now = list(rows)
    for at in data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=5)):
        facts = data.draw(st.dictionaries(st.sampled_from([*FAVOURED]), st.sampled_from(["yes", "no"]), max_size=4))
        funding: dict[str, Answer] = data.draw(st.sampled_from([{}, {"other_funding": 0}, {"share": Fraction(1, 3)}]))
        now[at] = answered_row(rows[at], rules.rules, {**facts, **funding})
        tally.put(at, now[at])
        if data.draw(st.booleans()):
            assert sorted(tally.lines().values()) == lines_of(now, book)
    assert sorted(tally.lines().values()) == lines_of(now, book)


def tangled(loaded: Loaded) -> Loaded:
    """Rules in which a limit of two persons stands behind the caps of every measure, its recruitment included."""
    measures = []
    for measure in loaded.rules.measures:
        limits = [step for other in loaded.rules.measures for step in other.steps if isinstance(step, Limit)]
        last = [step for step in measure.steps if isinstance(step, (Rate, Round))]
        steps = [step for step in measure.steps if step not in last]
        if measure.tax == "special":
            steps.append(replace(limits[0], categories=tuple(loaded.rules.categories), persons=2))
        measures.append(replace(measure, steps=(*steps, *last)))
    return loaded._replace(rules=replace(loaded.rules, measures=tuple(measures)))


# ------------------------------------------------------------------------------------------------ explain

LEAVES_A_COST = ("other-funding", "share", "cap:", "limit:", "by-head", "unknown:cap:")


def is_eligible(table: list[Row], at: int) -> bool:
    """Whether the row's cost is paid on, whatever caps and limits leave of it."""
    return all(code.startswith(LEAVES_A_COST) for code in codes_of(table, at))


def is_head(table: list[Row], at: int) -> bool:
    """Whether the row's person counts by head instead."""
    return "ordinary-tax" in codes_of(table, at)


def codes_of(table: list[Row], at: int) -> list[str]:
    row = table[at]
    if row["amount"] == 0:  # nothing can be taken from it; its verdict is that of a yen without other funding
        row = {**row, "amount": 1, "other_funding": 0}
    item = evaluate([*table[:at], row, *table[at + 1 :]])["items"][at]
    return [reduction["code"] for reduction in item["reductions"]]


@settings(max_examples=150, deadline=None)
@given(FEW, st.data())
def test_sets_make_eligible_and_no_smaller_one_does(table: list[Row], data: st.DataObject) -> None:
    """A set makes the row eligible, is worth what is said, and without any part of it does not."""
    at = data.draw(st.integers(0, len(table) - 1))
    place = (table[at]["body_code"], table[at]["fiscal_year"])
    reading = read_rows(table)
    result = calculate(reading.expenses, reading.rules)
    one = explain(result, reading.rules, result.items[at])
    before = allocations(table, *place)
    for change in one.changes:
        after = answered(table, {at: change.facts})
        counts = is_head if change.as_head else is_eligible
        assert counts(after, at)
        assert allocations(after, *place).less(before) == change.worth
        for size in range(len(change.facts)):
            for names in combinations(change.facts, size):
                less = answered(table, {at: {name: change.facts[name] for name in names}})
                assert not counts(less, at)
    sizes = [len(change.facts) for change in one.changes if not change.as_head]
    if not is_eligible(table, at):
        assert smallest(table[at]) == min(sizes, default=None)


def smallest(row: Row) -> int | None:
    """The least number of columns that make a row's cost eligible, by trying them all; eligibility looks at the row alone."""
    choices: dict[str, list[Any]] = {name: ["yes", "no"] for name in FAVOURED}
    choices["employment"] = ["full_time", "part_time", "contractor"]
    if row["body_code"][2:5] != "000" and row["body_code"][2] not in "89":
        choices["hub_city"] = ["yes", "no"]
    choices |= {"other_funding": [0]} if row["other_funding"] is None else {}
    choices |= {"share": [Fraction(1)]} if row["share"] is None else {}
    for size in range(1, 4):
        for names in combinations(choices, size):
            for values in product(*(choices[name] for name in names)):
                if is_eligible([{**row, **dict(zip(names, values, strict=True))}], 0):
                    return size
    return None


@settings(max_examples=200, deadline=None)
@given(budgets())
def test_the_way_of_every_row_ends_at_its_figures(table: list[Row]) -> None:
    """Each step begins where the one before ended; the last ends at eligible and potential; parts add up to the lines."""
    reading = read_rows(table)
    result = calculate(reading.expenses, reading.rules)
    sums: dict[tuple[str, str, str], Fraction] = {}
    for item in result.items:
        one = explain(result, reading.rules, item)
        if one.steps:
            assert one.steps[0].best_before == item.expense.amount
            assert (one.steps[-1].after, one.steps[-1].best_after) == (item.eligible, item.potential)
            for passed, following in zip(one.steps, one.steps[1:], strict=False):
                assert (passed.after, passed.best_after) == (following.before, following.best_before)
        for part in one.parts:
            key = (part.line.body_code, part.line.fiscal_year, part.line.measure)
            if part.line.tax == "special":
                sums[key] = sums.get(key, Fraction(0)) + part.eligible
    for line in result.lines:
        if line.tax == "special":
            assert sums[line.body_code, line.fiscal_year, line.measure] == line.before_rounding
