"""Generated budgets: small tables of few bodies and persons, so that caps, limits, ties and double heads are met often."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from dx_kofu.bodies import check_digit

Row = dict[str, Any]

YEARS = ("R6", "R7", "R8", "R9", "R10", "R11")
BODIES = tuple(five + check_digit(five) for five in ("20000", "13000", "20201", "14201", "13101", "20845", "47208"))
CATEGORIES = (
    *("personnel", "outsourcing", "outsourcing_other", "recruitment", "outsourcing_recruitment", "contribution", "training"),
    *("course", "exam", "programme", "environment", "travel", "communication", "other"),
)
LIKELY = {
    "municipal-support": ("personnel", "outsourcing", "recruitment", "outsourcing_recruitment", "contribution", "travel"),
    "accelerator": ("personnel",),
    "dx-leader": ("training", "course", "exam", "outsourcing_other", "other"),
    "cio-aide": ("personnel", "outsourcing", "outsourcing_other", "recruitment", "outsourcing_recruitment", "travel"),
    "dx-advisor": ("other",),
}
FAVOURED = {
    "main_duty_support": "yes",
    "accelerator": "yes",
    "designated_leader": "yes",
    "in_programme": "yes",
    "broad_audience": "no",
    "specialised_exam": "yes",
    "for_municipality": "no",
    "external": "yes",
    "advisory": "yes",
    "plan_only": "no",
    "underlying_eligible": "yes",
}
EMPLOYMENT = {"accelerator": "full_time"}

AMOUNTS = st.one_of(
    st.sampled_from([0, 1, 500, 714, 715, 1_000_000, 999_999, 1_000_001, 3_000_000, 2_999_999, 3_000_001, 21_000_000, 20_999_999, 21_000_001, 100_000_000_000]),
    st.integers(0, 30_000_000),
)
SHARES = st.sampled_from([None, None, Fraction(1), Fraction(0), Fraction(1, 3), Fraction(2, 5), Fraction(333_333_333, 1_000_000_000)])


@st.composite
def rows(draw: st.DrawFn, years: tuple[str, ...] = YEARS, bodies: tuple[str, ...] = BODIES) -> Row:
    """One row; mostly near to eligible, with a few facts no or blank."""
    measure = draw(st.sampled_from(["municipal-support", "municipal-support", "cio-aide", "cio-aide", "dx-leader", "accelerator", "accelerator", "dx-advisor"]))
    category = draw(st.sampled_from(LIKELY[measure] * 4 + CATEGORIES))
    amount = draw(AMOUNTS)
    row: Row = {
        "body_code": draw(st.sampled_from(bodies)),
        "hub_city": draw(st.sampled_from([None, None, "yes", "yes", "no"])),
        "fiscal_year": draw(st.sampled_from(years)),
        "measure": measure,
        "category": category,
        "person": draw(st.sampled_from(["p1", "p2", "p3", "p4", "p5"])),
        "employment": draw(st.sampled_from([EMPLOYMENT.get(measure, "part_time")] * 4 + ["full_time", "contractor", None])),
        "amount": amount,
        "other_funding": draw(st.one_of(st.none(), st.just(0), st.just(0), st.just(0), st.integers(0, amount))),
        "share": draw(SHARES),
    }
    for fact, favoured in FAVOURED.items():
        row[fact] = draw(st.sampled_from([favoured] * 7 + ["yes", "no", None, None]))
    return row


@st.composite
def budgets(draw: st.DrawFn, years: tuple[str, ...] = YEARS, bodies: tuple[str, ...] = BODIES, most: int = 14) -> list[Row]:
    """A table: rows of one or two bodies and years, numbered."""
    few_years = tuple(draw(st.lists(st.sampled_from(years), min_size=1, max_size=2, unique=True)))
    few_bodies = tuple(draw(st.lists(st.sampled_from(bodies), min_size=1, max_size=2, unique=True)))
    table = draw(st.lists(rows(few_years, few_bodies), min_size=1, max_size=most))
    return numbered(table)


def numbered(table: list[Row]) -> list[Row]:
    """The rows with ids by their place."""
    return [{**row, "id": f"r{index}"} for index, row in enumerate(table)]
