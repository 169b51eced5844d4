"""What a row of the table says."""

# ruff: noqa: N801 - OpenFisca takes a variable's name from its class
from __future__ import annotations

from benchmarks.compare.openfisca_kofu.entities import Cost
from benchmarks.compare.openfisca_kofu.words import Answer, Category, Employment, Kind, Measure
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable


class measure(Variable):
    """措置 / measure."""

    value_type = Enum
    possible_values = Measure
    default_value = Measure.municipal_support
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "措置 / measure"


class category(Variable):
    """経費区分 / category of cost."""

    value_type = Enum
    possible_values = Category
    default_value = Category.other
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "経費区分 / category of cost"


class body_kind(Variable):
    """団体の種類 / kind of body."""

    value_type = Enum
    possible_values = Kind
    default_value = Kind.municipality
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "団体の種類 / kind of body"


class employment(Variable):
    """任用形態 / employment."""

    value_type = Enum
    possible_values = Employment
    default_value = Employment.blank
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "任用形態 / employment"


class main_duty_support(Variable):
    """市町村支援が主業務 / main duty support."""

    value_type = Enum
    possible_values = Answer
    default_value = Answer.blank
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "市町村支援が主業務 / main duty support"


class accelerator(Variable):
    """アクセラレータ任命 / accelerator."""

    value_type = Enum
    possible_values = Answer
    default_value = Answer.blank
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "アクセラレータ任命 / accelerator"


class designated_leader(Variable):
    """DX推進リーダー指定 / designated leader."""

    value_type = Enum
    possible_values = Answer
    default_value = Answer.blank
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "DX推進リーダー指定 / designated leader"


class in_programme(Variable):
    """育成プログラム記載 / in programme."""

    value_type = Enum
    possible_values = Answer
    default_value = Answer.blank
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "育成プログラム記載 / in programme"


class broad_audience(Variable):
    """職員全般対象 / broad audience."""

    value_type = Enum
    possible_values = Answer
    default_value = Answer.blank
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "職員全般対象 / broad audience"


class specialised_exam(Variable):
    """専門的試験 / specialised exam."""

    value_type = Enum
    possible_values = Answer
    default_value = Answer.blank
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "専門的試験 / specialised exam"


class for_municipality(Variable):
    """他市町村職員対象 / for municipality."""

    value_type = Enum
    possible_values = Answer
    default_value = Answer.no
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "他市町村職員対象 / for municipality"


class external(Variable):
    """外部人材 / external."""

    value_type = Enum
    possible_values = Answer
    default_value = Answer.blank
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "外部人材 / external"


class advisory(Variable):
    """全庁的助言業務 / advisory."""

    value_type = Enum
    possible_values = Answer
    default_value = Answer.blank
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "全庁的助言業務 / advisory"


class plan_only(Variable):
    """計画策定のみ / plan only."""

    value_type = Enum
    possible_values = Answer
    default_value = Answer.blank
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "計画策定のみ / plan only"


class underlying_eligible(Variable):
    """負担対象が対象経費 / underlying eligible."""

    value_type = Enum
    possible_values = Answer
    default_value = Answer.blank
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "負担対象が対象経費 / underlying eligible"


class amount(Variable):
    """金額 / claimed cost, in yen."""

    value_type = int
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "金額 / claimed cost, in yen"


class other_funding(Variable):
    """特定財源 / other funding, in yen."""

    value_type = int
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "特定財源 / other funding, in yen"


class other_funding_known(Variable):
    """特定財源の記入 / whether other funding is given."""

    value_type = bool
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "特定財源の記入 / whether other funding is given"


class share_numerator(Variable):
    """按分率の分子 / numerator of the eligible share."""

    value_type = int
    default_value = 1
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "按分率の分子 / numerator of the eligible share"


class share_denominator(Variable):
    """按分率の分母 / denominator of the eligible share."""

    value_type = int
    default_value = 1
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "按分率の分母 / denominator of the eligible share"


class share_known(Variable):
    """按分率の記入 / whether a share is given."""

    value_type = bool
    entity = Cost
    definition_period = DateUnit.YEAR
    label = "按分率の記入 / whether a share is given"
