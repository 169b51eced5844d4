"""From a scenario to rows of an expenses table: what is paid in each year, and every way in which it may be claimed.

In: a :class:`~dx_kofu.plan.records.Scenario` and the plan's years. Out: units - a head of a role in a year, a one-off cost - each
with its options, and for every option the rows that it puts into the expenses table. Which yen come of them is the engine's.

A role of 7,200,000 yen a year that begins on 1 October costs ``7,200,000 x 6 months / 12 = 3,600,000`` yen in that year; what is
less than a yen is dropped. Whole months only: a plan that begins in the middle of one is refused.

A split of 1,000,001 yen into ``{a = "0.4", b = "0.6"}`` gives 400,000 to ``a`` and the rest, 600,001, to ``b``; where the shares
are less than 1 together, each is rounded down and what is left is claimed under no measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from dx_kofu.money import share_of
from dx_kofu.plan.records import Entry, OneOff, Plan, Role, Scenario
from dx_kofu.read.cells import Bad, parse_share
from dx_kofu.read.layout import Table
from dx_kofu.years import calendar_year

APRIL, MONTHS = 4, 12
OWN = (
    *("id", "body_code", "hub_city", "fiscal_year", "measure", "category", "person"),
    *("amount", "other_funding", "share", "note"),
)


class Row(NamedTuple):
    """A row of the expenses table that an option needs."""

    entry: int
    """Place of its role or cost in the scenario."""
    year: str
    measure: str
    person: str | None
    amount: int
    other_funding: int | None


class Option(NamedTuple):
    """A way to claim a unit: its year, and rows by their place among all rows; none where it is claimed under no measure."""

    year: str
    measures: tuple[tuple[str, int], ...]
    """Measures as the plan names them, and the yen claimed under each."""
    rows: tuple[int, ...]


class Unit(NamedTuple):
    """What is paid whichever way it is claimed; the first option is the plan's own."""

    entry: int
    person: str | None
    year: str | None
    """``None``: a one-off cost, whose option says when."""
    cost: int
    other_funding: int | None
    options: tuple[Option, ...]


class Expanded(NamedTuple):
    """A scenario as units and rows."""

    units: tuple[Unit, ...]
    rows: tuple[Row, ...]


Choice = tuple[int, ...]
"""For every unit the place of the option that is taken."""


def planned(expanded: Expanded) -> Choice:
    """What the plan itself says."""
    return (0,) * len(expanded.units)


def expand(scenario: Scenario, years: Sequence[str], ruled: Iterable[str]) -> Expanded:
    """Units and rows; a year that is not ``ruled`` - there is no rule file for it - has costs and no rows."""
    writer = _Writer(frozenset(ruled))
    for place, entry in enumerate(scenario.entries):
        if isinstance(entry, Role):
            writer.role(place, entry, years)
        elif isinstance(entry, OneOff):
            writer.once(place, entry)
    return Expanded(tuple(writer.units), tuple(writer.rows))


class _Writer:
    def __init__(self, ruled: frozenset[str]) -> None:
        self.ruled = ruled
        self.units: list[Unit] = []
        self.rows: list[Row] = []

    def role(self, place: int, role: Role, years: Sequence[str]) -> None:
        for person in persons_of(role):
            for year in years:
                months = months_in(role, year, years)
                if months:
                    cost, funding = pay_of(role, months), _pro_rata(role, role.other_funding, months)
                    options = tuple(self._options(place, role, year, person, cost, funding))
                    self.units.append(Unit(place, person, year, cost, funding, options))

    def once(self, place: int, cost: OneOff) -> None:
        options = tuple(
            option
            for year in years_of(cost)
            for option in self._options(place, cost, year, cost.person, cost.amount, cost.other_funding)
        )
        self.units.append(Unit(place, cost.person, None, cost.amount, cost.other_funding, options))

    def _options(
        self, place: int, entry: Entry, year: str, person: str | None, amount: int, funding: int | None
    ) -> Iterator[Option]:
        ways = ways_of(entry)
        for shares in ways if year in self.ruled else ways[:1]:  # without rules there is nothing to choose by
            rows, told = [], []
            for measure, (yen, others) in _parts(shares, amount, funding):
                told.append((measure, yen))
                if year in self.ruled:
                    rows.append(len(self.rows))
                    self.rows.append(Row(place, year, measure, person, yen, others))
            yield Option(year, tuple(told), tuple(rows))


