"""A made-up national budget: 1,788 bodies, three fiscal years, blanks, failed conditions, shares, contributions."""

from __future__ import annotations

import random
from typing import TextIO

from dx_kofu.bodies import check_digit

BODIES = 1788  # 47 prefectures, 1,718 municipalities, 23 special wards
PREFECTURES = 47
FACTS = {
    "municipal-support": {"main_duty_support": "yes"},
    "accelerator": {"accelerator": "yes", "main_duty_support": "yes"},
    "dx-leader": {"designated_leader": "yes", "in_programme": "yes", "broad_audience": "no", "specialised_exam": "yes"},
    "cio-aide": {"external": "yes", "advisory": "yes", "plan_only": "no"},
}
COSTS = {
    "municipal-support": ("personnel", "personnel", "outsourcing", "recruitment"),
    "accelerator": ("personnel",),
    "dx-leader": ("training", "course", "exam"),
    "cio-aide": ("personnel", "outsourcing", "recruitment", "travel"),
}
FACT_COLUMNS = tuple(dict.fromkeys(fact for facts in FACTS.values() for fact in facts))
COLUMNS = (
    *("id", "body_code", "body_name", "hub_city", "fiscal_year", "measure", "category", "person", "employment"),
    *("amount", "other_funding", "share", "date", *FACT_COLUMNS, "note"),
)


def budget(rows: int, file: TextIO, largest: int = 6_000_000) -> None:
    """Writes a budget in which about one row in six has a blank and one in ten fails a condition; amounts below ``largest``."""
    chance = random.Random(8)
    prefectures = [f"{number:02}000" for number in range(1, PREFECTURES + 1)]
    towns = [f"{number:02}{town:03}" for number in range(1, PREFECTURES + 1) for town in range(201, 240)][
        : BODIES - PREFECTURES
    ]
    codes = [five + check_digit(five) for five in (*prefectures, *towns)]
    file.write(",".join(COLUMNS) + "\n")
    for row in range(rows):
        body = chance.randrange(BODIES) if chance.random() < 0.7 else chance.randrange(PREFECTURES)
        measure = chance.choice(
            ("municipal-support", "accelerator", "dx-leader")
            if body < PREFECTURES
            else ("cio-aide", "cio-aide", "dx-leader")
        )
        facts = {
            fact: value if chance.random() > 0.05 else chance.choice(("", "yes", "no"))
            for fact, value in FACTS[measure].items()
        }
        amount = chance.randrange(0, largest)
        year = chance.choice((7, 8, 8, 8, 9))
        cells = {
            "id": f"r{row}",
            "body_code": codes[body],
            "body_name": f"団体{body}",
            "fiscal_year": f"R{year}",
            "measure": measure,
            "category": chance.choice(COSTS[measure]),
            "person": f"p{chance.randrange(40)}-{measure}",
            "employment": "full_time" if measure == "accelerator" else "part_time",
            "amount": str(amount),
            "other_funding": chance.choice(("0", "0", "0", "0", "0", str(amount // 10), "")),
            "share": chance.choice(("", "1", "0.5", "1/3")),
            "date": f"{2018 + year}-10-01",
            **facts,
        }
        file.write(",".join(cells.get(column, "") for column in COLUMNS) + "\n")
