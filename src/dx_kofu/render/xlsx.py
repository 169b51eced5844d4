"""``--format xlsx``: the result as the workbook that a finance officer files and a reviewer recomputes.

In: a result. Out: the bytes of a workbook of six sheets: 概要 (totals), 明細 (each cost with its input cells and stages), 見込
(the favourable scenario), 減額 (what was cut and why), 要確認 (open questions), 規則 (the figures used); where rows accept findings
of ``check`` a seventh, 確認済 (which, and why). Every amount is a live formula with the value that the engine gives: a changed input
cell or figure changes all that follows from it.

Worked example (R8, ``cio-aide``): a contract of 6,000,000 yen with share 0.4 stands in 明細 as 6000000, 0, 0.4 and the
formulas that take 0, 0 and 3,600,000 yen; 概要 sums what is left, 2,400,000, and rounds x 0.7 to 1,680,000. A reviewer who
types 0.5 sees 2,100,000.

Formulas that look at all rows above each row take a time that grows with the square of the rows: beyond ``MOST_LIVE`` rows
the workbook holds the values alone, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from dx_kofu import __version__
from dx_kofu.messages import Message
from dx_kofu.render.digest import complete, place_words, provisional, year_words
from dx_kofu.render.workbook.figures import figures_of, write_figures
from dx_kofu.render.workbook.items import layout_of, write_items, write_potential
from dx_kofu.render.workbook.lists import (
    accepted_of,
    cuts_of,
    questions_of,
    write_accepted,
    write_cuts,
    write_questions,
)
from dx_kofu.render.workbook.paper import MOST_ROWS, Paper
from dx_kofu.render.workbook.rows import Row, rows_of
from dx_kofu.render.workbook.summary import write_summary
from dx_kofu.result import Result
from dx_kofu.words import Lang

MOST_LIVE = 5_000  # rows of which every amount is a formula


class TooManyRows(Exception):
    """A result that no sheet of Excel can hold; ``message`` says how many rows it has."""

    def __init__(self, rows: int) -> None:
        super().__init__(f"{rows} rows")
        self.message = Message("x.too-many-rows", rows=rows, most=MOST_ROWS)


def render(result: Result, lang: Lang) -> bytes:
    """The workbook's bytes; :class:`TooManyRows` where a sheet cannot hold the rows."""
    _check_size(result)
    paper = Paper(lang, "x.title", live=len(result.items) <= MOST_LIVE)
    rows = rows_of(result)
    extra = list(dict.fromkeys(name for read in result.inputs for name in read.extra))
    layout, figures = layout_of(rows, extra, paper), figures_of(result, paper)
    several = len(result.inputs) > 1

    def place(row: Row) -> str:
        expense = row.item.expense
        if several or expense.cell is not None:
            return place_words(row.item, several=several)
        return f"{PurePath(expense.input.name).name}:{expense.row}"

    alert = _alert(paper, result)
    write_summary(paper, result, layout, figures, alert, list(_notes(paper, result)))
    write_items(paper, rows, layout, figures, place, alert)
    write_potential(paper, rows, layout, figures, alert)
    write_cuts(paper, cuts_of(rows), layout, place, alert)
    write_questions(paper, questions_of(result, rows), place, alert)
    accepted = accepted_of(result, rows)
    if accepted:
        write_accepted(paper, accepted, place, alert)
    write_figures(paper, result, figures, alert)
    return paper.content()


def _check_size(result: Result) -> None:
    most = max(
        len(result.items),
        sum(len(item.reductions) for item in result.items),
        sum(len(item.questions) for item in result.items),
        sum(len(item.expense.accepted) for item in result.items),
    )
    if most > MOST_ROWS:
        raise TooManyRows(most)


def _alert(paper: Paper, result: Result) -> str:
    """What every sheet says at its head: that the rules are announced and not enacted."""
    years = [year_words(year, paper.lang) for year in provisional(result)]
    return paper.say("t.provisional", years=paper.say("x.comma").join(years)) if years else ""


def _notes(paper: Paper, result: Result) -> Iterator[str]:
    """How to read and use the workbook."""
    yield paper.say("x.note-made", version=__version__)
    if paper.live:
        yield paper.say("x.note-live")
        yield paper.say("x.note-share")
    else:
        yield paper.say("x.note-values", rows=len(result.items), most=MOST_LIVE)
    if not complete(result):
        yield paper.say("t.incomplete-note")
