"""Rule files for people and programs: a list, a page an official can read, and the difference between two of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from dx_kofu.compare.records import LineDifference, Pair, RowDifference
from dx_kofu.lint.overlaps import Overlap
from dx_kofu.lint.proofs import Proof
from dx_kofu.lint.sources import Due, SourceFinding
from dx_kofu.messages import say
from dx_kofu.money import decimal_text
from dx_kofu.render.digest import place_words
from dx_kofu.render.json import line_object
from dx_kofu.result import Item, Line
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import (
    UNKNOWN,
    Cap,
    Checklist,
    Cost,
    Fact,
    Figure,
    Head,
    Limit,
    Measure,
    Parameter,
    Rate,
    Requirement,
    Round,
    RuleSet,
    Unknown,
)
from dx_kofu.rules.tree import ORDER, Change, Tree, source_of, tree
from dx_kofu.words import Lang, Text

LIST_SCHEMA = "dx-kofu/rules-list/1"
LINT_SCHEMA = "dx-kofu/rules-lint/1"
DIFF_SCHEMA = "dx-kofu/rules-diff/1"


# ------------------------------------------------------------------------------------------------ list


def as_list(loaded: Sequence[Loaded], lang: Lang) -> str:
    """The rule files, one a line: year, version, status, hash, measures."""
    lines = []
    for file in loaded:
        rules = file.rules
        ids = ", ".join(part.id for part in rules.parts)
        status = say(f"t.{rules.status}", lang)
        lines.append(f"{rules.fiscal_year:4} {rules.version:8} {status:10} {file.sha256[:16]}  {ids}")
    return "\n".join(lines) + "\n"


def list_json(loaded: Sequence[Loaded]) -> str:
    """The rule files as JSON."""
    files = [
        {
            "fiscal_year": file.rules.fiscal_year,
            "version": file.rules.version,
            "status": file.rules.status,
            "file": file.name,
            "sha256": file.sha256,
            "measures": [measure.id for measure in file.rules.measures],
            "checklists": [checklist.id for checklist in file.rules.checklists],
        }
        for file in loaded
    ]
    return json.dumps({"schema": LIST_SCHEMA, "rules": files}, ensure_ascii=False, indent=1) + "\n"


# ------------------------------------------------------------------------------------------------ a page


def page(loaded: Loaded, parts: Sequence[Measure | Checklist], lang: Lang) -> Iterator[str]:
    """A page in Markdown: targets, costs, conditions and steps of measures, requirements of checklists, with source and standing."""
    rules = loaded.rules
    status = say(f"t.{rules.status}", lang)
    yield f"# {say('r.title', lang, year=rules.fiscal_year, version=rules.version, status=status)}\n\n"
    yield f"{say('r.days', lang, first=rules.first_day, last=rules.last_day, closing=rules.closing_day)}\n\n"
    yield f"SHA-256 `{loaded.sha256}`\n\n"
    for part in parts:
        yield f"## {part.title.in_(lang)} `{part.id}`\n\n"
        if isinstance(part, Measure):
            yield from _measure(rules, part, lang)
        else:
            yield from _checklist(rules, part, lang)
        yield from _grounds(part, lang)


def _measure(rules: RuleSet, measure: Measure, lang: Lang) -> Iterator[str]:
    yield f"- {say('r.tax', lang)}: {say(f't.{measure.tax}', lang)}\n"
    yield from _window(rules, measure, lang)
    yield f"- {say('r.source', lang)}: {rules.citation(measure.source)}\n\n"
    if measure.costs:
        yield from _head(["r.costs", "r.categories", "r.bodies", "r.conditions", "r.standing", "r.source"], lang)
        for cost in measure.costs:
            yield row(_cost_cells(rules, measure, cost, lang) + _provenance(rules, cost, lang))
        yield "\n"
    if measure.conditions:
        yield from _head(["r.condition", "r.fact", "r.standing", "r.source"], lang)
        for condition in measure.conditions.values():
            fact = f"{rules.facts[condition.fact].title.in_(lang)} = {', '.join(condition.one_of)}"
            yield row([condition.title.in_(lang), fact, *_provenance(rules, condition, lang)])
        yield "\n"
    if measure.steps:
        yield from _head(["r.step", "r.what", "r.value", "r.standing", "r.source"], lang)
        for number, step in enumerate(measure.steps, start=1):
            cells = [f"{number}. `{step.step}`", step.title.in_(lang), step_value(rules, step, lang)]
            yield row(cells + _provenance(rules, step, lang))
        yield "\n"
    if measure.figures:
        yield from _head(["r.what", "r.value", "r.standing", "r.source"], lang)
        for figure in measure.figures:
            yield row([figure.title.in_(lang), figure_value(figure, lang), *_provenance(rules, figure, lang)])
        yield "\n"


def _checklist(rules: RuleSet, checklist: Checklist, lang: Lang) -> Iterator[str]:
    yield f"- {say('r.bodies', lang)}: {', '.join(say(f'b.{kind}', lang) for kind in checklist.bodies)}\n"
    if checklist.due is not None:
        yield f"- {say('r.due-year', lang)}: {checklist.due}\n"
    yield from _window(rules, checklist, lang)
    yield f"- {say('r.source', lang)}: {rules.citation(checklist.source)}{_standing(checklist, lang)}\n\n"
    yield from _head(["r.condition", "r.fact", "r.standing", "r.source"], lang)
    for requirement in checklist.requirements:
        cells = [requirement.title.in_(lang), requirement_value(rules, checklist, requirement, lang)]
        yield row(cells + _provenance(rules, requirement, lang))
    yield "\n"
    if checklist.stages:
        yield from _head(["r.stage", "r.fact", "r.standing", "r.source"], lang)
        for stage in checklist.stages:
            fact = rules.fact_of(checklist, stage.fact).title.in_(lang)
            yield row([stage.title.in_(lang), fact, *_provenance(rules, stage, lang)])
        yield "\n"
    if checklist.claims:
        yield from _head(["r.claim", "r.fact", "t.measure", "r.categories", "r.standing", "r.source"], lang)
        for claim in checklist.claims:
            cells = [claim.title.in_(lang), _one_of(rules.fact_of(checklist, claim.fact), claim.one_of, lang)]
            cells += [rules.measure(claim.measure).title.in_(lang), rules.categories[claim.category].in_(lang)]
            yield row(cells + _provenance(rules, claim, lang))
        yield "\n"


def _window(rules: RuleSet, part: Measure | Checklist, lang: Lang) -> Iterator[str]:
    if part.window is not None:
        first, last = part.window.first or "", part.window.last or ""
        yield f"- {part.window.title.in_(lang)}: {first} - {last}{_standing(part.window, lang)}"
        yield f" {rules.citation(part.window.source)}\n"


def _grounds(part: Measure | Checklist, lang: Lang) -> Iterator[str]:
    grounds = [(parameter, ground) for parameter in part.parameters() for ground in parameter.assumptions]
    if grounds:
        yield f"{say('t.assumptions', lang)}:\n\n"
        for parameter, ground in grounds:
            yield f"- {parameter.title.in_(lang)}: {ground.in_(lang)}\n"
        yield "\n"


def _cost_cells(rules: RuleSet, measure: Measure, cost: Cost, lang: Lang) -> list[str]:
    categories = ", ".join(rules.categories[name].in_(lang) for name in cost.categories)
    bodies = ", ".join(say(f"b.{kind}", lang) for kind in cost.bodies)
    conditions = "; ".join(measure.conditions[name].title.in_(lang) for name in cost.conditions)
    return [cost.title.in_(lang), categories, bodies, conditions]


def step_value(rules: RuleSet, step: Parameter, lang: Lang) -> str:
    """What a step says, in words and figures."""

    def yen(amount: int | Unknown) -> str:
        return say("t.unbounded", lang) if amount == UNKNOWN else say("r.yen", lang, amount=amount)

    def figure(value: int | str) -> str:
        return say("t.unbounded", lang) if value == UNKNOWN else str(value)

    match step:
        case Cap():
            names = ", ".join(rules.categories[name].in_(lang) for name in step.categories)
            return say(f"r.cap-{step.per}", lang, amount=yen(step.amount), names=names)
        case Limit():
            return say("r.limit", lang, persons=figure(step.persons))
        case Rate():
            return f"x {figure(step.rate)}"
        case Round():
            return say("r.round", lang, to=f"{step.to:,}")
        case Head():
            amount = yen(step.unit_amount)
            return say("r.head", lang, amount=say("t.approximate", lang, figure=amount) if step.approximate else amount)
        case _:
            return ""


def figure_value(figure: Figure, lang: Lang) -> str:
    """A figure with its unit, and how it binds."""
    value = say("t.unbounded", lang) if figure.value == UNKNOWN else str(figure.value)
    bound = "" if figure.bound is None else say(f"r.{figure.bound}", lang)
    return _in_principle(f"{value} {figure.unit.in_(lang)}{bound}", in_principle=figure.in_principle, lang=lang)


def requirement_value(rules: RuleSet, checklist: Checklist, requirement: Requirement, lang: Lang) -> str:
    """What a requirement asks of its fact; beside what else is enough, and of whom it is asked."""
    fact = rules.fact_of(checklist, requirement.fact)
    if requirement.at_least is None:
        said = _one_of(fact, requirement.one_of, lang)
    else:
        number = say("t.unbounded", lang) if requirement.at_least == UNKNOWN else str(requirement.at_least)
        said = f"{fact.title.in_(lang)}: {number}{say('r.at-least', lang)}"
    if requirement.alternative is not None:
        said = say("r.alternative", lang, said=said)
    if requirement.bodies:
        said += f" ({', '.join(say(f'b.{kind}', lang) for kind in requirement.bodies)})"
    return _in_principle(said, in_principle=requirement.in_principle, lang=lang)


def _one_of(fact: Fact, values: Sequence[str], lang: Lang) -> str:
    names = (fact.values[value].in_(lang) if fact.values else value for value in values)
    return f"{fact.title.in_(lang)} = {', '.join(names)}"


def _in_principle(said: str, *, in_principle: bool, lang: Lang) -> str:
    return say("r.in-principle", lang, said=said) if in_principle else said


def _provenance(rules: RuleSet, parameter: Parameter, lang: Lang) -> list[str]:
    return [_standing(parameter, lang).strip(" ()"), rules.citation(parameter.source)]


def _standing(parameter: Parameter, lang: Lang) -> str:
    return f" ({', '.join(say(f's.{standing}', lang) for standing in parameter.standing)})"


def _head(keys: Sequence[str], lang: Lang) -> Iterator[str]:
    return table_head([say(key, lang) for key in keys])


def table_head(cells: Sequence[str]) -> Iterator[str]:
    """The first two lines of a Markdown table."""
    yield row(cells)
    yield row(["---"] * len(cells))


def row(cells: Sequence[str]) -> str:
    """A line of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


