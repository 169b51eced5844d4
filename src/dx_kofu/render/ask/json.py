"""``ask --format json`` (schema ``dx-kofu/ask/1``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dx_kofu.ask.questions import Body, Figure, Question
from dx_kofu.render.explain.json import facts_of, framed, place_of, worth_of
from dx_kofu.result import Question as Asked
from dx_kofu.result import Result
from dx_kofu.rules.records import parameter_name
from dx_kofu.wording import ask, source, who
from dx_kofu.words import Lang

SCHEMA = "dx-kofu/ask/1"


def render(result: Result, work: Sequence[Body], lang: Lang, *, ascii_only: bool = False) -> Iterator[str]:
    """The document, a line for each body."""
    bodies = (_body(body, lang) for body in work)
    return framed(SCHEMA, result, "bodies", bodies, lang, ascii_only=ascii_only)


def _body(body: Body, lang: Lang) -> dict[str, Any]:
    return {
        "body_code": body.body_code,
        "fiscal_year": body.fiscal_year,
        "now": worth_of(body.now),
        "answered": worth_of(body.answered),
        "with_figures": worth_of(body.with_figures),
        "potential": worth_of(body.potential),
        "least": {"questions": list(body.least.numbers), "proven": body.least.proven, "at_least": body.least.at_least},
        "questions": [_question(body, question, lang) for question in body.questions],
        "figures": [_figure(body, figure, lang) for figure in body.figures],
        "open_in_source": [place_of(item) for item in body.open_in_source],
    }


def _question(body: Body, question: Question, lang: Lang) -> dict[str, Any]:
    asked = Asked(question.fact, question.rule, None)
    return {
        "number": question.number,
        "fact": question.fact,
        "text": ask(body.rules, asked, lang),
        "who": who(body.rules, asked, lang),
        "source": source(body.rules, question.rule, lang),
        "rows": [place_of(item) for item in question.items],
        "person": question.items[0].expense.person,
        "answer": facts_of({question.fact: question.value})[question.fact],
        "beside": list(question.beside),
        "alone": worth_of(question.alone),
        "together": worth_of(question.together),
        "with_figures": worth_of(question.with_figures),
    }


def _figure(body: Body, figure: Figure, lang: Lang) -> dict[str, Any]:
    return {
        "fiscal_year": figure.fiscal_year,
        "measure": figure.measure.id,
        "parameter": parameter_name(figure.rule),
        "value": figure.value,
        "worth": None if figure.worth is None else worth_of(figure.worth),
        "rows": [place_of(item) for item in figure.items],
        "source": source(body.rules, figure.rule, lang),
    }
