"""What the sheets 明細 and 見込 show of each row: its numbers for the formulas, and what went at each stage, as the engine says.

In: a result. Out: a :class:`Row` for each item, in the order of the items. Text keys would be read by ``SUMIFS`` with
wildcards and without regard to case, so formulas group by numbers: the line (body, year, measure) and the person.

Nothing is calculated here twice. What went in the confirmed scenario is in the item's reductions. The favourable scenario is
what the engine's own :func:`~dx_kofu.settle.settle` gives where every question is answered in the body's favour: the verdict
eligible, other funding 0, share 1, a cap or a limit that is not known left out. Worked example (R7, unknown cap): personnel
of 4,320,000 yen is cut whole (``cap`` 4,320,000) in the first, and left whole (``cap`` 0) in the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from dx_kofu.eligibility import Verdict, judge
from dx_kofu.records import Expense
from dx_kofu.result import Item, Line, Reduction, Result
from dx_kofu.rules.records import UNKNOWN, Cap, Limit, Measure, RuleSet, Share, Step, is_unknown
from dx_kofu.settle import settle

Key = tuple[str, str, str]
"""Body code, fiscal year, measure."""
ONE = Fraction(1)
ANSWERED_BY_A_FIGURE = ("other_funding", "share")
"""Questions that a number in the row's own cell answers."""

STAGES = ("excluded", "funding", "share", "cap", "limit", "by-head")
"""Where yen go, in the order of the columns."""


class Standing(NamedTuple):
    """A row's person under a limit of persons."""

    total: int
    """Yen of the person's counted rows."""
    first: bool
    """Whether the row is the person's first that counts."""
    since: int
    """Number of that first row."""
    rank: int
    """How many persons come before: with a larger total, or the same and an earlier first row."""


class Scene(NamedTuple):
    """A row in one scenario, confirmed or favourable."""

    counted: bool
    """Whether yen may stay at all."""
    taken: Mapping[str, int]
    """Yen that went, by stage."""
    standing: Standing | None
    head: bool
    """Whether the row's head counts."""
    new_head: bool
    """Whether it is the first row of that head."""

    def left_before(self, amount: int, stage: str) -> int:
        """Yen that come to a stage."""
        return amount - sum(self.taken[name] for name in STAGES[: STAGES.index(stage)])


class Row(NamedTuple):
    """A row of the sheets."""

    number: int
    item: Item
    verdict: Verdict
    rules: RuleSet
    measure: Measure
    line: int
    """Number of the line (body, year, measure) the cost stands in."""
    person: int
    """Number of the person; 0 for a row that names none."""
    head_line: int
    """Number of the line the row may give a head to; 0 for none."""
    sure: Scene
    best: Scene

    @property
    def cap(self) -> Cap | None:
        """The cap that the row's category falls under."""
        return next((step for step in self._groups() if isinstance(step, Cap)), None)

    @property
    def limit(self) -> Limit | None:
        """The limit of persons that the row's category falls under."""
        return next((step for step in self._groups() if isinstance(step, Limit)), None)

    def _groups(self) -> Iterable[Step]:
        category = self.item.expense.case.category
        return (step for step in self.measure.steps if isinstance(step, (Cap, Limit)) and category in step.categories)

    @property
    def needs_share(self) -> bool:
        """Whether the row's share decides anything."""
        return self._blank_share_is_open or any(isinstance(step, Share) for step in self.measure.steps)

    @property
    def share(self) -> Fraction | None:
        """The row's share, 1 where it is blank and may be; ``None`` is unknown."""
        share = self.item.expense.share
        return ONE if share is None and not self._blank_share_is_open else share

    @property
    def _blank_share_is_open(self) -> bool:
        cost = self.measure.cost_of(self.item.expense.case.category)
        return cost is not None and cost.blank_share == UNKNOWN

    @property
    def cost_open(self) -> bool:
        """Whether a fact must be answered before the cost can count."""
        return any(question.name not in ANSWERED_BY_A_FIGURE for question in self.verdict.questions)


def line_numbers(lines: Sequence[Line]) -> dict[Key, int]:
    """The number of each line, from 1."""
    return {(line.body_code, line.fiscal_year, line.measure): number for number, line in enumerate(lines, start=1)}


