"""Who reads what of the intranet: the staff of the unit that issued it, and whoever oversees that unit (§3.2, §7).

Staff is who holds a post in the unit now. A superuser who holds none is not.
"""

from typing import Any

from django.urls import NoReverseMatch, reverse

from cms.files.visibility import PublicFile
from cms.organisation import permissions
from cms.organisation.snapshot import UnitFact
from cms.publication import clock, current, shown_files
from cms.publication.reading import Row

CHANNEL = "intranet"


def address(row: Row) -> str | None:
    """`/intranet/<key>/`: an internal item has no place among the public's addresses. None where the site mounts
    none."""
    try:
        return reverse("disclosure_intranet:item", args=[row.item])
    except NoReverseMatch:
        return None


def units_of(user: Any) -> list[UnitFact]:
    """The units whose internal items this person reads, those of the own posts first."""
    if not user.is_authenticated or not user.is_active:
        return []
    directory = permissions.directory_of(user)
    own = permissions.units_of(user, directory=directory)
    overseen = permissions.oversight_units(user, directory=directory) - own
    found = [directory.unit(unit_id) for unit_id in (*sorted(own), *sorted(overseen))]
    return [unit for unit in found if unit is not None]


def may_read(user: Any, row: Row) -> bool:
    """Whether this person is of the staff that an internal publication is for."""
    return row.parsed_facts.get("unit") in {unit.identifier for unit in units_of(user)}


def readable_file(user: Any, sha256: str, name: str) -> PublicFile | None:
    """What `cms.files` asks: the bytes that an internal item exhibits now are read by those who read the item."""
    if not user.is_authenticated:
        return None
    now = clock.now()
    units = [unit.identifier for unit in units_of(user)]
    for item in shown_files.items_showing(sha256, name, CHANNEL, now, units=units):
        row = current.of_item(item, CHANNEL, now)
        if row is not None and may_read(user, row):
            found = shown_files.exhibited(item, sha256, name, now, CHANNEL)
            if found is not None:
                return found
    return None
