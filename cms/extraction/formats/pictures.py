"""Pictures: no text, but what the camera or program wrote into them: place, time, device, people, comments."""

import io
import warnings
from typing import Any

from PIL import ExifTags, Image

from cms.extraction.formats.found import Found, Unreadable

GPS, EXIF = 0x8825, 0x8769
TOLD = {
    0x010E: "description",
    0x010F: "device",
    0x0110: "device",
    0x0131: "program",
    0x0132: "time",
    0x013B: "author",
    0x8298: "copyright",
    0x9C9D: "author",
    0x9C9C: "comment",
    0x9286: "comment",
    0xA430: "author",
    0xA431: "device",
}
MARKS = ("comment", "Comment", "Author", "Description", "Software", "Source", "Title")


def read(content: bytes, found: Found) -> None:
    """Raises Unreadable."""
    if not hide_metadata(content, "", found):
        raise Unreadable("no picture that can be read")


def hide_metadata(content: bytes, where: str, found: Found) -> bool:
    """Whether it is a picture at all; what it says is hidden content. Its points are not decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as picture:
                exif = picture.getexif()
                _hide_place(dict(exif.get_ifd(GPS)), where, found)
                for values in (dict(exif), dict(exif.get_ifd(EXIF))):
                    for tag, name in TOLD.items():
                        found.hide("picture", f"{where} {name}".strip(), _text(values.get(tag)))
                for name in MARKS:
                    found.hide("picture", f"{where} {name.lower()}".strip(), _text(picture.info.get(name)))
    except MemoryError:
        raise
    except Exception:  # Pillow's readers raise what they like on damaged data
        return False
    return True


def _hide_place(gps: dict[int, Any], where: str, found: Found) -> None:
    if not gps:
        return
    latitude, longitude = _degrees(gps.get(2)), _degrees(gps.get(4))
    if latitude is None or longitude is None:
        named = ", ".join(f"{ExifTags.GPSTAGS.get(tag, tag)}: {_text(value)}" for tag, value in sorted(gps.items()))
        found.hide("gps", where, named)
        return
    found.hide("gps", where, f"{latitude:.5f} {_text(gps.get(1))}, {longitude:.5f} {_text(gps.get(3))}")


def _degrees(value: Any) -> float | None:
    try:
        degrees, minutes, seconds = (float(each) for each in value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return degrees + minutes / 60 + seconds / 3600


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        wide = value.startswith(b"UNICODE\0") or value[1:2] == b"\0"
        value = value.removeprefix(b"UNICODE\0").removeprefix(b"ASCII\0\0\0")
        value = value.decode("utf-16-le" if wide else "utf-8", "ignore")
    return str(value if value is not None else "").strip("\0 ")
