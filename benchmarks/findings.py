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
    *("external", "advisory", "plan_only", "underlying_eligible", "for_municipality", "支払先", "note"),
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
            rows += subsidised(body)
            rows += appointed(body, f"{FAMILY[4]}{number}")
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
            rows += (joint, contributed_elsewhere, instalments, beside_pay)[number % 4](body)
            vendor = chance.choice(VENDORS)
            for part, share in enumerate(("0.5", "0.3")):
                contract = {"person": person(7), "employment": "contractor", "share": share, "date": "2027-03-31"}
                kind = ("outsourcing", "outsourcing_other")[part]
                rows.append(row(body, "cio-aide", kind, 6_000_000, 支払先=vendor, **contract))
        for index in range(3):
            amount, day = chance.randrange(100, 900) * 1000 + index, f"2026-{5 + index:02}-15"
            kind = ("training", "course", "exam")[index]
            rows.append(row(body, "dx-leader", kind, amount, date=day, note=("リーダー研修", "", "応用情報")[index]))
        rows += trainees(body)
    return rows


# ------------------------------------------------------------------------------------------------ what is lawful and looks odd


def joint(body: str) -> list[Row]:
    """An aide whom several towns share, and a training that they bought together: the same amounts on the same days."""
    shared = f"{body[:2]}兼務太郎"
    pay = [
        aide(body, shared, 101_000, date=f"2026-{month:02}-25", note=f"{month}月分 他市町と兼務")
        for month in range(4, 13)
    ]
    bought = {"支払先": "株式会社人材育成", "note": "共同調達（均等割）", "date": "2027-03-31"}
    return [*pay, row(body, "dx-leader", "outsourcing", 1_100_000, **bought)]


def contributed_elsewhere(body: str) -> list[Row]:
    """Contributions to bodies that the run does not hold: the hub of another area, an association."""
    paid = {"underlying_eligible": "yes", "main_duty_support": ""}
    return [
        row(
            body,
            "municipal-support",
            "contribution",
            800_000,
            date="2026-09-30",
            note="備後圏域（福山市）への負担金",
            **paid,
        ),
        row(
            body, "municipal-support", "contribution", 300_000, date="2026-10-30", note="情報センターへの負担金", **paid
        ),
    ]


def instalments(body: str) -> list[Row]:
    """A contract paid in parts, a few days apart, and the parts of two months paid on one day."""
    paid = {"person": f"株式会社分割{body}", "支払先": f"㈱分割{body}"}
    days = (("2026-10-01", "前払金"), ("2026-10-07", "第1回部分払"), ("2027-04-28", "2月分"), ("2027-04-28", "3月分"))
    return [contract(body, 1_500_000, date=day, note=note, **paid) for day, note in days]


def beside_pay(body: str) -> list[Row]:
    """What is paid beside the pay of a month, and corrections."""
    name = f"{FAMILY[2]}{body}"
    pay = [aide(body, name, 310_000, date=f"2026-{month:02}-22", note=f"{month}月分") for month in range(4, 13)]
    insured = [
        aide(body, name, 48_000, date=f"2026-{month:02}-28", note=f"健康保険料 {month}月分") for month in range(4, 13)
    ]
    return [*pay, *insured, aide(body, name, 12_000, date="2027-04-21", note="遡及支給分")]


def trainees(body: str) -> list[Row]:
    """One fee for several trainees on one day."""
    return [
        row(body, "dx-leader", "course", 33_000, person=f"リーダー{n}", date="2026-09-30", note="データ分析講座")
        for n in (1, 2, 3)
    ]


def subsidised(body: str) -> list[Row]:
    """A subsidy that is deducted beside the contributions."""
    told = {"date": "2026-05-10", "note": "募集サイト 交付金を充当"}
    return [row(body, "municipal-support", "recruitment", 1_000_000, other_funding=500_000, **told)]


def appointed(body: str, person: str) -> list[Row]:
    """A person who was part-time until September, and full-time from then on."""
    told = {"person": person, "accelerator": "yes"}
    part = {"employment": "part_time", "date": "2026-09-30", "note": "4～9月 非常勤"}
    full = {"employment": "full_time", "date": "2027-03-31", "note": "10月から任用替え"}
    return [
        row(body, "municipal-support", "personnel", 2_400_000, **told, **part),
        row(body, "accelerator", "personnel", 4_350_000, **told, **full),
    ]


