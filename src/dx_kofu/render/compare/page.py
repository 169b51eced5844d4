"""A comparison for people: tables of columns side by side, and under each what made the difference; no layout yet.

In: a :class:`~dx_kofu.compare.records.Comparison`. Out: a :class:`Page`, which text and Markdown only have to set. Texts of the
input are made printable here; escaping is the format's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dx_kofu.compare.compare import TAXES, body_order
from dx_kofu.compare.records import NO_TOTAL, Column, Comparison, Key, LineDifference, Pair, RowDifference
from dx_kofu.messages import Message
from dx_kofu.render.compare.words import (
    Sources,
    gap_cell,
    gap_words,
    line_cause,
    places,
    potential_words,
    row_heading,
    row_points,
    rule_set_words,
)
from dx_kofu.render.digest import provisional, year_words
from dx_kofu.render.figures import bound, confirmed, heads, signed, yen
from dx_kofu.result import Line, Total
from dx_kofu.words import Lang, printable

MOST_ROWS = 100  # rows that differ told of a column
MOST_BODIES = 10  # bodies and years told whether they differ or not
STAMPS = ("assumption.option", "assumption.overlay", "assumption.answers")
"""What the command line filled in: every format says so."""


class Group(NamedTuple):
    """The figures of a measure, or a total: a title, and rows of a label and its figures."""

    title: str
    rows: tuple[tuple[str, ...], ...]


class Grid(NamedTuple):
    """A table of figures: the base, then each column and its difference."""

    titles: tuple[str, str]
    """Of the two columns of words."""
    heads: tuple[str, ...]
    groups: tuple[Group, ...]


class Point(NamedTuple):
    """A line of a list, with what belongs to it."""

    text: str
    inner: tuple[Point, ...] = ()


class Section(NamedTuple):
    """A body in a fiscal year, or what is told of all."""

    title: str
    grid: Grid | None = None
    points: tuple[Point, ...] = ()


class Page(NamedTuple):
    """The whole."""

    title: str
    notices: tuple[str, ...]
    sections: tuple[Section, ...]


def page(comparison: Comparison, lang: Lang) -> Page:
    """The page of a comparison."""
    return _Maker(comparison, lang).page()


class _Maker:
    def __init__(self, comparison: Comparison, lang: Lang) -> None:
        self.comparison, self.lang = comparison, lang
        self.sources = Sources(lang)
        self.base = comparison.columns[comparison.base]
        self.lines = [{line.key: line for line in pair.lines} for pair in comparison.pairs]
        measures = [
            measure for column in comparison.columns for _, loaded in column.rules for measure in loaded.rules.measures
        ]
        self.titles = {measure.id: measure.title.in_(lang) for measure in measures}
        places = list(self.titles)
        self.some = {key: line.some for lines in self.lines for key, line in lines.items()}
        self.keys = sorted(self.some, key=lambda key: (*body_order(key), places.index(key[2])))
        self.names = _body_names(comparison.columns)

    def say(self, key: str, **fields: object) -> str:
        return Message(key, **fields).in_(self.lang)

    def page(self) -> Page:
        title = self.say(f"d.title-{self.comparison.mode}", base=printable(self.base.name))
        sections = [*self._bodies(), *self._all(), *self._rows(), *self._cited(), self._columns(), *self._assumed()]
        return Page(title, tuple(self._notices()), tuple(sections))

    def _notices(self) -> Iterator[str]:
        results = [part.result for column in self.comparison.columns for part in column.parts]
        announced = dict.fromkeys(year for result in results for year in provisional(result))
        if announced:
            years = ("、" if self.lang == "ja" else ", ").join(year_words(year, self.lang) for year in announced)
            yield self.say("t.provisional", years=years)
        if not self.comparison.by_year:
            yield self.say("d.years-ignored")
        if not self.comparison.differs:
            yield self.say("d.same")
        if any(not gap.known for pair in self.comparison.pairs for gap in pair.totals.values()):
            yield self.say("d.unknown-note")

    # ------------------------------------------------------------------------------------------------ bodies

    def _bodies(self) -> Iterator[Section]:
        places = dict.fromkeys(key[:2] for key in self.keys)
        differing = {line.key[:2] for pair in self.comparison.pairs for line in pair.lines if line.differs}
        same = [place for place in places if place not in differing]
        if len(places) > MOST_BODIES and same:
            yield Section(self.say("d.same-bodies", count=len(same)))
            places = dict.fromkeys(place for place in places if place in differing)
        for code, year in places:
            title = f"{code} {self.names.get(code, '')}  {year_words(year, self.lang) if year else ''}".strip()
            groups = [self._line(key) for key in self.keys if key[:2] == (code, year)]
            groups += self._totals((code, year))
            points = tuple(self._causes((code, year)))
            yield Section(f"{' '.join(title.split())} {self.say('t.unit')}", self._grid(groups), points)

    def _grid(self, groups: Sequence[Group]) -> Grid:
        heads = [printable(self.base.name)]
        for pair in self.comparison.pairs:
            heads += [printable(pair.other.name), self.say("d.difference")]
        return Grid((self.say("t.measure"), self.say("d.figure")), tuple(heads), tuple(groups))

    def _line(self, key: Key) -> Group:
        """The figures of a measure."""
        tax = self.some[key].tax
        names = ["claimed"] if tax == "in-kind" or self.comparison.mode == "budgets" else []
        if tax != "in-kind":
            names += ["heads" if tax == "ordinary" else "eligible", "allocation", "potential"]
        labels = [self.say("d.heads" if name == "heads" else f"t.{name}") for name in names]
        rows = tuple((label, *self._cells(key, name)) for label, name in zip(labels, names, strict=True))
        return Group(f"{self.titles[key[2]]} ({self.say(f't.{tax}')})", rows)

    def _cells(self, key: Key, name: str) -> Iterator[str]:
        found = [lines.get(key) for lines in self.lines]
        yield self._figure(next((line.old for line in found if line is not None), None), name)
        for line in found:
            yield self._figure(line.new if line is not None else None, name)
            yield "" if line is None else self._change(line, name)

    def _figure(self, line: Line | None, name: str) -> str:
        if line is None:
            return "-"
        match name:
            case "allocation":
                return confirmed(line.allocation, self.lang, complete=line.complete, approximate=line.approximate)
            case "potential":
                return bound(line.potential, self.lang, approximate=line.approximate)
            case "heads":
                return heads(line, self.lang) if line.tax == "ordinary" else "-"
            case _:
                return yen(getattr(line, name), self.lang)

    def _change(self, line: LineDifference, name: str) -> str:
        match name:
            case "allocation":
                return gap_cell(line.gap, self.lang, approximate=_approximate(line.old, line.new))
            case "potential":
                return potential_words(line.gap, self.lang, approximate=_approximate(line.old, line.new))
            case "heads":
                counts = [side.heads or 0 if side is not None else 0 for side in (line.old, line.new)]
                return signed(counts[1] - counts[0], self.lang)
            case _:
                return signed(line.figure(name), self.lang)

    def _totals(self, body: tuple[str, str] | None) -> Iterator[Group]:
        """The totals of a body, or of all, by tax: allocation and potential."""
        for tax in TAXES:
            keys = [key for key, line in self.some.items() if line.tax == tax and body in (None, key[:2])]
            if not keys:
                continue
            near = any(
                _approximate(line.old, line.new) for lines in self.lines for key in keys if (line := lines.get(key))
            )
            every = [pair.totals if body is None else pair.bodies.get(body, {}) for pair in self.comparison.pairs]
            gaps = [found.get(tax) for found in every]
            old = next((found.old for found in gaps if found is not None), NO_TOTAL)
            rows = []
            for name, told in (("allocation", gap_cell), ("potential", potential_words)):
                cells = [self._total(old, name, near)]
                for found in gaps:
                    cells.append("-" if found is None else self._total(found.new, name, near))
                    cells.append("" if found is None else told(found, self.lang, approximate=near))
                rows.append((self.say(f"t.{name}"), *cells))
            yield Group(self.say(f"t.total-{tax}"), tuple(rows))

    def _total(self, total: Total, name: str, near: bool) -> str:
        if name == "potential":
            return bound(total.potential, self.lang, approximate=near)
        return confirmed(total.allocation, self.lang, complete=total.complete, approximate=near)

    def _all(self) -> Iterator[Section]:
        if len({key[:2] for key in self.keys}) > 1:
            yield Section(f"{self.say('t.all')} {self.say('t.unit')}", self._grid(list(self._totals(None))))

    # ------------------------------------------------------------------------------------------------ causes

    def _causes(self, body: tuple[str, str]) -> Iterator[Point]:
        """What made the difference, for each column and measure that differs."""
        own = [key for key in self.keys if key[:2] == body]
        for at, pair in enumerate(self.comparison.pairs):
            for line in (self.lines[at][key] for key in own if key in self.lines[at]):
                if line.differs:
                    eligible = signed(line.figure("eligible"), self.lang)
                    text = self.say(
                        "d.line",
                        name=self._against(pair),
                        measure=self.titles.get(line.key[2], line.key[2]),
                        eligible=eligible,
                        allocation=gap_words(line.gap, self.lang, approximate=_approximate(line.old, line.new)),
                    )
                    inner = tuple(
                        Point(words, tuple(Point(more) for more in under))
                        for cause in line.causes
                        for words, *under in [line_cause(cause, self.lang, self.sources, several=self._several(pair))]
                    )
                    yield Point(text, inner)

    def _against(self, pair: Pair) -> str:
        return self.say("d.against", base=printable(self.base.name), other=printable(pair.other.name))

    @staticmethod
    def _several(pair: Pair) -> bool:
        return any(len(part.result.inputs) > 1 for column in (pair.base, pair.other) for part in column.parts)

    def _rows(self) -> Iterator[Section]:
        for pair in self.comparison.pairs:
            if pair.rows:
                points = [self._row(row, pair) for row in pair.rows[:MOST_ROWS]]
                if len(pair.rows) > MOST_ROWS:
                    points.append(Point(self.say("d.more-rows", count=len(pair.rows) - MOST_ROWS)))
                title = self.say("d.rows", name=self._against(pair), count=len(pair.rows))
                yield Section(title, None, tuple(points))

    def _row(self, row: RowDifference, pair: Pair) -> Point:
        several = self._several(pair)
        heading = row_heading(row, self.lang, places(row, several=several), self.titles)
        return Point(heading, tuple(Point(text) for text in row_points(row, self.lang)))

    # ------------------------------------------------------------------------------------------------ provenance

    def _cited(self) -> Iterator[Section]:
        """The sources of the rules that are named."""
        points = tuple(
            Point(self.say("d.source", number=number, citation=citation))
            for citation, number in self.sources.numbers.items()
        )
        if points:
            yield Section(self.say("d.sources"), None, points)

    def _columns(self) -> Section:
        points = []
        for column in self.comparison.columns:
            inner = [Point(words) for words in rule_set_words(column, self.lang)]
            read = [(file.name, file.sha256) for part in column.parts for file in part.result.inputs]
            if self.comparison.mode == "budgets" or column is self.base:
                inner += [
                    Point(self.say("d.input", name=printable(name), sha256=sha256[:16]))
                    for name, sha256 in dict.fromkeys(read)
                ]
            points.append(Point(printable(column.name), tuple(inner)))
        return Section(self.say("d.columns"), None, tuple(points))

    def _assumed(self) -> Iterator[Section]:
        """What the command line filled in; what the rule files assume stands in the JSON and in ``calc``."""
        stamps = dict.fromkeys(
            message.in_(self.lang)
            for column in self.comparison.columns
            for part in column.parts
            for message in part.result.assumptions
            if message.key in STAMPS
        )
        if stamps:
            yield Section(self.say("t.assumptions"), None, tuple(Point(printable(text)) for text in stamps))


def _approximate(*lines: Line | None) -> bool:
    return any(line.approximate for line in lines if line is not None)


def _body_names(columns: Sequence[Column]) -> dict[str, str]:
    names: dict[str, str] = {}
    for column in columns:
        for row in column.rows:
            place = row.item.expense.place
            if place.name:
                names.setdefault(place.body_code, printable(place.name))
    return names
