"""``validate --format github``: workflow commands that GitHub shows beside the lines of a change, and a summary of the step."""

from __future__ import annotations

from collections.abc import Iterator

from dx_kofu.messages import Message
from dx_kofu.render.budgets.words import Report, summary, told
from dx_kofu.words import Lang


def render(report: Report, lang: Lang) -> Iterator[str]:
    """An ``::error`` command for each finding, then one line on all."""
    for outcome in report.outcomes:
        for found in told(outcome, lang):
            file = found.file.replace("\\", "/")
            title = Message(f"v.kind-{found.code}").in_(lang)
            words = "\n".join((found.title, *found.lines))
            yield f"::error file={_property(file)},line={found.line},title={_property(title)}::{_data(words)}\n"
    yield f"{summary(report, lang)}\n"


def step_summary(report: Report, lang: Lang) -> Iterator[str]:
    """The summary in Markdown: a line on all, and a table of what is not as expected."""
    yield f"## dx-kofu validate\n\n{_cell(summary(report, lang))}\n"
    failing = [outcome for outcome in report.outcomes if not outcome.is_same]
    if failing:
        heads = [Message(f"v.head-{name}").in_(lang) for name in ("budget", "place", "what")]
        yield f"\n| {' | '.join(heads)} |\n|---|---|---|\n"
    for outcome in failing:
        for found in told(outcome, lang):
            cells = (outcome.table, found.title, "<br>".join(_cell(line) for line in found.lines))
            yield f"| {_cell(cells[0])} | {_cell(cells[1])} | {cells[2]} |\n"
    yield "\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    """A text in a Markdown table: nothing in it is markup."""
    for letter in "\\|*_`[]#~":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
