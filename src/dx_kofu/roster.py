"""Persons of a roster against the requirements of the rule files (自治体DXアクセラレータの要件), and what follows for the taxes.

In: rows of a roster, the rule set of each of their years. Out: an :class:`Outcome` - per person whether the requirements are met,
what is missing and who can answer, what does not go together, what each tax pays; per body the heads.

What the taxes pay is decided by the rule file's measures: each claim of the checklist (a person's pay, the personnel part of a
contract) is judged as a row of the expenses table would be. Worked example (R8): a full-time, appointed person whose main duty
is supporting municipalities is a head under the ordinary tax and nothing under the special one; not appointed, nothing under
either; part-time, eligible under the special one; employment blank, both are open and the question is the employment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from dx_kofu.calc import calculate
from dx_kofu.eligibility import Test, Verdict, judge, tests_of
from dx_kofu.messages import Message
from dx_kofu.read.roster import checklists
from dx_kofu.read.rows import Row
from dx_kofu.records import Case, Expense, Place
from dx_kofu.requirements import Assessment, Value, assess
from dx_kofu.result import Line, Result
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import Checklist, Claim, RuleSet, Stage, Tax, is_open
from dx_kofu.words import printable
from dx_kofu.years import year_number

Standing = Literal["meets", "does-not", "unknown", "not-in-force"]
State = Literal["yes", "no", "review"]
TAXES: tuple[Tax, ...] = ("special", "ordinary")
NOTHING: frozenset[str] = frozenset()


class Judged(NamedTuple):
    """A claim that a person's cost is, or may be, and what is decided of it."""

    claim: Claim
    expense: Expense
    verdict: Verdict
    by_head: tuple[Verdict, ...]
    """What the measures counted by head, to which the cost may fall, decide of the person."""
    is_certain: bool
    """Whether it is known that the cost is claimed so."""


class Consequence(NamedTuple):
    """What a tax pays for a person: yes, no, or to be seen; ``why`` is a test that says no."""

    tax: Tax
    state: State
    why: tuple[Expense, Test] | None


class Reached(NamedTuple):
    """A stage and whether a person has come to it; ``None``: not known."""

    stage: Stage
    state: bool | None
    on: date | None


class Finding(NamedTuple):
    """Something of a person that does not go together."""

    code: str
    message: Message


class Person(NamedTuple):
    """A person of a roster."""

    row: Row
    checklist: Checklist
    assessment: Assessment
    is_for_body: bool
    """Whether the checklist is for this kind of body at all."""
    standing: Standing
    stages: tuple[Reached, ...]
    consequences: tuple[Consequence, ...]
    questions: tuple[str, ...]
    """The facts that must be asked."""
    findings: tuple[Finding, ...]
    judged: tuple[Judged, ...]

    @property
    def name(self) -> str:
        """The person as the roster has it."""
        return str(self.row.values["person"])


class Body(NamedTuple):
    """The persons of a body in a year; ``heads`` is the line that calc gives for them, ``None`` where no head is possible."""

    body_code: str
    body_name: str
    fiscal_year: str
    persons: tuple[Person, ...]
    """A person of several rows stands here once for each."""
    heads: Line | None

    @property
    def standings(self) -> dict[tuple[str, str], Standing]:
        """Each person once, by checklist and name; where rows of one person come to different things, it is not known."""
        told: dict[tuple[str, str], Standing] = {}
        for person in self.persons:
            key = person.checklist.id, person.name
            told[key] = person.standing if told.get(key, person.standing) == person.standing else "unknown"
        return told

    @property
    def heads_with_findings(self) -> int:
        """How many of the certain heads have a finding in any of their rows: a head all the same, and to be looked into."""
        certain = {
            person.name
            for person in self.persons
            if any(one.tax == "ordinary" and one.state == "yes" for one in person.consequences)
        }
        return len(certain & {person.name for person in self.persons if person.findings})


class Outcome(NamedTuple):
    """What a roster comes to."""

    bodies: tuple[Body, ...]
    result: Result
    """What calc makes of the persons, at a cost of nothing: heads and the assumptions that decided."""

    @property
    def persons(self) -> tuple[Person, ...]:
        """Every person, by body and year."""
        return tuple(person for body in self.bodies for person in body.persons)


def look_through(rows: Sequence[Row], rules: Mapping[str, Loaded]) -> Outcome:
    """The persons of a roster, by body and year in the order of the rows."""
    persons = [
        _person(row, checklist, rules[row.fiscal_year].rules)
        for row in rows
        for checklist in checklists(rules[row.fiscal_year].rules)
    ]
    persons = list(_with_twins(persons, rules))
    expenses = [judged.expense for person in persons for judged in person.judged]
    result = calculate(expenses, rules)
    groups: dict[tuple[str, str], list[Person]] = {}
    for person in persons:
        groups.setdefault((person.row.body_code, person.row.fiscal_year), []).append(person)
    keys = sorted(groups, key=lambda key: (key[0], year_number(key[1])))
    return Outcome(tuple(_body(key, groups[key], result) for key in keys), result)


