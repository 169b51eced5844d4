"""Rows that may be odd, picked out on columns; whether they are, and what is said of it, :mod:`dx_kofu.oddities` decides.

In: rows as numbers. Out: :class:`~dx_kofu.oddities.Suspects` - few expenses among many, with no more in them than is looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from dx_kofu.columnar.decisions import Decisions
from dx_kofu.columnar.encode import Encoded
from dx_kofu.money import ENOUGH, LARGE, OUTLIER
from dx_kofu.oddities import Medians, Suspects
from dx_kofu.records import Case, Expense, Input

NOTHING: frozenset[str] = frozenset()
NOBODY = -1


class Lines:
    """On which line of which table each position of a run stands."""

    def __init__(self) -> None:
        self._begins: list[int] = []
        self._tables: list[int] = []
        self._lines: list[pl.Series | int] = []

    def add(self, table: int, lines: pl.Series, begin: int) -> None:
        """The lines of a chunk whose positions begin at ``begin``."""
        first, last = lines.min() or 0, lines.max() or 0
        assert isinstance(first, int)
        assert isinstance(last, int)
        self._begins.append(begin)
        self._tables.append(table)
        self._lines.append(first if last - first + 1 == lines.len() else lines)

    def of(self, positions: Iterable[int]) -> list[tuple[int, int]]:
        """Table and line of some positions."""
        found = []
        for position in positions:
            chunk = bisect_right(self._begins, position) - 1
            lines, inside = self._lines[chunk], position - self._begins[chunk]
            found.append((self._tables[chunk], lines + inside if isinstance(lines, int) else lines[inside]))
        return found


class Suspected:
    """The rows that were picked out so far."""

    def __init__(self, decisions: Decisions) -> None:
        self.decisions, self.lines = decisions, Lines()
        self._places: dict[int, int] = {}
        self._dated: list[tuple[int, int, date]] = []
        self._persons: list[tuple[int, int, int, str]] = []
        self._amounts: list[pl.DataFrame] = []
        self._large: list[tuple[int, int, int]] = []
        self._of_kind: list[tuple[int, str, str, int | None]] = []
        self._of_table: list[tuple[int, int | None]] = []

    def add(self, table: int, encoded: Encoded, lines: pl.Series, begin: int) -> None:
        """A chunk of rows."""
        self.lines.add(table, lines, begin)
        rows = encoded.rows
        for place, pos in rows.group_by("place", maintain_order=True).agg(pl.col("pos").first()).iter_rows():
            self._places.setdefault(place, pos)
        if encoded.dated.height:
            self._dated += (
                encoded.dated.join(rows.select("pos", "place"), on="pos").select("pos", "place", "date").rows()
            )
        self._amounts.append(rows.select("pos", "case", "amount", table=pl.lit(table, pl.UInt32)))

    def add_persons(self, rows: pl.DataFrame) -> None:
        """Rows that hold whole bodies: persons with two values of a fact that is one per person."""
        for values in self._steady():
            value = pl.lit(pl.Series(values, dtype=pl.Int32)).gather(pl.col("case"))
            said = rows.select("pos", "group", "place", "case", "person", value=value)
            said = said.filter(pl.col("person").is_not_null() & (pl.col("value") != NOBODY))
            differ = said.group_by("group", "person").agg(differs=pl.col("value").min() != pl.col("value").max())
            differ = differ.filter("differs")
            if differ.height:
                found = said.join(differ, on=["group", "person"], how="semi")
                self._persons += found.select("pos", "place", "case", "person").rows()

    def found(self, inputs: Sequence[Input], bad: pl.Series) -> Suspects:
        """The expenses that may be odd, those at ``bad`` positions apart."""
        medians = Medians(
            {(id(inputs[table]), measure, category): median for table, measure, category, median in self._of_kind},
            {id(inputs[table]): median for table, median in self._of_table},
        )
        left_out = set(bad)
        self._places = {place: pos for place, pos in self._places.items() if pos not in left_out}
        self._dated = [row for row in self._dated if row[0] not in left_out]
        return Suspects(
            self._expenses(inputs, [(pos, place, None, None, None, 0) for place, pos in self._places.items()]),
            self._expenses(inputs, [(pos, place, None, None, day, 0) for pos, place, day in self._dated]),
            self._expenses(
                inputs,
                [(pos, place, case, person, None, 0) for pos, place, case, person in dict.fromkeys(self._persons)],
            ),
            self._expenses(inputs, [(pos, 0, case, None, None, amount) for pos, case, amount in self._large]),
            medians,
        )

    def _steady(self) -> list[list[int]]:
        """For each fact that is one per person, the number of its value in every case."""
        names = dict.fromkeys(
            name
            for loaded in self.decisions.rules.values()
            for name, fact in loaded.rules.facts.items()
            if fact.one_per_person
        )
        return [[self._value(name, year, case) for year, case in self.decisions.cases] for name in names]

    def _value(self, name: str, year: str, case: Case) -> int:
        facts = self.decisions.rules[year].rules.facts
        if name not in facts or not facts[name].one_per_person:
            return NOBODY
        value = case.facts[list(facts).index(name)]
        return NOBODY if value is None else list(facts[name].values or ("yes", "no")).index(value)

    def weigh(self, bad: pl.Series) -> None:
        """Finds the amounts that may be outliers, and the medians they are compared with; ``bad``: positions left out."""
        claims = {(case.measure, case.category): None for _, case in self.decisions.cases}
        index = {claim: number for number, claim in enumerate(claims)}
        kind = pl.Series([index[case.measure, case.category] for _, case in self.decisions.cases], dtype=pl.UInt32)
        rows = pl.concat(self._amounts) if self._amounts else None
        self._amounts = []
        if rows is not None and bad.len():
            rows = rows.filter(~pl.col("pos").is_in(bad.implode()))
        if rows is None or not rows.height:
            return
        rows = rows.with_columns(kind=pl.lit(kind).gather(pl.col("case")))
        kinds, tables = _medians(rows, ["table", "kind"]), _medians(rows, ["table"])
        names = list(claims)
        self._of_kind = [(table, *names[number], median) for table, number, median in kinds.iter_rows()]
        self._of_table = tables.rows()
        if kinds["median"].count() + tables["median"].count() == 0:
            return
        rows = rows.filter(pl.col("amount") >= OUTLIER)
        rows = rows.join(kinds, on=["table", "kind"], how="left").join(tables, on="table", how="left", suffix="_table")
        of_table = pl.when(pl.col("amount") >= LARGE).then("median_table")
        rows = rows.filter(pl.col("amount") >= OUTLIER * pl.coalesce("median", of_table)).sort("pos")
        self._large = rows.select("pos", "case", "amount").rows()

    def _expenses(
        self, inputs: Sequence[Input], rows: Iterable[tuple[int, int, int | None, str | None, date | None, int]]
    ) -> list[Expense]:
        rows = sorted(rows, key=lambda row: row[0])
        lines = self.lines.of(row[0] for row in rows)
        return [
            Expense(
                *(inputs[table], line, "", self.decisions.places[place], self._case(case), person, amount),
                *(None, None, day, NOTHING, ()),
            )
            for (table, line), (_, place, case, person, day, amount) in zip(lines, rows, strict=True)
        ]

    def _case(self, number: int | None) -> Case:
        return self.decisions.cases[number or 0][1]


def _medians(rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The median of amounts other than 0 yen (the lower of two), where one of them is an outlier; else null."""
    positive = (
        rows.filter(pl.col("amount") > 0)
        .group_by(keys)
        .agg(lower=pl.col("amount").sort().get((pl.len() - 1) // 2), most=pl.col("amount").max(), count=pl.len())
    )
    outlier = (pl.col("count") >= ENOUGH) & (pl.col("most") >= OUTLIER * pl.col("lower"))
    positive = positive.select(*keys, median=pl.when(outlier).then("lower"))
    return rows.select(keys).unique().join(positive, on=keys, how="left")
