"""Sheets as they are found in offices, each a trap: what a careful reader would say, or the question that must be asked.

Every row is an aide's pay in R8 with no other funding unless the test says otherwise; the yen are read off the sheet by hand.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.read.sheet import Unreadable
from dx_kofu.read.table import read_tables
from tests.support import GUIDE, read_text
from tests.test_files_in import HEAD, WRITERS, amounts, reading_of, row
from tests.workbooks import Cell, Paper, xlsx


def codes(reading: Reading) -> list[str]:
    return list(dict.fromkeys(found.code for found in reading.diagnostics))


def blank(**cells: Cell) -> list[Cell]:
    """A row with a few cells: ``person="小計", amount=3``."""
    at = {"measure": 2, "category": 3, "person": 4, "amount": 6, "funding": 7}
    written: list[Cell] = [None] * len(HEAD)
    for name, value in cells.items():
        written[at[name]] = value
    return written


def with_header(text: str, column: int) -> list[Cell]:
    return [*HEAD[:column], text, *HEAD[column + 1 :]]


# ------------------------------------------------------------------------------------------------ units


@pytest.mark.parametrize(
    "note",
    ["（単位：人、千円）", "（単位：％、千円）", "単位は千円", "（千円）", "（千円単位）", "単位＝千円", "【単位／千円】", "（単位：千 円）", "金額は千円単位で記入"],
)  # fmt: skip
def test_notes_of_the_unit(note: str) -> None:
    assert amounts(reading_of(Paper("表", [["調査表", note], HEAD, row(3_600)]))) == [3_600_000]


@pytest.mark.parametrize("note", ["単位：ｾﾝ円", "単位：thousand yen", "（以下、千円で示す）"])
def test_a_note_that_cannot_be_read_is_asked_about(note: str) -> None:
    paper = Paper("表", [["調査表", note], HEAD, row(3_600)])
    assert codes(reading_of(paper)) == ["header-unit"]
    assert amounts(reading_of(paper, replace(GUIDE, unit="千円"))) == [3_600_000]


@pytest.mark.parametrize("note", ["※金額の単位は千円", "（単位：千円）"])
def test_a_note_below_the_table_is_asked_about(note: str) -> None:
    assert codes(reading_of(Paper("表", [HEAD, row(3_600), [note]]))) == ["header-unit"]


def test_the_unit_of_a_column_that_is_not_used_is_not_the_table_s() -> None:
    paper = Paper("表", [[*HEAD, "月額単価（単位：千円）"], [*row(3_600_000), 300]])
    assert amounts(reading_of(paper)) == [3_600_000]
    paper = Paper("表", [[*with_header("金額（単位：千円）", 6), "月額単価（単位：円）"], [*row(3_600), 300_000]])
    assert amounts(reading_of(paper)) == [3_600_000]


def test_an_amount_in_a_title_is_no_unit() -> None:
    assert amounts(reading_of(Paper("表", [["予算額 21,000千円"], HEAD, row(3_600_000)]))) == [3_600_000]


def test_a_row_of_units_below_the_header() -> None:
    units = blank(amount="（千円）", funding="（円）")
    (expense,) = reading_of(Paper("表", [["調査表"], HEAD, units, row(3_600, funding=500)])).expenses
    assert (expense.amount, expense.other_funding) == (3_600_000, 500)


def test_a_second_block_in_another_unit_is_asked_about() -> None:
    rows: list[list[Cell]] = [
        ["（単位：千円）"],
        HEAD,
        row(3_600),
        blank(person="計", amount=3_600),
        ["（単位：円）"],
        HEAD,
    ]
    assert codes(reading_of(Paper("表", [*rows, row(1_200_000, "q")]))) == ["header-unit"]


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [('[=0]"";#,##0,', "3,600"), ("[<1000]0;#,##0,", "3,600"), ("#,##0,.0", "3,600.0"), ("#,##0.0,", "3,600.0"), ('0.0,"千円"', "3600.0千円")],
)  # fmt: skip
@pytest.mark.parametrize("name", WRITERS)
def test_displays_in_thousands_over_yen(name: str, number_format: str, shown: str) -> None:
    paper = Paper("表", [with_header("金額（千円）", 6), row(3_600_000)], {(1, 6): number_format}, {(1, 6): shown})
    assert amounts(reading_of(paper, replace(GUIDE, unit="千円"), name=name)) == [3_600_000]


def test_a_small_amount_in_a_column_of_thousands() -> None:
    for name in WRITERS:
        paper = Paper("表", [with_header("金額（千円）", 6), row(900)], {(1, 6): "#,##0,"}, {(1, 6): "1"})
        assert amounts(reading_of(paper, replace(GUIDE, unit="千円"), name=name)) == [900]


@pytest.mark.parametrize("number_format", ['[=0]"-";#,##0', "0.00E+00", "#,##0_);[Red](#,##0)", "[DBNum3][$-411]#,##0"])
def test_formats_that_change_nothing(number_format: str) -> None:
    assert amounts(reading_of(Paper("表", [HEAD, row(3_600_000)], {(1, 6): number_format}))) == [3_600_000]


# ------------------------------------------------------------------------------------------------ totals and blocks


@pytest.mark.parametrize(
    "word",
    ["小計", "合計（千円）", "計（A）", "合計（2件）", "支出合計", "長野市計", "計2名", "（計）", "合計額", "Total"],
)
def test_words_for_totals(word: str) -> None:
    reading = reading_of(Paper("表", [HEAD, row(1_000), row(2_000, "q"), blank(person=word, amount=3_000)]))
    assert amounts(reading) == [1_000, 2_000]
    assert reading.odd_totals == []
    filled = row(3_000, word)
    assert codes(reading_of(Paper("表", [HEAD, row(1_000), row(2_000, "q"), filled]))) == ["row-unclear"]


@pytest.mark.parametrize("word", ["会計", "会計課", "設計", "計良", "統計", "報酬＋手当（計）", "月額 300千円×12 計"])
def test_words_that_are_no_totals(word: str) -> None:
    assert amounts(reading_of(Paper("表", [[*HEAD, "積算内訳"], [*row(1_000), word]]))) == [1_000]
    guide = replace(GUIDE, columns={"measure": "cio-aide", "category": "personnel"})
    heads, cells = [*HEAD[:2], *HEAD[4:]], row(1_000)
    assert amounts(reading_of(Paper("表", [[*heads, "積算内訳"], [*cells[:2], *cells[4:], word]]), guide)) == [1_000]


def test_a_cost_without_its_measure_is_no_total_for_its_note() -> None:
    cells = [*row(1_000), "計"]
    cells[2] = None
    assert codes(reading_of(Paper("表", [[*HEAD, "備考"], cells]))) == ["measure-missing"]


def test_rows_after_the_last_total_are_told() -> None:
    rows = [HEAD, row(1_000), blank(person="合計", amount=1_000), row(999, "前年度")]
    reading = reading_of(Paper("表", rows))
    assert [found.code for found in reading.odd_totals] == ["after-total"]
    again = reading_of(Paper("表", [*rows, blank(person="合計", amount=999)]))
    assert again.odd_totals == []


def test_a_total_shown_in_thousands_like_its_column() -> None:
    paper = Paper("表", [with_header("金額（千円）", 6), row(3_600_000), blank(person="計", amount=3_600_000)])
    paper.formats = {(1, 6): "#,##0,", (2, 6): "#,##0,"}
    assert reading_of(paper, replace(GUIDE, unit="千円")).odd_totals == []


def test_no_table_is_lost_above_or_below_another() -> None:
    upper, lower = [HEAD, row(1_000)], [[*HEAD, "備考"], [*row(2_000, "q"), "x"]]
    assert codes(reading_of(Paper("表", [["表1"], *upper, [None], ["表2"], *lower])))
    broken = [[*HEAD[:2], "措置の内容", *HEAD[3:]], row(1_000)]
    with pytest.raises(Unreadable) as caught:
        reading_of(Paper("表", [*broken, [None], *lower]))
    assert "lines 1 and 4" in caught.value.message.in_("en")


def test_a_header_of_two_rows_printed_again() -> None:
    lower: list[Cell] = [None] * 10
    upper = [*HEAD[:6], "経費", None, *HEAD[8:]]
    lower[6], lower[7] = "金額", "特定財源"
    merged = [(0, 6, 0, 7), *((0, column, 1, column) for column in range(10) if column not in (6, 7))]
    paper = Paper("表", [upper, lower, row(1_000), upper, lower, row(2_000, "q")], merged=merged)
    reading = reading_of(paper)
    assert amounts(reading) == [1_000, 2_000]
    assert [(left.code, left.row) for left in reading.left_out] == [("row-header", 4)]


# ------------------------------------------------------------------------------------------------ merged cells, dittos


def test_costs_that_are_two_lines_high() -> None:
    rows: list[list[Cell]] = [HEAD, row(1_000), [None] * 10, row(2_000, "q"), [None] * 10]
    merged = [(top, column, top + 1, column) for top in (1, 3) for column in range(10)]
    assert amounts(reading_of(Paper("表", rows, merged=merged))) == [1_000, 2_000]


@pytest.mark.parametrize("mark", ["〃", "　〃", "〃　", "”", '"', "仝", "同 上", "↓", "〃〃", "″"])
def test_marks_for_the_same(mark: str) -> None:
    for name in WRITERS:
        reading = reading_of(Paper("表", [HEAD, row(1_000, "v1"), row(2_000, mark)]), name=name)
        assert [expense.person for expense in reading.expenses] == ["v1", "v1"]


def test_a_mark_for_the_same_means_the_row_above_hidden_or_not_and_no_total() -> None:
    paper = Paper("表", [HEAD, row(1, "v1"), row(2, "v2"), row(3, "〃")], hidden_rows={2})
    assert [expense.person for expense in reading_of(paper).expenses] == ["v1", "v2"]
    paper = Paper("表", [HEAD, row(1, "v1"), blank(person="小計", amount=1), row(3, "〃")])
    assert [expense.person for expense in reading_of(paper).expenses] == ["v1", "v1"]


def test_a_mark_for_the_same_in_a_csv() -> None:
    text = "body_code,fiscal_year,measure,category,person,amount\n202011,R8,cio-aide,personnel,v1,1\n202011,R8,cio-aide,personnel,〃,2\n"
    assert [expense.person for expense in read_text(text).expenses] == ["v1", "v1"]


# ------------------------------------------------------------------------------------------------ headers


@pytest.mark.parametrize("group", ["前年度", "特定財源", "対象外経費"])
def test_a_group_that_changes_the_meaning_of_an_amount(group: str) -> None:
    upper: list[Cell] = [*([None] * 6), group, None, None, None]
    reading = reading_of(Paper("表", [upper, HEAD, row(1_000)], merged=[(0, 6, 0, 7)]))
    assert "header-missing" in codes(reading)
    mapped = replace(GUIDE, mapped={f"{group} 金額": "amount", f"{group} 特定財源": "other_funding"})
    assert amounts(reading_of(Paper("表", [upper, HEAD, row(1_000)], merged=[(0, 6, 0, 7)]), mapped)) == [1_000]


def test_three_rows_of_header() -> None:
    top: list[Cell] = [*HEAD[:6], "経費", None, *HEAD[8:]]
    middle: list[Cell] = [*([None] * 6), "内訳", None, None, None]
    lower: list[Cell] = [*([None] * 6), "金額（千円）", "特定財源（千円）", None, None]
    merged = [(0, 6, 0, 7), (1, 6, 1, 7), *((0, column, 2, column) for column in (*range(6), 8, 9))]
    reading = reading_of(Paper("表", [top, middle, lower, row(3_600)], merged=merged))
    assert amounts(reading) == [3_600_000]
    assert "header in line 1-2-3" in reading.read_as[0].in_("en")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("金額（Ａ）", 6),
        ("特定財源（Ｂ）", 7),
        ("金額：千円", 6),
        ("対象者（注１）", 4),
        ("① 金額", 6),
        ("任用形態※2", 5),
    ],
)
def test_names_of_columns(text: str, column: int) -> None:
    reading = reading_of(Paper("表", [with_header(text, column), row(1_000)]), replace(GUIDE, unit="円"))
    assert amounts(reading) == [1_000]
    assert reading.passed_through == []


@pytest.mark.parametrize("text", ["按分\n率の案", "按 分 率（見込）"])
def test_a_name_that_comes_close_is_an_error_however_it_is_broken(text: str) -> None:
    assert codes(reading_of(Paper("表", [[*HEAD, text], [*row(1_000), 0.4]]))) == ["header-misspelt"]


@pytest.mark.parametrize("text", ["備考1", "団体名称", "対象者数", "No.", "番号"])
def test_names_that_can_lose_nothing_are_no_errors(text: str) -> None:
    assert amounts(reading_of(Paper("表", [[*HEAD, text], [*row(1_000), 1]]))) == [1_000]


def test_numbers_that_begin_anew_on_every_sheet_are_no_ids() -> None:
    papers = [Paper(f"{month}月", [["No.", *HEAD], [1, *row(month)]]) for month in (4, 5)]
    guide = replace(GUIDE, sheets=("*月",))
    reading = read_expenses(read_tables("b.xlsx", xlsx(papers), guide), guide)
    assert amounts(reading) == [4, 5]


# ------------------------------------------------------------------------------------------------ sheets


def test_another_sheet_that_may_be_a_table_is_never_left_out_in_silence() -> None:
    papers = [Paper("4月", [HEAD, row(1_000)]), Paper("5月", [with_header("措　置（名）", 2), row(2_000)])]
    with pytest.raises(Unreadable) as caught:
        read_tables("b.xlsx", xlsx(papers), GUIDE)
    assert "4月, 5月" in caught.value.message.in_("en")
    papers[1] = Paper("集計", [["団体名", "金額"], ["長野市", 1_000]])
    reading = read_expenses(read_tables("b.xlsx", xlsx(papers), GUIDE), GUIDE)
    assert "sheets not read: 集計" in reading.read_as[0].in_("en")


def test_a_pattern_takes_neither_hidden_sheets_nor_covers() -> None:
    papers = [Paper("表紙", [["調査"]]), Paper("A", [HEAD, row(1)]), Paper("旧", [HEAD, row(2)], hidden=True)]
    guide = replace(GUIDE, sheets=("*",))
    assert amounts(read_expenses(read_tables("b.xlsx", xlsx(papers), guide), guide)) == [1]


def test_an_example_is_not_counted() -> None:
    papers = [Paper("調査表", [HEAD, row(1)]), Paper("記入例", [HEAD, row(2)])]
    assert amounts(read_expenses(read_tables("b.xlsx", xlsx(papers), GUIDE), GUIDE)) == [1]


# ------------------------------------------------------------------------------------------------ cells


def test_a_year_shown_by_a_date() -> None:
    for name in ("b.xlsx", "b.ods"):
        paper = Paper("表", [HEAD, row(1)])
        paper.rows[1][1] = 46113 if name == "b.xlsx" else "令和8年度"  # 1 April 2026
        paper.formats = {(1, 1): '[$-411]ggge"年度"'}
        assert reading_of(paper, name=name).expenses[0].place.fiscal_year == "R8"


@pytest.mark.parametrize("text", ["2026/10/1 9:30", "令和８年１０月１日（木）", "R8.10.1", "2026-10-01 00:00:00"])
def test_dates(text: str) -> None:
    (expense,) = reading_of(Paper("表", [[*HEAD, "支出日"], [*row(1), text]])).expenses
    assert str(expense.date) == "2026-10-01"


def test_a_code_protected_in_a_csv() -> None:
    text = 'body_code,fiscal_year,measure,category,amount\n"=""010006""",R8,dx-leader,training,1\n'
    assert read_text(text).expenses[0].place.body_code == "010006"


