# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""``python -m dx_kofu.spark``: the calculation on Apache Spark; also what ``spark-submit`` is handed."""

import os
import sys
from typing import Annotated, Literal

import typer

from dx_kofu.cli import app
from dx_kofu.cli.errors import CLEAN, FINDINGS, Stopped, WrongUse, guarded
from dx_kofu.cli.files import shown
from dx_kofu.cli.help import Speech
from dx_kofu.cli.run import guided, tell_first
from dx_kofu.cli.sources import Sources
from dx_kofu.cli.streams import language, normalise_streams, tell, tell_all
from dx_kofu.messages import Message
from dx_kofu.words import Lang

Format = Literal["parquet", "csv"]


def main() -> None:
    """The program: runs the command and exits with its code."""
    normalise_streams()
    lang = language(sys.argv[1:])
    sys.exit(app.run(sys.argv[1:], lang, build(lang), "python -m dx_kofu.spark"))


def build(lang: Lang) -> typer.Typer:
    """The command, with help in one language."""
    speech = Speech(lang)
    command = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

    @command.command(
        cls=speech.command,
        help=speech.say("spark"),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    def spark(
        table: Annotated[str, typer.Argument(metavar="IN", help=speech.say("spark.table"))],
        folder: Annotated[str, typer.Argument(metavar="OUT_DIR", help=speech.say("spark.folder"))],
        format_: Annotated[
            Format, typer.Option("--format", metavar="parquet|csv", help=speech.say("spark.format"))
        ] = "parquet",
        master: Annotated[str | None, typer.Option("--master", metavar="URL", help=speech.say("spark.master"))] = None,
        rules: Annotated[str | None, typer.Option("--rules", metavar="DIR", help=speech.say("calc.rules"))] = None,
        overlay: Annotated[
            str | None, typer.Option("--overlay", metavar="FILE.toml", help=speech.say("calc.overlay"))
        ] = None,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = lang,
    ) -> int:
        sources = Sources((table,), rules=rules, overlay=overlay)
        return guarded(lambda: run(sources, folder, format_, master, lang_), lang_)

    return command


def run(sources: Sources, folder: str, format_: Format, master: str | None, lang: Lang) -> int:
    """Runs the command and returns its exit code."""
    from dx_kofu.columnar.encode import NotPlain
    from dx_kofu.spark.calculate import BadRows, calculate
    from dx_kofu.spark.session import SparkFailed, running
    from dx_kofu.spark.write import Folder

    if master is not None and master.startswith("local"):  # the workers are this machine
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    _, overlay, guide = guided(sources)
    (path,) = sources.files
    try:
        with running(master) as session:
            out = Folder(session, folder)
            calculated = calculate(session, path, guide, overlay=overlay)
            for message in calculated.result.read_as:
                tell(message, lang, "notice")
            tell_all(calculated.reading.passed_through, lang, "notice")
            tell_all(calculated.result.warnings, lang, "warning")
            out.write(calculated, format_, lang)
    except BadRows as bad:
        tell_first(bad.problems, bad.count, lang, None)
        header = any(problem.code.startswith("header-") for problem in bad.problems)
        said = Message("bad-header", files=shown(path)) if header else None
        tell(said or Message("spark.bad-rows", file=shown(path), count=bad.count), lang)
        raise Stopped(FINDINGS, bad.problems) from bad
    except NotPlain as error:
        raise WrongUse(Message("spark.not-plain", path=shown(path))) from error
    except SparkFailed as failed:
        raise WrongUse(failed.message) from failed
    tell(Message("written", path=shown(folder)), lang, "notice")
    return CLEAN
