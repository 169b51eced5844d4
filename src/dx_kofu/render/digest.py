"""A result as people read it: what was cut and why, from claimed to allocated, person by person, the room left under caps.

In: a :class:`~dx_kofu.result.Result`. Out: records without words, which every format for people (table, page, workbook,
Markdown) puts into its own shape. Worked example (``cio-aide``, R8): a contract of 6,000,000 yen with share 0.4 gives the way
``claimed 6,000,000 - share 3,600,000 = eligible 2,400,000``, then x 0.7 = 1,680,000 allocated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from dx_kofu.catalogue import Code, codes_by_id
from dx_kofu.messages import Message
from dx_kofu.result import Body, Item, Line, Reduction, Result
from dx_kofu.rules.records import UNKNOWN, Cap, Limit, Measure, RuleSet
from dx_kofu.words import Lang, printable
from dx_kofu.years import calendar_year, year_number


class Cut(NamedTuple):
    """What one rule took from the rows of a measure."""

    measure: Measure
    code: str
    found: tuple[tuple[Item, Reduction], ...]

    @property
    def amount(self) -> int:
        """Yen, of all the rows."""
        return sum(reduction.amount for _, reduction in self.found)


class Stage(NamedTuple):
    """A stage on the way from claimed to eligible; its yen go, and ``kind`` names why in a word."""

    kind: str
    """``exclusion``, ``by-head``, ``other-funding``, ``share``, ``cap``, ``limit`` or ``unknown``."""
    amount: int


class Way(NamedTuple):
    """The way of a measure's line: claimed, what went at each stage (in order, none of 0 yen), eligible, allocated."""

    line: Line
    stages: tuple[Stage, ...]


class PersonLine(NamedTuple):
    """A person (対象者) of a body, a year and a measure."""

    measure: Measure
    person: str
    items: tuple[Item, ...]
    claimed: int
    eligible: int
    potential: int


class Room(NamedTuple):
    """A cap whose amount is known: how much of it is used and how much went above it. Of a person where it is per person."""

    measure: Measure
    cap: Cap
    person: str | None
    used: int
    lost: int

    @property
    def left(self) -> int:
        """Yen of room left."""
        assert self.cap.amount != UNKNOWN
        return self.cap.amount - self.used


class BodyDigest(NamedTuple):
    """Everything that is told of a body in a fiscal year."""

    body: Body
    name: str
    rules: RuleSet
    lines: tuple[Line, ...]
    items: tuple[Item, ...]

    @property
    def ways(self) -> tuple[Way, ...]:
        """The way of each line, in the order of the lines."""
        return tuple(Way(line, tuple(_stages(self._of(line.measure)))) for line in self.lines)

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """What was cut, open questions apart, by measure and rule in the order of the rows."""
        found: dict[tuple[str, str, int], list[tuple[Item, Reduction]]] = {}
        for item in self.items:
            for reduction in item.reductions:
                if not reduction.code.startswith("unknown:"):
                    key = (item.expense.case.measure, reduction.code, id(reduction.rule))
                    found.setdefault(key, []).append((item, reduction))
        return tuple(Cut(self.rules.measure(name), code, tuple(cuts)) for (name, code, _), cuts in found.items())

    @property
    def asked(self) -> tuple[Item, ...]:
        """Rows with open questions, those without a bound first, then by the yen at stake."""
        asked = [item for item in self.items if item.questions]
        return tuple(sorted(asked, key=lambda item: (item.questions[0].yen is not None, -(item.questions[0].yen or 0))))

    @property
    def persons(self) -> tuple[PersonLine, ...]:
        """Who is named, measure by measure, in the order of their first rows."""
        found: dict[tuple[str, str], list[Item]] = {}
        for item in self.items:
            if item.expense.person is not None:
                found.setdefault((item.expense.case.measure, item.expense.person), []).append(item)
        order = [line.measure for line in self.lines]
        return tuple(
            _person(self.rules.measure(measure), person, items)
            for (measure, person), items in sorted(found.items(), key=lambda entry: order.index(entry[0][0]))
        )

    @property
    def rooms(self) -> tuple[Room, ...]:
        """Every cap that a row of the body falls under."""
        return tuple(
            room
            for line in self.lines
            for step in self.rules.measure(line.measure).steps
            if isinstance(step, Cap)
            for room in _rooms(self.rules.measure(line.measure), step, self._of(line.measure))
        )

    def _of(self, measure: str) -> list[Item]:
        return [item for item in self.items if item.expense.case.measure == measure]


