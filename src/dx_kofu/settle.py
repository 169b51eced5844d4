"""From claimed to eligible, for the rows of one measure of one body in one fiscal year: the measure's steps, in their order.

In: the measure, its rows in file order with their verdicts. Out: what is left of each row, confirmed and favourable, what
went and why, and what each open row's answer would add.

Worked example (R8, ``municipal-support``, recruitment cap of 3,000,000 yen per body): rows of 2,000,000 and 1,600,000 yen
with other funding 0 and 200,000. After the deduction 2,000,000 and 1,400,000 are left; the first fills the cap to
2,000,000, the second finds room for 1,000,000 and loses 400,000 (``cap:recruitment``).

Two scenarios are kept side by side. In the confirmed one a row on review is 0 yen and an unknown cap leaves nothing; in the
favourable one every question is answered in the body's favour: other funding 0, share 1, no cap where it is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, assert_never

from dx_kofu.eligibility import Test, Verdict
from dx_kofu.money import share_of
from dx_kofu.records import Expense
from dx_kofu.result import Reduction
from dx_kofu.rules.records import UNKNOWN, Cap, Deduct, Head, Limit, Measure, Parameter, Rate, Round, Share

Gain = Callable[[Expense, int], int]
"""How many of a row's yen would get through a cap or a limit, the other rows as confirmed."""


class Settled(NamedTuple):
    """What the steps left of each row, in the rows' order."""

    eligible: list[int]
    potential: list[int]
    reductions: list[list[Reduction]]
    questions: list[list[Test]]
    gains: list[int]
    """Yen that a row's questions, answered in its favour, add to the eligible total, the other rows as confirmed."""
    applied: list[Parameter]
    """The steps that took yen, and caps, limits, rates and roundings that had yen to look at."""


def settle(measure: Measure, expenses: Sequence[Expense], verdicts: Sequence[Verdict]) -> Settled:
    """Applies a measure's steps to its rows."""
    rows = _Rows(expenses, verdicts)
    net: list[int] | None = None
    gains: list[tuple[Cap | Limit, Gain]] = []
    for step in measure.steps:
        match step:
            case Deduct():
                rows.take(step, "other-funding", _funded)
            case Share():
                rows.take(step, "share", _shared_out)
            case Cap() | Limit():
                net = net or list(rows.best)
                gains.append((step, rows.cap(step) if isinstance(step, Cap) else rows.limit(step)))
            case Head():
                rows.by_head(step)
            case Rate() | Round():
                rows.applied += [step] if any(rows.best) else []
            case _:
                assert_never(step)
    added = [
        _gain(gains, expense, yen) if asked else 0
        for expense, yen, asked in zip(expenses, net or rows.best, rows.questions, strict=True)
    ]
    return Settled(rows.sure, rows.best, rows.reductions, rows.questions, added, rows.applied)


def net_of(measure: Measure, expense: Expense) -> int:
    """What the steps that look at a row alone leave of its amount, what is not known of it resolved in its favour."""
    yen = expense.amount
    for step in measure.steps:
        match step:
            case Deduct():
                yen -= _funded(expense, yen)
            case Share():
                yen -= _shared_out(expense, yen)
            case Head():
                yen = 0
            case Cap() | Limit() | Rate() | Round():
                pass
            case _:
                assert_never(step)
    return yen


def _funded(expense: Expense, yen: int) -> int:
    return min(yen, expense.other_funding or 0)


def _shared_out(expense: Expense, yen: int) -> int:
    return 0 if expense.share is None else yen - share_of(yen, expense.share)


def _all_of_it(_: Expense, yen: int) -> int:
    return yen


def _gain(gains: list[tuple[Cap | Limit, Gain]], expense: Expense, yen: int) -> int:
    for step, gain in gains:
        if expense.case.category in step.categories:
            yen = gain(expense, yen)
    return yen


