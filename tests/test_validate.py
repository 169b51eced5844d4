"""``dx-kofu validate``: budgets against their expected results, in every format, with what caused a difference."""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dx_kofu.budgets.check import Budget, File, check
from dx_kofu.budgets.expected import MEASURE, TOTAL, parse
from dx_kofu.cli import app
from dx_kofu.cli import validate as command
from dx_kofu.cli.budgets import search
from dx_kofu.render.ci.github import step_summary
from dx_kofu.render.ci.records import Case, Document, Kind, Place, Told
from dx_kofu.rules.load import RuleFileError
from dx_kofu.words import Lang
from tests.ci import check_sarif
from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import BOOK, EXAMPLES, ROOT, calc_tables, read_table

AIDES = EXAMPLES / "city-five-aides.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three budgets: one in a folder of its own, one with a mapping, one that expects 450,000 yen too much."""
    target = tmp_path / "予算"
    (target / "inner").mkdir(parents=True)
    for name in ("subsidised-contract.csv", "subsidised-contract.expected.toml"):
        shutil.copy(EXAMPLES / name, target / "inner")
    for path in (EXAMPLES / "files").glob("own-headers.*"):
        shutil.copy(path, target)
    shutil.copy(AIDES, target)
    text = AIDES.with_suffix(".expected.toml").read_text("utf-8")
    wrong = text.replace("row = 9\neligible = 1000000", "row = 9\neligible = 1450000").replace(
        '{ "cap:recruitment" = 450000 }', "{}"
    )
    wrong = wrong.replace("\neligible = 8800000", "\neligible = 9250000").replace(
        "\nallocation = 6160000", "\nallocation = 6475000"
    )
    (target / "city-five-aides.expected.toml").write_text(wrong, "utf-8")
    return target


def test_the_examples_hold() -> None:
    run = dx_kofu("validate", EXAMPLES)
    assert (run.returncode, run.stderr) == (0, b"")
    assert run.stdout.decode().split() == [
        "budgets:",
        "22;",
        "as",
        "expected:",
        "22,",
        "different:",
        "0,",
        "with",
        "errors:",
        "0",
    ]


def test_a_difference_names_place_key_values_step_and_rule(folder: Path) -> None:
    run = dx_kofu("validate", "予算", cwd=folder.parent)
    said = run.stdout.decode()
    assert run.returncode == 1
    assert "city-five-aides.csv: not as expected" in said
    assert (
        "202037 R8 cio-aide\n      eligible: 9,250,000 → 8,800,000 (-450,000)\n      allocation: 6,475,000 → 6,160,000 (-315,000)\n"
        in said
    )
    assert "row 9 202037 R8 cio-aide\n      eligible: 1,450,000 → 1,000,000 (-450,000)\n" in said
    assert "  予算/city-five-aides.expected.toml:13: 202037" in said
    assert "  予算/city-five-aides.csv:9: row 9 202037" in said
    cause = (
        r"because of cap:recruitment 0 → 450,000: above the cap on recruitment, 1,000,000 yen \[地域DX推進.*100万円.*\]"
    )
    assert len(re.findall(cause, said)) == 2
    assert "budgets: 3; as expected: 2, different: 1, with errors: 0" in said
    assert "期待と異なる" in dx_kofu("validate", folder, "--lang", "ja").stdout.decode()


def test_json(folder: Path) -> None:
    run = dx_kofu("validate", "予算", "--format", "json", cwd=folder.parent)
    said = json.loads(run.stdout)
    assert (run.returncode, said["totals"]) == (1, {"budgets": 3, "same": 2, "differ": 1, "problems": 0})
    assert [budget["status"] for budget in said["budgets"]] == ["differs", "same", "same"]
    measure, row = said["budgets"][0]["findings"]
    assert (measure["kind"], measure["body_code"], measure["fiscal_year"], measure["measure"]) == (
        "measure",
        "202037",
        "R8",
        "cio-aide",
    )
    assert {change["key"]: (change["expected"], change["found"]) for change in measure["changes"]} == {
        "eligible": (9250000, 8800000), "allocation": (6475000, 6160000),
    }  # fmt: skip
    assert (row["kind"], row["row"], row["causes"][0]["code"], row["causes"][0]["found"]) == (
        "row",
        9,
        "cap:recruitment",
        450000,
    )


