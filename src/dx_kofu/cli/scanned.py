"""Tables that are read on columns: what ``calc`` and ``simulate`` begin with, all that is found told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from dx_kofu.calc import Record
from dx_kofu.cli.errors import FINDINGS, Stopped
from dx_kofu.cli.files import inputs, shown, write_file
from dx_kofu.cli.guide import check_assumptions
from dx_kofu.cli.progress import Progress
from dx_kofu.cli.run import error_lines, guided, stops, tell_first
from dx_kofu.cli.sources import Sources
from dx_kofu.cli.streams import tell, tell_all
from dx_kofu.columnar.calculate import Calculated
from dx_kofu.columnar.encode import NotPlain
from dx_kofu.columnar.scan import Scan, source_of
from dx_kofu.oddities import found_among
from dx_kofu.records import Diagnostic
from dx_kofu.rules.load import Given, RuleBook
from dx_kofu.words import Lang

BOM = "\ufeff"
PATIENCE = 2.0
"""Seconds until progress is shown."""
IN_MEMORY = 1 << 26
"""Bytes of problems that are kept in memory until they are written."""


class Scanned(NamedTuple):
    """Tables that were read, and what the record says of the run."""

    scan: Scan
    record: Record
    not_over: Sequence[str]
    """Every file of the run; none of them is ever written over."""

    def warned(self, calculated: Calculated, lang: Lang) -> Calculated:
        """What was calculated of them, what is odd told and recorded."""
        reading = self.scan.reading
        odd = tuple(found_among(self.scan.suspected.found(reading.inputs, self.scan.bad), reading.rules))
        tell_all(odd, lang, "warning")
        read_as = tuple(reading.read_as)
        return calculated._replace(result=lambda: calculated.result()._replace(warnings=odd, read_as=read_as))


@contextmanager
def scanned(
    sources: Sources,
    lang: Lang,
    *,
    digests: bool,
    errors: str | None = None,
    rules: tuple[RuleBook, Given | None] | None = None,
) -> Iterator[Scanned]:
    """Reads tables on columns; :class:`NotPlain` where one is for the reader of the rows, :class:`Stopped` where rows are bad.

    ``digests``: the record has the files' SHA-256; ``errors``: a file for all problems; ``rules``: read already.
    """
    if sources.answers:
        raise NotPlain
    book, overlay, guide = guided(sources, rules)
    paths, unreadable = inputs(sources.files)
    if unreadable:
        raise NotPlain  # the other way tells it
    not_over = [*paths, *book.paths(), *filter(None, (sources.overlay, sources.mapping))]
    try:
        opened = [source_of(path, shown(path), guide) for path in paths]
    except OSError as error:
        raise NotPlain from error  # the other way tells it
    problems, progress = _Problems(errors, lang), Progress(PATIENCE)
    scan = Scan(opened, guide, digests=digests, tell=problems.add)
    expected = sum(source.expected for source in opened)
    try:
        scan.read(lambda rows: progress.step(rows, max(rows, expected)))
        progress.end()
        reading = scan.reading
        check_assumptions(guide, reading)
        for message in reading.read_as:
            tell(message, lang, "notice")
        tell_all(reading.passed_through, lang, "notice")
        problems.write(not_over)
        tell_first(reading.diagnostics, scan.problems, lang, errors)
        if stops(reading, lang, skip_bad_rows=sources.skip_bad_rows, count=scan.problems):
            raise Stopped(FINDINGS, reading.diagnostics)
        record = Record(reading.inputs, overlay, {**guide.columns, **guide.assumed}, (), tuple(reading.diagnostics))
        yield Scanned(scan, record, not_over)
    finally:
        progress.end()
        scan.store.close()


class _Problems:
    """All problems of the input on their way to a file, however many there are."""

    def __init__(self, path: str | None, lang: Lang) -> None:
        self._path, self._lang = path, lang
        self._held = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115

    def add(self, problems: Sequence[Diagnostic]) -> None:
        """Some of them, in order."""
        if self._path is not None:
            _, *lines = error_lines(problems, self._lang)
            self._held.writelines(line.encode() for line in lines)

    def write(self, not_over: Sequence[str]) -> None:
        """Writes the file."""
        if self._path is not None:
            self._held.seek(0)
            head = (BOM + line for line in error_lines([], self._lang))
            write_file(self._path, chain((line.encode() for line in head), self._held), not_over)
