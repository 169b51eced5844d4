"""Generated budgets: small tables of few bodies and persons, so that caps, limits, ties and double heads are met often."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from hypothesis import strategies as st

from dx_kofu.bodies import check_digit

Row = dict[str, Any]

YEARS = ("R6", "R7", "R8", "R9", "R10", "R11")
BODIES = tuple(five + check_digit(five) for five in ("20000", "13000", "20201", "14201", "13101", "20845", "47208"))
CATEGORIES = (
    *(
        "personnel",
        "outsourcing",
        "outsourcing_other",
        "recruitment",
        "outsourcing_recruitment",
        "contribution",
        "training",
    ),
    *("course", "exam", "programme", "environment", "travel", "communication", "other"),
)
LIKELY = {
    "municipal-support": (
        "personnel",
        "outsourcing",
        "recruitment",
        "outsourcing_recruitment",
        "contribution",
        "travel",
    ),
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
    st.sampled_from(
        [
            0,
            1,
            500,
            714,
            1_000_000,
            999_999,
            1_000_001,
            3_000_000,
            2_999_999,
            3_000_001,
            21_000_000,
            20_999_999,
            21_000_001,
        ]
    ),
    st.integers(0, 30_000_000),
    st.just(100_000_000_000),
)
SHARES = st.sampled_from(
    [None, Fraction(1), Fraction(1), Fraction(0), Fraction(1, 3), Fraction(2, 5), Fraction(333_333_333, 1_000_000_000)]
)


class Scene(NamedTuple):
    """What bodies of a kind really claim."""

    bodies: tuple[str, ...]
    measures: tuple[str, ...]
    categories: tuple[str, ...] | None = None
    """Absent: those the measure lists, the first most often."""
    employed: tuple[str | None, ...] | None = None
    """Absent: as the measure asks."""


SCENES = {
    "aides": Scene(BODIES[3:4], ("cio-aide",), ("personnel", "outsourcing", "outsourcing_other")),
    "roster": Scene(
        BODIES[:1],
        ("municipal-support", "municipal-support", "accelerator"),
        ("personnel",),
        ("full_time", "full_time", "part_time", None),
    ),
    "prefecture": Scene(BODIES[:2], ("municipal-support", "municipal-support", "accelerator", "dx-leader")),
    "hub": Scene(BODIES[2:4], ("municipal-support", "cio-aide", "dx-leader")),
    "municipality": Scene(BODIES[2:5], ("cio-aide", "cio-aide", "cio-aide", "dx-leader", "municipal-support")),
    "anything": Scene(BODIES, tuple(LIKELY), CATEGORIES),
}
PERTURBED = st.lists(
    st.tuples(st.sampled_from([*FAVOURED, "employment"]), st.sampled_from([None, None, "yes", "no"])), max_size=2
)
EMPLOYED = st.sampled_from(["full_time", "contractor", "part_time", None])


@st.composite
def rows(draw: st.DrawFn, scene: Scene, years: tuple[str, ...], bodies: tuple[str, ...]) -> Row:
    """One row of a scene: mostly eligible, with a fact or two turned over or blank."""
    measure = draw(st.sampled_from(scene.measures))
    likely = LIKELY[measure]
    amount = draw(AMOUNTS)
    row: Row = {
        "body_code": draw(st.sampled_from(bodies)),
        "hub_city": draw(
            st.sampled_from([None, "yes", "no"] if "cio-aide" in scene.measures else [None, "yes", "yes"])
        ),
        "fiscal_year": draw(st.sampled_from(years)),
        "measure": measure,
        "category": draw(st.sampled_from(scene.categories or (likely[0], likely[0], *likely))),
        "person": draw(st.sampled_from(["p1", "p2", "p3", "p4", "p5"])),
        "employment": draw(st.sampled_from(scene.employed)) if scene.employed else EMPLOYMENT.get(measure, "part_time"),
        "amount": amount,
        "other_funding": draw(st.one_of(st.just(0), st.just(0), st.just(0), st.none(), st.integers(0, amount))),
        "share": draw(SHARES),
        **FAVOURED,
    }
    for fact, value in draw(PERTURBED):
        row[fact] = draw(EMPLOYED) if fact == "employment" else value
    return row


@st.composite
def budgets(draw: st.DrawFn, most: int = 12, scenes: tuple[str, ...] = tuple(SCENES)) -> list[Row]:
    """A table: rows of one or two bodies and years, numbered."""
    scene = SCENES[draw(st.sampled_from(scenes))]
    years = tuple(draw(st.lists(st.sampled_from(YEARS), min_size=1, max_size=2, unique=True)))
    bodies = tuple(draw(st.lists(st.sampled_from(scene.bodies), min_size=1, max_size=2, unique=True)))
    return numbered(draw(st.lists(rows(scene, years, bodies), min_size=1, max_size=most)))


def numbered(table: list[Row]) -> list[Row]:
    """The rows with ids by their place."""
    return [{**row, "id": f"r{index}"} for index, row in enumerate(table)]
