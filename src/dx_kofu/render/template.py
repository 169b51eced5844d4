"""An empty expenses table (支出表) to fill in: CSV, or a workbook with drop-down lists, notes and an example.

In: the rule set of a fiscal year. Out: the text or the bytes of a file that ``calc`` reads once it is filled in. The columns
are the program's own and the rule set's facts, under their Japanese names; the drop-down words are names that the reader
accepts. Everything about measures, categories and facts is taken from the rule file, the example too: the first cost that the
first measure under the special tax pays on, with each of its conditions met.

Worked example: a cost on the condition ``one_of = ["part_time"]`` on the fact ``employment`` gives the example's cell
任用形態 the word 非常勤. The example stands on a sheet of its own, so that it is never filed as a cost.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from dx_kofu.bodies import Kind
from dx_kofu.columns import COLUMNS, REQUIRED
from dx_kofu.eligibility import facts_asked
from dx_kofu.messages import Message
from dx_kofu.render.digest import year_words
from dx_kofu.render.workbook.paper import (
    LINE,
    Column,
    Paper,
    Sheet,
    clean,
    column_letter,
    letters,
    quoted,
    set_page,
)
from dx_kofu.rules.records import UNKNOWN, Cost, Measure, RuleSet, is_open
from dx_kofu.words import Lang

YES, NO = "○", "×"
LAST = ("note", "accepted")  # stand behind the facts
ROWS = 2_000  # prepared with lists and formats
MOST_YEN = 100_000_000_000
BODIES: dict[Kind, tuple[str, str]] = {
    "prefecture": ("010006", "北海道"),
    "municipality": ("142018", "横須賀市"),
    "hub-city": ("342076", "福山市"),
    "association": ("209252", "広域連合"),
}
"""A body of each kind, for the example."""
WIDTHS = {
    "body_name": 12,
    "fiscal_year": 11,
    "measure": 30,
    "category": 21,
    "amount": 13,
    "other_funding": 13,
    "date": 15,
    "note": 26,
    "accepted": 26,
}
NARROW = 10
YEN = ("amount", "other_funding")
SAMPLE_YEN = "3600000"


class Asked(NamedTuple):
    """A column of the table."""

    name: str
    title: str
    """Its Japanese name, the heading."""
    meaning: str
    """What to write, or the question of a fact."""
    who: str
    """Who can answer; empty where it is plain."""
    words: tuple[str, ...]
    """The words that may be chosen; empty where the cell is free."""
    blank: str
    """What a blank means."""
    required: bool


def as_csv(rules: RuleSet) -> str:
    """The header row: a further row would be counted as a cost."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([column.title for column in columns_of(rules, "ja")])
    return buffer.getvalue()


def as_workbook(rules: RuleSet, lang: Lang) -> bytes:
    """The bytes of the workbook."""
    paper = Paper(lang, "x.blank-properties")
    columns = columns_of(rules, lang)
    table = _Table(paper, rules, columns)
    table.write("x.blank-sheet", {}, rows=ROWS)
    table.write("x.example-sheet", example_of(rules, lang), rows=1)
    _notes(paper, rules, columns)
    _measures(paper, rules)
    table.write_choices()
    return paper.content()


# ------------------------------------------------------------------------------------------------ what is asked


def columns_of(rules: RuleSet, lang: Lang) -> tuple[Asked, ...]:
    """The table's columns in their order."""
    own = [_own(rules, name, lang) for name in COLUMNS if name not in LAST]
    return (*own, *(_fact(rules, name, lang) for name in rules.facts), *(_own(rules, name, lang) for name in LAST))


def _own(rules: RuleSet, name: str, lang: Lang) -> Asked:
    """A column of the program's own."""

    def say(key: str, **fields: object) -> str:
        return Message(key, **fields).in_(lang)

    words: tuple[str, ...] = ()
    blank = say("x.blank-required" if name in REQUIRED else "x.blank-nothing")
    match name:
        case "measure":
            words = tuple(measure.title.ja for measure in rules.measures)
        case "category":
            words = tuple(text.ja for text in rules.categories.values())
        case "fiscal_year":
            words = (year_words(rules.fiscal_year, "ja").partition("（")[0],)
        case "hub_city":
            words, blank = (YES, NO), say("x.blank-default", value=NO)
        case "other_funding":
            blank = say("x.blank-unknown")
        case "person":
            blank = say("x.blank-person")
        case "share":
            open_ = [measure.title.in_(lang) for measure in rules.measures if any(map(_share_is_open, measure.costs))]
            blank = say("x.blank-share", titles=say("x.comma").join(open_)) if open_ else say("x.blank-share-one")
    return Asked(name, COLUMNS[name], say(f"x.about-{name}"), "", words, blank, name in REQUIRED)


