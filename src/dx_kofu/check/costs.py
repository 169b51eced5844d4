"""Ineligible cost (対象外経費): words beside a row that name what its category does not hold, and advisors that are claimed.

Words behind a word take it back: ``旅費を除く`` names no travel, ``旅費を含む、通信費を除く`` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from dx_kofu.check.budget import Budget, beside, finding, folded
from dx_kofu.check.records import Finding
from dx_kofu.check.words import Words, any_of, taken_back, word_lists, word_table
from dx_kofu.result import Item

FUNDING = "funding-suggested"
DISPATCH = "advisor-dispatch"


def costs(budget: Budget) -> Iterator[Finding]:
    """Every word beside a row that asks a question, and every cost of a measure in kind."""
    for item, words, word in named(budget):
        if words.code == FUNDING:
            if not item.expense.other_funding:
                yield finding(FUNDING, [item], budget.yen(item), word=word)
        else:
            yield finding(words.code, [item], budget.yen(item), word=word)
    for item in budget.items:
        expense = item.expense
        if expense.amount and budget.worth[expense.place.fiscal_year, expense.case.measure].in_kind:
            rules = budget.rules[expense.place.fiscal_year].rules
            yield finding(DISPATCH, [item], 0, word=rules.measure(expense.case.measure).title)


def named(budget: Budget) -> Iterator[tuple[Item, Words, str]]:
    """The first word of each list beside each row that counts, and that the row's measure and category do not expect."""
    often = cache(_found)
    for item in budget.counting:
        text = beside(item)
        if not text or text.isspace():
            continue
        for words, word in often(text):
            if _asks(words, item):
                yield item, words, word


def _asks(words: Words, item: Item) -> bool:
    case, share = item.expense.case, item.expense.share
    return (
        case.category not in words.but
        and (not words.measures or case.measure in words.measures)
        and (not words.categories or case.category in words.categories)
        and not (words.unless_shared and share is not None and share < 1)
    )


def _found(text: str) -> tuple[tuple[Words, str], ...]:
    plain = folded(text)
    if _any_word().search(plain) is None:
        return ()
    found = ((words, _stands(words, plain)) for words in word_lists())
    return tuple([(words, word) for words, word in found if word is not None])


def _stands(words: Words, text: str) -> str | None:
    """The first word of a list in a text that nothing takes back."""
    if words.harmless is not None:
        text = words.harmless.sub(lambda phrase: "_" * len(phrase[0]), text)
    back = taken_back()
    for match in words.pattern.finditer(text):
        behind = text[match.end() : match.end() + back.reach]
        end = back.ends.search(behind)
        if back.pattern.search(behind if end is None else behind[: end.start()]) is None:
            return match[0]
    return None


@cache
def _any_word() -> re.Pattern[str]:
    """Any word of any list, to pass over most texts at once."""
    return any_of({word for entry in word_table()["notes"].values() for word in entry["words"]})
