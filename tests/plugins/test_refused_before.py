"""What a site has not set is refused before anything is written, and never noticed after the commit."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.urls import reverse
from wagtail.images.models import Image as StockImage

from cms.ledger.models import LedgerEntry
from cms.pages.models import LicensingPage
from cms.publication import canonical
from cms.publication.models import Publication
from cms.publication.schema import Schema
from cms.workflows.cases.models import Case, Decision
from cms.workflows.services import Refused
from tests.factories.bureau import Bureau, fees, office, sign_all, submit, user
from tests.pages.editing import sent
from tests.testapp.models import Notice
from tests.workflows.by_buttons import At, text


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


@pytest.mark.parametrize(
    "unset", [{"DISCLOSURE_WITNESS": ""}, {"DISCLOSURE_SEAL_KEYS": {}}, {"DISCLOSURE_WITNESS": "/"}]
)
def test_a_draft_is_refused_in_its_form_where_nothing_can_be_recorded(bureau, unset):
    """Typed into the form of a new page: the sentence stands above it, and no page, revision or case is there."""
    editor = At("editor_licensing")
    address = reverse("wagtailadmin_pages:add", args=["disclosure_pages", "licensingpage", bureau.licences.pk])
    data = sent(editor.client.get(address).content.decode(), LicensingPage)
    data |= {"title": "特种设备登记", "slug": "deng-ji", "issuing_office": str(office("licensing_office").pk)}
    before = LedgerEntry.objects.count()
    with override_settings(**unset):
        answer = editor.client.post(address, data, follow=True)
    said = answer.content.decode()
    assert next(iter(unset)) in said and "特种设备登记" in said, "in words, with what was typed"
    assert not LicensingPage.objects.exists() and not Case.objects.exists()
    assert LedgerEntry.objects.count() == before
    editor.client.post(address, data)
    assert Case.objects.get().item == LicensingPage.objects.get().disclosure_key, "and is saved where it can be"


def test_the_last_step_writes_nothing_without_a_checkpoint_log(bureau, django_capture_on_commit_callbacks):
    page = bureau.licence()
    fees(page)
    case = submit(page)
    sign_all(case, until="publish")
    counted = Decision.objects.count(), Publication.objects.count(), LedgerEntry.objects.count()
    with override_settings(DISCLOSURE_WITNESS=""), pytest.raises(Refused, match="DISCLOSURE_WITNESS"):
        sign_all(case)
    assert (Decision.objects.count(), Publication.objects.count(), LedgerEntry.objects.count()) == counted
    with django_capture_on_commit_callbacks(execute=True):
        sign_all(case)
    assert Publication.objects.count() == counted[1] + 1


def test_a_picture_of_a_foreign_model_is_refused_in_words_before_the_submission(bureau, monkeypatch, tmp_path):
    """The host's own pictures have no digest: a form that shows one cannot be made, and whoever drafts it reads why."""
    picture = get_user_model()  # any model that declares nothing sealed, by a foreign key of the type
    assert not hasattr(picture, "sealed_fields") and not hasattr(StockImage, "sealed_files")
    notice = Notice.objects.create(title="公告", class_name="announcements", issuing_office=office("quality"))
    revision = notice.save_revision(user=user("editor_announcements"))
    case = Case.objects.get(item=notice.disclosure_key)
    monkeypatch.setattr(
        Notice, "disclosure_schema", Schema(version=1, fields=("title", "latest_revision", "issuing_office"))
    )
    draft = revision.as_object()
    with pytest.raises(ValidationError):
        canonical.make(draft)
    page = text(At("editor_announcements").page(reverse("disclosure_approval:submit", args=[case.pk])))
    assert "wagtailcore.Revision" in page, page[:3000]
    draft.save_revision(user=user("editor_announcements"))
    assert notice.revisions.count() == 2, "it can be edited on"
