"""Wagtail's permission policies for files and collections, answered by `access` whenever they are asked.

Stock policies read stored group memberships. Ours keep nothing: a post that ends takes its collections along at once.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from wagtail.models import Collection
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permission_policies.collections import CollectionManagementPermissionPolicy
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


class CollectionPolicy(CollectionManagementPermissionPolicy):
    """Those of units: an administrator makes and removes them; `manage` in the answers lets one rename. For a host's
    own collections what is stored counts, as Wagtail has it, where its memberships count at all.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        wanted = list(actions)
        if access.is_unlimited(user) or self._managed(user, wanted):
            return True
        return access.memberships_count() and bool(super().user_has_any_permission(user, wanted))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        wanted = list(actions)
        if access.is_unlimited(user) or instance.pk in self._managed(user, wanted):
            return True
        if not access.memberships_count() or instance.pk in access.of_units():
            return False
        return bool(super().user_has_any_permission_for_instance(user, wanted, instance))

    def instances_user_has_permission_for(self, user: Any, action: str) -> QuerySet[Collection]:
        return self.instances_user_has_any_permission_for(user, [action])

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Collection]:
        wanted = set(actions)
        if access.is_unlimited(user):
            every = Collection.objects.all()
            return every.exclude(depth=1) if wanted == {"delete"} else every
        managed = Q(pk__in=self._managed(user, wanted))
        if not access.memberships_count():
            return Collection.objects.filter(managed)
        stored = (
            super(CollectionPolicy, self).instances_user_has_permission_for(user, each) for each in sorted(wanted)
        )
        of_host = Q(pk__in=[pk for rows in stored for pk in rows.values_list("pk", flat=True)])
        return Collection.objects.filter(managed | of_host & ~Q(pk__in=access.of_units()))

    def collections_user_has_permission_for(self, user: Any, action: str) -> QuerySet[Collection]:
        return self.instances_user_has_any_permission_for(user, [action])

    def collections_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Collection]:
        """Wagtail's name for the same in its collection views."""
        return self.instances_user_has_any_permission_for(user, actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        wanted = list(actions)
        return _people(person.pk for person in _active() if self.user_has_any_permission(person, wanted))

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet[Any]:
        wanted = list(actions)
        people = (each for each in _active() if self.user_has_any_permission_for_instance(each, wanted, instance))
        return _people(person.pk for person in people)

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
