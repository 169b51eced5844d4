"""From claimed to eligible on columns: the steps of one measure of one fiscal year for all the bodies that claim it.

The meaning is that of :mod:`dx_kofu.settle`, step by step; here a step moves a column. In: rows in file order with the columns

    group (number of body and year), person (text or null), amount, funding (yen, Int64), ratio (number of the share), verdict

and the table of verdicts. Out: the same rows with ``sure`` and ``best`` (what is left, confirmed and favourable, yen), a column of
yen for each code that took some, ``asks`` (names of unknown caps and limits that a row asks for) and ``gain`` (yen that a row's
questions, answered in its favour, add to the eligible total, the other rows as confirmed).

Basis that may leave 64 bits are formed in 128; a share whose ratio would leave 64 bits is multiplied row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from dx_kofu.money import ZERO, share_of
from dx_kofu.rules.records import UNKNOWN, Cap, Deduct, Head, Limit, Measure, Parameter, Rate, Round, Share

WIDEST = (1 << 63) - 1
ASKED = pl.col("asked") | (pl.col("asks") != "")


def settle(
    measure: Measure, rows: pl.DataFrame, shares: Sequence[Fraction | None]
) -> tuple[pl.DataFrame, list[Parameter]]:
    """Applies a measure's steps to rows that bear the columns of their verdicts, and tells which of them had yen to look at."""
    settling = _Settling(rows)
    for step in measure.steps:
        match step:
            case Deduct():
                settling.take(step, "other-funding", pl.min_horizontal("best", "funding"))
            case Share():
                settling.share(step, shares)
            case Cap():
                settling.before_caps()
                settling.cap(step)
            case Limit():
                settling.before_caps()
                settling.limit(step)
            case Head():
                settling.by_head()
            case Rate() | Round():
                settling.looks_at(step)
    settling.before_caps()
    return settling.rows, settling.applied


