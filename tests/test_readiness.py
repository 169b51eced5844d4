"""``dx-kofu readiness``: the four functions of a prefecture's set-up, and the policy on digital staff due by R9.

The deck: a meeting with the municipalities, their issues surveyed, specialists secured, themes such as joint procurement; by the
end of R9 every body has a policy with numeric targets per profile. What is only to be heeded (留意点) does not decide.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu.read.profile import facts_asked, is_number, read_profile
from dx_kofu.readiness import Readiness, readiness
from dx_kofu.rules.load import RuleFileError
from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import BOOK, ROOT

SET_UP = ("meeting_body", "issues_surveyed", "specialists_secured", "joint_themes")
TARGETS = ("target_advanced", "target_leaders", "target_general")
COMPLETE: dict[str, Any] = {**dict.fromkeys((*SET_UP, "policy"), "yes"), **dict.fromkeys(TARGETS, 3)}
PREFECTURE, TOWN = "200000", "343692"
OF_TOWN = {name: value for name, value in COMPLETE.items() if name not in SET_UP}


def profile(facts: dict[str, Any], *, code: str = PREFECTURE, year: str = "R8", **more: Any) -> str:
    return tomli_w.dumps(
        {"schema": "dx-kofu/profile/1", "body_code": code, "fiscal_year": year, "facts": facts, **more}
    )


def found(facts: dict[str, Any], *, code: str = PREFECTURE, year: str = "R8", **more: Any) -> Readiness:
    return readiness(read_profile(BOOK, "p.toml", profile(facts, code=code, year=year, **more).encode()))


def standings(one: Readiness) -> list[str]:
    return [listed.standing for listed in one.lists]


def missing(one: Readiness) -> list[str]:
    return [answer.requirement.id for point in one.missing for answer in point.answers]


# ------------------------------------------------------------------------------------------------ what is asked


@pytest.mark.parametrize("year", BOOK.years)
def test_a_prefecture_is_asked_for_both_a_municipality_for_the_policy(year: str) -> None:
    assert standings(found(COMPLETE, year=year)) == ["there", "there"]
    assert standings(found(OF_TOWN, code=TOWN, year=year)) == ["there"]
    assert [listed.assessment.checklist.due for listed in found(COMPLETE, year=year).lists] == [None, "R9"]


@pytest.mark.parametrize("name", SET_UP)
def test_each_of_the_four_functions_is_needed(name: str) -> None:
    one = found(COMPLETE | {name: "no"})
    assert (standings(one), missing(one)) == (["missing", "there"], [name.replace("_", "-")])
    assert standings(found(COMPLETE | {name: "unknown"})) == ["unknown", "there"]


@pytest.mark.parametrize("name", TARGETS)
def test_each_profile_has_a_numeric_target(name: str) -> None:
    assert standings(found(COMPLETE | {name: "none"})) == ["there", "missing"]
    # 0 is no concrete target for DX leaders (具体的な数値目標); for the others it is one
    assert standings(found(COMPLETE | {name: 0}))[1] == ("missing" if name == "target_leaders" else "there")
    assert standings(found(COMPLETE | {name: 1})) == ["there", "there"]
    left_out = {key: value for key, value in COMPLETE.items() if key != name}
    one = found(left_out)
    assert (standings(one), one.questions[0]) == (["there", "unknown"], name)


def test_what_is_to_be_heeded_is_told_and_decides_nothing() -> None:
    one = found(COMPLETE | {"career_path": False, "skills_surveyed": True})
    assert (standings(one), missing(one)) == (["there", "there"], [])
    assert [answer.requirement.id for point in one.unheeded for answer in point.answers] == ["career-path"]
    assert "career_path" not in one.questions


@pytest.mark.parametrize(("year", "overdue"), [("R8", False), ("R9", False), ("R10", True)])
def test_a_policy_that_is_missing_after_r9_is_overdue(year: str, overdue: bool) -> None:
    for policy in ("no", "unknown"):
        lists = found(OF_TOWN | {"policy": policy}, code=TOWN, year=year).lists
        assert [listed.is_overdue for listed in lists] == [overdue]
    assert [listed.is_overdue for listed in found(OF_TOWN, code=TOWN, year=year).lists] == [False]


def test_how_far_a_number_is_from_its_target() -> None:
    one = found(
        COMPLETE | {"target_leaders": 120, "target_advanced": 8, "target_general": "none"},
        current={"target_leaders": 35, "target_advanced": 9, "target_general": 5},
    )
    assert {target.fact: (target.target, target.current, target.gap) for target in one.targets} == {
        "target_advanced": (8, 9, 0),
        "target_leaders": (120, 35, 85),  # 120 - 35
        "target_general": (None, 5, None),
    }


# ------------------------------------------------------------------------------------------------ laws

_ASKED = facts_asked(BOOK["R8"].rules, "prefecture")
_NUMBERS = [name for name, fact in _ASKED.items() if is_number(fact)]
_VALUES = st.fixed_dictionaries(
    {
        name: st.sampled_from(["unknown", "none", 0, 7])
        if name in _NUMBERS
        else st.sampled_from(["unknown", "yes", "no"])
        for name in _ASKED
    }
)
_WORTH = {"missing": 0, "unknown": 1, "there": 2}


@settings(deadline=None)
@given(_VALUES, st.sampled_from(sorted(_ASKED)))
def test_an_answer_that_is_good_never_takes_anything_away(facts: dict[str, Any], name: str) -> None:
    better = found(facts | {name: 7 if name in _NUMBERS else "yes"})
    for before, after in zip(standings(found(facts)), standings(better), strict=True):
        assert _WORTH[after] >= _WORTH[before]
    assert len(better.missing) <= len(found(facts).missing)


@settings(deadline=None)
@given(_VALUES)
def test_everything_is_there_or_missing_or_asked(facts: dict[str, Any]) -> None:
    one = found(facts)
    points = [point for listed in one.lists for point in listed.assessment.points]
    there = [point for point in points if point.met]
    assert len(there) + len(one.missing) + len(one.unheeded) + len(one.questions) == len(points) == len(_ASKED)


# ------------------------------------------------------------------------------------------------ reading


def problems(text: str) -> list[str]:
    with pytest.raises(RuleFileError) as caught:
        read_profile(BOOK, "p.toml", text.encode())
    return [problem.in_("en") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (profile({"meeting_bdy": "yes"}), "facts.meeting_bdy: meeting_bdy: there is none of this name; do you mean meeting_body?"),
        (profile({"meeting_body": "yes"}, code=TOWN), "facts.meeting_body: this is not asked of this kind of body"),
        (profile({"meeting_body": "maybe"}), "facts.meeting_body: maybe: expected yes or no"),
        (profile({"meeting_body": 1}), "facts.meeting_body: 1: expected yes or no"),
        (profile({"target_leaders": -1}), "facts.target_leaders: -1: expected a whole number of 0 or more"),
        (profile({"target_leaders": True}), "facts.target_leaders: true: expected a whole number of 0 or more"),
        (profile({"target_leaders": "many"}), "facts.target_leaders: many: expected a whole number of 0 or more"),
        (profile({}, current={"policy": 1}), "current.policy: policy: there is none of this name; expected one of: target_advanced"),
        (profile({}, current={"target_leaders": -1}), "current.target_leaders: -1: expected 0 or more"),
        (profile({}, code="20000"), "body_code: 20000: expected a 6-digit body code"),
        (profile({}, code="208451"), "body_code: 208451: nothing is asked of this kind of body"),
        (profile({}, year="R5"), "fiscal_year: R5: expected a fiscal year that has rules"),
        (profile({}).replace("profile/1", "profile/2"), "schema"),
        (profile({}) + "\n[fact]\n", "fact: there is no such key"),
        (profile({}).replace('"200000"', "200000"), "body_code: 200000: expected a text in quotes"),
        ("body_code = \n", "not TOML"),
    ],
)  # fmt: skip
def test_a_profile_that_does_not_fit_says_where_and_what(text: str, said: str) -> None:
    assert any(said in problem for problem in problems(text)), problems(text)


def test_problems_of_shape_and_of_meaning_are_told_together_and_each_once() -> None:
    """A decimal is neither yes or no, nor a number, nor a text: one line; the rest is judged all the same."""
    text = profile(
        {"meeting_body": 1.5, "policy": "perhaps", "target_leaders": -1}, code="20000", current={"policy": 1}
    )
    told = problems(text.replace('"R8"', "8") + "colour = 1\n")
    assert [one.split(": ")[1] for one in told] == [
        "fiscal_year",
        "facts.meeting_body",
        "body_code",
        "facts.policy",
        "facts.target_leaders",
        "current.policy",
        "current.colour",
    ]
    assert (
        "expected true or false; or expected a whole number, without a point or quotes; or expected a text" in told[1]
    )


def test_a_fact_may_bear_its_japanese_name() -> None:
    asked = facts_asked(BOOK["R8"].rules, "prefecture")
    one = found(
        {asked[name].title.ja: value for name, value in COMPLETE.items()}, current={"DX推進リーダーの数値目標": 1}
    )
    assert (standings(one), one.profile.current) == (["there", "there"], {"target_leaders": 1})
    twice = profile({"policy": "yes", asked["policy"].title.ja: "yes"})
    assert [f"facts.{asked['policy'].title.ja}: policy: the same" in line for line in problems(twice)] == [True]


def test_every_problem_of_every_file_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(profile({"meeting_bdy": "yes", "target_leaders": -1}), "utf-8")
    (tmp_path / "b.toml").write_text(profile({"policy": "perhaps"}, code=TOWN), "utf-8")
    run = dx_kofu("readiness", "a.toml", "b.toml", "none.toml", cwd=tmp_path, LC_ALL="C.UTF-8")
    assert (run.returncode, run.stdout, len(run.stderr.decode().splitlines())) == (2, b"", 4)


# ------------------------------------------------------------------------------------------------ the command


def test_the_examples() -> None:
    """The prefecture lacks the specialists and a career path, and does not know its target for general staff."""
    prefecture, town = (ROOT / "samples" / f"{name}-profile.toml" for name in ("prefecture", "town"))
    run = dx_kofu("readiness", prefecture, town, "--format", "json", "--lang", "en")
    document = json.loads(run.stdout)
    assert (run.returncode, document["schema"]) == (1, "dx-kofu/readiness/1")
    first, second = document["profiles"]
    assert [(one["id"], one["state"], one["due"], one["overdue"]) for one in first["checklists"]] == [
        ("promotion-set-up", "missing", None, False),
        ("staff-policy", "unknown", "R9", False),
    ]
    assert (first["missing"], first["missing_in_principle"]) == (["specialists-secured"], ["career-path"])
    assert first["questions"][0]["fact"] == "target_general"
    assert first["targets"][1] == {
        "title": "target for DX leaders",
        "fact": "target_leaders",
        "target": 120,
        "current": 35,
        "gap": 85,
    }
    assert "令和9年度までに全ての自治体で策定" in first["checklists"][1]["source"]
    assert (second["missing"], second["questions"], [one["state"] for one in second["checklists"]]) == (
        [],
        [],
        ["there"],
    )
    text = dx_kofu("readiness", prefecture, "--lang", "ja").stdout.decode()
    assert "[ない] 市町村支援のための専門人材を確保していること" in text
    assert "DX推進リーダーの数値目標: 目標 120、現在 35、不足 85" in text
    assert "期限 R9 年度末" in text
    assert dx_kofu("readiness", town).returncode == 0


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("code", [PREFECTURE, TOWN])
def test_a_blank_profile_reads_back_with_everything_unknown(tmp_path: Path, lang: str, code: str) -> None:
    path = tmp_path / "p.toml"
    assert dx_kofu("readiness", "--template", "--body", code, "-o", path, "--lang", lang).returncode == 0
    one = readiness(read_profile(BOOK, "p.toml", path.read_bytes()))
    assert {*standings(one)} == {"unknown"}
    assert list(one.questions) == list(tomllib.loads(path.read_text("utf-8"))["facts"])
    assert dx_kofu("readiness", path).returncode == 0  # not knowing is no miss


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_filled_profile_is_not_written_over(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text("filled", "utf-8")
    blank = ("readiness", "--template", "--body", PREFECTURE, "-o", path, "--lang", lang)
    run = dx_kofu(*blank)
    assert (run.returncode, path.read_text("utf-8")) == (2, "filled")
    assert "--force" in run.stderr.decode()
    assert dx_kofu(*blank, "--force").returncode == 0
    assert path.read_text("utf-8") != "filled"
    assert "--force" in dx_kofu("readiness", "--help", "--lang", lang).stdout.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["--template"], ["--template", "--body", "20000"], ["--template", "--body", "208451"],
        ["--template", "--body", "200000", "--fiscal-year", "R5"], ["p.toml", "--body", "200000"], ["p.toml", "-o", "p.xlsx"],
    ],
)  # fmt: skip
def test_wrong_use(arguments: list[str]) -> None:
    run = dx_kofu("readiness", *arguments)
    assert (run.returncode, run.stdout) == (2, b"")
    assert run.stderr.startswith(b"error: ")
