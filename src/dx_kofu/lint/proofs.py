"""Proves that the rules of a file agree with each other and with the neighbouring years', by trying every case there is.

In: rule sets. Out: a :class:`Proof` - what was found, each with a row of the expenses table that shows it, and how many
cases were tried.

A case is a measure, a category, a place and a cell for every column that its verdict can depend on: each fact that
:func:`~dx_kofu.eligibility.facts_asked` names, ``share`` and ``other_funding``. Worked example (R8,
``municipal-support``, personnel): 3 cells of ``main_duty_support`` (yes, no, blank) x 4 of ``employment`` x 3 of
``accelerator`` x 2 of ``share`` x 2 of ``other_funding`` = 144 cases, in each of 5 places. A blank fact that has a default
is no cell of its own: the reader puts the default in its place.

What is proven of the cases:

* each has one outcome, a test that is known to fail beats whatever is unknown, and an eligible row leaves nothing open;
* blanks are sound: filling them in never turns an eligible or an ineligible row round, and of a row on review one way of
  filling them in counts. It is enough to fill in one blank at a time, since every way is a chain of such fillings;
* no other fact plays a part (a sample: two cases per measure, category and place, the other facts filled in two ways);
* each condition can be met and can be the reason, and no cost is paid both in yen and by head;
* an unknown figure confirms nothing.

Checklists are tried beside them, see :mod:`dx_kofu.lint.checklists`, and limits on dispatches, see :mod:`dx_kofu.lint.limits`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from dx_kofu.calc import calculate
from dx_kofu.eligibility import Verdict
from dx_kofu.lint.cases import (
    AMOUNT,
    TEXTS,
    Cells,
    Finding,
    Spot,
    Table,
    all_tables,
    case_of,
    cells_of,
    conditions_of,
    counting,
    decide,
    finding_of,
    path_of,
    pays,
    row_of,
    some_row,
    values_of,
)
from dx_kofu.lint.checklists import prove_checklists
from dx_kofu.lint.limits import prove_limits
from dx_kofu.lint.sources import parameters
from dx_kofu.lint.windows import windows
from dx_kofu.records import Expense, Input, Place
from dx_kofu.result import Line, Result
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import (
    UNKNOWN,
    Cap,
    Condition,
    Cost,
    Deduct,
    Limit,
    Measure,
    Parameter,
    RuleSet,
    Step,
    is_open,
    is_unknown,
)


class Proof(NamedTuple):
    """What was found, and how many cases were judged."""

    findings: tuple[Finding, ...]
    cases: int


def prove(rule_sets: Sequence[RuleSet]) -> Proof:
    """Tries every case of every rule set; a clash is one finding, however many cases show it."""
    findings: list[Finding] = []
    cases = 0
    sound: list[RuleSet] = []
    for rules in rule_sets:
        tables, crashes = all_tables(rules)
        findings += crashes
        findings += _of_tables(rules, tables)
        if not crashes:  # what cannot be judged cannot be calculated
            findings += _unknown_paid(rules)
            sound.append(rules)
        cases += sum(len(table.verdicts) for table in tables)
    findings += windows(rule_sets)
    of_checklists, tried = prove_checklists(sound)
    findings, cases = [*findings, *of_checklists, *prove_limits(sound)], cases + tried
    first = {(finding.code, finding.fiscal_year, finding.rules): finding for finding in reversed(findings)}
    return Proof(tuple(reversed(first.values())), cases)


def _of_tables(rules: RuleSet, tables: Sequence[Table]) -> Iterator[Finding]:
    for table in tables:
        yield from _one_outcome(table)
        yield from _known_beats_unknown(table)
        yield from _eligible_knows_all(table)
        yield from _blanks_are_sound(table)
        yield from _others_play_no_part(table)
        yield from _paid_in_spite(table)
    yield from _paid_twice(tables)
    yield from _dead_conditions(rules, tables)
    yield from _unused_facts(rules)
    yield from _standings(rules)
    yield from _without_head(rules)


# ------------------------------------------------------------------------------------------------ one case


def _one_outcome(table: Table) -> Iterator[Finding]:
    """Eligible with a cost, or ineligible with a reason, or on review with questions: one of them, and only it."""
    for cells, verdict in table.verdicts.items():
        if not _is_single(verdict):
            yield finding_of("no-single-outcome", table.spot, cells, verdict.consulted)


def _is_single(verdict: Verdict) -> bool:
    match verdict.outcome:
        case "eligible":
            return verdict.reason is None and not verdict.questions and verdict.cost is not None
        case "ineligible":
            return verdict.reason is not None and not verdict.questions and verdict.cost is None
        case "review":
            return bool(verdict.questions) and verdict.reason is not None


def _known_beats_unknown(table: Table) -> Iterator[Finding]:
    """A test that is known to fail excludes the cost, whatever is unknown: at most its person may count as a head."""
    for cells, verdict in table.verdicts.items():
        may_be_head = verdict.outcome == "review" and verdict.cost is None and verdict.head is not None
        if verdict.outcome != "ineligible" and not may_be_head:
            failing = _known_to_fail(table.spot, cells)
            if failing:
                yield finding_of("unknown-beats-known", table.spot, cells, failing)


def _known_to_fail(spot: Spot, cells: Cells) -> list[Parameter]:
    """The rules that a case is known to fail, read from the rule set itself and not from the engine."""
    measure, cost, values = spot.measure, spot.measure.cost_of(spot.category), values_of(spot, cells)
    if cost is None:
        return [measure]
    window = [] if is_open(measure.window, spot.rules.fiscal_year) else [measure.window or measure]
    body = [] if spot.place.kind in cost.bodies else [cost]
    conditions = [rule for rule in conditions_of(spot) if values[rule.fact] not in (None, *rule.one_of)]
    return [*window, *body, *conditions]


def _eligible_knows_all(table: Table) -> Iterator[Finding]:
    """An eligible row leaves nothing open that its cost asks."""
    for cells, verdict in table.verdicts.items():
        if verdict.outcome == "eligible":
            left = _left_open(table.spot, cells)
            if left:
                yield finding_of("eligible-with-blank", table.spot, cells, left)


def _left_open(spot: Spot, cells: Cells) -> list[Parameter]:
    """The rules that a case's blanks leave open, read from the rule set itself and not from the engine."""
    cost, values = spot.measure.cost_of(spot.category), values_of(spot, cells)
    conditions = [rule for rule in conditions_of(spot) if values[rule.fact] is None]
    share = [cost] if cost is not None and cost.blank_share == UNKNOWN and values["share"] is None else []
    deduct = [step for step in spot.measure.steps if isinstance(step, Deduct) and values["other_funding"] is None]
    return [*conditions, *share, *deduct]


