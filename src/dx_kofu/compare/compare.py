"""Columns against a base: rows matched, lines matched, every yen of a difference given its cause.

In: columns, each a budget calculated. Out: a :class:`~dx_kofu.compare.records.Comparison`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from dx_kofu.calc import total_of
from dx_kofu.compare.causes import row_causes, rule_change
from dx_kofu.compare.match import Match, by_content, differing, in_place
from dx_kofu.compare.records import (
    NO_TOTAL,
    Cause,
    Column,
    Comparison,
    Gap,
    Key,
    LineCause,
    LineDifference,
    Mode,
    Pair,
    Row,
    RowDifference,
    RuleChange,
    gap,
)
from dx_kofu.money import ZERO
from dx_kofu.result import Line, Total
from dx_kofu.rules.records import Head, Measure, Parameter, Rate, Round, RuleSet
from dx_kofu.years import year_number

TAXES = ("special", "ordinary")
Entry = tuple[RowDifference, Cause]
"""A cause with the row it belongs to."""


def compare(columns: Sequence[Column], mode: Mode, base: int = 0, *, by_year: bool = True) -> Comparison:
    """Every column but the base against the base."""
    others = [column for at, column in enumerate(columns) if at != base]
    pairs = tuple(pair_of(columns[base], other, mode, by_year=by_year) for other in others)
    return Comparison(mode, tuple(columns), base, by_year, pairs)


def one_year_each(columns: Sequence[Column]) -> bool:
    """Whether each column holds one fiscal year and they are not all the same: last year's budget and this year's."""
    return all(len(column.years) == 1 for column in columns) and len({column.years for column in columns}) > 1


def pair_of(base: Column, other: Column, mode: Mode, *, by_year: bool = True) -> Pair:
    """One column against the base."""
    matches = in_place(base.rows, other.rows) if mode == "rules" else by_content(base.rows, other.rows, by_year=by_year)
    rows = tuple(row for match in matches if (row := _row(match, mode, by_year=by_year)) is not None)
    lines = tuple(_lines(base, other, rows, by_year=by_year))
    bodies = _bodies(lines)
    return Pair(base, other, lines, rows, bodies, _taxes(lines))


# ------------------------------------------------------------------------------------------------ rows


def _row(match: Match, mode: Mode, *, by_year: bool) -> RowDifference | None:
    """How a row differs; ``None`` where it does not."""
    old, new = match
    if old is None or new is None:
        return _alone(old, new)
    inputs = differing(old, new, by_year=by_year) if mode == "budgets" else ()
    if _key(old, by_year=by_year) != _key(new, by_year=by_year):
        moved = old.item.eligible, new.item.eligible
        return RowDifference(old, new, "moved", inputs, (Cause("row-moved", ("input",), *moved, moved[1] - moved[0]),))
    causes = row_causes(old, new, inputs)
    if not inputs and not causes and _figures(old) == _figures(new):
        return None
    return RowDifference(old, new, "changed" if inputs else "cut", inputs, causes)


def _alone(old: Row | None, new: Row | None) -> RowDifference:
    if old is None:
        assert new is not None
        yen = new.item.eligible
        return RowDifference(None, new, "added", (), (Cause("row-added", ("row",), 0, yen, yen),))
    yen = old.item.eligible
    return RowDifference(old, None, "removed", (), (Cause("row-removed", ("row",), yen, 0, -yen),))


def _figures(row: Row) -> tuple[object, ...]:
    item = row.item
    return item.eligible, item.potential, item.status, [question.fact for question in item.questions]


def _key(row: Row, *, by_year: bool) -> Key:
    expense = row.item.expense
    return expense.place.body_code, row.year if by_year else "", expense.case.measure


# ------------------------------------------------------------------------------------------------ lines


def _lines(base: Column, other: Column, rows: Iterable[RowDifference], *, by_year: bool) -> Iterator[LineDifference]:
    before, after = (
        {(line.body_code, year if by_year else "", line.measure): line for year, line in column.lines}
        for column in (base, other)
    )
    old_rules, new_rules = (_rules(column, by_year=by_year) for column in (base, other))
    old_heads, new_heads = (_heads(column, by_year=by_year) for column in (base, other))
    by_line = _by_line(rows, by_year=by_year)
    for key in sorted({*before, *after}, key=lambda key: (*body_order(key), key[2])):
        old, new = before.get(key), after.get(key)
        causes = _line_causes(old, new, by_line.get(key, []), old_rules.get(key[1]), new_rules.get(key[1]))
        causes = [_with_persons(cause, old_heads.get(key, {}), new_heads.get(key, {})) for cause in causes]
        yield LineDifference(key, old, new, gap(_total(old), _total(new)), tuple(causes))


def body_order(key: Key) -> tuple[str, int]:
    """For sorting by body and fiscal year."""
    return key[0], year_number(key[1]) if key[1] else 0


def _total(line: Line | None) -> Total:
    return NO_TOTAL if line is None else Total(line.allocation, line.potential, line.complete)


def _rules(column: Column, *, by_year: bool) -> dict[str, RuleSet]:
    return {year if by_year else "": loaded.rules for year, loaded in column.rules}


def _by_line(rows: Iterable[RowDifference], *, by_year: bool) -> dict[Key, list[Entry]]:
    """The causes of the rows, at the lines whose totals they change; a row that moved leaves one and enters another."""
    found: dict[Key, list[Entry]] = {}
    for row in rows:
        if row.how != "moved":
            key = _key(row.some, by_year=by_year)
            found.setdefault(key, []).extend((row, cause) for cause in row.causes)
            continue
        assert row.old is not None
        assert row.new is not None
        (cause,) = row.causes
        for side, yen in ((row.old, (cause.old, 0)), (row.new, (0, cause.new))):
            entry = row, cause._replace(old=yen[0], new=yen[1], eligible=yen[1] - yen[0])
            found.setdefault(_key(side, by_year=by_year), []).append(entry)
    return found


def _line_causes(
    old: Line | None, new: Line | None, entries: Sequence[Entry], old_rules: RuleSet | None, new_rules: RuleSet | None
) -> list[LineCause]:
    """The causes of a line: ``eligible`` adds up to the difference of its totals, ``allocation`` to that of its allocations."""
    first, second = old or new, new or old
    assert first is not None
    assert second is not None
    changes = _FigureChanges(first.measure, old_rules, new_rules)
    if first.tax != second.tax:
        yen = Fraction(second.allocation - first.allocation)
        return [*_added_up(entries, ZERO, known=True), LineCause("tax", ("rule",), first.tax, second.tax, 0, yen)]
    if first.tax == "ordinary":
        return list(_by_head(old, new, changes))
    weight = _weight(first.rate, second.rate)
    causes = list(_added_up(entries, weight or ZERO, known=weight is not None))
    if first.rate != second.rate:
        eligible = (old.eligible if old else 0), (new.eligible if new else 0)
        yen = _own_share(eligible, (first.rate, second.rate), weight)
        known = first.rate is not None and second.rate is not None
        causes.append(LineCause("rate", ("rule",), first.rate, second.rate, 0, yen, known, changes.of(Rate)))
    rounded = _rounding(new) - _rounding(old)
    if rounded:
        causes.append(LineCause("rounding", (), _rounding(old), _rounding(new), 0, rounded, True, changes.of(Round)))
    return causes


def _weight(old: Fraction | int | None, new: Fraction | int | None) -> Fraction | None:
    """What a difference of quantities is weighed by: the base's rate or unit amount, the other's where that is unknown."""
    weight = old if old is not None else new
    return None if weight is None else Fraction(weight)


def _own_share(
    quantities: tuple[int, int], prices: tuple[Fraction | int | None, Fraction | int | None], weight: Fraction | None
) -> Fraction:
    """What a change of the rate or unit amount itself does, beside the difference of the quantities."""
    before, after = (quantity * Fraction(price or 0) for quantity, price in zip(quantities, prices, strict=True))
    return after - before - (quantities[1] - quantities[0]) * (weight or ZERO)


def _rounding(line: Line | None) -> Fraction:
    """What rounding added to an allocation."""
    return ZERO if line is None else line.allocation - line.before_rounding


def _added_up(entries: Iterable[Entry], rate: Fraction, *, known: bool) -> Iterator[LineCause]:
    """The causes of rows, added up by code, kind and rule."""
    groups: dict[object, list[Entry]] = {}
    for row, cause in entries:
        rules = tuple((id(change.old), id(change.new)) for change in cause.rules)
        groups.setdefault((cause.code, cause.kinds, rules), []).append((row, cause))
    for found in groups.values():
        causes = [cause for _, cause in found]
        first, eligible = causes[0], sum(cause.eligible for cause in causes)
        yen = sum(cause.old for cause in causes), sum(cause.new for cause in causes)
        rows = tuple(row for row, _ in found)
        if any(cause.eligible for cause in causes):
            yield LineCause(first.code, first.kinds, *yen, eligible, eligible * rate, known, first.rules, rows)


def _by_head(old: Line | None, new: Line | None, changes: _FigureChanges) -> Iterator[LineCause]:
    heads = (old.heads or 0 if old else 0), (new.heads or 0 if new else 0)
    first, second = old or new, new or old
    assert first is not None
    assert second is not None
    units = first.unit_amount, second.unit_amount
    weight = _weight(*units)
    if heads[0] != heads[1]:
        yen = (heads[1] - heads[0]) * (weight or ZERO)
        yield LineCause("heads", (), *heads, 0, yen, weight is not None)
    if units[0] != units[1]:
        yen = _own_share(heads, units, weight)
        if yen or (old is not None and new is not None and old.potential_heads and new.potential_heads):
            yield LineCause("unit-amount", ("rule",), *units, 0, yen, None not in units, changes.of(Head))


class _FigureChanges:
    """The figures of a measure itself - rate, rounding, unit amount - that differ between two rule sets."""

    def __init__(self, measure: str, old: RuleSet | None, new: RuleSet | None) -> None:
        self.measure, self.old, self.new = measure, old, new

    def of(self, kind: type[Parameter]) -> tuple[RuleChange, ...]:
        """The change of the measure's step of a kind, if it differs."""
        if self.old is None or self.new is None:
            return ()
        sides = (self._step(self.old, kind), self._step(self.new, kind))
        change = rule_change(*sides, self.old, self.new)
        return () if change is None else (change,)

    def _step(self, rules: RuleSet, kind: type[Parameter]) -> Parameter | None:
        measure: Measure | None = next((found for found in rules.measures if found.id == self.measure), None)
        return next((step for step in measure.steps if isinstance(step, kind)), None) if measure else None


