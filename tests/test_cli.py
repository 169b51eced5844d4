"""The command line as people and programs call it: as a subprocess, in both languages, on any terminal."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import EXAMPLES, ROOT

RULES = ROOT / "rules"
TOWN = EXAMPLES / "small-town-one-aide.csv"
HEADER = "id,body_code,fiscal_year,measure,category,person,employment,amount,other_funding,share,external,advisory\n"
AIDE = "{id},202011,R8,cio-aide,personnel,{id},part_time,{amount},0,,yes,yes\n"


def budget(folder: Path, *rows: str, name: str = "b.csv") -> Path:
    path = folder / name
    path.write_text(HEADER + "".join(rows), "utf-8")
    return path


def test_the_contract_s_example(tmp_path: Path) -> None:
    text = (
        "id,body_code,fiscal_year,measure,category,person,employment,amount,other_funding,share,external,advisory,plan_only\n"
        "a-1,202011,R8,cio-aide,outsourcing,v1,contractor,6000000,0,0.4,yes,yes,no\n"
        "a-2,202011,R8,cio-aide,personnel,v2,part_time,1200000,0,,,yes,\n"
    )
    (tmp_path / "expenses.csv").write_text(text, "utf-8")
    run = dx_kofu("calc", "expenses.csv", "--format", "json", cwd=tmp_path)
    assert (run.returncode, b"error" in run.stderr) == (0, False)
    result = json.loads(run.stdout)
    assert list(result) == [
        "schema",
        "program",
        "ruleset",
        "inputs",
        "items",
        "measures",
        "bodies",
        "totals",
        "warnings",
        "assumptions",
    ]
    assert result["inputs"] == [
        {"name": "expenses.csv", "sha256": hashlib.sha256(text.encode()).hexdigest(), "rows": 2}
    ]
    first, second = result["items"]
    assert {key: first[key] for key in first if key not in ("reductions", "questions")} == {
        "row": 2, "input": "expenses.csv", "id": "a-1", "body_code": "202011", "fiscal_year": "R8", "measure": "cio-aide",
        "category": "outsourcing", "person": "v1", "claimed": 6000000, "eligible": 2400000, "potential": 2400000, "status": "partial",
    }  # fmt: skip
    assert [(reduction["code"], reduction["amount"]) for reduction in first["reductions"]] == [("share", 3600000)]
    assert (second["status"], second["eligible"], second["potential"]) == ("review", 0, 1200000)
    assert [(question["fact"], question["yen"]) for question in second["questions"]] == [("external", 840000)]
    assert result["measures"] == [{
        "body_code": "202011", "fiscal_year": "R8", "measure": "cio-aide", "tax": "special", "claimed": 7200000, "eligible": 2400000,
        "potential_eligible": 3600000, "rate": "0.7", "heads": None, "potential_heads": None, "unit_amount": None,
        "before_rounding": "1680000", "allocation": 1680000, "potential": 2520000, "complete": True, "approximate": False,
    }]  # fmt: skip
    assert result["totals"] == {
        "special": {"allocation": 1680000, "potential": 2520000, "complete": True},
        "ordinary": {"allocation": 0, "potential": 0, "complete": True},
    }
    assert any("share" in assumption and "1 row" in assumption for assumption in result["assumptions"])


def test_clean_run_and_same_bytes() -> None:
    first, second = (dx_kofu("calc", TOWN, "--format", "json") for _ in range(2))
    assert first.returncode == 0
    assert first.stdout == second.stdout


def test_bad_rows_stop_and_are_all_shown(tmp_path: Path) -> None:
    path = budget(
        tmp_path,
        AIDE.format(id="a", amount="x"),
        AIDE.format(id="b", amount="1000000"),
        AIDE.format(id="c", amount="-5"),
    )
    run = dx_kofu("calc", path)
    assert (run.returncode, run.stdout) == (1, b"")
    assert run.stderr.count(b"error: ") == 3
    assert b"--skip-bad-rows" in run.stderr


def test_skipping_bad_rows_lists_what_is_left_out(tmp_path: Path) -> None:
    path = budget(tmp_path, AIDE.format(id="a", amount="x"), AIDE.format(id="b", amount="1000000"))
    run = dx_kofu("calc", path, "--skip-bad-rows", "--format", "json")
    result = json.loads(run.stdout)
    assert run.returncode == 1
    assert [item["id"] for item in result["items"]] == ["b"]
    assert [(left["row"], left["column"], left["code"]) for left in result["skipped"]] == [
        (2, "amount", "amount-unreadable")
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["calc", "absent.csv"], "absent.csv"),
        (["calc", "b.csv", "--format", "pdf"], "--format"),
        (["calc", "b.csv", "-o", "result.docx"], "extension"),
        (["calc", "b.csv", "--rules", "nowhere"], "nowhere"),
        (["calc", "b.csv", "--overlay", "none.toml"], "none.toml"),
        (["calc", "b.csv", "--assume", "external"], "NAME=VALUE"),
        (["calc", "b.csv", "--assume", "extrnal=yes"], "extrnal"),
        (["calc", "b.csv", "--assume", "external=perhaps"], "yes or no"),
        (["calc", "b.csv", "--body", "20201"], "--body"),
        (["calc", "b.csv", "--fiscal-year", "R12"], "R6, R7, R8, R9, R10, R11"),
        (["calc", "b.csv", "-o", "b.csv"], "input file"),
        (["calc", "b.csv", "b.csv"], "twice"),
        (["calc", "."], ""),
        (["calc"], "FILE... is required"),
        (["calcc", "b.csv"], "calcc"),
        (["calc", "b.csv", "--lnag", "ja"], "--lnag"),
    ],
)  # fmt: skip
def test_wrong_use(tmp_path: Path, arguments: list[str], said: str) -> None:
    before = budget(tmp_path, AIDE.format(id="a", amount="1000")).read_bytes()
    run = dx_kofu(*arguments, cwd=tmp_path)
    assert run.returncode == (0 if arguments == ["calc", "."] else 2), run.stderr
    assert said in run.stderr.decode()
    assert b"Traceback" not in run.stderr
    assert (tmp_path / "b.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["b.csv"]


def test_a_broken_rule_file_names_file_and_key(tmp_path: Path) -> None:
    (tmp_path / "R8.toml").write_text('schema = "dx-kofu/rules/1"\nfiscal_yaer = "R8"\n', "utf-8")
    run = dx_kofu("calc", TOWN, "--rules", tmp_path)
    assert run.returncode == 2
    assert "R8.toml: fiscal_yaer: there is no such key; do you mean fiscal_year?" in run.stderr.decode()


def test_standard_input_and_options_for_blank_columns() -> None:
    text = "measure,category,person,amount,external,advisory,employment\ncio-aide,personnel,p,1000000,,yes,part_time\n"
    run = dx_kofu(
        *("calc", "-", "--format", "json", "--body", "202011", "--fiscal-year", "令和8年度"),
        *("--assume", "other_funding=0", "--assume", "external=yes"),
        stdin=text.encode(),
    )
    result = json.loads(run.stdout)
    assert result["measures"][0]["allocation"] == 700_000
    said = "\n".join(result["assumptions"])
    for name in (
        "other_funding is taken as 0",
        "external is taken as yes",
        "body_code is taken as 202011",
        "fiscal_year is taken as",
    ):
        assert name in said


def test_several_files_and_folders_fill_one_limit(tmp_path: Path) -> None:
    budget(tmp_path, AIDE.format(id="a", amount="3000000"), AIDE.format(id="b", amount="1000000"), name="1.csv")
    other = budget(tmp_path, AIDE.format(id="c", amount="2000000"), AIDE.format(id="d", amount="4000000"), name="2.csv")
    result = json.loads(dx_kofu("calc", tmp_path, "--format", "json").stdout)
    assert {item["id"]: item["eligible"] for item in result["items"]} == {
        "a": 3000000,
        "b": 0,
        "c": 2000000,
        "d": 4000000,
    }
    assert [Path(read["name"]).name for read in result["inputs"]] == ["1.csv", "2.csv"]
    budget(tmp_path, AIDE.format(id="a", amount="1"), name="3.csv")
    run = dx_kofu("calc", other, tmp_path / "1.csv", tmp_path / "3.csv")
    assert run.returncode == 1
    assert b"id-duplicate" in run.stderr


def test_output_files(tmp_path: Path) -> None:
    for name, start in (("r.json", b"{"), ("r.csv", b"\xef\xbb\xbfinput,row"), ("r.txt", b"203")):
        run = dx_kofu("calc", TOWN, "-o", tmp_path / name, "--lang", "ja")
        assert (run.returncode, run.stdout) == (0, b"")
        assert (tmp_path / name).read_bytes().startswith(start) or name == "r.txt"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.csv", "r.json", "r.txt"]
    assert dx_kofu("calc", TOWN, "-o", tmp_path / "no" / "r.json").returncode == 2


WORKBOOK = EXAMPLES / "files" / "officers-workbook.xlsx"


def test_a_workbook_in_and_every_format_out(tmp_path: Path) -> None:
    run = dx_kofu("calc", WORKBOOK, "--format", "json")
    result = json.loads(run.stdout)
    assert result["totals"]["special"]["allocation"] == 6_160_000
    assert result["inputs"][0]["sheet"] == "調査表"
    assert "unit 千円" in result["reading"][0]
    assert (
        run.stderr.decode().count("note: ") == 6
    )  # how it was read, a column passed on, four kinds of rows not counted
    piped = dx_kofu("calc", "-", "--format", "json", stdin=WORKBOOK.read_bytes())
    assert json.loads(piped.stdout)["totals"] == result["totals"]
    starts = {"r.xlsx": b"pk", "r.html": b"<!doctype html>", "r.md": b"# ", "r.csv": b"\xef\xbb\xbf", "r.json": b"{"}
    for name, start in starts.items():
        run = dx_kofu("calc", WORKBOOK, "-o", tmp_path / name)
        assert (run.returncode, run.stdout) == (0, b""), run.stderr
        assert (tmp_path / name).read_bytes().lower().startswith(start)
    assert dx_kofu("calc", WORKBOOK, "--format", "xlsx").stdout == (tmp_path / "r.xlsx").read_bytes()


def test_csv_in_cp932(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    assert dx_kofu("calc", WORKBOOK, "-o", path, "--encoding", "cp932").returncode == 0
    assert "情報政策課" in path.read_bytes().decode("cp932")
    before = path.read_bytes()
    odd = budget(tmp_path, AIDE.format(id="𠮷", amount="1"))
    run = dx_kofu("calc", odd, "-o", path, "--encoding", "cp932", PYTHONIOENCODING="utf-8")
    assert run.returncode == 2
    assert b"cp932 has no letter" in run.stderr
    assert path.read_bytes() == before
    assert dx_kofu("calc", WORKBOOK, "--encoding", "cp932").returncode == 2  # a table


def test_items_as_csv(tmp_path: Path) -> None:
    text = (
        "id,body_code,fiscal_year,measure,category,amount,other_funding,external,advisory,vendor\n"
        "a,202011,R8,cio-aide,recruitment,800000,100000,yes,yes,=cmd()\n"
        "b,202011,R8,cio-aide,recruitment,700000,0,yes,yes,乙社\n"
        "c,202011,R8,cio-aide,recruitment,700000,0,,yes,\n"
    )
    (tmp_path / "b.csv").write_text(text, "utf-8")
    rows = list(csv.DictReader(io.StringIO(dx_kofu("calc", "b.csv", "--format", "csv", cwd=tmp_path).stdout.decode())))
    assert [(row["eligible"], row["other-funding"], row["cap:recruitment"]) for row in rows] == [
        ("700000", "100000", "0"), ("300000", "0", "400000"), ("0", "0", "0"),
    ]  # fmt: skip
    assert (rows[2]["questions"], rows[2]["question_yen"], rows[2]["unknown:external"]) == ("external", "0", "700000")
    assert [row["vendor"] for row in rows] == ["'=cmd()", "乙社", ""]


def test_an_overlay_gives_what_a_rule_file_does_not_know(tmp_path: Path) -> None:
    overlay = tmp_path / "known.toml"
    entry = (
        '[[figures]]\nfiscal_year = "R7"\nmeasure = "accelerator"\nparameter = "head"\nvalue = {}\nsource = "通知"\n'
    )
    overlay.write_text(entry.format(8_000_000), "utf-8")
    example = EXAMPLES / "r7-prefecture-unknown-cap-and-head.csv"
    result = json.loads(dx_kofu("calc", example, "--format", "json", "--overlay", overlay).stdout)
    line = next(line for line in result["measures"] if line["measure"] == "accelerator")
    assert (line["unit_amount"], line["allocation"], line["complete"]) == (8_000_000, line["heads"] * 8_000_000, True)
    assert result["overlay"]["sha256"] == hashlib.sha256(overlay.read_bytes()).hexdigest()
    assert any("8000000" in assumption for assumption in result["assumptions"])
    for wrong in (
        entry.format('"much"'),
        entry.format("1").replace("R7", "R8"),
        entry.format("1").replace("head", "cap:x"),
        "figures = 1\n",
        "[[",
    ):
        overlay.write_text(wrong, "utf-8")
        assert dx_kofu("calc", example, "--overlay", overlay).returncode == 2


@pytest.mark.parametrize("example", sorted(path.name for path in EXAMPLES.glob("*.csv")))
def test_the_table_in_japanese_on_a_cp932_terminal(example: str) -> None:
    run = dx_kofu("calc", EXAMPLES / example, "--lang", "ja", PYTHONIOENCODING="cp932")
    assert run.returncode == 0
    assert "規則" in run.stdout.decode("cp932")
    assert b"\\u" not in run.stdout


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "ascii"])
def test_help_in_both_languages_on_any_terminal(lang: str, encoding: str) -> None:
    for command in ([], ["calc"]):
        run = dx_kofu(*command, "--lang", lang, "--help", PYTHONIOENCODING=encoding)
        assert run.returncode == 0, run.stderr
        if lang == "ja" and encoding != "ascii":
            text = run.stdout.decode(encoding)
            assert "使い方:" in text
            assert "Options:" not in text


def test_the_locale_chooses_the_language() -> None:
    assert "経費" in dx_kofu("calc", TOWN, LC_ALL="ja_JP.UTF-8").stdout.decode()
    assert "claimed" in dx_kofu("calc", TOWN, LC_ALL="C.UTF-8").stdout.decode()


def test_json_is_ascii_where_the_terminal_is_not_utf_8() -> None:
    plain, escaped = (
        dx_kofu("calc", TOWN, "--format", "json"),
        dx_kofu("calc", TOWN, "--format", "json", PYTHONIOENCODING="cp932"),
    )
    assert escaped.stdout.isascii()
    assert json.loads(plain.stdout) == json.loads(escaped.stdout)


def test_a_provisional_result_says_so_in_every_format() -> None:
    example = EXAMPLES / "r10-recruitment-cap-falls-back.csv"
    assert "暫定" in dx_kofu("calc", example, "--lang", "ja").stdout.decode()
    assert json.loads(dx_kofu("calc", example, "--format", "json").stdout)["ruleset"][0]["status"] == "announced"
    assert ",rule_status" in dx_kofu("calc", example, "--format", "csv").stdout.decode().splitlines()[0]


def test_an_incomplete_figure_is_never_a_plain_zero() -> None:
    text = dx_kofu("calc", EXAMPLES / "r7-prefecture-unknown-cap-and-head.csv", "--lang", "en").stdout.decode()
    assert "0 + unknown" in text


def test_odd_rows_are_warned_about_and_computed_as_they_stand(tmp_path: Path) -> None:
    header = "body_code,fiscal_year,measure,category,person,employment,amount,other_funding,external,advisory,hub_city,date\n"
    rows = (
        "202011,R8,cio-aide,personnel,p,part_time,1000,0,yes,yes,no,2026-03-31\n"
        "202011,R8,cio-aide,personnel,p,contractor,1000,0,yes,yes,yes,R9.5.31\n"
        "131016,R8,cio-aide,personnel,q,part_time,1000000,0,yes,yes,,令和8年4月1日\n"
        "130001,R8,dx-leader,training,,,1000,0,,,no,\n"
    )
    (tmp_path / "b.csv").write_text(header + rows, "utf-8")
    run = dx_kofu("calc", "b.csv", "--format", "json", cwd=tmp_path)
    found = {(warning["code"], warning["row"]) for warning in json.loads(run.stdout)["warnings"]}
    assert run.returncode == 0
    assert found == {
        ("date-outside-year", 2), ("employment-differs", 3), ("hub-city-differs", 3), ("amount-outlier", 4),
        ("special-ward", 4), ("special-ward", 5), ("body-non-recipient", 5), ("hub-city-ignored", 5),
    }  # fmt: skip
    assert run.stderr.count(b"warning: ") == len(found)


def test_version() -> None:
    assert dx_kofu("--version").stdout.startswith(b"dx-kofu ")


def test_a_rule_file_copied_to_another_year_is_not_taken_for_it(tmp_path: Path) -> None:
    for year in ("R9", "R12"):
        (tmp_path / f"{year}.toml").write_bytes((RULES / "R8.toml").read_bytes())
    run = dx_kofu("calc", TOWN, "--rules", tmp_path, "--fiscal-year", "R12")
    assert run.returncode != 0
    path = budget(tmp_path, AIDE.format(id="a", amount="1").replace("R8", "R12"))
    run = dx_kofu("calc", path, "--rules", tmp_path)
    assert (run.returncode, run.stdout) == (2, b"")
    assert b"the file's name says R12" in run.stderr


def test_the_result_is_never_written_over_what_was_read(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "R8.toml").write_bytes((RULES / "R8.toml").read_bytes())
    run = dx_kofu("calc", TOWN, "--rules", rules, "--format", "csv", "-o", rules / "R8.toml")
    assert run.returncode == 2
    assert (rules / "R8.toml").read_bytes() == (RULES / "R8.toml").read_bytes()


def test_an_existing_file_keeps_its_mode_and_a_link_its_target(tmp_path: Path) -> None:
    target, link = tmp_path / "r.json", tmp_path / "link.json"
    target.touch(mode=0o600)
    link.symlink_to(target)
    assert dx_kofu("calc", TOWN, "-o", link).returncode == 0
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o600
    assert json.loads(target.read_text("utf-8"))["schema"] == "dx-kofu/result/1"


@pytest.mark.skipif(os.name != "posix", reason="shell of a POSIX system")
@pytest.mark.parametrize(
    ("shell", "code"),
    [
        ("{calc} --format json | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}", 0),
        ("{calc} >/dev/full", 2),
        ("{calc} >&-", 0),
        ("{calc} 2>&-", 0),
        ("{calc} -o /dev/null --format json", 0),
        ("{program} calc - <&-", 2),
    ],
)
def test_streams_that_are_closed_or_full(shell: str, code: int) -> None:
    program = f"{sys.executable} -m dx_kofu"
    run = subprocess.run(
        ["bash", "-c", shell.format(calc=f"{program} calc {TOWN}", program=program)], capture_output=True, check=False
    )
    assert run.returncode == code, run.stderr
    assert b"Traceback" not in run.stderr


def test_a_file_with_a_name_of_any_bytes(tmp_path: Path) -> None:
    name = os.fsencode(str(tmp_path)) + b"/\xff.csv"
    with open(name, "wb") as file:
        file.write(TOWN.read_bytes())
    run = subprocess.run(
        [sys.executable, "-m", "dx_kofu", "calc", name, "--format", "json"], capture_output=True, check=False
    )
    assert run.returncode == 0
    assert json.loads(run.stdout)["inputs"][0]["name"].endswith("\\xff.csv")


def test_csv_that_the_terminal_cannot_show_is_not_escaped_in_silence(tmp_path: Path) -> None:
    path = budget(tmp_path, AIDE.format(id="𠮷", amount="1"))
    run = dx_kofu("calc", path, "--format", "csv", PYTHONIOENCODING="cp932")
    assert run.returncode == 2
    assert b"cp932" in run.stderr
    assert dx_kofu("calc", path, "-o", tmp_path / "r.csv", PYTHONIOENCODING="cp932").returncode == 0


def test_every_assumption_of_the_command_line_is_listed_even_where_it_filled_nothing() -> None:
    run = dx_kofu("calc", TOWN, "--format", "json", "--assume", "plan_only=no", "--assume", "other_funding=0")
    said = [text for text in json.loads(run.stdout)["assumptions"] if "command line" in text]
    assert len(said) == 2
    assert all("(0 rows)" in text for text in said)
    assert dx_kofu("calc", TOWN, "--assume", "external=yes", "--assume", "external=no").returncode == 2


def test_an_assumption_that_decides_against_a_head_is_counted(tmp_path: Path) -> None:
    text = "body_code,fiscal_year,measure,category,person,employment,main_duty_support,amount\n010006,R8,municipal-support,personnel,p,full_time,yes,1\n"
    (tmp_path / "b.csv").write_text(text, "utf-8")
    result = json.loads(dx_kofu("calc", "b.csv", "--format", "json", "--assume", "accelerator=no", cwd=tmp_path).stdout)
    assert result["items"][0]["reductions"][0]["code"] == "condition:employment"
    assert any("accelerator is taken as no" in text and "(1 rows)" in text for text in result["assumptions"])


def test_the_last_language_wins() -> None:
    assert "claimed" in dx_kofu("calc", "--lang", "ja", TOWN, "--lang", "en").stdout.decode()
