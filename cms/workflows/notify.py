"""Who is told what. Mails go through the outbox, in the transaction that causes them, in Chinese."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.organisation.seats import DEPUTY_IN_CHARGE, ORIGINATING_OFFICE, Directory, SeatRef
from cms.outbox import mail
from cms.workflows import records, words
from cms.workflows.models import Case, Decision
from cms.workflows.progress import Situation

LANGUAGE = "zh-hans"
SHOWN_TITLES = 50


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


def tell(case: Case, user_ids: Iterable[int | None], subject: str, lines: Iterable[str]) -> None:
    """A mail about a case, with the link to it; for rooms above."""
    _send(case, user_ids, subject, lines)


def next_seats(situation: Situation) -> None:
    """Whoever is next gets a mail with a link that opens the right page."""
    case, step = situation.case, situation.position.step
    if step is None:
        return
    with translation.override(LANGUAGE):
        for seat in situation.seats():
            kind = words.act(step.kind, seat.seat.what)
            subject = _("Waits for you: %(kind)s, %(about)s") % {"kind": kind, "about": _about(case)}
            lines = [
                _("Item: %(about)s") % {"about": _about(case)},
                _("Step: %(kind)s (%(clause)s)") % {"kind": kind, "clause": step.clause},
                _("Seat: %(seat)s") % {"seat": seat.assignment.in_full},
            ]
            if seat.assignment.reason:
                lines.append(seat.assignment.reason)
            _send(case, (holder.user_id for holder in seat.assignment.holders), subject, lines)


def returned(case: Case, decision: Decision) -> None:
    """The provider learns that and why the item came back."""
    with translation.override(LANGUAGE):
        subject = _("Returned: %(about)s") % {"about": _about(case)}
        lines = [
            _("Returned by: %(name)s, %(seat)s")
            % {"name": decision.holder_name, "seat": records.seat_in_full(decision)},
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


def turned(entries: Iterable[tuple[Case, str]], kind: str) -> None:
    """Whoever submitted them is told what came on view or down by time: one mail each, however many there are."""
    titles: dict[Any, list[str]] = {}
    for case, title in entries:
        titles.setdefault(case.submitted_by_id, []).append(title)
    users = get_user_model()._default_manager.filter(pk__in=[pk for pk in titles if pk], is_active=True)
    with translation.override(LANGUAGE):
        for pk, recipient in users.exclude(email="").values_list("pk", "email"):
            mine = titles[pk]
            subject = _("Came on view: %(count)s") if kind == "up" else _("Came down by expiry: %(count)s")
            lines = [f"· {title}" for title in mine[:SHOWN_TITLES]]
            if len(mine) > SHOWN_TITLES:
                lines.append(_("and %(count)s more") % {"count": len(mine) - SHOWN_TITLES})
            mail.send(recipient, subject % {"count": len(mine)}, "\n".join(lines))


def taken_down_now(case: Case, user: Any) -> None:
    """The provider, its leaders and the head of the unit learn of an emergency takedown."""
    with translation.override(LANGUAGE):
        subject = _("Taken down in an emergency: %(about)s") % {"about": case.title}
        lines = [
            _("By: %(name)s") % {"name": records.name_of(user)},
            _("Reason: %(reason)s") % {"reason": case.reason},
            _("The ordinary chain has to ratify it."),
        ]
        _send(case, heads(case), subject, lines)


def heads(case: Case, directory: Directory | None = None) -> set[int]:
    """Who answers for the item: the head of its office, the leaders over it, the head of the unit."""
    directory = directory or Directory.at()
    refs = [
        SeatRef(case.unit_id, ORIGINATING_OFFICE, case.office_id),
        SeatRef(case.unit_id, DEPUTY_IN_CHARGE, case.office_id),
        SeatRef(case.unit_id, "director"),
    ]
    return {holder.user_id for ref in refs for holder in directory.assign(ref).holders}


def review_due(case: Case, directory: Directory) -> None:
    """The office that provides an item is asked whether it still holds."""
    with translation.override(LANGUAGE):
        subject = _("Withdraw or confirm: %(title)s") % {"title": case.title}
        lines = [_("Its review period is over. Until it is closed, the page says that it may be out of date.")]
        ref = SeatRef(case.unit_id, ORIGINATING_OFFICE, case.office_id)
        _send(case, (holder.user_id for holder in directory.assign(ref).holders), subject, lines)


def _providers(case: Case) -> set[Any]:
    return {case.submitted_by_id, case.opened_by_id}
