"""A job and how it went, as an administrator reads it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from cms.scheduler import jobs
from cms.scheduler.models import JobRun

SHOWN = 3
"""Names of a list that are shown; the rest is counted."""


def label(row: JobRun) -> str:
    """What the job does; its name where its plugin is not installed any more."""
    job = jobs.registered.named().get(row.name)
    return str(job.label or job.name) if job else row.name


def result(row: JobRun) -> str:
    """What the last run did; a dash where it did nothing that it counts."""
    job = jobs.registered.named().get(row.name)
    parts = job.parts if job else {}
    found = row.result if isinstance(row.result, dict) else {"": row.result}
    return _("; ").join(_said(str(parts.get(name, name)), value) for name, value in found.items() if value) or "–"


def _said(what: str, value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(_names(value))
    elif isinstance(value, dict):
        value = ", ".join(f"{name} {each}" for name, each in value.items())
    return _("%(what)s: %(value)s") % {"what": what, "value": value} if what else str(value)


def _names(many: list[Any]) -> Iterator[str]:
    yield from map(str, many[:SHOWN])
    if len(many) > SHOWN:
        yield _("and %(count)d more") % {"count": len(many) - SHOWN}