def test_junit_is_xml_with_a_case_for_each_budget(folder: Path) -> None:
    root = ElementTree.fromstring(dx_kofu("validate", folder, "--format", "junit", "--lang", "ja").stdout)
    (suite,) = root
    cases = suite.findall("testcase")
    assert (root.tag, suite.tag) == ("testsuites", "testsuite")
    assert {key: suite.get(key) for key in ("tests", "failures", "errors")} == {
        "tests": "3",
        "failures": "1",
        "errors": "0",
    }
    assert int(suite.get("tests", "0")) == len(cases)
    assert all(case.get("name") and case.get("classname") for case in cases)
    (failure,) = suite.iter("failure")
    assert failure.get("message") == "202037 R8 cio-aide"
    assert "募集経費の上限額" in (failure.text or "")


def test_sarif(folder: Path) -> None:
    run = dx_kofu("validate", "予算", "--format", "sarif", cwd=folder.parent)
    measure, row = check_sarif(json.loads(run.stdout))
    place = row["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "%E4%BA%88%E7%AE%97/city-five-aides.csv"}, "region": {"startLine": 9}}
    line = measure["locations"][0]["physicalLocation"]["region"]["startLine"]
    text = (folder / "city-five-aides.expected.toml").read_text("utf-8")
    assert text.splitlines()[line - 1] == "[[measures]]"
    clean = dx_kofu("validate", EXAMPLES, "--format", "sarif")
    assert check_sarif(json.loads(clean.stdout)) == []


def test_github_annotates_and_appends_a_summary(folder: Path) -> None:
    summary = folder / "summary.md"
    summary.write_text("before\n", "utf-8")
    for path in (folder / "city-five-aides.csv", folder / "city-five-aides.expected.toml"):
        path.rename(folder / path.name.replace("aides", "aides, a%b"))
    run = dx_kofu("validate", "予算", "--format", "github", cwd=folder.parent, GITHUB_STEP_SUMMARY=str(summary))
    first, second, last = run.stdout.decode().splitlines()
    assert first.startswith(
        "::error file=予算/city-five-aides%2C a%25b.expected.toml,line=13,title=a measure is not as expected::202037 R8 cio-aide%0A"
    )
    assert second.startswith(
        "::error file=予算/city-five-aides%2C a%25b.csv,line=9,title=a row is not as expected::row 9 "
    )
    assert last.startswith("budgets: 3;")
    said = summary.read_text("utf-8")
    assert said.startswith("before\n## dx-kofu validate\n")
    rows = [line for line in said.splitlines() if line.startswith("|")]
    assert len(rows) == 4
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 4 for row in rows)


def test_output_files_by_extension(folder: Path) -> None:
    for name, begins in (("r.json", "{"), ("r.xml", "<?xml"), ("r.sarif", "{"), ("r.txt", str(folder))):
        run = dx_kofu("validate", folder, "-o", folder / name)
        assert (run.returncode, run.stdout) == (1, b"")
        assert (folder / name).read_text("utf-8").startswith(begins)
    assert dx_kofu("validate", folder, "-o", folder / "r.pdf").returncode == 2
    before = AIDES.read_bytes()
    run = dx_kofu("validate", folder, "--format", "json", "-o", folder / "city-five-aides.csv")
    assert (run.returncode, (folder / "city-five-aides.csv").read_bytes() == before) == (2, True)


def test_tables_without_an_expected_result_are_told_and_not_counted(folder: Path) -> None:
    shutil.copy(AIDES, folder / "other.csv")
    run = dx_kofu("validate", folder)
    assert b"not checked (1): " + str(folder / "other.csv").encode() in run.stderr
    assert b"budgets: 3;" in run.stdout
    assert dx_kofu("validate", folder / "other.csv").returncode == 2


@pytest.mark.parametrize("path", ["absent", "empty", "empty/.hidden"])
def test_a_path_without_a_budget_is_wrong_use(folder: Path, path: str) -> None:
    (folder / "empty" / ".hidden").mkdir(parents=True)
    run = dx_kofu("validate", EXAMPLES, folder / path)
    assert (run.returncode, run.stdout) == (2, b"")
    assert path.encode() in run.stderr


