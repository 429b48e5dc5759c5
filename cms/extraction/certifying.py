"""Which readings were certified: a question that the room of decisions answers."""

from collections.abc import Callable

from cms.questions import Question

certified: Question[Callable[[int, str], dict[str, str]]] = Question(
    "extraction.certified", "Which readings of a publication's attachments did its review certify?"
)
"""`answer(publication, digest of its form)` → attachment → digest of the reading that its review certified."""


def digests(publication: int, form: str) -> dict[str, str]:
    """What was certified of the attachments of a publication; "" of what was not read then."""
    found: dict[str, str] = {}
    for answer in certified:
        found |= answer(publication, form)
    return found
