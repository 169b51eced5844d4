"""``dx-kofu dispatch``: dispatches of DX advisers against the deck's limits.

The deck (R8): in principle 10 dispatches per application and year (5 before R8), in principle one adviser a dispatch, 2 to 7
hours of advice a day.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu.dispatch import Outcome, count
from dx_kofu.read import cells
from dx_kofu.read.cells import Bad
from dx_kofu.read.dispatches import FORM, read_dispatches
from dx_kofu.read.rows import Rows
from dx_kofu.read.table import read_tables
from dx_kofu.rules.records import UNKNOWN, RuleSet
from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import GUIDE, ROOT
from tests.workbooks import Cell, Paper, xlsx

HEADER = "body_code,fiscal_year,application,date,advisers,hours\n"
EXAMPLE = ROOT / "samples" / "dispatches.csv"
DISPATCH_GUIDE = replace(GUIDE, form=FORM)


def read(text: str) -> tuple[Outcome, Rows]:
    tables = read_tables("d.csv", text.encode(), DISPATCH_GUIDE)
    dispatches, reading = read_dispatches(tables, DISPATCH_GUIDE)
    return count(dispatches, reading.rules), reading


def outcome(*rows: str) -> Outcome:
    found, reading = read(HEADER + "".join(f"{row}\n" for row in rows))
    assert not reading.diagnostics, [one.message.in_("en") for one in reading.diagnostics]
    return found


def days(number: int, year: str = "R8", application: str = "A") -> list[str]:
    calendar = 2018 + int(year[1:])
    return [f"343692,{year},{application},{calendar}-05-{day:02},1,3" for day in range(1, number + 1)]


def codes(found: Outcome) -> list[tuple[str | None, str | None, str, Fraction]]:
    return [(one.figure.counts, one.figure.bound, one.severity, one.found) for one in found.breaches]


# ------------------------------------------------------------------------------------------------ the deck's limits


@pytest.mark.parametrize(
    ("year", "made", "left", "over"),
    [("R8", 9, 1, 0), ("R8", 10, 0, 0), ("R8", 11, 0, 1), ("R7", 5, 0, 0), ("R7", 6, 0, 1), ("R6", 6, 0, 1), ("R9", 10, 0, 0)],
)  # fmt: skip
def test_ten_dispatches_an_application_and_year_five_before_r8(year: str, made: int, left: int, over: int) -> None:
    (application,) = outcome(*days(made, year)).applications
    assert (application.made, application.left, application.over) == (made, left, over)
    assert [breach.severity for breach in application.breaches] == ["warning"] * bool(over)
    assert [one.row.line for breach in application.breaches for one in breach.dispatches] == list(
        range(made - over + 2, made + 2)
    )


def test_each_application_body_and_year_has_its_own_number() -> None:
    found = outcome(*days(8), *days(8, application="B"), *(row.replace("343692", "202011") for row in days(4, "R7")))
    assert [(one.body_code, one.fiscal_year, one.name, one.made, one.left) for one in found.applications] == [
        ("202011", "R7", "A", 4, 1),
        ("343692", "R8", "A", 8, 2),
        ("343692", "R8", "B", 8, 2),
    ]


@pytest.mark.parametrize(
    ("hours", "beyond"),
    [("1.99", ["at-least"]), ("2", []), ("7", []), ("7時間1分", ["at-most"]), ("1:59", ["at-least"]), ("420分", [])],
)
def test_two_to_seven_hours_a_day_is_no_principle(hours: str, beyond: list[str]) -> None:
    found = outcome(f"343692,R8,A,2026-05-01,1,{hours}")
    assert [(one.figure.bound, one.severity) for one in found.breaches] == [(bound, "error") for bound in beyond]


def test_the_hours_of_a_day_are_taken_together() -> None:
    """4 + 4 hours on one day are 8 of 7; 1.5 + 1 are 2.5, enough; the other application's day is its own."""
    found = outcome(
        "343692,R8,A,2026-05-01,1,4", "343692,R8,A,2026-05-01,1,4", "343692,R8,B,2026-05-01,1,4",
        "343692,R8,A,2026-05-02,1,1.5", "343692,R8,A,2026-05-02,1,1",
    )  # fmt: skip
    assert codes(found) == [("hours", "at-most", "error", Fraction(8))]
    assert [one.code for one in found.warnings] == ["dispatch-same-day", "dispatch-same-day"]


