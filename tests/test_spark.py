"""Rows, columns and Spark agree to the yen, status, reason and order; what goes wrong is said.

One session on a cluster of two workers serves the whole module; a job takes seconds, so many small tables go into one.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings

from dx_kofu.bodies import check_digit
from dx_kofu.calc import calculate
from dx_kofu.cli.errors import guarded
from dx_kofu.cli.sources import Sources
from dx_kofu.cli.spark import run
from dx_kofu.columnar.encode import NotPlain
from dx_kofu.columnar.items import csv_lines
from dx_kofu.messages import Message
from dx_kofu.oddities import oddities
from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.read.layout import Table, tables_of
from dx_kofu.read.parquet import digest_of, read_dataset
from dx_kofu.read.table import read_tables
from dx_kofu.render.csv import render
from dx_kofu.result import Result
from tests.command import dx_kofu
from tests.strategies import YEARS, Row, budgets
from tests.support import EXAMPLES, GUIDE, read_table

pytestmark = pytest.mark.xdist_group("spark")

Session = Any
SMALL_SPLITS = {"spark.sql.files.maxPartitionBytes": "16384", "spark.sql.files.openCostInBytes": "64"}
"""So that small files lie in many splits, which Spark packs in an order of its own."""


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """A cluster of two workers with one core each."""
    for module in ("pyspark", "pyarrow", "pandas"):
        pytest.importorskip(module, reason=f"{module} is not installed (the extra 'spark')")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Java is not installed, which Spark needs")
    from dx_kofu.spark.session import started

    own = {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_HOSTNAME": "localhost",
        "PYSPARK_PYTHON": sys.executable,
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setenv(name, value)
        session = started(
            "local-cluster[2,1,1024]",
            {**SMALL_SPLITS, "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"},
        )
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()


def by_rows(tables: Sequence[Table]) -> tuple[Result, Reading]:
    """What the rows give."""
    reading = read_expenses(tables, GUIDE)
    odd = oddities(reading.expenses, reading.rules)
    result = calculate(
        *(reading.expenses, reading.rules), inputs=reading.inputs, warnings=odd, read_as=tuple(reading.read_as)
    )
    return result, reading


def agree(session: Session, table: Any, tables: Sequence[Table], partitions: int = 3) -> None:
    """Spark's result of a table is that of the rows."""
    from dx_kofu.spark.calculate import calculate as on_spark

    expected, reading = by_rows(tables)
    assert not reading.diagnostics, [problem.message.in_("en") for problem in reading.diagnostics]
    found = on_spark(session, table, GUIDE, partitions=partitions)
    items = pl.DataFrame(pl.from_arrow(found.items.toArrow()))
    lines = b"".join(map(bytes, csv_lines(iter([items]), found.head))).decode()
    assert lines == "".join(render(expected))
    assert found.result == expected._replace(items=[])
    assert found.asked == sum(1 for item in expected.items if item.questions)
    found.kept.unpersist()


