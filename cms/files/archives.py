"""Reading ZIP archives of others (DOCX, XLSX, OFD) within bounds: members, and bytes once unpacked."""

import io
import zipfile
from typing import BinaryIO

MEMBERS = 10_000


class Unreadable(ValueError):
    """No archive, a damaged one, or one that holds more than it may."""


class Archive:
    """What an archive says that it holds, checked before a byte of it is unpacked; a member that holds more than it
    says ends where it said (and fails its check sum). Raises Unreadable."""

    def __init__(self, source: BinaryIO | bytes, *, most_bytes: int, most_members: int = MEMBERS) -> None:
        try:
            self._file = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise Unreadable("no archive that can be read") from error
        members = self._file.infolist()
        if len(members) > most_members:
            raise Unreadable(f"{len(members)} members")
        unpacked = sum(member.file_size for member in members)
        if unpacked > most_bytes:
            raise Unreadable(f"{unpacked} bytes once unpacked")
        self.names = [member.filename for member in members]

    def read(self, name: str, *, most: int | None = None) -> bytes:
        """One member, whole. Raises Unreadable, before it is unpacked if it says that it holds above `most`."""
        return self._open(name, most, None)

    def start(self, name: str, size: int) -> bytes:
        """The first bytes of a member; no more is unpacked. Raises Unreadable."""
        return self._open(name, None, size)

    def _open(self, name: str, most: int | None, size: int | None) -> bytes:
        try:
            if most is not None and self._file.getinfo(name).file_size > most:
                raise Unreadable(f"{name} is too large")
            with self._file.open(name) as member:
                return member.read() if size is None else member.read(size)
        except (
            zipfile.BadZipFile,
            KeyError,
            ValueError,
            NotImplementedError,
            RuntimeError,
            OSError,
            EOFError,
        ) as error:
            raise Unreadable(f"{name} cannot be read") from error
        except Exception as error:  # a decompressor's own error has no common base
            if type(error).__module__ in ("zlib", "_lzma", "lzma", "bz2"):
                raise Unreadable(f"{name} cannot be read") from error
            raise
