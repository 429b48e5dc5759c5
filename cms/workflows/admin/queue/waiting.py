"""What waits for a person: one query on pending seats, whatever the number of chains and cases."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cms.organisation import permissions
from cms.organisation.seats import Assignment, Directory, SeatRef
from cms.publication.models import ListingEntry
from cms.workflows.admin import standing
from cms.workflows.admin.queue import strips
from cms.workflows.admin.standing import Standing
from cms.workflows.cases import progress, records
from cms.workflows.cases.models import Case, PendingSeat
from cms.workflows.chains import words
from cms.workflows.chains.vocabulary import CHANNELS


@dataclass(frozen=True)
class Waiting:
    """A step of a case that waits for this person, with the seats in which they may act."""

    case: Case
    kind: str
    since: datetime.datetime
    seats: tuple[str, ...]
    reason: str
    due_on: datetime.date | None = None
    is_provisional: bool = False
    whats: tuple[str, ...] = ("",)
    claimed_by: str = ""
    """Who of several said that they do it; "" for nobody."""
    standing: Standing | None = None
    picture: str = ""

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def kind_label(self) -> str:
        return "、".join(words.act(self.kind, what) for what in self.whats)

    @property
    def is_provision(self) -> bool:
        return self.kind == "provide"


def waiting_for(user: Any, directory: Directory | None = None) -> list[Waiting]:
    """Oldest first. Seats that somebody only could stand in for are left out while their holder can act."""
    if not user.is_active:
        return []
    directory = directory or permissions.directory_of(user)
    rows = (
        PendingSeat.objects.filter(directory.seats_of(user.pk).query())
        .exclude(kind=progress.DRAFT)
        .select_related("case", "case__unit", "case__office", "claimed_by")
        .defer("case__plan_text", "case__authors", "case__reason")
        .order_by("since", "case_id", "pk")
    )
    found: dict[tuple[int, int], Waiting] = {}
    for row, assignment in _assigned(rows, user, directory):
        key = (row.case_id, row.step)
        before = found.get(key)
        seats = (*(before.seats if before else ()), assignment.in_full)
        reason = assignment.reason if assignment.stand_in else ""
        facts = before.reason if before else reason
        whats = tuple(dict.fromkeys([*(before.whats if before else ()), row.what]))
        claimed = records.name_of(row.claimed_by) if row.claimed_by else before.claimed_by if before else ""
        found[key] = Waiting(
            row.case, row.kind, row.since, seats, facts, row.due_on, row.is_provisional, whats, claimed
        )
    return list(found.values())


def _assigned(rows: Any, user: Any, directory: Directory) -> Iterator[tuple[PendingSeat, Assignment]]:
    known: dict[tuple[SeatRef, tuple[int, ...]], Assignment] = {}
    for row in rows:
        ref = SeatRef(row.unit_id, row.identifier, row.office_id)
        key = (ref, tuple(row.barred))
        if key not in known:
            known[key] = directory.assign(ref, frozenset(row.barred))
        if any(holder.user_id == user.pk for holder in known[key].holders):
            yield row, known[key]


def prepared_by(user: Any, limit: int = 20, now: datetime.datetime | None = None) -> list[Case]:
    """What this person opened or submitted and is not over: running, or signed for later; newest first."""
    ahead = ListingEntry.objects.ahead(now or timezone.now()).filter(channel__in=CHANNELS.names()).values("number")
    waits = Q(state=Case.State.COMPLETED, publication__in=ahead)
    mine = Case.objects.filter(Q(state__in=Case.RUNNING) | waits, Q(opened_by=user) | Q(submitted_by=user))
    return list(mine.select_related("unit", "office").defer("plan_text").order_by("-step_since", "-pk")[:limit])


def in_preparation(user: Any, directory: Directory | None = None, limit: int = 20) -> list[Case]:
    """What is being prepared in the offices for which this person writes or stands in, by others; newest first."""
    directory = directory or permissions.directory_of(user)
    rows = PendingSeat.objects.filter(directory.seats_of(user.pk).query(), kind=progress.DRAFT)
    others = rows.exclude(case__opened_by=user).select_related("case", "case__unit", "case__office")
    found = {row.case_id: row.case for row, _assignment in _assigned(others.order_by("-since", "-pk"), user, directory)}
    return list(found.values())[:limit]


def cases_standing(found: list[Case], now: datetime.datetime | None = None) -> list[tuple[Case, Standing]]:
    """Each case with how it stands. Three queries."""
    known = standing.of_cases(found, now)
    return [(case, known[case.pk]) for case in found]


def with_standing(waiting: Iterable[Waiting], now: datetime.datetime | None = None) -> list[Waiting]:
    """The same entries, each with how its case stands and its chain drawn. Five queries."""
    listed = list(waiting)
    cases = {each.case.pk: each.case for each in listed}
    known, drawn = standing.of_cases(cases.values(), now), strips.of_cases(cases.values())
    return [replace(each, standing=known[each.case.pk], picture=drawn[each.case.pk]) for each in listed]


def stuck(directory: Directory | None = None) -> list[tuple[Case, str]]:
    """Cases that wait for a seat in which nobody may act: for administrators."""
    directory = directory or Directory.at(timezone.now())
    known: dict[Any, Assignment] = {}
    found = []
    for row in PendingSeat.objects.select_related("case").defer("case__plan_text").order_by("since", "pk"):
        ref = SeatRef(row.unit_id, row.identifier, row.office_id)
        key = (ref, tuple(row.barred))
        if key not in known:
            known[key] = directory.assign(ref, frozenset(row.barred))
        if known[key].vacant:
            found.append((row.case, known[key].in_full))
    return found
