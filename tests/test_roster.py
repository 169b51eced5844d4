"""``dx-kofu accelerator``: who meets the requirements, who is appointed, what is missing, what the two taxes pay.

The deck: staff employed by the prefecture, main duty supporting municipalities, and one of five years of experience, an IPA level 4
pass, equal knowledge. From R7 a full-time, appointed person counts as a head under the ordinary tax (about 8,400,000 yen in R8);
a part-time one is eligible under the special tax; a full-time one who is not appointed is paid for through neither. Until R6
full-time and part-time staff are eligible under the special tax.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu.read import cells
from dx_kofu.read.cells import Bad
from dx_kofu.read.roster import FORM, read_roster
from dx_kofu.read.rows import Rows
from dx_kofu.read.table import read_tables
from dx_kofu.roster import Outcome, Person, look_through
from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import GUIDE, ROOT, calc_rows

ROSTER_GUIDE = replace(GUIDE, form=FORM)
EXAMPLE = ROOT / "samples" / "roster.csv"
WHOLE = {
    "body_code": "200000", "fiscal_year": "R8", "person": "p", "employment": "full_time", "employer": "prefecture",
    "main_duty_support": "yes", "experience_years": "5", "ipa_level4": "no", "equal_knowledge": "no", "recommended": "yes",
    "accelerator": "yes",
}  # fmt: skip


def read(text: str) -> tuple[Outcome, Rows]:
    reading = read_roster(read_tables("r.csv", text.encode(), ROSTER_GUIDE), ROSTER_GUIDE)
    return look_through(reading.rows, reading.rules), reading


def roster(*people: Mapping[str, str]) -> Outcome:
    columns = list(dict.fromkeys([*WHOLE, *(column for person in people for column in person)]))
    lines = [",".join((WHOLE | {"person": f"p{n}"} | dict(person)).get(name, "") for name in columns) for n, person in enumerate(people)]  # fmt: skip
    outcome, reading = read("\n".join([",".join(columns), *lines]) + "\n")
    assert not reading.diagnostics, [one.message.in_("en") for one in reading.diagnostics]
    return outcome


def one(**facts: str) -> Person:
    (person,) = roster(facts).persons
    return person


def taxes(person: Person) -> tuple[str, ...]:
    return tuple(consequence.state for consequence in person.consequences)


# ------------------------------------------------------------------------------------------------ the two taxes


@pytest.mark.parametrize(
    ("year", "employment", "appointed", "main_duty", "special", "ordinary"),
    [
        ("R8", "full_time", "yes", "yes", "no", "yes"),
        ("R8", "full_time", "no", "yes", "no", "no"),
        ("R8", "full_time", "", "yes", "no", "review"),
        ("R8", "full_time", "yes", "no", "no", "no"),
        ("R8", "full_time", "yes", "", "no", "review"),
        ("R8", "part_time", "yes", "yes", "yes", "no"),
        ("R8", "part_time", "no", "yes", "yes", "no"),
        ("R8", "part_time", "", "", "review", "no"),
        ("R8", "part_time", "yes", "no", "no", "no"),
        ("R8", "contractor", "no", "yes", "yes", "no"),
        ("R8", "contractor", "no", "", "review", "no"),
        ("R8", "", "yes", "yes", "review", "review"),
        ("R8", "", "no", "yes", "review", "no"),
        ("R8", "", "yes", "no", "no", "no"),
        ("R7", "full_time", "yes", "yes", "no", "yes"),
        ("R7", "full_time", "no", "yes", "no", "no"),
        ("R6", "full_time", "", "yes", "yes", "no"),
        ("R6", "part_time", "", "yes", "yes", "no"),
        ("R6", "full_time", "", "", "review", "no"),
        ("R11", "full_time", "yes", "yes", "no", "yes"),
        ("R11", "part_time", "yes", "yes", "yes", "no"),
    ],
)
def test_what_each_tax_pays(
    year: str, employment: str, appointed: str, main_duty: str, special: str, ordinary: str
) -> None:
    person = one(fiscal_year=year, employment=employment, accelerator=appointed, main_duty_support=main_duty)
    assert taxes(person) == (special, ordinary)
    assert ("review" in (special, ordinary)) <= bool(person.questions)


@pytest.mark.parametrize("blanks", [("accelerator",), ("main_duty_support",), ("accelerator", "main_duty_support")])
def test_why_the_special_tax_pays_nothing_for_full_time_staff_does_not_hang_on_a_blank(blanks: tuple[str, ...]) -> None:
    """From R7 full-time personnel is never eligible: a head where appointed, nothing where not; the ordinary tax is open."""
    person = one(**dict.fromkeys(blanks, ""))
    assert taxes(person) == ("no", "review")
    why = person.consequences[0].why
    assert why is not None
    assert (why[1].code, why[1].holds) == ("condition:employment", False)


def test_names_that_differ_by_blanks_alone_are_perhaps_one_person() -> None:
    """Two heads, as in calc, and a finding; a full-width blank and none."""
    found = roster({"person": "山田　太郎"}, {"person": "山田太郎"}, {"person": "山田 太郎"}, {"person": "山田次郎"})
    assert [[finding.code for finding in person.findings] for person in found.persons] == [
        [],
        ["perhaps-twice"],
        ["twice"],
        [],
    ]
    (finding,) = found.persons[1].findings
    assert "perhaps the same person as 山田 太郎 in row 2" in finding.message.in_("en")
    (body,) = found.bodies
    assert body.heads is not None
    assert (len(body.standings), body.heads.heads) == (3, 3)


def test_what_is_open_names_the_facts_to_ask() -> None:
    assert one(employment="").questions == ("employment",)
    assert one(employment="", accelerator="").questions == ("employment", "accelerator")
    assert one(accelerator="").questions == ("accelerator",)
    # the requirements are not met; whether the person was appointed all the same decides what the ordinary tax pays
    assert one(employment="", accelerator="", experience_years="4").questions == ("employment", "accelerator")
    assert one(main_duty_support="").questions == ("main_duty_support",)
    assert one(employment="part_time", experience_years="4", ipa_level4="").questions == ("ipa_level4",)
    assert one(experience_years="4", ipa_level4="").questions == ("ipa_level4",)
    assert one(recommended="", accelerator="no").questions == ("recommended",)
    assert one(recommended="").questions == ()  # appointed: the recommendation is behind it


def test_heads_and_the_amount_per_head() -> None:
    """Two certain heads and one that may be: 2 x 8,400,000 = 16,800,000, at most 25,200,000; the part-time one is none."""
    people = [{}, {}, {"accelerator": ""}, {"employment": "part_time"}, {"accelerator": "no"}]
    (body,) = roster(*people).bodies
    assert body.heads is not None
    assert (body.heads.heads, body.heads.potential_heads, body.heads.unit_amount) == (2, 3, 8_400_000)
    assert (body.heads.allocation, body.heads.potential, body.heads.approximate) == (16_800_000, 25_200_000, True)


def test_an_amount_that_nobody_knows_stays_unknown() -> None:
    (body,) = roster({"fiscal_year": "R7"}, {"fiscal_year": "R7"}).bodies
    assert body.heads is not None
    assert (body.heads.heads, body.heads.unit_amount, body.heads.potential, body.heads.complete) == (
        2,
        None,
        None,
        False,
    )


def test_one_person_in_two_rows_is_one_head() -> None:
    (body,) = roster({"person": "x", "employment": "part_time"}, {"person": "x"}).bodies
    assert body.heads is not None
    assert (body.heads.heads, len(body.persons)) == (1, 2)


def test_certain_heads_with_a_finding_are_told_beside_the_sum() -> None:
    """Two are sound; z is appointed without five years, u twice in the table; v is no head, and w has an open question."""
    short = {"experience_years": "4"}
    people = [{}, {}, {"person": "z"} | short, {"person": "u"}, {"person": "u"}, {"employment": "part_time"} | short]
    (body,) = roster(*people, {"accelerator": ""} | short).bodies
    assert body.heads is not None
    assert (body.heads.heads, body.heads.potential_heads, body.heads_with_findings) == (4, 5, 2)


@pytest.mark.parametrize(
    ("again", "code", "facts"),
    [
        ({}, "twice", ""),
        ({"employer": "", "ipa_level4": ""}, "twice", ""),  # a blank contradicts nothing
        ({"person": "ｘ"}, "twice", ""),  # folded
        ({"experience_years": "60か月"}, "twice", ""),
        ({"experience_years": "3", "employer": "other"}, "differs", "employer; years of experience"),
        ({"employment": "part_time"}, "differs", "employment"),
    ],
)
def test_a_person_that_stands_twice_is_told_and_counted_once(again: dict[str, str], code: str, facts: str) -> None:
    (body,) = roster({"person": "x"}, {"person": "y"}, {"person": "x"} | again).bodies
    first, other, second = body.persons
    twins = [finding for finding in second.findings if finding.code in ("twice", "differs")]
    assert ([finding.code for finding in twins], first.findings, other.findings) == ([code], (), ())
    said = twins[0].message.in_("en")
    assert "row 2" in said
    assert said.endswith(facts)
    assert len(body.standings) == 2


def test_of_a_person_in_several_rows_the_first_contradiction_is_named() -> None:
    """Three rows: the third says what the first does not; the standings differ, so what the person is is not known."""
    (body,) = roster(*({"person": "x"} | more for more in ({}, {"employer": ""}, {"employer": "other"}))).bodies
    assert [[finding.code for finding in person.findings] for person in body.persons] == [
        [],
        ["twice"],
        ["unmet", "unmet", "differs"],
    ]
    assert list(body.standings.values()) == ["unknown"]
    assert body.heads_with_findings == 1
    assert body.heads is not None
    assert body.heads.heads == 1


def test_persons_of_other_bodies_and_years_are_no_twins() -> None:
    people = [{"person": "x"}, {"person": "x", "fiscal_year": "R7"}, {"person": "x", "body_code": "100005"}]
    assert [person.findings for person in roster(*people).persons] == [(), (), ()]


# ------------------------------------------------------------------------------------------------ the requirements


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({}, "meets"),
        ({"experience_years": "4年11か月"}, "does-not"),
        ({"experience_years": "60か月"}, "meets"),
        ({"experience_years": "4", "ipa_level4": "ネットワークスペシャリスト試験"}, "meets"),
        ({"experience_years": "4", "ipa_level4": "ＮＷ"}, "meets"),
        ({"experience_years": "4", "ipa_level4": "○"}, "meets"),
        ({"experience_years": "4", "ipa_level4": "応用情報技術者試験"}, "does-not"),
        ({"experience_years": "なし", "ipa_level4": "なし", "equal_knowledge": "○"}, "meets"),
        ({"experience_years": "4", "ipa_level4": ""}, "unknown"),
        ({"experience_years": "4", "ipa_level4": "不明"}, "unknown"),
        ({"experience_years": "", "ipa_level4": "", "equal_knowledge": "yes"}, "meets"),
        ({"employer": "その他"}, "does-not"),
        ({"employer": "県"}, "meets"),
        ({"employer": ""}, "unknown"),
        ({"employment": "contractor"}, "does-not"),
        ({"employment": "part_time"}, "meets"),
        ({"employment": ""}, "unknown"),
        ({"main_duty_support": "no"}, "does-not"),
        ({"body_code": "202011"}, "does-not"),  # a city's staff: an accelerator is a prefecture's employee
        ({"fiscal_year": "R6", "accelerator": "no"}, "not-in-force"),
    ],
)
def test_who_meets_the_requirements(facts: dict[str, str], standing: str) -> None:
    assert one(**facts).standing == standing


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, []),
        ({"employer": "other"}, ["unmet", "unmet"]),  # recommended, and appointed
        ({"employer": "other", "recommended": "no", "accelerator": "no"}, []),
        ({"employment": "contractor"}, ["unmet", "unmet"]),  # the deck: staff that the prefecture employs
        ({"employer": "", "recommended": ""}, []),  # not known is no finding
        ({"recommended": "no"}, ["skipped"]),
        ({"recommended": "no", "accelerator": "no"}, []),
        ({"recommended_on": "2026-06-01", "appointed_on": "2026-05-01"}, ["dates"]),
        ({"appointed_on": "2027-04-01"}, ["after-year"]),
        ({"accelerator": "no", "appointed_on": "2026-05-01"}, ["dated-no"]),
        ({"accelerator": "no", "appointed_on": "2027-04-01"}, []),
        ({"fiscal_year": "R6"}, ["not-in-force"]),
        ({"body_code": "202011"}, ["unmet", "unmet"]),
    ],
)
def test_what_does_not_go_together(facts: dict[str, str], codes: list[str]) -> None:
    assert [finding.code for finding in one(**facts).findings] == codes


def test_a_date_says_that_a_stage_was_reached_by_the_end_of_the_year() -> None:
    by_date = {"accelerator": "", "appointed_on": "2027-03-31"}
    assert taxes(one(**by_date)) == ("no", "yes")
    assert taxes(one(**by_date | {"appointed_on": "令和9年4月1日"})) == ("no", "no")


# ------------------------------------------------------------------------------------------------ laws

_FACTS = {
    "employment": st.sampled_from(["", "full_time", "part_time", "contractor"]),
    "employer": st.sampled_from(["", "prefecture", "other"]),
    "experience_years": st.sampled_from(["", "none", "4", "5", "9"]),
    "ipa_level4": st.sampled_from(["", "no", "yes", "applied"]),
    **{name: st.sampled_from(["", "yes", "no"]) for name in ("main_duty_support", "equal_knowledge", "recommended", "accelerator")},
    "fiscal_year": st.sampled_from(["R6", "R7", "R8"]),
}  # fmt: skip
_PEOPLE = st.lists(st.fixed_dictionaries(_FACTS), min_size=1, max_size=5)


@settings(deadline=None, max_examples=60)
@given(_PEOPLE, st.randoms())
def test_the_order_of_rows_does_not_matter(people: list[dict[str, str]], chance: Any) -> None:
    named = [person | {"person": f"n{n}"} for n, person in enumerate(people)]
    shuffled = named.copy()
    chance.shuffle(shuffled)
    first, second = roster(*named), roster(*shuffled)
    told = [
        {person.name: (person.standing, taxes(person), person.questions) for person in outcome.persons}
        for outcome in (first, second)
    ]
    assert told[0] == told[1]
    assert [body.heads for body in first.bodies] == [body.heads for body in second.bodies]


@settings(deadline=None, max_examples=100)
@given(st.fixed_dictionaries(_FACTS), st.sampled_from(["main_duty_support", "equal_knowledge", "ipa_level4"]))
def test_a_yes_never_turns_meets_into_does_not(facts: dict[str, str], name: str) -> None:
    worth = {"does-not": 0, "unknown": 1, "meets": 2, "not-in-force": 3}
    assert worth[one(**facts | {name: "yes"}).standing] >= worth[one(**facts).standing]


@settings(deadline=None, max_examples=60)
@given(_PEOPLE)
def test_heads_are_those_that_calc_counts_for_the_same_persons(people: list[dict[str, str]]) -> None:
    """The pay of the same persons as rows of the expenses table gives the same heads."""
    staff = [person | {"person": f"p{n}"} for n, person in enumerate(people) if person["employment"] != "contractor"]
    rows = [
        {
            "body_code": "200000", "measure": "municipal-support", "category": "personnel", "amount": 1, "other_funding": 0,
            **{name: person[name] or None for name in ("fiscal_year", "person", "employment", "main_duty_support", "accelerator")},
        }
        for person in staff
    ]  # fmt: skip
    lines = calc_rows(rows)["measures"] if rows else []
    by_calc = {
        line["fiscal_year"]: (line["heads"], line["potential_heads"]) for line in lines if line["potential_heads"]
    }
    mine = {body.fiscal_year: body.heads for body in roster(*people).bodies if body.heads is not None}
    assert {year: (line.heads, line.potential_heads) for year, line in mine.items()} == by_calc


# ------------------------------------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    ("text", "number"),
    [("5", "5"), ("５．５", "11/2"), ("5年", "5"), ("5年6か月", "11/2"), ("18ヶ月", "3/2"), ("なし", "none"), ("None", "none")],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, number: str) -> None:
    assert cells.parse_number(text) == (number if number == "none" else Fraction(number))


@pytest.mark.parametrize("text", ["", "約5年", "-1", "5人"])
def test_what_is_no_number(text: str) -> None:
    assert isinstance(cells.parse_number(text), Bad)


def test_all_problems_at_once() -> None:
    _, reading = read(
        "body_code,fiscal_year,person,employment,experience_years,ipa_level4,appointed_on\n"
        "10006,R8,a,fulltime,five,通訊,someday\n"
        "200000,,,full_time,5,no,\n"
    )
    assert [(found.row, found.column, found.code) for found in reading.diagnostics] == [
        (2, "body_code", "body-code-length"),
        (2, "experience_years", "number-unreadable"),
        (2, "ipa_level4", "ipa-level4-unknown"),
        (2, "appointed_on", "date-unreadable"),
        (2, "employment", "employment-unknown"),
        (3, "person", "person-missing"),
        (3, "fiscal_year", "fiscal-year-missing"),
    ]


# ------------------------------------------------------------------------------------------------ the command


def test_the_example_in_every_format() -> None:
    """a1 full-time and appointed; a2 passed but not appointed; a3 part-time, knowledge open; a4 employment and appointment
    blank; a5 appointed though supporting nobody; v1 a contractor.
    """
    run = dx_kofu("accelerator", EXAMPLE, "--format", "json", "--lang", "en")
    document = json.loads(run.stdout)
    assert (run.returncode, document["schema"]) == (1, "dx-kofu/accelerator/1")
    people = {person["person"]: person for person in document["persons"]}
    assert {name: person["standing"] for name, person in people.items()} == {
        "a1": "meets", "a2": "meets", "a3": "unknown", "a4": "unknown", "a5": "does-not", "v1": "does-not",
    }  # fmt: skip
    assert {name: tuple(tax["state"] for tax in person["taxes"].values()) for name, person in people.items()} == {
        "a1": ("no", "yes"), "a2": ("no", "no"), "a3": ("yes", "no"), "a4": ("review", "review"), "a5": ("no", "no"), "v1": ("yes", "no"),
    }  # fmt: skip
    assert "appointed accelerator" in people["a2"]["taxes"]["ordinary"]["reason"]
    assert [question["fact"] for question in people["a3"]["questions"]] == ["equal_knowledge", "recommended"]
    assert people["a5"]["missing"] == ["main-duty-support"]
    assert people["v1"]["missing"] == ["employed-by-prefecture", "on-staff"]
    assert [finding["code"] for finding in people["a5"]["findings"]] == ["unmet", "unmet"]
    group = people["a2"]["requirements"][3]
    assert (group["state"], [one["state"] for one in group["any_of"]]) == ("there", ["missing", "there", "unknown"])
    assert "IPAが実施する高度試験" in group["any_of"][1]["source"]
    (body,) = document["bodies"]
    assert (body["persons"], body["rows"], body["heads_with_findings"]) == (6, 6, 0)
    assert (body["heads"], body["potential_heads"], body["allocation"], body["potential"]) == (
        1,
        2,
        8_400_000,
        16_800_000,
    )
    text = dx_kofu("accelerator", EXAMPLE, "--lang", "ja").stdout.decode()
    assert "要件を満たさないのに「総務省の任命」が済となっている" in text
    assert "確定 約8,400,000円、要確認を含む最大 約16,800,000円" in text
    assert (
        "heads under the ordinary tax: 1 head (at most 2) x"
        in dx_kofu("accelerator", EXAMPLE, "--lang", "en").stdout.decode()
    )
    lines = list(csv.DictReader(io.StringIO(dx_kofu("accelerator", EXAMPLE, "--format", "csv").stdout.decode())))
    assert [(line["person"], line["accelerator"], line["ordinary"]) for line in lines][:4] == [
        ("a1", "yes", "yes"), ("a2", "no", "no"), ("a3", "no", "no"), ("a4", "unknown", "review"),
    ]  # fmt: skip


def test_an_overlay_gives_the_amount_that_the_rules_do_not_know(tmp_path: Path) -> None:
    """R7 with a made-up amount of 8,300,000 yen: one head."""
    table = tmp_path / "r.csv"
    table.write_text(",".join(WHOLE) + "\n" + ",".join({**WHOLE, "fiscal_year": "R7"}.values()) + "\n", "utf-8")
    assert json.loads(dx_kofu("accelerator", table, "--format", "json").stdout)["bodies"][0]["complete"] is False
    overlay = tmp_path / "o.toml"
    overlay.write_text(
        '[[figures]]\nfiscal_year = "R7"\nmeasure = "accelerator"\nparameter = "head"\nvalue = 8_300_000\nsource = "x"\n',
        "utf-8",
    )
    run = dx_kofu("accelerator", table, "--overlay", overlay, "--format", "json")
    document = json.loads(run.stdout)
    assert (run.returncode, document["bodies"][0]["allocation"], document["overlay"]["name"]) == (
        0,
        8_300_000,
        str(overlay),
    )


def test_wrong_use(tmp_path: Path) -> None:
    assert dx_kofu("accelerator", "nowhere.csv").returncode == 2
    assert dx_kofu("accelerator", EXAMPLE, "--unit", "円").returncode == 2
    (tmp_path / "r.csv").write_text("body_code,fiscal_year,person,experience_yers\n200000,R8,a,5\n", "utf-8")
    run = dx_kofu("accelerator", tmp_path / "r.csv", "--lang", "en")
    assert (run.returncode, "do you mean experience_years?" in run.stderr.decode()) == (1, True)
