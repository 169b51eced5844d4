"""What every command on expenses begins with: rules, guide, tables, reading - everything that is wrong told at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from dx_kofu.calc import calculate
from dx_kofu.cli.errors import FINDINGS, WRONG_USE, Stopped, WrongUse
from dx_kofu.cli.files import inputs, read_tables, reason
from dx_kofu.cli.guide import check_assumptions, guide_of
from dx_kofu.cli.sources import Sources
from dx_kofu.cli.streams import tell, tell_all
from dx_kofu.messages import Message
from dx_kofu.oddities import oddities
from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import Table
from dx_kofu.records import Diagnostic
from dx_kofu.result import Result
from dx_kofu.rules.load import Given, RuleBook
from dx_kofu.words import Lang


class Run(NamedTuple):
    """Tables that were read, and what they were read by."""

    sources: Sources
    book: RuleBook
    overlay: Given | None
    guide: Guide
    paths: Sequence[str]
    """The files, folders opened."""
    contents: dict[str, bytes] | None
    """Their bytes by path, where they are kept."""
    tables: Sequence[Table]
    reading: Reading

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What is merely odd in the expenses."""
        return (*self.reading.odd_totals, *oddities(self.reading.expenses, self.reading.rules))

    def calculated(self, warnings: Iterable[Diagnostic] = ()) -> Result:
        """The result of the rows that can be read, with what the record says of the run."""
        reading, guide = self.reading, self.guide
        return calculate(
            reading.expenses,
            reading.rules,
            inputs=reading.inputs,
            overlay=self.overlay,
            options={**guide.columns, **guide.assumed},
            warnings=tuple(warnings),
            skipped=tuple(reading.diagnostics),
            read_as=tuple(reading.read_as),
        )

    def read_files(self, result: Result) -> list[str]:
        """Every file that was read: none of them is ever written over."""
        rule_files = [str(self.book.folder / loaded.name) for loaded in result.rules]
        return [*self.paths, *rule_files, *filter(None, (self.sources.overlay, self.sources.mapping))]


def begin(sources: Sources, lang: Lang, *, keep: bool = False, mended: bool = False) -> Run:
    """Reads the tables; :class:`Stopped` where nothing can be calculated, all problems told before.

    ``keep``: the files' bytes are kept. ``mended``: bad rows are what the command is about and stop nothing.
    """
    book, overlay = rules_of(sources)
    guide = guide_of(
        book,
        body=sources.body,
        fiscal_year=sources.fiscal_year,
        assume=sources.assume,
        sheets=sources.sheet,
        unit=sources.unit,
        mapping=sources.mapping,
    )
    paths, unreadable = inputs(sources.files)
    kept: dict[str, bytes] | None = {} if keep else None
    tables, broken = read_tables(paths, guide, kept)
    reading = read_expenses(tables, guide)
    check_assumptions(guide, reading)

    for message in reading.read_as:
        tell(message, lang, "notice")
    tell_all([*reading.passed_through, *reading.left_out], lang, "notice")
    problems = [*unreadable, *broken, *(() if mended else reading.diagnostics)]
    tell_all(problems, lang)
    if unreadable or broken:
        raise Stopped(WRONG_USE, problems)
    if not mended and _stops(reading, lang, skip_bad_rows=sources.skip_bad_rows):
        raise Stopped(FINDINGS, problems)
    return Run(sources, book, overlay, guide, paths, kept, tables, reading)


def rules_of(sources: Sources) -> tuple[RuleBook, Given | None]:
    """The rule files, with the figures of an overlay put in."""
    book = RuleBook(Path(sources.rules) if sources.rules else None)
    if sources.overlay is None:
        return book, None
    from dx_kofu.rules.overlay import apply

    try:
        content = Path(sources.overlay).read_bytes()
    except OSError as error:
        raise WrongUse(Message("overlay.file", path=sources.overlay, why=reason(error))) from error
    return book, apply(book, sources.overlay, content)


def _stops(reading: Reading, lang: Lang, *, skip_bad_rows: bool) -> bool:
    """Whether what is wrong with the input stops the calculation; says so."""
    if not reading.diagnostics:
        return False
    files = ", ".join(dict.fromkeys(diagnostic.file for diagnostic in reading.diagnostics))
    codes = {diagnostic.code for diagnostic in reading.diagnostics}
    if any(code.startswith("header-") for code in codes):
        if codes != {"header-only"}:  # a blank table has said it all
            tell(Message("bad-header", files=files), lang)
        return True
    if not skip_bad_rows:
        tell(Message("bad-rows", files=files, count=len(reading.diagnostics)), lang)
        return True
    rows = {(diagnostic.file, diagnostic.row) for diagnostic in reading.diagnostics}
    tell(Message("skipped", rows=len(rows)), lang, "warning")
    return False
