"""What is offered can be done: over the states of an item and everybody of the bureau, each way asks the service."""

import datetime
import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from cms.deadlines import expiries
from cms.deadlines.models import ExpiryReminder, SentReminder
from cms.pages.models import LicensingPage
from cms.workflows import services
from cms.workflows.admin import editor
from cms.workflows.admin.history import item_history
from cms.workflows.cases import drafting, lookup
from cms.workflows.cases.models import Case
from cms.workflows.chains.routing import RoutingError
from tests.factories.bureau import ATTESTED, Bureau, fees, sign_all, submit, user

NOW = datetime.datetime(2026, 11, 20, 2, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=3)
EDITOR = "editor_licensing"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=True) as travelling:
        yield travelling


def live(bureau, **values):
    page = bureau.licence(**values)
    fees(page)
    sign_all(submit(page))
    return LicensingPage.objects.get(pk=page.pk)


def changed(page, **values):
    draft = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=user(EDITOR))
    case = lookup.running(page)
    services.provide(case, user("planning"))
    return case


def drafted(bureau):
    return LicensingPage.objects.get(pk=bureau.licence().pk)


def scheduled_first(bureau):
    return live(bureau, go_live_at=LATER)


def replaced_later(bureau):
    page = live(bureau)
    changed(page, summary="新的摘要。", go_live_at=LATER)
    sign_all(submit(page))
    return LicensingPage.objects.get(pk=page.pk)


def in_preparation(bureau):
    page = live(bureau)
    changed(page, summary="新的摘要。")
    return page


def in_approval(bureau):
    page = in_preparation(bureau)
    submit(page)
    return page


def returned(bureau):
    page = in_preparation(bureau)
    case = submit(page)
    services.return_to_provider(case, user("legal"), reason="请补充")
    return page


def on_the_wall(bureau):
    page = live(bureau)
    case = services.open_case(page, action="publish", user=user(EDITOR), channel="wall")
    sign_all(services.submit(case, user(EDITOR), attestation=ATTESTED))
    return page


def taken_down(bureau):
    page = live(bureau)
    case = services.open_case(page, action="withdraw", user=user(EDITOR), reason="停用")
    sign_all(services.submit(case, user(EDITOR), attestation=ATTESTED))
    return LicensingPage.objects.get(pk=page.pk)


STATES = [
    drafted,
    scheduled_first,
    live,
    replaced_later,
    in_preparation,
    in_approval,
    returned,
    on_the_wall,
    taken_down,
]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_way_is_offered_that_the_service_refuses(clock, bureau, state):
    page = state(bureau)
    offered = 0
    for person in get_user_model().objects.filter(is_active=True).order_by("pk"):
        for way in editor.ways(page, person):
            found = resolve(way.url)
            if found.url_name != "begin":
                continue
            offered += 1
            told = found.kwargs
            refusal = begin(page, person, told["action"], told.get("channel") or page.disclosure_channel)
            assert refusal is None, f"{person}: {way.label}: {refusal}"
    assert offered or state in (drafted, scheduled_first, in_preparation, in_approval, returned)


def begin(page, person, action, channel):
    """What the service says; nothing stays of what it does."""
    classes = ("", *page.release_classes.get(channel, ())) if action == "publish" else ("",)
    for named in classes:
        try:
            with transaction.atomic():
                services.open_case(
                    page,
                    action=action,
                    user=person,
                    channel=channel,
                    reason="到期",
                    basis="某号",
                    procedure_class=named,
                )
                transaction.set_rollback(True)
                return None
        except (services.Refused, RoutingError) as refused:
            told = str(refused)
    return told


def test_a_replacement_that_waits_is_named_and_offers_its_way(clock, bureau):
    page = replaced_later(bureau)
    client = Client()
    client.force_login(user(EDITOR))
    life = client.get(reverse("disclosure_approval:life", args=[page.pk])).content.decode()
    assert "将被新版本替换" in life and "到期撤下" not in life
    links = re.findall(r'href="([^"]*/begin/[^"]*)"', life)
    assert not any("/modify/" in link for link in links), "it would be refused"
    case = Case.objects.get(item=page.disclosure_key, action="modify")
    assert "取回待公开的版本" in life
    assert "将被新版本替换" in client.get(reverse("disclosure_approval:channels")).content.decode()
    services.recall(case, user(EDITOR), reason="还要改")
    life = client.get(reverse("disclosure_approval:life", args=[page.pk])).content.decode()
    assert "将被新版本替换" not in life and "取回待公开的版本" not in life


def test_what_is_replaced_is_not_said_to_come_down(clock, bureau):
    """Nor mailed as expiring; what really expires is."""
    ExpiryReminder.objects.create(days=7)
    replaced_later(bureau)
    expiring = live(bureau, title="有期限的许可", slug="you-qi-xian", expire_at=LATER)
    expiries.run(datetime.datetime.now(datetime.UTC))
    shown = {each.publication for each in SentReminder.objects.all()}
    assert shown == {Case.objects.get(item=expiring.disclosure_key).publication}
    client = Client()
    client.force_login(user(EDITOR))
    assert "到期撤下" in client.get(reverse("disclosure_approval:life", args=[expiring.pk])).content.decode()


def test_a_page_that_is_not_on_view_is_no_missing_site(bureau, client):
    """Wagtail told the administrator to configure a site wherever a draft or a withdrawn page was opened."""
    page = bureau.licence()
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.test", "x"))
    words = client.get(f"/admin/pages/{page.pk}/").content.decode()
    assert "本页目前没有对公众公开" in words
    assert reverse("wagtailsites:index") not in words.split('id="listing-results"')[-1]
    assert "站点关联" not in words
    root = client.get("/admin/pages/1/").content.decode()
    assert "本页目前没有对公众公开" not in root


@pytest.mark.parametrize("reads", [True, False])
def test_a_title_in_the_list_of_a_channel_leads_whoever_may_change_it_somewhere(db, monkeypatch, reads):
    """To the item's life, or to the editor for who reads no case of it; and nobody to a page that refuses them."""
    page, ways = live(Bureau()), set()
    if not reads:
        monkeypatch.setattr(item_history.readable, "by", lambda _user: Case.objects.none())
    for person in get_user_model().objects.filter(is_active=True):
        client = Client()
        client.force_login(person)
        answer = client.get("/admin/cases/channels/")
        if answer.status_code != 200:
            continue
        row = BeautifulSoup(answer.content, "html.parser").find(class_="title-wrapper")
        link = row.a["href"] if row.a else ""
        ways.add(link)
        assert not link or client.get(link).status_code == 200, (person.username, link)
        assert link or not drafting.may_draft(person, page), person.username
    assert "" in ways and f"/admin/cases/life/{page.pk}/" in ways
    assert (f"/admin/pages/{page.pk}/edit/" in ways) is not reads
