"""``dx-kofu simulate`` as people call it: every format, both languages, bad input, the page in a browser."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import EXAMPLES
from tests.test_page import CONTRAST, Page, Visit, browser  # noqa: F401

UEDA = EXAMPLES / "city-five-aides.csv"
UNKNOWN = EXAMPLES / "r7-prefecture-unknown-cap-and-head.csv"
RATE = ("--set", "R8.cio-aide.rate=0.5..0.9/0.2")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_table_says_what_matters(lang: str) -> None:
    run = dx_kofu("simulate", UEDA, *RATE, "--lang", lang)
    assert (run.returncode, run.stderr) == (0, b"")
    said = run.stdout.decode()
    words = {
        "ja": ("特別交付税", "現行", "6,160,000", "4,400,000", "△1,760,000", "+1,760,000", "第1四分位", "1団体"),
        "en": ("special tax", "as they stand", "6,160,000", "-1,760,000", "+1,760,000", "lower quartile", "bodies: 1 "),
    }
    for word in words[lang]:
        assert word in said


def test_every_format_by_the_extension(tmp_path: Path) -> None:
    for suffix, begins in {
        ".html": "<!doctype html>",
        ".md": "# ",
        ".json": "{",
        ".txt": "規則",
        ".csv": "scen",
    }.items():
        for name in ("one", "again"):
            run = dx_kofu("simulate", UEDA, *RATE, "--lang", "ja", "-o", tmp_path / f"{name}{suffix}")
            assert run.returncode == 0
        text = (tmp_path / f"one{suffix}").read_bytes()
        assert text.decode("utf-8-sig").startswith(begins)
        assert text == (tmp_path / f"again{suffix}").read_bytes()


def test_json_and_csv_say_the_same_and_bodies_add_up(tmp_path: Path) -> None:
    bodies = tmp_path / "bodies.csv"
    sets = ("--set", "*.cio-aide.limit:persons=2,3", "--set", "R7.municipal-support.cap:personnel=21_000_000")
    run = dx_kofu("simulate", UEDA, UNKNOWN, *sets, "--format", "json", "--bodies", bodies)
    document = json.loads(run.stdout)
    assert document["schema"] == "dx-kofu/simulate/1"
    assert [one["values"] for one in document["scenarios"]] == [
        None,
        {"*.cio-aide.limit:persons": 2, "R7.municipal-support.cap:personnel": 21_000_000},
        {"*.cio-aide.limit:persons": 3, "R7.municipal-support.cap:personnel": 21_000_000},
    ]
    assert [one["ordinary"]["potential"] for one in document["scenarios"]] == [None] * 3
    assert [one["special"]["complete"] for one in document["scenarios"]] == [False, True, True]
    table = dx_kofu("simulate", UEDA, UNKNOWN, *sets, "--format", "csv").stdout.decode()
    rows = list(csv.DictReader(io.StringIO(table)))
    for row, one in zip(rows, document["scenarios"], strict=True):
        assert int(row["special_allocation"]) == one["special"]["allocation"]
        assert int(row["special_changes_most"]) == one["special"]["changes"]["max"]
        assert row["ordinary_potential"] == ""
    own = list(csv.DictReader(io.StringIO(bodies.read_text("utf-8-sig"))))
    for number, one in enumerate(document["scenarios"]):
        mine = [row for row in own if row["scenario"] == str(number)]
        assert sum(int(row["special_allocation"]) for row in mine) == one["special"]["allocation"]
        assert sum(int(row["special_change"]) for row in mine) == one["special"]["change"]


def test_a_workbook_says_what_its_table_says() -> None:
    workbook = EXAMPLES / "files" / "officers-workbook.xlsx"
    first = dx_kofu("simulate", workbook, "--set", "*.cio-aide.rate=0.5", "--format", "json")
    calc = json.loads(dx_kofu("calc", workbook, "--format", "json").stdout)
    assert first.returncode == 0
    found = json.loads(first.stdout)["scenarios"][0]
    assert {tax: {key: found[tax][key] for key in calc["totals"][tax]} for tax in calc["totals"]} == calc["totals"]


def test_the_same_seed_draws_the_same() -> None:
    draw = (
        "--draw",
        "R8.cio-aide.rate=triangular(0.5,0.7,0.8)",
        "--draw",
        "R8.cio-aide.cap:recruitment=uniform(0,2_000_000)",
    )
    runs = [
        dx_kofu("simulate", UEDA, *draw, "--draws", "30", "--seed", seed, "--format", "csv").stdout for seed in "112"
    ]
    assert runs[0] == runs[1] != runs[2]
    assert len(runs[0].splitlines()) == 32


def test_provisional_and_overlay_are_said(tmp_path: Path) -> None:
    known = tmp_path / "known.toml"
    known.write_text(
        '[[figures]]\nfiscal_year = "R7"\nmeasure = "accelerator"\nparameter = "head"\nvalue = 8_300_000\nsource = "x"\n'
    )
    run = dx_kofu("simulate", UNKNOWN, "--set", "R7.accelerator.head=8_000_000", "--overlay", known, "--lang", "en")
    assert "known.toml" in run.stdout.decode()
    assert "8,300,000" in run.stdout.decode()
    announced = EXAMPLES / "r10-recruitment-cap-falls-back.csv"
    run = dx_kofu("simulate", announced, "--set", "*.municipal-support.cap:recruitment=3_000_000", "--lang", "ja")
    assert "暫定" in run.stdout.decode()
    run = dx_kofu("simulate", announced, "--set", "R6.dx-leader.rate=0.5", "--format", "csv", "--lang", "en")
    assert run.stdout.decode().splitlines()[1].endswith("announced")
    assert "R6.dx-leader.rate: no row of the table rests on this figure" in run.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name a figure with --set or --draw"),
        (("--set", "R8.cio-aid.rate=0.5"), "there is no measure cio-aid; do you mean cio-aide?"),
        (("--set", "R8.cio-aide.cap:recruit=1"), "do you mean cap:recruitment?"),
        (("--set", "R8.cio-aide.deduct=1"), "expected one of: cap:recruitment, limit:persons, rate, round"),
        (("--set", "R5.cio-aide.rate=0.5"), "there are no rules of R5; expected one of: *, R6, R7, R8, R9, R10, R11"),
        (("--set", "rate=0.5"), "there are no rules of rate"),
        (("--set", "R8.cio-aide=0.5"), "expected YEAR.MEASURE.PARAMETER"),
        (("--set", "R8.cio-aide.rate"), "expected PATH=FROM..TO/STEP"),
        (("--set", "R8.cio-aide.rate=0.5..0.9"), "expected PATH=FROM..TO/STEP"),
        (("--set", "R8.cio-aide.rate=0.9..0.5/0.1"), "FROM must not be above TO"),
        (("--set", "R8.cio-aide.rate=0.5..0.9/0"), "STEP must be above 0"),
        (("--set", "R8.cio-aide.limit:persons=1..3/0.5"), "whole for a whole figure"),
        (("--set", "R8.cio-aide.rate=1.5"), '"1.5": expected a decimal from 0 to 1'),
        (("--set", "R8.cio-aide.limit:persons=0"), '"0": expected a whole number from 1 to 1,000,000,000,000'),
        (("--set", "R8.cio-aide.cap:recruitment=-5"), '"-5": expected a whole number from 0'),
        (("--set", "R8.cio-aide.rate=0.5", "--set", "*.cio-aide.rate=0.6"), "R8.cio-aide.rate names the same figure"),
        (("--set", "R8.cio-aide.cap:recruitment=0..1_000_000/1"), "1,000,001 scenarios are too many"),
        (
            ("--set", "*.cio-aide.rate=0..1/0.005", "--set", "*.dx-leader.rate=0..1/0.01"),
            "20,301 scenarios are too many",
        ),
        (("--draw", "R8.cio-aide.rate=normal(0,1)"), "expected PATH=uniform(LEAST,MOST)"),
        (("--draw", "R8.cio-aide.rate=uniform(0.9,0.5)"), "the smallest first"),
        (("--draw", "R8.cio-aide.rate=uniform(0.5,0.9)", "--draws", "0"), "--draws 0: expected 1 to 5,000"),
        (("--set", "R8.cio-aide.rate=0.5", "--seed", "1"), "--draws and --seed go with --draw"),
        ((*RATE, "--bodies", "-"), "--bodies needs a file"),
        ((*RATE, "-o", "x.pdf"), ".pdf"),
        ((*RATE, "--rules", "nowhere"), "nowhere"),
    ],
)
def test_wrong_use_is_said(arguments: tuple[str, ...], said: str) -> None:
    run = dx_kofu("simulate", UEDA, *arguments, "--lang", "en")
    assert (run.returncode, run.stdout) == (2, b"")
    assert said in run.stderr.decode()


def test_all_that_is_wrong_is_said_at_once() -> None:
    run = dx_kofu(
        "simulate",
        UEDA,
        "--set",
        "R8.cio-aide.rate=2",
        "--draw",
        "R8.x.rate=uniform(0,1)",
        "-o",
        "x.pdf",
        "--lang",
        "ja",
    )
    assert run.returncode == 2
    assert len(run.stderr.decode().splitlines()) == 3


def test_bad_rows_are_answered_as_in_calc(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(UEDA.read_text("utf-8").replace("3600000", "many", 1), "utf-8")
    said = dx_kofu("calc", bad, "--lang", "en")
    run = dx_kofu("simulate", bad, *RATE, "--lang", "en")
    assert (run.returncode, run.stdout, run.stderr) == (said.returncode, b"", said.stderr)
    assert run.returncode == 1
    skipping = dx_kofu("simulate", bad, *RATE, "--skip-bad-rows", "--format", "json")
    assert skipping.returncode == 1
    assert len(json.loads(skipping.stdout)["skipped"]) == 1
    missing = dx_kofu("simulate", tmp_path / "none.csv", *RATE, "--lang", "en")
    assert (missing.returncode, missing.stdout) == (2, b"")


def test_the_input_is_never_written_over(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    shutil.copy(UEDA, table)
    for where in ("-o", "--bodies"):
        run = dx_kofu("simulate", table, *RATE, where, table)
        assert run.returncode == 2
        assert table.read_bytes() == UEDA.read_bytes()


# ------------------------------------------------------------------------------------------------ the page

PAGES: dict[str, tuple[str | Path, ...]] = {
    "swept": (*EXAMPLES.glob("*.csv"), "--set", "*.cio-aide.rate=0.5..0.9/0.1"),
    "unknown": (
        UNKNOWN,
        UEDA,
        "--set",
        "R7.accelerator.head=8_000_000,8_500_000",
        "--set",
        "*.cio-aide.limit:persons=1..5/1",
    ),
    "drawn": (
        *EXAMPLES.glob("*.csv"),
        "--draw",
        "*.municipal-support.cap:personnel=uniform(0,21_000_000)",
        "--draws",
        "80",
    ),
}


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:  # noqa: F811
    visits = []

    def visit(name: str, lang: str, width: int) -> Visit:
        path = tmp_path / "page.html"
        assert dx_kofu("simulate", *PAGES[name], "--lang", lang, "-o", path).returncode == 0
        visits.append(Visit(browser, path, width))
        return visits[-1]

    yield visit
    for one in visits:
        one.page.close()


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_well_formed(name: str, lang: str, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    assert dx_kofu("simulate", *PAGES[name], "--lang", lang, "-o", path).returncode == 0
    page = Page(path.read_text("utf-8"))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for value in page.values("aria-labelledby"):
        assert set(value.split()) <= set(ids)
    assert not page.values("style")
    assert not page.values("src")
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption")
    assert tags.count("desc") == len([None for _, given in page.elements if given.get("role") == "img"]) >= 1


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_opened(opened: Any, name: str, width: int) -> None:
    visit = opened(name, "en", width)
    page = visit.page
    assert page.evaluate("violations") == []
    assert visit.requests == [visit.url]
    assert visit.said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("figure svg[role=img]").count() >= 1
    boxes = """() => [...document.querySelectorAll("figure svg[role=img]")].flatMap((svg) => {
      const frame = svg.getBoundingClientRect();
      const found = [...svg.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
      const cut = found.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
      const hit = found.filter(([, a], i) => found.some(([, b], j) => i < j
        && a.left < b.right && b.left < a.right && a.top < b.bottom - 2 && b.top < a.bottom - 2));
      return [...cut, ...hit].map(([text]) => text);
    })"""
    assert page.evaluate(boxes) == []
    assert {colours: ratio for colours, ratio in page.evaluate(CONTRAST).items() if ratio < 4.5} == {}


def test_the_chart_stands_where_the_figures_are(opened: Any) -> None:
    page = opened("unknown", "en", 1280).page
    marks = page.locator("#special figure").first.locator("svg[role=img] > circle.dot")
    heights = page.evaluate("(marks) => marks.map((mark) => Number(mark.getAttribute('cy')))", marks.element_handles())
    assert heights == sorted(heights, reverse=True)  # more persons, more yen
    assert page.locator("#ordinary").count() == 1
    assert page.locator("#ordinary line.open").count() >= 1  # R7 as it stands has no bound
