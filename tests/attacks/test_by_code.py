"""Whoever reaches Wagtail's own methods, commands or tables changes nothing of what a visitor gets (rule 3)."""

import datetime
import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page, PageViewRestriction, Revision, Site, Task, Workflow

from cms.outbox.models import OutboxMessage
from cms.pages.models import LicensingFee, LicensingPage
from cms.publication.models import ListingEntry, Publication
from cms.workflows.cases.models import Case
from search.models import SearchEntry
from tests.factories.bureau import user


def saved(page, **values):
    for name, value in values.items():
        setattr(page, name, value)
    page.save()


def published(page, **values):
    draft = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=user("admin")).publish(user=user("admin"), skip_permission_checks=True)


def sql(text, *params):
    with connection.cursor() as cursor:
        cursor.execute(text, params)


def rewritten_revision(page):
    revision = page.latest_revision
    revision.content = {**revision.content, "summary": "改了", "title": "改了"}
    revision.save()
    revision.publish(skip_permission_checks=True)


def every_publication_again(page):
    """A row of the site's own tables, replayed under a new number."""
    columns = ", ".join(f'"{field.column}"' for field in Publication._meta.concrete_fields)
    chosen = columns.replace('"number"', "999999")
    sql(
        f'INSERT INTO "{Publication._meta.db_table}" ({columns}) SELECT {chosen} '
        f'FROM "{Publication._meta.db_table}" WHERE item = %s',
        page.disclosure_key,
    )


def forged_entry(page):
    """The draft of something, put where search looks."""
    entry = SearchEntry.objects.first()
    entry.pk, entry.title, entry.body = 999_999, "密语", "密语"
    entry.save(force_insert=True)
    ListingEntry.objects.filter(structural=False).update(number=999_999)


EARLY = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
LATE = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
PAGE_ATTACKS = {
    "save": lambda page: saved(page, title="改了", summary="改了", live=False),
    "publish": lambda page: published(page, title="改了", summary="改了"),
    "publish the draft's text": lambda page: published(page, slug="bie-chu"),
    "unpublish": lambda page: page.unpublish(user=user("admin")),
    "delete": lambda page: page.delete(),
    "queryset update": lambda page: Page.objects.filter(pk=page.pk).update(live=False, title="改了", slug="x"),
    "child update": lambda page: LicensingFee.objects.filter(page=page).update(amount="0.01"),
    "type's own table": lambda page: LicensingPage.objects.filter(pk=page.pk).update(summary="改了"),
    "move": lambda page: page.move(Page.objects.get(depth=1), pos="last-child"),
    "move below another": lambda page: page.move(page.get_parent().get_prev_sibling(), pos="last-child"),
    "copy, live": lambda page: page.copy(update_attrs={"slug": "fu-ben", "title": "密语副本"}, keep_live=True),
    "alias": lambda page: page.create_alias(update_slug="bie-ming"),
    "revision rewritten": rewritten_revision,
    "go live and expiry": lambda page: saved(page, go_live_at=timezone.now(), expire_at=timezone.now()),
    "view restriction": lambda page: PageViewRestriction.objects.create(page=page, restriction_type="login"),
    "site's root": lambda page: Site.objects.update(root_page=page),
    "no site": lambda page: Site.objects.all().delete(),
    "plain SQL": lambda page: sql("UPDATE wagtailcore_page SET live = %s, title = %s", False, "改了"),
    "tree by SQL": lambda page: sql("UPDATE wagtailcore_page SET path = %s WHERE id = %s", "0009", page.pk),
    "rows deleted": lambda page: sql("DELETE FROM wagtailcore_revision"),
    "document replaced": lambda page: get_document_model().objects.update(title="改了", file="bie.pdf"),
    "documents deleted": lambda page: [each.delete() for each in get_document_model().objects.all()],
    "collections": lambda page: Collection.objects.filter(depth__gt=1).delete(),
    "workflows switched off": lambda page: (Workflow.objects.update(active=False), Task.objects.update(active=False)),
    "task deactivated": lambda page: [task.deactivate(user=user("admin")) for task in Task.objects.all()],
    "workflow deactivated": lambda page: [each.deactivate(user=user("admin")) for each in Workflow.objects.all()],
    "the record updated": lambda page: Publication.objects.update(title="改了"),
    "the record deleted": lambda page: sql(f'DELETE FROM "{Publication._meta.db_table}"'),
    "the record replayed": every_publication_again,
    "search entries altered": lambda page: SearchEntry.objects.update(title="改了", body="改了"),
    "search tokens altered": lambda page: sql("UPDATE disclosure_search_searchentry SET category_label = '改了'"),
    "search entries deleted": lambda page: SearchEntry.objects.all().delete(),
    "search entries of nothing": forged_entry,
    "lists altered": lambda page: ListingEntry.objects.update(shown_to=timezone.now()),
    "lists opened": lambda page: ListingEntry.objects.update(shown_from=EARLY, shown_to=LATE, structural=False),
    "lists deleted": lambda page: ListingEntry.objects.all().delete(),
    "cases deleted": lambda page: sql("DELETE FROM disclosure_workflows_pendingseat"),
    "cases completed": lambda page: Case.objects.update(state="completed"),
    "outbox emptied": lambda page: OutboxMessage.objects.all().delete(),
    "offices renamed": lambda page: sql("UPDATE disclosure_organisation_office SET name = %s", "改了"),
}


