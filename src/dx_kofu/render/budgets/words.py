"""Findings of ``validate`` in words: where, what was expected and found, which step and rule made it so.

In: findings of :mod:`dx_kofu.budgets.differ` and diagnostics. Out: lines, which every format puts into its own shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from dx_kofu.budgets.check import Outcome
from dx_kofu.budgets.differ import Cause, Change, Finding
from dx_kofu.messages import Message
from dx_kofu.records import Diagnostic
from dx_kofu.render.ci.records import Kind, Place, Told
from dx_kofu.words import Lang, printable


class Report(NamedTuple):
    """All that is told of a run."""

    outcomes: tuple[Outcome, ...]
    rules: str | None
    """The rule set that every row was calculated by, where one was named."""


CODES = ("measure", "row", "total", "input", "file")


def kind(code: str, lang: Lang) -> Kind:
    """A kind of finding."""
    return Kind(code, Message(f"v.kind-{code}").in_(lang))


def counts(report: Report) -> tuple[int, int, int]:
    """Budgets as expected, those that differ, those with problems."""
    same = sum(outcome.is_same for outcome in report.outcomes)
    bad = sum(bool(outcome.problems) for outcome in report.outcomes)
    return same, len(report.outcomes) - same - bad, bad


def summary(report: Report, lang: Lang) -> str:
    """One line on all budgets."""
    same, differing, bad = counts(report)
    total = len(report.outcomes)
    words = Message("v.summary", total=total, same=same, differ=differing, bad=bad).in_(lang)
    return words if report.rules is None else f"{Message('v.as-of', rules=report.rules).in_(lang)}: {words}"


def told(outcome: Outcome, lang: Lang) -> Iterator[Told]:
    """Everything that is wrong with a budget, at the line where it stands."""
    for problem in outcome.problems:
        code = "input" if outcome.is_usable else "file"
        place = Place(printable(problem.file), problem.row or 1)
        yield Told(kind(code, lang), "error", (place,), problem_words(problem, lang))
    for finding in outcome.findings:
        in_table = finding.row is not None and finding.how != "missing"
        file, line = (outcome.table, finding.row or 1) if in_table else (outcome.expected, finding.line)
        lines = tuple(map(printable, details(finding, lang)))
        place = Place(printable(file), line)
        yield Told(kind(finding.kind, lang), "error", (place,), printable(heading(finding, lang)), lines)


def heading(finding: Finding, lang: Lang) -> str:
    """What a finding is about: ``row 9 (C9) 202037 R8 cio-aide``."""
    place = finding.place
    about = " ".join(str(place[key]) for key in ("body_code", "fiscal_year", "measure") if place.get(key))
    match finding.kind:
        case "row":
            cell = f" ({place['cell']})" if "cell" in place else ""
            words = Message("v.row", row=finding.row, cell=printable(cell), about=printable(about)).in_(lang).rstrip()
        case "total":
            words = Message("v.total", tax=Message(f"v.tax-{place['tax']}")).in_(lang)
        case "measure":
            words = printable(about)
    return words if finding.how == "differs" else f"{words}: {Message(f'v.how-{finding.how}').in_(lang)}"


def details(finding: Finding, lang: Lang) -> Iterator[str]:
    """What differs, a line each, then the causes."""
    if finding.how != "missing":
        yield from (_change(change, lang) for change in finding.changes if change.key != "reductions")
        yield from (_cause(cause, lang) for cause in finding.causes)


def _change(change: Change, lang: Lang) -> str:
    if change.expected is None and change.found is None:
        return ""
    words = f"{change.key}: {_value(change.expected, lang)} → {_value(change.found, lang)}"
    if type(change.expected) is int and type(change.found) is int:
        words += f" ({change.found - change.expected:+,})"
    return words


def _cause(cause: Cause, lang: Lang) -> str:
    yen = _value(cause.found, lang) if cause.found is not None else ""
    if cause.expected is not None:
        yen = f"{_value(cause.expected, lang)} → {_value(cause.found, lang)}"
    code = printable(f"{cause.code} {yen}".rstrip())
    source = cause.source.in_(lang)
    words = Message("v.cause", code=code, why=printable(cause.why.in_(lang))).in_(lang)
    return f"{words} [{printable(source)}]" if source else words


def problem_words(problem: Diagnostic, lang: Lang) -> str:
    """A problem without its file and line."""
    place = problem.cell or ""
    value = "" if problem.value is None else f' "{printable(problem.value)[:40]}"'
    head = " ".join(part for part in (place, problem.column or "") if part) + value
    words = problem.message.in_(lang).removeprefix(f"{problem.file}: ")
    words += "" if problem.fix is None else f" ({problem.fix.in_(lang)})"
    return printable(f"{head}: {words} [{problem.code}]" if head else f"{words} [{problem.code}]")


def _value(value: Any, lang: Lang) -> str:
    match value:
        case None:
            return Message("v.unknown").in_(lang)
        case bool():
            return str(value).lower()
        case int():
            return f"{value:,}"
        case list():
            return ", ".join(map(str, value)) or "-"
        case dict():
            return ", ".join(f"{code} {_value(amount, lang)}" for code, amount in value.items()) or "-"
        case _:
            return printable(str(value))
