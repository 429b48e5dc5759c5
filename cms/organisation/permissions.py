"""What a person may do, worked out from the posts that they hold at the moment of asking.

Groups are bundles of permissions that a post brings along (`Post.roles`). Stored memberships and permissions given
to a user directly count for nothing, so that giving somebody a post gives exactly what the post may do, and ending it
takes exactly that away, in its second, while nothing runs. Superusers keep Django's permissions on models; what they
may not do with pages is the business of the approval engine.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cms.organisation import freshness
from cms.organisation.models import Delegation, Post, Tenure, Unit
from cms.organisation.seats import Directory, HeldPost, SeatRef

ACCESS_ADMIN = "wagtailadmin.access_admin"
_CACHE = "_post_permissions"
_DIRECTORY = "_post_directory"
_KEPT_FOR = timedelta(seconds=1)


def current_posts(user_id: int, at: datetime) -> QuerySet[Post]:
    """The posts that somebody holds at `at`, by tenure or by a delegation in force."""
    by_tenure = Tenure.objects.valid_at(at).filter(post=OuterRef("pk"), user_id=user_id)
    by_delegation = Delegation.objects.in_force_at(at).filter(post=OuterRef("pk"), to_user_id=user_id)
    return Post.objects.filter(Exists(by_tenure) | Exists(by_delegation))


@dataclass(frozen=True, slots=True)
class Grants:
    """What a user's posts bring: the permissions ("app.codename"), each with the units in which it holds."""

    units: Mapping[str, frozenset[int]]
    holds_a_post: bool

    @property
    def permissions(self) -> set[str]:
        return {*self.units, ACCESS_ADMIN} if self.holds_a_post else set()


def grants_of(user: Any, at: datetime | None = None) -> Grants:
    """Worked out with one query, and for the rest of its second kept on the user object (which lives for a request)."""
    if at is not None:
        return _grants(user.pk, at)
    now = timezone.now()
    moment = (int(now.timestamp()), freshness.number())
    kept = getattr(user, _CACHE, None)
    if kept is None or kept[0] != moment:
        kept = (moment, _grants(user.pk, now))
        setattr(user, _CACHE, kept)
    return kept[1]


def _grants(user_id: int, at: datetime) -> Grants:
    """A role's permissions reach as far as the post does: its own unit, and for oversight what lies below too."""
    permission = "roles__permissions"
    rows = (
        current_posts(user_id, at)
        .order_by()
        .values_list("unit_id", "kind", f"{permission}__content_type__app_label", f"{permission}__codename")
    )
    found = set(rows)
    below = _units_below({unit for unit, kind, *_name in found if kind == Post.Kind.OVERSIGHT})
    units: dict[str, set[int]] = defaultdict(set)
    for unit, kind, app_label, codename in found:
        if codename is not None:
            reach = {unit} | below[unit] if kind == Post.Kind.OVERSIGHT else {unit}
            units[f"{app_label}.{codename}"].update(reach)
    return Grants({name: frozenset(reach) for name, reach in units.items()}, bool(found))


def _units_below(roots: set[int]) -> dict[int, set[int]]:
    if not roots:
        return {}
    children = defaultdict(set)
    for unit_id, parent_id in Unit.objects.values_list("id", "parent_id"):
        children[parent_id].add(unit_id)
    below: dict[int, set[int]] = {}
    for root in roots:
        reached, level = set(), set(children[root])
        while level:
            reached |= level
            level = {child for unit in level for child in children[unit]} - reached
        below[root] = reached
    return below


class PostBackend(ModelBackend):
    """Logs in with the password like Django's own backend, and takes permissions from posts alone.

    It replaces `ModelBackend` in AUTHENTICATION_BACKENDS: beside it, stored memberships would count again.
    """

    def get_user_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        """Permissions ("app.codename") from the posts held now. See `grants_of`."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_user_permissions(user_obj, obj)  # Django: every permission there is
        return grants_of(user_obj).permissions

    def get_group_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        """Nothing: nobody's permissions come from a stored membership."""
        return set()

    def get_all_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        return self.get_user_permissions(user_obj, obj)

    # Django's asynchronous twins would read the stored memberships: back to those that call the methods above.
    aget_user_permissions = BaseBackend.aget_user_permissions
    aget_group_permissions = BaseBackend.aget_group_permissions
    aget_all_permissions = BaseBackend.aget_all_permissions

    def with_perm(
        self,
        perm: str | Permission,
        is_active: bool | None = True,
        include_superusers: bool = True,
        obj: object = None,
    ) -> QuerySet[Any]:
        """The users who have a permission now. ValueError for a name that is not "app.codename"."""
        users = get_user_model()._default_manager
        if obj is not None:
            return users.none()
        holders = _holders(None if _name(perm) == ACCESS_ADMIN else _wanted(perm))
        if include_superusers:
            holders |= Q(is_superuser=True)
        if is_active is not None:
            holders &= Q(is_active=is_active)
        return users.filter(holders)


