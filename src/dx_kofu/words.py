"""Japanese and English side by side: the one record every text for people is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

Lang = Literal["ja", "en"]


def printable(text: str) -> str:
    """A text from a file without what a terminal or a page could act on; blanks of every kind (full-width ones too) stay blanks."""
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() or letter == "\u3000" else " " if letter.isspace() else "?" for letter in text
    )


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Japanese and in English."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True}
    ja: str
    en: str

    def in_(self, lang: Lang) -> str:
        """The words in one language."""
        return self.ja if lang == "ja" else self.en
