"""A plan's result in the order of reading, all words chosen, no layout: what the page, Markdown and the terminal set.

In: a :class:`~dx_kofu.plan.result.PlanResult` and a language. Out: a :class:`Story`. A bar of a chart is a year's cost: what others
pay, the special tax that is confirmed, what is not known yet (hatched), and the body's own burden; the amount by head, which is
not cash by itself, is a bar of its own below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Literal, NamedTuple

from dx_kofu import __version__
from dx_kofu.messages import Message
from dx_kofu.plan.expand import Option
from dx_kofu.plan.result import Even, Fall, Figures, Outcome, PlanResult, RuleChange, Taken, Year, sum_of
from dx_kofu.render.compare.words import rule_value
from dx_kofu.render.digest import year_words
from dx_kofu.render.document import NOTHING, Cell, Column, Kind, Section, Table
from dx_kofu.render.figures import bound, yen
from dx_kofu.render.plan.words import allocation, burden, signed
from dx_kofu.result import Total
from dx_kofu.rules.records import RuleSet
from dx_kofu.wording import ask, source, who, why
from dx_kofu.words import Lang, printable
from dx_kofu.years import year_number

PartKind = Literal["funding", "special", "range", "own", "head", "head-range"]
MONEY = frozenset(("amount", "unit_amount", "to"))
"""Keys of a rule whose value is in yen."""


class Part(NamedTuple):
    """A piece of a bar: ``amount`` yen from ``start``."""

    kind: PartKind
    start: int
    amount: int


class Bar(NamedTuple):
    """A year's cost, or its amount by head (``thin``)."""

    label: str
    figure: str
    parts: tuple[Part, ...]
    thin: bool


class Chart(NamedTuple):
    """The years of a variant; ``scale`` is the yen of the full width, the same for all charts of a plan."""

    title: str
    bars: tuple[Bar, ...]
    scale: int


class Chapter(NamedTuple):
    """A variant."""

    id: str
    title: str
    chart: Chart
    sections: tuple[Section, ...]


class Story(NamedTuple):
    """The whole."""

    title: str
    subtitle: str
    provisional: str | None
    notices: tuple[str, ...]
    compare: tuple[Section, ...]
    legend: tuple[tuple[PartKind, str], ...]
    chapters: tuple[Chapter, ...]
    evens: tuple[Section, ...]
    """Break-evens: at equal pay, then between variants as they are written."""
    assumptions: tuple[str, ...]
    files: Table
    program: str


def story(result: PlanResult, lang: Lang) -> Story:
    """Puts a plan into the order in which it is read."""
    return _Teller(result, lang).story()


def _cell(*lines: str) -> Cell:
    return Cell(lines)