def bodies(result: Result) -> Iterator[BodyDigest]:
    """A digest for each body and year of a result, in its order."""
    rules = {loaded.rules.fiscal_year: loaded.rules for loaded in result.rules}
    names: dict[str, str] = {}
    items: dict[tuple[str, str], list[Item]] = {}
    for item in result.items:
        place = item.expense.place
        if place.name:
            names.setdefault(place.body_code, printable(place.name))
        items.setdefault((place.body_code, place.fiscal_year), []).append(item)
    lines = {key: tuple(group) for key, group in groupby(result.lines, lambda line: (line.body_code, line.fiscal_year))}
    for body in result.bodies:
        key = (body.body_code, body.fiscal_year)
        yield BodyDigest(
            body, names.get(body.body_code, ""), rules[body.fiscal_year], lines[key], tuple(items.get(key, ()))
        )


def provisional(result: Result) -> tuple[str, ...]:
    """The fiscal years whose rules are announced and not enacted: what is calculated under them is provisional (暫定)."""
    return tuple(loaded.rules.fiscal_year for loaded in result.rules if loaded.rules.status == "announced")


STAMPED = ("assumption.answers", "assumption.option", "assumption.overlay")
"""Assumptions that a person made for a run."""


def stamps(result: Result, lang: Lang) -> list[str]:
    """What a run is stamped with: that it is provisional, what was assumed, given or answered beside the tables."""
    years = provisional(result)
    said = [Message("t.provisional", years=", ".join(year_words(year, lang) for year in years))] if years else []
    said += [message for message in result.assumptions if message.key in STAMPED]
    return [message.in_(lang) for message in said]


def complete(result: Result) -> bool:
    """Whether every figure is known; where not, every format says so."""
    return result.special.complete and result.ordinary.complete


def year_words(name: str, lang: Lang) -> str:
    """A fiscal year as people say it: ``令和8年度（2026年度）``."""
    return Message("t.year", number=year_number(name), calendar=calendar_year(name)).in_(lang)


def place_words(item: Item, *, several: bool) -> str:
    """A row as people find it: its line, in a workbook its cell; with its file where there are several."""
    expense = item.expense
    place = expense.cell or str(expense.row)
    return f"{expense.input.name}:{place}" if several else place


class AcceptedRow(NamedTuple):
    """A finding that a row accepts (確認済の指摘)."""

    item: Item
    code: Code
    reason: str


def accepted_rows(result: Result) -> list[AcceptedRow]:
    """Every finding that rows accept, in the order of the rows."""
    return [
        AcceptedRow(item, codes_by_id()[code], reason)
        for item in result.items
        if item.expense.accepted
        for code, reason in item.expense.accepted
    ]


STAGES = ("exclusion", "by-head", "other-funding", "share", "cap", "limit", "unknown")


def _stages(items: Sequence[Item]) -> Iterator[Stage]:
    taken = dict.fromkeys(STAGES, 0)
    for item in items:
        for reduction in item.reductions:
            kind = reduction.code.partition(":")[0]
            taken[kind if kind in taken else "exclusion"] += reduction.amount
    return (Stage(kind, amount) for kind, amount in taken.items() if amount)


def _person(measure: Measure, person: str, items: Sequence[Item]) -> PersonLine:
    claimed = sum(item.expense.amount for item in items)
    eligible, potential = sum(item.eligible for item in items), sum(item.potential for item in items)
    return PersonLine(measure, person, tuple(items), claimed, eligible, potential)


def _rooms(measure: Measure, cap: Cap, items: Sequence[Item]) -> Iterator[Room]:
    """One room for a body, or one for each person; rows that never reach the cap leave it as it is."""
    used: dict[str | None, int] = {}
    lost: dict[str | None, int] = {}
    for item in items:
        above = sum(reduction.amount for reduction in item.reductions if reduction.rule is cap)
        beyond = sum(reduction.amount for reduction in item.reductions if isinstance(reduction.rule, Limit))
        if item.expense.case.category in cap.categories and item.eligible + above + beyond:
            person = item.expense.person if cap.per == "person" else None
            used[person] = used.get(person, 0) + item.eligible + beyond
            lost[person] = lost.get(person, 0) + above
    return (Room(measure, cap, person, yen, lost[person]) for person, yen in used.items() if cap.amount != UNKNOWN)
