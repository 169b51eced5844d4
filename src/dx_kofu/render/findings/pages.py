"""A page per code of ``check`` and an index, in both languages, for ``docs/findings``."""

from __future__ import annotations

from collections.abc import Iterator

from dx_kofu.catalogue import Code, codes
from dx_kofu.check.words import groups
from dx_kofu.messages import Message
from dx_kofu.words import Lang

LANGUAGES: tuple[Lang, ...] = ("ja", "en")


def pages() -> dict[str, str]:
    """A page per code and an index, in both languages, by file name."""
    found: dict[str, str] = {}
    for lang in LANGUAGES:
        suffix = ".md" if lang == "ja" else ".en.md"
        found["index" + suffix] = "".join(_index(lang, suffix))
        for code in codes().values():
            found[code.id + suffix] = "".join(_page(code, lang, suffix))
    return found


def _index(lang: Lang, suffix: str) -> Iterator[str]:
    yield f"# {Message('f.index').in_(lang)}\n\n{Message('f.index-note').in_(lang)}\n"
    for name, title in groups().items():
        yield f"\n## {title.in_(lang)}\n\n"
        yield f"| {' | '.join(Message(f'f.{column}').in_(lang) for column in ('code', 'severity', 'title'))} |\n|---|---|---|\n"
        for code in codes().values():
            if code.group == name:
                severity = Message(f"f.{code.severity}").in_(lang)
                yield f"| [{code.id}]({code.id}{suffix}) | {severity} | {code.title.in_(lang)} |\n"


def _page(code: Code, lang: Lang, suffix: str) -> Iterator[str]:
    severity = Message(f"f.{code.severity}").in_(lang)
    yield f"# {code.id} {code.title.in_(lang)}\n\n"
    yield f"`{code.name}` - {groups()[code.group].in_(lang)} - {severity} - [{Message('f.index').in_(lang)}](index{suffix})\n"
    for heading, text in (("why", code.why), ("do", code.todo)):
        yield f"\n## {Message(f'f.{heading}').in_(lang)}\n\n{text.in_(lang)}\n"
    for heading, example in (("fails", code.fails), ("passes", code.passes)):
        if example:
            yield f"\n## {Message(f'f.{heading}').in_(lang)}\n\n```csv\n{example}```\n"