def test_a_blank_far_away_makes_no_sheet_too_large() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx([Paper("表", [HEAD, row(1)])])))
    sheet: Any = book.worksheets[0]
    sheet["AF1048576"] = " "
    out = io.BytesIO()
    book.save(out)
    assert amounts(read_expenses(read_tables("b.xlsx", out.getvalue(), GUIDE), GUIDE)) == [1]


@pytest.mark.parametrize("text", ["a\tb\n1,234,567,890\t2,2,2,2\n", "団体コード\t年度\t金額\n202011\tR8\t3,600,000\n"])
def test_tabs_beside_thousands_commas(text: str) -> None:
    reading = read_text(text)
    assert "row-width" not in codes(reading)


@pytest.mark.parametrize(
    "content", [b"<html><table><tr><td>1</td></tr></table></html>", b"<?xml version='1.0'?><Workbook/>"]
)
def test_markup_under_the_name_of_a_workbook(content: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read_tables("b.xls", content, GUIDE)
    assert "html / xml" in caught.value.message.in_("en")


# ------------------------------------------------------------------------------------------------ found by a second reader


@pytest.mark.parametrize("note", ["（単位：人、千円）", "金額の単位：千円", "（単位：千円、税込）"])
def test_a_note_merged_right_above_the_header(note: str) -> None:
    over: list[Cell] = [*([None] * 8), note, None]
    assert amounts(reading_of(Paper("表", [["調査表"], over, HEAD, row(3_600)], merged=[(1, 8, 1, 9)]))) == [3_600_000]


@pytest.mark.parametrize("text", ["単位：千円", "令和8年10月1日現在", "団体名：長野市"])
def test_a_text_merged_above_the_money_is_no_group(text: str) -> None:
    over: list[Cell] = [*([None] * 6), text, None, None, None]
    expected = 3_600_000 if "千円" in text else 3_600
    assert amounts(reading_of(Paper("表", [["調査表"], over, HEAD, row(3_600)], merged=[(1, 6, 1, 7)]))) == [expected]


def test_a_box_beside_the_title_does_not_swallow_its_note() -> None:
    title: list[Cell] = ["調査表", None, "（単位：人、千円）", *([None] * 8), "団体名", "長野市"]
    assert amounts(reading_of(Paper("表", [title, HEAD, row(3_600)]))) == [3_600_000]


@pytest.mark.parametrize(
    "between", [blank(measure="CIO補佐官等 計", amount=1), blank(person="A課分 小計", amount=1), HEAD]
)
def test_a_mark_for_the_same_below_a_total_or_a_header(between: list[Cell]) -> None:
    same: list[Cell] = ["202037", "R8", "〃", "〃", "〃", "〃", 2, 0, "〃", "〃"]
    reading = reading_of(Paper("表", [HEAD, row(1, "v1"), between, same]))
    assert [(expense.person, expense.amount) for expense in reading.expenses] == [("v1", 1), ("v1", 2)]


@pytest.mark.parametrize("mark", ["上に同じ", "″", "”", "々", "↓"])
def test_every_mark_for_the_same_in_a_csv(mark: str) -> None:
    text = "body_code,fiscal_year,measure,category,person,amount,note\n202011,R8,cio-aide,personnel,v1,1,計\n"
    reading = read_text(f"{text}202011,R8,cio-aide,personnel,{mark},2,佐々木\n")
    assert codes(reading) == []  # a note may say 計 in a table as the contract has it
    assert [expense.person for expense in reading.expenses] == ["v1", "v1"]


def test_a_header_in_another_order_is_asked_about() -> None:
    other = [*HEAD[:6], HEAD[7], HEAD[6], *HEAD[8:]]
    assert codes(reading_of(Paper("表", [HEAD, row(1), other, row(2, "q")]))) == ["row-unclear"]


def test_a_given_name_is_no_total_where_a_mapping_gives_the_measure() -> None:
    guide = replace(GUIDE, columns={"measure": "cio-aide"})
    heads, cells = [*HEAD[:2], *HEAD[3:]], row(1_000, "佐藤 計")
    assert amounts(reading_of(Paper("表", [heads, [*cells[:2], *cells[3:]]]), guide)) == [1_000]


def test_a_row_of_a_plain_csv_that_lacks_its_measure_is_an_error() -> None:
    head = "body_code,fiscal_year,measure,category,person,employment,amount\n"
    reading = read_text(head + "202011,R8,,personnel,合計,part_time,5\n202011,R8,cio-aide,personnel,p,part_time,5\n")
    assert codes(reading) == ["measure-missing"]


@pytest.mark.parametrize("note", ["調査表（千円未満切捨て）", "※ 交付税額は千円未満四捨五入"])
def test_a_remark_on_rounding_is_no_unit(note: str) -> None:
    rows: list[list[Cell]] = [["（単位：円）"], [note], HEAD, row(3_600), [note]]
    assert amounts(reading_of(Paper("表", rows))) == [3_600]


def test_a_summary_beside_the_table_is_no_question() -> None:
    papers = [Paper("調査表", [HEAD, row(1)]), Paper("集計", [["団体コード", "措置", "金額"], ["202037", "計", 1]])]
    assert amounts(read_expenses(read_tables("b.xlsx", xlsx(papers), GUIDE), GUIDE)) == [1]


def test_the_program_s_own_words_for_a_year_are_read() -> None:
    for text, year in (("令和8年度（2026年度）", "R8"), ("令和8年度（2025年度）", None)):
        paper = Paper("表", [HEAD, row(1)])
        paper.rows[1][1] = text
        assert [expense.place.fiscal_year for expense in reading_of(paper).expenses] == ([year] if year else [])


@pytest.mark.parametrize("word", ["例", "記入例", "（例）", "例1"])
def test_a_row_that_is_an_example_is_not_counted(word: str) -> None:
    reading = reading_of(Paper("表", [["No.", *HEAD], [word, *row(9_999_999, "z")], [1, *row(1)]]))
    assert amounts(reading) == [1]
    assert [(left.code, left.row) for left in reading.left_out] == [("row-example", 2)]
