"""A repair: a cell, what stood in it, what it says in the contract's spelling, and why that is certain."""

from __future__ import annotations

from typing import Literal, NamedTuple

from dx_kofu.messages import Message
from dx_kofu.read.sheet import column_letters

Code = Literal[
    "leading-zero", "check-digit", "code-spelling", "id-spelling", "id-misspelt", "header-misspelt", "year", "date"
]


class Certain(NamedTuple):
    """What a text is certain to mean."""

    text: str
    """In the contract's spelling; the text as it stands where nothing is to be mended."""
    code: Code
    why: Message


class Repair(NamedTuple):
    """A cell written anew."""

    code: Code
    sheet: str | None
    row: int
    """Line number in the file or sheet, as everywhere."""
    at: int
    """The cell's place in its row, from 0."""
    column: str
    before: str
    after: str
    why: Message

    @property
    def cell(self) -> str | None:
        """The cell in a workbook: ``調査表!C14``."""
        return None if self.sheet is None else f"{self.sheet}!{column_letters(self.at)}{self.row}"


class CannotRepair(Exception):
    """A file that no repaired copy can be written of; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.key)
        self.message = message
