"""Writes one sheet as officers have it - merged cells, formats, hidden rows - into .xlsx, .xls and .ods files."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

import xlsxwriter
import xlwt

Cell = str | int | float | date | None
ERA = '[$-411]ggge"年"m"月"d"日"'


@dataclass
class Paper:
    """A sheet: values by row (from 0) and column, number formats by place, merged areas, hidden rows and columns."""

    title: str
    rows: list[list[Cell]]
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    """What a formatted number shows, for the file that stores it (.ods)."""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False


def xlsx(papers: Sequence[Paper], formulas: Mapping[tuple[str, int, int], tuple[str, Any]] | None = None) -> bytes:
    """An .xlsx workbook; ``formulas`` gives some cells a formula with a cached value."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False})
    for paper in papers:
        sheet = book.add_worksheet(paper.title)
        for row, cells in enumerate(paper.rows):
            for column, value in enumerate(cells):
                number_format = paper.formats.get((row, column))
                style = book.add_format({"num_format": number_format}) if number_format else None
                if isinstance(value, date):
                    era = style or book.add_format({"num_format": ERA})
                    sheet.write_datetime(row, column, datetime.combine(value, time()), era)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value, style)
                elif value is not None:
                    sheet.write(row, column, value, style)
        for top, left, bottom, right in paper.merged:
            sheet.merge_range(top, left, bottom, right, "")
            value = paper.rows[top][left]
            sheet.write(top, left, value) if not isinstance(value, str) else sheet.write_string(top, left, value)
        for row in paper.hidden_rows:
            sheet.set_row(row, None, None, {"hidden": True})
        for column in paper.hidden_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
        for (title, row, column), (formula, value) in (formulas or {}).items():
            if title == paper.title:
                sheet.write_formula(row, column, formula, None, value)
        if paper.hidden:
            sheet.hide()
    book.close()
    return out.getvalue()


def xls(papers: Sequence[Paper]) -> bytes:
    """An .xls workbook."""
    book = xlwt.Workbook()
    for paper in papers:
        sheet = book.add_sheet(paper.title)
        covered = {
            (row, column): area
            for area in paper.merged
            for row in range(area[0], area[2] + 1)
            for column in range(area[1], area[3] + 1)
        }
        for row, cells in enumerate(paper.rows):
            for column, value in enumerate(cells):
                if value is None or (row, column) in covered:
                    continue
                number_format = paper.formats.get((row, column), "yyyy-mm-dd" if isinstance(value, date) else "General")
                sheet.write(row, column, value, xlwt.easyxf(num_format_str=number_format))
        for top, left, bottom, right in paper.merged:
            sheet.write_merge(top, bottom, left, right, paper.rows[top][left])
        for row in paper.hidden_rows:
            sheet.row(row).hidden = True
        for column in paper.hidden_columns:
            sheet.col(column).hidden = True
        sheet.visibility = int(paper.hidden)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" office:version="1.3">
<office:automatic-styles><style:style style:name="gone" style:family="table">
<style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"""


def ods(papers: Sequence[Paper]) -> bytes:
    """An .ods workbook, with the million blank rows that spreadsheet programs write at the end."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", _ODS.format(sheets="".join(map(_ods_sheet, papers))))
    return out.getvalue()


def _ods_sheet(paper: Paper) -> str:
    width = max(map(len, paper.rows))
    columns = "".join(
        f"<table:table-column{' table:visibility=' + quoteattr('collapse') if column in paper.hidden_columns else ''}/>"
        for column in range(width)
    )
    rows = "".join(_ods_row(paper, row, cells) for row, cells in enumerate(paper.rows))
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    style = ' table:style-name="gone"' if paper.hidden else ""
    return f"<table:table table:name={quoteattr(paper.title)}{style}>{columns}{rows}{blank}</table:table>"


def _ods_row(paper: Paper, row: int, cells: Sequence[Cell]) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in paper.merged}
    covered = {
        (line, column)
        for top, left, bottom, right in paper.merged
        for line in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(spans)
    written = []
    for column, value in enumerate(cells):
        place = (row, column)
        if place in covered:
            written.append("<table:covered-table-cell/>")
            continue
        down, across = spans.get(place, (1, 1))
        span = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"' if place in spans else ""
        written.append(f"<table:table-cell{span}{_ods_value(value, paper, place)}</table:table-cell>")
    hidden = ' table:visibility="filter"' if row in paper.hidden_rows else ""
    return f"<table:table-row{hidden}>{''.join(written)}</table:table-row>"


def _ods_value(value: Cell, paper: Paper, place: tuple[int, int]) -> str:
    match value:
        case None:
            return ">"
        case date():
            return f' office:value-type="date" office:date-value="{value}"><text:p>{value}</text:p>'
        case int() | float():
            shown = paper.shown.get(place, str(value))
            kind = "percentage" if shown.endswith("%") else "float"
            return f' office:value-type="{kind}" office:value="{value}"><text:p>{escape(shown)}</text:p>'
        case _:
            lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
            return f' office:value-type="string">{lines}'
