"""Keeps the derived tables in step with the publications: when one is added, and by command from nothing."""

import datetime
import json
from collections.abc import Container, Iterable, Iterator
from typing import Any

from django.utils import timezone

from cms.files import sealed_files
from cms.ledger import derived
from cms.publication import facts, file_kinds, reading, trust
from cms.publication.models import REVOCATION, SHOWN, TOMBSTONE, Backlink, ExhibitedFile, ListingEntry
from cms.publication.reading import Row
from cms.publication.viewing import FOREVER

SUPERSEDED_BY = "superseded_by"


def windows(rows: Iterable[Row]) -> Iterator[tuple[Row, datetime.datetime, datetime.datetime]]:
    """(row, from, to) of each shown, sealed and unrevoked row of one item and channel: when it is the current one."""
    sealed = [row for row in sorted(rows, key=lambda row: row.number) if trust.seal_holds(row)]
    revoked = {row.revokes for row in sealed if row.kind == REVOCATION}
    states = [row for row in sealed if row.kind != REVOCATION and row.number not in revoked]
    for place, row in enumerate(states):
        later = [each.visible_from for each in states[place + 1 :]]
        until = min([row.visible_until or FOREVER, *later])
        if row.kind == SHOWN and row.visible_from < until:
            yield row, row.visible_from, until


def line_of(row: Any, start: datetime.datetime, items: Container[str]) -> str:
    """Which line among the newest an item is on: its own, or that of what came up with it under one item that day."""
    if facts.is_part(row.item) or row.parent not in items:
        return str(row.item)
    return f"{row.parent} {timezone.localtime(start).date().isoformat()}"


def items_among(parents: Iterable[str]) -> set[str]:
    """Those of these that are items themselves, and not structure or a folder."""
    wanted = sorted(set(parents))
    marks = ", ".join(["%s"] * len(wanted)) or "NULL"
    sql = f'SELECT DISTINCT "item" FROM "{reading.TABLE}" WHERE "item" IN ({marks}) AND "structural" = %s'  # noqa: S608 - constants only
    return {item for (item,) in reading.query(sql, [*wanted, False])}


def entry_of(row: Any, start: datetime.datetime, end: datetime.datetime, line: str = "") -> ListingEntry:
    """What lists know of a shown row, the current one from `start` to `end`."""
    known = row.parsed_facts
    return ListingEntry(
        number=row.number,
        item=row.item,
        channel=row.channel,
        parent=row.parent,
        structural=row.structural,
        category=str(known.get("category", ""))[:40],
        unit=str(known.get("unit", ""))[:60],
        unit_name=str(known.get("unit_name", ""))[:120],
        office=str(known.get("office_name", ""))[:120],
        year=known.get("year"),
        genre=str(known.get("genre", ""))[:60],
        validity=str(known.get("validity_code", ""))[:20],
        subject=str(known.get("subject", ""))[:60],
        document_key=str(known.get("document_key", ""))[:80],
        date=str(known.get("date", ""))[:10],
        order=int(known.get("order", 0)),
        is_part=facts.is_part(row.item),
        line=line or row.item,
        shown_from=start,
        shown_to=end,
    )


def refresh(item: str, channel: str) -> None:
    """Derive the lists of one item anew. Call inside the transaction that changed its publications."""
    rows = reading.versions(item, channel)
    numbers = [row.number for row in rows]
    items = items_among(row.parent for row in rows)
    entries = [entry_of(row, start, end, line_of(row, start, items)) for row, start, end in windows(rows)]
    with derived.writing():
        _derive_all(rows, numbers, entries)


def _derive_all(rows: list[Row], numbers: list[int], entries: list[ListingEntry]) -> None:
    ListingEntry.objects.filter(number__in=numbers).delete()
    done = set(ExhibitedFile.objects.filter(publication__in=numbers).values_list("publication", flat=True))
    done |= set(Backlink.objects.filter(publication__in=numbers).values_list("publication", flat=True))
    for entry in entries:
        if entry.number not in done:
            _derive(entry.number)
    for row in rows:
        if row.kind == TOMBSTONE and row.number not in done and trust.seal_holds(row):
            _derive_successor(row)
    names: dict[int, list[str]] = {entry.number: [] for entry in entries}
    for number, name in ExhibitedFile.objects.filter(publication__in=names).values_list("publication", "name"):
        names[number].append(name)
    for entry in entries:
        entry.attachment = file_kinds.written(names[entry.number])
    ListingEntry.objects.bulk_create(entries)


def _derive(number: int) -> None:
    row = reading.full(number)
    if row is None or not row.form:
        return
    files = {(entry["sha256"], str(entry["name"])[:255]) for entry in public_files(row.form)}
    ExhibitedFile.objects.bulk_create(
        [ExhibitedFile(publication=number, sha256=digest, name=name) for digest, name in sorted(files)],
        ignore_conflicts=True,
    )
    relations = row.parsed_facts.get("relations", [])
    Backlink.objects.bulk_create(
        [Backlink(publication=number, kind=each["kind"], target=each["key"]) for each in relations]
    )


def _derive_successor(row: Row) -> None:
    successor = json.loads(row.notice).get("successor")
    if successor:
        Backlink.objects.create(publication=row.number, kind=SUPERSEDED_BY, target=successor)


def public_files(form: str) -> Iterator[dict[str, Any]]:
    """The files that a form exhibits to the public."""
    for rows in json.loads(form)["exhibits"]["rows"].values():
        for copy in rows.values():
            yield from sealed_files.public_entries(copy.get("files", {}))


def rebuild() -> int:
    """Derive everything anew; returns how many entries there are. Run inside a transaction."""
    with derived.writing():
        for model in (ListingEntry, ExhibitedFile, Backlink):
            model.objects.all().delete()
    pairs = reading.query(f'SELECT DISTINCT "item", "channel" FROM "{reading.TABLE}" ORDER BY 1, 2', [])  # noqa: S608 - constants only
    for item, channel in pairs:
        refresh(item, channel)
    return ListingEntry.objects.count()


def differences() -> list[str]:
    """What the lists say that the publications do not, and the other way round; empty when they agree."""
    found: list[str] = []
    entries = ListingEntry.objects.values_list("number", "shown_from", "shown_to", "parent", "line")
    listed = {number: tuple(known) for number, *known in entries}
    wanted: dict[int, Any] = {}
    parents = reading.query(f'SELECT DISTINCT "parent" FROM "{reading.TABLE}"', [])  # noqa: S608 - constants only
    items = items_among(parent for (parent,) in parents)
    for versions in reading.by_item():
        for row, start, end in windows(versions):
            wanted[row.number] = (start, end, row.parent, line_of(row, start, items))
    found += [f"publication {number} is missing in the lists" for number in sorted(set(wanted) - set(listed))]
    found += [f"the lists name {number}, which is not shown" for number in sorted(set(listed) - set(wanted))]
    both = set(wanted) & set(listed)
    found += [f"the lists show {number} otherwise" for number in sorted(both) if wanted[number] != listed[number]]
    return found
