"""`record`: the discipline inspection reads the case files of its unit, changes none, records what it found (§7)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.organisation import permissions
from cms.workflows.cases import lookup, records
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.records import Actor
from cms.workflows.services import notify
from cms.workflows.services.refusing import check

KIND = "finding"


def refusal(case: Case, user: Any) -> str | None:
    """Why this person cannot record a finding: only who oversees the unit can."""
    if not user.is_active or case.unit_id not in permissions.oversight_units(user):
        return _("Only the discipline inspection of the unit records findings.")
    return None


@transaction.atomic
def record(case: Case, user: Any, text: str) -> Decision:
    """Append a finding to the case file; it voids nothing and decides nothing. Raises Refused."""
    case = lookup.lock(case)
    check(refusal(case, user) or (None if text.strip() else _("Say what was found.")), f"finding on case {case.pk}")
    decision = records.write(case, KIND, Actor(user), comment=text)
    subject = _("Finding of the discipline inspection: %(title)s") % {"title": case.title}
    notify.tell(case, notify.heads(case), subject, [text])
    return decision
