"""Reading ZIP archives of others (DOCX, XLSX, OFD) within bounds: members, and bytes once unpacked."""

import io
import re
import zipfile
from typing import BinaryIO

MEMBERS = 10_000
PACKED = re.compile(
    rb"PK\x03\x04[\x0a\x14\x2d\x33\x3f]\x00[\x00-\xff]{2}[\x00\x08\x09\x0c\x0e\x5f]\x00|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c",
    re.DOTALL,
)
"""How a member of a ZIP archive begins, and archives of other kinds: long enough that no picture has it by chance."""
CARRIED = (
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"MSCF\0\0\0\0",
    b"\x7fELF",
    b"#!/",
)
"""How archives and programs begin that no document holds."""


class Unreadable(ValueError):
    """No archive, a damaged one, or one that holds more than it may."""


def is_also_one(content: bytes) -> bool:
    """Whether a file of another kind holds an archive, which a program for archives opens as one."""
    return zipfile.is_zipfile(io.BytesIO(content)) or PACKED.search(content) is not None


def is_carried(start: bytes) -> bool:
    """Whether what begins so is an archive or a program (a ZIP archive is looked into by whoever asks)."""
    return start.startswith(CARRIED) or (start.startswith(b"MZ") and b"\0" in start[2:16])


class TooMuch(Unreadable):
    """More than is looked through: nobody can say what it does."""


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
        first = min((member.header_offset for member in members), default=0)
        unpacked = sum(member.file_size for member in members)
        if unpacked > most_bytes:
            raise TooMuch(f"{unpacked} bytes once unpacked")
        if first:
            raise Unreadable("something else stands before it")
        self.names = [member.filename for member in members]
        if len(set(self.names)) < len(self.names):
            raise Unreadable("two members of one name: each program would read another")

    def size(self, name: str) -> int:
        """Bytes of a member, as it says."""
        return self._file.getinfo(name).file_size

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
