"""Reductions, questions and sources in words: what a result's codes mean to the person who files it."""

from __future__ import annotations

from collections.abc import Iterable

from dx_kofu.messages import Message
from dx_kofu.records import Expense
from dx_kofu.result import Question, Reduction
from dx_kofu.rules.records import Cap, Checklist, Condition, Limit, Parameter, RuleSet
from dx_kofu.words import Lang, Text


def why(rules: RuleSet, expense: Expense, reduction: Reduction, lang: Lang) -> str:
    """Why yen went, in a line."""
    kind, _, name = reduction.code.partition(":")
    rule = reduction.rule
    match kind:
        case "unknown":
            return Message("why.unknown", question=_question(rules, rule, name.replace("-", "_"))).in_(lang)
        case "condition":
            return Message("why.condition", title=rule.title).in_(lang)
        case "cap" if isinstance(rule, Cap):
            return Message("why.cap", title=rule.title, amount=rule.amount).in_(lang)
        case "limit" if isinstance(rule, Limit):
            return Message("why.limit", title=rule.title, persons=rule.persons).in_(lang)
        case "body" if expense.place.kind == "association":
            return Message("why.body-association").in_(lang)
        case _:
            return Message(f"why.{kind}").in_(lang)


def ask(rules: RuleSet, question: Question, lang: Lang) -> str:
    """What is asked, as a question."""
    return _question(rules, question.rule, question.fact).in_(lang)


def who(rules: RuleSet, question: Question, lang: Lang) -> str:
    """Who can answer."""
    if isinstance(question.rule, Condition):
        return rules.facts[question.fact].who.in_(lang)
    return Message(f"who.{'cap' if isinstance(question.rule, (Cap, Limit)) else question.fact}").in_(lang)


def grounds(year: str, checklist: Checklist, asked: Iterable[Parameter], lang: Lang) -> list[str]:
    """The assumptions of a checklist and of what it asks; one that the whole checklist rests on is told once."""
    of_all = [checklist, *(one for one in asked if one is not checklist)]
    return [
        f"{year} {parameter.title.in_(lang)}: {ground.in_(lang)}"
        for parameter in of_all
        for ground in parameter.assumptions
        if parameter is checklist or ground not in checklist.assumptions
    ]


def source(rules: RuleSet, rule: Parameter, lang: Lang) -> str:
    """A rule's citation: document, heading, figure; an assumption and an open point are marked."""
    citation = rules.citation(rule.source)
    for standing in ("unknown", "assumption"):
        if standing in rule.standing:
            return Message(f"source.{standing}", citation=citation).in_(lang)
    return citation


def _question(rules: RuleSet, rule: Parameter, name: str) -> Text | Message:
    match rule:
        case Condition():
            return rules.facts[rule.fact].question
        case Cap():
            return Message("ask.cap", title=rule.title)
        case Limit():
            return Message("ask.limit", title=rule.title)
        case _:
            return Message(f"ask.{name}")
