"""What every command on tables begins with: rules, guide, tables, reading - everything that is wrong told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, Protocol

from dx_kofu.calc import Record, calculate
from dx_kofu.cli.errors import FINDINGS, WRONG_USE, Stopped, WrongUse
from dx_kofu.cli.files import inputs, missing, read_bytes, read_tables, reason, recorded, shown, write_text
from dx_kofu.cli.guide import check_assumptions, guide_of
from dx_kofu.cli.sources import Sources
from dx_kofu.cli.streams import tell, tell_all
from dx_kofu.messages import Message
from dx_kofu.oddities import oddities
from dx_kofu.read.expenses import Reading, read_expenses
from dx_kofu.read.form import EXPENSES, Form
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import Table
from dx_kofu.read.sheet import Unreadable
from dx_kofu.records import Diagnostic
from dx_kofu.result import Answered, Result
from dx_kofu.rules.load import Given, RuleBook
from dx_kofu.words import Lang


class Opened(NamedTuple):
    """Tables of a run as they stand in their files."""

    sources: Sources
    book: RuleBook
    overlay: Given | None
    guide: Guide
    paths: Sequence[str]
    """The files, folders opened."""
    tables: Sequence[Table]
    unreadable: Sequence[Diagnostic]
    """Files that cannot be read."""

    def read_files(self) -> list[str]:
        """Every file of the run, rule files of other years too: none of them is ever written over."""
        given = filter(None, (self.sources.overlay, self.sources.mapping))
        return [*self.paths, *self.book.paths(), *given, *self.sources.answers]


class Read(Protocol):
    """What the reading of any kind of table tells."""

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What is wrong with the rows."""

    @property
    def passed_through(self) -> list[Diagnostic]:
        """Columns that nothing is calculated from."""

    @property
    def left_out(self) -> list[Diagnostic]:
        """Rows that are seen and not counted."""

    @property
    def read_as(self) -> list[Message]:
        """What was found and assumed."""


