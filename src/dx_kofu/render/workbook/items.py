"""The sheets 明細 (the confirmed scenario, with the input cells) and 見込 (the favourable one, from the same cells).

In: the rows, where the figures of the rules stand. Out: the two sheets, their amounts as formulas that re-express the
closed set of steps: ``excluded``, other funding, share, cap, limit, by head, each taking yen from what the earlier ones left.

How each stage reads, for the row 5 of a sheet (``x`` is what came to the stage):

* share: ``x-ROUND(x*share-0.499995,0)``, which cuts the product to the yen. ``ROUNDDOWN`` would not do: LibreOffice looks at 12
  digits of its argument and takes 4,999,499,948.9999 for 4,999,499,949. The 0.000005 short of a half outweighs the last bits of
  a product of doubles, and no remainder reaches it: one is at least 1/100,000 short of a yen where the share's denominator is at
  most 100,000. So for amounts under 1,000,000,000 yen; larger ones bear fewer zeros. A row beyond has the exact value as a
  constant, with a remark.
* cap: ``MAX(0,MIN(x,x+SUM of x above-cap))``, the part of the running total above the cap: rows fill it in their order.
* limit: a person's rank is the number of persons with a larger total, or the same and an earlier first counted row.
* a head counts where no earlier row of the same person does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from dx_kofu.money import share_of
from dx_kofu.render.digest import year_words
from dx_kofu.render.workbook.figures import Figures
from dx_kofu.render.workbook.paper import HEADING, Column, Grid, Paper, Sheet
from dx_kofu.render.workbook.rows import STAGES, Row, Scene
from dx_kofu.rules.records import Deduct, Head, Share, is_unknown

FINE = ((10**9 - 1, 5), (10**10 - 1, 4), (10**11, 3))
"""Amounts up to which a share may have a denominator of how many zeros."""


class Layout(NamedTuple):
    """The columns of both sheets and where their rows stand."""

    items: tuple[Column, ...]
    potential: tuple[Column, ...]
    of_items: Grid
    of_potential: Grid


def layout_of(rows: Sequence[Row], extra: Sequence[str], paper: Paper) -> Layout:
    """The columns that these rows need."""
    stages = [stage for stage in STAGES if _occurs(stage, rows)]
    limited, headed = "limit" in stages, any(row.head_line for row in rows)
    dated = any(row.item.expense.date is not None for row in rows)

    def columns(names: Sequence[str], *, helper: bool = False) -> list[Column]:
        return [Column(name, paper.say(f"x.{name}"), WIDTHS.get(name, 7 if helper else 12), helper) for name in names]

    verdicts = ["verdict", *(["head-verdict"] if headed else [])]
    inputs = ["amount", "other-funding", "share-in", *verdicts, "person-number"]
    seats = ["counted", *(["figure-cap"] if "cap" in stages else []), *(["figure-limit"] if limited else []), "line"]
    left = ["x-cap", "x-limit"] if limited else ["x-cap"] if "cap" in stages else []
    persons = ["person-total", "person-first", "person-since", "person-rank"] if limited else []
    heads = ["head-counted", "head-new"] if headed else []
    taken = [f"taken-{stage}" for stage in stages]
    told = ["number", "cell", "id", "body-code", "body-name", "year", "measure", "category", "person"]

    if not paper.live:  # values need no columns to follow formulas by
        seats, left, persons, heads = ["line"], [], [], []
        headed = False
    items = [
        *columns([*told, *(["date"] if dated else []), *inputs, *taken, "eligible"]),
        *columns([*seats, *left, *persons, *(["head-line"] if headed else []), *heads], helper=True),
        *(Column(f"extra:{name}", name, 16) for name in extra),
    ]
    potential = [
        *columns(["number", "id", "body-code", "year", "measure", "category", "person"]),
        *columns(["amount-is", "funding-is", "share-is", *taken, "potential"]),
        *columns(["counted", *left, *persons, *heads, "unknown"] if paper.live else [], helper=True),
    ]
    return Layout(
        tuple(items),
        tuple(potential),
        Grid.of(paper.say("x.items"), items, len(rows)),
        Grid.of(paper.say("x.potential-sheet"), potential, len(rows)),
    )


WIDTHS = {
    "number": 5,
    "cell": 14,
    "id": 9,
    "body-code": 8,
    "body-name": 10,
    "year": 10,
    "measure": 20,
    "category": 12,
    "person": 8,
    "date": 14,
    "amount": 13,
    "amount-is": 13,
    "share-in": 7,
    "share-is": 7,
    "verdict": 7,
    "head-verdict": 7,
    "person-number": 6,
    "eligible": 13,
    "potential": 13,
    "x-cap": 13,
    "x-limit": 13,
    "person-total": 13,
}


def _occurs(stage: str, rows: Sequence[Row]) -> bool:
    """Whether a stage needs a column."""
    match stage:
        case "cap":
            return any(row.cap is not None for row in rows)
        case "limit":
            return any(row.limit is not None for row in rows)
        case "by-head":
            return any(_has(row, Head) for row in rows)
        case _:
            return True


def _has(row: Row, kind: type) -> bool:
    return any(isinstance(step, kind) for step in row.measure.steps)


# ------------------------------------------------------------------------------------------------ writing


def write_items(
    paper: Paper, rows: Sequence[Row], layout: Layout, figures: Figures, place: Callable[[Row], str], alert: str
) -> None:
    """Writes 明細; ``place`` names a row's source cell."""
    say = paper.say
    title = f"{say('x.items')}  {say('x.title')}"
    sheet = Sheet(paper, say("x.items"), layout.items, title=title, note=say("x.items-note"), alert=alert)
    sheet.text(-HEADING + 1, "amount", say("x.input-cell"), "center", input_=True)
    stages = _Stages(sheet, layout, layout.of_items, figures, "sure")
    for row in rows:
        _told(sheet, row, place(row))
        _inputs(sheet, row)
        stages.write(row)
        _extra(sheet, row)
    _choices(sheet, layout.of_items, len(rows))
    sheet.sheet.freeze_panes(HEADING + 1, 3)
    sheet.close(len(rows), last="eligible")


