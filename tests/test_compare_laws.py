"""Laws of every comparison: each yen of a difference has its cause, whatever the budgets and the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dx_kofu.calc import calculate
from dx_kofu.compare.compare import compare, one_year_each
from dx_kofu.compare.records import Column, Comparison
from dx_kofu.compare.under import Part, years_as_of
from dx_kofu.read.expenses import read_expenses
from dx_kofu.read.layout import Table
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import UNKNOWN, Cap, Head, Limit, Rate, Round
from tests.strategies import YEARS, Row, budgets
from tests.support import BOOK, GUIDE

OFTEN = settings(max_examples=200, deadline=None)


def table_of(rows: Sequence[Row], name: str = "t.csv") -> Table:
    columns = list(dict.fromkeys(column for row in rows for column in row)) or ["id"]
    lines = [["" if row.get(column) is None else str(row[column]) for column in columns] for row in rows]
    return Table(name, "0" * 64, columns, lines, range(2, len(lines) + 2))


def own_years(rows: Sequence[Row], name: str) -> Column:
    """A budget under the rules of its own years."""
    reading = read_expenses([table_of(rows, name)], GUIDE)
    assert not reading.diagnostics
    return Column(name, (Part(calculate(reading.expenses, reading.rules, inputs=reading.inputs)),))


def under(rows: Sequence[Row], side: Loaded, name: str) -> Column:
    """A budget under one rule set."""
    tables = [table_of(rows)]
    years = years_as_of(tables, read_expenses(tables, GUIDE), side, GUIDE)
    assert not any(reading.diagnostics for _, reading in years)
    return Column(name, tuple(Part(calculate(own.expenses, own.rules, inputs=own.inputs), year) for year, own in years))


def changed(draw: st.DrawFn, step: Any) -> Any:
    """A step with another figure, or as it is."""
    if draw(st.booleans()):
        return step
    match step:
        case Cap():
            return replace(step, amount=draw(st.sampled_from([UNKNOWN, 0, 500, 1_000_000, 2_000_000, 50_000_000])))
        case Limit():
            return replace(step, persons=draw(st.sampled_from([UNKNOWN, 1, 2, 4])))
        case Rate():
            return replace(step, rate=draw(st.sampled_from([UNKNOWN, "0.65", "0.333", "1"])))
        case Round():
            return replace(step, to=draw(st.sampled_from([1, 10, 100, 10_000])))
        case Head():
            return replace(step, unit_amount=draw(st.sampled_from([UNKNOWN, 1, 8_500_000])))
        case _:
            return step


@st.composite
def rule_sets(draw: st.DrawFn) -> Loaded:
    """A shipped rule set, with some figures changed."""
    loaded = BOOK[draw(st.sampled_from(YEARS))]
    measures = [
        replace(measure, steps=tuple(changed(draw, step) for step in measure.steps))
        for measure in loaded.rules.measures
    ]
    return loaded._replace(rules=replace(loaded.rules, measures=tuple(measures)))


@st.composite
def drafts(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """A budget and a later draft of it: rows gone, new, in another order, with other amounts, years or measures."""
    first = draw(budgets())
    second = [dict(row) for row in draw(st.permutations(first))][: draw(st.integers(0, len(first)))]
    for row in second:
        if draw(st.booleans()):
            row["amount"] = draw(st.integers(row["other_funding"] or 0, max(row["amount"], 30_000_000)))
        if draw(st.integers(0, 5)) == 0:
            row["employment"] = draw(st.sampled_from(["full_time", "part_time", None]))
        if draw(st.integers(0, 8)) == 0:
            row["fiscal_year"] = draw(st.sampled_from(YEARS))
    more = [{**row, "id": f"new-{row['id']}"} for row in draw(budgets(most=3))]
    second += more[: draw(st.integers(0, len(more)))]
    assume(second)
    return (first, second) if draw(st.booleans()) else (without_ids(first), without_ids(second))


def without_ids(rows: Sequence[Row]) -> list[Row]:
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def accounted_for(comparison: Comparison) -> None:
    """Every yen of a difference is accounted for, row by row, line by line, in the totals."""
    for pair in comparison.pairs:
        for row in pair.rows:
            assert sum(cause.eligible for cause in row.causes) == row.eligible
        for line in pair.lines:
            assert sum(cause.eligible for cause in line.causes) == line.figure("eligible")
            assert sum(cause.allocation for cause in line.causes) == line.gap.confirmed
            assert line.causes or not line.gap.confirmed
            if line.gap.known:
                assert line.gap.least is None or line.gap.least <= line.gap.confirmed
                assert line.gap.most is None or line.gap.most >= line.gap.confirmed
        for tax, total in pair.totals.items():
            assert total.confirmed == sum(body[tax].confirmed for body in pair.bodies.values())
            ours = sum(line.allocation for _, line in pair.other.lines if line.tax == tax)
            theirs = sum(line.allocation for _, line in pair.base.lines if line.tax == tax)
            assert total.confirmed == ours - theirs


@OFTEN
@given(budgets(), rule_sets(), rule_sets())
def test_causes_add_up_under_two_rule_sets(table: list[Row], first: Loaded, second: Loaded) -> None:
    columns = [under(table, first, "a"), under(table, second, "b")]
    comparison = compare(columns, "rules")
    accounted_for(comparison)
    for pair in comparison.pairs:
        assert {row.how for row in pair.rows} <= {"cut"}
        for row in pair.rows:
            for cause in row.causes:
                assert "input" not in cause.kinds
                assert cause.rules or cause.kinds == ("shared",)


@OFTEN
@given(drafts())
def test_causes_add_up_between_two_budgets(two: tuple[list[Row], list[Row]]) -> None:
    columns = [own_years(rows, name) for rows, name in zip(two, ("a", "b"), strict=True)]
    comparison = compare(columns, "budgets", by_year=not one_year_each(columns))
    accounted_for(comparison)
    (pair,) = comparison.pairs
    both = [row for row in pair.rows if row.old is not None and row.new is not None]
    gone = sum(row.new is None for row in pair.rows)
    new = sum(row.old is None for row in pair.rows)
    assert len(two[1]) - len(two[0]) == new - gone
    assert all(row.inputs for row in both if row.how in ("moved", "changed"))


@OFTEN
@given(budgets(), rule_sets())
def test_a_budget_does_not_differ_from_itself(table: list[Row], side: Loaded) -> None:
    assert not compare([under(table, side, "a"), under(table, side, "b")], "rules").differs
    assert not compare([own_years(table, "a"), own_years(without_ids(table), "b")], "budgets").differs


@OFTEN
@given(budgets(), rule_sets(), rule_sets())
def test_turned_round_every_difference_turns_its_sign(table: list[Row], first: Loaded, second: Loaded) -> None:
    columns = [under(table, first, "a"), under(table, second, "b")]
    (there,), (back,) = compare(columns, "rules").pairs, compare(columns, "rules", 1).pairs
    assert [line.gap.confirmed for line in there.lines] == [-line.gap.confirmed for line in back.lines]
    assert [line.figure("eligible") for line in there.lines] == [-line.figure("eligible") for line in back.lines]
    assert [row.eligible for row in there.rows] == [-row.eligible for row in back.rows]
