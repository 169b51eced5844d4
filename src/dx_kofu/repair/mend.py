"""A file with everything mended that is certain.

In: a file's bytes and the guide to read it by. Out: the bytes of a copy, and each repair. A mended header gives names to
columns, a mended code confirms another: so the copy is read again until nothing is left to mend, and mending it again changes
nothing. Each time it is compared cell by cell with what was read: a copy that differs anywhere else is not given out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Literal, NamedTuple

from dx_kofu.messages import Message
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import tables_of
from dx_kofu.read.sheet import File, Sheet
from dx_kofu.read.table import OLE, PARQUET, ZIP, sheets_in
from dx_kofu.repair.certain import certain_repairs
from dx_kofu.repair.records import CannotRepair, Repair
from dx_kofu.repair.text import rewrite_text
from dx_kofu.repair.workbook import rewrite_workbook

Kind = Literal["text", "xlsx", "xls", "ods", "parquet"]


class Mended(NamedTuple):
    """A copy of a file."""

    content: bytes
    repairs: tuple[Repair, ...]
    """None: the copy is the file."""


def kind_of(content: bytes) -> Kind:
    """The kind of a file that can be read as a table; a copy is written of ``text`` and ``xlsx``."""
    for magic, kind in _MAGIC.items():
        if content.startswith(magic):
            return kind if kind != "xlsx" or b"xl/workbook.xml" in content else "ods"
    return "text"


_MAGIC: dict[bytes, Kind] = {ZIP: "xlsx", OLE: "xls", PARQUET: "parquet"}


def mend(name: str, content: bytes, guide: Guide) -> Mended:
    """The copy; :class:`CannotRepair` where none can be written, ``Unreadable`` where the file is no table."""
    file, kind = sheets_in(name, content), kind_of(content)
    if kind not in ("text", "xlsx"):
        raise CannotRepair(Message("repair.kind", kind=kind))
    found: list[Repair] = []
    while True:
        repairs = _repairs(name, content, file, guide)
        rewritten, done = rewrite_text(name, content, repairs) if kind == "text" else rewrite_workbook(content, repairs)
        if not done:
            return Mended(content, tuple(found))
        mended = sheets_in(name, rewritten)
        if not _differ_only(file, mended, done):
            raise CannotRepair(Message("repair.unfaithful"))
        file, content, found = mended, rewritten, [*found, *done]


def _repairs(name: str, content: bytes, file: File, guide: Guide) -> list[Repair]:
    sheets = {sheet.title: sheet for sheet in file.sheets}
    tables = tables_of(name, sha256(content).hexdigest(), file, guide)
    return [repair for table in tables for repair in certain_repairs(table, sheets[table.sheet], guide)]


def _differ_only(before: File, after: File, repairs: Sequence[Repair]) -> bool:
    """Whether two files have the same cells but for the repairs."""
    expected = {sheet.title: {line: list(row) for line, row in _lines(sheet)} for sheet in before.sheets}
    for repair in repairs:
        expected[repair.sheet][repair.row][repair.at] = repair.after
    return expected == {sheet.title: dict(_lines(sheet)) for sheet in after.sheets}


def _lines(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    return zip(sheet.lines, sheet.rows, strict=True)