def test_hidden_folders_are_left_alone(folder: Path) -> None:
    shutil.copytree(folder / "inner", folder / ".venv")
    assert b"budgets: 3;" in dx_kofu("validate", folder).stdout


def test_a_budget_is_named_by_any_of_its_files_and_counted_once(folder: Path) -> None:
    names = ["own-headers.csv", "own-headers.expected.toml", "own-headers.map.toml"]
    run = dx_kofu("validate", *[folder / name for name in names])
    assert (run.returncode, run.stdout.split(b";")[0]) == (0, b"budgets: 1")


def test_an_expected_result_that_lost_its_table_fails(folder: Path) -> None:
    (folder / "inner" / "subsidised-contract.csv").unlink()
    run = dx_kofu("validate", folder / "inner")
    assert (run.returncode, b"no expenses table" in run.stdout) == (1, True)


def test_bad_rows_fail_with_their_diagnostics(folder: Path) -> None:
    table = folder / "inner" / "subsidised-contract.csv"
    table.write_text(table.read_text("utf-8").replace("800000", "80万5百円"), "utf-8")
    run = dx_kofu("validate", folder / "inner", "--format", "json")
    (budget,) = json.loads(run.stdout)["budgets"]
    assert (run.returncode, budget["status"]) == (1, "problems")
    assert [(found["row"], found["column"], found["code"]) for found in budget["problems"]] == [
        (2, "amount", "amount-unreadable")
    ]
    root = ElementTree.fromstring(dx_kofu("validate", folder / "inner", "--format", "junit").stdout)
    assert len(list(root.iter("error"))) == 1
    (result,) = check_sarif(json.loads(dx_kofu("validate", folder / "inner", "--format", "sarif").stdout))
    assert (result["ruleId"], result["locations"][0]["physicalLocation"]["region"]["startLine"]) == ("input", 2)


def test_what_is_no_table_is_told_and_the_others_are_still_checked(folder: Path) -> None:
    (folder / "inner" / "subsidised-contract.csv").write_bytes(b"%PDF-1.7")
    run = dx_kofu("validate", folder)
    assert (run.returncode, b"with errors: 1" in run.stdout, b"as expected: 1" in run.stdout) == (2, True, True)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ('[[measures]]\nbody_code = "1"\nfiscal_year = "R8"\nmeasure = "m"\nelligible = 1', "measures[0].elligible", "do you mean eligible?"),
        ('[[measures]]\nbody_code = "1"\nmeasure = "m"', "measures[0].fiscal_year", "required"),
        ("[[rows]]\nrow = 2\neligible = 1.0", "rows[0].eligible", "whole number"),
        ("[[rows]]\nrow = 2\ncomplete = true", "rows[0].complete", "usable: sheet, row"),
        ("[[rows]]\nrow = 2\n[[rows]]\nrow = 2", "rows[1]", "twice"),
        ('[[rows]]\nrow = 2\nreductions = { share = "1" }', "rows[0].reductions.share", "whole number"),
        ("[[rows]]\nrow = 2\nquestions = [1]", "rows[0].questions[0]", "text in quotes"),
        ("[totals]\nspecal = { allocation = 1 }", "totals.specal", "do you mean special?"),
        ("[totals]\nspecial = { allocation = true }", "totals.special.allocation", "whole number"),
        ("[totals]\nspecial = 3", "totals.special", "table"),
        ("[[row]]\nrow = 2", "row", "do you mean rows?"),
        ("measures = 3", "measures", "array"),
        ("measures = [3]", "measures[0]", "table"),
        ("", "measures", "expects nothing"),
        ("[totals]\nspecial = {}", "measures", "expects nothing"),
        ("[[rows]]\nrow = 2\n[[rows]]\nrow = 3", "measures", "expects nothing"),
        ('[[measures]]\nbody_code = "1"\nfiscal_year = "R8"\nmeasure = "m"', "measures", "expects nothing"),
    ],
)  # fmt: skip
def test_a_misspelt_key_is_an_error_with_file_and_key(tmp_path: Path, text: str, place: str, said: str) -> None:
    with pytest.raises(RuleFileError) as raised:
        parse("b.expected.toml", text.encode())
    words = [problem.in_("en") for problem in raised.value.problems]
    assert any(word.startswith(f"b.expected.toml: {place}: ") and said in word for word in words), words