def _name(perm: str | Permission) -> str:
    if isinstance(perm, Permission):
        return f"{perm.content_type.app_label}.{perm.codename}"
    if perm.count(".") != 1:
        raise ValueError("A permission is named app_label.codename.")
    return perm


def _wanted(perm: str | Permission) -> Q:
    app_label, codename = _name(perm).split(".")
    return Q(codename=codename, content_type__app_label=app_label)


def _holders(wanted: Q | None) -> Q:
    """Users who hold a post now; with `wanted`, one whose roles have such a permission."""
    posts = Post.objects.all()
    if wanted is not None:
        posts = posts.filter(roles__permissions__in=Permission.objects.filter(wanted))
    now = timezone.now()
    by_tenure = Tenure.objects.valid_at(now).filter(user=OuterRef("pk"), post__in=posts)
    by_delegation = Delegation.objects.in_force_at(now).filter(to_user=OuterRef("pk"), post__in=posts)
    return Q(Exists(by_tenure)) | Q(Exists(by_delegation))


def directory_of(user: Any) -> Directory:
    """The organisation now, kept on the user object (which lives for a request) for a second, until something changes.

    From the first question on, so that a request that begins at the end of a second does not ask twice.
    """
    now, change = timezone.now(), freshness.number()
    kept: tuple[datetime, int, Directory] | None = getattr(user, _DIRECTORY, None)
    if kept is None or kept[1] != change or not timedelta(0) <= now - kept[0] < _KEPT_FOR:
        kept = (now, change, Directory.at())
        setattr(user, _DIRECTORY, kept)
    return kept[2]


# Questions that other rooms ask. Pass a Directory where you have one: it answers for its own second.


def held_posts(user: Any, at: datetime | None = None, directory: Directory | None = None) -> tuple[HeldPost, ...]:
    """The posts that a user holds, by tenure and by delegation; none for an inactive or anonymous one."""
    if not user.is_active or user.pk is None:
        return ()
    return (directory or Directory.at(at)).posts_of(user.pk)


def may_draft(
    user: Any, category: str, office_id: int | None, at: datetime | None = None, directory: Directory | None = None
) -> bool:
    """Whether a post of this office that the user holds may draft the category ("*": any of its office).

    Without an office: whether any post of theirs may.
    """
    return any(
        category in post.categories or "*" in post.categories
        for post in held_posts(user, at, directory)
        if office_id is None or post.office_id == office_id
    )


def units_of(user: Any, at: datetime | None = None, directory: Directory | None = None) -> set[int]:
    """The units in which a user holds a post."""
    return {post.unit_id for post in held_posts(user, at, directory)}


def holds(
    user: Any,
    unit_id: int,
    identifier: str,
    office_id: int | None = None,
    at: datetime | None = None,
    directory: Directory | None = None,
) -> bool:
    """Whether a user holds this seat, by tenure or delegation; standing in for its holder is not holding it."""
    if not user.is_active or user.pk is None:
        return False
    holders = (directory or Directory.at(at)).holders(SeatRef(unit_id, identifier, office_id))
    return any(holder.user_id == user.pk for holder in holders)


def oversight_units(user: Any, at: datetime | None = None, directory: Directory | None = None) -> set[int]:
    """The units that a user oversees: their post's own and all below it, so the municipal post all of them."""
    directory = directory or Directory.at(at)
    own = {post.unit_id for post in held_posts(user, directory=directory) if post.kind == "oversight"}
    return own.union(*(directory.units_below(unit) for unit in own))


def units_with_permission(user: Any, perm: str, at: datetime | None = None) -> set[int] | None:
    """The units in which a post of the user's brings this permission ("app.codename"); None means every unit."""
    if user.is_active and user.is_superuser:
        return None
    if not user.is_active or user.pk is None:
        return set()
    return set(grants_of(user, at).units.get(perm, ()))


def may_in_unit(user: Any, perm: str, unit_id: int, at: datetime | None = None) -> bool:
    units = units_with_permission(user, perm, at)
    return units is None or unit_id in units
