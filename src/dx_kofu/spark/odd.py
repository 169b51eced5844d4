"""What is merely odd about a table on Spark: the few rows that :mod:`dx_kofu.oddities` looks at, brought to the driver.

In: what the partitions told of places, dates and persons, and the settled items. Out: warnings, those of ``calc``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dx_kofu.columnar.decisions import Decisions
from dx_kofu.money import ENOUGH, LARGE, OUTLIER
from dx_kofu.oddities import Medians, Suspects, found_among
from dx_kofu.records import Case, Diagnostic, Expense, Input
from dx_kofu.spark.dataset import LINE
from dx_kofu.spark.worker import Told

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

NOTHING: frozenset[str] = frozenset()


def warnings(
    told: Sequence[Told], items: DataFrame, inputs: Sequence[Input], decisions: Decisions
) -> tuple[Diagnostic, ...]:
    """The oddities of a table; ``items`` has the columns ``at``, ``measure``, ``category`` and ``claimed``."""
    first: dict[int, int] = {}
    for one in told:
        for place, at in one.places.items():
            first[place] = min(at, first.get(place, at))
    places, cases = decisions.places, [case for _, case in decisions.cases]

    def expenses(rows: Iterable[tuple[int, int, Case, str | None, int, Any]]) -> list[Expense]:
        return [
            Expense(
                *(inputs[at >> LINE], at & ((1 << LINE) - 1), "", places[place], case, person, amount),
                *(None, None, day, NOTHING, ()),
            )
            for at, place, case, person, amount, day in sorted(rows, key=lambda row: row[0])
        ]

    kinds, tables, large = _outliers(items)
    suspects = Suspects(
        expenses((at, place, cases[0], None, 0, None) for place, at in first.items()),
        expenses((at, place, cases[0], None, 0, day) for one in told for at, place, day in one.dated),
        expenses((at, place, cases[case], who, 0, None) for one in told for at, place, case, who in one.persons),
        expenses((at, 0, _claim(measure, category), None, yen, None) for at, measure, category, yen in large),
        Medians(
            {(id(inputs[table]), measure, category): median for table, measure, category, median in kinds},
            {id(inputs[table]): median for table, median in tables},
        ),
    )
    return found_among(suspects, decisions.rules)


def _claim(measure: str, category: str) -> Case:
    return Case(measure, category, (), NOTHING, NOTHING, person_required=False)


def _outliers(items: DataFrame) -> tuple[list[Any], list[Any], list[Any]]:
    """Medians by table, measure and category, and by table, null where there is no outlier; and the rows that may be outliers."""
    from pyspark.sql import functions as F  # noqa: N812

    rows = items.withColumn("table", F.shiftright("at", LINE))

    def medians(*keys: str) -> DataFrame:
        median = F.expr("cast(percentile_disc(0.5) within group (order by claimed) as bigint)")
        found = (
            rows.where("claimed > 0")
            .groupBy(*keys)
            .agg(median.alias("m"), F.max("claimed").alias("most"), F.count("*").alias("n"))
        )
        outlier = (F.col("n") >= ENOUGH) & (F.col("most") >= OUTLIER * F.col("m"))
        return found.select(*keys, F.when(outlier, F.col("m")).alias(f"median_{len(keys)}"))

    kinds, tables = medians("table", "measure", "category").collect(), medians("table").collect()
    if not any(row[-1] for row in (*kinds, *tables)):
        return kinds, tables, []
    session = items.sparkSession
    by_kind = session.createDataFrame(kinds, "table bigint, measure string, category string, of_kind bigint")
    by_table = session.createDataFrame(tables, "table bigint, of_table bigint")
    rows = rows.join(F.broadcast(by_kind), ["table", "measure", "category"]).join(F.broadcast(by_table), "table")
    median = F.coalesce("of_kind", F.when(F.col("claimed") >= LARGE, F.col("of_table")))
    large = rows.where(F.col("claimed") >= OUTLIER * median).select("at", "measure", "category", "claimed").collect()
    return kinds, tables, large
