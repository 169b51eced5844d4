"""``--optimise``: which way of claiming the same costs leaves the least own burden, proved best.

In: a scenario with its rows read. Out: the choice with the smallest own burden as confirmed, the amount by head counted in it as if
that were cash; of several the one with the highest potential, of those the first in the plan's order. An amount by head that the
rules do not know confirms nothing, and has no bound as a potential.

Cost and other funding are the same whatever is chosen, so the least own burden is the most of both taxes. A measure's line of a
year depends only on the rows that stand in it; a head also on the rows of a measure that falls to it, so such measures stand
together in one line. The total is the sum of the lines. So

* units that can never meet in a line are searched apart (a person's year is a unit of its own);
* a line is computed once for the same rows, by the engine;
* a branch is given up where even all rows that the open units could still bring, all at once, would not make it better than the
  best one found. That bound holds because more rows never make a line smaller where its steps are *nested* (see :func:`_grows`);
  for any other line the bound is what its rows cost, which no allocation exceeds by more than the rounding.

Worked example: a recruitment cost of 3,000,000 yen that may fall in R9 (cap 3,000,000) or R10 (cap 1,000,000) gives 2,100,000 or
700,000 yen; R9 is taken. A post of R8 paid 9,000,000 gives a head of 8,400,000 full-time and a tax of 6,300,000 part-time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import prod
from typing import NamedTuple

from dx_kofu.calc import calculate
from dx_kofu.plan.compute import Ready, compute
from dx_kofu.plan.expand import Choice, Unit, planned
from dx_kofu.plan.result import Move, Outcome, Search
from dx_kofu.result import Total
from dx_kofu.rules.records import Cap, Limit, Measure, Round, RuleSet

MOST_BRANCHES = 50_000
DEEPEST = 500  # units searched together
Key = tuple[str, tuple[str, ...]]
"""A line: fiscal year and measure, with those whose heads hang together with it."""
ENDLESS = 10**15
"""Stands above every sum of yen where a potential has no bound."""


class Worth(NamedTuple):
    """Both taxes, compared by what is confirmed and then by potential."""

    confirmed: int
    potential: int


class GivenUp(Exception):
    """More branches than are tried."""


def optimise(ready: Ready, most: int = MOST_BRANCHES) -> Outcome:
    """The best choice, as computed by the engine as a whole."""
    choice = list(planned(ready.expanded))
    proven = True
    for group in _groups(ready):
        searcher = _Searcher(ready, group, most)
        try:
            searcher.search()
        except GivenUp:
            proven = False
        for index, option in zip(group, searcher.best, strict=True):
            choice[index] = option
    units = ready.expanded.units
    moves = tuple(Move(unit, 0, taken) for unit, taken in zip(units, choice, strict=True) if taken)
    count = prod(len(unit.options) for unit in units)
    return compute(ready, tuple(choice))._replace(search=Search(count, proven, moves))


def _lines(ready: Ready, places: Sequence[int]) -> dict[Key, tuple[int, ...]]:
    """Rows by the line in which they stand."""
    found: dict[Key, tuple[int, ...]] = {}
    for place in places:
        expense = ready.expenses[place]
        year = expense.place.fiscal_year
        key = (year, _together(ready.rules[year].rules, expense.case.measure))
        found[key] = (*found.get(key, ()), place)
    return found


def _together(rules: RuleSet, measure: str) -> tuple[str, ...]:
    """A measure with those that share heads with it, in the order of the rule file."""
    found = {measure}
    pairs = [
        {one.id, condition.otherwise}
        for one in rules.measures
        for condition in one.conditions.values()
        if condition.otherwise is not None
    ]
    while joined := [pair for pair in pairs if pair & found and not pair <= found]:
        found = found.union(*joined)
    return tuple(one.id for one in rules.measures if one.id in found)


def _keys(ready: Ready, unit: Unit) -> set[Key]:
    return set(_lines(ready, [place for option in unit.options for place in option.rows]))


def _groups(ready: Ready) -> list[list[int]]:
    """The units that have a choice, those together that can meet in a line."""
    groups: list[tuple[set[Key], list[int]]] = []
    for index, unit in enumerate(ready.expanded.units):
        if len(unit.options) == 1:
            continue
        keys, members = _keys(ready, unit), [index]
        apart = []
        for other, inside in groups:
            if keys & other:
                keys, members = keys | other, inside + members
            else:
                apart.append((other, inside))
        groups = [*apart, (keys, sorted(members))]
    return sorted(members for _, members in groups)


def _grows(measure: Measure) -> bool:
    """Whether another row never makes the measure's line smaller.

    So it is where caps and limits look at the same categories or at none in common, and no cap follows a limit on the same
    ones: a cap then holds a sum down, a limit keeps the largest sums.
    """
    steps = [step for step in measure.steps if isinstance(step, (Cap, Limit))]
    return all(
        not set(first.categories) & set(second.categories)
        or (set(first.categories) == set(second.categories) and not isinstance(first, Limit))
        for first, second in combinations(steps, 2)
    )


class _Searcher:
    """Searches one group, depth first in the plan's order."""

    def __init__(self, ready: Ready, group: Sequence[int], most: int) -> None:
        self.ready, self.most, self.branches = ready, most, 0
        self.units = [ready.expanded.units[index] for index in group]
        keys = set().union(*(_keys(ready, unit) for unit in self.units))
        others = (unit for unit in ready.expanded.units if len(unit.options) == 1)
        fixed = _lines(ready, [place for unit in others for place in unit.options[0].rows])
        self.held = {key: fixed.get(key, ()) for key in sorted(keys)}
        """The rows that stand in a line so far."""
        self.open: dict[Key, list[tuple[int, ...]]] = {key: [] for key in self.held}
        """What each unit that is still open could bring into a line."""
        self.lines = [[_lines(ready, option.rows) for option in unit.options] for unit in self.units]
        for options in reversed(self.lines):
            for key, could in self._could(options).items():
                self.open[key].append(could)
        self.known: dict[tuple[Key, tuple[int, ...]], Worth] = {}
        self.best: Choice = (0,) * len(self.units)
        self.best_worth: Worth | None = None

    def search(self) -> None:
        """Sets ``best``; :class:`GivenUp` leaves the best that was found so far, the plan's own at first."""
        if len(self.units) > DEEPEST:
            raise GivenUp
        self._branch(())

    def _branch(self, taken: Choice) -> None:
        self.branches += 1
        if self.branches > self.most:
            raise GivenUp
        if self.best_worth is not None and self._bound() <= self.best_worth:
            return
        if len(taken) == len(self.units):
            self.best, self.best_worth = taken, self._bound()
            return
        options = self.lines[len(taken)]
        could = self._could(options)
        for key in could:
            self.open[key].pop()
        for place, rows in enumerate(options):
            before = {key: self.held[key] for key in rows}
            for key, more in rows.items():
                self.held[key] = tuple(sorted((*self.held[key], *more)))
            self._branch((*taken, place))
            self.held.update(before)
        for key, found in could.items():
            self.open[key].append(found)

    @staticmethod
    def _could(options: Sequence[dict[Key, tuple[int, ...]]]) -> dict[Key, tuple[int, ...]]:
        found: dict[Key, set[int]] = {}
        for lines in options:
            for key, places in lines.items():
                found.setdefault(key, set()).update(places)
        return {key: tuple(sorted(places)) for key, places in found.items()}

    def _bound(self) -> Worth:
        """The most that can still come of it; with no unit open, what comes of it."""
        worths = list(self._bounds())
        return Worth(sum(worth.confirmed for worth in worths), sum(worth.potential for worth in worths))

    def _bounds(self) -> Iterator[Worth]:
        for key, held in self.held.items():
            more = self.open[key]
            rows = tuple(sorted({*held, *(place for places in more for place in places)}))
            measures = [self.ready.rules[key[0]].rules.measure(name) for name in key[1]]
            if not more or all(map(_grows, measures)):
                yield self._worth(key, rows)
            else:
                rounding = sum(step.to for one in measures for step in one.steps if isinstance(step, Round))
                yen = sum(self.ready.expenses[place].amount for place in rows) + rounding
                yield Worth(yen + self._taxes(key, rows)[1].allocation, ENDLESS)

    def _worth(self, key: Key, rows: tuple[int, ...]) -> Worth:
        known = self.known.get((key, rows))
        if known is None:
            taxes = self._taxes(key, rows)
            potentials = [ENDLESS if tax.potential is None else tax.potential for tax in taxes]
            known = self.known[key, rows] = Worth(sum(tax.allocation for tax in taxes), sum(potentials))
        return known

    def _taxes(self, key: Key, rows: Sequence[int]) -> tuple[Total, Total]:
        """Special tax, and ordinary tax by head, which grows with every row."""
        result = calculate([self.ready.expenses[place] for place in rows], {key[0]: self.ready.rules[key[0]]})
        return result.special, result.ordinary
