"""``validate --format json`` (schema ``dx-kofu/validate/1``): expected and found as the JSON result has them."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps
from typing import Any

from dx_kofu import __version__
from dx_kofu.budgets.check import Outcome
from dx_kofu.budgets.differ import Cause, Finding
from dx_kofu.render.budgets.words import Report, counts
from dx_kofu.words import Lang

SCHEMA = "dx-kofu/validate/1"


def render(report: Report, lang: Lang, *, ascii_only: bool = False) -> Iterator[str]:
    """The document, one line per budget."""
    same, differ, bad = counts(report)
    head = {"schema": SCHEMA, "program": __version__, "rules": report.rules}
    yield dumps(head, ensure_ascii=ascii_only)[:-1] + ',\n"budgets": ['
    separator = "\n"
    for outcome in report.outcomes:
        yield separator + dumps(_budget(outcome, lang), ensure_ascii=ascii_only)
        separator = ",\n"
    totals = {"budgets": len(report.outcomes), "same": same, "differ": differ, "problems": bad}
    yield f'\n],\n"totals": {dumps(totals)}\n}}\n'


def _budget(outcome: Outcome, lang: Lang) -> dict[str, Any]:
    status = "same" if outcome.is_same else "differs" if not outcome.problems else "problems"
    return {
        "budget": outcome.table,
        "expected": outcome.expected,
        "status": status,
        "findings": [_finding(finding, lang) for finding in outcome.findings],
        "problems": [
            {
                "code": problem.code,
                "file": problem.file,
                "row": problem.row,
                "column": problem.column,
                "value": problem.value,
                "text": problem.message.in_(lang),
                "fix": None if problem.fix is None else problem.fix.in_(lang),
            }
            for problem in outcome.problems
        ],
    }


def _finding(finding: Finding, lang: Lang) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "how": finding.how,
        **finding.place,
        "line": finding.line,
        "changes": [change._asdict() for change in finding.changes],
        "causes": [_cause(cause, lang) for cause in finding.causes],
    }


def _cause(cause: Cause, lang: Lang) -> dict[str, Any]:
    return cause._asdict() | {"why": cause.why.in_(lang), "source": cause.source.in_(lang) or None}
