"""Repairs that are certain: which they are, which are not, and that nothing else of a file changes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu.read.guide import Guide
from dx_kofu.repair.mend import Mended, mend
from dx_kofu.repair.records import CannotRepair, Repair
from dx_kofu.repair.spelling import only_near
from tests.office import convert, needs_office
from tests.strategies import Row, budgets
from tests.support import BOOK, GUIDE, calc_tables, read_table
from tests.workbooks import Paper, ods, xls, xlsx

HEADER = "id,body_code,body_name,fiscal_year,measure,category,person,amount,other_funding,date,external,note\n"
GOOD = {
    "id": "a",
    "body_code": "202011",
    "body_name": "",
    "fiscal_year": "R8",
    "measure": "cio-aide",
    "category": "personnel",
    "person": "p1",
    "amount": "1000",
    "other_funding": "0",
    "date": "",
    "external": "yes",
    "note": "",
}


def rows(*changed: dict[str, str]) -> str:
    """A table with a row for each change of a good one."""
    lines = [{**GOOD, "id": f"r{number}", **cells} for number, cells in enumerate(changed)]
    return HEADER + "".join(
        ",".join(f'"{text}"' if "," in text else text for text in line.values()) + "\n" for line in lines
    )


def mended(text: str, guide: Guide = GUIDE) -> Mended:
    return mend("t.csv", text.encode(), guide)


def changes(text: str, guide: Guide = GUIDE) -> list[tuple[int, str, str, str]]:
    return [(repair.row, repair.column, repair.before, repair.after) for repair in mended(text, guide).repairs]


# ------------------------------------------------------------------------------------------------ what is certain


@pytest.mark.parametrize(
    ("column", "before", "after"),
    [
        ("body_code", "10006", "010006"),  # no body has the number 006
        ("body_code", "92011", "092011"),  # no prefecture 92
        ("body_code", "12025", "012025"),
        ("body_code", "２０２０１１", "202011"),
        ("body_code", "202 011", "202011"),
        ("body_code", "20201-1", "202011"),
        ("body_code", "'202011", "202011"),
        ("body_code", "202011.0", "202011"),
        ("body_code", "10006.0", "010006"),
        ("fiscal_year", "令和8年度", "R8"),
        ("fiscal_year", "R8年度", "R8"),
        ("fiscal_year", "ｒ８", "R8"),
        ("fiscal_year", "令 和 8 年 度", "R8"),
        ("fiscal_year", "2026年度", "R8"),
        ("fiscal_year", "平成36年度", "R6"),
        ("date", "R8.10.1", "2026-10-01"),
        ("date", "令和8年10月1日", "2026-10-01"),
        ("date", "R8. 10. 1", "2026-10-01"),
        ("date", "2026/10/1", "2026-10-01"),
        ("measure", "cio_aide", "cio-aide"),
        ("measure", "CIO-Aide", "cio-aide"),
        ("measure", "ＣＩＯ－ＡＩＤＥ", "cio-aide"),
        ("measure", "cio-aid", "cio-aide"),
        ("measure", "市町村における CIO 補佐官等", "市町村におけるCIO補佐官等"),
        ("measure", "CIO補佐官", "市町村におけるCIO補佐官等"),
        ("category", "personel", "personnel"),
        ("category", "Personnel", "personnel"),
        ("category", "outsourcing-other", "outsourcing_other"),
        ("category", "人件費", "人件費・報酬"),
        ("category", "委託料(人件費相当)", "委託料（人件費相当）"),
        ("external", "は い", "はい"),
    ],
)
def test_one_reading_is_mended(column: str, before: str, after: str) -> None:
    assert changes(rows({column: before})) == [(2, column, before, after)]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("body_code", "13331"),  # 013331, or 13331 without its check digit
        ("body_code", "20201"),  # nothing tells that a digit is lost, and not another one wrong
        ("body_code", "202012"),
        ("body_code", '="10006"'),
        ("body_code", "1006"),
        ("body_code", "1000①"),
        ("fiscal_year", "8"),
        ("fiscal_year", "R12"),
        ("fiscal_year", "令和8年度(2025年度)"),
        ("date", "46296"),
        ("date", "20261001"),
        ("date", "10/1"),
        ("date", "R8.2.30"),
        ("measure", "cio"),
        ("category", "personnal2"),
        ("category", "personal"),  # two slips
        ("category", "exm"),  # too short to tell
        ("category", "募集費用"),  # another word, however near
        ("category", "受講"),
        ("external", "yse"),
        ("amount", "△1,000"),
        ("amount", "１０００"),
        ("other_funding", "1000.5"),
        ("person", "山田　太郎"),
        ("note", "R8.10.1"),
        ("id", "２"),
    ],
)
def test_what_is_not_certain_or_no_business_of_ours_stands(column: str, text: str) -> None:
    table = rows({column: text})
    assert mended(table) == Mended(table.encode(), ())


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("body_code", '="202011"'),
        ("date", "2026-10-01 10:00"),  # a time would be lost
        ("date", "2026/10/1(木)"),
        ("external", "○"),
        ("external", "ＹＥＳ"),
        ("external", "有"),
    ],
)
def test_what_can_be_read_and_would_only_lose_stands(column: str, text: str) -> None:
    assert changes(rows({column: text})) == []


# ------------------------------------------------------------------------------------------------ body codes


def test_two_readings_need_another_row_or_the_option() -> None:
    doubtful = {"body_code": "13331"}
    assert changes(rows(doubtful)) == []
    assert changes(rows(doubtful, {"body_code": "013331"})) == [(2, "body_code", "13331", "013331")]
    assert changes(rows(doubtful, {"body_code": "133311"})) == [(2, "body_code", "13331", "133311")]
    assert changes(rows(doubtful, {"body_code": "013331"}, {"body_code": "133311"})) == []
    by_option = replace(GUIDE, columns={"body_code": "013331"})
    assert changes(rows(doubtful), by_option) == [(2, "body_code", "13331", "013331")]


def test_a_code_without_its_check_digit_needs_them_too() -> None:
    assert changes(rows({"body_code": "20201"}, {})) == [(2, "body_code", "20201", "202011")]


def test_a_name_decides_between_two_codes_of_the_table() -> None:
    table = rows(
        {"body_code": "13331", "body_name": "松前町"},
        {"body_code": "013331", "body_name": "松前町"},
        {"body_code": "133311", "body_name": "某町"},
    )
    assert changes(table) == [(2, "body_code", "13331", "013331")]


@pytest.mark.parametrize(
    "other", [{"body_code": "092011", "body_name": "別の市"}, {"body_code": "202011", "body_name": "宇都宮市"}]
)
def test_a_name_with_another_code_speaks_against_the_only_reading(other: dict[str, str]) -> None:
    assert changes(rows({"body_code": "92011", "body_name": "宇都宮市"})) == [(2, "body_code", "92011", "092011")]
    assert changes(rows({"body_code": "92011", "body_name": "宇都宮市"}, other)) == []


# ------------------------------------------------------------------------------------------------ words and headings


def test_an_id_is_mistyped_only_where_no_other_is_near() -> None:
    assert only_near("travle", ["travel", "training"]) == "travel"
    assert only_near("travl", ["travel", "gravel"]) is None
    assert only_near("trl", ["travel"]) is None


def test_a_heading_mistyped_in_one_place_is_mended_and_then_its_cells() -> None:
    table = rows({"category": "personel"}).replace("category", "catgeory").replace("other_funding", "other_fundng")
    assert changes(table) == [
        (1, "category", "catgeory", "category"),
        (1, "other_funding", "other_fundng", "other_funding"),
        (2, "category", "personel", "personnel"),
    ]
    assert mended(table).content.decode() == rows({})


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("advisor", "山田"),  # who, not whether
        ("persons", "3"),  # how many
        ("other_fundngs", "0"),
        ("shared", "yes"),
        ("share2", "1"),
        ("特定財原", "0"),
        ("vendor", "x"),
    ],
)
def test_a_heading_that_may_be_another_column_stands(heading: str, cell: str) -> None:
    table = f"body_code,fiscal_year,measure,category,amount,{heading}\n202011,R8,cio-aide,travel,1,{cell}\n"
    assert changes(table) == []


def test_two_headings_near_one_column_stand() -> None:
    assert changes(rows({}).replace("other_funding,date", "other_fundng,other_fundin")) == []


def test_headings_that_are_read_stand() -> None:
    table = rows({}).replace("other_funding", "特定財源額（円）").replace("amount", "Amount ")
    assert changes(table) == []


# ------------------------------------------------------------------------------------------------ rows


def test_no_row_that_is_no_cost_is_touched() -> None:
    table = "題名\n" + rows({}, {"measure": "合計", "category": "", "person": "", "date": "R8.10.1", "external": ""})
    assert changes(table) == []


def test_a_ditto_follows_what_it_repeats() -> None:
    table = rows({"category": "personel"}, {"category": "〃", "person": "p2"})
    assert changes(table) == [(2, "category", "personel", "personnel")]
    assert "〃" in mended(table).content.decode()


def test_a_row_of_another_width_is_left_alone() -> None:
    assert changes(rows({}) + "x,10006,R8\n") == []


def test_a_word_that_a_mapping_explains_stands() -> None:
    table = rows({"category": "人件費", "fiscal_year": "2026"})
    own = replace(GUIDE, words={"category": {"人件費": "outsourcing"}})
    assert changes(table, own) == [(2, "fiscal_year", "2026", "R8")]


# ------------------------------------------------------------------------------------------------ bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encoding_delimiter_quotes_and_line_ends_stay(encoding: str, delimiter: str, end: str) -> None:
    def file(code: str, category: str) -> bytes:
        table = rows(
            {"body_code": code, "note": '"髙①㈱ ""x""\n、10006"'}, {"category": category, "note": "～"}
        ).replace(",", delimiter)
        table = table.replace("\n", end).removesuffix(end) + end + end + delimiter * 3
        mark = "\ufeff" if encoding.startswith("utf-16") else ""
        return (mark + table).encode(encoding)

    assert mend("t.csv", file("10006", '"personel"'), GUIDE).content == file("010006", '"personnel"')


def test_a_letter_of_two_codes_keeps_its_own() -> None:
    def file(code: str) -> bytes:
        table = rows({"body_code": code, "note": "1"}, {"note": "2"}).encode("cp932")
        return table.replace(b"yes,1\n", b"yes,\x81\xe6\xee\xf9\n").replace(b"yes,2\n", b"yes,\x87\x9a\x81\xca\n")

    assert file("10006").decode("cp932").encode("cp932") != file("10006")  # what decoding and encoding would do
    assert mend("t.csv", file("10006"), GUIDE).content == file("010006")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_first_cell(encoding: str) -> None:
    table = '"{}",body_code,fiscal_year,measure,amount\ntravel,202011,R8,cio-aide,1\n'
    found = mend("t.csv", table.format("catgeory").encode(encoding), GUIDE)
    assert found.content == table.format("category").encode(encoding)


def test_a_copy_that_differs_anywhere_else_is_not_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(name: str, content: bytes, repairs: Sequence[Repair]) -> tuple[bytes, list[Repair]]:
        return content.replace(b"10006", b"010006").replace(b"1000,", b"10000,"), list(repairs)

    monkeypatch.setattr("dx_kofu.repair.mend.rewrite_text", careless)
    with pytest.raises(CannotRepair) as caught:
        mended(rows({"body_code": "10006"}))
    assert "without changing other cells" in caught.value.message.in_("en")


@pytest.mark.parametrize("kind", ["xls", "ods", "parquet"])
def test_no_copy_of_other_kinds_is_written(kind: str) -> None:
    sheet = Paper("s", [list(line.split(",")) for line in rows({"body_code": "10006"}).splitlines()])
    content = {"xls": lambda: xls([sheet]), "ods": lambda: ods([sheet]), "parquet": parquet}[kind]()
    with pytest.raises(CannotRepair) as caught:
        mend(f"t.{kind}", content, GUIDE)
    assert kind in caught.value.message.in_("en")


def parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame({"body_code": ["10006"], "fiscal_year": ["R8"]}).write_parquet(out)
    return out.getvalue()


# ------------------------------------------------------------------------------------------------ workbooks

HEADINGS = ["団体コード", "年度", "措置", "経費区分", "対象者", "金額", "特定財源", "支出日", "外部人材"]


def workbook() -> bytes:
    """A sheet below a title, with looks, formulas, a note, a drop-down, a chart on another sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, other = book.add_worksheet("調査 & 表"), book.add_worksheet("集計")
    red, year, code = (
        book.add_format(look)
        for look in ({"bg_color": "#ff0000"}, {"num_format": '"令和"0"年度"'}, {"num_format": "000000"})
    )
    sheet.write(0, 0, "令和8年度 調査表（単位：円）")
    sheet.write_row(2, 0, HEADINGS)
    sheet.write_row(3, 0, [10006, "令和８年度", "cio_aide", "personel", "p1", 1000, 0, "R8.10.1", "○"], red)
    sheet.write_row(4, 0, ["01000 6", 2026, "CIO補佐官等", "人件費", "p2", None, 0, None, "○"])
    sheet.write_formula(4, 5, "=F4*2", None, 2000)
    sheet.write_row(5, 0, [None, None, "cio-aide", None, "p3", 3000, 0, None, "○"])
    sheet.write(5, 0, 10006, code)
    sheet.write(5, 1, 8, year)
    sheet.write_formula(5, 3, '="personel"', None, "personel")
    sheet.write_datetime(5, 7, date(2026, 10, 1), book.add_format({"num_format": "m/d"}))
    sheet.write_comment("A4", "要確認")
    sheet.data_validation("D4:D9", {"validate": "list", "source": ["personnel"]})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='調査 & 表'!$F$4:$F$6"})
    other.insert_chart("B2", chart)
    other.write_formula("A1", "=SUM('調査 & 表'!F4:F6)", None, 6000)
    book.close()
    return out.getvalue()


