"""Which text of the chains is in force: versions in the database, the first one from the installed files."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.ledger import services as ledger
from cms.ledger.texts import sha256, whole_second
from cms.workflows.cases.models import ChainVersion
from cms.workflows.chains import reading, sources


@lru_cache(maxsize=32)
def parsed(digest: str, text: str) -> Any:
    """The regulation of a stored text."""
    return reading.parse(text)


def of(version: ChainVersion) -> Any:
    return parsed(version.digest, version.text)


def in_force() -> ChainVersion:
    """The newest version; the text of the installed files becomes version 1 on the first call."""
    found = newest()
    return found if found is not None else activate(reading.regulation().text, None, "")


def newest() -> ChainVersion | None:
    return ChainVersion.objects.order_by("-number").first()


def activate(text: str, user: Any, reason: str) -> ChainVersion:
    """Put a whole text in force for cases that open from now on. Raises `ChainError` for one that cannot be read.

    Asks nobody: `services.activating` is what people and commands call.
    """
    reading.parse(text)
    with transaction.atomic():
        ledger.lock()
        last = newest()
        if last is not None and last.digest == sha256(text):
            return last
        version = ChainVersion.objects.create(
            number=(last.number if last else 0) + 1,
            text=text,
            digest=sha256(text),
            activated_at=whole_second(timezone.now()),
            activated_by=user.get_username() if user else "",
            reason=reason,
        )
        ledger.append("chains", f"chains:{version.number}", version.record_digest)
    return version


def with_text_of(source: str, text: str) -> str:
    """The text in force with this one in the place of what a source said so far."""
    last = newest()
    before = last.text if last is not None else reading.regulation().text
    return sources.joined({**sources.apart(before), source: sources.checked(source, text)})


def changed_by(version: ChainVersion, before: ChainVersion | None) -> list[str]:
    """The sources whose text is another one than in the version before; of the first version all."""
    now = sources.apart(version.text)
    then = sources.apart(before.text) if before is not None else {}
    return [name for name in dict.fromkeys((*now, *then)) if now.get(name) != then.get(name)]


def history() -> Iterator[tuple[ChainVersion, list[str]]]:
    """Every version, oldest first, with the sources whose text it changed."""
    before = None
    for version in ChainVersion.objects.order_by("number"):
        yield version, changed_by(version, before)
        before = version


def active() -> Any:
    """What `chain explain` and the submit screen ask before a case exists; writes nothing."""
    last = newest()
    return of(last) if last is not None else reading.regulation()
