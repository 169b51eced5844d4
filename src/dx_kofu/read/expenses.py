"""From tables to expenses: every cell read, every problem collected, nothing guessed.

In: tables of texts, the rule book, what the command line fills in. Out: a :class:`Reading` - expenses in the order of the
files, diagnostics of the rows that cannot be read, inputs for the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from dx_kofu.bodies import kind_of
from dx_kofu.messages import Message
from dx_kofu.read import cells
from dx_kofu.read.cells import Bad, fold, memo, word
from dx_kofu.read.header import COLUMNS, Header, find_column, read_header
from dx_kofu.read.table import Table
from dx_kofu.records import Case, Diagnostic, Expense, Input, Place
from dx_kofu.rules.load import Loaded, RuleBook
from dx_kofu.rules.records import Fact, RuleSet

NOTHING: frozenset[str] = frozenset()


class Filling(NamedTuple):
    """What the command line says of blanks, as text: ``--body``, ``--fiscal-year`` and ``--assume NAME=VALUE``."""

    columns: Mapping[str, str]
    """``body_code``, ``fiscal_year``."""
    assumed: Mapping[str, str]


class Reading(NamedTuple):
    """All that was read in a run."""

    expenses: list[Expense]
    diagnostics: list[Diagnostic]
    inputs: tuple[Input, ...]
    rules: dict[str, Loaded]
    """The rule set of every fiscal year that a readable row names."""
    passed_through: list[Diagnostic]
    """Columns that nothing is calculated from."""


class Problems(tuple[tuple[str, str, Bad], ...]):
    """What is wrong with some cells of a row: column, text, problem."""


def read_expenses(tables: Iterable[Table], book: RuleBook, filling: Filling) -> Reading:
    """Reads tables, in order, into expenses."""
    reading = Reading([], [], (), {}, [])
    inputs: list[Input] = []
    ids: dict[str, tuple[str, int]] = {}
    for table in tables:
        header = _header(table, book, filling)
        inputs.append(Input(table.name, table.sha256, len(table.rows), tuple(header.extra)))
        reading.diagnostics.extend(header.diagnostics)
        reading.passed_through.extend(_passed_through(table, header))
        if not header.diagnostics:
            _TableReader(table, header, book, filling, reading, ids).read()
    return reading._replace(inputs=tuple(inputs))


def _header(table: Table, book: RuleBook, filling: Filling) -> Header:
    """The header, its facts taken from the rule files of the years that the table names."""
    column = find_column(table.header, "fiscal_year")
    texts = {row[column] for _, row in table.rows if column is not None and column < len(row)} | {filling.columns.get("fiscal_year", "")}
    years = {year for text in texts if isinstance(year := cells.parse_year(text, book.years), str)} or {newest(book)}
    facts = {name: fact.title.ja for year in sorted(years) for name, fact in book[year].rules.facts.items()}
    return read_header(table.name, table.header, facts, filling.columns)


def newest(book: RuleBook) -> str:
    """The last year whose rules are in force."""
    for year in reversed(book.years):
        if book[year].rules.status == "in-force":
            return year
    return book.years[-1]


def _passed_through(table: Table, header: Header) -> list[Diagnostic]:
    if not header.extra or header.diagnostics:
        return []
    names = ", ".join(header.extra)
    return [Diagnostic("column-unknown", table.name, 1, None, None, Message("header.passed-through", names=names))]


class _Vocabulary:
    """The words of a fiscal year's rule file: measures, categories, facts and their values."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        measures = {word(name): measure.id for measure in rules.measures for name in (measure.id, measure.title.ja)}
        categories = {word(name): id for id, text in rules.categories.items() for name in (id, text.ja)}
        self.facts = list(rules.facts)
        parse: dict[str, Callable[[str], Any]] = {
            "measure": partial(cells.parse_word, words=measures, code="measure-unknown", expected=Message("cell.measure", ids=", ".join(m.id for m in rules.measures))),
            "category": partial(cells.parse_word, words=categories, code="category-unknown", expected=Message("cell.category", ids=", ".join(rules.categories))),
        }
        for name, fact in rules.facts.items():
            parse[name] = fact_parser(name, fact)
        self.words = {name: memo(parser) for name, parser in parse.items()}
        self.person_required = {(measure.id, category) for measure in rules.measures for category in measure.person_required}


def fact_parser(name: str, fact: Fact) -> Callable[[str], str | Bad]:
    """How a fact's cells are read."""
    if not fact.values:
        return partial(cells.parse_word, words=cells.YES_NO, code=f"{name.replace('_', '-')}-unreadable", expected=Message("cell.yes-no"))
    words = {word(alias): value for value, text in fact.values.items() for alias in (value, text.ja)}
    expected = Message("cell.one-of", values=", ".join(f"{value} {text.ja}" for value, text in fact.values.items()))
    return partial(cells.parse_word, words=words, code=f"{name.replace('_', '-')}-unknown", expected=expected)