def write_potential(paper: Paper, rows: Sequence[Row], layout: Layout, figures: Figures, alert: str) -> None:
    """Writes 見込."""
    say, items = paper.say, layout.of_items
    title = f"{say('x.potential-sheet')}  {say('x.title')}"
    sheet = Sheet(
        paper, say("x.potential-sheet"), layout.potential, title=title, note=say("x.potential-note"), alert=alert
    )
    stages = _Stages(sheet, layout, layout.of_potential, figures, "best")
    for row in rows:
        index, expense = row.number - 1, row.item.expense
        _names(sheet, row)
        sheet.formula(index, "amount-is", items.fixed("amount", index), expense.amount)
        funding = items.fixed("other-funding", index)
        sheet.formula(index, "funding-is", f"IF(ISNUMBER({funding}),{funding},0)", expense.other_funding or 0)
        share = items.fixed("share-in", index)
        known = Fraction(1) if row.share is None else row.share
        sheet.formula(index, "share-is", f"IF(ISNUMBER({share}),{share},1)", number_of(known), "rate")
        stages.write(row)
    sheet.sheet.freeze_panes(HEADING + 1, 2)
    sheet.close(len(rows))


def _names(sheet: Sheet, row: Row) -> None:
    """Which row it is."""
    expense, lang = row.item.expense, sheet.paper.lang
    index = row.number - 1
    sheet.value(index, "number", row.number, "count")
    sheet.text(index, "id", expense.id)
    sheet.text(index, "body-code", expense.place.body_code)
    sheet.text(index, "year", year_words(expense.place.fiscal_year, lang))
    sheet.text(index, "measure", row.measure.title.in_(lang))
    sheet.text(index, "category", row.rules.categories[expense.case.category].in_(lang))
    sheet.text(index, "person", expense.person or "")


def _told(sheet: Sheet, row: Row, place: str) -> None:
    _names(sheet, row)
    sheet.text(row.number - 1, "cell", place)
    sheet.text(row.number - 1, "body-name", row.item.expense.place.name)
    if "date" in sheet.at:
        sheet.day(row.number - 1, "date", row.item.expense.date)


