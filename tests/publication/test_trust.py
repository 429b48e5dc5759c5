"""What does not hold its seal is not shown, what nobody approved is passed over, and what is removed is missed."""

import logging

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from cms.pages.models import LicensingPage
from cms.publication import current, memory, reading, services
from cms.publication.models import Publication
from cms.workflows import services as verbs
from cms.workflows.cases import lookup
from tests.factories.bureau import fees, sign_all, submit, user
from tests.tampering import by_hand

TABLE = Publication._meta.db_table


def without_triggers(sql, *params):
    """Somebody who owns the tables; nothing of it is kept anywhere."""
    by_hand(sql, *params)
    cache.clear()
    current.forget()


def path(page):
    return f"/xu-ke/{page.slug}/"


@pytest.mark.parametrize(
    "column", ["form", "title", "facts", "slug", "visible_until", "seal", "digest", "authority_ref"]
)
def test_an_altered_row_is_not_shown_and_raises_an_alarm(client, published, column, caplog):
    value = "2030-01-01 00:00:00" if column == "visible_until" else "x" * 64
    if column == "facts":
        value = '{"category":"licensing"}'
    without_triggers(f'UPDATE "{TABLE}" SET "{column}" = %s WHERE item = %s', value, published.disclosure_key)
    with caplog.at_level(logging.ERROR, "cms.publication.alarm"):
        assert client.get(path(published)).status_code == 404
        client.get("/xu-ke/")
    assert [each for each in caplog.records if each.name == "cms.publication.alarm"]


def test_junk_is_passed_over(client, published):
    row = current.of_item(published.disclosure_key, form=True)
    columns = [field.column for field in Publication._meta.concrete_fields]
    listed = ", ".join(f'"{name}"' for name in columns)
    chosen = ", ".join(
        "number + 100" if name == "number" else "'假'" if name == "title" else f'"{name}"' for name in columns
    )
    without_triggers(f'INSERT INTO "{TABLE}" ({listed}) SELECT {chosen} FROM "{TABLE}" WHERE number = %s', row.number)
    response = client.get(path(published))
    assert response.status_code == 200
    assert "假" not in response.content.decode()


def test_a_removed_row_brings_no_older_state_back(client, published, django_capture_on_commit_callbacks):
    page = LicensingPage.objects.get(pk=published.pk).get_latest_revision_as_object()
    page.promised_days = 3
    page.save_revision(user=user("editor_licensing"))
    verbs.provide(lookup.running(page), user("planning"))
    with django_capture_on_commit_callbacks(execute=True):
        sign_all(submit(page))
    newest = current.of_item(published.disclosure_key).number
    without_triggers(f'DELETE FROM "{TABLE}" WHERE number = %s', newest)
    assert client.get(path(published)).status_code == 404


@pytest.mark.parametrize(
    "sql",
    [f"UPDATE \"{TABLE}\" SET title = 'x'", f'DELETE FROM "{TABLE}"', "DELETE FROM disclosure_ledger_ledgerentry"],
)
def test_the_tables_only_grow(published, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_verification_finds_what_was_changed(published, capsys):
    call_command("publication", "verify")
    without_triggers(f'UPDATE "{TABLE}" SET title = %s WHERE item = %s', "x", published.disclosure_key)
    with pytest.raises(CommandError):
        call_command("publication", "verify")
    assert "seal" in capsys.readouterr().out


def test_a_cache_that_somebody_wrote_into_is_passed_over(client, published, monkeypatch):
    client.get(path(published))
    memory.forget()
    forged = ("test1", "0" * 64, b"forged")
    monkeypatch.setattr(cache, "get", lambda *args, **kwargs: forged)
    assert b"forged" not in client.get(path(published)).content


def test_a_page_that_was_checked_before_is_checked_again_when_its_bytes_differ(client, published, monkeypatch):
    """With the seal of the right page, too."""
    entries = {}
    monkeypatch.setattr(cache, "set", lambda name, value, *args: entries.update({name: value}))
    monkeypatch.setattr(cache, "get", lambda name, *args: entries.get(name))
    first = client.get(path(published)).content
    memory.forget()
    second = client.get(path(published)).content
    assert first == second and entries
    for name, (key_id, seal, content) in list(entries.items()):
        entries[name] = (key_id, seal, content.replace("特种设备".encode(), "任何设备".encode()))
    memory.forget()
    assert client.get(path(published)).content == first


@pytest.mark.parametrize("kind", ["case", "founding", "nobody"])
def test_the_door_asks_the_authority(published, kind):
    row = current.of_item(published.disclosure_key, form=True)
    from cms.publication.canonical import CanonicalContent

    with pytest.raises(services.Unauthorised):
        services.publish(CanonicalContent(row.form), authority=services.Authority(kind, "999"))


def test_a_case_does_not_vouch_for_another_text(published):
    from cms.publication.canonical import CanonicalContent
    from cms.workflows.cases.models import Case

    case = Case.objects.get(item=published.disclosure_key)
    row = current.of_item(published.disclosure_key, form=True)
    forged = CanonicalContent(row.form.replace("特种设备", "任何设备"))
    with pytest.raises(services.Unauthorised):
        services.publish(forged, authority=services.Authority("case", str(case.pk)))


def test_query_counts(client, published, django_assert_num_queries, django_assert_max_num_queries):
    """What a visitor costs whose page the process does not keep yet; else it is one, see test_front."""
    client.get(path(published))
    memory.forget()
    with django_assert_num_queries(5):  # generation, the item's versions, the form, its review period, the next change
        client.get(path(published))
    client.get("/xu-ke/")
    memory.forget()
    with django_assert_num_queries(3):  # the column is in the tree of this process
        client.get("/xu-ke/")
    memory.forget()
    cache.clear()
    with django_assert_max_num_queries(12):
        client.get("/xu-ke/")
    with django_assert_max_num_queries(17):  # a list, a count for each of its filters, the next change
        client.get("/mu-lu/")


def test_inside_once_an_item_is_read_once_and_anew_after_a_publication(bureau, django_assert_num_queries):
    """A verb that asks before it writes reads one state; what it writes itself it sees."""
    page = bureau.licence()
    fees(page)
    with reading.once():
        assert current.of_item(page.disclosure_key) is None
        with django_assert_num_queries(0), reading.once():
            assert current.of_item(page.disclosure_key) is None
        sign_all(submit(page))
        assert current.of_item(page.disclosure_key) is not None
    with django_assert_num_queries(1):
        assert current.of_item(page.disclosure_key) is not None