def _heads(column: Column, *, by_year: bool) -> dict[Key, dict[str, None]]:
    """The persons who count as heads, by line: those of its own rows, and of rows under another measure."""
    found: dict[Key, dict[str, None]] = {}
    for row in column.rows:
        person = row.item.expense.person
        measure = _counts_under(row)
        if person is not None and measure is not None:
            code, year, _ = _key(row, by_year=by_year)
            found.setdefault((code, year, measure), {})[person] = None
    return found


def _counts_under(row: Row) -> str | None:
    """The measure under which a row's person counts as a head."""
    item = row.item
    measure = row.rules.measure(item.expense.case.measure)
    if measure.tax == "ordinary":
        return measure.id if item.status == "eligible" else None
    instead = next((cut.rule for cut in item.reductions if cut.code == "ordinary-tax"), None)
    return next((found.id for found in row.rules.measures if any(instead is cost for cost in found.costs)), None)


def _with_persons(cause: LineCause, old: Iterable[str], new: Iterable[str]) -> LineCause:
    if cause.code != "heads":
        return cause
    before, after = list(old), list(new)
    gone = tuple(person for person in before if person not in after)
    return cause._replace(persons=(gone, tuple(person for person in after if person not in before)))


# ------------------------------------------------------------------------------------------------ totals


def _bodies(lines: Sequence[LineDifference]) -> dict[tuple[str, str], dict[str, Gap]]:
    groups: dict[tuple[str, str], list[LineDifference]] = {}
    for line in lines:
        groups.setdefault(line.key[:2], []).append(line)
    return {key: _taxes(group) for key, group in groups.items()}


def _taxes(lines: Sequence[LineDifference]) -> dict[str, Gap]:
    return {
        tax: gap(
            total_of([_total(line.old) for line in lines if line.old and line.old.tax == tax]),
            total_of([_total(line.new) for line in lines if line.new and line.new.tax == tax]),
        )
        for tax in TAXES
    }
