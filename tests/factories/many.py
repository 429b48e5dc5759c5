"""Many live pages that expire, each with its publication, case and ledger entries, written at once and sealed."""

import datetime

from django.db import connection, transaction
from wagtail.models import Page

from cms.ledger import checkpoints, derived, keys
from cms.ledger import services as ledger
from cms.ledger.texts import sha256
from cms.publication import trust
from cms.publication.models import ListingEntry, Publication
from cms.workflows.cases.models import Case

FIRST_PAGE = 3_000_000


def copies(page, count: int, *, expire_at: datetime.datetime, first: int = FIRST_PAGE) -> list[int]:
    """Copy a published page `count` times below its parent; returns the copies' numbers."""
    shown = Publication.objects.filter(item=page.disclosure_key).latest("number")
    entry = ListingEntry.objects.get(number=shown.number)
    case = Case.objects.get(pk=shown.authority_ref)
    numbers = [first + place for place in range(count)]
    with transaction.atomic():
        ledger.lock()
        _pages(page, numbers)
        made = _cases(case, numbers)
        rows = [_publication(shown, made[pk], pk, expire_at) for pk in numbers]
        at = ledger.next_number()
        for place, row in enumerate(rows):
            row.number = at + place
            row.key_id, row.seal = keys.ring().seal(row.seal_text())
        Publication.objects.bulk_create(rows, batch_size=500)
        ledger.Place().write(
            ("publication", trust.checkpoint_key(row.item, row.channel), sha256(row.seal_text())) for row in rows
        )
        with derived.writing():
            ListingEntry.objects.bulk_create([_entry(entry, row) for row in rows], batch_size=500)
        Case.objects.bulk_update(
            [_with(made[pk], row.number) for pk, row in zip(numbers, rows, strict=True)],
            ["publication"],
            batch_size=400,
        )
    for row in rows:
        checkpoints.fact(trust.checkpoint_key(row.item, row.channel), row.number, trust.checkpoint_fact(row))
    return numbers


def _pages(page, numbers: list[int]) -> None:
    parent = page.get_parent()
    base = [f.column for f in Page._meta.concrete_fields]
    own = [f.column for f in type(page)._meta.local_concrete_fields]
    table = type(page)._meta.db_table
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    def path(place: int) -> str:
        step = 36**3 + numbers[place] % 1_000_000
        digits = ""
        while step:
            step, digit = divmod(step, 36)
            digits = alphabet[digit] + digits
        return parent.path + digits.rjust(4, "0")

    with connection.cursor() as cursor:
        for place, pk in enumerate(numbers):
            values = {"id": pk, "path": path(place), "slug": f"copy-{pk}", "translation_key": f"{pk:032x}"}
            values |= {"url_path": f"{parent.url_path}copy-{pk}/", "latest_revision_id": None}
            _copy(cursor, "wagtailcore_page", base, values, "id", page.pk)
            given = {"page_ptr_id": pk, "index_number": f"COPY-{pk}"}
            _copy(cursor, table, own, {k: v for k, v in given.items() if k in own}, "page_ptr_id", page.pk)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + len(numbers))


def _copy(cursor, table: str, columns: list[str], values: dict, key: str, source: int) -> None:
    chosen = ", ".join("%s" if name in values else f'"{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    params = [values[name] for name in columns if name in values]
    cursor.execute(
        f'INSERT INTO "{table}" ({names}) SELECT {chosen} FROM "{table}" WHERE "{key}" = %s', [*params, source]
    )


def _cases(case: Case, numbers: list[int]) -> dict[int, Case]:
    columns = [f.attname for f in Case._meta.concrete_fields if f.attname not in ("id", "item", "publication")]
    values = {name: getattr(case, name) for name in columns}
    made = Case.objects.bulk_create([Case(**values, item=f"page:{pk}") for pk in numbers], batch_size=400)
    return dict(zip(numbers, made, strict=True))


def _publication(shown: Publication, case: Case, pk: int, expire_at: datetime.datetime) -> Publication:
    row = Publication(**{f.attname: getattr(shown, f.attname) for f in Publication._meta.concrete_fields})
    row.item, row.slug, row.title = f"page:{pk}", f"copy-{pk}", f"第{pk}项"
    row.visible_until, row.authority_ref = expire_at, str(case.pk)
    row.visible_from = min(row.visible_from, expire_at - datetime.timedelta(hours=1))
    return row


def _entry(entry: ListingEntry, row: Publication) -> ListingEntry:
    made = ListingEntry(**{f.attname: getattr(entry, f.attname) for f in ListingEntry._meta.concrete_fields})
    made.number, made.item, made.line = row.number, row.item, row.item
    made.shown_from, made.shown_to = row.visible_from, row.visible_until
    return made


def _with(case: Case, number: int) -> Case:
    case.publication = number
    return case
