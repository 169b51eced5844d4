"""``--format csv``: the items, one line per row of the input, with a column for every reduction code that occurs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from dx_kofu.result import Result

COLUMNS = (
    "input",
    "row",
    "id",
    "body_code",
    "body_name",
    "fiscal_year",
    "measure",
    "category",
    "person",
    "claimed",
    "eligible",
    "potential",
    "status",
)

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(result: Result) -> Iterator[str]:
    """The pieces of the table, a line at a time; the same in every language."""
    return lines_of(_rows(result))


def lines_of(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Rows of cells as lines of CSV; what a spreadsheet would take for a formula is marked as text."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for cells in rows:
        texts = [as_text(cell) for cell in cells]
        writer.writerow(texts)
        line = buffer.getvalue()
        yield line if "\r" not in line else _quoted(texts)
        buffer.seek(0)
        buffer.truncate()


def _quoted(cells: Iterable[object]) -> str:
    """A line with a lone carriage return in a cell, which the standard library leaves without quotes."""
    texts = ["" if cell is None else str(cell) for cell in cells]
    marked = ('"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n\r') else text for text in texts)
    return ",".join(marked) + "\n"


def _rows(result: Result) -> Iterator[list[object]]:
    codes = sorted({reduction.code for item in result.items for reduction in item.reductions})
    extra = list(dict.fromkeys(name for read in result.inputs for name in read.extra))
    standing = {loaded.rules.fiscal_year: loaded.rules.status for loaded in result.rules}
    workbook = any(read.sheet is not None for read in result.inputs)
    accepting = any(item.expense.accepted for item in result.items)
    columns = [*COLUMNS, *codes, "questions", "question_yen", "rule_status", *(["cell"] if workbook else [])]
    columns += ["accepted"] if accepting else []
    yield [*columns, *(f"{name} (input)" if name in columns else name for name in extra)]
    for item in result.items:
        expense = item.expense
        place, case = expense.place, expense.case
        taken = dict.fromkeys(codes, 0) | {reduction.code: reduction.amount for reduction in item.reductions}
        asked = " ".join(question.fact for question in item.questions)
        yen = item.questions[0].yen if item.questions else 0
        passed = dict(zip(expense.input.extra, expense.extra, strict=True)) if expense.extra else {}
        cells = [
            expense.input.name,
            expense.row,
            expense.id,
            place.body_code,
            place.name,
            place.fiscal_year,
            case.measure,
            case.category,
            expense.person or "",
        ]
        figures = [expense.amount, item.eligible, item.potential, item.status, *(taken[code] for code in codes)]
        tail = [
            asked,
            "" if yen is None else yen,
            standing[place.fiscal_year],
            *([expense.cell or ""] if workbook else []),
            *(["; ".join(f"{code} {reason}" for code, reason in expense.accepted)] if accepting else []),
            *(passed.get(name, "") for name in extra),
        ]
        yield [*cells, *figures, *tail]


def as_text(cell: object) -> object:
    """A cell that a spreadsheet would take for a formula is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell != "-" and cell[:1] in FORMULA else cell
