"""Makes a bundle of a run, and reads one.

In: a :class:`~dx_kofu.bundle.job.Job` and its result. Out: the bytes of an archive::

    manifest.json           which program, options and rules; every member with its SHA-256
    SHA256SUMS              the same sums and the manifest's own, for sha256sum -c
    answers/1-asked.csv     sheets of questions that were filled in, where there are any
    inputs/1-expenses.csv   the tables, byte for byte
    mapping.toml            overlay.toml: where there are any
    result/result.ja.json   result.en.json, result.csv
    rules/R8.toml           the rule files

The manifest holds no time and no name of a machine beside the names that the files were given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from json import dumps, loads
from pathlib import PurePath
from typing import Any, NamedTuple, get_args, get_type_hints

from dx_kofu import __version__
from dx_kofu.bundle.archive import MOST_MEMBERS, Refused, is_safe, pack
from dx_kofu.bundle.job import File, Job, Options, files
from dx_kofu.messages import Message
from dx_kofu.result import Result
from dx_kofu.words import printable

SCHEMA = "dx-kofu/bundle/1"
MANIFEST, SUMS, MAPPING, OVERLAY = "manifest.json", "SHA256SUMS", "mapping.toml", "overlay.toml"
ANSWERS = "answers"
LONGEST = 60  # letters of a table's name kept in a member's
_SHA256 = re.compile("[0-9a-f]{64}")


class Manifest(NamedTuple):
    """What a manifest says."""

    program: str
    options: Options
    inputs: tuple[tuple[str, str], ...]
    """Member and given name of each table."""
    mapping: str | None
    """The given name."""
    overlay: str | None
    rules: tuple[str, ...]
    """Members that are rule files."""
    sums: Mapping[str, str]
    """SHA-256 by member."""
    answers: tuple[tuple[str, str], ...] = ()
    """Member and given name of each sheet of answers."""


def bundle(job: Job, result: Result, program: str = __version__) -> bytes:
    """The bundle of a job and its result."""
    return pack(members(job, result, program).items())


def members(job: Job, result: Result, program: str) -> dict[str, bytes]:
    """The members of a bundle, in their order."""
    content = {_member(index, file.name): file.content for index, file in enumerate(job.inputs, start=1)}
    content |= {_member(index, file.name, ANSWERS): file.content for index, file in enumerate(job.answers, start=1)}
    content |= {
        name: file.content for name, file in ((MAPPING, job.mapping), (OVERLAY, job.overlay)) if file is not None
    }
    content |= files(result, program) | {f"rules/{file.name}": file.content for file in job.rules}
    content = dict(sorted(content.items()))
    manifest = _manifest(job, result, program, content)
    return {
        MANIFEST: manifest,
        SUMS: sums_of({name: sha256(data).hexdigest() for name, data in ((MANIFEST, manifest), *content.items())}),
        **content,
    }


def _member(index: int, name: str, folder: str = "inputs") -> str:
    """A table's member: its number, which makes it unique, and as much of its name as is safe everywhere."""
    base = re.sub(r"[^\w.-]", "_", PurePath(name.replace("\\", "/")).name).strip("._ ")
    return f"{folder}/{index}-{'stdin' if name == '-' else base[-LONGEST:] or 'table'}"


def _manifest(job: Job, result: Result, program: str, content: Mapping[str, bytes]) -> bytes:
    tables = [_member(index, file.name) for index, file in enumerate(job.inputs, start=1)]
    document = {
        "schema": SCHEMA,
        "program": program,
        "options": job.options._asdict() | {"assume": dict(job.options.assume)},
        "inputs": [{"member": member, "name": file.name} for member, file in zip(tables, job.inputs, strict=True)],
        **_answers(job),
        "mapping": None if job.mapping is None else job.mapping.name,
        "overlay": None if job.overlay is None else job.overlay.name,
        "rules": [f"rules/{file.name}" for file in job.rules],
        "used": [loaded.label for loaded in result.rules],
        "members": [
            {"name": name, "bytes": len(data), "sha256": sha256(data).hexdigest()} for name, data in content.items()
        ],
    }
    return (dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _answers(job: Job) -> dict[str, Any]:
    """Named where there are any, as no bundle did before answers could be given."""
    named = [
        {"member": _member(index, file.name, ANSWERS), "name": file.name}
        for index, file in enumerate(job.answers, start=1)
    ]
    return {ANSWERS: named} if named else {}


def sums_of(digests: Mapping[str, str]) -> bytes:
    """``SHA256SUMS`` as ``sha256sum -c`` reads it."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()


# ------------------------------------------------------------------------------------------------ read


def read_manifest(content: bytes) -> Manifest:
    """What a manifest says; :class:`~dx_kofu.bundle.archive.Refused` where it is none of this program's."""
    try:
        data = loads(content)
        if data["schema"] != SCHEMA:
            raise Refused(Message("bundle.schema", found=printable(str(data["schema"]))[:LONGEST], known=SCHEMA))
        if any(len(data.get(key, ())) > MOST_MEMBERS for key in ("members", "inputs", ANSWERS)):
            raise ValueError
        told = Manifest(
            _text(data["program"]),
            _options(data["options"]),
            tuple((_text(read["member"]), _text(read["name"])) for read in data["inputs"]),
            _text_or_none(data["mapping"]),
            _text_or_none(data["overlay"]),
            tuple(_text(name) for name in data["rules"]),
            {_text(member["name"]): _sum(member["sha256"]) for member in data["members"]},
            tuple((_text(read["member"]), _text(read["name"])) for read in data.get(ANSWERS, ())),
        )
        named = [member for member, _ in (*told.inputs, *told.answers)]
        if len(told.sums) != len(data["members"]) or any(len(set(n)) != len(n) for n in (named, told.rules)):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(Message("bundle.manifest", why=type(error).__name__)) from error
    if not all(map(is_safe, told.sums)):
        raise Refused(Message("bundle.manifest", why="name"))
    return told


def job_of(manifest: Manifest, content: Mapping[str, bytes]) -> Job:
    """The job of a bundle whose members are all there."""
    return Job(
        tuple(File(name, content[member]) for member, name in manifest.inputs),
        tuple(File(member.removeprefix("rules/"), content[member]) for member in manifest.rules),
        None if manifest.mapping is None else File(manifest.mapping, content[MAPPING]),
        None if manifest.overlay is None else File(manifest.overlay, content[OVERLAY]),
        manifest.options,
        tuple(File(name, content[member]) for member, name in manifest.answers),
    )


def _options(data: Mapping[str, Any]) -> Options:
    hints = get_type_hints(Options)
    if set(data) != set(Options._fields) or type(data["skip_bad_rows"]) is not bool:
        raise ValueError
    for name in ("lang", "format"):
        if data[name] not in get_args(hints[name]):
            raise ValueError
    texts = {name: _text_or_none(data[name]) for name in ("body", "fiscal_year", "unit")}
    assume = {_text(name): _text(value) for name, value in data["assume"].items()}
    return Options(
        **texts,
        assume=assume,
        sheet=tuple(_texts(data["sheet"])),
        skip_bad_rows=data["skip_bad_rows"],
        lang=data["lang"],
        format=data["format"],
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # JSON can hold half a surrogate pair, which nothing can be written with: a ValueError
    return value


def _sum(value: Any) -> str:
    if not _SHA256.fullmatch(_text(value)):
        raise ValueError
    return str(value)


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _text(value)


def _texts(values: Any) -> Sequence[str]:
    if not isinstance(values, list):
        raise TypeError
    return [_text(value) for value in values]
