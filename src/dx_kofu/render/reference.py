"""The reference of the rules: a page per fiscal year, and one table of all years side by side, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dx_kofu.messages import Message
from dx_kofu.render.rules import figure_value, page, requirement_value, row, step_value, table_head
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import (
    Checklist,
    Claim,
    Condition,
    Cost,
    Figure,
    Measure,
    Parameter,
    Requirement,
    RuleSet,
    Stage,
    Window,
)
from dx_kofu.words import Lang

_GROUPS = ("window", "costs", "conditions", "steps", "figures", "requirements", "stages", "claims")
LANGUAGES: tuple[Lang, ...] = ("ja", "en")


def pages(loaded: Sequence[Loaded]) -> dict[str, str]:
    """Every page by its file name."""
    found: dict[str, str] = {}
    for lang in LANGUAGES:
        suffix = ".md" if lang == "ja" else ".en.md"
        found["years" + suffix] = "".join(_side_by_side([file.rules for file in loaded], lang))
        for file in loaded:
            parts = file.rules.parts
            found[file.rules.fiscal_year + suffix] = "".join(page(file, parts, lang))
    return found


def _side_by_side(years: Sequence[RuleSet], lang: Lang) -> Iterator[str]:
    yield f"# {Message('r.years').in_(lang)}\n\n{Message('r.years-note').in_(lang)}\n\n"
    ids = dict.fromkeys(measure.id for rules in years for measure in rules.measures)
    ids |= dict.fromkeys(checklist.id for rules in years for checklist in rules.checklists)
    for name in ids:
        standing_in = {rules.fiscal_year: _part(rules, name) for rules in years}
        title = next(part.title for part in reversed(standing_in.values()) if part is not None)
        yield f"## {title.in_(lang)} `{name}`\n\n"
        yield from table_head([Message("r.what").in_(lang), *(rules.fiscal_year for rules in years)])
        rules_of = {year: _parameters(part) for year, part in standing_in.items()}
        keys = dict.fromkeys(key for parameters in rules_of.values() for key in parameters)
        for key in keys:
            cells = [rules_of[rules.fiscal_year].get(key) for rules in years]
            label = next(cell for cell in reversed(cells) if cell is not None).title.in_(lang)
            shown = [
                "-" if cell is None else _cell(rules, standing_in[rules.fiscal_year], cell, lang)
                for rules, cell in zip(years, cells, strict=True)
            ]
            yield row([label, *shown])
        yield "\n"


def _part(rules: RuleSet, name: str) -> Measure | Checklist | None:
    return next((part for part in rules.parts if part.id == name), None)


def _parameters(part: Measure | Checklist | None) -> dict[str, Parameter]:
    """A part's rules by a name that stays the same from year to year, what a measure pays for before the conditions."""
    named = [] if part is None else [(path, rule) for path, rule in part.named_parameters() if path]
    return dict(sorted(named, key=lambda entry: _GROUPS.index(entry[0].partition(".")[0])))


def _cell(rules: RuleSet, part: Measure | Checklist | None, parameter: Parameter, lang: Lang) -> str:
    standing = ", ".join(Message(f"s.{name}").in_(lang) for name in parameter.standing)
    return f"{_value(rules, part, parameter, lang)} ({standing})".strip()


def _value(rules: RuleSet, part: Measure | Checklist | None, parameter: Parameter, lang: Lang) -> str:
    match parameter:
        case Window():
            return f"{parameter.first or ''} - {parameter.last or ''}"
        case Condition():
            spared = "".join(f", {Message(f'b.{kind}').in_(lang)}: -" for kind in parameter.unless_body)
            return f"{rules.facts[parameter.fact].title.in_(lang)} = {', '.join(parameter.one_of)}{spared}"
        case Cost():
            return ", ".join(Message(f"b.{kind}").in_(lang) for kind in parameter.bodies)
        case Figure():
            return figure_value(parameter, lang)
        case Requirement() if isinstance(part, Checklist):
            return requirement_value(rules, part, parameter, lang)
        case Stage() if isinstance(part, Checklist):
            return rules.fact_of(part, parameter.fact).title.in_(lang)
        case Claim():
            return (
                f"{rules.measure(parameter.measure).title.in_(lang)}: {rules.categories[parameter.category].in_(lang)}"
            )
        case _:
            return step_value(rules, parameter, lang)
