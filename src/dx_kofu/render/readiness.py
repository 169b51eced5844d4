"""What bodies have set up: for people, for programs (schema ``dx-kofu/readiness/1``), and a blank profile to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from json import dumps
from typing import Any

from dx_kofu import __version__
from dx_kofu.bodies import Kind
from dx_kofu.messages import say
from dx_kofu.read.profile import SCHEMA as PROFILE
from dx_kofu.read.profile import Profile, facts_asked, is_number
from dx_kofu.readiness import Listed, Readiness, Target
from dx_kofu.render.digest import year_words
from dx_kofu.render.json import ruleset_object
from dx_kofu.render.roster import point_text, points_object
from dx_kofu.requirements import Point
from dx_kofu.rules.records import RuleSet
from dx_kofu.wording import grounds, source
from dx_kofu.words import Lang, printable
from dx_kofu.years import year_number

SCHEMA = "dx-kofu/readiness/1"
_WORDS = {True: "there", False: "missing", None: "unknown"}


# ------------------------------------------------------------------------------------------------ for people


def table(found: Sequence[Readiness], lang: Lang) -> Iterator[str]:
    """Per body its checklists point by point, its targets, and how much is missing; then the assumptions."""
    years = {one.profile.loaded.rules.fiscal_year: one.profile.loaded.rules.status for one in found}
    announced = sorted((year for year, status in years.items() if status == "announced"), key=year_number)
    if announced:
        yield say("t.provisional", lang, years=", ".join(announced)) + "\n\n"
    for one in found:
        profile, rules = one.profile, one.profile.loaded.rules
        place = " ".join(filter(None, (profile.body_code, printable(profile.body_name))))
        yield f"{place}  {year_words(rules.fiscal_year, lang)}\n"
        for listed in one.lists:
            yield from _listed(listed, rules, lang)
        if any(target.target is not None or target.current is not None for target in one.targets):
            yield f"\n  {say('p.targets', lang)}\n"
            yield "".join(f"    {_target(target, profile, lang)}\n" for target in one.targets)
        counts = {"missing": len(one.missing), "unheeded": len(one.unheeded), "unknown": len(one.questions)}
        yield f"\n  {say('p.counts', lang, **counts)}\n\n"
    assumed = assumptions(found, lang)
    if assumed:
        yield say("t.assumptions", lang) + "\n" + "".join(f"  - {ground}\n" for ground in assumed)


def _listed(listed: Listed, rules: RuleSet, lang: Lang) -> Iterator[str]:
    checklist = listed.assessment.checklist
    head = f"{checklist.title.in_(lang)}: {say(f'p.whole-{listed.standing}', lang)}"
    if checklist.due is not None:
        head += f" ({say('p.overdue' if listed.is_overdue else 'p.due', lang, due=checklist.due)})"
    yield f"\n  {head}\n    {say('r.source', lang)}: {source(rules, checklist, lang)}\n"
    for point in listed.assessment.points:
        yield f"    [{say(f'p.{_WORDS[point.met]}', lang)}] {_point(point, lang)}\n"
        if point.met is False:
            cited = dict.fromkeys(source(rules, answer.requirement, lang) for answer in point.answers)
            yield "".join(f"      {say('r.source', lang)}: {text}\n" for text in cited)
        for answer in point.open:
            fact = rules.fact_of(checklist, answer.requirement.fact)
            yield f"      {say('k.asked', lang, question=fact.question, who=fact.who)}\n"


def _point(point: Point, lang: Lang) -> str:
    said = point_text(point, lang)
    return say("r.in-principle", lang, said=said) if point.in_principle else said


def _target(target: Target, profile: Profile, lang: Lang) -> str:
    title = facts_asked(profile.loaded.rules, profile.kind)[target.fact].title
    none = profile.values.get(target.fact) is not None and target.target is None
    numbers = {"target": target.target, "current": target.current, "gap": target.gap}
    shown = {name: say("p.unknown", lang) if number is None else f"{number:,}" for name, number in numbers.items()}
    return say("p.target", lang, title=title, **(shown | ({"target": say("p.missing", lang)} if none else {})))


def assumptions(found: Sequence[Readiness], lang: Lang) -> list[str]:
    """The assumptions behind what was asked."""
    said = []
    for one in found:
        year = one.profile.loaded.rules.fiscal_year
        for listed in one.lists:
            checklist = listed.assessment.checklist
            asked = [answer.requirement for point in listed.assessment.points for answer in point.answers]
            said += grounds(year, checklist, asked, lang)
    return list(dict.fromkeys(said))


# ------------------------------------------------------------------------------------------------ for programs


def json(found: Sequence[Readiness], lang: Lang, *, ascii_only: bool = False) -> Iterator[str]:
    """The document of the schema."""
    loaded = {one.profile.loaded.rules.fiscal_year: one.profile.loaded for one in found}
    document = {
        "schema": SCHEMA,
        "program": __version__,
        "ruleset": [ruleset_object(loaded[year]) for year in sorted(loaded, key=year_number)],
        "profiles": [_profile(one, lang) for one in found],
        "assumptions": assumptions(found, lang),
    }
    yield dumps(document, ensure_ascii=ascii_only, indent=1) + "\n"


def _profile(one: Readiness, lang: Lang) -> dict[str, Any]:
    profile, rules = one.profile, one.profile.loaded.rules
    facts = facts_asked(rules, profile.kind)
    return {
        "input": profile.name,
        "sha256": profile.sha256,
        "body_code": profile.body_code,
        "body_name": profile.body_name,
        "kind": profile.kind,
        "fiscal_year": rules.fiscal_year,
        "checklists": [
            {
                "id": listed.assessment.checklist.id,
                "title": listed.assessment.checklist.title.in_(lang),
                "state": listed.standing,
                "due": listed.assessment.checklist.due,
                "overdue": listed.is_overdue,
                "source": source(rules, listed.assessment.checklist, lang),
                "requirements": points_object(listed.assessment.points, rules, lang),
            }
            for listed in one.lists
        ],
        "targets": [{"title": facts[target.fact].title.in_(lang), **target._asdict()} for target in one.targets],
        "missing": [_ids(point) for point in one.missing],
        "missing_in_principle": [_ids(point) for point in one.unheeded],
        "questions": [
            {"fact": name, "text": facts[name].question.in_(lang), "who": facts[name].who.in_(lang)}
            for name in one.questions
        ],
    }


def _ids(point: Point) -> str:
    return "|".join(answer.requirement.id for answer in point.answers)


# ------------------------------------------------------------------------------------------------ to fill in


def template(rules: RuleSet, body_code: str, kind: Kind, lang: Lang) -> Iterator[str]:
    """A blank profile: every fact that is asked of the body, not known, under its question."""
    yield f'schema = "{PROFILE}"\nbody_code = "{body_code}"\nfiscal_year = "{rules.fiscal_year}"\n'
    yield f"\n# {say('p.template-facts', lang)}\n[facts]\n"
    facts = facts_asked(rules, kind)
    for name, fact in facts.items():
        yield f'# {fact.question.in_(lang)} ({fact.who.in_(lang)})\n{name} = "unknown"\n'
    numbers = [(name, fact) for name, fact in facts.items() if is_number(fact)]
    if numbers:
        yield f"\n# {say('p.template-current', lang)}\n[current]\n"
        yield "".join(f"# {name} = 0  # {fact.title.in_(lang)}\n" for name, fact in numbers)
