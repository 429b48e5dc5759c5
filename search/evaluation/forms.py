"""A document of a corpus, and who makes a signed form of it: the plugin whose page type it would be."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from cms.publication.canonical import Form


@dataclass(frozen=True)
class CorpusDocument:
    """Fields as the corpus has them; "" and None where it says nothing. `body`: a blank line between articles."""

    id: str
    title: str
    issuer: str = ""
    number: str = ""
    date: datetime.date | None = None
    effective: datetime.date | None = None
    status: str = ""
    kind: str = ""
    body: str = ""


Maker = Callable[[CorpusDocument, int], Form]
"""The form that an item of this number would be published with."""
_makers: list[Maker] = []


def register(maker: Maker) -> None:
    """Called once, when the site starts."""
    _makers[:] = [maker]


def make(document: CorpusDocument, number: int) -> Form:
    """Raises LookupError where no plugin of this site takes such documents."""
    if not _makers:
        raise LookupError("no plugin of this site makes pages of laws and documents: a corpus cannot be indexed")
    return _makers[0](document, number)
