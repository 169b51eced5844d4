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
