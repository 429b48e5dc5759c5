"""Which text of the chains is in force: versions in the database, the first one from the file."""

from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.ledger import services as ledger
from cms.ledger.texts import sha256, whole_second
from cms.workflows.cases.models import ChainVersion
from cms.workflows.chains import reading


@lru_cache(maxsize=32)
def parsed(digest: str, text: str) -> Any:
    """The regulation of a stored text."""
    return reading.parse(text)


def of(version: ChainVersion) -> Any:
    return parsed(version.digest, version.text)


def in_force() -> ChainVersion:
    """The newest version; the file's text becomes version 1 on the first call."""
    newest = ChainVersion.objects.order_by("-number").first()
    return newest if newest is not None else activate(reading.regulation().text, None, "")


def activate(text: str, user: Any, reason: str) -> ChainVersion:
    """Put a text in force for cases that open from now on. Raises `ChainError` for one that cannot be read."""
    reading.parse(text)
    with transaction.atomic():
        ledger.lock()
        newest = ChainVersion.objects.order_by("-number").first()
        if newest is not None and newest.digest == sha256(text):
            return newest
        version = ChainVersion.objects.create(
            number=(newest.number if newest else 0) + 1,
            text=text,
            digest=sha256(text),
            activated_at=whole_second(timezone.now()),
            activated_by=user.get_username() if user else "",
            reason=reason,
        )
        ledger.append("chains", f"chains:{version.number}", version.digest)
    return version


def active() -> Any:
    """What `chain explain` and the submit screen ask before a case exists; writes nothing."""
    newest = ChainVersion.objects.order_by("-number").first()
    return of(newest) if newest is not None else reading.regulation()