class _Rows:
    """The rows of a measure with what is left of each, confirmed (``sure``) and favourable (``best``)."""

    def __init__(self, expenses: Sequence[Expense], verdicts: Sequence[Verdict]) -> None:
        self.expenses, self.verdicts = expenses, verdicts
        self.confirmed = [verdict.outcome == "eligible" for verdict in verdicts]
        self.best = [
            0 if verdict.cost is None else expense.amount for expense, verdict in zip(expenses, verdicts, strict=True)
        ]
        self.sure = [yen if confirmed else 0 for yen, confirmed in zip(self.best, self.confirmed, strict=True)]
        self.questions = [list(verdict.questions) for verdict in verdicts]
        self.reductions = [_excluded(expense, verdict) for expense, verdict in zip(expenses, verdicts, strict=True)]
        self.applied: list[Parameter] = []

    def take(self, step: Parameter, code: str, taken: Callable[[Expense, int], int]) -> None:
        """A step that looks at one row: what it takes is the same in both scenarios."""
        taken_from = False
        for index, expense in enumerate(self.expenses):
            yen = taken(expense, self.best[index])
            if yen:
                taken_from = True
                self.best[index] -= yen
                if self.confirmed[index]:
                    self._cut(index, code, yen, step)
        if taken_from:
            self.applied.append(step)

    def by_head(self, step: Head) -> None:
        """A measure counted by head does not pay on the cost: the whole amount goes."""
        self.best = [0] * len(self.best)
        for index, confirmed in enumerate(self.confirmed):
            if confirmed:
                self.reductions[index].append(Reduction("by-head", self.sure[index], step))
        self.sure = [0] * len(self.sure)

    def cap(self, step: Cap) -> Gain:
        """A cap (上限額): rows fill it in file order, what finds no room goes."""
        inside = [
            index
            for index, expense in enumerate(self.expenses)
            if self.best[index] and expense.case.category in step.categories
        ]
        cap = step.amount
        if cap == UNKNOWN:
            self._ask(inside, step)
            return _all_of_it
        if inside:
            self.applied.append(step)
        sure_used: dict[str | None, int] = {}
        best_used: dict[str | None, int] = {}
        for index in inside:
            key = self.expenses[index].person if step.per == "person" else None
            self._cut(index, f"cap:{step.id}", self.sure[index] - _fill(sure_used, key, cap, self.sure[index]), step)
            self.best[index] = _fill(best_used, key, cap, self.best[index])
        return lambda expense, yen: min(yen, cap - sure_used.get(expense.person if step.per == "person" else None, 0))

    def limit(self, step: Limit) -> Gain:
        """A limit of persons (人数の上限): those with the largest totals stay; ties go to whose first counted row comes first."""
        counted = [
            index
            for index, (expense, verdict) in enumerate(zip(self.expenses, self.verdicts, strict=True))
            if verdict.cost is not None and expense.case.category in step.categories
        ]
        persons = step.persons
        if persons == UNKNOWN:
            self._ask([index for index in counted if self.best[index]], step)
            return _all_of_it
        if counted:
            self.applied.append(step)
        certain = [index for index in counted if self.confirmed[index]]
        totals = self._totals(self.sure, certain)
        kept, favoured = _largest(totals, persons), _largest(self._totals(self.best, counted), persons)
        for index in counted:
            person = self.expenses[index].person
            if person not in kept:
                self._cut(index, f"limit:{step.id}", self.sure[index], step)
            if person not in favoured:
                self.best[index] = 0
        smallest = min((totals[person] for person in kept), default=0) if len(kept) == persons else 0
        return lambda expense, yen: (
            yen if expense.person in kept else max(0, totals.get(expense.person, 0) + yen - smallest)
        )

    def _totals(self, left: list[int], counted: list[int]) -> dict[str | None, int]:
        """Each person's total, in the order of their first counted rows."""
        totals: dict[str | None, int] = {}
        for index in counted:
            person = self.expenses[index].person
            totals[person] = totals.get(person, 0) + left[index]
        return totals

    def _ask(self, indexes: list[int], step: Cap | Limit) -> None:
        """A cap or a limit that is not known confirms nothing, and takes nothing in the favourable scenario."""
        name = f"{step.step}:{step.id}"
        for index in indexes:
            self.questions[index].append(Test(name, f"unknown:{name}", None, step))
            self._cut(index, f"unknown:{name}", self.sure[index], step)

    def _cut(self, index: int, code: str, yen: int, step: Parameter) -> None:
        if yen:
            self.sure[index] -= yen
            self.reductions[index].append(Reduction(code, yen, step))


def _excluded(expense: Expense, verdict: Verdict) -> list[Reduction]:
    """The whole amount goes where a test failed or is unknown."""
    reason = verdict.reason
    return [] if reason is None else [Reduction(reason.code, expense.amount, reason.parameter)]


def _fill(used: dict[str | None, int], key: str | None, cap: int, yen: int) -> int:
    """Puts ``yen`` under a cap and returns what found room."""
    before = used.get(key, 0)
    used[key] = before + min(yen, cap - before)
    return used[key] - before


def _largest(totals: dict[str | None, int], persons: int) -> set[str | None]:
    """The persons with the largest totals; sorting is stable, so ties stay in the order of their first counted rows."""
    return set(sorted(totals, key=lambda person: -totals[person])[:persons])
