"""The rule files: the shipped ones are proven, broken ones say where, new measures and facts need TOML alone."""

from __future__ import annotations

import hashlib
import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from dx_kofu.read.guide import Guide
from dx_kofu.rules.load import HISTORY, LOCK, RuleBook, RuleFileError, build, load, read_lock, shipped_folder
from dx_kofu.rules.validate import validate
from tests.support import ROOT, calc_text

YEARS = ("R6", "R7", "R8", "R9", "R10", "R11")
RULES = ROOT / "rules"


def tables(year: str) -> dict[str, Any]:
    return tomllib.loads((RULES / f"{year}.toml").read_text("utf-8"))


@pytest.mark.parametrize("year", YEARS)
def test_shipped_file_is_proven(year: str) -> None:
    data = tables(year)
    rules, problems = validate(data, year=year)
    assert problems == []
    assert rules is not None
    assert asdict(rules) == asdict(build(data))  # the quick way reads what the strict way reads


def test_every_version_is_locked_and_no_locked_version_is_edited() -> None:
    """A correction adds a version: the file's hash is the one recorded under its version."""
    locked = read_lock(RULES / LOCK)
    files = [*RULES.glob("R*.toml"), *(RULES / HISTORY).glob("R*.toml")]
    for path in files:
        data = tomllib.loads(path.read_text("utf-8"))
        name = f"{data['fiscal_year']}@{data['version']}"
        assert locked.get(name) == hashlib.sha256(path.read_bytes()).hexdigest(), f"{name}: record a new version"
    assert len(locked) == len(files)


def test_every_parameter_names_document_section_and_figure() -> None:
    for year in YEARS:
        rules = load(shipped_folder() / f"{year}.toml", year).rules
        for part in rules.parts:
            for parameter in part.parameters():
                citation = rules.citation(parameter.source)
                assert parameter.source.figure in citation
                assert "「" in citation


def figure(year: str, measure: str, step: str, key: str, name: str | None = None) -> Any:
    found = next(entry for entry in tables(year)["measures"] if entry["id"] == measure)
    steps = [
        entry for entry in found.get("steps", []) if entry["step"] == step and (name is None or entry["id"] == name)
    ]
    return (steps[0][key], set(steps[0]["standing"])) if steps else (None, set())


# The parameter table by fiscal year: value, and the standings that must and must not be claimed.
@pytest.mark.parametrize(
    ("year", "rate", "person_cap", "recruitment_cap", "unit"),
    [
        ("R6", "0.7", "unknown", 1_000_000, None),
        ("R7", "0.7", "unknown", 3_000_000, "unknown"),
        ("R8", "0.7", 21_000_000, 3_000_000, 8_400_000),
        ("R9", "0.7", 21_000_000, 3_000_000, "unknown"),
        ("R10", "0.7", 21_000_000, 1_000_000, "unknown"),
        ("R11", "0.7", 21_000_000, 1_000_000, "unknown"),
    ],
)
def test_parameters_of_each_year(year: str, rate: str, person_cap: Any, recruitment_cap: int, unit: Any) -> None:
    for measure in ("municipal-support", "dx-leader", "cio-aide"):
        assert figure(year, measure, "rate", "rate")[0] == rate
    assert figure(year, "municipal-support", "cap", "amount", "personnel")[0] == person_cap
    assert figure(year, "municipal-support", "cap", "amount", "recruitment")[0] == recruitment_cap
    assert figure(year, "cio-aide", "cap", "amount", "recruitment")[0] == 1_000_000
    assert figure(year, "cio-aide", "limit", "persons")[0] == 3
    assert figure(year, "accelerator", "head", "unit_amount")[0] == unit


@pytest.mark.parametrize(
    ("year", "measure", "step", "name", "standing"),
    [
        ("R6", "municipal-support", "rate", None, "stated"),
        ("R6", "cio-aide", "rate", None, "assumption"),
        ("R7", "dx-leader", "rate", None, "assumption"),
        ("R7", "municipal-support", "cap", "personnel", "unknown"),
        ("R8", "municipal-support", "cap", "personnel", "stated"),
        ("R9", "municipal-support", "cap", "personnel", "assumption"),
        ("R9", "municipal-support", "cap", "personnel", "announced"),
        ("R10", "municipal-support", "cap", "recruitment", "assumption"),
        ("R6", "cio-aide", "cap", "recruitment", "assumption"),
        ("R11", "cio-aide", "limit", None, "announced"),
        ("R7", "accelerator", "head", None, "unknown"),
    ],
)
def test_standings(year: str, measure: str, step: str, name: str | None, standing: str) -> None:
    key = {"rate": "rate", "cap": "amount", "limit": "persons", "head": "unit_amount"}[step]
    assert standing in figure(year, measure, step, key, name)[1]


