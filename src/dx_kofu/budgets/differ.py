"""How an expected result differs from the found one, and which step and rule made it so.

Worked example: a row says ``"cap:recruitment" = 450000``, the rules now cut 2,450,000 from it. The row differs in ``eligible`` and
in its reductions, the cause is ``cap:recruitment`` (450,000 expected, 2,450,000 found) with the words and the source of that cap;
the line of its measure differs in ``allocation`` by the same cause, added up over its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from dx_kofu.budgets.expected import MEASURE_KEY, ROW_KEY, TAXES, Entry, Expected, key_of
from dx_kofu.budgets.found import Found, FoundLine, FoundRow
from dx_kofu.messages import CATALOGUE
from dx_kofu.records import Expense
from dx_kofu.result import Question, Reduction
from dx_kofu.rules.records import Deduct, Head, Parameter, Rate, Round, RuleSet, Share, parameter_name
from dx_kofu.wording import ask, source, why
from dx_kofu.words import Text

Kind = Literal["measure", "row", "total"]
How = Literal["differs", "missing", "unexpected"]
NOWHERE = Text("", "")


class Change(NamedTuple):
    """A key whose values differ, as the JSON result has them."""

    key: str
    expected: Any
    found: Any


class Cause(NamedTuple):
    """A step whose yen differ, or a question that is asked on one side only; ``None``: not said, or not there."""

    code: str
    expected: int | None
    found: int | None
    why: Text
    source: Text


class Finding(NamedTuple):
    """A measure, a row or a total that is not as expected."""

    kind: Kind
    how: How
    place: Mapping[str, Any]
    """What it is found by: body code, fiscal year and measure; of a row its number too, of a total the tax."""
    row: int | None
    """Line of the table, for a row."""
    line: int
    """Line of the expected file."""
    changes: tuple[Change, ...]
    causes: tuple[Cause, ...]


def differences(expected: Expected, found: Found) -> tuple[Finding, ...]:
    """Everything that is not as expected: measures, then totals, then rows."""
    return (*_measures(expected, found), *_totals(expected, found), *_rows(expected, found))


# ------------------------------------------------------------------------------------------------ measures, totals, rows


def _measures(expected: Expected, found: Found) -> Iterator[Finding]:
    if expected.measures is None:
        return
    by_row = _said_rows(expected)
    there = {key_of(line.says, MEASURE_KEY): line for line in found.measures}
    for entry in expected.measures:
        key = key_of(entry.says, MEASURE_KEY)
        line = there.pop(key, None)
        place = dict(zip(MEASURE_KEY, key, strict=True))
        if line is None:
            changes = tuple(Change(name, said, None) for name, said in entry.says.items() if name not in MEASURE_KEY)
            yield Finding("measure", "missing", place, None, entry.line, changes, ())
        elif changes := _changes(entry, line.says):
            causes = _causes_of_line(line, by_row) or _by_figures(found.rules[key[1]], key[2])
            yield Finding("measure", "differs", place, None, entry.line, changes, causes)
    for key, line in there.items():
        place = dict(zip(MEASURE_KEY, key, strict=True))
        changes = tuple(Change(name, None, line.says[name]) for name in ("claimed", "eligible", "allocation"))
        yield Finding("measure", "unexpected", place, None, 1, changes, ())


def _totals(expected: Expected, found: Found) -> Iterator[Finding]:
    for tax in TAXES:
        entry = expected.totals.get(tax)
        if entry is not None and (changes := _changes(entry, found.totals[tax])):
            yield Finding("total", "differs", {"tax": tax}, None, entry.line, changes, ())


def _rows(expected: Expected, found: Found) -> Iterator[Finding]:
    if expected.rows is None:
        return
    there = {key_of(row.says, ROW_KEY): row for row in found.rows}
    for entry in expected.rows:
        row = there.pop(key_of(entry.says, ROW_KEY), None)
        if row is None:
            changes = tuple(Change(name, said, None) for name, said in entry.says.items() if name not in ROW_KEY)
            place = {name: entry.says[name] for name in ROW_KEY if name in entry.says}
            yield Finding("row", "missing", place, entry.says["row"], entry.line, changes, ())
        elif changes := _changes(entry, row.says):
            causes = _causes_of_row(row, entry.says)
            yield Finding("row", "differs", _place(row), row.item.expense.row, entry.line, changes, causes)
    for row in there.values():
        changes = tuple(Change(name, None, said) for name, said in row.says.items() if name not in ROW_KEY)
        yield Finding("row", "unexpected", _place(row), row.item.expense.row, 1, changes, _causes_of_row(row, {}))


def _place(row: FoundRow) -> dict[str, Any]:
    expense = row.item.expense
    place = {
        "body_code": expense.place.body_code,
        "fiscal_year": row.fiscal_year,
        "measure": expense.case.measure,
        "row": expense.row,
        "id": expense.id,
    }
    return place if expense.cell is None else place | {"cell": expense.cell}


def _changes(entry: Entry, there: Mapping[str, Any]) -> tuple[Change, ...]:
    return tuple(Change(key, said, there.get(key)) for key, said in entry.says.items() if there.get(key) != said)


# ------------------------------------------------------------------------------------------------ causes


def _said_rows(expected: Expected) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    return {key_of(entry.says, ROW_KEY): entry.says for entry in expected.rows or ()}


def _causes_of_row(row: FoundRow, said: Mapping[str, Any]) -> tuple[Cause, ...]:
    """The steps whose yen differ from those that are said; all that took something where nothing is said of them."""
    expense, rules = row.item.expense, row.rules
    there: dict[str, int] = row.says["reductions"]
    reductions: Mapping[str, int] | None = said.get("reductions")
    codes = [code for code in dict.fromkeys((*(reductions or {}), *there)) if _differs(code, reductions, there)]
    words = {reduction.code: reduction for reduction in row.item.reductions}
    causes = []
    for code in codes:
        before, after = (None if reductions is None else reductions.get(code, 0)), there.get(code, 0)
        causes.append(Cause(code, before, after, *_words(rules, expense, code, words.get(code))))
    asked = said.get("questions")
    causes += [
        Cause(question.fact, None, question.yen, *_question_words(rules, question))
        for question in row.item.questions
        if asked is not None and question.fact not in asked
    ]
    return tuple(causes)


def _differs(code: str, said: Mapping[str, int] | None, there: Mapping[str, int]) -> bool:
    return said is None or said.get(code) != there.get(code)


def _causes_of_line(line: FoundLine, said: Mapping[tuple[Any, ...], Mapping[str, Any]]) -> tuple[Cause, ...]:
    """The causes of its rows, added up by step; where the file lists no rows, all that took something."""
    summed: dict[str, Cause] = {}
    for row in line.rows:
        causes = _causes_of_row(row, said.get(key_of(row.says, ROW_KEY), {}))
        for cause in causes:
            first = summed.get(cause.code)
            summed[cause.code] = cause if first is None else _added(first, cause)
    return tuple(summed.values())


def _by_figures(rules: RuleSet, measure_id: str) -> tuple[Cause, ...]:
    """The figures that make an allocation, where no row's yen differ: the amount per head, the rate, the rounding."""
    figures = [step for step in rules.measure(measure_id).steps if isinstance(step, (Head, Rate, Round))]
    return tuple(Cause(parameter_name(step), None, _amount(step), step.title, *_cited(rules, step)) for step in figures)


