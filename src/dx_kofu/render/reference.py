"""The reference of the rules: a page per fiscal year, and one table of all years side by side, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dx_kofu.messages import Message
from dx_kofu.render.rules import page, row, step_value, table_head
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import Condition, Cost, Figure, Measure, Parameter, RuleSet, Window
from dx_kofu.words import Lang

_GROUPS = ("window", "costs", "conditions", "steps", "figures")
LANGUAGES: tuple[Lang, ...] = ("ja", "en")


def pages(loaded: Sequence[Loaded]) -> dict[str, str]:
    """Every page by its file name."""
    found: dict[str, str] = {}
    for lang in LANGUAGES:
        suffix = ".md" if lang == "ja" else ".en.md"
        found["years" + suffix] = "".join(_side_by_side([file.rules for file in loaded], lang))
        for file in loaded:
            found[file.rules.fiscal_year + suffix] = "".join(page(file, file.rules.measures, lang))
    return found


def _side_by_side(years: Sequence[RuleSet], lang: Lang) -> Iterator[str]:
    yield f"# {Message('r.years').in_(lang)}\n\n{Message('r.years-note').in_(lang)}\n\n"
    ids = dict.fromkeys(measure.id for rules in years for measure in rules.measures)
    for name in ids:
        standing_in = {rules.fiscal_year: _measure(rules, name) for rules in years}
        title = next(measure.title for measure in reversed(standing_in.values()) if measure is not None)
        yield f"## {title.in_(lang)} `{name}`\n\n"
        yield from table_head([Message("r.what").in_(lang), *(rules.fiscal_year for rules in years)])
        rules_of = {year: _parameters(measure) for year, measure in standing_in.items()}
        keys = dict.fromkeys(key for parameters in rules_of.values() for key in parameters)
        for key in keys:
            cells = [rules_of[rules.fiscal_year].get(key) for rules in years]
            label = next(cell for cell in reversed(cells) if cell is not None).title.in_(lang)
            shown = [
                "-" if cell is None else _cell(rules, cell, lang) for rules, cell in zip(years, cells, strict=True)
            ]
            yield row([label, *shown])
        yield "\n"


def _measure(rules: RuleSet, name: str) -> Measure | None:
    return next((measure for measure in rules.measures if measure.id == name), None)


def _parameters(measure: Measure | None) -> dict[str, Parameter]:
    """A measure's rules by a name that stays the same from year to year, what it pays for before the conditions."""
    named = [] if measure is None else [(path, rule) for path, rule in measure.named_parameters() if path]
    return dict(sorted(named, key=lambda entry: _GROUPS.index(entry[0].partition(".")[0])))


def _cell(rules: RuleSet, parameter: Parameter, lang: Lang) -> str:
    standing = ", ".join(Message(f"s.{name}").in_(lang) for name in parameter.standing)
    return f"{_value(rules, parameter, lang)} ({standing})".strip()


def _value(rules: RuleSet, parameter: Parameter, lang: Lang) -> str:
    match parameter:
        case Window():
            return f"{parameter.first or ''} - {parameter.last or ''}"
        case Condition():
            spared = "".join(f", {Message(f'b.{kind}').in_(lang)}: -" for kind in parameter.unless_body)
            return f"{rules.facts[parameter.fact].title.in_(lang)} = {', '.join(parameter.one_of)}{spared}"
        case Cost():
            return ", ".join(Message(f"b.{kind}").in_(lang) for kind in parameter.bodies)
        case Figure():
            return f"{parameter.value} {parameter.unit.in_(lang)}"
        case _:
            return step_value(rules, parameter, lang)
