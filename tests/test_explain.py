"""``explain``: yen worked out by hand from the rules, laws against the naive evaluator, and the command as people call it."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import pytest

from dx_kofu.calc import calculate
from dx_kofu.explain.find import find
from dx_kofu.explain.way import Explanation, explain
from dx_kofu.messages import Message
from dx_kofu.render.explain.text import md, text
from dx_kofu.whatif import Worth
from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import EXAMPLES, read_text

HEADER = (
    "id,body_code,fiscal_year,measure,category,person,employment,amount,other_funding,share,"
    "main_duty_support,accelerator,external,advisory,plan_only,hub_city\n"
)


def explained(*lines: str) -> list[Explanation]:
    reading = read_text(HEADER + "".join(f"{line}\n" for line in lines))
    assert not reading.diagnostics
    result = calculate(reading.expenses, reading.rules)
    return [explain(result, reading.rules, item) for item in result.items]


def said(one: Explanation) -> str:
    return "".join(text(calculate([], {}), [one], "en"))


def steps(one: Explanation) -> list[tuple[str, int, int]]:
    return [(passed.step.step, passed.before, passed.after) for passed in one.steps]


def test_a_contract_is_followed_step_by_step() -> None:
    # 6,000,000 x 2/5 = 2,400,000; x 0.7 = 1,680,000
    (one,) = explained("a,202011,R8,cio-aide,outsourcing,v,,6000000,0,0.4,,,yes,yes,no,")
    assert steps(one) == [
        ("deduct", 6_000_000, 6_000_000),
        ("share", 6_000_000, 2_400_000),
        ("limit", 2_400_000, 2_400_000),
    ]
    assert [passed.applies for passed in one.steps] == [False, True, False]
    assert [(part.line.measure, part.eligible) for part in one.parts] == [("cio-aide", Fraction(1_680_000))]
    assert [asked.test.name for asked in one.asked] == [
        "window", "body", "external", "advisory", "plan_only", "share", "other_funding",
    ]  # fmt: skip
    assert one.changes == ()


def test_rows_that_share_a_cap_are_named() -> None:
    # cap of 3,000,000 a body: 2,000,000 finds room, of 1,600,000 - 200,000 only 1,000,000
    first, second, other = explained(
        "a,200000,R8,municipal-support,recruitment,,,2000000,0,,yes,,,,,",
        "b,200000,R8,municipal-support,recruitment,,,1600000,200000,,yes,,,,,",
        "c,200000,R8,municipal-support,personnel,p,part_time,500000,0,,yes,,,,,",
    )
    assert steps(second) == [
        ("deduct", 1_600_000, 1_400_000),
        ("share", 1_400_000, 1_400_000),
        ("cap", 1_400_000, 1_000_000),
    ]
    assert [item.expense.id for item in second.steps[-1].shared_with] == ["a"]
    assert [item.expense.id for item in first.steps[-1].shared_with] == ["b"]
    assert other.steps[-1].shared_with == ()  # its cap is its person's


def test_what_would_make_a_row_eligible_and_what_that_is_worth() -> None:
    # full-time staff of 8,000,000: appointed, a head of 8,400,000; part-time instead, 8,000,000 x 0.7 = 5,600,000
    (one,) = explained("c,200000,R8,municipal-support,personnel,q,full_time,8000000,0,,yes,,,,,")
    assert [(dict(change.facts), change.as_head, change.worth) for change in one.changes] == [
        ({"accelerator": "yes"}, True, Worth(0, 8_400_000)),
        ({"employment": "part_time"}, False, Worth(5_600_000, 0)),
    ]
    assert [change.known for change in one.changes] == [(), ("employment",)]
    # which the other measure says too: 8,400,000 by head if appointed
    assert [(other.measure.id, dict(other.facts), other.worth) for other in one.elsewhere] == [
        ("accelerator", {"accelerator": "yes"}, Worth(0, 8_400_000))
    ]


def test_a_set_holds_all_that_is_needed() -> None:
    # nothing is known of an aide of 1,200,000 but the money: x 0.7 = 840,000
    (one,) = explained("b,202011,R8,cio-aide,personnel,p,,1200000,,,,,,,,")
    (change,) = one.changes
    assert dict(change.facts) == {"external": "yes", "advisory": "yes", "employment": "part_time", "other_funding": 0}
    assert (change.known, change.worth) == ((), Worth(840_000, 0))


def test_a_city_might_be_a_hub() -> None:
    # 1,200,000 x 0.7 = 840,000, if the city is a hub
    (one,) = explained("e,202011,R8,municipal-support,personnel,p,part_time,1200000,0,,yes,,,,,")
    assert [(dict(change.facts), change.worth) for change in one.changes] == [({"hub_city": "yes"}, Worth(840_000, 0))]
    assert [(other.measure.id, dict(other.facts)) for other in one.elsewhere] == [
        ("cio-aide", {"external": "yes", "advisory": "yes"})
    ]


def test_no_fact_helps_a_cost_that_is_no_cost_of_the_measure() -> None:
    (one,) = explained("x,202011,R8,dx-advisor,other,,,100000,0,,,,,,,")
    assert (one.changes, one.steps) == ((), ())


def test_no_fact_confirms_what_the_source_leaves_open_elsewhere() -> None:
    (one,) = explained("x,202011,R8,accelerator,travel,,,100000,0,,,,yes,yes,,")
    assert [other.worth for other in one.elsewhere if other.measure.id == "cio-aide"] == [None]
    assert "left open by the source; no fact confirms it" in said(one)


def test_a_full_limit_leaves_nothing_to_change() -> None:
    rows = [f"a{n},202011,R8,cio-aide,personnel,p{n},part_time,{n}000000,0,,,,yes,yes,," for n in (4, 3, 2, 1)]
    last = explained(*rows)[-1]
    assert last.changes == ()
    assert "used up by other rows" in said(last)


def test_what_is_not_known_is_not_said_to_be_nothing() -> None:
    (share,) = explained("a,202011,R8,cio-aide,outsourcing,v,,6000000,,,,,yes,yes,no,")
    assert "the share is not known: at best 1" in said(share)
    assert "other funding is not known: at best 0" in said(share)
    (blank,) = explained("a,202011,R8,cio-aide,personnel,v,part_time,6000000,0,,,,yes,yes,,")
    assert "a blank share is 1, the default" in said(blank)
    (cap,) = explained("a,200000,R7,municipal-support,personnel,p,part_time,9000000,0,,yes,,,,,")
    assert "the figure is not known to the rule file: give it with --overlay" in said(cap)
    assert "used up" not in said(cap)
    (waits,) = explained("a,200000,R7,municipal-support,personnel,p,part_time,9000000,0,,,,,,,")
    assert (dict(waits.changes[0].facts), waits.changes[0].waits) == ({"main_duty_support": "yes"}, True)
    assert "waits for a figure" in said(waits)


def test_what_other_funding_took_is_no_matter_of_facts() -> None:
    (one,) = explained("a,202011,R8,cio-aide,personnel,v,part_time,6000000,6000000,,,,yes,yes,,")
    assert "only other funding and the share took yen" in said(one)


def test_a_head_that_counts_is_not_sold_twice() -> None:
    (one,) = explained("a,200000,R8,municipal-support,personnel,p,full_time,8000000,0,,yes,yes,,,,")
    assert "the person counts by head" not in said(one).partition("What would change")[0]
    assert one.elsewhere == ()
    (head,) = explained("a,200000,R8,accelerator,personnel,p,full_time,8000000,0,,yes,yes,,,,")
    assert (head.elsewhere, "the person counts by head" in said(head)) == ((), True)


def test_a_run_is_stamped() -> None:
    path = EXAMPLES / "r10-recruitment-cap-falls-back.csv"
    assert "Provisional" in dx_kofu("explain", path, "2", "--assume", "share=1", "--lang", "en").stdout.decode()
    document = json.loads(dx_kofu("explain", path, "2", "--assume", "share=1", "--format", "json").stdout)
    assert document["ruleset"][0]["status"] == "announced"
    assert any("--assume" in text or "share" in text for text in document["assumptions"])


def test_what_was_answered_is_told_with_its_sheet(tmp_path: Path) -> None:
    table, sheet = tmp_path / "t.csv", tmp_path / "q.csv"
    table.write_text(HEADER + "a,202011,R8,cio-aide,personnel,p,part_time,1200000,,,,,,yes,,\n", "utf-8")
    assert dx_kofu("ask", table, "-o", sheet, "--lang", "en").returncode == 0
    rows = list(csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig"))))
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, "answer": {"external": "yes", "other_funding": "0"}[row["fact"]]} for row in rows)
    by_fact = {row["fact"]: f"{sheet}:{line}" for line, row in enumerate(rows, 2)}
    run = ("explain", table, "2", "--answers", sheet)
    document = json.loads(dx_kofu(*run, "--format", "json").stdout)
    told = {one["test"]: (one.get("by"), one.get("answered_in")) for one in document["rows"][0]["asked"]}
    assert told["external"] == ("answer", by_fact["external"])
    assert told["other_funding"] == ("answer", by_fact["other_funding"])
    assert (told["advisory"], told["window"]) == (("row", None), (None, None))
    assert f"= yes (answered in {by_fact['external']})" in dx_kofu(*run, "--lang", "en").stdout.decode()
    assert f"（{by_fact['external']} の回答）" in dx_kofu(*run, "--lang", "ja").stdout.decode()


# ------------------------------------------------------------------------------------------------ command


def test_the_command_in_both_languages() -> None:
    path = EXAMPLES / "city-five-aides.csv"
    english = dx_kofu("explain", path, "9", "--lang", "en").stdout.decode()
    assert "eligible 1,000,000 x 0.7 = 700,000 yen" in english
    assert "every condition holds; no fact brings back what is above a cap or a limit" in english
    japanese = dx_kofu("explain", path, "ueda-8", "--lang", "ja").stdout.decode()
    assert "対象経費 1,000,000 × 0.7 = 700,000円" in japanese
    assert "募集経費の上限額: 1,450,000 → 1,000,000円" in japanese


def test_json_and_markdown(tmp_path: Path) -> None:
    path = EXAMPLES / "city-five-aides.csv"
    run = dx_kofu("explain", path, "9", "6", "-o", tmp_path / "e.json")
    document = json.loads((tmp_path / "e.json").read_text("utf-8"))
    assert (run.returncode, document["schema"]) == (0, "dx-kofu/explain/1")
    cap = next(step for step in document["rows"][0]["steps"] if step["step"] == "cap:recruitment")
    assert (cap["before"], cap["after"], cap["applies"], cap["shared_with"]) == (1_450_000, 1_000_000, True, [])
    assert document["rows"][0]["parts"][0]["allocation"] == "700000"
    assert {row["id"] for row in document["rows"][1]["steps"][-1]["shared_with"]} == {
        f"ueda-{n}" for n in (1, 2, 3, 4, 6)
    }
    words = dx_kofu("explain", path, "9", "--format", "md", "--lang", "en").stdout.decode()
    assert words.startswith("# ")
    assert "\n## Sources\n" in words


@pytest.mark.parametrize("row", ["99", "no-such-id", "Sheet1!C3", "row:99"])
def test_a_row_that_is_not_there(row: str) -> None:
    run = dx_kofu("explain", EXAMPLES / "city-five-aides.csv", row, "3", "--lang", "en")
    assert (run.returncode, run.stdout) == (2, b"")
    assert b"there is no such row (lines 2-9" in run.stderr


def test_a_number_that_is_a_line_and_an_id() -> None:
    reading = read_text(HEADER + "3,202011,R8,cio-aide,other,,,1,0,,,,,,,\n2,202011,R8,cio-aide,other,,,2,0,,,,,,,\n")
    items = calculate(reading.expenses, reading.rules).items
    both = find(items, "3")
    assert isinstance(both, Message)
    assert "more than one row" in both.in_("en")
    assert (find(items, "id:3"), find(items, "row:3")) == (items[0], items[1])


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("調査 表", "'調査 表'!C2"),
        ("調査 表", "調査 表!C2"),
        ("調査表", "調査表！C2"),
        ("調査 表", "'調査 表'！$C$2"),
        ("it's", "'it''s'!C2"),
    ],
)
def test_a_cell_as_spreadsheets_write_it(sheet: str, said: str) -> None:
    reading = read_text(HEADER + "a,202011,R8,cio-aide,other,,,1,0,,,,,,,\nb,202011,R8,cio-aide,other,,,2,0,,,,,,,\n")
    items = [
        item._replace(expense=item.expense._replace(input=item.expense.input._replace(sheet=sheet)))
        for item in calculate(reading.expenses, reading.rules).items
    ]
    assert find(items, said) is items[0]
    other = find(items, "'other'!C2")
    assert isinstance(other, Message)


def test_bad_input_is_answered_as_in_calc(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEADER + "a,202011,R8,cio-aide,outsourcing,v,,much,0,0.4,,,yes,yes,no,\n", "utf-8")
    run = dx_kofu("explain", path, "2", "--lang", "en")
    assert (run.returncode, run.stdout) == (1, b"")
    assert b"amount-unreadable" in run.stderr
    assert dx_kofu("explain", tmp_path / "none.csv", "2").returncode == 2


def test_markup_in_a_cell_stays_text() -> None:
    (one,) = explained('"<b>|*x* @a www.x.jp",202011,R8,cio-aide,outsourcing,v,,6000000,0,0.4,,,yes,yes,no,')
    written = "".join(md(calculate([], {}), [one], "en"))
    assert "&lt;b&gt;\\|\\*x\\* &#64;a www&#46;x.jp" in written
