"""What rows accept is carried into the result of ``calc``, in every format, and computed with nowhere."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dx_kofu.catalogue import codes
from tests.command import dx_kofu, terminal  # noqa: F401

PLAIN = codes()["two-measures"].fails
REASON = "=別の契約 <b>|髙"


def table(folder: Path, *cells: str) -> Path:
    header, *lines = PLAIN.splitlines()
    rows = [f"{header},確認済の指摘", *(f"{line},{cell}" for line, cell in zip(lines, cells, strict=True))]
    path = folder / "expenses.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


@pytest.fixture
def accepting(tmp_path: Path) -> Path:
    return table(tmp_path, f"KF001 {REASON}；kf011: 研修", "")


def test_json(accepting: Path) -> None:
    first, second = json.loads(dx_kofu("calc", accepting, "--format", "json").stdout)["items"]
    assert first["accepted"] == [{"code": "KF001", "reason": REASON}, {"code": "KF011", "reason": "研修"}]
    assert "accepted" not in second


def test_csv(accepting: Path) -> None:
    first, second = csv.DictReader(io.StringIO(dx_kofu("calc", accepting, "--format", "csv").stdout.decode()))
    assert (first["accepted"], second["accepted"]) == (f"KF001 {REASON}; KF011 研修", "")


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("format_", ["table", "md", "html"])
def test_formats_for_people(accepting: Path, format_: str, lang: str) -> None:
    said = dx_kofu("calc", accepting, "--format", format_, "--lang", lang).stdout.decode()
    heading = "確認済みの指摘" if lang == "ja" else "Accepted findings"
    assert heading in said
    for name in ("two-measures", "travel-named"):
        code = codes()[name]
        assert code.id in said
        assert code.title.in_("ja" if lang == "ja" else "en") in said
    reason = {"table": REASON, "md": "=別の契約 &lt;b&gt;\\|髙", "html": "=別の契約 &lt;b&gt;|髙"}[format_]
    assert reason in said


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_workbook(accepting: Path, tmp_path: Path, lang: str) -> None:
    assert dx_kofu("calc", accepting, "-o", tmp_path / "r.xlsx", "--lang", lang).returncode == 0
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["確認済" if lang == "ja" else "Accepted"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[-3:] for row in cells[-2:]] == [
        ["KF001", codes()["two-measures"].title.in_("ja" if lang == "ja" else "en"), REASON],
        ["KF011", codes()["travel-named"].title.in_("ja" if lang == "ja" else "en"), "研修"],
    ]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("format_", ["table", "md", "html", "json", "csv"])
def test_without_an_acceptance_nothing_is_said_of_any(tmp_path: Path, format_: str) -> None:
    said = dx_kofu("calc", table(tmp_path, "", " "), "--format", format_, "--lang", "ja").stdout.decode()
    assert "確認済" not in said
    assert '"accepted"' not in said
    assert ",accepted" not in said


def test_no_figure_depends_on_it(accepting: Path, tmp_path: Path) -> None:
    def figures(path: Path) -> Any:
        document = json.loads(dx_kofu("calc", path, "--format", "json").stdout)
        for item in document["items"]:
            item.pop("accepted", None)
        return [document[key] for key in ("items", "measures", "bodies", "totals", "assumptions", "warnings")]

    accepted = figures(accepting)
    accepting.write_text(PLAIN, "utf-8")
    assert figures(accepting) == accepted


def test_a_bundle_carries_it(accepting: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "b.zip"
    assert dx_kofu("calc", accepting, "--bundle", bundle).returncode == 0
    with zipfile.ZipFile(bundle) as archive:
        assert REASON in archive.read("result/result.ja.json").decode()
    assert dx_kofu("verify", bundle).returncode == 0


def test_a_cell_that_cannot_be_read_stops_calc_and_check(tmp_path: Path) -> None:
    path = table(tmp_path, "KF001", "KF999 理由; ○")
    for command in ("calc", "check"):
        run = dx_kofu(command, path, "--lang", "ja")
        said = run.stderr.decode()
        assert (run.returncode, run.stdout) == (1, b"")
        assert "2行 accepted" in said
        assert "KF001 の理由がありません" in said
        assert "KF999 という番号はありません、「○」に番号がありません" in said
        assert "KF035 兼務の辞令あり" in said
