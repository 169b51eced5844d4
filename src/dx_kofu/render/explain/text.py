"""An explanation in words, as text for a terminal and as Markdown: both are the same sections, set differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from dx_kofu.columns import COLUMNS
from dx_kofu.explain.change import Change, Elsewhere
from dx_kofu.explain.way import Asked, Explanation, Part, Passed
from dx_kofu.messages import Message, say
from dx_kofu.money import decimal_text
from dx_kofu.render.digest import place_words, stamps
from dx_kofu.render.markdown import escaped
from dx_kofu.result import Item, Question, Result
from dx_kofu.rules.records import UNKNOWN, Cap, Condition, Head, Limit, Parameter, RuleSet, is_unknown
from dx_kofu.whatif import Answer, Bound, Worth
from dx_kofu.wording import ask, source, who, why
from dx_kofu.words import Lang, printable

MOST_SHARED = 12  # rows named that share a cap or a limit


class Point(NamedTuple):
    """A line of a section, what stands below it, and the rule that it goes by."""

    text: str
    below: tuple[str, ...] = ()
    rule: Parameter | None = None


class Section(NamedTuple):
    """A part of an explanation."""

    title: str
    points: tuple[Point, ...]


def text(result: Result, explanations: Sequence[Explanation], lang: Lang) -> Iterator[str]:
    """For a terminal."""
    yield from (f"{printable(stamp)}\n" for stamp in stamps(result, lang))
    for number, one in enumerate(explanations):
        yield "\n" if number else ""
        yield heading(one, lang) + "\n"
        for section in _numbered(one, lang):
            yield f"\n{section.title}\n"
            for point in section.points:
                yield f"  {point.text}\n"
                yield from (f"      {line}\n" for line in point.below)


def md(result: Result, explanations: Sequence[Explanation], lang: Lang) -> Iterator[str]:
    """In GitHub-flavoured Markdown."""
    for number, one in enumerate(explanations):
        yield "\n" if number else ""
        yield f"# {escaped(heading(one, lang))}\n"
        for section in _numbered(one, lang):
            yield f"\n## {escaped(section.title)}\n\n"
            for point in section.points:
                yield f"- {escaped(point.text)}\n"
                yield from (f"  - {escaped(line)}\n" for line in point.below)
    yield from (f"\n> {escaped(printable(stamp))}\n" for stamp in stamps(result, lang))


def heading(one: Explanation, lang: Lang) -> str:
    """The row, where it stands and what it claims."""
    expense = one.item.expense
    title = one.rules.measure(expense.case.measure).title.in_(lang)
    category = one.rules.categories[expense.case.category].in_(lang)
    person = "" if expense.person is None else Message("e.person", person=printable(expense.person)).in_(lang)
    return Message(
        "e.heading",
        place=printable(place_words(one.item, several=True)),
        id=printable(expense.id),
        body=expense.place.body_code,
        year=expense.place.fiscal_year,
        measure=title,
        category=category,
        person=person,
    ).in_(lang)


def sections(one: Explanation, lang: Lang) -> Iterator[Section]:
    """The parts of an explanation, those with nothing to say left out."""
    yield Section(say("e.result", lang), tuple(_result(one, lang)))
    yield Section(say("e.asked", lang), tuple(_asked(one, asked, lang) for asked in one.asked))
    way = tuple(_way(one, lang))
    if way:
        yield Section(say("e.way", lang), way)
    yield Section(say("e.part", lang), tuple(_part(one, part, lang) for part in one.parts))
    yield Section(say("e.change", lang), tuple(_changes(one, lang)))
    if one.elsewhere:
        yield Section(say("e.elsewhere", lang), tuple(_elsewhere(one, other, lang) for other in one.elsewhere))


def _numbered(one: Explanation, lang: Lang) -> Iterator[Section]:
    """The sections with a number behind each point that goes by a rule, and last the sources under these numbers."""
    cited: dict[str, int] = {}
    for section in sections(one, lang):
        points = []
        for point in section.points:
            if point.rule is not None:
                number = cited.setdefault(source(one.rules, point.rule, lang), len(cited) + 1)
                points.append(point._replace(text=f"{point.text} [{number}]"))
            else:
                points.append(point)
        yield section._replace(points=tuple(points))
    yield Section(say("e.sources", lang), tuple(Point(f"[{number}] {text}") for text, number in cited.items()))


# ------------------------------------------------------------------------------------------------ points


def _result(one: Explanation, lang: Lang) -> Iterator[Point]:
    item = one.item
    status = say(f"h.status-{item.status}", lang)
    yield Point(say("e.figures", lang, claimed=item.expense.amount, eligible=item.eligible, status=status))
    if item.potential != item.eligible:
        yield Point(say("e.potential", lang, potential=item.potential))
    for reduction in item.reductions:
        words = printable(why(one.rules, item.expense, reduction, lang))
        told = say("e.reduction", lang, amount=reduction.amount, why=words, code=reduction.code)
        yield Point(told, rule=reduction.rule)


def _asked(one: Explanation, asked: Asked, lang: Lang) -> Point:
    test = asked.test
    mark = say({True: "e.holds", False: "e.fails", None: "e.open"}[test.holds], lang)
    title = test.parameter.title.in_(lang)
    words = title
    by = "" if asked.by in ("", "row") else say(f"e.by-{asked.by}", lang, place=printable(asked.answered_in))
    if isinstance(test.parameter, Condition):
        fact = one.rules.facts[test.name]
        value = say("e.blank", lang) if asked.value is None else value_words(one.rules, test.name, asked.value, lang)
        words = say("e.fact", lang, title=title, fact=fact.title.in_(lang), value=value, by=by)
    elif test.name in ("window", "body", "category", "share", "other_funding"):
        words = say(f"e.test-{test.name}", lang, title=title) + by
    if asked.measure.id != one.item.expense.case.measure:
        words = say("e.as-head", lang, measure=asked.measure.title.in_(lang), words=words)
    below: tuple[str, ...] = ()
    if test.holds is None:
        question = Question(test.name, test.parameter, None)
        below = (say("e.ask", lang, text=ask(one.rules, question, lang), who=who(one.rules, question, lang)),)
    return Point(f"{mark} {words}", below, test.parameter)


def _way(one: Explanation, lang: Lang) -> Iterator[Point]:
    for passed in one.steps:
        yen = say("e.step-yen", lang, before=passed.before, after=passed.after)
        if (passed.before, passed.after) != (passed.best_before, passed.best_after):
            best = say("e.step-yen", lang, before=passed.best_before, after=passed.best_after)
            yen = best if (passed.before, passed.after) == (0, 0) else f"{yen} ({say('e.best', lang)} {best})"
            if (passed.before, passed.after) == (0, 0):
                yen = f"{say('e.best', lang)} {yen}"
        words = say("e.step", lang, title=passed.step.title.in_(lang), yen=yen)
        yield Point(words, tuple(_below(one, passed, lang)), passed.step)


def _below(one: Explanation, passed: Passed, lang: Lang) -> Iterator[str]:
    step, expense = passed.step, one.item.expense
    if not passed.applies:
        yield _idle(one, passed, lang)
    match step:
        case Cap() if step.amount == UNKNOWN:
            yield say("e.cap-unknown", lang)
        case Cap():
            yield say(f"e.cap-{step.per}", lang, amount=step.amount, person=printable(expense.person or ""))
        case Limit() if step.persons == UNKNOWN:
            yield say("e.cap-unknown", lang)
        case Limit():
            yield say("e.limit", lang, persons=step.persons)
    if passed.shared_with:
        yield say("e.shared", lang, rows=_rows(passed.shared_with, lang))


def _idle(one: Explanation, passed: Passed, lang: Lang) -> str:
    """Why a step took nothing: what it looks at is not there, is not known, or leaves room."""
    step, expense = passed.step, one.item.expense
    if is_unknown(step):
        return say("e.idle-figure", lang)
    if not passed.best_before:
        return say("e.idle-nothing", lang)
    if step.step == "deduct":
        return say("e.idle-deduct" if expense.other_funding is not None else "e.idle-deduct-open", lang)
    if step.step == "share":
        blank = "e.idle-share-open" if any(asked.test.name == "share" for asked in one.asked) else "e.idle-share-blank"
        return say("e.idle-share" if expense.share is not None else blank, lang)
    return say(f"e.idle-{step.step}" if step.step in ("cap", "limit") else "e.idle", lang)


def _rows(items: Sequence[Item], lang: Lang) -> str:
    several = len({item.expense.input.name for item in items}) > 1
    shown = ", ".join(
        f"{printable(place_words(item, several=several))} {item.potential:,}" for item in items[:MOST_SHARED]
    )
    if len(items) <= MOST_SHARED:
        return shown
    return say("t.row-list", lang, rows=shown, more=len(items) - MOST_SHARED)


def _part(one: Explanation, part: Part, lang: Lang) -> Point:
    line = part.line
    title = one.rules.measure(line.measure).title.in_(lang)
    if line.tax == "ordinary":
        yen = say("e.unknown", lang) if part.potential is None else _yen(part.potential, lang)
        certain = part.eligible or (line.unit_amount is None and one.item.status != "review")
        words = say("e.part-head" if certain else "e.part-may", lang, measure=title, yen=yen)
        head = next(step for step in one.rules.measure(line.measure).steps if isinstance(step, Head))
        return Point(words, (say("e.approximate", lang),) if line.approximate else (), head)
    if line.rate is None:
        return Point(say("e.part-no-rate", lang, measure=title))
    words = say(
        "e.part-cost",
        lang,
        measure=title,
        eligible=one.item.eligible,
        rate=decimal_text(line.rate),
        yen=_yen(part.eligible, lang),
        before=_yen(line.before_rounding, lang),
        allocation=line.allocation,
    )
    below = []
    if part.potential is not None and part.potential != part.eligible:
        below.append(say("e.part-best", lang, yen=_yen(part.potential, lang)))
    return Point(words, tuple(below))


def _changes(one: Explanation, lang: Lang) -> Iterator[Point]:
    if one.changes:
        yield from (_change(one, change, lang) for change in one.changes)
        return
    yield Point(say(_unchanged(one), lang))


def _unchanged(one: Explanation) -> str:
    """Why no fact changes the answer."""
    item = one.item
    rules = [reduction.rule for reduction in item.reductions if isinstance(reduction.rule, (Cap, Limit))]
    if one.as_head:
        return "e.change-head"
    if not one.holds:
        return "e.change-no-fact"
    if any(map(is_unknown, rules)):
        return "e.change-figure"
    if rules:
        return "e.change-cut" if item.eligible else "e.change-full"
    return "e.change-none" if item.status == "eligible" else "e.change-partial"


def _change(one: Explanation, change: Change, lang: Lang) -> Point:
    key = "e.if-known" if change.known else "e.if"
    words = say(key, lang, facts=facts_words(one.rules, change.facts, lang), worth=worth_words(change.worth, lang))
    below = []
    if change.known:
        names = ", ".join(column_words(one.rules, name, lang) for name in change.known)
        below.append(say("e.contradicts", lang, names=names))
    if change.as_head:
        below.append(say("e.then-head", lang))
    elif not change.worth.total:
        below.append(say("e.worth-waits" if change.waits else "e.worth-nothing", lang))
    return Point(words, tuple(below))


def _elsewhere(one: Explanation, other: Elsewhere, lang: Lang) -> Point:
    title = other.measure.title.in_(lang)
    if other.worth is None:
        return Point(say("e.elsewhere-open", lang, measure=title))
    key = "e.elsewhere-if" if other.facts else "e.elsewhere-yes"
    facts = facts_words(one.rules, other.facts, lang)
    words = say(key, lang, measure=title, facts=facts, worth=worth_words(other.worth, lang))
    return Point(words, (say("e.needs-person", lang),) if other.needs_person else ())


# ------------------------------------------------------------------------------------------------ words


def facts_words(rules: RuleSet, facts: Mapping[str, Answer], lang: Lang) -> str:
    """``external = yes, plan drafting only = no``."""
    joined = "、" if lang == "ja" else ", "
    return joined.join(
        f"{column_words(rules, name, lang)} = {value_words(rules, name, value, lang)}" for name, value in facts.items()
    )


def column_words(rules: RuleSet, name: str, lang: Lang) -> str:
    """A column as people know it."""
    if name in rules.facts:
        return rules.facts[name].title.in_(lang)
    return COLUMNS[name] if lang == "ja" else name


def value_words(rules: RuleSet, name: str, value: Answer, lang: Lang) -> str:
    """A value as people write it."""
    if name in rules.facts and str(value) in rules.facts[name].values:
        return rules.facts[name].values[str(value)].in_(lang)
    if value in ("yes", "no"):
        return say(f"e.{value}", lang)
    if isinstance(value, Fraction):
        return decimal_text(value)
    return f"{value:,}" if isinstance(value, int) else printable(str(value))


def worth_words(worth: Worth | Bound, lang: Lang) -> str:
    """Yen by tax; what does not move is not named."""
    moved = [(tax, yen) for tax, yen in (("special", worth.special), ("ordinary", worth.ordinary)) if yen != 0]
    if not moved:
        return say("e.no-yen", lang)
    joined = "、" if lang == "ja" else ", "
    return joined.join(
        say(f"e.worth-{tax}-unknown", lang) if yen is None else say(f"e.worth-{tax}", lang, yen=yen)
        for tax, yen in moved
    )


def _yen(yen: Fraction, lang: Lang) -> str:
    plain = decimal_text(yen)
    whole, dot, rest = plain.partition(".")
    grouped = f"{int(whole):,}" if whole.isdigit() else whole
    return say("e.yen", lang, yen=f"{grouped}{dot}{rest}")
