"""Whether a cost may be paid on, and why not: every measure asks its tests in order.

The first test that is known to fail is the reason; where none fails, the first that is not known. A test is a pair of
arrays (fails, not known) with the two reasons.
"""

# ruff: noqa: ARG002, D102, N801 - OpenFisca takes a variable's name from its class, and calls its formula
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from benchmarks.compare.openfisca_kofu.arrays import Array, among
from benchmarks.compare.openfisca_kofu.entities import Cost
from benchmarks.compare.openfisca_kofu.words import Answer, Category, Employment, Head, Kind, Measure, Reason
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

PERSONNEL = (Category.personnel, Category.outsourcing)
RECRUITMENT = (Category.recruitment, Category.outsourcing_recruitment)
OPEN = (Category.travel, Category.other)
CONTRACTS = (Category.outsourcing, Category.outsourcing_other)
TRAINING = (
    *(Category.training, Category.course, Category.programme, Category.environment, Category.exam),
    *(Category.outsourcing, Category.outsourcing_other, Category.contribution),
)
SUPPORTERS = (Kind.prefecture, Kind.hub_city)
TOWNS = (Kind.municipality, Kind.hub_city)
NOTHING = np.False_
Test = tuple[Array, Array, Any, Any]


def is_unknown(reason: Array) -> Array:
    """Whether a reason says that something is not known."""
    return reason.view(np.ndarray) >= Reason.unknown_category.index


def _first(asked: Array, tests: Sequence[Test]) -> EnumArray:
    failed, unknown = np.zeros(len(asked), np.uint8), np.zeros(len(asked), np.uint8)
    for fails, not_known, if_failed, if_unknown in tests:
        failed[asked & fails & (failed == 0)] = if_failed.index
        if if_unknown is not None:
            unknown[asked & not_known & (unknown == 0)] = if_unknown.index
    return EnumArray(np.where(failed, failed, unknown), Reason)


def _said(cost: Any, period: Any, fact: str, wanted: Any, asked: Array = np.True_) -> Test:
    answer = cost(fact, period)
    blank = answer == Answer.blank
    return asked & ~blank & (answer != wanted), asked & blank, getattr(Reason, fact), getattr(Reason, f"unknown_{fact}")


def _employed(cost: Any, period: Any, wanted: Sequence[Any], asked: Array) -> Test:
    employment = cost("employment", period)
    blank = employment == Employment.blank
    fails = asked & ~blank & ~among(employment, wanted)
    return fails, asked & blank, Reason.employment, Reason.unknown_employment


def _window(in_force: bool) -> Test:
    return np.bool_(not in_force), NOTHING, Reason.window, None


def _category(category: Array, listed: Sequence[Any]) -> Test:
    return ~among(category, (*listed, *OPEN)), among(category, OPEN), Reason.category, Reason.unknown_category


def _body(fails: Array) -> Test:
    return fails, NOTHING, Reason.body, None


def _funded(cost: Any, period: Any) -> Test:
    return NOTHING, ~cost("other_funding_known", period), Reason.none, Reason.unknown_other_funding


class municipal_support_reason(Variable):
    """Why a cost is not confirmed under municipal-support; heads of the ordinary tax left aside."""

    value_type = Enum
    possible_values = Reason
    default_value = Reason.none
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        support = parameters(period).municipal_support
        category, kind = cost("category", period), cost("body_kind", period)
        personnel, contribution = category == Category.personnel, category == Category.contribution
        staff = [Employment.part_time, *([Employment.full_time] if support.full_time else [])]
        listed = (*PERSONNEL, *RECRUITMENT, Category.contribution)
        tests = [
            _window(support.in_force),
            _category(category, listed),
            _body(np.where(contribution, ~among(kind, TOWNS), ~among(kind, SUPPORTERS))),
            _said(cost, period, "main_duty_support", Answer.yes, ~contribution),
            _employed(cost, period, staff, personnel),
            _said(cost, period, "underlying_eligible", Answer.yes, contribution),
            _funded(cost, period),
        ]
        return _first(cost("measure", period) == Measure.municipal_support, tests)


class accelerator_reason(Variable):
    """Why a row gives no head to the ordinary tax: asked of accelerator, and of personnel of municipal-support."""

    value_type = Enum
    possible_values = Reason
    default_value = Reason.none
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        measure, category = cost("measure", period), cost("category", period)
        other = category != Category.personnel
        everyone = ~other
        tests = [
            _window(parameters(period).accelerator.in_force),
            (other, NOTHING, Reason.category, None),
            _body(cost("body_kind", period) != Kind.prefecture),
            _employed(cost, period, (Employment.full_time,), everyone),
            _said(cost, period, "accelerator", Answer.yes),
            _said(cost, period, "main_duty_support", Answer.yes),
        ]
        return _first(among(measure, (Measure.accelerator, Measure.municipal_support)), tests)


