"""A budget as the checks look at it: which rows still count, what a row is worth, whom it paid, what is written beside it.

Worth is the allocation before rounding: what is left of the row - eligible, else potential - x the measure's rate; a head its
unit amount. Worked example: a contract of 6,000,000 yen with share 0.4 leaves 2,400,000; x 0.7 = 1,680,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from dx_kofu.catalogue import codes
from dx_kofu.check.persons import Persons
from dx_kofu.check.records import Finding, Said
from dx_kofu.check.texts import bare, folded
from dx_kofu.check.words import has_word, word_table
from dx_kofu.money import exact, share_of
from dx_kofu.records import Input
from dx_kofu.result import Item
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import UNKNOWN, Head, Rate
from dx_kofu.words import Text

REACHING = ("cap:", "limit:", "unknown:")
"""Reductions of a row of which yen were left when caps and limits came: which rows lose them is a matter of order."""
SHOWN = 20  # letters of a note that stand for a row without a person


class Worth(NamedTuple):
    """How a measure of a year turns cost into allocation."""

    rate: Fraction | None
    """``None``: by head, in kind, or not known."""
    by_head: bool
    unit_amount: int | None
    in_kind: bool


class Budget:
    """The items of a run, with what the checks ask of them again and again."""

    def __init__(self, items: Sequence[Item], rules: Mapping[str, Loaded]) -> None:
        self.items, self.rules = items, rules
        self.persons = Persons()
        self.worth = {
            (year, measure.id): Worth(
                next(
                    (exact(step.rate) for step in measure.steps if isinstance(step, Rate) and step.rate != UNKNOWN),
                    None,
                ),
                any(isinstance(step, Head) for step in measure.steps),
                next(
                    (s.unit_amount for s in measure.steps if isinstance(s, Head) and s.unit_amount != UNKNOWN),
                    None,
                ),
                measure.tax == "in-kind",
            )
            for year, loaded in rules.items()
            for measure in loaded.rules.measures
        }
        self.counting = [item for item in items if item.expense.amount and counts(item)]
        """Rows with yen left when caps and limits came."""
        self._roles = {id(read): roles(read) for read in {id(i.expense.input): i.expense.input for i in items}.values()}
        self._texts: dict[int, str] = {}
        self._places: dict[tuple[str, str], list[Item]] = {}

    # ------------------------------------------------------------------------------------------ yen

    def yen(self, item: Item) -> int | None:
        """What a row is worth, in whole yen."""
        worth = self.worth[item.expense.place.fiscal_year, item.expense.case.measure]
        if worth.in_kind:
            return 0
        if worth.by_head:
            return worth.unit_amount
        return self.allocated(item, item.eligible or item.potential)

    def allocated(self, item: Item, cost: int) -> int | None:
        """What some yen of cost bring under a row's measure."""
        rate = self.worth[item.expense.place.fiscal_year, item.expense.case.measure].rate
        return share_of(cost, rate) if rate is not None else None if cost else 0

    def total(self, items: Iterable[Item]) -> int | None:
        """The worth of some rows together."""
        return total(self.yen(item) for item in items)

    def doubled(self, items: Sequence[Item]) -> int | None:
        """What goes where one cost stands in several rows: all but the row that is worth most."""
        found = [self.yen(item) for item in items]
        known = [yen for yen in found if yen is not None]
        return sum(known) - max(known) if len(known) == len(found) else None

    # ------------------------------------------------------------------------------------------ words

    def person(self, item: Item) -> str | None:
        """The person of a row, the same for every spelling."""
        person = item.expense.person
        return None if person is None else self.persons.same(person)

    def vendor(self, item: Item) -> str:
        """Whom a row paid, the same for every spelling; blank where no column says so."""
        raw = self.raw_vendor(item)
        return self.persons.same(raw) if raw else ""

    def raw_vendor(self, item: Item) -> str:
        """Whom a row paid, as it is written."""
        expense = item.expense
        found = (expense.extra[index].strip() for index in self._roles[id(expense.input)].vendors)
        return next(filter(None, found), "")

    def text(self, item: Item) -> str:
        """What is written beside a row, for telling rows apart: its note and the cells that are passed through."""
        found = self._texts.get(id(item))
        if found is None:
            expense = item.expense
            cells = (expense.extra[index] for index in self._roles[id(expense.input)].texts)
            found = self._texts[id(item)] = bare("\n".join((expense.note, *cells)))
        return found

    def beside(self, item: Item) -> str:
        """What is written beside a row, for finding words, a line each; an amount stands as its column's heading."""
        expense = item.expense
        if not expense.extra:
            return expense.note
        told = self._roles[id(expense.input)]
        cells = [expense.extra[index] for index in told.texts]
        amounts = [name for index, name in told.amounts if is_amount(expense.extra[index])]
        return "\n".join((expense.note, *cells, *amounts))

    def at(self, item: Item) -> Sequence[Item]:
        """The rows of the same body and year."""
        if not self._places:
            for other in self.items:
                place = other.expense.place
                self._places.setdefault((place.body_code, place.fiscal_year), []).append(other)
        return self._places[item.expense.place.body_code, item.expense.place.fiscal_year]

    def who(self, items: Sequence[Item]) -> str | Text:
        """Whom some rows are about: a person, else who was paid, else the note, else the category; whatever their order."""
        persons = {item.expense.person for item in items if item.expense.person is not None}
        notes = {item.expense.note.strip()[:SHOWN] for item in items}
        told = persons or set(filter(None, map(self.raw_vendor, items))) or set(filter(None, notes))
        if told:
            return min(told)
        first = min(items, key=lambda item: item.expense.case.category).expense
        return self.rules[first.place.fiscal_year].rules.categories[first.case.category]


