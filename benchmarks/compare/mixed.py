"""A made-up table in which everything meets everything: every year, measure, category, kind of body and answer.

No budget looks like it; programs that agree on it agree on the rules and not only on what is usual.
"""

from __future__ import annotations

import csv
import random
from typing import TextIO

from dx_kofu.bodies import check_digit

MEASURES = {
    "municipal-support": (
        *("personnel", "outsourcing", "recruitment", "outsourcing_recruitment", "contribution"),
        *("travel", "other", "exam"),
    ),
    "accelerator": ("personnel", "personnel", "personnel", "outsourcing"),
    "dx-leader": (
        *("training", "course", "exam", "programme", "environment", "outsourcing", "outsourcing_other"),
        *("contribution", "travel", "other", "personnel"),
    ),
    "cio-aide": (
        *("personnel", "outsourcing", "outsourcing_other", "recruitment", "outsourcing_recruitment"),
        *("travel", "other", "training"),
    ),
    "dx-advisor": ("travel", "other"),
}
USUAL = {
    **dict.fromkeys(("main_duty_support", "accelerator", "designated_leader", "in_programme"), "yes"),
    **dict.fromkeys(("broad_audience", "plan_only", "for_municipality"), "no"),
    **dict.fromkeys(("specialised_exam", "external", "advisory", "underlying_eligible"), "yes"),
}
COLUMNS = (
    *("id", "body_code", "hub_city", "fiscal_year", "measure", "category", "person", "employment", "amount"),
    *("other_funding", "share", *USUAL),
)
FIVES = ("01000", "13000", "20000", "20201", "20202", "20203", "34207", "20801", "20921")


def mixed(rows: int, file: TextIO) -> None:
    """Writes the table; few bodies and persons, so that caps and limits bite."""
    chance = random.Random(8)
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in range(rows):
        measure = chance.choice(list(MEASURES))
        five = chance.choice(FIVES)
        amount = chance.choice((0, 1, chance.randrange(9_000_000), chance.randrange(9_000_000), 5_000_000))
        facts = [value if chance.random() < 0.9 else chance.choice(("yes", "no", "")) for value in USUAL.values()]
        writer.writerow(
            [
                f"m{row}",
                five + check_digit(five),
                chance.choice(("", "no", "yes")),
                f"R{chance.randrange(6, 12)}",
                measure,
                chance.choice(MEASURES[measure]),
                f"p{chance.randrange(6)}",
                chance.choice(("part_time", "part_time", "full_time", "contractor", "")),
                amount,
                chance.choice((0, 0, 0, amount, amount // 7, "")),
                chance.choice(("", "1", "0.5", "1/3", "2/7", "0", "33.3%", "0.7")),
                *facts,
            ]
        )
