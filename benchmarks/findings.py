"""The findings on generated years: 200 clean bodies, mistakes of every kind seeded one by one, and 200,000 rows timed.

    python benchmarks/findings.py [--seeds 5] [--rows 200000]

The bounds of the project: every seeded mistake found, no error on a clean year, 200,000 rows checked in under 10 s on two cores.
"""

# ruff: noqa: ARG005 - every seed is called alike
from __future__ import annotations

import argparse
import csv
import gc
import io
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from dx_kofu.bodies import check_digit
from dx_kofu.calc import calculate
from dx_kofu.catalogue import codes
from dx_kofu.check.records import Finding
from dx_kofu.check.run import check
from dx_kofu.read.expenses import read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.read.table import read_tables
from dx_kofu.rules.load import RuleBook

GUIDE = Guide(book=RuleBook())
Row = dict[str, Any]
FACTS = {
    "municipal-support": {"main_duty_support": "yes"},
    "accelerator": {"accelerator": "yes", "main_duty_support": "yes"},
    "dx-leader": {"designated_leader": "yes", "in_programme": "yes", "broad_audience": "no", "specialised_exam": "yes"},
    "cio-aide": {"external": "yes", "advisory": "yes", "plan_only": "no"},
    "dx-advisor": {},
}
COLUMNS = (
    *("id", "body_code", "hub_city", "fiscal_year", "measure", "category", "person", "employment", "amount"),
    *("other_funding", "share", "date"),
    *("main_duty_support", "accelerator", "designated_leader", "in_programme", "broad_audience", "specialised_exam"),
    *("external", "advisory", "plan_only", "underlying_eligible", "支払先", "note"),
)
FAMILY = ("佐藤", "鈴木", "高橋", "田中", "渡辺", "伊藤", "山本", "中村", "小林", "加藤")
NOTES = ("月額報酬", "助言業務（旅費を除く）", "全庁DX助言", "支援業務 通信費は別途", "", "", "補助金の充当なし")
TOKYO = 13
VENDORS = ("信州システム", "北日本データ", "瀬戸内IT", "九州DX")


def code_of(five: str) -> str:
    return five + check_digit(five)


def row(body: str, measure: str, category: str, amount: int, **cells: Any) -> Row:
    told = {"body_code": body, "fiscal_year": "R8", "measure": measure, "category": category, "amount": amount}
    return {"other_funding": 0, **told, **FACTS[measure], **cells}


