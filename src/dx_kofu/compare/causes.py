"""Why a row's eligible cost differs: each step whose yen differ, and whether the rule, the row or other rows made it so.

Worked example (R8 → R10, recruitment rows of 2,000,000 and 1,500,000 yen): the second row loses 500,000 above 3,000,000 under R8
and all of its 1,500,000 above 1,000,000 under R10; the cause is ``cap:recruitment``, the rule ``amount`` 3,000,000 → 1,000,000.

A cap or a limit that is the same, and that a row meets with the same yen, can only differ by what other rows use of it: ``shared``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import chain
from typing import Any

from dx_kofu.compare.records import Cause, Kind, Row, RuleChange, Value
from dx_kofu.result import Item
from dx_kofu.rules.records import STEPS, Cap, Cost, Limit, Measure, Parameter, RuleSet, parameter_name

PROVENANCE = frozenset(field.name for field in fields(Parameter))
"""What a rule says of itself; the rest is what it says of the yen."""
NAMED_ELSEWHERE = frozenset(("categories", "conditions"))
"""Of a cost entry: it is found by its category, and its conditions are compared one by one."""

NAMES = {
    "window": "window",
    "category": "cost",
    "body": "cost",
    "other-funding": "deduct",
    "share": "share",
    "by-head": "head",
}
"""The rules that reductions speak of by another name than their own."""


def row_causes(old: Row, new: Row, inputs: tuple[Value, ...]) -> tuple[Cause, ...]:
    """Every step whose yen differ; their ``eligible`` add up to the difference of what is left of the row."""
    before, after = taken(old.item), taken(new.item)
    claimed = old.item.expense.amount, new.item.expense.amount
    causes = []
    if claimed[0] != claimed[1]:
        causes.append(Cause("claimed", ("input",), *claimed, claimed[1] - claimed[0]))
    changes: dict[str, RuleChange] | None = None
    for code in dict.fromkeys(chain(before, after)):
        yen = before.get(code, 0), after.get(code, 0)
        if yen[0] != yen[1]:
            changes = changed_rules(old, new) if changes is None else changes
            kinds, rules = _why(code, yen, (old, new), inputs, changes)
            causes.append(Cause(code, kinds, *yen, yen[0] - yen[1], rules))
    return tuple(causes)


def taken(item: Item) -> dict[str, int]:
    """The yen that each step took."""
    yen: dict[str, int] = {}
    for reduction in item.reductions:
        yen[reduction.code] = yen.get(reduction.code, 0) + reduction.amount
    return yen


def _why(
    code: str, yen: tuple[int, int], sides: tuple[Row, Row], inputs: tuple[Value, ...], changes: dict[str, RuleChange]
) -> tuple[tuple[Kind, ...], tuple[RuleChange, ...]]:
    """The kinds of a cause, and the rules that made it so."""
    own = _own_rules(code, yen, changes)
    shares = code.startswith(("cap:", "limit:"))
    if shares and _met(code, sides[0]) == _met(code, sides[1]):
        return (("rule",) if own else ("shared",)), own
    if inputs:
        return (("rule", "input") if own else ("input",)), own
    own = own or tuple(changes.values())
    return (("rule",) if own else ("shared",)), own


def _own_rules(code: str, yen: tuple[int, int], changes: Mapping[str, RuleChange]) -> tuple[RuleChange, ...]:
    """The changed rules that a reduction's code speaks of; where it stands on one side only, all that decide on the row."""
    name = _rule_of(code)
    own = tuple(change for at, change in changes.items() if at.rpartition("/")[2] == name)
    if own or name in STEPS or all(yen):
        return own
    return tuple(change for at, change in changes.items() if at.rpartition("/")[2].partition(":")[0] not in STEPS)


def _rule_of(code: str) -> str:
    """The name (as in :func:`at_work`) of the rule that a reduction's code speaks of."""
    kind, _, name = code.removeprefix("unknown:").partition(":")
    if kind in ("cap", "limit", "condition"):
        return f"{kind}:{name}"
    if kind in NAMES:
        return "cost" if code == "unknown:share" else NAMES[kind]
    return f"condition:{kind}" if code.startswith("unknown:") else kind


def _met(code: str, row: Row) -> int:
    """The yen with which a row meets a cap or a limit."""
    steps = list(row.rules.measure(row.item.expense.case.measure).steps)
    names = [parameter_name(step) for step in steps]
    if code not in names:
        return 0
    later = steps[names.index(code) :]
    gone = sum(cut.amount for cut in row.item.reductions if not any(cut.rule is step for step in later))
    return row.item.expense.amount - gone


# ------------------------------------------------------------------------------------------------ rules


def changed_rules(old: Row, new: Row) -> dict[str, RuleChange]:
    """The rules at work on a row that say something else on the two sides, by name."""
    if old.rules is new.rules:
        return {}
    first, second = at_work(old), at_work(new)
    found = {}
    for name in dict.fromkeys(chain(first, second)):
        if "/" in name and not (name in first and name in second):
            continue  # asked on one side only: it is the condition leading there that changed
        change = rule_change(first.get(name), second.get(name), old.rules, new.rules)
        if change is not None:
            found[name] = change
    return found


def at_work(row: Row) -> dict[str, Parameter]:
    """The rules that a row meets, by name: ``window``, ``cost``, ``condition:employment``, ``cap:recruitment``."""
    case = row.item.expense.case
    return dict(_named(row.rules, row.rules.measure(case.measure), case.category))


def _named(rules: RuleSet, measure: Measure, category: str, prefix: str = "") -> Iterator[tuple[str, Parameter]]:
    if measure.window is not None:
        yield f"{prefix}window", measure.window
    cost = measure.cost_of(category)
    if cost is not None:
        yield f"{prefix}cost", cost
        for name in cost.conditions:
            condition = measure.conditions[name]
            yield f"{prefix}condition:{condition.fact}", condition
            if condition.otherwise is not None and not prefix:
                instead = rules.measure(condition.otherwise)
                yield from _named(rules, instead, category, f"{instead.id}/")
    if not prefix:
        for step in measure.steps:
            if not isinstance(step, (Cap, Limit)) or category in step.categories:
                yield parameter_name(step), step


def rule_change(
    old: Parameter | None, new: Parameter | None, old_rules: RuleSet, new_rules: RuleSet
) -> RuleChange | None:
    """How a rule differs in what it says of the yen; ``None`` where it does not."""
    if old is None or new is None:
        return None if old is new else RuleChange(old, new, old_rules, new_rules, ())
    left, right = _says(old), _says(new)
    values = tuple(
        Value(name, left.get(name), right.get(name))
        for name in dict.fromkeys(chain(left, right))
        if left.get(name) != right.get(name)
    )
    return RuleChange(old, new, old_rules, new_rules, values) if values else None


def _says(parameter: Parameter) -> dict[str, Any]:
    left_out = PROVENANCE | NAMED_ELSEWHERE if isinstance(parameter, Cost) else PROVENANCE
    return {field.name: getattr(parameter, field.name) for field in fields(parameter) if field.name not in left_out}
