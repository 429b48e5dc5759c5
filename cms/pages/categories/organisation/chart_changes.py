"""The registers changed and a published organisation page did not: whoever drafts it is told, once for each change."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.ledger import services as ledger
from cms.ledger.texts import canonical, sha256
from cms.organisation import permissions
from cms.organisation.seats import Directory
from cms.outbox import mail
from cms.pages.base.vocabulary import PUBLIC_LANGUAGE
from cms.pages.categories.organisation.models import OrganisationPage
from cms.publication import current
from cms.publication.canonical import CanonicalContent


class ChartNotice(models.Model):
    """What the registers said when the drafters of an organisation page were last told."""

    page = models.OneToOneField(OrganisationPage, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    told_at = models.DateTimeField(gettext_lazy("told at"))

    class Meta:
        verbose_name = gettext_lazy("notice of a changed chart")
        verbose_name_plural = gettext_lazy("notices of changed charts")

    def __str__(self) -> str:
        return f"{self.page_id}"


@transaction.atomic
def run(now: datetime.datetime) -> int:
    """The service's job; returns of how many pages somebody was told. Two at once tell nobody twice."""
    ledger.lock()
    directory = Directory.at(now)
    known = dict(ChartNotice.objects.values_list("page_id", "digest"))
    notified = 0
    for page in OrganisationPage.objects.filter(live=True).select_related("issuing_office__unit"):
        shown = current.of_item(page.disclosure_key, at=now, form=True)
        registers = page.rows_of_registers()
        digest = sha256(canonical(registers))
        if shown is None or known.get(page.pk) == digest or says_the_same(CanonicalContent(shown.form), registers):
            continue
        _tell(page, _drafters(page, directory))
        ChartNotice.objects.update_or_create(page=page, defaults={"digest": digest, "told_at": now})
        notified += 1
    return notified


def says_the_same(form: CanonicalContent, registers: dict[str, list[dict[str, str]]]) -> bool:
    """Whether a form shows the rows that the registers have."""
    children = form.data["children"]
    return all(
        [{name: row.get(name) for name in wanted} for row, wanted in zip(children[relation], rows, strict=False)]
        == rows
        and len(children[relation]) == len(rows)
        for relation, rows in registers.items()
    )


def _drafters(page: OrganisationPage, directory: Directory) -> Iterable[Any]:
    """Who may draft this page now, by their posts."""
    people: Any = get_user_model()._default_manager.filter(is_active=True).exclude(email="").order_by("pk")
    for person in people.filter(pk__in=directory.people_of_office(page.issuing_office_id)):
        if permissions.may_draft(person, page.category, page.issuing_office_id, directory=directory):
            yield person


def _tell(page: OrganisationPage, people: Iterable[Any]) -> None:
    with translation.override(PUBLIC_LANGUAGE):
        subject = _("The registers changed: “%(title)s” has to be brought up to date") % {"title": page.title}
        address = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('wagtailadmin_pages:edit', args=[page.pk])}"
        lines = [
            _("What is published differs from the registers of the organisation."),
            _("Save the page: it takes over what the registers say. Then submit it."),
            "",
            address,
        ]
        for person in people:
            mail.send(person.email, subject, "\n".join(lines))
