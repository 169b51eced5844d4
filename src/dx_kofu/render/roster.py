"""A roster against the requirements: for people, for programs (schema ``dx-kofu/accelerator/1``), as lines of CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from json import dumps
from typing import Any

from dx_kofu import __version__
from dx_kofu.messages import Message, say
from dx_kofu.read.rows import Rows
from dx_kofu.render.csv import lines_of
from dx_kofu.render.digest import year_words
from dx_kofu.render.dispatch import place_of, row_object
from dx_kofu.render.figures import bound, confirmed, heads
from dx_kofu.render.json import diagnostic_object, input_object, ruleset_object
from dx_kofu.requirements import Point
from dx_kofu.result import Reduction
from dx_kofu.roster import Body, Consequence, Outcome, Person
from dx_kofu.rules.load import Given
from dx_kofu.rules.records import RuleSet
from dx_kofu.wording import grounds, source, why
from dx_kofu.words import Lang, printable
from dx_kofu.years import year_number

SCHEMA = "dx-kofu/accelerator/1"
COLUMNS = (
    "input",
    "row",
    "body_code",
    "body_name",
    "fiscal_year",
    "person",
    "standing",
    "missing",
    "questions",
    "findings",
)
_STATES = {True: "yes", False: "no", None: "unknown"}


# ------------------------------------------------------------------------------------------------ for people


def table(outcome: Outcome, reading: Rows, lang: Lang) -> Iterator[str]:
    """Per body its persons - standing, stages, taxes, what is missing, what to ask - and the heads; then the assumptions."""
    several = len(reading.inputs) > 1
    announced = [year for year, loaded in reading.rules.items() if loaded.rules.status == "announced"]
    if announced:
        yield say("t.provisional", lang, years=", ".join(sorted(announced, key=year_number))) + "\n\n"
    for body in outcome.bodies:
        rules = reading.rules[body.fiscal_year].rules
        place = " ".join(filter(None, (body.body_code, printable(body.body_name))))
        yield f"{place}  {year_words(body.fiscal_year, lang)}\n"
        for person in body.persons:
            yield from _lines(person, rules, several, lang)
        yield f"\n  {_counts(body, lang)}\n  {_heads(body, lang)}\n\n"
    assumed = assumptions(outcome, lang)
    if assumed:
        yield say("t.assumptions", lang) + "\n" + "".join(f"  - {ground}\n" for ground in assumed)


def _lines(person: Person, rules: RuleSet, several: bool, lang: Lang) -> Iterator[str]:
    reached = ", ".join(
        f"{one.stage.title.in_(lang)} {say(f'k.state-{_STATES[one.state]}', lang)}" for one in person.stages
    )
    place = place_of(person.row, several=several)
    yield f"\n  {place} {printable(person.name)}: {say(f'k.{person.standing}', lang)}; {reached}\n"
    for consequence in person.consequences:
        yield f"    {tax_text(consequence, rules, lang)}\n"
    if not person.is_for_body:
        yield f"    {say('k.missing', lang, what=Message('k.body'))}\n"
    elif person.standing != "not-in-force":
        for point in person.assessment.missing:
            yield f"    {say('k.missing', lang, what=point_text(point, lang))}\n"
            cited = dict.fromkeys(source(rules, one.requirement, lang) for one in point.answers)
            yield "".join(f"      {say('r.source', lang)}: {text}\n" for text in cited)
    for name in person.questions:
        fact = rules.fact_of(person.checklist, name)
        yield f"    {say('k.asked', lang, question=fact.question, who=fact.who)}\n"
    for finding in person.findings:
        yield f"    {say('k.finding', lang, text=finding.message)}\n"


def point_text(point: Point, lang: Lang) -> str:
    """What a point asks for; its alternatives, one of which is enough."""
    titles = " / ".join(answer.requirement.title.in_(lang) for answer in point.answers)
    return titles if len(point.answers) == 1 else say("k.or", lang, what=titles)


def tax_text(consequence: Consequence, rules: RuleSet, lang: Lang) -> str:
    """What a tax pays for a person, and why not."""
    said = say(f"k.tax-{consequence.tax}-{consequence.state}", lang)
    because = reason(consequence, rules, lang)
    return said if because is None else say("k.because", lang, said=said, why=because)


def reason(consequence: Consequence, rules: RuleSet, lang: Lang) -> str | None:
    """Why a tax pays nothing, where a rule says so."""
    if consequence.why is None:
        return None
    expense, test = consequence.why
    return why(rules, expense, Reduction(test.code, 0, test.parameter), lang)


def _counts(body: Body, lang: Lang) -> str:
    standings = body.standings
    found = Counter(standings.values())
    fields = {"meets": found["meets"], "doesnot": found["does-not"], "unknown": found["unknown"]}
    several = "" if len(standings) == len(body.persons) else "-of-rows"
    return say(f"k.counts{several}", lang, persons=len(standings), rows=len(body.persons), **fields)


def _heads(body: Body, lang: Lang) -> str:
    line = body.heads
    if line is None:
        return say("k.no-heads", lang)
    worth = {
        "allocation": confirmed(line.allocation, lang, complete=line.complete, approximate=line.approximate, unit=True),
        "potential": bound(line.potential, lang, approximate=line.approximate, unit=True),
    }
    told = f"{say('k.heads', lang, heads=heads(line, lang))}\n    {say('k.worth', lang, **worth)}"
    doubtful = body.heads_with_findings
    return f"{told}\n    {say('k.doubtful', lang, heads=doubtful, of=line.heads)}" if doubtful else told


def assumptions(outcome: Outcome, lang: Lang) -> list[str]:
    """The assumptions that decided: of the measures, and of the requirements of the years at hand."""
    said = [message.in_(lang) for message in outcome.result.assumptions]
    asked = {(person.row.fiscal_year, person.checklist.id): person.checklist for person in outcome.persons}
    for (year, _), checklist in sorted(asked.items(), key=lambda entry: year_number(entry[0][0])):
        said += grounds(year, checklist, checklist.parameters(), lang)
    return list(dict.fromkeys(said))


# ------------------------------------------------------------------------------------------------ for programs


def json(
    outcome: Outcome, reading: Rows, overlay: Given | None, lang: Lang, *, ascii_only: bool = False
) -> Iterator[str]:
    """The document of the schema."""
    years = sorted(reading.rules, key=year_number)
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "program": __version__,
        "ruleset": [ruleset_object(reading.rules[year]) for year in years],
    }
    if overlay is not None:
        document["overlay"] = {"name": overlay.name, "sha256": overlay.sha256}
    document |= {
        "inputs": [input_object(read) for read in reading.inputs],
        "persons": [_person(one, reading.rules[one.row.fiscal_year].rules, lang) for one in outcome.persons],
        "bodies": [_body(body) for body in outcome.bodies],
        "skipped": [diagnostic_object(problem, lang) for problem in reading.diagnostics],
        "assumptions": assumptions(outcome, lang),
    }
    yield dumps(document, ensure_ascii=ascii_only, indent=1) + "\n"


def _person(person: Person, rules: RuleSet, lang: Lang) -> dict[str, Any]:
    row = person.row
    return {
        **row_object(row),
        "body_code": row.body_code,
        "fiscal_year": row.fiscal_year,
        "person": person.name,
        "checklist": person.checklist.id,
        "standing": person.standing,
        "requirements": points_object(person.assessment.points, rules, lang),
        "missing": missing_of(person),
        "stages": [
            {"fact": one.stage.fact, "state": _STATES[one.state], "on": None if one.on is None else str(one.on)}
            for one in person.stages
        ],
        "taxes": {one.tax: {"state": one.state, "reason": reason(one, rules, lang)} for one in person.consequences},
        "questions": [
            {"fact": name, "text": fact.question.in_(lang), "who": fact.who.in_(lang)}
            for name in person.questions
            for fact in (rules.fact_of(person.checklist, name),)
        ],
        "findings": [{"code": one.code, "text": one.message.in_(lang)} for one in person.findings],
    }


def points_object(points: Sequence[Point], rules: RuleSet, lang: Lang) -> list[dict[str, Any]]:
    """What is asked for, point by point, as outside tools read it."""
    words = {True: "there", False: "missing", None: "unknown"}
    return [
        {
            "state": words[point.met],
            "in_principle": point.in_principle,
            "any_of": [
                {
                    "id": answer.requirement.id,
                    "fact": answer.requirement.fact,
                    "title": answer.requirement.title.in_(lang),
                    "state": words[answer.met],
                    "source": source(rules, answer.requirement, lang),
                }
                for answer in point.answers
            ],
        }
        for point in points
    ]


def missing_of(person: Person) -> list[str]:
    """The ids of what is missing, alternatives joined by ``|``; ``body`` where the checklist is not for the kind of body."""
    if person.standing == "not-in-force":
        return []
    if not person.is_for_body:
        return ["body"]
    return ["|".join(answer.requirement.id for answer in point.answers) for point in person.assessment.missing]


def _body(body: Body) -> dict[str, Any]:
    line = body.heads
    standings = body.standings
    found = Counter(standings.values())
    figures = {
        "heads": 0 if line is None else line.heads,
        "heads_with_findings": body.heads_with_findings,
        "potential_heads": 0 if line is None else line.potential_heads,
        "unit_amount": None if line is None else line.unit_amount,
        "approximate": line is not None and line.approximate,
        "allocation": 0 if line is None else line.allocation,
        "potential": 0 if line is None else line.potential,
        "complete": line is None or line.complete,
    }
    return {
        "body_code": body.body_code,
        "body_name": body.body_name,
        "fiscal_year": body.fiscal_year,
        "persons": len(standings),
        "rows": len(body.persons),
        "meets": found["meets"],
        "does_not": found["does-not"],
        "unknown": found["unknown"],
        **figures,
    }


def csv(outcome: Outcome) -> Iterator[str]:
    """One line per person, with a column for each stage and each tax."""
    persons = outcome.persons
    stages = list(dict.fromkeys(one.stage.fact for person in persons for one in person.stages))
    taxes = list(dict.fromkeys(one.tax for person in persons for one in person.consequences))
    yield from lines_of([[*COLUMNS, *stages, *taxes], *(_cells(person, stages, taxes) for person in persons)])


def _cells(person: Person, stages: Sequence[str], taxes: Sequence[str]) -> list[object]:
    row = person.row
    states = {one.stage.fact: _STATES[one.state] for one in person.stages}
    paid = {str(one.tax): one.state for one in person.consequences}
    return [
        *(row.input.name, row.line, row.body_code, row.body_name, row.fiscal_year, person.name, person.standing),
        " ".join(missing_of(person)),
        " ".join(person.questions),
        " ".join(finding.code for finding in person.findings),
        *(states.get(name, "") for name in stages),
        *(paid.get(name, "") for name in taxes),
    ]
