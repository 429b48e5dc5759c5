"""Keeping, offering again and dropping what somebody typed, by their rights of the moment. Nobody becomes an author."""

import datetime
import logging
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.drafts import conflicts
from cms.drafts.conf import rules
from cms.drafts.models import UnsavedForm
from cms.workflows.cases import drafting
from cms.workflows.wagtail.items import DisclosureItem

log = logging.getLogger("cms.drafts")
NOT_KEPT = {"csrfmiddlewaretoken", "next"}
LOADED = "loaded_revision_id"
"""Wagtail's field: the version that the form was made of."""


class Refused(Exception):
    """Why it is not kept, in words."""


class TooLong(Refused):
    """The form is longer than DISCLOSURE_DRAFTS allows."""


@dataclass(frozen=True)
class Place:
    """Which form: of a page, or (`begun`) of a new page of this type below it."""

    page: Any
    begun: Any = None

    @property
    def name(self) -> str:
        return self.begun._meta.label if self.begun is not None else ""


def refusal(user: Any, place: Place) -> str | None:
    """Why this person may not send this form now, in words; the same rights as the form's own."""
    page, model = place.page, place.begun
    kind = model or type(page)
    if not user.is_active or not issubclass(kind, DisclosureItem):
        return _("No such form is kept.")
    tester = page.permissions_for_user(user)
    if model is None:
        return None if tester.can_edit() else _("You may not edit this page.")
    begins = tester.can_add_subpage() and model in page.creatable_subpage_models() and model.can_create_at(page)
    if begins and isinstance(page, DisclosureItem):
        begins = model in page.types_to_begin(user)
    elif begins:
        begins = bool(drafting.drafted(user, [model], None))
    return None if begins else _("None of your posts drafts such pages here.")


def keep(user: Any, place: Place, data: QueryDict) -> datetime.datetime:
    """Puts it in the place of what was kept of this form before. Raises Refused, TooLong."""
    wrong = refusal(user, place)
    if wrong is not None:
        drop(user, place)
        raise Refused(wrong)
    kept = data.copy()
    for name in NOT_KEPT:
        kept.pop(name, None)
    text = kept.urlencode().replace("%00", "")
    if len(text) > rules().bytes:
        raise TooLong(_("The form is too long to be kept while you type: save it."))
    values = {"form": text, "based_on": conflicts.number_of(data.get(LOADED)), "kept_at": timezone.now()}
    row, _made = UnsavedForm.objects.update_or_create(
        user=user, page_id=place.page.pk, begun=place.name, defaults=values
    )
    return row.kept_at


def kept(user: Any, place: Place) -> UnsavedForm | None:
    """What this person typed into this form and did not save; None for nothing, or where the right is gone."""
    row = UnsavedForm.objects.filter(user=user, page_id=place.page.pk, begun=place.name).first()
    if row is None:
        return None
    too_old = row.kept_at < timezone.now() - datetime.timedelta(days=rules().days)
    if too_old or refusal(user, place) is not None:
        row.delete()
        return None
    return row


def drop(user: Any, place: Place) -> bool:
    """Whether there was anything."""
    found, _each = UnsavedForm.objects.filter(user=user, page_id=place.page.pk, begun=place.name).delete()
    return bool(found)


def fields_of(row: UnsavedForm) -> QueryDict:
    """As the browser sent them."""
    return QueryDict(row.form, mutable=False, encoding="utf-8")