def rows_of(result: Result) -> list[Row]:
    """The rows of a result."""
    rules = {loaded.rules.fiscal_year: loaded.rules for loaded in result.rules}
    numbers = line_numbers(result.lines)
    persons: dict[str | None, int] = {None: 0}
    verdicts = _verdicts(result.items, rules)
    groups: dict[Key, list[int]] = {}
    for index, item in enumerate(result.items):
        persons.setdefault(item.expense.person, len(persons))
        groups.setdefault(_key(item.expense, item.expense.case.measure), []).append(index)

    best: dict[int, Sequence[Reduction]] = {}
    for (_, year, name), indexes in groups.items():
        expenses = [result.items[index].expense for index in indexes]
        favoured = _favourable(rules[year].measure(name), expenses, [verdicts[index] for index in indexes])
        best.update(zip(indexes, favoured, strict=True))

    rows = []
    for index, (item, verdict) in enumerate(zip(result.items, verdicts, strict=True)):
        expense, head = item.expense, verdict.head
        rule_set = rules[expense.place.fiscal_year]
        rows.append(
            Row(
                index + 1,
                item,
                verdict,
                rule_set,
                rule_set.measure(expense.case.measure),
                numbers[_key(expense, expense.case.measure)],
                persons[expense.person],
                0 if head is None else numbers[_key(expense, head.measure)],
                _scene(verdict.outcome == "eligible", item.reductions, head is not None and head.certain),
                _scene(verdict.cost is not None, best[index], head is not None),
            )
        )
    return _with_heads(_with_standings(rows))


def stage_of(code: str) -> str:
    """The stage at which a reduction's yen went."""
    kind, _, name = code.partition(":")
    if kind == "unknown" and name.startswith(("cap:", "limit:")):
        kind = name.partition(":")[0]
    return "funding" if kind == "other-funding" else kind if kind in STAGES else "excluded"


def _key(expense: Expense, measure: str) -> Key:
    return expense.place.body_code, expense.place.fiscal_year, measure


def _verdicts(items: Sequence[Item], rules: Mapping[str, RuleSet]) -> list[Verdict]:
    """What was decided of each row, asked once for rows that are alike."""
    decided: dict[object, Verdict] = {}
    verdicts = []
    for item in items:
        place, case = item.expense.place, item.expense.case
        share_blank, funding_blank = item.expense.share is None, item.expense.other_funding is None
        key = (id(place), id(case), share_blank, funding_blank)
        if key not in decided:
            rule_set = rules[place.fiscal_year]
            decided[key] = judge(rule_set, place, case, share_blank=share_blank, funding_blank=funding_blank)
        verdicts.append(decided[key])
    return verdicts


def _favourable(measure: Measure, expenses: Sequence[Expense], verdicts: Sequence[Verdict]) -> list[list[Reduction]]:
    """What goes where every question is answered in the body's favour."""
    steps = tuple(step for step in measure.steps if not (isinstance(step, (Cap, Limit)) and is_unknown(step)))
    answered = [
        expense._replace(
            other_funding=expense.other_funding or 0, share=ONE if expense.share is None else expense.share
        )
        for expense in expenses
    ]
    granted = [
        verdict if verdict.cost is None else verdict._replace(outcome="eligible", reason=None, questions=())
        for verdict in verdicts
    ]
    return settle(replace(measure, steps=steps), answered, granted).reductions


def _scene(counted: bool, reductions: Sequence[Reduction], head: bool) -> Scene:
    taken = dict.fromkeys(STAGES, 0)
    for reduction in reductions:
        taken[stage_of(reduction.code)] += reduction.amount
    return Scene(counted, taken, None, head, False)


def _with_heads(rows: list[Row]) -> list[Row]:
    """Marks the first row of each head."""
    certain: set[tuple[int, int]] = set()
    possible: set[tuple[int, int]] = set()
    return [row._replace(sure=_marked(row, row.sure, certain), best=_marked(row, row.best, possible)) for row in rows]


def _marked(row: Row, scene: Scene, seen: set[tuple[int, int]]) -> Scene:
    head = (row.head_line, row.person)
    new = scene.head and head not in seen
    if scene.head:
        seen.add(head)
    return scene._replace(new_head=new)


def _with_standings(rows: list[Row]) -> list[Row]:
    """Adds where each row's person stands under a limit of persons."""
    groups: dict[tuple[int, int], list[int]] = {}
    for index, row in enumerate(rows):
        if row.limit is not None:
            groups.setdefault((row.line, id(row.limit)), []).append(index)
    rows = list(rows)
    for indexes in groups.values():
        sure = _standings([(rows[index], rows[index].sure) for index in indexes])
        best = _standings([(rows[index], rows[index].best) for index in indexes])
        for index, confirmed, favourable in zip(indexes, sure, best, strict=True):
            row = rows[index]
            rows[index] = row._replace(
                sure=row.sure._replace(standing=confirmed), best=row.best._replace(standing=favourable)
            )
    return rows


def _standings(rows: Sequence[tuple[Row, Scene]]) -> list[Standing]:
    """Of the rows under one limit in one scenario."""
    total: dict[int, int] = {}
    since: dict[int, int] = {}
    for row, scene in rows:
        if scene.counted:
            left = scene.left_before(row.item.expense.amount, "limit")
            total[row.person] = total.get(row.person, 0) + left
            since.setdefault(row.person, row.number)
    order = sorted(total, key=lambda person: (-total[person], since[person]))
    rank = {person: place for place, person in enumerate(order)}
    return [
        Standing(total[row.person], since[row.person] == row.number, since[row.person], rank[row.person])
        if scene.counted
        else Standing(0, False, 0, 0)
        for row, scene in rows
    ]