def test_a_workbook_keeps_all_but_the_mended_cells() -> None:
    before = workbook()
    found = mend("t.xlsx", before, GUIDE)
    assert [(repair.cell, repair.before, repair.after) for repair in found.repairs] == [
        ("調査 & 表!A4", "10006", "010006"),
        ("調査 & 表!B4", "令和８年度", "R8"),
        ("調査 & 表!C4", "cio_aide", "cio-aide"),
        ("調査 & 表!D4", "personel", "personnel"),
        ("調査 & 表!H4", "R8.10.1", "2026-10-01"),
        ("調査 & 表!A5", "01000 6", "010006"),
        ("調査 & 表!B5", "2026", "R8"),
        ("調査 & 表!C5", "CIO補佐官等", "市町村におけるCIO補佐官等"),
        ("調査 & 表!D5", "人件費", "人件費・報酬"),
    ]  # not A6, B6 and H6, which their formats show so; not D6, a formula: that is only suggested
    with ZipFile(io.BytesIO(before)) as old, ZipFile(io.BytesIO(found.content)) as new:
        assert old.namelist() == new.namelist()
        assert [part for part in old.namelist() if old.read(part) != new.read(part)] == ["xl/worksheets/sheet1.xml"]
        xml = new.read("xl/worksheets/sheet1.xml").decode()
    assert '<c r="A4" s="1" t="inlineStr"><is><t>010006</t></is></c>' in xml  # the red stays
    assert "<f>F4*2</f><v>2000</v>" in xml
    assert mend("t.xlsx", found.content, GUIDE).repairs == ()


