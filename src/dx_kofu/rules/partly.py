"""A TOML table whose shape does not hold everywhere, so far as it does: the rest can be judged in the same run.

In: parsed TOML, and what stands in where a key that must be there is missing or wrong. Out: the record with what is wrong left
out, its data, and every problem of the shape. A record that was mended so is only for finding more problems, never for computing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter

from dx_kofu.rules.validate import Problem, shape

T = TypeVar("T")
ROUNDS = 4  # a table that stands in for something else needs its own keys next
StandIns = Mapping[str, Callable[[], Any]]
"""By key; a key with ``[]`` at its end is an entry of that list."""


class Partly(NamedTuple):
    """A record (``None`` where it cannot be mended), the data it was made of, and the problems of the shape."""

    record: Any
    data: dict[str, Any]
    problems: list[Problem]


def partly(adapter: TypeAdapter[T], data: dict[str, Any], keys: Iterable[str], stand_ins: StandIns) -> Partly:
    """The record of ``adapter`` with what is wrong left out."""
    keys, told = tuple(keys), None
    for _ in range(ROUNDS):
        found = shape(adapter, data, keys)
        if not isinstance(found, list):
            return Partly(found, data, told or [])
        told = found if told is None else told
        data = deepcopy(data)
        for problem in found:
            _mend(data, problem.path, stand_ins)
    return Partly(None, data, told or [])


def _mend(data: Any, path: str, stand_ins: StandIns) -> None:
    """Leaves out what stands at a path, or puts something in its place."""
    steps = [int(step[1:-1]) if step[0] == "[" else step for step in re.findall(r"\[\d+\]|[^.\[\]]+", path)]
    for at, step in enumerate(steps):
        last = at == len(steps) - 1
        entry = f"{step}[]" in stand_ins
        if isinstance(data, list) and isinstance(step, int) and step < len(data):
            if last:
                data[step] = stand_ins[f"{steps[at - 1]}[]"]()
        elif not isinstance(data, dict):
            return
        elif last or (step in data and isinstance(data[step], list) and not entry):
            if step in stand_ins:
                data[step] = stand_ins[str(step)]()
            else:
                data.pop(step, None)
            return
        if not last:
            data = data[step] if isinstance(data, list) or step in data else None
