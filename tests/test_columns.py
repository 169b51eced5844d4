"""One meaning, two executors: what is calculated on columns is, byte for byte, what is calculated row by row."""

from __future__ import annotations

import csv
import gc
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu.calc import Record, calculate
from dx_kofu.cli import app
from dx_kofu.columnar import scan, source, store
from dx_kofu.columnar.calculate import Calculated, calculate_expenses, calculate_scan
from dx_kofu.columnar.encode import NotPlain
from dx_kofu.columnar.items import csv_lines
from dx_kofu.oddities import found_among, oddities
from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.read.table import read_tables
from dx_kofu.render import csv as render_csv
from dx_kofu.render import json as render_json
from dx_kofu.result import Result
from tests.strategies import Row, budgets
from tests.support import EXAMPLES, GUIDE, read_rows


class Done(NamedTuple):
    """A run inside the test's own process."""

    code: int
    stdout: str
    stderr: str


def run(*arguments: str) -> Done:
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = app.run(list(arguments), "en")
    gc.enable()
    texts = []
    for stream in (out, err):
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        texts.append(stream.buffer.getvalue().decode())
    return Done(code, *texts)


def record_of(reading: Reading, guide: Guide) -> dict[str, Any]:
    return {
        "inputs": tuple(read._replace(sha256="") for read in reading.inputs),
        "options": {**guide.columns, **guide.assumed},
        "skipped": tuple(reading.diagnostics),
        "read_as": tuple(reading.read_as),
    }


def by_rows(reading: Reading, guide: Guide = GUIDE) -> tuple[str, str]:
    """The items as CSV and the summary as JSON, row by row."""
    warnings = oddities(reading.expenses, reading.rules)
    result = calculate(reading.expenses, reading.rules, warnings=warnings, **record_of(reading, guide))
    return "".join(render_csv.render(result)), summary(result)


def summary(result: Result) -> str:
    return "".join(render_json.render(result, "en", items=False))


def items_of(calculated: Calculated) -> str:
    return b"".join(map(bytes, csv_lines(calculated.items(), calculated.shape.head()))).decode()


def by_columns(paths: Sequence[Path], guide: Guide = GUIDE) -> tuple[str, str]:
    """The same on columns."""
    scanned = scan.Scan([scan.source_of(str(path), path.name, guide) for path in paths], guide)
    try:
        scanned.read()
        calculated = calculate_scan(scanned, Record(**record_of(scanned.reading, guide)))
        suspects = scanned.suspected.found(scanned.reading.inputs, scanned.bad)
        warnings = found_among(suspects, scanned.reading.rules)
        read_as = tuple(scanned.reading.read_as)
        return items_of(calculated), summary(calculated.result()._replace(warnings=warnings, read_as=read_as))
    finally:
        scanned.store.close()


def reading_of(paths: Sequence[Path], guide: Guide = GUIDE) -> Reading:
    tables = [table for path in paths for table in read_tables(path.name, path.read_bytes(), guide)]
    return read_expenses(tables, guide)