class _Settling:
    """The rows of a measure with what is left of each so far."""

    def __init__(self, rows: pl.DataFrame) -> None:
        best = pl.when("cost").then("amount").otherwise(pl.lit(0, pl.Int64))
        self.rows = rows.with_columns(best=best).with_columns(
            sure=pl.when("confirmed").then("best").otherwise(pl.lit(0, pl.Int64)), asks=pl.lit("")
        )
        self.applied: list[Parameter] = []
        self.netted = False

    def take(self, step: Parameter, code: str, taken: pl.Expr) -> None:
        """A step that looks at one row: what it takes is the same in both scenarios."""
        self.rows = self.rows.with_columns(taken=taken).with_columns(
            best=pl.col("best") - pl.col("taken"),
            sure=pl.when("confirmed").then(pl.col("sure") - pl.col("taken")).otherwise("sure"),
            **{code: pl.when("confirmed").then("taken").otherwise(pl.lit(0, pl.Int64))},
        )
        if (self.rows["taken"] > 0).any():
            self.applied.append(step)
        self.rows = self.rows.drop("taken")

    def share(self, step: Share, shares: Sequence[Fraction | None]) -> None:
        """What is left x share, rounded down; the ratio exact."""
        most = self.rows["best"].max() or 0
        assert isinstance(most, int)
        narrow = [Fraction(1) if share is None else share for share in shares]
        wide = [
            number
            for number, share in enumerate(narrow)
            if most * share.numerator > WIDEST or share.denominator > WIDEST
        ]
        for number in wide:
            narrow[number] = Fraction(1)
        top = pl.lit(pl.Series([share.numerator for share in narrow], dtype=pl.Int64)).gather(pl.col("ratio"))
        bottom = pl.lit(pl.Series([share.denominator for share in narrow], dtype=pl.Int64)).gather(pl.col("ratio"))
        left = pl.col("best") * top // bottom
        if wide:
            self.rows = self.rows.with_columns(left=left)
            self.rows = self.rows.with_columns(left=self._wide(wide, shares))
            left = pl.col("left")
        self.take(step, "share", pl.col("best") - left)
        self.rows = self.rows.drop("left", strict=False)

    def _wide(self, wide: Sequence[int], shares: Sequence[Fraction | None]) -> pl.Series:
        """What is left of rows whose ratio is too wide for 64 bits, multiplied one by one."""
        found = self.rows.with_row_index("at").filter(pl.col("ratio").is_in(wide)).select("at", "best", "ratio")
        exact = [share_of(yen, shares[number] or ZERO) for _, yen, number in found.iter_rows()]
        return self.rows["left"].scatter(found["at"], pl.Series(exact, dtype=pl.Int64)) if exact else self.rows["left"]

    def before_caps(self) -> None:
        """What a row's questions hang on before any cap or limit."""
        if not self.netted:
            self.netted = True
            self.rows = self.rows.with_columns(gain="best")

    def by_head(self) -> None:
        """A measure counted by head does not pay on the cost: the whole amount goes."""
        nothing = pl.lit(0, pl.Int64)
        taken = pl.when("confirmed").then("sure")
        self.rows = self.rows.with_columns(taken.alias("by-head")).with_columns(best=nothing, sure=nothing)

    def looks_at(self, step: Parameter) -> None:
        """A step that takes nothing and has yen to look at."""
        if (self.rows["best"] > 0).any():
            self.applied.append(step)

    def cap(self, step: Cap) -> None:
        """Rows fill a cap in file order; running sums are formed only where it binds."""
        rows = self.rows.with_row_index("at")
        inside = pl.col("category").is_in(step.categories) & (pl.col("best") > 0)
        if step.amount == UNKNOWN:
            self._ask(step, inside)
            return
        keys = ["group", "person"] if step.per == "person" else ["group"]
        found = rows.filter(inside).select("at", *keys, "sure", "best")
        if found.height:
            self.applied.append(step)
        wide = _wide_sums(found)
        used = found.group_by(keys).agg(
            sure_used=pl.col("sure").cast(wide).sum(), best_used=pl.col("best").cast(wide).sum()
        )
        bound = used.filter((pl.col("sure_used") > step.amount) | (pl.col("best_used") > step.amount))
        if bound.height:
            cut = found.join(bound.select(keys), on=keys, how="semi", nulls_equal=True).sort("at")
            cut = cut.with_columns(
                _filled("sure", keys, step.amount, wide), _filled("best", keys, step.amount, wide), was="sure"
            )
            self._lower(f"cap:{step.id}", cut)
        room = used.select(*keys, room=step.amount - pl.col("sure_used").clip(upper_bound=step.amount).cast(pl.Int64))
        self._bound(step.categories, keys, room, pl.min_horizontal("gain", pl.col("room").fill_null(step.amount)))

    def limit(self, step: Limit) -> None:
        """The persons with the largest totals stay; ties go to whose first counted row comes first."""
        keys = ["group", "person"]
        counted = pl.col("cost") & pl.col("category").is_in(step.categories)
        if step.persons == UNKNOWN:
            self._ask(step, counted & (pl.col("best") > 0))
            return
        found = self.rows.with_row_index("at").filter(counted).select("at", *keys, "sure", "best", "confirmed")
        if found.height:
            self.applied.append(step)
        totals = _ranked(found.filter("confirmed"), keys, "sure", step.persons)
        favoured = _ranked(found, keys, "best", step.persons)
        cut = found.join(totals.filter("kept").select(*keys, kept=pl.lit(True)), on=keys, how="left", nulls_equal=True)
        cut = cut.join(favoured.filter("kept").select(*keys, ok=pl.lit(True)), on=keys, how="left", nulls_equal=True)
        cut = cut.filter(pl.col("kept").is_null() | pl.col("ok").is_null())
        if cut.height:
            zero = pl.lit(0, pl.Int64)
            cut = cut.with_columns(
                was="sure",
                sure=pl.when("kept").then("sure").otherwise(zero),
                best=pl.when("ok").then("best").otherwise(zero),
            )
            self._lower(f"limit:{step.id}", cut)
        smallest = (
            totals.filter("kept")
            .group_by("group")
            .agg(smallest=pl.when(pl.len() == step.persons).then(pl.col("total").min()).otherwise(0))
        )
        totals = totals.with_columns(pl.col("total").cast(pl.Int128), pl.col("kept"))
        beyond = pl.col("total").fill_null(0) + pl.col("gain") - pl.col("smallest").fill_null(0)
        gain = pl.when(pl.col("kept").fill_null(value=False)).then("gain").otherwise(beyond.clip(lower_bound=0))
        with_total = totals.join(smallest, on="group", how="left").drop("smallest")
        asked = self._asked(step.categories)
        asked = asked.join(with_total, on=keys, how="left", nulls_equal=True).join(smallest, on="group", how="left")
        self._gain(asked.with_columns(gain=gain.cast(pl.Int64)))

    def _ask(self, step: Cap | Limit, inside: pl.Expr) -> None:
        """A cap or a limit that is not known confirms nothing, and takes nothing in the favourable scenario."""
        name = f"{step.step}:{step.id}"
        taken = pl.when(inside).then("sure").otherwise(pl.lit(0, pl.Int64))
        asks = pl.when(inside).then(pl.concat_str("asks", pl.lit(f" {name}"))).otherwise("asks")
        self.rows = self.rows.with_columns(taken.alias(f"unknown:{name}"), sure=pl.col("sure") - taken, asks=asks)

    def _lower(self, code: str, cut: pl.DataFrame) -> None:
        """Writes what is left of some rows, and what went under a code."""
        at = cut["at"]
        went = pl.Series(code, [0], dtype=pl.Int64).new_from_index(0, self.rows.height)
        self.rows = self.rows.with_columns(
            self.rows["sure"].scatter(at, cut["sure"]),
            self.rows["best"].scatter(at, cut["best"]),
            went.scatter(at, cut["was"] - cut["sure"]).alias(code),
        )

    def _asked(self, categories: Sequence[str]) -> pl.DataFrame:
        """Rows of some categories that ask, with what their questions hang on so far."""
        mine = pl.col("category").is_in(categories) & ASKED
        return self.rows.with_row_index("at").filter(mine).select("at", "group", "person", "gain")

    def _bound(self, categories: Sequence[str], keys: Sequence[str], room: pl.DataFrame, gain: pl.Expr) -> None:
        asked = self._asked(categories).join(room, on=keys, how="left", nulls_equal=True)
        self._gain(asked.with_columns(gain=gain))

    def _gain(self, asked: pl.DataFrame) -> None:
        if asked.height:
            self.rows = self.rows.with_columns(self.rows["gain"].scatter(asked["at"], asked["gain"]))


