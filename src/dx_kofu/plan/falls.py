"""What falls back when: a year's costs under its own rules and under those of the year before.

In: a scenario as computed. Out: for each year after the first the values that are others (the recruitment cap of 3,000,000 yen
until R9, 1,000,000 from R10) with the rule they stand in, and for every measure the allocation of the same costs under both.

Worked example: recruitment of 2,500,000 yen in R10 would give 1,750,000 under R9's cap and gives 700,000 under R10's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from dx_kofu.calc import calculate
from dx_kofu.compare.under import read_as_of
from dx_kofu.plan.compute import NONE, Ready, rows_of
from dx_kofu.plan.expand import table_of
from dx_kofu.plan.result import Fall, LineChange, Outcome, RuleChange, Year
from dx_kofu.read.guide import Guide
from dx_kofu.result import Line, Total
from dx_kofu.rules.load import Loaded, RuleBook
from dx_kofu.rules.records import Parameter, RuleSet, is_open
from dx_kofu.rules.tree import ORDER, Path, diff, tree

QUIET = frozenset(("title", "standing", "source", "reviewed", "assumptions", "approximate", ORDER))
"""What of a rule may differ without a yen changing."""


def falls(ready: Ready, outcome: Outcome, book: RuleBook) -> tuple[Fall, ...]:
    """Year by year what the rules change; a year in which nothing does is left out."""
    found = (_fall(ready, outcome, book, before, year) for before, year in pairwise(outcome.years))
    return tuple(fall for fall in found if fall is not None)


def _fall(ready: Ready, outcome: Outcome, book: RuleBook, before: Year, year: Year) -> Fall | None:
    old, new = ready.rules.get(before.name), ready.rules.get(year.name)
    if old is None:
        return None
    if new is None:
        measures = {item.expense.case.measure: None for item in outcome.items}
        closed = tuple(name for name in measures if not is_open(old.rules.measure(name).window, year.name))
        return Fall(before.name, year.name, old.rules, None, False, (), (), closed)
    lines = tuple(_lines(ready, outcome, book, old, new))
    used = {item.expense.case.measure for item in outcome.items if item.expense.place.fiscal_year == year.name}
    used |= {line.measure for line in lines}
    changes = tuple(_changes(old.rules, new.rules, used))
    announced = new.rules.status == "announced" and old.rules.status != "announced"
    if not lines and not changes and not announced:
        return None
    return Fall(before.name, year.name, old.rules, new.rules, announced, changes, lines, ())


def _lines(ready: Ready, outcome: Outcome, book: RuleBook, old: Loaded, new: Loaded) -> Iterator[LineChange]:
    rows = rows_of(outcome, new.rules.fiscal_year)
    if not rows:
        return
    table = table_of(ready.plan, ready.scenario, rows)
    readings = [read_as_of([table], side, Guide(book=book)) for side in (old, new)]
    if any(reading.diagnostics for reading in readings):  # a fact that the other year does not know
        return
    before, after = (
        {line.measure: line for line in calculate(reading.expenses, reading.rules).lines} for reading in readings
    )
    for measure in sorted({*before, *after}):
        sides = [line for line in (before.get(measure), after.get(measure)) if line is not None]
        approximate = any(line.approximate for line in sides)
        change = LineChange(measure, _total(before.get(measure)), _total(after.get(measure)), approximate)
        if change.old != change.new:
            yield change


def _total(line: Line | None) -> Total:
    return NONE if line is None else Total(line.allocation, line.potential, line.complete)


def _changes(old: RuleSet, new: RuleSet, measures: set[str]) -> Iterator[RuleChange]:
    """The values that differ, each with its rule; of a measure itself only that it came or went."""
    for change in diff(_measures(old, measures), _measures(new, measures)):
        rule = _rule(new, change.path) or _rule(old, change.path)
        if rule is not None and change.path[-1] not in QUIET:
            yield RuleChange(change.path[0], rule, change.path, change.old, change.new)


def _measures(rules: RuleSet, names: set[str]) -> dict[str, object]:
    """The measures of a plan as a tree, which :func:`diff` compares by meaning."""
    whole = tree(rules)["measures"]
    return {name: whole[name] for name in whole[ORDER] if name in names}


def _rule(rules: RuleSet, path: Path) -> Parameter | None:
    """The rule in which a path stands; the measure where the path is no longer than that."""
    measure = next((measure for measure in rules.measures if measure.id == path[0]), None)
    named: dict[str, Parameter] = {} if measure is None else dict(measure.named_parameters())
    names: Sequence[str] = (".".join(path[1:3]), path[1]) if len(path) > 1 else ("",)
    return next((named[name] for name in names if name in named), None)