def test_one_adviser_in_principle() -> None:
    found = outcome("343692,R8,A,2026-05-01,2名,3", "343692,R8,A,2026-05-02,1,3")
    assert codes(found) == [("advisers", "at-most", "warning", Fraction(2))]


def test_a_dispatch_of_nobody_is_none() -> None:
    found, reading = read(HEADER + "343692,R8,A,2026-05-01,0,3\n343692,R8,A,2026-05-02,０名,3\n343692,R8,A,,1,3\n")
    assert [(one.row, one.column, one.code) for one in reading.diagnostics] == [
        (2, "advisers", "advisers-none"),
        (3, "advisers", "advisers-none"),
    ]
    assert "delete the row" in (reading.diagnostics[0].fix or reading.diagnostics[0].message).in_("en")
    assert [one.made for one in found.applications] == [1]


def test_an_association_is_told_once_an_application() -> None:
    """Dispatches go to prefectures and municipalities; an association (third digit 8 or 9) is counted and told of."""
    found = outcome(*(f"208451,R8,{name},2026-05-0{day},1,3" for name in "AB" for day in (1, 2)), *days(1))
    told = [(one.code, one.row, one.column, one.value) for one in found.warnings]
    assert told == [(("dispatch-association", row, "body_code", "208451")) for row in (2, 4)]
    assert [one.made for one in found.applications] == [2, 2, 1]


def test_a_day_outside_the_declared_year_is_a_finding(tmp_path: Path) -> None:
    """Declared R8: 31 March 2026 is a day of R7, 1 April 2027 one of R9; both are counted in R8 until somebody knows."""
    rows = "343692,R8,A,2026-03-31,1,3", "343692,R8,A,2026-04-01,1,3", "343692,R8,A,2027-04-01,1,3", "343692,R8,A,,1,3"
    found = outcome(*rows)
    assert [(one.dispatch.row.line, one.by_date) for one in found.misdated] == [(2, "R7"), (4, "R9")]
    assert (found.applications[0].made, found.breaches, found.warnings) == (4, (), ())
    path = tmp_path / "d.csv"
    path.write_text(HEADER + rows[0] + "\n", "utf-8")
    run = dx_kofu("dispatch", path, "--fail-on", "error", "--format", "json")
    (told,) = json.loads(run.stdout)["applications"][0]["misdated"]
    assert (run.returncode, told["row"], told["date"], told["fiscal_year_of_date"]) == (1, 2, "2026-03-31", "R7")
    asked = "row 2: 2026-03-31 is outside R8 (2026-04-01 to 2027-03-31): which year holds, R8 as declared or R7 by the date?"
    assert asked in dx_kofu("dispatch", path, "--lang", "en").stdout.decode()
    assert "2行 派遣日 2026-03-31 が R8 の年度" in dx_kofu("dispatch", path, "--lang", "ja").stdout.decode()
    path.write_text(HEADER + rows[1] + "\n", "utf-8")
    assert dx_kofu("dispatch", path).returncode == 0


def test_what_is_blank_is_asked_and_breaks_nothing_by_itself() -> None:
    found = outcome("343692,R8,A,2026-05-01,,", "343692,R8,A,2026-05-01,1,8", "343692,R8,A,,1,")
    assert codes(found) == [
        ("hours", "at-most", "error", Fraction(8))
    ]  # 8 hours are beyond, whatever the blank one has
    asked = [(one.dispatch.row.line, one.column) for one in found.applications[0].questions]
    assert sorted(asked) == [(2, "advisers"), (2, "hours"), (4, "hours")]


def test_a_limit_that_no_one_knows_leaves_nothing_to_count_down() -> None:
    _, reading = read(HEADER + days(3)[0] + "\n")
    loaded = reading.rules["R8"]
    rules: RuleSet = loaded.rules
    measures = tuple(
        replace(measure, figures=tuple(replace(one, value=UNKNOWN) for one in measure.figures))
        for measure in rules.measures
    )
    tables = read_tables("d.csv", (HEADER + "\n".join(days(30))).encode(), DISPATCH_GUIDE)
    dispatches, _ = read_dispatches(tables, DISPATCH_GUIDE)
    unknown = count(dispatches, {"R8": loaded._replace(rules=replace(rules, measures=measures))})
    assert (unknown.applications[0].left, unknown.applications[0].over, unknown.breaches) == (None, 0, ())