def text_of(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> str:
    out = io.StringIO()
    names = columns or list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([["" if row.get(name) is None else str(row[name]) for name in names] for row in rows])
    return out.getvalue()


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks, parts and pieces of a few rows, so that a small table meets every seam."""
    monkeypatch.setattr(source, "CHUNK", 700)
    monkeypatch.setattr(source, "ROWS", 7)
    monkeypatch.setattr(scan, "EXPLAINED", 3)


def in_parts(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(store.Store.__init__, "__defaults__", (rows,))


# ------------------------------------------------------------------------------------------------ laws


@settings(max_examples=1500, deadline=None)
@given(budgets())
def test_rows_and_columns_agree(table: list[Row]) -> None:
    reading = read_rows(table)
    warnings = oddities(reading.expenses, reading.rules)
    record = Record(**record_of(reading, GUIDE), warnings=warnings)
    calculated = calculate_expenses(reading.expenses, reading.rules, record)
    assert (items_of(calculated), summary(calculated.result())) == by_rows(reading)


@pytest.mark.parametrize("part", [10_000, 4], ids=["in memory", "in parts on disk"])
def test_tables_as_texts_agree(
    part: int, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("t")
    in_parts(monkeypatch, part)

    @settings(max_examples=250, deadline=None)
    @given(st.lists(budgets(), min_size=1, max_size=3), st.randoms(use_true_random=False))
    def agree(tables: list[list[Row]], chance: random.Random) -> None:
        names = {name for table in tables for row in table for name in row} - {"id"}
        columns = sorted(sorted(names), key=lambda _: chance.random())
        paths = []
        for number, table in enumerate(tables):
            rows = [{**row, "id": f"{number}-{index}", "memo": f"m{index}"} for index, row in enumerate(table)]
            path = folder / f"t{number}.csv"
            path.write_text(text_of(rows, [*columns, "id", "memo"][:: chance.choice((1, -1))]), "utf-8")
            paths.append(path)
        reading = reading_of(paths)
        if not reading.expenses:
            return
        assert not reading.diagnostics
        assert by_columns(paths) == by_rows(reading)

    agree()


WIDE = [
    Fraction(1, 3),
    Fraction(10**25 - 1, 10**25),
    Fraction(123_456_789_012_345_678_901, 999_999_999_999_999_999_999),
    Fraction(2**62 - 1, 2**62),
]


def test_ratios_of_any_length_are_exact() -> None:
    base = {
        "body_code": "202011",
        "fiscal_year": "R8",
        "measure": "cio-aide",
        "category": "outsourcing",
        "other_funding": 0,
    }
    base |= {"external": "yes", "advisory": "yes", "plan_only": "no"}
    amounts = (1, 6_000_000, 99_999_999_999, 100_000_000_000)
    table = [
        base | {"person": f"p{n}", "amount": yen, "share": share} for n, share in enumerate(WIDE) for yen in amounts
    ]
    reading = read_rows(table)
    calculated = calculate_expenses(reading.expenses, reading.rules, Record(**record_of(reading, GUIDE)))
    assert items_of(calculated) == by_rows(reading)[0]
    first = next(csv.DictReader(io.StringIO(items_of(calculated))))
    assert first["share"] == "1"  # a third of one yen rounds down to nothing


@pytest.mark.parametrize("measure", ["municipal-support", "cio-aide", "dx-leader"])
def test_totals_beyond_64_bits(measure: str) -> None:
    """No file holds such yen; the steps must not depend on that."""
    category = {"dx-leader": "training"}.get(measure, "personnel")
    body = "202011" if measure == "cio-aide" else "200000"
    base = {"body_code": body, "fiscal_year": "R8", "measure": measure, "category": category, "other_funding": 0}
    base |= {"employment": "part_time", "main_duty_support": "yes", "external": "yes", "advisory": "yes"}
    base |= {"designated_leader": "yes", "in_programme": "yes", "broad_audience": "no", "amount": 1}
    reading = read_rows([base | {"person": f"p{n % 5}"} for n in range(40)])
    expenses = [one._replace(amount=2**62 - n, input=one.input) for n, one in enumerate(reading.expenses)]
    calculated = calculate_expenses(expenses, reading.rules, Record())
    expected = calculate(expenses, reading.rules)
    assert items_of(calculated) == "".join(render_csv.render(expected))
    assert calculated.result().lines == expected.lines
    assert expected.lines[0].claimed == sum(2**62 - n for n in range(40)) > 2**63


def test_one_giant_group(tmp_path: Path) -> None:
    chance = random.Random(7)
    base = {"body_code": "202011", "fiscal_year": "R8", "measure": "cio-aide", "external": "yes", "advisory": "yes"}
    table = [
        base
        | {"category": chance.choice(("personnel", "recruitment", "outsourcing", "travel")), "person": f"p{n % 9}"}
        | {"amount": chance.choice((0, 500, 500, 700)), "other_funding": chance.choice(("", 0)), "plan_only": "no"}
        | {"share": chance.choice(("", "1/3", "0.5")), "employment": chance.choice(("part_time", ""))}
        for n in range(5000)
    ]
    path = tmp_path / "g.csv"
    path.write_text(text_of(table), "utf-8")
    assert by_columns([path]) == by_rows(reading_of([path]))


def test_columns_that_are_blank_throughout(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    names = [
        "body_code",
        "fiscal_year",
        "measure",
        "category",
        "amount",
        "other_funding",
        "share",
        "date",
        "person",
        "external",
    ]
    rows = [
        {"body_code": "202011", "fiscal_year": "R7", "measure": "cio-aide", "category": "recruitment", "amount": n}
        for n in (0, 7)
    ]
    path.write_text(text_of(rows, [*names, "accepted", "hub_city", "note"]), "utf-8")
    assert by_columns([path]) == by_rows(reading_of([path]))


# ------------------------------------------------------------------------------------------------ files


BASE = "id,body_code,body_name,fiscal_year,measure,category,person,amount,other_funding,external,advisory,employment,memo\n"
GOOD = "a{n},202011,長野市,R8,cio-aide,personnel,p{n},{n}000000,0,yes,yes,part_time,x\n"


def lines(*given: str) -> str:
    return BASE + "".join(given)


def good(n: int) -> str:
    return GOOD.format(n=n)


TEXTS = {
    "quotes": lines(
        good(1),
        '"a2",202011,"長野,市",R8,cio-aide,personnel,"p""2""","1,000,000",0,yes,yes,part_time,"a\nb"\n',
        good(3),
    ),
    "crlf": lines(good(1), good(2)).replace("\n", "\r\n"),
    "no newline at the end": lines(good(1), good(2)).rstrip("\n"),
    "blank lines": lines(good(1), "\n", ",,,,,,,,,,,,\n", good(2), "\n\n"),
    "full-width": lines(
        "ａ１,２０２０１１,長野市,令和８年度,CIO補佐官等,人件費・報酬,Ｐ　１,１，０００円,０,○,はい,非常勤,\n".replace(
            "，", ""
        )
    ),
    "formulas": lines("=1+1,202011,長野市,R8,cio-aide,personnel,@p,1000,0,yes,yes,part_time,+x\n", good(2)),
    "units": lines("a1,202011,長野市,R8,cio-aide,personnel,p1,2100万円,\\500,yes,yes,part_time,-\n"),
    "spaces": lines(" a1 ,202011, 長野市 ,R8,cio-aide,personnel, p1 , 1000 ,0,yes,yes,part_time,  y \n"),
    "accepted": lines(good(1), good(2))
    .replace("memo", "accepted")
    .replace(",x\n", ",KF035 見た; KF012 別\n", 1)
    .replace(",x\n", ",\n"),
    "a lone return": lines('a1,202011,"長\r野市",R8,cio-aide,personnel,p1,1000,0,yes,yes,part_time,x\n'),
    "odd": lines(
        "a1,130001,東京都,R8,municipal-support,personnel,p1,1000,0,,,part_time,x\n",
        "a2,130001,東京都,R8,municipal-support,personnel,p1,900000000,0,,,full_time,x\n",
        *(f"b{n},130001,東京都,R8,municipal-support,personnel,p{n},{1000 + n},0,,,part_time,x\n" for n in range(5, 9)),
        "a3,990000,,H40,dx-leader,training,p,1,0,,,,x\n",
    ),
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("part", [10_000, 1])
def test_texts_of_all_kinds(
    name: str, encoding: str, part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_parts(monkeypatch, part)
    path = tmp_path / "t.csv"
    path.write_bytes(TEXTS[name].encode(encoding))
    assert by_columns([path]) == by_rows(reading_of([path]))


BAD = {
    "too few cells": lines(good(1), "a2,202011\n", good(3)),
    "too many cells": lines(good(1), good(2).replace("\n", ",more\n"), good(3)),
    "unreadable": lines(good(1), "a2,202012,,R99,cio-aid,person,p,1.5,x,maybe,yes,some,x\n", good(3)),
    "no person": lines(good(1), good(2).replace(",p2,", ",,")),
    "funding above": lines(good(1), good(2).replace(",0,yes", ",2000001,yes")),
    "id twice": lines(good(1), good(2), "Ａ１" + good(3)[2:], good(4), "a1" + good(5)[2:]),
    "id twice, the first one bad": lines("a1,202011\n", good(1), good(1)),
    "negative": lines(good(1), good(2).replace("2000000", "△2000000")),
    "accepted": lines(good(1), good(2)).replace("memo", "accepted"),
    "many": lines(*(good(n).replace("cio-aide", "x") for n in range(150)), good(999)),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_rows_are_told_alike(name: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(BAD[name], "utf-8")
    told = []
    for engine in ("rows", "columns"):
        for more in ((), ("--skip-bad-rows",)):
            errors, out = tmp_path / f"{engine}-e.csv", tmp_path / f"{engine}.csv"
            out.unlink(missing_ok=True)
            options = ("--engine", engine, "--errors", str(errors), "-o", str(out), *more, "--lang", "en")
            done = run("calc", str(path), *options)
            said = done.stderr.replace(str(out), "OUT").replace(str(errors), "ERRORS")
            told.append((done.code, said, errors.read_text("utf-8-sig"), out.exists() and out.read_bytes()))
    assert told[:2] == told[2:]
    assert told[0][0] == 1
    assert len(list(csv.DictReader(io.StringIO(told[0][2])))) >= 1


def test_the_first_hundred_are_shown_all_are_counted_and_written(tmp_path: Path) -> None:
    path, errors = tmp_path / "t.csv", tmp_path / "e.csv"
    path.write_text(BAD["many"], "utf-8")
    done = run("calc", str(path), "--engine", "columns", "--format", "csv", "--errors", str(errors), "--lang", "en")
    assert done.stderr.count("[measure-unknown]") == 100
    assert f"50 more, all of them in {errors}" in done.stderr
    assert "150 problems" in done.stderr
    found = list(csv.DictReader(io.StringIO(errors.read_text("utf-8-sig"))))
    assert [int(row["row"]) for row in found] == list(range(2, 152))
    assert {row["column"] for row in found} == {"measure"}


NOT_PLAIN = {
    "title": "令和8年度調査表\n" + lines(good(1)),
    "total": lines(good(1), ",,,,合計,,,1000000,0,,,,\n"),
    "ditto": lines(good(1), good(2).replace("p2", "〃")),
    "unit": lines(good(1)).replace("other_funding", "特定財源（千円）"),
    "open quote": lines(good(1), '"a2,202011\n'),
}


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_a_table_that_is_not_plain_is_left_to_the_reader_of_the_rows(name: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(NOT_PLAIN[name], "utf-8")
    with pytest.raises(NotPlain):
        by_columns([path])
    told = []
    for engine in ("rows", "columns"):
        done = run("calc", str(path), "--engine", engine, "--format", "csv", "--lang", "en")
        told.append((done.code, done.stdout, done.stderr))
    assert told[0] == told[1]


def examples() -> Iterator[Path]:
    for path in sorted(EXAMPLES.rglob("*")):
        if path.suffix in (".csv", ".xlsx", ".xls", ".ods", ".tsv"):
            yield path


@pytest.mark.parametrize("path", list(examples()), ids=lambda path: path.name)
def test_examples_agree(path: Path, tmp_path: Path) -> None:
    told = []
    for engine in ("rows", "columns"):
        summary, out = tmp_path / f"{engine}.json", tmp_path / f"{engine}.csv"
        done = run("calc", str(path), "--engine", engine, "-o", str(out), "--summary", str(summary), "--lang", "ja")
        said = done.stderr.replace(str(out), "OUT").replace(str(summary), "SUMMARY")
        files = [file.read_bytes() if file.exists() else None for file in (out, summary)]
        told.append((done.code, said, *files))
    assert told[0] == told[1]


# ------------------------------------------------------------------------------------------------ Parquet


WHOLE = TEXTS["odd"][: TEXTS["odd"].index("a3,")] + "a3,202011,,R9,dx-leader,training,p,1,0,,,,x\n"


def typed(tmp_path: Path) -> pl.DataFrame:
    text = WHOLE
    return pl.read_csv(io.BytesIO(text.encode()), schema_overrides={"body_code": pl.String}, infer_schema_length=None)


def test_parquet_in_and_out(tmp_path: Path) -> None:
    table, path = typed(tmp_path), tmp_path / "t.parquet"
    table.write_parquet(path)
    (tmp_path / "t.csv").write_text(WHOLE, "utf-8")
    assert by_columns([path]) == by_rows(reading_of([path]))
    out, lines_out = tmp_path / "o.parquet", tmp_path / "o.csv"
    assert run("calc", str(path), "-o", str(out)).code == 0
    assert run("calc", str(path), "-o", str(lines_out), "--engine", "rows").code == 0
    written = pl.read_parquet(out)
    assert written["claimed"].dtype == pl.Int64
    assert written.write_csv() == lines_out.read_text("utf-8-sig")


def test_a_dataset_in_parts(tmp_path: Path) -> None:
    folder = tmp_path / "national"
    for (code, year), part in (
        typed(tmp_path).partition_by(["body_code", "fiscal_year"], as_dict=True, include_key=False).items()
    ):
        inside = folder / f"fiscal_year={year}" / f"body_code={code}"
        inside.mkdir(parents=True)
        part.write_parquet(inside / "part-0.parquet")
    (folder / "_SUCCESS").touch()
    told = []
    for engine in ("rows", "columns"):
        summary = tmp_path / f"{engine}.json"
        done = run(
            "calc", str(folder), "--engine", engine, "--format", "csv", "--summary", str(summary), "--lang", "en"
        )
        told.append((done.code, done.stdout, done.stderr.replace(str(summary), "S"), summary.read_text("utf-8")))
    assert told[0] == told[1]
    assert told[0][0] == 0
    assert len(told[0][1].splitlines()) == 1 + typed(tmp_path).height


# ------------------------------------------------------------------------------------------------ command


def test_what_does_not_go_together_is_said(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(lines(good(1)), "utf-8")
    for options, word in {
        ("--engine", "columns", "--format", "json"): "--summary",
        ("--engine", "rows", "-o", str(tmp_path / "x.parquet")): "--engine columns",
        ("--engine", "columns", "--format", "csv", "--bundle", str(tmp_path / "b.zip")): "--bundle",
        ("-o", str(tmp_path / "x.csv"), "--summary", str(tmp_path / "x.csv")): "need different files",
        ("--errors", str(tmp_path / "x.csv"), "--summary", str(tmp_path / "x.csv")): "need different files",
    }.items():
        done = run("calc", str(path), *options, "--lang", "en")
        assert done.code == 2
        assert word in done.stderr


def test_an_interrupted_run_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, out = tmp_path / "t.csv", tmp_path / "out" / "o.csv"
    path.write_text(lines(*map(good, range(1, 60))), "utf-8")
    out.parent.mkdir()
    out.write_text("before", "utf-8")
    in_parts(monkeypatch, 5)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)

    def interrupted(*_: object) -> Iterator[bytes]:
        yield b"half a line"
        raise KeyboardInterrupt

    monkeypatch.setattr("dx_kofu.cli.columns.csv_lines", interrupted)
    assert run("calc", str(path), "--engine", "columns", "-o", str(out)).code == 130
    assert out.read_text("utf-8") == "before"
    assert [file.name for file in out.parent.iterdir()] == ["o.csv"]
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_full_disk_is_a_clear_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text(lines(*map(good, range(1, 60))), "utf-8")
    in_parts(monkeypatch, 5)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_ipc", full)
    done = run("calc", str(path), "--engine", "columns", "-o", str(tmp_path / "o.csv"), "--lang", "en")
    assert done.code == 2
    assert "No space left on device" in done.stderr
    assert "TMPDIR" in done.stderr
    assert not (tmp_path / "o.csv").exists()


def test_options_of_the_command_line_are_counted_alike(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        lines(
            good(1),
            good(2).replace(",0,yes,yes,", ",,,yes,"),
            good(3).replace("3000000,0", "0,"),
            "a4,142018,,,cio-aide,outsourcing,p4,5000,,yes,yes,,x\n",
        ),
        "utf-8",
    )
    told = []
    for engine in ("rows", "columns"):
        summary = tmp_path / f"{engine}.json"
        options = (
            "--assume",
            "other_funding=0",
            "--assume",
            "share=1/2",
            "--assume",
            "external=yes",
            "--assume",
            "hub_city=no",
        )
        done = run(
            *("calc", str(path), "--engine", engine, "--format", "csv", "--summary", str(summary)),
            *(*options, "--fiscal-year", "R8", "--lang", "en"),
        )
        told.append((done.code, done.stdout, done.stderr.replace(str(summary), "S"), summary.read_text("utf-8")))
    assert told[0] == told[1]
    assert told[0][0] == 0
