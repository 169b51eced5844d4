"""A row's way from claimed to allocated: what was asked, each step with the yen before and after, the rows it shares with.

In: a result and one of its items. Out: an :class:`Explanation` without words. Worked example (``cio-aide``, R8): a contract of
6,000,000 yen with share 0.4 passes ``deduct`` with 6,000,000, ``share`` leaves 2,400,000, the limit leaves them, and
2,400,000 x 0.7 = 1,680,000 is its part of the allocation.

The yen before and after a step are those that the calculation itself gives with the steps up to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from dx_kofu.eligibility import Test, tests_of
from dx_kofu.explain.change import Change, Elsewhere, changes, elsewhere
from dx_kofu.money import ZERO
from dx_kofu.records import Expense
from dx_kofu.result import Answered, Item, Line, Reduction, Result
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import Cap, Condition, Limit, Measure, Rate, Round, RuleSet, Step
from dx_kofu.settle import settle
from dx_kofu.whatif import moved, verdict_of, worth


class Asked(NamedTuple):
    """Something that was asked of the row."""

    measure: Measure
    """The row's, or one counted by head to which the row's person may belong instead."""
    test: Test
    value: str | None
    """What the row says, for a fact."""
    by: str
    """Who says so: ``row``, ``answer``, ``default`` or ``assumed``; blank for what nobody says."""
    answered_in: str = ""
    """Where the answer stands, for one: the sheet of answers and the place in it."""


class Passed(NamedTuple):
    """A step that the row came to; yen before and after it, confirmed and in the favourable scenario."""

    step: Step
    before: int
    after: int
    best_before: int
    best_after: int
    shared_with: tuple[Item, ...]
    """The other rows under the same cap or limit, in the order in which they count."""

    @property
    def applies(self) -> bool:
        """Whether it took anything, in either scenario."""
        return (self.before, self.best_before) != (self.after, self.best_after)


class Part(NamedTuple):
    """The row's part of its line's allocation."""

    line: Line
    eligible: Fraction
    """Eligible x rate, before the line is rounded; a head's unit amount where the row gives the line that head."""
    potential: Fraction | None
    """The same in the favourable scenario; ``None`` where no bound is known."""


class Explanation(NamedTuple):
    """All that is told of a row."""

    item: Item
    rules: RuleSet
    asked: tuple[Asked, ...]
    reason: Reduction | None
    """Why the whole amount went, or is held back, before the first step."""
    steps: tuple[Passed, ...]
    """Caps and limits that do not look at the row's category left out."""
    parts: tuple[Part, ...]
    changes: tuple[Change, ...]
    elsewhere: tuple[Elsewhere, ...]
    holds: bool
    """Whether everything that was asked holds: what went, went by the steps."""
    as_head: bool
    """Whether the row's person counts by head."""


def explain(result: Result, rules: Mapping[str, Loaded], item: Item) -> Explanation:
    """The explanation of a row; ``rules`` holds the rule set of its year."""
    expense = item.expense
    rule_set = rules[expense.place.fiscal_year].rules
    place = (expense.place.body_code, expense.place.fiscal_year)
    body = [
        other for other in result.items if (other.expense.place.body_code, other.expense.place.fiscal_year) == place
    ]
    at = next(index for index, other in enumerate(body) if other is item)
    rows = [other.expense for other in body]
    first = item.reductions[0] if item.reductions and item.reductions[0].amount == expense.amount else None
    verdict, before = verdict_of(rule_set, expense), worth(rows, rules)
    return Explanation(
        item,
        rule_set,
        tuple(_with_answers(_asked(rule_set, expense), expense, result.answers)),
        first if verdict.outcome != "eligible" else None,
        tuple(_steps(rule_set, body, item)) if verdict.cost is not None else (),
        tuple(_parts(result, item)),
        changes(rows, at, rules, before),
        elsewhere(rows, at, rules, before),
        verdict.outcome == "eligible",
        verdict.head is not None and verdict.head.certain,
    )


def _asked(rules: RuleSet, expense: Expense) -> list[Asked]:
    case = expense.case
    values = dict(zip(rules.facts, case.facts, strict=True))
    blank = {"share_blank": expense.share is None, "funding_blank": expense.other_funding is None}
    measure, found, instead = rules.measure(case.measure), [], []
    for test in tests_of(rules, expense.place, case, **blank):
        value, by = None, ""
        if isinstance(test.parameter, Condition):
            value = values[test.name]
            by = "default" if test.name in case.defaults else "assumed" if test.name in case.assumed else "row"
            if test.parameter.otherwise is not None and test.holds is not True:
                instead = _asked(rules, moved(expense, rules, test.parameter.otherwise))
        found.append(Asked(measure, test, value, by if value is not None else ""))
    return found + instead


def _with_answers(asked: Iterable[Asked], expense: Expense, answers: Sequence[Answered]) -> Iterator[Asked]:
    """What was asked, with the sheets in which it was answered."""
    for one in asked:
        place = (expense.id, one.test.name)
        given = next((given for given in answers if place in given.filled), None)
        if given is None or one.by in ("default", "assumed"):
            yield one
        else:
            yield one._replace(by="answer", answered_in=f"{given.name}:{given.filled[place]}")


def _steps(rules: RuleSet, body: Sequence[Item], item: Item) -> list[Passed]:
    measure = rules.measure(item.expense.case.measure)
    group = [other for other in body if other.expense.case.measure == measure.id]
    rows = [other.expense for other in group]
    verdicts = [verdict_of(rules, row) for row in rows]
    at = next(index for index, other in enumerate(group) if other is item)
    found, before = [], settle(replace(measure, steps=()), rows, verdicts)
    for place, step in enumerate(measure.steps):
        after = settle(replace(measure, steps=measure.steps[: place + 1]), rows, verdicts)
        inside = not isinstance(step, (Cap, Limit)) or item.expense.case.category in step.categories
        if inside and not isinstance(step, (Rate, Round)):
            sharing = [
                other
                for other, yen in zip(group, before.potential, strict=True)
                if other is not item and yen and _share(step, item.expense, other.expense)
            ]
            yen = (before.eligible[at], after.eligible[at], before.potential[at], after.potential[at])
            found.append(Passed(step, *yen, tuple(sharing)))
        before = after
    return found


def _share(step: Step, one: Expense, other: Expense) -> bool:
    """Whether two rows of a measure share a cap or a limit."""
    match step:
        case Cap(per="person"):
            return other.case.category in step.categories and other.person == one.person
        case Cap() | Limit():
            return other.case.category in step.categories
        case _:
            return False


def _parts(result: Result, item: Item) -> list[Part]:
    """The row's part of its own line, and the head that it gives to another."""
    expense = item.expense
    place = expense.place
    rules = next(loaded.rules for loaded in result.rules if loaded.rules.fiscal_year == place.fiscal_year)
    lines = {
        line.measure: line
        for line in result.lines
        if (line.body_code, line.fiscal_year) == (place.body_code, place.fiscal_year)
    }
    found = []
    own = lines[expense.case.measure]
    if own.tax == "special":
        rate = own.rate
        best = None if rate is None and item.potential else item.potential * (rate or ZERO)
        found.append(Part(own, item.eligible * (rate or ZERO), best))
    head = verdict_of(rules, expense).head
    if head is not None:
        line = lines[head.measure]
        unit = None if line.unit_amount is None else Fraction(line.unit_amount)
        found.append(Part(line, (unit or ZERO) if head.certain else ZERO, unit))
    return found
