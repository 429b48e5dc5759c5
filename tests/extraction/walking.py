"""From the form in which a file is chosen to the last signature, by the screens that people use."""

import re
from typing import Any

from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection

from cms.pages.models import LicensingPage
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case
from tests.factories.bureau import fees, next_people, sign_all
from tests.factories.typing_in import errors, with_row
from tests.files.samples import upload
from tests.pages.editing import sent
from tests.workflows.by_buttons import At


def uploaded(editor: At, content: bytes, name: str, title: str = "") -> Any:
    """The document that the upload form made of these bytes."""
    form = editor.page(reverse("wagtaildocs:add"))
    offered = [option["value"] for option in form.select("select[name=collection] option") if option.get("value")]
    collection = offered[0] if offered else str(Collection.objects.filter(depth=2).first().pk)
    sent_ = {"title": title or name, "collection": collection, "file": upload(content, name)}
    before = set(get_document_model().objects.values_list("pk", flat=True))
    answer = editor.client.post(reverse("wagtaildocs:add"), sent_, follow=True)
    made = get_document_model().objects.exclude(pk__in=before).first()
    assert made is not None, errors(answer.content.decode())
    return made


def with_attachments(bureau, *documents: Any, titles: tuple[str, ...] = ()) -> tuple[LicensingPage, Case, At]:
    """A licensing item whose editor chose these files in its form, saved by the button."""
    page = bureau.licence()
    fees(page)
    editor = At("editor_licensing")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = sent(editor.client.get(url).content.decode(), LicensingPage)
    for number, document in enumerate(documents):
        title = titles[number] if number < len(titles) else ""
        data = with_row(data, "disclosure_attachments", document=document.pk, title=title)
    answer = editor.client.post(url, data, follow=True)
    assert answer.status_code == 200, errors(answer.content.decode())
    page = LicensingPage.objects.get(pk=page.pk)
    draft = page.get_latest_revision_as_object()
    assert draft.disclosure_attachments.count() == len(documents), errors(answer.content.decode())
    return page, lookup.running(page), editor


def submission(editor: At, case: Case) -> str:
    """What the page of the submission says."""
    soup = editor.page(reverse("disclosure_approval:submit", args=[case.pk]))
    return re.sub(r"\s+", " ", soup.select_one(".cases-case").get_text(" "))


def reviewer(case: Case) -> At:
    """Whoever it waits for; the general office reviews for secrets."""
    people = next_people(case)
    return At(next((name for name in people if "general" in name), people[0]))


def signed(case: Case) -> None:
    sign_all(case)
    case.refresh_from_db()
    assert case.state == Case.State.COMPLETED
