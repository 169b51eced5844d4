"""The scenarios, calculated: the rules as they stand once, and for each scenario only what its figures change.

In: what is asked, and the rows of a run part by part (:meth:`Scenarios.look`). Out: a :class:`~dx_kofu.simulate.records.Simulation`.
What is the same in several scenarios - a measure of a year under the same figures - is settled once and summed once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from dx_kofu.calc import Basis, Key
from dx_kofu.columnar.calculate import Calculated
from dx_kofu.columnar.decisions import Decisions, Program
from dx_kofu.columnar.paid import YEN, paid
from dx_kofu.columnar.settled import Variant, sums_under
from dx_kofu.result import Total
from dx_kofu.rules.records import Measure
from dx_kofu.simulate.parameters import Value, with_values
from dx_kofu.simulate.records import TAXES, Effect, Outcome, Simulation, Tax
from dx_kofu.simulate.scenarios import Asked
from dx_kofu.simulate.spread import spread

Figures = tuple[Value, ...]
"""Values of the parameters of a measure and year; none: as the rules have them."""
NOTHING: Figures = ()
KEPT = 256
"""Tables of allocations that are kept."""
LINES = {
    "eligible": YEN,
    "potential": YEN,
    "asks": pl.Boolean,
    "heads": YEN,
    "potential_heads": YEN,
}


class Scenarios:
    """Scenarios of a run; :meth:`look` takes the rows, :meth:`simulated` says what came of them."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.parameters = asked.parameters
        self.values = asked.scenarios()
        self.moved: dict[Program, list[int]] = {}
        """Which parameters a measure of a year has."""
        for place, one in enumerate(self.parameters):
            for year in one.steps:
                self.moved.setdefault(Program(year, one.measure), []).append(place)
        self.sums: dict[Variant, list[pl.DataFrame]] = {}

    def look(self, rows: pl.DataFrame, decisions: Decisions) -> None:
        """Settles the rows of a part anew under every cap and limit that is asked for."""
        variants: dict[Variant, Measure] = {}
        for program in filter(self.settling, self.moved):
            for values in self.values if program.fiscal_year in decisions.rules else ():
                variant: Variant = (program, self.figures(program, values, settling=True))
                if variant not in variants:
                    variants[variant] = self.measure(decisions, program, self.figures(program, values))
        for variant, sums in sums_under(rows, decisions, variants):
            self.sums.setdefault(variant, []).append(sums.select("group", "sure", "best", "asks"))

    def simulated(self, calculated: Calculated) -> Simulation:
        """What came of the scenarios, once all rows were looked at."""
        return _Summing(self, calculated).simulation()

    def settling(self, program: Program) -> bool:
        """Whether a scenario changes a cap or a limit of a measure of a year."""
        return any(self.parameters[place].settles for place in self.moved[program])

    def figures(self, program: Program, values: Figures, *, settling: bool = False) -> Figures:
        """A scenario's values for a measure of a year, of caps and limits alone where ``settling``."""
        places = self.moved.get(program, [])
        return tuple([values[place] for place in places if not settling or self.parameters[place].settles])

    def measure(self, decisions: Decisions, program: Program, figures: Figures) -> Measure:
        """A measure of a year with other figures."""
        measure = decisions.rules[program.fiscal_year].rules.measure(program.measure)
        if figures == NOTHING:
            return measure
        names = (self.parameters[place].step for place in self.moved[program])
        return with_values(measure, dict(zip(names, figures, strict=True)))


