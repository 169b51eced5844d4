"""Checklists of the rule files: what they say year by year, three-valued, broken ones named, defects found by lint."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu.bodies import Kind
from dx_kofu.lint.checklists import CHECKLIST_TEXTS, cells_of, prove_checklists
from dx_kofu.lint.limits import prove_limits
from dx_kofu.requirements import NO_NUMBER, Value, assess
from dx_kofu.rules.load import RuleBook, RuleFileError, build
from dx_kofu.rules.records import UNKNOWN, Checklist, Requirement, RuleSet
from dx_kofu.words import Text
from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import BOOK, ROOT

R8 = BOOK["R8"].rules
PERSON, SET_UP, POLICY = R8.checklists
MEETS: dict[str, Value] = {
    "employer": "prefecture",
    "employment": "part_time",
    "main_duty_support": "yes",
    "experience_years": Fraction(5),
}


def meets(**values: Value) -> bool | None:
    return assess(PERSON, "prefecture", MEETS | values).meets


# ------------------------------------------------------------------------------------------------ what the deck says


@pytest.mark.parametrize("year", BOOK.years)
def test_the_deck_s_requirements_stand_in_every_year(year: str) -> None:
    person, set_up, policy = BOOK[year].rules.checklists
    assert [(one.fact, one.one_of[:1], one.at_least, one.alternative) for one in person.requirements] == [
        ("employer", ("prefecture",), None, None),
        ("employment", ("full_time",), None, None),
        ("main_duty_support", ("yes",), None, None),
        ("experience_years", (), 5, "ability"),
        ("ipa_level4", ("yes",), None, "ability"),
        ("equal_knowledge", ("yes",), None, "ability"),
    ]
    assert person.window is not None
    assert (person.bodies, person.window.first, person.window.last) == (("prefecture",), "R7", None)
    assert [stage.fact for stage in person.stages] == ["recommended", "accelerator"]
    assert (set_up.bodies, set_up.due, len(set_up.requirements)) == (("prefecture",), None, 4)
    assert (policy.bodies, policy.due) == (("prefecture", "municipality", "hub-city"), "R9")
    assert [one.fact for one in policy.requirements if not one.in_principle] == [
        "policy", "target_advanced", "target_leaders", "target_general",
    ]  # fmt: skip


@pytest.mark.parametrize("year", BOOK.years)
def test_what_is_announced_says_so(year: str) -> None:
    """A requirement that only R8's deck prints is stated in R8 alone; what the deck tells of every year is stated before it."""
    rules = BOOK[year].rules
    printed = rules.fiscal_year == "R8"
    for checklist in rules.checklists:
        of_all_years = {id(parameter) for parameter in (checklist.window, *checklist.claims)}
        for parameter in checklist.parameters():
            announced = rules.status == "announced"
            stated = printed or (id(parameter) in of_all_years and not announced)
            assert ("announced" in parameter.standing, "stated" in parameter.standing) == (announced, stated)
            assert bool(parameter.assumptions) == ("assumption" in parameter.standing)


def test_what_no_deck_prints_for_a_year_is_assumed() -> None:
    assumed = {
        (year, checklist.id)
        for year in BOOK.years
        for checklist in BOOK[year].rules.checklists
        if "assumption" in checklist.standing
    }
    years = {
        "accelerator-requirements": ("R6", "R7"),
        "promotion-set-up": ("R6", "R7", "R9", "R10", "R11"),
        "staff-policy": ("R6", "R7", "R10", "R11"),
    }
    assert assumed == {(year, name) for name, found in years.items() for year in found}


@pytest.mark.parametrize(("year", "dispatches"), [("R6", 5), ("R7", 5), ("R8", 10), ("R9", 10), ("R11", 10)])
def test_limits_on_dispatches(year: str, dispatches: int) -> None:
    figures = [figure for figure in BOOK[year].rules.measure("dx-advisor").figures if figure.counts is not None]
    assert [(figure.counts, figure.bound, figure.value, figure.in_principle) for figure in figures] == [
        ("dispatches", "at-most", dispatches, True),
        ("advisers", "at-most", 1, True),
        ("hours", "at-least", 2, False),
        ("hours", "at-most", 7, False),
    ]


@pytest.mark.parametrize("year", BOOK.years)
def test_a_proven_file_s_checklists_are_read_late_and_are_the_same(year: str) -> None:
    loaded = RuleBook()[year]
    assert "checklists" not in vars(loaded.rules)  # calc pays nothing for them
    assert asdict(loaded.rules) == asdict(build(tomllib.loads(loaded.text)))
    assert "checklists" in vars(loaded.rules)