def persons_of(role: Role) -> tuple[str, ...]:
    """The persons of a role: as it names them, else numbered."""
    if role.names:
        return role.names
    heads = role.heads or 1
    return (role.name,) if heads == 1 else tuple(f"{role.name} {number + 1}" for number in range(heads))


def years_of(cost: OneOff) -> tuple[str, ...]:
    """The years in which a cost may be paid, the planned one first."""
    return cost.years or ((cost.year,) if cost.year is not None else ())


def ways_of(entry: Entry) -> tuple[dict[str, Fraction], ...]:
    """Every way to claim an entry: shares by measure, the planned way first; an empty one claims nothing."""
    measures = entry.measures if entry.measures is not None else filter(None, (entry.measure,))
    whole = [{measure: Fraction(1)} for measure in measures]
    split = [{name: _exact(text) for name, text in way.items()} for way in entry.splits]
    return tuple(whole + split) or ({},)


def _exact(text: str) -> Fraction:
    share = parse_share(text)
    assert not isinstance(share, Bad), "checked when the plan was read"
    return share


def _parts(
    shares: dict[str, Fraction], amount: int, funding: int | None
) -> Iterator[tuple[str, tuple[int, int | None]]]:
    """An amount and its other funding by measure: rounded down, the last measure of a whole taking the rest."""
    last = next(reversed(shares), None) if sum(shares.values()) == 1 else None
    left, others_left = amount, funding
    for measure, share in shares.items():
        yen = left if measure == last else share_of(amount, share)
        others = None if funding is None else others_left if measure == last else share_of(funding, share)
        left -= yen
        others_left = None if others_left is None or others is None else others_left - others
        yield measure, (yen, others)


# ------------------------------------------------------------------------------------------------ months


def months_in(role: Role, year: str, years: Sequence[str]) -> int:
    """In how many months of a fiscal year a role is paid."""
    april = calendar_year(year) * MONTHS + APRIL
    first = april if role.start is None else max(april, _month(role.start))
    last = april + MONTHS - 1 if role.end is None else min(april + MONTHS - 1, _month(role.end))
    return max(0, last - first + 1) if year in years else 0


def pay_of(role: Role, months: int) -> int:
    """Yen per head for some months of a year."""
    return _pro_rata(role, role.pay_year if role.pay_year is not None else role.pay_month, months) or 0


def yearly(role: Role) -> int:
    """Yen per head for a full year."""
    return pay_of(role, MONTHS)


def _pro_rata(role: Role, yen: int | None, months: int) -> int | None:
    if yen is None:
        return None
    return yen * months if role.pay_year is None else yen * months // MONTHS


def _month(day: date) -> int:
    return day.year * MONTHS + day.month


# ------------------------------------------------------------------------------------------------ tables


def table_of(plan: Plan, scenario: Scenario, rows: Sequence[Row]) -> Table:
    """Rows as the expenses table that people could have written, for the reader of such tables."""
    entries = scenario.entries
    facts = list(dict.fromkeys(fact for entry in entries for fact in entry.facts))
    texts = [[*_own(plan, entries[row.entry], row), *_facts(entries[row.entry], facts)] for row in rows]
    lines = range(2, len(rows) + 2)
    numbered = [[str(line), *cells] for line, cells in zip(lines, texts, strict=True)]
    return Table(plan.file, plan.sha256, [*OWN, *facts], numbered, lines, is_plain=True)


def _own(plan: Plan, entry: Entry, row: Row) -> list[str]:
    funding = "" if row.other_funding is None else str(row.other_funding)
    return [
        *(plan.body_code, plan.hub_city or "", row.year, row.measure, entry.category, row.person or ""),
        *(str(row.amount), funding, entry.share or "", " ".join(f"{entry.name} {entry.note}".split())),
    ]


def _facts(entry: Entry, facts: Sequence[str]) -> list[str]:
    return [entry.facts.get(fact, "") for fact in facts]
