"""``check --format json`` (schema ``dx-kofu/findings/1``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from json import dumps
from typing import Any

from dx_kofu import __version__
from dx_kofu.check.accept import Acceptance, Baseline, Judged
from dx_kofu.render.findings.table import counts
from dx_kofu.result import Item, Result
from dx_kofu.words import Lang

SCHEMA = "dx-kofu/findings/1"


def render(
    result: Result,
    found: Sequence[Judged],
    lang: Lang,
    *,
    baseline: Baseline | None = None,
    ascii_only: bool = False,
    more: Mapping[str, object] | None = None,
) -> Iterator[str]:
    """The document of the schema, one line per finding; ``more`` are further members of it."""

    def write(value: object) -> str:
        return dumps(value, ensure_ascii=ascii_only, separators=(", ", ": "))

    ruleset = [
        {"fiscal_year": loaded.rules.fiscal_year, "version": loaded.rules.version, "sha256": loaded.sha256}
        for loaded in result.rules
    ]
    inputs = [{"name": read.name, "sha256": read.sha256, "rows": read.rows} for read in result.inputs]
    yield f'{{\n"schema": {write(SCHEMA)},\n"program": {write(__version__)},\n'
    yield f'"ruleset": {write(ruleset)},\n"inputs": {write(inputs)},\n'
    if baseline is not None:
        told = {"name": baseline.name, "sha256": baseline.sha256, "today": str(baseline.today)}
        yield f'"baseline": {write(told)},\n'
    for name, value in (more or {}).items():
        yield f"{write(name)}: {write(value)},\n"
    yield '"findings": ['
    separator = "\n"
    for one in found:
        yield separator + write(finding_object(one, lang))
        separator = ",\n"
    yield f'\n],\n"counts": {write(counts(found))}\n}}\n'


def finding_object(one: Judged, lang: Lang) -> dict[str, Any]:
    """A finding as outside tools read it."""
    finding, code = one.finding, one.finding.code
    told: dict[str, Any] = {
        "code": code.id,
        "name": code.name,
        "group": code.group,
        "severity": code.severity,
        "title": code.title.in_(lang),
        "text": finding.message.in_(lang),
        "yen": finding.yen,
        "rows": [_row(item) for item in finding.items],
        "why": code.why.in_(lang),
        "todo": code.todo.in_(lang),
        "fingerprint": one.fingerprint,
    }
    for key, acceptance in (("accepted", one.accepted), ("expired", one.expired)):
        if acceptance is not None:
            told[key] = _acceptance(acceptance)
    return told


def _acceptance(acceptance: Acceptance) -> dict[str, str]:
    told = {"by": acceptance.by, "reason": acceptance.reason}
    return told if acceptance.expires is None else told | {"expires": str(acceptance.expires)}


def _row(item: Item) -> dict[str, Any]:
    expense = item.expense
    place = {"body_code": expense.place.body_code, "fiscal_year": expense.place.fiscal_year}
    told = {"input": expense.input.name, "row": expense.row, "id": expense.id, **place}
    return told if expense.cell is None else told | {"cell": expense.cell}
