"""Accepted findings: what accepts which, and fingerprints that know a finding again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu.calc import calculate
from dx_kofu.catalogue import codes
from dx_kofu.check.accept import Judged, judged
from dx_kofu.check.run import check
from dx_kofu.read.expenses import read_expenses
from dx_kofu.read.guide import Guide
from tests.support import GUIDE, read_table

Row = Mapping[str, str]
SHOWN = [code for code in codes().values() if code.fails]
SORTED_AT_WILL = [code for code in SHOWN if code.name not in ("total-differs", "after-total")]
"""Those whose example is costs alone: a total row has its place."""


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def text_of(rows: Sequence[Row]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def judge(*tables: Sequence[Row] | str, guide: Guide = GUIDE) -> tuple[Judged, ...]:
    texts = [table if isinstance(table, str) else text_of(table) for table in tables]
    reading = read_expenses([read_table(f"t{n}.csv", text.encode(), guide) for n, text in enumerate(texts)], guide)
    assert not reading.diagnostics, [diagnostic.message.in_("en") for diagnostic in reading.diagnostics]
    result = calculate(reading.expenses, reading.rules, inputs=reading.inputs)
    return judged(check(result, reading.rules, reading), result.items, reading.rules)


def prints(*tables: Sequence[Row] | str, code: str | None = None) -> list[str]:
    return sorted(one.fingerprint for one in judge(*tables) if code in (None, one.finding.code.id))


# ------------------------------------------------------------------------------------------------ fingerprints

NEIGHBOUR = {
    "body_code": "472018",
    "fiscal_year": "R8",
    "measure": "dx-leader",
    "category": "course",
    "amount": "12345",
    "other_funding": "0",
    "designated_leader": "yes",
    "in_programme": "yes",
    "broad_audience": "no",
}
"""A row about which nothing is found, alone or beside any example."""


def test_fingerprints_are_these() -> None:
    """A baseline of last year must still be understood: what goes into a fingerprint is not changed in passing."""
    known = {"KF001": ["76a6986ccbcddd08"], "KF011": ["5fa5e57665d80205"], "KF042": ["2f4fe4aa8f933273"]}
    assert {code.id: prints(code.fails, code=code.id) for code in SHOWN if code.id in known} == known


@pytest.mark.parametrize("code", SORTED_AT_WILL, ids=lambda code: code.id)
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_sorting_and_inserting_rows_changes_no_fingerprint(code: Any, data: st.DataObject) -> None:
    rows = rows_of(code.fails)
    others = 0 if code.name == "amount-outlier" else data.draw(st.integers(0, 3))  # its median is of all rows
    moved = data.draw(st.permutations([*rows, *[NEIGHBOUR] * others]))
    assert prints(rows) == prints(moved)


@pytest.mark.parametrize("code", [code for code in SHOWN if code.about == "rows"], ids=lambda code: code.id)
def test_another_amount_is_another_finding(code: Any) -> None:
    before, rows = prints(code.fails, code=code.id), rows_of(code.fails)
    for row in rows:
        row["amount"] = str(int(row["amount"].replace(",", "")) * 2)
        row["other_funding"] = str(int(row["other_funding"] or 0) * 2) if row.get("other_funding") else ""
    after = prints(rows, code=code.id)
    assert after
    assert not set(before) & set(after)


@pytest.mark.parametrize("code", [code for code in SHOWN if code.about != "rows"], ids=lambda code: code.id)
def test_what_is_about_a_body_or_a_person_is_no_matter_of_yen(code: Any) -> None:
    rows = [row | {"amount": str(int(row["amount"]) + 1)} for row in rows_of(code.fails)]
    assert prints(code.fails, code=code.id) == prints(rows, code=code.id)


def test_each_finding_has_a_fingerprint_of_its_own() -> None:
    row = rows_of(codes()["travel-named"].fails)[0]
    (one,) = prints([row])
    three = prints([row, row, row], code="KF011")
    assert one in three
    assert len(set(three)) == 3


def test_an_explanation_beside_the_word_changes_nothing() -> None:
    rows = rows_of(codes()["travel-named"].fails)
    before = prints(rows)
    rows[0]["note"] += "（契約書を確認）"
    assert prints(rows) == before
    rows[0]["note"] = "宿泊費を含む"
    assert prints(rows) != before


def test_an_id_counts_where_the_row_gives_it() -> None:
    rows = rows_of(codes()["travel-named"].fails)
    named = [row | {"id": "a-1"} for row in rows]
    assert prints(named) != prints(rows)
    assert prints(named) != prints([row | {"id": "a-2"} for row in rows])
    assert prints([row | {"id": ""} for row in rows]) == prints(rows)
    blank = text_of(rows)
    assert prints(blank, text_of([NEIGHBOUR])) == prints(blank)  # of several files the file's name makes the id


def test_what_is_assumed_or_a_default_changes_nothing() -> None:
    rows = rows_of(codes()["travel-named"].fails)
    for row in rows:
        row["other_funding"] = ""
    assumed = replace(GUIDE, assumed={"other_funding": "0", "for_municipality": "no", "hub_city": "no"})
    assert [one.fingerprint for one in judge(rows, guide=assumed)] == prints(rows)
