"""Merged cells of a worksheet: a spreadsheet shows one value across all of them and keeps it in the first alone."""

import io
from collections.abc import Iterator
from xml.etree import ElementTree

from openpyxl.utils.cell import range_boundaries

Area = tuple[int, int, int, int]


class Merged:
    """`range_of(row, column)`: A1:B2, for every cell of a merged range but its first; "" elsewhere. Counts from 1.

    Only what lies in the first `rows` and `columns` is looked at. Raises ValueError for ranges that lie across each
    other or are none, ElementTree.ParseError for what is no XML.
    """

    def __init__(self, sheet: bytes, *, rows: int, columns: int) -> None:
        self._named: dict[tuple[int, int], str] = {}
        self._first: dict[tuple[int, int], tuple[int, int]] = {}
        for name in _ranges(sheet):
            left, top, right, bottom = _bounds(name)
            for row in range(top, min(bottom, rows) + 1):
                for column in range(left, min(right, columns) + 1):
                    if (row, column) in self._named:
                        raise ValueError(f"{name} lies across another range")
                    self._named[row, column], self._first[row, column] = name, (top, left)

    def range_of(self, row: int, column: int) -> str:
        return "" if self.first_of(row, column) == (row, column) else self._named[row, column]

    def first_of(self, row: int, column: int) -> tuple[int, int]:
        """Where the value of a cell is kept."""
        return self._first.get((row, column), (row, column))


def _ranges(sheet: bytes) -> Iterator[str]:
    for _event, element in ElementTree.iterparse(io.BytesIO(sheet)):  # noqa: S314 - bounded, and openpyxl has read it
        if element.tag.rpartition("}")[2] == "mergeCell":
            yield element.get("ref", "").replace("$", "")
        elif element.tag.rpartition("}")[2] != "mergeCells":
            element.clear()


def _bounds(name: str) -> Area:
    left, top, right, bottom = range_boundaries(name)
    return left or 1, top or 1, right or 16_384, bottom or 1_048_576  # nothing is said of whole rows or columns