def _wide_sums(rows: pl.DataFrame) -> type[pl.DataType]:
    """The type in which a sum over rows is exact: 64 bits where even the largest amount in every row fits, else 128."""
    most = rows.select(pl.max_horizontal(pl.col("best").max(), pl.col("sure").max())).item() or 0
    assert isinstance(most, int)
    return pl.Int64 if most * max(rows.height, 1) <= WIDEST else pl.Int128


def _filled(column: str, keys: Sequence[str], cap: int, wide: type[pl.DataType]) -> pl.Expr:
    """What of each row finds room under a cap, the rows before it having filled it first."""
    yen = pl.col(column).cast(wide)
    filled = yen.cum_sum().over(keys)
    return (filled.clip(upper_bound=cap) - (filled - yen).clip(upper_bound=cap)).cast(pl.Int64).alias(column)


def _ranked(rows: pl.DataFrame, keys: Sequence[str], column: str, persons: int) -> pl.DataFrame:
    """Each person's total and whether it is among the largest of the body and year."""
    totals = rows.group_by(keys).agg(total=pl.col(column).cast(_wide_sums(rows)).sum(), first=pl.col("at").min())
    totals = totals.sort("group", "total", "first", descending=[False, True, False])
    return totals.with_columns(kept=pl.int_range(pl.len()).over("group") < persons).drop("first")
