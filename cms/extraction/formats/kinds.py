"""What a file is, told from its bytes; its name is not asked."""

from cms.extraction.formats.compound import Compound
from cms.extraction.formats.found import Found, Unreadable
from cms.extraction.formats.package import opened

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
MAIN = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))


def of(content: bytes, found: Found) -> str:
    """A name in `registry.READERS`, or "" for what nobody reads. Raises Unreadable, TooLarge, Encrypted."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf\r\n\t ")
    if start.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(PICTURES) or (content.startswith(b"RIFF") and content[8:12] == b"WEBP"):
        return "picture"
    if content.startswith(OLE):
        return _compound(content)
    if content.startswith(b"PK\x03\x04"):
        return _archive(content, found)
    return "" if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")) else "text"


def _compound(content: bytes) -> str:
    paths = Compound(content).paths
    if "worddocument" in paths:
        return "doc"
    return "xls" if "workbook" in paths or "book" in paths else ""


def _archive(content: bytes, found: Found) -> str:
    names = opened(content, found).names
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" not in names:
        return ""
    for start, kind in MAIN:
        if any(name.lower().startswith(start) for name in names):
            return kind
    raise Unreadable("an Office file without its main part")
