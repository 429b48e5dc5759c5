"""What a form fills in by itself: the office, what follows from the unit and the day, the expiry that a term says."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.organisation import permissions
from cms.workflows.cases import drafting


def not_theirs() -> str:
    return _("None of your posts drafts such pages for this office.")


def fill_in(form: Any) -> None:
    """Before it is shown or read: only offices of the unit for which its sender drafts such items are offered; with
    one only it is settled."""
    unit = form.instance.office_unit(form.parent_page)
    field = form.fields.get("issuing_office")
    if field is not None:
        _offer_offices(form, field, unit)
    if form.instance.pk is None and unit is not None and form.for_user is not None:
        facts = permissions.directory_of(form.for_user).unit(unit)
        for name, value in form.instance.known_at_start(facts.name if facts else "").items():
            if name in form.fields and not form.initial.get(name):
                form.initial[name] = value


def _offer_offices(form: Any, field: Any, unit: int | None) -> None:
    field.queryset = field.queryset.select_related("unit")
    field.error_messages["invalid_choice"] = not_theirs()
    if form.for_user is None or form.for_user.is_superuser:
        field.queryset = field.queryset.filter(unit_id=unit) if unit is not None else field.queryset
        return
    keys = {office.pk for office in drafting.offices(form.for_user, type(form.instance), unit)}
    field.queryset = field.queryset.filter(pk__in=keys | {form.instance.issuing_office_id} - {None})
    if len(keys) == 1:
        field.empty_label = None
        if not form.initial.get("issuing_office"):
            form.initial["issuing_office"] = next(iter(keys))


def set_expiry(form: Any, cleaned: dict[str, Any]) -> None:
    """A term is typed once: where the type says which of its days ends it, the page comes down when that day is over,
    unless somebody says otherwise. It follows when the term is moved."""
    name = getattr(form.instance, "expires_after", "")
    day = cleaned.get(name) if name else None
    if day is None or "expire_at" not in form.fields or (cleaned.get("no_expiry_reason") or "").strip():
        return
    given, before = cleaned.get("expire_at"), form.initial.get(name)
    follows = day != before and before is not None and given == end_of(before)
    if (given is None or follows) and end_of(day) > timezone.now():
        cleaned["expire_at"] = end_of(day)


def end_of(day: datetime.date) -> datetime.datetime:
    """The first moment after it, where the site stands."""
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min)
    return timezone.make_aware(midnight)
