"""The findings of ``check`` for people, for programs (schema ``dx-kofu/findings/1``), and a page per code for the docs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from json import dumps
from typing import Any

from dx_kofu import __version__
from dx_kofu.catalogue import SEVERITIES, Code, codes
from dx_kofu.check.accept import Acceptance, Baseline, Judged, open_findings
from dx_kofu.check.records import Finding
from dx_kofu.check.words import groups
from dx_kofu.messages import Message
from dx_kofu.render.digest import place_words
from dx_kofu.result import Item, Result
from dx_kofu.words import Lang, printable

SCHEMA = "dx-kofu/findings/1"
MOST_ROWS = 12  # rows named for one finding
LANGUAGES: tuple[Lang, ...] = ("ja", "en")


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


def json(
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


# ------------------------------------------------------------------------------------------------ docs


def pages() -> dict[str, str]:
    """A page per code and an index, in both languages, by file name."""
    found: dict[str, str] = {}
    for lang in LANGUAGES:
        suffix = ".md" if lang == "ja" else ".en.md"
        found["index" + suffix] = "".join(_index(lang, suffix))
        for code in codes().values():
            found[code.id + suffix] = "".join(_page(code, lang, suffix))
    return found


def _index(lang: Lang, suffix: str) -> Iterator[str]:
    yield f"# {Message('f.index').in_(lang)}\n\n{Message('f.index-note').in_(lang)}\n"
    for name, title in groups().items():
        yield f"\n## {title.in_(lang)}\n\n"
        yield f"| {' | '.join(Message(f'f.{column}').in_(lang) for column in ('code', 'severity', 'title'))} |\n|---|---|---|\n"
        for code in codes().values():
            if code.group == name:
                severity = Message(f"f.{code.severity}").in_(lang)
                yield f"| [{code.id}]({code.id}{suffix}) | {severity} | {code.title.in_(lang)} |\n"


def _page(code: Code, lang: Lang, suffix: str) -> Iterator[str]:
    severity = Message(f"f.{code.severity}").in_(lang)
    yield f"# {code.id} {code.title.in_(lang)}\n\n"
    yield f"`{code.name}` - {groups()[code.group].in_(lang)} - {severity} - [{Message('f.index').in_(lang)}](index{suffix})\n"
    for heading, text in (("why", code.why), ("do", code.todo)):
        yield f"\n## {Message(f'f.{heading}').in_(lang)}\n\n{text.in_(lang)}\n"
    for heading, example in (("fails", code.fails), ("passes", code.passes)):
        if example:
            yield f"\n## {Message(f'f.{heading}').in_(lang)}\n\n```csv\n{example}```\n"