def _blanks_are_sound(table: Table) -> Iterator[Finding]:
    """Three-valued soundness: a decided row stays decided however its blanks are filled in, an open one can count.

    Of the open rows of a spot that cannot count, the one with the fewest blanks is shown: the others hold its blanks too.
    """
    can_count: dict[Cells, bool] = {}
    stuck = False
    for cells in sorted(table.verdicts, key=lambda cells: cells.count(None)):
        verdict = table.verdicts[cells]
        filled = _filled(table.spot, cells)
        can_count[cells] = any(can_count[other] for other in filled) if filled else _counts(verdict)
        if verdict.outcome == "review":
            if not can_count[cells] and not stuck:
                stuck = True
                asked = [question.parameter for question in verdict.questions]
                yield finding_of("review-without-way-out", table.spot, cells, asked)
        else:
            turned = [table.verdicts[other] for other in filled if table.verdicts[other].outcome != verdict.outcome]
            if turned:
                consulted = [*verdict.consulted, *turned[0].consulted]
                yield finding_of(f"{verdict.outcome}-not-final", table.spot, cells, consulted)


def _filled(spot: Spot, cells: Cells) -> list[Cells]:
    """A case with one of its blanks filled in, in every way."""
    return [
        (*cells[:at], value, *cells[at + 1 :])
        for at, (cell, axis) in enumerate(zip(cells, spot.axes.values(), strict=True))
        if cell is None
        for value in axis
        if value is not None
    ]


