"""``dx-kofu plan`` as people call it: a subprocess, in both languages, on a UTF-8 terminal and on a Japanese Windows one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import EXAMPLES

PREFECTURE = EXAMPLES / "plan-prefecture.toml"
CITY = EXAMPLES / "plan-city.toml"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_table_says_what_matters(lang: str) -> None:
    run = dx_kofu("plan", PREFECTURE, "--lang", lang)
    assert (run.returncode, run.stderr) == (0, b"")
    said = run.stdout.decode()
    words = {
        "ja": ("案の比較", "常勤案", "委託案", "28,050,000", "規則なし", "△1,050,000", "11,999,286", "△4,050,000"),
        "en": ("Variants side by side", "no rules", "at most 24,000,000", "11,999,286", "about 16,800,000"),
    }
    for word in words[lang]:
        assert word in said


def test_every_format_by_the_extension(tmp_path: Path) -> None:
    for suffix, begins in {".html": "<!doctype html>", ".md": "# ", ".json": "{", ".txt": "岐阜県"}.items():
        target = tmp_path / f"plan{suffix}"
        run = dx_kofu("plan", PREFECTURE, "--optimise", "--lang", "ja", "-o", target)
        assert run.returncode == 0
        assert target.read_text("utf-8").startswith(begins)
        again = dx_kofu("plan", PREFECTURE, "--optimise", "--lang", "ja", "-o", tmp_path / f"again{suffix}")
        assert again.returncode == 0
        assert (tmp_path / f"again{suffix}").read_bytes() == target.read_bytes()


def test_the_table_of_a_variant_is_what_calc_computes(tmp_path: Path) -> None:
    target = tmp_path / "expenses.csv"
    run = dx_kofu("plan", CITY, "--optimise", "--variant", "base", "-o", target)
    assert run.returncode == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    result = json.loads(dx_kofu("calc", target, "--format", "json").stdout)
    assert result["totals"]["special"] == {"allocation": 20_440_000, "potential": 20_440_000, "complete": True}
    planned = json.loads(dx_kofu("plan", CITY, "--format", "json").stdout)
    assert planned["variants"][0]["total"]["special"]["allocation"] == 16_660_000


def test_an_overlay_gives_the_unknown_amount_and_is_named(tmp_path: Path) -> None:
    known = tmp_path / "known.toml"
    known.write_text(
        '[[figures]]\nfiscal_year = "R9"\nmeasure = "accelerator"\nparameter = "head"\nvalue = 8_500_000\nsource = "x"\n'
    )
    run = dx_kofu("plan", PREFECTURE, "--variant", "常勤案", "--overlay", known, "--format", "json", "--lang", "en")
    assert run.returncode == 0
    document = json.loads(run.stdout)
    (variant,) = document["variants"]
    assert variant["years"][1]["ordinary"] == {
        "allocation": 17_000_000, "potential": 17_000_000, "complete": True, "approximate": False,
    }  # fmt: skip
    # 8,500,000 by head: pay x 0.7 reaches 8,499,500 at 12,142,143 yen
    assert [even["pay"] for even in document["break_even"] if even["fiscal_year"] == "R9"] == [12_142_143] * 2
    assert document["overlay"]["name"].endswith("known.toml")


def test_a_bad_plan_is_told_whole_and_stops(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(CITY.read_text("utf-8").replace('measure = "cio-aide"', 'measure = "cio-aid"', 1), "utf-8")
    run = dx_kofu("plan", bad, "--lang", "ja", "-o", tmp_path / "out.html")
    assert (run.returncode, run.stdout) == (2, b"")
    assert "bad.toml: roles[0].measure:" in run.stderr.decode()
    assert "cio-aide のことですか" in run.stderr.decode()
    assert not (tmp_path / "out.html").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.toml",), "cannot be opened"),
        ((str(PREFECTURE), "--variant", "x"), "there is no variant x: base, 常勤案, 委託案"),
        ((str(PREFECTURE), "--format", "csv"), "pick one with --variant: base, 常勤案, 委託案"),
        ((str(PREFECTURE), "-o", "x.pdf"), ".pdf"),
        ((str(PREFECTURE), "--rules", "nowhere"), "nowhere"),
        ((str(PREFECTURE), "--overlay", "nowhere.toml"), "nowhere.toml"),
        ((), "FILE.toml"),
    ],
)
def test_wrong_use_is_said(arguments: tuple[str, ...], said: str) -> None:
    run = dx_kofu("plan", *arguments, "--lang", "en")
    assert (run.returncode, run.stdout) == (2, b"")
    assert said in run.stderr.decode()


def test_the_plan_itself_is_never_written_over(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_bytes(CITY.read_bytes())
    run = dx_kofu("plan", plan, "-o", plan)
    assert run.returncode == 2
    assert plan.read_bytes() == CITY.read_bytes()


def test_standard_input_and_nothing_to_choose() -> None:
    text = (
        CITY.read_text("utf-8").replace('["cio-aide", "dx-leader"]', '["cio-aide"]').replace('["R8", "R9"]', '["R8"]')
    )
    run = dx_kofu("plan", "-", "--optimise", "--lang", "en", "--format", "json", stdin=text.encode())
    assert run.returncode == 0
    assert b"nothing is left to choose" in run.stderr
    assert json.loads(run.stdout)["plan"]["file"] == "-"
