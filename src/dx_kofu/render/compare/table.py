"""``compare --format table``: columns side by side, and what made the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text as Styled

from dx_kofu.compare.records import Comparison
from dx_kofu.render.compare.page import Grid, Page, Point, page
from dx_kofu.render.table import drawn, frameless
from dx_kofu.words import Lang

SIDE_BY_SIDE = 3  # columns beside the base
INDENT, GAP = 4, 2
LONGEST = 20  # of a column's name


class Piece(NamedTuple):
    """A piece of the text."""

    what: RenderableType
    width: int = 0
    """What it needs, whatever the terminal has: a line that is too long for it goes on, a figure that is cut off is wrong."""


def render(comparison: Comparison, lang: Lang, *, width: int = 110, color: bool = False) -> Iterator[str]:
    """The pieces of the text."""
    for piece in _pieces(page(comparison, lang), width):
        yield from drawn([piece.what], width=max(width, piece.width), color=color)


def _pieces(told: Page, width: int) -> Iterator[Piece]:
    yield Piece(Styled(told.title, style="bold"))
    for notice in told.notices:
        yield Piece(Styled(notice))
    for section in told.sections:
        yield Piece("")
        yield Piece(Styled(section.title, style="bold"))
        if section.grid is not None:
            yield from _grid(section.grid, width)
        for point in section.points:
            yield from _lines(point, 1)


def _grid(grid: Grid, width: int) -> Iterator[Piece]:
    """A grid, as many columns at a time as there is room for; the base stands before each few."""
    heads = ["", *map(_short, grid.heads)]
    lines = [heads, *(row for group in grid.groups for row in group.rows)]
    widths = [max(cell_len(row[at]) for row in lines) for at in range(len(heads))]
    for columns in _blocks(widths, width):
        chosen = [0, 1, *columns]
        yield _block([heads], chosen, widths)
        for group in grid.groups:
            yield Piece(Padding(Styled(group.title), (0, 0, 0, 2)))
            yield _block(group.rows, chosen, widths)


def _blocks(widths: Sequence[int], width: int) -> Iterator[list[int]]:
    """The columns beside labels and base, block by block; a column and its difference stay together where they can."""
    held: list[int] = []
    for begin in range(2, len(widths), 2):
        pair = list(range(begin, min(begin + 2, len(widths))))
        if held and (len(held) == 2 * SIDE_BY_SIDE or _needed(widths, [0, 1, *held, *pair]) > width):
            yield held
            held = []
        if not held and _needed(widths, [0, 1, *pair]) > width:
            yield from ([at] for at in pair)
        else:
            held += pair
    if held:
        yield held


def _needed(widths: Sequence[int], chosen: Sequence[int]) -> int:
    return INDENT + sum(widths[at] + GAP for at in chosen)


def _block(rows: Sequence[Sequence[str]], chosen: Sequence[int], widths: Sequence[int]) -> Piece:
    table = frameless([""], [""] * (len(chosen) - 1))
    table.show_header = False
    for column, at in zip(table.columns, chosen, strict=True):
        column.min_width, column.no_wrap = widths[at], True
    for row in rows:
        table.add_row(*(row[at] for at in chosen))
    return Piece(Padding(table, (0, 0, 0, INDENT)), _needed(widths, chosen))


def _short(name: str) -> str:
    """The end of a long name: of a path the file."""
    while cell_len(name) > LONGEST:
        name = name.rpartition("/")[2] if "/" in name else f"…{name[2:]}"
    return name


def _lines(point: Point, depth: int) -> Iterator[Piece]:
    yield Piece(Padding(Styled(("・" if depth < 3 else "") + point.text), (0, 0, 0, 2 * depth)))
    for inner in point.inner:
        yield from _lines(inner, depth + 1)
