"""Word 97 to 2003 documents, those of WPS among them (DOC, WPS), by MS-DOC: the pieces of the text in their order, and
which of their characters are hidden or part of a tracked change."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from cms.extraction.formats.compound import Compound
from cms.extraction.formats.found import PAGE, WHOLE, Encrypted, Found, Unreadable

IDENTIFIER = 0xA5EC
ENCRYPTED_BIT, SECOND_TABLE_BIT = 0x0100, 0x0200
COUNTS_AT, FIELDS_AT = 0x4C, 0x9A
LOOKS, PIECES = 12, 33
"""Places of PlcfBteChpx and Clx among the pairs of offset and length."""
STORIES = ("text", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header_boxes")
SPRM_DELETED, SPRM_INSERTED, SPRM_HIDDEN = 0x0800, 0x0801, 0x083C
NAMES = {SPRM_DELETED: "deleted", SPRM_INSERTED: "inserted", SPRM_HIDDEN: "hidden_text"}
OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
SECTOR = 512
SIGNS = {"\r": "\n", "\x0b": "\n", "\x07": "\t", "\x0c": "\f", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\xa0": " "}
FIELD_BEGINS, FIELD_SHOWS, FIELD_ENDS = "\x13", "\x14", "\x15"
MOST_PIECES = 200_000
DEEPEST = 20


@dataclass(frozen=True)
class _Piece:
    """Characters `start` to `end` of the text stand at byte `at`, of one byte each or of two."""

    start: int
    end: int
    at: int
    wide: bool


def read(content: bytes, found: Found) -> None:
    """Raises Encrypted, Unreadable, Enough."""
    file = Compound(content)
    main = file.stream("WordDocument")
    if len(main) < FIELDS_AT + 8 * (PIECES + 1) or struct.unpack_from("<H", main)[0] != IDENTIFIER:
        raise Unreadable("no Word 97 document")
    flags = struct.unpack_from("<H", main, 0x0A)[0]
    if flags & ENCRYPTED_BIT:
        raise Encrypted("a password is asked for")
    table = file.stream("1Table" if flags & SECOND_TABLE_BIT else "0Table")
    file.hide_common(found)
    try:
        characters = list(_characters(main, table))
        attributes = _stories(main, characters)
    except (struct.error, IndexError) as error:
        raise Unreadable("its tables are damaged") from error
    _show(attributes, found)


def _show(attributes: dict[str, list[tuple[str, str]]], found: Found) -> None:
    for line in _joined([each for each, _mark in _plain(attributes["comments"])]).split("\n"):  # a paragraph each
        found.hide("comment", "", line)
    for name in STORIES:
        if name != "comments":
            for kind, where, text in _marked(attributes[name]):
                found.hide(kind, where, text)
    pages = [page for page in _visible(attributes["text"]).split("\f") if page.strip()] or [""]
    beside = "\n".join(_visible(attributes[name]) for name in STORIES if name not in ("text", "comments", "macros"))
    found.total = len(pages)
    for number, page in enumerate(pages, start=1):
        found.show(PAGE if len(pages) > 1 else WHOLE, number, "", page)
    if beside.strip():
        found.show(WHOLE, len(pages) + 1, "", beside.replace("\f", "\n"))


def _pair(main: bytes, place: int) -> tuple[int, int]:
    offset, size = struct.unpack_from("<II", main, FIELDS_AT + 8 * place)
    return offset, size


def _pieces(main: bytes, table: bytes) -> list[_Piece]:
    offset, size = _pair(main, PIECES)
    clx = table[offset : offset + size]
    at = 0
    while at < len(clx) and clx[at] == 1:  # looks that pieces refer to
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise Unreadable("no pieces of text")
    length = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + length]
    count = (len(plc) - 4) // 12
    if not 0 < count <= MOST_PIECES:
        raise Unreadable("no pieces of text")
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    found = []
    for number in range(count):
        where = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        wide = not where & 0x40000000
        where &= 0x3FFFFFFF
        found.append(_Piece(ends[number], ends[number + 1], where if wide else where // 2, wide))
    return found


def _characters(main: bytes, table: bytes) -> Iterator[tuple[str, str]]:
    """Each character with what is said of it: "" or the name of a mark."""
    marks = _marks(main, table)
    for piece in _pieces(main, table):
        width = 2 if piece.wide else 1
        length = min(piece.end - piece.start, (len(main) - piece.at) // width)
        raw = main[piece.at : piece.at + max(length, 0) * width]
        # Code units of two bytes are taken one by one: positions count them. Halves of pairs come together later.
        text = (
            [chr(unit) for (unit,) in struct.iter_unpack("<H", raw)] if piece.wide else raw.decode("cp1252", "replace")
        )
        for number, each in enumerate(text):
            yield each, marks.at(piece.at + number * width)


def _stories(main: bytes, characters: list[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    counts = struct.unpack_from(f"<{len(STORIES)}I", main, COUNTS_AT)
    attributes, at = {}, 0
    for name, count in zip(STORIES, counts, strict=True):
        attributes[name] = characters[at : at + count]
        at += count
    return attributes


def _plain(characters: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without the codes of fields; their results stay."""
    found = []
    depth: list[bool] = []
    for each, mark in characters:
        if each == FIELD_BEGINS:
            depth = [*depth[-DEEPEST:], True]
        elif each == FIELD_SHOWS and depth:
            depth[-1] = False
        elif each == FIELD_ENDS and depth:
            depth.pop()
        elif not any(depth) and (each >= " " or each in SIGNS or each == "\t"):
            found.append((SIGNS.get(each, each), mark))
    return found


