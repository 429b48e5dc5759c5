"""What a person may do, worked out from the posts that they hold at the moment of asking.

Groups are bundles of permissions that a post brings along (`Post.roles`). Stored memberships and permissions given
to a user directly count for nothing, so that giving somebody a post gives exactly what the post may do, and ending it
takes exactly that away, in its second, while nothing runs. Superusers keep Django's permissions on models; what they
may not do with pages is the business of the approval engine.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cms.organisation import freshness
from cms.organisation.models import Delegation, Post, Tenure
from cms.organisation.seats import Directory, HeldPost, SeatRef

ACCESS_ADMIN = "wagtailadmin.access_admin"
_CACHE = "_post_permissions"


def current_posts(user_id: int, at: datetime) -> QuerySet[Post]:
    """The posts that somebody holds at `at`, by tenure or by a delegation in force."""
    by_tenure = Tenure.objects.valid_at(at).filter(post=OuterRef("pk"), user_id=user_id)
    by_delegation = Delegation.objects.in_force_at(at).filter(post=OuterRef("pk"), to_user_id=user_id)
    return Post.objects.filter(Exists(by_tenure) | Exists(by_delegation))


class PostBackend(ModelBackend):
    """Logs in with the password like Django's own backend, and takes permissions from posts alone.

    It replaces `ModelBackend` in AUTHENTICATION_BACKENDS: beside it, stored memberships would count again.
    """

    def get_user_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        """Permissions ("app.codename") from the posts held now. For one second kept on the user object."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return self._get_permissions(user_obj, obj, "user")
        now = timezone.now()
        moment = (int(now.timestamp()), freshness.number())
        kept = getattr(user_obj, _CACHE, None)
        if kept is None or kept[0] != moment:
            kept = (moment, _permissions_from_posts(user_obj.pk, now))
            setattr(user_obj, _CACHE, kept)
        return set(kept[1])

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


def _permissions_from_posts(user_id: int, at: datetime) -> frozenset[str]:
    posts = current_posts(user_id, at)
    if not posts.exists():
        return frozenset()
    rows = Permission.objects.filter(group__posts__in=posts).order_by()
    names = rows.values_list("content_type__app_label", "codename").distinct()
    return frozenset({ACCESS_ADMIN, *(f"{app}.{codename}" for app, codename in names)})


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


def is_discipline(user: Any, at: datetime | None = None, directory: Directory | None = None) -> bool:
    """Whether a user holds an oversight post: reads, and changes no item, case or decision (§7)."""
    return any(post.kind == "oversight" for post in held_posts(user, at, directory))


def oversight_units(user: Any, at: datetime | None = None, directory: Directory | None = None) -> set[int]:
    """The units that a user oversees: their post's own and all below it, so the municipal post all of them."""
    directory = directory or Directory.at(at)
    own = {post.unit_id for post in held_posts(user, directory=directory) if post.kind == "oversight"}
    return own.union(*(directory.units_below(unit) for unit in own))


def units_with_permission(user: Any, perm: str, at: datetime | None = None) -> set[int] | None:
    """The units in which a post of the user's brings this permission ("app.codename"); None means every unit.

    Permissions of a role reach as far as the post does: its own unit, and for oversight what lies below.
    """
    if user.is_active and user.is_superuser:
        return None
    if not user.is_active or user.pk is None:
        return set()
    posts = current_posts(user.pk, at or timezone.now())
    posts = posts.filter(roles__permissions__in=Permission.objects.filter(_wanted(perm)))
    found = set(posts.values_list("unit_id", "kind"))
    units = {unit for unit, _kind in found}
    overseen = {unit for unit, kind in found if kind == "oversight"}
    if overseen:
        directory = Directory.at(at)
        units = units.union(*(directory.units_below(unit) for unit in overseen))
    return units


def may_in_unit(user: Any, perm: str, unit_id: int, at: datetime | None = None) -> bool:
    units = units_with_permission(user, perm, at)
    return units is None or unit_id in units
