"""The row that a person means: by line (``14``), id (``a-1``) or cell (``調査表!C14``, ``'調査 表'!C14``); ``row:14`` and ``id:14``
tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from dx_kofu.messages import Message
from dx_kofu.read.cells import fold
from dx_kofu.result import Item

_CELL = re.compile(r"(?:(?P<sheet>.+)!)?\$?[A-Za-z]{1,3}\$?(?P<row>[1-9][0-9]*)")
_LINE = re.compile(r"[1-9][0-9]*")
MOST_NEAR = 3


def find(items: Sequence[Item], text: str) -> Item | Message:
    """The row, or why there is not exactly one."""
    found = list({id(item): item for item in _candidates(items, text)}.values())
    match found:
        case [item]:
            return item
        case []:
            ids = list(dict.fromkeys(item.expense.id for item in items))
            near = get_close_matches(text, ids, MOST_NEAR)
            lines = [item.expense.row for item in items]
            span = f"{min(lines)}-{max(lines)}" if lines else "-"
            if near:
                return Message("e.no-row-near", text=text, lines=span, near=", ".join(near))
            return Message("e.no-row", text=text, lines=span)
        case _:
            places = ", ".join(item.expense.cell or f"{item.expense.input.name}:{item.expense.row}" for item in found)
            return Message("e.several-rows", text=text, places=places)


def _candidates(items: Sequence[Item], text: str) -> list[Item]:
    kind, colon, rest = text.partition(":")
    if colon and kind in ("row", "id"):
        return _by_line(items, rest) if kind == "row" else _by_id(items, rest)
    cell = _CELL.fullmatch(text.replace("！", "!"))
    sheet = cell and cell["sheet"]
    by_cell = [
        item
        for item in items
        if cell is not None
        and item.expense.input.sheet is not None
        and item.expense.row == int(cell["row"])
        and (sheet is None or item.expense.input.sheet in (text.rpartition("!")[0], sheet, _unquoted(sheet)))
    ]
    return [*_by_id(items, text), *_by_line(items, text), *by_cell]


def _unquoted(sheet: str) -> str:
    """A sheet's name as it is, of one as spreadsheets write it: ``'調査 表'``, ``'it''s'``."""
    quoted = len(sheet) > 2 and sheet[0] == sheet[-1] == "'"
    return sheet[1:-1].replace("''", "'") if quoted else sheet


def _by_id(items: Sequence[Item], text: str) -> list[Item]:
    wanted = fold(text)
    return [item for item in items if fold(item.expense.id) == wanted]


def _by_line(items: Sequence[Item], text: str) -> list[Item]:
    return [item for item in items if _LINE.fullmatch(text) and item.expense.row == int(text)]
