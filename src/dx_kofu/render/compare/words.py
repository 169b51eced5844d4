"""Causes of a difference in words: which step, how many yen before and after, whether the rule, the row or other rows made it so.

In: records of :mod:`dx_kofu.compare.records`. Out: lines, which every format puts into its own shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from dx_kofu.columns import COLUMNS
from dx_kofu.compare.records import (
    Cause,
    Column,
    Gap,
    LineCause,
    Row,
    RowDifference,
    RuleChange,
    Value,
)
from dx_kofu.messages import CATALOGUE, say
from dx_kofu.money import decimal_text
from dx_kofu.render.digest import place_words
from dx_kofu.render.figures import exact_yen, signed
from dx_kofu.rules.records import UNKNOWN, Condition, Parameter, RuleSet
from dx_kofu.wording import source, why
from dx_kofu.words import Lang, printable

MOST_PLACES = 8  # rows named for one cause
OF_A_LINE = ("claimed", "row-added", "row-removed", "row-moved", "heads", "unit-amount", "rate", "rounding", "tax")


def gap_cell(gap: Gap, lang: Lang, *, approximate: bool = False) -> str:
    """The same, short, for a table."""
    if not gap.known:
        return say("t.unbounded", lang)
    figure = signed(gap.confirmed, lang)
    return say("t.approximate", lang, figure=figure) if approximate and gap.confirmed else figure


def gap_words(gap: Gap, lang: Lang, *, approximate: bool = False) -> str:
    """A difference of allocations; one that hangs on an unknown figure is unknown, with its bounds."""
    if gap.known:
        return gap_cell(gap, lang, approximate=approximate)
    least, most = (None if yen is None else signed(yen, lang) for yen in (gap.least, gap.most))
    match least, most:
        case None, None:
            return say("t.unbounded", lang)
        case None, _:
            return say("d.at-most", lang, most=most)
        case _, None:
            return say("d.at-least", lang, least=least)
    return say("d.between", lang, least=least, most=most)


def potential_words(gap: Gap, lang: Lang, *, approximate: bool = False) -> str:
    """The difference of the favourable scenarios."""
    if gap.potential is None:
        return say("t.unbounded", lang)
    figure = signed(gap.potential, lang)
    return say("t.approximate", lang, figure=figure) if approximate and gap.potential else figure


def exact_signed(yen: Fraction, lang: Lang) -> str:
    """A difference that may hold a fraction of a yen."""
    if yen.denominator == 1:
        return signed(int(yen), lang)
    sign = "+" if yen > 0 else "△" if lang == "ja" else "-"
    return f"{sign}{exact_yen(abs(yen))}"


# ------------------------------------------------------------------------------------------------ causes


class Sources:
    """The citations of a page: each stands once at its end, and goes by its number."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.numbers: dict[str, int] = {}

    def cited(self, change: RuleChange) -> str:
        """The sources of a rule's two sides: ``[1]``, or ``[1] → [2]`` where they differ."""
        sides = (change.old, change.old_rules), (change.new, change.new_rules)
        named = [self._number(source(rules, rule, self.lang)) for rule, rules in sides if rule is not None]
        return " → ".join(f"[{number}]" for number in dict.fromkeys(named))

    def _number(self, citation: str) -> int:
        return self.numbers.setdefault(citation, len(self.numbers) + 1)


def line_cause(cause: LineCause, lang: Lang, sources: Sources, *, several: bool) -> list[str]:
    """A cause of a line: what and how many yen, then its rows, then the rules behind it."""
    name = cause_text(cause, cause.rows[0] if cause.rows else None, lang)
    text = f"{name}: {_change(cause, lang)} {kinds_words(cause, lang)}".rstrip()
    allocation = exact_signed(cause.allocation, lang)
    if not cause.known:
        allocation = say("d.unknown-part", lang, known=allocation)
    effect = say("d.effect", lang, eligible=signed(cause.eligible, lang), allocation=allocation)
    lines = [f"{text} {effect}"]
    if cause.rows:
        named = [places(row, several=several) for row in cause.rows[:MOST_PLACES]]
        more = len(cause.rows) - len(named)
        shown = ", ".join(named) if not more else say("t.row-list", lang, rows=", ".join(named), more=more)
        lines.append(say("d.row-list", lang, rows=shown))
    for key, persons in zip(("d.heads-gone", "d.heads-new"), cause.persons, strict=True):
        if persons:
            lines.append(say(key, lang, persons=printable(", ".join(persons))))
    return lines + [words for change in cause.rules for words in rule_words(change, lang, sources)]