# ------------------------------------------------------------------------------------------------ seeded mistakes


def aide(body: str, person: str, amount: int, **cells: Any) -> Row:
    return row(body, "cio-aide", "personnel", amount, **{"person": person, "employment": "part_time", **cells})


def contract(body: str, amount: int, **cells: Any) -> Row:
    told = {"person": "契約者", "employment": "contractor", "share": "1", **cells}
    return row(body, "cio-aide", "outsourcing", amount, **told)


def noted(note: str) -> Callable[[str, str, random.Random], list[Row]]:
    return lambda town, other, chance: [contract(town, chance.randrange(2_000_000, 3_000_000), note=note)]


def supported(note: str) -> Callable[[str, str, random.Random], list[Row]]:
    told = {"person": "支援社", "employment": "contractor", "note": note}
    return lambda town, other, chance: [
        row(prefecture_of(town), "municipal-support", "outsourcing", chance.randrange(2_000_000, 3_000_000), **told)
    ]


def aided(person: str) -> Row:
    return {"person": person, "employment": "part_time", "date": "2026-10-05"}


CONTRIBUTED = {"underlying_eligible": "yes", "main_duty_support": ""}
SEEDS: dict[str, Callable[[str, str, random.Random], list[Row]]] = {
    "two-measures": lambda town, other, chance: [
        aide(town, "新井一郎", 411_000, date="2026-10-05"),
        row(town, "dx-leader", "training", 411_000, person="新井一郎", date=chance.choice(("", "2026-10-05"))),
    ],
    "same-row": lambda town, other, chance: [aide(town, "新井一郎", 412_000, date="2026-10-05")] * 2,
    "alike-rows": lambda town, other, chance: [contract(town, 413_000, note="助言 第1回")] * 2,
    "two-bodies": lambda town, other, chance: [
        row(prefecture_of(town), "municipal-support", "personnel", 414_000, **aided("新井一郎")),
        aide(town, "新井一郎", 414_000, date="2026-10-05"),
    ],
    "two-years": lambda town, other, chance: [
        aide(town, "新井一郎", 415_000, date="2027-04-05", fiscal_year=year) for year in ("R8", "R9")
    ],
    "near-duplicate": lambda town, other, chance: [
        contract(town, 416_000, date=day, 支払先="信州システム") for day in ("2026-10-05", "2026-10-09")
    ],
    "contribution-not-deducted": lambda town, other, chance: [
        row(town, "municipal-support", "contribution", 417_000, note="県への負担金", **CONTRIBUTED)
    ],
    "contribution-unclear": lambda town, other, chance: [
        row(town, "municipal-support", "contribution", 417_000, **CONTRIBUTED)
    ],
    "perhaps-one-cost": lambda town, other, chance: [
        aide(body, "新井一郎", 418_000, date="2026-10-05") for body in (town, other)
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
    "travel-named": supported("支援業務（交通費込み）"),
    "communication-named": supported("通信費を含む"),
    "contract-holds": noted("助言業務（交通費込み）"),
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
    "amount-small": lambda town, other, chance: [aide(town, "新井一郎", 300)],
    "share-said-otherwise": lambda town, other, chance: [contract(town, 461_000, share="0.6", note="うち助言分4割")],
}
"""Rows that make each mistake, put into a clean year; those about total rows need a table's end and are tested elsewhere."""

SPELT: dict[str, Callable[[str, str, random.Random], list[Row]]] = {
    "two-measures: a firm spelt in two ways": lambda town, other, chance: [
        contract(town, 2_512_345, person="株式会社新井", date="2026-10-05"),
        row(town, "dx-leader", "outsourcing", 2_512_345, person="㈱新井", date="2026-10-05"),
    ],
    "same-row: widths and a word for a copy": lambda town, other, chance: [
        aide(town, person, 462_000, date="2026-10-05", note=note)
        for person, note in (("あらい いちろう", "ＤＸ助言 10月分"), ("アライイチロウ", "DX助言（再掲） 10月分"))
    ],
    "same-row: a share": lambda town, other, chance: (
        [contract(town, 3_463_000, share="0.4", date="2026-10-05", note="助言")] * 2
    ),
    "alike-rows: one of them dated": lambda town, other, chance: [
        contract(town, 3_464_000, person="新井一郎", date=day) for day in ("2026-10-05", "")
    ],
    "two-bodies: a role behind the name": lambda town, other, chance: [
        row(prefecture_of(town), "municipal-support", "personnel", 465_000, **aided("髙橋一郎（補佐官）")),
        aide(town, "高橋 一郎", 465_000, date="2026-10-05"),
    ],
    "two-years: a firm spelt in two ways": lambda town, other, chance: [
        contract(town, 466_000, person=person, date="2027-04-05", fiscal_year=year)
        for person, year in (("株式会社新井", "R8"), ("新井(株)", "R9"))
    ],
    "near-duplicate: ten days, no vendor": lambda town, other, chance: [
        contract(town, 467_000, person=person, date=day)
        for person, day in (("株式会社新井", "2026-10-05"), ("(株)新井", "2026-10-15"))
    ],
    "perhaps-one-cost: one person is blank": lambda town, other, chance: [
        contract(town, 3_468_123, date="2026-10-05", 支払先="新井商店"),
        row(town, "dx-leader", "training", 3_468_123, 支払先="㈱新井商店"),
    ],
    "perhaps-one-cost: a year and its months": lambda town, other, chance: [
        *(aide(town, "新井一郎", 469_000, date=f"2026-{month:02}-05") for month in range(4, 13)),
        row(town, "dx-leader", "training", 9 * 469_000, person="新井 一郎", note="年額"),
    ],
    "contribution-not-deducted: a subsidy is": lambda town, other, chance: [
        row(town, "municipal-support", "contribution", 470_000, note="県の支援人材に係る負担金", **CONTRIBUTED),
        row(
            prefecture_of(town),
            "municipal-support",
            "recruitment",
            900_000,
            other_funding=470_000,
            note="国庫補助を充当",
        ),
    ],
    "contribution-not-deducted: training": lambda town, other, chance: [
        row(town, "dx-leader", "contribution", 471_000, note="県のDXリーダー研修負担金"),
        row(prefecture_of(town), "dx-leader", "outsourcing", 5_471_000, for_municipality="yes"),
    ],
    "both-taxes: employment is blank": lambda town, other, chance: [
        row(
            prefecture_of(town),
            measure,
            "personnel",
            5_472_000,
            person=person,
            employment=employment,
            accelerator="yes",
        )
        for measure, person, employment in (
            ("accelerator", "新井一郎", "full_time"),
            ("municipal-support", "新井一郎（アクセラレータ）", ""),
        )
    ],
    "travel-named: blanks between letters": supported("支援業務 旅　費 込（消費税は別途）"),
    "travel-named: an amount": supported("旅費12万円、通信費を除く"),
    "equipment-named: general costs": supported("諸経費込み"),
    "funding-suggested: a fraction": noted("国1/2（消費税分は対象外）"),
    "shares-above-one: one row without": lambda town, other, chance: [
        contract(town, 5_473_000, share="1"),
        row(town, "cio-aide", "outsourcing_other", 5_473_000, person="契約者", employment="contractor", share="0.4"),
    ],
    "two-spellings: letters": lambda town, other, chance: [
        aide(town, "栁田花子", 474_000),
        aide(town, "柳田・花子", 475_000),
    ],
}
"""The same mistakes in other spellings and forms: the code, and what is odd about it."""
MISTAKES = {**SEEDS, **SPELT}


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
    name, first = name.partition(":")[0], len(year)
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
    for name, seed in MISTAKES.items():
        hits = 0
        for _ in range(arguments.seeds):
            town = chance.choice(towns)
            other = next(body for body in towns if body[:2] == town[:2] and body != town)
            hits += is_found(name, year, seed(town, other, chance))
        print(f"{codes()[name.partition(':')[0]].id} {name:42} {hits}/{arguments.seeds}")

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
