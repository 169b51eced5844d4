"""``dx-kofu check`` as people and programs call it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from dx_kofu.catalogue import codes
from dx_kofu.render.findings.pages import pages
from tests.ci import check_sarif
from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import EXAMPLES, ROOT

DOUBLED = next(code for code in codes().values() if code.name == "two-measures")


def budget(folder: Path, text: str) -> Path:
    path = folder / "expenses.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_finding_is_told_with_its_rows_and_yen(tmp_path: Path) -> None:
    run = dx_kofu("check", budget(tmp_path, DOUBLED.fails), "--lang", "en")
    said = run.stdout.decode()
    assert run.returncode == 1
    assert "KF001 error" in said
    assert "rows: 2, 3" in said
    assert "210,000 yen" in said  # 300,000 x 0.7
    assert "1 findings (1 errors, 0 warnings, 0 infos)" in said


def test_a_clean_budget_ends_with_0(tmp_path: Path) -> None:
    run = dx_kofu("check", budget(tmp_path, DOUBLED.passes), "--lang", "ja")
    assert (run.returncode, run.stdout.decode()) == (0, "指摘はありません\n")


def test_json(tmp_path: Path) -> None:
    run = dx_kofu("check", budget(tmp_path, DOUBLED.fails), "--format", "json")
    document = json.loads(run.stdout)
    assert document["schema"] == "dx-kofu/findings/1"
    assert document["counts"] == {"error": 1, "warning": 0, "info": 0, "accepted": 0}
    (finding,) = document["findings"]
    assert (finding["code"], finding["severity"], finding["yen"]) == ("KF001", "error", 210_000)
    assert [row["row"] for row in finding["rows"]] == [2, 3]


def test_what_is_chosen_decides_the_exit_code(tmp_path: Path) -> None:
    path = budget(tmp_path, codes()["travel-named"].fails)
    assert dx_kofu("check", path).returncode == 1
    assert dx_kofu("check", path, "--fail-on", "error").returncode == 0
    assert dx_kofu("check", path, "--ignore", "KF01").returncode == 0
    assert dx_kofu("check", path, "--select", "KF00").returncode == 0
    assert dx_kofu("check", path, "--select", "KF011").returncode == 1


def test_wrong_use_is_told_at_once(tmp_path: Path) -> None:
    run = dx_kofu("check", "--select", "KF999", "-o", tmp_path / "x.pdf", "--lang", "en")
    said = run.stderr.decode()
    assert run.returncode == 2
    assert "KF999" in said
    assert ".json" in said
    assert "expenses table" in said
    assert dx_kofu("check", tmp_path / "none.csv").returncode == 2


def test_bad_rows_end_with_1_and_nothing_is_checked(tmp_path: Path) -> None:
    run = dx_kofu("check", budget(tmp_path, DOUBLED.fails.replace("300000", "a lot", 1)))
    assert run.returncode == 1
    assert run.stdout == b""
    assert b"amount" in run.stderr


def test_a_file_is_written_and_an_input_never(tmp_path: Path) -> None:
    path = budget(tmp_path, DOUBLED.fails)
    assert dx_kofu("check", path, "-o", tmp_path / "found.json").returncode == 1
    assert json.loads((tmp_path / "found.json").read_text("utf-8"))["counts"]["error"] == 1
    assert dx_kofu("check", path, "--format", "json", "-o", path).returncode == 2
    assert path.read_text("utf-8") == DOUBLED.fails


def test_no_example_budget_has_an_error() -> None:
    assert dx_kofu("check", EXAMPLES, "--fail-on", "error").returncode == 0


def test_the_pages_match_the_catalogue(tmp_path: Path) -> None:
    folder = ROOT / "docs" / "findings"
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == pages()
    assert dx_kofu("check", "--reference", folder, "--check").returncode == 0
    assert dx_kofu("check", "--reference", tmp_path, "--check").returncode == 1


def test_sarif_has_the_rows_and_what_it_means(tmp_path: Path) -> None:
    run = dx_kofu("check", budget(tmp_path, DOUBLED.fails), "--format", "sarif", "--lang", "ja", cwd=tmp_path)
    document = json.loads(run.stdout)
    (result,) = check_sarif(document)
    assert (run.returncode, result["ruleId"], result["level"]) == (1, "KF001", "error")
    assert "210,000" in result["message"]["text"]  # 300,000 x 0.7
    lines = [
        place["physicalLocation"]["region"]["startLine"]
        for key in ("locations", "relatedLocations")
        for place in result[key]
    ]
    assert lines == [2, 3]
    kinds = document["runs"][0]["tool"]["driver"]["rules"]
    assert [kind["id"] for kind in kinds] == ["input", *(code.id for code in codes().values())]
    assert kinds[1]["help"]["text"].startswith(DOUBLED.why.ja)


def test_junit_has_a_case_for_each_code(tmp_path: Path) -> None:
    path = budget(tmp_path, codes()["travel-named"].fails)
    root = ElementTree.fromstring(dx_kofu("check", path, "--format", "junit").stdout)
    cases = list(root.iter("testcase"))
    assert [case.get("name", "")[:5] for case in cases] == [code.id for code in codes().values()]
    assert [case.get("name", "")[:5] for case in cases if case.find("failure") is not None] == ["KF011"]
    assert (root.get("failures"), root.get("errors"), root.get("skipped")) == ("1", "0", "0")
    root = ElementTree.fromstring(dx_kofu("check", path, "--format", "junit", "--fail-on", "error").stdout)
    assert root.get("failures") == "0"  # a warning is told and fails nothing
    assert "KF011" in (next(root.iter("system-out")).text or "")
    chosen = dx_kofu("check", path, "--format", "junit", "--select", "KF00", "--ignore", "KF002").stdout
    names = [case.get("name", "")[:5] for case in ElementTree.fromstring(chosen).iter("testcase")]
    assert names == ["KF001", "KF003", "KF004", "KF005", "KF006", "KF007", "KF008", "KF009"]


def test_github_annotates_by_severity_and_appends_a_summary(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    path = budget(tmp_path, codes()["travel-named"].fails)
    run = dx_kofu("check", path, "--format", "github", "--lang", "en", GITHUB_STEP_SUMMARY=str(summary))
    first, last = run.stdout.decode().splitlines()
    assert first.startswith(f"::warning file={path},line=2,title=travel named beside another cost::")
    assert last == "1 findings (0 errors, 1 warnings, 0 infos)"
    assert summary.read_text("utf-8").startswith("## dx-kofu check\n")
    assert "KF011" in summary.read_text("utf-8")


def test_ci_is_told_what_was_accepted_and_why(tmp_path: Path) -> None:
    path = in_the_file(tmp_path, "KF001 two contracts", "KF001 two contracts")
    (result,) = check_sarif(json.loads(dx_kofu("check", path, "--format", "sarif").stdout))
    assert result["suppressions"] == [{"kind": "inSource", "status": "accepted", "justification": "two contracts"}]
    assert len(result["partialFingerprints"]["dxKofuFinding/v1"]) == 16
    root = ElementTree.fromstring(dx_kofu("check", path, "--format", "junit").stdout)
    assert (root.get("failures"), root.get("skipped")) == ("0", "1")
    (skipped,) = root.iter("skipped")
    assert skipped.get("message") == "two contracts"
    said = dx_kofu("check", path, "--format", "github", "--lang", "en").stdout.decode()
    assert said == "no findings but accepted ones (1)\n"


def test_ci_is_told_of_bad_input_too(tmp_path: Path) -> None:
    path = budget(tmp_path, DOUBLED.fails.replace("300000", "a lot", 1))
    run = dx_kofu("check", path, "--format", "sarif")
    (result,) = check_sarif(json.loads(run.stdout))
    assert (run.returncode, result["ruleId"], result["level"]) == (1, "input", "error")
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 2
    root = ElementTree.fromstring(dx_kofu("check", path, "--format", "junit").stdout)
    assert (root.get("tests"), root.get("errors")) == ("1", "1")  # no code was looked for, and none says it passed
    skipped = dx_kofu("check", path, "--format", "junit", "--skip-bad-rows")
    assert (skipped.returncode, ElementTree.fromstring(skipped.stdout).get("tests")) == (1, str(1 + len(codes())))
    gone = dx_kofu("check", tmp_path / "none.csv", "--format", "sarif")
    (result,) = check_sarif(json.loads(gone.stdout))
    assert (gone.returncode, result["ruleId"]) == (2, "input")


def test_check_takes_an_overlay(tmp_path: Path) -> None:
    path = budget(tmp_path, DOUBLED.passes)
    missing = dx_kofu("check", path, "--overlay", tmp_path / "none.toml")
    assert (missing.returncode, b"none.toml" in missing.stderr) == (2, True)


# ------------------------------------------------------------------------------------------------ accepted findings

TRAVEL = codes()["travel-named"]


def in_the_file(folder: Path, *cells: str) -> Path:
    header, *lines = DOUBLED.fails.splitlines()
    rows = [f"{line},{cell}" for line, cell in zip(lines, cells, strict=True)]
    return budget(folder, "\n".join([f"{header},accepted", *rows]) + "\n")


def test_what_the_file_accepts_is_told_apart_and_not_counted(tmp_path: Path) -> None:
    path = in_the_file(tmp_path, "KF001 two contracts", "KF001 two contracts; KF012 no")
    run = dx_kofu("check", path, "--lang", "en")
    assert run.returncode == 0
    said = run.stdout.decode()
    assert said.startswith("Accepted findings\n\nKF001 error")
    assert "accepted in the file: two contracts\n" in said
    assert said.endswith("no findings but accepted ones (1)\n")
    assert 'expenses.csv:3 accepted "KF012": nothing of this code is found' in run.stderr.decode()
    document = json.loads(dx_kofu("check", path, "--format", "json").stdout)
    assert document["counts"] == {"error": 0, "warning": 0, "info": 0, "accepted": 1}
    assert document["findings"][0]["accepted"] == {"by": "file", "reason": "two contracts"}


def test_one_row_alone_does_not_accept_a_finding_of_two(tmp_path: Path) -> None:
    run = dx_kofu("check", in_the_file(tmp_path, "KF001 別の契約", ""), "--lang", "ja")
    assert run.returncode == 1
    assert "KF001: 行: 3 に確認済みの記入がない" in run.stderr.decode()
    assert "指摘 1 件（重大 1、注意 0、参考 0）\n" in run.stdout.decode()


def test_a_baseline_from_writing_to_expiry(tmp_path: Path) -> None:
    path, file = budget(tmp_path, TRAVEL.fails), tmp_path / "accepted.toml"
    run = dx_kofu("check", path, "--write-baseline", file, "--today", "R8.10.1", "--lang", "ja")
    assert run.returncode == 1
    assert "1 件を加えました" in run.stderr.decode()
    text = file.read_text("utf-8")
    assert "expires = 2027-10-01" in text
    assert "旅費" in text

    run = dx_kofu("check", path, "--baseline", file, "--lang", "ja")
    assert (run.returncode, run.stdout) == (2, b"")
    assert "accepted[0] (KF011 " in run.stderr.decode()
    assert "理由が必要です" in run.stderr.decode()

    file.write_text(text.replace('reason = ""', 'reason = "旅費は別の契約"'), "utf-8")
    held = ("check", path, "--baseline", file, "--today", "2027-10-01")
    run = dx_kofu(*held, "--lang", "ja")
    assert run.returncode == 0
    assert "確認済（基準ファイル、2027-10-01 まで）: 旅費は別の契約" in run.stdout.decode()
    document = json.loads(dx_kofu(*held, "--format", "json").stdout)
    (finding,) = document["findings"]
    assert finding["accepted"] == {"by": "baseline", "reason": "旅費は別の契約", "expires": "2027-10-01"}
    assert finding["fingerprint"] in text
    assert document["baseline"]["today"] == "2027-10-01"

    expired = ("check", path, "--baseline", file, "--today", "2027-10-02")
    run = dx_kofu(*expired, "--lang", "ja")
    assert run.returncode == 1
    assert "確認の期限が 2027-10-01 に切れました（理由: 旅費は別の契約）" in run.stdout.decode()
    document = json.loads(dx_kofu(*expired, "--format", "json").stdout)
    assert document["findings"][0]["expired"]["expires"] == "2027-10-01"
    assert document["counts"]["accepted"] == 0

    budget(tmp_path, TRAVEL.passes)
    run = dx_kofu(*held, "--lang", "ja")
    assert run.returncode == 0
    assert "（旅費は別の契約）に当たる指摘はありません" in run.stderr.decode()


def test_only_what_is_chosen_is_written_and_an_input_never(tmp_path: Path) -> None:
    path, file = budget(tmp_path, TRAVEL.fails), tmp_path / "accepted.toml"
    run = dx_kofu("check", path, "--ignore", "KF011", "--write-baseline", file, "--lang", "en")
    assert run.returncode == 0
    assert "no finding to add" in run.stderr.decode()
    assert "[[accepted]]" not in file.read_text("utf-8")
    assert dx_kofu("check", path, "--write-baseline", path).returncode == 2
    assert dx_kofu("check", path, "--baseline", file, "--format", "json", "-o", file).returncode == 2
    assert path.read_text("utf-8") == TRAVEL.fails


def test_wrong_use_of_a_baseline_is_told(tmp_path: Path) -> None:
    path = budget(tmp_path, TRAVEL.fails)
    run = dx_kofu("check", path, "--baseline", tmp_path / "none.toml", "--lang", "en")
    assert (run.returncode, "none.toml cannot be opened" in run.stderr.decode()) == (2, True)
    run = dx_kofu("check", path, "--today", "tomorrow", "--select", "KF999", "--lang", "en")
    said = run.stderr.decode()
    assert run.returncode == 2
    assert "tomorrow" in said
    assert "KF999" in said