# ------------------------------------------------------------------------------------------------ three-valued


def test_one_alternative_is_enough_and_only_what_matters_is_asked() -> None:
    assert meets() is True
    assert meets(experience_years=Fraction(9, 2)) is None
    assert meets(experience_years=Fraction(9, 2), ipa_level4="network_specialist") is True
    assert meets(experience_years=Fraction(9, 2), ipa_level4="applied", equal_knowledge="no") is False
    assert meets(experience_years=NO_NUMBER, ipa_level4="no", equal_knowledge="yes") is True
    assert meets(employer="other") is False
    assert meets(employer=None) is None
    assert meets(main_duty_support="no", employer=None) is False
    assert (meets(employment="contractor"), meets(employment=None)) == (False, None)
    half = assess(PERSON, "prefecture", {**MEETS, "experience_years": Fraction(3), "equal_knowledge": "no"})
    assert [answer.requirement.fact for answer in half.open] == ["ipa_level4"]


def test_what_is_only_to_be_heeded_does_not_decide() -> None:
    there: dict[str, Value] = {"policy": "yes", **dict.fromkeys(("target_advanced", "target_leaders"), Fraction(2))}
    assert assess(POLICY, "municipality", {**there, "target_general": Fraction(0), "career_path": "no"}).meets is True
    assert assess(POLICY, "municipality", {**there, "target_general": NO_NUMBER}).meets is False
    asked: dict[Kind, int] = {"prefecture": 9, "municipality": 8}  # the support of municipalities is a prefecture's
    for kind, count in asked.items():
        assert len(assess(POLICY, kind, {}).points) == count


def test_a_figure_that_the_rule_does_not_know_decides_nothing() -> None:
    open_rule = [replace(one, at_least=UNKNOWN) if one.id == "five-years" else one for one in PERSON.requirements]
    unknown = replace(PERSON, requirements=tuple(open_rule))
    values = {**MEETS, "ipa_level4": "no", "equal_knowledge": "no"}
    assert assess(unknown, "prefecture", values).meets is None
    assert assess(unknown, "prefecture", {**values, "experience_years": NO_NUMBER}).meets is False


@st.composite
def filled(draw: st.DrawFn) -> tuple[Checklist, dict[str, Value]]:
    checklist = draw(st.sampled_from(R8.checklists))
    values: dict[str, Value] = {}
    for one in checklist.requirements:
        values[one.fact] = draw(st.sampled_from(cells_of(R8.fact_of(checklist, one.fact), one)))
    return checklist, values


@settings(deadline=None)
@given(filled(), st.data())
def test_filling_in_a_blank_never_turns_round_what_is_known(
    case: tuple[Checklist, dict[str, Value]], data: st.DataObject
) -> None:
    checklist, values = case
    before = assess(checklist, "prefecture", values)
    blank = [name for name, value in values.items() if value is None]
    for name in blank:
        one = next(one for one in checklist.requirements if one.fact == name)
        filled_in = data.draw(st.sampled_from(cells_of(R8.fact_of(checklist, name), one)))
        after = assess(checklist, "prefecture", values | {name: filled_in})
        assert before.meets in (None, after.meets)


@settings(deadline=None)
@given(filled(), st.data())
def test_a_fact_answered_well_never_makes_it_worse(
    case: tuple[Checklist, dict[str, Value]], data: st.DataObject
) -> None:
    """A fact turned to what its requirement asks for never turns meets into does not, nor known into open."""
    checklist, values = case
    one = data.draw(st.sampled_from(checklist.requirements))
    good: Value = one.one_of[0] if one.at_least is None else Fraction(int(one.at_least))
    worth = {False: 0, None: 1, True: 2}
    before, after = (assess(checklist, "prefecture", held).meets for held in (values, values | {one.fact: good}))
    assert worth[after] >= worth[before]


# ------------------------------------------------------------------------------------------------ broken and odd ones


