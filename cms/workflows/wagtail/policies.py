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
from cms.publication import current
from cms.publication.disclosable import Disclosable
from cms.questions import Question
from cms.workflows.cases import drafting

DRAFTING = ("add_page", "change_page")
BEGINNING = ("add_page",)
"""On a page of the host's, below which items may stand: it stays the host's."""
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


@dataclass(frozen=True)
class _Granted:
    """Stands where Wagtail expects a stored GroupPagePermission."""

    page: Any
    permission: _Codename

    @property
    def page_id(self) -> int:
        return int(self.page.pk)


class PostPagePolicy(PagePermissionPolicy):
    """Stored group permissions count for nothing: whoever may draft in a unit may enter that unit's tree."""

    def get_all_permissions_for_user(self, user: Any) -> Any:
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return []
        units = units_entered(user)
        roots = unit_roots()
        return [
            _Granted(page, _Codename(codename))
            for unit in units
            for page in roots.get(unit, ())
            for codename in (DRAFTING if isinstance(page, Disclosable) else BEGINNING)
        ]

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


class StoredPagePolicy(PagePermissionPolicy):
    """What the host has stored in groups, apart from posts: kept under a name of its own, where Wagtail would take the
    one for the other.
    """

    permission_cache_name = "_disclosure_stored_page_permissions"


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
    return PostPagePolicy(Page).instances_user_has_any_permission_for(user, {"add", "change"})


class ItemPermissionTester(PagePermissionTester):
    """Publishing, taking down, moving and deleting belong to the chains, whoever asks (rule 3)."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
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
        is_item = issubclass(type(specific), Disclosable)
        return not is_item or self.page.specific_class in specific.types_to_begin(self.user)

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
