"""A finding's fingerprint: the same finding has it again when rows are sorted, inserted or moved to another file.

In: findings and the rule sets. Out: 16 hexadecimal digits for each: of its code and of what its rows say - never where they
stand. A changed amount is another finding. What is said of a body or a person of a year is told by that, not by the row it is
shown at; what a note is about by the word that was found, so that a word of explanation beside it changes nothing. Of findings
that are alike in all this the first, second ... have a fingerprint each: one more copy of a row is one more finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from json import dumps
from typing import Any

from dx_kofu.check.records import Finding
from dx_kofu.records import Expense
from dx_kofu.rules.load import Loaded

DIGITS = 16


def fingerprints(findings: Sequence[Finding], rules: Mapping[str, Loaded]) -> Iterator[str]:
    """The fingerprint of each finding, in their order; none occurs twice."""
    seen: Counter[str] = Counter()
    for finding in findings:
        told = _told(finding, rules)
        seen[told] += 1
        yield sha256(f"{seen[told]} {told}".encode()).hexdigest()[:DIGITS]


def _told(finding: Finding, rules: Mapping[str, Loaded]) -> str:
    """What the finding is, as one text."""
    fields = finding.message.fields
    expenses = [item.expense for item in finding.items]
    if not expenses:
        return dumps([finding.code.id, fields["text"].in_("en")])
    if finding.code.about != "rows":
        place = expenses[0].place
        return dumps([finding.code.id, place.body_code, place.fiscal_year, fields["text"].in_("en")])
    word = fields.get("word")
    rows = sorted(dumps(_content(expense, rules)) for expense in expenses)
    return dumps([finding.code.id, word if isinstance(word, str) else None, rows])


def _content(expense: Expense, rules: Mapping[str, Loaded]) -> list[Any]:
    """What a row says itself: nothing that a default or ``--assume`` filled in."""
    place, case = expense.place, expense.case
    filled = case.defaults | case.assumed
    facts = {
        name: value
        for name, value in zip(rules[place.fiscal_year].rules.facts, case.facts, strict=True)
        if value is not None and name not in filled
    }
    return [
        place.body_code,
        None if "hub_city" in place.options else place.hub_city,
        place.fiscal_year,
        case.measure,
        case.category,
        expense.person,
        sorted(facts.items()),
        expense.amount,
        None if "other_funding" in expense.assumed else expense.other_funding,
        None if expense.share is None or "share" in expense.assumed else str(expense.share),
        None if expense.date is None else str(expense.date),
        expense.id if expense.has_own_id else None,
    ]
