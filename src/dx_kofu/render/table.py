"""``--format table``: what a finance officer reads first.

Per body and year the measures with claimed, eligible, allocation, potential; then what was cut and why; then the open
questions with the yen that hang on them; then assumptions and the rules used. Amounts stand last and no frame is drawn:
terminals disagree on the width of some signs.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from dx_kofu.messages import Message
from dx_kofu.render.digest import BodyDigest, accepted_rows, bodies, complete, place_words, provisional, year_words
from dx_kofu.render.figures import bound, confirmed, heads, yen
from dx_kofu.result import Item, Question, Result, Total
from dx_kofu.wording import ask, who, why
from dx_kofu.words import Lang, printable

MOST_ROWS = 6  # row numbers named for one reason
MOST_QUESTIONS = 20  # rows with open questions shown


def render(result: Result, lang: Lang, *, width: int = 100, color: bool = False) -> Iterator[str]:
    """The pieces of the text, one per body and section; ``color`` adds terminal colours."""
    return drawn(_Page(result, lang).pieces(), width=width, color=color)


def drawn(pieces: Iterable[RenderableType | tuple[RenderableType, int]], *, width: int, color: bool) -> Iterator[str]:
    """Pieces as text, without blanks at the end of a line; beside a piece may stand the least width that it needs."""
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        legacy_windows=False,
        emoji=False,
        markup=False,
    )
    for piece in pieces:
        piece, least = piece if isinstance(piece, tuple) else (piece, 0)
        console.width = max(width, least)
        buffer = io.StringIO()
        console.file = buffer
        console.print(piece)
        lines = [line.rstrip() if not color else line for line in buffer.getvalue().splitlines()]
        yield "\n".join(lines).rstrip("\n") + "\n"


class _Page:
    def __init__(self, result: Result, lang: Lang) -> None:
        self.result, self.lang = result, lang
        self.several_files = len(result.inputs) > 1

    def say(self, key: str, **fields: object) -> str:
        return Message(key, **fields).in_(self.lang)

    def pieces(self) -> Iterator[RenderableType]:
        announced = provisional(self.result)
        if announced:
            years = ("、" if self.lang == "ja" else ", ").join(year_words(year, self.lang) for year in announced)
            yield Styled(self.say("t.provisional", years=years), style="bold yellow")
            yield ""
        for digest in bodies(self.result):
            yield from self._body(digest)
        if len(self.result.bodies) > 1:
            yield from self._all()
        if not complete(self.result):
            yield Styled(self.say("t.incomplete-note"))
            yield ""
        yield from self._accepted()
        yield from self._assumptions()
        yield from self._provenance()

    def _body(self, digest: BodyDigest) -> Iterator[RenderableType]:
        mark = f"（{self.say('t.announced')}）" if digest.rules.status == "announced" else ""
        year = year_words(digest.body.fiscal_year, self.lang)
        title = f"{digest.body.body_code} {digest.name}  {year}{mark}  {self.say('t.unit')}"
        yield Styled(title.replace("   ", "  "), style="bold")
        yield self._measures(digest)
        yield ""
        yield from self._cuts(digest)
        yield from self._questions(digest)

    def _measures(self, digest: BodyDigest) -> RenderableType:
        table = self._table(("measure", "tax"), ("claimed", "eligible", "allocation", "potential"))
        for line in digest.lines:
            title = digest.rules.measure(line.measure).title.in_(self.lang)
            counted = f"\n{heads(line, self.lang)}" if line.tax == "ordinary" else ""
            table.add_row(
                title + counted,
                self.say(f"t.{line.tax}"),
                yen(line.claimed, self.lang),
                "" if line.tax == "ordinary" else yen(line.eligible, self.lang),
                self._figure(line.allocation, line.complete, line.approximate),
                self._bound(line.potential, line.approximate),
            )
        for tax, total in (("special", digest.body.special), ("ordinary", digest.body.ordinary)):
            of_tax = [line for line in digest.lines if line.tax == tax]
            if of_tax:
                self._total_row(table, tax, total, approximate=any(line.approximate for line in of_tax))
        return table

    def _total_row(self, table: Table, tax: str, total: Total, *, approximate: bool) -> None:
        table.add_row(
            self.say(f"t.total-{tax}"),
            "",
            "",
            "",
            self._figure(total.allocation, total.complete, approximate),
            self._bound(total.potential, approximate),
            style="bold",
        )

    def _table(self, texts: Iterable[str], figures: Iterable[str]) -> Table:
        return frameless([self.say(f"t.{name}") for name in texts], [self.say(f"t.{name}") for name in figures])

    def _figure(self, amount: int, complete: bool, approximate: bool) -> str:
        return confirmed(amount, self.lang, complete=complete, approximate=approximate)

    def _bound(self, amount: int | None, approximate: bool) -> str:
        return bound(amount, self.lang, approximate=approximate)

    def _all(self) -> Iterator[RenderableType]:
        yield Styled(f"{self.say('t.all')}  {self.say('t.unit')}", style="bold")
        table = self._table(("measure",), ("allocation", "potential"))
        table.columns[0].header = ""
        for tax, total in (("special", self.result.special), ("ordinary", self.result.ordinary)):
            approximate = any(line.approximate for line in self.result.lines if line.tax == tax)
            table.add_row(
                self.say(f"t.total-{tax}"),
                self._figure(total.allocation, total.complete, approximate),
                self._bound(total.potential, approximate),
            )
        yield table
        yield ""

    def _cuts(self, digest: BodyDigest) -> Iterator[RenderableType]:
        yield Styled("  " + self.say("t.cut"), style="bold")
        if not digest.cuts:
            yield "    " + self.say("t.nothing-cut")
            yield ""
            return
        table = self._table(("measure", "reason", "rows"), ("yen-cut",))
        for cut in digest.cuts:
            item, reduction = cut.found[0]
            table.add_row(
                cut.measure.title.in_(self.lang),
                why(digest.rules, item.expense, reduction, self.lang),
                self._rows([item for item, _ in cut.found]),
                yen(cut.amount, self.lang),
            )
        yield Padding(table, (0, 0, 0, 2))
        yield ""

    def _questions(self, digest: BodyDigest) -> Iterator[RenderableType]:
        asked = digest.asked
        if not asked:
            return
        yield Styled("  " + self.say("t.questions"), style="bold")
        table = self._table(("rows", "question", "who"), ("at-stake",))
        for item in asked[:MOST_QUESTIONS]:
            questions: Sequence[Question] = item.questions
            asks = "\n".join(ask(digest.rules, question, self.lang) for question in questions)
            answers = "\n".join(dict.fromkeys(who(digest.rules, question, self.lang) for question in questions))
            table.add_row(self._rows([item]), asks, answers, self._bound(questions[0].yen, False))
        yield Padding(table, (0, 0, 0, 2))
        if len(asked) > MOST_QUESTIONS:
            yield "    " + self.say("more", count=len(asked) - MOST_QUESTIONS)
        yield ""

    def _rows(self, items: Sequence[Item]) -> str:
        names = [place_words(item, several=self.several_files) for item in items]
        shown = ", ".join(names[:MOST_ROWS])
        return shown if len(names) <= MOST_ROWS else self.say("t.row-list", rows=shown, more=len(names) - MOST_ROWS)

    def _accepted(self) -> Iterator[RenderableType]:
        rows = accepted_rows(self.result)
        if rows:
            yield Styled(self.say("t.accepted"), style="bold")
            yield _bullets(
                f"{code.id} {code.title.in_(self.lang)}  {self.say('f.rows', rows=self._rows([item]))}  {printable(why_)}"
                for item, code, why_ in rows
            )
            yield ""

    def _assumptions(self) -> Iterator[RenderableType]:
        if self.result.assumptions:
            yield Styled(self.say("t.assumptions"), style="bold")
            yield _bullets(assumption.in_(self.lang) for assumption in self.result.assumptions)
            yield ""

    def _provenance(self) -> Iterator[RenderableType]:
        yield Styled(self.say("t.rules"), style="bold")
        yield _bullets(self._files())

    def _files(self) -> Iterator[str]:
        for file in self.result.rules:
            status = self.say(f"t.{file.rules.status}")
            told = {"year": file.rules.fiscal_year, "version": file.rules.version, "status": status}
            yield self.say("t.rule-line", file=file.name, sha256=file.sha256[:16], **told)
        if self.result.overlay is not None:
            yield self.say(
                "t.overlay-line", name=printable(self.result.overlay.name), sha256=self.result.overlay.sha256[:16]
            )
        yield from (printable(message.in_(self.lang)) for message in self.result.read_as)
        for read in self.result.inputs:
            yield self.say("t.input-line", name=printable(read.name), rows=read.rows, sha256=read.sha256[:16])


def _bullets(texts: Iterable[str]) -> RenderableType:
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for text in texts:
        table.add_row("  ・", text)
    return table


def frameless(texts: Iterable[str], figures: Iterable[str]) -> Table:
    """A frameless table: text columns left, figures right and last."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="", expand=False)
    for column in texts:
        table.add_column(column, overflow="fold")
    for column in figures:
        table.add_column(column, justify="right", no_wrap=True)
    return table
