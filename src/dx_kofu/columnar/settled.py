"""Rows that are numbers, settled: what is left of each and why, and what the lines of their bodies are made of.

In: rows (columns :data:`~dx_kofu.columnar.encode.ROWS`) that hold whole bodies - all rows of each body and year among them - and
the decisions they refer to. Out: the same rows with their yen, and a basis for each line.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from dx_kofu.calc import Basis, Key, rate_of, unit_amount_of
from dx_kofu.columnar import steps
from dx_kofu.columnar.decisions import Decisions, Program
from dx_kofu.rules.records import Deduct, Limit, Measure, Parameter, Share

STATUS = pl.Enum(["eligible", "partial", "ineligible", "review"])
NO_YEN = pl.lit(0, pl.Int64)
BY_HEAD = "by-head"
PARTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "place": pl.UInt32,
    "sure": pl.Int64,
    "best": pl.Int64,
    "status": STATUS,
}
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
    """Settles rows, which stand in the order of their positions."""
    verdicts = decisions.verdict_table()
    names = ("program", "category", "confirmed", "ineligible", "cost", "asked", "head", "certain", "by_head")
    told = {name: verdicts[name].gather(rows["verdict"]) for name in names}
    heads = _heads(rows.select("group", "person", **{name: told[name] for name in ("head", "certain")}))
    counted = {
        (group, measure): (certain, possible) for group, measure, certain, possible in _counts(heads).iter_rows()
    }
    needed = rows.select("group", "person", "amount", "funding", "ratio", "verdict", **told).with_row_index("place")
    result, bases, applied = _Result(rows.height), dict[Key, Basis](), list[Parameter]()
    parts = {number: part for (number,), part in needed.partition_by("program", as_dict=True).items()}
    del needed, told
    programs = decisions.programs()

    def settled(number: int) -> tuple[Measure, pl.DataFrame, list[Parameter], pl.DataFrame]:
        program = programs[number]
        rules = decisions.rules[program.fiscal_year].rules
        measure = rules.measure(program.measure)
        left, looked = steps.settle(measure, parts.pop(number), decisions.shares)
        units = {name: unit_amount_of(rules.measure(name)) for name in heads["head"].unique()}
        left = _with_stakes(left, measure, heads, units).with_columns(status=_status(measure))
        return measure, left, looked, _sums(left)

    with ThreadPoolExecutor(2) as workers:
        for measure, left, looked, sums in workers.map(settled, sorted(parts)):
            applied += looked
            for group, claimed, eligible, potential, asks in sums.iter_rows():
                body, year = decisions.groups[group]
                bases[body, year, measure.id] = Basis(
                    claimed, eligible, potential, asks, *counted.pop((group, measure.id), (0, 0))
                )
            result.add(left)
    for (group, name), (certain, possible) in counted.items():
        body, year = decisions.groups[group]
        bases[body, year, name] = Basis(0, 0, 0, False, certain, possible)
    kept = rows.select("pos", "place", "verdict", "person", "amount")
    return Settled(result.beside(kept, verdicts["questions"]), bases, applied)


class _Result:
    """What is left of rows, measure by measure, put back in their order."""

    def __init__(self, height: int) -> None:
        self._height = height
        self._parts: list[pl.DataFrame] = []
        self._asked: list[pl.DataFrame] = []
        self._codes: dict[str, list[pl.DataFrame]] = {}

    def add(self, settled: pl.DataFrame) -> None:
        """The settled rows of a measure."""
        self._parts.append(settled.select("place", "sure", "best", "status"))
        asked = settled.filter(steps.ASKED)
        if asked.height:
            self._asked.append(asked.select("place", "verdict", "asks", "yen"))
        for code in filter(is_code, settled.columns):
            took = settled.select("place", code).filter(
                pl.col(code).is_not_null() if code == BY_HEAD else pl.col(code) > 0
            )
            if took.height:
                self._codes.setdefault(code, []).append(took)

    def beside(self, rows: pl.DataFrame, questions: pl.Series) -> pl.DataFrame:
        """The rows with what is left of each."""
        none = pl.Series([0], dtype=pl.Int64).new_from_index(0, self._height)
        parts = pl.concat(self._parts) if self._parts else pl.DataFrame(schema=PARTS)
        status = pl.Series([0], dtype=pl.UInt8).new_from_index(0, self._height)
        columns = {
            "eligible": none.clone().scatter(parts["place"], parts["sure"]),
            "potential": none.clone().scatter(parts["place"], parts["best"]),
            "status": status.scatter(parts["place"], parts["status"].to_physical().cast(pl.UInt8)).cat.to(STATUS),
            "questions": pl.Series([None], dtype=pl.String).new_from_index(0, self._height),
            "yen": none,
        }
        if self._asked:
            asked = pl.concat(self._asked).sort("place")
            names = pl.select(
                pl.concat_str(questions.gather(asked["verdict"]), asked["asks"]).str.strip_chars_start(" ")
            )
            spread = asked.select("place", names.to_series().alias("questions"))
            every = pl.int_range(self._height, eager=True, dtype=pl.UInt32).alias("place").to_frame()
            columns["questions"] = every.join(spread, on="place", how="left", maintain_order="left")["questions"]
            columns["yen"] = none.clone().scatter(asked["place"], asked["yen"])
        for code, took in self._codes.items():
            found = pl.concat(took)
            columns[code] = none.clone().scatter(found["place"], found[code])
        return rows.with_columns(**columns)


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


def is_code(name: str) -> bool:
    """Whether a column holds the yen that a step took, by the code of the reduction."""
    return ":" in name or name in ("other-funding", "share", BY_HEAD)


Variant = tuple[Program, Hashable]
"""A measure of a year, and a name for its steps with other figures."""


def sums_under(
    rows: pl.DataFrame, decisions: Decisions, variants: Mapping[Variant, Measure]
) -> Iterator[tuple[Variant, pl.DataFrame]]:
    """What the lines are made of under other caps and limits: ``sure``, ``best``, ``asks`` per group.

    A group that is left out has nothing of any of them.
    """
    verdicts = decisions.verdict_table()
    names = ("program", "category", "confirmed", "cost", "asked")
    told = {name: verdicts[name].gather(rows["verdict"]) for name in names}
    needed = rows.select("group", "person", "amount", "funding", "ratio", **told)
    numbers = {program: number for number, program in enumerate(decisions.programs())}
    asked = [variant for variant in variants if variant[0] in numbers]
    measures = {program: variants[program, name] for program, name in asked}
    parts = {
        program: _netted(needed.filter(pl.col("program") == numbers[program]), measure, decisions)
        for program, measure in measures.items()
    }

    def sums(variant: Variant) -> pl.DataFrame:
        measure = variants[variant]
        capped = replace(measure, steps=tuple(step for step in measure.steps if not isinstance(step, NETTING)))
        return _sums(steps.settle(capped, parts[variant[0]], decisions.shares)[0])

    with ThreadPoolExecutor(2) as workers:
        yield from zip(asked, workers.map(sums, asked), strict=True)


NETTING = (Deduct, Share)
"""Steps without a figure; they come first."""


def _netted(rows: pl.DataFrame, measure: Measure, decisions: Decisions) -> pl.DataFrame:
    """The rows of a measure with what is left of them before caps and limits as their amount."""
    netting = replace(measure, steps=tuple(step for step in measure.steps if isinstance(step, NETTING)))
    left = steps.settle(netting, rows, decisions.shares)[0]
    left = left.select("group", "person", "category", "confirmed", "cost", "asked", "ratio", amount="best")
    ranks = any(isinstance(step, Limit) for step in measure.steps)  # among persons a row of 0 yen may decide a tie
    return left if ranks else left.filter(pl.col("amount") > 0)
