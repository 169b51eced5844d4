"""The header of a table: which cell stands for which column, and in which unit its yen are written.

A name that is nobody's is passed through; one that is close to a known column is an error, since a lost column loses money.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from dx_kofu.bodies import is_code
from dx_kofu.messages import Message
from dx_kofu.read.cells import Bad, fold, word
from dx_kofu.read.form import Form
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import Table
from dx_kofu.read.names import MONEY, Names, squeezed
from dx_kofu.read.sheet import column_letters
from dx_kofu.records import Diagnostic
from dx_kofu.years import parse_year


class Header(NamedTuple):
    """Where each column stands."""

    columns: dict[str, int]
    extra: dict[str, int]
    """Columns that are passed through."""
    units: dict[str, str | None]
    """The unit of each column of money, ``%`` of a share; ``None`` where nobody names it."""
    other_names: dict[str, str]
    """Columns that go by another name than the contract's: the header's text by column."""
    diagnostics: tuple[Diagnostic, ...]


def year_column(table: Table, guide: Guide) -> int | None:
    """Where the fiscal years stand, before the facts are known: they are those of the years."""
    own = {word("fiscal_year"), word(guide.form.columns["fiscal_year"])}
    exact = next((index for index, text in enumerate(table.header) if word(text) in own), None)
    if exact is not None or table.is_plain:
        return exact
    labels = (guide.names.find(text, table.group(index)) for index, text in enumerate(table.header))
    return next((index for index, label in enumerate(labels) if label and label.column == "fiscal_year"), None)


def read_header(table: Table, names: Names, guide: Guide) -> Header:
    """Resolves a table's header; every problem with its cell."""
    header = Header({}, {}, {}, {}, ())
    problems: list[Diagnostic] = []
    labels = [names.find(text, table.group(index)) for index, text in enumerate(table.header)]
    present = {label.column for label in labels if label is not None} | guide.columns.keys()
    for index, (text, label) in enumerate(zip(table.header, labels, strict=True)):
        group = table.group(index)
        whole = " ".join(part.strip() for part in (group, text) if part.strip())
        exact = names.exact(text if text.strip() else group) is not None
        if label is None or (squeezed(whole) in guide.ignored):
            ignored = squeezed(whole) in guide.ignored
            likely = None if ignored else _likely(text or group, names, present, guide.form)
            if likely is not None:
                message, fix = Message("header.misspelt"), Message("fix.guess", guess=likely)
                problems.append(_problem(table, index, Bad("header-misspelt", message, fix), None, text))
            _pass_through(table, header, index, whole)
        elif label.column not in header.columns:
            header.columns[label.column] = index
            if label.column in (*MONEY, "share"):
                header.units[label.column] = label.unit
            if not exact:
                header.other_names[label.column] = whole
        elif label.column in guide.form.harmless and not exact:
            _pass_through(table, header, index, whole)
        else:
            message = Message("header.duplicate", column=label.column)
            problems.append(_problem(table, index, Bad("header-duplicate", message), label.column, text))
    for column in MONEY:
        header.units[column] = guide.unit or header.units.get(column) or table.unit
    there = header.columns.keys() | guide.columns.keys()
    problems += [_missing(table, column, guide.form) for column in guide.form.required if column not in there]
    return header._replace(diagnostics=tuple(problems))


def _pass_through(table: Table, header: Header, index: int, text: str) -> None:
    """Keeps a column that nobody knows; one without a name and without a text is none."""
    if text or any(index < len(row) and row[index].strip() for row in table.rows):
        header.extra[_unused(text or f"({index + 1})", header.extra)] = index


def _problem(table: Table, index: int, bad: Bad, column: str | None, text: str) -> Diagnostic:
    line = table.header_lines[-1]
    cell = f"{table.sheet}!{column_letters(index)}{line}" if table.sheet is not None else None
    return Diagnostic(bad.code, table.name, line, column, text, bad.message, bad.fix, cell)


def _missing(table: Table, column: str, form: Form) -> Diagnostic:
    option = {"body_code": "--body", "fiscal_year": "--fiscal-year"}.get(column)
    told = _in_titles(table, column)
    fix: Message | None = None
    if option and told is not None:
        fix = Message("fix.title", option=option, value=told)
    elif option:
        fix = Message("fix.option", option=option)
    elif form.is_mapped:
        fix = Message("fix.map", file=table.name)
    message = Message("header.missing", column=column, ja=form.columns[column])
    line = table.header_lines[-1]
    cell = f"{table.sheet}!A{line}" if table.sheet is not None else None
    return Diagnostic("header-missing", table.name, line, column, None, message, fix, cell)


def _in_titles(table: Table, column: str) -> str | None:
    """The only body code or fiscal year that the titles above a table name."""
    texts = [fold(text) for text in table.titles]
    if column == "fiscal_year":
        found = {parse_year(year) for text in texts for year in re.findall(r"(?:令和|平成)\s*\d{1,2}\s*年度", text)}
    else:
        found = {code for text in texts for code in re.findall(r"(?<!\d)\d{6}(?!\d)", text) if is_code(code)}
    return found.pop() if len(found) == 1 else None


def _likely(cell: str, names: Names, present: Collection[str], form: Form) -> str | None:
    """The column that a name nobody knows comes close to, where that could lose money: one absent, or one of money."""
    close = _close(cell, names)
    if close is not None and close not in form.harmless and (close not in present or close in (*MONEY, "share")):
        return close
    absent = {name: ja for name, ja in names.known.items() if name not in present and name not in form.harmless}
    return _holds(cell, absent, form)


def _close(cell: str, names: Names) -> str | None:
    from difflib import get_close_matches

    known = {squeezed(name): column for column, ja in names.known.items() for name in (column, ja)}
    guess = get_close_matches(squeezed(cell), known, n=1, cutoff=0.8)
    return known[guess[0]] if guess else None


def _holds(cell: str, absent: Mapping[str, str], form: Form) -> str | None:
    """A column the table lacks whose name is hidden in the cell: ``うち特定財源計``, ``eligible_share_2``, ``hub``."""
    folded = word(cell)
    tokens = set(re.split(r"[\s_()\[\]:/-]+", folded))
    for column, ja in absent.items():
        if (
            squeezed(ja) in squeezed(cell)
            or set(column.split("_")) <= tokens
            or (column in form.columns and folded in column.split("_"))
        ):
            return column
    return None


def _unused(name: str, taken: Collection[str]) -> str:
    """A name that stands for one column only."""
    number = 1
    unused = name
    while unused in taken:
        number += 1
        unused = f"{name} ({number})"
    return unused
