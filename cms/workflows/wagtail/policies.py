"""What is offered to whom in Wagtail's admin: computed from posts when asked, with no shortcut for a superuser.

The tree of a unit is known to the room that has the pages: it registers the answer (`unit_trees`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.organisation import permissions
from cms.organisation.seats import Directory
from cms.publication import current, disclosable
from cms.questions import Question
from cms.workflows.cases import drafting

DRAFTING = ("add_page", "change_page")
unit_trees: Question[Callable[[], dict[int, list[Any]]]] = Question(
    "workflows.unit_trees", "Where does the tree of each unit begin?"
)
"""`answer()` gives the pages at which the tree of each unit (by its primary key) begins."""


def unit_roots() -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for answer in unit_trees:
        for unit, pages in answer().items():
            found.setdefault(unit, []).extend(pages)
    return found


@dataclass(frozen=True)
class _Codename:
    codename: str


BEGINNING = (_Codename("add_page"),)
"""All that a post gives on a page of the host's, below which items may stand: it stays the host's."""


@dataclass(frozen=True)
class _Granted:
    """Stands where Wagtail expects a stored GroupPagePermission."""

    page: Any
    permission: _Codename

    @property
    def page_id(self) -> int:
        return int(self.page.pk)


def action_of(permission: Any) -> str:
    """ "add" of "add_page"."""
    return str(permission.permission.codename).rsplit("_", maxsplit=1)[0]


def granted(user: Any) -> list[_Granted]:
    """What posts give: whoever may draft in a unit may enter that unit's tree."""
    roots = unit_roots()
    return [
        _Granted(page, _Codename(codename))
        for unit in units_entered(user)
        for page in roots.get(unit, ())
        for codename in DRAFTING
    ]


class PostsPolicy(PagePermissionPolicy):
    """By posts alone: for what goes through a chain."""

    permission_cache_name = "_disclosure_page_permissions"
    _explorable_root_instance_cache_name = "_disclosure_explorable_root"

    def get_all_permissions_for_user(self, user: Any) -> Any:
        return granted(user) if user.is_active and not user.is_anonymous and not user.is_superuser else []

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        """Below a page of the host's, where every unit begins items, those of one's own units alone."""
        found = super().instances_user_has_any_permission_for(user, actions)
        shared = () if user.is_superuser or user.is_anonymous else disclosable.types_beside()
        for model in (each for each in shared if hasattr(each, "issuing_office_id")):
            others = model._default_manager.exclude(issuing_office__unit__in=units_entered(user))
            found = found.exclude(pk__in=others.values("pk"))
        return found

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = True) -> Any:
        if not self._get_permission_codenames(set(actions)) & set(DRAFTING):
            found = Q(is_superuser=True) if include_superusers else Q(pk__in=[])
        else:
            now = timezone.now()
            posts = Q(tenures__starts_at__lte=now) & (Q(tenures__ends_at=None) | Q(tenures__ends_at__gt=now))
            found = posts | Q(is_superuser=True) if include_superusers else posts
        return get_user_model()._default_manager.filter(found, is_active=True).distinct()

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any, include_superusers: bool = True
    ) -> Any:
        return self.users_with_any_permission(actions, include_superusers)


class PostPagePolicy(PagePermissionPolicy):
    """For every page of a site: posts for what goes through a chain, where stored group permissions count for nothing;
    for the host's own pages what is stored, as Wagtail's own policy has it, and no post.
    """

    permission_cache_name = "_disclosure_and_stored_page_permissions"
    _explorable_root_instance_cache_name = "_disclosure_and_stored_root"

    def __init__(self, model: Any = None) -> None:
        super().__init__(model)
        self.posts = PostsPolicy(model)
        self.stored = PagePermissionPolicy(model)

    def of(self, instance: Any) -> PagePermissionPolicy:
        return self.posts if disclosable.is_disclosed(instance) else self.stored

    def get_all_permissions_for_user(self, user: Any) -> Any:
        by_posts = self.posts.get_cached_permissions_for_user(user)
        if disclosable.is_alone():
            return by_posts
        given = [each for each in by_posts if disclosable.is_disclosed(each.page) or each.permission in BEGINNING]
        return [*self.stored.get_all_permissions_for_user(user), *given]

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return bool(self.of(instance).user_has_any_permission_for_instance(user, actions, instance))

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        every = self._base_queryset_for_user(user)
        if every is not None:
            return every
        by_posts = self.posts.instances_user_has_any_permission_for(user, actions)
        if disclosable.is_alone():
            return by_posts
        stored = self.stored.instances_user_has_any_permission_for(user, actions)
        return disclosable.others(stored) | disclosable.only(by_posts)

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = True) -> Any:
        by_posts = self.posts.users_with_any_permission(actions, include_superusers)
        if disclosable.is_alone():
            return by_posts
        stored = self.stored.users_with_any_permission(actions, include_superusers)
        either = Q(pk__in=by_posts.values("pk")) | Q(pk__in=stored.values("pk"))
        return get_user_model()._default_manager.filter(either)

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any, include_superusers: bool = True
    ) -> Any:
        return self.of(instance).users_with_any_permission_for_instance(actions, instance, include_superusers)


