"""Accepted findings on the command line: the baseline that ``check`` reads, the one it writes, what is told of acceptances."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from dx_kofu.check.accept import Baseline, Judged, partly_accepted, unused_entries, unused_rows
from dx_kofu.cli.errors import WrongUse
from dx_kofu.cli.files import reason, shown, write_text
from dx_kofu.cli.streams import tell, tell_all
from dx_kofu.messages import Message
from dx_kofu.records import Diagnostic, Expense
from dx_kofu.render.digest import place_words
from dx_kofu.result import Item, Result
from dx_kofu.words import Lang, printable
from dx_kofu.years import parse_date

MOST_ROWS = 12  # rows named in one message


def day_of(today: str | None) -> date | Message:
    """The day that ``--today`` names, else the clock's; or what is wrong with it."""
    if today is None:
        return date.today()
    return parse_date(today) or Message("usage.option", option="--today", value=today, expected=Message("cell.date"))


def baseline_of(path: str | None, today: date) -> Baseline | None:
    """The baseline of ``--baseline``."""
    if path is None:
        return None
    from dx_kofu.check.baseline import read_baseline

    return read_baseline(shown(path), _content(path), today)


def write_baseline(path: str, found: Sequence[Judged], today: date, lang: Lang, not_over: Sequence[str]) -> None:
    """``--write-baseline``: adds an entry for each open finding, to hold for a year unless a person says otherwise."""
    from dx_kofu.check.baseline import with_entries

    content = _content(path) if os.path.exists(path) else b""
    text, added = with_entries(shown(path), content, found, _in_a_year(today), lang)
    write_text(path, [text], "utf-8", not_over)
    tell(Message("f.entries-added" if added else "f.entries-none", path=shown(path), count=added), lang, "notice")


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise WrongUse(Message("overlay.file", path=shown(path), why=reason(error))) from error


def _in_a_year(day: date) -> date:
    """The same day of the next year; the 28th where that has no 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def tell_unused(found: Sequence[Judged], result: Result, baseline: Baseline | None, lang: Lang) -> None:
    """Warns of acceptances that accept nothing: what they were about is mended or has changed, or a row was forgotten."""

    def places(items: Sequence[Item]) -> str:
        names = [printable(place_words(item, several=len(result.inputs) > 1)) for item in items[:MOST_ROWS]]
        return Message("f.rows", rows=", ".join(names) + (" ..." if len(items) > MOST_ROWS else "")).in_(lang)

    tell_all((_unused(item.expense, code) for item, code in unused_rows(found, result.items)), lang, "warning")
    for finding, lacking in partly_accepted(found):
        tell(Message("f.partly", code=finding.code.id, lacking=places(lacking)), lang, "warning")
    if baseline is not None:
        for entry in unused_entries(found, baseline):
            told = {"code": entry.code, "fingerprint": entry.fingerprint, "reason": printable(entry.reason)}
            tell(Message("f.unused-entry", name=printable(baseline.name), **told), lang, "warning")


def _unused(expense: Expense, code: str) -> Diagnostic:
    """A row's acceptance of what is not found."""
    cell = expense.input.cell(expense.row, "accepted")
    message = Message("f.unused-row")
    return Diagnostic("accepted-unused", expense.input.name, expense.row, "accepted", code, message, cell=cell)
