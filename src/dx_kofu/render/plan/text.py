"""``plan --format table``: for the terminal. Figures stand last and no frame is drawn, as in the table of ``calc``."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text as Styled

from dx_kofu.messages import Message
from dx_kofu.plan.result import PlanResult
from dx_kofu.render.document import Cell, Section, Table
from dx_kofu.render.plan.story import Story, story
from dx_kofu.render.table import drawn
from dx_kofu.words import Lang

WIDEST = 14  # letters of a figure, or of its column's title, on one line
WORDS = 16  # the least width of a column of words
_BETWEEN = re.compile(r"～| to | \+ ")


def render(result: PlanResult, lang: Lang, *, width: int = 110, color: bool = False) -> Iterator[str]:
    """The pieces of the text; ``color`` adds terminal colours."""
    return drawn(map(whole, _pieces(story(result, lang), lang)), width=width, color=color)


def whole(piece: RenderableType) -> tuple[RenderableType, int]:
    """A piece with its least width: a table is never so narrow that a figure is torn."""
    if isinstance(piece, Grid):
        return Padding(piece, (0, 0, 0, 2)), _needed(piece) + 2
    return piece, 0


def _pieces(told: Story, lang: Lang) -> Iterator[RenderableType]:
    yield Styled(f"{told.title}  {told.subtitle}", style="bold")
    if told.provisional:
        yield Styled(told.provisional, style="bold yellow")
    yield from (f"・{notice}" for notice in told.notices)
    yield ""
    for section in told.compare:
        yield from section_text(section)
    for chapter in told.chapters:
        yield Styled(f"■ {chapter.title}", style="bold")
        for section in chapter.sections:
            yield from section_text(section)
    for section in told.evens:
        yield from section_text(section)
    if told.assumptions:
        yield Styled(Message("t.assumptions").in_(lang), style="bold")
        yield from (Padding(f"・{text}", (0, 0, 0, 2)) for text in told.assumptions)
        yield ""
    yield from table_text(told.files)


def section_text(section: Section) -> Iterator[RenderableType]:
    """A section: its title, its notes, its table."""
    if section.title:
        yield Styled(section.title, style="bold")
    yield from (Padding(note, (0, 0, 0, 2)) for note in section.notes)
    if section.table:
        yield from table_text(section.table)
    else:
        yield ""


def table_text(table: Table) -> Iterator[RenderableType]:
    """A table below its caption, figures last and not torn."""
    grid = Grid(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="", expand=False)
    for column in table.columns:
        figures = column.kind == "number"
        title = _folded(column.title) if figures else column.title
        grid.add_column(title, justify="right" if figures else "left", overflow="fold", no_wrap=figures)
    for style, rows in (("", table.rows), ("bold", table.totals)):
        for cells in rows:
            pairs = zip(table.columns, cells, strict=True)
            grid.add_row(*(_words(cell, column.kind == "number") for column, cell in pairs), style=style)
    yield Padding(table.caption, (0, 0, 0, 2))
    yield grid
    yield ""


def _needed(grid: Grid) -> int:
    """The least width at which no figure is torn and every text has room for a few words."""
    widths = 0
    for column in grid.columns:
        lines = [line for cell in (column.header, *column.cells) for line in str(cell).splitlines()]
        longest = max(map(cell_len, lines), default=0)
        widths += 2 + (longest if column.no_wrap else min(longest, WORDS))
    return widths


def _words(cell: Cell, figures: bool) -> str:
    """A cell; a long range stands on two lines, so that no figure is torn."""
    text = "\n".join(cell.lines)
    return _BETWEEN.sub(lambda found: f"{found[0].rstrip()}\n", text) if figures and cell_len(text) > WIDEST else text


def _folded(title: str) -> str:
    """The title of a column of figures, on as many lines as it needs to be no wider than they are."""
    parts = title.replace("（", "\n（").split("\n") if cell_len(title) > WIDEST else [title]
    wrapped = (line for part in parts for line in Styled(part).wrap(Console(file=io.StringIO()), WIDEST))
    return "\n".join(line.plain.rstrip() for line in wrapped)
