"""``dx-kofu rules``: what auditors call."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from dx_kofu.rules.tree import Change, diff, from_tree, patch, tree
from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import BOOK, EXAMPLES, ROOT, SHARED


def test_list() -> None:
    run = dx_kofu("rules", "list", "--format", "json")
    files = json.loads(run.stdout)["rules"]
    assert [file["fiscal_year"] for file in files] == ["R6", "R7", "R8", "R9", "R10", "R11"]
    assert [file["sha256"] for file in files] == [BOOK[file["fiscal_year"]].sha256 for file in files]
    assert dx_kofu("rules", "list", "--lang", "ja").stdout.decode().count("予定") == 3


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_show_names_every_rule_with_source_and_standing(lang: str) -> None:
    text = dx_kofu("rules", "show", "R8", "--lang", lang).stdout.decode()
    for part in BOOK["R8"].rules.parts:
        for parameter in part.parameters():
            assert parameter.title.in_("ja" if lang == "ja" else "en") in text
            assert parameter.source.figure in text
    assert ("21,000,000円" if lang == "ja" else "21,000,000 yen per person") in text


def test_show_one_measure_and_other_formats() -> None:
    text = dx_kofu("rules", "show", "R9", "cio-aide").stdout.decode()
    assert "`cio-aide`" in text
    assert "`dx-leader`" not in text
    document = json.loads(dx_kofu("rules", "show", "R9", "市町村におけるCIO補佐官等", "--format", "json").stdout)
    assert [measure["id"] for measure in document["measures"]] == ["cio-aide"]
    alone = tomllib.loads(dx_kofu("rules", "show", "R9", "cio-aide", "--format", "toml").stdout.decode())
    whole = tomllib.loads((ROOT / "rules" / "R9.toml").read_text("utf-8"))
    assert alone == {"measures": [measure for measure in whole["measures"] if measure["id"] == "cio-aide"]}
    assert dx_kofu("rules", "show", "R9", "--format", "toml").stdout == (ROOT / "rules" / "R9.toml").read_bytes()


@pytest.mark.parametrize(
    ("date", "said"),
    [("2026-06-01", ["R8"]), ("令和9年3月31日", ["R8"]), ("R9.4.1", ["R9", "R8"]), ("2027-06-01", ["R9"])],
)
def test_which_file_governs_a_date(date: str, said: list[str]) -> None:
    run = dx_kofu("rules", "at", date)
    assert run.returncode == 0
    lines = run.stdout.decode().splitlines()
    assert len(lines) == len(said)
    assert all(year in line for year, line in zip(said, lines, strict=True))


def test_the_difference_as_json_rebuilds_the_second_rule_set() -> None:
    run = dx_kofu("rules", "diff", "R7", "R8", "--format", "json")
    assert run.returncode == 1
    changes = [Change(tuple(c["path"]), c["kind"], c["old"], c["new"]) for c in json.loads(run.stdout)["changes"]]
    rebuilt = from_tree(patch(tree(BOOK["R7"].rules), changes))
    assert diff(tree(rebuilt), tree(BOOK["R8"].rules)) == []


def test_the_difference_for_people() -> None:
    text = dx_kofu("rules", "diff", "R9", "R10", "--lang", "ja").stdout.decode()
    assert "amount: 3,000,000 -> 1,000,000" in text
    assert "+ 仮定: 引上げは令和9年度で終わり、100万円に戻るとした" in text
    assert "300万円/団体 -> " in text
    markdown = dx_kofu("rules", "diff", "R9", "R10", "--format", "md", "--lang", "ja").stdout.decode()
    assert "### 募集経費の上限額（1団体あたり） (steps/cap:recruitment)" in markdown


def test_the_difference_as_a_page_is_escaped_and_self_contained(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        (ROOT / "rules" / "R8.toml").read_text("utf-8").replace("300万円/団体", "<script>alert(1)</script>"), "utf-8"
    )
    text = dx_kofu("rules", "diff", "R8", mine, "--format", "html", "--lang", "ja").stdout.decode()
    assert text.startswith("<!doctype html>")
    assert "&lt;script&gt;alert(1)" in text
    for word in ("<script", "http://", "https://", "src="):
        assert word not in text


def test_a_rule_set_is_named_by_year_version_or_path(tmp_path: Path) -> None:
    same = dx_kofu("rules", "diff", "R8", "R8@1.1.1")
    assert (same.returncode, same.stdout.decode().splitlines()[-1]) == (0, "no difference")
    copy = tmp_path / "mine.toml"
    copy.write_text((ROOT / "rules" / "R8.toml").read_text("utf-8").replace("21_000_000", "18_000_000"), "utf-8")
    run = dx_kofu("rules", "diff", "R8", copy)
    assert run.returncode == 1
    assert "amount: 21,000,000 -> 18,000,000" in run.stdout.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ["rules", "show", "R12"],
        ["rules", "show", "R8", "cio"],
        ["rules", "show", "R8@9.9.9"],
        ["rules", "at", "someday"],
        ["rules", "at", "2020-01-01"],
        ["rules", "diff", "R8"],
        ["rules", "diff", "R8", "nowhere.toml"],
        ["rules", "show", "R8", "-o", "no/where.md"],
        ["rules", "list", "--rules", "nowhere"],
    ],
)
def test_wrong_use_of_rules(arguments: list[str]) -> None:
    run = dx_kofu(*arguments)
    assert (run.returncode, run.stdout) == (2, b"")
    assert run.stderr.startswith(b"error: ")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_rules_on_a_cp932_terminal(lang: str) -> None:
    for command in (["list"], ["show", "R8"], ["diff", "R7", "R8"], ["diff", "--help"], ["at", "R8.10.1"]):
        run = dx_kofu("rules", *command, "--lang", lang, PYTHONIOENCODING="cp932")
        assert run.returncode in (0, 1), run.stderr
        assert b"\\u" not in run.stdout


def test_what_a_difference_does_to_a_budget(tmp_path: Path) -> None:
    """The recruitment cap falls from 3,000,000 to 1,000,000 yen: the second row loses 1,500,000 and the third all."""
    text = (
        "id,body_code,fiscal_year,measure,category,person,employment,amount,other_funding,main_duty_support\n"
        "a,200000,R8,municipal-support,recruitment,,,500000,0,yes\n"
        "b,200000,R8,municipal-support,recruitment,,,2000000,0,yes\n"
        "c,200000,R8,municipal-support,recruitment,,,100000,0,yes\n"
        "d,200000,R8,municipal-support,personnel,p,part_time,7000000,0,yes\n"
    )
    path = tmp_path / "b.csv"
    path.write_text(text, "utf-8")
    run = dx_kofu("rules", "diff", "R9", "R10", "--on", path, "--format", "json")
    on = json.loads(run.stdout)["on"]
    assert run.returncode == 1
    assert [(row["id"], row["old"]["eligible"], row["new"]["eligible"]) for row in on["items"]] == [
        ("b", 2_000_000, 500_000),
        ("c", 100_000, 0),
    ]
    assert on["items"][0]["causes"] == [{"code": "cap:recruitment", "old": 0, "new": 1_500_000}]
    # 2,600,000 + 7,000,000 = 9,600,000, then 1,000,000 + 7,000,000 = 8,000,000; x 0.7
    assert [(line["old"]["allocation"], line["new"]["allocation"]) for line in on["measures"]] == [
        (6_720_000, 5_600_000)
    ]
    table = dx_kofu("rules", "diff", "R9", "R10", "--on", path, "--lang", "ja").stdout.decode()
    assert "措置額 6,720,000 -> 5,600,000 (-1,120,000)" in table
    assert "対象経費 2,000,000 -> 500,000 (-1,500,000)" in table
    assert "影響はありません" in dx_kofu("rules", "diff", "R10", "R11", "--on", path, "--lang", "ja").stdout.decode()


def test_a_change_of_rate_is_named_as_the_cause(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text((ROOT / "rules" / "R8.toml").read_text("utf-8").replace('rate = "0.7"', 'rate = "0.65"'), "utf-8")
    text = dx_kofu(
        "rules", "diff", "R8", mine, "--on", ROOT / "examples" / "subsidised-contract.csv", "--lang", "en"
    ).stdout.decode()
    assert text.startswith("R8@1.1.1 (R8.toml) -> R8@1.1.1 (mine.toml)\n")
    assert "allocation 280,000 -> 260,000 (-20,000)\n      rate 0.7 -> 0.65\n" in text  # 400,000 x 0.65


def test_a_budget_that_cannot_be_read(tmp_path: Path) -> None:
    bad = tmp_path / "b.csv"
    bad.write_text("body_code,fiscal_year,measure,category,amount\n202011,R8,cio-aide,travel,x\n", "utf-8")
    assert dx_kofu("rules", "diff", "R9", "R10", "--on", bad).returncode == 1
    assert dx_kofu("rules", "diff", "R9", "R10", "--on", tmp_path / "none.csv").returncode == 2


def test_the_schema_beside_the_rules_is_fresh_and_every_file_names_it() -> None:
    assert dx_kofu("rules", "schema").stdout == (ROOT / "rules" / "schema.json").read_bytes()
    for path in (ROOT / "rules").glob("R*.toml"):
        assert path.read_text("utf-8").startswith("#:schema schema.json\n")


def test_the_reference_is_fresh_and_a_change_is_found(tmp_path: Path) -> None:
    assert dx_kofu("rules", "reference", ROOT / "docs" / "rules", "--check").returncode == 0
    assert dx_kofu("rules", "reference", tmp_path).returncode == 0
    years = (tmp_path / "years.md").read_text("utf-8")
    line = next(line for line in years.splitlines() if line.startswith("| 募集経費の上限額（1団体あたり）"))
    assert [("1,000,000円" in cell, "3,000,000円" in cell) for cell in line.split(" | ")[1:]] == [
        (True, False), (False, True), (False, True), (False, True), (True, False), (True, False),
    ]  # fmt: skip
    (tmp_path / "R8.md").write_text("old", "utf-8")
    run = dx_kofu("rules", "reference", tmp_path, "--check")
    assert (run.returncode, run.stderr.count(b"error")) == (1, 1)


def test_lint_of_the_shipped_files_is_clean_and_says_how_much_was_tried() -> None:
    run = dx_kofu("rules", "lint", "--format", "json")
    document = json.loads(run.stdout)
    assert run.returncode == 0
    assert document["cases"] > 100_000
    assert document["findings"] == []


def test_lint_says_which_rule_clashes_and_gives_a_row_that_calc_reads(tmp_path: Path) -> None:
    text = (ROOT / "rules" / "R8.toml").read_text("utf-8")
    unused = 'conditions = ["external", "advisory", "more-than-plan"]'
    assert unused in text
    (tmp_path / "R8.toml").write_text(text.replace(unused, 'conditions = ["external", "advisory"]'), "utf-8")
    run = dx_kofu("rules", "lint", "--rules", tmp_path)
    lines = run.stdout.decode().splitlines()
    assert run.returncode == 1
    assert any("cio-aide.conditions.more-than-plan" in line and "condition-unused" in line for line in lines)
    (tmp_path / "row.csv").write_text("\n".join(line.strip() for line in lines[1:3]) + "\n", "utf-8")
    assert dx_kofu("calc", tmp_path / "row.csv", "--rules", tmp_path).returncode == 0


@pytest.mark.skipif(
    not (SHARED / "source" / "mic-deck-r8.txt").is_file(), reason="the source document is not beside the project"
)
def test_every_cited_figure_stands_in_the_source(tmp_path: Path) -> None:
    deck = SHARED / "source" / "mic-deck-r8.txt"
    assert dx_kofu("rules", "lint", "--source", deck).returncode == 0
    changed = tmp_path / "deck.txt"
    changed.write_text(deck.read_text("utf-8").replace("2,100", "2,200"), "utf-8")
    document = json.loads(dx_kofu("rules", "lint", "--source", changed, "--format", "json").stdout)
    assert {found["code"] for found in document["sources"]} == {"document-changed", "figure-missing"}
    assert "municipal-support.steps.cap:personnel" in {found["path"] for found in document["sources"]}


def test_what_is_due_for_review() -> None:
    run = dx_kofu("rules", "lint", "--today", "2028-01-01", "--lang", "en")
    assert run.returncode == 0
    assert "was last reviewed on 2026-11-23, 404 days ago" in run.stdout.decode()
    assert "last reviewed" not in dx_kofu("rules", "lint", "--today", "2027-01-01").stdout.decode()


def corrected(folder: Path) -> None:
    """A folder in which R8 was corrected: version 1.2.0 beside the superseded 1.1.1."""
    old = (ROOT / "rules" / "R8.toml").read_text("utf-8")
    new = old.replace('version = "1.1.1"\nstatus', 'version = "1.2.0"\nstatus').replace("3_000_000", "2_500_000")
    entry = '[[changelog]]\nversion = "1.2.0"\ndate = 2026-12-01\ntext = { ja = "訂正", en = "Correction" }\n\n[[changelog]]'
    (folder / "history").mkdir()
    (folder / "history" / "R8@1.1.1.toml").write_text(old, "utf-8")
    (folder / "R8.toml").write_text(new.replace("[[changelog]]", entry, 1), "utf-8")


def test_a_superseded_version_stays_loadable(tmp_path: Path) -> None:
    corrected(tmp_path)
    run = dx_kofu("rules", "diff", "R8@1.1.1", "R8", "--rules", tmp_path, "--lang", "en")
    assert run.returncode == 1
    assert "amount: 3,000,000 -> 2,500,000" in run.stdout.decode()
    assert dx_kofu("rules", "diff", "R8@1.2.0", "R8", "--rules", tmp_path).returncode == 0
    assert "version 1.1.1" in dx_kofu("rules", "show", "R8@1.1.1", "--rules", tmp_path, "--lang", "en").stdout.decode()


def test_lint_says_what_is_broken_in_every_file(tmp_path: Path) -> None:
    for year in ("R8", "R9"):
        text = (ROOT / "rules" / f"{year}.toml").read_text("utf-8")
        (tmp_path / f"{year}.toml").write_text(text.replace('rate = "0.7"', 'rate = "7"', 1), "utf-8")
    run = dx_kofu("rules", "lint", "--rules", tmp_path)
    said = run.stderr.decode()
    assert run.returncode == 2
    assert "R8.toml: measures[0].steps[4].rate" in said
    assert "R9.toml: measures[0].steps[4].rate" in said


def test_rules_never_write_over_a_rule_file_or_a_budget(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    shutil.copy(EXAMPLES / "small-town-one-aide.csv", tmp_path / "b.csv")
    for target, *command in (
        ("rules/R8.toml", "show", "R8"),
        ("rules/R7.toml", "diff", "R7", "R8"),
        ("b.csv", "diff", "R7", "R8", "--on", "b.csv"),
        ("rules/R10.toml", "new", "R12", "--from", "R11"),
    ):
        before = (tmp_path / target).read_bytes()
        run = dx_kofu("rules", *command, "--rules", "rules", "-o", target, cwd=tmp_path)
        assert (run.returncode, (tmp_path / target).read_bytes() == before) == (2, True), command
