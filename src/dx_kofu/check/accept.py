"""Findings that someone looked at and accepts, each with a reason: apart from those that are open.

In: every finding of a run, its items, and the rule sets. Out: a :class:`Judged` for each, in the same order - all that a renderer
needs. The column ``accepted`` of the expenses table accepts a finding where every one of its rows does; a finding about a body or
a person of a year is accepted by any row of them, since the row that shows it is merely the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from dx_kofu.check.fingerprint import fingerprints
from dx_kofu.check.records import Finding
from dx_kofu.result import Item
from dx_kofu.rules.load import Loaded


class Acceptance(NamedTuple):
    """That a finding is accepted: by a row of the file or by a baseline, and why."""

    by: Literal["file", "baseline"]
    reason: str
    expires: date | None = None
    """The last day on which a baseline's acceptance holds."""


class Judged(NamedTuple):
    """A finding, open or accepted."""

    finding: Finding
    fingerprint: str
    accepted: Acceptance | None = None
    expired: Acceptance | None = None
    """An acceptance that no longer holds: the finding is open again."""


def judged(findings: Sequence[Finding], items: Iterable[Item], rules: Mapping[str, Loaded]) -> tuple[Judged, ...]:
    """Each finding with its acceptance, in the same order."""
    accepting: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.expense.accepted:
            accepting.setdefault(_body(item), []).append(item)
    return tuple(
        Judged(finding, fingerprint, _by_file(finding, accepting))
        for finding, fingerprint in zip(findings, fingerprints(findings, rules), strict=True)
    )


def open_findings(found: Iterable[Judged]) -> tuple[Finding, ...]:
    """The findings that nobody accepts."""
    return tuple(one.finding for one in found if one.accepted is None)


def _body(item: Item) -> tuple[str, str]:
    return item.expense.place.body_code, item.expense.place.fiscal_year


def _by_file(finding: Finding, accepting: Mapping[tuple[str, str], Sequence[Item]]) -> Acceptance | None:
    """The acceptance of a finding by rows of the file."""
    code, rows = finding.code, finding.items
    if rows and code.about != "rows":
        person = rows[0].expense.person
        rows = tuple(
            item
            for item in accepting.get(_body(rows[0]), ())
            if (code.about == "body" or item.expense.person == person) and _reasons(item, code.id)
        )
    reasons = [_reasons(item, code.id) for item in rows]
    if not reasons or not all(reasons):
        return None
    return Acceptance("file", "; ".join(dict.fromkeys(reason for said in reasons for reason in said)))


def _reasons(item: Item, code: str) -> list[str]:
    """Why a row accepts the findings of a code."""
    return [one.reason for one in item.expense.accepted if one.code == code]
