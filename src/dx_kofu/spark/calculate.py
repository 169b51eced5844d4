"""The calculation on Spark: a table in, a :class:`~dx_kofu.result.Result` without items out, and the items as a frame.

The result is that of :func:`dx_kofu.calc.calculate` on the same rows.

    session = dx_kofu.spark.session.started("spark://...")
    calculated = calculate(session, "hdfs://.../expenses", Guide(book=RuleBook()))
    calculated.items.write.parquet("hdfs://.../items")
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from dx_kofu.calc import Record
from dx_kofu.columnar.calculate import Settling
from dx_kofu.columnar.decisions import BAD, Decisions
from dx_kofu.columnar.encode import PASSED, SEPARATOR, NotPlain
from dx_kofu.columnar.source import knows_no_more, without_units
from dx_kofu.columnar.store import Store
from dx_kofu.messages import Message
from dx_kofu.read.cells import Bad
from dx_kofu.read.expenses import Reading, TableReader
from dx_kofu.read.frame import opened
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import is_ditto
from dx_kofu.read.remarks import read_as
from dx_kofu.records import Case, Diagnostic, Place
from dx_kofu.result import Result
from dx_kofu.rules.load import Given
from dx_kofu.spark import worker
from dx_kofu.spark.dataset import LINE, Dataset, of_files, of_frame
from dx_kofu.spark.odd import warnings
from dx_kofu.spark.session import guarded
from dx_kofu.spark.worker import CASE, ODD, PLACE, SHARE, TWICE, Plan, Told

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame, SparkSession

ROWS = 300_000
"""Rows of a partition that is settled, about, but for a body with more."""
SHOWN = 100
"""Problems of the input that are brought to the driver, the first ones."""
FRAME = "frame"
"""What a table is called that is no file."""


class BadRows(Exception):
    """Rows, or a header, that cannot be used: the first problems, and how many there are."""

    def __init__(self, problems: Sequence[Diagnostic], count: int) -> None:
        super().__init__(f"{count} problems, the first: {problems[0].message.in_('en')}")
        self.problems, self.count = problems, count


class Calculated(NamedTuple):
    """A result whose items are a frame."""

    result: Result
    """Its ``items`` are left empty."""
    items: DataFrame
    """The columns of ``--format csv``, in the order of the input: by ``input`` as they were given, then by ``row``."""
    head: list[str]
    """The names of the columns as ``--format csv`` has them, where a code may have the name of another column."""
    asked: int
    """Rows with open questions."""
    reading: Reading
    """What was found on the way: columns that are passed through."""
    kept: DataFrame
    """What the workers hold until it is let go of (``unpersist``)."""


def calculate(
    session: SparkSession,
    table: str | DataFrame,
    guide: Guide,
    *,
    overlay: Given | None = None,
    partitions: int | None = None,
) -> Calculated:
    """The result of a table: a path of CSV or Parquet files that Spark reads, or a frame.

    :class:`BadRows` where a row cannot be used, :class:`NotPlain` where the table is not as the contract has it (titles, totals,
    ditto marks), :class:`~dx_kofu.spark.session.SparkFailed` where Spark gives up. ``partitions``: in how many parts the bodies
    are settled.
    """
    with guarded():
        dataset = of_files(session, table, guide) if isinstance(table, str) else of_frame(table, FRAME, guide)
        reading = Reading([], [], (), {}, [], [], [], {}, [])
        header = opened(dataset.table, guide, reading)
        if reading.diagnostics:
            raise BadRows(reading.diagnostics, len(reading.diagnostics))
        without_units(header)
        empty = dataset.table._replace(rows=[], lines=[])
        reader = TableReader(empty, header, guide, reading, {}, several=dataset.several)
        plan = _decided(dataset, reader)
        knows_no_more(header, guide, {place.fiscal_year for place in plan.decisions.places})
        known = session.sparkContext.broadcast(_packed(plan))
        numbers = _mapped(dataset.rows, partial(_encoded, known), plan.encoded_schema())
        parts = partitions or max(session.sparkContext.defaultParallelism, -(-dataset.height // ROWS))
        settled = _mapped(_by_body(numbers, parts), partial(_settled, known), plan.settled_schema()).persist()
        told = _told(settled)
        if any(one.not_plain for one in told):
            raise NotPlain
        _refuse(settled, dataset.names, own_ids="id" in reader.columns)
        return _calculated(dataset, plan, settled, told, overlay)


def _by_body(numbers: DataFrame, parts: int) -> DataFrame:
    """All rows of a body and year in one partition; what has none anywhere."""
    from pyspark.sql import functions as F  # noqa: N812

    return numbers.repartition(parts, F.coalesce("group", -1 - F.col("at") % parts, F.lit(-1)))


def _mapped(rows: DataFrame, work: Callable[[Any], Any], schema: Mapping[str, Any]) -> DataFrame:
    kinds = {pl.Int64: "bigint", pl.String: "string", pl.Binary: "binary"}
    return rows.mapInArrow(work, ", ".join(f"`{name}` {kinds[dtype]}" for name, dtype in schema.items()))


def _packed(plan: Plan) -> bytes:
    """The plan as bytes: a rule file's records hold functions, which a plain pickle refuses."""
    from pyspark import cloudpickle

    packed: bytes = cloudpickle.dumps(plan)
    return packed


