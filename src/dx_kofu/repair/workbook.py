"""An ``.xlsx`` or ``.xlsm`` workbook with some cells written anew: every other part of the archive, and every other cell, stays.

Written by openpyxl a workbook would lose the values of its formulas, its shapes and more. So the cells are cut out of the sheet's XML
and put back as texts with the looks they had. A cell that is no typed text or number - a formula or what one spills into, a date,
a number that only its format makes a text (``令和8年度``) - is left alone, and so is a heading of a spreadsheet's table (テーブル),
whose name stands in another part and in formulas. A workbook with formulas is marked to be calculated anew when opened.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from zipfile import ZipFile

from dx_kofu.read.formats import plain
from dx_kofu.read.sheet import column_letters
from dx_kofu.read.xlsx import MAIN, parts_of_sheets
from dx_kofu.repair.records import Repair

WORKBOOK = "xl/workbook.xml"
TEXTS = ("s", "str", "inlineStr")
_START = re.compile(rb"<((?:[\w.-]+:)?)c\b([^>]*)>")
_KIND = re.compile(rb"""\s+t\s*=\s*(?:"[^"]*"|'[^']*')""")
_CALCULATION = re.compile(rb"<(?:[\w.-]+:)?calcPr\b")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s>/]")


class _Cell(NamedTuple):
    """A cell in a sheet's XML."""

    start: int
    end: int
    kind: str
    value: str
    is_formula: bool


def rewrite_workbook(content: bytes, repairs: Sequence[Repair]) -> tuple[bytes, list[Repair]]:
    """The archive's bytes with repairs done, and which those are."""
    with ZipFile(io.BytesIO(content)) as archive:
        part_of = dict(parts_of_sheets(archive))
        names = _names_in_tables(archive)
        repairs = [repair for repair in repairs if repair.code != "header-misspelt" or repair.before not in names]
        parts: dict[str, bytes] = {}
        done: list[Repair] = []
        for title in dict.fromkeys(repair.sheet for repair in repairs):
            part = part_of[str(title)]
            parts[part], mended = _sheet(archive.read(part), [repair for repair in repairs if repair.sheet == title])
            done += mended
        if not done:
            return content, []
        if has_formulas(content):
            parts[WORKBOOK] = _calculated_anew(archive.read(WORKBOOK))
        return _archive(archive, parts), done


def has_formulas(content: bytes) -> bool:
    """Whether any sheet of a workbook holds a formula."""
    with ZipFile(io.BytesIO(content)) as archive:
        sheets = {part for _, part in parts_of_sheets(archive)} & set(archive.namelist())
        return any(_FORMULA.search(archive.read(part)) for part in sheets)


def _names_in_tables(archive: ZipFile) -> set[str]:
    """The headings of the tables that a spreadsheet program knows as such."""
    from defusedxml.ElementTree import fromstring

    tables = [part for part in archive.namelist() if part.startswith("xl/tables/") and part.endswith(".xml")]
    return {
        column.get("name", "")
        for part in tables
        for column in fromstring(archive.read(part)).iter(f"{MAIN}tableColumn")
    }


def _archive(archive: ZipFile, parts: dict[str, bytes]) -> bytes:
    """The archive with some parts changed, in the same order."""
    out = io.BytesIO()
    with ZipFile(out, "w") as written:
        for info in archive.infolist():
            written.writestr(copy.copy(info), parts.get(info.filename, archive.read(info)))
    return out.getvalue()


def _sheet(xml: bytes, repairs: Sequence[Repair]) -> tuple[bytes, list[Repair]]:
    """A sheet's XML with those repairs done whose cell is a typed text or number."""
    found = _cells(xml, {f"{column_letters(repair.at)}{repair.row}" for repair in repairs})
    pieces, end, done = [], 0, []
    placed = [(found.get(f"{column_letters(repair.at)}{repair.row}"), repair) for repair in repairs]
    for cell, repair in sorted(
        ((cell, repair) for cell, repair in placed if cell is not None), key=lambda pair: pair[0]
    ):
        start_tag = _START.match(xml, cell.start)
        if start_tag is None or not _is_typed(cell, repair.before):
            continue
        prefix, attributes = start_tag[1], _KIND.sub(b"", start_tag[2])
        text = _escaped(repair.after)
        new = b'<%bc%b t="inlineStr"><%bis><%bt>%b</%bt></%bis></%bc>'
        pieces += [xml[end : cell.start], new % (prefix, attributes, prefix, prefix, text, prefix, prefix, prefix)]
        end = cell.end
        done.append(repair)
    return b"".join([*pieces, xml[end:]]), done


def _is_typed(cell: _Cell, read: str) -> bool:
    """Whether somebody typed what was read: a text, or a number that is shown as it is."""
    if cell.is_formula:
        return False
    if cell.kind in TEXTS:
        return True
    return cell.kind in ("", "n") and plain(float(cell.value)) == read


def _escaped(text: str) -> bytes:
    """A text as XML of whatever encoding."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.encode("ascii", "xmlcharrefreplace")


def _cells(xml: bytes, wanted: Iterable[str]) -> dict[str, _Cell]:
    """Some cells of a sheet's XML with the bytes they take, by name (``C14``)."""
    from xml.parsers.expat import ParserCreate

    from openpyxl.utils.cell import coordinate_to_tuple

    names, found = set(wanted), {}
    parser = ParserCreate(namespace_separator="}")
    cell, row, column, inside = f"{MAIN[1:]}c", 0, 0, ""
    begun: dict[str, Any] = {}
    spilled: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, inside
        match tag.removeprefix(MAIN[1:]):
            case "row":
                row, column = int(attributes.get("r", row + 1)), 0
            case "c":
                column += 1
                name = attributes.get("r") or f"{column_letters(column - 1)}{row}"
                column = coordinate_to_tuple(name)[1]
                begun.clear()
                if name in names:
                    kind = attributes.get("t", "")
                    begun.update(name=name, start=parser.CurrentByteIndex, kind=kind, value="", is_formula=False)
            case "f":
                begun["is_formula"] = True  # of no account where the cell is not wanted
                spilled.append(attributes.get("ref", "") if attributes.get("t") in ("array", "dataTable") else "")
            case "v" if "name" in begun:
                inside = "v"

    def text(letters: str) -> None:
        if inside:
            begun["value"] += letters

    def end(tag: str) -> None:
        nonlocal inside
        inside = ""
        if tag == cell and "name" in begun:
            close = xml.index(b">", parser.CurrentByteIndex) + 1
            found[begun["name"]] = _Cell(begun["start"], close, begun["kind"], begun["value"], begun["is_formula"])
            begun.clear()

    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, text, end
    parser.Parse(xml, True)
    for area in filter(None, spilled):
        first, _, last = area.partition(":")
        (top, left), (bottom, right) = coordinate_to_tuple(first), coordinate_to_tuple(last or first)
        for name, one in found.items():
            line, column = coordinate_to_tuple(name)
            if top <= line <= bottom and left <= column <= right:
                found[name] = one._replace(is_formula=True)
    return found


def _calculated_anew(xml: bytes) -> bytes:
    """A workbook's XML with its formulas to be calculated when it is opened."""
    found = _CALCULATION.search(xml)
    if found is None or b"fullCalcOnLoad" in xml:
        return xml
    return xml[: found.end()] + b' fullCalcOnLoad="1"' + xml[found.end() :]
