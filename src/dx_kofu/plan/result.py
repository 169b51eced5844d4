"""What a plan comes to: for every scenario and year cost, other funding, both taxes and the body's own burden.

Every figure that hangs on something unknown is a range. Of an allocation ``Total.allocation`` is what is confirmed and
``Total.potential`` the most that can come of it, ``None`` where no bound is known. The own burden runs the other way: at most
``cost - other funding - confirmed``. It is least where others turn out to pay all of the cost whose other funding is not known:
each yen that they pay saves a yen and loses less than one of the tax. So it is at least
``cost - other funding - unasked - potential of the other rows``, less what rounding can give back.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from dx_kofu.calc import total_of
from dx_kofu.messages import Message
from dx_kofu.plan.expand import Choice, Expanded, Unit
from dx_kofu.plan.records import Plan, Scenario
from dx_kofu.result import Item, Result, Total
from dx_kofu.rules.load import Given, Loaded
from dx_kofu.rules.records import Parameter, RuleSet
from dx_kofu.rules.tree import Path

Standing = Literal["in-force", "announced", "none"]


class Span(NamedTuple):
    """Yen between two bounds; ``least`` is ``None`` where no lower bound is known."""

    least: int | None
    most: int


class Figures(NamedTuple):
    """Yen of a year, or of all years."""

    cost: int
    other_funding: int
    """What others are known to pay."""
    unasked: int
    """Cost whose other funding is not known."""
    special: Total
    ordinary: Total
    approximate: bool
    """Whether the ordinary tax is an approximate figure."""
    most_funded: int | None
    """The most special tax where others pay the ``unasked`` cost, with what rounding can give back; ``None``: no bound is known."""

    @property
    def burden(self) -> Span:
        """The body's own burden (自己負担): cost less other funding and special tax; no ordinary tax is in it."""
        return self._less(self.special.allocation, 0)

    @property
    def burden_with_heads(self) -> Span:
        """The same less the amount by head, as if that were cash: it enters 基準財政需要額 and is not."""
        return self._less(self.special.allocation + self.ordinary.allocation, self.ordinary.potential)

    def _less(self, sure: int, heads: int | None) -> Span:
        own = self.cost - self.other_funding
        least = None if self.most_funded is None or heads is None else own - self.unasked - self.most_funded - heads
        return Span(least, own - sure)


def sum_of(figures: tuple[Figures, ...]) -> Figures:
    """The sum of some years."""
    return Figures(
        sum(each.cost for each in figures),
        sum(each.other_funding for each in figures),
        sum(each.unasked for each in figures),
        total_of([each.special for each in figures]),
        total_of([each.ordinary for each in figures]),
        any(each.approximate for each in figures),
        total_of([Total(0, each.most_funded, True) for each in figures]).potential,
    )


class Year(NamedTuple):
    """A fiscal year of a scenario."""

    name: str
    standing: Standing
    """Whether its rules are in force or announced; ``none``: there is no rule file, and nothing is known of the support."""
    figures: Figures
    result: Result | None
    """What the engine says of the year's expenses table; ``None`` where there is no rule file."""


class Move(NamedTuple):
    """A unit that the search claims in another way than the plan: measures and yen, and the year."""

    unit: Unit
    planned: int
    chosen: int


class Search(NamedTuple):
    """What ``--optimise`` found."""

    combinations: int
    proven: bool
    """Whether no other choice can have a smaller own burden, the amount by head counted; not where the search was given up."""
    moves: tuple[Move, ...]


class Outcome(NamedTuple):
    """A scenario as computed."""

    scenario: Scenario
    expanded: Expanded
    choice: Choice
    years: tuple[Year, ...]
    search: Search | None = None

    @property
    def total(self) -> Figures:
        """All years together."""
        return sum_of(tuple(year.figures for year in self.years))

    @property
    def items(self) -> tuple[Item, ...]:
        """The rows of all years."""
        return tuple(item for year in self.years if year.result is not None for item in year.result.items)


class RuleChange(NamedTuple):
    """A value of a measure that is another one in the next year."""

    measure: str
    rule: Parameter
    """As the later year has it; as the earlier one where the later has it no more."""
    path: Path
    old: object
    new: object


class LineChange(NamedTuple):
    """The allocation of a measure for the same costs, under the rules of the year before and of the year."""

    measure: str
    old: Total
    new: Total
    approximate: bool


class Fall(NamedTuple):
    """What another year's rules do to a year's costs."""

    before: str
    year: str
    old: RuleSet | None
    new: RuleSet | None
    """``None``: there is no rule file."""
    announced: bool
    """Whether the year is the first of the plan whose rules are only announced."""
    rules: tuple[RuleChange, ...]
    lines: tuple[LineChange, ...]
    closed: tuple[str, ...]
    """Measures of the plan whose window ends with the year before, as its rule file says."""


class Even(NamedTuple):
    """A person counted by head against the same person paid through the special tax, in a year."""

    year: str
    measure: str
    category: str
    by_head: int | None
    """The amount per head; ``None`` where it is unknown."""
    approximate: bool
    pay: int | None
    """The least pay a year at which the special tax is as much as the amount per head; ``None``: there is none, or unknown."""
    most: int | None
    """What the special tax comes to at the highest pay a row can have; ``None``: no bound is known."""
    roles: tuple[tuple[str, int, int | None], ...]
    """Roles of the plan that can be either, their pay a year, and what the special tax gives for it (``None``: unknown)."""


class Taken(NamedTuple):
    """A person of a role for a full year, as a variant takes it (``None``: the plan itself)."""

    variant: str | None
    pay: int
    other_funding: int | None
    """``None``: not known."""
    special: Total
    ordinary: Total
    approximate: bool
    """Whether the ordinary tax is an approximate figure."""

    @property
    def burden(self) -> Span:
        """Pay less other funding, special tax and the amount by head, as if that were cash."""
        most = self.pay - (self.other_funding or 0) - self.special.allocation - self.ordinary.allocation
        if self.other_funding is None or self.special.potential is None or self.ordinary.potential is None:
            return Span(None, most)
        return Span(self.pay - self.other_funding - self.special.potential - self.ordinary.potential, most)


class Written(NamedTuple):
    """A role that one variant counts by head and another does not."""

    year: str
    role: str
    by_head: Taken
    other: Taken
    even: int | None
    """The pay by head, a full year, at which both leave the same own burden; below it by head leaves less. ``None``: not known."""


class PlanResult(NamedTuple):
    """A whole plan."""

    plan: Plan
    rules: tuple[Loaded, ...]
    overlay: Given | None
    outcomes: tuple[Outcome, ...]
    """The plan itself, its variants, and after each of them the best that the search found."""
    falls: tuple[tuple[Fall, ...], ...]
    """For every outcome: year by year what the rules change."""
    evens: tuple[Even, ...]
    written: tuple[Written, ...]
    assumptions: tuple[Message, ...]
    warnings: tuple[Message, ...]
