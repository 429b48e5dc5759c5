"""Granted licences from a table (CSV in UTF-8 or GB18030, or XLSX): a row each, with what is wrong in each row."""

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from cms.files.archives import Archive
from cms.pages.categories.licensing.grants import LicenceGrant, slug_of_number
from cms.pages.importers.cells import Cell
from cms.pages.importers.merged import Merged

MOST = 5000
LARGEST = 5 * 1024 * 1024
CODES = ("number", "credit_code")
"""Columns whose every character counts."""
DATES = ("granted_on", "valid_until")
FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")


MOST_UNPACKED = 16 * 1024 * 1024
MOST_ROWS = MOST + 2
MOST_COLUMNS = 40
MOST_CELLS = 100_000
CELLS = re.compile(rb"<(?:\w+:)?(?:c|si)[\s>/]")
DAMAGED = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # the base of what an XML parser raises
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
)
"""What openpyxl lets through of a file that is cut, garbled or another one: it has no error of its own for that."""


class UnreadableTable(ValueError):
    """The file is no table of licences; the message says what is expected."""


@dataclass
class Read:
    """A row of the file, counted from 1 without the heading, with the words that it holds and what is wrong."""

    number: int
    entered: dict[str, str]
    row: LicenceGrant | None = None
    errors: list[str] = field(default_factory=list)


def headings() -> dict[str, str]:
    """What each column is called → its field."""
    return {capfirst(str(LicenceGrant._meta.get_field(name).verbose_name)): name for name in LicenceGrant.shown_fields}


def read(name: str, content: bytes, known: Iterable[str] = ()) -> list[Read]:
    """The rows of a file. `known` are licence numbers that the batch holds already. Raises UnreadableTable."""
    if len(content) > LARGEST:
        raise UnreadableTable(_("The file is larger than 5 MB."))
    table = _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)
    columns = _columns(next(table, []))
    seen = {slug_of_number(number) for number in known}
    found = []
    filled = (cells for cells in table if any(cell.is_filled for cell in cells))
    for number, cells in enumerate(filled, start=1):
        if number > MOST:
            raise UnreadableTable(_("More than %(most)s rows: divide them among several batches.") % {"most": MOST})
        named = {name: cells[place] for name, place in columns.items() if place < len(cells)}
        entered = {name: named[name].words if name in named else "" for name in columns}
        wrong = {name: cell.wrong(is_code=name in CODES, is_date=name in DATES) for name, cell in named.items()}
        found.append(read_row(number, entered, seen, wrong))
    if not found:
        raise UnreadableTable(_("The file holds no row below its heading."))
    return found


def _columns(heading: list[Cell]) -> dict[str, int]:
    known = headings()
    first = [cell.words for cell in heading]
    merged = sorted({cell.covered_by for cell in heading if cell.covered_by})
    if merged:
        raise UnreadableTable(
            _("The first row names the columns, a cell for each: the merged cells %(ranges)s are none.")
            % {"ranges": "、".join(merged)}
        )
    columns = {known[cell]: place for place, cell in enumerate(first) if cell in known}
    double = sorted({cell for cell in first if cell in known and first.count(cell) > 1})
    if double:
        raise UnreadableTable(_("Two columns have the same heading: %(headings)s.") % {"headings": "、".join(double)})
    needed = [label for label, name in known.items() if not LicenceGrant._meta.get_field(name).blank]
    missing = [label for label in needed if known[label] not in columns]
    if missing:
        raise UnreadableTable(
            _("The first row names the columns; missing: %(missing)s.") % {"missing": "、".join(missing)}
        )
    return columns


def _csv(content: bytes) -> Iterator[list[Cell]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableTable(_("The file is neither a CSV file in UTF-8 or GB18030 nor an XLSX file."))
    if "\x00" in text:
        raise UnreadableTable(_("The file is neither a CSV file in UTF-8 or GB18030 nor an XLSX file."))
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text), strict=True), start=1):
            yield [Cell(value, row, column) for column, value in enumerate(cells, start=1)]
    except csv.Error as error:
        raise UnreadableTable(str(error)) from error


def _unpacked(content: bytes) -> Archive:
    """A workbook is small until it is unpacked: what it holds is counted before it is read. Raises UnreadableTable."""
    archive = Archive(content, most_bytes=MOST_UNPACKED)
    for name in archive.names:
        if name.startswith("xl/") and len(CELLS.findall(archive.read(name))) > MOST_CELLS:
            raise UnreadableTable(_("The file holds far more cells than %(most)s rows need.") % {"most": MOST})
    return archive


def _xlsx(content: bytes) -> Iterator[list[Cell]]:
    """The values that were saved with the formulas, side by side with where formulas stand."""
    try:
        archive = _unpacked(content)
        values, formulas = (
            openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=only).worksheets[0]
            for only in (True, False)
        )
        merged = _merged(archive, values)
        reach = {"values_only": True, "max_row": MOST_ROWS, "max_col": MOST_COLUMNS}
        pairs = zip(values.iter_rows(**reach), formulas.iter_rows(**reach), strict=False)
        filled: set[tuple[int, int]] = set()
        for row, (cells, sources) in enumerate(pairs, start=1):
            filled |= {(row, column) for column, source in enumerate(sources, start=1) if source not in (None, "")}
            yield [
                Cell(
                    value,
                    row,
                    column,
                    has_formula=str(source).startswith("=") and value != source,
                    covered_by=merged.range_of(row, column) if merged.first_of(row, column) in filled else "",
                )
                for column, (value, source) in enumerate(zip(cells, sources, strict=False), start=1)
            ]
    except UnreadableTable:
        raise
    except DAMAGED as error:
        raise UnreadableTable(_("This is not an XLSX file that can be read.")) from error


def _merged(archive: Archive, sheet: Any) -> Merged:
    path = sheet._worksheet_path.lstrip("/")  # a sheet that is read row by row tells nothing of merged cells
    return Merged(archive.read(path), rows=MOST_ROWS, columns=MOST_COLUMNS)


def read_row(number: int, entered: dict[str, str], seen: set[str], wrong: Mapping[str, str] | None = None) -> Read:
    """One row from its words; `wrong` says of a column what is wrong with its cell as such."""
    named = {name: words for name, words in (wrong or {}).items() if words}
    result = Read(number, entered, errors=[f"{_label(name)}：{words}" for name, words in named.items()])
    values: dict[str, Any] = {}
    for name, words in entered.items():
        if name in DATES:
            day = _day(words)
            if words and day is None and name not in named:
                result.errors.append(_("“%(words)s” is no date.") % {"words": words})
            values[name] = day
        else:
            values[name] = words
    row = LicenceGrant(**values)
    try:
        row.full_clean(exclude=["page", "sort_order"])
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            if name not in named and (not (name in DATES and entered.get(name)) or getattr(row, name, None)):
                result.errors += [f"{_label(name)}：{message}" for message in messages]
    key = slug_of_number(row.number)
    if key and key in seen:
        result.errors.append(_("This licence number stands here already."))
    seen.add(key)
    result.row = row if not result.errors else None
    return result


def _label(name: str) -> str:
    return capfirst(str(LicenceGrant._meta.get_field(name).verbose_name)) if name in LicenceGrant.shown_fields else ""


def _day(words: str) -> datetime.date | None:
    for each in FORMATS:
        try:
            return datetime.datetime.strptime(words, each).date()
        except ValueError:
            continue
    return None
