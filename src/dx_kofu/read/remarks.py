"""How a table was read, in one line: sheet, header, encoding, unit, columns and words taken for others."""

from __future__ import annotations

from collections.abc import Mapping

from dx_kofu.messages import Message
from dx_kofu.read.header import Header
from dx_kofu.read.layout import Table


def read_as(table: Table, header: Header, words: Mapping[str, Mapping[str, str]]) -> list[Message]:
    """One message, or none for a table simply as the contract has it."""
    parts: list[Message] = []
    if table.sheet is not None:
        parts.append(Message("read.sheet", sheet=table.sheet))
    if table.sheet is not None or table.header_lines != (1,):
        parts.append(Message("read.header", lines="-".join(map(str, table.header_lines))))
    parts += table.remarks
    units = {header.units[column] for column in header.units if column in header.columns and column != "share"}
    if units - {None}:
        parts.append(Message("read.unit", unit=" / ".join(sorted(unit or "円" for unit in units))))
    elif units and table.sheet is not None:
        parts.append(Message("read.unit-assumed"))
    if header.other_names:
        shown = ", ".join(f"{text}={column}" for column, text in header.other_names.items())
        parts.append(Message("read.columns", columns=" ".join(shown.split())))
    if words:
        pairs = [f"{text}={value}" for by_text in words.values() for text, value in by_text.items()]
        parts.append(Message("read.words", words=", ".join(pairs)))
    hidden = [column for column, index in header.columns.items() if index in table.hidden_columns]
    if hidden:
        parts.append(Message("read.hidden-columns", columns=", ".join(hidden)))
    return [Message("read.as", name=table.name, parts=tuple(parts))] if parts else []
