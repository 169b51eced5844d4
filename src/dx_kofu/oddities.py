"""What is merely odd about a budget: warnings, no yen taken away (a finding for ``check``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from dx_kofu.bodies import prefecture_exists
from dx_kofu.messages import Message
from dx_kofu.money import LARGE, OUTLIER, median_to_compare
from dx_kofu.records import Diagnostic, Expense
from dx_kofu.rules.load import Loaded, published

Kind = tuple[int, str, str]
"""A table (its input's ``id``), a measure, a category: amounts that are compared with each other."""


class Medians(NamedTuple):
    """Medians of amounts that have an outlier beside them, in yen; ``None``: there is none."""

    kinds: Mapping[Kind, int | None]
    tables: Mapping[int, int | None]
    """By the ``id`` of the input."""


class Suspects(NamedTuple):
    """Rows, in their order, among which each kind of oddity is found: all of them, or those that were picked out."""

    places: Sequence[Expense]
    """At least the first row of every place."""
    dates: Sequence[Expense]
    """At least those dated outside their year."""
    persons: Sequence[Expense]
    """At least all rows of each person with two values of a fact."""
    amounts: Sequence[Expense]
    """At least the outliers."""
    medians: Medians


def oddities(expenses: Sequence[Expense], rules: Mapping[str, Loaded]) -> tuple[Diagnostic, ...]:
    """Every oddity, in the order of its kind and then of the rows."""
    return found_among(Suspects(expenses, expenses, expenses, expenses, _medians(expenses)), rules)


def found_among(suspects: Suspects, rules: Mapping[str, Loaded]) -> tuple[Diagnostic, ...]:
    """The oddities of rows that are suspected, in the order of :func:`oddities`."""
    return (
        *_rule_files(rules),
        *_bodies(suspects.places, rules),
        *_dates(suspects.dates, rules),
        *_persons(suspects.persons, rules),
        *_outliers(suspects.amounts, suspects.medians),
    )


def _odd(code: str, expense: Expense, column: str | None, value: str | None, message: Message) -> Diagnostic:
    cell = None if column is None else expense.input.cell(expense.row, column)
    return Diagnostic(code, expense.input.name, expense.row, column, value, message, cell=cell)


def _rule_files(rules: Mapping[str, Loaded]) -> Iterator[Diagnostic]:
    """Rule files that bear the number of a published version and are not that version."""
    for loaded in rules.values():
        if published(loaded) == "altered":
            message = Message("odd.rules-altered", name=loaded.label)
            yield Diagnostic("rules-altered", loaded.name, None, None, None, message)


def _bodies(expenses: Sequence[Expense], rules: Mapping[str, Loaded]) -> Iterator[Diagnostic]:
    """Each body of a year once, at its first row."""
    notices = {
        (year, body): [notice for notice in loaded.rules.notices if body in notice.bodies]
        for year, loaded in rules.items()
        for notice in loaded.rules.notices
        for body in notice.bodies
    }
    hubs: dict[tuple[str, str], set[str]] = {}
    ignored: set[tuple[str, str]] = set()
    places: dict[int, Expense] = {}
    for expense in expenses:
        places.setdefault(id(expense.place), expense)
    for expense in places.values():
        place = expense.place
        body = (place.body_code, place.fiscal_year)
        first = body not in hubs
        said = hubs.setdefault(body, set())
        if place.kind in ("prefecture", "association"):
            if place.hub_city is not None and body not in ignored:
                ignored.add(body)
                yield _odd("hub-city-ignored", expense, "hub_city", place.hub_city, Message("odd.hub-city-ignored"))
        elif said - {place.kind}:
            yield _odd("hub-city-differs", expense, "hub_city", place.hub_city, Message("odd.hub-city-differs"))
        if place.past_its_era is not None:
            message = Message("odd.era-past", year=place.past_its_era, name=place.fiscal_year)
            yield _odd("era-past", expense, "fiscal_year", place.past_its_era, message)
        said.add(place.kind)
        if not first:
            continue
        if not prefecture_exists(place.body_code):
            yield _odd(
                "prefecture-unknown",
                expense,
                "body_code",
                place.body_code,
                Message("odd.no-prefecture", number=place.body_code[:2]),
            )
        for notice in notices.get((place.fiscal_year, place.body_code), ()):
            yield _odd(
                notice.code,
                expense,
                "body_code",
                place.body_code,
                Message("rules.problem", file=place.fiscal_year, path=notice.title, message=notice.text),
            )


def _dates(expenses: Sequence[Expense], rules: Mapping[str, Loaded]) -> Iterator[Diagnostic]:
    spans = {year: (loaded.rules.first_day, loaded.rules.closing_day) for year, loaded in rules.items()}
    inside: set[tuple[date, str]] = set()
    for expense in expenses:
        year = expense.place.fiscal_year
        if expense.date is not None and (expense.date, year) not in inside:
            first, closing = spans[year]
            if first <= expense.date <= closing:
                inside.add((expense.date, year))
            else:
                message = Message("odd.date-outside-year", date=expense.date, year=year, first=first, closing=closing)
                yield _odd("date-outside-year", expense, "date", str(expense.date), message)


def _persons(expenses: Sequence[Expense], rules: Mapping[str, Loaded]) -> Iterator[Diagnostic]:
    """A person with two values of a fact that is one per person (two kinds of employment)."""
    steady = {
        year: [
            (index, name, fact.title)
            for index, (name, fact) in enumerate(loaded.rules.facts.items())
            if fact.one_per_person
        ]
        for year, loaded in rules.items()
    }
    said: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    by_place: dict[int, dict[tuple[str, str], str]] = {}
    warned: set[tuple[str, str, str, str]] = set()
    for expense in expenses:
        person, place = expense.person, expense.place
        if person is None:
            continue
        known = by_place.get(id(place))
        if known is None:
            known = by_place[id(place)] = said.setdefault((place.body_code, place.fiscal_year), {})
        for index, name, title in steady[place.fiscal_year]:
            value = expense.case.facts[index]
            if value is None or known.setdefault((person, name), value) == value:
                continue
            if (place.body_code, place.fiscal_year, person, name) not in warned:
                warned.add((place.body_code, place.fiscal_year, person, name))
                message = Message("odd.fact-differs", person=person, title=title)
                yield _odd(f"{name.replace('_', '-')}-differs", expense, name, value, message)


def _medians(expenses: Sequence[Expense]) -> Medians:
    kinds: dict[Kind, list[int]] = {}
    tables: dict[int, list[int]] = {}
    for expense in expenses:
        kinds.setdefault(_kind(expense), []).append(expense.amount)
        tables.setdefault(id(expense.input), []).append(expense.amount)
    return Medians(
        {kind: median_to_compare(found) for kind, found in kinds.items()},
        {table: median_to_compare(found) for table, found in tables.items()},
    )


def _outliers(expenses: Sequence[Expense], medians: Medians) -> Iterator[Diagnostic]:
    """Amounts far above those of their own category in a table, or, where they are very large, above all of the table's."""
    for expense in expenses if any(medians.kinds.values()) or any(medians.tables.values()) else ():
        median = medians.kinds[_kind(expense)]
        if median is None and expense.amount >= LARGE:
            median = medians.tables[id(expense.input)]
        if median is not None and expense.amount >= OUTLIER * median:
            message = Message("odd.outlier", amount=expense.amount, median=median)
            yield _odd("amount-outlier", expense, "amount", str(expense.amount), message)


def _kind(expense: Expense) -> Kind:
    return id(expense.input), expense.case.measure, expense.case.category
