"""What is proven of checklists: each requirement can be met and missed, blanks are sound, each fact is asked.

In: rule sets. Out: findings, each with a row of facts that shows it, and how many cases were tried. A case is a cell for every
fact of one point (a requirement, or those that are alternatives): points do not touch each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from dx_kofu.eligibility import facts_asked
from dx_kofu.lint.cases import Finding, Row, path_of
from dx_kofu.requirements import NO_NUMBER, Value, any_of, is_met
from dx_kofu.rules.records import UNKNOWN, Checklist, Fact, Parameter, Requirement, RuleSet, is_open
from dx_kofu.words import Text

CHECKLIST_TEXTS = {
    "requirement-never-decides": Text(
        "この要件は、どの値でも満たされるか、どの値でも満たされない",
        "Every value meets this requirement, or none does.",
    ),
    "alternative-alone": Text(
        "この要件を含む選択肢が1つしかない", "The requirement is an alternative, and there is no other one."
    ),
    "blank-not-sound": Text(
        "満たすかどうかが決まった行が、空欄を埋めると変わる", "What was known turns round when a blank is filled in."
    ),
    "checklist-fact-unused": Text("どの要件もこの事実を尋ねない", "No requirement, stage or claim asks this fact."),
    "claim-missing": Text(
        "この値の者の経費が、どの措置の経費にもならない", "The cost of a person with this value is claimed as nothing."
    ),
    "claim-no-cost": Text("この措置には、この経費区分がない", "The measure of this claim does not list its category."),
    "claim-asks-more": Text(
        "この経費の要件が尋ねる事実を、このチェックリストのどこも挙げていない",
        "The measure asks a fact of this cost that the checklist does not name.",
    ),
    "claim-twice": Text(
        "この値の者の経費が、2通りの経費になる", "The cost of a person with this value is claimed as two things."
    ),
    "due-differs": Text(
        "年度別の規則ファイルが、別の期限を示している", "The files of different years state different due years."
    ),
}


def prove_checklists(rule_sets: Sequence[RuleSet]) -> tuple[list[Finding], int]:
    """Tries every case of every point; and holds the due years of different files against each other."""
    findings: list[Finding] = []
    cases = 0
    for rules in rule_sets:
        for checklist in rules.checklists:
            for requirements in _points(checklist):
                tried = _cases(rules, checklist, requirements)
                findings += _of_point(rules, requirements, tried)
                cases += len(tried)
            findings += [*_unused(rules, checklist), *_claims(rules, checklist)]
    return [*findings, *_due(rule_sets)], cases


def _finding(code: str, rules: RuleSet, rule: Parameter, row: Row) -> Finding:
    return Finding(code, rules.fiscal_year, (path_of(rules, rule),), CHECKLIST_TEXTS[code], row)


def _points(checklist: Checklist) -> list[list[Requirement]]:
    groups: dict[str, list[Requirement]] = {}
    for requirement in checklist.requirements:
        groups.setdefault(requirement.alternative or f"={requirement.id}", []).append(requirement)
    return list(groups.values())


def cells_of(fact: Fact, requirement: Requirement) -> tuple[Value, ...]:
    """What a fact can be, as far as a requirement can tell the difference; blank comes last."""
    if requirement.at_least is None:
        return (*(tuple(fact.values) or ("yes", "no")), None)
    if requirement.at_least == UNKNOWN:
        return (NO_NUMBER, Fraction(0), None)
    edge = Fraction(requirement.at_least)
    return (NO_NUMBER, *(number for number in (edge - 1, edge, edge + 1) if number >= 0), None)


def _cases(rules: RuleSet, checklist: Checklist, point: Sequence[Requirement]) -> dict[tuple[Value, ...], bool | None]:
    axes = [cells_of(rules.fact_of(checklist, one.fact), one) for one in point]
    return {
        cells: any_of(is_met(one, cell) for one, cell in zip(point, cells, strict=True)) for cells in product(*axes)
    }


def _of_point(
    rules: RuleSet, point: Sequence[Requirement], tried: dict[tuple[Value, ...], bool | None]
) -> Iterator[Finding]:
    for cells, met in tried.items():
        for at, cell in enumerate(cells):
            others = [one for one in tried if one[:at] == cells[:at] and one[at + 1 :] == cells[at + 1 :]]
            if cell is None and met is not None and any(tried[one] is not met for one in others):
                yield _finding("blank-not-sound", rules, point[at], _row(point, cells))
    for at, one in enumerate(point):
        known = {is_met(one, cells[at]) for cells in tried if cells[at] is not None} - {None}
        if len(known) < 2 and one.at_least != UNKNOWN:
            yield _finding("requirement-never-decides", rules, one, _row(point, next(iter(tried))))
        if one.alternative is not None and len(point) == 1:
            yield _finding("alternative-alone", rules, one, _row(point, next(iter(tried))))


def _row(point: Sequence[Requirement], cells: Sequence[Value]) -> Row:
    return {one.fact: "" if cell is None else str(cell) for one, cell in zip(point, cells, strict=True)}


def _unused(rules: RuleSet, checklist: Checklist) -> Iterator[Finding]:
    asked = {one.fact for one in checklist.requirements} | {claim.fact for claim in checklist.claims}
    asked |= {name for stage in checklist.stages for name in (stage.fact, stage.on) if name is not None}
    for name in checklist.facts:
        if name not in asked:
            paths = (f"{checklist.id}.facts.{name}",)
            text = CHECKLIST_TEXTS["checklist-fact-unused"]
            yield Finding("checklist-fact-unused", rules.fiscal_year, paths, text, {name: ""})


def _claims(rules: RuleSet, checklist: Checklist) -> Iterator[Finding]:
    """Each value of the facts that claims look at leads to one claim, on a category that its measure lists."""
    there = {measure.id: measure for measure in rules.measures}
    for claim in checklist.claims:
        measure = there.get(claim.measure)
        if measure is None:  # a rule file with such a claim is refused when it is read
            continue
        if not {*facts_asked(rules, claim.measure, claim.category)} <= rules.facts_of(checklist).keys():
            yield _finding("claim-asks-more", rules, claim, {claim.fact: claim.one_of[0]})
        if is_open(measure.window, rules.fiscal_year) and measure.cost_of(claim.category) is None:
            yield _finding("claim-no-cost", rules, claim, {claim.fact: claim.one_of[0]})
    for name in dict.fromkeys(claim.fact for claim in checklist.claims):
        for value in tuple(rules.fact_of(checklist, name).values) or ("yes", "no"):
            claims = [claim for claim in checklist.claims if claim.fact == name and value in claim.one_of]
            if len(claims) != 1:
                code = "claim-twice" if claims else "claim-missing"
                yield _finding(code, rules, claims[0] if claims else checklist, {name: value})


def _due(rule_sets: Sequence[RuleSet]) -> Iterator[Finding]:
    stated: dict[str, tuple[str, str | None]] = {}
    for rules in rule_sets:
        for checklist in rules.checklists:
            year, due = stated.setdefault(checklist.id, (rules.fiscal_year, checklist.due))
            if due != checklist.due:
                paths = (f"{year}:{checklist.id}.due", f"{rules.fiscal_year}:{checklist.id}.due")
                row = {"due": checklist.due or ""}
                yield Finding("due-differs", rules.fiscal_year, paths, CHECKLIST_TEXTS["due-differs"], row)