def _amount(step: Head | Rate | Round) -> int | None:
    match step:
        case Head(unit_amount=int() as amount) | Round(to=amount):
            return amount
        case _:
            return None


def _added(first: Cause, second: Cause) -> Cause:
    return first._replace(expected=_plus(first.expected, second.expected), found=_plus(first.found, second.found))


def _plus(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else first + second


def _words(rules: RuleSet, expense: Expense, code: str, reduction: Reduction | None) -> tuple[Text, Text]:
    """Why and by which rule; of a step that took nothing the rule that would have, where the measure has one."""
    if reduction is None:
        rule = _rule(rules, expense.case.measure, code)
        if rule is None:
            return CATALOGUE["v.no-rule"], NOWHERE
        reduction = Reduction(code, 0, rule)
    told = reduction
    return Text(why(rules, expense, told, "ja"), why(rules, expense, told, "en")), *_cited(rules, told.rule)


def _question_words(rules: RuleSet, question: Question) -> tuple[Text, Text]:
    return Text(ask(rules, question, "ja"), ask(rules, question, "en")), *_cited(rules, question.rule)


def _cited(rules: RuleSet, rule: Parameter) -> tuple[Text]:
    return (Text(source(rules, rule, "ja"), source(rules, rule, "en")),)


def _rule(rules: RuleSet, measure_id: str, code: str) -> Parameter | None:
    """The rule of a measure that a reduction's code names."""
    measure = rules.measure(measure_id)
    kind, _, name = code.partition(":")
    if kind == "condition":
        return next((rule for rule in measure.conditions.values() if rule.fact == name), None)
    steps: Sequence[Parameter] = [
        step
        for step in measure.steps
        if (code == "other-funding" and isinstance(step, Deduct))
        or (code == "share" and isinstance(step, Share))
        or (kind in ("cap", "limit") and parameter_name(step) == code)
    ]
    return steps[0] if steps else None
