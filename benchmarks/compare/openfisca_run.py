"""The same calculation with OpenFisca-Core: CSV in, itemised CSV out, and the allocations beside it.

    python -m benchmarks.compare.openfisca_run TABLE.csv ITEMS.csv [--lines LINES.csv] [--number int|float]

As its users do it: pandas reads the table, every fiscal year is a simulation over arrays, pandas writes the result.
``--number float`` keeps yen in OpenFisca's other number type, a 32-bit float, to count what that loses.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.compare.openfisca_kofu import KofuTaxBenefitSystem, words
from benchmarks.compare.openfisca_kofu.arrays import Array
from openfisca_core.simulations import SimulationBuilder

FACTS = (
    *("main_duty_support", "accelerator", "designated_leader", "in_programme", "broad_audience", "specialised_exam"),
    *("for_municipality", "external", "advisory", "plan_only", "underlying_eligible"),
)
WORDS = ("body_code", "body_name", "hub_city", "fiscal_year", "measure", "category", "person", "employment", "share")
LIKE_NUMBERS = ("body_code", "person", "share")
"""Columns that pandas would take for numbers, and lose their zeros, if read as categories at once."""
COLUMNS = ("id", *WORDS, "amount", "other_funding", *FACTS)
OUT = ("id", "body_code", "body_name", "fiscal_year", "measure", "category", "person")
TAKEN = ("excluded", "by-head", "other-funding", "share", "cap", "limit")
YEN = (
    *("amount", "other_funding", "reduction_other_funding", "reduction_share", "shared"),
    *("capped", "potential_capped", "eligible", "potential"),
)
ALLOCATIONS = {
    "municipal-support": "municipal_support_allocation",
    "accelerator": "accelerator_allocation",
    "dx-leader": "dx_leader_allocation",
    "cio-aide": "cio_aide_allocation",
}
REIWA = 2018
KIND: Any = words.Kind
ENUMERATIONS: dict[str, Any] = {"status": words.Status, "reason": words.Reason}


def system(number: type) -> Any:
    """The country package, with yen in a number type of OpenFisca's."""
    kofu = KofuTaxBenefitSystem()
    for name in YEN if number is float else ():
        variable = kofu.get_variable(name)
        variable.value_type, variable.dtype = float, np.float32
    return kofu


def table(file: Path) -> Any:
    """The table as columns; words that recur as categories."""
    present = pd.read_csv(file, nrows=0).columns
    kinds = dict.fromkeys((*WORDS, *FACTS), "category") | dict.fromkeys(("id", *LIKE_NUMBERS), str)
    kinds |= {"amount": "int64", "other_funding": "float64"}
    frame = pd.read_csv(
        file,
        usecols=[name for name in COLUMNS if name in present],
        dtype=kinds,
        keep_default_na=False,
        na_values={"other_funding": [""]},
    )
    for name in present.intersection(LIKE_NUMBERS):
        frame[name] = frame[name].astype("category")
    for name in COLUMNS:
        if name not in present:
            frame[name] = pd.Categorical.from_codes(np.zeros(len(frame), "int8"), [""])
    return frame


def coded(column: Any, value: Callable[[str], Any], kind: str) -> Array:
    """A column of recurring words as numbers, each word looked at once."""
    return np.array([value(word) for word in column.cat.categories], kind)[column.cat.codes.to_numpy()]


def members(column: Any, enumeration: Any) -> Array:
    """A column as the indexes of an enumeration's members."""
    indexes = {member.value: member.index for member in enumeration}
    return coded(column, indexes.__getitem__, "uint8")


def kinds(frame: Any) -> Array:
    """The kind of body: read off the code, and for municipalities off ``hub_city``."""

    def of_code(code: str) -> int:
        if code[2:5] == "000":
            return int(KIND.prefecture.index)
        return int((KIND.association if code[2] in "89" else KIND.municipality).index)

    kind = coded(frame["body_code"], of_code, "uint8")
    hub = coded(frame["hub_city"], lambda word: word == "yes", "bool")
    return np.where(hub & (kind == KIND.municipality.index), KIND.hub_city.index, kind)


def share_of(text: str) -> Fraction:
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text or 1)


