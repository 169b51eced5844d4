"""A simulation says what ``calc`` says under rules with those figures: worked by hand, and for any budget and figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu.calc import Record, calculate
from dx_kofu.columnar import scan
from dx_kofu.columnar.calculate import calculate_expenses, calculate_scan
from dx_kofu.columnar.simulate import Scenarios
from dx_kofu.columnar.store import Store
from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.result import Result
from dx_kofu.rules.load import RuleBook
from dx_kofu.rules.overlay import apply
from dx_kofu.rules.records import Limit, Rate, Round, parameter_name
from dx_kofu.simulate.parameters import EVERY, KEYS
from dx_kofu.simulate.records import TAXES, Simulation
from dx_kofu.simulate.scenarios import Asked, asked
from dx_kofu.simulate.spread import nearest
from tests.strategies import YEARS, Row, budgets
from tests.support import BOOK, EXAMPLES, GUIDE, read_rows, read_table


def ask(*sets: str, draws: Sequence[str] = (), count: int = 1, seed: int = 0) -> Asked:
    found = asked(BOOK, sets, draws, count, seed)
    assert isinstance(found, Asked), [problem.in_("en") for problem in found]
    return found


def simulated(reading: Reading, what: Asked) -> Simulation:
    scenarios = Scenarios(what)
    record = Record(inputs=reading.inputs)
    return scenarios.simulated(calculate_expenses(reading.expenses, reading.rules, record, scenarios.look))


def calculated(reading: Reading, figures: dict[tuple[str, str, str], Any]) -> Result:
    """What ``calc`` says under rule files with other figures, by year, measure and step."""
    rules = {}
    for year, loaded in reading.rules.items():
        measures = []
        for measure in loaded.rules.measures:
            steps = []
            for step in measure.steps:
                value = figures.get((year, measure.id, parameter_name(step)))
                changes: dict[str, Any] = {} if value is None else {KEYS[type(step)]: value}
                steps.append(replace(step, **changes))
            measures.append(replace(measure, steps=tuple(steps)))
        rules[year] = loaded._replace(rules=replace(loaded.rules, measures=tuple(measures)))
    return calculate(reading.expenses, rules)


# ------------------------------------------------------------------------------------------------ worked by hand

UEDA = "city-five-aides"
"""R8 aides: 3,600,000; 1,000,000 + 800,000 (a-2); 6,000,000 x 0.4; 1,800,000; 1,200,000; recruitment 1,450,000, capped at 1,000,000."""


def example(name: str) -> Reading:
    reading = read_expenses([read_table(f"{name}.csv", (EXAMPLES / f"{name}.csv").read_bytes())], GUIDE)
    assert not reading.diagnostics
    return reading


def special(found: Simulation) -> list[tuple[Any, int, int | None, int]]:
    return [
        (one.values, one.special.total.allocation, one.special.total.potential, one.special.change)
        for one in found.outcomes
    ]


def test_a_limit_and_a_rate_make_a_grid() -> None:
    # the largest 3: 3,600,000 + 2,400,000 + 1,800,000 (a-2 stands first), + 1,000,000 recruitment = 8,800,000
    # the largest 4: + 1,800,000 (a-4) = 10,600,000
    found = simulated(example(UEDA), ask("R8.cio-aide.limit:persons=3,4", "R8.cio-aide.rate=0.5..0.9/0.2"))
    assert special(found) == [
        (None, 6_160_000, 6_160_000, 0),
        ((3, "0.5"), 4_400_000, 4_400_000, -1_760_000),
        ((3, "0.7"), 6_160_000, 6_160_000, 0),
        ((3, "0.9"), 7_920_000, 7_920_000, 1_760_000),
        ((4, "0.5"), 5_300_000, 5_300_000, -860_000),
        ((4, "0.7"), 7_420_000, 7_420_000, 1_260_000),
        ((4, "0.9"), 9_540_000, 9_540_000, 3_380_000),
    ]


def test_a_cap_and_the_rounding() -> None:
    # recruitment 1,450,000 under 2,000,000: 7,800,000 + 1,450,000 = 9,250,000 x 0.7 = 6,475,000
    found = simulated(example(UEDA), ask("*.cio-aide.cap:recruitment=0,1_000_000,2_000_000"))
    assert [one.special.total.allocation for one in found.outcomes] == [6_160_000, 5_460_000, 6_160_000, 6_475_000]
    found = simulated(example(UEDA), ask("*.measures.cio-aide.steps.round.to=1,1000000"))
    assert [one.special.total.allocation for one in found.outcomes] == [6_160_000, 6_160_000, 6_000_000]


def test_what_is_unknown_stays_so_unless_it_is_set() -> None:
    reading = example("r7-prefecture-unknown-cap-and-head")
    base = simulated(reading, ask("R7.municipal-support.rate=0.7")).outcomes
    assert [one.special.total.complete for one in base] == [False, False]
    assert [one.ordinary.total.potential for one in base] == [None, None]
    (_, given_head) = simulated(reading, ask("R7.accelerator.head=8_000_000")).outcomes
    assert given_head.ordinary.total.complete
    assert given_head.ordinary.total.potential is not None
    assert given_head.ordinary.potential_change is None  # before there was no bound
    assert not given_head.special.total.complete
    (_, given_cap) = simulated(reading, ask("R7.municipal-support.cap:personnel=21_000_000")).outcomes
    assert given_cap.special.total.complete


def test_bodies_gain_lose_or_stay() -> None:
    # 300,000 x 0.7 = 210,000; 1,000,000 x 0.7 = 700,000; both x 0.5 and the second body's year R9 as it stands
    row: Row = {"measure": "cio-aide", "category": "personnel", "person": "p", "employment": "part_time"}
    row |= {"external": "yes", "advisory": "yes", "other_funding": 0}
    reading = read_rows(
        [
            row | {"id": 1, "body_code": "202011", "fiscal_year": "R8", "amount": 300_000},
            row | {"id": 2, "body_code": "202037", "fiscal_year": "R8", "amount": 1_000_000},
            row | {"id": 3, "body_code": "202037", "fiscal_year": "R9", "amount": 1_000_000},
            row | {"id": 4, "body_code": "202045", "fiscal_year": "R9", "amount": 2_000_000},
        ]
    )
    base, one = simulated(reading, ask("R8.cio-aide.rate=0.5")).outcomes
    assert (base.special.gain, base.special.lose, base.special.same) == (0, 0, 3)
    assert (one.special.gain, one.special.lose, one.special.same) == (0, 2, 1)
    assert one.special.total.allocation == 150_000 + 500_000 + 700_000 + 1_400_000
    assert base.special.bodies == (3, 210_000, 210_000, 1_400_000, 1_400_000, 1_400_000, 1_003_333)
    assert one.special.bodies == (3, 150_000, 150_000, 1_200_000, 1_200_000, 1_400_000, 916_667)
    assert one.special.changes == (3, -200_000, -200_000, -60_000, -60_000, 0, -86_667)
    assert one.ordinary.bodies is None


def test_an_overlay_s_figure_set_gives_the_overlay_s_result(tmp_path: Path) -> None:
    name, path = "r7-prefecture-unknown-cap-and-head", tmp_path / "known.toml"
    head = '[[figures]]\nfiscal_year = "R7"\nsource = "x"\n'
    path.write_text(
        f'{head}measure = "accelerator"\nparameter = "head"\nvalue = 8_300_000\n'
        f'{head}measure = "municipal-support"\nparameter = "cap:personnel"\nvalue = 12_345_678\n'
    )
    book = RuleBook()
    apply(book, path.name, path.read_bytes())
    guide = Guide(book=book)
    reading = read_expenses([read_table("t.csv", (EXAMPLES / f"{name}.csv").read_bytes(), guide)], guide)
    result = calculate(reading.expenses, reading.rules)
    sets = ("R7.accelerator.head=8_300_000", "R7.municipal-support.cap:personnel=12_345_678")
    (_, one) = simulated(example(name), ask(*sets)).outcomes
    assert (one.special.total, one.ordinary.total) == (result.special, result.ordinary)


@pytest.mark.parametrize("part", [2, 5, 10_000])
def test_tables_scanned_in_parts_say_what_their_rows_say(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "Store", lambda expected: Store(max(expected, 20), part=part))
    paths = [path for path in sorted(EXAMPLES.glob("*.csv")) if "japanese" not in path.name]
    what = ask(
        *("*.cio-aide.limit:persons=1,3", "*.municipal-support.cap:personnel=0,9_000_000"),
        *("*.cio-aide.rate=0.5", "*.accelerator.head=8_000_000"),
    )
    scanned = scan.Scan([scan.source_of(str(path), path.name, GUIDE) for path in paths], GUIDE)
    scanned.read()
    assert scanned.store.in_memory == (part > 1000)
    scenarios = Scenarios(what)
    found = scenarios.simulated(calculate_scan(scanned, Record(inputs=scanned.reading.inputs), scenarios.look))
    scanned.store.close()
    reading = read_expenses([read_table(path.name, path.read_bytes()) for path in paths], GUIDE)
    expected = simulated(reading, what)
    assert found.outcomes == expected.outcomes
    assert found.bodies == expected.bodies
    for one in expected.outcomes:
        for tax in TAXES:
            assert found.totals(tax, one.values).equals(expected.totals(tax, one.values))


# ------------------------------------------------------------------------------------------------ laws

FIGURES = sorted(
    {
        (measure.id, parameter_name(step), type(step))
        for year in YEARS
        for measure in BOOK[year].rules.measures
        for step in measure.steps
        if type(step) in KEYS
    },
    key=str,
)


@st.composite
def swept(draw: st.DrawFn) -> list[tuple[str, str, str, list[Any]]]:
    """Some figures, each with a year or all of them, and one or two values."""
    chosen = draw(st.lists(st.sampled_from(FIGURES), min_size=1, max_size=3, unique=True))
    found = []
    for measure, step, kind in chosen:
        years = [
            year
            for year in YEARS
            if any(parameter_name(one) == step for one in BOOK[year].rules.measure(measure).steps)
        ]
        values: st.SearchStrategy[Any]
        if kind is Rate:
            values = st.one_of(
                st.sampled_from(["0", "1", "0.7"]), st.integers(0, 10**9).map(lambda n: f"0.{n:09}"[:11])
            )
        elif kind is Limit:
            values = st.integers(1, 6)
        elif kind is Round:
            values = st.sampled_from([1, 7, 1000, 1_000_000])
        else:
            values = st.one_of(st.sampled_from([0, 1, 999_999, 1_000_000, 10**12]), st.integers(0, 30_000_000))
        year = draw(st.sampled_from([EVERY, *years]))
        found.append((year, measure, step, draw(st.lists(values, min_size=1, max_size=2, unique=True))))
    return found


@settings(max_examples=100, deadline=None)
@given(budgets(), swept())
def test_a_scenario_is_what_calc_says_under_such_rules(table: list[Row], what: list[Any]) -> None:
    sets = [f"{year}.{measure}.{step}={','.join(map(str, values))}" for year, measure, step, values in what]
    reading = read_rows(table)
    found = simulated(reading, ask(*sets))
    for one in found.outcomes:
        figures = {}
        for place, (year, measure, step, _) in enumerate(what):
            for each in YEARS if year == EVERY else (year,):
                figures[each, measure, step] = None if one.values is None else one.values[place]
        result = calculated(reading, figures)
        assert (one.special.total, one.ordinary.total) == (result.special, result.ordinary)
        for tax in ("special", "ordinary"):
            sums: dict[str, list[Any]] = {code: [0, 0, True] for code in found.bodies}
            for body in result.bodies:
                total, into = getattr(body, tax), sums[body.body_code]
                into[0] += total.allocation
                into[1] = None if None in (into[1], total.potential) else into[1] + total.potential
                into[2] &= total.complete
            assert [list(row) for row in found.totals(tax, one.values).iter_rows()] == list(sums.values())


@given(st.lists(st.integers(-(10**18), 10**18), min_size=1, max_size=30))
def test_the_mean_is_the_nearest_yen(figures: list[int]) -> None:
    mean = nearest(Fraction(sum(figures), len(figures)))
    assert 2 * abs(mean * len(figures) - sum(figures)) <= len(figures)


@given(st.integers(0, 2**32), st.lists(st.integers(0, 10**6), min_size=3, max_size=3).map(sorted))
def test_draws_stay_within_bounds_and_the_same_seed_draws_the_same(seed: int, bounds: list[int]) -> None:
    a, b, c = bounds
    draws = [
        f"R8.cio-aide.cap:recruitment=triangular({a},{b},{c})",
        f"R8.cio-aide.limit:persons=uniform({a + 1},{c + 1})",
    ]
    scenarios = ask(draws=draws, count=20, seed=seed).scenarios()
    assert scenarios == ask(draws=draws, count=20, seed=seed).scenarios()
    for cap, persons in scenarios:
        assert a <= int(cap) <= c
        assert a + 1 <= int(persons) <= c + 1


def test_draws_fall_as_their_law_has_it() -> None:
    rates = [
        Fraction(str(rate))
        for (rate,) in ask(draws=["R8.cio-aide.rate=triangular(0.5,0.6,0.9)"], count=4000, seed=1).scenarios()
    ]
    assert abs(sum(rates, Fraction(0)) / len(rates) - Fraction(2, 3)) < Fraction(1, 100)  # (a + b + c) / 3
    below = sum(rate <= Fraction(6, 10) for rate in rates)
    assert abs(below - 1000) < 100  # (b - a) / (c - a) = 1 / 4
    assert all(rate * 10_000 == int(rate * 10_000) for rate in rates)
    whole = [value for (value,) in ask(draws=["R8.cio-aide.limit:persons=uniform(1,4)"], count=4000).scenarios()]
    assert all(abs(whole.count(persons) - 1000) < 120 for persons in range(1, 5))


def test_a_draw_is_the_same_beside_others() -> None:
    alone = ask(draws=["R8.cio-aide.rate=uniform(0.5,0.9)"], count=5, seed=3).scenarios()
    beside = ask(
        draws=["R8.dx-leader.rate=uniform(0,1)", "R8.cio-aide.rate=uniform(0.5,0.9)"], count=5, seed=3
    ).scenarios()
    assert [values[1] for values in beside] == [value for (value,) in alone]


def test_a_seed_draws_these_for_ever() -> None:
    draws = ["R8.cio-aide.rate=uniform(0.5,0.9)", "R8.cio-aide.cap:recruitment=triangular(0,1_000_000,3_000_000)"]
    filed = [("0.8121", 1_084_589), ("0.52", 1_369_009), ("0.8576", 2_193_746)]
    assert ask(draws=draws, count=3, seed=3).scenarios() == filed
