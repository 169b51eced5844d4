"""``calc --bundle FILE.zip``: the run as an audit bundle, verified before it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from dx_kofu import __version__
from dx_kofu.bundle.archive import Refused
from dx_kofu.bundle.bundle import bundle
from dx_kofu.bundle.job import CannotRun, File, Job, files, run
from dx_kofu.bundle.job import Options as JobOptions
from dx_kofu.cli.errors import WrongUse
from dx_kofu.cli.files import CannotWrite, reason, shown, write_file
from dx_kofu.cli.guide import assumptions
from dx_kofu.cli.streams import tell
from dx_kofu.messages import Message
from dx_kofu.result import Result
from dx_kofu.rules.load import RuleBook

if TYPE_CHECKING:
    from dx_kofu.cli.calc import Format, Options


def write_bundle(
    result: Result,
    book: RuleBook,
    paths: Sequence[str],
    contents: Mapping[str, bytes],
    format_: Format,
    options: Options,
    not_over: Sequence[str],
) -> None:
    """Writes the bundle; the result is computed again from what goes into it, and must be the same."""
    assert options.bundle is not None
    given = JobOptions(
        options.body,
        options.fiscal_year,
        dict(assumptions(options.assume, [])),
        tuple(options.sheet),
        options.unit,
        options.skip_bad_rows,
        options.lang,
        format_,
    )
    job = Job(
        tuple(File(shown(path), contents[path]) for path in paths),
        tuple(File(name, content) for name, content in book.files().items()),
        _file(options.mapping),
        _file(options.overlay),
        given,
    )
    try:
        again = run(job)
        if files(again, __version__) != files(result, __version__):
            raise CannotWrite(Message("bundle.changed", path=shown(options.bundle)))
        packed = bundle(job, result)
    except CannotRun as error:
        raise CannotWrite(Message("bundle.changed", path=shown(options.bundle))) from error
    except Refused as error:
        raise CannotWrite(Message("bundle.at", file=shown(options.bundle), message=error.message)) from error
    write_file(options.bundle, [packed], not_over)
    digest = sha256(packed).hexdigest()
    tell(Message("bundle.written", path=shown(options.bundle), sha256=digest), options.lang, "notice")


def _file(path: str | None) -> File | None:
    if path is None:
        return None
    try:
        return File(path, Path(path).read_bytes())
    except OSError as error:
        raise WrongUse(Message("overlay.file", path=path, why=reason(error))) from error