def clean_year(bodies: int, chance: random.Random) -> list[Row]:
    """A year of prefectures, hub cities and municipalities in which nothing is wrong; numbered ids recur at every body."""
    rows: list[Row] = []
    prefectures = max(1, min(46, bodies // 8))
    for number in range(bodies):
        prefecture = number % prefectures + 1
        prefecture += prefecture >= TOKYO  # whose bodies always carry a notice
        place = number // prefectures
        named = number % 2 == 0
        body = code_of(f"{prefecture:02}000" if place == 0 else f"{prefecture:02}{200 + place % 580:03}")

        def person(index: int, at: int = number, named: bool = named) -> str:
            return f"{FAMILY[index % 10]}{at}" if named else f"p{index}"

        if place == 0:
            towns = range(number + prefectures, bodies, prefectures)
            received = 600_000 * len(towns)
            rows.append(
                row(
                    *(body, "municipal-support", "outsourcing", 9_000_000 + received),
                    person=person(0),
                    employment="contractor",
                    other_funding=received,
                    date="2027-03-25",
                    支払先=chance.choice(VENDORS),
                    note="市町村支援業務",
                )
            )
            for index in (1, 2):
                pay = {"person": person(index), "employment": "full_time", "date": "2027-03-21"}
                rows.append(row(body, "accelerator", "personnel", 8_000_000 + index, **pay))
            rows.append(row(body, "municipal-support", "recruitment", 700_000, date="2026-06-10", note="求人広告"))
        else:
            paid = {"underlying_eligible": "yes", "main_duty_support": "", "date": "2026-09-30", "note": "県への負担金"}
            rows.append(row(body, "municipal-support", "contribution", 600_000, **paid))
            monthly = chance.choice((250_000, 300_000, 320_000))
            for index in range(1 + number % 3):
                for month in range(12):
                    day = f"{2026 + (3 + month) // 12}-{(3 + month) % 12 + 1:02}-21"
                    note = chance.choice(NOTES)
                    pay = {"person": person(index), "employment": "part_time", "date": day, "note": note}
                    rows.append(row(body, "cio-aide", "personnel", monthly, **pay))
            vendor = chance.choice(VENDORS)
            for part, share in enumerate(("0.5", "0.3")):
                contract = {"person": person(7), "employment": "contractor", "share": share, "date": "2027-03-31"}
                kind = ("outsourcing", "outsourcing_other")[part]
                rows.append(row(body, "cio-aide", kind, 6_000_000, 支払先=vendor, **contract))
        for index in range(3):
            amount, day = chance.randrange(100, 900) * 1000 + index, f"2026-{5 + index:02}-15"
            kind = ("training", "course", "exam")[index]
            rows.append(row(body, "dx-leader", kind, amount, date=day, note=("リーダー研修", "", "応用情報")[index]))
    return rows


# ------------------------------------------------------------------------------------------------ seeded mistakes


def aide(body: str, person: str, amount: int, **cells: Any) -> Row:
    return row(body, "cio-aide", "personnel", amount, **{"person": person, "employment": "part_time", **cells})


def contract(body: str, amount: int, **cells: Any) -> Row:
    told = {"person": "契約者", "employment": "contractor", "share": "1", **cells}
    return row(body, "cio-aide", "outsourcing", amount, **told)


def noted(note: str) -> Callable[[str, str, random.Random], list[Row]]:
    return lambda town, other, chance: [contract(town, chance.randrange(2_000_000, 3_000_000), note=note)]


SEEDS: dict[str, Callable[[str, str, random.Random], list[Row]]] = {
    "two-measures": lambda town, other, chance: [
        aide(town, "新井一郎", 411_000, date="2026-10-05"),
        row(town, "dx-leader", "training", 411_000, person="新井一郎", date=chance.choice(("", "2026-10-05"))),
    ],
    "same-row": lambda town, other, chance: [aide(town, "新井一郎", 412_000, date="2026-10-05")] * 2,
    "alike-rows": lambda town, other, chance: [contract(town, 413_000, note="助言 第1回")] * 2,
    "two-bodies": lambda town, other, chance: [
        aide(body, "新井一郎", 414_000, date="2026-10-05") for body in (town, other)
    ],
    "two-years": lambda town, other, chance: [
        aide(town, "新井一郎", 415_000, date="2027-04-05", fiscal_year=year) for year in ("R8", "R9")
    ],
    "near-duplicate": lambda town, other, chance: [
        contract(town, 416_000, date=day, 支払先="信州システム") for day in ("2026-10-05", "2026-10-09")
    ],
    "contribution-not-deducted": lambda town, other, chance: [
        row(town, "municipal-support", "contribution", 417_000, underlying_eligible="yes", main_duty_support="")
    ],
    "both-taxes": lambda town, other, chance: [
        row(
            prefecture_of(town),
            measure,
            "personnel",
            5_418_000,
            person="新井一郎",
            employment="full_time",
            accelerator="yes",
        )
        for measure in ("accelerator", "municipal-support")
    ],
    "travel-named": noted("助言業務（交通費込み）"),
    "communication-named": noted("通信費を含む"),
    "equipment-named": noted("備品を含む"),
    "catering-named": noted("懇親会費を含む"),
    "staff-at-large": lambda town, other, chance: [row(town, "dx-leader", "training", 419_000, note="階層別研修")],
    "plan-contract": noted("ＤＸ推進計画策定"),
    "elementary-exam": lambda town, other, chance: [row(town, "dx-leader", "exam", 42_000, note="ＭＯＳ試験")],
    "advisor-dispatch": lambda town, other, chance: [row(town, "dx-advisor", "other", 43_000)],
    "funding-suggested": lambda town, other, chance: [
        contract(town, 444_000, note="県補助", other_funding=chance.choice(("", 0)))
    ],
    "funding-whole": lambda town, other, chance: [aide(town, "新井一郎", 445_000, other_funding=445_000)],
    "funding-above-contributions": lambda town, other, chance: [
        row(prefecture_of(town), "municipal-support", "recruitment", 446_000, other_funding=44_000)
    ],
    "date-outside-year": lambda town, other, chance: [aide(town, "新井一郎", 447_000, date="2025-10-05")],
    "amount-outlier": lambda town, other, chance: [contract(town, 9_000_000_000)],
    "shares-above-one": lambda town, other, chance: [
        contract(town, 5_448_000, share=share) for share in ("0.7", "0.4")
    ],
    "pay-above-year": lambda town, other, chance: [
        aide(town, "新井一郎", 449_000 + n, date=f"2026-{4 + n % 9:02}-{10 + n:02}") for n in range(13)
    ],
    "full-time-twice": lambda town, other, chance: [
        aide(body, "新井一郎", 450_000 + n, employment="full_time") for n, body in enumerate((town, other))
    ],
    "two-spellings": lambda town, other, chance: [aide(town, "渡邊 花子", 451_000), aide(town, "渡辺花子様", 452_000)],
    "hub-city-differs": lambda town, other, chance: [aide(town, "新井一郎", 453_000, hub_city="yes")],
    "hub-city-ignored": lambda town, other, chance: [
        row(prefecture_of(town), "dx-leader", "course", 454_000, hub_city="yes")
    ],
    "fact-differs": lambda town, other, chance: [
        aide(town, "新井一郎", 455_000),
        contract(town, 456_000, person="新井一郎"),
    ],
    "prefecture-unknown": lambda town, other, chance: [aide(code_of("99001"), "新井一郎", 457_000)],
    "special-ward": lambda town, other, chance: [aide("131016", "新井一郎", 458_000)],
    "body-non-recipient": lambda town, other, chance: [row("130001", "dx-leader", "course", 459_000)],
    "era-past": lambda town, other, chance: [aide(town, "新井一郎", 460_000, fiscal_year="平成38年度")],
}
"""Rows that make each mistake, put into a clean year; those about total rows need a table's end and are tested elsewhere."""


def prefecture_of(body: str) -> str:
    return code_of(f"{body[:2]}000")


def content(rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows([{**cells, "id": f"r{index}"} for index, cells in enumerate(rows)])
    return text.getvalue().encode()


def findings(table: bytes) -> tuple[Finding, ...]:
    reading = read_expenses(read_tables("year.csv", table, GUIDE), GUIDE)
    assert not reading.diagnostics, reading.diagnostics[0]
    result = calculate(reading.expenses, reading.rules, inputs=reading.inputs)
    return check(result, reading.rules, reading)


def is_found(name: str, year: Sequence[Row], seeded: Sequence[Row]) -> bool:
    """Whether a mistake in a clean year is found, at one of the rows that make it where rows are named."""
    first = len(year)
    own = {f"r{index}" for index in range(first, first + len(seeded))}
    found = [one for one in findings(content([*year, *seeded])) if one.code.name == name]
    return any({item.expense.id for item in one.items} & own for one in found) or (
        name == "hub-city-differs" and bool(found)
    )


def counted(found: Sequence[Finding]) -> str:
    by_code = Counter(f"{one.code.id} {one.code.name} ({one.code.severity})" for one in found)
    return ", ".join(f"{code}: {count}" for code, count in sorted(by_code.items())) or "none"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=200_000)
    arguments = parser.parse_args()
    chance = random.Random(8)
    year = clean_year(200, chance)
    found = findings(content(year))
    print(f"clean year of 200 bodies, {len(year):,} rows: {counted(found)}")
    print(f"errors on it: {sum(one.code.severity == 'error' for one in found)}")
    towns = sorted({cells["body_code"] for cells in year if cells["body_code"][2:5] != "000"})
    for name, seed in SEEDS.items():
        hits = 0
        for _ in range(arguments.seeds):
            town = chance.choice(towns)
            other = next(body for body in towns if body[:2] == town[:2] and body != town)
            hits += is_found(name, year, seed(town, other, chance))
        print(f"{codes()[name].id} {name:28} {hits}/{arguments.seeds}")

    large: list[Row] = []
    bodies = 200
    while len(large) < arguments.rows:
        bodies *= 2
        large = clean_year(bodies, random.Random(8))
    table = content(large[: arguments.rows])
    gc.collect()
    gc.disable()  # as the command does
    start = time.perf_counter()
    reading = read_expenses(read_tables("year.csv", table, GUIDE), GUIDE)
    read = time.perf_counter()
    result = calculate(reading.expenses, reading.rules, inputs=reading.inputs)
    calculated = time.perf_counter()
    found = check(result, reading.rules, reading)
    end = time.perf_counter()
    print(
        f"{arguments.rows:,} rows, {len(found):,} findings: read {read - start:.2f} s, calculated {calculated - read:.2f} s, "
        f"checked {end - calculated:.2f} s, all {end - start:.2f} s"
    )


if __name__ == "__main__":
    main()
