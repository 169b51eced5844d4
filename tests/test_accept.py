"""Accepted findings: what accepts which, and fingerprints that know a finding again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu.calc import calculate
from dx_kofu.catalogue import codes
from dx_kofu.check.accept import (
    Baseline,
    Judged,
    judged,
    open_findings,
    partly_accepted,
    unused_entries,
    unused_rows,
)
from dx_kofu.check.baseline import read_baseline, with_entries
from dx_kofu.check.run import check
from dx_kofu.read.expenses import read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.result import Item
from dx_kofu.rules.load import RuleFileError
from tests.strategies import budgets
from tests.support import GUIDE, read_table, read_text

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


def judge(*tables: Sequence[Row] | str, guide: Guide = GUIDE, baseline: Baseline | None = None) -> tuple[Judged, ...]:
    return judged_with(*tables, guide=guide, baseline=baseline)[0]


def judged_with(
    *tables: Sequence[Row] | str, guide: Guide = GUIDE, baseline: Baseline | None = None
) -> tuple[tuple[Judged, ...], list[Item]]:
    texts = [table if isinstance(table, str) else text_of(table) for table in tables]
    reading = read_expenses([read_table(f"t{n}.csv", text.encode(), guide) for n, text in enumerate(texts)], guide)
    assert not reading.diagnostics, [diagnostic.message.in_("en") for diagnostic in reading.diagnostics]
    result = calculate(reading.expenses, reading.rules, inputs=reading.inputs)
    return judged(check(result, reading.rules, reading), result.items, reading.rules, baseline), result.items


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


# ------------------------------------------------------------------------------------------------ accepted in the file

DOUBLED = rows_of(codes()["two-measures"].fails)
TOKYO = rows_of(codes()["body-non-recipient"].fails)


def with_accepted(rows: Sequence[Row], *cells: str) -> list[dict[str, str]]:
    return [{**row, "accepted": cell} for row, cell in zip(rows, cells, strict=True)]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("", []),
        (" ; ；\n", []),
        ("KF035 兼務の辞令（R8.4.1付）あり", [("KF035", "兼務の辞令（R8.4.1付）あり")]),
        ("ｋｆ０３５：理由", [("KF035", "理由")]),
        ("kf035: a, b; KF012　ｃ", [("KF035", "a, b"), ("KF012", "ｃ")]),
        ("KF035兼務；KF012 教材費\n", [("KF035", "兼務"), ("KF012", "教材費")]),
        ("KF035 a\r\nKF035 b", [("KF035", "a"), ("KF035", "b")]),
    ],
)
def test_cells_as_people_write_them(cell: str, read: list[tuple[str, str]]) -> None:
    (expense, _) = read_text(text_of(with_accepted(DOUBLED, cell, ""))).expenses
    assert [tuple(one) for one in expense.accepted] == read


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("○", "'○' begins with no code"),
        ("兼務の辞令あり", "begins with no code"),
        ("KF035", "KF035 has no reason"),
        ("KF035: ---", "KF035 has no reason"),
        ("KF03 理由", "there is no code KF03"),
        ("KF999 理由", "there is no code KF999"),
        ("KF0351 理由", "there is no code KF0351"),
        ("KF035 a; KF998 b; c", "KF998; 'c' begins"),
    ],
)
def test_a_cell_that_cannot_be_read_is_bad_input(cell: str, problem: str) -> None:
    reading = read_text(text_of(with_accepted(DOUBLED, "", cell)))
    (found,) = reading.diagnostics
    assert (found.code, found.row, found.column, found.value) == ("accepted-unreadable", 3, "accepted", cell)
    assert problem in found.message.in_("en")
    assert found.fix is not None
    assert [expense.row for expense in reading.expenses] == [2]


@pytest.mark.parametrize("name", ["accepted", "確認済の指摘", "確認済みの指摘", "確認済み指摘", "指摘の確認"])
def test_names_of_the_column(name: str) -> None:
    rows = [{**row, name: "KF001 別の契約"} for row in DOUBLED]
    assert open_findings(judge(rows)) == ()


@pytest.mark.parametrize("name", ["確認済", "確認済み", "確認結果", "確認"])
def test_a_column_of_ticks_is_passed_through(name: str) -> None:
    reading = read_text(text_of([{**row, name: "○"} for row in DOUBLED]))
    assert (reading.diagnostics, reading.inputs[0].extra) == ([], (name,))


def test_every_row_of_a_finding_must_accept_it() -> None:
    assert judge(with_accepted(DOUBLED, "KF001 a", "KF001 b"))[0].accepted == ("file", "a; b", None)
    assert judge(with_accepted(DOUBLED, "KF001 a", "KF001 a"))[0].accepted == ("file", "a", None)
    half, items = judged_with(with_accepted(DOUBLED, "KF001 a", "KF002 b"))
    assert half[0].accepted is None
    assert [(one.code.id, [item.expense.row for item in lacking]) for one, lacking in partly_accepted(half)] == [
        ("KF001", [3])
    ]
    assert [(item.expense.row, code) for item, code in unused_rows(half, items)] == [(3, "KF002")]


def test_what_is_about_a_body_is_accepted_by_any_of_its_rows() -> None:
    code = codes()["body-non-recipient"].id
    rows = [TOKYO[0], {**TOKYO[0], "amount": "77", "person": "p9", "accepted": f"{code} 承知"}, NEIGHBOUR]
    for table in (rows, rows[::-1]):
        found, items = judged_with(table)
        assert [one.accepted and one.accepted.reason for one in found if one.finding.code.id == code] == ["承知"]
        assert [*unused_rows(found, items)] == []
    elsewhere = [TOKYO[0], {**NEIGHBOUR, "accepted": f"{code} 承知"}]
    found, items = judged_with(elsewhere)
    assert [one.accepted for one in found if one.finding.code.id == code] == [None]
    assert [item.expense.row for item, _ in unused_rows(found, items)] == [3]


@given(budgets(), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_accepted_and_what_is_open_is_all_there_is(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    table = [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
    plain = judge(table)
    some = sorted({one.finding.code.id for one in plain} | {"KF001", "KF031"})
    for row in table:
        row["accepted"] = "; ".join(f"{code} x" for code in data.draw(st.sets(st.sampled_from(some))))
    found, items = judged_with(table)
    assert [one.fingerprint for one in found] == [one.fingerprint for one in plain]
    assert len(open_findings(found)) + sum(one.accepted is not None for one in found) == len(plain)
    for one in found:
        code = one.finding.code
        if code.about == "rows":
            said = [code.id in {a.code for a in item.expense.accepted} for item in one.finding.items]
            assert (one.accepted is not None) == (bool(said) and all(said))
    unused = {(id(item), code) for item, code in unused_rows(found, items)}
    used = {(id(item), one.finding.code.id) for one in found for item in one.finding.items}
    assert not unused & used


# ------------------------------------------------------------------------------------------------ baselines

TODAY = date(2026, 10, 1)
LAST = date(2027, 5, 31)


def written(found: Sequence[Judged], content: bytes = b"", reason: str = "") -> str:
    text, _ = with_entries("b.toml", content, found, LAST, "ja")
    return text.replace('reason = ""', f'reason = "{reason}"') if reason else text


def read(text: str, today: date = TODAY) -> Baseline:
    return read_baseline("b.toml", text.encode(), today)


def problems(text: str) -> list[str]:
    with pytest.raises(RuleFileError) as caught:
        read(text)
    return [problem.in_("en") for problem in caught.value.problems]


@given(budgets(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_a_baseline_accepts_what_it_was_written_for(rows: list[dict[str, Any]], chance: Any) -> None:
    table = [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
    baseline = read(written(judge(table), reason="確認した"))
    chance.shuffle(table)
    found = judge(table, baseline=baseline)
    assert [one.finding.code.id for one in found if one.accepted is None] == []
    assert [*unused_entries(found, baseline)] == []


def test_a_changed_amount_is_open_again_and_its_entry_is_unused() -> None:
    baseline = read(written(judge(DOUBLED), reason="確認した"))
    changed = [{**row, "amount": "300001"} for row in DOUBLED]
    found = judge(changed, baseline=baseline)
    assert [one.finding.code.id for one in found if one.accepted is None] == ["KF001"]
    assert [(entry.code, entry.reason) for entry in unused_entries(found, baseline)] == [("KF001", "確認した")]


def test_one_more_copy_is_one_more_finding() -> None:
    row = rows_of(codes()["travel-named"].fails)
    baseline = read(written(judge(row), reason="確認した"))
    more = judge([*row, *row], baseline=baseline)
    assert [one.accepted is None for one in more if one.finding.code.id == "KF011"].count(True) == 1


def test_an_entry_holds_to_its_last_day() -> None:
    text = written(judge(DOUBLED), reason="確認した")
    (held,) = judge(DOUBLED, baseline=read(text, LAST))
    assert held.accepted == ("baseline", "確認した", LAST)
    (expired,) = judge(DOUBLED, baseline=read(text, LAST + timedelta(days=1)))
    assert (expired.accepted, expired.expired) == (None, ("baseline", "確認した", LAST))
    (by_file,) = judge(with_accepted(DOUBLED, "KF001 a", "KF001 a"), baseline=read(text, LAST + timedelta(days=1)))
    assert (by_file.accepted, by_file.expired) == (("file", "a", None), None)


def test_a_fingerprint_under_another_code_accepts_nothing() -> None:
    text = written(judge(DOUBLED), reason="確認した").replace('"KF001"', '"KF002"')
    assert judge(DOUBLED, baseline=read(text))[0].accepted is None


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_writing_again_keeps_every_letter(end: str) -> None:
    text = written(judge(DOUBLED), reason="別の契約").replace("schema", "# 監査委員と協議済\nschema", 1) + "# 以上"
    content = text.replace("\n", end).encode()
    assert with_entries("b.toml", content, judge(DOUBLED), LAST, "ja") == (content.decode(), 0)
    more, added = with_entries("b.toml", content, judge([*DOUBLED, *TOKYO]), LAST, "ja")
    assert added == len(judge(TOKYO))
    assert more.startswith(content.decode())
    assert more.count("\n") == more.count(end)
    assert [entry.reason for entry in read(more.replace('reason = ""', 'reason = "x"')).entries] == [
        "別の契約",
        *["x"] * added,
    ]
    drafts = more.encode()  # with reasons still blank
    assert with_entries("b.toml", drafts, judge([*DOUBLED, *TOKYO]), LAST, "ja") == (more, 0)


def test_what_a_row_or_a_baseline_accepts_is_not_written() -> None:
    accepted = judge(with_accepted(DOUBLED, "KF001 a", "KF001 a"))
    assert "[[accepted]]" not in written(accepted)
    assert read(written(accepted)).entries == ()


def test_every_problem_of_a_baseline_is_told_with_its_entry() -> None:
    good = 'fingerprint = "0123456789abcdef"\nreason = "x"\nexpires = 2027-01-01\n'
    said = problems(
        'schema = "dx-kofu/baseline/1"\n'
        '[[accepted]]\ncode = "KF001"\nfingerprint = "0123456789abcdef"\nreason = " "\nexpires = 2027-01-01\n'
        f'[[accepted]]\ncode = "KF999"\n{good}'
        '[[accepted]]\ncode = "KF002"\nfingerprint = "123"\nreason = "x"\n'
        '[[accepted]]\ncode = "KF003"\nfingerprint = "1123456789abcdef"\nreason = 1\nexpires = "R9.3.31"\n'
        '[[accepted]]\ncode = "KF004"\nfingerprint = "2123456789abcdef"\nreason = "x"\nexpires = 2027-01-01T10:00:00\nwhy = "x"\n'
    )
    wanted = [
        ("KF002 123).expires", "required"),
        ("KF003 1123456789abcdef).reason", ""),
        ("KF003 1123456789abcdef).expires", "date"),
        ("KF004 2123456789abcdef).expires", "date"),
        ("KF004 2123456789abcdef).why", "no such key"),
        ("KF001 0123456789abcdef).reason", "a reason is required"),
        ("KF999 0123456789abcdef).code", "KF001"),
        ("KF999 0123456789abcdef).fingerprint", "the same finding as accepted[0]"),
        ("KF002 123).fingerprint", "16 hexadecimal"),
    ]
    assert len(said) == len(wanted), said
    for path, words in wanted:
        assert any("b.toml: accepted[" in line and path in line and words in line for line in said), (path, said)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "schema"),
        ('schema = "dx-kofu/baseline/2"', "schema"),
        ('schema = "dx-kofu/baseline/1"\naccepted = 3', "accepted"),
        ('schema = "dx-kofu/baseline/1"\naccepted = [3]', "accepted[0]"),
        ("schema = ", "b.toml"),
    ],
)
def test_what_is_no_baseline_is_told(text: str, words: str) -> None:
    assert any(words in line for line in problems(text))


def test_entries_are_added_to_tables_only() -> None:
    entry = '{code = "KF002", fingerprint = "0123456789abcdef", reason = "x", expires = 2027-01-01}'
    text = f'schema = "dx-kofu/baseline/1"\naccepted = [{entry}]\n'
    assert read(text).entries[0].code == "KF002"
    with pytest.raises(RuleFileError):
        with_entries("b.toml", text.encode(), judge(DOUBLED), LAST, "en")
