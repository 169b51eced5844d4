"""A scenario's values and figures in words, the same in every format: what is not known never looks like a plain figure."""

from __future__ import annotations

from dx_kofu.messages import Message
from dx_kofu.render.figures import bound, confirmed, signed
from dx_kofu.result import Total
from dx_kofu.rules.records import UNKNOWN
from dx_kofu.simulate.parameters import Parameter, Value
from dx_kofu.simulate.records import Outcome, Simulation, Tax
from dx_kofu.words import Lang


def value_words(value: Value, lang: Lang) -> str:
    """A value as people read it: ``21,000,000``, ``0.7``; not known: ``不明``."""
    if value == UNKNOWN:
        return Message("t.unbounded").in_(lang)
    return f"{value:,}" if isinstance(value, int) else value


def now_words(parameter: Parameter, years: tuple[str, ...], lang: Lang) -> str:
    """The value of the rules as they stand: one, or one per fiscal year of the table where they differ."""
    values = now_of(parameter, years)
    if len(set(values.values())) <= 1:
        return value_words(next(iter(values.values())), lang) if values else "-"
    return " / ".join(f"{year} {value_words(value, lang)}" for year, value in values.items())


def now_text(parameter: Parameter, years: tuple[str, ...]) -> str:
    """The same for programs: ``0.7``, or ``R8:3000000 R10:1000000``."""
    values = now_of(parameter, years)
    if len(set(values.values())) <= 1:
        return str(next(iter(values.values()), ""))
    return " ".join(f"{year}:{value}" for year, value in values.items())


def now_of(parameter: Parameter, years: tuple[str, ...]) -> dict[str, Value]:
    """The values of the rules as they stand in the fiscal years of the table."""
    return {year: value for year, value in parameter.now.items() if year in years}


def years_of(found: Simulation) -> tuple[str, ...]:
    """The fiscal years of the table."""
    return tuple(loaded.rules.fiscal_year for loaded in found.base.rules)


def change_words(outcome: Outcome, base: Outcome, tax: Tax, lang: Lang) -> str:
    """The change of the confirmed total; where one of the two waits for an unknown figure it says so."""
    figure = signed(outcome.of(tax).change, lang)
    known = outcome.of(tax).total.complete and base.of(tax).total.complete
    return figure if known else Message("t.incomplete", figure=figure).in_(lang)


def total_words(total: Total, lang: Lang, *, approximate: bool) -> tuple[str, str]:
    """A total, confirmed and at most."""
    sure = confirmed(total.allocation, lang, complete=total.complete, approximate=approximate)
    return sure, bound(total.potential, lang, approximate=approximate)


def is_approximate(found: Simulation, tax: Tax) -> bool:
    """Whether a line of the tax rests on an approximate figure."""
    return any(line.approximate for line in found.base.lines if line.tax == tax)


def moves(found: Simulation, tax: Tax) -> bool:
    """Whether any scenario says something else of a tax than the rules as they stand."""
    first = found.outcomes[0].of(tax).total
    effects = [one.of(tax) for one in found.outcomes[1:]]
    return any(one.total != first or one.gain or one.lose for one in effects)
