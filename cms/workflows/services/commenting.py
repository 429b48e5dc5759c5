"""`comment`, `answer`, `resolve`: what the people of a case say to each other about a field or a block of it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.organisation.seats import Directory
from cms.workflows.cases import comments, lookup, people, records
from cms.workflows.cases.comments import Thread
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.records import Actor
from cms.workflows.services import notify
from cms.workflows.services.refusing import check

LONGEST = 2000


def refusal(case: Case, user: Any, directory: Directory | None = None) -> str | None:
    """Why this person cannot say something here: whoever has a part in the chain of a running case can."""
    if not user.is_active:
        return _("This account is not active.")
    if not case.is_running:
        return _("This case is over: nothing is said about it any more.")
    if user.pk in (case.opened_by_id, case.submitted_by_id):
        return None
    if not people.takes_part(user, case, directory or Directory.at()):
        return _("Only who has a part in the chain of this case can comment on it.")
    return None


@transaction.atomic
def comment(case: Case, user: Any, text: str, *, about: str = "", label: str = "") -> Decision:
    """Say something about a field (`about`, with its name in words) or about the whole. Raises Refused."""
    case = lookup.lock(case)
    check(refusal(case, user) or _unsaid(text), f"comment on case {case.pk}")
    said = records.write(case, comments.COMMENT, Actor(user), comment=text, evidence=comments.evidence(about, label))
    notify.commented(case, said, label, {case.submitted_by_id, case.opened_by_id})
    return said


@transaction.atomic
def answer(case: Case, user: Any, number: int, text: str) -> Decision:
    """Answer the comment of this number. Raises Refused."""
    case = lookup.lock(case)
    thread = _thread(case, number)
    check(refusal(case, user) or _gone(thread) or _unsaid(text), f"answer a comment on case {case.pk}")
    said = records.write(case, comments.ANSWER, Actor(user), comment=text, evidence=comments.evidence_of(number))
    if thread is not None:
        notify.commented(case, said, thread.label, {each.holder_id for each in (thread.comment, *thread.answers)})
    return said


@transaction.atomic
def resolve(case: Case, user: Any, number: int, text: str = "") -> Decision:
    """Say that what a comment is about is settled; who made the comment or provides the item does. Raises Refused."""
    case = lookup.lock(case)
    thread = _thread(case, number)
    directory = Directory.at()
    wrong = refusal(case, user, directory) or _gone(thread) or _not_theirs(case, user, thread, directory)
    check(wrong, f"resolve on case {case.pk}")
    return records.write(case, comments.RESOLVE, Actor(user), comment=text, evidence=comments.evidence_of(number))


def may_resolve(case: Case, user: Any, thread: Thread, directory: Directory) -> bool:
    """Whether the button is theirs; `refusal` is asked beside it."""
    return thread.resolved is None and _not_theirs(case, user, thread, directory) is None


def _unsaid(text: str) -> str | None:
    if not text.strip():
        return _("Write what is to be said.")
    if len(text) > LONGEST:
        return _("At most %(count)s characters.") % {"count": LONGEST}
    return None


def _thread(case: Case, number: int) -> Thread | None:
    return next((each for each in comments.threads(records.of_case(case)) if each.number == number), None)


def _gone(thread: Thread | None) -> str | None:
    if thread is None:
        return _("There is no such comment on this case.")
    return _("This comment is settled already.") if thread.resolved is not None else None


def _not_theirs(case: Case, user: Any, thread: Thread | None, directory: Directory) -> str | None:
    mine = {case.opened_by_id, case.submitted_by_id, thread.comment.holder_id if thread is not None else None}
    if user.pk in mine or people.may_prepare(user, case, directory):
        return None
    return _("Who made the comment settles it, or the office that provides the item.")