class Run(NamedTuple):
    """Tables that were read, and what they were read by."""

    sources: Sources
    book: RuleBook
    overlay: Given | None
    guide: Guide
    paths: Sequence[str]
    """The files, folders opened."""
    contents: dict[str, bytes] | None
    """Their bytes by the name that is recorded, where they are kept."""
    tables: Sequence[Table]
    reading: Reading
    answers: tuple[Answered, ...] = ()

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What is merely odd in the expenses."""
        return (*self.reading.odd_totals, *oddities(self.reading.expenses, self.reading.rules))

    def calculated(self, warnings: Iterable[Diagnostic] = ()) -> Result:
        """The result of the rows that can be read, with what the record says of the run."""
        return calculate(self.reading.expenses, self.reading.rules, **self.record(warnings)._asdict())

    def record(self, warnings: Iterable[Diagnostic] = ()) -> Record:
        """What a result tells of the run beside its figures."""
        reading, guide = self.reading, self.guide
        return Record(
            inputs=reading.inputs,
            overlay=self.overlay,
            options={**guide.columns, **guide.assumed},
            warnings=tuple(warnings),
            skipped=tuple(reading.diagnostics),
            read_as=tuple(reading.read_as),
            answers=self.answers,
        )

    def read_files(self) -> list[str]:
        """Every file of the run, rule files of other years too: none of them is ever written over."""
        given = filter(None, (self.sources.overlay, self.sources.mapping))
        return [*self.paths, *self.book.paths(), *given, *self.sources.answers]


def begin(
    sources: Sources,
    lang: Lang,
    *,
    keep: bool = False,
    mended: bool = False,
    errors: str | None = None,
    given: Mapping[str, bytes] | None = None,
    rules: tuple[RuleBook, Given | None] | None = None,
) -> Run:
    """Reads the tables; :class:`Stopped` where nothing can be calculated, all problems told before.

    ``keep``: the files' bytes are kept. ``mended``: bad rows are what the command is about; they stop nothing and are not told.
    ``errors``: a file for all problems, of which the first hundred are told.
    ``given``: bytes of files, by path, that are not to be read again. ``rules``: those of :func:`rules_of`, read already.
    """
    kept: dict[str, bytes] | None = {} if keep else None
    begun = open_tables(sources, EXPENSES, kept, given, rules)
    reading = read_expenses(begun.tables, begun.guide)
    check_assumptions(begun.guide, reading)
    if errors is not None:
        write_errors(errors, reading.diagnostics, lang, begun.read_files())
    tell_reading(begun, reading, lang, mended=mended, errors=errors)
    run = Run(sources, begun.book, begun.overlay, begun.guide, begun.paths, kept, begun.tables, reading)
    return _answered(run, lang) if sources.answers else run


def open_tables(
    sources: Sources,
    form: Form,
    kept: dict[str, bytes] | None = None,
    given: Mapping[str, bytes] | None = None,
    rules: tuple[RuleBook, Given | None] | None = None,
) -> Opened:
    """The tables of a kind in a run's files; ``kept`` receives the files' bytes, those ``given`` are not read again."""
    book, overlay, guide = guided(sources, rules, keep=kept is not None)
    guide = replace(guide, form=form)
    paths, unreadable = inputs(sources.files)
    tables, broken = read_tables(paths, guide, kept, given)
    return Opened(sources, book, overlay, guide, paths, tables, [*unreadable, *broken])


def tell_reading(begun: Opened, reading: Read, lang: Lang, *, mended: bool = False, errors: str | None = None) -> None:
    """Tells how tables were read and all that is wrong with them; :class:`Stopped` where nothing can be calculated."""
    for message in reading.read_as:
        tell(message, lang, "notice")
    tell_all([*reading.passed_through, *reading.left_out], lang, "notice")
    problems = [*begun.unreadable, *(() if mended else reading.diagnostics)]
    tell_first(problems, len(problems), lang, errors)
    if begun.unreadable:
        raise Stopped(WRONG_USE, problems)
    if not mended and stops(reading, lang, skip_bad_rows=begun.sources.skip_bad_rows):
        raise Stopped(FINDINGS, problems)


SHOWN = 100
"""Problems that are told; all of them are counted."""


def tell_first(problems: Sequence[Diagnostic], count: int, lang: Lang, errors: str | None) -> None:
    """The first of ``count`` problems, and where the others are (``errors``: the file that has them)."""
    tell_all(problems[:SHOWN], lang)
    if count > SHOWN and errors is not None:
        tell(Message("more-problems-written", count=count - SHOWN, path=shown(errors)), lang)
    elif count > SHOWN:
        tell(Message("more-problems", count=count - SHOWN), lang)


def write_errors(path: str, problems: Iterable[Diagnostic], lang: Lang, not_over: Sequence[str]) -> None:
    """All problems as CSV: file, row, cell, column, value, code, message, fix."""
    write_text(path, error_lines(problems, lang), "utf-8-sig", not_over)


def error_lines(problems: Iterable[Diagnostic], lang: Lang) -> Iterator[str]:
    """Problems as lines of CSV, below a line that names the columns."""
    from dx_kofu.render.csv import lines_of

    rows = (
        [
            one.file,
            one.row,
            one.cell,
            one.column,
            one.value,
            one.code,
            one.message.in_(lang),
            one.fix and one.fix.in_(lang),
        ]
        for one in problems
    )
    yield from lines_of([["file", "row", "cell", "column", "value", "code", "message", "fix"]])
    yield from lines_of(["" if cell is None else cell for cell in row] for row in rows)


def guided(
    sources: Sources, rules: tuple[RuleBook, Given | None] | None = None, *, keep: bool = False
) -> tuple[RuleBook, Given | None, Guide]:
    """The rule files, what an overlay adds to them, and how files are to be read."""
    book, overlay = rules if rules is not None else rules_of(sources, keep=keep)
    guide = guide_of(
        book,
        body=sources.body,
        fiscal_year=sources.fiscal_year,
        assume=sources.assume,
        sheets=sources.sheet,
        unit=sources.unit,
        mapping=sources.mapping,
        name=_name(sources.mapping, keep=keep),
    )
    return book, overlay, guide


def _answered(run: Run, lang: Lang) -> Run:
    """The run with the answers of ``--answers`` in its expenses."""
    from dx_kofu.ask.answers import take

    given: list[Answered] = []
    problems: list[Diagnostic] = []
    broken: list[Diagnostic] = []
    expenses = run.reading.expenses
    for path in run.sources.answers:
        try:
            name = _name(path, keep=run.contents is not None)
            taken = take(name, read_bytes(path), expenses, run.reading.rules, given)
        except OSError as error:
            broken.append(missing(path, error))
        except Unreadable as error:
            broken.append(Diagnostic("file-unreadable", error.name, error.row, None, None, error.message))
        else:
            expenses = taken.expenses
            given.append(taken.given)
            problems += taken.diagnostics
    tell_all([*broken, *problems], lang)
    if broken or problems:
        raise Stopped(WRONG_USE if broken else FINDINGS, [*broken, *problems])
    return run._replace(reading=run.reading._replace(expenses=expenses), answers=tuple(given))


def _name(path: str | None, *, keep: bool) -> str:
    """What a file is called: as it was typed, or as it is recorded in a bundle."""
    return recorded([path])[0] if path is not None and keep else shown(path or "")


def rules_of(sources: Sources, *, keep: bool = False) -> tuple[RuleBook, Given | None]:
    """The rule files of a run, an overlay put over them."""
    book = RuleBook(Path(sources.rules) if sources.rules else None)
    if sources.overlay is None:
        return book, None
    from dx_kofu.rules.overlay import apply

    try:
        content = Path(sources.overlay).read_bytes()
    except OSError as error:
        raise WrongUse(Message("overlay.file", path=shown(sources.overlay), why=reason(error))) from error
    return book, apply(book, _name(sources.overlay, keep=keep), content)


def stops(reading: Read, lang: Lang, *, skip_bad_rows: bool, count: int | None = None) -> bool:
    """Whether what is wrong with the input stops the calculation; says so. ``count``: problems, where not all are kept."""
    if not reading.diagnostics:
        return False
    files = ", ".join(dict.fromkeys(diagnostic.file for diagnostic in reading.diagnostics))
    codes = {diagnostic.code for diagnostic in reading.diagnostics}
    if any(code.startswith("header-") for code in codes):
        if codes != {"header-only"}:  # a blank table has said it all
            tell(Message("bad-header", files=files), lang)
        return True
    if not skip_bad_rows:
        tell(Message("bad-rows", files=files, count=count or len(reading.diagnostics)), lang)
        return True
    rows = {(diagnostic.file, diagnostic.row) for diagnostic in reading.diagnostics}
    tell(Message("skipped", rows=len(rows)), lang, "warning")
    return False