def _share_is_open(cost: Cost) -> bool:
    return cost.blank_share == UNKNOWN


def _fact(rules: RuleSet, name: str, lang: Lang) -> Asked:
    """A column of a fact."""
    fact = rules.facts[name]
    words = tuple(text.ja for text in fact.values.values()) or (YES, NO)
    blank = Message("x.blank-unknown").in_(lang)
    if fact.default is not None:
        blank = Message("x.blank-default", value=_word(rules, name, fact.default)).in_(lang)
    return Asked(name, fact.title.ja, fact.question.in_(lang), fact.who.in_(lang), words, blank, False)


def _word(rules: RuleSet, fact: str, value: str) -> str:
    """A fact's value as people write it."""
    values = rules.facts[fact].values
    return values[value].ja if values else YES if value == "yes" else NO


def example_of(rules: RuleSet, lang: Lang) -> dict[str, str]:
    """A row that is paid on in full, as texts by column; empty where no measure of the year pays on a cost."""
    found = next(_payable(rules), None)
    if found is None:
        return {}
    measure, cost = found
    kind = cost.bodies[0]
    code, name = BODIES[kind]
    row = {
        "id": "1",
        "body_code": code,
        "body_name": name,
        "hub_city": YES if kind == "hub-city" else "",
        "fiscal_year": year_words(rules.fiscal_year, "ja").partition("（")[0],
        "measure": measure.title.ja,
        "category": rules.categories[cost.categories[0]].ja,
        "person": "A-1",
        "amount": SAMPLE_YEN,
        "other_funding": "0",
        "share": "1",
        "date": str(rules.last_day),
        "note": Message("x.example-note").in_(lang),
    }
    for condition in (measure.conditions[name] for name in cost.conditions):
        if kind not in condition.unless_body:
            row[condition.fact] = _word(rules, condition.fact, condition.one_of[0])
    return row


def _payable(rules: RuleSet) -> Iterator[tuple[Measure, Cost]]:
    """The costs that measures under the special tax, in force in the year, pay on for certain."""
    for measure in rules.measures:
        if measure.tax == "special" and is_open(measure.window, rules.fiscal_year):
            yield from ((measure, cost) for cost in measure.costs if cost.eligible != UNKNOWN)


# ------------------------------------------------------------------------------------------------ the sheets


class _Table:
    """Writes the sheets that have the table's header in row 1."""

    def __init__(self, paper: Paper, rules: RuleSet, columns: Sequence[Asked]) -> None:
        self.paper, self.rules, self.columns = paper, rules, columns
        self.listed = [column for column in columns if column.words]
        self.year = year_words(rules.fiscal_year, paper.lang)

    def write(self, key: str, cells: dict[str, str], rows: int) -> None:
        """A sheet with the header, and one row of cells where there are any."""
        paper = self.paper
        sheet = paper.book.add_worksheet(paper.say(key))
        set_page(sheet, paper.say("x.blank-title", year=self.year), 0, paper.say("x.yen"))
        sheet.hide_gridlines(0)
        sheet.freeze_panes(1, 3)
        sheet.set_row(0, 60)
        sheet.set_row(1, 2 * LINE + 3 if cells else LINE + 1)
        for index, column in enumerate(self.columns):
            sheet.set_column(index, index, WIDTHS.get(column.name, NARROW), paper.look(_look(column)))
            look = paper.look("heading" if column.required else "asked-heading")
            sheet.write_string(0, index, column.title, look)
            sheet.write_comment(0, index, self._remark(column), {"x_scale": 2.2, "y_scale": 1.6, "author": "dx-kofu"})
            self._check(sheet, index, column, rows)
            if cells.get(column.name):
                self._cell(sheet, index, column, cells[column.name])

    def _cell(self, sheet: Any, index: int, column: Asked, text: str) -> None:
        """A cell of the example."""
        look = self.paper.look(_look(column))
        if column.name in YEN:
            sheet.write_number(1, index, int(text), look)
        elif column.name == "date":
            sheet.write_datetime(1, index, date.fromisoformat(text), look)
        else:
            sheet.write_string(1, index, clean(text), look)

    def _remark(self, column: Asked) -> str:
        """What the heading's note says."""
        say = self.paper.say
        lines = [column.meaning, *([f"{say('x.who')}: {column.who}"] if column.who else [])]
        if column.words and len(column.words) <= 5:
            lines.append(say("x.words", words=say("x.comma").join(column.words)))
        return "\n".join([*lines, f"{say('x.blank')}: {column.blank}"])

    def _check(self, sheet: Any, index: int, column: Asked, rows: int) -> None:
        """A drop-down list, or the range of an amount; other words are warned of, since the reader knows more."""
        where = (1, index, rows, index)
        rule: dict[str, Any] | None = None
        if column.words:
            at = self.listed.index(column)
            letter = column_letter(at)
            source = f"={quoted(self.paper.say('x.choices-sheet'))}!${letter}$2:${letter}${len(column.words) + 1}"
            rule = {"validate": "list", "source": source}
        elif column.name in YEN:
            rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": MOST_YEN}
        if rule is not None:
            sheet.data_validation(*where, {**rule, "error_type": "warning"})

    def write_choices(self) -> None:
        """The lists that the drop-downs refer to."""
        sheet = self.paper.book.add_worksheet(self.paper.say("x.choices-sheet"))
        set_page(sheet, self.paper.say("x.choices-sheet"), 0, "")
        for index, column in enumerate(self.listed):
            sheet.set_column(index, index, min(60, max(letters(word) for word in (column.title, *column.words)) + 2))
            sheet.write_string(0, index, column.title, self.paper.look("heading"))
            for row, word in enumerate(column.words, start=1):
                sheet.write_string(row, index, word, self.paper.look("text"))


