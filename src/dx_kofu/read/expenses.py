"""From tables to expenses: every cell read, every problem collected, nothing guessed.

In: tables of texts, and what a person said of reading them. Out: a :class:`Reading` - expenses in the order of the files,
diagnostics of the rows that cannot be read, what was left out and what was assumed, inputs for the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from dx_kofu.bodies import kind_of
from dx_kofu.columns import COLUMNS, REQUIRED
from dx_kofu.messages import Message
from dx_kofu.read import cells
from dx_kofu.read.accepted import parse_accepted
from dx_kofu.read.cells import Bad, Memo, fold, word
from dx_kofu.read.frame import UNCALCULATED, dashed, fact_parser, input_of, left_out, newest, opened, spellings_of
from dx_kofu.read.guide import Guide
from dx_kofu.read.header import Header
from dx_kofu.read.layout import Table
from dx_kofu.read.leftovers import Leftover, differing_totals, set_aside, units_meant, word_for_total
from dx_kofu.read.names import MONEY, other_words, squeezed
from dx_kofu.read.remarks import read_as
from dx_kofu.read.units import doubtful_unit, in_yen
from dx_kofu.records import Case, Diagnostic, Expense, Input, Place
from dx_kofu.rules.load import Loaded, RuleBook
from dx_kofu.rules.records import RuleSet
from dx_kofu.years import is_past_its_era

NOTHING: frozenset[str] = frozenset()


class Reading(NamedTuple):
    """All that was read in a run."""

    expenses: list[Expense]
    diagnostics: list[Diagnostic]
    inputs: tuple[Input, ...]
    rules: dict[str, Loaded]
    """The rule set of every fiscal year that a readable row names."""
    passed_through: list[Diagnostic]
    """Columns that nothing is calculated from."""
    left_out: list[Diagnostic]
    """Rows that are no costs (totals, blank lines of a form) or are hidden: seen, and not counted."""
    odd_totals: list[Diagnostic]
    """Total rows that are not the sum of the rows that are counted."""
    words: dict[str, dict[str, str]]
    """Words that were read as others, by column."""
    read_as: list[Message]
    """For each table that is not simply as the contract has it: what was found and assumed, in one line."""


class Problems(tuple[tuple[str, str, Bad], ...]):
    """What is wrong with some cells of a row: column, text, problem."""


def read_expenses(tables: Sequence[Table], guide: Guide) -> Reading:
    """Reads tables, in order, into expenses."""
    reading = Reading([], [], (), {}, [], [], [], {}, [])
    inputs: list[Input] = []
    ids: dict[str, tuple[str, int]] = {}
    for table in tables:
        header = opened(table, guide, reading)
        if header.diagnostics:
            inputs.append(input_of(table, header)._replace(letters={}))
            continue
        reader = TableReader(table, header, guide, reading, ids, several=len(tables) > 1)
        reader.read()
        inputs.append(reader.input)
        reading.read_as.extend(read_as(table, header, reader.words))
        reading.words.update(reader.words)
    return reading._replace(inputs=tuple(inputs))


class _Vocabulary:
    """The words of a fiscal year's rule file: measures, categories, facts and their values; and a person's own for them."""

    def __init__(
        self, rules: RuleSet, own_words: Mapping[str, Mapping[str, str]], used: dict[str, dict[str, str]]
    ) -> None:
        self.rules = rules
        self._own_words, self._used = own_words, used
        measures = {word(name): value for name, value in spellings("measure", rules).items()}
        categories = {word(name): value for name, value in spellings("category", rules).items()}
        ids = Message("cell.measure", ids=", ".join(measure.id for measure in rules.measures))
        parsers: dict[str, Callable[[str], str | Bad]] = {
            "measure": partial(cells.parse_word, words=measures, code="measure-unknown", expected=ids),
            "category": partial(
                cells.parse_word,
                words=categories,
                code="category-unknown",
                expected=Message("cell.category", ids=", ".join(rules.categories)),
            ),
            **{name: fact_parser(name, fact) for name, fact in rules.facts.items()},
        }
        self.words = {name: Memo(partial(self._read, name, parse)) for name, parse in parsers.items()}
        self.person_required = {(measure.id, name) for measure in rules.measures for name in measure.person_required}

    def _read(self, column: str, parse: Callable[[str], str | Bad], text: str) -> str | Bad:
        """A word of the rule file, or another one that is known for it or that a mapping file gives."""
        own = self._own_words.get(column, {}).get(squeezed(text))
        value = parse(text if own is None else own)
        if isinstance(value, Bad) and own is None:
            other = other_words(column).get(squeezed(text))
            value = parse(other) if other is not None else value
        elif own is None:
            return value
        if isinstance(value, str):
            self._used.setdefault(column, {})[text] = value
        return value


def spellings(column: str, rules: RuleSet) -> Mapping[str, str]:
    """How the values of a column of words are spelled in a year, each with the value it stands for."""
    match column:
        case "measure":
            return {name: measure.id for measure in rules.measures for name in (measure.id, measure.title.ja)}
        case "category":
            return {name: key for key, text in rules.categories.items() for name in (key, text.ja)}
        case "hub_city":
            return cells.YES_NO
    return spellings_of(rules.facts[column]) if column in rules.facts else {}


class TableReader:
    """Reads the rows of one table; texts that recur are read once.

    Where many rows are read at once, what recurs is asked for on its own: :meth:`place`, :meth:`case`, :meth:`cell_parser`.
    """

    def __init__(
        self,
        table: Table,
        header: Header,
        guide: Guide,
        reading: Reading,
        ids: dict[str, tuple[str, int]],
        *,
        several: bool,
    ) -> None:
        table, leftovers = set_aside(table, header, guide.form)
        self.table, self.doubts = in_yen(table, header, guide)
        self.header, self.columns, self.guide, self.reading = header, header.columns, guide, reading
        self.input = input_of(table, header)
        self.ids, self.several, self.extra = ids, several, list(header.extra.values())
        self.words: dict[str, dict[str, str]] = {}
        """Words that were read as others, by column: ``人件費`` as ``personnel``."""
        self.vocabularies: dict[str, _Vocabulary] = {}
        self.place_columns = [name for name in _PLACE if name in self.columns]
        self.case_columns = [name for name in self.columns if name not in COLUMNS or name in ("measure", "category")]
        self.leftovers = leftovers
        self.uncalculated: set[tuple[int, str | None]] = set()
        reading.left_out.extend(left_out(table, leftovers))

    def read(self) -> None:
        """Adds the table's rows to the reading: an expense for each row that is whole, diagnostics for the others."""
        columns, file, width, read = self.columns, self.table.name, len(self.table.header), self.input
        at = {name: columns.get(name, width) for name in _OWN}  # behind the last cell: a column the table lacks
        own_of, extra_of = itemgetter(*at.values()), _getter(self.extra)
        place_of = _getter([columns[name] for name in self.place_columns])
        case_of = _getter([columns[name] for name in self.case_columns])
        places: Memo[tuple[str, ...], Place | Problems] = Memo(self.place)
        cases: Memo[str, Memo[tuple[str, ...], Case | Problems]] = Memo(lambda year: Memo(partial(self.case, year)))
        parse = {name: self.cell_parser(name) for name in _OWN}
        amount_of, funding_of = parse["amount"], parse["other_funding"]
        shares, dates, persons = Memo(parse["share"]), Memo(parse["date"]), Memo(parse["person"])
        whole = width not in at.values()
        note_at, accepted_at = columns.get("note"), columns.get("accepted")
        acceptances = Memo(parse_accepted)
        sheet = f"{self.table.sheet}!" if self.table.sheet is not None else ""
        prefix = f"{file}:{sheet}" if self.several else ""  # of an id where the row gives none
        anything_assumed = bool(self.guide.assumed)
        where = f"{file} {self.table.sheet}" if sheet else file
        begun = len(self.reading.expenses)
        doubted = self._told_doubts()
        ids, add = self.ids, self.reading.expenses.append

        for line, texts in zip(self.table.lines, self.table.rows, strict=True):
            if len(texts) != width:
                bad = Bad("row-width", Message("row.width", found=len(texts), expected=width))
                self._problem(line, None, None, bad)
                continue
            place = places[place_of(texts)]
            case = cases[place.fiscal_year if isinstance(place, Place) else ""][case_of(texts)]
            own = own_of(texts if whole else [*texts, ""])
            amount, funding, share = amount_of(own[0]), funding_of(own[1]), shares[own[2]]
            date, person, own_id = dates[own[3]], persons[own[4]], own[5].strip()
            name = own_id or f"{prefix}{line}"
            key = fold(name)
            accepted = acceptances[texts[accepted_at]] if accepted_at is not None else ()
            if amount == 0 and funding is None:
                funding = 0
            if (
                isinstance(place, Place)
                and isinstance(case, Case)
                and type(amount) is int
                and type(funding) is not Bad
                and type(share) is not Bad
                and type(date) is not Bad
                and not isinstance(accepted, Bad)
                and (funding is None or funding <= amount)
                and (person is not None or not case.person_required)
                and key not in ids
                and line not in doubted
            ):
                assumed = self._assumed(own, amount) if anything_assumed else NOTHING
                add(
                    Expense(
                        read,
                        line,
                        name,
                        place,
                        case,
                        person,
                        amount,
                        funding,
                        share,
                        date,
                        assumed,
                        extra_of(texts),
                        texts[note_at] if note_at is not None else "",
                        accepted,
                        bool(own_id),
                    )
                )
                ids[key] = (where, line)
            else:
                self._explain(line, own, place, case, (amount, funding, share, date), person, name)
                if accepted_at is not None and isinstance(accepted, Bad):
                    self._problem(line, "accepted", texts[accepted_at], accepted)
                ids.setdefault(key, (where, line))
        self._doubt_the_unit(begun)
        self._compare_totals(amount_of, begun)

    def _compare_totals(self, amount_of: Callable[[str], Any], begun: int) -> None:
        """Tells of a total row that is not the sum of what was counted: a hidden row, a row nobody meant, another unit."""
        column = self.columns.get("amount")
        if column is None or self.reading.diagnostics:
            return

        def total_of(leftover: Leftover) -> int | None:
            text = leftover.row[column] if column < len(leftover.row) else ""
            held = (leftover.line, column) in self.table.divided  # as the costs, it holds yen
            yen = amount_of(f"{text}円" if held else text)
            return yen if type(yen) is int else None

        amounts = {expense.row: expense.amount for expense in self.reading.expenses[begun:]}
        last = max((left.line for left in self.leftovers if left.kind == "total"), default=None)
        after = [line for line in amounts if last is not None and line > last]
        if after:
            message = Message("left.after-total", count=len(after), line=last)
            cell = self.input.cell(after[0], "amount")
            odd = Diagnostic("after-total", self.table.name, after[0], "amount", None, message, cell=cell)
            self.reading.odd_totals.append(odd)
        for line, total, counted in differing_totals(self.leftovers, amounts, total_of):
            message = Message("left.total-differs", total=total, counted=counted)
            cell = self.input.cell(line, "amount")
            odd = Diagnostic("total-differs", self.table.name, line, "amount", f"{total:,}", message, cell=cell)
            self.reading.odd_totals.append(odd)

    def _told_doubts(self) -> set[int]:
        """Cells whose yen must be asked for, and formulas nobody calculated, told; their lines."""
        for line, column, text, bad in self.doubts:
            self._problem(line, column, text, bad)
        self._doubt_the_note()
        for leftover in self.leftovers:
            if leftover.kind == "unclear":
                word = Message("row.unclear", word=word_for_total(leftover.row))
                self._problem(leftover.line, None, None, Bad("row-unclear", word, Message("fix.unclear")))
        lines = {doubt.line for doubt in self.doubts}
        names = {index: name for name, index in self.columns.items()}
        of_rows = set(self.table.lines) if self.table.uncached else ()
        for line, index in sorted(self.table.uncached):
            if index in names and line in of_rows:
                self._problem(line, names[index], None, Bad(UNCALCULATED, Message("cell.formula")))
                self.uncalculated.add((line, names[index]))
                lines.add(line)
        return lines

    def _doubt_the_note(self) -> None:
        """A unit that a text beside the table speaks of and the amounts are not read in."""
        if self.table.is_plain or self.guide.unit is not None or "amount" not in self.columns:
            return
        stated = {self.header.units[name] for name in MONEY if name in self.columns}
        units = {unit or "円" for unit in stated}
        for unit in sorted(units_meant(self.table, self.leftovers, stated=stated != {None}) - units):
            bad = Bad(
                "header-unit", Message("unit.note", unit=unit, read="、".join(sorted(units))), Message("fix.unit")
            )
            self._problem(self.table.header_lines[-1], "amount", None, bad)

    def _doubt_the_unit(self, begun: int) -> None:
        """Amounts that must be in another unit than the others, told and taken out again."""
        expenses = self.reading.expenses
        doubts = doubtful_unit(expenses[begun:], self.table, self.header)
        for line, column, text, bad in doubts:
            self._problem(line, column, text, bad)
        lines = {doubt.line for doubt in doubts}
        if lines:
            expenses[begun:] = [expense for expense in expenses[begun:] if expense.row not in lines]

    def cell_parser(self, column: str) -> Callable[[str], Any]:
        """How a column's cells are read; a blank takes ``--assume``, or is ``None``."""
        parse = _OWN[column]
        unit = self.header.units.get(column)
        if unit is not None:
            parse = partial(parse, unit=unit)
        assumed = self.guide.assumed.get(column)
        blank = None if assumed is None else _OWN[column](assumed)
        if column == "amount":
            blank = Bad("amount-missing", Message("cell.required"))
        return lambda text: parse(text) if text and not text.isspace() else blank

    def _assumed(self, own: Sequence[str], amount: int) -> frozenset[str]:
        """Which of a row's own blanks ``--assume`` filled; the other funding of 0 yen needs no assumption."""
        blanks = {name for name, text in zip(_OWN, own, strict=True) if not text.strip()}
        blanks -= {"other_funding"} if amount == 0 else set()
        return frozenset(blanks & self.guide.assumed.keys())

    def _explain(
        self,
        line: int,
        own: Sequence[str],
        place: Place | Problems,
        case: Case | Problems,
        figures: Sequence[Any],
        person: str | None,
        name: str,
    ) -> None:
        """Every problem of a row that cannot be used."""
        texts = dict(zip(_OWN, own, strict=True))
        for problems in (place, case):
            if isinstance(problems, Problems):
                for column, text, bad in problems:
                    self._problem(line, column, text, bad)
        for column, value in zip(_OWN, figures, strict=False):
            if isinstance(value, Bad):
                self._problem(line, column, texts[column] or self.guide.assumed.get(column), value)
        amount, funding, *_ = figures
        if isinstance(amount, int) and isinstance(funding, int) and funding > amount:
            text = texts["other_funding"].strip() or self.guide.assumed["other_funding"]
            bad = Bad("other-funding-above-amount", Message("cell.funding-above", amount=amount))
            self._problem(line, "other_funding", text, bad)
        if isinstance(case, Case) and case.person_required and person is None:
            message = Message("cell.person", measure=case.measure, category=case.category)
            self._problem(line, "person", None, Bad("person-missing", message))
        if fold(name) in self.ids:
            file, first = self.ids[fold(name)]
            self._problem(line, "id", name, Bad("id-duplicate", Message("cell.duplicate-id", file=file, row=first)))

    def _problem(self, line: int, column: str | None, text: str | None, bad: Bad) -> None:
        if (line, column) in self.uncalculated and bad.code != UNCALCULATED:
            return  # said already
        cell = None if column is None else self.input.cell(line, column)
        diagnostic = Diagnostic(bad.code, self.table.name, line, column, text, bad.message, bad.fix, cell)
        self.reading.diagnostics.append(diagnostic)

    def place(self, key: tuple[str, ...]) -> Place | Problems:
        """Body and year of a row, blanks filled in from the command line."""
        texts = {name: text.strip() for name, text in zip(self.place_columns, key, strict=True)}
        values: dict[str, str] = {}
        problems: list[tuple[str, str, Bad]] = []
        options = set()
        for name, parse in _PLACE.items():
            text = texts.get(name, "")
            option = self.guide.columns.get(name) or self.guide.assumed.get(name)
            if not text and option is not None:
                text = option
                options.add(name)
            text = self.guide.words.get(name, {}).get(squeezed(text), text) if text else text
            if not text and name not in REQUIRED:
                continue
            value = parse(text, self.guide.book) if text else Bad(f"{dashed(name)}-missing", Message("cell.required"))
            if isinstance(value, Bad):
                problems.append((name, text, value))
            else:
                values[name] = value
        if problems:
            return Problems(problems)
        code, year, hub = values["body_code"], values["fiscal_year"], values.get("hub_city")
        self.reading.rules.setdefault(year, self.guide.book[year])
        kind = kind_of(code, hub_city=hub == "yes")
        if kind not in ("municipality", "hub-city") and "hub_city" in options:
            options.discard("hub_city")
            hub = None
        past = texts["fiscal_year"] if is_past_its_era(texts.get("fiscal_year", "")) else None
        return Place(code, year, kind, hub, values.get("body_name", ""), past, frozenset(options))

    def _vocabulary(self, year: str) -> _Vocabulary:
        """The words of a year; where a row has no year that can be read, those now in force."""
        if year not in self.vocabularies:
            self.vocabularies[year] = _Vocabulary(self._rules(year), self.guide.words, self.words)
        return self.vocabularies[year]

    def _rules(self, year: str) -> RuleSet:
        return self.guide.book[year or newest(self.guide.book)].rules

    def case(self, year: str, key: tuple[str, ...]) -> Case | Problems:
        """Measure, category and facts of a row in a year's words; a blank fact takes ``--assume`` or the default."""
        vocabulary = self._vocabulary(year)
        texts = {name: text.strip() for name, text in zip(self.case_columns, key, strict=True)}
        problems: list[tuple[str, str, Bad]] = []
        values: dict[str, str | None] = {}
        defaults, assumed = set(), set()
        for name, words in vocabulary.words.items():
            text = texts.get(name, "")
            fact = vocabulary.rules.facts.get(name)
            if not text and name in self.guide.columns:
                text = self.guide.columns[name]
                assumed.add(name)
            elif not text and fact is not None:
                if name in self.guide.assumed:
                    text = self.guide.assumed[name]
                    assumed.add(name)
                else:
                    values[name] = fact.default
                    defaults |= {name} if fact.default is not None else set()
                    continue
            value = words[text] if text else Bad(f"{name}-missing", Message("cell.required"))
            if isinstance(value, Bad):
                problems.append((name, text, value))
            else:
                values[name] = value
        if problems:
            return Problems(problems)
        measure, category = values["measure"], values["category"]
        assert measure is not None
        assert category is not None
        facts = tuple([values[name] for name in vocabulary.rules.facts])
        person = (measure, category) in vocabulary.person_required
        return Case(measure, category, facts, frozenset(defaults), frozenset(assumed), person)


