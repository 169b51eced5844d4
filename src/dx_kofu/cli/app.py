# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""The commands and their help, in Japanese or English."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from dx_kofu import __version__
from dx_kofu.cli.help import HELP, Speech
from dx_kofu.cli.streams import give_up_stdout, language, normalise_streams, tell
from dx_kofu.messages import Message
from dx_kofu.words import Lang, printable

WRONG_USE = 2
INTERRUPTED = 130

COMMANDS = (
    *("calc", "compare", "explain", "ask", "check", "plan", "accelerator", "dispatch", "readiness"),
    *("simulate", "validate", "map", "rules", "template", "verify"),
)


def main() -> None:
    """The program: runs a command and exits with its code."""
    normalise_streams()
    lang = language(sys.argv[1:])
    code = run(sys.argv[1:], lang)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            pass
        except OSError:  # what was said, a help text say, is not all there
            code = code or WRONG_USE
    os._exit(code)  # everything is written; taking a large result apart would only cost time


def run(arguments: Sequence[str], lang: Lang, made: typer.Typer | None = None, name: str = "dx-kofu") -> int:
    """Runs a command line and returns its exit code; ``made``: commands of another program than ``dx-kofu``, of that name."""
    try:
        code = (made or build(lang, arguments))(list(arguments), prog_name=name, standalone_mode=False)
    except typer.Exit as error:
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except typer.TyperException as error:
        print(_usage(error, lang), file=sys.stderr)
        return WRONG_USE
    except OSError as error:
        if error.filename is not None:
            raise
        # a help text that cannot be written, to a full disk say
        tell(Message("file.output", why=error.strerror or ""), lang)
        give_up_stdout()
        return WRONG_USE
    if code == INTERRUPTED:  # Typer makes it of Ctrl-C
        print(HELP["interrupted"].in_(lang), file=sys.stderr)
    return code if isinstance(code, int) else 0


def _usage(error: typer.TyperException, lang: Lang) -> str:
    """A wrong command line, said in the language of the run."""
    words: dict[str, Any] = {"detail": printable(error.format_message()), "option": getattr(error, "option_name", None)}
    param = getattr(error, "param", None)
    words["param"] = next((name for name in getattr(param, "opts", ()) if name.startswith("--")), None)
    words["param"] = words["param"] or getattr(param, "metavar", None) or getattr(error, "param_hint", None)
    context = getattr(error, "ctx", None)
    words["values"] = getattr(param, "metavar", None)
    keys = {"NoSuchOption": "usage.no-option", "MissingParameter": "usage.missing", "BadParameter": "usage.value"}
    key = keys.get(type(error).__name__, "usage.other")
    return f"{HELP[key].in_(lang).format(**words)}\n" + HELP["usage.see"].in_(lang).format(
        command=context.command_path if context else "dx-kofu"
    )


def build(lang: Lang, arguments: Sequence[str] = ()) -> typer.Typer:
    """The commands, with help in one language: the one that is called, or all where none is."""
    speech = Speech(lang)
    app = typer.Typer(
        cls=speech.group,
        help=speech.say("app"),
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )

    def show_version(asked: bool) -> None:
        if asked:
            print(f"dx-kofu {__version__}")
            raise typer.Exit

    @app.callback()
    def root(
        version: Annotated[
            bool, typer.Option("--version", help=speech.say("version"), callback=show_version, is_eager=True)
        ] = False,
        lang_: Annotated[Lang, typer.Option("--lang", metavar="ja|en", help=speech.say("lang"))] = speech.lang,
    ) -> None:
        pass

    called = next((argument for argument in arguments if argument in COMMANDS), None)
    for name in COMMANDS if called is None else (called,):
        _register(name, app, speech)
    return app


def _register(name: str, app: typer.Typer, speech: Speech) -> None:
    """Imports a command's module and adds the command."""
    match name:
        case "accelerator":
            from dx_kofu.cli import accelerator

            accelerator.register(app, speech)
        case "ask":
            from dx_kofu.cli import ask

            ask.register(app, speech)
        case "calc":
            from dx_kofu.cli import calc

            calc.register(app, speech)
        case "check":
            from dx_kofu.cli import check

            check.register(app, speech)
        case "compare":
            from dx_kofu.cli import compare

            compare.register(app, speech)
        case "dispatch":
            from dx_kofu.cli import dispatch

            dispatch.register(app, speech)
        case "explain":
            from dx_kofu.cli import explain

            explain.register(app, speech)
        case "map":
            from dx_kofu.cli import map as map_

            map_.register(app, speech)
        case "readiness":
            from dx_kofu.cli import readiness

            readiness.register(app, speech)
        case "plan":
            from dx_kofu.cli import plan

            plan.register(app, speech)
        case "rules":
            from dx_kofu.cli import rules

            rules.register(app, speech)
        case "simulate":
            from dx_kofu.cli import simulate

            simulate.register(app, speech)
        case "template":
            from dx_kofu.cli import template

            template.register(app, speech)
        case "validate":
            from dx_kofu.cli import validate

            validate.register(app, speech)
        case "verify":
            from dx_kofu.cli import verify

            verify.register(app, speech)
