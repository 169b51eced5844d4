"""The sheet 規則: the figures of the rules that were used, as cells that every formula refers to, and which files they are from.

In: a result. Out: the sheet, and beforehand where each figure will stand. A figure that no source gives is the word 不明
(unknown) in its cell; formulas ask ``ISNUMBER`` of it, so typing the figure in makes everything that waits for it live.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from dx_kofu.render.digest import year_words
from dx_kofu.render.workbook.paper import HEADING, Column, Grid, Paper, Sheet, Value
from dx_kofu.result import Result
from dx_kofu.rules.records import (
    UNKNOWN,
    Cap,
    Head,
    Limit,
    Measure,
    Parameter,
    Rate,
    Round,
    RuleSet,
    Step,
    is_unknown,
    parameter_name,
)
from dx_kofu.wording import source


class Used(NamedTuple):
    """A step of a measure that has a line in the result."""

    rules: RuleSet
    measure: Measure
    step: Step


class Figures(NamedTuple):
    """The steps used, in the order of the sheet's rows, and where they stand."""

    used: tuple[Used, ...]
    grid: Grid
    columns: tuple[Column, ...]

    def number(self, step: Parameter) -> int:
        """A step's number on the sheet, from 1."""
        return next(index for index, used in enumerate(self.used, start=1) if used.step is step)

    def cell(self, step: Parameter) -> str:
        """The cell of a step's figure, as a formula names it."""
        return self.grid.fixed("value", self.number(step) - 1)


def figures_of(result: Result, paper: Paper) -> Figures:
    """The figures that the result's lines depend on."""
    lines = {(line.fiscal_year, line.measure) for line in result.lines}
    used = tuple(
        Used(loaded.rules, measure, step)
        for loaded in result.rules
        for measure in loaded.rules.measures
        if (loaded.rules.fiscal_year, measure.id) in lines
        for step in measure.steps
    )
    names = {
        "number": 5,
        "year": 13,
        "measure": 26,
        "rule": 28,
        "value": 16,
        "unit": 14,
        "standing": 12,
        "source": 46,
        "ground": 60,
    }
    columns = tuple(Column(name, paper.say(f"x.{name}"), width) for name, width in names.items())
    return Figures(used, Grid.of(paper.say("x.rules"), columns, len(used)), columns)


def write_figures(paper: Paper, result: Result, figures: Figures, alert: str) -> None:
    """Writes the sheet."""
    say = paper.say
    title = f"{say('x.rules')}  {say('x.title')}"
    sheet = Sheet(paper, say("x.rules"), figures.columns, title=title, note=say("x.rules-note"), alert=alert)
    for row, used in enumerate(figures.used):
        _figure(sheet, row, used)
    _files(sheet, result, len(figures.used) + 1)
    sheet.close(len(figures.used), filtered=True)
    sheet.sheet.print_area(0, 0, HEADING + len(figures.used) + _height(result), len(figures.columns) - 1)


def _figure(sheet: Sheet, row: int, used: Used) -> None:
    paper, step = sheet.paper, used.step
    say, lang = paper.say, paper.lang
    ground = "\n".join(text.in_(lang) for text in step.assumptions)
    texts = {
        "year": year_words(used.rules.fiscal_year, lang),
        "measure": used.measure.title.in_(lang),
        "rule": step.title.in_(lang),
        "unit": _unit(step, paper),
        "standing": say("x.comma").join(say(f"s.{standing}") for standing in step.standing),
        "source": source(used.rules, step, lang),
        "ground": ground,
    }
    sheet.value(row, "number", row + 1, "count")
    for column, words in texts.items():
        sheet.text(row, column, words)
    value = value_of(step)
    if value is None:
        sheet.text(row, "value", "-", "center")
    elif is_unknown(step):
        sheet.text(row, "value", say("t.unbounded"), "center", input_=True)
        sheet.remark(row, "value", say("x.unknown-remark", name=parameter_name(step)))
    else:
        sheet.value(row, "value", value, "rate" if isinstance(step, Rate) else "money", input_=True)


def value_of(step: Parameter) -> Value | None:
    """A step's figure: yen, persons, a rate; ``unknown`` where no source gives it, ``None`` where the step has none."""
    match step:
        case Cap(amount=value) | Limit(persons=value) | Head(unit_amount=value) | Round(to=value):
            return value
        case Rate(rate=rate):
            return rate if rate == UNKNOWN else Decimal(rate)
        case _:
            return None


def _unit(step: Parameter, paper: Paper) -> str:
    match step:
        case Cap(per=per):
            return paper.say(f"x.unit-cap-{per}")
        case Limit() | Head() | Round() | Rate():
            return paper.say(f"x.unit-{type(step).__name__.lower()}")
        case _:
            return ""


def _height(result: Result) -> int:
    return 3 + len(result.rules) + len(result.inputs) + len(result.read_as) + (result.overlay is not None)


def _files(sheet: Sheet, result: Result, row: int) -> None:
    """Rule files, overlay and input files, each with its SHA-256."""
    say = sheet.paper.say
    lines = []
    for file in result.rules:
        told = {"year": file.rules.fiscal_year, "version": file.rules.version, "status": say(f"t.{file.rules.status}")}
        lines.append(say("t.rule-line", file=file.name, sha256=file.sha256, **told))
    if result.overlay is not None:
        lines.append(say("t.overlay-line", name=result.overlay.name, sha256=result.overlay.sha256))
    lines += [message.in_(sheet.paper.lang) for message in result.read_as]
    lines += [say("t.input-line", name=read.name, rows=read.rows, sha256=read.sha256) for read in result.inputs]
    sheet.paragraph(row, say("x.files"), "section")
    for offset, line in enumerate(lines, start=1):
        sheet.paragraph(row + offset, line)
