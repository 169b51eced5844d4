"""The catalogue: both languages say the same, and a Japanese Windows terminal can show it."""

from __future__ import annotations

import ast
import string

import pytest

from dx_kofu.cli.help import HEADINGS, HELP
from dx_kofu.messages import CATALOGUE
from dx_kofu.rules.load import RuleBook
from dx_kofu.words import Text
from tests.support import ROOT

TEXTS = {**CATALOGUE, **{f"help {key}": text for key, text in HELP.items()}, **dict(HEADINGS)}


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("key", CATALOGUE)
def test_both_languages_have_the_same_fields(key: str) -> None:
    text = CATALOGUE[key]
    assert fields(text.ja) == fields(text.en)


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_can_be_encoded_in_cp932(key: str) -> None:
    for words in (TEXTS[key].ja, TEXTS[key].en):
        assert words.encode("cp932").decode("cp932") == words


def test_texts_of_the_rule_files_can_be_encoded_in_cp932() -> None:
    book = RuleBook()
    for year in book.years:
        rules = book[year].rules
        texts: list[Text] = [*rules.categories.values()]
        texts += [
            text
            for fact in rules.facts.values()
            for text in (fact.title, fact.question, fact.who, *fact.values.values())
        ]
        texts += [
            text
            for checklist in rules.checklists
            for fact in checklist.facts.values()
            for text in (fact.title, fact.question, fact.who, *fact.values.values())
        ]
        texts += [text for part in rules.parts for p in part.parameters() for text in (p.title, *p.assumptions)]
        for text in texts:
            (text.ja + text.en).encode("cp932")


def test_every_message_in_the_code_stands_in_the_catalogue_and_none_is_left_over() -> None:
    used = set()
    code = ""
    for path in (ROOT / "src").rglob("*.py"):
        if path.name == "messages.py":
            continue
        code += path.read_text("utf-8")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in ("Message", "say", "_say") and node.args[0].value not in HELP:
                    used.add(node.args[0].value)
    assert used <= set(CATALOGUE)
    made = (
        "why.",
        "ask.",
        "who.",
        "source.",
        "t.",
        "r.",
        "s.",
        "b.",
        "left.",
        "mapping.",
        "h.",
        "x.",
        "v.kind-",
        "v.head-",
        "v.how-",
        "v.tax-",
        "f.",
        "p.",
        "d.",
        "k.",
        "n.",
        "p.",
        "a.",
        *("e.by-", "e.test-", "e.idle-", "e.cap-", "e.worth-", "e.yes", "e.no"),
        "bundle.rules-",
        "simulate.",
    )  # keys put together from a code, a fact or a column
    left = [key for key in CATALOGUE if key not in used and not key.startswith(made) and f'"{key}"' not in code]
    assert left == []
