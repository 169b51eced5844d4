"""Costs that two measures may take: the source rules none of them out, so a row says under which it claims.

One row is paid under one measure only; two rows for one cost are double counting, which no rule file can prevent. So an
overlap is no finding: it is told, for those who look for double counting to know where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from dx_kofu.bodies import KINDS, Kind
from dx_kofu.rules.records import Condition, Cost, Measure, RuleSet, is_open


class Overlap(NamedTuple):
    """A category that two measures take, of which kinds of body."""

    fiscal_year: str
    measures: tuple[str, str]
    category: str
    bodies: tuple[Kind, ...]


def overlaps(rules: RuleSet) -> tuple[Overlap, ...]:
    """Every category that one row's facts can make eligible under two measures that pay yen."""
    paying = [
        measure for measure in rules.measures if measure.tax == "special" and is_open(measure.window, rules.fiscal_year)
    ]
    return tuple(overlap for pair in combinations(paying, 2) for overlap in _of_pair(rules, *pair))


def _of_pair(rules: RuleSet, first: Measure, second: Measure) -> Iterator[Overlap]:
    for category in rules.categories:
        costs = first.cost_of(category), second.cost_of(category)
        if costs[0] is None or costs[1] is None or "unknown" in (costs[0].eligible, costs[1].eligible):
            continue
        sides = ((first, costs[0]), (second, costs[1]))
        bodies = tuple(
            kind for kind in KINDS if kind in costs[0].bodies and kind in costs[1].bodies and _agree(sides, kind)
        )
        if bodies:
            yield Overlap(rules.fiscal_year, (first.id, second.id), category, bodies)


def _agree(sides: Sequence[tuple[Measure, Cost]], kind: Kind) -> bool:
    """Whether one row's facts can fulfil the conditions of both."""
    wanted: dict[str, set[str]] = {}
    for measure, cost in sides:
        for condition in _asked(measure, cost, kind):
            wanted.setdefault(condition.fact, set(condition.one_of)).intersection_update(condition.one_of)
    return all(wanted.values())


def _asked(measure: Measure, cost: Cost, kind: Kind) -> list[Condition]:
    conditions = [measure.conditions[name] for name in cost.conditions]
    return [condition for condition in conditions if kind not in condition.unless_body]
