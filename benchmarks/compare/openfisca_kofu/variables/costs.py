"""From claimed to eligible: other funding, share, caps in file order, limit of persons; confirmed and favourable.

Yen are OpenFisca's ``int``, which holds 32 bits; products are taken in 64.
"""

# ruff: noqa: ARG002, D102, N801 - OpenFisca takes a variable's name from its class, and calls its formula
from __future__ import annotations

from typing import Any

import numpy as np
from benchmarks.compare.openfisca_kofu.arrays import Array, among, filled, largest
from benchmarks.compare.openfisca_kofu.entities import Cost
from benchmarks.compare.openfisca_kofu.variables.verdicts import CONTRACTS, PERSONNEL, RECRUITMENT, is_unknown
from benchmarks.compare.openfisca_kofu.words import Category, Measure, Reason, Status
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable


def _under(cost: Any, period: Any, measure: Any, categories: tuple[Any, ...]) -> Array:
    return (cost("measure", period) == measure) & among(cost("category", period), categories)


def _limited(cost: Any, period: Any) -> Array:
    return _under(cost, period, Measure.cio_aide, (Category.personnel, *CONTRACTS))


def _capped(cost: Any, period: Any, parameters: Any, yen: Array, *, confirmed: bool) -> Array:
    """What the caps leave; a cap that has no value confirms nothing, and takes nothing in the favourable scenario."""
    rules = parameters(period)
    bodies = cost.simulation.populations["body"].members_entity_id
    persons = cost.simulation.populations["specialist"].members_entity_id
    yen = yen.astype(np.int64)
    for node, name, measure, categories, groups in (
        (rules.municipal_support, "cap_per_person", Measure.municipal_support, PERSONNEL, persons),
        (rules.municipal_support, "recruitment_cap", Measure.municipal_support, RECRUITMENT, bodies),
        (rules.cio_aide, "recruitment_cap", Measure.cio_aide, RECRUITMENT, bodies),
    ):
        inside = np.flatnonzero(_under(cost, period, measure, categories))
        if name in node:
            yen[inside] = filled(groups[inside], yen[inside], node[name])
        elif confirmed:
            yen[inside] = 0
    return yen


def _within_limit(cost: Any, period: Any, parameters: Any, yen: Array, counted: Array) -> Array:
    bodies = cost.simulation.populations["body"].members_entity_id
    persons = cost.simulation.populations["specialist"].members_entity_id
    rows = np.flatnonzero(counted & _limited(cost, period))
    limit = parameters(period).cio_aide.person_limit
    kept = largest(bodies[rows], persons[rows], yen[rows], limit)
    yen = yen.copy()
    yen[rows[~kept]] = 0
    return yen


class reduction_other_funding(Variable):
    """特定財源 / what other funding takes of a cost that may be paid on."""

    value_type = int
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        paid_on = cost("may_be_paid_on", period) & (cost("measure", period) != Measure.accelerator)
        return np.where(paid_on, np.minimum(cost("amount", period), cost("other_funding", period)), 0)


class reduction_share(Variable):
    """按分 / what the share takes; what is left is rounded down to the yen."""

    value_type = int
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        paid_on = cost("may_be_paid_on", period) & (cost("measure", period) != Measure.accelerator)
        left = cost("amount", period).astype(np.int64) - cost("reduction_other_funding", period).astype(np.int64)
        numerator = cost("share_numerator", period).astype(np.int64)
        return np.where(paid_on, left - left * numerator // cost("share_denominator", period), 0)


class shared(Variable):
    """What is left of a cost that may be paid on, before caps."""

    value_type = int
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        paid_on = cost("may_be_paid_on", period) & (cost("measure", period) != Measure.accelerator)
        left = cost("amount", period) - cost("reduction_other_funding", period) - cost("reduction_share", period)
        return np.where(paid_on, left, 0)


class capped(Variable):
    """What the caps leave of a confirmed cost."""

    value_type = int
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        sure = np.where(cost("reason", period) == Reason.none, cost("shared", period), 0)
        return _capped(cost, period, parameters, sure, confirmed=True)


class potential_capped(Variable):
    """What the caps leave of a cost in the favourable scenario."""

    value_type = int
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        return _capped(cost, period, parameters, cost("shared", period), confirmed=False)


class eligible(Variable):
    """対象経費 / the eligible cost that is confirmed."""

    value_type = int
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        counted = cost("reason", period) == Reason.none
        return _within_limit(cost, period, parameters, cost("capped", period), counted)


class potential(Variable):
    """The eligible cost in the favourable scenario."""

    value_type = int
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        counted = cost("may_be_paid_on", period)
        return _within_limit(cost, period, parameters, cost("potential_capped", period), counted)


class awaits_cap(Variable):
    """Whether yen are left that a cap without a value would have to cut."""

    value_type = bool
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        known = "cap_per_person" in parameters(period).municipal_support
        under = _under(cost, period, Measure.municipal_support, PERSONNEL)
        return under & (cost("shared", period) > 0) & (not known)


class status(Variable):
    """What came of the row."""

    value_type = Enum
    possible_values = Status
    default_value = Status.review
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        why, left = cost("reason", period), cost("eligible", period)
        whole = (cost("measure", period) == Measure.accelerator) | (left == cost("amount", period))
        chosen = np.select(
            [is_unknown(why) | cost("awaits_cap", period), why != Reason.none, whole, left > 0],
            [Status.review.index, Status.ineligible.index, Status.eligible.index, Status.partial.index],
            Status.ineligible.index,
        )
        return EnumArray(chosen.astype(np.uint8), Status)
