"""``plan --format html``: the plan as one page to read and to print (A4), with a chart for each variant as inline SVG.

It needs nothing beside itself, as the page of ``calc`` does: the same style, no script, no request; all data is escaped. A chart
is drawn in hundredths of a percent of the widest bar of the plan, so that variants can be compared by eye.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from dx_kofu.plan.result import PlanResult
from dx_kofu.render.html import environment, file_text, policy, running, width_of
from dx_kofu.render.plan.story import Bar, Chart, story
from dx_kofu.words import Lang

_WORDS, _GAP, _THICK, _THIN, _AFTER = 13, 18, 12, 6, 12  # pixels: to the words, to the bar, its heights, below it


class Drawn(NamedTuple):
    """A bar as it is drawn: the line of its words, its own top, its pieces with ``x`` and ``width`` in percent."""

    bar: Bar
    text_y: int
    y: int
    height: int
    parts: tuple[tuple[str, str, str], ...]


def render(result: PlanResult, lang: Lang) -> Iterator[str]:
    """The pieces of the page."""
    told = story(result, lang)
    here = Path(__file__).parent
    mark = told.provisional is not None
    style = file_text("page.css") + (here / "plan.css").read_text("utf-8")
    style += running(f"{told.title}  {told.subtitle}", told.program, lang, provisional=mark)
    page = environment(lang, here)
    page.globals.update(drawn=_drawn, chart_height=_height)
    template = page.get_template("plan.html")
    yield template.render(
        lang=lang,
        page=told,
        style=Markup(style),  # the program's own; data in it is escaped by running
        policy=policy(style, ""),
    )


def _drawn(chart: Chart) -> list[Drawn]:
    found, y = [], 0
    for bar in chart.bars:
        height = _THIN if bar.thin else _THICK
        parts = tuple(
            (part.kind, width_of(part.start, chart.scale), width_of(part.amount, chart.scale)) for part in bar.parts
        )
        found.append(Drawn(bar, y + _WORDS, y + _GAP, height, parts))
        y += _GAP + height + _AFTER
    return found


def _height(chart: Chart) -> int:
    return sum(_GAP + (_THIN if bar.thin else _THICK) + _AFTER for bar in chart.bars)