def checklist(data: dict[str, Any], name: str = "accelerator-requirements") -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in data["checklists"] if one["id"] == name)
    return found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: checklist(d)["requirements"][0].update(fact="employr"), "requirements[0].fact: employr: there is none of this name; do you mean employer?"),
        (lambda d: checklist(d)["requirements"][0].update(one_of=["town"]), "requirements[0].one_of: town"),
        (lambda d: checklist(d)["requirements"][0].update(one_of=[]), "requirements[0].one_of: must not be empty"),
        (lambda d: checklist(d)["requirements"][0].update(at_least=1), "requirements[0].at_least: employer: only for a fact that is a number"),
        (lambda d: checklist(d)["requirements"][3].pop("at_least"), "requirements[3].at_least: this key is required"),
        (lambda d: checklist(d)["requirements"][3].update(at_least=-1), "requirements[3].at_least: -1: expected 0 or more"),
        (lambda d: checklist(d)["requirements"][3].update(at_least="unknown"), "requirements[3].standing"),
        (lambda d: checklist(d)["requirements"][3].update(id="employed-by-prefecture"), "requirements.id: employed-by-prefecture: stands twice"),
        (lambda d: checklist(d)["requirements"][3].update(bodies=["municipality"]), "requirements[3].bodies: municipality"),
        (lambda d: checklist(d)["stages"][0].update(on="recommended"), "stages[0].on: recommended: there is none of this name; do you mean recommended_on?"),
        (lambda d: checklist(d)["claims"][0].update(measure="support"), "claims[0].measure: support: there is none of this name"),
        (lambda d: checklist(d)["facts"]["employer"].update(default="other"), "facts.employer.default: other: there is no such key"),
        (lambda d: checklist(d)["facts"].update(person=checklist(d)["facts"]["employer"]), "checklists[0].facts: person: expected a name"),
        (lambda d: checklist(d)["facts"].update(external=checklist(d)["facts"]["employer"]), "checklists[0].facts: external: expected a name"),
        (lambda d: checklist(d).update(id="cio-aide"), "checklists.id: cio-aide: stands twice"),
        (lambda d: checklist(d, "staff-policy").update(due="2027"), "checklists[2].due: 2027: expected a fiscal year"),
        (lambda d: checklist(d).update(subject="team"), "checklists[0].subject: \"team\": expected one of: 'person', 'body'"),
        (lambda d: checklist(d)["window"].update(first="7"), "checklists[0].window.first: 7: expected a fiscal year"),
        (lambda d: d["measures"][4]["figures"][0].pop("bound"), "figures[0].bound: this key is required"),
        (lambda d: d["measures"][4]["figures"][0].update(value=-1), "figures[0].value: -1: expected 0 or more"),
    ],
)  # fmt: skip
def test_a_broken_checklist_says_where_and_what(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    data = tomllib.loads((ROOT / "rules" / "R8.toml").read_text("utf-8"))
    change(data)
    (tmp_path / "R8.toml").write_text(tomli_w.dumps(data), "utf-8")
    with pytest.raises(RuleFileError) as caught:
        _ = RuleBook(tmp_path)["R8"]
    problems = [problem.in_("en") for problem in caught.value.problems]
    assert any(said in problem for problem in problems), problems


def with_person(**changes: Any) -> RuleSet:
    return replace(R8, checklists=(replace(PERSON, **changes), SET_UP, POLICY))


def with_requirement(name: str, **changes: Any) -> RuleSet:
    return with_person(
        requirements=tuple(replace(one, **changes) if one.id == name else one for one in PERSON.requirements)
    )


def without(*names: str) -> tuple[Requirement, ...]:
    return tuple(one for one in PERSON.requirements if one.id not in names)


MUTANTS: dict[str, tuple[list[RuleSet], str]] = {
    "requirement-never-decides": (
        [with_requirement("employed-by-prefecture", one_of=("prefecture", "other"))],
        "accelerator-requirements.requirements.employed-by-prefecture",
    ),
    "alternative-alone": (
        [with_person(requirements=without("level-4-pass", "equal-knowledge"))],
        "accelerator-requirements.requirements.five-years",
    ),
    "checklist-fact-unused": (
        [with_person(requirements=without("equal-knowledge"))],
        "accelerator-requirements.facts.equal_knowledge",
    ),
    "claim-missing": ([with_person(claims=PERSON.claims[:1])], "accelerator-requirements"),
    "claim-twice": (
        [with_person(claims=(PERSON.claims[0], replace(PERSON.claims[1], one_of=("contractor", "part_time"))))],
        "accelerator-requirements.claims.personnel",
    ),
    "claim-no-cost": (
        [with_person(claims=(PERSON.claims[0], replace(PERSON.claims[1], category="exam")))],
        "accelerator-requirements.claims.exam",
    ),
    "claim-asks-more": (
        [with_person(stages=PERSON.stages[:1])],  # nobody asks whether the person is appointed
        "accelerator-requirements.claims.personnel",
    ),
    "due-differs": (
        [BOOK["R7"].rules, replace(R8, checklists=(PERSON, SET_UP, replace(POLICY, due="R8")))],
        "R8:staff-policy.due",
    ),
}


@pytest.mark.parametrize("code", MUTANTS)
def test_lint_finds_the_defect(code: str) -> None:
    rule_sets, path = MUTANTS[code]
    findings, _ = prove_checklists(rule_sets)
    assert [finding for finding in findings if finding.code == code and path in finding.rules], findings


def with_figure(name: str, **changes: Any) -> RuleSet:
    """R8 with one of the limits on dispatches changed: 10 dispatches, 1 adviser, 2 to 7 hours."""
    measures = tuple(
        replace(one, figures=tuple(replace(each, **changes) if each.id == name else each for each in one.figures))
        for one in R8.measures
    )
    return replace(R8, measures=measures)


@pytest.mark.parametrize(
    ("code", "rules", "paths"),
    [
        ("limits-clash", with_figure("hours-at-most", value=1), ("hours-at-least", "hours-at-most")),
        ("limits-clash", with_figure("hours-at-least", value=8), ("hours-at-least", "hours-at-most")),
        ("limit-unit", with_figure("advisers", counts="hours"), ("advisers",)),
        ("limit-unit", with_figure("dispatches", unit=Text("時間", "hours")), ("dispatches",)),
        ("limit-figure", with_figure("dispatches", value=5), ("dispatches",)),
    ],
)
def test_lint_finds_the_defect_of_a_limit(code: str, rules: RuleSet, paths: tuple[str, ...]) -> None:
    named = tuple(f"dx-advisor.figures.{path}" for path in paths)
    assert (code, named) in [(finding.code, finding.rules) for finding in prove_limits([rules])]


def test_limits_that_agree_are_no_finding() -> None:
    assert prove_limits([BOOK[year].rules for year in BOOK.years]) == []
    assert prove_limits([with_figure("hours-at-most", value="unknown")]) == []
    equal = with_figure("hours-at-most", value=2)
    assert {finding.code for finding in prove_limits([equal])} == {"limit-figure"}


def test_every_code_of_lint_is_caught_or_an_engine_s_own() -> None:
    assert {*MUTANTS, "blank-not-sound"} == set(CHECKLIST_TEXTS)


def test_an_engine_that_takes_a_blank_for_a_no_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dx_kofu.lint.checklists.is_met", lambda one, value: value in one.one_of)
    findings, _ = prove_checklists([R8])
    assert "blank-not-sound" in {finding.code for finding in findings}


# ------------------------------------------------------------------------------------------------ the commands on rules


def test_show_diff_and_list_know_checklists() -> None:
    text = dx_kofu("rules", "show", "R8", "accelerator-requirements", "--lang", "ja").stdout.decode()
    assert "どれか1つ: 実務経験年数: 5以上" in text
    assert "デジタル分野に係る実務経験を5年以上" in text
    policy = dx_kofu("rules", "show", "R8", "デジタル人材確保育成基本方針", "--lang", "en").stdout.decode()
    assert "due by the end of: R9" in policy
    assert "career path = yes (in principle)" in policy
    alone = tomllib.loads(dx_kofu("rules", "show", "R8", "staff-policy", "--format", "toml").stdout.decode())
    assert [one["id"] for one in alone["checklists"]] == ["staff-policy"]
    assert "staff-policy" in dx_kofu("rules", "list").stdout.decode()
    difference = dx_kofu("rules", "diff", "R7", "R8", "--lang", "en").stdout.decode()
    assert "value: 5 -> 10" in difference
    assert "- assumption: The requirements in the deck of R8 are taken to hold in R7" in difference
    assert "at_least" not in difference  # nothing but the standing
    later = dx_kofu("rules", "diff", "R9", "R10", "--lang", "en").stdout.decode()
    assert "+ assumption: The policy due by R9 is taken to be kept in R10" in later


def test_a_changed_requirement_is_one_change_with_its_source(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text((ROOT / "rules" / "R8.toml").read_text("utf-8").replace("at_least = 5", "at_least = 3"), "utf-8")
    run = dx_kofu("rules", "diff", "R8", mine, "--lang", "en")
    assert run.returncode == 1
    assert (
        "(requirements/five-years)\n    at_least: 5 -> 3\n    source: 「アクセラレータに対する財政措置」"
        in run.stdout.decode()
    )
