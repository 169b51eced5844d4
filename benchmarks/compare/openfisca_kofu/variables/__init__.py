"""Every variable of the package, inputs first."""

from __future__ import annotations

from typing import Any

from benchmarks.compare.openfisca_kofu.variables import allocations, costs, inputs, verdicts
from openfisca_core.variables import Variable

VARIABLES: list[Any] = [
    variable
    for module in (inputs, verdicts, costs, allocations)
    for variable in vars(module).values()
    if isinstance(variable, type) and issubclass(variable, Variable) and variable.__module__ == module.__name__
]
