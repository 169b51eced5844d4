"""The calculation: expenses and rule sets in, a :class:`~dx_kofu.result.Result` out. No clock, no files, no locale.

Every body, fiscal year and measure stands alone:

    verdict of each row → steps of the measure → line: allocation = eligible total x rate, rounded once

and beside it, per body and year, the heads that count under the ordinary tax. Worked example: ``cio-aide`` in R8, a
contract of 6,000,000 yen with share 0.4 leaves 2,400,000; x 0.7 = 1,680,000, which is a multiple of 1,000 already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from dx_kofu.columns import COLUMNS
from dx_kofu.eligibility import Verdict, facts_asked, judge
from dx_kofu.messages import Message
from dx_kofu.money import ZERO, exact, round_half_up, share_of
from dx_kofu.records import Case, Diagnostic, Expense, Input, Place
from dx_kofu.result import Answered, Body, Item, Line, Question, Result, Status, Total
from dx_kofu.rules.load import Given, Loaded
from dx_kofu.rules.records import UNKNOWN, Cap, Head, Limit, Measure, Parameter, Rate, Round, RuleSet, Tax
from dx_kofu.settle import Settled, settle
from dx_kofu.words import Text
from dx_kofu.years import year_number

NOTHING: frozenset[str] = frozenset()
YES_NO = {"yes": Text("はい", "yes"), "no": Text("いいえ", "no")}
CLAIM = frozenset(("measure", "category"))
"""What a row claims, where a mapping file may say it for all."""
Key = tuple[str, str, str]
"""Body code, fiscal year, measure."""


class Heads(NamedTuple):
    """Persons who count, and who count or may count, under a measure of a body and year."""

    certain: set[str | None]
    possible: set[str | None]


class Basis(NamedTuple):
    """What a line is made of: yen of its rows, and persons who count, or count or may count, as heads."""

    claimed: int
    eligible: int
    potential: int
    asks_rule: bool
    """Whether a row asks for a cap or a limit that is not known."""
    heads: int
    potential_heads: int


class Blanks(NamedTuple):
    """In how many rows a command line's value, and per year a default, stood in for a blank that decided something."""

    given: Mapping[str, int]
    defaults: Mapping[tuple[str, str], int]
    """By fiscal year and column, in that order."""


class Record(NamedTuple):
    """What a result tells of its run beside the figures."""

    inputs: tuple[Input, ...] = ()
    overlay: Given | None = None
    options: Mapping[str, str] = {}
    """The values of ``--assume``, ``--body`` and ``--fiscal-year``, for the list of assumptions."""
    warnings: tuple[Diagnostic, ...] = ()
    skipped: tuple[Diagnostic, ...] = ()
    read_as: tuple[Message, ...] = ()
    answers: tuple[Answered, ...] = ()


def calculate(
    expenses: Sequence[Expense],
    rules: Mapping[str, Loaded],
    *,
    inputs: tuple[Input, ...] = (),
    overlay: Given | None = None,
    options: Mapping[str, str] | None = None,
    warnings: tuple[Diagnostic, ...] = (),
    skipped: tuple[Diagnostic, ...] = (),
    read_as: tuple[Message, ...] = (),
    answers: tuple[Answered, ...] = (),
) -> Result:
    """Itemised eligible amounts and allocations of a run; ``rules`` holds the rule set of every fiscal year that occurs."""
    record = Record(inputs, overlay, options or {}, warnings, skipped, read_as, answers)
    verdicts, groups, heads = _grouped(expenses, rules)
    items: list[Item | None] = [None] * len(expenses)
    lines: list[Line] = []
    used: dict[int, Parameter] = {
        id(parameter): parameter
        for verdict in {id(verdict): verdict for verdict in verdicts}.values()
        for parameter in verdict.consulted
    }
    for key in in_order({*groups, *heads}):
        rule_set = rules[key[1]].rules
        measure = rule_set.measure(key[2])
        indexes = groups.get(key, [])
        rows, judged = [expenses[index] for index in indexes], [verdicts[index] for index in indexes]
        settled = settle(measure, rows, judged)
        for index, item in zip(indexes, _items(rule_set, measure, rows, judged, settled, heads), strict=True):
            items[index] = item
        lines.append(line_of(key, measure, _sums(rows, settled, heads.get(key))))
        counting = [step for step in measure.steps if isinstance(step, Head)] if key in heads else []
        used.update((id(parameter), parameter) for parameter in (*settled.applied, *counting))
    blanks = _blanks_filled(expenses, verdicts, record.options)
    return result_of([item for item in items if item is not None], lines, rules, blanks, used, record)


