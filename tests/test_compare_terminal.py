"""``compare`` on a UTF-8 and on a Japanese Windows terminal."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import EXAMPLES

FALLS_BACK = EXAMPLES / "r10-recruitment-cap-falls-back.csv"
TWO = ("--under", "R8", "--under", "R10")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_example_under_two_rule_sets(lang: str) -> None:
    """Recruitment of 2,700,000 against 3,000,000 and 1,000,000: 1,700,000 less, x 0.7 = 1,190,000."""
    run = dx_kofu("compare", FALLS_BACK, *TWO, "--lang", lang)
    assert (run.returncode, run.stderr) == (1, b"")
    assert ("△1,190,000" if lang == "ja" else "-1,190,000") in run.stdout.decode()
    assert b"\\u" not in run.stdout
    text = dx_kofu("compare", "--help", "--lang", lang).stdout.decode()
    assert "--under" in text
    assert ("終了コード" if lang == "ja" else "Exit codes") in text


def test_data_on_standard_output() -> None:
    told = json.loads(dx_kofu("compare", FALLS_BACK, *TWO, "--format", "json").stdout)
    assert told["totals"][0]["special"]["difference"]["allocation"] == -1_190_000
    rows = csv.DictReader(io.StringIO(dx_kofu("compare", FALLS_BACK, *TWO, "--format", "csv").stdout.decode()))
    assert sum(int(row["allocation_difference"] or 0) for row in rows) == -1_190_000


def test_a_budget_from_standard_input() -> None:
    other = FALLS_BACK.read_bytes().replace(b"1800000", b"1700000")
    run = dx_kofu("compare", FALLS_BACK, "-", "--format", "md", "--lang", "ja", stdin=other)
    assert run.returncode == 1
    assert "1,800,000 → 1,700,000" in run.stdout.decode()
