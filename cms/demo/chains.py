"""Lets the people of the demonstration carry a case through its chain, each in the seat that the regulation names."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from cms.organisation.seats import Directory
from cms.workflows import services
from cms.workflows.cases import lookup, people, progress
from cms.workflows.cases.models import Case
from cms.workflows.services import submitting

DECIDED = ("publish", "post", "take_down")


def user(name: str) -> Any:
    return get_user_model()._default_manager.get(username=name)


def submit(case: Case, author: Any) -> Case:
    seen = submitting.prospect(case, author)
    return services.submit(case, author, attestation=dict.fromkeys(submitting.points_of(seen.case.plan), True))


def provide_all(case: Case) -> None:
    """Whoever provides a part, and has not yet, does so."""
    directory = Directory.at()
    for step in progress.missing_parts(case, lookup.draft(case)):
        seat = people.assignment(directory, case, step, step.seats[0])
        stated = [name for name, _review in step.states]
        services.provide(case, user(seat.holders[0].username), step=step.number, stated=stated)


def run(case: Case, until: str = "", resolution: tuple[str, str] = ("", "")) -> None:
    """Let whoever is next decide, in the seat that the chain names, until the case is done or waits for `until`."""
    while True:
        case.refresh_from_db()
        situation = progress.look(case)
        step = situation.position.step
        if step is None or step.kind == until:
            return
        seat = situation.seats()[0]
        person = user(seat.assignment.holders[0].username)
        if step.kind == "resolution":
            services.record(case, person, number=resolution[0], date=resolution[1])
        elif step.kind == "filing":
            today = timezone.localdate().isoformat()
            services.record(case, person, recipient=situation.position.recipients[0], date=today, how="公文交换")
        elif step.kind in DECIDED:
            services.publish(case, person)
        else:
            services.sign(case, person, seat=seat.seat.key, comment="同意。")


def send_back(case: Case, reason: str) -> None:
    """Whoever is next returns the case to its provider."""
    situation = progress.look(case)
    person = user(situation.seats()[0].assignment.holders[0].username)
    services.return_to_provider(case, person, reason=reason)