def test_a_workbook_with_formulas_is_calculated_anew_when_opened() -> None:
    def parts(content: bytes, calculation: bytes) -> bytes:
        out = io.BytesIO()
        with ZipFile(io.BytesIO(content)) as old, ZipFile(out, "w") as new:
            for part in old.namelist():
                new.writestr(part, old.read(part).replace(b'<calcPr calcId="124519" fullCalcOnLoad="1"/>', calculation))
        return out.getvalue()

    as_excel_writes = parts(workbook(), b'<calcPr calcId="191029"/>')
    with ZipFile(io.BytesIO(mend("t.xlsx", as_excel_writes, GUIDE).content)) as new:
        assert b'<calcPr fullCalcOnLoad="1" calcId="191029"/>' in new.read("xl/workbook.xml")


def test_a_sheet_with_prefixes_and_without_names_of_cells_is_mended_too() -> None:
    """As the Open XML SDK writes, and as the standard allows."""
    content = xlsx(
        [Paper("s", [["団体コード", "年度", "措置", "経費区分", "金額"], ["10006", "R8", "cio-aide", "travel", 1]])]
    )
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(out, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                text = data.decode()
                for name in (
                    "worksheet",
                    "sheetData",
                    "row",
                    "c",
                    "v",
                    "dimension",
                    "sheetViews",
                    "sheetView",
                    "sheetFormatPr",
                    "pageMargins",
                ):
                    text = (
                        text.replace(f"<{name} ", f"<x:{name} ")
                        .replace(f"<{name}>", f"<x:{name}>")
                        .replace(f"</{name}>", f"</x:{name}>")
                    )
                text = text.replace('xmlns="http', 'xmlns:x="http').replace(' r="A2"', "").replace(' r="B2"', "")
                data = text.encode()
            new.writestr(part, data)
    found = mend("t.xlsx", out.getvalue(), GUIDE)
    assert [repair.cell for repair in found.repairs] == ["s!A2"]
    assert read_table("t.xlsx", found.content).rows[0][0] == "010006"


def test_the_cell_of_a_merged_area_is_mended_once() -> None:
    lines: list[list[Any]] = [
        HEADINGS[:7],
        [10006, "R8", "cio-aide", "personel", "p1", 1, 0],
        [None, "R8", "cio-aide", "personnel", "p2", 1, 0],
    ]
    found = mend("t.xlsx", xlsx([Paper("s", lines, merged=[(1, 0, 2, 0)])]), GUIDE)
    assert [repair.cell for repair in found.repairs] == ["s!A2", "s!D2"]


def test_what_a_formula_spills_into_and_the_headings_of_tables_are_left_alone() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("s")
    lines = [["202011", "R8", "cio-aide", name, f"p{number}", 1, 0] for number, name in enumerate(("personel",) * 3)]
    headings = ["body_code", "fiscal_year", "measure", "category", "person", "amount", "other_fundng"]
    sheet.add_table(0, 0, 3, 6, {"columns": [{"header": name} for name in headings], "data": lines})
    sheet.write_array_formula("D2:D3", '{=IF(F2:F3>0,"personel","")}', None, "personel")
    sheet.write("D3", "personel")
    book.close()
    assert mend("t.xlsx", out.getvalue(), GUIDE).repairs == ()
    with ZipFile(io.BytesIO(out.getvalue())) as old, ZipFile(plain := io.BytesIO(), "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"other_fundng", b"other_funding"))
    assert [repair.cell for repair in mend("t.xlsx", plain.getvalue(), GUIDE).repairs] == ["s!D4"]


@needs_office
def test_libreoffice_opens_the_copy(tmp_path: Any) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(mend("t.xlsx", workbook(), GUIDE).content)
    (out,) = convert([path], "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path)
    lines = out.read_text("utf-8").splitlines()
    assert lines[3] == "010006,R8,cio-aide,personnel,p1,1000,0,2026-10-01,○"
    assert lines[4].startswith("010006,R8,市町村におけるCIO補佐官等,人件費・報酬,p2,2000,0")


# ------------------------------------------------------------------------------------------------ the law

ZEROES = ("010006", "092011", "012025", "040002", "082015", "098451", "072010")
"""Bodies whose code begins with 0 and has no second reading without it, in the place of those of the strategies."""
SLIPS = {
    "personnel": ("personel", "Personnel", "persnonel", "ｐｅｒｓｏｎｎｅｌ"),
    "outsourcing": ("outsorcing", "OUTSOURCING"),
    "outsourcing_other": ("outsourcing-other", "outsourcing_ohter", "outsourcing other"),
    "recruitment": ("recruitmnet", "recruitments"),
    "outsourcing_recruitment": ("outsourcing_recrutment", "outsourcingrecruitment"),
    "contribution": ("contributon", "Contribution"),
    "training": ("trainning", "trainig"),
    "travel": ("travell", "TRAVEL"),
    "other": ("othre", "othar"),
    "municipal-support": ("municipal_support", "municipal-suport"),
    "accelerator": ("accelerater", "Accelerator"),
    "dx-leader": ("dx-leeder", "DX leader"),
    "cio-aide": ("cio-aid", "cio_aide", "ＣＩＯ－ａｉｄｅ"),
    "dx-advisor": ("dx-adviser",),
    "full_time": ("fulltime", "full-tme"),
    "part_time": ("part-time", "Part Time"),
    "contractor": ("contracter",),
    "人件費・報酬": ("人件費", "人件費 ・ 報酬", "報酬"),
    "市町村におけるCIO補佐官等": ("CIO補佐官等", "市町村におけるＣＩＯ補佐官等"),
    "2026-10-01": ("R8.10.1", "令和8年10月1日", "2026/10/1", "２０２６－１０－０１"),
}
OF_HEADINGS = {
    "other_funding": ("other_fundng", "other_funidng"),
    "fiscal_year": ("fiscal_yaer",),
    "category": ("catagory",),
    "employment": ("emploiment",),
    "main_duty_support": ("main_duty_suport", "main_duty_suppport"),
}
JAPANESE = {"personnel": "人件費・報酬", "cio-aide": "市町村におけるCIO補佐官等"}


def slips_of(column: str, text: str) -> tuple[str, ...]:
    """How a cell may come to be written otherwise, without another meaning."""
    match column:
        case "body_code":
            return (text[1:], f"{text[1:]}.0", f"{text[:5]}-{text[5:]}", f"'{text}", " ".join(text))
        case "note":
            return ()
        case "fiscal_year":
            number = int(text[1:])
            calendar = 2018 + number
            return (
                f"令和{number}年度",
                str(calendar),
                f"平成{number + 30}年度",
                f"FY{calendar}",
                f"r{number}",
                f"{calendar}年",
            )
    return SLIPS.get(text, ())


@st.composite
def damaged(draw: st.DrawFn) -> tuple[list[list[str]], list[list[str]], int]:
    """A clean table with its header, the same with slips in some cells, and how many those are."""
    table = draw(budgets(most=6))
    bodies = dict(zip(sorted({row["body_code"] for row in table}), draw(st.permutations(ZEROES)), strict=False))
    columns = list(table[0])
    clean = [[*columns, "date", "note"]] + [
        [*(cell(row, column, bodies, draw(st.booleans())) for column in columns), "2026-10-01", "R8.10.1 髙"]
        for row in table
    ]
    dirty, count = [list(line) for line in clean], 0
    for line in dirty:
        for index, column in enumerate(clean[0]):
            slips = OF_HEADINGS.get(column, ()) if line is dirty[0] else slips_of(column, line[index])
            if slips and draw(st.integers(0, 3)) == 0:
                line[index] = draw(st.sampled_from(slips))
                count += 1
    return clean, dirty, count


def cell(row: Row, column: str, bodies: dict[str, str], japanese: bool) -> str:
    if row[column] is None:
        return ""
    text = bodies[row[column]] if column == "body_code" else str(row[column])
    return JAPANESE.get(text, text) if japanese and column in ("measure", "category") else text


def items(content: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = calc_tables([read_table("t", content)])["items"]
    return found


def written(table: Sequence[Sequence[str]], quoted: Sequence[bool], delimiter: str, end: str, encoding: str) -> bytes:
    lines = [
        delimiter.join(f'"{text}"' if quotes else text for text, quotes in zip(line, quoted, strict=True))
        for line in table
    ]
    return end.join([*lines, ""]).encode(encoding)


@settings(max_examples=150, deadline=None)
@given(damaged(), st.data())
def test_the_copy_of_a_damaged_table_is_the_table_before_the_damage(
    tables: tuple[list[list[str]], list[list[str]], int], data: st.DataObject
) -> None:
    """Byte for byte; so every other byte stands, the figures are the same, and mending it again finds nothing."""
    clean, dirty, count = tables
    quoted = data.draw(st.lists(st.booleans(), min_size=len(clean[0]), max_size=len(clean[0])))
    form = (
        data.draw(st.sampled_from([",", "\t", ";"])),
        data.draw(st.sampled_from(["\n", "\r\n"])),
        data.draw(st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"])),
    )
    before, after = written(clean, quoted, *form), written(dirty, quoted, *form)
    assert mend("t.csv", before, GUIDE) == Mended(before, ())
    found = mend("t.csv", after, GUIDE)
    assert found.content == before
    assert len(found.repairs) == count
    assert items(found.content) == items(before)


@settings(max_examples=40, deadline=None)
@given(damaged())
def test_so_is_the_copy_of_a_workbook(tables: tuple[list[list[str]], list[list[str]], int]) -> None:
    clean, dirty, count = tables
    before = xlsx([Paper("調査表", [list(line) for line in clean])])
    assert mend("t.xlsx", before, GUIDE) == Mended(before, ())
    found = mend("t.xlsx", xlsx([Paper("調査表", [list(line) for line in dirty])]), GUIDE)
    assert len(found.repairs) == count
    assert read_table("t", found.content)._replace(sha256="") == read_table("t", before)._replace(sha256="")
    assert mend("t.xlsx", found.content, GUIDE).repairs == ()


def test_no_shipped_rule_file_has_two_ids_that_one_slip_may_mean() -> None:
    """Else a slip in one of them could never be mended."""
    for year in BOOK.years:
        for ids in (BOOK[year].rules.categories, [measure.id for measure in BOOK[year].rules.measures]):
            for name in ids:
                assert only_near(name[:-1], list(ids)) in (name, None)
