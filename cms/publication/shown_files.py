"""Which files the public may have: those that a publication exhibits that is current and visible now."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from cms.files.visibility import GONE, Answer, PublicFile
from cms.publication import clock, current, reading, viewing
from cms.publication.current import WEB
from cms.publication.models import ExhibitedFile, ListingEntry
from cms.publication.projections import public_files

_FILES = ExhibitedFile._meta.db_table
_LIST = ListingEntry._meta.db_table
BATCH = 5
"""Items looked at together. The first one holds unless somebody got at the derived tables; then the next come."""


def public_answer(sha256: str, name: str) -> Answer:
    """What `cms.files` asks: the derived tables say where to look, the sealed publication says yes."""
    now = clock.now()
    for item in items_showing(sha256, name, WEB, now):
        found = exhibited(item, sha256, name, now)
        if found is not None:
            return found
    was = reading.query(
        f'SELECT 1 FROM "{_FILES}" f JOIN "{reading.TABLE}" p ON p."number" = f."publication" '  # noqa: S608 - constants only
        'WHERE f."sha256" = %s AND f."name" = %s AND p."channel" = %s AND p."visible_from" <= %s '
        f'AND NOT EXISTS (SELECT 1 FROM "{reading.TABLE}" r WHERE r."revokes" = p."number") LIMIT 1',
        [sha256, name, WEB, reading.parameter(now)],
    )
    return GONE if was else None


def items_showing(
    sha256: str, name: str, channel: str, now: datetime, units: Sequence[str] | None = None
) -> Iterator[str]:
    """Keys of the items that the derived tables name as showing these bytes under this name, of `units` where they are
    given; those that stay longest come first. Ask `exhibited` of each."""
    moment = reading.parameter(now)
    where, wanted = "", list(units or ())
    if units is not None:
        where = f'AND l."unit" IN ({", ".join(["%s"] * len(wanted))}) ' if wanted else "AND 1 = 0 "
    sql = (
        f'SELECT l."item" FROM "{_FILES}" f JOIN "{_LIST}" l ON l."number" = f."publication" '  # noqa: S608 - constants
        f'WHERE f."sha256" = %s AND f."name" = %s AND l."channel" = %s AND {viewing.sql()} '
        f'{where}ORDER BY l."shown_to" DESC, l."number" LIMIT %s OFFSET %s'
    )
    seen = 0
    while rows := reading.query(sql, [sha256, name, channel, moment, moment, *wanted, BATCH, seen]):
        seen += len(rows)
        yield from (item for (item,) in rows)


def exhibited(item: str, sha256: str, name: str, now: datetime, channel: str = WEB) -> PublicFile | None:
    """The file, when the item's sealed publication really shows these bytes under this name."""
    row = current.of_item(item, channel, now, form=True)
    if row is None:
        return None
    for entry in public_files(row.form):
        if (entry["sha256"], entry["name"]) == (sha256, name):
            return PublicFile(name, entry["type"], row.visible_until)
    return None


def shown_by(record: object) -> list[str]:
    """Titles of what shows these bytes now or will: the file may not be replaced or deleted (decision 6)."""
    sha256 = getattr(record, "sha256", "")
    numbers = reading.query(
        f'SELECT DISTINCT l."number" FROM "{_FILES}" f JOIN "{_LIST}" l ON l."number" = f."publication" '  # noqa: S608 - constants
        f'WHERE f."sha256" = %s AND {viewing.not_over_sql()}',
        [sha256, reading.parameter(clock.now())],
    )
    return [row.title for row in reading.many([number for (number,) in numbers]).values()]
