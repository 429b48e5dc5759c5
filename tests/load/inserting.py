"""Pages and their publications, written many at a time: what a chain would leave behind, without the chain."""

from collections.abc import Iterable
from typing import Any
from unittest import mock

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Locale, Page

from cms.ledger import checkpoints, derived, keys
from cms.ledger import services as ledger
from cms.ledger.texts import canonical as written
from cms.ledger.texts import sha256, whole_second
from cms.numbering import document_numbers
from cms.publication import canonical, trust
from cms.publication.models import ListingEntry, Publication
from cms.publication.projections import entry_of
from cms.publication.viewing import FOREVER
from cms.sandbox import references

BATCH = 400
STEP = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
AUTHORITY = "generated"
"""No completed case gives the right to these: they exist in a scratch database alone."""


def insert(pages: Iterable[Any], columns: dict[str, Page]) -> int:
    """Write the pages below their type's column, live, each with a sealed publication; returns how many."""
    made = list(pages)
    with transaction.atomic():
        _tree(made, columns)
        _bases(made)
        for model in {type(page) for page in made}:
            _own_columns(model, [page for page in made if type(page) is model])
        _children(made)
        rows = _publications(made)
    checkpoints.facts_of(
        (trust.checkpoint_key(row.item, row.channel), row.number, trust.checkpoint_fact(row)) for row in rows
    )
    return len(made)


def _path(number: int) -> str:
    digits = ""
    for _place in range(4):
        number, digit = divmod(number, 36)
        digits = STEP[digit] + digits
    return digits


def _tree(pages: list[Any], columns: dict[str, Page]) -> None:
    """Place in the tree, address, index number."""
    now = whole_second(timezone.now())
    locale = Locale.get_default()
    for page in pages:
        column = columns[type(page).__name__]
        column.numchild += 1
        page.depth, page.path = column.depth + 1, column.path + _path(column.numchild)
        page.url_path = f"{column.url_path}{page.slug}/"
        page.locale, page.content_type = locale, ContentType.objects.get_for_model(type(page))
        page.live, page.has_unpublished_changes = True, False
        page.first_published_at = page.last_published_at = page.latest_revision_created_at = now
        page._cached_parent_obj = column
        page.document_key = document_numbers.canonical(page.document_number) or ""
    for name in {type(page).__name__ for page in pages}:
        Page.objects.filter(pk=columns[name].pk).update(numchild=columns[name].numchild)


def _bases(pages: list[Any]) -> None:
    fields = [field for field in Page._meta.concrete_fields if not field.primary_key]
    bases = [Page(**{field.attname: getattr(page, field.attname) for field in fields}) for page in pages]
    for page, base in zip(pages, Page.objects.bulk_create(bases, batch_size=BATCH), strict=True):
        page.pk = page.id = page.page_ptr_id = base.pk
        page.index_number = f"SCRATCH-{base.pk:08d}"


def _own_columns(model: Any, pages: list[Any]) -> None:
    fields = model._meta.local_concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    rows = [[field.get_db_prep_save(field.pre_save(page, True), connection) for field in fields] for page in pages]
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})', rows)


def _children(pages: list[Any]) -> None:
    found: dict[Any, list[Any]] = {}
    for page in pages:
        for rows in page.children.values():
            for row in rows:
                row.page_id = page.pk
                found.setdefault(type(row), []).append(row)
    for model, rows in found.items():
        model.objects.bulk_create(rows, batch_size=BATCH)


Exhibits = tuple[dict[str, dict[str, Any]], list[str]]
_collect = references.collect
_known: dict[tuple[tuple[str, str], ...], Exhibits] = {}


def _collected(found: Iterable[references.Reference]) -> Exhibits:
    """Offices and subjects are few and stay as they are: each combination of them is read once."""
    named = list(found)
    key = tuple(sorted((model._meta.label_lower, str(pk)) for model, pk in named))
    if key not in _known:
        _known[key] = _collect(named)
    return _known[key]


@mock.patch.object(references, "collect", _collected)
def _publications(pages: list[Any]) -> list[Publication]:
    now = whole_second(timezone.now())
    ledger.lock()
    at, ring = ledger.next_number(), keys.ring()
    rows = []
    for place, page in enumerate(pages):
        form = canonical.make(page)
        row = Publication(
            number=at + place, item=form.key, channel=page.disclosure_channel, kind="shown", structural=False,
            parent=form.data["parent"], slug=form.data["slug"], title=form.title, form=form.text, digest=form.digest,
            facts=written(form.facts), visible_from=now, visible_until=form.expire, authority_kind=AUTHORITY,
            authority_ref=page.slug, published_at=now,
        )  # fmt: skip
        row.key_id, row.seal = ring.seal(row.seal_text())
        rows.append(row)
    Publication.objects.bulk_create(rows, batch_size=BATCH)
    ledger.Place().write(
        (("publication", trust.checkpoint_key(row.item, row.channel), sha256(row.seal_text())) for row in rows), at=now
    )
    with derived.writing():
        ListingEntry.objects.bulk_create(
            [entry_of(row, row.visible_from, row.visible_until or FOREVER) for row in rows], batch_size=BATCH
        )
    return rows
