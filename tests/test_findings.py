"""The findings: every code's examples, laws, and budgets that are clean."""

from __future__ import annotations

import csv
import io
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
from tests.findings_corpus import ABOVE, CLEAN, HARMLESS, MISSED, TELLING, TOWN, fee, leaders, support
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


@pytest.mark.parametrize("name", years.MISTAKES)
def test_a_mistake_seeded_into_a_clean_year_is_found(name: str) -> None:
    chance = random.Random(name)
    year = years.clean_year(24, chance)
    town, other = sorted({row["body_code"] for row in year if row["body_code"].startswith("01")})[1:3]
    assert years.is_found(name, year, years.MISTAKES[name](town, other, chance))


def test_every_code_is_seeded_or_said_why_not() -> None:
    assert codes().keys() - years.SEEDS.keys() == {"total-differs", "after-total", "other-notice"}


def test_ids_that_any_body_may_give_are_no_person_at_another_body() -> None:
    assert ids(codes()["two-bodies"].fails.replace("信濃太郎", "p1")) == set()


def _table(rows: list[dict[str, Any]]) -> str:
    """Rows as CSV, with the columns that any of them has."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("name", CLEAN)
def test_a_lawful_budget_has_no_error(name: str) -> None:
    found = found_in(*map(_table, CLEAN[name]))
    assert [one.message.in_("en") for one in found if one.code.severity == "error"] == []


QUIET = {
    *("three trainees at one fee", "two exam fees, one with a note", "one word for several trainees"),
    *("an aide of two towns, unsaid", "a firm that serves two towns", "an amount that is net of contributions"),
    *(
        "two contracts of one firm",
        "two posts of one person",
        "a prefecture that pays alone",
        "two exams of one trainee",
    ),
}
"""Lawful budgets in which a question is fair, since nothing written answers it."""


@pytest.mark.parametrize("name", CLEAN)
def test_a_lawful_budget_is_asked_only_what_it_does_not_say(name: str) -> None:
    asked = [one.code.id for one in found_in(*map(_table, CLEAN[name])) if one.code.severity != "info"]
    assert bool(asked) == (name in QUIET), asked


@pytest.mark.parametrize("name", MISSED)
def test_a_mistake_that_hides_is_found(name: str) -> None:
    code, tables = MISSED[name]
    assert code in ids(*map(_table, tables))


def _noted(measure: str, note: str) -> str:
    if measure == "municipal-support":
        return _table([support(ABOVE, "outsourcing", 3_001_111, person="v1", note=note)])
    if measure == "cio-aide":
        return _table([fee(TOWN, "v1", 3_001_111, note=note)])
    return _table([leaders(TOWN, "training", 301_111, note=note)])


@pytest.mark.parametrize(("measure", "note"), [(measure, note) for measure in HARMLESS for note in HARMLESS[measure]])
def test_a_note_that_says_nothing_asks_nothing(measure: str, note: str) -> None:
    assert ids(_noted(measure, note)) == set()


@pytest.mark.parametrize(
    ("measure", "note", "code"), [(measure, *told) for measure in TELLING for told in TELLING[measure]]
)
def test_a_note_that_names_what_does_not_count_asks(measure: str, note: str, code: str) -> None:
    assert code in ids(_noted(measure, note))


def test_the_months_of_one_payment_are_one_finding() -> None:
    rows = CLEAN["pay, month by month"][0]
    found, more = found_in(_table([*rows, *rows]))
    assert (more.code.id, more.yen) == ("KF034", 12 * 210_000)
    assert (found.code.id, len(found.items), found.yen) == ("KF002", 24, 12 * 210_000)  # 300,000 x 0.7 a month


def test_of_three_claims_of_one_cost_one_stays() -> None:
    rows = [leaders(TOWN, "outsourcing", 1_000_000, person="太郎", date="2027-03-31")] * 3
    (found,) = found_in(_table(rows))
    assert found.yen == 1_400_000  # 2 x 1,000,000 x 0.7


def test_what_contributions_and_caps_leave_at_stake() -> None:
    row = support(
        ABOVE, "outsourcing", 30_000_000, person="v1"
    )  # 9,000,000 are above the cap, the contribution is less
    paid = MISSED["contributions behind a subsidy"][1][0][1]
    (found,) = (one for one in found_in(_table([row, {**paid, "amount": 5_000_000}])) if one.code.id == "KF007")
    assert found.yen == 0


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("旅費を含む、通信費を除く", {"KF019"}),
        ("旅費、通信費を除く", set()),
        ("旅費規程の改定への助言", set()),
        ("ＭＯＳＡＩＣ研修", set()),
        ("補助金の充当なし", set()),
        ("国庫補助金 1/2", {"KF021"}),
    ],
)
def test_words_behind_a_word_take_it_back(note: str, found: set[str]) -> None:
    assert ids(codes()["contract-holds"].fails.replace("助言業務（出張旅費を含む）", note)) == found