def units_entered(user: Any) -> set[int]:
    """The units whose tree of pages this person works in."""
    directory = permissions.directory_of(user)
    return permissions.units_of(user, directory=directory) - _only_overseen(user, directory)


def _only_overseen(user: Any, directory: Directory) -> set[int]:
    """Units in which the person holds nothing but an overseer's post: they change nothing there."""
    kinds: dict[int, set[str]] = {}
    for post in permissions.held_posts(user, directory=directory):
        kinds.setdefault(post.unit_id, set()).add(post.kind)
    return {unit for unit, held in kinds.items() if held == {"oversight"}}


def pages_of(user: Any) -> Any:
    """Pages of the units in which this person holds a post; to a superuser all. Others are not even named to them."""
    if user.is_superuser:
        return Page.objects.all()
    return PostsPolicy(Page).instances_user_has_any_permission_for(user, {"add", "change"})


def known_to(user: Any, pages: Any) -> Any:
    """Of a queryset of pages those of one's own units, and all of the host's, which Wagtail's own rules keep."""
    if user.is_superuser:
        return pages
    own = pages & pages_of(user)
    return own if disclosable.is_alone() else own | disclosable.others(pages)


class ItemPermissionTester(PagePermissionTester):
    """Publishing, taking down, moving and deleting belong to the chains, whoever asks (rule 3)."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        if user.is_active and not user.is_superuser:
            by_posts = PostsPolicy(Page).get_cached_permissions_for_user(user)
            self.permissions = {action_of(each) for each in by_posts if page.path.startswith(each.page.path)}
        self._may_draft: bool | None = None
        self._stays: bool | None = None

    def may_draft(self) -> bool:
        if self._may_draft is None:
            self._may_draft = drafting.may_draft(self.user, self.page.specific)
        return self._may_draft

    def can_add_subpage(self) -> bool:
        """Only where some post of theirs drafts what may stand there."""
        return bool(super().can_add_subpage()) and bool(self.page.specific.types_to_begin(self.user))

    def can_edit(self) -> bool:
        return not self.page_is_root and self.may_draft()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if self.page_is_root or not self.may_draft():
            return False
        if self._stays is None:
            self._stays = drafting.stays(self.page)
        return not self._stays

    def can_copy(self) -> bool:
        """By the rights of beginning one: whoever edits it, and of what is on view whoever drafts such items there."""
        if self.can_edit():
            return True
        if self.page_is_root or self.page.specific.structural or not self._begins_at(self.page.get_parent()):
            return False
        return current.link(self.page.specific.disclosure_key, self.page.specific.disclosure_channel) is not None

    def can_copy_to(self, destination: Any, recursive: bool = False) -> bool:
        return bool(super().can_copy_to(destination, recursive)) and self._begins_at(destination)

    def _begins_at(self, place: Any) -> bool:
        specific = place.specific
        if disclosable.is_disclosed(specific):
            return self.page.specific_class in specific.types_to_begin(self.user)
        return True

    def can_move(self) -> bool:
        return self.can_delete(ignore_bulk=True)

    def can_move_to(self, destination: Any) -> bool:
        return self.can_move() and bool(super().can_move_to(destination))

    def can_unpublish(self) -> bool:
        return False

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return False

    def can_lock(self) -> bool:
        return False

    def can_unlock(self) -> bool:
        return False

    def can_submit_for_moderation(self) -> bool:
        return False
