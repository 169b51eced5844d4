"""What a simulation is asked, and what it says: scenarios with their totals and how these spread over the bodies."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

import polars as pl

from dx_kofu.result import Result, Total
from dx_kofu.simulate.parameters import Parameter, Value
from dx_kofu.simulate.scenarios import Asked
from dx_kofu.simulate.spread import Spread

Tax = Literal["special", "ordinary"]
TAXES: tuple[Tax, ...] = ("special", "ordinary")


class Effect(NamedTuple):
    """One tax under a scenario, all fiscal years of the table together."""

    total: Total
    change: int
    """Of the confirmed total, to the rules as they stand."""
    potential_change: int | None
    """``None`` where one of the two has no bound."""
    gain: int
    lose: int
    same: int
    """Bodies by the change of their confirmed total."""
    bodies: Spread | None
    """Of the confirmed totals of bodies that have a line of the tax; ``None`` where none has."""
    changes: Spread | None


class Outcome(NamedTuple):
    """A scenario; ``values`` in the order of the parameters, ``None`` in the first one, which is the rules as they stand."""

    values: tuple[Value, ...] | None
    special: Effect
    ordinary: Effect

    def of(self, tax: Tax) -> Effect:
        """What is said of one tax."""
        return self.special if tax == "special" else self.ordinary


class Totals(Protocol):
    """Every body's totals of a tax under the values of a scenario, calculated when they are asked for."""

    def __call__(self, tax: Tax, values: tuple[Value, ...] | None, /) -> pl.DataFrame:
        """A line per body, in order: ``allocation``, ``potential`` (null: no bound), ``complete``."""


class Simulation(NamedTuple):
    """The whole."""

    base: Result
    """Of the rules as they stand; its items are left empty."""
    asked: Asked
    outcomes: tuple[Outcome, ...]
    bodies: tuple[str, ...]
    """Codes, in order."""
    has: dict[Tax, tuple[bool, ...]]
    """Which of them have a line of a tax."""
    over: dict[Tax, Spread]
    """Of the confirmed totals over the scenarios but the first."""
    totals: Totals

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Those that are swept, then those that are drawn."""
        return self.asked.parameters
