"""Japanese and English side by side: the one record every text for people is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

Lang = Literal["ja", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Japanese and in English."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True}
    ja: str
    en: str

    def in_(self, lang: Lang) -> str:
        """The words in one language."""
        return self.ja if lang == "ja" else self.en