# ------------------------------------------------------------------------------------------------ laws


_ROWS = st.lists(
    st.tuples(
        st.sampled_from("AB"), st.integers(1, 28), st.sampled_from(["", "1", "2"]), st.sampled_from(["", "1", "3", "6"])
    ),
    max_size=25,
)


def of(rows: list[tuple[str, int, str, str]]) -> Outcome:
    return outcome(*(f"343692,R8,{name},2026-05-{day:02},{persons},{hours}" for name, day, persons, hours in rows))


@settings(deadline=None)
@given(_ROWS.filter(bool))
def test_made_and_left_are_the_limit_until_it_is_exceeded(rows: list[tuple[str, int, str, str]]) -> None:
    for application in of(rows).applications:
        assert application.left is not None
        assert application.made - application.over + application.left == 10
        assert not (application.left and application.over)


@settings(deadline=None)
@given(_ROWS.filter(bool), st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[tuple[str, int, str, str]], chance: Any) -> None:
    shuffled = rows.copy()
    chance.shuffle(shuffled)
    first, second = of(rows), of(shuffled)
    assert [(one.name, one.made, one.left, one.over) for one in first.applications] == [
        (one.name, one.made, one.left, one.over) for one in second.applications
    ]
    assert sorted(map(str, codes(first))) == sorted(map(str, codes(second)))


# ------------------------------------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    ("text", "hours"),
    [("2", "2"), ("２．５時間", "5/2"), ("2時間30分", "5/2"), ("2:30", "5/2"), ("02:30:00", "5/2"), ("90分", "3/2"), ("2h", "2")],
)  # fmt: skip
def test_hours_as_people_write_them(text: str, hours: str) -> None:
    assert cells.parse_hours(text) == Fraction(hours)


@pytest.mark.parametrize("text", ["", "two", "25", "-1", "2,5", "午後2時"])
def test_what_is_no_length_of_time(text: str) -> None:
    assert isinstance(cells.parse_hours(text), Bad)


def test_start_and_end_give_the_hours() -> None:
    header = "団体コード,申請番号,派遣日,派遣人数,開始時刻,終了時刻,助言時間\n"
    found, reading = read(
        header
        + "343692,A,2027-03-31,1,13:30,16時,\n"  # 2.5 hours, in R8 by its date
        + "343692,A,2027-04-01,1,9:00,17:30,7\n"  # 7 hours of advice in 8.5, in R9
        + "343692,A,2027-04-02,1,午後1時,午後2時30分,\n"  # 1.5
    )
    assert not reading.diagnostics
    assert [(one.fiscal_year, [d.hours for d in one.dispatches]) for one in found.applications] == [
        ("R8", [Fraction(5, 2)]),
        ("R9", [Fraction(7), Fraction(3, 2)]),
    ]
    assert codes(found) == [("hours", "at-least", "error", Fraction(3, 2))]


def test_all_problems_at_once_with_their_fix() -> None:
    header = "body_code,fiscal_year,application,date,advisers,hours,start,end\n"
    _, reading = read(
        header
        + "10006,R8,A,2026-05-01,1,3,,\n"
        + "343692,R12,,2026-05-01,one,30,,\n"
        + "343692,,A,,1,3,,\n"
        + "343692,R8,A,someday,1,3,15:00,14:00\n"
        + "343692,R8,A,2026-05-01,1,3,13:00,14:00\n"
        + "343692,R8,A,2026-05-01,1,,15:00,14:00\n"
    )
    assert [(one.row, one.column, one.code) for one in reading.diagnostics] == [
        (2, "body_code", "body-code-length"),
        (3, "application", "application-missing"),
        (3, "advisers", "count-unreadable"),
        (3, "hours", "hours-range"),
        (3, "fiscal_year", "fiscal-year-no-rules"),
        (4, "fiscal_year", "fiscal-year-missing"),
        (5, "date", "date-unreadable"),
        (6, "hours", "hours-beyond-times"),
        (7, "end", "times-order"),
    ]


