"""``validate`` for people: each budget that is not as expected, then one line on all of them."""

from __future__ import annotations

from collections.abc import Iterator

from dx_kofu.messages import Message
from dx_kofu.render.budgets.words import Report, summary, told
from dx_kofu.words import Lang, printable


def render(report: Report, lang: Lang, *, updated: bool = False) -> Iterator[str]:
    """The lines; with ``updated`` the expected files were written anew, and what is told is what changed."""
    for outcome in report.outcomes:
        if outcome.is_same:
            continue
        words = "v.bad" if outcome.problems else "v.updated" if updated else "v.differs"
        yield f"{printable(outcome.table)}: {Message(words).in_(lang)}\n"
        for found in told(outcome, lang):
            file, line = found.places[0]
            yield f"  {file}:{line}: {found.title}\n"
            yield from (f"      {detail}\n" for detail in found.lines)
    if not updated:
        yield f"{summary(report, lang)}\n"
