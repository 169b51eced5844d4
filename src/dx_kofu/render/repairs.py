"""What ``check --fix`` mended and what it only suggests, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dx_kofu.messages import Message
from dx_kofu.records import Diagnostic
from dx_kofu.repair.records import Repair
from dx_kofu.words import Lang, printable

MOST_PLACES = 12  # rows or cells named for one repair


def table(repairs: Sequence[Repair], suggestions: Sequence[str], lang: Lang) -> Iterator[str]:
    """Each repair once, with the rows or cells it was made in; then the suggestions, a line each."""
    same: dict[tuple[str, str, str, Message], list[str]] = {}
    for repair in repairs:
        key = (repair.column, repair.before, repair.after, repair.why)
        same.setdefault(key, []).append(repair.cell or str(repair.row))
    if repairs:
        yield Message("repair.title", count=len(repairs)).in_(lang) + "\n"
    for (column, before, after, why), places in same.items():
        line = Message("repair.line", column=column, before=printable(before), after=after, why=why)
        yield f"  {line.in_(lang)}\n    {Message('f.rows', rows=_places(places, lang)).in_(lang)}\n"
    if suggestions:
        yield Message("repair.suggestions", count=len(suggestions)).in_(lang) + "\n"
        yield from (f"  {line}\n" for line in suggestions)
    if repairs or suggestions:
        yield "\n"


def _places(places: Sequence[str], lang: Lang) -> str:
    shown = ", ".join(map(printable, places[:MOST_PLACES]))
    more = len(places) - MOST_PLACES
    return Message("t.row-list", rows=shown, more=more).in_(lang) if more > 0 else shown


def members(
    name: str, repairs: Iterable[Repair], suggestions: Iterable[Diagnostic], lang: Lang, *, checked: bool
) -> dict[str, Any]:
    """What the document of the findings says beside them; ``checked``: whether bad input stopped the search for findings."""
    return {
        "repairs": [_repair(name, repair, lang) for repair in repairs],
        "suggestions": [_suggestion(suggestion, lang) for suggestion in suggestions],
        "checked": checked,
    }


def _repair(name: str, repair: Repair, lang: Lang) -> dict[str, Any]:
    place = {"code": repair.code, "input": name, "row": repair.row, "column": repair.column}
    place |= {} if repair.cell is None else {"cell": repair.cell}
    return place | {"before": repair.before, "after": repair.after, "text": repair.why.in_(lang)}


def _suggestion(suggestion: Diagnostic, lang: Lang) -> dict[str, Any]:
    place = {"code": suggestion.code, "input": suggestion.file, "row": suggestion.row, "column": suggestion.column}
    place |= {} if suggestion.cell is None else {"cell": suggestion.cell}
    fix = None if suggestion.fix is None else suggestion.fix.in_(lang)
    return place | {"value": suggestion.value, "text": suggestion.message.in_(lang), "fix": fix}
