"""``check`` for CI: a case for each code that was looked for, and one for what is wrong with the input."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dx_kofu.catalogue import SEVERITIES, Code, Severity, codes
from dx_kofu.check.accept import Judged
from dx_kofu.check.words import groups
from dx_kofu.messages import Message
from dx_kofu.records import Diagnostic
from dx_kofu.render.budgets.words import problem_words
from dx_kofu.render.ci.records import Case, Document, Kind, Level, Place, Told
from dx_kofu.render.findings.table import counted
from dx_kofu.words import Lang, printable

COMMAND = "dx-kofu check"
INPUT = "input"
_LEVELS: dict[Severity, Level] = {"error": "error", "warning": "warning", "info": "note"}


def document(
    findings: Sequence[Judged],
    looked_for: Iterable[Code],
    fail_on: Severity,
    problems: Sequence[Diagnostic],
    lang: Lang,
) -> Document:
    """All that is told of a run.

    ``looked_for``: the codes of the run. A finding less grave than ``fail_on`` is told and fails nothing.
    ``problems``: what is wrong with the input.
    """
    kinds = {code.id: _kind(code, lang) for code in codes().values()}
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    told: dict[str, list[Told]] = {}
    for finding in findings:
        code = finding.finding.code.id
        told.setdefault(code, []).append(_told(finding, kinds[code], lang))
    cases = [
        Case(
            groups()[code.group].in_(lang),
            f"{code.id} {code.title.in_(lang)}",
            None,
            found := tuple(told.get(code.id, ())),
            fails=code.severity in grave and any(one.accepted is None for one in found),
        )
        for code in looked_for
    ]
    unreadable = Kind(INPUT, Message("v.kind-input").in_(lang))
    if problems:
        found = tuple(_problem(problem, unreadable, lang) for problem in problems)
        cases.insert(0, Case(COMMAND, unreadable.title, None, found, fails=True, is_broken=True))
    summary = counted(findings).in_(lang)
    if problems:
        summary = Message("f.not-checked", count=len(problems)).in_(lang)
    heads = [Message(f"f.head-{name}").in_(lang) for name in ("file", "title", "what")]
    return Document(
        COMMAND, COMMAND, (unreadable, *kinds.values()), tuple(cases), summary, (heads[0], heads[1], heads[2]), lang
    )


def _kind(code: Code, lang: Lang) -> Kind:
    todo = Message("f.todo", text=code.todo).in_(lang)
    return Kind(code.id, code.title.in_(lang), f"{code.why.in_(lang)}\n{todo}")


def _told(judged: Judged, kind: Kind, lang: Lang) -> Told:
    finding, accepted = judged.finding, judged.accepted
    code = finding.code
    places = tuple(Place(item.expense.input.name, item.expense.row) for item in finding.items)
    if not places and finding.odd is not None:
        places = (Place(finding.odd.file, finding.odd.row or 1),)
    yen = Message("f.yen-unknown") if finding.yen is None else Message("f.yen", yen=finding.yen)
    cells = [printable(item.expense.cell) for item in finding.items if item.expense.cell is not None]
    lines = (
        printable(finding.message.in_(lang)),
        *([Message("f.rows", rows=", ".join(cells)).in_(lang)] if cells else ()),
        yen.in_(lang),
        Message("f.todo", text=code.todo).in_(lang),
    )
    return Told(
        kind,
        _LEVELS[code.severity],
        places,
        f"{code.id} {code.title.in_(lang)}",
        lines,
        accepted=None if accepted is None else printable(accepted.reason),
        in_source=accepted is not None and accepted.by == "file",
        fingerprint=judged.fingerprint,
    )


def _problem(problem: Diagnostic, kind: Kind, lang: Lang) -> Told:
    return Told(kind, "error", (Place(problem.file, problem.row or 1),), problem_words(problem, lang))
