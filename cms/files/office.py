"""What makes an Office file more than a document: programs in it, and parts that it fetches from elsewhere when opened.

Told from what Office itself goes by: content types and relationships in the new formats, the names of streams and the
kinds of sheets in the old ones. File names inside are not asked: a part does what its type says.
"""

import io
import struct
from typing import BinaryIO
from xml.etree import ElementTree

import olefile

from cms.files import office_parts
from cms.files.archives import Archive, Unreadable

MOST_BYTES = 1024 * 1024 * 1024
"""Of a whole file once unpacked; of this module's own, parts are read up to LARGEST_PART each."""
LARGEST_PART = 4 * 1024 * 1024
LARGEST_EMBEDDED = 64 * 1024 * 1024
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ACTIVE_TYPES = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "activex", "ms-office.script")
"""Parts of the content types of programs; `macrosheet` covers intlmacrosheet and international ones."""
ACTIVE_RELATIONS = frozenset(
    {"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet", "activexcontrolbinary", "control"}
)
FOLLOWED_BY_CLICK = "hyperlink"
"""Of relationships to the outside; any other may be fetched as soon as the file is opened."""
PACKED = "\x01ole10native"
"""A stream in which Windows packs a file of any kind, programs among them."""
DEEPEST = 3
WORDS, BOOKS = "worddocument", ("workbook", "book")
VBA = ("_vba_project", "_vba_project_cur", "vba")
BOUNDSHEET, END = 0x0085, 0x000A
MACRO_SHEETS = (1, 6)
LONGEST_GLOBALS = 100_000


def is_active(source: BinaryIO | bytes, depth: int = 0) -> bool:
    """Whether a DOCX or XLSX carries programs or fetches parts from elsewhere, itself or in an embedded file.

    Raises Unreadable.
    """
    archive = Archive(source, most_bytes=MOST_BYTES)
    types = _xml(archive, "[Content_Types].xml")
    told = [str(each.get("ContentType", "")).lower() for each in types.iter()]
    if any(active in kind for kind in told for active in ACTIVE_TYPES):
        return True
    relations = [name for name in archive.names if name.lower().endswith(".rels")]
    if any(_fetches(_xml(archive, name)) for name in relations) or office_parts.ask_for_more(archive):
        return True
    return any(_embeds(archive, name, depth) for name in archive.names)


def _embeds(archive: Archive, name: str, depth: int) -> bool:
    """Whether a part is an Office file of its own that carries programs. Raises Unreadable."""
    start = archive.start(name, 8)
    if start.startswith(b"PK\x03\x04"):
        content = archive.read(name, most=LARGEST_EMBEDDED)
        if "[Content_Types].xml" not in Archive(content, most_bytes=MOST_BYTES).names:
            return False
        return depth >= DEEPEST or is_active(content, depth + 1)
    if start != OLE_MAGIC:
        return False
    try:
        names, active = old_office(io.BytesIO(archive.read(name, most=LARGEST_EMBEDDED)))
    except Unreadable:
        return True  # an object that no program of ours can look into
    return active or PACKED in names


def _xml(archive: Archive, name: str) -> ElementTree.Element:
    content = archive.read(name, most=LARGEST_PART)
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise Unreadable(f"{name} is no part of an Office file")
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - bounded above, and no declaration of entities
    except (ElementTree.ParseError, ValueError) as error:
        raise Unreadable(f"{name} cannot be read") from error


def _fetches(relations: ElementTree.Element) -> bool:
    for each in relations.iter():
        kind = str(each.get("Type", "")).rpartition("/")[2].lower()
        external = str(each.get("TargetMode", "")).lower() == "external"
        if kind in ACTIVE_RELATIONS:
            return True
        if external and kind != FOLLOWED_BY_CLICK and office_parts.leads_elsewhere(str(each.get("Target", ""))):
            return True
    return False


def old_office(source: BinaryIO) -> tuple[frozenset[str], bool]:
    """Names of the streams of an old Office or WPS file, and whether it carries macros or sheets that are programs.

    Raises Unreadable.
    """
    try:
        with olefile.OleFileIO(source.read()) as file:
            paths = [[part.lower() for part in path] for path in file.listdir(streams=True, storages=True)]
            names = frozenset(path[0] for path in paths if path)
            active = any(part in VBA or part == "macros" for path in paths for part in path)
            book = next((name for name in BOOKS if name in names), None)
            return names, active or (book is not None and _has_macro_sheets(file.openstream(book).read()))
    except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error, RecursionError) as error:
        raise Unreadable("no old Office file that can be read") from error


def _has_macro_sheets(stream: bytes) -> bool:
    """The records of a workbook's globals name its sheets with their kinds ([MS-XLS] 2.4.28)."""
    at = 0
    for _record in range(LONGEST_GLOBALS):
        if at + 4 > len(stream):
            return False
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == BOUNDSHEET and length >= 6 and stream[at + 9] in MACRO_SHEETS:
            return True
        if kind == END:
            return False
        at += 4 + length
    return False
