"""A result as a document to file: its parts in the order of reading, all words chosen, no layout.

In: a :class:`~dx_kofu.result.Result` and a language. Out: a :class:`Document` of chapters, tables and waterfalls, which the
page (``html.py``) and Markdown (``md.py``) only have to set. Texts of the input are made printable here; escaping is the format's.

Long tables are iterators, so that a page of many thousand rows is written as it is made. Above ``MOST_ROWS`` rows the document
keeps to what lost yen or is asked, above ``MOST_BODIES`` bodies and years it leaves out waterfalls, caps and persons; it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from dx_kofu import __version__
from dx_kofu.messages import Message
from dx_kofu.money import decimal_text
from dx_kofu.records import Diagnostic, Input
from dx_kofu.render.digest import BodyDigest, Way, accepted_rows, bodies, complete, place_words, provisional, year_words
from dx_kofu.render.figures import bound, confirmed, exact_yen, heads, taken, yen
from dx_kofu.render.rules import step_value
from dx_kofu.result import Item, Line, Result, Total
from dx_kofu.rules.records import UNKNOWN, Condition, Cost, Figure, Measure, Parameter, RuleSet, Source, Window
from dx_kofu.wording import ask, who, why
from dx_kofu.words import Lang, printable

MOST_ROWS = 20_000  # rows of the input shown one by one
MOST_BODIES = 300  # bodies and years told in full
MOST_PLACES = 40  # rows named for one reason
MOST_ASKED = 20  # rows with open questions told of a body where the input has more than MOST_ROWS rows

Kind = Literal["text", "number", "name", "words"]
StepKind = Literal["claimed", "lost", "open", "eligible", "allocated", "potential"]


class Cell(NamedTuple):
    """What stands in a table: a line or several, the yen where it is an amount, the number of the citation, a chapter's id."""

    lines: tuple[str, ...]
    yen: int | None = None
    citation: int | None = None
    chapter: str | None = None

    @property
    def text(self) -> str:
        """The lines as one."""
        return " / ".join(self.lines)


class Column(NamedTuple):
    """A column: a short text, figures (which stand right), names that should not be torn, or words that need room."""

    title: str
    kind: Kind = "text"


class Table(NamedTuple):
    """A table; the first column names its rows. ``totals`` come last and stand out; their empty cells follow the name."""

    caption: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    totals: tuple[Sequence[Cell], ...] = ()


class Step(NamedTuple):
    """A bar of a waterfall: ``amount`` yen that begin at ``start``; ``figure`` is how the amount is said."""

    kind: StepKind
    label: str
    figure: str
    start: int
    amount: int


class Waterfall(NamedTuple):
    """From claimed to allocated, for one measure."""

    title: str
    columns: tuple[Column, ...]
    steps: tuple[Step, ...]


class Section(NamedTuple):
    """A part of a chapter; without a title it goes on with the part before."""

    title: str
    notes: tuple[str, ...] = ()
    table: Table | None = None
    waterfalls: tuple[Waterfall, ...] = ()


class Chapter(NamedTuple):
    """A body in a fiscal year."""

    id: str
    title: str
    sections: Iterable[Section]


class Headline(NamedTuple):
    """The total of one tax."""

    tax: str
    title: str
    total: Total
    confirmed: str
    bound: str


class Items(NamedTuple):
    """The rows of the input, with what the filter of a page needs: each row's status and measure."""

    title: str
    notes: tuple[str, ...]
    table: Table
    marks: tuple[tuple[str, str], ...]
    statuses: tuple[tuple[str, str], ...]
    measures: tuple[tuple[str, str], ...]

    @property
    def pairs(self) -> Iterator[tuple[Sequence[Cell], tuple[str, str]]]:
        """The rows, each with its status and measure."""
        return zip(self.table.rows, self.marks, strict=True)


