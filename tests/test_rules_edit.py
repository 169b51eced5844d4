"""``rules fmt`` and ``rules new``: rule files as texts."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from dx_kofu.rules.edit import canonical, draft
from dx_kofu.rules.records import UNKNOWN, is_unknown
from dx_kofu.rules.validate import validate
from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import BOOK, ROOT

RULES = sorted((ROOT / "rules").glob("R*.toml"))


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_shipped_files_are_in_the_canonical_form(path: Path) -> None:
    assert canonical(path.read_text("utf-8")) == path.read_text("utf-8")


def test_the_canonical_form_orders_keys_and_keeps_comments_and_values() -> None:
    loose = """[[measures]]
title = { ja = "x", en = "x" }
# what it is called
id = "m"   
tax = "special"


[[measures.steps]]
title = { ja = "#", en = "]" }
categories = [
  "b", # why b
  "a",
]
step = "cap"
"""  # noqa: W291
    written = canonical(loose)
    assert (
        written
        == """[[measures]]
# what it is called
id = "m"
title = { ja = "x", en = "x" }
tax = "special"

[[measures.steps]]
step = "cap"
title = { ja = "#", en = "]" }
categories = [
  "b", # why b
  "a",
]
"""
    )
    assert tomllib.loads(written) == tomllib.loads(loose)
    assert canonical(written) == written


def test_fmt_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "R8.toml"
    path.write_text((ROOT / "rules" / "R8.toml").read_text("utf-8").replace("\n\n", "\n\n\n"), "utf-8")
    assert dx_kofu("rules", "fmt", path, "--check").returncode == 1
    assert dx_kofu("rules", "fmt", path).returncode == 0
    assert path.read_bytes() == (ROOT / "rules" / "R8.toml").read_bytes()
    path.write_text("a = [\n", "utf-8")
    assert dx_kofu("rules", "fmt", path).returncode == 2
    assert path.read_text("utf-8") == "a = [\n"


def test_a_draft_knows_no_figure_and_is_announced() -> None:
    text = draft((ROOT / "rules" / "R11.toml").read_text("utf-8"), "R12")
    rules, problems = validate(tomllib.loads(text), year="R12")
    assert problems == []
    assert rules is not None
    assert (rules.status, str(rules.first_day), str(rules.closing_day)) == ("announced", "2030-04-01", "2031-05-31")
    assert text.startswith("#:schema schema.json\n# 令和12年度（2030年4月1日～2031年3月31日）の財政措置\n")
    for measure, old in zip(rules.measures, BOOK["R11"].rules.measures, strict=True):
        assert (measure.window and measure.window.last) == (old.window and ("R12" if old.window.last else None))
        for parameter in measure.parameters():
            figure = next(
                (
                    getattr(parameter, key)
                    for key in ("amount", "persons", "unit_amount", "rate")
                    if hasattr(parameter, key)
                ),
                None,
            )
            assert figure in (None, UNKNOWN)
            assert is_unknown(parameter) == ("unknown" in parameter.standing)
            assert "stated" not in parameter.standing or getattr(parameter, "step", "") == "round"
    comments = [line for line in (ROOT / "rules" / "R11.toml").read_text("utf-8").splitlines() if line.startswith("# ")]
    assert [line for line in text.splitlines() if line.startswith("# ")][2:] == comments[2:]


def test_a_draft_on_the_command_line_calculates_with_everything_unknown(tmp_path: Path) -> None:
    run = dx_kofu("rules", "new", "R12", "--from", "R11", "-o", tmp_path / "R12.toml")
    assert run.returncode == 0
    text = "body_code,fiscal_year,measure,category,person,employment,amount,other_funding,external,advisory\n202011,R12,cio-aide,personnel,p,part_time,1000000,0,yes,yes\n"
    (tmp_path / "b.csv").write_text(text, "utf-8")
    result = dx_kofu("calc", tmp_path / "b.csv", "--rules", tmp_path, "--lang", "en")
    assert result.returncode == 0
    assert "0 + unknown" in result.stdout.decode()
    assert dx_kofu("rules", "new", "someday", "--from", "R11").returncode == 2
