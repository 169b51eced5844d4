"""Whether a cost may be paid on: eligible, ineligible or on review (要確認), three-valued and with its reason.

In: a rule set, a body in a year, a case, and which numbers are blank. Out: a :class:`Verdict`.

A row is asked, in this order: window of the measure, category, body, conditions, and last whether other funding is known.
The first test that is known to fail is the reason, whatever else is unknown; where none fails and some are unknown, the
row is on review and all of those are its questions.

Worked example (R8, ``cio-aide``, personnel): ``external`` blank, ``advisory`` yes, ``employment`` full-time. The third
condition is known to fail, so the verdict is ineligible, ``condition:employment``; nothing is asked about ``external``.

A condition with ``otherwise`` ties a cost to a measure that is counted by head: full-time personnel of
``municipal-support`` fails the condition, and where the head counts (every condition of ``accelerator`` holds) the reason
is ``ordinary-tax``; where it may count the row asks what the head's conditions still miss.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from dx_kofu.bodies import Kind
from dx_kofu.records import Case, Place
from dx_kofu.rules.records import (
    UNKNOWN,
    Condition,
    Cost,
    Deduct,
    Measure,
    Parameter,
    RuleSet,
    Share,
    is_open,
)

Outcome = Literal["eligible", "ineligible", "review"]


class Test(NamedTuple):
    """One thing asked of a row; ``holds`` is ``None`` where the answer is not known."""

    name: str
    """The fact, or ``window``, ``category``, ``body``, ``share``, ``other_funding``: the column that answers."""
    code: str
    """The reduction's code where it fails (``condition:external``) or is unknown (``unknown:external``)."""
    holds: bool | None
    parameter: Parameter


class Head(NamedTuple):
    """A head that a row gives to a measure counted by head."""

    measure: str
    certain: bool


class Verdict(NamedTuple):
    """What is decided of a row before any yen are taken away."""

    outcome: Outcome
    reason: Test | None
    """The test that failed, or the first that is unknown; its code names the reduction."""
    questions: tuple[Test, ...]
    cost: Cost | None
    """The entry on which yen may be paid; ``None`` where none can be."""
    head: Head | None
    consulted: tuple[Parameter, ...]
    """The rules that decided."""
    defaults: frozenset[str]
    """Facts, ``hub_city`` and ``share``, whose default decided."""
    assumed: frozenset[str]
    """Facts whose ``--assume`` decided."""


def judge(rules: RuleSet, place: Place, case: Case, *, share_blank: bool, funding_blank: bool) -> Verdict:
    """The verdict on a row; ``share_blank`` and ``funding_blank`` tell that its share or its other funding is not given."""
    verdict = _judge(rules, place.kind, case.measure, case, share_blank, funding_blank)
    if place.kind == "municipality" and place.hub_city is None:
        other = _judge(rules, "hub-city", case.measure, case, share_blank, funding_blank)
        if _gist(other) != _gist(verdict):
            verdict = verdict._replace(defaults=verdict.defaults | {"hub_city"})
    return verdict


def tests_of(rules: RuleSet, place: Place, case: Case, *, share_blank: bool, funding_blank: bool) -> list[Test]:
    """Everything that is asked of a row, in the order of asking."""
    return _tests(rules, rules.measure(case.measure), place.kind, case, share_blank, funding_blank)


def facts_asked(rules: RuleSet, measure_id: str, category: str) -> tuple[str, ...]:
    """The facts that a verdict on a measure's category can depend on, a head's measure included."""
    measure = rules.measure(measure_id)
    cost = measure.cost_of(category)
    conditions = [measure.conditions[name] for name in cost.conditions] if cost is not None else []
    asked = [condition.fact for condition in conditions]
    for condition in conditions:
        if condition.otherwise is not None:
            asked += facts_asked(rules, condition.otherwise, category)
    return tuple(dict.fromkeys(asked))


def _gist(verdict: Verdict) -> tuple[object, ...]:
    return (
        verdict.outcome,
        verdict.reason and verdict.reason.code,
        [test.name for test in verdict.questions],
        verdict.head,
    )