def _inputs(sheet: Sheet, row: Row) -> None:
    """The cells that may be changed."""
    expense, say, index = row.item.expense, sheet.paper.say, row.number - 1
    unknown = say("t.unbounded")
    sheet.value(index, "amount", expense.amount, input_=True)
    sheet.value(
        index, "other-funding", unknown if expense.other_funding is None else expense.other_funding, input_=True
    )
    if row.share is None:
        sheet.text(index, "share-in", unknown, "center", input_=True)
    else:
        sheet.value(index, "share-in", number_of(row.share), "rate", input_=_zeros(row) is not None)
    verdict = "no" if row.verdict.cost is None else "open" if row.cost_open else "yes"
    sheet.text(index, "verdict", say(f"x.verdict-{verdict}"), "center", input_=True)
    if row.verdict.head is not None:
        head = "yes" if row.verdict.head.certain else "open"
        sheet.text(index, "head-verdict", say(f"x.verdict-{head}"), "center", input_=True)
    elif "head-verdict" in sheet.at:
        sheet.text(index, "head-verdict", "", "center")
    sheet.value(index, "person-number", row.person, "count", input_=True)


def _extra(sheet: Sheet, row: Row) -> None:
    expense = row.item.expense
    for name, text in zip(expense.input.extra, expense.extra, strict=True) if expense.extra else ():
        sheet.text(row.number - 1, f"extra:{name}", text)


def _choices(sheet: Sheet, grid: Grid, rows: int) -> None:
    """What may be typed into the input cells; a warning, since a rule or a fact may be unknown."""
    say = sheet.paper.say
    words = [say(f"x.verdict-{name}") for name in ("yes", "open", "no")]
    whole = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100_000_000_000}
    share = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
    listed = {"validate": "list", "source": words}
    checks: dict[str, dict[str, Any]] = {
        "amount": whole,
        "other-funding": whole,
        "share-in": share,
        "verdict": listed,
        "head-verdict": listed,
    }
    for column, check in checks.items():
        if column in grid and rows:
            where = (*sheet.place(0, column), *sheet.place(rows - 1, column))
            sheet.sheet.data_validation(*where, {**check, "error_type": "warning"})


def number_of(share: Fraction) -> Decimal:
    """A share as a number of a cell, to the last digit that a cell holds."""
    return Decimal(share.numerator) / Decimal(share.denominator)


def _zeros(row: Row) -> int | None:
    """How many zeros the denominator of the row's share may have; ``None`` where it has more and no formula is exact."""
    share = Fraction(1) if row.share is None else row.share
    zeros = next(zeros for most, zeros in FINE if row.item.expense.amount <= most)
    return zeros if share.denominator <= 10**zeros else None


# ------------------------------------------------------------------------------------------------ stages