def _encoded(known: Broadcast[bytes], batches: worker.Batches) -> worker.Batches:
    return worker.encoded(pickle.loads(known.value), batches)


def _settled(known: Broadcast[bytes], batches: worker.Batches) -> worker.Batches:
    return worker.settled(pickle.loads(known.value), batches)


# ------------------------------------------------------------------------------------------------ decisions


def _decided(dataset: Dataset, reader: TableReader) -> Plan:
    """What recurs in the table, read and decided here once."""
    work = partial(worker.recurring, reader, dataset.source)
    found = _mapped(dataset.rows, work, worker.RECURRING).distinct().collect()
    texts: dict[int, list[str]] = {kind: sorted(row.text for row in found if row.kind == kind) for kind in range(4)}
    if texts[ODD]:
        raise NotPlain
    decisions = Decisions(reader.reading.rules)
    places: dict[str, int] = {}
    years: dict[str, str] = {}
    year_at = reader.place_columns.index("fiscal_year") if "fiscal_year" in reader.place_columns else None
    for text in texts[PLACE]:
        cells = tuple(text.split(SEPARATOR)) if reader.place_columns else ()
        if any(map(is_ditto, cells)):
            raise NotPlain
        place = reader.place(cells)
        places[text] = decisions.place(place) if isinstance(place, Place) else BAD
        if isinstance(place, Place):
            years["" if year_at is None else cells[year_at]] = place.fiscal_year
    cases: dict[str, int] = {}
    for text in texts[CASE]:
        written, *claim = text.split(SEPARATOR)
        if written in years:  # else nothing of the row can be used
            case = reader.case(years[written], tuple(claim))
            number = decisions.case(years[written], case) if isinstance(case, Case) else BAD
            cases[SEPARATOR.join([years[written], *claim])] = number
    parse = reader.cell_parser("share")
    for text in texts[SHARE] or [""]:
        share = parse(text)
        if not isinstance(share, Bad):
            decisions.share(share)
    _judge(decisions)
    return Plan(reader, dataset.source, dataset.names, decisions, places, cases)


def _judge(decisions: Decisions) -> None:
    """The verdict on every kind of place with every kind of claim of its year, and on every blank."""
    for (kind, place), (claim, case) in product(enumerate(decisions.place_of_kind), enumerate(decisions.case_of_claim)):
        if decisions.places[place].fiscal_year == decisions.cases[case][0]:
            for share_blank, funding_blank in product((False, True), repeat=2):
                decisions.verdict(kind, claim, share_blank=share_blank, funding_blank=funding_blank)


