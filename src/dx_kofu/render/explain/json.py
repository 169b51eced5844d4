"""``explain --format json`` (schema ``dx-kofu/explain/1``): amounts are integers in yen; what can have a fraction is a string."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from json import dumps
from typing import Any

from dx_kofu import __version__
from dx_kofu.explain.change import Change, Elsewhere
from dx_kofu.explain.way import Asked, Explanation, Part, Passed
from dx_kofu.money import decimal_text
from dx_kofu.render.json import input_object, ruleset_object
from dx_kofu.result import Item, Question, Result
from dx_kofu.rules.records import Cap, Condition, Limit, RuleSet, parameter_name
from dx_kofu.whatif import Answer, Bound, Worth
from dx_kofu.wording import ask, source, who, why
from dx_kofu.words import Lang

SCHEMA = "dx-kofu/explain/1"


def render(
    result: Result, explanations: Sequence[Explanation], lang: Lang, *, ascii_only: bool = False
) -> Iterator[str]:
    """The document, a line for each row."""
    rows = (_row(one, lang) for one in explanations)
    return framed(SCHEMA, result, "rows", rows, lang, ascii_only=ascii_only)


def framed(
    schema: str, result: Result, name: str, elements: Iterable[object], lang: Lang, *, ascii_only: bool
) -> Iterator[str]:
    """A document about a run: what the run was made from and with, then the elements, a line each."""

    def write(value: object) -> str:
        return dumps(value, ensure_ascii=ascii_only, separators=(", ", ": "))

    yield f'{{\n"schema": {write(schema)},\n"program": {write(__version__)},\n'
    yield "".join(f'"{key}": {write(value)},\n' for key, value in record_of(result, lang).items())
    yield f'"{name}": ['
    separator = "\n"
    for element in elements:
        yield separator + write(element)
        separator = ",\n"
    yield "\n]\n}\n"


def record_of(result: Result, lang: Lang) -> dict[str, Any]:
    """What a run was made from and with, as ``calc`` has it."""
    return {
        "ruleset": [ruleset_object(loaded) for loaded in result.rules],
        "inputs": [input_object(read) for read in result.inputs],
        "answers": [{"name": given.name, "sha256": given.sha256} for given in result.answers],
        "assumptions": [message.in_(lang) for message in result.assumptions],
    }


def _row(one: Explanation, lang: Lang) -> dict[str, Any]:
    item, rules = one.item, one.rules
    expense = item.expense
    return {
        **place_of(item),
        "measure": expense.case.measure,
        "category": expense.case.category,
        "person": expense.person,
        "claimed": expense.amount,
        "eligible": item.eligible,
        "potential": item.potential,
        "status": item.status,
        "reductions": [
            {
                "code": reduction.code,
                "amount": reduction.amount,
                "text": why(rules, expense, reduction, lang),
                "source": source(rules, reduction.rule, lang),
            }
            for reduction in item.reductions
        ],
        "asked": [_asked(rules, asked, lang) for asked in one.asked],
        "steps": [_step(rules, passed, lang) for passed in one.steps],
        "parts": [_part(part) for part in one.parts],
        "changes": [_change(change) for change in one.changes],
        "elsewhere": [_elsewhere(other) for other in one.elsewhere],
    }


def place_of(item: Item) -> dict[str, Any]:
    """Where a row stands."""
    expense = item.expense
    told = {"row": expense.row, "input": expense.input.name, "id": expense.id}
    told |= {} if expense.cell is None else {"cell": expense.cell}
    return told | {"body_code": expense.place.body_code, "fiscal_year": expense.place.fiscal_year}


def _asked(rules: RuleSet, asked: Asked, lang: Lang) -> dict[str, Any]:
    test = asked.test
    told: dict[str, Any] = {"measure": asked.measure.id, "test": test.name, "holds": test.holds}
    if isinstance(test.parameter, Condition):
        told |= {"value": asked.value, "by": asked.by or None, "one_of": list(test.parameter.one_of)}
    if asked.by == "answer":
        told |= {"by": asked.by, "answered_in": asked.answered_in}
    if test.holds is None:
        question = Question(test.name, test.parameter, None)
        told |= {"text": ask(rules, question, lang), "who": who(rules, question, lang)}
    return told | {"rule": test.parameter.title.in_(lang), "source": source(rules, test.parameter, lang)}


def _step(rules: RuleSet, passed: Passed, lang: Lang) -> dict[str, Any]:
    told = {
        "step": parameter_name(passed.step),
        "before": passed.before,
        "after": passed.after,
        "potential_before": passed.best_before,
        "potential_after": passed.best_after,
        "applies": passed.applies,
    }
    if isinstance(passed.step, (Cap, Limit)):
        told["shared_with"] = [place_of(other) | {"potential": other.potential} for other in passed.shared_with]
    return told | {"rule": passed.step.title.in_(lang), "source": source(rules, passed.step, lang)}


def _part(part: Part) -> dict[str, Any]:
    return {
        "measure": part.line.measure,
        "tax": part.line.tax,
        "allocation": decimal_text(part.eligible),
        "potential": None if part.potential is None else decimal_text(part.potential),
        "line_before_rounding": decimal_text(part.line.before_rounding),
        "line_allocation": part.line.allocation,
        "approximate": part.line.approximate,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "facts": facts_of(change.facts),
        "contradicts": list(change.known),
        "as_head": change.as_head,
        "waits": change.waits,
        "worth": worth_of(change.worth),
    }


def _elsewhere(other: Elsewhere) -> dict[str, Any]:
    return {
        "measure": other.measure.id,
        "facts": facts_of(other.facts),
        "needs_person": other.needs_person,
        "worth": None if other.worth is None else worth_of(other.worth),
    }


def facts_of(facts: Mapping[str, Answer]) -> dict[str, str | int]:
    """Facts by column, a share as a string."""
    return {name: decimal_text(value) if isinstance(value, Fraction) else value for name, value in facts.items()}


def worth_of(worth: Worth | Bound) -> dict[str, int | None]:
    """Yen by tax; what has no bound is ``null``."""
    return {"special": worth.special, "ordinary": worth.ordinary}
