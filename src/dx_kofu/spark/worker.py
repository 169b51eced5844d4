"""What runs on a worker: a partition in, as Arrow batches, a partition out.

``recurring`` picks out the texts that recur; ``encoded`` reads rows into numbers with the decisions of the driver, and explains those
that cannot be read; ``settled`` hands whole bodies to :func:`dx_kofu.columnar.settled.settle`. Beside rows they tell things of the
partition, as pickles in the column ``told``.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from dx_kofu.calc import Basis, Key
from dx_kofu.columnar.calculate import Settling
from dx_kofu.columnar.decisions import Decisions
from dx_kofu.columnar.encode import PASSED, ROWS, SEPARATOR, Encoder, NotPlain, folded
from dx_kofu.columnar.items import Shape
from dx_kofu.columnar.settled import settle
from dx_kofu.columnar.source import TextSource, whole_lines
from dx_kofu.columnar.store import Store
from dx_kofu.columnar.suspects import Suspected
from dx_kofu.read.expenses import Reading, TableReader
from dx_kofu.read.layout import is_ditto
from dx_kofu.read.leftovers import set_aside
from dx_kofu.read.parquet import as_texts
from dx_kofu.records import Diagnostic
from dx_kofu.render.csv import COLUMNS
from dx_kofu.spark.dataset import LINE

if TYPE_CHECKING:
    import pyarrow as pa

TOGETHER = 100_000
"""Rows that are worked on together."""
MASK = (1 << LINE) - 1
PLACE, CASE, SHARE, ODD = range(4)
"""Kinds of texts that recur; the last says that the table is for the reader of the rows."""
TWICE = "id-duplicate"
"""Told by the driver, which sees all rows."""
RECURRING = {"kind": pl.Int64, "text": pl.String}
SETTLED = {"at": pl.Int64, "key": pl.String, "name": pl.String, "problems": pl.Int64, "told": pl.Binary}
"""What stands before the items in the settled rows. ``problems``: how many a row has that cannot be used."""
ENCODED = {
    **SETTLED,
    **{name: pl.String if dtype is pl.String else pl.Int64 for name, dtype in ROWS.items() if name != "pos"},
    "accepted": pl.String,
}
Batches = Iterator["pa.RecordBatch"]


class Plan(NamedTuple):
    """What every worker knows."""

    reader: TableReader
    source: TextSource | None
    names: tuple[str, ...]
    decisions: Decisions
    places: Mapping[str, int]
    cases: Mapping[str, int]

    @property
    def extra(self) -> list[str]:
        """The columns that are passed through."""
        return list(self.reader.header.extra)

    def encoded_schema(self) -> dict[str, Any]:
        """The columns of :func:`encoded`."""
        return ENCODED | {f"{PASSED}{index}": pl.String for index in range(len(self.extra))}

    def shape(self) -> Shape:
        """The columns of the items whatever steps may take; those under which none took any are left out in the end."""
        steps = [step for measure in self.measures() for step in measure.steps]
        codes = [f"{step.step}:{step.id}" for step in steps if step.step in ("cap", "limit")]
        codes += [f"unknown:{code}" for code in codes]
        used = range(len(self.decisions.verdicts))
        return Shape(
            self.decisions,
            sorted({*codes, "other-funding", "share", "by-head"}),
            used,
            extra=self.extra,
            workbook=False,
            accepting=True,
        )

    def measures(self) -> list[Any]:
        """The measures that rows claim, each of its year."""
        decisions = self.decisions
        return [decisions.rules[year].rules.measure(name) for year, name in decisions.programs()]

    def settled_schema(self) -> dict[str, Any]:
        """The columns of :func:`settled`: those of the items by number."""
        names = self.shape().names()
        names = names[: len(names) - len(self.extra)]
        codes = names[len(COLUMNS) : names.index("questions")]
        numbers = {"row", "claimed", "eligible", "potential", "question_yen", *codes}
        columns = {f"c{index}": pl.Int64 if name in numbers else pl.String for index, name in enumerate(names)}
        return SETTLED | columns | {f"{PASSED}{index}": pl.String for index in range(len(self.extra))}


class Told(NamedTuple):
    """What a partition tells beside its rows."""

    rows: Mapping[int, int] = {}
    """By table."""
    given: Mapping[str, int] = {}
    accepts: bool = False
    not_plain: bool = False
    bases: Mapping[Key, Basis] = {}
    applied: tuple[tuple[int, int], ...] = ()
    """Steps that had yen to look at: number of the program, of the step."""
    codes: frozenset[str] = frozenset()
    verdicts: Mapping[int, int] = {}
    asked: int = 0
    places: Mapping[int, int] = {}
    """Where each place comes first."""
    dated: tuple[tuple[int, int, date], ...] = ()
    """Rows dated outside their year: where, place, date."""
    persons: tuple[tuple[int, int, int, str], ...] = ()
    """Rows of persons with two values of a fact that is one per person: where, place, case, person."""


# ------------------------------------------------------------------------------------------------ texts


class Piece(NamedTuple):
    """Rows that follow each other in a table."""

    table: int
    at: pl.Series
    texts: pl.DataFrame
    odd: list[tuple[int, list[str]]]
    """Rows with more cells than the header, or fewer: place and cells."""


def pieces(batches: Batches, source: TextSource | None) -> Iterator[Piece]:
    """The rows of a partition as texts; :class:`NotPlain` where they are for the reader of the rows."""
    rest = pl.DataFrame(schema={"at": pl.Int64, "line": pl.Binary})
    for rows in _together(batches):
        if source is None:
            texts = rows.drop("at")
            texts = texts.select(as_texts(texts[name]) for name in texts.columns)
            if any(texts[name].str.contains(SEPARATOR, literal=True).any() for name in texts.columns):
                raise NotPlain
            yield Piece(0, rows["at"], texts, [])
            continue
        lines = pl.concat([rest, rows.select("at", "line")]).with_columns(table=pl.col("at") // (1 << LINE))
        *ended, last = lines.partition_by("table", maintain_order=True, include_key=False) or [rest]
        for one in ended:
            yield _parsed(one, source)
        whole = _joined(last).count(b"\n", 0, whole_lines(_joined(last)))
        if whole:
            yield _parsed(last[:whole], source)
        rest = last[whole:]
    if rest.height:
        yield _parsed(rest, source)


def _joined(lines: pl.DataFrame) -> bytes:
    return b"\n".join(lines["line"]) + b"\n"


def _parsed(lines: pl.DataFrame, source: TextSource | None) -> Piece:
    piece = _joined(lines)
    if piece.count(b"\r") != piece.count(b"\r\n"):
        raise NotPlain  # where lines end is another question then
    assert source is not None
    chunk, _ = source.parsed(piece, 0)
    at = lines["at"]
    return Piece(at[0] >> LINE, at[chunk.lines], chunk.texts, [(at[line], row) for line, row in chunk.odd])


def _together(batches: Batches) -> Iterator[pl.DataFrame]:
    """The rows of batches, many at a time."""
    waiting: list[pl.DataFrame] = []
    for batch in batches:
        waiting.append(pl.DataFrame(pl.from_arrow(batch)))
        if sum(rows.height for rows in waiting) >= TOGETHER:
            yield pl.concat(waiting)
            waiting = []
    if waiting:
        yield pl.concat(waiting)


def _sent(rows: pl.DataFrame, schema: Mapping[str, Any]) -> Batches:
    """Rows as Spark takes them: the columns of a schema, those that are missing null."""
    import pyarrow as pa

    kinds = {pl.Int64: pa.int64(), pl.String: pa.string(), pl.Binary: pa.binary()}
    target = pa.schema([(name, kinds[dtype]) for name, dtype in schema.items()])
    blank = [pl.lit(None, dtype).alias(name) for name, dtype in schema.items() if name not in rows.columns]
    rows = rows.with_columns(*blank).select(pl.col(name).cast(dtype) for name, dtype in schema.items())
    for begin in range(0, rows.height, TOGETHER):
        yield from rows[begin : begin + TOGETHER].to_arrow().cast(target).combine_chunks().to_batches()


def _told(told: Told, schema: Mapping[str, Any]) -> Batches:
    return _sent(pl.DataFrame({"told": [pickle.dumps(told)]}, schema={"told": pl.Binary}), schema)


# ------------------------------------------------------------------------------------------------ what recurs


def recurring(reader: TableReader, source: TextSource | None, batches: Batches) -> Batches:
    """The distinct texts of places, of cases behind the fiscal year as it is written, and of shares."""
    columns = reader.columns
    place = [pl.col(str(columns[name])) for name in reader.place_columns]
    year = pl.col(str(columns["fiscal_year"])) if "fiscal_year" in columns else pl.lit("")
    case = [year, *(pl.col(str(columns[name])) for name in reader.case_columns)]
    kinds = {
        PLACE: place or [pl.lit("")],
        CASE: case,
        SHARE: [pl.col(str(columns["share"]))] if "share" in columns else [],
    }
    seen: dict[int, pl.Series] = {}
    try:
        for piece in pieces(batches, source):
            for kind, texts in kinds.items():
                if texts and piece.texts.height:
                    found = piece.texts.select(pl.concat_str(texts, separator=SEPARATOR).alias("text")).to_series()
                    seen[kind] = pl.concat([seen[kind], found]).unique() if kind in seen else found.unique()
    except NotPlain:
        seen[ODD] = pl.Series("text", [""])
    for kind, distinct in seen.items():
        yield from _sent(pl.DataFrame({"text": distinct}).with_columns(kind=pl.lit(kind, pl.Int64)), RECURRING)


# ------------------------------------------------------------------------------------------------ numbers


def encoded(plan: Plan, batches: Batches) -> Batches:
    """Rows as numbers, and those that cannot be used with all that is wrong with them."""
    schema, decisions = plan.encoded_schema(), plan.decisions
    encoder = Encoder(plan.reader, decisions, "")
    encoder.know(plan.places, plan.cases)
    known = decisions.sizes()
    counts: Counter[int] = Counter()
    places: dict[int, int] = {}
    dated: list[tuple[int, int, date]] = []
    not_plain = False
    try:
        for piece in pieces(batches, plan.source):
            encoder.prefix = f"{plan.names[piece.table]}:" if len(plan.names) > 1 else ""
            for read in _read(plan, encoder, piece, dated):
                if "place" in read.columns:
                    for place, at in read.group_by("place").agg(pl.col("at").min()).iter_rows():
                        places[place] = min(at, places.get(place, at))
                counts[piece.table] += read.height
                yield from _sent(read, schema)
    except NotPlain:
        not_plain = True
    assert not_plain or decisions.sizes() == known, "a text that the driver did not see"
    yield from _told(Told(counts, encoder.given, encoder.accepts, not_plain, places=places, dated=tuple(dated)), schema)


def _read(plan: Plan, encoder: Encoder, piece: Piece, dated: list[tuple[int, int, date]]) -> Iterator[pl.DataFrame]:
    """The whole rows of a piece, and the others; ``dated`` receives the rows dated outside their year."""
    texts, at = piece.texts, piece.at
    positions = pl.int_range(texts.height, eager=True, dtype=pl.UInt32)
    line = at % (1 << LINE)
    bad: dict[int, list[str]] = dict(piece.odd)
    own = pl.DataFrame({"at": at})
    if texts.height:
        found = encoder.encode(texts, positions, line)
        own = own.with_columns(
            name=encoder.names(texts, line),
            accepted=encoder.accepted(texts) if "accepted" in plan.reader.columns else pl.lit(None, pl.String),
            **{
                f"{PASSED}{index}": texts[str(column)] for index, column in enumerate(plan.reader.header.extra.values())
            },
        )
        if "id" in plan.reader.columns:
            own = own.with_columns(key=folded(own["name"], {}))
        outside = found.dated.join(found.rows.select("pos", "place"), on="pos")
        dated += [(at[pos], place, day) for pos, place, day in outside.select("pos", "place", "date").iter_rows()]
        yield found.rows.drop("pos").with_columns(own[found.rows["pos"]])
        bad |= {at[position]: list(texts.row(position)) for position in found.bad}
    problems = _explained(plan, piece.table, bad)
    if problems:
        told = pl.DataFrame(
            {
                "at": list(problems),
                "problems": list(map(len, problems.values())),
                "told": [pickle.dumps(found) for found in problems.values()],
            },
            schema={name: SETTLED[name] for name in ("at", "problems", "told")},
        )
        yield told.join(own.select(pl.col("^at|key|name$")), on="at", how="left")


def _explained(plan: Plan, table: int, rows: Mapping[int, list[str]]) -> dict[int, list[Diagnostic]]:
    """All that is wrong with rows that cannot be used, but for ids that occur twice; blank ones are none."""
    rows = {at: row for at, row in sorted(rows.items()) if any(text.strip() for text in row)}
    if not rows:
        return {}
    header, guide = plan.reader.header, plan.reader.guide
    lines = [at & MASK for at in rows]
    texts = plan.reader.table._replace(name=plan.names[table], rows=list(rows.values()), lines=lines)
    if any(is_ditto(text) for row in texts.rows for text in row) or set_aside(texts, header, guide.form)[1]:
        raise NotPlain
    reading = Reading([], [], (), plan.decisions.rules, [], [], [], {}, [])
    TableReader(texts, header, guide, reading, {}, several=len(plan.names) > 1).read()
    problems: dict[int, list[Diagnostic]] = {}
    for found in reading.diagnostics:
        if found.code != TWICE:
            problems.setdefault(table << LINE | (found.row or 0), []).append(found)
    if reading.expenses or problems.keys() != rows.keys():
        raise NotPlain
    return problems


# ------------------------------------------------------------------------------------------------ yen


def settled(plan: Plan, batches: Batches) -> Batches:
    """Whole bodies settled: their items, and what their lines are made of; what is told of other rows goes through."""
    schema = plan.settled_schema()
    waiting = [pl.DataFrame(pl.from_arrow(batch)) for batch in batches]
    rows = pl.concat(waiting) if waiting else pl.DataFrame(schema=plan.encoded_schema())
    yield from _sent(rows.filter(pl.col("group").is_null()).select(*SETTLED), schema)
    rows = rows.filter(pl.col("group").is_not_null()).sort("at").with_row_index("pos")
    if not rows.height:
        return
    numbers = rows.select(pl.col(name).cast(dtype) for name, dtype in ROWS.items())
    settling = Settling(Store(0), plan.decisions, None)
    found = settle(numbers, plan.decisions)
    settling.take(found, numbers)
    suspected = Suspected(plan.decisions)
    suspected.add_persons(numbers)
    items = plan.shape().table(found.items, _beside(plan, rows))
    items.columns = list(schema)[len(SETTLED) :]
    yield from _sent(rows.select("at", "key", "name").hstack(items), schema)
    places = {
        id(step): (program, number)
        for program, measure in enumerate(plan.measures())
        for number, step in enumerate(measure.steps)
    }
    yield from _told(
        Told(
            bases=settling.bases,
            applied=tuple(places[rule] for rule in settling.applied),
            codes=frozenset(settling.codes),
            verdicts=settling.verdicts,
            asked=settling.asked,
            persons=tuple((rows["at"][pos], *row) for pos, *row in dict.fromkeys(suspected.persons)),
        ),
        schema,
    )


def _beside(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """What of the texts is passed through."""
    table = (rows["at"] // (1 << LINE)).cast(pl.UInt32)
    return rows.select(
        pl.Series("input", plan.names, dtype=pl.String).gather(table),
        (pl.col("at") % (1 << LINE)).alias("row"),
        pl.col("name").alias("id"),
        "accepted",
        *(pl.col(f"{PASSED}{index}").alias(PASSED + name) for index, name in enumerate(plan.extra)),
    )
