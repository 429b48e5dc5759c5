"""What a file really is, told from its bytes. Names and browsers' claims are not asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from cms.files import office
from cms.files.archives import Archive, Unreadable

HEAD = 4096
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<body", b"<head")


@dataclass(frozen=True)
class Kind:
    """A kind of content and the names it may go by. `inline`: a browser may show it in its own window."""

    identifier: str
    extensions: dict[str, str]  # extension → media type
    inline: bool = False

    def media_type(self, extension: str) -> str:
        return self.extensions[extension]


PDF = Kind("pdf", {"pdf": "application/pdf"}, inline=True)
WORD = Kind("word", {"doc": "application/msword", "wps": "application/wps-office.wps"})
EXCEL = Kind("excel", {"xls": "application/vnd.ms-excel", "et": "application/wps-office.et"})
DOCX = Kind("docx", {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"})
XLSX = Kind("xlsx", {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})
OFD = Kind("ofd", {"ofd": "application/ofd"})
ZIP = Kind("zip", {"zip": "application/zip"})
TEXT = Kind("text", {"txt": "text/plain", "csv": "text/csv"})
JPEG = Kind("jpeg", {"jpg": "image/jpeg", "jpeg": "image/jpeg"}, inline=True)
PNG = Kind("png", {"png": "image/png"}, inline=True)
GIF = Kind("gif", {"gif": "image/gif"}, inline=True)
WEBP = Kind("webp", {"webp": "image/webp"}, inline=True)
SVG = Kind("svg", {})
MARKUP_KIND = Kind("markup", {})
MACROS = Kind("macros", {})
UNKNOWN = Kind("unknown", {})

INLINE_TYPES = frozenset(media_type for kind in (PDF, JPEG, PNG, GIF, WEBP) for media_type in kind.extensions.values())


def sniff(source: BinaryIO) -> Kind:
    """The kind of content; UNKNOWN when it is none that we know. Leaves the source at its start."""
    source.seek(0)
    head = source.read(HEAD)
    try:
        for told in (_by_magic(head), _by_container(head, source), _by_text(head, source)):
            if told is not None:
                return told
        return UNKNOWN
    finally:
        source.seek(0)


def _by_magic(head: bytes) -> Kind | None:
    tests: list[tuple[Kind, Callable[[bytes], bool]]] = [
        (PDF, lambda data: data.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-")),
        (JPEG, lambda data: data.startswith(b"\xff\xd8\xff")),
        (PNG, lambda data: data.startswith(b"\x89PNG\r\n\x1a\n")),
        (GIF, lambda data: data.startswith((b"GIF87a", b"GIF89a"))),
        (WEBP, lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP"),
    ]
    return next((kind for kind, holds in tests if holds(head)), None)


def _by_container(head: bytes, source: BinaryIO) -> Kind | None:
    if head.startswith(office.OLE_MAGIC):
        return _ole(source)
    if head.startswith(b"PK\x03\x04"):
        return _zipped(source)
    return None


def _ole(source: BinaryIO) -> Kind:
    """An old Office or WPS file: told apart by the names of its streams."""
    source.seek(0)
    try:
        names, active = office.old_office(source)
    except Unreadable:
        return UNKNOWN
    if active:
        return MACROS
    if office.WORDS in names:
        return WORD
    return EXCEL if any(name in names for name in office.BOOKS) else UNKNOWN


def _zipped(source: BinaryIO) -> Kind:
    source.seek(0)
    try:
        members = set(Archive(source, most_bytes=office.MOST_BYTES).names)
        if "OFD.xml" in members:
            return OFD
        if "[Content_Types].xml" not in members:
            return ZIP
        if office.is_active(source):
            return MACROS
    except Unreadable:
        return UNKNOWN
    if "word/document.xml" in members:
        return DOCX
    return XLSX if "xl/workbook.xml" in members else UNKNOWN


def _by_text(head: bytes, source: BinaryIO) -> Kind | None:
    start = head.lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if start.startswith(b"<svg") or (start.startswith(b"<") and b"<svg" in start):
        return SVG
    if start.startswith(MARKUP):
        return MARKUP_KIND
    source.seek(0)
    return TEXT if _is_text(source.read()) else None


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in content:
        return False
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
