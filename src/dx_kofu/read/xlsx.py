"""Sheets of an ``.xlsx`` or ``.xlsm`` workbook, read with openpyxl: cached values, number formats, merged and hidden cells.

Formulas are never calculated here: a workbook keeps the value that a spreadsheet program calculated last. Macros and links
to other workbooks are left alone, and said so.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from typing import Any
from zipfile import ZipFile

from dx_kofu.messages import Message
from dx_kofu.read.formats import shown, text_of
from dx_kofu.read.sheet import Area, File, Sheet, Unreadable, trimmed

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def read_xlsx(name: str, content: bytes) -> File:
    """The sheets; :class:`Unreadable` where the archive is no workbook."""
    sheets = _load(name, content).worksheets
    with ZipFile(io.BytesIO(content)) as archive:
        parts = archive.namelist()
        uncached = {title: _uncached(archive, part) for title, part in parts_of_sheets(archive)}
    remarks = []
    if any(part.endswith("vbaProject.bin") for part in parts):
        remarks.append(Message("file.macros"))
    if any(part.startswith("xl/externalLinks/") for part in parts):
        remarks.append(Message("file.links"))
    return File(tuple(_sheet(name, sheet, uncached.get(sheet.title, ())) for sheet in sheets), tuple(remarks))


def parts_of_sheets(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's title and the part of the archive that holds it."""
    from defusedxml.ElementTree import fromstring

    targets = {
        link.get("Id"): link.get("Target", "") for link in fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for sheet in fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
        target = targets.get(sheet.get(f"{RELATION}id"), "")
        yield sheet.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _uncached(archive: ZipFile, part: str) -> list[tuple[int, int]]:
    """Formulas of a sheet that hold no value at all; an empty text that was calculated is one."""
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils.cell import coordinate_to_tuple

    if part not in archive.namelist() or b"<f" not in archive.read(part):
        return []
    found = []
    with archive.open(part) as file:
        for _, element in iterparse(file):
            if element.tag == f"{MAIN}c":
                if element.find(f"{MAIN}f") is not None and not (
                    element.findtext(f"{MAIN}v") or element.get("t") == "str"
                ):
                    line, column = coordinate_to_tuple(element.get("r"))
                    found.append((line, column - 1))
                element.clear()
    return found


def _load(name: str, content: bytes) -> Any:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about parts that are not read: pictures, drop-downs
        try:
            return openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        except Exception as error:  # whatever a broken file makes it raise
            raise Unreadable(name, Message("file.broken", kind="xlsx", why=type(error).__name__)) from error


def _sheet(name: str, sheet: Any, uncached: Sequence[tuple[int, int]]) -> Sheet:
    texts: dict[tuple[int, int], str] = {}
    divided: dict[tuple[int, int], int] = {}
    for line, column, cell in _cells(sheet):
        if type(cell.value) in (int, float):
            texts[line, column], by = shown(cell.value, cell.number_format)
            if by != 1:
                divided[line, column] = by
        elif cell.value is not None:
            texts[line, column] = text_of(cell.value)
    rows, lines = trimmed(texts, name, uncached)
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
        uncached=tuple(uncached),
    )


def _cells(sheet: Any) -> Iterator[tuple[int, int, Any]]:
    """Only the cells that the file has: asking for rows would make a million blank ones of a sheet formatted to its end."""
    for (line, column), cell in sheet._cells.items():
        yield line, column - 1, cell


def _hidden_columns(sheet: Any) -> Iterator[int]:
    for column in sheet.column_dimensions.values():
        if column.hidden and column.min is not None:
            yield from range(column.min - 1, min(column.max, 1000))
