"""`provide`: an office enters the part that the regulation gives to it alone (§5.1.1: the fees come from planning)."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.organisation.seats import Directory
from cms.workflows.cases import lookup, people, progress, records
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.people import Seat
from cms.workflows.cases.position import preparing
from cms.workflows.cases.records import Actor
from cms.workflows.chains import words
from cms.workflows.chains.values import PlanStep
from cms.workflows.services.refusing import check


def steps_for(case: Case, user: Any, directory: Directory) -> list[tuple[PlanStep, Seat]]:
    """The `provide` steps of the case in which this person may act."""
    found = []
    for step in preparing(case.plan, "provide"):
        for seat in people.seats_of(directory, case, step, step.seats):
            if seat.is_for(user):
                found.append((step, seat))
    return found


def refusal(case: Case, user: Any, directory: Directory | None = None) -> str | None:
    """Why this person cannot provide a part now."""
    if case.state not in Case.EDITABLE:
        return _("The item is in approval: a part of it can be entered only while it is being prepared.")
    if not steps_for(case, user, directory or Directory.at()):
        return _("No part of this item is yours to provide.")
    return None


@transaction.atomic
def provide(
    case: Case,
    user: Any,
    *,
    step: int | None = None,
    stated: Collection[str] = (),
    comment: str = "",
    at: datetime.datetime | None = None,
) -> Decision:
    """Record that the seat provided its part as the newest draft has it. Raises Refused.

    The decision names the digest of the part: when the part changes afterwards, it has to be provided again. `stated`
    are the seats of `step.states` whose review is stated with it (§6.1).
    """
    case = lookup.lock(case)
    directory = Directory.at(at)
    check(refusal(case, user, directory), f"provide for case {case.pk}")
    found = [pair for pair in steps_for(case, user, directory) if step in (None, pair[0].number)]
    check(None if found else _("No part of this item is yours to provide."), f"provide for case {case.pk}")
    chosen, seat = found[0]
    left = [words.review(name) for seat_name, name in chosen.states if seat_name not in stated]
    missing = _("This office provides the text, so it states its own review: %(reviews)s (§6.1).")
    check(missing % {"reviews": "、".join(left)} if left else None, f"provide for case {case.pk}")
    draft = lookup.draft(case)
    actor = Actor(user, seat.seat, seat.assignment)
    part = draft.part_digest(seat.seat.identifier)
    facts = {"part": part, "name": chosen.part, "states": [name for _seat, name in chosen.states]}
    decision = records.write(case, "provide", actor, step=chosen, comment=comment, evidence=facts, at=at)
    progress.place_preparation(case)
    return decision
