"""Compound files (MS-CFB) of old Office and WPS programs: their streams and properties."""

import io
from typing import Any

import olefile

from cms.extraction.formats.found import Encrypted, Found, Unreadable

DESCRIBING = {
    "author": "author",
    "last_saved_by": "last_modified_by",
    "company": "company",
    "manager": "manager",
    "title": "title",
    "subject": "subject",
    "keywords": "keywords",
    "comments": "description",
    "category": "category",
    "template": "template",
}
LOCKED = frozenset({"encryptedpackage", "encryptioninfo"})
UNICODE_PAGES = {65001: "utf-8", 1200: "utf-16-le"}
EMBEDDING = ("objectpool", "mbd")


class Compound:
    """A file of streams. Raises Encrypted for one whose only content is locked, and Unreadable."""

    def __init__(self, content: bytes) -> None:
        try:
            self._file = olefile.OleFileIO(io.BytesIO(content))
            self.paths = {"/".join(path).lower(): path for path in self._file.listdir(streams=True, storages=True)}
        except MemoryError:
            raise
        except Exception as error:  # its reader raises what it likes on damaged data
            raise Unreadable("no compound file that can be read") from error
        if LOCKED & set(self.paths):
            raise Encrypted("a password is asked for")

    def stream(self, *names: str) -> bytes:
        """The first of these that is there. Raises Unreadable."""
        for name in names:
            if name.lower() in self.paths:
                try:
                    return bytes(self._file.openstream(self.paths[name.lower()]).read())
                except MemoryError:
                    raise
                except Exception as error:  # see above
                    raise Unreadable(f"{name} cannot be read") from error
        raise Unreadable(f"no {names[0]}")

    def hide_common(self, found: Found) -> None:
        """Properties and embedded objects."""
        try:
            attributes = self._file.get_metadata()
        except MemoryError:
            raise
        except Exception:  # see above; a file without properties is none the worse
            attributes = None
        page = getattr(attributes, "codepage", None) or 936
        for name, label in DESCRIBING.items():
            found.hide("property", label, _text(getattr(attributes, name, None), page))
        for name in sorted({path.split("/")[1] for path in self.paths if _embeds(path)}):
            found.hide("embedded", "", name)


def _embeds(path: str) -> bool:
    parts = path.split("/")
    return len(parts) > 1 and parts[0].startswith(EMBEDDING)


def _text(value: Any, page: int) -> str:
    if not isinstance(value, bytes):
        return str(value or "")
    for encoding in (UNICODE_PAGES.get(page & 0xFFFF, f"cp{page & 0xFFFF}"), "gb18030"):
        try:
            return value.decode(encoding).strip("\0")
        except (UnicodeDecodeError, LookupError):
            continue
    return value.decode("latin-1").strip("\0")
