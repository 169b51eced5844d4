"""The open questions in words, as text for a terminal and as Markdown: by who can answer and by fact, those worth most first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dx_kofu.ask.questions import Body, Figure, Question
from dx_kofu.messages import say
from dx_kofu.render.digest import place_words, stamps
from dx_kofu.render.explain.text import value_words, worth_words
from dx_kofu.render.markdown import escaped
from dx_kofu.result import Item, Result
from dx_kofu.result import Question as Asked
from dx_kofu.rules.records import parameter_name
from dx_kofu.whatif import Bound, Worth
from dx_kofu.wording import ask, who
from dx_kofu.words import Lang, printable

MOST_ROWS = 12  # rows named for one question


class Group(NamedTuple):
    """Questions on one fact that the same people can answer."""

    who: str
    text: str
    fact: str
    questions: tuple[Question, ...]


def text(result: Result, work: Sequence[Body], lang: Lang) -> Iterator[str]:
    """For a terminal."""
    return _lines(result, work, lang, "", "", "  ", "      ")


def md(result: Result, work: Sequence[Body], lang: Lang) -> Iterator[str]:
    """In GitHub-flavoured Markdown."""
    yield f"# {say('a.title', lang)}\n\n"
    for line in _lines(result, work, lang, "## ", "### ", "- ", "  - "):
        yield _escaped(line)


def _lines(
    result: Result, work: Sequence[Body], lang: Lang, first: str, second: str, point: str, below: str
) -> Iterator[str]:
    if not work:
        yield say("a.none", lang) + "\n"
        return
    several = len(result.inputs) > 1
    yield from (f"{printable(stamp)}\n" for stamp in stamps(result, lang))
    yield _summary(work, lang) + "\n"
    for body in work:
        yield f"\n{first}{_heading(body, lang)}\n"
        yield f"{point}{_least(body, lang)}\n"
        for group in groups(body, lang):
            yield f"\n{second}{say('a.group', lang, who=group.who, question=group.text, fact=group.fact)}\n"
            for question in group.questions:
                yield f"{point}{_line(body, question, several, lang)}\n"
                if question.beside:
                    numbers = ", ".join(map(str, question.beside))
                    alone = worth_words(question.alone, lang)
                    yield f"{below}{say('a.beside', lang, numbers=numbers, alone=alone)}\n"
                if question.with_figures != Bound(*question.together):
                    more = worth_words(question.with_figures, lang)
                    yield f"{below}{say('a.with-figures', lang, worth=more)}\n"
        if body.figures:
            yield f"\n{second}{say('a.figures', lang)}\n"
            for figure in body.figures:
                yield f"{point}{_figure(figure, several, lang)}\n"
        if body.open_in_source:
            yield f"\n{point}{say('a.open', lang, rows=rows_words(body.open_in_source, several, lang))}\n"
            if body.ruling_out:
                yield f"{below}{say('a.open-no', lang, numbers=_spans(body.ruling_out))}\n"


def _summary(work: Sequence[Body], lang: Lang) -> str:
    """How many questions there are, and what they move: by themselves, and with the figures that are not known."""
    count = sum(len(body.questions) for body in work)
    moves = sum_of([body.answered.less(body.now) for body in work])
    more = sum_of([body.with_figures.less(body.now) for body in work])
    if more == (0, 0):
        return say("a.summary-still", lang, count=count)
    if more == moves:
        return say("a.summary", lang, count=count, worth=worth_words(moves, lang))
    words = (worth_words(moves, lang), worth_words(more, lang))
    return say("a.summary-figures", lang, count=count, worth=words[0], more=words[1])


def sum_of(worths: Sequence[Worth | Bound]) -> Bound:
    """The sum by tax; over what has no bound it has none."""
    special, ordinary = [one.special for one in worths], [one.ordinary for one in worths]
    return Bound(*(None if None in yen else sum(filter(None, yen)) for yen in (special, ordinary)))


def groups(body: Body, lang: Lang) -> list[Group]:
    """The questions of a body by who can answer and by fact, the group with the dearest question first."""
    found: dict[tuple[str, str], list[Question]] = {}
    for question in body.questions:
        asked = Asked(question.fact, question.rule, None)
        found.setdefault((who(body.rules, asked, lang), question.fact), []).append(question)
    return [
        Group(name, ask(body.rules, Asked(fact, questions[0].rule, None), lang), fact, tuple(questions))
        for (name, fact), questions in found.items()
    ]


def rows_words(items: Sequence[Item], several: bool, lang: Lang) -> str:
    """The rows of a question, with the id where the row gives its own."""
    shown = []
    for item in items[:MOST_ROWS]:
        place, own = place_words(item, several=several), item.expense.id
        shown.append(printable(place if own in (place, str(item.expense.row)) else f"{place} ({own})"))
    named = ", ".join(shown)
    if len(items) <= MOST_ROWS:
        return named
    return say("t.row-list", lang, rows=named, more=len(items) - MOST_ROWS)


def _heading(body: Body, lang: Lang) -> str:
    asked = [one.items for one in body.questions] + [one.items for one in body.figures]
    items = [item for rows in asked for item in rows]
    name = next((item.expense.place.name for item in items if item.expense.place.name), "")
    return say(
        "a.body",
        lang,
        body=body.body_code,
        name=printable(name),
        year=body.fiscal_year,
        now=_yen(body.now, lang),
        then="" if Bound(*body.answered) == body.potential else say("a.answered", lang, yen=_yen(body.answered, lang)),
        best=_yen(body.potential, lang),
    )


def _yen(worth: Worth | Bound, lang: Lang) -> str:
    special, ordinary = (say("a.unknown", lang) if yen is None else say("e.yen", lang, yen=f"{yen:,}") for yen in worth)
    return say("a.yen", lang, special=special, ordinary=ordinary)


def _least(body: Body, lang: Lang) -> str:
    fewest = body.least
    if not fewest.numbers:
        return say("a.least-figures" if body.figures else "a.least-none", lang)
    key, numbers = "a.least" if fewest.proven else "a.least-unproven", _spans(fewest.numbers)
    words = say(key, lang, numbers=numbers, count=len(fewest.numbers), at_least=fewest.at_least)
    return say("a.least-apart", lang, least=words) if body.figures else words


def _spans(numbers: Sequence[int]) -> str:
    """Numbers in order, three and more in a row as a span: ``1-3, 7``."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(f"{span[0]}-{span[-1]}" if len(span) > 2 else ", ".join(map(str, span)) for span in spans)


def _line(body: Body, question: Question, several: bool, lang: Lang) -> str:
    person = question.items[0].expense.person
    rows = rows_words(question.items, several, lang)
    if person is not None:
        rows += say("e.person", lang, person=printable(person))
    return say(
        "a.line",
        lang,
        number=question.number,
        rows=rows,
        value=value_words(body.rules, question.fact, question.value, lang),
        worth=worth_words(question.together, lang),
    )


def _figure(figure: Figure, several: bool, lang: Lang) -> str:
    named = say(
        "a.figure",
        lang,
        year=figure.fiscal_year,
        measure=figure.measure.title.in_(lang),
        title=figure.rule.title.in_(lang),
        name=parameter_name(figure.rule),
        rows=rows_words(figure.items, several, lang),
    )
    if figure.worth is None:
        return say("a.figure-open", lang, figure=named)
    return say("a.figure-from", lang, figure=named, value=figure.value, worth=worth_words(figure.worth, lang))


def _escaped(line: str) -> str:
    begun = next((start for start in ("- ", "  - ", "\n## ", "\n### ", "\n- ") if line.startswith(start)), "")
    return f"{begun}{escaped(line[len(begun) :])}\n"
