"""What a publication says of itself to be found. Nothing of a page type is known here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from cms.publication import reading, rendering, trust
from cms.publication.canonical import Form
from cms.publication.reading import Row
from search import analysis, attachments, kept
from search.models import SearchEntry

T = TypeVar("T")
BATCH = 200


@dataclass(frozen=True)
class Document:
    """A publication for an index; its number is its version."""

    row: Row = field(repr=False)
    body: str = field(repr=False)
    title_tokens: str = field(repr=False)
    body_tokens: str = field(repr=False)
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
    def facts(self) -> dict[str, Any]:
        return self.row.told


def of_row(row: Row, at: datetime | None = None) -> Document:
    """From the sealed form, in the closed room: what is searched is what was signed.

    Raises SchemaMismatch or LiveRowTouched like the rendering of the same publication.
    """
    facts = row.told
    with rendering.opened(Form(row.form), row.channel, at) as page:
        text = page.search_text()
    attached = [f"{page.title} {page.place}\n{page.text}" for page in attachments.pages(row)]
    shown = (text, facts.get("issuer"), facts.get("office_name"), *attached)
    body = "\n".join(str(each) for each in shown if each)
    tokens = analysis.title_tokens(row.title), analysis.tokens(body)
    return Document(row, body, *tokens)


def _of_entry(row: Row, entry: SearchEntry) -> Document:
    return Document(row, entry.body, entry.title_tokens, entry.body_tokens, is_kept=True)


def of_numbers(numbers: Iterable[int], *, afresh: bool = False) -> Iterator[Document]:
    """In order of their numbers, a few queries a batch; a publication that does not hold is left out, with an alarm.

    What was made of one before is used again where it holds, unless `afresh`.
    """
    for batch in batched(sorted(numbers), BATCH):
        entries = {} if afresh else kept.many(batch)
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
