"""The sheet 概要: what is filed - a row per body, fiscal year and measure, the totals, and all that qualifies them.

In: a result and where the rows and figures stand. Out: the sheet, its amounts as formulas over 明細, 見込 and 規則. A figure
that leaves out what nobody knows is never a plain number: it is shown with ``＋ 不明`` as long as a formula finds it so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from dx_kofu.money import decimal_text
from dx_kofu.records import Diagnostic
from dx_kofu.render.digest import BodyDigest, bodies, year_words
from dx_kofu.render.workbook.figures import Figures
from dx_kofu.render.workbook.items import Layout
from dx_kofu.render.workbook.paper import HEADING, Column, Grid, Paper, Sheet, Value
from dx_kofu.render.workbook.rows import Key, line_numbers
from dx_kofu.result import Line, Result, Total
from dx_kofu.rules.records import Head, Measure, Parameter, Rate, Round

EXACT = 10**10  # yen up to which a double holds an amount x rate to four places
PLACES = 4  # of an amount x rate, before the rounding
TAXES = ("special", "ordinary")

WIDTHS = {
    "body-code": 8,
    "body-name": 12,
    "year": 13,
    "measure": 30,
    "tax": 7,
    "claimed": 15,
    "eligible": 15,
    "rate": 7,
    "heads": 6,
    "potential-heads": 6,
    "unit-amount": 13,
    "before-rounding": 17,
    "allocation": 18,
    "potential": 16,
    "mark": 16,
}
HELPERS = ("line", "incomplete", "tax-number")


def write_summary(
    paper: Paper, result: Result, layout: Layout, figures: Figures, alert: str, notes: Sequence[str]
) -> None:
    """Writes the sheet."""
    columns = [Column(name, paper.say(f"x.{name}"), width) for name, width in WIDTHS.items()]
    columns += [Column(name, paper.say(f"x.{name}"), 6, helper=True) for name in HELPERS]
    digests = tuple(bodies(result))
    height = len(TAXES) + sum(len(digest.lines) + len(_taxes(digest)) for digest in digests)
    grid = Grid.of(paper.say("x.summary"), columns, height)
    sheet = Sheet(
        paper,
        paper.say("x.summary"),
        columns,
        title=paper.say("x.title"),
        note=paper.say("x.summary-note"),
        alert=alert,
    )
    _Summary(sheet, grid, layout, figures, result).write(digests)
    row = height
    for words, look in _below(paper, result, notes):
        sheet.paragraph(row, words, look)
        row += 1
    sheet.sheet.conditional_format(
        *sheet.place(0, "before-rounding"),
        *sheet.place(height - 1, "allocation"),
        {
            "type": "formula",
            "criteria": f"=${grid.letter('incomplete')}{HEADING + 2}=1",
            "format": paper.number_look(paper.say("x.incomplete-format")),
        },
    )
    sheet.sheet.freeze_panes(HEADING + 1, 4)
    sheet.close(row, filtered=False)


def _taxes(digest: BodyDigest) -> list[str]:
    """The taxes that a body has lines of."""
    return [tax for tax in TAXES if any(line.tax == tax for line in digest.lines)]


def _below(paper: Paper, result: Result, notes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What stands under the table: sections of texts, each with its looks."""
    say, lang = paper.say, paper.lang
    sections = (
        ("x.notes", notes),
        ("t.assumptions", [message.in_(lang) for message in result.assumptions]),
        ("x.warnings", [_odd(found, paper) for found in result.warnings]),
        ("x.skipped", [_odd(found, paper) for found in result.skipped]),
    )
    for key, texts in sections:
        if texts:
            yield "", "plain"
            yield say(key), "section"
            yield from ((f"・{text}", "para") for text in texts)


def _odd(found: Diagnostic, paper: Paper) -> str:
    """A warning, or what was wrong with a row, in a line."""
    place = found.file
    if found.cell is not None:
        place += f" {found.cell}"
    elif found.row is not None:
        place = paper.say("at-row", file=found.file, row=found.row)
    value = "" if found.value is None else f" {found.value}"
    return f"{place}{value}: {found.message.in_(paper.lang)}"


