"""``simulate --format md``: the simulation in GitHub-flavoured Markdown: what the page says, without its charts."""

from __future__ import annotations

from collections.abc import Iterator

from dx_kofu.messages import Message
from dx_kofu.render.markdown import bullets, escaped, heading
from dx_kofu.render.md import section, table
from dx_kofu.render.simulate.story import story
from dx_kofu.simulate.records import Simulation
from dx_kofu.words import Lang

MOST = 1_000
"""Scenarios shown."""


def render(found: Simulation, lang: Lang) -> Iterator[str]:
    """The pieces of the text."""
    told = story(found, lang, MOST)
    yield heading(told.title, 1)
    yield f"**{escaped(told.subtitle)}**\n\n"
    if told.provisional:
        yield f"> **{escaped(told.provisional)}**\n\n"
    yield from bullets(told.notices)
    yield heading(told.parameters.title, 2)
    yield from section(told.parameters._replace(title=""))
    for chapter in told.chapters:
        yield heading(chapter.title, 2)
        for part in chapter.sections:
            yield from section(part)
    if told.assumptions:
        yield heading(Message("t.assumptions").in_(lang), 2)
        yield from bullets(told.assumptions)
    yield heading(Message("simulate.files").in_(lang), 2)
    yield from table(told.files)
    yield f"{escaped(Message('h.program', program=told.program).in_(lang))}\n"
