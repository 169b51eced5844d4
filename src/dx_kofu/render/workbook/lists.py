"""The sheets 減額 (what was cut and why, each amount a formula over 明細), 要確認 (what is not known, and who can answer) and,
where rows accept findings of ``check``, 確認済 (which, and why).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from dx_kofu.render.digest import AcceptedRow, accepted_rows, bodies, year_words
from dx_kofu.render.workbook.items import Layout
from dx_kofu.render.workbook.paper import Column, Grid, Paper, Sheet
from dx_kofu.render.workbook.rows import Row, stage_of
from dx_kofu.result import Item, Question, Reduction, Result
from dx_kofu.wording import ask, source, who, why

CUTS = {
    "number": 5,
    "cell": 14,
    "id": 11,
    "body-code": 8,
    "year": 13,
    "measure": 26,
    "category": 14,
    "person": 9,
    "reason": 44,
    "yen-cut": 14,
    "source": 52,
}
QUESTIONS = {
    "number": 5,
    "cell": 14,
    "id": 11,
    "body-code": 8,
    "year": 13,
    "measure": 26,
    "category": 14,
    "person": 9,
    "question": 50,
    "who": 30,
    "at-stake": 15,
    "answer": 24,
}


ACCEPTED = {
    "number": 5,
    "cell": 14,
    "id": 11,
    "body-code": 8,
    "year": 13,
    "measure": 26,
    "category": 14,
    "person": 9,
    "code": 8,
    "finding": 30,
    "reason": 50,
}


class Cut(NamedTuple):
    """Yen that went from a row."""

    row: Row
    reduction: Reduction


class Asked(NamedTuple):
    """A question of a row."""

    row: Row
    question: Question


class Accepting(NamedTuple):
    """A finding that a row accepts."""

    row: Row
    accepted: AcceptedRow


def cuts_of(rows: Sequence[Row]) -> list[Cut]:
    """Everything that went, in the order of the rows."""
    return [Cut(row, reduction) for row in rows for reduction in row.item.reductions]


def questions_of(result: Result, rows: Sequence[Row]) -> list[Asked]:
    """Every open question: body by body, the rows on which most hangs first."""
    by_item = {id(row.item): row for row in rows}
    asked: Iterator[Item] = (item for digest in bodies(result) for item in digest.asked)
    return [Asked(by_item[id(item)], question) for item in asked for question in item.questions]


def accepted_of(result: Result, rows: Sequence[Row]) -> list[Accepting]:
    """Every finding that rows accept, in their order."""
    by_item = {id(row.item): row for row in rows}
    return [Accepting(by_item[id(accepted.item)], accepted) for accepted in accepted_rows(result)]


def write_cuts(paper: Paper, cuts: Sequence[Cut], layout: Layout, place: Callable[[Row], str], alert: str) -> None:
    """Writes 減額, and under it the check that claimed = eligible + what went."""
    say = paper.say
    columns = [Column(name, say(f"x.{name}"), width) for name, width in CUTS.items()]
    grid = Grid.of(say("x.cuts"), columns, len(cuts))
    title = f"{say('x.cuts')}  {say('x.title')}"
    sheet = Sheet(paper, say("x.cuts"), columns, title=title, note=say("x.cuts-note"), alert=alert)
    items = layout.of_items
    for index, (row, reduction) in enumerate(cuts):
        _which(sheet, index, row, place(row))
        sheet.text(index, "reason", why(row.rules, row.item.expense, reduction, paper.lang))
        formula = items.fixed(f"taken-{stage_of(reduction.code)}", row.number - 1)
        sheet.formula(index, "yen-cut", formula, reduction.amount)
        sheet.text(index, "source", source(row.rules, reduction.rule, paper.lang))
    total = sum(cut.reduction.amount for cut in cuts)
    end = max(len(cuts), 1)
    for offset, key in enumerate(("sum", "check")):
        for column in CUTS:
            sheet.text(end + offset, column, "", total=True)
        sheet.text(end + offset, "reason", say(f"x.{key}"), total=True)
    spent = f"SUM({grid.all('yen-cut')})" if cuts else "0"
    sheet.formula(end, "yen-cut", spent, total, total=True)
    check = f"SUM({items.all('amount')})-SUM({items.all('eligible')})-{grid.cell('yen-cut', end)}"
    sheet.formula(end + 1, "yen-cut", check, 0, total=True)
    if not cuts:
        sheet.text(0, "reason", say("t.nothing-cut"))
    sheet.close(len(cuts))
    sheet.sheet.print_area(0, 0, sheet.place(end + 1, 0)[0], len(CUTS) - 1)


def write_questions(paper: Paper, asked: Sequence[Asked], place: Callable[[Row], str], alert: str) -> None:
    """Writes 要確認, with room for the answers."""
    say = paper.say
    columns = [Column(name, say(f"x.{name}"), width) for name, width in QUESTIONS.items()]
    title = f"{say('x.questions')}  {say('x.title')}"
    sheet = Sheet(paper, say("x.questions"), columns, title=title, note=say("x.questions-note"), alert=alert)
    for index, (row, question) in enumerate(asked):
        _which(sheet, index, row, place(row))
        sheet.text(index, "question", ask(row.rules, question, paper.lang))
        sheet.text(index, "who", who(row.rules, question, paper.lang))
        sheet.value(index, "at-stake", say("t.unbounded") if question.yen is None else question.yen)
        sheet.text(index, "answer", "", input_=True)
    if not asked:
        sheet.text(0, "question", say("t.no-questions"))
    sheet.close(len(asked))


def write_accepted(paper: Paper, found: Sequence[Accepting], place: Callable[[Row], str], alert: str) -> None:
    """Writes 確認済, where rows accept findings of ``check``."""
    say = paper.say
    columns = [Column(name, say(f"x.{name}"), width) for name, width in ACCEPTED.items()]
    title = f"{say('x.accepted')}  {say('x.title')}"
    sheet = Sheet(paper, say("x.accepted"), columns, title=title, note=say("x.accepted-note"), alert=alert)
    for index, (row, accepted) in enumerate(found):
        _which(sheet, index, row, place(row))
        sheet.text(index, "code", accepted.code.id)
        sheet.text(index, "finding", accepted.code.title.in_(paper.lang))
        sheet.text(index, "reason", accepted.reason)
    sheet.close(len(found))


def _which(sheet: Sheet, index: int, row: Row, place: str) -> None:
    """Which row it is about."""
    expense, lang = row.item.expense, sheet.paper.lang
    sheet.value(index, "number", row.number, "count")
    sheet.text(index, "cell", place)
    sheet.text(index, "id", expense.id)
    sheet.text(index, "body-code", expense.place.body_code)
    sheet.text(index, "year", year_words(expense.place.fiscal_year, lang))
    sheet.text(index, "measure", row.measure.title.in_(lang))
    sheet.text(index, "category", row.rules.categories[expense.case.category].in_(lang))
    sheet.text(index, "person", expense.person or "")
