"""Workbooks (XLSX): a page is a sheet; hidden sheets, rows and columns, comments and blank formats apart."""

import datetime
import re
from dataclasses import dataclass, field

from cms.extraction.formats import markup
from cms.extraction.formats.found import SHEET, Enough, Found
from cms.extraction.formats.package import Package

EPOCH, EPOCH_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)
DATES = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)})
"""Numbers of built-in formats that show a date."""
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
BLANK = ";;;"
Columns = list[tuple[int, int]]


@dataclass
class Book:
    """What sheets share: texts, and which styles show dates or nothing."""

    texts: list[str] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)
    blank: set[int] = field(default_factory=set)
    epoch: datetime.datetime = EPOCH


def read(content: bytes, found: Found) -> None:
    """Raises Unreadable, TooLarge, Enough."""
    package = Package(content, found)
    main = package.main
    targets = {each.identifier: each.target for each in package.relations(main)}
    book = _book(package, main)
    sheets = list(_sheets(package.read(main), book))
    found.total = len(sheets)
    package.hide_common()
    full: Enough | None = None
    for number, (name, identifier, shown) in enumerate(sheets, start=1):
        part = targets.get(identifier, "")
        if part not in package.names:
            continue
        _hide_comments(package, part, name)
        lines = _Sheet(found, book, name, shown).read(package.read(part))
        drawn = [markup.plain(package.read(each)) for each in package.related(part, "drawing")]
        text = "\n".join(each for each in ("\n".join(lines), *drawn) if each.strip())
        if not shown:
            found.hide("hidden_sheet", name, text or "-")
        elif full is None:
            full = _show(found, number, name, text)
    if full is not None:
        raise full


def _show(found: Found, number: int, name: str, text: str) -> Enough | None:
    """Beyond the bound of the text, hidden sheets are still looked for."""
    try:
        found.show(SHEET, number, name, text)
    except Enough as enough:
        return enough
    return None


def _book(package: Package, main: str) -> Book:
    book = Book()
    for part in package.related(main, "sharedStrings"):
        book.texts += _shared(package.read(part))
    for part in package.related(main, "styles"):
        _note_styles(package.read(part), book)
    return book


def _shared(content: bytes) -> list[str]:
    found: list[str] = []
    parts: list[str] = []
    within, beside = False, False
    for what, name, _attributes in markup.events(content):
        if what == "text":
            parts += [name] if within and not beside else []
        elif name == "t":
            within = what == "start"
        elif name == "rPh":  # how it is pronounced
            beside = what == "start"
        elif name == "si" and what == "start":
            parts = []
        elif name == "si":
            found.append("".join(parts))
    return found


def _note_styles(content: bytes, book: Book) -> None:
    dates, blank = set(DATES), set()
    within, number = False, 0
    for what, name, attributes in markup.events(content):
        if name == "cellXfs":
            within = what == "start"
        elif what == "start" and name == "numFmt" and attributes.get("numFmtId", "").isdigit():
            identifier, code = int(attributes["numFmtId"]), attributes.get("formatCode", "")
            if code.strip().startswith(BLANK) or code.strip() == ";;":
                blank.add(identifier)
            elif re.search("[ymd年月日]", LITERAL.sub("", code).lower()):
                dates.add(identifier)
        elif what == "start" and name == "xf" and within:
            identifier = int(attributes.get("numFmtId", "0") or 0)
            book.dates |= {number} if identifier in dates else set()
            book.blank |= {number} if identifier in blank else set()
            number += 1


def _sheets(content: bytes, book: Book) -> list[tuple[str, str, bool]]:
    """(name, relation, whether it is shown) of each, in order."""
    found = []
    for what, name, attributes in markup.events(content):
        if what == "start" and name == "sheet":
            found.append(
                (attributes.get("name", ""), attributes.get("id", ""), attributes.get("state", "visible") == "visible")
            )
        elif (
            what == "start"
            and name == "workbookPr"
            and markup.is_on(attributes, "date1904")
            and "date1904" in attributes
        ):
            book.epoch = EPOCH_1904
    return found


