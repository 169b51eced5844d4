"""The bundle's ZIP archive, byte for byte the same for the same members.

In: members by name. Out: an archive, and back. A reader of ZIP files passes over much - dates, attributes, comments, bytes between
members; so :func:`unpack` takes the members out and packs them again, and any byte of the file that this does not give is found.

Members are stored, not compressed: what deflate writes differs between builds of zlib, and a bundle must be the same wherever it
is made and rebuilt. Dates are 1 January 1980, the first that the format knows. Stored members that share no byte are no larger than
the file, so no small file unpacks to a large one. One that somebody unpacked, edited and zipped is still read, within
:data:`MOST_INFLATED`, so that the member that was changed can be named.
"""

from __future__ import annotations

import io
import re
import stat
import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import MAX_WBITS, crc32, decompressobj
from zlib import error as ZlibError  # noqa: N812

from dx_kofu.messages import Message

MOST_BYTES = 1 << 30
MOST_INFLATED = 1 << 28
MOST_MEMBERS = 10_000
LONGEST_NAME = 200

_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_VERSION, _UNIX, _UTF_8 = 20, 3, 0x800
_DATE, _FILE = 0x0021, (stat.S_IFREG | 0o644) << 16
_DRIVE = re.compile(r"[A-Za-z]:")
_BROKEN = (
    BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, struct.error, EOFError, IndexError, OverflowError,
)  # fmt: skip


class Refused(Exception):
    """A file that is no bundle, or one that is not safe to open; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.key)
        self.message = message


class Unpacked(NamedTuple):
    """An archive's members, and the first byte that they do not account for (``None``: all are)."""

    members: Mapping[str, bytes]
    stray: int | None
    is_packed_again: bool
    """Another program packed it: unpacked and zipped, with compression or fields that no bundle has."""


def pack(members: Iterable[tuple[str, bytes]]) -> bytes:
    """The archive of some members, in their order; :class:`Refused` beyond the bounds."""
    return b"".join(_packed(members))


def _packed(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The archive piece by piece: a member is never copied."""
    directory: list[bytes] = []
    offset = 0
    for name, content in members:
        encoded, crc, size = name.encode(), crc32(content), len(content)
        common = (_UTF_8, ZIP_STORED, 0, _DATE, crc, size, size, len(encoded), 0)
        made = _UNIX << 8 | _VERSION
        directory.append(_CENTRAL.pack(b"PK\x01\x02", made, _VERSION, *common, 0, 0, 0, _FILE, offset) + encoded)
        offset += _LOCAL.size + len(encoded) + size
        _within_bounds(offset, len(directory))
        yield _LOCAL.pack(b"PK\x03\x04", _VERSION, *common) + encoded
        yield content
    ending, count = b"".join(directory), len(directory)
    yield ending + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(ending), offset, 0)


def unpack(content: bytes) -> Unpacked:
    """The members of an archive; :class:`Refused` where it is none, or holds what no bundle holds."""
    _within_bounds(len(content), 0)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except _BROKEN as error:
        raise Refused(Message("bundle.no-zip", why=type(error).__name__)) from error
    _within_bounds(0, len(parts))
    files = [part for part in parts if not (part.is_dir() and part.file_size == part.compress_size == 0)]
    seen: set[str] = set()
    for part in files:
        problem = _problem(part, seen)
        if problem is not None:
            raise Refused(problem)
        seen.add(part.orig_filename.casefold())
    starts = _starts(content, files)
    members = {part.orig_filename: _member(content, part, starts[part.orig_filename]) for part in files}
    is_packed_again = len(files) < len(parts) or any(part.compress_type or part.extra for part in files)
    return Unpacked(members, _stray(_packed(members.items()), content), is_packed_again)


def _stray(pieces: Iterable[bytes], content: bytes) -> int | None:
    """Where bytes first differ from the pieces that they should be."""
    there, at = memoryview(content), 0
    for piece in pieces:
        theirs = there[at : at + len(piece)]
        if theirs != piece:
            same = zip(piece, theirs, strict=False)
            return at + next((place for place, (ours, other) in enumerate(same) if ours != other), len(theirs))
        at += len(piece)
    return None if at == len(content) else at


def _within_bounds(size: int, count: int) -> None:
    if size > MOST_BYTES or count > MOST_MEMBERS:
        raise Refused(Message("bundle.too-large", bytes=MOST_BYTES, members=MOST_MEMBERS))


def _problem(part: ZipInfo, seen: set[str]) -> Message | None:
    """Why a member is refused, if it is."""
    name = part.orig_filename
    if not is_safe(name.removesuffix("/")):
        return Message("bundle.unsafe", name=name)
    if name.casefold() in seen:
        return Message("bundle.duplicate", name=name)
    if part.flag_bits & (0x1 | 0x40 | 0x2000):
        return Message("bundle.encrypted", name=name)
    kind = stat.S_IFMT(part.external_attr >> 16) if part.create_system == _UNIX else 0
    if part.is_dir() or kind not in (0, stat.S_IFREG):  # a program that says no kind means a file
        return Message("bundle.no-file", name=name)
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return Message("bundle.compressed", name=name)
    if part.compress_type == ZIP_STORED and part.compress_size != part.file_size:
        return Message("bundle.overlap", name=name)
    return None


def is_safe(name: str) -> bool:
    """Whether a member's name stays below the folder it is unpacked in, on every system."""
    parts = name.split("/")
    whole = 0 < len(name) <= LONGEST_NAME and name.isprintable() and "\\" not in name and not _DRIVE.match(name)
    return whole and all(part.strip(". ") for part in parts)


def _starts(content: bytes, parts: Iterable[ZipInfo]) -> dict[str, int]:
    """Where each member's bytes begin; :class:`Refused` where two share bytes, or they unpack to more than a bundle may hold.

    Asked before any is taken out: ten thousand entries for the same megabyte would otherwise be ten gigabytes.
    """
    starts: dict[str, int] = {}
    end = unpacked = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        name = part.orig_filename
        header = content[max(part.header_offset, 0) : part.header_offset + _LOCAL.size]
        if part.header_offset < 0 or len(header) < _LOCAL.size:
            raise Refused(Message("bundle.no-zip", why=name))
        *_, length, extra = _LOCAL.unpack(header)
        starts[name] = part.header_offset + _LOCAL.size + length + extra
        if part.header_offset < end or starts[name] + part.compress_size > len(content):
            raise Refused(Message("bundle.overlap", name=name))
        end = starts[name] + part.compress_size
        unpacked += part.file_size if part.compress_type == ZIP_DEFLATED else 0
    if unpacked > MOST_INFLATED:
        raise Refused(Message("bundle.inflates", bytes=MOST_INFLATED))
    return starts


def _member(content: bytes, part: ZipInfo, start: int) -> bytes:
    """A member's bytes, whatever its checksum says."""
    there = content[start : start + part.compress_size]
    if part.compress_type == ZIP_STORED:
        return there
    inflater = decompressobj(-MAX_WBITS)
    try:
        inflated = inflater.decompress(there, part.file_size + 1)
    except ZlibError as error:
        raise Refused(Message("bundle.no-zip", why=part.orig_filename)) from error
    if len(inflated) != part.file_size:
        raise Refused(Message("bundle.no-zip", why=part.orig_filename))
    return inflated
