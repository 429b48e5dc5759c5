"""Who is told what. Mails go through the outbox, in the transaction that causes them, in Chinese."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.organisation.seats import DEPUTY_IN_CHARGE, ORIGINATING_OFFICE, Assignment, Directory, SeatRef
from cms.outbox import mail
from cms.workflows.cases import missed, people, progress, records, regulation
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.progress import Situation
from cms.workflows.chains import words
from cms.workflows.chains.vocabulary import CHIEF, STEP_KINDS

LANGUAGE = "zh-hans"
SHOWN_TITLES = 50


def address(case: Case) -> str:
    """The page in the admin on which a case is read and decided."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('disclosure_approval:case', args=[case.pk])}"


def _send(case: Case, user_ids: Iterable[int | None], subject: str, lines: Iterable[str]) -> None:
    users = get_user_model()._default_manager.filter(pk__in={pk for pk in user_ids if pk}, is_active=True)
    body = "\n".join([*lines, "", address(case)])
    mail.send_all(users.exclude(email="").values_list("email", flat=True), subject, body)


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


def returned(case: Case, decision: Decision, directory: Directory) -> None:
    """The provider, and whoever resolves it, learns that and why the item came back; those who signed, that it is void.

    `case` is in its next round already; `decision` is of the one that ended.
    """
    with translation.override(LANGUAGE):
        subject = _("Returned: %(about)s") % {"about": _about(case)}
        lines = [
            _("Returned by: %(name)s, %(seat)s")
            % {"name": decision.holder_name, "seat": records.seat_in_full(decision)},
            _("Step: %(kind)s (%(clause)s)") % {"kind": _step_of(decision, case), "clause": decision.clause},
            _("Reason: %(reason)s") % {"reason": decision.comment},
        ]
        providers = _providers(case) | carriers(case, directory)
        void = {pk for pk in signers(case, decision.round) if pk not in providers and pk != decision.holder_id}
        _send(case, providers, subject, [*lines, _("Revise it and submit it again, or end the case.")])
        if void:
            _send(case, void, subject, [*lines, _("What you decided in this round is void by that.")])


def _step_of(decision: Decision, case: Case) -> str:
    """The step at which something was decided, in words."""
    step = next((each for each in case.plan.steps if each.number == decision.step), None)
    if step is None:
        return records.label(decision)
    return words.step(step.kind, [seat for seat in step.seats if seat.key == decision.seat] or step.seats)


def carriers(case: Case, directory: Directory) -> set[int]:
    """Who may resolve a case that came back."""
    rows = case.pending.exclude(kind="provide")
    return {holder.user_id for row in rows for holder in people.assignment_of(directory, row).holders}


def signers(case: Case, number: int | None = None) -> list[int]:
    """Those who decided something in a round (the case's own unless `number` names one) as a seat of its chain."""
    found = Decision.objects.filter(case_id=case.pk, round=case.round if number is None else number, step__gt=0)
    kinds = STEP_KINDS.names(lambda kind: kind.is_approval or kind.is_decided)
    return [pk for pk in found.filter(kind__in=kinds).values_list("holder_id", flat=True).distinct() if pk]


def commented(case: Case, decision: Decision, label: str, user_ids: Iterable[int | None]) -> None:
    """Whom a comment or an answer is for learns what was said, about what and by whom."""
    with translation.override(LANGUAGE):
        facts = {"what": records.label(decision), "about": _about(case)}
        subject = _("%(what)s: %(about)s") % facts
        lines = [_("By: %(name)s") % {"name": decision.holder_name}]
        if label:
            lines.append(_("About: %(label)s") % {"label": label})
        lines.append(decision.comment)
        _send(case, [pk for pk in user_ids if pk != decision.holder_id], subject, lines)


def declined(case: Case, decision: Decision) -> None:
    """Who took an item down, and who answers for it, learns that the chain does not ratify it."""
    with translation.override(LANGUAGE):
        subject = _("Not ratified: %(about)s") % {"about": _about(case)}
        lines = [
            _("By: %(name)s") % {"name": decision.holder_name},
            _("Reason: %(reason)s") % {"reason": decision.comment},
            _("The item stays down. To show it again is a new publication, by its chain."),
        ]
        _send(case, _providers(case) | heads(case), subject, lines)


