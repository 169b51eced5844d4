"""``compare --format md``: the same in GitHub-flavoured Markdown; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterator

from dx_kofu.compare.records import Comparison
from dx_kofu.render.compare.page import Grid, Point, page
from dx_kofu.render.markdown import escaped, line
from dx_kofu.words import Lang


def render(comparison: Comparison, lang: Lang) -> Iterator[str]:
    """The pieces of the text."""
    told = page(comparison, lang)
    yield f"# {escaped(told.title)}\n\n"
    for notice in told.notices:
        yield f"> {escaped(notice)}\n\n"
    for section in told.sections:
        yield f"## {escaped(section.title)}\n\n"
        if section.grid is not None:
            yield from _grid(section.grid)
        if section.points:
            yield from (text for point in section.points for text in _points(point, 0))
            yield "\n"


def _grid(grid: Grid) -> Iterator[str]:
    yield line(escaped(text) for text in (*grid.titles, *grid.heads))
    yield "|" + " --- |" * len(grid.titles) + " ---: |" * len(grid.heads) + "\n"
    for group in grid.groups:
        for row in group.rows:
            yield line(escaped(text) for text in (group.title, *row))
    yield "\n"


def _points(point: Point, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}- {escaped(point.text)}\n"
    for inner in point.inner:
        yield from _points(inner, depth + 1)
