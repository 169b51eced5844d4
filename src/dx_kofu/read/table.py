"""From bytes to tables: the kind of file is told by its first bytes, whatever its name says.

In: a file's name and bytes, and what the command line and a mapping file say of reading it. Out: a
:class:`~dx_kofu.read.layout.Table` for each sheet that is read. A file that is no table raises
:class:`~dx_kofu.read.sheet.Unreadable`; nothing of it is used.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from hashlib import sha256

from dx_kofu.messages import Message
from dx_kofu.read.guide import Guide
from dx_kofu.read.layout import Table, tables_of
from dx_kofu.read.sheet import File, Unreadable

MOST_BYTES = 1 << 29
"""What an archive (.xlsx, .ods) may unpack to: half a gigabyte, some 200,000 rows; larger tables are for CSV and Parquet."""
MOST_PARTS = 10_000

MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"\xef\xbb\xbf<")
"""What some systems write under the name of a workbook."""
ZIP, OLE, PARQUET, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"%PDF"


def read_tables(name: str, content: bytes, guide: Guide) -> Sequence[Table]:
    """The tables in a file's bytes: one, or one for each sheet that the guide names."""
    return tables_of(name, sha256(content).hexdigest(), sheets_in(name, content), guide)


def sheets_in(name: str, content: bytes) -> File:
    """The sheets of a file's bytes as they stand; a reader is imported only for its own kind of file."""
    if content.startswith(ZIP):
        return _archive(name, content)
    if content.startswith(OLE):
        from dx_kofu.read.xls import read_xls

        return read_xls(name, content)
    if content.startswith(PARQUET):
        from dx_kofu.read.parquet import read_parquet

        return read_parquet(name, content)
    if content.startswith(PDF):
        raise Unreadable(name, Message("file.kind", kind="pdf"))
    if content[:1000].lstrip().lower().startswith(MARKUP):
        raise Unreadable(name, Message("file.kind", kind="html / xml"))
    from dx_kofu.read.text import read_text

    return read_text(name, content)


def _archive(name: str, content: bytes) -> File:
    """A workbook in a ZIP archive, refused before anything of it is unpacked where it would unpack beyond the bounds."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            kind = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in archive.namelist() else ""
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Unreadable(name, Message("file.broken", kind="zip", why=type(error).__name__)) from error
    names = {part.filename for part in parts}
    if sum(part.file_size for part in parts) > MOST_BYTES or len(parts) > MOST_PARTS:
        raise Unreadable(name, Message("file.bomb", bytes=MOST_BYTES, parts=MOST_PARTS))
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(name, Message("file.password"))
    if "xl/workbook.xml" in names:
        from dx_kofu.read.xlsx import read_xlsx

        return read_xlsx(name, content)
    if kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        from dx_kofu.read.ods import read_ods

        return read_ods(name, content)
    raise Unreadable(name, Message("file.kind", kind="xlsb" if "xl/workbook.bin" in names else "zip"))