class _Stages:
    """Writes the stages of one scenario on its sheet; formulas read the input cells of 明細."""

    def __init__(self, sheet: Sheet, layout: Layout, grid: Grid, figures: Figures, scene: str) -> None:
        self.sheet, self.items, self.grid, self.figures = sheet, layout.of_items, grid, figures
        self.sure = scene == "sure"
        self.stages = [name for name in grid.columns if name.startswith("taken-")]

    def write(self, row: Row) -> None:
        """Every stage of a row, in the order of its measure's steps."""
        if self.sheet.paper.live:
            self._write(row)
            return
        taken, name = self.scene_of(row).taken, "eligible" if self.sure else "potential"
        for column in self.stages:
            self.sheet.value(row.number - 1, column, taken[column.removeprefix("taken-")])
        self.sheet.value(row.number - 1, name, row.item.eligible if self.sure else row.item.potential, total=True)
        if self.sure:
            self.sheet.value(row.number - 1, "line", row.line, "helper")

    def _write(self, row: Row) -> None:
        scene, index, amount = self.scene_of(row), row.number - 1, row.item.expense.amount
        if self.sure:
            self.sheet.value(index, "line", row.line, "helper")
        for column in self.stages:
            self.sheet.value(index, column, None)
        self.put(row, "counted", self._counted(row), int(scene.counted), "helper")
        self.take(row, "excluded", f"IF({self.own('counted', row)}=1,0,{self.amount(row)})")
        before = ["excluded"]
        for step in row.measure.steps:
            if isinstance(step, Deduct):
                self.take(row, "funding", f"MIN({self.left(row, before)},{self._funding(row)})")
                before.append("funding")
            if isinstance(step, Share):
                self._share(row, before)
                before.append("share")
        if row.cap is not None:
            self._cap(row)
        if row.limit is not None:
            self._limit(row)
        if _has(row, Head):
            self.take(row, "by-head", self.left(row, ["excluded"]))
        spent = f"SUM({self.own(self.stages[0], row)}:{self.own(self.stages[-1], row)})"
        name = "eligible" if self.sure else "potential"
        self.put(row, name, f"{self.amount(row)}-{spent}", amount - sum(scene.taken.values()), total=True)
        if row.head_line:
            self._head(row)
        if not self.sure:
            self._unknown(row)

    def scene_of(self, row: Row) -> Scene:
        """The row in this scenario."""
        return row.sure if self.sure else row.best

    def put(self, row: Row, column: str, formula: str, value: int, look: str = "money", *, total: bool = False) -> None:
        """A formula in a cell of the row."""
        self.sheet.formula(row.number - 1, column, formula, value, look, total=total)

    def take(self, row: Row, stage: str, formula: str) -> None:
        """What goes at a stage."""
        self.put(row, f"taken-{stage}", formula, self.scene_of(row).taken[stage])

    def own(self, column: str, row: Row) -> str:
        """A cell of this sheet's row."""
        return self.grid.cell(column, row.number - 1)

    def theirs(self, column: str, row: Row) -> str:
        """A cell of the row on 明細."""
        return self.own(column, row) if self.sure else self.items.fixed(column, row.number - 1)

    def amount(self, row: Row) -> str:
        """The claimed amount's cell."""
        return self.own("amount" if self.sure else "amount-is", row)

    def left(self, row: Row, stages: Sequence[str]) -> str:
        """What some stages left of the amount."""
        return "-".join([self.amount(row), *(self.own(f"taken-{stage}", row) for stage in stages)])

    def _funding(self, row: Row) -> str:
        if not self.sure:
            return self.own("funding-is", row)
        cell = self.own("other-funding", row)
        return f"IF(ISNUMBER({cell}),{cell},0)"

    def _counted(self, row: Row) -> str:
        """1 where yen may stay: the verdict, and in the confirmed scenario no number that is missing."""
        words = self.sheet.paper.say
        verdict = self.theirs("verdict", row)
        if not self.sure:
            return f'IF(OR({verdict}="{words("x.verdict-yes")}",{verdict}="{words("x.verdict-open")}"),1,0)'
        tests = [f'{verdict}="{words("x.verdict-yes")}"']
        if _has(row, Deduct):
            tests.append(f"ISNUMBER({self.own('other-funding', row)})")
        if row.needs_share:
            tests.append(f"ISNUMBER({self.own('share-in', row)})")
        return f"IF(AND({','.join(tests)}),1,0)"

    def _share(self, row: Row, before: Sequence[str]) -> None:
        rest = self.left(row, before)
        share = self.own("share-in" if self.sure else "share-is", row)
        zeros = _zeros(row)
        if zeros is not None:
            known = f"IF(ISNUMBER({share}),{share},1)" if self.sure else share
            self.take(row, "share", f"{rest}-ROUND(({rest})*{known}-0.4{'9' * zeros}5,0)")
            return
        assert row.share is not None
        expense = row.item.expense
        comes = expense.amount - (min(expense.amount, expense.other_funding or 0) if "funding" in before else 0)
        self.take(row, "share", f"MIN({rest},{comes - share_of(comes, row.share)})")
        self.sheet.remark(row.number - 1, "taken-share", self.sheet.paper.say("x.constant-share"))

    def _same(self, row: Row, criteria: Sequence[tuple[str, str]], *, above: bool = False) -> str:
        """Criteria that pick the rows of the same line (and person, and figure) as a row."""
        parts = []
        for column, equals in criteria:
            grid = self.grid if column in self.grid else self.items
            span = grid.above(column, row.number - 1) if above else grid.all(column)
            parts.append(f"{span},{equals}")
        return ",".join(parts)

    def _cap(self, row: Row) -> None:
        cap = row.cap
        assert cap is not None
        amount, scene = row.item.expense.amount, self.scene_of(row)
        self._figure(row, "figure-cap", self.figures.number(cap))
        self.put(row, "x-cap", self.left(row, self._earlier("cap")), scene.left_before(amount, "cap"), "money")
        keys = ["line", "figure-cap", *(["person-number"] if cap.per == "person" else [])]
        same = self._same(row, [(key, self.theirs(key, row)) for key in keys], above=True)
        x, cell = self.own("x-cap", row), self.figures.cell(cap)
        running = f"SUMIFS({self.grid.above('x-cap', row.number - 1)},{same})"
        unknown = x if self.sure else "0"
        self.take(row, "cap", f"IF(ISNUMBER({cell}),MAX(0,MIN({x},{x}+{running}-{cell})),{unknown})")

    def _limit(self, row: Row) -> None:
        limit = row.limit
        assert limit is not None
        scene = self.scene_of(row)
        standing = scene.standing
        assert standing is not None
        amount, index = row.item.expense.amount, row.number - 1
        self._figure(row, "figure-limit", self.figures.number(limit))
        self.put(row, "x-limit", self.left(row, self._earlier("limit")), scene.left_before(amount, "limit"), "money")
        group = [(key, self.theirs(key, row)) for key in ("line", "figure-limit")]
        person = [*group, ("person-number", self.theirs("person-number", row)), ("counted", "1")]
        counted = self.own("counted", row)
        total = f"SUMIFS({self.grid.all('x-limit')},{self._same(row, person)})"
        self.put(row, "person-total", f"IF({counted}=1,{total},0)", standing.total, "money")
        earlier = f"COUNTIFS({self._same(row, person, above=True)})"
        self.put(row, "person-first", f"IF({counted}=1,IF({earlier}=0,1,0),0)", int(standing.first), "helper")
        firsts = self._same(row, [*person, ("person-first", "1")])
        since = f"SUMIFS({self.items.all('number')},{firsts})"
        self.put(row, "person-since", f"IF({counted}=1,{since},0)", standing.since, "helper")
        own_total = self.grid.cell("person-total", index)
        ahead = self._same(row, [*group, ("person-first", "1"), ("person-total", f'">"&{own_total}')])
        tied = self._same(
            row,
            [
                *group,
                ("person-first", "1"),
                ("person-total", own_total),
                ("person-since", f'"<"&{self.own("person-since", row)}'),
            ],
        )
        rank = f"IF({counted}=1,COUNTIFS({ahead})+COUNTIFS({tied}),0)"
        self.put(row, "person-rank", rank, standing.rank, "helper")
        x, cell = self.own("x-limit", row), self.figures.cell(limit)
        unknown = x if self.sure else "0"
        self.take(row, "limit", f"IF(ISNUMBER({cell}),IF({self.own('person-rank', row)}<{cell},0,{x}),{unknown})")

    def _earlier(self, stage: str) -> list[str]:
        return [name for name in STAGES[: STAGES.index(stage)] if f"taken-{name}" in self.grid]

    def _figure(self, row: Row, column: str, number: int) -> None:
        if self.sure:
            self.sheet.value(row.number - 1, column, number, "helper")

    def _head(self, row: Row) -> None:
        """1 at the first row of each head that counts."""
        scene, say = self.scene_of(row), self.sheet.paper.say
        if self.sure:
            self.sheet.value(row.number - 1, "head-line", row.head_line, "helper")
        cell = self.theirs("head-verdict", row)
        tests = [f'{cell}="{say("x.verdict-yes")}"', *([] if self.sure else [f'{cell}="{say("x.verdict-open")}"'])]
        self.put(row, "head-counted", f"IF(OR({','.join(tests)}),1,0)", int(scene.head), "helper")
        same = [("head-line", self.theirs("head-line", row)), ("person-number", self.theirs("person-number", row))]
        earlier = f"COUNTIFS({self._same(row, [*same, ('head-counted', '1')], above=True)})"
        new = f"IF({self.own('head-counted', row)}=1,IF({earlier}=0,1,0),0)"
        self.put(row, "head-new", new, int(scene.new_head), "helper")

    def _unknown(self, row: Row) -> None:
        """1 where yen wait for a cap or a limit that nobody has given."""
        amount, scene = row.item.expense.amount, self.scene_of(row)
        tests, value = [], 0
        for stage, step in (("cap", row.cap), ("limit", row.limit)):
            if step is not None:
                tests.append(f"AND(NOT(ISNUMBER({self.figures.cell(step)})),{self.own(f'x-{stage}', row)}>0)")
                value |= int(is_unknown(step) and scene.left_before(amount, stage) > 0)
        if tests:
            self.put(row, "unknown", f"IF(OR({','.join(tests)}),1,0)", value, "helper")
