"""The items of a columnar run, a chunk at a time in the order of the input: the lines of ``--format csv``, or the same in Parquet.

In: settled rows, and beside them what of the texts is passed through. Out: tables of texts and yen, equal letter by letter to what
:mod:`dx_kofu.render.csv` writes of the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

import polars as pl

from dx_kofu.columnar.ahead import ahead_of
from dx_kofu.columnar.decisions import Decisions
from dx_kofu.columnar.encode import PASSED
from dx_kofu.columnar.settled import NO_BOUND, is_code
from dx_kofu.render.csv import COLUMNS, as_text

FORMULA = r"(?s)^(?:[=+@\t\r]|-.)"
"""What :func:`dx_kofu.render.csv.as_text` marks."""


class Shape:
    """The columns of a run's items, known when all of them are settled."""

    def __init__(
        self,
        decisions: Decisions,
        codes: Sequence[str],
        used: Sequence[int],
        *,
        extra: Sequence[str],
        workbook: bool,
        accepting: bool,
    ) -> None:
        """``codes``: those under which steps took yen; ``used``: the verdicts that rows have."""
        self.decisions = decisions
        reasons = [verdict.reason for verdict in (decisions.verdicts[number] for number in used)]
        self.excluding = sorted({reason.code for reason in reasons if reason is not None})
        self.codes = sorted({*codes, *self.excluding})
        self.extra, self.workbook, self.accepting = extra, workbook, accepting
        cases = [decisions.cases[number][1] for number in decisions.case_of_verdict]
        reason_codes = [one.reason.code if one.reason is not None else None for one in decisions.verdicts]
        self._reason = _words(reason_codes)
        self._measure, self._category = (
            _words([case.measure for case in cases]),
            _words([case.category for case in cases]),
        )
        places = decisions.places
        self._body_code, self._fiscal_year = (
            _words([one.body_code for one in places]),
            _words([one.fiscal_year for one in places]),
        )
        self._body_name = _words(_marked([one.name for one in places]))
        self._standing = _words([decisions.rules[one.fiscal_year].rules.status for one in places])

    def head(self) -> list[str]:
        """The names of the columns."""
        columns = [*COLUMNS, *self.codes, "questions", "question_yen", "rule_status"]
        columns += ["cell"] if self.workbook else []
        columns += ["accepted"] if self.accepting else []
        return [*columns, *(f"{name} (input)" if name in columns else name for name in self.extra)]

    def names(self) -> list[str]:
        """The same, each once: a code that has the name of a column says that it holds yen."""
        head = self.head()
        return [name if name not in head[:index] else f"{name} (yen)" for index, name in enumerate(head)]

    def table(self, settled: pl.DataFrame, beside: pl.DataFrame) -> pl.DataFrame:
        """The items of settled rows, columns named by their index; ``beside`` has, row by row, what is passed through."""
        place, verdict = settled["place"], settled["verdict"]
        reason = self._reason.gather(verdict)
        texts = {
            "input": self._input(beside["input"]),
            "row": beside["row"],
            "id": _as_text(beside["id"]),
            "body_code": self._body_code.gather(place),
            "body_name": self._body_name.gather(place),
            "fiscal_year": self._fiscal_year.gather(place),
            "measure": self._measure.gather(verdict),
            "category": self._category.gather(verdict),
            "person": _as_text(settled["person"]),
            "claimed": settled["amount"],
            "eligible": settled["eligible"],
            "potential": settled["potential"],
            "status": settled["status"],
        }
        went = {code: self._went(settled, reason, code) for code in self.codes}
        yen = settled["yen"]
        tail = {
            "questions": settled["questions"],
            "question_yen": yen.set(yen == NO_BOUND, None),
            "rule_status": self._standing.gather(place),
        }
        tail |= {"cell": beside["cell"]} if self.workbook else {}
        if self.accepting:
            blank = pl.Series([None], dtype=pl.String).new_from_index(0, settled.height)
            tail["accepted"] = _as_text(beside["accepted"]) if "accepted" in beside.columns else blank
        passed = [_as_text(beside[PASSED + name]) for name in self.extra]
        columns = [*texts.values(), *went.values(), *tail.values(), *passed]
        return pl.DataFrame([column.alias(str(index)) for index, column in enumerate(columns)])

    def _input(self, inputs: pl.Series) -> pl.Series:
        """The names of the tables; in a chunk there is mostly one."""
        names = inputs.unique().cast(pl.String).to_list()
        if len(names) != 1:
            return _as_text(inputs.cast(pl.String))
        name = str(as_text(names[0]))
        return pl.Series([name], dtype=pl.Enum([name])).new_from_index(0, inputs.len())

    def _went(self, settled: pl.DataFrame, reason: pl.Series, code: str) -> pl.Series:
        """The yen that went under a code: the whole amount where it is the reason, else what a step took."""
        nothing = pl.Series([0], dtype=pl.Int64)
        took = settled[code].fill_null(0) if code in settled.columns else nothing.new_from_index(0, settled.height)
        if code not in self.excluding:
            return took
        return settled["amount"].zip_with((reason == code).fill_null(value=False), took)


def _words(values: Sequence[str | None]) -> pl.Series:
    """Few words, many times; a null for what says nothing."""
    return pl.Series(values, dtype=pl.Enum(list(dict.fromkeys(value for value in values if value is not None))))


def codes_in(settled: pl.DataFrame) -> list[str]:
    """The codes under which steps took yen from settled rows."""
    return [name for name in settled.columns if is_code(name)]


def csv_lines(tables: Iterator[pl.DataFrame], head: Sequence[str]) -> Iterator[bytes | memoryview]:
    """The head and the lines of tables, in UTF-8; two tables are written out while others are waited for."""
    yield pl.DataFrame({str(index): [name] for index, name in enumerate(head)}).write_csv(include_header=False).encode()
    yield from ahead_of(_csv, tables, workers=2)


def _csv(table: pl.DataFrame) -> memoryview:
    lines = BytesIO()
    table.write_csv(lines, include_header=False)
    return lines.getbuffer()


def _as_text(column: pl.Series) -> pl.Series:
    """Texts that a spreadsheet would take for a formula, marked as text; a blank is nothing."""
    blank = column == ""
    if blank.any():
        column = column.set(blank, None)
    marked = column.str.contains(FORMULA)
    if not marked.any():
        return column
    return pl.select(pl.concat_str(pl.lit("'"), column)).to_series().zip_with(marked.fill_null(value=False), column)


def _marked(values: Sequence[str]) -> list[str | None]:
    """The same of few values."""
    return [str(as_text(value)) if value else None for value in values]