def _body(key: tuple[str, str], persons: Sequence[Person], result: Result) -> Body:
    heads = [line for line in result.lines if (line.body_code, line.fiscal_year) == key and line.potential_heads]
    name = next((person.row.body_name for person in persons if person.row.body_name), "")
    return Body(key[0], name, key[1], tuple(persons), heads[0] if heads else None)


def _person(row: Row, checklist: Checklist, rules: RuleSet) -> Person:
    values = _with_dates(row.values, checklist, rules)
    assessment = assess(checklist, row.kind, values)
    is_for_body = row.kind in checklist.bodies
    in_force = is_open(checklist.window, rules.fiscal_year)
    standing = _standing(assessment, is_for_body=is_for_body, in_force=in_force)
    stages = tuple(Reached(stage, _yes_no(values.get(stage.fact)), _date(values, stage)) for stage in checklist.stages)
    judged = tuple(_judged(row, checklist, rules, values))
    person = Person(row, checklist, assessment, is_for_body, standing, stages, (), (), (), judged)
    return person._replace(
        consequences=tuple(_consequence(tax, judged, rules) for tax in TAXES),
        questions=_questions(person, in_force=in_force),
        findings=tuple(_findings(person, rules)),
    )


def _with_dates(values: Mapping[str, Value], checklist: Checklist, rules: RuleSet) -> dict[str, Value]:
    """A stage that only has its date was reached by the end of the year, or was not."""
    filled = dict(values)
    for stage in checklist.stages:
        on = _date(values, stage)
        if filled.get(stage.fact) is None and on is not None:
            filled[stage.fact] = "yes" if on <= rules.last_day else "no"
    return filled


def _date(values: Mapping[str, Value], stage: Stage) -> date | None:
    on = values.get(stage.on) if stage.on is not None else None
    return on if isinstance(on, date) else None


def _standing(assessment: Assessment, *, is_for_body: bool, in_force: bool) -> Standing:
    if not in_force:
        return "not-in-force"
    if not is_for_body or assessment.meets is False:
        return "does-not"
    return "unknown" if assessment.meets is None else "meets"


def _yes_no(value: Value) -> bool | None:
    return None if value is None else value == "yes"


# ------------------------------------------------------------------------------------------------ the taxes


def _judged(row: Row, checklist: Checklist, rules: RuleSet, values: Mapping[str, Value]) -> Iterator[Judged]:
    """The claims that a person's cost may be, each judged as a row of the expenses table."""
    place = Place(row.body_code, row.fiscal_year, row.kind, None, row.body_name, None, NOTHING)
    blank = {name for name in rules.facts if name not in values}
    facts = {name: rules.facts[name].default if name in blank else values[name] for name in rules.facts}
    told = tuple(None if value is None else str(value) for value in facts.values())
    defaults = frozenset(name for name in blank if facts[name] is not None)
    for claim in checklist.claims:
        value = values.get(claim.fact)
        if value is not None and value not in claim.one_of:
            continue
        needs_person = claim.category in rules.measure(claim.measure).person_required
        case = Case(claim.measure, claim.category, told, defaults, NOTHING, needs_person)
        name = f"{row.input.name}:{row.line}:{claim.category}"
        who = str(row.values["person"])
        expense = Expense(row.input, row.line, name, place, case, who, 0, 0, Fraction(1), None, NOTHING, ())
        verdict, *by_head = [
            judge(rules, place, case._replace(measure=name), share_blank=False, funding_blank=False)
            for name in (claim.measure, *_measures_by_head(claim, rules))
        ]
        yield Judged(claim, expense, verdict, tuple(by_head), value is not None)


def _measures_by_head(claim: Claim, rules: RuleSet) -> tuple[str, ...]:
    """The measures to which a cost falls where it fails a condition of its own."""
    measure = rules.measure(claim.measure)
    cost = measure.cost_of(claim.category)
    names = [measure.conditions[name].otherwise for name in cost.conditions] if cost is not None else []
    return tuple(dict.fromkeys(name for name in names if name is not None))


def _consequence(tax: Tax, judged: Sequence[Judged], rules: RuleSet) -> Consequence:
    states = [(_state(one, tax, rules), one) for one in judged]
    for wanted in ("yes", "review"):
        if any(state == wanted for state, _ in states):
            return Consequence(tax, "yes" if wanted == "yes" else "review", None)
    failed = [
        (one.expense, test)
        for one in judged
        for name, verdict in zip(
            (one.claim.measure, *_measures_by_head(one.claim, rules)), (one.verdict, *one.by_head), strict=True
        )
        if rules.measure(name).tax == tax and (test := _failed(one.expense, name, verdict, rules)) is not None
    ]
    return Consequence(tax, "no", failed[0] if failed else None)


