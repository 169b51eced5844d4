"""What the calculation says: items, lines of measures, bodies, totals - every yen accounted for.

``claimed = eligible + sum of reductions`` holds for every item. ``eligible`` and ``allocation`` are confirmed;
``potential`` is the favourable scenario, ``None`` where no bound exists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from dx_kofu.messages import Message
from dx_kofu.records import Diagnostic, Expense, Input
from dx_kofu.rules.load import Given, Loaded
from dx_kofu.rules.records import Parameter, Tax

Status = Literal["eligible", "partial", "ineligible", "review"]


class Reduction(NamedTuple):
    """Yen that went, why, and by which rule."""

    code: str
    amount: int
    rule: Parameter


class Question(NamedTuple):
    """What is not known of a row; ``yen`` hang on all of its questions together (``None``: no bound)."""

    fact: str
    rule: Parameter
    yen: int | None


class Item(NamedTuple):
    """A row's way from claimed to eligible."""

    expense: Expense
    eligible: int
    potential: int
    status: Status
    reductions: tuple[Reduction, ...]
    questions: tuple[Question, ...]


class Line(NamedTuple):
    """A measure of a body in a fiscal year."""

    body_code: str
    fiscal_year: str
    measure: str
    tax: Tax
    claimed: int
    eligible: int
    potential_eligible: int
    rate: Fraction | None
    heads: int | None
    potential_heads: int | None
    unit_amount: int | None
    before_rounding: Fraction
    allocation: int
    potential: int | None
    complete: bool
    approximate: bool


class Total(NamedTuple):
    """A sum over lines of one tax."""

    allocation: int
    potential: int | None
    complete: bool


class Body(NamedTuple):
    """A body in a fiscal year."""

    body_code: str
    fiscal_year: str
    special: Total
    ordinary: Total


class Answered(NamedTuple):
    """A sheet of answers that was taken into a run: its name, SHA-256, and the blanks that it filled."""

    name: str
    sha256: str
    filled: Mapping[tuple[str, str], str]
    """By id of the row and column: where the answer stands in the sheet, a cell or a line."""

    @property
    def rows(self) -> Mapping[str, int]:
        """In how many rows which columns were answered."""
        return Counter(column for _, column in self.filled)


class Result(NamedTuple):
    """A whole run."""

    rules: tuple[Loaded, ...]
    overlay: Given | None
    inputs: tuple[Input, ...]
    items: list[Item]
    lines: list[Line]
    bodies: list[Body]
    special: Total
    ordinary: Total
    assumptions: tuple[Message, ...]
    warnings: tuple[Diagnostic, ...]
    skipped: tuple[Diagnostic, ...]
    """What was wrong with rows that ``--skip-bad-rows`` left out."""
    read_as: tuple[Message, ...]
    """For each table that is not simply as the contract has it: what was found and assumed when it was read, in one line."""
    answers: tuple[Answered, ...] = ()
    """Answers to open questions that were taken in."""
