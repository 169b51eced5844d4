"""``plan --format csv``: the rows of a variant as an expenses table that ``calc`` and ``check`` read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from dx_kofu.read.layout import Table
from dx_kofu.render.csv import as_text


def render(table: Table, *, mark: bool) -> Iterator[str]:
    """The table, a cell that a spreadsheet would take for a formula marked as text; ``mark``: a byte order mark first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows([as_text(cell) for cell in row] for row in table.rows)
    yield ("\ufeff" if mark else "") + buffer.getvalue()
