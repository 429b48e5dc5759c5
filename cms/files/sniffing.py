"""What a file really is, told from its bytes. Names and browsers' claims are not asked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from cms.files import office, pdf
from cms.files.archives import Archive, TooMuch, Unreadable, is_also_one

HEAD = 4096
MARKUP = ("<!doctype", "<html", "<svg", "<?xml", "<?php", "<%", "<!--", "<script", "<body", "<head", "mime-version:")
MARKED = re.compile(
    r"<(?:!doctype\s+html|html|script|iframe|frameset|svg|object|embed|applet|meta|base|link|style)(?:[\s/][^<>]*)?>"
    r"|<[a-z][^<>]*[\s/\"']on[a-z]+\s*=",
    re.IGNORECASE,
)
"""What a browser would act on, wherever it stands in a text."""
_CELL = r"""(?:^|[,;\t\n\r]) {0,9}(?:[=+@-][^\n\r,;\t]{0,200}?|["'] {0,9}[=+@-][^\n\r"]{0,200}?)"""
IN_A_CELL = re.compile(_CELL + r"""(?:\w\|(?:'[^'\n\r]{0,200}'|\w{1,50})!\w|\bWEBSERVICE\s{0,9}\()""", re.IGNORECASE)
"""A formula of a table that starts a program (DDE), at the beginning of a cell."""
IN_A_PICTURE = re.compile(rb"<(?:script|html|!doctype\s+html|iframe|body|\?php)[\s>/]", re.IGNORECASE)


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
PPTX = Kind("pptx", {"pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation"})
OFD = Kind("ofd", {"ofd": "application/ofd"})
ZIP = Kind("zip", {"zip": "application/zip"})
TEXT = Kind("text", {"txt": "text/plain", "csv": "text/csv"})
JPEG = Kind("jpeg", {"jpg": "image/jpeg", "jpeg": "image/jpeg"}, inline=True)
PNG = Kind("png", {"png": "image/png"}, inline=True)
GIF = Kind("gif", {"gif": "image/gif"}, inline=True)
WEBP = Kind("webp", {"webp": "image/webp"}, inline=True)
SVG = Kind("svg", {})
MARKUP_KIND = Kind("markup", {})
RTF = Kind("rtf", {})
MACROS = Kind("macros", {})
WHOLE = Kind("whole", {})
NESTED = Kind("nested", {})
TWO_KINDS = Kind("two_kinds", {})
FORMULAS = Kind("formulas", {})
TOO_MUCH = Kind("too_much", {})
HARMFUL_PDF = {why: Kind(f"pdf_{why}", {}) for why in (pdf.SCRIPT, pdf.LAUNCH, pdf.CARRIES, pdf.OPENS, pdf.LOCKED)}
HARMFUL_OFFICE = {office.ACTIVE: MACROS, office.WHOLE: WHOLE, office.NESTED: NESTED}
HARMFUL = frozenset(
    {MACROS.identifier, *(k.identifier for k in (WHOLE, NESTED, TWO_KINDS, FORMULAS, TOO_MUCH, *HARMFUL_PDF.values()))}
)
"""Identifiers of kinds that are what their name says, and more than that."""
UNKNOWN = Kind("unknown", {})

INLINE_TYPES = frozenset(media_type for kind in (PDF, JPEG, PNG, GIF, WEBP) for media_type in kind.extensions.values())


def sniff(source: BinaryIO) -> Kind:
    """The kind of content; UNKNOWN when it is none that we know. Leaves the source at its start."""
    source.seek(0)
    head = source.read(HEAD)
    try:
        facts = _by_magic(head)
        if facts is not None:
            return _alone(facts, source)
        return _by_container(head, source) or _by_text(source) or UNKNOWN
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


def _alone(kind: Kind, source: BinaryIO) -> Kind:
    """A picture or a PDF that is nothing else besides, and does nothing by itself."""
    source.seek(0)
    content = source.read()
    if is_also_one(content):
        return TWO_KINDS
    if kind is not PDF:
        return TWO_KINDS if IN_A_PICTURE.search(content) else kind
    beside = content[:1024] + content[content.rfind(b"%%EOF") :][:1_000_000]
    if IN_A_PICTURE.search(beside):
        return TWO_KINDS
    try:
        why = pdf.harm(source)
    except Unreadable:
        return HARMFUL_PDF[pdf.LOCKED]
    return HARMFUL_PDF[why] if why else PDF


def _by_container(head: bytes, source: BinaryIO) -> Kind | None:
    if head.startswith(office.OLE_MAGIC):
        return _ole(source)
    if head.startswith(b"PK\x03\x04"):
        return TWO_KINDS if b"%PDF-" in head[:1024] else _zipped(source)
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
            why = office.carried(source)
            return HARMFUL_OFFICE[why] if why else OFD
        if "[Content_Types].xml" not in members:
            return ZIP
        why = office.harm(source)
        if why:
            return HARMFUL_OFFICE[why]
    except TooMuch:
        return TOO_MUCH
    except Unreadable:
        return UNKNOWN
    if "word/document.xml" in members:
        return DOCX
    if "ppt/presentation.xml" in members:
        return PPTX
    return XLSX if "xl/workbook.xml" in members else UNKNOWN


def _by_text(source: BinaryIO) -> Kind | None:
    source.seek(0)
    text = _text(source.read())
    if text is None:
        return None
    start = text[:HEAD].lstrip("\ufeff\u200b\r\n\t\f\v ").lower()
    if start.startswith("<svg") or (start.startswith("<") and "<svg" in start):
        return SVG
    if start.startswith("{\\rt"):
        return RTF
    if start.startswith(MARKUP) or MARKED.search(text):
        return MARKUP_KIND
    return FORMULAS if IN_A_CELL.search(text) else TEXT


def _text(content: bytes) -> str | None:
    """What stands there, read as one of the encodings of our offices; None for what is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in content:
        return None
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
