"""``simulate --format html``: the simulation as one page to read and to print (A4), with charts as inline SVG.

It needs nothing beside itself, as the page of ``calc`` does: the same style, no script, no request; all data is escaped. A chart is
drawn in ten-thousandths of its width and height, in whole numbers. Its axis begins at 0 yen and ends at a round figure:

>>> ticks(6_475_000)
[0, 2000000, 4000000, 6000000, 8000000]
>>> ticks(0)
[0, 1]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from dx_kofu.render.html import environment, file_text, policy, running, width_of
from dx_kofu.render.simulate.story import Boxes, Plot, Point, story
from dx_kofu.simulate.records import Simulation
from dx_kofu.words import Lang

MOST = 1_000
"""Scenarios shown in tables."""
MOST_DOTS = 60
"""Points of a joined line that are marked one by one; with more only those without a bound are."""
WHOLE = 10_000
TOP, TALL = 18, 220  # pixels: above a plot, its height
LINE, WORDS, TRACK, ROW = (
    13,
    19,
    10,
    40,
)  # pixels of a row of boxes: to its words, to its track, the track's height, the row


class Mark(NamedTuple):
    """A scenario as it is drawn: ``x`` in percent, the rest in pixels; ``best`` is where its bound is, ``open`` that it has none."""

    x: str
    y: int
    best: int
    open: bool


class Drawn(NamedTuple):
    """A plot as it is drawn; the line and the band in ten-thousandths."""

    ticks: tuple[tuple[int, str], ...]
    line: str
    bands: tuple[str, ...]
    marks: tuple[Mark, ...]
    now: Mark | None


class Row(NamedTuple):
    """A box as it is drawn, in percent."""

    label: str
    figure: str
    y: int
    whisker: tuple[str, str]
    box: tuple[str, str]
    median: str
    mean: str


def render(found: Simulation, lang: Lang) -> Iterator[str]:
    """The pieces of the page."""
    told = story(found, lang, MOST)
    here = Path(__file__).parent
    style = file_text("page.css") + (here / "simulate.css").read_text("utf-8")
    mark = told.provisional is not None
    style += running(f"{told.title}  {told.subtitle}", told.program, lang, provisional=mark)
    page = environment(lang, here)
    page.globals.update(plotted=_plotted, rows_of=_rows, plot_top=TOP, plot_tall=TALL)
    page.globals.update(line=LINE, words=WORDS, track=TRACK, row_height=ROW)
    yield page.get_template("simulate.html").render(
        lang=lang,
        page=told,
        style=Markup(style),  # the program's own; data in it is escaped by running
        policy=policy(style, ""),
    )


def ticks(most: int) -> list[int]:
    """Round figures from 0 to the first that is not below ``most``, about four of them."""
    step = next(
        digit * 10**zeros for zeros in range(len(str(most)) + 1) for digit in (1, 2, 5) if 5 * digit * 10**zeros > most
    )
    return [step * place for place in range(max(1, -(-most // step)) + 1)]


def _plotted(plot: Plot) -> Drawn:
    every = [*plot.points, *([plot.now] if plot.now else [])]
    marks = ticks(max(max(point.sure, point.best or 0) for point in every))
    low, high, top = min(point.at for point in every), max(point.at for point in every), marks[-1]

    def mark(point: Point) -> Mark:
        best = TOP if point.best is None else _down(point.best, top)
        return Mark(width_of(_across(point.at, low, high), WHOLE), _down(point.sure, top), best, point.best is None)

    def corner(at: Fraction, yen: int) -> str:
        return f"{_across(at, low, high)},{WHOLE - yen * WHOLE // top}"

    line = " ".join(corner(point.at, point.sure) for point in plot.points) if plot.joined else ""
    bands = tuple(
        " ".join(
            [*(corner(one.at, one.best or 0) for one in run), *(corner(one.at, one.sure) for one in reversed(run))]
        )
        for run in (_runs(plot.points) if plot.joined else ())
    )
    many = plot.joined and len(plot.points) > MOST_DOTS
    dots = tuple(map(mark, (point for point in plot.points if not many or point.best is None)))
    return Drawn(
        tuple((_down(yen, top), f"{yen:,}") for yen in marks),
        line,
        bands,
        dots,
        mark(plot.now) if plot.now else None,
    )


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    """Neighbouring points that have a bound above what is confirmed, two at least."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point.best is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if len(run) > 1 and any(point.best != point.sure for point in run)]


def _across(at: Fraction, low: Fraction, high: Fraction) -> int:
    return WHOLE // 2 if low == high else int((at - low) * WHOLE / (high - low))


def _down(yen: int, top: int) -> int:
    return TOP + TALL - yen * TALL // top


def _rows(boxes: Boxes) -> list[Row]:
    """Boxes on one scale: a largest figure far beyond the others is told, its whisker ends at the edge."""
    most = max(box.spread.most for box in boxes.boxes)
    scale = min(most, 4 * max(box.spread.upper for box in boxes.boxes)) or most

    def part(start: int, end: int) -> tuple[str, str]:
        start, end = min(start, scale), min(end, scale)
        return width_of(start, scale), width_of(end - start, scale)

    return [
        Row(
            box.label,
            box.figure,
            place * ROW,
            part(box.spread.least, box.spread.most),
            part(box.spread.lower, box.spread.upper),
            width_of(min(box.spread.median, scale), scale),
            width_of(min(box.spread.mean, scale), scale),
        )
        for place, box in enumerate(boxes.boxes)
    ]
