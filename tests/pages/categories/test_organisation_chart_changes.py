"""When the registers change, whoever drafts the organisation page learns that it no longer says what they say."""

import datetime

import pytest
from django.utils import timezone

from cms.organisation.models import Office
from cms.outbox.models import OutboxMessage
from cms.pages.categories.organisation import chart_changes
from cms.pages.models import ColumnPage, OrganisationPage
from cms.publication import canonical, current
from cms.publication import services as publication
from cms.workflows.cases import lookup
from tests.factories.bureau import Bureau, office, sign_all, submit, user


@pytest.fixture
def page(db):
    """A published chart of the municipal bureau."""
    bureau = Bureau()
    column = ColumnPage(title="机构", slug="ji-gou", issuing_office=office("publicity"), allowed_types=["organisation"])
    bureau.home.add_child(instance=column)
    publication.publish(canonical.make(column), authority=publication.Authority("founding", "tests"), structural=True)
    page = OrganisationPage(
        title="机构职能", issuing_office=office("personnel"), kind="institution", summary="职能。", live=False,
        created_on=datetime.date(2026, 1, 1), owner=user("editor_organisation"), address="五简路9号", phone="023",
    )  # fmt: skip
    column.add_child(instance=page)
    page.save_revision(user=user("editor_organisation"))
    sign_all(submit(page, "editor_organisation"))
    OutboxMessage.objects.all().delete()
    return OrganisationPage.objects.get(pk=page.pk)


def mails():
    return [message.payload for message in OutboxMessage.objects.filter(topic="mail.send")]


def rename():
    Office.objects.filter(identifier="quality", unit__kind="municipal").update(duty_phone="023-99999999")


def test_nobody_is_told_while_chart_and_page_agree(page):
    assert chart_changes.run(timezone.now()) == 0
    assert not mails()


def test_the_drafters_are_told_once_for_each_change(page):
    rename()
    assert chart_changes.run(timezone.now()) == 1
    assert chart_changes.run(timezone.now()) == 0
    told = mails()
    assert {address for mail in told for address in mail["to"]} >= {"editor_organisation@example.test"}
    assert all("机构职能" in mail["subject"] and f"/pages/{page.pk}/edit/" in mail["body"] for mail in told)
    Office.objects.filter(identifier="quality", unit__kind="municipal").update(duty_phone="023-88888888")
    assert chart_changes.run(timezone.now()) == 1, "another change is told again"


def test_it_is_over_when_the_change_was_published(page):
    rename()
    page.save_revision(user=user("editor_organisation"))
    sign_all(submit(page, "editor_organisation"))
    assert "023-99999999" in current.of_item(page.disclosure_key, form=True).form
    assert chart_changes.run(timezone.now()) == 0
    assert lookup.running(page) is None
