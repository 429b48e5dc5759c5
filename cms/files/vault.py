"""Bytes kept for good, addressed by their SHA-256.

A publication names a file by its digest; the vault is where those bytes lie, whatever happens to Wagtail's rows and
files. Nothing in here is ever changed or deleted by the product. `current()` gives it to everybody: another storage can
take the place of the folder behind it.
"""

import hashlib
import logging
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cms.files import conf

logger = logging.getLogger("cms.files")

DIGEST = re.compile(r"[0-9a-f]{64}")
CHUNK = 1024 * 1024
REMEMBERED = 20_000

Signature = tuple[int, int, int, int]


class VaultError(Exception):
    """The bytes of a digest cannot be had."""

    def __init__(self, sha256: str) -> None:
        super().__init__(sha256)
        self.sha256 = sha256


class VaultMissing(VaultError):
    """The vault holds no bytes for this digest."""


class VaultAltered(VaultError):
    """What lies at the place of this digest is not what was kept."""


@dataclass(frozen=True)
class Stored:
    sha256: str
    size: int


@dataclass(frozen=True)
class Problem:
    """`kind` is `missing`, `altered` or `foreign` (a file that has no business in the vault)."""

    kind: str
    name: str


def digest_of(source: BinaryIO) -> str:
    """SHA-256 of everything from the current position on."""
    digest = hashlib.sha256()
    while piece := source.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(source: BinaryIO | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    source.seek(0)
    while piece := source.read(CHUNK):
        yield piece
    source.seek(0)


class FolderVault:
    """A vault in a folder: `ab/cd/<sha256>`, files read-only, written aside, synced and renamed into place."""

    _intact: dict[tuple[str, str], Signature] = {}  # of the whole process: what was verified, and as which file

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def keep(self, source: BinaryIO | bytes) -> Stored:
        """Keep the bytes; doing it twice, or twice at once, is as good as once. Leaves a file object at its start."""
        incoming = self.root / "incoming"
        incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=incoming)
        aside = Path(name)
        try:
            stored = self._write(descriptor, source)
            if not self.has(stored.sha256):
                self._place(aside, stored.sha256)
        finally:
            aside.unlink(missing_ok=True)
        return stored

    def _write(self, descriptor: int, source: BinaryIO | bytes) -> Stored:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(descriptor, "wb") as target:
            for piece in _pieces(source):
                digest.update(piece)
                size += len(piece)
                target.write(piece)
            target.flush()
            os.fchmod(target.fileno(), 0o440)
            os.fsync(target.fileno())
        return Stored(digest.hexdigest(), size)

    def _place(self, aside: Path, sha256: str) -> None:
        path = self._path(sha256)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            logger.error("the vault's copy of %s had been altered: replaced by the right bytes", sha256)
        aside.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def has(self, sha256: str) -> bool:
        """Whether the bytes are there and intact; says nothing in the log."""
        try:
            self._opened(sha256).close()
        except VaultError:
            return False
        return True

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, verified before the first is handed out. Raises VaultMissing or VaultAltered, and logs them."""
        try:
            return self._opened(sha256)
        except VaultError as error:
            logger.error("the vault cannot give %s: %s", sha256, type(error).__name__)
            raise

    def read(self, sha256: str) -> bytes:
        """All the bytes; errors as `open`."""
        with self.open(sha256) as source:
            return source.read()

    def size(self, sha256: str) -> int:
        """Size in bytes; errors as `open`."""
        with self.open(sha256) as source:
            return os.fstat(source.fileno()).st_size

    def verify(self, expected: Iterable[str] = ()) -> Iterator[Problem]:
        """Every file read anew: what was altered, what does not belong here, and what of `expected` is missing."""
        wanted = set(expected)
        for path in sorted(self.root.glob("*/*/*")):
            wanted.discard(path.name)
            if not DIGEST.fullmatch(path.name) or path != self._path(path.name):
                yield Problem("foreign", str(path.relative_to(self.root)))
                continue
            with path.open("rb") as source:
                if digest_of(source) != path.name:
                    yield Problem("altered", path.name)
        for name in sorted(wanted):
            yield Problem("missing", name)

    def _path(self, sha256: str) -> Path:
        if not DIGEST.fullmatch(sha256):
            raise VaultMissing(sha256)
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def _opened(self, sha256: str) -> BinaryIO:
        try:
            descriptor = os.open(self._path(sha256), os.O_RDONLY | os.O_NOFOLLOW)
        except OSError as error:
            raise VaultMissing(sha256) from error
        source = os.fdopen(descriptor, "rb")
        try:
            if not self._is_intact(sha256, source):
                raise VaultAltered(sha256)
        except BaseException:
            source.close()
            raise
        return source

    def _is_intact(self, sha256: str, source: BinaryIO) -> bool:
        # Reading 50 MB for each range request of a PDF would be slow. A file's ctime changes with each write and
        # cannot be set back, so the same inode, size, mtime and ctime are the bytes that were verified before.
        about = os.fstat(source.fileno())
        signature = (about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
        key = (str(self.root), sha256)
        if self._intact.get(key) == signature:
            return True
        if digest_of(source) != sha256:
            return False
        source.seek(0)
        if len(self._intact) >= REMEMBERED:
            self._intact.clear()
        self._intact[key] = signature
        return True


def current() -> FolderVault:
    """The vault that the settings name."""
    return FolderVault(conf.vault_root())
