"""What makes an Office file more than a document: programs in it, and parts that it fetches from elsewhere when opened.

Told from what Office itself goes by: content types and relationships in the new formats, the names of streams and the
kinds of sheets in the old ones. File names inside are not asked: a part does what its type says.
"""

import io
import re
import struct
from typing import BinaryIO
from xml.etree import ElementTree

import olefile

from cms.files import office_parts, old_books, pdf
from cms.files.archives import Archive, Unreadable, is_carried

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
PACKAGE = "package"
"""A stream that holds a new Office file."""
FIELD = re.compile(rb"\x13[ \t]*DDE(?:AUTO)?[ \t]", re.IGNORECASE)
"""The code of a field of Word that starts a program, in either width of letters."""
DEEPEST = 3
WORDS, BOOKS = "worddocument", ("workbook", "book")
VBA = ("_vba_project", "_vba_project_cur", "vba")


ACTIVE, WHOLE, NESTED = "active", "whole", "nested"
"""Why an Office file is not taken in: programs or what it fetches, web pages or RTF embedded whole, archives in it."""
TAKEN_OVER = "afchunk"
WEB_OR_RTF = re.compile(rb"\s*(?:<!doctype\s+html|<html|\{\\rtf|mime-version:)", re.IGNORECASE)
LONGEST_START = 512


def harm(source: BinaryIO | bytes, depth: int = 0) -> str | None:
    """Why a DOCX or XLSX is not taken in, itself or for an embedded file, in one of the words above; None for none.

    Raises Unreadable.
    """
    archive = Archive(source, most_bytes=MOST_BYTES)
    if len({name.casefold() for name in archive.names}) < len(archive.names):
        raise Unreadable("two parts of one name: each program would read another")
    types = _xml(archive, "[Content_Types].xml")
    facts = [str(each.get("ContentType", "")).lower() for each in types.iter()]
    if any(active in kind for kind in facts for active in ACTIVE_TYPES):
        return ACTIVE
    relations = [_xml(archive, name) for name in archive.names if name.lower().endswith(".rels")]
    if any(_fetches(each) for each in relations) or office_parts.ask_for_more(archive):
        return ACTIVE
    if any(_takes_over(each) for each in relations):
        return WHOLE
    return next(filter(None, (_embedded(archive, name, depth) for name in archive.names)), None)


def carried(source: BinaryIO) -> str | None:
    """The same of what an OFD document holds: its parts are XML, pictures, fonts and signatures. Raises Unreadable."""
    archive = Archive(source, most_bytes=MOST_BYTES)
    return next(filter(None, (_embedded(archive, name, 0) for name in archive.names)), None)


def _embedded(archive: Archive, name: str, depth: int) -> str | None:
    """Why a part that is a file of its own is not taken in. Raises Unreadable."""
    start = archive.start(name, LONGEST_START)
    if start.startswith(b"PK"):
        return _package(archive.read(name, most=LARGEST_EMBEDDED), depth)
    if start.startswith(OLE_MAGIC):
        try:
            names, active = old_office(io.BytesIO(archive.read(name, most=LARGEST_EMBEDDED)), depth + 1)
        except Unreadable:
            return ACTIVE  # an object that no program of ours can look into
        return ACTIVE if active or PACKED in names else None
    if start.startswith(b"%PDF-"):
        return ACTIVE if pdf.harm(io.BytesIO(archive.read(name, most=LARGEST_EMBEDDED))) else None
    if WEB_OR_RTF.match(start.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")):
        return WHOLE
    return NESTED if is_carried(start) else None


def _package(content: bytes, depth: int) -> str | None:
    try:
        names = Archive(content, most_bytes=MOST_BYTES).names
    except Unreadable:
        return NESTED
    if "[Content_Types].xml" not in names:
        return NESTED
    return ACTIVE if depth >= DEEPEST else harm(content, depth + 1)


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


def _takes_over(relations: ElementTree.Element) -> bool:
    """Whether Word reads another file as if its text stood here (`altChunk`), with all that it asks for."""
    return any(str(each.get("Type", "")).rpartition("/")[2].lower() == TAKEN_OVER for each in relations.iter())


def old_office(source: BinaryIO, depth: int = 0) -> tuple[frozenset[str], bool]:
    """Names of the streams of an old Office or WPS file, and whether it carries macros, sheets that are programs, a
    field or a link that starts one, or an embedded file that does.

    Raises Unreadable.
    """
    try:
        with olefile.OleFileIO(source.read()) as file:
            paths = [[part.lower() for part in path] for path in file.listdir(streams=True, storages=True)]
            names = frozenset(path[0] for path in paths if path)
            active = any(part in (*VBA, "macros", PACKED) for path in paths for part in path)
            active = active or any(_packs(file, path, depth) for path in paths if path[-1] == PACKAGE)
            if WORDS in names:
                active = active or FIELD.search(file.openstream(WORDS).read().replace(b"\0", b"")) is not None
            books = [path for path in paths if path[-1] in BOOKS]
            return names, active or any(old_books.is_active(file.openstream(each).read()) for each in books)
    except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error, RecursionError) as error:
        raise Unreadable("no old Office file that can be read") from error


def _packs(file: olefile.OleFileIO, path: list[str], depth: int) -> bool:
    """Whether a new Office file, embedded in an old one, is more than a document, or something else is packed there."""
    content = file.openstream(path).read()
    return content.startswith(b"PK") and _package(content, depth) is not None
