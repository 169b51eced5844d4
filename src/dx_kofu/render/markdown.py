r"""Texts in GitHub-flavoured Markdown: escaped, so that no name in a budget becomes markup, a link, a mention or HTML.

>>> escaped("a|b <script> [x](http://y) *1*")
'a\\|b &lt;script&gt; \\[x\\](http:&#47;/y) \\*1\\*'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

_MEANT = re.compile(r"[\\`*_~\[\]|$&<>@#]|//|www\.")
"""Signs that mean something in GitHub's Markdown; an address is no link once its ``//`` or ``www.`` is broken."""
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", "#": "&#35;", "//": "&#47;/", "www.": "www&#46;"}


def escaped(text: str) -> str:
    """A text as itself, on one line: nothing in it is markup."""
    return _MEANT.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), " ".join(text.splitlines()))


def line(cells: Iterable[str]) -> str:
    """A line of a table."""
    return "| " + " | ".join(cells) + " |\n"


def heading(text: str, level: int) -> str:
    """A heading."""
    return f"{'#' * level} {escaped(text)}\n\n"


def paragraphs(texts: Sequence[str]) -> Iterator[str]:
    """Texts, a paragraph each."""
    for text in texts:
        yield f"{escaped(text)}\n\n"


def bullets(texts: Sequence[str]) -> Iterator[str]:
    """Texts as a list."""
    for text in texts:
        yield f"- {escaped(text)}\n"
    if texts:
        yield "\n"
