"""Rows that are numbers, settled: what is left of each and why, and what the lines of their bodies are made of.

In: rows (columns :data:`~dx_kofu.columnar.encode.ROWS`) that hold whole bodies - all rows of each body and year among them - and
the decisions they refer to. Out: the same rows with their yen, and a basis for each line.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from dx_kofu.calc import Basis, Key, rate_of, unit_amount_of
from dx_kofu.columnar import steps
from dx_kofu.columnar.decisions import Decisions
from dx_kofu.rules.records import Measure, Parameter

STATUS = pl.Enum(["eligible", "partial", "ineligible", "review"])
NO_YEN = pl.lit(0, pl.Int64)
NO_BOUND = -1
"""Stands for yen without a bound, in columns of yen that are never negative."""


class Settled(NamedTuple):
    """Settled rows of some bodies."""

    items: pl.DataFrame
    """In file order: ``pos``, ``place``, ``verdict``, ``person``, ``amount``, ``eligible``, ``potential``, ``status``, ``questions``
    (their names), ``yen`` (at stake; :data:`NO_BOUND`), and a column of yen for each code that a step took some under."""
    bases: dict[Key, Basis]
    applied: list[Parameter]
    """The steps that had yen to look at."""


def settle(rows: pl.DataFrame, decisions: Decisions) -> Settled:
    """Settles rows, which need not be in order."""
    verdicts = decisions.verdict_table()
    rows = rows.sort("pos")
    rows = rows.with_columns(
        *(pl.lit(verdicts[name]).gather(pl.col("verdict")).alias(name) for name in verdicts.columns),
    )
    heads = _heads(rows)
    items, bases, applied = [], dict[Key, Basis](), list[Parameter]()
    counted = {
        (group, measure): (certain, possible) for group, measure, certain, possible in _counts(heads).iter_rows()
    }
    for number, program in enumerate(decisions.programs()):
        mine = rows.filter(pl.col("program") == number)
        if not mine.height:
            continue
        rules = decisions.rules[program.fiscal_year].rules
        measure = rules.measure(program.measure)
        settled, looked = steps.settle(measure, mine, decisions.shares)
        applied += looked
        units = {name: unit_amount_of(rules.measure(name)) for name in heads["head"].unique()}
        settled = _with_stakes(settled, measure, heads, units).with_columns(status=_status(measure))
        for group, claimed, eligible, potential, asks in _sums(settled).iter_rows():
            body, year = decisions.groups[group]
            bases[body, year, measure.id] = Basis(
                claimed, eligible, potential, asks, *counted.pop((group, measure.id), (0, 0))
            )
        items.append(_slim(settled))
    for (group, name), (certain, possible) in counted.items():
        body, year = decisions.groups[group]
        bases[body, year, name] = Basis(0, 0, 0, False, certain, possible)
    return Settled(pl.concat(items, how="diagonal").sort("pos") if items else _none(rows), bases, applied)


def _heads(rows: pl.DataFrame) -> pl.DataFrame:
    """The persons who count, or may, as heads of a measure: ``group``, ``head``, ``person``, ``certain``."""
    found = rows.filter(pl.col("head").is_not_null())
    return found.group_by("group", "head", "person").agg(pl.col("certain").any())


def _counts(heads: pl.DataFrame) -> pl.DataFrame:
    return heads.group_by("group", "head").agg(pl.col("certain").sum().alias("sure"), pl.len().alias("possible"))


def _with_stakes(
    rows: pl.DataFrame, measure: Measure, heads: pl.DataFrame, units: dict[str, int | None]
) -> pl.DataFrame:
    """What favourable answers to all of a row's questions add to the allocation, in whole yen."""
    rate = rate_of(measure)
    asked = rows.with_row_index("at").filter(steps.ASKED)
    nothing = pl.Series("yen", [0], dtype=pl.Int64).new_from_index(0, rows.height)
    if not asked.height:
        return rows.with_columns(nothing)
    if rate is None:
        paid = pl.when(pl.col("gain") > 0).then(pl.lit(NO_BOUND, pl.Int64)).otherwise(NO_YEN)
    else:
        paid = (pl.col("gain").cast(pl.Int128) * rate.numerator // rate.denominator).cast(pl.Int64)
    counted = heads.filter("certain").select("group", "head", "person", counts=pl.lit(value=True))
    asked = asked.join(counted, on=["group", "head", "person"], how="left", nulls_equal=True, maintain_order="left")
    bound = {name: NO_BOUND if unit is None else unit for name, unit in units.items()}
    unit = pl.col("head").replace_strict(bound, default=NO_BOUND, return_dtype=pl.Int64) if bound else NO_YEN
    head = pl.when(pl.col("counts").is_not_null()).then(NO_YEN).otherwise(unit)
    yen = asked.select(pl.when("by_head").then(head).otherwise(paid)).to_series()
    return rows.with_columns(nothing.scatter(asked["at"], yen).alias("yen"))


def _status(measure: Measure) -> pl.Expr:
    """The first that holds of review, ineligible, eligible, partial."""
    whole = pl.lit(value=True) if measure.tax == "ordinary" else pl.col("sure") == pl.col("amount")
    return (
        pl.when(steps.ASKED)
        .then(pl.lit("review"))
        .when("ineligible")
        .then(pl.lit("ineligible"))
        .when(whole)
        .then(pl.lit("eligible"))
        .when(pl.col("sure") > 0)
        .then(pl.lit("partial"))
        .otherwise(pl.lit("ineligible"))
        .cast(STATUS)
    )


def _sums(rows: pl.DataFrame) -> pl.DataFrame:
    yen = [pl.col(name).cast(pl.Int128).sum() for name in ("amount", "sure", "best")]
    return rows.group_by("group").agg(*yen, (pl.col("asks") != "").any())


KEPT = ("pos", "place", "verdict", "person", "amount", "eligible", "potential", "status", "questions", "yen")


def _slim(rows: pl.DataFrame) -> pl.DataFrame:
    """What the output needs of settled rows; codes under which nothing was taken are left out."""
    asked = pl.concat_str("questions", "asks").str.strip_chars_start(" ")
    rows = rows.rename({"sure": "eligible", "best": "potential"}).with_columns(questions=asked)
    took = [
        name
        for name in rows.columns
        if is_code(name) and ((rows[name] > 0).any() or (name == "by-head" and rows[name].count()))
    ]
    return rows.select(*KEPT, *took)


def is_code(name: str) -> bool:
    """Whether a column holds the yen that a step took, by the code of the reduction."""
    return ":" in name or name in ("other-funding", "share", "by-head")


def _none(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        *("pos", "place", "verdict", "person", "amount"),
        *(NO_YEN.alias(name) for name in ("eligible", "potential")),
        pl.lit("review").cast(STATUS).alias("status"),
        pl.lit("").alias("questions"),
        NO_YEN.alias("yen"),
    ).clear()
