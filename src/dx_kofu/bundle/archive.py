"""The bundle's ZIP archive, byte for byte the same for the same members.

In: members by name. Out: an archive, and back. A reader of ZIP files passes over much - dates, attributes, comments, bytes between
members; so :func:`unpack` takes the members out and packs them again, and any byte of the file that this does not give is found.

Members are stored, not compressed: what deflate writes differs between builds of zlib, and a bundle must be the same wherever it
is made and rebuilt. Dates are 1 January 1980, the first that the format knows. A stored member cannot be larger than the file, so no
small file unpacks to a large one.
"""

from __future__ import annotations

import io
import re
import stat
import struct
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import crc32

from dx_kofu.messages import Message

MOST_BYTES = 1 << 30
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


def pack(members: Iterable[tuple[str, bytes]]) -> bytes:
    """The archive of some members, in their order; :class:`Refused` beyond the bounds."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, content in members:
        encoded, crc, size = name.encode(), crc32(content), len(content)
        common = (_UTF_8, ZIP_STORED, 0, _DATE, crc, size, size, len(encoded), 0)
        piece = _LOCAL.pack(b"PK\x03\x04", _VERSION, *common) + encoded + content
        made = _UNIX << 8 | _VERSION
        directory.append(_CENTRAL.pack(b"PK\x01\x02", made, _VERSION, *common, 0, 0, 0, _FILE, offset) + encoded)
        pieces.append(piece)
        offset += len(piece)
        _within_bounds(offset, len(pieces))
    ending = b"".join(directory)
    count = len(pieces)
    return b"".join([*pieces, ending, _END.pack(b"PK\x05\x06", 0, 0, count, count, len(ending), offset, 0)])


def unpack(content: bytes) -> Unpacked:
    """The members of an archive; :class:`Refused` where it is none, or holds what no bundle holds."""
    _within_bounds(len(content), 0)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except _BROKEN as error:
        raise Refused(Message("bundle.no-zip", why=type(error).__name__)) from error
    _within_bounds(0, len(parts))
    members: dict[str, bytes] = {}
    seen: set[str] = set()
    for part in parts:
        problem = _problem(part, seen)
        if problem is not None:
            raise Refused(problem)
        seen.add(part.orig_filename.casefold())
        members[part.orig_filename] = _stored(content, part)
    packed = pack(members.items())
    if packed == content:
        return Unpacked(members, None)
    same = zip(packed, content, strict=False)
    stray = next((at for at, (ours, theirs) in enumerate(same) if ours != theirs), min(len(packed), len(content)))
    return Unpacked(members, stray)


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
    if part.is_dir() or (part.create_system == _UNIX and not stat.S_ISREG(part.external_attr >> 16)):
        return Message("bundle.no-file", name=name)
    if part.compress_type != ZIP_STORED or part.compress_size != part.file_size:
        return Message("bundle.compressed", name=name)
    return None


def is_safe(name: str) -> bool:
    """Whether a member's name stays below the folder it is unpacked in, on every system."""
    parts = name.split("/")
    whole = 0 < len(name) <= LONGEST_NAME and name.isprintable() and "\\" not in name and not _DRIVE.match(name)
    return whole and all(part.strip(". ") for part in parts)


def _stored(content: bytes, part: ZipInfo) -> bytes:
    """A member's bytes as they stand, whatever its checksum says."""
    header = content[part.header_offset : part.header_offset + _LOCAL.size]
    if part.header_offset < 0 or len(header) < _LOCAL.size:
        raise Refused(Message("bundle.no-zip", why=part.orig_filename))
    *_, name, extra = _LOCAL.unpack(header)
    start = part.header_offset + _LOCAL.size + name + extra
    return content[start : start + part.file_size]
