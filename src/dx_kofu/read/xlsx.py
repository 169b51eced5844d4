"""Sheets of an ``.xlsx`` or ``.xlsm`` workbook, read with openpyxl: cached values, number formats, merged and hidden cells.

Formulas are never calculated here: a workbook keeps the value that a spreadsheet program calculated last. Macros and links
to other workbooks are left alone, and said so.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zipfile import ZipFile

from dx_kofu.messages import Message
from dx_kofu.read.formats import shown
from dx_kofu.read.sheet import Area, File, Sheet, Unreadable, trimmed


def read_xlsx(name: str, content: bytes) -> File:
    """The sheets; :class:`Unreadable` where the archive is no workbook."""
    sheets = _load(name, content, values=True).worksheets
    with ZipFile(io.BytesIO(content)) as archive:
        parts = archive.namelist()
        calculated = any(b"<f" in archive.read(part) for part in parts if part.startswith("xl/worksheets/sheet"))
    formulas = _load(name, content, values=False).worksheets if calculated else [None] * len(sheets)
    remarks = []
    if any(part.endswith("vbaProject.bin") for part in parts):
        remarks.append(Message("file.macros"))
    if any(part.startswith("xl/externalLinks/") for part in parts):
        remarks.append(Message("file.links"))
    return File(tuple(_sheet(name, *pair) for pair in zip(sheets, formulas, strict=True)), tuple(remarks))


def _load(name: str, content: bytes, *, values: bool) -> Any:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about parts that are not read: pictures, drop-downs
        try:
            return openpyxl.load_workbook(io.BytesIO(content), data_only=values, keep_links=False)
        except Exception as error:  # whatever a broken file makes it raise
            raise Unreadable(name, Message("file.broken", kind="xlsx", why=type(error).__name__)) from error


def _sheet(name: str, sheet: Any, formulas: Any) -> Sheet:
    texts: dict[tuple[int, int], str] = {}
    divided: dict[tuple[int, int], int] = {}
    for line, column, cell in _cells(sheet):
        if type(cell.value) in (int, float):
            texts[line, column], by = shown(cell.value, cell.number_format)
            if by != 1:
                divided[line, column] = by
        elif cell.value is not None:
            texts[line, column] = text_of(cell.value)
    uncached = [
        (line, column)
        for line, column, cell in (_cells(formulas) if formulas is not None else ())
        if cell.data_type == "f" and (line, column) not in texts
    ]
    rows, lines = trimmed(texts | dict.fromkeys(uncached, " "), name)
    return Sheet(
        sheet.title,
        rows,
        lines,
        tuple(
            Area(area.min_row, area.min_col - 1, area.max_row, area.max_col - 1) for area in sheet.merged_cells.ranges
        ),
        frozenset(line for line, row in sheet.row_dimensions.items() if row.hidden),
        frozenset(_hidden_columns(sheet)),
        sheet.sheet_state != "visible",
        divided,
        tuple(uncached),
    )


def _cells(sheet: Any) -> Iterator[tuple[int, int, Any]]:
    """Only the cells that the file has: asking for rows would make a million blank ones of a sheet formatted to its end."""
    for (line, column), cell in sheet._cells.items():
        yield line, column - 1, cell


def _hidden_columns(sheet: Any) -> Iterator[int]:
    for column in sheet.column_dimensions.values():
        if column.hidden and column.min is not None:
            yield from range(column.min - 1, min(column.max, 1000))


def text_of(value: object) -> str:
    """A value that is no number as text: dates by ISO 8601, yes and no as words."""
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return str(value.date()) if value.time() == time() else value.isoformat(" ")
        case date():
            return value.isoformat()
        case _:
            return str(value)
