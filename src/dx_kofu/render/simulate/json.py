"""``simulate --format json``: the simulation as outside tools read it (schema ``dx-kofu/simulate/1``), a scenario a line.

Amounts are integers in yen, ``null`` where no bound is known, rates strings; no floats, and the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from json import dumps
from typing import Any

from dx_kofu import __version__
from dx_kofu.render.json import diagnostic_object, input_object, ruleset_object
from dx_kofu.render.simulate.words import now_of, years_of
from dx_kofu.simulate.parameters import Parameter
from dx_kofu.simulate.records import TAXES, Effect, Outcome, Simulation
from dx_kofu.simulate.scenarios import Drawn, Swept
from dx_kofu.simulate.spread import Spread
from dx_kofu.words import Lang

SCHEMA = "dx-kofu/simulate/1"


def render(found: Simulation, lang: Lang, *, ascii_only: bool = False) -> Iterator[str]:
    """The pieces of the document."""
    write = partial(dumps, ensure_ascii=ascii_only)
    base, asked = found.base, found.asked
    head: dict[str, Any] = {
        "schema": SCHEMA,
        "program": __version__,
        "ruleset": [ruleset_object(loaded) for loaded in base.rules],
    }
    if base.overlay is not None:
        head["overlay"] = {"name": base.overlay.name, "sha256": base.overlay.sha256}
    head["inputs"] = [input_object(read) for read in base.inputs]
    if base.read_as:
        head["reading"] = [message.in_(lang) for message in base.read_as]
    drawing = asked.drawing
    head["parameters"] = [_swept(found, one, lang) for one in asked.swept]
    head["parameters"] += [_drawn(found, one, lang) for one in (drawing.drawn if drawing is not None else ())]
    head["draws"] = None if drawing is None else {"count": drawing.draws, "seed": drawing.seed}
    head["bodies"] = {"all": len(found.bodies), **{tax: sum(found.has[tax]) for tax in TAXES}}
    yield "{\n"
    for key, value in head.items():
        yield f"{write(key)}: {write(value)},\n"
    yield from _array("scenarios", (write(_scenario(found, *one)) for one in enumerate(found.outcomes)))
    yield f'"over_scenarios": {write({tax: _spread(found.over[tax]) for tax in TAXES})},\n'
    yield from _array("warnings", (write(diagnostic_object(one, lang)) for one in base.warnings))
    if base.skipped:
        yield from _array("skipped", (write(diagnostic_object(one, lang)) for one in base.skipped))
    yield f'"assumptions": {write([message.in_(lang) for message in base.assumptions])}\n'
    yield "}\n"


def _array(name: str, elements: Iterable[str]) -> Iterator[str]:
    separator = f'"{name}": [\n'
    for element in elements:
        yield separator + element
        separator = ",\n"
    yield f'"{name}": [],\n' if separator.startswith('"') else "\n],\n"


def _parameter(found: Simulation, one: Parameter, lang: Lang) -> dict[str, Any]:
    return {
        "path": one.path,
        "measure": one.measure,
        "parameter": one.step,
        "key": one.key,
        "title": next(iter(one.steps.values())).title.in_(lang),
        "now": now_of(one, years_of(found)),
    }


def _swept(found: Simulation, one: Swept, lang: Lang) -> dict[str, Any]:
    return _parameter(found, one.parameter, lang) | {"values": list(one.values)}


def _drawn(found: Simulation, one: Drawn, lang: Lang) -> dict[str, Any]:
    law = {"law": one.law, "bounds": [one.value(bound) for bound in one.bounds], "digits": one.digits}
    return _parameter(found, one.parameter, lang) | {"draw": law}


def _scenario(found: Simulation, number: int, one: Outcome) -> dict[str, Any]:
    paths = [parameter.path for parameter in found.parameters]
    values = None if one.values is None else dict(zip(paths, one.values, strict=True))
    return {"scenario": number, "values": values} | {tax: _effect(one.of(tax)) for tax in TAXES}


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        **effect.total._asdict(),
        "change": effect.change,
        "potential_change": effect.potential_change,
        "gain": effect.gain,
        "lose": effect.lose,
        "same": effect.same,
        "bodies": _spread(effect.bodies),
        "changes": _spread(effect.changes),
    }


def _spread(spread: Spread | None) -> dict[str, int] | None:
    """Quartiles are figures that occur (the lower ones), the mean is rounded half up to the yen."""
    if spread is None:
        return None
    names = ("count", "min", "q1", "median", "q3", "max", "mean")
    return dict(zip(names, spread, strict=True))
