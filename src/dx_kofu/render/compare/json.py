"""``compare --format json`` (schema ``dx-kofu/compare/1``): amounts are integers, what can have a fraction is a string."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from json import dumps
from typing import Any

from dx_kofu import __version__
from dx_kofu.compare.records import (
    Cause,
    Column,
    Comparison,
    Gap,
    LineCause,
    LineDifference,
    Pair,
    Row,
    RowDifference,
    RuleChange,
    Value,
)
from dx_kofu.money import decimal_text
from dx_kofu.render.compare.words import cause_text
from dx_kofu.render.json import input_object, line_object, ruleset_object
from dx_kofu.wording import source
from dx_kofu.words import Lang

SCHEMA = "dx-kofu/compare/1"


def render(comparison: Comparison, lang: Lang, *, ascii_only: bool = False) -> Iterator[str]:
    """The document, a line for each column, measure, body and row."""

    def write(value: Any) -> str:
        return dumps(value, ensure_ascii=ascii_only)

    head = {
        "schema": SCHEMA,
        "program": __version__,
        "mode": comparison.mode,
        "base": comparison.columns[comparison.base].name,
        "years": "matched" if comparison.by_year else "ignored",
        "differs": comparison.differs,
    }
    yield write(head)[:-1]
    yield from _array("columns", (write(_column(column, lang)) for column in comparison.columns))
    yield from _array(
        "measures", (write(_measure(line, pair, lang)) for pair in comparison.pairs for line in pair.lines)
    )
    yield from _array("bodies", (write(body) for pair in comparison.pairs for body in _bodies(pair)))
    totals = [{"column": pair.other.name, **_taxes(pair.totals)} for pair in comparison.pairs]
    yield from _array("totals", map(write, totals))
    yield from _array("rows", (write(_row(row, pair, lang)) for pair in comparison.pairs for row in pair.rows))
    yield "\n}\n"


def _array(name: str, elements: Iterable[str]) -> Iterator[str]:
    yield f',\n"{name}": ['
    separator = "\n"
    for element in elements:
        yield separator + element
        separator = ",\n"
    yield "\n]"


def _column(column: Column, lang: Lang) -> dict[str, Any]:
    inputs = {(read.name, read.sheet): read for part in column.parts for read in part.result.inputs}
    rows: dict[tuple[str, str | None], int] = dict.fromkeys(inputs, 0)
    for row in column.rows:
        read = row.item.expense.input
        rows[read.name, read.sheet] += 1
    return {
        "name": column.name,
        "ruleset": [{"rows_of": year, **ruleset_object(loaded)} for year, loaded in column.rules],
        "inputs": [input_object(read) | {"rows": rows[key]} for key, read in inputs.items()],
        "assumptions": list(dict.fromkeys(text.in_(lang) for part in column.parts for text in part.result.assumptions)),
    }


def _measure(line: LineDifference, pair: Pair, lang: Lang) -> dict[str, Any]:
    code, year, measure = line.key
    return {
        "column": pair.other.name,
        "body_code": code,
        "fiscal_year": year or None,
        "measure": measure,
        "tax": line.some.tax,
        "old": None if line.old is None else line_object(line.old),
        "new": None if line.new is None else line_object(line.new),
        "differs": line.differs,
        "difference": {
            "claimed": line.figure("claimed"),
            "eligible": line.figure("eligible"),
            "potential_eligible": line.figure("potential_eligible"),
            "before_rounding": decimal_text(Fraction(line.figure("before_rounding"))),
            **_gap(line.gap),
        },
        "causes": [_line_cause(cause, lang) for cause in line.causes],
    }


def _gap(gap: Gap) -> dict[str, Any]:
    """``allocation`` is ``null`` where the difference hangs on an unknown figure; ``confirmed`` is that of the known parts."""
    return {
        "allocation": gap.confirmed if gap.known else None,
        "confirmed": gap.confirmed,
        "potential": gap.potential,
        "complete": gap.known,
        "range": None if gap.known else {"least": gap.least, "most": gap.most},
    }


def _taxes(gaps: Any) -> dict[str, Any]:
    return {
        tax: {"old": found.old._asdict(), "new": found.new._asdict(), "difference": _gap(found)}
        for tax, found in gaps.items()
    }


def _bodies(pair: Pair) -> Iterator[dict[str, Any]]:
    for (code, year), gaps in pair.bodies.items():
        yield {"column": pair.other.name, "body_code": code, "fiscal_year": year or None, **_taxes(gaps)}


def _line_cause(cause: LineCause, lang: Lang) -> dict[str, Any]:
    told = {
        "code": cause.code,
        "kinds": list(cause.kinds),
        "old": plain(cause.old),
        "new": plain(cause.new),
        "eligible": cause.eligible,
        "allocation": decimal_text(cause.allocation),
        "known": cause.known,
        "text": cause_text(cause, cause.rows[0] if cause.rows else None, lang),
        "rules": [_rule(change, lang) for change in cause.rules],
        "rows": [_places(row) for row in cause.rows],
    }
    if cause.code == "heads":
        told |= {"persons": {"old": list(cause.persons[0]), "new": list(cause.persons[1])}}
    return told


def _rule(change: RuleChange, lang: Lang) -> dict[str, Any]:
    rule = change.new or change.old
    assert rule is not None
    return {
        "title": rule.title.in_(lang),
        "changes": [_value(value) for value in change.values],
        "old_source": None if change.old is None else source(change.old_rules, change.old, lang),
        "new_source": None if change.new is None else source(change.new_rules, change.new, lang),
    }


def _row(row: RowDifference, pair: Pair, lang: Lang) -> dict[str, Any]:
    return {
        "column": pair.other.name,
        "how": row.how,
        "old": None if row.old is None else _side(row.old),
        "new": None if row.new is None else _side(row.new),
        "eligible": row.eligible,
        "potential": row.potential,
        "inputs": [_value(value) for value in row.inputs],
        "causes": [_cause(cause, row, lang) for cause in row.causes],
    }


def _side(row: Row) -> dict[str, Any]:
    item, expense = row.item, row.item.expense
    return _place(row) | {
        "body_code": expense.place.body_code,
        "fiscal_year": row.year,
        "measure": expense.case.measure,
        "category": expense.case.category,
        "person": expense.person,
        "claimed": expense.amount,
        "eligible": item.eligible,
        "potential": item.potential,
        "status": item.status,
        "questions": [question.fact for question in item.questions],
    }


def _place(row: Row) -> dict[str, Any]:
    expense = row.item.expense
    place = {"input": expense.input.name, "row": expense.row, "id": expense.id}
    return place if expense.cell is None else place | {"cell": expense.cell}


def _places(row: RowDifference) -> dict[str, Any]:
    return {
        "old": None if row.old is None else _place(row.old),
        "new": None if row.new is None else _place(row.new),
    }


def _cause(cause: Cause, row: RowDifference, lang: Lang) -> dict[str, Any]:
    return {
        "code": cause.code,
        "kinds": list(cause.kinds),
        "old": cause.old,
        "new": cause.new,
        "eligible": cause.eligible,
        "text": cause_text(cause, row, lang),
        "rules": [_rule(change, lang) for change in cause.rules],
    }


def _value(value: Value) -> dict[str, Any]:
    return {"key": value.key, "old": plain(value.old), "new": plain(value.new)}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    match value:
        case Fraction():
            return decimal_text(value)
        case date():
            return value.isoformat()
        case tuple():
            return [plain(part) for part in value]
        case _:
            return value