def inputs(frame: Any) -> dict[str, Array]:
    """The package's input variables."""
    amount, funding = frame["amount"].to_numpy(), frame["other_funding"].to_numpy()
    share = frame["share"]
    return {
        "measure": members(frame["measure"], words.Measure),
        "category": members(frame["category"], words.Category),
        "employment": members(frame["employment"], words.Employment),
        "body_kind": kinds(frame),
        "amount": amount,
        "other_funding": np.nan_to_num(funding).astype("int64"),
        "other_funding_known": ~np.isnan(funding) | (amount == 0),  # of an amount of 0 it is 0
        "share_numerator": coded(share, lambda text: share_of(text).numerator, "int64"),
        "share_denominator": coded(share, lambda text: share_of(text).denominator, "int64"),
        "share_known": coded(share, bool, "bool"),
        **{fact: members(frame[fact], words.Answer) for fact in FACTS},
    }


def simulation(kofu: Any, bodies: Array, persons: Array) -> Any:
    """A simulation of the rows of a year: who bears each, and for whom."""
    builder = SimulationBuilder()
    builder.create_entities(kofu)
    builder.declare_person_entity("cost", np.arange(len(bodies)))
    for entity, groups in (("body", bodies), ("specialist", persons)):
        population = builder.declare_entity(entity, np.unique(groups))
        builder.join_with_persons(population, groups, np.zeros(len(groups), "int8"))
    return builder.build(kofu)


def calculated(kofu: Any, frame: Any) -> tuple[dict[str, Array], Any]:
    """The figures of each row, and the allocations of each body, year and measure."""
    given = inputs(frame)
    bodies = frame["body_code"].cat.codes.to_numpy().astype("int64")
    persons = bodies * len(frame["person"].cat.categories) + frame["person"].cat.codes.to_numpy()
    codes = frame["body_code"].cat.categories.to_numpy()
    columns = {name: np.zeros(len(frame), "int64") for name in ("eligible", "potential", "status", "reason", *TAKEN)}
    lines = []
    for year in frame["fiscal_year"].cat.categories:
        rows = np.flatnonzero((frame["fiscal_year"] == year).to_numpy())
        period = f"year:{REIWA + int(year[1:])}-04"
        simulated = simulation(kofu, bodies[rows], persons[rows])
        for name, values in given.items():
            simulated.set_input(name, period, values[rows])
        for name, values in figures(simulated, period).items():
            columns[name][rows] = values
        for measure, name in ALLOCATIONS.items():
            thousands = simulated.calculate(name, period).astype("int64")
            body = codes[np.unique(bodies[rows])]
            lines.append(
                pd.DataFrame(
                    {"body_code": body, "fiscal_year": year, "measure": measure, "allocation": thousands * 1000}
                )
            )
    return columns, pd.concat(lines)


def figures(simulated: Any, period: str) -> dict[str, Array]:
    """What is left of each row of a year, and what went; ``claimed = eligible`` + what went, in every row."""

    def of(name: str) -> Array:
        return simulated.calculate(name, period).view(np.ndarray)

    amount, reason = of("amount").astype("int64"), of("reason")
    confirmed = reason == words.Reason.none.index
    by_head = confirmed & (of("measure") == words.Measure.accelerator.index)
    return {
        "eligible": of("eligible"),
        "potential": of("potential"),
        "status": of("status"),
        "reason": reason,
        "excluded": np.where(confirmed, 0, amount),
        "by-head": np.where(by_head, amount, 0),
        "other-funding": np.where(confirmed, of("reduction_other_funding"), 0),
        "share": np.where(confirmed, of("reduction_share"), 0),
        "cap": np.where(confirmed, of("shared") - of("capped"), 0),
        "limit": np.where(confirmed, of("capped") - of("eligible"), 0),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("items", type=Path)
    parser.add_argument("--lines", type=Path)
    parser.add_argument("--number", choices=("int", "float"), default="int")
    arguments = parser.parse_args()
    frame = table(arguments.table)
    columns, lines = calculated(system(float if arguments.number == "float" else int), frame)
    result = frame[list(OUT)].copy()
    result.insert(0, "input", arguments.table.name)
    result.insert(1, "row", np.arange(2, len(frame) + 2))
    result["claimed"] = frame["amount"]
    for name, enumeration in ENUMERATIONS.items():
        columns[name] = pd.Categorical.from_codes(columns[name], [member.value for member in enumeration])
    for name, values in columns.items():
        result[name] = values
    result.to_csv(arguments.items, index=False)
    if arguments.lines is not None:
        lines.to_csv(arguments.lines, index=False)


if __name__ == "__main__":
    main()
