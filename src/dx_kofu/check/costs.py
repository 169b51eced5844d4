"""Ineligible cost (対象外経費): words beside a row that name what its category does not hold, and advisors that are claimed.

Words behind a word take it back: ``旅費を除く`` names no travel, ``旅費を含む、通信費を除く`` does; so do some before it:
``対象外（旅費、通信費）``. What stands in parentheses speaks of the word only where it begins so: ``旅費（対象外）``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from dx_kofu.catalogue import codes
from dx_kofu.check.budget import Budget, finding
from dx_kofu.check.records import Finding
from dx_kofu.check.texts import folded
from dx_kofu.check.words import Words, around, bounds, has_word, word_lists, word_table
from dx_kofu.result import Item
from dx_kofu.words import Text

DISPATCH = "advisor-dispatch"
_ASIDE = re.compile(r"\([^()\n]*\)")


def costs(budget: Budget) -> Iterator[Finding]:
    """Every word beside a row that asks a question, and every cost of a measure in kind."""
    for item, code, word in named_words(budget):
        if codes()[code].group != "funding" or not item.expense.other_funding:
            yield finding(code, [item], budget.yen(item), word=word, place=_place("row"))
    for item in budget.items:
        expense = item.expense
        if expense.amount and budget.worth[expense.place.fiscal_year, expense.case.measure].in_kind:
            title = budget.rules[expense.place.fiscal_year].rules.measure(expense.case.measure).title
            yield finding(DISPATCH, [item], 0, word=title, place=_place("measure"))


def _place(name: str) -> Text:
    """Where a word stands."""
    return Text(**word_table()["places"][name])


def named_words(budget: Budget) -> Iterator[tuple[Item, str, str]]:
    """The first word of each code beside each row that counts, and that the row's measure and category do not expect."""
    often = cache(_found)
    for item in budget.counting:
        text = budget.beside(item)
        if not text or text.isspace():
            continue
        asked: dict[str, str] = {}
        for words, word in often(text):
            if _asks(words, item):
                asked.setdefault(_code(words, item), word)
        for code, word in asked.items():
            yield item, code, word


def _asks(words: Words, item: Item) -> bool:
    case, share = item.expense.case, item.expense.share
    return (
        case.category not in words.but
        and (not words.measures or case.measure in words.measures)
        and (not words.categories or case.category in words.categories)
        and (not words.kinds or item.expense.place.kind in words.kinds)
        and not (words.unless_shared and share is not None and share < 1)
    )


def _code(words: Words, item: Item) -> str:
    """The code that a word asks for; where the whole fee counts, a lighter one."""
    told, case = bounds()["whole_fee"], item.expense.case
    whole = case.measure in told["measures"] and case.category in told["categories"] and words.code in told["codes"]
    return str(told["instead"]) if whole else words.code


def _found(text: str) -> tuple[tuple[Words, str], ...]:
    plain = folded(text)
    if not has_word(plain):
        return ()
    found = ((words, _stands(words, plain)) for words in word_lists())
    return tuple([(words, word) for words, word in found if word is not None])


def _stands(words: Words, text: str) -> str | None:
    """The first word of a list in a text that nothing takes back."""
    text = words.harmless.sub(lambda phrase: "_" * len(phrase[0]), text)
    for match in words.pattern.finditer(text):
        if not _is_taken_back(words, text[: match.start()], text[match.end() :]):
            return match[0]
    return None


def _is_taken_back(words: Words, before: str, behind: str) -> bool:
    told = around()
    if told.before.search(before) is not None or words.taken_back.match(behind.removeprefix("(")) is not None:
        return True
    behind = _ASIDE.sub("", behind)[: told.reach]
    back, end = words.taken_back.search(behind), told.ends.search(behind)
    return back is not None and (end is None or back.start() <= end.start())
