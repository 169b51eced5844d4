"""``validate`` for CI: a case for each budget."""

from __future__ import annotations

from dx_kofu.budgets.check import Outcome
from dx_kofu.messages import Message
from dx_kofu.render.budgets.words import CODES, Report, kind, summary, told
from dx_kofu.render.ci.records import Case, Document
from dx_kofu.words import Lang, printable

COMMAND = "dx-kofu validate"


def document(report: Report, lang: Lang) -> Document:
    """All that is told of a run."""
    return Document(
        COMMAND,
        report.rules or COMMAND,
        tuple(kind(code, lang) for code in CODES),
        tuple(_case(outcome, lang) for outcome in report.outcomes),
        summary(report, lang),
        (Message("v.head-budget").in_(lang), Message("v.head-place").in_(lang), Message("v.head-what").in_(lang)),
        lang,
    )


def _case(outcome: Outcome, lang: Lang) -> Case:
    table = printable(outcome.table)
    folder, _, name = table.replace("\\", "/").rpartition("/")
    found = tuple(told(outcome, lang))
    return Case(folder, name, table, found, fails=not outcome.is_same, is_broken=bool(outcome.problems))
