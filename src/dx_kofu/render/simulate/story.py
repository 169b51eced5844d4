"""A simulation in the order of reading, all words chosen, no layout: what the page, Markdown and the terminal set.

In: a :class:`~dx_kofu.simulate.records.Simulation`, a language, and how many scenarios a table shows. Out: a :class:`Story`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from dx_kofu import __version__
from dx_kofu.messages import Message
from dx_kofu.money import decimal_text
from dx_kofu.render.digest import provisional, year_words
from dx_kofu.render.document import NOTHING, Cell, Column, Kind, Section, Table
from dx_kofu.render.figures import signed, yen
from dx_kofu.render.simulate.words import (
    change_words,
    is_approximate,
    moves,
    now_of,
    now_words,
    total_words,
    value_words,
    years_of,
)
from dx_kofu.rules.records import UNKNOWN
from dx_kofu.simulate.parameters import Parameter, Value
from dx_kofu.simulate.records import TAXES, Outcome, Simulation, Tax
from dx_kofu.simulate.scenarios import Drawn, Swept
from dx_kofu.simulate.spread import Spread
from dx_kofu.words import Lang, printable

MOST_BOXES = 40
"""Scenarios whose bodies are drawn."""


class Point(NamedTuple):
    """A scenario in a chart: where it stands, its total confirmed and at most (``None``: no bound)."""

    at: Fraction
    sure: int
    best: int | None


class Plot(NamedTuple):
    """The total over the values of a parameter; ``joined`` where no other parameter moves it."""

    title: str
    told: str
    points: tuple[Point, ...]
    now: Point | None
    """The rules as they stand, where their value is one known figure."""
    joined: bool
    ends: tuple[str, str]
    """The least and the largest value, in words."""


class Box(NamedTuple):
    """How the bodies of a scenario spread."""

    label: str
    figure: str
    spread: Spread


class Boxes(NamedTuple):
    """Scenarios side by side."""

    title: str
    told: str
    boxes: tuple[Box, ...]
    note: str | None
    """Where not all scenarios are drawn."""


class Chapter(NamedTuple):
    """A tax."""

    id: str
    title: str
    plots: tuple[Plot, ...]
    boxes: Boxes | None
    sections: tuple[Section, ...]


class Story(NamedTuple):
    """The whole."""

    title: str
    subtitle: str
    provisional: str | None
    notices: tuple[str, ...]
    parameters: Section
    chapters: tuple[Chapter, ...]
    assumptions: tuple[str, ...]
    files: Table
    program: str


def story(found: Simulation, lang: Lang, most: int) -> Story:
    """Puts a simulation into the order in which it is read; tables show the first ``most`` scenarios."""
    return _Teller(found, lang, most).story()


def _cell(*lines: str) -> Cell:
    return Cell(lines)


class _Teller:
    def __init__(self, found: Simulation, lang: Lang, most: int) -> None:
        self.found, self.lang, self.most = found, lang, most
        self.years = years_of(found)
        self.shown = found.outcomes[: most + 1]

    def say(self, key: str, **fields: Any) -> str:
        return Message(key, **fields).in_(self.lang)

    def listed(self, texts: Sequence[str]) -> str:
        return ("、" if self.lang == "ja" else ", ").join(texts)

    def columns(self, *keys: str) -> tuple[Column, ...]:
        """Columns by their messages; a sign at the end marks figures (``#``) and words (``~``)."""
        kinds: dict[str, Kind] = {"#": "number", "~": "words", "@": "name"}
        return tuple(Column(self.say(key.rstrip("#~@")), kinds.get(key[-1], "text")) for key in keys)

    def in_yen(self, text: str) -> str:
        return text + ("" if self.lang == "ja" else " ") + self.say("t.unit")

    def story(self) -> Story:
        found = self.found
        announced = provisional(found.base)
        years = self.listed([year_words(year, self.lang) for year in announced])
        return Story(
            title=self.say("simulate.title"),
            subtitle=self.say(
                "simulate.subtitle",
                bodies=f"{len(found.bodies):,}",
                years=self.listed([year_words(year, self.lang) for year in self.years]),
                count=f"{len(found.outcomes) - 1:,}",
            ),
            provisional=self.say("t.provisional", years=years) if announced else None,
            notices=tuple(self._notices()),
            parameters=self._parameters(),
            chapters=tuple(self._chapter(tax) for tax in TAXES if moves(found, tax) or tax == "special"),
            assumptions=tuple(printable(message.in_(self.lang)) for message in found.base.assumptions),
            files=self._files(),
            program=f"dx-kofu {__version__}",
        )

    def _notices(self) -> Iterator[str]:
        found = self.found
        yield self.say("simulate.read")
        if not all(one.of(tax).total.complete for one in found.outcomes for tax in TAXES):
            yield self.say("t.incomplete-note")
        drawing = found.asked.drawing
        if drawing is not None:
            yield self.say("simulate.seed", draws=f"{drawing.draws:,}", seed=drawing.seed)
        if any(found.has["ordinary"]) and not moves(found, "ordinary"):
            effect = found.outcomes[0].ordinary
            sure, best = total_words(effect.total, self.lang, approximate=is_approximate(found, "ordinary"))
            yield self.say("simulate.ordinary-same", sure=sure, best=best)
        if len(self.shown) < len(found.outcomes):
            yield self.say("simulate.first", shown=f"{self.most:,}", count=f"{len(found.outcomes) - 1:,}")
        skipped = {(problem.file, problem.row) for problem in found.base.skipped}
        if skipped:
            yield self.say("skipped", rows=len(skipped))
        if found.base.overlay is not None:
            yield self.say("h.overlay-note", name=printable(found.base.overlay.name))

    # -------------------------------------------------------------------------------------------- parameters

    def _parameters(self) -> Section:
        asked = self.found.asked
        rows = [self._parameter(one.parameter, self._values(one)) for one in asked.swept]
        rows += [self._parameter(one.parameter, one.said) for one in (asked.drawing.drawn if asked.drawing else ())]
        columns = self.columns("simulate.place@", "simulate.figure~", "simulate.now", "simulate.values~")
        return Section(
            self.say("simulate.parameters"), (), Table(self.say("simulate.parameters-caption"), columns, rows)
        )

    def _parameter(self, one: Parameter, values: str) -> tuple[Cell, ...]:
        rules = {loaded.rules.fiscal_year: loaded.rules for loaded in self.found.base.rules}
        year = next((year for year in one.steps if year in rules), None)
        measure = rules[year].measure(one.measure).title.in_(self.lang) if year else one.measure
        title = next(iter(one.steps.values())).title.in_(self.lang)
        return _cell(one.path), _cell(measure, title), _cell(now_words(one, self.years, self.lang)), _cell(values)

    def _values(self, one: Swept) -> str:
        values = [value_words(value, self.lang) for value in one.values]
        if len(values) > 8:
            return self.say("simulate.many-values", first=values[0], last=values[-1], count=f"{len(values):,}")
        return self.listed(values) if self.lang == "ja" else "; ".join(values)

    # -------------------------------------------------------------------------------------------- a tax

    def _chapter(self, tax: Tax) -> Chapter:
        moved = moves(self.found, tax)
        boxes = self._boxes(tax) if any(self.found.has[tax]) and moved else None
        plots = tuple(self._plots(tax)) if moved else ()
        return Chapter(tax, self.say(f"simulate.tax-{tax}"), plots, boxes, tuple(self._sections(tax)))

    def _sections(self, tax: Tax) -> Iterator[Section]:
        if tax == "special" and not moves(self.found, tax):
            yield Section("", (self.say("simulate.special-same"),))
        yield Section(self.say("simulate.totals"), (), self._totals(tax))
        if any(self.found.has[tax]):
            count = f"{sum(self.found.has[tax]):,}"
            title = self.say("simulate.bodies-caption", count=count)
            yield Section(self.say("simulate.bodies"), (), self._spreads(tax, title, changes=False))
            title = self.say("simulate.changes-caption", count=count)
            yield Section("", (), self._spreads(tax, title, changes=True))
        if len(self.found.outcomes) > 3:
            spread = self.found.over[tax]
            rows = [(_cell(self.say("simulate.total")), *self._spread(spread, changes=False))]
            title = self.say("simulate.over-caption", count=f"{spread.size:,}")
            columns = (*self.columns("simulate.what@"), *self._spread_columns())
            yield Section(self.say("simulate.over"), (), Table(self.in_yen(title), columns, rows))

    def _scenario(self, number: int, one: Outcome) -> tuple[Cell, ...]:
        """Number and values of a scenario."""
        if one.values is None:
            now = [now_words(parameter, self.years, self.lang) for parameter in self.found.parameters]
            return _cell(self.say("simulate.as-they-stand")), *(_cell(value) for value in now)
        return _cell(f"{number:,}"), *(_cell(value_words(value, self.lang)) for value in one.values)

    def _scenario_columns(self) -> tuple[Column, ...]:
        return (
            *self.columns("simulate.scenario@"),
            *(Column(name, "name") for name in self._names()),
        )

    def _names(self) -> list[str]:
        """The parameters, each by its step where no other is called so."""
        steps = [parameter.step for parameter in self.found.parameters]
        short = len(set(steps)) == len(steps)
        return steps if short else [parameter.path for parameter in self.found.parameters]

    def _totals(self, tax: Tax) -> Table:
        base, approximate = self.found.outcomes[0], is_approximate(self.found, tax)
        rows = []
        for number, one in enumerate(self.shown):
            effect = one.of(tax)
            sure, best = total_words(effect.total, self.lang, approximate=approximate)
            rows.append(
                (
                    *self._scenario(number, one),
                    Cell((sure,), effect.total.allocation),
                    Cell((best,), effect.total.potential),
                    Cell((change_words(one, base, tax, self.lang),), effect.change),
                    *(_cell(f"{count:,}") for count in (effect.gain, effect.lose, effect.same)),
                )
            )
        columns = self.columns(
            *("t.allocation#", "t.potential#", "simulate.change#", "simulate.gain#", "simulate.lose#", "simulate.same#")
        )
        title = self.in_yen(self.say("simulate.totals-caption"))
        return Table(title, (*self._scenario_columns(), *columns), rows)

    def _spreads(self, tax: Tax, title: str, *, changes: bool) -> Table:
        rows = []
        for number, one in enumerate(self.shown):
            spread = one.of(tax).changes if changes else one.of(tax).bodies
            assert spread is not None
            rows.append((*self._scenario(number, one), *self._spread(spread, changes=changes)))
        return Table(self.in_yen(title), (*self._scenario_columns(), *self._spread_columns()), rows)

    def _spread_columns(self) -> tuple[Column, ...]:
        keys = ("least", "lower", "median", "upper", "most", "mean")
        return self.columns(*(f"simulate.{key}#" for key in keys))

    def _spread(self, spread: Spread, *, changes: bool) -> tuple[Cell, ...]:
        return tuple(
            Cell((signed(amount, self.lang) if changes else yen(amount, self.lang),), amount) for amount in spread[1:]
        )

    # -------------------------------------------------------------------------------------------- charts

    def _plots(self, tax: Tax) -> Iterator[Plot]:
        asked = self.found.asked
        moving = [self._tax(parameter) == tax for parameter in self.found.parameters]
        ways: list[Swept | Drawn] = [*asked.swept, *(asked.drawing.drawn if asked.drawing else ())]
        for place, one in enumerate(ways):
            if not moving[place] or (isinstance(one, Swept) and len(one.values) == 1):
                continue
            points = [_point(outcome, outcome.values[place], tax) for outcome in self.found.outcomes if outcome.values]
            points.sort(key=lambda point: (point.at, point.sure))
            now = set(now_of(one.parameter, self.years).values())
            at = next(iter(now)) if len(now) == 1 else UNKNOWN
            stands = None if at == UNKNOWN else _point(self.found.outcomes[0], at, tax)
            every = [point.at for point in points] + ([stands.at] if stands else [])
            ends = [self._axis(one.parameter, end) for end in (min(every), max(every))]
            told = self.say(
                "simulate.plot-told",
                first=ends[0],
                last=ends[1],
                low=yen(min(point.sure for point in points), self.lang, unit=True),
                high=yen(max(point.sure for point in points), self.lang, unit=True),
            )
            title = self.say("simulate.plot", tax=self.say(f"simulate.tax-{tax}"), path=one.parameter.path)
            yield Plot(title, told, tuple(points), stands, sum(moving) == 1, (ends[0], ends[1]))

    def _tax(self, parameter: Parameter) -> str | None:
        """Which tax a parameter moves, where its measure is in force in a year of the table."""
        lines = ((line.measure, line.tax) for line in self.found.base.lines if line.fiscal_year in parameter.steps)
        return next((tax for measure, tax in lines if measure == parameter.measure), None)

    def _axis(self, parameter: Parameter, at: Fraction) -> str:
        return decimal_text(at) if parameter.is_rate else f"{int(at):,}"

    def _boxes(self, tax: Tax) -> Boxes:
        every = list(enumerate(self.found.outcomes))
        note = None
        if len(every) > MOST_BOXES:
            ranked = sorted(every[1:], key=lambda one: (one[1].of(tax).total.allocation, one[0]))
            ranks = [place * (len(ranked) - 1) // (MOST_BOXES - 2) for place in range(MOST_BOXES - 1)]
            note = self.say("simulate.boxes-note", shown=len(ranks), count=f"{len(ranked):,}")
            every = [every[0], *(ranked[rank] for rank in ranks)]
        boxes = []
        for number, one in every:
            spread = one.of(tax).bodies
            assert spread is not None
            figure = self.say("simulate.box", median=yen(spread.median, self.lang), most=yen(spread.most, self.lang))
            boxes.append(Box(self._label(number, one), figure, spread))
        title = self.say("simulate.boxes", tax=self.say(f"simulate.tax-{tax}"))
        return Boxes(title, "; ".join(f"{box.label} {box.figure}" for box in boxes), tuple(boxes), note)

    def _label(self, number: int, one: Outcome) -> str:
        """A scenario's number, with its value where it has but one: there is room for no more."""
        if one.values is None:
            return self.say("simulate.as-they-stand")
        if len(one.values) > 1:
            return f"{number:,}"
        return self.say("simulate.label", number=f"{number:,}", value=value_words(one.values[0], self.lang))

    # -------------------------------------------------------------------------------------------- files

    def _files(self) -> Table:
        base = self.found.base
        rows = [(_cell(printable(one.name)), NOTHING, NOTHING, _cell(one.sha256 or "-")) for one in base.inputs]
        rows += [
            (
                _cell(loaded.name),
                _cell(loaded.rules.version),
                _cell(self.say(f"t.{loaded.rules.status}")),
                _cell(loaded.sha256),
            )
            for loaded in base.rules
        ]
        if base.overlay is not None:
            rows.append((_cell(printable(base.overlay.name)), NOTHING, NOTHING, _cell(base.overlay.sha256)))
        columns = self.columns("p.file@", "p.version", "p.standing", "h.sha256")
        return Table(self.say("simulate.files"), columns, rows)


def _point(one: Outcome, value: Value, tax: Tax) -> Point:
    total = one.of(tax).total
    return Point(Fraction(value), total.allocation, total.potential)
