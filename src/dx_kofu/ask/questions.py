"""The open questions of a budget: what each answer does to the body's total, and the least answers that settle it.

In: a result. Out: :class:`Work` without words. A question stands for all rows that are alike in body, year, measure, category,
person and facts: twelve months of one aide are asked once. Yen and shares are asked row by row.

What an answer is worth is computed, not estimated: the body's rows are calculated again with it, caps, limits and rounding
included. Worked example (``cio-aide``, R8): an aide of 1,200,000 yen with ``external`` and ``other_funding`` blank - each
answer alone moves nothing, both together move the special tax by 1,200,000 x 0.7 = 840,000.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from dx_kofu.ask.least import Least, least
from dx_kofu.calc import lines_of
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
from dx_kofu.whatif import Answer, Worth, answered, moved, verdict_of, worth

NUMBERS = ("other_funding", "share")
"""Columns whose answer is a row's own."""
BEST: Mapping[str, Answer] = {"other_funding": 0, "share": Fraction(1)}


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


class Figure(NamedTuple):
    """A figure of a rule file that is not known: given with an overlay, not in the table."""

    fiscal_year: str
    measure: Measure
    rule: Step
    items: tuple[Item, ...]
    """The rows that wait for it."""
    value: int | None
    """A cap or a limit from which nothing is cut; ``None`` for a unit amount or a rate, which nobody can propose."""
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
    """Rows of which the source leaves open whether they count: no answer settles them."""
    least: Least
    now: Worth
    answered: Worth
    """Once every question is answered as proposed."""


def work_list(result: Result, rules: Mapping[str, Loaded]) -> tuple[Body, ...]:
    """The bodies that have open questions, questions numbered through the run."""
    by_body: dict[tuple[str, str], list[Item]] = {}
    for item in result.items:
        by_body.setdefault((item.expense.place.body_code, item.expense.place.fiscal_year), []).append(item)
    found: list[Body] = []
    begun = 1
    for (code, year), items in by_body.items():
        lines = [line for line in result.lines if (line.body_code, line.fiscal_year) == (code, year)]
        if any(item.questions for item in items) or not all(line.complete for line in lines):
            body = _body(code, year, items, lines, rules, begun)
            begun += len(body.questions)
            found.append(body)
    return tuple(found)


def answers_of(questions: Sequence[Question], rows: Mapping[int, int]) -> dict[int, dict[str, Answer]]:
    """Questions answered as proposed, as answers by row; ``rows`` gives an item's place by its identity."""
    found: dict[int, dict[str, Answer]] = {}
    for question in questions:
        for item in question.items:
            found.setdefault(rows[id(item)], {})[question.fact] = question.value
    return found


def _body(
    code: str, year: str, items: Sequence[Item], lines: Sequence[Line], rules: Mapping[str, Loaded], begun: int
) -> Body:
    rule_set = rules[year].rules
    rows = [item.expense for item in items]
    places = {id(item): index for index, item in enumerate(items)}
    now = worth(rows, rules)

    def move(questions: Sequence[Question]) -> Worth:
        return worth(answered(rows, rules, answers_of(questions, places)), rules).less(now)

    asked = _asked(rule_set, rules, rows, items, begun)
    of_row: dict[int, list[Question]] = {}
    for question in asked:
        for item in question.items:
            of_row.setdefault(id(item), []).append(question)
    questions = []
    for question in asked:
        others = {other.number: other for item in question.items for other in of_row[id(item)]}
        del others[question.number]
        alone = move([question])
        together = move([question, *others.values()]) if others else alone
        questions.append(question._replace(beside=tuple(sorted(others)), alone=alone, together=together))
    questions = _by_yen(questions, begun)
    open_in_source = tuple(item for item in items if any(found.fact == "category" for found in item.questions))
    return Body(
        code,
        year,
        rule_set,
        tuple(questions),
        (*_figures(rule_set, rules, items), *_without_bound(rule_set, items, lines)),
        open_in_source,
        least(
            {question.number: answers_of([question], places) for question in questions},
            lambda answers: lines_of(answered(rows, rules, answers), rules),
        ),
        now,
        Worth(now.special + (moves := move(questions)).special, now.ordinary + moves.ordinary),
    )


def _by_yen(questions: Sequence[Question], begun: int) -> list[Question]:
    """The questions numbered anew, those worth most first."""
    ordered = sorted(questions, key=lambda one: (-one.together.total, one.number))
    numbers = {question.number: number for number, question in enumerate(ordered, begun)}
    return [
        one._replace(number=numbers[one.number], beside=tuple(sorted(numbers[other] for other in one.beside)))
        for one in ordered
    ]


def _asked(
    rules: RuleSet, book: Mapping[str, Loaded], rows: Sequence[Expense], items: Sequence[Item], begun: int
) -> list[Question]:
    """The questions in the order of their first rows, each with the answer that is best for the body."""
    alike: dict[object, list[Item]] = {}
    for item in items:
        for test in item.questions:
            if test.fact in rules.facts or test.fact in NUMBERS:
                alike.setdefault(_key(item, test.fact), []).append(item)
    best: dict[object, dict[str, Answer]] = {}
    same: dict[object, list[Item]] = {}
    for item in items:
        same.setdefault(_like(item), []).append(item)
    nothing = Worth(0, 0)
    found: list[Question] = []
    for key, group in alike.items():
        first = group[0]
        fact = next(test for test in first.questions if _key(first, test.fact) == key)
        like = _like(first)
        if like not in best:
            best[like] = _best(rules, book, rows, items, same[like])
            for more in _beside_head(rules, first.expense):
                if more.name in best[like]:
                    group_of, value = tuple(same[like]), best[like][more.name]
                    found.append(
                        Question(begun + len(found), more.name, more.parameter, group_of, value, (), nothing, nothing)
                    )
        value = best[like][fact.fact] if fact.fact in rules.facts else BEST[fact.fact]
        found.append(Question(begun + len(found), fact.fact, fact.rule, tuple(group), value, (), nothing, nothing))
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


def _best(
    rules: RuleSet, book: Mapping[str, Loaded], rows: Sequence[Expense], items: Sequence[Item], group: Sequence[Item]
) -> dict[str, Answer]:
    """The values of the open facts of alike rows that give the body most; of equals the first, as the conditions list them.

    Where a measure counted by head would take the person, what it asks beside is among them, if that is worth more.
    """
    first = group[0]
    facts = [test.fact for test in first.questions if test.fact in rules.facts]
    wanted = _wanted(rules, first.expense)
    more = {test.name: wanted[test.name][0] for test in _beside_head(rules, first.expense) if test.name not in facts}
    places = {id(item): index for index, item in enumerate(items)}
    numbers = {
        places[id(item)]: {test.fact: BEST[test.fact] for test in item.questions if test.fact in NUMBERS}
        for item in group
    }
    plain: list[dict[str, Answer]] = [
        dict(zip(facts, values, strict=True)) for values in product(*(wanted[fact] for fact in facts))
    ]
    choices = [*plain, *({**one, **more} for one in plain)] if more else plain
    if len(choices) == 1:
        return choices[0]

    def total(given: dict[str, Answer]) -> int:
        return worth(answered(rows, book, {at: given | own for at, own in numbers.items()}), book).total

    return max(choices, key=total)


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
    left = settle(replace(measure, steps=measure.steps[:place]), group, verdicts).eligible
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