def total(found: Iterable[int | None]) -> int | None:
    """The sum of some yen; not known where one is not."""
    told = list(found)
    known = [yen for yen in told if yen is not None]
    return sum(known) if len(known) == len(told) else None


def counts(item: Item) -> bool:
    """Whether anything of a row was left, or may be, when caps and limits came."""
    return (
        item.eligible > 0
        or item.potential > 0
        or any(reduction.amount and reduction.code.startswith(REACHING) for reduction in item.reductions)
    )


def finding(name: str, items: Sequence[Item], yen: int | None, **fields: object) -> Finding:
    """A finding of a code, by the code's name."""
    code = codes()[name]
    return Finding(code, tuple(items), yen, Said(code.says, fields))


def are_parts(items: Sequence[Item]) -> bool:
    """Whether rows are parts of one cost: each has a share, and together they are not more than the whole."""
    shares = [item.expense.share for item in items]
    known = [share for share in shares if share is not None]
    return len(known) == len(items) and sum(known) <= 1


def have_shares(items: Sequence[Item]) -> bool:
    """Whether rows have eligible shares that differ: parts of a contract, right or wrong, and not one row twice."""
    return len({item.expense.share for item in items}) > 1 and any((item.expense.share or 1) < 1 for item in items)


# ------------------------------------------------------------------------------------------------ columns passed through


class Roles(NamedTuple):
    """What the columns that are passed through are for, by their places."""

    vendors: tuple[int, ...]
    texts: tuple[int, ...]
    amounts: tuple[tuple[int, str], ...]
    """Columns whose heading holds a word that asks a question (うち旅費), with the heading."""


def roles(read: Input) -> Roles:
    """The roles of a table's columns, by their headings."""
    names = [_heading(name) for name in read.extra]
    vendors, left_out = _names("vendors"), _names("left_out")
    texts = tuple(index for index, name in enumerate(names) if name not in vendors and name not in left_out)
    amounts = tuple((index, read.extra[index]) for index in texts if has_word(folded(read.extra[index])))
    return Roles(tuple(index for index, name in enumerate(names) if name in vendors), texts, amounts)


@cache
def _names(kind: str) -> frozenset[str]:
    return frozenset(_heading(name) for name in word_table()["columns"][kind])


def _heading(name: str) -> str:
    """A heading without blanks and without what it adds in parentheses."""
    plain = "".join(folded(name).split())
    return re.sub(r"\([^()]*\)$", "", plain) or plain


def is_amount(cell: str) -> bool:
    """Whether a cell is a number above 0."""
    digits = folded(cell).replace(",", "").removesuffix("円").strip()
    return digits.isdecimal() and int(digits) > 0
