"""What a publication says of itself to be found. Nothing of a page type is known here."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from cms.publication import reading, rendering, trust
from cms.publication.canonical import CanonicalContent
from cms.publication.reading import Row

from . import analysis, attachments, entry_cache, labels, passages
from .models import SearchEntry
from .passages import Passage
from .ranking import near

T = TypeVar("T")
BATCH = 200
LONGEST_HEADING = 40
_CHAPTER = re.compile(r"^第[一二三四五六七八九十百零0-9]{1,5}[编章节]|^[一二三四五六七八九十]{1,3}、")


@dataclass(frozen=True)
class Document:
    """A publication for an index; its number is its version."""

    row: Row = field(repr=False)
    body: str = field(repr=False)
    title_tokens: str = field(repr=False)
    body_tokens: str = field(repr=False)
    near_tokens: str = field(repr=False, default="")
    headings: str = field(repr=False, default="")
    """What its page prints as labels and captions, and the headings of its text, a line each."""
    passages: tuple[Passage, ...] = field(repr=False, default=())
    folded: str = field(repr=False, default="")
    """The passages folded, between SEPARATOR; "" where nobody needed it yet."""
    is_kept: bool = False
    """It was made before and holds: the embedded index has it as it is."""

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def item(self) -> str:
        return self.row.item

    @property
    def title(self) -> str:
        return self.row.title

    @property
    def title_key(self) -> str:
        """By which the title is found as it stands."""
        return analysis.key(self.row.title)

    @property
    def folded_body(self) -> str:
        return self.folded or _folded(self.passages)

    @property
    def facts(self) -> dict[str, Any]:
        return self.row.parsed_facts


def of_row(row: Row, at: datetime | None = None) -> Document:
    """From the sealed form, in the sandbox: what is searched is what was signed.

    Raises SchemaMismatch or LiveRowTouched like the rendering of the same publication.
    """
    with rendering.opened(CanonicalContent(row.form), row.channel, at) as page:
        found = tuple(_passages(page))
        headings = labels.of(page)
    attached = (
        Passage("attachment", attachments.label_of(page), page.url, f"{attachments.label_of(page)}\n{page.text}")
        for page in attachments.pages(row)
    )
    return made(row, (*found, *attached), headings)


def made(row: Row, found: Iterable[Passage], headings: Iterable[str] = ()) -> Document:
    """A document of these passages."""
    facts = row.parsed_facts
    more = "\n".join(str(each) for each in (facts.get("issuer"), facts.get("office_name")) if each)
    shown = passages.bounded((*found, Passage("text", "", "", more)))
    body = "\n".join(each.text for each in shown)
    known_headings = "\n".join(dict.fromkeys((*headings, *_headings(body))))
    folded = _folded(shown)
    return Document(
        row,
        body,
        analysis.title_tokens(row.title),
        analysis.folded_tokens(f"{folded}\n{analysis.fold(known_headings)}"),
        near.tokens(row.title, str(facts.get("document_number") or "")),
        known_headings,
        shown,
        folded,
    )


def _folded(found: Iterable[Passage]) -> str:
    return passages.SEPARATOR.join(analysis.fold(each.text) for each in found)


def _passages(page: Any) -> Iterator[Passage]:
    """As the page itself tells them; what has no place, or its whole text, cut at its articles and lines."""
    facts = getattr(page, "search_passages", None)
    if facts is None:
        yield from passages.of_text(page.search_text())
        return
    running: list[str] = []
    for kind, place, anchor, text in facts():
        if not anchor:
            running.append(text)
            continue
        yield from passages.of_text("\n".join(running))
        running = []
        yield Passage(kind, place, anchor, text)
    yield from passages.of_text("\n".join(running))


def _headings(body: str) -> Iterator[str]:
    """Lines that name a chapter."""
    yield from (line for line in body.splitlines() if len(line) < LONGEST_HEADING and _CHAPTER.match(line))


def _of_entry(row: Row, entry: SearchEntry) -> Document:
    tokens = entry.title_tokens, entry.body_tokens, entry.near_tokens
    return Document(row, entry.body, *tokens, entry.headings, passages.read(entry.passages), is_kept=True)


def of_numbers(numbers: Iterable[int], *, afresh: bool = False) -> Iterator[Document]:
    """In order of their numbers, a few queries a batch; a publication that does not hold is left out, with an alarm.

    What was made of one before is used again where it holds, unless `afresh`.
    """
    for batch in batched(sorted(numbers), BATCH):
        entries = {} if afresh else entry_cache.many(batch)
        rows = reading.many(batch) if entries else {}
        rows |= reading.many([number for number in batch if number not in entries], forms=True)
        for number in batch:
            row, entry = rows.get(number), entries.get(number)
            if row is None or not trust.seal_holds(row) or not (entry or trust.form_holds(row)):
                trust.alarm.error("publication %s does not hold: not indexed", number)
                continue
            yield _of_entry(row, entry) if entry else of_row(row)


def batched(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch
