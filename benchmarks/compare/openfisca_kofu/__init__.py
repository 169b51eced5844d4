"""The measures for digital specialists as an OpenFisca country package: parameters in files, a variable for every figure.

A cost (経費) is the single entity; costs are grouped by body (団体) and by the person they are paid for (対象者), within a
fiscal year, which is a period of one year from April (``year:2026-04``). What depends on nothing but the row is a variable
of the cost, an allocation one of the body.

It needs OpenFisca-Core (``benchmarks/requirements.txt``), which the program itself does not.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.compare.openfisca_kofu.entities import ENTITIES
from benchmarks.compare.openfisca_kofu.variables import VARIABLES
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

HERE = Path(__file__).parent


class KofuTaxBenefitSystem(TaxBenefitSystem):
    """The measures of R6 to R11."""

    def __init__(self) -> None:
        super().__init__(ENTITIES)
        self.load_parameters(str(HERE / "parameters"))
        self.add_variables(*VARIABLES)