def part_toml(loaded: Loaded, part: Measure | Checklist) -> str:
    """One measure or checklist as it stands in the rule file, without the comments."""
    import tomllib

    import tomli_w

    key = "measures" if isinstance(part, Measure) else "checklists"
    tables = [table for table in tomllib.loads(loaded.text)[key] if table["id"] == part.id]
    return tomli_w.dumps({key: tables})


def page_json(loaded: Loaded, parts: Sequence[Measure | Checklist]) -> str:
    """A rule set, or some of its measures and checklists, as JSON."""
    chosen = {
        "measures": [asdict(part) for part in parts if isinstance(part, Measure)],
        "checklists": [asdict(part) for part in parts if isinstance(part, Checklist)],
    }
    document = asdict(loaded.rules) | chosen
    head = {"file": loaded.name, "sha256": loaded.sha256}
    return json.dumps(head | document, ensure_ascii=False, indent=1, default=str) + "\n"


# ------------------------------------------------------------------------------------------------ lint


def lint_text(
    proof: Proof, shared: Sequence[Overlap], cited: Sequence[SourceFinding], late: Sequence[Due], lang: Lang
) -> Iterator[str]:
    """What was proven, and each finding with a row that shows it, ready to run through ``calc``."""
    for found in proof.findings:
        yield f"{found.fiscal_year} {', '.join(found.rules)}: {found.text.in_(lang)} [{found.code}]\n"
        yield f"    {','.join(found.row)}\n    {','.join(found.row.values())}\n"
    for source in cited:
        yield f"{source.fiscal_year} {source.path}: {source.text.in_(lang)}: {source.section} {source.figure} [{source.code}]\n"
    for rule in late:
        yield f"{say('warning', lang)}: {say('r.due', lang, **rule._asdict())}\n"
    if shared:
        yield say("r.shared", lang) + "\n"
    for overlap in shared:
        bodies = ", ".join(say(f"b.{kind}", lang) for kind in overlap.bodies)
        yield f"    {overlap.fiscal_year} {' / '.join(overlap.measures)}: {overlap.category} ({bodies})\n"
    count = len(proof.findings) + len(cited)
    yield say("r.proven", lang, cases=proof.cases, findings=count) + "\n"


