"""Who is whom: spellings of one person or firm made the same, and ids that say nothing at another body."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from dx_kofu.check.words import word_table

HIRAGANA = {letter: letter + 0x60 for letter in range(0x3041, 0x3097)}
"""Hiragana to katakana, by Unicode."""
_DASHES = re.compile(r"(?<=[a-z])[-_.](?=[0-9])")


class Persons:
    """Persons and firms as their bodies spell them; what was asked once is remembered."""

    def __init__(self) -> None:
        table: dict[str, Any] = word_table()["persons"]
        self._letters = {ord(letter): row[0] for row in table["letters"] for letter in row[1:]}
        self._dropped = re.compile(f"[{re.escape(table['dropped'])}]")
        self._firms = re.compile("|".join(map(re.escape, map(_folded, sorted(table["firms"], key=len, reverse=True)))))
        titles = [_folded(title) for title in table["titles"]]
        self._ends = tuple(title for title in titles if not title.endswith("."))
        self._begins = tuple(title for title in titles if title.endswith("."))
        roles = "|".join(sorted((re.escape(self._spelt(role)) for role in table["roles"]), key=len, reverse=True))
        self._role = re.compile(rf"(?<=.)(?:\((?:{roles})\)|\s(?:{roles}))$")
        self._generic = re.compile(f"(?:{roles})")
        self._numbered = re.compile(rf"(?:{roles}|[a-z]{{0,3}})(?:{table['number']})?(?:{table['number']})?")
        self._known: dict[str, str] = {}

    def _spelt(self, text: str) -> str:
        return _folded(text).translate(self._letters).translate(HIRAGANA)

    def same(self, person: str) -> str:
        """The same for every spelling: ``髙橋　花子 様`` and ``高橋花子``, ``㈱信州`` and ``株式会社 信州``."""
        name = self._known.get(person)
        if name is None:
            name = self._known[person] = self._plain(person) or person
        return name

    def _plain(self, person: str) -> str:
        name = self._firms.sub("", _folded(person)).translate(self._letters).translate(HIRAGANA).strip()
        name = self._role.sub("", name)
        name = _DASHES.sub("", self._dropped.sub("", "".join(name.split())))
        for title in map(self._spelt, self._ends):
            if name.endswith(title) and len(name) > len(title):
                name = name.removesuffix(title)
        for title in self._begins:
            name = name.removeprefix(title) if len(name) > len(title) else name
        return name

    def is_numbered(self, person: str) -> bool:
        """Whether it is an id that any body may have given (``p1``, ``受託者B``), and says nothing at another body."""
        return self._numbered.fullmatch(self.same(person)) is not None

    def is_generic(self, person: str) -> bool:
        """Whether it is a word for anybody (``受講者``), and says nothing at all."""
        return self._generic.fullmatch(self.same(person)) is not None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
