"""The closed sets of values, as OpenFisca's enumerations; each member's value is the word of the expenses table."""

from __future__ import annotations

from openfisca_core.indexed_enums import Enum


class Measure(Enum):
    """措置."""

    municipal_support = "municipal-support"
    accelerator = "accelerator"
    dx_leader = "dx-leader"
    cio_aide = "cio-aide"
    dx_advisor = "dx-advisor"


class Category(Enum):
    """経費区分."""

    personnel = "personnel"
    outsourcing = "outsourcing"
    outsourcing_other = "outsourcing_other"
    recruitment = "recruitment"
    outsourcing_recruitment = "outsourcing_recruitment"
    contribution = "contribution"
    training = "training"
    course = "course"
    exam = "exam"
    programme = "programme"
    environment = "environment"
    travel = "travel"
    communication = "communication"
    other = "other"


class Kind(Enum):
    """The kind of body."""

    municipality = "municipality"
    hub_city = "hub-city"
    prefecture = "prefecture"
    association = "association"


class Answer(Enum):
    """A fact: not known, yes or no."""

    blank = ""
    yes = "yes"
    no = "no"


class Employment(Enum):
    """任用形態."""

    blank = ""
    full_time = "full_time"
    part_time = "part_time"
    contractor = "contractor"


class Reason(Enum):
    """Why a cost is not confirmed: first what is known to fail, then, from ``unknown_category`` on, what is not known."""

    none = ""
    window = "window"
    category = "category"
    body = "body"
    employment = "condition:employment"
    main_duty_support = "condition:main_duty_support"
    accelerator = "condition:accelerator"
    designated_leader = "condition:designated_leader"
    in_programme = "condition:in_programme"
    broad_audience = "condition:broad_audience"
    specialised_exam = "condition:specialised_exam"
    for_municipality = "condition:for_municipality"
    external = "condition:external"
    advisory = "condition:advisory"
    plan_only = "condition:plan_only"
    underlying_eligible = "condition:underlying_eligible"
    ordinary_tax = "ordinary-tax"
    unknown_category = "unknown:category"
    unknown_employment = "unknown:employment"
    unknown_main_duty_support = "unknown:main_duty_support"
    unknown_accelerator = "unknown:accelerator"
    unknown_designated_leader = "unknown:designated_leader"
    unknown_in_programme = "unknown:in_programme"
    unknown_broad_audience = "unknown:broad_audience"
    unknown_specialised_exam = "unknown:specialised_exam"
    unknown_external = "unknown:external"
    unknown_advisory = "unknown:advisory"
    unknown_plan_only = "unknown:plan_only"
    unknown_underlying_eligible = "unknown:underlying_eligible"
    unknown_share = "unknown:share"
    unknown_other_funding = "unknown:other-funding"


class Head(Enum):
    """Whether a row gives a head to the ordinary tax."""

    none = "none"
    possible = "possible"
    certain = "certain"


class Status(Enum):
    """What came of a row."""

    review = "review"
    ineligible = "ineligible"
    eligible = "eligible"
    partial = "partial"
