"""``dx-kofu check --fix -o NEW`` as people and programs call it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from dx_kofu.catalogue import codes
from tests.command import dx_kofu, terminal  # noqa: F401
from tests.workbooks import Paper, xls, xlsx

HEADER = "id,body_code,fiscal_year,measure,category,person,employment,amount,other_fundng,external,advisory\n"
MESSY = HEADER + (
    "a,10006,令和8年度,dx-leader,training,,,1000,0,,\n"
    "b,202011,R8,cio_aide,personel,p1,part_time,2000,0,yes,yes\n"
    "c,202011,令和8年度,cio-aide,personel,p2,part_time,3000,0,yes,yes\n"
)
CLEAN = MESSY
for before, after in (
    ("fundng", "funding"),
    ("10006", "010006"),
    ("令和8年度", "R8"),
    ("cio_aide", "cio-aide"),
    ("personel", "personnel"),
):
    CLEAN = CLEAN.replace(before, after)


def budget(folder: Path, text: str = MESSY, name: str = "expenses.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_the_copy_is_written_and_checked_and_the_input_stands(tmp_path: Path) -> None:
    path, new = budget(tmp_path), tmp_path / "new.csv"
    run = dx_kofu("check", path, "--fix", "-o", new, "--lang", "en")
    said = run.stdout.decode()
    assert run.returncode == dx_kofu("check", new).returncode == 0
    assert (path.read_text("utf-8"), new.read_text("utf-8")) == (MESSY, CLEAN)
    assert "repaired: 7 cells" in said
    assert 'category "personel" → "personnel"  one slip in an id' in said
    assert "rows: 3, 4" in said
    assert "no findings" in said
    assert f"wrote {new}" in run.stderr.decode()


def test_the_list_in_japanese(tmp_path: Path) -> None:
    said = dx_kofu("check", budget(tmp_path), "--fix", "-o", tmp_path / "new.csv", "--lang", "ja").stdout.decode()
    assert "直したところ: 7 か所" in said
    assert (
        'body_code "10006" → "010006"  先頭の0が落ちた団体コード（検査数字が合い、100064 のような番号の団体はない）'
        in said
    )


def test_what_is_not_certain_is_suggested_and_stops_the_check(tmp_path: Path) -> None:
    new = tmp_path / "new.csv"
    text = MESSY.replace("3000", "a lot").replace("p1,part_time", "p1,part").replace("a,10006", "a,13331")
    run = dx_kofu("check", budget(tmp_path, text), "--fix", "-o", new, "--lang", "en")
    said, told = run.stdout.decode(), run.stderr.decode()
    assert run.returncode == 1
    assert "not certain, and so not repaired: 2 cells" in said
    assert 'new.csv:2 body_code "13331"' in said
    assert "do you mean 133311 / 013331?" in said
    assert "findings" not in said  # not: none were found
    assert 'new.csv:4 amount "a lot"' in told
    assert "13331" not in told  # said once
    assert "3 problems" in told
    assert ",13331," in new.read_text("utf-8")


def test_json_has_repairs_and_suggestions_beside_the_findings(tmp_path: Path) -> None:
    path = budget(tmp_path)
    document = json.loads(dx_kofu("check", path, "--fix", "-o", tmp_path / "new.csv", "--format", "json").stdout)
    assert document["schema"] == "dx-kofu/findings/1"
    assert document["inputs"][0]["name"] == str(tmp_path / "new.csv")
    assert (document["checked"], document["findings"], document["suggestions"]) == (True, [], [])
    repairs = document["repairs"]
    assert len(repairs) == 7
    assert {**repairs[1], "text": ""} == {
        "code": "leading-zero",
        "input": str(path),
        "row": 2,
        "column": "body_code",
        "before": "10006",
        "after": "010006",
        "text": "",
    }
    text = MESSY.replace("10006", "13331")
    run = dx_kofu(
        "check", budget(tmp_path, text), "--fix", "-o", tmp_path / "b.csv", "--format", "json", "--lang", "en"
    )
    document = json.loads(run.stdout)
    assert (run.returncode, document["checked"], len(document["repairs"])) == (1, False, 6)
    (suggestion,) = document["suggestions"]
    assert (suggestion["row"], suggestion["value"]) == (2, "13331")
    assert "013331" in suggestion["fix"]
    without = json.loads(dx_kofu("check", tmp_path / "new.csv", "--format", "json").stdout)
    assert not {"repairs", "suggestions", "checked"} & without.keys()


def test_readable_rows_are_checked_where_asked(tmp_path: Path) -> None:
    text = MESSY.replace("10006", "13331")
    run = dx_kofu(
        "check", budget(tmp_path, text), "--fix", "-o", tmp_path / "new.csv", "--skip-bad-rows", "--lang", "en"
    )
    assert run.returncode == 1
    assert "no findings" in run.stdout.decode()


def test_findings_of_the_copy_decide_the_exit_code(tmp_path: Path) -> None:
    path = budget(tmp_path, codes()["two-measures"].fails.replace(",R8,", ",令和8年度,"))
    run = dx_kofu("check", path, "--fix", "-o", tmp_path / "new.csv", "--lang", "en")
    assert run.returncode == 1
    assert "KF001 error" in run.stdout.decode()
    assert dx_kofu("check", path, "--fix", "-o", tmp_path / "b.csv", "--ignore", "KF001").returncode == 0


def test_nothing_is_found_in_what_could_not_be_checked(tmp_path: Path) -> None:
    found = codes()["two-measures"].fails
    path = budget(tmp_path, found.replace(",R8,", ",令和8年度,") + found.splitlines()[-1].replace("R8", "R99") + "\n")
    run = dx_kofu("check", path, "--fix", "-o", tmp_path / "new.csv", "--format", "json")
    document = json.loads(run.stdout)
    assert (run.returncode, document["checked"], document["findings"]) == (1, False, [])


def test_a_folder_with_one_table(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    budget(tmp_path / "in")
    assert dx_kofu("check", tmp_path / "in", "--fix", "-o", tmp_path / "new.csv").returncode == 0
    assert (tmp_path / "new.csv").read_text("utf-8") == CLEAN


def test_nothing_to_repair_writes_nothing(tmp_path: Path) -> None:
    run = dx_kofu("check", budget(tmp_path, CLEAN), "--fix", "-o", tmp_path / "new.csv", "--lang", "en")
    assert run.returncode == 0
    assert "nothing to repair; nothing is written" in run.stderr.decode()
    assert run.stdout.decode() == "no findings\n"
    assert not (tmp_path / "new.csv").exists()


def test_mending_the_copy_finds_nothing(tmp_path: Path) -> None:
    dx_kofu("check", budget(tmp_path), "--fix", "-o", tmp_path / "new.csv")
    run = dx_kofu("check", tmp_path / "new.csv", "--fix", "-o", tmp_path / "newer.csv", "--lang", "en")
    assert "nothing to repair" in run.stderr.decode()
    assert not (tmp_path / "newer.csv").exists()


def test_standard_input(tmp_path: Path) -> None:
    new = tmp_path / "new.csv"
    assert dx_kofu("check", "-", "--fix", "-o", new, stdin=MESSY.encode("cp932")).returncode == 0
    assert new.read_bytes() == CLEAN.encode("cp932")
    run = dx_kofu("check", "-", "--fix", "-o", tmp_path / "b.csv", "--lang", "en", stdin=CLEAN.encode())
    assert (run.returncode, run.stdout.decode()) == (0, "no findings\n")


def test_options_count_as_evidence(tmp_path: Path) -> None:
    text = MESSY.replace("10006", "13331")
    new = tmp_path / "new.csv"
    assert dx_kofu("check", budget(tmp_path, text), "--fix", "-o", new, "--body", "013331").returncode == 0
    assert "a,013331," in new.read_text("utf-8")


def test_a_workbook(tmp_path: Path) -> None:
    lines: list[list[Any]] = [["題名"], *(list(line.split(",")) for line in MESSY.splitlines())]
    path, new = tmp_path / "s.xlsx", tmp_path / "new.xlsx"
    path.write_bytes(xlsx([Paper("調査表", lines)], {("調査表", 2, 7): ("=500*2", 1000)}))
    run = dx_kofu("check", path, "--fix", "-o", new, "--lang", "en")
    assert run.returncode == 0, run.stderr.decode()
    assert "rows: 調査表!E4, 調査表!E5" in run.stdout.decode()
    assert "calculates them anew" in run.stderr.decode()
    assert dx_kofu("calc", new).returncode == 0


def refused(tmp_path: Path, *arguments: str | Path) -> str:
    run = dx_kofu("check", *arguments, "--lang", "en")
    assert (run.returncode, run.stdout) == (2, b"")
    assert not (tmp_path / "new.csv").exists()
    return run.stderr.decode()


def test_wrong_use(tmp_path: Path) -> None:
    path, new = budget(tmp_path), tmp_path / "new.csv"
    assert "--fix -o expenses-fixed.csv" in refused(tmp_path, path, "--fix")
    assert "with -o" in refused(tmp_path, path, "--fix", "-o", "-")
    assert "one expenses table at a time" in refused(
        tmp_path, path, budget(tmp_path, CLEAN, "b.csv"), "--fix", "-o", new
    )
    assert "there are 2" in refused(tmp_path, tmp_path, "--fix", "-o", new)
    assert "the extension .csv" in refused(tmp_path, path, "--fix", "-o", tmp_path / "new.xlsx")
    assert "No such file" in refused(tmp_path, tmp_path / "none.csv", "--fix", "-o", new)
    assert "expenses table" in refused(tmp_path, "--fix", "-o", new)
    (tmp_path / "old.xls").write_bytes(xls([Paper("s", [["団体コード"], ["10006"]])]))
    assert "save it as .xlsx or CSV" in refused(tmp_path, tmp_path / "old.xls", "--fix", "-o", tmp_path / "new.xls")
    (tmp_path / "broken.csv").write_bytes(b'body_code,amount\n"1,2\n')
    assert "never closed" in refused(tmp_path, tmp_path / "broken.csv", "--fix", "-o", new)
    assert "cannot be written" in refused(tmp_path, path, "--fix", "-o", tmp_path / "none" / "new.csv")


@pytest.mark.parametrize("link", [False, True])
def test_the_input_and_what_is_there_are_never_written_over(tmp_path: Path, link: bool) -> None:
    path, other = budget(tmp_path), budget(tmp_path, "mine", "mine.csv")
    target = path
    if link:
        target = tmp_path / "link.csv"
        os.symlink(path, target)
    assert "never changed" in refused(tmp_path, path, "--fix", "-o", target)
    assert "there already" in refused(tmp_path, path, "--fix", "-o", other)
    assert (path.read_text("utf-8"), other.read_text("utf-8")) == (MESSY, "mine")


def test_a_stopped_check_says_what_can_be_repaired(tmp_path: Path) -> None:
    path = budget(tmp_path)
    run = dx_kofu("check", path, "--lang", "en")
    assert run.returncode == 1
    assert "7 cells can be repaired with certainty (0 problems would be left)" in run.stderr.decode()
    assert f"{path} --fix -o expenses-fixed.csv" in run.stderr.decode()
    hopeless = budget(tmp_path, CLEAN.replace("3000", "a lot"), "b.csv")
    assert "--fix" not in dx_kofu("check", hopeless, "--lang", "en").stderr.decode()
    odd = budget(tmp_path, CLEAN.replace("3000", "a lot").replace("R8", "2026"), "c.csv")
    assert "--fix" not in dx_kofu("check", odd, "--lang", "en").stderr.decode()  # nothing of it stops the check
