"""``--format github``: workflow commands that GitHub shows beside the lines of a change, and a summary of the step."""

from __future__ import annotations

from collections.abc import Iterator

from dx_kofu.messages import Message
from dx_kofu.render.ci.records import Document
from dx_kofu.words import printable

MOST_BYTES = 900_000
"""Of a summary's rows: GitHub takes 1 MiB from a step, and nothing at all of more."""
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(document: Document) -> Iterator[str]:
    """A command for each finding that nobody accepted, then one line on all."""
    for case in document.cases:
        for told in case.found:
            if told.accepted is None:
                file, line = printable(told.places[0].file).replace("\\", "/"), told.places[0].line
                words = "\n".join(map(printable, (told.title, *told.lines)))
                place = f"file={_property(file)},line={line},title={_property(told.kind.title)}"
                yield f"::{_COMMANDS[told.level]} {place}::{_data(words)}\n"
    yield f"{document.summary}\n"


def step_summary(document: Document) -> Iterator[str]:
    """The summary in Markdown: a line on all, and a table of what was found."""
    yield f"## {document.command}\n\n{_cell(document.summary)}\n"
    shown = [(case, told) for case in document.cases for told in case.found if told.accepted is None]
    if shown:
        yield f"\n| {' | '.join(document.heads)} |\n|---|---|---|\n"
    size = 0
    for index, (case, told) in enumerate(shown):
        file = case.file if case.file is not None else told.places[0].file
        row = f"| {_cell(file)} | {_cell(told.title)} | {'<br>'.join(_cell(line) for line in told.lines)} |\n"
        size += len(row.encode())
        if size > MOST_BYTES:
            yield f"| … {Message('more', count=len(shown) - index).in_(document.lang)} | | |\n"
            break
        yield row
    yield "\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    """A text in a Markdown table: nothing in it is markup."""
    text = printable(text)
    for letter in "\\|*_`[]#~":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
