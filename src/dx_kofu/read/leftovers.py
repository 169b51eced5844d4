"""Rows below a header that are no costs: totals, a header printed again, lines of a form that nobody filled in, remarks.

In: a table and its header. Out: the rows that are costs, and what was set aside, each with its line: all of it is reported,
nothing of it is counted. A row that names a measure (措置) is a cost; where one of its cells says 計 or 合計 all the same - a
measure merged down to the subtotal, say - it is neither counted nor set aside but asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from dx_kofu.columns import HARMLESS
from dx_kofu.read.header import Header
from dx_kofu.read.layout import Table
from dx_kofu.read.names import squeezed

Kind = Literal["total", "header", "form", "remark", "unclear"]

_TOTAL = re.compile(
    r"[(〔【<]?(?:総合計|合計額?|小計|総計|総額|中計|累計|計|subtotal|grandtotal|total|sum)[:：)〕】>]*"
)
_OF_A_PART = re.compile(r".{1,30}[\s　(（](?:合計|小計|計|total|subtotal)[)）]?", re.IGNORECASE)
LONGEST = 20  # letters of a word for a total
_REMARK = re.compile(r"[※*]|[(（]?注")
_SAYS_NO_COST = {*HARMLESS, "body_code", "hub_city", "fiscal_year"}


class Leftover(NamedTuple):
    """A row that is no cost."""

    kind: Kind
    line: int
    row: list[str]


class Differing(NamedTuple):
    """A total that is not the sum of what was counted; yen."""

    line: int
    total: int
    counted: int


TotalOf = Callable[[Sequence[str]], int | None]


def set_aside(table: Table, header: Header) -> tuple[Table, list[Leftover]]:
    """The table without its rows that are no costs, and those rows."""
    measure = header.columns.get("measure")
    if measure is None:
        doubtful: Sequence[int] = range(len(table.rows))
    else:
        texts = {row[measure] for row in table.rows if measure < len(row)}
        none = {text for text in texts if _is_no_measure(text, table.header[measure])}
        doubtful = [index for index, row in enumerate(table.rows) if measure < len(row) and row[measure] in none]
    found = {} if table.is_plain else _unclear(table, set(doubtful))
    for index in doubtful:
        kind = _kind(table, header, table.rows[index])
        if kind is not None:
            found[index] = Leftover(kind, table.lines[index], table.rows[index])
    if not found:
        return table, []
    kept = [index for index in range(len(table.rows)) if index not in found]
    rows, lines = [table.rows[index] for index in kept], [table.lines[index] for index in kept]
    return table._replace(rows=rows, lines=lines), list(found.values())


def _unclear(table: Table, doubtful: Collection[int]) -> dict[int, Leftover]:
    """Rows that name a measure and a total."""
    totals = {text for row in table.rows for text in row}
    totals = {text for text in totals if len(text) <= LONGEST and _TOTAL.fullmatch(squeezed(text))}
    return {
        index: Leftover("unclear", table.lines[index], row)
        for index, row in enumerate(table.rows)
        if index not in doubtful and not totals.isdisjoint(row)
    }


def differing_totals(
    leftovers: Sequence[Leftover], amounts: Mapping[int, int], total_of: TotalOf
) -> Iterator[Differing]:
    """Totals that are neither the sum of the rows above them, nor of those since the last total, nor of the totals between.

    ``amounts`` holds the yen of every row by line, ``total_of`` reads a total row's (``None``: it gives none).
    """
    last, subtotals = 0, 0
    for leftover in leftovers:
        total = total_of(leftover.row) if leftover.kind == "total" else None
        if total is None:
            continue
        above = sum(yen for line, yen in amounts.items() if line < leftover.line)
        since = sum(yen for line, yen in amounts.items() if last < line < leftover.line)
        if total not in (above, since, subtotals):
            yield Differing(leftover.line, total, since if last and since else above)
        last, subtotals = leftover.line, subtotals + total


def _is_no_measure(text: str, heading: str) -> bool:
    return not text.strip() or text == heading or _is_total(text) or _REMARK.match(text.strip()) is not None


def _is_total(text: str) -> bool:
    return _TOTAL.fullmatch(squeezed(text)) is not None or _OF_A_PART.fullmatch(text.strip()) is not None


def word_for_total(row: Sequence[str]) -> str:
    """The cell of a row that says it is a total."""
    return next((text.strip() for text in row if text.strip() and _is_total(text)), "")


def _kind(table: Table, header: Header, row: Sequence[str]) -> Kind | None:
    filled = [text for text in row if text.strip()]
    if row[: len(table.header)] == table.header[: len(row)]:
        return "header"
    if any(_is_total(text) for text in filled):
        return "total"
    costs = [index for column, index in header.columns.items() if column not in _SAYS_NO_COST and index < len(row)]
    if not any(row[index].strip() for index in costs):
        return "form"
    return "remark" if len(filled) == 1 and _REMARK.match(filled[0].strip()) else None
