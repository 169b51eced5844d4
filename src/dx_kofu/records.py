"""What the reader hands to the engine: rows of the expenses table (支出表) as records, and what was wrong with the file.

A row is split into what recurs - :class:`Place` (body and year) and :class:`Case` (measure, category, facts), each shared
by all rows that say the same - and what is its own. Eligibility is decided once per distinct place, case and blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from dx_kofu.bodies import Kind
from dx_kofu.messages import Message


class Place(NamedTuple):
    """A body in a fiscal year."""

    body_code: str
    fiscal_year: str
    kind: Kind
    hub_city: str | None
    """``yes``, ``no`` or blank, as the row has it."""
    name: str
    """The body's name, where the row gives one."""
    past_its_era: str | None
    """The fiscal year as written, where its era had ended (平成38年度)."""
    options: frozenset[str]
    """Columns filled in from the command line (``--body``, ``--fiscal-year``, ``--assume hub_city=…``)."""


class Case(NamedTuple):
    """What a row claims and what it declares."""

    measure: str
    category: str
    facts: tuple[str | None, ...]
    """A value for each fact of the year's rule file, in its order; ``None`` is unknown."""
    defaults: frozenset[str]
    """Facts that were blank and took the rule file's default."""
    assumed: frozenset[str]
    """Facts that were blank and took the value of ``--assume``, and measure and category where a mapping filled them."""
    person_required: bool


class Input(NamedTuple):
    """A table as read: one file, or one sheet of a workbook."""

    name: str
    sha256: str
    """Of the file's bytes."""
    rows: int
    """Number of costs, total rows and the like left out."""
    extra: tuple[str, ...]
    """Names of the columns passed through."""
    sheet: str | None = None
    letters: Mapping[str, str] = {}
    """Where the columns stand in a workbook: ``{"amount": "C"}``."""

    def cell(self, row: int, column: str) -> str | None:
        """A cell as a spreadsheet names it (``調査表!C14``); ``None`` outside workbooks."""
        return f"{self.sheet}!{self.letters[column]}{row}" if column in self.letters else None


class Accepted(NamedTuple):
    """A finding of ``check`` that someone looked at and accepts for a row (確認済の指摘)."""

    code: str
    """``KF001``."""
    reason: str


class Expense(NamedTuple):
    """One row: one cost (経費)."""

    input: Input
    row: int
    """Line number in the file or sheet, the first being line 1."""
    id: str
    place: Place
    case: Case
    person: str | None
    amount: int
    """Yen."""
    other_funding: int | None
    """Yen of national or prefectural subsidy, another measure, contributions received (特定財源); ``None`` is unknown."""
    share: Fraction | None
    """The eligible share (按分率); ``None`` is blank."""
    date: date | None
    assumed: frozenset[str]
    """``other_funding`` or ``share`` where ``--assume`` filled the blank."""
    extra: tuple[str, ...]
    """Cells of columns that are passed through."""
    note: str = ""
    """The row's remark (備考); nothing is calculated from it."""
    accepted: tuple[Accepted, ...] = ()
    """Findings that the row says are looked at; nothing is calculated from them."""
    has_own_id: bool = False
    """Whether ``id`` stands in the row; else it is made of the row's place."""

    @property
    def cell(self) -> str | None:
        """Where the amount stands in a workbook (``調査表!C14``); ``None`` for other files."""
        return self.input.cell(self.row, "amount")


class Diagnostic(NamedTuple):
    """Bad input: where it stands, what it says, what was expected, the likely fix."""

    code: str
    file: str
    row: int | None
    column: str | None
    value: str | None
    message: Message
    fix: Message | None = None
    cell: str | None = None
    """The cell in a workbook: ``調査表!C14``."""
