"""Sheets of an old ``.xls`` workbook, read with xlrd: values, number formats, merged and hidden cells."""

from __future__ import annotations

import io
from typing import Any

from dx_kofu.messages import Message
from dx_kofu.read.formats import shown, text_of
from dx_kofu.read.sheet import Area, File, Sheet, Unreadable, trimmed

_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_PASSWORD = "EncryptedPackage".encode("utf-16-le")


def read_xls(name: str, content: bytes) -> File:
    """The sheets; :class:`Unreadable` where the file is no workbook, or one with a password."""
    import xlrd

    if _PASSWORD in content:
        raise Unreadable(name, Message("file.password"))
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        sheets = tuple(_sheet(name, book, sheet) for sheet in book.sheets())
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken file makes it raise
        key = "file.password" if "encrypted" in str(error) else "file.broken"
        raise Unreadable(name, Message(key, kind="xls", why=type(error).__name__)) from error
    return File(sheets, (Message("file.macros"),) if _MACROS in content else ())


def _sheet(name: str, book: Any, sheet: Any) -> Sheet:
    import xlrd

    texts: dict[tuple[int, int], str] = {}
    divided: dict[tuple[int, int], int] = {}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            place = (row + 1, column)
            match cell.ctype:
                case xlrd.XL_CELL_NUMBER:
                    number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
                    texts[place], by = shown(cell.value, number_format)
                    if by != 1:
                        divided[place] = by
                case xlrd.XL_CELL_DATE:
                    texts[place] = text_of(xlrd.xldate_as_datetime(cell.value, book.datemode))
                case xlrd.XL_CELL_BOOLEAN:
                    texts[place] = text_of(bool(cell.value))
                case xlrd.XL_CELL_ERROR:
                    texts[place] = xlrd.error_text_from_code[cell.value]
                case xlrd.XL_CELL_TEXT:
                    texts[place] = cell.value
    rows, lines = trimmed(texts, name)
    return Sheet(
        sheet.name,
        rows,
        lines,
        tuple(Area(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells),
        frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden),
        frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden),
        sheet.visibility != 0,
        divided,
    )
