"""Checks one budget: read, calculated, compared with its expected result.

In: the bytes of a table, of its expected result and of its mapping; the rule files. Out: an :class:`Outcome`. With ``as_of`` every
row is calculated by that one rule set, each fiscal year of the budget for itself: caps and limits are a year's, and two years
must not share them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dx_kofu.budgets.differ import Finding, differences
from dx_kofu.budgets.expected import BrokenExpected, Expected, parse
from dx_kofu.budgets.found import Found, found
from dx_kofu.calc import calculate
from dx_kofu.compare.under import Part, years_as_of
from dx_kofu.messages import Message
from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.read.mapping import mapping_guide
from dx_kofu.read.sheet import Unreadable
from dx_kofu.read.table import read_tables
from dx_kofu.records import Diagnostic
from dx_kofu.rules.load import Loaded, RuleBook, RuleFileError


class File(NamedTuple):
    """A file of a budget."""

    name: str
    content: bytes


class Budget(NamedTuple):
    """A table of expenses with what stands beside it."""

    table: File
    expected: File | None
    """``None``: not there yet."""
    mapping: File | None


class Outcome(NamedTuple):
    """How a budget fares."""

    table: str
    expected: str
    findings: tuple[Finding, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    """What is wrong with its input, or with one of its files."""
    is_usable: bool = True
    """Whether its files can be read at all."""
    text: str | None = None
    """The expected file as ``--update`` writes it; ``None`` where it stays as it is."""
    lost: tuple[str, ...] = ()
    """Comments that the new text no longer has."""

    @property
    def is_same(self) -> bool:
        """Whether all is as expected."""
        return not self.findings and not self.problems


class BadInput(Exception):
    """A table with rows or a header that cannot be read."""

    def __init__(self, problems: Sequence[Diagnostic]) -> None:
        super().__init__()
        self.problems = tuple(problems)


def check(budget: Budget, book: RuleBook, as_of: Loaded | None = None, *, update: bool = False) -> Outcome:
    """How a budget fares; with ``update`` also what its expected file should say."""
    name = budget.expected.name if budget.expected is not None else ""
    try:
        expected = parse(*budget.expected) if budget.expected is not None else Expected((), (), {})
        there = _calculated(budget, book, as_of)
    except BrokenExpected as error:
        lines = zip(error.lines, error.problems, strict=True)
        problems = [Diagnostic("file-broken", name, line, None, None, problem) for line, problem in lines]
        return Outcome(budget.table.name, name, problems=tuple(problems), is_usable=False)
    except RuleFileError as error:
        file = budget.mapping.name if budget.mapping is not None else name
        problems = [Diagnostic("file-broken", file, None, None, None, problem) for problem in error.problems]
        return Outcome(budget.table.name, name, problems=tuple(problems), is_usable=False)
    except Unreadable as error:
        unreadable = Diagnostic("file-unreadable", error.name, error.row, None, None, error.message)
        return Outcome(budget.table.name, name, problems=(unreadable,), is_usable=False)
    except BadInput as error:
        return Outcome(budget.table.name, name, problems=error.problems)
    findings = differences(expected, there)
    if not update or (budget.expected is not None and not findings):
        return Outcome(budget.table.name, name, findings)
    from dx_kofu.budgets.update import lost, updated

    content = budget.expected.content if budget.expected is not None else None
    text = updated(content, expected, there)
    return Outcome(budget.table.name, name, findings, text=text, lost=lost(content or b"", text))


def _calculated(budget: Budget, book: RuleBook, as_of: Loaded | None) -> Found:
    guide = Guide(book=book) if budget.mapping is None else mapping_guide(book, *budget.mapping)
    tables = read_tables(*budget.table, guide)
    reading = _whole(read_expenses(tables, guide))
    if as_of is None:
        return found([_part(reading, guide)])
    years = years_as_of(tables, reading, as_of, guide)
    return found([_part(_whole(own), guide)._replace(year=year) for year, own in years])


def _whole(reading: Reading) -> Reading:
    if reading.diagnostics:
        raise BadInput(reading.diagnostics)
    return reading


def _part(reading: Reading, guide: Guide) -> Part:
    options = {**guide.columns, **guide.assumed}
    return Part(calculate(reading.expenses, reading.rules, inputs=reading.inputs, options=options))


def problem(code: str, file: str, message: Message) -> Diagnostic:
    """A problem of a whole file."""
    return Diagnostic(code, file, None, None, None, message)
