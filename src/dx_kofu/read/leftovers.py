"""Rows below a header that are no costs: totals, a header printed again, lines of a form that nobody filled in, remarks.

In: a table and its header. Out: the rows that are costs, and what was set aside, each with its line: all of it is reported,
nothing of it is counted. In a table as the contract has it only totals are set aside: a row that lacks a value is an error.

A row that names a measure (措置) is a cost; where one of its cells says 計 or 合計 all the same - a measure merged down to the
subtotal, say - it is neither counted nor set aside but asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from dx_kofu.read.form import Form
from dx_kofu.read.header import Header
from dx_kofu.read.layout import Table
from dx_kofu.read.names import MONEY, squeezed
from dx_kofu.read.notes import is_example, is_remark, is_total, names_a_total, unit_meant, unit_noted

Kind = Literal["total", "header", "form", "remark", "example", "unclear"]

CLAIM = 2
"""Cells beside the word for a total (category and person, say) that make it doubtful whether a row is one."""


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


TotalOf = Callable[[Leftover], int | None]


def set_aside(table: Table, header: Header, form: Form) -> tuple[Table, list[Leftover]]:
    """The table without its rows that are no costs, and those rows."""
    measure = header.columns.get("measure")
    if measure is None:
        doubtful: Sequence[int] = range(len(table.rows))
    else:
        texts = {row[measure] for row in table.rows if measure < len(row)}
        none = {text for text in texts if _is_no_measure(text, table, measure)}
        doubtful = [index for index, row in enumerate(table.rows) if measure < len(row) and row[measure] in none]
    found = {} if table.is_plain else _unclear(table, set(doubtful)) | _examples(table)
    headings = [
        {squeezed(text) for text in (text, *table.group(column).split("\n"))}
        for column, text in enumerate(table.header)
    ]
    for index in doubtful:
        if index in found:
            continue
        kind = _kind(header, form, headings, table.rows[index])
        if kind is not None and (
            not table.is_plain or (kind == "total" and _blank(table.rows[index], header, "category"))
        ):
            found[index] = Leftover(kind, table.lines[index], table.rows[index])
    if not found:
        return table, []
    kept = [index for index in range(len(table.rows)) if index not in found]
    rows, lines = [table.rows[index] for index in kept], [table.lines[index] for index in kept]
    return table._replace(rows=rows, lines=lines), [found[index] for index in sorted(found)]


def units_meant(table: Table, leftovers: Sequence[Leftover], *, stated: bool) -> set[str]:
    """The units that texts beside the costs speak of: titles above the header, remarks and blank lines below it.

    Where a unit is ``stated``, only a note can say another one; a mere mention (``千円``) does not.
    """
    texts = [*table.titles, *(text for left in leftovers if left.kind in ("form", "remark") for text in left.row)]
    said = unit_noted if stated else unit_meant
    return {unit for text in texts if (unit := said(text)) is not None}


def _examples(table: Table) -> dict[int, Leftover]:
    """Rows whose first cell says that they are an example (記入例)."""
    firsts = ((index, next((text for text in row if text.strip()), "")) for index, row in enumerate(table.rows))
    return {
        index: Leftover("example", table.lines[index], table.rows[index]) for index, text in firsts if is_example(text)
    }


def _unclear(table: Table, doubtful: Collection[int]) -> dict[int, Leftover]:
    """Rows that name a measure and a total."""
    return {
        index: Leftover("unclear", table.lines[index], row)
        for index, row in enumerate(table.rows)
        if index not in doubtful and any(is_total(text) for text in row)
    }


def differing_totals(
    leftovers: Sequence[Leftover], amounts: Mapping[int, int], total_of: TotalOf
) -> Iterator[Differing]:
    """Totals that are neither the sum of the rows above them, nor of those since the last total, nor of the totals between.

    ``amounts`` holds the yen of every row by line, ``total_of`` reads a total row's (``None``: it gives none).
    """
    last, subtotals = 0, 0
    for leftover in leftovers:
        total = total_of(leftover) if leftover.kind == "total" else None
        if total is None:
            continue
        above = sum(yen for line, yen in amounts.items() if line < leftover.line)
        since = sum(yen for line, yen in amounts.items() if last < line < leftover.line)
        if total not in (above, since, subtotals):
            yield Differing(leftover.line, total, since if last and since else above)
        last, subtotals = leftover.line, subtotals + total


def _is_no_measure(text: str, table: Table, column: int) -> bool:
    headings = (table.header[column], *table.group(column).split("\n"))
    return not text.strip() or text in headings or names_a_total(text) or is_remark(text)


def _blank(row: Sequence[str], header: Header, column: str) -> bool:
    """Whether a row says nothing in a column."""
    index = header.columns.get(column, len(row))
    return index >= len(row) or not row[index].strip()


def word_for_total(row: Sequence[str]) -> str:
    """The cell of a row that says it is a total."""
    return next((text.strip() for text in row if is_total(text)), "")


def _kind(header: Header, form: Form, headings: Sequence[Collection[str]], row: Sequence[str]) -> Kind | None:
    filled = [text for text in row if text.strip()]
    if len(filled) > 1 and all(squeezed(text) in set().union(*headings) for text in filled):
        own = all(squeezed(text) in words for text, words in zip(row, headings, strict=False) if text.strip())
        return "header" if own else "unclear"  # columns in another order from here on
    labels = [index for name, index in header.columns.items() if name not in (*MONEY, "note") and index < len(row)]
    says_nothing = {*form.harmless, "body_code", "hub_city", "fiscal_year"}
    costs = [index for name, index in header.columns.items() if name not in says_nothing and index < len(row)]
    named = [index for index in costs if index in labels and row[index].strip()]
    totals = [index for index in labels if (names_a_total if "measure" in header.columns else is_total)(row[index])]
    if totals:
        rest = [index for index in named if index not in totals and index != header.columns.get("employment")]
        return "total" if len(rest) < CLAIM else "unclear"
    if not named and any(is_total(text) for text in filled):
        return "total"
    if not any(row[index].strip() for index in costs):
        return "remark" if any(is_remark(text) for text in filled) else "form"
    return "remark" if len(filled) == 1 and is_remark(filled[0]) else None
