"""One budget under two rule sets, every row as if it belonged to the year of the rule set: what ``rules diff --on`` tells.

Worked example: recruitment of 2,500,000 yen keeps all of it under R9 (cap 3,000,000) and 1,000,000 under R10; the row loses
1,500,000 by ``cap:recruitment`` and the line 1,050,000 of allocation.
"""

from __future__ import annotations

from collections.abc import Sequence

from dx_kofu.calc import calculate
from dx_kofu.compare.compare import pair_of
from dx_kofu.compare.records import Column, Pair
from dx_kofu.compare.under import Part, read_as_of
from dx_kofu.read.expenses import Reading
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import Table
from dx_kofu.rules.load import Loaded


def effect(tables: Sequence[Table], old: Loaded, new: Loaded, guide: Guide) -> Pair | Reading:
    """The effect on a budget, or the reading with its diagnostics where a row cannot be read under a rule set."""
    readings = [read_as_of(tables, side, guide) for side in (old, new)]
    for reading in readings:
        if reading.diagnostics:
            return reading
    before, after = (
        Column(side.name, (Part(calculate(reading.expenses, reading.rules, inputs=reading.inputs)),))
        for side, reading in zip((old, new), readings, strict=True)
    )
    return pair_of(before, after, "rules", by_year=False)
