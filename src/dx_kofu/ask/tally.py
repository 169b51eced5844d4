"""The lines of one body in one fiscal year, kept up to date while a few of its rows change.

In: the rows, a rule set. Out: at any time the same lines as :func:`dx_kofu.calc.lines_of` gives, for the price of the rows that
changed. Rows meet only in caps and limits (and persons as heads), so they are kept in pools: rows under the same cap, rows
under the same limit, and a row under neither by itself. The sum of a pool does not depend on the order of its rows.

Worked example (``cio-aide``, R8, recruitment cap of 1,000,000 yen): rows of 400,000 and 800,000 yen, confirmed, are a pool with
a sum of 1,200,000, of which the cap leaves 1,000,000. Is the second one no longer confirmed, the pool's sum falls to 400,000.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from dx_kofu.calc import Basis, line_of
from dx_kofu.eligibility import Head as ByHead
from dx_kofu.eligibility import Verdict
from dx_kofu.records import Expense
from dx_kofu.result import Line
from dx_kofu.rules.records import UNKNOWN, Cap, Limit, Measure, Rate, Round, RuleSet, Unknown
from dx_kofu.settle import net_of, settle
from dx_kofu.whatif import Worth, state, verdict_of, worth_of


class Sums(NamedTuple):
    """What is left of the rows of a pool: yen confirmed, yen at best, and whether yen wait for a figure that is not known."""

    eligible: int
    potential: int
    asked: bool


NO_YEN = Sums(0, 0, asked=False)


class _Pool(Protocol):
    def move(self, person: str | None, sure: int, best: int, /) -> None:
        """Adds to what the rows of a person bring, confirmed and at best; negative where a row brings less than before."""

    def sums(self) -> Sums:
        """What is left."""


class _Together:
    """Rows under one cap, or a row under none."""

    def __init__(self, cap: int | Unknown | None) -> None:
        self.cap, self.sure, self.best = cap, 0, 0

    def move(self, _: str | None, sure: int, best: int, /) -> None:
        self.sure += sure
        self.best += best

    def sums(self) -> Sums:
        if self.cap is None:
            return Sums(self.sure, self.best, asked=False)
        if self.cap == UNKNOWN:
            return Sums(0, self.best, asked=self.best > 0)
        return Sums(min(self.sure, self.cap), min(self.best, self.cap), asked=False)


class _Ranking:
    """Totals by person, in order."""

    def __init__(self) -> None:
        self.totals: dict[str | None, int] = {}
        self.order: list[int] = []

    def move(self, person: str | None, yen: int) -> None:
        if yen:
            before = self.totals.get(person, 0)
            if before:
                del self.order[bisect_left(self.order, before)]
            self.totals[person] = before + yen
            if before + yen:
                insort(self.order, before + yen)

    def largest(self, persons: int) -> int:
        return sum(self.order[-persons:])


class _Ranked:
    """Rows under one limit of persons: the largest totals stay, whoever has them."""

    def __init__(self, persons: int) -> None:
        self.persons, self.sure, self.best = persons, _Ranking(), _Ranking()

    def move(self, person: str | None, sure: int, best: int, /) -> None:
        self.sure.move(person, sure)
        self.best.move(person, best)

    def sums(self) -> Sums:
        return Sums(self.sure.largest(self.persons), self.best.largest(self.persons), asked=False)


class _Tangled:
    """Rows that several caps and limits hold one after the other: calculated as a whole."""

    def __init__(self, measure: Measure, tally: Tally) -> None:
        self.measure, self.tally = measure, tally
        self.rows: list[int] = []

    def move(self, *_: object) -> None:
        pass

    def sums(self) -> Sums:
        rows = [self.tally.rows[row] for row in self.rows]
        settled = settle(self.measure, rows, [self.tally.verdict(row) for row in rows])
        asked = any(isinstance(test.parameter, (Cap, Limit)) for tests in settled.questions for test in tests)
        return Sums(sum(settled.eligible), sum(settled.potential), asked)


class _Part(NamedTuple):
    """What a row brings to its pool, and the head it gives."""

    sure: int
    best: int
    head: ByHead | None


class _Heads(NamedTuple):
    """How many rows give each person as a head, certainly and possibly."""

    certain: Counter[str | None]
    possible: Counter[str | None]


NOTHING = _Part(0, 0, None)
PoolKey = tuple[object, ...]


class Tally:
    """The rows of a body and year with their lines."""

    def __init__(self, rows: Sequence[Expense], rules: RuleSet) -> None:
        self.rules, self.rows = rules, list(rows)
        self.pool_of: list[PoolKey] = []
        """The pool of each row."""
        self._verdicts: dict[object, Verdict] = {}
        self._pools: dict[PoolKey, _Pool] = {}
        self._sums: dict[PoolKey, Sums] = {}
        self._claimed: Counter[str] = Counter()
        self._totals: dict[str, list[int]] = {}
        self._heads: dict[str, _Heads] = {}
        self._stale: set[PoolKey] = set()
        self._lines: dict[str, Line] = {}
        self._stale_lines: set[str] = set()
        self._parts = [NOTHING] * len(self.rows)
        tangled = {measure.id: _tangled(measure) for measure in rules.measures}
        for index, row in enumerate(self.rows):
            measure = rules.measure(row.case.measure)
            self._claimed[measure.id] += row.amount
            self.pool_of.append(self._pool(measure, index, row, tangled[measure.id]))
            self.put(index, row)

    def put(self, index: int, row: Expense) -> None:
        """A row in the place of what it was; body, measure, category, person and amount stay."""
        self.rows[index] = row
        before, after = self._parts[index], self._part(row)
        key = self.pool_of[index]
        if before[:2] != after[:2] or isinstance(self._pools[key], _Tangled):
            self._pools[key].move(row.person, after.sure - before.sure, after.best - before.best)
            self._stale.add(key)
        if before.head != after.head:
            self._count(before.head, row.person, -1)
            self._count(after.head, row.person, 1)
        self._parts[index] = after

    def verdict(self, row: Expense) -> Verdict:
        """The verdict on a row, decided once for rows that are alike."""
        key = (row.place.kind, row.place.hub_city, row.case, row.share is None, row.other_funding is None)
        found = self._verdicts.get(key)
        if found is None:
            found = self._verdicts[key] = verdict_of(self.rules, row)
        return found

    def worth(self) -> Worth:
        """What is confirmed."""
        return worth_of(self.lines().values())

    def state(self) -> tuple[object, ...]:
        """What is known of the lines, confirmed and at best."""
        lines = self.lines()
        return tuple((name, *state([lines[name]])) for name in sorted(lines))

    def lines(self) -> dict[str, Line]:
        """The line of each measure that has one."""
        for key in self._stale:
            now, was = self._pools[key].sums(), self._sums.get(key, NO_YEN)
            if now != was:
                self._sums[key] = now
                totals = self._totals.setdefault(str(key[0]), [0, 0, 0])
                for at in range(3):
                    totals[at] += now[at] - was[at]
                self._stale_lines.add(str(key[0]))
        self._stale.clear()
        for name in self._stale_lines:
            self._renew(name)
        self._stale_lines.clear()
        return self._lines

    def sums(self) -> dict[PoolKey, Sums]:
        """What is left of each pool."""
        self.lines()
        return {key: self._sums.get(key, NO_YEN) for key in self._pools}

    def heads(self, measure: str, person: str | None) -> tuple[bool, bool]:
        """Whether a person counts as a head of a measure, and whether it counts or may."""
        heads = self._heads.get(measure)
        return (False, False) if heads is None else (person in heads.certain, person in heads.possible)

    def is_tangled(self) -> bool:
        """Whether rows meet in more than one cap or limit."""
        return any(isinstance(pool, _Tangled) for pool in self._pools.values())

    def _pool(self, measure: Measure, index: int, row: Expense, tangled: frozenset[str]) -> PoolKey:
        """The pool of a row, made where it is the first."""
        inside = [
            step for step in measure.steps if isinstance(step, (Cap, Limit)) and row.case.category in step.categories
        ]
        if row.case.category in tangled:
            key: PoolKey = (measure.id, "tangled")
            pool = self._pools.setdefault(key, _Tangled(measure, self))
            assert isinstance(pool, _Tangled)
            pool.rows.append(index)
        elif not inside:
            key = (measure.id, "row", index)
            self._pools[key] = _Together(None)
        else:
            (step,) = inside
            per_person = isinstance(step, Cap) and step.per == "person"
            key = (measure.id, step.step, step.id, row.person if per_person else None)
            if key not in self._pools:
                self._pools[key] = _pool_of(step)
        self._stale_lines.add(measure.id)
        return key

    def _part(self, row: Expense) -> _Part:
        verdict = self.verdict(row)
        net = 0 if verdict.cost is None else net_of(self.rules.measure(row.case.measure), row)
        return _Part(net if verdict.outcome == "eligible" else 0, net, verdict.head)

    def _count(self, head: ByHead | None, person: str | None, by: int) -> None:
        if head is None:
            return
        self._stale_lines.add(head.measure)
        heads = self._heads.setdefault(head.measure, _Heads(Counter(), Counter()))
        for counted in (heads.possible, heads.certain) if head.certain else (heads.possible,):
            counted[person] += by
            if not counted[person]:
                del counted[person]

    def _renew(self, name: str) -> None:
        """The line of a measure; there is none where no row claims it and nobody counts or may."""
        heads = self._heads.get(name)
        counted = (0, 0) if heads is None else (len(heads.certain), len(heads.possible))
        if name not in self._claimed and not counted[1]:
            self._lines.pop(name, None)
            return
        eligible, potential, asked = self._totals.get(name, [0, 0, 0])
        place = self.rows[0].place
        key = (place.body_code, place.fiscal_year, name)
        measure = self.rules.measure(name)
        self._lines[name] = line_of(
            key, measure, Basis(self._claimed[name], eligible, potential, bool(asked), *counted)
        )


def _pool_of(step: Cap | Limit) -> _Pool:
    if isinstance(step, Limit) and step.persons != UNKNOWN:
        return _Ranked(step.persons)
    return _Together(UNKNOWN if isinstance(step, Limit) else step.amount)


def _tangled(measure: Measure) -> frozenset[str]:
    """Categories whose rows cannot be summed up by themselves: several caps or limits look at them, or a step after one does."""
    steps = [step for step in measure.steps if not isinstance(step, (Rate, Round))]
    last_alone = max((place for place, step in enumerate(steps) if not isinstance(step, (Cap, Limit))), default=-1)
    found: set[str] = set()
    holding = [step for step in steps if isinstance(step, (Cap, Limit))]
    for place, step in enumerate(steps):
        if isinstance(step, (Cap, Limit)):
            shared = any(other is not step and set(other.categories) & set(step.categories) for other in holding)
            if shared or place < last_alone:
                found.update(step.categories)
    return frozenset(found)
