"""A budget as the checks look at it: which rows still count, what a row is worth, who is whom, what is written beside it.

Worth is the allocation before rounding: what is left of the row - eligible, else potential - x the measure's rate; a head its
unit amount. Worked example: a contract of 6,000,000 yen with share 0.4 leaves 2,400,000; x 0.7 = 1,680,000.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from dx_kofu.catalogue import codes
from dx_kofu.check.records import Finding, Said
from dx_kofu.check.words import any_of, word_table
from dx_kofu.money import exact, share_of
from dx_kofu.result import Item
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import UNKNOWN, Head, Rate

REACHING = ("cap:", "limit:", "unknown:")
"""Reductions of a row of which yen were left when caps and limits came: which rows lose them is a matter of order."""


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

    def least(self, items: Iterable[Item]) -> int | None:
        """The worth of the row that is worth least; ``None`` where one is not known."""
        found = [self.yen(item) for item in items]
        known = [yen for yen in found if yen is not None]
        return min(known) if len(known) == len(found) else None

    def total(self, items: Iterable[Item]) -> int | None:
        """The worth of some rows together."""
        found = [self.yen(item) for item in items]
        known = [yen for yen in found if yen is not None]
        return sum(known) if len(known) == len(found) else None

    def doubled(self, items: Sequence[Item]) -> int | None:
        """What goes where one cost stands in several rows: all but the row that is worth most."""
        found = [self.yen(item) for item in items]
        known = [yen for yen in found if yen is not None]
        return sum(known) - max(known) if len(known) == len(found) else None


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


# ------------------------------------------------------------------------------------------------ words


def folded(text: str) -> str:
    """A text for finding words: half-width letters, small ones."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()


class Persons:
    """Who is whom: spellings of one person made the same, remembered."""

    def __init__(self) -> None:
        table = word_table()["persons"]
        self._letters = {ord(letter): row[0] for row in table["letters"] for letter in row[1:]}
        self._titles = tuple(title.casefold() for title in table["titles"])
        self._numbered = re.compile(table["numbered"])
        self._known: dict[str, str] = {}

    def same(self, person: str) -> str:
        """The same for every spelling of a person: ``髙橋　花子 様`` and ``高橋花子``."""
        name = self._known.get(person)
        if name is None:
            plain = "".join(folded(person).translate(self._letters).split())
            for title in self._titles:
                if plain.endswith(title) and len(plain) > len(title):
                    plain = plain.removesuffix(title)
                elif title.endswith(".") and plain.startswith(title):
                    plain = plain.removeprefix(title)
            name = self._known[person] = plain or person
        return name

    def is_numbered(self, person: str) -> bool:
        """Whether it is an id that any body may have given (``p1``, ``人材2``), and says nothing at another body."""
        return self._numbered.fullmatch(self.same(person)) is not None


def vendors(budget: Budget) -> dict[int, int]:
    """Where the column of whom was paid stands among those passed through, by input."""
    names = {folded(name) for name in word_table()["vendors"]["columns"]}
    found: dict[int, int] = {}
    for read in {id(item.expense.input): item.expense.input for item in budget.items}.values():
        for index, name in enumerate(read.extra):
            if "".join(folded(name).split()) in names:
                found.setdefault(id(read), index)
    return found


def beside(item: Item) -> str:
    """What is written beside a row: its note, and the cells that are passed through, a line each."""
    expense = item.expense
    return "\n".join((expense.note, *expense.extra)) if expense.extra else expense.note


def not_monthly() -> re.Pattern[str]:
    """Words of pay that does not come every month."""
    return any_of(word_table()["pay"]["not_monthly"])
