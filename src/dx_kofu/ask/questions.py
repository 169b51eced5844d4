"""The open questions of a budget: what each answer does to the body's total, and the least answers that settle it.

In: a result. Out: :class:`Work` without words. A question stands for all rows that are alike in body, year, measure, category,
person and facts: twelve months of one aide are asked once. Yen and shares are asked row by row.

What an answer is worth is computed, not estimated: the body's rows are calculated again with it, caps, limits and rounding
included. Worked example (``cio-aide``, R8): an aide of 1,200,000 yen with ``external`` and ``other_funding`` blank - each
answer alone moves nothing, both together move the special tax by 1,200,000 x 0.7 = 840,000.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import count, product
from typing import NamedTuple

from dx_kofu.ask.least import Least, least
from dx_kofu.ask.tally import Tally
from dx_kofu.ask.trial import Trial
from dx_kofu.calc import total_of_tax
from dx_kofu.eligibility import Test, tests_of
from dx_kofu.records import Expense
from dx_kofu.result import Item, Line, Result
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import (
    Cap,
    Condition,
    Head,
    Limit,
    Measure,
    Parameter,
    Rate,
    RuleSet,
    Step,
    is_unknown,
    parameter_name,
)
from dx_kofu.settle import settle
from dx_kofu.whatif import Answer, Bound, Worth, answered_row, bound_of, moved, verdict_of, worth

NUMBERS = ("other_funding", "share")
"""Columns whose answer is a row's own."""
BEST: Mapping[str, Answer] = {"other_funding": 0, "share": Fraction(1)}
Told = Callable[[int, int], None]
"""Hears how far a calculation has come: so much done, of so much."""


class Question(NamedTuple):
    """A fact that is not known of some rows."""

    number: int
    fact: str
    rule: Parameter
    items: tuple[Item, ...]
    value: Answer
    """The answer that is proposed: the most favourable one."""
    beside: tuple[int, ...]
    """Numbers of the other questions on the same rows: their yen come only when these are answered too."""
    alone: Worth
    """What the answer moves the body's allocations by, nothing else being answered."""
    together: Worth
    """The same with those beside it answered as proposed."""
    with_figures: Bound
    """The same once the figures that are not known are, caps and limits cutting nothing."""


class Figure(NamedTuple):
    """A figure of a rule file that is not known: given with an overlay, not in the table."""

    fiscal_year: str
    measure: Measure
    rule: Step
    items: tuple[Item, ...]
    """The rows that wait for it."""
    value: int | None
    """A cap or a limit from which nothing is cut, even at best; ``None`` for a unit amount or a rate, which nobody can propose."""
    worth: Worth | None
    """What that moves the body's allocations by; ``None``: no bound."""


class Body(NamedTuple):
    """The questions of a body in a fiscal year."""

    body_code: str
    fiscal_year: str
    rules: RuleSet
    questions: tuple[Question, ...]
    figures: tuple[Figure, ...]
    open_in_source: tuple[Item, ...]
    """Rows of which the source leaves open whether they count: no answer confirms them."""
    least: Least
    now: Worth
    answered: Worth
    """Once every question is answered as proposed."""
    with_figures: Bound
    """The same once the figures that are not known are, caps and limits cutting nothing."""
    potential: Bound
    """At best, as the calculation has it: each line's favourable scenario, what the source leaves open included."""

    @property
    def ruling_out(self) -> tuple[int, ...]:
        """Numbers of the questions on what the source leaves open of which another answer settles it: not eligible."""
        left = {(id(item), asked.fact) for item in self.open_in_source for asked in item.questions}
        return tuple(
            question.number
            for question in self.questions
            if isinstance(question.rule, Condition)
            and any((id(item), question.fact) in left for item in question.items)
        )


