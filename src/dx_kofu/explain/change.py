"""What would change the answer: the smallest sets of facts that make a row eligible, and other measures that would take it.

In: the rows of one body and fiscal year, and the row that is asked about. Out: changes with what each is worth to the
body, computed with all rows of the body: a set may make a row eligible and be worth nothing where a cap is full.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Literal, NamedTuple

from dx_kofu.calc import lines_of
from dx_kofu.eligibility import Verdict, facts_asked
from dx_kofu.records import Expense
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import Measure, RuleSet
from dx_kofu.whatif import HUB, Answer, Answers, Worth, answered, moved, verdict_of, worth, worth_of

YES_NO = ("yes", "no")


class Change(NamedTuple):
    """A set of facts, none of which can be left out, that makes a row eligible; other funding and a share at their best."""

    facts: Answers
    """By column."""
    known: tuple[str, ...]
    """Columns that the row says otherwise: the set contradicts it, and does not only fill blanks."""
    as_head: bool
    """The row's person then counts by head; the cost itself is not paid on."""
    worth: Worth
    """What the body's allocations move by."""
    waits: bool
    """Whether the row's line then waits for a figure that the rule file does not know: its yen are not in ``worth``."""


class Elsewhere(NamedTuple):
    """Another measure that would take the row, or may."""

    measure: Measure
    verdict: Verdict
    facts: Answers
    """What the row leaves open and must be so; none where the measure takes the row as it stands."""
    needs_person: bool
    """The measure asks for a person and the row names none."""
    worth: Worth | None
    """What the body's allocations then move by, the row standing there instead; ``None`` where no fact can confirm it."""


def changes(rows: Sequence[Expense], at: int, rules: Mapping[str, Loaded], before: Worth) -> tuple[Change, ...]:
    """The smallest first; none where the row is eligible already or no set helps. ``before``: what the rows are worth now."""
    expense = rows[at]
    rule_set = rules[expense.place.fiscal_year].rules
    now = verdict_of(rule_set, expense)
    if now.outcome == "eligible":
        return ()
    found = []
    for facts in sets(rule_set, expense):
        changed = answered(rows, rules, {at: facts})
        after = verdict_of(rule_set, changed[at])
        known = tuple(name for name in facts if _says(rule_set, expense, name) is not None)
        lines = lines_of(changed, rules)
        measures = (expense.case.measure, after.head.measure if after.head is not None else "")
        waits = any(not line.complete for line in lines if line.measure in measures)
        found.append(Change(facts, known, after.outcome != "eligible", worth_of(lines).less(before), waits))
    return tuple(sorted(found, key=lambda change: (len(change.facts), len(change.known))))


def sets(rules: RuleSet, expense: Expense) -> Iterator[Answers]:
    """The sets of facts that make a row eligible and of which none can be left out, the smallest first.

    A cost that is paid on and a person who counts by head are two ways, each with its own sets.
    """
    choices = _choices(rules, expense)
    found: list[tuple[Answers, str]] = []
    for size in range(1, len(choices) + 1):
        for names in combinations(choices, size):
            for values in product(*(choices[name] for name in names)):
                facts = dict(zip(names, values, strict=True))
                way = counts(rules, answered([expense], _book(rules), {0: facts})[0], expense)
                if way and not any(smaller.items() <= facts.items() for smaller, same in found if same == way):
                    found.append((facts, way))
                    yield facts


def counts(rules: RuleSet, expense: Expense, before: Expense) -> Literal["cost", "head", ""]:
    """How a row counts: its cost is eligible, or its person counts by head where that was not so before."""
    verdict = verdict_of(rules, expense)
    if verdict.outcome == "eligible":
        return "cost"
    head, had = verdict.head, verdict_of(rules, before).head
    by_head = head is not None and head.certain and not (had is not None and had.certain)
    return "head" if by_head else ""


def elsewhere(rows: Sequence[Expense], at: int, rules: Mapping[str, Loaded], before: Worth) -> tuple[Elsewhere, ...]:
    """Measures of the year that would take the row as it stands, or may, the row's own apart."""
    expense = rows[at]
    rule_set = rules[expense.place.fiscal_year].rules
    now = verdict_of(rule_set, expense)
    found = []
    for measure in rule_set.measures:
        if measure.id == expense.case.measure:
            continue
        row = moved(expense, rule_set, measure.id)
        verdict = verdict_of(rule_set, row)
        if now.head is not None and now.head.certain and now.head.measure == measure.id:
            continue  # its person counts there already
        if verdict.outcome == "ineligible" and (verdict.head is None or not counts(rule_set, row, expense)):
            continue
        there = [row if index == at else other for index, other in enumerate(rows)]
        settled = bool(counts(rule_set, row, expense))
        facts = {} if settled else next(_blanks_alone(rule_set, row), None)
        moves = None if facts is None else worth(answered(there, rules, {at: facts}), rules).less(before)
        needs_person = row.case.person_required and row.person is None
        found.append(Elsewhere(measure, verdict, facts or {}, needs_person, moves))
    return tuple(found)


def _blanks_alone(rules: RuleSet, expense: Expense) -> Iterator[Answers]:
    """Sets that fill blanks and contradict nothing that the row says."""
    return (facts for facts in sets(rules, expense) if all(_says(rules, expense, name) is None for name in facts))


def _choices(rules: RuleSet, expense: Expense) -> dict[str, tuple[Answer, ...]]:
    """What could be otherwise: each fact that the verdict can depend on, the hub city, what is blank of the row's numbers."""
    found: dict[str, tuple[Answer, ...]] = {}
    for name in facts_asked(rules, expense.case.measure, expense.case.category):
        value = dict(zip(rules.facts, expense.case.facts, strict=True))[name]
        found[name] = tuple(other for other in rules.facts[name].values or YES_NO if other != value)
    if expense.place.kind in ("municipality", "hub-city"):
        found[HUB] = ("no",) if expense.place.kind == "hub-city" else ("yes",)
    if expense.other_funding is None:
        found["other_funding"] = (0,)
    if expense.share is None:
        found["share"] = (Fraction(1),)
    return found


def _says(rules: RuleSet, expense: Expense, name: str) -> object:
    """What the row says itself of a column; ``None`` for a blank."""
    if name == HUB:
        return expense.place.hub_city
    if name in ("other_funding", "share"):
        return None if name in expense.assumed else getattr(expense, name)
    case = expense.case
    blank = name in case.defaults or name in case.assumed
    return None if blank else dict(zip(rules.facts, case.facts, strict=True))[name]


def _book(rules: RuleSet) -> Mapping[str, Loaded]:
    return {rules.fiscal_year: Loaded(rules, "", "")}