def _joined(units: list[str]) -> str:
    return "".join(units).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _visible(characters: list[tuple[str, str]]) -> str:
    return _joined([each for each, mark in _plain(characters) if not mark])


def _marked(characters: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """(kind, where, text) of each stretch under one mark."""
    last = ""
    units: list[str] = []
    for each, mark in [*_plain(characters), ("", "")]:
        if mark != last and units and last:
            yield last, "", _joined(units)
        if mark != last:
            units = []
        units.append(each)
        last = mark


class _Marks:
    """Stretches of bytes that bear a mark, in order; asked for ever higher places mostly."""

    def __init__(self, stretches: list[tuple[int, int, str]]) -> None:
        self._stretches = sorted(stretches)
        self._place = 0

    def at(self, byte: int) -> str:
        if self._place and byte < self._stretches[self._place - 1][1]:
            self._place = 0
        while self._place < len(self._stretches) and self._stretches[self._place][1] <= byte:
            self._place += 1
        if self._place == len(self._stretches):
            return ""
        start, _end, mark = self._stretches[self._place]
        return mark if start <= byte else ""


def _marks(main: bytes, table: bytes) -> _Marks:
    """From the pages of character properties (PlcfBteChpx)."""
    offset, size = _pair(main, LOOKS)
    plc = table[offset : offset + size]
    count = max(0, (len(plc) - 4) // 8)
    stretches: list[tuple[int, int, str]] = []
    for number in range(count):
        sector = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        page = main[sector * SECTOR : (sector + 1) * SECTOR]
        if len(page) == SECTOR:
            stretches += _of_page(page)
    return _Marks(stretches)


def _of_page(page: bytes) -> Iterator[tuple[int, int, str]]:
    runs = min(page[SECTOR - 1], 101)
    edges = struct.unpack_from(f"<{runs + 1}I", page)
    for number in range(runs):
        at = 2 * page[4 * (runs + 1) + number]
        mark = _mark(page[at + 1 : at + 1 + page[at]]) if at else ""
        if mark:
            yield edges[number], edges[number + 1], mark


def _mark(changes: bytes) -> str:
    """What a list of property changes says; a deletion counts most, then an insertion."""
    found = set()
    at = 0
    while at + 2 < len(changes):
        sprm = struct.unpack_from("<H", changes, at)[0]
        at += 2
        width = OPERANDS.get(sprm >> 13) or 1 + changes[at]
        if sprm in NAMES and changes[at]:
            found.add(sprm)
        at += width
    return next((NAMES[each] for each in (SPRM_DELETED, SPRM_INSERTED, SPRM_HIDDEN) if each in found), "")