def test_a_broken_expected_file_is_unusable(folder: Path) -> None:
    (folder / "inner" / "subsidised-contract.expected.toml").write_text("[[rows]]\nrow = 2\neligble = 1\n", "utf-8")
    run = dx_kofu("validate", folder / "inner")
    assert (run.returncode, b"rows[0].eligble: there is no such key; do you mean eligible?" in run.stdout) == (2, True)


def test_every_key_of_the_json_result_may_be_expected() -> None:
    result = calc_tables([read_table("b.csv", AIDES.read_bytes())])
    assert set(MEASURE) == set(result["measures"][0])
    assert set(TOTAL) == set(result["totals"]["special"])


def test_missing_and_unexpected_measures_and_rows(folder: Path) -> None:
    path = folder / "inner" / "subsidised-contract.expected.toml"
    text = (
        path.read_text("utf-8")
        .replace('measure = "cio-aide"', 'measure = "dx-leader"')
        .replace("row = 2\n", "row = 9\n")
    )
    path.write_text(text, "utf-8")
    (budget,) = json.loads(dx_kofu("validate", folder / "inner", "--format", "json").stdout)["budgets"]
    assert [(found["kind"], found["how"]) for found in budget["findings"]] == [
        ("measure", "missing"), ("measure", "unexpected"), ("row", "missing"), ("row", "unexpected"),
    ]  # fmt: skip


def test_problems_of_an_expected_file_stand_at_their_line(folder: Path) -> None:
    path = folder / "inner" / "subsidised-contract.expected.toml"
    for text, line, said in (
        ("# a\u2028b\x0c\n[[rows]]\nrow = 2\neligible = 1\n\n[[rows]]\nrow = 3\neligble = 1\n", 6, "rows[1].eligble: "),
        ("# a\n\n[totals]\nspecial = { allocation = true }\n", 4, "totals.special.allocation"),
        ("# a\n\n[totals\n", 3, "TOML"),
    ):
        path.write_text(text.replace("\x0c", ""), "utf-8")
        run = dx_kofu("validate", "inner", cwd=folder)
        told = run.stdout.decode().splitlines()[1]
        assert (run.returncode, told.startswith(f"  inner/{path.name}:{line}: "), said in told) == (2, True, True), told
        assert told.count(path.name) == 1


def test_lines_are_counted_as_editors_do(folder: Path) -> None:
    path = folder / "inner" / "subsidised-contract.expected.toml"
    path.write_text("# a\u2028b\u0085c\n" + path.read_text("utf-8").replace("eligible = ", "eligible = 9"), "utf-8")
    at = path.read_text("utf-8").split("\n").index("[[measures]]") + 1
    assert f"  inner/{path.name}:{at}: 0" in dx_kofu("validate", "inner", cwd=folder).stdout.decode()


# ------------------------------------------------------------------------------------------------ nothing is passed over

linux = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and permissions as Linux and macOS have them")


def counts(run: subprocess.CompletedProcess[bytes]) -> tuple[int, list[int]]:
    """The exit code and the numbers of the summary: all, as expected, different, with errors."""
    return run.returncode, [int(number) for number in re.findall(rb"\d+", run.stdout.splitlines()[-1])]


@linux
def test_two_links_to_one_table_are_two_budgets(folder: Path) -> None:
    inner = folder / "inner"
    stem = "subsidised-contract"
    text = (inner / f"{stem}.expected.toml").read_text("utf-8")
    for name, said in (("a", text), ("z", text.replace("allocation = ", "allocation = 1"))):
        (inner / f"{name}.csv").symlink_to(f"{stem}.csv")
        (inner / f"{name}.expected.toml").write_text(said, "utf-8")
    assert counts(dx_kofu("validate", inner)) == (1, [3, 2, 1, 0])
    assert counts(dx_kofu("validate", inner / "a.csv", inner / "z.csv")) == (1, [2, 1, 1, 0])