def _counts(verdict: Verdict) -> bool:
    """Whether a row without blanks counts: in yen, as a head, or but for a question that only the source can answer."""
    only_the_source = verdict.outcome == "review" and all(
        isinstance(question.parameter, Cost) and question.parameter.eligible == UNKNOWN
        for question in verdict.questions
    )
    return verdict.outcome == "eligible" or only_the_source or (verdict.head is not None and verdict.head.certain)


def _others_play_no_part(table: Table) -> Iterator[Finding]:
    """A sample: a spot's first and last case, all facts that are not asked filled in with their first or last values."""
    spot = table.spot
    for cells, at in product(list(table.verdicts)[:: max(1, len(table.verdicts) - 1)], (0, -1)):
        others = {
            name: (tuple(fact.values) or ("yes", "no"))[at]
            for name, fact in spot.rules.facts.items()
            if name not in spot.axes
        }
        if decide(spot, cells, others)[:5] != table.verdicts[cells][:5]:  # outcome, reason, questions, cost, head
            found = finding_of("other-fact-matters", spot, cells, conditions_of(spot))
            yield found._replace(row=found.row | others)


def _paid_in_spite(table: Table) -> Iterator[Finding]:
    """A row that is eligible in yen although it is a head as well, or although the source leaves open whether it counts."""
    for cells, verdict in table.verdicts.items():
        if verdict.outcome == "eligible" and verdict.cost is not None and table.spot.measure.tax == "special":
            if verdict.head is not None:
                yield finding_of("paid-twice", table.spot, cells, verdict.consulted)
            if verdict.cost.eligible == UNKNOWN:
                yield finding_of("unknown-paid", table.spot, cells, (verdict.cost,))


# ------------------------------------------------------------------------------------------------ cases together


def _paid_twice(tables: Sequence[Table]) -> Iterator[Finding]:
    """A cost that is eligible in yen, whose person by the same facts counts as a head."""
    heads: dict[tuple[str, Place], list[tuple[Spot, Cells]]] = {}
    for spot, cells in _all_known(tables, "ordinary"):
        heads.setdefault((spot.category, spot.place), []).append((spot, cells))
    for spot, cells in _all_known(tables, "special"):
        for other, head_cells in heads.get((spot.category, spot.place), []):
            mine, its = values_of(spot, cells), values_of(other, head_cells)
            shared = mine.keys() & its.keys()
            if all(mine[column] == its[column] for column in shared):
                clash = [rule for rule in (*conditions_of(spot), *conditions_of(other)) if rule.fact in shared]
                found = finding_of("paid-twice", spot, cells, clash)
                yield found._replace(row=row_of(other, head_cells) | found.row)


def _all_known(tables: Sequence[Table], tax: str) -> Iterator[tuple[Spot, Cells]]:
    """The eligible cases without a blank of the measures under a tax."""
    for spot, verdicts in tables:
        if spot.measure.tax == tax:
            for cells, verdict in verdicts.items():
                if verdict.outcome == "eligible" and None not in cells:
                    yield spot, cells


def _dead_conditions(rules: RuleSet, tables: Sequence[Table]) -> Iterator[Finding]:
    """Conditions that no row meets, or that are never the reason, in a measure that is in force."""
    for measure in rules.measures:
        for name, condition in measure.conditions.items():
            if not any(name in cost.conditions for cost in measure.costs):
                row = some_row(rules, measure)
                yield Finding(
                    "condition-unused",
                    rules.fiscal_year,
                    (path_of(rules, condition),),
                    TEXTS["condition-unused"],
                    row,
                )
        for cost in measure.costs if is_open(measure.window, rules.fiscal_year) else ():
            own = [
                table for table in tables if table.spot.measure is measure and table.spot.category in cost.categories
            ]
            yield from _dead_in_cost(cost, own)


def _dead_in_cost(cost: Cost, tables: Sequence[Table]) -> Iterator[Finding]:
    if not tables:
        return
    measure = tables[0].spot.measure
    for condition in [measure.conditions[name] for name in cost.conditions]:
        if not any(_can_be_met(condition, table) for table in tables):
            spot, cells = _case_of(condition, tables, meets=True)
            yield finding_of("condition-never-met", spot, cells, (condition, cost))
        if not any(_decides(condition, verdict) for table in tables for verdict in table.verdicts.values()):
            spot, cells = _case_of(condition, tables, meets=False)
            yield finding_of("condition-never-decides", spot, cells, (condition, cost))


