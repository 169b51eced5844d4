"""Whether the documents still say what the rules cite, and which rules are due for another look.

In: rule sets, the text of a document, a day - all handed in, nothing is opened here. Out: what was not found, where.

A text and a figure are compared folded: compatibility forms made one (NFKC), no asterisks, no white space, no thousands
separators, and 万円 written out. Worked example: ``1人あたり**2,100万円に引き上げ**`` folds to
``1人あたり21000000円に引き上げ``; the figure ``21,000,000円`` folds to ``21000000円`` and is found there. Digits are found
only as a whole number: ``100万円`` is not found in ``2100万円``.

>>> fold("**2,100万円/人**　～ R11"), fold("21,000,000円/人")
('21000000円/人~R11', '21000000円/人')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

from dx_kofu.rules.records import Parameter, RuleSet
from dx_kofu.words import Text

EVERY_DAYS = 365
"""After how many days a rule is compared with its source again."""

SOURCE_TEXTS = {
    "document-changed": Text(
        "文書のSHA-256が規則ファイルの値と違う。版が変わっていないか確かめること",
        "The document's SHA-256 is not the one in the rule file. Check whether its edition has changed.",
    ),
    "heading-missing": Text("出典の見出しが文書にない", "The heading of the section does not stand in the document."),
    "figure-missing": Text(
        "出典の数値や語句が、その見出しの下にない", "The figure does not stand under the heading of its section."
    ),
}

_MAN_YEN = re.compile(r"(\d+(?:\.\d+)?)万円")
_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


class SourceFinding(NamedTuple):
    """Something that a rule file cites and a document does not hold; ``path`` is empty where the whole document differs."""

    code: str
    """``document-changed``, ``heading-missing`` or ``figure-missing``."""
    fiscal_year: str
    path: str
    """The rule's key path (``municipal-support.steps.cap:personnel``), or the section's (``sections.support``)."""
    section: str
    figure: str
    text: Text


class Due(NamedTuple):
    """A rule that was last compared with its source too long ago."""

    fiscal_year: str
    path: str
    reviewed: date
    days: int
    """How many days ago."""


def parameters(rules: RuleSet) -> Iterator[tuple[str, Parameter]]:
    """Every rule of a file with its key path, in the order of the file: ``municipal-support.conditions.part-time``."""
    for notice in rules.notices:
        yield f"notices.{notice.code}", notice
    for measure in rules.measures:
        for path, parameter in measure.named_parameters():
            yield f"{measure.id}.{path}" if path else measure.id, parameter
    for checklist in rules.checklists:
        for path, parameter in checklist.named_parameters():
            yield f"{checklist.id}.{path}" if path else checklist.id, parameter


def check_sources(
    rules: RuleSet, document_id: str, text: str, content: bytes | None = None
) -> tuple[SourceFinding, ...]:
    """Looks up every figure that a rule set cites from a document; ``KeyError`` where it names no such document.

    ``text`` is the document's text; ``content``, where given, its bytes, held against the SHA-256 in the rule file.
    """
    return (
        *_changed(rules, document_id, content),
        *_not_found(rules, document_id, _sections(rules, document_id, fold(text))),
    )


def _changed(rules: RuleSet, document_id: str, content: bytes | None) -> Iterator[SourceFinding]:
    expected = rules.documents[document_id].sha256
    if content is not None and expected is not None and sha256(content).hexdigest() != expected:
        path = f"documents.{document_id}.sha256"
        yield SourceFinding("document-changed", rules.fiscal_year, path, "", expected, SOURCE_TEXTS["document-changed"])


def _not_found(rules: RuleSet, document_id: str, under: dict[str, str]) -> Iterator[SourceFinding]:
    """A heading that is missing is one finding, whatever is cited from it."""
    year = rules.fiscal_year
    for name, section in rules.sections.items():
        if section.document == document_id and name not in under:
            missing = SOURCE_TEXTS["heading-missing"]
            yield SourceFinding("heading-missing", year, f"sections.{name}", name, section.heading, missing)
    for path, parameter in parameters(rules):
        source = parameter.source
        if source.section in under and not _stands_in(under[source.section], fold(source.figure)):
            missing = SOURCE_TEXTS["figure-missing"]
            yield SourceFinding("figure-missing", year, path, source.section, source.figure, missing)


def fold(text: str) -> str:
    """A text without the differences that do not matter: widths, emphasis, white space, how yen are written."""
    folded = re.sub(r"[\s*]+", "", unicodedata.normalize("NFKC", text))
    return _MAN_YEN.sub(_in_yen, _SEPARATOR.sub("", folded))


def _in_yen(match: re.Match[str]) -> str:
    return f"{(Decimal(match[1]) * 10_000).normalize():f}円"


def _sections(rules: RuleSet, document_id: str, folded: str) -> dict[str, str]:
    """What stands under each heading that occurs: up to the next heading; the pieces of one that occurs again, together."""
    headings = {
        name: fold(section.heading) for name, section in rules.sections.items() if section.document == document_id
    }
    cuts = sorted(
        (match.start(), match.end(), name)
        for name, heading in headings.items()
        for match in re.finditer(re.escape(heading), folded)
    )
    under: dict[str, str] = {}
    for (_, begin, name), (end, _, _) in pairwise([*cuts, (len(folded), 0, "")]):
        under[name] = under.get(name, "") + "\n" + folded[begin:end]
    return under


def _stands_in(text: str, figure: str) -> bool:
    """Whether a folded figure stands in a folded text, its digits not as a part of a longer number."""
    before = r"(?<![\d.])" if figure[:1].isdigit() else ""
    after = r"(?!\.?\d)" if figure[-1:].isdigit() else ""
    return re.search(before + re.escape(figure) + after, text) is not None


def due(rule_sets: Sequence[RuleSet], today: date, every_days: int = EVERY_DAYS) -> tuple[Due, ...]:
    """The rules that were last reviewed more than ``every_days`` days before ``today``, the oldest first."""
    found = [
        Due(rules.fiscal_year, path, parameter.reviewed, (today - parameter.reviewed).days)
        for rules in rule_sets
        for path, parameter in parameters(rules)
        if (today - parameter.reviewed).days > every_days
    ]
    return tuple(sorted(found, key=lambda entry: entry.reviewed))