def test_announced_years_say_so() -> None:
    assert {year: tables(year)["status"] for year in YEARS} == {
        **dict.fromkeys(("R6", "R7", "R8"), "in-force"),
        **dict.fromkeys(("R9", "R10", "R11"), "announced"),
    }


# ------------------------------------------------------------------------------------------------ broken files


def broken(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> list[str]:
    data = tables("R8")
    sys.set_int_max_str_digits(5000)  # for the test's own writing; the program keeps the interpreter's bound
    change(data)
    text = tomli_w.dumps(data)
    sys.set_int_max_str_digits(4300)
    (tmp_path / "R8.toml").write_text(text, "utf-8")
    with pytest.raises(RuleFileError) as caught:
        _ = RuleBook(tmp_path)["R8"]
    return [problem.in_("en") for problem in caught.value.problems]


def measure_of(data: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(measure for measure in data["measures"] if measure["id"] == name)
    return found


def support(data: dict[str, Any]) -> dict[str, Any]:
    return measure_of(data, "municipal-support")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: support(d).update(titel=1), "R8.toml: measures[0].titel: there is no such key; do you mean title?"),
        (lambda d: support(d)["steps"][2].update(ammount=3), "R8.toml: measures[0].steps[2].ammount"),
        (lambda d: support(d)["title"].update(eng="x"), "R8.toml: measures[0].title.eng: there is no such key"),
        (lambda d: d.pop("facts"), "R8.toml: facts: this key is required"),
        (lambda d: support(d)["steps"][2].update(amount=21_000_000.5), "R8.toml: measures[0].steps[2].amount: 21000000.5: expected a whole number"),
        (lambda d: support(d)["steps"][2].update(amount=-1), "R8.toml: measures[0].steps[2].amount: -1: expected 0 yen or more"),
        (lambda d: support(d)["steps"][2].update(step="capp"), "R8.toml: measures[0].steps[2].step: capp: expected one of"),
        (lambda d: support(d)["steps"][2].pop("per"), "R8.toml: measures[0].steps[2].per: this key is required"),
        (lambda d: support(d)["steps"][2].update(categories=[]), "R8.toml: measures[0].steps[2].categories: must not be empty"),
        (lambda d: measure_of(d, "accelerator").pop("steps"), "R8.toml: measures[1].steps: expected one step head"),
        (lambda d: measure_of(d, "accelerator")["conditions"]["full-time"].update(otherwise="accelerator"), "full-time.otherwise"),
        (lambda d: support(d)["steps"][2].pop("id"), "R8.toml: measures[0].steps[2].id: this key is required"),
        (lambda d: support(d)["steps"][4].update(rate="1.7"), "R8.toml: measures[0].steps[4].rate: 1.7: expected a decimal"),
        (lambda d: support(d)["steps"][4].update(rate=0.7), "R8.toml: measures[0].steps[4].rate: 0.7: expected a text in quotes"),
        (lambda d: support(d)["steps"].reverse(), "R8.toml: measures[0].steps: the steps of a measure under special come in this order"),
        (lambda d: support(d)["steps"].pop(), "R8.toml: measures[0].steps: expected one step round"),
        (lambda d: support(d)["costs"][0].update(conditions=["main-dutty"]), "costs[0].conditions: main-dutty: there is none of this name; do you mean main-duty?"),
        (lambda d: support(d)["costs"][0].update(bodies=["town"]), "R8.toml: measures[0].costs[0].bodies[0]"),
        (lambda d: support(d)["costs"][1].update(categories=["personnel"]), "R8.toml: measures[0].costs.categories: personnel: stands twice"),
        (lambda d: support(d)["window"].update(last="R12a"), "R8.toml: measures[0].window.last: R12a: expected a fiscal year"),
        (lambda d: support(d)["window"].update(standing=["stated"]), "R8.toml: measures[0].window.standing"),
        (lambda d: support(d)["window"]["source"].update(section="suport"), "do you mean support?"),
        (lambda d: support(d)["window"].update(reviewed="soon"), "R8.toml: measures[0].window.reviewed: \"soon\": expected a date"),
        (lambda d: d.update(fiscal_year="R9"), "R8.toml: fiscal_year: R9: the file's name says R8"),
        (lambda d: d.update(version="1"), "R8.toml: version: 1: expected a version"),
        (lambda d: d.update(status="draft"), "R8.toml: status: \"draft\": expected one of"),
        (lambda d: d["facts"]["for_municipality"].update(default="maybe"), "R8.toml: facts.for_municipality.default: maybe"),
        (lambda d: d["facts"].update(note=d["facts"]["external"]), "R8.toml: facts: note: expected a name of small letters"),
        (lambda d: support(d)["steps"][2].update(id='a"b'), "R8.toml: measures[0].steps[2].id: a\"b: expected a name"),
        (lambda d: support(d)["steps"][2].update(amount=int("9" * 4301)), "R8.toml: not TOML"),
        (lambda d: d["measures"].append(d["measures"][0]), "R8.toml: measures.id: municipal-support: stands twice"),
    ],
)  # fmt: skip
def test_a_broken_rule_file_says_where_and_what(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    assert any(said in problem for problem in broken(tmp_path, change)), broken(tmp_path, change)


def test_every_problem_at_once(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        support(data)["steps"][2]["amount"] = -1
        support(data)["steps"][4]["rate"] = "2"
        data["version"] = "one"

    assert len(broken(tmp_path, change)) >= 3


# ------------------------------------------------------------------------------------------------ rules are data

SOURCE = {"section": "support", "figure": "invented"}
STATED = {"standing": ["stated"], "source": SOURCE, "reviewed": "@2026-11-23"}


def titled(name: str, **values: Any) -> dict[str, Any]:
    return {"title": {"ja": name, "en": name}, **STATED, **values}


def with_made_up_measure(data: dict[str, Any]) -> None:
    """A measure for cloud guides: 0.55 of what certified guides cost, 500,000 yen a person, two persons, to 100 yen."""
    text = {"ja": "クラウド", "en": "cloud"}
    data["categories"]["cloud"] = {"ja": "クラウド費", "en": "cloud cost"}
    data["facts"]["cloud_certified"] = {
        "title": {"ja": "クラウド認定", "en": "certified"},
        "question": text,
        "who": text,
    }
    data["measures"].append(
        titled(
            "cloud guide",
            id="cloud-guide",
            tax="special",
            person_required=["cloud"],
            conditions={"certified": titled("certified", fact="cloud_certified", one_of=["yes"])},
            costs=[titled("cloud", categories=["cloud"], bodies=["municipality"], conditions=["certified"])],
            steps=[
                titled("deduct", step="deduct"),
                titled("cap", step="cap", id="guide", per="person", categories=["cloud"], amount=500_000),
                titled("limit", step="limit", id="guides", categories=["cloud"], persons=2),
                titled("rate", step="rate", rate="0.55"),
                titled("round", step="round", to=100, direction="half-up"),
            ],
        )
    )


def test_a_made_up_measure_and_fact_need_toml_alone(tmp_path: Path) -> None:
    data = tables("R8")
    with_made_up_measure(data)
    (tmp_path / "R8.toml").write_text(re.sub(r'"@(\d{4}-\d\d-\d\d)"', r"\1", tomli_w.dumps(data)), "utf-8")
    result = calc_text(
        "id,body_code,fiscal_year,measure,category,person,amount,other_funding,クラウド認定\n"
        "a,202011,R8,cloud-guide,クラウド費,g1,600000,50000,yes\n"  # 550,000 left, 500,000 under the cap
        "b,202011,R8,cloud-guide,cloud,g2,333333,0,yes\n"
        "c,202011,R8,cloud-guide,cloud,g3,300000,0,yes\n"  # the third person: beyond the limit
        "d,202011,R8,cloud-guide,cloud,g4,400000,0,\n"
        "e,202011,R8,cloud-guide,cloud,g5,400000,0,no\n",
        guide=Guide(book=RuleBook(tmp_path)),
    )
    assert [item["eligible"] for item in result["items"]] == [500_000, 333_333, 0, 0, 0]
    assert [reduction["code"] for item in result["items"] for reduction in item["reductions"]] == [
        "other-funding",
        "cap:guide",
        "limit:guides",
        "unknown:cloud_certified",
        "condition:cloud_certified",
    ]
    line = result["measures"][0]
    assert line["before_rounding"] == "458333.15"  # 833,333 x 0.55
    assert line["allocation"] == 458_300
    # d would push b out: 400,000 - 333,333 = 66,667; x 0.55 = 36,666.85
    assert result["items"][3]["questions"][0]["yen"] == 36_666


def test_no_figure_measure_or_category_stands_in_the_code() -> None:
    rules = load(shipped_folder() / "R8.toml", "R8").rules
    words = {measure.id for measure in rules.measures} - {"accelerator"} | {
        "main_duty_support",
        "underlying_eligible",
        "plan_only",
    }
    figures = ("21_000_000", "21000000", "3_000_000", "3000000", "8_400_000", "8400000", "0.7")
    for path in (ROOT / "src").rglob("*.py"):
        code = re.sub(r'""".*?"""|#[^\n]*', "", path.read_text("utf-8"), flags=re.DOTALL)
        literals = re.findall(r'"([^"\n]*)"', code)
        assert not words & set(literals), path
        assert not [
            figure
            for figure in figures
            if re.search(rf"(?<![\d.\"]){re.escape(figure)}(?![\d.])", re.sub(r'"[^"\n]*"', "", code))
        ], path
