"""Who is told what. Mails go through the outbox, in the transaction that causes them, in Chinese."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.outbox import mail
from cms.workflows import words
from cms.workflows.models import Case, Decision
from cms.workflows.progress import Situation

LANGUAGE = "zh-hans"


def address(case: Case) -> str:
    """The page in the admin on which a case is read and decided."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('disclosure_desk:case', args=[case.pk])}"


def _send(case: Case, user_ids: Iterable[int | None], subject: str, lines: Iterable[str]) -> None:
    users = get_user_model()._default_manager.filter(pk__in={pk for pk in user_ids if pk}, is_active=True)
    body = "\n".join([*lines, "", address(case)])
    for recipient in users.exclude(email="").values_list("email", flat=True):
        mail.send(recipient, subject, body)


def _about(case: Case) -> str:
    return _("%(action)s “%(title)s”") % {"action": case.get_action_display(), "title": case.title}


def next_seats(situation: Situation) -> None:
    """Whoever is next gets a mail with a link that opens the right page."""
    case, step = situation.case, situation.position.step
    if step is None:
        return
    with translation.override(LANGUAGE):
        for seat in situation.seats():
            kind = words.kind(step.kind)
            subject = _("Waits for you: %(kind)s, %(about)s") % {"kind": kind, "about": _about(case)}
            lines = [
                _("Item: %(about)s") % {"about": _about(case)},
                _("Step: %(kind)s (%(clause)s)") % {"kind": kind, "clause": step.clause},
                _("Seat: %(seat)s") % {"seat": seat.assignment.label},
            ]
            if seat.assignment.reason:
                lines.append(seat.assignment.reason)
            _send(case, (holder.user_id for holder in seat.assignment.holders), subject, lines)


def returned(case: Case, decision: Decision) -> None:
    """The provider learns that and why the item came back."""
    with translation.override(LANGUAGE):
        subject = _("Returned: %(about)s") % {"about": _about(case)}
        lines = [
            _("Returned by: %(name)s, %(seat)s") % {"name": decision.holder_name, "seat": decision.seat_label},
            _("Reason: %(reason)s") % {"reason": decision.comment},
        ]
        _send(case, _providers(case), subject, lines)


def waiting_people(case: Case) -> list[int]:
    """Those whom the case waits for now."""
    from cms.workflows import progress

    return [holder.user_id for seat in progress.look(case).seats() for holder in seat.assignment.holders]


def taken_back(case: Case, decision: Decision, user_ids: Iterable[int]) -> None:
    """Those who were to decide learn that they need not."""
    with translation.override(LANGUAGE):
        subject = _("Taken back: %(about)s") % {"about": _about(case)}
        lines = [_("By: %(name)s") % {"name": decision.holder_name}]
        if decision.comment:
            lines.append(_("Reason: %(reason)s") % {"reason": decision.comment})
        _send(case, [pk for pk in user_ids if pk != decision.holder_id], subject, lines)


def completed(case: Case, decision: Decision) -> None:
    """The provider learns that it is done."""
    with translation.override(LANGUAGE):
        subject = _("Done: %(about)s") % {"about": _about(case)}
        lines = [_("%(kind)s: %(name)s") % {"kind": words.kind(decision.kind), "name": decision.holder_name}]
        _send(case, _providers(case), subject, lines)


def _providers(case: Case) -> set[Any]:
    return {case.submitted_by_id, case.opened_by_id}
