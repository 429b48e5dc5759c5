"""Small real files of each kind, made here so that no binary lies in the repository."""

import io
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


def zipped(*members: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return target.getvalue()


def ole(*streams: str) -> bytes:
    names = b"".join(stream.encode("utf-16-le") + b"\0\0" for stream in ("Root Entry", *streams))
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + names.ljust(512, b"\0")


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
