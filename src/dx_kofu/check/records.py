"""What ``check`` says: a code of the catalogue, and findings - a code, the rows it is about, the yen at stake, the words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from dx_kofu.records import Diagnostic
from dx_kofu.result import Item
from dx_kofu.words import Lang, Text

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From the gravest to the lightest."""


class Code(NamedTuple):
    """An entry of ``codes.toml``: what is found, why it matters, what to do, and a budget that fails and one that passes."""

    id: str
    """``KF001``: never used again for anything else."""
    name: str
    group: str
    severity: Severity
    title: Text
    says: Text
    """The words of a finding, with its fields in braces."""
    why: Text
    todo: Text
    fails: str
    """A CSV in which it is found; blank where no shipped rule file can show it."""
    passes: str
    """The same, put right."""
    oddity: str | None
    """The warning of ``calc`` that it stands for; ``*`` for any without a code of its own."""


class Said(NamedTuple):
    """A template with its fields filled in; a field may be words in both languages."""

    template: Text
    fields: Mapping[str, Any]

    def in_(self, lang: Lang) -> str:
        """The words in one language."""
        told = {name: value.in_(lang) if hasattr(value, "in_") else value for name, value in self.fields.items()}
        return self.template.in_(lang).format(**told)


class Finding(NamedTuple):
    """Something to look at before filing."""

    code: Code
    items: tuple[Item, ...]
    """The rows, in the order of the input; none where it is about a total row."""
    yen: int | None
    """Allocation before rounding, in whole yen, that would go at most if the finding is right; ``None`` is not known."""
    message: Said
    odd: Diagnostic | None = None
    """The warning it stands for: it has a place where no row has."""
