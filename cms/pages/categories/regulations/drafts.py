"""Makes a draft of a document that was read. Going live is the chain's business."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.numbering import document_numbers
from cms.pages.base.slugs import slug_of
from cms.pages.categories.regulations.models import RegulationPage
from cms.pages.importers.official_text import OfficialText, OfficialTextError


def known(document_number: str, unit_id: int) -> RegulationPage | None:
    """The page of this document in this unit, by its number in any spelling; drafts of it count."""
    key = document_numbers.canonical(document_number)
    if key is None:
        raise OfficialTextError(_("“%(number)s” is not a document number.") % {"number": document_number})
    same = models.Q(document_key=key) | models.Q(latest_revision__content__document_key=key)
    return RegulationPage.objects.filter(same, issuing_office__unit_id=unit_id).order_by("pk").first()


@transaction.atomic
def create(document: OfficialText, *, parent: Page, office: Any, user: Any) -> tuple[RegulationPage, bool]:
    """A draft under `parent` by `user`: (page, True), or (the page that is there already, False).

    Raises OfficialTextError when the number cannot be read or the column does not take regulations, and
    ValidationError when the document does not agree with the place. Either way nothing is written.
    """
    page = known(document.document_number, office.unit_id)
    if page is not None:
        return page, False
    if not RegulationPage.can_create_at(parent):
        raise OfficialTextError(
            _("“%(column)s” does not take laws and normative documents.") % {"column": parent.title}
        )
    page = RegulationPage(
        title=document.title,
        slug=slug_of(document.document_number),
        issuing_office=office,
        owner=user,
        live=False,
        kind=RegulationPage.Kind.NORMATIVE,
        issuing_organ=document.issuing_organ,
        document_number=document.document_number,
        addressees=document.addressees,
        created_on=document.created_on,
        published_on=document.published_on,
        effective_on=document.effective_on or document.executed_on,
        summary=document.summary(),
        body=document.body(),
    )
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action=True)
    return page, True
