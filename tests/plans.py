"""Plans for tests: generated ones that meet caps, limits, ties and unknowns often, and a second expansion to rows, by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import tomli_w
from hypothesis import strategies as st

from dx_kofu.plan.compute import Ready, ready
from dx_kofu.plan.file import read_plan
from dx_kofu.plan.records import Plan
from tests.strategies import FAVOURED, LIKELY
from tests.support import BOOK

Table = dict[str, Any]

BODIES = {"200000": ("municipal-support", "accelerator", "dx-leader"), "202037": ("cio-aide", "dx-leader")}
AMOUNTS = st.sampled_from(
    [0, 714, 500_001, 999_999, 1_000_000, 1_500_000, 3_000_000, 3_000_001, 21_000_000, 30_000_001]
)


def plan_of(data: Table) -> Plan:
    """The plan of a TOML document."""
    return read_plan(BOOK, "plan.toml", tomli_w.dumps(data).encode())


def ready_of(data: Table, scenario: int = 0) -> Ready:
    plan = plan_of(data)
    return ready(plan, plan.scenarios[scenario], BOOK)


@st.composite
def entries(draw: st.DrawFn, measures: tuple[str, ...], number: int, *, choices: bool) -> Table:
    """What roles and costs share: one or two measures that know the category, facts mostly in favour, a split now and then."""
    taking = draw(st.lists(st.sampled_from(measures), min_size=1, max_size=2 if choices else 1, unique=True))
    category = draw(st.sampled_from(LIKELY[taking[0]][:5]))
    entry: Table = {"name": f"e{number}", "category": category, "measures": taking, "share": draw(SHARES)}
    entry["facts"] = {**FAVOURED, "employment": draw(st.sampled_from(["part_time", "part_time", "full_time"]))}
    for fact in draw(st.lists(st.sampled_from(["external", "main_duty_support", "designated_leader"]), max_size=1)):
        del entry["facts"][fact]
    if choices and len(taking) == 2 and draw(st.booleans()):
        entry["splits"] = [{taking[0]: "1/3", taking[1]: draw(st.sampled_from(["2/3", "0.5"]))}]
    return entry


SHARES = st.sampled_from(["1", "1", "0.4", "1/3"])


@st.composite
def plans(draw: st.DrawFn, *, choices: bool, most: int = 4) -> Table:
    """A plan of one body over two or three years, the last perhaps without rules."""
    body = draw(st.sampled_from(sorted(BODIES)))
    first = draw(st.integers(8, 11))
    years = [f"R{year}" for year in range(first, first + draw(st.integers(2, 3)))]
    data: Table = {"schema": "dx-kofu/plan/1", "title": "t", "body_code": body}
    data["years"] = {"first": years[0], "last": years[-1]}
    data["roles"], data["costs"] = [], []
    for number in range(draw(st.integers(1, most))):
        entry = draw(entries(BODIES[body], number, choices=choices))
        amount = draw(AMOUNTS)
        funding = draw(st.sampled_from([0, 0, amount // 3, None]))
        if funding is not None:
            entry["other_funding"] = funding
        if draw(st.booleans()):
            entry |= {"year": years[0], "amount": amount, "person": draw(st.sampled_from(["p", f"p{number}"]))}
            if choices and draw(st.booleans()):
                del entry["year"]
                entry["years"] = draw(st.lists(st.sampled_from(years), min_size=2, max_size=2, unique=True))
            data["costs"].append(entry)
            continue
        entry["pay_year" if draw(st.booleans()) else "pay_month"] = amount
        if not choices:
            entry["heads"] = draw(st.integers(1, 2))
        month = draw(st.integers(0, 11))
        calendar = 2018 + first
        if draw(st.booleans()):
            entry["start"] = _first(calendar, month)
        data["roles"].append(entry)
    return data


def _first(calendar: int, month: int) -> Any:
    from datetime import date

    return date(calendar + (month + 3) // 12, (month + 3) % 12 + 1, 1)


def rows_by_hand(data: Table, year: str) -> list[Table]:
    """A year's expenses table, from the file alone and without the program's own expansion."""
    calendar = 2018 + int(year[1:])
    days = [(calendar, month) for month in range(4, 13)] + [(calendar + 1, month) for month in range(1, 4)]
    rows: list[Table] = []

    def add(entry: Table, person: str | None, amount: int, funding: int | None) -> None:
        row = {"body_code": data["body_code"], "fiscal_year": year, "measure": entry["measures"][0]}
        row |= {"category": entry["category"], "person": person, "amount": amount, "other_funding": funding}
        rows.append(row | {"share": Fraction(entry["share"])} | entry["facts"])

    for role in data["roles"]:
        start = role.get("start")
        months = sum(1 for day in days if start is None or day >= (start.year, start.month))
        for head in range(role.get("heads", 1) if months else 0):
            person = role["name"] if role.get("heads", 1) == 1 else f"{role['name']} {head + 1}"

            def of(yen: int | None, role: Table = role, months: int = months) -> int | None:
                return yen if yen is None else yen * months if "pay_month" in role else yen * months // 12

            add(role, person, of(role.get("pay_year", role.get("pay_month"))) or 0, of(role.get("other_funding")))
    for cost in data["costs"]:
        if cost["year"] == year:
            add(cost, cost["person"], cost["amount"], cost.get("other_funding"))
    return rows
