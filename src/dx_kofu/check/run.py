"""The findings of a run: a result, the rule sets and the reading in; findings out, the gravest and dearest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dx_kofu.catalogue import SEVERITIES, Code, Severity, codes
from dx_kofu.check.budget import Budget, Persons
from dx_kofu.check.costs import costs
from dx_kofu.check.doubles import doubles
from dx_kofu.check.funding import funding
from dx_kofu.check.plausibility import plausibility
from dx_kofu.check.records import Finding
from dx_kofu.oddities import oddities
from dx_kofu.read.expenses import Reading
from dx_kofu.result import Result
from dx_kofu.rules.load import Loaded


def check(result: Result, rules: Mapping[str, Loaded], reading: Reading) -> tuple[Finding, ...]:
    """Every finding, by severity, yen at stake (what is not known first) and first row."""
    budget, persons = Budget(result.items, rules), Persons()
    odd = (*reading.odd_totals, *oddities(reading.expenses, rules))
    found = [
        *doubles(budget, persons),
        *costs(budget),
        *funding(budget),
        *plausibility(budget, persons, odd),
    ]
    places = {id(item): index for index, item in enumerate(result.items)} if found else {}

    def place(finding: Finding) -> tuple[int, bool, int, int, str]:
        first = min((places[id(item)] for item in finding.items), default=len(places))
        grave = SEVERITIES.index(finding.code.severity)
        return grave, finding.yen is not None, -(finding.yen or 0), first, finding.code.id

    ordered = (one._replace(items=tuple(sorted(one.items, key=lambda item: places[id(item)]))) for one in found)
    return tuple(sorted(ordered, key=place))


def chosen(findings: Iterable[Finding], select: Iterable[str], ignore: Iterable[str]) -> tuple[Finding, ...]:
    """Findings whose code begins with one of ``select`` (none: all) and with none of ``ignore``."""
    wanted, unwanted = tuple(select), tuple(ignore)
    return tuple(finding for finding in findings if is_chosen(finding.code, wanted, unwanted))


def is_chosen(code: Code, select: Sequence[str], ignore: Sequence[str]) -> bool:
    """Whether a code is looked for."""
    return (not select or code.id.startswith(tuple(select))) and not code.id.startswith(tuple(ignore))


def is_known(prefix: str) -> bool:
    """Whether a code, or the beginning of one, names any code."""
    return bool(prefix) and any(code.startswith(prefix) for code in (found.id for found in codes().values()))


def at_least(findings: Iterable[Finding], severity: Severity) -> bool:
    """Whether any finding is as grave as ``severity``, or graver."""
    grave = SEVERITIES[: SEVERITIES.index(severity) + 1]
    return any(finding.code.severity in grave for finding in findings)