def marked(case: Case, mark: str, decision: Decision, user_ids: Iterable[int]) -> None:
    """Those who may lower a mark learn of it: the chain may have no step for them."""
    with translation.override(LANGUAGE):
        subject = _("Marked “%(mark)s”: %(about)s") % {"mark": words.mark(mark), "about": _about(case)}
        lines = [_("By: %(name)s") % {"name": decision.holder_name}]
        if decision.comment:
            lines.append(_("Reason: %(reason)s") % {"reason": decision.comment})
        lines.append(_("If it is not so, it is yours to lower the mark."))
        _send(case, [pk for pk in user_ids if pk != decision.holder_id], subject, lines)


def waiting_people(case: Case) -> list[int]:
    """Those whom the case waits for now."""
    return [holder.user_id for seat in progress.look(case).seats() for holder in seat.assignment.holders]


def taken_back(case: Case, decision: Decision, user_ids: Iterable[int]) -> None:
    """Those who were to decide learn that they need not."""
    with translation.override(LANGUAGE):
        subject = _("Taken back: %(about)s") % {"about": _about(case)}
        lines = [_("By: %(name)s") % {"name": decision.holder_name}]
        if decision.comment:
            lines.append(_("Reason: %(reason)s") % {"reason": decision.comment})
        lines.append(_("What was decided in this round is void by that."))
        _send(case, [pk for pk in user_ids if pk != decision.holder_id], subject, lines)


def ended(case: Case, decision: Decision, user_ids: Iterable[int]) -> None:
    """A case ended because of what happened to its item: its provider learns it, and who had a part in it."""
    with translation.override(LANGUAGE):
        subject = _("Ended: %(about)s") % {"about": _about(case)}
        lines = [_("By: %(name)s") % {"name": decision.holder_name}]
        if decision.comment:
            lines.append(_("Reason: %(reason)s") % {"reason": decision.comment})
        _send(case, [pk for pk in {*user_ids, *_providers(case)} if pk != decision.holder_id], subject, lines)


def completed(case: Case, decision: Decision, comes_up: datetime.datetime | None = None) -> None:
    """The provider learns that it is done, or signed and waiting for its time."""
    with translation.override(LANGUAGE):
        if comes_up is None:
            subject = _("Done: %(about)s") % {"about": _about(case)}
        else:
            facts = {"about": _about(case), "at": missed.moment(comes_up)}
            subject = _("Signed, on view from %(at)s: %(about)s") % facts
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


def unpost(
    case: Case, seat: Assignment, channel: str, due: datetime.date | None, term: datetime.datetime | None = None
) -> None:
    """Who posted it is told to take it down by hand, because of the case or as its term is over."""
    with translation.override(LANGUAGE):
        subject = _("Take down by hand (%(channel)s): %(title)s") % {"channel": channel, "title": case.title}
        lines = [
            _("Its term was over on %(term)s.") % {"term": missed.moment(term)}
            if term
            else _("It is %(action)s on the web site: what hangs or lies goes too, and what takes its place is hung.")
            % {"action": case.get_action_display()},
            _("Seat: %(seat)s") % {"seat": seat.in_full},
            _("Until: %(date)s") % {"date": due},
        ]
        _send(case, (holder.user_id for holder in seat.holders), subject, lines)


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
        SeatRef(case.unit_id, regulation.of(case.chains).seat_of(CHIEF)),
    ]
    return {holder.user_id for ref in refs for holder in directory.assign(ref).holders}


def review_due(case: Case, directory: Directory, reason: str = "") -> None:
    """The office that provides an item is asked whether it still holds."""
    with translation.override(LANGUAGE):
        subject = _("Withdraw or confirm: %(title)s") % {"title": case.title}
        lines = [
            _("Reason: %(reason)s") % {"reason": reason}
            if reason
            else _("Its review period is over. Until it is closed, the page says that it may be out of date.")
        ]
        ref = SeatRef(case.unit_id, ORIGINATING_OFFICE, case.office_id)
        _send(case, (holder.user_id for holder in directory.assign(ref).holders), subject, lines)


def _providers(case: Case) -> set[Any]:
    return {case.submitted_by_id, case.opened_by_id}