class dx_leader_reason(Variable):
    """Why a cost is not confirmed under dx-leader."""

    value_type = Enum
    possible_values = Reason
    default_value = Reason.none
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        leader = parameters(period).dx_leader
        category, kind = cost("category", period), cost("body_kind", period)
        own_staff_only = ~(among(kind, SUPPORTERS) & leader.municipalities_staff)
        others = own_staff_only & (cost("for_municipality", period) == Answer.yes)
        tests = [
            _window(leader.in_force),
            _category(category, TRAINING),
            _body(kind == Kind.association),
            _said(cost, period, "designated_leader", Answer.yes),
            _said(cost, period, "in_programme", Answer.yes),
            _said(cost, period, "broad_audience", Answer.no),
            _said(cost, period, "specialised_exam", Answer.yes, category == Category.exam),
            (others, NOTHING, Reason.for_municipality, None),
            _funded(cost, period),
        ]
        return _first(cost("measure", period) == Measure.dx_leader, tests)


class cio_aide_reason(Variable):
    """Why a cost is not confirmed under cio-aide."""

    value_type = Enum
    possible_values = Reason
    default_value = Reason.none
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        category = cost("category", period)
        contract = among(category, CONTRACTS)
        personnel = category == Category.personnel
        tests = [
            _window(parameters(period).cio_aide.in_force),
            _category(category, (Category.personnel, *CONTRACTS, *RECRUITMENT)),
            _body(~among(cost("body_kind", period), TOWNS)),
            _said(cost, period, "external", Answer.yes),
            _said(cost, period, "advisory", Answer.yes),
            _employed(cost, period, (Employment.part_time,), personnel),
            _said(cost, period, "plan_only", Answer.no, contract),
            (NOTHING, contract & ~cost("share_known", period), Reason.none, Reason.unknown_share),
            _funded(cost, period),
        ]
        return _first(cost("measure", period) == Measure.cio_aide, tests)


class head_instead(Variable):
    """Whether personnel of municipal-support that is not known to be part-time counts, or may, as a head (from R7)."""

    value_type = bool
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        head = cost("accelerator_reason", period)
        personnel = (cost("measure", period) == Measure.municipal_support) & (
            cost("category", period) == Category.personnel
        )
        elsewhere = cost("employment", period) != Employment.part_time
        return personnel & elsewhere & ((head == Reason.none) | is_unknown(head))


class reason(Variable):
    """Why a cost is not confirmed, under the measure that it claims."""

    value_type = Enum
    possible_values = Reason
    default_value = Reason.none
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        measure = cost("measure", period)
        support, head = cost("municipal_support_reason", period), cost("accelerator_reason", period)
        failed = (support != Reason.none) & ~is_unknown(support)
        by_head = np.where(head == Reason.none, Reason.ordinary_tax.index, head.view(np.ndarray))
        chosen = np.select(
            [
                measure == Measure.municipal_support,
                measure == Measure.accelerator,
                measure == Measure.dx_leader,
                measure == Measure.cio_aide,
            ],
            [
                np.where(failed & cost("head_instead", period), by_head, support.view(np.ndarray)),
                head.view(np.ndarray),
                cost("dx_leader_reason", period).view(np.ndarray),
                cost("cio_aide_reason", period).view(np.ndarray),
            ],
            Reason.category.index,
        )
        return EnumArray(chosen.astype(np.uint8), Reason)


class may_be_paid_on(Variable):
    """Whether no test of the cost itself is known to fail."""

    value_type = bool
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        why, support = cost("reason", period), cost("municipal_support_reason", period)
        support_failed = (support != Reason.none) & ~is_unknown(support)
        return ((why == Reason.none) | is_unknown(why)) & ~support_failed


class head(Variable):
    """The head that a row gives to the ordinary tax."""

    value_type = Enum
    possible_values = Head
    default_value = Head.none
    entity = Cost
    definition_period = DateUnit.YEAR

    def formula(cost: Any, period: Any, parameters: Any) -> Array:  # noqa: N805
        why = cost("accelerator_reason", period)
        asked = (cost("measure", period) == Measure.accelerator) | cost("head_instead", period)
        certain, possible = asked & (why == Reason.none), asked & is_unknown(why)
        return EnumArray(
            np.select([certain, possible], [Head.certain.index, Head.possible.index], 0).astype("u1"), Head
        )
