"""What is signed and waits for its time: for the people of the units whose it is."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cms.organisation import permissions
from cms.publication import parts, reading
from cms.publication.models import ListingEntry
from cms.workflows.cases.models import Case
from cms.workflows.chains.vocabulary import CHANNELS

SHOWN = 50


@dataclass(frozen=True)
class Coming:
    """A publication whose first second lies ahead."""

    title: str
    unit: str
    channel: str
    at: datetime.datetime
    case_url: str


def units_of(user: Any) -> list[str] | None:
    """The units whose people this person belongs to, or which they oversee; None for a superuser: all."""
    if user.is_superuser:
        return None
    directory = permissions.directory_of(user)
    units = permissions.units_of(user, directory=directory) | permissions.oversight_units(user, directory=directory)
    return [fact.identifier for fact in directory.units() if fact.id in units]


def for_user(user: Any, now: datetime.datetime, channel: str = "") -> list[Coming]:
    """What comes up next in the user's units, the first first; parts of an item are not named beside it.

    Before its time nobody else may know of it: the list is not that of what is public.
    """
    rows = ListingEntry.objects.ahead(now).filter(channel__in=[channel] if channel else CHANNELS.names())
    units = units_of(user)
    if units is not None:
        rows = rows.filter(unit__in=units)
    rows = rows.exclude(item__startswith=parts.PREFIX)
    entries = list(rows.order_by("shown_from", "number")[:SHOWN])
    published = reading.many([entry.number for entry in entries])
    cases = dict(
        Case.objects.filter(publication__in=[entry.number for entry in entries]).values_list("publication", "pk")
    )
    return [
        Coming(
            title=published[entry.number].title,
            unit=entry.unit_name,
            channel=str(CHANNELS.label(entry.channel)),
            at=entry.shown_from,
            case_url=reverse("disclosure_approval:case", args=[cases[entry.number]]) if entry.number in cases else "",
        )
        for entry in entries
        if entry.number in published
    ]
