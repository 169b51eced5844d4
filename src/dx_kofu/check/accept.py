"""Findings that someone looked at and accepts, each with a reason: told apart from those that are open.

In: every finding of a run, its items, the rule sets, a baseline. Out: a :class:`Judged` for each, in the same order - all that a
renderer needs. The column ``accepted`` of the expenses table accepts a finding where every one of its rows does; one about a body
or a person of a year is accepted by any row of them, since the row that shows it is merely the first. A baseline accepts by
fingerprint, and until a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from dx_kofu.catalogue import Code
from dx_kofu.check.fingerprint import fingerprints
from dx_kofu.check.records import Finding
from dx_kofu.result import Item
from dx_kofu.rules.load import Loaded


class Acceptance(NamedTuple):
    """That a finding is accepted: by its rows or by a baseline, and why."""

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
    """An acceptance that holds no longer: the finding is open again."""


class Entry(NamedTuple):
    """An accepted finding of a baseline."""

    code: str
    fingerprint: str
    reason: str
    expires: date


class Baseline(NamedTuple):
    """A baseline as read, and the day on which it is looked at."""

    name: str
    sha256: str
    entries: tuple[Entry, ...]
    today: date


def judged(
    findings: Sequence[Finding], items: Iterable[Item], rules: Mapping[str, Loaded], baseline: Baseline | None = None
) -> tuple[Judged, ...]:
    """Each finding with its acceptance, in the same order."""
    accepting: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.expense.accepted:
            accepting.setdefault(_body(item), []).append(item)
    entries = {(entry.code, entry.fingerprint): entry for entry in (baseline.entries if baseline is not None else ())}
    found = []
    for finding, fingerprint in zip(findings, fingerprints(findings, rules), strict=True):
        by_file = _by_file(finding, accepting)
        entry = entries.get((finding.code.id, fingerprint))
        if by_file is not None or entry is None or baseline is None:
            found.append(Judged(finding, fingerprint, by_file))
            continue
        acceptance = Acceptance("baseline", entry.reason, entry.expires)
        holds = baseline.today <= entry.expires
        found.append(Judged(finding, fingerprint, acceptance if holds else None, None if holds else acceptance))
    return tuple(found)


def open_findings(found: Iterable[Judged]) -> tuple[Finding, ...]:
    """The findings that nobody accepts."""
    return tuple(one.finding for one in found if one.accepted is None)


def _by_file(finding: Finding, accepting: Mapping[tuple[str, str], Sequence[Item]]) -> Acceptance | None:
    """The acceptance of a finding by rows of the file."""
    code, rows = finding.code, finding.items
    if rows and code.about != "rows":
        same = _about(code, rows[0])
        near = accepting.get(_body(rows[0]), ())
        rows = tuple(item for item in near if _reasons(item, code.id) and _about(code, item) == same)
    reasons = [_reasons(item, code.id) for item in rows]
    if not reasons or not all(reasons):
        return None
    return Acceptance("file", "; ".join(dict.fromkeys(reason for said in reasons for reason in said)))


def _body(item: Item) -> tuple[str, str]:
    return item.expense.place.body_code, item.expense.place.fiscal_year


def _about(code: Code, item: Item) -> object:
    """What a finding of a code at a row is about: the row, its body or its person of the year."""
    match code.about:
        case "rows":
            return id(item)
        case "body":
            return _body(item)
        case "person":
            return *_body(item), item.expense.person


def _reasons(item: Item, code: str) -> list[str]:
    """Why a row accepts the findings of a code."""
    return [one.reason for one in item.expense.accepted if one.code == code]


# ------------------------------------------------------------------------------------------------ acceptances of nothing


def unused_rows(found: Iterable[Judged], items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
    """Rows that accept a code of which nothing is found about them."""
    accepting = [item for item in items if item.expense.accepted]
    if not accepting:
        return
    codes = {one.finding.code.id: one.finding.code for one in found}
    concerned = {(one.finding.code.id, _about(one.finding.code, item)) for one in found for item in one.finding.items}
    for item in accepting:
        for code in dict.fromkeys(one.code for one in item.expense.accepted):
            if code not in codes or (code, _about(codes[code], item)) not in concerned:
                yield item, code


def partly_accepted(found: Iterable[Judged]) -> Iterator[tuple[Finding, list[Item]]]:
    """Open findings that some of their rows accept, and the rows that do not."""
    for finding, _, accepted, _ in found:
        if accepted is None:
            lacking = [item for item in finding.items if not _reasons(item, finding.code.id)]
            if len(lacking) < len(finding.items):
                yield finding, lacking


def unused_entries(found: Iterable[Judged], baseline: Baseline) -> Iterator[Entry]:
    """Entries of a baseline that nothing is found for."""
    there = {(one.finding.code.id, one.fingerprint) for one in found}
    return (entry for entry in baseline.entries if (entry.code, entry.fingerprint) not in there)