@linux
def test_linked_folders_are_looked_into_once(folder: Path, tmp_path: Path) -> None:
    (folder / "elsewhere").symlink_to(tmp_path / "outside")
    (folder / "again").symlink_to(tmp_path / "outside")
    (folder / "inner").rename(tmp_path / "outside")
    (tmp_path / "outside" / "loop").symlink_to(folder)
    (folder / "self").symlink_to(".")
    assert counts(dx_kofu("validate", folder)) == (1, [3, 2, 1, 0])
    assert counts(dx_kofu("validate", folder / "again", folder / "elsewhere")) == (1, [3, 2, 1, 0])


@linux
@pytest.mark.parametrize("ending", [".expected.toml", ".map.toml"])
def test_what_stands_there_and_cannot_be_read_is_told(folder: Path, ending: str) -> None:
    path = folder / f"own-headers{ending}"
    path.unlink()
    path.mkdir()
    assert counts(dx_kofu("validate", folder)) == (2, [3, 1, 1, 1])
    path.rmdir()
    path.symlink_to("nowhere")
    assert counts(dx_kofu("validate", folder)) == (2, [3, 1, 1, 1])
    assert dx_kofu("validate", folder, "--update").returncode == 2
    assert not (folder / "nowhere").exists()


@linux
def test_a_folder_that_cannot_be_looked_into_fails(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Root may look into any folder, so the system's refusal is put in its mouth."""
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("inner"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    for path in (folder, folder / "inner"):
        assert app.run(["validate", str(path)], "en") == 2
        said = capfd.readouterr().out
        assert f"{folder / 'inner'}:1: the file cannot be opened (Permission denied)" in said
        assert "with errors: 1" in said


@linux
def test_a_pipe_is_no_table(folder: Path) -> None:
    os.mkfifo(folder / "inner" / "p.csv")
    shutil.copy(folder / "inner" / "subsidised-contract.expected.toml", folder / "inner" / "p.expected.toml")
    run = dx_kofu("validate", folder / "inner")
    assert (*counts(run), b"not a regular file" in run.stdout) == (2, [2, 1, 0, 1], True)


def test_an_expected_result_finds_its_table_whatever_the_case_of_its_extension(folder: Path) -> None:
    inner = folder / "inner"
    (inner / "subsidised-contract.csv").rename(inner / "subsidised-contract.CSV")
    assert counts(dx_kofu("validate", inner / "subsidised-contract.expected.toml")) == (0, [1, 1, 0, 0])


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="a file's name is any bytes on Linux only")
def test_a_broken_budget_of_any_name_fails_an_update(folder: Path) -> None:
    odd = os.fsdecode(b"n\xff")
    (folder / "inner" / f"{odd}.csv").write_text("x\n", "utf-8")
    (folder / "inner" / f"{odd}.expected.toml").write_text("x = 1\n", "utf-8")
    assert dx_kofu("validate", folder / "inner", "--update").returncode == 2


def test_nothing_that_was_read_or_stands_beside_it_is_written_over(folder: Path) -> None:
    shutil.copytree(ROOT / "rules", folder / "rules")
    shutil.copy(AIDES, folder / "other.csv")
    shutil.copy(folder / "city-five-aides.expected.toml", folder / "alone.expected.toml")
    for rules, names in (
        ("rules", ("other.csv", "alone.expected.toml", "own-headers.map.toml", "rules/R8.toml", "rules/R10.toml")),
        ("rules/R8.toml", ("rules/R8.toml",)),
    ):
        for name in names:
            before = (folder / name).read_bytes()
            run = dx_kofu("validate", ".", "--rules", rules, "--format", "json", "-o", name, cwd=folder)
            assert (run.returncode, (folder / name).read_bytes() == before) == (2, True), name


# ------------------------------------------------------------------------------------------------ names that act


@linux
def test_no_name_and_no_key_acts_on_a_terminal_or_a_runner(folder: Path) -> None:
    odd = "e\x1b[31m\x07\r::error::x\n::add-mask::2674000\n\u202e##[add-mask]7"
    shutil.copy(AIDES, folder / f"{odd}noexp.csv")
    for name, text in (
        ("bad", '[[rows]]\nrow = 2\n"\\u001b[1m\\n::error::y" = 1\n'),
        ("odd", '[[measures]]\nbody_code = "\\u001b\\n::error::z"\nfiscal_year = "R8"\nmeasure = "m"\neligible = 1\n'),
    ):
        shutil.copy(AIDES, folder / f"{odd}{name}.csv")
        (folder / f"{odd}{name}.expected.toml").write_text(text, "utf-8")
    for format_ in ("table", "github"):
        run = dx_kofu("validate", ".", "--format", format_, cwd=folder, GITHUB_STEP_SUMMARY=str(folder / "s.md"))
        for said in (run.stdout, run.stderr):
            text = said.decode()
            assert not any(letter in text for letter in "\x1b\x07\r\u202e")
            commands = [line for line in text.splitlines() if line.startswith("::")]
            assert all(line.startswith(("::error file=", "::error file=.")) for line in commands)
            assert "\n::add-mask" not in text
        assert "##[" not in run.stderr.decode()
    summary = (folder / "s.md").read_text("utf-8")
    assert not any(letter in summary for letter in "\x1b\x07\r\u202e")
    assert "\n::" not in summary


def test_a_summary_is_cut_off_before_github_takes_none_of_it() -> None:
    kind = Kind("row", "a row")
    found = tuple(Told(kind, "error", (Place("b.csv", 2),), "予算" * 500) for _ in range(1000))
    pairs: tuple[tuple[Lang, str], ...] = (("en", "more"), ("ja", "ほか"))
    for lang, words in pairs:
        document = Document("c", "s", (kind,), (Case(".", "b", "b.csv", found, fails=True),), "", ("a", "b", "c"), lang)
        text = "".join(step_summary(document))
        rows = text.count("| b.csv |")
        assert (rows < 1000, len(text.encode()) < 1 << 20) == (True, True)
        assert f"{1000 - rows} " in text.splitlines()[-2]
        assert words in text.splitlines()[-2]


# ------------------------------------------------------------------------------------------------ other rules


def test_budgets_as_of_another_year_s_rules_keep_their_own_years_apart() -> None:
    name = "three-years-same-recruitment"
    run = dx_kofu("validate", EXAMPLES / f"{name}.csv", "--rules", "R10", "--format", "json")
    said = json.loads(run.stdout)
    lines = [found for found in said["budgets"][0]["findings"] if found["kind"] == "measure"]
    assert (run.returncode, said["rules"]) == (1, "R10@1.1.1")
    assert [line["fiscal_year"] for line in lines] == ["R8", "R9"]
    for line in lines:
        assert {change["key"]: change["found"] for change in line["changes"]}["eligible"] == 1_000_000
        assert [cause["code"] for cause in line["causes"]] == ["cap:recruitment"]
    assert dx_kofu("validate", AIDES, "--rules", "R8@1.1.1").returncode == 0
    assert dx_kofu("validate", AIDES, "--rules", "R99").returncode == 2


def test_a_changed_unit_amount_is_named_as_the_cause() -> None:
    run = dx_kofu("validate", EXAMPLES / "prefecture-accelerators.csv", "--rules", "R9", "--format", "json")
    (line,) = [found for found in json.loads(run.stdout)["budgets"][0]["findings"] if found["kind"] == "measure"]
    assert [cause["code"] for cause in line["causes"]] == ["head"]


def test_a_folder_of_rule_files(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", rules)
    text = (rules / "R8.toml").read_text("utf-8")
    (rules / "R8.toml").write_text(text.replace("amount = 1_000_000", "amount = 1_200_000"), "utf-8")
    assert (rules / "R8.toml").read_text("utf-8") != text
    run = dx_kofu("validate", AIDES, "--rules", rules)
    assert (run.returncode, "cap:recruitment 450,000 → 250,000" in run.stdout.decode()) == (1, True)
    (rules / "R8.toml").write_text("no", "utf-8")
    assert dx_kofu("validate", AIDES, "--rules", rules).returncode == 2


# ------------------------------------------------------------------------------------------------ update


def test_update_changes_values_in_place_and_says_what_changed(folder: Path) -> None:
    path = folder / "city-five-aides.expected.toml"
    path.write_text(path.read_text("utf-8").replace("[[rows]]\nrow = 9", "# a note\n[[rows]]\nrow = 9 # here"), "utf-8")
    run = dx_kofu("validate", folder, "--update")
    assert (run.returncode, "allocation: 6,475,000 → 6,160,000" in run.stdout.decode()) == (0, True)
    hand = AIDES.with_suffix(".expected.toml").read_text("utf-8")
    assert path.read_text("utf-8") == hand.replace("[[rows]]\nrow = 9", "# a note\n[[rows]]\nrow = 9 # here")
    again = dx_kofu("validate", folder, "--update")
    assert (again.returncode, again.stdout, again.stderr) == (0, b"", b"")
    assert dx_kofu("validate", folder).returncode == 0


def test_update_writes_a_file_that_is_not_there(folder: Path) -> None:
    for name in ("prefecture-accelerators.csv", "r7-prefecture-unknown-cap-and-head.csv"):
        shutil.copy(EXAMPLES / name, folder)
    (folder / "no-budget.csv").write_text("a,b\n1,2\n", "utf-8")
    run = dx_kofu("validate", folder, "--update")
    assert (run.returncode, run.stderr.count(b"wrote a new expected result")) == (0, 2)
    assert b"no-budget.csv: cannot be read" in run.stderr
    for name in ("prefecture-accelerators", "r7-prefecture-unknown-cap-and-head"):
        hand, written = (tomllib.loads((at / f"{name}.expected.toml").read_text("utf-8")) for at in (EXAMPLES, folder))
        assert written == hand
    assert dx_kofu("validate", folder / "no-budget.csv", "--update").returncode in (1, 2)


def test_update_with_other_rows_keeps_comments_and_the_choice_of_keys(folder: Path) -> None:
    path = folder / "inner" / "subsidised-contract.expected.toml"
    path.write_text(
        "# by hand\n#\n# twice\n\n[[measures]]\n# inside\nbody_code = \"014567\"\nfiscal_year = \"R8\"\nmeasure = \"x\"\nallocation = 1\n",
        "utf-8",
    )  # fmt: skip
    run = dx_kofu("validate", folder / "inner", "--update")
    text = path.read_text("utf-8")
    assert (run.returncode, b"no longer in the budget: inside" in run.stderr) == (0, True)
    assert text.startswith("# by hand\n#\n# twice\n\n[[measures]]\nbody_code")
    (measure,) = tomllib.loads(text)["measures"]
    assert list(tomllib.loads(text)) == ["measures"]
    assert list(measure) == ["body_code", "fiscal_year", "measure", "allocation"]
    assert measure["allocation"] == 280_000


NOTED = """\
# head
# 二行目

[[measures]]  # agreed
body_code = "202037"
fiscal_year = "R8"
measure = "cio-aide"
# see the mail
allocation = 1 # by phone
potential = 0x5

# the rows, by hand

# of a person who left
[[rows]] # gone
row = 99
eligible = 5 # nothing

# of row nine
[[rows]] # nine
row = 9
# why
eligible = 1   # 電話で確認
  [rows.reductions]
  "cap:personnel" = 4 # never
  "cap:recruitment" = 1 # capped

[totals] # all of it
special.allocation = 9 # dotted
"""


@pytest.mark.parametrize(("end", "mark"), [("\n", b""), ("\r\n", "\ufeff".encode())])
def test_update_keeps_every_comment_of_what_stays(folder: Path, end: str, mark: bytes) -> None:
    """Rows come and one goes; a sub-table is brought up to date; the ends of lines and the mark at the head stay."""
    path = folder / "city-five-aides.expected.toml"
    path.write_bytes(mark + NOTED.replace("\n", end).encode())
    run = dx_kofu("validate", path, "--update")
    content = path.read_bytes()
    text = content.decode("utf-8-sig")
    assert (run.returncode, content.startswith(mark), text.count("\n")) == (0, True, text.count(end))
    kept = [line for line in NOTED.splitlines() if "#" in line]
    gone = ["of a person who left", "gone", "nothing", "never"]
    for line in kept:
        comment = line.partition("#")[2].strip()
        assert (f"# {comment}" in text) is (comment not in gone), comment
    said = run.stderr.decode()
    assert [comment for comment in gone if f"no longer in the budget: {comment}" in said] == gone
    assert said.count("no longer in the budget") == len(gone)
    assert [row["row"] for row in tomllib.loads(text)["rows"]] == list(range(2, 10))
    assert text.index("row = 2") < text.index("# of row nine") < text.index("[totals]")
    assert "potential = 6160000" in text
    assert dx_kofu("validate", path).returncode == 0


def test_update_writes_again_what_cannot_be_edited_and_tells_the_comments_lost(folder: Path) -> None:
    path = folder / "inner" / "subsidised-contract.expected.toml"
    path.write_text(
        '# head\nmeasures = [\n  {body_code="1", fiscal_year="R8", measure="m", allocation=1}, # inside\n]\n', "utf-8"
    )
    run = dx_kofu("validate", path, "--update")
    assert (run.returncode, run.stderr.count(b"no longer in the budget: inside")) == (0, 1)
    assert path.read_text("utf-8").startswith("# head\n\n[[measures]]\n")
    assert dx_kofu("validate", path).returncode == 0


def test_update_refuses_what_it_cannot_mean(folder: Path) -> None:
    assert dx_kofu("validate", folder, "--update", "--rules", "R10").returncode == 2
    shutil.copy(folder / "city-five-aides.csv", folder / "city-five-aides.tsv")
    before = (folder / "city-five-aides.expected.toml").read_bytes()
    run = dx_kofu("validate", folder, "--update")
    assert (run.returncode, b"two tables" in run.stderr) == (2, True)
    assert (folder / "city-five-aides.expected.toml").read_bytes() == before


def test_update_of_every_example_changes_nothing() -> None:
    for path in EXAMPLES.glob("*.expected.toml"):
        table = path.with_name(path.name.replace(".expected.toml", ".csv"))
        budget = Budget(File(table.name, table.read_bytes()), File(path.name, path.read_bytes()), None)
        assert check(budget, BOOK, update=True).text is None
        written = check(budget._replace(expected=None), BOOK, update=True).text
        assert written is not None
        hand = tomllib.loads(path.read_text("utf-8"))
        assert tomllib.loads(written)["rows"] == hand["rows"]
        assert tomllib.loads(written)["totals"] == hand["totals"]


# ------------------------------------------------------------------------------------------------ many budgets


def test_many_budgets_in_processes_give_the_same_in_the_same_order(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in range(12):
        for suffix in (".csv", ".expected.toml"):
            shutil.copy(folder / f"city-five-aides{suffix}", folder / f"b{index}{suffix}")
    budgets = search([str(folder)]).budgets
    task = command.Task(BOOK, None, update=True)
    alone = [command._outcome(paths, task) for paths in budgets]
    assert list(command._in_parallel(budgets, task, 2)) == alone
    monkeypatch.setattr(command, "PARALLEL", 1)
    assert command._checked(budgets, task) == alone
    monkeypatch.setattr(command, "_in_parallel", lambda *_: (_ for _ in ()).throw(OSError("no processes here")))
    assert command._checked(budgets, task) == alone


def test_what_a_process_is_told_can_be_sent_to_it() -> None:
    """Windows and macOS start a process anew and send it everything."""
    for year in BOOK.years:
        assert BOOK[year]
    sent: command.Task = pickle.loads(pickle.dumps(command.Task(BOOK, BOOK["R8"], update=False)))
    assert sent.book.years == BOOK.years


SLOW = """
import pathlib, sys, time
from dx_kofu.cli import app, validate

def slow(paths, task):
    pathlib.Path("begun").touch()
    time.sleep(0.05)
    return outcome(paths, task)

outcome, validate._outcome = validate._outcome, slow
validate._processes = lambda _: 2
app.main()
"""


@pytest.mark.skipif(
    sys.platform != "linux", reason="the processes begin with the slowed program only where they are forked"
)
def test_an_interrupt_is_said_once_and_leaves_no_process(folder: Path) -> None:
    """Ctrl-C reaches every process of a terminal's group; only the program itself answers."""
    for index in range(200):
        for suffix in (".csv", ".expected.toml"):
            shutil.copy(folder / f"city-five-aides{suffix}", folder / f"b{index}{suffix}")
    command = [sys.executable, "-c", SLOW, "validate", str(folder), "--lang", "en"]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, cwd=folder)
    while not (folder / "begun").exists():
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=60)  # ends when the last process lets go of the pipe
    assert (run.returncode, said.split()) == (130, [b"interrupted"]), said