def _hide_comments(package: Package, part: str, sheet: str) -> None:
    for each in package.related(part, "comments", "threadedComment"):
        cell, within = "", False
        parts: list[str] = []
        for what, name, attributes in markup.events(package.read(each)):
            if name in ("comment", "threadedComment") and what == "start":
                cell, parts = attributes.get("ref", ""), []
            elif name in ("t", "text"):
                within = what == "start" or (within and name == "t")
            elif what == "text" and within:
                parts.append(name)
            elif name in ("comment", "threadedComment"):
                package.found.hide("comment", f"{sheet}!{cell}", "".join(parts))


class _Sheet:
    """The cells of one sheet as they are read: a line for each row that shows something."""

    def __init__(self, found: Found, book: Book, name: str, shown: bool) -> None:
        self._found, self._book, self._name, self._shown = found, book, name, shown
        self._columns: Columns = []
        self._all_hidden = False
        self._row_hidden = False
        self._row, self._column = 0, 0
        self._cell: dict[str, str] = {}
        self._value: list[str] = []
        self._taking = False
        self._seen: list[str] = []
        self._unseen: dict[str, list[str]] = {}
        self._size = 0

    def read(self, content: bytes) -> list[str]:
        lines: list[str] = []
        for what, name, attributes in markup.events(content):
            if what == "text":
                self._value += [name] if self._taking else []
            elif what == "start":
                self._start(name, attributes)
            elif name == "c":
                self._end_of_cell()
            elif name == "row":
                lines += self._end_of_row()
                if self._size > self._found.bounds.characters:
                    break
            elif name in ("v", "t"):
                self._taking = False
        for column, values in self._unseen.items():
            self._found.hide("hidden_column", f"{self._name}!{column}", " ".join(values))
        return lines

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = int(attributes.get("r", "") or self._row + 1)
            self._column = 0
            flat = attributes.get("customHeight") and float(attributes.get("ht", "1") or 1) == 0
            self._row_hidden = bool(flat) or (
                markup.is_on(attributes, "hidden") and ("hidden" in attributes or self._all_hidden)
            )
        elif name == "col" and attributes.get("min", "").isdigit() and attributes.get("max", "").isdigit():
            flat = attributes.get("customWidth") and float(attributes.get("width", "1") or 1) == 0
            if flat or ("hidden" in attributes and markup.is_on(attributes, "hidden")):
                self._columns.append((int(attributes["min"]), int(attributes["max"])))
        elif name == "sheetFormatPr":
            self._all_hidden = "zeroHeight" in attributes and markup.is_on(attributes, "zeroHeight")
        elif name == "c":
            self._cell, self._value = attributes, []
            self._column = column_of(attributes.get("r", "")) or self._column + 1
        elif name in ("v", "t"):
            self._taking = bool(self._cell)

    def _end_of_cell(self) -> None:
        text = self._text().strip()
        style = int(self._cell.get("s", "0") or 0)
        cell, self._cell = self._cell, {}
        if not text:
            return
        self._size += len(text)
        if any(low <= self._column <= high for low, high in self._columns):
            if not self._row_hidden and self._shown:
                self._unseen.setdefault(letters(self._column), []).append(text)
                return
        elif style in self._book.blank and self._shown:
            self._found.hide("hidden_cell", f"{self._name}!{cell.get('r', '')}", text)
            return
        self._seen.append(text)

    def _text(self) -> str:
        raw, kind = "".join(self._value), self._cell.get("t", "n")
        if kind == "s":
            place = int(raw) if raw.strip().isdigit() else -1
            return self._book.texts[place] if 0 <= place < len(self._book.texts) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
        if kind == "n" and int(self._cell.get("s", "0") or 0) in self._book.dates:
            return _date(raw, self._book.epoch)
        return raw

    def _end_of_row(self) -> list[str]:
        line, self._seen = "\t".join(self._seen), []
        if line and self._row_hidden and self._shown:
            self._found.hide("hidden_row", f"{self._name}!{self._row}", line)
            return []
        return [line] if line else []


def _date(raw: str, epoch: datetime.datetime) -> str:
    try:
        return (epoch + datetime.timedelta(days=float(raw))).date().isoformat()
    except (ValueError, OverflowError):
        return raw


def column_of(cell: str) -> int:
    """The number of a cell's column from 1; 0 for none."""
    number = 0
    for each in cell.upper():
        if not "A" <= each <= "Z":
            break
        number = number * 26 + ord(each) - 64
    return number


def letters(column: int) -> str:
    """What the column is called: 28 → AB."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
