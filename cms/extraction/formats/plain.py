"""Plain text and tables of commas."""

from cms.extraction.formats.found import WHOLE, Found, Unreadable


def read(content: bytes, found: Found) -> None:
    """UTF-8, UTF-16 with its mark, or GB 18030. Raises Unreadable, Enough."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        found.total = 1
        found.show(WHOLE, 1, "", text)
        return
    raise Unreadable("no text in an encoding that is known")
