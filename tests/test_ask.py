"""``ask``: yen worked out by hand from the rules, the sheet and its way back, and the command as people call it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dx_kofu.ask.questions import Body, work_list
from dx_kofu.ask.tally import Tally
from dx_kofu.calc import calculate
from dx_kofu.messages import Message
from dx_kofu.records import Expense
from dx_kofu.whatif import Bound, Worth
from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import EXAMPLES, read_text

HEADER = (
    "id,body_code,fiscal_year,measure,category,person,employment,amount,other_funding,share,"
    "main_duty_support,accelerator,external,advisory,plan_only,hub_city\n"
)


def asked(*lines: str) -> tuple[Body, ...]:
    reading = read_text(HEADER + "".join(f"{line}\n" for line in lines))
    assert not reading.diagnostics
    return work_list(calculate(reading.expenses, reading.rules), reading.rules)


def test_answers_that_only_together_move_the_total() -> None:
    # 1,200,000 x 0.7 = 840,000, once both are known
    (body,) = asked("a,202011,R8,cio-aide,personnel,p,part_time,1200000,,,,,,yes,,")
    assert [(one.fact, one.value, one.beside, one.alone, one.together) for one in body.questions] == [
        ("external", "yes", (2,), Worth(0, 0), Worth(840_000, 0)),
        ("other_funding", 0, (1,), Worth(0, 0), Worth(840_000, 0)),
    ]
    assert (body.least.numbers, body.least.proven) == ((1, 2), True)
    assert (body.now, body.answered) == (Worth(0, 0), Worth(840_000, 0))


def test_rows_that_are_alike_are_asked_once() -> None:
    # twelve months of 100,000: 1,200,000 x 0.7 = 840,000
    (body,) = asked(*(f"m{n},202011,R8,cio-aide,personnel,p,part_time,100000,0,,,,,yes,," for n in range(12)))
    (question,) = body.questions
    assert ([item.expense.id for item in question.items], question.alone) == (
        [f"m{n}" for n in range(12)],
        Worth(840_000, 0),
    )


def test_a_fourth_aide_is_worth_what_he_is_above_the_third() -> None:
    # three aides of 4, 3 and 2 million count; one of 5 million takes the place of 2 million: 3,000,000 x 0.7 = 2,100,000
    rows = [f"a{n},202011,R8,cio-aide,personnel,p{n},part_time,{n}000000,0,,,,yes,yes,," for n in (4, 3, 2)]
    (body,) = asked(*rows, "b,202011,R8,cio-aide,personnel,q,part_time,5000000,0,,,,,yes,,")
    assert [question.alone for question in body.questions] == [Worth(2_100_000, 0)]


def test_what_moves_nothing_need_not_be_asked() -> None:
    # the cap of 1,000,000 on recruiting is full with one row; the other row's answer is worth nothing
    (body,) = asked(
        "a,202011,R8,cio-aide,recruitment,,,1000000,0,,,,yes,yes,,",
        "b,202011,R8,cio-aide,recruitment,,,500000,0,,,,,yes,,",
    )
    assert [question.together for question in body.questions] == [Worth(0, 0)]
    assert body.least.numbers == ()


def test_the_larger_of_two_that_could_fill_a_cap_is_enough() -> None:
    # 1,000,000 alone fills the cap of 1,000,000; 400,000 are not needed then
    (body,) = asked(
        "a,202011,R8,cio-aide,recruitment,,,400000,0,,,,,yes,,",
        "b,202011,R8,cio-aide,recruitment,,,1000000,0,,,,yes,,,",
    )
    (least,) = [question for question in body.questions if question.number in body.least.numbers]
    assert ([item.expense.id for item in least.items], body.least.proven) == (["b"], True)


def test_full_or_part_time_is_asked_for_what_is_worth_more() -> None:
    # a head of 8,400,000 against 8,000,000 x 0.7 = 5,600,000; and 20,000,000 x 0.7 = 14,000,000 against the head
    (body,) = asked("a,200000,R8,municipal-support,personnel,p,,8000000,0,,yes,yes,,,,")
    assert [(one.value, one.alone) for one in body.questions] == [("full_time", Worth(0, 8_400_000))]
    (body,) = asked("a,200000,R8,municipal-support,personnel,p,,20000000,0,,yes,yes,,,,")
    assert [(one.value, one.alone) for one in body.questions] == [("part_time", Worth(14_000_000, 0))]


def test_alike_rows_are_weighed_together() -> None:
    # twelve months of 1,800,000 part-time: 21,600,000, capped at 21,000,000; x 0.7 = 14,700,000, more than a head's 8,400,000
    (body,) = asked(*(f"m{n},200000,R8,municipal-support,personnel,p,,1800000,0,,yes,yes,,,," for n in range(12)))
    assert [(one.value, one.alone) for one in body.questions] == [("part_time", Worth(14_700_000, 0))]


def test_what_a_head_asks_beside_is_asked_too() -> None:
    # full-time and appointed gives 8,400,000; part-time 1,000,000 x 0.7 = 700,000
    (body,) = asked("a,200000,R8,municipal-support,personnel,p,,1000000,0,,yes,,,,,")
    assert {(one.fact, one.value) for one in body.questions} == {("employment", "full_time"), ("accelerator", "yes")}
    assert (body.answered, body.least.numbers) == (Worth(0, 8_400_000), (1, 2))


def test_a_cap_that_is_not_known_is_a_figure_and_no_question() -> None:
    # R7's cap per person is unknown: from 9,000,000 on nothing is cut; 9,000,000 x 0.7 = 6,300,000
    (body,) = asked("a,200000,R7,municipal-support,personnel,p,part_time,9000000,0,,yes,,,,,")
    assert body.questions == ()
    assert [(one.value, one.worth) for one in body.figures] == [(9_000_000, Worth(6_300_000, 0))]


def test_an_answer_is_worth_something_with_a_figure_that_is_not_known(tmp_path: Path) -> None:
    # R7's cap per person is unknown: 9,000,000 x 0.7 = 6,300,000 once it is known and the answer is yes; a head's amount is not
    rows = (
        "a,200000,R7,municipal-support,personnel,p,part_time,9000000,0,,,,,,,",
        "b,200000,R7,accelerator,personnel,q,full_time,5000000,0,,yes,,,,,",
    )
    (body,) = asked(*rows)
    assert [(one.fact, one.together, one.with_figures) for one in body.questions] == [
        ("main_duty_support", Worth(0, 0), Bound(6_300_000, 0)),
        ("accelerator", Worth(0, 0), Bound(0, None)),
    ]
    assert (body.answered, body.with_figures, body.potential) == (
        Worth(0, 0),
        Bound(6_300_000, None),
        Bound(6_300_000, None),
    )
    assert [one.value for one in body.figures] == [9_000_000, None]
    path = tmp_path / "t.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    said = dx_kofu("ask", path, "--lang", "en").stdout.decode()
    assert "at best special tax 6,300,000 yen, ordinary tax unknown" in said
    assert "(below) are known as well, at best special tax +6,300,000 yen" in said
    assert "(below) are known as well, at best ordinary tax: amount unknown" in said
    document = json.loads(dx_kofu("ask", path, "--format", "json").stdout)["bodies"][0]
    assert (document["potential"], document["with_figures"]) == ({"special": 6_300_000, "ordinary": None},) * 2
    sheet = csv.DictReader(io.StringIO(filled(tmp_path, {}, path, "en").read_text("utf-8-sig")))
    assert [(row["special tax"], row["ordinary tax"]) for row in sheet] == [("6300000", "0"), ("0", "unknown")]


def test_the_least_answers_leave_what_waits_for_a_figure(tmp_path: Path) -> None:
    # 1,000,000 for recruiting is settled by its answer; 9,000,000 for a person waits for R7's cap
    path = tmp_path / "t.csv"
    rows = (
        "a,200000,R7,municipal-support,personnel,p,part_time,9000000,0,,,,,,,",
        "b,200000,R7,municipal-support,recruitment,,,1000000,0,,,,,,,",
    )
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    said = dx_kofu("ask", path, "--lang", "en").stdout.decode()
    assert "if favourable: 2 (1); apart from what waits for figures that the rule files do not know (below)" in said


def test_with_a_cap_that_is_not_known_the_way_of_employment_is_that_of_more_yen() -> None:
    # part-time 9,000,000 x 0.7 = 6,300,000 once R7's cap is known; a head's amount is not known either
    (body,) = asked("a,200000,R7,municipal-support,personnel,p,,9000000,0,,yes,yes,,,,")
    assert [(one.value, one.with_figures) for one in body.questions] == [("part_time", Bound(6_300_000, 0))]


def test_at_best_is_what_calc_shows(tmp_path: Path) -> None:
    # answered 900,000 x 0.7 = 630,000; with the 300,000 that the source leaves open 840,000
    path = tmp_path / "t.csv"
    rows = (
        "a,202011,R8,cio-aide,personnel,p,part_time,900000,0,,,,,yes,,",
        "b,202011,R8,cio-aide,travel,,,300000,0,,,,yes,yes,,",
    )
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    said = dx_kofu("ask", path, "--lang", "en").stdout.decode()
    assert (
        "all answered favourably special tax 630,000 yen, ordinary tax 0 yen; at best special tax 840,000 yen" in said
    )
    assert result_of(path)["bodies"][0]["special"]["potential"] == 840_000


def test_what_the_source_leaves_open_cannot_be_answered() -> None:
    (body,) = asked("a,202011,R8,cio-aide,travel,,,100000,0,,,,yes,yes,,")
    assert (body.questions, [item.expense.id for item in body.open_in_source]) == ((), ["a"])


def test_a_no_settles_what_the_source_leaves_open(tmp_path: Path) -> None:
    rows = (
        "a,202011,R8,cio-aide,travel,,,100000,0,,,,,yes,,",
        "b,202011,R8,cio-aide,travel,,,100000,,,,,yes,yes,,",
        "c,202011,R8,cio-aide,personnel,p,part_time,100000,0,,,,,yes,,",
    )
    (body,) = asked(*rows)
    (number,) = [one.number for one in body.questions if one.items[0].expense.id == "a"]
    assert body.ruling_out == (number,)
    # the question, answered otherwise, leaves nothing of the row open
    reading = read_text(HEADER + "a,202011,R8,cio-aide,travel,,,100000,0,,,,no,yes,,\n")
    (item,) = calculate(reading.expenses, reading.rules).items
    assert (item.status, item.questions) == ("ineligible", ())
    path = tmp_path / "t.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    said = dx_kofu("ask", path, "--lang", "en").stdout.decode()
    assert "no answer confirms them: rows 2 (a), 3 (b)" in said
    assert f"an answer to {number} that does not meet its condition rules its rows out" in said


def test_what_meets_nowhere_is_settled_apart() -> None:
    # ten persons with two rows of 21,000,000 each: one of the two fills the person's cap, whichever
    rows = [
        f"{kind[0]}{n},200000,R8,municipal-support,{kind},p{n},part_time,21000000,0,,,,,,,"
        for n in range(10)
        for kind in ("personnel", "outsourcing")
    ]
    (body,) = asked(*rows)
    assert (len(body.questions), len(body.least.numbers), body.least.proven) == (20, 10, True)
    asked_of = [
        question.items[0].expense.person for question in body.questions if question.number in body.least.numbers
    ]
    assert sorted(map(str, asked_of)) == [f"p{n}" for n in range(10)]
    assert body.answered == Worth(10 * 14_700_000, 0)  # 21,000,000 x 0.7 each


def test_what_rounding_swallows_is_settled_together() -> None:
    # five rows of 400 yen: 2,000 x 0.7 = 1,400, rounded 1,000; two are enough, 800 x 0.7 = 560, rounded 1,000; one is not, 280
    (body,) = asked(*(f"a{n},202011,R8,cio-aide,personnel,p,part_time,400,,,,,yes,yes,," for n in range(5)))
    assert (len(body.questions), len(body.least.numbers), body.least.at_least) == (5, 2, 2)


def test_sixty_small_rows_are_not_claimed_to_be_the_least(tmp_path: Path) -> None:
    # sixty rows of 100 yen: 6,000 x 0.7 = 4,200, rounded 4,000; 50 rows are enough, 5,000 x 0.7 = 3,500, rounded 4,000
    rows = [f"a{n},202011,R8,cio-aide,personnel,p,part_time,100,,,,,yes,yes,," for n in range(60)]
    (body,) = asked(*rows)
    assert (len(body.least.numbers), body.least.proven) == (50, False)
    assert 0 < body.least.at_least < 50
    path = tmp_path / "t.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    said = dx_kofu("ask", path, "--lang", "en").stdout.decode()
    assert f"not proven the least (at least {body.least.at_least} are needed): 1-50 (50)" in said


def test_the_effort_grows_with_the_rows_and_not_with_their_square(monkeypatch: pytest.MonkeyPatch) -> None:
    puts = [0]
    put = Tally.put

    def counted(tally: Tally, index: int, row: Expense) -> None:
        puts[0] += 1
        put(tally, index, row)

    monkeypatch.setattr(Tally, "put", counted)
    efforts = []
    for many in (100, 400):
        puts[0] = 0
        asked(
            *(f"a{n},200000,R8,municipal-support,personnel,p{n},part_time,900000,0,,,,,,," for n in range(many)),
            *(f"b{n},200000,R8,municipal-support,recruitment,,,900000,,,yes,,,,," for n in range(many)),
        )
        efforts.append(puts[0])
    assert efforts[1] <= 4 * efforts[0] + 10


# ------------------------------------------------------------------------------------------------ the sheet

BLANKS = EXAMPLES / "blanks-and-questions.csv"
FAVOURABLE = {
    "share": "40%",
    "external": "○",
    "advisory": "はい",
    "plan_only": "×",
    "other_funding": "0",
    "employment": "常勤",
    "accelerator": "yes",
    "main_duty_support": "○",
}


def filled(folder: Path, answers: Mapping[str, str], source: Path = BLANKS, lang: str = "ja") -> Path:
    """The sheet of a budget as CSV with answers by fact."""
    sheet = folder / "questions.csv"
    assert dx_kofu("ask", source, "-o", sheet, "--lang", lang).returncode == 0
    rows = list(csv.reader(io.StringIO(sheet.read_text("utf-8-sig"))))
    answer, fact = rows[0].index("回答" if lang == "ja" else "answer"), rows[0].index("fact")
    for row in rows[1:]:
        row[answer] = answers.get(row[fact], "")
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return sheet


def result_of(*arguments: str | Path) -> dict[str, Any]:
    run = dx_kofu("calc", *arguments, "--format", "json", "--lang", "en")
    assert run.returncode == 0, run.stderr.decode()
    document: dict[str, Any] = json.loads(run.stdout)
    return document


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_answers_come_back(tmp_path: Path, lang: str) -> None:
    sheet = filled(tmp_path, FAVOURABLE, lang=lang)
    document = result_of(BLANKS, "--answers", sheet)
    # Shiwa: 231,000 + 3,600,000, 4,400,000 x 0.4 = 1,760,000 and 3,300,000 x 0.7: 231,000 + 2,520,000 + 1,232,000 + 2,310,000
    shiwa = next(body for body in document["bodies"] if body["body_code"] == "033219")
    assert shiwa["special"]["allocation"] == 6_293_000
    assert document["answers"][0]["name"] == str(sheet)
    assert any("questions.csv" in text and "external" in text for text in document["assumptions"])


def test_a_workbook_comes_back_too(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "質問.xlsx"
    assert dx_kofu("ask", BLANKS, "-o", path).returncode == 0
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heads = [cell.value for cell in sheet[4]]
    answer, fact = heads.index("answer") + 1, heads.index("fact") + 1
    for line in range(5, sheet.max_row + 1):
        sheet.cell(line, answer).value = FAVOURABLE.get(sheet.cell(line, fact).value)
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation]
    book.save(path)
    by_csv = result_of(BLANKS, "--answers", filled(tmp_path, FAVOURABLE))
    assert result_of(BLANKS, "--answers", path)["bodies"] == by_csv["bodies"]


def test_a_blank_stays_open(tmp_path: Path) -> None:
    plain, same = result_of(BLANKS), result_of(BLANKS, "--answers", filled(tmp_path, {}))
    assert (same["items"], same["bodies"]) == (plain["items"], plain["bodies"])


@pytest.mark.parametrize(
    ("answers", "code"),
    [({"external": "maybe"}, "external-unreadable"), ({"other_funding": "99,999,999"}, "other-funding-above-amount"), ({"share": "1.5"}, "share-")],
)  # fmt: skip
def test_an_answer_that_cannot_be_is_told_with_its_cell(tmp_path: Path, answers: dict[str, str], code: str) -> None:
    run = dx_kofu("calc", BLANKS, "--answers", filled(tmp_path, answers), "--lang", "en")
    assert (run.returncode, run.stdout) == (1, b"")
    assert code in run.stderr.decode()
    assert "questions.csv:" in run.stderr.decode()


def test_an_answer_outweighs_what_was_assumed(tmp_path: Path) -> None:
    # 3,300,000 with other funding 300,000: (3,300,000 - 300,000) x 0.7 = 2,100,000 more than 231,000
    sheet = filled(tmp_path, {"other_funding": "300000", "advisory": "yes", "plan_only": "no"})
    document = result_of(BLANKS, "--assume", "other_funding=0", "--answers", sheet)
    shiwa = next(body for body in document["bodies"] if body["body_code"] == "033219")
    assert shiwa["special"]["allocation"] == 231_000 + 2_100_000


def test_every_sheet_of_a_workbook_is_taken(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    rows = list(csv.reader(io.StringIO(filled(tmp_path, FAVOURABLE).read_text("utf-8-sig"))))
    book = openpyxl.Workbook()
    for part in (rows[1:4], rows[4:]):
        sheet = book.create_sheet()
        for row in [rows[0], *part]:
            sheet.append(row)
    book.save(tmp_path / "two.xlsx")
    whole = result_of(BLANKS, "--answers", tmp_path / "questions.csv")
    assert result_of(BLANKS, "--answers", tmp_path / "two.xlsx")["bodies"] == whole["bodies"]


def one_answer(folder: Path, value: object, number_format: str = "General") -> tuple[Path, Path]:
    """A table with one question, on other funding, and its sheet with an answer."""
    openpyxl = pytest.importorskip("openpyxl")
    table, path = folder / "t.csv", folder / "q.xlsx"
    table.write_text(HEADER + "a,202011,R8,cio-aide,personnel,p,part_time,1200000,,,,,yes,yes,,\n", "utf-8")
    assert dx_kofu("ask", table, "-o", path, "--lang", "en").returncode == 0
    book = openpyxl.load_workbook(path)
    cell = book.active["G5"]
    assert book.active["G4"].value == "answer"
    cell.value, cell.number_format = value, number_format
    book.save(path)
    return table, path


def test_a_formula_that_nobody_calculated_is_no_blank(tmp_path: Path) -> None:
    table, sheet = one_answer(tmp_path, "=100*2")
    run = dx_kofu("calc", table, "--answers", sheet, "--lang", "en")
    assert (run.returncode, run.stdout) == (1, b"")
    assert "!G5" in run.stderr.decode()
    assert "a formula that was never calculated" in run.stderr.decode()


def test_thousands_that_a_format_hides_are_asked_about(tmp_path: Path) -> None:
    table, sheet = one_answer(tmp_path, 300_000, "#,##0,")
    run = dx_kofu("calc", table, "--answers", sheet, "--lang", "en")
    assert (run.returncode, run.stdout) == (1, b"")
    assert "the cell holds 300000 and shows 300" in run.stderr.decode()
    assert "write the yen in full" in run.stderr.decode()


@pytest.mark.parametrize(
    ("text", "yen"), [("0.0", 840_000), ("０．０", 840_000), ("300000.0", 630_000), ("300,000.00", 630_000)]
)
def test_a_whole_number_with_a_decimal_point(tmp_path: Path, text: str, yen: int) -> None:
    # (1,200,000 - 300,000) x 0.7 = 630,000
    table, sheet = one_answer(tmp_path, text)
    assert result_of(table, "--answers", sheet)["totals"]["special"]["allocation"] == yen


@pytest.mark.parametrize("text", ["1.000", "0.5"])
def test_a_number_that_may_be_another_is_refused(tmp_path: Path, text: str) -> None:
    table, sheet = one_answer(tmp_path, text)
    assert dx_kofu("calc", table, "--answers", sheet).returncode == 1


def test_headings_in_another_case(tmp_path: Path) -> None:
    sheet = filled(tmp_path, FAVOURABLE, lang="en")
    wanted = result_of(BLANKS, "--answers", sheet)["bodies"]
    head, _, rest = sheet.read_text("utf-8-sig").partition("\n")
    sheet.write_text(head.replace("answer", "Answer").replace("row_ids", "ROW_IDS") + "\n" + rest, "utf-8")
    assert result_of(BLANKS, "--answers", sheet)["bodies"] == wanted


def test_two_sheets_that_contradict_each_other_are_both_named(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first, second = filled(tmp_path, {"external": "yes"}), filled(tmp_path / "other", {"external": "no"})
    run = dx_kofu("calc", BLANKS, "--answers", first, "--answers", second, "--lang", "en")
    assert run.returncode == 1
    facts = [row["fact"] for row in csv.DictReader(io.StringIO(first.read_text("utf-8-sig")))]
    line = facts.index("external") + 2
    assert f"{second}:{line}" in run.stderr.decode()
    assert f"{first}:{line} has another answer (" in run.stderr.decode()


def test_two_answers_in_one_sheet_are_both_named(tmp_path: Path) -> None:
    sheet = filled(tmp_path, {"external": "yes"})
    rows = sheet.read_text("utf-8-sig").splitlines()
    line, again = next((at, row) for at, row in enumerate(rows, 1) if ",external," in row)
    sheet.write_text("\n".join([*rows, again.replace(",yes,", ",no,")]) + "\n", "utf-8")
    run = dx_kofu("calc", BLANKS, "--answers", sheet, "--lang", "en")
    assert (run.returncode, f"another answer for the same row ({line})" in run.stderr.decode()) == (1, True)


def test_rows_without_ids_are_known_by_all_they_say(tmp_path: Path) -> None:
    header = HEADER.partition(",")[2]
    rows = [
        "202011,R8,cio-aide,personnel,p,part_time,900000,0,,,,,yes,,\n",
        "202011,R8,cio-aide,personnel,p,part_time,900000,300000,,,,,yes,,\n",
    ]
    path = tmp_path / "t.csv"
    path.write_text(header + "".join(rows), "utf-8")
    sheet = filled(tmp_path, {"external": "no"}, path)
    path.write_text(header + "".join(reversed(rows)), "utf-8")
    run = dx_kofu("calc", path, "--answers", sheet, "--lang", "en")
    assert (run.returncode, "answer-row-changed" in run.stderr.decode()) == (1, True)


def test_the_sheet_is_safe_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEADER + "a,202011,R8,cio-aide,personnel,=cmd|x,part_time,900000,0,,,,,yes,,\n", "utf-8")
    (row,) = csv.DictReader(io.StringIO(filled(tmp_path, {}, path, "en").read_text("utf-8-sig")))
    assert not row["person"].startswith("=")
    assert row["key"].startswith("k")


def test_rows_that_changed_since_are_told(tmp_path: Path) -> None:
    copy = tmp_path / "expenses.csv"
    copy.write_bytes(BLANKS.read_bytes())
    sheet = filled(tmp_path, {"external": "yes"}, copy)
    copy.write_text(BLANKS.read_text("utf-8").replace("3600000", "3600001", 1), "utf-8")
    run = dx_kofu("calc", copy, "--answers", sheet, "--lang", "en")
    assert (run.returncode, "answer-row-changed" in run.stderr.decode()) == (1, True)
    run = dx_kofu("calc", EXAMPLES / "city-five-aides.csv", "--answers", sheet, "--lang", "en")
    assert (run.returncode, "answer-row-gone" in run.stderr.decode()) == (1, True)


def test_a_question_over_thousands_of_rows_comes_back(tmp_path: Path) -> None:
    # 4,000 rows of 100 yen: 400,000 x 0.7 = 280,000; their ids are some 50,000 letters, and a cell holds 32,767
    openpyxl = pytest.importorskip("openpyxl")
    path, questions = tmp_path / "t.csv", tmp_path / "q.xlsx"
    rows = (f"kofu-{n:05},202011,R8,cio-aide,personnel,p,part_time,100,0,,,,,yes,,\n" for n in range(4000))
    path.write_text(HEADER + "".join(rows), "utf-8")
    assert dx_kofu("ask", path, "-o", questions).returncode == 0
    book = openpyxl.load_workbook(questions)
    sheet = book.active
    answer = [cell.value for cell in sheet[4]].index("answer" if sheet["G4"].value == "answer" else "回答") + 1
    filled_in = [line for line in range(5, sheet.max_row + 1) if sheet.cell(line, 1).value == 1]
    assert len(filled_in) == 2
    assert any(Message("a.note-split").in_(lang) in sheet["A2"].value for lang in ("ja", "en"))
    for line in filled_in:
        sheet.cell(line, answer).value = "yes"
    book.save(questions)
    assert result_of(path, "--answers", questions)["totals"]["special"]["allocation"] == 280_000


def test_the_next_command_reads_as_this_one_did(tmp_path: Path) -> None:
    copy = tmp_path / "budget of 2026.csv"
    copy.write_bytes(BLANKS.read_bytes())
    other = EXAMPLES / "city-five-aides.csv"
    run = dx_kofu("ask", copy, other, "--assume", "share=1", "--skip-bad-rows", "--lang", "en")
    wanted = f"dx-kofu calc '{copy}' {other} --assume share=1 --skip-bad-rows --answers questions.xlsx"
    assert wanted in run.stderr.decode()
    calculated = dx_kofu("calc", copy, other, "--assume", "share=1", "--skip-bad-rows", "--lang", "en")
    assert f"dx-kofu ask '{copy}' {other} --assume share=1 --skip-bad-rows" in calculated.stderr.decode()


def test_a_file_that_is_no_sheet_of_questions(tmp_path: Path) -> None:
    run = dx_kofu("calc", BLANKS, "--answers", BLANKS, "--answers", tmp_path / "none.csv", "--lang", "en")
    assert (run.returncode, run.stdout) == (2, b"")
    assert "no sheet of questions" in run.stderr.decode()
    assert "none.csv" in run.stderr.decode()
    sheet = filled(tmp_path, {})
    assert dx_kofu("calc", BLANKS, "--answers", sheet, "-o", sheet, "--format", "csv").returncode == 2


# ------------------------------------------------------------------------------------------------ command


def test_the_command_in_both_languages() -> None:
    japanese = dx_kofu("ask", BLANKS, "--lang", "ja")
    assert japanese.returncode == 0
    assert "人事担当課 に尋ねる: 外部人材か（内部職員ではないか） [external]" in japanese.stdout.decode()
    assert "特別交付税 +2,520,000円" in japanese.stdout.decode()  # 3,600,000 x 0.7
    english = dx_kofu("ask", BLANKS, "--lang", "en")
    assert "special tax +2,520,000 yen" in english.stdout.decode()
    assert b"--answers questions.xlsx" in english.stderr
    assert dx_kofu("ask", EXAMPLES / "city-five-aides.csv", "--lang", "en").stdout == b"no open questions\n"


def test_json_and_markdown() -> None:
    document = json.loads(dx_kofu("ask", BLANKS, "--format", "json").stdout)
    assert document["schema"] == "dx-kofu/ask/1"
    shiwa = document["bodies"][0]
    assert shiwa["now"] == {"special": 231_000, "ordinary": 0}
    assert shiwa["answered"] == {"special": 8_141_000, "ordinary": 0}
    assert shiwa["least"] == {"questions": [1, 2, 3, 4, 5], "proven": True, "at_least": 5}
    assert [one["answer"] for one in shiwa["questions"]] == ["1", "yes", "yes", "no", 0, "yes"]
    words = dx_kofu("ask", BLANKS, "--format", "md").stdout.decode()
    assert words.startswith("# ")
    assert "\n\n## 033219 紫波町 R8" in words
    assert "\n- 1. 3 (shiwa-2)" in words


def test_bad_input_is_answered_as_in_calc(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEADER + "a,202011,R8,cio-aide,outsourcing,v,,much,0,0.4,,,yes,yes,no,\n", "utf-8")
    run = dx_kofu("ask", path, "--lang", "en")
    assert (run.returncode, run.stdout) == (1, b"")
    assert dx_kofu("ask", tmp_path / "none.csv").returncode == 2
    assert dx_kofu("ask", BLANKS, "-o", tmp_path / "q.pdf").returncode == 2