def _look(column: Asked) -> str:
    """Text, so that codes keep their zeros and ``2/5`` becomes no date; yen and dates as such."""
    return "entry-money" if column.name in YEN else "entry-date" if column.name == "date" else "entry"


def _notes(paper: Paper, rules: RuleSet, columns: Sequence[Asked]) -> None:
    """説明: every column, what to write there and what a blank means."""
    say = paper.say
    widths = {"column": 26, "column-id": 20, "required": 8, "meaning": 58, "who": 34, "blank": 44}
    heads = [Column(name, say(f"x.{name}"), width) for name, width in widths.items()]
    year = year_words(rules.fiscal_year, paper.lang)
    title = f"{say('x.notes-sheet')}  {say('x.blank-title', year=year)}"
    sheet = Sheet(paper, say("x.notes-sheet"), heads, title=title, note=say("x.notes-note"), alert=_alert(paper, rules))
    for row, column in enumerate(columns):
        told = {"column": column.title, "column-id": column.name, "meaning": column.meaning, "who": column.who}
        for name, text in {**told, "blank": column.blank}.items():
            sheet.text(row, name, text)
        sheet.text(row, "required", YES if column.required else "", "center")
    sheet.close(len(columns), filtered=False)


def _measures(paper: Paper, rules: RuleSet) -> None:
    """措置一覧: what each measure asks of each category."""
    say = paper.say
    widths = {"measure": 34, "tax": 8, "categories": 56, "bodies": 30, "facts-asked": 62}
    heads = [Column(name, say(f"x.{name}"), width) for name, width in widths.items()]
    title = f"{say('x.measures-sheet')}  {year_words(rules.fiscal_year, paper.lang)}"
    sheet = Sheet(
        paper, say("x.measures-sheet"), heads, title=title, note=say("x.measures-note"), alert=_alert(paper, rules)
    )
    costs = [(measure, cost) for measure in rules.measures for cost in measure.costs]
    for row, (measure, cost) in enumerate(costs):
        _cost(sheet, row, rules, measure, cost)
    sheet.close(len(costs))


def _alert(paper: Paper, rules: RuleSet) -> str:
    """That the rules are announced and not enacted."""
    year = year_words(rules.fiscal_year, paper.lang)
    return paper.say("t.provisional", years=year) if rules.status == "announced" else ""


def _cost(sheet: Sheet, row: int, rules: RuleSet, measure: Measure, cost: Cost) -> None:
    say, lang = sheet.paper.say, sheet.paper.lang
    asked = dict.fromkeys(fact for name in cost.categories for fact in facts_asked(rules, measure.id, name))
    facts = say("x.comma").join(rules.facts[fact].title.ja for fact in asked)
    texts = (
        measure.title.in_(lang),
        say(f"t.{measure.tax}"),
        say("x.comma").join(rules.categories[name].ja for name in cost.categories),
        say("x.comma").join(say(f"b.{body}") for body in cost.bodies),
        facts or say("x.none"),
    )
    for index, text in enumerate(texts):
        sheet.text(row, index, text)
