"""Who may read a case: those who have a part in its chain or may lower a mark of it, its unit's readers, overseers,
an administrator."""

from typing import Any

from cms.organisation import permissions
from cms.organisation.seats import Directory
from cms.workflows.cases import marks, people, posted
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.readable import READ


def may_read(user: Any, case: Case, directory: Directory | None = None) -> bool:
    """§7: `discipline` reads everything of its unit and those below; the others what concerns them."""
    if not user.is_active or user.is_anonymous:
        return False
    if user.is_superuser or user.pk in (case.opened_by_id, case.submitted_by_id):
        return True
    directory = directory or permissions.directory_of(user)
    if case.unit_id in permissions.oversight_units(user, directory=directory):
        return True
    if permissions.may_in_unit(user, READ, case.unit_id) or people.takes_part(user, case, directory):
        return True
    if marks.is_asked(user, case, directory):
        return True
    if Decision.objects.filter(case_id=case.pk, holder_id=user.pk).exists():
        return True
    return bool(posted.jobs_of(case, user, directory))
