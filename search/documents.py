"""What a publication says of itself to be found. Nothing of a page type is known here."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cms.publication import reading, rendering, trust
from cms.publication.canonical import Form
from cms.publication.reading import Row


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


def of_number(number: int) -> Document | None:
    """None, with an alarm, for a publication that does not hold."""
    row = reading.full(number)
    if row is None or not trust.seal_holds(row) or not trust.form_holds(row):
        trust.alarm.error("publication %s does not hold: not indexed", number)
        return None
    return of_row(row)