def result_of(
    items: list[Item],
    lines: list[Line],
    rules: Mapping[str, Loaded],
    blanks: Blanks,
    used: Collection[int],
    record: Record,
) -> Result:
    """The result of lines that are settled; ``used`` holds the ``id`` of every rule that touched a figure."""
    bodies = _bodies(lines)
    years = sorted({line.fiscal_year for line in lines}, key=year_number)
    return Result(
        rules=tuple(rules[year] for year in years),
        overlay=record.overlay,
        inputs=record.inputs,
        items=items,
        lines=lines,
        bodies=bodies,
        special=total_of([body.special for body in bodies]),
        ordinary=total_of([body.ordinary for body in bodies]),
        assumptions=(*_answers(record.answers, rules), *_assumptions(used, blanks, rules, record)),
        warnings=record.warnings,
        skipped=record.skipped,
        read_as=record.read_as,
        answers=record.answers,
    )


def lines_of(expenses: Sequence[Expense], rules: Mapping[str, Loaded]) -> list[Line]:
    """The lines of a run alone, for what is asked of many variants of a few rows."""
    verdicts, groups, heads = _grouped(expenses, rules)
    lines = []
    for key in in_order({*groups, *heads}):
        measure = rules[key[1]].rules.measure(key[2])
        indexes = groups.get(key, [])
        rows, judged = [expenses[index] for index in indexes], [verdicts[index] for index in indexes]
        lines.append(line_of(key, measure, _sums(rows, settle(measure, rows, judged), heads.get(key))))
    return lines


def _grouped(
    expenses: Sequence[Expense], rules: Mapping[str, Loaded]
) -> tuple[list[Verdict], dict[Key, list[int]], dict[Key, Heads]]:
    """Each row's verdict, the rows of each measure, and the heads that rows give to measures counted by head."""
    verdicts = _verdicts(expenses, rules)
    groups: dict[Key, list[int]] = {}
    heads: dict[Key, Heads] = {}
    for index, (expense, verdict) in enumerate(zip(expenses, verdicts, strict=True)):
        place = expense.place
        groups.setdefault((place.body_code, place.fiscal_year, expense.case.measure), []).append(index)
        if verdict.head is not None:
            counted = heads.setdefault((place.body_code, place.fiscal_year, verdict.head.measure), Heads(set(), set()))
            counted.possible.add(expense.person)
            if verdict.head.certain:
                counted.certain.add(expense.person)
    return verdicts, groups, heads


def in_order(keys: Collection[Key]) -> list[Key]:
    """The lines of a result: by body, year and measure."""
    return sorted(keys, key=lambda key: (key[0], year_number(key[1]), key[2]))


def _verdicts(expenses: Sequence[Expense], rules: Mapping[str, Loaded]) -> list[Verdict]:
    """Each row's verdict, decided once for rows that are alike in all that eligibility looks at."""
    decided: dict[object, Verdict] = {}
    alike: dict[tuple[int, str], object] = {}
    verdicts = []
    for expense in expenses:
        place, case = expense.place, expense.case
        like = alike.get((id(case), place.fiscal_year))
        if like is None:
            like = alike[id(case), place.fiscal_year] = looked_at(rules[place.fiscal_year].rules, case)
        share_blank, funding_blank = expense.share is None, expense.other_funding is None
        key = (place.kind, place.hub_city, like, share_blank, funding_blank)
        verdict = decided.get(key)
        if verdict is None:
            rule_set = rules[place.fiscal_year].rules
            verdict = decided[key] = judge(rule_set, place, case, share_blank=share_blank, funding_blank=funding_blank)
        verdicts.append(verdict)
    return verdicts


def looked_at(rules: RuleSet, case: Case) -> object:
    """What of a case its verdict depends on."""
    values = dict(zip(rules.facts, case.facts, strict=True))
    asked = facts_asked(rules, case.measure, case.category)
    filled = (case.defaults.intersection(asked), case.assumed.intersection(asked))
    return rules.fiscal_year, case.measure, case.category, tuple([values[fact] for fact in asked]), filled


# ------------------------------------------------------------------------------------------------ items


def _items(
    rules: RuleSet,
    measure: Measure,
    expenses: Sequence[Expense],
    verdicts: Sequence[Verdict],
    settled: Settled,
    heads: Mapping[Key, Heads],
) -> Iterator[Item]:
    """The rows of a measure, with what is left of them, why, and what is asked."""
    rate = rate_of(measure)
    for expense, verdict, eligible, potential, reductions, asked, gain in zip(
        expenses, verdicts, *settled[:5], strict=True
    ):
        questions: tuple[Question, ...] = ()
        if asked:
            yen = _at_stake(rules, expense, verdict, gain, rate, heads)
            questions = tuple([Question(test.name, test.parameter, yen) for test in asked])
        status = _status(measure, expense, verdict, eligible, bool(asked))
        yield Item(expense, eligible, potential, status, tuple(reductions), questions)


def _status(measure: Measure, expense: Expense, verdict: Verdict, eligible: int, asked: bool) -> Status:
    if asked:
        return "review"
    if verdict.outcome == "ineligible":
        return "ineligible"
    if measure.tax == "ordinary" or eligible == expense.amount:
        return "eligible"
    return "partial" if eligible else "ineligible"


def _at_stake(
    rules: RuleSet, expense: Expense, verdict: Verdict, gain: int, rate: Fraction | None, heads: Mapping[Key, Heads]
) -> int | None:
    """What favourable answers to all of a row's questions add to the allocation, in whole yen; ``None``: no bound."""
    if verdict.cost is None or (verdict.head is not None and verdict.head.measure == expense.case.measure):
        assert verdict.head is not None
        measure = verdict.head.measure
        counted = heads[expense.place.body_code, expense.place.fiscal_year, measure].certain
        return 0 if expense.person in counted else unit_amount_of(rules.measure(measure))
    if rate is None:
        return None if gain else 0
    return share_of(gain, rate)


# ------------------------------------------------------------------------------------------------ lines


def _sums(rows: Sequence[Expense], settled: Settled, heads: Heads | None) -> Basis:
    asks = any(isinstance(test.parameter, (Cap, Limit)) for questions in settled.questions for test in questions)
    certain, possible = (len(heads.certain), len(heads.possible)) if heads is not None else (0, 0)
    claimed = sum(expense.amount for expense in rows)
    return Basis(claimed, sum(settled.eligible), sum(settled.potential), asks, certain, possible)


def line_of(key: Key, measure: Measure, sums: Basis) -> Line:
    """The line of a measure of a body in a fiscal year: its allocation, rounded once."""
    match measure.tax:
        case "ordinary":
            return _head_line(key, measure, sums)
        case "in-kind":
            return Line(*key, "in-kind", sums.claimed, 0, 0, None, None, None, None, ZERO, 0, 0, True, False)
        case "special":
            rate, to = rate_of(measure), next(step.to for step in measure.steps if isinstance(step, Round))
            potential = sums.potential
            before = sums.eligible * (rate or ZERO)
            best = 0 if not potential else None if rate is None else round_half_up(potential * rate, to)
            return Line(
                *key,
                "special",
                sums.claimed,
                sums.eligible,
                potential,
                rate,
                None,
                None,
                None,
                before,
                round_half_up(before, to),
                best,
                not sums.asks_rule and (rate is not None or not potential),
                False,
            )


def _head_line(key: Key, measure: Measure, sums: Basis) -> Line:
    unit = unit_amount_of(measure)
    certain, possible = sums.heads, sums.potential_heads
    allocation = certain * (unit or 0)
    best = possible * unit if unit is not None else None if possible else 0
    approximate = any(isinstance(step, Head) and step.approximate for step in measure.steps)
    complete = unit is not None or not possible
    return Line(
        *key,
        "ordinary",
        sums.claimed,
        0,
        0,
        None,
        certain,
        possible,
        unit,
        Fraction(allocation),
        allocation,
        best,
        complete,
        approximate,
    )


def rate_of(measure: Measure) -> Fraction | None:
    """A measure's rate; ``None`` where it has none or it is not known."""
    rate = next((step.rate for step in measure.steps if isinstance(step, Rate)), UNKNOWN)
    return None if rate == UNKNOWN else exact(rate)


