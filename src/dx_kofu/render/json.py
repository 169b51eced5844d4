"""``--format json``: the result as outside tools read it (schema ``dx-kofu/result/1``), written row by row.

Amounts are JSON integers in yen; what can have a fraction is a string. Keys, order and line breaks are fixed, so the same
input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from json import dumps
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any

from dx_kofu import __version__
from dx_kofu.money import decimal_text
from dx_kofu.records import Diagnostic, Input
from dx_kofu.result import Body, Item, Line, Result, Total
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import Parameter, RuleSet
from dx_kofu.wording import ask, source, who, why
from dx_kofu.words import Lang

SCHEMA = "dx-kofu/result/1"


def render(
    result: Result, lang: Lang, *, ascii_only: bool = False, program: str = __version__, items: bool = True
) -> Iterator[str]:
    """The pieces of the document, one line per item and per line of a measure; ``program`` is the version it names.

    Without ``items`` it is the summary of a run: all else as it is.
    """
    write = partial(dumps, ensure_ascii=ascii_only, separators=(", ", ": "))
    yield "{\n"
    yield f'"schema": {write(SCHEMA)},\n"program": {write(program)},\n'
    ruleset = [ruleset_object(loaded) for loaded in result.rules]
    yield f'"ruleset": {write(ruleset)},\n'
    if result.overlay is not None:
        yield f'"overlay": {write({"name": result.overlay.name, "sha256": result.overlay.sha256})},\n'
    if result.answers:
        given = [{"name": answers.name, "sha256": answers.sha256} for answers in result.answers]
        yield f'"answers": {write(given)},\n'
    inputs = [input_object(read) for read in result.inputs]
    yield f'"inputs": {write(inputs)},\n'
    if result.read_as:
        yield f'"reading": {write([message.in_(lang) for message in result.read_as])},\n'
    if items:
        yield from _array("items", _items(result, lang, ascii_only))
    yield from _array("measures", (write(line_object(line)) for line in result.lines))
    yield from _array("bodies", (write(body_object(body)) for body in result.bodies))
    yield f'"totals": {write({"special": _total(result.special), "ordinary": _total(result.ordinary)})},\n'
    yield from _array("warnings", (write(diagnostic_object(warning, lang)) for warning in result.warnings))
    if result.skipped:
        yield from _array("skipped", (write(diagnostic_object(problem, lang)) for problem in result.skipped))
    yield f'"assumptions": {write([assumption.in_(lang) for assumption in result.assumptions])}\n'
    yield "}\n"


def _array(name: str, elements: Iterator[str]) -> Iterator[str]:
    yield f'"{name}": ['
    separator = "\n"
    for element in elements:
        yield separator + element
        separator = ",\n"
    yield "\n],\n"


def input_object(read: Input) -> dict[str, Any]:
    """A table that was read, as the contract has it."""
    told = {"name": read.name, "sha256": read.sha256, "rows": read.rows}
    return told if read.sheet is None else told | {"sheet": read.sheet}


def ruleset_object(loaded: Loaded) -> dict[str, Any]:
    """A rule file that was used, as the contract has it."""
    rules = loaded.rules
    return {
        "fiscal_year": rules.fiscal_year,
        "version": rules.version,
        "status": rules.status,
        "sha256": loaded.sha256,
        "file": loaded.name,
    }


def line_object(line: Line) -> dict[str, Any]:
    """A line of a measure as the contract has it."""
    return line._asdict() | {
        "rate": None if line.rate is None else decimal_text(line.rate),
        "before_rounding": decimal_text(line.before_rounding),
    }


def body_object(body: Body) -> dict[str, Any]:
    """A body as the contract has it."""
    return {
        "body_code": body.body_code,
        "fiscal_year": body.fiscal_year,
        "special": _total(body.special),
        "ordinary": _total(body.ordinary),
    }


def _total(total: Total) -> dict[str, Any]:
    return total._asdict()


def diagnostic_object(found: Diagnostic, lang: Lang) -> dict[str, Any]:
    """A warning or a problem of the input as the contract has it."""
    return {
        "code": found.code,
        "input": found.file,
        "row": found.row,
        "column": found.column,
        "value": found.value,
        "text": found.message.in_(lang),
    } | ({} if found.cell is None else {"cell": found.cell})


def _items(result: Result, lang: Lang, ascii_only: bool) -> Iterator[str]:
    """Items are written by hand: there may be hundreds of thousands, and most of their texts recur."""
    quote = encode_basestring_ascii if ascii_only else encode_basestring
    often = cache(quote)
    rules = {loaded.rules.fiscal_year: loaded.rules for loaded in result.rules}
    texts: dict[tuple[str, str, int, str], str] = {}

    def about(rule_set: RuleSet, rule: Parameter, text: str) -> str:
        return f'"text": {quote(text)}, "source": {quote(source(rule_set, rule, lang))}'

    def reduction_objects(item: Item) -> str:
        place = item.expense.place
        pieces = []
        for reduction in item.reductions:
            key = (place.fiscal_year, reduction.code, id(reduction.rule), place.kind)
            words = texts.get(key)
            if words is None:
                rule_set = rules[place.fiscal_year]
                words = texts[key] = about(rule_set, reduction.rule, why(rule_set, item.expense, reduction, lang))
            pieces.append(f'{{"code": "{reduction.code}", "amount": {reduction.amount}, {words}}}')
        return ", ".join(pieces)

    def question_objects(item: Item) -> str:
        rule_set = rules[item.expense.place.fiscal_year]
        pieces = []
        for question in item.questions:
            key = (rule_set.fiscal_year, question.fact, id(question.rule), "?")
            words = texts.get(key)
            if words is None:
                words = texts[key] = (
                    f'"who": {quote(who(rule_set, question, lang))}, "text": {quote(ask(rule_set, question, lang))}'
                )
            pieces.append(
                f'{{"fact": "{question.fact}", "yen": {"null" if question.yen is None else question.yen}, {words}}}'
            )
        return ", ".join(pieces)

    places: dict[int, str] = {}
    cases: dict[int, str] = {}
    for item in result.items:
        expense = item.expense
        place, case = expense.place, expense.case
        where = places.get(id(place))
        if where is None:
            where = places[id(place)] = f'"body_code": "{place.body_code}", "fiscal_year": "{place.fiscal_year}"'
        what = cases.get(id(case))
        if what is None:
            what = cases[id(case)] = f'"measure": {quote(case.measure)}, "category": {quote(case.category)}'
        extra = "" if expense.input.sheet is None else f', "cell": {quote(expense.cell or "")}'
        if expense.accepted:
            extra += f', "accepted": {dumps([one._asdict() for one in expense.accepted], ensure_ascii=ascii_only)}'
        if expense.extra:
            extra += f', "extra": {dumps(dict(zip(expense.input.extra, expense.extra, strict=True)), ensure_ascii=ascii_only)}'
        yield (
            f'{{"row": {expense.row}, "input": {often(expense.input.name)}, "id": {quote(expense.id)}, {where}, {what}, '
            f'"person": {"null" if expense.person is None else often(expense.person)}, "claimed": {expense.amount}, '
            f'"eligible": {item.eligible}, "potential": {item.potential}, "status": "{item.status}", '
            f'"reductions": [{reduction_objects(item) if item.reductions else ""}], '
            f'"questions": [{question_objects(item) if item.questions else ""}]{extra}}}'
        )
