"""What a comparison says: columns side by side, and for each column but the base what differs and why.

Two laws hold, to the yen and with no rounding of their own. Of every row and of every line of a measure the causes' ``eligible``
add up to the difference of the eligible totals; of every line the causes' ``allocation`` add up to the difference of the
confirmed allocations::

    R8 → R10, recruitment of 3,500,000 yen   cap:recruitment  500,000 → 2,500,000   eligible -2,000,000   allocation -1,400,000
    rate 0.7 → 0.65, eligible 1,000,000      rate                                   eligible          0   allocation    -50,000

A line's causes are weighed at the base's rate or unit amount (the other's where the base's is unknown); what a change of the rate
or the unit amount itself does is a cause of its own, and so is what the rounding adds or takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from dx_kofu.compare.under import Part
from dx_kofu.result import Item, Line, Total
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import Parameter, RuleSet

Mode = Literal["rules", "budgets"]
How = Literal["added", "removed", "moved", "changed", "cut"]
Kind = Literal["rule", "input", "shared", "row"]
"""Why a step's yen differ: the rule says something else, the row does, other rows use the cap or the limit, the row is new."""
Key = tuple[str, str, str]
"""Body code, fiscal year (empty where years are not told apart), measure."""


class Row(NamedTuple):
    """A row as one column has it."""

    item: Item
    year: str
    """Its own fiscal year, whatever rules it was calculated by."""
    rules: RuleSet


class Column(NamedTuple):
    """A budget under rules: its results, one or one for each fiscal year."""

    name: str
    parts: tuple[Part, ...]

    @property
    def rows(self) -> list[Row]:
        """Every row, in the order of the parts."""
        found = []
        for part in self.parts:
            rules = {loaded.rules.fiscal_year: loaded.rules for loaded in part.result.rules}
            for item in part.result.items:
                year = item.expense.place.fiscal_year
                found.append(Row(item, part.year or year, rules[year]))
        return found

    @property
    def lines(self) -> list[tuple[str, Line]]:
        """Every line of a measure with its own fiscal year."""
        return [(part.year or line.fiscal_year, line) for part in self.parts for line in part.result.lines]

    @property
    def years(self) -> tuple[str, ...]:
        """The fiscal years of its rows."""
        return tuple(dict.fromkeys(year for year, _ in self.rules))

    @property
    def rules(self) -> list[tuple[str, Loaded]]:
        """The rule set of each of its fiscal years."""
        return [(part.year or loaded.rules.fiscal_year, loaded) for part in self.parts for loaded in part.result.rules]


class Value(NamedTuple):
    """Something that differs: a column of a row, a key of a rule; ``None`` where it is not there."""

    key: str
    old: Any
    new: Any


class RuleChange(NamedTuple):
    """A rule that says something else; a side is ``None`` where there is no such rule."""

    old: Parameter | None
    new: Parameter | None
    old_rules: RuleSet
    new_rules: RuleSet
    values: tuple[Value, ...]


class Cause(NamedTuple):
    """What makes a row differ: ``old`` and ``new`` are the yen claimed or taken, ``eligible`` what that does to the total."""

    code: str
    """The reduction's code, or ``claimed``, ``row-added``, ``row-removed``, ``row-moved``."""
    kinds: tuple[Kind, ...]
    old: int
    new: int
    eligible: int
    rules: tuple[RuleChange, ...] = ()


class RowDifference(NamedTuple):
    """A row that differs; a side is ``None`` where it is in one column only."""

    old: Row | None
    new: Row | None
    how: How
    inputs: tuple[Value, ...]
    """Columns of the expenses table that differ."""
    causes: tuple[Cause, ...]

    @property
    def some(self) -> Row:
        """The row, in the other column where it is there."""
        row = self.new or self.old
        assert row is not None
        return row

    @property
    def eligible(self) -> int:
        """The difference of what is left of it."""
        return (self.new.item.eligible if self.new else 0) - (self.old.item.eligible if self.old else 0)

    @property
    def potential(self) -> int:
        """The same in the favourable scenario."""
        return (self.new.item.potential if self.new else 0) - (self.old.item.potential if self.old else 0)


class LineCause(NamedTuple):
    """What makes a line differ: a cause of its rows added up, or ``heads``, ``unit-amount``, ``rate``, ``rounding``, ``tax``."""

    code: str
    kinds: tuple[Kind, ...]
    old: int | Fraction | str | None
    new: int | Fraction | str | None
    """Yen, heads or the rate; ``None`` where it is not known."""
    eligible: int
    allocation: Fraction
    known: bool = True
    """Whether the rate or unit amount that it is weighed by is known; where not, ``allocation`` is of the known part only."""
    rules: tuple[RuleChange, ...] = ()
    rows: tuple[RowDifference, ...] = ()
    persons: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """Of ``heads``: persons who count on the base's side alone, and on the other's alone."""


class Gap(NamedTuple):
    """The difference of two allocations."""

    old: Total
    new: Total
    confirmed: int
    """Of the confirmed figures: what is known of both."""
    potential: int | None
    """Of the favourable scenarios; ``None`` where one has no bound."""
    known: bool
    """Whether both figures are complete; where not, the difference is unknown and lies between the two below."""
    least: int | None
    most: int | None


class LineDifference(NamedTuple):
    """A measure of a body; a side is ``None`` where the line does not stand there."""

    key: Key
    old: Line | None
    new: Line | None
    gap: Gap
    causes: tuple[LineCause, ...]

    @property
    def some(self) -> Line:
        """The line, in the other column where it is there."""
        line = self.new or self.old
        assert line is not None
        return line

    @property
    def differs(self) -> bool:
        """Whether any figure is another one."""
        return self._figures(self.old) != self._figures(self.new)

    def figure(self, name: str) -> Any:
        """The difference of a figure that is always known: ``claimed``, ``eligible``, ``before_rounding``."""
        return (getattr(self.new, name) if self.new else 0) - (getattr(self.old, name) if self.old else 0)

    @staticmethod
    def _figures(line: Line | None) -> Line | None:
        return None if line is None else line._replace(fiscal_year="")


class Pair(NamedTuple):
    """A column against the base."""

    base: Column
    other: Column
    lines: tuple[LineDifference, ...]
    """Every line, those that are the same too."""
    rows: tuple[RowDifference, ...]
    """Rows that differ."""
    bodies: Mapping[tuple[str, str], Mapping[str, Gap]]
    """By body and fiscal year, and there by tax."""
    totals: Mapping[str, Gap]

    @property
    def differs(self) -> bool:
        """Whether anything does."""
        return bool(self.rows) or any(line.differs for line in self.lines)


class Comparison(NamedTuple):
    """Columns side by side."""

    mode: Mode
    columns: tuple[Column, ...]
    base: int
    by_year: bool
    """Whether fiscal years are told apart; where not, each column holds one year and they are set against each other."""
    pairs: tuple[Pair, ...]

    @property
    def differs(self) -> bool:
        """Whether any column differs from the base."""
        return any(pair.differs for pair in self.pairs)


NO_TOTAL = Total(0, 0, True)


def gap(old: Total, new: Total) -> Gap:
    """The difference of two figures, each with what is confirmed, its bound and whether it is complete."""
    least = None if old.potential is None else new.allocation - old.potential
    most = None if new.potential is None else new.potential - old.allocation
    potential = None if old.potential is None or new.potential is None else new.potential - old.potential
    return Gap(old, new, new.allocation - old.allocation, potential, old.complete and new.complete, least, most)