class _Teller:
    def __init__(self, result: PlanResult, lang: Lang) -> None:
        self.result, self.lang = result, lang
        self.rules = {loaded.rules.fiscal_year: loaded.rules for loaded in result.rules}
        self.bare = [year for year in result.plan.years if year not in self.rules]

    def say(self, key: str, **fields: Any) -> str:
        return Message(key, **fields).in_(self.lang)

    def year(self, name: str) -> str:
        return year_words(name, self.lang)

    def short(self, name: str) -> str:
        return self.say("p.year", number=year_number(name))

    def listed(self, texts: Iterable[str]) -> str:
        return ("、" if self.lang == "ja" else ", ").join(texts)

    def columns(self, *keys: str) -> tuple[Column, ...]:
        """Columns by their messages; a sign at the end marks figures (``#``), names (``@``) and words (``~``)."""
        kinds: dict[str, Kind] = {"#": "number", "@": "name", "~": "words"}
        return tuple(Column(self.say(key.rstrip("#@~")), kinds.get(key[-1], "text")) for key in keys)

    def in_yen(self, key: str, **fields: Any) -> str:
        return self.say(key, **fields) + ("" if self.lang == "ja" else " ") + self.say("t.unit")

    def story(self) -> Story:
        plan, announced = self.result.plan, [year for year, one in self.rules.items() if one.status == "announced"]
        scale = max((bar.scale for bar in map(self._chart, self.result.outcomes)), default=0)
        return Story(
            title=printable(plan.title),
            subtitle=self.say(
                "p.subtitle", body=plan.body_code, first=self.year(plan.years[0]), last=self.year(plan.years[-1])
            ),
            provisional=self.say("t.provisional", years=self.listed(map(self.year, announced))) if announced else None,
            notices=tuple(self._notices()),
            compare=tuple(self._compare()),
            legend=tuple(self._legend()),
            chapters=tuple(
                Chapter(
                    f"variant-{number}",
                    self._name(outcome),
                    self._chart(outcome)._replace(scale=scale),
                    tuple(self._sections(outcome, falls)),
                )
                for number, (outcome, falls) in enumerate(
                    zip(self.result.outcomes, self.result.falls, strict=True), start=1
                )
            ),
            evens=tuple(self._break_evens()),
            assumptions=tuple(printable(message.in_(self.lang)) for message in self.result.assumptions),
            files=self._files(),
            program=f"dx-kofu {__version__}",
        )

    # -------------------------------------------------------------------------------------------- head

    def _name(self, outcome: Outcome) -> str:
        name = self.say("p.base") if outcome.scenario.name is None else printable(outcome.scenario.name)
        if outcome.search is None:
            return name
        return self.say("p.best" if outcome.search.proven else "p.best-unproven", name=name)

    def _notices(self) -> Iterator[str]:
        outcomes = self.result.outcomes
        if self.bare:
            yield self.say("p.note-no-rules", years=self.listed(map(self.year, self.bare)))
        if any(item.questions for outcome in outcomes for item in outcome.items):
            yield self.say("p.note-questions")
        unasked = max(outcome.total.unasked for outcome in outcomes)
        if unasked:
            yield self.say("p.note-funding", yen=f"{unasked:,}")
        if self.result.overlay is not None:
            yield self.say("h.overlay-note", name=printable(self.result.overlay.name))
        yield from (printable(message.in_(self.lang)) for message in self.result.warnings)

    def _compare(self) -> Iterator[Section]:
        ruled = self.say("p.compare-ruled", years=self.listed(self.rules))
        notes = (self.say("p.compare-note"),)
        rows = [(self._name(outcome), self._ruled(outcome)) for outcome in self.result.outcomes]
        yield Section(self.say("p.compare"), notes, self._figures_table("p.variant@", rows, ruled))
        if self.bare:
            rows = [(self._name(outcome), outcome.total) for outcome in self.result.outcomes]
            all_years = self.say("p.compare-all", years=self.listed(self.bare))
            yield Section("", (), self._figures_table("p.variant@", rows, all_years))

    def _ruled(self, outcome: Outcome) -> Figures:
        return sum_of(tuple(year.figures for year in outcome.years if year.standing != "none"))

    def _figures_table(self, first: str, rows: Sequence[tuple[str, Figures]], caption: str) -> Table:
        columns = (*self.columns(first), *self._figure_columns())
        caption += ("" if self.lang == "ja" else " ") + self.say("t.unit")
        return Table(caption, columns, [(_cell(name), *self._figures(figures)) for name, figures in rows])

    def _figure_columns(self) -> tuple[Column, ...]:
        return self.columns("p.cost#", "p.funding#", "p.special#", "p.burden#", "p.heads#", "p.burden-heads#")

    def _figures(self, figures: Figures) -> tuple[Cell, ...]:
        own, counted = figures.burden, figures.burden_with_heads
        return (
            Cell((yen(figures.cost, self.lang),), figures.cost),
            Cell((yen(figures.other_funding, self.lang),), figures.other_funding),
            self._allocation(figures.special),
            Cell((burden(own, self.lang),), own.most if own.least == own.most else None),
            self._allocation(figures.ordinary, figures.approximate),
            Cell((burden(counted, self.lang),), counted.most if counted.least == counted.most else None),
        )

    def _allocation(self, total: Total, approximate: bool = False) -> Cell:
        text = allocation(total, self.lang, approximate=approximate)
        return Cell((text,), total.allocation if total.allocation == total.potential else None)

    # -------------------------------------------------------------------------------------------- charts

    def _legend(self) -> Iterator[tuple[PartKind, str]]:
        yield "funding", self.say("p.key-funding")
        yield "special", self.say("p.key-special")
        yield "range", self.say("p.key-range")
        yield "own", self.say("p.key-own")
        if any(self._has_heads(outcome) for outcome in self.result.outcomes):
            yield "head", self.say("p.key-head")
            yield "head-range", self.say("p.key-head-range")

    @staticmethod
    def _has_heads(outcome: Outcome) -> bool:
        results = (year.result for year in outcome.years if year.result is not None)
        return any(line.tax == "ordinary" for result in results for line in result.lines)

    def _chart(self, outcome: Outcome) -> Chart:
        bars: list[Bar] = []
        scale = 0
        for year in outcome.years:
            figures = year.figures
            scale = max(scale, figures.cost, figures.ordinary.allocation, figures.ordinary.potential or 0)
            label = self.say("p.bar", year=self.year(year.name), cost=yen(figures.cost, self.lang))
            if year.standing == "none":
                label += f"（{self.say('p.no-rules')}）"
            figure = self.say("p.bar-figure", burden=burden(figures.burden, self.lang))
            bars.append(Bar(label, figure, tuple(_cost_parts(figures)), False))
            if year.standing != "none" and self._has_heads(outcome):
                amount = allocation(figures.ordinary, self.lang, approximate=figures.approximate)
                parts = tuple(_head_parts(figures))
                bars.append(Bar("", self.say("p.bar-head", amount=amount), parts, True))
        return Chart(self.say("p.chart", name=self._name(outcome)), tuple(bars), scale)

    # -------------------------------------------------------------------------------------------- a variant

    def _sections(self, outcome: Outcome, falls: Sequence[Fall]) -> Iterator[Section]:
        if outcome.search is not None:
            yield self._moves(outcome)
        yield self._by_year(outcome)
        if falls:
            yield self._falls(falls)
        questions = list(self._questions(outcome))
        if questions:
            columns = self.columns("p.entry@", "p.years", "t.question~", "t.who", "t.at-stake#")
            yield Section(self.say("p.questions"), (), Table(self.in_yen("p.questions-caption"), columns, questions))
        cuts = list(self._cuts(outcome))
        if cuts:
            columns = self.columns("p.entry@", "p.years", "t.reason~", "h.cut#")
            yield Section(self.say("p.cuts"), (), Table(self.in_yen("p.cuts-caption"), columns, cuts))

    def _by_year(self, outcome: Outcome) -> Section:
        columns = (*self.columns("h.year", "p.standing"), *self._figure_columns())
        rows = [
            (_cell(self.short(year.name)), _cell(self._standing(year)), *self._year_figures(year))
            for year in outcome.years
        ]
        totals = [(_cell(self.say("p.total")), _cell(""), *self._figures(outcome.total))]
        if self.bare:
            totals.insert(0, (_cell(self.say("p.ruled-total")), _cell(""), *self._figures(self._ruled(outcome))))
        return Section(self.say("p.by-year"), (), Table(self.in_yen("p.by-year-caption"), columns, rows, tuple(totals)))

    def _standing(self, year: Year) -> str:
        return self.say("p.no-rules") if year.standing == "none" else self.say(f"t.{year.standing}")

    def _year_figures(self, year: Year) -> tuple[Cell, ...]:
        cells = self._figures(year.figures)
        if year.figures.special.potential is not None or year.standing != "none":
            return cells
        unknown = _cell(self.say("t.unbounded"))
        return (*cells[:2], unknown, cells[3], unknown, cells[5])

    def _moves(self, outcome: Outcome) -> Section:
        search, rows = outcome.search, []
        assert search is not None
        told = [
            (
                self._entry(outcome, move.unit.entry, move.unit.person),
                self._way(move.unit.options[move.planned], with_year=move.unit.year is None),
                self._way(move.unit.options[move.chosen], with_year=move.unit.year is None),
                move.unit.options[move.chosen].year,
            )
            for move in search.moves
        ]
        for key, found in _grouped(told, lambda one: one[:3]):
            rows.append((_cell(key[0]), _cell(self.listed(one[3] for one in found)), _cell(*key[1]), _cell(*key[2])))
        notes = [self.say("p.searched")]
        notes += [] if search.proven else [self.say("p.unproven", count=search.combinations)]
        if not rows:
            notes += [self.say("p.no-moves", count=search.combinations)] if search.proven else []
            return Section(self.say("p.moves"), tuple(notes))
        columns = self.columns("p.entry@", "p.years", "p.planned~", "p.chosen~")
        caption = self.say("p.moves-caption", count=search.combinations) if search.proven else self.say("p.moves")
        return Section(self.say("p.moves"), tuple(notes), Table(caption, columns, rows))

    def _way(self, option: Option, *, with_year: bool) -> tuple[str, ...]:
        ways = [self.say("p.part", measure=self._measure(name), yen=f"{amount:,}") for name, amount in option.measures]
        ways = ways or [self.say("p.unclaimed")]
        return tuple(self.say("p.way", year=option.year, ways=way) if with_year else way for way in ways)

    def _measure(self, name: str) -> str:
        """A measure's title, from its id or from whatever the plan calls it."""
        for rules in self.rules.values():
            for measure in rules.measures:
                if name in (measure.id, measure.title.ja):
                    return measure.title.in_(self.lang)
        return printable(name)

    def _entry(self, outcome: Outcome, place: int, person: str | None) -> str:
        name = outcome.scenario.entries[place].name
        return printable(name if person is None or person == name else f"{name} ({person})")

    def _items(self, outcome: Outcome) -> Iterator[tuple[str, RuleSet, Any]]:
        """Rows with the name of their role or cost and their rules."""
        for item in outcome.items:
            row = outcome.expanded.rows[item.expense.row - 2]
            yield printable(outcome.scenario.entries[row.entry].name), self.rules[row.year], item

    def _cuts(self, outcome: Outcome) -> Iterator[Sequence[Cell]]:
        told = [
            (name, why(rules, item.expense, reduction, self.lang), rules.fiscal_year, reduction.amount)
            for name, rules, item in self._items(outcome)
            for reduction in item.reductions
            if not reduction.code.startswith("unknown:") and reduction.amount
        ]
        for (name, reason), found in _grouped(told, lambda one: one[:2]):
            taken = sum(one[3] for one in found)
            years = self.listed(dict.fromkeys(one[2] for one in found))
            yield _cell(name), _cell(years), _cell(reason), Cell((f"△{taken:,}",), taken)

    def _questions(self, outcome: Outcome) -> Iterator[Sequence[Cell]]:
        told = [
            (
                name,
                tuple(ask(rules, question, self.lang) for question in item.questions),
                tuple(dict.fromkeys(who(rules, question, self.lang) for question in item.questions)),
                rules.fiscal_year,
                item.questions[0].yen,
            )
            for name, rules, item in self._items(outcome)
            if item.questions
        ]
        for (name, asked, answering), found in _grouped(told, lambda one: one[:3]):
            stake = None if any(one[4] is None for one in found) else sum(one[4] or 0 for one in found)
            years = self.listed(dict.fromkeys(one[3] for one in found))
            figure = Cell((bound(stake, self.lang, approximate=False),), stake)
            yield _cell(name), _cell(years), _cell(*asked), _cell(*answering), figure

    # -------------------------------------------------------------------------------------------- what changes

    def _falls(self, falls: Sequence[Fall]) -> Section:
        rows = [row for fall in falls for row in self._fall(fall)]
        columns = self.columns("p.years@", "p.what~", "p.before#", "p.after#", "p.effect#", "p.source~")
        return Section(self.say("p.falls"), (), Table(self.in_yen("p.falls-caption"), columns, rows))

    def _fall(self, fall: Fall) -> Iterator[Sequence[Cell]]:
        years = _cell(self.say("p.fall-years", before=fall.before, year=fall.year))
        if fall.announced:
            yield years, _cell(self.say("p.announced")), NOTHING, NOTHING, NOTHING, NOTHING
        for change in fall.rules:
            yield (
                *(years, _cell(self._measure(change.measure), change.rule.title.in_(self.lang))),
                *(self._value(change, change.old, fall.old), self._value(change, change.new, fall.new), NOTHING),
                _cell(self._source(fall, change)),
            )
        for line in fall.lines:
            known = line.old.complete and line.new.complete
            known = known and line.old.potential == line.old.allocation and line.new.potential == line.new.allocation
            effect = line.new.allocation - line.old.allocation
            approximate = line.approximate
            yield (
                *(years, _cell(self._measure(line.measure), self.say("p.same-costs"))),
                *(self._allocation(line.old, approximate), self._allocation(line.new, approximate)),
                *(Cell((signed(effect),), effect) if known else _cell(self.say("t.unbounded")), NOTHING),
            )
        for name in fall.closed:
            assert fall.old is not None
            window = fall.old.measure(name).window
            assert window is not None
            what = _cell(self._measure(name), self.say("p.closed", before=fall.before))
            yield years, what, NOTHING, NOTHING, NOTHING, _cell(source(fall.old, window, self.lang))
        if fall.new is None:
            yield years, _cell(self.say("p.no-file")), NOTHING, NOTHING, NOTHING, NOTHING

    def _value(self, change: RuleChange, value: object, rules: RuleSet | None) -> Cell:
        """A rule's value; no more than its title where it is a rule that came or went."""
        if isinstance(value, int) and change.path[-1] in MONEY:
            return Cell((yen(value, self.lang),), value)
        if value is None or isinstance(value, dict) or rules is None:
            return NOTHING if value is None else _cell(change.rule.title.in_(self.lang))
        if change.path[-1] == "conditions" and isinstance(value, list):
            conditions = rules.measure(change.measure).conditions
            return _cell(self.listed(conditions[name].title.in_(self.lang) for name in value))
        return _cell(rule_value(change.path[-1], value, change.rule, rules, self.lang))

    @staticmethod
    def _rules_of(fall: Fall, change: RuleChange) -> RuleSet:
        """The rule set in which the changed rule stands."""
        for rules in filter(None, (fall.new, fall.old)):
            for measure in rules.measures:
                if change.rule in measure.parameters():
                    return rules
        raise AssertionError

    def _source(self, fall: Fall, change: RuleChange) -> str:
        return source(self._rules_of(fall, change), change.rule, self.lang)

    # -------------------------------------------------------------------------------------------- break-even, files

    def _break_evens(self) -> Iterator[Section]:
        if self.result.evens:
            yield self._evens()
        if self.result.written:
            yield self._written()

    def _written(self) -> Section:
        rows = []
        for one in self.result.written:
            even = Cell((bound(one.even, self.lang, approximate=one.by_head.approximate),), one.even)
            sides = (one.by_head, one.other)
            cells = [(self._taken(side), Cell((burden(side.burden, self.lang),))) for side in sides]
            rows.append(
                (
                    _cell(self.short(one.year)),
                    _cell(printable(one.role)),
                    *(cell for pair in cells for cell in pair),
                    even,
                )
            )
        columns = self.columns(
            "h.year@", "p.entry@", "p.by-head~", "p.burden#", "p.by-pay~", "p.burden#", "p.even-full#"
        )
        table = Table(self.in_yen("p.written-caption"), columns, rows)
        return Section(self.say("p.written"), (self.say("p.written-note"),), table)

    def _taken(self, side: Taken) -> Cell:
        name = self.say("p.base") if side.variant is None else printable(side.variant)
        return _cell(self.say("p.variant-pay", name=name, pay=f"{side.pay:,}"))

    def _evens(self) -> Section:
        rows = []
        for _, group in groupby(self.result.evens, lambda even: (*even._replace(category=""),)):
            found = list(group)
            even, rules = found[0], self.rules[found[0].year]
            paid_as = tuple(rules.categories[one.category].in_(self.lang) for one in found)
            roles = [
                f"{self.say('p.role-pay', name=printable(name), pay=f'{pay:,}')}: "
                f"{bound(special, self.lang, approximate=False)}"
                for name, pay, special in even.roles
            ]
            by_head = Cell((bound(even.by_head, self.lang, approximate=even.approximate),), even.by_head)
            rows.append((_cell(self.short(even.year)), _cell(*paid_as), by_head, self._even(even), _cell(*roles)))
        columns = self.columns("h.year@", "p.paid-as", "p.head-amount#", "p.even#", "p.at-pay~")
        table = Table(self.in_yen("p.evens-caption"), columns, rows)
        return Section(self.say("p.evens"), (self.say("p.evens-note"),), table)

    def _even(self, even: Even) -> Cell:
        if even.pay is not None:
            return Cell((yen(even.pay, self.lang),), even.pay)
        if even.by_head is None or even.most is None:
            return _cell(self.say("t.unbounded"))
        return _cell(self.say("p.even-none", most=f"{even.most:,}"))

    def _files(self) -> Table:
        rows = [(_cell(printable(self.result.plan.file)), NOTHING, NOTHING, _cell(self.result.plan.sha256))]
        rows += [
            (
                _cell(loaded.name),
                _cell(loaded.rules.version),
                _cell(self.say(f"t.{loaded.rules.status}")),
                _cell(loaded.sha256),
            )
            for loaded in self.result.rules
        ]
        if self.result.overlay is not None:
            overlay = self.result.overlay
            rows.append((_cell(printable(overlay.name)), NOTHING, NOTHING, _cell(overlay.sha256)))
        columns = self.columns("p.file@", "p.version", "p.standing", "h.sha256")
        return Table(self.say("p.files"), columns, rows)


def _cost_parts(figures: Figures) -> Iterator[Part]:
    """What others pay, the special tax, what is not known, the rest; none reaches beyond the cost."""
    cost = figures.cost
    funding = min(figures.other_funding, cost)
    sure = min(cost, funding + figures.special.allocation)
    least = figures.burden.least
    most = cost if least is None else max(sure, min(cost, cost - least))
    edges = (("funding", 0, funding), ("special", funding, sure), ("range", sure, most), ("own", most, cost))
    return (Part(kind, start, end - start) for kind, start, end in edges if end > start)  # type: ignore[arg-type]


def _head_parts(figures: Figures) -> Iterator[Part]:
    sure, potential = figures.ordinary.allocation, figures.ordinary.potential
    if sure:
        yield Part("head", 0, sure)
    most = max(sure, figures.cost) if potential is None else potential
    if most > sure:
        yield Part("head-range", sure, most - sure)


def _grouped(rows: Sequence[Any], key: Any) -> list[tuple[Any, list[Any]]]:
    """Rows that share a key, together, in the order of their first."""
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.items())
