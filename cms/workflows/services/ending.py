"""`cancel`: a case that is not in approval ends, with a reason; its draft can go back to what is on view."""

import datetime
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.organisation.seats import Directory
from cms.publication import canonical as forms
from cms.publication import current
from cms.publication.canonical import CanonicalContent
from cms.publication.schema import SchemaMismatch
from cms.workflows.cases import lookup, people, records
from cms.workflows.cases.models import UNPOST, Case
from cms.workflows.cases.records import Actor
from cms.workflows.mirror import following
from cms.workflows.services.refusing import Refused, check

WRITTEN = ("content", "children", "slug", "parent", "title", "go_live", "expire")
"""What of a form its draft says; the rest is read from what it refers to."""
_restoring: ContextVar[bool] = ContextVar("restoring", default=False)


def refusal(case: Case, user: Any, directory: Directory | None = None) -> str | None:
    """Why this person cannot end the case. What a rule opened ends by its answer, and not by being given up."""
    if case.state == Case.State.OPEN:
        return _("It is in approval: take it back first, then it can be ended.")
    if case.state not in Case.EDITABLE:
        return _("The case is closed.")
    if case.is_ratification:
        return _("An emergency takedown has to be ratified or declined: submit it again, the chain decides.")
    if case.is_review and current.of_item(case.item, case.channel) is not None:
        return _("A review ends by a confirmation, by the withdrawal, or when a modification begins in its place.")
    if not people.may_prepare(user, case, directory or Directory.at()):
        return _("Only the office that provides this item can end its case.")
    return None


def may_restore(case: Case) -> bool:
    """Whether there is something on view to which the draft could be put back."""
    return case.has_content and case.is_running and current.of_item(case.item, case.channel) is not None


@transaction.atomic
def cancel(
    case: Case, user: Any, reason: str = "", *, restore: bool = False, at: datetime.datetime | None = None
) -> Case:
    """End a case that is not in approval; its decisions stay. Raises Refused.

    `restore`: a new revision by this person says what is on view. Who wrote what is given up stays among the authors
    of the round (rule 2): a revert could bring their text back.
    """
    case = lookup.lock(case)
    check(refusal(case, user, Directory.at(at)), f"cancel case {case.pk}")
    check(None if reason.strip() else _("Give the reason."), f"cancel case {case.pk}")
    restore = restore and may_restore(case)
    records.write(case, "cancel", Actor(user), comment=reason, at=at)
    following.give_up(case, user)
    case.state = Case.State.CANCELLED
    case.save(update_fields=["state"])
    case.pending.exclude(kind=UNPOST).delete()
    if restore:
        _restore(case, user)
    return case


def _restore(case: Case, user: Any) -> None:
    """Raises Refused where nothing that Wagtail keeps says what is on view."""
    shown = current.of_item(case.item, case.channel, form=True)
    item = lookup.item(case)
    if shown is None or _says(item.get_latest_revision_as_object(), shown.form):
        return
    copy = next((each for each in _copies(case, item, shown.number) if _says(each, shown.form)), None)
    if copy is None:
        raise Refused(_("What is on view is kept nowhere as a draft: end the case without putting the draft back."))
    token = _restoring.set(True)
    try:
        copy.save_revision(user=user, log_action=True, clean=False)
    finally:
        _restoring.reset(token)


def is_restoring() -> bool:
    """Whether the revision that is being saved only says again what is on view, and begins nothing."""
    return _restoring.get()


def _says(draft: Any, form: str) -> bool:
    """Whether a draft says what a published form says, whatever became of the rows that it refers to."""
    ours, theirs = forms.make(draft).data, CanonicalContent(form).data
    try:
        body = {"content": theirs["content"], "children": theirs["children"]}
        theirs = {**theirs, **draft.disclosure_schema.read(theirs["schema"], body)}
    except SchemaMismatch:
        return False
    return all(ours[name] == theirs[name] for name in WRITTEN)


def _copies(case: Case, item: Any, publication: int) -> Any:
    """Where Wagtail may still have the text that is on view: the revision that was signed, or the live rows."""
    published = lookup.published_by(publication)
    wanted = [published.revision_id if published else None, getattr(item, "live_revision_id", None)]
    for revision in lookup.revisions_of(item).filter(pk__in=[pk for pk in wanted if pk]):
        yield revision.as_object()
    yield item
