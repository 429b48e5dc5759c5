"""Excel 97 to 2003 workbooks, those of WPS among them (XLS, ET): values by calamine; what is hidden, and comments, from
the records themselves (MS-XLS)."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import python_calamine

from cms.extraction.formats.compound import Compound
from cms.extraction.formats.found import SHEET, Encrypted, Enough, Found, TooLarge, Unreadable
from cms.extraction.formats.xlsx import letters

BEGIN, END, SHEET_RECORD, LOCK = 0x0809, 0x000A, 0x0085, 0x002F
COLUMNS, ROW, NOTE, OBJECT, TEXT, CONTINUED = 0x007D, 0x0208, 0x001C, 0x005D, 0x01B6, 0x003C
CELLS = frozenset({0x0006, 0x007E, 0x00BD, 0x00BE, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
HIDDEN_ROW, HIDDEN_COLUMNS = 0x20, 0x01
MOST_CELLS = 4_000_000
"""Of the rectangle around the cells of a sheet: calamine makes a value of each, and breaks down without memory."""
MOST_RECORDS = 5_000_000


@dataclass
class Layout:
    """What of a sheet does not show."""

    shown: bool = True
    at: int = 0
    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 0
    comments: list[tuple[str, str]] = field(default_factory=list)

    def has_hidden(self, column: int) -> bool:
        return any(low <= column <= high for low, high in self.columns)


def read(content: bytes, found: Found) -> None:
    """Raises Encrypted, Unreadable, TooLarge, Enough."""
    file = Compound(content)
    layouts = _layouts(file.stream("Workbook", "Book"))
    file.hide_common(found)
    if any((each.last_row + 1) * (each.last_column + 1) > MOST_CELLS for each in layouts):
        raise TooLarge("a sheet with too many cells")
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
    except MemoryError:
        raise
    except Exception as error:  # one error for each way of being damaged
        if "assword" in str(error):
            raise Encrypted("a password is asked for") from error
        raise Unreadable("no workbook that can be read") from error
    names = list(book.sheet_names)
    found.total = len(names)
    full: Enough | None = None
    for number, name in enumerate(names, start=1):
        layout = layouts[number - 1] if number <= len(layouts) else Layout()
        text = _text(_rows(book, name), name, layout, found)
        found.hide_all("comment", ((f"{name}!{cell}", said) for cell, said in layout.comments))
        if not layout.shown:
            found.hide("hidden_sheet", name, text or "-")
        elif full is None:
            try:
                found.show(SHEET, number, name, text)
            except Enough as enough:
                full = enough
    if full is not None:
        raise full


def _rows(book: Any, name: str) -> Any:
    try:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except MemoryError:
        raise
    except Exception as error:  # see above
        raise Unreadable(f"sheet {name} cannot be read") from error


def _text(rows: Any, name: str, layout: Layout, found: Found) -> str:
    lines: list[str] = []
    unseen: dict[int, list[str]] = {}
    for number, row in enumerate(rows):
        values = [(column, _value(value)) for column, value in enumerate(row)]
        values = [(column, value) for column, value in values if value]
        if number in layout.rows and layout.shown:
            found.hide("hidden_row", f"{name}!{number + 1}", "\t".join(value for _column, value in values))
            continue
        shown = []
        for column, value in values:
            if layout.shown and layout.has_hidden(column):
                unseen.setdefault(column, []).append(value)
            else:
                shown.append(value)
        lines += ["\t".join(shown)] if shown else []
    for column, attributes in unseen.items():
        found.hide("hidden_column", f"{name}!{letters(column + 1)}", " ".join(attributes))
    return "\n".join(lines)


def _value(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if value is not None else ""


def _records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    for _count in range(MOST_RECORDS):
        if at + 4 > len(stream):
            return
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _layouts(stream: bytes) -> list[Layout]:
    """Of each sheet, in order. Raises Encrypted, Unreadable."""
    found: list[Layout] = []
    try:
        for kind, data in _records(stream):
            if kind == LOCK:
                raise Encrypted("a password is asked for")
            if kind == SHEET_RECORD:
                at, state = struct.unpack_from("<IB", data)
                found.append(Layout(shown=state & 3 == 0, at=at))
            elif kind == END:
                break
        for layout in found:
            _fill(layout, stream)
    except (struct.error, IndexError) as error:
        raise Unreadable("its records are damaged") from error
    return found


def _fill(layout: Layout, stream: bytes) -> None:
    depth, said, number = 0, {}, 0
    awaits = ""
    notes: list[tuple[str, int]] = []
    for kind, data in _records(stream, layout.at):
        if kind == BEGIN:
            depth += 1
        elif kind == END:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1 and kind == COLUMNS:
            first, last, width, _look, flags = struct.unpack_from("<HHHHH", data)
            if flags & HIDDEN_COLUMNS or width == 0:
                layout.columns.append((first, last))
        elif depth == 1 and kind == ROW:
            if data[12] & HIDDEN_ROW:
                layout.rows.add(struct.unpack_from("<H", data)[0])
        elif depth == 1 and kind in CELLS:
            row, column = struct.unpack_from("<HH", data)
            layout.last_row, layout.last_column = max(layout.last_row, row), max(layout.last_column, column)
        elif kind == OBJECT and len(data) >= 8:
            number = struct.unpack_from("<H", data, 6)[0]
        elif kind == TEXT:
            awaits = "text"
        elif kind == CONTINUED and awaits:
            said[number] = _unicode(data)
            awaits = ""
        elif kind == NOTE and len(data) >= 8:
            row, column, _flags, which = struct.unpack_from("<HHHH", data)
            notes.append((f"{letters(column + 1)}{row + 1}", which))
    layout.comments = [(cell, said.get(which, "-")) for cell, which in notes]


def _unicode(data: bytes) -> str:
    """The text of a CONTINUE record after a text object: a flag, then characters of one or two bytes."""
    return data[1:].decode("utf-16-le" if data[:1] == b"\x01" else "latin-1", "ignore")
