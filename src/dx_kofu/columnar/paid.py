"""Lines on columns: what the lines of a measure and year are made of becomes allocations, as :func:`dx_kofu.calc.line_of` has it.

In: a line per body with ``eligible``, ``potential`` (yen, 128 bits), ``asks``, ``heads``, ``potential_heads``. Out: the same lines
with ``allocation``, ``potential`` (null: no bound), ``complete``. Worked example: 2,400,000 yen x 0.7 = 1,680,000; in whole numbers
(2 x 2,400,000 x 7 + 1,000 x 10) // (2 x 1,000 x 10) x 1,000.
"""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from dx_kofu.calc import rate_of, unit_amount_of
from dx_kofu.rules.records import Measure, Round

YEN = pl.Int128
NO_BOUND = pl.lit(None, YEN)


def paid(measure: Measure, lines: pl.DataFrame) -> pl.DataFrame:
    """The allocations of a measure's lines: ``allocation``, ``potential``, ``complete``."""
    match measure.tax:
        case "special":
            columns = _special(measure)
        case "ordinary":
            columns = _by_head(measure)
        case "in-kind":
            columns = (whole(0), whole(0), pl.lit(value=True))
    names = ("allocation", "potential", "complete")
    return lines.with_columns(**dict(zip(names, columns, strict=True))).select(names)


def _special(measure: Measure) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    rate, to = rate_of(measure), next(step.to for step in measure.steps if isinstance(step, Round))
    nothing = pl.col("potential") == 0
    if rate is None:
        return whole(0), pl.when(nothing).then(whole(0)).otherwise(NO_BOUND), ~pl.col("asks") & nothing
    return _rounded("eligible", rate, to), _rounded("potential", rate, to), ~pl.col("asks")


def _by_head(measure: Measure) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    unit, possible = unit_amount_of(measure), pl.col("potential_heads")
    if unit is None:
        return whole(0), pl.when(possible == 0).then(whole(0)).otherwise(NO_BOUND), possible == 0
    return pl.col("heads") * whole(unit), possible * whole(unit), pl.lit(value=True)


def _rounded(column: str, rate: Fraction, to: int) -> pl.Expr:
    """Yen x rate, rounded half up to a multiple of ``to``."""
    twice = pl.col(column) * whole(2 * rate.numerator) + whole(to * rate.denominator)
    return twice // whole(2 * to * rate.denominator) * whole(to)


def whole(value: int) -> pl.Expr:
    """A whole number of 128 bits."""
    return pl.lit(value, YEN)
