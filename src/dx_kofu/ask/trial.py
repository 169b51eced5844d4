"""Questions of a body answered on trial: some of them, then others, each time at the price of the rows that differ.

In: the body's :class:`~dx_kofu.ask.tally.Tally` and the answers that each question gives to its rows. Out: the tally as it stands
with any set of questions answered, and what each question can move at all, which is what the search for the least set goes by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dx_kofu.ask.tally import Tally
from dx_kofu.records import Expense
from dx_kofu.whatif import Answer, Answers, answered_row

By = Mapping[int, Answers]
"""Answers by row."""
Link = tuple[object, ...]
"""A pool of rows, or a person as a head of a measure."""
MOST_FACTS = 10
"""Questions of a row whose every subset is looked at: a thousand."""


class Links(NamedTuple):
    """What each question can move."""

    of: dict[int, frozenset[Link]]
    """None: whatever else is answered, the question moves nothing."""
    apart: bool
    """Whether an answer only ever adds to what is confirmed and takes from what is merely possible, pool by pool."""


class Trial:
    """The questions of a body, some of them answered; none at first."""

    def __init__(self, tally: Tally, questions: Mapping[int, By]) -> None:
        self.tally, self.questions = tally, questions
        self.rows = list(tally.rows)
        """As the table has them."""
        self.of_row: dict[int, list[int]] = {}
        for number, by in questions.items():
            for row in by:
                self.of_row.setdefault(row, []).append(number)
        self._answered: frozenset[int] = frozenset()
        self._variants: dict[tuple[int, tuple[int, ...]], Expense] = {}
        self._told: dict[object, _Told] = {}

    def go(self, numbers: Iterable[int]) -> Tally:
        """The tally with just these questions answered."""
        wanted = frozenset(numbers)
        changed = self._answered ^ wanted
        self._answered = wanted
        for row in {row for number in changed for row in self.questions[number]}:
            self.tally.put(row, self._variant(row, [number for number in self.of_row[row] if number in wanted]))
        return self.tally

    def links(self) -> Links:
        """What each question can move."""
        nothing = self.go(()).sums()
        bare = dict(self._people())
        everything = self.go(self.questions).sums()
        full = dict(self._people())
        apart = not self.tally.is_tangled()
        found: dict[int, set[Link]] = {number: set() for number in self.questions}
        for row, numbers in self.of_row.items():
            told = self._tell(row, numbers)
            apart = apart and told.rises
            for number in told.moving:
                found[number].update(self._moved(row, told))
        if apart:  # then what is the same before all answers and after them is the same between
            same = {pool for pool in nothing.keys() | everything.keys() if nothing.get(pool) == everything.get(pool)}
            same |= {link for link in bare if bare[link] == full[link]}
            found = {number: links - same for number, links in found.items()}
        return Links({number: frozenset(links) for number, links in found.items()}, apart)

    def _variant(self, row: int, numbers: list[int]) -> Expense:
        if not numbers:
            return self.rows[row]
        key = (row, tuple(numbers))
        if key not in self._variants:
            given: dict[str, Answer] = {}
            for number in numbers:
                given.update(self.questions[number][row])
            self._variants[key] = answered_row(self.rows[row], self.tally.rules, given)
        return self._variants[key]

    def _moved(self, row: int, told: _Told) -> Iterable[Link]:
        if told.is_cost and self.rows[row].amount:
            yield self.tally.pool_of[row]
        for measure in told.heads:
            yield "head", measure, self.rows[row].person

    def _people(self) -> Iterable[tuple[Link, tuple[bool, bool]]]:
        """The persons of rows with questions, as heads."""
        for row in self.of_row:
            person = self.rows[row].person
            for measure in self.tally.rules.measures:
                if measure.tax == "ordinary":
                    yield ("head", measure.id, person), self.tally.heads(measure.id, person)

    def _tell(self, row: int, numbers: list[int]) -> _Told:
        """What the questions of a row do to its verdict, looked at once for rows that are alike."""
        expense = self.rows[row]
        given = [self.questions[number][row] for number in numbers]
        asked = tuple(name for answers in given for name in answers)
        values = tuple(str(value) for answers in given for value in answers.values())
        blank = (expense.share is None, expense.other_funding is None)
        key = (expense.place.kind, expense.place.hub_city, expense.case, blank, asked, values)
        if key not in self._told:
            self._told[key] = self._looked_at(row, numbers)
        told = self._told[key]
        moving = tuple(number for number, name in zip(numbers, asked, strict=True) if name in told.facts)
        return told._replace(moving=moving)

    def _looked_at(self, row: int, numbers: list[int]) -> _Told:
        """Every subset of a row's questions, and what one more answer does to it."""
        facts = [next(iter(self.questions[number][row])) for number in numbers]
        if len(numbers) > MOST_FACTS:
            heads = frozenset(one.id for one in self.tally.rules.measures if one.tax == "ordinary")
            return _Told(frozenset(facts), heads, is_cost=True, rises=False)
        seen = []
        for subset in range(1 << len(numbers)):
            some = [number for at, number in enumerate(numbers) if subset >> at & 1]
            verdict = self.tally.verdict(self._variant(row, some))
            head = (verdict.head.measure, verdict.head.certain) if verdict.head is not None else None
            seen.append((verdict.outcome == "eligible", verdict.cost is not None, head))
        moving, rises = set(), True
        for subset, before in enumerate(seen):
            for at, fact in enumerate(facts):
                after = seen[subset | 1 << at]
                if after != before:
                    moving.add(fact)
                    rises = rises and _rises(before, after)
        heads = frozenset(head[0] for _, _, head in seen if head is not None)
        return _Told(frozenset(moving), heads, is_cost=any(cost for _, cost, _ in seen), rises=rises)


_Seen = tuple[bool, bool, tuple[str, bool] | None]
"""Whether the cost is eligible, whether it may be, and the head with whether it is certain."""


class _Told(NamedTuple):
    """What the questions of a row can do to it."""

    facts: frozenset[str]
    """Those whose answer changes its verdict, after some of the others."""
    heads: frozenset[str]
    """Measures for which it may be a head."""
    is_cost: bool
    rises: bool
    """Whether an answer never takes away what was confirmed and never makes possible what was not."""
    moving: tuple[int, ...] = ()
    """Numbers of those questions."""


def _rises(before: _Seen, after: _Seen) -> bool:
    cost = before[0] <= after[0] and before[1] >= after[1]
    was, now = before[2], after[2]
    if now is None:
        return cost and (was is None or not was[1])
    return cost and was is not None and was[0] == now[0] and was[1] <= now[1]