def cause_text(cause: Cause | LineCause, row: RowDifference | None, lang: Lang) -> str:
    """What a cause is, in words."""
    if cause.code in OF_A_LINE or row is None:
        return say(f"d.cause-{cause.code}", lang)
    for side in (row.new, row.old):
        for reduction in side.item.reductions if side is not None else ():
            if side is not None and reduction.code == cause.code:
                return printable(why(side.rules, side.item.expense, reduction, lang))
    return cause.code


def kinds_words(cause: Cause | LineCause, lang: Lang) -> str:
    """Why: the rule, the row, or the other rows."""
    told = [say(f"d.kind-{kind}", lang) for kind in cause.kinds if kind != "row"]
    joined = ("・" if lang == "ja" else ", ").join(told)
    return say("d.kinds", lang, kinds=joined) if told else ""


def _change(cause: Cause | LineCause, lang: Lang) -> str:
    if cause.code == "rounding" and isinstance(cause.old, Fraction) and isinstance(cause.new, Fraction):
        return f"{exact_signed(cause.old, lang)} → {exact_signed(cause.new, lang)}"
    return f"{_figure(cause.old, lang)} → {_figure(cause.new, lang)}"


def _figure(value: int | Fraction | str | None, lang: Lang) -> str:
    match value:
        case None:
            return say("t.unbounded", lang)
        case Fraction():
            return decimal_text(value)
        case str():
            return say(f"t.{value}", lang) if f"t.{value}" in CATALOGUE else value
        case _:
            return f"{value:,}"


def rule_words(change: RuleChange, lang: Lang, sources: Sources) -> Iterator[str]:
    """A rule that says something else: its name, what of it, old and new, and the source of each side."""
    rule = change.new or change.old
    assert rule is not None
    where = sources.cited(change)
    if not change.values:
        key = "d.rule-new" if change.old is None else "d.rule-gone"
        yield say(key, lang, title=rule.title, source=where)
        return
    values = []
    for value in change.values:
        sides = (value.old, change.old_rules), (value.new, change.new_rules)
        old, new = (rule_value(value.key, said, rule, rules, lang) for said, rules in sides)
        values.append(say("d.value", lang, what=_key(value.key, rule, change.new_rules, lang), old=old, new=new))
    yield say("d.rule", lang, title=rule.title, values=("、" if lang == "ja" else "; ").join(values), source=where)


def _key(key: str, rule: Parameter, rules: RuleSet, lang: Lang) -> str:
    if key == "one_of" and isinstance(rule, Condition):
        return rules.facts[rule.fact].title.in_(lang) if rule.fact in rules.facts else rule.fact
    name = f"d.key-{key}"
    return say(name, lang) if name in CATALOGUE else key


def rule_value(key: str, value: Any, rule: Parameter, rules: RuleSet, lang: Lang) -> str:
    """A value of a rule as people say it."""
    match value:
        case None | () | []:
            return "-"
        case _ if value == UNKNOWN:
            return say("t.unbounded", lang)
        case bool():
            return say("d.yes" if value else "d.no", lang)
        case int():
            return f"{value:,}"
        case tuple() | list():
            return ", ".join(rule_value(key, part, rule, rules, lang) for part in value)
        case _:
            return _word(key, str(value), rule, rules, lang)


