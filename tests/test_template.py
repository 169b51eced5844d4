"""The empty table: what it asks, that it reads once it is filled in, and that its lists hold only words the reader knows."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dx_kofu.cli.app import run
from dx_kofu.columns import COLUMNS
from dx_kofu.read.expenses import read_expenses
from dx_kofu.render.template import as_csv, as_workbook, columns_of, example_of
from dx_kofu.words import Lang
from tests.office import convert, needs_office
from tests.support import BOOK, GUIDE, calc_tables, calc_text, read_table, read_text

YEARS = BOOK.years


def example_text(year: str, **changes: str) -> str:
    """The CSV template with the worked example under its header."""
    rules = BOOK[year].rules
    row = {**example_of(rules, "ja"), **changes}
    out = io.StringIO()
    csv.writer(out).writerow([row.get(column.name, "") for column in columns_of(rules, "ja")])
    return as_csv(rules) + out.getvalue()


@pytest.mark.parametrize("year", YEARS)
def test_the_header_names_every_column_and_the_example_is_paid_in_full(year: str) -> None:
    reading = read_text(as_csv(BOOK[year].rules) + "\n")
    assert [diagnostic.code for diagnostic in reading.diagnostics] == ["header-only"]
    assert reading.passed_through == []
    result = calc_text(example_text(year))
    (item,) = result["items"]
    assert (item["claimed"], item["potential"]) == (3_600_000, 3_600_000)
    unknown_cap = all(question["fact"].startswith("cap:") for question in item["questions"])
    assert item["eligible"] == 3_600_000 or (item["questions"] and unknown_cap)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_workbook_s_example_sheet_reads(lang: Lang) -> None:
    content = as_workbook(BOOK["R8"].rules, lang)
    guide = replace(GUIDE, sheets=({"ja": "記入例", "en": "Example"}[lang],))
    result = calc_tables([read_table("blank.xlsx", content, guide)])
    assert [item["status"] for item in result["items"]] == ["eligible"]
    assert result["items"][0]["body_code"] == "010006"  # the leading zero is kept


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_filled_sheet_reads(lang: Lang) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(BOOK["R8"].rules, lang)))
    sheet = book.worksheets[0]
    assert sheet.title == {"ja": "支出表", "en": "Expenses"}[lang]
    row = {**example_of(BOOK["R8"].rules, lang), "share": "2/5", "note": ""}
    for index, column in enumerate(columns_of(BOOK["R8"].rules, lang), start=1):
        assert sheet.cell(1, index).value == column.title
        sheet.cell(2, index).value = row.get(column.name)
    out = io.BytesIO()
    book.save(out)
    (item,) = calc_tables([read_table("filled.xlsx", out.getvalue())])["items"]  # not the example on its own sheet
    assert item["eligible"] == 1_440_000
    reading = read_expenses([read_table("filled.xlsx", out.getvalue())], GUIDE)
    assert reading.passed_through == reading.left_out == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_blank_workbook_has_no_cost(lang: Lang) -> None:
    reading = read_expenses([read_table("blank.xlsx", as_workbook(BOOK["R8"].rules, lang))], GUIDE)
    assert [found.code for found in reading.diagnostics] == ["header-only"]


@pytest.mark.parametrize("year", YEARS)
def test_every_word_of_the_lists_is_one_that_the_reader_accepts(year: str) -> None:
    columns = columns_of(BOOK[year].rules, "ja")
    assert {column.name for column in columns} == {*COLUMNS, *BOOK[year].rules.facts}
    for column in columns:
        for word in column.words:
            assert read_text(example_text(year, **{column.name: word})).diagnostics == [], (column.name, word)


def lists_of(sheet: Any, book: Any) -> dict[str, list[str]]:
    """The drop-down words of a sheet's columns."""
    found = {}
    for check in sheet.data_validations.dataValidation:
        if check.type == "list":
            name, area = check.formula1.replace("$", "").replace("'", "").split("!")
            words = [cell.value for (cell,) in book[name][area]]
            found[sheet.cell(1, next(iter(check.sqref.ranges)).min_col).value] = words
    return found


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_lists_notes_and_formats(lang: Lang) -> None:
    rules = BOOK["R8"].rules
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(rules, lang)))
    sheet = book.worksheets[0]
    columns = columns_of(rules, lang)
    assert lists_of(sheet, book) == {column.title: list(column.words) for column in columns if column.words}
    for index, column in enumerate(columns, start=1):
        comment = sheet.cell(1, index).comment
        assert comment is not None
        note = comment.text
        assert column.meaning in note
        assert column.who in note
        assert column.blank in note
    formats = {}
    for width in sheet.column_dimensions.values():  # columns alike stand together
        assert width.min is not None
        assert width.max is not None
        formats.update(dict.fromkeys(range(width.min, width.max + 1), width.number_format))
    named = {column.name: formats[index] for index, column in enumerate(columns, start=1)}
    assert all(named[name] == "@" for name in ("id", "body_code", "person", "share"))
    assert "#,##0" in named["amount"]
    assert sheet.max_row == 1
    assert sheet.freeze_panes == "D2"
    for page in book.worksheets:
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)


def test_the_same_rules_give_the_same_bytes() -> None:
    rules = BOOK["R8"].rules
    assert as_workbook(rules, "ja") == as_workbook(rules, "ja")


def test_a_rule_file_s_new_fact_is_a_new_column(tmp_path: Path) -> None:
    text = (BOOK.folder / "R8.toml").read_text("utf-8")
    fact = '[facts.cloud]\ntitle = { ja = "クラウド", en = "cloud" }\nquestion = { ja = "使うか", en = "Used?" }\nwho = { ja = "課", en = "us" }\n\n'
    (tmp_path / "R8.toml").write_text(text.replace("[facts.employment]", fact + "[facts.employment]", 1), "utf-8")
    out = tmp_path / "blank.csv"
    assert run(["template", "-o", str(out), "--rules", str(tmp_path), "--lang", "en"], "en") == 0
    assert "クラウド" in out.read_text("utf-8-sig").strip().split(",")


def test_a_file_that_exists_is_kept_unless_forced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "blank.xlsx"
    assert run(["template", "-o", str(out), "--lang", "en"], "en") == 0
    before = out.read_bytes()
    out.write_bytes(b"filled in")
    assert run(["template", "-o", str(out), "--lang", "en"], "en") == 2
    assert out.read_bytes() == b"filled in"
    assert "--force" in capsys.readouterr().err
    assert run(["template", "-o", str(out), "--force", "--lang", "en"], "en") == 0
    assert out.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-o", "blank.txt"], ".xlsx or .csv"),
        (["-o", "blank.csv", "--fiscal-year", "R99"], "--fiscal-year R99"),
        ([], "--output is required"),
    ],
)
def test_wrong_use(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template", *arguments, "--lang", "en"], "en") == 2
    assert told in capsys.readouterr().err
    assert not Path(arguments[1] if arguments else "blank.csv").exists()


def test_announced_rules_are_marked_provisional() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(BOOK["R10"].rules, "ja")))
    assert str(book["説明"]["A3"].value).startswith("暫定")


@needs_office
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    for lang in ("ja", "en"):
        (tmp_path / f"{lang}.xlsx").write_bytes(as_workbook(BOOK["R8"].rules, lang))
    pages = convert([tmp_path / "ja.xlsx", tmp_path / "en.xlsx"], "pdf", tmp_path)
    assert all(page.read_bytes().startswith(b"%PDF") for page in pages)
