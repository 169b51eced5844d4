"""What if: rows with other facts, and what that makes of a body's allocations - always by the one calculation.

Every cap, every limit and every head lives inside one body and fiscal year, so a change is computed on that body's rows
alone. Worked example (``cio-aide``, R8): an aide of 1,200,000 yen whose ``external`` is blank gives nothing; answered
``yes`` the body's special tax moves by 1,200,000 x 0.7 = 840,000.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from dx_kofu.bodies import kind_of
from dx_kofu.calc import lines_of
from dx_kofu.eligibility import Verdict, judge
from dx_kofu.records import Expense
from dx_kofu.result import Line
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import RuleSet

Answer = str | int | Fraction
"""A fact's value, yen of other funding, a share."""
Answers = Mapping[str, Answer]
"""By column."""
HUB = "hub_city"


class Worth(NamedTuple):
    """Yen of allocation, rounded as they are paid: under the special tax and under the ordinary tax."""

    special: int
    ordinary: int

    @property
    def total(self) -> int:
        """Both together, for putting in order."""
        return self.special + self.ordinary

    def less(self, other: Worth) -> Worth:
        """The difference."""
        return Worth(self.special - other.special, self.ordinary - other.ordinary)


class Bound(NamedTuple):
    """Yen of allocation at best; ``None``: a unit amount or a rate is not known, so that there is no bound."""

    special: int | None
    ordinary: int | None

    def less(self, other: Worth) -> Bound:
        """The difference."""
        special, ordinary = self
        return Bound(
            None if special is None else special - other.special,
            None if ordinary is None else ordinary - other.ordinary,
        )


def bound_of(lines: Mapping[str, Line], before: Mapping[str, Line] | None = None) -> Bound:
    """What the lines of measures confirm, or confirm more than ``before``; unknown where it is counted by what is not known."""
    yen: dict[str, int | None] = {"special": 0, "ordinary": 0, "in-kind": 0}
    before = before or {}
    for name in {**lines, **before}:
        line = lines.get(name) or before[name]
        now, was = _counted(lines.get(name)), _counted(before.get(name))
        sum_ = yen[line.tax]
        known = line.unit_amount is not None if line.tax == "ordinary" else line.rate is not None
        if now != was:
            yen[line.tax] = sum_ + now[0] - was[0] if known and sum_ is not None else None
    return Bound(yen["special"], yen["ordinary"])


def _counted(line: Line | None) -> tuple[int, int, int]:
    """A line's allocation, and what it is counted by: eligible yen and heads."""
    return (0, 0, 0) if line is None else (line.allocation, line.eligible, line.heads or 0)


def worth_of(lines: Iterable[Line]) -> Worth:
    """What is confirmed."""
    yen = {"special": 0, "ordinary": 0, "in-kind": 0}
    for line in lines:
        yen[line.tax] += line.allocation
    return Worth(yen["special"], yen["ordinary"])


def worth(expenses: Sequence[Expense], rules: Mapping[str, Loaded]) -> Worth:
    """What is confirmed for rows."""
    return worth_of(lines_of(expenses, rules))


def state(lines: Iterable[Line]) -> tuple[object, ...]:
    """What is known of the totals: lines whose confirmed and favourable figures agree are settled."""
    return tuple((line.allocation, line.potential, line.complete) for line in lines)


def verdict_of(rules: RuleSet, expense: Expense) -> Verdict:
    """The verdict on a row by itself."""
    blank = {"share_blank": expense.share is None, "funding_blank": expense.other_funding is None}
    return judge(rules, expense.place, expense.case, **blank)


def answered(expenses: Sequence[Expense], rules: Mapping[str, Loaded], answers: Mapping[int, Answers]) -> list[Expense]:
    """The rows with some columns answered, by index; whether a body is a hub city is said for all its rows of the year."""
    changed = list(expenses)
    for index, given in answers.items():
        expense = changed[index]
        changed[index] = answered_row(expense, rules[expense.place.fiscal_year].rules, given)
        if HUB in given:
            place = changed[index].place
            for other, row in enumerate(changed):
                if (row.place.body_code, row.place.fiscal_year) == (place.body_code, place.fiscal_year):
                    changed[other] = row._replace(place=place)
    return changed


def moved(expense: Expense, rules: RuleSet, measure: str) -> Expense:
    """The row under another measure."""
    required = expense.case.category in rules.measure(measure).person_required
    return expense._replace(case=expense.case._replace(measure=measure, person_required=required))


def answered_row(expense: Expense, rules: RuleSet, answers: Answers) -> Expense:
    """The row with some columns answered."""
    case = expense.case
    given = {name: str(value) for name, value in answers.items() if name in rules.facts}
    if given:
        values = dict(zip(rules.facts, case.facts, strict=True)) | given
        case = case._replace(
            facts=tuple(values.values()),
            defaults=case.defaults.difference(given),
            assumed=case.assumed.difference(given),
        )
    own: dict[str, Any] = {name: value for name, value in answers.items() if name in ("other_funding", "share")}
    place = expense.place
    if HUB in answers:
        hub = str(answers[HUB])
        kind = kind_of(place.body_code, hub_city=hub == "yes")
        place = place._replace(hub_city=hub, kind=kind, options=place.options.difference((HUB,)))
    return expense._replace(case=case, place=place, assumed=expense.assumed.difference(own), **own)
