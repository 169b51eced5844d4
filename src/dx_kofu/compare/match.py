"""Which row of one budget is which row of another: by id, else by what the rows say.

Rows are paired in three rounds, each among those that are left:

1. rows with the same id (an id that a row gives itself: a row number is none);
2. rows that say the same in every column;
3. rows of one body, measure, category and person, where there is one such row on each side.

What is left then stands in one budget only. A draft of ``aide 1: 3,600,000`` and a second one of ``aide 1: 4,000,000`` without ids
meet in the third round; two recruitment rows of different amounts on each side do not, as nothing tells which is which.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import zip_longest
from typing import Any

from dx_kofu.compare.records import Row, Value
from dx_kofu.read.cells import fold

Match = tuple[Row | None, Row | None]


def in_place(old: Iterable[Row], new: Iterable[Row]) -> list[Match]:
    """Rows of one budget under two rule sets: each is itself."""
    return _sorted(_Rounds(old, new).by(_place))


def by_content(old: Iterable[Row], new: Iterable[Row], *, by_year: bool) -> list[Match]:
    """Rows of two budgets."""
    rounds = _Rounds(old, new).by(_own_id).by(lambda row: _content(row, by_year=by_year))
    return _sorted(rounds.by(lambda row: _kind(row, by_year=by_year), alone=True))


class _Rounds:
    """Rows that are paired, and those that are left."""

    def __init__(self, old: Iterable[Row], new: Iterable[Row]) -> None:
        self.old, self.new = list(enumerate(old)), list(enumerate(new))
        self.pairs: list[tuple[int, int, Row, Row]] = []

    def by(self, key: Callable[[Row], Hashable], *, alone: bool = False) -> _Rounds:
        """Pairs the rows of the same key, in their order; with ``alone`` only where there is one on each side."""
        groups: dict[Hashable, tuple[list[int], list[int]]] = {}
        sides = self.old, self.new
        for side, rows in enumerate(sides):
            for at, (_, row) in enumerate(rows):
                found = key(row)
                if found is not None:
                    groups.setdefault(found, ([], []))[side].append(at)
        paired: tuple[set[int], set[int]] = set(), set()
        for first, second in groups.values():
            if alone and (len(first), len(second)) != (1, 1):
                continue
            for left, right in zip(first, second, strict=False):
                paired[0].add(left)
                paired[1].add(right)
                (old_place, old), (new_place, new) = self.old[left], self.new[right]
                self.pairs.append((old_place, new_place, old, new))
        self.old, self.new = (
            [entry for at, entry in enumerate(rows) if at not in done] for rows, done in zip(sides, paired, strict=True)
        )
        return self


def _sorted(rounds: _Rounds) -> list[Match]:
    """Pairs and rows of one side, in the order of the new side, then what is gone."""
    placed: list[tuple[int, Match]] = [(place, (old, new)) for _, place, old, new in rounds.pairs]
    placed += [(place, (None, row)) for place, row in rounds.new]
    return [match for _, match in sorted(placed, key=lambda entry: entry[0])] + [(row, None) for _, row in rounds.old]


def _place(row: Row) -> Hashable:
    expense = row.item.expense
    return expense.input.name, expense.input.sheet, expense.row


def _own_id(row: Row) -> Hashable:
    """The id that a row gives itself; ``None`` where it has only its number."""
    expense = row.item.expense
    sheet = f"{expense.input.sheet}!" if expense.input.sheet is not None else ""
    numbers = (str(expense.row), f"{expense.input.name}:{sheet}{expense.row}")
    return None if expense.id in numbers else fold(expense.id)


def _kind(row: Row, *, by_year: bool) -> Hashable:
    expense = row.item.expense
    year = row.year if by_year else ""
    return expense.place.body_code, year, expense.case.measure, expense.case.category, expense.person


def _content(row: Row, *, by_year: bool) -> Hashable:
    return tuple((name, value) for name, value in said(row, by_year=by_year).items() if value is not None)


def said(row: Row, *, by_year: bool) -> dict[str, Any]:
    """What a row says, by column; not its names and remark, and its year and date only where years are told apart."""
    expense, place, case = row.item.expense, row.item.expense.place, row.item.expense.case
    return {
        "body_code": place.body_code,
        **({"fiscal_year": row.year, "date": expense.date} if by_year else {}),
        "hub_city": place.hub_city,
        "measure": case.measure,
        "category": case.category,
        "person": expense.person,
        "amount": expense.amount,
        "other_funding": expense.other_funding,
        "share": expense.share,
        **dict(zip(row.rules.facts, case.facts, strict=True)),
    }


def differing(old: Row, new: Row, *, by_year: bool) -> tuple[Value, ...]:
    """The columns in which two rows differ."""
    first, second = said(old, by_year=by_year), said(new, by_year=by_year)
    names = dict.fromkeys(name for pair in zip_longest(first, second) for name in pair if name is not None)
    values = (Value(name, first.get(name), second.get(name)) for name in names)
    return tuple(value for value in values if value.old != value.new)
