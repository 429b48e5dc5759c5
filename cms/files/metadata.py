"""Takes out of an encoded picture what was not drawn: EXIF (with its GPS position), XMP, IPTC, comments, embedded text.

Willow writes the camera's EXIF into every rendition, and Pillow carries comments along, so the public would learn
where, when and with what a picture was made. The picture's data stay byte for byte as they are; a colour profile stays.
"""

from collections.abc import Iterator

KEPT_PNG = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD", b"pHYs",
    b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
KEPT_WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
EXIF_AND_XMP_FLAGS = 0x08 | 0x04
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


class UnreadablePicture(ValueError):
    """The bytes are no picture of a format that we clean."""


def stripped(content: bytes) -> bytes:
    """The same picture without metadata. Raises UnreadablePicture for other formats: nothing leaves uncleaned."""
    try:
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
        if content.startswith(PNG_MAGIC):
            return PNG_MAGIC + b"".join(chunk for name, chunk in _png_chunks(content) if name in KEPT_PNG)
        if content.startswith((b"GIF87a", b"GIF89a")):
            return b"".join(_gif_blocks(content))
        if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            return _webp(content)
    except IndexError as error:
        raise UnreadablePicture("the picture ends too early") from error
    raise UnreadablePicture("not a JPEG, PNG, GIF or WebP picture")


def _number(content: bytes, at: int, size: int, order: str = "big") -> int:
    if at + size > len(content):
        raise IndexError(at)
    return int.from_bytes(content[at : at + size], "big" if order == "big" else "little")


def _jpeg(content: bytes) -> bytes:
    """Segments up to the scan: APP0 (JFIF), APP2 with a colour profile and APP14 (Adobe's colour transform) stay."""
    kept, at = [b"\xff\xd8"], 2
    while True:
        marker = _number(content, at, 2)
        if marker == 0xFFFF:  # fill byte
            at += 1
            continue
        if marker < 0xFFC0:
            raise UnreadablePicture("a JPEG marker is missing")
        if marker == 0xFFDA:  # the scan: from here on it is the picture, up to its end mark
            end = content.rfind(b"\xff\xd9")
            return b"".join(kept) + content[at : end + 2 if end > at else len(content)]
        length = 2 + _number(content, at + 2, 2)
        segment = content[at : at + length]
        application = 0xFFE0 <= marker <= 0xFFEF
        profile = marker == 0xFFE2 and segment[4:].startswith(b"ICC_PROFILE\0")
        if marker != 0xFFFE and (not application or marker in (0xFFE0, 0xFFEE) or profile):
            kept.append(segment)
        at += length


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG_MAGIC)
    while at < len(content):
        length = 12 + _number(content, at, 4)
        name = content[at + 4 : at + 8]
        if at + length > len(content):
            raise IndexError(at)
        yield name, content[at : at + length]
        if name == b"IEND":
            return
        at += length


def _gif_blocks(content: bytes) -> Iterator[bytes]:
    """Header, then blocks: images, graphic control and the loop count stay; comments, plain text and XMP go."""
    at = 13 + _colours(content[10])
    yield content[:at]
    while content[at] != 0x3B:
        start, kept = at, True
        if content[at] == 0x21:
            label = content[at + 1]
            looping = label == 0xFF and content[at + 3 : at + 14] in (b"NETSCAPE2.0", b"ANIMEXTS1.0")
            kept = label == 0xF9 or looping
            at += 2
        elif content[at] == 0x2C:
            at += 11 + _colours(content[at + 9])
        else:
            raise UnreadablePicture("an unknown GIF block")
        while content[at]:
            at += 1 + content[at]
        at += 1
        if kept:
            yield content[start:at]
    yield b"\x3b"


def _colours(flags: int) -> int:
    """Bytes of the colour table that the flags announce."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _webp(content: bytes) -> bytes:
    kept, at = [], 12
    while at < len(content):
        size = _number(content, at + 4, 4, "little")
        name, end = content[at : at + 4], at + 8 + size + size % 2
        chunk = content[at:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~EXIF_AND_XMP_FLAGS]) + chunk[9:]
        if name in KEPT_WEBP:
            kept.append(chunk)
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body
