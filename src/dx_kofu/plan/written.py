"""The break-even of a role that one variant counts by head and another pays through the special tax, each as it is written.

In: a plan's scenarios. Out: for each year and role, and each two variants that take it differently, what a person costs the body in
a full year under both - facts, pay and other funding as each variant has them - and the full-time pay at which they cost the same.

Own burden is pay less other funding and special tax, by head less the amount by head, as if that were cash. It grows by a yen with
each yen of a full-time pay, so the break-even is exact: ``amount by head + other funding + own burden of the other variant``.

Worked example (R8): part-time for 12,000,000 yen leaves 12,000,000 - 8,400,000 = 3,600,000; full-time leaves as much at
8,400,000 + 3,600,000 = 12,000,000. A contract of 24,000,000 leaves 24,000,000 - 14,700,000 = 9,300,000: full-time up to 17,700,000.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from dx_kofu.calc import calculate
from dx_kofu.plan.compute import Ready
from dx_kofu.plan.expand import expand, months_in, persons_of
from dx_kofu.plan.file import read_rows
from dx_kofu.plan.records import Plan, Scenario
from dx_kofu.plan.result import Taken, Written
from dx_kofu.rules.load import RuleBook


def as_written(plan: Plan, readies: Sequence[Ready], book: RuleBook) -> tuple[Written, ...]:
    """Year by year, the roles in the order of the plan."""
    return tuple(
        written
        for year in plan.years
        if year in book
        for name in dict.fromkeys(role.name for ready in readies for role in ready.scenario.roles)
        for written in _pairs(year, name, [side for one in readies for side in _sides(one, name, year, book)])
    )


def _pairs(year: str, name: str, sides: Sequence[Taken]) -> Iterator[Written]:
    """Every variant that counts the role by head against every one that does not."""
    alike = {side._replace(variant=None): side for side in reversed(sides)}  # of those that take it alike, the first
    for full, other in product(reversed(alike.values()), repeat=2):
        if full.ordinary.potential != 0 and other.ordinary.potential == 0:
            yield Written(year, name, full, other, _even(full, other))


def _even(full: Taken, other: Taken) -> int | None:
    known = full.ordinary.complete and full.ordinary.allocation == full.ordinary.potential
    burden = other.burden
    if not known or full.special.potential != 0 or full.other_funding is None or burden.least != burden.most:
        return None
    return full.ordinary.allocation + full.other_funding + burden.most


def _sides(ready: Ready, name: str, year: str, book: RuleBook) -> Iterator[Taken]:
    """A person of the role for a full year, as the engine takes it."""
    for role, place in zip(ready.scenario.roles, ready.scenario.places, strict=False):
        if role.name != name or not months_in(role, year, ready.plan.years):
            continue
        one = replace(role, heads=None, names=persons_of(role)[:1], start=None, end=None)
        scenario = Scenario(None, (one,), (), (place,))
        expanded = expand(scenario, (year,), (year,))
        unit = expanded.units[0]
        reading = read_rows(ready.plan, scenario, expanded, book)
        expenses = [reading.expenses[at] for at in unit.options[0].rows]
        result = calculate(expenses, {year: book[year]})
        approximate = any(line.approximate and line.tax == "ordinary" for line in result.lines)
        funding = unit.other_funding
        yield Taken(ready.scenario.name, unit.cost, funding, result.special, result.ordinary, approximate)
