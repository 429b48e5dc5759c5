"""Which readings were certified: a question that the room of decisions answers, registered in `AppConfig.ready()`."""

from collections.abc import Callable

Answer = Callable[[int, str], dict[str, str]]
_answers: list[Answer] = []


def register(answer: Answer) -> Answer:
    """`answer(publication, digest of its form)` → attachment → digest of the reading that its review certified."""
    if answer not in _answers:
        _answers.append(answer)
    return answer


def digests(publication: int, form: str) -> dict[str, str]:
    """What was certified of the attachments of a publication; "" of what was not read then."""
    found: dict[str, str] = {}
    for answer in _answers:
        found |= answer(publication, form)
    return found