def _parse_hub(text: str) -> str | Bad:
    return cells.parse_word(text, cells.YES_NO, "hub-city-unreadable", Message("cell.yes-no"))


# The columns that make a place, and those that are a row's own, each with its parser; their order is relied on above.
_PLACE: dict[str, Callable[[str, RuleBook], str | Bad]] = {
    "body_code": lambda text, _: cells.parse_body_code(text),
    "fiscal_year": lambda text, book: cells.parse_year(text, book.years),
    "hub_city": lambda text, _: _parse_hub(text),
    "body_name": lambda text, _: text,
}
_OWN: dict[str, Callable[..., Any]] = {
    "amount": cells.parse_yen,
    "other_funding": cells.parse_yen,
    "share": cells.parse_share,
    "date": cells.parse_date,
    "person": fold,  # one person, however wide the letters
    "id": str.strip,
}


def _getter(indexes: list[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """The cells at some places, as a tuple."""
    match indexes:
        case []:
            return lambda _: ()
        case [index]:
            return lambda row: (row[index],)
        case _:
            return itemgetter(*indexes)


def check_assumption(name: str, value: str, years: Iterable[RuleSet]) -> Message | None:
    """What is wrong with ``--assume NAME=VALUE``, if anything."""
    parsers: dict[str, Callable[[str], Any]] = {
        "other_funding": cells.parse_yen,
        "share": cells.parse_share,
        "hub_city": _parse_hub,
    }
    for rules in years:
        parsers |= {fact: fact_parser(fact, rules.facts[fact]) for fact in rules.facts}
    if name not in parsers:
        return Message("assume.name", name=name, names=", ".join(parsers))
    parsed = parsers[name](value)
    return Message("assume.value", name=name, value=value, expected=parsed.message) if isinstance(parsed, Bad) else None
