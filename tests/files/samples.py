"""Small real files of each kind, made here so that no binary lies in the repository."""

import io
import struct
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from PIL import PngImagePlugin

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
SECRET = "taken-by-Zhang-San"


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    # The type that a browser claims is a lie on purpose: nothing may depend on it.
    return SimpleUploadedFile(name, content, content_type="application/x-claimed")


TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def zipped(*members: str, **parts: str) -> bytes:
    """An archive with these members; `parts` gives some of them a content (`content_types` is [Content_Types].xml)."""
    contents = {"[Content_Types].xml": TYPES.format("")}
    contents |= {{"content_types": "[Content_Types].xml"}.get(name, name): told for name, told in parts.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(member, contents.get(member, "x"))
    return target.getvalue()


def ole(*streams: str, storages: tuple[str, ...] = (), content: bytes = b"") -> bytes:
    """A compound file (MS-CFB): these streams, all with one content of 4096 bytes, and these empty storages."""
    body = content.ljust(4096, b"\0")
    names = ["Root Entry", *streams, *storages]
    sectors = -(-len(names) // 4)  # four entries of 128 bytes in each
    first = 1 + sectors  # the table is sector 0, the directory follows
    end, free, own = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    table = [own, *(n + 1 if n < sectors else end for n in range(1, sectors + 1))]
    table += [first + n + 1 if (n + 1) % 8 else end for n in range(8 * len(streams))]
    table += [free] * (128 - len(table))
    directory = b""
    for place, name in enumerate(names):
        encoded = name.encode("utf-16-le") + b"\0\0"
        kind = 5 if place == 0 else 2 if name in streams else 1
        right = place + 1 if 0 < place < len(names) - 1 else free
        child = 1 if place == 0 and len(names) > 1 else free
        at = first + 8 * (place - 1) if kind == 2 else (end if kind == 5 else 0)
        entry = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
        entry += struct.pack("<III", free, right, child) + b"\0" * 36
        directory += entry + struct.pack("<IQ", at, len(body) if kind == 2 else 0)
    directory = directory.ljust(sectors * 512, b"\0")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    header += struct.pack("<108I", *[free] * 108)
    return header + struct.pack("<128I", *table) + directory + body * len(streams)


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def sheets(*kinds: int, links: tuple[str | bytes, ...] = (), version: int = 0x0600) -> bytes:
    """The globals of an old workbook: a BOUNDSHEET record for each sheet (0 a table, 1 a sheet of macros), a SUPBOOK
    record for each link (bytes in narrow letters); before Excel 97 an EXTERNSHEET record.
    """
    found = record(0x0809, struct.pack("<HH", version, 5) + b"\0" * 12)
    for link in links:
        narrow = link if isinstance(link, bytes) else link.encode("latin-1", "replace")
        letters = b"\0" + link if isinstance(link, bytes) else b"\1" + link.encode("utf-16-le")
        new = record(0x01AE, struct.pack("<HH", 0, len(link)) + letters)
        found += new if version == 0x0600 else record(0x0017, bytes([len(narrow)]) + narrow)
    for number, kind in enumerate(kinds):
        name = f"S{number}".encode()
        found += record(0x0085, struct.pack("<IBBB", 0, 0, kind, len(name)) + b"\0" + name)
    return found + struct.pack("<HH", 0x000A, 0)


def gps_exif() -> bytes:
    exif = Pillow.Exif()
    exif[0x010F] = SECRET
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 33.0, 12.0), 3: "E", 4: (106.0, 34.0, 5.0)})
    return exif.tobytes()


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (900, 600), colour: tuple[int, int, int] = (200, 30, 30)
) -> bytes:
    """A picture that carries a position, a comment and an author in whatever way its format has."""
    target = io.BytesIO()
    drawn = Pillow.new("RGB", size, colour)
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{SECRET}</x:xmpmeta>'.encode()
    if kind == "JPEG":
        drawn.save(target, kind, exif=gps_exif(), comment=SECRET, xmp=xmp)
    elif kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", SECRET)
        text.add_itxt("XML:com.adobe.xmp", xmp.decode())
        drawn.save(target, kind, exif=gps_exif(), pnginfo=text)
    elif kind == "WEBP":
        drawn.save(target, kind, exif=gps_exif(), xmp=xmp)
    else:
        drawn.save(target, kind, comment=SECRET)
    return target.getvalue()
