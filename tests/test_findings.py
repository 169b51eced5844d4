"""The findings: every code's examples, laws, and budgets that are clean."""

from __future__ import annotations

import random
from typing import Any

import pytest
from benchmarks import findings as years
from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu.calc import calculate
from dx_kofu.catalogue import codes
from dx_kofu.check.records import Finding
from dx_kofu.check.run import check, chosen, is_known
from dx_kofu.read.expenses import read_expenses
from tests.strategies import budgets
from tests.support import GUIDE, read_table

ALONG = {"KF042": {"KF041"}}
"""Codes that cannot be shown without another."""
SHOWN = [code for code in codes().values() if code.fails]


def found_in(*texts: str) -> tuple[Finding, ...]:
    tables = [read_table(f"t{number}.csv", text.encode(), GUIDE) for number, text in enumerate(texts)]
    reading = read_expenses(tables, GUIDE)
    assert not reading.diagnostics, [diagnostic.message.in_("en") for diagnostic in reading.diagnostics]
    return check(calculate(reading.expenses, reading.rules, inputs=reading.inputs), reading.rules, reading)


def ids(*texts: str) -> set[str]:
    return {finding.code.id for finding in found_in(*texts)}


@pytest.mark.parametrize("code", SHOWN, ids=lambda code: code.id)
def test_the_example_that_fails_gives_exactly_its_code(code: Any) -> None:
    assert ids(code.fails) == {code.id} | ALONG.get(code.id, set())


@pytest.mark.parametrize("code", SHOWN, ids=lambda code: code.id)
def test_the_example_that_passes_gives_nothing(code: Any) -> None:
    assert ids(code.passes) == set()


@pytest.mark.parametrize("code", codes().values(), ids=lambda code: code.id)
def test_texts_can_be_shown_on_any_terminal(code: Any) -> None:
    for text in (code.title, code.says, code.why, code.todo):
        for words in (text.ja, text.en):
            assert words.encode("cp932").decode("cp932") == words


@pytest.mark.parametrize("code", SHOWN, ids=lambda code: code.id)
def test_a_finding_can_be_said_in_both_languages(code: Any) -> None:
    for finding in found_in(code.fails):
        assert finding.message.in_("ja")
        assert finding.message.in_("en")


def test_only_a_notice_of_other_rules_has_no_example() -> None:
    assert [code.name for code in codes().values() if not code.fails] == ["other-notice"]


def test_select_and_ignore_take_codes_and_their_beginnings() -> None:
    findings = found_in(codes()["body-non-recipient"].fails)
    assert {one.code.id for one in chosen(findings, ["KF042"], [])} == {"KF042"}
    assert chosen(findings, ["KF04"], ["KF041", "KF042"]) == ()
    assert is_known("KF0")
    assert not is_known("KF999")
    assert not is_known("")


def test_the_same_row_in_two_files_is_found() -> None:
    text = codes()["same-row"].fails
    header, row, _ = text.splitlines()
    assert "KF002" in ids(f"{header}\n{row}\n", f"{header}\n{row}\n")


def _text(rows: list[dict[str, Any]]) -> str:
    columns = list(rows[0])
    lines = [",".join("" if row[column] is None else str(row[column]) for column in columns) for row in rows]
    return "\n".join([",".join(columns), *lines]) + "\n"


@given(budgets(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_changes_no_finding(rows: list[dict[str, Any]], chance: Any) -> None:
    days = ("2026-10-20", "2026-10-21", "", "2027-04-05")
    notes = ("", "旅費を含む", "国庫補助金", "助言")
    for row in rows:
        row["date"], row["note"] = chance.choice(days), chance.choice(notes)

    def said(table: list[dict[str, Any]]) -> list[tuple[str, str, tuple[str, ...]]]:
        return sorted(
            (one.code.id, one.message.in_("en"), tuple(sorted(item.expense.id for item in one.items)))
            for one in found_in(_text(table))
            if one.code.oddity is None  # those stand at the first row they concern
        )

    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert said(rows) == said(shuffled)


@given(st.integers(8, 60), st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_a_clean_year_has_no_error(bodies: int, seed: int) -> None:
    year = years.clean_year(bodies, random.Random(seed))
    assert [one.message for one in years.findings(years.content(year)) if one.code.severity != "info"] == []


@pytest.mark.parametrize("name", years.SEEDS)
def test_a_mistake_seeded_into_a_clean_year_is_found(name: str) -> None:
    chance = random.Random(name)
    year = years.clean_year(24, chance)
    town, other = sorted({row["body_code"] for row in year if row["body_code"].startswith("01")})[1:3]
    assert years.is_found(name, year, years.SEEDS[name](town, other, chance))


def test_every_code_is_seeded_or_said_why_not() -> None:
    assert codes().keys() - years.SEEDS.keys() == {"total-differs", "after-total", "other-notice"}


def test_ids_that_any_body_may_give_are_no_person_at_another_body() -> None:
    assert ids(codes()["two-bodies"].fails.replace("信濃太郎", "p1")) == set()


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("旅費を含む、通信費を除く", {"KF011"}),
        ("旅費、通信費を除く", set()),
        ("旅費規程の改定への助言", set()),
        ("ＭＯＳＡＩＣ研修", set()),
        ("補助金の充当なし", set()),
        ("国庫補助金 1/2", {"KF021"}),
    ],
)
def test_words_behind_a_word_take_it_back(note: str, found: set[str]) -> None:
    assert ids(codes()["travel-named"].fails.replace("助言業務（出張旅費を含む）", note)) == found
