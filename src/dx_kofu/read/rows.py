"""Rows of a table that is no expenses table: each a body, a fiscal year and a value for each column of its form.

In: tables, a guide with the form, a parser for each of the form's own columns; the facts beside them are read by the words of
the row's fiscal year. Out: :class:`Rows` - rows in the order of the files, all problems of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from dx_kofu.bodies import Kind, kind_of
from dx_kofu.messages import Message
from dx_kofu.read import cells
from dx_kofu.read.cells import Bad
from dx_kofu.read.frame import UNCALCULATED, dashed, fact_parser, input_of, left_out, opened
from dx_kofu.read.guide import Guide
from dx_kofu.read.header import Header
from dx_kofu.read.layout import Table
from dx_kofu.read.leftovers import set_aside
from dx_kofu.read.names import other_words, squeezed
from dx_kofu.read.remarks import read_as
from dx_kofu.records import Diagnostic, Input
from dx_kofu.rules.load import Loaded
from dx_kofu.years import year_of

Parser = Callable[[str], Any]
NOT_KNOWN = frozenset(map(squeezed, ("不明", "未確認", "確認中", "unknown", "?")))
"""Words by which a person says that a fact is not known: the same as a blank."""


class Row(NamedTuple):
    """A row: one person, one dispatch."""

    input: Input
    line: int
    body_code: str
    body_name: str
    kind: Kind
    fiscal_year: str
    values: Mapping[str, Any]
    """Each column's value, facts included; ``None`` where the cell is blank or there is none."""

    def cell(self, column: str) -> str | None:
        """A cell as a spreadsheet names it; ``None`` outside workbooks."""
        return self.input.cell(self.line, column)


class Rows(NamedTuple):
    """All that was read in a run."""

    rows: list[Row]
    diagnostics: list[Diagnostic]
    inputs: tuple[Input, ...]
    rules: dict[str, Loaded]
    """The rule set of every fiscal year that a readable row names."""
    passed_through: list[Diagnostic]
    left_out: list[Diagnostic]
    read_as: list[Message]


def read_rows(tables: Sequence[Table], guide: Guide, parsers: Mapping[str, Parser]) -> Rows:
    """Reads tables, in order, into rows."""
    reading = Rows([], [], (), {}, [], [], [])
    inputs: list[Input] = []
    for table in tables:
        header = opened(table, guide, reading)
        if header.diagnostics:
            inputs.append(input_of(table, header))
            continue
        reader = _Reader(table, header, guide, reading, parsers)
        reader.read()
        inputs.append(reader.input)
        reading.read_as.extend(read_as(reader.table, header, reader.words))
    return reading._replace(inputs=tuple(inputs))


def problem_of(row: Row, column: str | None, text: str | None, bad: Bad) -> Diagnostic:
    """What is wrong with a row, told as the reader tells it."""
    return _problem(row.input, row.line, column, text, bad)


def _problem(read: Input, line: int, column: str | None, text: str | None, bad: Bad) -> Diagnostic:
    cell = None if column is None else read.cell(line, column)
    return Diagnostic(bad.code, read.name, line, column, text, bad.message, bad.fix, cell)


class _Reader:
    """Reads the rows of one table."""

    def __init__(
        self, table: Table, header: Header, guide: Guide, reading: Rows, parsers: Mapping[str, Parser]
    ) -> None:
        self.table, leftovers = set_aside(table, header, guide.form)
        self.header, self.guide, self.reading, self.parsers = header, guide, reading, parsers
        self.input = input_of(self.table, header)
        self.words: dict[str, dict[str, str]] = {}
        self.facts = cache(self._facts)
        reading.left_out.extend(left_out(self.table, leftovers))

    def read(self) -> None:
        """Adds each row that is whole to the reading, and the problems of the others."""
        names = {index: name for name, index in self.header.columns.items()}
        for line, texts in zip(self.table.lines, self.table.rows, strict=True):
            if len(texts) != len(self.table.header):
                message = Message("row.width", found=len(texts), expected=len(self.table.header))
                self._tell(line, None, None, Bad("row-width", message))
                continue
            found = {name: texts[index].strip() for index, name in names.items()}
            formulas = [name for index, name in names.items() if (line, index) in self.table.uncached]
            for name in formulas:
                self._tell(line, name, None, Bad(UNCALCULATED, Message("cell.formula")))
            row = self._row(line, found)
            if row is not None and not formulas:
                self.reading.rows.append(row)

    def _row(self, line: int, texts: Mapping[str, str]) -> Row | None:
        problems = len(self.reading.diagnostics)
        values = {name: self._value(line, name, texts.get(name, ""), parse) for name, parse in self.parsers.items()}
        code = self._given(line, "body_code", texts, cells.parse_body_code)
        year = self._year(line, texts, values)
        if year is not None:
            values |= {
                name: self._value(line, name, texts.get(name, ""), parse) for name, parse in self.facts(year).items()
            }
        if len(self.reading.diagnostics) > problems or code is None or year is None:
            return None
        self.reading.rules.setdefault(year, self.guide.book[year])
        kind = kind_of(code, hub_city=False)
        return Row(self.input, line, code, texts.get("body_name", ""), kind, year, values)

    def _given(self, line: int, name: str, texts: Mapping[str, str], parse: Parser) -> str | None:
        """Body or year: the cell's, or where it is blank the command line's."""
        text = texts.get(name) or self.guide.columns.get(name, "")
        value = parse(text) if text else Bad(f"{dashed(name)}-missing", Message("cell.required"))
        if isinstance(value, Bad):
            self._tell(line, name, text or None, value)
            return None
        return str(value)

    def _year(self, line: int, texts: Mapping[str, str], values: Mapping[str, Any]) -> str | None:
        """The fiscal year; where none is given, that of the row's date."""
        given = texts.get("fiscal_year") or self.guide.columns.get("fiscal_year")
        day = values.get("date")
        if not given and isinstance(day, date):
            texts = {**texts, "fiscal_year": year_of(day)}
        return self._given(line, "fiscal_year", texts, lambda text: cells.parse_year(text, self.guide.book.years))

    def _value(self, line: int, name: str, text: str, parse: Parser) -> Any:
        if not text:
            if name in self.guide.form.required:
                self._tell(line, name, None, Bad(f"{dashed(name)}-missing", Message("cell.required")))
            return None
        value = parse(text)
        if isinstance(value, Bad):
            self._tell(line, name, text, value)
            return None
        return value

    def _facts(self, year: str) -> dict[str, Parser]:
        facts = self.guide.form.facts(self.guide.book[year].rules)
        return {name: self._with_other_words(name, fact_parser(name, fact)) for name, fact in facts.items()}

    def _with_other_words(self, name: str, parse: Parser) -> Parser:
        """A fact's parser that knows other words for its values, and those that say it is not known."""

        def read(text: str) -> Any:
            if squeezed(text) in NOT_KNOWN:
                return None
            value = parse(text)
            other = other_words(name).get(squeezed(text)) if isinstance(value, Bad) else None
            if other is not None:
                self.words.setdefault(name, {})[text] = other
            return value if other is None else other

        return read

    def _tell(self, line: int, column: str | None, text: str | None, bad: Bad) -> None:
        self.reading.diagnostics.append(_problem(self.input, line, column, text, bad))
