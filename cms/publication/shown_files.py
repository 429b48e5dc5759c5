"""Which files the public may have: those that a publication exhibits that is current and visible now."""

from datetime import datetime

from cms.files.visibility import GONE, Answer, PublicFile
from cms.publication import clock, current, reading
from cms.publication.current import WEB
from cms.publication.models import ExhibitedFile, ListingEntry
from cms.publication.projections import public_files

_FILES = ExhibitedFile._meta.db_table
_LIST = ListingEntry._meta.db_table
LEAVES = 5


def public_answer(sha256: str) -> Answer:
    """What `cms.files` asks: the derived tables say where to look, the sealed publication says yes."""
    now = clock.now()
    names: list[str] = []
    found: PublicFile | None = None
    for item in items_showing(sha256, WEB, now):
        for name, kind, until in exhibited(item, sha256, now):
            names.append(name)
            found = found or PublicFile(name, kind, until)
    if found is not None:
        return PublicFile(found.name, found.type, found.until, tuple(dict.fromkeys(names)))
    was = reading.query(
        f'SELECT 1 FROM "{_FILES}" f JOIN "{reading.TABLE}" p ON p."number" = f."publication" '  # noqa: S608 - constants only
        'WHERE f."sha256" = %s AND p."channel" = %s AND p."visible_from" <= %s '
        f'AND NOT EXISTS (SELECT 1 FROM "{reading.TABLE}" r WHERE r."revokes" = p."number") LIMIT 1',
        [sha256, WEB, reading.parameter(now)],
    )
    return GONE if was else None


def items_showing(sha256: str, channel: str, now: datetime) -> list[str]:
    """Keys of the items that the derived tables name as showing these bytes; ask `exhibited` of each."""
    moment = reading.parameter(now)
    rows = reading.query(
        f'SELECT l."item" FROM "{_FILES}" f JOIN "{_LIST}" l ON l."number" = f."publication" '  # noqa: S608 - constants
        'WHERE f."sha256" = %s AND l."channel" = %s AND l."shown_from" <= %s AND l."shown_to" > %s '
        'ORDER BY l."shown_to" DESC LIMIT %s',
        [sha256, channel, moment, moment, LEAVES],
    )
    return [item for (item,) in rows]


def exhibited(item: str, sha256: str, now: datetime, channel: str = WEB) -> list[tuple[str, str, datetime | None]]:
    """(name, type, until) under which the item's sealed publication really shows these bytes."""
    row = current.of_item(item, channel, now, form=True)
    if row is None:
        return []
    return [
        (entry["name"], entry["type"], row.visible_until)
        for entry in public_files(row.form)
        if entry["sha256"] == sha256
    ]


def shown_by(record: object) -> list[str]:
    """Titles of what shows these bytes now or will: the file may not be replaced or deleted (decision 6)."""
    sha256 = getattr(record, "sha256", "")
    numbers = reading.query(
        f'SELECT l."number" FROM "{_FILES}" f JOIN "{_LIST}" l ON l."number" = f."publication" '  # noqa: S608 - constants
        'WHERE f."sha256" = %s AND l."shown_to" > %s',
        [sha256, reading.parameter(clock.now())],
    )
    return [row.title for row in reading.many([number for (number,) in numbers]).values()]
