"""``simulate --format csv``: a line per scenario; ``--bodies``: a line per scenario and body. The same in every language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dx_kofu.render.csv import lines_of
from dx_kofu.render.digest import provisional
from dx_kofu.render.simulate.words import now_text, years_of
from dx_kofu.simulate.records import TAXES, Effect, Outcome, Simulation
from dx_kofu.simulate.spread import Spread

EFFECT = ("allocation", "potential", "complete", "change", "potential_change", "gain", "lose", "same")


def render(found: Simulation) -> Iterator[str]:
    """The scenarios, the rules as they stand first; a blank potential has no bound."""
    return lines_of(_rows(found))


def _rows(found: Simulation) -> Iterator[Iterable[object]]:
    paths = [parameter.path for parameter in found.parameters]
    spread = [f"{part}_{name}" for part in ("bodies", "changes") for name in Spread._fields[1:]]
    effects = [f"{tax}_{name}" for tax in TAXES for name in (*EFFECT, "bodies", *spread)]
    yield ["scenario", *paths, *effects, "rule_status"]
    standing = "announced" if provisional(found.base) else "in-force"
    for number, one in enumerate(found.outcomes):
        cells = [cell for tax in TAXES for cell in _effect(one.of(tax))]
        yield [number, *_values(found, one), *cells, standing]


def _values(found: Simulation, one: Outcome) -> list[object]:
    if one.values is not None:
        return list(one.values)
    return [now_text(parameter, years_of(found)) for parameter in found.parameters]


def _effect(effect: Effect) -> Iterator[object]:
    total = effect.total
    yield from (total.allocation, _blank(total.potential), _yes(total.complete))
    yield from (effect.change, _blank(effect.potential_change), effect.gain, effect.lose, effect.same)
    yield effect.bodies.size if effect.bodies is not None else 0
    for spread in (effect.bodies, effect.changes):
        yield from spread[1:] if spread is not None else [""] * (len(Spread._fields) - 1)


def bodies(found: Simulation) -> Iterator[str]:
    """Each body's totals under each scenario, all fiscal years of the table together; a tax it has no line of is 0."""
    return lines_of(_body_rows(found))


def _body_rows(found: Simulation) -> Iterator[Iterable[object]]:
    columns = [f"{tax}_{name}" for tax in TAXES for name in ("allocation", "potential", "complete", "change")]
    yield ["scenario", "body_code", *columns]
    base = {tax: found.totals(tax, None)["allocation"].to_list() for tax in TAXES}
    for number, one in enumerate(found.outcomes):
        parts = []
        for tax in TAXES:
            rows = found.totals(tax, one.values).iter_rows()
            parts.append(
                [
                    (sure, _blank(best), _yes(whole), sure - was)
                    for (sure, best, whole), was in zip(rows, base[tax], strict=True)
                ]
            )
        for code, *taxes in zip(found.bodies, *parts, strict=True):
            yield [number, code, *(cell for cells in taxes for cell in cells)]


def _blank(amount: int | None) -> object:
    return "" if amount is None else amount


def _yes(value: bool) -> str:
    return "yes" if value else "no"
