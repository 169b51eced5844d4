"""Sheets of an ``.ods`` workbook (OpenDocument): values, the texts shown, merged and hidden cells.

A cell holds both its value and the text that was shown, so no number format needs to be read: a shown ``21,000`` over the
value 21,000,000 is divided by 1,000. Rows and cells that repeat are written once with a count, a blank one a million times;
only texts are kept.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile, ZipFile

from dx_kofu.messages import Message
from dx_kofu.read.cells import UNITS, fold
from dx_kofu.read.formats import percent, plain
from dx_kofu.read.sheet import MOST_CELLS, Area, File, Sheet, Unreadable, trimmed

_NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
}


HALF = Decimal("0.5")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_YEAR_ONLY = re.compile(r"(?:令和|平成)(?:\d{1,2}|元)年度?")


def _q(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


ROW, CELL, COVERED = _q("table:table-row"), _q("table:table-cell"), _q("table:covered-table-cell")
COLUMN, PARAGRAPH, NOTE = _q("table:table-column"), _q("text:p"), _q("office:annotation")
VALUE, KIND, DATE, BOOLEAN = (_q(f"office:{name}") for name in ("value", "value-type", "date-value", "boolean-value"))
ROWS_REPEATED, COLUMNS_REPEATED = _q("table:number-rows-repeated"), _q("table:number-columns-repeated")
ROWS_SPANNED, COLUMNS_SPANNED = _q("table:number-rows-spanned"), _q("table:number-columns-spanned")
VISIBILITY = _q("table:visibility")


def read_ods(name: str, content: bytes) -> File:
    """The sheets; :class:`Unreadable` where the archive is no workbook or has a password."""
    from defusedxml.ElementTree import fromstring

    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise Unreadable(name, Message("file.password"))
            macros = any(part.startswith(("Basic/", "Scripts/")) for part in archive.namelist())
            document = fromstring(archive.read("content.xml"))
    except (KeyError, BadZipFile, SyntaxError, ValueError) as error:
        raise Unreadable(name, Message("file.broken", kind="ods", why=type(error).__name__)) from error
    hidden = {
        style.get(_q("style:name"))
        for style in document.iter(_q("style:style"))
        for looks in style.iter(_q("style:table-properties"))
        if looks.get(_q("table:display")) == "false"
    }
    sheets = document.findall("office:body/office:spreadsheet/table:table", _NAMESPACES)
    read = tuple(_sheet(name, sheet, sheet.get(_q("table:style-name")) in hidden) for sheet in sheets)
    return File(read, (Message("file.macros"),) if macros else ())


def _sheet(name: str, sheet: Any, hidden: bool) -> Sheet:
    texts: dict[tuple[int, int], str] = {}
    divided: dict[tuple[int, int], int] = {}
    merged: list[Area] = []
    hidden_lines: set[int] = set()
    for line, row in _rows(name, sheet):
        if row.get(VISIBILITY) in ("collapse", "filter"):
            hidden_lines.add(line)
        column = 0
        for cell in row:
            if cell.tag not in (CELL, COVERED):
                continue
            repeated = int(cell.get(COLUMNS_REPEATED, 1))
            text, by = _text(cell)
            down, across = int(cell.get(ROWS_SPANNED, 1)), int(cell.get(COLUMNS_SPANNED, 1))
            if down > 1 or across > 1:
                merged.append(Area(line, column, line + down - 1, column + across - 1))
            for place in ((line, column + index) for index in range(repeated if text else 0)):
                texts[place] = text
                divided |= {place: by} if by != 1 else {}
            if len(texts) > MOST_CELLS:
                raise Unreadable(name, Message("file.too-large", cells=MOST_CELLS))
            column += repeated
    rows, lines = trimmed(texts, name)
    return Sheet(
        sheet.get(_q("table:name")),
        rows,
        lines,
        tuple(merged),
        frozenset(hidden_lines),
        frozenset(_hidden_columns(sheet)),
        hidden,
        divided,
    )


def _rows(name: str, sheet: Any) -> Iterator[tuple[int, Any]]:
    """Every row with its line; of rows that repeat without a text only the first."""
    line = 1
    for row in sheet.iter(ROW):
        repeated = int(row.get(ROWS_REPEATED, 1))
        filled = any(cell.find(PARAGRAPH) is not None for cell in row)
        if filled and repeated * len(row) > MOST_CELLS:
            raise Unreadable(name, Message("file.too-large", cells=MOST_CELLS))
        for index in range(repeated if filled else 1):
            yield line + index, row
        line += repeated


def _hidden_columns(sheet: Any) -> Iterator[int]:
    at = 0
    for column in sheet.iter(COLUMN):
        repeated = int(column.get(COLUMNS_REPEATED, 1))
        if column.get(VISIBILITY) in ("collapse", "filter"):
            yield from range(at, at + min(repeated, 1000))
        at += repeated


def _text(cell: Any) -> tuple[str, int]:
    """A cell's text, and by how much the display divides."""
    displayed = "\n".join("".join(_words(paragraph)) for paragraph in cell.findall(PARAGRAPH))
    match cell.get(KIND):
        case "float" | "currency":
            return _number(plain(float(cell.get(VALUE))), displayed)
        case "percentage":
            return percent(plain(float(cell.get(VALUE)))), 1
        case "date" if _YEAR_ONLY.fullmatch(fold(displayed)):
            return displayed, 1
        case "date":
            return cell.get(DATE).removesuffix("T00:00:00").replace("T", " "), 1
        case "boolean":
            return cell.get(BOOLEAN), 1
        case _:
            return displayed, 1


def _words(paragraph: Any) -> Iterator[str]:
    """The text of a paragraph, its spaces counted out, a reading aid (ruby) or a note left aside."""
    yield paragraph.text or ""
    for part in paragraph:
        match part.tag.partition("}")[2]:
            case "s":
                yield " " * int(part.get(_q("text:c"), 1))
            case "tab" | "line-break":
                yield "\n"
            case "ruby-text" | "annotation" | "note":
                pass
            case _:
                yield from _words(part)
        yield part.tail or ""


def _number(digits: str, displayed: str) -> tuple[str, int]:
    """A number's digits with what the display adds to them: a unit, a currency sign, leading zeros."""
    folded = fold(displayed).replace(",", "")
    for by in (1000, 10_000, 1_000_000):
        unit = next((name for name, yen in UNITS.items() if name and yen == by and folded.endswith(name)), "")
        number = folded.removesuffix(unit)
        if (unit or by != 10_000) and _NUMBER.fullmatch(number) and _divides(digits, by, number):
            return (digits + "円", 1) if unit else (digits, by)
    start = next((index for index, letter in enumerate(folded) if letter.isdecimal()), None)
    if start is None:
        return digits, 1
    end = max(index for index, letter in enumerate(folded) if letter.isdecimal()) + 1
    inside = folded[start:end]
    if inside.isdecimal() and inside.lstrip("0") == digits.lstrip("0"):
        return folded[:start] + inside + folded[end:], 1
    return digits, 1


def _divides(digits: str, by: int, number: str) -> bool:
    """Whether a display of ``number`` is what ``digits`` divided by ``by`` looks like, rounded; and not what they are."""
    value, seen = Decimal(digits), Decimal(number)
    half = HALF / 10 ** len(number.partition(".")[2])
    return bool(abs(value - seen) > half and abs(value / by - seen) <= half)