@pytest.mark.parametrize("which", ["live", "draft", "waiting"])
def test_through_the_page(target, which):
    """Each attack on its own: what it did is undone before the next."""
    worked = {}
    for name, attack in PAGE_ATTACKS.items():
        page = Page.objects.get(pk=target.pages[which]).specific
        _told, changed = target.attempt(lambda attack=attack, page=page: attack(page))
        worked |= {name: changed} if changed else {}
    assert not worked, "\n".join(f"{name}: {places}" for name, places in worked.items())


COMMANDS = {
    "publish_scheduled": (),
    "purge_revisions": ("--pages",),
    "fixtree": ("--noinput",),
    "set_url_paths": (),
    "replace_text": ("特种", "改了"),
    "create_log_entries_from_revisions": (),
    "rebuild_references_index": (),
    "update_index": (),
    "purge_embeds": (),
    "delete_renditions": (),
    "wagtail_update_image_renditions": (),
    "wagtail_update_document_hashes": (),
}


def test_through_wagtails_commands(target):
    Page.objects.filter(pk=target.draft.pk).update(go_live_at=timezone.now())
    Revision.objects.filter(object_id=str(target.draft.pk)).update(approved_go_live_at=timezone.now())
    Page.objects.filter(pk=target.page.pk).update(expire_at=timezone.now())
    for name, arguments in COMMANDS.items():
        told, changed = target.attempt(
            lambda name=name, arguments=arguments: call_command(
                name, *arguments, stdout=io.StringIO(), stderr=io.StringIO()
            )
        )
        assert not isinstance(told, TypeError), (name, told)
        assert not changed, name


def test_an_attack_that_works_would_be_seen(target):
    """The look itself: a withdrawal by its own chain changes what a visitor gets."""
    from cms.workflows import services
    from tests.factories.bureau import sign_all

    case = services.open_case(
        target.page, action="withdraw", user=user("editor_licensing"), reason_kind="error", reason="错"
    )
    sign_all(services.submit(case, user("editor_licensing")))
    assert target.address in target.changed()


def every_table() -> list[tuple[str, str, list[str]]]:
    """(table in SQL, all columns that are no keys overwritten, the same column by column)."""
    found = []
    quote = connection.ops.quote_name
    for model in apps.get_models(include_auto_created=True):
        plain = [f for f in model._meta.local_concrete_fields if not f.is_relation and not f.primary_key]
        sets = [f"{quote(f.column)} = {VALUES.get(f.get_internal_type(), WORD)}" for f in plain]
        found.append((quote(model._meta.db_table), ", ".join(sets), sets))
    return found


WORD = "'改了'"
VALUES = {
    "BooleanField": "NOT 1 = 1",
    "IntegerField": "7",
    "PositiveIntegerField": "7",
    "PositiveSmallIntegerField": "7",
    "BigIntegerField": "7",
    "DateTimeField": "'2001-01-01 00:00:00'",
    "DateField": "'2001-01-01'",
    "DecimalField": "7",
    "JSONField": "'[]'",
}


def test_through_every_table(target):
    """Plain SQL on each of them: what a visitor gets is what was signed."""
    worked = {}

    def tried(statement: str) -> bool:
        """Whether the database took it."""
        told, changed = target.attempt(lambda: sql(statement), few=True)
        if changed:
            worked[statement] = changed
        return not isinstance(told, DatabaseError)

    for table, together, alone in every_table():
        tried(f"DELETE FROM {table}")
        if alone and not tried(f"UPDATE {table} SET {together}"):
            for each in alone:
                tried(f"UPDATE {table} SET {each}")
    assert not worked, "\n".join(f"{name}: {places}" for name, places in worked.items())
