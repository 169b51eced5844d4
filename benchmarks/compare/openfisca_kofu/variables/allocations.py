"""What a body is paid: eligible total x rate, rounded once, half up to 1,000 yen; heads x unit amount.

An allocation is kept in thousands of yen (千円): in yen the national totals are beyond the 32 bits of OpenFisca's ``int``.
"""

# ruff: noqa: ARG002, D102, N801 - OpenFisca takes a variable's name from its class, and calls its formula
from __future__ import annotations

from typing import Any

import numpy as np
from benchmarks.compare.openfisca_kofu.arrays import Array, first_rows
from benchmarks.compare.openfisca_kofu.entities import Body
from benchmarks.compare.openfisca_kofu.words import Head, Measure
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable


def _allocation(body: Any, period: Any, measure: Any, rate: float, to: int) -> Array:
    """Rounded on whole numbers: the rate in thousandths, since 0.7 is not exact in binary."""
    costs = body.members("eligible", period) * (body.members("measure", period) == measure)
    total = body.sum(costs).astype(np.int64)
    per_mille = round(rate * 1000)
    return (2 * total * per_mille + to * 1000) // (2 * to * 1000) * to // 1000


class municipal_support_allocation(Variable):
    """Special tax for municipal-support, in thousands of yen."""

    value_type = int
    entity = Body
    definition_period = DateUnit.YEAR

    def formula(body: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        rules = parameters(period)
        return _allocation(body, period, Measure.municipal_support, rules.municipal_support.rate, rules.rounding)


class dx_leader_allocation(Variable):
    """Special tax for dx-leader, in thousands of yen."""

    value_type = int
    entity = Body
    definition_period = DateUnit.YEAR

    def formula(body: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        rules = parameters(period)
        return _allocation(body, period, Measure.dx_leader, rules.dx_leader.rate, rules.rounding)


class cio_aide_allocation(Variable):
    """Special tax for cio-aide, in thousands of yen."""

    value_type = int
    entity = Body
    definition_period = DateUnit.YEAR

    def formula(body: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        rules = parameters(period)
        return _allocation(body, period, Measure.cio_aide, rules.cio_aide.rate, rules.rounding)


class accelerator_heads(Variable):
    """Persons who count under the ordinary tax."""

    value_type = int
    entity = Body
    definition_period = DateUnit.YEAR

    def formula(body: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        persons = body.simulation.populations["specialist"].members_entity_id
        return body.sum(first_rows(persons, body.members("head", period) == Head.certain))


class accelerator_allocation(Variable):
    """Ordinary tax for accelerators, in thousands of yen; 0 where the unit amount is not known."""

    value_type = int
    entity = Body
    definition_period = DateUnit.YEAR

    def formula(body: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        rules = parameters(period).accelerator
        unit = rules.unit_amount if "unit_amount" in rules else 0
        return body("accelerator_heads", period).astype(np.int64) * unit // 1000
