"""``compare --format table``: columns side by side, and what made the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text as Styled

from dx_kofu.compare.records import Comparison
from dx_kofu.render.compare.page import Grid, Page, Point, page
from dx_kofu.render.table import drawn, frameless
from dx_kofu.words import Lang

SIDE_BY_SIDE = 3  # columns beside the base
LONGEST = 20  # of a column's name


def render(comparison: Comparison, lang: Lang, *, width: int = 110, color: bool = False) -> Iterator[str]:
    """The pieces of the text."""
    return drawn(_pieces(page(comparison, lang)), width=width, color=color)


def _pieces(told: Page) -> Iterator[RenderableType]:
    yield Styled(told.title, style="bold")
    for notice in told.notices:
        yield Styled(notice)
    for section in told.sections:
        yield ""
        yield Styled(section.title, style="bold")
        if section.grid is not None:
            yield from _grid(section.grid)
        for point in section.points:
            yield from _lines(point, 1)


def _grid(grid: Grid) -> Iterator[RenderableType]:
    """A grid, a few columns at a time, so that no terminal cuts one off; the base stands before each few."""
    for begin in range(1, len(grid.heads), 2 * SIDE_BY_SIDE):
        chosen = [0, *range(begin, min(begin + 2 * SIDE_BY_SIDE, len(grid.heads)))]
        heads = ["", *(_short(grid.heads[at]) for at in chosen)]
        groups = [
            (group.title, [[row[0], *(row[at + 1] for at in chosen)] for row in group.rows]) for group in grid.groups
        ]
        lines = [heads, *(row for _, rows in groups for row in rows)]
        widths = [max(cell_len(row[at]) for row in lines) for at in range(len(heads))]
        yield Padding(_block([heads], widths), (0, 0, 0, 4))
        for title, rows in groups:
            yield Padding(Styled(title), (0, 0, 0, 2))
            yield Padding(_block(rows, widths), (0, 0, 0, 4))


def _block(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> RenderableType:
    table = frameless([""], [""] * (len(widths) - 1))
    table.show_header = False
    for column, width in zip(table.columns, widths, strict=True):
        column.min_width = width
    for row in rows:
        table.add_row(*row)
    return table


def _short(name: str) -> str:
    """The end of a long name: of a path the file."""
    while cell_len(name) > LONGEST:
        name = name.rpartition("/")[2] if "/" in name else f"…{name[2:]}"
    return name


def _lines(point: Point, depth: int) -> Iterator[RenderableType]:
    yield Padding(Styled(("・" if depth < 3 else "") + point.text), (0, 0, 0, 2 * depth))
    for inner in point.inner:
        yield from _lines(inner, depth + 1)