def _word(key: str, value: str, rule: Parameter, rules: RuleSet, lang: Lang) -> str:
    if key == "one_of" and isinstance(rule, Condition):
        values = rules.facts[rule.fact].values
        return values[value].in_(lang) if value in values else _yes_no(value, lang)
    if key in ("bodies", "unless_body"):
        return say(f"b.{value}", lang)
    if key == "categories":
        return rules.categories[value].in_(lang) if value in rules.categories else value
    if key == "fact":
        return rules.facts[value].title.in_(lang) if value in rules.facts else value
    if key == "otherwise":
        return rules.measure(value).title.in_(lang)
    word = f"d.{key}-{value}"
    return say(word, lang) if word in CATALOGUE else _yes_no(value, lang)


def _yes_no(value: str, lang: Lang) -> str:
    return say(f"d.{value}", lang) if value in ("yes", "no") else value


# ------------------------------------------------------------------------------------------------ rows


def places(row: RowDifference, *, several: bool) -> str:
    """Where a row stands, on both sides where they differ."""
    named = [place_words(side.item, several=several) for side in (row.old, row.new) if side is not None]
    return printable(" → ".join(dict.fromkeys(named)))


def row_heading(row: RowDifference, lang: Lang, place: str, titles: Mapping[str, str]) -> str:
    """Which row, what it claims, how it differs."""
    expense = row.some.item.expense
    category = row.some.rules.categories[expense.case.category].in_(lang)
    about = [expense.place.body_code, titles[expense.case.measure], category, expense.person or ""]
    old, new = (f"{side.item.eligible:,}" if side is not None else "-" for side in (row.old, row.new))
    return say(
        "d.row",
        lang,
        place=place,
        id=printable(expense.id),
        about=printable(" ".join(part for part in about if part)),
        how=say(f"d.how-{row.how}", lang),
        old=old,
        new=new,
        change=signed(row.eligible, lang),
    )


def row_points(row: RowDifference, lang: Lang) -> Iterator[str]:
    """What of a row differs: its inputs, then the steps, then what is asked of it."""
    for value in row.inputs:
        yield say("d.input-change", lang, **_input_words(value, row.some, lang))
    for cause in row.causes:
        if not cause.code.startswith("row-"):
            yield f"{cause_text(cause, row, lang)}: {_change(cause, lang)} {kinds_words(cause, lang)}".rstrip()
    if row.potential != row.eligible:
        yield say("d.row-potential", lang, change=signed(row.potential, lang))


def _input_words(value: Value, row: Row, lang: Lang) -> dict[str, str]:
    fact = row.rules.facts.get(value.key)
    name = fact.title.in_(lang) if fact is not None else COLUMNS[value.key] if lang == "ja" else value.key
    old, new = (_input_value(value.key, said, row, lang) for said in (value.old, value.new))
    return {"name": name, "old": old, "new": new}


def _input_value(key: str, value: Any, row: Row, lang: Lang) -> str:
    match value:
        case None:
            return say("d.blank", lang)
        case int():
            return f"{value:,}"
        case Fraction():
            return decimal_text(value)
        case date():
            return value.isoformat()
        case _:
            fact = row.rules.facts.get(key)
            if fact is not None and value in fact.values:
                return fact.values[value].in_(lang)
            if key == "category":
                return row.rules.categories[value].in_(lang)
            return _yes_no(printable(str(value)), lang)


# ------------------------------------------------------------------------------------------------ provenance


def rule_set_words(column: Column, lang: Lang) -> Iterator[str]:
    """The rule set of each fiscal year of a column."""
    for year, loaded in column.rules:
        rules = loaded.rules
        told = say(
            "t.rule-line",
            lang,
            year=rules.fiscal_year,
            file=loaded.name,
            version=rules.version,
            status=say(f"t.{rules.status}", lang),
            sha256=loaded.sha256[:16],
        )
        yield told if year == rules.fiscal_year else say("d.rows-of", lang, year=year, rules=told)


def cause_list(causes: Sequence[Cause] | Sequence[LineCause]) -> str:
    """Causes as one cell of a table for programs: ``cap:recruitment -2000000; rounding 0.3``; no language."""
    return "; ".join(
        f"{cause.code} {decimal_text(cause.allocation) if isinstance(cause, LineCause) else cause.eligible}"
        for cause in causes
    )