# ------------------------------------------------------------------------------------------------ bad rows


def _told(settled: DataFrame) -> list[Told]:
    from pyspark.sql import functions as F  # noqa: N812

    told = settled.where(F.col("told").isNotNull() & F.col("problems").isNull()).select("told").collect()
    return [pickle.loads(row.told) for row in told]


def _refuse(settled: DataFrame, names: Sequence[str], *, own_ids: bool) -> None:
    """:class:`BadRows` where a row cannot be used, or an id occurs twice."""
    from pyspark.sql import functions as F  # noqa: N812

    count = settled.agg(F.sum("problems")).collect()[0][0] or 0
    found: list[tuple[int, int, Diagnostic]] = []
    if count:
        first = settled.where("problems is not null").orderBy("at").limit(SHOWN).select("at", "told").collect()
        found += [(row.at, 0, problem) for row in first for problem in pickle.loads(row.told)]
    if own_ids:
        keys = settled.where("key is not null").groupBy("key").agg(F.count("*").alias("n"), F.min("at").alias("first"))
        twice = keys.where("n > 1")
        again = twice.agg(F.sum(F.col("n") - 1)).collect()[0][0] or 0
        if again:
            rows = settled.join(twice, "key").where("at > first").orderBy("at").limit(SHOWN)
            found += [(row.at, 1, _twice(row, names)) for row in rows.select("at", "name", "first").collect()]
            count += again
    if count:
        raise BadRows([problem for *_, problem in sorted(found, key=lambda one: one[:2])][:SHOWN], count)


def _twice(row: Any, names: Sequence[str]) -> Diagnostic:
    line = (1 << LINE) - 1
    message = Message("cell.duplicate-id", file=names[row.first >> LINE], row=row.first & line)
    return Diagnostic(TWICE, names[row.at >> LINE], row.at & line, "id", row.name, message)


# ------------------------------------------------------------------------------------------------ result


def _calculated(
    dataset: Dataset, plan: Plan, settled: DataFrame, told: Sequence[Told], overlay: Given | None
) -> Calculated:
    """The result of what the partitions told, and the items."""
    reader, measures = plan.reader, plan.measures()
    settling = Settling(Store(0), plan.decisions, None)
    given, rows = Counter[str](), Counter[int]()
    for one in told:
        rows.update(one.rows)
        given.update(one.given)
        settling.bases |= one.bases
        steps = [measures[program].steps[number] for program, number in one.applied]
        settling.applied.update((id(step), step) for step in steps)
        settling.codes.update(one.codes)
        settling.verdicts.update(one.verdicts)
        settling.asked += one.asked
    inputs = tuple(
        reader.input._replace(name=name, sha256=digest, rows=rows[number])
        for number, (name, digest) in enumerate(zip(dataset.names, dataset.digests, strict=True))
    )
    guide = reader.guide
    said = tuple(read_as(dataset.table, reader.header, reader.words))
    record = Record(inputs, overlay, {**guide.columns, **guide.assumed}, (), (), said)
    accepting = any(one.accepts for one in told)
    found = settling.calculated(record, given, lambda: iter(()), extra=plan.extra, workbook=False, accepting=accepting)
    names, every, extra = found.shape.names(), plan.shape().names(), len(plan.extra)
    columns = [f"c{every.index(name)}" for name in names[: len(names) - extra]]
    columns += [f"{PASSED}{index}" for index in range(extra)]
    items = settled.where("told is null").orderBy("at").select(*columns).toDF(*names)
    compared = [f"c{every.index(name)} as {name}" for name in ("measure", "category", "claimed")]
    odd = warnings(told, settled.where("told is null").selectExpr("at", *compared), inputs, plan.decisions)
    return Calculated(
        found.result()._replace(warnings=odd), items, found.shape.head(), found.asked, reader.reading, settled
    )
