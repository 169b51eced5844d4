"""The calculation on columns: a scan in, a :class:`~dx_kofu.result.Result` out whose items are tables.

The result is that of :func:`dx_kofu.calc.calculate` on the same rows, but for its items, which may be too many to hold one by one:
they come as tables, a chunk at a time, in the order of the input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Protocol

import polars as pl

from dx_kofu.calc import Basis, Key, Record, blanks_of, in_order, line_of, result_of
from dx_kofu.columnar.decisions import Decisions
from dx_kofu.columnar.given import beside_of, rows_of
from dx_kofu.columnar.items import Shape, codes_in
from dx_kofu.columnar.scan import Scan
from dx_kofu.columnar.settled import Settled, settle
from dx_kofu.columnar.store import Store
from dx_kofu.records import Expense
from dx_kofu.result import Result
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import Head, Parameter


class Beside(Protocol):
    """What is passed through, chunk by chunk, any number of times."""

    def __call__(self) -> Iterator[pl.DataFrame]:
        """Tables with the columns ``pos``, ``input``, ``row``, ``id``, ``cell``, ``accepted`` and what is passed through."""


class Calculated(NamedTuple):
    """A result whose items are tables."""

    result: Callable[[], Result]
    """Everything else; its ``items`` are left empty."""
    shape: Shape
    store: Store
    beside: Beside
    asked: int
    """Rows with open questions."""
    bases: dict[Key, Basis]
    """What each line is made of."""

    def items(self) -> Iterator[pl.DataFrame]:
        """The items, chunk by chunk in the order of the input."""
        for chunk, beside in enumerate(self.beside()):
            settled = self.store.settled(chunk)
            if settled.height:
                whole = settled.height == beside.height
                yield self.shape.table(settled, beside if whole else beside[settled["pos"] - beside["pos"][0]])


Look = Callable[[pl.DataFrame, Decisions], None]
"""What else is done with the rows, a part with whole bodies at a time, and with the decisions they refer to."""


def calculate_scan(scan: Scan, record: Record, look: Look = lambda *_: None) -> Calculated:
    """The result of tables that were scanned."""
    settling = Settling(scan.store, scan.decisions, scan.bad)
    with ThreadPoolExecutor(1) as worker:
        waiting = [worker.submit(scan.suspected.weigh, scan.bad)]
        for rows in settling.parts():
            waiting.append(worker.submit(scan.suspected.add_persons, rows))
            look(rows, scan.decisions)
        for one in waiting:
            one.result()
    extra = list(dict.fromkeys(name for table in scan.tables for name in table.reader.header.extra))
    return settling.calculated(record, scan.given, scan.beside, extra=extra, workbook=False, accepting=scan.accepting)


def calculate_expenses(
    expenses: Sequence[Expense], rules: dict[str, Loaded], record: Record, look: Look = lambda *_: None
) -> Calculated:
    """The result of expenses that the reader of the rows has read."""
    decisions, store = Decisions(rules), Store(0)
    numbers, given = rows_of(expenses, decisions, record.options)
    store.add(numbers, 0)
    settling = Settling(store, decisions, None)
    for rows in settling.parts():
        look(rows, decisions)
    extra = list(dict.fromkeys(name for read in record.inputs for name in read.extra))
    return settling.calculated(
        record,
        given,
        lambda: iter([beside_of(expenses, extra)] if expenses else []),
        extra=extra,
        workbook=any(read.sheet is not None for read in record.inputs),
        accepting=any(expense.accepted for expense in expenses),
    )


class Settling:
    """The parts of a store, settled one after the other, and what their lines are made of."""

    def __init__(self, store: Store, decisions: Decisions, bad: pl.Series | None) -> None:
        self.store, self.decisions, self.bad = store, decisions, bad
        self.bases: dict[Key, Basis] = {}
        self.applied: dict[int, Parameter] = {}
        self.codes: set[str] = set()
        self.verdicts: Counter[int] = Counter()
        self.asked = 0

    def parts(self) -> Iterator[pl.DataFrame]:
        """Settles every part, each given before that as it is."""
        for rows in self.store:
            if self.bad is not None and self.bad.len():
                rows = rows.filter(~pl.col("pos").is_in(self.bad.implode()))
            yield rows
            settled = settle(rows, self.decisions)
            self.take(settled, rows)
            self.store.put(settled.items)

    def take(self, settled: Settled, rows: pl.DataFrame) -> None:
        """What a settled part adds to the lines."""
        self.bases |= settled.bases
        self.applied.update((id(rule), rule) for rule in settled.applied)
        self.codes.update(codes_in(settled.items))
        self.verdicts.update(dict(rows["verdict"].value_counts().iter_rows()))
        self.asked += int((settled.items["status"] == "review").sum())

    def calculated(
        self,
        record: Record,
        given: Mapping[str, int],
        beside: Beside,
        *,
        extra: Sequence[str],
        workbook: bool,
        accepting: bool,
    ) -> Calculated:
        """The result."""
        used = sorted(self.verdicts)
        codes = list(self.codes)
        shape = Shape(self.decisions, codes, used, extra=extra, workbook=workbook, accepting=accepting)
        return Calculated(lambda: self._result(record, given, used), shape, self.store, beside, self.asked, self.bases)

    def _result(self, record: Record, given: Mapping[str, int], used: Sequence[int]) -> Result:
        decisions = self.decisions
        rules = dict(self.applied)
        rules.update((id(rule), rule) for number in used for rule in decisions.verdicts[number].consulted)
        for year, name in {
            (decisions.year_of(number), head.measure) for number in used if (head := decisions.verdicts[number].head)
        }:
            counting = decisions.rules[year].rules.measure(name)
            rules.update((id(step), step) for step in counting.steps if isinstance(step, Head))
        lines = [
            line_of(key, decisions.rules[key[1]].rules.measure(key[2]), self.bases[key]) for key in in_order(self.bases)
        ]
        return result_of([], lines, decisions.rules, blanks_of(given, self._defaults(used)), rules.keys(), record)

    def _defaults(self, used: Collection[int]) -> dict[tuple[str, str], int]:
        found: Counter[tuple[str, str]] = Counter()
        for number in used:
            year = self.decisions.year_of(number)
            for name in self.decisions.verdicts[number].defaults:
                found[year, name] += self.verdicts[number]
        return found