def _can_be_met(condition: Condition, table: Table) -> bool:
    """Whether some case meets the condition and its cost counts or may count; where it is not asked it cannot be met."""
    if table.spot.place.kind in condition.unless_body:
        return False
    at = list(table.spot.axes).index(condition.fact)
    return any(cells[at] in condition.one_of and verdict.cost is not None for cells, verdict in table.verdicts.items())


def _decides(condition: Condition, verdict: Verdict) -> bool:
    """Whether the condition is why a case is ineligible; one with ``otherwise`` also where the person counts as a head."""
    if verdict.outcome != "ineligible" or verdict.reason is None:
        return False
    by_head = verdict.head is not None and verdict.head.measure == condition.otherwise
    return verdict.reason.parameter is condition or by_head


def _case_of(condition: Condition, tables: Sequence[Table], *, meets: bool) -> tuple[Spot, Cells]:
    """A case at a body of the cost that meets the condition, or one that does not; the first case where there is none."""
    for spot, verdicts in tables:
        cost = spot.measure.cost_of(spot.category)
        if cost is not None and spot.place.kind in cost.bodies:
            for cells in verdicts:
                value = values_of(spot, cells)[condition.fact]
                if value is not None and (value in condition.one_of) == meets:
                    return spot, cells
    return tables[0].spot, next(iter(tables[0].verdicts))


# ------------------------------------------------------------------------------------------------ facts and figures


def _unused_facts(rules: RuleSet) -> Iterator[Finding]:
    asked = {condition.fact for measure in rules.measures for condition in measure.conditions.values()}
    for name in rules.facts:
        if name not in asked:
            row = some_row(rules) | {name: cells_of(rules, name)[0] or ""}
            yield Finding("fact-unused", rules.fiscal_year, (f"facts.{name}",), TEXTS["fact-unused"], row)


def _standings(rules: RuleSet) -> Iterator[Finding]:
    for path, parameter in parameters(rules):
        if is_unknown(parameter) != (UNKNOWN in parameter.standing):
            measure = next((measure for measure in rules.measures if parameter in measure.parameters()), None)
            row = some_row(rules, measure)
            yield Finding("standing-unknown", rules.fiscal_year, (path,), TEXTS["standing-unknown"], row)


def _without_head(rules: RuleSet) -> Iterator[Finding]:
    """Measures counted by head that count none: their rows would keep their yen as eligible."""
    for measure in rules.measures:
        if measure.tax == "ordinary" and is_open(measure.window, rules.fiscal_year) and not pays(measure):
            row = some_row(rules, measure)
            yield Finding("head-missing", rules.fiscal_year, (measure.id,), TEXTS["head-missing"], row)


def _unknown_paid(rules: RuleSet) -> Iterator[Finding]:
    """Calculates a row that counts under each unknown step; its figure must not be confirmed."""
    for measure in rules.measures:
        for step in measure.steps:
            found = counting(rules, measure, _categories(measure, step)) if is_unknown(step) else None
            if found is not None and _confirms(step, _calculated(*found)):
                yield finding_of("unknown-paid", *found, (step,))


def _categories(measure: Measure, step: Step) -> tuple[str, ...]:
    """The categories that a step looks at."""
    if isinstance(step, (Cap, Limit)):
        return step.categories
    return tuple(category for cost in measure.costs for category in cost.categories)


def _calculated(spot: Spot, cells: Cells) -> Line:
    """The line of a case's measure, the case being the only row."""
    case, nothing = case_of(spot, values_of(spot, cells)), frozenset[str]()
    expense = Expense(Input("", "", 1, ()), 2, "1", spot.place, case, "p1", AMOUNT, 0, Fraction(1), None, nothing, ())
    result: Result = calculate([expense], {spot.rules.fiscal_year: Loaded(spot.rules, "", "")})
    return next(line for line in result.lines if line.measure == spot.measure.id)


def _confirms(step: Step, line: Line) -> bool:
    """Whether a line confirms yen in spite of an unknown step, or says that nothing is missing."""
    eligible = line.eligible if isinstance(step, (Cap, Limit)) else 0
    return bool(line.allocation or eligible) or line.complete
