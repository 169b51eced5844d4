"""A simulation says what ``calc`` says under rules with those figures: worked by hand, and for any budget and figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu.calc import Record, calculate
from dx_kofu.columnar.calculate import calculate_expenses
from dx_kofu.columnar.decisions import Decisions
from dx_kofu.messages import Message
from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.result import Result
from dx_kofu.rules.load import RuleBook
from dx_kofu.rules.records import UNKNOWN, Cap, Head, Limit, Rate, Round, parameter_name
from dx_kofu.simulate.parameters import KEYS, EVERY, parameter
from dx_kofu.simulate.records import Simulation
from dx_kofu.simulate.run import Scenarios, nearest
from dx_kofu.simulate.scenarios import Asked, asked
from tests.strategies import YEARS, Row, budgets
from tests.support import BOOK, EXAMPLES, GUIDE, read_rows, read_table, table_of


def ask(*sets: str, draws: Sequence[str] = (), count: int = 1, seed: int = 0) -> Asked:
    found = asked(BOOK, sets, draws, count, seed)
    assert isinstance(found, Asked), [problem.in_("en") for problem in found]
    return found


def simulated(reading: Reading, what: Asked) -> Simulation:
    made: list[Scenarios] = []

    def look(rows: Any) -> None:
        made[0].look(rows)

    decisions = Decisions(reading.rules)
    made.append(Scenarios(what, decisions))
    return made[0].simulated(calculate_expenses(reading.expenses, decisions, Record(inputs=reading.inputs), look))


def calculated(table: list[Row], figures: dict[tuple[str, str, str], Any]) -> Result:
    """What ``calc`` says under rule files with other figures, by year, measure and step."""
    book = RuleBook()
    for year in YEARS:
        loaded = book[year]
        measures = []
        for measure in loaded.rules.measures:
            steps = []
            for step in measure.steps:
                value = figures.get((year, measure.id, parameter_name(step)))
                changes: dict[str, Any] = {} if value is None else {KEYS[type(step)]: value}
                steps.append(replace(step, **changes))
            measures.append(replace(measure, steps=tuple(steps)))
        book.replace(year, loaded._replace(rules=replace(loaded.rules, measures=tuple(measures))))
    reading = read_expenses([table_of(table)], Guide(book=book))
    return calculate(reading.expenses, reading.rules)


def test_x() -> None:
    reading = read_expenses([read_table("a.csv", (EXAMPLES / "city-five-aides.csv").read_bytes())], GUIDE)
    found = simulated(reading, ask("R8.cio-aide.limit:persons=1,2,3,4,5", "R8.cio-aide.rate=0.5..0.9/0.1"))
    for one in found.outcomes:
        print(one.values, one.special)
