"""The findings of ``check`` for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dx_kofu.catalogue import SEVERITIES
from dx_kofu.check.accept import Judged, open_findings
from dx_kofu.check.records import Finding
from dx_kofu.messages import Message
from dx_kofu.render.digest import place_words
from dx_kofu.result import Item, Result
from dx_kofu.words import Lang, printable

MOST_ROWS = 12  # rows named for one finding


def table(result: Result, found: Sequence[Judged], lang: Lang) -> Iterator[str]:
    """Each open finding with its rows, the yen at stake and what to do; those accepted with their reason; how many there are."""
    several = len(result.inputs) > 1
    accepted = [one for one in found if one.accepted is not None]
    for one in found:
        if one.accepted is None:
            yield from _head(one.finding, several, lang)
            if one.expired is not None:
                told = {"expires": one.expired.expires, "reason": printable(one.expired.reason)}
                yield f"  {Message('f.expired', **told).in_(lang)}\n"
            yield f"  {Message('f.todo', text=one.finding.code.todo).in_(lang)}\n\n"
    if accepted:
        yield f"{Message('f.accepted').in_(lang)}\n\n"
    for one in accepted:
        assert one.accepted is not None
        yield from _head(one.finding, several, lang)
        told = {"expires": one.accepted.expires, "reason": printable(one.accepted.reason)}
        yield f"  {Message(f'f.reason-{one.accepted.by}', **told).in_(lang)}\n\n"
    yield counted(found).in_(lang) + "\n"


def _head(finding: Finding, several: bool, lang: Lang) -> Iterator[str]:
    """What is found, where, and the yen at stake."""
    code = finding.code
    yield f"{code.id} {Message(f'f.{code.severity}').in_(lang)}  {code.title.in_(lang)}\n"
    yield f"  {printable(finding.message.in_(lang))}\n"
    if finding.items:
        yield f"  {Message('f.rows', rows=_rows(finding.items, several, lang)).in_(lang)}\n"
    yen = Message("f.yen-unknown") if finding.yen is None else Message("f.yen", yen=finding.yen)
    yield f"  {yen.in_(lang)}\n"


def counted(found: Sequence[Judged]) -> Message:
    """One line on all findings."""
    open_ = counts(found)
    accepted = open_.pop("accepted")
    if accepted == len(found):
        return Message("f.none-open", accepted=accepted) if accepted else Message("f.none")
    said = Message("f.counts", count=len(found) - accepted, **open_)
    return Message("f.counts-accepted", counts=said, accepted=accepted) if accepted else said


def counts(found: Sequence[Judged]) -> dict[str, int]:
    """How many open findings there are of each severity, and how many that are accepted."""
    open_ = Counter(finding.code.severity for finding in open_findings(found))
    return {severity: open_[severity] for severity in SEVERITIES} | {"accepted": len(found) - open_.total()}


def _rows(items: Sequence[Item], several: bool, lang: Lang) -> str:
    shown = ", ".join(printable(place_words(item, several=several)) for item in items[:MOST_ROWS])
    if len(items) <= MOST_ROWS:
        return shown
    return Message("t.row-list", rows=shown, more=len(items) - MOST_ROWS).in_(lang)
