"""Tables of dispatches of DX advisers (派遣実績): one row is one dispatch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from dx_kofu.columns import DISPATCHES
from dx_kofu.messages import Message
from dx_kofu.money import decimal_text
from dx_kofu.read import cells
from dx_kofu.read.cells import Bad, fold
from dx_kofu.read.form import Form
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import Table
from dx_kofu.read.rows import Parser, Row, Rows, problem_of, read_rows
from dx_kofu.records import Diagnostic

FORM = Form(
    columns=DISPATCHES,
    required=("body_code", "application"),
    harmless=("body_name", "theme", "note"),
    telling=frozenset({"application"}),
    own=("advisers", "hours", "start", "end"),
    facts=lambda _: {},
    aliases=("columns", "dispatch"),
)


def _parse_advisers(text: str) -> int | Bad:
    """Advisers of a dispatch, one at least; where nobody came there was no dispatch."""
    advisers = cells.parse_count(text)
    return advisers or Bad("advisers-none", Message("cell.advisers"), Message("fix.no-dispatch"))


_PARSERS: dict[str, Parser] = {
    "application": fold,
    "date": cells.parse_date,
    "advisers": _parse_advisers,
    "hours": cells.parse_hours,
    "start": cells.parse_clock,
    "end": cells.parse_clock,
    "theme": str,
}


class Dispatch(NamedTuple):
    """One dispatch (派遣1回); what is blank is not known."""

    row: Row
    application: str
    date: date | None
    advisers: int | None
    hours: Fraction | None
    """Hours of advice; where the row gives start and end alone, the time between them."""


def read_dispatches(tables: Sequence[Table], guide: Guide) -> tuple[list[Dispatch], Rows]:
    """The dispatches of some tables, and all that is to be told of reading them."""
    reading = read_rows(tables, guide, _PARSERS)
    dispatches = []
    for row in reading.rows:
        bad, hours = _hours(row)
        if bad is None:
            values = row.values
            dispatches.append(Dispatch(row, values["application"], values["date"], values["advisers"], hours))
        else:
            reading.diagnostics.append(bad)
    return dispatches, reading


def _hours(row: Row) -> tuple[Diagnostic | None, Fraction | None]:
    hours, start, end = (row.values[name] for name in ("hours", "start", "end"))
    if start is None or end is None:
        return None, hours
    span = end - start
    if span <= 0:
        return problem_of(row, "end", None, Bad("times-order", Message("cell.times"))), None
    if hours is not None and hours > span:
        message = Message("cell.hours-beyond", span=decimal_text(span))
        return problem_of(row, "hours", decimal_text(hours), Bad("hours-beyond-times", message)), None
    return None, span if hours is None else hours
