"""Wagtail's permission policies for files and collections, answered by `access` whenever they are asked.

Stock policies read stored group memberships. Ours keep nothing: a post that ends takes its collections along at once.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.models import Collection
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from cms.files import access, protection

MANAGE = "manage"


class FilePolicy(BasePermissionPolicy):
    """Images or documents: by collection. Deleting what something signed or live shows is offered to nobody."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return access.is_unlimited(user) or bool(access.allowed(user, actions))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == access.DELETE and protection.refusal_to_delete(instance):
            return False
        return self.may_in_collection(user, action, instance.collection_id)

    def may_in_collection(self, user: Any, action: str, collection_id: int) -> bool:
        """The right to a collection alone, whatever shows its files."""
        return access.is_unlimited(user) or collection_id in access.allowed(user, [action])

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        if access.is_unlimited(user):
            return self.model._default_manager.all()
        return self.model._default_manager.filter(collection_id__in=access.allowed(user, actions))

    def collections_user_has_permission_for(self, user: Any, action: str) -> QuerySet[Collection]:
        return self.collections_user_has_any_permission_for(user, [action])

    def collections_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Collection]:
        if access.is_unlimited(user):
            return Collection.objects.all()
        return Collection.objects.filter(pk__in=access.allowed(user, actions))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        wanted = list(actions)
        return _people(person.pk for person in _active() if self.user_has_any_permission(person, wanted))

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet[Any]:
        wanted = list(actions)
        return _people(
            person.pk for person in _active() if self.user_has_any_permission_for_instance(person, wanted, instance)
        )


class CollectionPolicy(BasePermissionPolicy):
    """Collections belong to units: an administrator makes and removes them; `manage` in the answers lets one rename."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return access.is_unlimited(user) or bool(self._managed(user, actions))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return access.is_unlimited(user) or instance.pk in self._managed(user, [action])

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Collection]:
        wanted = set(actions)
        if not access.is_unlimited(user):
            return Collection.objects.filter(pk__in=self._managed(user, wanted))
        every = Collection.objects.all()
        return every.exclude(depth=1) if wanted == {"delete"} else every

    def collections_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Collection]:
        """Wagtail's name for the same in its collection views."""
        return self.instances_user_has_any_permission_for(user, actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        wanted = list(actions)
        return _people(person.pk for person in _active() if self.user_has_any_permission(person, wanted))

    @staticmethod
    def _managed(user: Any, actions: Iterable[str]) -> frozenset[int]:
        return access.allowed(user, [MANAGE]) if access.CHANGE in set(actions) else frozenset()


def _active() -> QuerySet[Any]:
    return get_user_model()._default_manager.filter(is_active=True)


def _people(keys: Iterable[Any]) -> QuerySet[Any]:
    return get_user_model()._default_manager.filter(pk__in=list(keys))


def register_policies() -> None:
    """Exact classes go before what Wagtail's own apps register, whatever the order of the apps."""
    from cms.files.models import Document, Image

    register_permission_policy(Image, FilePolicy(Image), exact_class=True)
    register_permission_policy(Document, FilePolicy(Document), exact_class=True)
    register_permission_policy(Collection, CollectionPolicy(Collection), exact_class=True)
