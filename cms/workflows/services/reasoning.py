"""`give_reason`: why an item changes, said before it is submitted."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.organisation.seats import Directory
from cms.workflows import cases, people, reasons
from cms.workflows.models import Case
from cms.workflows.refusing import check


@transaction.atomic
def give_reason(case: Case, user: Any, *, reason_kind: str, reason: str = "") -> Case:
    """Say why the item changes. Raises Refused."""
    case = cases.lock(case)
    check(_refusal(case, user) or reasons.refusal(case.action, reason_kind, case.successor), f"reason of {case.pk}")
    case.reason_kind, case.reason = reason_kind, reason.strip()
    case.save(update_fields=["reason_kind", "reason"])
    return case


def _refusal(case: Case, user: Any) -> str | None:
    if case.state not in Case.EDITABLE:
        return _("It has been submitted already.")
    if not people.may_prepare(user, case, Directory.at()):
        return _("Only the office that provides this item can submit it.")
    return None
