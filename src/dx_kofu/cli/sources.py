# No deferred annotations here: Typer reads the options' help, in the language of the run, from them.
"""The tables of a run and how they are read: one set of arguments and options for every command that reads expenses."""

import inspect
import shlex
from collections.abc import Callable, Collection, Sequence
from typing import Annotated, Any, NamedTuple, get_type_hints

import typer

from dx_kofu.cli.files import shown
from dx_kofu.cli.help import Speech

SOURCES = "sources"


class Sources(NamedTuple):
    """Which tables a command reads, and what a person said of reading them."""

    files: Sequence[str] = ()
    fiscal_year: str | None = None
    body: str | None = None
    rules: str | None = None
    overlay: str | None = None
    assume: Sequence[str] = ()
    sheet: Sequence[str] = ()
    unit: str | None = None
    mapping: str | None = None
    skip_bad_rows: bool = False
    answers: Sequence[str] = ()

    def typed(self) -> str:
        """The arguments and options as a shell takes them, for a command that reads the same in the same way."""
        words = [f"./{path}" if path.startswith("-") and path != "-" else path for path in self.files]
        for name in self._fields[1:]:
            value = getattr(self, name)
            if value is True:
                words.append(f"--{name.replace('_', '-')}")
            else:
                for one in [value] if isinstance(value, str) else value or ():
                    words += [f"--{name.replace('_', '-')}", one]
        return shown(shlex.join(words))


def reads_tables(
    command: Callable[..., int],
    speech: Speech,
    *,
    one_file: bool = False,
    optional: bool = False,
    without: Collection[str] = (),
    table: str = "calc.files",
) -> Callable[..., int]:
    """A command whose parameter ``sources`` stands for the arguments and options of :class:`Sources`: files first, options last.

    ``one_file``: a single ``FILE``; ``optional``: the command can do without files; ``without``: options it does not take;
    ``table``: the help text of the files.
    """
    hints = get_type_hints(command, include_extras=True)
    own = {name: (hints[name], one.default) for name, one in inspect.signature(command).parameters.items()}
    del own[SOURCES]
    options = _options(speech, one_file=one_file, optional=optional, table=table)
    options = {name: option for name, option in options.items() if name not in without}
    files, lang = options.pop("files"), own.pop("lang_")
    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = {
        name: inspect.Parameter(name, keyword, default=default, annotation=hint)
        for name, (hint, default) in {"files": files, **own, **options, "lang_": lang}.items()
    }

    def read(**values: Any) -> int:
        given = {name: values.pop(name) for name in Sources._fields if name in values}
        for name in _REPEATABLE:
            value = given.get(name)
            given[name] = [value] if isinstance(value, str) else value or []
        for name in _TEXTS & given.keys():  # they are looked up and recorded; only paths may have any bytes
            value = given[name]
            given[name] = [shown(text) for text in value] if isinstance(value, list) else value and shown(value)
        return command(**{SOURCES: Sources(**given)}, **values)

    read.__name__ = command.__name__
    read.__signature__ = inspect.Signature([*parameters.values()])  # type: ignore[attr-defined]
    read.__annotations__ = {name: parameter.annotation for name, parameter in parameters.items()}
    return read


_REPEATABLE = ("files", "assume", "sheet", "answers")
_TEXTS = frozenset({"fiscal_year", "body", "assume", "sheet", "unit"})


def _options(speech: Speech, *, one_file: bool, optional: bool, table: str) -> dict[str, tuple[Any, Any]]:
    """The annotation and the default of each field of :class:`Sources`."""

    def option(kind: Any, name: str, metavar: str | None = None) -> Any:
        return Annotated[kind, typer.Option(f"--{name}", metavar=metavar, help=speech.say(f"calc.{name}"))]

    files: tuple[Any, Any]
    if one_file:
        files = (Annotated[str, typer.Argument(metavar="FILE", help=speech.say(table))], inspect.Parameter.empty)
    else:
        kind = list[str] | None if optional else list[str]
        files = (
            Annotated[kind, typer.Argument(metavar="FILE...", help=speech.say(table))],
            None if optional else inspect.Parameter.empty,
        )
    return {
        "files": files,
        "fiscal_year": (option(str | None, "fiscal-year", "R8"), None),
        "body": (option(str | None, "body", "CODE"), None),
        "rules": (option(str | None, "rules", "DIR"), None),
        "overlay": (option(str | None, "overlay", "FILE.toml"), None),
        "assume": (option(list[str] | None, "assume", "NAME=VALUE"), None),
        "sheet": (option(list[str] | None, "sheet", "NAME"), None),
        "unit": (option(str | None, "unit", "UNIT"), None),
        "mapping": (option(str | None, "mapping", "FILE.toml"), None),
        "skip_bad_rows": (option(bool, "skip-bad-rows"), False),
        "answers": (option(list[str] | None, "answers", "FILE"), None),
    }
