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
from dx_kofu.columnar.paid import YEN, paid, whole
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
LINES = {
    "body": pl.UInt32,
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
            self.sums.setdefault(variant, []).append(sums)

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
    """From what lines are made of to totals and spreads."""

    def __init__(self, scenarios: Scenarios, calculated: Calculated) -> None:
        self.scenarios, self.base, self.decisions = scenarios, calculated.result, calculated.shape.decisions
        self.bodies = sorted({line.body_code for line in self.base.lines})
        self.number = {code: number for number, code in enumerate(self.bodies)}
        self.bases = self._based(calculated.bases)
        self.tax = {program: scenarios.measure(self.decisions, program, NOTHING).tax for program in self.bases}
        self.has = {tax: self._having(tax) for tax in TAXES}
        self.known: dict[tuple[Program, Figures], pl.DataFrame] = {}
        self.fixed = {tax: self._with(self._nothing(), self._programs(tax, moved=False), None) for tax in TAXES}
        """Totals over the measures that no scenario changes."""
        self.spread: dict[Tax, dict[tuple[Figures, ...], tuple[pl.DataFrame, Effect]]] = {tax: {} for tax in TAXES}

    def simulation(self) -> Simulation:
        outcomes = [self._outcome(None), *(self._outcome(values) for values in self.scenarios.values)]
        over = {tax: spread([one.of(tax).total.allocation for one in outcomes[1:]]) for tax in TAXES}
        return Simulation(
            self.base,
            self.scenarios.asked,
            tuple(outcomes),
            tuple(self.bodies),
            self.has,
            over,
        )

    def _based(self, bases: Mapping[Key, Basis]) -> dict[Program, pl.DataFrame]:
        """What the lines of each measure and year are made of under the rules as they stand."""
        rows: dict[Program, list[tuple[int, int, int, bool, int, int]]] = {}
        for (code, year, measure), basis in bases.items():
            rows.setdefault(Program(year, measure), []).append((self.number[code], *basis[1:]))
        return {
            program: pl.DataFrame(found, schema=LINES, orient="row").sort("body") for program, found in rows.items()
        }

    def _having(self, tax: Tax) -> tuple[bool, ...]:
        codes = {line.body_code for line in self.base.lines if line.tax == tax}
        return tuple([code in codes for code in self.bodies])

    def _programs(self, tax: Tax, *, moved: bool) -> list[Program]:
        return [one for one in self.bases if self.tax[one] == tax and (one in self.scenarios.moved) == moved]

    # -------------------------------------------------------------------------------------------- a scenario

    def _outcome(self, values: Figures | None) -> Outcome:
        found = {tax: self._effect(tax, values) for tax in TAXES}
        (special, of_special), (ordinary, of_ordinary) = found["special"], found["ordinary"]
        return Outcome(values, of_special, of_ordinary, {"special": special, "ordinary": ordinary})

    def _effect(self, tax: Tax, values: Figures | None) -> tuple[pl.DataFrame, Effect]:
        """The bodies' totals of a tax and what is said of them; once for all scenarios that are alike in it."""
        programs = self._programs(tax, moved=True)
        figures = tuple([self._figures(program, values) for program in programs])
        if figures not in self.spread[tax]:
            bodies = self._with(self.fixed[tax], programs, values)
            first = next(iter(self.spread[tax].values()), None)
            self.spread[tax][figures] = bodies, effect(bodies, first[0] if first else bodies, self.has[tax])
        return self.spread[tax][figures]

    def _figures(self, program: Program, values: Figures | None) -> Figures:
        """A scenario's values for a measure of a year; none in the rules as they stand."""
        return NOTHING if values is None else self.scenarios.figures(program, values)

    def _with(self, total: pl.DataFrame, programs: Sequence[Program], values: Figures | None) -> pl.DataFrame:
        """Totals of every body, those of some measures and years added."""
        for program in programs:
            total = added(total, self._paid(program, self._figures(program, values)))
        return total

    def _nothing(self) -> pl.DataFrame:
        every = pl.int_range(len(self.bodies), eager=True, dtype=pl.UInt32).alias("body").to_frame()
        return every.select("body", allocation=whole(0), potential=whole(0), complete=pl.lit(value=True))

    def _paid(self, program: Program, figures: Figures) -> pl.DataFrame:
        """The allocations of a measure and year for every body; where it has no line nothing."""
        if (program, figures) not in self.known:
            lines = paid(self.scenarios.measure(self.decisions, program, figures), self._lines(program, figures))
            every = self._nothing().select("body")
            lines = every.join(
                lines.with_columns(there=pl.lit(value=True)), on="body", how="left", maintain_order="left"
            )
            absent = pl.col("there").is_null()
            self.known[program, figures] = lines.select(
                "body",
                pl.col("allocation").fill_null(whole(0)),
                potential=pl.when(absent).then(whole(0)).otherwise("potential"),
                complete=pl.col("complete").fill_null(value=True),
            )
        return self.known[program, figures]

    def _lines(self, program: Program, figures: Figures) -> pl.DataFrame:
        """What the lines of a measure and year are made of; heads do not depend on figures."""
        base = self.bases[program]
        if figures == NOTHING or not self.scenarios.settling(program):
            return base
        settling = self._settling(program, figures)
        parts = self.scenarios.sums.get((program, settling))
        if not parts:
            return base
        groups = self.decisions.groups
        sums = pl.concat(parts)
        bodies = pl.Series([self.number[groups[group][0]] for group in sums["group"]], dtype=pl.UInt32)
        sums = sums.select(body=bodies, eligible="sure", potential="best", asks="asks")
        lines = base.select("body", "heads", "potential_heads").join(sums, on="body", how="left", maintain_order="left")
        return lines.with_columns(
            pl.col("eligible", "potential").fill_null(whole(0)), pl.col("asks").fill_null(value=False)
        )

    def _settling(self, program: Program, figures: Figures) -> Figures:
        places = self.scenarios.moved[program]
        pairs = zip(places, figures, strict=True)
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