class _Summary:
    """Writes the table: totals over all first, then body by body its lines and totals."""

    def __init__(self, sheet: Sheet, grid: Grid, layout: Layout, figures: Figures, result: Result) -> None:
        self.sheet, self.grid, self.layout, self.figures, self.result = sheet, grid, layout, figures, result
        self.numbers: dict[Key, int] = line_numbers(result.lines)
        self.unknown = sheet.paper.say("t.unbounded")

    def write(self, digests: Sequence[BodyDigest]) -> None:
        """Every row of the table."""
        row = len(TAXES)
        for digest in digests:
            first = row
            for line in digest.lines:
                self._line(row, digest, line)
                row += 1
            for tax in _taxes(digest):
                lines = [first + index for index, line in enumerate(digest.lines) if line.tax == tax]
                self._total_of_body(row, digest, tax, lines)
                row += 1
        for index, (tax, total) in enumerate(zip(TAXES, (self.result.special, self.result.ordinary), strict=True)):
            self._total_of_all(index, tax, total, row)

    def _line(self, row: int, digest: BodyDigest, line: Line) -> None:
        self._body(row, digest)
        measure, number = (
            digest.rules.measure(line.measure),
            self.numbers[line.body_code, line.fiscal_year, line.measure],
        )
        self.sheet.text(row, "measure", measure.title.in_(self.sheet.paper.lang))
        self.sheet.text(row, "tax", self.sheet.paper.say(f"t.{line.tax}"), "center")
        self.sheet.value(row, "line", number, "helper")
        if line.tax in TAXES:
            self.sheet.value(row, "tax-number", TAXES.index(line.tax) + 1, "helper")
        self._sum(row, "claimed", "amount", line.claimed)
        match line.tax:
            case "special":
                self._special(row, measure, line)
            case "ordinary" if any(isinstance(step, Head) for step in measure.steps):
                self._ordinary(row, measure, line)
            case _:  # in kind, or not counted by head in this year
                self.sheet.value(row, "allocation", line.allocation)
                self.sheet.value(row, "potential", line.potential)
                self.sheet.text(row, "mark", "")

    def _body(self, row: int, digest: BodyDigest, *, total: bool = False) -> None:
        """Which body and year; every cell of the row gets its frame."""
        for column in WIDTHS:
            self.sheet.text(row, column, "", total=total)
        self.sheet.text(row, "body-code", digest.body.body_code, total=total)
        self.sheet.text(row, "body-name", digest.name, total=total)
        self.sheet.text(row, "year", year_words(digest.body.fiscal_year, self.sheet.paper.lang), total=total)

    def _sum(self, row: int, column: str, of: str, value: int) -> None:
        """The sum of a column of 明細 over the line's rows."""
        self.sheet.formula(row, column, self._sumifs(row, of), value)

    def _sumifs(self, row: int, of: str, lines: str = "line", grid: Grid | None = None) -> str:
        items = self.layout.of_items
        return f"SUMIFS({(grid or items).all(of)},{items.all(lines)},{self.grid.cell('line', row)})"

    def _cell(self, column: str, row: int) -> str:
        return self.grid.cell(column, row)

    def _step(self, measure: Measure, kind: type[Parameter]) -> str:
        """The cell of the figure of a measure's step."""
        return self.figures.cell(next(step for step in measure.steps if isinstance(step, kind)))

    def _special(self, row: int, measure: Measure, line: Line) -> None:
        """Eligible total x rate, rounded once; the favourable total beside it."""
        rate, to = self._step(measure, Rate), self._step(measure, Round)
        potential = self._sumifs(row, "potential", grid=self.layout.of_potential)
        self._sum(row, "eligible", "eligible", line.eligible)
        self.sheet.formula(row, "rate", rate, self.unknown if line.rate is None else _number(line.rate), "rate")
        product = f"ROUND({self._cell('eligible', row)}*{rate},{PLACES})"
        before = f"IF(ISNUMBER({rate}),{product},0)"
        self._figure(row, "before-rounding", before, _number(line.before_rounding), line.before_rounding, "exact")
        rounded = f"ROUND({self._cell('before-rounding', row)}/{to},0)*{to}"
        self._figure(row, "allocation", rounded, line.allocation, line.before_rounding)
        best = f"ROUND(ROUND({potential}*{rate},{PLACES})/{to},0)*{to}"
        self._figure(
            row,
            "potential",
            f'IF({potential}=0,0,IF(ISNUMBER({rate}),{best},"{self.unknown}"))',
            self._bound(line.potential),
            Fraction(line.potential or 0),
        )
        waits = "0"
        if "unknown" in self.layout.of_potential:
            waits = self._sumifs(row, "unknown", grid=self.layout.of_potential)
        no_rate = f"AND(NOT(ISNUMBER({rate})),{potential}>0)"
        self._incomplete(row, f"OR({waits}>0,{no_rate})", complete=line.complete, approximate=line.approximate)

    def _ordinary(self, row: int, measure: Measure, line: Line) -> None:
        """Heads x unit amount; the head may stand in a row of another measure."""
        unit = self._step(measure, Head)
        self.sheet.formula(row, "heads", self._heads(row, self.layout.of_items), line.heads or 0, "center")
        self.sheet.formula(
            row, "potential-heads", self._heads(row, self.layout.of_potential), line.potential_heads or 0, "center"
        )
        look = "about" if line.approximate else "money"
        self.sheet.formula(row, "unit-amount", unit, self._bound(line.unit_amount), look)
        heads, possible = self._cell("heads", row), self._cell("potential-heads", row)
        self.sheet.formula(row, "before-rounding", f"IF(ISNUMBER({unit}),{heads}*{unit},0)", line.allocation, look)
        self.sheet.formula(row, "allocation", self._cell("before-rounding", row), line.allocation, look)
        best = f'IF(ISNUMBER({unit}),{possible}*{unit},IF({possible}=0,0,"{self.unknown}"))'
        self.sheet.formula(row, "potential", best, self._bound(line.potential), look)
        test = f"AND(NOT(ISNUMBER({unit})),{possible}>0)"
        self._incomplete(row, test, complete=line.complete, approximate=line.approximate)

    def _heads(self, row: int, grid: Grid) -> str:
        return self._sumifs(row, "head-new", "head-line", grid) if "head-new" in grid else "0"

    def _figure(self, row: int, column: str, formula: str, value: Value, size: Fraction, look: str = "money") -> None:
        """A formula where a double is exact enough; a constant with a remark beyond."""
        if size <= EXACT:
            self.sheet.formula(row, column, formula, value, look)
        else:
            self.sheet.value(row, column, value, look)
            self.sheet.remark(row, column, self.sheet.paper.say("x.constant-figure"))

    def _bound(self, yen: int | None) -> int | str:
        return self.unknown if yen is None else yen

    def _incomplete(self, row: int, test: str, *, complete: bool, approximate: bool, total: bool = False) -> None:
        """The mark of a figure: whether it leaves out what nobody knows, and whether it is a round one."""
        say = self.sheet.paper.say
        self.sheet.formula(row, "incomplete", f"IF({test},1,0)", int(not complete), "helper")
        plain = say("x.mark-approximate") if approximate else ""
        words = say("x.mark-incomplete")
        formula = f'IF({self._cell("incomplete", row)}=1,"{words}","{plain}")'
        self.sheet.formula(row, "mark", formula, plain if complete else words, "text", total=total)

    def _total_of_body(self, row: int, digest: BodyDigest, tax: str, lines: Sequence[int]) -> None:
        total = digest.body.special if tax == "special" else digest.body.ordinary
        self._body(row, digest, total=True)
        approximate = any(line.approximate for line in digest.lines if line.tax == tax)
        cells = {name: self._span(name, lines[0], lines[-1]) for name in ("allocation", "potential", "incomplete")}
        mine = f"{self._span('tax-number', lines[0], lines[-1])},{TAXES.index(tax) + 1}"
        self._total(row, tax, total, cells, mine, len(lines), approximate=approximate)

    def _total_of_all(self, row: int, tax: str, total: Total, end: int) -> None:
        for column in WIDTHS:
            self.sheet.text(row, column, "", total=True)
        self.sheet.text(row, "body-name", self.sheet.paper.say("t.all"), total=True)
        approximate = any(line.approximate for line in self.result.lines if line.tax == tax)
        lines = sum(line.tax == tax for line in self.result.lines)
        if not lines:
            end = len(TAXES) + 1
        cells = {name: self._span(name, len(TAXES), end - 1) for name in ("allocation", "potential", "incomplete")}
        mine = f"{self._span('tax-number', len(TAXES), end - 1)},{TAXES.index(tax) + 1}"
        self._total(row, tax, total, cells, mine, lines, approximate=approximate)

    def _span(self, column: str, first: int, last: int) -> str:
        return f"{self._cell(column, first)}:{self._cell(column, last)}"

    def _total(
        self, row: int, tax: str, total: Total, cells: dict[str, str], mine: str, lines: int, *, approximate: bool
    ) -> None:
        """Sums over the lines of a tax; one of them without a bound leaves the sum without one."""
        self.sheet.text(row, "measure", self.sheet.paper.say(f"t.total-{tax}"), total=True)
        look = "about" if approximate else "money"
        self.sheet.formula(
            row, "allocation", f"SUMIFS({cells['allocation']},{mine})", total.allocation, look, total=True
        )
        known = f'COUNTIFS({cells["potential"]},">=0",{mine})'
        best = f'IF({known}<{lines},"{self.unknown}",SUMIFS({cells["potential"]},{mine}))'
        self.sheet.formula(row, "potential", best, self._bound(total.potential), look, total=True)
        test = f"SUMIFS({cells['incomplete']},{mine})>0"
        self._incomplete(row, test, complete=total.complete, approximate=approximate, total=True)


def _number(value: Fraction) -> Value:
    """An exact value as a cell's number."""
    return value.numerator if value.denominator == 1 else Decimal(decimal_text(value))