def _judge(rules: RuleSet, kind: Kind, measure_id: str, case: Case, share_blank: bool, funding_blank: bool) -> Verdict:
    measure = rules.measure(measure_id)
    tests = _tests(rules, measure, kind, case, share_blank, funding_blank)
    failed = next((test for test in tests if test.holds is False), None)
    unknown = tuple(test for test in tests if test.holds is None)
    cost = measure.cost_of(case.category)
    head = _head_instead(rules, kind, case, tests)

    if failed is not None and head is not None and head.outcome != "ineligible":
        verdict = _by_head(head)
    elif failed is not None:
        verdict = _verdict(case, "ineligible", failed, (), None, None, (failed,))
    else:
        by_head = head.head if head is not None else None
        if measure.tax == "ordinary":
            by_head = Head(measure.id, certain=not unknown)
        outcome: Outcome = "review" if unknown else "eligible"
        verdict = _verdict(case, outcome, unknown[0] if unknown else None, unknown, cost, by_head, tests)
        if share_blank and cost is not None and cost.blank_share != UNKNOWN and _has(measure, Share):
            verdict = verdict._replace(defaults=verdict.defaults | {"share"})
    if head is None:
        return verdict
    return verdict._replace(defaults=verdict.defaults | head.defaults, assumed=verdict.assumed | head.assumed)


def _tests(
    rules: RuleSet, measure: Measure, kind: Kind, case: Case, share_blank: bool, funding_blank: bool
) -> list[Test]:
    """Everything that is asked of a row, in order; a category that the measure does not list ends the list."""
    tests: list[Test] = []
    if measure.window is not None:
        tests.append(Test("window", "window", is_open(measure.window, rules.fiscal_year), measure.window))
    cost = measure.cost_of(case.category)
    if cost is None:
        return [*tests, Test("category", "category", False, measure)]
    if cost.eligible == UNKNOWN:
        tests.append(Test("category", "unknown:category", None, cost))
    tests.append(Test("body", "body", kind in cost.bodies, cost))
    values = dict(zip(rules.facts, case.facts, strict=True))
    conditions = [measure.conditions[name] for name in cost.conditions]
    tests += [_ask(condition, values) for condition in conditions if kind not in condition.unless_body]
    if cost.blank_share == UNKNOWN:
        tests.append(Test("share", "unknown:share", None if share_blank else True, cost))
    deduct = next((step for step in measure.steps if isinstance(step, Deduct)), None)
    if deduct is not None:
        tests.append(Test("other_funding", "unknown:other-funding", None if funding_blank else True, deduct))
    return tests


def _has(measure: Measure, kind: type[Parameter]) -> bool:
    return any(isinstance(step, kind) for step in measure.steps)


def _ask(condition: Condition, values: dict[str, str | None]) -> Test:
    fact, value = condition.fact, values[condition.fact]
    if value is None:
        return Test(fact, f"unknown:{fact}", None, condition)
    return Test(fact, f"condition:{fact}", value in condition.one_of, condition)


def _head_instead(rules: RuleSet, kind: Kind, case: Case, tests: list[Test]) -> Verdict | None:
    """The verdict of the measure counted by head to which a cost falls where its condition is not met."""
    for test in tests:
        if isinstance(test.parameter, Condition) and test.parameter.otherwise is not None and test.holds is not True:
            return _judge(rules, kind, test.parameter.otherwise, case, share_blank=False, funding_blank=False)
    return None


def _by_head(head: Verdict) -> Verdict:
    """A cost that is not paid on because its person counts, or may count, as a head."""
    if head.outcome == "review":
        return head._replace(cost=None)
    assert head.cost is not None
    reason = Test("employment", "ordinary-tax", False, head.cost)
    return head._replace(outcome="ineligible", reason=reason, cost=None)


def _verdict(
    case: Case,
    outcome: Outcome,
    reason: Test | None,
    questions: tuple[Test, ...],
    cost: Cost | None,
    head: Head | None,
    asked: Sequence[Test],
) -> Verdict:
    facts = {test.name for test in asked if isinstance(test.parameter, Condition)}
    consulted = tuple({id(test.parameter): test.parameter for test in asked}.values())
    return Verdict(outcome, reason, questions, cost, head, consulted, case.defaults & facts, case.assumed & facts)
