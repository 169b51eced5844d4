"""``--format html``: the result as one page to read on a screen and to print for the approval file (決裁).

In: a :class:`~dx_kofu.result.Result` and a language. Out: the pieces of a page that needs nothing beside itself: style and script
stand in it, a content security policy lets nothing else run and no request leave, and all data is escaped. The words are those of
:mod:`dx_kofu.render.document`; the layout is in ``page.html``, ``page.css`` and ``page.js`` beside this module.

A waterfall is drawn in hundredths of a percent of its widest bar, in whole numbers:

>>> width_of(2_100_000, 6_000_000), width_of(0, 6_000_000), width_of(1, 6_000_000), width_of(5, 0)
('35.00%', '0.00%', '0.00%', '0.00%')
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dx_kofu.messages import Message
from dx_kofu.render.document import Cell, Kind, Step, Table, Waterfall, document
from dx_kofu.result import Result
from dx_kofu.words import Lang

PIECES = 500  # fragments of the template written at once
MOST_LINKS = 40  # bodies named in the table of contents; with more, the overview leads to them
_ROW, _TEXT, _BAR, _HEIGHT = 34, 13, 18, 10  # pixels: of a step; to its words, its bar, the bar's height


class Bar(NamedTuple):
    """A step of a waterfall as it is drawn; ``x`` and ``width`` in percent."""

    step: Step
    text_y: int
    y: int
    x: str
    width: str


def render(result: Result, lang: Lang) -> Iterator[str]:
    """The pieces of the page."""
    told = document(result, lang)
    heading = f"{told.title}  {told.subtitle}"
    style = file_text("page.css") + running(heading, told.program, lang, provisional=told.provisional is not None)
    script = file_text("page.js")
    template = environment(lang).get_template("page.html")
    stream = template.stream(
        lang=lang,
        page=told,
        style=Markup(style),  # both are the program's own; data in the style is escaped by running
        script=Markup(script),
        policy=policy(style, script),
        most_links=MOST_LINKS,
    )
    stream.enable_buffering(PIECES)
    yield from stream


def environment(lang: Lang, *folders: Path) -> Environment:
    """Templates of this folder and of others, with what they call; everything they write is escaped."""
    made = Environment(
        loader=FileSystemLoader([*folders, Path(__file__).parent]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        say=lambda key, **fields: Message(key, **fields).in_(lang),
        row=partial(_row, lang),
        total=partial(_total, lang),
        bars=_bars,
        height=lambda waterfall: _ROW * len(waterfall.steps),
        bar_height=_HEIGHT,
    )
    return made


def file_text(name: str) -> str:
    """A file beside this module."""
    return (Path(__file__).parent / name).read_text("utf-8")


def policy(style: str, script: str) -> str:
    """Only the page's own style and script, if it has one, no request at all."""
    scripts = f"script-src '{_hash(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; {scripts}img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def running(heading: str, program: str, lang: Lang, *, provisional: bool) -> str:
    """What stands on every printed page: which body and year, that it is provisional, which program."""
    mark = Message("h.running-provisional").in_(lang) if provisional else ""
    return (
        "@page {\n"
        f'  @top-left {{ content: "{_css(heading)}"; }}\n'
        f'  @top-right {{ content: "{_css(mark)}"; }}\n'
        f'  @bottom-left {{ content: "{_css(program)}"; }}\n'
        "}\n"
    )


def _css(text: str) -> str:
    """A text inside a string of a style sheet: whatever is no letter or digit stands as its number."""
    return re.sub(r"[^\w]", lambda found: f"\\{ord(found[0]):x} ", text)


def _row(lang: Lang, table: Table, cells: Sequence[Cell]) -> Markup:
    """The cells of a row. Made here and not in the template: a page may hold a million of them."""
    pieces = []
    tag = 'th scope="row"'
    for column, cell in zip(table.columns, cells, strict=True):
        pieces.append(f"<{tag}{_CLASS[column.kind]}{_yen(cell)}>{_words(lang, cell)}</{tag[:2]}>")
        tag = "td"
    return Markup("".join(pieces))  # every text went through escape


def _total(lang: Lang, table: Table, cells: Sequence[Cell]) -> Markup:
    """The cells of a total: its name spans what is empty."""
    name, *filled = [(column, cell) for column, cell in zip(table.columns, cells, strict=True) if cell.text]
    pieces = [f'<th scope="row" colspan="{len(cells) - len(filled)}">{_words(lang, name[1])}</th>']
    pieces += [f"<td{_CLASS[column.kind]}{_yen(cell)}>{_words(lang, cell)}</td>" for column, cell in filled]
    return Markup("".join(pieces))


_CLASS: dict[Kind, str] = {"text": "", **{kind: f' class="{kind}"' for kind in ("number", "name", "words")}}


def _yen(cell: Cell) -> str:
    return "" if cell.yen is None else f' data-yen="{cell.yen}"'


def _words(lang: Lang, cell: Cell) -> str:
    """A cell's lines, escaped, with a link to its chapter or its citation."""
    words = "<br>".join([escape(line) for line in cell.lines])
    if cell.chapter is not None:
        return f'<a href="#{escape(cell.chapter)}">{words}</a>'
    if cell.citation is None:
        return words
    label = escape(Message("h.reference", number=cell.citation).in_(lang))
    return f'{words} <a class="cited" href="#source-{cell.citation}" aria-label="{label}">[{cell.citation}]</a>'


def _bars(waterfall: Waterfall) -> list[Bar]:
    scale = max(step.start + step.amount for step in waterfall.steps)
    return [
        Bar(
            step,
            place * _ROW + _TEXT,
            place * _ROW + _BAR,
            width_of(step.start, scale),
            width_of(step.amount, scale),
        )
        for place, step in enumerate(waterfall.steps)
    ]


def width_of(amount: int, scale: int) -> str:
    """Yen as a part of the widest bar."""
    hundredths = amount * 10_000 // scale if scale else 0
    return f"{hundredths // 100}.{hundredths % 100:02}%"