def work_list(result: Result, rules: Mapping[str, Loaded], told: Told | None = None) -> tuple[Body, ...]:
    """The bodies that have open questions, questions numbered through the run; ``told`` hears how far it has come."""
    items: dict[tuple[str, str], list[Item]] = {}
    lines: dict[tuple[str, str], list[Line]] = {}
    for item in result.items:
        items.setdefault((item.expense.place.body_code, item.expense.place.fiscal_year), []).append(item)
    for line in result.lines:
        lines.setdefault((line.body_code, line.fiscal_year), []).append(line)
    open_ = [
        place
        for place, rows in items.items()
        if any(item.questions for item in rows) or not all(line.complete for line in lines[place])
    ]
    of, done = sum(len(items[place]) for place in open_), 0
    found: list[Body] = []
    begun = 1
    for place in open_:
        rows = items[place]

        def part(step: int, steps: int, rows: Sequence[Item] = rows, done: int = done) -> None:
            if told is not None:
                told(done + len(rows) * step // steps, of)

        found.append(_body(*place, rows, lines[place], rules, begun, part))
        begun += len(found[-1].questions)
        done += len(rows)
    return tuple(found)


def answers_of(questions: Iterable[Question], rows: Mapping[int, int]) -> dict[int, dict[str, Answer]]:
    """Questions answered as proposed, as answers by row; ``rows`` gives an item's place by its identity."""
    found: dict[int, dict[str, Answer]] = {}
    for question in questions:
        for item in question.items:
            found.setdefault(rows[id(item)], {})[question.fact] = question.value
    return found


def _body(
    code: str,
    year: str,
    items: Sequence[Item],
    lines: Sequence[Line],
    rules: Mapping[str, Loaded],
    begun: int,
    told: Told,
) -> Body:
    rule_set = rules[year].rules
    rows = [item.expense for item in items]
    places = {id(item): index for index, item in enumerate(items)}
    tally = Tally(rows, rule_set)
    uncut = _uncut(rule_set)
    freely = tally if uncut is rule_set else Tally(rows, uncut)
    asked = _asked(freely, items, places, begun)
    answers = {question.number: answers_of([question], places) for question in asked}
    trial = Trial(tally, answers)
    at_best = trial if freely is tally else Trial(freely, answers)
    before = dict(at_best.go(()).lines())
    now = trial.go(()).worth()
    questions, steps = [], 2 * len(asked)
    for question in asked:
        beside = {other for item in question.items for other in trial.of_row[places[id(item)]]} - {question.number}
        alone = trial.go([question.number]).worth().less(now)
        together = trial.go([question.number, *beside]).worth().less(now) if beside else alone
        with_figures = bound_of(at_best.go([question.number, *beside]).lines(), before)
        found = (tuple(sorted(beside)), alone, together, with_figures)
        questions.append(Question(*question[:5], *found))
        told(len(questions), steps)
    with_figures = bound_of(at_best.go(answers).lines())
    answered = trial.go(answers).worth()
    everything, tried = tally.state(), count(len(asked))

    def settles(numbers: Collection[int]) -> bool:
        told(min(next(tried), steps - 1), steps)
        return trial.go(numbers).state() == everything

    order = [one.number for one in sorted(questions, key=_by_yen)]
    numbers = {number: at for at, number in enumerate(order, begun)}
    fewest = least(order, trial.links(), settles)
    return Body(
        code,
        year,
        rule_set,
        tuple(sorted((_renumbered(one, numbers) for one in questions), key=lambda one: one.number)),
        (*_figures(rule_set, rules, items), *_without_bound(rule_set, items, lines)),
        tuple(item for item in items if any(found.fact == "category" for found in item.questions)),
        fewest._replace(numbers=tuple(sorted(numbers[number] for number in fewest.numbers))),
        now,
        answered,
        with_figures,
        _potential(lines),
    )


def _uncut(rules: RuleSet) -> RuleSet:
    """The rules without caps and limits that are not known; the same ones where all are."""

    def cuts(step: Step) -> bool:
        return isinstance(step, (Cap, Limit)) and is_unknown(step)

    if not any(cuts(step) for measure in rules.measures for step in measure.steps):
        return rules
    measures = [
        replace(measure, steps=tuple(step for step in measure.steps if not cuts(step))) for measure in rules.measures
    ]
    return replace(rules, measures=tuple(measures))


def _potential(lines: Sequence[Line]) -> Bound:
    return Bound(*(total_of_tax(lines, tax).potential for tax in ("special", "ordinary")))


def _by_yen(question: Question) -> tuple[int, int, int]:
    """Those worth most first, with figures that are not known; of equals those of which that much is known already."""
    special, ordinary = question.with_figures
    return -(special or 0) - (ordinary or 0), -question.together.total, question.number


def _renumbered(question: Question, numbers: Mapping[int, int]) -> Question:
    beside = tuple(sorted(numbers[other] for other in question.beside))
    return question._replace(number=numbers[question.number], beside=beside)


def _asked(tally: Tally, items: Sequence[Item], places: Mapping[int, int], begun: int) -> list[Question]:
    """The questions in the order of their first rows, each with the answer that is best for the body."""
    rules = tally.rules
    alike: dict[object, list[Item]] = {}
    same: dict[object, list[Item]] = {}
    for item in items:
        same.setdefault(_like(item), []).append(item)
        for test in item.questions:
            if test.fact in rules.facts or test.fact in NUMBERS:
                alike.setdefault(_key(item, test.fact), []).append(item)
    best: dict[object, dict[str, Answer]] = {}
    nothing, no_more = Worth(0, 0), Bound(0, 0)
    found: list[Question] = []

    def ask(fact: str, rule: Parameter, group: Sequence[Item], value: Answer) -> None:
        found.append(Question(begun + len(found), fact, rule, tuple(group), value, (), nothing, nothing, no_more))

    for key, group in alike.items():
        first = group[0]
        fact = next(test for test in first.questions if _key(first, test.fact) == key)
        like = _like(first)
        if like not in best:
            beside = _beside_head(rules, first.expense)
            best[like] = _best(tally, same[like], beside, places)
            for more in beside:
                if more.name in best[like]:
                    ask(more.name, more.parameter, same[like], best[like][more.name])
        ask(fact.fact, fact.rule, group, best[like][fact.fact] if fact.fact in rules.facts else BEST[fact.fact])
    return found


def _like(item: Item) -> object:
    """The same for rows whose facts are answered alike."""
    expense = item.expense
    return expense.place, expense.case, expense.person


def _key(item: Item, fact: str) -> object:
    expense = item.expense
    if fact in NUMBERS:
        return id(item), fact
    case = expense.case
    return expense.place, case.measure, case.category, case.facts, expense.person, fact


def _best(tally: Tally, group: Sequence[Item], beside: Sequence[Test], places: Mapping[int, int]) -> dict[str, Answer]:
    """The values of the open facts of alike rows that give the body most; of equals the first, as the conditions list them.

    Where a measure counted by head would take the person, what it asks beside is among them, if that is worth more.
    """
    rules, first = tally.rules, group[0]
    facts = [test.fact for test in first.questions if test.fact in rules.facts]
    wanted = _wanted(rules, first.expense)
    more = {test.name: wanted[test.name][0] for test in beside if test.name not in facts}
    plain: list[dict[str, Answer]] = [
        dict(zip(facts, values, strict=True)) for values in product(*(wanted[fact] for fact in facts))
    ]
    choices = [*plain, *({**one, **more} for one in plain)] if more else plain
    if len(choices) == 1:
        return choices[0]

    def total(given: dict[str, Answer]) -> int:
        for item in group:
            own = {test.fact: BEST[test.fact] for test in item.questions if test.fact in NUMBERS}
            tally.put(places[id(item)], answered_row(item.expense, rules, given | own))
        return tally.worth().total

    best = max(choices, key=total)
    for item in group:
        tally.put(places[id(item)], item.expense)
    return best


def _beside_head(rules: RuleSet, expense: Expense) -> list[Test]:
    """What a measure counted by head would ask beside, once it is known that the cost is not paid on."""
    blank = {"share_blank": expense.share is None, "funding_blank": expense.other_funding is None}
    tests = tests_of(rules, expense.place, expense.case, **blank)
    asked = {test.name for test in tests}
    found: list[Test] = []
    for test in tests:
        if isinstance(test.parameter, Condition) and test.parameter.otherwise is not None and test.holds is None:
            head = tests_of(rules, expense.place, moved(expense, rules, test.parameter.otherwise).case, **blank)
            found += [one for one in head if one.holds is None and one.name in rules.facts and one.name not in asked]
    return found


def _wanted(rules: RuleSet, expense: Expense) -> dict[str, tuple[str, ...]]:
    """The values that conditions on a fact ask for: the row's measure's, then those of one counted by head."""
    blank = {"share_blank": expense.share is None, "funding_blank": expense.other_funding is None}
    found: dict[str, tuple[str, ...]] = {}
    tests: list[Test] = tests_of(rules, expense.place, expense.case, **blank)
    for test in tests:
        if isinstance(test.parameter, Condition) and test.parameter.otherwise is not None:
            tests = tests + tests_of(
                rules, expense.place, moved(expense, rules, test.parameter.otherwise).case, **blank
            )
    for test in tests:
        if isinstance(test.parameter, Condition):
            found[test.name] = tuple(dict.fromkeys((*found.get(test.name, ()), *test.parameter.one_of)))
    return found


# ------------------------------------------------------------------------------------------------ figures of rule files


def _figures(rules: RuleSet, book: Mapping[str, Loaded], items: Sequence[Item]) -> list[Figure]:
    """The unknown figures that rows ask for."""
    found: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        for question in item.questions:
            if isinstance(question.rule, (Cap, Limit)):
                found.setdefault((item.expense.case.measure, question.fact), []).append(item)
    return [_figure(rules, book, items, rules.measure(name), fact, asked) for (name, fact), asked in found.items()]


def _without_bound(rules: RuleSet, items: Sequence[Item], lines: Sequence[Line]) -> Iterator[Figure]:
    """Unit amounts and rates that are unknown and that a line waits for."""
    for line in lines:
        measure = rules.measure(line.measure)
        for step in measure.steps:
            if isinstance(step, (Head, Rate)) and is_unknown(step) and not line.complete:
                rows = tuple(item for item in items if _waits(rules, item, measure))
                yield Figure(rules.fiscal_year, measure, step, rows, None, None)


def _waits(rules: RuleSet, item: Item, measure: Measure) -> bool:
    head = verdict_of(rules, item.expense).head
    return item.expense.case.measure == measure.id or (head is not None and head.measure == measure.id)


def _figure(
    rules: RuleSet,
    book: Mapping[str, Loaded],
    items: Sequence[Item],
    measure: Measure,
    fact: str,
    asked: Sequence[Item],
) -> Figure:
    place = next(index for index, step in enumerate(measure.steps) if parameter_name(step) == fact)
    step = measure.steps[place]
    group = [item.expense for item in items if item.expense.case.measure == measure.id]
    verdicts = [verdict_of(rules, expense) for expense in group]
    left = settle(replace(measure, steps=measure.steps[:place]), group, verdicts).potential
    if isinstance(step, Cap):
        totals: dict[str | None, int] = {}
        for expense, yen in zip(group, left, strict=True):
            if expense.case.category in step.categories:
                person = expense.person if step.per == "person" else None
                totals[person] = totals.get(person, 0) + yen
        value = max(totals.values(), default=0)
        known: Cap | Limit = replace(step, amount=value)
    else:
        assert isinstance(step, Limit)
        persons = {expense.person for expense in group if expense.case.category in step.categories}
        value = max(1, len(persons))
        known = replace(step, persons=value)
    steps = tuple(known if other is step else other for other in measure.steps)
    changed = replace(measure, steps=steps)
    measures = tuple(changed if other is measure else other for other in rules.measures)
    loaded = book[rules.fiscal_year]
    then = {**book, rules.fiscal_year: loaded._replace(rules=replace(rules, measures=measures))}
    rows = [item.expense for item in items]
    return Figure(rules.fiscal_year, measure, step, tuple(asked), value, worth(rows, then).less(worth(rows, book)))
