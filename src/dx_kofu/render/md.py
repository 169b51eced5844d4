"""``--format md``: the result in GitHub-flavoured Markdown: what the page says, without its drawings.

In: a :class:`~dx_kofu.result.Result` and a language. Out: the pieces of the text. Every text is escaped, and no cell breaks
its table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dx_kofu.messages import Message
from dx_kofu.render.document import Cell, Document, Section, Table, Waterfall, document
from dx_kofu.render.markdown import bullets, escaped, heading, line, paragraphs
from dx_kofu.result import Result
from dx_kofu.words import Lang


def render(result: Result, lang: Lang) -> Iterator[str]:
    """The pieces of the text."""
    return _pieces(document(result, lang), lang)


def _pieces(told: Document, lang: Lang) -> Iterator[str]:
    def titled(key: str, level: int = 2) -> str:
        return heading(Message(key).in_(lang), level)

    yield heading(told.title, 1)
    yield f"**{escaped(told.subtitle)}**\n\n"
    if told.provisional:
        yield f"> **{escaped(told.provisional)}**\n\n"
    yield titled("h.totals")
    yield from _row(["", Message("h.confirmed").in_(lang), Message("t.potential").in_(lang)])
    yield "| --- | ---: | ---: |\n"
    for headline in told.headlines:
        yield from _row([headline.title, headline.confirmed, headline.bound])
    yield "\n"
    yield from bullets(told.notices)
    if told.overview:
        yield titled("h.overview")
        yield from table(told.overview)
    for chapter in told.chapters:
        yield heading(chapter.title, 2)
        for one in chapter.sections:
            yield from section(one)
    if told.accepted:
        yield titled("t.accepted")
        yield from table(told.accepted)
    if told.assumptions:
        yield titled("t.assumptions")
        yield from bullets(told.assumptions)
    for key, found in (("h.warnings", told.warnings), ("h.skipped", told.skipped), ("h.inputs", told.inputs)):
        if found:
            yield titled(key)
            yield from table(found)
    yield from bullets(told.read_as)
    yield f"{escaped(Message('h.program', program=told.program).in_(lang))}\n\n"
    yield titled("h.items")
    yield from paragraphs(told.items.notes)
    yield from table(told.items.table)
    yield titled("h.provenance")
    for one in told.rules:
        yield from section(one)
    yield titled("h.citations", 3)
    yield from table(told.citations)


def section(told: Section) -> Iterator[str]:
    """A part of a chapter: its title, notes, table, and waterfalls as tables."""
    if told.title:
        yield heading(told.title, 3)
    yield from paragraphs(told.notes)
    if told.table:
        yield from table(told.table)
    for waterfall in told.waterfalls:
        yield from _waterfall(waterfall)


def _waterfall(waterfall: Waterfall) -> Iterator[str]:
    rows = [(Cell((step.label,)), Cell((step.figure,))) for step in waterfall.steps]
    yield from table(Table(waterfall.title, waterfall.columns, rows))


def table(told: Table) -> Iterator[str]:
    """A table under its caption; the totals are bold."""
    yield f"**{escaped(told.caption)}**\n\n"
    yield from _row(column.title for column in told.columns)
    yield "|" + "".join(" ---: |" if column.kind == "number" else " --- |" for column in told.columns) + "\n"
    for cells in told.rows:
        yield line(_cell(cell) for cell in cells)
    for cells in told.totals:
        yield line(f"**{_cell(cell)}**" if cell.text else "" for cell in cells)
    yield "\n"


def _cell(cell: Cell) -> str:
    text = "<br>".join(escaped(line) for line in cell.lines)
    return text if cell.citation is None else f"{text} \\[{cell.citation}\\]"


def _row(texts: Iterable[str]) -> Iterator[str]:
    yield line(escaped(text) for text in texts)