class Document(NamedTuple):
    """The whole."""

    title: str
    subtitle: str
    provisional: str | None
    notices: tuple[str, ...]
    headlines: tuple[Headline, ...]
    overview: Table | None
    """Every body and year, where there are several."""
    chapters: tuple[Chapter, ...]
    items: Items
    accepted: Table | None
    """Findings of ``check`` that rows accept, with their reasons."""
    assumptions: tuple[str, ...]
    warnings: Table | None
    skipped: Table | None
    rules: tuple[Section, ...]
    citations: Table
    """Grows as tables are read: to be set last."""
    read_as: tuple[str, ...]
    """How each table was read, where it is not simply as the contract has it."""
    inputs: Table
    program: str


def document(result: Result, lang: Lang) -> Document:
    """Puts a result into the order in which it is read."""
    return _Writer(result, lang).document()


def _cell(*lines: str) -> Cell:
    return Cell(lines)


def _chapter_id(digest: BodyDigest) -> str:
    return f"body-{digest.body.body_code}-{digest.body.fiscal_year}"


def _amount(text: str, amount: int | None) -> Cell:
    return Cell((text,), amount)


NOTHING = _cell("-")
EMPTY = _cell("")


class _Writer:
    """Says a result's parts in one language; citations are numbered in the order in which they are first needed."""

    def __init__(self, result: Result, lang: Lang) -> None:
        self.result, self.lang = result, lang
        self.digests = tuple(bodies(result))
        self.rules = {loaded.rules.fiscal_year: loaded.rules for loaded in result.rules}
        self.several_files = len(result.inputs) > 1
        self.row = "h.row@" if self.several_files else "h.row"
        self.brief = len(result.items) > MOST_ROWS
        self.many = len(self.digests) > MOST_BODIES
        self.cited: dict[tuple[str, str], int] = {}
        self.reasons: dict[tuple[object, ...], str] = {}

    def say(self, key: str, **fields: Any) -> str:
        return Message(key, **fields).in_(self.lang)

    def columns(self, *keys: str) -> tuple[Column, ...]:
        """Columns by their messages; a sign at the end marks figures (``#``), names (``@``) and words (``~``)."""
        kinds: dict[str, Kind] = {"#": "number", "@": "name", "~": "words"}
        return tuple(Column(self.say(key.rstrip("#@~")), kinds.get(key[-1], "text")) for key in keys)

    def document(self) -> Document:
        result = self.result
        announced = provisional(result)
        return Document(
            title=self.say("h.title"),
            subtitle=self._subtitle(),
            provisional=self.say("t.provisional", years=self._list(year_words(year, self.lang) for year in announced))
            if announced
            else None,
            notices=tuple(self._notices()),
            headlines=(self._headline("special", result.special), self._headline("ordinary", result.ordinary)),
            overview=self._overview() if len(self.digests) > 1 else None,
            chapters=tuple(self._chapter(digest) for digest in self.digests),
            items=self._items(),
            accepted=self._accepted(),
            assumptions=tuple(printable(assumption.in_(self.lang)) for assumption in result.assumptions),
            warnings=self._diagnostics(result.warnings, "h.warnings"),
            skipped=self._diagnostics(result.skipped, "h.skipped"),
            rules=tuple(self._rules()),
            citations=self._citations(),
            read_as=tuple(printable(message.in_(self.lang)) for message in result.read_as),
            inputs=self._inputs(),
            program=f"dx-kofu {__version__}",
        )

    def _in_yen(self, key: str) -> str:
        return self.say(key) + ("" if self.lang == "ja" else " ") + self.say("t.unit")

    def _list(self, texts: Iterable[str]) -> str:
        return ("、" if self.lang == "ja" else ", ").join(texts)

    # -------------------------------------------------------------------------------------------- head

    def _subtitle(self) -> str:
        if len(self.digests) == 1:
            return self._body_title(self.digests[0])
        years = self._list(year_words(year, self.lang) for year in self.rules)
        names = {self._body_name(digest) for digest in self.digests}
        return (
            f"{names.pop()} {years}" if len(names) == 1 else self.say("h.bodies", count=f"{len(names):,}", years=years)
        )

    def _body_name(self, digest: BodyDigest) -> str:
        return f"{digest.body.body_code} {digest.name}".strip()

    def _body_title(self, digest: BodyDigest) -> str:
        mark = f"（{self.say('t.announced')}）" if digest.rules.status == "announced" else ""
        return f"{self._body_name(digest)} {year_words(digest.body.fiscal_year, self.lang)}{mark}"

    def _notices(self) -> Iterator[str]:
        if not complete(self.result):
            yield self.say("t.incomplete-note")
        asked = sum(1 for item in self.result.items if item.questions)
        if asked:
            yield self.say("h.asked-note", rows=f"{asked:,}")
        skipped = {(diagnostic.file, diagnostic.row) for diagnostic in self.result.skipped}
        if skipped:
            yield self.say("skipped", rows=len(skipped))
        if self.result.warnings:
            yield self.say("h.warnings-note", count=f"{len(self.result.warnings):,}")
        if self.many:
            yield self.say("h.many-note", count=f"{len(self.digests):,}", most=f"{MOST_BODIES:,}")
        if self.result.overlay is not None:
            yield self.say("h.overlay-note", name=printable(self.result.overlay.name))

    def _headline(self, tax: str, total: Total) -> Headline:
        approximate = self._approximate(self.result.lines, tax)
        sure = confirmed(total.allocation, self.lang, complete=total.complete, approximate=approximate, unit=True)
        best = bound(total.potential, self.lang, approximate=approximate, unit=True)
        return Headline(tax, self.say(f"t.total-{tax}"), total, sure, best)

    def _approximate(self, lines: Iterable[Line], tax: str) -> bool:
        return any(line.approximate for line in lines if line.tax == tax)

    def _overview(self) -> Table:
        columns = (
            *self.columns("h.body@", "h.year@"),
            *(
                Column(f"{self.say(f'h.tax-{tax}')} {self.say(key)}", "number")
                for tax in ("special", "ordinary")
                for key in ("t.allocation", "t.potential")
            ),
        )
        rows = (
            (
                Cell((self._body_name(digest),), chapter=_chapter_id(digest)),
                _cell(year_words(digest.body.fiscal_year, self.lang)),
                *self._pair(digest.body.special, self._approximate(digest.lines, "special")),
                *self._pair(digest.body.ordinary, self._approximate(digest.lines, "ordinary")),
            )
            for digest in self.digests
        )
        lines = self.result.lines
        total = (
            _cell(self.say("t.all")),
            EMPTY,
            *self._pair(self.result.special, self._approximate(lines, "special")),
            *self._pair(self.result.ordinary, self._approximate(lines, "ordinary")),
        )
        return Table(self._in_yen("h.overview"), columns, rows, (total,))

    def _pair(self, total: Total | Line, approximate: bool) -> tuple[Cell, Cell]:
        """An allocation, confirmed and at most."""
        sure = confirmed(total.allocation, self.lang, complete=total.complete, approximate=approximate)
        return (
            _amount(sure, total.allocation),
            _amount(bound(total.potential, self.lang, approximate=approximate), total.potential),
        )

    # -------------------------------------------------------------------------------------------- a body and year

    def _chapter(self, digest: BodyDigest) -> Chapter:
        return Chapter(_chapter_id(digest), self._body_title(digest), self._sections(digest))

    def _sections(self, digest: BodyDigest) -> Iterator[Section]:
        yield Section(self.say("h.measures"), table=self._measures(digest))
        if not self.many:
            yield Section(self.say("h.ways"), waterfalls=tuple(self._waterfall(digest, way) for way in digest.ways))
        if digest.asked:
            yield self._asked(digest)
        if digest.cuts:
            yield Section(self.say("t.cut"), table=self._cuts(digest))
        if self.many:
            return
        if digest.rooms:
            yield Section(self.say("h.rooms"), table=self._rooms(digest))
        if digest.persons:
            yield self._persons(digest)

    def _measures(self, digest: BodyDigest) -> Table:
        columns = self.columns(
            "t.measure~",
            "t.tax",
            "t.claimed#",
            "t.eligible#",
            "h.rate#",
            "h.before-rounding#",
            "t.allocation#",
            "t.potential#",
        )
        totals = [
            (
                _cell(self.say(f"t.total-{tax}")),
                *[EMPTY] * 5,
                *self._pair(total, self._approximate(digest.lines, tax)),
            )
            for tax, total in (("special", digest.body.special), ("ordinary", digest.body.ordinary))
            if any(line.tax == tax for line in digest.lines)
        ]
        rows = [self._measure(digest, line) for line in digest.lines]
        return Table(self._in_yen("h.measures-caption"), columns, rows, tuple(totals))

    def _measure(self, digest: BodyDigest, line: Line) -> Sequence[Cell]:
        special = line.tax == "special"
        return (
            _cell(digest.rules.measure(line.measure).title.in_(self.lang)),
            _cell(self.say(f"t.{line.tax}")),
            _amount(yen(line.claimed, self.lang), line.claimed),
            _amount(yen(line.eligible, self.lang), line.eligible) if special else NOTHING,
            _cell(self._factor(line) or "-"),
            _amount(exact_yen(line.before_rounding), None) if special else NOTHING,
            *self._pair(line, line.approximate),
        )

    def _factor(self, line: Line) -> str:
        """What turns eligible cost, or heads, into the allocation."""
        match line.tax:
            case "ordinary":
                return heads(line, self.lang)
            case "special":
                return f"x {self.say('t.unbounded') if line.rate is None else decimal_text(line.rate)}"
            case _:
                return ""

    def _waterfall(self, digest: BodyDigest, way: Way) -> Waterfall:
        title = digest.rules.measure(way.line.measure).title.in_(self.lang)
        columns = self.columns("h.step", "h.yen#")
        return Waterfall(title, columns, tuple(self._steps(way)))

    def _steps(self, way: Way) -> Iterator[Step]:
        line, left = way.line, way.line.claimed
        yield Step("claimed", self.say("t.claimed"), yen(left, self.lang), 0, left)
        for stage in way.stages:
            left -= stage.amount
            kind: StepKind = "open" if stage.kind == "unknown" else "lost"
            yield Step(kind, self.say(f"h.stage-{stage.kind}"), taken(stage.amount), left, stage.amount)
        if line.tax == "special":
            yield Step("eligible", self.say("t.eligible"), yen(line.eligible, self.lang), 0, line.eligible)
        factor = self._factor(line)
        label = self.say("h.allocated-by", factor=factor) if factor else self.say("t.allocation")
        sure, best = (cell.text for cell in self._pair(line, line.approximate))
        yield Step("allocated", label, sure, 0, line.allocation)
        if not line.complete or (line.potential, line.potential_eligible) != (line.allocation, line.eligible):
            label = self.say("t.potential")
            if line.tax == "special":
                label = self.say("h.potential-of", eligible=yen(line.potential_eligible, self.lang))
            yield Step("potential", label, best, 0, line.potential or 0)

    def _asked(self, digest: BodyDigest) -> Section:
        asked = digest.asked
        shown = asked[:MOST_ASKED] if self.brief else asked
        left = len(asked) - len(shown)
        notes = (self.say("h.asked-left", count=f"{left:,}"),) if left else ()
        rows = [
            (
                _cell(self._place(item)),
                _cell(*(ask(digest.rules, question, self.lang) for question in item.questions)),
                _cell(*dict.fromkeys(who(digest.rules, question, self.lang) for question in item.questions)),
                _amount(bound(item.questions[0].yen, self.lang, approximate=False), item.questions[0].yen),
            )
            for item in shown
        ]
        columns = self.columns(self.row, "t.question~", "t.who~", "h.at-stake#")
        return Section(self.say("h.asked"), notes, Table(self.say("h.asked-caption"), columns, rows))

    def _cuts(self, digest: BodyDigest) -> Table:
        rows = [
            (
                _cell(cut.measure.title.in_(self.lang)),
                _cell(why(digest.rules, item.expense, reduction, self.lang)),
                _cell(self._places([found for found, _ in cut.found])),
                self._source(digest.rules, reduction.rule),
                _amount(taken(cut.amount), cut.amount),
            )
            for cut in digest.cuts
            for item, reduction in cut.found[:1]
        ]
        columns = self.columns("t.measure~", "t.reason~", "t.rows", "r.source@", "h.cut#")
        return Table(self._in_yen("h.cuts-caption"), columns, rows)

    def _rooms(self, digest: BodyDigest) -> Table:
        rows = []
        for room in digest.rooms:
            assert room.cap.amount != UNKNOWN
            rows.append(
                (
                    _cell(room.measure.title.in_(self.lang)),
                    _cell(room.cap.title.in_(self.lang)),
                    NOTHING if room.person is None else _cell(printable(room.person)),
                    *(_amount(yen(amount, self.lang), amount) for amount in (room.cap.amount, room.used, room.left)),
                    _amount(taken(room.lost), room.lost),
                )
            )
        columns = self.columns("t.measure~", "h.cap~", "h.person@", "h.cap-amount#", "h.used#", "h.left#", "h.lost#")
        return Table(self._in_yen("h.rooms-caption"), columns, rows)

    def _persons(self, digest: BodyDigest) -> Section:
        persons = digest.persons
        shown = [line for line in persons if not self.brief or line.eligible < line.claimed]
        left = len(persons) - len(shown)
        notes = (self.say("h.persons-left", count=f"{left:,}"),) if left else ()
        rows = [
            (
                _cell(printable(line.person)),
                _cell(line.measure.title.in_(self.lang)),
                _cell(self._places(line.items)),
                _amount(yen(line.claimed, self.lang), line.claimed),
                *(
                    _amount(yen(amount, self.lang), amount) if line.measure.tax == "special" else NOTHING
                    for amount in (line.eligible, line.potential)
                ),
            )
            for line in shown
        ]
        columns = self.columns("h.person@", "t.measure~", "t.rows", "t.claimed#", "t.eligible#", "t.potential#")
        table = Table(self._in_yen("h.persons-caption"), columns, rows)
        return Section(self.say("h.persons"), notes, table if rows else None)

    def _place(self, item: Item) -> str:
        return printable(place_words(item, several=self.several_files))

    def _places(self, items: Sequence[Item]) -> str:
        names = [self._place(item) for item in items[:MOST_PLACES]]
        shown = self._list(names)
        return shown if len(items) <= MOST_PLACES else self.say("t.row-list", rows=shown, more=len(items) - MOST_PLACES)

    # -------------------------------------------------------------------------------------------- rows

    def _items(self) -> Items:
        items = self.result.items
        picked = [item for item in items if not self.brief or item.questions or item.eligible < item.expense.amount]
        touched = len(picked)
        if touched > MOST_ROWS:
            picked = _weightiest(picked)
        notes = []
        if len(picked) < len(items):
            counts = {"all": f"{len(items):,}", "shown": f"{len(picked):,}", "left": f"{len(items) - len(picked):,}"}
            notes.append(self.say("h.items-left", **counts))
            if len(picked) < touched:
                notes.append(self.say("h.items-most", touched=f"{touched:,}", shown=f"{len(picked):,}"))
        measures = {item.expense.case.measure: self._title(item) for item in picked}
        statuses = sorted({item.status for item in picked}, key=("review", "partial", "ineligible", "eligible").index)
        return Items(
            self.say("h.items"),
            tuple(notes),
            self._item_table(picked),
            tuple((item.status, item.expense.case.measure) for item in picked),
            tuple((status, self.say(f"h.status-{status}")) for status in statuses),
            tuple(measures.items()),
        )

    def _item_table(self, items: Sequence[Item]) -> Table:
        own_ids = any(item.expense.id != str(item.expense.row) for item in items)
        several = len(self.digests) > 1
        names = {digest.body.body_code: self._body_name(digest) for digest in self.digests}
        columns = self.columns(
            self.row,
            *(["h.id@"] if own_ids else []),
            *(["h.body@", "h.year"] if several else []),
            *("t.measure~", "h.category", "h.person@", "t.claimed#", "t.eligible#", "t.potential#", "h.status"),
            "h.reasons~",
        )

        def cells(item: Item) -> Sequence[Cell]:
            expense, place = item.expense, item.expense.place
            amounts = (expense.amount, item.eligible, item.potential)
            return (
                _cell(self._place(item)),
                *([_cell(printable(expense.id))] if own_ids else []),
                *([_cell(names[place.body_code]), _cell(place.fiscal_year)] if several else []),
                _cell(self._title(item)),
                _cell(self.rules[place.fiscal_year].categories[expense.case.category].in_(self.lang)),
                _cell(printable(expense.person or "")),
                *(_cell(yen(amount, self.lang)) for amount in amounts),
                _cell(self.say(f"h.status-{item.status}")),
                _cell(*self._reasons(item)),
            )

        caption = self._in_yen("h.items-caption")
        return Table(caption, columns, (cells(item) for item in items))

    def _title(self, item: Item) -> str:
        key = (item.expense.place.fiscal_year, item.expense.case.measure)
        return self._often(key, lambda: self.rules[key[0]].measure(key[1]).title.in_(self.lang))

    def _reasons(self, item: Item) -> Iterator[str]:
        """Why yen went, and what is asked beside what they went for."""
        rules, kind = self.rules[item.expense.place.fiscal_year], item.expense.place.kind
        for reduction in item.reductions:
            key = (rules.fiscal_year, kind, reduction.code, id(reduction.rule))
            text = self._often(key, lambda: why(rules, item.expense, reduction, self.lang))  # noqa: B023
            yield f"{text} {taken(reduction.amount)}"
        told = {reduction.code.partition(":")[2].replace("-", "_") for reduction in item.reductions}
        for question in item.questions:
            if question.fact.replace("-", "_") not in told:
                asked = (rules.fiscal_year, "?", question.fact, id(question.rule))
                text = self._often(asked, lambda: ask(rules, question, self.lang))  # noqa: B023
                yield self.say("why.unknown", question=text)

    def _often(self, key: tuple[object, ...], text: Callable[[], str]) -> str:
        """A text that many rows share, made once."""
        found = self.reasons.get(key)
        if found is None:
            found = self.reasons[key] = text()
        return found

    # -------------------------------------------------------------------------------------------- where it comes from

    def _source(self, rules: RuleSet, rule: Parameter) -> Cell:
        """The figure as the document prints it, its standing where that is not plain, the number of the citation."""
        marks = [self.say(f"s.{name}") for name in rule.standing if name != "stated"]
        figure = rule.source.figure + (f"（{self._list(marks)}）" if marks else "")
        return Cell((figure,), None, self._number(rules, rule.source))

    def _number(self, rules: RuleSet, source: Source) -> int:
        section = rules.sections[source.section]
        return self.cited.setdefault((rules.documents[section.document].title, section.heading), len(self.cited) + 1)

    def _citations(self) -> Table:
        def rows() -> Iterator[Sequence[Cell]]:
            for (title, heading), number in self.cited.items():
                yield _cell(str(number)), _cell(title), _cell(heading)

        return Table(self.say("h.citations"), self.columns("h.number", "h.document~", "h.heading~"), rows())

    def _rules(self) -> Iterator[Section]:
        """Each rule file that was used, with the rules of the measures that occur."""
        for loaded in self.result.rules:
            rules = loaded.rules
            year, status = year_words(rules.fiscal_year, self.lang), self.say(f"t.{rules.status}")
            told = {"year": year, "file": loaded.name, "version": rules.version, "status": status}
            yield Section(self.say("h.rules-of", year=year), (self.say("h.rule-file", sha256=loaded.sha256, **told),))
            lines = [line for line in self.result.lines if line.fiscal_year == rules.fiscal_year]
            for name in dict.fromkeys(line.measure for line in lines):
                measure = rules.measure(name)
                if not measure.parameters()[1:]:
                    continue
                caption = f"{year} {measure.title.in_(self.lang)}"
                columns = self.columns("h.rule~", "r.value~", "r.standing@", "r.source~")
                yield Section("", table=Table(caption, columns, self._rule_rows(rules, measure)))
        if self.result.overlay is not None:
            yield self._overlay()

    def _rule_rows(self, rules: RuleSet, measure: Measure) -> Iterator[Sequence[Cell]]:
        for rule in (measure.window, *measure.costs, *measure.conditions.values(), *measure.steps, *measure.figures):
            if rule is not None:
                yield (
                    _cell(rule.title.in_(self.lang)),
                    _cell(self._value(rules, rule) or "-"),
                    _cell(self._list(self.say(f"s.{standing}") for standing in rule.standing)),
                    Cell((rule.source.figure,), None, self._number(rules, rule.source)),
                )

    def _value(self, rules: RuleSet, rule: Parameter) -> str:
        """What a rule says beside its title."""
        match rule:
            case Window(first=first, last=last):
                return self.say("h.window", first=first or "", last=last or "").strip()
            case Cost(categories=categories):
                return self._list(rules.categories[name].in_(self.lang) for name in categories)
            case Condition(fact=name, one_of=values):
                fact = rules.facts[name]
                words = [fact.values[value].in_(self.lang) if value in fact.values else value for value in values]
                return f"{fact.title.in_(self.lang)}: {self._list(words)}"
            case Figure(value=value, unit=unit):
                return f"{value} {unit.in_(self.lang)}"
            case _:
                return step_value(rules, rule, self.lang)

    def _overlay(self) -> Section:
        overlay = self.result.overlay
        assert overlay is not None
        rows = [
            tuple(
                _cell(printable(f"{value:,}" if isinstance(value, int) else value))
                for value in (
                    f"{figure.fiscal_year} {figure.measure}",
                    figure.parameter,
                    figure.value,
                    figure.source,
                )
            )
            for figure in overlay.figures
        ]
        note = self.say("h.overlay-file", name=printable(overlay.name), sha256=overlay.sha256)
        columns = self.columns("t.measure~", "h.rule", "r.value", "r.source~")
        return Section(self.say("h.overlay"), (note,), Table(self.say("h.overlay-caption"), columns, rows))

    def _accepted(self) -> Table | None:
        found = accepted_rows(self.result)
        rows = (
            (
                _cell(row.code.id),
                _cell(row.code.title.in_(self.lang)),
                _cell(self._place(row.item)),
                _cell(printable(row.reason)),
            )
            for row in found
        )
        columns = self.columns("f.code@", "f.title~", self.row, "t.reason~")
        return Table(self.say("t.accepted"), columns, rows) if found else None

    def _diagnostics(self, found: Sequence[Diagnostic], caption: str) -> Table | None:
        rows = (
            (
                _cell(printable(one.file)),
                _cell(one.cell or ("" if one.row is None else str(one.row))),
                _cell(printable(one.column or "")),
                _cell(printable(one.value or "")),
                _cell(*(printable(text.in_(self.lang)) for text in (one.message, one.fix) if text is not None)),
            )
            for one in found
        )
        columns = self.columns("h.file@", "h.row", "h.column", "r.value", "h.what~")
        return Table(self.say(caption), columns, rows) if found else None

    def _inputs(self) -> Table:
        """The tables as they were read: of a workbook its sheet, and in which columns what was found."""
        sheets = any(read.sheet is not None for read in self.result.inputs)
        rows = [
            (
                _cell(printable(read.name)),
                *([self._sheet(read)] if sheets else []),
                _cell(f"{read.rows:,}"),
                _cell(read.sha256),
            )
            for read in self.result.inputs
        ]
        columns = self.columns("h.file@", *(["h.sheet~"] if sheets else []), "h.rows#", "h.sha256")
        return Table(self.say("h.inputs-caption"), columns, rows)

    def _sheet(self, read: Input) -> Cell:
        if read.sheet is None:
            return NOTHING
        letters = self._list(f"{letter} {name}" for name, letter in read.letters.items())
        return _cell(printable(read.sheet), *([printable(letters)] if letters else []))


def _weightiest(items: Sequence[Item]) -> list[Item]:
    """The rows that are asked and those that lost most, as many as are shown, in the order of the input."""
    order = sorted(
        range(len(items)),
        key=lambda index: (not items[index].questions, items[index].eligible - items[index].expense.amount),
    )
    return [items[index] for index in sorted(order[:MOST_ROWS])]