def _failed(expense: Expense, measure: str, verdict: Verdict, rules: RuleSet) -> Test | None:
    """Why a measure pays nothing; where it is only open whether a head counts instead, the test that fails either way."""
    if verdict.reason is None or verdict.reason.holds is False:
        return verdict.reason
    case = expense.case._replace(measure=measure)
    tests = tests_of(rules, expense.place, case, share_blank=False, funding_blank=False)
    return next((test for test in tests if test.holds is False), None)


def _state(judged: Judged, tax: Tax, rules: RuleSet) -> State:
    """What a claim comes to under a tax; a claim that only may be one is never more than to be seen."""
    verdict = judged.verdict
    if verdict.head is not None and rules.measure(verdict.head.measure).tax == tax:
        holds = verdict.head.certain
    elif verdict.cost is not None and rules.measure(judged.claim.measure).tax == tax:
        holds = verdict.outcome == "eligible"
    else:
        return "no"
    return "yes" if holds and judged.is_certain else "review"


# ------------------------------------------------------------------------------------------------ questions, findings


def _questions(person: Person, *, in_force: bool) -> tuple[str, ...]:
    """The facts that must be asked: of the requirements, of the taxes, of the first stage that nobody knows of."""
    asked = [answer.requirement.fact for answer in person.assessment.open if in_force and person.is_for_body]
    for judged in person.judged:
        asked += [] if judged.is_certain else [judged.claim.fact]
        asked += [test.name for verdict in (judged.verdict, *judged.by_head) for test in verdict.questions]
    if person.standing in ("meets", "unknown"):
        later = [one.state for one in person.stages]
        for at, one in enumerate(person.stages):
            if one.state is None and True not in later[at:]:
                asked.append(one.stage.fact)
                break
    return tuple(dict.fromkeys(asked))


def _with_twins(persons: Sequence[Person], rules: Mapping[str, Loaded]) -> Iterator[Person]:
    """The persons, each later row of one that stands in several told so: the same again, or something else."""
    groups: dict[tuple[str, str, str, str], list[Person]] = {}
    for person in persons:
        row = person.row
        unspaced = "".join(person.name.split())
        earlier = groups.setdefault((row.body_code, row.fiscal_year, person.checklist.id, unspaced), [])
        same = [other for other in earlier if other.name == person.name]
        twin = [*(_twin(person, same, rules[row.fiscal_year].rules) if same else _perhaps(person, earlier))]
        earlier.append(person)
        yield person._replace(findings=(*person.findings, *twin))


def _perhaps(person: Person, earlier: Sequence[Person]) -> Iterator[Finding]:
    """A name that differs from an earlier one by blanks alone: two persons here as in ``calc``, and perhaps one."""
    for other in earlier[:1]:
        place = _place(other.row, person.row)
        yield Finding("perhaps-twice", Message("k.perhaps-twice", row=place, name=printable(other.name)))


def _twin(person: Person, earlier: Sequence[Person], rules: RuleSet) -> Iterator[Finding]:
    """How a row differs from the first row of the same person that contradicts it; a blank contradicts nothing."""
    facts = rules.facts_of(person.checklist)
    for other in earlier:
        differing = [
            fact.title
            for name, fact in facts.items()
            if None not in (said := (person.row.values.get(name), other.row.values.get(name))) and said[0] != said[1]
        ]
        if differing:
            message = Message("k.differs", row=_place(other.row, person.row), facts=tuple(differing))
            yield Finding("differs", message)
            return
    yield Finding("twice", Message("k.twice", row=_place(earlier[0].row, person.row)))


def _place(row: Row, beside: Row) -> str:
    """Where a row stands, its file first unless it is that of the other row."""
    if (row.input.name, row.input.sheet) == (beside.input.name, beside.input.sheet):
        return str(row.line)
    return printable(":".join(filter(None, (row.input.name, row.input.sheet, str(row.line)))))


def _findings(person: Person, rules: RuleSet) -> Iterator[Finding]:
    reached = [one for one in person.stages if one.state]
    for one in reached:
        if person.standing == "does-not":
            yield Finding("unmet", Message("k.unmet", stage=one.stage.title))
        elif person.standing == "not-in-force" and one is person.stages[-1]:
            yield Finding("not-in-force", Message("k.too-early", stage=one.stage.title, year=rules.fiscal_year))
        if one.on is not None and one.on > rules.last_day:
            message = Message("k.after-year", stage=one.stage.title, on=one.on, last=rules.last_day)
            yield Finding("after-year", message)
    for at, one in enumerate(person.stages):
        for before in person.stages[:at]:
            if one.state and before.state is False:
                yield Finding("skipped", Message("k.skipped", stage=one.stage.title, before=before.stage.title))
            if one.on is not None and before.on is not None and one.on < before.on:
                yield Finding("dates", Message("k.dates", stage=one.stage.title, before=before.stage.title))
        if one.state is False and one.on is not None and one.on <= rules.last_day:
            yield Finding("dated-no", Message("k.dated-no", stage=one.stage.title, on=one.on))
