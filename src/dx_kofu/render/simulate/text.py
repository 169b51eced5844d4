"""``simulate --format table``: for the terminal. Figures stand last and no frame is drawn, as in the table of ``calc``."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text as Styled

from dx_kofu.messages import Message
from dx_kofu.render.plan.text import section_text, table_text, whole
from dx_kofu.render.simulate.story import Story, story
from dx_kofu.render.table import drawn
from dx_kofu.simulate.records import Simulation
from dx_kofu.words import Lang

MOST = 50
"""Scenarios shown."""


def render(found: Simulation, lang: Lang, *, width: int = 110, color: bool = False) -> Iterator[str]:
    """The pieces of the text; ``color`` adds terminal colours."""
    return drawn(map(whole, _pieces(story(found, lang, MOST), lang)), width=width, color=color)


def _pieces(told: Story, lang: Lang) -> Iterator[RenderableType]:
    yield Styled(f"{told.title}  {told.subtitle}", style="bold")
    if told.provisional:
        yield Styled(told.provisional, style="bold yellow")
    yield from (f"・{notice}" for notice in told.notices)
    yield ""
    yield from section_text(told.parameters)
    for chapter in told.chapters:
        yield Styled(f"■ {chapter.title}", style="bold")
        for section in chapter.sections:
            yield from section_text(section)
    if told.assumptions:
        yield Styled(Message("t.assumptions").in_(lang), style="bold")
        yield from (Padding(f"・{text}", (0, 0, 0, 2)) for text in told.assumptions)
        yield ""
    yield from table_text(told.files)
