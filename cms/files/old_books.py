"""What makes a workbook of Excel 5 to 2003 (XLS, ET) more than a table: sheets that are programs, and links that start
a program or fetch from another machine. From its records ([MS-XLS] 2.4.28, 2.4.105, 2.4.271).
"""

import struct
from collections.abc import Iterator

from cms.files.archives import Unreadable

BEGIN, END, BOUNDSHEET, EXTERNSHEET, SUPBOOK = 0x0809, 0x000A, 0x0085, 0x0017, 0x01AE
EXCEL_97 = 0x0600
MACRO_SHEETS = (1, 6)
MOST_RECORDS = 1_000_000
"""Of what is read of a workbook: since Excel 97 what is common to its sheets, before it the sheets as well."""
PATH, PARTS, OTHER_MACHINE, ADDRESS = 0x01, 0x03, "\x01@", "\x05"
"""How a link begins that leads to a file; what parts server and topic of one that does not; and where files are."""
OWN = (0x0401, 0x3A01)
"""In place of a length: the workbook itself, functions of add-ins."""
FETCHING = ("_xlfn.WEBSERVICE", "_xlfn.IMAGE")
"""Functions of later versions, kept by name."""


def is_active(stream: bytes) -> bool:
    """Whether a workbook's stream has a sheet of macros, a link by DDE or OLE, or one to another machine.

    Raises Unreadable, struct.error and IndexError for what is none.
    """
    if any(name.encode(width) in stream for name in FETCHING for width in ("ascii", "utf-16-le")):
        return True
    version = struct.unpack_from("<H", stream, 4)[0]
    old = version != EXCEL_97
    return any(_acts(kind, data, old=old) for kind, data in _records(stream, with_sheets=old))


def _acts(kind: int, data: bytes, *, old: bool) -> bool:
    if kind == BOUNDSHEET:
        return len(data) >= 6 and data[5] in MACRO_SHEETS
    if kind == EXTERNSHEET:
        return old and bool(data) and _is_harmful(_narrow(data[1 : 1 + data[0]]))
    return kind == SUPBOOK and _leads_out(data)


def _records(stream: bytes, *, with_sheets: bool) -> Iterator[tuple[int, bytes]]:
    """Of the globals, and of every sheet that they name, wherever it stands."""
    starts, seen, count = [0], {0}, 0
    while starts:
        at, depth = starts.pop(), 0
        while at + 4 <= len(stream):
            count += 1
            if count > MOST_RECORDS:
                raise Unreadable("more records than a workbook has")
            kind, length = struct.unpack_from("<HH", stream, at)
            data = stream[at + 4 : at + 4 + length]
            yield kind, data
            if with_sheets and kind == BOUNDSHEET and len(data) >= 4:
                sheet = struct.unpack_from("<I", data)[0]
                if sheet not in seen:
                    seen.add(sheet)
                    starts.append(sheet)
            depth += (kind == BEGIN) - (kind == END)
            if kind == END and depth <= 0:
                break
            at += 4 + length


def _leads_out(data: bytes) -> bool:
    """The link of a SUPBOOK record: a count, a length, a flag for the width of letters, the letters."""
    if len(data) < 5:
        return False
    length = struct.unpack_from("<H", data, 2)[0]
    if length in OWN:
        return False
    is_wide = data[4] & 1
    letters = data[5 : 5 + length * (2 if is_wide else 1)]
    return _is_harmful(letters.decode("utf-16-le", "replace") if is_wide else _narrow(letters))


def _narrow(letters: bytes) -> str:
    return letters.decode("latin-1")


def _is_harmful(link: str) -> bool:
    """A path is written in marks: of a drive, a folder, another machine, an address; what is none names a server and a
    topic, which Excel starts and asks."""
    if not link.startswith(chr(PATH)):
        return chr(PARTS) in link
    path = link[1:]
    return path.startswith((OTHER_MACHINE, ADDRESS)) or "://" in path or path.startswith("\\\\")
