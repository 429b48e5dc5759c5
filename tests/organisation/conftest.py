"""A small bureau that tests fill as they need: one municipal unit, one district under it."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from cms.organisation.models import Delegation, LeadingGroupMember, Office, Portfolio, Post, Tenure, Unit
from cms.organisation.seats import Directory, SeatRef


class Bureau:
    """Builds rows by their identifiers; a dotted name such as "district.legal" means another unit than municipal."""

    def __init__(self) -> None:
        self.since = timezone.now() - timedelta(days=30)
        self.municipal = Unit.objects.create(identifier="municipal", name="市局", kind="municipal", code="ZJ00")

    def unit(self, identifier: str, parent: Unit | None = None) -> Unit:
        parent = parent or self.municipal
        return Unit.objects.create(
            identifier=identifier, name=identifier, kind="district", parent=parent, code=identifier.upper()[:12]
        )

    def _in(self, dotted: str) -> tuple[Unit, str]:
        unit, _, name = dotted.rpartition(".")
        return (Unit.objects.get(identifier=unit) if unit else self.municipal), name

    def user(self, username: str, **values):
        values = {"last_name": "张", "first_name": username, **values}
        return get_user_model().objects.get_or_create(username=username, defaults=values)[0]

    def office(self, dotted: str, **values) -> Office:
        unit, identifier = self._in(dotted)
        return Office.objects.get_or_create(unit=unit, identifier=identifier, defaults={"name": identifier, **values})[
            0
        ]

    def post(self, dotted: str, *holders: str, office: str = "", **values) -> Post:
        unit, identifier = self._in(dotted)
        place = self.office(office) if office else None
        defaults = {"name": f"岗位{identifier}", "office": place, **values}
        post = Post.objects.get_or_create(unit=unit, identifier=identifier, defaults=defaults)[0]
        for holder in holders:
            self.tenure(post, holder)
        return post

    def leader(self, dotted: str, *holders: str, over: tuple[str, ...] = (), **values) -> Post:
        post = self.post(dotted, *holders, kind="leader", **values)
        for office in over:
            Portfolio.objects.create(post=post, office=self.office(office), starts_at=self.since)
        return post

    def director(self, dotted: str = "director", *holders: str) -> Post:
        return self.leader(dotted, *holders, is_chief=True)

    def tenure(self, post: Post, username: str, ends_at: datetime | None = None) -> Tenure:
        return Tenure.objects.create(post=post, user=self.user(username), starts_at=self.since, ends_at=ends_at)

    def delegation(self, post: Post, giver: str, taker: str, **values) -> Delegation:
        now = timezone.now()
        values = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=1), "reason": "出差", **values}
        return Delegation.objects.create(post=post, from_user=self.user(giver), to_user=self.user(taker), **values)

    def vice_chair(self, unit: Unit, username: str) -> LeadingGroupMember:
        return LeadingGroupMember.objects.create(
            unit=unit, user=self.user(username), role="vice_chair", starts_at=self.since
        )

    def role(self, name: str, *permissions: str) -> Group:
        group = Group.objects.create(name=name)
        for permission in permissions:
            app_label, codename = permission.split(".")
            group.permissions.add(Permission.objects.get(content_type__app_label=app_label, codename=codename))
        return group

    def ref(self, dotted: str, office: Office | None = None) -> SeatRef:
        unit, identifier = self._in(dotted)
        return SeatRef(unit.pk, identifier, office.pk if office else None)

    def barred(self, *usernames: str) -> frozenset[int]:
        return frozenset(self.user(username).pk for username in usernames)

    def acting(self, dotted: str, *barred: str, office: Office | None = None) -> tuple[list[str], str | None]:
        """Who may act in a seat now (by username), and which group stands in."""
        found = Directory.at().assign(self.ref(dotted, office), self.barred(*barred))
        return [holder.username for holder in found.holders], found.via


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()