class _TableReader:
    """Reads the rows of one table; texts that recur are read once."""

    def __init__(self, table: Table, header: Header, book: RuleBook, filling: Filling, reading: Reading, ids: dict[str, tuple[str, int]]) -> None:
        self.table, self.columns, self.book, self.filling, self.reading, self.ids = table, header.columns, book, filling, reading, ids
        self.extra = _getter(list(header.extra.values()))
        self.vocabularies: dict[str, _Vocabulary] = {}
        self.place_columns = [name for name in ("body_code", "fiscal_year", "hub_city", "body_name") if name in self.columns]
        self.case_columns = [name for name in self.columns if name not in COLUMNS or name in ("measure", "category")]

    def read(self) -> None:
        columns, width = self.columns, len(self.table.header)
        place_of, case_of = _getter([columns[name] for name in self.place_columns]), _getter([columns[name] for name in self.case_columns])
        places: dict[tuple[str, ...], Place | Problems] = {}
        cases: dict[tuple[str, tuple[str, ...]], Case | Problems] = {}
        yen, shares, dates = memo(cells.parse_yen), memo(cells.parse_share), memo(cells.parse_date)
        amount_at = columns["amount"]
        at = {name: columns.get(name) for name in ("id", "person", "other_funding", "share", "date")}
        id_at, person_at, funding_at, share_at, date_at = at.values()
        file, expenses = self.table.name, self.reading.expenses

        for row, texts in self.table.rows:
            if len(texts) != width:
                self._problem(row, None, None, Bad("row-width", Message("row.width", found=len(texts), expected=width)))
                continue
            place_key = place_of(texts)
            place = places.get(place_key)
            if place is None:
                place = places[place_key] = self._place(place_key)
            year = place.fiscal_year if isinstance(place, Place) else newest(self.book)
            case_key = (year, case_of(texts))
            case = cases.get(case_key)
            if case is None:
                case = cases[case_key] = self._case(*case_key)

            amount = yen[texts[amount_at]]
            funding_text = texts[funding_at].strip() if funding_at is not None else ""
            share_text = texts[share_at].strip() if share_at is not None else ""
            date_text = texts[date_at].strip() if date_at is not None else ""
            filled = NOTHING
            funding: Any = yen[funding_text] if funding_text else None
            share: Any = shares[share_text] if share_text else None
            if not funding_text:
                if amount == 0:
                    funding = 0
                elif "other_funding" in self.filling.assumed:
                    funding, filled = yen[self.filling.assumed["other_funding"]], filled | {"other_funding"}
            if not share_text and "share" in self.filling.assumed:
                share, filled = shares[self.filling.assumed["share"]], filled | {"share"}
            date: Any = dates[date_text] if date_text else None
            person = (texts[person_at].strip() or None) if person_at is not None else None
            id_text = texts[id_at].strip() if id_at is not None else ""

            good = type(place) is Place and type(case) is Case and type(amount) is int
            good = good and type(funding) is not Bad and type(share) is not Bad and type(date) is not Bad
            good = good and (funding is None or funding <= amount) and (not id_text or id_text not in self.ids)
            if good and (person is not None or (case.measure, case.category) not in self.vocabularies[year].person_required):
                expenses.append(Expense(file, row, id_text or str(row), place, case, person, amount, funding, share, date, filled, self.extra(texts)))
                if id_text:
                    self.ids[id_text] = (file, row)
            else:
                self._explain(row, texts, place, case, amount, funding, share, date, person, id_text)

    def _explain(self, row: int, texts: Sequence[str], place: Any, case: Any, amount: Any, funding: Any, share: Any, date: Any, person: str | None, id_text: str) -> None:
        """Every problem of a row that cannot be used."""
        for problems in (place, case):
            if isinstance(problems, Problems):
                for column, text, bad in problems:
                    self._problem(row, column, text, bad)
        for column, value in (("amount", amount), ("other_funding", funding), ("share", share), ("date", date)):
            if isinstance(value, Bad):
                text = texts[self.columns[column]] if column in self.columns else ""
                if column == "amount" and not text.strip():
                    value = Bad("amount-missing", Message("cell.required"))
                self._problem(row, column, text or self.filling.assumed.get(column), value)
        if isinstance(amount, int) and isinstance(funding, int) and funding > amount:
            text = texts[self.columns["other_funding"]] if "other_funding" in self.columns else self.filling.assumed["other_funding"]
            self._problem(row, "other_funding", text, Bad("other-funding-above-amount", Message("cell.funding-above", amount=amount)))
        if isinstance(case, Case) and isinstance(place, Place) and person is None:
            if (case.measure, case.category) in self.vocabularies[place.fiscal_year].person_required:
                self._problem(row, "person", None, Bad("person-missing", Message("cell.person", measure=case.measure, category=case.category)))
        if id_text and id_text in self.ids:
            file, first = self.ids[id_text]
            self._problem(row, "id", id_text, Bad("id-duplicate", Message("cell.duplicate-id", file=file, row=first)))

    def _problem(self, row: int, column: str | None, text: str | None, bad: Bad) -> None:
        self.reading.diagnostics.append(Diagnostic(bad.code, self.table.name, row, column, text, bad.message, bad.fix))

    def _place(self, key: tuple[str, ...]) -> Place | Problems:
        """Body and year of a row, blanks filled in from the command line."""
        texts = dict(zip(self.place_columns, key, strict=True))
        values: dict[str, str | None] = {}
        problems: list[tuple[str, str, Bad]] = []
        options = set()
        for name, parse in _PLACE.items():
            text = texts.get(name, "").strip()
            option = self.filling.columns.get(name) or self.filling.assumed.get(name)
            if not text and option is not None:
                text = option
                options.add(name)
            if not text and name == "hub_city":
                values[name] = None
                continue
            value = parse(text, self.book) if text else Bad(f"{name.replace('_', '-')}-missing", Message("cell.required"))
            if isinstance(value, Bad):
                problems.append((name, text, value))
            else:
                values[name] = value
        if problems:
            return Problems(problems)
        code, year, hub = str(values["body_code"]), str(values["fiscal_year"]), values["hub_city"]
        self._learn(year)
        kind = kind_of(code, hub_city=hub == "yes")
        if kind not in ("municipality", "hub-city"):
            options.discard("hub_city")
        return Place(code, year, kind, hub, texts.get("body_name", "").strip(), frozenset(options))

    def _learn(self, year: str) -> _Vocabulary:
        if year not in self.vocabularies:
            self.reading.rules.setdefault(year, self.book[year])
            self.vocabularies[year] = _Vocabulary(self.book[year].rules)
        return self.vocabularies[year]

    def _case(self, year: str, key: tuple[str, ...]) -> Case | Problems:
        """Measure, category and facts of a row in a year's words; a blank fact takes ``--assume`` or the file's default."""
        words = self.vocabularies.get(year) or _Vocabulary(self.book[year].rules)
        texts = {name: text.strip() for name, text in zip(self.case_columns, key, strict=True)}
        problems: list[tuple[str, str, Bad]] = []
        values: dict[str, str | None] = {}
        defaults, assumed = set(), set()
        for name, parsed in words.words.items():
            text = texts.get(name, "")
            fact = words.rules.facts.get(name)
            if not text and fact is not None:
                if name in self.filling.assumed:
                    text = self.filling.assumed[name]
                    assumed.add(name)
                else:
                    values[name] = fact.default
                    defaults |= {name} if fact.default is not None else set()
                    continue
            value = parsed[text] if text else Bad(f"{name}-missing", Message("cell.required"))
            if isinstance(value, Bad):
                problems.append((name, text, value))
            else:
                values[name] = str(value)
        if problems:
            return Problems(problems)
        facts = tuple(values[name] for name in words.facts)
        return Case(str(values["measure"]), str(values["category"]), facts, frozenset(defaults), frozenset(assumed))


