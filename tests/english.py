"""Finds English words on a page that is meant to be Chinese."""

import re

# Names, formats, units and addresses that a Chinese page writes in Latin letters.
ALLOWED = {
    "wagtail",
    "http",
    "https",
    "pdf",
    "docx",
    "xlsx",
    "csv",
    "jpg",
    "png",
    "svg",
    "txt",
    "html",
    "example",
    "test",
}
ALLOWED |= {"icp", "url", "api", "web", "mb", "kb", "www", "ctrl", "alt", "esc", "mod", "enter", "shift", "zip", "odt"}
ALLOWED |= {"doc", "xls", "wps", "ofd", "jpeg", "gif", "webp", "docx", "pptx"}
_WORD = re.compile(r"(?<![\w@./\\-])[A-Za-z]{3,}(?![\w@/\\]|[.-]\w)")


def english_words(text: str, allowed: frozenset[str] | set[str] = frozenset()) -> list[str]:
    """The English words of a text, in order, each once; identifiers, addresses and file names are none."""
    known = ALLOWED | {word.lower() for word in allowed}
    return [word for word in dict.fromkeys(_WORD.findall(text)) if word.lower() not in known]
