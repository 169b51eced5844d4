"""Finds and reads rule files: a folder of ``R<n>.toml``, one per fiscal year, and the sums of the files already proven.

The files that ship with the program are listed with version and SHA-256 in ``versions.lock``; the test suite proves every
one of them. A file whose bytes are on that list is built straight from its TOML, its checklists only when they are asked
for; any other - a body's own folder, an edited file - goes through :mod:`dx_kofu.rules.validate` first.
"""

from __future__ import annotations

import re
import tomllib
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import UnionType
from typing import Any, Literal, NamedTuple, cast

from dx_kofu.messages import Message
from dx_kofu.rules import records
from dx_kofu.rules.records import RuleSet
from dx_kofu.years import year_number

LOCK = "versions.lock"
"""Every published version of every rule file with its SHA-256: ``R8@1.0.0  4d87…``; an edit without a new version shows."""
HISTORY = "history"
"""The folder of superseded versions, ``R8@1.0.0.toml``."""
_NAME = re.compile(r"R[1-9]\d?\.toml")
_VERSION = re.compile(r"(R[1-9]\d?)@(\d+\.\d+\.\d+)")


class RuleFileError(Exception):
    """A rule file or folder, an overlay, a mapping or a baseline that cannot be used; ``problems`` says where and why."""

    def __init__(self, problems: list[Message]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Loaded(NamedTuple):
    """A rule set with the file it came from."""

    rules: RuleSet
    name: str
    sha256: str
    content: bytes = b""

    @property
    def label(self) -> str:
        """Its version as it is named: ``R8@1.0.0``."""
        return f"{self.rules.fiscal_year}@{self.rules.version}"

    @property
    def text(self) -> str:
        """The file's TOML."""
        return self.content.decode("utf-8-sig")


class GivenFigure(NamedTuple):
    """A figure that the user knows and a rule file calls unknown; ``value`` in yen or persons, a rate as a decimal."""

    fiscal_year: str
    measure: str
    parameter: str
    value: int | str
    source: str


class Given(NamedTuple):
    """An overlay as applied: its name, SHA-256 and figures."""

    name: str
    sha256: str
    figures: tuple[GivenFigure, ...]


def shipped_folder() -> Path:
    """The folder of the rule files that come with the program."""
    package = Path(__file__).resolve().parents[1] / "rule_files"
    return package if package.is_dir() else Path(__file__).resolve().parents[3] / "rules"


class RuleBook:
    """The rule files of a folder by fiscal year, each read when it is first asked for."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder if folder is not None else shipped_folder()
        try:
            names = [path.name for path in self.folder.iterdir() if _NAME.fullmatch(path.name)]
        except OSError as error:
            raise RuleFileError([Message("rules.folder", path=str(self.folder), why=error.strerror or "")]) from error
        self.years: tuple[str, ...] = tuple(sorted((name.removesuffix(".toml") for name in names), key=year_number))
        if not self.years:
            raise RuleFileError([Message("rules.folder-empty", path=str(self.folder))])
        self._loaded: dict[str, Loaded] = {}
        self._files: Mapping[str, bytes] = {}

    @classmethod
    def of(cls, loaded: Loaded) -> RuleBook:
        """A book of one rule set."""
        book = cls.__new__(cls)
        book.folder = Path()
        book.years = (loaded.rules.fiscal_year,)
        book._loaded, book._files = {loaded.rules.fiscal_year: loaded}, {}
        return book

    @classmethod
    def of_files(cls, files: Mapping[str, bytes]) -> RuleBook:
        """A book of rule files that are held already, by name (``R8.toml``); nothing is read from a folder."""
        names = [name for name in files if _NAME.fullmatch(name)]
        if not names:
            raise RuleFileError([Message("rules.folder-empty", path="-")])
        book = cls.__new__(cls)
        book.folder = Path()
        book.years = tuple(sorted((name.removesuffix(".toml") for name in names), key=year_number))
        book._loaded, book._files = {}, files
        return book

    def __contains__(self, year: str) -> bool:
        return year in self.years

    def __getitem__(self, year: str) -> Loaded:
        """The rule set of a fiscal year (``KeyError`` where there is no file, :class:`RuleFileError` where it is broken)."""
        if year not in self.years:
            raise KeyError(year)
        if year not in self._loaded:
            name = f"{year}.toml"
            held = self._files.get(name)
            self._loaded[year] = load(self.folder / name, year) if held is None else read(name, held, year)
        return self._loaded[year]

    def files(self) -> dict[str, bytes]:
        """The book's files by name; one that was used as it was when it was read."""
        there = {year: self._loaded[year].content for year in self.years if year in self._loaded}
        return {
            f"{year}.toml": there[year] if year in there else _bytes(self.folder / f"{year}.toml")
            for year in self.years
        }

    def paths(self) -> list[str]:
        """Every file of the book's folder that may be read: none is ever written over."""
        history = (self.folder / HISTORY).glob("R*.toml")
        return [
            *(str(self.folder / name) for name in (*(f"{year}.toml" for year in self.years), LOCK)),
            *map(str, history),
        ]

    def find(self, name: str) -> Loaded:
        """A rule set by fiscal year (``R8``), version (``R8@1.0.0``) or path; :class:`RuleFileError` where there is none."""
        version = _VERSION.fullmatch(name)
        if name in self.years:
            return self[name]
        if version is not None and version[1] in self.years:
            if self[version[1]].rules.version == version[2]:
                return self[version[1]]
            old = self.folder / HISTORY / f"{name}.toml"
            if old.is_file():
                return load(old, version[1])
        path = Path(name)
        if path.suffix == ".toml" and path.is_file():
            return load(path, path.stem.partition("@")[0] if _NAME.fullmatch(path.name) else None)
        raise RuleFileError([Message("rules.none", name=name, years=", ".join(self.years))])

    def replace(self, year: str, loaded: Loaded) -> None:
        """Puts a changed rule set (an overlay's) in the place of the file's."""
        self._loaded[year] = loaded


def load(path: Path, year: str | None = None, *, trust: bool = True) -> Loaded:
    """Reads one rule file; ``year`` is the one its name promises; without ``trust`` a locked file is checked as well."""
    return read(path.name, _bytes(path), year, trust=trust)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RuleFileError([Message("rules.file", path=str(path), why=error.strerror or "")]) from error


def read(name: str, content: bytes, year: str | None = None, *, trust: bool = True) -> Loaded:
    """A rule file's bytes as a rule set, as :func:`load` reads one."""
    digest = sha256(content).hexdigest()
    if trust and any(proven == digest for version, proven in _locked().items() if version.startswith(f"{year}@")):
        return Loaded(_deferred(content.decode("utf-8")), name, digest, content)

    data = parse_toml(name, content)

    from dx_kofu.rules.validate import validate

    rules, problems = validate(data, year=year)
    if rules is None or problems:
        raise RuleFileError([problem_message(name, *problem) for problem in problems])
    return Loaded(rules, name, digest, content)


def parse_toml(name: str, content: bytes) -> dict[str, Any]:
    """The tables of a TOML file, or a :class:`RuleFileError` that says where it breaks off."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RuleFileError([Message("rules.encoding", path=name)]) from error
    except (ValueError, RecursionError) as error:  # no TOML, or a number of thousands of digits
        raise RuleFileError([Message("rules.toml", path=name, why=str(error))]) from error


def problem_message(file: str, path: str, message: Message, value: str | None) -> Message:
    """One problem of a TOML file as a line: file, key path, the value where there is one, what was expected."""
    if value is None:
        return Message("rules.problem", file=file, path=path, message=message)
    return Message("rules.problem-value", file=file, path=path, message=message, value=value)


@cache
def _locked() -> dict[str, str]:
    """The versions that the test suite has proven, with their SHA-256 sums."""
    return read_lock(shipped_folder() / LOCK)


def published(loaded: Loaded) -> Literal["published", "altered", "own"]:
    """Whether a rule file is the published version that it says it is, another file by that number, or has a number of its own."""
    locked = _locked().get(loaded.label)
    return "own" if locked is None else "published" if locked == loaded.sha256 else "altered"


def read_lock(path: Path) -> dict[str, str]:
    """A lock file: version (``R8@1.0.0``) to SHA-256; empty where there is none."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    pairs = [line.split() for line in lines if line and not line.startswith("#")]
    return {pair[0]: pair[1] for pair in pairs}


def build(data: dict[str, Any]) -> RuleSet:
    """A rule set from the TOML of a proven file, without checks."""
    kind: Any = RuleSet
    built: RuleSet = _builder_of(kind)(data)
    return built


_TAIL = "\n[[checklists]]"


class _Deferred(RuleSet):
    """The rule set of a proven file: its checklists, which stand last in it, are read when they are first asked for."""

    tail: str

    def __getattr__(self, name: str) -> Any:
        if name != "checklists":
            raise AttributeError(name)
        kind: Any = tuple[records.Checklist, ...]
        found = _builder_of(kind)(tomllib.loads(self.tail).get("checklists", ()))
        object.__setattr__(self, name, found)
        return found


def _deferred(text: str) -> RuleSet:
    head, mark, rest = text.partition(_TAIL)
    rules: RuleSet = _builder_of(_Deferred)(tomllib.loads(head))
    object.__setattr__(rules, "tail", mark + rest)
    object.__delattr__(rules, "checklists")
    return rules


@cache
def _builder_of(kind: Any) -> Callable[[Any], Any]:
    """How a TOML value becomes a value of ``kind``."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        parts = {field.name: _builder_of(hints[field.name]) for field in fields(kind)}
        make = cast("Callable[..., Any]", kind)
        return lambda table: make(**{key: parts[key](value) for key, value in table.items()})
    if origin is tuple:
        item = _builder_of(arguments[0])
        return lambda array: tuple([item(value) for value in array])
    if origin is dict:
        item = _builder_of(arguments[1])
        return lambda table: {key: item(value) for key, value in table.items()}
    inner: list[Any] = [argument for argument in arguments if is_dataclass(argument)]
    if origin in (UnionType, typing.Union) and len(inner) == 1:  # a record that may be absent
        return _builder_of(inner[0])
    if origin in (UnionType, typing.Union) and inner:
        steps: dict[str, Any] = dict(records.STEPS)
        return lambda table: _builder_of(steps[table["step"]])(table)
    return lambda value: value
