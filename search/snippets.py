"""The piece of text around what was found, escaped, with only <mark> as markup."""

import re

from django.utils.html import escape

from search import analysis
from search.query import Query

LENGTH = 120


def snippet(text: str, query: Query) -> str:
    """About LENGTH characters around the first thing that was asked for, or the beginning of the text."""
    flat = " ".join(text.split())
    wanted = _patterns(query)
    match = wanted.search(flat) if wanted else None
    start = max(0, match.start() - LENGTH // 3) if match else 0
    piece = flat[start : start + LENGTH]
    marked = mark(piece, query)
    return f"{'…' if start else ''}{marked}{'…' if start + LENGTH < len(flat) else ''}"


def mark(text: str, query: Query) -> str:
    """The text escaped, with what was asked for in <mark>."""
    wanted = _patterns(query)
    if wanted is None:
        return str(escape(text))
    parts, last = [], 0
    for match in wanted.finditer(text):
        parts += [escape(text[last : match.start()]), "<mark>", escape(match.group()), "</mark>"]
        last = match.end()
    return "".join(str(part) for part in (*parts, escape(text[last:])))


def _patterns(query: Query) -> re.Pattern[str] | None:
    terms = [each for term in query.terms for each in query.alternatives(term)]
    words = sorted({*terms, *(word for word in query.words if len(word) > 1)}, key=len, reverse=True)
    written = {form for word in words for form in (word, analysis.fold(word)) if form}
    if not written:
        return None
    longest_first = sorted(written, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in longest_first), re.IGNORECASE)
