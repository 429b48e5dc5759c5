"""A document of a corpus, and who makes a signed form of it: the plugin whose page type it would be."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from cms.publication.canonical import CanonicalContent
from cms.questions import Question


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


maker: Question[Callable[[CorpusDocument, int], CanonicalContent]] = Question(
    "publication.corpus_forms", "What form would an item made of this document be published with?"
)
"""`answer(document, number)`."""


def make(document: CorpusDocument, number: int) -> CanonicalContent:
    """Raises LookupError where no plugin of this site takes such documents."""
    answer = maker.alone()
    if answer is None:
        raise LookupError("no plugin of this site makes pages of laws and documents: a corpus cannot be indexed")
    return answer(document, number)
