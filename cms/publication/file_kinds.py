"""Kinds of attached files, as somebody who looks for one would name them: by the end of a file's name."""

from collections.abc import Iterable

KINDS = {
    "pdf": ("pdf",),
    "ofd": ("ofd",),
    "word": ("doc", "docx", "wps", "odt", "rtf"),
    "table": ("xls", "xlsx", "et", "ods", "csv"),
    "slides": ("ppt", "pptx", "dps", "odp"),
    "archive": ("zip", "rar", "7z"),
}
"""Kind → the ends of names. A picture in a text is no attachment."""
_OF = {end: kind for kind, ends in KINDS.items() for end in ends}


def of_name(name: str) -> str:
    """The kind of a file, "" for one that is of none."""
    return _OF.get(name.rpartition(".")[2].lower(), "")


def written(names: Iterable[str]) -> str:
    """The kinds of some files between spaces, in the order of KINDS, so that one is found by " kind "; "" for none."""
    found = {of_name(name) for name in names}
    kinds = [kind for kind in KINDS if kind in found]
    return f" {' '.join(kinds)} " if kinds else ""


def read(text: str) -> list[str]:
    """What `written` wrote."""
    return text.split()
