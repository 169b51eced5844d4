"""What the reading of every kind of table begins with: its header, what is left out of it, how facts are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from dx_kofu.messages import Message
from dx_kofu.read import cells
from dx_kofu.read.cells import word
from dx_kofu.read.guide import Guide
from dx_kofu.read.header import Header, read_header, year_column
from dx_kofu.read.layout import Table
from dx_kofu.read.leftovers import Leftover
from dx_kofu.read.sheet import column_letters
from dx_kofu.records import Diagnostic, Input
from dx_kofu.rules.load import RuleBook
from dx_kofu.rules.records import ChecklistFact, Fact

UNCALCULATED = "formula-not-calculated"
MOST_LINES = 8  # line numbers named in one notice


class Told(Protocol):
    """What a reading tells of its tables."""

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What is wrong."""

    @property
    def passed_through(self) -> list[Diagnostic]:
        """Columns that nothing is calculated from."""


def opened(table: Table, guide: Guide, told: Told) -> Header:
    """The header of a table; what is wrong with it, and a table without rows, is told."""
    header = header_of(table, guide)
    told.diagnostics.extend(header.diagnostics)
    if not table.rows:
        cell = f"{table.sheet}!A{table.header_lines[-1]}" if table.sheet is not None else None
        message = Message("file.no-rows")
        told.diagnostics.append(Diagnostic("header-only", table.name, None, None, None, message, cell=cell))
    told.passed_through.extend(_passed_through(table, header))
    return header


def header_of(table: Table, guide: Guide) -> Header:
    """The header, its facts taken from the rule files of the years that the table names."""
    column = year_column(table, guide)
    texts = {row[column] for row in table.rows if column is not None and column < len(row)}
    texts.add(guide.columns.get("fiscal_year", ""))
    book = guide.book
    years = {year for text in texts if isinstance(year := cells.parse_year(text, book.years), str)} or {newest(book)}
    return read_header(table, guide.names_with(guide.facts_of(sorted(years))), guide)


def newest(book: RuleBook) -> str:
    """The last year whose rules are in force."""
    for year in reversed(book.years):
        if book[year].rules.status == "in-force":
            return year
    return book.years[-1]


def _passed_through(table: Table, header: Header) -> list[Diagnostic]:
    if not header.extra or header.diagnostics:
        return []
    message = Message("header.passed-through", names=", ".join(header.extra))
    return [Diagnostic("column-unknown", table.name, table.header_lines[-1], None, None, message)]


def input_of(table: Table, header: Header) -> Input:
    """A table as the record has it."""
    letters = {name: column_letters(index) for name, index in header.columns.items()} if table.sheet is not None else {}
    return Input(table.name, table.sha256, len(table.rows), tuple(header.extra), table.sheet, letters)


def left_out(table: Table, leftovers: Sequence[Leftover]) -> Iterator[Diagnostic]:
    """What of a table is not counted, one notice a kind: hidden rows, totals, a header printed again, blank lines of a form."""
    lines: dict[str, list[int]] = {"hidden": list(table.hidden_lines)}
    for leftover in leftovers:
        if leftover.kind != "unclear":
            lines.setdefault(leftover.kind, []).append(leftover.line)
    for kind, found in lines.items():
        if found:
            shown = ", ".join(map(str, found[:MOST_LINES])) + (" ..." if len(found) > MOST_LINES else "")
            message = Message(f"left.{kind}", lines=shown, count=len(found))
            cell = f"{table.sheet}!A{found[0]}" if table.sheet is not None else None
            yield Diagnostic(f"row-{kind}", table.name, found[0], None, None, message, cell=cell)


def spellings_of(fact: Fact) -> Mapping[str, str]:
    """How a fact's values are spelled, each with the value it stands for."""
    return {name: value for value, text in fact.values.items() for name in (value, text.ja)} or cells.YES_NO


def fact_parser(name: str, fact: Fact) -> Callable[[str], Any]:
    """How a fact's cells are read."""
    code = dashed(name)
    kind = fact.kind if isinstance(fact, ChecklistFact) else "choice"
    if kind == "number":
        return cells.parse_number
    if kind == "date":
        return cells.parse_date
    if not fact.values:
        words, expected = cells.YES_NO, Message("cell.yes-no")
        return partial(cells.parse_word, words=words, code=f"{code}-unreadable", expected=expected)
    words = {said: value for said, value in cells.YES_NO.items() if value in fact.values}
    words |= {word(alias): value for alias, value in spellings_of(fact).items()}
    expected = Message("cell.one-of", values=", ".join(f"{value} {text.ja}" for value, text in fact.values.items()))
    return partial(cells.parse_word, words=words, code=f"{code}-unknown", expected=expected)


def dashed(name: str) -> str:
    """A column's name as it stands in a code."""
    return name.replace("_", "-")
