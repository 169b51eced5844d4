"""The same budget in every kind of file that finance staff have gives the same yen; what cannot be is asked or refused.

The budget is ``examples/city-five-aides.csv``, worked out by hand in its expected.toml: special tax 6,160,000 yen.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.read.sheet import Unreadable
from dx_kofu.read.table import MOST_PARTS, read_tables
from tests.support import EXAMPLES, GUIDE, calc_tables, read_table
from tests.workbooks import Cell, Paper, ods, xls, xlsx

CLEAN = (EXAMPLES / "city-five-aides.csv").read_bytes()
ROWS = list(csv.DictReader(io.StringIO(CLEAN.decode())))
WIDE = str.maketrans("0123456789,", "０１２３４５６７８９，")
WORDS = {"yes": "○", "no": "×", "": None, "part_time": "非常勤", "contractor": "委託"}
CATEGORIES = {"personnel": "報酬", "outsourcing": "委託料（人件費相当）", "recruitment": "募集経費"}

WRITERS: dict[str, Callable[[Sequence[Paper]], bytes]] = {"b.xlsx": xlsx, "b.xls": xls, "b.ods": ods}


def yen(result: dict[str, Any]) -> Any:
    """What must not depend on the kind of file."""
    items = [
        {key: item[key] for key in ("id", "claimed", "eligible", "potential", "status")} for item in result["items"]
    ]
    reductions = [[(r["code"], r["amount"]) for r in item["reductions"]] for item in result["items"]]
    return items, reductions, result["measures"], result["totals"]


EXPECTED = yen(calc_tables([read_table("b.csv", CLEAN)]))


def officers_paper() -> Paper:
    """A title, a unit note, a header of two merged rows, thousands of yen, cells merged downwards, a total, remarks."""
    heads = [
        "整理番号",
        "団体コード",
        "団体名",
        "年度",
        "措置",
        "経費区分",
        "対象者\n（氏名）",
        "任用形態",
        "経費",
        None,
    ]
    heads += ["按分率（％）", "外部人材（○×）", "全庁的助言業務", "計画策定のみ", "担当課"]
    lower: list[Cell] = [None] * len(heads)
    lower[8], lower[9] = "金　額", "うち特定財源"
    rows: list[list[Cell]] = [
        ["令和8年度 特別交付税 調査表", *[None] * 13, "（単位：千円）"],
        [None] * 15,
        [*heads],
        lower,
    ]
    for index, row in enumerate(ROWS):
        share = row["share"] and float(row["share"]) * 100
        rows.append(
            [
                *(row["id"], "202037" if not index else None, "上田市" if not index else None),
                *("令和８年度" if not index else None, "ＣＩＯ補佐官等" if not index else None),
                *(CATEGORIES[row["category"]], row["person"] or None, WORDS[row["employment"]]),
                *(int(row["amount"]) // 1000, int(row["other_funding"]) // 1000, share or None),
                *(WORDS[row["external"]], WORDS[row["advisory"]], WORDS[row["plan_only"]]),
                "情報政策課" if not index else "〃",
            ]
        )
    last = len(rows) - 1
    total = sum(int(row["amount"]) for row in ROWS) // 1000
    rows += [["合　計", *[None] * 7, total, 0, *[None] * 5], ["ueda-9", *[None] * 14], ["※ 金額は税込", *[None] * 14]]
    rows.append(
        ["ueda-10", "202037", "上田市", "R8", "CIO補佐官等", "報酬", "z", "非常勤", 999, 0, None, "○", "○", None, None]
    )
    merged = [(4, column, last, column) for column in (1, 2, 3, 4)]
    merged += [(2, 8, 2, 9)] + [(2, column, 3, column) for column in range(15) if column not in (8, 9)]
    return Paper("調査表", rows, merged=merged, hidden_rows={len(rows) - 1})


COVER = Paper("表紙", [["特別交付税に関する調査"], ["上田市 財政課"]])


def test_clean_csv_is_the_hand_calculation() -> None:
    assert EXPECTED[3]["special"]["allocation"] == 6_160_000


def japanese_csv() -> str:
    """Japanese headers, full-width digits, marks for yes and no."""
    out = io.StringIO()
    writer = csv.writer(out)
    heads = [
        "整理番号",
        "団体コード",
        "団体名",
        "年度",
        "措置",
        "経費区分",
        "対象者",
        "任用形態",
        "金額",
        "特定財源",
        "按分率",
    ]
    writer.writerow([*heads, "外部人材", "全庁的助言業務", "計画策定のみ"])
    for row in ROWS:
        amount = f"{int(row['amount']):,}".translate(WIDE) + "円"
        category = {**CATEGORIES, "personnel": "人件費・報酬"}[row["category"]]
        writer.writerow(
            [
                *(row["id"], row["body_code"].translate(WIDE), "上田市", "令和８年度", "市町村におけるCIO補佐官等"),
                *(category, row["person"], WORDS[row["employment"]], amount, "０", row["share"]),
                *(WORDS[row[fact]] for fact in ("external", "advisory", "plan_only")),
            ]
        )
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_japanese_csv(encoding: str) -> None:
    assert yen(calc_tables([read_table("b.csv", japanese_csv().encode(encoding))])) == EXPECTED


@pytest.mark.parametrize("title", ["", "令和8年度 調査表,,,\r\n,,,（単位：円）\r\n"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimiters_and_titles(title: str, delimiter: str) -> None:
    rows = csv.reader(io.StringIO(title + japanese_csv()))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    assert yen(calc_tables([read_table("b.txt", out.getvalue().encode("cp932"))])) == EXPECTED


def test_parquet() -> None:
    typed = pl.read_csv(io.BytesIO(CLEAN), schema_overrides={"body_code": pl.String})
    out = io.BytesIO()
    typed.write_parquet(out)
    assert yen(calc_tables([read_table("b.parquet", out.getvalue())])) == EXPECTED
    with pytest.raises(Unreadable):
        read_table("b.parquet", b"PAR1 and nothing more")


@pytest.mark.parametrize("name", WRITERS)
def test_a_clean_workbook(name: str) -> None:
    rows: list[list[Cell]] = [list(ROWS[0])]
    rows += [
        [int(text) if text.isdigit() and len(text) != 6 else text or None for text in row.values()] for row in ROWS
    ]
    assert yen(calc_tables([read_table(name, WRITERS[name]([Paper("Sheet1", rows)]))])) == EXPECTED


@pytest.mark.parametrize("name", WRITERS)
def test_an_officer_s_workbook(name: str) -> None:
    table = read_table(name, WRITERS[name]([COVER, officers_paper()]))
    assert (table.sheet, table.header_lines, table.unit) == ("調査表", (3, 4), "千円")
    result = calc_tables([table])
    assert yen(result) == EXPECTED
    assert [item["cell"] for item in result["items"][:2]] == ["調査表!I5", "調査表!I6"]
    assert [item["extra"] for item in result["items"][:2]] == [{"担当課": "情報政策課"}] * 2
    reading = read_expenses([table], GUIDE)
    assert [(left.code, left.row) for left in reading.left_out] == [
        ("row-hidden", 16), ("row-total", 13), ("row-form", 14), ("row-remark", 15),
    ]  # fmt: skip
    assert "1 rows that are not filled in are not counted (line 14)" in reading.left_out[2].message.in_("en")
    assert reading.odd_totals == []
    (line,) = (message.in_("en") for message in reading.read_as)
    for said in (
        "sheet 調査表",
        "header in line 3-4",
        "unit 千円",
        "経費 うち特定財源=other_funding",
        "報酬=personnel",
    ):
        assert said in line


def test_an_officer_s_workbook_saved_by_a_spreadsheet_program(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "b.xlsx").write_bytes(xlsx([COVER, officers_paper()]))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for kind in ("ods", "xls"):
        convert = [
            office,
            profile,
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(tmp_path),
            str(tmp_path / "b.xlsx"),
        ]
        subprocess.run(convert, check=True, capture_output=True)
        content = (tmp_path / f"b.{kind}").read_bytes()
        assert yen(calc_tables([read_table(f"b.{kind}", content)])) == EXPECTED


def reading_of(paper: Paper, guide: Guide = GUIDE, *, name: str = "b.xlsx") -> Reading:
    return read_expenses(read_tables(name, WRITERS[name]([paper]), guide), guide)


HEAD: list[Cell] = [
    "団体コード",
    "年度",
    "措置",
    "経費区分",
    "対象者",
    "任用形態",
    "金額",
    "特定財源",
    "外部人材",
    "全庁的助言業務",
]


def row(amount: Cell, person: str = "p", funding: Cell = 0) -> list[Cell]:
    return ["202037", "R8", "cio-aide", "personnel", person, "part_time", amount, funding, "yes", "yes"]


def amounts(reading: Reading) -> list[int]:
    assert not reading.diagnostics, [found.message.in_("en") for found in reading.diagnostics]
    return [expense.amount for expense in reading.expenses]


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize(
    ("value", "number_format", "shown", "yen_read"),
    [
        (21_000, '#,##0"千円"', "21,000千円", 21_000_000),
        (21_000_000, '#,##0,"千円"', "21,000千円", 21_000_000),
        (3_600_000, "#,##0", "3,600,000", 3_600_000),
        (3_600_000.0000000005, "#,##0", "3,600,000", 3_600_000),
        (5_000, '"¥"#,##0', "¥5,000", 5_000),
        (210, '#,##0"万円"', "210万円", 2_100_000),
    ],
)
def test_number_formats(name: str, value: float, number_format: str, shown: str, yen_read: int) -> None:
    paper = Paper("表", [HEAD, row(value)], {(1, 6): number_format}, {(1, 6): shown})
    assert amounts(reading_of(paper, name=name)) == [yen_read]


@pytest.mark.parametrize("name", WRITERS)
def test_a_thousands_display_over_yen_stops_with_a_question(name: str) -> None:
    paper = Paper("表", [HEAD, row(21_000_000), row(500_000)], {(1, 6): "#,##0,"}, {(1, 6): "21,000"})
    (found,) = reading_of(paper, name=name).diagnostics
    assert (found.code, found.cell, found.value) == ("amount-display", "表!G2", "21000000")
    assert "holds 21000000 and shows 21,000" in found.message.in_("en")
    for unit in ("円", "千円"):
        paper.rows[2][6] = 500_000 if unit == "円" else 500
        assert amounts(reading_of(paper, replace(GUIDE, unit=unit), name=name)) == [21_000_000, 500_000]
    paper.rows[0] = [*HEAD[:6], "金額（千円）", *HEAD[7:]]
    assert amounts(reading_of(paper, name=name)) == [21_000_000, 500_000]


@pytest.mark.parametrize(
    ("header", "note", "option", "expected"),
    [
        ("金額", None, None, 3_600),
        ("金額（千円）", None, None, 3_600_000),
        ("支出額\n（単位：百万円）", None, None, 3_600_000_000),
        ("金額", "（単位：千円）", None, 3_600_000),
        ("金額", "単位:万円", None, 36_000_000),
        ("金額（円）", "（単位：千円）", None, 3_600),
        ("金額（千円）", "（単位：千円）", "円", 3_600),
        ("金額", None, "千円", 3_600_000),
    ],
)  # fmt: skip
def test_units_of_header_note_and_option(header: str, note: str | None, option: str | None, expected: int) -> None:
    paper = Paper("表", [["調査表", note], [*HEAD[:6], header, *HEAD[7:]], row(3_600), row("2,100千円", "q")])
    assert amounts(reading_of(paper, replace(GUIDE, unit=option))) == [expected, 2_100_000]


def test_the_unit_of_one_column_is_not_that_of_another() -> None:
    paper = Paper("表", [[*HEAD[:6], "金額（千円）", "特定財源（円）", *HEAD[8:]], row(3_600, funding=500_000)])
    assert reading_of(paper).expenses[0].other_funding == 500_000


def test_an_amount_in_another_unit_than_the_rest_stops_with_a_question() -> None:
    paper = Paper("表", [HEAD, *(row(amount, str(amount)) for amount in (2_100, 3_600, 1_200, 6_000_000))])
    reading = reading_of(paper)
    assert [(found.code, found.cell) for found in reading.diagnostics] == [("amount-unit", "表!G5")]
    assert [expense.amount for expense in reading.expenses] == [2_100, 3_600, 1_200]
    assert amounts(reading_of(paper, replace(GUIDE, unit="円")))[3] == 6_000_000


@pytest.mark.parametrize(
    ("header", "text", "share"),
    [("按分率", "40%", "2/5"), ("按分率（％）", 40, "2/5"), ("按分率（%）", "40%", "2/5"), ("按分割合", "2/5", "2/5"), ("按分率（％）", 0.4, None)],
)  # fmt: skip
def test_percentages(header: str, text: Cell, share: str | None) -> None:
    reading = reading_of(Paper("表", [[*HEAD, header], [*row(1_000), text]]))
    if share is None:
        assert [found.code for found in reading.diagnostics] == ["share-unit"]
        assert "0.4% / 40%" in str(reading.diagnostics[0].fix and reading.diagnostics[0].fix.in_("en"))
    else:
        assert str(reading.expenses[0].share) == share


@pytest.mark.parametrize("name", WRITERS)
def test_formats_of_codes_shares_and_years(name: str) -> None:
    paper = Paper("表", [[*HEAD, "按分率", "支出日"], [*row(1_000), 0.4, "R8.10.1"]])
    paper.rows[1][0], paper.rows[1][1] = 10006, 8
    paper.formats = {(1, 0): "000000", (1, 1): '"令和"0"年度"', (1, 10): "0%"}
    paper.shown = {(1, 0): "010006", (1, 1): "令和8年度", (1, 10): "40%"}
    (expense,) = reading_of(paper, name=name).expenses
    assert (expense.place.body_code, expense.place.fiscal_year, str(expense.share)) == ("010006", "R8", "2/5")


def test_a_code_that_lost_its_zero_is_offered_and_not_repaired() -> None:
    paper = Paper("表", [HEAD, row(1_000)])
    paper.rows[1][0] = 10006
    (found,) = reading_of(paper).diagnostics
    assert (found.code, found.cell) == ("body-code-length", "表!A2")
    assert "010006" in str(found.fix and found.fix.in_("en"))


def test_merged_amounts_are_not_counted_twice() -> None:
    paper = Paper("表", [HEAD, row(1_000), row(None, "q")], merged=[(1, 6, 2, 6), (1, 0, 2, 0)])
    paper.rows[2][0] = None
    reading = reading_of(paper)
    assert [expense.amount for expense in reading.expenses] == [1_000]
    assert [(found.code, found.cell) for found in reading.diagnostics] == [("amount-missing", "表!G3")]


def test_a_total_that_differs_is_told() -> None:
    total: list[Cell] = ["合計", *[None] * 5, 2_500, *[None] * 3]
    reading = reading_of(Paper("表", [HEAD, row(1_000), row(2_000, "q"), total]))
    (found,) = reading.odd_totals
    assert (found.code, found.cell) == ("total-differs", "表!G4")
    assert "2,500 yen, is not the sum of the rows that are counted, 3,000 yen" in found.message.in_("en")
    subtotals: list[list[Cell]] = [["小計", *[None] * 5, 1_000, *[None] * 3], row(2_000, "q")]
    subtotals += [["小 計", *[None] * 5, 2_000, *[None] * 3], ["合計", *[None] * 5, 3_000, *[None] * 3]]
    assert reading_of(Paper("表", [HEAD, row(1_000), *subtotals])).odd_totals == []


@pytest.mark.parametrize("word", ["設計", "会計課", "計画", "家計"])
def test_a_row_with_a_measure_is_a_cost_whatever_words_it_holds(word: str) -> None:
    assert amounts(reading_of(Paper("表", [[*HEAD, "備考"], [*row(1_000, word), word]]))) == [1_000]


def test_a_measure_merged_down_to_the_subtotal_is_asked_about() -> None:
    subtotal: list[Cell] = [None, None, None, None, "小　計", None, 3_000, 0, None, None]
    paper = Paper(
        "表", [HEAD, row(1_000), row(2_000, "q"), subtotal], merged=[(1, column, 3, column) for column in range(4)]
    )
    for line in (2, 3):
        paper.rows[line][:4] = [None] * 4
    reading = reading_of(paper)
    assert [(found.code, found.row) for found in reading.diagnostics] == [("row-unclear", 4)]
    assert [expense.amount for expense in reading.expenses] == [1_000, 2_000]


def test_a_column_without_a_unit_beside_one_that_has_it_is_asked_about() -> None:
    paper = Paper(
        "表",
        [
            [*HEAD[:6], "金額（千円）", "特定財源", *HEAD[8:]],
            row(3_600, funding=500),
            row(1_000, "q", "20万円"),
            row(9, "r"),
        ],
    )
    (found,) = reading_of(paper).diagnostics
    assert (found.code, found.cell) == ("amount-unit", "表!H2")
    guide = replace(GUIDE, unit="千円")
    assert [expense.other_funding for expense in reading_of(paper, guide).expenses] == [500_000, 200_000, 0]


def test_a_total_row_in_a_file_that_has_no_column_of_measures() -> None:
    guide = replace(GUIDE, columns={"measure": "cio-aide", "category": "personnel"})
    heads = [*HEAD[:2], *HEAD[4:]]
    total: list[Cell] = ["計", *[None] * 3, 3_000, *[None] * 3]
    paper = Paper("表", [heads, *([*cells[:2], *cells[4:]] for cells in (row(1_000), row(2_000, "q"))), total])
    assert amounts(reading_of(paper, guide)) == [1_000, 2_000]


def test_several_sheets_are_asked_about_and_read_when_named() -> None:
    papers = [Paper(f"調査表{number}", [HEAD, row(1_000 * number, str(number))]) for number in (1, 2)]
    content = xlsx([COVER, *papers, replace(papers[0], title="旧", hidden=True)])
    with pytest.raises(Unreadable) as caught:
        read_tables("b.xlsx", content, GUIDE)
    assert "調査表1, 調査表2" in caught.value.message.in_("en")
    for patterns, expected in ((("調査表2",), [2_000]), (("調査表*",), [1_000, 2_000]), (("旧",), [1_000])):
        guide = replace(GUIDE, sheets=patterns)
        reading = read_expenses(read_tables("b.xlsx", content, guide), guide)
        assert amounts(reading) == expected
        assert len({expense.id for expense in reading.expenses}) == len(expected)
    with pytest.raises(Unreadable) as caught:
        read_tables("b.xlsx", content, replace(GUIDE, sheets=("集計",)))
    assert "表紙, 調査表1, 調査表2, 旧" in caught.value.message.in_("en")


def test_formulas_give_their_cached_values_and_uncached_ones_are_told() -> None:
    paper = Paper("表", [HEAD, row(None), row(2_000, "q")])
    content = xlsx([paper], {("表", 1, 6): ("=1000*3", 3_000), ("表", 1, 12): ('=IF(1=2,"x","")', "")})
    assert amounts(read_expenses(read_tables("b.xlsx", content, GUIDE), GUIDE)) == [3_000, 2_000]
    book = openpyxl.load_workbook(io.BytesIO(content))
    out = io.BytesIO()
    book.save(out)  # which keeps formulas and drops their values
    reading = read_expenses(read_tables("b.xlsx", out.getvalue(), GUIDE), GUIDE)
    assert [expense.amount for expense in reading.expenses] == [2_000]
    assert [(found.code, found.cell) for found in reading.diagnostics] == [("formula-not-calculated", "表!G2")]


def test_the_title_is_offered_where_a_column_is_missing() -> None:
    reading = reading_of(Paper("表", [["令和8年度 上田市（202037）調査表"], HEAD[2:], row(1_000)[2:]]))
    fixes = [found.fix.in_("en") for found in reading.diagnostics if found.fix is not None]
    assert fixes == [
        "if it is what the title says, give --body 202037",
        "if it is what the title says, give --fiscal-year R8",
    ]


def test_hidden_columns_are_used_and_told() -> None:
    reading = reading_of(Paper("表", [HEAD, row(1_000, funding=300)], hidden_columns={7}))
    assert reading.expenses[0].other_funding == 300
    assert "hidden columns used: other_funding" in reading.read_as[0].in_("en")


@pytest.mark.parametrize("mark", ["〃", "同上"])
def test_ditto_marks(mark: str) -> None:
    second: list[Cell] = ["202037", mark, mark, mark, "q", mark, 2_000, 0, mark, mark]
    assert amounts(reading_of(Paper("表", [HEAD, row(1_000), second]))) == [1_000, 2_000]
    second[6] = mark
    assert [found.code for found in reading_of(Paper("表", [HEAD, row(1_000), second])).diagnostics] == [
        "amount-unreadable"
    ]


# ------------------------------------------------------------------------------------------------ what is refused


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as file:
        file.writestr(name, part)
    return out.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read_tables("b.bin", content, GUIDE)
    caught.value.message.in_("ja").encode("cp932")
    return caught.value.message.in_("en")


def test_what_is_no_workbook_is_refused() -> None:
    good = xlsx([Paper("表", [HEAD, row(1_000)])])
    assert "broken or cut off" in refused(good[: len(good) // 2])
    assert "broken or cut off" in refused(archive({"xl/workbook.xml": b"<nonsense>"}))
    assert "a zip file cannot be read" in refused(archive({"photo.jpg": b"x"}))
    assert "a xlsb file" in refused(archive({"xl/workbook.bin": b"x"}))
    assert "broken or cut off" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)
    assert "password" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    assert "password" in refused(
        archive(
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": b"encryption-data"}
        )
    )


def test_archives_beyond_the_bounds_are_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is not opened" in refused(archive({f"p{number}": b"" for number in range(MOST_PARTS + 1)}))
    monkeypatch.setattr("dx_kofu.read.table.MOST_BYTES", 1 << 20)
    bomb = archive({"xl/workbook.xml": b"\0" * (2 << 20)})
    assert len(bomb) < 10_000
    assert "unpack to more than 1,048,576 bytes" in refused(bomb)


def test_entities_are_not_expanded() -> None:
    entities = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 100 + b'">]>'
    content = archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<manifest/>",
            "content.xml": b'<?xml version="1.0"?>' + entities + b"<a>&b;</a>",
        }
    )
    assert "broken" in refused(content)


def test_a_row_repeated_without_end_is_refused() -> None:
    content = ods([Paper("表", [HEAD, row(1_000)])])
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        document = file.read("content.xml").replace(
            b"<table:table-row><table:table-cell office:value-type",
            b'<table:table-row table:number-rows-repeated="99999999"><table:table-cell office:value-type',
        )
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b"",
        "content.xml": document,
    }
    assert "too large" in refused(archive(parts))


def test_macros_and_links_are_left_alone_and_said() -> None:
    content = xlsx([Paper("表", [HEAD, row(1_000)])])
    content = with_part(with_part(content, "xl/vbaProject.bin", b"x"), "xl/externalLinks/externalLink1.xml", b"<x/>")
    reading = read_expenses(read_tables("b.xlsm", content, GUIDE), GUIDE)
    said = reading.read_as[0].in_("en")
    assert "macros ignored" in said
    assert "links to other workbooks not followed" in said
    assert amounts(reading) == [1_000]


def test_in_a_table_as_the_contract_has_it_a_row_that_lacks_values_is_an_error() -> None:
    header = ",".join(ROWS[0])
    reading = read_expenses(
        [read_table("b.csv", f"{header}\na-1,202037{',' * 13}\n合計{',' * 8}1000{',' * 6}\n".encode())], GUIDE
    )
    assert {found.code for found in reading.diagnostics} >= {"measure-missing", "amount-missing"}
    assert [left.code for left in reading.left_out] == ["row-total"]


def test_json_of_a_csv_has_no_cells() -> None:
    result = json.dumps(calc_tables([read_table("b.csv", CLEAN)]))
    assert '"cell"' not in result
    assert '"sheet"' not in result
