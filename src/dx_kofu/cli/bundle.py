"""``calc --bundle FILE.zip``: the run as an audit bundle, verified before it is written."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from dx_kofu import __version__
from dx_kofu.bundle.archive import Refused
from dx_kofu.bundle.bundle import bundle
from dx_kofu.bundle.job import CannotRun, File, Job, files, run
from dx_kofu.bundle.job import Options as JobOptions
from dx_kofu.cli.errors import WrongUse
from dx_kofu.cli.files import CannotWrite, reason, recorded, shown, write_file
from dx_kofu.cli.guide import assumptions
from dx_kofu.cli.streams import tell
from dx_kofu.messages import Message
from dx_kofu.result import Result
from dx_kofu.words import Lang

if TYPE_CHECKING:
    from dx_kofu.cli.calc import RowFormat
    from dx_kofu.cli.run import Run


def write_bundle(target: str, result: Result, begun: Run, format_: RowFormat, lang: Lang) -> None:
    """Writes the bundle of a run whose bytes were kept; it is computed again from what goes in, and must be the same."""
    sources = begun.sources
    assert begun.contents is not None
    given = JobOptions(
        sources.body,
        sources.fiscal_year,
        dict(assumptions(sources.assume, [])),
        tuple(sources.sheet),
        sources.unit,
        sources.skip_bad_rows,
        lang,
        format_,
    )
    job = Job(
        tuple(File(name, content) for name, content in begun.contents.items()),
        tuple(File(name, content) for name, content in begun.book.files().items()),
        _file(sources.mapping),
        _file(sources.overlay),
        given,
        tuple(file for path in sources.answers if (file := _file(path)) is not None),
    )
    try:
        again = run(job)
        if files(again, __version__) != files(result, __version__):
            raise CannotWrite(Message("bundle.changed", path=shown(target)))
        packed = bundle(job, result)
    except CannotRun as error:
        raise CannotWrite(Message("bundle.changed", path=shown(target))) from error
    except Refused as error:
        raise CannotWrite(Message("bundle.at", file=shown(target), message=error.message)) from error
    write_file(target, [packed], begun.read_files())
    digest = sha256(packed).hexdigest()
    tell(Message("bundle.written", path=shown(target), sha256=digest), lang, "notice")


def _file(path: str | None) -> File | None:
    if path is None:
        return None
    try:
        return File(recorded([path])[0], Path(path).read_bytes())
    except OSError as error:
        raise WrongUse(Message("overlay.file", path=shown(path), why=reason(error))) from error
