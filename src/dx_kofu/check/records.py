"""What ``check`` says: findings - a code of the catalogue, the rows it is about, the yen at stake, the words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from dx_kofu.catalogue import Code
from dx_kofu.records import Diagnostic
from dx_kofu.result import Item
from dx_kofu.words import Lang, Text


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
