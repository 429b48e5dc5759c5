"""`give_reason`: why an item changes, said before it is submitted."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.organisation.seats import Directory
from cms.workflows.cases import basis as bases
from cms.workflows.cases import lookup, people, reasons
from cms.workflows.cases.models import Case
from cms.workflows.services import opening
from cms.workflows.services.refusing import check


@transaction.atomic
def give_reason(case: Case, user: Any, *, reason_kind: str, reason: str = "", **more: Any) -> Case:
    """Say why the item changes, comes down or ends; what it rests on (`basis`), what takes its place (`successor`) and
    whether the public is told (`suppress_title`) where they are given. Raises Refused.
    """
    case = lookup.lock(case)
    successor = str(more.get("successor", case.successor))
    wrong = reasons.refusal(case.action, reason_kind, successor)
    if wrong is None and successor != case.successor:
        wrong = opening.no_successor(case.item, successor)
    facts = bases.cleaned(more.get("basis_facts", case.basis_facts))
    wrong = wrong or bases.refusal(facts, lookup.item(case))
    check(_refusal(case, user) or wrong, f"reason of {case.pk}")
    before = (case.reason_kind, case.basis, case.successor)
    case.reason_kind, case.reason, case.successor = reason_kind, reason.strip(), successor
    case.basis_facts = facts
    case.basis = str(more.get("basis", case.basis)).strip()
    wanted = bool(more.get("suppress_title", case.suppress_title))
    case.suppress_title = wanted or reason_kind == reasons.ReasonKind.SECRECY
    case.save(update_fields=["reason_kind", "reason", "successor", "basis", "basis_facts", "suppress_title"])
    if case.action == Case.Action.REPEAL and case.has_content and before != (reason_kind, case.basis, successor):
        opening.mark_ended(case, user)
    return case


def _refusal(case: Case, user: Any) -> str | None:
    if case.state not in Case.EDITABLE:
        return _("It has been submitted already.")
    if case.is_ratification:
        return _("The public was told the reason when it was taken down: it stays.")
    if not people.may_prepare(user, case, Directory.at()):
        return _("Only the office that provides this item can submit it.")
    return None
