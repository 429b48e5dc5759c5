"""Which module reads which kind of file. A further format is a module with `read(content, found)` and a line here.

Modules are imported when their kind is met: the process that reads a picture loads no PDF library.
"""

from collections.abc import Callable
from importlib import import_module

from cms.extraction.formats.found import Found

Reader = Callable[[bytes, Found], None]

READERS = {
    "pdf": "pdf",
    "docx": "docx",
    "xlsx": "xlsx",
    "pptx": "pptx",
    "ofd": "ofd",
    "doc": "doc",
    "xls": "xls",
    "text": "plain",
    "picture": "pictures",
}
EXTENSIONS = {
    "pdf": ("pdf",),
    "docx": ("docx",),
    "xlsx": ("xlsx",),
    "pptx": ("pptx",),
    "ofd": ("ofd",),
    "doc": ("doc", "wps"),
    "xls": ("xls", "et"),
    "text": ("txt", "csv"),
    "picture": ("jpg", "jpeg", "png", "gif", "webp"),
}
"""Under which names a kind goes."""


def reader(kind: str) -> Reader:
    """Raises KeyError for a kind that nobody reads."""
    found: Reader = import_module(f"cms.extraction.formats.{READERS[kind]}").read
    return found
