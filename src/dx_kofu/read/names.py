r"""Which column a header cell means: the contract's names first, then known other names, then a mapping file's.

A name may carry a hint in brackets (``金額（千円）``): a unit of money, ``％``, how a cell is to be filled in. A bracket that says
something else changes the meaning, so the name is not recognised: nothing is guessed in silence.

>>> names = Names({"amount": "金額", "share": "按分率"})
>>> names.find("金額（千円）"), names.find("支 出\n済 額"), names.find("金額（うち国費）")
(Label(column='amount', unit='千円'), Label(column='amount', unit=None), None)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from dx_kofu.read.cells import UNITS, word

MONEY = ("amount", "other_funding")
"""Columns whose cells are yen, or a unit of yen that the header names."""

_HINT = r"[(\[〔【<](?P<hint>[^()\[\]〔〕【】<>]*)[)\]〕】>]"
_TRAILING = r"[:/]((?:千|百万|万|億)?円|%)$"
_BESIDE = r"単位|:|現在$"  # what stands over columns and says nothing of them: a unit, ``団体名：…``, a day
_PARTS = r"[・/,、]"
_LETTER = r"[a-z]|(?:注|※)[0-9]*"  # 金額（Ａ）, 按分率（注1）: a name for formulas, a footnote
_CIRCLED = r"[①-⑳]"
# Numbering before a name and footnote marks around it: ``(1)``, ``A.``, ``※2``, ``*``.
_MARKS = r"^(?:[(]?(?:[0-9]{1,2}|[a-z])[).]|[※*])+|(?:※[0-9]*|[*][0-9]*|注[0-9]+)+$"


class Label(NamedTuple):
    """What a header cell means."""

    column: str
    unit: str | None = None
    """``円``, ``千円`` … or ``%``, where the header says it."""


class Names:
    """The names of the columns: ``known`` maps each to its Japanese name; ``mapped`` are a mapping file's own, by header text."""

    def __init__(
        self,
        known: Mapping[str, str],
        mapped: Mapping[str, str] | None = None,
        aliases: Sequence[str] = ("columns",),
    ) -> None:
        self.known, self._aliases = known, aliases
        self._mapped = {squeezed(text): column for text, column in (mapped or {}).items()}
        self._exact = {word(name): column for column, ja in known.items() for name in (column, ja)}

    def exact(self, text: str) -> str | None:
        """The column whose contract name this is."""
        return self._exact.get(word(text))

    def find(self, text: str, group: str = "") -> Label | None:
        """What a header cell means; ``group`` holds what stands above it in a header of more rows, a line each."""
        if not text.strip():
            above, _, text = group.rpartition("\n")
            return self.find(text, above) if text.strip() else None
        mapped = self._mapped.get(squeezed(group + text)) or self._mapped.get(squeezed(text))
        if mapped is not None:
            return Label(mapped, _unit(text, mapped) or _unit(group, mapped))
        exact = self.exact(text)
        label = Label(exact) if exact is not None else self._other(text)
        if label is None or label.column not in MONEY:
            return label
        if not all(self._leaves_money(part) for part in group.split("\n")):
            return None
        return label if label.unit is not None else label._replace(unit=_unit(group, label.column))

    def _leaves_money(self, group: str) -> bool:
        """Whether a word above a column of money leaves its meaning as it is: ``経費``, not ``前年度`` or ``特定財源``."""
        bare = re.sub(_HINT, "", squeezed(group))
        return (
            not bare
            or re.search(_BESIDE, bare) is not None
            or bare in _table()["money_groups"]
            or self._others.get(bare) == MONEY[0]
        )

    def _other(self, text: str) -> Label | None:
        """A known other name, with or without a hint in brackets."""
        whole = re.sub(_MARKS, "", squeezed(re.sub(_CIRCLED, "", text)))
        whole = re.sub(_TRAILING, r"(\1)", whole)
        if whole in self._others:
            return Label(self._others[whole])
        hints = [match["hint"] for match in re.finditer(_HINT, whole)]
        column = self._others.get(re.sub(_MARKS, "", re.sub(_HINT, "", whole)))
        if not hints or column is None or not all(_is_harmless(hint, column) for hint in hints):
            return None
        return Label(column, _unit(whole, column))

    @cached_property
    def _others(self) -> dict[str, str]:
        own = {squeezed(name): column for column, ja in self.known.items() for name in (column, ja)}
        others = {
            squeezed(name): column
            for aliases in self._aliases
            for column, names in _table()[aliases].items()
            for name in names
            if column in self.known
        }
        return others | own


def squeezed(text: str) -> str:
    """A name for comparing: folded, without the blanks, line breaks, dashes and underscores inside."""
    return re.sub(r"[\s_-]+", "", word(text))


def _unit(text: str, column: str) -> str | None:
    """The unit that a bracket of a header names for a column of money, or ``%`` for a share."""
    units = [_named_unit(match["hint"]) for match in re.finditer(_HINT, squeezed(text))]
    found = next((unit for unit in units if unit is not None), None)
    return found if (found == "%") == (column == "share") else None


def _named_unit(hint: str) -> str | None:
    """The unit in a hint: ``千円``, ``単位:千円``, ``税込、円``."""
    parts = re.split(_PARTS, hint.removeprefix("単位").lstrip(":"))
    return next((part for part in parts if part == "%" or (part and part in UNITS)), None)


def _is_harmless(hint: str, column: str) -> bool:
    """Whether a bracket names nothing but a unit fit for the column, or how a cell is filled in."""
    unit = _named_unit(hint)
    fits = unit is None or (column == "share" if unit == "%" else column in MONEY)
    rest = [part for part in re.split(_PARTS, hint.removeprefix("単位").lstrip(":")) if part and part != unit]
    return fits and all(part in _table()["hints"] or re.fullmatch(_LETTER, part) for part in rest)


def is_hint(text: str) -> bool:
    """Whether a cell right under a header only says how the column is filled in: ``（千円）``, ``％``, ``（○×）``."""
    bare = squeezed(text).strip("()[]〔〕【】<>")
    return _named_unit(bare) == bare or bare in _table()["hints"]


@cache
def _table() -> dict[str, Any]:
    """The file of other names, read where a contract name does not fit."""
    import tomllib

    return tomllib.loads((Path(__file__).parent / "aliases.toml").read_text("utf-8"))


def is_example(sheet: str) -> bool:
    """Whether a sheet, by its name, only shows how another is filled in (記入例)."""
    return any(name in squeezed(sheet) for name in _table()["example_sheets"])


def other_words(column: str) -> dict[str, str]:
    """Known other words for the values of a column, by :func:`squeezed` text."""
    values: dict[str, list[str]] = _table()["values"].get(column, {})
    return {squeezed(text): value for value, texts in values.items() for text in texts}