def written(path: Path, rows: Sequence[Row], columns: Sequence[str], **how: Any) -> Path:
    """A table in a CSV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", **how) as file:
        writer = csv.writer(file, lineterminator=how.get("newline", "\n"))
        writer.writerow(columns)
        writer.writerows([["" if row.get(name) is None else str(row[name]) for name in columns] for row in rows])
    return path


def tables_in(paths: Sequence[Path]) -> list[Table]:
    return [table for path in paths for table in read_tables(str(path), path.read_bytes(), GUIDE)]


# ------------------------------------------------------------------------------------------------ equality


def test_all_examples(session: Session, tmp_path: Path) -> None:
    """Every example and the workbook beside them, each a file of one folder, under one header."""
    found: dict[str, list[Row]] = {}
    for path in sorted([*EXAMPLES.glob("*.csv"), EXAMPLES / "files" / "officers-workbook.xlsx"]):
        reading = read_expenses([read_table(path.name, path.read_bytes())], GUIDE)
        found[path.stem] = [as_row(expense, reading) for expense in reading.expenses]
    columns = list(dict.fromkeys(name for rows in found.values() for row in rows for name in row))
    assert len(found) > 20
    paths = [written(tmp_path / "in" / f"{name}.csv", rows, columns, encoding="utf-8") for name, rows in found.items()]
    agree(session, str(tmp_path / "in"), tables_in(sorted(paths)))


def as_row(expense: Any, reading: Reading) -> Row:
    """An expense as the contract's columns have it; its body's name and id as well, so that nothing recurs."""
    rules = reading.rules[expense.place.fiscal_year].rules
    return {
        "id": f"{expense.input.name} {expense.id}",
        "body_code": expense.place.body_code,
        "body_name": expense.place.name,
        "hub_city": expense.place.hub_city,
        "fiscal_year": expense.place.fiscal_year,
        "measure": expense.case.measure,
        "category": expense.case.category,
        "person": expense.person,
        "amount": expense.amount,
        "other_funding": expense.other_funding,
        "share": expense.share,
        "date": expense.date,
        "accepted": "KF012 教材費" if expense.row == 3 else "",
        "備忘": f"=見出し{expense.row}",
        **{
            name: None if name in expense.case.defaults else value
            for name, value in zip(rules.facts, expense.case.facts, strict=True)
        },
    }


def generated(count: int) -> list[list[Row]]:
    """Generated tables of bodies of their own."""
    tables: list[list[Row]] = []

    @settings(max_examples=count, deadline=None, database=None, derandomize=True)
    @given(budgets())
    def collect(table: list[Row]) -> None:
        tables.append([moved(row, len(tables)) for row in table])

    collect()
    return tables


def moved(row: Row, number: int) -> Row:
    """A row of another body of the same kind."""
    prefecture, rest = row["body_code"][:2], row["body_code"][2:5]
    five = f"{(int(prefecture) + number) % 47 + 1:02}{rest}"
    return {**row, "id": f"{number}-{row['id']}", "body_code": five + check_digit(five)}


def test_generated_tables_of_all_years_as_a_parquet_dataset(session: Session, tmp_path: Path) -> None:
    rows = [row for table in generated(80) for row in table]
    assert {row["fiscal_year"] for row in rows} == set(YEARS)
    columns = [name for name in dict.fromkeys(name for row in rows for name in row) if name != "fiscal_year"]
    for year in YEARS:
        for part in range(2):
            mine = [row for row in rows if row["fiscal_year"] == year][part::2]
            folder = tmp_path / "in" / f"fiscal_year={year}"
            folder.mkdir(parents=True, exist_ok=True)
            texts = {name: [None if row.get(name) is None else str(row[name]) for row in mine] for name in columns}
            frame = pl.DataFrame(texts, schema=dict.fromkeys(columns, pl.String)).with_columns(
                pl.col("amount").cast(pl.Int64), pl.col("other_funding").cast(pl.Int64)
            )
            frame.write_parquet(folder / f"{part}.parquet", row_group_size=20)
    name = str(tmp_path / "in")
    agree(session, name, tables_of(name, digest_of(name), read_dataset(name, name), GUIDE))


def test_a_large_csv_in_many_splits_of_a_file(session: Session, tmp_path: Path) -> None:
    rows = [row for table in generated(240) for row in table]
    columns = [name for name in dict.fromkeys(name for row in rows for name in row) if name != "id"]
    path = written(tmp_path / "表 +100%.csv", rows, columns, encoding="utf-8-sig")
    assert path.stat().st_size > 5 * 16384
    agree(session, str(path), tables_in([path]), partitions=7)


def test_cells_with_line_breaks_and_another_encoding(session: Session, tmp_path: Path) -> None:
    rows = [
        {**row, "person": f"山田\r\n{row['person']}, {'子' * 300}"} for table in generated(20)[5:15] for row in table
    ]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    path = tmp_path / "t.csv"
    written(path, rows, columns, encoding="cp932")
    path.write_bytes(path.read_bytes() + b"\n\n")
    agree(session, str(path), tables_in([path]))


def test_a_frame(session: Session) -> None:
    rows = [row for table in generated(20) for row in table]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    texts = [["" if row.get(name) is None else str(row[name]) for name in columns] for row in rows]
    frame = session.createDataFrame(texts, ", ".join(f"`{name}` string" for name in columns))
    table = Table("frame", "", columns, texts, range(2, len(texts) + 2), is_plain=True)
    agree(session, frame, [table])


# ------------------------------------------------------------------------------------------------ what goes wrong


def test_bad_rows_are_those_of_the_rows(session: Session, tmp_path: Path) -> None:
    from dx_kofu.spark.calculate import BadRows
    from dx_kofu.spark.calculate import calculate as on_spark

    head = "id,body_code,fiscal_year,measure,category,person,amount,other_funding\n"
    good = "{},202011,R8,cio-aide,personnel,p,100,0\n"
    first = [
        good.format("a"),
        "b,202012,R8,cio-aide,personell,p,1.5,0\n",
        "c,202011,R8\n",
        ",,,,,,,\n",
        good.format("ａ"),
    ]
    second = [good.format("d"), "e,202011,R99,cio-aide,personnel,,-1,7\n", "f,202011,R8,cio-aide,personnel,p,5,7\n"]
    paths = [tmp_path / "in" / "1.csv", tmp_path / "in" / "2.csv"]
    paths[0].parent.mkdir()
    for path, rows in zip(paths, (first, second), strict=True):
        path.write_text(head + "".join([*rows, *(good.format(f"{path.stem}-{n % 60}") for n in range(120))]), "utf-8")
    _, reading = by_rows(tables_in(paths))
    with pytest.raises(BadRows) as bad:
        on_spark(session, str(tmp_path / "in"), GUIDE)
    assert bad.value.count == len(reading.diagnostics) > 120
    assert list(bad.value.problems) == reading.diagnostics[:100]


def test_a_total_is_for_the_reader_of_the_rows(session: Session, tmp_path: Path) -> None:
    from dx_kofu.spark.calculate import calculate as on_spark

    path = tmp_path / "t.csv"
    head = "id,body_code,fiscal_year,measure,category,person,amount,other_funding\n"
    path.write_text(f"{head}a,202011,R8,cio-aide,personnel,p,100,0\n合計,,,,,,100,\n", "utf-8")
    with pytest.raises(NotPlain):
        on_spark(session, str(path), GUIDE)


def test_a_killed_worker_is_a_clear_message(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dx_kofu.spark import worker

    def die(*_: Any) -> Iterator[Any]:
        os._exit(3)
        yield

    monkeypatch.setattr(worker, "recurring", die)
    path = EXAMPLES / "small-town-one-aide.csv"
    assert guarded(lambda: run(Sources((str(path),)), str(tmp_path / "out"), "csv", None, "en"), "en") == 2
    assert "Spark gave up" in capsys.readouterr().err


def test_without_pyspark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from dx_kofu.spark.session import SparkFailed, started

    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(SparkFailed) as failed:
        started()
    assert failed.value.message == Message("spark.absent", name="pandas")


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Spark cannot start; install Java 17"), ("ja", "Spark を始められません")]
)
def test_without_java_it_is_asked_for(tmp_path: Path, lang: str, said: str) -> None:
    for module in ("pyspark", "pyarrow", "pandas"):
        pytest.importorskip(module, reason=f"{module} is not installed (the extra 'spark')")
    (tmp_path / "bash").symlink_to(shutil.which("bash") or "/bin/bash")
    environment = {name: value for name, value in os.environ.items() if name not in ("JAVA_HOME", "SPARK_HOME")}
    found = subprocess.run(
        [
            sys.executable,
            "-m",
            "dx_kofu.spark",
            "in.csv",
            str(tmp_path / "out"),
            "--master",
            "local[1]",
            "--lang",
            lang,
        ],
        env={**environment, "PATH": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert found.returncode == 2
    assert said in found.stderr.decode()
    assert "Traceback" not in found.stderr.decode()


# ------------------------------------------------------------------------------------------------ the command


def test_the_command_writes_items_and_a_summary(session: Session, tmp_path: Path) -> None:
    path, out = EXAMPLES / "city-five-aides.csv", tmp_path / "out"
    assert run(Sources((str(path),)), str(out), "csv", None, "en") == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out"]
    items = "".join(part.read_text("utf-8") for part in sorted((out / "items").glob("part-*.csv")))
    assert items == "".join(render(by_rows([read_tables(str(path), path.read_bytes(), GUIDE)[0]])[0]))
    summary = tmp_path / "summary.json"
    dx_kofu("calc", path, "--format", "csv", "-o", tmp_path / "items.csv", "--summary", summary, "--lang", "en")
    assert (out / "summary.json").read_text("utf-8") == summary.read_text("utf-8")
