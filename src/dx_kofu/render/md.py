r"""``--format md``: the result in GitHub-flavoured Markdown: what the page says, without its drawings.

In: a :class:`~dx_kofu.result.Result` and a language. Out: the pieces of the text. Every text is escaped, so that no name in a
budget becomes markup, a link, a mention or HTML, and no cell breaks its table:

>>> escaped("a|b <script> [x](http://y) *1*")
'a\\|b &lt;script&gt; \\[x\\](http:&#47;/y) \\*1\\*'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dx_kofu.messages import Message
from dx_kofu.render.document import Cell, Document, Section, Table, Waterfall, document
from dx_kofu.result import Result
from dx_kofu.words import Lang

_MEANT = re.compile(r"[\\`*_~\[\]|$&<>@#]|//|www\.")
"""Signs that mean something in GitHub's Markdown; an address is no link once its ``//`` or ``www.`` is broken."""
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", "#": "&#35;", "//": "&#47;/", "www.": "www&#46;"}


def render(result: Result, lang: Lang) -> Iterator[str]:
    """The pieces of the text."""
    return _pieces(document(result, lang), lang)


def escaped(text: str) -> str:
    """A text as itself, on one line: nothing in it is markup."""
    return _MEANT.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), " ".join(text.splitlines()))


def _pieces(told: Document, lang: Lang) -> Iterator[str]:
    def heading(key: str, level: int = 2) -> str:
        return _heading(Message(key).in_(lang), level)

    yield _heading(told.title, 1)
    yield f"**{escaped(told.subtitle)}**\n\n"
    if told.provisional:
        yield f"> **{escaped(told.provisional)}**\n\n"
    yield heading("h.totals")
    yield from _row(["", Message("h.confirmed").in_(lang), Message("t.potential").in_(lang)])
    yield "| --- | ---: | ---: |\n"
    for headline in told.headlines:
        yield from _row([headline.title, headline.confirmed, headline.bound])
    yield "\n"
    yield from _bullets(told.notices)
    if told.overview:
        yield heading("h.overview")
        yield from _table(told.overview)
    for chapter in told.chapters:
        yield _heading(chapter.title, 2)
        for section in chapter.sections:
            yield from _section(section)
    if told.accepted:
        yield heading("t.accepted")
        yield from _table(told.accepted)
    if told.assumptions:
        yield heading("t.assumptions")
        yield from _bullets(told.assumptions)
    for key, table in (("h.warnings", told.warnings), ("h.skipped", told.skipped), ("h.inputs", told.inputs)):
        if table:
            yield heading(key)
            yield from _table(table)
    yield from _bullets(told.read_as)
    yield f"{escaped(Message('h.program', program=told.program).in_(lang))}\n\n"
    yield heading("h.items")
    yield from _paragraphs(told.items.notes)
    yield from _table(told.items.table)
    yield heading("h.provenance")
    for section in told.rules:
        yield from _section(section)
    yield heading("h.citations", 3)
    yield from _table(told.citations)


def _section(section: Section) -> Iterator[str]:
    if section.title:
        yield _heading(section.title, 3)
    yield from _paragraphs(section.notes)
    if section.table:
        yield from _table(section.table)
    for waterfall in section.waterfalls:
        yield from _waterfall(waterfall)


def _waterfall(waterfall: Waterfall) -> Iterator[str]:
    rows = [(Cell((step.label,)), Cell((step.figure,))) for step in waterfall.steps]
    yield from _table(Table(waterfall.title, waterfall.columns, rows))


def _table(table: Table) -> Iterator[str]:
    """A table under its caption; the totals are bold."""
    yield f"**{escaped(table.caption)}**\n\n"
    yield from _row(column.title for column in table.columns)
    yield "|" + "".join(" ---: |" if column.kind == "number" else " --- |" for column in table.columns) + "\n"
    for cells in table.rows:
        yield line(_cell(cell) for cell in cells)
    for cells in table.totals:
        yield line(f"**{_cell(cell)}**" if cell.text else "" for cell in cells)
    yield "\n"


def _cell(cell: Cell) -> str:
    text = "<br>".join(escaped(line) for line in cell.lines)
    return text if cell.citation is None else f"{text} \\[{cell.citation}\\]"


def _row(texts: Iterable[str]) -> Iterator[str]:
    yield line(escaped(text) for text in texts)


def line(cells: Iterable[str]) -> str:
    """A line of a table."""
    return "| " + " | ".join(cells) + " |\n"


def _heading(text: str, level: int) -> str:
    return f"{'#' * level} {escaped(text)}\n\n"


def _paragraphs(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield f"{escaped(text)}\n\n"


def _bullets(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield f"- {escaped(text)}\n"
    if texts:
        yield "\n"