def unit_amount_of(measure: Measure) -> int | None:
    """Yen a head; ``None`` where it is not known."""
    amount = next((step.unit_amount for step in measure.steps if isinstance(step, Head)), UNKNOWN)
    return None if amount == UNKNOWN else amount


def _bodies(lines: Sequence[Line]) -> list[Body]:
    by_body: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        by_body.setdefault((line.body_code, line.fiscal_year), []).append(line)
    return [
        Body(*key, total_of_tax(group, "special"), total_of_tax(group, "ordinary")) for key, group in by_body.items()
    ]


def total_of_tax(lines: Sequence[Line], tax: Tax) -> Total:
    """The sum of the lines of a tax."""
    return total_of([Total(line.allocation, line.potential, line.complete) for line in lines if line.tax == tax])


def total_of(totals: Sequence[Total]) -> Total:
    """The sum of totals; over one without a bound it has none, over an incomplete one it is incomplete."""
    potentials = [total.potential for total in totals if total.potential is not None]
    potential = sum(potentials) if len(potentials) == len(totals) else None
    return Total(sum(total.allocation for total in totals), potential, all(total.complete for total in totals))


# ------------------------------------------------------------------------------------------------ assumptions


def _answers(answers: Sequence[Answered], rules: Mapping[str, Loaded]) -> Iterator[Message]:
    """What a person answered beside the tables."""
    for given in answers:
        for name, rows in given.rows.items():
            yield Message("assumption.answers", file=given.name, name=_column(rules, name), rows=rows)


def _assumptions(
    used: Collection[int], blanks: Blanks, rules: Mapping[str, Loaded], record: Record
) -> tuple[Message, ...]:
    """Every assumption that touched a figure: the command line's, the overlay's, defaults used, the rule files' own."""
    messages = [
        Message("assumption.option", name=_column(rules, name), value=value, rows=blanks.given.get(name, 0))
        for name, value in record.options.items()
    ]
    messages += [
        Message("assumption.overlay", **figure._asdict())
        for figure in (record.overlay.figures if record.overlay is not None else ())
    ]
    for (year, name), rows in blanks.defaults.items():
        facts = rules[year].rules.facts
        value = facts[name].default if name in facts else {"hub_city": "no", "share": "1"}[name]
        said = YES_NO.get(value or "", value)
        messages.append(Message("assumption.default", year=year, name=_column(rules, name), value=said, rows=rows))
    for year in sorted(rules, key=year_number):
        for measure in rules[year].rules.measures:
            for parameter in measure.parameters():
                if id(parameter) in used:
                    messages += [
                        Message(
                            "assumption.rule", year=year, measure=measure.title, title=parameter.title, ground=ground
                        )
                        for ground in parameter.assumptions
                    ]
    return tuple(dict.fromkeys(messages))


def _column(rules: Mapping[str, Loaded], name: str) -> Text:
    """A column as people know it: its Japanese name, in English the one that the table has."""
    facts = {fact: loaded.rules.facts[fact].title.ja for loaded in rules.values() for fact in loaded.rules.facts}
    return Text((COLUMNS | facts).get(name, name), name)


def _blanks_filled(expenses: Sequence[Expense], verdicts: Sequence[Verdict], options: Collection[str]) -> Blanks:
    defaults: Counter[tuple[str, str]] = Counter()
    rows = Counter(map(id, verdicts))
    for expense, verdict in {
        id(verdict): (expense, verdict) for expense, verdict in zip(expenses, verdicts, strict=True)
    }.values():
        for name in verdict.defaults:
            defaults[expense.place.fiscal_year, name] += rows[id(verdict)]
    given: Counter[str] = Counter()
    for expense, verdict in zip(expenses, verdicts, strict=True) if options else ():
        given.update(options_used(expense.place, expense.case, expense.assumed, verdict))
    return blanks_of(given, defaults)


def options_used(place: Place, case: Case, assumed: frozenset[str], verdict: Verdict) -> frozenset[str]:
    """The columns of a row that the command line filled and that decided something."""
    own = assumed if verdict.cost is not None else NOTHING
    return place.options | verdict.assumed | own | (case.assumed & CLAIM)


def blanks_of(given: Mapping[str, int], defaults: Mapping[tuple[str, str], int]) -> Blanks:
    """Counts of blanks, the defaults in the order of years and columns."""
    return Blanks(given, dict(sorted(defaults.items(), key=lambda entry: (year_number(entry[0][0]), entry[0][1]))))