def _parse_hub(text: str) -> str | Bad:
    return cells.parse_word(text, cells.YES_NO, "hub-city-unreadable", Message("cell.yes-no"))


_PLACE: dict[str, Callable[[str, RuleBook], str | Bad]] = {
    "body_code": lambda text, book: cells.parse_body_code(text),
    "fiscal_year": lambda text, book: cells.parse_year(text, book.years),
    "hub_city": lambda text, book: _parse_hub(text),
}


def _getter(indexes: list[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """The cells at some places, as a tuple."""
    match indexes:
        case []:
            return lambda row: ()
        case [index]:
            return lambda row: (row[index],)
        case _:
            return itemgetter(*indexes)


def check_assumption(name: str, value: str, years: Iterable[RuleSet]) -> Message | None:
    """What is wrong with ``--assume NAME=VALUE``, if anything."""
    parsers: dict[str, Callable[[str], Any]] = {"other_funding": cells.parse_yen, "share": cells.parse_share, "hub_city": _parse_hub}
    for rules in years:
        parsers |= {fact: fact_parser(fact, rules.facts[fact]) for fact in rules.facts}
    if name not in parsers:
        return Message("assume.name", name=name, names=", ".join(parsers))
    parsed = parsers[name](fold(value))
    return Message("assume.value", name=name, value=value, expected=parsed.message) if isinstance(parsed, Bad) else None