def lint_json(
    proof: Proof, shared: Sequence[Overlap], cited: Sequence[SourceFinding], late: Sequence[Due], lang: Lang
) -> str:
    """The same for programs."""
    document = {
        "schema": LINT_SCHEMA,
        "cases": proof.cases,
        "findings": [found._asdict() | {"text": found.text.in_(lang)} for found in proof.findings],
        "overlaps": [overlap._asdict() for overlap in shared],
        "sources": [found._asdict() | {"text": found.text.in_(lang)} for found in cited],
        "due": [rule._asdict() for rule in late],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n"


# ------------------------------------------------------------------------------------------------ the effect on a budget


def effect_text(effect: Pair, lang: Lang) -> Iterator[str]:
    """What a change of rules does to a budget: lines, then rows with the steps that caused it."""
    yield f"\n{say('r.effect', lang)}\n\n"
    if not effect.differs:
        yield f"  {say('r.no-effect', lang)}\n"
    for line in _lines(effect):
        old, new = _allocation(line.old, lang), _allocation(line.new, lang)
        change, about = f"({line.gap.confirmed:+,})", f"{line.key[0]} {line.key[2]}"
        yield f"  {about}: {say('t.allocation', lang)} {old} -> {new} {change}\n"
        yield "".join(f"      {cause}\n" for cause in _figure_causes(line.old, line.new))
    for row, old_item, new_item in _rows(effect):
        expense = new_item.expense
        place = place_words(new_item, several=True)
        yield f"    {place} {expense.case.measure} {expense.case.category}: {say('t.eligible', lang)} "
        yield f"{old_item.eligible:,} -> {new_item.eligible:,} ({row.eligible:+,})\n"
        for cause in row.causes:
            yield f"      {cause.code} {cause.old:,} -> {cause.new:,}\n"


def _lines(effect: Pair) -> list[LineDifference]:
    return [line for line in effect.lines if line.differs]


def _rows(effect: Pair) -> Iterator[tuple[RowDifference, Item, Item]]:
    """Rows that differ; under two rule sets each stands on both sides."""
    for row in effect.rows:
        assert row.old is not None
        assert row.new is not None
        yield row, row.old.item, row.new.item


def _allocation(line: Line | None, lang: Lang) -> str:
    if line is None:
        return "-"
    figure = f"{line.allocation:,}"
    return figure if line.complete else say("t.incomplete", lang, figure=figure)


def _figure_causes(old: Line | None, new: Line | None) -> Iterator[str]:
    """The figures of a line itself that differ: its rate, its unit amount."""
    if old is None or new is None:
        return
    for name, before, after in (("rate", old.rate, new.rate), ("head", old.unit_amount, new.unit_amount)):
        if before != after:
            yield f"{name} " + " -> ".join(
                "-" if value is None else decimal_text(Fraction(value)) for value in (before, after)
            )


def effect_object(effect: Pair) -> dict[str, Any]:
    """The same for programs."""
    lines = [
        {
            "body_code": line.key[0],
            "measure": line.key[2],
            "old": None if line.old is None else line_object(line.old),
            "new": None if line.new is None else line_object(line.new),
        }
        for line in _lines(effect)
    ]
    rows = [
        {
            "input": new.expense.input.name,
            "row": new.expense.row,
            "id": new.expense.id,
            "old": {"eligible": old.eligible, "potential": old.potential, "status": old.status},
            "new": {"eligible": new.eligible, "potential": new.potential, "status": new.status},
            "causes": [{"code": cause.code, "old": cause.old, "new": cause.new} for cause in row.causes],
        }
        for row, old, new in _rows(effect)
    ]
    return {"measures": lines, "items": rows}


# ------------------------------------------------------------------------------------------------ the difference


def diff_json(old: Loaded, new: Loaded, changes: Sequence[Change], effect: Pair | None = None) -> str:
    """The difference as JSON; applied to the first rule set it gives the second. ``effect`` adds a budget's."""
    trees = tree(old.rules), tree(new.rules)
    found = [
        change._asdict()
        | {
            "old_source": source_of(old.rules, trees[0], change.path),
            "new_source": source_of(new.rules, trees[1], change.path),
        }
        for change in changes
    ]
    on = {} if effect is None else {"on": effect_object(effect)}
    sides = {
        name: {"fiscal_year": side.rules.fiscal_year, "version": side.rules.version, "sha256": side.sha256}
        for name, side in (("from", old), ("to", new))
    }
    return json.dumps({"schema": DIFF_SCHEMA, **sides, "changes": found, **on}, ensure_ascii=False, indent=1) + "\n"


class Group(NamedTuple):
    """The differences of a measure, of a checklist, or of the file as a whole: for each rule its title and lines."""

    title: str
    rules: list[tuple[str, list[str]]]


def diff_groups(old: Loaded, new: Loaded, changes: Sequence[Change], lang: Lang) -> list[Group]:
    """The difference for people: by measure, then by rule, old to new, with the source of each side."""
    sides = (old.rules, tree(old.rules)), (new.rules, tree(new.rules))
    groups = []
    for name, found in groupby(sorted(changes, key=_group_order(new.rules)), _group):
        rules = [
            (_rule_title(rule, sides, lang) if rule else "", list(_rule_lines(rule, list(inside), sides, lang)))
            for rule, inside in groupby(found, _rule)
        ]
        groups.append(Group(_group_title(new.rules, old.rules, name, lang), rules))
    return groups


def diff_title(old: Loaded, new: Loaded) -> str:
    """Which two rule sets are compared."""
    names = [_version(old), _version(new)]
    if names[0] == names[1]:
        names = [f"{name} ({side.name})" for name, side in zip(names, (old, new), strict=True)]
    return " -> ".join(names)


def diff_text(old: Loaded, new: Loaded, changes: Sequence[Change], lang: Lang, *, markdown: bool) -> Iterator[str]:
    """The difference as text or Markdown."""
    yield ("# " if markdown else "") + diff_title(old, new) + "\n"
    for group in diff_groups(old, new, changes, lang):
        yield ("\n## " if markdown else "\n") + group.title + "\n"
        for title, lines in group.rules:
            if title:
                yield ("\n### " if markdown else "\n  ") + title + "\n"
            yield "\n" if markdown else ""
            yield "".join(("- " if markdown else "    ") + line + "\n" for line in lines)
    if not changes:
        yield say("r.same", lang) + "\n"


Sides = tuple[tuple[RuleSet, Tree], tuple[RuleSet, Tree]]


def _version(loaded: Loaded) -> str:
    return f"{loaded.rules.fiscal_year}@{loaded.rules.version}"


def _group(change: Change) -> str:
    inside = change.path[0] in ("measures", "checklists") and len(change.path) > 1 and change.path[1] != ORDER
    return change.path[1] if inside else ""


def _group_order(rules: RuleSet) -> Callable[[Change], int]:
    parts = rules.parts
    places = {part.id: place for place, part in enumerate(parts, start=1)} | {"": 0}
    return lambda change: places.get(_group(change), len(places))


def _group_title(new: RuleSet, old: RuleSet, group: str, lang: Lang) -> str:
    for part in (*new.parts, *old.parts):
        if part.id == group:
            return f"{part.title.in_(lang)} ({group})"
    return say("r.file", lang)


def _rule(change: Change) -> tuple[str, ...]:
    """The path of the rule that a change belongs to."""
    path = change.path
    if not _group(change):
        return ()
    if len(path) == 3 and path[2] != "window":  # of the measure or checklist itself
        return path[:2]
    return path[: 3 if len(path) < 4 or path[2] == "window" or path[3] == ORDER else 4]


def _rule_title(rule: tuple[str, ...], sides: Sides, lang: Lang) -> str:
    where = "/".join(rule[2:]) or "-"
    for _, whole in reversed(sides):
        found = _at(whole, rule)
        if isinstance(found, dict) and "title" in found:
            return f"{_shown(found['title'], lang)} ({where})"
    return where


def _at(whole: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        whole = whole.get(part) if isinstance(whole, dict) else None
    return whole


def _rule_lines(rule: tuple[str, ...], changes: Sequence[Change], sides: Sides, lang: Lang) -> Iterator[str]:
    for change in changes:
        key = "/".join(part for part in change.path[len(rule) :] if part != ORDER) or say("r.order", lang)
        if change.path == rule:
            yield f"{say(f'r.{change.kind}', lang)}"
        elif change.path[-1] == "assumptions":
            yield from (
                f"- {say('s.assumption', lang)}: {_shown(text, lang)}" for text in change.old if text not in change.new
            )
            yield from (
                f"+ {say('s.assumption', lang)}: {_shown(text, lang)}" for text in change.new if text not in change.old
            )
        elif change.path[-1] != "source":
            yield {
                "added": f"+ {key}: {_shown(change.new, lang)}",
                "removed": f"- {key}: {_shown(change.old, lang)}",
                "changed": f"{key}: {_shown(change.old, lang)} -> {_shown(change.new, lang)}",
            }[change.kind]
    cited = [_cited(rules, whole, rule) for rules, whole in sides]
    if rule and any(cited):
        yield f"{say('r.source', lang)}: {' -> '.join(dict.fromkeys(source for source in cited if source))}"


def _cited(rules: RuleSet, whole: Tree, rule: tuple[str, ...]) -> str | None:
    source = (_at(whole, rule) or {}).get("source") if isinstance(_at(whole, rule), dict) else None
    return f"「{rules.sections[source['section']].heading}」{source['figure']}" if source else None


def _shown(value: Any, lang: Lang) -> str:
    match value:
        case {"ja": str(ja), "en": str(en)}:
            return Text(ja, en).in_(lang)
        case {"title": {"ja": str(ja), "en": str(en)}}:
            return Text(ja, en).in_(lang)
        case bool():
            return str(value).lower()
        case int():
            return f"{value:,}"
        case list():
            return "[" + ", ".join(_shown(item, lang) for item in value) + "]"
        case dict():
            return ", ".join(key for key in value if key != ORDER)
        case _:
            return str(value)