class _Summing:
    """From what lines are made of to totals and spreads. Tables have a line per body, in the order of :attr:`bodies`."""

    def __init__(self, scenarios: Scenarios, calculated: Calculated) -> None:
        self.scenarios, self.base, self.decisions = scenarios, calculated.result(), calculated.shape.decisions
        self.bodies = sorted({line.body_code for line in self.base.lines})
        self.number = {code: number for number, code in enumerate(self.bodies)}
        self.bases = self._based(calculated.bases)
        self.tax = {program: scenarios.measure(self.decisions, program, NOTHING).tax for program in self.bases}
        self.has = {tax: self._having(tax) for tax in TAXES}
        self.known: dict[tuple[Program, Figures], pl.DataFrame] = {}
        self.fixed = {tax: self._with(self._nothing(), self._programs(tax, moved=False), None) for tax in TAXES}
        """Totals over the measures that no scenario changes."""
        self.stands = {tax: self._totals(tax, None) for tax in TAXES}
        self.effects: dict[tuple[Tax, tuple[Figures, ...]], Effect] = {}

    def simulation(self) -> Simulation:
        outcomes = [self._outcome(None), *(self._outcome(values) for values in self.scenarios.values)]
        over = {tax: spread([one.of(tax).total.allocation for one in outcomes[1:]]) for tax in TAXES}
        asked, bodies = self.scenarios.asked, tuple(self.bodies)
        return Simulation(self.base, asked, tuple(outcomes), bodies, self.has, over, self._totals)

    def _based(self, bases: Mapping[Key, Basis]) -> dict[Program, pl.DataFrame]:
        """What the lines of each measure and year are made of under the rules as they stand; a body without one has nothing."""
        rows: dict[Program, list[tuple[int, int, bool, int, int]]] = {}
        for (code, year, measure), basis in bases.items():
            lines = rows.setdefault(Program(year, measure), [(0, 0, False, 0, 0)] * len(self.bodies))
            lines[self.number[code]] = basis[1:]
        return {program: pl.DataFrame(found, schema=LINES, orient="row") for program, found in rows.items()}

    def _having(self, tax: Tax) -> tuple[bool, ...]:
        codes = {line.body_code for line in self.base.lines if line.tax == tax}
        return tuple([code in codes for code in self.bodies])

    def _programs(self, tax: Tax, *, moved: bool) -> list[Program]:
        return [one for one in self.bases if self.tax[one] == tax and (one in self.scenarios.moved) == moved]

    # -------------------------------------------------------------------------------------------- a scenario

    def _outcome(self, values: Figures | None) -> Outcome:
        return Outcome(values, self._effect("special", values), self._effect("ordinary", values))

    def _effect(self, tax: Tax, values: Figures | None) -> Effect:
        """What is said of a tax; once for all scenarios that are alike in it."""
        figures = tuple([self._figures(program, values) for program in self._programs(tax, moved=True)])
        if (tax, figures) not in self.effects:
            bodies = self._totals(tax, values)
            self.effects[tax, figures] = effect(bodies, self.stands[tax], self.has[tax])
        return self.effects[tax, figures]

    def _totals(self, tax: Tax, values: Figures | None) -> pl.DataFrame:
        """Every body's totals of a tax: ``allocation``, ``potential``, ``complete``."""
        return self._with(self.fixed[tax], self._programs(tax, moved=True), values)

    def _figures(self, program: Program, values: Figures | None) -> Figures:
        """A scenario's values for a measure of a year; none in the rules as they stand."""
        return NOTHING if values is None else self.scenarios.figures(program, values)

    def _with(self, total: pl.DataFrame, programs: Sequence[Program], values: Figures | None) -> pl.DataFrame:
        """Totals of every body, those of some measures and years added."""
        for program in programs:
            total = added(total, self._paid(program, self._figures(program, values)))
        return total

    def _nothing(self) -> pl.DataFrame:
        none = pl.Series("allocation", [0], dtype=YEN).new_from_index(0, len(self.bodies)).to_frame()
        return none.with_columns(potential="allocation", complete=pl.lit(value=True))

    def _paid(self, program: Program, figures: Figures) -> pl.DataFrame:
        """The allocations of a measure and year; those last asked for are kept, for the next scenario of a grid."""
        key = (program, figures)
        if key not in self.known:
            if len(self.known) >= KEPT:
                del self.known[next(iter(self.known))]
            self.known[key] = paid(
                self.scenarios.measure(self.decisions, program, figures), self._lines(program, figures)
            )
        return self.known[key]

    def _lines(self, program: Program, figures: Figures) -> pl.DataFrame:
        """What the lines of a measure and year are made of; heads do not depend on figures."""
        base = self.bases[program]
        parts = self.scenarios.sums.get((program, self._settling(program, figures)))
        if figures == NOTHING or not parts:
            return base
        groups, sums = self.decisions.groups, pl.concat(parts)
        at = pl.Series([self.number[groups[group][0]] for group in sums["group"]], dtype=pl.UInt32)
        return base.with_columns(
            base["eligible"].scatter(at, sums["sure"]),
            base["potential"].scatter(at, sums["best"]),
            base["asks"].scatter(at, sums["asks"]),
        )

    def _settling(self, program: Program, figures: Figures) -> Figures:
        pairs = zip(self.scenarios.moved.get(program, ()), figures, strict=figures != NOTHING)
        return tuple([value for place, value in pairs if self.scenarios.parameters[place].settles])


def added(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Totals of the same bodies, added; what has no bound on one side has none."""
    return one.with_columns(
        one["allocation"] + other["allocation"],
        one["potential"] + other["potential"],
        one["complete"] & other["complete"],
    )


def effect(bodies: pl.DataFrame, base: pl.DataFrame, has: Sequence[bool]) -> Effect:
    """What a scenario does to a tax, the bodies' totals beside those of the rules as they stand."""
    total, before = total_of(bodies), total_of(base)
    mine, was = bodies["allocation"].to_list(), base["allocation"].to_list()
    there = [place for place, one in enumerate(has) if one]
    changes = [mine[place] - was[place] for place in there]
    gain, lose = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    unbounded = total.potential is None or before.potential is None
    return Effect(
        total,
        total.allocation - before.allocation,
        None if unbounded else (total.potential or 0) - (before.potential or 0),
        gain,
        lose,
        len(there) - gain - lose,
        spread([mine[place] for place in there]) if there else None,
        spread(changes) if there else None,
    )


def total_of(bodies: pl.DataFrame) -> Total:
    """The total over bodies."""
    best = bodies["potential"].to_list()
    potential = None if any(yen is None for yen in best) else sum(best)
    return Total(sum(bodies["allocation"].to_list()), potential, all(bodies["complete"].to_list()))
