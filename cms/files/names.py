"""File names that people read: kept as they were given, less what no name may hold."""

import re
import unicodedata
from pathlib import PurePosixPath

MAX_LENGTH = 120
FORBIDDEN = re.compile(r'[\\/:*?"<>|]')


def clean_name(name: str) -> str:
    """The last part of a path, without control and invisible characters (a reversed 'gpj.exe' among them), bounded."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    seen = re.sub(r"\s+", " ", FORBIDDEN.sub("_", seen)).strip(" .")
    path = PurePosixPath(seen or "file")
    if len(path.suffix) > 12:
        return seen[:MAX_LENGTH].rstrip(" .")
    return (path.stem[: MAX_LENGTH - len(path.suffix)].rstrip(" .") or "file") + path.suffix


def extension(name: str) -> str:
    """Lower case, without the dot; empty when there is none."""
    return PurePosixPath(name).suffix[1:].lower()


def rendition_name(original: str, spec: str, suffix: str) -> str:
    """局徽.png, width-640, .png → 局徽.width-640.png"""
    stem = PurePosixPath(original).stem
    tail = f".{spec.replace('|', '.')}{suffix}"
    return clean_name(stem[: MAX_LENGTH - len(tail)] + tail)
