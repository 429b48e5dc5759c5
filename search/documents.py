"""What a publication says of itself to be found. Nothing of a page type is known here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from cms.publication import reading, rendering, trust
from cms.publication.canonical import Form
from cms.publication.reading import Row

T = TypeVar("T")
BATCH = 200


@dataclass(frozen=True)
class Document:
    """A publication for an index; its number is its version."""

    number: int
    item: str
    title: str
    body: str = field(repr=False)
    facts: dict[str, Any] = field(default_factory=dict, repr=False)


def of_row(row: Row, at: datetime | None = None) -> Document:
    """From the sealed form, in the closed room: what is searched is what was signed.

    Raises SchemaMismatch or LiveRowTouched like the rendering of the same publication.
    """
    facts = row.told
    with rendering.opened(Form(row.form), row.channel, at) as page:
        text = page.search_text()
    shown = (text, facts.get("issuer"), facts.get("office_name"))
    return Document(row.number, row.item, row.title, "\n".join(str(each) for each in shown if each), facts)


def of_numbers(numbers: Iterable[int]) -> Iterator[Document]:
    """In order of their numbers, a query a batch; a publication that does not hold is left out, with an alarm."""
    for batch in batched(sorted(numbers), BATCH):
        rows = reading.many(batch, forms=True)
        for number in batch:
            row = rows.get(number)
            if row is None or not trust.seal_holds(row) or not trust.form_holds(row):
                trust.alarm.error("publication %s does not hold: not indexed", number)
                continue
            yield of_row(row)


def batched(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch
