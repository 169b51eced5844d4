"""Dispatches against their limits: for people, for programs (schema ``dx-kofu/dispatch/1``), as lines of CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from json import dumps
from typing import Any

from dx_kofu import __version__
from dx_kofu.columns import DISPATCHES
from dx_kofu.dispatch import Application, Breach, Misdated, Outcome, Question, limits
from dx_kofu.messages import Message
from dx_kofu.money import decimal_text
from dx_kofu.read.dispatches import Dispatch
from dx_kofu.read.rows import Row, Rows
from dx_kofu.render.csv import lines_of
from dx_kofu.render.digest import year_words
from dx_kofu.render.json import diagnostic_object, input_object, ruleset_object
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.records import UNKNOWN, RuleSet
from dx_kofu.wording import source
from dx_kofu.words import Lang, printable
from dx_kofu.years import year_number

SCHEMA = "dx-kofu/dispatch/1"
COLUMNS = (
    "body_code",
    "body_name",
    "fiscal_year",
    "application",
    "made",
    "limit",
    "left",
    "over",
    "breaches",
    "questions",
    "misdated",
)
MOST_ROWS = 12  # rows named in one line


def table(outcome: Outcome, reading: Rows, lang: Lang) -> Iterator[str]:
    """Per application what was made, allowed and left; what goes beyond, with its source; what must be asked."""

    def say(key: str, **fields: Any) -> str:
        return Message(key, **fields).in_(lang)

    several = len(reading.inputs) > 1
    announced = [year for year, loaded in reading.rules.items() if loaded.rules.status == "announced"]
    if announced:
        yield say("t.provisional", years=", ".join(sorted(announced, key=year_number))) + "\n\n"
    for application in outcome.applications:
        rules = reading.rules[application.fiscal_year].rules
        place = " ".join(filter(None, (application.body_code, printable(application.body_name))))
        yield f"{place}  {year_words(application.fiscal_year, lang)}  {say('n.application', name=printable(application.name))}\n"
        yield f"  {_made(application, lang)}\n"
        if application.limit is not None:
            yield f"    {say('r.source')}: {source(rules, application.limit.figure, lang)}\n"
        for breach in application.breaches:
            yield f"  {say(f'f.{breach.severity}')}: {text_of(breach, lang)}\n"
            yield f"    {say('f.rows', rows=rows_of(breach.dispatches, several=several))}\n"
            yield f"    {say('r.source')}: {source(rules, breach.figure, lang)}\n"
        told = [(one.dispatch.row, _which_year(one, rules, lang)) for one in application.misdated]
        yield "".join(f"  {say('f.error')}: {_at(row, text, several, lang)}\n" for row, text in told)
        for question in application.questions:
            asked = _at(question.dispatch.row, _asked(question, lang), several, lang)
            yield f"  {say('n.question')}: {asked}\n"
        yield "\n"
    grounds = list(assumptions(reading.rules, lang))
    if grounds:
        yield say("t.assumptions") + "\n" + "".join(f"  - {ground}\n" for ground in grounds)


def _made(application: Application, lang: Lang) -> str:
    if application.limit is None:
        return Message("n.made-no-limit", made=application.made).in_(lang)
    if application.left is None:
        return Message("n.made-unknown", made=application.made).in_(lang)
    fields = {"made": application.made, "limit": application.limit.value, "left": application.left}
    principle = "-in-principle" if application.limit.figure.in_principle else ""
    return Message(f"n.made{principle}", **fields).in_(lang)


def text_of(breach: Breach, lang: Lang) -> str:
    """A breach in words: what was found, what the limit is."""
    figure = breach.figure
    said = {"found": decimal_text(breach.found), "limit": figure.value, "unit": figure.unit, "title": figure.title}
    return Message(f"n.beyond-{figure.bound}", **said).in_(lang)


def _asked(question: Question, lang: Lang) -> str:
    column = DISPATCHES[question.column] if lang == "ja" else question.column
    return Message("n.blank", title=question.figure.title, column=column).in_(lang)


def _which_year(misdated: Misdated, rules: RuleSet, lang: Lang) -> str:
    years = {"year": rules.fiscal_year, "other": misdated.by_date}
    days = {"date": misdated.dispatch.date, "first": rules.first_day, "last": rules.last_day}
    return Message("n.misdated", **years, **days).in_(lang)


def _at(row: Row, text: str, several: bool, lang: Lang) -> str:
    return Message("n.at", place=place_of(row, several=several), text=text).in_(lang)


def rows_of(dispatches: Sequence[Dispatch], *, several: bool) -> str:
    """The rows of some dispatches, the first ones."""
    shown = ", ".join(place_of(one.row, several=several) for one in dispatches[:MOST_ROWS])
    return shown + (" ..." if len(dispatches) > MOST_ROWS else "")


def place_of(row: Row, *, several: bool) -> str:
    """Where a row stands, the file first where there are several."""
    place = f"{row.input.sheet}!{row.line}" if row.input.sheet is not None else str(row.line)
    return printable(f"{row.input.name}:{place}" if several else place)


def assumptions(rules: Mapping[str, Loaded], lang: Lang) -> Iterator[str]:
    """The assumptions behind the limits of the years at hand."""
    for year in sorted(rules, key=year_number):
        for figure in limits(rules[year].rules):
            for ground in figure.assumptions:
                yield f"{year} {figure.title.in_(lang)}: {ground.in_(lang)}"


# ------------------------------------------------------------------------------------------------ for programs


def json(outcome: Outcome, reading: Rows, lang: Lang, *, ascii_only: bool = False) -> Iterator[str]:
    """The document of the schema."""
    years = sorted(reading.rules, key=year_number)
    document = {
        "schema": SCHEMA,
        "program": __version__,
        "ruleset": [ruleset_object(reading.rules[year]) for year in years],
        "inputs": [input_object(read) for read in reading.inputs],
        "applications": [_application(one, reading.rules[one.fiscal_year].rules, lang) for one in outcome.applications],
        "warnings": [diagnostic_object(warning, lang) for warning in outcome.warnings],
        "skipped": [diagnostic_object(problem, lang) for problem in reading.diagnostics],
        "assumptions": list(assumptions(reading.rules, lang)),
    }
    yield dumps(document, ensure_ascii=ascii_only, indent=1) + "\n"


def _application(application: Application, rules: RuleSet, lang: Lang) -> dict[str, Any]:
    limit = application.limit
    known = limit is not None and limit.value != UNKNOWN
    return {
        "body_code": application.body_code,
        "body_name": application.body_name,
        "fiscal_year": application.fiscal_year,
        "application": application.name,
        "made": application.made,
        "limit": limit.value if limit is not None and known else None,
        "in_principle": limit is not None and limit.figure.in_principle,
        "left": application.left,
        "over": application.over,
        "source": None if limit is None else source(rules, limit.figure, lang),
        "rows": [row_object(one.row) for one in application.dispatches],
        "breaches": [_breach(breach, rules, lang) for breach in application.breaches],
        "questions": [
            {**row_object(one.dispatch.row), "column": one.column, "text": _asked(one, lang)}
            for one in application.questions
        ],
        "misdated": [
            {
                **row_object(one.dispatch.row),
                "date": str(one.dispatch.date),
                "fiscal_year_of_date": one.by_date,
                "text": _which_year(one, rules, lang),
            }
            for one in application.misdated
        ],
    }


def _breach(breach: Breach, rules: RuleSet, lang: Lang) -> dict[str, Any]:
    return {
        "code": code_of(breach),
        "severity": breach.severity,
        "found": decimal_text(breach.found),
        "limit": breach.figure.value,
        "text": text_of(breach, lang),
        "source": source(rules, breach.figure, lang),
        "rows": [row_object(one.row) for one in breach.dispatches],
    }


def code_of(breach: Breach) -> str:
    """``dispatches:at-most``, ``hours:at-least``: what is counted and the bound."""
    return f"{breach.figure.counts}:{breach.figure.bound}"


def row_object(row: Row) -> dict[str, Any]:
    """Where a row stands, as outside tools read it."""
    told = {"input": row.input.name, "row": row.line}
    return told if row.input.sheet is None else told | {"sheet": row.input.sheet}


def csv(outcome: Outcome) -> Iterator[str]:
    """One line per application."""
    yield from lines_of(
        [
            COLUMNS,
            *(
                (
                    *(one.body_code, one.body_name, one.fiscal_year, one.name, one.made),
                    "" if one.limit is None else one.limit.value,
                    "" if one.left is None else one.left,
                    one.over,
                    " ".join(code_of(breach) for breach in one.breaches),
                    " ".join(f"{question.dispatch.row.line}:{question.column}" for question in one.questions),
                    " ".join(f"{misdated.dispatch.row.line}:{misdated.by_date}" for misdated in one.misdated),
                )
                for one in outcome.applications
            ),
        ]
    )
