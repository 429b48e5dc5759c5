"""Whatever time zone a profile holds: what is typed as 18:00 is 18:00 of the body, and everybody reads it so."""

import datetime
import zoneinfo

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail.users.models import UserProfile

from cms.organisation.models import Delegation, Post
from cms.pages.models import LicensingPage
from tests.factories.bureau import Bureau, user

SITE = zoneinfo.ZoneInfo(settings.TIME_ZONE)
EVENING = datetime.datetime(2027, 1, 5, 18, 0, tzinfo=SITE)


@pytest.fixture(params=["America/New_York", "UTC", "Pacific/Kiritimati"])
def abroad(db, client, request):
    """An editor whose profile, migrated from another site, holds another zone."""
    bureau = Bureau()
    for name in ("editor_licensing", "legal"):
        UserProfile.get_for_user(user(name))
    assert UserProfile.objects.update(current_time_zone=request.param) >= 2
    client.force_login(user("editor_licensing"))
    return bureau


def test_what_is_typed_into_the_editor(abroad, client):
    page = abroad.licence()
    names = ("materials", "steps", "forms", "windows", "disclosure_attachments", "disclosure_relations", "comments")
    data = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "issuing_office": page.issuing_office_id,
            "genre": "guide",
            "validity": "in_force",
            "body": streamfield([]),
            **{name: rich_text("") for name in ("legal_basis", "conditions", "flow", "tracking")},
            **{name: inline_formset([]) for name in names},
            "go_live_at": "2027-01-05 18:00",
            "expire_at": "2027-02-05 18:00",
        }
    )
    response = client.post(f"/admin/pages/{page.pk}/edit/", data)
    assert response.status_code in (200, 302)
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.go_live_at == EVENING
    html = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert 'value="2027-01-05 18:00' in html
    for address in (f"/admin/pages/{page.pk}/history/", f"/admin/cases/life/{page.pk}/"):
        said = client.get(address).content.decode()
        now = timezone.localtime()
        assert f"{now:%Y}" in said and f"{now:%H:}" in said, address


def test_what_is_typed_in_the_admin(abroad, client):
    client.force_login(user("legal"))
    post = Post.objects.filter(tenures__user=user("legal")).first()
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    typed = {"starts_at": f"{tomorrow:%Y-%m-%d}T18:00", "ends_at": f"{tomorrow:%Y-%m-%d}T20:00", "reason": "出差"}
    answer = client.post("/admin/cases/delegations/", {"post": post.pk, "to_user": user("general").pk, **typed})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    given = Delegation.objects.get()
    assert timezone.localtime(given.starts_at, SITE).strftime("%H:%M") == "18:00"
    assert f"{tomorrow:%Y-%m-%d} 20:00" in client.get("/admin/cases/delegations/").content.decode()


def test_the_profile_offers_no_choice_that_has_no_effect(abroad, client):
    assert 'name="localization-current_time_zone"' not in client.get("/admin/account/").content.decode()


def test_a_profile_is_freed_of_it_when_it_is_saved(abroad):
    profile = UserProfile.objects.first()
    assert profile.get_current_time_zone() == settings.TIME_ZONE
    profile.save()
    assert not UserProfile.objects.filter(pk=profile.pk).exclude(current_time_zone="").exists()


def test_a_setting_that_offers_more_is_named_at_start(settings):
    settings.WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai", "Europe/Berlin"]
    assert "disclosure_organisation.W003" in {message.id for message in run_checks()}
    settings.WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
    assert "disclosure_organisation.W003" not in {message.id for message in run_checks()}