def test_an_officer_s_workbook(tmp_path: Path) -> None:
    """A title above, other names of columns, a total below, cells merged downwards."""
    rows: list[list[Cell]] = [
        ["令和8年度 DXアドバイザー派遣実績"],
        [],
        ["市町村コード", "申請No.", "実施日", "人数", "時間"],
        ["343692", "A-1", "令和8年5月1日", "1名", 3],
        ["", "", "R8.6.1", 1, "2時間30分"],
        ["合計", "", "", "", 5.5],
    ]
    path = tmp_path / "派遣.xlsx"
    path.write_bytes(xlsx([Paper("実績", rows, merged=[(3, 0, 4, 0), (3, 1, 4, 1)])]))
    run = dx_kofu("dispatch", path, "--fiscal-year", "R8", "--format", "json", "--lang", "en")
    assert run.returncode == 0, run.stderr
    (application,) = json.loads(run.stdout)["applications"]
    assert (application["made"], application["left"]) == (2, 8)
    assert b"1 rows with totals are not counted (line 6)" in run.stderr


# ------------------------------------------------------------------------------------------------ the command


def test_the_example_in_every_format(tmp_path: Path) -> None:
    """Four dispatches of A-1: one of 1.5 hours, one with two advisers, one whose hours are blank; one of A-2, of 7 hours."""
    run = dx_kofu("dispatch", EXAMPLE, "--format", "json", "--lang", "en")
    document = json.loads(run.stdout)
    assert (run.returncode, document["schema"]) == (1, "dx-kofu/dispatch/1")
    first, second = document["applications"]
    assert (first["made"], first["limit"], first["left"], first["in_principle"]) == (4, 10, 6, True)
    assert [(one["code"], one["severity"], one["found"], one["limit"]) for one in first["breaches"]] == [
        ("advisers:at-most", "warning", "2", 1),
        ("hours:at-least", "error", "1.5", 2),
    ]
    assert "2時間以上" in first["breaches"][1]["source"]
    assert [(one["row"], one["column"]) for one in first["questions"]] == [(5, "hours")]
    assert (second["made"], second["left"], second["breaches"]) == (1, 9, [])
    assert "yen" not in run.stdout.decode()
    table = dx_kofu("dispatch", EXAMPLE, "--lang", "ja").stdout.decode()
    assert "派遣 4 回、原則 10 回以内、残り 6 回" in table
    assert "要確認: 5行 助言時間 が空欄（" in table
    assert "to be asked: row 5: hours is blank (" in dx_kofu("dispatch", EXAMPLE, "--lang", "en").stdout.decode()
    assert "重大: 1日の助言時間の下限: 2 時間以上のところ 1.5 時間" in table
    assert dx_kofu("dispatch", EXAMPLE, "-o", tmp_path / "d.csv").returncode == 1
    written = (tmp_path / "d.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))
    assert [(line["application"], line["left"], line["breaches"]) for line in lines] == [
        ("A-1", "6", "advisers:at-most hours:at-least"),
        ("A-2", "9", ""),
    ]


def test_exit_codes(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text(HEADER + "\n".join(days(11)), "utf-8")
    assert dx_kofu("dispatch", path).returncode == 1
    assert dx_kofu("dispatch", path, "--fail-on", "error").returncode == 0  # 10 only in principle
    path.write_text(HEADER + "343692,R8,A,2026-05-01,1,3\n343692,R8,A,x,1,3\n", "utf-8")
    bad = dx_kofu("dispatch", path, "--lang", "ja")
    assert (bad.returncode, bad.stdout) == (1, b"")
    assert "date" in bad.stderr.decode()
    kept = dx_kofu("dispatch", path, "--skip-bad-rows", "--format", "json")
    assert (kept.returncode, json.loads(kept.stdout)["applications"][0]["made"]) == (1, 1)
    assert len(json.loads(kept.stdout)["skipped"]) == 1
    assert dx_kofu("dispatch", "nowhere.csv").returncode == 2
    assert dx_kofu("dispatch", path, "--mapping", "m.toml").returncode == 2
    path.write_text("body_code,fiscal_year,aplication\n343692,R8,A\n", "utf-8")
    assert "do you mean application?" in dx_kofu("dispatch", path, "--lang", "en").stderr.decode()


def test_the_provisional_year_says_so(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(HEADER + days(1, "R9")[0] + "\n", "utf-8")
    assert (
        dx_kofu("dispatch", tmp_path / "d.csv", "--lang", "en")
        .stdout.decode()
        .startswith("Provisional: the rules of R9")
    )


def test_nothing_is_written_over_the_table(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_bytes(EXAMPLE.read_bytes())
    assert dx_kofu("dispatch", path, "-o", path).returncode == 2
    assert path.read_bytes() == EXAMPLE.read_bytes()
