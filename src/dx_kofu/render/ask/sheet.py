"""The open questions as a sheet to fill in, a workbook with drop-down lists or CSV; ``calc --answers`` takes it back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dx_kofu.ask.questions import NUMBERS, Body, Question
from dx_kofu.ask.sheet import FACT, KEY, ROWS, key_of, rows_text
from dx_kofu.messages import Message
from dx_kofu.render.ask.text import rows_words
from dx_kofu.render.csv import as_text
from dx_kofu.render.workbook.paper import HEADING, MOST_TEXT, Column, Paper, Sheet
from dx_kofu.result import Item, Result
from dx_kofu.result import Question as Asked
from dx_kofu.wording import ask, who
from dx_kofu.words import Lang, printable

YES, NO = "○", "×"
SHOWN = {
    "number": 6,
    "body-column": 16,
    "row-column": 22,
    "person": 12,
    "cost": 30,
    "question": 44,
    "answer": 14,
    "choices": 26,
    "who": 22,
    "special": 14,
    "ordinary": 14,
    "with": 12,
}
"""Columns that people read, with their widths in letters."""
HIDDEN = {FACT: 16, ROWS: 16, KEY: 14}
"""Columns that the program knows a question by."""
YEN = ("special", "ordinary")
LONGEST_LIST = 255  # letters that a list of choices in a cell may have


class Entry(NamedTuple):
    """A row of the sheet."""

    cells: dict[str, str | int]
    choices: tuple[str, ...]
    """Words that may be chosen; none where a number is asked for."""


def as_csv(result: Result, work: Sequence[Body], lang: Lang) -> str:
    """The sheet as CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([*(Message(f"a.{name}").in_(lang) for name in SHOWN), *HIDDEN])
    for entry in entries(result, work, lang):
        shown = [as_text(str(entry.cells.get(name, ""))) for name in SHOWN]
        writer.writerow([*shown, *(entry.cells.get(name, "") for name in HIDDEN)])
    return buffer.getvalue()


def as_workbook(result: Result, work: Sequence[Body], lang: Lang) -> bytes:
    """The sheet as a workbook."""
    paper = Paper(lang, "a.title")
    columns = [Column(name, paper.say(f"a.{name}"), width) for name, width in SHOWN.items()]
    columns += [Column(name, name, width, helper=True) for name, width in HIDDEN.items()]
    title = paper.say("a.title")
    found = list(entries(result, work, lang))
    split = len({entry.cells["number"] for entry in found}) < len(found)
    note = ["a.note", "a.note-split"] if split else ["a.note"]
    words = ("。" if lang == "ja" else ". ").join(map(paper.say, note))
    sheet = Sheet(paper, title, columns, title=title, note=words, alert="")
    for row, entry in enumerate(found):
        for name in (*SHOWN, *HIDDEN):
            value = entry.cells.get(name, "")
            if name == "answer":
                sheet.text(row, name, "", "answer", input_=True)
            elif isinstance(value, int):
                sheet.value(row, name, value, "money" if name in YEN else "center")
            else:
                sheet.text(row, name, value, "helper" if name in HIDDEN else "text")
        if entry.choices and len(",".join(entry.choices)) <= LONGEST_LIST:
            line, column = row + HEADING + 1, sheet.at["answer"]
            rule = {"validate": "list", "source": list(entry.choices), "error_type": "warning"}
            sheet.sheet.data_validation(line, column, line, column, rule)
    sheet.close(len(found), last="with")
    return paper.content()


def entries(result: Result, work: Sequence[Body], lang: Lang) -> Iterator[Entry]:
    """A row for each question, in the order of the numbers; several where the ids of its rows do not fit into one cell."""
    several = len(result.inputs) > 1
    for body in work:
        for question in sorted(body.questions, key=lambda one: one.number):
            for items in _fitting(question.items):
                yield _entry(body, question._replace(items=items), several, lang)


def _fitting(items: tuple[Item, ...]) -> Iterator[tuple[Item, ...]]:
    """The rows of a question, in parts whose ids fit into a cell; each part is a row of the sheet, to be answered by itself."""
    begun, letters = 0, 2
    for at, item in enumerate(items):
        more = len(rows_text([item.expense]))
        if letters + more > MOST_TEXT and at > begun:
            yield items[begun:at]
            begun, letters = at, 2
        letters += more
    yield items[begun:]


def _entry(body: Body, question: Question, several: bool, lang: Lang) -> Entry:
    rules, expenses = body.rules, [item.expense for item in question.items]
    first, asked = expenses[0], Asked(question.fact, question.rule, None)
    choices: tuple[str, ...] = ()
    if question.fact in NUMBERS:
        how = Message("a.share-answer" if question.fact == "share" else "a.yen-answer").in_(lang)
    else:
        values = rules.facts[question.fact].values
        choices = tuple(text.ja for text in values.values()) if values else (YES, NO)
        how = "・".join(choices) if lang == "ja" else " / ".join(choices)
        if lang == "en" and values:
            how = " / ".join(values)
            choices = tuple(values)
    measure, category = rules.measure(first.case.measure).title, rules.categories[first.case.category]
    unknown = Message("a.unknown").in_(lang)
    cells: dict[str, str | int] = {
        "number": question.number,
        "body-column": f"{body.body_code} {body.fiscal_year} {printable(first.place.name)}".rstrip(),
        "row-column": rows_words(question.items, several, lang),
        "person": printable(first.person or ""),
        "cost": f"{measure.in_(lang)} / {category.in_(lang)}",
        "question": ask(rules, asked, lang),
        "answer": "",
        "choices": how,
        "who": who(rules, asked, lang),
        **{tax: unknown if yen is None else yen for tax, yen in question.with_figures._asdict().items()},
        "with": ", ".join(map(str, question.beside)),
        FACT: question.fact,
        ROWS: rows_text(expenses),
        KEY: key_of(expenses, question.fact, [*rules.facts]),
    }
    return Entry(cells, choices)
